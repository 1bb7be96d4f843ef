"""The ledger as a reader filters it, and the tables in which documents meet."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from industrial_clusters import charts

EMPTY = {"verdict": "", "arithmetic": "", "reason": "", "theory": "", "untested": "", "wanting": ""}
ROWS = pd.DataFrame(
    [
        {
            "id": "doubled",
            "Case": "A & B",
            "Fate": "supported",
            "verdict": "supported",
            "arithmetic": "4 > 2",
            "reason": "It did.",
            "evidence": ("observations/firms-2", "observations/firms-4"),
        },
        {"id": "led", "Case": "A & B", "Fate": "put to a model", "theory": "Leaders lead"},
        {"id": "felt", "Case": "C", "Fate": "nothing tests it", "untested": "not told"},
        {"id": "later", "Case": "C", "Fate": "nothing tests it", "wanting": "a count"},
    ]
).set_index("id")
ROWS = ROWS.fillna(EMPTY).assign(
    evidence=ROWS["evidence"].map(lambda rows: rows if isinstance(rows, tuple) else ()),
    statement=["Firms <doubled>.", "They led.", "It felt so.", "It came later."],
    kind=["trend", "cause", "cause", "trend"],
    locator="Page 1",
    page="cases/a",
)
ROWS.loc["felt", "wanting"] = "a measure"
FATES = ["supported", "put to a model", "nothing tests it"]
MODELS = pd.DataFrame(
    {"page": ["cases/m"], "verdict": ["both survive"], "overturn": ["One date"]},
    index=["Leaders lead"],
)


def ledger(rows=ROWS, order=FATES):
    made = charts.claims_ledger(rows, order, models=MODELS, why={"not told": "Nobody told"})
    return BeautifulSoup(made._repr_html_(), "html.parser")


def test_every_claim_stands_in_the_group_of_its_document_with_its_marks():
    page = ledger()
    groups = {group["data-document"]: group for group in page.select("details.audit")}
    assert list(groups) == ["A & B", "C"]
    assert [li["id"] for li in groups["C"].select("ul > li")] == ["claim-felt", "claim-later"]
    first = groups["A & B"].li
    assert (first["data-kind"], first["data-fate"]) == ("trend", "supported")
    assert "Firms <doubled>." in first.text
    assert "4 > 2" in first.text
    assert [a["href"] for a in first.select("div.audit-place a")] == [
        "evidence:observations/firms-2",
        "evidence:observations/firms-4",
    ]
    assert groups["A & B"].summary.text == "Claims on A & B: 2"


def test_each_account_says_what_tests_a_claim_or_what_would():
    entries = {li["id"]: li.text for li in ledger().select("ul > li")}
    assert "Leaders lead. Both survive." in entries["claim-led"]
    assert "What could overturn it: One date." in entries["claim-led"]
    assert "Nobody told" in entries["claim-felt"]
    assert "What would test it: a measure." in entries["claim-felt"]
    assert "What would test it: a count." in entries["claim-later"]
    assert "Nothing tests it yet." in entries["claim-later"]


def test_the_form_offers_what_the_claims_have_and_nothing_else():
    form = ledger(ROWS.drop(["later", "felt"])).form
    assert form.has_attr("hidden")
    options = {
        select["name"]: [option.text for option in select.select("option")]
        for select in form.select("select")
    }
    assert options == {
        "document": ["All", "A & B"],
        "kind": ["All", "cause", "trend"],
        "fate": ["All", *FATES[:2]],
    }
    for field in form.select("input, select"):
        assert form.select_one(f"label[for={field['id']}]").text
    assert form.output["role"] == "status"


def test_an_order_that_lacks_a_fate_is_refused():
    with pytest.raises(ValueError, match="nothing tests it"):
        ledger(order=FATES[:2])


def test_opposed_claims_stand_beside_each_other_and_the_rest_is_named():
    meetings = pd.DataFrame(
        {"Case": ["A & B"], "Other": ["C"], "Claim": ["led"], "Against": ["felt"]}
    )
    made = charts.claims_opposed(meetings, ROWS, ["A & B", "C", "D"], title="Who is right?")
    (table,) = BeautifulSoup(made._repr_html_(), "html.parser").select("table")
    first, second, last = table.select("tbody td")
    assert (first["data-label"], second["data-label"]) == ("One document", "Another")
    assert "Put to a model." in first.text
    assert second.select("a")[0]["href"] == "evidence:claims/felt"
    assert last.text == "Set against no other document: D"
    full = charts.claims_opposed(meetings, ROWS, ["A & B", "C"], title="Who is right?")
    assert "no other document" not in full._repr_html_()


def test_claims_of_two_documents_show_both_with_the_rows():
    meetings = pd.DataFrame({"Case": ["A & B"], "Other": ["C"], "Claim": ["doubled"]})
    made = charts.claims_of_two(meetings, ROWS, ["A & B", "C", "D"], title="Met")
    cells = BeautifulSoup(made._repr_html_(), "html.parser").select("tbody td")
    assert "A & B; C" in cells[0].text
    assert len(cells[1].select("a")) == 2
    assert cells[2].text == "Supported. It did."
    assert cells[3].text == "Tested by no row of another document: D"
