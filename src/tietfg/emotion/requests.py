"""Requests of an emotion description in the order told: clauses read as mixtures, intensities and changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tietfg.emotion.clause_builder import Clause, NamedEmotion
from tietfg.emotion.lexicon import PLAIN_INTENSITY
from tietfg.emotion.positions import Position

_CALMED = 0.6
"""Factor on the intensity of an emotion that is called calm or quiet as well."""
_WEAKENED = 0.4
"""Share of an emotion that is hidden, or only tried."""
_GROWTH_START = 0.2
_GROWTH = 0.2
"""How far beyond its plain intensity an emotion grows."""
_FADED = 0.05
_LESS = 0.5
"""Below this intensity an emotion only colours what was said to be felt mostly."""
_NOT_MORE = 0.1
"""A repeated emotion must be stronger, or said to be weaker, by more than this to be a step of its own."""
_COMPARATIVE_STEP = 0.2
_COMPARATIVES = frozenset({"angrier", "happier", "sadder", "madder", "gladder", "unhappier", "prouder"})

_MANNERS = frozenset({"quiet", "quietly", "silent", "silently", "soft", "softly", "gentle", "gently", "flat", "still"})
"""Ways to speak, which colour the emotion that they are listed after."""

Weights = dict[str, float]


@dataclass(frozen=True)
class Request:
    """One emotion asked for, with what is known of its place and of the way it comes."""

    weights: Weights
    """Weights of the mixture; only their ratios count."""
    intensity: float
    position: Position | None = None
    transition: Literal["usual", "gradual", "sudden"] = "usual"
    final_intensity: float | None = None
    """The intensity at its end where it grows or fades."""
    share: float = 1.0
    """Its share of a stretch that it divides with its neighbours."""
    blended: bool = False
    """Whether its emotions are one feeling by the word for it, as in "nostalgic"."""
    unclaimed: bool = False
    """Whether it only keeps its place for what the text feels by itself."""
    phrase: str = field(default="", compare=False)
    """The words of the description that ask for it."""

    @property
    def dominant(self) -> str:
        """The emotion of the largest weight."""
        return max(self.weights, key=self.weights.__getitem__)


NEUTRAL_REQUEST = Request({"neutral": 1.0}, 0.0)
UNCLAIMED = replace(NEUTRAL_REQUEST, unclaimed=True)
"""Stands where nothing is asked, or nothing that was understood."""


def read_requests(clauses: Sequence[Clause]) -> list[Request]:
    """Requests in the order told; a clause that qualifies the one before is mixed into it."""
    requests: list[Request] = []
    listing = False
    for index, clause in enumerate(clauses):
        previous = requests[-1] if requests else None
        request = _own_request(clause, previous, only=len(clauses) == 1)
        following = clauses[index + 1] if index + 1 < len(clauses) else None
        if request is None or (previous is not None and _only_leads_over(clause, following)):
            continue
        if previous is None and _changes_from_calm(clause, last=index == len(clauses) - 1):
            requests.append(NEUTRAL_REQUEST)
        if previous is not None and clause.connector == "and" and "alternate" in clauses[index - 1].cues:
            requests += [request, previous, request]
            continue
        only_mainly = "main" in clauses[index - 1].cues and request.intensity < _LESS and clause.connector == "break"
        if previous is not None and (_qualifies(clause, previous, request, listing) or only_mainly):
            requests[-1] = _qualified(clause, previous, request)
            continue
        listing = not clause.positions and (clause.connector == "break" or (listing and clause.connector == "and"))
        positions: list[Position | None] = [*_positions(clause, first=previous is None)] or [None]
        if previous is not None and _shares_position(clause, previous, positions[0]):
            requests[-1] = replace(_mixed(previous, request), position=positions[0])
            continue
        requests += [replace(request, position=position) for position in positions]
        if "peak" in clause.cues and positions[-1] is not None and not (following and "fade" in following.cues):
            highest = request.final_intensity or 0.0
            requests.append(replace(requests[-1], intensity=highest, final_intensity=_LESS, position=None))
        if following is None and clause.denied and positions[0] is not None and positions[0].start is None:
            # "not happy until the dog comes back"
            awaited = [replace(emotion, negated=False) for emotion in clause.emotions]
            requests.append(replace(_mixture_of(awaited), position=Position("span", positions[0].end)))
    return requests


def _only_leads_over(clause: Clause, following: Clause | None) -> bool:
    """Whether it only says that the emotion before is gone, and the next clause says for which: "not any more: ..."."""
    if not ("gone" in clause.cues or clause.denied) or clause.positions or following is None:
        return False
    return following.connector != "then" and bool(following.emotions) and not following.denied


def _own_request(clause: Clause, previous: Request | None, only: bool) -> Request | None:
    """What the clause asks for by itself; None when it only says what is not to be shown."""
    if clause.unread:
        return UNCLAIMED
    named = [emotion for emotion in clause.emotions if not emotion.negated]
    transition = "sudden" if "sudden" in clause.cues else "gradual" if "gradual" in clause.cues else "usual"
    if named:
        request = _mixture_of(named)
        if named[-1].text in _COMPARATIVES and previous is not None and previous.dominant == request.dominant:
            request = replace(request, intensity=min(1.0, previous.intensity + _COMPARATIVE_STEP))
    elif clause.emotions:
        denied = {name for emotion in clause.emotions for name, _ in emotion.entry.mixture}
        ends_previous = previous is not None and previous.dominant in denied
        if not (only or ends_previous or clause.positions or clause.connector == "then" or "start" in clause.cues):
            return None
        request = NEUTRAL_REQUEST
    elif previous is not None and clause.cues & {"grow", "fade", "peak"}:
        request = previous
    else:
        request = NEUTRAL_REQUEST
    goes_on = previous is not None and previous.dominant == request.dominant
    reached = (
        (previous.intensity if previous.final_intensity is None else previous.final_intensity) if previous else 0.0
    )
    if "fade" in clause.cues:
        request = replace(request, intensity=reached if goes_on else request.intensity, final_intensity=_FADED)
    elif clause.cues & {"grow", "peak"} and request.dominant != "neutral":
        start = reached if goes_on else _GROWTH_START
        final = min(1.0, request.intensity + _GROWTH)
        request = replace(request, intensity=min(start, final - _GROWTH), final_intensity=final)
    share = 0.4 if "brief" in clause.cues else 2.0 if "main" in clause.cues else 1.0
    phrase = " ".join(token.text for token in clause.tokens if token.kind not in ("break", "position"))
    return replace(request, position=None, transition=transition, share=share, phrase=phrase)


def _changes_from_calm(clause: Clause, last: bool) -> bool:
    """Whether a description begins with a change: "suddenly terrified", but not "slowly from fear to joy"."""
    if clause.positions or clause.cues & {"start", "grow", "fade"}:
        return False
    return bool(clause.cues & {"change", "sudden"}) or (last and "gradual" in clause.cues)


def _mixture_of(named: Sequence[NamedEmotion]) -> Request:
    request = Request({}, 0.0)
    # "0% angry, 50% sad" asks for sadness alone, "0% angry" for nothing.
    for emotion in [emotion for emotion in named if emotion.figure != 0] or named:
        intensity = emotion.figure if emotion.figure is not None else _scaled(emotion.entry.intensity, emotion.degree)
        factor = intensity * (_WEAKENED if emotion.weakened else 1.0)
        if emotion.entry.mixture == (("neutral", 1.0),) or factor == 0:
            one = NEUTRAL_REQUEST
        else:
            one = Request(
                {name: weight * factor for name, weight in emotion.entry.mixture},
                factor if emotion.weakened else intensity,
                blended=len(emotion.entry.mixture) > 1,
            )
        request = _mixed(request, one) if request.weights else one
    # "nervous laughter": what one clause names together is one feeling.
    return replace(request, blended=request.blended or len(named) > 1)


def _mixed(first: Request, second: Request) -> Request:
    for calm, other in ((first, second), (second, first)):
        if set(calm.weights) == {"neutral"}:
            return replace(first, weights=other.weights, intensity=other.intensity * _CALMED)
    weights = dict(first.weights)
    for name, weight in second.weights.items():
        weights[name] = weights.get(name, 0.0) + weight
    mixed = replace(first, weights=weights, intensity=max(first.intensity, second.intensity), blended=False)
    return replace(mixed, phrase=" ".join(filter(None, (first.phrase, second.phrase))))


def _scaled(base: float, degree: float | None) -> float:
    """The degree gives its own figure to a plain adjective, and moves stronger and weaker words in proportion."""
    if degree is None:
        return base
    if degree <= PLAIN_INTENSITY:
        return base * degree / PLAIN_INTENSITY
    return base + (1.0 - base) * (degree - PLAIN_INTENSITY) / (1.0 - PLAIN_INTENSITY)


def _qualifies(clause: Clause, previous: Request, request: Request, listing: bool) -> bool:
    """Whether a clause only adds to the emotion before it, at the same time."""
    if "layer" in clause.cues and clause.emotions and not clause.positions:
        return True
    if clause.positions or clause.connector == "then" or clause.cues - {"main", "grow", "layer"} or not clause.emotions:
        return not clause.emotions and "grow" in clause.cues and clause.connector != "then"
    if all(emotion.negated for emotion in clause.emotions) or "grow" in clause.cues:
        return False
    if clause.connector == "break" and all(emotion.weakened for emotion in clause.emotions):
        return True  # "furious, holding back tears"
    if clause.connector == "break" and all(emotion.text in _MANNERS for emotion in clause.emotions):
        return True  # "sorrowful, quiet"
    if clause.connector == "break":
        boosts = "main" in clause.cues and len(previous.weights) > 1 and request.dominant in previous.weights
        degree = clause.emotions[-1].degree
        lessened = (
            degree is not None and degree < PLAIN_INTENSITY and request.intensity < previous.intensity - _NOT_MORE
        )
        louder = request.intensity > previous.intensity + _NOT_MORE
        repeats = request.dominant == previous.dominant and not (louder or lessened)
        coloured = previous.dominant == "neutral" and request.dominant in previous.weights  # "tense, angry"
        return boosts or coloured or (repeats and previous.final_intensity is None)
    if clause.connector == "and" and listing:
        return False
    return not (clause.connector == "but" and previous.position is not None and previous.position.kind == "start")


def _qualified(clause: Clause, previous: Request, request: Request) -> Request:
    if not clause.emotions:
        return replace(previous, intensity=request.intensity, final_intensity=request.final_intensity)
    if "main" in clause.cues and request.dominant != "neutral":
        weights = previous.weights | {
            request.dominant: previous.weights.get(request.dominant, 0.0) + 2 * request.intensity
        }
        return replace(previous, weights=weights)
    return _mixed(previous, request)


def _positions(clause: Clause, first: bool) -> list[Position]:
    positions = [replace(position, excepted=False) for position in clause.positions]
    if "change" in clause.cues:
        # "brightens on 'came back'" goes on from there.
        positions = [
            replace(position, end=None if position.end == position.passage_end else position.end)
            for position in positions
        ]
    if "change" in clause.cues:
        positions = [replace(one, kind="halfway") if one.kind == "middle" else one for one in positions]
    if "peak" in clause.cues:
        positions = [_up_to(position) for position in positions]
    if "brief" in clause.cues:
        positions = [replace(position, end=position.end or position.passage_end) for position in positions]
    if positions:
        return positions
    if "back" in clause.cues:
        return [Position("before")]
    if "end" in clause.cues:
        return [Position("end")]
    if "start" in clause.cues and (first or clause.connector not in ("then", "and")):
        return [Position("start")]
    return []


def _up_to(position: Position) -> Position:
    """The stretch that ends with a peak: "her fear peaks at the question"."""
    return replace(position, start=None, end=position.passage_end or position.end or position.start)


def _shares_position(clause: Clause, previous: Request, position: Position | None) -> bool:
    """Whether "curious and worried during the question" gives its place to both."""
    return (
        clause.connector in ("and", "with")
        and not clause.listed
        and not clause.position_leads
        and not clause.cues
        and previous.position is None
        and position is not None
        and position.kind in ("span", "start", "middle")
    )
