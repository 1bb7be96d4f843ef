"""Growth from few, uneven and bounded observations: rates, curves, breaks."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics.growth import compound_rate
from industrial_clusters.statistics.growth_curves import (
    PARAMETERS,
    S_FORMS,
    bass_peak,
    compare_forms,
    compatible_curves,
    constant_growth,
    fit,
    profile_interval,
    structural_break,
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


# --- growth at a constant rate -------------------------------------------------------------


def test_from_more_than_30_to_about_300():
    # Closed form: ln(305 / 31) / 10; nothing keeps the early level from having been higher.
    growth = constant_growth([1980, 1990], [Quantity(31, math.inf), Quantity(295, 305)])
    assert growth.rate.high == pytest.approx(math.log(305 / 31) / 10, rel=1e-14)
    assert growth.rate.low == -math.inf
    assert (growth.slowest, growth.fastest) == ((), (0, 1))
    assert growth.rate.unit == "per year"
    assert growth.rate.convention == "constant rate, continuous compounding, through every bound"


@st.composite
def records(draw):
    """Years in any order, levels on one exponential within bounds, perhaps open above."""
    n = draw(st.integers(2, 7))
    years = draw(st.lists(st.integers(0, 30), min_size=n, max_size=n, unique=True))
    rate, start = draw(st.floats(-0.3, 0.3)), draw(st.floats(1, 1000))
    boxes = []
    for year in years:
        true = start * math.exp(rate * year)
        low = true * draw(st.floats(0.3, 1))
        high = math.inf if draw(st.integers(0, 4)) == 0 else true * draw(st.floats(1, 3))
        boxes.append(Quantity(low, high))
    return years, boxes, rate


def programme(years, boxes):
    """Bounds on the rate by scipy's linear programming, independently of the closed form."""
    rows, limits = [], []
    for year, box in zip(years, boxes, strict=True):
        rows.append([-1, -year])
        limits.append(-math.log(box.low))
        if box.high < math.inf:
            rows.append([1, year])
            limits.append(math.log(box.high))
    ends = []
    for sign in (1, -1):
        found = optimize.linprog([0, sign], A_ub=rows, b_ub=limits, bounds=(None, None))
        ends.append(sign * float(found.fun or 0) if found.status == 0 else -sign * math.inf)
    return ends


@steady
@given(records())
def test_rates_are_those_of_a_linear_programme(record):
    years, boxes, rate = record
    growth = constant_growth(years, boxes)
    low, high = programme(years, boxes)
    assert growth.rate.low == pytest.approx(low, abs=1e-6)
    assert growth.rate.high == pytest.approx(high, abs=1e-6)
    assert growth.rate.low - 1e-12 <= rate <= growth.rate.high + 1e-12


@steady
@given(records())
def test_each_rate_bound_is_attained_through_its_pair(record):
    years, boxes, _ = record
    growth = constant_growth(years, boxes)
    low, high = (np.log([getattr(box, end) for box in boxes]) for end in ("low", "high"))
    years = np.array(years)
    for rate, pair, ends in (
        (growth.rate.low, growth.slowest, (high, low)),
        (growth.rate.high, growth.fastest, (low, high)),
    ):
        assert bool(pair) == math.isfinite(rate)
        if pair:
            earlier, later = pair
            assert years[earlier] < years[later]
            line = ends[0][earlier] + rate * (years - years[earlier])
            assert line[later] == pytest.approx(ends[1][later], abs=1e-9)
            assert ((low - 1e-9 <= line) & (line <= high + 1e-9)).all()


def test_labels_and_order_of_the_observations_do_not_matter():
    levels = pd.Series({"a": 10, "b": Quantity(18, 25), "c": 44})
    years = pd.Series({"c": 2000, "a": 1980, "b": 1990})
    growth = constant_growth(years, levels)
    assert float(growth.rate) == pytest.approx(math.log(4.4) / 20)
    assert (growth.slowest, growth.fastest) == (("a", "c"), ("a", "c"))
    assert growth.rate == constant_growth([1980, 1990, 2000], list(levels)).rate
    shuffled = constant_growth([2000, 1980, 1990], {"c": 44, "a": 10, "b": Quantity(18, 25)})
    assert shuffled == growth
    curve = fit("exponential", years, pd.Series({"a": 10.0, "b": 21.0, "c": 44.0}))
    assert float(curve.parameters["level"]) == pytest.approx(10.0, rel=0.01)


