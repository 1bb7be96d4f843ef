r"""Kin, association or market: what keeps trade honest at which size.

Li and Gao [1]_ find China's clusters for the domestic market governed by kin and
neighbours, those for export by the market, and Italy's by associations. They put the
difference down to social structure: farm families here and transplants there, and a
state that makes it costly to register an association.

**Kin.** An honest year is worth 1 to a trader. A cheat takes :math:`g` years' worth
more, once. Who hears of it never deals with the cheat again; who does not hear, does
[2]_. News fades with social distance: in a circle of :math:`n` who stand side by side,
one at distance :math:`x` hears with probability :math:`e^{-x/\nu}` [3]_, on average

.. math:: q(n) = \frac{1 - e^{-z}}{z}, \qquad z = \frac{n}{2 \nu}.

Honesty pays while :math:`g \le q(n)\, \delta / (1 - \delta)`. With
:math:`y = \delta / ((1 - \delta) g)` a circle enforces itself up to

.. math:: \hat n = 2 \nu \left(y + W_0(-y e^{-y})\right)

members, :math:`W_0` being Lambert's function; where :math:`y \le 1` not even two
neighbours can. A cluster of more traders falls into circles of that size (modules). Of
a trader's chances to trade a share :math:`Q` arises within the circle wherever the
others are; the rest arise anywhere. Of a year's worth kin give, where there are
circles and :math:`N > \hat n`,

.. math:: G_{kin} = Q + (1 - Q)\, \hat n / N,

and all of it where :math:`N \le \hat n`.

**Association.** All members hear of a cheat. Membership takes a part :math:`m` of a
year's worth, and the registered body costs :math:`\rho R`, which members share:
:math:`G_{ass} = 1 - m - \rho R / N`. Red tape :math:`\rho` multiplies it where an
association answers to two agencies.

**Market.** Strangers trade at sight, for cash. That forgoes a part :math:`c` of the
gains; the market place and its law cost :math:`C`: :math:`G_{mar} = 1 - c - C / N`.

Traders take what leaves them most. All three are straight lines in :math:`1 / N`, so
that the sizes at which one gives way to another have closed forms
(:func:`crossings`). Self-enforcement breaks at a size and formal governance pays its
fixed cost beyond another, as in Dixit [3]_. A fixed cost of registration is shared by
ever more members: it delays the association, but keeps it away at every size only
where membership costs more than the market takes (:func:`prohibitive_registration`).

**Rivals.** Size alone (:func:`size_alone`): no red tape, transplants as rooted as
families. Regime alone (:func:`regime_alone`): red tape and the law that a place has, but
neither roots nor size.
Regime with size (:func:`regime_and_size`) and kin with size (:func:`kin_and_size`)
take away one of the document's two reasons each.

References
----------
.. [1] G. Li and B. Gao, "Globalization and Domestic Coping Strategies", *Istanbul
   Üniversitesi Sosyoloji Dergisi* 40, 2020, 625-647.
   DOI 10.26650/SJ.2020.40.2.0057.
.. [2] M. Kandori, "Social Norms and Community Enforcement", *Review of Economic
   Studies* 59(1), 1992, 63-80. https://doi.org/10.2307/2297925
.. [3] A. Dixit, "Trade Expansion and Contract Enforcement", *Journal of Political
   Economy* 111(6), 2003, 1293-1317. https://doi.org/10.1086/378529
.. [4] A. Greif, "Contract Enforceability and Economic Institutions in Early Trade:
   The Maghribi Traders' Coalition", *American Economic Review* 83(3), 1993, 525-548.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import lambertw

from industrial_clusters.models._parameters import (
    FloatArray,
    IntArray,
    Range,
    Values,
    as_column,
    as_row,
    check_ranges,
    check_whole,
    number_of_draws,
)

__all__ = [
    "GOVERNANCE",
    "Course",
    "Parameters",
    "crossings",
    "gains",
    "kin_and_size",
    "observables",
    "prohibitive_registration",
    "regime_alone",
    "regime_and_size",
    "self_enforcing_size",
    "simulate",
    "size_alone",
]

GOVERNANCE = ("kin", "association", "market")
"""The forms of governance; results number them in this order from 0."""

RANGES = {
    "temptation": Range(0, 1e9, "years' worth of trade"),
    "patience": Range(0, 1, "worth of next year's gain in this year's"),
    "news_distance": Range(0, 1e9, "members"),
    "kin_share": Range(0, 1, "share of chances to trade"),
    "roots": Range(0, 1, "of a local family's"),
    "membership": Range(0, 1, "share of a year's worth of trade"),
    "registration": Range(0, 1e9, "years' worth of one trader's trade"),
    "red_tape": Range(1, 1e9, "times the cost of registration"),
    "cash": Range(0, 1, "share of a year's worth of trade"),
    "legal": Range(0, 1e9, "years' worth of one trader's trade"),
    "traders": Range(2, 1e9, "traders"),
    "growth": Range(-1, 1, "log points a year"),
    "volatility": Range(0, 2, "log points a year"),
}

# A circle of fewer than two enforces nothing.
_PAIR = 2.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """What cheating gives, how news travels, and what each form of governance costs.

    The first group takes a number, or an array with one number a draw; the last is a
    whole number. No document gives the costs: they are assumptions. Gains and costs
    are in units of what a year's honest trade with everyone is worth to one trader.

    Parameters
    ----------
    temptation : float or array
        What a cheat gains once.
    patience : float or array
        Discount factor of a year.
    news_distance : float or array
        Members over which the chance to hear of a cheat falls to 1/e among families
        of the place.
    kin_share : float or array
        Share of a family's chances to trade that arises in its own circle.
    roots : float or array
        What remains of news distance and kin share; 1 for families of the place.
    membership : float or array
        Yearly cost of membership in an association.
    registration : float or array
        Yearly cost of a registered association, shared by its members.
    red_tape : float or array
        Factor by which the state raises it.
    cash : float or array
        Share of the gains that trade at sight between strangers forgoes.
    legal : float or array
        Yearly cost of market place and law, shared by the traders.
    traders : float or array
        Traders in the first year; by default 1,000, the documented number of firms in
        Shengzhou's tie cluster.
    growth, volatility : float or array
        Mean and standard deviation of the yearly growth of their number.
    years : int, optional
        Years simulated.

    Raises
    ------
    ValueError
        If a parameter leaves its range or the arrays differ in length.

    Examples
    --------
    >>> Parameters(kin_share=1.5)
    Traceback (most recent call last):
        ...
    ValueError: kin_share = 1.5 lies outside 0 to 1 (share of chances to trade); draw it from ...
    """

    temptation: Values = 2.0
    patience: Values = 0.8
    news_distance: Values = 50.0
    kin_share: Values = 0.5
    roots: Values = 1.0
    membership: Values = 0.1
    registration: Values = 10.0
    red_tape: Values = 1.0
    cash: Values = 0.2
    legal: Values = 100.0
    traders: Values = 1000.0
    growth: Values = 0.0
    volatility: Values = 0.0
    years: int = 1

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("years", self.years, 1)

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)


@dataclass(frozen=True, eq=False)
class Course:
    """How each draw's cluster grows and what governs it.

    Attributes
    ----------
    traders : ndarray of float, shape (draws, years)
        Traders of the cluster.
    gains : ndarray of float, shape (draws, years, 3)
        What each form of governance would leave a trader, in years' worth of trade.
    governance : ndarray of int, shape (draws, years)
        The form that leaves most, numbered as in :data:`GOVERNANCE`; of equals the
        first.
    """

    traders: FloatArray
    gains: FloatArray
    governance: IntArray


def size_alone(parameters: Parameters) -> Parameters:
    """Return the rival in which only the number of traders matters.

    Examples
    --------
    >>> size_alone(Parameters(roots=0.1, red_tape=50.0)).red_tape
    1.0
    """
    return dataclasses.replace(parameters, roots=1.0, red_tape=1.0)


def regime_and_size(parameters: Parameters) -> Parameters:
    """Return the rival in which transplants are as rooted as families.

    Examples
    --------
    >>> regime_and_size(Parameters(roots=0.1, red_tape=50.0)).red_tape
    50.0
    """
    return dataclasses.replace(parameters, roots=1.0)


def kin_and_size(parameters: Parameters) -> Parameters:
    """Return the rival in which the state adds nothing to the cost of registration.

    Examples
    --------
    >>> kin_and_size(Parameters(roots=0.1, red_tape=50.0)).roots
    0.1
    """
    return dataclasses.replace(parameters, red_tape=1.0)


def regime_alone(parameters: Parameters, traders: float = 1000.0) -> Parameters:
    """Return the rival in which neither roots nor size matter, only red tape and law.

    Parameters
    ----------
    parameters : Parameters
    traders : float, optional
        The number of traders that every cluster is given.

    Examples
    --------
    >>> regime_alone(Parameters(traders=50.0, roots=0.1)).traders
    1000.0
    """
    return dataclasses.replace(parameters, roots=1.0, traders=traders)


def self_enforcing_size(parameters: Parameters) -> FloatArray:
    """Return how many a circle can hold in which news alone keeps trade honest.

    Parameters
    ----------
    parameters : Parameters

    Returns
    -------
    ndarray of float, shape (draws,)
        Members; 0 where not even two can, ``inf`` where cheating never pays.

    Examples
    --------
    The loss of all trade outweighs the temptation twice.

    >>> self_enforcing_size(Parameters(temptation=2.0, patience=0.8)).round(2)
    array([159.36])
    >>> self_enforcing_size(Parameters(temptation=2.0, patience=0.6))
    array([0.])
    """
    draws = parameters.draws
    patience = as_row(parameters.patience, draws)
    tempted = as_row(parameters.temptation, draws) * (1.0 - patience)
    news = as_row(parameters.news_distance, draws) * as_row(parameters.roots, draws)
    punished = tempted > 0
    ratio = np.where(punished, patience / np.where(punished, tempted, 1.0), math.inf)
    # Beyond a hundred the second term is nil; the cap keeps infinity out of it.
    y = np.clip(ratio, 1.0, 100.0)
    z = np.where(ratio > 100.0, ratio, y + lambertw(-y * np.exp(-y)).real)
    # Nothing times an unlimited ratio is nothing: there is no circle without news.
    size = np.where(news > 0, 2.0 * np.where(news > 0, news, 1.0) * z, 0.0)
    return np.where((ratio > 1.0) & (size >= _PAIR), size, 0.0)


def gains(parameters: Parameters, traders: Values) -> FloatArray:
    """Return what each form of governance leaves a trader.

    Parameters
    ----------
    parameters : Parameters
    traders : float or array
        Traders of the cluster.

    Returns
    -------
    ndarray of float, shape (draws, 3)
        Kin, association and market, in years' worth of trade.

    Examples
    --------
    >>> gains(Parameters(), 1000.0).round(3)
    array([[0.58, 0.89, 0.7 ]])
    """
    return _gains(parameters, as_column(as_row(traders, parameters.draws)))[:, 0]


def crossings(parameters: Parameters) -> pd.DataFrame:
    r"""Return the sizes at which one form of governance gives way to another.

    Parameters
    ----------
    parameters : Parameters

    Returns
    -------
    DataFrame
        One row a draw, in traders, ``inf`` for never. ``circle`` is the
        self-enforcing size. ``kin_to_association`` and ``kin_to_market`` are the sizes
        from which the one leaves more than kin. At ``association_and_market`` these
        two leave the same.

    Notes
    -----
    With :math:`F` the fixed cost and :math:`p` the part lost of either formal
    governance, it overtakes kin at

    .. math:: N = \frac{F + (1 - Q) \hat n}{1 - Q - p}

    if the denominator is positive, and otherwise never. Association and market are
    equal at :math:`N = (C - \rho R) / (m - c)`.

    Examples
    --------
    >>> crossings(Parameters()).round(1).iloc[0].to_dict()
    {'circle': 159.4, 'kin_to_association': 224.2, 'kin_to_market': 598.9,
     'association_and_market': inf}
    """
    draws = parameters.draws
    circle, own = _circles(parameters)
    membership, cash = as_row(parameters.membership, draws), as_row(parameters.cash, draws)
    registered, legal = _registered(parameters), as_row(parameters.legal, draws)
    return pd.DataFrame(
        {
            "circle": circle,
            "kin_to_association": _overtakes(circle, own, registered, membership),
            "kin_to_market": _overtakes(circle, own, legal, cash),
            "association_and_market": _positive_ratio(legal - registered, membership - cash),
        }
    )


def prohibitive_registration(parameters: Parameters) -> FloatArray:
    """Return the cost of registration from which associations govern at no size.

    Parameters
    ----------
    parameters : Parameters

    Returns
    -------
    ndarray of float, shape (draws,)
        Yearly cost with red tape, in years' worth of one trader's trade; ``inf``
        where no cost can keep associations away from a cluster that is large enough;
        0 where they govern at none even free of charge.

    Notes
    -----
    An association can govern only between kin and market. If membership costs more
    than the market takes, it must pay where the market overtakes kin, at
    :math:`N_m`: :math:`C - (m - c) N_m`. If membership costs less, it wins in the end.

    Examples
    --------
    >>> prohibitive_registration(Parameters(membership=0.1, cash=0.2))
    array([inf])
    >>> prohibitive_registration(Parameters(membership=0.25, cash=0.2)).round(1)
    array([70.1])
    """
    draws = parameters.draws
    circle, own = _circles(parameters)
    membership, cash = as_row(parameters.membership, draws), as_row(parameters.cash, draws)
    legal = as_row(parameters.legal, draws)
    turn = _overtakes(circle, own, legal, cash)
    # Kin that no market overtakes can only be overtaken by a cheaper association.
    between = np.where(
        np.isfinite(turn), legal - (membership - cash) * np.where(np.isfinite(turn), turn, 0.0), 0.0
    )
    in_the_end = (membership < cash) & (membership < 1.0 - own) & np.isfinite(circle)
    return np.where(in_the_end, math.inf, np.maximum(between, 0.0))


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Let each draw's cluster grow and take the governance that leaves most.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        Source of the yearly growth; the choice of governance is not random.

    Returns
    -------
    Course

    Examples
    --------
    A cluster of families outgrows its circles and turns to an association.

    >>> cluster = Parameters(traders=100.0, growth=0.25, years=6)
    >>> simulate(cluster, np.random.default_rng(1)).governance
    array([[0, 0, 0, 0, 1, 1]])
    """
    draws = parameters.draws
    noise = rng.standard_normal((draws, parameters.years - 1))
    steps = (
        as_row(parameters.growth, draws)[:, None]
        + as_row(parameters.volatility, draws)[:, None] * noise
    )
    logs = np.concatenate([np.zeros((draws, 1)), np.cumsum(steps, axis=1)], axis=1)
    traders = np.maximum(as_row(parameters.traders, draws)[:, None] * np.exp(logs), _PAIR)
    left = _gains(parameters, traders)
    return Course(traders, left, left.argmax(axis=2).astype(np.int64))


