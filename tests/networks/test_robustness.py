"""What is left of a network, against closed forms for the star and the complete graph."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.networks.organisations import leader_core, pure_hierarchy
from industrial_clusters.networks.robustness import (
    random_removal,
    removal_course,
    robustness_index,
    targeted_order,
)


@st.composite
def graphs(draw, most=6):
    number = draw(st.integers(1, most))
    graph = nx.empty_graph(number)
    pairs = [(one, other) for one in range(number) for other in range(one)]
    if pairs:
        graph.add_edges_from(draw(st.lists(st.sampled_from(pairs))))
    return graph


def test_degrees_are_recounted_or_not():
    # Two hubs share their leaves: once the first is gone, the second has few left.
    graph = nx.Graph([("p", leaf) for leaf in "abcd"] + [("q", leaf) for leaf in "abc"])
    graph.add_edges_from([("x", "y"), ("x", "z")])
    assert targeted_order(graph, recomputed=False)[:3] == ["p", "q", "a"]
    assert targeted_order(graph)[:3] == ["p", "q", "x"]
    assert sorted(targeted_order(graph)) == sorted(graph)


def test_recounting_pays_by_hand():
    # In 0-1-2-3-4 the first to go is 1; then 3 has two ties and 2 one.
    assert targeted_order(nx.path_graph(5)) == [1, 3, 0, 2, 4]
    assert targeted_order(nx.path_graph(5), recomputed=False) == [1, 2, 3, 0, 4]


def test_direction_loops_and_parallel_ties_do_not_count():
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        [("a", "b"), ("a", "b"), ("c", "c"), ("d", "b"), ("b", "d"), ("c", "c")]
    )
    assert targeted_order(graph) == ["b", "a", "c", "d"]
    plain = nx.Graph([("a", "b"), ("d", "b")])
    plain.add_node("c")
    for order in (["b"], ["a", "c"]):
        assert removal_course(graph, order).equals(removal_course(plain, order))


def test_the_complete_graph_keeps_all_that_survive():
    number = 7
    course = removal_course(nx.complete_graph(number), range(number))
    left = number - np.arange(number + 1)
    assert course.index.tolist() == list(range(number + 1))
    assert course.index.name == "removed"
    assert course["largest"].to_numpy() == pytest.approx(left / number)
    pairs = left * (left - 1) / (number * (number - 1))
    assert course["efficiency"].to_numpy() == pytest.approx(pairs)
    assert course["survivors_efficiency"].to_numpy() == pytest.approx([1] * 6 + [0, 0])


def test_a_star_without_its_hub_falls_apart():
    course = removal_course(nx.star_graph(5), targeted_order(nx.star_graph(5)))
    assert course["largest"].to_numpy() == pytest.approx([1] + [1 / 6] * 5 + [0])
    assert course["efficiency"].tolist() == [1] + [0] * 6


def test_a_star_without_leaves_in_closed_form():
    # Latora and Marchiori's efficiency of a star of n nodes is (n + 2) / 2n.
    course = removal_course(nx.star_graph(5), [1, 2, 3])
    mean = [(n + 2) / (2 * n) for n in (6, 5, 4, 3)]
    assert course["survivors_efficiency"].to_numpy() == pytest.approx(np.array(mean) / mean[0])
    pairs = [n * (n - 1) for n in (6, 5, 4, 3)]
    whole = np.array(mean) * pairs
    assert course["efficiency"].to_numpy() == pytest.approx(whole / whole[0])


def test_survivors_can_be_better_off():
    # Without the far end of a line, those who are left are nearer to each other.
    course: Any = removal_course(nx.path_graph(4), [3])
    assert course.loc[1, "survivors_efficiency"] > 1 > course.loc[1, "efficiency"]


def test_counts_choose_the_rows():
    graph = nx.path_graph(6)
    whole = removal_course(graph, [2, 4, 0])
    assert whole.index.tolist() == [0, 1, 2, 3]
    assert removal_course(graph, [2, 4, 0], counts=[3, 0]).equals(whole.loc[[3, 0]])
    assert whole.columns.tolist() == ["largest", "efficiency", "survivors_efficiency"]


def test_random_removal_of_a_star_in_closed_form():
    # The hub survives the removal of q of n with probability 1 - q/n, and then all
    # survivors hang together; otherwise each is alone.
    number = 6
    course = random_removal(nx.star_graph(number - 1))
    removed = np.arange(number + 1)
    kept = number - removed
    alone = np.where(kept > 0, 1, 0)
    largest = (1 - removed / number) * kept + removed / number * alone
    assert course["largest"].to_numpy() == pytest.approx(largest / number)
    assert course.index.tolist() == removed.tolist()


@given(graphs(5))
@settings(max_examples=20, deadline=None)
def test_the_exact_expectation_averages_all_orders(graph):
    orders = [removal_course(graph, order) for order in permutations(graph)]
    expected: Any = sum(orders) / len(orders)
    pd.testing.assert_frame_equal(random_removal(graph), expected)


def test_drawn_orders_approach_the_expectation():
    graph = nx.path_graph(7)
    drawn = random_removal(graph, orders=800, rng=np.random.default_rng(3))
    error = (drawn - random_removal(graph)).abs().max()
    # The mean of two survivors is one or nothing, so that its error is the largest.
    assert error[["largest", "efficiency"]].max() < 0.02
    assert error["survivors_efficiency"] < 0.1
    assert drawn.iloc[0].to_list() == pytest.approx([1, 1, 1])


def test_orders_differ_from_one_another_and_repeat_from_the_seed():
    graph = nx.path_graph(20)
    one, two, other = (
        random_removal(graph, orders=3, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert one.equals(two)
    assert not one.equals(other)
    rng = np.random.default_rng(1)
    single = [removal_course(graph, rng.permutation(20).tolist()) for _ in range(3)]
    assert not single[0].equals(single[1])
    mean: Any = sum(single) / 3
    pd.testing.assert_frame_equal(one, mean)


def test_a_hundred_orders_by_default_and_the_counts_asked():
    graph = nx.path_graph(15)
    default = random_removal(graph, counts=[5, 7], rng=np.random.default_rng(9))
    said = random_removal(graph, orders=100, counts=[5, 7], rng=np.random.default_rng(9))
    assert default.equals(said)
    assert default.index.tolist() == [5, 7]


@given(graphs())
@settings(max_examples=30, deadline=None)
def test_nothing_grows_back(graph):
    course = removal_course(graph, targeted_order(graph))
    for column in ("largest", "efficiency"):
        assert course[column].is_monotonic_decreasing
        assert course[column].between(0, 1).all()
    assert course["largest"].iloc[0] == nx.number_of_nodes(
        graph.subgraph(max(nx.connected_components(graph), key=len))
    ) / len(graph)
    assert robustness_index(graph) == pytest.approx(course["largest"].iloc[1:].mean())


def test_without_ties_nothing_can_be_lost_but_nodes():
    course = removal_course(nx.empty_graph(3), [0])
    assert course.to_numpy().tolist() == [[1 / 3, 0, 0], [1 / 3, 0, 0]]


@pytest.mark.parametrize("number", [1, 2, 5, 12])
def test_the_index_in_closed_form(number):
    # Schneider and others (2011): between 1/N and 1/2, for star and complete graph.
    star, complete = nx.star_graph(number - 1), nx.complete_graph(number)
    assert robustness_index(complete) == pytest.approx((number - 1) / (2 * number))
    assert robustness_index(star) == pytest.approx((number - 1) / number**2)


def test_the_index_recounts_unless_told():
    assert robustness_index(nx.path_graph(5)) == pytest.approx((3 + 1 + 1 + 1) / 25)
    assert robustness_index(nx.path_graph(5), recomputed=False) == pytest.approx(
        (3 + 2 + 1 + 1) / 25
    )


def test_leaders_hold_their_members_together():
    network = leader_core(leaders=2, members=8)
    course = removal_course(network, ["leader-1", "leader-2"])
    assert course["largest"].tolist() == [1, 0.9, 0.1]
    assert robustness_index(network) == pytest.approx((9 + 8) / 100)


def test_more_masters_hold_better():
    few, many = (
        robustness_index(pure_hierarchy(masters=6, institutes=12, firms=0, masters_of_each=each))
        for each in (1, 4)
    )
    assert few < many


def test_twelve_nodes_are_still_exact():
    course = random_removal(nx.star_graph(11), counts=[1])
    assert course.loc[1, "largest"] == pytest.approx((11 / 12) * (11 / 12) + (1 / 12) * (1 / 12))
    message = "^the graph has 13 nodes, too many to remove every set of them; give rng to draw"
    with pytest.raises(ValueError, match=message):
        random_removal(nx.star_graph(12))


@pytest.mark.parametrize(
    ("order", "counts", "message"),
    [
        ([0, 9], None, "^the order names 9; name each node of the graph at most once$"),
        ([0, 0], None, "^the order names 0; name each node of the graph at most once$"),
        ([1, 0], [3], "^counts holds 3; remove a whole number of 0 to 2 nodes$"),
        ([1, 0], [-1], "^counts holds -1; "),
        ([1, 0], [0.5], r"^counts holds 0\.5; "),
    ],
)
def test_bad_orders_and_counts_are_named(order, counts, message):
    with pytest.raises(ValueError, match=message):
        removal_course(nx.path_graph(3), order, counts)


@pytest.mark.parametrize("orders", [0, 2.5])
def test_bad_numbers_of_orders_are_named(orders):
    message = f"^orders = {orders}; give a whole number of at least 1$"
    with pytest.raises(ValueError, match=message):
        random_removal(nx.path_graph(3), orders=orders, rng=np.random.default_rng(0))


def test_a_graph_without_nodes_is_refused():
    empty = nx.empty_graph(0)
    message = "^the graph has no nodes; give one with at least 1$"
    for function in (targeted_order, random_removal, robustness_index):
        with pytest.raises(ValueError, match=message):
            function(empty)
    with pytest.raises(ValueError, match=message):
        removal_course(empty, [])
    with pytest.raises(ValueError, match="remove a whole number of 0 to 3"):
        random_removal(nx.path_graph(3), counts=[4])
