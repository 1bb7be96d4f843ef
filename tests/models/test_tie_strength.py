"""Trust and contact against the known contagions on rings, cliques and bridges."""

import dataclasses
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters import evidence
from industrial_clusters.models import tie_strength


def run(parameters, seed=1):
    return tie_strength.simulate(parameters, np.random.default_rng(seed))


def lasting(graph):
    """Waits of one month on every tie of a graph."""
    ties = nx.to_numpy_array(graph)[None]
    return np.where(ties > 0, 1.0, math.inf)


def lattice(members, neighbours):
    # Watts and Strogatz's graph without rewiring is the closed reference.
    return nx.watts_strogatz_graph(members, neighbours, 0)


def test_defaults_lie_in_the_documented_bounds():
    parameters = tie_strength.Parameters()
    assert evidence.quantity("xixia-contact-today").contains(float(parameters.contact))
    assert parameters.members == evidence.quantity("xixia-members-phase-2").low
    assert (parameters.neighbours, parameters.threshold) == (6, 2)
    assert parameters.bandwidth == 0
    # The assumptions, pinned.
    assert (parameters.identity, parameters.familiarity) == (0.7, 0.2)
    assert (parameters.openness, parameters.exclusion, parameters.telling) == (0.3, 0.5, 0.2)


def test_without_bridges_the_ties_are_those_of_a_ring_lattice():
    ties = tie_strength.draw_ties(tie_strength.Parameters(openness=0.0), np.random.default_rng(1))
    wanted = nx.to_numpy_array(lattice(31, 6)) > 0
    assert (ties.present[0] == wanted).all()


@pytest.mark.parametrize("neighbours", [4, 6, 8])
def test_simple_contagion_advances_half_the_neighbours_a_step(neighbours):
    # Centola and Macy 2007: on a ring of k neighbours news moves k/2 a step each way.
    times = tie_strength.adoption_times(lasting(lattice(41, neighbours)), 1, 1)[0]
    for member in range(41):
        distance = min(member, 41 - member)
        assert times[member] == math.ceil(distance / (neighbours / 2))


@given(st.sampled_from([4, 6, 8, 10]), st.integers(1, 6))
@settings(deadline=None, max_examples=30)
def test_complex_contagion_advances_as_far_as_its_bridges_are_wide(neighbours, threshold):
    # The member d beyond a block of users has k/2 - d + 1 of them among its neighbours.
    half, members, block = neighbours // 2, 61, 6
    times = tie_strength.adoption_times(lasting(lattice(members, neighbours)), block, threshold)[0]
    speed = half - threshold + 1
    # Up to here: where the two fronts meet, members see users on both sides.
    for distance in range(1, 16):
        assert times[block - 1 + distance] == times[-distance]
        assert times[-distance] == (math.ceil(distance / speed) if speed > 0 else math.inf)


@pytest.mark.parametrize(("width", "threshold"), [(1, 1), (1, 2), (2, 2), (2, 3), (3, 3)])
def test_a_contagion_crosses_no_bridge_narrower_than_its_threshold(width, threshold):
    # Two cliques of six; one member of the second knows as many of the first as the
    # bridge is wide, and as many of its own clique see it.
    graph = nx.disjoint_union(nx.complete_graph(6), nx.complete_graph(6))
    graph.add_edges_from((near, far) for near in range(width) for far in range(6, 6 + width))
    reached = np.isfinite(tie_strength.adoption_times(lasting(graph), threshold, threshold)[0])
    assert reached[:6].all()
    assert reached[6:].all() == (width >= threshold)
    assert reached[6:].any() == (width >= threshold)


def test_one_bridge_speeds_news_and_not_the_practice():
    graph = lattice(41, 4)
    bridged = graph.copy()
    bridged.add_edge(0, 20)
    for threshold, faster in ((1, True), (2, False)):
        before, after = (
            tie_strength.adoption_times(lasting(g), threshold, threshold)[0].max()
            for g in (graph, bridged)
        )
        assert (after < before) == faster
        assert after <= before


