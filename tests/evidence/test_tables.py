"""The tables as rows, observations and graphs, and how their numbers are worded."""

import itertools
import math
import re
import shutil
from fractions import Fraction

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity, formatted, grouped, tables, worded

steady = settings(derandomize=True, deadline=None, max_examples=200)

OBSERVATIONS = list(evidence.table("observations").index)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package that the functions read, to be changed by a test."""
    folder = tmp_path / "data"
    shutil.copytree(evidence.data_folder(), folder)
    caches = (tables.descriptor, tables._read, tables._rows)
    monkeypatch.setattr(tables, "data_folder", lambda: folder)
    for cached in caches:
        cached.cache_clear()
    yield folder
    for cached in caches:
        cached.cache_clear()


def append(folder, name, *rows):
    path = folder / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n".join([*rows, ""]), encoding="utf-8")


def test_every_table_of_the_descriptor_is_read():
    assert "land-zhejiang" not in evidence.table_names()
    for name in evidence.table_names():
        frame = evidence.table(name)
        assert frame.index.name == "id"
        assert frame.index.is_unique


def test_columns_have_the_types_of_their_schema():
    observations, stages = evidence.table("observations"), evidence.table("stages")
    assert observations["low"].dtype == np.float64
    assert observations["note"].dtype == "str"
    assert stages["start"].dtype == "Int64"
    assert evidence.table("units")["whole"].dtype == bool


def test_empty_text_is_empty_and_empty_numbers_are_missing():
    observations = evidence.table("observations")
    assert not observations["note"].isna().any()
    assert observations["high"].isna().any()
    assert pd.isna(evidence.row("sources", "zhongguancun1998")["year"])


def test_a_changed_table_or_row_does_not_change_the_evidence():
    frame = evidence.table("cases")
    frame.loc["china", "name"] = "spoilt"
    evidence.row("cases", "china")["name"] = "spoilt"
    assert evidence.table("cases").loc["china", "name"] == "China"
    assert evidence.row("cases", "china")["name"] == "China"


def test_rows_that_are_read_are_noted_once_and_in_the_block_around_as_well():
    with evidence.rows_read() as around:
        evidence.row("stages", "junpu-development-1")
        with evidence.rows_read() as within:
            evidence.row("events", "mantang-compromise")
            evidence.row("stages", "junpu-development-1")
            evidence.table("ties")
    evidence.quantity("mantang-arrests")
    assert list(within) == ["events/mantang-compromise", "stages/junpu-development-1"]
    assert list(around) == ["stages/junpu-development-1", "events/mantang-compromise"]


def test_rows_are_noted_no_longer_after_a_failure():
    with pytest.raises(KeyError), evidence.rows_read() as noted:
        evidence.quantity("yongkang-firms-2060")
    evidence.quantity("yongkang-firms-2006")
    assert not noted


def test_columns_follow_the_descriptor():
    for resource in evidence.descriptor()["resources"]:
        if "schema" in resource:
            names = [field["name"] for field in resource["schema"]["fields"]]
            assert ["id", *evidence.table(resource["name"]).columns] == names


@pytest.mark.parametrize(
    ("ask", "wrong", "near"),
    [
        (evidence.table, ("observation",), "did you mean observations"),
        (evidence.row, ("sorces", "zhang2014"), "did you mean sources"),
        (evidence.row, ("sources", "zhang2015"), "zhang2014"),
        (evidence.observation, ("yongkang-firms-2007",), "yongkang-firms-2006"),
        (evidence.quantity, ("yongkang-firms-2007",), "yongkang-firms-2006"),
        (evidence.series, ("yongkan", "firms"), "did you mean yongkang"),
        (evidence.series, ("zhejiang", "cluster"), "clusters"),
        (evidence.ties, ("yongkan",), "did you mean yongkang"),
        (evidence.citation, ("zhang2015",), "zhang2014"),
    ],
)
def test_an_unknown_name_is_an_error_that_lists_near_ones(ask, wrong, near):
    with pytest.raises(KeyError, match=near):
        ask(*wrong)


def test_a_name_like_none_is_an_error_that_lists_some():
    with pytest.raises(KeyError, match="no table is called 'qqqq'; there are sources, "):
        evidence.table("qqqq")


def test_a_series_known_elsewhere_is_unknown_here():
    assert evidence.series("zhejiang", "clusters")
    with pytest.raises(KeyError, match="no series of yongkang is called 'clusters'"):
        evidence.series("yongkang", "clusters")


def test_every_series_is_in_order_of_time():
    observations = evidence.table("observations")
    several = observations.groupby(["case", "series"]).size()
    for case, name in several[several > 1].index:
        rows = evidence.series(case, name)
        starts = [row.period_start for row in rows]
        assert starts == sorted(starts)
        assert {(row.case, row.series) for row in rows} == {(case, name)}
    assert several.max() > 2


def test_rows_out_of_order_are_ordered(package):
    append(
        package,
        "observations",
        "late,zhejiang,clusters,2010,2010,5,5,5,clusters,exact,author,luganne2016,page 1,",
        "early,zhejiang,clusters,1990-05,1990-05,4,4,4,clusters,exact,author,luganne2016,page 1,",
    )
    ids = [row.id for row in evidence.series("zhejiang", "clusters")]
    assert ids[0] == "early"
    assert ids[-1] == "late"


def test_years_before_christ_come_in_order(package):
    append(
        package,
        "observations",
        "newer,zhejiang,clusters,-0300,-0300,5,5,5,clusters,exact,author,luganne2016,page 1,",
        "older,zhejiang,clusters,-0500,-0500,4,4,4,clusters,exact,author,luganne2016,page 1,",
    )
    assert [row.id for row in evidence.series("zhejiang", "clusters")][:2] == ["older", "newer"]


def test_open_bounds_take_the_limits_of_the_unit(package):
    append(
        package,
        "observations",
        "few,zhejiang,clusters,2010,2010,5,,4,clusters,fewer than,author,luganne2016,page 1,",
        "share,zhejiang,clusters,2010,2010,60,60,,percent,at least,author,luganne2016,page 1,",
        "many,zhejiang,clusters,2010,2010,30,31,,clusters,more than,author,luganne2016,page 1,",
    )
    assert evidence.quantity("few") == Quantity(0, 4, "clusters")
    assert evidence.quantity("share") == Quantity(60, 100, "percent")
    assert evidence.quantity("many") == Quantity(31, math.inf, "clusters")


def test_an_edited_row_counts_at_once(package):
    path = package / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("15001", "15002"), encoding="utf-8")
    assert evidence.quantity("yongkang-firms-2006").low == 15002


def test_the_data_folder_is_the_repositorys():
    folder = evidence.data_folder()
    assert folder.name == "data"
    assert (folder / "datapackage.json").is_file()
    assert folder.is_absolute()


def test_the_data_folder_of_an_installed_package(tmp_path, monkeypatch):
    installed = tmp_path / "site-packages" / "industrial_clusters"
    shutil.copytree(evidence.data_folder(), installed / "data")
    module = installed / "evidence" / "tables.py"
    monkeypatch.setattr(tables, "__file__", str(module))
    monkeypatch.setattr("importlib.resources.files", lambda _name: installed)
    assert tables.data_folder() == installed / "data"


def test_the_ties_of_a_case_are_a_graph_with_the_columns_as_attributes():
    rows = evidence.table("ties")
    for case in sorted(set(rows["case"])):
        graph, of_case = evidence.ties(case), rows[rows["case"] == case]
        assert isinstance(graph, nx.MultiDiGraph)
        assert graph.number_of_edges() == len(of_case)
        assert set(graph) == set(of_case["from"]) | set(of_case["to"])
        actors = evidence.table("actors")
        for name, attributes in graph.nodes(data=True):
            assert attributes["name"] == actors.loc[name, "name"]
        for start, end, key, attributes in graph.edges(keys=True, data=True):
            assert (start, end) == (of_case.loc[key, "from"], of_case.loc[key, "to"])
            assert attributes["kind"] == of_case.loc[key, "kind"]
            assert attributes["locator"]


def test_ties_keep_their_direction_and_their_number(package):
    for kind in ("supplies", "owns"):
        ends = "yongkang,communist-party,state-council"
        append(package, "ties", f"tie-{kind},{ends},{kind},1990,,,,,luganne2016,page 1,")
    graph = evidence.ties("yongkang")
    assert set(graph["communist-party"]["state-council"]) >= {"tie-supplies", "tie-owns"}
    assert "tie-owns" not in graph.get_edge_data("state-council", "communist-party", default={})


def tie(name, kind="supplies", dates=",", amount=",,", case="yongkang"):
    ends = "communist-party,state-council"
    return f"{name},{case},{ends},{kind},,{dates},{amount},luganne2016,page 1,"


def keys(graph):
    return {key for _, _, key in graph.edges(keys=True)}


def test_an_amount_is_a_quantity_within_the_limits_of_its_unit(package):
    append(
        package,
        "ties",
        tie("bounded", amount="3,5,percent"),
        tie("open-above", amount="60,,percent"),
        tie("open-below", amount=",4,firms"),
        tie("none"),
    )
    edges = evidence.ties("yongkang")["communist-party"]["state-council"]
    assert edges["bounded"]["amount"] == Quantity(3, 5, "percent")
    assert edges["open-above"]["amount"] == Quantity(60, 100, "percent")
    assert edges["open-below"]["amount"] == Quantity(0, 4, "firms")
    assert edges["none"]["amount"] is None


def test_an_edge_says_what_the_tie_is_about_and_when(package):
    line = tie("loan", kind="lends to", dates="1997-03,1999").replace("lends to,", "lends to,truck")
    append(package, "ties", line)
    edge = evidence.ties("yongkang")["communist-party"]["state-council"]["loan"]
    told = (edge["kind"], edge["object"], edge["start"], edge["end"])
    assert told == ("lends to", "truck", "1997-03", "1999")


def test_kinds_choose_ties_and_leave_out_actors_without_one(package):
    append(package, "ties", tie("loan", kind="lends to"), tie("kin", kind="kin of"))
    loans = evidence.ties("yongkang", kinds=["lends to"])
    assert "loan" in keys(loans)
    assert {edge["kind"] for *_, edge in loans.edges(data=True)} == {"lends to"}
    assert not [name for name, degree in loans.degree() if degree == 0]
    both = evidence.ties("yongkang", kinds={"lends to", "kin of"})
    assert keys(both) >= {"loan", "kin"}


def test_one_kind_is_not_read_letter_by_letter():
    alone, listed = (evidence.ties("yongkang", kinds=kinds) for kinds in ("funds", ["funds"]))
    assert keys(alone) == keys(listed) != set()


def test_no_kinds_are_no_ties():
    assert evidence.ties("yongkang", kinds=[]).size() == 0


@pytest.mark.parametrize(
    ("dates", "year", "counts"),
    [
        ("1990,2000", 1989, False),
        ("1990,2000", 1990, True),
        ("1990,2000", 2000, True),
        ("1990,2000", 2001, False),
        ("1990-06,1990-08-31", 1990, True),
        ("1990,", 2015, True),
        ("1990,", 1989, False),
        (",2000", 1950, True),
        (",2000", 2001, False),
        ("-0500,-0401", -450, True),
        ("-0500,-0401", -501, False),
        ("-0500,-0401", 450, False),
    ],
)
def test_ties_in_force_in_a_year(package, dates, year, counts):
    append(package, "ties", tie("dated", dates=dates))
    for undated in (False, True):
        found = keys(evidence.ties("yongkang", at=year, undated=undated))
        assert ("dated" in found) is counts


def test_a_tie_without_dates_counts_in_a_year_only_when_asked(package):
    append(package, "ties", tie("undated"))
    assert "undated" not in keys(evidence.ties("yongkang", at=1990))
    assert "undated" in keys(evidence.ties("yongkang", at=1990, undated=True))
    assert "undated" in keys(evidence.ties("yongkang"))


def test_ties_of_the_places_within_count_only_when_asked(package):
    # Mantang lies in Yongkang, Yongkang in Jinhua, Jinhua in Zhejiang.
    append(package, "ties", tie("village", case="mantang"), tie("elsewhere", case="guangdong"))
    assert "village" not in keys(evidence.ties("yongkang"))
    for case in ("mantang", "yongkang", "zhejiang"):
        found = keys(evidence.ties(case, within=True))
        assert "village" in found
        assert "elsewhere" not in found
        assert keys(evidence.ties(case)) <= found


def test_documented_ties_are_told_from_generated_ones_in_a_union():
    documented = evidence.ties("yongkang")
    assert documented.graph["origin"] == "documented"
    generated: nx.MultiDiGraph[str] = nx.MultiDiGraph(origin="model")
    generated.add_edge("yongkang-firms", "innovation-centre", key="drawn", origin="model")
    both = nx.compose(documented, generated)
    assert isinstance(both, nx.MultiDiGraph)
    origins = {key: edge["origin"] for _, _, key, edge in both.edges(keys=True, data=True)}
    assert origins.pop("drawn") == "model"
    assert set(origins.values()) == {"documented"}


def test_an_unknown_kind_is_an_error_that_lists_near_ones():
    with pytest.raises(KeyError, match=r"no kind of tie is called 'lent to'.*lends to"):
        evidence.ties("yongkang", kinds={"lent to"})


def test_a_case_without_ties_is_an_empty_graph():
    cases = set(evidence.table("cases").index) - set(evidence.table("ties")["case"])
    assert evidence.ties(min(cases)).number_of_nodes() == 0


def numbers_of(text):
    """The numbers of a worded observation, without those of its unit's name."""
    return [float(found.replace(",", "")) for found in re.findall(r"[\d,]*\d(?:\.\d+)?", text)]


