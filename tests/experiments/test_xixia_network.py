"""Xixia's documented ties: what is counted is what the rows say."""

import pytest

from industrial_clusters import evidence
from industrial_clusters.experiments import xixia_network as record


def rows_in(column):
    """Return the identifiers that a column of evidence names."""
    return [address.partition("/")[2] for cell in column for address in cell.split()]


def test_every_tie_of_the_place_is_counted_once():
    contents = record.contents()
    rows = rows_in(contents["Evidence"])
    assert len(rows) == len(set(rows)) == contents["Ties"].sum()
    ties = evidence.table("ties", source="zhang2014")
    left = ties[~ties.index.isin(rows) & ties["case"].isin(["xixia", "xichuan", "nanyang"])]
    # What is left out is between the author and those who taught or told the author, or among
    # those who are in the record for that alone.
    with_author = (left["from"] == "chi-zhang") | (left["to"] == "chi-zhang")
    among = {"xixia-interviewee-4", "xixia-xiitb-official"}
    assert set(left.loc[~with_author, "from"]) <= among


def test_every_kind_of_tie_carries_one_thing():
    kinds = [kind for kinds in record.CONTENTS.values() for kind in kinds]
    assert len(kinds) == len(set(kinds))
    counted = rows_in(record.contents()["Evidence"])
    ties = evidence.table("ties", source="zhang2014")
    assert set(ties.loc[counted, "kind"]) <= set(kinds)


def test_money_between_two_firms_is_the_two_guarantees():
    contents = record.contents().set_index(["Content", "Ends"])["Evidence"]
    assert set(contents["money and credit", "one at each end"].split()) == {
        "ties/xixia-wmg-guarantees-lcg",
        "ties/xixia-lcg-guarantees-xawpgc",
    }


def test_every_tie_between_leading_houses_has_long_cheng_at_one_end():
    pairs = record.leading_pairs()
    assert len(pairs) == 13
    assert ((pairs["From"] == "Long Cheng") ^ (pairs["To"] == "Long Cheng")).all()
    assert pairs["Kind"].notna().all()
    assert set(pairs["From"]) | set(pairs["To"]) == set(record.HOUSES)


def test_the_houses_are_a_star():
    shape = record.shape()
    assert shape.to_dict() == pytest.approx(
        {"ties": 13, "pairs": 4, "possible": 10, "of the centre": 4, "core fit": 1, "core": 1}
    )
    nodes = record.five_houses().set_index("Node")
    assert nodes.index[nodes["Level"] == 0].tolist() == ["Long Cheng"]
    assert nodes.loc["Wanxi", "Group"] == "county-owned at first"
    assert (nodes["Group"] == "township-owned at first").sum() == 3
    cells = evidence.table("dimensions").query("scheme == 'Five leading firms'")
    assert set(cells.index) <= set(rows_in(nodes["Evidence"]))


def test_a_house_has_its_firm_and_no_actor_is_of_two():
    actors = [actor for actors in record.HOUSES.values() for actor in actors]
    assert len(actors) == len(set(actors))
    leading = evidence.ties("xixia", kinds={"member of"}).predecessors("xixia-core-leaders")
    assert set(leading) <= set(actors)


@pytest.mark.parametrize(("pairs", "chance"), [(2, 30 / 45), (4, 5 / 210), (5, 0.0)])
def test_chance_of_one_house_in_all_pairs(pairs, chance):
    # Of 45 twos of pairs 30 share a house: five houses, each with six twos of its four pairs.
    assert record.one_house_in_all(pairs) == pytest.approx(chance)


def test_the_first_circle_is_a_clique_under_one_employer():
    ties, nodes = record.first_circle()
    assert ties["Kind"].value_counts().to_dict() == {
        "employs, owns": 8,
        "friendship": 6,
        "leads": 4,
    }
    assert set(ties["From"]) | set(ties["To"]) == set(nodes["Node"])
    employed = ties[ties["Kind"] == "employs, owns"]
    assert set(employed["From"]) == {"County government"}
    factories = nodes[nodes["Group"] == "factory"]
    assert all("medicine" in cell for cell in factories["Evidence"].iloc[0].split())
    assert "hunting-rifle" in str(factories.set_index("Node").loc["Rifle factory", "Evidence"])


def test_whoever_was_introduced_deals_directly():
    ties, nodes = record.clusters()
    assert not nodes["Node"].duplicated().any()
    assert set(ties["From"]) | set(ties["To"]) == set(nodes["Node"])
    opened = ties[ties["Kind"] == "opens a door"]
    assert set(opened["From"]) == {"XIEMG"}
    direct = record.direct_contacts()
    assert direct.to_dict() == dict.fromkeys(nodes["Node"][nodes["Group"] == "outside"], True)
