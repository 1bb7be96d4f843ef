"""Execute chapters side by side, before Sphinx reads them one after another.

Sphinx executes a chapter when it comes to it, on one core. Done beforehand by
jupyter-cache, each in a process of its own, the results lie ready in the cache that
Sphinx asks first. A chapter that fails here is left to Sphinx, which executes it again
and reports the cell.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterable
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from myst_nb.core.read import is_myst_markdown_notebook
from sphinx_external_toc.parsing import parse_toc_yaml

# As for a chapter that Sphinx executes: see _config.yml.
SECONDS_A_CELL = 300
# The reader that the cache takes for chapters in MyST Markdown.
READER = {"type": "plugin", "name": "myst_nb_md"}


def chapters(toc: Path, book: Path) -> list[Path]:
    """Return the chapters of a table of contents that hold code.

    Parameters
    ----------
    toc : pathlib.Path
        Table of contents.
    book : pathlib.Path
        Folder of the pages.
    """
    pages = [book / f"{name}.md" for name in parse_toc_yaml(toc)]
    return [
        page
        for page in pages
        if page.exists() and is_myst_markdown_notebook(page.read_text("utf-8"))
    ]


def execute(pages: Iterable[Path], cache: Path) -> None:
    """Execute the chapters that the cache does not have yet, one on each core.

    Parameters
    ----------
    pages : iterable of pathlib.Path
        Chapters.
    cache : pathlib.Path
        Folder of executed chapters.
    """
    store = get_cache(str(cache))
    for page in pages:
        store.add_nb_to_project(str(page), read_data=READER)
    logger = logging.getLogger("chapters")
    executor = load_executor("local-parallel", store, logger=logger)
    executor.run_and_cache(timeout=SECONDS_A_CELL)


def main() -> None:
    """Execute the chapters of the book as the command line asks."""
    parser = argparse.ArgumentParser(description="Execute the chapters side by side.")
    parser.add_argument("toc", type=Path)
    parser.add_argument("book", type=Path)
    parser.add_argument("cache", type=Path)
    options = parser.parse_args()
    execute(chapters(options.toc, options.book), options.cache)


if __name__ == "__main__":
    main()
