"""The studies of the Zhongguancun chapter: honest constraints, and theories that can lose."""

from typing import Any

import numpy as np
import pytest

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity
from industrial_clusters.experiments import zhongguancun as studies
from industrial_clusters.experiments.history_matching import match
from industrial_clusters.experiments.studies import survivors
from industrial_clusters.models import firm_population, trade_first

STEPS = firm_population.STEPS


def counts_of(parameters):
    """The record that a world without chance would have left."""
    course = firm_population.simulate(parameters, np.random.default_rng(1))
    firms = dict(zip(course.years, course.firms[0], strict=True))
    return {year: Quantity.exactly(float(firms[year])) for year in studies.firm_counts()}


def at(table, row, column):
    """One number of a table."""
    return table.loc[row, column]


# --- constraints ----------------------------------------------------------------------------


def test_counts_are_the_rows_of_the_evidence():
    counts = studies.firm_counts()
    assert list(counts) == [1984, 1985, 1988, 1989, 1990, 1991, 1992, 1993, 1994, 1995]
    assert counts[1994] == evidence.quantity("zhongguancun-firms-1994")
    # 700 foreign firms are 18.6% of all, by rounding from 18.55 to 18.65.
    assert counts[1993].low == pytest.approx(70000 / 18.65)
    assert counts[1993].high == pytest.approx(70000 / 18.55)


def test_tolerance_widens_counts_by_a_factor_and_nothing_else():
    exact, wide = studies.population_constraints(0.0), studies.population_constraints(0.5)
    assert exact["firms_1985"] == Quantity(90, 90)
    assert wide["firms_1985"] == Quantity(60, 135)
    assert studies.population_constraints()["firms_1985"] == wide["firms_1985"]
    for name in ("peak", "fall", "most_entries", "entries_1993"):
        assert exact[name] == wide[name]
    assert exact["peak"] == Quantity(1, np.inf)
    assert exact["fall"] == Quantity(0, 1)
    assert exact["entries_1993"] == Quantity(200, 2400)


def test_sizes_are_bounded_by_the_rows_of_the_evidence():
    bounds = studies.size_constraints()
    assert bounds["four_share"] == Quantity(0.45, 0.55)
    assert bounds["twenty_first"].low == pytest.approx(0.1 / 25.8)
    assert studies.small_threshold() == pytest.approx(5 / (25_800 / 4500))
    income = studies.income_constraints()
    assert income["small_share"] == Quantity(0, 0.885)
    assert income["small_share_twice"] == Quantity(0.875, 1)


def test_traders_are_bounded_by_the_rows_of_the_evidence():
    bounds = studies.trade_constraints()
    assert bounds["traded_first"] == Quantity(0.75, 0.85)
    assert bounds["borrowing"].low == pytest.approx(0.645)
    for name in ("turned", "rich_traded", "trading"):
        assert bounds[name] == Quantity(1 / 40, 1)


def test_the_hierarchy_is_bounded_by_what_is_coded_of_it():
    bounds = studies.search_constraints()
    assert bounds["gain_soon"] == bounds["gain_late"] == Quantity(0.001, 1)
    assert bounds["repeated_hierarchy"] == Quantity(0.01, 1)
    assert bounds["reach_hierarchy"] == Quantity(0, 0.99)
    coding = evidence.row(
        "dimensions",
        "zhongguancun-hierarchy-and-network-bureaucratic-hierarchy-features-of-innovation",
    )
    assert coding["coding"] == "Slow"


# --- organisations --------------------------------------------------------------------------


def test_hierarchy_and_network_have_the_same_actors():
    forms = studies.organisations()
    masters = [form.masters for form in forms.values()]
    assert all(np.array_equal(masters[0], other) for other in masters)
    agencies = evidence.quantity("zhongguancun-supervisory-agencies").low
    assert forms["hierarchy"].supervision.any(axis=1).sum() == agencies + 1


