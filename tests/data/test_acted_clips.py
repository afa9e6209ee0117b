"""File names of the acted data sets."""

import pytest

from tietfg.data.acted_clips import CLIP_SETS, read_clips
from tietfg.errors import InputError


def clips(folder, name, *paths):
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    return [(c.emotion, round(c.intensity, 2), c.speaker, c.sentence) for c in read_clips(folder, name)]


def test_ravdess(tmp_path):
    told = clips(tmp_path, "ravdess", "Actor_07/03-01-08-02-01-02-07.wav", "03-01-02-01-02-01-12.flac", "readme.txt")
    assert told == [("neutral", 0.0, "12", "02"), ("surprise", 0.9, "07", "01")]


def test_crema_d(tmp_path):
    told = clips(tmp_path, "crema-d", "AudioWAV/1001_DFA_ANG_XX.wav", "VideoFlash/1091_WSI_NEU_XX.flv")
    assert told == [("angry", 0.6, "1001", "DFA"), ("neutral", 0.0, "1091", "WSI")]


def test_mead_in_its_folders_and_flat(tmp_path):
    told = clips(
        tmp_path,
        "mead",
        "M003/video/front/contempt/level_1/001.mp4",
        "M003/audio/angry/level_3/014.m4a",
        "W009_front_surprised_level2_007.mp4",
    )
    assert told == [("angry", 0.9, "M003", "014"), ("disgust", 0.3, "M003", "001"), ("surprise", 0.6, "W009", "007")]


@pytest.mark.parametrize("name", CLIP_SETS)
def test_a_folder_without_clips_is_refused(tmp_path, name):
    (tmp_path / "notes.wav").touch()
    with pytest.raises(InputError, match=f"no clip that is named as those of {name}"):
        read_clips(tmp_path, name)


def test_an_emotion_that_the_set_has_not_is_refused(tmp_path):
    (tmp_path / "1001_DFA_XYZ_HI.wav").touch()
    with pytest.raises(InputError, match="'XYZ'"):
        read_clips(tmp_path, "crema-d")
