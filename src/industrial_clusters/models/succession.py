r"""Succession: five leaders who will retire, and what their network keeps.

Zhang [1]_ ends on a doubt. The entrepreneurs' network of Xixia turns on five leaders.
Should they and their fellows retire, will successors take their place, and keep up the
partnerships? Two signs speak for it: leaders wish their successors to take part, and a
son already does; and the network is open, so that newcomers who take part can become
leaders in their turn. The first sign is a theory of ties that are handed over in the
firm, the second one of ties that form anew. The history told before bears on both. The
circle of friends had four named leaders, of whom one is a core leader twenty years
later; the other four joined after it opened.

**Seats.** Seat :math:`i` is a firm's place in the network, held by one person at a time.
The first :math:`m_0` are all friends. Up to year :math:`T_e` newcomers take the other
seats, evenly over the years: each is tied to the one who introduces it, drawn from those
present, and to each of the leaders with probability :math:`\kappa`. Leaders are the
seats with most ties. In a year,

* a firm leaves with probability :math:`\lambda` and a newcomer takes its seat, as above;
* a pair without a tie gets one with probability :math:`\min(1, h a_i a_j)`, where
  :math:`h` is the openness and :math:`a_i` the person's prominence, lognormal with
  mean 1: lending and taking part are said to have made the present leaders;
* a person retires with probability :math:`\mu`; the successor keeps each tie with
  probability :math:`\iota`, and has a prominence of its own.

In a given year the leaders may all leave at once, and hand over each tie with
probability :math:`\eta`. What the network can do is measured by *reach*: the share of
pairs within two steps, that is, of pairs who know each other or have someone to vouch.

**Rivals.** With :math:`h = 0` the network is closed (:func:`closed`): leaders hold it,
and only inheritance can save it. With :math:`\iota = 0` nothing is inherited
(:func:`without_heirs`): only openness can. Both are nested in the whole.

**Closed form.** Without further retirement a lost tie between persons of ordinary
prominence is missing after :math:`t` years with probability :math:`(1 - h)^t`, so that a
share :math:`f` of them is expected back after :math:`\ln(1 - f) / \ln(1 - h)` years
(:func:`healing_time`).

That hubs are the weak point of a network held by hubs is the result of Albert, Jeong and
Barabási [2]_.

References
----------
.. [1] C. Zhang (2014), MSc thesis on Xixia, Columbia University: ``zhang2014`` of the
   bibliography.
.. [2] R. Albert, H. Jeong and A.-L. Barabási, "Error and attack tolerance of complex
   networks", *Nature* 406, 2000, 378-382. https://doi.org/10.1038/35019019
"""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from industrial_clusters.models._parameters import (
    BoolArray,
    FloatArray,
    IntArray,
    Range,
    Values,
    check_ranges,
    check_whole,
    number_of_draws,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

__all__ = [
    "Course",
    "Parameters",
    "branches",
    "closed",
    "healing_time",
    "observables",
    "simulate",
    "without_heirs",
]

RANGES = {
    "core_tie": Range(0, 1, "probability"),
    "turnover": Range(0, 1, "probability a year"),
    "openness": Range(0, 1, "probability a year"),
    "prominence_spread": Range(0, 5, "log points"),
    "retirement": Range(0, 1, "probability a year"),
    "inheritance": Range(0, 1, "probability"),
    "handover": Range(0, 1, "probability"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """How ties form, pass on and end.

    The first group takes a number, or an array with one number a draw. No document
    measures them: their defaults are assumptions of the book.

    Parameters
    ----------
    core_tie : float or array, optional
        Probability that a newcomer is tied to each leader.
    turnover : float or array, optional
        Probability a year that a firm leaves and a newcomer takes its seat.
    openness : float or array, optional
        Probability a year that two untied persons of ordinary prominence become tied.
    prominence_spread : float or array, optional
        Standard deviation of the logarithm of prominence.
    retirement : float or array, optional
        Probability that a person retires within a year.
    inheritance : float or array, optional
        Probability that a successor keeps a tie.
    handover : float or array, optional
        The same for the leaders who leave at once.
    members : int, optional
        Seats; by default 31, the least that "more than 30" allows.
    founders : int, optional
        Seats of the first circle; by default 8, the most that the document allows.
    first_leaders, leaders : int, optional
        Leaders of the first circle, by default the four named; later ones, by default
        the documented five.
    first_year, last_year : int, optional
        Years simulated, ends included; by default from the opening of the circle in 1994
        to the year of the thesis.
    entry_end : int, optional
        Year by which all seats are taken; by default that of the third phase.
    departure_year, departing : int, optional
        Year in which so many leave at once, at its start; by default nobody does.
    targeted : bool, optional
        Whether those are the ones with most ties, or any.

    Raises
    ------
    ValueError
        If a parameter leaves its range, the arrays differ in length, or the settings
        contradict each other.

    Examples
    --------
    >>> Parameters(founders=40)
    Traceback (most recent call last):
        ...
    ValueError: founders = 40 exceeds members = 31; a founder is a member
    """

    core_tie: Values = 0.8
    turnover: Values = 0.02
    openness: Values = 0.02
    prominence_spread: Values = 0.5
    retirement: Values = 0.03
    inheritance: Values = 0.5
    handover: Values = 0.5
    members: int = 31
    founders: int = 8
    first_leaders: int = 4
    leaders: int = 5
    first_year: int = 1994
    last_year: int = 2014
    entry_end: int = 2003
    departure_year: int = 2015
    departing: int = 0
    targeted: bool = True

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("members", self.members, 2)
        check_whole("founders", self.founders, 1)
        check_whole("first_leaders", self.first_leaders, 1)
        check_whole("leaders", self.leaders, 1)
        check_whole("departing", self.departing, 0)
        for name, whole in (
            ("founders", "members"),
            ("first_leaders", "founders"),
            ("leaders", "members"),
            ("departing", "members"),
        ):
            if getattr(self, name) > getattr(self, whole):
                raise ValueError(
                    f"{name} = {getattr(self, name)} exceeds {whole} = {getattr(self, whole)}; "
                    f"a {name.rstrip('s').removeprefix('first_')} is a {whole.rstrip('s')}"
                )
        if not self.first_year < self.entry_end <= self.last_year:
            raise ValueError(
                f"entry_end = {self.entry_end} must lie after first_year = {self.first_year} and "
                f"not after last_year = {self.last_year}; move one of them"
            )

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)


@dataclass(frozen=True, eq=False)
class Course:
    """What became of each draw's network; arrays of shape (draws, years), at year's end.

    Attributes
    ----------
    years : tuple of int
        Years simulated.
    present : ndarray of int, shape (years,)
        Seats taken.
    ties : ndarray of int
        Ties in the network.
    reach : ndarray of float
        Share of the pairs present who are at most two steps apart.
    isolated : ndarray of int
        Seats present without a tie.
    centred : ndarray of float
        Share of the ties that end at a leader; 0 where there are none.
    founding_firms, founding_persons : ndarray of int
        Firms of the first leaders that are among the leading ones; those that the same
        person still leads.
    """

    years: tuple[int, ...]
    present: IntArray
    ties: IntArray
    reach: FloatArray
    isolated: IntArray
    centred: FloatArray
    founding_firms: IntArray
    founding_persons: IntArray


def closed(parameters: Parameters) -> Parameters:
    """Return the network that its leaders hold: no ties form but at entry.

    Examples
    --------
    >>> closed(Parameters()).openness
    0.0
    """
    # Multiplied, so that an array keeps its draws.
    return dataclasses.replace(parameters, openness=0.0 * parameters.openness)


def without_heirs(parameters: Parameters) -> Parameters:
    """Return the network in which successors start without a tie.

    Examples
    --------
    >>> without_heirs(Parameters()).inheritance
    0.0
    """
    return dataclasses.replace(
        parameters,
        inheritance=0.0 * parameters.inheritance,
        handover=0.0 * parameters.handover,
    )


def healing_time(openness: ArrayLike, share: float = 0.5) -> FloatArray:
    """Return the years after which a share of lost ties is expected to have formed anew.

    Parameters
    ----------
    openness : float or array
        Probability a year that a missing tie forms.
    share : float, optional
        Share of the lost ties, from 0 to below 1.

    Returns
    -------
    ndarray of float
        Years; ``inf`` for a closed network.

    Examples
    --------
    >>> healing_time([0.0, 0.05, 0.5]).round(1)
    array([ inf, 13.5,  1. ])
    """
    if not 0 <= share < 1:
        raise ValueError(f"share = {share}; give a share from 0 to below 1")
    with np.errstate(divide="ignore"):
        years: FloatArray = np.log1p(-share) / np.log1p(-np.asarray(openness, dtype=np.float64))
    return np.abs(years)


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Run every draw's network through the years.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        Source of ties, retirements and prominence: the same for theory, rivals and any
        departure.

    Returns
    -------
    Course

    Examples
    --------
    One hub with 30 members: when it leaves without an heir, nobody knows anybody.

    >>> star = Parameters(core_tie=1.0, openness=0.0, retirement=0.0, handover=0.0, founders=1,
    ...                   first_leaders=1, leaders=1, entry_end=1995, last_year=1997,
    ...                   departure_year=1997, departing=1, turnover=0.0)
    >>> course = simulate(star, np.random.default_rng(1))
    >>> course.ties[0].tolist(), course.isolated[0].tolist()
    ([0, 30, 30, 0], [1, 0, 0, 31])
    """
    years = tuple(range(parameters.first_year, parameters.last_year + 1))
    return _followed(_Network(parameters, rng), years)


def branches(
    parameters: Parameters,
    rng: np.random.Generator,
    kept: BoolArray,
    departures: Mapping[str, Mapping[str, float]],
) -> dict[str, Course]:
    """Follow some networks from the year before a departure on, once for each departure.

    Up to then they are those of :func:`simulate` from the same generator; after it each
    branch meets the same random numbers.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        In the state in which the networks were simulated.
    kept : ndarray of bool, shape (draws,)
        Networks to follow.
    departures : mapping of str to mapping
        Name of each branch, and its ``departing``, ``handover`` or ``targeted``.

    Returns
    -------
    dict of str to Course
        From the year before the departure on, of the networks kept.

    Examples
    --------
    >>> whole = Parameters(openness=np.array([0.01, 0.02]), last_year=2016)
    >>> two = branches(whole, np.random.default_rng(1), np.array([True, False]),
    ...                {"stay": {"departing": 0}, "leave": {"departing": 5, "handover": 0.0}})
    >>> two["stay"].years, bool(two["leave"].ties[0, 1] < two["stay"].ties[0, 1])
    ((2014, 2015, 2016), True)
    """
    start = parameters.departure_year - 1
    network = _Network(parameters, rng)
    before = tuple(range(parameters.first_year, start + 1))
    for year, earlier, now in _steps(parameters, before):
        network.step(year, earlier, now)
    after = tuple(range(start, parameters.last_year + 1))
    return {
        name: _followed(network.branch(kept, changes), after)
        for name, changes in departures.items()
    }


def observables(course: Course, year: int = 2014) -> pd.DataFrame:
    """Return what a document could have reported of each network in a year.

    Parameters
    ----------
    course : Course
    year : int, optional
        By default that of the thesis.

    Returns
    -------
    DataFrame
        One row a draw: ``members``, ``ties``, ``reach``, ``isolated``, ``centred``,
        ``founding_firms`` and ``founding_persons``.

    Raises
    ------
    ValueError
        If the year was not simulated.

    Examples
    --------
    >>> course = simulate(Parameters(retirement=0.0), np.random.default_rng(1))
    >>> observables(course)[["members", "isolated"]]
       members  isolated
    0       31         0
    """
    if year not in course.years:
        raise ValueError(
            f"year {year} was not simulated: the years run from {course.years[0]} to "
            f"{course.years[-1]}; choose one of them"
        )
    t = course.years.index(year)
    return pd.DataFrame(
        {
            "members": np.full(len(course.ties), course.present[t]),
            "ties": course.ties[:, t],
            "reach": course.reach[:, t],
            "isolated": course.isolated[:, t],
            "centred": course.centred[:, t],
            "founding_firms": course.founding_firms[:, t],
            "founding_persons": course.founding_persons[:, t],
        }
    )


class _Network:
    """The state of every draw's network: one row a pair of seats, or a seat."""

    def __init__(self, parameters: Parameters, rng: np.random.Generator) -> None:
        self.parameters, self.rng = parameters, rng
        size, draws = parameters.members, parameters.draws
        self.one, self.other = np.triu_indices(size, k=1)
        self.pair_of = np.zeros((size, size), dtype=np.int64)
        self.pair_of[self.one, self.other] = np.arange(len(self.one))
        self.pair_of[self.other, self.one] = np.arange(len(self.one))
        self.seats = np.arange(size)[:, None]
        self.pairs_of = self.pair_of[~np.eye(size, dtype=np.bool_)].reshape(size, size - 1)
        self.tied = np.tile(self.other[:, None] < parameters.founders, (1, draws))
        self.leading = np.tile(self.seats < parameters.first_leaders, (1, draws))
        self.first_firms = self.leading.copy()
        self.first_persons = self.leading.copy()
        self.prominence = self._prominences()

    def branch(self, kept: BoolArray, changes: Mapping[str, float]) -> _Network:
        """Return a copy with some of the draws, that goes on under changed parameters."""
        twin = copy.copy(self)
        twin.rng = copy.deepcopy(self.rng)
        thinned: dict[str, Any] = {
            name: values[kept]
            for name, values in vars(self.parameters).items()
            if isinstance(values, np.ndarray)
        }
        twin.parameters = dataclasses.replace(self.parameters, **{**thinned, **changes})
        for name in ("tied", "leading", "first_firms", "first_persons", "prominence"):
            setattr(twin, name, getattr(self, name)[:, kept])
        return twin

    def step(self, year: int, before: int, now: int) -> None:
        """Let a year pass: departure, entry, new ties, retirements, and who leads."""
        parameters = self.parameters
        if year == parameters.departure_year:
            self._replace(self._leavers(before), parameters.handover)
            self.leading = self._most_tied(before, parameters.leaders)
        if now > before:
            coming = (self.seats >= before) & (self.seats < now)
            self._arrive(np.tile(coming, (1, parameters.draws)), before)
        leaving = self.rng.random(self.prominence.shape) < parameters.turnover
        self._arrive(leaving & (self.seats < now), now)
        self._meet(now)
        retiring = self.rng.random(self.prominence.shape) < parameters.retirement
        self._replace(retiring, parameters.inheritance)
        self.leading = self._most_tied(now, parameters.leaders)

    def measured(self, now: int) -> tuple[FloatArray | IntArray, ...]:
        """Return the measures of a year in the order of the course's attributes."""
        ties = np.count_nonzero(self.tied, axis=0)
        led = self.leading[self.one] | self.leading[self.other]
        centred = np.count_nonzero(self.tied & led, axis=0) / np.maximum(ties, 1)
        return (
            ties,
            self._reach(now),
            np.count_nonzero(self._degree()[:now] == 0, axis=0),
            centred,
            np.count_nonzero(self.leading & self.first_firms, axis=0),
            np.count_nonzero(self.leading & self.first_persons, axis=0),
        )

    def _prominences(self) -> FloatArray:
        spread = np.asarray(self.parameters.prominence_spread, dtype=np.float64)
        shape = (self.parameters.members, self.parameters.draws)
        drawn: FloatArray = np.exp(spread * self.rng.standard_normal(shape) - spread**2 / 2.0)
        return drawn

    def _degree(self) -> IntArray:
        degree: IntArray = np.count_nonzero(self.tied[self.pairs_of], axis=1)
        return degree

    def _most_tied(self, now: int, number: int) -> BoolArray:
        """Return the seats with most ties; of equals, the one taken first."""
        degree = self._degree()
        degree[now:] = -1
        best = np.argsort(-degree, axis=0, kind="stable")[:number]
        chosen = np.zeros(degree.shape, dtype=np.bool_)
        np.put_along_axis(chosen, best, values=True, axis=0)
        return chosen

    def _leavers(self, now: int) -> BoolArray:
        """Return who leaves at once: those with most ties, or any."""
        lot = self.rng.random(self.prominence.shape)
        if self.parameters.targeted:
            return self._most_tied(now, self.parameters.departing)
        lot[now:] = np.inf
        return lot.argsort(axis=0).argsort(axis=0) < self.parameters.departing

    def _meet(self, now: int) -> None:
        """Let pairs present make friends."""
        outgoing = self.prominence * np.sqrt(self.parameters.openness)
        meeting = self.rng.random(self.tied.shape, dtype=np.float32)
        chance = outgoing[self.one] * outgoing[self.other]
        self.tied |= (meeting < chance) & (self.other < now)[:, None]

    def _replace(self, leaving: BoolArray, kept: Values) -> None:
        """Put successors in the seats of those who leave."""
        lot = self.rng.random(self.tied.shape, dtype=np.float32)
        share = np.where(leaving, kept, 1.0)
        self.tied &= lot < share[self.one] * share[self.other]
        self.prominence = np.where(leaving, self._prominences(), self.prominence)
        self.first_persons &= ~leaving

    def _arrive(self, coming: BoolArray, among: int) -> None:
        """Put newcomers in their seats, each introduced by one of the first seats."""
        leading = self.leading & ~coming
        led = coming[self.one] & leading[self.other] | coming[self.other] & leading[self.one]
        lot = self.rng.random(self.tied.shape, dtype=np.float32)
        self.tied &= ~(coming[self.one] | coming[self.other])
        self.tied |= led & (lot < self.parameters.core_tie)
        others = among - (self.seats < among)
        introducer = (self.rng.random(coming.shape) * others).astype(np.int64)
        introducer += introducer >= self.seats  # nobody introduces itself
        seat, draw = np.nonzero(coming & (others > 0))
        self.tied[self.pair_of[seat, introducer[seat, draw]], draw] = True
        self.prominence = np.where(coming, self._prominences(), self.prominence)
        self.first_firms &= ~coming
        self.first_persons &= ~coming

    def _reach(self, now: int) -> FloatArray:
        """Count pairs within two steps: each seat's friends as bits, and friends' friends."""
        size = self.parameters.members
        friends = np.zeros((size, size, self.parameters.draws), dtype=np.bool_)
        friends[self.one, self.other] = friends[self.other, self.one] = self.tied
        bits = np.packbits(friends, axis=1)
        mask = friends.view(np.uint8) * np.uint8(255)
        near = bits.copy()
        for friend in range(size):
            near |= mask[:, friend, None] & bits[friend]
        counted = np.bitwise_count(near).sum(axis=(0, 1), dtype=np.int64)
        # Whoever has a friend is its own friend's friend.
        pairs = (counted - np.count_nonzero(friends.any(axis=1), axis=0)) // 2
        reached: FloatArray = pairs / max(now * (now - 1) // 2, 1)
        return reached


def _followed(network: _Network, years: tuple[int, ...]) -> Course:
    """Run a network from its state at the end of the first year, and measure each."""
    present = _schedule(network.parameters, years)
    rows = [network.measured(present[0])]
    for year, before, now in _steps(network.parameters, years):
        network.step(year, before, now)
        rows.append(network.measured(now))
    columns = [np.stack(column, axis=1) for column in zip(*rows, strict=True)]
    return Course(years, np.asarray(present, dtype=np.int64), *columns)


def _steps(parameters: Parameters, years: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """Return each year after the first with the seats taken before it and at its end."""
    present = _schedule(parameters, years)
    return list(zip(years[1:], present[:-1], present[1:], strict=True))


def _schedule(parameters: Parameters, years: tuple[int, ...]) -> list[int]:
    """Return the seats taken by the end of each year: newcomers spread evenly."""
    coming = parameters.members - parameters.founders
    span = parameters.entry_end - parameters.first_year
    return [
        parameters.founders + coming * min(year - parameters.first_year, span) // span
        for year in years
    ]
