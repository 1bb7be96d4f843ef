"""Distributions fitted to grouped counts: Pareto and lognormal laws, and what they imply.

With a distribution assumed, two questions can be asked of a table that counts clusters by class:
which parameters fit, and does the total that they imply agree with a printed total that the fit
has not seen? What the table says with nothing assumed is in
:mod:`~industrial_clusters.statistics.grouped_counts`; sizes that are known one by one are fitted in
:mod:`~industrial_clusters.statistics.rank_size`.

The fits treat each cluster as an independent draw from the distribution. Where the table is a
census, their intervals describe the process that made the clusters, not an error of counting.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics import _truncated_lognormal as truncated
from industrial_clusters.statistics._truncated_lognormal import LogClasses
from industrial_clusters.statistics.grouped_counts import GroupedCounts

if TYPE_CHECKING:
    from collections.abc import Callable

FloatArray = npt.NDArray[np.float64]

# A gain in twice the log-likelihood that no table of counts could tell from zero.
_NO_GAIN = 1e-6

# In units of 1 / alpha. Wider lognormals differ from the Pareto law by less than rounding.
_WIDEST_SIGMA = 1e4


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
        If the first limit is zero or the last finite, if a count is known only
        within bounds, or if all clusters are in the first class or all in the
        last (alpha would be infinite, zero).

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
    classes = _log_classes(grouped)
    if grouped.edges[0] == 0:
        raise ValueError("a Pareto law needs a first limit above 0; give the smallest size counted")
    alpha, information = _best_alpha(classes)
    return ParetoFit(
        alpha=alpha,
        minimum=grouped.edges[0],
        number=int(classes.counts.sum()),
        standard_error=1 / math.sqrt(information),
        log_likelihood=_pareto_log_likelihood(classes, alpha),
        goodness=_goodness(classes, np.exp(_pareto_log_probabilities(classes, alpha)), 1),
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
        If the last limit is finite, if a count is known only within bounds, or
        if the occupied classes cannot determine two parameters: they span
        fewer than three adjacent classes (the likelihood then rises without
        end as sigma shrinks to zero or, with two classes in all, is flat), or
        without truncation only the first and the last are occupied (it rises
        as sigma grows).

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
    classes = _log_classes(grouped)
    _require_two_parameters(classes)
    sigma = truncated.best_sigma(classes, _widest_sigma(classes))
    slope, log_likelihood = truncated.best_slope(classes, sigma)
    gain = None
    if grouped.edges[0] > 0:
        pareto = fit_pareto(grouped)
        gain = 2 * (log_likelihood - pareto.log_likelihood)
        if gain <= _NO_GAIN:
            return _lognormal_at_limit(pareto)
    error_mu, error_sigma = truncated.standard_errors(classes, slope, sigma)
    probabilities = np.exp(truncated.log_probabilities(classes.log_edges, slope, sigma))
    return LognormalFit(
        mu=classes.origin - slope * sigma**2,
        sigma=sigma,
        minimum=grouped.edges[0],
        number=int(classes.counts.sum()),
        standard_error_mu=error_mu,
        standard_error_sigma=error_sigma,
        log_likelihood=log_likelihood,
        goodness=_goodness(classes, probabilities, 2),
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

    References
    ----------
    .. [1] C. Kleiber and S. Kotz, *Statistical Size Distributions in Economics and
       Actuarial Sciences*, Wiley, 2003, chapters 3 and 4.
       https://doi.org/10.1002/0471457175

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
    shares = [truncated.survival(fit.mu, fit.sigma, fit.minimum, size) for size in values.flat]
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

    References
    ----------
    .. [1] C. Kleiber and S. Kotz, *Statistical Size Distributions in Economics and
       Actuarial Sciences*, Wiley, 2003, chapters 3 and 4.
       https://doi.org/10.1002/0471457175

    Examples
    --------
    >>> round(implied_mean(fit_pareto(GroupedCounts((1, 2, math.inf), (3, 1)))), 6)
    2.0
    """
    if isinstance(fit, ParetoFit):
        return _pareto_mean(fit.alpha, fit.minimum)
    if fit.pareto_limit is not None:
        return implied_mean(fit.pareto_limit)
    return truncated.mean(fit.mu, fit.sigma, fit.minimum)


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

    References
    ----------
    .. [1] C. Kleiber and S. Kotz, *Statistical Size Distributions in Economics and
       Actuarial Sciences*, Wiley, 2003, chapters 3 and 4.
       https://doi.org/10.1002/0471457175

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

    References
    ----------
    .. [1] W. Q. Meeker and L. A. Escobar, "Teaching about approximate confidence regions
       based on maximum likelihood estimation", *The American Statistician* 49(1), 1995,
       48-53. https://doi.org/10.1080/00031305.1995.10476112

    Examples
    --------
    >>> zhejiang = GroupedCounts((1, 5, 10, math.inf), (91, 13, 4), "billion yuan")
    >>> interval = pareto_interval(zhejiang)
    >>> round(interval.alpha.low, 2), round(interval.alpha.high, 2)
    (0.98, 1.53)
    """
    fit = fit_pareto(grouped)
    cutoff = fit.log_likelihood - _threshold(level, 1) / 2
    alpha = _pareto_shapes(_log_classes(grouped), fit.alpha, cutoff)
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

    References
    ----------
    .. [1] W. Q. Meeker and L. A. Escobar, "Teaching about approximate confidence regions
       based on maximum likelihood estimation", *The American Statistician* 49(1), 1995,
       48-53. https://doi.org/10.1080/00031305.1995.10476112

    Examples
    --------
    >>> zhejiang = GroupedCounts((1, 5, 10, math.inf), (202, 46, 37), "billion yuan")
    >>> outline = lognormal_set(zhejiang, points=5)
    >>> outline.includes_pareto_limit, outline.total.high
    (True, inf)
    """
    if points < 3:
        raise ValueError(f"{points} points do not outline a set; ask for 3 or more")
    fit, classes, threshold = fit_lognormal(grouped), _log_classes(grouped), _threshold(level, 2)
    cutoff = fit.log_likelihood - threshold / 2
    reaches_limit = fit.pareto_deviance is not None and fit.pareto_deviance <= threshold
    sigmas = _sigmas(classes, cutoff, fit.sigma, points, endless=reaches_limit)
    outline = [truncated.mu_interval(classes, sigma, cutoff) for sigma in sigmas]

    def total(mu: float, sigma: float) -> float:
        return fit.number * truncated.mean(mu, sigma, fit.minimum)

    def total_at(sigma: float, end: int) -> float:
        return total(truncated.mu_interval(classes, sigma, cutoff)[end], sigma)

    lows, highs = np.array(
        [[total(mu, sigma) for mu in ends] for ends, sigma in zip(outline, sigmas, strict=True)]
    ).T
    return LognormalSet(
        level=level,
        sigma=tuple(sigmas.tolist()),
        mu_low=tuple(low for low, _ in outline),
        mu_high=tuple(high for _, high in outline),
        total_low=tuple(lows.tolist()),
        total_high=tuple(highs.tolist()),
        total=Quantity(
            _refined_minimum(lambda sigma: total_at(sigma, 0), sigmas, lows),
            -_refined_minimum(lambda sigma: -total_at(sigma, 1), sigmas, -highs),
            grouped.unit,
        ),
        includes_pareto_limit=reaches_limit,
    )


