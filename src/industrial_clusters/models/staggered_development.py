r"""Staggered development: firms that keep out of each other's product lines.

In 1998 two metallurgical firms of Xixia, both makers of low-end refractories and
mould fluxes, see their profits fall as each grows and competitors arrive. Their
leaders are friends. They agree that one leaves mould fluxes for the mould plates it
has just mastered, and that the other helps it and stays out of plates. Zhang [1]_
takes this for the model of a habit: talks between friends replace a ruinous fight by
lines that each firm has to itself, and both gain.

**A line.** A line of size :math:`S` is sold by :math:`m` firms whose goods replace
each other to the degree :math:`\gamma` (Singh and Vives [2]_: inverse demand
:math:`p_i = 1 - q_i - \gamma \sum_{j \ne i} q_j`, prices net of cost). Where all set
prices for themselves,

.. math:: p(m) = \frac{1 - \gamma}{2 + \gamma (m - 3)}, \quad
          q(m) = \frac{(1 + \gamma (m - 2))\, p(m)}{(1 - \gamma)(1 + \gamma (m - 1))},
          \quad \pi(m) = p(m)\, q(m),

a quarter for one seller, nothing for two when :math:`\gamma \to 1`. Buyers are left
with :math:`\tfrac12 m\, q^2 (1 + \gamma (m - 1))`. Outsiders count by the number of
equal competitors that would weigh as much, so :math:`m` need not be whole.

**Pact.** Each of :math:`n` partners has one line, with :math:`o` outsiders in it. Who
breaks the pact enters the lines of all others: a sunk cost :math:`F` each, then
:math:`w` a year for running one line more. For a part :math:`\rho` of the first year
the incumbents' prices stand and it undercuts them, profit :math:`d`; then all price
against all. From the next year every partner is in every line, if that pays
it, and the friendship is lost, worth a share :math:`f` of the profit at home:

.. math:: V^{keep} = \pi(1 + o), \quad
          V^{cheat} = V^{keep} + \sum_{others} (\rho\, d + (1 - \rho)\, \pi(2 + o') - w - F),

.. math:: V^{war} = \pi(n + o) + \sum_{others} (\pi(n + o') - w) - f\, V^{keep},
          \quad \delta^* = \frac{V^{cheat} - V^{keep}}{V^{cheat} - V^{war}}.

The pact holds at discount factors of at least :math:`\delta^*`. With equal lines, no
outsiders, no costs, :math:`\rho = 1` and :math:`\gamma \to 1` this is Friedman's [3]_
:math:`1 - 1/n`; in one line shared at the monopoly price it is the folk theorem of
Bertrand firms (:func:`price_pact`, with product differentiation after Deneckere [4]_).

**Rivals.** :func:`self_interest` takes friendship away: patience alone. In
:func:`each_for_itself` there is no pact: each firm sells wherever that pays, the year
of undercutting included, and the two keep apart only if a duel pays less than a
second line costs. That the conduct is
collusion at the buyers' cost is not another conduct but another account of it, which
the buyers' surplus keeps.

References
----------
.. [1] C. Zhang (2014), *Social Capital, Entrepreneur Network and Small City
   Development*, MSc thesis, Columbia University, section 5.2 (1).
.. [2] N. Singh and X. Vives, "Price and quantity competition in a differentiated
   duopoly", *RAND Journal of Economics* 15(4), 1984, 546-554.
.. [3] J. W. Friedman, "A Non-cooperative Equilibrium for Supergames", *Review of
   Economic Studies* 38(1), 1971, 1-12.
.. [4] R. Deneckere, "Duopoly supergames with product differentiation", *Economics
   Letters* 11, 1983, 37-42.
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
    "buyers_surplus",
    "critical_discount",
    "duel_price",
    "each_for_itself",
    "observables",
    "price_pact",
    "profit",
    "self_interest",
    "simulate",
    "undercutting",
]

RANGES = {
    "substitution": Range(0, 0.999, "degree to which goods of a line replace each other"),
    "discount": Range(0, 0.999, "value of next year's yuan"),
    "reaction": Range(0, 1, "years for which incumbents' prices stand"),
    "friendship": Range(0, 100, "share of the profit at home, a year"),
    "second_line": Range(0, 100, "a year, where the old line's demand is 1"),
    "entry_cost": Range(0, 100, "once, where the old line's demand is 1"),
    "new_line": Range(0, 1000, "size of the new line at the start, the old being 1"),
    "growth": Range(-1, 1, "log points a year"),
    "volatility": Range(0, 10, "log points a year"),
    "outsiders": Range(0, 1000, "equal competitors in the old line at the start"),
    "shakeout": Range(-1, 10, "log points a year"),
    "outsiders_new": Range(0, 1000, "equal competitors in the new line"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """Two lines, who else is in them, and what keeps two firms apart.

    The first group takes a number, or an array with one number a draw. All defaults
    are assumptions but the years: the document prints no price, no cost and no
    number of competitors.

    Parameters
    ----------
    substitution : float or array, optional
        How far goods of one line replace each other; 0 not at all.
    discount : float or array, optional
        What a yuan of next year is worth today.
    reaction : float or array, optional
        Part of the first year in which an entrant meets the old prices. Partners
        who meet twice a month need not wait for a month.
    friendship : float or array, optional
        What the loss of a friend costs a year, as a share of the profit at home.
    second_line : float or array, optional
        Cost a year of running a second line, capital and attention included.
    entry_cost : float or array, optional
        Cost of entering a line.
    new_line : float or array, optional
        Size of the new line in the first year, as a multiple of the old one.
    growth, volatility : float or array, optional
        Mean and standard deviation of the yearly growth of the new line against the
        old one.
    outsiders : float or array, optional
        Competitors in the old line in the first year, as a number of equals.
    shakeout : float or array, optional
        Rate at which they lose weight.
    outsiders_new : float or array, optional
        Competitors in the new line.
    partners : int, optional
        Firms in the pact, each with a line; by default the documented two. Those
        beyond two have lines like the new one.
    pact : bool, optional
        Whether the firms have one; without it each sells wherever it pays.
    first_year, last_year : int, optional
        Years simulated, ends included; by default from the talks to the document.

    Raises
    ------
    ValueError
        If a parameter leaves its range or the arrays differ in length.

    Examples
    --------
    >>> Parameters(substitution=1.0)
    Traceback (most recent call last):
        ...
    ValueError: substitution = 1 lies outside 0 to 0.999 (degree to which goods of a line replace
    each other); draw it from that range
    """

    substitution: Values = 0.9
    discount: Values = 0.9
    reaction: Values = 0.1
    friendship: Values = 0.1
    second_line: Values = 0.02
    entry_cost: Values = 0.05
    new_line: Values = 1.0
    growth: Values = 0.0
    volatility: Values = 0.0
    outsiders: Values = 4.0
    shakeout: Values = 0.1
    outsiders_new: Values = 0.0
    partners: int = 2
    pact: bool = True
    first_year: int = 1998
    last_year: int = 2014

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("partners", self.partners, 2)
        if self.last_year <= self.first_year:
            raise ValueError(
                f"last_year = {self.last_year} does not follow first_year = {self.first_year}; "
                "give a later one"
            )

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)


@dataclass(frozen=True, eq=False)
class Course:
    """What the stayer and the mover did; arrays of shape (draws, years).

    The stayer keeps the old line, the mover goes to the new one.

    Attributes
    ----------
    years : tuple of int
        Years simulated.
    stayer_strays, mover_strays : ndarray of bool
        Whether the firm sells in the other's line in the year.
    share_old : ndarray of float
        Share of the stayer in the old line.
    entry_pays : ndarray of bool
        Whether entering the new line would pay the stayer, retaliation aside: where
        not, staying out needs neither trust nor patience.
    friendship_needed : ndarray of float
        Least friendship at which the pact holds, as a share of the profit at home;
        not above 0 where patience is enough.
    gain_stayer, gain_mover : ndarray of float, shape (draws,)
        What the pact brings each in the first year, against selling wherever it pays.
    surplus : ndarray of float
        Of the buyers of all lines.
    profit_stayer, profit_mover : ndarray of float
        What each earned, net of the costs of second lines and of entry.
    """

    years: tuple[int, ...]
    stayer_strays: BoolArray
    mover_strays: BoolArray
    share_old: FloatArray
    entry_pays: BoolArray
    friendship_needed: FloatArray
    gain_stayer: FloatArray
    gain_mover: FloatArray
    surplus: FloatArray
    profit_stayer: FloatArray
    profit_mover: FloatArray


def self_interest(parameters: Parameters) -> Parameters:
    """Return the rival in which the pact rests on patience alone.

    Examples
    --------
    >>> self_interest(Parameters()).friendship
    0.0
    """
    return dataclasses.replace(parameters, friendship=0.0)


def each_for_itself(parameters: Parameters) -> Parameters:
    """Return the rival without a pact: each firm sells wherever it pays.

    Examples
    --------
    >>> each_for_itself(Parameters()).pact
    False
    """
    return dataclasses.replace(parameters, pact=False, friendship=0.0)


def duel_price(sellers: ArrayLike, substitution: ArrayLike) -> FloatArray:
    """Return the price above cost in a line where each seller sets its own.

    Parameters
    ----------
    sellers : array_like
        Number of equal sellers, at least 1.
    substitution : array_like
        Degree to which their goods replace each other, at least 0 and below 1.

    Returns
    -------
    ndarray of float
        As a share of the price at which nobody buys.

    Examples
    --------
    >>> duel_price([1, 2, 2], [0.9, 0.0, 0.9]).round(3)
    array([0.5  , 0.5  , 0.091])
    """
    m, s = np.asarray(sellers, dtype=np.float64), np.asarray(substitution, dtype=np.float64)
    price: FloatArray = (1.0 - s) / (2.0 + s * (m - 3.0))
    return price


def profit(sellers: ArrayLike, substitution: ArrayLike) -> FloatArray:
    """Return what each seller of a line of size 1 earns a year where each sets its price.

    Parameters
    ----------
    sellers, substitution : array_like
        As in :func:`duel_price`.

    Returns
    -------
    ndarray of float

    References
    ----------
    .. [1] N. Singh and X. Vives, "Price and quantity competition in a differentiated
       duopoly", *RAND Journal of Economics* 15(4), 1984, 546-554.

    Examples
    --------
    >>> profit([1, 2, 2], [0.9, 0.0, 0.999]).round(3)
    array([0.25, 0.25, 0.  ])
    """
    price = duel_price(sellers, substitution)
    return price * _quantity(price, sellers, substitution)


def buyers_surplus(sellers: ArrayLike, substitution: ArrayLike) -> FloatArray:
    """Return what the buyers of a line of size 1 gain a year where each seller sets its price.

    Parameters
    ----------
    sellers, substitution : array_like
        As in :func:`duel_price`.

    Returns
    -------
    ndarray of float
        An eighth for one seller.

    Examples
    --------
    >>> buyers_surplus([1, 2], 0.0)
    array([0.125, 0.25 ])
    """
    m, s = np.asarray(sellers, dtype=np.float64), np.asarray(substitution, dtype=np.float64)
    quantity = _quantity(duel_price(m, s), m, s)
    return 0.5 * m * quantity**2 * (1.0 + s * (m - 1.0))


def undercutting(price: ArrayLike, incumbents: ArrayLike, substitution: ArrayLike) -> FloatArray:
    """Return the best profit against incumbents whose prices stand.

    Parameters
    ----------
    price : array_like
        Price of every incumbent, at most a half.
    incumbents : array_like
        Their number.
    substitution : array_like
        As in :func:`duel_price`.

    Returns
    -------
    ndarray of float
        In a line of size 1. Where the best reply would sell more than all, the price
        stops at the one that leaves the incumbents without buyers.

    Examples
    --------
    Against one who charges the monopoly price, the nearer the goods the more of the
    monopoly profit of 1/4 the entrant takes.

    >>> undercutting(0.5, 1, [0.0, 0.5, 0.999]).round(3)
    array([0.25 , 0.188, 0.25 ])
    """
    p, m, s = (np.asarray(x, dtype=np.float64) for x in (price, incumbents, substitution))
    reply = ((1.0 - s) + s * m * p) / (2.0 * (1.0 + s * (m - 1.0)))
    sold = reply * (1.0 + s * (m - 1.0)) / ((1.0 - s) * (1.0 + s * m))
    # Demand for an incumbent vanishes where 1 - s - p + s * reply does.
    alone = 1.0 - s - p + s * reply < 0
    limit = (p - 1.0 + s) / np.where(alone, s, 1.0)
    gained: FloatArray = np.where(alone, limit * (1.0 - limit), reply * sold)
    return gained


def critical_discount(kept: ArrayLike, cheating: ArrayLike, war: ArrayLike) -> FloatArray:
    """Return the discount factor from which keeping beats cheating once and war for ever.

    Parameters
    ----------
    kept, cheating, war : array_like
        Profit a year under the pact, in the year of cheating, and ever after.

    Returns
    -------
    ndarray of float
        0 where cheating does not pay at all, 1 where war is no worse than keeping,
        ``inf`` where it is better.

    References
    ----------
    .. [1] J. W. Friedman, "A Non-cooperative Equilibrium for Supergames", *Review of
       Economic Studies* 38(1), 1971, 1-12.

    Examples
    --------
    >>> critical_discount(1.0, 2.0, [0.0, 1.0, 1.5])
    array([0.5, 1. , inf])
    """
    kept, cheating, war = (np.asarray(x, dtype=np.float64) for x in (kept, cheating, war))
    tempted = cheating > kept
    factor = (cheating - kept) / np.where(tempted, cheating - war, 1.0)
    return np.where(war > kept, math.inf, np.where(tempted, factor, 0.0))


def price_pact(sellers: ArrayLike, substitution: ArrayLike) -> FloatArray:
    """Return the discount factor from which sellers of one line hold the monopoly price.

    Parameters
    ----------
    sellers, substitution : array_like
        As in :func:`duel_price`; at least two sellers.

    Returns
    -------
    ndarray of float

    References
    ----------
    .. [1] R. Deneckere, "Duopoly supergames with product differentiation",
       *Economics Letters* 11, 1983, 37-42.

    Examples
    --------
    Near-perfect substitutes need 1 - 1/n:

    >>> price_pact([2, 5], 0.999).round(2)
    array([0.5, 0.8])
    """
    m, s = np.asarray(sellers, dtype=np.float64), np.asarray(substitution, dtype=np.float64)
    kept = 0.25 / (1.0 + s * (m - 1.0))
    return critical_discount(kept, undercutting(0.5, m - 1.0, s), profit(m, s))


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Run every draw's two lines through the years.

    With a pact it is kept until, in the year's circumstances, it would pay one of
    the two to break it; from the year after both sell wherever it pays. The
    circumstances are expected to stay as they are.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        Source of the yearly growth of the new line.

    Returns
    -------
    Course

    Examples
    --------
    Goods that hardly differ: a duel pays nothing, and nobody enters, pact or not.

    >>> alike = Parameters(substitution=0.999)
    >>> for parameters in (alike, each_for_itself(alike)):
    ...     course = simulate(parameters, np.random.default_rng(1))
    ...     print(course.stayer_strays.any(), course.mover_strays.any())
    False False
    False False
    """
    lines = _draw_lines(parameters, rng)
    stayer, mover = _firms(parameters, lines)
    needed = (
        _friendship_needed(parameters, stayer, mover),
        _friendship_needed(parameters, mover, stayer),
    )
    strays = _conduct(parameters, (stayer, mover), needed)
    others = parameters.partners - 1
    sellers_old = 1.0 + strays[1] * others + lines.outsiders_old
    sellers_new = 1.0 + strays[0] * others + lines.outsiders_new
    surplus_new = buyers_surplus(sellers_new, lines.substitution)
    profits = _profits(parameters, (stayer, mover), strays)
    gains = _gains(parameters, stayer, mover)
    return Course(
        years=tuple(range(parameters.first_year, parameters.last_year + 1)),
        stayer_strays=strays[0],
        mover_strays=strays[1],
        share_old=1.0 / sellers_old,
        entry_pays=_worth(parameters, stayer) > 0.0,
        friendship_needed=np.maximum(*needed),
        gain_stayer=gains[0],
        gain_mover=gains[1],
        surplus=buyers_surplus(sellers_old, lines.substitution) + others * lines.size * surplus_new,
        profit_stayer=profits[0],
        profit_mover=profits[1],
    )


