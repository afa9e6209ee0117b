"""Whether what is said can be understood."""

from tietfg.evaluation.probe import Metric, Probe

PROBES: tuple[Probe, ...] = (
    Probe(
        name="word_error_rate",
        metrics=(Metric("wer", "WER", "lower", "%", decimals=1, scale=100),),
        protocol=(
            "WER: word errors of the sound against the reference's, both recognised by Whisper tiny.en, over all words "
            "of the references; numbers in words, without case and punctuation."
        ),
        measure="tietfg.evaluation.measures.speech:word_error_rate",
        needs=("sound", "reference"),
        extra="recording",
    ),
)
