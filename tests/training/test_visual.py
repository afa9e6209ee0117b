"""Training of a tiny denoiser on real performances, its export, and motion performed with it."""

import json
from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")

from safetensors.torch import load_file  # noqa: E402

from tests.motion.spoken import SENTENCES, frames_of, play, speak  # noqa: E402
from tietfg.data.clip_reader import load_blocks  # noqa: E402
from tietfg.data.performances import open_performances  # noqa: E402
from tietfg.data.write_performances import write_performances  # noqa: E402
from tietfg.errors import InputError, WeightsError  # noqa: E402
from tietfg.motion.contacts import contact_strength  # noqa: E402
from tietfg.motion.motion import Motion  # noqa: E402
from tietfg.motion.performer import MAXIMUM_COEFFICIENT  # noqa: E402
from tietfg.portrait.basis import load_basis  # noqa: E402
from tietfg.synthesis.motion_clips import MARGIN, MOTION_FRAMES, NEW_FRAMES, cut_clips  # noqa: E402
from tietfg.synthesis.motion_denoiser import DenoiserConfiguration, MotionDenoiser  # noqa: E402
from tietfg.synthesis.motion_diffusion import DiffusionPerformer, DiffusionState, MotionSampling  # noqa: E402
from tietfg.synthesis.motion_tokens import PRESENT, MotionTokens, motion_values  # noqa: E402
from tietfg.synthesis.schedule import NoiseSchedule  # noqa: E402
from tietfg.training import denoisers  # noqa: E402
from tietfg.training.denoisers import DenoiserSpec, train_denoiser  # noqa: E402
from tietfg.training.loop import train  # noqa: E402
from tietfg.training.recipe import Recipe  # noqa: E402
from tietfg.training.visual import Objective, VisualTraining, export_denoiser  # noqa: E402
from tietfg.weights.store import WeightStore  # noqa: E402

