"""The ledger side by side: counts that add up, bounds that hold, and a case that is added."""

import itertools
import shutil
from typing import Any

import numpy as np
import pandas as pd
import pytest

from industrial_clusters import evidence
from industrial_clusters.claims import Verdict, audit
from industrial_clusters.comparison import claims
from industrial_clusters.experiments import theories

# One claim a fate and kind, as a document might have them; "B" has none that is tested.
SMALL = pd.DataFrame(
    [
        ("a1", "A", "trend", Verdict.SUPPORTED, "", "", ""),
        ("a2", "A", "trend", Verdict.CONTRADICTED, "", "", ""),
        ("a3", "A", "cause", "", "Friends keep apart", "", "claims/b1"),
        ("a4", "A", "cause", "", "", "words", ""),
        ("b1", "B", "cause", "", "", "", ""),
        ("c1", "C", "identity", Verdict.INCONSISTENT_WITHIN, "", "", ""),
        ("c2", "C", "trend", Verdict.NOT_TESTABLE, "", "", ""),
    ],
    columns=["id", "Case", "kind", "verdict", "theory", "untested", "against"],
).set_index("id")


@pytest.fixture
def small(monkeypatch):
    """Put a small ledger of three documents in the place of the whole one."""
    cases = pd.DataFrame({"name": ["A", "B", "C"], "source": ["a", "b", "c"]})
    names = dict(zip(cases["source"], cases["name"], strict=True))
    none = SMALL["Case"].map(lambda _: ())
    whole = SMALL.assign(source=SMALL["Case"].str.lower(), evidence=none)
    monkeypatch.setattr(claims, "whole_ledger", lambda: whole.astype({"verdict": str}))
    monkeypatch.setattr(evidence, "studied", lambda: cases)
    monkeypatch.setattr(
        evidence, "of_studied", lambda rows: rows.assign(Case=rows["source"].map(names))
    )
    numbers = pd.DataFrame({"source": ["a"] * 4 + ["c"] * 10})
    monkeypatch.setattr(evidence, "table", lambda name: {"observations": numbers}[name])
    for cached in (claims._ledger, claims._read_from):
        cached.cache_clear()
    yield
    for cached in (claims._ledger, claims._read_from):
        cached.cache_clear()


@pytest.mark.usefixtures("small")
def test_each_claim_has_the_fate_that_its_row_gives_it():
    assert claims.ledger()["Fate"].to_dict() == {
        "a1": "supported",
        "a2": "at odds",
        "a3": "put to a model",
        "a4": "nothing tests it",
        "b1": "nothing tests it",
        "c1": "at odds",
        "c2": "record cannot test it",
    }


@pytest.mark.usefixtures("small")
def test_a_document_that_nothing_tests_is_in_every_table():
    tables = [
        (claims.fates(), "Case"),
        (claims.fates(("trend",)), "Case"),
        (claims.reasons(), "Case"),
        (claims.shares_by_kind(("supported",)), "Case"),
        (claims.bounds_of_truth(), "Case"),
        (claims.dealt_out(deals=5), "Case"),
        (claims.ranks(), "Case"),
        (claims.whose_rows(), "Claims of"),
        (claims.whose_rows(), "Rows of"),
    ]
    for table, column in tables:
        assert set(table[column]) == {"A", "B", "C"}, table


@pytest.mark.usefixtures("small")
def test_bounds_count_the_supported_below_and_all_but_the_refused_above():
    bounds: Any = claims.bounds_of_truth().set_index(["Claims", "Case"])[["Low", "High"]]
    assert bounds.loc["all that it makes"].to_dict("index") == {
        "A": {"Low": 25, "High": 75},
        "B": {"Low": 0, "High": 100},
        "C": {"Low": 0, "High": 50},
    }
    assert bounds.loc["those that a function tests", "A"].tolist() == [50, 50]


@pytest.mark.usefixtures("small")
def test_verdicts_are_dealt_out_within_kinds_only():
    dealt: Any = claims.dealt_out(deals=400).set_index(["Case", "Count"])[["Low", "High"]]
    # The one trend at odds can fall on any of three trends, the identity on itself alone.
    within = "dealt out within each kind"
    assert dealt.loc["A", within].tolist() == [0, 1]
    assert dealt.loc["B", within].tolist() == [0, 0]
    assert dealt.loc["C", within].tolist() == [1, 2]
    assert dealt.loc["C", "found"].tolist() == [1, 1]
    without: Any = claims.dealt_out(("identity",), deals=400).set_index(["Case", "Count"])
    assert without.loc[("C", "found"), ["Low", "Tested"]].tolist() == [0, 1]


@pytest.mark.usefixtures("small")
def test_rates_are_of_what_they_are_named_after():
    rates = claims.ranks().set_index(["Measured by", "Case"])["Per hundred"]
    assert rates["at odds, of those tested", "A"] == 50
    assert rates["at odds, of all", "A"] == 25
    assert rates["at odds, a number printed", "A"] == 25
    assert rates["at odds, a number printed", "C"] == 10
    assert rates["at odds, doubts of ours aside", "C"] == 0
    assert rates["beyond any test, of all", "C"] == 50
    assert np.isnan(rates["at odds, of those tested", "B"])
    ranks = claims.ranks().set_index(["Measured by", "Case"])["Rank"]
    assert ranks["at odds, of all", "B"] == 1
    assert ranks["at odds, of all", "C"] == 3


