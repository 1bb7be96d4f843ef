"""Measures of structure against theorems, closed forms and graphs worked out by hand."""

from __future__ import annotations

from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import ties
from industrial_clusters.networks.organisations import (
    leader_core,
    pure_hierarchy,
    strong_innovation_network,
)
from industrial_clusters.networks.structure import (
    MEASURES,
    brokerage,
    core_periphery,
    coreness,
    horizontal_density,
    krackhardt,
    measure_all,
)


@st.composite
def digraphs(draw, most=7):
    number = draw(st.integers(2, most))
    chosen = draw(st.lists(st.sampled_from(list(permutations(range(number), 2)))))
    graph = nx.empty_graph(number, create_using=nx.DiGraph)
    graph.add_edges_from(chosen)
    return graph


def labelled(graph, **attributes):
    for name, values in attributes.items():
        nx.set_node_attributes(graph, values, name)
    return graph


# Krackhardt


@pytest.mark.parametrize("number", [2, 3, 6])
@given(data=st.data())
@settings(max_examples=15)
def test_an_out_tree_scores_one_on_all_four(number, data):
    superiors = [data.draw(st.integers(0, node - 1)) for node in range(1, number)]
    tree = nx.DiGraph(zip(superiors, range(1, number), strict=True))
    assert krackhardt(tree) == (1, 1, 1, 1)


@given(digraphs())
@settings(max_examples=100)
def test_only_an_out_tree_does(graph):
    # Krackhardt (1994): the four conditions are necessary and sufficient.
    scores = krackhardt(graph)
    assert all(0 <= score <= 1 for score in scores)
    assert (scores == (1, 1, 1, 1)) == nx.is_arborescence(graph)


@given(digraphs(5))
@settings(max_examples=100)
def test_least_upper_bounds_follow_the_definition(graph):
    reach = {node: nx.descendants(graph, node) | {node} for node in graph}

    def bounded(one, other):
        above = [node for node in graph if {one, other} <= reach[node]]
        return any(all(least in reach[node] for node in above) for least in above)

    components = [list(part) for part in nx.weakly_connected_components(graph)]
    lacking = sum(not bounded(*pair) for part in components for pair in combinations(part, 2))
    possible = sum((len(part) - 1) * (len(part) - 2) / 2 for part in components)
    expected = 1 - lacking / possible if possible else 1
    assert krackhardt(graph).least_upper_boundedness == pytest.approx(expected)


def test_ties_both_ways_leave_no_hierarchy():
    for graph in (nx.path_graph(4), nx.complete_graph(4)):
        assert krackhardt(graph).hierarchy == 0
        assert krackhardt(graph.to_directed()) == krackhardt(graph)


def test_a_chain_with_one_return_by_hand():
    # a and b reach each other; both reach c: one of three pairs is mutual.
    graph = nx.DiGraph([("a", "b"), ("b", "a"), ("b", "c")])
    scores = krackhardt(graph)
    assert scores.connectedness == 1
    assert scores.hierarchy == pytest.approx(2 / 3)
    # Three ties where two would do; at most six, so four could be too many.
    assert scores.efficiency == pytest.approx(3 / 4)
    assert scores.least_upper_boundedness == 1


def test_two_heads_lack_a_common_superior_by_hand():
    # Heads a and d over c, a over b too: the pairs a-d, b-d have no bound, and b-c has a.
    graph = nx.DiGraph([("a", "b"), ("a", "c"), ("d", "c")])
    scores = krackhardt(graph)
    assert scores.hierarchy == scores.efficiency == 1
    assert scores.least_upper_boundedness == pytest.approx(1 - 2 / 3)


def test_two_superiors_without_a_closest_one_by_hand():
    # x and y both command u and v, and the head commands x and y: u and v have three
    # common superiors, of whom none is below both others.
    graph = nx.DiGraph([("h", "x"), ("h", "y"), ("x", "u"), ("x", "v"), ("y", "u"), ("y", "v")])
    scores = krackhardt(graph)
    assert scores.least_upper_boundedness == pytest.approx(1 - 1 / 6)
    assert scores.efficiency == pytest.approx(1 - 2 / 16)


