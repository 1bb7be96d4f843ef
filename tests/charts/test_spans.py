"""Tests of rows of bounds, case by case."""

import pandas as pd
import pytest

from industrial_clusters.charts import spans
from industrial_clusters.charts.captions import Caption

CAPTION: Caption = {"name": "s", "title": "t", "subtitle": "u", "description": "d"}


def drawn(rows, **options):
    table = pd.DataFrame(rows, columns=["Step", "Case", "Low", "High"])
    table["Evidence"] = "events/e"
    return spans(table, y="Step", of="Case", unit="", **options, **CAPTION).to_dict()


def marks(chart):
    return [(layer["mark"]["type"], layer["mark"].get("text", "")) for layer in chart["layer"]]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1.0, 1.0, [("point", "")]),
        (1.0, 2.0, [("rule", ""), ("point", ""), ("point", "")]),
        (1.0, None, [("text", "→"), ("point", "")]),
        (None, 2.0, [("text", "←"), ("point", "")]),
        (None, None, [("text", "?")]),
    ],
)
def test_only_what_is_known_is_drawn(low, high, expected):
    # The second row gives the axis its ends.
    chart = drawn([("sold", "Xixia", low, high)], limits=(0, 3))
    assert marks(chart) == expected


def test_rows_may_share_a_text():
    chart = drawn([("sold", "Xixia", 1998, 1998), ("sold", "Junpu", 2008, 2012)], years=True)
    axis = chart["layer"][0]["encoding"]["y"]
    assert axis["field"] == "Row"
    assert axis["axis"]["labelExpr"] == '["sold", "sold"][datum.value]'


def test_cases_have_their_look_and_evidence_is_no_tooltip():
    chart = drawn([("sold", "Xixia", 1, 2), ("sold", "Junpu", 1, 2)])
    points = next(layer for layer in chart["layer"] if layer["mark"]["type"] == "point")
    assert points["encoding"]["shape"]["scale"]["range"] == ["triangle-up", "diamond"]
    assert "Evidence" not in str(points["encoding"]["tooltip"])


def test_there_is_one_legend():
    chart = drawn([("sold", "Xixia", 1, 2), ("sold", "Junpu", 1, None)])
    shown = [
        layer["encoding"]["color"].get("legend", "default") is not None
        for layer in chart["layer"]
        if "field" in layer["encoding"].get("color", {})
    ]
    assert sum(shown) == 1
