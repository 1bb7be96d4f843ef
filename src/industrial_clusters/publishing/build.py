"""Build the book: validate the data, execute the chapters, write the HTML.

``python -m industrial_clusters.publishing.build`` is what ``nox -s book`` runs.

Three things decide what is done again. A change in the package, the data or the
lock re-executes every chapter, because the folder of executed chapters is named
by a hash of all three. A change in configuration, static files or the set of
pages writes every page afresh. A change in a chapter's text writes that chapter.
A build that fails leaves the last good one where it is.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# The clock of a build outside a git checkout: the day of the book's first edition.
FIRST_EDITION = "1795305600"


def build(output: Path, work: Path) -> None:
    """Build the book into a folder, replacing it only once all has succeeded.

    Parameters
    ----------
    output : pathlib.Path
        Folder of the finished pages.
    work : pathlib.Path
        Folder for executed chapters and intermediate files, kept between builds.

    Raises
    ------
    SystemExit
        If a chapter fails or Sphinx warns; the log says where.
    """
    executed = work / "executed" / digest(execution_inputs())
    site = digest([*execution_inputs(), *site_inputs()])
    stage, stamp = work / "stage", work / "site-digest.txt"
    if not executed.exists():
        validate()
        execute(executed)
    if not stamp.exists() or stamp.read_text() != site:
        shutil.rmtree(stage, ignore_errors=True)
    # Written again only after success: Sphinx does not repeat its warnings about
    # a page that it has read, so a second try must read every page again.
    stamp.unlink(missing_ok=True)
    # Written after the pages, so that only a rebuild would find it and put its
    # checksum into them: the second build of a page must equal the first.
    for style in stage.glob("_build/html/_static/mystnb.*.css"):
        style.unlink()
    command = [
        *(str(Path(sys.executable).with_name("jupyter-book")), "build", str(ROOT / "book")),
        *("--config", str(ROOT / "_config.yml"), "--toc", str(ROOT / "_toc.yml")),
        *("--path-output", str(stage), "-n", "-W", "--keep-going"),
    ]
    finished = subprocess.run(command, env=environment(executed), check=False)  # noqa: S603 - no input of others
    if finished.returncode:
        sys.exit(f"The book was not built; {output} still holds the last good build, if any.")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(site)
    keep_only(executed)
    replace(output, stage / "_build" / "html")


def validate() -> None:
    """Stop before anything is built on a bad row."""
    command = [sys.executable, "-m", "industrial_clusters.evidence.validation", str(ROOT / "data")]
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - no input of others
        sys.exit("The book was not built: mend the rows above first.")


def execute(executed: Path) -> None:
    """Execute all chapters, side by side; what fails is left for Sphinx to report."""
    command = [sys.executable, "-m", "industrial_clusters.publishing.execution"]
    places = [str(ROOT / "_toc.yml"), str(ROOT / "book"), str(executed)]
    subprocess.run([*command, *places], env=environment(executed), check=False)  # noqa: S603 - no input of others


def environment(executed: Path) -> dict[str, str]:
    """Return the environment in which the same commit gives the same bytes."""
    return os.environ | {
        "ALTAIR_RENDERER": "book",
        "BOOK_EXECUTION_CACHE": str(executed),
        # The book is built on the data that name its executed chapters, no others.
        "INDUSTRIAL_CLUSTERS_DATA": str(ROOT / "data"),
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "SOURCE_DATE_EPOCH": commit_time(),
        "TZ": "UTC",
    }


def commit_time() -> str:
    """Return the time of the last commit, in seconds since 1970."""
    asked = subprocess.run(  # noqa: S603 - no input of others
        ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or FIRST_EDITION


def execution_inputs() -> list[Path]:
    """Return the files on which every executed chapter depends."""
    return [*files(ROOT / "src"), *files(ROOT / "data"), ROOT / "uv.lock"]


def site_inputs() -> list[Path]:
    """Return the files that shape every page."""
    book = ROOT / "book"
    shared = [*files(book / "_static"), *files(book / "_templates")]
    return [ROOT / "_config.yml", ROOT / "_toc.yml", *shared]


def files(folder: Path) -> list[Path]:
    """Return the files below a folder that are somebody's work, in order."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    )


def digest(paths: Iterable[Path]) -> str:
    """Return a hash of the names and contents of files."""
    state = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        state.update(f"{path.relative_to(ROOT).as_posix()} {content}\n".encode())
    return state.hexdigest()[:16]


def keep_only(executed: Path) -> None:
    """Remove executed chapters of other inputs: nothing will ask for them again."""
    for folder in executed.parent.glob("*"):
        if folder != executed:
            shutil.rmtree(folder)


def replace(output: Path, built: Path) -> None:
    """Put a finished build in the place of the last one."""
    fresh, last = output.with_name(output.name + ".new"), output.with_name(output.name + ".last")
    for leftover in (fresh, last):
        shutil.rmtree(leftover, ignore_errors=True)
    output.parent.mkdir(parents=True, exist_ok=True)
    # Sphinx's own notes for the next build; their hash knows this machine's folders.
    shutil.copytree(built, fresh, ignore=shutil.ignore_patterns(".buildinfo"))
    if output.exists():
        output.rename(last)
    fresh.rename(output)
    shutil.rmtree(last, ignore_errors=True)


def main() -> None:
    """Build the book as the command line asks."""
    parser = argparse.ArgumentParser(description="Build the book.")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--work", type=Path, default=ROOT / "_build" / "work")
    options = parser.parse_args()
    started = time.monotonic()
    build(options.output.resolve(), options.work.resolve())
    address = (options.output.resolve() / "index.html").as_uri()
    print(f"\nBuilt in {time.monotonic() - started:.0f} s. Open {address}")


if __name__ == "__main__":
    main()
