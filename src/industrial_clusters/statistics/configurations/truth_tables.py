"""The truth table: every configuration of conditions, with the cases that show it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from industrial_clusters.statistics.configurations.fit import inclusion, outcome_name, reduction
from industrial_clusters.statistics.configurations.memberships import (
    Cases,
    Expression,
    Memberships,
    Term,
    labels_of,
    read_memberships,
)
from industrial_clusters.statistics.measure import Measure, Measures

# A table has two to this power rows.
_MOST_CONDITIONS = 12

# What the table says of a configuration, beside its conditions.
_COLUMNS = {"output", "number", "cases", "having", "lacking"}

# Consistency that is a cut-off but for rounding counts as reaching it.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class TruthTable:
    """Every configuration of conditions, and what the cases say of its outcome.

    Attributes
    ----------
    outcome : str
        Name of the outcome, with ``~`` where it is its absence.
    conditions : tuple of str
        Names of the conditions.
    rows : pandas.DataFrame
        A row for each configuration. Its label is one more than the number whose
        binary digits are the conditions, as in R's QCA. Columns: the conditions (1
        present, 0 absent); ``output``, which is ``"1"`` (goes with the outcome),
        ``"0"``, ``"C"`` (contradictory), ``"?"`` (remainder: too few cases) or
        ``"U"`` (undetermined: the bounds reach across a cut-off); ``number`` of
        cases; ``cases``, their labels; and of these ``having``, which surely are more
        in than out of the outcome, and ``lacking``, which surely are more out than in.
    consistency, pri : Measures of pandas.Series
        Consistency of sufficiency and PRI of each configuration that has a case.
    memberships : Memberships
        The cases.
    convention : str
        The cut-offs.
    """

    outcome: str
    conditions: tuple[str, ...]
    rows: pd.DataFrame
    consistency: Measures[pd.Series[Any]]
    pri: Measures[pd.Series[Any]]
    memberships: Memberships
    convention: str

    def coded(self, output: str) -> tuple[int, ...]:
        """Return the labels of the rows with an output."""
        return tuple(int(label) for label in self.rows.index[self.rows["output"] == output])

    @property
    def contradictions(self) -> tuple[int, ...]:
        """Rows whose cases disagree: some have the outcome and some lack it."""
        disagree = self.rows["having"].map(bool) & self.rows["lacking"].map(bool)
        return tuple(int(label) for label in self.rows.index[disagree])

    @property
    def share_of_remainders(self) -> float:
        """Limited diversity: the share of configurations that are remainders."""
        return len(self.coded("?")) / len(self.rows)


def truth_table(
    cases: Cases,
    outcome: str,
    conditions: Sequence[str] | None = None,
    *,
    consistency: float = 0.8,
    contradictory: float | None = None,
    pri: float = 0.0,
    number: int = 1,
) -> TruthTable:
    r"""Return the truth table of an outcome.

    Parameters
    ----------
    cases : pandas.DataFrame, or mapping of name to Series or calibrated Measures
        A row for each case and a column for each set, with memberships between 0 and
        1; any may be a Quantity.
    outcome : str
        A column, or ``~`` and a column for its absence.
    conditions : sequence of str, optional
        Columns; all but the outcome if not given.
    consistency : float, optional
        A configuration goes with the outcome if it has at least this consistency.
    contradictory : float, optional
        A configuration with at least this consistency, but less than
        ``consistency``, is contradictory; without it, none is.
    pri : float, optional
        PRI that a configuration must have, too, to go with the outcome.
    number : int, optional
        Cases that a configuration must have to be no remainder.

    Returns
    -------
    TruthTable
        All :math:`2^k` configurations of k conditions.

    Raises
    ------
    ValueError, TypeError, KeyError
        As :func:`sufficiency`; if a case is neither in nor out of a condition, its
        membership being 0.5 or possibly so; if there are no conditions or more than
        twelve, or one is the outcome; if a cut-off is out of range, or no
        configuration has enough cases.

    Notes
    -----
    Membership in a configuration is the smallest of the memberships in its
    conditions, present or absent. Each case is more in than out of exactly one
    configuration, the one on its side of 0.5 in every condition. Consistency and PRI
    are those of :func:`sufficiency`, over all cases and not only those of the row
    [1]_. The output is

    .. math::

       \text{output} = \begin{cases}
       ? & \text{with fewer cases than } number \\
       1 & \text{consistency} \ge consistency,\ \text{PRI} \ge pri \\
       C & contradictory \le \text{consistency} < consistency \\
       0 & \text{otherwise.}
       \end{cases}

    A membership of exactly 0.5 is refused: it would put the case in no row. (R's QCA
    warns, and leaves the case out of every row.) R's QCA has a default cut-off of 1
    for consistency; here it is 0.8. Where there are few cases, "contradictory"
    depends on the cut-offs; :attr:`TruthTable.contradictions` lists the rows whose
    cases disagree, whatever the output.

    *Bounds.* The row of a case is certain where all its memberships lie on one side
    of 0.5; otherwise the case is refused. Consistency and PRI of a row have the
    sharp bounds of :func:`sufficiency`. A row has an output where all values within
    both bounds give it, and is otherwise undetermined. As consistency and PRI need
    not reach their bounds together, a row may be called undetermined that joint
    bounds would decide; without a cut-off for PRI that cannot happen.

    References
    ----------
    .. [1] C. C. Ragin, *Redesigning Social Inquiry: Fuzzy Sets and Beyond*,
       University of Chicago Press, 2008, chapter 7.
       https://doi.org/10.7208/chicago/9780226702797.001.0001
    .. [2] A. Duşa, *QCA with R: A Comprehensive Resource*, Springer, 2019, chapter 7.
       https://doi.org/10.1007/978-3-319-75668-4

    Examples
    --------
    >>> import pandas as pd
    >>> towns = pd.DataFrame(
    ...     {
    ...         "leader": [1, 1, 0, 0, 1],
    ...         "market": [1, 0, 0, 0, 1],
    ...         "cluster": [1, 1, 0, 1, 1],
    ...     },
    ...     index=["North", "West", "South", "East", "Port"],
    ... )
    >>> table = truth_table(towns, "cluster")
    >>> table.rows[["leader", "market", "output", "cases"]]
         leader  market output          cases
    row
    1         0       0      0  (South, East)
    2         0       1      ?             ()
    3         1       0      1        (West,)
    4         1       1      1  (North, Port)
    >>> table.contradictions, table.consistency.exact[1].item(), table.share_of_remainders
    ((1,), 0.5, 0.25)
    """
    name = outcome_name(outcome)
    names = _conditions(cases, conditions, name)
    cuts = _cut_offs(consistency, contradictory, pri, number)
    memberships = read_memberships(cases, (*names, name))
    positions = _positions(memberships, names)
    y = memberships.of(Expression.parse(outcome))
    rows = pd.DataFrame(
        list(itertools.product((0, 1), repeat=len(names))),
        columns=list(names),
        index=pd.RangeIndex(1, 2 ** len(names) + 1, name="row"),
    )
    labels = {
        column: [labels_of(memberships.cases, (positions == row) & who) for row in range(len(rows))]
        for column, who in (("cases", True), ("having", y.low > 0.5), ("lacking", y.high < 0.5))
    }
    counts = np.bincount(positions, minlength=len(rows))
    fits = {
        row: _fit(memberships, _term(names, rows.to_numpy()[row]), y)
        for row in np.flatnonzero(counts).tolist()
    }
    codes = [_code(fits.get(row), counts[row], cuts) for row in range(len(rows))]
    if set(codes) == {"?"}:
        raise ValueError(
            f"no configuration has {number} cases, the most is {counts.max()}; lower number"
        )
    return TruthTable(
        outcome,
        names,
        rows.assign(output=codes, number=counts).join(pd.DataFrame(labels, index=rows.index)),
        _measures({row: fit[0] for row, fit in fits.items()}, rows.index),
        _measures({row: fit[1] for row, fit in fits.items()}, rows.index),
        memberships,
        cuts.convention,
    )


@dataclass(frozen=True, slots=True)
class _CutOffs:
    consistency: float
    contradictory: float
    pri: float
    number: int

    @property
    def convention(self) -> str:
        band = f"contradictory from {self.contradictory:g}, "
        return (
            f"1 from consistency {self.consistency:g} and PRI {self.pri:g}, "
            f"{band if self.contradictory < self.consistency else ''}"
            f"remainder below {self.number} cases"
        )


def _cut_offs(consistency: float, contradictory: float | None, pri: float, number: int) -> _CutOffs:
    if not 0 < consistency <= 1:
        raise ValueError(f"consistency={consistency} is no cut-off; give one above 0, at most 1")
    band = consistency if contradictory is None else contradictory
    if not 0 < band <= consistency:
        raise ValueError(
            f"contradictory={band} is no cut-off; give one above 0, at most {consistency}"
        )
    if not 0 <= pri <= 1:
        raise ValueError(f"pri={pri} is no cut-off; give one between 0 and 1")
    if number < 1 or number != int(number):
        raise ValueError(f"number={number} is no number of cases; give 1, 2, 3 or more")
    return _CutOffs(consistency, band, pri, int(number))


def _conditions(cases: Cases, conditions: Sequence[str] | None, outcome: str) -> tuple[str, ...]:
    names: Sequence[Any] = (
        [name for name in cases if name != outcome] if conditions is None else conditions
    )
    if isinstance(names, str):
        raise TypeError(f"conditions={names!r} is a text; give a list of columns")
    if outcome in names:
        raise ValueError(f"the outcome {outcome!r} is among the conditions; leave it out")
    if taken := _COLUMNS & set(names):
        raise ValueError(f"the table has a column {taken.pop()!r} of its own; rename the condition")
    if not 0 < len(names) <= _MOST_CONDITIONS:
        raise ValueError(
            f"there are {len(names)} conditions; give one to {_MOST_CONDITIONS}, of which few "
            "cases can say something"
        )
    return tuple(names)


def _positions(memberships: Memberships, names: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the row of each case, counted from 0."""
    positions = np.zeros(len(memberships.cases), dtype=np.int64)
    for name in names:
        membership = memberships.sets[name]
        present = membership.low > 0.5
        for at in np.flatnonzero(~present & (membership.high >= 0.5))[:1]:
            low, high = membership.low[at], membership.high[at]
            known = "is exactly 0.5" if low == high else f"lies between {low} and {high}"
            raise ValueError(
                f"case {memberships.cases[at]!r}, column {name!r}: the membership {known}, so "
                "that the case is surely neither in nor out and has no row; choose a crossover "
                "that no case is on, find out on which side the case is, or leave it out"
            )
        positions = 2 * positions + present
    return positions


