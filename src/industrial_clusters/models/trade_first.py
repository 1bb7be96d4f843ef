r"""Trade first: selling imports to gather capital for technology.

The study of Zhongguancun [1]_ reports that about four firms in five on Electronics
Street began by selling imported electronics. Founders were eager to advance products
of their own, and no venture capital was to be had, so they traded until they could pay
for technology. In its strongest form: credit, not taste, set the order of things, and
it is a Chinese way of coming to new technology from nothing.

**Choice.** Founder :math:`i` with wealth :math:`a` may stay at the institute for a
wage :math:`w`, trade, or take up technology. With the capital :math:`k` that an
activity of productivity :math:`A` uses, the year's income is that of Evans and
Jovanovic [2]_,

.. math:: A k^\alpha + r (a - k), \qquad k \le \lambda a,

against :math:`w + r a`. Wealth and income are in units of the capital that the
smallest technology project takes, so technology needs :math:`k \ge 1` and trade does
not: the indivisible project of Banerjee and Newman [3]_. Technology has
:math:`A = \theta_i`, lognormal; trade has :math:`A = m e^{-\delta n}`, a margin that
shrinks in the :math:`n` years from the decline on, the same for all. A founder adds
:math:`\varepsilon` times its size to the gain from technology, the taste for it. The
credit limit is :math:`\lambda = 1` (own money) until banks open, and
:math:`\lambda = c` from then on. A share :math:`s` of each year's income is saved.
Founders look one year ahead.

Without the least project, the marginal founder of technology under a binding limit has

.. math:: \theta^* = w (\lambda a)^{-\alpha} + r (\lambda a)^{1 - \alpha},

and without any limit wealth decides nothing.

**Rival.** Preference (:func:`preference_alone`): the same founders with capital
without limit. They trade first because trade pays more or they like it better, and
turn to technology as the margin shrinks. Credit then makes no difference. It is
nested: :math:`\lambda = \infty`.

References
----------
.. [1] "Searching for more innovative capabilities", *Development and Society*,
   pp. 121-143 (author, year and volume are not printed in the copy).
.. [2] D. S. Evans and B. Jovanovic, "An Estimated Model of Entrepreneurial Choice
   under Liquidity Constraints", *Journal of Political Economy* 97(4), 1989, 808-827.
   https://doi.org/10.1086/261629
.. [3] A. V. Banerjee and A. F. Newman, "Occupational Choice and the Process of
   Development", *Journal of Political Economy* 101(2), 1993, 274-298.
   https://doi.org/10.1086/261876
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from industrial_clusters.models._parameters import (
    BoolArray,
    FloatArray,
    IntArray,
    Range,
    Values,
    as_column,
    check_ranges,
    check_whole,
    check_years,
    number_of_draws,
)

__all__ = [
    "INSTITUTE",
    "TECHNOLOGY",
    "TRADE",
    "Course",
    "Founders",
    "Parameters",
    "careers",
    "draw_founders",
    "observables",
    "preference_alone",
    "simulate",
    "with_credit_from",
]

INSTITUTE, TRADE, TECHNOLOGY = 0, 1, 2

RANGES = {
    "wealth": Range(0, math.inf, "least projects"),
    "wealth_spread": Range(0, 5, "log points"),
    "productivity": Range(0, math.inf, "least projects a year"),
    "productivity_spread": Range(0, 3, "log points"),
    "margin": Range(0, math.inf, "least projects a year"),
    "decline": Range(0, 2, "log points a year"),
    "wage": Range(0, math.inf, "least projects a year"),
    "interest": Range(0.001, 2, "a year"),
    "returns": Range(0.05, 0.95, "elasticity of output to capital"),
    "saving": Range(0, 1, "share of income"),
    "taste": Range(-1, 10, "share of income"),
    "own_money": Range(0, math.inf, "multiple of wealth"),
    "credit": Range(0, math.inf, "multiple of wealth"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """What founders own, earn and like, and how much they can borrow.

    Each of the first group takes a number, or an array with one number a draw; the
    settings that follow are one whole number each. The document prints no wages,
    prices or interest: every default but those marked is an assumption.

    Parameters
    ----------
    wealth : float or array, optional
        Median over founders of wealth at the start, in least projects.
    wealth_spread : float or array, optional
        Standard deviation over founders of log wealth.
    productivity, productivity_spread : float or array, optional
        Median over founders of what the least project yields a year, before interest,
        and the standard deviation of its logarithm.
    margin : float or array, optional
        What trade with the capital of one least project yields a year, before
        interest, until the decline.
    decline : float or array, optional
        Log points a year by which the margin shrinks from the decline on.
    wage : float or array, optional
        What the institute pays in a year.
    interest : float or array, optional
        Yearly interest, on loans as on savings.
    returns : float or array, optional
        Elasticity of what an activity yields to the capital that it uses.
    saving : float or array, optional
        Share of income saved.
    taste : float or array, optional
        By how much of itself the gain from technology counts for more; below 0, less.
    own_money, credit : float or array, optional
        Most capital that a founder can use, as a multiple of wealth, before banks
        open and from then on. 1 is no credit, ``inf`` no limit.
    founders : int, optional
        Founders; by default the 40 firms counted at the end of 1984.
    first_year, last_year : int, optional
        Years simulated, ends included: by default from the documented trial of 1980
        to the last count of firms.
    credit_year : int, optional
        First year of credit; by default 1984, since when banks open branches.
    decline_year : int, optional
        First year in which the margin shrinks. The document puts the growing market in
        the early 1980s, and the fall of profits, undated, later: 1985 is an assumption.

    Raises
    ------
    ValueError
        If a parameter leaves its range or the arrays differ in length.

    Examples
    --------
    >>> Parameters(saving=1.2)
    Traceback (most recent call last):
        ...
    ValueError: saving = 1.2 lies outside 0 to 1 (share of income); draw it from that range
    """

    wealth: Values = 0.1
    wealth_spread: Values = 1.0
    productivity: Values = 1.0
    productivity_spread: Values = 0.5
    margin: Values = 1.0
    decline: Values = 0.1
    wage: Values = 0.05
    interest: Values = 0.15
    returns: Values = 0.5
    saving: Values = 0.5
    taste: Values = 0.0
    own_money: Values = 1.0
    credit: Values = 2.0
    founders: int = 40
    first_year: int = 1980
    last_year: int = 1995
    credit_year: int = 1984
    decline_year: int = 1985

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("founders", self.founders, 1)
        check_years(self.first_year, self.last_year)

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)


@dataclass(frozen=True, eq=False)
class Founders:
    """The founders of each draw; arrays of shape (draws, founders).

    Attributes
    ----------
    wealth : ndarray of float
        Wealth at the start, in least projects.
    productivity : ndarray of float
        What the least project yields a year.
    """

    wealth: FloatArray
    productivity: FloatArray


@dataclass(frozen=True, eq=False)
class Course:
    """What each founder did; arrays of shape (draws, founders, years).

    Attributes
    ----------
    years : tuple of int
        Years simulated.
    activity : ndarray of int
        ``INSTITUTE``, ``TRADE`` or ``TECHNOLOGY`` in the year.
    wanted : ndarray of int
        What the founder would have done had capital been without limit.
    wealth : ndarray of float
        At the beginning of the year.
    borrowing : ndarray of bool
        Whether the capital used exceeds the founder's wealth.
    """

    years: tuple[int, ...]
    activity: IntArray
    wanted: IntArray
    wealth: FloatArray
    borrowing: BoolArray


def preference_alone(parameters: Parameters) -> Parameters:
    """Return the rival: capital without limit, so that pay and taste alone decide.

    Examples
    --------
    >>> preference_alone(Parameters()).credit
    inf
    """
    return dataclasses.replace(parameters, own_money=math.inf, credit=math.inf)


def with_credit_from(parameters: Parameters, year: int) -> Parameters:
    """Return the counterfactual: capital without limit from a year on.

    Examples
    --------
    >>> with_credit_from(Parameters(), 1985).credit_year
    1985
    """
    return dataclasses.replace(parameters, credit=math.inf, credit_year=year)


def draw_founders(parameters: Parameters, rng: np.random.Generator) -> Founders:
    """Draw the founders of each draw.

    A generator in the same state gives theory and rival the same founders.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator

    Returns
    -------
    Founders

    Examples
    --------
    >>> parameters = Parameters(wealth=0.2, wealth_spread=0.0, founders=3)
    >>> draw_founders(parameters, np.random.default_rng(1)).wealth
    array([[0.2, 0.2, 0.2]])
    """
    shape = (parameters.draws, parameters.founders)
    wealth = as_column(parameters.wealth) * np.exp(
        as_column(parameters.wealth_spread) * rng.standard_normal(shape)
    )
    productivity = as_column(parameters.productivity) * np.exp(
        as_column(parameters.productivity_spread) * rng.standard_normal(shape)
    )
    return Founders(wealth, productivity)


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Run every draw's founders through the years.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        Source of the founders; choices are not random.

    Returns
    -------
    Course

    Examples
    --------
    Too poor for a project, a founder trades for two years and then can pay for it.

    >>> parameters = Parameters(wealth=0.25, wealth_spread=0.0, productivity=2.0,
    ...                         productivity_spread=0.0, margin=1.0, saving=1.0, founders=1,
    ...                         last_year=1983)
    >>> simulate(parameters, np.random.default_rng(1)).activity[0, 0]
    array([1, 1, 2, 2])
    """
    return careers(parameters, draw_founders(parameters, rng))


