"""History matching: keep every parameter draw that the evidence allows.

A handful of documented points with bounds cannot single out one best parameter
value. So draw many, evenly; run the model on each; rule out those whose outputs
leave the documented bounds; and report what holds for all that remain. A model
that no draw can save has lost; one that nearly every draw satisfies has not been
tested. Which constraint does the work is as telling as how many draws survive.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import qmc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from industrial_clusters.evidence import Quantity

__all__ = ["Matching", "envelope", "match", "sobol_design"]


@dataclass(frozen=True, eq=False)
class Matching:
    """Which draws the evidence allows, and which constraint ruled out the others.

    Attributes
    ----------
    satisfied : DataFrame of bool
        One row a draw, one column a constraint.
    survivors : Series of bool
        Draws that satisfy every constraint.
    share : float
        Share of draws that survive.
    alone : Series of float
        For each constraint, the share that would survive if it were the only
        one.
    without : Series of float
        For each constraint, the share that would survive if it alone were left
        out. Far above `share`: this constraint does the work. Equal to it: the
        others already imply it.
    """

    satisfied: pd.DataFrame
    survivors: pd.Series[bool]
    share: float
    alone: pd.Series[float]
    without: pd.Series[float]


def sobol_design(ranges: Mapping[str, tuple[float, float]], draws: int, seed: int) -> pd.DataFrame:
    """Spread parameter draws evenly over a box.

    A scrambled Sobol' sequence fills the box more evenly than independent draws,
    so a surviving share is estimated with less noise.

    Parameters
    ----------
    ranges : mapping of str to (float, float)
        Lowest and highest value of each parameter, in the parameter's unit. The
        order of the names fixes which dimension of the sequence each one gets.
    draws : int
        Number of draws; a power of two, where the sequence is balanced.
    seed : int
        Seed of the scrambling; the same seed gives the same table, bit by bit.

    Returns
    -------
    DataFrame
        One row a draw, one column a parameter.

    Raises
    ------
    ValueError
        If there is no parameter, a range is reversed, empty or unbounded, or
        `draws` is not a power of two.

    References
    ----------
    .. [1] A. B. Owen, "Scrambled net variance for integrals of smooth
       functions", *The Annals of Statistics* 25(4), 1997, 1541-1562.

    Examples
    --------
    >>> design = sobol_design({"gain": (0.0, 1.0), "loss": (5.0, 10.0)}, draws=4, seed=1)
    >>> design.shape
    (4, 2)

    Each quarter of each range holds one of the four draws:

    >>> sorted(int(value) for value in design["gain"] * 4)
    [0, 1, 2, 3]
    """
    if not ranges:
        raise ValueError("there is no parameter to draw; give at least one range")
    for name, (low, high) in ranges.items():
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise ValueError(
                f"the range of {name} runs from {low} to {high}; give two finite numbers, "
                "the lower first"
            )
    if draws < 1 or draws & (draws - 1):
        raise ValueError(f"draws = {draws} is not a power of two; try {_nearest_power(draws)}")
    # `seed` is the keyword that every supported SciPy understands.
    sampler = qmc.Sobol(len(ranges), scramble=True, seed=np.random.default_rng(seed))
    low, high = np.array(list(ranges.values()), dtype=np.float64).T
    return pd.DataFrame(
        low + (high - low) * sampler.random_base2(draws.bit_length() - 1), columns=list(ranges)
    )


def match(outputs: pd.DataFrame, constraints: Mapping[str, Quantity]) -> Matching:
    """Return which draws give outputs within the documented bounds.

    Parameters
    ----------
    outputs : DataFrame
        One row a draw, one column an output of the model. An output without a
        constraint is ignored.
    constraints : mapping of str to Quantity
        Bounds of an output, ends included, in the output's unit.

    Returns
    -------
    Matching

    Raises
    ------
    ValueError
        If there is no draw or no constraint, or a constrained output is not a
        number.
    KeyError
        If a constraint names no output.

    References
    ----------
    .. [1] P. S. Craig, M. Goldstein, A. H. Seheult and J. A. Smith, "Pressure
       matching for hydrocarbon reservoirs: a case study in the use of Bayes
       linear strategies for large computer experiments", in *Case Studies in
       Bayesian Statistics* III, Springer, 1997, 37-93.

    Examples
    --------
    >>> from industrial_clusters.evidence import Quantity
    >>> outputs = pd.DataFrame({"arrests": [10, 78, 83, 79], "registered": [0, 170, 120, 170]})
    >>> matching = match(outputs, {"arrests": Quantity(75, 85), "registered": Quantity(170, 170)})
    >>> matching.share
    0.5
    >>> matching.without.to_dict()
    {'arrests': 0.5, 'registered': 0.75}
    """
    if outputs.empty or not constraints:
        raise ValueError(
            f"there are {len(outputs)} draws and {len(constraints)} constraints; "
            "give at least one of each"
        )
    _check_names(outputs, constraints)
    _check_numbers(outputs[list(constraints)])
    satisfied = pd.DataFrame(
        {
            name: outputs[name].between(bounds.low, bounds.high)
            for name, bounds in constraints.items()
        }
    )
    survivors = satisfied.all(axis=1)
    without = {
        name: float(satisfied.drop(columns=name).all(axis=1).mean()) for name in satisfied.columns
    }
    return Matching(
        satisfied=satisfied,
        survivors=survivors,
        share=float(survivors.mean()),
        alone=satisfied.mean(),
        without=pd.Series(without),
    )


def envelope(matching: Matching, values: pd.DataFrame) -> pd.DataFrame:
    """Return what is true of every survivor: the bounds of each column.

    Parameters
    ----------
    matching : Matching
        Result of :func:`match`.
    values : DataFrame
        Parameters or outputs, with the same rows as the matched outputs.

    Returns
    -------
    DataFrame
        Columns ``low`` and ``high``; one row a column of `values`. The envelope
        of independent columns is a box: not every point in it survives.

    Raises
    ------
    ValueError
        If no draw survives, the rows differ, or a survivor has no number.

    Examples
    --------
    >>> from industrial_clusters.evidence import Quantity
    >>> outputs = pd.DataFrame({"arrests": [10, 78, 83]})
    >>> matching = match(outputs, {"arrests": Quantity(75, 85)})
    >>> envelope(matching, pd.DataFrame({"capacity": [5.0, 40.0, 30.0]}))
               low  high
    capacity  30.0  40.0
    """
    if not values.index.equals(matching.survivors.index):
        raise ValueError(
            f"the table has {len(values)} rows, the matching {len(matching.survivors)} draws, and "
            "their indexes differ; give the table from which the outputs were computed"
        )
    kept = values[matching.survivors]
    if kept.empty:
        raise ValueError("no draw survives, so nothing is true of the survivors; report the share")
    _check_numbers(kept)
    return pd.DataFrame({"low": kept.min(), "high": kept.max()})


def _nearest_power(draws: int) -> int:
    return 1 if draws < 1 else 1 << (draws - 1).bit_length()


def _check_names(outputs: pd.DataFrame, constraints: Mapping[str, Quantity]) -> None:
    known = [str(column) for column in outputs.columns]
    for name in constraints:
        if name not in known:
            near = difflib.get_close_matches(name, known) or sorted(known)
            raise KeyError(f"no output is called {name!r}; did you mean one of {near}?")


def _check_numbers(values: pd.DataFrame) -> None:
    missing = values.isna()
    for name in values.columns:
        if missing[name].any():
            draw = missing.index[missing[name]][0]
            raise ValueError(
                f"output {name!r} of draw {draw} is not a number; give a model that defines it, "
                "or drop the output"
            )
