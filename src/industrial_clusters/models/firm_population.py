r"""Firm population: entry into the room that policy opens, champions and mergers.

The study of Zhongguancun [1]_ tells a history in steps. Eleven firms are at work at
the end of 1983; the resolution of 1984 brings in institutes, universities, the army
and state firms from 1985; the zone of 1988 lays benefits down in law; Deng's journey
of 1992 is followed by the years with most registrations, after which start-ups fall
and mergers begin. Four firms end up with about half of the output, pushed by
universities and the centre, which prefer champions. In its strongest form: policy
opened room, founders filled it, and policy again, not the market, made the few large.

**Counts.** With :math:`N_t` firms at the end of year :math:`t` and room for
:math:`K_t`, of those there

.. math::

   E_t &= (a + b N_{t-1}) \max(0, 1 - N_{t-1} / K_t) \, e^{v z_t - v^2 / 2}, \\
   N_t &= (1 - d) (1 - m_t) N_{t-1} + E_t, \\
   K_t &= K \exp\bigl(\textstyle\sum_s \kappa_s [t \ge \tau_s]\bigr)

enter and remain: :math:`a` founders a year come of themselves and :math:`b` a firm by
imitation or as spin-offs, a share :math:`d` dies, champions take over a share
:math:`m_t`, and :math:`z_t \sim N(0, 1)` makes years good or bad. Each step of policy
multiplies the room by :math:`e^{\kappa_s}` from its year on. Counts are expectations
in an environment that varies, not whole firms. This is density dependence [2]_:
without steps and chance, and with :math:`a = 0`, counts are logistic and rest at
:math:`K (1 - d / b)`.

**Sizes.** A firm enters with log size :math:`N(0, \omega^2)`, and each year
multiplies its size by a factor that does not depend on it, with log variance
:math:`\sigma^2` (Gibrat's law [3]_). The first few firms are champions: from the
champion year on they grow by a premium :math:`g` a year in log size above the rest,
and they receive, each in turn, the firms that are taken over. A merger of firms with
shares :math:`s_i` and :math:`s_j` raises the Herfindahl index by
:math:`2 s_i s_j`.

**Rivals.** Smooth growth (:func:`without_policy`): the same entry, death and chance
in one room of the same range. Chance alone (:func:`without_champions`): the same
firms, none of which is favoured or receives others; Gibrat's law alone concentrates.
Steps at other dates (:func:`shifted`) tell whether the dates matter. All are nested.

References
----------
.. [1] "Searching for more innovative capabilities", *Development and Society*,
   pp. 121-143 (author, year and volume are not printed in the copy).
.. [2] M. T. Hannan and J. Freeman, *Organizational Ecology*, Harvard University
   Press, 1989.
.. [3] J. Sutton, "Gibrat's Legacy", *Journal of Economic Literature* 35(1),
   1997, 40-59.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from industrial_clusters.models._parameters import (
    BoolArray,
    FloatArray,
    IntArray,
    Range,
    Values,
    as_column,
    as_row,
    check_ranges,
    check_whole,
    check_years,
    number_of_draws,
)

__all__ = [
    "STEPS",
    "Course",
    "Parameters",
    "Step",
    "absorb",
    "concentration",
    "firm_sizes",
    "observables",
    "resting_count",
    "shifted",
    "simulate",
    "without_champions",
    "without_policy",
]

Step = Literal["reform", "zone", "tour"]

STEPS: tuple[Step, ...] = ("reform", "zone", "tour")

RANGES = {
    "pioneers": Range(0, 1000, "firms"),
    "spontaneous": Range(0, 10_000, "founders a year"),
    "imitation": Range(0, 10, "founders a firm and year"),
    "room": Range(1, 1e6, "firms"),
    "reform": Range(0, 10, "log factor on the room"),
    "zone": Range(0, 10, "log factor on the room"),
    "tour": Range(0, 10, "log factor on the room"),
    "death": Range(0, 1, "share of firms a year"),
    "takeover": Range(0, 1, "share of firms a year"),
    "volatility": Range(0, 2, "log points a year"),
    "entry_spread": Range(0, 5, "log points"),
    "size_volatility": Range(0, 2, "log points a year"),
    "premium": Range(0, 2, "log points a year"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """How firms come, go and grow, and when policy opens room.

    Each of the first group takes a number, or an array with one number a draw; the
    settings that follow are one whole number each. Every default but those marked
    as documented is an assumption.

    Parameters
    ----------
    pioneers : float or array, optional
        Firms at the end of the year before the first; by default the documented 11 of
        1983.
    spontaneous : float or array, optional
        Founders a year who come of themselves while there is room.
    imitation : float or array, optional
        Founders a year that each firm draws, or sends out as spin-offs, while there
        is room.
    room : float or array, optional
        Firms that there is room for at first.
    reform, zone, tour : float or array, optional
        Log factors by which the resolution of 1984, the zone and Deng's journey
        multiply the room.
    death : float or array, optional
        Share of firms that close in a year.
    takeover : float or array, optional
        Share of firms that champions take over in a year.
    volatility : float or array, optional
        Standard deviation over years of log entry.
    entry_spread : float or array, optional
        Standard deviation over firms of log size at entry.
    size_volatility : float or array, optional
        Standard deviation of a firm's yearly log growth.
    premium : float or array, optional
        Yearly log growth of champions above that of other firms.
    champions : int, optional
        Firms that policy favours; by default the documented four largest.
    first_year, last_year : int, optional
        Years simulated, ends included; by default those after the first documented
        count, up to the last.
    reform_year : int, optional
        By default 1985, at whose beginning the document has institutions join.
    zone_year, tour_year : int, optional
        By default the documented 1988 and 1992.
    champion_year : int, optional
        By default 1988, since when the document has entrepreneurs gain a name.
    takeover_year : int, optional
        First year of takeovers. Start-ups fall after 1993, and mergers are under way
        by 1997: 1994 is an assumption.

    Raises
    ------
    ValueError
        If a parameter leaves its range or the arrays differ in length.

    Examples
    --------
    >>> Parameters(death=1.5)
    Traceback (most recent call last):
        ...
    ValueError: death = 1.5 lies outside 0 to 1 (share of firms a year); draw it from that range
    """

    pioneers: Values = 11.0
    spontaneous: Values = 10.0
    imitation: Values = 1.0
    room: Values = 300.0
    reform: Values = 0.5
    zone: Values = 1.0
    tour: Values = 1.0
    death: Values = 0.1
    takeover: Values = 0.02
    volatility: Values = 0.1
    entry_spread: Values = 1.5
    size_volatility: Values = 0.5
    premium: Values = 0.2
    champions: int = 4
    first_year: int = 1984
    last_year: int = 1995
    reform_year: int = 1985
    zone_year: int = 1988
    tour_year: int = 1992
    champion_year: int = 1988
    takeover_year: int = 1994

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("champions", self.champions, 1)
        check_years(self.first_year, self.last_year)

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)

    @property
    def years(self) -> tuple[int, ...]:
        """Years simulated."""
        return tuple(range(self.first_year, self.last_year + 1))


@dataclass(frozen=True, eq=False)
class Course:
    """What happened in each draw's population; arrays of shape (draws, years).

    Attributes
    ----------
    years : tuple of int
        Years simulated.
    firms : ndarray of float
        Firms at the end of the year.
    entries, deaths, taken : ndarray of float
        Firms that entered, closed, and were taken over in the year.
    room : ndarray of float
        Firms that there is room for.
    """

    years: tuple[int, ...]
    firms: FloatArray
    entries: FloatArray
    deaths: FloatArray
    taken: FloatArray
    room: FloatArray


def without_policy(parameters: Parameters) -> Parameters:
    """Return the rival: no step of policy, and no takeovers.

    Examples
    --------
    >>> without_policy(Parameters()).tour
    0.0
    """
    return dataclasses.replace(parameters, reform=0.0, zone=0.0, tour=0.0, takeover=0.0)


def without_champions(parameters: Parameters) -> Parameters:
    """Return the rival: the same firms, none of them favoured, none taken over.

    Examples
    --------
    >>> without_champions(Parameters()).premium
    0.0
    """
    return dataclasses.replace(parameters, premium=0.0, takeover=0.0)


def shifted(parameters: Parameters, years: int) -> Parameters:
    """Return the same steps of policy, each as many years later.

    Examples
    --------
    >>> shifted(Parameters(), -1).tour_year
    1991
    """
    return dataclasses.replace(
        parameters,
        reform_year=parameters.reform_year + years,
        zone_year=parameters.zone_year + years,
        tour_year=parameters.tour_year + years,
    )


def resting_count(parameters: Parameters) -> FloatArray:
    r"""Return the count at which a population without further steps or chance rests.

    Entry balances loss, :math:`(a + b N)(1 - N / K) = \delta N`, with :math:`\delta`
    the share lost a year to death and takeover: the positive root of a quadratic.

    Parameters
    ----------
    parameters : Parameters

    Returns
    -------
    ndarray of float, shape (draws,)
        With every step taken. 0 where no founder comes, neither of himself nor
        after a firm faster than firms are lost.

    Examples
    --------
    Verhulst's capacity, less what death keeps empty:

    >>> resting_count(Parameters(spontaneous=0.0, imitation=0.5, room=400.0, reform=0.0,
    ...                          zone=0.0, tour=0.0, death=0.1, takeover=0.0))
    array([320.])
    """
    draws = parameters.draws
    a, b = (as_row(value, draws) for value in (parameters.spontaneous, parameters.imitation))
    room = as_row(parameters.room, draws) * np.exp(
        as_row(parameters.reform, draws)
        + as_row(parameters.zone, draws)
        + as_row(parameters.tour, draws)
    )
    kept = (1 - as_row(parameters.death, draws)) * (1 - as_row(parameters.takeover, draws))
    # b/K N^2 + (a/K + loss - b) N - a = 0
    linear = a / room + (1 - kept) - b
    root = np.sqrt(linear**2 + 4 * a * b / room)
    # The form of the root that does not subtract two near numbers.
    falling = linear > 0
    return np.where(
        falling,
        2 * a / np.where(falling, root + linear, 1.0),
        (root - linear) * room / (2 * np.where(b > 0, b, 1.0)),
    )


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Run every draw's population through the years.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        Source of good and bad years. In the same state it gives theory and rival the
        same ones.

    Returns
    -------
    Course

    Examples
    --------
    A firm that draws one founder a year doubles until the room fills.

    >>> parameters = Parameters(pioneers=1.0, spontaneous=0.0, imitation=1.0, room=1e6,
    ...                         death=0.0, takeover=0.0, volatility=0.0, last_year=1987)
    >>> simulate(parameters, np.random.default_rng(1)).firms[0].round()
    array([ 2.,  4.,  8., 16.])
    """
    draws, years = parameters.draws, parameters.years
    spread = as_column(parameters.volatility)
    luck = np.exp(spread * rng.standard_normal((draws, len(years))) - spread**2 / 2)
    a, b, death = (
        as_row(value, draws)
        for value in (parameters.spontaneous, parameters.imitation, parameters.death)
    )
    room = _room(parameters)
    firms = as_row(parameters.pioneers, draws)
    flows = []
    for t, year in enumerate(years):
        taken_share = as_row(parameters.takeover, draws) * (year >= parameters.takeover_year)
        entries = (a + b * firms) * np.maximum(0.0, 1.0 - firms / room[:, t]) * luck[:, t]
        deaths = death * firms
        taken = taken_share * (firms - deaths)
        firms = firms - deaths - taken + entries
        flows.append((firms, entries, deaths, taken))
    counts, entries, deaths, taken = (
        np.stack(column, axis=1) for column in zip(*flows, strict=True)
    )
    return Course(years, counts, entries, deaths, taken, room)


