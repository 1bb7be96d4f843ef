"""Minimisation against the textbooks, R's QCA, and brute force."""

import itertools
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import Quantity
from industrial_clusters.statistics import configurations
from industrial_clusters.statistics.configurations import Expression

# Untyped here: the tests hand over what the types forbid, and use what they leave open.
minimise: Any = configurations.minimise
sufficiency: Any = configurations.sufficiency
truth_table: Any = configurations.truth_table
DataFrame: Any = pd.DataFrame


def texts(result):
    return [str(solution) for solution in result.solutions]


def terms(text):
    return {frozenset(term.literals) for term in Expression.parse(text).terms}


def same(result, *expressions):
    """Whether the solutions are these, whatever the order of terms and literals."""
    found = [terms(text) for text in texts(result)]
    return len(found) == len(expressions) and all(terms(text) in found for text in expressions)


def function(width, positive, negative):
    """Return the truth table of a Boolean function, by minterms; the others are remainders."""
    rows = [
        [*(row >> at & 1 for at in reversed(range(width))), int(row in positive)]
        for row in sorted({*positive, *negative})
    ]
    return truth_table(pd.DataFrame(rows, columns=[*"ABCDE"[:width], "Y"]), "Y")


def test_the_textbook_example_of_quine_and_mccluskey():
    """Minterms 4, 8, 10, 11, 12, 15, and 9, 14 as don't-cares: two forms with three terms.

    The example of most textbooks and of the article "Quine-McCluskey algorithm" in
    Wikipedia, with four prime implicants, of which BC'D' and AC are essential.
    """
    table = function(4, {4, 8, 10, 11, 12, 15}, set(range(16)) - {4, 8, 9, 10, 11, 12, 14, 15})
    result = minimise(table, "parsimonious")
    assert texts(result) == ["A*~B + A*C + B*~C*~D", "A*C + A*~D + B*~C*~D"]
    assert [str(prime) for prime in result.prime_implicants] == ["A*~B", "A*C", "A*~D", "B*~C*~D"]
    assert result.is_ambiguous
    # Rows carry their number plus one: A*~B takes 9 as given, A*~D takes 14, and A*C 14.
    assert [solution.assumed for solution in result.solutions] == [(10, 15), (15,)]


def test_a_cyclic_chart():
    """Minterms 0, 1, 2, 5, 6 and 7 of three variables, by hand.

    The six prime implicants join two minterms each in a ring. Three cover the ring in two
    ways. Four of which none can be left out make two chains of three minterms, in three ways.
    """
    table = function(3, {0, 1, 2, 5, 6, 7}, {3, 4})
    fewest = {"A*B + ~A*~C + ~B*C", "A*C + ~A*~B + B*~C"}
    result = minimise(table)
    assert same(result, *fewest)
    assert len(result.prime_implicants) == 6
    everything = minimise(table, minimal="irredundant").solutions
    assert [len(solution.expression.terms) for solution in everything] == [3, 3, 4, 4, 4]
    assert [str(solution) for solution in everything[:2]] == texts(result)


# Formulas 1, 3, 4 and 5 of Rihoux and De Meur 2009, pp. 57-61 (DOI 10.4135/9781452226569),
# with 5 and 18 simplifying assumptions (p. 61), as the example textBook.R of the R package
# QCA3 numbers them and the tests of R's QCA print them.
@pytest.mark.parametrize(
    ("outcome", "kind", "formula", "assumed"),
    [
        ("SURV", "conservative", "DEV*~URB*LIT*STB + DEV*LIT*IND*STB", 0),
        ("~SURV", "conservative", "~DEV*~URB*~IND + DEV*LIT*IND*~STB", 0),
        ("SURV", "parsimonious", "DEV*STB", 5),
        ("~SURV", "parsimonious", "~DEV + ~STB", 18),
    ],
)
def test_lipsets_crisp_solutions(lipset_crisp, outcome, kind, formula, assumed):
    result = minimise(truth_table(lipset_crisp, outcome), kind)
    assert texts(result) == [formula]
    assert not result.is_ambiguous
    assert len(result.solutions[0].assumed) == assumed
    assert result.solutions[0].counterfactuals == ()
    assert result.outcome == outcome


