"""Curves that levels stray from: fits, intervals, forms compared, the peak of adoption."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics._growth_likelihood import PARAMETERS
from industrial_clusters.statistics.growth_bounds import S_FORMS, constant_growth
from industrial_clusters.statistics.growth_curves import (
    compare_forms,
    fit,
    profile_interval,
)

steady = settings(derandomize=True, deadline=None, max_examples=30)
few = settings(derandomize=True, deadline=None, max_examples=8)
seeds = st.integers(0, 10_000)

# NIST, Statistical Reference Datasets, nonlinear regression, Rat42 (pasture yield), after
# Ratkowsky 1983: y = b1 / (1 + exp(b2 - b3 x)).
RAT42_X = [9, 14, 21, 28, 42, 57, 63, 70, 79]
RAT42_Y = [8.93, 10.8, 18.59, 22.33, 39.35, 56.11, 61.73, 64.62, 67.08]
# The same, Misra1a (dental research): y = b1 (1 - exp(-b2 x)).
MISRA_X = [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1]
MISRA_X += [689.1, 760.0]
MISRA_Y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4]
MISRA_Y += [75.47, 81.78]
# R, datasets::DNase, run 1: optical density against log concentration, each twice.
DNASE_X = np.log(np.repeat(0.04882812 * 4.0 ** np.array([0, 1, 1.5, 2, 2.5, 3, 3.5, 4]), 2))
DNASE_Y = [0.017, 0.018, 0.121, 0.124, 0.206, 0.215, 0.377, 0.374]
DNASE_Y += [0.614, 0.609, 1.019, 1.001, 1.334, 1.364, 1.730, 1.710]

YEARS = np.array([1980.0, 1981.5, 1984, 1988, 1990, 1995.25, 1999])
TRUTH = {
    "exponential": {"level": 20.0, "rate": 0.12},
    "logistic": {"capacity": 300.0, "rate": 0.4, "midpoint": 1989.0},
    "gompertz": {"capacity": 300.0, "rate": 0.2, "midpoint": 1986.0},
    "bass": {"capacity": 300.0, "innovation": 0.02, "imitation": 0.35},
}
LAUNCH = {"bass": 1978.0}
every_form = pytest.mark.parametrize("form", list(TRUTH))


def level(form, years, parameters, launch=1978.0):
    """Write out the formula of each form, independently of the module."""
    years = np.asarray(years, dtype=float)
    if form == "exponential":
        return parameters["level"] * np.exp(parameters["rate"] * (years - 1980))
    if form == "bass":
        p, q = parameters["innovation"], parameters["imitation"]
        decay = np.exp(-(p + q) * (years - launch))
        return parameters["capacity"] * (1 - decay) / (1 + q / p * decay)
    decay = np.exp(-parameters["rate"] * (years - parameters["midpoint"]))
    share = 1 / (1 + decay) if form == "logistic" else np.exp(-decay)
    return parameters["capacity"] * share


def values(curve):
    return {name: float(value) for name, value in curve.parameters.items()}


def cell(frame, row, column):
    return frame.loc[row, column]


def noisy(form, seed, spread=0.1, years=YEARS):
    noise = np.random.default_rng(seed).normal(size=len(years))
    return level(form, years, TRUTH[form]) * np.exp(spread * noise)


def bounded(levels, width=0.08):
    """Four of seven exact, one open above, two within bounds that hold the level."""
    boxes: list[Any] = [float(n) for n in levels]
    boxes[1] = Quantity(0.9 * boxes[1], math.inf)
    for at in (4, 5):
        boxes[at] = Quantity(boxes[at] * (1 - width), boxes[at] * (1 + width))
    return boxes


# --- curves that levels stray from ----------------------------------------------------------


def test_nist_rat42():
    # https://www.itl.nist.gov/div898/strd/nls/data/ratkowsky2.shtml, certified values.
    curve = fit("logistic", RAT42_X, RAT42_Y, errors="additive")
    got = values(curve)
    assert got["capacity"] == pytest.approx(7.2462237576e01, rel=1e-7)
    assert got["rate"] * got["midpoint"] == pytest.approx(2.6180768402, rel=1e-7)
    assert got["rate"] == pytest.approx(6.7359200066e-02, rel=1e-7)
    assert 9 * curve.deviation**2 == pytest.approx(8.0565229338, rel=1e-9)
    assert (curve.observations, curve.estimated) == (9, 4)
    assert curve.log_likelihood == pytest.approx(
        -4.5 * (math.log(2 * math.pi * 8.0565229338 / 9) + 1), rel=1e-9
    )
    assert curve.convention == "logistic curve, additive normal errors, maximum likelihood"


def test_nist_misra1a_is_a_bass_curve_without_imitation():
    # https://www.itl.nist.gov/div898/strd/nls/data/misra1a.shtml, certified values.
    curve = fit("bass", MISRA_X, MISRA_Y, "additive", fixed={"imitation": 0.0}, launch=0)
    got = values(curve)
    assert got["capacity"] == pytest.approx(2.3894212918e02, rel=1e-6)
    assert got["innovation"] == pytest.approx(5.5015643181e-04, rel=1e-6)
    assert got["imitation"] == 0
    assert 14 * curve.deviation**2 == pytest.approx(1.2455138894e-01, rel=1e-8)
    assert curve.estimated == 3


def test_gompertz_in_the_tests_of_r():
    # R, tests/Examples/stats-Ex.Rout.save, SSgompertz: Asym * exp(-b2 * b3^x) for DNase, run 1,
    # residual standard error on 13 degrees of freedom.
    curve = fit("gompertz", DNASE_X, DNASE_Y, errors="additive")
    got = values(curve)
    assert got["capacity"] == pytest.approx(4.60333, abs=5e-6)
    assert math.exp(got["rate"] * got["midpoint"]) == pytest.approx(2.27134, abs=5e-6)
    assert math.exp(-got["rate"]) == pytest.approx(0.71647, abs=5e-6)
    assert curve.deviation * math.sqrt(16 / 13) == pytest.approx(0.02684, abs=5e-6)


@every_form
@pytest.mark.parametrize("errors", ["relative", "additive"])
def test_levels_on_a_curve_give_it_back(form, errors):
    levels = level(form, YEARS, TRUTH[form])
    curve = fit(form, YEARS, levels, errors, launch=LAUNCH.get(form))
    assert values(curve) == pytest.approx(TRUTH[form], rel=1e-7)
    assert curve.deviation == 0
    assert curve.log_likelihood == math.inf
    later = [1978.5, 2003, 2010.25]
    drawn = curve.levels(later)
    assert drawn.tolist() == pytest.approx(level(form, later, TRUTH[form]).tolist(), rel=1e-6)
    assert list(drawn.index) == later
    point = profile_interval(curve, "capacity" if "capacity" in TRUTH[form] else "rate")
    assert point.is_exact


@every_form
@few
@given(seeds, st.floats(0.001, 1e5), st.integers(-2500, 2500), st.booleans())
def test_units_and_calendars_do_not_matter(form, seed, factor, shift, loose):
    levels = noisy(form, seed)
    before = bounded(levels) if loose else levels
    after = [n * factor for n in before] if loose else levels * factor
    launch = LAUNCH.get(form)
    first = fit(form, YEARS, before, launch=launch)
    second = fit(form, YEARS + shift, after, launch=launch and launch + shift)
    assume(math.isfinite(values(first).get("capacity", 0)))
    scale = {"capacity": factor, "level": factor}
    for name, value in values(first).items():
        expected = value + shift if name == "midpoint" else value * scale.get(name, 1)
        assert values(second)[name] == pytest.approx(expected, rel=2e-3, abs=1e-6)
    exact = 4 if loose else 7
    assert second.log_likelihood == pytest.approx(
        first.log_likelihood - exact * math.log(factor), abs=1e-5
    )
    assert second.deviation == pytest.approx(first.deviation, rel=2e-3)


def independent(form, years, boxes, errors, x, spread, launch=1978.0):
    """Log-likelihood by scipy's normal distribution, from the formulas."""
    expected = level(form, years, dict(zip(PARAMETERS[form], x, strict=True)), launch)
    total = 0.0
    for mean, box in zip(expected, boxes, strict=True):
        low, high = (box.low, box.high) if isinstance(box, Quantity) else (box, box)
        if errors == "relative":
            law, factor = stats.norm(math.log(mean), spread), 1 / low
            low, high = math.log(low), math.log(high) if high < math.inf else math.inf
        else:
            law, factor = stats.norm(mean, spread), 1.0
        total += math.log(law.pdf(low) * factor if low == high else law.cdf(high) - law.cdf(low))
    return total