def careers(parameters: Parameters, founders: Founders) -> Course:
    """Follow given founders through the years.

    Parameters
    ----------
    parameters : Parameters
    founders : Founders
        As many draws as the parameters hold; :func:`simulate` draws them first.

    Returns
    -------
    Course

    Examples
    --------
    A founder with the capital for a project and nothing to trade:

    >>> founder = Founders(wealth=np.array([[1.0]]), productivity=np.array([[2.0]]))
    >>> int(careers(Parameters(margin=0.0), founder).activity[0, 0, 0]) == TECHNOLOGY
    True
    """
    years = tuple(range(parameters.first_year, parameters.last_year + 1))
    interest, saving = as_column(parameters.interest), as_column(parameters.saving)
    unlimited = np.full_like(founders.wealth, math.inf)
    free = _technology(parameters, founders, unlimited)
    wealth = founders.wealth
    shape = (len(years), *wealth.shape)
    activities, wanted = (np.empty(shape, dtype=np.int64) for _ in range(2))
    owned, borrowing = np.empty(shape), np.empty(shape, dtype=np.bool_)
    for t, year in enumerate(years):
        limit = parameters.credit if year >= parameters.credit_year else parameters.own_money
        most = _product(as_column(limit), wealth)
        technology = _technology(parameters, founders, most)
        activities[t], gain, capital = _choice(parameters, year, most, technology)
        wanted[t], _, _ = _choice(parameters, year, unlimited[:, :1], free)
        owned[t], borrowing[t] = wealth, capital > wealth
        wealth = wealth + saving * (gain + interest * wealth)
    return Course(
        years, *(np.moveaxis(table, 0, 2) for table in (activities, wanted, owned, borrowing))
    )


