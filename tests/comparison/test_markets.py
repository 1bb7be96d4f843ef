"""Tests of where buyers were, what crossed a border, and how rich a country was."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from industrial_clusters import evidence
from industrial_clusters.comparison import markets
from industrial_clusters.evidence import Quantity
from industrial_clusters.evidence.dates import began

NAMES = list(evidence.studied()["name"])
TABLES = {
    "sales": markets.sales_by_reach,
    "crossings": markets.crossings,
    "shares": markets.shares_of_markets,
    "calendar": markets.calendar,
    "order": lambda: markets.order("first outlet"),
    "emergence": markets.emergence,
    "income": markets.income_at_emergence,
    "readings": lambda: markets.readings("market", "openness"),
}


@pytest.fixture
def small(monkeypatch):
    """Put small made-up tables in the place of the data's, studied cases included."""

    def put(**tables):
        real = evidence.table

        def table(name, *, source=None):
            return tables[name].copy() if name in tables else real(name, source=source)

        monkeypatch.setattr(evidence, "table", table)
        # What was learnt of the real places must not be told of the made-up ones.
        monkeypatch.setattr(markets, "_around", markets._around.__wrapped__)
        monkeypatch.setattr(markets, "_country", markets._country.__wrapped__)

    return put


def ties(*rows):
    """Ties of Xixia's document: from, to, kind."""
    table = pd.DataFrame(rows, columns=["from", "to", "kind"])
    table = table.assign(case="xixia", source="zhang2014", start="", end="", locator="x")
    return table.set_index("t" + table.index.astype(str))


def actors(**places):
    """Firms by name and place; a market where the name says so."""
    table = pd.DataFrame({"case": places})
    kinds = ["market" if "market" in name else "firm" for name in table.index]
    return table.assign(kind=kinds, locator="x")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_studied_case_is_in_every_table(table):
    assert set(NAMES) <= set(table()["Case"])


@pytest.mark.parametrize("name", ["sales", "crossings", "shares", "calendar", "income", "readings"])
def test_evidence_names_rows_that_exist(name):
    for address in " ".join(TABLES[name]()["Evidence"]).split():
        evidence.row(*evidence.address(address))


def test_goods_run_from_seller_to_buyer_whoever_is_named_first(small):
    small(
        ties=ties(("a", "b", "supplies"), ("b", "a", "buys from"), ("a", "b", "teaches")),
        actors=actors(a="xixia", b="xixia"),
    )
    sold = markets.sales()
    assert sold[["Seller", "Buyer"]].to_numpy().tolist() == [["a", "b"], ["a", "b"]]


@pytest.mark.parametrize(
    ("seller", "buyer", "reach"),
    [
        ("xixia", "xixia", "within one town or district"),
        ("nanyang", "xixia", "within one town or district"),
        ("henan", "xixia", "in the country, or place untold"),
        ("china", "china", "in the country, or place untold"),
        ("xixia", "wuhan", "in the country, or place untold"),
        ("xixia", "italy", "to buyers abroad"),
        ("xixia", "overseas", "to buyers abroad"),
        ("italy", "xixia", "from sellers abroad"),
    ],
)
def test_a_sale_reaches_as_far_as_its_ends_lie_apart(small, seller, buyer, reach):
    small(ties=ties(("a", "b", "supplies")), actors=actors(a=seller, b=buyer))
    assert markets.sales()["Reach"].tolist() == [reach]


def test_a_market_at_either_end_comes_before_distance(small):
    small(
        ties=ties(("a", "market", "supplies"), ("a", "market", "buys from")),
        actors=actors(a="xixia", market="italy"),
    )
    assert markets.sales()["Reach"].tolist() == ["by a market or platform"] * 2


def test_a_sale_between_two_other_countries_is_none_of_the_case(small):
    small(ties=ties(("a", "b", "supplies")), actors=actors(a="italy", b="norway"))
    assert markets.sales().empty


@pytest.mark.parametrize(
    ("giver", "kind", "taker", "crossing"),
    [
        ("xixia", "supplies", "italy", "goods out"),
        ("italy", "buys from", "xixia", "goods out"),
        ("xixia", "buys from", "italy", "goods in"),
        ("italy", "founds", "xixia", "capital in"),
        ("xixia", "hosts", "italy", "capital in"),
        ("xixia", "owns", "italy", "capital out"),
        ("italy", "hosts", "xixia", ""),
        ("italy", "teaches", "xixia", "technique"),
        ("italy", "friend of", "xixia", ""),
        ("wuhan", "founds", "xixia", ""),
    ],
)
def test_what_crosses_a_border(small, giver, kind, taker, crossing):
    small(ties=ties(("a", "b", kind)), actors=actors(a=giver, b=taker))
    found = markets.crossings().query("Ties > 0")
    assert found["Crossing"].tolist() == ([crossing] if crossing else [])


