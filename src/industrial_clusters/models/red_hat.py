r"""Red hat: repression, cover and the levy in a village of workshops.

Lu and Ganne [1]_ tell of Mantang, a village of Yongkang. Its managers first
hunt down private metal workshops (some eighty arrests), a revolt brews, and the
authorities settle: workshops may run under the collective's name, the "red hat".
In 1982, 170 of 183 households are registered, and a levy on sales goes to
commune, village and state. The authors' argument is that the concession, made at
the lowest level, did what central permission (individual businesses, from 1981)
could not: it brought security, and the papers without which nobody could send an
invoice or open an account.

**Households.** Household :math:`i` would keep a share :math:`g_i` of a year's
sales as gain over its other work, :math:`g_i \sim N(\mu, \sigma^2)`. Without the
papers of a collective it forgoes :math:`f_i`, exponential with mean :math:`\phi`.
With :math:`n` households at work, the village finds and arrests each with
probability

.. math:: \rho(n) = \min(\delta, K / n),

where :math:`\delta` is the chance that a lone workshop is found and :math:`K` the
number of arrests the village can make in a year. An arrest costs :math:`L` years
of sales. A workshop under its owner's name pays

.. math:: u^{own}_i(n) = g_i - f_i - L (1 - r s_i) \rho(n),

with :math:`r` the part of the loss from which central permission frees a small
unit (:math:`s_i = 1`; at most seven employees). Under the hat, once the village
offers it,

.. math:: u^{hat}_i(n) = g_i - (1 - c) f_i - \tau
          - L (1 - c) \min(\delta, (K + C) / n),

with :math:`\tau` the levy, :math:`c` how good the cover is and :math:`C` the
arrests that the central campaign against fictitious collectives adds. Where the
village makes the hat a condition, as the document says it did, that is the only
way to work from then on; otherwise a household takes the better of the two. It
works if what it gets is positive. Since :math:`\rho` falls in :math:`n`,
each household has a threshold, the least number at work that draws it in, and the
village is a threshold cascade in the sense of Granovetter [2]_ that can have a low
and a high equilibrium.

**Village.** An arrest is worth :math:`b` years of one workshop's sales to the
managers; cover yields them their part :math:`v` of the levy on every workshop.
They give in when :math:`v n > b \min(\delta n, K)`: repression has a ceiling, the
levy has none. The levy therefore has two faces. It deters households, and without
the village's own part nobody would offer the hat. This motive is the model's: the
document names the revolt as the occasion and dates the levy to 1982-83, after the
hat.

**Rival.** Central permission alone (:func:`permission_alone`): no cover, no levy,
the same permission. It is nested in the equations, and neither is tuned.

References
----------
.. [1] S. Lu and B. Ganne (2016), "From Farm Tools to Electric Cars", *China
   Perspectives* no. 1, 37-48. https://doi.org/10.4000/chinaperspectives.6916
.. [2] M. Granovetter, "Threshold Models of Collective Behavior", *American
   Journal of Sociology* 83(6), 1978, 1420-1443. https://doi.org/10.1086/226707
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

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

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = [
    "Course",
    "Households",
    "Parameters",
    "cascade",
    "draw_households",
    "equilibria",
    "observables",
    "permission_alone",
    "simulate",
    "simulate_households",
    "thresholds",
    "yielding_mass",
]

# Draws run together: few enough that their households stay in the processor's cache.
_BLOCK = 256

RANGES = {
    "gain": Range(-10, 10, "share of a year's sales"),
    "gain_spread": Range(0, 10, "share of a year's sales"),
    "friction": Range(0, 10, "share of a year's sales"),
    "loss": Range(0, 1000, "years of sales"),
    "detection": Range(0, 1, "probability a year"),
    "capacity": Range(0, math.inf, "arrests a year"),
    "cover": Range(0, 1, "share of risk and friction removed"),
    "permission": Range(0, 1, "share of the loss removed"),
    "small_share": Range(0, 1, "share of households"),
    "campaign": Range(0, math.inf, "arrests a year"),
    "value_of_arrest": Range(0, math.inf, "years of one workshop's sales"),
    "levy_commune": Range(0, 1, "share of sales"),
    "levy_village": Range(0, 1, "share of sales"),
    "levy_state": Range(0, 1, "share of sales"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """What households gain and risk, and what the authorities do.

    The first group takes a number, or an array with one number a draw; the
    settings that follow are one whole number each. The document gives no figure
    for the first group but the levy, and the arrests over some years: the other
    defaults are assumptions, a village with which to begin.

    Parameters
    ----------
    gain, gain_spread : float or array, optional
        Mean and standard deviation over households of a workshop's gain over the
        household's other work, as a share of its yearly sales.
    friction : float or array, optional
        Mean over households of what the lack of papers costs, as a share of
        sales.
    loss : float or array, optional
        Cost of an arrest, in years of sales.
    detection : float or array, optional
        Probability that a lone workshop is found within a year.
    capacity : float or array, optional
        Arrests that the village can make in a year, ``inf`` for no ceiling; by
        default the documented 80, which bear no date, spread over the four years
        from 1978 to 1981.
    cover : float or array, optional
        Share of risk and of friction that the hat removes; 0 is no cover.
    permission : float or array, optional
        Share of the loss from which central permission frees a small unit.
    small_share : float or array, optional
        Share of households whose unit stays within the permitted size; by default
        all, since the document speaks of family workshops.
    campaign : float or array, optional
        Arrests a year that the central campaign adds against covered workshops,
        before the cover shields them.
    value_of_arrest : float or array, optional
        What an arrest is worth to the village, in years of one workshop's sales.
    levy_commune, levy_village, levy_state : float or array, optional
        Parts of the levy, as shares of sales; by default the documented 1%, 3%
        and 5%.
    households : int, optional
        Households in the village; by default the documented 183.
    pioneers : int, optional
        Households seen at work before the first look; by default none, as nothing is
        known of any.
    first_year, last_year : int, optional
        Years simulated, ends included; by default from the household-responsibility
        system of 1978 to the last year of the campaign.
    permission_year : int, optional
        First year of central permission, by default the documented 1981; a year
        after the last for none.
    campaign_first_year, campaign_last_year : int, optional
        Years of the central campaign, ends included; by default the documented
        1982 and 1984.
    withdrawal_year : int, optional
        First year in which the village no longer offers the hat and again counts on
        arrests; by default never, as the document tells of no such year.
    looks_a_year : int, optional
        How often within a year households look at who is at work and decide; an
        assumption.
    hat_required : bool, optional
        Whether a village that offers the hat tolerates no workshop without it, as
        the document says.

    Raises
    ------
    ValueError
        If a parameter leaves its range or the arrays differ in length.

    Examples
    --------
    >>> Parameters().levy_village
    0.03
    >>> Parameters(detection=1.2)
    Traceback (most recent call last):
        ...
    ValueError: detection = 1.2 lies outside 0 to 1 (probability a year); draw it from that range
    """

    gain: Values = 0.2
    gain_spread: Values = 0.2
    friction: Values = 0.05
    loss: Values = 0.5
    detection: Values = 0.5
    capacity: Values = 20.0
    cover: Values = 0.8
    permission: Values = 0.5
    small_share: Values = 1.0
    campaign: Values = 20.0
    value_of_arrest: Values = 0.1
    levy_commune: Values = 0.01
    levy_village: Values = 0.03
    levy_state: Values = 0.05
    households: int = 183
    pioneers: int = 0
    first_year: int = 1978
    last_year: int = 1984
    permission_year: int = 1981
    campaign_first_year: int = 1982
    campaign_last_year: int = 1984
    withdrawal_year: int = 9999
    looks_a_year: int = 4
    hat_required: bool = True

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("households", self.households, 1)
        check_whole("pioneers", self.pioneers, 0)
        check_whole("looks_a_year", self.looks_a_year, 1)
        check_years(self.first_year, self.last_year)

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)


@dataclass(frozen=True, eq=False)
class Households:
    """The households of each draw's village; arrays of shape (draws, households).

    Attributes
    ----------
    gain : ndarray of float
        Gain from a workshop, share of yearly sales.
    friction : ndarray of float
        Cost of having no papers, share of yearly sales.
    small : ndarray of bool
        Whether the unit stays within the size that central permission allows.
    """

    gain: FloatArray
    friction: FloatArray
    small: BoolArray


@dataclass(frozen=True, eq=False)
class Course:
    """What happened in each draw's village; arrays of shape (draws, years).

    Attributes
    ----------
    years : tuple of int
        Years simulated.
    households : int
        Households in the village.
    working, under_cover, registered : ndarray of int
        Households at work at the end of the year; those of them under the hat;
        those under the hat or permitted.
    arrests : ndarray of float
        Expected arrests in the year.
    cover_year : ndarray of float, shape (draws,)
        First year under cover; ``inf`` where the village never gives in.
    completes : ndarray of bool, shape (draws,)
        Whether the village ends at the highest equilibrium of its last year.
    """

    years: tuple[int, ...]
    households: int
    working: IntArray
    under_cover: IntArray
    registered: IntArray
    arrests: FloatArray
    cover_year: FloatArray
    completes: BoolArray


_Arrays = TypeVar("_Arrays", Parameters, Households)


def permission_alone(parameters: Parameters) -> Parameters:
    """Return the rival: the same village without cover and without levy.

    Examples
    --------
    >>> permission_alone(Parameters()).cover
    0.0
    """
    return dataclasses.replace(
        parameters, cover=0.0, levy_commune=0.0, levy_village=0.0, levy_state=0.0
    )


def cascade(thresholds: ArrayLike) -> IntArray:
    """Return how many end up active when nobody is at first.

    Each member joins as soon as at least as many are active as its threshold
    says. The end is the lowest fixed point of the distribution of thresholds.

    Parameters
    ----------
    thresholds : array_like, shape (..., members)
        Number of active members that each member needs to see; ``inf`` for one
        that never joins.

    Returns
    -------
    ndarray of int, shape (...)
        Active members.

    Raises
    ------
    ValueError
        If there is no member or a threshold is not a number.

    See Also
    --------
    equilibria : the highest fixed point as well.

    References
    ----------
    .. [1] M. Granovetter, "Threshold Models of Collective Behavior", *American
       Journal of Sociology* 83(6), 1978, 1420-1443.
       https://doi.org/10.1086/226707

    Examples
    --------
    Granovetter's crowd of a hundred: everyone riots, and with one threshold
    changed from 1 to 2 only the instigator does.

    >>> crowd = np.arange(100)
    >>> int(cascade(crowd))
    100
    >>> crowd[1] = 2
    >>> int(cascade(crowd))
    1
    """
    low, _ = equilibria(thresholds)
    return low


def equilibria(thresholds: ArrayLike) -> tuple[IntArray, IntArray]:
    """Return the lowest and the highest number at which a crowd can rest.

    Parameters
    ----------
    thresholds : array_like, shape (..., members)
        As in :func:`cascade`.

    Returns
    -------
    low, high : ndarray of int, shape (...)
        Least and greatest n such that exactly n thresholds are at most n. Where
        they differ, history decides.

    Raises
    ------
    ValueError
        If there is no member or a threshold is not a number.

    Examples
    --------
    Three households that each wait for two others stay out, or all work.

    >>> low, high = equilibria([2, 2, 2])
    >>> int(low), int(high)
    (0, 3)
    """
    ordered = np.sort(np.atleast_1d(np.asarray(thresholds, dtype=np.float64)), axis=-1)
    members = ordered.shape[-1]
    if members == 0:
        raise ValueError("there is no threshold; give at least one member")
    if np.isnan(ordered).any():
        raise ValueError("a threshold is not a number; use inf for a member that never joins")
    # n can rise no further when the next member (place n) still waits for more.
    waiting = ordered > np.arange(members)
    low = np.where(waiting.any(axis=-1), waiting.argmax(axis=-1), members)
    # From above, n holds when its least willing member (place n - 1) is content.
    content = ordered <= np.arange(1, members + 1)
    high = np.where(content.any(axis=-1), members - content[..., ::-1].argmax(axis=-1), 0)
    return low.astype(np.int64), high.astype(np.int64)


def draw_households(parameters: Parameters, rng: np.random.Generator) -> Households:
    """Draw the households of each village.

    A generator in the same state gives theory and rival the same households,
    whatever their parameters.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator

    Returns
    -------
    Households

    Examples
    --------
    >>> parameters = Parameters(gain=0.2, gain_spread=0.0, friction=0.05, loss=1.0, detection=0.8,
    ...                         capacity=30, cover=1.0, permission=0.5, small_share=1.0,
    ...                         campaign=0, value_of_arrest=0.1, households=3)
    >>> draw_households(parameters, np.random.default_rng(1)).gain
    array([[0.2, 0.2, 0.2]])
    """
    shape = (parameters.draws, parameters.households)
    gain = as_column(parameters.gain) + as_column(parameters.gain_spread) * rng.standard_normal(
        shape
    )
    friction = as_column(parameters.friction) * rng.standard_exponential(shape)
    small = rng.random(shape) < as_column(parameters.small_share)
    return Households(gain, friction, small)


def thresholds(
    parameters: Parameters, households: Households, year: int, covered: ArrayLike
) -> FloatArray:
    """Return how many must be at work before each household opens a workshop.

    Parameters
    ----------
    parameters : Parameters
    households : Households
        Result of :func:`draw_households` for the same parameters.
    year : int
        Decides whether central permission and the central campaign are in force.
    covered : bool or array of bool, shape (draws,)
        Whether the village offers the hat.

    Returns
    -------
    ndarray of float, shape (draws, households)
        0 for a household that opens whatever the others do, ``inf`` for one that
        never does.

    Examples
    --------
    A gain of 0.2 bears a risk of 0.2 of losing a year's sales. With a capacity of
    30 arrests, the risk falls below that when more than 150 work.

    >>> parameters = Parameters(gain=0.2, gain_spread=0.0, friction=0.0, loss=1.0, detection=0.8,
    ...                         capacity=30, cover=1.0, permission=0.5, small_share=1.0,
    ...                         campaign=0, value_of_arrest=0.1, households=2)
    >>> village = draw_households(parameters, np.random.default_rng(1))
    >>> thresholds(parameters, village, 1978, covered=False)
    array([[151., 151.]])
    >>> thresholds(parameters, village, 1978, covered=True)
    array([[0., 0.]])
    """
    own = _needed(*_own_terms(parameters, households, year), as_column(parameters.detection))
    offered = np.atleast_1d(np.asarray(covered, dtype=np.bool_))[:, None]
    if not offered.any():
        return own
    hat = _needed(*_hat_terms(parameters, households, year), as_column(parameters.detection))
    return np.where(offered, hat if parameters.hat_required else np.minimum(own, hat), own)


def yielding_mass(parameters: Parameters) -> FloatArray:
    """Return the number at work above which the village prefers levy to arrests.

    Repression earns at most the value of ``capacity`` arrests, cover earns the
    village's part of the levy on all.

    Returns
    -------
    ndarray of float, shape (draws,)
        0 where the levy on a workshop is worth more than its expected arrest
        from the start; ``inf`` where the village gets no levy.

    Examples
    --------
    >>> parameters = Parameters(gain=0.2, gain_spread=0.1, friction=0.05, loss=1.0, detection=0.8,
    ...                         capacity=30, cover=1.0, permission=0.5, small_share=1.0,
    ...                         campaign=0, value_of_arrest=0.1)
    >>> yielding_mass(parameters).round(6)
    array([100.])
    """
    draws = parameters.draws
    levy = as_row(parameters.levy_village, draws)
    value = as_row(parameters.value_of_arrest, draws)
    earns = levy > 0
    # Where the levy is nil the quotient is never used; 1 keeps it defined.
    ceiling = _product(value, as_row(parameters.capacity, draws)) / np.where(earns, levy, 1.0)
    at_once = levy > value * as_row(parameters.detection, draws)
    return np.where(at_once, 0.0, np.where(earns, ceiling, math.inf))


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Run every draw's village through the years.

    Within a year households look round a fixed number of times and decide on the
    number at work that they last saw. At its end arrests are counted and the
    village decides whether to offer the hat from the next year. It takes the offer
    back in the withdrawal year alone.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        Source of the households; decisions are not random.

    Returns
    -------
    Course

    Examples
    --------
    A certain arrest keeps everyone at home, until the village stops looking.

    >>> parameters = Parameters(gain=0.2, gain_spread=0.0, friction=0.0, loss=1.0, detection=1.0,
    ...                         capacity=30, cover=1.0, permission=0.5, small_share=1.0,
    ...                         campaign=0, value_of_arrest=0.1)
    >>> simulate(parameters, np.random.default_rng(1)).working[0].tolist()
    [0, 0, 0, 0, 0, 0, 0]
    >>> tolerant = dataclasses.replace(parameters, capacity=0)
    >>> simulate(tolerant, np.random.default_rng(1)).working[0].tolist()
    [183, 183, 183, 183, 183, 183, 183]
    """
    return simulate_households(parameters, draw_households(parameters, rng))


