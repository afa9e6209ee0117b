"""PictureSampling with random weights: chains of clips, what they depend on, and what goes wrong in one line."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from tests.synthesis.sd15.tiny import inputs, models  # noqa: E402
from tietfg.emotion.track import EmotionTrack  # noqa: E402
from tietfg.errors import InputError, TietfgError  # noqa: E402
from tietfg.portrait.portrait import Framing  # noqa: E402
from tietfg.speech.speech import Speech  # noqa: E402
from tietfg.synthesis.regions import REGIONS  # noqa: E402
from tietfg.synthesis.sampler import sample  # noqa: E402
from tietfg.synthesis.schedule import NoiseSchedule  # noqa: E402
from tietfg.synthesis.sd15.codec import decode, encode  # noqa: E402
from tietfg.synthesis.sd15.configuration import SD15, TINY  # noqa: E402
from tietfg.synthesis.sd15.cost import clip_cost, parameters  # noqa: E402
from tietfg.synthesis.sd15.latents import PictureLatents  # noqa: E402
from tietfg.synthesis.sd15.sampling import ClipSampler, PictureSampling, SampledState, sample_latents  # noqa: E402
from tietfg.synthesis.sd15.sitter import Sitter, framed  # noqa: E402

SIDE = 64
RATE = 24_000


def sitter() -> Sitter:
    draw = np.random.default_rng(0)
    face = np.zeros((3, SIDE, SIDE), np.float32)
    face[:, 16:48, 16:48] = 1
    masks = tuple(draw.random(((SIDE // 8 >> level) ** 2, 3), np.float32) for level in range(4))
    picture = draw.uniform(-1, 1, (3, SIDE, SIDE)).astype(np.float32)
    return Sitter(picture, face, masks, draw.standard_normal(TINY.identity_width, np.float32), True)


def speech(frames: int, seed: int = 0) -> Speech:
    waveform = np.random.default_rng(seed).uniform(-0.3, 0.3, frames * RATE // 25).astype(np.float32)
    return Speech(waveform, RATE, (), (), "en", "test")


def track(frames: int, emotion: int = 1, intensity: float = 0.8) -> EmotionTrack:
    mixture = np.tile(np.eye(7, dtype=np.float32)[emotion], (frames, 1))
    return EmotionTrack(Fraction(25), mixture, np.full(frames, intensity, np.float32))


def make(
    sampler: ClipSampler, frames: int = 20, state: SampledState | None = None, emotion: int = 1, heard: int = 0
) -> tuple[np.ndarray, list[SampledState]]:
    state = state or sampler.start(7, sitter())
    made = list(sampler.clips(speech(frames, heard), track(frames, emotion), state))
    return PictureLatents.concatenate([latents for latents, _ in made]).values, [after for _, after in made]


@pytest.fixture(scope="module")
def sampler() -> ClipSampler:
    return ClipSampler(models(), PictureSampling(steps=2))


@pytest.fixture
def fast(sampler: ClipSampler) -> ClipSampler:
    return ClipSampler(sampler.models, PictureSampling(steps=1, guidance=1))


@pytest.mark.parametrize("frames", [1, 2, 15, 16, 17, 33])
def test_as_many_frames_as_asked_for(fast: ClipSampler, frames: int) -> None:
    values, states = make(fast, frames)
    assert values.shape == (frames, 4, SIDE // 8, SIDE // 8)
    assert states[-1].frames == frames
    assert states[-1].motion is not None
    assert states[-1].motion.shape == (2, 3, SIDE, SIDE)


def test_the_same_again_and_from_a_state_in_the_middle(sampler: ClipSampler) -> None:
    values, states = make(sampler)
    np.testing.assert_array_equal(values, make(sampler)[0])
    later, _ = make(sampler, 18, states[-1], heard=1)
    np.testing.assert_array_equal(later, make(sampler, 18, states[-1], heard=1)[0])


def test_clips_are_chained_by_their_last_pictures() -> None:
    """Motion frames are the portrait's copies before the first clip, and then the pictures shown last, seen again."""
    told, seen = models(), []
    told.model.reference_network.register_forward_hook(lambda *given: seen.append(given[1][0][0]))
    values, states = make(ClipSampler(told, PictureSampling(steps=1, guidance=1)), 36)
    portrait = encode(told.vae, torch.from_numpy(sitter().picture)[None])[0]
    assert len(seen) == len(states) == 3
    torch.testing.assert_close(seen[0], torch.stack([portrait] * 3))
    for clip, pictures in enumerate(seen[1:], 1):
        shown = decode(told.vae, torch.from_numpy(values[16 * clip - 2 : 16 * clip]).float())
        torch.testing.assert_close(pictures, torch.cat([portrait[None], encode(told.vae, shown)]), rtol=0.05, atol=0.02)


