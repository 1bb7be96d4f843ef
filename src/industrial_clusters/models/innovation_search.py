r"""Innovation search: units under many masters, alone or tied to one another.

The study of Zhongguancun [1]_ sets three organisations side by side. In the hierarchy
of the 1970s more than forty agencies rule over the institutes; the same project is
done by several groups, and results stay in the laboratory. In the weak network of its
time part of the control has been given up and a few ties among equals exist. In the
strong network that it asks for there are many, and the search for innovations is fast
and good. In its strongest form: many masters make innovation slow, isolation makes it
repeat itself, and the more equals are tied, the better.

**Landscape.** A solution is a string of :math:`N` bits. Its worth is that of
Kauffman's NK landscapes [2]_, the mean over bits of contributions that are uniform on
0 to 1 and depend on the bit and the :math:`K` next ones, here divided by the best of
the landscape. With :math:`K = 0` there is one peak, of expected height 2/3; with
:math:`K = N - 1` a unit that tries single bits finds :math:`2^N / (N + 1)` peaks.

**Units.** The actors that supervise nobody search. Each starts with the project
ordered from above (probability :math:`o`) or with one of its own. In a period, unit
:math:`i`

1. looks, with probability :math:`\ell`, at what its partners hold, and is told, with
   probability :math:`h`, what those hold that share a master with it. If the best of
   them is better than its own solution, it wants to copy it;
2. otherwise it tries a solution that differs in one bit: with probability :math:`q`
   one that no partner has tried, if there is one, else any;
3. wants to change if the other solution is better, and may if each of the :math:`m_i`
   actors above it, at all levels, agrees: with probability
   :math:`(1 - v (1 - g))^{m_i}`, where :math:`v` is a master's veto and :math:`g` the
   share of control given up, 0 in the hierarchy. A refused result is lost until it
   is found again. The expected wait is :math:`(1 - v (1 - g))^{-m_i}` periods.

In one period the landscape changes: a share :math:`w` of every worth is drawn afresh,
and what has been tried before no longer counts as tried.

**Rivals.** Control alone (:func:`without_ties`): units are freed or not, but ties tell
them nothing. Ties alone (:func:`without_control`): nobody refuses. And against the
strong network, Lazer and Friedman [3]_ (also Fang, Lee and Schilling [4]_): where
everyone sees everyone, all soon hold the same solution and exploration ends, so that
fewer ties are better in the long run. It is a result of the same equations, not an
addition to them.

References
----------
.. [1] "Searching for more innovative capabilities", *Development and Society*,
   pp. 121-143 (author, year and volume are not printed in the copy), Figures 2 to
   4 and Table 2.
.. [2] S. A. Kauffman and S. Levin, "Towards a general theory of adaptive walks on
   rugged landscapes", *Journal of Theoretical Biology* 128(1), 1987, 11-45.
.. [3] D. Lazer and A. Friedman, "The Network Structure of Exploration and
   Exploitation", *Administrative Science Quarterly* 52(4), 2007, 667-694.
   https://doi.org/10.2189/asqu.52.4.667
.. [4] C. Fang, J. Lee and M. A. Schilling, "Balancing Exploration and Exploitation
   Through Structural Design", *Organization Science* 21(3), 2010, 625-642.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numba
import numpy as np
import pandas as pd

from industrial_clusters.models._parameters import (
    BoolArray,
    FloatArray,
    IntArray,
    Range,
    Values,
    as_row,
    check_ranges,
    check_whole,
    number_of_draws,
)
from industrial_clusters.networks.organisations import weak_innovation_network

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

    # Where each unit's ties begin, and whom they lead to.
    Ties = tuple[IntArray, IntArray]

__all__ = [
    "Course",
    "Organisation",
    "Parameters",
    "nk_landscape",
    "observables",
    "organisation_of",
    "simulate",
    "without_control",
    "without_ties",
]

# Who knows a solution besides a single unit.
NOBODY, SEVERAL = -1, -2

RANGES = {
    "ruggedness": Range(0, 15, "bits that a contribution depends on besides its own"),
    "veto": Range(0, 1, "probability a master and period"),
    "given_up": Range(0, 1, "share of control"),
    "learning": Range(0, 1, "probability a period"),
    "handed_down": Range(0, 1, "probability a period"),
    "disclosure": Range(0, 1, "probability a trial"),
    "ordered": Range(0, 1, "share of units"),
    "turbulence": Range(0, 1, "share of worth"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """How units search, and how much their masters let them.

    The first group takes a number, or an array with one number a draw; the settings
    that follow are one whole number each. The document codes organisations in words
    and gives no number for any of these: every default is an assumption.

    Parameters
    ----------
    ruggedness : float or array, optional
        K, of which the whole part counts, below the number of bits.
    veto : float or array, optional
        Probability that one master refuses a change under full control.
    given_up : float or array, optional
        Share of control given up where the organisation is relaxed.
    learning : float or array, optional
        Probability that a unit looks at its partners in a period.
    handed_down : float or array, optional
        Probability that a unit is told in a period of the solutions of the units that
        share a master with it.
    disclosure : float or array, optional
        Probability that a unit knows, at a trial, what its partners have tried.
    ordered : float or array, optional
        Share of units that start with the one project ordered from above.
    turbulence : float or array, optional
        Share of worth drawn afresh when the landscape changes.
    bits : int, optional
        N, 2 to 14.
    periods : int, optional
        Periods simulated.
    change_period : int, optional
        Period, counted from 1, at whose beginning the landscape changes; beyond the
        last for never.

    Raises
    ------
    ValueError
        If a parameter leaves its range or the arrays differ in length.

    Examples
    --------
    >>> Parameters(veto=2.0)
    Traceback (most recent call last):
        ...
    ValueError: veto = 2 lies outside 0 to 1 (probability a master and period); draw it from that
    range
    """

    ruggedness: Values = 4.0
    veto: Values = 0.5
    given_up: Values = 0.8
    learning: Values = 0.3
    handed_down: Values = 0.05
    disclosure: Values = 0.5
    ordered: Values = 0.3
    turbulence: Values = 0.5
    bits: int = 12
    periods: int = 60
    change_period: int = 41

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("bits", self.bits, 2)
        check_whole("periods", self.periods, 1)
        check_whole("change_period", self.change_period, 2)
        if self.bits > 14:
            raise ValueError(f"bits = {self.bits}; give at most 14, which is 16,384 solutions")
        most = float(np.max(self.ruggedness))
        if most >= self.bits:
            raise ValueError(
                f"ruggedness = {most:g} is not below bits = {self.bits}; a contribution depends on "
                "at most the other bits"
            )

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)


@dataclass(frozen=True, eq=False)
class Organisation:
    """Who supervises whom, and who is tied to whom, among the same actors.

    Attributes
    ----------
    supervision : ndarray of bool, shape (actors, actors)
        Row supervises column.
    lateral : ndarray of bool, shape (actors, actors)
        Row and column are partners; ties of actors that supervise are not used.
    relaxed : bool
        Whether part of the control has been given up.
    """

    supervision: BoolArray
    lateral: BoolArray
    relaxed: bool

    def __post_init__(self) -> None:
        """Check the shapes, that ties run both ways, and that somebody searches."""
        shape = self.supervision.shape
        if len(shape) != 2 or shape[0] != shape[1] or self.lateral.shape != shape:
            raise ValueError(
                f"supervision has shape {shape}, lateral {self.lateral.shape}; give two square "
                "tables of the same actors"
            )
        if not np.array_equal(self.lateral, self.lateral.T):
            raise ValueError("a lateral tie runs one way; ties among equals run both ways")
        if not self.searchers.size:
            raise ValueError("every actor supervises another; leave some at the lowest level")

    @property
    def searchers(self) -> IntArray:
        """Places of the actors that supervise nobody."""
        return np.flatnonzero(~self.supervision.any(axis=1))

    @property
    def masters(self) -> IntArray:
        """Number of actors above each searcher, at all levels."""
        reach = self.supervision
        for _ in range(len(reach)):
            further = reach | (reach @ reach)
            if np.array_equal(further, reach):
                break
            reach = further
        above: IntArray = np.count_nonzero(reach[:, self.searchers], axis=0)
        return above

    @property
    def partners(self) -> BoolArray:
        """Ties between searchers, shape (searchers, searchers)."""
        among: BoolArray = self.lateral[np.ix_(self.searchers, self.searchers)]
        return among & ~np.eye(len(among), dtype=np.bool_)

    @property
    def siblings(self) -> BoolArray:
        """Searchers that share an immediate master, shape (searchers, searchers)."""
        above = self.supervision[:, self.searchers]
        shared: BoolArray = above.T @ above
        return shared & ~np.eye(len(shared), dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Course:
    """What each draw's organisation found.

    Attributes
    ----------
    change_period : int
        Period at whose beginning the landscape changed, counted from 1.
    mean, best : ndarray of float, shape (draws, periods + 1)
        Worth of the units' solutions, as a share of the best possible; the start first.
    trials, repeats : ndarray of int, shape (draws, periods)
        Trials, and those of a solution that another unit had started with or tried.
    found, shelved : ndarray of int, shape (draws, periods)
        Improvements that units found or saw, and those that a master refused.
    alike, reach : ndarray of float, shape (draws, periods)
        Shares of units that hold a solution which another unit holds too, and the
        best solution that any holds.
    """

    change_period: int
    mean: FloatArray
    best: FloatArray
    trials: IntArray
    repeats: IntArray
    found: IntArray
    shelved: IntArray
    alike: FloatArray
    reach: FloatArray


def without_ties(parameters: Parameters) -> Parameters:
    """Return the rival in which ties among equals tell units nothing.

    Examples
    --------
    >>> without_ties(Parameters()).learning
    0.0
    """
    return dataclasses.replace(parameters, learning=0.0, disclosure=0.0)


def without_control(parameters: Parameters) -> Parameters:
    """Return the rival in which no master refuses anything.

    Examples
    --------
    >>> without_control(Parameters()).veto
    0.0
    """
    return dataclasses.replace(parameters, veto=0.0)


def organisation_of(graph: nx.DiGraph[str]) -> Organisation:
    """Return the organisation that a graph of ``networks.organisations`` draws.

    Parameters
    ----------
    graph : networkx.DiGraph
        Its edges have a `kind`, "supervises" or "cooperates with"; supervision whose
        `control` is "relaxed" makes a relaxed organisation.

    Returns
    -------
    Organisation

    Examples
    --------
    >>> organisation = organisation_of(weak_innovation_network(masters=2, institutes=4, firms=0))
    >>> organisation.masters
    array([3, 3, 3, 3])
    """
    place = {actor: at for at, actor in enumerate(graph)}
    tables = {
        kind: np.zeros((len(place), len(place)), dtype=np.bool_)
        for kind in ("supervises", "cooperates with")
    }
    relaxed = False
    for above, below, tie in graph.edges(data=True):
        tables[tie["kind"]][place[above], place[below]] = True
        relaxed |= tie.get("control") == "relaxed"
    return Organisation(tables["supervises"], tables["cooperates with"], relaxed)


def nk_landscape(bits: int, ruggedness: int, rng: np.random.Generator) -> FloatArray:
    """Return the worth of every solution on one NK landscape.

    Parameters
    ----------
    bits : int
        N.
    ruggedness : int
        K: how many of the following bits, round the string, each contribution
        depends on besides its own.
    rng : numpy.random.Generator
        Uses as many numbers whatever the ruggedness.

    Returns
    -------
    ndarray of float, shape (2 ** bits,)
        Mean contribution; the bits of the index are those of the solution.

    References
    ----------
    .. [1] S. A. Kauffman and S. Levin, *Journal of Theoretical Biology* 128(1), 1987,
       11-45.

    Examples
    --------
    With K = 0 each bit counts for itself: opposite solutions add up alike.

    >>> worth = nk_landscape(2, 0, np.random.default_rng(1))
    >>> bool(np.isclose(worth[0] + worth[3], worth[1] + worth[2]))
    True
    """
    solutions = np.arange(2**bits)
    contributions = rng.random((bits, 2**bits))
    worth = np.zeros(2**bits)
    for bit in range(bits):
        mask = sum(1 << (bit + step) % bits for step in range(ruggedness + 1))
        worth += contributions[bit, solutions & mask]
    return worth / bits


def simulate(
    parameters: Parameters, rng: np.random.Generator, organisation: Organisation | None = None
) -> Course:
    """Let every draw's organisation search.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        Source of landscapes, starts and luck: the same for organisations with the same
        number of searchers.
    organisation : Organisation, optional
        By default the weak network, the form that the document sees in its time.

    Returns
    -------
    Course

    Examples
    --------
    >>> course = simulate(Parameters(veto=0.0), np.random.default_rng(1))
    >>> bool(course.mean[0, 40] > course.mean[0, 0])
    True
    """
    if organisation is None:
        organisation = organisation_of(weak_innovation_network())
    values = {name: as_row(getattr(parameters, name), parameters.draws) for name in RANGES}
    refused = values["veto"] * (1 - values["given_up"] * organisation.relaxed)
    approval = (1 - refused[:, None]) ** organisation.masters
    chances = np.stack([values[name] for name in ("learning", "handed_down", "disclosure")], 1)
    partners, siblings = (_lists(ties) for ties in (organisation.partners, organisation.siblings))
    units, periods = len(organisation.searchers), parameters.periods
    worths = np.empty((parameters.draws, 2, periods + 1))
    counts = np.empty((parameters.draws, 4, periods), dtype=np.int64)
    shares = np.empty((parameters.draws, 2, periods))
    for draw in range(parameters.draws):
        landscapes = _landscapes(
            parameters, int(values["ruggedness"][draw]), values["turbulence"][draw], rng
        )
        solutions = rng.integers(2**parameters.bits, size=units)
        order = rng.integers(2**parameters.bits)
        solutions[rng.random(units) < values["ordered"][draw]] = order
        luck = rng.random((periods, units, 5))
        _search(
            landscapes,
            solutions,
            luck,
            (parameters.bits, parameters.change_period),
            (chances[draw], approval[draw]),
            (partners, siblings),
            (worths[draw], counts[draw], shares[draw]),
        )
    return Course(
        change_period=parameters.change_period,
        mean=worths[:, 0],
        best=worths[:, 1],
        trials=counts[:, 0],
        repeats=counts[:, 1],
        found=counts[:, 2],
        shelved=counts[:, 3],
        alike=shares[:, 0],
        reach=shares[:, 1],
    )


def observables(course: Course, early: int = 5) -> pd.DataFrame:
    """Return what could be said of each draw's organisation.

    Parameters
    ----------
    course : Course
    early : int, optional
        Period that counts as soon, before the landscape changes.

    Returns
    -------
    DataFrame
        One row a draw, in shares. Mean worth ``soon``, ``late`` (in the last period
        before the change) and ``adapted`` (in the last of all), and the ``best`` late.
        Up to the change: ``repeated`` of the trials, ``shelved`` of the improvements,
        and at its eve ``alike`` and ``reach`` of the units. ``repeated_soon`` is of the
        trials up to the early period: later, units at one peak can only repeat.

    Raises
    ------
    ValueError
        If the early period does not lie before the change and within the run.

    Examples
    --------
    >>> observables(simulate(Parameters(), np.random.default_rng(1))).shape
    (1, 9)
    """
    periods = course.trials.shape[1]
    eve = min(course.change_period - 1, periods)
    if not 1 <= early <= eve:
        raise ValueError(f"early = {early}; give a period from 1 to {eve}, the last before change")
    trials, repeats, found, shelved = (
        kind[:, :eve].sum(axis=1)
        for kind in (course.trials, course.repeats, course.found, course.shelved)
    )
    return pd.DataFrame(
        {
            "soon": course.mean[:, early],
            "late": course.mean[:, eve],
            "adapted": course.mean[:, -1],
            "best": course.best[:, eve],
            "repeated": repeats / np.maximum(trials, 1),
            "repeated_soon": course.repeats[:, :early].sum(axis=1)
            / np.maximum(course.trials[:, :early].sum(axis=1), 1),
            "shelved": shelved / np.maximum(found, 1),
            "alike": course.alike[:, eve - 1],
            "reach": course.reach[:, eve - 1],
        }
    )


def _landscapes(
    parameters: Parameters, ruggedness: int, turbulence: float, rng: np.random.Generator
) -> FloatArray:
    """Worth before and after the change, each as a share of its best."""
    before, fresh = (nk_landscape(parameters.bits, ruggedness, rng) for _ in range(2))
    after = (1 - turbulence) * before + turbulence * fresh
    return np.stack([before / before.max(), after / after.max()])


def _lists(ties: BoolArray) -> Ties:
    """Where each row's ties begin, and whom they lead to."""
    starts = np.concatenate([[0], np.cumsum(ties.sum(axis=1))]).astype(np.int64)
    return starts, np.nonzero(ties)[1].astype(np.int64)