def test_lipsets_simplifying_assumptions(lipset_crisp):
    """pLC$SA in tests/testthat/_snaps/minimize.md of R's QCA."""
    result = minimise(truth_table(lipset_crisp, "SURV"), "parsimonious")
    assert result.solutions[0].assumed == (18, 20, 26, 28, 30)


def fits(solution):
    return {
        str(term.term): tuple(
            round(float(figure), 3)
            for figure in (term.consistency, term.pri, term.coverage, term.unique_coverage)
        )
        for term in solution.fit.terms
    }


def overall(solution):
    fit = solution.fit
    figures = [float(figure) for figure in (fit.consistency, fit.pri, fit.coverage)]
    # Three digits as printed; a figure may end in a 5 that binary fractions miss.
    return pytest.approx(figures, abs=0.0005 + 1e-9)


def test_lipsets_fuzzy_solutions_with_a_low_cut_off(lipset_fuzzy):
    """minimize(ttLF, ...) with incl.cut = 0.7, minimize.md of R's QCA."""
    table = truth_table(lipset_fuzzy, "SURV", consistency=0.7)
    conservative = minimise(table).solutions[0]
    assert fits(conservative) == {
        "DEV*~URB*LIT*STB": (0.809, 0.761, 0.433, 0.196),
        "DEV*LIT*IND*STB": (0.843, 0.821, 0.622, 0.385),
    }
    assert overall(conservative) == (0.871, 0.851, 0.818)
    parsimonious = minimise(table, "parsimonious").solutions[0]
    assert fits(parsimonious) == {"DEV*STB": (0.869, 0.848, 0.824, 0.824)}
    between = minimise(table, "intermediate", dict.fromkeys(table.conditions, "present"))
    assert texts(between) == ["DEV*LIT*STB"]
    assert overall(between.solutions[0]) == (0.869, 0.848, 0.824)


def test_lipsets_fuzzy_solutions(lipset_fuzzy):
    """Ragin 2009 with a cut-off of 0.8, in QCA 3.25: validation/fixtures/r_qca.json.

    https://github.com/DiogoRibeiro7/setqca-python (rows counted from 0 there)
    """
    table = truth_table(lipset_fuzzy, "SURV")
    assert same(minimise(table), "DEV*URB*LIT*IND*STB + DEV*~URB*LIT*~IND*STB")
    assert texts(minimise(table, "parsimonious")) == ["DEV*~IND + URB*STB"]
    for industry in ("present", "absent"):
        expectations = dict.fromkeys(table.conditions, "present") | {"IND": industry}
        result = minimise(table, "intermediate", expectations)
        assert texts(result) == ["DEV*URB*LIT*STB + DEV*LIT*~IND*STB"]
        (pair,) = result.solutions[0].counterfactuals
        assert pair.easy == result.solutions[0].assumed == (30,)
        assert pair.difficult == tuple(
            row + 1 for row in (9, 11, 13, 15, 16, 17, 20, 24, 25, 27, 28)
        )
        assert str(pair.conservative) == texts(minimise(table))[0]
        assert str(pair.parsimonious) == "DEV*~IND + URB*STB"
    three = truth_table(lipset_fuzzy, "SURV", ["DEV", "LIT", "STB"])
    result = minimise(three, "intermediate", dict.fromkeys(three.conditions, "present"))
    assert texts(result) == ["DEV*LIT*STB"]
    assert result.solutions[0].counterfactuals[0].easy == ()
    assert result.solutions[0].counterfactuals[0].difficult == (6,)