def observables(course: Course) -> pd.DataFrame:
    """Return what a document could have reported of each population.

    Parameters
    ----------
    course : Course

    Returns
    -------
    DataFrame
        One row a draw: ``firms_1984`` and so on for each year; ``peak``, the fewer of
        the entries of 1992 and 1993 over the most of any other year, at least 1 where
        those two stand out; ``fall``, the most of the ratios of entries in a year to
        those of the year before from 1994 on; ``most_entries`` of any year, and
        ``entries_1993``.

    Raises
    ------
    ValueError
        If 1992 to 1994 were not simulated.

    Examples
    --------
    >>> observables(simulate(Parameters(), np.random.default_rng(1))).shape
    (1, 16)
    """
    if not {1992, 1993, 1994} <= set(course.years):
        raise ValueError(
            f"the years run from {course.years[0]} to {course.years[-1]}; simulate 1992 to 1994, "
            "the years that the document compares"
        )
    years = np.array(course.years)
    whirlwind = np.isin(years, (1992, 1993))
    least = course.entries[:, whirlwind].min(axis=1)
    most = course.entries[:, ~whirlwind].max(axis=1)
    after = years >= 1993
    later = course.entries[:, after]
    counts = {f"firms_{year}": course.firms[:, t] for t, year in enumerate(course.years)}
    return pd.DataFrame(
        {
            **counts,
            "peak": _ratio(least, most),
            "fall": _ratio(later[:, 1:], later[:, :-1]).max(axis=1),
            "most_entries": course.entries.max(axis=1),
            "entries_1993": course.entries[:, course.years.index(1993)],
        }
    )


