"""Documented networks beside theorised ones, and what happens to both."""

from __future__ import annotations

import math
from itertools import combinations, permutations
from typing import Any

import networkx as nx
import numpy as np
import pytest

from industrial_clusters.evidence import address, quantity, studied, table, ties
from industrial_clusters.experiments import organisations
from industrial_clusters.networks.organisations import (
    lateral_ties,
    pure_hierarchy,
    with_lateral_ties,
)
from industrial_clusters.networks.robustness import removal_course, robustness_index
from industrial_clusters.networks.structure import MEASURES, krackhardt, measure_all

UNITS = 70
PAIRS = math.comb(UNITS, 2)


def year_of(text, default):
    return int(text[:4]) if isinstance(text, str) else default


def test_each_year_lies_in_its_stage():
    stages = table("stages")
    studied_places = set(studied().index)
    for name, network in organisations.networks().iterrows():
        assert str(network["year"]) in str(name)
        kind, stage = address(network["row"])
        assert kind == "stages"
        dates = stages.loc[stage]
        first, last = year_of(dates["start"], -math.inf), year_of(dates["end"], math.inf)
        assert first <= network["year"] <= last, name
        if network["place"] in studied_places:
            assert dates["case"] == network["place"]


def test_the_last_year_of_each_place_is_the_last():
    last: dict[str, tuple[str, int]] = {}
    for name, network in organisations.networks().iterrows():
        if network["year"] >= last.get(network["place"], ("", -math.inf))[1]:
            last[network["place"]] = (str(name), network["year"])
    assert set(organisations.latest()) == {name for name, _ in last.values()}
    assert "Xixia 2010" in organisations.latest()
    assert "Xixia 2000" not in organisations.latest()


def test_every_studied_case_has_a_network():
    assert set(organisations.networks()["Case"]) == set(studied()["name"])


def test_kinds_of_tie_are_those_of_the_record():
    kinds = set(table("ties")["kind"])
    assert kinds >= organisations.CONTROL | organisations.EXCHANGE
    assert not organisations.CONTROL & organisations.EXCHANGE
    assert organisations.MUTUAL <= organisations.EXCHANGE


def test_friends_of_the_first_phase_by_hand():
    first = organisations.documented("Xixia 1990", undated=False)
    leaders = [
        "xixia-sun-yaozhi",
        "xixia-glass-leader",
        "xixia-rifle-leader",
        "xixia-flourmill-leader",
    ]
    for one, other in permutations(leaders, 2):
        assert first.edges[one, other]["kind"] == "friend of"
    assert first.edges["xixia-government", leaders[0]]["kind"] == "employs"
    assert not first.has_edge(leaders[0], "xixia-government")
    later = organisations.documented("Xixia 2000", undated=False)
    assert not later.has_edge(leaders[0], leaders[1])


def test_undated_ties_only_add():
    for name in organisations.networks().index:
        least = organisations.documented(name, undated=False)
        most = organisations.documented(name)
        assert set(least.edges) <= set(most.edges)


def test_authors_are_no_part_of_their_clusters():
    students = organisations.students()
    authors = {"chi-zhang", "lu-and-ganne", "zhongguancun-author", "zou-and-liang"}
    # The surveyors whom one document quotes, and the thesis that another draws on.
    assert students >= {*authors, "huang-and-others", "chen-yilong"}
    assert not students & {"cas-institutes", "wuhan-institutes", "tsinghua-software-centre"}
    assert ties("xixia").has_node("chi-zhang")
    for name in organisations.networks().index:
        graph = organisations.documented(name)
        assert not students & set(graph)
        assert 0 not in dict(graph.degree).values()


def test_levels_follow_the_kind_of_actor():
    graph = organisations.documented("Zhongguancun 1995")
    levels = nx.get_node_attributes(graph, "level")
    assert levels["central-government"] == 1
    assert levels["peking-university"] == levels["zhongguancun-institutions"] == 2
    assert levels["founder-group"] == levels["zhongguancun-firms"] == 3
    assert levels["wang-xuan"] == 3
    assert set(levels.values()) == {1, 2, 3}
    assert len(set(levels.values())) == quantity("zhongguancun-hierarchy-levels").low


def test_places_within_a_case_belong_to_it():
    assert "mantang-workshops" in organisations.documented("Yongkang 1985")
    assert "huaqiangbei-sellers" in organisations.documented("Shenzhen 1999")


def test_an_unknown_network_is_named():
    with pytest.raises(KeyError, match="no network 'Xixia 1900'; choose one of Yongkang 1985"):
        organisations.documented("Xixia 1900")