def simulate_households(parameters: Parameters, village: Households) -> Course:
    """Run villages of given households, such as one and the same under several theories.

    Parameters
    ----------
    parameters : Parameters
    village : Households
        Of shape (draws, households).

    Returns
    -------
    Course

    Raises
    ------
    ValueError
        If the households are not of that shape.

    Examples
    --------
    Of three households one needs nobody, and the others see that it was not enough.

    >>> parameters = Parameters(loss=1.0, detection=1.0, capacity=0.5, households=3)
    >>> gain = np.array([[0.6, 0.2, 0.2]])
    >>> village = Households(gain, np.zeros((1, 3)), np.ones((1, 3), dtype=bool))
    >>> simulate_households(permission_alone(parameters), village).working[0, 0]
    np.int64(1)
    """
    shape = (parameters.draws, parameters.households)
    if village.gain.shape != shape:
        raise ValueError(
            f"the households have shape {village.gain.shape} for {shape[0]} draws of {shape[1]}; "
            "give one row a draw"
        )
    years = tuple(range(parameters.first_year, parameters.last_year + 1))
    blocks = [
        _run(_rows(parameters, rows), _rows(village, rows), years)
        for start in range(0, parameters.draws, _BLOCK)
        for rows in [slice(start, start + _BLOCK)]
    ]
    working, under_cover, registered, arrests, cover_year, completes = (
        np.concatenate(parts) for parts in zip(*blocks, strict=True)
    )
    return Course(
        years=years,
        households=parameters.households,
        working=working,
        under_cover=under_cover,
        registered=registered,
        arrests=arrests,
        cover_year=cover_year,
        completes=completes,
    )


