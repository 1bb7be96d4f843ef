"""Truth tables against R's QCA, and what they refuse."""

import itertools
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import Quantity
from industrial_clusters.statistics import configurations

# Untyped here: the tests hand over what the types forbid, and use what they leave open.
sufficiency: Any = configurations.sufficiency
truth_table: Any = configurations.truth_table


def observed(table):
    """Return number, output, consistency and PRI of the rows with a case."""
    rows = table.rows[table.rows["number"] > 0]
    return {
        row: (
            rows.loc[row, "output"],
            rows.loc[row, "number"],
            round(table.consistency.exact[row].item(), 3),
            round(table.pri.exact[row].item(), 3),
        )
        for row in rows.index
    }


def test_lipsets_crisp_table(lipset_crisp):
    """Rihoux and De Meur 2009, as R's QCA prints it: tests/testthat/_snaps/truthTable.md."""
    table = truth_table(lipset_crisp, "SURV")
    assert table.outcome == "SURV"
    assert table.conditions == ("DEV", "URB", "LIT", "IND", "STB")
    assert len(table.rows) == 32
    cases = table.rows.loc[table.rows["output"] != "?", "cases"].to_dict()
    assert cases == {
        1: ("GR", "PT", "ES"),
        2: ("IT", "RO"),
        5: ("HU", "PL"),
        6: ("EE",),
        22: ("FI", "IE"),
        23: ("AU",),
        24: ("FR", "SE"),
        31: ("DE",),
        32: ("BE", "CZ", "NL", "UK"),
    }
    assert table.coded("1") == (22, 24, 32)
    assert table.coded("0") == (1, 2, 5, 6, 23, 31)
    assert table.consistency.exact[list(table.coded("1"))].tolist() == [1, 1, 1]
    assert table.pri.exact[list(table.coded("0"))].tolist() == [0] * 6
    assert table.share_of_remainders == 23 / 32
    assert table.contradictions == ()
    assert table.rows.loc[22, list(table.conditions)].tolist() == [1, 0, 1, 0, 1]
    assert table.rows.index.name == "row"
    assert table.rows.loc[22, "having"] == ("FI", "IE")
    assert table.rows.loc[22, "lacking"] == ()
    assert table.rows.loc[31, "lacking"] == ("DE",)
    assert table.rows.loc[3, "cases"] == ()
    assert table.consistency.exact.isna().sum() == table.pri.exact.isna().sum() == 23


# Lipset's fuzzy data in QCA 3.25 with a cut-off of 0.8: validation/fixtures/r_qca.json in
# https://github.com/DiogoRibeiro7/setqca-python (rows counted from 0 there).
LIPSET = {
    1: ("0", 3, 0.215976331360947, 0),
    2: ("0", 2, 0.278026905829596, 0),
    5: ("0", 2, 0.520900321543409, 0.113095238095238),
    6: ("0", 1, 0.528571428571429, 0.228070175438597),
    22: ("1", 2, 0.804270462633452, 0.719387755102041),
    23: ("0", 1, 0.378205128205128, 0.0396039603960395),
    24: ("0", 2, 0.7087719298245621, 0.634361233480176),
    31: ("0", 1, 0.445255474452555, 0.0499999999999999),
    32: ("1", 4, 0.904205607476635, 0.885793871866295),
}


def test_lipsets_fuzzy_table(lipset_fuzzy):
    table = truth_table(lipset_fuzzy, "SURV", consistency=0.8)
    for row, (output, number, consistency, pri) in LIPSET.items():
        assert table.rows.loc[row, "output"] == output
        assert table.rows.loc[row, "number"] == number
        assert table.consistency.exact[row] == pytest.approx(consistency, rel=1e-12)
        assert table.pri.exact[row] == pytest.approx(pri, rel=1e-12, abs=1e-15)
    assert set(table.coded("?")) == set(range(1, 33)) - set(LIPSET)
    assert table.consistency.low is table.consistency.high
    assert table.pri.low is table.pri.high


