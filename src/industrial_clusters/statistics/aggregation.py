"""Firm-level files, larger than memory if need be, as a region x industry table.

The file is read, checked and added up by DuckDB, which spills to disk what memory does
not hold. Sums are sums of whole numbers, so that neither the order of the rows nor the
number of threads changes a digit.
"""

from __future__ import annotations

import csv
import difflib
import glob
import gzip
import re
import tempfile
import zlib
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

# DuckDB is imported where a file is opened: the other statistics do not need it.
if TYPE_CHECKING:
    import duckdb

Source: TypeAlias = str | Path | pd.DataFrame

_DELIMITERS = ",;\t|"
_PARQUET = (".parquet", ".pq")
_CSV = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
# What DuckDB calls the types that hold numbers: DECIMAL, UINTEGER, BIGINT and so on.
_NUMERIC = re.compile("decimal|double|float|u?(tiny|small|big|huge)?int(eger)?")
# Bits of a sum: one less than those of DuckDB's widest integer, which is signed.
_BITS = 126
# The lowest exponent whose inverse is a double.
_LOWEST = -1022

_FAULTS = {
    "region": "the region is missing; give it, or leave the row out",
    "industry": "the industry is missing; give it, or leave the row out",
    "identifier": "the identifier is missing; give it, or leave the row out",
    "missing": "the weight is missing; give it, or leave the row out",
    "text": "the weight is {stated!r}, which is no number; write digits, with a point before "
    "decimals and nothing between thousands",
    "infinite": "the weight is {stated}; give a finite number",
    "negative": "the weight is {stated}; it cannot be negative: correct it",
}


@dataclass(frozen=True, slots=True, eq=False)
class IndustryStructure:
    """Where the plants of each industry are, how many there are, and how unequal.

    Attributes
    ----------
    table : pandas.DataFrame
        Total weight of the plants by region (rows) and industry (columns).
    plants : pandas.Series
        Number of plants by industry, those of weight zero included.
    herfindahl : pandas.Series
        Sum of the squared shares of the plants in their industry, by industry: the
        H of the Ellison-Glaeser index.
    """

    table: pd.DataFrame
    plants: pd.Series[int]
    herfindahl: pd.Series[float]


