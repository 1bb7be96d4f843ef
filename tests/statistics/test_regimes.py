"""Regimes: cuts that are known, the cheapest of all cuts by brute force, an honest test."""

import itertools
import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.statistics.regimes import change_test, regimes

events = st.lists(st.tuples(st.integers(0, 6), st.sampled_from("ab")), min_size=1, max_size=9)


def likelihood(kinds):
    counts = Counter(kinds)
    return sum(n * math.log(n / len(kinds)) for n in counts.values())


def best_value(dates, kinds, penalty):
    """Greatest likelihood less the price of the changes, over every set of changes."""
    days = sorted(set(dates))
    values = []
    for size in range(len(days)):
        for changes in itertools.combinations(days[1:], size):
            parts: dict[Any, Any] = {}
            for date, kind in zip(dates, kinds, strict=True):
                parts.setdefault(sum(date >= change for change in changes), []).append(kind)
            values.append(sum(map(likelihood, parts.values())) - penalty * size)
    return max(values)


@given(events, st.floats(0.1, 3))
def test_no_set_of_changes_is_worth_more(rows, penalty):
    dates, kinds = zip(*rows, strict=True)
    changes = regimes(dates, kinds, penalty=penalty)
    parts: dict[Any, Any] = {}
    for date, kind in rows:
        parts.setdefault(sum(date >= change for change in changes), []).append(kind)
    value = sum(map(likelihood, parts.values())) - penalty * len(changes)
    assert value == pytest.approx(best_value(dates, kinds, penalty), abs=1e-6)


def test_two_clear_changes_are_found_in_any_order_of_rows():
    rows = list(zip(range(30), "a" * 10 + "b" * 10 + "c" * 10, strict=True))
    rng = np.random.default_rng(2)
    rng.shuffle(rows)
    dates, kinds = [int(row[0]) for row in rows], [str(row[1]) for row in rows]
    assert regimes(dates, kinds) == [10, 20]


def test_events_of_one_date_are_never_parted():
    assert regimes([1, 1, 1, 1], "aabb") == []
    with pytest.raises(ValueError, match="one date"):
        change_test([1, 1], "ab")


def test_the_default_price_is_schwarz():
    dates, kinds = range(8), "aaaabbbb"
    gain = likelihood("aaaa") + likelihood("bbbb") - likelihood("aaaabbbb")
    assert gain > 0.5 * 2 * math.log(8)
    assert regimes(dates, kinds) == [4]
    assert regimes(dates, kinds, penalty=gain + 0.01) == []


def test_gain_and_p_value_of_a_small_record_are_exact():
    # Of the six ways to deal aabb over four dates two are parted in the middle.
    date, gain, p_value = change_test(range(4), "aabb", permutations=9999, seed=3)
    assert date == 2
    assert gain == pytest.approx(4 * math.log(2))
    assert p_value == pytest.approx(1 / 3, abs=0.02)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000))
def test_the_test_rejects_no_more_than_it_should(seed):
    rng = np.random.default_rng(seed)
    values = [
        change_test(range(15), rng.choice(list("abc"), 15).tolist(), permutations=39, seed=s)[2]
        for s in range(40)
    ]
    assert np.mean(np.array(values) <= 0.1) < 0.3


def test_dates_and_kinds_must_pair():
    with pytest.raises(ValueError, match="one of each"):
        regimes([1, 2], "a")
