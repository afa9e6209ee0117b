"""What presets and performers may be chosen and told."""

from pathlib import Path

import numpy as np
import pytest

from tietfg.errors import InputError, WeightsError
from tietfg.performers import MOTIONS
from tietfg.pipeline import TalkingFacePipeline
from tietfg.presets import PRESETS
from tietfg.script import SAMPLING, PresetOptions
from tietfg.weights.store import WeightStore

PORTRAIT = PRESETS["portrait"]


def test_what_is_usual() -> None:
    look = PORTRAIT.look(512, None, None)
    assert (look.framing, look.matte, PORTRAIT.motion(None)) == ("crop", "quick", "diffusion")
    look = PRESETS["sd15"].look(512, None, None)
    assert (look.framing, look.matte, PRESETS["sd15"].motion(None)) == ("crop", "none", None)


def test_names_and_choices_fit() -> None:
    for name, spec in PRESETS.items():
        assert name == spec.name
        assert set(spec.motions) <= set(MOTIONS)
        assert set(spec.options) <= set(PresetOptions.__dataclass_fields__)


@pytest.mark.parametrize(
    ("options", "named"),
    [({"compile": True}, "--compile"), ({"drift_guard": True}, "--drift-guard"), ({"yes": True}, "--yes")],
)
def test_options_of_another_preset(options: dict, named: str) -> None:
    with pytest.raises(InputError, match=named):
        TalkingFacePipeline.from_pretrained(options=PresetOptions(**options))


def test_options_that_say_no_are_none(tmp_path: Path) -> None:
    PORTRAIT.open(WeightStore(tmp_path, offline=True), PresetOptions(yes=False, compile=False))


def test_an_extra_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tietfg.errors.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"preset sd15 needs an extra: pip install .*tietfg\[sd15\]"):
        PRESETS["sd15"].open(WeightStore(tmp_path), PresetOptions())


def test_unknown_names() -> None:
    with pytest.raises(InputError, match="motion 'dance' does not exist"):
        PORTRAIT.motion("dance")
    with pytest.raises(InputError, match="framing 'round' does not exist"):
        PORTRAIT.look(512, "round", None)
    with pytest.raises(InputError, match="matte 'coarse' does not exist"):
        PORTRAIT.look(512, None, "coarse")


@pytest.mark.parametrize("name", ["weights", *SAMPLING])
def test_rules_take_no_options(name: str) -> None:
    with pytest.raises(InputError, match=f"motion procedural takes no --{name.replace('_', '-')}"):
        MOTIONS["procedural"].open(PresetOptions(**{name: 0}))  # type: ignore[arg-type]


@pytest.mark.parametrize("told", [{"steps": 0}, {"guidance": 0.5}, {"guided_share": 2.0}, {"lip_strength": -1.0}])
def test_sampling_out_of_range(told: dict[str, float]) -> None:
    with pytest.raises(InputError, match=f"{next(iter(told)).replace('_', ' ')} .* is out of range"):
        MOTIONS["diffusion"].open(PresetOptions(**told))  # type: ignore[arg-type]


def test_a_denoiser_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WeightsError):
        MOTIONS["diffusion"].open(PresetOptions(weights=tmp_path / "a.onnx"))


@pytest.mark.weights
def test_a_denoiser_of_the_users_moves_the_face(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("accelerate")
    from tietfg.synthesis.motion_denoiser import DenoiserConfiguration, MotionDenoiser
    from tietfg.synthesis.motion_tokens import VALUES, MotionTokens
    from tietfg.training.visual import export_denoiser

    torch.manual_seed(0)
    codec = MotionTokens.fitted(np.random.default_rng(0).normal(0, 0.1, (500, VALUES)))
    network = MotionDenoiser(DenoiserConfiguration(width=16, layers=1, heads=2, context_width=8))
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    export_denoiser(network, {"schedule": "cosine", "scales": codec.as_json()}, tmp_path / "own.onnx")
    options = PresetOptions(weights=tmp_path / "own.onnx")
    pipe = TalkingFacePipeline.from_pretrained("portrait", synthesizer="hibari", options=options)
    request = {"image": "amara", "text": "Good morning.", "size": 128, "matte": "none", "motion": "diffusion"}
    video = pipe(**request, seed=1)  # type: ignore[arg-type]
    assert sum(1 for _ in video.frames()) == len(video.arkit) == round(video.speech.duration * 25)
    other = pipe(**request, seed=2)  # type: ignore[arg-type]
    assert np.abs(other.arkit.coefficients - video.arkit.coefficients).max() > 0.01
    np.testing.assert_array_equal(pipe(**request, seed=1).arkit.coefficients, video.arkit.coefficients)  # type: ignore[arg-type]
