"""Sizes of clusters that are known only by class: what the counts say, and what they leave open.

A table that counts clusters by class of output fixes neither the largest cluster nor the total.
Two questions can be asked of it. With a distribution assumed (Pareto or lognormal), which
parameters fit, and does the total that they imply agree with a printed total that the fit has
not seen? With nothing assumed, which totals and which concentration are possible at all?

The fits treat each cluster as an independent draw from the distribution. Where the table is a
census, their intervals describe the process that made the clusters, not an error of counting.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

from industrial_clusters.evidence.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FloatArray = npt.NDArray[np.float64]

# A gain in twice the log-likelihood that no table of counts could tell from zero.
_NO_GAIN = 1e-6

# In units of 1 / alpha. Wider lognormals differ from the Pareto law by less than rounding.
_WIDEST_SIGMA = 1e4


@dataclass(frozen=True, slots=True)
class GroupedCounts:
    """Numbers of clusters in adjacent classes of size.

    Parameters
    ----------
    edges : tuple of float
        Class limits in ascending order, one more than there are classes, in
        units of output. The last may be ``inf`` (an open class); the first may
        be zero (no known lower limit).
    counts : tuple of int
        Number of clusters in each class.
    unit : str, optional
        Unit of the edges, which totals and means carry on.

    Raises
    ------
    ValueError
        If there is not exactly one edge more than counts, if edges do not
        ascend from zero or above, or if counts are not whole numbers of which
        at least one is positive.

    Notes
    -----
    Printed classes ("1-5, 5-10") do not say where a cluster of exactly 5
    belongs. The bounds in this module allow either; the distributions give a
    single point no weight.

    Examples
    --------
    Zhejiang in 2000, in billion yuan.

    >>> zhejiang = GroupedCounts((0.1, 1, 5, 10, math.inf), (372, 118, 26, 3))
    >>> zhejiang.total
    519
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    unit: str = ""

    def __post_init__(self) -> None:
        """Check the table and keep it as plain tuples."""
        _check_edges(self.edges, len(self.counts))
        _check_counts(self.counts)
        object.__setattr__(self, "edges", tuple(float(edge) for edge in self.edges))
        object.__setattr__(self, "counts", tuple(int(count) for count in self.counts))

    @property
    def total(self) -> int:
        """Number of clusters in all classes."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class GoodnessOfFit:
    """How far the counts are from those that a fitted distribution expects.

    Attributes
    ----------
    pearson : float
        Pearson's chi-square.
    deviance : float
        Likelihood-ratio statistic G².
    degrees_of_freedom : int
        Classes less one less estimated parameters. At zero the distribution
        can copy the counts, and the fit says nothing for it.
    p_value : float or None
        Chi-square probability of a deviance at least as large; None without
        degrees of freedom. Rough where a class expects fewer than about five.
    """

    pearson: float
    deviance: float
    degrees_of_freedom: int
    p_value: float | None


@dataclass(frozen=True, slots=True)
class ParetoFit:
    """A Pareto law fitted to grouped counts.

    Attributes
    ----------
    alpha : float
        Shape: the share of clusters above x falls as x to the power -alpha.
    minimum : float
        Smallest size, the first class limit, in units of output.
    number : int
        Number of clusters.
    standard_error : float
        Of ``alpha``, from the observed information.
    log_likelihood : float
        Sum over classes of count times log probability.
    goodness : GoodnessOfFit
        Distance between counts and fit.
    """

    alpha: float
    minimum: float
    number: int
    standard_error: float
    log_likelihood: float
    goodness: GoodnessOfFit


@dataclass(frozen=True, slots=True)
class LognormalFit:
    """A lognormal distribution above a minimum, fitted to grouped counts.

    Attributes
    ----------
    mu, sigma : float
        Mean and standard deviation of the log of size (natural logarithm)
        before truncation; ``-inf`` and ``inf`` at the Pareto limit.
    minimum : float
        Size below which nothing is counted; zero for no truncation.
    number : int
        Number of clusters.
    standard_error_mu, standard_error_sigma : float or None
        From the observed information; None at the Pareto limit.
    log_likelihood : float
        Sum over classes of count times log probability.
    goodness : GoodnessOfFit
        Distance between counts and fit; at the Pareto limit, that of the
        Pareto law with its one parameter.
    pareto_deviance : float or None
        Twice the log-likelihood lost by replacing the lognormal by the best
        Pareto law; None without truncation, where there is no such limit.
    pareto_limit : ParetoFit or None
        The Pareto law to which the estimates run off, if they do.
    """

    mu: float
    sigma: float
    minimum: float
    number: int
    standard_error_mu: float | None
    standard_error_sigma: float | None
    log_likelihood: float
    goodness: GoodnessOfFit
    pareto_deviance: float | None
    pareto_limit: ParetoFit | None

    @property
    def at_pareto_limit(self) -> bool:
        """Whether no finite mu and sigma fit best, and the Pareto law takes their place."""
        return self.pareto_limit is not None

    @property
    def determined(self) -> bool:
        """Whether the 95 per cent likelihood set of mu and sigma is bounded.

        False where the counts do not rule the Pareto law out: then mu and
        sigma lie on a ridge along which they can run off together, and their
        point values and standard errors should not be read alone.
        """
        return self.pareto_deviance is None or self.pareto_deviance > _threshold(0.95, 2)


@dataclass(frozen=True, slots=True)
class ParetoInterval:
    """Pareto laws that the counts do not rule out.

    Attributes
    ----------
    level : float
        Confidence level.
    alpha : Quantity
        Shapes within the likelihood-ratio threshold.
    total : Quantity
        Total output that these shapes imply; ``inf`` above where alpha may be
        one or less.
    """

    level: float
    alpha: Quantity
    total: Quantity


@dataclass(frozen=True, slots=True)
class LognormalSet:
    """Lognormal distributions that the counts do not rule out.

    Attributes
    ----------
    level : float
        Joint confidence level of mu and sigma.
    sigma : tuple of float
        Ascending values of sigma across the set.
    mu_low, mu_high : tuple of float
        Ends of the set in mu at each sigma.
    total_low, total_high : tuple of float
        Total output implied by ``mu_low`` and ``mu_high``.
    total : Quantity
        Range of the expected total over the whole set. It leaves out how far
        the total of one draw of clusters may fall from what is expected.
    includes_pareto_limit : bool
        Whether the set runs on to mu = -inf, sigma = inf. The last sigma is
        then a stand-in for infinity, and ``total`` includes the Pareto laws.
    """

    level: float
    sigma: tuple[float, ...]
    mu_low: tuple[float, ...]
    mu_high: tuple[float, ...]
    total_low: tuple[float, ...]
    total_high: tuple[float, ...]
    total: Quantity
    includes_pareto_limit: bool


@dataclass(frozen=True, slots=True)
class ConcentrationBounds:
    """What grouped counts and a known total say about concentration.

    Attributes
    ----------
    top_class_total, top_class_mean : Quantity
        Total and average size of the clusters in the last class.
    top_class_share : Quantity
        Share of the last class in the total.
    largest_share : Quantity
        Share of the k largest clusters in the total.
    herfindahl : Quantity
        Herfindahl-Hirschman index over clusters, between 1/n and 1.
    """

    top_class_total: Quantity
    top_class_mean: Quantity
    top_class_share: Quantity
    largest_share: Quantity
    herfindahl: Quantity


def fit_pareto(grouped: GroupedCounts) -> ParetoFit:
    r"""Fit a Pareto law above the first class limit by maximum likelihood.

    Parameters
    ----------
    grouped : GroupedCounts
        At least two classes, the first from a positive limit and the last
        open.

    Returns
    -------
    ParetoFit
        The shape, its standard error and the goodness of fit.

    Raises
    ------
    ValueError
        If the first limit is zero or the last finite, or if all clusters are
        in the first class or all in the last (alpha would be infinite, zero).

    Notes
    -----
    With class limits :math:`e_0 < \dots < e_k = \infty` the log-likelihood is

    .. math:: \ell(\alpha) = \sum_i n_i
        \ln\left[(e_{i-1}/e_0)^{-\alpha} - (e_i/e_0)^{-\alpha}\right]

    [1]_, in which the constant of the multinomial is left out. It is strictly
    concave, so the root of its derivative is the only maximum. With two
    classes, :math:`\hat\alpha = -\ln(n_2/n) / \ln(e_1/e_0)`; with ever finer
    classes the estimate tends to that of Hill [2]_.

    References
    ----------
    .. [1] Y. Virkar and A. Clauset, "Power-law distributions in binned
       empirical data", *Annals of Applied Statistics* 8(1), 2014, 89-119.
       https://doi.org/10.1214/13-AOAS710
    .. [2] B. M. Hill, "A simple general approach to inference about the tail
       of a distribution", *Annals of Statistics* 3(5), 1975, 1163-1174.
       https://doi.org/10.1214/aos/1176343247

    Examples
    --------
    >>> fit = fit_pareto(GroupedCounts((1, 5, 10, math.inf), (202, 46, 37)))
    >>> round(fit.alpha, 3), round(fit.standard_error, 3)
    (0.823, 0.056)
    """
    _require_fittable(grouped)
    if grouped.edges[0] == 0:
        raise ValueError("a Pareto law needs a first limit above 0; give the smallest size counted")
    counts = np.asarray(grouped.counts, dtype=float)
    starts = _log_edges(grouped)[:-1]
    widths = np.diff(starts)
    closed, weight = counts[:-1], float(counts @ starts)
    if closed.sum() == 0 or weight == 0:
        raise ValueError(
            f"counts {grouped.counts} lie all in the first or all in the last class, so no finite "
            "alpha above 0 fits best; divide that class"
        )

    def slope(alpha: float) -> float:
        odds = np.exp(-alpha * widths) / -np.expm1(-alpha * widths)
        return float(closed @ (widths * odds)) - weight

    # 1 - x/2 <= x / (exp(x) - 1) <= 1 encloses the root; the factors keep rounding out.
    lowest = 0.5 * closed.sum() / (weight + closed @ widths / 2)
    alpha = float(optimize.brentq(slope, lowest, 2 * closed.sum() / weight, xtol=1e-14))
    information = closed @ (np.exp(-alpha * widths) * (widths / np.expm1(-alpha * widths)) ** 2)
    return ParetoFit(
        alpha=alpha,
        minimum=grouped.edges[0],
        number=grouped.total,
        standard_error=1 / math.sqrt(information),
        log_likelihood=_pareto_log_likelihood(grouped, alpha),
        goodness=_goodness(grouped, np.exp(_pareto_log_probabilities(grouped, alpha)), 1),
    )


def fit_lognormal(grouped: GroupedCounts) -> LognormalFit:
    r"""Fit a lognormal above the first class limit by maximum likelihood.

    Parameters
    ----------
    grouped : GroupedCounts
        Classes of which the last is open. A first limit above zero truncates
        the distribution there; zero leaves it whole.

    Returns
    -------
    LognormalFit
        The estimates, or the Pareto law if they run off to it.

    Raises
    ------
    ValueError
        If the last limit is finite, or if the occupied classes cannot
        determine two parameters: they span fewer than three adjacent classes
        (the likelihood then rises without end as sigma shrinks to zero or,
        with two classes in all, is flat), or without truncation only the first
        and the last are occupied (it rises as sigma grows).

    Notes
    -----
    With y the log of size over the first limit, the truncated density is

    .. math:: f(y) \propto \exp(-\lambda y - \kappa y^2 / 2), \quad y \ge 0,
        \qquad \kappa = 1/\sigma^2, \quad
        \lambda = (\ln e_0 - \mu)/\sigma^2 .

    At :math:`\kappa = 0` this is the Pareto law with :math:`\alpha = \lambda`:
    the limit of lognormals with :math:`\mu \to -\infty` and
    :math:`\sigma \to \infty` [1]_ [2]_. Where the counts thin out no faster
    than a Pareto law (ungrouped: where the coefficient of variation of y is
    one or more), that limit fits best, no finite estimate exists, and the
    result says so in ``at_pareto_limit``. Close to it the two parameters are
    on a ridge; ``determined`` says whether the counts hold them.

    For each sigma the likelihood is log-concave in lambda (a class of a
    log-concave density varies less than the whole), so its maximum there is
    found safely; the profile over sigma is searched on a grid and refined.

    References
    ----------
    .. [1] J. del Castillo, "The singly truncated normal distribution: a
       non-steep exponential family", *Annals of the Institute of Statistical
       Mathematics* 46(1), 1994, 57-66. https://doi.org/10.1007/BF00773592
    .. [2] Y. Malevergne, V. Pisarenko and D. Sornette, "Testing the Pareto
       against the lognormal distributions with the uniformly most powerful
       unbiased test applied to the distribution of cities", *Physical Review
       E* 83, 2011, 036111. https://doi.org/10.1103/PhysRevE.83.036111

    Examples
    --------
    >>> fit = fit_lognormal(GroupedCounts((1, 5, 10, math.inf), (202, 46, 37)))
    >>> fit.at_pareto_limit, fit.determined
    (False, False)
    """
    _require_fittable(grouped)
    _require_two_parameters(grouped)
    classes = _log_classes(grouped)
    sigma = _best_sigma(classes, _widest_sigma(grouped, classes))
    slope, log_likelihood = _best_slope(classes, sigma)
    gain = None
    if grouped.edges[0] > 0:
        pareto = fit_pareto(grouped)
        gain = 2 * (log_likelihood - pareto.log_likelihood)
        if gain <= _NO_GAIN:
            return _lognormal_at_limit(pareto)
    error_mu, error_sigma = _lognormal_standard_errors(classes, slope, sigma)
    probabilities = np.exp(_log_probabilities(classes.log_edges, slope, sigma))
    return LognormalFit(
        mu=classes.origin - slope * sigma**2,
        sigma=sigma,
        minimum=grouped.edges[0],
        number=grouped.total,
        standard_error_mu=error_mu,
        standard_error_sigma=error_sigma,
        log_likelihood=log_likelihood,
        goodness=_goodness(grouped, probabilities, 2),
        pareto_deviance=gain,
        pareto_limit=None,
    )


def survival(fit: ParetoFit | LognormalFit, sizes: npt.ArrayLike) -> FloatArray:
    """Return the share of clusters above given sizes under a fitted distribution.

    Parameters
    ----------
    fit : ParetoFit or LognormalFit
        The fitted distribution.
    sizes : array_like of float
        Sizes in the unit of the class limits; any shape.

    Returns
    -------
    numpy.ndarray
        Shares of the shape of ``sizes``; one at and below the minimum.

    Raises
    ------
    ValueError
        If a size is negative or not a number.

    Examples
    --------
    >>> fit = fit_pareto(GroupedCounts((1, 5, math.inf), (4, 1)))
    >>> survival(fit, [0.5, 1, 5, 25])
    array([1.  , 1.  , 0.2 , 0.04])
    """
    values = np.asarray(sizes, dtype=float)
    if not np.all(values >= 0):
        raise ValueError(f"sizes {values} include a negative or missing one; give sizes from 0 on")
    if isinstance(fit, ParetoFit):
        return np.asarray((np.maximum(values, fit.minimum) / fit.minimum) ** -fit.alpha)
    if fit.pareto_limit is not None:
        return survival(fit.pareto_limit, values)
    shares = [_lognormal_survival(fit, float(size)) for size in values.flat]
    return np.array(shares).reshape(values.shape)


def implied_mean(fit: ParetoFit | LognormalFit) -> float:
    r"""Return the average size of a cluster under a fitted distribution.

    Parameters
    ----------
    fit : ParetoFit or LognormalFit
        The fitted distribution.

    Returns
    -------
    float
        Average in the unit of the class limits; ``inf`` for a Pareto law with
        alpha of one or less, and where the value exceeds the largest float.

    Notes
    -----
    Pareto: :math:`e_0\,\alpha/(\alpha - 1)`. Lognormal above :math:`e_0`:

    .. math:: e^{\mu + \sigma^2/2}\;
        \frac{\Phi\left((\mu + \sigma^2 - \ln e_0)/\sigma\right)}
             {\Phi\left((\mu - \ln e_0)/\sigma\right)} .

    Examples
    --------
    >>> round(implied_mean(fit_pareto(GroupedCounts((1, 2, math.inf), (3, 1)))), 6)
    2.0
    """
    if isinstance(fit, ParetoFit):
        return _pareto_mean(fit.alpha, fit.minimum)
    if fit.pareto_limit is not None:
        return implied_mean(fit.pareto_limit)
    return _lognormal_mean(fit.mu, fit.sigma, fit.minimum)


def implied_total(fit: ParetoFit | LognormalFit) -> float:
    """Return the total that a fitted distribution expects of its clusters.

    The fit uses counts only, so a printed total is an independent check of it.
    It is the expected total: that of any one year scatters around it, widely
    where the upper tail is heavy.

    Parameters
    ----------
    fit : ParetoFit or LognormalFit
        The fitted distribution.

    Returns
    -------
    float
        Number of clusters times :func:`implied_mean`.

    Examples
    --------
    >>> round(implied_total(fit_pareto(GroupedCounts((1, 2, math.inf), (3, 1)))), 6)
    8.0
    """
    return fit.number * implied_mean(fit)


def pareto_interval(grouped: GroupedCounts, level: float = 0.95) -> ParetoInterval:
    r"""Return the Pareto laws that the counts do not rule out.

    Parameters
    ----------
    grouped : GroupedCounts
        As for :func:`fit_pareto`.
    level : float, optional
        Confidence level, between 0 and 1.

    Returns
    -------
    ParetoInterval
        The shapes and the totals that they imply.

    Raises
    ------
    ValueError
        If the level is not between 0 and 1, or as :func:`fit_pareto`.

    Notes
    -----
    The interval holds each alpha with
    :math:`2[\ell(\hat\alpha) - \ell(\alpha)] \le \chi^2_{1, level}`. The
    implied total falls with alpha, so the ends of one give those of the other.

    Examples
    --------
    >>> zhejiang = GroupedCounts((1, 5, 10, math.inf), (91, 13, 4), "billion yuan")
    >>> interval = pareto_interval(zhejiang)
    >>> round(interval.alpha.low, 2), round(interval.alpha.high, 2)
    (0.98, 1.53)
    """
    fit = fit_pareto(grouped)
    alpha = _pareto_shapes(grouped, fit, fit.log_likelihood - _threshold(level, 1) / 2)
    low, high = (fit.number * _pareto_mean(end, fit.minimum) for end in (alpha.high, alpha.low))
    return ParetoInterval(level, alpha, Quantity(low, high, grouped.unit))


def lognormal_set(grouped: GroupedCounts, level: float = 0.95, points: int = 60) -> LognormalSet:
    r"""Return the lognormals that the counts do not rule out, and their totals.

    Parameters
    ----------
    grouped : GroupedCounts
        As for :func:`fit_lognormal`.
    level : float, optional
        Joint confidence level of mu and sigma, between 0 and 1.
    points : int, optional
        Number of values of sigma at which the outline is given, at least 3.

    Returns
    -------
    LognormalSet
        The outline of the set and the range of the implied total.

    Raises
    ------
    ValueError
        If the level is not between 0 and 1, if there are fewer than three
        points, or as :func:`fit_lognormal`.

    Notes
    -----
    The set holds each pair with
    :math:`2[\ell(\hat\mu, \hat\sigma) - \ell(\mu, \sigma)] \le
    \chi^2_{2, level}`. For each sigma it is an interval of mu, because the
    likelihood is log-concave there, and the implied total rises with mu, so
    its extremes are on the outline; the best of the points is refined between
    its neighbours. The threshold is that of both parameters together: the
    range of the total holds at the same level whatever else is read off the
    set, and is wider than an interval for the total alone. At the Pareto limit,
    an edge of the parameter space, the threshold errs on the wide side.

    Examples
    --------
    >>> zhejiang = GroupedCounts((1, 5, 10, math.inf), (202, 46, 37), "billion yuan")
    >>> outline = lognormal_set(zhejiang, points=5)
    >>> outline.includes_pareto_limit, outline.total.high
    (True, inf)
    """
    if points < 3:
        raise ValueError(f"{points} points do not outline a set; ask for 3 or more")
    fit = fit_lognormal(grouped)
    classes = _log_classes(grouped)
    threshold = _threshold(level, 2)
    cutoff = fit.log_likelihood - threshold / 2
    reaches_limit = fit.pareto_deviance is not None and fit.pareto_deviance <= threshold
    widest = _widest_sigma(grouped, classes)

    def total_at(sigma: float, end: int) -> float:
        mu = _mu_interval(classes, sigma, cutoff)[end]
        return fit.number * _lognormal_mean(mu, sigma, fit.minimum)

    start = min(fit.sigma, widest)
    low = _sigma_end(classes, cutoff, start, -1)
    high = widest if reaches_limit else _sigma_end(classes, cutoff, start, 1)
    sigmas = np.geomspace(low, high, points)
    outline = [_mu_interval(classes, sigma, cutoff) for sigma in sigmas]
    lows = [total_at(sigma, 0) for sigma in sigmas]
    highs = [total_at(sigma, 1) for sigma in sigmas]
    return LognormalSet(
        level=level,
        sigma=tuple(float(sigma) for sigma in sigmas),
        mu_low=tuple(mu for mu, _ in outline),
        mu_high=tuple(mu for _, mu in outline),
        total_low=tuple(lows),
        total_high=tuple(highs),
        total=Quantity(
            _refined_minimum(lambda sigma: total_at(sigma, 0), sigmas, np.array(lows)),
            -_refined_minimum(lambda sigma: -total_at(sigma, 1), sigmas, -np.array(highs)),
            grouped.unit,
        ),
        includes_pareto_limit=reaches_limit,
    )


def total_bounds(grouped: GroupedCounts) -> Quantity:
    """Return the totals that the counts allow, with no distribution assumed.

    Parameters
    ----------
    grouped : GroupedCounts
        Counts by class.

    Returns
    -------
    Quantity
        Total in the unit of the class limits; ``inf`` above if the last class
        is open and occupied.

    Notes
    -----
    Sharp: the low end has every cluster at the lower limit of its class, the
    high end every cluster at the upper limit.

    References
    ----------
    .. [1] J. L. Gastwirth, "The estimation of the Lorenz curve and Gini
       index", *Review of Economics and Statistics* 54(3), 1972, 306-316.
       https://doi.org/10.2307/1937992

    Examples
    --------
    Zhejiang in 1996, the smallest clusters of unknown size:

    >>> zhejiang = GroupedCounts((0, 1, 5, 10, math.inf), (198, 91, 13, 4), "billion yuan")
    >>> total_bounds(zhejiang)
    Quantity(low=196.0, high=inf, unit='billion yuan')
    """
    return Quantity(*_class_totals(grouped, len(grouped.counts)), grouped.unit)


def is_feasible_total(grouped: GroupedCounts, total: Quantity | float) -> bool:
    """Return whether some sizes within the classes add up to a total.

    Parameters
    ----------
    grouped : GroupedCounts
        Counts by class.
    total : Quantity or float
        Printed total, in the unit of the class limits.

    Returns
    -------
    bool
        True if any value within the bounds of ``total`` is possible.

    Raises
    ------
    ValueError
        If the units differ.

    Examples
    --------
    Is the printed 266 of 1996 the output of the clusters, or that of the
    province, of which they made 38 per cent? The classes alone decide:

    >>> zhejiang = GroupedCounts((0, 1, 5, 10, math.inf), (198, 91, 13, 4))
    >>> is_feasible_total(zhejiang, 266), is_feasible_total(zhejiang, 0.38 * 266)
    (True, False)
    """
    return total_bounds(grouped).overlaps(_in_unit_of(grouped, total))


def bounds_given_total(
    grouped: GroupedCounts, total: Quantity | float, largest: int = 10
) -> ConcentrationBounds:
    r"""Return the concentration that counts and total allow, with no distribution assumed.

    Parameters
    ----------
    grouped : GroupedCounts
        Counts by class; the last class must be occupied.
    total : Quantity or float
        Total in the unit of the class limits. Bounds are cut to those that
        the counts allow.
    largest : int, optional
        The k of the share of the k largest clusters.

    Returns
    -------
    ConcentrationBounds
        Sharp bounds, each attained by sizes within the classes that add up to
        a total within its bounds. They need not be attained together.

    Raises
    ------
    ValueError
        If the total is infeasible, open above or possibly zero, if units
        differ, if the last class is empty, or if ``largest`` is not between 1
        and the number of clusters.

    Notes
    -----
    *Top class.* The other classes can take any total between the sums R and
    R' of their lower and upper limits. At total T the top class therefore
    takes any value from T - R' to T - R that its own limits allow. Its low
    value rises with T. Its low share is lowest at the T at which every other
    cluster is at its upper limit and every top one at its lower limit, or as
    close to it as T may come; the high share mirrors this.

    *Largest share and Herfindahl-Hirschman index.* Two configurations are
    extreme for every measure that rises when output moves from a smaller to a
    larger cluster (every Schur-convex measure [1]_).

    - Least equal: all clusters at their lower limits, and the rest of the
      total poured into the largest until it meets its upper limit, then into
      the next. For any m, the m largest sizes of any configuration add up to
      at most the sum of the m highest upper limits, and to at most T less the
      sum of the other lower limits; here they meet one of the two for every
      m, so the configuration majorizes all others.
    - Most equal: one level c, and each cluster as close to it as its class
      allows. The clusters whose class is above c are at their lower limits,
      which no configuration undercuts; those whose class is below c are at
      their upper limits, which none exceeds; and in between the partial sums
      of any ordered sizes are concave in m where here they are linear. So
      every other configuration majorizes this one.

    Both arguments need classes that do not overlap. Where the total has
    bounds, the extremes over T lie at its ends, where a cluster meets a limit,
    or, for the low index, where c equals the sum of squares over T; all of
    these are evaluated.

    References
    ----------
    .. [1] A. W. Marshall, I. Olkin and B. C. Arnold, *Inequalities: Theory of
       Majorization and Its Applications*, 2nd ed., Springer, 2011.
       https://doi.org/10.1007/978-0-387-68276-1

    Examples
    --------
    Zhejiang in 2004: the 37 clusters above 10 billion yuan.

    >>> zhejiang = GroupedCounts((0.1, 1, 5, 10, math.inf), (316, 202, 46, 37), "billion yuan")
    >>> bounds = bounds_given_total(zhejiang, 1582)
    >>> round(bounds.top_class_mean.low, 1), round(bounds.top_class_mean.high, 1)
    (10.0, 30.2)
    >>> round(bounds.top_class_share.low, 3), round(bounds.top_class_share.high, 3)
    (0.234, 0.707)
    """
    if not 1 <= largest <= grouped.total:
        raise ValueError(f"largest={largest} is not between 1 and the {grouped.total} clusters")
    if grouped.counts[-1] == 0:
        raise ValueError("the last class is empty; leave it out, so that the top class has members")
    feasible = _feasible_part(grouped, total)
    least, most = _least_equal_sizes(grouped, feasible), _most_equal_sizes(grouped, feasible)
    return ConcentrationBounds(
        *_top_class_bounds(grouped, feasible),
        largest_share=_range_of(lambda sizes: _largest_share(sizes, largest), most, least),
        herfindahl=_range_of(_herfindahl, most, least),
    )


def _check_edges(edges: Sequence[float], classes: int) -> None:
    if classes < 1 or len(edges) != classes + 1:
        raise ValueError(
            f"{classes} classes need {classes + 1} edges (at least 2), not {len(edges)}; "
            "give the lower limit of the first class, too"
        )
    if not edges[0] >= 0:
        raise ValueError(f"the first edge is {edges[0]}; sizes start at 0 or above")
    if not all(low < high for low, high in itertools.pairwise(edges)):
        raise ValueError(f"edges {tuple(edges)} do not ascend; sort them and drop repeated ones")


def _check_counts(counts: Sequence[int]) -> None:
    if not all(count >= 0 and float(count).is_integer() for count in counts):
        raise ValueError(f"counts {tuple(counts)} are not whole numbers from 0 on; give counts")
    if sum(counts) == 0:
        raise ValueError(f"counts {tuple(counts)} hold no cluster; leave the table out")


def _require_fittable(grouped: GroupedCounts) -> None:
    if grouped.edges[-1] < math.inf:
        raise ValueError(
            f"the last class ends at {grouped.edges[-1]}; a fit needs an open last class: add one "
            "with its count, 0 if no cluster is larger"
        )


def _require_two_parameters(grouped: GroupedCounts) -> None:
    occupied = np.flatnonzero(grouped.counts)
    if occupied[-1] - occupied[0] < 2:
        raise ValueError(
            f"counts {grouped.counts} span fewer than three classes, which does not determine mu "
            "and sigma; divide the classes further or fit a Pareto law"
        )
    ends = {0, len(grouped.counts) - 1}
    if grouped.edges[0] == 0 and set(occupied.tolist()) == ends:
        raise ValueError(
            f"counts {grouped.counts} are in the first and last class only, and sigma would grow "
            "without end; choose limits that divide the middle"
        )


def _threshold(level: float, parameters: int) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level={level} is not between 0 and 1; give 0.95 for 95 per cent")
    return float(stats.chi2.ppf(level, parameters))


def _goodness(grouped: GroupedCounts, probabilities: FloatArray, parameters: int) -> GoodnessOfFit:
    counts = np.asarray(grouped.counts, dtype=float)
    expected = grouped.total * probabilities
    deviance = float(2 * special.rel_entr(counts, expected).sum())
    freedom = len(counts) - 1 - parameters
    return GoodnessOfFit(
        pearson=float(((counts - expected) ** 2 / expected).sum()),
        deviance=max(0.0, deviance),
        degrees_of_freedom=freedom,
        p_value=float(stats.chi2.sf(deviance, freedom)) if freedom > 0 else None,
    )


def _log_edges(grouped: GroupedCounts) -> FloatArray:
    """Return the log of the edges over the first, or over the second if the first is zero."""
    first, second, *_ = grouped.edges
    if first > 0:
        return np.log(np.array(grouped.edges) / first)
    return np.concatenate([[-np.inf], np.log(np.array(grouped.edges[1:]) / second)])


def _pareto_log_probabilities(grouped: GroupedCounts, alpha: float) -> FloatArray:
    log_edges = _log_edges(grouped)
    inside = np.log(-np.expm1(-alpha * np.diff(log_edges)))
    return np.asarray(inside - alpha * log_edges[:-1])


def _pareto_log_likelihood(grouped: GroupedCounts, alpha: float) -> float:
    return float(grouped.counts @ _pareto_log_probabilities(grouped, alpha))


def _pareto_mean(alpha: float, minimum: float) -> float:
    return minimum * alpha / (alpha - 1) if alpha > 1 else math.inf


def _pareto_shapes(grouped: GroupedCounts, fit: ParetoFit, cutoff: float) -> Quantity:
    def above_cutoff(log_alpha: float) -> float:
        return _pareto_log_likelihood(grouped, math.exp(log_alpha)) - cutoff

    start = math.log(fit.alpha)
    low, high = (_crossing(above_cutoff, start, step) for step in (-0.1, 0.1))
    return Quantity(math.exp(low), math.exp(high))


class _LogClasses(NamedTuple):
    """Grouped counts on the log scale, where the lognormal is a normal distribution.

    The log edges are relative to ``origin``; the first is 0, or -inf without truncation.
    """

    log_edges: FloatArray
    counts: FloatArray
    origin: float


def _log_classes(grouped: GroupedCounts) -> _LogClasses:
    origin = math.log(grouped.edges[0] or grouped.edges[1])
    return _LogClasses(_log_edges(grouped), np.asarray(grouped.counts, dtype=float), origin)


def _log_probabilities(log_edges: FloatArray, slope: float, sigma: float) -> FloatArray:
    """Return log class probabilities of exp(-slope y - (y / sigma)^2 / 2) from the first edge."""
    positions = log_edges / sigma + slope * sigma
    if positions[0] <= 0:
        mass = _log_normal_mass(positions[:-1], positions[1:])
        return np.asarray(mass - special.log_ndtr(-positions[0]))
    # Far above the mean of the normal, towards the Pareto limit, its tail
    # probabilities vanish; their ratios to that at the first edge do not.
    starts = log_edges[:-1]
    tails = _log_mills(positions[:-1]) - starts * (slope + starts / (2 * sigma**2))
    leaving = np.append(np.diff(tails), -np.inf)
    return np.asarray(tails + np.log(-np.expm1(leaving)) - tails[0])


def _log_normal_mass(low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the log probability of standard normal intervals, taken in the smaller tail."""
    flipped = low > 0
    near, far = np.where(flipped, -low, high), np.where(flipped, -high, low)
    log_near = special.log_ndtr(near)
    return np.asarray(log_near + np.log(-np.expm1(special.log_ndtr(far) - log_near)))


