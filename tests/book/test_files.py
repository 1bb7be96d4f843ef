"""The files of the book: sound HTML, links that lead somewhere, no naked number, no trace."""

import tomllib

from industrial_clusters.publishing import prose

from . import files
from .conftest import ROOT
from .reporting import refuse


def test_markup_is_sound(built, page_name):
    refuse(page_name, files.markup_problems(built / page_name))


def test_nothing_is_let_in_from_elsewhere_or_from_text(built, page_name):
    refuse(page_name, files.policy_problems(built / page_name))


def test_links_lead_somewhere(built, page_name, record_property):
    for address in files.outside_links(built / page_name):
        record_property("outside", address)
    refuse(page_name, files.link_problems(built, built / page_name))


def test_no_number_is_naked(built, page_name, record_property):
    text = (built / page_name).read_text(encoding="utf-8")
    for exemption in prose.exemptions(text):
        record_property("exempt", (exemption.text, exemption.reason))
    refuse(page_name, [str(found) for found in prose.naked_numbers(text)])


def test_every_exemption_has_a_reason(built, page_name):
    text = (built / page_name).read_text(encoding="utf-8")
    assert all(exemption.reason for exemption in prose.exemptions(text))


def test_front_page_names_the_version_to_cite(built):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"Version {project['version']}." in files.soup(built / "index.html").get_text()


def test_styles_need_nothing_from_outside(built):
    problems = [
        problem
        for style in sorted(built.rglob("*.css"))
        for problem in files.style_problems(built, style)
    ]
    refuse("styles", problems)


def test_no_file_tells_where_it_was_built(built):
    patterns = files.machine_names(built, ROOT)
    everything = [path for path in sorted(built.rglob("*")) if path.is_file()]
    assert everything
    problems = [
        f"{path.relative_to(built)}: {trace}"
        for path in everything
        for trace in files.traces(files.opened(path), patterns)
    ]
    refuse("the book", problems)
