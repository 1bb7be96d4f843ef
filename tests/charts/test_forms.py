"""Chart forms: valid, drawn, legible, and the same bytes twice."""

import itertools
import json
import re

import altair as alt
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from industrial_clusters import charts, evidence
from industrial_clusters.charts import theme, timelines
from industrial_clusters.charts.captions import Caption
from industrial_clusters.evidence import Quantity, studied
from industrial_clusters.experiments.history_matching import match
from industrial_clusters.experiments.studies import Confrontation, Study
from industrial_clusters.publishing.rendering import render, static_svg

CAPTION: Caption = {
    "name": "chart",
    "title": "A finding",
    "subtitle": "what, in which unit",
    "description": "What it shows.",
}
KNOWN = pd.DataFrame(
    {
        "Year": ["1996", "1996", "2000"],
        "Reading": ["one reading", "another reading", "one reading"],
        "Low": [1.0, 2.0, None],
        "High": [2.0, None, 3.0],
    }
)
TOWNS = pd.DataFrame({"Town": ["A", "B", "C"], "Firms": [6, 3, 1], "Size": [1.0, 1.0, 2.0]})
START = pd.DataFrame({"Index": ["Gini", "Hoover", "Ellison-Glaeser"], "Value": [0.3, 0.4, 0.1]})


def forms():
    stages = evidence.table("stages").query("case == 'yongkang' and scheme == 'development'")
    land = evidence.land("zhejiang")
    courses = pd.DataFrame(
        {
            "Year": [1978, 1979] * 2,
            "Model": ["theory", "theory", "rival", "rival"],
            "Low": [0, 1, 2, 3],
            "Middle": [1, 2, 3, 4],
            "High": [2, 3, 4, 5],
        }
    )
    steps = pd.DataFrame(
        {"Step": ["doors", "cars"], "Firm": ["A", "B"], "Start": [1995, 2000], "End": [2000, None]}
    )
    curves = pd.DataFrame(
        {
            "Size": [0.1, 10, 0.1, 10],
            "Number above": [300, 4, 600, 30],
            "Year": ["1996", "1996", "2004", "2004"],
            "Law": ["lognormal"] * 4,
        }
    )
    return {
        "bars": charts.bars(courses, x="Year", y="Middle", part="Model", beside=True, **CAPTION),
        "bars across": charts.bars(steps, x="Step", y="Start", across=True, **CAPTION),
        "bounds": charts.bounds(KNOWN, y="Year", unit="yuan", kind="Reading", **CAPTION),
        "bands": charts.bands(
            courses,
            x="Year",
            y="households",
            of="Model",
            documented=courses[["Year", "Low", "High"]].head(1),
            **CAPTION,
        ),
        "durations": charts.durations(steps, y="Step", of="Firm", **CAPTION),
        "grid": charts.grid(
            pd.DataFrame({"Case": ["A", "B"], "Topic": ["land", "land"], "Numbers": [3, 0]}),
            x="Topic",
            y="Case",
            value="Numbers",
            **CAPTION,
        ),
        "survival": charts.survival_curves(curves, curves, size="Output", **CAPTION),
        "map": charts.places(land, evidence.places_on(land), **CAPTION),
        "timeline": charts.acts_of_government(
            evidence.table("events"), stages, since=1978, **CAPTION
        ),
        "curves": charts.curves(
            curves,
            x="Size",
            y="Number above",
            of="Year",
            band=KNOWN.assign(Size=1.0),
            points=curves,
            log=True,
            **CAPTION,
        ),
        "movable": charts.movable_firms(TOWNS, START, most=40, **CAPTION),
        "network": charts.network(
            pd.DataFrame({"From": ["A", "B"], "To": ["B", "C"], "Kind": ["lends to", "teaches"]}),
            directed=True,
            **CAPTION,
        ),
        "timeline with others": charts.acts_of_government(
            evidence.table("events"), stages, since=1978, others=True, **CAPTION
        ),
    }


