"""Lip contacts: when p b m f v need lips to touch, and how the face is changed so that they do."""

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.motion import LipContact
from tietfg.motion.units import UNITS
from tietfg.motion.visemes import BILABIALS, LABIODENTALS
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.basis import load_basis
from tietfg.speech.speech import Speech

_SHORTEST_HOLD = 0.042
"""Seconds; no less than a frame at 24 frames a second, so that at least one frame shows the contact."""
_HELD_SHARES = (0.35, 0.15)
"""How long, in lengths of the phone, the contact is held before and after its middle: it ends before the phone."""
_BUILD_UP, _RELEASE = (0.075, 0.14), (0.055, 0.12)
"""Shortest and longest time in seconds from the open mouth to the contact, and back."""

_LIP_SPEED = 3.4
"""Outer-eye distances a second by which lips approach or part at most."""
_LEAST_TRAVEL, _LONGEST_TRAVEL = 0.01, 0.22
"""Seconds before and after a contact in which how far the mouth opens is looked at."""
_MOST_OF_GAP = 0.65
"""Share of the time between two contacts that closing, or parting, may last: vowels between them still open."""
_EASING = 0.18
"""Shares of a lip's way in time over which it speeds up and slows down."""

_UPPER_LIP = [191, 80, 81, 82, 13, 312, 311, 310, 415]
_LOWER_LIP = [95, 88, 178, 87, 14, 317, 402, 318, 324]
"""Landmarks of the inner lips that face each other."""
_FRONT, _MIDDLE = slice(2, 7), 4
_CLOSE = ARKIT_NAMES.index("mouthClose")

_BILABIAL_LIMITS = {
    "jawOpen": 0.14,
    "jawForward": 0.1,
    "mouthFunnel": 0.04,
    "mouthLowerDown": 0.04,
    "mouthUpperUp": 0.04,
    "mouthSmile": 0.75,
    "mouthStretch": 0.9,
}
_LABIODENTAL_LIMITS = _BILABIAL_LIMITS | {"mouthLowerDown": 0.0, "mouthUpperUp": 0.4, "jawOpen": 0.1}
"""What an emotion may keep of these while lips touch; the corners keep most."""
_TOOTH_EDGE = 0.02
"""How far, in outer-eye distances, the upper teeth's edge lies below the resting upper lip's lower border."""


def find_contacts(speech: Speech) -> tuple[LipContact, ...]:
    """The contacts of a speech's phones p b m (lips) and f v (lip and teeth), around the middle of each phone.

    Lips travel between it and the middles of the phones beside it, as far as these are near.
    None begins to build up before the start of the speech.
    """
    contacts: list[LipContact] = []
    middles = [(phone.start + phone.end) / 2 for phone in speech.phones]
    for phone, before, middle, after in zip(
        speech.phones, [-1.0, *middles], middles, [*middles[1:], np.inf], strict=False
    ):
        if phone.symbol in BILABIALS or phone.symbol in LABIODENTALS:
            earlier, later = (max(share * (phone.end - phone.start), _SHORTEST_HOLD / 2) for share in _HELD_SHARES)
            start, end = max(middle - earlier, 0.0), middle + later
            contacts.append(
                LipContact(
                    labiodental=phone.symbol in LABIODENTALS,
                    onset=max(start - float(np.clip(start - before, *_BUILD_UP)), 0.0),
                    start=start,
                    end=end,
                    release=end + float(np.clip(after - end, *_RELEASE)),
                )
            )
    return tuple(contacts)


