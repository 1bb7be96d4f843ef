"""The theme of the book's charts and the forms that chapters share.

Importing it switches the theme on. Every form takes a table whose columns carry
the names that a reader sees, and four keywords that every chart of the book has:
``name`` (its address), ``title`` (its finding), ``subtitle`` (what is plotted, in
which unit) and ``description`` (what it plots and shows, for readers who do not
see it).
"""

from industrial_clusters.charts.comparisons import bands, bars, bounds, durations
from industrial_clusters.charts.curves import curves
from industrial_clusters.charts.distributions import survival_curves
from industrial_clusters.charts.graphs import network
from industrial_clusters.charts.grids import grid
from industrial_clusters.charts.ledgers import audit_list, codings, theory_table
from industrial_clusters.charts.maps import places
from industrial_clusters.charts.movable import movable_firms
from industrial_clusters.charts.theme import CATEGORY_COLOURS, case_looks, colour
from industrial_clusters.charts.timelines import acts_of_government

__all__ = [
    "CATEGORY_COLOURS",
    "acts_of_government",
    "audit_list",
    "bands",
    "bars",
    "bounds",
    "case_looks",
    "codings",
    "colour",
    "curves",
    "durations",
    "grid",
    "movable_firms",
    "network",
    "places",
    "survival_curves",
    "theory_table",
]