def _log_mills(position: npt.ArrayLike) -> FloatArray:
    """Return the log of the upper tail over the density of a normal, less a constant."""
    position = np.asarray(position, dtype=float)
    right = special.erfcx(np.maximum(position, 0) / math.sqrt(2))
    left = np.minimum(position, 0)
    below = math.log(2) + left**2 / 2 + special.log_ndtr(-left)
    return np.asarray(np.where(position > 0, np.log(right), below))


def _log_likelihood(classes: _LogClasses, slope: float, sigma: float) -> float:
    occupied = classes.counts > 0
    probabilities = _log_probabilities(classes.log_edges, slope, sigma)
    return float(classes.counts[occupied] @ probabilities[occupied])


def _best_slope(classes: _LogClasses, sigma: float) -> tuple[float, float]:
    """Return the slope that fits best at a given sigma, and its log-likelihood."""
    # No count of clusters is so lopsided that the mean of the normal is more
    # than ten standard deviations outside the limits that divide it.
    lowest = -(classes.log_edges[-2] + 10 * sigma) / sigma**2
    if math.isinf(classes.log_edges[0]):
        highest = (10 * sigma - classes.log_edges[1]) / sigma**2
    else:
        # Truncated, y averages less than 1 / slope, yet at least the mean lower limit.
        highest = classes.counts.sum() / (classes.counts @ classes.log_edges[:-1])
    found = optimize.minimize_scalar(
        lambda slope: -_log_likelihood(classes, slope, sigma),
        bounds=(lowest, highest),
        method="bounded",
        options={"xatol": 1e-9 * (highest - lowest)},
    )
    return float(found.x), -float(found.fun)