def test_women_in_parliaments(women):
    """Krook 2010: Kro.sc, Kro.sp and their chart in minimize.md of R's QCA."""
    table = truth_table(women, "WNP")
    assert same(
        minimise(table),
        "~ES*~WS*WM*LP + ES*QU*~WS*WM + ES*QU*~WS*LP + ES*WS*~WM*~LP + ES*WS*WM*LP",
    )
    result = minimise(table, "parsimonious")
    assert same(result, "WS + ES*WM + QU*LP + ~ES*LP", "WS + ES*WM + QU*LP + WM*LP")
    assert {str(prime) for prime in result.prime_implicants} == {
        *("WS", "~ES*LP", "ES*WM", "QU*LP", "WM*LP", "ES*~QU*~LP", "~QU*~WM*~LP")
    }
    assert [set(solution.assumed) for solution in result.solutions] == [
        {2, 5, 6, 7, 8, 10, 13, 14, 15, 16, 19, 20, 22, 23, 30, 31},
        {5, 6, 7, 8, 10, 13, 14, 15, 16, 19, 20, 22, 23, 30, 31},
    ]
    absent = minimise(truth_table(women, "~WNP"))
    assert same(absent, "~ES*~WS*WM*~LP + QU*~WS*~WM*~LP + ES*~QU*~WS*~WM*LP")


def test_job_security_regulations(job_security):
    """Emmenegger 2011: minimize(d.jobsecurity, ...) and Emm.si in minimize.md of R's QCA."""
    table = truth_table(job_security, "JSR", consistency=0.9)
    result = minimise(table, "parsimonious")
    assert same(result, "S*R + L*P", "S*R + P*~V")
    first, second = result.solutions
    assert fits(first) == {"S*R": (0.871, 0.821, 0.610, 0.256), "L*P": (0.979, 0.955, 0.506, 0.152)}
    assert fits(second) == {
        "S*R": (0.871, 0.821, 0.610, 0.335),
        "P*~V": (0.950, 0.883, 0.417, 0.142),
    }
    assert [overall(first), overall(second)] == [(0.883, 0.821, 0.762), (0.874, 0.813, 0.752)]
    expectations = dict.fromkeys("SCLRP", "present") | {"V": "absent"}
    (between,) = minimise(table, "intermediate", expectations).solutions
    assert fits(between) == {
        "S*R*~V": (0.990, 0.983, 0.402, 0.152),
        "S*C*R*P": (0.965, 0.921, 0.277, 0.041),
        "S*L*R*P": (1.000, 1.000, 0.354, 0.027),
        "C*L*P*~V": (0.964, 0.872, 0.297, 0.138),
    }
    assert overall(between) == (0.965, 0.941, 0.685)
    # From both parsimonious solutions, with the same easy counterfactuals (EC1 and EC2).
    assert [pair.easy for pair in between.counterfactuals] == [(31, 39, 45, 53, 55, 59, 61, 63)] * 2
    assert [str(pair.parsimonious) for pair in between.counterfactuals] == texts(result)


@pytest.fixture
def regulated(job_security):
    """The absence of job security with cut-offs of 0.9 and 0.4, and seven contradictions."""
    table = truth_table(job_security, "~JSR", consistency=0.9, contradictory=0.4)
    assert table.coded("C") == (20, 25, 27, 47, 48, 56, 64)
    return table


def test_ties_of_different_length(regulated):
    """minimize(d.jobsecurity, "~JSR", incl.cut1 = 0.9, incl.cut0 = 0.4, explain = "C", ...).

    minimize.md of R's QCA, which explains the contradictory rows and takes all others to
    lack the outcome: three models with two terms each and a different number of literals.
    """
    rows = regulated.rows[regulated.rows["output"] != "?"]
    cases = rows[list(regulated.conditions)].assign(Y=(rows["output"] == "C").astype(int))
    table = truth_table(cases, "Y")
    assert same(minimise(table, "parsimonious"), "P + ~S*C", "P + ~S*L*~V", "P + ~S*~R*~V")
    assert texts(minimise(table, "parsimonious", minimal="fewest literals")) == ["P + ~S*C"]