def firm_sizes(
    parameters: Parameters, course: Course, rng: np.random.Generator
) -> tuple[FloatArray, BoolArray]:
    """Draw the size of every firm that is alive, or was taken over, in the last year.

    Parameters
    ----------
    parameters : Parameters
    course : Course
        Result of :func:`simulate` for the same number of draws.
    rng : numpy.random.Generator
        In the same state it gives theory and rival the same luck, firm by firm.

    Returns
    -------
    sizes : ndarray of float, shape (firms, draws)
        In units of the median firm at entry. The champions come first, then the
        other living firms from the oldest to the youngest, then those taken over;
        0 where a draw has fewer firms.
    taken : ndarray of bool, shape (firms, draws)
        Firms that were taken over.

    Examples
    --------
    >>> parameters = Parameters(entry_spread=0.0, size_volatility=0.0, premium=0.0)
    >>> course = simulate(parameters, np.random.default_rng(1))
    >>> sizes, _ = firm_sizes(parameters, course, np.random.default_rng(1))
    >>> np.unique(sizes)
    array([1.])
    """
    living, absorbed = _whole_cohorts(course)
    totals = living.sum(axis=1) + absorbed.sum(axis=1)
    slots = int(totals.max())
    ages = np.zeros((slots, len(totals)))
    taken = np.zeros((slots, len(totals)), dtype=np.bool_)
    age = course.years[-1] - np.array(course.years)
    for draw, total in enumerate(totals):
        ages[:total, draw] = np.repeat(np.tile(age, 2), np.r_[living[draw], absorbed[draw]])
        taken[living[draw].sum() : total, draw] = True
    exists = np.arange(slots)[:, None] < totals
    variance = np.square(as_row(parameters.entry_spread, len(totals))) + ages * np.square(
        as_row(parameters.size_volatility, len(totals))
    )
    log_size = np.sqrt(variance) * rng.standard_normal(ages.shape)
    favoured = max(0, course.years[-1] - parameters.champion_year)
    log_size[: parameters.champions] += favoured * as_row(parameters.premium, len(totals))
    return np.where(exists, np.exp(log_size), 0.0), taken


