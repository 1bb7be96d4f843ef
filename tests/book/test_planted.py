"""Each check finds the fault that it is for, planted in a small page."""

import zlib

import pytest

from industrial_clusters.publishing.policy import with_policy

from . import files, visits
from .visits import Look

SOUND = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Sound</title>"
    "<meta name='viewport' content='width=device-width'>{head}</head>"
    "<body><main><h1 id='top'>Sound</h1>{body}</main></body></html>"
)


def write(folder, body="", head="", name="page.html"):
    page = folder / name
    page.write_text(SOUND.format(body=body, head=head), encoding="utf-8")
    return page


def test_a_sound_page_passes(tmp_path, browser):
    page = write(tmp_path, "<p><a href='#top'>Up</a> and <a href='https://example.org'>out</a></p>")
    assert files.markup_problems(page) == []
    assert files.link_problems(tmp_path, page) == []
    with visits.visited(browser, tmp_path, page.name, Look(390, "light")) as visit:
        assert visits.accessibility_violations(visit.page) == []
        assert visits.overflow_problems(visit.page) == []
        assert (visit.left, visit.complaints, visit.loaded) == ([], [], [page])


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<p id='top'>twice</p>", "id 'top' is given 2 times"),
        ("<h1>Again</h1>", "2 heading of the first levels, not one"),
        ("<p><b>crossed</p></b>", "line 1: adoption-agency"),
        ("<p>stray</i></p>", "line 1: unexpected-end-tag"),
        ("<table><p>misplaced</p></table>", "line 1: "),
    ],
)
def test_unsound_markup_is_found(tmp_path, body, problem):
    found = files.markup_problems(write(tmp_path, body))
    assert any(line.startswith(problem) for line in found), found


def test_a_second_viewport_is_found(tmp_path):
    page = write(tmp_path, head="<meta name='viewport' content='width=device-width'>")
    assert files.markup_problems(page) == ["2 viewports, not one"]


STRICT = "default-src 'none'; script-src 'self'"


@pytest.mark.parametrize(
    ("stated", "before", "body", "problem"),
    [
        ("", "", "", "0 content security policies, not one"),
        ("script-src 'self'", "", "", "what no rule names is let in"),
        ("default-src 'self'; script-src 'self'", "", "", "what no rule names is let in"),
        (f"{STRICT} 'unsafe-eval'", "", "", "scripts are let in by"),
        (f"{STRICT} 'unsafe-inline'", "", "", "scripts are let in by"),
        (f"{STRICT} https://example.org", "", "", "scripts are let in by"),
        (STRICT, "<script>1</script>", "", "something is loaded before the policy"),
        (STRICT, "", "<p onclick='f()'>a</p>", "<p> has an inline handler onclick"),
    ],
)
def test_a_loose_policy_is_found(tmp_path, stated, before, body, problem):
    tag = f'<meta http-equiv="Content-Security-Policy" content="{stated}">' if stated else ""
    (found,) = files.policy_problems(write(tmp_path, body, head=before + tag))
    assert found.startswith(problem)


@pytest.mark.parametrize("code", ["eval('1')", "new Function('1')()", "fetch('data:,1')"])
def test_a_browser_keeps_the_policy_of_a_page_in_a_file(tmp_path, browser, code):
    page = write(tmp_path, f"<script>{code}</script>")
    page.write_text(with_policy(page.read_text()))
    assert files.policy_problems(page) == []
    with visits.visited(browser, tmp_path, page.name, Look(390, "light")) as visit:
        assert visit.complaints
        assert all("Content Security Policy" in line for line in visit.complaints[:1])


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<a href='#gone'>a</a>", "has no such place"),
        ("<a href='other.html#gone'>a</a>", "has no such place"),
        ("<a href='gone.html'>a</a>", "does not exist"),
        ("<a href='../outside.html'>a</a>", "leaves the book"),
        ("<a href='/page.html'>a</a>", ""),
        ("<img src='gone.png' alt=''>", "does not exist"),
        ("<img srcset='gone.png 2x' alt=''>", "does not exist"),
        ("<img src='https://example.org/a.png' alt=''>", "loads from outside"),
        ("<script src='//example.org/a.js'></script>", "loads from outside"),
        ("<script src='https://example.org/a.js'></script>", "loads from outside"),
        ("<link rel='stylesheet' href='https://example.org/a.css'>", "loads from outside"),
        ("<link rel='preconnect' href='https://example.org'>", "loads from outside"),
        ("<iframe src='https://example.org'></iframe>", "loads from outside"),
        ("<form action='https://example.org'></form>", "loads from outside"),
    ],
)
def test_a_lost_address_is_found(tmp_path, body, problem):
    write(tmp_path, name="other.html")
    found = files.link_problems(tmp_path, write(tmp_path, body))
    if body.startswith("<a href='/"):
        assert files.outside_links(tmp_path / "page.html") == ["/page.html"]
    else:
        assert len(found) == 1
        assert problem in found[0]


