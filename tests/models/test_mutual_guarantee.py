"""Mutual guarantees: accounts that balance, closed forms, limits, and the same agents for all."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from industrial_clusters import evidence
from industrial_clusters.models import mutual_guarantee as pool
from industrial_clusters.networks.clearing import clear


def run(parameters, seed=1):
    return pool.simulate(parameters, np.random.default_rng(seed))


def draws(number, **changes):
    """As many draws of one and the same parameter set."""
    return pool.Parameters(**{"need": np.full(number, 0.2), **changes})


def test_defaults_are_documented_or_said_to_be_assumed():
    parameters = pool.Parameters()
    assert parameters.firms == evidence.quantity("xixia-leading-firms").low
    guarantees = evidence.ties("xixia", kinds={"guarantees"})
    dated = [tie for *_, tie in guarantees.edges(data=True) if tie["amount"] is not None]
    assert parameters.first_year == min(int(tie["start"]) for tie in dated)
    assert parameters.last_year == 2013
    assert parameters.guarantors == 1
    assumed = {name: getattr(parameters, name) for name in pool.RANGES}
    assert assumed == {
        "need": 0.2,
        "need_correlation": 0.0,
        "project": 1.0,
        "credit": 0.5,
        "recognition": 1.0,
        "cash": 0.05,
        "gain": 0.1,
        "debt": 0.3,
        "volatility": 0.2,
        "shock_correlation": 0.0,
        "default_cost": 0.2,
    }
    assert (parameters.lenders, parameters.idle_only, parameters.draws) == (0, True, 1)


# Who guarantees for whom.


def helped(need, order, lacking, capacity, **changes):
    parameters = pool.Parameters(firms=len(need), **changes)
    return pool._helped(
        parameters,
        np.array(need, dtype=bool)[None, None],
        np.array(order, dtype=float)[None, None],
        np.array(lacking, dtype=float)[None, None],
        np.array(capacity, dtype=float).reshape(1, 1, 1),
        "guarantors",
    )[0, 0]


def test_two_borrowers_divide_the_one_idle_friend():
    # Each lacks 0.5 and asks the third; it has 0.6 to give: 0.3 each.
    gets = helped([1, 1, 0], np.zeros((3, 3)), [0.5, 0.5, 0], 0.6)
    assert gets == pytest.approx(np.array([[0, 0, 0.3], [0, 0, 0.3], [0, 0, 0]]))
    # One that lacks three times as much gets three times as much.
    gets = helped([1, 1, 0], np.zeros((3, 3)), [0.9, 0.3, 0], 0.6)
    assert gets[:2, 2] == pytest.approx([0.45, 0.15])


def test_friends_are_asked_in_their_order_for_equal_parts():
    order = [[0, 0.9, 0.1, 0.5], *np.zeros((3, 4))]
    one = helped([1, 0, 0, 0], order, [0.6, 0, 0, 0], 1.0, guarantors=1)
    assert one[0].tolist() == pytest.approx([0, 0, 0.6, 0])
    two = helped([1, 0, 0, 0], order, [0.6, 0, 0, 0], 1.0, guarantors=2)
    assert two[0].tolist() == pytest.approx([0, 0, 0.3, 0.3])
    # Asking more friends than there are is asking all.
    many = helped([1, 0, 0, 0], order, [0.6, 0, 0, 0], 1.0, guarantors=9)
    assert many[0].tolist() == pytest.approx([0, 0.2, 0.2, 0.2])


def test_who_is_busy_helps_only_where_credit_is_counted_twice():
    gets = helped([1, 1], np.zeros((2, 2)), [0.4, 0.4], 1.0)
    assert gets.sum() == 0
    gets = helped([1, 1], np.zeros((2, 2)), [0.4, 0.4], 1.0, idle_only=False)
    assert gets == pytest.approx(np.array([[0, 0.4], [0.4, 0]]))


@given(
    st.floats(0, 1),
    st.floats(0.1, 3),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(0, 4),
    st.integers(0, 4),
    st.booleans(),
)
@settings(deadline=None, max_examples=40)
def test_the_accounts_of_a_year_balance(need, project, credit, recognition, k, lenders, idle):
    parameters = pool.Parameters(
        need=need,
        project=project,
        credit=credit,
        recognition=recognition,
        guarantors=k,
        lenders=lenders,
        idle_only=idle,
    )
    course = run(parameters)
    own = min(credit, project) * course.need
    assert course.loan == pytest.approx(own + course.from_friends + course.covered)
    assert (course.loan <= project + 1e-9).all()
    assert course.covered.sum(axis=2) == pytest.approx(course.given.sum(axis=2))
    assert (course.given <= recognition * credit + 1e-9).all()
    assert not (course.covered[~course.need] > 0).any()
    if idle:
        assert not (course.given[course.need] > 0).any()
    assert course.earned == pytest.approx(0.1 * course.loan)
    assert (course.defaults | ~course.fundamental).all()


# Known results.


def test_firms_on_their_own_fail_as_often_as_the_closed_form_says():
    parameters = pool.alone(draws(400, debt=0.6, volatility=0.3, firms=5))
    course = run(parameters)
    idle = course.defaults[~course.need].mean()
    busy = course.defaults[course.need].mean()
    assert idle == pytest.approx(pool.default_probability(parameters)[0], abs=0.008)
    assert busy == pytest.approx(pool.default_probability(parameters, 0.5)[0], abs=0.015)
    # By hand: 1.55 against 1.1, over 0.3 x 1.55.
    assert pool.default_probability(parameters, 0.5)[0] == pytest.approx(norm.cdf(-0.45 / 0.465))


def test_default_probability_at_the_edges():
    def probability(**changes):
        return float(pool.default_probability(pool.Parameters(**changes))[0])

    assert probability(debt=0.0) == 0
    assert probability(debt=0.5, volatility=0.0) == 0
    assert probability(debt=1.0, volatility=0.0) == 0  # exactly enough
    assert probability(debt=1.1, volatility=0.0) == 1
    assert probability(debt=1.0, volatility=0.3) == pytest.approx(0.5)


def test_a_large_group_fails_as_vasicek_says():
    # Vasicek 2002: given the factor, the share that fails is conditional_default.
    parameters = pool.alone(
        pool.Parameters(
            debt=0.8,
            volatility=0.2,
            shock_correlation=0.3,
            firms=250,
            first_year=1,
            last_year=40,
            need=0.0,
        )
    )
    course = run(parameters)
    expected = pool.conditional_default(
        pool.default_probability(parameters)[0], 0.3, course.factor[0]
    )
    failing = course.defaults[0].mean(axis=1)
    assert failing == pytest.approx(expected, abs=0.09)
    assert (failing - expected).mean() == pytest.approx(0, abs=0.01)
    assert np.ptp(expected) > 0.2


def test_the_factor_averages_out():
    mean = quad(lambda m: float(pool.conditional_default(0.07, 0.4, m) * norm.pdf(m)), -9, 9)[0]
    assert mean == pytest.approx(0.07, abs=1e-6)
    assert pool.conditional_default(0.07, 0.0, -3.0) == pytest.approx(0.07)
    assert pool.conditional_default(0.07, 0.4, -1.0) > pool.conditional_default(0.07, 0.4, 1.0)


@pytest.mark.parametrize(("members", "correlation"), [(1, 0.3), (5, 0.0), (5, 0.3), (20, 0.3)])
def test_a_pool_of_all_they_own_fails_as_its_closed_form_says(members, correlation):
    rng = np.random.default_rng(5)
    shock = np.sqrt(correlation) * rng.standard_normal((40_000, 1)) + np.sqrt(
        1 - correlation
    ) * rng.standard_normal((40_000, members))
    p = norm.cdf(-0.8)
    # All alike: the pool fails where the mean of V falls below the mean of the debts.
    failing = (shock.mean(axis=1) < -0.8).mean()
    assert failing == pytest.approx(pool.pooled_default(p, correlation, members), abs=0.007)


@given(st.floats(0.001, 0.4), st.floats(0, 0.99), st.integers(1, 200))
def test_pooling_helps_less_as_luck_is_shared(p, correlation, members):
    pooled = pool.pooled_default(p, correlation, members)
    assert pool.pooled_default(p, correlation, members + 1) <= pooled
    assert pool.pooled_default(p, 0.5 * correlation, 2) < p
    assert pooled <= p + 1e-12
    assert pool.pooled_default(p, 1.0, members) == pytest.approx(p)
    assert pool.pooled_default(p, min(correlation + 0.01, 1), members) >= pooled - 1e-15
    # The rest that no size removes: Vasicek's share is above one half.
    rest = norm.cdf(norm.ppf(p) / np.sqrt(max(correlation, 1e-6)))
    assert pool.pooled_default(p, max(correlation, 1e-6), 10**12) == pytest.approx(rest, abs=1e-4)


@given(st.floats(0.001, 0.2), st.floats(0, 0.9), st.integers(1, 8), st.integers(1, 12))
@settings(deadline=None, max_examples=40)
def test_a_calm_record_speaks_for_shared_luck(p, correlation, firms, years):
    calm = pool.calm_probability(p, correlation, firms=firms, years=years)
    apart = (1 - p) ** (firms * years)
    together = (1 - p) ** years
    assert pool.calm_probability(p, 0.0, firms=firms, years=years) == pytest.approx(apart)
    assert apart - 1e-9 <= calm <= together + 1e-3
    more = pool.calm_probability(p, correlation + 0.05, firms=firms, years=years)
    assert more >= calm - 1e-4


def test_the_chance_of_calm_is_each_probabilitys_own():
    both = pool.calm_probability(np.array([0.01, 0.03]), 0.6)
    alone = [float(pool.calm_probability(p, 0.6)) for p in (0.01, 0.03)]
    assert both.tolist() == pytest.approx(alone)


def test_calm_probability_against_an_integral_and_its_defaults():
    year = quad(
        lambda m: float((1 - pool.conditional_default(0.03, 0.6, m)) ** 5 * norm.pdf(m)), -9, 9
    )[0]
    assert pool.calm_probability(0.03, 0.6) == pytest.approx(year**11, abs=2e-4)
    parameters = pool.Parameters()
    years = parameters.last_year - parameters.first_year + 1
    assert pool.calm_probability(0.03, 0.6) == pool.calm_probability(
        0.03, 0.6, firms=parameters.firms, years=years
    )


def test_with_one_luck_for_all_a_complete_pool_pays_creditors_nothing_more():
    ring = (1 - np.eye(5)) * 0.25
    for shocks in (np.full(5, 0.8), np.array([0.8, 1.2, 1.2, 1.2, 1.2])):
        covered = clear(shocks, np.zeros((5, 5)), loans=1.0, guarantees=ring)
        bare = clear(shocks, np.zeros((5, 5)), loans=1.0)
        gain = covered.payments.sum() - bare.payments.sum()
        assert gain == pytest.approx(0.0 if shocks.std() == 0 else 0.2)


# Limits and monotonicities.


def test_a_guarantee_that_the_bank_ignores_is_none():
    ignored, none = run(pool.Parameters(recognition=0.0)), run(pool.alone(pool.Parameters()))
    for name in ("loan", "defaults", "destroyed", "bank_loss"):
        assert np.array_equal(getattr(ignored, name), getattr(none, name))
    assert none.covered.sum() == 0
    assert not (none.defaults & ~none.fundamental).any()


def test_needs_that_all_come_at_once_leave_nobody_to_guarantee():
    together = draws(50, need_correlation=1.0)
    course = run(together)
    assert set(course.need.sum(axis=2).ravel()) == {0, 5}
    assert course.covered.sum() == 0
    assert run(pool.counted_twice(together)).covered.sum() > 0
    assert run(draws(50)).covered.sum() > 0


def test_one_luck_for_all_fails_all_or_none():
    course = run(draws(200, shock_correlation=1.0, debt=0.7, volatility=0.3, guarantors=0))
    idle_years = ~course.need.any(axis=2)
    assert set(course.defaults.sum(axis=2)[idle_years]) == {0, 5}


def test_the_common_factor_is_bad_where_it_is_low():
    course = run(draws(100, shock_correlation=0.9, debt=0.7, volatility=0.3))
    bad = course.factor < -1.5
    assert course.defaults.mean(axis=2)[bad].mean() > 0.9
    assert course.defaults.mean(axis=2)[course.factor > 0.5].mean() < 0.05


@given(st.floats(0, 0.6), st.floats(0, 0.6), st.integers(0, 99))
@settings(deadline=None, max_examples=25)
def test_costlier_defaults_never_spare_a_firm(one, other, seed):
    low, high = sorted((one, other))
    base = draws(10, debt=0.6, volatility=0.3, guarantors=2)
    cheap, dear = (
        run(dataclasses.replace(base, default_cost=cost), seed).defaults for cost in (low, high)
    )
    assert (cheap <= dear).all()


def test_guarantees_raise_capital_and_carry_failures():
    base = draws(300, debt=0.6, volatility=0.3, shock_correlation=0.5)
    none, one = (pool.observables(run(p)).mean() for p in (pool.alone(base), base))
    assert one["capital"] > none["capital"]
    assert one["failures"] > none["failures"]
    assert one["contagion"] > none["contagion"] == 0


def test_friends_who_lend_lose_what_is_not_repaid():
    parameters = pool.lending(draws(300, debt=0.75, volatility=0.3, cash=0.2))
    course = run(parameters)
    assert course.covered.sum() == 0
    assert course.from_friends.max() == pytest.approx(0.5)
    # Four friends with a fifth each cover the half that is lacking.
    one_need = course.need.sum(axis=2) == 1
    assert course.from_friends.sum(axis=2)[one_need] == pytest.approx(0.5)
    assert (course.defaults & ~course.fundamental).sum() > 0


def test_money_lent_has_left_the_lender():
    # Debts above assets and no gain: nobody can be saved by moving money about.
    poor = pool.lending(draws(50, debt=1.2, volatility=0.0, gain=0.0, cash=0.3))
    course = run(poor)
    assert course.from_friends.sum() > 0
    assert course.defaults.all()


def test_guarantees_cover_what_friends_did_not_lend():
    course = run(draws(50, lenders=4, guarantors=4, cash=0.05, credit=0.8, need=0.1))
    alone_in_need = course.need & (course.need.sum(axis=2, keepdims=True) == 1)
    assert course.loan[alone_in_need] == pytest.approx(1.0)
    assert course.from_friends[alone_in_need] == pytest.approx(0.2)
    assert course.covered[alone_in_need] == pytest.approx(0.0)
    course = run(draws(50, lenders=4, guarantors=4, cash=0.02, credit=0.8, need=0.1))
    assert course.covered[alone_in_need] == pytest.approx(0.12)


def test_default_destroys_the_share_it_is_said_to():
    base = pool.alone(draws(100, debt=0.8, volatility=0.3, need=np.zeros(100)))
    free, half, total = (
        run(dataclasses.replace(base, default_cost=cost)) for cost in (0.0, 0.5, 1.0)
    )
    assert free.destroyed.sum() == 0
    assert half.destroyed == pytest.approx(total.destroyed / 2)
    # A firm that fails has less than its debts, and all of that is lost.
    assert (total.destroyed[total.defaults] < 0.8).all()
    assert total.destroyed.sum() > 10
    busy = run(pool.alone(draws(100, debt=0.8, volatility=0.3, default_cost=1.0)))
    failed = busy.defaults & busy.need
    assert busy.bank_loss[failed] == pytest.approx(0.5)


def test_what_friends_could_lend_over_what_is_lacking():
    def share(**changes):
        return float(run(pool.Parameters(**changes)).friends_share[0])

    assert share() == pytest.approx(4 * 0.05 / 0.5)
    assert share(project=0.5) == math.inf
    assert share(firms=2, cash=0.1, project=0.7) == pytest.approx(0.5)


# Randomness and what is seen.


def test_rivals_meet_the_same_firms():
    drawn = draws(20, need_correlation=0.6, shock_correlation=0.6)
    one, two = run(drawn), run(pool.counted_twice(drawn))
    assert np.array_equal(one.need, two.need)
    assert np.array_equal(one.factor, two.factor)
    assert np.array_equal(one.factor, run(pool.independent(drawn)).factor)
    assert np.array_equal(one.need, run(pool.lending(drawn)).need)
    assert np.array_equal(
        run(pool.independent(drawn)).loan,
        run(dataclasses.replace(drawn, need_correlation=0.0, shock_correlation=0.0)).loan,
    )


def test_the_independent_pool_of_one_that_is_so_already_is_itself():
    alone = pool.independent(pool.Parameters(need_correlation=0.0, shock_correlation=0.0))
    assert (alone.need_correlation, alone.shock_correlation) == (0.0, 0.0)


def test_the_rivals_are_nested_and_keep_their_draws():
    drawn = pool.Parameters(need_correlation=np.full(3, 0.4), shock_correlation=0.6, lenders=2)
    argued = pool.independent(drawn)
    assert argued.draws == 3
    assert argued.need_correlation == pytest.approx(0)
    assert argued.shock_correlation == 0
    assert (pool.alone(drawn).guarantors, pool.alone(drawn).lenders) == (0, 0)
    assert (pool.lending(drawn).guarantors, pool.lending(drawn).lenders) == (0, 4)
    assert not pool.counted_twice(drawn).idle_only


def test_draws_years_and_streams_differ():
    course = run(draws(2))
    assert not np.array_equal(course.need[0], course.need[1])
    assert not np.array_equal(course.factor[0], course.factor[1])
    assert not np.array_equal(course.need[0, 0], course.need[0, 1]) or not np.array_equal(
        course.need[0, 1], course.need[0, 2]
    )
    # Needs and shocks must not come from one stream: a bad year is not a year of need.
    course = run(draws(400, need_correlation=0.9, shock_correlation=0.9))
    assert abs(np.corrcoef(course.need.mean(axis=2).ravel(), course.factor.ravel())[0, 1]) < 0.05


def test_a_draws_parameters_are_its_own():
    project = np.array([0.6, 0.9])
    together = run(pool.Parameters(project=project))
    other = run(pool.Parameters(project=np.array([0.6, 0.7])))
    assert np.array_equal(together.loan[0], other.loan[0])
    assert not np.array_equal(together.loan[1], other.loan[1])


def test_the_same_seed_gives_the_same_bits():
    one, two = run(draws(8), 7), run(draws(8), 7)
    for field in dataclasses.fields(pool.Course):
        assert np.array_equal(getattr(one, field.name), getattr(two, field.name))
    assert not np.array_equal(one.loan, run(draws(8), 8).loan)


def test_observables_read_the_course():
    def cells(*marked):
        table = np.zeros((1, 3, 2))
        for year, firm, value in marked:
            table[0, year, firm] = value
        return table

    course = pool.Course(
        years=(2003, 2004, 2005),
        factor=np.zeros((1, 3)),
        need=cells((0, 0, 1)) > 0,
        loan=cells((0, 0, 1.2), (1, 1, 0.6)),
        covered=cells((0, 0, 0.4), (1, 1, 0.2), (2, 1, 0.2)),
        # Firm 0 is helped first and gives later; firm 1 gives before, then in the same year.
        given=cells((0, 1, 0.4), (1, 0, 0.2), (1, 1, 0.1)),
        from_friends=cells(),
        defaults=cells((1, 0, 1), (1, 1, 1), (2, 0, 1)) > 0,
        fundamental=cells((1, 0, 1), (2, 0, 1)) > 0,
        destroyed=cells((1, 0, 0.6)),
        bank_loss=cells((1, 0, 0.3)),
        earned=cells((0, 0, 0.12)),
        friends_share=np.array([0.4]),
    )
    seen = pool.observables(course).iloc[0].to_dict()
    assert seen == {
        "guaranteed_loans": 3,
        "guaranteed_firms": 2,
        "turned": 1,
        "capital": pytest.approx(0.3),
        "failures": 3,
        "contagion": 1,
        "worst_year": 2,
        "destroyed": pytest.approx(0.1),
        "bank_loss": pytest.approx(0.05),
        "value": pytest.approx(0.02 - 0.1),
        "friends_share": 0.4,
    }


def test_the_years_are_those_asked_for():
    assert run(pool.Parameters()).years == tuple(range(2003, 2014))
    assert run(pool.Parameters(first_year=5, last_year=5)).loan.shape == (1, 1, 5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"need": 1.5}, "need = 1.5 lies outside 0 to 1"),
        ({"volatility": math.nan}, "volatility = nan"),
        ({"gain": -2.0}, "gain = -2 lies outside -1 to 10"),
        ({"cash": 1.1}, "cash = 1.1"),
        ({"shock_correlation": -0.1}, "shock_correlation = -0.1"),
        ({"need": np.zeros(2), "debt": np.zeros(3)}, "arrays of one length"),
        ({"firms": 0}, "firms = 0; give a whole number of at least 1"),
        ({"guarantors": -1}, "guarantors = -1; give a whole number of at least 0"),
        ({"lenders": 0.5}, "lenders = 0.5; give a whole number"),
        ({"last_year": 2002}, "last_year = 2002 precedes first_year = 2003; swap them"),
    ],
)
def test_bad_parameters_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        pool.Parameters(**changes)
