"""The facts of the documents: typed tables, bounded quantities, documented ties."""

from industrial_clusters.evidence.cases import of_studied, studied, yardsticks
from industrial_clusters.evidence.quantity import Quantity, propagate, rounding_bounds
from industrial_clusters.evidence.tables import (
    Observation,
    address,
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
    "address",
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
    "of_studied",
    "places_on",
    "propagate",
    "quantity",
    "rounding_bounds",
    "row",
    "rows_read",
    "series",
    "studied",
    "table",
    "table_names",
    "ties",
    "worded",
    "yardsticks",
]