def observables(course: Course, year: int = 1982) -> pd.DataFrame:
    """Return what a document could have reported of each village.

    Parameters
    ----------
    course : Course
    year : int, optional
        Year of the registration count; by default that of the document's.

    Returns
    -------
    DataFrame
        One row a draw: ``arrests_before`` the year, ``registered`` in it,
        ``under_cover`` (of those at work), ``cover_year`` (``inf`` for never),
        ``working_at_end``, ``completes``.

    Raises
    ------
    ValueError
        If the year was not simulated.

    Examples
    --------
    >>> parameters = Parameters(gain=0.2, gain_spread=0.0, friction=0.0, loss=1.0, detection=0.1,
    ...                         capacity=10, cover=1.0, permission=0.5, small_share=1.0,
    ...                         campaign=0, value_of_arrest=0.5)
    >>> course = simulate(parameters, np.random.default_rng(1))
    >>> observables(course)[["arrests_before", "registered", "cover_year"]]
       arrests_before  registered  cover_year
    0            10.0         183      1979.0
    """
    if year not in course.years:
        raise ValueError(
            f"year {year} was not simulated: the years run from {course.years[0]} to "
            f"{course.years[-1]}; choose one of them"
        )
    t = course.years.index(year)
    return pd.DataFrame(
        {
            "arrests_before": course.arrests[:, :t].sum(axis=1),
            "registered": course.registered[:, t],
            "under_cover": course.under_cover[:, t] / np.maximum(course.working[:, t], 1),
            "cover_year": course.cover_year,
            "working_at_end": course.working[:, -1],
            "completes": course.completes,
        }
    )


