"""Two builds that differ in one byte are told apart."""

import subprocess
import sys

import pytest

from industrial_clusters.publishing.comparison import differences


@pytest.fixture
def builds(tmp_path):
    for build in ("first", "second"):
        (tmp_path / build / "cases").mkdir(parents=True)
        (tmp_path / build / "index.html").write_bytes(b"<p>one</p>")
        (tmp_path / build / "cases" / "yongkang.html").write_bytes(b"<p>two</p>")
    return tmp_path / "first", tmp_path / "second"


def compare(*folders):
    command = [sys.executable, "-m", "industrial_clusters.publishing.comparison"]
    return subprocess.run(
        [*command, *map(str, folders)], capture_output=True, text=True, check=False
    )


def test_equal_builds_do_not_differ(builds):
    assert differences(*builds) == []
    finished = compare(*builds)
    assert (finished.returncode, finished.stdout) == (0, "0 of 2 files differ\n")


def test_one_byte_is_found(builds):
    (builds[1] / "cases" / "yongkang.html").write_bytes(b"<p>twO</p>")
    assert differences(*builds) == ["cases/yongkang.html: differs from byte 5"]
    finished = compare(*builds)
    assert finished.returncode == 1
    assert "1 of 2 files differ" in finished.stdout


@pytest.mark.parametrize("longer", [0, 1])
def test_bytes_after_the_end_of_the_other_are_found(builds, longer):
    (builds[longer] / "index.html").write_bytes(b"<p>one</p>\n")
    assert differences(*builds) == ["index.html: differs from byte 10"]


@pytest.mark.parametrize("lacking", [0, 1])
def test_a_missing_file_is_found_on_either_side(builds, lacking):
    (builds[lacking] / "index.html").unlink()
    assert differences(*builds) == [f"index.html: only in {builds[1 - lacking]}"]


def test_a_file_with_nothing_in_it_differs_from_no_file(builds):
    (builds[0] / "empty.txt").touch()
    assert differences(*builds) == [f"empty.txt: only in {builds[0]}"]


@pytest.mark.parametrize("empty", [0, 1])
def test_an_empty_or_missing_folder_is_refused(builds, empty, tmp_path):
    folders = list(builds)
    for other in ("nothing", "missing"):
        folders[empty] = tmp_path / other
        if other == "nothing":
            folders[empty].mkdir()
        finished = compare(*folders)
        assert finished.returncode == 1
        assert f"{folders[empty]} holds no files" in finished.stderr


def test_one_folder_alone_is_refused(builds):
    finished = compare(builds[0])
    assert finished.returncode == 2
    assert "usage" in finished.stderr