@pytest.fixture(scope="module")
def drawn():
    return {name: chart.to_dict() for name, chart in forms().items()}


@pytest.mark.parametrize("name", list(forms()))
def test_every_form_carries_its_caption_and_draws(drawn, name):
    spec = drawn[name]
    assert (spec["name"], spec["description"]) == ("chart", "What it shows.")
    assert spec["title"]["text"] == "A finding"
    assert re.search(r'<path [^>]*d="[^"]{5,}', static_svg(spec))


@pytest.mark.parametrize("name", list(forms()))
def test_colours_follow_the_page(drawn, name):
    svg = static_svg(drawn[name])
    painted = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) - {"none", "transparent"}
    assert painted
    assert all(value.startswith("var(--chart-") for value in painted), painted


@pytest.mark.parametrize("name", ["bounds", "bands", "curves", "durations", "survival", "timeline"])
def test_a_category_has_one_legend_entry(drawn, name):
    # Two legends for one variable, one coloured and one shaped, cannot be read together.
    svg = static_svg(drawn[name])
    entries = re.findall(r"role-legend-label.*?<text[^>]*>([^<]+)</text>", svg, flags=re.DOTALL)
    labels = re.findall(
        r'class="mark-text role-legend-label[^"]*"[^>]*>.*?</g>', svg, flags=re.DOTALL
    )
    texts = list(
        itertools.chain.from_iterable(re.findall(r">([^<>]+)</text>", block) for block in labels)
    )
    assert entries
    assert texts
    assert len(texts) == len(set(texts)), texts


def test_the_same_chart_gives_the_same_bytes():
    first, second = (render(forms()["bounds"].to_dict())["text/html"] for _ in range(2))
    assert first == second


def test_a_lower_bound_of_zero_is_open_on_a_logarithmic_axis():
    known = pd.DataFrame(
        {"Place": ["A", "B"], "Kind": ["firms"] * 2, "Low": [0.0, 2.0], "High": [3.0, 40.0]}
    )
    chart = charts.bounds(known, y="Place", unit="yuan", kind="Kind", log=True, **CAPTION)
    svg = static_svg(chart.to_dict())
    assert svg.count("←") == 1
    assert "NaN" not in svg


def test_open_bounds_are_drawn_as_arrows_and_empty_layers_left_out(drawn):
    svg = static_svg(drawn["bounds"])
    assert "→" in svg
    assert "←" in svg
    exact = KNOWN.assign(Low=[1.0, 2.0, 3.0], High=[1.0, 2.0, 3.0])
    spec = charts.bounds(exact, y="Year", unit="yuan", kind="Reading", **CAPTION).to_dict()
    assert len(spec["layer"]) == 1  # points: no rule without length, no arrow, no second point
    assert "→" not in static_svg(spec)


def test_parts_pile_up_in_the_order_of_the_legend():
    parts = pd.DataFrame({"Case": ["A"] * 3, "Part": ["west", "east", "north"], "N": [1, 2, 3]})
    svg = static_svg(
        charts.bars(parts, x="Case", y="N", part="Part", across=True, **CAPTION).to_dict()
    )
    lengths = [float(x) for x in re.findall(r'aria-label="[^"]*N: (\d)[^"]*"', svg)]
    starts = [float(x) for x in re.findall(r'd="M([\d.]+),[^"]*" fill=', svg)]
    assert len(lengths) == len(starts) == 3
    assert [n for _, n in sorted(zip(starts, lengths, strict=True))] == [1, 2, 3]


def test_a_grid_prints_counts_and_leaves_silences_empty():
    svg = static_svg(forms()["grid"].to_dict())
    assert ">3</text>" in svg
    assert ">0</text>" not in svg