def _best_sigma(classes: _LogClasses, widest: float) -> float:
    """Return the sigma that fits best, found on a grid and refined between its neighbours."""
    occupied = np.flatnonzero(classes.counts)
    gap = classes.log_edges[occupied[-1]] - classes.log_edges[occupied[0] + 1]
    reference = _best_slope(classes, gap)[1]
    # Some cluster is half the gap or more from the mean, so a smaller sigma
    # makes it less probable than the whole table is at sigma = gap.
    narrowest = gap / math.sqrt(8 * (math.log(2) - reference))
    grid = np.geomspace(narrowest, widest, 60)
    losses = np.array([-_best_slope(classes, sigma)[1] for sigma in grid])
    best = int(losses.argmin())
    found = optimize.minimize_scalar(
        lambda log_sigma: -_best_slope(classes, math.exp(log_sigma))[1],
        bounds=(math.log(grid[max(best - 1, 0)]), math.log(grid[min(best + 1, len(grid) - 1)])),
        method="bounded",
        options={"xatol": 1e-9},
    )
    return math.exp(found.x)


def _widest_sigma(grouped: GroupedCounts, classes: _LogClasses) -> float:
    if grouped.edges[0] > 0:
        return _WIDEST_SIGMA / fit_pareto(grouped).alpha
    # Untruncated, the middle classes hold about their width over sigma, and
    # at least one cluster is there.
    return 10 * grouped.total * float(classes.log_edges[-2] - classes.log_edges[1])


