"""Files of firms become the region x industry table, exactly, or are refused by row."""

import gzip
import math
import re
import subprocess
import sys
from fractions import Fraction

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.statistics import aggregation
from industrial_clusters.statistics.aggregation import industry_structure, region_by_industry

# Codes that are no numbers, a name with a comma, and weights that no order adds up alike.
FIRMS = pd.DataFrame(
    {
        "county": ["0110", "0120", "110", "永康, 浙江", "0110", "0120", "NA", "0110"],
        "sic": ["0331", "331", "0331", "0331", "331", "0331", "520", "0331"],
        "employees": [0.1, 1e16, 7.0, 2.5, 3.0, 1.0, 4.0, 0.2],
        "id": ["a", "b", "c", "d", "e", "f", "g", "h"],
    }
)
COLUMNS = ("county", "sic", "employees")


def generated(firms, seed=0, regions=40, industries=15):
    """Firms with weights over nine orders of magnitude."""
    random_numbers = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "county": [f"{n:04}" for n in random_numbers.integers(0, regions, firms)],
            "sic": [f"{n:03}" for n in random_numbers.integers(0, industries, firms)],
            "employees": np.exp(random_numbers.normal(0, 4, firms)),
        }
    )


def to_parquet(frame, path, rows_in_group=122_880):
    with duckdb.connect() as engine:
        engine.register("frame", frame)
        quoted = str(path).replace("'", "''")
        engine.execute(f"COPY frame TO '{quoted}' (FORMAT parquet, ROW_GROUP_SIZE {rows_in_group})")
    return path


def written(frame, folder, kind):
    path = folder / f"firms.{kind}"
    if kind == "parquet":
        return to_parquet(frame, path)
    separator = {"csv": ",", "csv.gz": ",", "tsv": "\t", "txt": ";", "CSV": "|"}[kind]
    frame.to_csv(path, sep=separator, index=False)
    return path


def text(folder, content, name="firms.csv"):
    path = folder / name
    path.write_text(content, encoding="utf-8", newline="")
    return path


def test_firms_are_added_up_and_absent_pairs_are_zero():
    table = region_by_industry(FIRMS, *COLUMNS)
    assert table.index.tolist() == ["0110", "0120", "110", "NA", "永康, 浙江"]
    assert table.columns.tolist() == ["0331", "331", "520"]
    assert (table.index.name, table.columns.name) == ("county", "sic")
    assert list(table.loc["0110"]) == [0.1 + 0.2, 3, 0]
    assert list(table.loc["0120"]) == [1, 1e16, 0]
    assert list(table.loc["NA"]) == [0, 0, 4]
    assert set(table.dtypes) == {np.dtype(float)}


def test_the_index_of_a_data_frame_does_not_matter():
    firms = FIRMS.set_axis([0] * len(FIRMS))
    pd.testing.assert_frame_equal(
        region_by_industry(firms, *COLUMNS), region_by_industry(FIRMS, *COLUMNS)
    )


def test_without_a_weight_firms_are_counted():
    table = region_by_industry(FIRMS, "county", "sic")
    assert set(table.dtypes) == {np.dtype(np.int64)}
    pd.testing.assert_frame_equal(table, pd.crosstab(FIRMS["county"], FIRMS["sic"]))


def test_the_table_is_that_of_pandas():
    firms = generated(5000)
    firms["employees"] = np.ceil(firms["employees"])
    expected = firms.pivot_table("employees", "county", "sic", aggfunc="sum", fill_value=0)
    pd.testing.assert_frame_equal(region_by_industry(firms, *COLUMNS), expected)


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "tsv", "txt", "CSV", "parquet"])
@pytest.mark.parametrize("firms", [FIRMS, generated(3000)], ids=["few", "many"])
def test_every_kind_of_file_gives_the_table_of_the_data_frame(firms, kind, tmp_path):
    structure = industry_structure(written(firms, tmp_path, kind), *COLUMNS)
    of_frame = industry_structure(firms, *COLUMNS)
    pd.testing.assert_frame_equal(structure.table, of_frame.table, check_exact=True)
    pd.testing.assert_series_equal(structure.plants, of_frame.plants)
    pd.testing.assert_series_equal(structure.herfindahl, of_frame.herfindahl, check_exact=True)


