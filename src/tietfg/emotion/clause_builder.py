"""Grouping of tokens into clauses around the emotions that they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from tietfg.emotion.cue_words import TokenKind
from tietfg.emotion.cues import Token
from tietfg.emotion.frame import content_of
from tietfg.emotion.lexicon import PLAIN_INTENSITY, EmotionEntry
from tietfg.emotion.positions import Position

Connector = Literal["first", "break", "and", "but", "with", "or", "then"]

_BUT = "but|yet|though|although|even though|however|whereas|while|except|except for|apart from"
_EXCEPT = frozenset({"except", "except for", "apart from", "aside from", "save for", "other than"})
_CONNECTORS: dict[str, Connector] = {"and": "and", "&": "and", "plus": "and", "+": "and", "/": "and", "or": "or"}
_CONNECTORS |= dict.fromkeys(_BUT.split("|"), "but")
_ARTICLES = frozenset({"a", "an", "the", "his", "her", "their", "being", "feeling", "more"})
_CLAUSE_CUES: frozenset[TokenKind] = frozenset(
    {
        "change",
        "alternate",
        "start",
        "end",
        "back",
        "sudden",
        "gradual",
        "brief",
        "main",
        "grow",
        "fade",
        "peak",
        "layer",
    }
)
_WIDE_NEGATIONS = frozenset(
    {"without", "no", "nothing", "neither", "nor", "free of", "devoid of", "lack of", "lacking"}
)


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
    tokens: list[Token] = field(default_factory=list)
    unread: bool = False
    """Whether what it asks for was not understood."""

    @property
    def excepted(self) -> bool:
        """Whether it takes a stretch away from another: "except on the last word"."""
        return any(position.excepted for position in self.positions)

    @property
    def denied(self) -> bool:
        """Whether it only says what is not felt."""
        return bool(self.emotions) and all(emotion.negated for emotion in self.emotions)

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
            self.clauses[-1].tokens.append(token)
        self._settle()
        if self.clauses[-1].empty:
            self._set_aside(self.clauses[-1])

    def _take(self, index: int, token: Token) -> None:
        clause = self.clauses[-1]
        match token.kind:
            case "break" if token.text in (":", "-", "=") and clause.positions and not clause.emotions:
                self._negation = ""  # "second sentence: disgusted", "at the end they aren't: they cry"
            case "break" if token.text == "(" and self._kind(index + 1) in ("intensity", "degree"):
                pass  # "happy (0.3)"
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
            case "arrive":
                clause.cues.add("change")
                if clause.emotions and clause.connector != "first":
                    clause.connector = "then"
            case "change" if (
                token.text in ("grow", "grows", "grew") and clause.emotions and self._clause_ends(index + 1)
            ):
                clause.cues.add("grow")
            case "grow" | "fade" if self._negation:
                self._negation = ""  # "anger that does not fade"
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
            case "gone" if clause.emotions:
                clause.emotions[-1] = replace(clause.emotions[-1], negated=True)
            case "gone" if not self._emotion_follows(index + 1):
                clause.cues.add("gone")
            case "negation" | "gone":
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
        excepted_first = clause.excepted and not any(one.emotions for one in self.clauses)
        if clause.emotions and (entry.change is not None or after_position):
            self._begin("then")
        elif excepted_first:
            self._begin("break")
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
        first = clause.tokens[0].text if clause.tokens else ""
        positions = tuple(
            replace(position, excepted=True, end=position.end or position.passage_end)
            if position.excepted or first in _EXCEPT
            else position
            for position in positions
        )
        excepted = any(position.excepted for position in positions)
        next_owns_it = clause.position_leads and bool(clause.emotions) and self._emotion_follows(index + 1)
        if (excepted and not clause.empty and first not in _EXCEPT) or next_owns_it:
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

    def _kind(self, index: int) -> TokenKind | None:
        return self._tokens[index].kind if index < len(self._tokens) else None

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
        denies = clause.denied and self._negation in _WIDE_NEGATIONS
        inherits = connector == "or" or (connector == "and" and denies)
        if not inherits:
            self._negation = ""
        self._weakened = False

    def _set_aside(self, clause: Clause) -> None:
        """Remember words that led to nothing, unless they only frame the emotions."""
        if words := content_of(clause.tokens):
            self.unread.append(words)
        clause.tokens.clear()

    def _settle(self) -> None:
        """Give a degree or figure left over at the end of a clause to its last emotion."""
        clause = self.clauses[-1]
        if not clause.emotions:
            return
        last = clause.emotions[-1]
        if last.degree is None and last.figure is None:
            clause.emotions[-1] = replace(last, degree=clause.degree, figure=self._figure)
        clause.degree = self._figure = None