def _log_classes(grouped: GroupedCounts) -> LogClasses:
    if grouped.edges[-1] < math.inf:
        raise ValueError(
            f"the last class ends at {grouped.edges[-1]}; a fit needs an open last class: add one "
            "with its count, 0 if no cluster is larger"
        )
    return truncated.log_classes(grouped.edges, grouped.exact_counts)


def _require_two_parameters(classes: LogClasses) -> None:
    occupied = np.flatnonzero(classes.counts)
    counts = tuple(int(count) for count in classes.counts)
    if occupied[-1] - occupied[0] < 2:
        raise ValueError(
            f"counts {counts} span fewer than three classes, which does not determine mu "
            "and sigma; divide the classes further or fit a Pareto law"
        )
    if math.isinf(classes.log_edges[0]) and occupied.tolist() == [0, len(counts) - 1]:
        raise ValueError(
            f"counts {counts} are in the first and last class only, and sigma would grow "
            "without end; choose limits that divide the middle"
        )


def _threshold(level: float, parameters: int) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level={level} is not between 0 and 1; give 0.95 for 95 per cent")
    return float(stats.chi2.ppf(level, parameters))


def _goodness(classes: LogClasses, probabilities: FloatArray, parameters: int) -> GoodnessOfFit:
    counts = classes.counts
    expected = counts.sum() * probabilities
    deviance = float(2 * special.rel_entr(counts, expected).sum())
    freedom = len(counts) - 1 - parameters
    return GoodnessOfFit(
        pearson=float(((counts - expected) ** 2 / expected).sum()),
        deviance=max(0.0, deviance),
        degrees_of_freedom=freedom,
        p_value=float(stats.chi2.sf(deviance, freedom)) if freedom > 0 else None,
    )


