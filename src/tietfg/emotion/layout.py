"""Requests laid out over the words of a text, and their keyframes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tietfg.emotion.labels import NEUTRAL_INTENSITY
from tietfg.emotion.positions import Position
from tietfg.emotion.requests import UNCLAIMED, Request
from tietfg.emotion.timeline import Keyframe, Transition

_RAMP = 0.25
"""Share of the shorter neighbour that a usual change takes on either side of a border."""
_LONGEST_RAMP = 0.4
"""The same for neighbours too short to give a word each."""
_BREATH = 0.1
"""Share of a piece that its last keyframe keeps from its neighbours."""
_LEAST_STEP = 1e-4
"""The least distance of two keyframes, in words; anchors are rounded to it."""
_VAGUE_PART = 1 / 3
"""Share of the text that "at the end" and the like mean where no other emotion bounds them."""


@dataclass(frozen=True)
class Piece:
    """A request at its place, from start to end in word positions."""

    start: float
    end: float
    request: Request


def lay_out(requests: Sequence[Request], count: int) -> tuple[Piece, ...]:
    """Give each request its stretch of a text of `count` words; together they cover the text without overlap.

    Requests with a known place get it; the others share what lies between in the order told. A place named inside
    another interrupts it. What nobody claims goes to the request for the rest, or back to the emotion before,
    or stays UNCLAIMED.
    """
    if len(requests) > 1 and all(_kind(request) in ("", "whole", "rest") for request in requests):
        requests = [replace(request, position=None) for request in requests]  # "from calm to angry over the whole text"
    ordered = _in_time_order([request for request in requests if _kind(request) not in ("whole", "rest")], count)
    under = [request for request in requests if _kind(request) in ("whole", "rest")]
    starts, ends = _known_borders(ordered, count, bool(under))
    _share_unknown(ordered, starts, ends, count)
    placed: list[Piece] = []
    for request, start, end in zip(ordered, starts, ends, strict=True):
        if end > start:  # type: ignore[operator]
            placed.append(Piece(start, end, request))  # type: ignore[arg-type]
        elif request.position is None and start == count:
            placed.append(
                Piece(count * (1 - _VAGUE_PART), float(count), request)
            )  # "calm until the end, when she cries"
        elif request.position is None:
            under.append(request)
    pieces = [Piece(0.0, float(count), under[-1] if under else UNCLAIMED)]
    # A wider stretch is painted first, so that a narrower one inside it interrupts it.
    for piece in sorted(placed, key=lambda piece: piece.start - piece.end):
        pieces = _paint(pieces, piece)
    return _without_gaps(pieces)


def _kind(request: Request) -> str:
    return "" if request.position is None else request.position.kind


def _in_time_order(requests: list[Request], count: int) -> list[Request]:
    keys: list[float] = []
    for request in requests:
        position = request.position
        match position.kind if position else "":
            case "start":
                key = 0.0
            case "halfway":
                key = count / 2
            case "middle" | "between":
                key = count * _VAGUE_PART
            case "end":
                key = float(count)
            case "before":
                key = (keys[-1] if keys else 0.0) - 1e-3
            case "span" if position and position.start is not None:
                key = position.start
            case "span" if position and position.end is not None:
                key = position.end - 1e-3
            case _:
                key = keys[-1] if keys else -1.0
        keys.append(key)
    return [requests[index] for index in sorted(range(len(requests)), key=keys.__getitem__)]


def _known_borders(
    requests: list[Request], count: int, has_ground: bool
) -> tuple[list[float | None], list[float | None]]:
    starts: list[float | None] = []
    ends: list[float | None] = []
    for index, request in enumerate(requests):
        position = request.position or Position("before")
        start, end = position.start, position.end
        match position.kind:
            case "span" if end is None and has_ground:
                end = position.passage_end
            case "span" if start is None and position.passage_end == count and index == len(requests) - 1:
                end = float(count)  # "more and more angry until the last word"
            case "start":
                start = 0.0
                if has_ground or index == len(requests) - 1:
                    end = count * _VAGUE_PART
            case "halfway":
                start = count / 2
            case "middle":
                start, end = count * _VAGUE_PART, count * (1 - _VAGUE_PART)
            case "between":
                known = [one.position.start for one in requests[index + 1 :] if one.position is not None]
                start = next((end for end in reversed(ends) if end is not None), count * _VAGUE_PART)
                end = next((one for one in known if one is not None and one > start), count * (1 - _VAGUE_PART))
            case "end":
                if has_ground or index == 0:
                    start = count * (1 - _VAGUE_PART)
                elif ends[-1] is not None:
                    start = ends[-1] if ends[-1] >= count / 2 else count * (1 - _VAGUE_PART)
                end = float(count)
        starts.append(start)
        ends.append(end)
    return starts, ends


def _share_unknown(requests: list[Request], starts: list[float | None], ends: list[float | None], count: int) -> None:
    """Fill in the open borders: up to a known neighbour, else in proportion to the shares of the run."""
    first = 0
    while first < len(requests):
        if starts[first] is None:
            starts[first] = max((end for end in ends[:first] if end is not None), default=0.0)
        last = first
        while ends[last] is None and last + 1 < len(requests) and starts[last + 1] is None:
            last += 1
        if ends[last] is None:
            known = [start for start in starts[last + 1 :] if start is not None]
            ends[last] = known[0] if known else float(count)
        shares = [request.share for request in requests[first : last + 1]]
        if len(shares) == 2 and _kind(requests[last]) == "end" and _kind(requests[first]) in ("", "before"):
            shares[1] /= 2
        run_start, run_end = starts[first] or 0.0, ends[last] or 0.0
        border = run_start
        for index in range(first, last):
            border += (run_end - run_start) * shares[index - first] / sum(shares)
            whole = float(round(border))
            ends[index] = starts[index + 1] = whole if run_end - run_start >= 2 * len(shares) else border
        first = last + 1


def _paint(pieces: list[Piece], top: Piece) -> list[Piece]:
    painted: list[Piece] = []
    for piece in pieces:
        if piece.start < min(piece.end, top.start):
            painted.append(replace(piece, end=min(piece.end, top.start)))
        if max(piece.start, top.end) < piece.end:
            painted.append(replace(piece, start=max(piece.start, top.end)))
    return sorted([*painted, top], key=lambda piece: piece.start)


def _without_gaps(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Give unclaimed stretches back to the last emotion before them that was not bound to a place."""
    ground: Request | None = None
    filled: list[Piece] = []
    for piece in pieces:
        if piece.request.unclaimed:
            only_begun = bool(filled) and _kind(filled[-1].request) == "start"
            if only_begun or ground is None or piece.request is not UNCLAIMED:
                filled.append(replace(piece, request=UNCLAIMED))
                continue
            piece = replace(piece, request=ground)
        last = filled[-1] if filled else None
        if last is not None and last.request.final_intensity is None and _same(last.request, piece.request):
            filled[-1] = replace(last, end=piece.end)
        else:
            filled.append(piece)
        if _kind(piece.request) in ("", "start") and piece.request.final_intensity is None:
            ground = replace(piece.request, position=None, transition="usual")
    return tuple(filled)


