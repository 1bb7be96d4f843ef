"""What governments did: every kind has a role, shares are bounded, tests are honest."""

import functools
import gc
import itertools
import shutil
from typing import Any

import numpy as np
import pandas as pd
import pytest

from industrial_clusters import evidence
from industrial_clusters.comparison import government


def kinds_of(table):
    fields = next(r for r in evidence.descriptor()["resources"] if r["name"] == table)["schema"]
    return next(f for f in fields["fields"] if f["name"] == "kind")["constraints"]["enum"]


@pytest.mark.parametrize(
    ("table", "mapping"),
    [("events", government.ROLES_OF_EVENTS), ("ties", government.ROLES_OF_TIES)],
)
def test_every_kind_has_its_roles_and_every_role_is_one(table, mapping):
    assert set(mapping) == set(kinds_of(table))
    assert {role for each in mapping.values() for role in each} == set(government.ROLES)
    assert all(len(set(each)) == len(each) for each in mapping.values())


def test_no_act_is_lost_or_told_twice():
    told = evidence.of_studied(evidence.table("events")).query("level != 'none'")
    without_role = told["kind"].isin(["protest", "crisis", "disaster"])
    acts = government.acts()
    assert sorted(acts.index) == sorted(told.index[~without_role])
    assert acts["Case"].drop_duplicates().tolist() == [
        name for name in evidence.studied()["name"] if name in set(acts["Case"])
    ]
    assert set(acts["Level"]) <= set(government.LEVELS)


def test_ties_of_government_lead_to_others_only():
    ties, actors = evidence.table("ties"), evidence.table("actors")
    rows = ties.loc[government.relations().index]
    assert (rows["from"].map(actors["kind"]) == "government").all()
    assert (rows["to"].map(actors["kind"]) != "government").all()


def test_bounds_of_roles_hold_every_assignment():
    table: Any = government.roles().set_index(["Case", "Role"])
    told = government._told()
    rng = np.random.default_rng(4)
    for name in evidence.studied()["name"]:
        mine = told[told["Case"] == name]
        for _ in range(20):
            picked = [rng.choice(each) for each in mine["Readings"]]
            shares = 100 * pd.Series(picked).value_counts(normalize=True)
            for role, share in shares.items():
                low, high = table.loc[(name, role), ["Low", "High"]]
                assert low - 1e-9 <= share <= high + 1e-9
    assert table["Share"].groupby("Case").sum().round(6).eq(100).all()


def test_rarefaction_by_hand_and_by_drawing():
    # Two of three members, one kind of two and one of one: a pair is of two kinds in 2 of 3.
    assert government.rarefied([2, 1], 2) == pytest.approx(1 + 2 / 3)
    counts, rng = [5, 3, 1, 1], np.random.default_rng(5)
    members = np.repeat(np.arange(4), counts)
    drawn = [len(set(rng.choice(members, 4, replace=False))) for _ in range(4000)]
    assert government.rarefied(counts, 4) == pytest.approx(np.mean(drawn), abs=0.05)
    with pytest.raises(ValueError, match="sample"):
        government.rarefied([1, 1], 3)


def test_division_of_labour_is_tested_exactly(monkeypatch):
    # One document: of two central and two local acts the two local ones gave; 1 chance in 6.
    kinds = ["plan", "permission", "facility", "training"]
    levels = ["central", "central", "county", "village"]
    table = pd.DataFrame({"Case": "A", "Level": levels, "Kind": kinds})
    table["Role"] = table["Kind"].map(lambda kind: government.ROLES_OF_EVENTS[kind][0])
    monkeypatch.setattr(government, "acts", lambda: table)
    given, expected, chance = government.division_test()
    assert (given, expected) == (2, 1)
    assert chance == pytest.approx(1 / 6)
    # A second like it: the chances multiply.
    monkeypatch.setattr(
        government, "acts", lambda: pd.concat([table, table.assign(Case="B")], ignore_index=True)
    )
    assert government.division_test()[2] == pytest.approx(1 / 36)


