"""Codings as charts: every cell drawn once, and what the page computes is what the package does."""

import re
from typing import Any

import altair as alt
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from industrial_clusters import charts
from industrial_clusters.evidence import studied
from industrial_clusters.publishing.rendering import render, static_svg
from industrial_clusters.statistics.configurations import necessity, sufficiency

CAPTION = {"name": "chart", "title": "A finding", "subtitle": "what", "description": "What it is."}
KINDS = ["in", "rather in", "open", "rather out", "out"]
CELLS = pd.DataFrame(
    {
        "Case": ["A", "A", "Far, away", "Far, away"],
        "Set": ["land", "trust"] * 2,
        "Side": ["in", "out", "open", "rather in"],
        "Evidence": ["codings/junpu-land"] * 4,
    }
)
NAMES = list(studied()["name"])
# Membership, and bounds, in one condition and in one outcome.
CODED = {
    NAMES[0]: ((0.67, 0.33, 1.0), (1.0, 0.67, 1.0)),
    NAMES[1]: ((0.33, 0.0, 0.67), (0.33, 0.0, 0.33)),
    "Nowhere else": ((1.0, 1.0, 1.0), (0.67, 0.33, 1.0)),
    "Unknown": ((0.5, 0.0, 1.0), (0.0, 0.0, 0.33)),
}


def long(coded=CODED):
    rows = [
        (case, name, role, *bounds)
        for case, both in coded.items()
        for name, role, bounds in zip(
            ("trust", "entry"), ("condition", "outcome"), both, strict=True
        )
    ]
    rows += [(case, "land", "condition", 0.9, 0.9, 0.9) for case in coded]
    return pd.DataFrame(rows, columns=["Case", "Set", "Role", "Membership", "Low", "High"])


def drawn(**chosen):
    """Return the words above the points and their places, with the controls set as given."""
    chart = charts.movable_codings(long(), condition="trust", outcome="entry", **CAPTION)
    spec = chart.to_dict()
    for parameter in spec["params"]:
        if parameter["name"] in chosen:
            parameter["value"] = chosen[parameter["name"]]
    svg: Any = BeautifulSoup(static_svg(spec), "html.parser")
    texts = [text.get_text() for text in svg.find_all("text")]
    (words,) = [text for text in texts if text.startswith("enough")]
    labels = [
        path["aria-label"] for path in svg.find_all("path") if "Case:" in path.get("aria-label", "")
    ]
    points = {
        re.findall(r"Case: ([^;]*)", label)[0]: tuple(
            float(re.findall(rf"(?:^|; ){axis}: ([\d.]+)", label)[0]) for axis in "XY"
        )
        for label in labels
    }
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", words)], points


def expected(coded, sign=""):
    frame = pd.DataFrame(coded, index=["trust", "entry"]).T
    term = f"{sign}trust"
    return [
        round(float(sufficiency(frame, term, "entry").consistency), 2),
        round(float(necessity(frame, term, "entry").consistency), 2),
        len(frame),
    ]


def leaned(end):
    at = {-1: 1, 0: 0, 1: 2}[end]
    return {case: [bounds[at] for bounds in both] for case, both in CODED.items()}


@pytest.mark.parametrize("lean", [-1, 0, 1])
@pytest.mark.parametrize("sign", ["presence", "absence"])
def test_what_the_page_computes_is_what_the_package_computes(lean, sign):
    words, points = drawn(lean_condition=lean, lean_outcome=lean, chosen_sign=sign)
    assert words == pytest.approx(
        expected(leaned(lean), "" if sign == "presence" else "~"), abs=0.0051
    )
    x, y = leaned(lean)["Nowhere else"]
    assert points["Nowhere else"] == pytest.approx((x if sign == "presence" else 1 - x, y))


def test_a_half_leaned_coding_lies_half_way_to_its_bound():
    _, points = drawn(lean_condition=0.5, lean_outcome=-0.5)
    assert points[NAMES[0]] == pytest.approx((0.835, 0.835), abs=0.006)


def test_codings_with_wide_bounds_take_their_case_out():
    words, points = drawn(widest=0.7)
    assert set(points) == set(CODED) - {"Unknown"}
    kept = {case: [both[0][0], both[1][0]] for case, both in CODED.items() if case != "Unknown"}
    assert words == pytest.approx(expected(kept), abs=0.0051)


