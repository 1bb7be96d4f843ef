"""The invented country: the truth it is drawn with, and what is found of it."""

import numpy as np
import pandas as pd
import pytest

from industrial_clusters.experiments import synthetic_country as synthetic


@pytest.fixture(scope="module")
def drawn():
    return synthetic.estimates(60, np.random.default_rng(8))


def test_the_index_of_plants_is_right_on_average(drawn):
    estimated = drawn[drawn["Index"] == "Ellison-Glaeser"].groupby("Industry")["Value"]
    for trade, industry in synthetic.INDUSTRIES.items():
        error = estimated.get_group(trade).std() / np.sqrt(60)
        assert abs(estimated.get_group(trade).mean() - industry.gamma) < 3.5 * error, trade


def test_the_index_of_towns_takes_few_plants_for_agglomeration(drawn):
    gini = drawn[drawn["Index"] == "Gini"].groupby("Industry")["Value"].median()
    assert gini["ships"] > gini["locks"] > gini["bread"]
    assert synthetic.INDUSTRIES["ships"].gamma == 0 < synthetic.INDUSTRIES["locks"].gamma


def test_trades_keep_their_order(drawn):
    assert drawn["Industry"].unique().tolist() == list(synthetic.INDUSTRIES)
    assert drawn["Replication"].nunique() == 60


def test_the_middle_part_leaves_the_tails_out():
    values = pd.DataFrame({"Index": "a", "Value": np.arange(101.0)})
    found = synthetic.middle(values, ["Index"]).iloc[0]
    assert found[["Low", "Middle", "High", "Mean"]].tolist() == pytest.approx([5, 50, 95, 50])


def test_squares_smaller_than_the_towns_hide_agglomeration():
    found = synthetic.by_squares(["locks"], [4.0, 40.0], 40, np.random.default_rng(4))
    means = found.groupby("Side")["Value"].mean()
    assert means[4.0] < 0.75 * means[40.0]


def test_the_functions_of_distance_see_the_trade_that_clusters():
    found = synthetic.by_distance(["locks"], 999, np.random.default_rng(6))
    near = found[found["Distance"] < 5]
    assert (near["Value"] > near["High"]).groupby(near["Function"]).mean().gt(0.8).all()


def test_each_measure_is_given_by_two_conventions_that_differ():
    table = synthetic.conventions(np.random.default_rng(3))
    for _, pair in table.groupby("Measure"):
        assert pair["Convention"].nunique() == pair["Value"].nunique() == 2