def absorb(sizes: FloatArray, taken: BoolArray, champions: int) -> FloatArray:
    """Hand the firms that are taken over to the champions, each in turn.

    Parameters
    ----------
    sizes : ndarray of float, shape (firms, draws)
        The champions come first.
    taken : ndarray of bool, shape (firms, draws)
        Firms that are taken over; no champion is.
    champions : int
        Number of champions.

    Returns
    -------
    ndarray of float, shape (firms, draws)
        The same total, with 0 for those taken over.

    Examples
    --------
    >>> absorb(np.array([[4.0], [2.0], [1.0]]), np.array([[False], [False], [True]]), 1)
    array([[5.],
           [2.],
           [0.]])
    """
    merged = np.where(taken, 0.0, sizes)
    given = np.where(taken, sizes, 0.0)
    for champion in range(champions):
        merged[champion] += given[champion::champions].sum(axis=0)
    return merged


def concentration(
    parameters: Parameters, course: Course, rng: np.random.Generator, threshold: float = 1.0
) -> pd.DataFrame:
    """Return how output is spread over the firms of the last year.

    Parameters
    ----------
    parameters : Parameters
    course : Course
        Result of :func:`simulate` for the same number of draws.
    rng : numpy.random.Generator
    threshold : float, optional
        Size below which a firm counts as small, in units of the mean firm.

    Returns
    -------
    DataFrame
        One row a draw, in shares: ``four_share`` and ``largest_share`` of output,
        that of the twenty-first firm (``twenty_first``), ``herfindahl``;
        ``small_share`` of firms below the threshold and ``small_share_twice`` below
        twice as much; ``next_four_share``, what the next four would have of the
        rest if the four largest fell away.

    Raises
    ------
    ValueError
        If the threshold is not positive, or a draw ends with fewer than 25 firms.

    Examples
    --------
    >>> parameters = Parameters()
    >>> course = simulate(parameters, np.random.default_rng(1))
    >>> table = concentration(parameters, course, np.random.default_rng(1))
    >>> bool((table["largest_share"] < table["four_share"]).all())
    True
    """
    if not threshold > 0:
        raise ValueError(f"threshold = {threshold}; give a positive share of the mean size")
    sizes, taken = firm_sizes(parameters, course, rng)
    firms = np.count_nonzero((sizes > 0) & ~taken, axis=0)
    if firms.min() < 25:
        raise ValueError(
            f"a draw ends with {firms.min()} firms; give draws that end with 25 or more"
        )
    sizes = absorb(sizes, taken, parameters.champions)
    total = sizes.sum(axis=0)
    leaders = -np.sort(-np.partition(sizes, -25, axis=0)[-25:], axis=0) / total
    below = {
        times: np.count_nonzero((sizes > 0) & (sizes < times * threshold * total / firms), axis=0)
        for times in (1, 2)
    }
    four = leaders[:4].sum(axis=0)
    return pd.DataFrame(
        {
            "four_share": four,
            "largest_share": leaders[0],
            "twenty_first": leaders[20],
            "herfindahl": np.square(sizes / total).sum(axis=0),
            "small_share": below[1] / firms,
            "small_share_twice": below[2] / firms,
            "next_four_share": leaders[4:8].sum(axis=0) / (1 - four),
        }
    )


