"""Are the joins of blocks heard? The sound across joins, beside the sound across sentence borders inside blocks."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.acoustics import FRAME, HOP, RATE, track_pitch
from speech.recordings import Recording, Request, Studio
from speech.sentences import COURSES, PASSAGES, VOICES, constant, course

_WINDOW = 0.6
"""Seconds of speech that are compared before and after a border."""


def requests() -> list[Request]:
    """Each passage by each voice, in turn plainly and along a changing course."""
    found: list[Request] = []
    for number, text in enumerate(PASSAGES):
        for turn, voice in enumerate(VOICES):
            if (number + turn) % 2:
                found.append(Request(text, voice, constant("neutral", 0), "neutral", 0))
            else:
                timeline = course(list(COURSES)[(number + turn) % len(COURSES)], len(text.split()))
                found.append(Request(text, voice, timeline, "changing", 1))
    return found


def measure(studio: Studio, note: Any) -> dict[str, Any]:
    """Medians and ninth deciles of the steps across both kinds of border, for plain and changing speech."""
    steps: dict[str, list[dict[str, float]]] = {}
    for request in note(requests()):
        recording = studio.record(request)
        for border, join in _borders(recording):
            kind = f"{request.emotion}, {'join' if join else 'inside'}"
            if found := _across(recording.waveform, border):
                steps.setdefault(kind, []).append(found)
    return {
        kind: {
            "borders": len(found),
            **{
                name: {
                    "median": round(float(np.median([step[name] for step in found])), 3),
                    "ninth_decile": round(float(np.percentile([step[name] for step in found], 90)), 3),
                }
                for name in found[0]
            },
        }
        for kind, found in sorted(steps.items())
    }


def _borders(recording: Recording) -> list[tuple[float, bool]]:
    """Seconds of the middle of each pause after a sentence, and whether blocks are joined in it."""
    borders: list[tuple[float, bool]] = []
    for before, after in zip(recording.words, recording.words[1:], strict=False):
        joins = [join for join in recording.joins if before.end <= join <= after.start + 0.02]
        if joins:
            borders.append((joins[0], True))
        elif before.text[-1] in ".!?":
            borders.append(((before.end + after.start) / 2, False))
    return borders


def _across(waveform: NDArray[np.float32], border: float) -> dict[str, float] | None:
    """Steps of level, pitch and background across a border, the pause, and the largest jump between samples at it."""
    middle = round(border * RATE)
    before, after = waveform[max(0, middle - 2 * RATE) : middle], waveform[middle : middle + 2 * RATE]
    sides = [_side(before[::-1]), _side(after)]
    if sides[0] is None or sides[1] is None:
        return None
    near = waveform[max(0, middle - 8) : middle + 8]
    return {
        "level_step_db": abs(sides[0]["level"] - sides[1]["level"]),
        "pitch_step_semitones": abs(sides[0]["pitch"] - sides[1]["pitch"]),
        "pause_seconds": sides[0]["silence"] + sides[1]["silence"],
        "floor_step_db": abs(sides[0]["floor"] - sides[1]["floor"]),
        "jump_dbfs": float(20 * np.log10(np.abs(np.diff(near)).max() + 1e-5)),
    }


def _side(sound: NDArray[np.float32]) -> dict[str, float] | None:
    """The speech nearest to the beginning of `sound`, which runs away from the border; None where it is too short."""
    frames = np.lib.stride_tricks.sliding_window_view(sound.astype(np.float64), FRAME)[::HOP]
    if len(frames) < _WINDOW * RATE / HOP:
        return None
    level = 10 * np.log10((frames**2).mean(axis=1) + 1e-10)
    speaking = np.flatnonzero(level > level.max() - 25)
    start = int(speaking[0])
    part = slice(start, start + round(_WINDOW * RATE / HOP))
    pitch, _ = track_pitch(frames[part] * np.hanning(FRAME))
    if np.isfinite(pitch).sum() < 10:
        return None
    return {
        "level": float(10 * np.log10(np.mean(10 ** (level[part] / 10)))),
        "pitch": float(np.nanmedian(pitch)),
        "silence": start * HOP / RATE,
        "floor": float(np.median(level[: max(1, start - 3)])),
    }


def table(result: dict[str, Any]) -> str:
    """Medians (and ninth deciles) by kind of border."""
    names = [name for name in next(iter(result.values())) if name != "borders"]
    lines = [f"{'median (90 %)':20}{'n':>5}" + "".join(f"{name:>24}" for name in names)]
    for kind, row in result.items():
        cells = [f"{row[name]['median']:.2f} ({row[name]['ninth_decile']:.2f})".rjust(24) for name in names]
        lines.append(f"{kind:20}{row['borders']:5}" + "".join(cells))
    return "\n".join(lines)