def test_news_floods_a_clique_in_the_time_of_a_yule_process():
    # S. Janson, "One, two and three times log n/n for paths in a complete graph with
    # random weights", Combinatorics, Probability and Computing 8, 1999: with i of n
    # told the next hears at rate i (n - i), so the mean is the sum of 1 / (i (n - i)).
    clique = tie_strength.Parameters(
        members=9, neighbours=8, contact=np.ones(6000), telling=0.5, openness=1.0
    )
    flooded = run(clique).news.max(axis=1)
    expected = sum(1 / (i * (9 - i)) for i in range(1, 9)) / 0.5
    assert flooded.mean() == pytest.approx(expected, rel=0.03)


def test_telling_is_a_rate_a_month_and_rises_with_contact_by_the_bandwidth():
    parameters = tie_strength.Parameters(contact=4.0, telling=0.5, bandwidth=np.array([0, 0.5, 1]))
    assert parameters.rate == pytest.approx([0.5, 1.0, 2.0])
    ties = tie_strength.draw_ties(
        tie_strength.Parameters(contact=np.full(300, 4.0), telling=0.5, bandwidth=1.0),
        np.random.default_rng(3),
    )
    assert ties.waits[ties.present].mean() == pytest.approx(0.5, rel=0.02)
    assert np.isinf(ties.waits[~ties.present]).all()


def test_contact_closes_and_makes_trust():
    parameters = tie_strength.Parameters(
        contact=2.0, openness=0.5, exclusion=0.5, identity=0.4, familiarity=0.25
    )
    assert parameters.bridging == pytest.approx([0.5 * math.exp(-1)])
    assert parameters.trust == pytest.approx([1 - 0.6 * math.exp(-0.5)])


def test_ties_are_mutual_and_as_many_of_them_trusted_as_said():
    parameters = tie_strength.Parameters(identity=np.full(300, 0.3), familiarity=0.0, openness=1.0)
    ties = tie_strength.draw_ties(parameters, np.random.default_rng(2))
    for pairs in (ties.present, ties.trusted):
        assert (pairs == pairs.swapaxes(1, 2)).all()
        assert not np.diagonal(pairs, axis1=1, axis2=2).any()
    share = ties.trusted.sum() / ties.present.sum()
    assert share == pytest.approx(0.3, abs=0.01)


def test_bridges_end_beyond_the_neighbourhood_and_anywhere_beyond_it():
    parameters = tie_strength.Parameters(
        members=11, neighbours=4, openness=np.ones(400), exclusion=0.0
    )
    present = tie_strength.draw_ties(parameters, np.random.default_rng(2)).present
    steps = {
        (there - here) % 11
        for here in range(11)
        for there in range(11)
        if present[:, here, there].any()
    }
    assert steps == {3, 4, 5, 6, 7, 8}
    # Every member beyond is as likely an end as any other.
    counts = [sum(present[:, i, (i + d) % 11].sum() for i in range(11)) for d in (3, 4, 5)]
    assert counts == pytest.approx([np.mean(counts)] * 3, rel=0.04)


def test_a_circle_where_all_know_all_has_no_bridges():
    ties = tie_strength.draw_ties(
        tie_strength.Parameters(members=7, neighbours=6, openness=1.0), np.random.default_rng(1)
    )
    assert ties.present.sum() == 42


@pytest.mark.parametrize("bridging", [0.0, 0.1, 0.3])
def test_overlap_is_that_of_watts_and_strogatz(bridging):
    parameters = tie_strength.Parameters(
        members=400, neighbours=8, openness=np.full(3, bridging), exclusion=0.0
    )
    found = tie_strength.overlap(
        tie_strength.draw_ties(parameters, np.random.default_rng(1)).present
    )
    wanted = tie_strength.expected_overlap(parameters)
    assert wanted == pytest.approx([9 / 14 * (1 - bridging) ** 3] * 3)
    assert found == pytest.approx(wanted, abs=0.03)


def test_overlap_of_a_graph_is_its_transitivity():
    graph = nx.gnp_random_graph(15, 0.4, seed=2)
    ties = nx.to_numpy_array(graph)[None] > 0
    assert tie_strength.overlap(ties)[0] == pytest.approx(nx.transitivity(graph))
    assert tie_strength.overlap(np.zeros((1, 4, 4), dtype=bool)).tolist() == [0.0]


