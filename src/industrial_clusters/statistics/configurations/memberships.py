"""Cases by their membership in sets, and expressions of sets."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics._inputs import FloatArray, read_table, refuse_repeated
from industrial_clusters.statistics.measure import Measures

Cases: TypeAlias = "pd.DataFrame | Mapping[str, Measures[pd.Series[Any]] | pd.Series[Any]]"

# The name of a set, and whether it is present (True) or absent (False).
Sign: TypeAlias = tuple[str, bool]

_OPERATORS = "+*~()"


@dataclass(frozen=True, slots=True)
class Term:
    """A conjunction of conditions, each present or absent.

    Attributes
    ----------
    literals : tuple of (str, bool)
        Names of conditions, with True where the condition is present.

    Raises
    ------
    ValueError
        If there is no condition, or one occurs twice.

    Examples
    --------
    >>> str(Term((("developed", True), ("urban", False))))
    'developed*~urban'
    """

    literals: tuple[Sign, ...]

    def __post_init__(self) -> None:
        names = [name for name, _ in self.literals]
        if not names or len(set(names)) < len(names):
            raise ValueError(
                f"the term {str(self)!r} is empty or holds a set twice; name each set once, "
                "present or absent: no case is more in than out of both"
            )

    def __str__(self) -> str:
        return "*".join(name if present else f"~{name}" for name, present in self.literals)


@dataclass(frozen=True, slots=True)
class Expression:
    """A disjunction of terms, which is true where any of its terms is.

    Attributes
    ----------
    terms : tuple of Term
        The terms, in order.

    Raises
    ------
    ValueError
        If there is no term.

    Examples
    --------
    >>> expression = Expression.parse("developed*~urban + stable")
    >>> str(expression.terms[0])
    'developed*~urban'
    >>> str(expression)
    'developed*~urban + stable'
    """

    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        if not self.terms:
            raise ValueError("an expression needs at least one term")

    def __str__(self) -> str:
        return " + ".join(str(term) for term in self.terms)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that occur, each once, in order of occurrence."""
        return tuple(dict.fromkeys(name for term in self.terms for name, _ in term.literals))

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Read a sum of products such as ``A*~B + C``.

        ``*`` is "and", ``+`` is "or", ``~`` is "not". Capital and small letters are
        different names, unlike in the notation where ``a`` is the absence of ``A``.

        Raises
        ------
        ValueError
            If the text is no sum of products, or a term holds a condition and its
            absence.

        Examples
        --------
        >>> Expression.parse("~A").terms
        (Term(literals=(('A', False),)),)
        """
        return cls(tuple(_parse_term(part, text) for part in text.split("+")))


@dataclass(frozen=True, slots=True, eq=False)
class Membership:
    """Membership of every case in one set: bounds, one array where exact."""

    low: FloatArray
    high: FloatArray

    @property
    def is_exact(self) -> bool:
        """Whether every membership is exact."""
        return self.low is self.high


@dataclass(frozen=True, slots=True, eq=False)
class Memberships:
    """Membership of every case in every set."""

    cases: pd.Index
    sets: Mapping[str, Membership]

    def of(self, expression: Expression) -> Membership:
        """Return the membership in an expression: minimum for "and", maximum for "or".

        The bounds are sharp. Sets vary independently of one another, and no term holds
        a set and its absence, so the largest value of a minimum over sets is the
        minimum of their largest values, and that of a maximum over terms the maximum.
        For the smallest value, the maximum of minima is written as a minimum of maxima
        by the distributive law: one literal from each term, in every way. There a set
        may meet its own absence; max(m, 1 - m) is smallest at the m within bounds that
        is nearest to 0.5. Between its bounds the membership, being continuous, takes
        every value.
        """
        high = np.maximum.reduce([self._largest(term) for term in expression.terms])
        if all(self.sets[name].is_exact for name in expression.names):
            return Membership(high, high)
        low = np.minimum.reduce([self._smallest(choice) for choice in _choices(expression)])
        return Membership(low, high)

    def _largest(self, term: Term) -> FloatArray:
        """Return the largest value of a minimum of literals, for each case."""
        return np.asarray(
            np.minimum.reduce(
                [
                    self.sets[name].high if present else 1 - self.sets[name].low
                    for name, present in term.literals
                ]
            )
        )

    def _smallest(self, choice: Collection[Sign]) -> FloatArray:
        """Return the smallest value of a maximum of literals, for each case."""
        smallest = []
        for name, present in choice:
            low, high = self.sets[name].low, self.sets[name].high
            if (name, not present) in choice:
                # This literal's value where the larger of the two is smallest.
                low = high = np.clip(0.5, low, high)
            smallest.append(low if present else 1 - high)
        return np.asarray(np.maximum.reduce(smallest))


def read_memberships(cases: Cases, names: Sequence[Any]) -> Memberships:
    """Read the named columns as memberships.

    Raises
    ------
    ValueError, TypeError, KeyError
        If a column does not exist or its name holds an operator; if a membership is
        missing, no number, or not between 0 and 1; if labels repeat; if a column is
        the same for all cases.
    """
    frame = _frame(cases)
    for name in names:
        if not isinstance(name, str) or not name or set(name) & set(_OPERATORS):
            raise ValueError(
                f"column {name!r}: a set is called by a text without any of "
                f"{' '.join(_OPERATORS)}; rename the column"
            )
        if name not in frame.columns:
            raise KeyError(f"there is no column {name!r}; choose among {list(frame.columns)}")
    table = read_table(frame[list(names)], "case", "column", "membership", empty=True)
    if table.unit:
        raise ValueError(f"memberships have no unit, these are in {table.unit!r}: calibrate first")
    for at in np.argwhere(table.high > 1)[:1]:
        raise ValueError(
            f"case {table.rows[at[0]]!r}, column {names[at[1]]!r}: the membership is "
            f"{table.high[*at]}; it cannot exceed 1: calibrate the column first"
        )
    sets = {}
    for at, name in enumerate(names):
        low, high = table.low[:, at], table.high[:, at]
        sets[name] = Membership(low, low if np.array_equal(low, high) else high)
        _refuse_constant(name, sets[name])
    return Memberships(table.rows, sets)


def _frame(cases: Cases) -> pd.DataFrame:
    if isinstance(cases, pd.DataFrame):
        return cases
    if not isinstance(cases, Mapping):
        raise TypeError(
            f"expected a DataFrame with a row for each case, not {type(cases).__name__}; "
            "its columns are the sets"
        )
    columns = {name: _column(name, values) for name, values in cases.items()}
    labels = next((column.index for column in columns.values()), pd.Index([]))
    for name, column in columns.items():
        if set(column.index) != set(labels):
            odd = next(iter(set(column.index) ^ set(labels)))
            raise ValueError(
                f"column {name!r}: case {odd!r} is in this set or in the first, not in both; "
                "give every set the same cases"
            )
    return pd.DataFrame({name: column.reindex(labels) for name, column in columns.items()})


def _column(name: str, values: Measures[pd.Series[Any]] | pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(values, pd.Series):
        refuse_repeated(values.index, "case")
        return values
    if not isinstance(values, Measures):
        raise TypeError(f"column {name!r} is no Series and no result of a calibration; give either")
    if values.is_exact:
        return values.low
    bounds = zip(values.low, values.high, strict=True)
    return pd.Series([Quantity(*pair) for pair in bounds], index=values.low.index, dtype=object)


def _refuse_constant(name: str, membership: Membership) -> None:
    if membership.low.min() == membership.high.max():
        raise ValueError(
            f"column {name!r}: every case has the membership {membership.low[0]}, so that it "
            "tells no cases apart; leave the column out, or add a case that differs"
        )


def _parse_term(part: str, text: str) -> Term:
    literals: dict[Sign, None] = {}
    for piece in part.split("*"):
        name = piece.strip()
        present = not name.startswith("~")
        name = name.removeprefix("~").strip()
        if not name or set(name) & set(_OPERATORS):
            raise ValueError(
                f"expression {text!r}: {piece.strip()!r} is no set; write a sum of products "
                "of column names, such as 'A*~B + C'"
            )
        literals[name, present] = None
    return Term(tuple(literals))


def _choices(expression: Expression) -> set[frozenset[Sign]]:
    """Return every way of taking one literal from each term."""
    choices: set[frozenset[Sign]] = {frozenset()}
    for term in expression.terms:
        choices = {choice | {literal} for choice in choices for literal in term.literals}
    return choices


def labels_of(cases: pd.Index, chosen: Any) -> tuple[Hashable, ...]:
    """Return the labels of the chosen cases, in order."""
    return tuple(cases[chosen])