@dataclass(frozen=True, slots=True)
class _File:
    """A file or DataFrame: what it is called, its columns' names, and the SQL that reads it.

    The SQL calls the columns c0, c1 and so on, so that no name can be empty or repeated.
    """

    name: str
    names: list[Hashable]
    scan: str
    # How the cells of a line are separated, where the file has lines.
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the engine added up: the table, and by industry the whole numbers behind it."""

    table: pd.DataFrame
    plants: pd.Series[int]
    weights: Sequence[int]
    squares: Sequence[int]
    bits: int


def region_by_industry(
    source: Source,
    region: Hashable,
    industry: Hashable,
    weight: Hashable | None = None,
    *,
    identifier: Hashable | None = None,
    memory: str | None = None,
) -> pd.DataFrame:
    r"""Add firms up by region and industry.

    Parameters
    ----------
    source : str, pathlib.Path or pandas.DataFrame
        A CSV, TSV or Parquet file with one firm (plant, establishment) a row, the first
        two also compressed by gzip; a pattern such as ``"firms-*.parquet"`` for several;
        or a DataFrame. CSV is UTF-8 with a line of names, separated by comma, semicolon,
        tab or bar, whichever that line has most of.
    region, industry : hashable
        The columns that say where a firm is and what it makes. They are read as text:
        ``0110`` keeps its zero.
    weight : hashable, optional
        The column of what is added up, such as employees, in any one unit. Without it
        firms are counted.
    identifier : hashable, optional
        A column in which no value may occur twice, such as the number of the firm.
    memory : str, optional
        What the engine may hold in memory, such as ``"2GB"``, before it spills to a
        temporary folder. By default four fifths of the machine's.

    Returns
    -------
    pandas.DataFrame
        Regions x industries in the order of their characters, named by the two columns;
        a pair without firms is zero. Counts are whole numbers, sums of weights floats.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file cannot be read or has no rows or no such column; if a region,
        industry, weight or identifier is missing; if a weight is negative, infinite or no
        number; if all weights are zero; if an identifier is repeated. The message gives
        the first such row, counted from 1 below the names, and in CSV its line.
    MemoryError
        If the engine cannot work within ``memory``.

    Notes
    -----
    .. math:: x_{ri} = \sum_{f \in (r, i)} w_f

    Floating-point sums depend on the order of the rows, and an engine with several
    threads has no fixed order: ``SUM`` in DuckDB and ``groupby`` in pandas can return
    other last digits for the same firms in another order. Here each weight is
    expressed in whole units of :math:`2^{e_i - b}`, where :math:`2^{e_i}` is the power of
    two above the largest weight of the industry, b is 126 less the binary digits of the
    number n of rows; the units are added up as 128-bit integers, and the total is rounded
    once to the nearest double. For a million rows a unit is :math:`2^{-106}` of that
    power of two. The result is therefore the same to the last bit for any order and number
    of threads, and whether the weights come as CSV, Parquet or DataFrame. It equals the
    exact sum of the weights (as doubles), rounded once, where no weight is smaller than
    :math:`2^{53-b}` of the largest of its industry (:math:`10^{-16}` for a million rows);
    a smaller one adds an error of at most half a unit.

    Nothing is dropped: ``NA`` in the column of regions is a region of that name (an empty
    cell is a missing one), and a firm of weight zero keeps its region and industry in the
    table.

    References
    ----------
    .. [1] M. Raasveldt and H. Mühleisen, "DuckDB: an embeddable analytical database",
       *Proceedings of SIGMOD 2019*, 1981-1984. https://doi.org/10.1145/3299869.3320212
    .. [2] J. Demmel and H. D. Nguyen, "Parallel reproducible summation", *IEEE
       Transactions on Computers* 64(7), 2015, 2060-2070.
       https://doi.org/10.1109/TC.2014.2345391

    Examples
    --------
    >>> firms = pd.DataFrame({
    ...     "county": ["Yongkang", "Yiwu", "Yongkang"],
    ...     "trade": ["0331", "0520", "0331"],
    ...     "jobs": [12, 30, 8],
    ... })
    >>> region_by_industry(firms, "county", "trade", "jobs")
    trade     0331  0520
    county
    Yiwu       0.0  30.0
    Yongkang  20.0   0.0
    """
    columns = _named(region, industry, weight, identifier)
    return _summed(source, columns, memory).table


def industry_structure(
    source: Source,
    region: Hashable,
    industry: Hashable,
    weight: Hashable | None = None,
    *,
    identifier: Hashable | None = None,
    memory: str | None = None,
) -> IndustryStructure:
    r"""Add plants up by region and industry, with the plant Herfindahl of each industry.

    Parameters
    ----------
    source, region, industry, weight, identifier, memory
        As in :func:`region_by_industry`; a row is a plant, without ``weight`` each of the
        same size.

    Returns
    -------
    IndustryStructure
        The table, and by industry the number of plants and their Herfindahl index.

    Raises
    ------
    FileNotFoundError, ValueError, MemoryError
        As in :func:`region_by_industry`, and if all plants of an industry have weight
        zero, so that they have no shares.

    Notes
    -----
    .. math:: H_i = \sum_{f \in i} \left(\frac{w_f}{\sum_{g \in i} w_g}\right)^2

    over plants, as Ellison and Glaeser [1]_ define it, not over firms with several plants
    nor over regions. It lies between 1 / n (n equal plants) and 1 (one plant has all). Both
    sums are sums of whole numbers as in :func:`region_by_industry`; each square is rounded
    to a double first, so that H is within a few units of the last digit, and the same for
    any order of the rows.

    References
    ----------
    .. [1] G. Ellison and E. L. Glaeser, "Geographic concentration in U.S. manufacturing
       industries: a dartboard approach", *Journal of Political Economy* 105(5), 1997,
       889-927. https://doi.org/10.1086/262098

    Examples
    --------
    >>> plants = pd.DataFrame({
    ...     "county": ["Yongkang", "Yongkang", "Yiwu"],
    ...     "trade": ["0331", "0331", "0520"],
    ...     "jobs": [30, 10, 30],
    ... })
    >>> structure = industry_structure(plants, "county", "trade", "jobs")
    >>> structure.herfindahl["0331"].item()
    0.625
    >>> structure.plants["0331"].item()
    2
    """
    columns = _named(region, industry, weight, identifier)
    sums = _summed(source, columns, memory)
    for label, total in zip(sums.plants.index, sums.weights, strict=True):
        if not total:
            raise ValueError(
                f"industry {label!r}: every weight is zero, so that its plants have no shares; "
                "leave the industry out"
            )
    # Whole numbers divide exactly and round once.
    herfindahl = [
        (squares << sums.bits) / weights**2
        for weights, squares in zip(sums.weights, sums.squares, strict=True)
    ]
    return IndustryStructure(sums.table, sums.plants, pd.Series(herfindahl, sums.plants.index))


def _named(
    region: Hashable, industry: Hashable, weight: Hashable | None, identifier: Hashable | None
) -> dict[str, Hashable]:
    """Return which column plays which part."""
    parts = {"region": region, "industry": industry, "weight": weight, "identifier": identifier}
    return {part: column for part, column in parts.items() if column is not None}


def _summed(source: Source, columns: Mapping[str, Hashable], memory: str | None) -> _Sums:
    with _engine(source, memory) as engine:
        files = _opened(engine, source, columns)
        industries = _checked(engine, files, columns)
        # frexp gives the power of two above a number, as an exponent.
        exponents = np.maximum(np.frexp(industries["largest"].to_numpy(float))[1], _LOWEST)
        bits = _BITS - int(industries["plants"].sum()).bit_length()
        _add_up(engine, industries.index, np.ldexp(1.0, -exponents), 2.0**bits)
        regions = [
            region
            for (region,) in engine.execute("SELECT region FROM regions ORDER BY place").fetchall()
        ]
        totals = engine.execute(
            "SELECT sum(units), sum(squares) FROM cells GROUP BY place ORDER BY place"
        ).fetchall()
        cells = engine.execute(
            """
            SELECT regions.place AS row, cells.place AS column,
                   CAST(units >> 64 AS UBIGINT) AS upper,
                   CAST(units & 18446744073709551615 AS UBIGINT) AS lower
            FROM cells JOIN regions USING (region)
            """
        ).fetchnumpy()
    upper, lower, row, column = (np.asarray(cells[k]) for k in ("upper", "lower", "row", "column"))
    values = np.zeros((len(regions), len(industries)))
    values[row, column] = _rounded(upper, lower, exponents[column] - bits)
    table = pd.DataFrame(
        values if "weight" in columns else values.astype(np.int64),
        index=pd.Index(regions, name=columns["region"]),
        columns=industries.index,
        copy=False,
    )
    weights, squares = zip(*totals, strict=True)
    return _Sums(table, industries["plants"], weights, squares, bits)


def _add_up(
    engine: duckdb.DuckDBPyConnection,
    industries: pd.Index,
    scales: npt.NDArray[np.float64],
    units: float,
) -> None:
    """Make the tables ``cells``, of sums in whole units, and ``regions``, in their order.

    A scale brings the weights of an industry below one, of which there are so many units.
    """
    scaled = {"industry": industries, "place": np.arange(len(industries)), "scale": scales}
    engine.register("industries", pd.DataFrame(scaled))
    engine.execute(
        """
        CREATE TEMP TABLE cells AS
        SELECT region, place, sum(CAST(part * $units AS HUGEINT)) AS units,
               sum(CAST(part * part * $units AS HUGEINT)) AS squares
        FROM (SELECT region, place, weight * scale AS part
              FROM firms JOIN industries USING (industry))
        GROUP BY region, place
        """,
        {"units": units},
    )
    engine.execute(
        """
        CREATE TEMP TABLE regions AS
        SELECT region, row_number() OVER (ORDER BY region) - 1 AS place
        FROM (SELECT DISTINCT region FROM cells)
        """
    )


def _rounded(
    upper: npt.NDArray[np.uint64], lower: npt.NDArray[np.uint64], exponents: npt.NDArray[Any]
) -> npt.NDArray[np.float64]:
    """Return (upper * 2**64 + lower) * 2**exponents, rounded once to the nearest double."""
    # The leading 64 binary digits round to a double as the whole number does, if the last of
    # them says whether anything follows.
    shift = np.frexp(upper.astype(float))[1].astype(np.uint64)
    one, width = np.uint64(1), np.uint64(64)
    rest = lower & ((one << shift) - one)
    leading = (upper << (width - shift)) | (lower >> shift) | (rest > 0)
    rounded: npt.NDArray[np.float64] = np.ldexp(
        leading.astype(float), exponents + shift.astype(np.int64)
    )
    return rounded


@contextmanager
def _engine(source: Source, memory: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database that spills into a folder, and say in words what it could not do."""
    import duckdb  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as engine:
        settings = {
            "temp_directory": folder,
            # Sums need no order, and without one files larger than memory pass through.
            "preserve_insertion_order": "false",
            "enable_progress_bar": "false",
            # Nothing is fetched from anywhere.
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        for setting, value in settings.items():
            engine.execute(f"SET {setting} = {_literal(value)}")
        _limit(engine, memory)
        name = "the DataFrame" if isinstance(source, pd.DataFrame) else str(source)
        try:
            yield engine
        except duckdb.OutOfMemoryException as error:
            raise MemoryError(
                f"{name} does not fit: {_complaint(error)}; let the engine hold more in memory, "
                "such as '2GB', and leave room on the disk"
            ) from error
        except duckdb.Error as error:
            raise ValueError(
                f"{name} cannot be read: {_complaint(error)}; correct it, or save it again as "
                "CSV in UTF-8 or as Parquet"
            ) from error


def _limit(engine: duckdb.DuckDBPyConnection, memory: str | None) -> None:
    import duckdb  # noqa: PLC0415

    if memory is not None:
        try:
            engine.execute(f"SET memory_limit = {_literal(memory)}")
        except duckdb.Error as error:
            raise ValueError(
                f"memory is {memory!r}, which is no size; write one such as '2GB'"
            ) from error


def _complaint(error: Exception) -> str:
    """Return what DuckDB complains of, without its advice on options that are not offered."""
    complaint = re.split(r"\n+Possible", str(error))[0].replace("\n", ", ")
    file = re.search(r"^ +file = (.+)$", str(error), re.MULTILINE)
    return f"{complaint} ({file[1]})" if file else complaint


def _opened(
    engine: duckdb.DuckDBPyConnection, source: Source, columns: Mapping[str, Hashable]
) -> list[_File]:
    """Lay a view, ``file_0`` and so on, over each file, and one, ``firms``, over all."""
    if isinstance(source, pd.DataFrame):
        files = [_frame(engine, source, columns.values())]
    else:
        files = [_file(engine, path) for path in _paths(source)]
    for number, file in enumerate(files):
        view = _view(engine, file, columns)
        engine.execute(f"CREATE TEMP VIEW file_{number} AS {view}")
    every = " UNION ALL ".join(f"FROM file_{number}" for number in range(len(files)))
    engine.execute(f"CREATE TEMP VIEW firms AS {every}")
    return files


def _paths(source: str | Path) -> list[Path]:
    """Return the file, or those that a pattern stands for, in the order of their names."""
    if Path(source).is_file():
        return [Path(source)]
    found = sorted(glob.glob(str(source)))  # noqa: PTH207 - Path has no glob from any root
    files = [Path(name) for name in found if Path(name).is_file()]
    if not files:
        raise FileNotFoundError(f"there is no file {str(source)!r}; give the path of one")
    return files


def _frame(
    engine: duckdb.DuckDBPyConnection, frame: pd.DataFrame, asked: Collection[Hashable]
) -> _File:
    """Hand columns of a DataFrame to the engine: numbers as they are, all else as text."""
    columns = {}
    for at in [at for at, name in enumerate(frame.columns) if name in asked]:
        cells = frame.iloc[:, at]
        is_number = pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)
        columns[f"c{at}"] = cells if is_number else cells.astype("str")
    engine.register("frame", pd.DataFrame(columns))
    return _File("the DataFrame", list(frame.columns), "frame")