@pytest.mark.parametrize("identifier", OBSERVATIONS)
def test_the_wording_of_an_observation_agrees_with_its_bounds(identifier):
    row = evidence.observation(identifier)
    text, bare = worded(row), worded(row, bare=True)
    assert text.startswith(bare)
    assert "nan" not in text.lower()
    assert text == text.strip()
    words = {"exact": "", "range": ""}.get(row.qualifier, f"{row.qualifier} ")
    if evidence.row("units", row.quantity.unit)["kind"] != "count":
        words = words.replace("fewer", "less")
    assert bare.startswith(words)
    printed = numbers_of(bare.removeprefix(words))
    low, high = row.quantity.low, row.quantity.high
    whole = evidence.row("units", row.quantity.unit)["whole"]
    step = 1 if whole else 0
    expected = {
        "exact": [low],
        "about": [row.value],
        "at least": [low],
        "more than": [low - step],
        "at most": [high],
        "fewer than": [high + step],
        "range": [low, high],
    }
    assert printed == expected[row.qualifier]
    if row.qualifier == "about":
        assert row.quantity.contains(printed[0])


def changed(**cells):
    row = evidence.observation("yongkang-firms-2006")
    return evidence.Observation(**{name: getattr(row, name) for name in row.__slots__} | cells)


