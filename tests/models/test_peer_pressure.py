"""Peer pressure against Kandel and Lazear, Tullock, limiting cases and its own rivals."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from industrial_clusters import evidence
from industrial_clusters.models import peer_pressure


def run(parameters, seed=1):
    return peer_pressure.simulate(parameters, np.random.default_rng(seed))


def test_defaults_are_the_documented_ones():
    parameters = peer_pressure.Parameters()
    for row in ("xixia-contact-phase-1", "xixia-contact-today"):
        assert evidence.quantity(row).contains(float(parameters.contact))
    first = evidence.quantity("xixia-members-phase-1")
    assert first.contains(float(parameters.members_first))
    assert parameters.members_later == evidence.quantity("xixia-members-phase-2").low
    dates = {
        "opening_year": "xixia-network-founded-1994",
        "reform_year": "xixia-state-enterprise-reform-1999",
        "converted_year": "xixia-third-phase-2003",
    }
    for name, event in dates.items():
        assert str(getattr(parameters, name)) == evidence.row("events", event)["date_start"]
    assert (parameters.first_year, parameters.last_year) == (1985, 2014)
    assert (parameters.dilution, parameters.honour) == (0, 0)
    # The assumptions, pinned.
    assert (parameters.telling, parameters.pressure) == (0.2, 0.3)
    assert (parameters.shared, parameters.freedom) == (0.3, 0.3)


@given(st.integers(1, 500))
@settings(deadline=None, max_examples=40)
def test_equal_sharing_leaves_one_nth_of_the_first_best(members):
    # Kandel and Lazear 1992: a partner who gets 1/N of what it makes does 1/N of it.
    assert peer_pressure.effort(members, 1.0) == pytest.approx(1 / members)

    def loss(own):
        return -(own / members - own**2 / 2)

    assert minimize_scalar(loss).x == pytest.approx(1 / members, abs=1e-6)


@given(st.integers(1, 100), st.floats(0, 1))
@settings(deadline=None, max_examples=40)
def test_pressure_restores_the_first_best_where_it_equals_what_is_lost(members, shared):
    enough = shared * (1 - 1 / members)
    assert peer_pressure.effort(members, shared, enough) == pytest.approx(1)
    assert peer_pressure.effort(members, shared, enough + 0.1) == pytest.approx(1.1)
    assert peer_pressure.effort(members, shared, enough, 0.4) == pytest.approx(0.4)


def test_owners_who_share_nothing_do_the_first_best_whatever_the_group():
    assert peer_pressure.effort([2, 50], 0.0).tolist() == [1.0, 1.0]


@given(st.integers(2, 50), st.floats(0.1, 10))
@settings(deadline=None, max_examples=40)
def test_a_contest_for_honour_is_tullocks(members, prize):
    # Symmetric equilibrium: one's marginal chance (N - 1) / (N^2 e) of the prize meets
    # the marginal cost e; found here as a fixed point of best replies.
    found = float(peer_pressure.honoured(0.0, prize, members))

    def loss(own):
        return -(prize * own / (own + (members - 1) * found) - own**2 / 2)

    best = minimize_scalar(
        loss, bounds=(1e-9, 5 * found), method="bounded", options={"xatol": 1e-9}
    )
    assert best.x == pytest.approx(found, rel=1e-3)
    assert found == pytest.approx(math.sqrt(prize * (members - 1)) / members)


def test_honour_adds_to_other_effort_by_hand():
    # e = 0.5 + 2 * 1 / (4 e): e^2 - 0.5 e - 0.5 = 0 at e = 1.
    assert peer_pressure.honoured(0.5, 2.0, 2) == pytest.approx(1.0)
    assert peer_pressure.honoured(0.3, 0.0, 7) == 0.3


def test_what_is_seen_by_hand():
    parameters = peer_pressure.Parameters(contact=2.0, telling=0.05, members_first=6.0)
    # 12 months of two gatherings at one in twenty: 1.2 tellings.
    assert peer_pressure.observability(parameters, 60.0)[0, 0] == pytest.approx(1 - math.exp(-1.2))
    half = dataclasses.replace(parameters, dilution=0.5)
    assert peer_pressure.observability(half, 24.0)[0, 0] == pytest.approx(1 - math.exp(-0.6))
    full = peer_pressure.diluted(parameters)
    assert peer_pressure.observability(full, 24.0)[0, 0] == pytest.approx(1 - math.exp(-0.3))
    assert peer_pressure.observability(full, 6.0)[0, 0] == pytest.approx(1 - math.exp(-1.2))


@given(st.floats(0, 1), st.integers(6, 100), st.integers(1, 100))
@settings(deadline=None, max_examples=40)
def test_a_larger_group_never_sees_more(dilution, members, more):
    parameters = peer_pressure.Parameters(dilution=dilution)
    small, large = (
        peer_pressure.observability(parameters, float(n))[0, 0] for n in (members, members + more)
    )
    assert large <= small
    assert (large == small) == (dilution == 0) or dilution < 1e-9 or small > 1 - 1e-12


def test_the_circle_grows_and_is_freed_between_the_documented_years():
    course = run(
        peer_pressure.Parameters(
            members_first=5.0, members_later=30.0, freedom=0.2, shared=0.0, pressure=0.0
        )
    )
    sizes = dict(zip(course.years, course.members[0].tolist(), strict=True))
    assert (sizes[1985], sizes[1994], sizes[1995], sizes[2003], sizes[2014]) == (5, 5, 8, 30, 30)
    effort = dict(zip(course.years, course.effort[0].tolist(), strict=True))
    assert effort[1998] == effort[1999] == pytest.approx(0.2)
    assert effort[2000] == pytest.approx(0.4)
    assert effort[2002] == pytest.approx(0.8)
    assert effort[2003] == effort[2014] == pytest.approx(1.0)


def test_only_present_members_count_and_each_feels_its_own_pressure():
    parameters = peer_pressure.Parameters(
        members_first=3.0,
        members_later=4.0,
        shared=1.0,
        pressure=2.0,
        freedom=1.0,
        telling=1.0,
        contact=100.0,
    )
    course = run(parameters, seed=5)
    felt = 2.0 * np.random.default_rng(5).standard_exponential((4, 1))[:, 0]
    assert course.seen[0] == pytest.approx(1.0)
    assert course.effort[0, 0] == pytest.approx((1 / 3 + felt[:3]).mean())
    assert course.added[0, 0] == pytest.approx(felt[:3].mean())
    assert course.effort[0, -1] == pytest.approx((1 / 4 + felt).mean())
    assert course.slack[0, 0] == pytest.approx((1 / 3 + felt[:3] < 0.5).mean())
    assert course.slack[0, -1] == pytest.approx((1 / 4 + felt < 0.5).mean())


def test_pressure_is_felt_as_far_as_the_year_lets_it_be_seen():
    parameters = peer_pressure.Parameters(
        shared=0.0, freedom=1.0, telling=0.02, members_first=4.0, members_later=40.0, dilution=1.0
    )
    course = run(parameters, seed=5)
    felt = 0.3 * np.random.default_rng(5).standard_exponential((40, 1))[:, 0]
    for year, members in ((0, 4), (-1, 40)):
        seen = 1 - math.exp(-12 * 1.5 * 0.02 * 4 / members)
        assert course.seen[0, year] == pytest.approx(seen)
        assert course.added[0, year] == pytest.approx(seen * felt[:members].mean())


def test_slack_is_effort_below_a_half():
    for freedom, slack in ((0.5, 0.0), (0.499, 1.0)):
        course = run(peer_pressure.Parameters(freedom=freedom, shared=0.0, pressure=0.0))
        assert course.slack[0, 0] == slack


def test_neither_pressure_nor_honour_adds_exactly_nothing():
    course = run(peer_pressure.ownership_alone(peer_pressure.Parameters(shared=np.linspace(0, 1))))
    assert (course.added == 0).all()


def test_honour_is_worth_what_a_member_is_free_to_do():
    parameters = peer_pressure.Parameters(
        honour=8.0, shared=1.0, pressure=0.0, freedom=0.5, members_first=2.0
    )
    # Base 0.5 * 1/2; stake 0.5 * 8 / 4: e^2 - 0.25 e - 1 = 0.
    assert run(parameters).effort[0, 0] == pytest.approx((0.25 + math.sqrt(0.0625 + 4)) / 2)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 9))
@settings(deadline=None, max_examples=25)
def test_more_telling_never_lowers_effort(one, other, seed):
    low, high = sorted((one, other))
    less, more = (run(peer_pressure.Parameters(telling=t), seed) for t in (low, high))
    assert (more.effort >= less.effort - 1e-12).all()
    assert (more.slack <= less.slack).all()


@given(st.integers(0, 9))
@settings(deadline=None, max_examples=10)
def test_dilution_never_raises_effort(seed):
    theory = peer_pressure.Parameters(telling=0.05, members_later=80.0)
    assert (run(peer_pressure.diluted(theory), seed).effort <= run(theory, seed).effort).all()


def test_with_more_members_the_first_ones_are_the_same():
    small, large = (run(peer_pressure.Parameters(members_later=n)) for n in (31.0, 32.0))
    before = small.years.index(1994)
    assert np.array_equal(small.effort[:, : before + 1], large.effort[:, : before + 1])
    assert not np.array_equal(small.effort, large.effort)


def test_the_same_seed_gives_the_same_course_and_draws_differ():
    theory = peer_pressure.Parameters(telling=np.full(3, 0.2))
    first, again, other = run(theory), run(theory), run(theory, seed=2)
    assert np.array_equal(first.effort, again.effort)
    assert not np.array_equal(first.effort, other.effort)
    assert len(set(first.effort[:, -1])) == 3


def test_rivals_are_settings_of_the_same_equations():
    theory = peer_pressure.Parameters(honour=1.0, pressure=0.4)
    spread = peer_pressure.diluted(theory)
    assert (spread.dilution, spread.pressure, spread.honour) == (1, 0.4, 1)
    alone = peer_pressure.ownership_alone(theory)
    assert (alone.dilution, alone.pressure, alone.honour) == (0, 0, 0)


def test_observables_by_hand():
    course = peer_pressure.Course(
        years=(1993, 1994, 1995),
        opening_year=1994,
        members=np.array([[2.0, 3.0, 4.0]]),
        seen=np.array([[0.1, 0.2, 0.3]]),
        effort=np.array([[0.4, 0.5, 0.6]]),
        added=np.array([[0.01, 0.02, 0.03]]),
        slack=np.array([[0.9, 0.8, 0.7]]),
    )
    assert peer_pressure.observables(course).iloc[0].to_dict() == {
        "early_effect": 0.01,
        "late_effect": 0.03,
        "seen": 0.3,
        "effort": 0.6,
        "slack": 0.7,
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"contact": -1.0}, "contact = -1 lies outside 0 to 100"),
        ({"telling": 1.1}, "telling = 1.1 lies outside 0 to 1"),
        ({"dilution": 1.1}, "dilution = 1.1 lies outside 0 to 1"),
        ({"pressure": -0.1}, "pressure = -0.1"),
        ({"honour": math.nan}, "honour = nan"),
        ({"shared": 1.2}, "shared = 1.2 lies outside 0 to 1"),
        ({"freedom": -0.2}, "freedom = -0.2 lies outside 0 to 1"),
        ({"members_first": 1.0}, "members_first = 1 lies outside 2 to 1000"),
        ({"members_later": 1.0}, "members_later = 1 lies outside 2 to 10000"),
        ({"shared": np.ones(2), "telling": np.ones(3)}, "shared holds 2 draws but telling holds 3"),
        ({"first_year": 0}, "first_year = 0; give a whole number of at least 1"),
        ({"first_year": 1994}, "opening_year = 1994 does not follow first_year = 1994"),
        ({"reform_year": 1990}, "reform_year = 1990 does not follow opening_year = 1994"),
        ({"converted_year": 1999}, "converted_year = 1999 does not follow reform_year = 1999"),
        ({"last_year": 2003}, "last_year = 2003 does not follow converted_year = 2003"),
    ],
)
def test_bad_parameters_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        peer_pressure.Parameters(**change)