def test_gains_are_those_of_the_network_over_the_hierarchy():
    runs = studies.search_runs.__wrapped__(draws=8)
    study = studies.hierarchy_studies.__wrapped__(draws=8)["control and ties"]
    weak, hierarchy = (runs[f"control and ties, {form}"] for form in ("weak network", "hierarchy"))
    assert np.array_equal(study.outputs["gain_soon"], weak["soon"] - hierarchy["soon"])
    assert np.array_equal(study.outputs["more_repeated"], weak["repeated"] - hierarchy["repeated"])
    assert np.array_equal(study.outputs["reach_hierarchy"], hierarchy["reach"])


def test_without_ties_a_relaxed_network_only_frees_its_units():
    runs = studies.search_runs.__wrapped__(draws=8)
    alone = runs["control alone, hierarchy"]
    assert np.array_equal(alone, runs["control and ties, hierarchy"])
    assert (runs["control alone, weak network"]["shelved"] <= alone["shelved"] + 0.05).all()
    assert (runs["ties alone, hierarchy"]["shelved"] == 0).all()


def test_strong_and_weak_divide_the_worlds_without_overlap():
    both = studies.density_studies.__wrapped__(draws=64)
    better, worse = (study.matching.survivors for study in both.values())
    assert not (better & worse).any()
    record = studies.hierarchy_studies.__wrapped__(draws=64)["control and ties"].matching.survivors
    assert not (better & ~record).any()
    assert better.any()
    assert worse.any()


def test_ties_one_by_one_spread_a_solution_ever_wider():
    table = studies.tie_by_tie(ties=(0, 1, 2, 60, 2415), worlds=16)
    assert table["reach"].loc[2415] > table["reach"].loc[60] > table["reach"].loc[0]
    assert table["soon"].loc[2415] > table["soon"].loc[60] > table["soon"].loc[0]
    assert not np.array_equal(table.loc[0], table.loc[1])


def test_the_more_masters_the_less_is_found():
    table = studies.by_masters((1, 4), worlds=16)
    assert at(table, 4, "soon") < at(table, 1, "soon")
    assert at(table, 4, "shelved") > at(table, 1, "shelved")


def test_parts_of_the_gain_are_medians_over_the_same_worlds():
    table = studies.parts_of_the_gain()
    study = studies.hierarchy_studies()["ties alone"]
    kept = studies.hierarchy_studies()["control and ties"].matching.survivors
    assert at(table, "ties alone", "gain_soon") == study.outputs["gain_soon"][kept].median()
    assert table["repeats_more"].between(0, 1).all()


def test_classes_hold_every_world():
    kept = studies.hierarchy_studies()["control and ties"].matching.survivors
    table = studies.strong_by_ruggedness(3)
    assert table["worlds"].sum() == kept.sum()
    assert table.index.tolist() == [2.0, 6.0, 10.0]
    assert (table["better_late"] + table["worse_late"] <= 1).all()
    order = studies.repeats_by_order(2)
    # Units that all start on the ordered project repeat each other until ties tell them.
    assert order.loc[0.25] > order.loc[0.75]


# --- the population of firms ----------------------------------------------------------------


def test_steps_at_their_dates_are_found_where_they_were_planted():
    planted = counts_of(
        firm_population.Parameters(
            room=60.0, imitation=2.0, reform=0.6, zone=1.8, tour=2.0, volatility=0.0, takeover=0.0,
            death=0.05,
        )
    )  # fmt: skip
    assert studies.least_tolerance(planted, STEPS) < 0.03
    assert studies.least_tolerance(planted, STEPS, years=2) > 0.2
    assert studies.least_tolerance(planted, ()) > 0.2


def test_smooth_growth_is_found_where_it_was_planted():
    planted = counts_of(
        firm_population.without_policy(
            firm_population.Parameters(room=5000.0, volatility=0.0, imitation=0.8)
        )
    )
    assert studies.least_tolerance(planted, ()) < 0.02