def test_components_are_summed_by_hand():
    # A pair, a triple in a line, and a node alone: 1 + 3 of 15 pairs are joined.
    graph = nx.DiGraph([("a", "b"), ("c", "d"), ("d", "e")])
    graph.add_node("f")
    assert tuple(krackhardt(graph)) == pytest.approx((4 / 15, 1, 1, 1))
    graph.add_edge("c", "e")
    assert krackhardt(graph).efficiency == pytest.approx(1 - 1 / (1 + 4))


def test_nothing_can_break_a_rule_without_ties():
    assert krackhardt(nx.empty_graph(3, create_using=nx.DiGraph)) == (0, 1, 1, 1)


def test_more_masters_cost_efficiency_and_nothing_else():
    scores = [
        krackhardt(pure_hierarchy(masters=4, institutes=6, firms=0, masters_of_each=each))
        for each in (1, 2, 3)
    ]
    assert [score.efficiency for score in scores] == [
        pytest.approx(1 - 6 * extra / 100) for extra in (0, 1, 2)
    ]
    assert {(score.connectedness, score.hierarchy) for score in scores} == {(1, 1)}


def test_parallel_ties_and_loops_do_not_count():
    plain = nx.DiGraph([("a", "b"), ("a", "c")])
    doubled: nx.MultiDiGraph[str] = nx.MultiDiGraph(plain)
    doubled.add_edges_from([("a", "b"), ("c", "c")])
    assert krackhardt(doubled) == krackhardt(plain)


# Horizontal density


def test_horizontal_density_by_hand():
    graph = labelled(
        nx.DiGraph([("a", "b"), ("b", "c"), ("c", "b"), ("d", "e")]),
        level={"a": 1, "b": 2, "c": 2, "d": 2, "e": 3},
    )
    assert horizontal_density(graph) == pytest.approx(1 / 3)
    nx.set_node_attributes(graph, dict(zip("abcde", "xxxyy", strict=True)), "sector")
    assert horizontal_density(graph, "sector") == pytest.approx(3 / 4)


def test_a_hierarchy_has_no_lateral_tie_and_nobody_equal_gives_none():
    assert horizontal_density(pure_hierarchy()) == 0
    assert horizontal_density(labelled(nx.path_graph(2), level={0: 1, 1: 2})) == 0
    full = strong_innovation_network(masters=2, institutes=4, firms=0, lateral_share=1.0)
    assert horizontal_density(full) == pytest.approx(6 / 7)  # the masters stay apart


# Core and periphery


@pytest.mark.parametrize(("leaders", "members"), [(1, 4), (2, 5), (3, 9), (5, 26), (2, 30)])
def test_the_ideal_pattern_fits_perfectly(leaders, members):
    graph = leader_core(leaders=leaders, members=members)
    core, fit = core_periphery(graph)
    assert fit == pytest.approx(1)
    assert core == [f"leader-{number}" for number in range(1, leaders + 1)]


def brute_force(graph):
    """The best correlation over all cores, by the definition."""
    nodes = list(graph)
    pairs = list(combinations(nodes, 2))
    tied = [float(graph.has_edge(*pair)) for pair in pairs]
    fits = []
    for size in range(1, len(nodes) - 1):
        for core in combinations(nodes, size):
            ideal = [float(bool(set(pair) & set(core))) for pair in pairs]
            fits.append(np.corrcoef(tied, ideal)[0, 1])
    return max(fits)


@pytest.mark.parametrize("seed", range(4))
def test_the_exact_search_finds_the_best_core(seed):
    graph = nx.gnm_random_graph(7, 10, seed=seed)
    core, fit = core_periphery(graph)
    assert fit == pytest.approx(brute_force(graph))
    pairs = list(combinations(graph, 2))
    ideal = [float(bool(set(pair) & set(core))) for pair in pairs]
    assert fit == pytest.approx(np.corrcoef([graph.has_edge(*p) for p in pairs], ideal)[0, 1])


