"""The theme of the book's charts and the forms that chapters share.

Importing it switches the theme on. Every form takes a table whose columns carry
the names that a reader sees, and four keywords that every chart of the book has:
``name`` (its address), ``title`` (its finding), ``subtitle`` (what is plotted, in
which unit) and ``description`` (what it plots and shows, for readers who do not
see it).
"""

from industrial_clusters.charts.calibrations import movable_codings, sides
from industrial_clusters.charts.causes import movable_cause
from industrial_clusters.charts.chosen import contact_needed, positions, ranges
from industrial_clusters.charts.claims import claims_ledger, claims_of_two, claims_opposed
from industrial_clusters.charts.clocks import ages, errors_allowed, trajectories
from industrial_clusters.charts.comparisons import bands, bars, bounds, durations
from industrial_clusters.charts.curves import curves
from industrial_clusters.charts.distributions import survival_curves
from industrial_clusters.charts.graphs import network
from industrial_clusters.charts.grids import grid
from industrial_clusters.charts.laboratory import (
    Surface,
    crossed,
    effects,
    foretold,
    laboratory,
)
from industrial_clusters.charts.ledgers import audit_list, codings, theory_table
from industrial_clusters.charts.maps import places
from industrial_clusters.charts.movable import movable_firms
from industrial_clusters.charts.regions import DividedAxis, regions
from industrial_clusters.charts.spans import spans
from industrial_clusters.charts.theme import CATEGORY_COLOURS, case_looks, colour
from industrial_clusters.charts.timelines import acts_of_government
from industrial_clusters.charts.turns import turns

__all__ = [
    "CATEGORY_COLOURS",
    "DividedAxis",
    "Surface",
    "acts_of_government",
    "ages",
    "audit_list",
    "bands",
    "bars",
    "bounds",
    "case_looks",
    "claims_ledger",
    "claims_of_two",
    "claims_opposed",
    "codings",
    "colour",
    "contact_needed",
    "crossed",
    "curves",
    "durations",
    "effects",
    "errors_allowed",
    "foretold",
    "grid",
    "laboratory",
    "movable_cause",
    "movable_codings",
    "movable_firms",
    "network",
    "places",
    "positions",
    "ranges",
    "regions",
    "sides",
    "spans",
    "survival_curves",
    "theory_table",
    "trajectories",
    "turns",
]