@pytest.mark.parametrize("others", [False, True])
def test_acts_that_overlap_in_time_do_not_overlap_on_the_page(others):
    acts = timelines._acts(evidence.table("events"), 1978, others=others)
    # A mark is eleven pixels wide, and a phone leaves 270 for all years.
    mark = 11 * (acts["Until"].max() - acts["Year"].min()) / 270
    for _, row in acts.groupby(["Level", "Row"]):
        spans = row.sort_values("Year")[["Year", "Until"]].to_numpy()
        assert all(start > end + mark for (_, end), (start, _) in itertools.pairwise(spans))
    assert (acts["Level"] != "none").all()
    assert (acts["Year"] >= 1978).all()


def _lanes(chart):
    """The names of the lanes, from top to bottom."""
    labels = re.findall(
        r'translate\([-\d.]+,([\d.]+)\)"[^>]*>([^<]+)</text>', static_svg(chart.to_dict())
    )
    known = {*timelines.LEVELS, timelines.OTHERS}
    lanes = [(float(height), name) for height, name in labels if name in known]
    return [name for _, name in sorted(lanes)]


def test_others_have_the_last_lane_and_no_act_leaves_its_lane():
    events = evidence.table("events", source="luganne2016")
    stages = evidence.table("stages", source="luganne2016")
    acts = timelines._acts(events, 1978, others=True)
    assert (acts["Level"] == "firms, others").sum() == (
        (events["level"] == "none") & (events["date_start"].str[:4] >= "1978")
    ).sum()
    chart = charts.acts_of_government(events, stages, since=1978, others=True, **CAPTION)
    lanes = ["central", "provincial", "county", "village", "firms, others"]
    assert _lanes(chart) == lanes
    without = charts.acts_of_government(events, stages, since=1978, **CAPTION)
    assert _lanes(without) == lanes[:-1]


def test_an_effect_and_a_role_look_the_same_in_every_chart():
    stages = evidence.table("stages")
    for source in ("zouliang2015", "luganne2016"):
        events = evidence.table("events", source=source)
        spec = charts.acts_of_government(events, stages, since=1978, **CAPTION).to_dict()
        scale = spec["layer"][2]["encoding"]["color"]["scale"]
        looks = dict(zip(scale["domain"], scale["range"], strict=True))
        assert looks["permits"] == charts.colour("blue")


def test_acts_link_to_their_events_and_keep_that_out_of_their_tooltips():
    chart = charts.acts_of_government(
        evidence.table("events"), evidence.table("stages"), since=2010, **CAPTION
    )
    table = BeautifulSoup(render(chart.to_dict())["text/html"], "html.parser").find_all("table")[-1]
    assert [head.get_text() for head in table.find_all("th")] == [
        "Year",
        "Until",
        "Level",
        "What it does",
        "Act",
        "Evidence",
    ]
    links = [link["href"] for link in table.find_all("a")]
    assert len(links) == len(table.find_all("tr")) - 1
    assert all(str(link).startswith("evidence:events/") for link in links)
    assert "Evidence" not in json.dumps([layer["encoding"] for layer in chart.to_dict()["layer"]])


@pytest.mark.parametrize(
    "draw",
    [
        lambda t: charts.bars(t, x="Year", y="Low", **CAPTION),
        lambda t: charts.bounds(t, y="Year", unit="yuan", kind="Reading", **CAPTION),
        lambda t: charts.durations(
            t.assign(Start=1990, End=1999), y="Year", of="Reading", **CAPTION
        ),
        lambda t: charts.bands(
            t.assign(Middle=1.0, Year=1990), x="Year", y="Share", of="Reading", **CAPTION
        ),
        lambda t: charts.curves(t, x="Low", y="High", of="Reading", points=t, **CAPTION),
        lambda t: charts.grid(t, x="Reading", y="Year", value="Low", **CAPTION),
    ],
)
def test_no_tooltip_tells_the_rows_of_the_evidence(draw):
    spec = draw(KNOWN.assign(Evidence="yongkang-firms-2006")).to_dict()
    told = [
        channel["field"]
        for layer in spec.get("layer", [spec])
        for channel in layer["encoding"].get("tooltip", [])
    ]
    assert told
    assert "Evidence" not in told


