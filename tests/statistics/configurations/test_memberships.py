"""What is read as membership, how expressions are read, and their memberships."""

import itertools
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import Quantity
from industrial_clusters.statistics.configurations import (
    Expression,
    Term,
    calibrate_crisp,
    calibrate_fuzzy,
    sufficiency,
)
from industrial_clusters.statistics.configurations import memberships as module

# Untyped here: the tests hand over what the types forbid, and use what they leave open.
read_memberships: Any = module.read_memberships
TWO: Any = pd.DataFrame({"A": [0.2, 0.9], "B": [0.7, 0.4]}, index=["x", "y"])


def test_an_expression_is_read_and_written():
    expression = Expression.parse("  A * ~ B+ C d *~C ")
    assert expression.terms == (
        Term((("A", True), ("B", False))),
        Term((("C d", True), ("C", False))),
    )
    assert str(expression) == "A*~B + C d*~C"
    assert Expression.parse(str(expression)) == expression
    assert expression.names == ("A", "B", "C d", "C")
    assert Expression.parse("A*A").terms == (Term((("A", True),)),)
    assert Expression.parse("a").names != Expression.parse("A").names


@pytest.mark.parametrize("text", ["", "A +", "A**B", "~", "~~A", "A*(B + C)", "A*~"])
def test_what_is_no_sum_of_products_is_refused(text):
    with pytest.raises(
        ValueError,
        match=rf"^expression {re.escape(repr(text))}: '.*' is no set; write a sum of products of "
        r"column names, such as 'A\*~B \+ C'$",
    ):
        Expression.parse(text)


def test_a_term_names_each_set_once():
    for make in (
        lambda: Expression.parse("B + A*~A"),
        lambda: Term((("A", True), ("A", False))),
        lambda: Term((("A", True), ("A", True))),
    ):
        with pytest.raises(
            ValueError, match=r"the term 'A\*~?A' is empty or holds a set twice; name"
        ):
            make()
    with pytest.raises(ValueError, match="the term '' is empty"):
        Term(())
    with pytest.raises(ValueError, match=r"^an expression needs at least one term$"):
        Expression(())


@pytest.mark.parametrize(
    ("text", "memberships"),
    [
        ("A", [0.2, 0.9]),
        ("~A", [0.8, 0.1]),
        ("A*B", [0.2, 0.4]),
        ("A*~B", [0.2, 0.6]),
        ("A + B", [0.7, 0.9]),
        ("~A*B + A*~B", [0.7, 0.6]),
    ],
)
def test_memberships_of_expressions(text, memberships):
    membership = read_memberships(TWO, ["A", "B"]).of(Expression.parse(text))
    assert membership.low == pytest.approx(memberships)
    assert membership.is_exact


def test_sets_that_are_exact_are_so_beside_one_that_is_not():
    cases = pd.DataFrame({"A": [0.2, 0.9], "B": [Quantity(0.1, 0.6), 0.4]})
    memberships = read_memberships(cases, ["A", "B"])
    assert memberships.of(Expression.parse("A")).low.tolist() == [0.2, 0.9]
    bounded = memberships.of(Expression.parse("~B"))
    assert bounded.low.tolist() == [1 - 0.6, 1 - 0.4]
    assert bounded.high.tolist() == [1 - 0.1, 1 - 0.4]


@pytest.mark.parametrize(
    ("low", "high", "bounds"),
    [
        # max(min(a, 0.8), min(1 - a, 0.8)): least at 0.5 if that is possible.
        (0.1, 0.7, (0.5, 0.8)),
        (0.6, 0.7, (0.6, 0.7)),
        (0.1, 0.3, (0.7, 0.8)),
    ],
)
def test_a_condition_that_occurs_both_ways(low, high, bounds):
    cases = pd.DataFrame({"A": [Quantity(low, high), 0.9], "B": [0.8, 0.7], "C": [0.8, 0.7]})
    membership = read_memberships(cases, ["A", "B", "C"]).of(Expression.parse("A*B + ~A*C"))
    assert (membership.low[0], membership.high[0]) == pytest.approx(bounds)


TEXTS = ["A*B", "A + ~B", "A*~B + ~A*C", "A*B + ~A*~B", "A*~B*C + B*~C + ~A", "A + ~A"]


@given(
    st.sampled_from(TEXTS),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=3),
)
@settings(max_examples=40, deadline=None)
def test_bounds_of_an_expression_are_those_of_all_points(text, ends):
    """On a grid of quarters, which holds every extreme: the ends and 0.5."""
    expression = Expression.parse(text)
    boxes = [(min(pair), max(pair)) for pair in ends]
    grid = pd.DataFrame(
        [
            [at / 4 for at in point]
            for point in itertools.product(*(range(low, high + 1) for low, high in boxes))
        ],
        columns=list("ABC"),
    )
    # Two cases that differ, so that no column is constant.
    grid = pd.concat([grid, pd.DataFrame([[0] * 3, [1] * 3], columns=list("ABC"))])
    grid = grid.reset_index(drop=True)
    points = read_memberships(grid, list("ABC")).of(expression).low[:-2]
    bounded = pd.DataFrame(
        [[Quantity(low / 4, high / 4) for low, high in boxes], [0, 0, 0], [1, 1, 1]],
        columns=list("ABC"),
        dtype=object,
    )
    membership = read_memberships(bounded, list("ABC")).of(expression)
    assert membership.low[0] == points.min()
    assert membership.high[0] == points.max()


