"""Succession against stars, trees, closed forms and networkx; the same people for all rivals."""

import dataclasses
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters import evidence
from industrial_clusters.models import succession
from industrial_clusters.networks.organisations import leader_core

# Nothing happens but what a test adds.
STILL = {
    "core_tie": 0.0,
    "turnover": 0.0,
    "openness": 0.0,
    "retirement": 0.0,
    "inheritance": 0.0,
    "handover": 0.0,
    "prominence_spread": 0.0,
}


def run(seed=1, **changes):
    parameters = succession.Parameters(**{**STILL, **changes})
    return succession.simulate(parameters, np.random.default_rng(seed))


def test_defaults_are_documented_or_said_to_be_assumed():
    parameters = succession.Parameters()
    assert parameters.members == evidence.quantity("xixia-members-phase-2").low
    assert parameters.founders == evidence.quantity("xixia-members-phase-1").high
    assert parameters.leaders == evidence.quantity("xixia-core-leaders").low
    members = evidence.ties("xixia", kinds={"member of"})
    assert parameters.first_leaders == members.in_degree("xixia-friends")
    stages = [evidence.row("stages", f"xixia-network-{n}")["start"] for n in (2, 3)]
    assert [parameters.first_year, parameters.entry_end] == [int(year) for year in stages]
    assert parameters.last_year == 2014
    assert (parameters.departure_year, parameters.departing) == (2015, 0)
    assert parameters.targeted
    assert {name: getattr(parameters, name) for name in succession.RANGES} == {
        "core_tie": 0.8,
        "turnover": 0.02,
        "openness": 0.02,
        "prominence_spread": 0.5,
        "retirement": 0.03,
        "inheritance": 0.5,
        "handover": 0.5,
    }


# Known results and hand-computed cases.


def star(**changes):
    return run(
        **{
            "core_tie": 1.0,
            "founders": 1,
            "first_leaders": 1,
            "leaders": 1,
            "entry_end": 1995,
            "last_year": 1998,
            "departure_year": 1997,
            "departing": 1,
            **changes,
        }
    )


def test_a_star_without_its_hub_falls_apart():
    # Albert, Jeong and Barabasi 2000: hubs are the weak point of networks that they hold.
    course = star()
    assert course.present.tolist() == [1, 31, 31, 31, 31]
    assert course.ties[0].tolist() == [0, 30, 30, 0, 0]
    assert course.isolated[0].tolist() == [1, 0, 0, 31, 31]
    assert course.reach[0].tolist() == [0, 1, 1, 0, 0]
    assert course.centred[0].tolist() == [0, 1, 1, 0, 0]


def test_a_hub_that_hands_over_every_tie_is_not_missed():
    course = star(handover=1.0)
    assert course.ties[0].tolist() == [0, 30, 30, 30, 30]
    assert course.founding_firms[0].tolist() == [1] * 5
    assert course.founding_persons[0].tolist() == [1, 1, 1, 0, 0]


def test_any_member_of_a_star_is_missed_less_than_its_hub():
    reach = star(core_tie=np.ones(200), targeted=False).reach[:, 3]
    assert set(reach.round(9)) == {round(math.comb(30, 2) / math.comb(31, 2), 9), 0.0}
    assert (reach == 0).mean() == pytest.approx(1 / 31, abs=0.04)


@given(st.integers(0, 99))
@settings(deadline=None, max_examples=10)
def test_with_complete_inheritance_nothing_changes_but_the_persons(seed):
    course = run(seed, core_tie=0.6, retirement=0.3, inheritance=1.0, last_year=2030)
    settled = course.years.index(2003)
    assert (course.ties[:, settled:] == course.ties[:, [settled]]).all()
    assert (course.reach[:, settled:] == course.reach[:, [settled]]).all()
    assert (course.founding_firms[0] >= course.founding_persons[0]).all()
    assert course.founding_persons[0, -1] == 0


def test_a_core_with_members_is_the_leader_core_of_the_organisations():
    course = run(core_tie=1.0, founders=5, first_leaders=5, entry_end=1995, last_year=1995)
    graph = leader_core().to_undirected()
    assert course.ties[0, -1] == graph.number_of_edges() == 10 + 5 * 26
    assert course.reach[0, -1] == 1
    assert course.centred[0, -1] == 1
    assert course.founding_firms[0].tolist() == [5, 5]


