r"""A specialised market as a platform: sellers, buyers and the workshops behind them.

Li and Gao [1]_ argue that specialised markets made China's clusters for domestic
goods. Farmers open a market to earn money. Rival sellers side by side should ruin
each other, yet by differing in what they sell they draw more buyers, and more buyers
raise what the market takes: a snowball. Officials and traders see what sells and
begin to make it near by, and industry in turn feeds the market. In Yiwu stores grow
thirtyfold in a decade. Lu and Ganne [2]_ tell of Yongkang, whose workshops came first
and lived on pedlars until the city built them a market.

**Buyers** come for variety. With :math:`V` sellers of one variety each and elasticity
of substitution :math:`\sigma`, a visit is worth :math:`V^{1/(\sigma - 1)}` [3]_. A
visit that is worth one per cent more is worth it for :math:`\epsilon` per cent more
people (1 where they live along a road, 2 in a plane), up to all, who come to a market
of :math:`F` sellers:

.. math:: s(V) = \min\{1, (V / F)^\gamma\}, \qquad \gamma = \frac{\epsilon}{\sigma - 1}.

**Sellers** divide what the buyers spend. A year earns each of them, in units of what
the cheapest seller's year costs,

.. math:: r = a D_t \frac{F}{V} s(V) \, \bigl(1 + \theta \min\{1, w / V\}\bigr),

with :math:`a` the earnings in a market of :math:`F` sellers in the first year,
:math:`D_t` demand, and :math:`\theta` what goods made near by add where all sellers
have them, :math:`w` being the workshops. The last seller's year costs
:math:`c(V) = 1 + \phi + d V / F`: own cost, fee, and what later comers need more.
Sellers follow earnings, :math:`V_{t+1} = V_t (r / c)^\lambda`; less than one seller is
a closed market.

**Workshops** grow by :math:`e^h` a year, market or not (pedlars sell for them). While
the market pays, a share :math:`\iota` of its sellers a year sets up another one. When
the market opens, a share of the workshops takes a stall beside the stalls built.

**Take-off.** Each seller takes from the others and brings buyers to all. The second
outweighs the first while :math:`\gamma > 1`, that is :math:`\epsilon > \sigma - 1`.
Then (at :math:`w = 0`) a market of :math:`V^* = x^* F` sellers stands on a knife's
edge, with

.. math:: a D x^{\gamma - 1} = 1 + \phi + d x.

With :math:`d = 0`, :math:`x^* = ((1 + \phi) / (a D))^{1/(\gamma - 1)}`. With
:math:`\gamma = 2` the equation is that of the linear platform with uniform costs of
Armstrong [4]_ and of Rochet and Tirole [5]_ and
:math:`x^* = (1 + \phi) / (a D - d)`: the critical mass of Evans and Schmalensee [6]_.
Below it the market unravels; above it grows until all buyers have come and sellers
rest at :math:`d x^2 + (1 + \phi) x = a D`. With :math:`\gamma < 1` any market grows, and
there is no snowball to wait for.

**Rival.** Demand alone (:func:`demand_alone`): all buyers come however little there
is to choose (:math:`\epsilon = 0`) and local industry adds nothing
(:math:`\theta = 0`). Sellers follow demand. It is nested, and neither is tuned.

References
----------
.. [1] G. Li and B. Gao, "Globalization and Domestic Coping Strategies", *Istanbul
   Üniversitesi Sosyoloji Dergisi* 40, 2020, 625-647.
   DOI 10.26650/SJ.2020.40.2.0057.
.. [2] S. Lu and B. Ganne (2016), "From Farm Tools to Electric Cars", *China
   Perspectives* no. 1, 37-48. https://doi.org/10.4000/chinaperspectives.6916
.. [3] A. K. Dixit and J. E. Stiglitz, "Monopolistic Competition and Optimum Product
   Diversity", *American Economic Review* 67(3), 1977, 297-308.
.. [4] M. Armstrong, "Competition in Two-Sided Markets", *RAND Journal of Economics*
   37(3), 2006, 668-691. https://doi.org/10.1111/j.1756-2171.2006.tb00037.x
.. [5] J.-C. Rochet and J. Tirole, "Platform Competition in Two-Sided Markets",
   *Journal of the European Economic Association* 1(4), 2003, 990-1029.
   https://doi.org/10.1162/154247603322493212
.. [6] D. S. Evans and R. Schmalensee, "Failure to Launch: Critical Mass in Platform
   Businesses", *Review of Network Economics* 9(4), 2010.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from industrial_clusters.models._parameters import (
    FloatArray,
    Range,
    Values,
    as_row,
    check_ranges,
    check_whole,
    number_of_draws,
)

__all__ = [
    "Course",
    "Parameters",
    "critical_mass",
    "demand_alone",
    "observables",
    "simulate",
    "snowball",
]

RANGES = {
    "substitution": Range(1.01, 100, "elasticity of substitution"),
    "reach": Range(0, 10, "per cent of buyers per cent of worth"),
    "full_size": Range(1, 1e9, "sellers"),
    "earnings": Range(0, 1e9, "of the cheapest seller's cost a year"),
    "demand_growth": Range(-1, 1, "log points a year"),
    "volatility": Range(0, 2, "log points"),
    "spread": Range(0, 1e9, "of the cheapest seller's cost a year"),
    "fee": Range(0, 1e9, "of the cheapest seller's cost a year"),
    "speed": Range(0, 1, "log sellers per log earnings a year"),
    "stalls": Range(0, 1e9, "sellers"),
    "workshops": Range(0, 1e9, "workshops"),
    "workshop_growth": Range(-1, 1, "log points a year"),
    "making": Range(0, 1, "workshops a seller a year"),
    "local_gain": Range(0, 1e9, "share of earnings"),
    "joining": Range(0, 1, "share of workshops"),
}

# Halvings that take a bisection on the unit interval to the last digit of a float.
_HALVINGS = 60


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """What draws buyers and sellers, and how the market opens.

    The first group takes a number, or an array with one number a draw; the settings
    that follow are one whole number each. The documents give the stalls at the start
    and the years; the other defaults are assumptions.

    Parameters
    ----------
    substitution : float or array
        Elasticity of substitution between sellers' goods; the lower, the more a
        buyer values variety.
    reach : float or array
        Per cent of buyers whom a visit worth one per cent more brings.
    full_size : float or array
        Sellers at which every potential buyer comes.
    earnings : float or array
        What a seller earns a year in a market of that size in the first year, in
        units of what the cheapest seller's year costs without fee.
    demand_growth : float or array
        Growth of demand, log points a year.
    volatility : float or array
        Standard deviation of a year's demand about its trend, log points.
    spread : float or array
        What the last seller of a full market needs above the cheapest, in units of
        the latter's cost.
    fee : float or array
        Yearly fee of a stall, in the same units.
    speed : float or array
        Response of the number of sellers to earnings.
    stalls : float or array
        Sellers on the stalls that are built when the market opens; by default the
        documented 700 of Yiwu.
    workshops : float or array
        Local workshops in the first year.
    workshop_growth : float or array
        Growth of workshops that needs no market, log points a year.
    making : float or array
        Workshops that a seller of a paying market sets up, a year.
    local_gain : float or array
        What goods made near by add to earnings where every seller has them.
    joining : float or array
        Share of the workshops that takes a stall when the market opens.
    first_year, last_year : int, optional
        Years simulated, ends included; by default from Yiwu's early market to its
        trade centre.
    opening_year : int, optional
        Year in which the market opens.
    free_years : int, optional
        Years from the opening in which no fee is taken.

    Raises
    ------
    ValueError
        If a parameter leaves its range, the arrays differ in length, or the years
        are out of order.

    Examples
    --------
    >>> Parameters(substitution=1.0)
    Traceback (most recent call last):
        ...
    ValueError: substitution = 1 lies outside 1.01 to 100 (elasticity of substitution); draw it ...
    """

    substitution: Values = 2.0
    reach: Values = 2.0
    full_size: Values = 10000.0
    earnings: Values = 20.0
    demand_growth: Values = 0.0
    volatility: Values = 0.0
    spread: Values = 1.0
    fee: Values = 0.2
    speed: Values = 0.4
    stalls: Values = 700.0
    workshops: Values = 0.0
    workshop_growth: Values = 0.05
    making: Values = 0.02
    local_gain: Values = 0.2
    joining: Values = 1.0
    first_year: int = 1980
    last_year: int = 2002
    opening_year: int = 1980
    free_years: int = 0

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("free_years", self.free_years, 0)
        if not self.first_year <= self.opening_year <= self.last_year:
            raise ValueError(
                f"opening_year = {self.opening_year} lies outside the years {self.first_year} to "
                f"{self.last_year}; open the market within them"
            )

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)


@dataclass(frozen=True, eq=False)
class Course:
    """What happened to each draw's market; arrays of shape (draws, years).

    Attributes
    ----------
    years : tuple of int
        Years simulated.
    sellers, workshops : ndarray of float
        Sellers on the market and local workshops.
    buyers : ndarray of float
        Buyers who come, in units of all potential buyers of the first year.
    return_on_cost : ndarray of float
        Earnings of a seller over the last seller's cost; 0 where there is no market.
    """

    years: tuple[int, ...]
    sellers: FloatArray
    workshops: FloatArray
    buyers: FloatArray
    return_on_cost: FloatArray


def demand_alone(parameters: Parameters) -> Parameters:
    """Return the rival: the same market without feedback from variety or industry.

    Examples
    --------
    >>> rival = demand_alone(Parameters())
    >>> rival.reach, rival.local_gain
    (0.0, 0.0)
    """
    return dataclasses.replace(parameters, reach=0.0, local_gain=0.0)


def snowball(parameters: Parameters) -> FloatArray:
    r"""Return the per cent of buyers that one per cent more sellers brings.

    Above 1, another seller brings the others more custom than it takes.

    Returns
    -------
    ndarray of float, shape (draws,)
        :math:`\gamma = \epsilon / (\sigma - 1)`.

    Examples
    --------
    >>> snowball(Parameters(substitution=3.0, reach=1.0))
    array([0.5])
    """
    return as_row(
        np.asarray(parameters.reach) / (np.asarray(parameters.substitution) - 1.0),
        parameters.draws,
    )


def critical_mass(
    parameters: Parameters, demand: Values = 1.0, local_share: Values = 0.0
) -> FloatArray:
    """Return how many sellers a market needs to grow of itself.

    Parameters
    ----------
    parameters : Parameters
    demand : float or array, optional
        Demand, in units of the first year's.
    local_share : float or array, optional
        Share of the sellers who have goods made near by.

    Returns
    -------
    ndarray of float, shape (draws,)
        The unstable rest point, in sellers; 0 where any market grows, ``inf`` where
        none up to the full size does.

    Notes
    -----
    With a snowball the return on cost rises from nothing at no seller, has at most one
    peak, and the unstable rest point lies before it: bisection finds it.

    Examples
    --------
    A linear platform: the mass of Evans and Schmalensee, 1.2 / (20 - 1) of 10,000.

    >>> critical_mass(Parameters()).round(1)
    array([631.6])
    >>> critical_mass(demand_alone(Parameters()))
    array([0.])
    """
    draws = parameters.draws
    gamma = snowball(parameters)
    income = _income(parameters, demand, local_share)
    least = 1.0 + as_row(parameters.fee, draws)
    spread = as_row(parameters.spread, draws)
    peak = _best_filling(gamma, income, spread)
    low, high = np.zeros(draws), peak.copy()
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        pays = income * middle ** np.maximum(gamma - 1.0, 0.0) >= least + spread * middle
        low, high = np.where(pays, low, middle), np.where(pays, middle, high)
    reached = income * peak ** np.maximum(gamma - 1.0, 0.0) >= least + spread * peak
    edge = np.where(reached, high * as_row(parameters.full_size, draws), math.inf)
    # Where each seller brings just the custom it takes, the first one decides.
    level = np.where(income > least, 0.0, math.inf)
    return np.where(gamma > 1.0, edge, np.where(gamma == 1.0, level, 0.0))


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Run every draw's market through the years.

    Within a year buyers come to the sellers who are there, sellers earn, and for the
    next year their number follows what they earned. Workshops found in a year count
    from the next.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        Source of the years' demand. One in the same state gives theory and rival the
        same years.

    Returns
    -------
    Course

    Examples
    --------
    Above the critical mass of 632 stalls Yiwu's 700 take off; 600 close.

    >>> run = lambda stalls: simulate(Parameters(stalls=stalls), np.random.default_rng(1))
    >>> run(700.0).sellers[0, [0, 1, 12]].round()
    array([  700.,   728., 31179.])
    >>> run(600.0).sellers[0, [0, 1, -1]].round()
    array([600., 588.,   0.])
    """
    draws = parameters.draws
    years = tuple(range(parameters.first_year, parameters.last_year + 1))
    noise = rng.standard_normal((draws, len(years)))
    trend = as_row(parameters.demand_growth, draws)
    swing = as_row(parameters.volatility, draws)
    workshops = as_row(parameters.workshops, draws)
    sellers = np.zeros(draws)
    columns = []
    for i, year in enumerate(years):
        if year == parameters.opening_year:
            sellers = np.asarray(parameters.stalls) + np.asarray(parameters.joining) * workshops
            sellers = as_row(sellers, draws)
        demand = np.exp(trend * i + swing * noise[:, i])
        buyers = demand * _attendance(parameters, sellers)
        paid = _return_on_cost(parameters, sellers, workshops, buyers, year)
        columns.append((sellers, workshops, buyers, paid))
        founded = np.asarray(parameters.making) * sellers * (paid > 1.0)
        workshops = workshops * np.exp(np.asarray(parameters.workshop_growth)) + founded
        sellers = sellers * paid ** np.asarray(parameters.speed)
        sellers = np.where(sellers < 1.0, 0.0, sellers)
    return Course(years, *(np.stack(column, axis=1) for column in zip(*columns, strict=True)))