def test_calibrated_sets_make_a_table_of_cases():
    income = calibrate_fuzzy({"a": Quantity(5, 8), "b": 2}, 0, 4, 9)
    towns = calibrate_crisp({"b": 1, "a": 7}, 5)
    memberships = read_memberships({"income": income, "towns": towns}, ["income", "towns"])
    assert list(memberships.cases) == ["a", "b"]
    assert memberships.sets["towns"].low.tolist() == [1, 0]
    assert memberships.sets["income"].high.tolist() == income.high.tolist()
    assert memberships.sets["income"].low.tolist() == income.low.tolist()
    plain = {"towns": towns.exact, "other": pd.Series({"a": 0.1, "b": 0.3})}
    assert read_memberships(plain, ["other"]).sets["other"].low.tolist() == [0.3, 0.1]


def test_sets_of_different_cases_are_refused():
    sets = {"A": pd.Series({"x": 0.1, "y": 1}), "B": pd.Series({"x": 0.1})}
    with pytest.raises(
        ValueError,
        match=r"^column 'B': case 'y' is in this set or in the first, not in both; "
        r"give every set the same cases$",
    ):
        read_memberships(sets, ["A", "B"])
    with pytest.raises(KeyError, match=r"there is no column 'A'; choose among \[\]"):
        read_memberships({}, ["A"])
    with pytest.raises(ValueError, match="case 'x' occurs 2 times"):
        read_memberships({"A": pd.Series([0.1, 1], index=["x", "x"])}, ["A"])
    with pytest.raises(TypeError, match=r"column 'A' is no Series and no result of a calibration"):
        read_memberships({"A": [1, 2]}, ["A"])


@pytest.mark.parametrize(("cases", "kind"), [([[0.1, 0.2]], "list"), (np.ones((2, 2)), "ndarray")])
def test_cases_are_a_table(cases, kind):
    with pytest.raises(
        TypeError,
        match=rf"^expected a DataFrame with a row for each case, not {kind}; its columns are the "
        r"sets$",
    ):
        read_memberships(cases, ["A"])


def changed(column, row, value):
    cases = TWO.astype(object)
    cases.loc[row, column] = value
    return cases


@pytest.mark.parametrize(
    ("cases", "complaint"),
    [
        (changed("A", "y", None), "case 'y', column 'A': the membership is missing"),
        (changed("A", "y", -0.1), "case 'y', column 'A': the membership is -0.1; it cannot be neg"),
        (changed("B", "x", 1.01), "case 'x', column 'B': the membership is 1.01; it cannot exceed"),
        (changed("B", "y", 75), "1: calibrate the column first"),
        (changed("B", "y", Quantity(0.5, 1.5)), "case 'y', column 'B': the membership is 1.5"),
        (TWO.rename(index={"y": "x"}), "case 'x' occurs 2 times"),
        (changed("A", "y", 0.2), "column 'A': every case has the membership 0.2, so that it tells"),
        (TWO.assign(A=Quantity(0.2, 0.2)), "column 'A': every case has the membership 0.2"),
        (changed("A", "x", Quantity(0.1, 0.2, "yuan")), "have no unit, these are in 'yuan': calib"),
        (TWO.iloc[:0], "the table has no case"),
    ],
)
def test_memberships_that_are_refused(cases, complaint):
    with pytest.raises(ValueError, match=complaint):
        read_memberships(cases, ["A", "B"])


def test_a_membership_of_one_and_a_column_that_may_be_constant_are_read():
    cases = changed("A", "y", Quantity(0.2, 1))
    assert read_memberships(cases, ["A"]).sets["A"].high.tolist() == [0.2, 1]


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError, match=r"case 'x', column 'A': the membership is 'high', which"):
        read_memberships(changed("A", "x", "high"), ["A"])
    with pytest.raises(TypeError, match="no number"):
        read_memberships(pd.DataFrame({"A": [True, False]}), ["A"])


def test_columns_that_are_refused():
    with pytest.raises(KeyError, match=r"there is no column 'C'; choose among \['A', 'B'\]"):
        read_memberships(TWO, ["A", "C"])
    for name in ("A+B", "A*B", "~A", "(A", "A)", "", 3):
        with pytest.raises(
            ValueError, match=r"a set is called by a text without any of \+ \* ~ \("
        ):
            read_memberships(TWO.rename(columns={"A": name}), [name, "B"])


def test_columns_that_are_not_named_are_not_looked_at():
    cases = TWO.assign(name=["one", None], Y=[0.5, 0.6])
    assert float(sufficiency(cases, "A", "Y").coverage) == pytest.approx(0.8 / 1.1)
