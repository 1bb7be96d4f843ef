"""Zhejiang's table: the classes add up, and each reading is what it says."""

import pytest

from industrial_clusters import evidence
from industrial_clusters.experiments import zhejiang


@pytest.mark.parametrize("year", zhejiang.TABLE_YEARS)
def test_a_threshold_adds_the_remainder_as_a_class(year):
    counts = zhejiang.size_classes(year, minimum=zhejiang.THRESHOLD).exact_counts
    assert sum(counts) == evidence.quantity(f"zhejiang-clusters-{year}").low
    assert counts[1:] == zhejiang.size_classes(year).exact_counts


def test_the_threshold_is_the_hundred_million_of_the_report():
    assert zhejiang.THRESHOLD == 0.1


@pytest.mark.parametrize("year", zhejiang.TABLE_YEARS)
def test_the_two_readings_are_inverse(year):
    # share x (column / share) gives the column back, within the share's rounding
    column = evidence.quantity(f"zhejiang-cluster-output-{year}").low
    assert (zhejiang.share_of_province(year) * zhejiang.provincial_output(year)).contains(column)
    assert zhejiang.output_if_provincial(year).contains(
        column * evidence.quantity(f"zhejiang-cluster-share-{year}").low / 100
    )


def test_the_readings_by_hand():
    # 0.385 x 266 = 102.41; 91 x 1 + 13 x 5 + 4 x 10 = 196; 266 as printed (Table 1, 1996)
    readings = zhejiang.output_readings().set_index(["Year", "Reading"]).loc["1996"]
    assert readings.iloc[0]["High"] == pytest.approx(102.41)
    assert readings.iloc[1]["Low"] == 196
    assert readings.iloc[1].isna()["High"]
    assert readings.iloc[2]["Low"] == readings.iloc[2]["High"] == 266


def test_growth_of_the_parts_adds_up_to_that_of_the_whole():
    table = zhejiang.growth_parts()
    totals = table.groupby("Interval", sort=False)["Growth a year, %"].sum()
    years = {"1996 to 2000": 4, "2000 to 2003": 3, "2003 to 2004": 1}
    whole = sum(totals[interval] * length for interval, length in years.items())
    assert whole == pytest.approx(totals["1996 to 2004"] * 8)


def test_fitted_curves_start_at_all_clusters_and_fall():
    curves = zhejiang.fitted_above((1996, 2004))
    for (year, _), curve in curves.groupby(["Year", "Law"]):
        number = curve["Number above"].to_numpy()
        assert number[0] == pytest.approx(evidence.quantity(f"zhejiang-clusters-{year}").low)
        assert (number[1:] < number[:-1]).all()
        assert number[-1] >= 0.5


def test_charts_name_the_rows_that_they_rest_on():
    for table in (zhejiang.output_readings(), zhejiang.clusters_by_size()):
        for address in " ".join(table["Evidence"]).split():
            evidence.observation(address)
    sizes = zhejiang.clusters_by_size()
    largest = sizes[sizes["Output of the cluster"] == "over 10 billion"]
    assert [evidence.quantity(row).low for row in largest["Evidence"]] == largest[
        "Clusters"
    ].tolist()
