"""A number of the documents shows its place by mouse, keyboard and touch."""

from functools import cache
from urllib.parse import unquote

import pytest

from . import files, visits
from .reporting import refuse
from .visits import Look

WIDTHS = pytest.mark.parametrize("width", [390, 1280])


KINDS = pytest.mark.parametrize("kind", ["fact", "term"])


@WIDTHS
@KINDS
def test_note_shows_and_goes(browser, built, sample_page, width, kind):
    with visits.visited(browser, built, sample_page, Look(width, "light")) as visit:
        page = visit.page
        word = first(page, kind)
        number, place = word.locator(".explained-text"), word.locator(".explained-note")
        assert not place.is_visible()

        number.hover()
        assert place.is_visible(), "hover does not show the place"
        page.keyboard.press("Escape")
        assert not place.is_visible(), "Escape does not put the place away"
        page.mouse.move(0, 0)

        number.focus()
        assert place.is_visible(), "keyboard focus does not show the place"
        page.keyboard.press("Escape")
        assert not place.is_visible(), "Escape does not put the focused place away"


@WIDTHS
@KINDS
def test_first_tap_shows_and_second_follows(browser, built, sample_page, width, kind):
    with visits.visited(browser, built, sample_page, Look(width, "light"), has_touch=True) as visit:
        word = first(visit.page, kind)
        number, place = word.locator(".explained-text"), word.locator(".explained-note")
        number.tap()
        assert place.is_visible()
        assert visit.page.url == (built / sample_page).as_uri()
        number.tap()
        visit.page.wait_for_url("**/*.html#*")


@WIDTHS
def test_every_place_stays_within_the_window(browser, built, fact_page, width):
    with visits.visited(browser, built, fact_page, Look(width, "light")) as visit:
        visits.open_details(visit.page)
        refuse(f"{fact_page} at {width}", visits.places_outside(visit.page))


def test_every_fact_leads_to_its_row(built, fact_page):
    lost = [
        str(link)
        for link in files.soup(built / fact_page).select(".fact-text")
        if not row_of(built / fact_page, str(link["href"]))
    ]
    refuse(fact_page, lost)


def first(page, kind):
    words = page.locator(f"article .{kind}:visible")
    if not words.count():
        pytest.skip(f"the page has no {kind}")
    words.first.scroll_into_view_if_needed()
    return words.first


def row_of(page, address):
    """Return whether an address is a row of an evidence table."""
    path, _, fragment = address.partition("#")
    return unquote(fragment) in rows_of((page.parent / path).resolve() if path else page)


@cache
def rows_of(page):
    return {row["id"] for row in files.soup(page).select(".evidence-table tr[id]")}
