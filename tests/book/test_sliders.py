"""The chart of movable firms: what its sliders do is what the package computes."""

import re

import pytest

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