def _rows(arrays: _Arrays, rows: slice) -> _Arrays:
    """Return the same parameters or households for some of the draws."""
    values = {f.name: getattr(arrays, f.name) for f in dataclasses.fields(arrays)}
    return dataclasses.replace(
        arrays, **{name: value[rows] for name, value in values.items() if np.ndim(value)}
    )


def _run(
    parameters: Parameters, village: Households, years: tuple[int, ...]
) -> tuple[IntArray, IntArray, IntArray, FloatArray, FloatArray, BoolArray]:
    """Return a course's arrays, in its order, for the draws of one block."""
    enough = yielding_mass(parameters)
    seen = np.full(parameters.draws, parameters.pioneers, dtype=np.int64)
    cover_year = np.full(parameters.draws, math.inf)
    counts = []
    needed = np.empty(0)
    for year in years:
        covered = (cover_year <= year) & (year < parameters.withdrawal_year)
        needed = thresholds(parameters, village, year, covered)
        for _ in range(parameters.looks_a_year):
            believed, seen = seen, np.count_nonzero(needed <= seen[:, None], axis=1)
            if np.array_equal(believed, seen):
                break  # at rest: looking again changes nothing
        at_work = needed <= believed[:, None]
        counts.append(_year_end(parameters, village, year, covered, at_work))
        cover_year = np.where(np.isinf(cover_year) & (seen > enough), year + 1.0, cover_year)
    working, under_cover, registered, arrests = (
        np.stack(column, axis=1) for column in zip(*counts, strict=True)
    )
    return (
        working.astype(np.int64),
        under_cover.astype(np.int64),
        registered.astype(np.int64),
        arrests,
        np.where(cover_year > parameters.last_year, math.inf, cover_year),
        working[:, -1] >= equilibria(needed)[1],
    )


