import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tietfg.errors import InputError
from tietfg.fluctuation.audio_encoders import AUDIO_ENCODERS, convert_audio_encoder, create_audio_encoder
from tietfg.fluctuation.prosodic_features import prosodic_features


def test_the_registry_names_its_encoders() -> None:
    assert list(AUDIO_ENCODERS) == ["prosodic", "emotion2vec", "wav2vec2", "hubert"]
    assert {name: spec.name for name, spec in AUDIO_ENCODERS.items()} == {name: name for name in AUDIO_ENCODERS}
    assert [name for name, spec in AUDIO_ENCODERS.items() if not spec.needs_extra] == ["prosodic"]
    assert [spec.width for spec in AUDIO_ENCODERS.values()] == [44, 768, 768, 768]


def test_prosodic_needs_nothing() -> None:
    encoder = create_audio_encoder("prosodic")
    assert encoder.width == AUDIO_ENCODERS["prosodic"].width
    waveform = np.random.default_rng(0).normal(size=30_000).astype(np.float32)
    assert np.array_equal(encoder.encode(waveform, 24_000), prosodic_features(waveform, 24_000))
    with pytest.raises(InputError, match="has no weights"):
        create_audio_encoder("prosodic", "weights.safetensors")


def test_names_are_checked() -> None:
    with pytest.raises(InputError, match="choose one of prosodic, emotion2vec, wav2vec2, hubert"):
        create_audio_encoder("whisper")


def test_what_has_no_weights_is_not_converted(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="choose one of emotion2vec, wav2vec2, hubert"):
        convert_audio_encoder("prosodic", "weights", tmp_path / "out")


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tietfg.errors.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r'pip install "tietfg\[train\]"'):
        create_audio_encoder("emotion2vec")
    assert create_audio_encoder("prosodic").width == 44


def test_the_embedded_encoder_imports_no_torch() -> None:
    program = (
        "import sys, numpy\n"
        "from tietfg.fluctuation.audio_encoders import create_audio_encoder\n"
        "create_audio_encoder('prosodic').encode(numpy.zeros(16000, numpy.float32), 16000)\n"
        "print([name for name in ('torch', 'transformers', 'scipy', 'safetensors') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