def test_theory_and_rival_meet_the_same_worlds():
    worlds = studies.population_studies.__wrapped__(draws=256)
    theory, rival = worlds.values()
    assert theory.parameters.equals(rival.parameters)
    # Before the first step both are one model.
    assert np.array_equal(theory.courses[1984], rival.courses[1984])
    assert not np.array_equal(theory.courses[1985], rival.courses[1985])


def test_survivors_are_the_worlds_that_meet_the_record():
    kept = survivors(studies.population_studies()["steps of policy"])
    assert len(kept) > 50
    assert kept["firms_1995"].between(4500 / 1.5, 4500 * 1.5).all()
    assert (kept["peak"] >= 1).all()


def test_a_higher_peak_of_registrations_would_have_refuted_smooth_growth():
    # Planted record: twice as many in 1992, and in 1993, as in any other year.
    wanted = studies.population_constraints() | {"peak": Quantity(2, np.inf)}
    theory, rival = (
        match(study.outputs, wanted).share for study in studies.population_studies().values()
    )
    assert theory > 0 == rival


def test_each_step_removed_takes_firms_away():
    lost = studies.without_steps()
    assert (lost["low"] >= 0).all()
    assert at(lost, "all steps", "middle") == lost["middle"].max()


def test_after_the_record_some_populations_fall_and_some_grow():
    table = studies.after_1995()
    assert table["falls"].between(0.01, 0.99).all()
    kept = studies.population_studies()["smooth growth"].matching.survivors
    _, theory = studies._populations(studies.POPULATION_DRAWS, studies.SEED)
    rest = firm_population.resting_count(firm_population.without_policy(theory))[kept]
    assert at(table, "smooth growth", "rests_at") == np.median(rest)


def test_documented_dates_fit_best():
    needed = studies.tolerance_needed()
    assert needed.idxmin() == "all steps"
    assert needed["smooth"] >= needed["tour alone"] >= needed["all steps"]


# --- sizes ----------------------------------------------------------------------------------


def test_sizes_are_drawn_for_the_populations_that_survive():
    worlds = studies.size_studies()
    assert list(worlds) == ["champions and mergers", "mergers alone", "chance alone"]
    theory, merged, _ = worlds.values()
    assert theory.parameters.equals(merged.parameters)
    assert (theory.outputs["four_share"] >= merged.outputs["four_share"] - 0.2).all()
    assert theory.outputs["four_share"].mean() > merged.outputs["four_share"].mean()


def test_without_the_four_half_of_output_is_lost():
    table = studies.without_the_four()
    assert table["lost"].between(0.45, 0.55).all()
    assert (table["next_four"] < table["lost"]).all()


def test_income_is_not_spread_as_output():
    shares = studies.if_income_is_spread_as_output()
    assert (shares <= 0.01).all()


# --- founders -------------------------------------------------------------------------------


def test_only_the_theory_must_force_its_traders():
    worlds = studies.trade_studies.__wrapped__(draws=512)
    assert "forced" in worlds["credit"].matching.satisfied
    assert "forced" not in worlds["preference"].matching.satisfied
    assert (worlds["preference"].outputs["forced"] == 0).all()


def test_founders_means_would_have_told_the_theories_apart():
    # The counter-worlds: had the poorer begun with trade much more often, preference would
    # have lost; had the richer done so as often, credit would have.
    theory, rival = (survivors(study) for study in studies.trade_studies().values())
    gaps = [kept["poor_traded"] - kept["rich_traded"] for kept in (theory, rival)]
    assert gaps[0].min() > 0.25
    assert (gaps[1] > 0.25).mean() < 0.1
    assert abs(gaps[1].median()) < 0.1


def test_credit_changes_nothing_where_preference_decides():
    table = studies.credit_opened(horizons=(0, 3))
    rival, theory = (table[table["model"] == name] for name in ("preference", "credit"))
    assert (rival["more"] == 0).all()
    assert (rival["fewer"] == 0).all()
    assert theory["more"].max() > 0
    earlier = studies.credit_opened(1980, (0,)).set_index("model")
    assert at(earlier, "credit", "after") > at(earlier, "credit", "before") + 0.3