def test_a_path_may_be_text_and_stand_for_several_files(tmp_path):
    folder = tmp_path / "it's [2026]"
    folder.mkdir()
    (folder / "firms-9").mkdir()
    to_parquet(FIRMS[:3], folder / "firms-1.parquet")
    FIRMS[3:].to_csv(folder / "firms-2.csv", index=False)
    one = written(FIRMS, folder, "csv")
    expected = region_by_industry(FIRMS, *COLUMNS)
    pd.testing.assert_frame_equal(region_by_industry(str(one), *COLUMNS), expected)
    several = f"{tmp_path}/it's*/firms-*"
    pd.testing.assert_frame_equal(region_by_industry(several, *COLUMNS), expected)


def test_columns_are_chosen_by_name_wherever_they_are(tmp_path):
    frame = pd.DataFrame({"": 0, "County": "x", 'si"c': "y"}, FIRMS.index).join(FIRMS)
    path = written(frame, tmp_path, "csv")
    expected = region_by_industry(FIRMS, *COLUMNS)
    pd.testing.assert_frame_equal(region_by_industry(path, *COLUMNS), expected)
    by_place = region_by_industry(FIRMS.set_axis([0, 1, 2, 3], axis=1), 0, 1, 2)
    pd.testing.assert_frame_equal(by_place, expected, check_names=False)
    assert by_place.index.name == 0


def test_a_line_may_hold_what_a_spreadsheet_writes(tmp_path):
    path = text(
        tmp_path,
        '\ufeffcounty,sic,employees\r\n"Yiwu\r\n(义乌)","a ""b""",1e3\r\n\r\nYiwu," b", 2.50 \r\n',
    )
    table = region_by_industry(path, *COLUMNS)
    assert table.index.tolist() == ["Yiwu", "Yiwu\r\n(义乌)"]
    assert table.columns.tolist() == [" b", 'a "b"']
    assert table.to_numpy().tolist() == [[2.5, 0], [0, 1000]]


def test_labels_that_are_numbers_are_read_as_text(tmp_path):
    frame = pd.DataFrame({"county": [110, 20], "sic": [1.5, 2], "employees": [1, 2]})
    for source in (frame, to_parquet(frame, tmp_path / "firms.parquet")):
        table = region_by_industry(source, *COLUMNS)
        assert table.index.tolist() == ["110", "20"]
        assert table.columns.tolist() == ["1.5", "2.0"]


@pytest.mark.parametrize(
    "weights",
    [
        pd.Series([1, 2], dtype=np.uint8),
        pd.Series([1, 2], dtype="Int64"),
        pd.Series([1, 2], dtype=np.float32),
        pd.Series(["1", "2.0"]),
        pd.Series([Fraction(1), Fraction(2)]),
        pd.Series(["1", "2"], dtype="category"),
    ],
    ids=lambda weights: str(weights.dtype),
)
def test_numbers_of_any_type_are_weights(weights):
    firms = pd.DataFrame({"county": ["x", "y"], "sic": "a", "employees": weights})
    assert region_by_industry(firms, *COLUMNS)["a"].tolist() == [1, 2]


def test_numbers_of_any_type_in_parquet_are_weights(tmp_path):
    path = tmp_path / "firms.parquet"
    types = ["TINYINT", "USMALLINT", "INTEGER", "UBIGINT", "HUGEINT", "FLOAT", "DECIMAL(9,2)"]
    types.append("VARCHAR")
    chosen = ", ".join(f"CAST(2 AS {kind}) AS w{at}" for at, kind in enumerate(types))
    duckdb.execute(f"COPY (SELECT 'x' AS county, 'a' AS sic, {chosen}) TO '{path}'")
    for at in range(len(types)):
        assert region_by_industry(path, "county", "sic", f"w{at}").to_numpy().tolist() == [[2]]


