"""The studies of the Yongkang chapter: honest constraints, and theories that can lose."""

from importlib import import_module

import numpy as np
import pytest

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity
from industrial_clusters.experiments import yongkang as studies
from industrial_clusters.experiments.designs import sobol_design
from industrial_clusters.experiments.history_matching import match
from industrial_clusters.experiments.studies import arrays, survivors
from industrial_clusters.models import red_hat, related_diversification


def test_constraints_are_the_rows_of_the_evidence():
    village = studies.village_constraints()
    assert village["arrests_before"] == evidence.quantity("mantang-arrests")
    assert village["registered"] == Quantity(170, 183, "households")
    # 1,001 firms at least, 62 per cent of them Yongkang's, of 15,000.
    assert studies.land_constraints()["set_up_in_area"].low == pytest.approx(1001 * 0.62 / 15000)


def test_the_same_seed_gives_the_same_worlds_and_another_gives_others():
    first, again = (studies.village_studies.__wrapped__(draws=256) for _ in range(2))
    other = studies.village_studies.__wrapped__(draws=256, seed=7)
    assert first["cover"].outputs.equals(again["cover"].outputs)
    assert not first["cover"].outputs.equals(other["cover"].outputs)


def test_theory_and_rival_meet_the_same_villages():
    worlds = studies.village_studies.__wrapped__(draws=256)
    assert worlds["cover"].parameters.equals(worlds["permission alone"].parameters)


def test_registrations_before_permission_would_have_refuted_the_rival():
    # The counter-world in which the model says no: the same count, two years earlier.
    design = sobol_design(studies.VILLAGE_RANGES, 2048, studies.SEED)
    parameters = red_hat.Parameters(**arrays(design))
    wanted = {"registered": studies.village_constraints()["registered"]}
    shares = [
        match(
            red_hat.observables(red_hat.simulate(p, np.random.default_rng(1)), year=1980), wanted
        ).share
        for p in (parameters, red_hat.permission_alone(parameters))
    ]
    assert shares[0] > 0
    assert shares[1] == 0


def test_land_alone_sends_nobody_to_other_provinces():
    worlds = studies.land_studies.__wrapped__(draws=64)
    assert worlds["land alone"].matching.share == 0
    assert worlds["land alone"].matching.alone["provinces"] == 0
    assert worlds["wages and taxes alone"].matching.share > 0


def test_the_products_followed_are_coded_and_each_needs_something():
    coding = studies.coding()
    for trajectory in studies.TRAJECTORIES.values():
        assert set(trajectory.basket + trajectory.order) <= set(coding.index)
    assert set(studies.TARGETS) <= set(studies.TRAJECTORIES["Sunshine"].order)
    assert (coding.sum(axis=1) > 0).all()


def test_the_relatedness_test_finds_a_path_that_follows_relatedness():
    for firm in studies.TRAJECTORIES:
        assert studies.most_related_path(firm).p_value < 0.05


def test_likelihood_gains_are_measured_from_blind_choice():
    table = studies.choice_likelihoods()
    near = related_diversification.proximity(studies.coding())
    best = related_diversification.sequence_likelihood(
        near,
        studies.TRAJECTORIES["Sunshine"],
        related_diversification.Parameters(
            relatedness=float(table["weight"]["relatedness"]), policy=0.0
        ),
        studies.TARGETS,
    )[0]
    blind = -np.log([19, 18, 17, 16]).sum()
    assert best - blind == pytest.approx(table.loc["relatedness", "gain"])


def test_survivors_are_the_draws_that_meet_the_record():
    study = studies.village_studies.__wrapped__(draws=4096)["cover"]
    kept = survivors(study)
    assert len(kept) == study.matching.survivors.sum() > 0
    assert kept["arrests_before"].between(75, 85).all()
    assert (kept["registered"] >= 170).all()


def test_cover_must_come_within_the_documents_bounds():
    matching = studies.village_studies.__wrapped__(draws=256)["cover"]
    outputs, allowed = matching.outputs, matching.matching.satisfied
    assert list(allowed) == ["arrests_before", "registered", "cover_year"]
    assert (allowed["cover_year"] == outputs["cover_year"].between(1978, 1982)).all()
    rival = studies.village_studies.__wrapped__(draws=256)["permission alone"]
    assert list(rival.matching.satisfied) == ["arrests_before", "registered"]


def test_without_cover_the_same_villages_lose_registrations_first():
    shares = studies.without_cover()
    assert 0 < shares["registered"] < shares["working"] < 1


def test_without_quotas_each_world_is_compared_with_itself():
    fewer = studies.without_quotas()
    worlds = studies.land_studies()
    both, wages = worlds["land and wages"], worlds["wages and taxes alone"]
    assert list(fewer.index) == list(both.outputs.index[both.matching.survivors])
    first = fewer.index[0]
    gone = [study.outputs.loc[first, ["neighbours", "provinces"]].sum() for study in (both, wages)]
    assert fewer[first] == pytest.approx(1 - gone[1] / gone[0])
    # Land is one reason to go among two: without the quota somebody stays, nobody joins.
    assert 0 < fewer.max() <= 1
    assert fewer.mean() > 0


def test_both_firms_steps_are_likelier_by_chance_than_by_relatedness():
    worlds = studies.step_studies()
    assert list(worlds) == ["relatedness", "policy picks", "blind choice"]
    assert worlds["relatedness"].matching.share == 0
    assert worlds["policy picks"].matching.share == 1
    assert (worlds["blind choice"].outputs == 0).all(axis=None)
    assert (worlds["relatedness"].parameters["policy"] == 0).all()
    assert (worlds["policy picks"].parameters["relatedness"] == 0).all()
    assert (worlds["policy picks"].outputs["Mr Lu"] == 0).all()


