"""Related diversification against worked examples and exact enumeration."""

import dataclasses
import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from industrial_clusters.models import related_diversification as rd

PRODUCTS = ["tools", "pots", "doors", "bicycles", "cars"]


def coding(cells=None):
    if cells is None:
        cells = [
            [1, 1, 0, 0],
            [1, 0, 1, 0],
            [0, 1, 1, 0],
            [0, 0, 1, 1],
            [0, 0, 0, 1],
        ]
    return pd.DataFrame(cells, index=PRODUCTS, columns=["forge", "cut", "press", "mount"])


def space():
    return rd.proximity(coding())


def path(**changes):
    return rd.Trajectory(
        **{"basket": ("tools",), "order": ("doors", "bicycles", "cars"), **changes}
    )


def weights(relatedness=0.0, policy=0.0, **others):
    return rd.Parameters(relatedness=relatedness, policy=policy, **others)


def rng(seed=1):
    return np.random.default_rng(seed)


# Rows without a capability are invalid, so the first column is all ones.
codings = arrays(np.int64, (5, 4), elements=st.integers(0, 1)).map(
    lambda cells: coding(np.column_stack([np.ones(5, dtype=np.int64), cells[:, 1:]]))
)


def test_proximity_by_hand():
    # Products with 3 and 2 capabilities that share 2: min(2/2, 2/3), and 2 of 3 in all.
    table = pd.DataFrame([[1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 1]], index=list("abc"))
    conditional, jaccard = rd.proximity(table), rd.proximity(table, "jaccard")
    assert conditional["a"].to_dict() == pytest.approx({"a": 1.0, "b": 2 / 3, "c": 1 / 3})
    assert jaccard["a"].to_dict() == pytest.approx({"a": 1.0, "b": 2 / 3, "c": 1 / 4})
    assert conditional.loc["b", "c"] == 0


@given(codings)
@settings(deadline=None)
def test_proximity_is_the_smaller_conditional_probability(table):
    cells = table.to_numpy(dtype=bool)
    near = rd.proximity(table).to_numpy()
    for i, j in itertools.product(range(5), repeat=2):
        both = (cells[i] & cells[j]).sum()
        assert near[i, j] == pytest.approx(min(both / cells[i].sum(), both / cells[j].sum()))


@given(codings, st.sampled_from(["conditional", "jaccard"]))
@settings(deadline=None)
def test_proximity_is_symmetric_and_between_0_and_1(table, method):
    near = rd.proximity(table, method).to_numpy()
    assert np.array_equal(near, near.T)
    assert ((near >= 0) & (near <= 1)).all()
    assert (np.diag(near) == 1).all()


def test_density_by_hand_and_at_its_ends():
    table = pd.DataFrame([[1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 1]], index=list("abc"))
    near = rd.proximity(table)
    # b weighs 2/3 and c 1/3 in a's neighbourhood.
    assert rd.density(near, ["b"])["a"] == pytest.approx(2 / 3)
    assert rd.density(near, ["b", "c"])["a"] == pytest.approx(1.0)
    assert (rd.density(near, []) == 0).all()


def test_a_product_is_not_its_own_neighbour():
    assert rd.density(space(), ["tools"])["tools"] == 0


def test_a_product_near_to_nothing_has_no_density():
    table = pd.DataFrame([[1, 0], [0, 1]], index=["pots", "cars"])
    assert rd.density(rd.proximity(table), ["pots"])["cars"] == 0


@given(codings, st.sets(st.sampled_from(PRODUCTS)))
@settings(deadline=None)
def test_density_grows_with_the_basket(table, basket):
    near = rd.proximity(table)
    more = rd.density(near, PRODUCTS)
    some = rd.density(near, sorted(basket))
    assert (some <= more + 1e-12).all()
    assert (more <= 1 + 1e-12).all()


def test_without_weights_every_step_is_a_blind_pick():
    log = rd.sequence_likelihood(space(), path(), weights(), {})
    assert log[0] == pytest.approx(-math.log(4 * 3 * 2))


