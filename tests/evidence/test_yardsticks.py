"""A case is compared by records that exist, on a clock that something dates."""

import pytest

from industrial_clusters.evidence.validation import LINE, yardstick_faults


def row(identifier, **cells):
    return {"id": identifier, LINE: "2", **cells}


def yardstick(identifier, aspect, **cells):
    empty = {"case": "town", "place": "town", "series": "", "year": "", "row": ""}
    return row(identifier, aspect=aspect, **empty | cells)


def tie(start="", end="", case="town"):
    return row("a-b", case=case, start=start, end=end)


def found(*yardsticks, ties=(), observations=()):
    tables = {
        "yardsticks": {cells["id"]: cells for cells in yardsticks},
        "cases": {
            "town": row("town", within="county"),
            "county": row("county", within=""),
            "other": row("other", within=""),
        },
        "ties": {f"{number}": cells for number, cells in enumerate(ties)},
        "observations": {f"{number}": cells for number, cells in enumerate(observations)},
    }
    return [(fault.column, fault.problem) for fault in yardstick_faults(tables)]


CLOCK = yardstick("clock", "emergence", row="stages/first")
NETWORK = yardstick("network", "network", year="1990")
NUMBER = row("n", case="town", series="firms")
SIZE = yardstick("size", "size", series="firms")


def test_a_case_needs_a_clock_and_is_told_so_once():
    assert found(SIZE, NETWORK, observations=[NUMBER], ties=[tie()]) == [
        ("case", "no row dates the emergence of this case")
    ]
    assert found(SIZE, CLOCK, observations=[NUMBER]) == []


@pytest.mark.parametrize(
    "there",
    [tie(), tie("1990"), tie("", "1990-03"), tie("1980-05", "1995"), tie("-0500", "2000")],
)
def test_a_network_has_ties_in_its_year(there):
    assert found(CLOCK, NETWORK, ties=[there]) == []


@pytest.mark.parametrize("gone", [tie("1991"), tie("", "1989"), tie("1980", "1989-12"), None])
def test_a_network_without_ties_in_its_year_is_a_fault(gone):
    ties = [gone] if gone else []
    assert found(CLOCK, NETWORK, ties=ties) == [("year", "no tie of town is in force in this year")]


def test_ties_of_places_within_count_and_those_of_others_do_not():
    county = yardstick("county", "network", place="county", year="1990")
    assert found(CLOCK, county, ties=[tie(case="town")]) == []
    assert len(found(CLOCK, NETWORK, ties=[tie(case="county"), tie(case="other")])) == 1


def test_a_series_has_a_number_of_its_place_unless_rows_are_put_together():
    elsewhere = row("n", case="county", series="firms")
    fault = [("series", "no number of this series is about town")]
    assert found(CLOCK, SIZE, observations=[elsewhere]) == fault
    assert found(CLOCK, SIZE, observations=[elsewhere, NUMBER]) == []
    assert found(CLOCK, SIZE | {"row": "observations/parts"}) == []
