"""Which built book is checked, the browser that reads it, and the summary at the end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from industrial_clusters.publishing import prose

from . import files

ROOT = Path(__file__).resolve().parents[2]
# The browser speaks to nobody of its own accord, and no name leads anywhere.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--built", default=None, help="folder of the built book (_build/html)")


def built_folder(config: pytest.Config) -> Path:
    """Return the folder of the built book."""
    return Path(config.getoption("--built", None) or ROOT / "_build" / "html").resolve()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for a page every page, or every page with evidence."""
    root = built_folder(metafunc.config)
    if "page_name" in metafunc.fixturenames:
        metafunc.parametrize("page_name", page_names(root))
    none = pytest.param("", marks=pytest.mark.skip("no page of the book has a fact yet"))
    if "fact_page" in metafunc.fixturenames:
        metafunc.parametrize("fact_page", pages_with_facts(root) or [none])
    if "sample_page" in metafunc.fixturenames:
        metafunc.parametrize("sample_page", one_of_each_part(pages_with_facts(root)) or [none])


def page_names(root: Path) -> list[str]:
    """Return the pages of the book, or stop where there are none."""
    names = [page.relative_to(root).as_posix() for page in files.pages(root)]
    if not names:
        raise pytest.UsageError(f"{root} holds no page: build the book first with `nox -s book`")
    return names


def pages_with_facts(root: Path) -> list[str]:
    """Return the pages that cite evidence in their prose."""
    return [
        name
        for name in page_names(root)
        if 'class="fact explained"' in (root / name).read_text("utf-8")
    ]


def one_of_each_part(names: list[str]) -> list[str]:
    """Return the first page of each folder: what a script does on one, it does on the others."""
    return list({name.rpartition("/")[0]: name for name in reversed(names)}.values())


@pytest.fixture(scope="session")
def built(pytestconfig: pytest.Config) -> Path:
    """Return the folder of the built book."""
    return built_folder(pytestconfig)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one browser for all tests of a worker."""
    path = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if path is None:
        pytest.fail("Chromium is missing: install it with `sudo apt-get install chromium`")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was read, and list what a reader of the log must know."""
    recorded = recorded_properties(terminalreporter)
    if not recorded.get("visit"):
        return
    terminalreporter.section("the built book")
    write_weights(terminalreporter, recorded.get("weight", []))
    write_list(
        terminalreporter, "addresses outside the book, as links only", recorded.get("outside", [])
    )
    write_list(
        terminalreporter,
        "milliseconds to the first result of a search on the data page, and to load it",
        [f"{look}: {first}, {load}" for look, first, load in recorded.get("first result", [])],
    )
    excused = [prose.Exemption(*pair) for pair in recorded.get("exempt", [])]
    write_list(
        terminalreporter,
        "exceptions to the number rule",
        [f"{exemption.text}: {exemption.reason}" for exemption in excused],
    )
    visits = recorded["visit"]
    pages = {visit["page"] for visit in visits}
    terminalreporter.write_line(
        f"{len(pages)} pages x {len({visit['width'] for visit in visits})} widths"
        f" x {len({visit['theme'] for visit in visits})} themes checked,"
        f" accessibility violations {sum(visit['violations'] for visit in visits)},"
        f" requests out of the book {sum(visit['requests'] for visit in visits)},"
        f" exceptions to the number rule {len(excused)}"
    )


def recorded_properties(terminalreporter: pytest.TerminalReporter) -> dict[str, list[Any]]:
    """Return what the tests recorded with ``record_property``, from all workers."""
    recorded: dict[str, list[Any]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                recorded.setdefault(name, []).append(value)
    return recorded


def write_weights(terminalreporter: pytest.TerminalReporter, weights: list[Any]) -> None:
    """Print what each page weighs on a first visit."""
    terminalreporter.write_line("kB on a first visit, without the charts' library: compressed, raw")
    for name, compressed, raw in sorted(weights, key=lambda weight: (-weight[1], weight[0])):
        terminalreporter.write_line(f"{compressed / 1000:8.0f} {raw / 1000:8.0f}  {name}")


def write_list(terminalreporter: pytest.TerminalReporter, title: str, lines: list[str]) -> None:
    """Print lines once each, under a title that counts them."""
    terminalreporter.write_line(f"{title}: {len(lines)}")
    for line in sorted(set(lines)):
        terminalreporter.write_line(f"    {line}")
