"""Sensitivity: how much of an output's variance each parameter accounts for.

The first-order index of a parameter is the share of the output's variance that would be
gone, on average, if that parameter alone were known; the total index is the share that
would be left if all others were known. Their difference is what the parameter does
together with others.

A model with randomness of its own has variance that no parameter accounts for. It lowers
every first-order index, and enters every total index whole, because two runs that differ
in one parameter also differ in their chances: read a total index against that of a
parameter that does nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling

from industrial_clusters.experiments.designs import check_box, check_power_of_two

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["saltelli_design", "sobol_indices"]

# Resamples from which SALib takes the standard error of an index.
_RESAMPLES = 200


def saltelli_design(
    ranges: Mapping[str, tuple[float, float]], draws: int, seed: int
) -> pd.DataFrame:
    """Spread draws over a box so that :func:`sobol_indices` can tell the parameters apart.

    Parameters
    ----------
    ranges : mapping of str to (float, float)
        Lowest and highest value of each parameter, in the parameter's unit.
    draws : int
        Number of pairs of draws, a power of two.
    seed : int
        Seed of the scrambling; the same seed gives the same table, bit by bit.

    Returns
    -------
    DataFrame
        One column a parameter; ``draws * (parameters + 2)`` rows: for each pair, the
        first draw, the first draw with each parameter in turn taken from the second,
        and the second draw.

    Raises
    ------
    ValueError
        If there is no parameter, a range is reversed, empty or unbounded, or `draws` is
        not a power of two.

    References
    ----------
    .. [1] A. Saltelli et al., "Variance based sensitivity analysis of model output.
       Design and estimator for the total sensitivity index", *Computer Physics
       Communications* 181(2), 2010, 259-270. https://doi.org/10.1016/j.cpc.2009.09.018

    Examples
    --------
    >>> saltelli_design({"gain": (0.0, 1.0), "loss": (5.0, 10.0)}, draws=4, seed=1).shape
    (16, 2)
    """
    check_box(ranges)
    check_power_of_two(draws)
    values = sampling.sample(
        _problem(ranges), draws, calc_second_order=False, seed=np.random.default_rng(seed)
    )
    return pd.DataFrame(values, columns=list(ranges))


def sobol_indices(
    ranges: Mapping[str, tuple[float, float]],
    outputs: pd.DataFrame,
    seed: int,
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return Sobol' indices of each output for each parameter, with intervals.

    Parameters
    ----------
    ranges : mapping of str to (float, float)
        As given to :func:`saltelli_design`.
    outputs : pandas.DataFrame
        What a model gave over that design, in its order; one column an output.
    seed : int
        Seed of the resampling on which the intervals rest.
    confidence : float, optional
        Confidence of the intervals.

    Returns
    -------
    DataFrame
        Indexed by ``output`` and ``parameter``. Columns ``first`` and ``total``, and the
        bounds ``first_low``, ``first_high``, ``total_low`` and ``total_high``, which are
        normal ones and may leave the interval from 0 to 1, as estimates may.

    Raises
    ------
    ValueError
        If the rows are not those of a design over `ranges`, an output is missing or
        infinite in a draw or the same in all, or `confidence` does not lie between 0
        and 1.

    References
    ----------
    .. [1] I. M. Sobol', "Global sensitivity indices for nonlinear mathematical models
       and their Monte Carlo estimates", *Mathematics and Computers in Simulation*
       55(1-3), 2001, 271-280. https://doi.org/10.1016/S0378-4754(00)00270-6

    Examples
    --------
    Of a sum, each part accounts for its share of the variance, and nothing jointly:

    >>> ranges = {"gain": (0.0, 3.0), "loss": (0.0, 1.0)}
    >>> design = saltelli_design(ranges, draws=1024, seed=1)
    >>> income = pd.DataFrame({"income": design["gain"] - design["loss"]})
    >>> sobol_indices(ranges, income, seed=1)[["first", "total"]].round(2)
                      first  total
    output parameter
    income gain         0.9    0.9
           loss         0.1    0.1
    """
    check_box(ranges)
    if not 0 < confidence < 1:
        raise ValueError(f"confidence = {confidence}; give a number between 0 and 1")
    pairs, left = divmod(len(outputs), len(ranges) + 2)
    if left or pairs < 2:
        raise ValueError(
            f"{len(outputs)} rows are no design of {len(ranges)} parameters; give the outputs "
            f"of all {len(ranges) + 2} rows of at least 2 pairs"
        )
    tables = {
        str(name): _of_one(ranges, str(name), outputs[name], seed, confidence) for name in outputs
    }
    return pd.concat(tables, names=["output", "parameter"])


def _of_one(
    ranges: Mapping[str, tuple[float, float]],
    name: str,
    output: pd.Series[float],
    seed: int,
    confidence: float,
) -> pd.DataFrame:
    values = output.to_numpy(dtype=np.float64)
    wrong = ~np.isfinite(values)
    if wrong.any():
        raise ValueError(
            f"output {name!r} is {values[wrong][0]} in draw {output.index[wrong][0]}; the variance "
            "needs finite numbers: choose ranges in which every draw has one"
        )
    if np.ptp(values) == 0:
        raise ValueError(
            f"output {name!r} is {values[0]:g} in every draw; there is no variance to share out"
        )
    found = analysis.analyze(
        _problem(ranges),
        values,
        calc_second_order=False,
        num_resamples=_RESAMPLES,
        conf_level=confidence,
        # A generator: SALib takes a seed of 0 for none.
        seed=np.random.default_rng(seed),
    )
    columns = {"first": "S1", "total": "ST"}
    table = {order: found[key] for order, key in columns.items()}
    for order, key in columns.items():
        table[f"{order}_low"] = found[key] - found[f"{key}_conf"]
        table[f"{order}_high"] = found[key] + found[f"{key}_conf"]
    return pd.DataFrame(table, index=list(ranges))


def _problem(ranges: Mapping[str, tuple[float, float]]) -> dict[str, object]:
    return {
        "num_vars": len(ranges),
        "names": list(ranges),
        "bounds": [list(bounds) for bounds in ranges.values()],
    }