def observables(course: Course) -> pd.DataFrame:
    """Return what a document could have reported of each pair of firms.

    Parameters
    ----------
    course : Course

    Returns
    -------
    DataFrame
        One row a draw: ``stayer_in_new``, years in which the stayer sold in the new
        line; ``mover_in_old_at_end``, whether the mover sells in the old line in the
        last year; ``share_old_at_end``, the stayer's share there;
        ``gain_stayer`` and ``gain_mover``, what the pact brings in the first year
        against selling wherever it pays; ``entry_pays``, share of the years;
        ``friendship_needed``, the most in any year;
        ``surplus`` of the buyers, ``profit_stayer`` and ``profit_mover``, sums over the
        years.

    Examples
    --------
    >>> course = simulate(Parameters(substitution=0.0), np.random.default_rng(1))
    >>> observables(course)["stayer_in_new"].tolist()
    [17]
    """
    return pd.DataFrame(
        {
            "stayer_in_new": np.count_nonzero(course.stayer_strays, axis=1),
            "mover_in_old_at_end": course.mover_strays[:, -1].astype(np.int64),
            "share_old_at_end": course.share_old[:, -1],
            "gain_stayer": course.gain_stayer,
            "gain_mover": course.gain_mover,
            "entry_pays": course.entry_pays.mean(axis=1),
            "friendship_needed": course.friendship_needed.max(axis=1),
            "surplus": course.surplus.sum(axis=1),
            "profit_stayer": course.profit_stayer.sum(axis=1),
            "profit_mover": course.profit_mover.sum(axis=1),
        }
    )


