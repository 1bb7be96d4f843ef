"""Schemes of the documents as tables: order, links, silences, and nothing unescaped."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from industrial_clusters import charts, evidence

ROWS = pd.DataFrame(
    [
        ("r1", "network", "trust", "high <b>"),
        ("r2", "hierarchy", "trust", "low"),
        ("r3", "network", "reach", "wide & far"),
        ("r4", "network", "reach", "and deep"),
    ],
    columns=["id", "type", "dimension", "coding"],
).set_index("id")


def page(rows=ROWS, **options):
    return BeautifulSoup(
        charts.codings(rows, title="Two & more", **options)._repr_html_(), "html.parser"
    )


def texts(table, selector):
    return [cell.get_text() for cell in table.select(selector)]


def test_types_stand_across_and_dimensions_down_in_the_order_of_the_rows():
    table = page()
    assert texts(table, "thead th") == ["Network", "Hierarchy"]
    assert texts(table, "tbody th") == ["Trust", "Reach"]
    assert texts(table, "tbody td") == ["high <b>", "low", "wide & far; and deep", "–"]
    assert table.caption.get_text() == "Two & more"


def test_each_coding_links_to_its_row():
    assert [link["href"] for link in page().find_all("a")] == [
        f"evidence:dimensions/{row}" for row in ("r1", "r2", "r3", "r4")
    ]


def test_heads_have_their_scope_and_cells_the_name_of_their_column():
    table = page()
    assert {th["scope"] for th in table.select("thead th")} == {"col"}
    assert {th["scope"] for th in table.select("tbody th")} == {"row"}
    assert [td["data-label"] for td in table.select("tbody td")] == ["Network", "Hierarchy"] * 2


def test_a_silence_is_a_dash_that_says_so():
    (silence,) = page().select("[role=img]")
    assert silence["aria-label"] == "not stated"


def test_nothing_of_the_data_becomes_markup():
    rows = ROWS.assign(type=ROWS["type"] + '"><script>', dimension="<i>")
    table = page(rows)
    assert table.find(["b", "i", "script"]) is None


def test_types_and_dimensions_are_chosen_and_ordered():
    table = page(types=["hierarchy", "network"], dimensions=["trust", "reach"])
    assert texts(table, "thead th") == ["Hierarchy", "Network"]
    assert texts(page(dimensions=["reach", "trust"]), "tbody th") == ["Reach", "Trust"]
    assert "wide" not in page(types=["hierarchy"]).get_text()


@pytest.mark.parametrize("column", ["types", "dimensions"])
def test_what_no_row_has_is_refused_with_what_there_is(column):
    with pytest.raises(ValueError, match=r"'odd'.*there are"):
        page(**{column: ["odd"]})


def test_one_type_makes_two_columns():
    table = page(types=["network"])
    assert len(table.select("thead :is(td, th)")) == 2
    assert texts(table, "tbody th") == ["Trust", "Reach"]


def test_one_dimension_or_many_types_turn_the_table():
    single = page(dimensions=["trust"])
    assert texts(single, "tbody th") == ["Network", "Hierarchy"]
    assert texts(single, "tbody td") == ["high <b>", "low"]
    many = ROWS.iloc[[0] * 5].assign(type=list("abcde"))
    many = pd.concat([many, many.assign(dimension="reach")])
    assert texts(page(many), "thead th") == ["Trust", "Reach"]
    assert texts(page(many), "tbody th") == list("ABCDE")


def test_a_table_too_wide_for_the_page_scrolls_within_reach_of_the_keyboard():
    five = pd.concat(
        [ROWS.iloc[[0] * 5].assign(type=list("abcde"), dimension=name) for name in "vwxyz"]
    )
    region = page(five).select_one("div.table-scroll")
    assert (region["tabindex"], region["role"], region["aria-label"]) == (
        "0",
        "region",
        "Two & more",
    )
    assert page().select_one("div.table-scroll") is None


def test_every_scheme_of_the_documents_can_be_set_out_with_every_row():
    rows = evidence.table("dimensions")
    for _, scheme in rows.groupby(["source", "scheme"]):
        linked = {link["href"] for link in page(scheme).find_all("a")}
        assert linked == {f"evidence:dimensions/{row}" for row in scheme.index}
