"""All theories in one place: none missing, each with evidence that exists and a rival."""

import importlib

import pytest

from industrial_clusters import evidence
from industrial_clusters.experiments import theories

# The table of theories of the project's design, by the module that runs each.
MODULES = {
    "entrepreneurship",
    "tie_strength",
    "mutual_guarantee",
    "staggered_development",
    "peer_pressure",
    "succession",
    "innovation_search",
    "firm_population",
    "trade_first",
    "red_hat",
    "market_platform",
    "land_quota",
    "related_diversification",
    "community_enforcement",
}
ALL = {each.theory: each for each in theories.confrontations()}


def test_every_theory_of_the_design_is_confronted():
    assert {each.module for each in ALL.values()} >= MODULES
    assert len(ALL) == len(theories.confrontations())


@pytest.mark.parametrize("name", ALL)
def test_a_theory_has_a_model_a_rival_and_evidence_that_exists(name):
    each = ALL[name]
    place = f"models.{each.module}" if each.module in MODULES else each.module
    importlib.import_module(f"industrial_clusters.{place}")
    assert each.source in evidence.table("sources").index
    assert len(each.studies) >= 2
    for row in each.evidence:
        table, _, identifier = row.rpartition("/")
        assert identifier in evidence.table(table or "observations").index
    for text in (each.theory, each.question, each.reproduced, each.overturn):
        assert text[0].isupper()
        assert text[-1].isalnum() or text[-1] in "?)"
    assert each.question.endswith("?")


@pytest.mark.parametrize("name", ALL)
def test_theory_and_rivals_meet_the_same_draws_and_the_record_can_say_no(name):
    studies = list(ALL[name].studies.values())
    # Configurations count laws, of which some explanations admit more than others.
    if ALL[name].module != theories.CONFIGURATIONS:
        assert len({len(study.outputs) for study in studies}) == 1
    # A record that every draw of everybody meets would test nothing.
    assert any(study.matching.share < 1 for study in studies)


def test_the_shares_are_those_of_the_studies():
    table = theories.shares().set_index(["Theory", "Model"])
    drawn = [each for each in ALL.values() if each.module != theories.CONFIGURATIONS]
    assert len(table) == 2 * len(drawn)
    for each in drawn:
        (name, ours), *rivals = each.shares.items()
        best = max(share for _, share in rivals)
        for model, share in (("the theory", ours), ("its best rival", best)):
            found = table.xs((name, model)).to_dict()
            assert found["Share"] == share
            assert found["Low"] <= share <= found["High"]
            assert each.shares[str(found["Name"])] == share
