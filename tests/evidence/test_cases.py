"""Over which cases every comparison runs."""

import pandas as pd
import pytest

from industrial_clusters.evidence import cases, of_studied, studied, table, yardsticks
from industrial_clusters.evidence.validation import LINE, coding_faults


def test_each_studied_case_has_the_document_that_studies_it():
    sources = table("sources")
    assert studied()["source"].is_unique
    assert set(studied()["source"]) == set(sources[sources["kind"] == "document"].index)


def test_rows_of_data_sets_belong_to_no_case():
    rows = table("observations")
    kept = of_studied(rows)
    assert set(rows.loc[rows.index.difference(kept.index), "source"]) == {"gapminder"}
    assert set(kept["Case"]) == set(studied()["name"])


def test_yardsticks_follow_the_order_of_the_cases(monkeypatch):
    rows = pd.DataFrame(
        [("xixia", "size"), ("yongkang", "size"), ("nowhere", "size"), ("xixia", "people")],
        columns=["case", "aspect"],
        index=["a", "b", "c", "d"],
    )
    monkeypatch.setattr(cases, "table", lambda name: rows if name == "yardsticks" else table(name))
    assert yardsticks("size")["Case"].to_dict() == {"b": "Yongkang", "a": "Xixia"}
    with pytest.raises(KeyError, match="no case is compared in 'beauty'; there are size, people"):
        yardsticks("beauty")


def coded(**cells):
    row = {"id": "a", "case": "xixia", "condition": "trust", "low": "0.33", "membership": "0.67"}
    return row | {"high": "1", "evidence": "", "reason": "", LINE: "2"} | cells


def found(*rows):
    return list(coding_faults({"codings": {row["id"]: row for row in rows}}))


@pytest.mark.parametrize("membership", ["0.3", "1.01"])
def test_a_membership_outside_its_own_bounds_is_refused(membership):
    high = "0.9" if membership == "1.01" else "1"
    (fault,) = found(coded(membership=membership, high=high))
    assert (fault.file, fault.line, fault.column, fault.value) == (
        "codings.csv",
        2,
        "membership",
        membership,
    )
    assert "0.33" in fault.problem


def test_a_case_is_coded_once_by_each_condition():
    (fault,) = found(coded(), coded(id="b"))
    assert fault.problem == "a codes this case by this condition already"
    assert found(coded(), coded(id="b", case="junpu"), coded(id="c", condition="land")) == []