def test_what_later_clips_depend_on(fast: ClipSampler) -> None:
    state = make(fast)[1][-1]
    later = make(fast, 18, state, heard=1)[0]
    assert state.motion is not None
    for changed in (
        replace(state, motion=state.motion.flip(3)),
        replace(state, heard=state.heard[::-1].copy()),
        replace(state, frames=0),
        replace(state, seed=8),
    ):
        assert (make(fast, 18, changed, heard=1)[0] != later).any()


def test_emotion_counts_once_its_projection_says_something() -> None:
    told = models()
    sampler = ClipSampler(told, PictureSampling(steps=1))
    assert (make(sampler, 16, emotion=2)[0] != make(sampler, 16)[0]).any()
    torch.nn.init.zeros_(told.model.emotion_projection.last.weight)
    torch.nn.init.zeros_(told.model.emotion_projection.last.bias)
    np.testing.assert_array_equal(make(sampler, 16, emotion=2)[0], make(sampler, 16)[0])


@pytest.mark.parametrize("region", REGIONS)
def test_regions_have_their_strengths(fast: ClipSampler, region: str) -> None:
    other = ClipSampler(fast.models, PictureSampling(1, 1, **{f"{region}_strength": 0.0}))
    assert (make(other, 4)[0] != make(fast, 4)[0]).any()


@pytest.mark.parametrize(("form", "betas"), [("compat", "linear"), ("paper", "scaled_linear")])
def test_only_the_form_of_hallo_samples_with_another_schedule(form: str, betas: str) -> None:
    told = models(form)  # type: ignore[arg-type]
    given, noise = inputs(1), torch.randn(1, 5, 4, 8, 16)
    with torch.inference_mode():
        with_all, without = told.model.guidance_conditions(given)

        def predict(latents: "torch.Tensor", step: int, both: bool) -> tuple["torch.Tensor", "torch.Tensor | None"]:
            at = torch.tensor([step])
            other = told.model.denoiser(latents, at, without) if both else None
            return told.model.denoiser(latents, at, with_all), other

        schedule = NoiseSchedule.of_betas(betas)  # type: ignore[arg-type]
        expected = sample(schedule, noise, schedule.trailing(4), predict, scale=3.5, guided_steps=0.5)
    found = sample_latents(told.model, told.model.denoiser, given, noise, PictureSampling(steps=4, guided_share=0.5))
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    ("sampling", "runs"),
    [
        (PictureSampling(4), 8),
        (PictureSampling(4, guided_share=0.5), 6),
        (PictureSampling(4, guidance=1), 4),
        (PictureSampling(4, 2, 0), 4),
    ],
)
def test_no_work_that_guidance_throws_away(sampling: PictureSampling, runs: int) -> None:
    told = models()
    denoised, encoded = [], []
    told.model.denoiser.register_forward_hook(lambda *_: denoised.append(1))
    told.model.reference_network.register_forward_hook(lambda *_: encoded.append(1))
    make(ClipSampler(told, sampling), 16)
    assert (len(denoised), len(encoded)) == (runs, 1)


def test_the_drift_guard_touches_later_clips_alone() -> None:
    told = models()
    usual, guarded = (make(ClipSampler(told, PictureSampling(1, drift_guard=guard)), 32)[0] for guard in (False, True))
    np.testing.assert_array_equal(usual[:16], guarded[:16])
    assert (usual[16:] != guarded[16:]).any()


