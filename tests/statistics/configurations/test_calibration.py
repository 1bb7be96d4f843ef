"""Calibration against published memberships, its conventions and its refusals."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import Quantity
from industrial_clusters.statistics import configurations

# Untyped here: the tests hand over what the types forbid, and use what they leave open.
calibrate_crisp: Any = configurations.calibrate_crisp
calibrate_fuzzy: Any = configurations.calibrate_fuzzy

# Thresholds as the manual of R's QCA gives them for the data set LC: below 550 dollars,
# 50, 75 and 30 per cent are out; ten cabinets or more are out; negative scores are out.
CRISP = {
    "DEV": (550, ">="),
    "URB": (50, ">="),
    "LIT": (75, ">="),
    "IND": (30, ">="),
    "STB": (10, "<"),
    "SURV": (0, ">"),
}

# Anchors of the fuzzy data (Ragin 2009): with log odds of 3 they give all 108 memberships
# that the data set LF prints, to its two digits.
FUZZY = {
    "DEV": (400, 550, 900),
    "URB": (25, 50, 65),
    "LIT": (50, 75, 90),
    "IND": (20, 30, 40),
    "STB": (15, 9.5, 5),
    "SURV": (-9, 0, 10),
}


@pytest.mark.parametrize("name", CRISP)
def test_lipsets_crisp_sets(lipset_raw, lipset_crisp, name):
    threshold, inside = CRISP[name]
    crisp = calibrate_crisp(lipset_raw[name], threshold, inside=inside)
    pd.testing.assert_series_equal(
        crisp.exact, lipset_crisp[name].astype(float), check_names=False, check_exact=True
    )


@pytest.mark.parametrize("name", FUZZY)
def test_lipsets_fuzzy_sets(lipset_raw, lipset_fuzzy, name):
    fuzzy = calibrate_fuzzy(lipset_raw[name], *FUZZY[name], method="log odds 3").exact
    assert list(fuzzy.index) == list(lipset_raw.index)
    assert (fuzzy - lipset_fuzzy[name]).abs().max() <= 0.005 + 1e-12


def test_odds_of_19_do_not_give_lipsets_fuzzy_sets(lipset_raw, lipset_fuzzy):
    fuzzy = calibrate_fuzzy(lipset_raw["DEV"], *FUZZY["DEV"]).exact
    assert abs(fuzzy["EE"] - lipset_fuzzy["DEV"]["EE"]) > 0.006


# What calibrate() of QCA 3.25 in R gives for these values with the anchors 20, 50 and 80:
# fixtures of https://github.com/DiogoRibeiro7/setqca-python, validation/fixtures/r_qca.json
R_VALUES = [0, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 100]
R_LOGISTIC = [
    0.00733745807066141,
    0.01934249769983508,
    0.05,
    0.07916845804317633,
    0.1231471380298757,
    0.2725982855090026,
    0.5,
    0.7274017144909974,
    0.8768528619701244,
    0.9208315419568237,
    0.95,
    0.9806575023001649,
    0.9926625419293386,
]
R_LINEAR = [0, 0, 0, 1 / 12, 1 / 6, 1 / 3, 0.5, 2 / 3, 5 / 6, 11 / 12, 1, 1, 1]


def test_the_package_qca_in_r():
    np.testing.assert_allclose(calibrate_fuzzy(R_VALUES, 20, 50, 80).exact, R_LOGISTIC, rtol=1e-13)
    np.testing.assert_allclose(
        calibrate_fuzzy(R_VALUES, 80, 50, 20).exact, R_LOGISTIC[::-1], rtol=1e-13
    )
    linear = calibrate_fuzzy(R_VALUES, 20, 50, 80, method="linear")
    np.testing.assert_allclose(linear.exact, R_LINEAR, rtol=1e-13)


def test_the_anchors_have_the_memberships_that_the_method_says():
    uneven = (10, 20, 90)
    assert calibrate_fuzzy(uneven, *uneven).exact.tolist() == pytest.approx([0.05, 0.5, 0.95])
    at_three = calibrate_fuzzy(uneven, *uneven, method="log odds 3").exact.tolist()
    assert at_three == pytest.approx([1 / (1 + math.exp(3)), 0.5, 1 / (1 + math.exp(-3))])
    assert calibrate_fuzzy(uneven, *uneven, method="linear").exact.tolist() == [0, 0.5, 1]
    assert calibrate_fuzzy(uneven, *uneven).exact[1].item() == 0.5
    assert calibrate_fuzzy([15, 55], *uneven, method="linear").exact.tolist() == [0.25, 0.75]
    small = calibrate_fuzzy([0.25, 0.625], 0, 0.5, 0.75, method="linear")
    assert small.exact.tolist() == [0.25, 0.75]


def test_far_values_do_not_overflow():
    assert calibrate_fuzzy([-1e9, 1e9], 10, 20, 90).exact.tolist() == [0, 1]


def test_nothing_is_rounded_to_zero_or_one():
    """R's QCA gives 0 and 1 here."""
    low, high = calibrate_fuzzy([-50, 150], 20, 50, 80).exact
    assert low == pytest.approx(5.46e-05, rel=1e-3)
    assert 0.9999 < high < 1


@pytest.mark.parametrize(
    ("inside", "members"),
    [(">=", [0, 1, 1]), (">", [0, 0, 1]), ("<=", [1, 1, 0]), ("<", [1, 0, 0])],
)
def test_the_side_of_the_threshold(inside, members):
    crisp = calibrate_crisp([-1, 2, 5], 2, inside=inside)
    assert crisp.exact.tolist() == members
    assert crisp.convention == f"1 where the value is {inside} 2, else 0"