def _file(engine: duckdb.DuckDBPyConnection, path: Path) -> _File:
    name, pattern = str(path), _literal(glob.escape(str(path)))
    if name.lower().endswith(_PARQUET):
        names = engine.sql(f"FROM read_parquet({pattern})").columns
        calls = ", ".join(f"c{at}" for at in range(len(names)))
        return _File(name, list(names), f"read_parquet({pattern}) AS file ({calls})")
    if not name.lower().endswith(_CSV):
        raise ValueError(f"{name} is no CSV, TSV or Parquet file by its name; convert or rename it")
    head, delimiter = _head(path)
    # Nothing is guessed: neither types nor where the rows begin.
    types = ", ".join(f"c{at}: 'VARCHAR'" for at in range(len(head)))
    scan = (
        f"read_csv({pattern}, auto_detect = false, header = true, columns = {{{types}}}, "
        f"delim = {_literal(delimiter)}, quote = '\"', escape = '\"')"
    )
    return _File(name, list(head), scan, delimiter)


def _head(path: Path) -> tuple[list[str], str]:
    """Return the names of the columns of a CSV file, and what separates its cells."""
    try:
        with _text(path) as lines:
            first = lines.readline()
        delimiter = max(_DELIMITERS, key=first.count)
        with _text(path) as lines:
            names = next(csv.reader(lines, delimiter=delimiter), [])
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error, csv.Error) as error:
        raise ValueError(
            f"{path} cannot be read: {error}; save it again as CSV in UTF-8 or as Parquet"
        ) from error
    if not names:
        raise ValueError(f"{path} does not begin with a line of column names; write one")
    return names, delimiter


