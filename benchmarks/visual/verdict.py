"""Is the diffusion performer as good as the procedural one? One line a criterion, from the paired differences.

"Not worse": the 95 % interval of the difference reaches the better side, or no difference at all. "Better": all of it
is on the better side.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from visual.systems import FULL


@dataclass(frozen=True)
class Criterion:
    """What is compared, where it was measured, and what is asked of it."""

    name: str
    part: str
    measure: str
    better: int
    """1: more is better; -1: less is."""
    asked: str = "not worse"


CRITERIA = (
    Criterion("lips closed on p, b and m", "motion", "closure", 1),
    Criterion("opening of the lips in vowels", "motion", "openness", 1),
    Criterion("jerk", "motion", "jerk", -1),
    Criterion("agreement with what was asked", "agreement", "all", 1),
    Criterion("diversity between seeds", "motion", "diversity", 1, asked="better"),
)


def verdict(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every criterion whose part was measured, with the difference of the diffusion from the procedural performer."""
    rows = []
    for criterion in CRITERIA:
        if criterion.part in results:
            difference = results[criterion.part]["differences"][FULL][criterion.measure]
            worst, best = sorted(criterion.better * difference[end] for end in ("low", "high"))
            passed = worst > 0 if criterion.asked == "better" else best >= 0
            rows.append(asdict(criterion) | {"difference": difference, "passed": passed})
    return rows
