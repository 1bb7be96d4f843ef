"""Search in organisations: known landscapes, closed forms of approval, and a plain reference."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters import evidence
from industrial_clusters.models import innovation_search as model
from industrial_clusters.networks.organisations import (
    pure_hierarchy,
    strong_innovation_network,
    weak_innovation_network,
)


def search(**changes):
    values = {"bits": 6, "ruggedness": 3.0, "periods": 12, "change_period": 13, "handed_down": 0.0}
    return model.Parameters(**{**values, **changes})


def tied(units, pairs=(), masters=0, relaxed=False):
    """A chain of masters over all units, and ties between the pairs of units."""
    actors = masters + units
    supervision, lateral = (np.zeros((actors, actors), dtype=bool) for _ in range(2))
    for master in range(masters - 1):
        supervision[master, master + 1] = True
    if masters:
        supervision[masters - 1, masters:] = True
    for one, other in pairs:
        lateral[masters + one, masters + other] = lateral[masters + other, masters + one] = True
    return model.Organisation(supervision, lateral, relaxed)


def ring(units):
    return tied(units, [(unit, (unit + 1) % units) for unit in range(units)])


def complete(units):
    return tied(units, [(one, other) for one in range(units) for other in range(one)])


def run(parameters, organisation, seed=1):
    return model.simulate(parameters, np.random.default_rng(seed), organisation)


def assert_same(one, two):
    for field in dataclasses.fields(model.Course):
        assert np.array_equal(getattr(one, field.name), getattr(two, field.name)), field.name


# --- landscapes -----------------------------------------------------------------------------


def peaks(worth, bits):
    solutions = np.arange(2**bits)
    return np.all([worth >= worth[solutions ^ (1 << bit)] for bit in range(bits)], axis=0).sum()


def test_a_smooth_landscape_has_one_peak_of_expected_height_two_thirds():
    # Kauffman and Levin 1987: each bit takes the better of two uniform contributions.
    rng = np.random.default_rng(1)
    landscapes = [model.nk_landscape(8, 0, rng) for _ in range(400)]
    assert {peaks(worth, 8) for worth in landscapes} == {1}
    assert np.mean([worth.max() for worth in landscapes]) == pytest.approx(2 / 3, abs=0.013)


def test_a_random_landscape_has_the_expected_number_of_peaks():
    # Kauffman and Levin 1987: 2^N / (N + 1).
    rng = np.random.default_rng(1)
    counts = [peaks(model.nk_landscape(8, 7, rng), 8) for _ in range(300)]
    assert np.mean(counts) == pytest.approx(256 / 9, rel=0.02)


def test_a_contribution_depends_on_its_bit_and_the_next():
    # Hand-made: N = 3, K = 1. Changing bit 2 leaves alone only the contribution of bit 0,
    # which depends on bits 0 and 1.
    worth = 3 * model.nk_landscape(3, 1, np.random.default_rng(1))
    table = np.random.default_rng(1).random((3, 8))
    for solution in range(8):
        parts = [table[0, solution & 0b011], table[1, solution & 0b110], table[2, solution & 0b101]]
        assert worth[solution] == pytest.approx(sum(parts))


# --- search ---------------------------------------------------------------------------------


def test_alone_on_a_smooth_landscape_every_unit_reaches_the_peak():
    course = run(search(ruggedness=0.0, periods=120, change_period=121), tied(6))
    assert course.mean[0, -1] == pytest.approx(1.0)
    assert course.reach[0, -1] == 1.0


def test_whoever_sees_everybody_copies_the_best_at_once():
    parameters = search(ruggedness=np.full(20, 4.0), learning=1.0, veto=0.0)
    course = run(parameters, complete(8))
    assert (course.mean[:, 1] >= course.best[:, 0] - 1e-12).all()
    assert (run(parameters, ring(8)).mean[:, 1] < course.mean[:, 1]).any()


@pytest.mark.parametrize(("masters", "veto"), [(1, 0.3), (3, 0.2), (2, 0.6)])
def test_masters_refuse_as_often_as_their_vetoes_multiply(masters, veto):
    course = run(search(ruggedness=np.full(300, 4.0), veto=veto), tied(6, masters=masters))
    refused = course.shelved.sum() / course.found.sum()
    assert refused == pytest.approx(1 - (1 - veto) ** masters, abs=0.02)


def test_a_master_without_a_veto_is_no_master():
    assert_same(run(search(veto=0.0), tied(5, masters=1)), run(search(veto=0.9), tied(5)))


def test_control_given_up_counts_only_where_it_was():
    strict, relaxed = tied(5, masters=2), tied(5, masters=2, relaxed=True)
    gone = search(veto=0.7, given_up=1.0)
    assert_same(run(gone, relaxed), run(search(veto=0.0), strict))
    assert_same(run(gone, strict), run(search(veto=0.7, given_up=0.0), relaxed))
    assert run(gone, strict).shelved.sum() > 0


def test_a_veto_that_never_yields_stops_everything():
    course = run(search(veto=1.0), tied(4, masters=1))
    assert np.ptp(course.mean[0]) == pytest.approx(0.0)
    assert np.array_equal(course.shelved, course.found)


def test_many_ties_are_better_soon_and_worse_late_on_a_rugged_landscape():
    # Lazer and Friedman 2007: the efficient network wins the short run, not the long one.
    parameters = search(
        bits=11, ruggedness=np.full(60, 6.0), learning=1.0, periods=120, change_period=121
    )
    sparse, dense = (
        model.observables(run(parameters, graph), early=5) for graph in (ring(40), complete(40))
    )
    assert dense["soon"].mean() > sparse["soon"].mean() + 0.02
    assert sparse["late"].mean() > dense["late"].mean() + 0.02


def test_units_without_ties_learn_nothing_from_each_other():
    alone = run(search(learning=1.0, disclosure=1.0), tied(6))
    assert_same(alone, run(model.without_ties(search()), tied(6)))
    assert_same(alone, run(model.without_ties(search()), complete(6)))


def test_masters_hand_down_what_units_under_them_hold():
    told = search(ruggedness=np.full(10, 4.0), handed_down=1.0, veto=0.0)
    under_one = run(told, tied(6, masters=1))
    assert_same(run(told, tied(6)), run(search(ruggedness=np.full(10, 4.0), veto=0.0), tied(6)))
    assert (under_one.mean[:, 1] >= under_one.best[:, 0] - 1e-12).all()


@given(seed=st.integers(0, 30))
@settings(deadline=None, max_examples=10)
def test_without_change_nothing_gets_worse(seed):
    course = run(search(), ring(5), seed)
    assert (np.diff(course.mean[0]) >= -1e-12).all()
    assert (np.diff(course.best[0]) >= 0).all()
    assert (course.repeats <= course.trials).all()
    assert (course.shelved <= course.found).all()


def test_the_landscape_changes_at_the_beginning_of_its_period():
    never = run(search(turbulence=1.0), ring(5))
    third = run(search(turbulence=1.0, change_period=3), ring(5))
    assert np.array_equal(never.mean[0, :3], third.mean[0, :3])
    assert never.mean[0, 3] != third.mean[0, 3]
    last = run(search(turbulence=1.0, change_period=12), ring(5))
    assert np.array_equal(never.mean[0, :12], last.mean[0, :12])
    assert never.mean[0, 12] != last.mean[0, 12]


def test_a_change_of_nothing_changes_nothing_where_nobody_asks_what_was_tried():
    never, calm = (
        run(search(turbulence=0.0, disclosure=0.0, change_period=at), ring(5)) for at in (13, 3)
    )
    assert np.allclose(calm.mean, never.mean)
    assert np.array_equal(calm.trials, never.trials)


def test_turbulence_redraws_that_share_of_worth():
    rng = np.random.default_rng(1)
    before, fresh = (model.nk_landscape(6, 3, rng) for _ in range(2))
    calm, half = model._landscapes(search(), 3, 0.25, np.random.default_rng(1))
    assert np.allclose(calm, before / before.max())
    mixed = 0.75 * before + 0.25 * fresh
    assert np.allclose(half, mixed / mixed.max())


class Reference:
    """One draw, written plainly: what each unit sees, tries and may change."""

    def __init__(self, parameters, organisation, seed):
        rng = np.random.default_rng(seed)
        self.parameters, self.organisation = parameters, organisation
        self.units = range(len(organisation.searchers))
        self.solutions = range(2**parameters.bits)
        self.landscapes = model._landscapes(parameters, int(parameters.ruggedness), 0.5, rng)
        self.held = rng.integers(len(self.solutions), size=len(self.units))
        order = rng.integers(len(self.solutions))
        self.held[rng.random(len(self.units)) < parameters.ordered] = order
        self.luck = rng.random((parameters.periods, len(self.units), 5))

    def tied(self, unit, ties):
        return [other for other in self.units if ties[unit, other]]

    def start(self, worth):
        self.worth = worth
        self.knowers = {s: {u for u in self.units if self.held[u] == s} for s in self.solutions}
        partners = self.organisation.partners
        self.told = {u: {self.held[v] for v in self.tied(u, partners)} for u in self.units}

    def seen(self, unit, before, look, hear):
        values = [before[unit]]
        if look < self.parameters.learning:
            values += [before[v] for v in self.tied(unit, self.organisation.partners)]
        if hear < self.parameters.handed_down:
            values += [before[v] for v in self.tied(unit, self.organisation.siblings)]
        return max(values, key=lambda s: self.worth[s])

    def tried(self, unit, solution, avoid, bit):
        near = [solution ^ (1 << b) for b in range(self.parameters.bits)]
        fresh = [s for s in near if s not in self.told[unit]]
        if avoid < self.parameters.disclosure and fresh:
            near = fresh
        other = near[int(bit * len(near))]
        repeated = bool(self.knowers[other] - {unit})
        self.knowers[other].add(unit)
        for partner in self.tied(unit, self.organisation.partners):
            self.told[partner].add(other)
        return other, repeated

    def period(self, luck):
        approval = (1 - self.parameters.veto) ** self.organisation.masters
        before, counts = self.held.copy(), np.zeros(4, dtype=int)
        for unit in self.units:
            look, hear, avoid, bit, agree = luck[unit]
            other = self.seen(unit, before, look, hear)
            if other == before[unit]:
                other, repeated = self.tried(unit, other, avoid, bit)
                counts += [1, repeated, 0, 0]
            if self.worth[other] > self.worth[before[unit]]:
                counts += [0, 0, 1, agree >= approval[unit]]
                if agree < approval[unit]:
                    self.held[unit] = other
        values = self.worth[self.held]
        alike = np.mean([np.sum(self.held == s) > 1 for s in self.held])
        return (values.mean(), values.max(), *counts, alike, np.mean(values == values.max()))

    def run(self):
        log = []
        for period, luck in enumerate(self.luck, start=1):
            if period == 1:
                self.start(self.landscapes[0])
            if period == self.parameters.change_period:
                self.start(self.landscapes[1])
            log.append(self.period(luck))
        return np.array(log)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("ordered", [0.0, 0.8])
def test_the_kernel_does_what_the_plain_reference_does(seed, ordered):
    parameters = search(
        bits=4,
        veto=0.3,
        learning=0.5,
        handed_down=0.2,
        disclosure=0.7,
        ordered=ordered,
        change_period=6,
    )
    organisation = tied(5, [(0, 1), (1, 2), (3, 4), (0, 4)], masters=2)
    course = run(parameters, organisation, seed)
    columns = (course.trials, course.repeats, course.found, course.shelved)
    got = np.column_stack(
        [
            course.mean[0, 1:],
            course.best[0, 1:],
            *(column[0] for column in columns),
            course.alike[0],
            course.reach[0],
        ]
    )
    assert np.allclose(got, Reference(parameters, organisation, seed).run())


def test_a_single_unit_repeats_nobody():
    assert run(search(periods=60, change_period=61), tied(1)).repeats.sum() == 0


def test_units_ordered_to_one_project_start_alike():
    course = run(search(ordered=1.0, veto=1.0), tied(6, masters=1))
    assert course.alike[0, -1] == 1.0
    assert course.mean[0, 0] == pytest.approx(course.best[0, 0])


# --- draws, seeds, forms --------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bits_and_draws_differ():
    parameters = search(ruggedness=np.full(6, 4.0))
    one, two = run(parameters, ring(5), 7), run(parameters, ring(5), 7)
    assert_same(one, two)
    assert not np.array_equal(one.mean, run(parameters, ring(5), 8).mean)
    assert len(np.unique(one.mean[:, 0])) == 6


def test_theory_and_rivals_start_from_the_same_units():
    parameters = search(ruggedness=np.full(6, 4.0), veto=0.5)
    theory = run(parameters, complete(5))
    for rival in (model.without_ties(parameters), model.without_control(parameters)):
        assert np.array_equal(theory.mean[:, 0], run(rival, tied(5, masters=2)).mean[:, 0])


def test_without_control_no_master_refuses():
    assert model.without_control(search(veto=0.5)).veto == 0.0


def test_draws_keep_their_own_parameters():
    together = run(search(veto=np.array([0.0, 1.0])), tied(4, masters=1))
    assert together.shelved[0].sum() == 0
    assert together.shelved[1].sum() == together.found[1].sum() > 0


def test_organisations_of_the_documents_figures():
    hierarchy = model.organisation_of(pure_hierarchy())
    weak = model.organisation_of(weak_innovation_network())
    strong = model.organisation_of(strong_innovation_network())
    assert not hierarchy.relaxed
    assert weak.relaxed
    assert strong.relaxed
    assert hierarchy.partners.sum() == 0 < weak.partners.sum() < strong.partners.sum()
    assert np.array_equal(hierarchy.siblings, strong.siblings)
    # Two agencies and the centre above them.
    assert set(hierarchy.masters) == {3}
    agencies = evidence.quantity("zhongguancun-supervisory-agencies")
    assert (hierarchy.supervision.sum(axis=1) > 0).sum() - 1 == agencies.low


def test_siblings_share_an_immediate_master_only():
    graph = pure_hierarchy(masters=3, institutes=3, firms=0, masters_of_each=1)
    assert model.organisation_of(graph).siblings.sum() == 0
    assert tied(3, masters=2).siblings.sum() == 6
    assert tied(3, masters=2).masters.tolist() == [2, 2, 2]


def test_the_default_organisation_is_the_weak_network():
    default = model.simulate(search(), np.random.default_rng(1))
    assert_same(default, run(search(), model.organisation_of(weak_innovation_network())))


def test_observables_read_the_course():
    rng = np.random.default_rng(1)
    worth, shares = rng.random((2, 1, 13)), rng.random((2, 1, 12))
    counts = rng.integers(1, 50, (4, 1, 12))
    course = model.Course(9, *worth, *counts, *shares)
    trials, repeats, found, shelved = counts[:, 0]
    seen = model.observables(course, early=3).iloc[0].to_dict()
    assert seen == pytest.approx(
        {
            "soon": worth[0, 0, 3],
            "late": worth[0, 0, 8],
            "adapted": worth[0, 0, 12],
            "best": worth[1, 0, 8],
            "repeated": repeats[:8].sum() / trials[:8].sum(),
            "repeated_soon": repeats[:3].sum() / trials[:3].sum(),
            "shelved": shelved[:8].sum() / found[:8].sum(),
            "alike": shares[0, 0, 7],
            "reach": shares[1, 0, 7],
        }
    )


def test_a_share_of_no_trial_is_nil():
    nothing = np.zeros((1, 12), dtype=np.int64)
    course = model.Course(
        9, np.ones((1, 13)), np.ones((1, 13)), nothing, nothing, nothing, nothing,
        np.ones((1, 12)), np.ones((1, 12)),
    )  # fmt: skip
    seen = model.observables(course).iloc[0]
    assert (seen[["repeated", "repeated_soon", "shelved"]] == 0).all()


def test_observables_end_with_the_run_where_nothing_changes():
    course = run(search(change_period=40), ring(5))
    assert model.observables(course).loc[0, "late"] == course.mean[0, 12]


@pytest.mark.parametrize("early", [0, 9])
def test_soon_must_come_before_the_change(early):
    with pytest.raises(ValueError, match=f"early = {early}; give a period from 1 to 8"):
        model.observables(run(search(change_period=9), ring(3)), early=early)


def test_defaults():
    values = dataclasses.asdict(model.Parameters())
    assert values == {
        "ruggedness": 4.0,
        "veto": 0.5,
        "given_up": 0.8,
        "learning": 0.3,
        "handed_down": 0.05,
        "disclosure": 0.5,
        "ordered": 0.3,
        "turbulence": 0.5,
        "bits": 12,
        "periods": 60,
        "change_period": 41,
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"veto": 1.5}, "veto = 1.5 lies outside 0 to 1"),
        ({"learning": math.nan}, "learning = nan"),
        ({"veto": np.zeros(2), "ordered": np.zeros(3)}, "arrays of one length"),
        ({"bits": 1, "ruggedness": 0.0}, "bits = 1; give a whole number of at least 2"),
        ({"bits": 15}, "bits = 15; give at most 14"),
        ({"ruggedness": 6.0}, "ruggedness = 6 is not below bits = 6"),
        ({"periods": 0}, "periods = 0"),
        ({"change_period": 1}, "change_period = 1; give a whole number of at least 2"),
    ],
)
def test_bad_parameters_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        search(**changes)


def test_the_largest_landscape_and_ruggedness_are_allowed():
    assert search(bits=14, ruggedness=13.0).bits == 14
    assert search(bits=2, ruggedness=1.0).bits == 2


def test_bad_organisations_are_named():
    square, oblong = np.zeros((2, 2), dtype=bool), np.zeros((2, 3), dtype=bool)
    one_way = np.array([[False, True], [False, False]])
    both = np.ones((2, 2), dtype=bool)
    with pytest.raises(ValueError, match="two square tables of the same actors"):
        model.Organisation(square, oblong, relaxed=False)
    with pytest.raises(ValueError, match="two square tables"):
        model.Organisation(oblong, oblong, relaxed=False)
    with pytest.raises(ValueError, match="ties among equals run both ways"):
        model.Organisation(square, one_way, relaxed=False)
    with pytest.raises(ValueError, match="leave some at the lowest level"):
        model.Organisation(both, square, relaxed=False)
