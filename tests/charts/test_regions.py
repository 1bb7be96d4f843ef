"""Tests of rectangles with two movable lines."""

import pandas as pd

from industrial_clusters.charts import DividedAxis, regions
from industrial_clusters.charts.captions import Caption

CAPTION: Caption = {"name": "r", "title": "t", "subtitle": "u", "description": "d"}
YEARS = DividedAxis("", 1945, 2015, 1980, 1, "Late from", "early", "late", years=True)
MONEY = DividedAxis("dollars", 300, 50000, 4900, 50, "Rich from", "poor", "rich", log=True)
TABLE = pd.DataFrame(
    {
        "Case": ["Xixia", "Junpu"],
        "From": [1985.0, 2008.0],
        "To": [1989.0, None],
        "Low": [962.0, 4959.0],
        "High": [1656.0, None],
        "Evidence": ["stages/a", "stages/b"],
    }
)


def drawn(**options):
    return regions(TABLE, of="Case", across=YEARS, up=MONEY, **options, **CAPTION).to_dict()


def data_of(chart):
    return max(chart["datasets"].values(), key=lambda rows: len(rows[0]))


def test_a_missing_bound_goes_to_the_edge():
    junpu = next(row for row in data_of(drawn()) if row["Case"] == "Junpu")
    assert (junpu["Right"], junpu["Top"]) == (2015, 50000)
    assert (junpu["Left"], junpu["Bottom"]) == (2008, 4959)
    # The corners count by what is known, so that a missing bound stays missing.
    assert junpu["High"] is None


def test_each_line_has_a_slider():
    sliders = {param["name"]: param for param in drawn()["params"]}
    assert sliders["across"]["value"] == 1980
    assert sliders["up"]["bind"]["name"] == "Rich from"
    assert sliders["up"]["bind"]["step"] == 50


def test_every_corner_is_counted_once_and_named():
    texts = [
        str(layer["transform"]) for layer in drawn()["layer"] if layer["mark"]["type"] == "text"
    ]
    assert len(texts) == 4
    for corner in ("early, poor", "early, rich", "late, poor", "late, rich"):
        assert sum(corner in text for text in texts) == 1
    # An open rectangle is not counted on a side that it may leave.
    poor = next(text for text in texts if "late, poor" in text)
    assert "isValid(datum.High) && datum.High < up" in poor


def test_courses_lie_behind_and_end_in_their_names():
    lines = pd.DataFrame({"Of": ["China", "China"], "X": [1952, 2007], "Y": [400.0, 4959.0]})
    first, second = drawn(lines=lines)["layer"][:2]
    assert first["mark"]["type"] == "line"
    assert second["encoding"]["text"]["field"] == "Of"


def test_evidence_is_no_tooltip():
    assert "Evidence" not in str(
        [layer.get("encoding", {}).get("tooltip") for layer in drawn()["layer"]]
    )
