"""What readers take with them is the data, checked by its own descriptor, byte for byte."""

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest
from frictionless import Package, system

from industrial_clusters import evidence
from industrial_clusters.publishing import downloads

DATA = evidence.data_folder()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    output = tmp_path_factory.mktemp("html")
    downloads.write(output)
    return output / downloads.FOLDER


def validate(folder):
    """The errors that Frictionless finds, as pairs of file and kind."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    return [(task.place, error.type) for task in report.tasks for error in task.errors]


def test_every_table_is_there_in_three_formats_and_nothing_is_left_over(written):
    tables = {
        f"{name}.{end}" for name in evidence.table_names() for end in ("csv", "json", "parquet")
    }
    others = {resource["path"] for resource in evidence.descriptor()["resources"]} - tables
    whole = {"README.md", "SHA256SUMS", "datapackage.json", "industrial-clusters-evidence.zip"}
    assert {path.name for path in written.iterdir()} == tables | others | whole


def test_csv_files_are_the_very_bytes_of_the_data(written):
    for resource in evidence.descriptor()["resources"]:
        assert (written / resource["path"]).read_bytes() == (DATA / resource["path"]).read_bytes()


def test_frictionless_accepts_the_published_package(written):
    assert validate(written) == []


@pytest.mark.parametrize("name", ["observations.csv", "land-zhejiang.geojson"])
def test_frictionless_refuses_a_file_that_arrived_otherwise(written, tmp_path, name):
    copy = tmp_path / "copy"
    shutil.copytree(written, copy)
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content.replace(b"1", b"2", 1))
    assert (str(copy / name), "hash-count") in [(str(copy / p), kind) for p, kind in validate(copy)]


def test_the_published_descriptor_adds_sizes_and_checksums_alone(written):
    described = json.loads((written / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        content = (DATA / resource["path"]).read_bytes()
        assert resource.pop("bytes") == len(content)
        assert resource.pop("hash") == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert described == evidence.descriptor()


def test_the_evidence_itself_keeps_its_descriptor(written):
    assert written.exists()
    assert "hash" not in evidence.descriptor()["resources"][0]


def test_the_checksums_cover_every_other_file(written):
    lines = (written / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
    files = {path.name: path.read_bytes() for path in written.iterdir()}
    del files["SHA256SUMS"]
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_the_archive_is_the_whole_package_and_valid(written, tmp_path):
    version = evidence.descriptor()["version"]
    with zipfile.ZipFile(written / "industrial-clusters-evidence.zip") as archive:
        archive.extractall(tmp_path)
    (inside,) = tmp_path.iterdir()
    assert inside.name == f"industrial-clusters-evidence-{version}"
    paths = {resource["path"] for resource in evidence.descriptor()["resources"]}
    assert {path.name for path in inside.iterdir()} == paths | {"datapackage.json", "README.md"}
    assert validate(inside) == []


def test_the_page_is_told_what_is_written(written):
    for name, file in downloads.files().items():
        content = (written / name).read_bytes()
        assert (file.name, file.size) == (name, len(content))
        assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert set(downloads.files()) == {path.name for path in written.iterdir()}


def test_the_page_is_told_of_every_table(written):
    tables = downloads.tables()
    assert list(tables) == evidence.table_names()
    for name, table in tables.items():
        with (written / table.csv.name).open(encoding="utf-8", newline="") as file:
            assert table.rows == len(list(csv.reader(file))) - 1 == len(evidence.table(name))
        assert table.title
        assert table.json == downloads.files()[f"{name}.json"]
        assert table.parquet == downloads.files()[f"{name}.parquet"]


PRINT_SUMS = """
from industrial_clusters.publishing import downloads
print(downloads.contents()["SHA256SUMS"].decode())
"""


def sums_elsewhere(folder, **environment):
    """The checksums of another process on a copy of the data."""
    finished = subprocess.run(
        [sys.executable, "-c", PRINT_SUMS],
        env=os.environ | {"INDUSTRIAL_CLUSTERS_DATA": str(folder)} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return finished.stdout.strip()


def test_bytes_depend_on_the_data_alone(written, tmp_path):
    ours = (written / "SHA256SUMS").read_text(encoding="utf-8").strip()
    shutil.copytree(DATA, tmp_path / "elsewhere")
    for path in (tmp_path / "elsewhere").iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    clock = {"TZ": "Asia/Shanghai", "SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "7"}
    assert sums_elsewhere(tmp_path / "elsewhere", **clock) == ours


def test_a_changed_cell_changes_its_files(written, tmp_path):
    ours = (written / "SHA256SUMS").read_text(encoding="utf-8").split("\n")
    copy = tmp_path / "changed"
    shutil.copytree(DATA, copy)
    series = copy / "series.csv"
    series.write_text(series.read_text(encoding="utf-8").replace("Firms", "Farms", 1), "utf-8")
    theirs = sums_elsewhere(copy).split("\n")
    changed = {line.split("  ")[1] for line in set(theirs) - set(ours) if line}
    formats = {"series.csv", "series.json", "series.parquet"}
    assert changed == formats | {
        "datapackage.json",
        "README.md",
        "industrial-clusters-evidence.zip",
    }


def test_files_of_a_table_that_vanished_do_not_stay(tmp_path):
    folder = tmp_path / downloads.FOLDER
    folder.mkdir(parents=True)
    (folder / "rumours.csv").write_text("id\n")
    (folder / "older").mkdir()
    downloads.write(tmp_path)
    assert not {"rumours.csv", "older"} & {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("form", "failure", "there"),
    [("html", None, True), ("latex", None, False), ("html", ValueError(), False)],
)
def test_files_are_written_after_a_build_that_succeeded(tmp_path, form, failure, there):
    app: Any = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format=form))
    downloads.write_downloads(app, failure)
    assert (tmp_path / downloads.FOLDER).exists() is there


def test_the_archive_says_nothing_of_when_and_where(written):
    content = (written / "industrial-clusters-evidence.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.compress_type == zipfile.ZIP_STORED
            assert (entry.create_system, entry.external_attr >> 16) == (3, 0o644)
