"""The study of Junpu: what one count can decide, and counter-worlds that could say no."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity
from industrial_clusters.experiments import junpu as study
from industrial_clusters.experiments.history_matching import match
from industrial_clusters.experiments.studies import survivors
from industrial_clusters.models import entrepreneurship

MODELS = ["package of support", "imitation alone", "opportunity alone", "all but the package"]


def test_constraints_are_the_rows_of_the_evidence():
    assert study.village_constraints() == {
        "counted_from": Quantity(0, 355, "households"),
        "counted_by": Quantity(345, 490, "households"),
        "shops": evidence.quantity("junpu-online-shops"),
        "budding": Quantity(2, 490, "households"),
        "speed_up": Quantity(0, math.inf, "households a year"),
    }
    assert evidence.quantity("junpu-households-in-trade").low == 350
    assert evidence.quantity("junpu-online-shops") == Quantity(3001, math.inf, "online-shops")


def test_constraints_are_read_the_right_way():
    meets: dict[str, float] = {
        "counted_from": 300,
        "counted_by": 350,
        "shops": 3500,
        "budding": 2,
        "speed_up": 1.0,
    }
    fails: list[dict[str, float]] = [
        {"counted_from": 356},
        {"counted_by": 344},
        {"shops": 3000},
        {"budding": 1},
        {"speed_up": -0.1},
    ]
    outputs = pd.DataFrame([meets, *({**meets, **change} for change in fails)])
    allowed = match(outputs, study.village_constraints()).survivors
    assert allowed.tolist() == [True] + [False] * 5


def test_the_start_of_the_package_is_drawn_from_the_recorded_half_year():
    ranges = study.village_ranges()
    assert ranges.pop("support_start") == (2013.5, 2014.0)
    assert ranges == study.VILLAGE_RANGES
    drawn = study.village_studies(draws=64)[study.THEORY].parameters["support_start"]
    assert drawn.between(2013.5, 2014.0).all()


def test_the_village_is_counted_when_the_document_counts_it():
    course = entrepreneurship.Course(
        first_year=2008,
        households=490,
        pioneers=1,
        in_trade=np.arange(1, 97)[None],
        shops=np.arange(1.0, 97.0)[None],
        support_month=np.array([66]),
    )
    seen = study._observed(course).iloc[0]
    # Months that have ended by: October 2014 begins, March 2015 ends, 2012 ends.
    assert seen[["counted_from", "counted_by", "budding"]].tolist() == [81, 87, 60]
    pd.testing.assert_frame_equal(study._observed(course), entrepreneurship.observables(course))


def test_the_same_seed_gives_the_same_worlds_and_another_gives_others():
    first, again = (study.village_studies.__wrapped__(draws=64) for _ in range(2))
    other = study.village_studies.__wrapped__(draws=64, seed=7)
    for name in MODELS:
        assert first[name].outputs.equals(again[name].outputs)
        assert not first[name].outputs.equals(other[name].outputs)


def test_theory_and_rivals_meet_the_same_villages():
    worlds = study.village_studies(draws=64)
    assert list(worlds) == MODELS
    theory, without = worlds[study.THEORY], worlds["all but the package"]
    assert all(theory.parameters.equals(worlds[name].parameters) for name in MODELS)
    # Nothing tells the two apart before the package.
    assert theory.courses.loc[:, :2012].equals(without.courses.loc[:, :2012])
    assert not theory.courses.equals(without.courses)


def test_the_record_does_not_decide():
    confrontation = study.confrontations()[0]
    assert list(confrontation.studies) == MODELS
    assert confrontation.verdict == "theory and rival both survive"
    assert all(share > 0 for share in confrontation.shares.values())
    # More of the space survives without the package than with it.
    assert confrontation.shares["all but the package"] > confrontation.shares[study.THEORY]


def test_the_verdict_does_not_hang_on_the_rounding():
    exact = study.village_constraints() | {
        "counted_from": Quantity(0, 350),
        "counted_by": Quantity(350, 490),
    }
    shares = [match(s.outputs, exact).share for s in study.village_studies().values()]
    assert min(shares) > 0


def test_the_verdict_does_not_hang_on_the_date_of_the_package():
    # Table 2 has government guide the growth stage from 2012, the text from mid-2013.
    drawn = study.village_studies(draws=1024)[study.THEORY].parameters
    earlier = drawn.assign(support_start=2012 + 4 * (drawn["support_start"] - 2013.5))
    assert earlier["support_start"].min() < 2012.01
    assert 0.005 < study.village_study(earlier).matching.share < 0.03


def test_survivors_meet_the_record():
    for world in study.village_studies().values():
        kept = survivors(world)
        assert (kept["counted_from"] <= 355).all()
        assert (kept["counted_by"] >= 345).all()
        assert (kept["shops"] >= 3001).all()


def test_the_default_village_is_one_that_meets_the_record():
    parameters = entrepreneurship.Parameters(opportunity=np.full(64, 0.5))
    outputs = study._observed(entrepreneurship.simulate(parameters, np.random.default_rng(1)))
    assert match(outputs, study.village_constraints()).share > 0.9


def test_counterfactuals_start_from_the_worlds_that_survived():
    worlds = study.counterfactuals()
    studies = study.village_studies()
    for column, name in (
        ("as it was", study.THEORY),
        ("without the package", "all but the package"),
        ("imitation alone", "imitation alone"),
    ):
        assert worlds[column].equals(
            studies[name].outputs.loc[worlds.index, "counted_by"].rename(column)
        )
    assert len(worlds) == studies[study.THEORY].matching.survivors.sum()


def test_each_instrument_alone_does_less_than_the_package():
    middle = study.counterfactuals().median()
    for label in study._INSTRUMENT_NAMES.values():
        assert middle["without the package"] <= middle[f"{label} alone"]
        assert middle[f"{label} alone"] < middle["as it was"]
        assert middle[f"all but {label}"] <= middle["as it was"]
    assert middle["package a year later"] < middle["as it was"] <= middle["package a year earlier"]


def test_ranges_of_counterfactuals_are_in_order():
    ranges = study.counterfactual_ranges()
    steps = ranges[["Least", "Low", "Middle", "High", "Most"]].to_numpy()
    assert (np.diff(steps, axis=1) >= 0).all()
    assert ranges["Counterfactual"].tolist() == study.counterfactuals().columns.tolist()


def test_what_is_owed_to_the_package_is_what_is_missing_without_it():
    part, worlds = study.owed(), study.counterfactuals()
    outputs = study.village_studies()[study.THEORY].outputs.loc[worlds.index]
    reached = outputs["before_support"] + (1 - part) * outputs["after_support"]
    assert reached.to_numpy() == pytest.approx(worlds["without the package"].to_numpy())


def test_a_twentieth_of_the_package_meets_the_record_as_well():
    table = study.doses()
    nothing, twentieth, _, full = table.to_dict("records")
    studies = study.village_studies()
    assert nothing["Share"] == studies["all but the package"].matching.share
    assert full["Share"] == studies[study.THEORY].matching.share
    assert nothing["High"] == 0
    assert full["Low"] == study.owed().min()
    assert (table["Share"] > 0.01).all()
    # The weaker the package, the less is owed to it, though all reach the same count.
    assert table["Middle"].is_monotonic_increasing
    assert twentieth["Low"] < 0.1


def test_a_low_count_before_the_package_would_leave_the_theory_alone():
    counts = study.decisive_count()
    assert set(counts.loc[counts["Below"] <= 50, "Model"]) == {study.THEORY}
    high = counts[counts["From"] >= 200].groupby("Model")["Worlds"].sum()
    assert high[study.THEORY] < high["all but the package"]
    total = counts.groupby("Model")["Worlds"].sum()
    for name, world in study.village_studies().items():
        assert total[name] == world.matching.survivors.sum()
    assert (counts.loc[counts["Model"] != study.THEORY, "High"] == 0).all()


def test_a_count_after_the_documents_would_speak_against_demand_alone():
    # Where demand alone fills the village, it goes on filling it.
    counts = study.decisive_count(2015)
    late = counts[counts["From"] >= 450].groupby("Model")["Worlds"].sum()
    total = counts.groupby("Model")["Worlds"].sum()
    assert late["opportunity alone"] / total["opportunity alone"] > 0.7
    assert late[study.THEORY] / total[study.THEORY] < 0.3
    assert (counts["Below"] == counts["From"] + 50).all()


def test_the_record_narrows_few_parameters():
    table = study.identified().set_index("Parameter")
    assert list(table.index) == [study._NAMES[name] for name in study.village_ranges()]
    low, high = table["Low"].to_dict(), table["High"].to_dict()
    assert low["further shops"] > 0.35  # the shops ask for it
    assert (low["ties to anybody"], high["ties to anybody"]) == pytest.approx((0.25, 0.75), abs=0.1)


def test_a_world_of_imitation_is_told_apart_by_counts_before_the_package_only():
    told = study.counter_world("imitation alone")
    one, two, five = (told.loc[record] for record in told.index)
    # Told by the one count of the document, the theory fits every world made by its rival.
    assert (one[MODELS] == 1).all()
    # With the counts that the document lacks it fits few of them, and loses in the others.
    assert two[study.THEORY] <= 0.5
    assert five[study.THEORY] <= two[study.THEORY]
    assert five["all but the package"] > 0.5


def test_a_world_of_the_package_is_told_apart_too():
    told = study.counter_world(study.THEORY)
    assert (told.iloc[0][MODELS] == 1).all()
    assert told.iloc[2][study.THEORY] > 0.9
    assert told.iloc[2]["imitation alone"] < 0.1


def test_a_count_agrees_within_the_tolerance():
    counts, told = pd.DataFrame({"a": [10, 40]}), pd.DataFrame({"a": [35, 70]})
    assert study._agreeing(counts, told, 25) == 0.5
    assert study._agreeing(counts, told, 4) == 0.0
    assert study._agreeing(counts, told, 30) == 1.0


def test_courses_are_quartiles_of_the_survivors():
    courses = study.village_courses()
    assert (courses["Low"] <= courses["Middle"]).all()
    assert (courses["Middle"] <= courses["High"]).all()
    assert set(courses["Model"]) == set(MODELS)


def test_the_package_hangs_on_what_households_can_do_and_not_on_the_month():
    table: Any = study.what_matters(draws=128).set_index("Parameter")
    assert list(table.index) == [study._NAMES[name] for name in study.village_ranges()]
    assert table["total"].idxmax() == "able untaught"
    assert table.loc["start of the package", "total_high"] < 0.01
    # With everybody able from the start, training can do nothing.
    assert table.loc["training", "total"] < table.loc["able untaught", "total"]


def test_the_count_is_drawn_in_the_middle_of_its_months():
    mark = study.village_record().iloc[0].to_dict()
    constraints = study.village_constraints()
    assert mark == {
        "Year": 2014,
        "Low": constraints["counted_by"].low,
        "High": constraints["counted_from"].high,
    }


def test_a_study_takes_settings_that_are_not_documented():
    design = study.village_studies(draws=64)[study.THEORY].parameters
    same = study.village_study(design)
    assert same.outputs.equals(study.village_studies(draws=64)[study.THEORY].outputs)
    assert not study.village_study(design, neighbours=489).outputs.equals(same.outputs)
    rival = study.village_study(design, "imitation alone")
    assert rival.outputs.equals(study.village_studies(draws=64)["imitation alone"].outputs)


def test_the_earlier_date_lets_less_be_owed_to_the_package():
    table = study.readings_of_the_start().set_index("Reading")
    text, tables = table.iloc[0], table.iloc[1]
    assert text["Share"] == study.village_studies()[study.THEORY].matching.share
    assert text["Least"] == pytest.approx(study.owed().min())
    assert text["Middle"] == pytest.approx(study.owed().median())
    assert tables["Least"] < 0.1 < text["Least"]
    assert tables["Before"] < text["Before"]
    order = table[["Least", "Low", "Middle", "High", "Most"]].to_numpy()
    assert (np.diff(order, axis=1) >= 0).all()


def test_help_and_example_are_taken_away_from_the_same_worlds():
    worlds, known = study.help_and_example(), study.counterfactuals()
    assert worlds["help and example"].equals(known["as it was"].rename("help and example"))
    assert worlds["example without help"].equals(
        known["without the package"].rename("example without help")
    )
    assert (worlds["neither"] <= worlds["example without help"]).all()
    assert (worlds["neither"] <= worlds["help without example"]).all()
    assert worlds["help without example"].median() > worlds["example without help"].median()


def test_more_of_an_instrument_brings_households_in_but_for_crowding():
    more = study.full_strength()
    assert list(more)[:4] == list(study._INSTRUMENT_NAMES.values())
    assert (more.median() >= 0).all()
    assert (more["no crowding"] >= more["crowding within kinds"]).all()
    assert (more["crowding within kinds"] >= 0).all()
    # Early sellers crowd out late ones: more motive may bring fewer households.
    assert more["services and culture"].min() < 0


def test_the_tide_rises_at_the_least_rate_of_the_nation():
    rates, courses = study.tide_rates(), study.tide()
    assert rates["five"] == pytest.approx((201 / 3) ** (1 / 5) - 1)
    assert rates["six"] == pytest.approx((201 / 3) ** (1 / 6) - 1)
    for apart, rate in rates.items():
        course = courses[courses["Course"].str.contains(apart)]["Households"].to_numpy()
        assert course[0] == pytest.approx(1 + rate)
        assert course[-1] == pytest.approx((1 + rate) ** 7)


def test_the_village_grew_within_what_its_dates_allow():
    rate = study.village_rate()
    assert rate.low == pytest.approx(345 ** (1 / 7.25) - 1)
    assert rate.high == pytest.approx(355 ** (1 / 5.75) - 1)
