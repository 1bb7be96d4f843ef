"""What the chapter of any case shows of it."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters import evidence
from industrial_clusters.comparison import one_case

TABLE = evidence.table


@pytest.fixture
def replaced(monkeypatch):
    """Put a table of the test's own in the place of one of the data."""

    def replace(name, rows):
        monkeypatch.setattr(
            evidence, "table", lambda asked, **only: rows if asked == name else TABLE(asked, **only)
        )

    return replace


def codings(*rows):
    frame = pd.DataFrame(rows, columns=["case", "condition", "membership", "low", "high"])
    return frame.set_index(frame["case"] + "-" + frame["condition"]).rename_axis("id")


def test_the_land_is_the_smallest_that_shows_the_case():
    for case in evidence.studied().index:
        region = one_case.land_around(str(case))
        cells = evidence.row("cases", str(case))
        place = case if not math.isnan(cells["latitude"]) else cells["within"]
        assert bool(region) is (place in TABLE("cases").query("latitude == latitude").index)
        if region:
            assert place in evidence.places_on(evidence.land(region)).index
    assert one_case.land_around("xixia") == "east-china"


def test_an_unknown_case_is_refused():
    with pytest.raises(KeyError, match="yongkang"):
        one_case.land_around("yonkang")


def test_numbers_are_those_of_the_case_and_none_of_the_study():
    shown = one_case.numbers("yongkang")
    rows = TABLE("observations").loc[[row.partition("/")[2] for row in shown["Evidence"]]]
    assert set(rows["case"]) == {"yongkang"}
    assert "study" not in set(rows["series"].map(TABLE("series")["topic"]))
    assert (rows["period_start"] != "").all()
    frequency = shown["Unit"].map(shown["Unit"].value_counts())
    assert frequency.is_monotonic_decreasing
    # Every series stands together, in order of time.
    series = rows["series"]
    assert (series != series.shift()).sum() == series.nunique()
    assert all(rows.groupby("series")["period_start"].apply(lambda s: s.is_monotonic_increasing))


def test_ties_are_those_among_the_actors_that_have_most():
    ties, nodes = one_case.leading_ties("xixia", actors=5)
    graph = evidence.ties("xixia")
    degrees = sorted((graph.degree(actor) for actor in graph), reverse=True)
    kept = [row.partition("/")[2] for row in nodes["Evidence"]]
    assert len(kept) <= 5
    assert min(graph.degree(actor) for actor in kept) >= degrees[4]
    assert len(ties) == graph.subgraph(kept).number_of_edges() > 0
    for tie in ties.to_dict("records"):
        cells = evidence.row(*evidence.address(tie["Evidence"]))
        assert (tie["Kind"], tie["From"]) == (
            cells["kind"],
            evidence.row("actors", cells["from"])["name"],
        )


def test_authorities_stand_above():
    _, nodes = one_case.leading_ties("yongkang", actors=8)
    for node in nodes.to_dict("records"):
        level = evidence.row(*evidence.address(node["Evidence"]))["level"]
        assert node["Level"] == (1 if level == "none" else 0)


def test_a_case_without_ties_has_empty_tables_with_their_columns():
    ties, nodes = one_case.leading_ties("henan", actors=5)
    assert ties.empty and list(ties.columns) == ["From", "To", "Kind", "Evidence"]  # noqa: PT018
    assert nodes.empty


def test_the_distance_of_two_cases_worked_by_hand(replaced):
    replaced(
        "codings",
        codings(
            ("xixia", "trust", 1, 0.67, 1),
            ("xixia", "ties", 0.67, 0.33, 1),
            ("xixia", "land", 0.5, 0, 1),
            ("junpu", "trust", 0.33, 0.33, 0.5),
            ("junpu", "ties", 0.67, 0.5, 0.8),
            ("henan", "market", 1, 1, 1),
        ),
    )
    table = one_case.resemblance("xixia")
    assert table["Compared by"].tolist() == ["2 conditions"]
    (found,) = table.to_dict("records")
    assert found["Case"] == "Junpu"
    # trust: 0.67 - 0.5 to 1 - 0.33; ties: they overlap, at most 0.8 - 0.33 or 1 - 0.5
    assert found["Low"] == pytest.approx((0.17 + 0) / 2)
    assert found["High"] == pytest.approx((0.67 + 0.5) / 2)
    assert found["Distance"] == pytest.approx((0.67 + 0) / 2)
    assert found["Evidence"].split() == [
        "codings/xixia-trust",
        "codings/xixia-ties",
        "codings/junpu-trust",
        "codings/junpu-ties",
    ]


def test_a_case_that_is_not_coded_resembles_none(replaced):
    replaced("codings", codings(("xixia", "trust", 1, 1, 1)))
    assert one_case.resemblance("junpu").empty


spans = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(spans, spans), min_size=1, max_size=4))
def test_distances_are_symmetric_and_within_their_bounds(pairs):
    rows = [
        (case, f"c{number}", middle, low, high)
        for number, pair in enumerate(pairs)
        for case, (low, middle, high) in zip(("xixia", "junpu"), pair, strict=True)
    ]
    with pytest.MonkeyPatch.context() as patch:
        made = codings(*rows)
        patch.setattr(evidence, "table", lambda name: made if name == "codings" else TABLE(name))
        (one,) = one_case.resemblance("xixia").to_dict("records")
        (other,) = one_case.resemblance("junpu").to_dict("records")
    assert (one["Low"], one["Distance"], one["High"]) == (
        other["Low"],
        other["Distance"],
        other["High"],
    )
    assert 0 <= one["Low"] <= one["Distance"] + 1e-12
    assert one["Distance"] <= one["High"] + 1e-12
    assert one["High"] <= 1


def test_every_aspect_is_there_and_those_without_a_record_are_empty():
    aspect = next(c for c in evidence.columns("yardsticks") if c["name"] == "aspect")
    for case in evidence.studied().index:
        shown = one_case.compared(str(case))
        assert list(dict.fromkeys(shown["Aspect"])) == aspect["constraints"]["enum"]
        assert ((shown["Measured by"] == "") == (shown["Evidence"] == "")).all()
        named = shown.loc[shown["Evidence"] != "", "Evidence"].str.removeprefix("yardsticks/")
        assert set(named) == set(TABLE("yardsticks").query("case == @case").index)


def test_examples_are_found_in_any_column(replaced):
    rows = TABLE("stages").head(3).copy()
    rows.loc[rows.index[1], "drivers"] = "EXAMPLE: what drove it"
    rows.loc[rows.index[2], "note"] = "An EXAMPLE within a sentence is none"
    replaced("stages", rows)
    found = [row for row in one_case.examples_left() if row.startswith("stages/")]
    assert found == [f"stages/{rows.index[1]}"]
