"""Held poses: what the performer's face comes to when an emotion and a phone last."""

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.motion.motion import LATENT_RATE
from tietfg.motion.performer import PerformerState, perform
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import GAZE
from tietfg.speech.speech import Phone, Speech, Word

VISEMES: dict[str, str] = {
    "m": "m",
    "f": "f",
    "th": "θ",
    "t": "t",
    "s": "s",
    "sh": "ʃ",
    "r": "ɹ",
    "aa": "ɑ",
    "eh": "ɛ",
    "ee": "i",
    "oh": "ɔ",
    "oo": "u",
}
"""Classes of phones that look alike, by the letters users write -> one of the phones."""

_START, _END, _SECONDS = 1.0, 1.6, 2.4
_HELD = slice(round(float(LATENT_RATE) * 1.16), round(float(LATENT_RATE) * 1.44))
_RATE = 24_000


def held_pose(emotion: str, intensity: float, viseme: str | None = None) -> NDArray[np.float32]:
    """Coefficients (52,) of a face that has an emotion and holds a viseme (of VISEMES; None: says nothing).

    They are the performer's, who plays a long phone; eyes look ahead and do not blink.
    """
    seconds = np.arange(round(_SECONDS * _RATE)) / _RATE
    voiced = (seconds >= _START) & (seconds < _END)
    waveform = np.where(voiced, 0.2 * np.sin(2 * np.pi * 120 * seconds), 0.0).astype(np.float32)
    words, phones = (), ()
    if viseme is not None:
        words, phones = (Word(viseme, _START, _END),), (Phone(VISEMES[viseme], _START, _END, 0, 0),)
    frames = round(_SECONDS * LATENT_RATE)
    track = EmotionTrack(
        LATENT_RATE,
        np.tile(np.eye(len(EMOTIONS), dtype=np.float32)[EMOTIONS.index(emotion)], (frames, 1)),
        np.full(frames, intensity, np.float32),
    )
    speech = Speech(waveform, _RATE, words, phones, "en", "held")
    held = perform(speech, track, PerformerState.initial(seed=0))[0].coefficients[_HELD]
    pose = np.median(held, axis=0)
    pose[UNITS["eyeBlink"]] = held[:, UNITS["eyeBlink"]].min(axis=0)
    pose[GAZE] = 0.0
    return pose
