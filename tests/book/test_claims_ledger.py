"""The ledger of claims: what its form leaves in view is what the package counts."""

import pytest

from industrial_clusters.comparison import claims

from . import visits
from .visits import Look

PAGE = "comparison/claims.html"


@pytest.mark.parametrize("look", [Look(1280, "light"), Look(390, "light")], ids=str)
def test_a_reader_filters_the_ledger(browser, built, look):
    if not (built / PAGE).is_file():
        pytest.skip("the book has no chapter on claims")
    ledger = claims.ledger()
    of_xixia = ledger[ledger["Case"] == "Xixia"]
    supported = of_xixia[of_xixia["Fate"] == "supported"]
    with visits.visited(browser, built, PAGE, look) as visit:
        form = visit.page.get_by_role("search", name="Claims")
        entries = visit.page.locator(".ledger ul > li")
        status = form.get_by_role("status")
        assert status.inner_text() == f"{len(ledger)} claims"
        form.get_by_label("Document on").select_option("Xixia")
        form.get_by_label("Verdict").select_option("supported")
        assert status.inner_text() == f"{len(supported)} of {len(ledger)} claims"
        shown = entries.filter(visible=True)
        assert [entry.get_attribute("id") for entry in shown.all()] == [
            f"claim-{claim}" for claim in supported.index
        ]
        form.get_by_label("Search").fill("guarantees THIRD")
        assert status.inner_text() == f"1 of {len(ledger)} claims"
        form.get_by_role("button", name="Clear").click()
        assert status.inner_text() == f"{len(ledger)} claims"
        assert not shown.count()  # folded again
        assert form.get_by_label("Search").evaluate("field => field === document.activeElement")
        assert not visit.complaints