def test_pictures_come_back_from_latents_as_the_vae_decodes_them(fast: ClipSampler) -> None:
    values, _ = make(fast, 6)
    together: list[int] = []
    hook = fast.models.vae.decoder.register_forward_hook(lambda *given: together.append(len(given[1][0])))
    shown = list(fast.pictures(PictureLatents(Fraction(25), values), sitter()))
    hook.remove()
    assert (len(shown), together) == (6, [4, 2])
    assert shown[0].shape == (SIDE, SIDE, 3)
    with torch.inference_mode():
        decoded = fast.models.vae.decode(torch.from_numpy(values[5:]).float() / 0.18215).sample[0]
    expected = ((decoded.clamp(-1, 1) + 1) * 127.5).permute(1, 2, 0).numpy()
    np.testing.assert_allclose(shown[5], expected, atol=0.6)


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_half_precision_gives_nearly_the_same(precision: str) -> None:
    half = models()
    half.model.to(getattr(torch, precision))
    half.vae.to(dtype=getattr(torch, precision))
    found, expected = (make(ClipSampler(each, PictureSampling(1, 2)), 16)[0] for each in (half, models()))
    assert np.abs(found.astype(np.float32) - expected).mean() < 0.05 * np.abs(expected).mean()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
def test_a_gpu_gives_nearly_the_same() -> None:
    there = models()
    for part in (there.model, there.vae, there.speech_encoder):
        torch.nn.Module.to(part, "cuda")
    found, expected = (make(ClipSampler(each, PictureSampling(2)), 18)[0] for each in (there, models()))
    assert np.abs(found.astype(np.float32) - expected).mean() < 0.02 * np.abs(expected).mean()


def test_latents_that_are_no_numbers_are_told_in_one_line() -> None:
    told = models()
    told.model.denoiser.conv_out.weight.data[0] = float("nan")
    with pytest.raises(TietfgError, match="no numbers") as caught:
        make(ClipSampler(told, PictureSampling(steps=1)))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("where", ["encoder", "denoiser", "decoder"])
def test_too_little_memory_is_told_in_one_line(where: str) -> None:
    def full(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.\nTried to allocate 20 GiB")

    told = models()
    module = told.model.denoiser if where == "denoiser" else getattr(told.vae, where)
    module.register_forward_hook(full)
    with pytest.raises(TietfgError, match="64 pixels; lower --size") as caught:
        make(ClipSampler(told, PictureSampling(steps=1, guidance=1)), 16)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "wrong", [{"steps": 0}, {"steps": 1001}, {"guidance": 0.5}, {"guided_share": 1.5}, {"lip_strength": -1}]
)
def test_samplings_out_of_range(wrong: dict) -> None:
    with pytest.raises(InputError, match="out of range"):
        PictureSampling(**wrong)


def test_what_the_frame_shows() -> None:
    image = np.zeros((40, 60, 3), np.uint8)
    image[..., 0] = np.arange(60) * 4
    inside = framed(image, Framing(20, 20, 1.0, 10.0, 5.0))
    np.testing.assert_allclose(inside[7, :, 0], np.arange(10, 30) * 4, atol=1)
    beyond = framed(image, Framing(40, 40, 1.0, -20.0, 10.0))
    assert (beyond[:, :18, 0] == 0).all()
    np.testing.assert_allclose(beyond[5, 21:, 0], np.arange(1, 20) * 4, atol=1)


@pytest.mark.slow
def test_the_cost_of_stable_diffusion() -> None:
    """Counts of another implementation at 512 x 512: 25.6 TFLOP a pass, 2.4 for the reference, 2.5 to decode."""
    cost = clip_cost(SD15, 512, 512)
    assert cost.unguided_step == pytest.approx(25.6e12, rel=0.1)
    assert cost.guided_step < 2 * cost.unguided_step
    assert cost.reference == pytest.approx(2.4e12 * 5 / 3, rel=0.1), "of five pictures in Hallo's form, not of three"
    assert cost.decode == pytest.approx(2.5e12, rel=0.1)
    assert cost.of_frame(PictureSampling()) == pytest.approx(130e12, rel=0.15)
    assert cost.of_frame(PictureSampling(guidance=1)) < 0.6 * cost.of_frame(PictureSampling())
    assert parameters(SD15) == pytest.approx(2.25e9, rel=0.01)
