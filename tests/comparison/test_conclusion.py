"""What each case says to what was found, and what it lacks."""

import pandas as pd
import pytest

from industrial_clusters import evidence
from industrial_clusters.comparison import (
    claims,
    conclusion,
    configurations,
    growth,
    markets,
    networks,
)
from industrial_clusters.comparison.conclusion import (
    AGAINST,
    BEARS_OUT,
    IN_PART,
    SILENT,
    STATES,
    THERE,
    VERDICTS,
    WANTED,
)


@pytest.fixture(autouse=True)
def fresh():
    for cached in (conclusion.propositions, conclusion.at_hand):
        cached.cache_clear()
    yield
    for cached in (conclusion.propositions, conclusion.at_hand):
        cached.cache_clear()


def test_every_case_is_asked_everything():
    cases = list(evidence.studied()["name"])
    for table, asked, allowed, said in (
        (conclusion.propositions(), "Finding", VERDICTS, "Says"),
        (conclusion.at_hand(), "Wanted", STATES, "State"),
    ):
        assert set(table[said]) <= set(allowed)
        for _, rows in table.groupby(asked):
            assert list(rows["Case"]) == cases


@pytest.mark.parametrize(
    ("yes", "no", "verdict"),
    [
        (True, False, BEARS_OUT),
        (False, True, AGAINST),
        (False, False, SILENT),
        (True, True, SILENT),
    ],
)
def test_a_case_speaks_only_where_one_side_alone_is_sure(yes, no, verdict):
    assert conclusion._judged(yes, no) == verdict


@pytest.mark.parametrize(
    ("orders", "verdict"),
    [
        (["before"], BEARS_OUT),
        (["before", "no date"], BEARS_OUT),
        (["after"], AGAINST),
        (["before", "after"], SILENT),
        (["not decided"], SILENT),
        (["no date"], SILENT),
    ],
)
def test_a_case_of_several_records_is_judged_by_all_that_are_dated(monkeypatch, orders, verdict):
    steps = ["first outlet", "the cluster emerges"]
    rows = pd.DataFrame({"Case": "A", "Record": [f"A{i}" for i in range(len(orders))]})
    dates = pd.concat([rows.assign(Step=step, Evidence=f"events/{step[:5]}") for step in steps])
    monkeypatch.setattr(markets, "order", lambda _step: rows.assign(Order=orders))
    monkeypatch.setattr(markets, "calendar", lambda: dates)
    assert conclusion._outlet_first()["A"].verdict == verdict


def sets(**bounds):
    """Codings of two cases by some conditions."""
    cells = {
        (case, condition): {"Low": low, "High": high, "Evidence": f"stages/{case}-{condition}"}
        for condition, (low, high) in bounds.items()
        for case in evidence.studied().index
    }
    coded = pd.DataFrame(cells).T
    coded.index.names = ["case", "condition"]
    return coded


@pytest.mark.parametrize(
    ("market", "joint", "verdict"),
    [
        ((0.67, 1), (0, 0.33), BEARS_OUT),
        ((0, 0.33), (0.67, 1), BEARS_OUT),
        ((0.67, 1), (0.67, 1), AGAINST),
        ((0, 0.33), (0, 0), AGAINST),
        ((0.33, 1), (0, 0.33), SILENT),
        ((0.5, 1), (0, 0.33), SILENT),
    ],
)
def test_outlet_and_joint_action_must_both_be_sure(monkeypatch, market, joint, verdict):
    monkeypatch.setattr(configurations, "codings", lambda: sets(market=market, joint=joint))
    said = conclusion._outlet_or_body()
    assert {each.verdict for each in said.values()} == {verdict}
    assert said["Xixia"].evidence.split() == ["stages/xixia-market", "stages/xixia-joint"]


@pytest.mark.parametrize(
    ("both", "others", "verdict"), [(1, 9, BEARS_OUT), (6, 4, AGAINST), (0, 0, SILENT)]
)
def test_half_of_the_ties_decide(monkeypatch, both, others, verdict):
    ends = pd.DataFrame(
        {
            "Case": "A",
            "Ends": ["two single firms or persons of the place", "groups and bodies only"],
            "Ties": [both, others],
            "Evidence": ["ties/a", ""],
        }
    )
    monkeypatch.setattr(networks, "ends", lambda: ends)
    assert conclusion._seldom_two_producers()["A"].verdict == verdict


@pytest.mark.parametrize(
    ("most", "state"), [(11, THERE), (5, THERE), (4, IN_PART), (3, IN_PART), (2, WANTED)]
)
def test_the_best_record_of_a_case_counts(monkeypatch, most, state):
    def record(name, levels):
        return growth.Record("A", name, "a", "firms", "firms", (None,) * levels)

    records = [record("short", 1), record("long", most), record("other", 2)]
    monkeypatch.setattr(growth, "records", lambda _aspect: records)
    found, words = conclusion._five_counts()["A"]
    assert (found, words) == (state, f"long, counted {most} times")


def test_the_findings_have_names_that_a_reader_can_tell_apart():
    assert len(set(conclusion.propositions()["Finding"])) == len(conclusion.PROPOSITIONS)
    assert conclusion.tally()[VERDICTS].sum(axis=1).eq(len(evidence.studied())).all()


def test_theories_of_every_case_are_counted_once():
    counts = conclusion.theories()
    assert set(counts["Case"]) == set(evidence.studied()["name"])
    assert counts["Theories"].sum() == len(claims.outcomes())