def observables(course: Course, early: int = 1984, middle: int = 1992) -> pd.DataFrame:
    """Return what a document could have reported of each market.

    Parameters
    ----------
    course : Course
    early : int, optional
        Last of the early years, which begin with the first; by default the end of
        the first half of the 1980s.
    middle : int, optional
        Year of the second count; by default that of Yiwu's.

    Returns
    -------
    DataFrame
        One row a draw: ``early_least`` and ``early_most`` sellers of the early years;
        ``sellers`` and ``workshops_per_seller`` in the middle year;
        ``sellers_at_end``, ``workshops_at_end``; ``buyers_per_seller``, in the middle
        year over the first; ``grew``, whether it ends with more sellers than it
        opened with.

    Raises
    ------
    ValueError
        If a year was not simulated.

    Examples
    --------
    >>> course = simulate(Parameters(), np.random.default_rng(1))
    >>> observables(course)[["early_least", "sellers", "grew"]].round()
       early_least  sellers  grew
    0        700.0  31179.0  True
    """
    for year in (early, middle):
        if year not in course.years:
            raise ValueError(
                f"year {year} was not simulated: the years run from {course.years[0]} to "
                f"{course.years[-1]}; choose one of them"
            )
    first = course.sellers[:, : course.years.index(early) + 1]
    t = course.years.index(middle)
    opened = (course.sellers > 0).argmax(axis=1)
    rows = np.arange(len(course.sellers))
    start = course.sellers[rows, opened]
    custom = course.buyers / np.maximum(course.sellers, 1.0)
    at_first = custom[rows, opened]
    return pd.DataFrame(
        {
            "early_least": first.min(axis=1),
            "early_most": first.max(axis=1),
            "sellers": course.sellers[:, t],
            "workshops_per_seller": course.workshops[:, t] / np.maximum(course.sellers[:, t], 1.0),
            "sellers_at_end": course.sellers[:, -1],
            "workshops_at_end": course.workshops[:, -1],
            # Where nobody ever came there is nothing to compare with.
            "buyers_per_seller": custom[:, t] / np.where(at_first > 0, at_first, 1.0),
            "grew": course.sellers[:, -1] > start,
        }
    )