@pytest.mark.parametrize(
    "rule",
    [
        "url(https://example.org/a.woff2)",
        "url('gone.woff2')",
        "@import 'https://example.org/a.css'",
    ],
)
def test_a_style_from_elsewhere_is_found(tmp_path, rule):
    style = tmp_path / "a.css"
    style.write_text(f"a {{ background: {rule}; }}")
    assert len(files.style_problems(tmp_path, style)) == 1


@pytest.mark.parametrize(
    "trace", [b"/home/ada/book/a.md", b"at /Users/ada/x", b"C:\\Users\\ada", b"in /tmp/abc/work"]
)
def test_a_trace_of_the_machine_is_found(tmp_path, trace):
    patterns = files.machine_names(tmp_path / "html", tmp_path)
    assert files.traces(b"made " + trace, patterns)
    assert files.traces(str(tmp_path / "book").encode(), patterns)
    assert not files.traces(b"made at home/ada, see ../tmp/abc", patterns)


def test_an_inventory_is_read_unpacked(tmp_path):
    inventory = tmp_path / "objects.inv"
    inventory.write_bytes(b"# a\n# b\n# c\n# d\n" + zlib.compress(b"/home/ada/book"))
    assert files.opened(inventory).endswith(b"# d\n/home/ada/book")


def test_weight_counts_every_file(tmp_path):
    page = write(tmp_path, "word " * 1000)
    compressed, raw = files.weight([page, page])
    assert raw == 2 * page.stat().st_size
    assert 0 < compressed < raw


@pytest.mark.parametrize(
    "body",
    [
        "<script src='https://example.org/a.js'></script>",
        "<img src='http://example.org/a.png' alt='a'>",
        "<script>fetch('https://example.org/a.json').catch(() => {})</script>",
        "<p style='background: url(https://example.org/a.png)'>a</p>",
        "<img src='../outside.png' alt='a'>",
    ],
)
def test_a_request_out_of_the_book_is_found(tmp_path, browser, body):
    book = tmp_path / "book"
    book.mkdir()
    write(book, body)
    with visits.visited(browser, book, "page.html", Look(390, "light")) as visit:
        visit.page.wait_for_timeout(100)
        assert len(visit.left) == 1


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("console.error('a fault')", "error: a fault"),
        ("console.warn('a doubt')", "warning: a doubt"),
        ("throw new Error('a stop')", "error: a stop"),
    ],
)
def test_a_complaint_is_found(tmp_path, browser, script, complaint):
    write(tmp_path, f"<script>{script}</script><script>console.log('no matter')</script>")
    with visits.visited(browser, tmp_path, "page.html", Look(390, "light")) as visit:
        assert visit.complaints == [complaint]


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>", "image-alt"),
        ("<p style='color: #999; background: #fff'>pale</p>", "color-contrast"),
        ("<h4>too deep</h4>", "heading-order"),
        ("<input>", "label"),
    ],
)
def test_an_accessibility_violation_is_found(tmp_path, browser, body, rule):
    write(tmp_path, body)
    with visits.visited(browser, tmp_path, "page.html", Look(390, "light")) as visit:
        (line,) = visits.accessibility_violations(visit.page)
        assert line.startswith(f"{rule}: ")


