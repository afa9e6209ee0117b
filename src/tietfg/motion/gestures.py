"""Gestures of the face in speech and pauses: brow flashes, apexes of the expression, breath, lips moistened."""

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.motion.dynamics import Pulse
from tietfg.motion.phrases import Phrase
from tietfg.motion.prosody import Prosody
from tietfg.speech.speech import Speech

BREATH_PAUSE = 0.35
"""Seconds of silence from which on a phrase begins with an audible or visible breath."""
_PRESS_PAUSE = 0.2
_PRESSING = np.array([{"surprise": 0.0, "fear": 0.15, "happy": 0.3, "sad": 0.6}.get(name, 0.4) for name in EMOTIONS])
"""Probability that the lips are pressed or moistened in a pause."""
_BROW_DRAWS, _APEX_DRAWS, _PAUSE_DRAWS = 302, 303, 304


def face_gestures(
    speech: Speech, phrases: tuple[Phrase, ...], prosody: Prosody, weights: NDArray[np.float64], seed: int, start: float
) -> tuple[Pulse, ...]:
    """Pulses on the channels "brow", "apex", "breath" and "press" that begin in a block.

    `weights` (frames, 7) sum to 1, `start` is the block's absolute time in seconds.
    """
    mixture = weights.mean(axis=0)
    return (
        *_brow_flashes(speech, phrases, prosody, seed, start),
        *_apexes(speech, phrases, prosody, seed, start),
        *_pauses(speech, phrases, mixture, seed, start),
    )


def _brow_flashes(
    speech: Speech, phrases: tuple[Phrase, ...], prosody: Prosody, seed: int, start: float
) -> list[Pulse]:
    """Brow movements on emphatic words, Ekman's batons (1979), and at the end of questions."""
    pulses: list[Pulse] = []
    for index, prominence in enumerate(prosody.prominence):
        draw = np.random.default_rng((seed, _BROW_DRAWS, speech.first_word + index))
        if prominence >= draw.uniform(0.45, 0.95):
            word = speech.words[index]
            size = (0.2 + 0.35 * prominence) * draw.uniform(0.6, 1.2)
            hold = 0.5 * max(word.end - word.start - 0.1, 0.0)
            begin = start + max(word.start - 0.12, 0.0)
            pulses.append(Pulse("brow", begin, draw.uniform(0.14, 0.22), hold, draw.uniform(0.25, 0.4), size))
    for phrase in phrases:
        if phrase.question:
            draw = np.random.default_rng((seed, _BROW_DRAWS, speech.first_word + phrase.words.start, 1))
            last = max(speech.words[phrase.words[-1]].start - 0.1, 0.0)
            hold = max(phrase.end - last - 0.2, 0.0)
            pulses.append(Pulse("brow", start + last, 0.3, hold, 0.5, draw.uniform(0.3, 0.55)))
    return pulses


def _apexes(speech: Speech, phrases: tuple[Phrase, ...], prosody: Prosody, seed: int, start: float) -> list[Pulse]:
    """The expression grows towards the most prominent word of a phrase and a little on other prominent ones."""
    pulses: list[Pulse] = []
    for phrase in phrases:
        strongest = max(phrase.words, key=lambda index: prosody.prominence[index])
        for index in phrase.words:
            draw = np.random.default_rng((seed, _APEX_DRAWS, speech.first_word + index))
            prominence, word = prosody.prominence[index], speech.words[index]
            if index == strongest:
                size, rise, fall = draw.uniform(0.12, 0.2), draw.uniform(0.3, 0.45), draw.uniform(0.5, 0.8)
            elif prominence > 0.5:
                size, rise, fall = draw.uniform(0.03, 0.1) * prominence, 0.22, 0.4
            else:
                continue
            begin = max(word.start + 0.08 - rise, 0.0)
            pulses.append(Pulse("apex", start + begin, rise, 0.6 * (word.end - word.start), fall, size))
    return pulses


def _pauses(
    speech: Speech, phrases: tuple[Phrase, ...], mixture: NDArray[np.float64], seed: int, start: float
) -> list[Pulse]:
    """Lips parting for breath before a phrase, lips pressed or moistened after one."""
    pulses: list[Pulse] = []
    for phrase in phrases:
        draw = np.random.default_rng((seed, _PAUSE_DRAWS, speech.first_word + phrase.words.start))
        if phrase.silence >= BREATH_PAUSE:
            begin = max(phrase.start - draw.uniform(0.3, 0.4), 0.0)
            rise = 0.55 * (phrase.start - begin) + 1e-3
            pulses.append(Pulse("breath", start + begin, rise, 0.0, rise, draw.uniform(0.05, 0.09)))
        if phrase.pause >= _PRESS_PAUSE and draw.random() < mixture @ _PRESSING:
            rise, hold = draw.uniform(0.12, 0.2), max(min(phrase.pause - 0.5, draw.uniform(0.05, 0.35)), 0.0)
            pulses.append(Pulse("press", start + phrase.end + 0.06, rise, hold, 0.22, draw.uniform(0.5, 1.0)))
    return pulses