def test_critical_bandwidth_by_hand_and_at_its_limits():
    # k = 6, C0 = 0.6; b = 1/e and 1/e^2 at contact 1 and 2.
    parameters = tie_strength.Parameters(openness=1.0, exclusion=1.0, contact=1.0)
    rare, often = (0.6 * (1 - math.exp(-c)) ** 3 for c in (1, 2))
    by_hand = math.log((1 - rare) / (1 - often)) / math.log(2)
    assert tie_strength.critical_bandwidth(parameters, 2.0) == pytest.approx([by_hand])
    rival = tie_strength.more_contact_more_news(parameters)
    assert tie_strength.critical_bandwidth(rival, 2.0).tolist() == [0.0]


@given(st.floats(0.1, 1), st.floats(0.05, 2), st.floats(0.5, 3), st.floats(1.2, 10))
@settings(deadline=None, max_examples=40)
def test_above_the_critical_bandwidth_contact_brings_more_news(openness, exclusion, rare, times):
    parameters = tie_strength.Parameters(openness=openness, exclusion=exclusion, contact=rare)
    turn = tie_strength.critical_bandwidth(parameters, rare * times)[0]

    def novel(contact, bandwidth):
        at = dataclasses.replace(parameters, contact=contact, bandwidth=bandwidth)
        return (at.rate * (1 - tie_strength.expected_overlap(at)))[0]

    above, below = min(turn + 0.02, 1.0), max(turn - 0.02, 0.0)
    if above > turn:
        assert novel(rare * times, above) > novel(rare, above)
    if below < turn:
        assert novel(rare * times, below) < novel(rare, below)


@pytest.mark.parametrize(("contact", "frequent"), [(1.0, 1.0), (2.0, 1.0), (0.0, 1.0)])
def test_the_rarer_contact_comes_first(contact, frequent):
    with pytest.raises(ValueError, match=r"frequent = .* give the rarer contact first"):
        tie_strength.critical_bandwidth(tie_strength.Parameters(contact=contact), frequent)


def test_rivals_are_settings_of_the_same_equations():
    theory = tie_strength.Parameters(contact=3.0)
    rival = tie_strength.more_contact_more_news(theory)
    assert (rival.bandwidth, rival.exclusion, rival.identity) == (1, 0, theory.identity)
    alone = tie_strength.familiarity_alone(theory)
    assert (alone.identity, alone.bandwidth, alone.exclusion) == (0, 0, theory.exclusion)


def test_theory_and_rival_share_their_random_numbers_and_draws_do_not():
    theory = tie_strength.Parameters(contact=np.ones(2), openness=0.4)
    rival = dataclasses.replace(theory, openness=0.2, identity=0.2)
    a, b = (tie_strength.draw_ties(p, np.random.default_rng(4)) for p in (theory, rival))
    both = a.present & b.present
    assert (a.waits[both] == b.waits[both]).all()
    assert (a.trusted | ~b.trusted)[both].all()
    assert not (a.present[0] == a.present[1]).all()
    assert not np.array_equal(a.waits[0], a.waits[1])


def test_the_same_seed_gives_the_same_course():
    theory = tie_strength.Parameters(contact=np.linspace(1, 2, 8))
    first, again, other = run(theory), run(theory), run(theory, seed=2)
    for name in ("news", "practice", "overlap", "trusted_share"):
        assert np.array_equal(getattr(first, name), getattr(again, name))
    assert not np.array_equal(first.news, other.news)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 9))
@settings(deadline=None, max_examples=25)
def test_more_trust_never_slows_the_practice_and_leaves_news_alone(one, other, seed):
    low, high = sorted((one, other))
    less, more = (run(tie_strength.Parameters(identity=i), seed) for i in (low, high))
    assert (more.practice <= less.practice).all()
    assert np.array_equal(more.news, less.news)


