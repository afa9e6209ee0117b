"""Is the emotion audible? A classifier trained on acted human speech (RAVDESS) judges ours; never used for tuning.

Both are described by how far they are from the same speaker saying the same sentence plainly.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.acoustics import acoustics
from speech.judges import Judges
from speech.recordings import Recording, read_sound
from speech.tools import tool
from tietfg.emotion.labels import EMOTIONS

LABELS = {1: "neutral", 2: "neutral", 3: "happy", 4: "sad", 5: "angry", 6: "fear", 7: "disgust", 8: "surprise"}
"""By the third number of a RAVDESS file name; its calm counts as neutral."""
WHERE = (
    "the speech part of RAVDESS (Livingstone and Russo 2018, CC BY-NC-SA, doi.org/10.5281/zenodo.1188976) is needed: "
    "name the folder of its files 03-01-*.wav or .flac with --ravdess"
)
FEATURES = (
    *("pitch", "pitch_spread", "pitch_range", "pitch_slope", "voiced", "active", "syllables", "level", "level_spread"),
    *("tilt", "hnr", "cpp", "jitter", "shimmer", "pauses", "pause"),
)
_LOGARITHMIC = ("pitch_spread", "pitch_range", "active")


def measure(folder: Path | None, work: Path, judges: Judges, recordings: list[Recording], note: Any) -> dict[str, Any]:
    """Accuracy and confusion on unheard actors, then on our speech, by intensity.

    Two judges: one hears all seven classes in how far speech is from plain speech; the other, for which the size of
    the difference does not count, chooses among the six emotions. Actors exaggerate, which the first expects of us.
    """
    files = sorted(file for file in (folder.rglob("03-01-*") if folder else ()) if file.suffix in (".wav", ".flac"))
    if not files:
        raise SystemExit(WHERE)
    differences, labels, actors = _ravdess(files, work, note)
    emotional = labels > 0
    selection = tool("sklearn.model_selection")
    fold = selection.LeaveOneGroupOut()
    seven = selection.cross_val_predict(_classifier(True), differences, labels, groups=actors, cv=fold)
    six = selection.cross_val_predict(
        _classifier(False), differences[emotional], labels[emotional], groups=actors[emotional], cv=fold
    )
    result: dict[str, Any] = {
        "actors": len(set(actors)),
        "clips": len(labels),
        "by_size_and_direction": {"ravdess_unheard_actors": _judged(labels, seven)},
        "by_direction_without_neutral": {"ravdess_unheard_actors": _judged(labels[emotional], six)},
    }
    seven_classes = _classifier(True).fit(differences, labels)
    six_classes = _classifier(False).fit(differences[emotional], labels[emotional])
    plain = {(r.request.text, r.request.voice): r for r in recordings if r.request.emotion == "neutral"}
    for intensity in sorted({r.request.intensity for r in recordings if r.request.emotion in EMOTIONS[1:]}):
        some = [r for r in recordings if r.request.emotion in EMOTIONS[1:] and r.request.intensity == intensity]
        changes = np.array(
            [
                _features(judges.acoustics(r)) - _features(judges.acoustics(plain[r.request.text, r.request.voice]))
                for r in some
            ]
        )
        asked = np.array([EMOTIONS.index(r.request.emotion) for r in some])
        name = f"ours_at_{intensity:g}"
        result["by_size_and_direction"][name] = _judged(asked, seven_classes.predict(changes))
        result["by_direction_without_neutral"][name] = _judged(asked, six_classes.predict(changes))
    return result


def _features(measures: dict[str, float]) -> NDArray[np.float64]:
    return np.array([np.log(measures[n] + 0.05) if n in _LOGARITHMIC else measures[n] for n in FEATURES])


def _ravdess(
    files: list[Path], work: Path, note: Any
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.str_]]:
    """Differences from the actor's other plain clips of the sentence (clips, features), labels and actors."""
    kept = work / "ravdess.json"
    known: dict[str, dict[str, float]] = json.loads(kept.read_text()) if kept.exists() else {}
    for file in note([file for file in files if file.stem not in known]):
        known[file.stem] = acoustics(read_sound(file))
    kept.write_text(json.dumps(known))
    clips = [(file.stem, [int(number) for number in file.stem.split("-")]) for file in files]
    differences, labels, actors = [], [], []
    for name, (_, _, emotion, _, statement, _, actor) in clips:
        plain = [
            _features(known[other])
            for other, numbers in clips
            if numbers[2] == 1 and numbers[4] == statement and numbers[6] == actor and other != name
        ]
        if plain:
            differences.append(_features(known[name]) - np.mean(plain, axis=0))
            labels.append(EMOTIONS.index(LABELS[emotion]))
            actors.append(f"{actor:02}")
    return np.array(differences), np.array(labels), np.array(actors)


def _classifier(size_counts: bool) -> Any:
    """Logistic regression on scaled differences, or on their directions. Chosen on RAVDESS alone."""
    preprocessing = tool("sklearn.preprocessing")
    steps = [preprocessing.StandardScaler(with_mean=False)] + ([] if size_counts else [preprocessing.Normalizer()])
    regression = tool("sklearn.linear_model").LogisticRegression(C=1.0, class_weight="balanced", max_iter=3000)
    return tool("sklearn.pipeline").make_pipeline(*steps, regression)


def _judged(asked: NDArray[np.int64], heard: NDArray[np.int64]) -> dict[str, Any]:
    """Accuracy, balanced over the classes asked, and the confusion."""
    confusion = np.zeros((len(EMOTIONS), len(EMOTIONS)), int)
    np.add.at(confusion, (asked, heard), 1)
    classes = sorted(set(asked.tolist()))
    return {
        "balanced_accuracy": round(float(np.mean([confusion[c, c] / confusion[c].sum() for c in classes])), 3),
        "confusion": {EMOTIONS[c]: dict(zip(EMOTIONS, confusion[c].tolist(), strict=True)) for c in classes},
    }


def table(result: dict[str, Any]) -> str:
    """All confusions, asked in rows, heard in columns."""
    lines = [f"trained on {result['clips']} clips of {result['actors']} actors"]
    for judge, chance in {"by_size_and_direction": 1 / 7, "by_direction_without_neutral": 1 / 6}.items():
        for speech, found in result[judge].items():
            accuracy = f"balanced accuracy {found['balanced_accuracy']:.2f}, chance {chance:.2f}"
            lines.append(f"\n{judge.replace('_', ' ')}, {speech.replace('_', ' ')}: {accuracy}")
            lines.append(f"{'':10}" + "".join(f"{emotion:>10}" for emotion in EMOTIONS))
            for emotion, row in found["confusion"].items():
                lines.append(f"{emotion:10}" + "".join(f"{count:10}" for count in row.values()))
    return "\n".join(lines)
