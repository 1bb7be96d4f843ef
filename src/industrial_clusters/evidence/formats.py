"""Rows of the data package as CSV, JSON and Parquet: the cells of the files, typed.

An empty cell is empty in CSV, ``null`` in JSON and missing in Parquet.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import Any

from industrial_clusters.evidence.tables import columns, data_folder

Row = dict[str, str]


def _number(text: str) -> int | float:
    # 15001 stays a whole number in JSON, as the data write it.
    return float(text) if "." in text else int(text)


_READ: dict[str, Callable[[str], Any]] = {
    "string": str,
    "number": _number,
    "integer": int,
    "boolean": lambda text: text == "true",
}


def rows(name: str) -> list[Row]:
    """Return the rows of a table as its file has them, every cell a text.

    Raises
    ------
    KeyError
        If there is no such table; the message lists the near ones.

    Examples
    --------
    >>> rows("units")[0]["singular"]
    'firm'
    """
    columns(name)
    with (data_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def typed(name: str, row: Row) -> dict[str, Any]:
    """Return a row with the types of its schema, None where a cell is empty.

    Examples
    --------
    >>> cells = typed("units", rows("units")[0])
    >>> cells["whole"], cells["minimum"], cells["maximum"]
    (True, 0, None)
    """
    return {
        column["name"]: _READ[column["type"]](row[column["name"]]) if row[column["name"]] else None
        for column in columns(name)
    }


def as_csv(name: str, chosen: Iterable[Row]) -> str:
    """Return rows as CSV, as the data package writes it.

    Examples
    --------
    >>> print(as_csv("units", rows("units")[:1]), end="")
    id,singular,plural,kind,whole,minimum,maximum
    firms,firm,firms,count,true,0,
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [column["name"] for column in columns(name)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(chosen)
    return text.getvalue()


def as_json(name: str, chosen: Iterable[Row]) -> str:
    """Return rows as a JSON array of objects, one a line.

    Examples
    --------
    >>> print(as_json("series", []), end="")
    []
    """
    lines = [json.dumps(typed(name, row), ensure_ascii=False) for row in chosen]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def as_parquet(name: str, chosen: Iterable[Row]) -> bytes:
    """Return rows as a Parquet file, its columns typed as the schema says.

    Raises
    ------
    ModuleNotFoundError
        If pyarrow is not installed.

    Examples
    --------
    >>> as_parquet("units", rows("units"))[:4]
    b'PAR1'
    """
    # The one function that needs it, and not among what the package requires.
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # noqa: PLC0415

    types = {
        "string": pa.string(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
    }
    schema = pa.schema(
        [
            pa.field(
                column["name"],
                types[column["type"]],
                nullable=not column.get("constraints", {}).get("required", False),
            )
            for column in columns(name)
        ]
    )
    table = pa.Table.from_pylist([typed(name, row) for row in chosen], schema=schema)
    file = pa.BufferOutputStream()
    # Compressed bytes differ between versions and machines; plain ones do not.
    pq.write_table(table, file, compression="none")
    return bytes(file.getvalue())