@dataclass(frozen=True, eq=False)
class _Lines:
    """The lines of each draw; arrays that broadcast to (draws, years)."""

    substitution: FloatArray
    size: FloatArray
    outsiders_old: FloatArray
    outsiders_new: FloatArray


@dataclass(frozen=True, eq=False)
class _Firm:
    """What a partner can earn in a year; arrays of shape (draws, years).

    ``home`` is its own line while the others stay out of it, ``invaded`` with all of
    them in; ``cheating`` the first year in their lines net of all costs; ``duel`` a
    later year there with everybody in, net of the cost of a second line; ``alone``
    the same with nobody there but the line's own firm.
    """

    home: FloatArray
    invaded: FloatArray
    cheating: FloatArray
    duel: FloatArray
    alone: FloatArray


def _draw_lines(parameters: Parameters, rng: np.random.Generator) -> _Lines:
    draws = parameters.draws
    years = np.arange(parameters.last_year - parameters.first_year + 1)
    steps = rng.standard_normal((draws, len(years) - 1))
    growth = as_column(parameters.growth) + as_column(parameters.volatility) * steps
    grown = np.concatenate([np.zeros((draws, 1)), np.cumsum(growth, axis=1)], axis=1)
    return _Lines(
        substitution=as_column(parameters.substitution),
        size=as_column(parameters.new_line) * np.exp(grown),
        outsiders_old=as_column(parameters.outsiders)
        * np.exp(-as_column(parameters.shakeout) * years),
        outsiders_new=as_column(parameters.outsiders_new),
    )


