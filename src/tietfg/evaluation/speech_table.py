"""The paper's table 3 of generated speech, in its rows and order, as Markdown, LaTeX, CSV or JSON."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ValidationError

from tietfg.errors import InputError
from tietfg.evaluation.speech_pairs import SpeechResult
from tietfg.media.documents import read_document
from tietfg.media.outputs import shown

FORMATS = ("markdown", "latex", "csv", "json")
NORMALISED = (
    "WER is over all words, recognised by Whisper tiny.en; numbers, dates, amounts and abbreviations in words, "
    "lower case, without punctuation; spellings of Britain and America stay different."
)


class Naturalness(BaseModel):
    """Ratings by listeners out of 5, with the 95 % interval of their mean."""

    mean: float
    low: float | None = None
    high: float | None = None
    n: int | None = None


@dataclass(frozen=True)
class SpeechRow:
    """A figure; `value` is None where there is none, and `cell` tells why."""

    name: str
    title: str
    value: float | None
    cell: str


def read_naturalness(path: Path, system: str | None) -> Naturalness:
    """The rating of a study's report: "naturalness", of all or by system. Raises InputError."""
    try:
        document = json.loads(read_document(path, "study report"))
        found = document["naturalness"]
        if "mean" not in found:
            names = list(found)
            if system is None and len(names) == 1:
                system = names[0]
            if system not in found:
                raise InputError(f"{shown(path)} rates {', '.join(names)}; name one of them with --system")
            found = found[system]
            found = found | {"n": found.get("n", found.get("count"))}
        return Naturalness.model_validate(found)
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        raise InputError(
            f'{shown(path)} has no "naturalness" with a "mean"; name a JSON report of `tietfg study report`'
        ) from error


def speech_rows(
    result: SpeechResult, against_text: bool, naturalness: Naturalness | None, emotion_note: str, quality_note: str
) -> tuple[SpeechRow, ...]:
    """The paper's rows in its order, then those that are this project's; notes stand where a tool was not there."""
    said = "the text" if against_text else "GT"
    rows = [SpeechRow("wer", f"WER (Synthesized vs. {said})", *_percent(result.errors.rate))]
    agreement = result.emotion_agreement
    share = None if agreement is None else agreement[0] / agreement[1]
    rows.append(
        SpeechRow(
            "speech_emotion_agreement",
            "Emotion Accuracy (Match with GT)",
            *((None, emotion_note) if share is None else _percent(share)),
        )
    )
    rating = (None, "no study") if naturalness is None else (naturalness.mean, _rating(naturalness))
    rows.append(SpeechRow("naturalness", "Subjective Rating (Naturalness / 5)", *rating))
    if result.reference_errors is not None:
        rows.append(SpeechRow("wer_reference", "WER (GT vs. the text)", *_percent(result.reference_errors.rate)))
    qualities = [each.quality for each in result.records if each.quality is not None]
    rows.append(SpeechRow("distillmos", "DistillMOS (1 to 5, Synthesized)", *_mean(qualities, quality_note)))
    real = [each.reference_quality for each in result.records if each.reference_quality is not None]
    if real:
        rows.append(SpeechRow("distillmos_reference", "DistillMOS (1 to 5, GT)", *_mean(real, quality_note)))
    return tuple(rows)


def speech_json(name: str, result: SpeechResult, rows: Sequence[SpeechRow]) -> dict[str, Any]:
    """Everything as JSON."""
    return {
        "name": name,
        "figures": {row.name: row.value for row in rows},
        "notes": [NORMALISED, *(f"{row.title}: {row.cell}" for row in rows if row.value is None)],
        "word_errors": asdict(result.errors),
        "pairs": len(result.records),
        "records": [asdict(record) for record in result.records],
        "problems": list(result.problems),
    }


def speech_table(name: str, result: SpeechResult, rows: Sequence[SpeechRow], output_format: str) -> str:
    """The table in one of FORMATS."""
    write: dict[str, Callable[[], str]] = {
        "markdown": lambda: _markdown(name, result, rows),
        "latex": lambda: _latex(name, rows),
        "csv": lambda: _csv(name, rows),
        "json": lambda: json.dumps(speech_json(name, result, rows), indent=1, ensure_ascii=False),
    }
    return write[output_format]()


def _markdown(name: str, result: SpeechResult, rows: Sequence[SpeechRow]) -> str:
    cell = {row.name: row.cell.replace("|", "\\|") for row in rows}
    lines = [f"| Metric | {name} |", "| --- | --- |", *(f"| {row.title} | {cell[row.name]} |" for row in rows)]
    return "\n".join([*lines, "", f"{len(result.records)} pairs. {NORMALISED}"])


def _latex(name: str, rows: Sequence[SpeechRow]) -> str:
    def escaped(text: str) -> str:
        return "".join(f"\\{character}" if character in "&%$#_{}" else character for character in text)

    lines = [f"{escaped(row.title)} & {escaped(row.cell)} \\\\" for row in rows]
    head = f"\\begin{{tabular}}{{lr}}\n\\toprule\nMetric & {escaped(name)} \\\\\n\\midrule"
    return "\n".join(["% needs \\usepackage{booktabs}", head, *lines, "\\bottomrule\n\\end{tabular}"])


def _csv(name: str, rows: Sequence[SpeechRow]) -> str:
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(["name", "metric", "value", "note"])
    writer.writerows([name, row.name, row.value, "" if row.value is not None else row.cell] for row in rows)
    return output.getvalue().rstrip("\n")


def _percent(share: float) -> tuple[float | None, str]:
    return (share, f"{100 * share:.1f}%") if np.isfinite(share) else (None, "n/a")


def _mean(values: Sequence[float], note: str) -> tuple[float | None, str]:
    return (float(np.mean(values)), f"{np.mean(values):.2f}") if values else (None, note)


def _rating(rating: Naturalness) -> str:
    interval = "" if rating.low is None or rating.high is None else f" [{rating.low:.2f}, {rating.high:.2f}]"
    return f"{rating.mean:.2f}{interval}" + ("" if rating.n is None else f", n = {rating.n}")
