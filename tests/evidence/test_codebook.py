"""The codebook says what the data are, and is current."""

import csv
import hashlib
import json
import re
import shlex
import shutil
import subprocess
import sys

import pytest
from frictionless import validate

from industrial_clusters import evidence
from industrial_clusters.evidence import codebook

TEXT = codebook.text(evidence.data_folder())
TABLES = [resource for resource in evidence.descriptor()["resources"] if "schema" in resource]


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "data"
    shutil.copytree(evidence.data_folder(), copy)
    return copy


def refused(folder):
    """What the check says as it refuses a folder."""
    with pytest.raises(SystemExit) as stopped:
        codebook.main([str(folder), "--check"])
    return str(stopped.value)


def section(name):
    return re.split(r"^##+ ", TEXT.partition(f"\n### {name}\n")[2], maxsplit=1, flags=re.MULTILINE)[
        0
    ]


def test_the_codebook_is_current():
    written = (evidence.data_folder() / codebook.NAME).read_text(encoding="utf-8")
    stale = f"data/{codebook.NAME} is stale: run `{codebook.COMMAND}` and commit the result"
    assert written == TEXT, stale


def test_the_codebook_says_that_it_is_generated_and_how():
    first = TEXT.splitlines()[0]
    assert first.startswith("<!-- Generated")
    assert codebook.COMMAND in first


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["name"])
def test_a_section_describes_its_table(table):
    text, path = section(table["name"]), evidence.data_folder() / table["path"]
    content = path.read_bytes()
    assert table["title"] in text
    assert f"{len(evidence.table(table['name'])):,} rows" in text
    assert f"{len(content):,} bytes" in text
    assert hashlib.sha256(content).hexdigest() in text
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (yes)? *\|(.*)\|(.*)\|$", text, re.MULTILINE)
    assert len(rows) == len(table["schema"]["fields"])
    for field, (name, kind, required, allowed, meaning) in zip(
        table["schema"]["fields"], rows, strict=True
    ):
        limits = field.get("constraints", {})
        assert (name, kind, meaning.strip()) == (field["name"], field["type"], field["description"])
        assert bool(required) is limits.get("required", False)
        assert all(f"`{value}`" in allowed for value in limits.get("enum", []))
        assert limits.get("pattern", "") in allowed
    for key in table["schema"].get("foreignKeys", []):
        target = key["reference"]["resource"] or table["name"]
        assert f"`id` of [{target}](#{target})" in text


def test_rows_are_counted_as_rows_not_as_lines(folder):
    with (folder / "limitations.csv").open("a", encoding="utf-8", newline="") as file:
        cells = ["spread", "yongkang", "data", "Two\nlines", "luganne2016", "page 1", ""]
        csv.writer(file, lineterminator="\n").writerow(cells)
    before = len(evidence.table("limitations"))
    assert f"{before + 1} rows in `limitations.csv`" in codebook.text(folder)


def test_the_rules_of_bounds_are_those_that_hold():
    for qualifier in ("exact", "about", "at least", "more than", "at most", "fewer than", "range"):
        assert re.search(rf"^\| .+ \| {qualifier} \|", TEXT, re.MULTILINE), qualifier
    assert "| more than 30 firms | more than | 30 | 31 |  |" in TEXT
    assert "| about 310,000 people | about | 310,000 | 305,000 | 315,000 |" in TEXT
    assert "| fewer than 10 firms | fewer than | 10 |  | 9 |" in TEXT


def test_the_codebook_cites_by_the_metadata_and_promises_no_doi():
    package = evidence.descriptor()
    citation = TEXT.partition("## How to cite the data")[2].partition("##")[0]
    for part in (package["contributors"][0]["title"], package["created"][:4], package["version"]):
        assert part in citation
    assert f"*{package['title']}*" in citation
    assert "doi" not in citation.lower()
    assert package["licenses"][0]["path"] in TEXT


def test_no_placeholder_is_left():
    assert not re.search(r"\$\w", TEXT)
    assert not re.search(r"\| None|None \|", TEXT)
    assert TEXT.endswith("\n")
    assert not TEXT.endswith("\n\n")


def examples(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_python_examples_run(monkeypatch):
    monkeypatch.chdir(evidence.data_folder())
    assert len(examples("python")) == 2
    for example in examples("python"):
        names: dict[str, object] = {}
        exec(example, names)  # noqa: S102 - the codebook's own lines
        assert names["observations"].shape[0] == len(evidence.table("observations"))  # type: ignore[attr-defined]


def test_the_frictionless_example_runs(monkeypatch):
    monkeypatch.chdir(evidence.data_folder())
    assert "frictionless validate datapackage.json\n" in examples("sh")
    assert validate("datapackage.json").valid


def test_the_example_of_the_command_runs():
    (example,) = (line for line in examples("sh") if line.startswith("industrial-clusters"))
    command = [sys.executable, "-m", "industrial_clusters.command_line", *shlex.split(example)[1:]]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(finished.stdout.splitlines()) > 1


def test_the_command_writes_what_the_check_accepts(folder):
    (folder / codebook.NAME).unlink(missing_ok=True)
    assert "is stale" in refused(folder)
    assert not (folder / codebook.NAME).exists()
    codebook.main([str(folder)])
    codebook.main([str(folder), "--check"])


def test_the_check_sees_an_edited_fact(folder):
    codebook.main([str(folder)])
    path = folder / "observations.csv"
    path.write_bytes(path.read_bytes().replace(b"author", b"press", 1))
    assert f"run `{codebook.COMMAND}`" in refused(folder)


def test_the_check_sees_a_changed_descriptor(folder):
    codebook.main([str(folder)])
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["version"] = "9.9.9"
    path.write_text(json.dumps(package), encoding="utf-8")
    assert f"run `{codebook.COMMAND}`" in refused(folder)


def test_a_stale_codebook_is_exit_status_1_and_no_traceback(folder):
    (folder / codebook.NAME).write_text("stale", encoding="utf-8")
    command = [sys.executable, "-m", "industrial_clusters.evidence.codebook", folder, "--check"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert finished.stderr.startswith(f"{folder / codebook.NAME} is stale: run `")