def test_an_unknown_colour_is_refused_with_those_there_are():
    with pytest.raises(KeyError, match="orange"):
        charts.colour("mauve")


def test_the_theme_is_on_and_every_case_has_a_colour_and_a_shape_of_its_own():
    assert alt.theme.active == "industrial-clusters"
    looks = charts.case_looks()
    assert list(looks) == list(studied()["name"])
    for part in (0, 1):
        assert len({look[part] for look in looks.values()}) == len(looks)


def test_a_further_case_has_a_look_that_no_other_has(monkeypatch):
    names = [*studied()["name"], *"ABCD"]
    further = pd.DataFrame({"name": names}, index=[*studied().index, *"abcd"])
    monkeypatch.setattr(theme, "studied", lambda: further)
    looks = charts.case_looks()
    assert list(looks) == names
    assert len(set(looks.values())) == len({shape for _, shape in looks.values()}) == 9


@pytest.mark.parametrize("form", ["bars", "bounds", "curves", "durations"])
def test_cases_keep_their_looks_in_every_form_and_order(form):
    names = ["Junpu", "Xixia"]
    table = pd.DataFrame(
        {"Case": names, "Row": ["a", "b"], "Low": [1.0, 2.0], "High": [2.0, 3.0]}
        | {"Start": [1990, 1995], "End": [2000, 2001]}
    )
    caption: Caption = {"name": "n", "title": "t", "subtitle": "", "description": "d"}
    chart = {
        "bars": lambda: charts.bars(table, x="Row", y="Low", part="Case", **caption),
        "bounds": lambda: charts.bounds(table, y="Row", unit="u", kind="Case", **caption),
        "curves": lambda: charts.curves(table, x="High", y="Low", of="Case", **caption),
        "durations": lambda: charts.durations(table, y="Row", of="Case", **caption),
    }[form]()
    spec = chart.to_dict()
    scales = [
        layer["encoding"]["color"]["scale"]
        for layer in spec.get("layer", [spec])
        if "scale" in layer["encoding"].get("color", {})
    ]
    looks = charts.case_looks()
    assert scales
    for scale in scales:
        assert scale["domain"] == names
        assert scale["range"] == [looks[name][0] for name in names]


def test_a_verdict_that_the_order_lacks_is_refused():
    ledger = pd.DataFrame(
        {
            "statement": ["a"],
            "verdict": ["odd"],
            "arithmetic": ["b"],
            "reason": ["c"],
            "locator": ["d"],
        }
    )
    with pytest.raises(ValueError, match="odd"):
        charts.audit_list(ledger, ["supported"])


def test_a_claim_links_the_rows_that_it_rests_on():
    row = {"statement": "It doubled.", "verdict": "supported", "arithmetic": "601 / 306"}
    row |= {"reason": "It rounds.", "locator": "Table 1"}
    few = {**row, "evidence": ("observations/firms-1996", "events/count")}
    none = {**row, "evidence": ()}
    ledger = pd.DataFrame([few, none], index=["doubled", "bare"])
    page = charts.audit_list(ledger, ["supported"])._repr_html_()
    claims = BeautifulSoup(page, "html.parser").select("li")
    links = [[link["href"] for link in claim.select(".audit-place a")] for claim in claims]
    assert links == [["evidence:observations/firms-1996", "evidence:events/count"], []]
    assert "Rests on" not in claims[1].text


def _confronted(theory, rival):
    """A theory and a rival of which the record allows these shares of four draws."""

    def study(share):
        outputs = pd.DataFrame({"firms": [float(draw < 4 * share) for draw in range(4)]})
        return Study(outputs, outputs, match(outputs, {"firms": Quantity(1, 1)}))

    return Confrontation(
        theory="Copying & luck",
        source="zouliang2015",
        module="copying",
        question="Is copying enough?",
        reproduced="Bass (1969)",
        evidence=("junpu-shops", "events/junpu-growth-2012"),
        studies={"copying": study(theory), "luck": study(rival)},
        overturn="A count of <2013>",
        page="cases/junpu",
    )


