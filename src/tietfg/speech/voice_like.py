"""A voice for a recording: the blend of voices, and the shift of their pitch, that comes nearest to a person's speech.

Blends are compared with the person by `blend_space`; the best ones are spoken, and the likeness of that speech decides.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.media.input_files import file_error
from tietfg.media.read_sound import read_sound, resample
from tietfg.speech.blend_space import BlendSpace
from tietfg.speech.blocks import TextBlock
from tietfg.speech.delivery import PLAIN
from tietfg.speech.pitch import HOP_SECONDS, median_pitch, track_pitch
from tietfg.speech.speaker import SPEAKER_RATE, SpeakerEncoder, active_speech
from tietfg.speech.synthesizer import Synthesizer
from tietfg.speech.voices import DEFAULT_VOICE
from tietfg.weights.store import WeightStore

LEAST_SPEECH_SECONDS = 1.0
"""Shortest speech, its silences taken out, that tells a voice."""
LEAST_VOICED_SECONDS = 0.4
"""Shortest sum of voiced frames that tells its pitch."""
LEAST_SPREAD_SEMITONES = 0.3
"""Standard deviation of F0 below which a sound is a held tone: even flat speech moves more."""
LEAST_LIKENESS = 0.45
"""People are nearer than this to some voice; noises, tones and music are not."""

_TRIAL = "We opened the old wooden box, and inside it there was only a letter."
_NEUTRAL = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={"neutral": 1.0}, intensity=0.0),))
_NEAREST = 3


@dataclass(frozen=True)
class VoiceLikeness:
    """The voice chosen for a person, and how near it comes (cosines of speaker embeddings of speech)."""

    voice: str
    """As `--voice` takes it."""
    pitch: float
    """Median F0 of the person in Hz."""
    similarity_before: float
    """Of the default voice."""
    similarity_after: float
    """Of the chosen one."""
    nearest: tuple[tuple[str, float], ...]
    """The nearest single voices at their own pitch."""

    @property
    def note(self) -> str:
        """One line for the user."""
        name, similarity = self.nearest[0]
        return (
            f"voice {self.voice} comes nearest to the recording: similarity {self.similarity_before:.2f} before "
            f"({DEFAULT_VOICE}), {self.similarity_after:.2f} after (nearest single voice {name} {similarity:.2f}; "
            "two recordings of one person have about 0.9)"
        )


def find_voice_like(path: Path, synthesizer: Synthesizer, store: WeightStore) -> VoiceLikeness:
    """The voice nearest to the person who speaks in a sound or video file; raises InputError or WeightsError."""
    try:
        synthesizer.check_voice(DEFAULT_VOICE)
    except InputError:
        raise InputError("a recording chooses among the voices of kokoro; take kokoro as the synthesizer") from None
    sample = read_sound(path, SPEAKER_RATE)
    try:
        return voice_like(sample, synthesizer, SpeakerEncoder.load(store))
    except InputError as error:
        raise file_error(path, str(error)) from None


def voice_like(sample: NDArray[np.float32], synthesizer: Synthesizer, encoder: SpeakerEncoder) -> VoiceLikeness:
    """The voice nearest to the person who speaks in a 16 kHz waveform; raises InputError unless one speaks long enough.

    The best single voice, pair and triple are spoken, each at the person's pitch, and the most alike is taken.
    """
    speech = active_speech(sample)
    if (seconds := len(speech) / SPEAKER_RATE) < LEAST_SPEECH_SECONDS:
        raise InputError(f"it holds {seconds:.1f} s of speech; give {LEAST_SPEECH_SECONDS:g} s or more, best 10 s")
    hertz = track_pitch(speech, SPEAKER_RATE)
    if (hertz > 0).sum() * HOP_SECONDS < LEAST_VOICED_SECONDS:
        raise InputError("no voice is heard in it; give a clear recording of one person who speaks")
    if (12 * np.log2(hertz[hertz > 0])).std() < LEAST_SPREAD_SEMITONES:
        raise InputError("it holds a steady tone, no speech; give a clear recording of one person who speaks")
    person, pitch = encoder.embed(speech), median_pitch(hertz)

    space = BlendSpace.default()
    nearest = space.nearest_voices(person)[:_NEAREST]
    if nearest[0][1] < LEAST_LIKENESS:
        raise InputError("it does not sound like a person who speaks; give a clear recording without music or noise")

    def likeness(voice: str) -> float:
        block = TextBlock(split_words(_TRIAL), 0)
        spoken = synthesizer.speak(block, _NEUTRAL, synthesizer.check_voice(voice), PLAIN)
        heard = active_speech(resample(spoken.waveform, spoken.sample_rate, SPEAKER_RATE))
        return float(encoder.embed(heard) @ person)

    trials = {voice: likeness(voice) for voice in space.best_blends(person, pitch)}
    chosen = max(trials, key=lambda voice: trials[voice])
    return VoiceLikeness(chosen, pitch, likeness(DEFAULT_VOICE), trials[chosen], nearest)