@every_form
@pytest.mark.parametrize("errors", ["relative", "additive"])
def test_the_likelihood_is_that_of_its_definition_and_highest_at_the_fit(form, errors):
    levels = noisy(form, seed=11)
    if errors == "additive":
        steps = np.array([3, -4, 2, -1, 5, -6, 4.0])
        levels = level(form, YEARS, TRUTH[form]) + steps
    boxes = bounded(levels)
    curve = fit(form, YEARS, boxes, errors, launch=LAUNCH.get(form))
    x = np.array(list(values(curve).values()))

    def likelihood(x, spread):
        return independent(form, YEARS, boxes, errors, x, spread)

    best = likelihood(x, curve.deviation)
    assert curve.log_likelihood == pytest.approx(best, abs=1e-7)
    assert curve.estimated == len(x) + 1
    for at, step in enumerate([*(0.003 * abs(x)), None]):
        for sign in (-1, 1):
            moved, spread = x.copy(), curve.deviation
            if step is None:
                spread *= 1 + 0.03 * sign
            else:
                moved[at] += sign * (0.05 if x[at] > 1900 else step)
            assert likelihood(moved, spread) < best


def test_a_known_deviation_is_used_and_not_counted():
    levels = noisy("logistic", seed=2)
    cases: list[tuple[Any, float]] = [("relative", 0.2), ("additive", 15.0)]
    for errors, spread in cases:
        curve = fit("logistic", YEARS, levels, errors, deviation=spread)
        assert curve.deviation == pytest.approx(spread)
        assert curve.estimated == 3
        likelihood = independent(
            "logistic", YEARS, levels, errors, list(values(curve).values()), spread
        )
        assert curve.log_likelihood == pytest.approx(likelihood)
        free = fit("logistic", YEARS, levels, errors)
        assert values(free) == pytest.approx(values(curve))
        assert free.log_likelihood > curve.log_likelihood