def test_contradictory_rows(regulated):
    contradictory = set(regulated.coded("C"))

    def solution(contradictions):
        return minimise(regulated, "parsimonious", contradictions=contradictions).solutions[0]

    def covered(contradictions):
        rows = regulated.rows
        return {
            row
            for term in solution(contradictions).expression.terms
            for row in rows.index
            if all(rows.loc[row, name] == present for name, present in term.literals)
        }

    positive, negative, remainder = map(covered, ("positive", "negative", "remainder"))
    with_outcome, without = set(regulated.coded("1")), set(regulated.coded("0"))
    assert without == {37}
    for rows in (positive, negative, remainder):
        assert with_outcome <= rows
        assert not without & rows
    assert contradictory <= positive
    assert not contradictory & negative
    assert contradictory & remainder
    assert not contradictory <= remainder
    assert contradictory & remainder <= set(solution("remainder").assumed)
    assert not contradictory & set(solution("positive").assumed)
    assert set(regulated.coded("?")) & set(solution("remainder").assumed)
    assert minimise(regulated, "parsimonious") == minimise(
        regulated, "parsimonious", contradictions="negative"
    )


def test_ethnic_protest_is_explained_four_ways(protest):
    """Cebotari and Vink 2013: pCVF, its chart, and row dominance in minimize.md of R's QCA."""
    table = truth_table(protest, "PROTEST")
    result = minimise(table, "parsimonious")
    shared = "~NATPRIDE + DEMOC*GEOCON*POLDIS"
    assert same(
        result,
        f"{shared} + ~DEMOC*ETHFRACT*POLDIS + DEMOC*ETHFRACT*GEOCON",
        f"{shared} + ~DEMOC*ETHFRACT*POLDIS + DEMOC*ETHFRACT*~POLDIS",
        f"{shared} + DEMOC*ETHFRACT*GEOCON + ETHFRACT*GEOCON*POLDIS",
        f"{shared} + DEMOC*ETHFRACT*~POLDIS + ETHFRACT*GEOCON*POLDIS",
    )
    assert len(result.prime_implicants) == 6
    dominant = minimise(table, "parsimonious", dominance=True)
    assert same(dominant, f"{shared} + DEMOC*ETHFRACT*GEOCON + ETHFRACT*GEOCON*POLDIS")
    assert overall(dominant.solutions[0]) == (0.879, 0.782, 0.810)
    assert fits(dominant.solutions[0])["ETHFRACT*GEOCON*POLDIS"] == (0.869, 0.786, 0.365, 0.045)


def test_conventions():
    table = function(2, {3}, {0})
    assert minimise(table).convention == (
        "conservative: no remainder is assumed; fewest terms; row dominance off; "
        "contradictions count against the outcome"
    )
    assert minimise(
        table, "parsimonious", minimal="fewest literals", dominance=True, contradictions="positive"
    ).convention == (
        "parsimonious: any remainder is assumed that makes it shorter; fewest terms, then fewest "
        "literals; row dominance on; contradictions are explained too"
    )
    assert minimise(
        table,
        "intermediate",
        {"A": "present"},
        minimal="irredundant",
        contradictions="remainder",
    ).convention == (
        "intermediate: only easy counterfactuals are assumed; no term can be left out; "
        "row dominance off; contradictions may be assumed like remainders"
    )


def test_the_fit_is_that_of_the_expression(lipset_fuzzy):
    solution = minimise(truth_table(lipset_fuzzy, "~SURV")).solutions[0]
    fit = sufficiency(lipset_fuzzy, solution.expression, "~SURV")
    assert solution.fit == fit
    assert str(solution) == str(solution.expression)


