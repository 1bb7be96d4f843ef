"""The laboratory's charts: the page mixes worlds as the package does, and says what it shows."""

import itertools
import json
import re

import numpy as np
import pandas as pd
import pytest
import vl_convert

from industrial_clusters import charts
from industrial_clusters.comparison import laboratory as package

RNG = np.random.default_rng(5)
SLIDERS = {"ties": "Ties", "trust": "Trust", "land": "Land"}
# Two benches with grids of their own, one with a slider fewer.
LEVELS = {"A": (0, 0.33, 0.5, 0.67, 1), "B": (0, 0.15, 0.5, 1)}
NOTHING = np.zeros(0, dtype=np.int_)
SURFACES = {
    "A": charts.Surface(["ties", "trust", "land"], LEVELS["A"], NOTHING),
    "B": charts.Surface(["land", "ties"], LEVELS["B"], NOTHING),
}
WORLDS = 8


def surfaces():
    made = {}
    for name, surface in SURFACES.items():
        size = (len(surface.levels),) * len(surface.sliders)
        counts = RNG.multinomial(WORLDS, [0.25] * 4, size=size)
        made[name] = surface._replace(counts=counts)
    return made


MADE = surfaces()


def chart(starts):
    strips = pd.DataFrame(
        [
            {"Outcome": name, "From": i / 4, "To": (i + 1) / 4, "Worlds": 25.0}
            for name in MADE
            for i in range(4)
        ]
    )
    places = pd.DataFrame(
        {
            "Place": ["Xixia", "elsewhere"],
            "Case": ["Xixia", ""],
            "Outcome": ["A", "B"],
            "Middle": [0.4, 0.6],
            "Evidence": ["codings/xixia-trust", ""],
        }
    )
    return charts.laboratory(
        strips, MADE, SLIDERS, starts, places, name="l", title="t", subtitle="s", description="d"
    )


def shown(starts):
    """What the page computes: the shares of the reader's worlds in each class."""
    specification = chart(starts).to_dict()
    cells = {key: value for key, value in specification.items() if key != "layer"}
    picture = vl_convert.vegalite_to_svg(cells | {"layer": [specification["layer"][0]]})
    found = {}
    for name, low, share in re.findall(
        r'aria-label="([^",]*), ([\d.]*) to [\d.]*: ([\d.]*)% of worlds"', picture
    ):
        found[name, float(low)] = float(share) / 100
    return found


@pytest.mark.parametrize("place", [(0.5, 0.5, 0.5), (0, 1, 0.2), (0.41, 0.8, 0.99), (1, 1, 1)])
def test_the_page_mixes_worlds_as_the_package_does(place):
    at = dict(zip(SLIDERS, place, strict=True))
    found = shown(pd.DataFrame([at], index=["here"]))
    for name, surface in MADE.items():
        levels = np.array([at[slider] for slider in surface.sliders], dtype=float)
        (expected,) = package.mixed(surface.counts / WORLDS, surface.levels, levels)
        for number, share in enumerate(expected):
            assert found[name, number / 4] == pytest.approx(share, abs=0.00051)


def test_each_slider_follows_the_menu():
    starts = pd.DataFrame(
        {"ties": [0.5, 0.33], "trust": [0.5, 0.0], "land": [0.5, 1.0]}, index=["none", "It's"]
    )
    compiled = vl_convert.vegalite_to_vega(chart(starts).to_dict())
    signals = {signal["name"]: signal for signal in compiled["signals"]}
    assert signals["start"]["bind"]["options"] == ["none", "It's"]
    assert signals["starts"]["value"]["It's"] == {"ties": 0.33, "trust": 0.0, "land": 1.0}
    for slider in SLIDERS:
        control = signals[f"slider_{slider}"]
        assert control["bind"]["input"] == "range"
        assert control["on"] == [
            {"events": {"signal": "start"}, "update": f'starts[start]["{slider}"]'}
        ]