def _lognormal_at_limit(pareto: ParetoFit) -> LognormalFit:
    return LognormalFit(
        mu=-math.inf,
        sigma=math.inf,
        minimum=pareto.minimum,
        number=pareto.number,
        standard_error_mu=None,
        standard_error_sigma=None,
        log_likelihood=pareto.log_likelihood,
        goodness=pareto.goodness,
        pareto_deviance=0.0,
        pareto_limit=pareto,
    )


def _lognormal_standard_errors(
    classes: _LogClasses, slope: float, sigma: float
) -> tuple[float, float]:
    """Return the standard errors of mu and sigma.

    Slope and curvature, in which the likelihood is nearly quadratic even on the ridge, are
    differentiated numerically, and the covariance is carried over to mu and sigma.
    """
    curvature = sigma**-2
    steps = 1e-3 * np.array([abs(slope) + 1 / sigma, curvature])

    def value(first: float, second: float) -> float:
        moved = np.array([slope, curvature]) + steps * (first, second)
        return _log_likelihood(classes, moved[0], moved[1] ** -0.5)

    centre = value(0, 0)
    cross = (value(1, 1) - value(1, -1) - value(-1, 1) + value(-1, -1)) / 4
    first, second = value(1, 0) + value(-1, 0), value(0, 1) + value(0, -1)
    change = np.array([[first - 2 * centre, cross], [cross, second - 2 * centre]])
    covariance = np.linalg.inv(-change / np.outer(steps, steps))
    gradient = np.array([[-1 / curvature, slope / curvature**2], [0, -0.5 * curvature**-1.5]])
    error_mu, error_sigma = np.sqrt(np.diag(gradient @ covariance @ gradient.T))
    return float(error_mu), float(error_sigma)


