"""The words of a video's speech, recognised."""

from tietfg.errors import check_extra
from tietfg.evaluation.case import Case
from tietfg.evaluation.functional.word_error_rate import spoken_words, word_errors
from tietfg.evaluation.probe import Measured, Weights
from tietfg.speech.recording.recognition import recognise
from tietfg.weights.store import WeightStore


def word_error_rate(case: Case, weights: Weights) -> Measured:
    """`wer` of what is heard, against what is heard in the reference, and counted by that one's words.

    NaN where nothing is heard in the reference. Raises InputError and WeightsError.
    """
    del weights
    check_extra("recognition of speech", "recording", ("faster_whisper",))
    assert case.reference is not None  # noqa: S101 - the probe needs it
    store = WeightStore.default()
    said, heard = (spoken_words(recognise(sound, store).text) for sound in (case.reference.sound, case.sound))
    errors = word_errors(said, heard)
    return Measured({"wer": errors.rate}, {"wer": float(errors.words)})
