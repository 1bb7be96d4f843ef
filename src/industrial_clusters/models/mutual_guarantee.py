r"""Mutual guarantees: credit that friends lend each other, and what it can bring down.

Zhang [1]_ tells how Xixia's entrepreneurs made up for want of capital. From 1994
members lend each other money at low or no interest. Around 2003 the large firms need
more than friends have, and the help changes its form: a firm that has no great need of
loans itself guarantees the bank loan of one that has. In its strongest form the argument
is about timing. Big investments come to different firms in different years, so that at
any time there is bank credit that nobody uses; trust makes it usable, and a firm helped
this year helps another later. The document records no failure; it speaks to the
entrepreneurs, officials and nobody else.

**A year.** Each of :math:`n` firms starts with assets of 1 and other debts :math:`D`.
Firm :math:`i` has a big project if :math:`\sqrt{\rho_N} F + \sqrt{1 - \rho_N}\, u_i <
\Phi^{-1}(\nu)`, so that :math:`\nu` is the probability of a need and :math:`\rho_N` the
correlation of needs. A project takes a loan of :math:`P`; on its own name the bank
lends :math:`C`. For the rest, :math:`P - C`, the firm asks up to :math:`k` friends, in
random order, and the bank accepts each for a share :math:`r` of its own credit, divided
pro rata among those who ask it. In the argument only a firm without a project can
guarantee. The loan :math:`b_i` earns :math:`\gamma` above its cost. At the end of the year

.. math:: V_i = \bigl(1 + (1 + \gamma) b_i\bigr)(1 + \sigma X_i)^+, \qquad
          X_i = \sqrt{\rho} M + \sqrt{1 - \rho}\, Z_i,

and debts are cleared by :mod:`industrial_clusters.networks.clearing`: a borrower that
cannot pay has its guarantors called, who may fail in turn; of a defaulter's assets a
share :math:`c` is lost. Failed firms are replaced, so that years are alike and
independent. Lending among friends is the same year with loans of up to :math:`k` idle
friends, each of whom parts with at most a share of its assets.

**Rivals.** The argument has independent needs and shocks (:func:`independent`); the
rival is the same pool with correlated ones, and the same credit counted twice
(:func:`counted_twice`); the sibling without any help is :func:`alone`, the older form of
help :func:`lending`.

**Closed forms.** One firm fails with probability :math:`p = \Phi(-d)`, :math:`d` its
distance to default (:func:`default_probability`). Given the common factor, a firm fails
with the probability of Vasicek [2]_ (:func:`conditional_default`). Firms that pool all
they own and owe fail together with probability :math:`\Phi(-d / \sqrt{\rho + (1 -
\rho)/n})` (:func:`pooled_default`): a law of large numbers for :math:`\rho = 0`, and
nothing gained for :math:`\rho = 1`.

References
----------
.. [1] C. Zhang (2014), MSc thesis on Xixia, Columbia University: ``zhang2014`` of the
   bibliography.
.. [2] O. Vasicek, "The distribution of loan portfolio value", *Risk* 15(12), 2002,
   160-162.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from industrial_clusters.models._parameters import (
    BoolArray,
    FloatArray,
    Range,
    Values,
    as_row,
    check_ranges,
    check_whole,
    check_years,
    number_of_draws,
)
from industrial_clusters.networks.clearing import clear

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = [
    "Course",
    "Parameters",
    "alone",
    "calm_probability",
    "conditional_default",
    "counted_twice",
    "default_probability",
    "independent",
    "lending",
    "observables",
    "pooled_default",
    "simulate",
]

RANGES = {
    "need": Range(0, 1, "probability a year"),
    "need_correlation": Range(0, 1, "correlation"),
    "project": Range(0, 100, "assets of a firm"),
    "credit": Range(0, 100, "assets of a firm"),
    "recognition": Range(0, 1, "share of the guarantor's credit"),
    "cash": Range(0, 1, "share of assets"),
    "gain": Range(-1, 10, "share of the loan"),
    "debt": Range(0, 100, "assets of a firm"),
    "volatility": Range(0, 10, "share of assets"),
    "shock_correlation": Range(0, 1, "correlation"),
    "default_cost": Range(0, 1, "share of a defaulter's assets"),
}

# Equally likely slices of the common factor over which calm years are averaged.
_SLICES = 4000


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """What firms need, what the bank lends on whose word, and what can happen.

    All but the settings take a number, or an array with one number a draw. The document
    gives the size of two guaranteed loans and no balance sheet: the defaults of the first
    group are assumptions of the book.

    Parameters
    ----------
    need, need_correlation : float or array, optional
        Probability that a firm has a big project in a year; correlation of needs.
    project : float or array, optional
        Loan that a project takes, in assets of a firm.
    credit : float or array, optional
        What the bank lends on a firm's own name, in assets of a firm.
    recognition : float or array, optional
        Share of a guarantor's own credit for which the bank accepts it.
    cash : float or array, optional
        Share of its assets that a firm can lend to friends.
    gain : float or array, optional
        What a loan earns in the year above its cost, as a share of it.
    debt : float or array, optional
        Other debts of a firm, in assets of a firm.
    volatility, shock_correlation : float or array, optional
        Standard deviation of the yearly shock to assets; its correlation between firms.
    default_cost : float or array, optional
        Share of a defaulter's assets that default destroys.
    firms : int, optional
        Firms of the pool; by default the documented five leading ones.
    guarantors : int, optional
        Friends asked to guarantee a loan; by default one, as in both documented cases.
    lenders : int, optional
        Friends asked for money before; by default none, as the large firms of the third
        phase need more than friends have.
    idle_only : bool, optional
        Whether only a firm without a project can guarantee or lend.
    first_year, last_year : int, optional
        Years simulated, ends included; by default from the first documented guarantee to
        the last full year before the thesis.

    Raises
    ------
    ValueError
        If a parameter leaves its range or the arrays differ in length.

    Examples
    --------
    >>> Parameters(default_cost=1.5)
    Traceback (most recent call last):
        ...
    ValueError: default_cost = 1.5 lies outside 0 to 1 (share of a defaulter's assets); draw it from
    that range
    """

    need: Values = 0.2
    need_correlation: Values = 0.0
    project: Values = 1.0
    credit: Values = 0.5
    recognition: Values = 1.0
    cash: Values = 0.05
    gain: Values = 0.1
    debt: Values = 0.3
    volatility: Values = 0.2
    shock_correlation: Values = 0.0
    default_cost: Values = 0.2
    firms: int = 5
    guarantors: int = 1
    lenders: int = 0
    idle_only: bool = True
    first_year: int = 2003
    last_year: int = 2013

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("firms", self.firms, 1)
        check_whole("guarantors", self.guarantors, 0)
        check_whole("lenders", self.lenders, 0)
        check_years(self.first_year, self.last_year)

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)


@dataclass(frozen=True, eq=False)
class Course:
    """What happened in each draw's pool; arrays of shape (draws, years, firms).

    Attributes
    ----------
    years : tuple of int
        Years simulated.
    factor : ndarray of float, shape (draws, years)
        The common factor of the year's shocks, a standard normal number.
    need : ndarray of bool
        Whether the firm has a project.
    loan : ndarray of float
        What it borrows in all, in assets of a firm.
    covered, given : ndarray of float
        Part of its loan that friends guarantee; what it guarantees for friends.
    from_friends : ndarray of float
        What it borrows from friends.
    defaults, fundamental : ndarray of bool
        Whether it fails; whether it would with all friends sound.
    destroyed, bank_loss : ndarray of float
        Cost of its default; what the bank misses of its loan.
    earned : ndarray of float
        Gain on its loan before the shock.
    friends_share : ndarray of float, shape (draws,)
        The most that all friends together could lend, over what one project lacks.
    """

    years: tuple[int, ...]
    factor: FloatArray
    need: BoolArray
    loan: FloatArray
    covered: FloatArray
    given: FloatArray
    from_friends: FloatArray
    defaults: BoolArray
    fundamental: BoolArray
    destroyed: FloatArray
    bank_loss: FloatArray
    earned: FloatArray
    friends_share: FloatArray


def independent(parameters: Parameters) -> Parameters:
    """Return the argument's pool: needs and shocks that have nothing in common.

    Examples
    --------
    >>> independent(Parameters(shock_correlation=0.5)).shock_correlation
    0.0
    """
    # Multiplied, so that an array keeps its draws.
    return dataclasses.replace(
        parameters,
        need_correlation=0.0 * parameters.need_correlation,
        shock_correlation=0.0 * parameters.shock_correlation,
    )


def counted_twice(parameters: Parameters) -> Parameters:
    """Return the pool in which a firm guarantees others while it borrows itself.

    Examples
    --------
    >>> counted_twice(Parameters()).idle_only
    False
    """
    return dataclasses.replace(parameters, idle_only=False)


def alone(parameters: Parameters) -> Parameters:
    """Return the same firms without any help: each borrows on its own name.

    Examples
    --------
    >>> alone(Parameters()).guarantors
    0
    """
    return dataclasses.replace(parameters, guarantors=0, lenders=0)


def lending(parameters: Parameters) -> Parameters:
    """Return the older form of help: all idle friends lend money, nobody guarantees.

    Examples
    --------
    >>> older = lending(Parameters())
    >>> older.guarantors, older.lenders
    (0, 4)
    """
    return dataclasses.replace(parameters, guarantors=0, lenders=parameters.firms - 1)


def default_probability(parameters: Parameters, loan: ArrayLike = 0.0) -> FloatArray:
    """Return the probability that a firm with this loan fails in a year, friends apart.

    Parameters
    ----------
    parameters : Parameters
    loan : float or array, optional
        What it borrows, in assets of a firm.

    Returns
    -------
    ndarray of float, shape (draws,)

    Examples
    --------
    Debts of 0.6 and a standard deviation of 0.2: two of them away from failure.

    >>> default_probability(Parameters(debt=0.6, volatility=0.2)).round(5)
    array([0.02275])
    """
    draws = parameters.draws
    borrowed = np.asarray(loan, dtype=np.float64)
    assets = 1.0 + (1.0 + as_row(parameters.gain, draws)) * borrowed
    owed = as_row(parameters.debt, draws) + borrowed
    cushion, spread = assets - owed, as_row(parameters.volatility, draws) * assets
    # Without volatility only a firm that owes more than it has fails; without debts none.
    certain = np.where(cushion < 0, -np.inf, np.inf)
    distance = np.divide(cushion, spread, out=certain, where=spread > 0)
    probability: FloatArray = np.where(owed > 0, ndtr(-distance), 0.0)
    return probability


def conditional_default(
    probability: ArrayLike, correlation: ArrayLike, factor: ArrayLike
) -> FloatArray:
    """Return Vasicek's probability of default given the common factor.

    In a large group it is the share that fails.

    Parameters
    ----------
    probability : float or array
        Probability of default over all values of the factor.
    correlation : float or array
        Correlation of the firms' shocks, at least 0 and below 1.
    factor : float or array
        Common factor, a standard normal number; low is bad.

    Examples
    --------
    One firm in a hundred fails on average; of correlated firms one in eight in a year as
    bad as one in a thousand.

    >>> conditional_default(0.01, 0.2, -3.09).round(3)
    np.float64(0.145)
    """
    p, rho = np.asarray(probability, dtype=np.float64), np.asarray(correlation, dtype=np.float64)
    shift = np.sqrt(rho) * np.asarray(factor, dtype=np.float64)
    given: FloatArray = ndtr((ndtri(p) - shift) / np.sqrt(1.0 - rho))
    return given


def calm_probability(
    probability: ArrayLike, correlation: float, *, firms: int = 5, years: int = 11
) -> FloatArray:
    """Return the probability that no firm of a group fails in so many years.

    Firms stand alone; years are independent.

    Parameters
    ----------
    probability : float or array
        Probability that one firm fails in a year.
    correlation : float
        Correlation of their shocks, from 0 to below 1.
    firms, years : int, optional
        By default the five leading firms, from 2003 to 2013.

    Examples
    --------
    A calm decade is likelier among firms that share their luck.

    >>> [round(float(calm_probability(0.03, rho)), 2) for rho in (0.0, 0.5, 0.9)]
    [0.19, 0.29, 0.51]
    """
    factor = ndtri((np.arange(_SLICES) + 0.5) / _SLICES)
    given = conditional_default(np.asarray(probability)[..., None], correlation, factor)
    calm_year = ((1.0 - given) ** firms).mean(axis=-1)
    calm: FloatArray = calm_year**years
    return calm


def pooled_default(
    probability: ArrayLike, correlation: ArrayLike, members: ArrayLike
) -> FloatArray:
    """Return the probability that firms that pool all they own and owe fail together.

    Parameters
    ----------
    probability : float or array
        Probability that one of them fails by itself.
    correlation : float or array
        Correlation of their shocks, from 0 to 1.
    members : int or array
        Firms in the pool.

    Examples
    --------
    >>> pooled_default(0.05, 0.0, [1, 5, 25]).round(4)
    array([0.05  , 0.0001, 0.    ])
    >>> pooled_default(0.05, 1.0, [1, 5, 25]).round(4)
    array([0.05, 0.05, 0.05])
    """
    rho = np.asarray(correlation, dtype=np.float64)
    spread = np.sqrt(rho + (1.0 - rho) / np.asarray(members, dtype=np.float64))
    pooled: FloatArray = ndtr(ndtri(np.asarray(probability, dtype=np.float64)) / spread)
    return pooled


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Run every draw's pool through the years.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        Source of needs, of the order in which friends are asked, and of shocks: the same
        for argument, rivals and siblings.

    Returns
    -------
    Course

    Examples
    --------
    Without shocks the pool carries half of every project, and nobody fails.

    >>> course = simulate(Parameters(volatility=0.0), np.random.default_rng(1))
    >>> float(course.covered.max()), int(course.defaults.sum())
    (0.5, 0)
    """
    draws, firms = parameters.draws, parameters.firms
    years = tuple(range(parameters.first_year, parameters.last_year + 1))
    shape = (draws, len(years), firms)
    factor = rng.standard_normal(shape[:2])
    shock = _one_factor(parameters.shock_correlation, factor, rng.standard_normal(shape))
    wish = _one_factor(
        parameters.need_correlation, rng.standard_normal(shape[:2]), rng.standard_normal(shape)
    )
    need = wish < ndtri(_cube(parameters.need))
    order = rng.random((*shape, firms))
    own = np.minimum(_cube(parameters.credit), _cube(parameters.project)) * need
    lacking = _cube(parameters.project) * need - own
    friends = _helped(parameters, need, order, lacking, _cube(parameters.cash), "lenders")
    from_friends = friends.sum(axis=-1)
    accepted = _cube(parameters.recognition) * _cube(parameters.credit)
    guarantees = _helped(parameters, need, order, lacking - from_friends, accepted, "guarantors")
    covered = guarantees.sum(axis=-1)
    loan = own + from_friends + covered
    earned = _cube(parameters.gain) * loan
    standing = 1.0 + loan + earned - friends.sum(axis=-2)
    left = np.broadcast_to(1.0 - as_row(parameters.default_cost, draws)[:, None], shape[:2])
    cleared = clear(
        standing * np.maximum(1.0 + _cube(parameters.volatility) * shock, 0.0),
        friends,
        outside=np.broadcast_to(_cube(parameters.debt), shape),
        loans=own + covered,
        guarantees=guarantees,
        alpha=left,
        beta=left,
    )
    return Course(
        years=years,
        factor=factor,
        need=need,
        loan=loan,
        covered=covered,
        given=guarantees.sum(axis=-2),
        from_friends=from_friends,
        defaults=cleared.defaults,
        fundamental=cleared.fundamental,
        destroyed=cleared.destroyed,
        bank_loss=cleared.bank_loss,
        earned=earned,
        friends_share=_friends_share(parameters),
    )


def observables(course: Course) -> pd.DataFrame:
    """Return what a document could have reported of each pool.

    Parameters
    ----------
    course : Course

    Returns
    -------
    DataFrame
        One row a draw: ``guaranteed_loans``, ``guaranteed_firms``, ``turned`` (firms
        helped in one year that help in a later one), ``capital`` (borrowed a firm and
        year), ``failures`` and ``contagion`` (those of them brought by friends),
        ``worst_year`` (most failures in one), ``destroyed``, ``bank_loss`` and ``value``
        (gain on loans less what defaults destroy), each a firm and year in assets of a
        firm, and ``friends_share``.

    Examples
    --------
    >>> course = simulate(Parameters(volatility=0.0), np.random.default_rng(1))
    >>> observables(course)[["guaranteed_loans", "failures", "contagion"]]
       guaranteed_loans  failures  contagion
    0                12         0          0
    """
    helped = course.covered > 0
    helped_before = np.cumsum(helped, axis=1) - helped > 0
    turned = (helped_before & (course.given > 0)).any(axis=1)
    both = (1, 2)
    return pd.DataFrame(
        {
            "guaranteed_loans": helped.sum(axis=both),
            "guaranteed_firms": helped.any(axis=1).sum(axis=1),
            "turned": turned.sum(axis=1),
            "capital": course.loan.mean(axis=both),
            "failures": course.defaults.sum(axis=both),
            "contagion": (course.defaults & ~course.fundamental).sum(axis=both),
            "worst_year": course.defaults.sum(axis=2).max(axis=1),
            "destroyed": course.destroyed.mean(axis=both),
            "bank_loss": course.bank_loss.mean(axis=both),
            "value": (course.earned - course.destroyed).mean(axis=both),
            "friends_share": course.friends_share,
        }
    )


def _cube(values: Values) -> FloatArray:
    """Return a parameter with draws along the first of three axes."""
    return np.asarray(values, dtype=np.float64).reshape(-1, 1, 1)


def _one_factor(correlation: Values, common: FloatArray, own: FloatArray) -> FloatArray:
    rho = _cube(correlation)
    mixed: FloatArray = np.sqrt(rho) * common[..., None] + np.sqrt(1.0 - rho) * own
    return mixed


def _helped(
    parameters: Parameters,
    need: BoolArray,
    order: FloatArray,
    lacking: FloatArray,
    capacity: FloatArray,
    setting: str,
) -> FloatArray:
    """Return how much each firm (row) gets from each friend (column).

    A firm asks the first friends of its order that can help for equal parts; a friend
    asked for more than it can give divides it in proportion.
    """
    asked = getattr(parameters, setting)
    firms = need.shape[-1]
    if not asked:
        return np.zeros((*need.shape, firms))
    helpers = ~need[..., None, :] if parameters.idle_only else np.ones_like(need)[..., None, :]
    can = helpers & ~np.eye(firms, dtype=np.bool_)
    rank = np.where(can, order, np.inf).argsort(axis=-1).argsort(axis=-1)
    chosen = can & (rank < asked)
    parts = lacking / np.maximum(chosen.sum(axis=-1), 1)
    asks = chosen * parts[..., None]
    total = asks.sum(axis=-2)
    granted = np.minimum(1.0, capacity / np.where(total > 0, total, 1.0))
    gets: FloatArray = asks * granted[..., None, :]
    return gets


def _friends_share(parameters: Parameters) -> FloatArray:
    draws = parameters.draws
    lacking = as_row(parameters.project, draws) - as_row(parameters.credit, draws)
    most = (parameters.firms - 1) * as_row(parameters.cash, draws)
    return np.where(lacking > 0, most / np.where(lacking > 0, lacking, 1.0), np.inf)
