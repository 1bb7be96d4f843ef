"""Designs: which values of its parameters a model is run with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import qmc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from industrial_clusters.models._parameters import FloatArray

__all__ = ["latin_hypercube_design", "sobol_design"]


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

    See Also
    --------
    latin_hypercube_design : for any number of draws.

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
    check_box(ranges)
    check_power_of_two(draws)
    # `seed` is the keyword that every supported SciPy understands.
    sampler = qmc.Sobol(len(ranges), scramble=True, seed=np.random.default_rng(seed))
    return _scaled(ranges, sampler.random_base2(draws.bit_length() - 1))


def latin_hypercube_design(
    ranges: Mapping[str, tuple[float, float]], draws: int, seed: int
) -> pd.DataFrame:
    """Spread any number of parameter draws so that each range is evenly covered.

    Each range is cut in as many equal parts as there are draws, and each part
    holds one draw. A Sobol' sequence is balanced in several parameters at once,
    but only when the draws are a power of two.

    Parameters
    ----------
    ranges : mapping of str to (float, float)
        Lowest and highest value of each parameter, in the parameter's unit.
    draws : int
        Number of draws, at least one.
    seed : int
        Seed of the design; the same seed gives the same table, bit by bit.

    Returns
    -------
    DataFrame
        One row a draw, one column a parameter.

    Raises
    ------
    ValueError
        If there is no parameter, a range is reversed, empty or unbounded, or
        there is no draw.

    See Also
    --------
    sobol_design : more even where the draws are a power of two.

    References
    ----------
    .. [1] M. D. McKay, R. J. Beckman and W. J. Conover, "A Comparison of Three
       Methods for Selecting Values of Input Variables in the Analysis of Output
       from a Computer Code", *Technometrics* 21(2), 1979, 239-245.
       https://doi.org/10.1080/00401706.1979.10489755

    Examples
    --------
    >>> design = latin_hypercube_design({"gain": (0.0, 1.0), "loss": (5.0, 10.0)}, draws=5, seed=1)
    >>> sorted(int(value) for value in design["gain"] * 5)
    [0, 1, 2, 3, 4]
    """
    check_box(ranges)
    if draws < 1:
        raise ValueError(f"draws = {draws}; give at least one")
    sampler = qmc.LatinHypercube(len(ranges), seed=np.random.default_rng(seed))
    return _scaled(ranges, sampler.random(draws))


def check_box(ranges: Mapping[str, tuple[float, float]]) -> None:
    """Raise if there is no box to draw from.

    Raises
    ------
    ValueError
        Names the range that is reversed, empty or unbounded.

    Examples
    --------
    >>> check_box({"gain": (0.5, 0.1)})
    Traceback (most recent call last):
        ...
    ValueError: the range of gain runs from 0.5 to 0.1; give two finite numbers, the lower first
    """
    if not ranges:
        raise ValueError("there is no parameter to draw; give at least one range")
    for name, (low, high) in ranges.items():
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise ValueError(
                f"the range of {name} runs from {low} to {high}; give two finite numbers, "
                "the lower first"
            )


def check_power_of_two(draws: int) -> None:
    """Raise if a Sobol' sequence of so many draws is not balanced.

    Raises
    ------
    ValueError
        Names the next number of draws that would do.

    Examples
    --------
    >>> check_power_of_two(1000)
    Traceback (most recent call last):
        ...
    ValueError: draws = 1000 is not a power of two; try 1024
    """
    if draws < 1 or draws & (draws - 1):
        following = 1 if draws < 1 else 1 << (draws - 1).bit_length()
        raise ValueError(f"draws = {draws} is not a power of two; try {following}")


def _scaled(ranges: Mapping[str, tuple[float, float]], unit: FloatArray) -> pd.DataFrame:
    low, high = np.array(list(ranges.values()), dtype=np.float64).T
    return pd.DataFrame(low + (high - low) * unit, columns=list(ranges))