def test_bounded_memberships_give_bounds_of_fit():
    cases = pd.DataFrame(
        {"A": [Quantity(0.7, 0.9), 0.2, 0.1], "B": [0.9, 0.3, 0.8], "Y": [0.9, 0.3, 0.1]}
    )
    (solution,) = minimise(truth_table(cases, "Y"), "parsimonious").solutions
    assert str(solution) == "A"
    assert solution.fit.coverage.low < solution.fit.coverage.high
    unknown = DataFrame({**cases, "Y": [Quantity(0.6, 0.9), 0.3, 0.1]})
    with pytest.raises(
        ValueError,
        match=r"^rows 4: the bounds reach across a cut-off, so that the output is undetermined; "
        r"choose another cut-off, or narrow the memberships$",
    ):
        minimise(truth_table(unknown, "Y"))
    unknown = DataFrame({"A": [0.7, 0.2], "Y": [Quantity(0.1, 0.9), Quantity(0.1, 0.9)]})
    with pytest.raises(ValueError, match=r"^rows 1, 2: "):
        minimise(truth_table(unknown, "Y"))


# Brute force over three conditions: every term, every set of terms.
CUBES = [
    tuple((name, sign) for name, sign in zip("ABC", signs, strict=True) if sign is not None)
    for signs in itertools.product((True, False, None), repeat=3)
    if any(sign is not None for sign in signs)
]
ROWS = list(itertools.product((False, True), repeat=3))
COVERED = {
    cube: frozenset(
        at
        for at, row in enumerate(ROWS)
        if all(row["ABC".index(name)] == sign for name, sign in cube)
    )
    for cube in CUBES
}


def shortest_by_brute_force(positive, allowed):
    implicants = [cube for cube in CUBES if COVERED[cube] <= allowed and COVERED[cube] & positive]
    primes = [
        cube
        for cube in implicants
        if not any(COVERED[cube] < COVERED[other] for other in implicants)
    ]
    for size in range(1, 9):
        found = [
            frozenset(map(frozenset, chosen))
            for chosen in itertools.combinations(primes, size)
            if positive <= frozenset().union(*(COVERED[cube] for cube in chosen))
        ]
        # No set of implicants, prime or not, is smaller.
        smaller = itertools.combinations(implicants, size - 1)
        assert not any(
            positive <= frozenset().union(*(COVERED[cube] for cube in chosen)) for chosen in smaller
        )
        if found:
            return set(found)
    raise AssertionError


outputs = st.lists(st.sampled_from("10?"), min_size=8, max_size=8)


@given(outputs)
@settings(max_examples=60, deadline=None)
def test_the_shortest_of_all_expressions(codes):
    positive = {row for row, code in enumerate(codes) if code == "1"}
    negative = {row for row, code in enumerate(codes) if code == "0"}
    assume(positive)
    assume(negative)
    assume(pd.DataFrame([ROWS[row] for row in positive | negative]).nunique().min() > 1)
    table = function(3, positive, negative)
    remainders = set(range(8)) - positive - negative
    for kind, assumable in (("conservative", set()), ("parsimonious", remainders)):
        result = minimise(table, kind)
        found = [frozenset(terms(text)) for text in texts(result)]
        assert len(found) == len(set(found))
        assert set(found) == shortest_by_brute_force(frozenset(positive), positive | assumable)
        for solution in result.solutions:
            covered = set().union(*(COVERED[term.literals] for term in solution.expression.terms))
            assert positive <= covered
            assert not covered & negative
            assert solution.assumed == tuple(sorted(row + 1 for row in covered - positive))
            assert float(solution.fit.consistency) == float(solution.fit.coverage) == 1


