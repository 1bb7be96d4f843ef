"""How well a condition, or an expression of conditions, is necessary or sufficient."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from industrial_clusters.statistics._inputs import FloatArray
from industrial_clusters.statistics.configurations.memberships import (
    Cases,
    Expression,
    Membership,
    Memberships,
    Term,
    labels_of,
    read_memberships,
)
from industrial_clusters.statistics.measure import Measure

_SHARE_OF_CONDITION = "sum of min(x, y) over sum of x"
_SHARE_OF_OUTCOME = "sum of min(x, y) over sum of y"
_PRI = "sum of min(x, y) - min(x, y, 1 - y) over sum of x - min(x, y, 1 - y)"
_UNIQUE = "coverage of the expression less coverage of its other terms"
_RELEVANCE = "sum of 1 - x over sum of 1 - min(x, y)"


@dataclass(frozen=True, slots=True)
class TermFit:
    """How well one term of an expression is sufficient.

    Attributes
    ----------
    term : Term
        The term.
    consistency, pri, coverage : Measure
        As in :class:`Sufficiency`, for this term alone; its coverage is called raw.
    unique_coverage : Measure or None
        What the expression would lose in coverage without this term. None where
        memberships are bounded and there are several terms, which vary together:
        sharp bounds have no known form.
    cases : tuple
        Labels of the cases that surely are more in than out of the term.
    """

    term: Term
    consistency: Measure
    pri: Measure | None
    coverage: Measure
    unique_coverage: Measure | None
    cases: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """How well an expression is sufficient for an outcome.

    Attributes
    ----------
    expression : Expression
        The sum of products.
    outcome : str
        Name of the outcome, with ``~`` where it is its absence.
    consistency : Measure
        Share of the expression that lies within the outcome (inclusion).
    pri : Measure or None
        Proportional reduction in inconsistency: the consistency that is left when
        what lies within the outcome and its absence alike is taken out. None where
        nothing else is left.
    coverage : Measure
        Share of the outcome that lies within the expression.
    terms : tuple of TermFit
        The same for each term.
    """

    expression: Expression
    outcome: str
    consistency: Measure
    pri: Measure | None
    coverage: Measure
    terms: tuple[TermFit, ...]


@dataclass(frozen=True, slots=True)
class Necessity:
    """How well an expression is necessary for an outcome.

    Attributes
    ----------
    expression : Expression
        The sum of products.
    outcome : str
        Name of the outcome, with ``~`` where it is its absence.
    consistency : Measure
        Share of the outcome that lies within the expression (inclusion).
    coverage : Measure
        Share of the expression that lies within the outcome.
    relevance : Measure
        Relevance of necessity (RoN): low where the expression is a trivial condition,
        one that nearly every case meets.
    """

    expression: Expression
    outcome: str
    consistency: Measure
    coverage: Measure
    relevance: Measure


def sufficiency(cases: Cases, expression: Expression | str, outcome: str) -> Sufficiency:
    r"""Return how well an expression is sufficient for an outcome.

    Parameters
    ----------
    cases : pandas.DataFrame, or mapping of name to Series or calibrated Measures
        A row for each case and a column for each set, with memberships between 0 and
        1; any may be a Quantity. Columns that are not named are not looked at.
    expression : Expression or str
        A sum of products of column names such as ``"A*~B + C"``.
    outcome : str
        A column, or ``~`` and a column for its absence.

    Returns
    -------
    Sufficiency
        Consistency, PRI and coverage, of the expression and of each term.

    Raises
    ------
    ValueError, TypeError, KeyError
        If a column does not exist or is the same for all cases, if a membership is
        missing, no number or not between 0 and 1, or if case labels repeat; if the
        expression is no sum of products or holds the outcome, or if no case can be a
        member of a term.

    Notes
    -----
    With x the membership of a case in the expression and y that in the outcome,

    .. math::

       \text{consistency} = \frac{\sum \min(x, y)}{\sum x}, \qquad
       \text{coverage} = \frac{\sum \min(x, y)}{\sum y}, \qquad
       \text{PRI} = \frac{\sum \min(x, y) - \min(x, y, 1 - y)}
                         {\sum x - \min(x, y, 1 - y)}.

    Unique coverage is the coverage of the expression less that of its other terms;
    of a single term it is the raw coverage (R's QCA leaves it out).

    *Bounds are sharp.* The membership x has sharp bounds
    (:meth:`Memberships.of`), and as the outcome is no part of the expression, x and
    y vary independently, case by case. Each of the three rises with y, so y is at an
    end. In the x of one case, the others fixed, consistency and PRI rise up to some
    point and fall beyond it: for consistency at x = y, whatever the other cases are;
    for PRI likewise where y exceeds 0.5, and else they only fall. The largest value
    therefore has every y at its upper end and every x as near to y as its bounds
    allow (for PRI at its lower end where y is at most 0.5). The smallest has y at
    the lower end and each x at an end. Among those :math:`2^n` corners, a ratio of
    sums is smallest where exactly the cases are at their upper end whose change in
    the numerator per change in the denominator is below the ratio itself; so cases
    in order of that quotient leave n + 1 corners, one for each number of cases at
    their upper end. Coverage is consistency with x and y exchanged. Bounds of
    different figures are attained by different memberships; each is sharp by itself.

    References
    ----------
    .. [1] C. C. Ragin, *Redesigning Social Inquiry: Fuzzy Sets and Beyond*,
       University of Chicago Press, 2008, chapter 3.
       https://doi.org/10.7208/chicago/9780226702797.001.0001
    .. [2] C. Q. Schneider and C. Wagemann, *Set-Theoretic Methods for the Social
       Sciences*, Cambridge University Press, 2012, chapters 5 and 9.
       https://doi.org/10.1017/CBO9781139004244

    Examples
    --------
    >>> import pandas as pd
    >>> towns = pd.DataFrame(
    ...     {"leader": [0.9, 0.8, 0.1], "market": [0.2, 0.7, 0.9], "cluster": [0.6, 0.9, 0.4]},
    ...     index=["North", "West", "South"],
    ... )
    >>> fit = sufficiency(towns, "leader*market + ~leader", "cluster")
    >>> float(fit.consistency)
    0.72...
    >>> [(str(term.term), round(float(term.coverage), 3)) for term in fit.terms]
    [('leader*market', 0.526), ('~leader', 0.368)]

    With a leader of whom only bounds are known:

    >>> from industrial_clusters.evidence import Quantity
    >>> towns["leader"] = [Quantity(0.6, 0.9), 0.8, 0.1]
    >>> bounds = sufficiency(towns, "leader", "cluster").consistency
    >>> round(bounds.low, 3), bounds.high
    (0.833, 1.0)
    """
    expression, memberships = _read(cases, expression, outcome)
    return sufficiency_of(memberships, expression, outcome)


def sufficiency_of(memberships: Memberships, expression: Expression, outcome: str) -> Sufficiency:
    """Return how well an expression is sufficient, from memberships that were read."""
    y = memberships.of(Expression.parse(outcome))
    whole = memberships.of(expression)
    return Sufficiency(
        expression,
        outcome,
        inclusion(whole, y),
        reduction(whole, y),
        _coverage(whole, y),
        tuple(_term_fit(memberships, expression, term, y) for term in expression.terms),
    )


def necessity(cases: Cases, expression: Expression | str, outcome: str) -> Necessity:
    r"""Return how well an expression is necessary for an outcome.

    Parameters
    ----------
    cases : pandas.DataFrame, or mapping of name to Series or calibrated Measures
        A row for each case and a column for each set, with memberships between 0 and
        1; any may be a Quantity. Columns that are not named are not looked at.
    expression : Expression or str
        A sum of products of column names such as ``"A*~B + C"``.
    outcome : str
        A column, or ``~`` and a column for its absence.

    Returns
    -------
    Necessity
        Consistency, coverage and relevance of necessity.

    Raises
    ------
    ValueError, TypeError, KeyError
        As :func:`sufficiency`.

    Notes
    -----
    With x the membership of a case in the expression and y that in the outcome,

    .. math::

       \text{consistency} = \frac{\sum \min(x, y)}{\sum y}, \qquad
       \text{coverage} = \frac{\sum \min(x, y)}{\sum x}, \qquad
       \text{RoN} = \frac{\sum 1 - x}{\sum 1 - \min(x, y)}.

    *Bounds are sharp.* Consistency and coverage are those of :func:`sufficiency`
    exchanged, with the same proof. RoN falls with every x and rises with every y, so
    that it is smallest with every x at its upper and every y at its lower end, and
    largest with both at the other ends. Each bound is sharp by itself.

    References
    ----------
    .. [1] C. Q. Schneider and C. Wagemann, *Set-Theoretic Methods for the Social
       Sciences*, Cambridge University Press, 2012, chapters 5 and 9.
       https://doi.org/10.1017/CBO9781139004244

    Examples
    --------
    >>> import pandas as pd
    >>> towns = pd.DataFrame(
    ...     {"road": [1, 1, 0.9, 0.8], "cluster": [0.9, 0.7, 0.1, 0.6]},
    ...     index=["North", "West", "South", "East"],
    ... )
    >>> fit = necessity(towns, "road", "cluster")
    >>> float(fit.consistency)
    1.0
    >>> round(float(fit.relevance), 3)
    0.176
    """
    expression, memberships = _read(cases, expression, outcome)
    x, y = memberships.of(expression), memberships.of(Expression.parse(outcome))
    _refuse_empty(str(expression), x)
    one_less = (1 - x.high).sum(), (1 - x.low).sum()
    common = np.minimum(x.high, y.low), np.minimum(x.low, y.high)
    low, high = (
        # A condition that all cases meet in full is as irrelevant as can be.
        part / (1 - both).sum() if part else 0.0
        for part, both in zip(one_less, common, strict=True)
    )
    return Necessity(
        expression,
        outcome,
        _included(y, x, _SHARE_OF_OUTCOME),
        _included(x, y, _SHARE_OF_CONDITION),
        Measure(float(low), float(high), convention=_RELEVANCE),
    )


def inclusion(x: Membership, y: Membership) -> Measure:
    """Return the share of x that lies within y."""
    return _included(x, y, _SHARE_OF_CONDITION)


def reduction(x: Membership, y: Membership) -> Measure | None:
    """Return the proportional reduction in inconsistency, None where it is undefined."""
    if not any(_outside(x.high, end).any() for end in (y.low, y.high)):
        return None
    nearest = np.where(y.high > 0.5, np.clip(y.high, x.low, x.high), x.low)
    rest = _outside(nearest, y.high).sum()
    least = _least_ratio(
        (_inside(x.low, y.low), _inside(x.high, y.low)),
        (_outside(x.low, y.low), _outside(x.high, y.low)),
    )
    return _measure(least, _inside(nearest, y.high).sum() / rest if rest else 0.0, _PRI)


def _inside(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return what of x is in y and not in its negation: min(x, y) - min(x, y, 1 - y)."""
    return np.maximum(np.minimum(x, y) - (1 - y), 0)


def _outside(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return what of x is not both in y and in its negation: x - min(x, y, 1 - y)."""
    return np.maximum(x - np.minimum(y, 1 - y), 0)


def _coverage(x: Membership, y: Membership) -> Measure:
    return _included(y, x, _SHARE_OF_OUTCOME)


def _included(inner: Membership, outer: Membership, convention: str) -> Measure:
    nearest = np.clip(outer.high, inner.low, inner.high)
    whole = nearest.sum()
    least = _least_ratio(
        (np.minimum(inner.low, outer.low), np.minimum(inner.high, outer.low)),
        (inner.low, inner.high),
    )
    most = np.minimum(nearest, outer.high).sum() / whole if whole else 0.0
    return _measure(least, most, convention)


def _least_ratio(
    part: tuple[FloatArray, FloatArray], whole: tuple[FloatArray, FloatArray]
) -> float:
    """Return the smallest ratio of sums with each case at its first or its second value.

    The corner with every case at its first value need not be tried. If the first
    quotient in order is 0, the second value of that case gives no more; otherwise no
    case reaches beyond the outcome at its first value, and the ratio is 1, the largest.

    It is 1 where none is defined. Only PRI can be undefined with every y at its lower
    end and defined elsewhere; x is then at most min(y, 1 - y) for the lowest y, so that
    whatever of x exceeds that for a higher y is within y.
    """
    rise, run = part[1] - part[0], whole[1] - whole[0]
    slope = np.divide(rise, run, out=np.zeros_like(run), where=run > 0)
    order = np.argsort(slope)
    parts = part[0].sum() + np.cumsum(rise[order])
    wholes = whole[0].sum() + np.cumsum(run[order])
    defined = wholes > 0
    return float((parts[defined] / wholes[defined]).min(initial=1.0))


def _measure(low: float, high: float, convention: str) -> Measure:
    # Rounding can put two bounds that are one number the wrong way round.
    return Measure(min(float(low), float(high)), float(high), convention=convention)


def _term_fit(
    memberships: Memberships, expression: Expression, term: Term, y: Membership
) -> TermFit:
    x = memberships.of(Expression((term,)))
    _refuse_empty(str(term), x)
    return TermFit(
        term,
        inclusion(x, y),
        reduction(x, y),
        _coverage(x, y),
        _unique_coverage(memberships, expression, term, y),
        labels_of(memberships.cases, x.low > 0.5),
    )


def _refuse_empty(text: str, x: Membership) -> None:
    if not x.high.any():
        raise ValueError(f"no case has any membership in {text!r}; leave it out")


def _unique_coverage(
    memberships: Memberships, expression: Expression, term: Term, y: Membership
) -> Measure | None:
    whole = _coverage(memberships.of(expression), y)
    others = tuple(other for other in expression.terms if other is not term)
    if not others:
        return Measure(whole.low, whole.high, convention=_UNIQUE)
    rest = _coverage(memberships.of(Expression(others)), y)
    if not (whole.is_exact and rest.is_exact):
        return None
    unique = whole.low - rest.low
    return Measure(unique, unique, convention=_UNIQUE)


def _read(
    cases: Cases, expression: Expression | str, outcome: str
) -> tuple[Expression, Memberships]:
    read = Expression.parse(expression) if isinstance(expression, str) else expression
    name = outcome_name(outcome)
    if name in read.names:
        raise ValueError(
            f"the outcome {name!r} is part of the expression {str(read)!r}; "
            "explain it by other conditions"
        )
    return read, read_memberships(cases, (*read.names, name))


def outcome_name(outcome: str) -> str:
    """Return the name of the set that an outcome or its absence is."""
    names = [name for term in Expression.parse(outcome).terms for name, _ in term.literals]
    if len(names) != 1:
        raise ValueError(f"the outcome {outcome!r} is no single set; give a column, or '~' and one")
    return names[0]