def test_first_acts_lie_within_what_any_reading_allows():
    lags = government.first_acts()
    known = lags.dropna(subset=["Low", "High"])
    assert (known["Low"] <= known["High"]).all()
    assert (lags["Low"].isna() == (lags["Dated"] == 0)).all()
    assert len(lags) == len(government.ROLES) * len(evidence.studied())


def test_acts_of_one_date_stand_in_the_order_of_the_roles():
    table = government.sequences()
    rank = table["Role"].map(government.ROLES.index)
    same = (table["Case"] == table["Case"].shift()) & (table["From"] == table["From"].shift())
    assert (rank[same] >= rank.shift()[same]).all()
    for _, part in table.groupby("Case"):
        assert part["Turn"].tolist() == list(range(1, len(part) + 1))
        assert part["From"].is_monotonic_increasing


def _fake(orders):
    return pd.concat(
        pd.DataFrame(
            {"Case": name, "From": np.arange(len(row)), "By": np.arange(len(row)), "Role": row}
        )
        for name, row in orders.items()
    )


def test_a_plot_in_common_is_found_and_none_is_not(monkeypatch):
    plot = [role for role in government.ROLES for _ in range(3)]
    rng = np.random.default_rng(6)
    for orders, found in (
        (dict.fromkeys("xyz", plot), True),
        ({name: rng.permutation(plot).tolist() for name in "xyz"}, False),
    ):
        monkeypatch.setattr(government, "sequences", lambda orders=orders, **_: _fake(orders))
        test = government.order_test.__wrapped__(permutations=99).iloc[-1]
        assert (test["p"] <= 0.02) is np.bool_(found) or bool(test["p"] <= 0.02) == found


def test_distance_of_the_record_is_that_of_optimal_matching():
    test = government.order_test(permutations=19).iloc[:-1]
    table: Any = government.distances(rates=False)
    row: Any
    for row in test.itertuples():
        assert row.Distance == pytest.approx(table.loc[row.Case, row.Other])


def test_emergence_of_a_place_goes_first():
    marks = evidence.yardsticks("emergence")
    for name, place in marks[["Case", "place"]].itertuples(index=False):
        assert government.emergence(place).loc[name, "Evidence"] in set(marks["row"])
    assert government.emergence()["Low"].le(government.emergence()["High"]).all()


CASE = "invented,Invented,,,,studied,Zhejiang,county,zhejiang,,,,,1990,2000,invented2000,Table 1,"


@pytest.fixture
def sixth(tmp_path, monkeypatch):
    """Give a copy of the data with a case more, of which little is told."""
    folder = tmp_path / "data"
    shutil.copytree(evidence.data_folder(), folder)
    for table, rows in {
        "sources": ['invented2000,document,"Nobody, A.",2000,Invented,,,,,,,,,'],
        "cases": [CASE],
        "events": [
            "invented-ban,invented,1990,1990,year,county,,repression,Ban,A ban.,invented2000,p. 1,",
            "invented-hall,invented,1995,1995,year,county,,facility,Hall,Built.,invented2000,p. 2,",
        ],
    }.items():
        path = folder / f"{table}.csv"
        path.write_text(path.read_text().rstrip("\n") + "\n" + "\n".join(rows) + "\n")
    monkeypatch.setenv("INDUSTRIAL_CLUSTERS_DATA", str(folder))
    clear()
    yield "Invented"
    monkeypatch.undo()
    clear()


def clear():
    """Forget whatever was read from another folder."""
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and each.__module__.startswith(
            "industrial_clusters"
        ):
            each.cache_clear()


def test_a_sixth_case_enters_every_table(sixth):
    for table in (
        government.attention(),
        government.dating(),
        government.per_page(),
        government.roles(),
        government.instruments(),
        government.variety(),
        government.levels(),
        government.division_of_labour(),
        government.first_acts(),
        government.sequences(),
        government.detected(),
    ):
        assert sixth in set(table["Case"])
    pairs = government.likeness()
    assert sixth in set(itertools.chain(pairs["Case"], pairs["Other"]))
    assert government.order_test(permutations=19)["Pair"].str.contains(sixth).any()
