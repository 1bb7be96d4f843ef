"""Drawings of networks: nodes apart, ties in sight, the same places every time."""

import itertools
import math
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from industrial_clusters import charts, evidence
from industrial_clusters.charts import graphs
from industrial_clusters.charts.captions import Caption
from industrial_clusters.publishing.rendering import render, static_svg

CAPTION: Caption = {
    "name": "net",
    "title": "A finding",
    "subtitle": "who does what to whom",
    "description": "What it shows.",
}
NAMES = ["Ministry of Science and Technology", "Bank", "Chinese Academy of Sciences", "Firm"]


def ties(*rows):
    return pd.DataFrame(rows, columns=["From", "To", "Kind"])


def nodes(*names, **columns):
    return pd.DataFrame({"Node": names} | columns)


def svg_of(table, **options):
    return static_svg(charts.network(table, **options, **CAPTION).to_dict())


def paths(svg):
    """The drawn ties: each a list of points."""
    block = re.search(r'class="mark-line[^"]*"[^>]*>(.*?)</g><g class="mark', svg, flags=re.DOTALL)
    assert block
    found = re.findall(r'<path[^>]*\sd="(M[-\d.,L]+)"', block[1])
    return [
        [tuple(map(float, point.split(","))) for point in re.split("[ML]", path) if point]
        for path in found
    ]


@pytest.mark.parametrize("layout", ["levels", "rings"])
@pytest.mark.parametrize("count", [1, 2, 3, 7, 12])
@pytest.mark.parametrize("levels", [1, 3])
def test_labels_and_symbols_have_room_on_a_phone(layout, count, levels):
    table = nodes(
        *(f"{NAMES[i % 4]} {i}" for i in range(count)), Level=[i % levels for i in range(count)]
    )
    places = list(graphs._LAYOUTS[layout](table).values())
    assert len(places) == count
    assert not graphs._overlapping(places)
    for place in places:
        for left, top, right, _ in place.boxes():
            assert left >= 0
            assert right <= graphs._PHONE
            assert top >= 0


def test_more_labels_than_a_phone_has_room_for_are_refused_with_the_remedy():
    crowd = nodes(*(f"{NAMES[i % 4]} {i}" for i in range(40)))
    with pytest.raises(ValueError, match="leave the Label of some nodes empty"):
        graphs._rings(crowd)
    assert graphs._rings(crowd.assign(Label=""))


def test_levels_follow_their_numbers_and_rows_their_order():
    table = nodes("D", "C", "B", "A", Level=[2, 0, 0, 1])
    places = graphs._levels(table)
    assert places["C"].down < places["A"].down < places["D"].down
    assert places["C"].across < places["B"].across


def test_rings_grow_with_their_numbers_around_one_in_the_middle():
    table = nodes("centre", *"abcdefgh", Level=[0, 1, 1, 1, 1, 2, 2, 2, 2])
    places = graphs._rings(table)
    middle = places["centre"]
    assert middle.across == 0.5
    reach = {name: math.hypot(p.across - 0.5, (p.down - middle.down)) for name, p in places.items()}
    # Downwards the rings are measured in pixels: compare what lies in the same direction.
    assert places["e"].down < places["a"].down < middle.down or reach["a"] < reach["e"]
    assert max(reach[name] for name in "abcd") < max(reach[name] for name in "efgh")


def test_long_names_stand_on_several_lines_and_empty_labels_on_none():
    long, none = graphs._lines(nodes(NAMES[0], "B", Label=[NAMES[0], ""]))
    assert long == ("Ministry of", "Science and", "Technology")
    assert none == ()
    assert graphs._lines(nodes("B")) == [("B",)]


def test_nodes_without_ties_are_drawn_and_named():
    svg = svg_of(ties(("A", "B", "lends")), nodes=nodes("A", "B", "alone"))
    assert ">alone</text>" in svg


def test_an_unknown_node_is_named_with_the_remedy():
    with pytest.raises(ValueError, match=r"\['Z'\].*add a row"):
        svg_of(ties(("A", "Z", "lends")), nodes=nodes("A"))
    with pytest.raises(ValueError, match=r"\['A'\] twice"):
        svg_of(ties(("A", "A", "lends")), nodes=nodes("A", "A"))


def test_nodes_come_from_the_ties_where_none_are_given():
    svg = svg_of(ties(("A", "B", "lends"), ("C", "A", "lends")))
    assert all(f">{name}</text>" in svg for name in "ABC")