def _room(parameters: Parameters) -> FloatArray:
    """Room in each year, after the steps of policy taken by then."""
    years = np.array(parameters.years)
    steps = sum(
        as_column(getattr(parameters, step)) * (years >= getattr(parameters, f"{step}_year"))
        for step in STEPS
    )
    room = as_column(parameters.room) * np.exp(steps)
    return np.broadcast_to(room, (parameters.draws, len(years)))


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Quotient, with nothing over nothing as 1: no change."""
    empty = whole == 0
    return np.where(empty, np.where(part == 0, 1.0, math.inf), part / np.where(empty, 1.0, whole))


def _whole_cohorts(course: Course) -> tuple[IntArray, IntArray]:
    """Living and absorbed firms of the last year by year of entry, in whole firms.

    Deaths and takeovers meet all ages alike. Pioneers count as entrants of the first
    year. What rounding leaves over goes to the cohort with the next fraction, so that
    totals are those of the counts.
    """
    remain = course.firms - course.entries
    start = remain + course.deaths + course.taken
    divisor = np.where(start > 0, start, 1.0)
    stay, leave = remain / divisor, course.taken / divisor
    living = np.zeros_like(course.firms)
    absorbed = np.zeros_like(course.firms)
    for t in range(len(course.years)):
        absorbed += living * leave[:, t : t + 1]
        living *= stay[:, t : t + 1]
        living[:, t] += course.entries[:, t]
        if t == 0:
            living[:, 0] += remain[:, 0]
    return _rounded(living), _rounded(absorbed)


def _rounded(parts: FloatArray) -> IntArray:
    """Whole numbers whose running totals are the running totals, rounded."""
    totals = np.rint(np.cumsum(parts, axis=1)).astype(np.int64)
    return np.diff(totals, axis=1, prepend=0)
