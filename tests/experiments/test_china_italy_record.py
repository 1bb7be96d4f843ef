"""The record of China and Italy, counted: every row where it belongs, no verdict built in."""

import pandas as pd
import pytest

from industrial_clusters import evidence
from industrial_clusters.evidence import quantity
from industrial_clusters.experiments import china_italy_record as record

TABLES = {
    "town_shares": record.town_shares,
    "openness": record.openness,
    "numbers_by_country": record.numbers_by_country,
    "periods": record.periods,
    "runs_through": record.runs_through,
    "acts_for": record.acts_for,
    "services": record.services,
    "disputed": record.disputed,
    "weight_in_2007": record.weight_in_2007,
}


@pytest.mark.parametrize("name", TABLES)
def test_each_row_that_a_table_names_exists(name):
    for address in " ".join(TABLES[name]()["Evidence"]).split():
        table, _, identifier = address.rpartition("/")
        evidence.row(table or "observations", identifier)


def test_cells_are_those_of_a_scheme_and_a_type():
    own = record.cells("Foreign share of fixed investment", type="Zhejiang", dimension="1992")
    assert own.count("dimensions/") == 1
    assert len(record.cells("Foreign share of fixed investment").split()) == 4
    assert record.cells("No such scheme") == ""


def test_an_average_company_holds_its_clusters_share_over_its_firms():
    shares = record.town_shares().set_index(["Holder", "Cluster"])["Low"]
    lighters = "Lighters, Wenzhou (world)"
    assert shares["the cluster", lighters] == 70
    assert shares["an average company", lighters] == pytest.approx(70 / 260)


def test_openness_is_printed_for_no_place_in_italy():
    table = record.openness()
    assert not table["Share"].str.contains("Ital").any()
    open_upwards = table[table["Share"].str.contains("Yiwu")]
    assert open_upwards["High"].tolist() == [100, 100]
    assert open_upwards["Low"].tolist() == [60, 90]


def test_words_for_most_are_no_numbers():
    table = record.numbers_by_country()
    listed = set(" ".join(table["Evidence"]).split())
    assert "italy-export-consortia-1998" in listed
    assert listed.isdisjoint({"italy-design-firms-share", "china-family-clusters-share"})
    assert (table["Numbers"] == table["Evidence"].map(lambda links: len(links.split()))).all()


def test_all_stages_of_the_document_but_the_waves_stand_in_the_periods():
    listed = {
        link.removeprefix("stages/")
        for link in " ".join(record.periods()["Evidence"]).split()
        if link.startswith("stages/")
    }
    stages = evidence.table("stages", source="ligao2020")
    assert listed == set(stages.index[stages["scheme"] != "globalisation waves"])


def test_periods_come_by_owner_and_year():
    table = record.periods()
    assert table["Of"].drop_duplicates().tolist() == ["the world", "Italy", "China"]
    assert all(part["Start"].is_monotonic_increasing for _, part in table.groupby("Of"))
    assert table["Stage"].is_unique


@pytest.mark.parametrize(
    "name", ["kin", "market", "association", "processing", "clusters", "platform"]
)
def test_a_drawing_has_no_idle_node_and_no_tie_twice(name):
    ties, nodes = record.graph(name)
    assert set(nodes["Node"]) == set(ties["From"]) | set(ties["To"])
    assert nodes["Node"].is_unique
    assert ties["Evidence"].is_unique
    assert 2 <= nodes["Label"].ne("").sum() <= 5


def test_an_unknown_drawing_is_refused_with_those_there_are():
    with pytest.raises(KeyError, match=r"no drawing 'trust'; there are kin, market"):
        record.graph("trust")


def test_ties_run_through_one_channel_each():
    table = record.runs_through()
    for _, part in table.groupby("Cluster"):
        links = " ".join(part["Evidence"]).split()
        assert len(links) == len(set(links)) == part["Ties"].sum()


def test_a_tie_between_kin_or_their_own_firms_is_within_the_family():
    table = record.runs_through().set_index(["Cluster", "Through"])["Evidence"]
    family = table["Zhuji's socks", "kin"]
    assert "zhuji-owner-1-kin-of-zhuji-owner-1-sister-family" in family
    assert "zhuji-owner-1-sister-family-supplies-zhuji-shaping-factory" in family
    assert "zhuji-parents-factory-supplies-zhuji-owner-2-father-in-law-family" in family
    assert "zhuji-technician" not in family
    assert "yiwu-market-hosts" in table["Zhuji's socks", "a market"]


def test_no_tie_of_italy_joins_two_firms_and_those_of_zhuji_are_the_families():
    assert record.ties_between_firms("italy") == []
    assert len(record.ties_between_firms("zhuji")) == 3


def test_acts_are_of_chinese_governments_and_each_goes_to_one():
    table = record.acts_for()
    rows = " ".join(table["Evidence"]).split()
    links = [link.removeprefix("ties/") for link in rows if link.startswith("ties/")]
    assert len(links) == len(set(links)) == table["Ties"].sum()
    actors = evidence.table("actors")
    for link in links:
        giver = evidence.row("ties", link)["from"]
        assert actors.loc[giver, "kind"] == "government" or giver == "local-officials"
        assert actors.loc[giver, "level"] != "abroad"


def test_associations_are_mostly_ruled():
    counts = record.acts_for().set_index(["To", "What it does"])["Ties"]
    built, ruled = (counts["associations", what] for what in counts["associations"].index)
    assert ruled > built


def test_every_service_named_is_counted_once():
    table = record.services()
    named = table.groupby("By")["Named"].sum()
    assert named["Italy: associations"] == 11
    assert named["Italy: public centres"] == 6
    assert named["China: associations do"] == 4
    assert named["China: cannot, or lacking"] == 7 + 5


def test_a_moved_point_saves_the_whole_and_not_the_part():
    ratio = record.disputed().set_index(["Figure", "Reading"])["Low"]
    moved = "point moved, or other unit"
    assert ratio["Capital used / signed", "as printed"] > 1
    assert ratio["Capital used / signed", moved] < 1
    assert ratio["Not green-field alone", moved] == pytest.approx(6.21 / 3.4)


def test_takings_in_the_printed_unit_are_less_than_one_cluster():
    ratio = record.disputed().set_index(["Figure", "Reading"])["Low"]
    stores = "Stores / one cluster"
    assert ratio[stores, "as printed"] == pytest.approx(7314.5 * 4600 / 1e8)
    assert ratio[stores, "point moved, or other unit"] / ratio[stores, "as printed"] == (
        pytest.approx(1e4)
    )


def test_the_report_of_2005_repeats_another_documents_census_of_2000():
    pairs = record.same_count_twice()
    assert pairs["clusters"] == (519, 519)
    assert quantity("zhejiang-clusters-2004").low != 519


def test_weights_are_the_six_printed_shares():
    table = record.weight_in_2007()
    assert isinstance(table, pd.DataFrame)
    assert table["Per cent"].tolist() == [59.35, 55.54, 50, 51, 40, 53]


def test_only_the_market_joins_the_two_kinds_of_cluster():
    ends = ("export-clusters", "domestic-clusters")
    assert not record.joined_without("specialised-markets", *ends)
    for other in ("foreign-merchants", "foreign-investors", "market-farmers"):
        assert record.joined_without(other, *ends)
    assert not record.joined_without("export-clusters", *ends)
