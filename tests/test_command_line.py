"""The command prints the evidence, and tells a stranger what went wrong."""

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
import unicodedata
from importlib.metadata import entry_points

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from industrial_clusters import command_line, evidence
from industrial_clusters.evidence import formats, readable

OBSERVATIONS = formats.rows("observations")


@pytest.fixture
def run(capsys):
    """Run the command as a shell line; return status, output and messages."""

    def call(line):
        status: object
        try:
            status = command_line.main(shlex.split(line))
        except SystemExit as stopped:
            status = stopped.code
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return status, captured.out, captured.err

    return call


def printed(run, line):
    """What a command prints that succeeds and has nothing to remark."""
    status, out, err = run(line)
    assert (status, err) == (0, "")
    return out


def where(**cells):
    return [row for row in OBSERVATIONS if cells.items() <= row.items()]


def test_the_package_installs_the_command():
    (command,) = entry_points(group="console_scripts", name=command_line.PROGRAM)
    assert command.load() is command_line.main


def test_csv_is_the_rows_of_the_data_with_all_their_columns(run):
    out = printed(run, "evidence --case yongkang --series firms --format csv")
    assert list(csv.DictReader(io.StringIO(out))) == where(case="yongkang", series="firms") != []


@pytest.mark.parametrize("name", evidence.table_names())
def test_csv_of_a_table_is_the_table(run, name):
    _, out, _ = run(f"evidence --table {name} --format csv")
    with (evidence.data_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(io.StringIO(out))) == list(csv.reader(file))


def test_json_and_parquet_are_the_same_rows(run, tmp_path):
    out = printed(run, "evidence --case zhejiang --series clusters --format json")
    file = tmp_path / "rows.parquet"
    chosen = f"evidence --case zhejiang --series clusters --format parquet --out {file}"
    assert printed(run, chosen) == ""
    assert json.loads(out) == pq.read_table(file).to_pylist()
    assert [row["id"] for row in json.loads(out)] == [
        row["id"] for row in where(case="zhejiang", series="clusters")
    ]


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_a_file_holds_what_the_screen_would(run, tmp_path, form):
    line = f"evidence --case yongkang --format {form}"
    printed(run, f"{line} --out {tmp_path / 'rows'}")
    assert (tmp_path / "rows").read_text(encoding="utf-8") == printed(run, line)


