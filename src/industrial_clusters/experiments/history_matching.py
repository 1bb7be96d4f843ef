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

import pandas as pd
from scipy import stats

from industrial_clusters.evidence import Quantity, quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Matching", "constraints_from", "envelope", "match"]


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

    @property
    def share_bounds(self) -> Quantity:
        """The 95% interval of the share of all the parameter space that survives.

        Of Clopper and Pearson, exact for independent draws. Draws that a design
        spreads evenly estimate a share at least as well for a Latin hypercube (but
        for a factor of n / (n - 1) in the variance, whatever the model) and, as a
        rule, for a scrambled Sobol' sequence.
        """
        kept = int(self.survivors.sum())
        interval = stats.binomtest(kept, len(self.survivors)).proportion_ci(0.95, "exact")
        return Quantity(float(interval.low), float(interval.high))


def constraints_from(observations: Mapping[str, str]) -> dict[str, Quantity]:
    """Return what rows of the evidence allow for a model's outputs.

    Parameters
    ----------
    observations : mapping of str to str
        For each output, the identifier of the row of ``data/observations.csv`` that
        bounds it, in the output's unit.

    Returns
    -------
    dict of str to Quantity
        Bounds with the unit of the row. A document's "at least" leaves the upper
        bound open, its "at most" the lower one.

    Raises
    ------
    KeyError
        If there is no such row; the message lists the near ones.

    Examples
    --------
    >>> constraints_from({"registered": "yongkang-households-registered-1982"})
    {'registered': Quantity(low=170.0, high=inf, unit='households')}
    """
    return {output: quantity(identifier) for output, identifier in observations.items()}


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

    See Also
    --------
    constraints_from : constraints that are rows of the evidence as they stand.

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

    Where none of a thousand draws survives, up to 0.4% of parameter space still may:

    >>> none = match(pd.DataFrame({"arrests": [10] * 1000}), {"arrests": Quantity(75, 85)})
    >>> none.share, round(none.share_bounds.high, 4)
    (0.0, 0.0037)
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
        Columns ``low`` and ``high``; one row a column of `values`. The envelope is
        a box: not every point in it survives. Nor does it hold every world that
        would survive: of k independent survivors, the next one drawn leaves the
        bounds of a column with a probability of up to 2 / (k + 1).

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