def _firms(parameters: Parameters, lines: _Lines) -> tuple[_Firm, _Firm]:
    """Earnings of the stayer and of the mover."""
    n, s = parameters.partners, lines.substitution
    old, new = (_line(parameters, o, s) for o in (lines.outsiders_old, lines.outsiders_new))
    fixed = as_column(parameters.second_line)
    once = fixed + as_column(parameters.entry_cost)
    # The stayer's away lines are all like the new one; one of the mover's is the old.
    stayer = _Firm(
        home=old[0],
        invaded=old[1],
        cheating=(n - 1) * (lines.size * new[2] - once),
        duel=(n - 1) * (lines.size * new[1] - fixed),
        alone=(n - 1) * (lines.size * new[3] - fixed),
    )
    mover = _Firm(
        home=lines.size * new[0],
        invaded=lines.size * new[1],
        cheating=(old[2] - once) + (n - 2) * (lines.size * new[2] - once),
        duel=(old[1] - fixed) + (n - 2) * (lines.size * new[1] - fixed),
        alone=(old[3] - fixed) + (n - 2) * (lines.size * new[3] - fixed),
    )
    return stayer, mover


def _line(
    parameters: Parameters, outsiders: FloatArray, s: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Profit in a line of size 1: of its firm, with all partners in, of an entrant, of two."""
    reaction = as_column(parameters.reaction)
    two = profit(2.0 + outsiders, s)
    undercut = undercutting(duel_price(1.0 + outsiders, s), 1.0 + outsiders, s)
    return (
        profit(1.0 + outsiders, s),
        profit(parameters.partners + outsiders, s),
        reaction * undercut + (1.0 - reaction) * two,
        two,
    )


def _worth(parameters: Parameters, firm: _Firm) -> FloatArray:
    """Yearly equivalent of entering the other lines, which the firm may leave after a year."""
    delta = as_column(parameters.discount)
    worth: FloatArray = (1.0 - delta) * firm.cheating + delta * np.maximum(firm.duel, 0.0)
    return worth


def _friendship_needed(parameters: Parameters, firm: _Firm, other: _Firm) -> FloatArray:
    """Least friendship at which keeping is worth as much as cheating once and war after.

    It is negative where patience is enough. The others answer by coming into the
    cheat's line if that is worth it to them.
    """
    # A firm that does not care for tomorrow weighs the year of cheating alone.
    delta = np.maximum(as_column(parameters.discount), 1e-12)
    war = np.where(
        _worth(parameters, other) > 0.0,
        firm.invaded + np.maximum(firm.duel, 0.0),
        firm.home + np.maximum(firm.alone, 0.0),
    )
    needed: FloatArray = ((1.0 - delta) / delta * firm.cheating + war) / firm.home - 1.0
    return needed


def _conduct(
    parameters: Parameters, firms: tuple[_Firm, _Firm], needed: tuple[FloatArray, FloatArray]
) -> tuple[BoolArray, BoolArray]:
    """Who sells in the other's line, year by year."""
    shape = firms[0].cheating.shape
    keeps = [as_column(parameters.friendship) >= least for least in needed]
    alive = np.full(shape[0], parameters.pact)
    # Before the talks both made the old product, and the mover alone the new one.
    inside = [np.zeros(shape[0], dtype=np.bool_), ~alive]
    strays = [np.empty(shape, dtype=np.bool_) for _ in inside]
    for t in range(shape[1]):
        for k, firm in enumerate(firms):
            pays = np.where(inside[k], firm.duel[:, t], _worth(parameters, firm)[:, t]) > 0.0
            inside[k] = np.where(alive, ~keeps[k][:, t], pays)
            strays[k][:, t] = inside[k]
        alive = alive & keeps[0][:, t] & keeps[1][:, t]
    return strays[0], strays[1]


def _gains(parameters: Parameters, stayer: _Firm, mover: _Firm) -> tuple[FloatArray, FloatArray]:
    """Return the gain of each by the pact in the first year, against selling where it pays."""
    worth = _worth(parameters, stayer)[:, 0]
    enters, stays = worth > 0.0, mover.duel[:, 0] > 0.0
    return (
        np.where(stays, stayer.home[:, 0] - stayer.invaded[:, 0], 0.0) - np.maximum(worth, 0.0),
        np.where(enters, mover.home[:, 0] - mover.invaded[:, 0], 0.0)
        - np.where(stays, mover.duel[:, 0], 0.0),
    )


def _profits(
    parameters: Parameters,
    firms: tuple[_Firm, _Firm],
    strays: tuple[BoolArray, BoolArray],
) -> tuple[FloatArray, FloatArray]:
    """Return what each earned, the year of undercutting counted as any other."""
    entry = (parameters.partners - 1) * as_column(parameters.entry_cost)
    earned = []
    for k, firm in enumerate(firms):
        # Without a pact the mover is in the old line from the start.
        inside = bool(k) and not parameters.pact
        enters = strays[k] & ~np.insert(strays[k][:, :-1], 0, inside, axis=1)
        home = np.where(strays[1 - k], firm.invaded, firm.home)
        earned.append(home + strays[k] * firm.duel - enters * entry)
    return earned[0], earned[1]


def _quantity(price: FloatArray, sellers: ArrayLike, substitution: ArrayLike) -> FloatArray:
    """Return what each seller sells at the prices of :func:`duel_price`."""
    m, s = np.asarray(sellers, dtype=np.float64), np.asarray(substitution, dtype=np.float64)
    sold: FloatArray = price * (1.0 + s * (m - 2.0)) / ((1.0 - s) * (1.0 + s * (m - 1.0)))
    return sold
