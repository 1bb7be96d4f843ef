r"""Entrepreneurship in a village: copied from neighbours, and helped by a package.

Zou and Liang [1]_ explain how Junpu, a village that lived from food processing, came to
trade online. A household opens a shop when three conditions meet: an opportunity that is
profitable and feasible, the ability to organise a trade, and a motive, which for most lies
in what supports them. The first shop opens in 2008, others copy it, and in the second half
of 2013 the local government launches a package that works on all links of the chain:
better internet and roads and simpler procedures make shops feasible; classes and study
trips raise ability; services and a culture in favour of enterprise give motives; discounted
loans and a start-up centre help the motivated to act. In its strongest form the argument is
that ability and motive do not arise among peasants by themselves, so that the package and
not the example of the first sellers made most households follow.

**Households.** Household :math:`i` has three thresholds, drawn once: :math:`x_i` and
:math:`b_i`, uniform on (0, 1), and :math:`e_i`, exponential with mean one. With
:math:`\delta(t) = 1` once the package is in force and 0 before, :math:`n_i(t)` the share in
trade among those whom it watches, and :math:`S(t)` the shops of the village's :math:`N`
households,

.. math::

    O(t) &= o e^{g t} + \sigma_o \delta(t) - \kappa S(t) / N, \\
    A_i(t) &= a + \ell n_i(t) + \sigma_a \delta(t), \\
    \lambda_i(t) &= (1 + \sigma_c \delta(t)) (p + \sigma_m \delta(t) + q n_i(t)).

:math:`O` is the share of households for whom a shop would pay: it grows with demand from
outside and falls as shops crowd each other. Crowding is the model's: the document is silent
on it, as on exits, so that nobody gives up. The household sees its
opportunity while :math:`x_i \le O(t)` and is able while :math:`b_i \le A_i(t)`. Only while
both hold does it gather motive at the rate :math:`\lambda_i`, and it opens a shop in the
month in which the motive gathered reaches :math:`e_i`; this is Sellke's construction of an
epidemic [2]_. A household in trade opens further shops at a constant rate. All look at the
end of the last month.

Since every draw of chance is in the thresholds and the ties, two worlds that differ in the
package alone can be compared household by household.

**Ties.** Kin and neighbours are the ties of a small world [3]_: a ring on which each
household knows those next to it, some ties being moved to anybody. The document maps no
ties: the network is an assumption. A tie may be drawn twice and then counts twice.

**Limits.** With everybody able, opportunity for all and everybody watching everybody,
:math:`p` and :math:`q` are the coefficients of innovation and imitation of Bass [4]_; with
:math:`q = 0` the approach is exponential. Where motive is never short (:math:`p = \infty`)
and ability comes from looking (:math:`\ell = 1`), :math:`b_i` is a threshold of
Granovetter [5]_.

**Rivals.** Imitation alone (:func:`imitation_alone`): neither package nor growing demand.
Opportunity alone (:func:`opportunity_alone`): demand grows, and whoever has an opportunity
takes it. No package (:func:`without_support`): all but the package.

References
----------
.. [1] L. Zou and Q. Liang, the study of Junpu, Shantou University Business School; journal,
   volume and year are not printed, not before 2015. Key ``zouliang2015`` of the sources.
.. [2] T. Sellke, "On the asymptotic distribution of the size of a stochastic epidemic",
   *Journal of Applied Probability* 20(2), 1983, 390-394.
.. [3] D. J. Watts and S. H. Strogatz, "Collective dynamics of 'small-world' networks",
   *Nature* 393, 1998, 440-442. https://doi.org/10.1038/30918
.. [4] F. M. Bass, "A New Product Growth for Model Consumer Durables", *Management Science*
   15(5), 1969, 215-227. https://doi.org/10.1287/mnsc.15.5.215
.. [5] M. Granovetter, "Threshold Models of Collective Behavior", *American Journal of
   Sociology* 83(6), 1978, 1420-1443. https://doi.org/10.1086/226707
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numba
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from industrial_clusters.models._parameters import (
    FloatArray,
    IntArray,
    Range,
    Values,
    as_row,
    check_ranges,
    check_whole,
    check_years,
    number_of_draws,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "INSTRUMENTS",
    "Course",
    "Parameters",
    "Village",
    "diffuse",
    "draw_seeds",
    "draw_village",
    "imitation_alone",
    "observables",
    "opportunity_alone",
    "simulate",
    "simulate_villages",
    "without_support",
]

Seeds: TypeAlias = NDArray[np.uint64]

RANGES = {
    "opportunity": Range(0, 1, "share of households"),
    "growth": Range(-2, 2, "log points a year"),
    "crowding": Range(0, 10, "share of households for a shop a household"),
    "ability": Range(0, 1, "share of households"),
    "learning": Range(0, 1, "share of households"),
    "spontaneous": Range(0, math.inf, "motives a year"),
    "imitation": Range(0, 1000, "motives a year"),
    "expansion": Range(0, 1000, "shops a household and year"),
    "rewiring": Range(0, 1, "share of ties"),
    "support_opportunity": Range(0, 1, "share of households"),
    "support_ability": Range(0, 1, "share of households"),
    "support_motivation": Range(0, 1000, "motives a year"),
    "support_activity": Range(0, 1000, "times the pace"),
    "support_start": Range(1900, 2100, "decimal year"),
}

INSTRUMENTS = ("support_opportunity", "support_ability", "support_motivation", "support_activity")
"""Strengths of the package's four instruments."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """What moves the households of a village to open shops, and what the package adds.

    The first group takes a number, or an array with one number a draw; the settings that
    follow are one whole number each. Of the first group only the start of the package is
    documented. The other defaults are assumptions: round numbers of one village that meets
    the record, as many others do, with a package and without.

    Parameters
    ----------
    opportunity : float or array, optional
        Share of households for whom a shop would pay at the start of the first year.
    growth : float or array, optional
        Growth of that share with demand from outside, in log points a year.
    crowding : float or array, optional
        Share of households that lose their opportunity for each shop that the village has a
        household.
    ability : float or array, optional
        Share of households that could run a shop untaught.
    learning : float or array, optional
        Share of households that become able when all whom they watch are in trade.
    spontaneous : float or array, optional
        Motive that comes from nobody in the village, a year: Bass's innovation. Infinite where
        motive is never short.
    imitation : float or array, optional
        Motive a year when all whom a household watches are in trade: Bass's imitation.
    expansion : float or array, optional
        Further shops that a household in trade opens a year.
    rewiring : float or array, optional
        Share of ties that lead to anybody and not to a neighbour.
    support_opportunity : float or array, optional
        First instrument, infrastructure and simpler procedures: share of households for whom
        a shop comes to be feasible.
    support_ability : float or array, optional
        Second instrument, training: share of households that become able.
    support_motivation : float or array, optional
        Third instrument, services and an entrepreneurial culture: motive a year.
    support_activity : float or array, optional
        Fourth instrument, loans and the start-up centre: by how many times its former value
        the pace rises at which motive becomes activity.
    support_start : float or array, optional
        Start of the package as a decimal year, 2013.5 being the start of July; by default
        the start of the documented second half of 2013.
    households : int, optional
        Households of the village; by default the documented 490.
    neighbours : int, optional
        Ties of a household before some are moved, an even number; from `households` - 1 on,
        everybody watches everybody. By default 8, an assumption.
    pioneers : int, optional
        Households in trade at the start; by default the documented one.
    first_year, last_year : int, optional
        Years simulated, ends included; by default from the documented year of the first shop
        to that of the last data.

    Raises
    ------
    ValueError
        If a parameter leaves its range or the arrays differ in length.

    Examples
    --------
    >>> Parameters(ability=1.2)
    Traceback (most recent call last):
        ...
    ValueError: ability = 1.2 lies outside 0 to 1 (share of households); draw it from that range
    """

    opportunity: Values = 0.5
    growth: Values = 0.1
    crowding: Values = 0.02
    ability: Values = 0.5
    learning: Values = 0.5
    spontaneous: Values = 0.02
    imitation: Values = 1.0
    expansion: Values = 8.0
    rewiring: Values = 0.1
    support_opportunity: Values = 0.3
    support_ability: Values = 0.3
    support_motivation: Values = 0.2
    support_activity: Values = 0.5
    support_start: Values = 2013.5
    households: int = 490
    neighbours: int = 8
    pioneers: int = 1
    first_year: int = 2008
    last_year: int = 2015

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("households", self.households, 2)
        check_whole("neighbours", self.neighbours, 0)
        check_whole("pioneers", self.pioneers, 0)
        if self.neighbours % 2 and not self.complete:
            raise ValueError(
                f"neighbours = {self.neighbours} is odd, but half of them stand on either side; "
                "give an even number"
            )
        if self.pioneers > self.households:
            raise ValueError(
                f"pioneers = {self.pioneers} exceeds households = {self.households}; give fewer"
            )
        check_years(self.first_year, self.last_year)

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)

    @property
    def months(self) -> int:
        """Months simulated."""
        return 12 * (self.last_year - self.first_year + 1)

    @property
    def complete(self) -> bool:
        """Whether everybody watches everybody."""
        return self.neighbours >= self.households - 1


class Village(NamedTuple):
    """The thresholds and ties of one village's households.

    Attributes
    ----------
    opportunity, ability, motivation : ndarray of float, shape (households,)
        Least levels at which each sees an opportunity, is able, and acts.
    first : ndarray of int, shape (households + 1,)
        Where the ties of each household begin in `ties`; empty where everybody watches
        everybody.
    ties : ndarray of int
        Whom each household watches, household after household. A tie is mutual.
    """

    opportunity: FloatArray
    ability: FloatArray
    motivation: FloatArray
    first: IntArray
    ties: IntArray


@dataclass(frozen=True, eq=False)
class Course:
    """What happened in each draw's village; arrays of shape (draws, months).

    Attributes
    ----------
    first_year : int
        Year of the first month.
    households, pioneers : int
        Households of the village, and those in trade before the first month.
    in_trade : ndarray of int
        Households with a shop at the end of the month.
    shops : ndarray of float
        Expected number of their shops.
    support_month : ndarray of int, shape (draws,)
        First month with the package in force, counted from 0; the number of months where it
        never comes.
    """

    first_year: int
    households: int
    pioneers: int
    in_trade: IntArray
    shops: FloatArray
    support_month: IntArray

    def place(self, date: float) -> int:
        """Return the column of the last month that has ended at a decimal year.

        Parameters
        ----------
        date : float
            Decimal year, such as 2013.5 for the start of July 2013.

        Returns
        -------
        int

        Raises
        ------
        ValueError
            If no simulated month ends there.

        Examples
        --------
        >>> course = simulate(Parameters(), np.random.default_rng(1))
        >>> course.place(2008.5)  # the end of June
        5
        """
        place = round(12 * (date - self.first_year)) - 1
        months = self.in_trade.shape[1]
        if not 0 <= place < months:
            raise ValueError(
                f"no simulated month ends at {date:g}; give a date after {self.first_year} and up "
                f"to {self.first_year + months / 12:g}"
            )
        return place

    def at_year_ends(self) -> pd.DataFrame:
        """Return the households in trade at the end of each year, one row a draw.

        Examples
        --------
        >>> simulate(Parameters(), np.random.default_rng(1)).at_year_ends().columns.tolist()
        [2008, 2009, 2010, 2011, 2012, 2013, 2014, 2015]
        """
        ends = self.in_trade[:, 11::12]
        years = range(self.first_year, self.first_year + ends.shape[1])
        return pd.DataFrame(ends, columns=list(years))


def without_support(parameters: Parameters) -> Parameters:
    """Return the same village without the package.

    Examples
    --------
    >>> without_support(Parameters()).support_ability
    0.0
    """
    changes: dict[str, Any] = dict.fromkeys(INSTRUMENTS, 0.0)
    return dataclasses.replace(parameters, **changes)


def imitation_alone(parameters: Parameters) -> Parameters:
    """Return the rival in which neighbours copy: no package, and demand does not grow.

    Examples
    --------
    >>> rival = imitation_alone(Parameters())
    >>> rival.growth, rival.support_activity, rival.imitation
    (0.0, 0.0, 1.0)
    """
    return dataclasses.replace(without_support(parameters), growth=0.0)


def opportunity_alone(parameters: Parameters) -> Parameters:
    """Return the rival in which growing demand suffices.

    All are able and lack no motive: a household opens its shop in the month in which there is
    an opportunity for it. Nobody copies and there is no package.

    Examples
    --------
    >>> rival = opportunity_alone(Parameters())
    >>> rival.ability, rival.spontaneous, rival.imitation
    (1.0, inf, 0.0)
    """
    return dataclasses.replace(
        without_support(parameters), ability=1.0, learning=0.0, spontaneous=math.inf, imitation=0.0
    )


def draw_seeds(parameters: Parameters, rng: np.random.Generator) -> Seeds:
    """Draw the seed of each village's own stream of random numbers.

    Parameters
    ----------
    parameters : Parameters
        Only their number of draws matters.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of uint64, shape (draws,)

    Examples
    --------
    >>> draw_seeds(Parameters(), np.random.default_rng(1)).dtype
    dtype('uint64')
    """
    return rng.integers(2**64, size=parameters.draws, dtype=np.uint64)


def draw_village(parameters: Parameters, rng: np.random.Generator) -> Village:
    """Draw the thresholds and ties that :func:`simulate` gives to its first draw.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        In the same state as the one that :func:`simulate` gets.

    Returns
    -------
    Village

    Examples
    --------
    >>> village = draw_village(Parameters(rewiring=0.0), np.random.default_rng(1))
    >>> sorted(village.ties[: village.first[1]].tolist())  # of household 0, on the ring
    [1, 2, 3, 4, 486, 487, 488, 489]
    """
    seed = draw_seeds(parameters, rng)[0]
    rewiring = as_row(parameters.rewiring, parameters.draws)[0]
    village: Village = _village(seed, parameters.households, _reach(parameters), rewiring)
    return village


def diffuse(parameters: Parameters, village: Village) -> Course:
    """Let shops spread in one given village, with the first draw's parameters.

    Parameters
    ----------
    parameters : Parameters
    village : Village

    Returns
    -------
    Course
        Of one draw. Nothing is random.

    Examples
    --------
    Granovetter's crowd: each of a hundred households needs to see one more in trade than the
    last did, and one joins a month.

    >>> parameters = Parameters(households=100, neighbours=99, pioneers=0, ability=0.0,
    ...                         learning=1.0, opportunity=1.0, crowding=0.0,
    ...                         spontaneous=math.inf, support_start=2100)
    >>> nobody = np.zeros(100)
    >>> crowd = np.arange(100) / 99
    >>> none = np.zeros(0, dtype=np.int64)
    >>> village = Village(nobody, crowd, nobody, none, none)
    >>> diffuse(parameters, village).in_trade[0, :3]
    array([1, 2, 3])
    """
    in_trade, shops = _diffuse(
        village,
        _Levels(*(float(column[0]) for column in _levels(parameters))),
        parameters.pioneers,
        parameters.months,
        _support_months(parameters)[0],
    )
    return _course(parameters, in_trade[None], shops[None])


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Let shops spread in a village, month by month, for each draw.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        Gives each draw the seed of its thresholds and ties. A generator in the same state
        gives theory and rivals the same villages, and a draw the same one whatever the others.

    Returns
    -------
    Course

    Examples
    --------
    >>> course = simulate(Parameters(), np.random.default_rng(1))
    >>> course.in_trade[0, [11, 65, 86]]  # at the end of 2008, June 2013 and March 2015
    array([  6,  63, 395])
    """
    return simulate_villages(parameters, draw_seeds(parameters, rng))


