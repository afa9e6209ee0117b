"""Squares about the face, windows in step with the sound, and the lag of mouths of this project's own videos."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tietfg.evaluation.case import RATE, Case, MeasuredVideo
from tietfg.evaluation.functional.lip_sync import mean_distances, synchrony
from tietfg.evaluation.measures import lip_sync as measures
from tietfg.evaluation.measures.lip_sync import embeddings, face_boxes, face_squares, measure_lag, measure_synchrony
from tietfg.evaluation.outside_weights import outside_file
from tietfg.evaluation.probes.lip_sync import PROBES
from tietfg.media.read_pictures import read_pictures
from tietfg.media.read_sound import read_sound
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait.tracking import TrackedFace
from tietfg.weights.registry import find
from tietfg.weights.store import WeightStore

torch = pytest.importorskip("torch")

from tietfg.evaluation.networks.syncnet import SyncNet, load  # noqa: E402

SYNCNET = outside_file("syncnet-v2", WeightStore.default())
EXAMPLE = SYNCNET.with_name("example.avi")


def tracked(boxes: np.ndarray, seen: np.ndarray | None = None, fps: float = 25.0) -> TrackedFace:
    """A face whose landmarks fill boxes (n, 4) of left, top, right and bottom; in each frame, or where it is seen."""
    seconds = np.arange(len(boxes)) / fps
    corners = np.stack([boxes[:, [0, 1]], boxes[:, [2, 3]]], axis=1)
    landmarks = np.zeros((len(boxes), 478, 3), np.float32)
    landmarks[:, :, :2] = corners[:, (np.arange(478) >= 100).astype(int)]
    chosen = slice(None) if seen is None else seen
    return TrackedFace(
        seconds=seconds[chosen],
        landmarks=landmarks[chosen],
        blendshapes=np.zeros((len(seconds[chosen]), 52), np.float32),
        size=(640, 480),
        frames=len(boxes),
        duration=len(boxes) / fps,
        sound_start=0.0,
        crowded=0.0,
        patches=np.zeros((0, 48, 48), np.uint8),
        views=(),
    )


class Film(MeasuredVideo):
    """A video of given pictures, with a face and a sound that are given too."""

    @classmethod
    def of(cls, pictures: list[np.ndarray], face: TrackedFace, sound: np.ndarray) -> "Film":
        film = cls(Path("film.mp4"), Path("none"))
        film.__dict__.update(shots=pictures, _face=face, sound=sound)
        return film

    def pictures(self) -> Iterator[np.ndarray]:
        return iter(self.__dict__["shots"])


def numbered(count: int, sound: np.ndarray) -> Case:
    """A film whose pictures tell their number by their grey."""
    pictures = [np.full((60, 60, 3), number, np.uint8) for number in range(count)]
    return Case("film", Film.of(pictures, tracked(np.tile([20.0, 20.0, 40.0, 40.0], (count, 1))), sound))


class Matched(torch.nn.Module):
    """Sees of the pictures number t to t + 4 what SyncNet hears of a sound from picture t on."""

    def __init__(self, sound: np.ndarray) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.network = SyncNet(1 / 16).eval()
        cepstra = measures.mel_cepstrum(np.rint(sound * 2.0**15))
        windows = [cepstra[4 * t : 4 * t + 20].T for t in range(len(cepstra) // 4 - 4)]
        with torch.no_grad():
            self.heard = self.hear(torch.from_numpy(np.stack(windows).astype(np.float32))[:, None])

    def see(self, pictures: torch.Tensor) -> torch.Tensor:
        assert pictures.shape[:2] == (1, 3)
        assert pictures.shape[3:] == (224, 224)
        first = pictures[0, 0, :, 112, 112].round().long()
        assert (first.diff() == 1).all()
        return self.heard[first[:-4]]

    def hear(self, cepstra: torch.Tensor) -> torch.Tensor:
        return self.network.hear(cepstra)


def speechlike(seconds: float) -> np.ndarray:
    """Noise whose level and colour change."""
    generator = np.random.default_rng(0)
    count = round(16_000 * seconds)
    level = np.interp(
        np.arange(count) / 800, np.arange(count // 800 + 2), generator.uniform(0.01, 0.2, count // 800 + 2)
    )
    noise = generator.normal(size=count + 1)
    share = np.interp(
        np.arange(count) / 1100, np.arange(count // 1100 + 2), generator.uniform(-1, 1, count // 1100 + 2)
    )
    return (level * (noise[1:] + share * noise[:-1])).clip(-1, 1).astype(np.float32)


@pytest.mark.parametrize("late", [0, 3, -4])
def test_shifting_the_sound_shifts_the_offset_and_nothing_else(monkeypatch: pytest.MonkeyPatch, late: int) -> None:
    sound = speechlike(4.8)
    network = Matched(sound)
    monkeypatch.setattr(measures, "_network", lambda path: network)
    shifted = sound[640 * late :] if late > 0 else np.pad(sound, (-640 * late, 0))
    found = measure_synchrony(numbered(110, shifted), {"syncnet-v2": SYNCNET})
    assert found.values["sync_offset"] == late
    assert found.notes == ()
    # Nothing but the windows at the ends, which meet zeros or the sound's new beginning, is apart.
    norm = float(network.heard.norm(dim=1).mean())
    assert found.values["sync_d"] < norm * (abs(late) + 1) / 100
    assert found.values["sync_c"] > 0.05 * norm


def test_batches_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = speechlike(2)
    network = Matched(sound)
    monkeypatch.setattr(measures, "_network", lambda path: network)
    case = numbered(47, np.roll(sound, 1000))
    whole = measure_synchrony(case, {"syncnet-v2": SYNCNET}).values
    for batch in (1, 7, 42, 100):
        monkeypatch.setattr(measures, "BATCH", batch)
        assert measure_synchrony(case, {"syncnet-v2": SYNCNET}).values == pytest.approx(whole, rel=1e-5)


@pytest.mark.parametrize(("pictures", "samples", "windows"), [(60, 32_000, 45), (30, 32_000, 25), (6, 32_000, 1)])
def test_the_longer_is_cut_and_the_last_window_dropped(pictures: int, samples: int, windows: int) -> None:
    sound = speechlike(2)[:samples]
    squares = [np.full((224, 224, 3), number, np.uint8) for number in range(pictures)]
    pieces = list(embeddings(Matched(sound), squares, sound))  # type: ignore[arg-type]
    assert sum(len(visual) for visual, _ in pieces) == sum(len(heard) for _, heard in pieces) == windows


def test_too_few_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = speechlike(2)
    network = Matched(sound)
    monkeypatch.setattr(measures, "_network", lambda path: network)
    found = measure_synchrony(numbered(5, sound), {"syncnet-v2": SYNCNET})
    assert np.isnan(list(found.values.values())).all()
    assert found.notes == ("5 pictures with sound; Sync-D and Sync-C are made for 100 or more",)


def test_boxes_are_medians_and_go_on_without_a_face() -> None:
    still = np.tile([100.0, 50.0, 180.0, 150.0], (60, 1))
    shaken = still.copy()
    shaken[[10, 30, 31]] += 40
    np.testing.assert_allclose(face_boxes(tracked(shaken)), np.tile([140, 100, 50], (61, 1)))
    moving = still + 2 * np.arange(60)[:, np.newaxis]
    seen = (np.arange(60) < 20) | (np.arange(60) >= 40)
    boxes = face_boxes(tracked(moving, seen))
    np.testing.assert_allclose(boxes[6:53, 0], 140 + 2 * np.arange(6, 53), atol=1e-3)
    np.testing.assert_allclose(face_boxes(tracked(moving, fps=50.0))[6:24, 1], 100 + 4 * np.arange(6, 24), atol=1e-3)


def test_the_square_is_that_of_syncnet_python() -> None:
    picture = np.random.default_rng(0).integers(0, 255, (480, 640, 3), dtype=np.uint8)
    face = tracked(np.tile([250.0, 160.0, 330.0, 260.0], (3, 1)))
    squares = list(face_squares(Film.of([picture] * 3, face, np.zeros(0))))
    assert len(squares) == 3
    # Half the box is 50: 70 to either side of its centre, from its top to 90 below its centre. Each pixel of the square
    # is the bilinear mean of four of the picture's, at its centre.
    centres = (np.arange(224) + 0.5) * 140 / 224 - 0.5
    low, part = np.floor(centres).astype(int), (centres % 1)[:, np.newaxis]
    crop = picture[160 - 1 : 300 + 1, 220 - 1 : 360 + 1].astype(float)
    rows = crop[low + 1] * (1 - part[..., None]) + crop[low + 2] * part[..., None]
    expected = rows[:, low + 1] * (1 - part) + rows[:, low + 2] * part
    np.testing.assert_allclose(squares[0], expected[:, :, ::-1], atol=1.0)


def test_beyond_the_edge_it_is_grey() -> None:
    picture = np.full((200, 200, 3), 255, np.uint8)
    square = next(face_squares(Film.of([picture], tracked(np.array([[0.0, 100.0, 100.0, 200.0]])), np.zeros(0))))
    assert (square[:, :20] == 110).all()
    assert (square[200:] == 110).all()
    assert (square[20:140, 60:200] == 255).all()


def test_too_little_speech() -> None:
    sound = np.zeros(48_000, np.float32)
    sound[16_000:24_000] = speechlike(0.5)
    found = measure_lag(numbered(75, sound), {})
    assert np.isnan(list(found.values.values())).all()
    assert "too little for a lag" in found.notes[0]


def test_a_mouth_that_does_not_move() -> None:
    found = measure_lag(numbered(75, speechlike(3)), {})
    assert np.isnan(list(found.values.values())).all()
    assert "does not move" in found.notes[0]


def test_probes_name_what_there_is() -> None:
    assert [probe.name for probe in PROBES] == ["sync", "av_lag"]
    assert PROBES[0].load() is measure_synchrony
    assert PROBES[1].load() is measure_lag
    found = measure_lag(numbered(75, speechlike(3)), {})
    assert list(found.values) == [metric.name for metric in PROBES[1].metrics]


@pytest.fixture(scope="module")
def spoken(pipe: TalkingFacePipeline, tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """Two videos of this project, of different words."""
    folder, landmarker = tmp_path_factory.mktemp("spoken"), WeightStore.default().path(find("face-landmarker").name)
    words = {
        "mei": "The museum opens at nine in the morning. Tickets can be bought at the door, or a day before by mail.",
        "walter": "Every spring we walk out there, behind the old barn, to see which of the apple trees bloom first.",
    }
    for name, text in words.items():
        pipe(image=name, text=text, emotion="neutral", size=256, matte="none", seed=1).save(folder / f"{name}.mp4")
    return [Case(name, MeasuredVideo(folder / f"{name}.mp4", landmarker)) for name in words]


def with_sound(case: Case, sound: np.ndarray) -> Case:
    other = Case(case.name, case.generated)
    other.__dict__["sound"] = sound
    return other


@pytest.mark.weights
@pytest.mark.slow
def test_lag_of_real_videos(spoken: list[Case]) -> None:
    for case, other in (spoken, spoken[::-1]):
        own = measure_lag(case, {}).values
        assert abs(own["av_lag"]) < 60
        late = measure_lag(with_sound(case, case.sound[4 * 640 :]), {}).values
        assert late["av_lag"] - own["av_lag"] == pytest.approx(160, abs=20)
        assert late["av_correlation"] == pytest.approx(own["av_correlation"], abs=0.1)
        assert late["av_correlation_at_zero"] < own["av_correlation_at_zero"] - 0.1
        foreign = measure_lag(with_sound(case, other.sound), {}).values
        assert foreign["av_correlation_at_zero"] < own["av_correlation_at_zero"] - 0.1


@pytest.mark.weights
@pytest.mark.slow
def test_squares_of_a_real_video_show_the_face(spoken: list[Case]) -> None:
    case = spoken[0]
    squares = list(face_squares(case.generated))
    assert len(squares) == len(list(case.generated.pictures()))
    assert squares[0].shape == (224, 224, 3)
    torch.manual_seed(0)
    distances = mean_distances(embeddings(SyncNet(1 / 16).eval(), squares[:40], case.sound))
    assert np.isfinite(distances).all()


@pytest.mark.skipif(not SYNCNET.is_file(), reason=f"{SYNCNET} is not there")
@pytest.mark.skipif(not EXAMPLE.is_file(), reason=f"{EXAMPLE}, the example of syncnet_python, is not there")
def test_published_figures_of_the_example() -> None:
    squares = (np.ascontiguousarray(picture[:, :, ::-1]) for picture in read_pictures(EXAMPLE, RATE))
    found = synchrony(mean_distances(embeddings(load(SYNCNET), squares, read_sound(EXAMPLE, 16_000))))
    # The authors' program keeps the pictures as JPEG in between.
    assert found.offset == 3
    assert found.distance == pytest.approx(5.353, abs=0.1)
    assert found.confidence == pytest.approx(10.021, abs=0.2)
