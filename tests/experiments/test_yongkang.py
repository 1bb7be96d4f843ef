"""The studies of the Yongkang chapter: honest constraints, and theories that can lose."""

import numpy as np
import pytest

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity
from industrial_clusters.experiments import yongkang as studies
from industrial_clusters.experiments.history_matching import match, sobol_design
from industrial_clusters.experiments.studies import survivors
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
    parameters = red_hat.Parameters(**studies._arrays(design))
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