def simulate_villages(parameters: Parameters, seeds: Seeds) -> Course:
    """Let shops spread in the villages of given seeds, such as those of some earlier draws.

    Parameters
    ----------
    parameters : Parameters
    seeds : ndarray of uint64, shape (draws,)
        Some or all of :func:`draw_seeds`.

    Returns
    -------
    Course

    Raises
    ------
    ValueError
        If there is not one seed a draw.

    Examples
    --------
    >>> parameters = Parameters()
    >>> seeds = draw_seeds(parameters, np.random.default_rng(1))
    >>> helped = simulate_villages(parameters, seeds).in_trade
    >>> alone = simulate_villages(without_support(parameters), seeds).in_trade
    >>> bool((helped[:, :66] == alone[:, :66]).all()), bool((helped >= alone).all())
    (True, True)
    """
    if seeds.shape != (parameters.draws,):
        raise ValueError(
            f"there are {seeds.size} seeds for {parameters.draws} draws; give one a draw"
        )
    in_trade, shops = _simulate(
        seeds,
        _levels(parameters),
        as_row(parameters.rewiring, parameters.draws).copy(),
        _support_months(parameters),
        (parameters.households, _reach(parameters), parameters.pioneers, parameters.months),
    )
    return _course(parameters, in_trade, shops)