TINY = DenoiserConfiguration(width=16, layers=1, heads=2, context_width=8)
RECIPE = Recipe(epochs=3, batch_size=4, learning_rate=3e-3, average=0.5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("visual")
    write_performances(home / "data", 0.008, 2, 1, "hibari", WeightStore(home, offline=True))
    return home / "data"


@pytest.fixture(scope="module")
def blocks(folder):
    opened = open_performances(folder)
    return [load_blocks([opened], split, lambda *_: None) for split in ("train", "validation")]


def task_on(blocks) -> VisualTraining:
    torch.manual_seed(0)
    return VisualTraining(
        TINY, *blocks, Objective(shortest=8), NoiseSchedule.cosine(), sampling_steps=2, validation_clips=2
    )


def silent(_: str) -> None:
    pass


def test_it_learns(blocks, tmp_path):
    task = task_on(blocks)
    before = task.evaluate(task.model.eval())["validation_loss"]
    figures = train(task, RECIPE.model_copy(update={"epochs": 25, "learning_rate": 0.02}), tmp_path, silent)
    assert figures["validation_loss"] < 0.9 * before
    assert -1 <= figures["jaw_correlation"] <= 1


def test_a_cut_run_goes_on_exactly(blocks, tmp_path):
    class CutError(Exception):
        pass

    def cut(said: str) -> None:
        if said.startswith("epoch 2"):
            raise CutError

    whole, parted = tmp_path / "whole", tmp_path / "parted"
    train(task_on(blocks), RECIPE, whole, silent)
    with pytest.raises(CutError):
        train(task_on(blocks), RECIPE, parted, cut)
    train(task_on(blocks), RECIPE, parted, silent)
    assert (whole / "log.jsonl").read_text() == (parted / "log.jsonl").read_text()
    for name in ("best.safetensors", "state/model.safetensors", "state/averaged.safetensors"):
        expected, found = load_file(whole / name), load_file(parted / name)
        for key, value in expected.items():
            torch.testing.assert_close(found[key], value, rtol=0, atol=0)


def test_batches_are_what_the_denoiser_takes(blocks):
    task = task_on(blocks)
    batches = list(task.batches(4, torch.Generator().manual_seed(1)))
    assert len(batches) == task.batches_an_epoch(4)
    for batch in batches:
        frames = batch["clean"].shape[1]
        assert frames <= NEW_FRAMES
        assert batch["speech"].shape[1] == frames + 2 * MARGIN
        assert batch["motion"].shape[1] == MOTION_FRAMES
        signal, rest = batch["signal"], batch["rest"]
        torch.testing.assert_close(signal**2 + rest**2, torch.ones(4))
        # What is noised and its velocity tell the clean motion (Salimans and Ho 2022).
        back = signal[:, None, None, None] * batch["noisy"] - rest[:, None, None, None] * batch["velocity"]
        torch.testing.assert_close(back, batch["clean"], atol=1e-5, rtol=1e-4)
        assert not batch["noisy"][..., ~torch.from_numpy(PRESENT)].any()


def test_parts_of_a_batch_cost_what_the_whole_does(blocks):
    task = task_on(blocks)
    batch = next(task.batches(4, torch.Generator().manual_seed(3)))
    parts = [{name: tensor[half::2] for name, tensor in batch.items()} for half in (0, 1)]
    mean = sum(task.loss(task.model, part) for part in parts) / 2
    torch.testing.assert_close(mean, task.loss(task.model, batch))


def test_conditions_are_dropped_a_sample_at_a_time(blocks):
    task = task_on(blocks)
    kept = torch.cat(
        [batch["keep"] for seed in range(8) for batch in task.batches(16, torch.Generator().manual_seed(seed))]
    )
    shares = 1 - kept[:, 1:].mean(dim=0)
    assert len({tuple(row) for row in kept.tolist()}) > 4
    torch.testing.assert_close(shares, torch.tensor([0.1, 0.05, 0.1]), atol=0.06, rtol=0)


def test_a_perfect_prediction_costs_nothing_and_the_last_step_counts(blocks):
    task = task_on(blocks)
    batch = next(task.batches(4, torch.Generator().manual_seed(1)))

    class Perfect(torch.nn.Module):
        def forward(self, *_):
            return batch["velocity"]

    class Nothing(torch.nn.Module):
        def forward(self, *_):
            return torch.zeros_like(batch["velocity"])

    assert task.loss(Perfect(), batch) < 1e-8
    last = batch | {
        "step": torch.full((4,), 999.0),
        "signal": torch.zeros(4),
        "rest": torch.ones(4),
        "noisy": batch["noise"],
        "velocity": -batch["clean"],
    }
    assert task.loss(Nothing(), last) > 0.05


@pytest.fixture(scope="module")
def trained(folder, tmp_path_factory):
    """A tiny denoiser by the usual way, exported."""
    out = tmp_path_factory.mktemp("trained")
    spec = DenoiserSpec("tiny", TINY, Objective(shortest=8), RECIPE)
    before = dict(denoisers.DENOISERS)
    denoisers.DENOISERS["tiny"] = spec
    try:
        yield train_denoiser("tiny", [folder], out, progress=silent)
    finally:
        denoisers.DENOISERS.clear()
        denoisers.DENOISERS.update(before)


def test_the_export_tells_of_itself(trained):
    metadata = DiffusionPerformer(trained).metadata
    assert json.loads(metadata["configuration"]) == TINY.as_json()
    assert metadata["schedule"] == "cosine"
    assert MotionTokens.from_json(metadata["scales"]).deviation.min() > 0
    assert "hours of motion performed" in metadata["data"]
    assert "validation_loss" in json.loads(metadata["validation"])


def test_other_files_are_no_denoisers(trained, tmp_path):
    (tmp_path / "none.onnx").write_bytes(b"nothing")
    with pytest.raises(WeightsError, match="cannot be used"):
        DiffusionPerformer(tmp_path / "none.onnx")
    torch.manual_seed(0)
    export_denoiser(MotionDenoiser(TINY), {}, tmp_path / "bare.onnx")
    with pytest.raises(WeightsError, match="schedule"):
        DiffusionPerformer(tmp_path / "bare.onnx")
    export_denoiser(MotionDenoiser(TINY), {"schedule": "cosine", "scales": "{}"}, tmp_path / "bare.onnx")
    with pytest.raises(WeightsError, match="scales"):
        DiffusionPerformer(tmp_path / "bare.onnx")


SPOKEN = [speak(sentence, seed=k, first_word=20 * k) for k, sentence in enumerate(SENTENCES[:3])]


def take(performer, seed, spoken=SPOKEN, emotion="happy"):
    state, motions = DiffusionState.initial(seed), []
    for speech in spoken:
        motion, state = performer.perform(speech, play(emotion, 0.8, frames_of(speech)), state)
        motions.append(motion)
    return motions, state


@pytest.fixture(scope="module")
def performer(trained):
    return DiffusionPerformer(trained, MotionSampling(steps=4))


def test_motion_is_as_long_as_speech_and_within_bounds(performer):
    motions, state = take(performer, 1)
    assert [len(motion) for motion in motions] == [frames_of(speech) for speech in SPOKEN]
    assert state.frames == sum(map(len, motions))
    values = motion_values(Motion.concatenate(motions))
    assert np.isfinite(values).all()
    assert values[:, :52].min() >= 0
    assert values[:, :52].max() <= MAXIMUM_COEFFICIENT


def test_equal_seeds_give_equal_motion_and_others_other_motion(performer):
    one, again, other = (motion_values(Motion.concatenate(take(performer, seed)[0])) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).mean() > 1e-3


def test_blocks_depend_on_the_past_through_the_state_alone(performer):
    motions, _ = take(performer, 3)
    _, state = take(performer, 3, SPOKEN[:2])
    speech = SPOKEN[2]
    resumed, _ = performer.perform(speech, play("happy", 0.8, frames_of(speech)), state)
    np.testing.assert_array_equal(resumed.coefficients, motions[2].coefficients)
    first, _ = take(performer, 3, SPOKEN[:1])
    np.testing.assert_array_equal(first[0].coefficients, motions[0].coefficients)


def test_steps_over_joins_are_no_larger_than_elsewhere(performer):
    """Neither value nor velocity jumps where clips and blocks meet; lips and lids may."""
    motions, _ = take(performer, 4)
    values = motion_values(Motion.concatenate(motions))
    head = values[:, 52:] / values[:, 52:].std(axis=0)
    bends = np.abs(np.diff(head, n=2, axis=0)).mean(axis=1)
    joins, start = [], 0
    for motion in motions:
        joins += [start + clip.start for clip in cut_clips(len(motion))]
        start += len(motion)
    around = np.concatenate([bends[join - 2 : join] for join in joins[1:]])
    assert around.mean() < 1.5 * bends.mean()


def test_lips_touch_where_they_must(performer):
    motions, _ = take(performer, 5, emotion="surprise")
    basis = load_basis()
    upper, lower = [80, 81, 82, 13, 312, 311, 310], [88, 178, 87, 14, 317, 402, 318]
    touching = 0
    for motion in motions:
        held = contact_strength(motion.contacts, False, np.arange(len(motion)) / 25) >= 1
        height = basis.neutral[:, 1] + motion.coefficients[held].astype(np.float64) @ basis.basis[:, :, 1]
        gaps = height[:, lower] - height[:, upper]
        assert gaps.max(initial=0.0) < 0.005
        touching += held.sum()
    assert touching > 5


def test_speech_and_track_of_other_lengths_are_refused(performer):
    with pytest.raises(ValueError, match="cannot be performed"):
        performer.perform(SPOKEN[0], play("happy", 0.5, 3), DiffusionState.initial(0))


def test_too_little_data_is_refused(folder, tmp_path):
    document = json.loads((folder / "performances.json").read_text())
    document["entries"] = [entry for entry in document["entries"] if entry["split"] != "validation"]
    document["planned"] = len(document["entries"])
    (tmp_path / "performances.json").write_text(json.dumps(document))
    for entry in document["entries"]:
        (tmp_path / f"{entry['id']}.npz").write_bytes((folder / f"{entry['id']}.npz").read_bytes())
    with pytest.raises(InputError, match="split validation"):
        train_denoiser("portrait", [tmp_path], tmp_path / "run", progress=silent)


def test_several_folders_are_one(folder):
    opened = open_performances(folder)
    once = load_blocks([opened], "validation", lambda *_: None)
    assert len(load_blocks([opened, opened], "validation", lambda *_: None)) == 2 * len(once)


@pytest.mark.parametrize("without", denoisers.WITHOUT)
def test_what_is_left_out_is_not_there(without):
    torch.manual_seed(0)
    left_out = MotionDenoiser(replace(TINY, **{without: False}))
    assert any(name.startswith("fusion.gate") for name in left_out.state_dict()) == (without != "gate")
    assert bool((left_out.masks == 1).all()) == (without == "masks")


@pytest.mark.parametrize("frames", [1, 2, 63, 64, 65, 128, 129, 300])
def test_blocks_are_cut_evenly(frames):
    clips = cut_clips(frames)
    assert [frame for clip in clips for frame in clip] == list(range(frames))
    assert max(map(len, clips)) <= NEW_FRAMES
    assert max(map(len, clips)) - min(map(len, clips)) <= 1
