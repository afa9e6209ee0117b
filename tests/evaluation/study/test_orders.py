"""Orders are balanced, random by seed alone, and without the same stimulus twice in a row."""

from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tietfg.evaluation.study.orders import check_positions, orders

SIZES = {"stimuli": st.integers(1, 7), "versions": st.integers(1, 5), "seed": st.integers(0, 2**32 - 1)}


@settings(deadline=None)
@given(**SIZES, sides=st.booleans())
def test_a_whole_block_is_a_latin_square(stimuli: int, versions: int, seed: int, sides: bool) -> None:
    items = stimuli * versions
    made = orders(stimuli, versions, items * (1 + sides), sides, seed)
    for position in range(items):
        counts = Counter((order[position].stimulus, order[position].version) for order in made)
        assert set(counts.values()) == {1 + sides}
        assert len(counts) == items
        if sides:
            swapped = Counter((o[position].stimulus, o[position].version, o[position].swapped) for o in made)
            assert set(swapped.values()) == {1}


@settings(deadline=None)
@given(**SIZES, participants=st.integers(1, 40), sides=st.booleans())
def test_every_order(stimuli: int, versions: int, seed: int, participants: int, sides: bool) -> None:
    made = orders(stimuli, versions, participants, sides, seed)
    assert made == orders(stimuli, versions, participants, sides, seed)
    assert len(made) == participants
    for order in made:
        assert len({(place.stimulus, place.version) for place in order}) == len(order) == stimuli * versions
        if stimuli > 1:
            assert all(one.stimulus != two.stimulus for one, two in pairwise(order))
        for version in range(versions):
            swapped = sum(place.swapped for place in order if place.version == version)
            assert swapped in (stimuli // 2, (stimuli + 1) // 2) if sides else True


@settings(deadline=None)
@given(**SIZES, participants=st.integers(1, 40))
def test_positions_of_fewer_participants(stimuli: int, versions: int, seed: int, participants: int) -> None:
    made = orders(stimuli, versions, min(participants, stimuli * versions), False, seed)
    for position in range(stimuli * versions):
        counts = Counter((order[position].stimulus, order[position].version) for order in made)
        assert max(counts.values()) == 1


def test_seeds_differ() -> None:
    assert orders(10, 3, 4, False, 0) != orders(10, 3, 4, False, 1)


def test_paper_size() -> None:
    """20 volunteers, 20 videos of 5 systems: in each round of 20, each video is by each system 4 times."""
    made = orders(20, 5, 20, False, 0)
    for number in range(5):
        counts = Counter((p.stimulus, p.version) for order in made for p in order[20 * number : 20 * number + 20])
        assert set(counts.values()) == {4}


def test_checks_are_spread() -> None:
    assert check_positions(12, 2) == [4, 8]
    assert check_positions(12, 0) == []
