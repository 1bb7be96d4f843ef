"""Regimes: stretches of time in which the mix of what happens stays the same.

Dated events of several kinds are cut into stretches, each with shares of its own, so that their
likelihood is greatest; a stretch more has to pay for itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from industrial_clusters.statistics._inputs import FloatArray

# Permutations are worked through in lots of so many, to keep memory small.
_LOT = 250


def regimes(
    dates: Sequence[float], kinds: Sequence[str], *, penalty: float | None = None
) -> list[float]:
    r"""Return where the mix of kinds changes, by the cheapest cut of all.

    Parameters
    ----------
    dates : sequence of float
        Date of each event; those of one date are never parted.
    kinds : sequence of str
        Its kind.
    penalty : float, optional
        Log-likelihood that each change has to bring; by default that of the Bayesian
        information criterion, :math:`\tfrac{1}{2} k \ln n` for n events of k kinds: k - 1 shares
        and a date.

    Returns
    -------
    list of float
        Date of the first event of each regime but the first; empty where one regime does.

    Notes
    -----
    With :math:`n_{sj}` events of kind j in stretch s, the log-likelihood is
    :math:`\sum_{s, j} n_{sj} \ln (n_{sj} / n_s)`. The best cut into any number of stretches is
    found by dynamic programming over the dates [1]_.

    References
    ----------
    .. [1] B. Jackson and others, "An algorithm for optimal partitioning of data on an
       interval", *IEEE Signal Processing Letters* 12(2), 2005, 105-108.
       https://doi.org/10.1109/LSP.2001.838216
    .. [2] G. Schwarz, "Estimating the dimension of a model", *Annals of Statistics* 6(2), 1978,
       461-464. https://doi.org/10.1214/aos/1176344136

    Examples
    --------
    >>> regimes(range(20), ["forbid"] * 10 + ["serve"] * 10)
    [10.0]
    """
    when, counts = _counted(dates, kinds)
    number, sorts = counts.sum(), counts.shape[1]
    price = 0.5 * sorts * math.log(number) if penalty is None else penalty
    sums = np.vstack([np.zeros(sorts), counts.cumsum(axis=0)])
    best, last = [0.0], [0]
    for end in range(1, len(when) + 1):
        gains = [
            best[start] + float(_likelihood(sums[end] - sums[start])) - price
            for start in range(end)
        ]
        # The first of equals: fewer changes are found before more.
        last.append(int(np.argmax(np.round(gains, 9))))
        best.append(gains[last[-1]])
    changes: list[float] = []
    end = len(when)
    while last[end]:
        end = last[end]
        changes.append(float(when[end]))
    return changes[::-1]


def change_test(
    dates: Sequence[float], kinds: Sequence[str], *, permutations: int = 999, seed: int = 0
) -> tuple[float, float, float]:
    """Test whether the mix of kinds changes at any one date, against shuffled kinds.

    Parameters
    ----------
    dates : sequence of float
        Date of each event; those of one date are never parted.
    kinds : sequence of str
        Its kind.
    permutations : int, optional
        Number of times that the kinds are dealt anew over the dates.
    seed : int, optional
        Seed of the dealing.

    Returns
    -------
    date : float
        First date of the best later stretch.
    gain : float
        Log-likelihood that the change there brings.
    p_value : float
        Share of dealings, the record among them, whose best change brings as much. The search
        for the date is part of every dealing.

    Raises
    ------
    ValueError
        If all events have one date.

    References
    ----------
    .. [1] B. Phipson and G. K. Smyth, "Permutation p-values should never be zero",
       *Statistical Applications in Genetics and Molecular Biology* 9(1), 2010, 39.
       https://doi.org/10.2202/1544-6115.1585

    Examples
    --------
    >>> date, gain, p_value = change_test(range(20), ["forbid"] * 10 + ["serve"] * 10)
    >>> date, round(gain, 2), p_value
    (10.0, 13.86, 0.002)
    """
    order = np.argsort(np.asarray(dates, dtype=float), kind="stable")
    when = np.asarray(dates, dtype=float)[order]
    starts = np.flatnonzero(np.diff(when)) + 1
    if not starts.size:
        raise ValueError("all events have one date; a change needs two")
    names = list(dict.fromkeys(kinds))
    numbers = np.array([names.index(kind) for kind in kinds])[order]
    gains = _gains(numbers[None], len(names), starts)[0]
    place = int(np.argmax(gains))
    rng = np.random.default_rng(seed)
    as_high = 1
    for first in range(0, permutations, _LOT):
        lot = np.tile(numbers, (min(_LOT, permutations - first), 1))
        dealt = _gains(rng.permuted(lot, axis=1), len(names), starts).max(axis=1)
        as_high += int((dealt >= gains[place] - 1e-9).sum())
    return float(when[starts[place]]), float(gains[place]), as_high / (permutations + 1)


def _gains(numbers: npt.NDArray[np.int_], sorts: int, starts: npt.NDArray[np.int_]) -> FloatArray:
    """Log-likelihood that a change before each start brings, one row a dealing."""
    sums = np.eye(sorts)[numbers].cumsum(axis=1)
    early, whole = sums[:, starts - 1], sums[:, -1:]
    gains = _likelihood(early) + _likelihood(whole - early) - _likelihood(whole)
    return np.asarray(gains, dtype=float)


def _likelihood(counts: FloatArray) -> FloatArray:
    """Greatest log-likelihood of counts along the last axis."""
    totals = counts.sum(axis=-1, keepdims=True)
    shares = np.where(counts > 0, counts, 1.0) / np.where(counts > 0, totals, 1.0)
    return np.asarray((counts * np.log(shares)).sum(axis=-1))


def _counted(dates: Sequence[float], kinds: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """Dates in their order, and the number of events of each kind at each."""
    if len(dates) != len(kinds) or not len(dates):
        raise ValueError(f"{len(dates)} dates and {len(kinds)} kinds; give one of each an event")
    table = pd.crosstab(np.asarray(dates, dtype=float), np.asarray(list(kinds))).sort_index()
    return table.index.to_numpy(dtype=float), table.to_numpy(dtype=float)
