"""The emotion fluctuation predictor as it runs in the pipeline: speech, text and description to a track."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tietfg.emotion.embedding import DIMENSIONS, SentenceEncoder
from tietfg.emotion.track import EmotionTrack
from tietfg.errors import WeightsError
from tietfg.fluctuation.audio_encoders import AudioEncoder, create_audio_encoder
from tietfg.fluctuation.exported import open_exported
from tietfg.fluctuation.features import SpokenFeatures, frames_of_words
from tietfg.motion.motion import LATENT_RATE
from tietfg.speech.speech import Speech


class FluctuationPredictor:
    """Predicts tracks block by block. Safe to share between threads.

    `model` is an exported FluctuationNetwork; `sentences` reads words and phrases.
    """

    def __init__(self, model: Path, sentences: SentenceEncoder) -> None:
        self._session, self.metadata = open_exported(model, "predictor")
        try:
            configuration = json.loads(self.metadata["configuration"])
        except (KeyError, ValueError) as error:
            raise WeightsError(f"the predictor {model} cannot be used: it says nothing of its configuration") from error
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._audio: AudioEncoder = create_audio_encoder(configuration["audio"])
        self._sentences = sentences

    def predict(self, speech: Speech, phrases: Sequence[str | None] = ()) -> EmotionTrack:
        """The emotion track of a block (eq 2) at 25 frames a second.

        `phrases` are the words of the description that govern each word of the block, None or empty where there are
        none.
        """
        features = spoken_features(speech, phrases, self._audio, self._sentences)
        feeds = {name: values[None] for name, values in features.inputs().items()}
        feeds["valid"] = np.ones((1, len(features)), np.float32)
        probabilities, intensity = self._session.run(None, {name: feeds[name] for name in self._inputs})
        return EmotionTrack(LATENT_RATE, np.asarray(probabilities)[0], np.asarray(intensity)[0])


def spoken_features(
    speech: Speech, phrases: Sequence[str | None], audio: AudioEncoder, sentences: SentenceEncoder
) -> SpokenFeatures:
    """f_a and f_t of a block; `phrases` has an entry for each of its words, or none at all."""
    heard = audio.encode(speech.waveform, speech.sample_rate)
    said = list(dict.fromkeys(phrase for phrase in phrases if phrase))
    spoken, begun = frames_of_words(speech.words, len(heard))
    governing = np.array([said.index(phrase) if phrase else -1 for phrase in phrases] or [-1] * len(speech.words))
    return SpokenFeatures(
        audio=heard,
        words=sentences.embed_words([word.text for word in speech.words]),
        word_of_frame=spoken,
        phrases=sentences.embed(said) if said else np.zeros((0, DIMENSIONS), np.float32),
        phrase_of_frame=governing[begun],
    )