def test_the_record_allows_traders_who_chose_and_traders_who_had_to():
    forced = studies.forced_traders()
    assert forced["min"] < 0.1
    assert forced["max"] > 0.9
    gap = studies.wealth_gap()
    assert at(gap, "credit", "low") > at(gap, "preference", "high")


def test_wealth_and_wage_are_drawn_on_a_logarithmic_scale():
    design, founders = studies._founders(64, 1)
    assert np.allclose(np.log10(founders.wealth), design["log_wealth"])
    assert np.allclose(np.log10(founders.wage), design["log_wage"])
    assert isinstance(founders, trade_first.Parameters)
    populations, parameters = studies._populations(64, 1)
    assert np.allclose(np.log10(parameters.room), populations["log_room"])


# --- verdicts -------------------------------------------------------------------------------


def test_the_record_decides_none_of_the_five():
    verdicts = {confrontation.verdict for confrontation in studies.confrontations()}
    assert verdicts == {"theory and rival both survive"}


def test_the_same_seed_gives_the_same_worlds_and_another_gives_others():
    first, again = (studies.population_studies.__wrapped__(draws=64) for _ in range(2))
    other = studies.population_studies.__wrapped__(draws=64, seed=7)
    for name in first:
        assert first[name].outputs.equals(again[name].outputs)
        assert not first[name].outputs.equals(other[name].outputs)


# --- what the chapter draws -----------------------------------------------------------------


def test_table_1_and_the_text_are_told_apart():
    counts = studies.counted().set_index(["Year", "Count"])
    assert counts.loc[("1988", "printed in the text"), "High"] == 400
    assert counts.loc[("1995", "printed in the text"), "Low"] == 4500
    # 806 foreign firms are 18.15% to 18.25% of all.
    total: Any = counts.loc[("1995", "implied by Table 1")]
    assert (total["Low"], total["High"]) == (
        pytest.approx(80600 / 18.25),
        pytest.approx(80600 / 18.15),
    )
    assert total["Evidence"].split()[0] == "zhongguancun-foreign-firms-1995"


def test_what_a_year_added_is_the_difference_of_its_totals():
    added = studies.added().set_index(["Year", "Firms"])
    every: Any = added.loc[("1993", "all")]
    assert every["Low"] == pytest.approx(70000 / 18.65 - 30000 / 12.25)
    assert every["High"] == pytest.approx(70000 / 18.55 - 30000 / 12.35)
    foreign: Any = added.loc[("1995", "with foreign capital")]
    assert foreign["Low"] == foreign["High"] == 26


def test_nearest_curves_miss_the_counts_by_the_tolerance():
    curves = studies.nearest_curves().set_index(["Growth", "Year"])["Firms"]
    for kind, steps in (("smooth", ()), ("in steps of policy", STEPS)):
        needed = 1 + studies.least_tolerance(studies.firm_counts(), steps)
        misses = [
            max(bound.low / curves[kind, year], curves[kind, year] / bound.high)
            for year, bound in studies.firm_counts().items()
        ]
        assert max(misses) == pytest.approx(needed)


def test_classes_of_refusal_hold_the_worlds_that_meet_the_record():
    classes = studies.strong_by_refusal(classes=2)
    worlds = int(studies.hierarchy_studies()["control and ties"].matching.survivors.sum())
    assert classes["worlds"].sum() == worlds
    assert classes.index.is_monotonic_increasing
    assert ((classes["better_late"] + classes["worse_late"]) <= 1).all()
    kept = studies.hierarchy_studies()["control and ties"].parameters[
        studies.hierarchy_studies()["control and ties"].matching.survivors
    ]
    refusal = kept["veto"] * (1 - kept["given_up"])
    assert classes.index[0] < refusal.median() < classes.index[1]


