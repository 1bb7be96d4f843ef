"""The market as a platform against closed forms, the linear platform and its own rival."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import observation
from industrial_clusters.models import market_platform

DEFAULTS = {
    "substitution": 2.0,
    "reach": 2.0,
    "full_size": 10000.0,
    "earnings": 20.0,
    "demand_growth": 0.0,
    "volatility": 0.0,
    "spread": 1.0,
    "fee": 0.2,
    "speed": 0.4,
    "stalls": 700.0,
    "workshops": 0.0,
    "workshop_growth": 0.05,
    "making": 0.02,
    "local_gain": 0.2,
    "joining": 1.0,
    "first_year": 1980,
    "last_year": 2002,
    "opening_year": 1980,
    "free_years": 0,
}

HIGHEST = {
    "substitution": 100,
    "reach": 10,
    "demand_growth": 1,
    "volatility": 2,
    "speed": 1,
    "workshop_growth": 1,
    "making": 1,
    "joining": 1,
}
LOWEST = {"substitution": 1.01, "full_size": 1, "demand_growth": -1, "workshop_growth": -1}


def market(gamma=2.0, **changes):
    """A market with a given snowball, without industry, noise or spread of costs."""
    values = {
        "substitution": 1.0 + 2.0 / gamma,
        "reach": 2.0,
        "spread": 0.0,
        "making": 0.0,
        "local_gain": 0.0,
    }
    return market_platform.Parameters(**{**values, **changes})


def run(parameters, seed=1):
    return market_platform.simulate(parameters, np.random.default_rng(seed))


def mass(parameters, **options):
    return float(market_platform.critical_mass(parameters, **options)[0])


def test_defaults_are_pinned_and_the_stalls_are_yiwus():
    assert dataclasses.asdict(market_platform.Parameters()) == DEFAULTS
    assert DEFAULTS["stalls"] == observation("yiwu-market-stores-1980s").value


@pytest.mark.parametrize("name", market_platform.RANGES)
def test_a_parameter_outside_its_range_is_refused_by_name(name):
    low, high = LOWEST.get(name, 0), HIGHEST.get(name, 1e9)
    values: dict[str, Any]
    unit = market_platform.RANGES[name].unit
    assert market_platform.RANGES[name][:2] == (low, high)
    for bad in (np.nextafter(low, -math.inf), np.nextafter(high, math.inf), math.nan):
        values = {name: bad}
        with pytest.raises(ValueError, match=rf"{name} = .* \({unit}\)"):
            market_platform.Parameters(**values)
    for good in (low, high):
        values = {name: good}
        market_platform.Parameters(**values)


def test_arrays_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match=r"fee holds 3 draws but reach holds 2"):
        market_platform.Parameters(reach=np.ones(2), fee=np.ones(3))


@pytest.mark.parametrize("year", [1979, 2003])
def test_a_market_opens_within_the_years(year):
    with pytest.raises(ValueError, match=f"opening_year = {year} lies outside the years 1980 to"):
        market_platform.Parameters(opening_year=year)
    market_platform.Parameters(opening_year=1980)
    market_platform.Parameters(opening_year=2002)


def test_free_years_are_no_fewer_than_none():
    with pytest.raises(ValueError, match="free_years = -1; give a whole number of at least 0"):
        market_platform.Parameters(free_years=-1)


@given(st.floats(1.1, 6.0), st.floats(1.5, 50.0), st.floats(0.0, 0.4), st.floats(1.0, 3.0))
@settings(deadline=None, max_examples=50)
def test_critical_mass_without_spread_has_its_closed_form(gamma, earnings, fee, demand):
    parameters = market(gamma, earnings=earnings, fee=fee)
    filling = ((1 + fee) / (earnings * demand)) ** (1 / (gamma - 1))
    assert mass(parameters, demand=demand) == pytest.approx(10000 * filling, rel=1e-6)


@given(st.floats(2.5, 50.0), st.floats(0.01, 1.0), st.floats(0.0, 0.4))
@settings(deadline=None, max_examples=50)
def test_the_linear_platform_has_evans_and_schmalensees_critical_mass(earnings, spread, fee):
    # Uniform costs, gains linear in the other side (Armstrong 2006, without prices to
    # buyers): b = x, x = (a b - 1 - fee) / d. The product of the two slopes is a / d.
    parameters = market(2.0, earnings=earnings, spread=spread, fee=fee)
    slopes, price = earnings / spread, (1 + fee) / spread
    assert mass(parameters) == pytest.approx(10000 * price / (slopes - 1), rel=1e-9)
    assert mass(parameters) == pytest.approx(10000 * (1 + fee) / (earnings - spread), rel=1e-9)


def test_a_platform_that_does_not_pay_when_full_has_no_critical_mass():
    assert mass(market(2.0, earnings=2.2, spread=1.0, fee=0.2)) == pytest.approx(10000)
    assert mass(market(2.0, earnings=2.19, spread=1.0, fee=0.2)) == math.inf
    assert mass(market(3.0, earnings=1.1, fee=0.2)) == math.inf


def test_a_weak_snowball_can_carry_a_market_that_never_fills():
    # By hand: 5 sqrt(x) = 1 + 6 x at sqrt(x) = 1/3 and 1/2; the first is unstable.
    parameters = market(1.5, earnings=5.0, spread=6.0, fee=0.0)
    assert mass(parameters) == pytest.approx(10000 / 9)
    for stalls, way in ((1100.0, -1), (1120.0, 1), (2600.0, -1)):
        sellers = run(dataclasses.replace(parameters, stalls=stalls)).sellers[0]
        assert np.sign(sellers[1] - sellers[0]) == way
    # Just too dear: 4.8 sqrt(x) never reaches 1 + 6 x.
    assert mass(dataclasses.replace(parameters, earnings=4.8)) == math.inf


@given(st.floats(1.05, 5.0), st.floats(2.0, 30.0), st.floats(0.0, 5.0))
@settings(deadline=None, max_examples=50)
def test_at_the_critical_mass_the_last_seller_just_earns_its_cost(gamma, earnings, spread):
    parameters = market(gamma, earnings=earnings, spread=spread)
    edge = mass(parameters)
    if not 1 <= edge < 9900:
        return  # closed at once, or no room above it below the full size
    paid = [
        run(dataclasses.replace(parameters, stalls=edge * part)).return_on_cost[0, 0]
        for part in (0.99, 1.0, 1.01)
    ]
    assert paid[0] < paid[1] < paid[2]
    assert paid[1] == pytest.approx(1.0, rel=1e-6)


def test_next_to_no_spread_is_none():
    tiny, none = market(1.5, spread=1e-310), market(1.5)
    assert mass(tiny) == pytest.approx(mass(none))


def test_without_a_snowball_there_is_no_mass_to_reach():
    assert mass(market(0.5, earnings=0.1)) == 0
    assert mass(market_platform.demand_alone(market(3.0))) == 0
    # Where each seller brings just the custom it takes, pay decides for all alike.
    assert mass(market(1.0, earnings=1.21)) == 0
    assert mass(market(1.0, earnings=1.19)) == math.inf
    assert mass(market(1.0, earnings=1.2)) == math.inf


@given(st.floats(1.2, 4.0), st.floats(0.0, 2.0))
@settings(deadline=None, max_examples=30)
def test_demand_local_goods_and_low_fees_lower_the_critical_mass(gamma, spread):
    parameters = dataclasses.replace(market(gamma, spread=spread, fee=0.5), local_gain=0.5)
    edge = mass(parameters)
    assert mass(parameters, demand=1.5) < edge
    assert mass(parameters, local_share=1.0) < edge
    assert mass(parameters, local_share=1.0) == pytest.approx(mass(parameters, demand=1.5))
    assert mass(dataclasses.replace(parameters, fee=0.0)) < edge


def test_variety_draws_buyers_with_dixit_and_stiglitzs_exponent():
    # Worth of a visit: n to the power 1 / (sigma - 1); reach 1 makes buyers its measure.
    for substitution in (1.5, 2.0, 4.0):
        parameters = market_platform.Parameters(
            substitution=substitution, reach=1.0, stalls=np.array([1000.0, 2000.0])
        )
        buyers = run(parameters).buyers[:, 0]
        assert buyers[1] / buyers[0] == pytest.approx(2 ** (1 / (substitution - 1)))
    assert market_platform.snowball(parameters).tolist() == pytest.approx([1 / 3, 1 / 3])


def test_everyone_comes_to_a_market_of_the_full_size_and_nobody_more():
    stalls = np.array([5000.0, 10000.0, 20000.0])
    assert run(market(2.0, stalls=stalls)).buyers[:, 0].tolist() == [0.25, 1.0, 1.0]


@given(st.floats(1.2, 3.0), st.floats(0.1, 1.0), st.floats(0.3, 3.0))
@settings(deadline=None, max_examples=30)
def test_logs_of_sellers_leave_the_edge_at_a_constant_factor(gamma, speed, part):
    parameters = market(gamma, speed=speed, earnings=20.0)
    edge = mass(parameters)
    start = edge * part
    sellers = run(dataclasses.replace(parameters, stalls=start)).sellers[0]
    for t, count in enumerate(sellers):
        expected = edge * math.exp((1 + speed * (gamma - 1)) ** t * math.log(part))
        if not 1.0 <= expected <= 10000.0 or start < 1.0:
            break
        assert count == pytest.approx(expected, rel=1e-5)


def test_a_full_market_rests_where_its_last_seller_earns_its_cost():
    # By hand: x^2 + x = 12 at x = 3.
    parameters = market(2.0, earnings=12.0, spread=1.0, fee=0.0, last_year=2050)
    assert run(dataclasses.replace(parameters, stalls=30000.0)).sellers[0] == pytest.approx(30000)
    for stalls in (5000.0, 90000.0):
        late = run(dataclasses.replace(parameters, stalls=stalls)).sellers[0, -1]
        assert late == pytest.approx(30000, rel=1e-3)


def test_under_the_rival_the_start_does_not_matter():
    rival = market_platform.demand_alone(
        market(3.0, stalls=np.array([5.0, 700.0, 90000.0]), last_year=2050)
    )
    assert rival.reach == rival.local_gain == 0.0
    # Sellers enter until 20 full markets' earnings cover costs of 1.2 each.
    assert run(rival).sellers[:, -1] == pytest.approx(20 * 10000 / 1.2, rel=1e-3)
    # The theory with the same stalls: the smallest market closes.
    assert run(market(3.0, stalls=5.0, earnings=2.0)).sellers[0, -1] == 0


def test_first_and_last_year_by_hand():
    # Workshops double a year. In 1982 the market opens with 10 stalls and half of 400
    # workshops: 210 sellers of 420 to whom a quarter of the buyers comes. Each earns
    # 8 x 2 x 1/4 x (1 + 0.5 x 1) = 6, for a cost of 1 + 0.5 + 3 x 1/2 = 3.
    parameters = market(
        2.0,
        full_size=420.0,
        earnings=8.0,
        spread=3.0,
        fee=0.5,
        speed=0.5,
        stalls=10.0,
        workshops=100.0,
        workshop_growth=math.log(2),
        making=0.1,
        local_gain=0.5,
        joining=0.5,
        first_year=1980,
        opening_year=1982,
        last_year=1983,
    )
    course = run(parameters)
    assert course.years == (1980, 1981, 1982, 1983)
    assert course.sellers[0] == pytest.approx([0, 0, 210, 210 * math.sqrt(2)])
    assert course.workshops[0] == pytest.approx([100, 200, 400, 800 + 21])
    assert course.buyers[0, :3] == pytest.approx([0, 0, 0.25])
    assert course.return_on_cost[0, :3] == pytest.approx([0, 0, 2])


def test_half_the_goods_made_near_by_add_half_the_gain():
    parameters = market(2.0, stalls=1000.0, workshops=500.0, local_gain=0.4, joining=0.0)
    without = dataclasses.replace(parameters, local_gain=0.0)
    assert run(parameters).return_on_cost[0, 0] == pytest.approx(
        1.2 * run(without).return_on_cost[0, 0]
    )


def test_workshops_are_founded_only_while_the_market_pays():
    parameters = market(2.0, stalls=np.array([500.0, 700.0]), making=0.1, workshop_growth=0.0)
    course = run(parameters)
    assert (course.return_on_cost[:, 0] > 1).tolist() == [False, True]
    assert course.workshops[:, 1].tolist() == pytest.approx([0, 70])


def test_a_market_that_just_pays_founds_nothing():
    parameters = market(
        0.0001, reach=0.0, substitution=2.0, earnings=1.0, fee=0.0, stalls=10000.0, making=0.5
    )
    course = run(parameters)
    assert course.return_on_cost[0].tolist() == [1.0] * 23
    assert course.workshops[0, -1] == 0
    assert course.sellers[0, -1] == 10000


def test_demand_grows_from_the_first_year_on():
    parameters = market(2.0, stalls=10000.0, demand_growth=0.1, earnings=100.0)
    assert run(parameters).buyers[0, :3] == pytest.approx([1, math.exp(0.1), math.exp(0.2)])


def test_the_fee_is_taken_after_the_free_years():
    free = market(2.0, stalls=10000.0, speed=0.0, fee=1.0, free_years=2, opening_year=1981)
    paid = run(free).return_on_cost[0]
    assert paid[1:5] == pytest.approx([20, 20, 10, 10])
    without = run(dataclasses.replace(free, free_years=0)).return_on_cost[0]
    assert without[1] == pytest.approx(10)


def test_less_than_one_seller_is_a_closed_market():
    course = run(market(2.0, stalls=np.array([1.0, 0.5]), earnings=1.2, speed=0.0))
    assert course.sellers[:, 1].tolist() == [1.0, 0.0]
    assert (course.sellers[1, 1:] == 0).all()
    assert (course.return_on_cost[1, 1:] == 0).all()


def test_the_years_demand_differs_by_draw_and_year_and_is_shared_with_the_rival():
    parameters = market(
        2.0, stalls=np.full(50, 20000.0), volatility=0.5, speed=0.0, demand_growth=0.0
    )
    buyers = run(parameters).buyers
    assert len(np.unique(buyers)) == buyers.size
    assert np.log(buyers).std() == pytest.approx(0.5, rel=0.1)
    assert (run(market_platform.demand_alone(parameters)).buyers == buyers).all()
    noise = np.random.default_rng(1).standard_normal(buyers.shape)
    assert np.log(buyers) == pytest.approx(0.5 * noise)


def test_the_same_seed_gives_the_same_course_bit_by_bit():
    parameters = market(2.0, volatility=0.3, stalls=np.linspace(100, 2000, 20))
    first, again, other = run(parameters), run(parameters), run(parameters, seed=2)
    assert first.sellers.tobytes() == again.sellers.tobytes()
    assert not np.array_equal(first.sellers, other.sellers)


def course(**changes):
    values = {
        "years": (1980, 1981, 1982, 1983),
        "sellers": np.array([[0.0, 100.0, 50.0, 400.0], [30.0, 20.0, 10.0, 0.0]]),
        "workshops": np.array([[1.0, 2.0, 25.0, 8.0], [0.0, 0.0, 5.0, 3.0]]),
        "buyers": np.array([[0.0, 10.0, 10.0, 80.0], [3.0, 2.0, 3.0, 0.0]]),
        "return_on_cost": np.ones((2, 4)),
    }
    return market_platform.Course(**{**values, **changes})


def test_observables_are_read_in_their_years():
    found = market_platform.observables(course(), early=1981, middle=1982)
    assert found.to_dict("list") == {
        "early_least": [0.0, 20.0],
        "early_most": [100.0, 30.0],
        "sellers": [50.0, 10.0],
        "workshops_per_seller": [0.5, 0.5],
        "sellers_at_end": [400.0, 0.0],
        "workshops_at_end": [8.0, 3.0],
        # 10 / 50 over 10 / 100, from the opening; 3 / 10 over 3 / 30.
        "buyers_per_seller": pytest.approx([2.0, 3.0]),
        "grew": [True, False],
    }


def test_an_empty_market_has_no_buyers_to_compare():
    nobody = course(sellers=np.zeros((2, 4)), buyers=np.zeros((2, 4)))
    found = market_platform.observables(nobody, early=1981, middle=1982)
    assert found["buyers_per_seller"].tolist() == [0.0, 0.0]
    assert found["workshops_per_seller"].tolist() == [25.0, 5.0]
    assert found["grew"].tolist() == [False, False]


def test_a_market_opens_with_its_first_seller_and_may_have_no_buyer_at_first():
    one = course(
        sellers=np.array([[0.0, 1.0, 5.0, 2.0], [1.0, 2.0, 4.0, 1.0]]),
        buyers=np.array([[0.0, 3.0, 5.0, 4.0], [0.0, 2.0, 8.0, 1.0]]),
    )
    found = market_platform.observables(one, early=1981, middle=1982)
    # 5 / 5 over 3 / 1; with nobody to compare with, 8 / 4 as it stands.
    assert found["buyers_per_seller"].tolist() == pytest.approx([1 / 3, 2.0])
    assert found["grew"].tolist() == [True, False]


def test_the_rival_has_no_feedback_whatever_the_theory_has():
    rival = market_platform.demand_alone(market(2.0, local_gain=0.5))
    assert (rival.reach, rival.local_gain) == (0.0, 0.0)


def test_observables_default_to_the_documents_years():
    found = market_platform.observables(run(market(2.0)))
    course = run(market(2.0))
    assert found["sellers"][0] == course.sellers[0, 12]
    assert found["early_most"][0] == course.sellers[0, 4]


@pytest.mark.parametrize("years", [{"early": 1979}, {"middle": 2003}])
def test_a_year_that_was_not_simulated_is_refused(years):
    (year,) = years.values()
    simulated = run(market(2.0))
    span = f"the years run from 1980 to {simulated.years[-1]}; choose"
    with pytest.raises(ValueError, match=f"year {year} was not simulated: {span}"):
        market_platform.observables(simulated, **years)
