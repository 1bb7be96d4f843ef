"""What a build does again, what stops it, and what it leaves alone."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from industrial_clusters.publishing import build

from .small_book import KERNEL

REPOSITORY = build.ROOT
CHAPTER = f"""{KERNEL}
# One

```{{code-cell}} ipython3
import time
print(20 + 22, flush=True)
time.sleep(0.5)
print("later")
```

```{{code-cell}} ipython3
second = 1
```
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A repository of two pages with this one's data, configuration and static files."""
    folder = tmp_path / "repository"
    (folder / "src" / "package").mkdir(parents=True)
    (folder / "src" / "package" / "measure.py").write_text("RATE = 1\n")
    shutil.copytree(REPOSITORY / "data", folder / "data")
    for name in ("_static", "_templates"):
        shutil.copytree(REPOSITORY / "book" / name, folder / "book" / name)
    shutil.copy(REPOSITORY / "_config.yml", folder)
    (folder / "uv.lock").write_text("version = 1\n")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n  - file: one\n")
    (folder / "book" / "references.bib").touch()
    (folder / "book" / "index.md").write_text("# Book\n\nText.\n")
    (folder / "book" / "one.md").write_text(CHAPTER)
    monkeypatch.setattr(build, "ROOT", folder)
    return folder


@pytest.fixture
def commands(monkeypatch):
    """Record commands in place of running them; `codes` decides how they end."""
    recorded = SimpleNamespace(run=[], codes={}, environments=[])

    def run(command, *, env=None, **_options):
        program = Path(command[0]).name
        modules = {"validation": "validate", "execution": "execute"}
        module = next((part.rpartition(".")[2] for part in command if "industrial_cl" in part), "")
        name = {"git": "git", "jupyter-book": "book"}.get(program) or modules[module]
        recorded.run.append(name)
        recorded.environments.append(env)
        if name == "book":
            stage = Path(command[command.index("--path-output") + 1])
            pages = stage / "_build" / "html"
            pages.mkdir(parents=True, exist_ok=True)
            (pages / "index.html").write_text(f"build {recorded.run.count('book')}")
            Path(env["BOOK_EXECUTION_CACHE"]).mkdir(parents=True, exist_ok=True)
        return SimpleNamespace(returncode=recorded.codes.get(name, 0), stdout="1700000000\n")

    monkeypatch.setattr(subprocess, "run", run)
    return recorded


def make(root):
    build.build(root / "_build" / "html", root / "_build" / "work")


def page(root):
    return (root / "_build" / "html" / "index.html").read_text()


def executed(root):
    return sorted(path.name for path in (root / "_build" / "work" / "executed").iterdir())


def append(path):
    path.write_bytes(path.read_bytes() + b"\n")


@pytest.mark.parametrize("changed", ["src/package/measure.py", "data/observations.csv", "uv.lock"])
def test_a_byte_of_package_data_or_lock_changes_both_digests(root, changed):
    before = build.digest(build.execution_inputs())
    append(root / changed)
    assert build.digest(build.execution_inputs()) != before


def test_a_new_or_renamed_file_of_the_package_changes_the_digest(root):
    digests = [build.digest(build.execution_inputs())]
    (root / "src" / "package" / "new.py").touch()
    digests.append(build.digest(build.execution_inputs()))
    (root / "src" / "package" / "new.py").rename(root / "src" / "package" / "other.py")
    digests.append(build.digest(build.execution_inputs()))
    assert len(set(digests)) == 3


@pytest.mark.parametrize("changed", ["_config.yml", "_toc.yml", "book/_static/book.css"])
def test_what_shapes_every_page_changes_the_site_alone(root, changed):
    before = build.digest(build.execution_inputs()), build.digest(build.site_inputs())
    append(root / changed)
    assert build.digest(build.execution_inputs()) == before[0]
    assert build.digest(build.site_inputs()) != before[1]


def test_a_chapter_changes_neither(root):
    inputs = [*build.execution_inputs(), *build.site_inputs()]
    before = build.digest(inputs)
    append(root / "book" / "one.md")
    assert build.digest([*build.execution_inputs(), *build.site_inputs()]) == before


def test_compiled_files_are_nobodys_work(root):
    before = build.digest(build.execution_inputs())
    cache = root / "src" / "package" / "__pycache__"
    cache.mkdir()
    (cache / "measure.cpython-311.pyc").write_bytes(b"compiled")
    (root / "src" / "package" / "old.pyc").write_bytes(b"compiled")
    assert build.digest(build.execution_inputs()) == before