def _best_alpha(classes: LogClasses) -> tuple[float, float]:
    """Return the Pareto shape that fits best, and the observed information on it."""
    starts = classes.log_edges[:-1]
    widths, closed = np.diff(starts), classes.counts[:-1]
    weight = float(classes.counts @ starts)
    if closed.sum() == 0 or weight == 0:
        raise ValueError(
            f"counts {tuple(int(count) for count in classes.counts)} lie all in the first or all "
            "in the last class, so no finite alpha above 0 fits best; divide that class"
        )

    def slope(alpha: float) -> float:
        odds = np.exp(-alpha * widths) / -np.expm1(-alpha * widths)
        return float(closed @ (widths * odds)) - weight

    # 1 - x/2 <= x / (exp(x) - 1) <= 1 encloses the root; the factors keep rounding out.
    lowest = 0.5 * closed.sum() / (weight + closed @ widths / 2)
    alpha = float(optimize.brentq(slope, lowest, 2 * closed.sum() / weight, xtol=1e-14))
    information = closed @ (np.exp(-alpha * widths) * (widths / np.expm1(-alpha * widths)) ** 2)
    return alpha, float(information)


def _pareto_log_probabilities(classes: LogClasses, alpha: float) -> FloatArray:
    inside = np.log(-np.expm1(-alpha * np.diff(classes.log_edges)))
    return np.asarray(inside - alpha * classes.log_edges[:-1])


def _pareto_log_likelihood(classes: LogClasses, alpha: float) -> float:
    return float(classes.counts @ _pareto_log_probabilities(classes, alpha))


def _pareto_mean(alpha: float, minimum: float) -> float:
    return minimum * alpha / (alpha - 1) if alpha > 1 else math.inf


def _pareto_shapes(classes: LogClasses, best: float, cutoff: float) -> Quantity:
    def above_cutoff(log_alpha: float) -> float:
        return _pareto_log_likelihood(classes, math.exp(log_alpha)) - cutoff

    low, high = (truncated.crossing(above_cutoff, math.log(best), step) for step in (-0.1, 0.1))
    return Quantity(math.exp(low), math.exp(high))


def _widest_sigma(classes: LogClasses) -> float:
    if classes.log_edges[0] == 0:
        return _WIDEST_SIGMA / _best_alpha(classes)[0]
    # Untruncated, the middle classes hold about their width over sigma, and
    # at least one cluster is there.
    return 10 * float(classes.counts.sum() * (classes.log_edges[-2] - classes.log_edges[1]))


def _sigmas(
    classes: LogClasses, cutoff: float, best: float, points: int, *, endless: bool
) -> FloatArray:
    """Return ascending values of sigma across the likelihood set, to the widest if endless."""
    widest = _widest_sigma(classes)
    start = min(best, widest)
    low = truncated.sigma_end(classes, cutoff, start, -1)
    high = widest if endless else truncated.sigma_end(classes, cutoff, start, 1)
    return np.geomspace(low, high, points)


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
