"""Rows leave the package as CSV, JSON and Parquet, and come back as they were."""

import csv
import io
import json

import pandas as pd
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from industrial_clusters import evidence
from industrial_clusters.evidence import formats

NAMES = evidence.table_names()
ARROW = {"string": "string", "number": "double", "integer": "int64", "boolean": "bool"}


def expected(name):
    """The rows of a table as ``evidence.table`` has them, None where a cell is empty."""
    rows = evidence.table(name).reset_index().to_dict(orient="records")
    return [{column: _known(cell) for column, cell in row.items()} for row in rows]


def _known(cell):
    return None if pd.isna(cell) or cell == "" else cell


@pytest.mark.parametrize("name", NAMES)
def test_csv_has_the_cells_of_the_data(name):
    written = io.StringIO(formats.as_csv(name, formats.rows(name)))
    with (evidence.data_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(written)) == list(csv.reader(file))


@pytest.mark.parametrize("name", NAMES)
def test_json_reads_back_as_the_table(name):
    read = json.loads(formats.as_json(name, formats.rows(name)))
    assert read == expected(name)
    assert [list(row) for row in read[:1]] == [list(row) for row in expected(name)[:1]]


@pytest.mark.parametrize("name", NAMES)
def test_json_has_the_types_of_the_schema(name):
    types = {"string": str, "number": int | float, "integer": int, "boolean": bool}
    for row in json.loads(formats.as_json(name, formats.rows(name))):
        for column in evidence.columns(name):
            cell = row[column["name"]]
            assert cell is None or isinstance(cell, types[column["type"]])
            assert column["type"] == "boolean" or not isinstance(cell, bool)


@pytest.mark.parametrize("name", NAMES)
def test_parquet_reads_back_as_the_table(name):
    read = pq.read_table(io.BytesIO(formats.as_parquet(name, formats.rows(name))))
    assert read.to_pylist() == expected(name)


@pytest.mark.parametrize("name", NAMES)
def test_parquet_has_the_types_of_the_schema(name):
    schema = pq.read_schema(io.BytesIO(formats.as_parquet(name, formats.rows(name))))
    columns = evidence.columns(name)
    assert schema.names == [column["name"] for column in columns]
    for column in columns:
        field = schema.field(column["name"])
        assert str(field.type) == ARROW[column["type"]]
        assert field.nullable is not column.get("constraints", {}).get("required", False)


def test_the_tables_hold_every_type_of_cell():
    """Without one, the tests above would not try it."""
    cells = [cell for name in NAMES for row in expected(name) for cell in row.values()]
    assert {type(cell) for cell in cells} >= {str, int, float, bool, type(None)}


def test_odd_cells_survive_every_format():
    odd = 'a "quoted", 永康; cell'
    row = dict.fromkeys((column["name"] for column in evidence.columns("observations")), "")
    row |= {"id": "odd", "note": odd, "low": "-0.25", "high": "15001"}
    required = {"case": "x", "series": "x", "unit": "x", "qualifier": "x", "speaker": "x"}
    row |= required | {"source": "x", "locator": "x"}
    text = formats.as_csv("observations", [row])
    assert pd.read_csv(io.StringIO(text)).loc[0, "note"] == odd
    (read,) = json.loads(formats.as_json("observations", [row]))
    (stored,) = pq.read_table(io.BytesIO(formats.as_parquet("observations", [row]))).to_pylist()
    assert read == stored
    assert (read["note"], read["low"], read["high"], read["value"]) == (odd, -0.25, 15001, None)


def test_whole_numbers_are_written_whole():
    row = {column["name"]: "" for column in evidence.columns("units")}
    text = formats.as_json("units", [row | {"id": "a", "minimum": "0", "maximum": "0.5"}])
    assert '"minimum": 0, "maximum": 0.5' in text


def test_json_keeps_characters_readable_and_rows_apart():
    text = formats.as_json("cases", formats.rows("cases"))
    assert "永康" in text
    assert len(text.splitlines()) == len(formats.rows("cases")) + 2


def test_an_unknown_table_is_an_error_that_lists_near_ones():
    with pytest.raises(KeyError, match="did you mean observations"):
        formats.rows("observation")