def _text(path: Path) -> IO[str]:
    read: Any = gzip.open if path.name.lower().endswith(".gz") else open
    file: IO[str] = read(path, "rt", encoding="utf-8-sig", newline="")
    return file


def _view(engine: duckdb.DuckDBPyConnection, file: _File, columns: Mapping[str, Hashable]) -> str:
    """Return the SQL of a file's rows: labels as text, the weight, and what is wrong."""
    cells = {part: f"c{_position(file, column)}" for part, column in columns.items()}
    weight = cells.pop("weight", "1")
    (kind,) = engine.sql(f"SELECT {weight} FROM {file.scan}").types  # noqa: S608 - ours
    stated = f"CAST({weight} AS VARCHAR)"
    number = weight if _NUMERIC.fullmatch(kind.id) else stated
    labels = "".join(f"CAST({cell} AS VARCHAR) AS {part}, " for part, cell in cells.items())
    unlabelled = "".join(
        f"WHEN {part} IS NULL OR trim({part}) = '' THEN '{part}' " for part in cells
    )
    return f"""
        SELECT *, CASE {unlabelled}
            WHEN weight IS NULL AND (stated IS NULL OR trim(stated) = '') THEN 'missing'
            WHEN weight IS NULL THEN 'text'
            WHEN isnan(weight) THEN 'missing'
            WHEN isinf(weight) THEN 'infinite'
            WHEN weight < 0 THEN 'negative' END AS fault
        FROM (SELECT {labels} TRY_CAST({number} AS DOUBLE) AS weight, {stated} AS stated
              FROM {file.scan})
        """  # noqa: S608 - columns are called c0, c1 and so on


