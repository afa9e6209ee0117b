"""Probes of faces: identity, lips, blinks, motion."""

from tietfg.evaluation.probe import Metric, Probe

_UNIT = "% of eye distance"

PROBES: tuple[Probe, ...] = (
    Probe(
        "identity",
        (Metric("identity_similarity", "identity", "higher"),),
        "Cosine of ArcFace's embeddings (w600k_r50, faces aligned to 112 x 112 by eyes, nose and mouth) of one in five "
        "frames at 25 Hz and of the reference's frame of the same number, mean over the pairs that show faces.",
        "tietfg.evaluation.measures.faces:identity",
        needs=("reference",),
        weights=("arcface",),
    ),
    Probe(
        "face-shape",
        (Metric("face_shape_distance", "face shape (landmarks)", "lower", _UNIT, 2),),
        "A proxy of its own, not identity by ArcFace: mean distance, seen from the front, of the landmarks of eye "
        "corners, nose and face oval of the person's resting face, fitted to one in five frames, from the reference's "
        "after a similarity, in % of the distance of the reference's outer eye corners.",
        "tietfg.evaluation.measures.faces:shape",
        needs=("reference",),
    ),
    Probe(
        "lip-landmarks",
        (
            Metric("lip_landmark_error", "LVE (landmarks)", "lower", _UNIT, 2),
            Metric("mouth_landmark_distance", "M-LMD", "lower", _UNIT, 2),
            Metric("face_landmark_distance", "F-LMD", "lower", _UNIT, 2),
        ),
        "Of MediaPipe's landmarks, which are not scanned vertices: the largest error of a lip landmark (LVE), the mean "
        "error of the lips (M-LMD) and of the face (F-LMD), each frame at 25 Hz aligned with the reference's by the "
        "similarity of eye corners, nose and upper face oval, then the mean over frames that show both faces, in % of "
        "the distance of the reference's outer eye corners.",
        "tietfg.evaluation.measures.faces:lip_errors",
        needs=("reference",),
    ),
    Probe(
        "lips-in-speech",
        (
            Metric("lip_closure", "lips meet in p, b, m", "higher", "%", 1, 100),
            Metric("vowel_openness", "opening in vowels", "near", _UNIT, 1),
        ),
        "Share of p, b and m in whose time the middle of the inner lips comes nearer than a quarter of the way from "
        "the face's smallest gap to its opening in vowels, but at least 2 and at most 5.5 % of the distance of the "
        "outer eye corners; and the median over vowels of the largest gap, in the same unit; landmarks at 25 Hz.",
        "tietfg.evaluation.measures.faces:speaking",
        needs=("phones",),
    ),
    Probe(
        "face-motion",
        (
            Metric("blink_rate", "blinks", "near", "a minute", 1),
            Metric("face_speed", "speed of the face", "near", _UNIT + " a frame", 2),
            Metric("face_jerk", "jerk of the face", "near", _UNIT + " a frame³", 2),
            Metric("head_spread", "head pose", "near", "°", 2),
            Metric("head_speed", "head speed", "near", "° a second", 1),
        ),
        "Landmarks at 25 Hz, brought into one pose by the similarity of eye corners, nose and upper face oval. Blinks: "
        "both eyes less than half as open (aspect ratio of the lids) as the video's median until one is more than 0.7 "
        "as open, for at most half a second. Speed and jerk: mean length of the first and third difference from frame "
        "to frame over all landmarks of the face, in % of the distance of the outer eye corners. Head: root mean "
        "square of the angle to the mean pose, and the mean angle turned in 0.2 s, for a second.",
        "tietfg.evaluation.measures.faces:motion",
    ),
)
