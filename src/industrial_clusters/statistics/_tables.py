"""What the measures of regions by industries compute alike from a table's cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from industrial_clusters.statistics._inputs import FloatArray, Table


def labelled(values: npt.NDArray[Any], cells: Table) -> pd.DataFrame:
    """Return values, one a cell, with the labels of the table."""
    return pd.DataFrame(values, index=cells.rows, columns=cells.columns, copy=False)


def sum_of_others(x: FloatArray) -> FloatArray:
    """Return for each cell the sum of the others in its column.

    Added up from both sides, not subtracted from the total: what is zero or
    infinite stays exactly so.
    """
    others: FloatArray = np.zeros_like(x)
    others[1:] = x[:-1].cumsum(axis=0)
    others[:-1] += x[:0:-1].cumsum(axis=0)[::-1]
    return others


def share_of_whole(part: FloatArray, rest: FloatArray, undefined: float) -> FloatArray:
    """Return part / (part + rest), 1 for an infinite part, and as told where both are zero."""
    whole = part + rest
    with np.errstate(invalid="ignore"):
        share = np.divide(part, whole, out=np.full_like(part, undefined), where=whole > 0)
    return np.where(np.isinf(part), 1.0, share)