def test_contradictory_rows_as_in_r(job_security):
    """truthTable(d.jobsecurity, outcome = JSR, incl.cut = c(0.9, 0.5)), truthTable.md."""
    table = truth_table(job_security, "JSR", consistency=0.9, contradictory=0.5)
    assert observed(table) == {
        2: ("0", 2, 0.198, 0.000),
        5: ("C", 1, 0.581, 0.000),
        10: ("0", 1, 0.494, 0.000),
        20: ("C", 2, 0.716, 0.500),
        25: ("C", 2, 0.839, 0.699),
        27: ("1", 1, 0.940, 0.825),
        33: ("0", 2, 0.203, 0.000),
        37: ("1", 2, 0.977, 0.966),
        47: ("1", 1, 1.000, 1.000),
        48: ("1", 1, 1.000, 1.000),
        56: ("1", 2, 1.000, 1.000),
        57: ("C", 1, 0.717, 0.000),
        64: ("1", 1, 1.000, 1.000),
    }
    assert table.convention == (
        "1 from consistency 0.9 and PRI 0, contradictory from 0.5, remainder below 1 cases"
    )
    # In row 20 the Netherlands have the outcome and Switzerland lacks it.
    assert table.contradictions == (20, 25)
    assert table.rows.loc[20, "having"] == ("NL",)
    assert table.rows.loc[20, "lacking"] == ("CH",)


def test_the_absence_of_an_outcome_as_in_r(protest):
    """truthTable(CVF, ~PROTEST, incl.cut = 0.8), truthTable.md; the two lowest and two others."""
    rows = observed(truth_table(protest, "~PROTEST", consistency=0.8))
    assert rows[10] == ("1", 1, 0.976, 0.914)
    assert rows[5] == ("1", 2, 0.823, 0.416)
    assert rows[27] == ("0", 1, 0.776, 0.217)
    assert rows[15] == ("0", 2, 0.629, 0.161)
    assert len(rows) == 17


def test_a_cut_off_for_pri(protest):
    """As above for PROTEST: row 5 has PRI 0.584 and row 16 has 0.591, at 0.874 and 0.821."""
    table = truth_table(protest, "PROTEST", pri=0.59)
    assert table.rows.loc[[5, 16], "output"].tolist() == ["0", "1"]
    assert table.convention == "1 from consistency 0.8 and PRI 0.59, remainder below 1 cases"


def test_rows_with_few_cases_are_remainders_but_seen(women):
    """truthTable(d.represent, n.cut = 2), truthTable.md: five rows stay, nine are removed."""
    table = truth_table(women, "WNP", number=2)
    assert set(table.coded("?")) == set(range(1, 33)) - {3, 11, 25, 28, 32}
    assert table.rows.loc[4, "number"] == 1
    assert table.rows.loc[4, "cases"] == ("NZ",)
    assert table.consistency.exact[4] == 1
    assert table.convention.endswith("remainder below 2 cases")


def test_the_cut_offs_of_default():
    cases = pd.DataFrame(
        {"A": [1] * 5 + [0] * 4, "Y": [1, 1, 1, 1, 0, 1, 1, 1, 0]}, index=list("abcdefghi")
    )
    table = truth_table(cases, "Y")
    assert table.convention == "1 from consistency 0.8 and PRI 0, remainder below 1 cases"
    # 4 of 5 reach 0.8, 3 of 4 do not, and without a band nothing is called contradictory.
    assert table.rows["output"].tolist() == ["0", "1"]
    assert table.contradictions == (1, 2)


def test_rounding_does_not_undo_a_consistency_that_is_the_cut_off():
    cases = pd.DataFrame({"A": [0.9, 0.7, 0.9, 0.1], "Y": [0.7, 0.7, 0.6, 0.1]})
    consistency = truth_table(cases, "Y").consistency.exact[2]
    # 2.1 of 2.6, a number that binary fractions miss.
    table = truth_table(cases, "Y", consistency=consistency + 1e-15)
    assert table.rows.loc[2, "output"] == "1"
    assert truth_table(cases, "Y", consistency=consistency + 1e-9).rows.loc[2, "output"] == "0"
    pri = truth_table(cases, "Y").pri.exact[2]
    assert truth_table(cases, "Y", pri=pri + 1e-15).rows.loc[2, "output"] == "1"
    assert truth_table(cases, "Y", pri=pri + 1e-9).rows.loc[2, "output"] == "0"
    band = {"consistency": 1, "contradictory": consistency + 1e-15}
    assert truth_table(cases, "Y", **band).rows.loc[2, "output"] == "C"