def observables(course: Course) -> pd.DataFrame:
    """Return what a document could have reported of each cluster.

    Parameters
    ----------
    course : Course

    Returns
    -------
    DataFrame
        One row a draw: ``governance`` of the first year and ``governance_at_end``, as
        numbers; ``traders_at_end``; ``traders_at_change``, the number in the first
        year with another governance than the first (``inf`` if it never changes).

    Examples
    --------
    >>> cluster = Parameters(traders=100.0, growth=0.25, years=6)
    >>> observables(simulate(cluster, np.random.default_rng(1))).round().iloc[0].to_dict()
    {'governance': 0.0, 'governance_at_end': 1.0, 'traders_at_end': 349.0,
     'traders_at_change': 272.0}
    """
    changed = course.governance != course.governance[:, :1]
    at = changed.argmax(axis=1)
    traders = course.traders[np.arange(len(course.traders)), at]
    return pd.DataFrame(
        {
            "governance": course.governance[:, 0],
            "governance_at_end": course.governance[:, -1],
            "traders_at_end": course.traders[:, -1],
            "traders_at_change": np.where(changed.any(axis=1), traders, math.inf),
        }
    )


def _gains(parameters: Parameters, traders: FloatArray) -> FloatArray:
    """Return what each form leaves a trader, for numbers of traders along the rows."""
    circle, own = (as_column(values) for values in _circles(parameters))
    fixed = as_column(_registered(parameters)), as_column(parameters.legal)
    kin = own + (1.0 - own) * np.minimum(circle, traders) / traders
    association = 1.0 - as_column(parameters.membership) - fixed[0] / traders
    market = 1.0 - as_column(parameters.cash) - fixed[1] / traders
    return np.stack([kin, association, market], axis=2)


def _circles(parameters: Parameters) -> tuple[FloatArray, FloatArray]:
    """Size of a circle, and share of the chances to trade within the own one."""
    circle = self_enforcing_size(parameters)
    own = as_row(np.asarray(parameters.kin_share) * np.asarray(parameters.roots), parameters.draws)
    # Where news enforces nothing, kin are no safer than strangers.
    return circle, np.where(circle > 0, own, 0.0)


def _registered(parameters: Parameters) -> FloatArray:
    return as_row(
        np.asarray(parameters.registration) * np.asarray(parameters.red_tape), parameters.draws
    )


def _overtakes(
    circle: FloatArray, own: FloatArray, fixed: FloatArray, lost: FloatArray
) -> FloatArray:
    """Size from which a formal governance leaves more than kin."""
    # An unlimited circle leaves nothing to gain.
    limited = np.isfinite(circle)
    needed = fixed + (1.0 - own) * np.where(limited, circle, 0.0)
    gained = np.where(limited, 1.0 - own - lost, 0.0)
    return np.where(gained > 0, needed / np.where(gained > 0, gained, 1.0), math.inf)


def _positive_ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    same_sign = above * below > 0
    return np.where(same_sign, above / np.where(same_sign, below, 1.0), math.inf)
