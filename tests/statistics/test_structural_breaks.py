"""Growth before and after a dated event."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics.growth_bounds import constant_growth
from industrial_clusters.statistics.structural_breaks import structural_break

few = settings(derandomize=True, deadline=None, max_examples=8)
seeds = st.integers(0, 10_000)

BREAK_YEARS = np.array([1980, 1982, 1985, 1987, 1990, 1992, 1995, 1999.0])
BREAK_LEVELS = np.array([10, 10.5, 12.4, 12.9, 18, 23, 40, 71.0])


def residual(regressors, logs):
    coefficients = np.linalg.lstsq(regressors, logs, rcond=None)[0]
    return coefficients, float(np.sum((logs - regressors @ coefficients) ** 2))


def test_the_test_of_chow_1960():
    # Econometrica 28(3), doi:10.2307/1910133: F from the residual sums of one regression and
    # of two, by numpy's least squares.
    result = structural_break(BREAK_YEARS, BREAK_LEVELS, at=1988)
    logs, early = np.log(BREAK_LEVELS), BREAK_YEARS <= 1988
    whole = np.column_stack([np.ones(8), BREAK_YEARS])
    _, pooled = residual(whole, logs)
    before, first = residual(whole[early], logs[early])
    after, second = residual(whole[~early], logs[~early])
    statistic = (pooled - first - second) / 2 / ((first + second) / 4)
    assert float(result.statistic) == pytest.approx(statistic, rel=1e-8)
    assert float(result.p_value) == pytest.approx(stats.f.sf(statistic, 2, 4), rel=1e-7)
    assert result.degrees_of_freedom == (2, 4)
    assert float(result.before) == pytest.approx(before[1], rel=1e-8)
    assert float(result.after) == pytest.approx(after[1], rel=1e-8)
    assert float(result.change) == pytest.approx(after[1] - before[1], rel=1e-8)
    assert result.before.unit == "per year"
    assert result.statistic.unit == ""
    assert result.convention == "constant rates with a free join, by likelihood"
    for measure in (result.before, result.change, result.statistic, result.p_value):
        assert measure.convention == result.convention


def test_a_continuous_join_has_one_coefficient_less():
    result = structural_break(BREAK_YEARS, BREAK_LEVELS, at=1988, join="continuous")
    logs, time = np.log(BREAK_LEVELS), BREAK_YEARS - 1988
    bent = np.column_stack([np.ones(8), np.minimum(time, 0), np.maximum(time, 0)])
    rates, broken = residual(bent, logs)
    _, even = residual(np.column_stack([np.ones(8), time]), logs)
    assert float(result.statistic) == pytest.approx((even / broken - 1) * 5, rel=1e-8)
    assert result.degrees_of_freedom == (1, 5)
    assert float(result.before) == pytest.approx(rates[1], rel=1e-8)
    assert float(result.after) == pytest.approx(rates[2], rel=1e-8)
    assert result.convention == "constant rates with a continuous join, by likelihood"


def test_bounded_levels_are_tested_by_their_likelihood():
    narrow = [Quantity(n * (1 - 1e-4), n * (1 + 1e-4)) for n in BREAK_LEVELS]
    exact = structural_break(BREAK_YEARS, BREAK_LEVELS, at=1988)
    close = structural_break(BREAK_YEARS, narrow, at=1988)
    assert float(close.statistic) == pytest.approx(float(exact.statistic), rel=1e-3)
    assert float(close.change) == pytest.approx(float(exact.change), rel=1e-3)
    vague: list[Any] = [Quantity(n * 0.5, n * 2) for n in BREAK_LEVELS]
    vague[::2] = [float(n) for n in BREAK_LEVELS[::2]]
    with pytest.raises(ValueError, match=r"passes through every level.* use method='bounds'"):
        structural_break(BREAK_YEARS, vague, at=1988)


def test_an_uncertain_date_gives_the_range_over_its_dates():
    each = [structural_break(BREAK_YEARS, BREAK_LEVELS, at=date) for date in (1986, 1988, 1991)]
    result = structural_break(BREAK_YEARS, BREAK_LEVELS, at=Quantity(1986, 1991))
    for name in ("before", "after", "change", "statistic", "p_value"):
        found = [float(getattr(one, name)) for one in each]
        assert getattr(result, name).low == pytest.approx(min(found), rel=1e-8)
        assert getattr(result, name).high == pytest.approx(max(found), rel=1e-8)
    # An observation of the event's own date counts as before.
    there = structural_break(BREAK_YEARS, BREAK_LEVELS, 1987)
    assert float(there.before) == pytest.approx(float(each[1].before), rel=1e-9)


def test_two_bounded_observations_a_side_bound_the_change():
    years = [1980, 1984, 1990, 1994]
    boxes: list[Any] = [20, Quantity(22, 26), Quantity(60, math.inf), Quantity(121, 150)]
    result = structural_break(years, boxes, at=1986, method="bounds")
    assert result.before.low == pytest.approx(math.log(22 / 20) / 4)
    assert result.before.high == pytest.approx(math.log(26 / 20) / 4)
    assert result.after.low == -math.inf
    assert result.after.high == pytest.approx(math.log(150 / 60) / 4)
    assert result.change.high == pytest.approx(math.log(150 / 60 * 20 / 22) / 4)
    assert result.change.low == -math.inf
    for name in ("statistic", "p_value"):
        with pytest.raises(ValueError, match="bounds admit no deviation to test against; use met"):
            getattr(result, name)
    assert result.degrees_of_freedom == ()
    assert result.convention == "constant rates with a free join, by bounds"
    for measure in (result.before, result.after, result.change):
        assert (measure.unit, measure.convention) == ("per year", result.convention)


def test_bounds_with_a_free_join_are_those_of_either_side():
    boxes = [Quantity(n * 0.9, n * 1.1) for n in BREAK_LEVELS]
    result = structural_break(BREAK_YEARS, boxes, at=1988, method="bounds")
    before = constant_growth(BREAK_YEARS[:4], boxes[:4]).rate
    after = constant_growth(BREAK_YEARS[4:], boxes[4:]).rate
    assert (result.before.low, result.before.high) == (before.low, before.high)
    assert (result.after.low, result.after.high) == (after.low, after.high)
    assert result.change.low == pytest.approx(after.low - before.high)
    assert result.change.high == pytest.approx(after.high - before.low)
    nothing = structural_break(BREAK_YEARS, BREAK_LEVELS, at=1988, method="bounds")
    assert nothing.excluded
    assert nothing.degrees_of_freedom == ()
    assert nothing.convention == "constant rates with a free join, by bounds"
    with pytest.raises(ValueError, match="bounds admit no deviation"):
        _ = nothing.p_value
    for name in ("before", "after", "change"):
        with pytest.raises(ValueError, match=r"no two constant rates pass .* method='likelihood'"):
            getattr(nothing, name)


@pytest.mark.parametrize("event", [1988, Quantity(1986, 1988.5), Quantity(1985.5, 1989)])
def test_bounds_with_a_continuous_join_hold_and_are_attained(event):
    boxes = [Quantity(n * 0.93, n * 1.07) for n in BREAK_LEVELS]
    result = structural_break(BREAK_YEARS, boxes, event, "continuous", "bounds")
    first, last = (event.low, event.high) if isinstance(event, Quantity) else (event, event)
    dates = np.linspace(first, last, 41)
    # At each date of the event a linear programme in the level there and the two rates.
    ends: dict[str, list[float]] = {"before": [], "after": [], "change": []}
    goals = {"before": [0, 1, 0], "after": [0, 0, 1], "change": [0, -1, 1]}
    for date in dates:
        time = BREAK_YEARS - date
        bent = np.column_stack([np.ones(8), np.minimum(time, 0), np.maximum(time, 0)])
        rows = np.vstack([bent, -bent])
        limits = np.log([box.high for box in boxes] + [1 / box.low for box in boxes])
        for name, goal in goals.items():
            for sign in (1, -1):
                found = optimize.linprog(sign * np.array(goal), rows, limits, bounds=(None, None))
                if found.status == 0:
                    ends[name].append(sign * float(found.fun or 0))
    assert ends["change"]
    for name, rates in ends.items():
        bounds = getattr(result, name)
        assert bounds.low - 1e-8 <= min(rates)
        assert max(rates) <= bounds.high + 1e-8
        assert min(rates) == pytest.approx(bounds.low, abs=1e-3)
        assert max(rates) == pytest.approx(bounds.high, abs=1e-3)
    free = structural_break(BREAK_YEARS, boxes, event, "free", "bounds")
    assert free.change.low <= result.change.low
    assert result.change.high <= free.change.high


def test_a_continuous_join_may_be_excluded_or_open():
    years = [1980, 1984, 1990, 1994]
    jump = [Quantity(10, 11), Quantity(10, 11), Quantity(100, 101), Quantity(100, 101)]
    # The lines meet, but not at the date of the event.
    result = structural_break(years, jump, 1987, "continuous", "bounds")
    assert result.excluded
    assert not structural_break(years, jump, 1987, "free", "bounds").excluded
    open_end = [Quantity(10, 11), Quantity(10, 11), Quantity(10, math.inf), Quantity(12, math.inf)]
    grown = structural_break(years, open_end, 1987, "continuous", "bounds")
    assert grown.after.high == math.inf
    assert grown.change.high == math.inf
    assert math.isfinite(grown.before.low)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"join": "smooth"}, "join is 'smooth'; choose one of 'free', 'continuous'"),
        ({"method": "guess"}, "method is 'guess'; choose one of 'bounds', 'likelihood'"),
        ({"at": 1981}, "fewer than two dates lie before the event"),
        ({"at": 1995}, "fewer than two dates lie after the event"),
        ({"at": Quantity(1981, 1988), "method": "bounds"}, "fewer than two dates lie before"),
        ({"at": math.inf}, "the event lies between inf and inf; give finite dates"),
        ({"at": Quantity(1986, math.inf)}, "the event lies between 1986 and inf; give finite"),
        ({"at": math.nan}, "row 'event': the year is missing"),
        (
            {"at": Quantity(1986, 1988), "join": "continuous"},
            "between 1986 and 1988; the likeliest rates with a continuous join need its date",
        ),
    ],
)
def test_a_structural_break_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        structural_break(BREAK_YEARS, BREAK_LEVELS, **{"at": 1988, **options})


def test_a_structural_break_needs_more_levels_than_coefficients():
    years, levels = BREAK_YEARS[2:6], BREAK_LEVELS[2:6]
    with pytest.raises(ValueError, match=r"4 levels cannot tell 4 coefficients .*method='bounds'"):
        structural_break(years, levels, at=1988)
    assert structural_break(years, levels, 1988, "continuous").degrees_of_freedom == (1, 1)
    straight = 10 * np.exp(0.1 * (BREAK_YEARS - 1980))
    with pytest.raises(ValueError, match="passes through every level"):
        structural_break(BREAK_YEARS, straight, at=1988)


@few
@given(seeds, st.floats(0.01, 1e4), st.integers(-500, 500))
def test_a_break_does_not_depend_on_units_or_calendar(seed, factor, shift):
    noise = np.random.default_rng(seed).normal(size=8)
    levels = BREAK_LEVELS * np.exp(0.05 * noise)
    first = structural_break(BREAK_YEARS, levels, at=1988)
    second = structural_break(BREAK_YEARS + shift, levels * factor, at=1988 + shift)
    assert float(second.change) == pytest.approx(float(first.change), rel=1e-6)
    assert float(second.p_value) == pytest.approx(float(first.p_value), rel=1e-5)


def test_a_break_cannot_be_changed():
    result = structural_break(BREAK_YEARS, BREAK_LEVELS, 1988)
    with pytest.raises(AttributeError):
        setattr(result, "convention", None)  # noqa: B010
