"""Where the ceiling of a predictor of the synthetic truth is: what is told by those who know more and hear nothing."""

import numpy as np
from numpy.typing import NDArray

from tietfg.data.corpus import Corpus
from tietfg.data.corpus_plan import draw_text
from tietfg.data.synthetic_speech import performed_track, speaker_of, utterance_cues
from tietfg.data.truth import perform
from tietfg.data.word_cues import content_words
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack, label_indices

PERFORMANCES = 15


def told_by_request(corpus: Corpus) -> list[NDArray[np.int64]]:
    """Labels of each test utterance's frames, when exactly what was asked for is told."""
    return [
        _labels(performed_track(utterance.speech(), utterance.document.timeline))
        for utterance in corpus.utterances("test")
    ]


def told_by_other_performances(corpus: Corpus) -> list[NDArray[np.int64]]:
    """Labels when request, words and speaker are known exactly: the vote of other performances of the same.

    They differ in the slow variation, which can only be heard.
    """
    told = []
    for number, utterance in enumerate(corpus.utterances("test")):
        document, speech = utterance.document, utterance.speech()
        part = draw_text(corpus.document.seed, "test", number)
        cues = utterance_cues(part, content_words([word.text for word in part.words]), document.prosody)
        votes = []
        for seed in range(PERFORMANCES):
            random = np.random.default_rng([number, seed])
            truth = perform(document.timeline, cues, speech.clock, speaker_of(document.prosody), random)
            votes.append(np.eye(len(EMOTIONS))[_labels(performed_track(speech, truth))])
        told.append(np.sum(votes, axis=0).argmax(1))
    return told


def _labels(track: EmotionTrack) -> NDArray[np.int64]:
    return label_indices(track.probabilities, track.intensity)
