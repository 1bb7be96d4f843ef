"""The figure of a chart: what it refuses, what it holds, and that it never varies."""

import hashlib
import json
import re
import subprocess
import sys
import textwrap
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import altair as alt
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from industrial_clusters.publishing import rendering
from industrial_clusters.publishing.rendering import MOST_ROWS, render

NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def specification(rows=None, *, clip=False, **changes):
    """A line chart of three years, changed as a test needs it."""
    if rows is None:
        rows = [
            {"Year": year, "Clusters": n} for year, n in [(1996, 306), (2000, 519), (2004, 601)]
        ]
    texts = {
        "name": "clusters",
        "title": alt.Title("Clusters nearly doubled", subtitle="Zhejiang"),
        "description": 'Clusters of Zhejiang, "large" & small.',
    }
    chart = alt.Chart(pd.DataFrame(rows), **texts | changes).mark_line(clip=clip)
    return chart.encode(x="Year:O", y="Clusters:Q").to_dict()


def figure(spec):
    return BeautifulSoup(render(spec)["text/html"], "html.parser").figure


def payload(spec):
    return json.loads(figure(spec).find("script").string)


@pytest.mark.parametrize("missing", ["name", "title", "description"])
def test_a_chart_without_name_title_or_description_is_refused(missing):
    spec = specification()
    for absent in (None, ""):
        with pytest.raises(ValueError, match=f"has no {missing}"):
            render(spec | {missing: absent})
    del spec[missing]
    with pytest.raises(ValueError, match=f"has no {missing}: every chart"):
        render(spec)


def test_a_chart_of_more_rows_than_a_reader_can_look_through_is_refused():
    rows = [{"Year": year, "Clusters": 1} for year in range(MOST_ROWS + 1)]
    with pytest.raises(ValueError, match=rf"{MOST_ROWS + 1} rows.*aggregate"):
        render(specification(rows))
    assert render(specification(rows[:-1]))


@pytest.mark.parametrize(
    "text", ["</script>", "</SCRIPT >", "<!--<script>", "]]>", "<img src=x onerror=alert(1)>"]
)
def test_no_text_of_the_data_ends_the_element_that_holds_it(text):
    spec = specification([{"Year": text, "Clusters": 1}], description=text, title=text)
    html = render(spec)["text/html"]
    # Without "<" nothing in it can end the element, or hide its end.
    written = re.search(r"<script[^>]*>([^<]*)</script><details", html)
    assert written
    live = json.loads(written[1])
    assert live["datasets"][live["data"]["name"]][0]["Year"] == text
    drawn = figure(spec)
    assert len(drawn.find_all("script")) == 1
    assert drawn.details.p.get_text() == text
    assert drawn.td.get_text() == text
    assert drawn.find("img") is None


def test_the_same_chart_gives_the_same_bytes_twice():
    # Vega numbers its clips through the life of the process.
    spec = specification(clip=True)
    assert render(spec) == render(specification(clip=True))


def test_the_same_chart_gives_the_same_bytes_in_a_fresh_process():
    program = f"""
    import hashlib, json, sys
    from industrial_clusters.publishing.rendering import render
    bundle = json.dumps(render(json.loads({json.dumps(json.dumps(specification(clip=True)))})))
    print(hashlib.sha256(bundle.encode()).hexdigest())
    """
    here = hashlib.sha256(json.dumps(render(specification(clip=True))).encode()).hexdigest()
    finished = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True
    )
    assert finished.stdout.strip() == here