def test_more_than_thirty_is_never_printed_as_thirty_one():
    row = changed(value=30.0, quantity=Quantity(31, math.inf, "firms"))
    assert worded(row) == "more than 30 firms"


def test_one_takes_the_singular_and_percent_no_space():
    assert worded(changed(value=1.0, qualifier="exact")) == "1 firm"
    share = changed(value=12.5, qualifier="about", quantity=Quantity(12.45, 12.55, "percent"))
    assert worded(share) == "about 12.5%"
    assert worded(share, bare=True) == "about 12.5%"


def test_a_range_prints_both_ends():
    firms = changed(value=None, qualifier="range", quantity=Quantity(1000, 2500, "firms"))
    assert worded(firms) == "1,000–2,500 firms"
    loss = changed(value=None, qualifier="range", quantity=Quantity(-5, 3, "billion-yuan"))
    assert worded(loss) == "−5 to 3 billion yuan"


def test_a_bare_number_has_no_unit():
    rank = changed(value=2.0, qualifier="exact", quantity=Quantity(2, 2, "rank"))
    assert worded(rank) == worded(rank, bare=True) == "2"


finite = st.floats(-1e9, 1e9)


@st.composite
def intervals(draw):
    low, high = sorted((draw(finite), draw(finite)))
    assume(low < high)
    return Quantity(low, high)


