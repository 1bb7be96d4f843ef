"""Distances of sequences: hand-worked costs, a brute force, and what makes a metric."""

import functools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from industrial_clusters.statistics import sequences

STATES = "abc"
words = st.text(alphabet=STATES, min_size=1, max_size=6)
levenshtein = 1 - np.eye(26)


def flat(states=STATES, cost=2.0):
    names = list(states)
    return pd.DataFrame(cost * (1 - np.eye(len(names))), index=names, columns=names)


def cost_of(one, other, costs):
    first, second = (sequences.numbered(word, STATES) for word in (one, other))
    return float(sequences.alignment_costs(first, second, np.asarray(costs)))


def brute(one, other, costs):
    @functools.cache
    def least(i, j):
        if not i or not j:
            return float(i + j)
        swap = costs.loc[one[i - 1], other[j - 1]]
        return min(least(i - 1, j - 1) + swap, least(i - 1, j) + 1, least(i, j - 1) + 1)

    return least(len(one), len(other))


def test_levenshtein_of_kitten_and_sitting_is_three():
    letters = "abcdefghijklmnopqrstuvwxyz"
    first, second = (sequences.numbered(word, letters) for word in ("kitten", "sitting"))
    assert float(sequences.alignment_costs(first, second, levenshtein)) == 3


@given(words, words)
def test_flat_costs_of_two_count_all_but_the_longest_common_subsequence(one, other):
    @functools.cache
    def common(i, j):
        if not i or not j:
            return 0
        if one[i - 1] == other[j - 1]:
            return common(i - 1, j - 1) + 1
        return max(common(i - 1, j), common(i, j - 1))

    expected = len(one) + len(other) - 2 * common(len(one), len(other))
    assert cost_of(one, other, flat()) == expected


@given(words, words, st.lists(st.floats(0, 2), min_size=3, max_size=3))
def test_recursion_finds_the_cheapest_of_all_alignments(one, other, three):
    costs = flat() * 0.0
    for (x, y), cost in zip((("a", "b"), ("a", "c"), ("b", "c")), three, strict=True):
        costs.loc[x, y] = costs.loc[y, x] = cost
    assert cost_of(one, other, costs) == pytest.approx(brute(one, other, costs))


@given(words, words, words, st.floats(0.1, 2))
def test_flat_costs_make_a_metric(one, other, third, cost):
    costs = flat(cost=cost)
    there, back = cost_of(one, other, costs), cost_of(other, one, costs)
    assert there == pytest.approx(back)
    assert (there == 0) == (one == other)
    assert there <= cost_of(one, third, costs) + cost_of(third, other, costs) + 1e-9


@given(words, words)
def test_normalised_distances_lie_between_nought_and_one(one, other):
    table: Any = sequences.optimal_matching({"one": one, "other": other}, STATES, flat())
    assert table.loc["one", "one"] == 0
    assert 0 <= table.loc["one", "other"] == table.loc["other", "one"] <= 1
    if not set(one) & set(other):
        assert table.loc["one", "other"] == 1


def test_many_pairs_at_once_cost_what_each_costs_alone():
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, 3, (20, 5)), rng.integers(0, 3, (20, 4))
    costs = flat().to_numpy()
    together = sequences.alignment_costs(first, second, costs)
    alone = [sequences.alignment_costs(a, b, costs) for a, b in zip(first, second, strict=True)]
    assert together.tolist() == [float(each) for each in alone]
    against_one = sequences.alignment_costs(first, second[0], costs)
    assert against_one[3] == sequences.alignment_costs(first[3], second[0], costs)


def test_rates_and_costs_by_hand():
    # a is followed by a, b, b; b by a; c by nothing.
    rows = {"one": "aab", "other": "abac"[:3] + "b"}
    rates: Any = sequences.transition_rates(rows, STATES)
    assert rates.loc["a"].tolist() == pytest.approx([1 / 4, 3 / 4, 0])
    assert rates.loc["b"].tolist() == [1, 0, 0]
    assert rates.loc["c"].tolist() == [0, 0, 0]
    costs = sequences.substitution_costs(rows, STATES)
    assert costs.loc["a", "b"] == pytest.approx(2 - 3 / 4 - 1)
    assert costs.loc["a", "c"] == 2
    assert np.diag(costs).tolist() == [0, 0, 0]
    assert (costs.to_numpy() == costs.to_numpy().T).all()


@pytest.mark.parametrize(
    ("n", "m", "cost", "most"), [(3, 5, 2.0, 8), (3, 5, 1.5, 6.5), (3, 5, 5.0, 8), (4, 4, 1, 4)]
)
def test_the_greatest_cost_takes_the_cheaper_of_two_ways(n, m, cost, most):
    assert sequences.greatest_cost(n, m, flat(cost=cost).to_numpy()) == most


def test_merges_are_means_over_pairs():
    places = np.array([0.0, 1.0, 3.0, 10.0])
    apart = pd.DataFrame(abs(places[:, None] - places), index=list("wxyz"), columns=list("wxyz"))
    steps = sequences.merges(apart)
    assert steps["Distance"].tolist() == pytest.approx([1, 2.5, (10 + 9 + 7) / 3])
    assert set(steps.loc[1, ["One", "Other"]]) == {"y", "w, x"}


@pytest.mark.parametrize(("rows", "words"), [({"x": ""}, "empty"), ({"x": "ad"}, "none of")])
def test_sequences_that_cannot_be_compared_are_refused(rows, words):
    with pytest.raises(ValueError, match=words):
        sequences.transition_rates(rows, STATES)