def _lognormal_survival(fit: LognormalFit, size: float) -> float:
    if size <= fit.minimum or math.isinf(size):
        return 0.0 if math.isinf(size) else 1.0
    origin = math.log(fit.minimum or size)
    slope = (origin - fit.mu) / fit.sigma**2
    first = 0.0 if fit.minimum else -math.inf
    edges = np.array([first, math.log(size) - origin, math.inf])
    return math.exp(_log_probabilities(edges, slope, fit.sigma)[-1])


def _lognormal_mean(mu: float, sigma: float, minimum: float) -> float:
    if minimum == 0:
        log_mean = mu + sigma**2 / 2
    else:
        start = (math.log(minimum) - mu) / sigma
        log_mean = math.log(minimum) + float(_log_mills(start - sigma) - _log_mills(start))
    return math.exp(log_mean) if log_mean < 709 else math.inf


def _mu_interval(classes: _LogClasses, sigma: float, cutoff: float) -> tuple[float, float]:
    best, _ = _best_slope(classes, sigma)

    def above_cutoff(slope: float) -> float:
        return _log_likelihood(classes, slope, sigma) - cutoff

    low, high = (
        classes.origin - sigma**2 * _crossing(above_cutoff, best, step / sigma)
        for step in (0.1, -0.1)
    )
    return low, high