def pace_contacts(
    contacts: tuple[LipContact, ...], coefficients: NDArray[np.float64], seconds: NDArray[np.float64]
) -> tuple[LipContact, ...]:
    """Contacts that begin to close earlier and part later where the mouth of (frames, 52) coefficients is open wide.

    A vowel beside a contact opens as far as lips can travel (undershoot, Lindblom 1963). `seconds` (frames,) are in the
    contacts' clock; contacts that began before them, and what lies beyond them, stay.
    """
    rest, change, _ = _lip_heights()
    gap = rest[_MIDDLE] + coefficients @ change[:, _MIDDLE]

    def travel(first: float, last: float, room: float) -> float:
        way = gap[(seconds >= first) & (seconds <= last)].max(initial=0.0)
        return min(_LEAST_TRAVEL + way / (1 - _EASING) / _LIP_SPEED, _LONGEST_TRAVEL, _MOST_OF_GAP * room)

    ends = [-np.inf, *(contact.end for contact in contacts)]
    starts = [*(contact.start for contact in contacts[1:]), np.inf]
    paced: list[LipContact] = []
    for contact, end, start in zip(contacts, ends, starts, strict=False):
        first, last = max(end, contact.start - _LONGEST_TRAVEL), min(start, contact.end + _LONGEST_TRAVEL)
        closing = travel(first, contact.start, contact.start - end)
        parting = travel(contact.end, last, start - contact.end)
        onset = contact.onset if contact.onset < seconds[0] else max(min(contact.onset, contact.start - closing), 0.0)
        paced.append(replace(contact, onset=onset, release=max(contact.release, contact.end + parting)))
    return tuple(paced)


def shift_contact(contact: LipContact, seconds: float) -> LipContact:
    """The same contact on a clock that reads `seconds` more."""
    return replace(
        contact,
        onset=contact.onset + seconds,
        start=contact.start + seconds,
        end=contact.end + seconds,
        release=contact.release + seconds,
    )


def contact_strength(
    contacts: tuple[LipContact, ...], labiodental: bool, seconds: NDArray[np.float64], margin: float = 0.0
) -> NDArray[np.float64]:
    """How far, from 0 to 1, a kind of contact is made at times in the contacts' clock: (frames,).

    A margin in seconds lets it build up earlier and be released later.
    """
    strength = np.zeros_like(seconds)
    for contact in contacts:
        if contact.labiodental == labiodental:
            building = (seconds - contact.onset + margin) / max(contact.start - contact.onset + margin, 1e-6)
            releasing = (contact.release + margin - seconds) / (contact.release + margin - contact.end)
            strength = np.maximum(strength, _travelled(np.minimum(building, releasing).clip(0.0, 1.0)))
    return strength


def _travelled(progress: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of a way at a share of its time, from 0 to 1, with even speed between easing in and out."""
    x = np.minimum(progress, 1.0 - progress)
    eased = np.where(x < _EASING, x * x / (2 * _EASING), x - _EASING / 2) / (1 - _EASING)
    return np.where(progress > 0.5, 1.0 - eased, eased)


def impose_contacts(
    coefficients: NDArray[np.float64], contacts: tuple[LipContact, ...], seconds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Coefficients (frames, 52) at times in the contacts' clock, changed so that lips touch where they must.

    What opens the lips is limited; the rest of the opening, on a mesh like the basis' neutral one, is taken back by
    mouthClose. Frames outside all contacts are unchanged.
    """
    bilabial = contact_strength(contacts, labiodental=False, seconds=seconds)
    labiodental = contact_strength(contacts, labiodental=True, seconds=seconds) * (1.0 - bilabial)
    touched = coefficients.copy()
    for strength, limits in ((bilabial, _BILABIAL_LIMITS), (labiodental, _LABIODENTAL_LIMITS)):
        for unit, limit in limits.items():
            for k in UNITS[unit]:
                touched[:, k] -= strength * np.maximum(touched[:, k] - limit, 0.0)
    apart = touched[:, _CLOSE].copy()
    touched[:, _CLOSE] = 0.0
    rest, change, lift = _lip_heights()
    gap = rest + touched @ change
    tooth_edge = _TOOTH_EDGE - touched @ lift
    lips_meet = (gap / -change[_CLOSE]).max(axis=1).clip(0.0)
    lip_meets_teeth = ((gap - tooth_edge) / -change[_CLOSE])[:, _FRONT].max(axis=1).clip(0.0)
    touched[:, _CLOSE] = apart + bilabial * (lips_meet - apart) + labiodental * (lip_meets_teeth - apart)
    return touched


@cache
def _lip_heights() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Gap of the inner lips at rest (9,), its change per unit (52, 9), and how units move the upper one."""
    basis = load_basis()
    height = basis.neutral[:, 1].astype(np.float64)
    change = basis.basis[:, :, 1].astype(np.float64)
    gap = change[:, _LOWER_LIP] - change[:, _UPPER_LIP]
    return height[_LOWER_LIP] - height[_UPPER_LIP], gap, change[:, _UPPER_LIP]