def observables(course: Course, early: int = 1984) -> pd.DataFrame:
    """Return what a document could have reported of each draw's founders.

    Parameters
    ----------
    course : Course
    early : int, optional
        Last year of the early 1980s, by default as the evidence reads them.

    Returns
    -------
    DataFrame
        One row a draw, in shares of the founders named. ``firms`` have left the
        institute by the early year; of them, ``traded_first`` began with trade.
        Of those, ``forced`` would have begun with technology without a limit on
        capital, and ``turned`` work in technology in the last year. In the last year,
        of all firms, ``trading`` and ``borrowing``. ``rich_traded`` is the share that
        began with trade of the firms whose founders were richer than the median
        founder at the start, ``poor_traded`` of the others.
        A share of nobody is 0.

    Raises
    ------
    ValueError
        If the early year was not simulated.

    Examples
    --------
    >>> table = observables(simulate(Parameters(), np.random.default_rng(1)))
    >>> bool(table["traded_first"].between(0, 1).all())
    True
    """
    if early not in course.years:
        raise ValueError(
            f"year {early} was not simulated: the years run from {course.years[0]} to "
            f"{course.years[-1]}; choose one of them"
        )
    works = course.activity != INSTITUTE
    first_year = works.argmax(axis=2)
    firm = works[:, :, : course.years.index(early) + 1].any(axis=2)
    first = np.take_along_axis(course.activity, first_year[..., None], axis=2)[..., 0]
    wanted = np.take_along_axis(course.wanted, first_year[..., None], axis=2)[..., 0]
    traded = firm & (first == TRADE)
    at_end = course.activity[:, :, -1]
    start = course.wealth[:, :, 0]
    middle = np.median(start, axis=1, keepdims=True)
    rich = firm & (start > middle)
    return pd.DataFrame(
        {
            "firms": firm.mean(axis=1),
            "traded_first": _share(traded, firm),
            "forced": _share(traded & (wanted == TECHNOLOGY), traded),
            "turned": _share(traded & (at_end == TECHNOLOGY), traded),
            "trading": _share(at_end == TRADE, at_end != INSTITUTE),
            "borrowing": _share(
                course.borrowing[:, :, -1] & (at_end != INSTITUTE), at_end != INSTITUTE
            ),
            "rich_traded": _share(traded & rich, rich),
            "poor_traded": _share(traded & ~rich, firm & ~rich),
        }
    )