@given(outputs)
@settings(max_examples=30, deadline=None)
def test_all_irredundant_expressions(codes):
    positive = frozenset(row for row, code in enumerate(codes) if code == "1")
    negative = frozenset(row for row, code in enumerate(codes) if code == "0")
    assume(positive)
    assume(pd.DataFrame([ROWS[row] for row in positive | negative]).nunique().min() > 1)
    assume(negative)
    table = function(3, positive, negative)
    result = minimise(table, "parsimonious", minimal="irredundant")
    found = [frozenset(term.literals for term in s.expression.terms) for s in result.solutions]
    assert len(found) == len(set(found))
    primes = [prime.literals for prime in result.prime_implicants]

    def covers(chosen):
        return positive <= frozenset().union(*(COVERED[cube] for cube in chosen))

    expected = {
        frozenset(chosen)
        for size in range(1, len(positive) + 1)
        for chosen in itertools.combinations(primes, size)
        if covers(chosen) and not any(covers(set(chosen) - {cube}) for cube in chosen)
    }
    assert set(found) == expected


@given(outputs, st.lists(st.sampled_from(["present", "absent", None]), min_size=3, max_size=3))
@settings(max_examples=50, deadline=None)
def test_the_intermediate_solution_lies_between(codes, expected):
    positive = frozenset(row for row, code in enumerate(codes) if code == "1")
    negative = frozenset(row for row, code in enumerate(codes) if code == "0")
    assume(positive)
    assume(negative)
    assume(any(expected))
    assume(pd.DataFrame([ROWS[row] for row in positive | negative]).nunique().min() > 1)
    table = function(3, positive, negative)
    expectations = {
        name: direction for name, direction in zip("ABC", expected, strict=True) if direction
    }

    def covered(expression):
        return set().union(*(COVERED[term.literals] for term in expression.terms))

    for solution in minimise(table, "intermediate", expectations).solutions:
        for pair in solution.counterfactuals:
            rows = covered(solution.expression)
            assert positive == covered(pair.conservative)
            assert positive <= rows <= covered(pair.parsimonious)
            assumed = {row + 1 for row in covered(pair.parsimonious) - positive}
            assert set(pair.easy) | set(pair.difficult) == assumed
            assert not set(pair.easy) & set(pair.difficult)
            assert set(solution.assumed) <= set(pair.easy)
            # Each is reached from a row with the outcome by changes in the expected direction.
            for row in pair.easy:
                assert any(
                    all(
                        expectations.get(name) == ("present" if there else "absent")
                        for name, there, before in zip("ABC", ROWS[row - 1], ROWS[at], strict=True)
                        if there != before
                    )
                    for at in positive
                )


def test_a_condition_without_an_expectation_carries_no_counterfactual():
    """By hand: C is A*~B, P is A. Dropping ~B needs the row A*B, which B's presence makes easy."""
    table = function(2, {2}, {0, 1})
    assert texts(minimise(table, "parsimonious")) == ["A"]
    assert texts(minimise(table, "intermediate", {"B": "present"})) == ["A"]
    assert texts(minimise(table, "intermediate", {"B": "absent"})) == ["A*~B"]
    assert texts(minimise(table, "intermediate", {"A": "present"})) == ["A*~B"]
    (solution,) = minimise(table, "intermediate", {"A": "absent"}).solutions
    # A is in the parsimonious solution, so that no expectation can remove it.
    assert str(solution) == "A*~B"
    assert solution.counterfactuals[0].difficult == (4,)


def test_easy_counterfactuals_go_by_pairs_of_terms():
    """By hand, for the rows 010, 101, 110, 111 with the outcome and 001 without.

    Conservative: A*C + B*~C; parsimonious: A + B, and A + ~C. Expected: A, ~B, C. With A + B,
    A*C keeps both literals and B*~C loses ~C, so that 011 is easy, and 100 is not, although
    it differs from 110 only by the absence of B. With A + ~C, B*~C loses B: 000 and 100 are.
    """
    table = function(3, {2, 5, 6, 7}, {1})
    result = minimise(table, "intermediate", {"A": "present", "B": "absent", "C": "present"})
    assert texts(result) == ["A + ~C", "B + A*C"]
    (wide,), (narrow,) = (solution.counterfactuals for solution in result.solutions)
    assert (str(narrow.conservative), str(narrow.parsimonious)) == ("A*C + B*~C", "A + B")
    assert (narrow.easy, narrow.difficult) == ((4,), (5,))
    assert (wide.easy, wide.difficult) == ((1, 5), ())
    assert [str(prime) for prime in result.prime_implicants] == ["A", "B", "~C", "A*C"]