def test_firms_that_take_the_nearest_product_would_have_kept_the_theory(monkeypatch):
    # The planted world of the theory: the same firms, as many steps, each the nearest.
    nearest = {firm: studies.nearest_path(firm) for firm in studies.TRAJECTORIES}
    monkeypatch.setattr(studies, "TRAJECTORIES", nearest)
    monkeypatch.setattr(studies, "TARGETS", {"electric cars": 3})
    worlds = studies.step_studies.__wrapped__(draws=64)
    assert worlds["relatedness"].matching.share > 0.9
    # Named at the third step and not entered by it: policy can lose as well.
    assert worlds["policy picks"].matching.share == 0


def test_how_often_a_world_of_relatedness_is_recognised():
    kept = [studies.relatedness_kept(weight) for weight in (0.0, 5.0, 10.0, 40.0)]
    assert kept == sorted(kept)
    assert 0.3 < kept[0] < 0.6  # a blind world passes about half the time
    assert kept[2] > 0.95
    assert studies.relatedness_kept(5.0) == kept[1]
    assert studies.relatedness_kept(5.0, seed=1) != kept[1]


def test_the_surplus_of_density_decides_as_the_likelihood_does():
    # The documented steps: their density falls short of the average, so no weight gains.
    near = related_diversification.proximity(studies.coding())
    surplus = 0.0
    for trajectory in studies.TRAJECTORIES.values():
        made = list(trajectory.basket)
        for product in trajectory.order:
            density = related_diversification.density(near, made).drop(made)
            surplus += density[product] - density.mean()
            made.append(product)
    assert surplus < 0


def test_each_confrontation_rests_on_rows_and_a_known_model():
    confronted = studies.confrontations()
    assert [each.module for each in confronted] == [
        "red_hat",
        "land_quota",
        "related_diversification",
    ]
    for each in confronted:
        import_module(f"industrial_clusters.models.{each.module}")
        assert each.source == "luganne2016"
        assert each.page == "cases/yongkang"
        for identifier in each.evidence:
            table, _, name = identifier.rpartition("/")
            assert evidence.row(table or "observations", name)["source"] == each.source
    assert [each.verdict for each in confronted] == [
        "theory and rival both survive",
        "theory and rival both survive",
        "only a rival survives",
    ]


def test_the_steps_confronted_are_those_recorded():
    rows = [
        evidence.row("trajectories", name.rpartition("/")[2])["products"]
        for name in studies.confrontations()[2].evidence
    ]
    taken = [p for firm in studies.TRAJECTORIES.values() for p in firm.order]
    assert len(rows) == len(taken)
    assert all(product in recorded for product, recorded in zip(taken, rows, strict=True))


def test_the_cover_is_taken_from_the_same_worlds():
    worlds = studies.village_studies()
    kept = worlds["cover"].matching.survivors
    courses = studies.courses_without_cover().set_index(["World", "Year"])["Middle"]
    for world, name in (
        ("with the cover", "cover"),
        ("the same worlds without it", "permission alone"),
    ):
        assert courses[world, 1984] == worlds[name].courses.loc[kept, 1984].median()


def test_the_lottery_meets_the_firms_of_the_ranking():
    ranked = studies.land_studies.__wrapped__(draws=64)["land and wages"].outputs
    by_lot = studies.by_lot.__wrapped__(draws=64)
    assert not by_lot.equals(ranked)
    # Where no land is wanted the rule makes no difference, so most draws are alike.
    assert np.isclose(by_lot["provinces"], ranked["provinces"]).any()
    again = studies.by_lot.__wrapped__(draws=64)
    assert by_lot.equals(again)


def test_rules_for_land_are_the_middle_halves_of_the_same_worlds():
    rules = studies.land_rules().set_index(["Observable", "Rule"])
    kept = studies.land_studies()["land and wages"].matching.survivors
    lots = studies.by_lot()[kept]
    gone = lots["neighbours"] + lots["provinces"]
    assert rules.loc[("firms gone", "by lot"), "Low"] == gone.quantile(0.25)
    assert rules.loc[("tax base kept", "by lot"), "High"] == lots["tax_base"].quantile(0.75)
    assert (rules["Low"] <= rules["High"]).all()


def test_every_count_of_firms_rests_on_rows_of_the_evidence():
    counts = studies.firm_counts().set_index("Firms")
    for address in " ".join(counts["Evidence"]).split():
        table, _, identifier = address.rpartition("/")
        evidence.row(table or "observations", identifier)
    assert counts.loc["all forms, 1985", "Low"] == 295 + 525 + 913 + 1962
    assert counts.loc["in four trades, 2006", "High"] == 83 + 40 + 50 + 45
    assert counts["High"].isna()["registered, 2006"]
    assert counts["Low"].isna()["on estates, 1990-94"]
    assert counts.loc["of them from Yongkang", "Low"] == pytest.approx(1001 * 0.62)


def test_forms_of_1985_rest_on_their_rows():
    forms = studies.forms_1985()
    for address in " ".join(forms["Evidence"]).split():
        table, _, identifier = address.rpartition("/")
        evidence.row(table or "observations", identifier)
    assert forms["Enterprises"].sum() == 3695
    assert forms["Under"].tolist() == ["collective", "collective", "confederated", "independent"]