def test_a_record_that_excludes_constant_growth_names_the_two_pairs():
    growth = constant_growth([1980, 1985, 1990], {"a": 10, "b": Quantity(40, 50), "c": 60})
    assert growth.excluded
    with pytest.raises(ValueError, match=r"between \('a', 'b'\) the level grows faster than"):
        _ = growth.rate
    assert (growth.slowest, growth.fastest) == (("a", "b"), ("b", "c"))
    # Decline forbids what growth needs.
    turned = constant_growth([1980, 1985, 1990], {"a": 60, "b": Quantity(40, 50), "c": 70})
    assert turned.excluded
    assert (turned.slowest, turned.fastest) == (("b", "c"), ("a", "b"))
    # Two sources that contradict each other on one year.
    clash = constant_growth([1980, 1980, 1990], {"a": 10, "b": 12, "c": 60})
    assert clash.excluded
    assert set(clash.slowest) == {"a", "b"}
    fine = constant_growth([1980, 1980, 1990], {"a": Quantity(10, 12), "b": 12, "c": 60})
    assert float(fine.rate) == pytest.approx(math.log(5) / 10)


def test_exact_growth_at_one_rate_is_not_excluded_by_rounding():
    for rate in (0.05, -0.05, 0.0):
        years = np.array([0, 1, 3, 7, 10.5])
        growth = constant_growth(years, 17 * np.exp(rate * years))
        assert not growth.excluded
        assert growth.rate.low <= growth.rate.high
        assert growth.rate.low == pytest.approx(rate, abs=1e-12)
        assert growth.rate.high == pytest.approx(rate, abs=1e-12)


def test_tolerance_widens_the_bounds_as_a_factor():
    years, levels = [0, 10], [100, 200]
    growth = constant_growth(years, levels, tolerance=0.1)
    assert growth.rate.low == pytest.approx(math.log(2 / 1.21) / 10)
    assert growth.rate.high == pytest.approx(math.log(2 * 1.21) / 10)


@steady
@given(
    st.floats(1, 100),
    st.floats(1, 4),
    st.floats(1, 100),
    st.floats(1, 4),
    st.floats(0, 3),
    st.floats(0, 3),
)
def test_two_observations_agree_with_the_compound_rate(a, wide, b, far, early, late):
    start, end = Quantity(a, a * wide), Quantity(b, b * far)
    dates = [Quantity(1980 - early, 1980), Quantity(1990, 1990 + late)]
    annual = constant_growth(dates, [start, end], compounding="annual").rate
    compound = compound_rate(start, end, Quantity(10, 10 + early + late))
    assert annual.low == pytest.approx(compound.low, rel=1e-9, abs=1e-12)
    assert annual.high == pytest.approx(compound.high, rel=1e-9, abs=1e-12)
    assert annual.convention == "constant rate, annual compounding, through every bound"


@steady
@given(seeds)
def test_bounded_dates_hold_every_date_inside_and_attain_the_bounds(seed):
    random = np.random.default_rng(seed)
    n = int(random.integers(2, 5))
    early = np.cumsum(random.uniform(1.5, 4, n))
    late = early + random.uniform(0, 1.4, n)
    levels = [Quantity(low, low * random.uniform(1, 2)) for low in random.uniform(5, 15, n)]
    dates = [Quantity(*ends) for ends in zip(early, late, strict=True)]
    growth = constant_growth(dates, levels)
    fixed = [constant_growth(random.uniform(early, late), levels) for _ in range(20)]
    corners = [
        constant_growth(np.where([(code >> i) & 1 for i in range(n)], late, early), levels)
        for code in range(2**n)
    ]
    passing = [each.rate for each in (*fixed, *corners) if not each.excluded]
    assert not (growth.excluded and passing)
    for rate in passing:
        assert growth.rate.low - 1e-9 <= rate.low
        assert rate.high <= growth.rate.high + 1e-9
    # At its own pair each bound is attained: a rising line is steepest over the shortest time.
    if n == 2:
        assert max(rate.high for rate in passing) == pytest.approx(growth.rate.high)
        assert min(rate.low for rate in passing) == pytest.approx(growth.rate.low)


def test_dates_in_no_certain_order_may_leave_a_gap():
    dates: list[Any] = [Quantity(1980, 1985), Quantity(1984, 1990), 1990]
    with pytest.raises(ValueError, match="decide which observation came first"):
        constant_growth(dates, [20, 10, Quantity(1, 1000)])
    # Where rates on both sides of zero pass, zero included, the set has no gap.
    either = constant_growth(dates, [Quantity(10, 20), Quantity(10, 20), Quantity(10, 20)])
    assert either.rate.low == pytest.approx(-math.log(2) / 5)
    assert either.rate.high == pytest.approx(math.log(2) / 5)