def test_pri_does_not_matter_in_the_band_of_contradictions():
    cases = pd.DataFrame({"A": [0.9, 0.1], "Y": [0.6, 0.5]})
    table = truth_table(cases, "Y", consistency=0.9, contradictory=0.6, pri=0.99)
    assert table.rows.loc[2, "output"] == "C"


def test_a_case_on_the_crossover_is_refused():
    cases = pd.DataFrame({"A": [0.2, 0.9], "B": [0.9, 0.5], "Y": [0.1, 0.5]}, index=["x", "y"])
    with pytest.raises(
        ValueError,
        match=r"case 'y', column 'B': the membership is exactly 0.5, so that the case is surely "
        r"neither in nor out and has no row; choose a crossover that no case is on, find out on",
    ):
        truth_table(cases, "Y")
    # Of the outcome it may be 0.5, and the case then neither has nor lacks it.
    table = truth_table(cases, "Y", ["A"])
    assert table.rows.loc[2, ["having", "lacking"]].tolist() == [(), ()]


@pytest.mark.parametrize(("low", "high"), [(0.4, 0.6), (0.4, 0.5), (0.5, 0.7)])
def test_a_case_that_may_be_on_either_side_is_refused(low, high):
    cases = pd.DataFrame({"A": [0.2, Quantity(low, high)], "Y": [0.1, 0.5]}, index=["x", "y"])
    with pytest.raises(
        ValueError, match=f"case 'y', column 'A': the membership lies between {low} and {high}, so"
    ):
        truth_table(cases, "Y")


def test_bounds_of_a_row_are_those_of_its_term():
    cases = pd.DataFrame(
        {
            "A": [Quantity(0.6, 0.8), 0.9, 0.2, 0.4],
            "B": [0.1, 0.3, Quantity(0.7, 0.9), 0.2],
            "Y": [0.7, Quantity(0.5, 0.9), 0.6, 0.1],
        },
        index=list("wxyz"),
    )
    table = truth_table(cases, "Y")
    for row, term in ((1, "~A*~B"), (2, "~A*B"), (3, "A*~B")):
        fit = sufficiency(cases, term, "Y")
        assert table.consistency.low[row] == fit.consistency.low
        assert table.consistency.high[row] == fit.consistency.high
        assert table.pri.low[row] == fit.pri.low
        assert table.pri.high[row] == fit.pri.high
    assert not table.consistency.is_exact
    assert table.consistency.convention == "sum of min(x, y) over sum of x"
    assert table.pri.convention.startswith("sum of min(x, y) - min(x, y, 1 - y)")
    assert table.rows.loc[3, "cases"] == ("w", "x")
    assert table.rows.loc[3, "having"] == ("w",)


# One case more in than out of A, of which consistency is known to lie between two values.
@pytest.mark.parametrize(
    ("bounds", "cuts", "output"),
    [
        ((0.8, 1.0), {}, "1"),
        ((0.7, 1.0), {}, "U"),
        ((0.5, 0.7), {}, "0"),
        ((0.6, 0.7), {"contradictory": 0.6}, "C"),
        ((0.5, 0.7), {"contradictory": 0.6}, "U"),
        ((0.7, 0.9), {"contradictory": 0.6}, "U"),
        # PRI is too low all along, but in between the row would be contradictory.
        ((0.5, 0.9), {"contradictory": 0.6, "pri": 1}, "U"),
        ((0.5, 0.9), {"pri": 1}, "0"),
        ((0.8, 1.0), {"pri": 0.8}, "U"),
        ((0.9, 1.0), {"pri": 0.8}, "1"),
    ],
)
def test_the_output_of_a_row_with_bounds(bounds, cuts, output):
    cases = pd.DataFrame({"A": [1, 0], "Y": [Quantity(*bounds), 0.2]})
    table = truth_table(cases, "Y", **cuts)
    assert table.consistency.low[2] == bounds[0]
    assert table.consistency.high[2] == bounds[1]
    assert table.rows.loc[2, "output"] == output