def test_the_digest_is_the_same_wherever_the_repository_lies(root, tmp_path, monkeypatch):
    here = build.digest(build.execution_inputs())
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(root, elsewhere)
    monkeypatch.setattr(build, "ROOT", elsewhere)
    assert build.digest(build.execution_inputs()) == here


def test_data_are_validated_and_chapters_executed_once_for_each_state(root, commands):
    def steps():
        make(root)
        done = [step for step in commands.run if step != "git"]
        commands.run.clear()
        return done

    assert steps() == ["validate", "execute", "book"]
    append(root / "book" / "one.md")
    assert steps() == ["book"]
    append(root / "data" / "series.csv")
    assert steps() == ["validate", "execute", "book"]


def test_what_could_not_be_executed_beforehand_is_left_to_sphinx(root, commands):
    commands.codes["execute"] = 1
    make(root)
    assert page(root) == "build 1"


def test_a_bad_row_stops_the_build_before_anything_is_executed(root, capfd):
    path = root / "data" / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8") + "one,row,too,short\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="mend the rows above first"):
        make(root)
    log = capfd.readouterr().out
    assert re.search(r"data/observations.csv, row \d+, column .*the row has 4 cells.*Remedy", log)
    assert "Jupyter-Book" not in log
    assert not (root / "_build").exists()


@pytest.mark.usefixtures("commands")
def test_a_change_of_the_package_executes_again_and_drops_what_was_executed(root):
    make(root)
    first = executed(root)
    append(root / "src" / "package" / "measure.py")
    make(root)
    assert len(first) == len(executed(root)) == 1
    assert executed(root) != first


@pytest.mark.usefixtures("commands")
def test_a_change_of_a_chapter_keeps_what_was_executed(root):
    make(root)
    first = executed(root)
    append(root / "book" / "one.md")
    make(root)
    assert executed(root) == first


@pytest.mark.usefixtures("commands")
def test_every_page_is_written_afresh_where_the_site_changes(root):
    make(root)
    stray = root / "_build" / "work" / "stage" / "_build" / "html" / "_static" / "deleted.css"
    stray.parent.mkdir()
    stray.touch()
    make(root)
    assert stray.exists()
    append(root / "_config.yml")
    make(root)
    assert not stray.exists()
    assert not (root / "_build" / "html" / "_static").exists()


def test_a_rebuild_finds_what_a_first_build_finds(root, monkeypatch, commands):
    # myst-nb writes its styles after the pages; left in place, their checksum would
    # be in the pages of the second build and not in those of the first.
    make(root)
    styles = root / "_build" / "work" / "stage" / "_build" / "html" / "_static" / "mystnb.1.css"
    styles.parent.mkdir()
    styles.touch()
    seen = []

    def environment(executed):
        seen.append(styles.exists())
        return {"BOOK_EXECUTION_CACHE": str(executed)}

    monkeypatch.setattr(build, "environment", environment)
    make(root)
    assert seen == [False]
    assert commands.run.count("book") == 2


def test_notes_of_this_machine_stay_out_of_the_book(tmp_path):
    built = tmp_path / "built"
    built.mkdir()
    (built / "index.html").touch()
    (built / ".buildinfo").write_text("config: hash of this machine's folders")
    build.replace(tmp_path / "html", built)
    assert [path.name for path in (tmp_path / "html").iterdir()] == ["index.html"]


def test_a_failed_build_leaves_the_last_good_one(root, commands):
    make(root)
    first = executed(root)
    append(root / "src" / "package" / "measure.py")
    commands.codes["book"] = 1
    with pytest.raises(SystemExit, match="still holds the last good build"):
        make(root)
    assert page(root) == "build 1"
    assert set(first) < set(executed(root))


def test_a_page_that_failed_is_read_again_though_nothing_changed(root, commands):
    # Sphinx warns of a page once: kept between builds, its files would hide the warning.
    make(root)
    commands.codes["book"] = 1
    with pytest.raises(SystemExit):
        make(root)
    stray = root / "_build" / "work" / "stage" / "of-the-failed-build"
    stray.touch()
    commands.codes.clear()
    make(root)
    assert not stray.exists()
    assert page(root) == "build 3"