def _sigma_end(classes: _LogClasses, cutoff: float, start: float, direction: int) -> float:
    def above_cutoff(log_sigma: float) -> float:
        return _best_slope(classes, math.exp(log_sigma))[1] - cutoff

    return math.exp(_crossing(above_cutoff, math.log(start), 0.1 * direction))


def _crossing(function: Callable[[float], float], start: float, step: float) -> float:
    """Return where a function, positive at the start, first falls below zero on its way."""
    if function(start) <= 0:
        return start
    while function(start + step) >= 0:
        start, step = start + step, 2 * step
    return float(optimize.brentq(function, start, start + step))


def _refined_minimum(
    function: Callable[[float], float], grid: FloatArray, values: FloatArray
) -> float:
    best = int(values.argmin())
    if math.isinf(values[best]):
        return float(values[best])
    found = optimize.minimize_scalar(
        function,
        bounds=(grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]),
        method="bounded",
    )
    return min(float(values[best]), float(found.fun))


def _class_totals(grouped: GroupedCounts, classes: int) -> tuple[float, float]:
    """Return the lowest and highest total of the first so many classes."""
    occupied = [
        (count, low, high)
        for count, low, high in zip(
            grouped.counts[:classes], grouped.edges, grouped.edges[1:], strict=False
        )
        if count
    ]
    lowest = math.fsum(count * low for count, low, _ in occupied)
    return lowest, math.fsum(count * high for count, _, high in occupied)