def test_newcomers_who_know_no_leader_hang_on_their_introducer():
    course = run(last_year=2005)
    assert course.present.tolist() == [8 + 23 * t // 9 for t in range(10)] + [31, 31]
    # Each adds one tie to the 28 of the first circle: a tree hangs on it.
    assert (course.ties[0] == 28 + course.present - 8).all()
    assert (course.isolated == 0).all()
    assert course.reach[0, 0] == 1
    assert course.reach[0, -1] < 1


def test_a_newcomer_is_tied_to_every_leader_where_it_surely_meets_them():
    course = run(core_tie=1.0, entry_end=1995, last_year=1995, members=9)
    # Four leaders; a fifth tie where the introducer is another founder.
    assert course.ties[0, -1] in {28 + 4, 28 + 5}


def test_a_newcomer_is_introduced_by_any_of_those_present_but_itself():
    # One of two founders introduces the third and becomes the one with most ties.
    course = run(
        core_tie=np.zeros(600),
        founders=2,
        members=3,
        first_leaders=1,
        leaders=1,
        departing=0,
        entry_end=1995,
        last_year=1995,
    )
    assert (course.ties[:, -1] == 2).all()
    assert course.founding_firms[:, -1].mean() == pytest.approx(0.5, abs=0.07)
    # Where all are new each year, each has an introducer: nobody is left alone.
    fresh = run(core_tie=np.zeros(100), turnover=1.0, last_year=2003)
    assert (fresh.isolated == 0).all()
    # No old leader is left to be met.
    assert run(core_tie=1.0, turnover=1.0, founders=31).ties[0, 1:].max() <= 31


def test_only_those_present_meet():
    course = run(openness=1.0, last_year=2004)
    assert (course.ties[0] == course.present * (course.present - 1) // 2).all()


def test_newcomers_meet_whoever_leads_after_a_departure():
    changes = {"founders": 5, "first_leaders": 1, "leaders": 1, "entry_end": 1995}
    course = run(core_tie=1.0, last_year=1995, departure_year=1995, departing=1, **changes)
    assert course.founding_firms[0].tolist() == [1, 0]
    stay = run(core_tie=1.0, last_year=1995, departure_year=1995, **changes)
    assert stay.founding_firms[0].tolist() == [1, 1]


def test_only_those_present_leave():
    course = run(departure_year=1995, departing=8, targeted=False)
    # All eight founders lose their ties; the two newcomers of the year bring one each.
    assert course.ties[0, :2].tolist() == [28, 2]


def test_a_successor_and_a_newcomer_have_a_prominence_of_their_own():
    parameters = succession.Parameters(core_tie=np.full(3, 0.5), prominence_spread=1.0)
    network = succession._Network(parameters, np.random.default_rng(1))
    assert np.log(network.prominence).std() == pytest.approx(1.0, abs=0.3)
    changing = np.zeros(network.prominence.shape, dtype=bool)
    changing[3] = True
    for change in (
        lambda: network._replace(changing, 0.5),
        lambda: network._arrive(changing, 31),
    ):
        before = network.prominence.copy()
        change()
        assert np.array_equal(network.prominence != before, changing)


def test_whoever_leaves_takes_the_firms_rank_along():
    course = run(turnover=1.0, last_year=2003)
    assert course.founding_firms[0].tolist() == [4] + [0] * 9
    assert course.founding_persons[0].tolist() == [4] + [0] * 9


def test_without_heirs_all_who_retire_lose_all():
    course = run(core_tie=1.0, retirement=1.0, last_year=2003)
    assert course.ties[0, 0] == 28
    assert (course.ties[0, 1:] == 0).all()
    # Equals by ties: the seats taken first lead, and four of those five were the first's.
    assert course.founding_firms[0].tolist() == [4] * 10
    assert course.founding_persons[0].tolist() == [4] + [0] * 9


def test_a_network_without_heirs_may_lose_them_twice():
    bare = succession.without_heirs(succession.Parameters(inheritance=0.0, handover=0.0))
    assert (bare.inheritance, bare.handover) == (0.0, 0.0)


def test_lost_ties_come_back_as_the_closed_form_says():
    course = run(
        openness=np.full(2000, 0.1),
        members=10,
        founders=10,
        first_leaders=4,
        entry_end=1995,
        last_year=2001,
        departure_year=1996,
        departing=10,
    )
    assert (course.ties[:, :2] == 45).all()
    # In 1996 all leave, and the year's meetings follow: one year's ties at its end.
    for years, ties in enumerate(course.ties[:, 2:].T, start=1):
        assert ties.mean() == pytest.approx(45 * (1 - 0.9**years), rel=0.03)
    assert course.ties[:, -1].std() > 0


@given(st.floats(0.001, 0.99), st.floats(0.0, 0.99))
def test_healing_time_inverts_the_share_that_came_back(openness, share):
    years = float(succession.healing_time(openness, share))
    assert 1 - (1 - openness) ** years == pytest.approx(share, abs=1e-9)


def test_a_closed_network_never_heals():
    assert succession.healing_time(0.0) == math.inf
    assert succession.healing_time(0.5) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="share = 1; give a share from 0 to below 1"):
        succession.healing_time(0.1, 1)
    with pytest.raises(ValueError, match=r"share = -0\.1"):
        succession.healing_time(0.1, -0.1)


def test_half_of_the_ties_are_handed_over_on_average():
    course = star(core_tie=np.ones(500), handover=0.5)
    assert course.ties[:, 3].mean() == pytest.approx(15, abs=0.5)
    # A tie between two who leave is kept only if both hand it over.
    circle = run(
        core_tie=np.ones(500),
        members=10,
        founders=10,
        entry_end=1995,
        last_year=1996,
        departure_year=1996,
        departing=10,
        handover=0.5,
    )
    assert circle.ties[:, -1].mean() == pytest.approx(45 / 4, abs=0.5)


def test_prominent_persons_make_friends():
    even, uneven = (
        run(
            openness=np.full(100, 0.05),
            prominence_spread=spread,
            members=20,
            founders=1,
            first_leaders=1,
            entry_end=1995,
            last_year=2000,
        )
        for spread in (0.0, 1.5)
    )
    assert uneven.centred[:, -1].mean() > even.centred[:, -1].mean() + 0.1


# The measures against networkx.


@given(st.integers(0, 2**32 - 1), st.floats(0, 0.3))
@settings(deadline=None, max_examples=20)
def test_measures_agree_with_networkx(seed, density):
    parameters = succession.Parameters(core_tie=np.full(3, 0.5), members=11, founders=11)
    network = succession._Network(parameters, np.random.default_rng(1))
    rng = np.random.default_rng(seed)
    network.tied = rng.random(network.tied.shape) < density
    network.leading = network._most_tied(11, 5)
    ties, reach, isolated, centred, firms, persons = network.measured(11)
    for draw in range(3):
        graph = nx.empty_graph(11)
        graph.add_edges_from(
            (int(network.one[pair]), int(network.other[pair]))
            for pair in np.flatnonzero(network.tied[:, draw])
        )
        assert ties[draw] == graph.number_of_edges()
        assert isolated[draw] == nx.number_of_isolates(graph)
        near = sum(
            len(nx.single_source_shortest_path_length(graph, seat, cutoff=2)) - 1 for seat in graph
        )
        assert reach[draw] == pytest.approx(near / 110)
        leaders = sorted(graph, key=lambda seat: (-graph.degree[seat], seat))[:5]
        assert set(np.flatnonzero(network.leading[:, draw])) == set(leaders)
        led = [edge for edge in graph.edges if set(edge) & set(leaders)]
        assert centred[draw] == pytest.approx(len(led) / max(graph.number_of_edges(), 1))
        assert firms[draw] == persons[draw] == len(set(leaders) & set(range(4)))


# Monotonicities, rivals and randomness.


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(0, 99),
    st.sampled_from(["openness", "inheritance"]),
)
@settings(deadline=None, max_examples=25)
def test_more_openness_or_inheritance_never_costs_a_tie(one, other, seed, name):
    low, high = sorted((one, other))
    base = {"founders": 12, "members": 12, "openness": 0.05, "retirement": 0.2, "inheritance": 0.4}
    few, many = (run(seed, **{**base, name: value}) for value in (low, high))
    assert (few.ties <= many.ties).all()
    assert (few.reach <= many.reach).all()