def _position(file: _File, column: Hashable) -> int:
    """Return where a column is in a file."""
    times = file.names.count(column)
    if times == 1:
        return file.names.index(column)
    if times:
        raise ValueError(f"{file.name} has {times} columns called {column!r}; rename all but one")
    names = [str(name) for name in file.names]
    near = difflib.get_close_matches(str(column), names) or names
    raise ValueError(
        f"{file.name} has no column {column!r}; "
        f"{'it has' if near == names else 'did you mean'} {', '.join(map(repr, near))}"
    )


def _checked(
    engine: duckdb.DuckDBPyConnection, files: list[_File], columns: Mapping[str, Hashable]
) -> pd.DataFrame:
    """Return the number of plants and the largest weight by industry, if nothing is wrong."""
    found = engine.execute(
        """
        SELECT industry, count(*) AS plants, max(weight) AS largest, count(fault) AS faults
        FROM firms GROUP BY industry ORDER BY industry
        """
    ).fetchall()
    names = ", ".join(file.name for file in files)
    if not found:
        raise ValueError(f"{names} has no rows; give at least one")
    labels, plants, largest, faults = zip(*found, strict=True)
    if any(faults):
        _refuse_faulty(engine, files, columns, sum(faults))
    if "identifier" in columns:
        _refuse_repeated(engine, files, columns["identifier"])
    if not any(largest):
        raise ValueError(
            f"{names}: every {columns['weight']!r} is zero; give at least one above zero"
        )
    index = pd.Index(labels, name=columns["industry"])
    return pd.DataFrame({"plants": plants, "largest": largest}, index=index)