@pytest.mark.parametrize("seed", range(4))
def test_the_climb_comes_near_the_exact_search(seed, monkeypatch):
    graph = nx.gnm_random_graph(12, 20, seed=seed)
    exact = core_periphery(graph)
    monkeypatch.setattr("industrial_clusters.networks.structure.EXACT_LIMIT", 11)
    climbed = core_periphery(graph)
    assert exact.fit * 0.97 <= climbed.fit <= exact.fit + 1e-12


def test_the_swap_repairs_a_greedy_start(monkeypatch):
    # The hub comes first, but 1 and 2, who each have two ties of their own, touch six of
    # the seven ties; the hub and 1 touch five. The swap gains the tie that it loses.
    graph = nx.Graph([("hub", 1), ("hub", 2), ("hub", "x"), (1, "p"), (1, "q"), (2, "s"), (2, "t")])
    assert core_periphery(graph).core == [1, 2]
    monkeypatch.setattr("industrial_clusters.networks.structure.EXACT_LIMIT", 2)
    assert core_periphery(graph).core == [1, 2]


@pytest.mark.parametrize(
    "graph",
    [
        nx.path_graph(12),
        nx.cycle_graph(11),
        nx.from_edgelist([(place, place + 1) for place in range(0, 12, 2)]),
        nx.disjoint_union(nx.star_graph(4), nx.star_graph(5)),
        nx.disjoint_union(nx.complete_graph(5), nx.path_graph(6)),
    ],
)
def test_the_climb_finds_the_core_of_plain_graphs(graph, monkeypatch):
    exact = core_periphery(graph).fit
    monkeypatch.setattr("industrial_clusters.networks.structure.EXACT_LIMIT", 2)
    assert core_periphery(graph).fit == pytest.approx(exact)


@pytest.mark.parametrize("number", [3, 6, 16])
def test_a_periphery_can_be_two(number):
    graph = nx.complete_graph(number)
    graph.remove_edge(0, 1)
    core, fit = core_periphery(graph)
    assert core == list(range(2, number))
    assert fit == pytest.approx(1)


def test_the_search_is_exact_to_fourteen_nodes(monkeypatch):
    monkeypatch.setattr("industrial_clusters.networks.structure._climbed_cores", None)
    assert core_periphery(nx.star_graph(13)).fit == pytest.approx(1)
    with pytest.raises(TypeError):
        core_periphery(nx.star_graph(14))


@pytest.mark.parametrize("graph", [nx.empty_graph(5), nx.complete_graph(5), nx.path_graph(2)])
def test_nothing_tells_a_core_where_all_or_none_are_tied(graph):
    assert core_periphery(graph) == ([], 0)
    values, fit = coreness(graph)
    assert fit == 0
    assert (values == 0).all()
    assert list(values.index) == list(graph)


def test_direction_does_not_count_for_the_core():
    one_way = nx.DiGraph([("hub", leaf) for leaf in "abcd"])
    inward = one_way.reverse()
    assert core_periphery(one_way) == core_periphery(inward) == (["hub"], 1)
    assert coreness(one_way).fit == pytest.approx(coreness(inward).fit)


@pytest.mark.parametrize(("clique", "alone"), [(3, 3), (5, 20)])
def test_a_clique_among_the_isolated_is_all_core(clique, alone):
    graph = nx.compose(nx.empty_graph(clique + alone), nx.complete_graph(clique))
    values, fit = coreness(graph)
    assert fit == pytest.approx(1)
    assert values.to_numpy() == pytest.approx([1] * clique + [0] * alone, abs=1e-3)


def test_one_of_two_equal_cliques_is_the_core():
    # Equal values explain nothing; a clique with all the products explains its share.
    graph = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(4))
    values, fit = coreness(graph)
    assert sorted(values.round(3)) == [0] * 4 + [1] * 4
    assert fit == pytest.approx(1 - 6 / (28 * (12 / 28) * (16 / 28)))


