"""What a change of the sources changed for a reader."""

import sys

import pytest

from industrial_clusters.publishing import changes

COMPUTED = "<span class='pasted-text'>{}</span>"
FACT = (
    "<span class='fact explained'><a class='fact-text explained-text' href='#a'>{}</a>"
    "<span class='explained-note'>Table 7</span></span>"
)


def page(*paragraphs):
    return f"<html><article>{''.join(f'<p>{text}</p>' for text in paragraphs)}</article></html>"


def test_evidence_and_computed_numbers_are_read_without_their_notes():
    text = page(f"Of {FACT.format('more than 30')} firms,\n {COMPUTED.format('12')} left in 1990.")
    first, second = changes.numbers(text)
    assert (first.text, second.text) == ("more than 30", "12")
    assert first.place == "Of \ufffc firms, \ufffc left in 1990."
    assert str(second) == "Of … firms, **12** left in 1990."


def test_a_number_is_compared_in_its_own_place():
    first, second = f"Firms: {COMPUTED}.", f"Towns: {COMPUTED}."
    before = page(first.format(1), second.format(2))
    assert changes.changed_numbers(before, page(first.format(1), second.format(3))) == [
        "Towns: **2**. → **3**"
    ]
    # A paragraph put in between moves no number.
    moved = page(first.format(1), f"New: {COMPUTED.format(9)}.", second.format(2))
    assert changes.changed_numbers(before, moved) == ["new: New: **9**."]
    assert changes.changed_numbers(moved, before) == ["gone: New: **9**."]
    assert changes.changed_numbers(before, before) == []


def test_a_neighbour_that_changes_does_not_move_the_place():
    text = f"From {COMPUTED} to {COMPUTED}."
    found = changes.changed_numbers(page(text.format(1, 2)), page(text.format(1, 5)))
    assert found == ["From … to **2**. → **5**"]


def test_a_report_names_pages_that_came_and_went(tmp_path):
    for folder, names in (("before", "ab"), ("after", "bc")):
        (tmp_path / folder / "_static").mkdir(parents=True)
        (tmp_path / folder / "_static" / "x.html").write_text(folder)
        for name in names:
            (tmp_path / folder / f"{name}.html").write_text(page("the same"))
    lines = list(changes.report(tmp_path / "before", tmp_path / "after"))
    assert lines == [
        "2 of 3 pages differ.",
        "\n### a.html: gone, 0 numbers differ\n",
        "\n### c.html: new, 0 numbers differ\n",
    ]


def test_the_command_refuses_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["changes", str(tmp_path), str(tmp_path)])
    with pytest.raises(SystemExit, match="holds no pages"):
        changes.main()


def test_the_command_prints_the_report(tmp_path, monkeypatch, capsys):
    for folder, number in (("before", 1), ("after", 2)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.html").write_text(page(f"Firms: {COMPUTED.format(number)}"))
    monkeypatch.setattr(sys, "argv", ["changes", *(str(tmp_path / f) for f in ("before", "after"))])
    changes.main()
    assert "- Firms: **1** → **2**" in capsys.readouterr().out
