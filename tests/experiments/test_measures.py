"""What the measures make of the documents' numbers."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from industrial_clusters.evidence import Quantity, quantity
from industrial_clusters.experiments import measures as studies
from industrial_clusters.statistics.measure import Measure


def test_the_firms_of_the_invented_towns_follow_their_people():
    towns = studies.SIX_TOWNS
    start = studies.indices_of(towns).set_index("Index")["Value"]
    shares = towns["Firms"] / towns["Firms"].sum()
    assert start["Hoover"] == 0
    assert start["Herfindahl"] == pytest.approx((shares**2).sum())
    assert start["Largest share"] == pytest.approx(shares.max())
    # In exact proportion the raw index is zero, and darts would give one over the firms.
    assert start["Ellison-Glaeser"] == pytest.approx(-1 / (towns["Firms"].sum() - 1))


def test_a_move_can_lower_the_unweighted_indices_and_raise_the_weighted_ones():
    moved = studies.SIX_TOWNS.assign(Firms=[12, 12, 6, 6, 6, 18])
    before, after = (
        studies.indices_of(towns).set_index("Index")["Value"]
        for towns in (studies.SIX_TOWNS, moved)
    )
    assert after["Herfindahl"] < before["Herfindahl"]
    assert after["Gini"] < before["Gini"]
    assert after["Hoover"] == pytest.approx(0.2)
    assert after["Ellison-Glaeser"] > before["Ellison-Glaeser"]


def test_four_firms_with_half_leave_the_herfindahl_index_between_two_closed_forms():
    leaders = studies.zhongguancun_leaders()
    found = studies.fixed_by(leaders)["Herfindahl"]
    assert isinstance(leaders.share, Quantity)
    assert isinstance(leaders.count, int)
    low, high, firms = leaders.share.low, leaders.share.high, leaders.count
    assert found.low == pytest.approx(low**2 / 4 + (1 - low) ** 2 / (firms - 4))
    small = (1 - high) / (firms - 4)
    one_leads = (high - 3 * small) ** 2 + (firms - 1) * small**2
    assert found.high == pytest.approx(one_leads, rel=1e-9)


def test_an_open_bound_is_drawn_as_missing():
    rows = studies.as_bounds({"a": Measure(1, math.inf), "b": Measure(1, 2)}, "Index", "at least")
    assert rows["High"].isna().tolist() == [True, False]
    assert rows.columns.tolist() == ["Index", "Kind", "Low", "High"]
    assert set(rows["Kind"]) == {"at least"}


def test_the_weight_of_the_province_holds_every_figure_that_rounds_to_the_printed_one():
    weight = studies.weight_of_zhejiang()
    first, last = (quantity(f"china-population-{year}").low for year in (1997, 2002))
    for province, nation in itertools.product((45.5, 46, 46.5), (first, 1260, last)):
        assert weight.contains(province / nation)
    assert weight.high == pytest.approx(46.5 / first)


def test_no_town_can_have_a_smaller_quotient_than_the_bound():
    necktie_share = quantity("shengzhou-necktie-national-share").low / 100
    bound = studies.specialised_towns()["Shengzhou, neckties"]
    heaviest = studies.weight_of_zhejiang().high
    assert bound.low == pytest.approx(necktie_share / heaviest)
    assert math.isinf(bound.high)


def test_foreign_shares_are_bounded_by_every_division_of_investment():
    found = studies.foreign_investment()
    zhejiang, jiangsu, fujian = (
        quantity(f"{province}-foreign-investment-share-1998").low
        for province in ("zhejiang", "jiangsu", "fujian")
    )
    amounts = np.random.default_rng(3).dirichlet([0.3, 0.3, 0.3], 500)
    for first, second, third in amounts:
        others = (second * jiangsu + third * fujian) / (second + third)
        whole = first * zhejiang + second * jiangsu + third * fujian
        assert found["the other two"].low - 1e-12 <= zhejiang / others
        assert zhejiang / others <= found["the other two"].high + 1e-12
        assert found["all three"].low <= zhejiang / whole <= found["all three"].high
    assert found["the other two"].low == pytest.approx(zhejiang / jiangsu)
    assert found["all three"].high == pytest.approx(1)


def test_the_concentration_of_clusters_is_a_range_a_year_and_index():
    found = studies.concentration_of_clusters()
    assert len(found) == 8
    assert (found["Low"] < found["High"]).all()
    assert found["High"].between(0, 1).all()


def test_the_counts_of_firms_are_those_of_the_rows_and_no_form_passes_through_them():
    counts = studies.firms_of_zhongguancun()
    assert counts.index.tolist() == [1983, 1984, 1985, 1988, 1994, 1995]
    assert counts[1994] == quantity("zhongguancun-firms-1994").low
    assert studies.growth_forms(counts)["excluded"].all()
    lines = studies.growth_lines(counts)
    assert lines.groupby("Form", sort=False)["Year"].agg(
        ["min", "max"]
    ).drop_duplicates().to_numpy().tolist() == [[1983.0, 1995.0]]


def test_records_by_lot_have_conditions_that_vary_and_three_of_five_outcomes():
    for record in studies.records_by_lot(3, 50, np.random.default_rng(2)):
        assert record["outcome"].tolist() == [1, 1, 1, 0, 0]
        assert record.drop(columns="outcome").nunique().eq(2).all()
    assert len(studies.records_by_lot(3, 50, np.random.default_rng(2))) == 50


def test_a_record_is_explained_unless_two_cases_clash():
    clash = pd.DataFrame({"C1": [1, 1, 0], "C2": [0, 0, 1], "outcome": [1, 0, 0]})
    assert not studies.is_explained(clash)
    assert studies.is_explained(clash.assign(C2=[0, 1, 1]))


def test_conditions_that_never_differ_explain_equally_well():
    record = pd.DataFrame({"C1": [1, 1, 0], "C2": [1, 1, 0], "C3": [1, 0, 0], "outcome": [1, 1, 0]})
    assert studies.rival_explanations(record) == 2


def test_the_share_is_read_with_its_qualifier():
    assert studies.zhongguancun_leaders().share == Quantity(0.45, 0.55)
