"""Rows and terms lead back to the pages that use them."""

import shutil

import pytest
from bs4 import BeautifulSoup

from .small_book import CHAPTER, DATA, GLOSSARY, OPEN, OTHER, build

PAGES = {
    "index": (
        "# Book\n\n```{toctree}\ncases/two\ncases/one\nreference/data\nreference/glossary\n```\n"
    ),
    "cases/one": CHAPTER.replace("# A chapter", "# One & only: a chapter"),
    "cases/two": f"# Two\n\nAgain {{fact}}`{OPEN}`.\n",
    "reference/data": DATA + "\n```{evidence-table} claims\n```\n",
    "reference/glossary": GLOSSARY,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    app, warned = build(folder, PAGES)
    assert warned == ""
    return app, folder


def uses(app, page):
    text = (app.outdir / f"{page}.html").read_text(encoding="utf-8")
    parsed = BeautifulSoup(text, "html.parser")
    found = {}
    for place in parsed.select("tr[id], dt[id]"):
        holder = place if place.name == "tr" else place.find_next_sibling("dd")
        for small in holder.select(".row-uses") if holder else ():
            found[place["id"]] = [(link.get_text(), link["href"]) for link in small.select("a")]
    return found


def test_a_row_names_the_pages_that_use_it_in_the_order_of_the_book(built):
    found = uses(built[0], "reference/data")
    one, two = ("One & only", "../cases/one.html"), ("Two", "../cases/two.html")
    assert found == {
        OPEN: [two, one],
        OTHER: [one],
        "claims-zhejiang-clusters-doubled": [one],
    }


def test_a_term_names_the_pages_that_explain_it(built):
    found = uses(built[0], "reference/glossary")
    assert set(found) == {"term-hong-maozi", "term-getihu"}
    assert found["term-getihu"] == [("One & only", "../cases/one.html")]


def test_a_page_that_uses_another_row_writes_the_data_page_again(built, tmp_path):
    shutil.copytree(built[1], tmp_path / "book")
    pages = {"cases/two": "# Two\n\nNothing.\n"}
    app, _ = build(tmp_path / "book", pages)
    assert [title for title, _ in uses(app, "reference/data")[OPEN]] == ["One & only"]


def test_a_rebuild_writes_what_a_first_build_writes(built, tmp_path):
    shutil.copytree(built[1], tmp_path / "book")
    app, _ = build(tmp_path / "book", {"cases/two": "# Two\n\nNothing.\n"})
    app, _ = build(tmp_path / "book", {"cases/two": PAGES["cases/two"]})
    assert uses(app, "reference/data") == uses(built[0], "reference/data")
