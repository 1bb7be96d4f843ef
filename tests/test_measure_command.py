"""The command measures files of firms, says by which convention, and refuses in words."""

import csv
import io
import json
import math
import re
import shlex
import subprocess
import sys
from typing import Any

import duckdb
import pandas as pd
import pytest

from industrial_clusters import command_line
from industrial_clusters.command_line import measure
from industrial_clusters.command_line.measures import MEASURES
from industrial_clusters.statistics import agglomeration, concentration, specialization
from industrial_clusters.statistics.aggregation import industry_structure

FIRMS = pd.DataFrame(
    {
        "county": ["0110", "0110", "0110", "0120", "0120", "0120", "0130", "0130", "0120"],
        "sic": ["331", "331", "520", "331", "520", "520", "520", "0900", "0900"],
        "employees": [12, 30, 5, 8, 40.5, 11, 2, 7, 9],
        "firm": list("abcdefghi"),
    }
)
STRUCTURE = industry_structure(FIRMS, "county", "sic", "employees")
COLUMNS = "--region county --industry sic --weight employees"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with the firms in several formats."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    FIRMS.to_csv("firms.csv", index=False)
    FIRMS[::-1].to_csv("reversed.csv", index=False)
    STRUCTURE.table.to_csv("table.csv")
    STRUCTURE.table.to_csv("table.tsv", sep="\t")
    with duckdb.connect() as engine:
        engine.register("firms", FIRMS)
        engine.execute("COPY firms TO 'firms.parquet'")
    return tmp_path


@pytest.fixture
def run(capsys, folder):  # noqa: ARG001 - where the files are
    """Run the command as a shell line; return status, output and messages."""

    def call(line):
        status: object
        try:
            status = command_line.main(["measure", *shlex.split(line)])
        except SystemExit as stopped:
            status = stopped.code
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return status, captured.out, captured.err

    return call


def printed(run, line):
    status, out, err = run(line)
    assert (status, err) == (0, "")
    return out


def measured(run, line):
    """What the command prints as JSON: rows as tuples, and the convention."""
    answer = json.loads(printed(run, f"{line} --format json"))
    assert answer["measure"] == line.split()[0]
    return [tuple(row.values()) for row in answer["rows"]], answer["convention"]


def cells(table):
    return [
        (row, column, value) for row, line in table.iterrows() for column, value in line.items()
    ]


def items(series):
    return [(label, float(value)) for label, value in series.items()]


def test_the_table_of_firms(run):
    rows, convention = measured(run, f"table firms.parquet {COLUMNS}")
    assert rows == cells(STRUCTURE.table)
    assert rows[:3] == [("0110", "0900", 0), ("0110", "331", 42), ("0110", "520", 5)]
    assert convention == "sum of employees"
    rows, convention = measured(run, "table firms.csv --region county --industry sic")
    assert rows[:3] == [("0110", "0900", 0), ("0110", "331", 2), ("0110", "520", 1)]
    assert convention == "number of firms"


def test_plants_by_industry(run):
    rows, convention = measured(run, f"plants firms.csv {COLUMNS}")
    assert [row[:2] for row in rows] == [("0900", 2), ("331", 3), ("520", 4)]
    assert [row[2] for row in rows] == STRUCTURE.herfindahl.tolist()
    assert convention == (
        "number of plants, and the sum of the squared shares of plants in their industry"
    )


@pytest.mark.parametrize(
    ("options", "conventions"),
    [
        ("", {}),
        ("--reference rest", {"reference": "rest"}),
        ("--form symmetric", {"form": "symmetric"}),
    ],
)
def test_location_quotients(run, options, conventions):
    rows, convention = measured(run, f"lq firms.csv {COLUMNS} {options}")
    expected = specialization.location_quotients(STRUCTURE.table, **conventions)
    assert rows == cells(expected.exact)
    assert convention == expected.convention


SERIES: dict[str, Any] = {
    "krugman": (specialization.krugman_specialization, ["reference rest", "reference average"]),
    "diversity": (specialization.relative_diversity, ["reference rest", "reference average"]),
    "gini": (specialization.locational_gini, ["regions unweighted"]),
}


@pytest.mark.parametrize(
    ("name", "option"),
    [(name, option) for name, (_, told) in SERIES.items() for option in ["", *told]],
)
def test_indices_of_regions_or_industries(run, name, option):
    function, _ = SERIES[name]
    rows, convention = measured(run, f"{name} firms.csv {COLUMNS} {option and '--' + option}")
    expected = function(STRUCTURE.table, **dict([option.split()] if option else []))
    assert rows == items(expected.exact)
    assert convention == expected.convention


