"""Frame rates that videos can have, by the number users write."""

from fractions import Fraction

from tietfg.errors import InputError

FRAME_RATES: dict[str, Fraction] = {
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "30": Fraction(30),
    "50": Fraction(50),
    "60": Fraction(60),
}


def frame_rate(value: str | float) -> Fraction:
    """The exact rate for a number such as 25 or "29.97"; InputError when it is none of FRAME_RATES."""
    try:
        return FRAME_RATES[f"{float(value):g}"]
    except (ValueError, KeyError):
        raise InputError(f"frame rate {value} is not supported; choose one of {', '.join(FRAME_RATES)}") from None
