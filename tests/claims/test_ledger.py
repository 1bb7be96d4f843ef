"""The ledger: every row has its test, every test its row, every verdict its reasons."""

import importlib
import inspect
import itertools
import pkgutil

import pytest

from industrial_clusters import claims, evidence
from industrial_clusters.claims import Verdict, audit, check_of
from industrial_clusters.evidence import coverage

SHARED = {"ledger", "weighing"}
MODULES = sorted(
    module.name for module in pkgutil.iter_modules(claims.__path__) if module.name not in SHARED
)


def functions_of(name):
    module = importlib.import_module(f"industrial_clusters.claims.{name}")
    return {
        f"{name}.{function}"
        for function, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__
        and inspect.signature(found).return_annotation == "Finding"
        and not function.startswith("_")
    }


def test_every_claim_has_a_row_and_every_row_a_claim():
    rows = [name for name in evidence.table("claims")["function"] if name]
    assert len(rows) == len(set(rows))
    assert set(rows) == set().union(*map(functions_of, MODULES))
    for claim, function in evidence.table("claims")["function"].items():
        assert not function or check_of(str(claim)).__doc__, claim


@pytest.mark.parametrize("source", coverage.documents())
def test_every_verdict_has_its_reasons(source):
    ledger = audit(source)
    # A document that somebody adds may have no claim with a function yet.
    assert len(ledger) == (evidence.table("claims", source=source)["function"] != "").sum()
    assert set(ledger["verdict"]) <= set(Verdict)
    assert (ledger["arithmetic"].str.len() > 5).all()
    assert (ledger["reason"].str.endswith(".")).all()
    # A calculation that fails leaves such words behind.
    printed = ledger["arithmetic"] + ledger["reason"]
    assert not printed.str.contains(r"\b(?:nan|inf)\b").any()


@pytest.mark.parametrize("source", coverage.documents())
def test_a_claim_rests_on_the_rows_that_its_function_reads_whatever_was_read_before(source):
    first, again = audit(source)["evidence"], audit(source)["evidence"]
    assert first.equals(again)
    for row in itertools.chain.from_iterable(first):
        table, _, identifier = row.partition("/")
        assert identifier in evidence.table(table).index, row


def test_the_rows_of_a_claim_are_those_of_its_arithmetic():
    rests = audit("luganne2016").loc["zhejiang-clusters-doubled", "evidence"]
    assert rests == (
        "observations/zhejiang-clusters-1996",
        "observations/zhejiang-clusters-2004",
        "observations/zhejiang-clusters-multiple-1996-2004",
    )


def test_an_audit_can_be_of_some_kinds():
    ledger = audit("zhang2014", kinds={"arithmetic"})
    assert set(ledger["kind"]) == {"arithmetic"}
    with pytest.raises(ValueError, match="no claim is of the kind gossip"):
        audit("zhang2014", kinds={"gossip"})


def test_unknown_claims_and_sources_are_refused_with_near_names():
    with pytest.raises(KeyError, match="zhejiang-clusters-doubled"):
        check_of("zhejiang-clusters-double")
    with pytest.raises(KeyError, match="luganne2016"):
        audit("luganne2017")


def test_a_claim_without_a_test_says_so():
    rows = evidence.table("claims")
    untested = str(rows.index[rows["function"] == ""][0])
    with pytest.raises(ValueError, match="has no test yet"):
        check_of(untested)