def test_a_place_can_be_taken_as_abroad(small):
    small(ties=ties(("a", "b", "founds")), actors=actors(a="wuhan", b="xixia"))
    assert markets.crossings()["Ties"].sum() == 0
    # All of Hubei, and so Wuhan in it.
    assert markets.crossings(abroad=("hubei",))["Ties"].sum() == 1


@pytest.mark.parametrize(
    ("spans", "bounds"),
    [
        ([], (None, None)),
        ([(math.nan, math.nan)], (None, None)),
        ([(1996.0, math.nan)], (1996, 1996)),
        ([(math.nan, 2006.0)], (None, 2006)),
        ([(1980.0, 1989.0), (1985.0, 1985.0)], (1980, 1985)),
        ([(1990.0, 1995.0), (math.nan, 1985.0)], (None, 1985)),
        ([(-500.0, math.nan), (1973.0, 1976.0)], (1973, 1976)),
        ([(1900.0, 1950.0)], (1945, 1950)),
    ],
)
def test_the_first_of_several_spans(spans, bounds):
    low, high, rows = markets._first([(*span, f"r{i}") for i, span in enumerate(spans)])
    assert (None if math.isnan(low) else low, None if math.isnan(high) else high) == bounds
    assert bool(rows) == (bounds != (None, None))


def test_no_order_hangs_on_how_a_stage_dates_emergence(monkeypatch):
    """The chapter says so; the clock of growth starts with the first years of a stage."""
    steps = ["first dated selling", "first outlet", "first sale abroad"]
    by_all_years = [markets.order(step)["Order"].tolist() for step in steps]
    whole = markets._dates

    def first_years(name, identifier):
        if name != "stages":
            return whole(name, identifier)
        starts = began(f"stages/{identifier}")
        return starts.low, starts.high

    monkeypatch.setattr(markets, "_dates", first_years)
    assert first_years("stages", "junpu-development-1") != whole("stages", "junpu-development-1")
    assert [markets.order(step)["Order"].tolist() for step in steps] == by_all_years


def test_order_is_decided_only_where_bounds_do_not_meet(monkeypatch):
    steps = {
        "A": (1980, 1982, 1983, 1984),
        "B": (1980, 1983, 1983, 1984),
        "C": (1990, 1991, 1983, 1984),
    }
    rows: list[tuple[object, ...]] = [
        (name, name, step, low, high)
        for name, (a, b, c, d) in steps.items()
        for step, low, high in (("one", a, b), ("two", c, d))
    ]
    rows += [("D", "D", "one", None, None), ("D", "D", "two", 1980, 1981)]
    table = pd.DataFrame(rows, columns=["Case", "Record", "Step", "Low", "High"])
    monkeypatch.setattr(markets, "calendar", lambda: table)
    found = markets.order("one", "two").set_index("Record")["Order"]
    assert found.to_dict() == {"A": "before", "B": "not decided", "C": "after", "D": "no date"}


class TestIncome:
    def test_at_a_count_it_is_the_count(self):
        known = markets.income_between("italy", 1977, 1977)
        assert known.is_exact
        assert known.low == pytest.approx(14255.98475)

    def test_a_fall_between_two_counts_widens_the_bounds(self):
        # China fell between 1957 and 1962: the years around hold both.
        assert markets.income_between("china", 1955, 1964) == Quantity(
            400.448611, 612.7056934, "international-dollars"
        )

    def test_before_the_first_count_nothing_bounds_it_below(self):
        assert markets.income_between("italy", 1945, 1950).low == 0
        assert markets.income_between("italy", 1945, 1950).high == pytest.approx(4931.404155)

    def test_after_the_last_count_nothing_bounds_it_above(self):
        assert markets.income_between("china", 2010, 2012).high == math.inf

    def test_nothing_is_known_without_counts_or_years(self):
        for country, year in (("norway", 1980.0), ("", 1980.0), ("china", math.nan)):
            known = markets.income_between(country, year, year)
            assert (known.low, known.high) == (0, math.inf)

    @given(st.integers(1940, 2015), st.integers(0, 30), st.integers(0, 10))
    def test_more_years_never_narrow_the_bounds(self, start, span, more):
        short = markets.income_between("china", start, start + span)
        long = markets.income_between("china", start - more, start + span + more)
        assert long.low <= short.low
        assert long.high >= short.high

    def test_a_factor_scales_one_country_only(self):
        plain = markets.income_at_emergence().set_index("Record")
        scaled = markets.income_at_emergence({"china": 2.0}).set_index("Record")
        of_china = plain["Country"] == "china"
        for column in ("Low", "High", "At first count"):
            ratio = scaled[column] / plain[column]
            assert ratio[of_china].dropna().eq(2).all()
            assert ratio[~of_china].dropna().eq(1).all()


