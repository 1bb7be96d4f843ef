"""Chapters executed as the book build executes them, on data of a test's own."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from bs4 import BeautifulSoup
from bs4.element import Tag
from myst_nb.core.read import read_myst_markdown_notebook
from nbclient import NotebookClient

from industrial_clusters.evidence import formats

# As the book build does: see industrial_clusters.publishing.build.
ENVIRONMENT = {
    "ALTAIR_RENDERER": "book",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
}
SECONDS_A_CELL = 300


class Shown(NamedTuple):
    """A chart or an HTML table that a chapter shows, and the texts of its data."""

    kind: str
    name: str
    texts: frozenset[str]

    def holds(self, name: str) -> bool:
        return any(name in text for text in self.texts)


def copy_with(additions: Path, data: Path, target: Path) -> Path:
    """Copy a data package and add the rows of like-named files in another folder."""
    shutil.copytree(data, target)
    for addition in sorted(additions.glob("*.csv")):
        with (
            addition.open(encoding="utf-8", newline="") as more,
            (target / addition.name).open(encoding="utf-8", newline="") as existing,
        ):
            columns = csv.DictReader(existing).fieldnames or []
            rows = list(csv.DictReader(more))
        text = io.StringIO(newline="")
        # A column that the schema gained since is empty.
        csv.DictWriter(text, columns, restval="", lineterminator="\n").writerows(rows)
        with (target / addition.name).open("a", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())
    return target


def rows_of(additions: Path, name: str) -> list[formats.Row]:
    """Return the rows that a folder adds to a table."""
    with (additions / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def executed(chapter: Path, data: Path) -> nbformat.NotebookNode:
    """Execute a chapter in a process of its own on a data package; the first error ends it."""
    notebook: nbformat.NotebookNode = read_myst_markdown_notebook(
        chapter.read_text(encoding="utf-8")
    )
    client = NotebookClient(
        notebook,
        timeout=SECONDS_A_CELL,
        kernel_name="python3",
        resources={"metadata": {"path": str(chapter.parent)}},
    )
    client.execute(env=os.environ | ENVIRONMENT | {"INDUSTRIAL_CLUSTERS_DATA": str(data)})
    return notebook


def shown(notebook: nbformat.NotebookNode) -> list[Shown]:
    """Return the charts and the HTML tables of an executed chapter, in their order."""
    found = []
    for markup in _markup(notebook):
        page = BeautifulSoup(markup, "html.parser")
        for figure in page.select("figure.chart"):
            found.append(_chart(figure))
            figure.decompose()
        found += [_table(table) for table in page.select("table")]
        # A table of the book that phones stack, or a list in groups, may be no <table>.
        if not page.select("table") and page.get_text(strip=True):
            found.append(Shown("list", _words(page)[:60], frozenset({_words(page)})))
    return found


def _markup(notebook: nbformat.NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if markup := output.get("data", {}).get("text/html"):
                yield markup


def _chart(figure: Tag) -> Shown:
    script = figure.select_one("script.chart-specification")
    assert script is not None
    specification: dict[str, Any] = json.loads(script.get_text())
    datasets = [rows for rows in specification["datasets"].values() if isinstance(rows, list)]
    cells = [cell for rows in datasets for row in rows for cell in row.values()]
    # What a reader chooses from is data, too.
    options = _options([parameter.get("bind") for parameter in specification.get("params", ())])
    texts = frozenset(str(text) for text in (*cells, *options))
    return Shown("chart", str(figure["id"]).removeprefix("chart-"), texts)


def _options(binding: Any) -> list[Any]:
    """Return what the controls of a chart offer, however deep it is bound."""
    if isinstance(binding, dict):
        offered = binding.get("options", [])
        return [*offered, *(o for value in binding.values() for o in _options(value))]
    if isinstance(binding, list):
        return [option for value in binding for option in _options(value)]
    return []


def _table(table: Tag) -> Shown:
    caption = table.select_one("caption")
    head = caption or table.select_one("thead") or table
    return Shown("table", _words(head), frozenset({_words(table)}))


def _words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())