def test_the_practice_starts_with_as_many_as_its_threshold_and_news_with_one():
    course = run(tie_strength.Parameters(threshold=3, contact=np.ones(4)))
    assert course.starters == 3
    assert (course.practice[:, :3] == 0).all()
    assert (course.practice[:, 3:] > 0).all()
    assert (course.news[:, 0] == 0).all()
    assert (course.news[:, 1:] > 0).all()


@pytest.mark.parametrize(("identity", "users"), [(0.0, 2), (1.0, 31)])
def test_the_practice_travels_on_trusted_ties_alone(identity, users):
    course = run(tie_strength.Parameters(identity=identity, familiarity=0.0, openness=0.0))
    assert np.isfinite(course.practice).sum() == users
    assert np.isfinite(course.news).all()
    assert course.trusted_share.tolist() == [identity]


def test_each_draw_has_its_own_trust_and_overlap():
    parameters = tie_strength.Parameters(
        identity=np.array([0.0, 1.0]), familiarity=0.0, openness=np.array([0.0, 0.4])
    )
    course = run(parameters)
    drawn = tie_strength.draw_ties(parameters, np.random.default_rng(1))
    assert course.trusted_share.tolist() == [0.0, 1.0]
    assert course.overlap.tolist() == tie_strength.overlap(drawn.present).tolist()
    assert course.overlap[0] != course.overlap[1]


def test_observables_by_hand():
    course = tie_strength.Course(
        news=np.array([[0.0, 7.0, 2.0, 9.0, math.inf]]),
        practice=np.array([[0.0, 0.0, 7.0, 8.0, math.inf]]),
        starters=2,
        overlap=np.array([0.5]),
        trusted_share=np.array([0.25]),
    )
    seen = tie_strength.observables(course, months=7.0).iloc[0]
    # Of four others the second to hear makes half.
    assert seen.to_dict() == {
        "friend_hears": 7.0,
        "news_delay": 7.0,
        "news_reach": 0.5,
        "practice_reach": 1 / 3,
        "next_user": 7.0,
        "practice_users": 3.0,
        "overlap": 0.5,
        "trusted_share": 0.25,
    }
    assert tie_strength.observables(course)["practice_users"][0] == 4
    late = dataclasses.replace(course, practice=np.array([[0.0, 0.0, 240.0, 240.5, math.inf]]))
    assert tie_strength.observables(late)["practice_users"][0] == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"contact": -1.0}, "contact = -1 lies outside 0 to 100"),
        ({"identity": 1.1}, "identity = 1.1 lies outside 0 to 1"),
        ({"familiarity": -0.1}, "familiarity = -0.1"),
        ({"openness": 2.0}, "openness = 2 lies outside 0 to 1"),
        ({"exclusion": -0.1}, "exclusion = -0.1"),
        ({"telling": math.nan}, "telling = nan"),
        ({"bandwidth": 1.5}, "bandwidth = 1.5 lies outside 0 to 1"),
        ({"members": 2}, "members = 2; give a whole number of at least 3"),
        ({"threshold": 0}, "threshold = 0; give a whole number of at least 1"),
        ({"neighbours": 0}, "neighbours = 0; give a whole number of at least 2"),
        ({"neighbours": 5}, "neighbours = 5; give an even number from 2 to 30"),
        ({"members": 6, "neighbours": 6}, "neighbours = 6; give an even number from 2 to 5"),
        ({"contact": np.ones(2), "telling": np.ones(3)}, "telling holds 3 draws but contact"),
        ({"neighbours": 32}, "neighbours = 32; give an even number from 2 to 30"),
        ({"members": 5, "neighbours": 4, "threshold": 5}, "threshold = 5 leaves none of 5"),
    ],
)
def test_bad_parameters_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        tie_strength.Parameters(**change)


def test_the_widest_ring_and_the_highest_threshold_are_allowed():
    parameters = tie_strength.Parameters(members=5, neighbours=4, threshold=4, identity=1.0)
    assert np.isfinite(run(parameters).practice).all()


def test_nothing_told_reaches_nobody():
    course = run(tie_strength.Parameters(telling=0.0))
    assert np.isinf(course.news[0, 1:]).all()
