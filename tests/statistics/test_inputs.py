"""What the measures refuse, and how they say so."""

import math

import numpy as np
import pandas as pd
import pytest

from industrial_clusters.evidence import Quantity
from industrial_clusters.statistics._inputs import read_sizes, read_table
from industrial_clusters.statistics.measure import Measure, Measures


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ([3, float("nan")], "row 1: the size is missing"),
        (pd.Series([3, None], index=["a", "b"]), "row 'b': the size is missing"),
        (pd.Series([3, pd.NA], index=["a", "b"], dtype="Int64"), "row 'b': the size is missing"),
        ({"a": 1, "b": None}, "row 'b': the size is missing"),
        (np.array([1.0, -2.0]), r"row 1: the size is -2\.0; it cannot be negative"),
        ([Quantity(-1, 3)], "row 0: the size is -1"),
        ([math.inf, 1], "row 0: the size is infinite; give a number, or Quantity"),
        ([0, 0.0], "every size is zero"),
        ([], "there is no size"),
        (np.ones((2, 2)), r"not an array of shape \(2, 2\)"),
        (pd.Series([1, 2], index=["a", "a"]), "'a' occurs 2 times"),
        ([Quantity(1, 2, "firms"), Quantity(1, 2, "yuan")], "row 1: the unit is 'yuan'"),
    ],
)
def test_sizes_that_are_refused(values, complaint):
    with pytest.raises(ValueError, match=complaint):
        read_sizes(values)


@pytest.mark.parametrize("value", ["3", True, np.True_, [1], 1j])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match=r"row 'x': the size is .* which is no number"):
        read_sizes({"x": value, "y": 1.0})


def test_booleans_are_not_counted_as_ones():
    with pytest.raises(TypeError, match="no number"):
        read_sizes(pd.Series([True, False]))
    with pytest.raises(TypeError, match="region 0, industry 'a'"):
        read_table(pd.DataFrame({"a": [True, True], "b": [1, 2]}))


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ([[1, 2], [3, None]], "region 1, industry 1: the value is missing"),
        (pd.DataFrame({"steel": [1, -1]}, index=["A", "B"]), "region 'B', industry 'steel'"),
        ([[1, 0], [1, 0]], "industry 1: every value is zero"),
        ([[1, 1], [0, 0]], "region 1: every value is zero"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "industry 'a' occurs 2 times"),
        (pd.DataFrame([[1], [2]], index=["A", "A"]), "region 'A' occurs 2 times"),
        (np.ones(3), r"expected rows and columns, not an array of shape \(3,\)"),
        (np.empty((0, 2)), "the table has no region"),
    ],
)
def test_tables_that_are_refused(table, complaint):
    with pytest.raises(ValueError, match=complaint):
        read_table(table)


def test_exact_and_bounded_numbers_are_read_alike():
    exact = read_sizes(pd.Series({"a": 1, "b": 2}))
    assert exact.is_exact
    assert list(exact.labels) == ["a", "b"]
    also_exact = read_sizes([Quantity.exactly(1, "firms"), 2])
    assert also_exact.is_exact
    assert also_exact.unit == "firms"
    bounded = read_sizes({"a": Quantity(1, 2), "b": 3})
    assert not bounded.is_exact
    assert bounded.low.tolist() == [1, 3]
    assert bounded.high.tolist() == [2, 3]
    open_ended = read_table(pd.DataFrame({"x": [Quantity(1, math.inf)], "y": [2]}, dtype=object))
    assert open_ended.high.tolist() == [[math.inf, 2]]
    assert open_ended.low.tolist() == [[1, 2]]


def test_a_measure_converts_only_where_exact():
    assert float(Measure(0.5, 0.5)) == 0.5
    with pytest.raises(ValueError, match="only to lie between 0 and 1"):
        float(Measure(0, 1))
    table = pd.Series([1.0, 2.0])
    assert Measures(table, table, "").exact is table
    assert Measures(table, table.copy(), "").is_exact
    with pytest.raises(ValueError, match="only within bounds"):
        _ = Measures(table, table + 1, "").exact
