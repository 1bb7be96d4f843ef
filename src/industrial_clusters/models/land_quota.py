r"""Land quotas: growing firms, scarce plots, and where those without one go.

Lu and Ganne [1]_ report that Yongkang ran out of land. The city sets a quota each
year; its ranking by taxes paid gives priority for plots; firms that get none move
to Wuyi and Jinyun, some 20 km away, or to other provinces with cheaper labour and
lighter taxes, or stay as small as their plot. From 2008 a registered-office centre
was built so that firms which produce elsewhere keep paying taxes in Yongkang.

**Growth.** Firm :math:`i` has a size :math:`S` (what it could sell, in units of
the median firm at the start), which follows Gibrat's law [2]_:
:math:`S_{t+1} = S_t \exp(\mu - \sigma^2 / 2 + \sigma \varepsilon)`, so that mean
size grows by :math:`e^\mu` a year whatever the size.

**Land.** A plot :math:`A` (one unit of land carries one unit of size) can be
crowded up to :math:`(1 + q) A`. A firm whose size exceeds that asks for
:math:`S - A`. Each year :math:`Q` times the initial land of all firms is handed
out, to the highest taxpayers first or by lottery; the last one served gets what
remains. A firm without enough land produces :math:`\min(S, (1 + q) A)`.

**Leaving.** With a profit share :math:`m`, yearly gains are

.. math::

   \text{home:} \quad & m \min(S, (1 + q) A) \\
   \text{neighbours:} \quad & (m + \nu G_t - a_i (1 - e^{-d_n / d})) S - F \\
   \text{provinces:} \quad & (m + G_t - a_i (1 - e^{-d_p / d})) S - F

where :math:`G_t` is what wages and taxes elsewhere save, :math:`\nu` how much of it
the neighbours already offer, :math:`a_i` (exponential) what the firm owes to the
cluster, :math:`d` the reach of the cluster's advantages, and :math:`F` the yearly
cost of a move. Firms move to the best place, and do not return. The population is
closed: no entry, no exit by failure.

**Rival.** Wages and taxes (:func:`wages_and_taxes`): the same firms with land
without limit. Its converse (:func:`land_alone`) keeps the quota and sets the gap
to zero. Neither is tuned.

References
----------
.. [1] S. Lu and B. Ganne (2016), "From Farm Tools to Electric Cars", *China
   Perspectives* no. 1, 37-48. https://doi.org/10.4000/chinaperspectives.6916
.. [2] J. Sutton, "Gibrat's Legacy", *Journal of Economic Literature* 35(1),
   1997, 40-59.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

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
    from numpy.typing import NDArray

__all__ = [
    "Course",
    "Parameters",
    "allot",
    "land_alone",
    "observables",
    "simulate",
    "wages_and_taxes",
]

_HOME, _NEIGHBOURS, _PROVINCES = 0, 1, 2

RANGES = {
    "growth": Range(-1, 1, "log points a year"),
    "volatility": Range(0, 3, "log points a year"),
    "size_spread": Range(0, 5, "standard deviation of log size"),
    "quota": Range(0, math.inf, "share of the initial land a year"),
    "crowding": Range(0, 100, "share of the plot"),
    "margin": Range(0, 1, "share of output"),
    "attachment": Range(0, 10, "share of output"),
    "reach": Range(1e-6, 1e6, "km"),
    "moving_cost": Range(0, 1e6, "yearly output of the median firm"),
    "gap": Range(-1, 1, "share of output"),
    "gap_growth": Range(-1, 1, "share of output a year"),
    "neighbour_gap": Range(0, 1, "share of the gap"),
    "office_take_up": Range(0, 1, "share of firms that left"),
    "office_places": Range(0, 1, "share of all firms"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """How firms grow, what land there is, and what other places offer.

    The first group takes a number, or an array with one number a draw; the
    settings that follow hold for all draws. Except where a figure of the document
    is named, the defaults are assumptions, a county with which to begin.

    Parameters
    ----------
    growth, volatility : float or array, optional
        Growth of mean size, and standard deviation of a firm's growth, in log
        points a year.
    size_spread : float or array, optional
        Standard deviation of log size at the start.
    quota : float or array, optional
        Land handed out in a year, as a share of all firms' initial land; ``inf``
        for no limit.
    crowding : float or array, optional
        How far a firm can outgrow its plot before output stops, as a share of
        the plot.
    margin : float or array, optional
        Profit as a share of output.
    attachment : float or array, optional
        Mean over firms of what the cluster is worth to them, as a share of
        output.
    reach : float or array, optional
        Distance, in km, at which 63% of that worth is lost.
    moving_cost : float or array, optional
        Yearly cost of having moved, in yearly outputs of the median firm at the
        start.
    gap, gap_growth : float or array, optional
        What wages and taxes in other provinces save in the first year, as a share
        of output, and what each year adds to it.
    neighbour_gap : float or array, optional
        Share of that saving which the neighbouring counties offer too.
    office_take_up : float or array, optional
        Share of the firms that left which accept a registered office at home.
    office_places : float or array, optional
        Places in the office centre, as a share of all firms; by default the
        documented more than 500 among the documented 15,000 firms.
    firms : int, optional
        Firms simulated in each draw; an assumption that fixes the least share
        that can be seen.
    first_year, last_year : int, optional
        Years simulated, ends included; by default from the year since which the
        document counts arrivals to the end of the centre's building.
    office_year : int, optional
        First year of the office centre; by default the documented 2008.
    allocation : {"ranking", "lottery"}, optional
        Whether land goes to the highest taxpayers first or by lot.
    neighbours_km, provinces_km : float, optional
        Distance of the neighbouring counties, by default the documented 20 km,
        and of the other provinces, an assumption.

    Raises
    ------
    ValueError
        If a parameter leaves its range or the arrays differ in length.

    Examples
    --------
    >>> Parameters().neighbours_km
    20.0
    >>> Parameters(quota=-0.1)
    Traceback (most recent call last):
        ...
    ValueError: quota = -0.1 lies outside 0 to inf (share of the initial land a year); draw it ...
    """

    growth: Values = 0.1
    volatility: Values = 0.3
    size_spread: Values = 1.0
    quota: Values = 0.05
    crowding: Values = 0.5
    margin: Values = 0.1
    attachment: Values = 0.05
    reach: Values = 100.0
    moving_cost: Values = 0.1
    gap: Values = 0.01
    gap_growth: Values = 0.002
    neighbour_gap: Values = 0.5
    office_take_up: Values = 0.5
    office_places: Values = 501 / 15_000
    firms: int = 1000
    first_year: int = 2001
    last_year: int = 2012
    office_year: int = 2008
    allocation: Literal["ranking", "lottery"] = "ranking"
    neighbours_km: float = 20.0
    provinces_km: float = 1000.0

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("firms", self.firms, 1)
        check_years(self.first_year, self.last_year)
        if self.allocation not in {"ranking", "lottery"}:
            raise ValueError(f"allocation = {self.allocation!r}; choose 'ranking' or 'lottery'")
        if not 0 <= self.neighbours_km <= self.provinces_km:
            raise ValueError(
                f"neighbours_km = {self.neighbours_km} and provinces_km = {self.provinces_km}; "
                "give distances of at least 0 km, the neighbours nearer"
            )

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)


@dataclass(frozen=True, eq=False)
class Course:
    """What became of each draw's firms.

    Attributes
    ----------
    years : tuple of int
        Years simulated.
    firms : int
        Firms in each draw.
    neighbours, provinces : ndarray of int, shape (draws, years)
        Firms that produce there at the end of each year; the others are at home.
    short : ndarray of int, shape (draws, years)
        Firms at home whose plot is too small.
    size : ndarray of float, shape (draws, firms)
        Size in the last year, in units of the median firm at the start.
    output : ndarray of float, shape (draws, firms)
        Output in the last year, in the same unit.
    place : ndarray of int, shape (draws, firms)
        Where a firm produces in the last year: 0 home, 1 neighbours, 2 provinces.
    granted : ndarray of bool, shape (draws, firms)
        Whether the firm was ever granted land.
    exit_year, exit_size : ndarray of float, shape (draws, firms)
        When the firm left, and how many standard deviations its log size then lay
        above the mean of the firms at home; NaN for a firm that stayed.
    exit_short : ndarray of bool, shape (draws, firms)
        Whether the firm left while its plot was too small.
    registered : ndarray of bool, shape (draws, firms)
        Whether a firm that left keeps its registered office at home.
    """

    years: tuple[int, ...]
    firms: int
    neighbours: IntArray
    provinces: IntArray
    short: IntArray
    size: FloatArray
    output: FloatArray
    place: NDArray[np.int8]
    granted: BoolArray
    exit_year: FloatArray
    exit_size: FloatArray
    exit_short: BoolArray
    registered: BoolArray


@dataclass
class _Firms:
    """The firms as they are in the year being simulated."""

    size: FloatArray
    land: FloatArray
    attachment: FloatArray
    place: NDArray[np.int8]
    granted: BoolArray
    exit_year: FloatArray
    exit_size: FloatArray
    exit_short: BoolArray


def wages_and_taxes(parameters: Parameters) -> Parameters:
    """Return the rival: the same firms with land without limit.

    Examples
    --------
    >>> wages_and_taxes(Parameters()).quota
    inf
    """
    return dataclasses.replace(parameters, quota=math.inf)


def land_alone(parameters: Parameters) -> Parameters:
    """Return the theory at its purest: the quota binds and no place is cheaper.

    Examples
    --------
    >>> land_alone(Parameters()).gap
    0.0
    """
    return dataclasses.replace(parameters, gap=0.0, gap_growth=0.0)


def allot(requests: FloatArray, priority: FloatArray, quota: FloatArray) -> FloatArray:
    """Grant land in order of priority until the quota is used up.

    Parameters
    ----------
    requests : ndarray of float, shape (draws, firms)
        Land asked for; 0 for a firm that asks for none.
    priority : ndarray of float, shape (draws, firms)
        The higher, the earlier served; ties go to the firm listed first.
    quota : ndarray of float, shape (draws,)
        Land available, in the unit of the requests.

    Returns
    -------
    ndarray of float, shape (draws, firms)
        Land granted. The last firm served gets what remains, so that all of the
        quota is used whenever enough is asked for, whoever comes first.

    Examples
    --------
    >>> requests = np.array([[2.0, 3.0, 4.0]])
    >>> allot(requests, np.array([[1.0, 3.0, 2.0]]), np.array([5.0]))
    array([[0., 3., 2.]])
    """
    if np.isinf(quota).all():
        return requests.copy()  # no queue where there is land for all
    order = np.argsort(-priority, axis=1, kind="stable")
    queue = np.take_along_axis(requests, order, axis=1)
    before = np.cumsum(queue, axis=1) - queue
    grants = np.empty_like(requests)
    np.put_along_axis(grants, order, np.clip(quota[:, None] - before, 0.0, queue), axis=1)
    return grants


def simulate(parameters: Parameters, rng: np.random.Generator) -> Course:
    """Run every draw's firms through the years.

    Each year firms grow, ask for land, are granted it or not, and decide where to
    produce. The size of a firm without land keeps growing as demand it cannot
    serve; it serves all of it once it has moved.

    Parameters
    ----------
    parameters : Parameters
    rng : numpy.random.Generator
        A generator in the same state gives theory, rival and both ways of
        allotting land the same firms and the same growth shocks.

    Returns
    -------
    Course

    Examples
    --------
    Without land and without costs, every firm that grows leaves; with land, none.

    >>> tight = Parameters(growth=0.1, volatility=0.0, size_spread=1.0, quota=0.0, crowding=0.0,
    ...                    margin=0.1, attachment=0.0, reach=100, moving_cost=0.0, gap=0.0,
    ...                    gap_growth=0.0, neighbour_gap=0.0, office_take_up=0.5,
    ...                    office_places=1.0, firms=50)
    >>> simulate(tight, np.random.default_rng(1)).neighbours[0, -1]
    np.int64(50)
    >>> simulate(wages_and_taxes(tight), np.random.default_rng(1)).neighbours[0, -1]
    np.int64(0)
    """
    shape = (parameters.draws, parameters.firms)
    firms = _found(parameters, rng)
    office_luck = rng.random(shape)
    quota = _yearly_quota(parameters, firms.land)
    years = tuple(range(parameters.first_year, parameters.last_year + 1))
    counts = []
    for year in years:
        # Both are drawn whatever the rule, so that every variant meets the same shocks.
        shocks, lots = rng.standard_normal(shape), rng.random(shape)
        _grow(firms, parameters, shocks)
        _hand_out(firms, parameters, quota, lots)
        _relocate(firms, parameters, year)
        short = (firms.place == _HOME) & (firms.size > _limit(firms, parameters))
        counts.append(
            [
                np.count_nonzero(which, axis=1)
                for which in (firms.place == _NEIGHBOURS, firms.place == _PROVINCES, short)
            ]
        )
    neighbours, provinces, short_of_land = (
        np.stack(column, axis=1).astype(np.int64) for column in zip(*counts, strict=True)
    )
    at_home = firms.place == _HOME
    return Course(
        years=years,
        firms=parameters.firms,
        neighbours=neighbours,
        provinces=provinces,
        short=short_of_land,
        size=firms.size,
        output=np.where(at_home, np.minimum(firms.size, _limit(firms, parameters)), firms.size),
        place=firms.place,
        granted=firms.granted,
        exit_year=firms.exit_year,
        exit_size=firms.exit_size,
        exit_short=firms.exit_short,
        registered=_keep_office(parameters, ~at_home, office_luck),
    )


def observables(course: Course, top_share: float = 0.01) -> pd.DataFrame:
    """Return what a document could have reported of each draw.

    Parameters
    ----------
    course : Course
    top_share : float, optional
        Which firms count as the largest, by output in the last year.

    Returns
    -------
    DataFrame
        One row a draw. Shares of all firms: ``neighbours``, ``provinces``,
        ``set_up_in_area`` (granted land at home, or moved to the neighbours),
        ``short`` (at home on too small a plot). Shares of last year's output:
        ``output_at_home``, ``tax_base`` (with the office centre). Of those that
        left: ``leaver_size`` (standard deviations of log size above the firms at
        home), ``leavers_short`` (share that lacked land), ``exit_year`` (mean);
        NaN where nobody left. ``largest_at_home``: share of the largest that
        produce at home.

    Raises
    ------
    ValueError
        If `top_share` is not a share above 0.

    Examples
    --------
    >>> tight = Parameters(growth=0.1, volatility=0.0, size_spread=1.0, quota=0.0, crowding=0.0,
    ...                    margin=0.1, attachment=0.0, reach=100, moving_cost=0.0, gap=0.0,
    ...                    gap_growth=0.0, neighbour_gap=0.0, office_take_up=1.0,
    ...                    office_places=1.0, firms=50)
    >>> seen = observables(simulate(tight, np.random.default_rng(1)))
    >>> seen[["neighbours", "output_at_home", "tax_base"]]
       neighbours  output_at_home  tax_base
    0         1.0             0.0       1.0
    """
    if not 0 < top_share <= 1:
        raise ValueError(f"top_share = {top_share}; give a share above 0 and at most 1")
    home, left = course.place == _HOME, course.place != _HOME
    total = course.output.sum(axis=1)
    count = max(1, round(top_share * course.firms))
    largest = np.argsort(-course.output, axis=1, kind="stable")[:, :count]
    return pd.DataFrame(
        {
            "neighbours": course.neighbours[:, -1] / course.firms,
            "provinces": course.provinces[:, -1] / course.firms,
            "set_up_in_area": ((course.granted & home) | (course.place == _NEIGHBOURS)).mean(
                axis=1
            ),
            "short": course.short[:, -1] / course.firms,
            "output_at_home": (course.output * home).sum(axis=1) / total,
            "tax_base": (course.output * (home | course.registered)).sum(axis=1) / total,
            "leaver_size": _mean_where(course.exit_size, left),
            "leavers_short": _mean_where(course.exit_short, left),
            "exit_year": _mean_where(course.exit_year, left),
            "largest_at_home": np.take_along_axis(home, largest, axis=1).mean(axis=1),
        }
    )


def _found(parameters: Parameters, rng: np.random.Generator) -> _Firms:
    shape = (parameters.draws, parameters.firms)
    size = np.exp(as_column(parameters.size_spread) * rng.standard_normal(shape))
    return _Firms(
        size=size,
        land=size.copy(),
        attachment=as_column(parameters.attachment) * rng.standard_exponential(shape),
        place=np.full(shape, _HOME, dtype=np.int8),
        granted=np.zeros(shape, dtype=np.bool_),
        exit_year=np.full(shape, math.nan),
        exit_size=np.full(shape, math.nan),
        exit_short=np.zeros(shape, dtype=np.bool_),
    )


def _yearly_quota(parameters: Parameters, land: FloatArray) -> FloatArray:
    quota: FloatArray = as_row(parameters.quota, parameters.draws) * land.sum(axis=1)
    return quota


def _limit(firms: _Firms, parameters: Parameters) -> FloatArray:
    """Return the most that each firm can produce on its plot at home."""
    return firms.land * (1.0 + as_column(parameters.crowding))


def _grow(firms: _Firms, parameters: Parameters, shocks: FloatArray) -> None:
    volatility = as_column(parameters.volatility)
    # The correction makes `growth` the growth of the mean, not of the median.
    drift = as_column(parameters.growth) - volatility**2 / 2
    firms.size = firms.size * np.exp(drift + volatility * shocks)


def _hand_out(firms: _Firms, parameters: Parameters, quota: FloatArray, lots: FloatArray) -> None:
    limit = _limit(firms, parameters)
    asks = (firms.place == _HOME) & (firms.size > limit)
    requests = np.where(asks, firms.size - firms.land, 0.0)
    # Taxes are proportional to output, at one rate, so output gives their ranking.
    taxes = np.minimum(firms.size, limit)
    grants = allot(requests, lots if parameters.allocation == "lottery" else taxes, quota)
    firms.land = firms.land + grants
    firms.granted |= grants > 0


def _relocate(firms: _Firms, parameters: Parameters, year: int) -> None:
    """Let firms at home move where they gain most; a tie keeps them nearer."""
    limit = _limit(firms, parameters)
    margin, reach = as_column(parameters.margin), as_column(parameters.reach)
    gap = as_column(parameters.gap) + as_column(parameters.gap_growth) * (
        year - parameters.first_year
    )

    def elsewhere(offered: FloatArray, km: float) -> FloatArray:
        lost = firms.attachment * -np.expm1(-km / reach)
        return (margin + offered - lost) * firms.size - as_column(parameters.moving_cost)

    home = margin * np.minimum(firms.size, limit)
    near = elsewhere(as_column(parameters.neighbour_gap) * gap, parameters.neighbours_km)
    far = elsewhere(gap, parameters.provinces_km)
    stays = firms.place == _HOME
    goes_near = stays & (near > home) & (near >= far)
    goes_far = stays & (far > home) & (far > near)
    goes = goes_near | goes_far
    firms.exit_size = np.where(goes, _standardized(np.log(firms.size), stays), firms.exit_size)
    firms.exit_year = np.where(goes, float(year), firms.exit_year)
    firms.exit_short |= goes & (firms.size > limit)
    firms.place = np.where(goes_near, _NEIGHBOURS, firms.place).astype(np.int8)
    firms.place = np.where(goes_far, _PROVINCES, firms.place).astype(np.int8)


def _standardized(values: FloatArray, among: BoolArray) -> FloatArray:
    """Return how many standard deviations values lie above the mean of a group."""
    count = np.maximum(among.sum(axis=1, keepdims=True), 1)
    mean = (values * among).sum(axis=1, keepdims=True) / count
    spread = np.sqrt((((values - mean) ** 2) * among).sum(axis=1, keepdims=True) / count)
    # Firms of one size differ by rounding only; that is no spread.
    alike = spread < 1e-12
    scaled: FloatArray = np.where(alike, 0.0, (values - mean) / np.where(alike, 1.0, spread))
    return scaled


def _keep_office(parameters: Parameters, left: BoolArray, luck: FloatArray) -> BoolArray:
    """Return which firms that left take a registered office, while places last."""
    if parameters.last_year < parameters.office_year:
        return np.zeros_like(left)
    accepts = left & (luck < as_column(parameters.office_take_up))
    queue = np.argsort(np.where(accepts, luck, 2.0), axis=1, kind="stable")
    turn = np.empty_like(queue)
    np.put_along_axis(turn, queue, np.arange(left.shape[1])[None, :], axis=1)
    return accepts & (turn < as_column(parameters.office_places) * parameters.firms)


def _mean_where(values: FloatArray | BoolArray, where: BoolArray) -> FloatArray:
    count = where.sum(axis=1)
    total = np.where(where, values, 0.0).sum(axis=1)
    mean: FloatArray = np.where(count > 0, total / np.maximum(count, 1), math.nan)
    return mean
