"""Trade first: Evans and Jovanovic's marginal founder, and wealth that matters only with limits."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters import evidence
from industrial_clusters.models import trade_first as model
from industrial_clusters.models.trade_first import INSTITUTE, TECHNOLOGY, TRADE


def alike(**changes):
    """One founder, or several that are all alike."""
    values = {"wealth_spread": 0.0, "productivity_spread": 0.0, "founders": 1}
    return model.Parameters(**{**values, **changes})


def run(parameters, seed=1):
    return model.simulate(parameters, np.random.default_rng(seed))


@pytest.mark.parametrize(("productivity", "leaves"), [(0.699, False), (0.701, True)])
def test_the_marginal_founder_is_that_of_evans_and_jovanovic(productivity, leaves):
    # w (l a)^-alpha + r (l a)^(1 - alpha) with w = 1, r = 0.1, l a = 4: 0.5 + 0.2.
    founder = alike(
        wealth=4.0, wage=1.0, interest=0.1, returns=0.5, margin=0.0, productivity=productivity
    )
    first = run(founder).activity[0, 0, 0]
    assert first == (TECHNOLOGY if leaves else INSTITUTE)


@given(
    st.floats(1.0, 5.0),
    st.floats(0.05, 1.0),
    st.floats(0.05, 0.4),
    st.floats(0.2, 0.8),
    st.floats(1.0, 2.0),
)
@settings(deadline=None, max_examples=40)
def test_the_marginal_founder_under_any_limit_that_binds(wealth, wage, interest, returns, limit):
    capital = limit * wealth
    theta = wage * capital**-returns + interest * capital ** (1 - returns)
    best = (returns * theta / interest) ** (1 / (1 - returns))
    for factor, activity in ((0.999, INSTITUTE), (1.001, TECHNOLOGY)):
        founder = alike(
            wealth=wealth, wage=wage, interest=interest, returns=returns, own_money=limit,
            margin=0.0, productivity=theta * factor,
        )  # fmt: skip
        if best > capital * 1.01:
            assert run(founder).activity[0, 0, 0] == activity


def test_without_a_limit_wealth_decides_nothing():
    # Evans and Jovanovic 1989: with perfect credit selection is on productivity alone.
    poor, rich = (
        run(model.preference_alone(model.Parameters(wealth=wealth))) for wealth in (0.001, 50.0)
    )
    assert np.array_equal(poor.activity, rich.activity)
    assert len(np.unique(poor.activity)) > 1


def test_without_a_limit_the_date_of_credit_has_no_effect():
    free = model.preference_alone(model.Parameters())
    assert np.array_equal(run(free).activity, run(model.with_credit_from(free, 1985)).activity)
    assert np.array_equal(run(free).activity, run(free).wanted)


def test_with_a_limit_the_richer_begin_with_technology_and_the_poorer_with_trade():
    rich, poor = (alike(wealth=wealth, productivity=2.0) for wealth in (1.5, 0.2))
    assert run(rich).activity[0, 0, 0] == TECHNOLOGY
    assert run(poor).activity[0, 0, 0] == TRADE
    assert run(poor).wanted[0, 0, 0] == TECHNOLOGY


def test_a_founder_with_exactly_one_project_can_take_it_up():
    assert run(alike(wealth=1.0, productivity=2.0)).activity[0, 0, 0] == TECHNOLOGY
    assert run(alike(wealth=0.999, productivity=2.0)).activity[0, 0, 0] == TRADE


def test_two_years_of_trade_by_hand():
    course = run(
        alike(wealth=0.25, productivity=2.0, margin=1.0, interest=0.15, saving=0.8, last_year=1982)
    )
    # sqrt(0.25) = 0.5 earned with all own money, 80% of it saved, and so on.
    assert course.wealth[0, 0].tolist() == pytest.approx([0.25, 0.65, 0.65 + 0.8 * math.sqrt(0.65)])
    assert course.activity[0, 0].tolist() == [TRADE, TRADE, TECHNOLOGY]
    assert not course.borrowing[0, 0].any()


def test_wages_and_interest_are_saved_too():
    course = run(
        alike(wealth=0.5, margin=0.0, wage=0.2, interest=0.1, saving=0.5, productivity=0.0)
    )
    assert course.activity[0, 0, 0] == INSTITUTE
    assert course.wealth[0, 0, 1] == pytest.approx(0.5 + 0.5 * (0.2 + 0.05))


def test_no_more_capital_is_used_than_pays():
    # (0.5 x 0.6 / 0.15)^2 = 4 of capital, of which half is borrowed, for 1.2 a year.
    founder = alike(
        wealth=2.0, productivity=0.6, margin=0.0, interest=0.15, own_money=5.0, saving=1.0
    )
    course = run(founder)
    assert course.borrowing[0, 0, 0]
    assert course.wealth[0, 0, 1] == pytest.approx(2.0 + 1.2 - 0.15 * 2.0)
    rich = run(dataclasses.replace(founder, wealth=5.0))
    assert not rich.borrowing[0, 0, 0]


def test_the_least_project_may_be_more_than_pays_best():
    # Best capital is 0.25; the project takes 1: 0.4 less 0.4 of interest, below the wage.
    founder = alike(wealth=3.0, productivity=0.4, margin=0.0, interest=0.4, wage=0.01)
    assert run(founder).activity[0, 0, 0] == INSTITUTE
    assert (
        run(dataclasses.replace(founder, wage=0.0, taste=0.5, productivity=0.41)).activity[0, 0, 0]
        == TECHNOLOGY
    )


def test_credit_begins_in_its_year():
    founder = alike(wealth=0.5, productivity=2.0, margin=0.0, wage=0.0, saving=0.0, credit=2.0)
    course = run(founder)
    years = dict(zip(course.years, course.activity[0, 0], strict=True))
    assert (years[1983], years[1984], years[1985]) == (INSTITUTE, TECHNOLOGY, TECHNOLOGY)
    later = run(model.with_credit_from(founder, 1987))
    assert later.activity[0, 0, later.years.index(1986)] == INSTITUTE
    assert later.activity[0, 0, later.years.index(1987)] == TECHNOLOGY


def test_the_margin_shrinks_from_the_year_of_decline():
    # Gain 1 - 0.1 with capital 1; e^-0.2 - 0.1 = 0.719 in 1985, e^-0.4 - 0.1 = 0.570 in 1986.
    founder = alike(
        wealth=1.0, productivity=0.0, margin=1.0, interest=0.1, saving=0.0, decline=0.2, wage=0.6,
        credit=1.0,
    )  # fmt: skip
    course = run(founder)
    years = dict(zip(course.years, course.activity[0, 0], strict=True))
    assert (years[1984], years[1985], years[1986]) == (TRADE, TRADE, INSTITUTE)
    wage = run(dataclasses.replace(founder, wage=0.8))
    years = dict(zip(wage.years, wage.activity[0, 0], strict=True))
    assert (years[1984], years[1985]) == (TRADE, INSTITUTE)


@pytest.mark.parametrize(("taste", "activity"), [(0.0, TRADE), (0.3, TECHNOLOGY), (-0.5, TRADE)])
def test_taste_tips_the_scales(taste, activity):
    founder = alike(wealth=4.0, productivity=0.9, margin=1.0, interest=0.05, taste=taste)
    assert run(founder).activity[0, 0, 0] == activity


def test_taste_does_not_raise_income():
    plain, fond = (alike(wealth=4.0, productivity=1.5, taste=taste) for taste in (0.0, 2.0))
    assert np.array_equal(run(plain).wealth, run(fond).wealth)


@given(st.floats(0.05, 1.0), st.floats(0.05, 1.0), st.integers(0, 5))
@settings(deadline=None, max_examples=25)
def test_more_own_money_never_delays_the_first_project(one, other, seed):
    # Where trade is out of the question, so that credit can only serve technology.
    low, high = sorted((one, other))

    def started(own_money):
        course = run(model.Parameters(wealth=1.0, margin=0.0, own_money=own_money), seed)
        return np.cumsum(course.activity == TECHNOLOGY, axis=2) > 0

    assert (started(low) <= started(high)).all()


def test_a_multiple_of_nothing():
    assert run(alike(wealth=0.0)).activity[0, 0, 0] == INSTITUTE
    assert run(model.preference_alone(alike(wealth=0.0))).activity[0, 0, 0] != INSTITUTE


def test_theory_and_rival_share_their_founders_and_draws_differ():
    parameters = model.Parameters(wealth=np.full(3, 0.1))
    theory, rival = run(parameters), run(model.preference_alone(parameters))
    assert np.array_equal(theory.wealth[:, :, 0], rival.wealth[:, :, 0])
    assert len(np.unique(theory.wealth[:, :, 0])) == 3 * 40
    founders = model.draw_founders(parameters, np.random.default_rng(1))
    assert np.array_equal(founders.wealth, theory.wealth[:, :, 0])
    assert (
        abs(np.corrcoef(np.log(founders.wealth.ravel()), founders.productivity.ravel())[0, 1]) < 0.3
    )


def test_founders_have_the_medians_and_spreads_asked_for():
    parameters = model.Parameters(
        wealth=0.2, wealth_spread=0.7, productivity=1.4, productivity_spread=0.3, founders=20_000
    )
    founders = model.draw_founders(parameters, np.random.default_rng(1))
    assert np.median(founders.wealth) == pytest.approx(0.2, rel=0.03)
    assert np.log(founders.wealth).std() == pytest.approx(0.7, rel=0.03)
    assert np.median(founders.productivity) == pytest.approx(1.4, rel=0.03)
    assert np.log(founders.productivity).std() == pytest.approx(0.3, rel=0.03)


def test_draws_keep_their_own_parameters():
    together = run(model.Parameters(wealth=np.array([0.1, 5.0]), wealth_spread=0.0))
    alone = run(model.Parameters(wealth=np.array([0.1, 0.2]), wealth_spread=0.0))
    assert np.array_equal(together.activity[0], alone.activity[0])
    assert not np.array_equal(together.activity[1], alone.activity[1])


def test_the_same_seed_gives_the_same_bits():
    one, two = run(model.Parameters(), 3), run(model.Parameters(), 3)
    for field in dataclasses.fields(model.Course):
        assert np.array_equal(getattr(one, field.name), getattr(two, field.name))
    assert not np.array_equal(one.wealth, run(model.Parameters(), 4).wealth)


def test_observables_by_hand():
    activity = np.array([[
        [TRADE, TRADE, TECHNOLOGY],
        [TRADE, TRADE, TRADE],
        [TECHNOLOGY, TECHNOLOGY, INSTITUTE],
        [INSTITUTE, INSTITUTE, TRADE],
        [INSTITUTE, TRADE, TECHNOLOGY],
    ]])  # fmt: skip
    wanted = np.full_like(activity, TRADE)
    wanted[0, 0, 0] = TECHNOLOGY
    wanted[0, 4, 0] = TECHNOLOGY  # not the year in which it began
    wealth = np.repeat(np.array([[1.0, 4.0, 5.0, 2.0, 6.0]])[..., None], 3, axis=2)
    borrowing = np.zeros(activity.shape, dtype=bool)
    borrowing[0, [0, 2], 2] = True
    course = model.Course((1983, 1984, 1985), activity, wanted, wealth, borrowing)
    seen = model.observables(course).iloc[0].to_dict()
    assert seen == pytest.approx(
        {
            "firms": 4 / 5,
            "traded_first": 3 / 4,
            "forced": 1 / 3,
            "turned": 2 / 3,
            "trading": 2 / 4,
            "borrowing": 1 / 4,
            "rich_traded": 1 / 2,
            "poor_traded": 1.0,
        }
    )
    assert model.observables(course, early=1983).loc[0, "firms"] == 3 / 5


def test_rich_and_poor_are_those_of_the_start_and_each_draw_has_its_own():
    first = [[TRADE, TECHNOLOGY, TECHNOLOGY, INSTITUTE], [INSTITUTE, INSTITUTE, TRADE, TECHNOLOGY]]
    last = [[TECHNOLOGY, TECHNOLOGY, TRADE, TRADE], [INSTITUTE, INSTITUTE, TRADE, TECHNOLOGY]]
    # The richest of the start are the third and fourth, those of the end the first.
    start, end = [[1.0, 2, 3, 4], [1.0, 2, 4, 3]], [[4.0, 1, 1, 1]] * 2
    owing = [[False] * 4] * 2, [[True, False, False, False]] * 2
    activity = np.stack([first, last], axis=2)
    course = model.Course(
        (1984, 1985), activity, activity, np.stack([start, end], axis=2), np.stack(owing, axis=2)
    )
    seen = model.observables(course)
    assert seen["rich_traded"].tolist() == [0.0, 0.5]
    assert seen["poor_traded"].tolist() == [0.5, 0.0]
    # One who works for the institute borrows for no firm.
    assert seen["borrowing"].tolist() == [0.25, 0.0]
    assert seen["firms"].tolist() == [0.75, 0.5]


def test_rivals_lift_every_limit():
    limited = model.Parameters(own_money=1.5, credit=2.0)
    rival = model.preference_alone(limited)
    assert (rival.own_money, rival.credit) == (math.inf, math.inf)
    opened = model.with_credit_from(limited, 1985)
    assert (opened.own_money, opened.credit, opened.credit_year) == (1.5, math.inf, 1985)


def test_shares_of_nobody_are_nil():
    course = run(alike(wealth=0.1, margin=0.0, productivity=0.0))
    seen = model.observables(course).iloc[0]
    assert (seen == 0).all()


def test_observables_name_the_years():
    course = run(model.Parameters(last_year=1983))
    with pytest.raises(ValueError, match="years run from 1980 to 1983; choose"):
        model.observables(course)


def test_defaults_are_those_documented_or_said_to_be_assumed():
    parameters = model.Parameters()
    assert parameters.founders == evidence.quantity("zhongguancun-firms-1984").low
    opened = evidence.row("events", "zhongguancun-bank-branches-1984")["date_start"]
    assert parameters.credit_year == int(opened)
    assert dataclasses.asdict(parameters) == {
        "wealth": 0.1,
        "wealth_spread": 1.0,
        "productivity": 1.0,
        "productivity_spread": 0.5,
        "margin": 1.0,
        "decline": 0.1,
        "wage": 0.05,
        "interest": 0.15,
        "returns": 0.5,
        "saving": 0.5,
        "taste": 0.0,
        "own_money": 1.0,
        "credit": 2.0,
        "founders": 40,
        "first_year": 1980,
        "last_year": 1995,
        "credit_year": 1984,
        "decline_year": 1985,
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"saving": 1.5}, "saving = 1.5 lies outside 0 to 1"),
        ({"returns": 1.0}, "returns = 1 lies outside 0.05 to 0.95"),
        ({"interest": 0.0}, "interest = 0 lies outside 0.001 to 2"),
        ({"wealth": math.nan}, "wealth = nan"),
        ({"wealth": np.ones(2), "wage": np.zeros(3)}, "arrays of one length"),
        ({"founders": 0}, "founders = 0"),
        ({"last_year": 1979}, "last_year = 1979 precedes first_year = 1980; swap them"),
    ],
)
def test_bad_parameters_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        model.Parameters(**changes)


def test_a_single_year_is_a_course():
    assert run(model.Parameters(last_year=1980)).activity.shape == (1, 40, 1)