def test_theories_stand_beside_their_rivals_with_links_to_their_evidence():
    page = charts.theory_table([_confronted(0.5, 0)], {"zouliang2015": "Junpu"})._repr_html_()
    table = BeautifulSoup(page, "html.parser")
    cells = table.select("tbody th, tbody td")
    assert [head.get_text() for head in table.select("thead th")] == [
        cell["data-label"] for cell in cells
    ]
    assert [link["href"] for link in table.find_all("a")] == [
        "page:cases/junpu",
        "evidence:observations/junpu-shops",
        "evidence:events/junpu-growth-2012",
    ]
    _, _, shares, verdict = (" ".join(cell.get_text(" ").split()) for cell in cells)
    assert shares == "copying: 50% luck: 0%"
    assert verdict == "Only the theory survives. What could overturn it: A count of <2013>."


@pytest.mark.parametrize(
    ("theory", "rival", "verdict"),
    [
        (0.5, 0.25, "Theory and rival both survive."),
        (0.25, 0, "Only the theory survives."),
        (0, 0.25, "Only a rival survives."),
        (0, 0, "Neither survives."),
    ],
)
def test_the_verdict_follows_from_who_is_left(theory, rival, verdict):
    rows = [_confronted(theory, rival)]
    assert verdict in charts.theory_table(rows, {"zouliang2015": "Junpu"})._repr_html_()


@pytest.mark.parametrize("firms", [(6, 3, 1), (1, 1, 2), (0, 0, 7), (1, 0, 0), (0, 0, 0)])
def test_the_indices_that_follow_the_sliders_are_those_of_their_formulas(firms):
    towns = TOWNS.assign(Firms=firms)
    start = pd.DataFrame({"Index": list(_by_formula(firms, TOWNS["Size"])), "Value": 0.0})
    svg = static_svg(charts.movable_firms(towns, start, most=9, **CAPTION).to_dict())
    drawn = re.findall(
        r'aria-label="value of the index: ([^;"]*); Index: ([^;]*); Value: [^"]*"', svg
    )
    computed = {index: float(value.replace("−", "-")) for value, index in drawn}
    assert computed == pytest.approx(_by_formula(firms, TOWNS["Size"]), abs=1e-9)


def _by_formula(firms, sizes):
    total = sum(firms)
    if total < 2:
        return dict.fromkeys(
            ["Largest share", "Herfindahl", "Gini", "Hoover", "Ellison-Glaeser"], 0.0
        )
    shares, weights = [n / total for n in firms], [size / sum(sizes) for size in sizes]
    pairs = list(zip(shares, weights, strict=True))
    excess = sum((s - x) ** 2 for s, x in pairs) / (1 - sum(x**2 for x in weights))
    return {
        "Largest share": max(shares),
        "Herfindahl": sum(s**2 for s in shares),
        "Gini": sum(abs(a - b) for a in shares for b in shares) / (2 * len(firms)),
        "Hoover": sum(abs(s - x) for s, x in pairs) / 2,
        "Ellison-Glaeser": (excess - 1 / total) / (1 - 1 / total),
    }


def test_an_index_that_the_chart_cannot_compute_is_refused():
    with pytest.raises(KeyError, match="Theil"):
        charts.movable_firms(
            TOWNS, pd.DataFrame({"Index": ["Theil"], "Value": [0.0]}), most=9, **CAPTION
        )


@pytest.mark.parametrize(("across", "offset"), [(False, "xOffset"), (True, "yOffset")])
def test_parts_side_by_side_do_not_lie_over_each_other(across, offset):
    table = pd.DataFrame({"Place": ["A", "A"], "Firms": [1, 2], "Kind": ["old", "new"]})
    chart = charts.bars(
        table, x="Place", y="Firms", part="Kind", beside=True, across=across, **CAPTION
    )
    encoding = chart.to_dict()["encoding"]
    assert encoding[offset]["field"] == "Kind"
    assert {"xOffset", "yOffset"} & set(encoding) == {offset}