@pytest.mark.parametrize("name", ["krugman", "gini"])
def test_half_of_an_index(run, name):
    whole, _ = measured(run, f"{name} firms.csv {COLUMNS}")
    half, convention = measured(run, f"{name} firms.csv {COLUMNS} --halved")
    assert [value for _, value in half] == pytest.approx([value / 2 for _, value in whole])
    assert convention == SERIES[name][0](STRUCTURE.table, halved=True).convention


@pytest.mark.parametrize(
    ("name", "function", "options", "conventions"),
    [
        ("hhi", "herfindahl", "", {}),
        ("hhi", "herfindahl", "--form effective-number", {"form": "effective number"}),
        (
            "entropy",
            "entropy",
            "--form relative --zeros dropped",
            {"form": "relative", "zeros": "dropped"},
        ),
        ("theil", "theil", "", {}),
        ("theil", "theil", "--index T --zeros dropped", {"zeros": "dropped"}),
    ],
)
@pytest.mark.parametrize("over", ["regions", "industries"])
def test_concentration_over_regions_or_industries(run, name, function, options, conventions, over):
    rows, convention = measured(run, f"{name} firms.csv {COLUMNS} {options} --over {over}")
    table = STRUCTURE.table if over == "regions" else STRUCTURE.table.T
    index = getattr(concentration, function)
    assert rows == [(label, float(index(sizes, **conventions))) for label, sizes in table.items()]
    label = {"regions": "industry", "industries": "region"}[over]
    told = index(table.iloc[:, 0], **conventions).convention
    assert convention == f"{told}, of the {over} in each {label}"


def test_concentration_is_over_regions_unless_told(run):
    assert measured(run, f"hhi firms.csv {COLUMNS}") == measured(
        run, f"hhi firms.csv {COLUMNS} --over regions"
    )


@pytest.mark.parametrize("reference", ["whole", "rest"])
@pytest.mark.parametrize("name", ["ellison-glaeser", "maurel-sedillot"])
def test_agglomeration_takes_the_plants_into_account(run, name, reference):
    rows, convention = measured(run, f"{name} firms.csv {COLUMNS} --reference {reference}")
    # The functions' own reading of plants, apart from that of the engine.
    expected = getattr(agglomeration, name.replace("-", "_"))(
        FIRMS, size="employees", region="county", industry="sic", reference=reference
    )
    plants = expected.exact.sort_index()
    assert [row[0] for row in rows] == plants.index.tolist()
    for at, column in enumerate(["G", "H", "gamma"], start=1):
        assert [row[at] for row in rows] == pytest.approx(plants[column].tolist(), abs=1e-12)
    assert [row[4] for row in rows] == plants["plants"].tolist()
    assert ("other industries" in convention) is (reference == "rest")


def test_an_industry_of_one_plant(run):
    line = "ellison-glaeser firms.csv --region county --industry firm"
    status, _, err = run(line)
    assert status == 2
    assert "ask for --one-plant missing" in err
    rows, convention = measured(run, f"{line} --one-plant missing")
    assert [row[3] for row in rows] == [None] * 9
    assert "missing for industries of one plant" in convention
    assert "missing" in printed(run, f"{line} --one-plant missing").splitlines()[-1]
    assert printed(run, f"{line} --one-plant missing --format csv").splitlines()[1].count(",,") == 1


def test_coagglomeration_of_a_group_and_of_pairs(run):
    rows, convention = measured(
        run, f"coagglomeration firms.csv {COLUMNS} --group 331 --group 520 --reference rest"
    )
    expected = agglomeration.coagglomeration(
        STRUCTURE.table, group=["331", "520"], reference="rest"
    )
    assert rows == [(float(expected),)]
    assert convention == expected.convention
    assert measured(run, f"coagglomeration firms.csv {COLUMNS}")[0] == [
        (float(agglomeration.coagglomeration(STRUCTURE.table)),)
    ]
    rows, convention = measured(run, f"coagglomeration firms.csv {COLUMNS} --pairs")
    pairs = agglomeration.pairwise_coagglomeration(STRUCTURE.table)
    assert rows == [
        (first, second, pairs.exact.loc[first, second])
        for first, second in [("0900", "331"), ("0900", "520"), ("331", "520")]
    ]
    assert convention == pairs.convention


