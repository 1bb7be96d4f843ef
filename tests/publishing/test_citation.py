"""A page is cited as what it is, in forms that reference managers read."""

import dataclasses
import json
import re

import pytest
from bs4 import BeautifulSoup

from industrial_clusters.publishing import citation
from industrial_clusters.publishing.citation import Work
from industrial_clusters.publishing.metadata import stated

PUBLISHED = dataclasses.replace(stated(), doi="10.5281/zenodo.1", url="https://example.org/book/")
CHAPTER = Work(
    "chapter", "cases/xixia", "Xixia: lending & trust", "Abstract.", ("trust",), PUBLISHED
)
WHOLE = dataclasses.replace(CHAPTER, kind="book", page="index", title="Workshops")
KINDS = [dataclasses.replace(CHAPTER, kind=kind) for kind in ("chapter", "dataset", "software")]


def test_a_chapter_is_part_of_the_book_in_every_form():
    for text in (
        citation.bibtex(CHAPTER),
        citation.ris(CHAPTER),
        json.dumps(citation.csl(CHAPTER)),
        citation.apa(CHAPTER),
        citation.gbt7714(CHAPTER),
        json.dumps(citation.linked_data(CHAPTER)),
        citation.head(CHAPTER),
    ):
        plain = BeautifulSoup(text, "html.parser").get_text() + text
        assert PUBLISHED.title in plain
        assert PUBLISHED.author in plain
        assert "2026" in plain
        assert "trust" in plain


@pytest.mark.parametrize("work", KINDS, ids=lambda work: work.kind)
def test_what_is_known_is_said_and_what_is_not_is_left_out(work):
    unknown = dataclasses.replace(
        work, book=dataclasses.replace(PUBLISHED, doi="", url=""), abstract="", keywords=()
    )
    for known, form in ((True, work), (False, unknown)):
        texts = [
            citation.bibtex(form),
            citation.ris(form),
            json.dumps(citation.csl(form)),
            citation.apa(form),
            citation.gbt7714(form),
            json.dumps(citation.linked_data(form)),
            citation.head(form),
        ]
        assert [("zenodo.1" in text) for text in texts] == [known] * len(texts)
    assert all(content for _, content in citation.tags(unknown))
    assert "" not in citation.csl(unknown).values()
    assert "" not in citation.linked_data(unknown).values()


def test_the_reference_of_the_apa_ends_with_the_doi():
    assert citation.apa(CHAPTER) == (
        "The contributors to Workshops, Networks, Markets. (2026). Xixia: lending &amp; trust. In "
        "<i>Workshops, Networks, Markets: A Reproducible Comparison of China's Industrial "
        "Clusters</i> (Version 0.1.0). https://doi.org/10.5281/zenodo.1"
    )


def test_the_reference_of_the_chinese_standard_puts_the_whole_after_two_slashes():
    assert citation.gbt7714(CHAPTER) == (
        "The contributors to Workshops, Networks, Markets. Xixia: lending & trust[M/OL]//The "
        "contributors to Workshops, Networks, Markets. Workshops, Networks, Markets: A "
        "Reproducible Comparison of China's Industrial Clusters. Version 0.1.0. [S.l.: s.n.], "
        "2026-11-22. https://doi.org/10.5281/zenodo.1."
    )


def test_bibtex_is_read_back():
    # The reader of entries that the book itself uses.
    from pybtex.database import parse_string  # type: ignore[import-untyped]  # noqa: PLC0415

    (entry,) = parse_string(citation.bibtex(CHAPTER), "bibtex").entries.values()
    assert entry.type == "incollection"
    (author,) = entry.persons["author"]
    assert author.last_names == [f"{{{PUBLISHED.author}}}"]
    assert entry.fields["title"] == r"Xixia: lending \& trust"
    assert entry.fields["booktitle"] == PUBLISHED.full_title
    (entry,) = parse_string(citation.bibtex(WHOLE), "bibtex").entries.values()
    assert (entry.type, entry.fields["title"]) == ("book", PUBLISHED.full_title)


def test_every_line_of_ris_is_a_tag_and_the_last_ends_the_entry():
    lines = citation.ris(CHAPTER).split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    assert (lines[0], lines[-2:]) == ("TY  - CHAP", ["ER  - ", ""])


def test_the_head_of_a_page_cannot_be_ended_by_its_title():
    work = dataclasses.replace(CHAPTER, title='</script><script>"&')
    parsed = BeautifulSoup(citation.head(work), "html.parser")
    (script,) = parsed.select("script")
    assert json.loads(script.get_text())["name"] == work.title
    (title,) = parsed.select("meta[name=citation_title]")
    assert title["content"] == work.title


def test_the_box_says_what_it_cites_and_leads_to_its_files():
    parsed = BeautifulSoup(citation.box(CHAPTER, "../"), "html.parser")
    assert parsed.select("summary")[0].get_text() == "Cite this chapter"
    links = [link["href"] for link in parsed.select("a[download]")]
    assert links == [f"../cite/{name}" for name in citation.written(CHAPTER)]
    assert [text["aria-label"] for text in parsed.select(".cite-text")] == [
        "APA",
        "GB/T 7714",
        "BibTeX",
    ]
    assert not parsed.find_all(lambda tag: any(name.startswith("on") for name in tag.attrs))