def parsed(text):
    """The ends of a printed range, as exact fractions."""
    text = text.removesuffix("%").replace(",", "").replace("−", "-")
    ends = re.fullmatch(r"(-?[\d.]+)(?:(?:–| to )(-?[\d.]+))?", text)
    assert ends is not None, text
    low, high = ends[1], ends[2] or ends[1]
    return Fraction(low), Fraction(high)


# What formatted() takes for a float's last bits, and drops before it rounds.
def slack(value):
    return abs(Fraction(value)) / 10**13 + Fraction(1, 10**11)


@steady
@given(intervals(), st.integers(0, 6))
def test_a_printed_range_contains_the_quantity(quantity, digits):
    low, high = parsed(formatted(quantity, digits))
    assert low <= Fraction(quantity.low) + slack(quantity.low)
    assert high >= Fraction(quantity.high) - slack(quantity.high)


@steady
@given(intervals(), st.integers(0, 6))
def test_a_printed_range_is_no_wider_than_its_digits_need(quantity, digits):
    low, high = parsed(formatted(quantity, digits))
    step = Fraction(1, 10**digits)
    assert low > Fraction(quantity.low) - step - slack(quantity.low)
    assert high < Fraction(quantity.high) + step + slack(quantity.high)


@steady
@given(intervals(), st.integers(0, 3))
def test_a_printed_percentage_contains_the_quantity(quantity, digits):
    text = formatted(quantity, digits, percent=True)
    assert text.endswith("%")
    low, high = parsed(text)
    assert low / 100 <= Fraction(quantity.low) + slack(quantity.low)
    assert high / 100 >= Fraction(quantity.high) - slack(quantity.high)