@pytest.mark.parametrize("name", MEASURES)
def test_every_format_holds_the_same(run, name):
    line = f"{name} firms.csv {COLUMNS}"
    rows, convention = measured(run, line)
    answer = json.loads(printed(run, f"{line} --format json"))
    table = list(csv.DictReader(io.StringIO(printed(run, f"{line} --format csv"))))
    assert {row.pop("convention") for row in table} == {convention}
    assert [list(row) for row in table] == [list(row) for row in answer["rows"]]
    assert [tuple(row.values()) for row in table] == [tuple(map(str, row)) for row in rows]
    assert printed(run, f"{line} --format parquet --out rows.parquet") == ""
    assert duckdb.execute("FROM 'rows.parquet'").fetchall() == [(*row, convention) for row in rows]
    text = printed(run, line).splitlines()
    assert text[0] == f"{name}: {convention}"
    assert text[2].split() == list(answer["rows"][0])
    # Six digits are for the eye.
    shown = [f"{cell:.6g}" if isinstance(cell, float) else str(cell) for cell in rows[-1]]
    assert text[-1].split() == shown


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_a_file_holds_what_the_screen_would(run, folder, form):
    line = f"lq firms.csv {COLUMNS} --format {form}"
    printed(run, f"{line} --out out")
    assert (folder / "out").read_text(encoding="utf-8") == printed(run, line)


def test_order_and_format_of_the_firms_change_no_byte(run, folder):
    line = f"ellison-glaeser {{}} {COLUMNS} --format csv"
    outputs = {printed(run, line.format(f"firms{kind}")) for kind in (".csv", ".parquet")}
    assert outputs == {printed(run, line.format("reversed.csv"))}
    for name in ("firms", "reversed"):
        printed(run, f"lq {name}.csv {COLUMNS} --format parquet --out {name}.out")
    assert (folder / "firms.out").read_bytes() == (folder / "reversed.out").read_bytes()


def test_infinite_numbers_are_words_in_json(run):
    line = f"lq firms.csv {COLUMNS} --form log"
    rows, _ = measured(run, line)
    assert rows[0] == ("0110", "0900", "-inf")
    assert float(rows[0][2]) == -math.inf
    assert printed(run, f"{line} --format csv").splitlines()[1].startswith("0110,0900,-inf,")


@pytest.mark.parametrize("file", ["table.csv", "table.tsv"])
def test_a_table_can_be_given_instead_of_firms(run, file):
    assert measured(run, f"lq {file} --table") == measured(run, f"lq firms.csv {COLUMNS}")


def test_a_table_printed_can_be_read_again(run):
    printed(run, f"table firms.csv {COLUMNS} --format csv --out cells.csv")
    again = measured(run, "lq cells.csv --region region --industry industry --weight value")
    assert again == measured(run, f"lq firms.csv {COLUMNS}")


def test_a_pattern_stands_for_several_files(run):
    FIRMS[:4].to_csv("part-1.csv", index=False)
    FIRMS[4:].to_csv("part-2.csv", index=False)
    expected = measured(run, f"lq firms.csv {COLUMNS}")
    assert measured(run, f"lq 'part-*.csv' {COLUMNS} --id firm --memory 100MB") == expected


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"location-quotient firms.csv {COLUMNS}", ["no measure", "did you mean lq?"]),
        (f"ellison firms.csv {COLUMNS}", ["did you mean ellison-glaeser"]),
        (f"HHI firms.csv {COLUMNS}", ["no measure is called 'HHI'; did you mean hhi"]),
        (f"xyz firms.csv {COLUMNS}", ["'xyz'; there are table, plants, lq, krugman"]),
        ("lq firms.csv --region county", ["--industry COL is missing", "or give --table if"]),
        ("lq firms.csv", ["--region COL and --industry COL is missing"]),
        ("lq firms.csv --region county --industry six", ["no column 'six'; did you mean 'sic'"]),
        (f"lq firms.csv {COLUMNS} --id county", ["row 2 (line 3)", "'0110' stands already in"]),
        (f"lq firms.csv {COLUMNS} --memory lots", ["memory is 'lots'"]),
        (f"lq firms.csv {COLUMNS} --memory 1MB", ["does not fit", "let the engine hold more"]),
        (
            "lq firms.csv --region county --industry sic --weight firm",
            ["the weight is 'a'", "row 1"],
        ),
        (f"lq none.csv {COLUMNS}", ["there is no file 'none.csv'"]),
        (
            f"lq firms.csv {COLUMNS} --zeros kept",
            ["lq has no --zeros; it has --reference whole|rest"],
        ),
        (f"table firms.csv {COLUMNS} --halved", ["table has no --halved; it has no conventions"]),
        (
            f"lq firms.csv {COLUMNS} --reference me",
            ["reference is 'me'; choose one of 'whole', 'rest'"],
        ),
        (f"theil firms.csv {COLUMNS} --index L", ["--zeros dropped"]),
        (f"hhi firms.csv {COLUMNS} --form best", ["form", "'best'", "normalised"]),
        (
            f"hhi firms.csv {COLUMNS} --over firms",
            ["over is 'firms'; choose one of 'regions', 'indus"],
        ),
        (f"coagglomeration firms.csv {COLUMNS} --group 331", ["fewer than two industries"]),
        (
            f"coagglomeration firms.csv {COLUMNS} --pairs --group 331",
            ["leave --group out, or --pai"],
        ),
        ("lq table.csv --table --region county", ["leave --region out"]),
        ("lq table.csv --table --weight a --id b", ["leave --weight and --id out"]),
        ("table table.csv --table", ["table.csv is said to be the table already"]),
        ("plants table.csv --table", ["does not tell what plants needs", "give a file of plants"]),
        ("ellison-glaeser table.csv --table", ["what ellison-glaeser needs to know"]),
        (
            "lq firms.csv --table",
            ["firms.csv, row 1: region '0110', industry 'firm' has 'a', which"],
        ),
        ("lq none.csv --table", ["none.csv"]),
        (f"lq firms.csv {COLUMNS} --format parquet", ["--out FILE"]),
        (f"lq firms.csv {COLUMNS} --format parquet --out no/such", ["no/such cannot be written"]),
        (f"lq firms.csv {COLUMNS} --format yaml", ["invalid choice: 'yaml'"]),
        (f"lq firms.csv {COLUMNS} --out no/such/file", ["no/such/file"]),
    ],
)
def test_a_mistake_is_status_2_and_a_message_that_helps(run, line, words):
    status, out, err = run(line)
    assert (status, out) == (2, "")
    for word in words:
        assert word in err