def _refuse_faulty(
    engine: duckdb.DuckDBPyConnection,
    files: list[_File],
    columns: Mapping[str, Hashable],
    count: int,
) -> NoReturn:
    """Refuse the first row in which something is wrong."""
    at, row, fault, stated = _first(engine, files, "fault, stated", "fault IS NOT NULL", 1)[0]
    message = _FAULTS[fault].format(stated=stated)
    column = columns.get(fault, columns.get("weight"))
    others = f" ({count} rows need correction in all)" if count > 1 else ""
    raise ValueError(f"{_place(files[at], row)}, column {column!r}: {message}{others}")


def _refuse_repeated(
    engine: duckdb.DuckDBPyConnection, files: list[_File], column: Hashable
) -> None:
    created = engine.execute(
        """
        CREATE TEMP TABLE repeated AS
        SELECT identifier FROM firms GROUP BY identifier HAVING count(*) > 1
        """
    )
    if created.fetchall() == [(0,)]:
        return
    ((_, _, identifier),) = _first(engine, files, "identifier", "identifier IN (FROM repeated)", 1)
    same = f"identifier = {_literal(identifier)}"
    (first, row, _), (second, other, _) = _first(engine, files, "identifier", same, 2)
    raise ValueError(
        f"{_place(files[second], other)}, column {column!r}: {identifier!r} stands already in "
        f"{_place(files[first], row)}; leave one of the two out, or correct it"
    )


def _first(
    engine: duckdb.DuckDBPyConnection, files: list[_File], cells: str, condition: str, rows: int
) -> list[tuple[Any, ...]]:
    """Return file, row and cells of the first rows that meet a condition, in their order."""
    # One thread numbers the rows as they come.
    engine.execute("SET threads = 1")
    engine.execute("SET preserve_insertion_order = true")
    numbered = " UNION ALL ".join(
        f"SELECT {at} AS file, row_number() OVER () AS row, * FROM file_{at}"  # noqa: S608 - ours
        for at in range(len(files))
    )
    query = f"SELECT file, row, {cells} FROM ({numbered}) WHERE {condition}"  # noqa: S608 - ours
    return engine.execute(f"{query} ORDER BY file, row LIMIT {rows}").fetchall()


def _place(file: _File, row: int) -> str:
    if not file.delimiter:
        return f"{file.name}, row {row}"
    with _text(Path(file.name)) as lines:
        reader = csv.reader(lines, delimiter=file.delimiter)
        # Empty lines are no rows, and a cell may hold line breaks: row 0 has the names.
        starts = (start for start, cells in _starts(reader) if cells)
        line = next(islice(starts, row, None))
    return f"{file.name}, row {row} (line {line})"


def _starts(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each row of a CSV file starts, and the row."""
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1


def _literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