@pytest.mark.parametrize("percent", range(1, 20_000, 37))
def test_the_last_bit_of_a_float_does_not_widen_a_range(percent):
    # 80.07 * 100 is 8006.999999999999 in floats: it must not print as 8,006.
    share = percent / 100
    assert formatted(Quantity(share, share + 1), 0, percent=True) == (
        f"{percent:,}–{percent + 100:,}%"
    )


@pytest.mark.parametrize(
    ("quantity", "options", "text"),
    [
        (Quantity(0.0841, 0.0912), {"percent": True}, "8.4–9.2%"),
        (Quantity(80.07, 90.5), {"percent": True, "digits": 0}, "8,007–9,050%"),
        (Quantity(-0.05, 0.031), {"percent": True}, "−5.0 to 3.1%"),
        (Quantity(-3.21, -1.29), {}, "−3.3 to −1.2"),
        (Quantity(-0.04, 0.5), {}, "−0.1 to 0.5"),
        (Quantity(-0.5, -0.04), {}, "−0.5 to 0.0"),
        (Quantity(4.06, math.inf), {}, "at least 4.0"),
        (Quantity(-math.inf, 4.06), {"unit": "yuan"}, "at most 4.1 yuan"),
        (Quantity(0.25, math.inf), {"percent": True, "digits": 0}, "at least 25%"),
        (Quantity(1234.1, 2345.2), {"digits": 0, "unit": "firms"}, "1,234–2,346 firms"),
        (Quantity(2, 2), {}, "2.0"),
        (Quantity(0.1 + 0.2, 0.6), {}, "0.3–0.6"),
        (Quantity(0.3 - 0.1 - 0.2, 0.6), {}, "0.0–0.6"),
        (1234.5678, {"digits": 0}, "1,235"),
        (-1.26, {}, "−1.3"),
        (-0.04, {}, "0.0"),
        (2.5, {"digits": 0}, "2"),
        (np.float64(0.5), {"percent": True}, "50.0%"),
        (7, {"digits": 2}, "7.00"),
    ],
)
def test_computed_numbers_in_words(quantity, options, text):
    assert formatted(quantity, **options) == text


