"""The data page: search, filters, sorting, paging and addresses, by mouse, keyboard and phone."""

import pytest

from industrial_clusters import evidence

from . import visits
from .visits import Look

PAGE = "reference/data.html"
DESK, PHONE = Look(1280, "light"), Look(390, "light")
LOOKS = pytest.mark.parametrize("look", [DESK, PHONE], ids=str)


@pytest.fixture
def open_page(browser, built):
    """Visit the data page, at a row where one is named; what it complains of is a fault."""
    visit_of = []

    def visit(look, row="", **options):
        context = visits.visited(browser, built, PAGE, look, **options)
        entered = context.__enter__()
        visit_of.append((context, entered))
        if row:
            entered.page.goto(f"{(built / PAGE).as_uri()}#{row}")
        return entered.page

    yield visit
    for context, entered in visit_of:
        context.__exit__(None, None, None)
        assert not entered.complaints


def visible(page, table):
    return page.locator(f".evidence-table[data-table={table}] tbody tr:visible")


def rows_of(name, **cells):
    rows = evidence.table(name)
    for column, value in cells.items():
        rows = rows[rows[column] == value]
    return rows


@LOOKS
def test_every_row_is_counted_and_few_are_shown(open_page, look):
    page = open_page(look)
    total = sum(len(evidence.table(name)) for name in evidence.table_names())
    assert page.locator(".evidence-controls output").text_content() == f"{total:,} rows"
    assert visible(page, "observations").count() == 25


@LOOKS
def test_search_folds_case_and_tone_marks(open_page, look):
    page = open_page(look)
    by_row = {}
    for words in ("hóng màozi", "HONG MAOZI", "红帽子"):
        page.locator("#evidence-search").fill(words)
        by_row[words] = visible(page, "glossary").evaluate_all("rows => rows.map(row => row.id)")
    assert "glossary-hong-maozi" in by_row["红帽子"]
    assert by_row["hóng màozi"] == by_row["HONG MAOZI"]
    assert "glossary-hong-maozi" in by_row["HONG MAOZI"]


def test_a_table_without_a_match_goes_away_and_comes_back(open_page):
    page = open_page(DESK)
    page.locator("#evidence-search").fill("nothing has these words")
    assert page.locator(".evidence-table:visible").count() == 0
    assert page.locator(".evidence-controls output").text_content().startswith("0 of ")
    page.get_by_role("button", name="Clear").click()
    page.locator(".evidence-table[data-table=observations]").wait_for()


def test_filters_narrow_to_what_the_data_have(open_page):
    page = open_page(DESK)
    page.get_by_label("Table").select_option("ties")
    page.get_by_label("Place").select_option("yongkang")
    expected = len(rows_of("ties", case="yongkang"))
    assert page.locator(".evidence-controls output").text_content().startswith(f"{expected:,} of ")
    assert page.locator(".evidence-table:visible").count() == 1


def test_show_more_goes_on_where_the_new_rows_begin(open_page):
    page = open_page(DESK)
    page.locator(".evidence-table[data-table=observations] .evidence-more").click()
    assert visible(page, "observations").count() == 125
    focused = page.evaluate("document.activeElement.closest('tr').id")
    assert focused == evidence.table("observations").index[25]


def test_numbers_sort_as_numbers_and_back(open_page):
    page = open_page(DESK)
    page.get_by_label("Table").select_option("observations")
    head = page.locator(".evidence-table[data-table=observations] th").filter(has_text="Number")
    keys = "cells => cells.map(cell => Number(cell.dataset.sort))"
    numbers = visible(page, "observations").locator("td:nth-child(4) [data-sort]")
    head.get_by_role("button").click()
    rising = numbers.evaluate_all(keys)
    assert rising == sorted(rising)
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").click()
    falling = numbers.evaluate_all(keys)
    assert falling == sorted(falling, reverse=True)
    assert falling[0] > rising[0]
    head.get_by_role("button").click()
    assert (
        visible(page, "observations").first.get_attribute("id")
        == (evidence.table("observations").index[0])
    )


@LOOKS
@pytest.mark.parametrize("name", ["observations", "ties"])
def test_the_address_of_a_late_row_shows_it(open_page, look, name):
    last = evidence.table(name).index[-1]
    address = last if name == "observations" else f"{name}-{last}"
    page = open_page(look, row=address)
    row = page.locator(f"[id='{address}']")
    row.wait_for()
    assert row.evaluate("row => row.contains(document.activeElement)")
    top = row.evaluate("row => row.getBoundingClientRect().top")
    assert 0 <= top < 844


def test_keyboard_alone_searches_sorts_and_pages(open_page):
    page = open_page(DESK)
    page.locator("#evidence-search").focus()
    page.keyboard.type("yongkang")
    page.keyboard.press("Tab")
    page.keyboard.type("events")  # a select takes the option that is typed
    assert page.locator("#evidence-table").input_value() == "events"
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 5)"))
    assert {"Clear", "What ", "Place"} <= reached


def test_without_scripts_every_row_is_there(open_page):
    page = open_page(DESK, java_script_enabled=False)
    for name in ("observations", "ties", "claims"):
        assert visible(page, name).count() == len(evidence.table(name))
    assert not page.locator(".evidence-controls").is_visible()


@LOOKS
def test_time_to_the_first_result(open_page, look, record_property):
    """Measured for the log beside the page's own load, and asserted of neither."""
    page = open_page(look)
    filtering, loading = page.evaluate(
        """() => {
          const search = document.querySelector("#evidence-search");
          search.value = "guarantee";
          const start = performance.now();
          search.dispatchEvent(new Event("input", { bubbles: true }));
          document.body.getBoundingClientRect();
          const [page] = performance.getEntriesByType("navigation");
          return [performance.now() - start, page.loadEventEnd];
        }"""
    )
    record_property("first result", (str(look), round(filtering), round(loading)))
    assert visible(page, "observations").count() < 25
