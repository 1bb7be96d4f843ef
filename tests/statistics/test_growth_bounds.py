"""What bounds alone determine of growth: constant rates, and curves that level off."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics.growth import compound_rate
from industrial_clusters.statistics.growth_bounds import (
    S_FORMS,
    compatible_curves,
    constant_growth,
)
from industrial_clusters.statistics.growth_curves import fit

steady = settings(derandomize=True, deadline=None, max_examples=30)
seeds = st.integers(0, 10_000)

YEARS = np.array([1980.0, 1981.5, 1984, 1988, 1990, 1995.25, 1999])
TRUTH = {
    "logistic": {"capacity": 300.0, "rate": 0.4, "midpoint": 1989.0},
    "gompertz": {"capacity": 300.0, "rate": 0.2, "midpoint": 1986.0},
    "bass": {"capacity": 300.0, "innovation": 0.02, "imitation": 0.35},
}
LAUNCH = {"bass": 1978.0}


def level(form, years, parameters, launch=1978.0):
    """Write out the formula of each form that levels off, independently of the module."""
    years = np.asarray(years, dtype=float)
    if form == "bass":
        p, q = parameters["innovation"], parameters["imitation"]
        decay = np.exp(-(p + q) * (years - launch))
        return parameters["capacity"] * (1 - decay) / (1 + q / p * decay)
    decay = np.exp(-parameters["rate"] * (years - parameters["midpoint"]))
    share = 1 / (1 + decay) if form == "logistic" else np.exp(-decay)
    return parameters["capacity"] * share


def noisy(form, seed, spread=0.1, years=YEARS):
    noise = np.random.default_rng(seed).normal(size=len(years))
    return level(form, years, TRUTH[form]) * np.exp(spread * noise)


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
        (
            [1980, 1990],
            [1, 2],
            {"compounding": "daily"},
            "compounding is 'daily'; choose one of 'c",
        ),
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
    assert curves.rate.convention == curves.capacity.convention
    assert curves.form == form


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


def test_curves_through_bounds_refuse_a_form_without_an_s():
    message = "the form is 'exponential'; choose one of .* \\(for exponential growth: constant_g"
    form: Any = "exponential"
    with pytest.raises(ValueError, match=message):
        compatible_curves(form, [0, 1, 2], [10, 20, 35])


@pytest.mark.parametrize(
    ("years", "message"),
    [
        ({"b": 1, "a": 0, "c": 2, "z": 3}, r"no year for \[\], no level for \['z'\]"),
        ({"b": 1}, r"no year for \['c', 'a'\], no level for \[\]"),
    ],
)
def test_years_and_levels_need_the_same_labels(years, message):
    levels = pd.Series({"c": 35, "a": 10, "b": 20})
    with pytest.raises(ValueError, match=message):
        constant_growth(pd.Series(years), levels)


def test_results_cannot_be_changed():
    growth = constant_growth([0, 1], [10, 20])
    results = [
        (growth, "slowest"),
        (compatible_curves("logistic", [0, 1, 2], [10, 20, 35]), "form"),
    ]
    for result, name in results:
        with pytest.raises(AttributeError):
            setattr(result, name, None)
