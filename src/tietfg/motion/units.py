"""ARKit coefficients by the name of their movement, without the side."""

import re

from tietfg.portrait.arkit import ARKIT_NAMES

_SIDEWAYS = ("jawLeft", "jawRight", "mouthLeft", "mouthRight")

UNITS: dict[str, list[int]] = {}
"""Name -> indices into ARKIT_NAMES: left then right, or the one coefficient that has no sides."""
for _index, _name in enumerate(ARKIT_NAMES):
    UNITS.setdefault(_name if _name in _SIDEWAYS else re.sub(r"(Left|Right)$", "", _name), []).append(_index)