def _note_all(
    unit: int, solution: int, known_to: IntArray, told: BoolArray, partners: Ties
) -> None:
    """Note that a unit starts with or tries a solution, for the record and its partners."""
    if known_to[solution] == NOBODY:
        known_to[solution] = unit
    elif known_to[solution] != unit:
        known_to[solution] = SEVERAL
    starts, others = partners
    for place in range(starts[unit], starts[unit + 1]):
        told[others[place], solution] = True


def _best_of(unit: int, best: int, held: IntArray, worth: FloatArray, ties: Ties) -> int:
    """Return the better of a solution and the best that those tied to a unit hold."""
    starts, others = ties
    for place in range(starts[unit], starts[unit + 1]):
        if worth[held[others[place]]] > worth[best]:
            best = held[others[place]]
    return best


def _best_seen(
    unit: int,
    held: IntArray,
    worth: FloatArray,
    ties: tuple[Ties, Ties],
    seen: tuple[bool, bool],
) -> int:
    """Return the best of a unit's own solution and those it sees of partners and siblings."""
    best = held[unit]
    if seen[0]:
        best = _best(unit, best, held, worth, ties[0])
    if seen[1]:
        best = _best(unit, best, held, worth, ties[1])
    return int(best)


def _one_bit_away(solution: int, bits: int, told: BoolArray, avoid: bool, luck: float) -> int:
    """Choose a solution that differs in one bit, if wished one that no partner tried."""
    fresh = 0
    for bit in range(bits):
        fresh += not told[solution ^ (1 << bit)]
    if not avoid or fresh == 0:
        return int(solution ^ (1 << int(luck * bits)))
    wanted = int(luck * fresh)
    for bit in range(bits):
        if not told[solution ^ (1 << bit)]:
            if wanted == 0:
                return int(solution ^ (1 << bit))
            wanted -= 1
    return int(solution)


