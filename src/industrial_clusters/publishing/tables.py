"""The tables of the data package as pages of the book."""

from __future__ import annotations

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from industrial_clusters import evidence


class EvidenceTable(SphinxDirective):
    """``{evidence-table} observations`` prints a table, each row with its address."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table, or an error that names the unknown one."""
        name = self.arguments[0]
        try:
            rows = evidence.table(name)
        except KeyError as unknown:
            raise self.error(unknown.args[0]) from unknown
        scroll = nodes.container(classes=["evidence-table"])
        # Facts link to observations; a row of another table may have the same id.
        prefix = "" if name == "observations" else f"{name}-"
        scroll += _table(_readable(name, rows), prefix)
        return [scroll]


def _readable(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    if name == "observations":
        numbers = [evidence.worded(evidence.observation(str(i))) for i in rows.index]
        rows.insert(2, "number", numbers)
        rows = rows.drop(columns=["value", "qualifier", "unit"])
    empty = [
        column for column in rows if (rows[column].astype("str").isin(["", "nan", "<NA>"])).all()
    ]
    return rows.drop(columns=empty)


def _table(rows: pd.DataFrame, prefix: str) -> nodes.table:
    group = nodes.tgroup(cols=len(rows.columns) + 1)
    group += [nodes.colspec(colwidth=1) for _ in range(len(rows.columns) + 1)]
    head = nodes.row()
    head += [_entry(text) for text in ["id", *(str(column).replace("_", " ") for column in rows)]]
    body = nodes.tbody()
    for identifier, cells in rows.iterrows():
        line = nodes.row(ids=[f"{prefix}{identifier}"])
        line += [_entry(_text(value)) for value in (identifier, *cells)]
        body += line
    group += [nodes.thead("", head), body]
    return nodes.table("", group, classes=["colwidths-auto"])


def _entry(text: str) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", text)) if text else nodes.entry()


def _text(value: object) -> str:
    text = evidence.grouped(value) if isinstance(value, float) else str(value)
    return "" if text in {"NaN", "nan", "<NA>"} else text


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("evidence-table", EvidenceTable)