@pytest.mark.parametrize(
    ("years", "levels", "options", "message"),
    [
        ([1980, 1990], [1, 0], {}, "row 1: the level is zero"),
        ([1980, 1980], [1, 2], {}, "no two of the years surely differ"),
        ([Quantity(1980, 1990), 1985], [1, 2], {}, "no two of the years surely differ"),
        ([1980], [1, 2], {}, "there are 1 years and 2 levels"),
        ([1980, math.nan], [1, 2], {}, "row 1: the year is missing"),
        ([1980, math.inf], [1, 2], {}, "row 1: the year is inf; give a finite one"),
        ([1980, Quantity(1990, math.inf)], [1, 2], {}, "row 1: the year is Quantity.*finite"),
        ([1980, 1990], [1, -2], {}, "row 1: the level is -2"),
        ([1980, 1990], [1, 2], {"compounding": "daily"}, "compounding is 'daily'; choose one of c"),
        ([1980, 1990], [1, 2], {"tolerance": -0.1}, "the tolerance is -0.1; give a fraction"),
        ([1980, 1990], [1, 2], {"tolerance": math.inf}, "the tolerance is inf"),
        (
            [1980, 1990],
            [Quantity(1, 1, "firms"), Quantity(2, 2, "yuan")],
            {},
            "the unit is 'yuan', elsewhere 'firms'",
        ),
    ],
)
def test_constant_growth_refuses(years, levels, options, message):
    with pytest.raises(ValueError, match=message):
        constant_growth(years, levels, **options)


@pytest.mark.parametrize("year", ["1990", True, np.True_, None])
def test_a_year_that_is_no_number_is_refused(year):
    with pytest.raises(TypeError, match=r"row 'b': the year is .*; give a number or a Quantity"):
        constant_growth([1980, year], {"a": 1, "b": 2})


def test_years_and_levels_must_have_the_same_labels():
    levels = pd.Series({"a": 1.0, "b": 2.0})
    with pytest.raises(ValueError, match=r"no year for \['b'\], no level for \['c'\]"):
        constant_growth(pd.Series({"a": 1980, "c": 1990}), levels)
    with pytest.raises(ValueError, match="same labels once each"):
        constant_growth(pd.Series([1980, 1990, 1995], index=["a", "b", "b"]), levels)
    # Levels without labels are taken in order, whatever the labels of the years.
    assert constant_growth(pd.Series({"a": 1980, "c": 1990}), [1, 2]).fastest == (0, 1)


# --- curves through every bound ------------------------------------------------------------


def test_pearl_and_reed_1920():
    # PNAS 6(6), 275-288, doi:10.1073/pnas.6.6.275: through the censuses of 1790, 1850 and
    # 1910 (thousands) y = 2,930,300.9 / (0.014854 + exp(-0.0313395 x)), x from 1780.
    census = [3.929, 23.192, 91.972]
    curves = compatible_curves("logistic", [1790, 1850, 1910], census)
    assert curves.tolerance_needed == 0
    assert curves.capacity.low == pytest.approx(2930.3009 / 0.014854 / 1000, rel=1e-6)
    assert curves.capacity.high == pytest.approx(curves.capacity.low, rel=1e-7)
    assert curves.rate.low == pytest.approx(0.0313395, abs=5e-8)
    assert curves.rate.high == pytest.approx(curves.rate.low, rel=1e-9)
    # The likeliest curve is the one that passes.
    curve = fit("logistic", [1790, 1850, 1910], census, deviation=0.01)
    assert float(curve.parameters["capacity"]) == pytest.approx(curves.capacity.low, rel=1e-7)
    assert float(curve.parameters["midpoint"]) == pytest.approx(1914.3, abs=0.05)


def passes(form, years, boxes, seed, number=4000):
    """Curves of a form drawn at random that pass through every box: capacities and rates."""
    random = np.random.default_rng(seed)
    truth = TRUTH[form]
    found = []
    for _ in range(number):
        drawn = {
            name: value + random.normal() * 3
            if name == "midpoint"
            else value * math.exp(0.4 * random.normal())
            for name, value in truth.items()
        }
        curve = level(form, years, drawn)
        if all(box.contains(each) for box, each in zip(boxes, curve, strict=True)):
            rate = drawn.get("rate", drawn.get("innovation", 0) + drawn.get("imitation", 0))
            found.append((drawn["capacity"], rate))
    return found


