"""The organisations that the documents draw: who is there, and who is tied to whom."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import quantity, table, ties
from industrial_clusters.networks import organisations
from industrial_clusters.networks.organisations import (
    association,
    kin_chain,
    lateral_ties,
    leader_core,
    market_hub,
    pure_hierarchy,
    strong_innovation_network,
    weak_innovation_network,
    with_lateral_ties,
)

GENERATORS: list[Any] = [
    pure_hierarchy,
    weak_innovation_network,
    strong_innovation_network,
    kin_chain,
    association,
    market_hub,
    leader_core,
]


def kinds(graph):
    return set(nx.get_edge_attributes(graph, "kind").values())


def arcs(graph, kind):
    return {(one, other) for one, other, name in graph.edges(data="kind") if name == kind}


def mutual(graph, kind):
    """The pairs that a kind of tie joins, all of which it must join both ways."""
    joined = arcs(graph, kind)
    assert all((other, one) in joined for one, other in joined)
    return {frozenset(arc) for arc in joined}


def roles(graph, role):
    return [node for node, name in graph.nodes(data="role") if name == role]


@pytest.mark.parametrize("generator", GENERATORS)
def test_every_node_and_tie_is_labelled_and_none_passes_for_documented(generator):
    graph = generator()
    assert isinstance(graph, nx.DiGraph)
    assert graph.graph["name"] == generator.__name__.replace("_", " ")
    assert graph.graph["origin"] == "theorised"
    assert all(isinstance(role, str) for _, role in graph.nodes(data="role"))
    assert all(level >= 1 for _, level in graph.nodes(data="level"))
    assert set(nx.get_edge_attributes(graph, "origin").values()) == {"theorised"}
    assert len(nx.get_edge_attributes(graph, "kind")) == graph.number_of_edges()
    assert kinds(graph) <= set(table("ties")["kind"])
    assert ties("xixia").graph["origin"] == "documented"


@pytest.mark.parametrize("generator", GENERATORS)
def test_generators_are_deterministic(generator):
    one, two = generator(), generator()
    assert list(one.nodes(data=True)) == list(two.nodes(data=True))
    assert list(one.edges(data=True)) == list(two.edges(data=True))


def test_defaults_are_the_documents_numbers():
    hierarchy = pure_hierarchy()
    agencies = quantity("zhongguancun-supervisory-agencies")
    assert len(roles(hierarchy, "master")) == agencies.low == 41
    assert len(roles(hierarchy, "firm")) == quantity("zhongguancun-firms-1984").low == 40
    assert len(roles(hierarchy, "institute")) == 30
    levels = set(nx.get_node_attributes(hierarchy, "level").values())
    assert levels == {1, 2, 3}
    assert len(levels) == quantity("zhongguancun-hierarchy-levels").low
    network = leader_core()
    assert len(roles(network, "leader")) == quantity("xixia-core-leaders").low == 5
    assert network.number_of_nodes() == quantity("xixia-members-phase-2").low == 31
    centres = ties("emilia-romagna", kinds={"founds"})
    assert len(roles(association(), "centre")) == centres.number_of_edges() == 6
    kin = ties("zhuji", kinds={"kin of"})
    households = sorted(1 + kin.out_degree(owner) for owner in kin if kin.out_degree(owner))
    assert households == [3, 4]
    assert len(kin_chain()) == len(roles(association(), "firm")) == 30
    assert len(roles(market_hub(), "firm")) == 30
    explicit = kin_chain(families=10, segments=3, neighbours=1)
    assert set(kin_chain().edges) == set(explicit.edges)


def test_hierarchy_is_one_way_with_masters_round_a_ring():
    graph = pure_hierarchy(masters=3, institutes=2, firms=2, masters_of_each=2)
    assert set(graph["centre"]) == {"master-1", "master-2", "master-3"}
    assert set(graph.predecessors("institute-1")) == {"master-1", "master-2"}
    assert set(graph.predecessors("institute-2")) == {"master-2", "master-3"}
    assert set(graph.predecessors("firm-1")) == {"master-3", "master-1"}
    assert set(graph.predecessors("firm-2")) == {"master-1", "master-2"}
    assert kinds(graph) == {"supervises"}
    assert set(nx.get_edge_attributes(graph, "control").values()) == {"absolute"}
    assert [graph.nodes[node]["level"] for node in ("centre", "master-1", "firm-1")] == [1, 2, 3]
    assert nx.is_directed_acyclic_graph(graph)


def test_one_master_each_makes_a_tree():
    assert nx.is_arborescence(pure_hierarchy(masters_of_each=1))
    assert not nx.is_arborescence(pure_hierarchy())


@given(st.integers(1, 5), st.integers(0, 6), st.integers(0, 6), st.data())
@settings(max_examples=30)
def test_every_unit_has_its_masters_and_nobody_else(masters, institutes, firms, data):
    each = data.draw(st.integers(1, masters))
    graph = pure_hierarchy(
        masters=masters, institutes=institutes, firms=firms, masters_of_each=each
    )
    assert len(graph) == 1 + masters + institutes + firms
    assert graph.number_of_edges() == masters + each * (institutes + firms)


def test_lateral_ties_are_all_pairs_of_units_once():
    graph = pure_hierarchy(masters=3, institutes=3, firms=3)
    units = roles(graph, "institute") + roles(graph, "firm")
    for number in (5, 6):
        some = graph.subgraph([*roles(graph, "master"), *units[:number]])
        pairs = lateral_ties(some)
        assert {frozenset(pair) for pair in pairs} == set(
            map(frozenset, combinations(units[:number], 2))
        )
        assert len(pairs) == math.comb(number, 2)


def test_lateral_ties_go_across_sectors_first_or_within():
    graph = pure_hierarchy(masters=4, institutes=4, firms=0, masters_of_each=2)

    def shared(pair):
        return len(set(graph.predecessors(pair[0])) & set(graph.predecessors(pair[1])))

    assert [shared(pair) for pair in lateral_ties(graph)] == [0, 0, 1, 1, 1, 1]
    assert lateral_ties(graph, order="within") == [
        ("institute-1", "institute-2"),
        ("institute-2", "institute-3"),
        ("institute-3", "institute-4"),
        ("institute-4", "institute-1"),
        ("institute-1", "institute-3"),
        ("institute-2", "institute-4"),
    ]


def test_only_masters_count_as_shared():
    graph = with_lateral_ties(
        pure_hierarchy(masters=4, institutes=4, firms=0, masters_of_each=1),
        [("institute-1", "institute-3"), ("institute-2", "institute-3")],
    )
    # Three is a partner of one and of two, but master of neither: no pair comes later.
    assert lateral_ties(graph)[0] == ("institute-1", "institute-2")


def test_ties_that_exist_are_not_offered_again():
    graph = pure_hierarchy(masters=3, institutes=4, firms=0)
    pairs = lateral_ties(graph)
    assert lateral_ties(with_lateral_ties(graph, pairs[:2])) == pairs[2:]


def test_a_generator_shuffles_within_the_order():
    graph = pure_hierarchy(masters=5, institutes=6, firms=0)
    plain = lateral_ties(graph)
    drawn = [lateral_ties(graph, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert {frozenset(pair) for pair in drawn[0]} == {frozenset(pair) for pair in plain}


def test_with_lateral_ties_leaves_the_original_alone():
    hierarchy = pure_hierarchy(masters=2, institutes=3, firms=0)
    graph = with_lateral_ties(hierarchy, [("institute-1", "institute-3")])
    assert mutual(graph, "cooperates with") == {frozenset({"institute-1", "institute-3"})}
    assert kinds(hierarchy) == {"supervises"}


def test_networks_are_nested_and_relax_control():
    hierarchy = pure_hierarchy()
    weak, strong = weak_innovation_network(), strong_innovation_network()
    assert set(hierarchy.edges) < set(weak.edges) < set(strong.edges)
    assert list(hierarchy) == list(weak) == list(strong)
    for graph in (weak, strong):
        control = set(nx.get_edge_attributes(graph, "control").values())
        assert control == {"relaxed"}
    pairs = math.comb(70, 2)
    assert len(mutual(weak, "cooperates with")) == round(0.05 * pairs)
    assert len(mutual(strong, "cooperates with")) == round(0.5 * pairs)


def test_networks_are_nested_when_drawn():
    graphs = [
        generator(masters=3, institutes=4, firms=4, rng=np.random.default_rng(5), order="within")
        for generator in (weak_innovation_network, strong_innovation_network)
    ]
    assert set(graphs[0].edges) < set(graphs[1].edges)
    drawn = lateral_ties(
        pure_hierarchy(masters=3, institutes=4, firms=4),
        order="within",
        rng=np.random.default_rng(5),
    )
    assert mutual(graphs[1], "cooperates with") == set(map(frozenset, drawn[:14]))


@pytest.mark.parametrize(("share", "pairs"), [(0.0, 0), (0.5, 3), (1.0, 6)])
def test_the_share_counts_pairs_of_units(share, pairs):
    for generator in (weak_innovation_network, strong_innovation_network):
        graph = generator(masters=2, institutes=3, firms=1, masters_of_each=1, lateral_share=share)
        assert len(mutual(graph, "cooperates with")) == pairs
        assert graph.number_of_edges() == 2 + 4 + 2 * pairs


def test_kin_chain_by_hand():
    graph = kin_chain(families=2, segments=4, neighbours=1)
    assert mutual(graph, "kin of") == {
        frozenset({f"owner-{family}", f"household-{family}-{segment}"})
        for family in (1, 2)
        for segment in (2, 3, 4)
    }
    assert mutual(graph, "friend of") == {frozenset({"owner-1", "owner-2"})}
    assert arcs(graph, "supplies") == {
        (f"household-{family}-{segment}", f"household-{family}-{segment + 1}")
        for family in (1, 2)
        for segment in (2, 3)
    }
    assert roles(graph, "owner") == ["owner-1", "owner-2"]
    assert graph.nodes["owner-2"] == {"role": "owner", "level": 1, "family": 2}
    assert graph.nodes["household-2-3"] == {"role": "household", "level": 1, "family": 2}


@pytest.mark.parametrize(
    ("families", "neighbours", "friends"),
    [(1, 1, 0), (4, 0, 0), (4, 1, 4), (4, 2, 6), (4, 9, 6), (5, 1, 5), (5, 2, 10), (5, 3, 10)],
)
def test_owners_befriend_neighbours_on_a_ring(families, neighbours, friends):
    graph = kin_chain(families=families, segments=1, neighbours=neighbours)
    assert len(mutual(graph, "friend of")) == friends


def test_association_by_hand():
    graph = association(firms=2, centres=1)
    kinds: dict[Any, str] = nx.get_edge_attributes(graph, "kind")
    assert {(*pair, kind) for pair, kind in kinds.items()} == {
        ("firm-1", "association", "member of"),
        ("firm-2", "association", "member of"),
        ("association", "firm-1", "serves"),
        ("association", "firm-2", "serves"),
        ("association", "centre-1", "founds"),
        ("centre-1", "firm-1", "serves"),
        ("centre-1", "firm-2", "serves"),
    }
    assert list(nx.get_node_attributes(graph, "level").values()) == [1, 2, 3, 3]
    assert association(firms=1, centres=0).number_of_edges() == 2


def test_market_hub_by_hand():
    graph = market_hub(firms=3)
    assert mutual(graph, "trades with") == {
        frozenset({"market", f"firm-{number}"}) for number in (1, 2, 3)
    }
    assert list(nx.get_node_attributes(graph, "level").values()) == [1, 2, 2, 2]


def test_spot_trades_are_drawn_without_repetition():
    full = market_hub(firms=4, spot_trades=6, rng=np.random.default_rng(0))
    assert full.number_of_edges() == 5 * 4
    drawn = [
        mutual(market_hub(firms=9, spot_trades=5, rng=np.random.default_rng(seed)), "trades with")
        for seed in (1, 1, 2)
    ]
    assert len(drawn[0]) == 9 + 5
    assert drawn[0] == drawn[1] != drawn[2]


def test_leader_core_by_hand():
    graph = leader_core(leaders=3, members=2, leaders_of_each=2, member_ties=1)
    assert mutual(graph, "friend of") == set(
        map(frozenset, combinations(["leader-1", "leader-2", "leader-3"], 2))
    )
    helped = {
        ("leader-1", "member-1"),
        ("leader-2", "member-1"),
        ("leader-2", "member-2"),
        ("leader-3", "member-2"),
    }
    assert arcs(graph, "lends to") == helped
    assert arcs(graph, "honours") == {(member, leader) for leader, member in helped}
    assert mutual(graph, "informs") == {frozenset({"member-1", "member-2"})}
    assert list(nx.get_node_attributes(graph, "level").values()) == [1, 1, 1, 2, 2]


def test_leaders_of_each_goes_round_the_leaders():
    graph = leader_core(leaders=2, members=3, leaders_of_each=1)
    assert [set(graph[f"member-{number}"]) for number in (1, 2, 3)] == [
        {"leader-1"},
        {"leader-2"},
        {"leader-1"},
    ]
    assert kinds(leader_core(help_given="guarantees")) == {"friend of", "guarantees", "honours"}
    assert leader_core(leaders=5, members=0).number_of_edges() == 20
    assert leader_core(leaders=2, members=1, leaders_of_each=0).degree("member-1") == 0


def test_the_generators_can_be_told_from_one_another():
    pictures = {
        (generator().number_of_nodes(), generator().number_of_edges()) for generator in GENERATORS
    }
    assert len(pictures) == len(GENERATORS)
    assert set(organisations.__all__) >= {generator.__name__ for generator in GENERATORS}


@pytest.mark.parametrize(
    ("generator", "arguments", "message"),
    [
        (pure_hierarchy, {"masters": 0}, "^masters = 0; give a whole number of at least 1$"),
        (pure_hierarchy, {"institutes": -1}, "^institutes = -1; .* at least 0$"),
        (pure_hierarchy, {"firms": 1.5}, r"^firms = 1\.5; give a whole number of at least 0$"),
        (pure_hierarchy, {"firms": -1}, "^firms = -1; .* at least 0$"),
        (pure_hierarchy, {"masters_of_each": 0}, "^masters_of_each = 0; .* at least 1$"),
        (
            pure_hierarchy,
            {"masters": 2, "masters_of_each": 3},
            "^masters_of_each = 3 exceeds masters = 2; a unit can have no more masters than there",
        ),
        (
            weak_innovation_network,
            {"lateral_share": 1.1},
            r"^lateral_share = 1\.1 lies outside 0 to 1; give a share$",
        ),
        (weak_innovation_network, {"lateral_share": -0.1}, r"lateral_share = -0\.1"),
        (strong_innovation_network, {"lateral_share": math.nan}, "lateral_share = nan"),
        (
            strong_innovation_network,
            {"order": "random"},
            "^order = 'random'; choose 'across' or 'within'$",
        ),
        (kin_chain, {"families": 0}, "^families = 0; .* at least 1$"),
        (kin_chain, {"segments": 0}, "^segments = 0; .* at least 1$"),
        (kin_chain, {"neighbours": -1}, "^neighbours = -1; .* at least 0$"),
        (association, {"firms": 0}, "^firms = 0; .* at least 1$"),
        (association, {"centres": -1}, "^centres = -1; .* at least 0$"),
        (market_hub, {"firms": 0}, "^firms = 0; .* at least 1$"),
        (market_hub, {"spot_trades": -1}, "^spot_trades = -1; .* at least 0$"),
        (
            market_hub,
            {"firms": 3, "spot_trades": 4},
            "^spot_trades = 4 exceeds the 3 pairs of 3 firms; ask for fewer$",
        ),
        (market_hub, {"spot_trades": 1}, "^spot_trades = 1 needs rng; give a random generator$"),
        (leader_core, {"leaders": 0}, "^leaders = 0; .* at least 1$"),
        (leader_core, {"members": -1}, "^members = -1; .* at least 0$"),
        (leader_core, {"leaders_of_each": -1}, "^leaders_of_each = -1; .* at least 0$"),
        (leader_core, {"member_ties": -1}, "^member_ties = -1; .* at least 0$"),
        (
            leader_core,
            {"leaders": 2, "leaders_of_each": 3},
            "^leaders_of_each = 3 exceeds leaders = 2; a member can have no more leaders than",
        ),
        (
            leader_core,
            {"help_given": "gives to"},
            "^help_given = 'gives to'; choose 'lends to' or 'guarantees'$",
        ),
    ],
)
def test_bad_arguments_are_named(generator, arguments, message):
    with pytest.raises(ValueError, match=message):
        generator(**arguments)
