"""Clauses of an emotion description: its tokens grouped around the emotions that they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from tietfg.emotion.cues import Token, TokenKind
from tietfg.emotion.lexicon import PLAIN_INTENSITY, EmotionEntry
from tietfg.emotion.positions import Position

Connector = Literal["first", "break", "and", "but", "with", "or", "then"]

_BUT = "but|yet|though|although|even though|however|whereas|while|except|except for|apart from"
_CONNECTORS: dict[str, Connector] = {"and": "and", "&": "and", "plus": "and", "+": "and", "/": "and", "or": "or"}
_CONNECTORS |= dict.fromkeys(_BUT.split("|"), "but")
_ARTICLES = frozenset({"a", "an", "the", "his", "her", "their", "being", "feeling", "more"})
_FRAME = """
    a an the his her their my your our its he she they it i you we is are was be been being am has have had he's she's
    there's i'm so very as of in on with to and but then that this which who when while for at by like first second
    third speaker speaks speak speaking voice tone face person says say said saying tell tells talk talks talking
    sounds sound sounding looks look looking feels feel feeling emotion emotions mood expression please make let
    should would could want i'd not no all up out off down again also only just even still read reads reading text me
    him them
"""
"""Words that frame emotions without saying anything of them."""
_CLAUSE_CUES: frozenset[TokenKind] = frozenset(
    {"change", "alternate", "start", "end", "back", "sudden", "gradual", "brief", "main", "grow", "fade", "layer"}
)
_WIDE_NEGATIONS = frozenset({"without", "no", "neither", "nor", "free of", "devoid of", "lack of", "lacking"})


@dataclass(frozen=True)
class NamedEmotion:
    """An emotion as a clause names it."""

    entry: EmotionEntry
    text: str
    degree: float | None = None
    """Intensity that the degree gives to a plain adjective."""
    figure: float | None = None
    """Intensity given in figures."""
    negated: bool = False
    weakened: bool = False


@dataclass
class Clause:
    """Emotions named together, and what is said about when and how they come."""

    connector: Connector
    listed: bool = False
    """Whether punctuation stands before it."""
    emotions: list[NamedEmotion] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    position_leads: bool = False
    """Whether its position is named before its emotion."""
    cues: set[TokenKind] = field(default_factory=set)
    degree: float | None = None
    """A degree that no emotion has taken yet."""
    texts: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing was recognised in it."""
        return not (self.emotions or self.positions or self.cues or self.degree is not None)


