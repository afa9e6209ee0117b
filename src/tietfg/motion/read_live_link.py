"""From a file of ARKit curves, as Live Link Face and programs like it write them, to a performance."""

import csv
import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.media.documents import read_document
from tietfg.media.input_files import check_file, file_error
from tietfg.motion.performance import Performance, nearest_rate
from tietfg.portrait.arkit import ARKIT_NAMES

LARGEST = 128 * 2**20
"""Bytes of a file of curves."""
SECONDS_LIMIT = 30 * 60
LEAST, MOST = -1.0, 2.0
"""Between these lie coefficients; full is 1, strong expressions go beyond."""
TIME_CODE_RATES = (24, 25, 30, 48, 50, 60, 120)
"""Frames a second in which time codes count; the app counts 60, even where it records 30."""
_UNTOLD_RATES = (25, 30, 50, 60)
"""Those that are likely where a file is too short to tell."""

_PLAYED = (*ARKIT_NAMES, "HeadPitch", "HeadYaw", "HeadRoll")
_TIME_CODE = re.compile(r"(\d{1,3}):(\d{1,2}):(\d{1,2})(?:[:;](\d{1,3}(?:\.\d+)?)|(\.\d+))")


def read_live_link(path: Path) -> Performance:
    """Read a CSV with a time code and ARKit curves in a row for each moment, at any rate.

    Columns may stand in any order and with any capitals; curves that are missing stay at rest, unknown columns and the
    eyes' rotations (which the curves tell too) are ignored. Rows without values are moments without face. Head
    rotations are radians, with the signs of ArkitCsvWriter, or degrees where they are too large for that. Raises
    InputError, which names row and column.
    """
    check_file(path, "curves", LARGEST, "cut it into parts")
    rows = _rows(path)
    number, header = next(rows, (1, []))
    columns, time = _columns(path, number, header)
    codes: list[tuple[int, str]] = []
    table: list[list[float]] = []
    for number, row in rows:
        if len(row) > len(header):
            raise file_error(path, f"row {number} has {len(row)} values for {len(header)} columns")
        row += [""] * (len(header) - len(row))
        if any(row[index] for index in columns.values()):  # else the app had lost the face
            codes.append((number, row[time]))
            table.append([_value(path, row[index], number, name) for name, index in columns.items()])
    if not table:
        raise file_error(path, "it holds no row of values; export the curves again")
    seconds, step = _seconds(path, codes)

    values = np.zeros((len(table), len(_PLAYED)))
    values[:, [_PLAYED.index(name) for name in columns]] = table
    rotation = values[:, len(ARKIT_NAMES) :]
    notes = []
    if np.abs(rotation).max() > math.pi:
        rotation = np.radians(rotation)
        notes.append("the head rotations are too large for radians and are read as degrees")
    missing = [name for name in ARKIT_NAMES if name not in columns]
    if missing:
        notes.append(f"{len(missing)} of the 52 curves are missing and stay at rest, {missing[0]} the first")
    return Performance(
        seconds=seconds,
        coefficients=values[:, : len(ARKIT_NAMES)].clip(0.0).astype(np.float32),
        rotation=rotation.astype(np.float32),
        translation=np.zeros_like(rotation, np.float32),
        lips_touch=np.zeros(len(seconds), bool),
        duration=float(seconds[-1] + step),
        rate=nearest_rate(1 / step),
        notes=tuple(notes),
    )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, with their numbers from 1 on."""
    number = 0
    try:
        for number, row in enumerate(csv.reader(read_document(path, "curves", LARGEST).splitlines()), 1):
            if any(cell.strip() for cell in row):
                yield number, row
    except csv.Error as error:
        raise file_error(path, f"row {number + 1} is no row of a CSV ({error}); export the curves again") from None


def _columns(path: Path, number: int, header: list[str]) -> tuple[dict[str, int], int]:
    """Where each curve or head rotation that is there stands, and the time code."""
    known = {name.lower(): name for name in (*_PLAYED, "Timecode")}
    columns: dict[str, int] = {}
    for index, cell in enumerate(header):
        name = known.get(cell.strip().lower().rpartition(".")[2])
        if name in columns:
            raise file_error(path, f"row {number} has two columns {name}; leave one out")
        if name is not None:
            columns[name] = index
    time = columns.pop("Timecode", None)
    if time is None or not columns.keys() & set(ARKIT_NAMES):
        missing = "column Timecode" if time is None else "ARKit curve such as JawOpen"
        raise file_error(path, f"row {number} names no {missing}; export Live Link Face curves as CSV")
    return columns, time


def _value(path: Path, cell: str, number: int, name: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    where = f"row {number}, column {name}"
    if not math.isfinite(value):
        raise file_error(path, f"{where}: {cell[:20]!r} is no number; export the curves again")
    if name in ARKIT_NAMES and not LEAST <= value <= MOST:
        raise file_error(path, f"{where}: {value:g} is out of range, full is 1; divide percents by 100")
    return value


def _seconds(path: Path, codes: list[tuple[int, str]]) -> tuple[NDArray[np.float64], float]:
    """Seconds after the first of time codes, and the usual step; exactly regular where they are nearly so."""
    whole, frames = np.zeros(len(codes)), np.full(len(codes), np.nan)
    for index, (number, code) in enumerate(codes):
        parts = _TIME_CODE.fullmatch(code.strip())
        if parts is None:
            reason = f"{code[:20]!r} is no time code; write HH:MM:SS:FF"
            raise file_error(path, f"row {number}, column Timecode: {reason}")
        hours, minutes, seconds, frame, part = parts.groups()
        whole[index] = 3600 * int(hours) + 60 * int(minutes) + int(seconds) + float(part or 0)
        frames[index] = float(frame) if frame else np.nan
    counted = not np.isnan(frames).any()
    times = whole + frames / _time_code_rate(whole, frames) if counted else whole
    steps = (np.diff(times) + 43200) % 86400 - 43200  # over midnight
    if (steps <= 0).any():
        number = codes[int(np.argmax(steps <= 0)) + 1][0]
        raise file_error(path, f"row {number}, column Timecode: the time does not go on; put the rows in order")
    times = np.append(0.0, np.cumsum(steps))
    if times[-1] > SECONDS_LIMIT:
        limit = SECONDS_LIMIT // 60
        raise file_error(path, f"it lasts {times[-1] / 60:.0f} min and the limit is {limit}; cut it into parts")
    step = float(np.median(steps)) if len(steps) else 1 / 30
    regular = np.arange(len(times)) / float(nearest_rate(1 / step))
    if len(times) > 1 and np.abs(times - regular).max() < 0.1 * step:
        return regular, float(regular[1])
    return times, step


def _time_code_rate(whole: NDArray[np.float64], frames: NDArray[np.float64]) -> float:
    """In how many frames a second time codes count, as seen where a second ends."""
    same, next_second = np.diff(whole) == 0, np.diff(whole) == 1
    if not same.any() or not next_second.any():
        return min((rate for rate in _UNTOLD_RATES if rate > frames.max()), default=float(frames.max()) + 1)
    counted = np.median(np.diff(frames)[same]) - np.median(np.diff(frames)[next_second])
    fitting = [rate for rate in TIME_CODE_RATES if rate > frames.max()]
    return min(fitting, key=lambda rate: abs(rate - counted), default=float(frames.max()) + 1)
