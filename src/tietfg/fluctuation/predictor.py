"""The emotion fluctuation predictor as it runs in the pipeline: speech, text and description to a track."""

import importlib.resources
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from tietfg.emotion.track import EmotionTrack
from tietfg.errors import WeightsError
from tietfg.fluctuation.audio_encoders import AudioEncoder, create_audio_encoder
from tietfg.fluctuation.exported import open_exported
from tietfg.fluctuation.features import SpokenFeatures, frames_of_words
from tietfg.fluctuation.text_encoders import TextEncoder
from tietfg.motion.motion import LATENT_RATE
from tietfg.speech.speech import Speech

SHIPPED = Path(str(importlib.resources.files("tietfg") / "assets" / "fluctuation" / "efp.onnx"))
"""The predictor of the package."""


class Predictor(Protocol):
    """Predicts tracks block by block."""

    def predict(self, speech: Speech, phrases: Sequence[str | None] = ()) -> EmotionTrack:
        """The emotion track of a block at 25 frames a second.

        `phrases` are the words of the description that govern each word of the block, None or empty where there are
        none.
        """
        ...


class FluctuationPredictor:
    """Predicts tracks block by block. Safe to share between threads.

    `model` is an exported FluctuationNetwork; `text` reads words and phrases.
    """

    def __init__(self, model: Path, text: TextEncoder) -> None:
        self._session, self.metadata = open_exported(model, "predictor")
        try:
            configuration = json.loads(self.metadata["configuration"])
        except (KeyError, ValueError) as error:
            raise WeightsError(f"the predictor {model} cannot be used: it says nothing of its configuration") from error
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._audio: AudioEncoder = create_audio_encoder(configuration["audio"])
        self._text = text
        if configuration["text_width"] not in (0, text.width):
            raise WeightsError(
                f"the predictor {model} reads text features of width {configuration['text_width']}, and the text "
                f"encoder makes {text.width}; use the one that it was trained with"
            )

    def predict(self, speech: Speech, phrases: Sequence[str | None] = ()) -> EmotionTrack:
        """The emotion track of a block (eq 2)."""
        return self.track_of(spoken_features(speech, phrases, self._audio, self._text))

    def track_of(self, features: SpokenFeatures) -> EmotionTrack:
        """The emotion track of what is heard and read."""
        feeds = {name: values[None] for name, values in features.inputs().items()}
        feeds["valid"] = np.ones((1, len(features)), np.float32)
        probabilities, intensity = self._session.run(None, {name: feeds[name] for name in self._inputs})
        return EmotionTrack(LATENT_RATE, np.asarray(probabilities)[0], np.asarray(intensity)[0])


@dataclass
class ShippedPredictor:
    """The predictor of the package, loaded when it is first needed. Safe to share between threads."""

    encoder: Callable[[], TextEncoder | None]
    """Gives what embeds words and phrases, or None where its files are missing."""
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _predictor: FluctuationPredictor | None = field(default=None, init=False, repr=False)

    def predict(self, speech: Speech, phrases: Sequence[str | None] = ()) -> EmotionTrack:
        """See FluctuationPredictor. Raises WeightsError where the sentence encoder is missing."""
        with self._lock:
            if self._predictor is None:
                encoder = self.encoder()
                if encoder is None:
                    raise WeightsError(
                        "predicting fluctuation needs the sentence encoder, whose files are missing; "
                        "run `tietfg weights pull`, or choose --fluctuation timeline"
                    )
                self._predictor = FluctuationPredictor(SHIPPED, encoder)
        return self._predictor.predict(speech, phrases)


def spoken_features(
    speech: Speech, phrases: Sequence[str | None], audio: AudioEncoder, text: TextEncoder
) -> SpokenFeatures:
    """f_a and f_t of a block; `phrases` has an entry for each of its words, or none at all."""
    nothing = np.zeros((0, text.width), np.float32)
    heard = audio.encode(speech.waveform, speech.sample_rate)
    said = list(dict.fromkeys(phrase for phrase in phrases if phrase))
    spoken, begun = frames_of_words(speech.words, len(heard))
    governing = np.array(
        [said.index(phrase) if phrase else -1 for phrase in phrases] or [-1] * max(len(speech.words), 1)
    )
    return SpokenFeatures(
        audio=heard,
        words=text.embed_words([word.text for word in speech.words]) if speech.words else nothing,
        word_of_frame=spoken,
        phrases=text.embed(said) if said else nothing,
        phrase_of_frame=governing[begun],
    )
