"""The movable cause: the page computes what the package does."""

import numpy as np
import pandas as pd
import pytest
import vl_convert

from industrial_clusters import charts
from industrial_clusters.comparison import government_share as share

CAPTION = {"name": "m", "title": "t", "subtitle": "s", "description": "d"}
GRID = pd.DataFrame(
    {
        "Case": "A",
        "Year": [1980.0, 1984.0, 1990.0],
        "Emerges": 1980.0,
        "Begins": 1985.0,
        "Most": 40.0,
    }
)
COUNTS = pd.DataFrame(
    {
        "Case": ["A", "A"],
        "From": [1984.0, 1990.0],
        "By": [1985.0, 1991.0],
        "Low": [3.0, 40.0],
        "High": [9.0, None],
    }
)


def drawn(**start):
    chart = charts.movable_cause(GRID, COUNTS, start=start, case="A", **CAPTION)
    return vl_convert.vegalite_to_svg(chart.to_dict())


@pytest.mark.parametrize("direct", [0.0, 0.4, 1.0])
def test_the_page_words_the_share_that_the_package_computes(direct):
    start = {"alone": -2.0, "example": 0.4, "government": 0.3, "direct": direct, "room": 2.0}
    svg = drawn(**start)
    worlds = {
        "could": np.array([80.0]),
        "emerges": np.array([1980.0]),
        "begins": np.array([1985.0]),
        "alone": np.array([-2.0]),
        "example": np.array([0.4]),
        "government": np.array([0.3]),
    }
    now = share.number(worlds, 1990.0, direct)[0]
    begun = share.number(worlds, 1985.0, direct)[0]
    bare = share.number({**worlds, "government": np.array([0.0])}, 1990.0, direct)[0]
    assert f"Owed to government since: {(now - bare) / (now - begun):.0%}" in svg


def test_without_government_nothing_is_owed_and_an_open_count_has_an_arrow():
    svg = drawn(alone=-2.0, example=0.4, government=0.0, direct=1.0, room=2.0)
    assert "since: 0%" in svg
    assert "↑" in svg
