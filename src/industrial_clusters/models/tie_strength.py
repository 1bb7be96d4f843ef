r"""Trust and contact: what news and what risky practice travel on which ties.

Zhang [1]_ crosses two properties of a tie that the literature on strong and weak
ties had left bound together. Wenzhou's ties among kin and neighbours have much trust
and much contact: good for working together, closed to news. Granovetter's weak ties
[2]_ have little of either: good for news, useless for working together. Xixia's
entrepreneurs meet once or twice a month, and yet trust each other, because they share
a home and a trade. So they lend and guarantee as strong ties do, and hear what weak
ties hear.

**Ties.** Each of :math:`n` members has :math:`k` ties, to its :math:`k/2` nearest
neighbours on either side of a ring. Each tie turns into a bridge to somebody beyond
the neighbourhood with probability

.. math:: b = \beta e^{-\xi c},

where :math:`c` is contact in meetings a month, :math:`\beta` openness and :math:`\xi`
exclusion: the more two people see of each other, the more they see of each other's
friends. The number of ties stays. Contact also makes friends of strangers: a tie is
trusted with probability

.. math:: t = 1 - (1 - \iota) e^{-\phi c},

:math:`\iota` from common identity alone, the rest from familiarity :math:`\phi`.

**Travel.** Once a member knows, it tells each partner after an exponential wait of
rate

.. math:: r = \kappa c^{h}.

News needs one teller. A risky practice (lending, standing surety, sharing clients)
needs :math:`\theta` trusted partners who have taken it up: simple and complex
contagion in the sense of Centola and Macy [3]_. On a ring of lasting waits a
contagion of threshold :math:`\theta` advances :math:`k/2 - \theta + 1` members a
step on either side, which is :math:`k/2` for news and nothing at all for
:math:`\theta > k/2`; it does not cross a bridge narrower than :math:`\theta` ties.

**Rivals.** In the document's form contact closes and brings no more news
(:math:`h = 0`). Aral and Van Alstyne [4]_ find the opposite to be possible: a
frequent tie is a wide one, and brings more that is new in spite of what it repeats.
That is :math:`h = 1` and :math:`\xi = 0` (:func:`more_contact_more_news`).
:func:`familiarity_alone` takes away what is special about Xixia: no trust without
contact, :math:`\iota = 0`. All three are settings of the same equations.

With overlap :math:`C = \frac{3 (k - 2)}{4 (k - 1)} (1 - b)^3` (Watts and Strogatz
[5]_; the cube from Barrat and Weigt [6]_), news that no other partner has told flows
at :math:`k r (1 - C)`. It is more on the more frequent of two ties exactly if
:math:`h` exceeds a critical bandwidth (:func:`critical_bandwidth`).

References
----------
.. [1] C. Zhang (2014), *Social Capital, Entrepreneur Network and Small City
   Development*, MSc thesis, Columbia University, section 6.1 and Table 2.
.. [2] M. Granovetter, "The Strength of Weak Ties", *American Journal of Sociology*
   78(6), 1973, 1360-1380. https://doi.org/10.1086/225469
.. [3] D. Centola and M. Macy, "Complex Contagions and the Weakness of Long Ties",
   *American Journal of Sociology* 113(3), 2007, 702-734.
   https://doi.org/10.1086/521848
.. [4] S. Aral and M. Van Alstyne, "The Diversity-Bandwidth Trade-off", *American
   Journal of Sociology* 117(1), 2011, 90-171. https://doi.org/10.1086/661238
.. [5] D. J. Watts and S. H. Strogatz, "Collective dynamics of 'small-world'
   networks", *Nature* 393, 1998, 440-442. https://doi.org/10.1038/30918
.. [6] A. Barrat and M. Weigt, "On the properties of small-world network models",
   *European Physical Journal B* 13, 2000, 547-560.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from industrial_clusters.models._parameters import (
    BoolArray,
    FloatArray,
    Range,
    Values,
    as_row,
    check_ranges,
    check_whole,
    number_of_draws,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = [
    "Course",
    "Parameters",
    "Ties",
    "adoption_times",
    "critical_bandwidth",
    "draw_ties",
    "expected_overlap",
    "familiarity_alone",
    "more_contact_more_news",
    "observables",
    "overlap",
    "simulate",
]

RANGES = {
    "contact": Range(0, 100, "meetings a month"),
    "identity": Range(0, 1, "probability that a tie is trusted before any meeting"),
    "familiarity": Range(0, 100, "per meeting a month"),
    "openness": Range(0, 1, "share of ties that bridge where nobody meets"),
    "exclusion": Range(0, 100, "per meeting a month"),
    "telling": Range(0, math.inf, "tellings a month on a tie of one meeting a month"),
    "bandwidth": Range(0, 1, "elasticity of telling to contact"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """What ties a circle of entrepreneurs has.

    The first group takes a number, or an array with one number a draw; the settings
    that follow are one whole number each.

    Parameters
    ----------
    contact : float or array, optional
        Meetings a month on a tie; by default the middle of the documented one to
        two.
    identity : float or array, optional
        Probability that a tie is trusted before any meeting. The document calls
        trust in Xixia high; the default is an assumption.
    familiarity : float or array, optional
        Trust that a meeting a month adds: a mistrusted tie stays so with
        probability ``exp(-familiarity * contact)``. An assumption.
    openness, exclusion : float or array, optional
        Share of ties that bridge where nobody meets, and the rate at which contact
        closes them. Assumptions.
    telling : float or array, optional
        Rate a month at which one who knows tells a partner met once a month. An
        assumption.
    bandwidth : float or array, optional
        Elasticity of telling to contact; 0, the document's, and 1 at which every
        meeting tells as much.
    members : int, optional
        Members of the circle; by default the least that more than 30 allows.
    neighbours : int, optional
        Ties of each member, an even number. An assumption.
    threshold : int, optional
        Trusted users that a member needs to see before taking up the practice. An
        assumption: the least that makes a contagion complex.

    Raises
    ------
    ValueError
        If a parameter leaves its range, the arrays differ in length, or the ring
        cannot be drawn.

    Examples
    --------
    >>> Parameters(neighbours=5)
    Traceback (most recent call last):
        ...
    ValueError: neighbours = 5; give an even number from 2 to 30, one less than the members
    """

    contact: Values = 1.5
    identity: Values = 0.7
    familiarity: Values = 0.2
    openness: Values = 0.3
    exclusion: Values = 0.5
    telling: Values = 0.2
    bandwidth: Values = 0.0
    members: int = 31
    neighbours: int = 6
    threshold: int = 2

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("members", self.members, 3)
        check_whole("threshold", self.threshold, 1)
        check_whole("neighbours", self.neighbours, 2)
        if self.neighbours % 2 or self.neighbours >= self.members:
            raise ValueError(
                f"neighbours = {self.neighbours}; give an even number from 2 to "
                f"{self.members - 1}, one less than the members"
            )
        if self.threshold >= self.members:
            raise ValueError(
                f"threshold = {self.threshold} leaves none of {self.members} members to follow; "
                f"give at most {self.members - 1}"
            )

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)

    @property
    def bridging(self) -> FloatArray:
        """Probability that a tie is a bridge, one number a draw."""
        closing = np.exp(-np.asarray(self.exclusion) * np.asarray(self.contact))
        return as_row(self.openness * closing, self.draws)

    @property
    def trust(self) -> FloatArray:
        """Probability that a tie is trusted, one number a draw."""
        strange = np.exp(-np.asarray(self.familiarity) * np.asarray(self.contact))
        return as_row(1.0 - (1.0 - np.asarray(self.identity)) * strange, self.draws)

    @property
    def rate(self) -> FloatArray:
        """Tellings a month on a tie, one number a draw."""
        width = np.asarray(self.contact, dtype=np.float64) ** np.asarray(self.bandwidth)
        return as_row(self.telling * width, self.draws)


@dataclass(frozen=True, eq=False)
class Ties:
    """The ties of each draw's circle; arrays of shape (draws, members, members).

    Attributes
    ----------
    present, trusted : ndarray of bool
        Whether two members have a tie, and whether it is trusted; symmetric.
    waits : ndarray of float
        Months from the day on which the first member knows until it has told the
        second; ``inf`` where there is no tie.
    """

    present: BoolArray
    trusted: BoolArray
    waits: FloatArray


@dataclass(frozen=True, eq=False)
class Course:
    """When news and the practice reach whom, in each draw's circle.

    Attributes
    ----------
    news, practice : ndarray of float, shape (draws, members)
        Month in which the member hears, or takes up the practice; 0 for those with
        whom it starts, ``inf`` for never.
    starters : int
        Members with whom the practice starts; the first of the ring. News starts
        with the first.
    overlap : ndarray of float, shape (draws,)
        Share of pairs of a member's partners who are each other's.
    trusted_share : ndarray of float, shape (draws,)
        Share of ties that are trusted.
    """

    news: FloatArray
    practice: FloatArray
    starters: int
    overlap: FloatArray
    trusted_share: FloatArray


def more_contact_more_news(parameters: Parameters) -> Parameters:
    """Return the rival: contact closes nothing, and every meeting tells as much.

    Examples
    --------
    >>> rival = more_contact_more_news(Parameters())
    >>> rival.bandwidth, rival.exclusion
    (1.0, 0.0)
    """
    return dataclasses.replace(parameters, bandwidth=1.0, exclusion=0.0)


def familiarity_alone(parameters: Parameters) -> Parameters:
    """Return the rival without common identity: trust comes with contact or not at all.

    Examples
    --------
    >>> familiarity_alone(Parameters()).identity
    0.0
    """
    return dataclasses.replace(parameters, identity=0.0)


def draw_ties(parameters: Parameters, rng: np.random.Generator) -> Ties:
    """Draw the ties of each circle.

    A generator in the same state gives theory and rival the same draws: where one
    has fewer bridges or less trust, these are among those of the other.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator

    Returns
    -------
    Ties

    Examples
    --------
    >>> ties = draw_ties(Parameters(openness=0.0), np.random.default_rng(1))
    >>> ties.present.sum(axis=2).tolist() == [[6] * 31]
    True
    """
    draws, members, half = parameters.draws, parameters.members, parameters.neighbours // 2
    turns = rng.random((draws, members, half))
    aims = rng.random((draws, members, half))
    doubts = np.triu(rng.random((draws, members, members)), 1)
    waits = rng.standard_exponential((draws, members, members))
    present = _ring(turns < parameters.bridging[:, None, None], aims)
    trusted = present & (doubts + doubts.swapaxes(1, 2) < parameters.trust[:, None, None])
    with np.errstate(divide="ignore"):
        waits = np.where(present, waits / parameters.rate[:, None, None], math.inf)
    return Ties(present, trusted, waits)


def adoption_times(waits: ArrayLike, starters: int, threshold: int) -> FloatArray:
    """Return when each member has heard from enough others.

    Parameters
    ----------
    waits : array_like, shape (draws, members, members)
        Time that the first of two members takes to tell the second; ``inf`` for
        never. Waits are positive.
    starters : int
        The contagion starts with the first so many members, at time 0.
    threshold : int
        Number of others from whom one must have heard.

    Returns
    -------
    ndarray of float, shape (draws, members)
        ``inf`` for a member that is never reached.

    References
    ----------
    .. [1] D. Centola and M. Macy, "Complex Contagions and the Weakness of Long
       Ties", *American Journal of Sociology* 113(3), 2007, 702-734.
       https://doi.org/10.1086/521848

    Examples
    --------
    Three in a row: the news passes along, what needs two tellers does not.

    >>> row = [[[np.inf, 1, np.inf], [1, np.inf, 1], [np.inf, 1, np.inf]]]
    >>> adoption_times(row, starters=1, threshold=1)
    array([[0., 1., 2.]])
    >>> adoption_times(row, starters=1, threshold=2)
    array([[ 0., inf, inf]])
    """
    # Hearers along the rows, so that each row holds what one of them hears.
    toward = np.ascontiguousarray(np.swapaxes(np.asarray(waits, dtype=np.float64), 1, 2))
    times = np.full(toward.shape[:2], math.inf)
    times[:, :starters] = 0.0
    going = np.arange(len(times))
    while going.size:
        known = times[going]
        heard = known[:, None, :] + toward
        heard.partition(threshold - 1, axis=2)
        sooner = np.minimum(known, heard[:, :, threshold - 1])
        changed = (sooner < known).any(axis=1)
        times[going] = sooner
        going, toward = going[changed], toward[changed]
    return times


def overlap(present: BoolArray) -> FloatArray:
    """Return the share of pairs of a member's partners who are each other's.

    This is the transitivity of the graph: three times its triangles over its
    connected triples; 0 where there is no triple.

    Parameters
    ----------
    present : ndarray of bool, shape (draws, members, members)

    Returns
    -------
    ndarray of float, shape (draws,)

    References
    ----------
    .. [1] D. J. Watts and S. H. Strogatz, "Collective dynamics of 'small-world'
       networks", *Nature* 393, 1998, 440-442. https://doi.org/10.1038/30918

    Examples
    --------
    >>> overlap(~np.eye(3, dtype=bool)[None])
    array([1.])
    """
    ties = present.astype(np.float64)
    closed = np.einsum("dij,dij->d", ties @ ties, ties)
    degrees = ties.sum(axis=2)
    triples = (degrees * (degrees - 1.0)).sum(axis=1)
    return np.where(triples > 0, closed / np.maximum(triples, 1.0), 0.0)


def expected_overlap(parameters: Parameters) -> FloatArray:
    r"""Return the overlap that a large circle has on average.

    .. math:: C = \frac{3 (k - 2)}{4 (k - 1)} (1 - b)^3

    Parameters
    ----------
    parameters : Parameters

    Returns
    -------
    ndarray of float, shape (draws,)

    References
    ----------
    .. [1] A. Barrat and M. Weigt, "On the properties of small-world network models",
       *European Physical Journal B* 13, 2000, 547-560.

    Examples
    --------
    >>> expected_overlap(Parameters(openness=0.0))
    array([0.6])
    """
    k = parameters.neighbours
    closed: FloatArray = 3.0 * (k - 2) / (4.0 * (k - 1)) * (1.0 - parameters.bridging) ** 3
    return closed


def critical_bandwidth(parameters: Parameters, frequent: Values) -> FloatArray:
    r"""Return the bandwidth above which frequent contact brings more that is new.

    .. math:: h^* = \frac{\ln (1 - C(c)) - \ln (1 - C(c'))}{\ln c' - \ln c},

    from setting :math:`k \kappa c^h (1 - C)` equal at contact :math:`c` and
    :math:`c'`.

    Parameters
    ----------
    parameters : Parameters
        Holds the rarer contact.
    frequent : float or array
        The more frequent contact, meetings a month.

    Returns
    -------
    ndarray of float, shape (draws,)
        0 where contact closes nothing.

    Raises
    ------
    ValueError
        If the frequent contact is not the more frequent, or the rare one is nil.

    References
    ----------
    .. [1] S. Aral and M. Van Alstyne, "The Diversity-Bandwidth Trade-off", *American
       Journal of Sociology* 117(1), 2011, 90-171. https://doi.org/10.1086/661238

    Examples
    --------
    >>> critical_bandwidth(Parameters(openness=1.0, exclusion=1.0, contact=1.0), 10.0).round(2)
    array([0.33])
    """
    ratio = np.asarray(frequent, dtype=np.float64) / np.maximum(parameters.contact, 1e-300)
    if (np.asarray(parameters.contact) <= 0).any() or (ratio <= 1).any():
        raise ValueError(
            f"frequent = {frequent} must exceed the contact of the parameters, and that nothing; "
            "give the rarer contact first"
        )
    often = dataclasses.replace(parameters, contact=frequent)
    novel = (1.0 - expected_overlap(parameters)) / (1.0 - expected_overlap(often))
    return np.log(novel) / np.log(ratio)


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Let one piece of news and one risky practice spread through every circle.

    News starts with one member, the practice with as many neighbours as its
    threshold.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator

    Returns
    -------
    Course

    Examples
    --------
    Where nobody is trusted news goes round and the practice stays where it is.

    >>> strangers = Parameters(identity=0.0, familiarity=0.0, telling=1.0)
    >>> course = simulate(strangers, np.random.default_rng(1))
    >>> int(np.isfinite(course.news).sum()), int(np.isfinite(course.practice).sum())
    (31, 2)
    """
    ties = draw_ties(parameters, rng)
    trusting = np.where(ties.trusted, ties.waits, math.inf)
    return Course(
        news=adoption_times(ties.waits, 1, 1),
        practice=adoption_times(trusting, parameters.threshold, parameters.threshold),
        starters=parameters.threshold,
        overlap=overlap(ties.present),
        trusted_share=ties.trusted.sum(axis=(1, 2)) / ties.present.sum(axis=(1, 2)),
    )


def observables(course: Course, months: float = 240.0) -> pd.DataFrame:
    """Return what a document could have reported of each circle.

    Parameters
    ----------
    course : Course
    months : float, optional
        Time after which reach is counted; by default the 20 years from the founding
        of the network to the document.

    Returns
    -------
    DataFrame
        One row a draw: ``friend_hears``, months until the neighbour of the one who
        knows has heard; ``news_delay``, months until half of the others have;
        ``news_reach`` and ``practice_reach``, shares of the others reached in time;
        ``next_user``, months until the first takes up the practice;
        ``practice_users``, their number with the starters; ``overlap``;
        ``trusted_share``.

    Examples
    --------
    >>> course = simulate(Parameters(telling=10.0, identity=1.0), np.random.default_rng(1))
    >>> observables(course)[["news_reach", "practice_reach", "practice_users"]]
       news_reach  practice_reach  practice_users
    0         1.0             1.0              31
    """
    told, followers = course.news[:, 1:], course.practice[:, course.starters :]
    users = np.count_nonzero(course.practice <= months, axis=1)
    return pd.DataFrame(
        {
            "friend_hears": course.news[:, 1],
            "news_delay": np.sort(told, axis=1)[:, (told.shape[1] - 1) // 2],
            "news_reach": (told <= months).mean(axis=1),
            "practice_reach": (followers <= months).mean(axis=1),
            "next_user": followers.min(axis=1),
            "practice_users": users,
            "overlap": course.overlap,
            "trusted_share": course.trusted_share,
        }
    )


def _ring(bridges: BoolArray, aims: FloatArray) -> BoolArray:
    """Ties of a ring of which some turn into bridges to members beyond the neighbours."""
    draws, members, half = bridges.shape
    here = np.arange(members)
    beyond = members - 2 * half - 1
    if beyond <= 0:  # everybody is a neighbour already
        bridges = np.zeros_like(bridges)
    present = np.zeros((draws, members, members), dtype=np.bool_)
    for step in range(1, half + 1):
        there = (here + step) % members
        far = half + 1 + np.floor(aims[:, :, step - 1] * beyond).astype(np.int64)
        ends = np.where(bridges[:, :, step - 1], (here + far) % members, there)
        present[np.arange(draws)[:, None], here, ends] = True
    both: BoolArray = present | present.swapaxes(1, 2)
    return both