def test_a_weight_is_the_number_that_is_stored(tmp_path):
    # Of four bytes: not the 0.1 that it prints as.
    firms = pd.DataFrame({"county": ["x"], "sic": "a", "employees": np.array([0.1], np.float32)})
    for source in (firms, to_parquet(firms, tmp_path / "firms.parquet")):
        assert region_by_industry(source, *COLUMNS).to_numpy().item() == float(np.float32(0.1))


@pytest.mark.parametrize("value", ["true", "DATE '2020-01-01'"])
def test_what_is_no_number_in_parquet_is_refused(value, tmp_path):
    path = tmp_path / "firms.parquet"
    duckdb.execute(f"COPY (SELECT 'x' AS county, 'a' AS sic, {value} AS employees) TO '{path}'")
    with pytest.raises(ValueError, match=r"row 1, column 'employees': .* which is no number"):
        region_by_industry(path, *COLUMNS)


def test_the_order_of_the_rows_changes_no_bit():
    firms = generated(2000, regions=3, industries=2)
    one, other = firms, firms.sample(frac=1, random_state=1)
    # Plain sums do differ between the two orders.
    plain = [
        duckdb.execute("SELECT sum(employees) FROM frame").fetchall() for frame in (one, other)
    ]
    assert plain[0] != plain[1]
    first, second = (industry_structure(frame, *COLUMNS) for frame in (one, other))
    assert first.table.to_numpy().tobytes() == second.table.to_numpy().tobytes()
    assert first.herfindahl.to_numpy().tobytes() == second.herfindahl.to_numpy().tobytes()
    assert first.table.index.equals(second.table.index)
    assert first.table.columns.equals(second.table.columns)


@pytest.mark.parametrize("threads", [1, 4])
def test_the_number_of_threads_changes_no_bit(threads, tmp_path, monkeypatch):
    firms = generated(20_000, regions=3, industries=2)
    expected = industry_structure(firms, *COLUMNS)
    path = to_parquet(firms, tmp_path / "firms.parquet", rows_in_group=2048)
    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda: connect(config={"threads": threads}))
    structure = industry_structure(path, *COLUMNS)
    pd.testing.assert_frame_equal(structure.table, expected.table, check_exact=True)
    pd.testing.assert_series_equal(structure.herfindahl, expected.herfindahl, check_exact=True)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("xyz"),
            st.sampled_from("ab"),
            st.floats(1e-6, 1e6) | st.integers(0, 2**53).map(float),
        ),
        min_size=1,
        max_size=30,
    ).filter(lambda rows: any(weight for *_, weight in rows))
)
def test_sums_are_exact_and_rounded_once(rows):
    table = region_by_industry(pd.DataFrame(rows, columns=COLUMNS), *COLUMNS)
    for region in table.index:
        for industry in table.columns:
            exact = math.fsum(w for r, i, w in rows if (r, i) == (region, industry))
            assert table.loc[region, industry] == exact


def test_the_smallest_and_the_largest_doubles_are_weights():
    firms = pd.DataFrame({"county": ["x", "y", "z"], "sic": ["a", "b", "a"]})
    weights = [1.7e308, 5e-324, 1e300]
    structure = industry_structure(firms.assign(employees=weights), *COLUMNS)
    assert structure.table["a"].tolist() == [1.7e308, 0, 1e300]
    assert structure.table["b"].tolist() == [0, 5e-324, 0]
    assert structure.herfindahl["b"] == 1


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 126).flatmap(lambda bits: st.integers(0, 2**bits)), st.integers(-300, 300))
def test_whole_numbers_are_rounded_to_the_nearest_double(whole, exponent):
    upper, lower = (np.array([half], np.uint64) for half in divmod(whole, 2**64))
    rounded = aggregation._rounded(upper, lower, np.array([exponent]))
    assert rounded.tolist() == [math.ldexp(float(whole), exponent)]