def test_the_likelihood_of_one_step_by_hand():
    near = space()
    here = rd.density(near, ["tools"])
    pull = {p: math.exp(3 * here[p] + 2 * (p == "cars")) for p in PRODUCTS[1:]}
    log = rd.sequence_likelihood(
        near, path(order=("doors",)), weights(relatedness=3.0, policy=2.0), {"cars": 1}
    )
    assert log[0] == pytest.approx(math.log(pull["doors"] / sum(pull.values())))


@given(st.floats(-5, 5), st.floats(-5, 5))
@settings(deadline=None, max_examples=25)
def test_the_likelihoods_of_all_sequences_sum_to_one(relatedness, policy):
    near, parameters = space(), weights(relatedness, policy)
    logs = [
        rd.sequence_likelihood(near, path(order=order), parameters, {"cars": 2})[0]
        for order in itertools.permutations(PRODUCTS[1:], 3)
    ]
    assert np.exp(logs).sum() == pytest.approx(1.0)


def test_policy_counts_from_its_step_and_for_its_targets():
    log = [
        rd.sequence_likelihood(space(), path(), weights(policy=4.0), {"cars": step})[0]
        for step in (1, 3, 4)
    ]
    blind = -math.log(24)
    # Named from the start, cars were passed over twice; named at the third step, taken.
    assert log[0] < blind < log[1]
    assert log[2] == pytest.approx(blind)


def test_the_pool_narrows_what_could_have_been_chosen():
    log = rd.sequence_likelihood(space(), path(pool=path().order), weights(), {})
    assert log[0] == pytest.approx(-math.log(6))


def test_draws_of_weights_are_independent():
    both = rd.sequence_likelihood(space(), path(), weights(np.array([0.0, 5.0]), 0.0), {})
    assert both.shape == (2,)
    assert both[1] == rd.sequence_likelihood(space(), path(), weights(5.0), {})[0]


def test_the_exact_test_agrees_with_enumeration_by_hand():
    near = space()

    def nearness(order):
        made, total = ["tools"], 0.0
        for product in order:
            total += rd.density(near, made)[product]
            made.append(product)
        return total / len(order)

    blind = [nearness(order) for order in itertools.permutations(PRODUCTS[1:], 3)]
    observed = nearness(path().order)
    result = rd.relatedness_test(near, path())
    assert result.exact
    assert result.sequences == 24
    assert result.statistic == pytest.approx(observed)
    assert result.expected == pytest.approx(np.mean(blind))
    assert result.p_value == pytest.approx(np.mean([b >= observed - 1e-9 for b in blind]))


def test_one_possible_sequence_proves_nothing():
    result = rd.relatedness_test(space(), path(order=("cars",), pool=("cars",)))
    assert (result.p_value, result.sequences) == (1.0, 1)
    assert result.statistic == result.expected


def test_sampling_comes_close_to_enumeration_and_is_never_zero():
    exact = rd.relatedness_test(space(), path())
    sampled = rd.relatedness_test(space(), path(), rng(), permutations=4000, exact_up_to=1)
    assert not sampled.exact
    assert sampled.expected == pytest.approx(exact.expected, abs=0.02)
    assert sampled.p_value == pytest.approx(exact.p_value, abs=0.03)
    # Some single sample is less near than the path; the path itself still counts.
    lone = [
        rd.relatedness_test(space(), path(), rng(s), permutations=1, exact_up_to=1).p_value
        for s in range(20)
    ]
    assert min(lone) == 0.5


def test_sampling_is_reproducible_and_needs_a_generator():
    one, two = (rd.relatedness_test(space(), path(), rng(3), exact_up_to=1) for _ in range(2))
    assert one == two
    with pytest.raises(ValueError, match="give a generator"):
        rd.relatedness_test(space(), path(), exact_up_to=1)


def test_entries_come_at_the_logistic_rate():
    draws = 4000
    entered = rd.simulate(
        space(),
        ["tools"],
        weights(np.full(draws, 2.0), 1.5, intercept=-1.0),
        {"cars": 1, "doors": 2},
        rng(),
    )
    here = rd.density(space(), ["tools"])
    for product in PRODUCTS[1:]:
        odds = -1.0 + 2.0 * here[product] + 1.5 * (product == "cars")
        rate = 1 / (1 + math.exp(-odds))
        assert (entered[product] == 1).mean() == pytest.approx(
            rate, abs=4 * math.sqrt(rate * (1 - rate) / draws)
        )
    assert (entered["tools"] == 0).all()