def _term(names: Sequence[str], bits: npt.NDArray[Any]) -> Expression:
    return Expression((Term(tuple(zip(names, (bits == 1).tolist(), strict=True))),))


def _fit(memberships: Memberships, row: Expression, y: Any) -> tuple[Measure, Measure]:
    x = memberships.of(row)
    # A case that is more in than out reaches beyond min(y, 1 - y), so there is a PRI.
    return inclusion(x, y), cast(Measure, reduction(x, y))


def _code(fit: tuple[Measure, Measure] | None, number: int, cuts: _CutOffs) -> str:
    if fit is None or number < cuts.number:
        return "?"
    consistency, pri = fit
    # The band of contradictions may lie between the bounds.
    inside = min(max(cuts.contradictory, consistency.low), consistency.high)
    codes = {
        _code_exact(value, reduced, cuts)
        for value in (consistency.low, inside, consistency.high)
        for reduced in (pri.low, pri.high)
    }
    return codes.pop() if len(codes) == 1 else "U"


def _code_exact(consistency: float, pri: float, cuts: _CutOffs) -> str:
    if consistency >= cuts.consistency - _ROUNDING:
        return "1" if pri >= cuts.pri - _ROUNDING else "0"
    return "C" if consistency >= cuts.contradictory - _ROUNDING else "0"


def _measures(values: dict[int, Measure], rows: pd.Index) -> Measures[pd.Series[Any]]:
    """Return the values by row, missing where a row has no case."""
    low, high = (
        pd.Series(
            [getattr(values[row], end) if row in values else np.nan for row in range(len(rows))],
            index=rows,
        )
        for end in ("low", "high")
    )
    convention = next(iter(values.values())).convention
    return Measures(low, low if low.equals(high) else high, convention)
