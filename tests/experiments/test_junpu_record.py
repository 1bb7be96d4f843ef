"""What the document records of Junpu, laid out."""

import numpy as np
import pytest

from industrial_clusters import evidence
from industrial_clusters.evidence import quantity
from industrial_clusters.experiments import junpu_record as record


def _cited(table):
    return [place for places in table["Evidence"] for place in places.split()]


def _known(places):
    for place in places:
        name, _, identifier = place.rpartition("/")
        evidence.row(name or "observations", identifier)


def test_every_number_is_about_one_thing_and_cited_once():
    table = record.numbers_by_subject()
    cited = _cited(table)
    assert sorted(cited) == sorted(evidence.table("observations", source=record.SOURCE).index)
    assert table["Numbers"].sum() == len(cited)
    assert list(dict.fromkeys(table["About"])) == record.ABOUT
    village = table[table["About"] == "the village"]
    assert village["Dated"].tolist() == ["without one"]
    assert "junpu-households-in-trade" in _cited(village)


def test_ratios_have_a_floor_only_where_the_lower_count_is_exact():
    table = record.ratios().set_index("Ratio")
    assert table.loc["online shops / households in trade", "Low"] == pytest.approx(3001 / 350)
    assert table.loc["online shops / people in trade", "Low"] == 0
    assert table.loc["online shops / other shops", "Low"] == 0
    assert table["High"].isna().all()
    _known(_cited(table))


def test_ties_are_those_of_the_village_and_each_has_a_kind():
    ties = record.ties_of_the_village()
    assert ties["Evidence"].is_unique
    _known(ties["Evidence"])
    assert not ties["To"].isin(["zou-and-liang", "huang-and-others"]).any()
    kind = ties.set_index("Evidence")["Kind"]
    assert kind["ties/junpu-junpu-startup-centre-serves-junpu-new-entrepreneurs"] == (
        "government gives"
    )
    assert kind["ties/junpu-junpu-entrepreneurs-visits-study-trip-places"] == "government gives"
    assert kind["ties/china-summer-davos-hosts-li-keqiang"] == "makes known"
    assert kind["ties/junpu-taobao-hosts-junpu-online-shops"] == "trade"
    assert kind["ties/junpu-junpu-leading-firm-leads-junpu-cluster"] == "belongs to"
    assert kind["ties/junpu-jieyang-local-government-leads-junpu-cluster"] == "government gives"


def test_the_rings_hold_every_actor_of_the_ties_once():
    actors, ties = record.actors_of_the_village(), record.ties_of_the_village()
    assert actors["Node"].is_unique
    assert set(actors["Node"]) == {*ties["From"], *ties["To"]}
    given = ties.loc[ties["From"] == "jieyang-local-government", "To"]
    assert set(actors.loc[actors["Level"] == 1, "Node"]) == set(given)


def test_a_tie_between_sellers_would_be_seen(monkeypatch):
    assert record.ties_between_sellers().empty
    ties = record.ties_of_the_village()
    planted = ties.iloc[:1].assign(
        From="first-online-seller", To="junpu-young-entrepreneurs", Kind="trade"
    )
    monkeypatch.setattr(record, "ties_of_the_village", lambda: planted)
    assert len(record.ties_between_sellers()) == 1


def test_the_authors_heard_from_each_source_on_record():
    table = record.told_the_authors().set_index("Source")
    assert table["Ties"].to_dict() == {
        "government and its officials": 4,
        "trade associations": 3,
        "entrepreneurs and employees": 3,
        "the platform's institute": 1,
        "press and database": 2,
    }
    _known(_cited(table))


def test_the_loop_is_in_the_framework_and_not_in_the_model_found():
    arrows = record.figures()
    assert not arrows.duplicated(["From", "To", "Kind"]).any()
    drawn = {
        kind: set(zip(part["From"], part["To"], strict=True))
        for kind, part in arrows.groupby("Kind")
    }
    framework, found = drawn["framework (Figure 1)"], drawn["model found (Figure 2)"]
    loop = {("activity", "cluster environment"), ("cluster environment", "activity")}
    assert loop <= framework
    assert ("opportunity", "ability") in framework
    assert {start for start, _ in found} == {"government"}
    assert {end for _, end in found} == {"opportunity", "ability", "motivation", "activity"}
    _known(_cited(arrows))


