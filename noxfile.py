"""Everything the project does, as one command each: `nox -s NAME`, or `nox -l` for the list."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from pathlib import Path

import nox

nox.needs_version = ">=2024.4"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_external_run = True

ROOT = Path(__file__).parent
HTML = Path("_build") / "html"
BENCHMARK_TABLE = [
    "--benchmark-columns=min,median,rounds",
    "--benchmark-group-by=group",
    "--benchmark-sort=name",
]


@nox.session(default=False)
def book(session: nox.Session) -> None:
    """Execute the chapters and build the HTML into _build/html."""
    install(session, "book")
    build_book(session, *session.posargs)


@nox.session
def data(session: nox.Session) -> None:
    """Validate the data package against its schemas and the rules of evidence."""
    install(session, "data")
    session.run("python", "-m", "industrial_clusters.evidence.validation", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, formatting and the direction of imports."""
    install(session, "lint")
    session.run("ruff", "check", *(session.posargs or ["."]))
    session.run("ruff", "format", "--check", *(session.posargs or ["."]))
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the package, its tests and this file."""
    install(session, "types", "tests", "check")
    session.run("mypy", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Test the package, its data and the tools that build the book."""
    install(session, "tests")
    apart = [f"--ignore=tests/{folder}" for folder in ("book", "benchmarks")]
    session.run("pytest", *apart, "-n", "2", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Read the built book in a browser without network: every page, width and theme."""
    browser = chromium(session)
    install(session, "book", "check")
    build_book(session)
    session.run("pytest", "tests/book", "-n", "2", *session.posargs, env={"CHROMIUM": browser})


@nox.session
def reproduce(session: nox.Session) -> None:
    """Build the book once more, from nothing in another folder, and compare every byte."""
    install(session, "book")
    # The first build may have kept parts of earlier ones, which must not show.
    build_book(session)
    with tempfile.TemporaryDirectory() as second:
        session.log(f"building into {second}")
        build_book(session, "--work", f"{second}/work", "--output", f"{second}/html")
        # A page written again must equal the page written once.
        (ROOT / "book" / "index.md").touch()
        build_book(session, "--work", f"{second}/work", "--output", f"{second}/html")
        session.run(
            "python",
            "-m",
            "industrial_clusters.publishing.comparison",
            str(HTML),
            f"{second}/html",
        )


@nox.session(default=False)
def changes(session: nox.Session) -> None:
    """List the pages and the numbers that differ between two folders of finished pages."""
    install(session, "book")
    session.run("python", "-m", "industrial_clusters.publishing.changes", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure the speed and memory of the statistics beside their plainest peers."""
    install(session, "bench")
    session.run("pytest", "tests/benchmarks", *BENCHMARK_TABLE, *session.posargs)


@nox.session(default=False)
def mutate(session: nox.Session) -> None:
    """Change statistics, networks and models one operator at a time; see whether a test notices."""
    install(session, "mutation")
    # Compiled kernels cannot be changed one operator at a time; plain Python can.
    session.run("mutmut", "run", *session.posargs, env={"NUMBA_DISABLE_JIT": "1"})
    session.run("python", "tests/mutation/survivors.py")


@nox.session(default=False)
def serve(session: nox.Session) -> None:
    """Serve the built book on localhost."""
    if not (ROOT / HTML / "index.html").exists():
        session.error("there is no book yet: run `nox -s book` first")
    port = session.posargs[0] if session.posargs else "8000"
    session.log(f"http://localhost:{port}")
    session.run(
        "python", "-m", "http.server", port, "--bind", "127.0.0.1", "--directory", str(HTML)
    )


@nox.session(default=False)
def lab(session: nox.Session) -> None:
    """Open JupyterLab with the chapters as notebooks and the package installed."""
    install(session, "book", "lab")
    session.run("jupyter", "lab", "--notebook-dir", "book", *session.posargs)


@nox.session(default=False)
def live(session: nox.Session) -> None:
    """Rebuild the book whenever a chapter, the package or the data change."""
    install(session, "book", "live")
    watched = ["book", "src", "data", "_config.yml", "_toc.yml"]
    build = "python -m industrial_clusters.publishing.build"
    session.run("watchfiles", build, *watched)


def build_book(session: nox.Session, *options: str) -> None:
    """Build the book, which validates the data first where they are new."""
    session.run("python", "-m", "industrial_clusters.publishing.build", *options)


def chromium(session: nox.Session) -> str:
    """Return the path of the browser, or say how to install it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        session.error("Chromium is missing: install it with `sudo apt-get install chromium`")
    return found


def install(session: nox.Session, *groups: str) -> None:
    """Install the package and dependency groups exactly as uv.lock has them, by hash."""
    session.env["UV_PROJECT_ENVIRONMENT"] = session.virtualenv.location
    # Compiled files make every later start faster; some environments switch them off.
    session.env["PYTHONDONTWRITEBYTECODE"] = None
    session.env["PYTHONWARNINGS"] = None
    if not (Path(session.bin) / "uv").exists():
        install_uv(session)
    chosen = [option for group in ("setup", *groups) for option in ("--group", group)]
    session.run_install("uv", "sync", "--locked", "--quiet", "--compile-bytecode", *chosen)


def install_uv(session: nox.Session) -> None:
    """Install uv itself at the version and hashes that uv.lock names."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    locked = next(package for package in packages if package["name"] == "uv")
    hashes = [f"--hash={wheel['hash']}" for wheel in locked["wheels"]]
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "uv.txt"
        pinned.write_text(" ".join([f"uv=={locked['version']}", *hashes]))
        session.install("--quiet", "--require-hashes", "-r", str(pinned))
