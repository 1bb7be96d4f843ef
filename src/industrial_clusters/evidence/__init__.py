"""The facts of the documents: typed tables, bounded quantities, documented ties."""

from industrial_clusters.evidence.quantity import Quantity, propagate, rounding_bounds
from industrial_clusters.evidence.tables import (
    Observation,
    columns,
    data_folder,
    descriptor,
    land,
    observation,
    places_on,
    quantity,
    row,
    rows_read,
    series,
    table,
    table_names,
    ties,
)
from industrial_clusters.evidence.wording import (
    between,
    citation,
    dated,
    formatted,
    grouped,
    worded,
)

__all__ = [
    "Observation",
    "Quantity",
    "between",
    "citation",
    "columns",
    "data_folder",
    "dated",
    "descriptor",
    "formatted",
    "grouped",
    "land",
    "observation",
    "places_on",
    "propagate",
    "quantity",
    "rounding_bounds",
    "row",
    "rows_read",
    "series",
    "table",
    "table_names",
    "ties",
    "worded",
]