def test_text_says_number_period_source_and_locator(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    (row,) = where(id="yongkang-firms-2006")
    out = printed(run, "evidence --case yongkang --series firms")
    words = [re.split(r"  +", line) for line in out.splitlines()]
    stated = f"Lu and Ganne 2016, {row['locator']}"
    assert ["Yongkang", "more than 15,000 firms", "2006", stated] in [w[:1] + w[2:] for w in words]


@pytest.mark.parametrize("name", evidence.table_names())
def test_every_table_can_be_read_as_text(run, name):
    status, out, err = run(f"evidence --table {name}")
    assert status == 0
    assert bool(out) is (len(evidence.table(name)) > 0)
    assert bool(err) is not bool(out)


def test_options_narrow_each_other(run):
    sources = {row["source"] for row in where(case="zhejiang")}
    assert len(sources) > 1
    for source in sources:
        out = printed(run, f"evidence --case zhejiang --source {source} --format csv")
        rows = list(csv.DictReader(io.StringIO(out)))
        assert rows == where(case="zhejiang", source=source) != []


def test_histories_are_of_the_case_of_their_actor(run):
    out = printed(run, "evidence --table trajectories --case mantang --format json")
    of_mantang = {row["id"] for row in formats.rows("actors") if row["case"] == "mantang"}
    assert {row["actor"] for row in json.loads(out)} <= of_mantang != set()


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_no_rows_are_said_so_and_no_error(run, form):
    # Zhejiang is no case of Zhang's document.
    status, out, err = run(f"evidence --case zhejiang --source zhang2014 --format {form}")
    assert status == 0
    assert "no row of observations" in err
    assert out in {"", ",".join(OBSERVATIONS[0]) + "\n", "[]\n"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--case yongkan", ["no case is called 'yongkan'", "yongkang: Yongkang"]),
        ("--case 永康市", ["no case", "yongkang: Yongkang"]),
        ("--case 'Pearl River Delta'", ["no case", "pearl-river-delta: Pearl River Delta"]),
        ("--series frims", ["no series is called 'frims'", "  firms: "]),
        ("--series 'number of clusters'", ["no series", "  clusters: Industrial clusters"]),
        ("--source lugane2016", ["no source is called 'lugane2016'", "luganne2016: "]),
        ("--source Ganne", ["no source", "luganne2016: "]),
        ("--table tie", ["no table is called 'tie'", "  ties: "]),
        ("--case zzzzz", ["no case is called 'zzzzz', nor anything like it", "--list cases"]),
        ("--list series --case yongkan", ["no case is called 'yongkan'", "yongkang: "]),
        (
            "--case yongkang --series clusters",
            ["but of zhejiang", "yongkang has:", "--list series"],
        ),
        ("--table units --case yongkang", ["the rows of units have no case", "leave --case out"]),
        ("--table ties --series firms", ["the rows of ties have no series"]),
        ("--format parquet", ["--out FILE"]),
        ("--format yaml", ["invalid choice: 'yaml'", "csv"]),
        ("--list things", ["invalid choice: 'things'", "cases"]),
        ("--list cases --format csv", ["--list prints text", "--table cases"]),
        ("--out no/such/folder/file", ["no/such/folder/file"]),
    ],
)
def test_a_mistake_is_status_2_and_a_message_that_helps(run, line, words):
    status, out, err = run(f"evidence {line}")
    assert (status, out) == (2, "")
    for word in words:
        assert word in err


def test_titles_count_as_names_and_the_nearest_comes_first():
    known = {
        "multiple": ["Growth of the number of firms"],
        "members": ["People in the network"],
        "staff": ["Members of the office"],
        "land": ["Built area"],
    }
    near = command_line.evidence._near("number of members", known)
    assert re.findall(r"^  (\w+): ", near, re.MULTILINE) == ["members", "staff"]


def test_a_series_of_elsewhere_names_series_that_the_case_has(run):
    _, _, err = run("evidence --case yongkang --series clusters")
    proposed = re.findall(r"^  ([\w-]+): ", err, re.MULTILINE)
    assert proposed
    assert all(where(case="yongkang", series=name) for name in proposed)