def observables(
    course: Course,
    counted: tuple[float, float] = (2014.75, 2015.25),
    budding_end: float = 2013.0,
    growth_stage: tuple[float, float] = (2012.0, 2015.0),
) -> pd.DataFrame:
    """Return what a document could have reported of each village.

    Parameters
    ----------
    course : Course
    counted : (float, float), optional
        Decimal years between which the households were counted; by default the start of
        October 2014 and the end of March 2015, when the document's data were collected.
    budding_end : float, optional
        End of the budding stage; by default that of 2012.
    growth_stage : (float, float), optional
        Start and end of the growth stage; by default those of 2012 and 2014.

    Returns
    -------
    DataFrame
        One row a draw: households in trade ``counted_from`` and ``counted_by`` the dates;
        ``shops`` by the latter; ``budding``, in trade by the end of that stage; ``speed_up``,
        how many households a year more opened in the growth stage than before it;
        ``before_support``, in trade when the package came; ``after_support``, those that
        followed by the later count.

    Raises
    ------
    ValueError
        If a date was not simulated.

    Examples
    --------
    >>> course = simulate(Parameters(), np.random.default_rng(1))
    >>> observables(course)[["counted_by", "before_support"]]
       counted_by  before_support
    0         395              63
    """

    def in_trade(date: float) -> IntArray:
        return course.in_trade[:, course.place(date)]

    opened, grown = growth_stage
    growing = (in_trade(grown) - in_trade(opened)) / (grown - opened)
    at_first = in_trade(opened) / (opened - course.first_year)
    before = np.where(
        course.support_month > 0,
        np.take_along_axis(course.in_trade, course.support_month[:, None] - 1, axis=1)[:, 0],
        course.pioneers,
    )
    return pd.DataFrame(
        {
            "counted_from": in_trade(counted[0]),
            "counted_by": in_trade(counted[1]),
            "shops": course.shops[:, course.place(counted[1])],
            "budding": in_trade(budding_end),
            "speed_up": growing - at_first,
            "before_support": before,
            "after_support": in_trade(counted[1]) - before,
        }
    )


