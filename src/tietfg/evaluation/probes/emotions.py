"""Probes of emotions, as the evaluator recognises them frame by frame."""

from tietfg.evaluation.probe import Metric, Probe

PROBES: tuple[Probe, ...] = (
    Probe(
        "emotional-fluctuation",
        (
            Metric("ef_score", "EF-score", "higher", "%", 2, 100),
            Metric("ef_without_face", "EF-score: no face", "lower", "%", 2, 100),
        ),
        "Share of the frames at 25 Hz whose likeliest of seven emotions, as the shipped evaluator recognises them, "
        "is that of the original's frame of the same time (equation 10), pooled over the frames of all videos; the "
        "shorter video counts, and frames where either shows no face count as different and are told apart.",
        "tietfg.evaluation.measures.emotions:fluctuation",
        needs=("reference",),
    ),
    Probe(
        "request-agreement",
        (Metric("request_agreement", "agreement with the request", "higher", "%", 1, 100),),
        "Share of the frames with a face, at the video's rate, whose likeliest emotion, as the shipped evaluator "
        "recognises it, is the label that was asked for at that time (neutral below an intensity of 0.15).",
        "tietfg.evaluation.measures.emotions:request",
        needs=("asked",),
    ),
)