def test_boxes_hold_what_describes_them():
    boxes = record.boxes().set_index("Node")
    arrows = record.figures()
    assert set(boxes.index) == {*arrows["From"], *arrows["To"]}
    cited = _cited(boxes)
    _known(cited)
    assert len(cited) == len(set(cited))
    cells = boxes["Evidence"].to_dict()
    assert "motivation-found-in-junpu-social-support-weight" in cells["motivation"]
    assert "external-environment-cluster" in cells["cluster environment"]


def test_every_keyword_of_the_table_is_there_and_names_of_measures_stand_in_leading_categories():
    words = record.keywords()
    table = record.categories()
    assert len(words) == table["Keywords"].sum() == 42
    assert table["Measures"].sum() == len(record.MEASURES_NAMED)
    assert table.loc[~table["First"], "Measures"].sum() == 0
    # One category leads each construct.
    assert (table.groupby("Construct")["First"].sum() == 1).all()
    for measure in record.MEASURES_NAMED.values():
        assert evidence.row("events", measure)["level"] == "prefecture"


def test_a_word_that_is_no_keyword_is_refused():
    with pytest.raises(ValueError, match="no keywords of Table 4"):
        record.keywords(["Money"])


def test_a_shorter_reading_names_fewer_measures():
    assert record.categories(["Rent"])["Measures"].sum() == 1
    assert record.categories([])["Measures"].sum() == 0


def test_bars_of_keywords_cite_the_whole_scheme():
    bars = record.keyword_bars()
    cells = evidence.table("dimensions", source=record.SOURCE)
    scheme = cells.index[cells["scheme"] == "Coding scheme"]
    assert {place.removeprefix("dimensions/") for place in _cited(bars)} == set(scheme)
    assert bars["Category"].str.endswith(" (leads)").any()


@pytest.mark.parametrize("entries", [1, 2, 7])
def test_blind_throws_agree_with_counting(entries):
    rng = np.random.default_rng(1)
    throws = rng.multinomial(entries, [5 / 13, 4 / 13, 4 / 13], size=40_000)
    leads = (throws[:, :1] > throws[:, 1:]).all(axis=1).mean()
    assert record.by_chance(entries)["Social support"] == pytest.approx(leads, abs=0.01)


def test_one_blind_throw_leads_by_the_length_of_the_list():
    chances = record.by_chance(1)
    assert chances["Feasibility of the opportunity"] == pytest.approx(6 / 11)
    assert chances["Organising"] == pytest.approx(5 / 9)
    assert chances["Social support"] == pytest.approx(5 / 13)
    assert chances["Low ambition"] == pytest.approx(4 / 9)


def test_voices_are_exact_intervals():
    table = record.voices()
    asked = int(quantity("junpu-entrepreneurs-interviewed").low)
    assert table["Said so"].tolist() == list(range(asked + 1))
    assert table["Low"].iloc[-1] == pytest.approx(0.025 ** (1 / asked))
    assert table["High"].iloc[0] == pytest.approx(1 - 0.025 ** (1 / asked))
    assert len(record.voices(60)) == 61


def test_the_smallest_sample_is_the_smallest():
    asked = record.smallest_sample_of(0.5)
    reaches = {}
    for size in (asked - 2, asked):
        half = record.voices(size).iloc[size // 2]
        reaches[size] = max(0.5 - half["Low"], half["High"] - 0.5)
    assert reaches[asked] <= 0.1 < reaches[asked - 2]
    assert record.smallest_sample_of(0.5, 0.2) < asked
    with pytest.raises(ValueError, match="narrow enough"):
        record.smallest_sample_of(0.5, 0.0001)


def test_the_undated_measures_are_those_sorted_as_instruments():
    cells = evidence.table("dimensions", source=record.SOURCE)
    instruments = cells.loc[cells["scheme"] == "Instruments of support", "type"]
    assert record.undated_measures().low == len(set(instruments))


def test_measures_stand_under_their_aspect():
    cells = record.measures_by_aspect()
    loans = cells.to_dict("index")["junpu-instruments-of-support-discounted-loans-aspect"]
    told = [loans[column] for column in ("type", "dimension", "coding")]
    assert told == ["Activities", "measures", "Discounted loans"]
    assert set(cells["dimension"]) == {"measures", "form", "effect claimed"}