def _in_unit_of(grouped: GroupedCounts, total: Quantity | float) -> Quantity:
    return total if isinstance(total, Quantity) else Quantity.exactly(total, grouped.unit)


def _feasible_part(grouped: GroupedCounts, total: Quantity | float) -> Quantity:
    printed, possible = _in_unit_of(grouped, total), total_bounds(grouped)
    if not possible.overlaps(printed):
        raise ValueError(
            f"a total of {printed.low} to {printed.high} is infeasible: the counts allow "
            f"{possible.low} to {possible.high}; check what the printed total covers"
        )
    low, high = max(printed.low, possible.low), min(printed.high, possible.high)
    if low <= 0 or math.isinf(high):
        raise ValueError(f"a total of {low} to {high} gives no shares; give positive finite bounds")
    return Quantity(low, high, grouped.unit)


def _top_class_bounds(
    grouped: GroupedCounts, total: Quantity
) -> tuple[Quantity, Quantity, Quantity]:
    members, unit = grouped.counts[-1], grouped.unit
    low, high = (members * edge for edge in grouped.edges[-2:])
    rest_low, rest_high = _class_totals(grouped, len(grouped.counts) - 1)

    def top(whole: float, rest: float) -> float:
        return min(max(whole - rest, low), high)

    least, most = top(total.low, rest_high), top(total.high, rest_low)
    at_least = min(max(low + rest_high, total.low), total.high)
    at_most = min(max(high + rest_low, total.low), total.high)
    return (
        Quantity(least, most, unit),
        Quantity(least / members, most / members, unit),
        Quantity(top(at_least, rest_high) / at_least, top(at_most, rest_low) / at_most),
    )


