"""Logical minimisation: the shortest expressions that a truth table allows."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from industrial_clusters.statistics._inputs import require_choice
from industrial_clusters.statistics.configurations.fit import Sufficiency, sufficiency_of
from industrial_clusters.statistics.configurations.memberships import Expression, Term
from industrial_clusters.statistics.configurations.truth_tables import TruthTable

Kind: TypeAlias = Literal["conservative", "parsimonious", "intermediate"]
Minimal: TypeAlias = Literal["fewest terms", "fewest literals", "irredundant"]
Contradictions: TypeAlias = Literal["negative", "positive", "remainder"]
Expectation: TypeAlias = Literal["present", "absent"]

_KINDS = {
    "conservative": "conservative: no remainder is assumed",
    "parsimonious": "parsimonious: any remainder is assumed that makes it shorter",
    "intermediate": "intermediate: only easy counterfactuals are assumed",
}
_MINIMAL = {
    "fewest terms": "fewest terms",
    "fewest literals": "fewest terms, then fewest literals",
    "irredundant": "no term can be left out",
}
_CONTRADICTIONS = {
    "negative": "contradictions count against the outcome",
    "positive": "contradictions are explained too",
    "remainder": "contradictions may be assumed like remainders",
}
_EXPECTATIONS = ("present", "absent")

# A row covered by prime implicants, as a set of rows counted from 0.
Rows: TypeAlias = frozenset[int]


@dataclass(frozen=True, slots=True)
class _Cube:
    """A term as two numbers: binary digits of the conditions in it, and of those present."""

    mask: int
    value: int

    def covers(self, row: int) -> bool:
        return row & self.mask == self.value

    def within(self, other: _Cube) -> bool:
        """Return whether the term implies another, having all its literals."""
        return self.mask & other.mask == other.mask and other.covers(self.value)


@dataclass(frozen=True, slots=True)
class Counterfactuals:
    """Which remainders an intermediate solution may assume, and from what that follows.

    Attributes
    ----------
    conservative, parsimonious : Expression
        The two solutions that it lies between.
    easy, difficult : tuple of int
        The remainders that the parsimonious solution assumes: those in keeping with
        the expectations, and the others, which the intermediate solution may not
        assume.
    """

    conservative: Expression
    parsimonious: Expression
    easy: tuple[int, ...]
    difficult: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """One of the shortest expressions.

    Attributes
    ----------
    expression : Expression
        The terms, those with the fewest literals first.
    fit : Sufficiency
        Consistency, PRI and coverage of the solution and of each term.
    assumed : tuple of int
        Remainders of which the solution says that they would have the outcome
        (simplifying assumptions), by their label in the table.
    counterfactuals : tuple of Counterfactuals
        Of an intermediate solution, the pairs of solutions that it follows from.
    """

    expression: Expression
    fit: Sufficiency
    assumed: tuple[int, ...]
    counterfactuals: tuple[Counterfactuals, ...] = ()

    def __str__(self) -> str:
        return str(self.expression)


@dataclass(frozen=True, slots=True)
class Minimisation:
    """All the shortest expressions that a truth table allows.

    Attributes
    ----------
    outcome : str
        Name of the outcome, with ``~`` where it is its absence.
    solutions : tuple of Solution
        Every one of them. Where there are several, the cases do not tell them apart.
    prime_implicants : tuple of Term
        The terms from which the solutions choose.
    convention : str
        The kind of solution, what counts as shortest, and what contradictions are.
    """

    outcome: str
    solutions: tuple[Solution, ...]
    prime_implicants: tuple[Term, ...]
    convention: str

    @property
    def is_ambiguous(self) -> bool:
        """Whether there are several solutions."""
        return len(self.solutions) > 1


def minimise(
    table: TruthTable,
    solution: Kind = "conservative",
    expectations: Mapping[str, Expectation] | None = None,
    *,
    minimal: Minimal = "fewest terms",
    dominance: bool = False,
    contradictions: Contradictions = "negative",
) -> Minimisation:
    """Return all the shortest expressions of the configurations that go with the outcome.

    Parameters
    ----------
    table : TruthTable
        As :func:`truth_table` returns it.
    solution : {"conservative", "parsimonious", "intermediate"}, optional
        Which remainders may be assumed to have the outcome: none, any, or those that
        are easy counterfactuals by the expectations.
    expectations : mapping of str to {"present", "absent"}, optional
        For an intermediate solution, whether the presence or the absence of a
        condition is expected to further the outcome. Conditions that are left out
        carry no expectation.
    minimal : {"fewest terms", "fewest literals", "irredundant"}, optional
        Which solutions are reported: those with the fewest terms; among these, those
        with the fewest literals; or all of which no term can be left out.
    dominance : bool, optional
        Whether a prime implicant that covers only part of the rows of another one is
        left out beforehand (row dominance).
    contradictions : {"negative", "positive", "remainder"}, optional
        Whether rows with the output "C" are treated as rows without the outcome, as
        rows with it, or as remainders.

    Returns
    -------
    Minimisation
        Every solution, with its fit and what it assumes.

    Raises
    ------
    ValueError
        If no row has the output "1", or none that is left tells the rows with the
        outcome from the others; if a row is undetermined; if expectations are
        missing, or given for another kind of solution, or for no condition of the
        table; if a name is unknown.

    Notes
    -----
    The algorithm is Quine's and McCluskey's [1]_ [2]_ and exact. Rows that differ in
    one condition are merged until nothing merges; what is left over are the prime
    implicants. Remainders that may be assumed take part in merging and need not be
    covered. Then every cover of the rows with the outcome is enumerated, branching
    on the row that the fewest prime implicants cover. If several covers are shortest,
    **all are returned**: neither logic nor the cases choose among them [3]_. R's QCA
    reports those with the fewest terms, however many literals they have, as is the
    default here; McCluskey's criterion breaks ties by literals; the R package cna goes
    by irredundancy. Row dominance can hide solutions and is off, as in R's QCA.

    *Intermediate solution* [4]_, in the form of R's QCA [5]_. Let C be a term of a
    conservative solution and P a term of a parsimonious one that has only literals
    of C. From C those literals are dropped that P lacks and an expectation
    contradicts: dropping "absent" where presence is expected assumes only that
    adding the condition does no harm. A literal without an expectation is kept, so
    that no counterfactual rests on it. Remainders that the parsimonious solution
    assumes and one of the shortened terms covers are easy counterfactuals, the other
    ones difficult. Minimising the rows with the outcome together with the easy
    counterfactuals gives the intermediate solution: it implies the parsimonious one
    and is implied by the conservative one. Where these two are ambiguous, every pair
    is tried, and equal results are reported once, with all their pairs.

    References
    ----------
    .. [1] W. V. Quine, "The problem of simplifying truth functions", *American
       Mathematical Monthly* 59(8), 1952, 521-531. https://doi.org/10.2307/2308219
    .. [2] E. J. McCluskey, "Minimization of Boolean functions", *Bell System
       Technical Journal* 35(6), 1956, 1417-1444.
       https://doi.org/10.1002/j.1538-7305.1956.tb03835.x
    .. [3] M. Baumgartner and A. Thiem, "Model ambiguities in configurational
       comparative research", *Sociological Methods & Research* 46(4), 2017, 954-987.
       https://doi.org/10.1177/0049124115610351
    .. [4] C. C. Ragin and J. Sonnett, "Between complexity and parsimony: limited
       diversity, counterfactual cases, and comparative analysis", in S. Kropp and
       M. Minkenberg (eds.), *Vergleichen in der Politikwissenschaft*, VS Verlag für
       Sozialwissenschaften, 2005, 180-197.
    .. [5] A. Duşa, *QCA with R: A Comprehensive Resource*, Springer, 2019, chapter 8.
       https://doi.org/10.1007/978-3-319-75668-4

    Examples
    --------
    >>> import pandas as pd
    >>> from industrial_clusters.statistics.configurations import truth_table
    >>> towns = pd.DataFrame(
    ...     {
    ...         "leader": [1, 1, 0, 0],
    ...         "market": [1, 0, 0, 1],
    ...         "capital": [1, 0, 0, 1],
    ...         "cluster": [1, 1, 0, 0],
    ...     },
    ...     index=["North", "West", "South", "East"],
    ... )
    >>> table = truth_table(towns, "cluster")
    >>> [str(found) for found in minimise(table).solutions]
    ['leader*market*capital + leader*~market*~capital']
    >>> shortest = minimise(table, "parsimonious").solutions[0]
    >>> str(shortest), shortest.assumed, float(shortest.fit.coverage)
    ('leader', (6, 7), 1.0)

    With capital expected to help, but nothing expected of a market:

    >>> between = minimise(table, "intermediate", {"capital": "present"}).solutions[0]
    >>> str(between), between.counterfactuals[0].difficult
    ('leader*~market + leader*capital', (7,))
    """
    require_choice("solution", solution, _KINDS)
    require_choice("minimal", minimal, _MINIMAL)
    require_choice("contradictions", contradictions, _CONTRADICTIONS)
    problem = _problem(table, contradictions, minimal, dominance)
    if solution == "intermediate":
        attempts = _intermediate(problem, *_directions(table, expectations))
    elif expectations is not None:
        raise ValueError(
            f"expectations have no part in a {solution} solution; leave them out, or ask for "
            "solution='intermediate'"
        )
    else:
        attempts = [((), problem.solve(problem.remainders if solution == "parsimonious" else ()))]
    primes = {cube for _, (cubes, _) in attempts for cube in cubes}
    sources: dict[tuple[_Cube, ...], tuple[Counterfactuals, ...]] = {}
    for counterfactuals, (_, covers) in attempts:
        for cover in covers:
            sources[cover] = (*sources.get(cover, ()), *counterfactuals)
    return Minimisation(
        table.outcome,
        tuple(
            _solution(table, problem, cover, sources[cover])
            for cover in sorted(sources, key=problem.key_of_cover)
        ),
        tuple(problem.term(cube) for cube in sorted(primes, key=problem.key)),
        f"{_KINDS[solution]}; {_MINIMAL[minimal]}; row dominance {'on' if dominance else 'off'}; "
        f"{_CONTRADICTIONS[contradictions]}",
    )


# Prime implicants and the minimal covers made of them; and with the pair of solutions
# that the search started from, if any.
_Found: TypeAlias = "tuple[list[_Cube], list[tuple[_Cube, ...]]]"
_Attempt: TypeAlias = "tuple[tuple[Counterfactuals, ...], _Found]"


@dataclass(frozen=True, slots=True)
class _Problem:
    """The rows to be covered, those that may be, and what counts as shortest."""

    conditions: tuple[str, ...]
    positives: Rows
    remainders: Rows
    minimal: Minimal
    dominance: bool

    def bit(self, position: int) -> int:
        """Return the binary digit of a condition: the first has the greatest."""
        return 1 << (len(self.conditions) - 1 - position)

    def term(self, cube: _Cube) -> Term:
        """Return a cube as a term."""
        return Term(
            tuple(
                (name, bool(cube.value & self.bit(at)))
                for at, name in enumerate(self.conditions)
                if cube.mask & self.bit(at)
            )
        )

    def expression(self, cover: Sequence[_Cube]) -> Expression:
        """Return a cover as an expression."""
        return Expression(tuple(self.term(cube) for cube in cover))

    def key(self, cube: _Cube) -> tuple[int, tuple[int, ...]]:
        """Sort terms by their length, then present before absent before left out."""
        signs = tuple(
            (0 if cube.value & self.bit(at) else 1) if cube.mask & self.bit(at) else 2
            for at in range(len(self.conditions))
        )
        return cube.mask.bit_count(), signs

    def key_of_cover(self, cover: Sequence[_Cube]) -> tuple[int, list[tuple[int, tuple[int, ...]]]]:
        """Sort solutions by the number of their terms, then by these."""
        return len(cover), [self.key(cube) for cube in cover]

    def solve(self, assumable: Collection[int]) -> _Found:
        """Return the prime implicants and the shortest covers of the positive rows."""
        primes = [
            cube
            for cube in _prime_implicants(self.positives | set(assumable), len(self.conditions))
            if any(cube.covers(row) for row in self.positives)
        ]
        if any(cube.mask == 0 for cube in primes):
            raise ValueError(
                "no row is left that lacks the outcome, so that the solution is always true; "
                "raise the cut-offs, or add cases that lack it"
            )
        chart: dict[Rows, list[_Cube]] = {}
        for cube in primes:
            covered = frozenset(row for row in self.positives if cube.covers(row))
            chart.setdefault(covered, []).append(cube)
        covers = [
            tuple(sorted(cubes, key=self.key))
            for patterns in self._patterns(list(chart))
            for cubes in itertools.product(*(chart[pattern] for pattern in patterns))
        ]
        if self.minimal == "fewest literals":
            fewest = min(_literals(cover) for cover in covers)
            covers = [cover for cover in covers if _literals(cover) == fewest]
        return primes, covers

    def _patterns(self, patterns: list[Rows]) -> list[tuple[Rows, ...]]:
        """Return the minimal covers by sets of rows."""
        if self.dominance:
            patterns = [one for one in patterns if not any(one < other for other in patterns)]
        most = len(self.positives)
        if self.minimal == "irredundant":
            return list(_covers(patterns, self.positives, most))
        tries = (list(_covers(patterns, self.positives, size)) for size in range(1, most + 1))
        return next(found for found in tries if found)


def _literals(cover: Sequence[_Cube]) -> int:
    return sum(cube.mask.bit_count() for cube in cover)


def _prime_implicants(rows: Collection[int], width: int) -> list[_Cube]:
    """Return the largest terms that cover no other rows, by repeated merging."""
    everything = (1 << width) - 1
    level = {_Cube(everything, row) for row in rows}
    primes: list[_Cube] = []
    while level:
        merged: set[_Cube] = set()
        for cube in level:
            wider = {
                _Cube(cube.mask & ~bit, cube.value & ~bit)
                for bit in (1 << at for at in range(width))
                if cube.mask & bit and _Cube(cube.mask, cube.value ^ bit) in level
            }
            merged |= wider
            if not wider:
                primes.append(cube)
        level = merged
    return primes


def _covers(
    patterns: Sequence[Rows], uncovered: Rows, size: int, chosen: tuple[Rows, ...] = ()
) -> Iterator[tuple[Rows, ...]]:
    """Yield each irredundant cover of at most so many sets of rows once.

    Every cover has a set with the row on which the search branches. Once the covers
    with one such set are enumerated, it is left out of the other branches, so that
    no cover comes twice.
    """
    if any(one <= frozenset().union(*_without(chosen, one)) for one in chosen):
        return
    if not uncovered:
        yield chosen
        return
    if len(chosen) == size:
        return
    row = min(uncovered, key=lambda at: sum(at in pattern for pattern in patterns))
    candidates = [pattern for pattern in patterns if row in pattern]
    for at, pattern in enumerate(candidates):
        left = [other for other in patterns if other not in candidates[: at + 1]]
        yield from _covers(left, uncovered - pattern, size, (*chosen, pattern))


def _without(chosen: Sequence[Rows], one: Rows) -> list[Rows]:
    return [other for other in chosen if other != one]


def _intermediate(problem: _Problem, present: int, absent: int) -> list[_Attempt]:
    """Solve with the easy counterfactuals between each pair of solutions."""
    attempts: list[_Attempt] = []
    for longer, shorter in itertools.product(
        problem.solve(())[1], problem.solve(problem.remainders)[1]
    ):
        terms = [
            _relaxed(term, short, present, absent)
            for term in longer
            for short in shorter
            if term.within(short)
        ]
        assumed = sorted(
            row for row in problem.remainders if any(cube.covers(row) for cube in shorter)
        )
        easy = [row for row in assumed if any(cube.covers(row) for cube in terms)]
        counterfactuals = Counterfactuals(
            problem.expression(longer),
            problem.expression(shorter),
            _labels(easy),
            _labels(row for row in assumed if row not in easy),
        )
        attempts.append(((counterfactuals,), problem.solve(easy)))
    return attempts


def _relaxed(term: _Cube, short: _Cube, present: int, absent: int) -> _Cube:
    """Drop the literals that the shorter term lacks and an expectation contradicts."""
    against = (present & ~term.value) | (absent & term.value)
    mask = term.mask & (short.mask | ~against)
    return _Cube(mask, term.value & mask)


def _directions(
    table: TruthTable, expectations: Mapping[str, Expectation] | None
) -> tuple[int, int]:
    """Return the binary digits of conditions expected to be present, and to be absent."""
    if not expectations:
        raise ValueError(
            "an intermediate solution needs expectations; give one for at least one condition, "
            "such as {'A': 'present'}"
        )
    digits = {"present": 0, "absent": 0}
    for name, expectation in expectations.items():
        if name not in table.conditions:
            raise ValueError(
                f"{name!r} is no condition of the table; choose among {list(table.conditions)}"
            )
        require_choice(f"the expectation of {name!r}", expectation, _EXPECTATIONS)
        digits[expectation] |= 1 << (len(table.conditions) - 1 - table.conditions.index(name))
    return digits["present"], digits["absent"]


def _problem(
    table: TruthTable, contradictions: Contradictions, minimal: Minimal, dominance: bool
) -> _Problem:
    if undetermined := table.coded("U"):
        raise ValueError(
            f"rows {', '.join(map(str, undetermined))}: the bounds reach across a cut-off, so "
            "that the output is undetermined; choose another cut-off, or narrow the memberships"
        )
    rows = {output: frozenset(row - 1 for row in table.coded(output)) for output in "1C?"}
    positives, remainders = rows["1"], rows["?"]
    if contradictions == "positive":
        positives |= rows["C"]
    if contradictions == "remainder":
        remainders |= rows["C"]
    if not positives:
        raise ValueError(
            "no row goes with the outcome, so that nothing is explained; "
            "lower the cut-offs, or explain the absence of the outcome"
        )
    return _Problem(table.conditions, positives, remainders, minimal, dominance)


def _solution(
    table: TruthTable,
    problem: _Problem,
    cover: Sequence[_Cube],
    counterfactuals: tuple[Counterfactuals, ...],
) -> Solution:
    expression = problem.expression(cover)
    return Solution(
        expression,
        sufficiency_of(table.memberships, expression, table.outcome),
        _labels(
            sorted(row for row in problem.remainders if any(cube.covers(row) for cube in cover))
        ),
        counterfactuals,
    )


def _labels(rows: Iterator[int] | Collection[int]) -> tuple[int, ...]:
    """Return the labels that the table gives to rows counted from 0."""
    return tuple(row + 1 for row in rows)