@pytest.mark.parametrize(
    ("form", "fixed"),
    [
        ("exponential", {"rate": 0.1}),
        ("exponential", {"level": 22.0}),
        ("logistic", {"capacity": 320.0}),
        ("logistic", {"rate": 0.35}),
        ("logistic", {"midpoint": 1989.5}),
        ("logistic", {"rate": 0.35, "midpoint": 1989.5}),
        ("logistic", {"capacity": 320.0, "rate": 0.35, "midpoint": 1989.5}),
        ("gompertz", {"capacity": 320.0}),
        ("gompertz", {"rate": 0.22}),
        ("gompertz", {"midpoint": 1986.5}),
        ("bass", {"innovation": 0.025}),
        ("bass", {"imitation": 0.3}),
        ("bass", {"innovation": 0.025, "imitation": 0.3}),
        ("bass", {"capacity": 320.0, "innovation": 0.025}),
    ],
)
def test_given_parameters_stay_and_the_others_are_likeliest(form, fixed):
    levels = noisy(form, seed=5)
    curve = fit(form, YEARS, levels, fixed=fixed, launch=LAUNCH.get(form))
    got = values(curve)
    assert {name: got[name] for name in fixed} == pytest.approx(fixed)
    assert curve.estimated == len(PARAMETERS[form]) - len(fixed) + 1
    names = [name for name in PARAMETERS[form] if name not in fixed]

    def stray(x):
        whole = {**fixed, **dict(zip(names, x, strict=True))}
        return np.log(levels / level(form, YEARS, whole))

    found = np.array([TRUTH[form][name] for name in names])
    if names:
        found = optimize.least_squares(stray, found, x_scale=np.abs(found) + 0.01, xtol=1e-14).x
    assert [got[name] for name in names] == pytest.approx(found.tolist(), rel=1e-4)
    assert curve.deviation == pytest.approx(math.sqrt(np.mean(stray(found) ** 2)), rel=1e-6)


