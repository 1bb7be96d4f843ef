"""Every page in a browser without network: at two widths, light and dark."""

import pytest

from . import files, visits
from .reporting import refuse
from .visits import LOOKS, Look

MOST_BYTES = 350_000
# The whole data set in one page, so that it is searched without a server: some six
# thousand rows at about 70 bytes each.
MOST_DATA_BYTES = 600_000
# One phone and one desk, one light and one dark.
READ_BY_AXE = {LOOKS[0], LOOKS[3]}
# Vega, loaded once for the whole book when a reader comes to the first chart.
CHART_LIBRARY = "vega-bundle.js"


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_page(browser, built, page_name, look, record_property):
    with visits.visited(browser, built, page_name, look) as visit:
        page = visit.page
        undrawn = visits.draw_charts(page)
        drawn = visits.chart_problems(page)
        overflowing = visits.overflow_problems(page)
        if page.locator("details").count():
            visits.open_details(page)
            overflowing += visits.overflow_problems(page)
        # Axe takes a quarter of a minute on a page with large tables: it reads everything,
        # unfolded, once at each width and once in each theme.
        violations = visits.accessibility_violations(page) if look in READ_BY_AXE else []
        theme = page.evaluate("document.documentElement.dataset.theme")
    record_property(
        "visit",
        {
            "page": page_name,
            "width": look.width,
            "theme": look.theme,
            "violations": len(violations),
            "requests": len(visit.left),
        },
    )
    problems = {
        "leaves the book": visit.left,
        "console": visit.complaints,
        "charts": undrawn + drawn,
        "accessibility": violations,
        "too wide": overflowing,
        "theme": [] if theme == look.theme else [f"{theme}, not {look.theme}"],
    }
    lines = [f"{kind}: {line}" for kind, found in problems.items() for line in found]
    refuse(f"{page_name} at {look}", lines)


def test_page_is_light_to_load(browser, built, page_name, record_property):
    with visits.visited(browser, built, page_name, Look(1280, "light")) as visit:
        visits.draw_charts(visit.page)
        loaded = [path for path in visit.loaded if path.name != CHART_LIBRARY]
    compressed, raw = files.weight(loaded)
    record_property("weight", (page_name, compressed, raw))
    assert built / page_name in loaded
    most = MOST_DATA_BYTES if page_name == "reference/data.html" else MOST_BYTES
    if compressed >= most:
        refuse(page_name, [f"{compressed} bytes on a first visit, not below {most}"])


def test_page_needs_no_script(browser, built, page_name):
    look = Look(390, "light")
    with visits.visited(browser, built, page_name, look, java_script_enabled=False) as visit:
        figures = visit.page.locator("figure.chart")
        hidden = [
            figure.get_attribute("id")
            for figure in figures.all()
            if not figure.locator(".chart-drawing > svg").is_visible()
        ]
        assert not hidden
        assert visit.page.locator("main h1").is_visible()
        sections = visit.page.locator("article section").all()
        assert all(section.is_visible() for section in sections)
        assert not visit.left


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_search_dialog(browser, built, theme):
    with visits.visited(browser, built, "index.html", Look(1280, theme)) as visit:
        visit.page.keyboard.press("Control+k")
        visit.page.locator("#pst-search-dialog input").wait_for()
        assert not visits.accessibility_violations(visit.page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contents_on_a_phone(browser, built, theme):
    with visits.visited(browser, built, "index.html", Look(390, theme)) as visit:
        visit.page.locator(".bd-header-article .primary-toggle").click()
        visit.page.locator("#pst-primary-sidebar-modal[open]").wait_for()
        assert not visits.accessibility_violations(visit.page)
        assert not visits.overflow_problems(visit.page)


def test_search_finds_a_word(browser, built):
    with visits.visited(browser, built, "search.html", Look(390, "light")) as visit:
        visit.page.goto((built / "search.html").as_uri() + "?q=network")
        visit.page.locator("#search-results .search li, #search-results p").first.wait_for()
        assert not visit.complaints
        assert not visits.accessibility_violations(visit.page)
        assert not visits.overflow_problems(visit.page)