def test_the_rivals_are_nested():
    drawn = succession.Parameters(openness=0.1, inheritance=0.7, handover=0.6)
    assert succession.closed(drawn).openness == 0
    assert succession.closed(drawn).inheritance == 0.7
    assert succession.closed(succession.Parameters(openness=np.full(3, 0.1))).draws == 3
    bare = succession.without_heirs(drawn)
    assert (bare.inheritance, bare.handover, bare.openness) == (0, 0, 0.1)


def test_rivals_and_departures_use_the_same_random_numbers():
    # If one drew more than another, all that follows would differ for no reason.
    base = succession.Parameters(
        openness=np.linspace(0, 0.2, 6), last_year=2018, departure_year=2015, departing=5
    )
    streams = []
    for parameters in (
        base,
        succession.closed(base),
        succession.without_heirs(base),
        dataclasses.replace(base, departing=0),
        dataclasses.replace(base, targeted=False),
    ):
        rng = np.random.default_rng(3)
        succession.simulate(parameters, rng)
        streams.append(rng.random())
    assert len(set(streams)) == 1
    stay, leave = (
        succession.simulate(p, np.random.default_rng(3))
        for p in (dataclasses.replace(base, departing=0), base)
    )
    before = stay.years.index(2015)
    assert np.array_equal(stay.ties[:, :before], leave.ties[:, :before])
    assert (leave.ties[:, before] < stay.ties[:, before]).any()