def test_as_many_levels_as_quantities_are_enough():
    assert fit("exponential", [0, 1, 2], [10, 20, 45]).estimated == 3
    assert fit("logistic", [0, 1, 2], [10, 20, 35], deviation=0.1).estimated == 3
    through = fit("exponential", [0, 1], [10, 20], deviation=0.1)
    assert values(through) == pytest.approx({"level": 10, "rate": math.log(2)})


def test_a_fit_cannot_be_changed():
    curve = fit("exponential", [0, 1, 2], [10, 20, 45])
    with pytest.raises(AttributeError):
        setattr(curve, "form", None)  # noqa: B010


def test_units_of_the_parameters():
    levels = [Quantity.exactly(float(n), "firms") for n in noisy("logistic", 1)]
    units = {name: value.unit for name, value in fit("logistic", YEARS, levels).parameters.items()}
    assert units == {"capacity": "firms", "rate": "per year", "midpoint": "year"}
    curve = fit("bass", YEARS, levels, launch=1970)
    assert {name: value.unit for name, value in curve.parameters.items()} == {
        "capacity": "firms",
        "innovation": "per year",
        "imitation": "per year",
    }
    assert fit("exponential", YEARS, levels).parameters["level"].unit == "firms"
    assert curve.parameters["capacity"].convention == curve.convention


def test_a_curve_that_does_not_level_off_has_no_finite_capacity():
    years = np.array([0, 2, 4, 6, 8.0])
    levels = [10, 14.0, 21, 33, 55]  # faster and faster even on a logarithmic scale
    growth = fit("exponential", years, levels)
    limits: dict[Any, float] = {"logistic": float(growth.parameters["rate"]), "gompertz": 0.0}
    for form, rate in limits.items():
        curve = fit(form, years, levels)
        assert values(curve) == pytest.approx(
            {"capacity": math.inf, "rate": rate, "midpoint": math.inf}
        )
        assert curve.log_likelihood == pytest.approx(growth.log_likelihood)
        assert curve.levels([12]).item() == pytest.approx(growth.levels([12]).item())
        interval = profile_interval(curve, "capacity")
        assert interval.high == math.inf
        assert 55 < interval.low < 1e6
    kept = fit("logistic", years, levels, fixed={"rate": 0.15})
    assert values(kept)["rate"] == pytest.approx(0.15)
    assert values(kept)["capacity"] == math.inf


@few
@given(st.floats(0.05, 0.3), seeds)
def test_curves_with_a_distant_ceiling_are_exponential(rate, seed):
    # Nested limits: at a capacity a million times the level, and no bend within the record.
    years = np.array([0, 3, 5, 9, 12.0])
    noise = np.random.default_rng(seed).normal(size=5)
    levels = 10 * np.exp(rate * years + 0.05 * noise)
    growth = fit("exponential", years, levels)
    far = fit("logistic", years, levels, fixed={"capacity": 1e9})
    assert far.log_likelihood == pytest.approx(growth.log_likelihood, abs=1e-4)
    assert values(far)["rate"] == pytest.approx(values(growth)["rate"], rel=1e-5)
    slow = fit("gompertz", years, levels, fixed={"rate": 1e-7})
    assert slow.log_likelihood == pytest.approx(growth.log_likelihood, abs=1e-3)
    alone = fit("bass", years, levels, launch=-10, fixed={"imitation": 0.0})
    got = values(alone)
    path = got["capacity"] * -np.expm1(-got["innovation"] * (years + 10))
    assert alone.levels(years).to_numpy() == pytest.approx(path, rel=1e-6)


