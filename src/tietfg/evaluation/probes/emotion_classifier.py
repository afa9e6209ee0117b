"""Whether a whole video shows the emotion that it should show."""

from tietfg.evaluation.probe import Metric, Probe

PROBES: tuple[Probe, ...] = (
    Probe(
        name="emotion_accuracy",
        metrics=(Metric("emo_acc", "Emo-Acc", "higher", "%", decimals=2, scale=100),),
        protocol=(
            "Emo-Acc: share of videos whose label a frame attention network (ResNet-18, self and relation attention) "
            "trained on acted videos tells from 16 faces of 112x112, spread evenly; one label a video."
        ),
        measure="tietfg.evaluation.measures.emotion_classifier:emotion_accuracy",
        needs=("emotion",),
        weights=("emotion-classifier",),
        extra="evaluate",
    ),
    Probe(
        name="video_emotion_agreement",
        metrics=(
            Metric(
                "video_emotion_agreement",
                "Emo-Acc by this project's evaluator, seven classes",
                "higher",
                "%",
                decimals=2,
                scale=100,
            ),
        ),
        protocol=(
            "Share of videos whose label has the highest mean probability over all frames with a face, by this "
            "project's evaluator, which was trained on pictures of faces; not the classifier of Emo-Acc."
        ),
        measure="tietfg.evaluation.measures.emotion_classifier:video_emotion_agreement",
        needs=("emotion",),
    ),
)
