"""The project's files agree with each other and with what there is."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


PROJECT = tomllib.loads(text("pyproject.toml"))["project"]
CITATION = yaml.safe_load(text("CITATION.cff"))
CONFIG = yaml.safe_load(text("_config.yml"))
PACKAGE = json.loads(text("data/datapackage.json"))


def sessions():
    """Each nox session with its docstring, read without running nox."""
    functions = (node for node in ast.parse(text("noxfile.py")).body)
    return {
        node.name: ast.get_docstring(node) or ""
        for node in functions
        if isinstance(node, ast.FunctionDef)
        and any("session" in ast.unparse(decorator) for decorator in node.decorator_list)
    }


def test_one_version():
    changelog = re.search(r"^## \[([\d.]+)\]", text("CHANGELOG.md"), re.MULTILINE)
    assert changelog
    versions = {PROJECT["version"], str(CITATION["version"]), PACKAGE["version"], changelog[1]}
    assert versions == {PROJECT["version"]}
    assert f"version {PROJECT['version']}" in text("README.md")


def test_one_title():
    title, _, subtitle = CITATION["title"].partition(": ")
    assert CONFIG["title"] == title
    assert PACKAGE["title"].endswith(title)
    assert CITATION["title"] in PROJECT["description"]
    assert text("README.md").startswith(f"# {title}\n\n{subtitle}\n")
    assert text("book/index.md").partition("# ")[2].startswith(title)


def test_one_author():
    (author,) = CITATION["authors"]
    assert CONFIG["author"] == author["name"]
    assert f"Copyright (c) {CONFIG['copyright']}, {author['name']}" in text("LICENSE")
    assert author["name"] in text("README.md").replace("\n> ", " ")
    assert [person["title"] for person in PACKAGE["contributors"]] == [author["name"]]


def test_one_date():
    day = str(CITATION["date-released"])
    assert PACKAGE["created"].startswith(f"{day}T")
    assert f"({day[:4]}). *{CITATION['title'].split(':')[0]}" in text("README.md")


def test_two_licences():
    licences = ["BSD-3-Clause", "CC-BY-4.0"]
    assert CITATION["license"] == licences
    assert PROJECT["license"] == " AND ".join(licences)
    assert [licence["name"] for licence in PACKAGE["licenses"]] == licences[1:]
    both = text("LICENSE")
    assert all(licence in both for licence in licences)
    assert "Neither the name of the copyright holder" in both
    for licence in PACKAGE["licenses"]:
        assert licence["path"] in both
        assert f"{licence['path']}legalcode" in both
        assert licence["path"] in text("README.md")
    assert "Natural Earth" in both
    assert "GeoNames" in both


def test_keywords_are_the_same():
    assert CITATION["keywords"] == PROJECT["keywords"]


def test_the_citation_file_has_what_its_format_asks_for():
    assert str(CITATION["cff-version"]) == "1.2.0"
    assert {"message", "title", "authors"} <= CITATION.keys()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(CITATION["date-released"]))


def test_the_readme_names_every_session_and_no_other():
    table = re.findall(r"^\| `(\w+)` \|", text("README.md"), re.MULTILINE)
    assert table == list(sessions())
    named = set(re.findall(r"nox -s (\w+)", text("README.md")))
    assert named <= set(sessions())
    assert "python -m pip install nox && python -m nox -s book\n" in text("README.md")
    assert "python -m nox -s tests\n" in text("README.md")


def test_the_readme_names_what_a_plain_nox_runs():
    sentence = re.search(r"`python -m nox` runs ([^.]+)\.", text("README.md"))
    assert sentence
    assert re.findall(r"`(\w+)`", sentence[1]) == [session["name"] for session in listed()]


@pytest.mark.parametrize(("name", "words"), sessions().items())
def test_a_session_says_in_one_sentence_what_it_does(name, words):
    assert re.fullmatch(r"[A-Z][^\n]*[^.\n]\.", words), name
    assert ". " not in words


def listed():
    """The sessions that nox runs by default, as nox itself lists them."""
    # Within a session nox would take that session's settings for its own.
    clean = {key: value for key, value in os.environ.items() if not key.startswith("NOX")}
    command = [sys.executable, "-m", "nox", "--list", "--json"]
    finished = subprocess.run(
        command, cwd=ROOT, env=clean, capture_output=True, text=True, check=True
    )
    return json.loads(finished.stdout)


def test_nox_lists_the_sessions():
    found = {session["session"]: session["description"] for session in listed()}
    assert found
    assert found.items() <= sessions().items()


def test_the_readme_names_every_part_of_the_package():
    package = ROOT / "src" / "industrial_clusters"
    parts = {path.parent.name for path in package.glob("*/__init__.py")}
    assert set(re.findall(r"`src/industrial_clusters/(\w+)/`", text("README.md"))) == parts


def test_every_path_that_the_readme_names_exists():
    folders = re.findall(r"`((?:book|data|src|tests|\.ci)/[\w./]*)`", text("README.md"))
    files = re.findall(r"`([\w.]+\.(?:toml|yml|py|lock|cff)|LICENSE)`", text("README.md"))
    assert len(folders) > 8
    for name in [*folders, *files]:
        assert (ROOT / name).exists(), name


def test_the_readme_promises_no_address_that_is_not_known():
    addresses = set(re.findall(r"https?://[^\s)>]+", text("README.md")))
    assert addresses == {PACKAGE["licenses"][0]["path"]}
    assert not {"doi", "repository-code", "url"} & CITATION.keys()


def test_the_checks_run_as_one_command():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text()
    subprocess.run(["bash", "-n", script], check=True)
    workflow = yaml.safe_load(text(".github/workflows/check.yml"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert ".ci/run" in [step.get("run") for step in steps]
    assert workflow["permissions"] == {"contents": "read"}


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_what_it_pins_and_nothing_unknown(path):
    written = path.read_text(encoding="utf-8")
    workflow = yaml.safe_load(written)
    assert workflow["permissions"] == {"contents": "read"}
    actions = re.findall(r"uses: (.*)", written)
    assert actions
    for action in actions:
        # A tag can be moved to other code; a commit cannot. The comment says which version it is.
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 90
    named = set(re.findall(r"nox -s (\w+)", written))
    assert named <= set(sessions())