def test_profiles_hold_every_network_on_one_scale():
    profiles = organisations.profiles()
    names = profiles.index.get_level_values("network")
    assert set(names) == set(organisations.networks().index) | set(organisations.theorised())
    assert list(profiles.columns) == [*MEASURES, "robustness", "masters"]
    assert profiles.notna().all(axis=None)
    assert ("Zhuji 1995", "dated ties") not in profiles.index  # none is dated
    theorised = profiles.xs("theorised", level="record")
    for name in ("Kin chain", "Market hub", "Circle of friends"):
        graph = organisations.theorised()[name]
        assert theorised.loc[name, list(MEASURES)].to_dict() == pytest.approx(
            measure_all(graph).to_dict()
        )
        assert theorised.loc[name, "robustness"] == robustness_index(graph)


def test_profiles_of_the_least_and_the_most():
    profiles = organisations.profiles()["ties"].unstack("record")
    both = profiles.dropna(subset=["dated ties"])
    assert (both["dated ties"] <= both["with undated ties"]).all()
    graph = organisations.documented("Xixia 2000", undated=False)
    assert profiles.loc["Xixia 2000", "dated ties"] == graph.number_of_edges()


def test_owners_and_owned_are_not_equals():
    graph = organisations.documented("Zhuji 1995")
    level = nx.get_node_attributes(graph, "level")
    equals = [pair for pair in combinations(graph, 2) if level[pair[0]] == level[pair[1]]]
    kinds = nx.get_edge_attributes(graph, "kind")
    tied = [
        pair for pair in equals if {kinds.get(pair), kinds.get(pair[::-1])} & organisations.EXCHANGE
    ]
    owned = [pair for pair in equals if "owns" in (kinds.get(pair), kinds.get(pair[::-1]))]
    assert owned
    profile: Any = organisations.profiles().loc[("Zhuji 1995", "with undated ties")]
    assert profile["horizontal_density"] == pytest.approx(len(tied) / len(equals))
    missing = organisations.missing_ties().loc["Zhuji 1995"]
    assert missing["pairs_of_equals"] == len(equals)
    assert missing["equals_in_exchange"] == len(tied)


def test_masters_are_counted_over_those_who_have_one():
    masters = organisations.profiles()["masters"].xs("theorised", level="record")
    assert masters["Hierarchy, one master"] == 1
    # The centre is over 41 masters, who are over 70 units, each under several.
    assert masters["Hierarchy, two masters"] == pytest.approx((41 + 70 * 2) / 111)
    assert masters["Hierarchy, five masters"] == pytest.approx((41 + 70 * 5) / 111)
    assert masters["Market hub"] == 0
    mantang = organisations.profiles().loc[("Mantang 1983", "with undated ties"), "masters"]
    assert mantang == 2


def test_the_worst_missing_tie_is_the_worst_of_all():
    graph = organisations.documented("Mantang 1983")
    scores = {}
    for pair in permutations(graph, 2):
        if not graph.has_edge(*pair):
            more = graph.copy()
            more.add_edge(*pair)
            scores[pair] = krackhardt(more).hierarchy
    found: Any = organisations.missing_ties().loc["Mantang 1983"]
    assert found["hierarchy"] == pytest.approx(krackhardt(graph).hierarchy)
    assert found["hierarchy_lowest"] == pytest.approx(min(scores.values()))
    assert scores[found["from"], found["to"]] == pytest.approx(min(scores.values()))


def test_what_the_record_cannot_say():
    missing = organisations.missing_ties()
    assert list(missing.index) == list(organisations.networks().index)
    assert missing["undated_share"].between(0, 1).all()
    assert missing.loc["Zhuji 1995", "undated_share"] == 1
    assert missing.loc["Emilia-Romagna 1985", "undated_share"] == 0
    # Firms that ask back would end Emilia-Romagna's hierarchy at one stroke.
    assert missing.loc["Emilia-Romagna 1985", "hierarchy_lowest"] == 0
    assert (missing["hierarchy_lowest"] < missing["hierarchy"]).all()


def test_shuffling_keeps_the_ties_one_way_and_both_ways():
    graph = organisations.documented("Xixia 2010")

    def census(network):
        mutual = sum(network.has_edge(*pair[::-1]) for pair in network.edges)
        return len(network), network.number_of_edges(), mutual

    rng = np.random.default_rng(0)
    one, two = organisations.shuffled(graph, rng), organisations.shuffled(graph, rng)
    assert census(one) == census(two) == census(graph)
    assert set(one.edges) != set(two.edges)
    again = organisations.shuffled(graph, np.random.default_rng(0))
    assert set(again.edges) == set(one.edges)