def test_studied_cases_keep_their_looks_and_others_share_one():
    chart = charts.movable_codings(long(), condition="trust", outcome="entry", **CAPTION)
    (points,) = [layer for layer in chart.to_dict()["layer"] if layer["mark"]["type"] == "point"]
    scale = points["encoding"]["color"]["scale"]
    assert scale["domain"] == [*NAMES[:2], "other coded places"]
    assert scale["range"][:2] == [charts.case_looks()[name][0] for name in NAMES[:2]]


def test_cases_on_one_spot_do_not_cover_each_other():
    coded = dict.fromkeys("ABCDEF", ((1.0, 1.0, 1.0), (1.0, 1.0, 1.0)))
    coded["G"] = ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    chart = charts.movable_codings(long(coded), condition="trust", outcome="entry", **CAPTION)
    svg: Any = BeautifulSoup(static_svg(chart.to_dict()), "html.parser")
    places = [
        path["transform"] for path in svg.find_all("path") if "Case:" in path.get("aria-label", "")
    ]
    assert len(places) == len(set(places)) == 7


def test_a_set_of_the_wrong_role_is_refused():
    with pytest.raises(ValueError, match=r"'entry' is no condition; there are \['trust', 'land'\]"):
        charts.movable_codings(long(), condition="entry", outcome="entry", **CAPTION)


def test_each_cell_has_one_mark_with_the_look_of_its_kind():
    chart = charts.sides(
        CELLS, x="Set", y="Case", kind="Side", order=KINDS, silent="open", **CAPTION
    )
    svg: Any = BeautifulSoup(static_svg(chart.to_dict()), "html.parser")
    labels = [p["aria-label"] for p in svg.find_all("path") if "Side:" in p.get("aria-label", "")]
    assert len(labels) == len(CELLS)
    assert not any("Evidence" in label for label in labels)
    scale = chart.to_dict()["layer"][0]["encoding"]["shape"]["scale"]
    assert scale["domain"] == KINDS
    assert len(set(scale["range"])) == len(KINDS)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("silent", [None, "nothing"])
def test_kinds_look_different_and_only_the_silent_one_is_a_dash(number, silent):
    order = [*KINDS[:number], *filter(None, [silent])]
    cells = CELLS.assign(Side=KINDS[0])
    chart = charts.sides(
        cells, x="Set", y="Case", kind="Side", order=order, silent=silent, **CAPTION
    )
    scales = [
        chart.to_dict()["layer"][0]["encoding"][channel]["scale"]["range"]
        for channel in ("shape", "color")
    ]
    assert all(len(set(scale)) == len(order) for scale in scales)
    shapes = scales[0]
    assert [shape.startswith("M") for shape in shapes] == [each == silent for each in order]
    assert shapes[0] == "square"
    if number > 1:
        assert shapes[number - 1] == "circle"


def test_kinds_that_the_order_lacks_and_a_fifth_are_refused():
    with pytest.raises(ValueError, match=r"\['open', 'out'\]"):
        charts.sides(CELLS, x="Set", y="Case", kind="Side", order=["in", "rather in"], **CAPTION)
    with pytest.raises(ValueError, match="5 kinds"):
        charts.sides(CELLS, x="Set", y="Case", kind="Side", order=KINDS, **CAPTION)


@pytest.mark.parametrize(
    "chart",
    [
        charts.sides(CELLS, x="Set", y="Case", kind="Side", order=KINDS, silent="open", **CAPTION),
        charts.movable_codings(long(), condition="trust", outcome="entry", **CAPTION),
    ],
)
def test_the_book_draws_them_the_same_twice(chart):
    assert isinstance(chart, alt.LayerChart)
    assert render(chart.to_dict()) == render(chart.to_dict())


def test_a_sentence_beside_the_marks_is_set_in_lines():
    said = "Means come from nearby more than from the centre"
    table = pd.DataFrame({"Case": ["A", "A"], "Finding": [said, "Short"], "Says": ["yes", "no"]})
    chart = charts.sides(table, x="Case", y="Finding", kind="Says", order=["yes", "no"], **CAPTION)
    (layer,) = chart.to_dict()["layer"]
    shown = layer["encoding"]["y"]["axis"]["labelExpr"]
    assert '["Means come from nearby more", "than from the centre"]' in shown
    assert '["Short"]' in shown