def test_the_handler_survives_a_property_set_later():
    changed = chart(pd.DataFrame(0.5, index=["x"], columns=list(SLIDERS))).properties(height=99)
    names = [p["name"] for p in changed.to_dict()["params"] if "on" in p]
    assert names == [f"slider_{slider}" for slider in SLIDERS]


def test_tooltips_leave_the_evidence_to_the_table():
    specification = json.dumps(
        chart(pd.DataFrame(0.5, index=["x"], columns=list(SLIDERS))).to_dict()["layer"]
    )
    assert "Evidence" not in specification


def test_effects_stand_under_their_cause_even_where_two_causes_share_an_outcome():
    table = pd.DataFrame(
        list(itertools.product(["Land", "Ties"], ["Firms", "News"], ["Xixia", "Junpu"])),
        columns=["Slider", "Outcome", "Case"],
    ).assign(Change=np.linspace(-1, 1, 8))
    drawn = charts.effects(
        table, group="Slider", y="Outcome", x="Change", of="Case", name="e", title="t",
        subtitle="", description="d",
    ).to_dict()  # fmt: skip
    rows = drawn["layer"][1]["encoding"]["y"]["scale"]["domain"]
    assert rows == ["Land|", "Land|Firms", "Land|News", "Ties|", "Ties|Firms", "Ties|News"]
    picture = vl_convert.vegalite_to_svg(drawn)
    assert picture.count(">Firms</text>") == 2
    assert picture.count(">Land</text>") == 1


def test_a_crossed_table_links_its_words_and_joins_what_shares_a_cell():
    table = pd.DataFrame(
        {
            "Slider": ["Land", "Land", "Ties"],
            "Column": ["Cases", "Cases", "At 0"],
            "Text": ["Xixia <1", "Junpu 2", "none"],
            "Evidence": ["codings/xixia-land", "", "conditions/ties"],
        }
    )
    markup = charts.crossed(table, y="Slider", x="Column", text="Text", title="t")._repr_html_()
    assert '<a href="evidence:codings/xixia-land">Xixia &lt;1</a>; Junpu 2' in markup
    assert markup.count('scope="row"') == 2
    assert '<td data-label="At 0"></td>' in markup


def test_a_record_that_is_one_number_is_still_drawn_and_places_that_are_no_case_have_a_stroke():
    table = pd.DataFrame(
        {
            "Place": ["Xixia", "elsewhere", "Xixia"],
            "Case": ["Xixia", "", "Xixia"],
            "Model": ["a", "a", "b"],
            "Value": [0.2, 0.4, 0.6],
            "Low": [1, 0, 0],
            "High": [1, 1, 1],
        }
    )
    drawn = charts.foretold(
        table, y="Place", of="Case", choose="Model", chosen="a", unit="share", name="f", title="t",
        subtitle="", description="d",
    ).to_dict()  # fmt: skip
    assert drawn["layer"][0]["mark"]["strokeWidth"] > 0
    assert drawn["layer"][2]["encoding"]["color"]["scale"]["domain"] == ["Xixia"]
    picture = vl_convert.vegalite_to_svg(drawn)
    assert "Value: 0.4" in picture
    assert "Value: 0.6" not in picture  # not chosen


def test_a_folded_table_opens_with_its_caption():
    table = pd.DataFrame({"a": ["A"], "b": ["B"], "c": ["C"]})
    markup = charts.crossed(table, y="a", x="b", text="c", title="What", folded=True)
    assert markup._repr_html_().startswith('<details class="chart-details"><summary>What<')


def test_effects_reach_as_far_as_they_go():
    table = pd.DataFrame({"S": ["L"] * 2, "O": ["F"] * 2, "C": ["A", "B"], "D": [-0.2, 0.7]})
    drawn = charts.effects(
        table, group="S", y="O", x="D", of="C", name="e", title="t", subtitle="", description="d"
    ).to_dict()
    assert drawn["layer"][1]["encoding"]["x"]["scale"]["domain"] == [-0.5, 1.0]
