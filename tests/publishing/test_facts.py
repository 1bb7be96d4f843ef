"""Roles, tables, formulas and abstracts, in a book of three pages."""

import re
import unicodedata

import pytest
from bs4 import BeautifulSoup
from docutils.nodes import document

from industrial_clusters import evidence
from industrial_clusters.publishing.pages import keywords

from .small_book import CHAPTER, DATA, GLOSSARY, OPEN, OTHER, build

WRONG = f"""# Wrong

One {{fact}}`yongkang-firms-2007`.

Two {{fact}}`{OPEN} | naked`.

```{{evidence-table}} observation
```

Three {{zh}}`hong-maoz`.
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    index = "# Book\n\n```{toctree}\ncases/one\nreference/data\nreference/glossary\n```\n"
    pages = {
        "index": index,
        "cases/one": CHAPTER,
        "reference/data": DATA,
        "reference/glossary": GLOSSARY,
    }
    app, warned = build(folder, pages)
    assert warned == ""
    return app


def page(app, name):
    return BeautifulSoup((app.outdir / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def test_code_can_link_to_pages_that_the_book_has_and_name_those_to_come(book):
    chapter = page(book, "cases/one")
    assert chapter.find("a", string="a page")["href"] == "../reference/data.html"
    assert chapter.find("a", string="a page to come") is None
    assert "and a page to come." in chapter.get_text()


def test_a_fact_is_the_number_as_the_evidence_words_it(book):
    numbers = [link.get_text() for link in page(book, "cases/one").select("a.fact-text")]
    other = evidence.worded(evidence.observation(OTHER))
    assert numbers == ["more than 15,000 firms", "more than 15,000", other]


def test_a_fact_tells_document_and_place(book):
    chapter, row = page(book, "cases/one"), evidence.observation(OPEN)
    link = chapter.select_one("a.fact-text")
    place = chapter.find(id=link["aria-describedby"])
    assert place["role"] == "tooltip"
    assert place.get_text() == f"Lu and Ganne 2016, {row.locator}"
    assert place.parent == link.parent


def test_each_fact_of_a_page_has_an_id_of_its_own(book):
    ids = [tag["id"] for tag in page(book, "cases/one").find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert sum(name.startswith("fact-") for name in ids) == 3


def test_a_fact_links_to_its_row_on_the_data_page(book):
    data = page(book, "reference/data")
    for link in page(book, "cases/one").select("a.fact-text"):
        target, _, anchor = link["href"].partition("#")
        assert target == "../reference/data.html"
        row = data.find(id=anchor)
        assert row.name == "tr"
        assert link.get_text().removesuffix(" firms") in row.get_text()


def test_the_data_page_has_every_row_once(book):
    data = page(book, "reference/data")
    ids = [tag["id"] for tag in data.find_all("tr", id=True)]
    assert len(ids) == len(set(ids))
    assert set(evidence.table("observations").index) <= set(ids)
    assert {f"units-{unit}" for unit in evidence.table("units").index} <= set(ids)


def test_the_data_page_words_numbers_and_leaves_empty_cells_empty(book):
    text = page(book, "reference/data").select_one(".evidence-table").get_text("|")
    assert "more than 15,000 firms" in text
    assert not re.search(r"\|(nan|NaN|None|<NA>)\|", text)


def test_the_data_table_has_a_head(book):
    table = page(book, "reference/data").select_one(".evidence-table table")
    heads = [cell.get_text(strip=True) for cell in table.thead.find_all("th")]
    assert heads == ["What", "Place", "When", "Number", "Said by", "Source", "Note"]


def test_formulas_are_mathml(book):
    chapter = page(book, "cases/one")
    inline, block = chapter.find_all("math")
    assert inline["display"] == "inline"
    assert block["display"] == "block"
    assert block.find("mfrac")
    assert inline.find("mo", string="<")
    assert block.parent["class"] == ["formula"]
    assert block.parent["tabindex"] == "0"
    assert "mathjax" not in " ".join(str(script) for script in chapter.find_all("script")).lower()


def test_a_reference_finds_its_formula(book):
    chapter = page(book, "cases/one")
    target = chapter.find("a", href=re.compile("#equation"))["href"].removeprefix("#")
    assert chapter.find(id=target).find("math")


def test_the_abstract_stands_below_the_title(book):
    section = page(book, "cases/one").find("h1").parent
    abstract = section.find(class_="abstract")
    assert abstract.find_previous_sibling() == section.h1
    paragraphs = [p.get_text() for p in abstract.find_all("p")]
    assert paragraphs == ["What the county “tolerated” & why.", "Keywords: red hat, land"]
    assert "Abstract" not in section.get_text()


def test_abstract_and_keywords_are_in_the_head(book):
    head = page(book, "cases/one").head
    assert head.find("meta", {"name": "description"})["content"] == (
        "What the county “tolerated” & why."
    )
    assert head.find("meta", {"name": "keywords"})["content"] == "red hat, land"
    assert page(book, "index").head.find("meta", {"name": "description"}) is None


def test_the_chart_libraries_are_beside_the_pages(book):
    assert (book.outdir / "_static" / "vega-bundle.js").stat().st_size > 500_000


def test_what_does_not_exist_is_an_error_that_names_near_ones(tmp_path):
    app, warned = build(tmp_path, {"index": WRONG}, "dummy")
    assert app.statuscode == 0
    errors = [line for line in warned.splitlines() if "ERROR" in line]
    assert len(errors) == 4
    for line, words in zip((3, 5, 7, 10), errors, strict=True):
        assert f"index.md:{line}: ERROR" in words
    assert "no row of observations is called 'yongkang-firms-2007'" in errors[0]
    assert OPEN in errors[0]
    assert "'naked' is no option of the fact role; leave it out or 'bare'" in errors[1]
    assert "no table is called 'observation'; did you mean observations" in errors[2]
    assert "did you mean hong-maozi" in errors[3]


def test_what_code_prints_leads_to_rows_too(book):
    link = page(book, "cases/one").find("a", string="A claim")
    assert link["href"] == "../reference/data.html#claims-zhejiang-clusters-doubled"


def test_other_formats_print_the_words_alone(tmp_path):
    words = f"Of {{fact}}`{OPEN}` some wore {{zh-first}}`red hats <hong-maozi>` here.\n"
    app, _ = build(tmp_path, {"index": f"# Book\n\n{words}"}, "text")
    printed = " ".join((app.outdir / "index.txt").read_text().split())
    assert "Of more than 15,000 firms some wore red hats (红帽子, hóng màozi) here." in printed


def test_a_term_explains_itself_and_leads_to_the_glossary(book):
    chapter = page(book, "cases/one")
    link = chapter.select_one("a.term-text")
    assert link.get_text() == "red hats"
    entry = evidence.row("glossary", "hong-maozi")
    note = chapter.find(id=link["aria-describedby"])
    assert note.find("span", lang="zh").get_text() == entry["characters"] == "红帽子"
    assert entry["pinyin"] in note.get_text()
    assert entry["meaning"] in note.get_text()
    target, _, anchor = link["href"].partition("#")
    assert target == "../reference/glossary.html"
    assert "红帽子" in page(book, "reference/glossary").find(id=anchor).get_text()


def test_a_term_brings_characters_and_pinyin_where_it_comes_up_first(book):
    paragraph = page(book, "cases/one").find(string=re.compile("were registered")).parent
    assert "Individual business (个体户, gètǐhù). Inline" in prose_of(paragraph)


def prose_of(paragraph):
    for note in paragraph.select(".explained-note"):
        note.decompose()
    return " ".join(paragraph.get_text().split())


def test_the_glossary_has_every_term_in_the_order_of_its_letters(book):
    terms = page(book, "reference/glossary").select(".glossary-list dt em")
    entries = evidence.table("glossary")
    assert sorted(term.get_text() for term in terms) == sorted(entries["pinyin"])
    letters = [
        "".join(c for c in unicodedata.normalize("NFD", term.get_text().casefold()) if c.isascii())
        for term in terms
    ]
    assert letters == sorted(letters)


def test_the_build_names_the_folder_of_executed_chapters(tmp_path, monkeypatch):
    monkeypatch.setenv("BOOK_EXECUTION_CACHE", str(tmp_path / "keyed"))
    app, _ = build(tmp_path, {"index": "# Book\n"}, "dummy")
    assert app.config.nb_execution_cache_path == str(tmp_path / "keyed")


def test_a_page_without_abstract_is_left_alone(book):
    index: document = book.env.get_doctree("index")
    assert "abstract" not in index.pformat()


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({}, []),
        ({"keywords": '["red hat", "land"]'}, ["red hat", "land"]),
        ({"keywords": ["land"]}, ["land"]),
        ({"keywords": ""}, []),
    ],
)
def test_keywords(metadata, words):
    assert keywords(metadata) == words
