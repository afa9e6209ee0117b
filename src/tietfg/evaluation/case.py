"""What is measured: a generated video, and what it is compared with. All is read once, and only when it is needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.track import EmotionTrack
from tietfg.errors import InputError
from tietfg.fluctuation.recognise import RecognisedTrack, recognise_face
from tietfg.fluctuation.recogniser import RECOGNISERS
from tietfg.media.read_pictures import read_pictures
from tietfg.media.read_sound import read_sound
from tietfg.portrait.tracking import TrackedFace, track_face
from tietfg.speech.speech import Phone

RATE = Fraction(25)
"""Pictures a second at which videos are measured, whatever their own rate is (SyncNet's, and that of the papers)."""
SOUND_RATE = 16_000


@dataclass(frozen=True)
class MeasuredVideo:
    """A video file. What is read of it raises InputError where it cannot be."""

    path: Path
    landmarker: Path
    """MediaPipe's face landmarker."""

    def pictures(self) -> Iterator[NDArray[np.uint8]]:
        """(height, width, 3) RGB at RATE, decoded anew with each call, so that memory does not grow."""
        return read_pictures(self.path, RATE)

    @property
    def face(self) -> TrackedFace:
        """Its largest face at the video's own rate, with patches of it."""
        if isinstance(self._face, InputError):
            raise self._face
        return self._face

    @cached_property
    def _face(self) -> TrackedFace | InputError:
        """A video without a face is looked through once, too."""
        try:
            return track_face(self.path, self.landmarker, pictures=True)
        except InputError as error:
            return error

    @cached_property
    def emotions(self) -> RecognisedTrack:
        """What the evaluator recognises in its face, at the video's own rate."""
        return recognise_face(self.face, RECOGNISERS["evaluator"].load())

    @cached_property
    def sound(self) -> NDArray[np.float32]:
        """Its sound, mono at SOUND_RATE, from the first picture on: earlier sound is cut, later sound padded."""
        start = round((self.face.sound_start or 0.0) * SOUND_RATE)
        sound = read_sound(self.path, SOUND_RATE)
        return sound[-start:] if start < 0 else np.pad(sound, (start, 0))


@dataclass(frozen=True)
class Case:
    """A generated video of a name of its own, and what belongs to it as far as it is known."""

    name: str
    generated: MeasuredVideo
    reference: MeasuredVideo | None = None
    """The real video of the same words."""
    speech: Path | None = None
    """The sound that drove it, where it is not the video's own."""
    asked: EmotionTrack | None = None
    """The emotions that were asked for."""
    phones: tuple[Phone, ...] = ()
    """What is said, with times in the video; none where it is not known."""
    emotion: str | None = None
    """The label of the whole video, of a data set such as MEAD; one of EMOTIONS."""

    @cached_property
    def sound(self) -> NDArray[np.float32]:
        """What is heard, mono at SOUND_RATE, from the first picture on."""
        return self.generated.sound if self.speech is None else read_sound(self.speech, SOUND_RATE)
