"""Clauses of an emotion description: which of them stand alone, and which belong to a neighbour."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

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
        elif clause.emotions or (clause.cues & {"grow", "fade", "peak", "gone"} and kept):
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
    for clause, following in pairwise(kept):
        _give_change_its_place(clause, following)
        _begin_where_it_ends(clause, following)
    said_again = [one for clause, one in pairwise(kept) if _says_again(clause, one)]
    kept = [clause for clause in kept if not any(clause is one for one in said_again)]
    return kept, builder.quotes_missed, builder.unread


def _give_change_its_place(clause: Clause, following: Clause) -> None:
    """Where a change happens, told before it: "halfway through, her joy turns to grief"."""
    changes = "change" in following.cues and following.emotions and not (following.listed or following.positions)
    if not (changes and clause.position_leads and clause.emotions and len(clause.positions) == 1):
        return
    position = clause.positions[0]
    point = position.end is None or position.passage_end is not None
    if position.kind in ("middle", "end") or (position.kind == "span" and point):
        following.positions, clause.positions = clause.positions, []
        following.cues |= clause.cues & {"sudden", "gradual"}
        clause.cues -= {"sudden", "gradual"}
        clause.position_leads = False


def _begin_where_it_ends(clause: Clause, following: Clause) -> None:
    """What follows an end begins there: "stops being happy at the letter, and from then on she is sad"."""
    stops = clause.denied and any(token.kind == "negation" and token.text.startswith("stop") for token in clause.tokens)
    from_there = any(token.kind == "then" and token.text.startswith("from ") for token in following.tokens)
    if not (stops and from_there and clause.positions and following.emotions) or following.positions:
        return
    place = clause.positions[0]
    clause.emotions = [replace(emotion, negated=False) for emotion in clause.emotions]
    clause.positions = [replace(place, start=None, end=place.start)]
    following.positions = [replace(place, end=None)]


def _says_again(clause: Clause, following: Clause) -> bool:
    """Whether it only stresses the clause before, which takes its degree: "glad, truly glad"."""
    same = [one.text for one in clause.emotions] == [one.text for one in following.emotions]
    if not same or following.connector != "break" or following.positions or following.cues:
        return False
    clause.emotions = following.emotions
    return True


def _unread_phase(clause: Clause, following: Clause | None, begun: bool) -> str:
    """The words of a clause that has a place or time of its own, but no emotion that was understood."""
    if following is None or not clause.positions or clause.excepted or (begun and clause.connector != "then"):
        return ""
    if all(position.kind in ("whole", "rest") for position in clause.positions):
        return ""
    own = following.connector == "then" or following.positions
    at = [index for index, token in enumerate(clause.tokens) if token.kind == "word"]
    return content_of(clause.tokens[at[0] : at[-1] + 1]) if own and at else ""


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
    if kept and not kept[-1].positions and _only_ends(clause):
        return False  # "sad, until midnight, when it becomes delight"
    if clause.excepted:
        return True
    adds_to_previous = clause.connector in ("and", "but", "or") and bool(kept)
    if adds_to_previous and clause.positions:
        return not (kept[-1].positions and following.listed)
    return not (adds_to_previous and clause.degree is not None)


def _only_ends(clause: Clause) -> bool:
    """Whether it says no more than until when something lasts."""
    ends = [position.kind == "span" and position.start is None for position in clause.positions]
    return bool(ends) and all(ends) and not clause.excepted


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