def test_shuffling_turns_ties_either_way():
    arrow = nx.DiGraph([("a", "b")])
    rng = np.random.default_rng(1)
    ways = {next(iter(organisations.shuffled(arrow, rng).edges)) for _ in range(20)}
    assert ways == {("a", "b"), ("b", "a")}


def test_records_have_cores_that_chance_does_not_give_and_no_more_hierarchy():
    chance = organisations.against_chance().set_index(["measure", "network"])
    assert len(chance) == 6 * len(organisations.latest())
    assert (chance["chance_low"] <= chance["chance_high"]).all()
    assert chance["chance_at_least"].between(0, 1).all()
    hierarchy = chance.loc["hierarchy"]
    inside = hierarchy["recorded"].between(hierarchy["chance_low"], hierarchy["chance_high"])
    assert inside.all()
    cores: Any = chance.loc["core_periphery", "chance_at_least"]
    assert (cores[["Zhongguancun 1995", "Yongkang 2010", "Xixia 2010", "Mantang 1983"]] == 0).all()
    assert cores["Zhuji 1995"] > 0.5  # kin without a centre


def test_chance_is_repeatable_and_takes_the_networks_asked():
    one, two = (organisations.against_chance.__wrapped__(3, ("Mantang 1983",)) for _ in range(2))
    assert one.equals(two)
    assert set(one["network"]) == {"Mantang 1983"}


def test_lateral_ties_by_hand():
    course: Any = organisations.lateral_ties_added().set_index(["order", "ties"])
    for _, some in course.groupby(level="order"):
        counts = some.index.get_level_values("ties").to_numpy()
        # Equals are 70 units and 41 masters; the masters stay apart.
        expected = counts / (PAIRS + math.comb(41, 2))
        assert some["horizontal_density"].to_numpy() == pytest.approx(expected)
        assert counts[-1] == PAIRS
        assert some["global_efficiency"].is_monotonic_increasing
    ends = course.groupby(level="ties").nunique()
    assert (ends.loc[[0]] == 1).all(axis=None)  # the same start whatever the order
    hierarchy = pure_hierarchy()
    four = [f"firm-{place}" for place in range(1, 5)]
    start: Any = course.loc[("across, evenly", 0), ["largest", "efficiency"]]
    assert start.tolist() == pytest.approx(
        [*removal_course(hierarchy, four)[["largest", "efficiency"]].loc[4]]
    )
    drawn = lateral_ties(hierarchy, rng=np.random.default_rng(organisations.SEED))
    graph = with_lateral_ties(hierarchy, drawn[:64])
    assert course.loc[("across, drawn", 64), "hierarchy"] == krackhardt(graph).hierarchy
    assert course.loc[("across, drawn", 64), "robustness"] == robustness_index(graph)


def test_few_lateral_ties_undo_the_hierarchy_and_the_masters_keep_the_rest():
    hierarchy = organisations.lateral_ties_added().pivot_table(
        index="ties", columns="order", values="hierarchy"
    )
    # All units reach each other; the centre still reaches 111 others, each master the units.
    floor = 1 - PAIRS / (PAIRS + 111 + 41 * UNITS)
    assert hierarchy.loc[PAIRS].to_numpy() == pytest.approx(floor)
    assert (hierarchy.loc[256] == hierarchy.loc[PAIRS]).all()
    assert (hierarchy.loc[64] < 0.8).all()


def test_ties_through_champions_make_the_network_depend_on_them():
    course: Any = organisations.lateral_ties_added().set_index(["order", "ties"])
    start = course.loc[("largest firms first", 0), "robustness"]
    assert course.loc[("largest firms first", 256), "robustness"] < start
    assert course.loc[("across, drawn", 256), "robustness"] > start
    lost = 1 - course["survivors_efficiency"].xs(256, level="ties")
    assert lost["largest firms first"] > 10 * lost["across, drawn"] > 0


def test_any_four_major_firms_and_founder_counts_most():
    removed = organisations.largest_firms_removed()
    four = int(quantity("zhongguancun-largest-firms").low)
    major = set(ties("zhongguancun", kinds={"member of"}).predecessors("major-firms"))
    assert len(removed) == math.comb(len(major), four) == 15
    assert {frozenset(name.split("; ")) for name in removed.index} == {
        frozenset(choice) for choice in combinations(major, four)
    }
    founder = removed.index.str.contains("founder-group")
    assert removed.loc[founder, "efficiency"].max() < removed.loc[~founder, "efficiency"].min()
    assert removed["efficiency"].between(0.8, 1).all()