def test_coreness_of_a_star_by_hand():
    # With the hub at 1 each of four leaves gives (1 - x)^2, each of six pairs x^4: the
    # slope -8 (1 - x) + 24 x^3 is nought at x = 0.5416.
    leaf = max(np.roots([24, 0, 8, -8]).real)
    values, fit = coreness(nx.star_graph(4))
    assert values.to_numpy() == pytest.approx([1] + [leaf] * 4, abs=1e-4)
    left = 4 * (1 - leaf) ** 2 + 6 * leaf**4
    assert fit == pytest.approx(1 - left / (10 * 0.4 * 0.6), abs=1e-6)


@given(digraphs())
@settings(max_examples=25)
def test_products_explain_a_share(graph):
    values, fit = coreness(graph)
    assert -1e-9 <= fit <= 1
    assert values.between(0, 1).all()


# Brokerage


def test_the_five_roles_by_hand():
    # Broker j of group x stands between i and k; the roles are Gould and Fernandez's.
    roles = {
        "coordinator": "xxx",
        "consultant": "yxy",
        "gatekeeper": "yxx",
        "representative": "xxy",
        "liaison": "yxz",
    }
    for role, groups in roles.items():
        graph = labelled(
            nx.DiGraph([("i", "j"), ("j", "k")]), role=dict(zip("ijk", groups, strict=True))
        )
        counts = brokerage(graph)
        assert counts.loc["j"].to_dict() == {name: int(name == role) for name in roles}
        assert counts.loc[["i", "k"]].to_numpy().sum() == 0


@given(digraphs(6), st.data())
@settings(max_examples=30)
def test_brokerage_follows_the_definition(graph, data):
    groups = {node: data.draw(st.sampled_from("xyz")) for node in graph}
    counts = brokerage(labelled(graph, sector=groups), "sector")
    expected = dict.fromkeys(graph, 0)
    between = dict.fromkeys(graph, 0)
    for one, broker, other in permutations(graph, 3):
        if (
            graph.has_edge(one, broker)
            and graph.has_edge(broker, other)
            and not graph.has_edge(one, other)
        ):
            expected[broker] += 1
            between[broker] += groups[one] != groups[other]
    assert counts.sum(axis=1).to_dict() == expected
    crossing = counts[["gatekeeper", "representative", "liaison"]].sum(axis=1)
    assert crossing.to_dict() == between


def test_a_tie_between_the_ends_ends_brokerage():
    graph = labelled(nx.DiGraph([("i", "j"), ("j", "k"), ("i", "k")]), role=dict.fromkeys("ijk", 1))
    assert brokerage(graph).to_numpy().sum() == 0
    graph.add_edge("k", "j")  # and no one brokers between a node and itself
    graph.add_edge("j", "i")
    assert brokerage(graph).loc["j", "coordinator"] == 1  # from k to i


# All of them


def test_measures_of_a_star_in_closed_form():
    graph = labelled(nx.star_graph(9), level={0: 1, **dict.fromkeys(range(1, 10), 2)})
    nx.set_node_attributes(graph, nx.get_node_attributes(graph, "level"), "role")
    measures = measure_all(graph)
    assert list(measures.index) == list(MEASURES)
    expected = {
        "actors": 10,
        "ties": 18,
        "density": 18 / 90,
        "reciprocity": 1,
        "connectedness": 1,
        "hierarchy": 0,
        "graph_efficiency": 1 - 9 / 81,
        "least_upper_boundedness": 1,
        "horizontal_density": 0,
        "core_periphery": 1,
        "core_share": 0.1,
        "coreness": coreness(graph).fit,
        "transitivity": 0,
        # The hub's constraint is 9 (1/9)^2, a leaf's 1; its contacts are all different.
        "constraint": (1 / 9 + 9) / 10,
        "effective_size": (9 + 9 * 1) / 10,
        "effective_share": 1,
        # Latora and Marchiori: nine pairs at 1, thirty-six at 2.
        "global_efficiency": (9 + 36 / 2) / 45,
        "brokered": 1,
        "coordinator": 0,
        "consultant": 1,
        "gatekeeper": 0,
        "representative": 0,
        "liaison": 0,
    }
    assert measures.to_dict() == pytest.approx(expected)