def test_what_is_wider_than_the_page_is_named(tmp_path, browser):
    box = "<div style='overflow-x: auto'><div style='width: 900px'>scrolls</div></div>"
    write(tmp_path, box + "<div class='wide' style='width: 800px'>overflows</div>")
    with visits.visited(browser, tmp_path, "page.html", Look(390, "light")) as visit:
        first, *rest = visits.overflow_problems(visit.page)
    assert first.startswith("the page scrolls sideways: ")
    assert len(rest) == 1
    assert 'class="wide"' in rest[0]


FIGURE = """<figure class="chart" id="chart-a" {drawn}><figcaption>{title}</figcaption>
<div class="chart-live" {label} style="{box}"><svg class="marks" width="{width}" height="200">
{marks}</svg></div><details class="chart-details"><summary>Data</summary><p>{shows}</p>
<table><tbody><tr><td>{data}</td></tr></tbody></table></details></figure>"""
BAR = "<g class='mark-rect'><rect width='9' height='9'/></g>"
CHART = {
    "drawn": "data-drawn='live'",
    "title": "<span class='chart-title'>A finding</span>",
    "label": "aria-label='What it plots'",
    "width": "200",
    "marks": BAR,
    "shows": "What it plots",
    "data": "7",
    "box": "",
}


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ({}, None),
        ({"title": ""}, "has no title"),
        ({"label": ""}, "has no description"),
        ({"marks": ""}, "has no marks"),
        ({"marks": f"{BAR}<text y='20'>firms at home…</text>"}, "cuts a label short"),
        ({"marks": f"{BAR}<text x='190' y='20'>2010</text>"}, "has a label beyond its edge"),
        ({"marks": f"{BAR}<text x='20' y='20'>2010</text>"}, None),
        ({"shows": ""}, "does not say what it shows"),
        ({"width": "20"}, "is too small to see"),
        ({"width": "900"}, "is overflown by"),
        ({"width": "900", "box": "overflow-x: auto"}, None),
    ],
)
def test_a_faulty_chart_is_found(tmp_path, browser, fault, problem):
    write(tmp_path, FIGURE.format(**(CHART | fault)))
    with visits.visited(browser, tmp_path, "page.html", Look(390, "light")) as visit:
        assert visits.draw_charts(visit.page) == []
        found = visits.chart_problems(visit.page)
    assert [line.startswith(f"#chart-a {problem}") for line in found] == ([True] if problem else [])


def test_a_chart_without_data_is_found(tmp_path, browser):
    write(tmp_path, FIGURE.format(**CHART).replace("<td>7</td>", ""))
    with visits.visited(browser, tmp_path, "page.html", Look(390, "light")) as visit:
        assert visits.chart_problems(visit.page) == ["#chart-a has no data table"]


def test_a_chart_that_is_never_drawn_is_found(tmp_path, browser, monkeypatch):
    monkeypatch.setattr(visits, "PATIENCE", 200)
    write(tmp_path, FIGURE.format(**(CHART | {"drawn": ""})))
    with visits.visited(browser, tmp_path, "page.html", Look(390, "light")) as visit:
        assert visits.draw_charts(visit.page) == ["#chart-a is not drawn live"]


def test_a_place_outside_the_window_is_found(tmp_path, browser):
    fact = (
        "<article><span class='explained'>9<span class='explained-note' id='fact-1'"
        " style='position: absolute; left: {left}px; width: 200px'>Table</span></span></article>"
    )
    write(tmp_path, fact.format(left=100), name="within.html")
    write(tmp_path, fact.format(left=300), name="outside.html")
    for name, problems in (("within.html", 0), ("outside.html", 1)):
        with visits.visited(browser, tmp_path, name, Look(390, "light")) as visit:
            assert len(visits.places_outside(visit.page)) == problems


def test_a_choice_overrules_the_system(tmp_path, browser):
    tell = "<script>document.title = [localStorage.getItem('mode'), {}].join(' ')</script>"
    write(tmp_path, tell.format("matchMedia('(prefers-color-scheme: dark)').matches"))
    for look, title in (
        (Look(390, "dark"), " true"),
        (Look(390, "dark", chosen=True), "dark false"),
    ):
        with visits.visited(browser, tmp_path, "page.html", look) as visit:
            assert visit.page.title() == title.strip()