def _measure_one(
    worth: FloatArray, solutions: IntArray, worths: FloatArray, holders: IntArray
) -> tuple[float, float]:
    """Note mean and best worth; return the shares of units alike and with the best."""
    holders[:] = 0
    worths[0], worths[1] = 0.0, 0.0
    for solution in solutions:
        holders[solution] += 1
        worths[0] += worth[solution] / len(solutions)
        worths[1] = max(worths[1], worth[solution])
    alike, reach = 0, 0
    for solution in solutions:
        alike += holders[solution] > 1
        reach += worth[solution] == worths[1]
    return alike / len(solutions), reach / len(solutions)


def _search_one(
    landscapes: FloatArray,
    solutions: IntArray,
    luck: FloatArray,
    settings: tuple[int, int],
    chances: tuple[FloatArray, FloatArray],
    ties: tuple[Ties, Ties],
    results: tuple[FloatArray, IntArray, FloatArray],
) -> None:
    """Run one draw. All units look at what was held at the end of the period before."""
    bits, change_period = settings
    chance, approval = chances
    partners, _ = ties
    worths, counts, shares = results
    worth = landscapes[0]
    known_to = np.full(len(worth), NOBODY)
    holders = np.zeros(len(worth), dtype=np.int64)
    told = np.zeros((len(solutions), len(worth)), dtype=np.bool_)
    counts[:] = 0
    _measure(worth, solutions, worths[:, 0], holders)
    for period in range(len(luck)):
        if period == 0 or period + 1 == change_period:
            worth = landscapes[min(period, 1)]
            known_to[:] = NOBODY
            told[:] = False
            for unit in range(len(solutions)):
                _note(unit, solutions[unit], known_to, told, partners)
        held = solutions.copy()
        for unit in range(len(solutions)):
            look, hear, avoid, bit, agree = luck[period, unit]
            other = _seen(unit, held, worth, ties, (look < chance[0], hear < chance[1]))
            if other == held[unit]:
                other = _trial(other, bits, told[unit], avoid < chance[2], bit)
                counts[0, period] += 1
                counts[1, period] += known_to[other] != NOBODY and known_to[other] != unit
                _note(unit, other, known_to, told, partners)
            better = worth[other] > worth[held[unit]]
            agreed = agree < approval[unit]
            counts[2, period] += better
            counts[3, period] += better and not agreed
            if better and agreed:
                solutions[unit] = other
        shares[:, period] = _measure(worth, solutions, worths[:, period + 1], holders)


_note: Callable[..., None] = numba.njit(cache=True)(_note_all)
_best: Callable[..., int] = numba.njit(cache=True)(_best_of)
_seen: Callable[..., int] = numba.njit(cache=True)(_best_seen)
_trial: Callable[..., int] = numba.njit(cache=True)(_one_bit_away)
_measure: Callable[..., tuple[float, float]] = numba.njit(cache=True)(_measure_one)
_search: Callable[..., None] = numba.njit(cache=True)(_search_one)