class _Levels(NamedTuple):
    """What acts on the households: arrays with one number a draw, or one draw's numbers."""

    opportunity: Any
    growth: Any
    crowding: Any
    ability: Any
    learning: Any
    spontaneous: Any
    imitation: Any
    expansion: Any
    support_opportunity: Any
    support_ability: Any
    support_motivation: Any
    support_activity: Any


def _levels(parameters: Parameters) -> _Levels:
    # Copies: a broadcast number has no memory of its own, and each layout compiles anew.
    return _Levels(
        *(as_row(getattr(parameters, name), parameters.draws).copy() for name in _Levels._fields)
    )


def _reach(parameters: Parameters) -> int:
    """Ties to either side; -1 where everybody watches everybody."""
    return -1 if parameters.complete else parameters.neighbours // 2


def _support_months(parameters: Parameters) -> IntArray:
    """First month, from 0, that begins with the package in force."""
    begun = 12 * (as_row(parameters.support_start, parameters.draws) - parameters.first_year)
    # A twelfth of a year is no round binary number: July must not become August.
    return np.clip(np.ceil(begun - 1e-6), 0, parameters.months).astype(np.int64)


def _course(parameters: Parameters, in_trade: IntArray, shops: FloatArray) -> Course:
    return Course(
        first_year=parameters.first_year,
        households=parameters.households,
        pioneers=parameters.pioneers,
        in_trade=in_trade,
        shops=shops,
        support_month=_support_months(parameters),
    )


# Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014,
# https://doi.org/10.1145/2660193.2660195. A number is a function of seed and place, so that
# no draw depends on how much another consumed. Arrays, since they wrap around silently.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFT_1, _SHIFT_2, _SHIFT_3 = np.uint64(30), np.uint64(27), np.uint64(31)
_SPARE_BITS = np.uint64(11)


def _stream_of_bits(seed: np.uint64, number: int) -> Seeds:
    """First numbers of 64 bits in the stream of a seed."""
    state = np.arange(1, number + 1).astype(np.uint64) * _GOLDEN + seed
    state = (state ^ (state >> _SHIFT_1)) * _MIX_1
    state = (state ^ (state >> _SHIFT_2)) * _MIX_2
    return state ^ (state >> _SHIFT_3)


def _draw_ties(
    uniforms: FloatArray, households: int, reach: int, rewiring: float
) -> tuple[IntArray, IntArray]:
    """Ties of a ring, some with their far end moved; two uniforms for each."""
    near = np.arange(reach * households) // reach
    far = np.empty_like(near)
    for tie in range(near.size):
        if uniforms[2 * tie] < rewiring:
            far[tie] = int(uniforms[2 * tie + 1] * (households - 1))
            far[tie] += far[tie] >= near[tie]  # anybody but itself
        else:
            far[tie] = (near[tie] + 1 + tie % reach) % households
    first = np.zeros(households + 1, dtype=np.int64)
    for tie in range(near.size):
        first[near[tie] + 1] += 1
        first[far[tie] + 1] += 1
    first = np.cumsum(first)
    filled = first[:-1].copy()
    ties = np.empty(2 * near.size, dtype=np.int64)
    for tie in range(near.size):
        ties[filled[near[tie]]] = far[tie]
        ties[filled[far[tie]]] = near[tie]
        filled[near[tie]] += 1
        filled[far[tie]] += 1
    return first, ties