def test_two_charts_of_a_page_share_no_id():
    pages = [render(specification(clip=True, name=name))["text/html"] for name in ("one", "two")]
    first, second = (set(re.findall(r'\sid="([^"]+)"', page)) for page in pages)
    assert first
    assert not first & second
    for page, ids in zip(pages, (first, second), strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", page)) <= ids


def test_rendering_leaves_the_specification_as_it_was():
    spec = specification()
    before = json.dumps(spec)
    render(spec)
    assert json.dumps(spec) == before


def test_the_figure_names_no_server():
    for content in render(specification()).values():
        assert set(re.findall(r"https?://[^\"'\s<)]+", content)) <= NAMESPACES
        assert "//cdn" not in content


def test_floats_are_rounded_to_six_digits_and_large_numbers_to_their_units():
    values = [0.1 + 0.2, 1 / 3, 123.456789, 1234567.0, 2.5e7 + 0.25, 1e-9 / 3]
    spec = specification([{"Year": i, "Clusters": value} for i, value in enumerate(values)])
    live = payload(spec)
    shown = [row["Clusters"] for row in live["datasets"][live["data"]["name"]]]
    assert shown == [0.3, 0.333333, 123.457, 1234567.0, 25000000.0, 3.33333e-10]
    cells = [row.find_all("td")[1].string for row in figure(spec).tbody.find_all("tr")]
    assert cells == ["0.3", "0.333333", "123.457", "1234567", "25000000", "3.33333e-10"]


def test_a_missing_number_is_an_empty_cell():
    spec = specification([{"Year": 1, "Clusters": 2.5}, {"Year": 2, "Clusters": None}])
    assert figure(spec).tbody.find_all("td")[3].string is None


def test_the_last_bit_of_a_number_does_not_change_the_figure():
    near = specification([{"Year": 1, "Clusters": 0.1 + 0.2}])
    exact = specification([{"Year": 1, "Clusters": 0.3}])
    # Altair names data by all their digits: the names must not reach the page.
    assert near["datasets"].keys() != exact["datasets"].keys()
    assert render(near) == render(exact)


def test_datasets_are_numbered_in_the_order_of_their_use():
    first, second = (pd.DataFrame({"x": [n], "y": [n]}) for n in (1, 2))
    layers = [alt.Chart(data).mark_point().encode(x="x", y="y") for data in (first, second)]
    texts = {"name": "two", "title": "Two", "description": "Two tables."}
    spec = alt.layer(*layers).properties(**texts).to_dict()
    found = payload(spec)
    assert [layer["data"]["name"] for layer in found["layer"]] == ["data-1", "data-2"]
    assert found["datasets"] == {"data-1": [{"x": 1, "y": 1}], "data-2": [{"x": 2, "y": 2}]}


def test_cells_are_words_of_their_own_for_the_search():
    text = re.sub(r"<[^<]+?>", "", str(figure(specification()).find("table")))
    assert {"1996", "306", "Year"} <= set(text.split())


def test_the_figure_holds_caption_picture_specification_and_table():
    drawn = figure(specification())
    assert drawn["id"] == "chart-clusters"
    assert drawn.figcaption.find(class_="chart-title").string == "Clusters nearly doubled"
    assert drawn.figcaption.find(class_="chart-subtitle").string == "Zhejiang"
    picture = drawn.find("svg")
    assert picture["role"] == "img"
    assert picture["aria-label"] == 'Clusters of Zhejiang, "large" & small.'
    assert drawn.details.p.string == picture["aria-label"]
    assert [cell.string for cell in drawn.thead.find_all("th")] == ["Year", "Clusters"]
    assert [cell.string for cell in drawn.tbody.tr.find_all("td")] == ["1996", "306"]
    assert "Clusters nearly doubled" not in picture.get_text()


class Balance(HTMLParser):
    """Fails at an end that fits no beginning; keeps what is still open."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.number = 0

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), tag
        self.number += 1
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_figure_is_well_formed():
    checked = Balance()
    checked.feed(render(specification(clip=True))["text/html"])
    checked.close()
    assert checked.open == []
    assert checked.number > 30


def test_the_static_picture_is_well_formed_and_has_the_title():
    bundle = render(specification())
    root = ET.fromstring(bundle["image/svg+xml"])  # noqa: S314 - drawn here
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Clusters nearly doubled" in "".join(root.itertext())
    assert bundle["text/plain"].startswith("Clusters nearly doubled Clusters of Zhejiang")


def test_parts_of_the_picture_have_no_roles_of_their_own():
    roles = {tag.get("role") for tag in figure(specification()).find("svg").find_all(True)}
    assert roles == {None}


def test_a_chart_alone_takes_the_width_of_its_place():
    live = payload(specification())
    assert live["width"] == "container"
    assert live["autosize"]["type"] == "fit-x"
    assert "title" not in live
    assert f'width="{rendering.STATIC_WIDTH}"' in rendering.static_svg(specification())


def test_charts_side_by_side_keep_their_widths():
    data = pd.DataFrame([{"Year": 1, "Clusters": 2}])
    part = alt.Chart(data, width=120).mark_point().encode(x="Year:Q", y="Clusters:Q")
    both = alt.hconcat(part, part, name="both", title="Two", description="Two parts.")
    live = payload(both.to_dict())
    assert "width" not in live
    assert live["hconcat"][0]["width"] == 120


def test_titles_of_several_lines():
    spec = specification(title=alt.Title(["One", "two"], subtitle=["three", "four"]))
    assert figure(spec).figcaption.get_text() == "One twothree four"


def test_the_land_of_a_map_is_no_table():
    spec = specification()
    spec["datasets"]["land"] = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [120.0, 29.0]},
    }
    assert len(figure(spec).find_all("table")) == 1


def test_a_column_named_type_is_in_the_table():
    rows = [{"type": "city", "Year": 1, "Clusters": 2}]
    assert [cell.string for cell in figure(specification(rows)).tbody.find_all("td")] == [
        "city",
        "1",
        "2",
    ]


def test_rows_of_the_evidence_stand_last_and_become_links():
    rows = [
        {"Evidence": "yongkang-firms-2006 cases/yongkang", "Year": 2006, "Clusters": 1},
        {"Evidence": "", "Year": 2007, "Clusters": 2},
        {"Evidence": None, "Year": 2008, "Clusters": 3},
    ]
    drawn = figure(specification(rows))
    assert [cell.string for cell in drawn.thead.find_all("th")] == ["Year", "Clusters", "Evidence"]
    first, second, third = (row.find_all("td")[-1] for row in drawn.tbody.find_all("tr"))
    assert [(link.string, link["href"]) for link in first.find_all("a")] == [
        ("yongkang-firms-2006", "evidence:observations/yongkang-firms-2006"),
        ("yongkang", "evidence:cases/yongkang"),
    ]
    assert second.get_text() == third.get_text() == ""


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("yongkang-firms-2060", "'yongkang-firms-2060'.*yongkang-firms-2006"),
        ("ties/nothing", "row of ties is called 'nothing'"),
        ("tiles/nothing", "table is called 'tiles'"),
    ],
)
def test_evidence_that_is_no_row_ends_the_build_by_its_name(address, named):
    with pytest.raises(KeyError, match=named):
        render(specification([{"Year": 2006, "Clusters": 1, "Evidence": address}]))


def test_the_script_bundle_is_local_and_encloses_its_names():
    bundle = rendering.script_bundle()
    assert bundle.startswith("(() => {")
    assert bundle.endswith("})();\n")
    assert "vegaEmbed" in bundle


def test_altair_finds_the_renderer_by_its_name():
    with alt.renderers.enable("book"):
        chart = alt.Chart(pd.DataFrame({"a": [1]}), name="n", title="T", description="D")
        bundle = chart.mark_point().encode(x="a:Q")._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
