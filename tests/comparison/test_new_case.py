"""The command that begins a case: what it writes is valid, whole, and refuses to overwrite."""

import csv
import shlex
import shutil

import pytest

from industrial_clusters import command_line, evidence
from industrial_clusters.command_line import new_case
from industrial_clusters.comparison import one_case
from industrial_clusters.comparison.one_case import EXAMPLE
from industrial_clusters.evidence.validation import faults

from . import chapters

TEMPLATE = new_case._template()
TEMPLATES = sorted(path.stem for path in TEMPLATE.glob("*.csv"))
# What nobody has read again has no second reading.
TABLES = [table for table in TEMPLATES if table != "readings"]


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run the command as a shell line in an empty folder; return status, output and messages."""
    monkeypatch.chdir(tmp_path)

    def call(line):
        status = command_line.main(["new-case", *shlex.split(line)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def begun(run, line):
    status, out, err = run(line)
    assert (status, err) == (0, "")
    return out


def rows(folder, table):
    with (folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def added(folder, table):
    return rows(folder, table)[len(evidence.table(table)) :]


def test_the_template_has_rows_for_every_table_but_the_shared_conditions():
    assert set(TEMPLATES) == set(evidence.table_names()) - {"conditions"}


@pytest.mark.parametrize("table", TEMPLATES)
def test_a_file_of_the_template_has_columns_of_its_table_and_marked_rows(table):
    with (TEMPLATE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        given = list(reader)
    # A column that the schema gains later is empty in the rows that the command writes.
    known = [column["name"] for column in evidence.columns(table)]
    assert [name for name in known if name in (reader.fieldnames or [])] == reader.fieldnames
    assert given
    assert all(any(cell.startswith(EXAMPLE) for cell in row.values()) for row in given)


def test_what_it_writes_is_valid_and_names_the_case(run, tmp_path):
    out = begun(run, "lamp-town --name 'Lamp Town' --source test2021 --out mine")
    folder = tmp_path / "mine"
    assert [str(fault) for fault in faults(folder / "data")] == []
    assert added(folder, "cases")[0]["name"] == "Lamp Town"
    assert added(folder, "readings") == []
    assert {row["source"] for row in added(folder, "observations")} == {"test2021"}
    number = sum(len(added(folder, table)) for table in TABLES)
    assert out.startswith(f"{number} example rows in {len(TABLES)} tables of mine/data, and mine")
    left = [(folder / "data" / f"{table}.csv").read_text(encoding="utf-8") for table in TABLES]
    chapter = (folder / "book" / "cases" / "lamp-town.md").read_text(encoding="utf-8")
    assert "@" not in "".join(chapter.split("% ")[:1])
    assert not any(mark in text for text in left for mark in ("@case@", "@name@", "@condition@"))
    assert chapter.count('"lamp-town"') == 1


def test_it_is_coded_by_every_condition_as_unknown(run, tmp_path):
    begun(run, "lamp-town --name Lamp --source test2021 --out mine")
    codings = added(tmp_path / "mine", "codings")
    assert [row["condition"] for row in codings] == list(evidence.table("conditions").index)
    assert {(row["low"], row["high"]) for row in codings} == {("0", "1")}


def test_a_second_case_joins_the_first(run, tmp_path):
    begun(run, "lamp-town --name Lamp --source test2021 --out mine")
    begun(run, "hat-town --name Hats --source test2022 --out mine")
    assert [row["id"] for row in added(tmp_path / "mine", "cases")] == ["lamp-town", "hat-town"]
    assert faults(tmp_path / "mine" / "data") == []


def test_in_a_clone_rows_join_its_data(run, tmp_path):
    shutil.copytree(evidence.data_folder(), tmp_path / "data")
    begun(run, "lamp-town --name Lamp --source test2021 --out .")
    assert len(added(tmp_path, "cases")) == 1
    assert (tmp_path / "book" / "cases" / "lamp-town.md").exists()


def test_a_name_is_written_as_it_is(run, tmp_path):
    begun(run, """lamp-town --name 'Lamp, "@case@"' --source test2021 --out mine""")
    assert added(tmp_path / "mine", "cases")[0]["name"] == 'Lamp, "@case@"'
    assert faults(tmp_path / "mine" / "data") == []


def test_a_file_without_a_last_line_end_loses_no_row(run, tmp_path):
    shutil.copytree(evidence.data_folder(), tmp_path / "data")
    events = tmp_path / "data" / "events.csv"
    events.write_bytes(events.read_bytes().rstrip(b"\n"))
    begun(run, "lamp-town --name Lamp --source test2021 --out .")
    assert {row["case"] for row in added(tmp_path, "events")} == {"lamp-town"}
    assert faults(tmp_path / "data") == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("yongkang --name Other --source test2021", ["'yongkang'", "Yongkang", "another id"]),
        ("shenzhen --name Other --source test2021", ["'shenzhen'", "role studied"]),
        ("lamp-town --name Lamp --source zhang2014", ["'zhang2014'", "zhang2014b"]),
        ("lamp-town --name yongkang --source test2021", ["'yongkang'", "place yongkang already"]),
        ("lamp-town --name 'Xixia City' --source test2021", ["'Xixia City'", "xixia"]),
        ("Lamp_Town --name Lamp --source test2021", ["'Lamp_Town'", "such as lamp-town"]),
        ("lamp-town --name Lamp --source 'Test 2021'", ["'Test 2021'", "test-2021"]),
        ("灯 --name Lamp --source test2021", ["'灯'", "letters and digits"]),
        ("lamp-town --name ' ' --source test2021", ["--name"]),
        # The example's own ids may be taken where the case's is not.
        ("junpu-development --name Lamp --source test2021", []),
    ],
)
def test_what_is_taken_or_malformed_is_refused_with_a_remedy(run, tmp_path, line, said):
    status, _, err = run(f"{line} --out mine")
    if not said:
        assert status == 0
        return
    assert status == command_line.REFUSED
    assert all(words in err for words in said)
    assert not (tmp_path / "mine").exists()


def test_ids_of_example_rows_that_are_taken_are_refused(run, tmp_path):
    begun(run, "lamp-town --name Lamp --source test2021 --out mine")
    cases = tmp_path / "mine" / "data" / "cases.csv"
    cases.write_text(
        cases.read_text("utf-8").replace("\nlamp-town,Lamp,", "\nother,Other,"), "utf-8"
    )
    (tmp_path / "mine" / "book" / "cases" / "lamp-town.md").unlink()
    before = {path: path.read_bytes() for path in (tmp_path / "mine").rglob("*.csv")}
    status, _, err = run("lamp-town --name Lamp --source test2022 --out mine")
    assert (status, "has 'lamp-town-" in err) == (command_line.REFUSED, True)
    assert before == {path: path.read_bytes() for path in (tmp_path / "mine").rglob("*.csv")}


def test_what_is_in_the_way_stays(run, tmp_path):
    (tmp_path / "file").write_text("mine")
    status, _, err = run("lamp-town --name Lamp --source test2021 --out file")
    assert (status, "file is no data package" in err) == (command_line.REFUSED, True)
    (tmp_path / "mine" / "data").mkdir(parents=True)
    status, _, err = run("lamp-town --name Lamp --source test2021 --out mine")
    assert (status, "no data package" in err) == (command_line.REFUSED, True)
    chapter = tmp_path / "own" / "book" / "cases" / "lamp-town.md"
    chapter.parent.mkdir(parents=True)
    chapter.write_text("mine")
    status, _, err = run("lamp-town --name Lamp --source test2021 --out own")
    assert (status, "exists" in err) == (command_line.REFUSED, True)
    assert chapter.read_text() == "mine"
    assert not (tmp_path / "own" / "data").exists()


def test_the_chapter_of_a_new_case_executes_and_lists_what_is_still_an_example(run, tmp_path):
    begun(run, "lamp-town --name 'Lamp Town' --source test2021 --out mine")
    folder = tmp_path / "mine"
    notebook = chapters.executed(folder / "book" / "cases" / "lamp-town.md", folder / "data")
    found = {each.name: each for each in chapters.shown(notebook)}
    charts = [name for name, each in found.items() if each.kind == "chart"]
    assert charts == [f"lamp-town-{what}" for what in ("acts", "stages", "numbers", "ties")] + [
        "lamp-town-resemblance"
    ] * bool(len(evidence.table("codings")))
    left = found["Table Rows that are still examples"]
    assert all(left.holds(row["id"]) for table in TABLES for row in added(folder, table))


# One with a map and much of everything, one without coordinates or numbers of its own.
@pytest.mark.parametrize("case", ["xixia", "china-italy"])
def test_the_chapter_executes_for_any_case(tmp_path, case):
    text = (TEMPLATE / "chapter.md").read_text(encoding="utf-8")
    page = tmp_path / "chapter.md"
    page.write_text(text.replace("@case@", case).replace("@name@", "Any"), encoding="utf-8")
    found = chapters.shown(chapters.executed(page, evidence.data_folder()))
    drawn = {each.name.removeprefix(f"{case}-") for each in found if each.kind == "chart"}
    assert {"acts", "stages", "ties"} <= drawn
    assert ("map" in drawn) is (case == "xixia")
    listed = any("still examples" in each.name for each in found)
    assert listed is bool(one_case.examples_left())