@pytest.mark.usefixtures("small")
def test_claims_meet_where_one_is_set_against_the_other():
    assert claims.meetings().to_numpy().tolist() == [
        ["A", "B", "two claims, one effect", "a3", "b1"]
    ]


def test_chance_of_an_order_is_counted_over_all_orders(monkeypatch):
    ranks = pd.DataFrame(
        {"Case": list("ABC") * 2, "Measured by": list("xxxyyy"), "Per hundred": [1, 2, 3, 9, 8, 7]}
    )
    monkeypatch.setattr(claims, "ranks", lambda: ranks)
    # Of the six orders of three documents two are as far from none.
    assert claims.order_by_chance("x", "y") == pytest.approx((-1, 2 / 6))


def test_every_claim_is_counted_once():
    whole = claims.ledger()
    assert claims.fates()["Claims"].sum() == len(whole) == len(evidence.table("claims"))
    kinds = [tuple(whole["kind"].unique()[start::2]) for start in (0, 1)]
    assert sum(claims.fates(part)["Claims"].sum() for part in kinds) == len(whole)
    idle = whole["Fate"] == "nothing tests it"
    assert claims.reasons()["Claims"].sum() == idle.sum()


def test_every_claim_without_a_function_has_its_account():
    whole = claims.ledger()
    bare: Any = whole[whole["verdict"] == ""]
    accounts = bare[["theory", "untested"]].ne("").sum(axis=1)
    assert accounts.max() == 1
    without_model = bare[bare["theory"] == ""]
    assert (without_model["wanting"] != "").all()
    tested = whole[whole["verdict"] != ""]
    assert (tested[["theory", "untested", "wanting"]] == "").all(axis=None)


def test_theories_of_claims_are_theories_of_the_models():
    named = set(evidence.table("claims")["theory"]) - {""}
    assert named <= set(claims.outcomes().index)


def test_kept_outcomes_are_those_of_the_models():
    found = pd.DataFrame(
        [
            (each.theory, each.source, each.page, "; ".join(list(each.studies)[1:]), each.verdict)
            for each in theories.confrontations()
        ],
        columns=["theory", "source", "page", "rivals", "verdict"],
    ).set_index("theory")
    kept = claims.outcomes()
    pd.testing.assert_frame_equal(kept[list(found)], found)
    assert kept["overturn"].tolist() == [each.overturn for each in theories.confrontations()]


def test_claims_are_set_against_claims_of_other_documents_once():
    table = evidence.table("claims")
    pairs = [
        frozenset((claim, other.strip().removeprefix("claims/")))
        for claim, listed in table["against"].items()
        for other in filter(None, listed.split(";"))
    ]
    assert pairs
    assert len(pairs) == len(set(pairs))
    for one, other in map(sorted, pairs):
        assert table.loc[one, "source"] != table.loc[other, "source"]


def test_rows_of_a_test_are_counted_by_document():
    counts = claims.whose_rows().set_index(["Claims of", "Rows of"])["Tests"]
    whole = claims.ledger()
    for case, other in itertools.product(evidence.studied()["name"], repeat=2):
        source = evidence.studied().set_index("name").loc[other, "source"]
        rows = whole.loc[whole["Case"] == case, "evidence"]
        counted = sum(
            any(evidence.row(*evidence.address(row))["source"] == source for row in of_claim)
            for of_claim in rows
        )
        assert counts[case, other] == counted


def test_a_sixth_case_enters_every_table(tmp_path, monkeypatch):
    copy = tmp_path / "data"
    shutil.copytree(evidence.data_folder(), copy)
    _append(copy / "sources.csv", id="sixth2030", kind="document", title="A sixth", year="2030")
    _append(
        copy / "cases.csv",
        id="sixth",
        name="Sixth",
        role="studied",
        level="county",
        source="sixth2030",
        locator="Page 1",
    )
    for number, kind in enumerate(("cause", "trend")):
        _append(
            copy / "claims.csv",
            id=f"sixth-{number}",
            case="sixth",
            kind=kind,
            statement="It grew.",
            source="sixth2030",
            locator="Page 1",
        )
    monkeypatch.setenv("INDUSTRIAL_CLUSTERS_DATA", str(copy))
    caches = [claims._ledger, claims._read_from, *_caches_of(evidence.tables)]
    for cached in caches:
        cached.cache_clear()
    try:
        for table in (claims.fates(), claims.bounds_of_truth(), claims.ranks(), claims.dealt_out()):
            assert "Sixth" in set(table["Case"])
        assert "Sixth" in set(claims.whose_rows()["Rows of"])
        assert claims.ledger().loc["sixth-0", "Fate"] == "nothing tests it"
    finally:
        monkeypatch.undo()
        for cached in caches:
            cached.cache_clear()


def _append(path, **cells):
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[len(table)] = {**dict.fromkeys(table.columns, ""), **cells}
    table.to_csv(path, index=False)


def _caches_of(module):
    return [found for found in vars(module).values() if hasattr(found, "cache_clear")]


def test_an_audit_of_claims_that_nothing_tests_is_empty_and_no_error():
    found = audit("zouliang2015", kinds={"counterfactual"})
    assert found.empty
    assert list(found) == list(audit("zhang2014", kinds={"arithmetic"}))
