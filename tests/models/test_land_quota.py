"""Land quotas against limiting cases, conservation and Gibrat's law."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from industrial_clusters.evidence import quantity, row
from industrial_clusters.models import land_quota


def county(**changes):
    values = {
        "growth": 0.08,
        "volatility": 0.3,
        "size_spread": 1.0,
        "quota": 0.02,
        "crowding": 0.3,
        "margin": 0.1,
        "attachment": 0.05,
        "reach": 100.0,
        "moving_cost": 0.05,
        "gap": 0.02,
        "gap_growth": 0.005,
        "neighbour_gap": 0.3,
        "office_take_up": 0.5,
        "office_places": 0.03,
        "firms": 200,
    }
    return land_quota.Parameters(**{**values, **changes})


def free(**changes):
    """No cost of moving, nothing gained by it but land."""
    return county(
        **{"attachment": 0.0, "moving_cost": 0.0, "gap": 0.0, "gap_growth": 0.0, **changes}
    )


def run(parameters, seed=1):
    return land_quota.simulate(parameters, np.random.default_rng(seed))


def home(course):
    return course.place == 0


def test_without_quota_and_costs_all_that_outgrow_their_plot_leave():
    course = run(free(quota=0.0, volatility=0.0, growth=0.1, last_year=2003))
    # Growth of 10% a year passes a plot that can be crowded by 30% in the third year.
    assert course.neighbours[0].tolist() == [0, 0, 200]
    assert course.provinces.sum() == 0  # a tie keeps them near


def test_those_that_stay_within_their_plot_never_leave():
    course = run(free(quota=0.0))
    assert 0 < home(course).sum() < 200
    assert (course.short == 0).all()
    assert course.exit_short[~home(course)].all()


def test_with_land_for_all_and_no_gap_nobody_leaves():
    course = run(free(quota=math.inf))
    assert home(course).all()
    assert course.granted.any()
    assert np.allclose(course.output, course.size)


def test_a_gap_that_exceeds_every_cost_empties_the_county_at_once():
    course = run(county(quota=math.inf, attachment=0.0, moving_cost=0.0, neighbour_gap=0.0))
    assert course.provinces[0].tolist() == [200] * 12
    assert not course.exit_short.any()


def test_neighbours_keep_the_cluster_near():
    # The same gap near and far: whoever leaves for it goes where less is lost.
    course = run(county(quota=math.inf, neighbour_gap=1.0, gap=0.05))
    assert course.neighbours[0, -1] > 0
    assert course.provinces.sum() == 0


def test_firms_are_conserved_and_do_not_come_back():
    course = run(county(quota=np.array([0.0, 0.02, math.inf])))
    gone = course.neighbours + course.provinces
    assert (np.diff(course.neighbours, axis=1) >= 0).all()
    assert (np.diff(course.provinces, axis=1) >= 0).all()
    assert (home(course).sum(axis=1) + gone[:, -1] == 200).all()
    assert (course.short[:, -1] <= home(course).sum(axis=1)).all()
    assert np.array_equal(np.isnan(course.exit_year), home(course))


def test_mean_size_grows_as_gibrat_says():
    growth, volatility, firms = 0.05, 0.2, 40_000
    course = run(
        free(
            quota=math.inf,
            growth=growth,
            volatility=volatility,
            size_spread=0.0,
            firms=firms,
            last_year=2005,
        )
    )
    mean = math.exp(growth * 5)
    error = mean * math.sqrt((math.exp(volatility**2 * 5) - 1) / firms)
    assert course.size.mean() == pytest.approx(mean, abs=4 * error)
    assert np.log(course.size).std() == pytest.approx(volatility * math.sqrt(5), rel=0.02)


def test_growth_does_not_depend_on_size_or_place():
    # Shocks must not be dealt out anew when firms leave, get land or draw lots.
    sizes = run(county()).size
    assert np.array_equal(sizes, run(county(quota=math.inf, gap=0.0)).size)
    assert np.array_equal(sizes, run(county(allocation="lottery")).size)


def test_a_firm_asks_for_what_its_plot_lacks():
    # All of size 1 grow to 1.5 and lack 0.5; a quota of 60 serves 120 of 200.
    course = run(
        free(
            quota=0.3,
            growth=math.log(1.5),
            volatility=0.0,
            size_spread=0.0,
            crowding=0.0,
            attachment=10.0,
            reach=1e-3,
            last_year=2001,
        )
    )
    assert course.granted.sum() in {120, 121}  # a last sliver may remain by rounding
    assert course.short[0, 0] in {80, 81}


requests = arrays(np.float64, (2, 6), elements=st.floats(0, 10))
priorities = arrays(np.float64, (2, 6), elements=st.floats(0, 1))


@given(requests, priorities, priorities, st.floats(0, 40))
@settings(deadline=None)
def test_the_order_of_service_changes_who_gets_land_and_not_how_much(asked, one, other, available):
    quota = np.full(2, available)
    first, second = (land_quota.allot(asked, priority, quota) for priority in (one, other))
    total = np.minimum(asked.sum(axis=1), available)
    assert np.allclose(first.sum(axis=1), total)
    assert np.allclose(second.sum(axis=1), total)
    assert (first >= 0).all()
    assert (first <= asked + 1e-9).all()


def test_ranking_serves_taxpayers_and_the_lottery_serves_anyone():
    tight = free(
        quota=0.05, growth=0.5, volatility=0.0, last_year=2001, attachment=10.0, reach=1e-3
    )
    ranking = run(tight)
    lottery = run(dataclasses.replace(tight, allocation="lottery"))
    served = np.sort(ranking.size[ranking.granted])
    assert served.min() > np.median(ranking.size)
    assert np.array_equal(served, np.sort(ranking.size[0])[-len(served) :])
    assert lottery.size[lottery.granted].min() < np.median(ranking.size)


def test_ranking_keeps_the_largest_and_costly_moves_take_them():
    # The observable by which theory and rival differ most.
    land = land_quota.observables(run(free(quota=0.05, moving_cost=0.02, firms=1000)))
    wages = land_quota.observables(
        run(land_quota.wages_and_taxes(county(moving_cost=0.5, gap=0.1, firms=1000)))
    )
    assert land["leavers_short"].item() == 1.0
    assert wages["leavers_short"].item() == 0.0
    assert land["largest_at_home"].item() > wages["largest_at_home"].item()
    assert wages["leaver_size"].item() > 0.5


def test_more_land_keeps_more_output_at_home():
    quotas = np.array([0.0, 0.02, 0.1, 1.0, math.inf])
    seen = land_quota.observables(run(land_quota.land_alone(county(quota=0.0, firms=1000))))
    rest = [
        land_quota.observables(run(land_quota.land_alone(county(quota=quota, firms=1000))))[
            "output_at_home"
        ].item()
        for quota in quotas
    ]
    assert rest[0] == seen["output_at_home"].item()
    assert rest == sorted(rest)
    assert rest[-1] == 1.0


def test_the_office_keeps_taxes_up_to_its_places_and_only_once_open():
    leave = county(quota=math.inf, attachment=0.0, moving_cost=0.0, office_take_up=1.0)
    course = run(dataclasses.replace(leave, office_places=0.1))
    assert course.registered.sum() == 20
    seen = land_quota.observables(course)
    assert seen["output_at_home"].item() == 0.0
    kept = course.output[course.registered].sum() / course.output.sum()
    assert seen["tax_base"].item() == pytest.approx(kept)
    assert run(dataclasses.replace(leave, office_places=1.0)).registered.all()
    assert run(dataclasses.replace(leave, office_take_up=0.0)).registered.sum() == 0
    assert run(dataclasses.replace(leave, last_year=2007)).registered.sum() == 0


def test_the_first_leavers_size_is_measured_against_those_at_home():
    course = run(county(volatility=0.0, size_spread=0.0, quota=0.0, attachment=0.0, gap=0.5))
    assert (course.exit_size == 0.0).all()  # all alike, and no division by nothing


def test_sizes_are_measured_in_deviations_among_those_at_home_by_hand():
    values = np.array([[0.0, 2.0, 4.0, 100.0], [1.0, 1.0, 5.0, 3.0], [7.0, 9.0, 3.0, 1.0]])
    among = np.array([[True] * 3 + [False], [True, True, False, False], [True] + [False] * 3])
    scaled = land_quota._standardized(values, among)
    assert scaled[0] == pytest.approx(np.array([-2.0, 0.0, 2.0, 98.0]) / math.sqrt(8 / 3))
    # Where those at home are all alike there is no unit to measure in.
    assert (scaled[1:] == 0).all()


def test_nobody_left_leaves_no_mean_behind():
    seen = land_quota.observables(run(free(quota=math.inf)))
    assert seen[["leaver_size", "leavers_short", "exit_year"]].isna().all(axis=None)


def test_observables_by_hand():
    gone = math.nan
    course = land_quota.Course(
        years=(2001, 2002, 2003),
        firms=4,
        neighbours=np.array([[0, 1, 2], [0, 0, 1], [0, 0, 1]]),
        provinces=np.array([[0, 0, 1], [0, 1, 1], [0, 0, 0]]),
        short=np.array([[2, 0, 1], [3, 0, 2], [0, 1, 3]]),
        size=np.ones((3, 4)),
        output=np.array([[4.0, 3.0, 2.0, 1.0], [1.0, 1.0, 6.0, 2.0], [1.0, 2.0, 4.0, 3.0]]),
        place=np.array([[0, 1, 1, 2], [0, 2, 0, 1], [0, 0, 0, 1]], dtype=np.int8),
        granted=np.array([[True, True, False, False], [False, True, True, False], [False] * 4]),
        exit_year=np.array(
            [[gone, 2002, 2003, 2003], [gone, 2002, gone, 2003], [gone, gone, gone, 2003]]
        ),
        exit_size=np.array([[gone, 0.5, 1.5, -1], [gone, 2, gone, 0], [gone, gone, gone, 0.7]]),
        exit_short=np.array([[False, True, False, False], [False, True, False, True], [False] * 4]),
        registered=np.array(
            [[False, True, False, False], [False, False, False, True], [False] * 4]
        ),
    )
    assert land_quota.observables(course).to_dict("list") == {
        "neighbours": [0.5, 0.25, 0.25],
        "provinces": [0.25, 0.25, 0.0],
        "set_up_in_area": [0.75, 0.5, 0.25],
        "short": [0.25, 0.5, 0.75],
        "output_at_home": pytest.approx([0.4, 0.7, 0.7]),
        "tax_base": pytest.approx([0.7, 0.9, 0.7]),
        "leaver_size": pytest.approx([1 / 3, 1.0, 0.7]),
        "leavers_short": pytest.approx([1 / 3, 1.0, 0.0]),
        "exit_year": pytest.approx([2002 + 2 / 3, 2002.5, 2003.0]),
        # The largest hundredth of four firms is the largest.
        "largest_at_home": [1.0, 1.0, 1.0],
    }
    half = land_quota.observables(course, top_share=0.5)
    assert half["largest_at_home"].tolist() == [0.5, 0.5, 0.5]


def test_set_up_in_area_counts_each_firm_once():
    course = run(county(quota=0.1, neighbour_gap=1.0))
    assert (course.granted & (course.place == 1)).any()
    seen = land_quota.observables(course)["set_up_in_area"].item()
    expected = ((course.place == 1) | (course.granted & home(course))).mean()
    assert seen == pytest.approx(expected)


def test_draws_do_not_mix():
    quota = np.array([0.0, 0.02, math.inf])
    together = run(county(quota=quota))
    other = run(county(quota=np.array([0.0, 0.02, 0.1])))
    assert np.array_equal(together.place[:2], other.place[:2])
    assert not np.array_equal(together.place[2], other.place[2])


def test_the_same_seed_gives_the_same_bits():
    one, two = run(county(), 5), run(county(), 5)
    for field in dataclasses.fields(land_quota.Course):
        assert np.array_equal(
            getattr(one, field.name),
            getattr(two, field.name),
            equal_nan=field.name.startswith("exit_"),
        )
    assert not np.array_equal(one.size, run(county(), 6).size)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"quota": -0.1}, "quota = -0.1 lies outside 0 to inf"),
        ({"reach": 0.0}, "reach = 0"),
        ({"gap": math.nan}, "gap = nan"),
        ({"margin": np.array([0.1, 2.0])}, "margin = 2"),
        ({"gap": np.zeros(2), "quota": np.ones(3)}, "arrays of one length"),
        ({"firms": 0}, "firms = 0"),
        ({"last_year": 1990}, "swap them"),
        ({"allocation": "auction"}, "'ranking' or 'lottery'"),
        ({"neighbours_km": 2000.0}, "the neighbours nearer"),
        ({"neighbours_km": -1.0}, "at least 0 km"),
    ],
)
def test_bad_parameters_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        county(**changes)


@pytest.mark.parametrize("share", [0.0, 1.1, -1.0])
def test_a_bad_top_share_is_named(share):
    with pytest.raises(ValueError, match="top_share"):
        land_quota.observables(run(county()), share)


def test_the_defaults_that_claim_evidence_are_its_rows():
    default = land_quota.Parameters()
    places, firms = (
        quantity(name).low
        for name in ("yongkang-office-centre-capacity", "yongkang-firms-restated-2006")
    )
    assert default.office_places == places / firms
    for county_name in ("wuyi", "jinyun"):
        stated = row("observations", f"yongkang-distance-{county_name}")["value"]
        assert default.neighbours_km == float(stated)
    centre = row("observations", "yongkang-office-centre-capacity")
    assert (default.office_year, default.last_year) == (
        int(centre["period_start"]),
        int(centre["period_end"]),
    )
    since = row("observations", "yongwujin-firms-since-2001")["period_start"]
    assert default.first_year == int(since)
    assert default.allocation == "ranking"


def test_the_assumed_defaults_are_those_stated():
    default = dataclasses.asdict(land_quota.Parameters())
    assumed = {
        "growth": 0.1,
        "volatility": 0.3,
        "size_spread": 1.0,
        "quota": 0.05,
        "crowding": 0.5,
        "margin": 0.1,
        "attachment": 0.05,
        "reach": 100.0,
        "moving_cost": 0.1,
        "gap": 0.01,
        "gap_growth": 0.002,
        "neighbour_gap": 0.5,
        "office_take_up": 0.5,
        "firms": 1000,
        "provinces_km": 1000.0,
    }
    assert {name: default[name] for name in assumed} == assumed
    assert land_quota.Parameters().draws == 1


def still(**changes):
    """Firms of size 1 that neither grow nor lack land: only the gap can move them."""
    return county(
        **{
            "growth": 0.0,
            "volatility": 0.0,
            "size_spread": 0.0,
            "quota": math.inf,
            "gap": 0.0,
            "gap_growth": 0.0,
            "attachment": 0.0,
            "moving_cost": 0.0,
            **changes,
        }
    )


def test_the_gap_grows_from_the_second_year_on():
    # By hand: 0, 0.02 and 0.04 against a cost of 0.03; the third year is the first above.
    course = run(still(gap_growth=0.02, moving_cost=0.03, neighbour_gap=0.0, last_year=2004))
    assert course.provinces[0].tolist() == [0, 0, 200, 200]
    assert (course.exit_year == 2003).all()


@pytest.mark.parametrize("reach", [20.0, 100.0, 1000.0])
def test_who_leaves_for_a_gap_follows_the_exponential_law(reach):
    # A firm leaves if a (1 - exp(-d / reach)) < gap, with a exponential of mean 0.05.
    firms = 40_000
    course = run(
        still(
            attachment=0.05,
            reach=reach,
            gap=0.02,
            neighbour_gap=0.0,
            provinces_km=300.0,
            firms=firms,
            last_year=2001,
        )
    )
    share = -math.expm1(-0.02 / (0.05 * -math.expm1(-300 / reach)))
    error = math.sqrt(share * (1 - share) / firms)
    assert course.provinces[0, 0] / firms == pytest.approx(share, abs=4 * error)


def test_neighbours_offer_their_share_of_the_gap_at_their_distance():
    firms = 40_000
    course = run(
        still(
            attachment=0.05,
            gap=0.02,
            neighbour_gap=1.0,
            provinces_km=1e6,
            firms=firms,
            last_year=2001,
        )
    )
    share = -math.expm1(-0.02 / (0.05 * -math.expm1(-20 / 100)))
    error = math.sqrt(share * (1 - share) / firms)
    assert course.neighbours[0, 0] / firms == pytest.approx(share, abs=4 * error)
    assert course.provinces.sum() == 0


def test_the_office_opens_in_its_year():
    leave = still(gap=0.05, office_take_up=1.0, office_places=1.0)
    assert run(dataclasses.replace(leave, last_year=2008)).registered.all()
    assert not run(dataclasses.replace(leave, last_year=2007)).registered.any()


def test_land_for_all_is_granted_as_asked():
    asked = np.array([[2.0, 0.0, 3.0]])
    granted = land_quota.allot(asked, np.ones((1, 3)), np.array([math.inf]))
    assert np.array_equal(granted, asked)
    assert granted is not asked


def test_the_rivals_change_one_thing_each():
    def changed(rival):
        both, other = dataclasses.asdict(county()), dataclasses.asdict(rival)
        return {name: other[name] for name in both if both[name] != other[name]}

    assert changed(land_quota.wages_and_taxes(county())) == {"quota": math.inf}
    assert changed(land_quota.land_alone(county())) == {"gap": 0.0, "gap_growth": 0.0}


def test_draws_meet_different_firms_and_variants_the_same():
    three = county(quota=np.full(3, 0.02))
    sizes = run(three).size
    assert len(np.unique(sizes, axis=0)) == 3
    assert np.array_equal(sizes, run(land_quota.land_alone(three)).size)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"volatility": 0.3}, "size"),
        ({"attachment": 0.05}, "place"),
        ({"gap": 0.5, "office_take_up": 0.5, "office_places": 1.0}, "registered"),
        (
            {"growth": 0.5, "quota": 0.1, "crowding": 0.0, "moving_cost": 1e6}
            | {"allocation": "lottery", "last_year": 2001},
            "granted",
        ),
    ],
)
def test_no_source_of_chance_is_shared_between_draws(changes, column):
    # All else equal, so that only this source can tell the draws apart.
    course = run(still(**{"gap": 0.02, "neighbour_gap": 0.0, "margin": np.full(3, 0.1), **changes}))
    assert len(np.unique(getattr(course, column), axis=0)) == 3
