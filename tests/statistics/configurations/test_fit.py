"""Necessity and sufficiency against R's QCA, and the sharpness of their bounds."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import Quantity
from industrial_clusters.statistics import configurations

# Untyped here: the tests hand over what the types forbid, and use what they leave open.
necessity: Any = configurations.necessity
sufficiency: Any = configurations.sufficiency


def rounded(measures):
    return [round(float(measure), 3) for measure in measures]


# Figures of R's QCA, as its tests print them: tests/testthat/_snaps/pof.md in
# https://github.com/dusadrian/QCA, commit ee9fd13. The data are those of Krook 2010
# (d.represent), Emmenegger 2011 (d.jobsecurity), and Cebotari and Vink 2013 (CVF).
@pytest.mark.parametrize(
    ("data", "outcome", "condition", "inclusion", "relevance", "coverage"),
    [
        ("women", "WNP", "ES", 0.818, 0.692, 0.692),
        ("women", "WNP", "WS", 0.455, 1.000, 1.000),
        ("women", "WNP", "~LP", 0.273, 0.474, 0.231),
        ("women", "~WNP", "~WS", 1.000, 0.455, 0.647),
        ("job_security", "JSR", "S + C", 0.968, 0.535, 0.691),
        ("job_security", "JSR", "S + L + P", 1.000, 0.450, 0.669),
        ("job_security", "JSR", "C + L + P + ~V", 0.967, 0.333, 0.609),
        ("job_security", "~JSR", "R + P + ~V", 0.742, 0.270, 0.426),
        ("protest", "PROTEST", "GEOCON", 0.904, 0.492, 0.624),
        ("protest", "PROTEST", "~POLDIS", 0.631, 0.517, 0.493),
        ("protest", "PROTEST", "~NATPRIDE + GEOCON", 0.946, 0.468, 0.633),
        ("protest", "~PROTEST", "NATPRIDE", 0.932, 0.622, 0.693),
    ],
)
def test_necessity_as_in_r(request, data, outcome, condition, inclusion, relevance, coverage):
    fit = necessity(request.getfixturevalue(data), condition, outcome)
    assert rounded((fit.consistency, fit.relevance, fit.coverage)) == [
        inclusion,
        relevance,
        coverage,
    ]


# Lipset's fuzzy data in QCA 3.25: validation/fixtures/r_qca.json in
# https://github.com/DiogoRibeiro7/setqca-python
@pytest.mark.parametrize(
    ("condition", "inclusion", "coverage", "relevance"),
    [
        ("DEV", 0.8309859154929577, 0.7746170678336981, 0.8113553113553114),
        ("LIT", 0.9906103286384976, 0.6428027418126427, 0.5094142259414226),
        ("STB", 0.9201877934272301, 0.7069431920649235, 0.6801181102362206),
        ("~IND", 0.4166666666666667, 0.3671147880041365, 0.5764705882352942),
        ("DEV+URB", 0.8990610328638499, 0.7539370078740159, 0.7582205029013538),
        ("~DEV+~URB", 0.6185446009389671, 0.4032134659525631, 0.387274155538099),
    ],
)
def test_necessity_for_survival(lipset_fuzzy, condition, inclusion, coverage, relevance):
    fit = necessity(lipset_fuzzy, condition, "SURV")
    assert float(fit.consistency) == pytest.approx(inclusion, rel=1e-13)
    assert float(fit.coverage) == pytest.approx(coverage, rel=1e-13)
    assert float(fit.relevance) == pytest.approx(relevance, rel=1e-13)


@pytest.mark.parametrize(
    ("condition", "inclusion", "coverage", "pri"),
    [
        ("DEV*URB", 0.8133874239350914, 0.4706572769953052, 0.7761557177615573),
        ("DEV*~URB", 0.7449799196787148, 0.4354460093896713, 0.6856435643564355),
        ("DEV", 0.7746170678336981, 0.8309859154929577, 0.7431421446384042),
    ],
)
def test_sufficiency_for_survival(lipset_fuzzy, condition, inclusion, coverage, pri):
    fit = sufficiency(lipset_fuzzy, condition, "SURV")
    assert float(fit.consistency) == pytest.approx(inclusion, rel=1e-13)
    assert float(fit.coverage) == pytest.approx(coverage, rel=1e-13)
    assert float(fit.pri) == pytest.approx(pri, rel=1e-13)


def test_sufficiency_of_terms_as_in_r(job_security, protest):
    """From pof.md, as above: pof("SR~V + ... -> ~JSR") and pof("~NATPRIDE + GEOCON -> PROTEST")."""
    fit = sufficiency(job_security, "S*R*~V + C*L*P*~V + S*C*R*P + S*L*R*P", "~JSR")
    assert [
        rounded((term.consistency, term.pri, term.coverage, term.unique_coverage))
        for term in fit.terms
    ] == [
        [0.438, 0.017, 0.198, 0.031],
        [0.756, 0.128, 0.259, 0.108],
        [0.557, 0.000, 0.178, 0.000],
        [0.492, 0.000, 0.193, 0.000],
    ]
    assert rounded((fit.consistency, fit.pri, fit.coverage)) == [0.421, 0.035, 0.332]
    assert fit.outcome == "~JSR"
    assert str(fit.expression) == "S*R*~V + C*L*P*~V + S*C*R*P + S*L*R*P"
    fit = sufficiency(protest, "~NATPRIDE + GEOCON", "PROTEST")
    assert [str(term.term) for term in fit.terms] == ["~NATPRIDE", "GEOCON"]
    assert [rounded((term.unique_coverage,)) for term in fit.terms] == [[0.042], [0.349]]
    assert rounded((fit.consistency, fit.pri, fit.coverage)) == [0.633, 0.462, 0.946]


def test_a_single_term_is_all_there_is(lipset_crisp):
    (term,) = sufficiency(lipset_crisp, "DEV*STB", "SURV").terms
    assert float(term.unique_coverage) == float(term.coverage) == 1
    assert term.cases == ("BE", "CZ", "FI", "FR", "IE", "NL", "SE", "UK")


def test_cases_of_a_term_are_surely_more_in_than_out():
    cases = pd.DataFrame(
        {"A": [0.5, Quantity(0.5, 0.9), Quantity(0.51, 0.6), 0.2], "Y": [1, 0, 0.3, 0.2]},
        index=list("abcd"),
    )
    assert sufficiency(cases, "A", "Y").terms[0].cases == ("c",)


def test_figures_have_their_conventions():
    cases = pd.DataFrame({"A": [0.4, 0.8], "B": [0.1, 0.9], "Y": [0.3, 0.9]})
    fit = sufficiency(cases, "A + B", "Y")
    term = fit.terms[0]
    assert fit.consistency.convention == "sum of min(x, y) over sum of x"
    assert fit.coverage.convention == "sum of min(x, y) over sum of y"
    assert fit.pri.convention == (
        "sum of min(x, y) - min(x, y, 1 - y) over sum of x - min(x, y, 1 - y)"
    )
    unique = "coverage of the expression less coverage of its other terms"
    assert term.unique_coverage.convention == unique
    assert sufficiency(cases, "A", "Y").terms[0].unique_coverage.convention == unique
    assert term.consistency.convention == fit.consistency.convention
    assert term.coverage.convention == fit.coverage.convention
    necessary = necessity(cases, "A", "Y")
    assert necessary.consistency.convention == "sum of min(x, y) over sum of y"
    assert necessary.coverage.convention == "sum of min(x, y) over sum of x"
    assert necessary.relevance.convention == "sum of 1 - x over sum of 1 - min(x, y)"
    assert str(necessary.expression) == "A"
    assert necessary.outcome == "Y"


def test_pri_is_undefined_where_all_is_in_both_halves():
    cases = pd.DataFrame({"A": [0.3, 0.1], "Y": [0.4, 0.6]})
    assert sufficiency(cases, "A", "Y").pri is None
    # With more membership in A it is: 0.65 of A lies outside of Y's absence, 0.35.
    cases = pd.DataFrame({"A": [0.3, Quantity(0.1, 0.65)], "Y": [0.4, 0.65]})
    assert sufficiency(cases, "A", "Y").pri.low == 1


def test_a_condition_that_all_meet_has_no_relevance():
    crisp = pd.DataFrame({"A": [0, 1], "Y": [Quantity(0.3, 1), 1]})
    relevance = necessity(crisp, "A + ~A", "Y").relevance
    assert (relevance.low, relevance.high) == (0, 0)


def test_a_condition_apart_from_the_outcome_has_no_consistency():
    cases = pd.DataFrame({"A": [Quantity(0, 0.5), 0], "Y": [0, 0.8]})
    consistency = sufficiency(cases, "A", "Y").consistency
    assert (consistency.low, consistency.high) == (0, 0)


def test_an_empty_term_is_refused():
    cases = pd.DataFrame({"A": [0, 1], "B": [1, 0], "Y": [0, 1]})
    with pytest.raises(ValueError, match=r"no case has any membership in 'A\*B'; leave it out$"):
        sufficiency(cases, "A + A*B", "Y")
    with pytest.raises(ValueError, match=r"no case has any membership in 'A\*B'"):
        necessity(cases, "A*B", "Y")


@pytest.mark.parametrize("of", [sufficiency, necessity])
def test_the_outcome_is_one_set_and_no_condition(of, lipset_crisp):
    with pytest.raises(
        ValueError,
        match=r"^the outcome 'SURV' is part of the expression 'DEV\*~SURV'; "
        r"explain it by other conditions$",
    ):
        of(lipset_crisp, "DEV*~SURV", "SURV")
    for outcome in ("DEV*SURV", "DEV + SURV"):
        with pytest.raises(ValueError, match="is no single set; give a column, or '~' and one"):
            of(lipset_crisp, "URB", outcome)


def test_cases_in_any_order(lipset_fuzzy):
    turned = lipset_fuzzy.iloc[::-1, ::-1]
    for of in (sufficiency, necessity):
        one, other = (of(cases, "DEV*~URB + STB", "SURV") for cases in (lipset_fuzzy, turned))
        assert float(one.consistency) == pytest.approx(float(other.consistency))
        assert float(one.coverage) == pytest.approx(float(other.coverage))


memberships = st.integers(0, 20).map(lambda at: at / 20)


@given(st.lists(st.tuples(memberships, memberships), min_size=2, max_size=8), st.integers(2, 4))
@settings(max_examples=30, deadline=None)
def test_necessity_is_sufficiency_turned_round_and_repeated_cases_change_nothing(rows, times):
    cases = pd.DataFrame(rows, columns=["A", "Y"])
    assume(cases.nunique().min() > 1)
    fit, turned = sufficiency(cases, "A", "Y"), necessity(cases, "Y", "A")
    assert float(fit.consistency) == float(turned.consistency)
    assert float(fit.coverage) == float(turned.coverage)
    often = sufficiency(pd.concat([cases] * times, ignore_index=True), "A", "Y")
    assert float(often.consistency) == pytest.approx(float(fit.consistency))
    if fit.pri is not None:
        assert float(often.pri) == pytest.approx(float(fit.pri))
        assert float(fit.pri) <= float(fit.consistency) + 1e-12


# Bounds against every point of a grid of quarters, on which each extreme lies: ends of the
# bounds, and memberships in the condition equal to one in the outcome.
def figures(x, y):
    both, neither = np.minimum(x, y), np.minimum(np.minimum(x, y), 1 - y)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "consistency": both.sum(-1) / x.sum(-1),
            "pri": (both - neither).sum(-1) / (x - neither).sum(-1),
            "coverage": both.sum(-1) / y.sum(-1),
            "relevance": (1 - x).sum(-1) / (1 - both).sum(-1),
        }


quarters = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted)


@given(st.lists(st.tuples(quarters, quarters), min_size=2, max_size=3))
@settings(max_examples=100, deadline=None)
def test_bounds_are_the_extremes_of_all_points(rows):
    cases = pd.DataFrame(
        [[Quantity(low / 4, high / 4) for low, high in row] for row in rows],
        columns=["A", "Y"],
        dtype=object,
    )
    for at in (0, 1):
        assume(len({end for row in rows for end in row[at]}) > 1)
    assume(any(row[0][1] for row in rows))
    steps = [range(low, high + 1) for row in rows for low, high in row]
    points = np.array(list(itertools.product(*steps))) / 4
    values = figures(points[:, ::2], points[:, 1::2])
    fit, necessary = sufficiency(cases, "A", "Y"), necessity(cases, "A", "Y")
    found = {
        "consistency": fit.consistency,
        "coverage": fit.coverage,
        "relevance": necessary.relevance,
        "pri": fit.pri,
    }
    for name, measure in found.items():
        defined = values[name][np.isfinite(values[name])]
        if not len(defined):
            assert measure is None
            continue
        assert measure.low == pytest.approx(defined.min(), abs=1e-12), name
        assert measure.high == pytest.approx(defined.max(), abs=1e-12), name
    assert (necessary.consistency.low, necessary.consistency.high) == (
        fit.coverage.low,
        fit.coverage.high,
    )
    assert (necessary.coverage.low, necessary.coverage.high) == (
        fit.consistency.low,
        fit.consistency.high,
    )


@given(
    st.lists(
        st.tuples(*(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)).map(sorted) for _ in "AY")),
        min_size=2,
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_bounds_hold_every_point(rows, random):
    cases = pd.DataFrame(
        [[Quantity(*ends) for ends in row] for row in rows], columns=["A", "Y"], dtype=object
    )
    for at in (0, 1):
        assume(len({end for row in rows for end in row[at]}) > 1)
    fit = sufficiency(cases, "A", "Y")
    relevance = necessity(cases, "A", "Y").relevance
    for _ in range(5):
        x, y = (np.array([random.uniform(*row[at]) for row in rows]) for at in (0, 1))
        values = figures(x, y)
        for name, measure in (
            ("consistency", fit.consistency),
            ("coverage", fit.coverage),
            ("pri", fit.pri),
            ("relevance", relevance),
        ):
            if np.isfinite(values[name]):
                assert measure.low - 1e-9 <= values[name] <= measure.high + 1e-9


def test_unique_coverage_has_no_bounds_but_of_a_single_term():
    cases = pd.DataFrame({"A": [Quantity(0.2, 0.6), 0.9], "B": [0.3, 0.4], "Y": [0.5, 0.8]})
    several = sufficiency(cases, "A + B", "Y").terms
    assert [term.unique_coverage for term in several] == [None, None]
    (term,) = sufficiency(cases, "A", "Y").terms
    assert (term.unique_coverage.low, term.unique_coverage.high) == (
        term.coverage.low,
        term.coverage.high,
    )
    assert term.coverage.low < term.coverage.high
    # Bounds that do not matter are none: B is below the rest of the expression.
    cases = pd.DataFrame({"A": [0.6, 0.9], "B": [Quantity(0.1, 0.2), 0.4], "Y": [0.5, 0.8]})
    first, second = sufficiency(cases, "A + B", "Y").terms
    assert first.unique_coverage is None
    assert second.unique_coverage is None or float(second.unique_coverage) == 0
