"""Clips drawn from videos: they hold together, and conditions are dropped sample by sample."""

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from tests.training.sd15_tasks import video  # noqa: E402
from tietfg.synthesis.sd15.configuration import TINY  # noqa: E402
from tietfg.training.sd15_batches import ClipBatches, clip_inputs, keeps  # noqa: E402
from tietfg.training.sd15_data import FaceVideo  # noqa: E402
from tietfg.training.sd15_stages import STAGES  # noqa: E402


def place(told: FaceVideo, latent: "torch.Tensor") -> int:
    return next(frame for frame in range(len(told)) if torch.equal(told.latents[frame].float(), latent))


def test_clips_hold_together() -> None:
    told = video(1, 30)
    batch = ClipBatches([told], STAGES[2], TINY).draw(24, torch.Generator().manual_seed(0))
    inputs = clip_inputs(batch)
    references, firsts = set(), set()
    for row in range(24):
        first = place(told, batch["clean"][row, 0])
        torch.testing.assert_close(batch["clean"][row], told.latents[first : first + 14].float())
        torch.testing.assert_close(inputs.pictures[row, 1:], told.latents[first - 2 : first].float())
        torch.testing.assert_close(inputs.emotion[row], told.emotion[first : first + 14])
        torch.testing.assert_close(inputs.audio[row, 0, 2], told.audio[first].float())
        torch.testing.assert_close(inputs.identity[row], told.identity)
        references.add(place(told, inputs.pictures[row, 0]))
        firsts.add(first)
    assert len(references) > 8, "any frame may be the reference"
    assert len(firsts) > 6
    assert inputs.face.shape == (24, 3, 64, 64)
    assert [mask.shape for mask in inputs.masks] == [(24, side * side, 3) for side in (8, 4, 2, 1)]


def test_single_frames_are_far_from_their_reference() -> None:
    told = video(2, 100)
    batch = ClipBatches([told], STAGES[1], TINY).draw(16, torch.Generator().manual_seed(0))
    assert batch["pictures"].shape[1] == batch["clean"].shape[1] == 1
    for row in range(16):
        places = (place(told, batch[name][row, 0]) for name in ("clean", "pictures"))
        assert abs(next(places) - next(places)) >= 30


@pytest.mark.parametrize("stage", [1, 2])
def test_conditions_are_dropped_sample_by_sample(stage: int) -> None:
    batches = ClipBatches([video(1)], STAGES[stage], TINY)
    drawn = [batches.draw(64, torch.Generator().manual_seed(seed)) for seed in range(4)]
    for name in ("reference", "audio", "motion"):
        kept = torch.cat([keeps(batch)[name] for batch in drawn])
        assert 0.005 < 1 - kept.mean().item() < 0.15
        assert any(0 < keeps(batch)[name].sum() < 64 for batch in drawn)
    kept = [torch.cat([keeps(batch)[name] for batch in drawn]) for name in ("reference", "audio", "motion")]
    assert not torch.equal(kept[0], kept[1])
    assert not torch.equal(kept[1], kept[2])
    nobody = torch.cat([batch["identity"] for batch in drawn]).eq(0).all(1)
    assert torch.equal(nobody, kept[0].eq(0) if stage == 1 else torch.zeros(256, dtype=torch.bool))


def test_noise_has_an_offset_of_a_whole_channel_for_all_frames() -> None:
    noise = ClipBatches([video(1)], STAGES[2], TINY).draw(64, torch.Generator().manual_seed(0))["noise"]
    assert noise.std().item() == pytest.approx(1, abs=0.01)
    offsets = noise.mean((1, 3, 4))
    expected = (STAGES[2].noise_offset ** 2 + 1 / (14 * 64)) ** 0.5
    assert offsets.std().item() == pytest.approx(expected, rel=0.15)


def test_the_generator_alone_decides() -> None:
    batches = ClipBatches([video(1), video(2)], STAGES[2], TINY)
    first, same, other = (batches.draw(3, torch.Generator().manual_seed(seed)) for seed in (5, 5, 6))
    assert all(torch.equal(value, same[name]) for name, value in first.items())
    assert not torch.equal(first["noise"], other["noise"])
