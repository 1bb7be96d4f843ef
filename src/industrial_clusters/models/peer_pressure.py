r"""Peer pressure and honour among entrepreneurs who know what the others achieve.

In Xixia, says Zhang [1]_, news of what each member achieves goes round the network.
Who has nothing new to show is embarrassed at the gatherings, who innovates is
proud, the five leaders' stories set the standard, and the county ranks its
entrepreneurs by stars. Pressure and honour, not money alone, keep successful people
at work. The document takes this from Kandel and Lazear [2]_.

**Effort.** A member's effort :math:`e` costs :math:`e^2/2` and is worth :math:`e`, of
which it gets the part that it is free to keep, :math:`\omega` (little for the
employed head of a public factory, all for an owner). A share :math:`\sigma` of the
value goes to all :math:`N` members alike: a brand, lessons, weight against the
government. Pressure :math:`\kappa_i`, exponential over members with mean
:math:`\kappa`, is felt as far as effort is seen, :math:`o`. So a member chooses

.. math:: e_i = \omega \left( (1 - \sigma) + \frac{\sigma}{N} + \kappa_i\, o \right),

against the first best of 1. With all value shared, no pressure and full freedom this
is Kandel and Lazear's free riding: :math:`1/N` of the first best. Pressure restores
it where :math:`\kappa o = \sigma (1 - 1/N)`, and beyond that drives effort too far.

**Honour** is a contest: a prize :math:`W` goes to one in proportion to effort, which
adds :math:`W (N - 1) / (N^2 e)` to the reward of effort among equals, as in Tullock's
rent seeking [3]_; each member meets a field of its like.

**Seeing.** What a member did in a year is known to another with probability

.. math:: o(N) = 1 - \exp\left( -12\, c\, \tau\, (N_1 / N)^{d} \right),

with :math:`c` gatherings a month, :math:`\tau` the chance that it comes up at a
gathering of the first circle of :math:`N_1`, and :math:`d` dilution: 0 if news of
everyone reaches everyone whatever the size, as the document has it.

**Rivals.** :func:`diluted`: a gathering has room for so many stories, :math:`d = 1`,
so free riding grows with the group. :func:`ownership_alone`: neither pressure nor
honour; effort rose when public factories became companies and their heads owners.

References
----------
.. [1] C. Zhang (2014), *Social Capital, Entrepreneur Network and Small City
   Development*, MSc thesis, Columbia University, sections 5.2 (2) and 5.2 (4).
.. [2] E. Kandel and E. P. Lazear, "Peer Pressure and Partnerships", *Journal of
   Political Economy* 100(4), 1992, 801-817. https://doi.org/10.1086/261840
.. [3] G. Tullock, "Efficient Rent Seeking", in J. M. Buchanan, R. D. Tollison and
   G. Tullock (eds), *Toward a Theory of the Rent-Seeking Society*, Texas A&M
   University Press, 1980, 97-112.
"""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from industrial_clusters.models._parameters import (
    FloatArray,
    Range,
    Values,
    as_column,
    check_ranges,
    check_whole,
    number_of_draws,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = [
    "Course",
    "Parameters",
    "diluted",
    "effort",
    "honoured",
    "observability",
    "observables",
    "ownership_alone",
    "simulate",
]

MONTHS = 12
SLACK = 0.5

RANGES = {
    "contact": Range(0, 100, "gatherings a month"),
    "telling": Range(0, 1, "chance that a deed comes up at a gathering of the first circle"),
    "dilution": Range(0, 1, "elasticity of that chance to size, with the sign reversed"),
    "pressure": Range(0, 100, "share of the value of effort"),
    "honour": Range(0, 1000, "prize, in years of the value of full effort"),
    "shared": Range(0, 1, "share of the value that all members get alike"),
    "freedom": Range(0, 1, "share of its value that a member keeps before the reform"),
    "members_first": Range(2, 1000, "members of the first circle"),
    "members_later": Range(2, 10000, "members of the network"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """Who sees whom, what is shared, and what is felt.

    The first group takes a number, or an array with one number a draw; the settings
    that follow are one whole number each.

    Parameters
    ----------
    contact : float or array, optional
        Gatherings a month; by default the middle of the documented one to two.
    telling : float or array, optional
        Chance that a member's deed comes up at a gathering of the first circle. An
        assumption.
    dilution : float or array, optional
        0 where size does not matter to it, the document's; 1 where a gathering has
        room for so many stories.
    pressure : float or array, optional
        Mean over members of what being seen to do less costs, as a share of the
        value of effort. An assumption.
    honour : float or array, optional
        Prize of the contest for standing, in years of the value of full effort. An
        assumption.
    shared : float or array, optional
        Share of the value of effort that goes to all members alike; 1 is Kandel and
        Lazear's partnership. The members own their firms, so less; an assumption.
    freedom : float or array, optional
        Share of the value of its effort that a member keeps, or may act upon, before
        the reform of ownership; all after it. An assumption.
    members_first, members_later : float or array, optional
        Members of the first circle, by default within the documented five to eight,
        and of the network, by default the least that more than 30 allows.
    first_year, last_year : int, optional
        Years simulated, ends included.
    opening_year, reform_year, converted_year : int, optional
        Years in which the circle begins to grow, ownership begins to change, and
        both are done; by default the documented ones.

    Raises
    ------
    ValueError
        If a parameter leaves its range, the arrays differ in length, or the years
        are out of order.

    Examples
    --------
    >>> Parameters(shared=1.2)
    Traceback (most recent call last):
        ...
    ValueError: shared = 1.2 lies outside 0 to 1 (share of the value that all members get alike);
    draw it from that range
    """

    contact: Values = 1.5
    telling: Values = 0.2
    dilution: Values = 0.0
    pressure: Values = 0.3
    honour: Values = 0.0
    shared: Values = 0.3
    freedom: Values = 0.3
    members_first: Values = 6.0
    members_later: Values = 31.0
    first_year: int = 1985
    last_year: int = 2014
    opening_year: int = 1994
    reform_year: int = 1999
    converted_year: int = 2003

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("first_year", self.first_year, 1)
        dates = ("first_year", "opening_year", "reform_year", "converted_year", "last_year")
        for early, late in itertools.pairwise(dates):
            if getattr(self, early) >= getattr(self, late):
                raise ValueError(
                    f"{late} = {getattr(self, late)} does not follow {early} = "
                    f"{getattr(self, early)}; give a later one"
                )

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)


@dataclass(frozen=True, eq=False)
class Course:
    """What each draw's members did; arrays of shape (draws, years).

    Attributes
    ----------
    years : tuple of int
        Years simulated.
    opening_year : int
        Year in which the circle begins to grow.
    members : ndarray of float
        Members of the network, whole numbers.
    seen : ndarray of float
        Probability that a member's deeds of the year are known to another.
    effort, added : ndarray of float
        Mean effort of the members, as a share of the first best, and what of it they
        would not do with neither pressure nor honour.
    slack : ndarray of float
        Share of members whose effort is below half of the first best.
    """

    years: tuple[int, ...]
    opening_year: int
    members: FloatArray
    seen: FloatArray
    effort: FloatArray
    added: FloatArray
    slack: FloatArray


def diluted(parameters: Parameters) -> Parameters:
    """Return the rival in which a gathering has room for so many stories.

    Examples
    --------
    >>> diluted(Parameters()).dilution
    1.0
    """
    return dataclasses.replace(parameters, dilution=1.0)


def ownership_alone(parameters: Parameters) -> Parameters:
    """Return the rival with neither pressure nor honour.

    Examples
    --------
    >>> rival = ownership_alone(Parameters(honour=2.0))
    >>> rival.pressure, rival.honour
    (0.0, 0.0)
    """
    return dataclasses.replace(parameters, pressure=0.0, honour=0.0)


def effort(
    members: ArrayLike, shared: ArrayLike, felt: ArrayLike = 0.0, freedom: ArrayLike = 1.0
) -> FloatArray:
    """Return what a member does who gets part of the value and feels some pressure.

    Parameters
    ----------
    members : array_like
        Number who get equal parts of what is shared.
    shared : array_like
        Share of the value that all get alike.
    felt : array_like, optional
        Pressure times the probability of being seen.
    freedom : array_like, optional
        Share of its value that the member keeps or may act upon.

    Returns
    -------
    ndarray of float
        As a share of the first best.

    References
    ----------
    .. [1] E. Kandel and E. P. Lazear, "Peer Pressure and Partnerships", *Journal of
       Political Economy* 100(4), 1992, 801-817. https://doi.org/10.1086/261840

    Examples
    --------
    Five partners who share all do a fifth; pressure of four fifths mends it.

    >>> effort(5, 1.0)
    array(0.2)
    >>> effort(5, 1.0, felt=0.8)
    array(1.)
    """
    n, s, f = (np.asarray(x, dtype=np.float64) for x in (members, shared, felt))
    return np.asarray(np.asarray(freedom) * ((1.0 - s) + s / n + f))


def honoured(alone: ArrayLike, honour: ArrayLike, members: ArrayLike) -> FloatArray:
    """Return the effort of equals who also compete for an honour.

    Parameters
    ----------
    alone : array_like
        Effort without the contest.
    honour : array_like
        Prize, which goes to one in proportion to effort.
    members : array_like
        Contestants.

    Returns
    -------
    ndarray of float
        Root of ``e = alone + honour * (members - 1) / (members**2 * e)``.

    References
    ----------
    .. [1] G. Tullock, "Efficient Rent Seeking", in J. M. Buchanan, R. D. Tollison
       and G. Tullock (eds), *Toward a Theory of the Rent-Seeking Society*, Texas A&M
       University Press, 1980, 97-112.

    Examples
    --------
    Two who care for nothing else, and a prize of 4, which each wins half the time:

    >>> honoured(0.0, 4.0, 2)
    array(1.)
    """
    base, n = np.asarray(alone, dtype=np.float64), np.asarray(members, dtype=np.float64)
    stake = np.asarray(honour) * (n - 1.0) / n**2
    return np.asarray(0.5 * (base + np.sqrt(base**2 + 4.0 * stake)))


def observability(parameters: Parameters, members: ArrayLike) -> FloatArray:
    """Return the probability that a member's deeds of a year are known to another.

    Parameters
    ----------
    parameters : Parameters
    members : array_like, shape (draws, years) or a shape that broadcasts to it
        Members of the network.

    Returns
    -------
    ndarray of float, shape (draws, years)

    Examples
    --------
    A network five times the first circle, where news spreads to all and where each
    has a fifth of the time:

    >>> theory = Parameters(contact=1.0, telling=0.1, members_first=6.0)
    >>> observability(theory, 30.0).round(3), observability(diluted(theory), 30.0).round(3)
    (array([[0.699]]), array([[0.213]]))
    """
    crowding = (as_column(parameters.members_first) / np.asarray(members)) ** as_column(
        parameters.dilution
    )
    tellings = MONTHS * as_column(parameters.contact) * as_column(parameters.telling)
    return np.asarray(-np.expm1(-tellings * crowding))


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Let every draw's circle grow and its members choose their effort, year by year.

    The circle grows evenly from the opening to the year in which ownership has been
    converted; freedom grows evenly from the reform to that year.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        Source of how far each member feels pressure.

    Returns
    -------
    Course

    Examples
    --------
    >>> partnership = Parameters(shared=1.0, pressure=0.0, freedom=1.0)
    >>> course = simulate(partnership, np.random.default_rng(1))
    >>> (course.effort * course.members).round(6)[0, [0, -1]].tolist()
    [1.0, 1.0]
    """
    years = np.arange(parameters.first_year, parameters.last_year + 1)
    grown = _ramp(years, parameters.opening_year, parameters.converted_year)
    first, later = as_column(parameters.members_first), as_column(parameters.members_later)
    members = np.rint(first + (later - first) * grown)
    kept = as_column(parameters.freedom)
    freedom = kept + (1.0 - kept) * _ramp(years, parameters.reform_year, parameters.converted_year)
    seen = observability(parameters, members)
    draws = parameters.draws
    # Members first, so that a network of one more has the same others.
    touched = rng.standard_exponential((int(members.max()), draws)).T
    touched = touched * as_column(parameters.pressure)
    unmoved = effort(members, as_column(parameters.shared), 0.0, freedom)
    mean, added, slack = np.empty((3, draws, len(years)))
    for t in range(len(years)):
        here = np.arange(touched.shape[1]) < members[:, t, None]
        each = effort(
            members[:, t, None],
            as_column(parameters.shared),
            touched * seen[:, t, None],
            freedom[:, t, None],
        )
        each = honoured(
            each, freedom[:, t, None] * as_column(parameters.honour), members[:, t, None]
        )
        mean[:, t] = (each * here).sum(axis=1) / members[:, t]
        added[:, t] = ((each - unmoved[:, t, None]) * here).sum(axis=1) / members[:, t]
        slack[:, t] = ((each < SLACK) & here).sum(axis=1) / members[:, t]
    return Course(
        years=tuple(years.tolist()),
        opening_year=parameters.opening_year,
        members=np.broadcast_to(members, mean.shape),
        seen=np.broadcast_to(seen, mean.shape),
        effort=mean,
        added=added,
        slack=slack,
    )


def observables(course: Course) -> pd.DataFrame:
    """Return what a document could have reported of each network.

    Parameters
    ----------
    course : Course

    Returns
    -------
    DataFrame
        One row a draw: ``early_effect``, what the network added to mean effort in
        the last year of the first circle, and ``late_effect``, in the last year;
        ``seen``, ``effort`` and ``slack`` of the last year.

    Examples
    --------
    >>> course = simulate(Parameters(pressure=0.0), np.random.default_rng(1))
    >>> observables(course)[["early_effect", "late_effect"]].to_numpy().tolist()
    [[0.0, 0.0]]
    """
    eve = course.years.index(course.opening_year) - 1
    return pd.DataFrame(
        {
            "early_effect": course.added[:, eve],
            "late_effect": course.added[:, -1],
            "seen": course.seen[:, -1],
            "effort": course.effort[:, -1],
            "slack": course.slack[:, -1],
        }
    )


def _ramp(
    years: np.ndarray[tuple[int, ...], np.dtype[np.int64]], start: int, end: int
) -> FloatArray:
    """Rise evenly from 0 in one year to 1 in another."""
    return np.clip((years - start) / (end - start), 0.0, 1.0)