def _draw_one(seed: np.uint64, households: int, reach: int, rewiring: float) -> Village:
    """Draw a village from its seed."""
    needed = 3 * households + 2 * households * max(reach, 0)
    uniforms = (_bits(seed, needed) >> _SPARE_BITS).astype(np.float64) * 2.0**-53
    if reach > 0:
        first, ties = _ties(uniforms[3 * households :], households, reach, rewiring)
    else:
        # Empty for everybody watching everybody; all at 0 for nobody watching anybody.
        first = np.zeros((households + 1) * (reach + 1), dtype=np.int64)
        ties = np.zeros(0, dtype=np.int64)
    return Village(
        uniforms[:households],
        uniforms[households : 2 * households],
        -np.log1p(-uniforms[2 * households : 3 * households]),
        first,
        ties,
    )


def _tell(village: Village, new: IntArray, seen: IntArray, watched: FloatArray) -> None:
    """Update what share each household sees in trade after some have opened."""
    for household in new:
        for tie in range(village.first[household], village.first[household + 1]):
            other = village.ties[tie]
            seen[other] += 1
            watched[other] = seen[other] / (village.first[other + 1] - village.first[other])


def _diffuse_one(
    village: Village, level: _Levels, pioneers: int, months: int, support_month: int
) -> tuple[IntArray, FloatArray]:
    """Households in trade and their shops at the end of each month."""
    households = village.motivation.size
    complete = village.first.size == 0
    seen = np.zeros(households, dtype=np.int64)
    watched = np.zeros(households)
    motive = np.zeros(households)
    opens = np.zeros(households, dtype=np.uint8)
    ability, motivation, learning = village.ability, village.motivation, level.learning
    # Spread evenly, so that no two of a few pioneers are neighbours on the ring.
    new = np.arange(pioneers) * households // max(pioneers, 1)
    opportunity = village.opportunity.copy()
    opportunity[new] = np.inf  # who is in trade opens no more
    arrived = pioneers
    new = np.concatenate((new, np.empty(households, dtype=np.int64)))
    trading, open_shops = pioneers, float(pioneers)
    in_trade = np.empty(months, dtype=np.int64)
    shops = np.empty(months)
    for month in range(months):
        if complete:
            watched[:] = trading / (households - 1)
        else:
            _tell_all(village, new[:arrived], seen, watched)
        supported = 1.0 if month >= support_month else 0.0
        feasible = (
            level.opportunity * np.exp(level.growth * month / 12)
            + supported * level.support_opportunity
            - level.crowding * open_shops / households
        )
        able = level.ability + supported * level.support_ability
        pace = (1.0 + supported * level.support_activity) / 12
        own = pace * (level.spontaneous + supported * level.support_motivation)
        copied = pace * level.imitation
        for i in range(households):
            willing = (opportunity[i] <= feasible) & (ability[i] <= able + learning * watched[i])
            motive[i] += (own + copied * watched[i]) if willing else 0.0
            opens[i] = willing & (motive[i] >= motivation[i])
        arrived = 0
        for i in range(households):
            if opens[i]:
                new[arrived] = i
                arrived += 1
                opportunity[i] = np.inf
        open_shops += arrived + level.expansion / 12 * trading
        trading += arrived
        in_trade[month] = trading
        shops[month] = open_shops
    return in_trade, shops