@given(
    st.lists(
        st.tuples(*(st.sampled_from([0.0, 0.1, 0.4, 0.6, 0.9, 1.0]) for _ in "ABY")),
        min_size=3,
        max_size=12,
    )
)
@settings(max_examples=25, deadline=None)
def test_every_case_is_in_one_row_and_the_order_does_not_matter(rows):
    cases = pd.DataFrame(rows, columns=["A", "B", "Y"])
    assume(cases.nunique().min() > 1)
    table = truth_table(cases, "Y")
    assert sorted(itertools.chain(*table.rows["cases"])) == list(cases.index)
    assert table.rows["number"].tolist() == table.rows["cases"].map(len).tolist()
    for row in table.rows.itertuples():
        for case in row.cases:
            assert (cases.loc[case, ["A", "B"]] > 0.5).tolist() == [row.A, row.B]
    turned = truth_table(cases.iloc[::-1, ::-1], "Y", ["A", "B"])
    assert turned.rows["output"].tolist() == table.rows["output"].tolist()
    absent = truth_table(cases, "~Y")
    both = table.rows["having"].map(set) == absent.rows["lacking"].map(set)
    assert both.all()


def test_conditions_in_the_order_given(lipset_crisp):
    table = truth_table(lipset_crisp, "SURV", ["STB", "DEV"])
    assert table.conditions == ("STB", "DEV")
    assert list(table.rows.columns) == [
        *("STB", "DEV"),
        *("output", "number", "cases", "having", "lacking"),
    ]
    assert table.rows.loc[2, ["STB", "DEV"]].tolist() == [0, 1]
    assert table.rows.loc[2, "cases"] == ("AU", "DE")


@pytest.mark.parametrize(
    ("arguments", "error", "complaint"),
    [
        ({"conditions": "DEV"}, TypeError, "conditions='DEV' is a text; give a list of columns"),
        ({"conditions": ["DEV", "SURV"]}, ValueError, "'SURV' is among the conditions; leave it"),
        (
            {"conditions": []},
            ValueError,
            "there are 0 conditions; give one to 12, of which few cases can say something$",
        ),
        ({"conditions": list("ABCDEFGHIJKLM")}, ValueError, "there are 13 conditions"),
        ({"conditions": list("ABCDEFGHIJKL")}, KeyError, "there is no column 'A'"),
        ({"conditions": ["DEV", "DEV"]}, ValueError, "column 'DEV' occurs 2 times"),
        ({"outcome": "DEV*URB"}, ValueError, "the outcome 'DEV.URB' is no single set"),
        ({"consistency": 0}, ValueError, "consistency=0 is no cut-off; give one above 0, at most"),
        ({"consistency": 1.1}, ValueError, "consistency=1.1 is no cut-off; give one above 0"),
        ({"contradictory": 0.9}, ValueError, "contradictory=0.9 is no cut-off; give one above 0, "),
        ({"contradictory": 0}, ValueError, "contradictory=0 is no cut-off; .* at most 0.8"),
        ({"pri": -0.1}, ValueError, "pri=-0.1 is no cut-off; give one between 0 and 1"),
        ({"pri": 1.1}, ValueError, "pri=1.1 is no cut-off"),
        ({"number": 0}, ValueError, "number=0 is no number of cases; give 1, 2, 3 or more"),
        ({"number": 1.5}, ValueError, "number=1.5 is no number of cases"),
        ({"number": 5}, ValueError, "no configuration has 5 cases, the most is 4; lower number"),
    ],
)
def test_what_is_refused(lipset_crisp, arguments, error, complaint):
    with pytest.raises(error, match=complaint):
        truth_table(lipset_crisp, **({"outcome": "SURV"} | arguments))


def test_cut_offs_at_their_limits(lipset_crisp):
    table = truth_table(lipset_crisp, "SURV", consistency=1, contradictory=1, pri=1, number=4)
    assert table.coded("1") == (32,)
    assert table.convention == "1 from consistency 1 and PRI 1, remainder below 4 cases"


@pytest.mark.parametrize("name", ["output", "number", "cases", "having", "lacking"])
def test_names_that_the_table_has_itself(lipset_crisp, name):
    with pytest.raises(ValueError, match=f"the table has a column '{name}' of its own; rename the"):
        truth_table(lipset_crisp.rename(columns={"DEV": name}), "SURV")