def _own_terms(
    parameters: Parameters, households: Households, year: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Margin before risk, loss and arrest capacity of a workshop in its owner's name."""
    relief = as_column(parameters.permission) * (households.small & _permitted(parameters, year))
    loss = as_column(parameters.loss) * (1.0 - relief)
    return households.gain - households.friction, loss, as_column(parameters.capacity)


def _hat_terms(
    parameters: Parameters, households: Households, year: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Margin before risk, loss and arrest capacity of a workshop under the hat."""
    exposed = 1.0 - as_column(parameters.cover)
    levy = as_column(
        np.asarray(parameters.levy_commune)
        + np.asarray(parameters.levy_village)
        + np.asarray(parameters.levy_state)
    )
    margin = households.gain - exposed * households.friction - levy
    hunted = parameters.campaign_first_year <= year <= parameters.campaign_last_year
    capacity = as_column(parameters.capacity) + hunted * as_column(parameters.campaign)
    return margin, exposed * as_column(parameters.loss), capacity


def _permitted(parameters: Parameters, year: int) -> bool:
    return year >= parameters.permission_year


def _needed(
    margin: FloatArray, loss: FloatArray, capacity: FloatArray, detection: FloatArray
) -> FloatArray:
    """Least n at which the margin exceeds the loss times the risk."""
    positive = margin > 0
    diluted = np.floor(_product(loss, capacity) / np.where(positive, margin, 1.0)) + 1.0
    undaunted = margin > loss * np.minimum(detection, capacity)
    return np.where(positive, np.where(undaunted, 0.0, diluted), math.inf)


def _risk(capacity: FloatArray, detection: FloatArray, at_work: FloatArray) -> FloatArray:
    # Arrests cannot be spread over fewer than one workshop.
    return np.minimum(detection, capacity / np.maximum(at_work, 1.0))


def _product(a: FloatArray, b: FloatArray) -> FloatArray:
    """Multiply, with nothing times an unlimited capacity being nothing."""
    with np.errstate(invalid="ignore"):
        product: FloatArray = a * b
    return np.nan_to_num(product, copy=False, nan=0.0, posinf=math.inf)


def _year_end(
    parameters: Parameters,
    households: Households,
    year: int,
    covered: BoolArray,
    at_work: BoolArray,
) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    """Count those at work, under the hat and registered, and the arrests."""
    n = np.count_nonzero(at_work, axis=1)[:, None]
    detection = as_column(parameters.detection)
    own_margin, own_loss, capacity = _own_terms(parameters, households, year)
    hat_margin, hat_loss, hat_capacity = _hat_terms(parameters, households, year)
    own_risk = _risk(capacity, detection, n)
    hat_risk = _risk(hat_capacity, detection, n)
    preferred = hat_margin - hat_loss * hat_risk > own_margin - own_loss * own_risk
    hat = at_work & covered[:, None] & (preferred | parameters.hat_required)
    permitted = at_work & ~hat & households.small & _permitted(parameters, year)
    exposed = 1.0 - as_column(parameters.cover)
    arrests = np.where(hat, exposed * hat_risk, own_risk) * at_work
    return (
        n[:, 0],
        np.count_nonzero(hat, axis=1),
        np.count_nonzero(hat | permitted, axis=1),
        arrests.sum(axis=1),
    )