@pytest.mark.parametrize("below", [-1, 0, 1])
@pytest.mark.parametrize("bits", [53, 54, 63, 64, 65, 100, 125])
def test_ties_are_rounded_to_even_and_what_follows_is_seen(bits, below):
    # Half a unit in the last place above a double, and one less and one more.
    for last in (0, 1):
        whole = 2**bits + last * 2 ** (bits - 52) + 2 ** (bits - 53) + below
        upper, lower = (np.array([half], np.uint64) for half in divmod(whole, 2**64))
        assert aggregation._rounded(upper, lower, np.array([0])).item() == float(whole)


def test_plant_herfindahl_of_equal_plants_is_one_over_their_number():
    plants = pd.DataFrame({"county": list("xyzxy"), "sic": list("aaabb"), "jobs": [7.0] * 5})
    for weight in ("jobs", None):
        structure = industry_structure(plants, "county", "sic", weight)
        assert structure.herfindahl.tolist() == [1 / 3, 1 / 2]
        assert structure.plants.tolist() == [3, 2]
        assert structure.herfindahl.index.tolist() == ["a", "b"]
        assert structure.herfindahl.index.name == structure.plants.index.name == "sic"
    assert set(structure.table.dtypes) == {np.dtype(np.int64)}


def test_plant_herfindahl_is_the_sum_of_squared_shares():
    firms = generated(1000)
    structure = industry_structure(firms, *COLUMNS)
    for industry, plants in firms.groupby("sic")["employees"]:
        weights = [Fraction(weight) for weight in plants]
        exact = sum(weight**2 for weight in weights) / sum(weights) ** 2
        assert structure.herfindahl[industry] == pytest.approx(float(exact), rel=1e-15)
        assert structure.plants[industry] == len(weights)


def test_a_plant_of_weight_zero_counts_and_keeps_its_region():
    plants = pd.DataFrame({"county": list("xyz"), "sic": "a", "employees": [0, 1, 1]})
    structure = industry_structure(plants, *COLUMNS)
    assert structure.plants.tolist() == [3]
    assert structure.herfindahl.tolist() == [0.5]
    assert structure.table["a"].tolist() == [0, 1, 1]


def test_an_industry_without_weight_has_no_herfindahl():
    plants = pd.DataFrame({"county": list("xy"), "sic": list("ab"), "employees": [0, 1]})
    assert list(region_by_industry(plants, *COLUMNS).loc["x"]) == [0, 0]
    with pytest.raises(ValueError, match=r"^industry 'a': every weight is zero.*leave the indus"):
        industry_structure(plants, *COLUMNS)


WORDS = "write digits, with a point before decimals and nothing between thousands"
BAD = [
    ("county", "", "the region is missing; give it, or leave the row out"),
    ("sic", "  ", "the industry is missing; give it, or leave the row out"),
    ("id", "", "the identifier is missing; give it, or leave the row out"),
    ("employees", "", "the weight is missing; give it, or leave the row out"),
    ("employees", " ", "the weight is missing; give it, or leave the row out"),
    ("employees", "nan", "the weight is missing; give it, or leave the row out"),
    ("employees", "1,000", f"the weight is '1,000', which is no number; {WORDS}"),
    ("employees", "12 人", f"the weight is '12 人', which is no number; {WORDS}"),
    ("employees", "True", f"the weight is 'True', which is no number; {WORDS}"),
    ("employees", "inf", "the weight is inf; give a finite number"),
    ("employees", "-inf", "the weight is -inf; give a finite number"),
    ("employees", "1e999", "the weight is 1e999; give a finite number"),
    ("employees", "-3", "the weight is -3; it cannot be negative: correct it"),
]


@pytest.mark.parametrize(("column", "value", "complaint"), BAD)
def test_a_bad_cell_is_refused_with_row_line_column_value_and_remedy(
    column, value, complaint, tmp_path
):
    firms = FIRMS.astype(str)
    firms.loc[5, column] = value
    path = written(firms, tmp_path, "csv")
    sources = {
        f"{path}, row 6 (line 7)": path,
        "the DataFrame, row 6": firms,
        f"{tmp_path / 'firms.parquet'}, row 6": to_parquet(firms, tmp_path / "firms.parquet"),
    }
    for place, source in sources.items():
        message = re.escape(f"{place}, column {column!r}: {complaint}")
        with pytest.raises(ValueError, match=f"^{message}$"):
            region_by_industry(source, *COLUMNS, identifier="id")


