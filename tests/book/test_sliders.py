"""Charts with sliders: what they do is what the package computes."""

import re
from typing import Any

import pytest

from industrial_clusters.comparison import laboratory
from industrial_clusters.experiments import measures

from . import visits
from .visits import Look

PAGE = "framework/measures.html"
BAR = re.compile(r"value of the index: (.*); Index: (.*); Value: ")


@pytest.mark.parametrize("look", [Look(1280, "light"), Look(390, "light")], ids=str)
def test_firms_moved_by_keyboard_move_the_indices(browser, built, look):
    with visits.visited(browser, built, PAGE, look) as visit:
        figure = visit.page.locator("#chart-measures-movable")
        figure.scroll_into_view_if_needed()
        sliders = figure.get_by_role("slider")
        sliders.first.wait_for(timeout=visits.PATIENCE)
        assert [
            s.evaluate("s => s.labels[0].innerText.split('\\n')[0]") for s in sliders.all()
        ] == [f"Firms in {town}" for town in measures.SIX_TOWNS["Town"]]
        shown_at_start = _shown(figure)
        for slider, key, times in (
            (sliders.first, "ArrowLeft", 12),
            (sliders.last, "ArrowRight", 12),
        ):
            slider.focus()
            for _ in range(times):
                visit.page.keyboard.press(key)
        shown_after = _shown(figure)
        assert not visit.complaints
    moved = measures.SIX_TOWNS.assign(Firms=[12, 12, 6, 6, 6, 18])
    assert shown_at_start == pytest.approx(_computed(measures.SIX_TOWNS), abs=1e-6)
    assert shown_after == pytest.approx(_computed(moved), abs=1e-6)


def _shown(figure):
    labels = figure.locator(".chart-live [aria-label^='value of the index']").evaluate_all(
        "bars => bars.map(bar => bar.getAttribute('aria-label'))"
    )
    found = [match for label in labels if (match := BAR.search(label))]
    return {match[2]: float(match[1].replace("−", "-")) for match in found}


def _computed(towns):
    return dict(measures.indices_of(towns).to_numpy().tolist())


LABORATORY = "comparison/laboratory.html"
CELL = re.compile(r"(.*), (.*) to .*: (.*)% of worlds")


@pytest.mark.parametrize("look", [Look(1280, "light"), Look(390, "dark")], ids=str)
def test_the_laboratory_starts_from_a_place_and_follows_its_sliders(browser, built, look):
    if not (built / LABORATORY).exists():
        pytest.skip("the book has no laboratory")
    starts = laboratory.presets()
    with visits.visited(browser, built, LABORATORY, look) as visit:
        figure = visit.page.locator("#chart-laboratory-bench")
        figure.scroll_into_view_if_needed()
        sliders = figure.get_by_role("slider")
        sliders.first.wait_for(timeout=visits.PATIENCE)
        menu = figure.get_by_role("combobox")
        assert menu.locator("option").all_inner_texts() == list(starts.index)
        halfway = _worlds(figure)
        place = starts.index[1]
        menu.select_option(place)
        visit.page.wait_for_timeout(200)
        held = [float(slider.input_value()) for slider in sliders.all()]
        started = _worlds(figure)
        sliders.first.focus()
        visit.page.keyboard.press("Home")
        visit.page.wait_for_timeout(200)
        moved = _worlds(figure)
        assert not visit.complaints
    assert held == pytest.approx(starts.loc[place].tolist(), abs=1e-9)
    first = starts.columns[0]
    for found, levels in (
        (halfway, starts.iloc[0]),
        (started, starts.loc[place]),
        (moved, starts.loc[place].where(starts.columns != first, 0.0)),
    ):
        assert found == pytest.approx(_mixed(levels), abs=0.051)


def _worlds(figure):
    labels = figure.locator(".chart-live [aria-label$='of worlds']").evaluate_all(
        "cells => cells.map(cell => cell.getAttribute('aria-label'))"
    )
    found = [match for label in labels if (match := CELL.search(label))]
    return {(match[1], float(match[2])): float(match[3]) for match in found}


def _mixed(levels):
    shares: dict[str, Any] = {}
    for outcome, bench in laboratory.BENCHES.items():
        place = levels[list(bench.conditions)].to_numpy(dtype=float)
        (worlds,) = laboratory.mixed(laboratory.surface(outcome), bench.levels, place)
        classes = enumerate(worlds)
        shares |= {(outcome, i / laboratory.CLASSES): 100 * share for i, share in classes}
    return shares