class ClauseBuilder:
    """Groups tokens into clauses; keeps apart the quoted passages that are not in the text, and words not read."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self.clauses: list[Clause] = [Clause("first")]
        self.quotes_missed: list[str] = []
        self.unread: list[str] = []
        self._tokens = list(tokens)
        self._figure: float | None = None
        self._negation = ""
        self._weakened = False
        self._carried: set[TokenKind] = set()
        for index, token in enumerate(self._tokens):
            self._take(index, token)
            self.clauses[-1].texts.append(token.text)
        self._settle()
        if self.clauses[-1].empty:
            self._set_aside(self.clauses[-1])

    def _take(self, index: int, token: Token) -> None:
        clause = self.clauses[-1]
        match token.kind:
            case "break":
                self._begin("break", listed=True)
            case "then" if clause.emotions and self._clause_ends(index + 1):
                clause.connector = "then"  # "determined afterwards"
            case "then":
                self._begin("then", listed=clause.listed and clause.empty)
                self.clauses[-1].connector = "then"
            case "mix":
                connector = _CONNECTORS.get(token.text, "with")
                self._begin(connector, listed=clause.listed and clause.empty)
                if self.clauses[-1].connector in ("first", "break"):
                    self.clauses[-1].connector = connector
            case "start" | "end" if (
                index and self._tokens[index - 1].kind == "emotion" and self._clause_ends(index + 1)
            ):
                # "a calm start", "a sad ending"
                clause.positions.append(Position(token.kind))
            case "change" if (
                token.text in ("grow", "grows", "grew") and clause.emotions and self._clause_ends(index + 1)
            ):
                clause.cues.add("grow")
            case kind if kind in _CLAUSE_CUES:
                begins = kind in ("change", "start", "end", "back") or self._emotion_follows(index + 1)
                if clause.emotions and begins and kind != "layer":
                    self._begin("with" if kind in ("brief", "main") else "then")
                self.clauses[-1].cues.add(kind)
            case "position":
                self._take_positions(index, token.value)  # type: ignore[arg-type]
            case "degree":
                degrees = [value for value in (clause.degree, token.value) if isinstance(value, float)]
                clause.degree = min(degrees) if min(degrees) < PLAIN_INTENSITY else max(degrees)
            case "intensity":
                self._figure = token.value  # type: ignore[assignment]
            case "negation":
                self._negation = token.text
            case "only":
                if self._negation:
                    self._begin("break")
                    self._negation = ""
            case "weaken":
                self._weakened = True
            case "emotion":
                self._take_emotion(token.text, token.value)  # type: ignore[arg-type]
            case "quote":
                clause.cues.add("quote")
                self.quotes_missed.append(str(token.value))
            case "word":
                self._take_word(index, token.text)

    def _take_emotion(self, text: str, entry: EmotionEntry) -> None:
        clause = self.clauses[-1]
        after_position = bool(clause.emotions and clause.positions)
        if clause.emotions and (entry.change is not None or after_position):
            self._begin("then")
            clause = self.clauses[-1]
        if entry.change is not None:
            clause.cues.add(entry.change)
        clause.emotions.append(
            NamedEmotion(entry, text, clause.degree, self._figure, bool(self._negation), self._weakened)
        )
        clause.degree = self._figure = None
        self._weakened = False

    def _take_positions(self, index: int, positions: tuple[Position, ...]) -> None:
        clause = self.clauses[-1]
        excepted = any(position.excepted for position in positions)
        next_owns_it = clause.position_leads and bool(clause.emotions) and self._emotion_follows(index + 1)
        if (excepted and not clause.empty) or next_owns_it:
            self._begin("but")
            clause = self.clauses[-1]
        clause.position_leads = not clause.emotions
        if not positions:
            clause.cues.add("position")
        clause.positions += positions

    def _take_word(self, index: int, word: str) -> None:
        """Plain words count only in "from joy to despair": `to` leads to the next emotion."""
        clause = self.clauses[-1]
        if word == "from" and self._emotion_follows(index + 1):
            self._carried = clause.cues & {"gradual", "sudden"} or {"gradual"}
            clause.cues -= {"change", "gradual", "sudden"}
        elif word in ("to", "into", "through", "towards", "toward", "until", "over") and clause.emotions:
            adjacent = self._tokens[index - 1].kind == "emotion"
            if (adjacent or self._carried) and self._emotion_follows(index + 1):
                cues = self._carried or {"gradual"}
                self._begin("then")
                self.clauses[-1].cues |= cues

    def _clause_ends(self, index: int) -> bool:
        return index == len(self._tokens) or self._tokens[index].kind in ("break", "mix")

    def _emotion_follows(self, index: int) -> bool:
        """Whether an emotion comes next, but for articles, degrees and the like."""
        for token in self._tokens[index:]:
            if token.kind == "emotion":
                return True
            if token.kind in ("break", "then", "mix", "position") or (
                token.kind == "word" and token.text not in _ARTICLES
            ):
                return False
        return False

    def _begin(self, connector: Connector, listed: bool = False) -> None:
        """Finish the clause and begin the next; a clause without content is gone on with."""
        clause = self.clauses[-1]
        if clause.empty and not self._figure:
            clause.listed |= listed
            self._set_aside(clause)
        else:
            self._settle()
            self.clauses.append(Clause(connector, listed))
        inherits = connector == "or" or (connector == "and" and self._negation in _WIDE_NEGATIONS)
        if not inherits:
            self._negation = ""
        self._weakened = False

    def _set_aside(self, clause: Clause) -> None:
        """Remember words that led to nothing, unless they only frame the emotions."""
        frame = _FRAME.split()
        words = [text for text in clause.texts if text[0].isalnum()]
        while words and words[0] in frame:
            del words[0]
        if any(word[0].isalpha() for word in words):
            self.unread.append(" ".join(words))
        clause.texts.clear()

    def _settle(self) -> None:
        """Give a degree or figure left over at the end of a clause to its last emotion."""
        clause = self.clauses[-1]
        if not clause.emotions:
            return
        last = clause.emotions[-1]
        if last.degree is None and last.figure is None:
            clause.emotions[-1] = replace(last, degree=clause.degree, figure=self._figure)
        clause.degree = self._figure = None


def read_clauses(tokens: Iterable[Token]) -> tuple[list[Clause], list[str], list[str]]:
    """Clauses that name an emotion or a change of one, quoted passages that are not in the text, and words not read."""
    builder = ClauseBuilder(tokens)
    clauses = [clause for clause in builder.clauses if not clause.empty or clause.connector == "then"]
    kept: list[Clause] = []
    for index, clause in enumerate(clauses):
        following = clauses[index + 1] if index + 1 < len(clauses) else None
        stands_alone = bool(clause.emotions) or (bool(clause.cues & {"grow", "fade"}) and bool(kept))
        if stands_alone:
            kept.append(clause)
        elif _belongs_to_next(clause, following, kept):
            _attach(clause, following)  # type: ignore[arg-type]
        elif any(position.excepted for position in clause.positions):
            kept.append(clause)
        elif kept:
            kept[-1].positions += clause.positions
            kept[-1].cues |= clause.cues & {"sudden", "gradual", "brief"}
            last = kept[-1].emotions[-1:] if clause.degree is not None else []
            for named in last:
                kept[-1].emotions[-1] = replace(named, degree=clause.degree)
    return kept, builder.quotes_missed, builder.unread


def _belongs_to_next(clause: Clause, following: Clause | None, kept: list[Clause]) -> bool:
    if following is None or (following.connector == "then" and kept and clause.connector != "then"):
        return following is not None and not kept
    if following.positions and clause.positions:
        return False
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