def test_what_is_not_known_is_not_printed():
    with pytest.raises(ValueError, match="say so in words"):
        formatted(Quantity(-math.inf, math.inf))
    with pytest.raises(ValueError, match="undefined"):
        formatted(math.nan)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (100, "100"),
        (1000, "1,000"),
        (868200.0, "868,200"),
        (82.80, "82.8"),
        (1234567.25, "1,234,567.25"),
        (1e-7, "0.0000001"),
        (1e16, "10,000,000,000,000,000"),
        (-1200.5, "−1,200.5"),
    ],
)
def test_grouped_numbers(number, text):
    assert grouped(number) == text


@steady
@given(finite)
def test_a_grouped_number_is_the_number_in_full(number):
    assert float(grouped(number).replace(",", "").replace("−", "-")) == number


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("luganne2016", "Lu and Ganne 2016"),
        ("zhang2014", "Zhang 2014"),
        ("ligao2020", "Li and Gao 2020"),
        ("zouliang2015", "Zou and Liang"),
        ("zhongguancun1998", "Zhongguancun study"),
    ],
)
def test_citations(source, text):
    assert evidence.citation(source) == text


def test_three_authors_are_one_and_others(package):
    append(package, "sources", 'three2001,document,"A, X; B, Y; C, Z",2001,Title,,,,,,,,')
    assert evidence.citation("three2001") == "A and others 2001"


@pytest.mark.parametrize("source", list(evidence.table("sources").index))
def test_every_source_has_a_citation(source):
    text = evidence.citation(source)
    assert text
    assert not re.search("None|nan|<NA>", text)


LANDS = [r["name"] for r in evidence.descriptor()["resources"] if r["name"].startswith("land-")]


@pytest.mark.parametrize("resource", LANDS)
def test_the_land_of_a_map_is_within_the_frame_that_its_description_names(resource):
    described = next(r for r in evidence.descriptor()["resources"] if r["name"] == resource)
    (limits,) = re.findall(r"([\d.]+)-([\d.]+) E and ([\d.]+)-([\d.]+) N", described["description"])
    west, east, south, north = map(float, limits)
    feature = evidence.land(resource.removeprefix("land-"))
    assert feature["properties"]["source"] in evidence.table("sources").index
    rings = [ring for polygon in feature["geometry"]["coordinates"] for ring in polygon]
    points = [point for ring in rings for point in ring]
    assert min(x for x, _ in points) == west
    assert all(west <= x <= east and south <= y <= north for x, y in points)
    assert all(ring[0] == ring[-1] for ring in rings)
    # The projection takes a ring that runs the other way for all the rest of the globe.
    assert all(_area(polygon[0]) < 0 for polygon in feature["geometry"]["coordinates"])
    assert (evidence.data_folder() / described["path"]).stat().st_size < 40_000


def _area(ring):
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(ring)) / 2


@pytest.mark.parametrize(
    ("region", "places"),
    [
        ("bohai", {"haidian", "beijing"}),
        ("east-china", {"xixia", "xichuan", "nanyang", "wuhan"}),
        ("guangdong", {"xichang", "jieyang", "shantou", "shenzhen"}),
        ("south-china-coast", {"yiwu", "shenzhen", "dongguan", "zhuji"}),
        ("italy", {"prato", "modena"}),
    ],
)
def test_a_map_has_the_settlements_of_its_frame(region, places):
    found = evidence.places_on(evidence.land(region))
    assert places <= set(found.index)
    assert not {"huzhen", "puyuan", "guangdong", "hong-kong"} & set(found.index)


def test_the_place_around_a_studied_one_without_coordinates_stands_for_it():
    found = evidence.places_on(evidence.land("guangdong"))
    assert found.loc["xichang", "role"] == "studied"
    assert evidence.table("cases").loc["xichang", "role"] == "mentioned"
