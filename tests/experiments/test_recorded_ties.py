"""Documented ties on their way into a drawing."""

import pandas as pd
import pytest

from industrial_clusters.experiments.recorded_ties import between, sort_of

TIES = pd.DataFrame(
    {
        "from": ["mill", "mill", "bank", "mill"],
        "to": ["smith", "yard", "mill", "smith"],
        "kind": ["teaches", "owns", "lends to", "supplies"],
    },
    index=["t1", "t2", "t3", "t4"],
)
SORTS = {"help": ["teaches"], "goods": ["supplies"], "command": ["owns"]}


def test_ties_out_of_the_drawing_and_within_a_node_are_not_drawn():
    drawn = between(TIES, {"mill": "Mill", "yard": "Mill", "smith": "Smith"}, SORTS)
    assert drawn.to_dict("list") == {
        "From": ["Mill", "Mill"],
        "To": ["Smith", "Smith"],
        "Kind": ["help", "goods"],
        "Evidence": ["ties/t1", "ties/t4"],
    }


def test_a_tie_of_no_sort_is_refused_where_it_would_be_drawn():
    # The loan leads out of this drawing, and into the next.
    assert len(between(TIES, {"mill": "Mill", "smith": "Smith"}, SORTS)) == 2
    with pytest.raises(ValueError, match="'lends to' of the tie 't3' belongs to no sort; add it"):
        between(TIES, {"mill": "Mill", "bank": "Bank"}, SORTS)


def test_every_kind_has_its_sort():
    assert sort_of(TIES["kind"].drop("t3"), SORTS).tolist() == ["help", "command", "goods"]
    with pytest.raises(ValueError, match="'lends to'"):
        sort_of(TIES["kind"], SORTS)
