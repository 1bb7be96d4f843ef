"""Records and forms on the same measures: closed forms, plain searches, and a sixth case."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.comparison import networks
from industrial_clusters.evidence import data_folder, studied
from industrial_clusters.experiments.organisations import CONTROL, EXCHANGE, latest
from industrial_clusters.models import community_enforcement, tie_strength

from . import chapters


@st.composite
def pairs_of_graphs(draw):
    number = draw(st.integers(2, 5))
    cells = st.lists(st.booleans(), min_size=number**2, max_size=number**2)
    graphs = []
    for _ in range(2):
        matrix = np.array(draw(cells)).reshape(number, number)
        np.fill_diagonal(matrix, val=False)
        graphs.append(nx.from_numpy_array(matrix.astype(int), create_using=nx.DiGraph))
    return graphs


def by_trying_all(one, other):
    a, b = (nx.to_numpy_array(graph) for graph in (one, other))
    return min(
        int(np.abs(a - b[np.ix_(parts, parts)]).sum()) for parts in permutations(range(len(a)))
    )


@settings(max_examples=60, deadline=None)
@given(pairs_of_graphs())
def test_the_bounds_hold_the_distance(graphs):
    one, other = graphs
    exact, changes = by_trying_all(one, other), networks.distance(one, other)
    assert changes.low <= exact <= changes.high
    more = other.number_of_edges() - one.number_of_edges()
    assert changes.added_low - changes.removed_low == more
    assert changes.added_high - changes.removed_high == more
    assert changes.low >= abs(more)
    assert changes.turned().turned() == changes


@pytest.mark.parametrize("seed", range(3))
def test_a_graph_is_nothing_away_from_itself_under_other_names(seed):
    form = networks.forms(12)["leaders and members"]
    names = list(form)
    mixed = dict(zip(names, np.random.default_rng(seed).permutation(names), strict=True))
    shuffled: Any = nx.DiGraph()
    shuffled.add_nodes_from(sorted(form))
    shuffled.add_edges_from((mixed[a], mixed[b]) for a, b in form.edges)
    assert networks.distance(form, shuffled) == networks.Changes(0, 0, 0, 0)


def test_distances_with_closed_forms():
    forms = networks.forms(10)
    star = nx.DiGraph([("a", other) for other in "bcdefghij"])
    # A market is a master whose subjects answer; everybody's friends lack nothing else.
    assert networks.distance(star, forms["market"]) == networks.Changes(9, 9, 0, 0)
    friends = networks.distance(forms["market"], forms["circle of friends"])
    assert friends == networks.Changes(90 - 18, 90 - 18, 0, 0)
    with pytest.raises(ValueError, match="give as many"):
        networks.distance(star, networks.forms(9)["market"])


def test_a_swap_counts_what_it_gains():
    # From any start the search ends where no swap of two helps: tried one by one.
    rng = np.random.default_rng(2)
    for _ in range(20):
        a, b = ((rng.random((6, 6)) < 0.4).astype(float) for _ in range(2))
        np.fill_diagonal(a, 0)
        np.fill_diagonal(b, 0)
        found = networks._shared(a, b, np.arange(6))
        best = max(
            int((a * b[np.ix_(parts, parts)]).sum()) for parts in map(list, permutations(range(6)))
        )
        assert found <= best
        assert found >= int((a * b).sum())


@pytest.mark.parametrize("actors", [2, 3, 5, 7, 20, 36, 61])
def test_forms_have_as_many_actors_as_asked(actors):
    forms = networks.forms(actors)
    assert {len(form) for form in forms.values()} == {actors}
    for form in forms.values():
        assert set(nx.get_node_attributes(form, "level")) == set(form)
        assert nx.number_of_selfloops(form) == 0


def test_forms_are_what_their_names_say():
    forms: Any = networks.forms(36)
    assert forms["circle of friends"].number_of_edges() == 36 * 35
    assert forms["market"].number_of_edges() == 2 * 35
    assert set(dict(forms["ring of guarantees"].out_degree()).values()) == {2}
    assert set(dict(forms["ring of guarantees"].in_degree()).values()) == {2}
    assert nx.is_arborescence(forms["pyramid, one master each"])
    few, many = (forms[f"pyramid with {word} ties below"] for word in ("few", "many"))
    assert set(forms["pyramid, two masters each"].edges) < set(few.edges) < set(many.edges)
    families: Any = nx.Graph(forms["families"].edges)
    assert nx.transitivity(families) > 0
    with pytest.raises(ValueError, match="at least 2"):
        networks.forms(1)


def test_a_practice_needs_two_of_those_who_have_it():
    forms = networks.forms(36)
    for trust in (0.3, 0.7):
        assert networks.carried(forms["market"], trust) == 0
    assert networks.carried(forms["pyramid, one master each"], 1.0) == 0
    assert networks.carried(forms["ring of guarantees"], 1.0) == 1
    assert networks.carried(forms["market"], 1.0, tellers=1) == 1
    assert networks.carried(nx.DiGraph([("a", "b")]), 1.0) == 0


@pytest.mark.parametrize("tellers", [1, 2])
def test_what_is_carried_is_what_waits_would_bring(tellers):
    graph = networks.forms(20)["pyramid with many ties below"]
    ties = nx.to_numpy_array(graph) > 0
    ties |= ties.T
    reached = []
    for one, other in np.argwhere(np.triu(ties)):
        # The model starts with the first two of its list.
        order = [one, other, *(place for place in range(20) if place not in (one, other))]
        waits = np.where(ties[np.ix_(order, order)], 1.0, np.inf)[None]
        times = tie_strength.adoption_times(waits, starters=2, threshold=tellers)
        reached.append(np.isfinite(times[0, 2:]).mean())
    draws = len(reached)
    found = networks.carried(graph, 1.0, tellers=tellers, draws=draws)
    assert found == pytest.approx(np.mean(reached))


@settings(max_examples=20, deadline=None)
@given(st.integers(3, 9), st.integers(0, 10**6))
def test_more_trust_never_reaches_fewer(number, seed):
    graph = nx.gnp_random_graph(number, 0.5, seed=seed, directed=True)
    if not graph.number_of_edges():
        return
    reached = [networks.carried(graph, trust, draws=16) for trust in (0.2, 0.5, 0.8, 1.0)]
    assert reached == sorted(reached)
    assert reached[-1] <= networks.carried(graph, 1.0, tellers=1, draws=16) + 1e-12


def test_trust_needed_is_where_half_is_reached():
    for name, form in networks.forms(36).items():
        least = networks.trust_needed(form)
        if np.isnan(least):
            assert networks.carried(form, 1.0) < 0.5, name
        else:
            assert networks.carried(form, least) >= 0.5
            assert networks.carried(form, least - 0.05) < 0.5


@given(st.floats(0, 0.9), st.floats(0.05, 1), st.floats(0.01, 0.99))
def test_contact_brings_the_trust_that_was_asked(identity, familiarity, trust):
    contact = networks.contact_for(trust, identity, familiarity)
    made = tie_strength.Parameters(
        contact=min(contact, 100.0), identity=identity, familiarity=familiarity
    ).trust[0]
    if contact <= 100:
        assert made == pytest.approx(max(trust, identity))


def test_hearing_by_hand():
    star = networks.forms(11)["market"]
    # Ten pairs with the market hear at one step, the others at two, each way.
    assert networks.hearing(star, 0.5) == pytest.approx((20 * 0.5 + 90 * 0.25) / 110)
    apart = nx.DiGraph([("a", "b"), ("c", "d")])
    assert networks.hearing(apart, 1.0) == pytest.approx(4 / 12)


def test_hearing_on_a_long_ring_is_that_of_community_enforcement():
    members, news = 401, 40.0
    ring = nx.cycle_graph(members, create_using=nx.DiGraph)
    z = members / (2 * news)
    expected = (1 - np.exp(-z)) / z
    heard = networks.hearing(ring, float(np.exp(-1 / news)))
    assert heard == pytest.approx(expected, rel=0.02)
    # Where the circle is as large as can enforce itself, the temptation just balances.
    parameters = community_enforcement.Parameters(news_distance=news)
    size = int(community_enforcement.self_enforcing_size(parameters)[0])
    circle = nx.cycle_graph(size, create_using=nx.DiGraph)
    balance = networks.hearing(circle, float(np.exp(-1 / news))) * 0.8 / 0.2
    assert balance == pytest.approx(2.0, rel=0.03)


def test_every_tie_that_is_told_is_of_one_sort():
    kinds = [kind for sort in networks.SORTS.values() for kind in sort]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) == CONTROL | EXCHANGE
    told, ends = networks.told(), networks.ends()
    exchange = told[told["What passes"] != "command and ownership"]
    assert exchange["Ties"].sum() == ends["Ties"].sum()
    assert set(told["Case"]) == set(ends["Case"]) == set(studied()["name"])


def test_ends_by_hand():
    ends = networks.ends().set_index(["Case", "Ends"])
    single = networks.ENDS[0]
    assert ends.loc[("Zhongguancun", single), "Evidence"] == (
        "ties/zhongguancun-wang-xuan-supplies-founder-group"
    )
    named: Any = ends.loc[("Xixia", single), "Evidence"]
    assert "ties/xixia-wmg-guarantees-lcg" in named
    assert "ties/xixia-zhongde-supplies-bmw" not in named  # abroad
    assert "ties/xixia-sun-yaozhi-leads-wmg" not in named  # command


def test_every_table_holds_every_case_and_every_latest_record():
    tables = {
        "shapes": networks.shapes(draws=3),
        "moves": networks.moves(draws=2),
        "reach": networks.reach_by_trust(trusts=(1.0,)),
        "trust": networks.trust_of_each(),
        "cheat": networks.news_of_a_cheat(),
        "benefit": networks.benefit_and_fragility(orders=2),
        "one tie": networks.one_more_tie(),
        "missed": networks.least_dispensable(),
        "undone": networks.pyramid_undone()[1],
        "bare": networks.without_groups(draws=3),
    }
    for name, table in tables.items():
        assert set(studied()["name"]) <= set(table["Case"]), name
        assert set(latest()) <= set(table["Network"]), name


def test_verdicts_on_moves_follow_their_numbers():
    moves = networks.moves(draws=3)
    assert (moves["At least"] <= moves["Value"] + 1e-9).all()
    records = moves[moves["Case"] != networks.DRAWN]
    nearer = records[records["Stands"] == "nearer"]
    assert (nearer["Value"] < nearer["Low"]).all()
    farther = records[records["Stands"] == "farther"]
    assert (farther["Value"] > farther["High"]).all()
    assert (records.loc[records["Proved"], "Stands"] != "as chance").all()
    drawn = moves[moves["Case"] == networks.DRAWN].set_index(["Network", "Towards"])
    for one, other in drawn.index:
        assert drawn.loc[(one, other), "Value"] == drawn.loc[(other, one), "Value"]
    # All friends differ from others by numbers of ties alone, so from blind graphs not at all.
    friends = records[records["Towards"] == "circle of friends"]
    assert (friends["Stands"] == "as chance").all()


def test_the_best_tie_is_the_best_of_all():
    graph = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "d"), ("e", "f")])
    nx.set_node_attributes(graph, dict.fromkeys(graph, 3), "level")
    before = nx.global_efficiency(nx.Graph(graph.edges))
    gains: Any = {}
    for one, other in permutations(graph, 2):
        if not (graph.has_edge(one, other) or graph.has_edge(other, one)):
            more: Any = nx.Graph([*graph.edges, (one, other)])
            gains[one, other] = nx.global_efficiency(more) / before - 1
    gain, pair = networks._best_tie(graph)
    assert gain == pytest.approx(max(gains.values()))
    assert gains[pair] == pytest.approx(gain)


def test_who_is_missed_most():
    missed = networks.least_dispensable().set_index(["Network", "Among"])
    assert missed.loc[("Xixia 2010", "single firms and persons"), "Actor"] == "Long Cheng Group"
    both = missed["Loss"].unstack("Among").dropna()
    assert len(both) > 4
    assert (both["single firms and persons"] <= both["all actors"] + 1e-12).all()


SIXTH = """
from industrial_clusters.comparison import networks
tables = [networks.told(), networks.ends(), networks.shapes(draws=2), networks.pyramid_undone()[1],
    networks.one_more_tie(), networks.moves(draws=2), networks.reach_by_trust(trusts=(1.0,)),
    networks.trust_of_each(), networks.news_of_a_cheat(), networks.benefit_and_fragility(orders=2),
    networks.least_dispensable(), networks.without_groups(draws=2)]
assert all("Nowhere" in set(table["Case"]) for table in tables)
"""


def test_a_sixth_case_is_in_every_table(tmp_path):
    added = Path(__file__).parent / "sixth_case"
    data = chapters.copy_with(added, data_folder(), tmp_path / "data")
    run = subprocess.run(
        [sys.executable, "-c", SIXTH],
        env=os.environ | {"INDUSTRIAL_CLUSTERS_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