@pytest.mark.parametrize(
    ("column", "values", "complaint"),
    [
        ("county", ["x", None], "row 2, column 'county': the region is missing"),
        ("county", ["x", np.nan], "row 2, column 'county': the region is missing"),
        ("county", pd.Categorical(["x", None]), "row 2, column 'county': the region is missing"),
        ("employees", [1, np.nan], "row 2, column 'employees': the weight is missing"),
        ("employees", [1, None], "row 2, column 'employees': the weight is missing"),
        ("employees", pd.array([1, None], dtype="Int64"), "row 2, .*the weight is missing"),
        ("employees", [1, math.inf], "row 2, .*the weight is inf; give a finite"),
        ("employees", [1, -2.5], r"row 2, .*the weight is -2\.5; it cannot be negative"),
        ("employees", [True, False], "row 1, .*'True', which is no number; .*2 rows need corr"),
        ("employees", [1, "x"], "row 2, .*the weight is 'x', which is no number"),
        ("employees", pd.to_datetime(["2020-01-01"] * 2), "row 1, .*'2020-01-01', which is no"),
        ("employees", [0.0, 0.0], "^the DataFrame: every 'employees' is zero; give at least one"),
    ],
)
def test_a_bad_cell_of_a_data_frame_is_refused(column, values, complaint):
    firms = FIRMS[:2].assign(**{column: values})
    with pytest.raises(ValueError, match=complaint):
        region_by_industry(firms, *COLUMNS)


def test_a_missing_number_of_parquet_is_refused(tmp_path):
    firms = to_parquet(FIRMS.assign(employees=[1, 2, np.nan] + [4] * 5), tmp_path / "f.parquet")
    with pytest.raises(ValueError, match=r"row 3, column 'employees': the weight is missing"):
        region_by_industry(firms, *COLUMNS)
    duckdb.execute(f"COPY (SELECT 'x' AS r, 'a' AS i, 'nan'::DOUBLE AS w) TO '{firms}'")
    with pytest.raises(ValueError, match=r"row 1, column 'w': the weight is missing"):
        region_by_industry(firms, "r", "i", "w")


def test_the_first_bad_row_is_named_and_the_others_counted(tmp_path):
    rows = ['"a\nb",x,1', "", "c,x,1", "d,,1", "e,x,-1"]
    path = text(tmp_path, "\n".join(["county,sic,employees", *rows]))
    with pytest.raises(ValueError, match=r"row 3 \(line 6\), column 'sic'.*\(2 rows need corr"):
        region_by_industry(path, *COLUMNS)
    with pytest.raises(ValueError, match=r"leave the row out$"):
        region_by_industry(path, "county", "sic")


def test_the_first_bad_row_of_a_large_file_is_named(tmp_path):
    firms = generated(50_000)
    firms.loc[[31_000, 31_001, 49_999], "employees"] = -1.0
    for source in (
        to_parquet(firms, tmp_path / "f.parquet", 2048),
        written(firms, tmp_path, "csv"),
    ):
        with pytest.raises(ValueError, match=r"row 31001\b.*3 rows need correction in all"):
            region_by_industry(source, *COLUMNS)


def test_the_file_of_a_bad_row_is_named(tmp_path):
    text(tmp_path, "county,sic\nx,a\n", "1.csv")
    text(tmp_path, "county;sic\nx;a\n;a\n", "2.csv")
    with gzip.open(tmp_path / "3.csv.gz", "wt") as file:
        file.write("county,sic\nx,\n")
    with pytest.raises(ValueError, match=r"2\.csv, row 2 \(line 3\), column 'county'.*2 rows need"):
        region_by_industry(tmp_path / "*.csv*", "county", "sic")
    with pytest.raises(ValueError, match=r"3\.csv\.gz, row 1 \(line 2\), column 'sic'"):
        region_by_industry(tmp_path / "3.csv.gz", "county", "sic")