@pytest.mark.parametrize("form", S_FORMS)
def test_bounds_hold_every_curve_that_passes(form):
    years = [1981, 1986, 1990, 1997]
    boxes = [Quantity(n * 0.8, n * 1.25) for n in level(form, years, TRUTH[form])]
    curves = compatible_curves(form, years, boxes, launch=LAUNCH.get(form))
    found = passes(form, years, boxes, seed=1)
    assert len(found) > 20
    for capacity, rate in found:
        assert curves.capacity.low <= capacity <= curves.capacity.high
        assert curves.rate.low <= rate <= curves.rate.high


def extreme(form, years, boxes, quantity, sign):
    """Push one parameter as far as the boxes let it, by a general optimiser."""
    low, high = (np.log([getattr(box, end) for box in boxes]) for end in ("low", "high"))
    truth = TRUTH[form]
    names = list(truth)
    scale = {name: 10.0 if name == "midpoint" else value for name, value in truth.items()}

    def parameters(x):
        return {
            name: 1985 + 10 * v if name == "midpoint" else scale[name] * math.exp(v)
            for name, v in zip(names, x, strict=True)
        }

    def room(x):
        curve = np.log(level(form, years, parameters(x)))
        return np.concatenate([curve - low, high - curve])

    start = [(truth[n] - 1985) / 10 if n == "midpoint" else 0.0 for n in names]
    search: Any = optimize.minimize
    found = search(
        lambda x: sign * math.log(quantity(parameters(x))),
        start,
        constraints={"type": "ineq", "fun": room},
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-13},
    )
    assert room(found.x).min() > -1e-6
    return quantity(parameters(found.x))


@pytest.mark.parametrize("form", S_FORMS)
def test_bounds_on_curves_are_attained(form):
    years = [1981, 1986, 1989, 1993, 1998]
    boxes = [Quantity(n * 0.93, n * 1.07) for n in level(form, years, TRUTH[form])]
    curves = compatible_curves(form, years, boxes, launch=LAUNCH.get(form))

    def rate(p):
        return p["rate"] if "rate" in p else p["innovation"] + p["imitation"]

    for sign, end in ((1, "low"), (-1, "high")):
        capacity = extreme(form, years, boxes, lambda p: p["capacity"], sign)
        assert capacity == pytest.approx(getattr(curves.capacity, end), rel=1e-5)
        fastest = extreme(form, years, boxes, rate, sign)
        assert fastest == pytest.approx(getattr(curves.rate, end), rel=1e-5)
    assert curves.capacity.convention == f"{form} curves through every bound"


@pytest.mark.parametrize("form", S_FORMS)
def test_saturation_is_not_identified_early_on(form):
    years = [1980, 1983, 1986]
    boxes = [Quantity(n * 0.9, n * 1.1, "firms") for n in (10, 20, 40)]
    curves = compatible_curves(form, years, boxes, launch=1970 if form == "bass" else None)
    assert curves.capacity.high == math.inf
    assert 44 < curves.capacity.low < 70
    assert curves.capacity.unit == "firms"
    assert curves.rate.unit == "per year"
    assert not curves.excluded


@pytest.mark.parametrize("form", S_FORMS)
def test_tolerance_needed_is_the_least_at_which_a_curve_passes(form):
    launch = 1978 if form == "bass" else None
    levels = noisy(form, seed=3, spread=0.1)
    needed = compatible_curves(form, YEARS, levels, launch=launch)
    assert needed.excluded
    for name in ("capacity", "rate"):
        with pytest.raises(ValueError, match=f"no {form} curve passes .* allow a tolerance of 0"):
            getattr(needed, name)
    assert 0.01 < needed.tolerance_needed < 0.3
    just = needed.tolerance_needed
    assert not compatible_curves(form, YEARS, levels, just * 1.0001, launch).excluded
    assert compatible_curves(form, YEARS, levels, just * 0.9999, launch).excluded
    within = compatible_curves(form, YEARS, levels, just, launch)
    assert within.capacity.low == pytest.approx(within.capacity.high, rel=1e-3)
    wide = compatible_curves(form, YEARS, levels, 0.25, launch)
    assert wide.capacity.convention == f"{form} curves through every bound widened by 0.25"
    assert wide.capacity.low < within.capacity.low < wide.capacity.high


def test_levels_that_fall_exclude_every_curve_with_a_ceiling():
    for form in S_FORMS:
        launch = 1970 if form == "bass" else None
        curves = compatible_curves(form, [1980, 1985, 1990], [50, 60, 48], launch=launch)
        # The drop from 60 to 48 needs each to give way by the square root of its size.
        assert curves.tolerance_needed == pytest.approx(math.sqrt(60 / 48) - 1, rel=1e-6)