def _simulate_all(
    seeds: Seeds,
    levels: _Levels,
    rewiring: FloatArray,
    support_months: IntArray,
    settings: tuple[int, int, int, int],
) -> tuple[IntArray, FloatArray]:
    """Draw and run one village after another, so that only one is held at a time."""
    households, reach, pioneers, months = settings
    in_trade = np.empty((seeds.size, months), dtype=np.int64)
    shops = np.empty((seeds.size, months))
    for draw in range(seeds.size):
        village = _village(seeds[draw], households, reach, rewiring[draw])
        level = _Levels(
            levels.opportunity[draw],
            levels.growth[draw],
            levels.crowding[draw],
            levels.ability[draw],
            levels.learning[draw],
            levels.spontaneous[draw],
            levels.imitation[draw],
            levels.expansion[draw],
            levels.support_opportunity[draw],
            levels.support_ability[draw],
            levels.support_motivation[draw],
            levels.support_activity[draw],
        )
        in_trade[draw], shops[draw] = _diffuse(
            village, level, pioneers, months, support_months[draw]
        )
    return in_trade, shops


# Plain names for the compiled functions: numba's own have no types.
_bits: Callable[..., Seeds] = numba.njit(cache=True)(_stream_of_bits)
_ties: Callable[..., tuple[IntArray, IntArray]] = numba.njit(cache=True)(_draw_ties)
_village: Callable[..., Village] = numba.njit(cache=True)(_draw_one)
_tell_all: Callable[..., None] = numba.njit(cache=True)(_tell)
_diffuse: Callable[..., tuple[IntArray, FloatArray]] = numba.njit(cache=True)(_diffuse_one)
_simulate: Callable[..., tuple[IntArray, FloatArray]] = numba.njit(cache=True)(_simulate_all)