def test_conventions_do_not_round():
    assert calibrate_crisp([1], 1234567.5).convention.startswith(
        "1 where the value is >= 1234567.5,"
    )
    assert calibrate_fuzzy([1], 0.125, 1234567.5, 2e6).convention.endswith(
        ": 0.125, 1234567.5, 2000000"
    )


def test_a_value_on_the_threshold_is_in_unless_said_otherwise():
    assert calibrate_crisp([2], 2).exact.tolist() == [1]


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("odds 19:1", "direct method, membership 0.05 and 0.95 at the outer anchors"),
        ("log odds 3", "direct method, log odds of -3 and 3 at the outer anchors"),
        ("linear", "straight from 0 to 0.5 and from 0.5 to 1 between the anchors"),
    ],
)
def test_the_convention_names_method_and_anchors(method, words):
    measures = calibrate_fuzzy([1, 2], 3, 2, 0.5, method=method)
    assert measures.convention == f"{words}: 3, 2, 0.5"


def test_the_default_method_is_that_of_r():
    assert calibrate_fuzzy([1, 2], 0, 1, 2).convention.startswith("direct method, membership 0.05")


@pytest.mark.parametrize("anchors", [(10, 20, 40), (40, 20, 10)])
@pytest.mark.parametrize("method", ["odds 19:1", "log odds 3", "linear"])
@given(st.floats(-50, 100), st.floats(0, 60), st.floats(0, 1))
@settings(max_examples=20, deadline=None)
def test_bounds_are_those_of_the_ends_and_hold_what_is_between(anchors, method, low, width, part):
    values = {"a": Quantity(low, low + width), "b": 3}
    bounds = calibrate_fuzzy(values, *anchors, method=method)
    points = [low, low + width, low + part * width]
    ends = calibrate_fuzzy(points, *anchors, method=method).exact
    assert bounds.low["a"] == min(ends[0], ends[1])
    assert bounds.high["a"] == max(ends[0], ends[1])
    assert bounds.low["a"] - 1e-12 <= ends[2] <= bounds.high["a"] + 1e-12
    assert bounds.low["b"] == bounds.high["b"]
    assert list(bounds.low.index) == list(bounds.high.index) == ["a", "b"]


def test_bounds_of_crisp_memberships():
    values = {"across": Quantity(1, 9), "above": Quantity(5, 9), "below": Quantity(1, 4)}
    above = calibrate_crisp(values, 5)
    assert above.convention == "1 where the value is >= 5, else 0"
    assert above.low.to_dict() == {"across": 0, "above": 1, "below": 0}
    assert above.high.to_dict() == {"across": 1, "above": 1, "below": 0}
    below = calibrate_crisp(values, 5, inside="<")
    assert below.low.to_dict() == {"across": 0, "above": 0, "below": 1}
    assert below.high.to_dict() == {"across": 1, "above": 0, "below": 1}


def test_an_open_bound_is_approached():
    shops = calibrate_fuzzy([Quantity(31, math.inf)], 10, 20, 40)
    assert shops.high.item() == 1
    assert shops.low.item() == pytest.approx(1 / (1 + 19 ** (-11 / 20)))


def test_exact_memberships_are_one_series():
    exact = calibrate_fuzzy([Quantity.exactly(3), 2], 0, 1, 5)
    assert exact.low is exact.high
    assert calibrate_crisp([1, 2], 2).low.dtype == float


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"a": 1, "b": None}, "row 'b': the value is missing"),
        ([1, float("nan")], "row 1: the value is missing"),
        ([1, math.inf], "row 1: the value is infinite; give a number, or a Quantity for a bound"),
        (pd.Series([1, 2], index=["a", "a"]), "row 'a' occurs 2 times"),
        ([Quantity(1, 2, "shops"), Quantity(1, 2, "yuan")], "row 1: the unit is 'yuan'"),
        (np.ones((2, 2)), "expected one value after another"),
    ],
)
def test_values_that_are_refused(values, complaint):
    for calibrate in (lambda: calibrate_crisp(values, 1), lambda: calibrate_fuzzy(values, 0, 1, 2)):
        with pytest.raises(ValueError, match=complaint):
            calibrate()


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError, match=r"row 'a': the value is '3', which is no number"):
        calibrate_crisp({"a": "3"}, 1)


@pytest.mark.parametrize("bad", [math.nan, math.inf, "5", True, Quantity(1, 2)])
def test_anchors_are_numbers(bad):
    with pytest.raises(ValueError, match=r"^threshold is .*; give a finite number in the unit"):
        calibrate_crisp([1], bad)
    for at, name in enumerate(("full_out", "crossover", "full_in")):
        anchors = [0, 1, 2]
        anchors[at] = bad
        with pytest.raises(ValueError, match=f"^{name} is "):
            calibrate_fuzzy([1], *anchors)


@pytest.mark.parametrize(
    "anchors", [(1, 1, 2), (1, 2, 2), (1, 3, 2), (2, 1, 3), (2, 2, 1), (2, 1, 1)]
)
def test_anchors_are_in_order(anchors):
    with pytest.raises(ValueError, match=r"neither rise nor fall; give full_out, crossover and"):
        calibrate_fuzzy([1], *anchors)


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match=r"inside is '='; choose one of '>=', '>', '<=', '<'$"):
        calibrate_crisp([1], 1, inside="=")
    with pytest.raises(
        ValueError, match=r"method is 's'; choose one of 'odds 19:1', 'log odds 3', 'linear'$"
    ):
        calibrate_fuzzy([1], 0, 1, 2, method="s")