def test_a_level_open_below_or_above_sets_no_bound_of_its_own():
    years = [1980, 1985, 1990, 1995]
    closed = [Quantity(9, 11), Quantity(40, 60), Quantity(90, 110), Quantity(100, 120)]
    for form in S_FORMS:
        launch = 1970 if form == "bass" else None
        some = compatible_curves(
            form, [1980, 1985, 1995], [closed[i] for i in (0, 1, 3)], launch=launch
        )
        void = [*closed[:2], Quantity(0, math.inf), closed[3]]
        same = compatible_curves(form, years, void, launch=launch)
        assert same.capacity.low == pytest.approx(some.capacity.low, rel=1e-9)
        assert same.rate.high == pytest.approx(some.rate.high, rel=1e-6)


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


def test_results_cannot_be_changed():
    growth = constant_growth([0, 1], [10, 20])
    results = [
        (growth, "slowest"),
        (compatible_curves("logistic", [0, 1, 2], [10, 20, 35]), "form"),
        (fit("exponential", [0, 1, 2], [10, 20, 45]), "form"),
        (structural_break(BREAK_YEARS, BREAK_LEVELS, 1988), "convention"),
    ]
    for result, name in results:
        with pytest.raises(AttributeError):
            setattr(result, name, None)


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
        (("richards", [1, 2], [1, 2]), {}, "the form is 'richards'; choose one of exponential, l"),
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
    with pytest.raises(ValueError, match="calibration is 'exact'; choose one of small sample, as"):
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


# --- the peak of adoption ---------------------------------------------------------------------


def test_adoption_peaks_where_its_curve_bends():
    # Bass 1969, doi:10.1287/mnsc.15.5.215: T* = ln(q / p) / (p + q), where sales are highest.
    p, q = 0.02, 0.35
    peak = bass_peak(p, q)
    assert float(peak) == pytest.approx(math.log(q / p) / (p + q), rel=1e-14)
    time = np.linspace(0, 30, 300_001)
    sales = np.diff(level("bass", 1978 + time, TRUTH["bass"]))
    assert time[sales.argmax()] == pytest.approx(float(peak), abs=2e-4)
    assert peak.unit == "years"
    assert peak.convention == "time from launch to the peak of adoption"
    assert float(bass_peak(0.3, 0.3)) == 0
    assert float(bass_peak(0.3, 0.1)) == 0
    assert float(bass_peak(0.3, 0)) == 0


@steady
@given(st.floats(0.01, 0.2), st.floats(1, 3), st.floats(0, 1), st.floats(0, 1))
def test_bounds_on_the_peak_hold_and_are_attained(p, wide, start, width):
    innovation, imitation = Quantity(p, p * wide), Quantity(start, start + width)
    peak = bass_peak(innovation, imitation)
    ps = np.linspace(innovation.low, innovation.high, 5)
    qs = np.linspace(imitation.low, imitation.high, 801)
    inside = [float(bass_peak(a, b)) for a in ps for b in qs[::400]]
    assert min(inside) >= peak.low
    assert max(inside) <= peak.high + 1e-12
    assert min(inside) == pytest.approx(peak.low, abs=1e-12)
    highest = max(float(bass_peak(p, b)) for b in qs)
    assert highest == pytest.approx(peak.high, rel=1e-4, abs=1e-9)


def test_an_open_imitation_peaks_at_any_time_from_the_launch():
    peak = bass_peak(0.01, Quantity(0.02, math.inf))
    assert peak.low == 0
    assert peak.high == pytest.approx(float(bass_peak(0.01, 0.0359112)), rel=1e-6)


@pytest.mark.parametrize(
    ("p", "q"), [(0, 1), (-1, 1), (math.inf, 1), (0.1, -1), (0.1, math.inf), (Quantity(0, 1), 1)]
)
def test_the_peak_refuses(p, q):
    with pytest.raises(ValueError, match=r"innovation may be .* and imitation .*; give finite"):
        bass_peak(p, q)


# --- before and after an event ------------------------------------------------------------------

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
        ({"join": "smooth"}, "join is 'smooth'; choose one of free, continuous"),
        ({"method": "guess"}, "method is 'guess'; choose one of bounds, likelihood"),
        ({"at": 1981}, "fewer than two dates lie before the event"),
        ({"at": 1995}, "fewer than two dates lie after the event"),
        ({"at": Quantity(1981, 1988), "method": "bounds"}, "fewer than two dates lie before"),
        ({"at": math.inf}, "the event lies between inf and inf; give finite dates"),
        ({"at": math.nan}, "the year is missing"),
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