def _income(parameters: Parameters, demand: Values, local_share: Values) -> FloatArray:
    """Earnings of a seller in a market of the full size."""
    return as_row(
        np.asarray(parameters.earnings)
        * np.asarray(demand)
        * (1.0 + np.asarray(parameters.local_gain) * np.asarray(local_share)),
        parameters.draws,
    )


def _best_filling(gamma: FloatArray, income: FloatArray, spread: FloatArray) -> FloatArray:
    """Return the filling of the market, up to 1, at which earnings exceed cost by most.

    Earnings rise with the power gamma - 1 of the filling, costs in proportion. Below a
    power of 1 the difference has a peak; from there on it ends at 1.
    """
    peaked = (gamma > 1.0) & (gamma < 2.0) & (spread > 0.0)
    power = 1.0 / np.where(peaked, 2.0 - gamma, 1.0)
    # Next to no spread puts the peak beyond any number, and so at 1.
    with np.errstate(over="ignore"):
        ratio = income * np.maximum(gamma - 1.0, 0.0) / np.where(peaked, spread, 1.0)
        peak: FloatArray = np.where(peaked, ratio**power, 1.0)
    return np.minimum(peak, 1.0)


def _attendance(parameters: Parameters, sellers: FloatArray) -> FloatArray:
    """Share of the potential buyers who come."""
    filling = np.minimum(sellers / np.asarray(parameters.full_size), 1.0)
    # Nobody comes to an empty market, even where variety does not matter.
    share: FloatArray = np.where(sellers > 0, filling ** snowball(parameters), 0.0)
    return share


def _return_on_cost(
    parameters: Parameters,
    sellers: FloatArray,
    workshops: FloatArray,
    buyers: FloatArray,
    year: int,
) -> FloatArray:
    """Earnings of a seller over the last seller's cost."""
    full = np.asarray(parameters.full_size)
    some = np.maximum(sellers, 1.0)
    local = 1.0 + np.asarray(parameters.local_gain) * np.minimum(1.0, workshops / some)
    taken = year >= parameters.opening_year + parameters.free_years
    cost = 1.0 + np.asarray(parameters.fee) * taken + np.asarray(parameters.spread) * some / full
    ratio: FloatArray = np.asarray(parameters.earnings) * full / some * buyers * local / cost
    return ratio
