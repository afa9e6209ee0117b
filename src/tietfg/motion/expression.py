"""Expression: which variants of the emotions show, and how they come and go."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.motion.dynamics import FollowerState, follow
from tietfg.motion.families import FAMILIES, Units
from tietfg.motion.motion import LATENT_RATE
from tietfg.motion.phrases import Phrase
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import ARKIT_NAMES

_UPPER_ONSET, _LOWER_ONSET = 12.0, 8.5
"""Rates of growth in 1/s: brows and eyes need 0.28 s from a tenth to nine tenths, the mouth 0.4 s."""
_UPPER_OFFSET, _LOWER_OFFSET = 6.0, 5.5
"""Rates of fading: about 0.6 s; slower ones hide the next emotion in a short sentence."""
_UPPER_LEAD, _LOWER_LEAD = 4, 1
"""How many frames ahead the track is read, inside its block: a new emotion flashes over brows and eyes first."""
_SURGE = 0.3
"""How far brows and eyes overshoot while the mouth still lags behind them."""
_FIRST_SHARE = 0.5
"""How much of its emotion the face shows in the first picture of a video."""
_PERSON, _VARIANT_DRAWS = 401, 402
_PHRASE_LEAD = 0.25

_UPPER = [(EMOTIONS.index(name), action) for name, family in FAMILIES.items() for action in family.upper]
_LOWER = [(EMOTIONS.index(name), action) for name, family in FAMILIES.items() for action in family.lower]
_UPPER_OWNER, _LOWER_OWNER = (np.array([owner for owner, _ in region]) for region in (_UPPER, _LOWER))
_UPPER_SHARES, _LOWER_SHARES = (np.array([action.share for _, action in region]) for region in (_UPPER, _LOWER))
_UPPER_WEIGHT = np.array([FAMILIES[name].upper_weight for name in EMOTIONS])
_LOWER_WEIGHT = np.array([FAMILIES[name].lower_weight for name in EMOTIONS])
_TEMPO = np.array([FAMILIES[name].tempo for name in EMOTIONS])
_LEAN = np.array([action.lean for _, action in _LOWER])[:, None]
_SIDE = np.zeros(len(ARKIT_NAMES))
for _sides in UNITS.values():
    if len(_sides) == 2:
        _SIDE[_sides] = 1.0, -1.0


def _matrix(actions: list[Units]) -> NDArray[np.float64]:
    matrix = np.zeros((len(actions), len(ARKIT_NAMES)))
    for row, units in enumerate(actions):
        for unit, value in units.items():
            matrix[row, UNITS[unit]] = value
    return matrix


_UPPER_ACTIONS = _matrix([action.units for _, action in _UPPER])
_SPEAKING_ACTIONS = _matrix([action.speaking for _, action in _LOWER])
_RESTING_ACTIONS = _matrix([action.resting for _, action in _LOWER])


@dataclass(frozen=True)
class Expression:
    """What the emotions do to the face, (frames, 52) each: brows and eyes, and the rest in speech and in pauses."""

    upper: NDArray[np.float64]
    speaking: NDArray[np.float64]
    resting: NDArray[np.float64]

    def scaled(self, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> "Expression":
        """The same with factors (frames,) on lower and upper face."""
        return Expression(self.upper * upper[:, None], self.speaking * lower[:, None], self.resting * lower[:, None])


@dataclass(frozen=True)
class ExpressionState:
    """Shares of all variants as they are shown, and the last phrase begun (its first word in the whole text)."""

    upper: FollowerState = field(default_factory=lambda: FollowerState.at_rest(len(_UPPER)))
    lower: FollowerState = field(default_factory=lambda: FollowerState.at_rest(len(_LOWER)))
    phrase: int = -1


def express(
    track: EmotionTrack, phrases: tuple[Phrase, ...], first_word: int, seed: int, state: ExpressionState
) -> tuple[Expression, ExpressionState]:
    """Facial action I * sum over k of p_k A_k, where A_k is the emotion's variant of the phrase.

    Seed and phrase choose a variant of the upper and one of the lower face. In mixtures each region favours the emotion
    that lives in it (Du, Tao and Martinez 2014). Brows and eyes lead; onsets are faster than offsets (Hess and Kleck
    1990). `first_word` is the block's index in the whole text.
    """
    frames = np.arange(len(track))
    if state.phrase < 0:
        state = _begin(track, seed)
    upper, lower = (
        (_shares(track, weight)[np.minimum(frames + lead, len(track) - 1)])
        for weight, lead in ((_UPPER_WEIGHT, _UPPER_LEAD), (_LOWER_WEIGHT, _LOWER_LEAD))
    )
    begun = np.full(len(track), state.phrase)
    for phrase in phrases:
        begun[frames / float(LATENT_RATE) >= phrase.start - _PHRASE_LEAD] = first_word + phrase.words.start
    chosen = {phrase: _choose(seed, phrase) for phrase in np.unique(begun).tolist()}
    upper = upper[:, _UPPER_OWNER] * np.array([chosen[phrase][0] for phrase in begun.tolist()])
    lower = lower[:, _LOWER_OWNER] * np.array([chosen[phrase][1] for phrase in begun.tolist()])
    upper_tempo, lower_tempo = _TEMPO[_UPPER_OWNER], _TEMPO[_LOWER_OWNER]
    step = float(1 / LATENT_RATE)
    upper, upper_state = follow(upper, state.upper, _UPPER_ONSET * upper_tempo, _UPPER_OFFSET * upper_tempo, step)
    lower, lower_state = follow(lower, state.lower, _LOWER_ONSET * lower_tempo, _LOWER_OFFSET * lower_tempo, step)

    ahead = np.stack(
        [
            upper[:, k == _UPPER_OWNER].sum(axis=1) - lower[:, k == _LOWER_OWNER].sum(axis=1)
            for k in range(len(EMOTIONS))
        ],
        axis=1,
    )
    surge = 1.0 + _SURGE * ahead.clip(0.0)[:, _UPPER_OWNER]
    side = np.random.default_rng((seed, _PERSON)).choice((-1.0, 1.0))
    lean = 1.0 + side * _LEAN * _SIDE
    expression = Expression(
        (upper * surge) @ _UPPER_ACTIONS, lower @ (_SPEAKING_ACTIONS * lean), lower @ (_RESTING_ACTIONS * lean)
    )
    return expression, ExpressionState(upper_state, lower_state, int(begun[-1]) if len(begun) else state.phrase)


def emotion_weights(track: EmotionTrack) -> NDArray[np.float64]:
    """I * p per frame (frames, 7); the neutral column is what remains to 1."""
    weights = track.probabilities.astype(np.float64) * track.intensity[:, None]
    weights[:, 0] = 1.0 - weights[:, 1:].sum(axis=1)
    return weights


def _begin(track: EmotionTrack, seed: int) -> ExpressionState:
    """The face of a video's first picture."""
    upper, lower = (_FIRST_SHARE * _shares(track, weight)[0] for weight in (_UPPER_WEIGHT, _LOWER_WEIGHT))
    upper_chosen, lower_chosen = _choose(seed, 0)
    return ExpressionState(
        FollowerState(upper[_UPPER_OWNER] * upper_chosen, np.zeros(len(_UPPER))),
        FollowerState(lower[_LOWER_OWNER] * lower_chosen, np.zeros(len(_LOWER))),
        0,
    )


def _shares(track: EmotionTrack, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of each emotion in a region of the face (frames, 7): weighted, with the sum left as it is."""
    shares = emotion_weights(track)
    shares[:, 0] = 0.0
    weighted = shares * weight
    return weighted * (shares.sum(axis=1) / np.maximum(weighted.sum(axis=1), 1e-9))[:, None]


def _choose(seed: int, phrase: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each emotion one upper and one lower variant, as 1 among 0: (upper variants,), (lower variants,)."""
    draw = np.random.default_rng((seed, _VARIANT_DRAWS, phrase))
    chosen = np.zeros(len(_UPPER)), np.zeros(len(_LOWER))
    for region, owners, shares in zip(
        chosen, (_UPPER_OWNER, _LOWER_OWNER), (_UPPER_SHARES, _LOWER_SHARES), strict=True
    ):
        for emotion in range(len(EMOTIONS)):
            variants = np.flatnonzero(owners == emotion)
            place = draw.random() * shares[variants].sum()
            if len(variants):
                region[variants[np.searchsorted(np.cumsum(shares[variants])[:-1], place)]] = 1.0
    return chosen
