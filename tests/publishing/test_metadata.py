"""One statement of what the book is, and the files that repeat it."""

import dataclasses
import json
import subprocess
import sys
import tomllib
from datetime import date

import pytest
import yaml

from industrial_clusters.publishing import metadata
from industrial_clusters.publishing.metadata import ROOT, book, files, stated

PUBLISHED = dataclasses.replace(
    stated(),
    doi="10.5281/zenodo.1",
    repository="https://example.org/r",
    url="https://example.org/b",
)


def read(book):
    texts = files(book)
    loaders = {"CITATION.cff": yaml.safe_load}
    return {name: loaders.get(name, json.loads)(text) for name, text in texts.items()}


@pytest.mark.parametrize("name", files(stated()))
def test_the_repository_says_what_its_metadata_say(name):
    assert (ROOT / name).read_text(encoding="utf-8") == files(stated())[name]


def test_the_metadata_are_those_of_the_project():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert stated().version == settings["project"]["version"]
    assert list(stated().keywords) == settings["project"]["keywords"]
    assert date.fromisoformat(stated().date).isoformat() == stated().date


def test_the_three_files_agree():
    said = read(PUBLISHED)
    cff, zenodo, codemeta = (
        said[name] for name in ("CITATION.cff", ".zenodo.json", "codemeta.json")
    )
    for names in (
        ("title", "title", "name"),
        ("abstract", "description", "description"),
        ("keywords", "keywords", "keywords"),
        ("version", "version", "version"),
        ("date-released", "publication_date", "datePublished"),
    ):
        values = [part[name] for part, name in zip((cff, zenodo, codemeta), names, strict=True)]
        assert values == [values[0]] * 3, names
    authors = [cff["authors"], zenodo["creators"], codemeta["author"]]
    assert {person["name"] for people in authors for person in people} == {PUBLISHED.author}


def test_addresses_appear_when_they_are_known_and_not_before():
    known = read(PUBLISHED)
    assert known["CITATION.cff"]["doi"] == PUBLISHED.doi
    assert known["codemeta.json"]["identifier"].endswith(PUBLISHED.doi)
    assert [each["identifier"] for each in known[".zenodo.json"]["related_identifiers"]] == [
        PUBLISHED.repository,
        PUBLISHED.url,
    ]
    texts = "".join(files(dataclasses.replace(PUBLISHED, doi="", repository="", url="")).values())
    assert "example.org" not in texts
    assert "zenodo.1" not in texts
    assert "repository-code" not in texts


def test_a_release_names_addresses_on_the_pages_and_not_in_the_files(monkeypatch):
    monkeypatch.setenv("BOOK_DOI", "10.5281/zenodo.7")
    book.cache_clear()
    try:
        assert book().doi == "10.5281/zenodo.7"
    finally:
        monkeypatch.undo()
        book.cache_clear()
    assert stated().doi == ""


def test_a_stale_file_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(metadata, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["metadata", "--check"])
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    with pytest.raises(SystemExit, match=r"^CITATION\.cff, \.zenodo\.json, codemeta\.json differ"):
        metadata.main()
    monkeypatch.setattr(sys, "argv", ["metadata"])
    metadata.main()
    assert capsys.readouterr().out.count("is written") == 3
    metadata.main()
    assert capsys.readouterr().out == ""


def test_the_command_finds_nothing_to_do():
    command = [sys.executable, "-m", "industrial_clusters.publishing.metadata", "--check"]
    assert subprocess.run(command, check=False).returncode == 0