def test_a_place_without_firms_is_named(run):
    FIRMS.assign(employees=[0, 0, 0, 8, 40, 11, 2, 7, 9]).to_csv("firms.csv", index=False)
    for name in ("lq", "hhi"):
        status, _, err = run(
            f"{name} firms.csv {COLUMNS} {'--over industries' if name == 'hhi' else ''}"
        )
        assert status == 2
        assert "region '0110'" in err


@pytest.mark.parametrize(
    ("cells_of", "complaint"),
    [
        ("x,a,a\nr,1,2", "industry 'a' occurs 2 times"),
        ("x,a,b\nr,1,2\nr,3,4", "region 'r' occurs 2 times"),
        ("x,a,b\nr,1,\n", "row 1: region 'r', industry 'b' has '', which is no number"),
        ("x,a,b\nr,1,2\ns,1,-2", "region 's', industry 'b': the value is -2"),
        ("", "No columns"),
    ],
)
def test_a_table_that_is_none_is_refused(run, folder, cells_of, complaint):
    (folder / "table.csv").write_text(cells_of, encoding="utf-8")
    status, _, err = run("lq table.csv --table")
    assert status == 2
    assert complaint in err


OFFERED = [
    (name, option, names)
    for name, kind in MEASURES.items()
    for option, names in kind.conventions.items()
    if "|" in names and "," not in names
]


@pytest.mark.parametrize(("name", "option", "names"), OFFERED)
def test_the_names_of_the_help_are_those_that_there_are(run, name, option, names):
    # Theil's L is infinite where a region has no firm.
    line = f"{name} firms.csv {COLUMNS}{' --zeros dropped' if option == 'index' else ''}"
    default, *others = names.split("|")
    assert measured(run, f"{line} --{option} {default}") == measured(run, line)
    for other in others:
        printed(run, f"{line} --{option} {other}")
    _, _, err = run(f"{line} --{option} none-such")
    known = re.findall(r"'([^']+)'", err.partition("none")[2].partition("'")[2])
    assert [word.replace(" ", "-") for word in known] == [default, *others]


def test_the_examples_of_the_help_run(run, folder):
    _, out, _ = run("--help")
    examples = re.findall(
        r"^ +industrial-clusters measure (.*)$", out.replace("\\\n", ""), re.MULTILINE
    )
    assert len(examples) == 3
    for example in examples:
        printed(run, example)
    assert (folder / "lq.csv").exists()


def test_help_names_every_measure_and_option(run):
    _, out, _ = run("--help")
    for name, kind in MEASURES.items():
        assert re.search(rf"^  {name} +{re.escape(kind.title)}$", out, re.MULTILINE)
    for option in measure._CONVENTIONS:
        assert f"  --{option}" in out
        assert any(option in kind.conventions for kind in MEASURES.values())


def test_help_does_not_wait_for_the_package():
    script = (
        "import sys; from industrial_clusters import command_line\n"
        "try: command_line.main(['measure', '--help'])\n"
        "except SystemExit: print(sorted(m for m in sys.modules if '.' not in m))"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    loaded = finished.stdout.decode().splitlines()[-1]
    assert "argparse" in loaded
    assert not {"pandas", "numpy", "duckdb", "scipy", "numba"} & set(re.findall(r"'(\w+)'", loaded))