def test_an_identifier_that_occurs_twice_is_refused_with_both_rows(tmp_path):
    firms = FIRMS.assign(id=["a", "b", "c", "d'", "b", "d'", "d'", "e"])
    path = written(firms, tmp_path, "csv")
    complaint = (
        rf"^{path}, row 5 \(line 6\), column 'id': 'b' stands already in {path}, row 2 \(line 3\); "
        r"leave one of the two out, or correct it$"
    )
    with pytest.raises(ValueError, match=complaint):
        region_by_industry(path, *COLUMNS, identifier="id")
    with pytest.raises(ValueError, match=r"row 3, column 'id': \"d'\" stands already in .*, row 1"):
        industry_structure(firms[3:], *COLUMNS, identifier="id")
    assert region_by_industry(path, *COLUMNS).shape == (5, 3)
    assert region_by_industry(FIRMS, *COLUMNS, identifier="id").shape == (5, 3)


def test_an_identifier_of_another_file_is_refused(tmp_path):
    firms = FIRMS.assign(id=range(8))
    firms[:4].to_csv(tmp_path / "1.csv", index=False)
    firms[3:].to_csv(tmp_path / "2.csv", index=False)
    with pytest.raises(ValueError, match=r"2\.csv, row 1 .*'3' stands .*1\.csv, row 4 \(line 5\)"):
        region_by_industry(tmp_path / "?.csv", *COLUMNS, identifier="id")


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("f.csv", b"", r"f\.csv does not begin with a line of column names; write one"),
        ("f.csv", b"\ncounty,sic\nx,a\n", r"f\.csv does not begin with a line of column names"),
        ("f.csv", b"county,sic,employees\n", r"f\.csv has no rows; give at least one"),
        (
            "f.csv",
            b"county,sic,employees\nx,a\n",
            r"f\.csv cannot be read: .*Line: 2, .*Columns: 3",
        ),
        ("f.csv", b"county,sic,employees\nx,a,1,2\n", r"Expected Number of Columns: 3 Found: 4 \("),
        ("f.csv", b'county,sic,employees\n"x,a,1\n', "unterminated quote.*correct it, or save it"),
        (
            "f.csv",
            b"county,sic,employees\n\xd5\xe3,a,1\n",
            "cannot be read: .*save it again as CSV",
        ),
        ("f.csv", b"\xd5\xe3,sic\n", "cannot be read: .*save it again as CSV in UTF-8 or as Parq"),
        ("f.csv.gz", b"county,sic", r"f\.csv\.gz cannot be read: Not a gzipped file"),
        ("f.csv.gz", gzip.compress(b"county,sic", mtime=0)[:-9], r"f\.csv\.gz cannot be read"),
        ("f.csv", b"county,sic,sic\nx,a,b\n", r"f\.csv has 2 columns called 'sic'; rename all but"),
        ("f.parquet", b"PAR1", r"f\.parquet cannot be read: .*too small to be a Parquet file"),
        ("f.xlsx", b"PK", r"f\.xlsx is no CSV, TSV or Parquet file by its name; convert or ren"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(name, content, complaint, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=complaint) as refused:
        region_by_industry(tmp_path / name, *COLUMNS)
    assert "Possible" not in str(refused.value)
    assert "strict_mode" not in str(refused.value)


def test_the_file_of_several_that_cannot_be_read_is_named(tmp_path):
    text(tmp_path, "county,sic\nx,a\n", "1.csv")
    text(tmp_path, "county,sic\nx\n", "2.csv")
    with pytest.raises(ValueError, match=r"\*\.csv cannot be read: .*2\.csv\); correct it"):
        region_by_industry(tmp_path / "*.csv", "county", "sic")


def test_no_file_is_refused(tmp_path):
    for source in ("none.csv", tmp_path, tmp_path / "*.csv"):
        complaint = re.escape(f"there is no file {str(source)!r}; give the path of one")
        with pytest.raises(FileNotFoundError, match=f"^{complaint}$"):
            region_by_industry(source, *COLUMNS)


def test_several_files_without_rows_are_named(tmp_path):
    one, two = (text(tmp_path, "county,sic\n", name) for name in ("1.csv", "2.csv"))
    with pytest.raises(ValueError, match=f"^{one}, {two} has no rows; give at least one$"):
        region_by_industry(tmp_path / "*.csv", "county", "sic")


def test_lines_are_counted_whatever_separates_the_cells(tmp_path):
    path = text(tmp_path, 'county\tsic\nx\t"a\nb"\ny\t\n', "firms.tsv")
    with pytest.raises(ValueError, match=r"row 2 \(line 4\), column 'sic'"):
        region_by_industry(path, "county", "sic")


def test_an_unknown_column_is_refused_with_those_like_it(tmp_path):
    path = written(FIRMS, tmp_path, "parquet")
    for source, name in ((path, str(path)), (FIRMS, "the DataFrame")):
        with pytest.raises(ValueError, match=f"^{name} has no column 'emploees'; did you mean 'em"):
            region_by_industry(source, "county", "sic", "emploees")
        with pytest.raises(ValueError, match=r"'zzz'; it has 'county', 'sic', 'employees', 'id'$"):
            region_by_industry(source, "zzz", "sic")
        with pytest.raises(ValueError, match="no column 'SIC'"):
            region_by_industry(source, "county", "SIC")
        with pytest.raises(ValueError, match="no column 'firm'"):
            region_by_industry(source, "county", "sic", identifier="firm")


def test_an_empty_data_frame_is_refused():
    with pytest.raises(ValueError, match=r"^the DataFrame has no rows; give at least one$"):
        region_by_industry(FIRMS[:0], *COLUMNS)
    with pytest.raises(ValueError, match="the DataFrame has 2 columns called 'sic'"):
        region_by_industry(FIRMS[["county", "sic", "sic"]], "county", "sic")


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A file of 600,000 firms, nearly each in a cell of its own, and its table."""
    path = tmp_path_factory.mktemp("large") / "large.parquet"
    query = """
        SELECT 'region ' || hash(n) % 1500 AS county, 'industry ' || hash(n + 7) % 800 AS sic,
               n % 97 + 0.1 AS employees, 'a long name of a firm, number ' || n AS id
        FROM range(600000) AS numbers (n)
        """
    duckdb.execute(f"COPY ({query}) TO '{path}'")
    return path, region_by_industry(path, *COLUMNS)


def test_a_file_larger_than_the_memory_allowed_gives_the_same(large, tmp_path, monkeypatch):
    path, expected = large
    monkeypatch.chdir(tmp_path)
    table = region_by_industry(path, *COLUMNS, identifier="id", memory="50MB")
    pd.testing.assert_frame_equal(table, expected, check_exact=True)
    # What was spilled is gone.
    assert list(tmp_path.iterdir()) == []


def test_too_little_memory_is_told(large):
    path, _ = large
    with pytest.raises(
        MemoryError, match=r"large\.parquet does not fit: .*let the engine hold more"
    ):
        region_by_industry(path, *COLUMNS, memory="4MB")
    with pytest.raises(MemoryError):
        industry_structure(path, *COLUMNS, memory="4MB")


@pytest.mark.parametrize("size", ["much", "2 XB", "'"])
def test_memory_that_is_no_size_is_refused(size):
    with pytest.raises(
        ValueError, match=r"^memory is .*, which is no size; write one such as '2GB'"
    ):
        region_by_industry(FIRMS, *COLUMNS, memory=size)


def test_nothing_is_printed(large, capfd):
    region_by_industry(large[0], *COLUMNS)
    assert capfd.readouterr() == ("", "")


def test_the_engine_is_not_loaded_before_a_file_is_opened():
    script = (
        "import sys; from industrial_clusters.statistics import aggregation; "
        "print('duckdb' in sys.modules)"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert finished.stdout.strip() == b"False"
