"""Does speech move as the prosody table asks? Measured from the sound, against the same sentence said plainly."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np

from speech.acoustics import active_frames, pause_lengths
from speech.judges import Judges
from speech.recordings import Recording
from tietfg.emotion.labels import EMOTIONS
from tietfg.speech.prosody import EFFECTS, Effect

Spans = list[tuple[float, float]]


def _articulation(recording: Recording, spans: Spans) -> float | None:
    """Seconds in which words are spoken."""
    del recording
    return sum(end - start for start, end in spans)


def _pause(recording: Recording, spans: Spans) -> float | None:
    """Seconds of silence at the punctuation inside the text, None where there is none.

    Alignment tells between which words, the sound how long: aligners give the soft edges of a pause to the words.
    """
    active = active_frames(recording.waveform)
    silences = [
        max(pause_lengths(active[round(50 * sum(before)) : round(50 * sum(following))]), default=0) / 100
        for word, before, following in zip(recording.words, spans, spans[1:], strict=False)
        if not word.text[-1].isalnum()
    ]
    return sum(silences) + 0.02 if silences else None


def _acoustic(name: str) -> Callable[[Judges, Recording], float | None]:
    return lambda judges, recording: judges.acoustics(recording)[name]


def _logarithm(measure: Callable[[Judges, Recording], float | None], sign: int = 1) -> Callable:
    def logarithm(judges: Judges, recording: Recording) -> float | None:
        value = measure(judges, recording)
        return None if not value else sign * float(np.log(value))

    return logarithm


def _timed(measure: Callable[[Recording, Spans], float | None]) -> Callable[[Judges, Recording], float | None]:
    def timed(judges: Judges, recording: Recording) -> float | None:
        spans = judges.aligned(recording)
        return None if spans is None else measure(recording, spans)

    return timed


MEASURES: dict[str, Callable[[Judges, Recording], float | None]] = {
    "rate": _logarithm(_timed(_articulation), -1),
    "semitones": _acoustic("pitch"),
    "range": _logarithm(_acoustic("pitch_spread")),
    "loudness": _acoustic("level"),
    "tilt": _acoustic("tilt"),
    "pause": _logarithm(_timed(_pause)),
    "breathiness": _acoustic("high_noise"),
}
"""By the field of the prosody table; factors as logarithms. Times of words come from forced alignment, not from the
synthesizer. What is measured of breathiness is the whole noise of the band, of which the plain voice has some too."""


def summarise(judges: Judges, recordings: list[Recording]) -> dict[str, Any]:
    """For each emotion and intensity: asked, measured (mean over sentences) and its 95 % margin; and right signs."""
    plain = {
        (recording.request.text, recording.request.voice): recording
        for recording in recordings
        if recording.request.emotion == "neutral"
    }
    table: dict[str, dict[str, Any]] = {}
    for emotion in EMOTIONS[1:]:
        for intensity in sorted({r.request.intensity for r in recordings if r.request.emotion == emotion}):
            asked = _asked(EFFECTS[emotion], intensity)
            cells: dict[str, Any] = {}
            for name, measure in MEASURES.items():
                changes: dict[str, list[float]] = {}
                for recording in recordings:
                    request = recording.request
                    if (request.emotion, request.intensity) != (emotion, intensity):
                        continue
                    after, before = measure(judges, recording), measure(judges, plain[request.text, request.voice])
                    if after is not None and before is not None:
                        changes.setdefault(request.voice, []).append(after - before)
                cells[name] = _cell(name, asked.get(name), changes)
            table[f"{emotion} {intensity:g}"] = cells
    told = [cell["right"] for cells in table.values() for cell in cells.values() if cell.get("right") is not None]
    return {
        "right": sum(told),
        "asked": len(told),
        "not_measured": sorted(set(_fields()) - set(MEASURES)),
        "table": table,
    }


def _fields() -> list[str]:
    return [field.name for field in fields(Effect)]


def _is_factor(name: str) -> bool:
    return getattr(EFFECTS["neutral"], name, 0.0) == 1.0


def _asked(effect: Effect, intensity: float) -> dict[str, float]:
    """What the table asks at an intensity: factors as powers."""
    return {
        name: getattr(effect, name) ** intensity if _is_factor(name) else getattr(effect, name) * intensity
        for name in _fields()
    }


def _cell(name: str, asked: float | None, changes: dict[str, list[float]]) -> dict[str, Any]:
    values = np.concatenate([*map(np.array, changes.values())]) if changes else np.array([])
    if not len(values):
        return {"asked": asked, "measured": None}
    mean, margin = (
        float(values.mean()),
        float(1.96 * values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0,
    )
    is_factor = _is_factor(name)
    direction = 0.0 if asked is None else float(np.sign(np.round(np.log(asked) if is_factor else asked, 6)))
    cell: dict[str, Any] = {
        "asked": None if asked is None else round(asked, 3),
        "measured": round(float(np.exp(mean)) if is_factor else mean, 3),
        "margin": round(float(np.exp(margin)) if is_factor else margin, 3),
    }
    if direction:
        cell["right"] = bool(np.sign(mean) == direction)
        cell["voices_right"] = f"{sum(np.sign(np.mean(some)) == direction for some in changes.values())}/{len(changes)}"
    return cell


def table(result: dict[str, Any]) -> str:
    """Asked and measured side by side; wrong directions are marked."""
    lines = ["asked / measured against the same sentence said plainly; ! marks a wrong direction"]
    lines.append(f"{'':14}" + "".join(f"{name:>20}" for name in MEASURES))
    for condition, cells in result["table"].items():
        row = f"{condition:14}"
        for cell in cells.values():
            asked = "-" if cell["asked"] is None else f"{cell['asked']:.2f}"
            measured = "-" if cell["measured"] is None else f"{cell['measured']:.2f}"
            row += (
                f"{asked} / {measured}{'!' if cell.get('right') is False else ''} {cell.get('voices_right', '')}".rjust(
                    20
                )
            )
        lines.append(row)
    lines.append(f"{result['right']} of {result['asked']} directions right")
    if result["not_measured"]:
        lines.append(f"asked but not measured: {', '.join(result['not_measured'])}")
    return "\n".join(lines)
