"""How a chapter puts computed numbers where its prose prints them."""

import myst_nb
import pytest

from industrial_clusters.chapter import percent, say, saying
from industrial_clusters.evidence import Quantity


def test_what_is_said_is_pasted_as_text(monkeypatch):
    pasted = {}
    monkeypatch.setattr(
        myst_nb, "glue", lambda name, text, display: pasted.update({name: (text, display)})
    )
    say(firms=12, **{"a-share": "a quarter"})
    saying("xixia-")(firms=13)
    assert pasted == {
        "firms": ("12", False),
        "a-share": ("a quarter", False),
        "xixia-firms": ("13", False),
    }


@pytest.mark.parametrize(
    ("share", "digits", "worded"),
    [(0.5, 0, "50%"), (0.125, 1, "12.5%"), (Quantity(0.101, 0.199), 0, "10–20%"), (1, 0, "100%")],
)
def test_a_share_is_worded_as_everywhere(share, digits, worded):
    assert percent(share, digits) == worded