def test_missing_pyarrow_is_told(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    status, _, err = run(f"evidence --format parquet --out {tmp_path / 'rows.parquet'}")
    assert status == 2
    assert "pip install pyarrow" in err
    assert not (tmp_path / "rows.parquet").exists()


def first_words(out):
    return {line.split(" ")[0] for line in out.splitlines()[2:] if line[0] != " "}


def test_lists_name_every_id(run):
    assert first_words(printed(run, "evidence --list tables")) == set(evidence.table_names())
    for name in ("cases", "sources"):
        listed = first_words(printed(run, f"evidence --list {name}"))
        assert listed == {row["id"] for row in formats.rows(name)}


def test_a_list_of_tables_counts_their_rows(run):
    out = printed(run, "evidence --list tables")
    assert re.search(rf"^observations +{len(OBSERVATIONS)} ", out, re.MULTILINE)


def test_a_list_is_of_the_rows_that_the_options_choose(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    listed = first_words(printed(run, "evidence --list series --case mantang"))
    assert listed == {row["series"] for row in where(case="mantang")}
    listed = first_words(printed(run, "evidence --list cases --series clusters"))
    assert listed == {row["case"] for row in where(series="clusters")}
    listed = first_words(printed(run, "evidence --list sources --table glossary"))
    assert listed == {row["source"] for row in formats.rows("glossary")}


def test_the_examples_of_the_help_run(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, out, _ = run("evidence --help")
    examples = re.findall(r"^ +industrial-clusters (evidence .*)$", out, re.MULTILINE)
    assert len(examples) == 5
    for example in examples:
        printed(run, example)
    assert (tmp_path / "members.csv").exists()


def test_help_names_every_option(run):
    _, out, _ = run("evidence --help")
    for option in ("--case", "--series", "--source", "--table", "--format", "--out", "--list"):
        assert f"  {option} " in out


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as stopped:
        command_line.main(["--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    for command in (command_line.evidence, command_line.measure, command_line.simulate):
        assert re.search(rf"^    {command.NAME} +{command.HELP}$", out, re.MULTILINE)


def process(*arguments, **options):
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_help_does_not_wait_for_the_package():
    script = (
        "import sys; from industrial_clusters import command_line\n"
        "try: command_line.main(['evidence', '--help'])\n"
        "except SystemExit: print(sorted(m for m in sys.modules if '.' not in m))"
    )
    loaded = process("-c", script).stdout.splitlines()[-1]
    assert "argparse" in loaded
    assert not {"pandas", "numpy", "networkx"} & set(re.findall(r"'(\w+)'", loaded))


def test_rows_do_not_wait_for_what_they_do_not_need():
    script = (
        "import sys; from industrial_clusters import command_line\n"
        "command_line.main(['evidence', '--case', 'yongkang'])\n"
        "print(sorted(m for m in sys.modules if '.' not in m))"
    )
    loaded = process("-c", script).stdout.splitlines()[-1]
    assert "pandas" in loaded
    heavy = {"networkx", "scipy", "altair", "frictionless", "sphinx"}
    assert not heavy & set(re.findall(r"'(\w+)'", loaded))


def test_a_reader_who_has_enough_is_no_error():
    command = [sys.executable, "-m", "industrial_clusters.command_line", "evidence"]
    with subprocess.Popen(
        [*command, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == command_line.UNREAD


def test_output_is_utf_8_wherever_it_goes():
    finished = subprocess.run(
        [sys.executable, "-m", "industrial_clusters.command_line", "evidence", "--list", "cases"],
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
    )
    assert "永康" in finished.stdout.decode("utf-8")


def test_a_folder_without_data_is_told(run, monkeypatch, tmp_path):
    monkeypatch.setenv("INDUSTRIAL_CLUSTERS_DATA", str(tmp_path))
    status, _, err = run("evidence --list cases")
    assert status == 2
    assert "holds no datapackage.json" in err


def columns_of(line):
    """The terminal's columns that a line takes, a Chinese character two."""
    return sum(1 + (unicodedata.east_asian_width(character) == "W") for character in line)


@pytest.mark.parametrize("width", [60, 100, 300])
def test_text_keeps_to_the_width_and_loses_nothing(width):
    chinese = "珠江三角洲" * 8
    rows = [["delta", "永康", "many " * 30], ["yongkang", chinese, "Metal goods"]]
    out = readable.aligned(["id", "name", "note"], rows, width)
    assert max(map(columns_of, out.splitlines())) <= width
    assert out.count("many") == 30
    assert [out.count(character) for character in "珠江三角洲永"] == [8, 8, 8, 8, 8, 1]


def test_columns_stay_aligned_beside_chinese_names():
    out = readable.aligned(["a", "b"], [["永康", "x"], ["ab", "x"]], 80)
    assert [columns_of(line.partition("x")[0]) for line in out.splitlines()[2:]] == [6, 6]


def test_empty_columns_are_left_out():
    assert readable.aligned(["a", "b"], [["1", ""], ["2", ""]], 80) == "a\n-\n1\n2\n"


def test_what_text_shows_of_a_table_is_there():
    for name, shown in readable._SHOWN.items():
        columns = {column["name"] for column in evidence.columns(name)}
        assert set(shown) <= columns | set(readable._WORDED)


def test_a_table_of_another_cluster_is_shown_whole(monkeypatch):
    monkeypatch.delitem(readable._SHOWN, "units")
    text = readable.as_text("units", formats.rows("units"), 200)
    assert text.split()[:4] == ["id", "singular", "plural", "kind"]
