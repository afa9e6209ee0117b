"""Words, naturalness, speaker and word times of every emotion and intensity."""

from typing import Any

import numpy as np

from speech.judges import Judges
from speech.recordings import Recording
from speech.tools import tool

AT_MOST = {"word_error_percent": 1.0, "onset_ms": 30.0}
AT_LEAST = {"distillmos": 4.4, "similarity": 0.85}
"""Targets for every condition."""


def judge(judges: Judges, recording: Recording) -> None:
    """Ask every judge about a recording; the answers are kept."""
    judges.heard(recording)
    judges.naturalness(recording)
    judges.speaker(recording)
    judges.aligned(recording)
    judges.acoustics(recording)


def summarise(judges: Judges, recordings: list[Recording], references: dict[str, list[Recording]]) -> dict[str, Any]:
    """One row a condition, one a voice, one over all, and the sentences that were not understood."""
    speakers: dict[str, np.ndarray] = {}
    for voice, spoken in references.items():
        mean = np.mean([judges.speaker(recording) for recording in spoken], axis=0)
        speakers[voice] = mean / np.linalg.norm(mean)
    conditions: dict[str, list[Recording]] = {"all": recordings}
    for recording in recordings:
        request = recording.request
        is_graded = request.emotion not in ("neutral", "changing")
        condition = f"{request.emotion} {request.intensity:g}" if is_graded else request.emotion
        conditions.setdefault(condition, []).append(recording)
        conditions.setdefault(request.voice, []).append(recording)
    rows = {name: _row(judges, some, speakers) for name, some in sorted(conditions.items())}
    return {
        "targets": {"at_most": AT_MOST, "at_least": AT_LEAST},
        "missed": [
            f"{name}: {figure} {row[figure]}"
            for name, row in rows.items()
            for figure in (*AT_MOST, *AT_LEAST)
            if row[figure] > AT_MOST.get(figure, np.inf) or row[figure] < AT_LEAST.get(figure, -np.inf)
        ],
        "conditions": rows,
        "misheard": [
            {
                "voice": recording.request.voice,
                "emotion": f"{recording.request.emotion} {recording.request.intensity:g}",
                "written": judges.written(recording),
                "heard": judges.heard(recording),
            }
            for recording in recordings
            if judges.written(recording) != judges.heard(recording)
        ],
    }


def _row(judges: Judges, recordings: list[Recording], speakers: dict[str, np.ndarray]) -> dict[str, Any]:
    errors = tool("jiwer").process_words(
        [judges.written(recording) for recording in recordings],
        [judges.heard(recording) or "-" for recording in recordings],
    )
    opinions = [judges.naturalness(recording) for recording in recordings]
    similarities = [float(judges.speaker(recording) @ speakers[recording.request.voice]) for recording in recordings]
    late: list[float] = []
    for recording in recordings:
        if aligned := judges.aligned(recording):
            late += [1000 * (word.start - start) for word, (start, _) in zip(recording.words, aligned, strict=True)]
    return {
        "recordings": len(recordings),
        "seconds": round(sum(recording.seconds for recording in recordings), 1),
        "word_error_percent": round(100 * errors.wer, 2),
        "distillmos": round(float(np.mean(opinions)), 3),
        "distillmos_lowest_tenth": round(float(np.percentile(opinions, 10)), 2),
        "similarity": round(float(np.mean(similarities)), 3),
        "similarity_lowest_tenth": round(float(np.percentile(similarities, 10)), 3),
        "onset_ms": round(float(np.median(np.abs(late))), 1),
        "onset_bias_ms": round(float(np.median(late)), 1),
        "onset_ms_90": round(float(np.percentile(np.abs(late), 90)), 1),
        "aligned": sum(judges.aligned(recording) is not None for recording in recordings),
    }


def table(result: dict[str, Any]) -> str:
    """The rows as text."""
    lines = [
        f"{'':14}{'n':>5}{'WER %':>8}{'MOS':>7}{'low 10%':>9}{'speaker':>9}{'low 10%':>9}"
        f"{'onset ms':>10}{'bias':>7}{'90 %':>7}{'aligned':>9}"
    ]
    for name, row in result["conditions"].items():
        lines.append(
            f"{name:14}{row['recordings']:5}{row['word_error_percent']:8.2f}{row['distillmos']:7.2f}"
            f"{row['distillmos_lowest_tenth']:9.2f}{row['similarity']:9.3f}{row['similarity_lowest_tenth']:9.3f}"
            f"{row['onset_ms']:10.0f}{row['onset_bias_ms']:7.0f}{row['onset_ms_90']:7.0f}{row['aligned']:9}"
        )
    lines += [f"target missed by {missed}" for missed in result["missed"]]
    lines += [
        f"misheard ({wrong['voice']}, {wrong['emotion']}): {wrong['written']!r} as {wrong['heard']!r}"
        for wrong in result["misheard"]
    ]
    return "\n".join(lines)