def test_the_environment_holds_what_would_vary(root, commands, monkeypatch):
    monkeypatch.setenv("INDUSTRIAL_CLUSTERS_DATA", "elsewhere")
    make(root)
    environment = commands.environments[-1]
    assert environment["SOURCE_DATE_EPOCH"] == "1700000000"
    assert environment["PYTHONHASHSEED"] == "0"
    assert environment["ALTAIR_RENDERER"] == "book"
    assert environment["TZ"] == "UTC"
    assert environment["INDUSTRIAL_CLUSTERS_DATA"] == str(root / "data")
    assert Path(environment["BOOK_EXECUTION_CACHE"]).name == executed(root)[0]


def test_outside_a_checkout_the_clock_is_that_of_the_first_edition(root, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    assert build.commit_time() == build.FIRST_EDITION


def test_the_clock_of_a_checkout_is_that_of_its_last_commit(root, monkeypatch):
    day = "2026-01-02T03:04:05+00:00"
    monkeypatch.setenv("GIT_AUTHOR_DATE", day)
    monkeypatch.setenv("GIT_COMMITTER_DATE", day)
    identity = ["-c", "user.name=Reader", "-c", "user.email=reader@example.org"]
    commit = ["commit", "--quiet", "--allow-empty", "--no-verify", "-m", "First"]
    for command in (["init", "--quiet"], [*identity, *commit]):
        subprocess.run(["git", "-C", root, *command], check=True)
    assert build.commit_time() == "1767323045"


def test_replace_takes_the_new_pages_only_and_leaves_nothing_beside_them(tmp_path):
    output, built = tmp_path / "out" / "html", tmp_path / "built"
    built.mkdir()
    (built / "new.html").write_text("new")
    output.mkdir(parents=True)
    (output / "old.html").write_text("old")
    for leftover in ("html.new", "html.last"):
        (tmp_path / "out" / leftover).mkdir()
        (tmp_path / "out" / leftover / "stale.html").touch()
    build.replace(output, built)
    assert [path.name for path in output.iterdir()] == ["new.html"]
    assert [path.name for path in output.parent.iterdir()] == ["html"]
    assert (built / "new.html").exists()


def test_a_first_build_has_nothing_to_replace(tmp_path):
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "index.html").touch()
    build.replace(tmp_path / "deep" / "html", tmp_path / "built")
    assert (tmp_path / "deep" / "html" / "index.html").exists()


def test_replace_leaves_the_last_build_where_copying_fails(tmp_path):
    output = tmp_path / "html"
    output.mkdir()
    (output / "old.html").touch()
    with pytest.raises(FileNotFoundError):
        build.replace(output, tmp_path / "missing")
    assert (output / "old.html").exists()


def test_keep_only_removes_other_inputs(tmp_path):
    for name in ("now", "before", "earlier"):
        (tmp_path / name / "inner").mkdir(parents=True)
    build.keep_only(tmp_path / "now")
    assert [path.name for path in tmp_path.iterdir()] == ["now"]


def test_the_command_line_names_folders(monkeypatch, tmp_path, capsys):
    asked = []
    monkeypatch.setattr(build, "build", lambda output, work: asked.append((output, work)))
    options = ["--output", str(tmp_path / "html"), "--work", str(tmp_path / "work")]
    monkeypatch.setattr(sys, "argv", ["build", *options])
    build.main()
    assert asked == [(tmp_path / "html", tmp_path / "work")]
    assert (tmp_path / "html" / "index.html").as_uri() in capsys.readouterr().out


def bytes_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in build.files(folder)}


def test_a_failing_cell_fails_the_build_and_says_where(root, capfd, monkeypatch):
    """The real thing, once: build a good book, then one with an error in its second cell."""
    monkeypatch.setattr(build, "validate", lambda: None)
    make(root)
    # Lines that a cell prints stand in one piece, however far apart they arrived.
    assert "42\nlater" in (root / "_build" / "html" / "one.html").read_text(encoding="utf-8")
    good = bytes_of(root / "_build" / "html")
    chapter = root / "book" / "one.md"
    chapter.write_text(chapter.read_text().replace("second = 1", "second = 1 / 0"))
    capfd.readouterr()
    with pytest.raises(SystemExit, match="still holds the last good build"):
        make(root)
    output = capfd.readouterr()
    log = re.sub(r"\x1b\[[\d;]*m", "", output.out + output.err)
    assert f"{chapter}: WARNING: Executing notebook failed" in log
    assert "Cell In[2], line 1" in log
    assert "ZeroDivisionError: division by zero" in log
    assert bytes_of(root / "_build" / "html") == good