def test_repeated_years_and_zero_levels():
    # Two sources for one year; and nothing yet at the start, with additive errors.
    curve = fit("exponential", [0, 0, 10], [9, 11, 20], deviation=0.1)
    assert float(curve.parameters["level"]) == pytest.approx(math.sqrt(99))
    # Almost nothing may be as good as nothing.
    years, levels = [6.6, 13.3, 26.9, 28.2], [0.0, 1e-55, 123, 311]
    fixed = {"capacity": 829.0}
    assert fit("logistic", years, levels, "additive", fixed=fixed).deviation < 30
    start = fit("logistic", [0, 2, 4, 6, 8, 10], [0, 1, 7, 40, 88, 98], errors="additive")
    assert 95 < float(start.parameters["capacity"]) < 102


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (
            ("richards", [1, 2], [1, 2]),
            {},
            "the form is 'richards'; choose one of 'exponential', 'l",
        ),
        (("logistic", [1, 2], [1, 2]), {"errors": "poisson"}, "errors is 'poisson'; choose one"),
        (
            ("logistic", [1, 2, 3], [1, 2, 3]),
            {},
            "3 levels cannot tell 3 parameters of a logistic curve and the deviation from it; it n",
        ),
        (
            ("logistic", [1, 2], [1, 2]),
            {"deviation": 0.1},
            "2 levels cannot tell 3 parameters of a logistic curve; it needs 3",
        ),
        (("exponential", [1, 2, 3], [1, 0, 3]), {}, "row 1: the level is zero"),
        (("exponential", [1, 1, 1], [1, 2, 3]), {}, "all years are the same"),
        (
            ("exponential", [1, 2, Quantity(3, 4)], [1, 2, 3]),
            {},
            "row 2: the year lies between 3 and 4; curves are fitted at exact dates",
        ),
        (("exponential", [1, 2, 3], [1, 2, 3]), {"deviation": 0}, "the deviation is 0; give a"),
        (("exponential", [1, 2, 3], [1, 2, 3]), {"deviation": math.inf}, "the deviation is inf"),
        (
            ("exponential", [1, 2, 3], [1, 2, 3]),
            {"fixed": {"capacity": 3}},
            "fixed names 'capacity'; a exponential curve has level, rate",
        ),
        (
            ("exponential", [1, 2, 3], [1, 2, 3]),
            {"fixed": {"level": 0}},
            "level is 0; give a finite number above 0",
        ),
        (("logistic", [1, 2, 3], [1, 2, 3]), {"fixed": {"rate": -1}}, "rate is -1; give a finite"),
        (
            ("logistic", [1, 2, 3], [1, 2, 3]),
            {"fixed": {"midpoint": math.inf}},
            "midpoint is inf; give a finite number$",
        ),
        (("bass", [1, 2, 3], [1, 2, 3]), {}, "give launch=, a year"),
        (("bass", [1, 2, 3], [1, 2, 3]), {"launch": 1}, "the launch is 1, not before the first ye"),
        (
            ("bass", [1, 2, 3], [1, 2, 3]),
            {"launch": 0, "fixed": {"innovation": 0}},
            "innovation is 0; give a finite number above 0",
        ),
        (("logistic", [1, 2, 3], [1, 2, 3]), {"launch": 0}, "only a Bass curve has one; leave it"),
        (
            ("logistic", [1, 2, 3, 4, 5], [9, 8, 7.5, 6, 3]),
            {},
            "the levels do not grow over the record, so that no logistic curve",
        ),
        (("gompertz", [1, 2, 3, 4, 5], [9, 9, 9, 9, 9]), {}, "so that no gompertz curve"),
        (
            ("exponential", [1, 2, 3, 4], [Quantity(2**n, 2**n + 1) for n in range(4)]),
            {},
            "passes through every bound, so that the record does not say how far",
        ),
        (
            ("exponential", [1, 2, 3, 4], [1, Quantity(2, 3), Quantity(4, 6), 8]),
            {},
            "passes through every bound",
        ),
    ],
)
def test_fit_refuses(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        fit(*arguments, **options)


# --- intervals --------------------------------------------------------------------------------


def regression(years, levels, level):
    """Classical interval of the slope and of the starting level of the logarithms."""
    found = stats.linregress(years - years[0], np.log(levels))
    t = stats.t.ppf((1 + level) / 2, len(years) - 2)
    slope = found.slope + t * found.stderr * np.array([-1, 1])
    start = np.exp(found.intercept + t * found.intercept_stderr * np.array([-1, 1]))
    return slope, start


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_an_exponential_curve_has_the_classical_intervals(level):
    levels = noisy("exponential", seed=8)
    curve = fit("exponential", YEARS, levels)
    slope, start = regression(YEARS, levels, level)
    rate = profile_interval(curve, "rate", level)
    assert (rate.low, rate.high) == pytest.approx(slope.tolist(), rel=1e-7)
    first = profile_interval(curve, "level", level)
    assert (first.low, first.high) == pytest.approx(start.tolist(), rel=1e-7)
    assert rate.unit == "per year"
    assert rate.convention == (
        f"{level:g} profile likelihood, small sample; "
        "exponential curve, relative normal errors, maximum likelihood"
    )
    if level == 0.95:
        assert profile_interval(curve, "rate") == rate


def test_asymptotic_and_known_deviation_use_the_chi_squared_distribution():
    levels = noisy("exponential", seed=8)
    z = stats.norm.ppf(0.975)
    spread = np.sum((YEARS - YEARS.mean()) ** 2)
    known = fit("exponential", YEARS, levels, deviation=0.1)
    rate = profile_interval(known, "rate")
    centre = float(known.parameters["rate"])
    assert rate.high - centre == pytest.approx(z * 0.1 / math.sqrt(spread), rel=1e-6)
    free = fit("exponential", YEARS, levels)
    wide = profile_interval(free, "rate", calibration="asymptotic")
    # 2 (l - l(r)) = n ln(1 + (r - r0)^2 S / RSS), solved for r.
    n = len(YEARS)
    reach = math.sqrt(math.expm1(z**2 / n) * n * free.deviation**2 / spread)
    assert wide.high - centre == pytest.approx(reach, rel=1e-6)
    assert centre - wide.low == pytest.approx(reach, rel=1e-6)
    assert "0.95 profile likelihood, asymptotic" in wide.convention


@pytest.mark.parametrize(
    ("form", "parameter", "loose"),
    [
        *((form, name, False) for form in S_FORMS for name in PARAMETERS[form]),
        ("logistic", "capacity", True),
        ("gompertz", "midpoint", True),
        ("bass", "innovation", True),
    ],
)
def test_the_ends_of_an_interval_are_equally_unlikely(form, parameter, loose):
    levels = noisy(form, seed=4, spread=0.05)
    given_levels = bounded(levels) if loose else levels
    curve = fit(form, YEARS, given_levels, launch=LAUNCH.get(form))
    interval = profile_interval(curve, parameter, 0.9)
    assert interval.low < float(curve.parameters[parameter]) < interval.high
    n, spare = len(YEARS), len(YEARS) - 3
    cutoff = n * math.log1p(stats.f.ppf(0.9, 1, spare) / spare)
    for end in (interval.low, interval.high):
        there = fit(form, YEARS, given_levels, fixed={parameter: end}, launch=LAUNCH.get(form))
        fall = 2 * (curve.log_likelihood - there.log_likelihood)
        assert fall == pytest.approx(cutoff, abs=2e-3 if loose else 1e-6)


def test_intervals_are_open_where_the_record_does_not_identify():
    years, levels = [0, 2, 4, 6, 8], [10, 22, 43, 91, 170]
    logistic = fit("logistic", years, levels)
    assert math.isfinite(float(logistic.parameters["capacity"]))
    capacity = profile_interval(logistic, "capacity")
    assert capacity.high == math.inf
    assert 170 < capacity.low < 400
    assert profile_interval(logistic, "midpoint").high == math.inf
    assert profile_interval(logistic, "rate").low > 0
    gompertz = fit("gompertz", years, levels)
    assert profile_interval(gompertz, "capacity").high == math.inf
    assert profile_interval(gompertz, "rate").low == 0
    bass = fit("bass", years, levels, launch=-5)
    assert profile_interval(bass, "capacity").high == math.inf
    # A record that is nearly flat from its second date on leaves the rate open above.
    flat = fit("logistic", [0, 4, 8, 12, 16, 20], [20, 101, 99, 100.5, 99.5, 100.2])
    assert profile_interval(flat, "rate").high == math.inf
    assert profile_interval(flat, "capacity").high < 105


def test_an_interval_keeps_to_what_was_given():
    levels = noisy("logistic", seed=6)
    curve = fit("logistic", YEARS, levels, fixed={"capacity": 300.0})
    free = fit("logistic", YEARS, levels)
    narrow, wide = profile_interval(curve, "rate"), profile_interval(free, "rate")
    assert narrow.high - narrow.low < wide.high - wide.low
    with pytest.raises(ValueError, match=r"no parameter 'capacity' was estimated; choose from"):
        profile_interval(curve, "capacity")
    with pytest.raises(ValueError, match=r"no parameter 'p' was .* \['rate', 'midpoint'\]"):
        profile_interval(curve, "p")
    for wrong in (0, 1, 95):
        with pytest.raises(ValueError, match=f"the level is {wrong}; give a probability"):
            profile_interval(curve, "rate", wrong)
    with pytest.raises(
        ValueError, match="calibration is 'exact'; choose one of 'small sample', 'as"
    ):
        profile_interval(curve, "rate", calibration="exact")  # type: ignore[arg-type]


def test_profile_intervals_cover_as_often_as_they_claim():
    # An interval holds the truth exactly if the truth is not too unlikely, which needs two
    # fits. 150 records of ten levels: two standard errors are 0.036. The asymptotic cutoff
    # covers less, which is why it is not the default.
    years = np.linspace(1980, 2000, 10)
    spare = 7
    cutoffs = [10 * math.log1p(stats.f.ppf(0.95, 1, spare) / spare), stats.chi2.ppf(0.95, 1)]
    held = np.zeros(2)
    for seed in range(150):
        levels = noisy("logistic", seed, years=years)
        best = fit("logistic", years, levels)
        true = fit("logistic", years, levels, fixed={"capacity": 300.0})
        fall = 2 * (best.log_likelihood - true.log_likelihood)
        held += [fall <= cutoff for cutoff in cutoffs]
        if seed < 2:
            interval = profile_interval(best, "capacity")
            assert interval.contains(300.0) == (fall <= cutoffs[0])
    small, asymptotic = held / 150
    assert 0.91 <= small <= 0.987
    assert 0.8 <= asymptotic < small


# --- forms compared ---------------------------------------------------------------------------


def test_forms_compared():
    levels = pd.Series(noisy("logistic", seed=3, spread=0.04))
    forms = compare_forms(YEARS, levels, launch=1975, tolerance=0.1)
    assert list(forms.index) == ["exponential", "logistic", "gompertz", "bass"]
    assert list(forms.columns) == [
        "log_likelihood",
        "aicc",
        "deviation",
        "estimated",
        "level",
        "rate",
        "capacity",
        "midpoint",
        "innovation",
        "imitation",
        "tolerance_needed",
        "excluded",
        "note",
    ]
    assert forms["log_likelihood"].idxmax() == "logistic"
    assert forms["excluded"].tolist() == [True, False, True, True]
    for form in forms.index:
        launch = 1975 if form == "bass" else None
        curve = fit(form, YEARS, levels, launch=launch)
        row = forms.loc[form]
        assert row["log_likelihood"] == pytest.approx(curve.log_likelihood)
        assert row["deviation"] == curve.deviation
        assert row["estimated"] == curve.estimated
        for name, value in values(curve).items():
            assert row[name] == value
    # Hurvich and Tsai 1989: AIC + 2k(k+1)/(n-k-1); here n = 7, and k = 3 and 4.
    assert cell(forms, "exponential", "aicc") == pytest.approx(
        6 - 2 * cell(forms, "exponential", "log_likelihood") + 24 / 3
    )
    assert cell(forms, "logistic", "aicc") == pytest.approx(
        8 - 2 * cell(forms, "logistic", "log_likelihood") + 40 / 2
    )
    assert (forms["note"] == "").all()
    assert pd.isna(cell(forms, "exponential", "capacity"))
    assert list(compare_forms(YEARS, levels).index) == ["exponential", "logistic", "gompertz"]
    assert compare_forms(YEARS, levels)["excluded"].all()


def test_an_undefined_aicc_is_missing_and_says_why():
    years, levels = YEARS[:5], noisy("logistic", seed=3)[:5]
    forms = compare_forms(years, levels, forms=["logistic", "exponential"])
    assert math.isnan(cell(forms, "logistic", "aicc"))
    assert cell(forms, "logistic", "note") == (
        "AICc is undefined for 5 levels and 4 quantities estimated"
    )
    assert math.isfinite(cell(forms, "exponential", "aicc"))
    known = compare_forms(years, levels, forms=["logistic"], deviation=0.1)
    assert math.isfinite(cell(known, "logistic", "aicc"))
    assert cell(known, "logistic", "estimated") == 3


def test_a_form_that_cannot_be_fitted_says_why_in_its_row():
    forms = compare_forms([0, 5, 10], [10, 20, 35])
    assert "3 levels cannot tell 3 parameters" in cell(forms, "logistic", "note")
    assert math.isnan(cell(forms, "logistic", "log_likelihood"))
    assert math.isfinite(cell(forms, "exponential", "log_likelihood"))
    assert not cell(forms, "logistic", "excluded")
    loose = [Quantity(9, 11), Quantity(19, 25), Quantity(35, 60), Quantity(80, 100)]
    through = compare_forms([0, 5, 10, 15], loose)
    assert "passes through every bound" in cell(through, "exponential", "note")
    assert (through["tolerance_needed"] == 0).all()
    falling = compare_forms([0, 5, 10, 15, 20], [50, 40, 35, 20, 22])
    assert "do not grow" in cell(falling, "gompertz", "note")
    assert math.isfinite(cell(falling, "exponential", "aicc"))


@steady
@given(seeds, st.floats(0, 0.2))
def test_excluded_forms_agree_with_the_sets(seed, tolerance):
    levels = noisy("exponential", seed, spread=0.08)
    boxes = bounded(levels, 0.05)
    forms = compare_forms(YEARS, boxes, forms=["exponential"], tolerance=tolerance, deviation=0.1)
    needed = cell(forms, "exponential", "tolerance_needed")
    assume(abs(needed - tolerance) > 1e-6)
    assert constant_growth(YEARS, boxes, tolerance=tolerance).excluded == (needed > tolerance)
    assert cell(forms, "exponential", "excluded") == (needed > tolerance)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"forms": ["logistic", "richards"]}, "the form is 'richards'"),
        ({"forms": ["bass"]}, "give launch="),
        ({"tolerance": -1}, "the tolerance is -1"),
        ({"errors": "poisson"}, "errors is 'poisson'"),
        ({"deviation": -1}, "the deviation is -1"),
    ],
)
def test_a_comparison_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        compare_forms(YEARS, noisy("logistic", 1), **options)


def test_a_curve_through_every_level_is_its_own_interval_and_says_of_what_kind():
    curve = fit("exponential", [0, 10, 20], [20, 40, 80])
    interval = profile_interval(curve, "rate")
    assert interval.low == interval.high == pytest.approx(math.log(2) / 10)
    assert interval.convention.startswith("0.95 profile likelihood, small sample; exponential")