def test_ties_between_the_same_two_stand_apart():
    many = ties(("A", "B", "lends"), ("A", "B", "teaches"), ("B", "A", "lends"))
    drawn = paths(svg_of(many, nodes=nodes("A", "B"), directed=True))
    middles = [path[len(path) // 2] for path in drawn]
    assert len(middles) == 3
    for one, other in itertools.combinations(middles, 2):
        assert math.dist(one, other) > 5


def test_a_tie_bows_around_a_node_that_it_would_pass_under():
    row = nodes("A", "B", "C", Level=[0, 0, 0], Label="")
    (path,) = paths(svg_of(ties(("A", "C", "lends")), nodes=row))
    level = graphs._levels(row)["B"].down
    assert min(y for _, y in path) < level - graphs._RADIUS
    (straight,) = paths(svg_of(ties(("A", "B", "lends")), nodes=row))
    assert {y for _, y in straight} == {level}


def test_the_way_back_bows_to_the_other_side():
    bends = graphs._bends(
        ties(("A", "B", "x"), ("B", "A", "x")), graphs._levels(nodes("A", "B", Label=""))
    )
    # Each to its own left: on the page they part.
    assert bends[0] == bends[1] != 0


@pytest.mark.parametrize("directed", [True, False])
def test_arrowheads_only_where_asked(directed):
    svg = svg_of(ties(("A", "B", "lends")), nodes=nodes("A", "B", Level=[0, 1]), directed=directed)
    assert ("rotate(" in svg) is directed


def test_an_arrowhead_stands_at_the_receiver_and_points_to_it():
    table = nodes("A", "B", Level=[0, 1], Label="")
    svg = svg_of(ties(("A", "B", "lends")), nodes=table, directed=True)
    ((_, down, angle),) = re.findall(r"translate\(([\d.]+),([\d.]+)\) rotate\(([-\d.]+)\)", svg)
    below = graphs._levels(table)["B"].down
    assert float(angle) == 90
    assert below - 20 < float(down) < below


def test_repeated_ties_are_drawn_once_with_the_evidence_of_all():
    rows = list(evidence.table("ties").index[:3])
    table = ties(("A", "B", "lends"), ("B", "A", "lends"), ("A", "B", "lends"))
    table["Evidence"] = [f"ties/{row}" for row in rows]
    undirected = graphs._merged(table, directed=False)
    assert list(undirected["Evidence"]) == [" ".join(table["Evidence"])]
    directed = graphs._merged(table, directed=True)
    assert list(directed["From"]) == ["A", "B"]
    assert directed["Evidence"][0].split() == [f"ties/{rows[0]}", f"ties/{rows[2]}"]
    chart = charts.network(table, **CAPTION)
    page = BeautifulSoup(render(chart.to_dict())["text/html"], "html.parser")
    assert [a["href"] for a in page.find_all("a")] == [f"evidence:ties/{row}" for row in rows]


def test_kinds_and_groups_have_legends_of_their_own():
    svg = svg_of(
        ties(("A", "B", "lends"), ("B", "C", "teaches")),
        nodes=nodes("A", "B", "C", Group=["bank", "firm", "firm"]),
    )
    legends = re.findall(r'role-legend-label"[^>]*>(.*?)</g>', svg, flags=re.DOTALL)
    texts = re.findall(r">(lends|teaches|bank|firm)</text>", svg)
    assert legends
    assert sorted(texts) == ["bank", "firm", "lends", "teaches"]


def test_tables_print_what_a_reader_asks_and_no_positions():
    chart = charts.network(
        ties(("A", "B", "lends")),
        nodes=nodes("A", "B", Group=["x", "y"], Level=[0, 1], Label=["", "B"]),
        **CAPTION,
    )
    page = BeautifulSoup(render(chart.to_dict())["text/html"], "html.parser")
    heads = [[h.get_text() for h in t.find_all("th")] for t in page.find_all("table")]
    assert heads == [["From", "To", "Kind"], ["Node", "Group"]]


def test_no_two_of_seven_kinds_look_alike():
    kinds = ties(*((a, b, f"kind {a}{b}") for a, b in itertools.combinations("ABCDE", 2)))
    svg = svg_of(kinds.head(7))
    looks = re.findall(r'stroke="([^"]+)" stroke-width="1.8"[^>]*?(stroke-dasharray="[^"]*")', svg)
    assert len(looks) == 7
    assert len(set(looks)) == 7
