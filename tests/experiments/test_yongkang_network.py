"""The graphs of Yongkang's documented ties: true to the record, and what they are said to show."""

import networkx as nx
import pytest

from industrial_clusters import evidence
from industrial_clusters.experiments import yongkang_network as network

RECORD = evidence.table("ties", source=network.SOURCE)
CELLS = evidence.table("dimensions", source=network.SOURCE)
NAMES = pytest.mark.parametrize("name", list(network.GRAPHS))


@NAMES
def test_every_actor_is_known_and_drawn_once(name):
    drawn = [actor for node in network.GRAPHS[name] for actor in node.actors]
    assert set(drawn) <= set(evidence.table("actors").index)
    assert len(drawn) == len(set(drawn))
    assert len({node.name for node in network.GRAPHS[name]}) == len(network.GRAPHS[name])


@NAMES
def test_ties_are_those_of_the_record_between_the_nodes(name):
    ties, nodes = network.graph(name)
    of = {actor: node.name for node in network.GRAPHS[name] for actor in node.actors}
    for tie in ties.to_dict("records"):
        row = evidence.row("ties", tie["Evidence"].removeprefix("ties/"))
        assert (of[row["from"]], of[row["to"]]) == (tie["From"], tie["To"])
    assert set(nodes["Node"]) == set(ties["From"]) | set(ties["To"])


@NAMES
def test_cells_that_describe_a_node_exist(name):
    _, nodes = network.graph(name)
    described = {node.name for node in network.GRAPHS[name] if node.cells}
    assert set(nodes.loc[nodes["Evidence"] != "", "Node"]) == described
    cells = [cell.removeprefix("dimensions/") for row in nodes["Evidence"] for cell in row.split()]
    assert set(cells) <= set(CELLS.index)


def test_every_kind_of_tie_of_the_record_has_a_content():
    drawn = RECORD[RECORD["from"].isin({a for n in network.GRAPHS["city"] for a in n.actors})]
    assert drawn["kind"].isin({k for kinds in network._CONTENTS.values() for k in kinds}).all()


def test_no_tie_of_a_later_time_is_drawn_of_the_village():
    ties, _ = network.graph("village")
    assert not ((ties["From"] == "party and state in Beijing") & (ties["To"] == "Yongkang")).any()


def test_the_four_firms_stand_on_islands_of_their_own():
    ties, _ = network.graph("owners")
    islands = list(nx.connected_components(nx.from_pandas_edgelist(ties, "From", "To")))
    firms = ["vacuum flasks", "Sunshine", "Wang's tools", "Jiake"]
    assert sorted(sum(firm in island for firm in firms) for island in islands) == [1, 1, 1, 1]


def test_gathered_cells_keep_their_rows_and_say_what_they_are_about():
    rows = network.gathered({"Subsidy for equipment": "paid", "Craftsmen": "who"})
    assert rows["type"].tolist() == ["paid", "paid", "who", "who"]
    assert set(rows.index) <= set(CELLS.index)
    assert rows["coding"].iloc[0] == "Made abroad: 10% of cost"
    two = network.gathered({"Old and new clusters": "plan"})["coding"]
    assert two.str.startswith("Old cluster, place: ").any()


def test_an_unknown_scheme_is_refused():
    with pytest.raises(KeyError, match="Five wheels"):
        network.gathered({"Five wheels": "x"})


@NAMES
def test_a_drawing_has_a_line_of_its_own_for_each_content(name):
    ties, _ = network.graph(name)
    assert ties["Kind"].nunique() <= 6