def _limits(grouped: GroupedCounts) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper limit of each cluster, in ascending order."""
    return np.repeat(grouped.edges[:-1], grouped.counts), np.repeat(
        grouped.edges[1:], grouped.counts
    )


def _least_equal_sizes(grouped: GroupedCounts, total: Quantity) -> list[FloatArray]:
    """Return the least equal sizes at each total at which a measure may be highest."""
    lower, upper = _limits(grouped)
    room = (upper - lower)[::-1]
    filled = np.concatenate([[0.0], np.cumsum(room)])
    wholes = filled + lower.sum()
    between = wholes[(wholes > total.low) & (wholes < total.high)]
    return [
        lower + np.clip(whole - lower.sum() - filled[:-1], 0, room)[::-1]
        for whole in (total.low, *between, total.high)
    ]


def _most_equal_sizes(grouped: GroupedCounts, total: Quantity) -> list[FloatArray]:
    """Return the most equal sizes at each total at which a measure may be lowest."""
    lower, upper = _limits(grouped)
    first, last = (_level(grouped, whole) for whole in (total.low, total.high))
    levels = [first, *(edge for edge in grouped.edges if first < edge < last), last]
    turning = []
    for low, high in itertools.pairwise(levels):
        fixed = np.clip(low, lower, upper)[(upper <= low) | (lower >= high)]
        if fixed.any() and low < (fixed @ fixed) / fixed.sum() < high:
            turning.append(float(fixed @ fixed / fixed.sum()))
    return [np.clip(level, lower, upper) for level in (*levels, *turning)]


def _level(grouped: GroupedCounts, whole: float) -> float:
    """Return the level at which sizes as close to it as their classes allow add up to a total."""
    lower, upper = _limits(grouped)
    edges = np.array([edge for edge in grouped.edges if edge < math.inf])
    wholes = np.array([np.clip(edge, lower, upper).sum() for edge in edges])
    whole = max(whole, wholes[0])
    below = int(np.searchsorted(wholes, whole, side="right")) - 1
    if below == len(wholes) - 1:
        return float(edges[below] + (whole - wholes[below]) / grouped.counts[-1])
    step = (edges[below + 1] - edges[below]) / (wholes[below + 1] - wholes[below])
    return float(edges[below] + step * (whole - wholes[below]))


def _range_of(
    measure: Callable[[FloatArray], float], most: list[FloatArray], least: list[FloatArray]
) -> Quantity:
    low = min(measure(sizes) for sizes in most)
    # Where the total leaves one configuration, rounding may put its two forms in either order.
    return Quantity(low, max(low, *(measure(sizes) for sizes in least)))


def _largest_share(sizes: FloatArray, largest: int) -> float:
    return float(np.sort(sizes)[-largest:].sum() / sizes.sum())


def _herfindahl(sizes: FloatArray) -> float:
    return float(sizes @ sizes / sizes.sum() ** 2)