def test_measures_of_a_complete_graph_in_closed_form():
    graph = labelled(nx.complete_graph(6), level=dict.fromkeys(range(6), 1))
    measures = measure_all(graph, group="level")
    assert measures["graph_efficiency"] == pytest.approx(1 - 25 / 25)
    assert measures["horizontal_density"] == measures["transitivity"] == 1
    assert measures["global_efficiency"] == 1
    assert measures["brokered"] == measures["coordinator"] == 0
    # Five contacts, each tied to the four others, add one that is not redundant.
    assert measures["effective_size"] == pytest.approx(1)
    assert measures["effective_share"] == pytest.approx(1 / 5)
    assert measures["constraint"] == pytest.approx(5 * (1 / 5 + 4 / 25) ** 2)


def test_measures_of_a_line_by_hand():
    graph = labelled(
        nx.DiGraph([("a", "b"), ("b", "c")]),
        level=dict.fromkeys("abcd", 1),
        sector={"a": 1, "b": 1, "c": 2, "d": 2},
    )
    graph.add_node("d", level=1, sector=2)
    measures = measure_all(graph, group="sector")
    assert measures["density"] == pytest.approx(2 / 12)
    assert measures["reciprocity"] == 0
    assert measures["connectedness"] == pytest.approx(3 / 6)
    assert measures["horizontal_density"] == pytest.approx(2 / 6)
    assert measures["brokered"] == pytest.approx(1 / 10)
    assert measures["representative"] == 1
    assert measures["effective_size"] == pytest.approx((1 + 2 + 1) / 3)  # d has none
    assert measures["constraint"] == pytest.approx((1 + 0.5 + 1) / 3)
    assert measures["core_share"] == 1 / 4
    assert measures["global_efficiency"] == pytest.approx((2 + 1 / 2) / 6)


def test_half_returned_ties():
    graph = labelled(
        nx.DiGraph([("a", "b"), ("b", "a"), ("a", "c"), ("a", "d")]), level=dict.fromkeys("abcd", 1)
    )
    assert measure_all(graph, group="level")["reciprocity"] == pytest.approx(1 / 2)


def test_no_measure_is_missing_without_ties():
    graph = labelled(nx.empty_graph(4), level=dict.fromkeys(range(4), 1))
    measures = measure_all(graph, group="level")
    assert measures.notna().all()
    assert measures[measures != 0].to_dict() == {
        "actors": 4,
        "hierarchy": 1,
        "graph_efficiency": 1,
        "least_upper_boundedness": 1,
    }


@pytest.mark.parametrize("case", ["mantang", "zhuji", "emilia-romagna"])
def test_documented_networks_are_measured_like_theorised_ones(case):
    documented = measure_all(ties(case), group="kind")
    theorised = measure_all(leader_core(leaders=2, members=5))
    assert list(documented.index) == list(theorised.index)
    for measures in (documented, theorised):
        assert measures.notna().all()
        shares = measures.drop(["actors", "ties", "effective_size", "constraint"])
        assert shares.between(-1e-9, 1 + 1e-9).all()


# Errors


@pytest.mark.parametrize(
    "measure", [krackhardt, horizontal_density, core_periphery, coreness, brokerage, measure_all]
)
@pytest.mark.parametrize("number", [0, 1])
def test_too_small_a_graph_is_refused(measure, number):
    with pytest.raises(
        ValueError, match=f"^the graph has {number} nodes; give one with at least 2$"
    ):
        measure(nx.empty_graph(number))


def test_a_missing_attribute_is_named():
    graph = labelled(nx.path_graph(3), level={0: 1, 1: 1}, role={0: "a", 2: "b"})
    message = "^node 2 has no 'level'; set it or name another attribute$"
    with pytest.raises(ValueError, match=message):
        horizontal_density(graph)
    with pytest.raises(ValueError, match="node 1 has no 'role'"):
        brokerage(graph)
    with pytest.raises(ValueError, match="node 0 has no 'sector'"):
        brokerage(graph, "sector")
