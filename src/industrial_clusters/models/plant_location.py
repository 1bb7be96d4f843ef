r"""Plant location: a country of which the agglomeration is known.

Ellison and Glaeser [1]_ let plants choose regions one after another, drawn by natural
advantage, by spillovers from plants of their own industry, or by nothing but chance.
What an observer can learn from the outcome is one number. This module draws countries
in which that number is set, so that a measure can be held against the truth.

**Plants and regions.** Region r has the share :math:`x_r` of the country. Plant j is in
region r (:math:`u_{jr} = 1`) with probability :math:`x_r`. Any two plants of an industry
have location indicators with the same correlation :math:`\gamma` in every region:

.. math::

   P(u_{jr} = 1, u_{ks} = 1) = \gamma\, x_r \delta_{rs} + (1 - \gamma)\, x_r x_s,
   \qquad\text{so that}\qquad
   \mathrm{Corr}(u_{jr}, u_{kr}) = \gamma,

and are in the same region with probability :math:`\gamma + (1 - \gamma) \sum_r x_r^2`.
With plants of shares z in the industry, :math:`H = \sum_j z_j^2` and the industry's
regional shares :math:`s_r = \sum_j z_j u_{jr}`,

.. math::

   E\sum_r (s_r - x_r)^2 = \sum_{j,k} z_j z_k \sum_r \mathrm{Cov}(u_{jr}, u_{kr})
   = \bigl(1 - \textstyle\sum_r x_r^2\bigr)\,[\gamma + (1 - \gamma) H],

since the covariances of a pair add up to :math:`\gamma (1 - \sum x^2)` over the regions
and those of a plant with itself to :math:`1 - \sum x^2`. This is what makes their index
unbiased.

**Spillovers.** The industry has one meeting place, drawn with probabilities x. Each
plant goes there with probability :math:`\sqrt\gamma` and otherwise chooses for itself
with probabilities x, all independently. Two plants both go to the meeting place with
probability :math:`\gamma`, and are then together in a region drawn with x. Otherwise at
least one has chosen for itself and tells nothing about the other. That is the joint
distribution above.

**Rival: natural advantage.** Nature gives the industry a vector p of probabilities, drawn
from the Dirichlet distribution with parameters :math:`x_r (1 - \gamma) / \gamma`, and
all plants choose independently with p. Given p, two plants are in r and s with
probability :math:`p_r p_s`, and

.. math::

   E[p_r p_s] = x_r x_s + \mathrm{Cov}(p_r, p_s)
   = x_r x_s + \gamma\,(x_r \delta_{rs} - x_r x_s),

which is the same joint distribution. So no statistic that averages over pairs of plants
can tell the two apart: the point that Ellison and Glaeser make. At :math:`\gamma = 0` and
:math:`\gamma = 1` both are one model.

References
----------
.. [1] G. Ellison and E. L. Glaeser, "Geographic concentration in U.S. manufacturing
   industries: a dartboard approach", *Journal of Political Economy* 105(5), 1997,
   889-927. https://doi.org/10.1086/262098
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from industrial_clusters.models._parameters import (
    FloatArray,
    IntArray,
    Range,
    check_ranges,
    check_whole,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Industry", "Mechanism", "Parameters", "country", "simulate", "town_map"]

Mechanism: TypeAlias = Literal["spillovers", "natural advantage"]

_GAMMA = Range(0, 1, "correlation of location indicators")


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """Regions, the plants of one industry, and how strongly these cluster.

    Parameters
    ----------
    gamma : float
        Correlation of the location indicators of two plants, in every region; 0 for
        plants that choose like darts, 1 for all plants in one region.
    regions : ndarray of float, shape (regions,)
        Sizes of the regions (people, area or employees), above zero; two or more.
    plants : ndarray of float, shape (plants,)
        Sizes of the plants (employees), above zero. They do not bear on location.
    mechanism : {"spillovers", "natural advantage"}, optional
        What makes plants cluster; the rival has the same gamma.

    Raises
    ------
    ValueError
        If a parameter leaves its range or the mechanism is none of the two.

    Examples
    --------
    >>> Parameters(gamma=-0.1, regions=np.array([60.0, 40.0]), plants=np.ones(3))
    Traceback (most recent call last):
        ...
    ValueError: gamma = -0.1 lies outside 0 to 1 (correlation of location indicators);
    draw it from that range
    """

    gamma: float
    regions: FloatArray
    plants: FloatArray
    mechanism: Mechanism = "spillovers"

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, {"gamma": _GAMMA})
        _check_sizes("regions", self.regions, 2)
        _check_sizes("plants", self.plants, 1)
        if self.mechanism not in get_args(Mechanism):
            raise ValueError(
                f"mechanism = {self.mechanism!r}; choose one of {', '.join(get_args(Mechanism))}"
            )

    @property
    def shares(self) -> FloatArray:
        """Shares of the regions, which are the probabilities of a single plant."""
        return np.asarray(self.regions / self.regions.sum())


@dataclass(frozen=True, kw_only=True)
class Industry:
    """An industry of a synthetic country.

    Parameters
    ----------
    gamma : float
        Correlation of the location indicators of two plants, in every region.
    plants : int, optional
        Number of plants.
    median : float, optional
        Median size of a plant in employees; sizes are lognormal, in whole employees.
    spread : float, optional
        Standard deviation of the natural logarithm of the size; 0 for equal plants.

    Raises
    ------
    ValueError
        If a parameter leaves its range.

    Examples
    --------
    >>> Industry(gamma=0.3, plants=0)
    Traceback (most recent call last):
        ...
    ValueError: plants = 0; give a whole number of at least 1
    """

    gamma: float
    plants: int = 100
    median: float = 50.0
    spread: float = 1.0

    def __post_init__(self) -> None:
        """Check every value."""
        check_whole("plants", self.plants, 1)
        check_ranges(
            self,
            {
                "gamma": _GAMMA,
                "median": Range(1, 1e6, "employees"),
                "spread": Range(0, 5, "log employees"),
            },
        )


def simulate(parameters: Parameters, replications: int, rng: np.random.Generator) -> IntArray:
    """Draw the regions of all plants, again and again.

    Parameters
    ----------
    parameters : Parameters
    replications : int
        How many times the industry is placed.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of int, shape (replications, plants)
        Number of the region of each plant, from 0.

    Raises
    ------
    ValueError
        If there is no replication.

    Examples
    --------
    >>> parameters = Parameters(gamma=0.5, regions=np.array([60.0, 30.0, 10.0]),
    ...                         plants=np.ones(8))
    >>> simulate(parameters, 3, np.random.default_rng(1))
    array([[2, 2, 0, 2, 2, 2, 1, 2],
           [0, 1, 1, 1, 1, 1, 0, 1],
           [0, 0, 0, 0, 1, 0, 0, 0]])
    """
    check_whole("replications", replications, 1)
    if parameters.mechanism == "spillovers" or parameters.gamma in (0, 1):
        return _meeting_place(parameters, replications, rng)
    return _natural_advantage(parameters, replications, rng)


def town_map(
    number: int,
    rng: np.random.Generator,
    *,
    people: float = 1e6,
    side: float = 200.0,
    radius: float = 6.0,
) -> pd.DataFrame:
    """Lay round towns on a square plane.

    The town of rank r has 1/r of the people of the first, and all towns are equally
    dense. Each lies within a cell of its own of a square grid, so that none overlap.

    Parameters
    ----------
    number : int
        Number of towns, two or more.
    rng : numpy.random.Generator
    people : float, optional
        People of the largest town.
    side : float, optional
        Side of the square, km.
    radius : float, optional
        Radius of the largest town, km.

    Returns
    -------
    pandas.DataFrame
        A row a town, by name, the largest first. Columns: ``people``; ``x`` and ``y``
        of the centre and the ``radius``, all in km.

    Raises
    ------
    ValueError
        If there are fewer than two towns, or they do not fit.

    Examples
    --------
    >>> town_map(3, np.random.default_rng(1)).round(1)
               people      x      y  radius
    Town 1  1000000.0   18.7   43.3     6.0
    Town 2   500000.0   91.1  180.0     4.2
    Town 3   333333.3  132.5   41.5     3.5
    """
    check_whole("number", number, 2)
    across = math.ceil(math.sqrt(number))
    cell = side / across
    if not 0 < radius <= cell / 2:
        raise ValueError(
            f"radius = {radius} km does not fit {number} towns on a square of {side} km; "
            f"give at most {cell / 2:g} km and more than 0"
        )
    size = people / np.arange(1, number + 1)
    radii = radius * np.sqrt(size / people)
    places = np.stack(np.divmod(rng.permutation(across**2)[:number], across))
    room = cell / 2 - radii
    x, y = (places + 0.5) * cell + room * rng.uniform(-1, 1, (2, number))
    names = pd.Index([f"Town {rank}" for rank in range(1, number + 1)])
    return pd.DataFrame({"people": size, "x": x, "y": y, "radius": radii}, index=names)


def country(
    industries: Mapping[str, Industry],
    towns: pd.DataFrame,
    rng: np.random.Generator,
    mechanism: Mechanism = "spillovers",
) -> pd.DataFrame:
    """Draw the plants of a country whose industries cluster as strongly as is set.

    Parameters
    ----------
    industries : mapping of str to Industry
        The industries by name.
    towns : pandas.DataFrame
        Result of :func:`town_map`. Its people are the reference of which a measure
        should know.
    rng : numpy.random.Generator
    mechanism : {"spillovers", "natural advantage"}, optional
        What makes plants cluster.

    Returns
    -------
    pandas.DataFrame
        A row a plant. Columns: ``region`` (town), ``industry``, ``size`` (employees),
        and ``x`` and ``y`` in km, anywhere in the town with equal probability.

    Raises
    ------
    ValueError
        If there is no industry, or the mechanism is none of the two.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> towns = town_map(4, rng)
    >>> plants = country({"toys": Industry(gamma=0.4), "bread": Industry(gamma=0.0)}, towns, rng)
    >>> plants.groupby("industry", sort=False).size().to_dict()
    {'toys': 100, 'bread': 100}
    >>> plants.columns.tolist()
    ['region', 'industry', 'size', 'x', 'y']
    """
    if not industries:
        raise ValueError("there is no industry; give at least one")
    regions = towns["people"].to_numpy(dtype=np.float64)
    plants = []
    for name, industry in industries.items():
        logarithms = industry.spread * rng.standard_normal(industry.plants)
        sizes = np.ceil(industry.median * np.exp(logarithms))
        parameters = Parameters(
            gamma=industry.gamma, regions=regions, plants=sizes, mechanism=mechanism
        )
        place = simulate(parameters, 1, rng)[0]
        home = towns.iloc[place]
        # The square root makes equal areas equally likely.
        distance = home["radius"].to_numpy() * np.sqrt(rng.random(industry.plants))
        angle = rng.uniform(0, 2 * np.pi, industry.plants)
        columns = {
            "region": home.index,
            "industry": name,
            "size": sizes,
            "x": home["x"].to_numpy() + distance * np.cos(angle),
            "y": home["y"].to_numpy() + distance * np.sin(angle),
        }
        plants.append(pd.DataFrame(columns))
    return pd.concat(plants, ignore_index=True)


def _meeting_place(parameters: Parameters, replications: int, rng: np.random.Generator) -> IntArray:
    shape = (replications, len(parameters.plants))
    regions, shares = len(parameters.regions), parameters.shares
    chosen = rng.choice(regions, shape, p=shares)
    meeting = rng.choice(regions, (replications, 1), p=shares)
    return np.where(rng.random(shape) < math.sqrt(parameters.gamma), meeting, chosen)


def _natural_advantage(
    parameters: Parameters, replications: int, rng: np.random.Generator
) -> IntArray:
    odds = (1 - parameters.gamma) / parameters.gamma
    probabilities = rng.dirichlet(odds * parameters.shares, replications)
    # One ascending row of numbers, in which replication r takes the interval r to r + 1.
    start = np.arange(replications)[:, np.newaxis]
    ends = (start + probabilities.cumsum(axis=1)).ravel()
    draws = start + rng.random((replications, len(parameters.plants)))
    regions = len(parameters.regions)
    places = np.searchsorted(ends, draws, side="right") - start * regions
    return np.asarray(places.clip(0, regions - 1))  # rounding may put one a row too far


def _check_sizes(name: str, sizes: FloatArray, least: int) -> None:
    if np.ndim(sizes) != 1 or len(sizes) < least:
        raise ValueError(f"{name} has shape {np.shape(sizes)}; give {least} or more sizes in a row")
    bad = ~((sizes > 0) & (sizes < np.inf))
    if bad.any():
        raise ValueError(f"{name}[{bad.argmax()}] = {sizes[bad][0]}; give a finite size above zero")