def test_only_a_term_with_all_the_literals_is_shortened():
    """By hand, for the rows 001, 010, 101 with the outcome and 100, 111 without.

    Conservative: ~B*C + ~A*B*~C; parsimonious: ~A + ~B*C, and B*~C + ~B*C. Expected: A, B, ~C.
    With the first, nothing can be dropped; with the second, ~A*B*~C loses ~A.
    """
    table = function(3, {1, 2, 5}, {4, 7})
    result = minimise(table, "intermediate", {"A": "present", "B": "present", "C": "absent"})
    assert texts(result) == ["B*~C + ~B*C", "~B*C + ~A*B*~C"]


def test_terms_in_order():
    """The shortest first, then by the conditions: present, absent, left out."""
    table = function(2, {0, 3}, {1, 2})
    assert texts(minimise(table)) == ["A*B + ~A*~B"]
    table = function(3, {0, 3, 6, 7}, {1, 2, 4, 5})
    assert texts(minimise(table)) == ["A*B + B*C + ~A*~B*~C"]


def test_labels_of_cases_and_conditions_in_any_order(lipset_crisp):
    turned = lipset_crisp.iloc[::-1, ::-1]
    conditions = ["STB", "IND", "LIT", "URB", "DEV"]
    one = minimise(truth_table(lipset_crisp, "SURV"), "parsimonious")
    other = minimise(truth_table(turned, "SURV", conditions), "parsimonious")
    assert texts(other) == ["STB*DEV"]
    assert terms(texts(other)[0]) == terms(texts(one)[0])


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ["complex"],
            "solution is 'complex'; choose one of 'conservative', 'parsimonious', 'in",
        ),
        (
            ["intermediate"],
            r"needs expectations; give one for at least one condition, such as \{'A'",
        ),
        (["intermediate", {}], "an intermediate solution needs expectations"),
        (["intermediate", {"X": "present"}], r"'X' is no condition of the table; choose among \['"),
        (["intermediate", {"DEV": 1}], "the expectation of 'DEV' is 1; choose one of 'pres"),
        (["parsimonious", {"DEV": "present"}], "expectations have no part in a parsimonious solut"),
        (["conservative", {}], "no part in a conservative solution; leave them out, or ask for so"),
    ],
)
def test_arguments_that_are_refused(lipset_crisp, arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        minimise(truth_table(lipset_crisp, "SURV"), *arguments)


def test_names_that_are_unknown(lipset_crisp):
    table = truth_table(lipset_crisp, "SURV")
    with pytest.raises(
        ValueError,
        match=r"minimal is 'all'; choose one of 'fewest terms', 'fewest literals', 'irredundant'$",
    ):
        minimise(table, minimal="all")
    with pytest.raises(
        ValueError,
        match=r"contradictions is 'C'; choose one of 'negative', 'positive', 'remainder'$",
    ):
        minimise(table, contradictions="C")


def test_tables_without_a_solution(lipset_fuzzy):
    with pytest.raises(
        ValueError,
        match=r"^no row goes with the outcome, so that nothing is explained; lower the cut-offs, "
        r"or explain the absence of the outcome$",
    ):
        minimise(truth_table(lipset_fuzzy, "SURV", consistency=1))
    low = truth_table(lipset_fuzzy, "SURV", consistency=0.2)
    assert low.coded("0") == ()
    with pytest.raises(
        ValueError,
        match="no row is left that lacks the outcome, so that the solution is always true; raise t",
    ):
        minimise(low, "parsimonious")
    assert len(minimise(low).solutions) > 0
