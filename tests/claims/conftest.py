"""Evidence that says something else, to see what a test of a claim would then find."""

import importlib
import pkgutil

import pandas as pd
import pytest

from industrial_clusters import claims, evidence
from industrial_clusters.evidence import Quantity
from industrial_clusters.experiments import zhejiang

# Modules that took ``quantity`` under its own name have to be told of another one.
READERS = [
    zhejiang,
    *(
        importlib.import_module(f"industrial_clusters.claims.{module.name}")
        for module in pkgutil.iter_modules(claims.__path__)
    ),
]


class Other:
    """Evidence with other figures, cells and rows than those on record."""

    def __init__(self, figures, cells, added, changed):
        self.figures, self.cells = dict(figures), dict(cells)
        self.added, self.changed = dict(added), dict(changed)
        self.known = (evidence.quantity, evidence.row, evidence.table)

    def quantity(self, identifier):
        known = self.known[0](identifier)
        value = self.figures.get(identifier, known)
        return value if isinstance(value, Quantity) else Quantity(value, value, known.unit)

    def row(self, name, identifier):
        changes = {c: v for (t, i, c), v in self.cells.items() if (t, i) == (name, identifier)}
        return self.known[1](name, identifier) | changes

    def table(self, name, **of):
        frame = self.known[2](name, **of)
        for (table, identifier, column), value in self.cells.items():
            if table == name and identifier in frame.index:
                frame.loc[identifier, column] = value
        if name in self.added:
            frame = pd.concat([frame, pd.DataFrame(self.added[name])])
        return self.changed[name](frame) if name in self.changed else frame


@pytest.fixture
def plant(monkeypatch):
    """Return a function that plants figures, cells, rows or a changed table.

    ``figures`` are numbers or quantities by the id of their observation, ``cells`` values
    by table, id and column, ``added`` rows by table, ``changed`` functions by table.
    """

    def planted(*, figures=(), cells=(), added=(), changed=()):
        other = Other(figures, cells, added, changed)
        for module in READERS:
            if hasattr(module, "quantity"):
                monkeypatch.setattr(module, "quantity", other.quantity)
        monkeypatch.setattr(evidence, "row", other.row)
        monkeypatch.setattr(evidence, "table", other.table)

    return planted
