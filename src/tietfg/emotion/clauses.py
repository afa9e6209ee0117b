"""Clauses of an emotion description: which of them stand alone, and which belong to a neighbour."""

from collections.abc import Iterable
from dataclasses import replace

from tietfg.emotion.clause_builder import Clause, ClauseBuilder
from tietfg.emotion.cues import Token
from tietfg.emotion.frame import content_of
from tietfg.emotion.positions import Position


def read_clauses(tokens: Iterable[Token]) -> tuple[list[Clause], list[str], list[str]]:
    """Clauses that name an emotion or a change of one, quoted passages that are not in the text, and words not read."""
    builder = ClauseBuilder(tokens)
    clauses = [clause for clause in builder.clauses if not clause.empty or clause.connector == "then"]
    kept: list[Clause] = []
    holes: list[Clause] = []
    for index, clause in enumerate(clauses):
        following = clauses[index + 1] if index + 1 < len(clauses) else None
        if _is_relative(clause) and not clause.positions and kept and kept[-1].positions:
            clause.positions += _place_told_of(kept[-1].positions[-1])
        if _says_what_instead(clause, following):
            _attach(clause, following)  # type: ignore[arg-type]
        elif clause.emotions or (clause.cues & {"grow", "fade", "gone"} and kept):
            kept.append(clause)
            only_excepted = all(one.excepted for one in kept[:-1]) and clause.connector != "then"
            if clause.emotions and not clause.positions and only_excepted and (holes or kept[:-1]):
                clause.positions.append(Position("whole"))
            kept += holes if clause.emotions else []
            holes = [] if clause.emotions else holes
        elif clause.excepted and not kept and following is not None and not _is_relative(following):
            following.positions += [position for position in clause.positions if not position.excepted]
            clause.positions = [position for position in clause.positions if position.excepted]
            holes.append(clause)
        elif clause.tokens[:1] and clause.tokens[0].text == "(" and clause.positions and kept:
            kept[-1].positions += clause.positions  # "joy (first sentence), sorrow (second)"
        elif words := _unread_phase(clause, following, bool(kept)):
            clause.unread = True
            builder.unread.append(words)
            kept.append(clause)
        elif _belongs_to_next(clause, following, kept):
            _attach(clause, following)  # type: ignore[arg-type]
        elif clause.excepted:
            kept.append(clause)
        elif kept:
            kept[-1].positions += clause.positions
            kept[-1].cues |= clause.cues & {"sudden", "gradual", "brief"}
            last = kept[-1].emotions[-1:] if clause.degree is not None else []
            for named in last:
                kept[-1].emotions[-1] = replace(named, degree=clause.degree)
    return kept, builder.quotes_missed, builder.unread


def _unread_phase(clause: Clause, following: Clause | None, begun: bool) -> str:
    """The words of a clause that has a place or time of its own, but no emotion that was understood."""
    if following is None or not clause.positions or clause.excepted or (begun and clause.connector != "then"):
        return ""
    if all(position.kind in ("whole", "rest") for position in clause.positions):
        return ""
    own = following.connector == "then" or following.positions
    return content_of([token for token in clause.tokens if token.kind == "word"]) if own else ""


def _is_relative(clause: Clause) -> bool:
    """Whether it tells of what was named last: "..., where she is happy"."""
    first = next((token.text for token in clause.tokens if token.kind != "mix" and token.text not in ",;"), "")
    return first in ("which", "where", "who", "(")


def _place_told_of(position: Position) -> list[Position]:
    """The place that a relative clause after "until the question" tells of: the question itself."""
    if position.start is not None or position.passage_end is None or position.passage_end == position.end:
        return []
    return [Position("span", position.end, position.passage_end)]


def _says_what_instead(clause: Clause, following: Clause | None) -> bool:
    """Whether the emotion for a place comes only after one that is denied there: "at the end not sad, but calm"."""
    if following is None or not clause.denied or not clause.positions:
        return False
    return following.connector != "then" and bool(following.emotions) and not (following.denied or following.positions)


def _belongs_to_next(clause: Clause, following: Clause | None, kept: list[Clause]) -> bool:
    if following is None or (following.connector == "then" and kept and clause.connector != "then"):
        return following is not None and not kept
    if following.positions and clause.positions:
        return False
    if clause.excepted:
        return True
    adds_to_previous = clause.connector in ("and", "but", "or") and bool(kept)
    if adds_to_previous and clause.positions:
        return not (kept[-1].positions and following.listed)
    return not (adds_to_previous and clause.degree is not None)


def _attach(clause: Clause, following: Clause) -> None:
    following.positions = clause.positions + following.positions
    following.position_leads |= bool(clause.positions)
    following.cues |= clause.cues
    if following.connector != "then" or clause.connector == "first":
        following.connector = clause.connector
    following.listed |= clause.listed
    if clause.degree is not None and following.emotions and following.emotions[0].degree is None:
        first = following.emotions[0]
        following.emotions[0] = replace(first, degree=clause.degree)
    elif clause.degree is not None and following.degree is None:
        following.degree = clause.degree