def test_each_drawn_network_contains_the_one_before():
    ties, nodes = studies.drawn_organisations()
    pairs = [frozenset(pair) for pair in zip(ties["From"], ties["To"], strict=True)]
    assert len(set(pairs)) == len(pairs)
    level = nodes.set_index("Node")["Level"]
    lateral = ties[ties["Kind"] != "control"]
    assert set(level[lateral["From"]]) == set(level[lateral["To"]]) == {2}
    control = ties[ties["Kind"] == "control"]
    assert (level[control["To"]].to_numpy() == level[control["From"]].to_numpy() + 1).all()
    assert (nodes["Label"] != "").sum() == nodes["Group"].nunique() == 4


def test_dated_periods_begin_before_they_end():
    periods = studies.periods()
    assert (periods["Start"] <= periods["End"]).all()
    assert periods["Period"].is_unique
    assert periods.loc[periods["Period"] == "Boom", ["Start", "End"]].values.tolist() == [
        [1985, 1988]
    ]
    for cells in periods["Evidence"]:
        for table, _, identifier in (cell.partition("/") for cell in cells.split()):
            assert evidence.row(table, identifier)


def test_every_tie_has_one_sort():
    kinds = [kind for members in studies.SORTS.values() for kind in members]
    assert len(kinds) == len(set(kinds))
    ties = evidence.table("ties", source=studies.SOURCE)
    sorts = studies.ties_by_sort()
    assert sorts["Ties"].sum() == len(ties)
    listed = " ".join(sorts["Evidence"]).split()
    assert sorted(listed) == sorted(f"ties/{identifier}" for identifier in ties.index)


def test_a_graph_names_its_actors_and_links_what_is_coded_of_them():
    ties, nodes = studies.record_graph(
        {"ownership": ["owns"], "spin-off": ["spins off"]}, {"founder-group": "Founder"}
    )
    assert set(ties["From"]) | set(ties["To"]) == set(nodes["Node"])
    founder = nodes.set_index("Node").loc["Founder Group"]
    assert (founder["Label"], founder["Level"], founder["Group"]) == (
        "Founder",
        3,
        "firms and people",
    )
    assert "dimensions/zhongguancun-diversification-founder-new-field" in founder["Evidence"]
    assert nodes.loc[nodes["Node"] != "Founder Group", "Label"].eq("").all()
    for actor in studies.CODED:
        assert studies._coded_of(actor), actor


def test_places_put_the_area_between_the_provinces_and_the_rest_of_beijing():
    _, nodes = studies.record_graph({"partnership": studies.PARTNERSHIP}, places=True)
    levels: Any = nodes.groupby("Group")["Level"].agg(["min", "max"])
    assert levels.loc[studies.ABROAD].tolist() == [1, 1]
    assert levels.loc[studies.CHINA].tolist() == [2, 2]
    assert levels.loc[studies.NEAR].tolist() == [3, 4]
    assert levels.loc[studies.BEIJING].tolist() == [5, 5]
    assert studies.place_of("multinationals") == studies.ABROAD


def test_partnerships_leave_out_the_sum_and_the_conference():
    found = studies.partnerships()
    listed = " ".join(found["Evidence"])
    assert "seoul" not in listed
    assert "tsinghua-province-partners" not in listed
    assert "hebei" in listed
    places = found.groupby("Partner sits")["Partnerships"].sum().to_dict()
    assert places == {studies.NEAR: 8, studies.BEIJING: 1, studies.CHINA: 8, studies.ABROAD: 3}


def test_no_tie_joins_two_named_firms_of_the_area():
    assert studies.between_named_firms().empty


def test_financing_choices_are_those_of_table_3():
    choices = studies.financing().set_index("Source of finance")["Firms, %"]
    assert choices.iloc[0] == choices["Loans"] == 65
    assert choices.sum() == pytest.approx(100)