def _technology(
    parameters: Parameters, founders: Founders, most: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Capital that technology uses within a limit, and its gain; minus infinity if too dear."""
    capital = np.minimum(np.maximum(_best_capital(parameters, founders.productivity), 1.0), most)
    gain = _gain(parameters, founders.productivity, capital)
    return capital, np.where(most >= 1.0, gain, -math.inf)


def _choice(
    parameters: Parameters,
    year: int,
    most: FloatArray,
    technology: tuple[FloatArray, FloatArray],
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Activity of most value, its gain beyond interest on own wealth, and its capital."""
    shrunk = max(0, year - parameters.decline_year + 1)
    margin = as_column(parameters.margin) * np.exp(-as_column(parameters.decline) * shrunk)
    lots = np.minimum(_best_capital(parameters, margin), most)
    capital, gain = technology
    trade = _gain(parameters, margin, lots)
    liked = gain + as_column(parameters.taste) * np.where(gain > -math.inf, np.abs(gain), 0.0)
    wage = as_column(parameters.wage)
    leaves = np.maximum(trade, liked) > wage
    makes = liked > trade
    activity = np.where(leaves, np.where(makes, TECHNOLOGY, TRADE), INSTITUTE)
    return (
        activity.astype(np.int64, copy=False),
        np.where(leaves, np.where(makes, gain, trade), wage),
        np.where(leaves, np.where(makes, capital, lots), 0.0),
    )


def _best_capital(parameters: Parameters, productivity: FloatArray) -> FloatArray:
    """Capital at which the last unit yields the interest."""
    returns, interest = as_column(parameters.returns), as_column(parameters.interest)
    best: FloatArray = (returns * productivity / interest) ** (1 / (1 - returns))
    return best


def _gain(parameters: Parameters, productivity: FloatArray, capital: FloatArray) -> FloatArray:
    gain: FloatArray = (
        productivity * capital ** as_column(parameters.returns)
        - as_column(parameters.interest) * capital
    )
    return gain


def _product(limit: FloatArray, wealth: FloatArray) -> FloatArray:
    """Multiply, an unlimited multiple of nothing being unlimited too."""
    with np.errstate(invalid="ignore"):
        most: FloatArray = limit * wealth
    return np.nan_to_num(most, nan=math.inf, posinf=math.inf)


def _share(part: BoolArray, whole: BoolArray) -> FloatArray:
    count: FloatArray = part.sum(axis=1) / np.maximum(whole.sum(axis=1), 1)
    return count
