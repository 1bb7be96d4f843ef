"""Coverage: every number is counted once, silences are counted too, precision is not guessed."""

import math

import pytest

from industrial_clusters import evidence
from industrial_clusters.evidence import coverage


@pytest.mark.parametrize(
    ("qualifier", "value", "known"),
    [
        ("exact", 868_200, "exact"),
        ("exact", 9, "exact"),  # one digit is no sign of rounding
        ("exact", 10, "round"),
        ("exact", 300_000, "round"),
        ("exact", 82.8, "exact"),
        ("exact", 0.3, "exact"),
        ("about", 200, "approximate"),
        ("range", math.nan, "range"),
        ("at least", 30, "one bound only"),
        ("more than", 15_000, "one bound only"),
        ("at most", 7, "one bound only"),
        ("fewer than", 100, "one bound only"),
    ],
)
def test_precision(qualifier, value, known):
    assert coverage.precision(qualifier, value) == known


def test_every_number_of_a_document_is_counted_once():
    rows = evidence.table("observations")
    of_documents = rows["source"].isin(coverage.documents())
    numbers = coverage.numbers()
    assert list(numbers.index) == list(rows.index[of_documents])
    assert numbers["Topic"].isin(coverage.topics()).all()
    for column, order in (("Topic", coverage.topics()), ("Precision", coverage.PRECISION)):
        assert coverage.grid(numbers, column, order)["Numbers"].sum() == len(numbers)


def test_a_silence_is_a_zero_and_not_a_missing_row():
    none = coverage.numbers().iloc[:0]
    counted = coverage.grid(none, "Topic", coverage.topics())
    assert len(counted) == len(coverage.documents()) * len(coverage.topics())
    assert (counted["Numbers"] == 0).all()


def test_years_before_christ_keep_their_sign():
    years = coverage.numbers()["Year"].dropna()
    dated = evidence.table("observations", source="luganne2016")
    assert (years < 0).sum() >= dated["period_start"].str.startswith("-").sum()


def test_depth_counts_years_and_not_rows():
    depth = coverage.depth()
    numbers = coverage.numbers()
    assert (depth["Dates"] <= len(numbers)).all()
    clusters = depth.query("Case == 'zhejiang' and Series == 'clusters'")
    # Table 1 has 1996, 2000, 2003 and 2004.
    assert clusters["Dates"].tolist() == [4]


def test_rows_by_document_add_up_to_the_tables():
    counts = coverage.rows_by_document()
    for name in counts.index:
        rows = evidence.table(name)
        assert counts.loc[name].sum() == rows["source"].isin(coverage.documents()).sum()


def test_rows_by_case_are_those_of_the_tables_richest_first():
    counts = coverage.rows_by_case(["observations", "ties"], most=4)
    for name in counts.columns:
        rows = evidence.table(name)
        rows = rows[rows["source"].isin(coverage.documents())]
        assert counts[name].to_dict() == {c: (rows["case"] == c).sum() for c in counts.index}
    totals = counts.sum(axis=1)
    assert list(totals) == sorted(totals, reverse=True)


def test_shared_series_have_two_documents():
    numbers = coverage.numbers()
    for series in coverage.shared_series().index:
        assert numbers.loc[numbers["Series"] == series, "Document"].nunique() > 1