def rows_of(*rows):
    table = pd.DataFrame(rows, columns=["Record", "From", "To", "Low", "High", "At first count"])
    return table.assign(Case=table["Record"], Place=table["Record"])


def test_places_part_stage_from_timing_where_they_should():
    rows = rows_of(
        ("late", 1985.0, 1990.0, 500.0, 900.0, 600.0),
        ("early", 1950.0, 1970.0, np.nan, 900.0, 300.0),
        ("both", 1970.0, 1990.0, 400.0, 900.0, 500.0),
    )
    found = markets.parting(rows, 1980).set_index("Record")
    assert found["Born"].tolist() == ["late", "early", "either"]
    assert list(found.loc["late", ["Low", "High"]]) == [0, 500]
    assert list(found.loc["early", ["Low", "High"]]) == [300, math.inf]
    assert found.loc["both", ["Low", "High"]].isna().all()
    assert markets.margin(rows, 1980) == pytest.approx(5 / 3)


@given(late=st.floats(100, 10000), early=st.floats(100, 10000), line=st.floats(50, 20000))
def test_a_margin_above_one_leaves_no_line_at_which_stage_is_timing(late, early, line):
    rows = rows_of(
        ("late", 1990.0, 1990.0, late, late, late),
        ("early", 1950.0, 1950.0, early, early, early),
    )
    same = late < line <= early  # the late one poor, the early one not
    if markets.margin(rows, 1980) > 1:
        assert not same
    parted = markets.parting(rows, 1980)
    inside = (parted["Low"] < line) & (line <= parted["High"])
    assert inside.any() == (not same)


def test_a_case_without_coding_may_be_anywhere(small):
    codings = evidence.table("codings")
    small(codings=codings[codings["case"] != "xixia"])
    row = markets.readings("market", "openness").set_index("Place").loc["Xixia"]
    assert list(row[["From", "To", "Low", "High"]]) == [0, 1, 0, 1]
    assert row["Evidence"] == ""


def test_a_corner_holds_whole_rectangles_only():
    rows = pd.DataFrame(
        {
            "Place": ["in", "across", "out"],
            "From": [0.5, 0.4, 0.0],
            "To": [1.0, 1.0, 0.4],
            "Low": [0.6, 0.6, 0.0],
            "High": [1.0, 1.0, 0.4],
        }
    )
    assert markets.corner(rows, across=True, up=True) == ["in"]
    assert markets.corner(rows, across=False, up=False) == ["out"]


def test_a_case_that_prints_no_share_has_a_row_without_bounds():
    shares = markets.shares_of_markets()
    silent = shares[shares["Low"].isna() & shares["High"].isna()]
    printed = shares.drop(silent.index)
    assert not set(silent["Case"]) & set(printed["Case"])
    assert set(silent["Case"]) | set(printed["Case"]) == set(NAMES)
    assert not shares.duplicated(["Case", "Share"]).any()


class TestOpenings:
    def test_a_platform_has_no_critical_mass(self):
        shop = markets.openings(7)["one shop on a platform"]
        assert (shop[7] > 1).all()

    def test_a_single_stall_mostly_dies(self):
        stall = markets.openings(7)["a hall, with one stall"]
        assert (stall[7] > 1).mean() < 0.5

    def test_all_open_with_what_they_were_given(self):
        ways = markets.openings(7)
        assert (ways["a hall, with one stall"][0] == 1).all()
        assert (ways["one shop on a platform"][0] == 1).all()
        assert (ways["a hall, with Yiwu's stalls"][0] > 1).all()

    def test_less_earnings_are_never_more_sellers(self):
        full, half = (
            markets.openings(7, factor)["one shop on a platform"] for factor in (1.0, 0.5)
        )
        assert (half[1] <= full[1]).all()

    def test_courses_are_in_order_and_drawable_on_a_log_axis(self):
        courses = markets.opening_courses(7)
        assert (courses["Low"] >= 1).all()
        assert (courses["Low"] <= courses["Middle"]).all()
        assert (courses["Middle"] <= courses["High"]).all()