def test_entry_spreads_along_proximity_one_ring_a_period():
    steep = weights(900.0, intercept=-100.0, periods=4)
    entered = rd.simulate(space(), ["tools"], steep, {}, rng()).loc[0]
    assert entered.to_dict() == {"tools": 0, "pots": 1, "doors": 1, "bicycles": 2, "cars": 3}


def test_policy_alone_jumps_to_its_target_when_it_names_it():
    steep = weights(0.0, 900.0, intercept=-300.0, periods=3)
    entered = rd.simulate(space(), ["tools"], steep, {"cars": 2}, rng()).loc[0]
    assert entered.to_dict() == {"tools": 0, "pots": -1, "doors": -1, "bicycles": -1, "cars": 2}


def test_simulation_is_reproducible():
    parameters = weights(np.linspace(0, 5, 32), periods=5)
    one, two = (rd.simulate(space(), ["tools"], parameters, {}, rng(4)) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert not one.equals(rd.simulate(space(), ["tools"], parameters, {}, rng(5)))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: rd.proximity(coding(), "cosine"),  # type: ignore[arg-type]
            ValueError,
            "'conditional' or 'jaccard'",
        ),
        (lambda: rd.proximity(coding().replace(1, 2)), ValueError, "give 0 or 1"),
        (lambda: rd.proximity(coding() * 0), ValueError, "needs no capability"),
        (lambda: rd.proximity(coding().rename({"pots": "cars"})), ValueError, "merge the rows"),
        (lambda: rd.density(space(), ["boats"]), KeyError, "no product is called 'boats'"),
        (lambda: path(order=()), ValueError, "no step"),
        (lambda: path(order=("cars", "cars")), ValueError, "made already"),
        (lambda: path(order=("tools",)), ValueError, "made already"),
        (lambda: path(pool=("cars",)), ValueError, "the pool lacks"),
        (lambda: weights(relatedness=math.inf), ValueError, "relatedness = inf"),
        (lambda: weights(policy=math.nan), ValueError, "policy = nan"),
        (lambda: weights(periods=0), ValueError, "periods = 0"),
        (lambda: weights(np.zeros(2), np.zeros(3)), ValueError, "arrays of one length"),
        (
            lambda: rd.sequence_likelihood(space(), path(), weights(), {"boats": 1}),
            KeyError,
            "boats",
        ),
        (
            lambda: rd.sequence_likelihood(space(), path(order=("boats",)), weights(), {}),
            KeyError,
            "boats",
        ),
        (lambda: rd.simulate(space(), ["boats"], weights(), {}, rng()), KeyError, "boats"),
        (lambda: rd.relatedness_test(space(), path(), permutations=0), ValueError, "permutations"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_parameters_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        weights().policy = 1.0


def test_the_defaults_are_the_theory_alone():
    default = rd.Parameters()
    assert (default.relatedness, default.policy) == (10.0, 0.0)
    assert (default.intercept, default.periods, default.draws) == (-3.0, 1, 1)


def test_hidalgos_density_by_hand_on_a_chain():
    # knife - pot - lid - can, each sharing one of its two skills with the next, so that
    # neighbours are at 1/2; with pot made, knife's whole neighbourhood is held and half
    # of lid's.
    chain = pd.DataFrame(
        [[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]],
        index=["knife", "pot", "lid", "can"],
    )
    near = rd.proximity(chain)
    assert near.T["knife"].tolist() == [1.0, 0.5, 0.0, 0.0]
    held = rd.density(near, ["pot"])
    assert held.to_dict() == {"knife": 1.0, "pot": 0.0, "lid": 0.5, "can": 0.0}


@given(st.floats(0.1, 10.0))
@settings(deadline=None, max_examples=25)
def test_relatedness_favours_the_nearer_of_two(weight):
    # The sign: tools lead to pots and doors sooner than to cars, which share nothing.
    def chance(product):
        single = path(order=(product,))
        return rd.sequence_likelihood(space(), single, weights(weight), {})[0]

    assert chance("pots") > chance("cars")
