"""A stated figure is weighed in its own unit."""

import pytest

from industrial_clusters.claims.ledger import Verdict
from industrial_clusters.claims.weighing import hull, weigh
from industrial_clusters.evidence import Quantity


def weighed(computed, stated):
    return weigh(computed, stated, "", agree="Yes.", apart="No.", undecided="Open.")


def test_two_units_are_not_weighed():
    with pytest.raises(ValueError, match="computed in 'firms' and stated in 'persons'; convert"):
        weighed(Quantity(5, 5, "firms"), Quantity(5, 5, "persons"))


def test_a_pure_number_is_weighed_against_any_unit():
    assert weighed(Quantity(5, 5), Quantity(5, 5, "persons")).verdict == "supported"


@pytest.mark.parametrize(
    ("computed", "verdict"),
    [
        (Quantity(2, 4), Verdict.SUPPORTED),
        (Quantity(1, 3), Verdict.NOT_IDENTIFIED),
        (Quantity(3, 5), Verdict.NOT_IDENTIFIED),
        (Quantity(1, 5), Verdict.NOT_IDENTIFIED),
        (Quantity(0, 1), Verdict.CONTRADICTED),
        (Quantity(5, 6), Verdict.CONTRADICTED),
    ],
)
def test_what_the_bounds_decide(computed, verdict):
    assert weighed(computed, Quantity(2, 4)).verdict is verdict


def test_hull_holds_an_open_bound():
    assert hull([Quantity(3, 4), Quantity(1, float("inf"))]) == Quantity(1, float("inf"))
