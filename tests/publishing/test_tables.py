"""The tables of the data page: every table, every row, and cells that say what the data say."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from industrial_clusters import evidence
from industrial_clusters.publishing import tables

ROOT = Path(__file__).resolve().parents[2]


def rows_of(name):
    return [{"id": i, **cells} for i, cells in tables._rows(name).items()]


def parsed(name, records=None):
    return BeautifulSoup(tables.table_html(name, records or rows_of(name)), "html.parser")


def test_the_page_has_every_table_once():
    page = (ROOT / "book" / "reference" / "data.md").read_text(encoding="utf-8")
    named = re.findall(r"```\{evidence-table\} (\S+)", page)
    assert sorted(named) == sorted(evidence.table_names())


@pytest.mark.parametrize("name", evidence.table_names())
def test_every_row_has_its_address_and_a_cell_for_each_column(name):
    table = parsed(name)
    columns = table.thead.find_all("th")
    found = table.tbody.find_all("tr")
    assert [row["id"] for row in found] == [
        tables.anchor(name, str(identifier)) for identifier in evidence.table(name).index
    ]
    assert all(len(row.find_all("td")) == len(columns) for row in found)
    assert not re.search(r">(?:nan|NaN|&lt;NA&gt;)<", str(table))


@pytest.mark.parametrize("name", evidence.table_names())
def test_links_between_rows_lead_to_rows(name):
    everything = {
        tables.anchor(other, str(identifier))
        for other in evidence.table_names()
        for identifier in evidence.table(other).index
    }
    links = parsed(name).select("a[href^='#']")
    assert {link["href"].removeprefix("#") for link in links} <= everything


@pytest.mark.parametrize("name", ["observations", "ties", "events"])
def test_rows_carry_what_the_filters_ask_for(name):
    for row, (_, cells) in zip(
        parsed(name).tbody.find_all("tr"), evidence.table(name).iterrows(), strict=True
    ):
        assert (row["data-case"], row["data-source"]) == (cells["case"], cells["source"])


def test_the_filters_offer_what_the_tables_have():
    form = BeautifulSoup(tables.controls_html(evidence.table_names()), "html.parser")
    offered = {
        select["name"]: {option["value"] for option in select.find_all("option")} - {""}
        for select in form.find_all("select")
    }
    assert offered["table"] == set(evidence.table_names())
    observations = evidence.table("observations")
    assert set(observations["case"]) <= offered["place"]
    assert set(observations["source"]) <= offered["document"]
    labelled = {label["for"] for label in form.find_all("label")}
    assert labelled == {field["id"] for field in form.find_all(["input", "select"])}


def test_markup_in_a_cell_is_text():
    row = rows_of("claims")[0] | {"statement": "<b>5 < 6 & 7</b>"}
    assert parsed("claims", [row]).td.get_text().startswith("<b>5 < 6 & 7</b>")


@pytest.mark.parametrize(
    ("low", "high", "printed"),
    [
        (100.0, 100.0, "100 arrests"),
        (75.0, 85.0, "75–85 arrests"),
        (31.0, float("nan"), "at least 31 arrests"),
        (float("nan"), 30.0, "at most 30 arrests"),
    ],
)
def test_amounts_of_ties_keep_their_bounds(low, high, printed):
    assert tables._amount({"unit": "arrests", "low": low, "high": high}) == printed


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("-0500", "-0401"), ("-0401", "0009"), ("1981", "1981-10"), ("1981-10", "1981-10-05")],
)
def test_periods_sort_by_time_and_not_by_letters(earlier, later):
    assert tables._years(earlier) < tables._years(later)