def test_branches_are_the_networks_simulated_before():
    whole = succession.Parameters(
        openness=np.linspace(0.01, 0.1, 6), last_year=2017, departure_year=2012
    )
    kept = np.array([True, False, True, True, False, False])
    paths = succession.branches(
        whole,
        np.random.default_rng(3),
        kept,
        {
            "stay": {"departing": 0},
            "go": {"departing": 5, "handover": 0.0},
            "all": {"departing": 31},
        },
    )
    straight = succession.simulate(whole, np.random.default_rng(3))
    shared = straight.years.index(2011)
    for course in paths.values():
        assert course.years == (2011, 2012, 2013, 2014, 2015, 2016, 2017)
        assert course.present.tolist() == [31] * 7
        for name in ("ties", "reach", "centred", "founding_firms", "founding_persons"):
            assert np.array_equal(
                getattr(course, name)[:, 0], getattr(straight, name)[kept, shared]
            )
    assert (paths["go"].ties[:, 1] < paths["stay"].ties[:, 1]).all()
    assert (paths["all"].founding_persons[:, 1] == 0).all()
    # Every branch meets the same random numbers, whatever ran before it.
    twice = succession.branches(
        whole, np.random.default_rng(3), kept, {"one": {"departing": 3}, "two": {"departing": 3}}
    )
    assert np.array_equal(twice["one"].ties, twice["two"].ties)
    assert not np.array_equal(twice["one"].ties, paths["go"].ties)
    # With all networks kept and the same departure, the branch is the simulation itself.
    everyone = succession.branches(
        whole, np.random.default_rng(3), np.ones(6, dtype=bool), {"": {}}
    )
    assert np.array_equal(everyone[""].ties, straight.ties[:, shared:])


def test_draws_differ_and_keep_to_their_own_parameters():
    alike = run(core_tie=np.full(2, 0.5), openness=0.05, retirement=0.1)
    assert not np.array_equal(alike.ties[0], alike.ties[1])
    one = run(core_tie=np.array([0.5, 0.1]), openness=0.05, retirement=0.1)
    assert np.array_equal(alike.ties[0], one.ties[0])
    assert not np.array_equal(alike.ties[1], one.ties[1])


def test_the_same_seed_gives_the_same_bits():
    parameters = succession.Parameters(openness=np.linspace(0, 0.2, 8))
    one, two = (succession.simulate(parameters, np.random.default_rng(7)) for _ in range(2))
    for field in dataclasses.fields(succession.Course):
        assert np.array_equal(getattr(one, field.name), getattr(two, field.name))
    other = succession.simulate(parameters, np.random.default_rng(8))
    assert not np.array_equal(one.ties, other.ties)


def test_observables_read_a_year():
    course = run(core_tie=np.full(2, 0.7), openness=0.03, retirement=0.05)
    for year in (1994, 2000, 2014):
        t = course.years.index(year)
        seen = succession.observables(course, year)
        assert (seen["members"] == course.present[t]).all()
        for name in ("ties", "reach", "isolated", "centred", "founding_firms", "founding_persons"):
            assert np.array_equal(seen[name], getattr(course, name)[:, t])
    assert succession.observables(course).equals(succession.observables(course, 2014))
    span = f"the years run from 1994 to {course.years[-1]}; choose"
    with pytest.raises(ValueError, match=f"year 2050 was not simulated: {span}"):
        succession.observables(course, 2050)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"openness": 1.5}, "openness = 1.5 lies outside 0 to 1"),
        ({"inheritance": math.nan}, "inheritance = nan"),
        ({"prominence_spread": 6.0}, "prominence_spread = 6 lies outside 0 to 5"),
        ({"core_tie": np.zeros(2), "turnover": np.zeros(3)}, "arrays of one length"),
        ({"members": 1, "founders": 1}, "members = 1; give a whole number of at least 2"),
        ({"founders": 0}, "founders = 0; give a whole number of at least 1"),
        ({"first_leaders": 0}, "first_leaders = 0; give"),
        ({"leaders": 0}, "leaders = 0; give"),
        ({"departing": -1}, "departing = -1; give a whole number of at least 0"),
        ({"founders": 32}, "founders = 32 exceeds members = 31; a founder is a member"),
        ({"first_leaders": 9}, "first_leaders = 9 exceeds founders = 8; a leader is a founder"),
        ({"leaders": 32}, "leaders = 32 exceeds members = 31; a leader is a member"),
        ({"departing": 32}, "departing = 32 exceeds members = 31"),
        ({"entry_end": 1994}, "entry_end = 1994 must lie after first_year = 1994"),
        ({"entry_end": 2015}, "not after last_year = 2014; move one of them"),
    ],
)
def test_bad_parameters_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        succession.Parameters(**changes)
