"""Chapters executed before Sphinx asks for them."""

import pytest
from jupyter_cache import get_cache

from industrial_clusters.publishing import execution

from .small_book import KERNEL


def chapter(code):
    return f"{KERNEL}\n# Chapter\n\n```{{code-cell}} ipython3\n{code}\n```\n"


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "book"
    (folder / "cases").mkdir(parents=True)
    (folder / "index.md").write_text("# Book\n\nText without code.\n")
    (folder / "cases" / "good.md").write_text(chapter("from pathlib import Path\nPath.cwd().name"))
    (folder / "cases" / "bad.md").write_text(chapter("1 / 0"))
    (folder / "draft.md").write_text(chapter("raise SystemExit"))
    toc = tmp_path / "_toc.yml"
    toc.write_text(
        "format: jb-book\nroot: index\nchapters:\n  - file: cases/bad\n  - file: cases/good\n"
    )
    return tmp_path


def test_chapters_are_the_pages_of_the_book_that_hold_code(book):
    found = execution.chapters(book / "_toc.yml", book / "book")
    assert [page.stem for page in found] == ["bad", "good"]


def test_a_chapter_that_fails_keeps_no_other_from_the_cache(book):
    pages = execution.chapters(book / "_toc.yml", book / "book")
    execution.execute(pages, book / "cache")
    records = get_cache(str(book / "cache")).list_cache_records()
    assert [record.uri.rpartition("/")[2] for record in records] == ["good.md"]
    kept = get_cache(str(book / "cache")).get_cache_bundle(records[0].pk).nb
    # Executed in its own folder, as Sphinx does.
    assert kept.cells[0].outputs[0]["data"]["text/plain"] == "'cases'"


def test_nothing_is_executed_twice(book):
    page = book / "book" / "cases" / "good.md"
    page.write_text(chapter("import time\ntime.time_ns()"))
    kept = []
    for _ in range(2):
        execution.execute([page], book / "cache")
        store = get_cache(str(book / "cache"))
        (record,) = store.list_cache_records()
        kept.append(store.get_cache_bundle(record.pk).nb.cells[0].outputs)
    assert kept[0] == kept[1]


def test_what_is_executed_is_what_the_book_would_look_for(book):
    # The reader of the cache and that of the book must hash a chapter to the same key.
    from myst_nb.core.read import read_myst_markdown_notebook  # noqa: PLC0415

    page = book / "book" / "cases" / "good.md"
    execution.execute([page], book / "cache")
    notebook = read_myst_markdown_notebook(page.read_text("utf-8"), path=str(page))
    assert get_cache(str(book / "cache")).match_cache_notebook(notebook).uri == str(page)