def fill_unclaimed(pieces: Sequence[Piece], silent: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with those of `silent`, which cover the whole text, where nothing is asked."""
    return tuple(part for piece in pieces for part in (_clipped(silent, piece) if piece.request.unclaimed else [piece]))


def _clipped(pieces: Sequence[Piece], stretch: Piece) -> list[Piece]:
    clipped = [
        replace(piece, start=max(piece.start, stretch.start), end=min(piece.end, stretch.end)) for piece in pieces
    ]
    return [piece for piece in clipped if piece.start < piece.end]


def phrases_of(pieces: Sequence[Piece], count: int) -> tuple[str | None, ...]:
    """For each of `count` words the words of the description that govern it; None where it says nothing."""
    phrases: list[str | None] = [None] * count
    for piece in pieces:
        for word in range(count):
            if piece.start <= word + 0.5 < piece.end:
                phrases[word] = piece.request.phrase or None
    return tuple(phrases)


def _same(first: Request, second: Request) -> bool:
    alike = (first.weights, first.intensity) == (second.weights, second.intensity)
    return alike and second.final_intensity is None and not first.unclaimed


def keyframes_of(pieces: Sequence[Piece]) -> tuple[Keyframe, ...]:
    """Keyframes that hold each piece and change across the borders.

    A usual change takes a quarter of the shorter neighbour on either side of the border, at least a word where there
    is room; a gradual one half of it, so that it reaches from middle to middle of equal pieces; a sudden one begins at
    the border.
    """
    keyframes: list[Keyframe] = []
    for index, piece in enumerate(pieces):
        request = piece.request
        before = _reach(pieces[index - 1], piece) if index else 0.0
        after = _reach(piece, pieces[index + 1]) if index + 1 < len(pieces) else 0.0
        transition: Transition = "sudden" if index and request.transition == "sudden" else "gradual"
        reached, left = piece.start + before, piece.end - after
        _add(keyframes, reached, request, request.intensity, transition)
        next_is_sudden = index + 1 < len(pieces) and pieces[index + 1].request.transition == "sudden"
        held = index + 1 < len(pieces) and not next_is_sudden and left > reached + _LEAST_STEP
        if request.final_intensity is not None or held:
            final = request.intensity if request.final_intensity is None else request.final_intensity
            breath = min(_BREATH * (piece.end - piece.start), _BREATH / 2)
            _add(keyframes, max(left - breath * next_is_sudden, reached + breath), request, final, "gradual")
            if final < NEUTRAL_INTENSITY and index + 1 < len(pieces) and request.final_intensity is not None:
                # What has faded does not show again while the next emotion comes.
                _add(keyframes, 0.0, pieces[index + 1].request, final, "sudden")
    return tuple(keyframes)


def _reach(left: Piece, right: Piece) -> float:
    """How far the change at the border of two pieces reaches to either side, in words."""
    if right.request.transition == "sudden":
        return 0.0
    shorter = min(left.end - left.start, right.end - right.start)
    if right.request.transition == "gradual":
        return shorter / 2
    return max(_RAMP * shorter, min(1.0, _LONGEST_RAMP * shorter))


def _add(keyframes: list[Keyframe], word: float, request: Request, intensity: float, transition: Transition) -> None:
    total = sum(request.weights.values())
    word = round(word, 4)
    if keyframes and word <= (keyframes[-1].word or 0.0):
        word = round((keyframes[-1].word or 0.0) + _LEAST_STEP, 4)
    keyframes.append(
        Keyframe(
            word=word,
            emotion={name: round(weight / total, 3) for name, weight in request.weights.items()},  # type: ignore[misc]
            intensity=round(min(max(intensity, 0.0), 1.0), 3),
            transition=transition,
        )
    )
