"""The studies of China and Italy: honest constraints, and theories that can lose."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity, quantity
from industrial_clusters.experiments import china_italy as studies
from industrial_clusters.experiments.designs import sobol_design
from industrial_clusters.experiments.history_matching import match
from industrial_clusters.experiments.studies import survivors
from industrial_clusters.models import market_platform
from industrial_clusters.statistics.configurations import truth_table


def test_market_constraints_are_the_rows_of_the_evidence():
    bounds = studies.market_constraints()
    assert bounds["early_most"] == Quantity(701, math.inf, "stores")
    assert bounds["early_least"] == Quantity(0, 750, "stores")
    assert bounds["early_most"].low == quantity("yiwu-market-stores-1980s").low
    assert bounds["sellers"] == Quantity(22500, 23500, "stores")
    assert bounds["sellers"].contains(quantity("yiwu-market-stores-1992").low)
    assert bounds["sellers_at_end"] == quantity("yiwu-trade-centre-wholesalers-2002")
    assert bounds["sellers_at_end"].low == 10501
    assert (bounds["workshops_per_seller"].high, bounds["workshops_at_end"].low) == (1, 1)


def test_the_models_years_are_those_of_the_counts():
    parameters = market_platform.Parameters()
    early = evidence.row("observations", "yiwu-market-stores-1980s")
    assert str(parameters.first_year) == early["period_start"]
    assert early["period_end"] == "1984"
    assert evidence.row("observations", "yiwu-market-stores-1992")["period_start"] == "1992"
    last = evidence.row("observations", "yiwu-trade-centre-wholesalers-2002")["period_start"]
    assert str(parameters.last_year) == last


def test_the_theory_is_a_snowball_and_its_rivals_are_not():
    design = sobol_design(studies.MARKET_RANGES, 256, 1)
    snowball = studies._market_parameters(design, studies.SNOWBALL)
    weak = studies._market_parameters(design, studies.NO_SNOWBALL)
    place = design["snowball"]
    assert market_platform.snowball(snowball) == pytest.approx(1 + 3 * place)
    assert market_platform.snowball(weak) == pytest.approx(0.05 + 0.95 * place)
    assert np.array_equal(snowball.full_size, 10 ** design["log_full_size"])
    assert np.array_equal(snowball.fee, design["fee"])


def test_market_theory_and_rivals_meet_the_same_draws_and_years():
    worlds = studies.market_studies.__wrapped__(draws=256)
    first = worlds["snowball"]
    assert all(world.parameters.equals(first.parameters) for world in worlds.values())
    design = sobol_design(studies.MARKET_RANGES, 256, studies.SEED)
    rival = market_platform.demand_alone(studies._market_parameters(design, studies.SNOWBALL))
    course = market_platform.simulate(rival, np.random.default_rng(studies.SEED))
    assert worlds["demand alone"].courses.to_numpy().tolist() == course.sellers.tolist()
    assert list(first.courses) == list(range(1980, 2003))


def test_the_same_seed_gives_the_same_worlds_and_another_gives_others():
    for make in (studies.market_studies, studies.governance_studies):
        first, again = (make.__wrapped__(draws=128) for _ in range(2))
        other = make.__wrapped__(draws=128, seed=7)
        for name, study in first.items():
            assert study.outputs.equals(again[name].outputs)
        assert not next(iter(first.values())).outputs.equals(next(iter(other.values())).outputs)


def test_yiwus_counts_do_not_tell_a_snowball_from_demand():
    shares = {name: study.matching.share for name, study in studies.market_studies().items()}
    assert all(share > 0 for share in shares.values())
    # The snowball is the harder one to square with the counts.
    assert max(list(shares.values())[1:]) == pytest.approx(shares["demand alone"])
    assert shares["snowball"] < 0.5 * shares["feedback without a snowball"]


def test_surviving_markets_meet_the_record():
    kept = survivors(studies.market_studies()["snowball"])
    assert len(kept) > 40
    assert kept["sellers"].between(22500, 23500).all()
    assert (kept["early_least"] <= 750).all()
    assert (kept["early_most"] >= 701).all()
    assert (kept["sellers_at_end"] >= 10501).all()


def test_planted_records_of_buyers_refute_one_side_each():
    shares = studies.buyers_recorded()
    assert shares["fell to a tenth"]["snowball"] == 0 < shares["doubled"]["snowball"]
    assert shares["doubled"]["demand alone"] == 0
    assert shares["fell to a tenth"]["demand alone"] > 0
    record = studies.deciding_record()
    assert record[0.05]["snowball"] > record[0.95]["demand alone"]
    assert (record.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)


def test_opening_counterfactuals_change_what_they_name():
    orders = studies.orders_of_opening()
    # As it happened, all surviving worlds grow to the count of 1992 by construction.
    assert orders["grew"]["stalls, at once"] == 1
    assert orders["low"]["stalls, at once"] > 10000
    assert orders["grew"]["one stall, at once"] < 0.5
    # Workshops that are ready do what stalls do.
    late = orders["grew"][["stalls, late", "workshops, late"]]
    assert (late > orders["grew"]["one stall, late"]).all()
    assert (orders["low"] <= orders["middle"]).all()
    assert (orders["middle"] <= orders["high"]).all()


def test_a_fate_opens_the_market_as_late_as_it_says():
    parameters = market_platform.Parameters(
        substitution=2.0, reach=2.0, stalls=10000.0, demand_growth=0.1, speed=0.0, making=0.0
    )
    assert studies._fate(parameters, 18) == {
        "grew": 0.0,
        "low": 10000.0,
        "middle": 10000.0,
        "high": 10000.0,
    }
    # Workshops of 1980 have grown by e^(0.05 x 3) when they move in three years later.
    moving = dataclasses.replace(parameters, stalls=0.0, workshops=1000.0)
    assert studies._fate(moving, 3)["middle"] == pytest.approx(1000 * math.exp(0.15))


def test_ready_workshops_save_stalls_one_for_one_where_all_join():
    needed = studies.stalls_needed((0, 100))
    parameters = studies._surviving_market()
    mass = market_platform.critical_mass(parameters)
    assert needed["middle"][0] == pytest.approx(np.quantile(mass, 0.5, method="lower"))
    missing = np.maximum(mass - 100 * parameters.joining, 0)
    assert needed["high"][100] == pytest.approx(np.quantile(missing, 0.75, method="lower"))
    assert needed["none"][100] == (missing == 0).mean()


def test_fewer_stalls_and_higher_fees_help_no_market():
    shares = studies.fees_and_stalls()
    assert shares["as drawn"]["all"] == 1
    assert (shares.diff().iloc[1:] <= 0).all(axis=None)
    assert (shares["doubled"] <= shares["as drawn"]).all()
    assert (shares["as drawn"] <= shares["waived for five years"]).all()
    assert shares["doubled"]["a thirtieth"] < 1


def test_zhejiangs_average_market_is_smaller_than_yiwus_first():
    # 58 stores for each of 4,600 ten thousands of people, over 420 markets.
    assert studies.average_market().high == pytest.approx(58 * 4600 / 420)
    assert studies.average_market().high < quantity("yiwu-market-stores-1980s").low


def test_only_yiwus_market_came_before_its_industry():
    firsts = studies.documented_orders()["first"]
    orders = studies.documented_orders().T
    assert firsts.tolist() == ["market", "industry", "industry"]
    assert orders["Yiwu"].tolist()[:4] == [1975, 1979, 1992, math.inf]
    assert orders["Yongkang"][["market_low", "industry_high"]].tolist() == [1996, 1982]


def test_governance_constraints_are_the_documents_codings():
    codes = {case: q.low for case, q in studies.governance_constraints().items()}
    assert codes == {"domestic_small": 0, "domestic_large": 0, "export": 2, "italy": 1}


def test_governance_cases_have_the_documented_sizes():
    design = sobol_design(studies.GOVERNANCE_RANGES, 64, 1)
    cases = studies._governance_cases(design)
    assert cases["domestic_small"].traders == quantity("wenzhou-lighters-firms").low == 260
    assert cases["domestic_large"].traders == quantity("wenzhou-footwear-firms").low == 5000
    assert cases["export_1979"].traders == quantity("shenzhen-processing-firms-1979").low == 150
    export = np.asarray(cases["export"].traders)
    assert export == pytest.approx(1001 * (1e5 / 1001) ** design["export_size"])
    assert export.min() >= quantity("shenzhen-processing-firms-1980s").low
    assert cases["italy"].traders == pytest.approx(10 ** design["log_italian_size"])
    assert cases["italy"].red_tape == 1
    assert np.array_equal(cases["export"].red_tape, 10 ** design["log_red_tape"])
    assert np.array_equal(cases["export"].roots, design["roots"])
    assert cases["domestic_large"].roots == cases["italy"].roots == 1
    legal = 10 ** design["log_legal"]
    assert all(np.array_equal(case.legal, legal) for case in cases.values())
    zone = studies._governance_cases(design, zone=True)
    assert zone["export"].legal == pytest.approx(legal * 10 ** design["log_zone_law"])
    assert np.array_equal(zone["domestic_large"].legal, legal)


def test_one_regime_cannot_govern_two_ways_but_the_others_survive():
    worlds = studies.governance_studies()
    shares = {name: study.matching.share for name, study in worlds.items()}
    assert shares["regime by country"] == 0
    assert all(share > 0 for name, share in shares.items() if name != "regime by country")
    assert shares["kin and state"] > shares["state without kin"] > shares["kin without state"]
    # Which cell does the work against the regime: none alone; two clusters of one country.
    alone = worlds["regime by country"].matching.alone
    assert (alone > 0).all()


def test_size_alone_needs_export_clusters_larger_than_all_domestic_ones():
    study = studies.governance_studies()["size alone"]
    kept = study.parameters[study.matching.survivors]
    export = 1001 * (1e5 / 1001) ** kept["export_size"]
    assert (export > 5000).all()


def test_the_market_among_the_firms_of_1979_would_leave_roots_or_a_zone():
    shares = studies.first_export_firms()
    # Only roots, or a law of the zone's own, tell 150 firms from 260.
    refuted = ["state without kin", "size alone", "regime by country"]
    assert shares.index[shares == 0].tolist() == refuted
    assert shares["kin and state"] > 10 * shares["kin without state"]


def test_a_planted_record_would_have_refuted_kin_and_state():
    # Families of 260 turned to the market while 150 transplants stayed with kin, who are
    # no more rooted and bear the same costs: not even small size explains it.
    outputs = studies.governance_studies()["kin and state"].outputs
    market = Quantity.exactly(2.0)
    assert match(outputs, {"domestic_small": market}).share > 0
    record = {"domestic_large": Quantity.exactly(0.0), "domestic_small": market}
    assert match(outputs, record).share == 0


def test_without_red_tape_large_clusters_turn_to_associations():
    table = studies.without_red_tape()
    assert table["association"]["domestic_large"] > 0.5 > table["kin"]["domestic_large"]
    assert table["kin"]["domestic_small"] > 0.5
    assert table["kin"]["export"] == 0


def test_families_grow_out_of_kin_sooner_without_red_tape():
    shares = studies.governance_by_size()
    assert shares.groupby(["Traders", "Red tape"])["Share"].sum().to_numpy() == pytest.approx(1)
    kin = shares[shares["Form"] == "kin"].pivot_table(
        index="Traders", columns="Red tape", values="Share"
    )
    # As documented for 260 to 5,000 firms: kin, in every world that is left.
    assert kin[True].loc[300:3000].tolist() == [1, 1, 1]
    assert (kin[False] <= kin[True]).all()
    assert (kin.diff().iloc[1:] <= 0).all(axis=None)
    same = studies.governance_by_size((5000.0,)).query("not `Red tape`")
    assert same["Share"].tolist() == studies.without_red_tape().T["domestic_large"].tolist()


def test_red_tape_mostly_delays_associations():
    worlds = studies.registration_worlds()
    assert worlds["only delays"] > worlds["at every size"] > 0
    assert worlds["middle"] > 5000


def test_countries_differ_in_every_condition_and_every_outcome():
    table = studies.codings(studies.COUNTRIES)
    assert (table.loc["China"] == 1).all()
    assert (table.loc["Italy"] == 0).all()


def test_clusters_are_coded_as_the_document_has_them():
    assert studies.codings().T.to_dict("list") == {
        #            backward late market kin low_end open at_first channel governance
        "export": [1, 1, 0, 0, 1, 1, 1, 0, 0],
        "domestic": [1, 1, 1, 1, 1, 1, 0, 1, 1],
        "Italy": [0, 0, 0, 0, 0, 0, 0, 0, 0],
    }


def test_with_two_countries_every_condition_fits_every_outcome():
    table = studies.explanations(studies.codings(studies.COUNTRIES))
    assert len(table) == 16
    assert table["Fits"].all()
    assert table["Named"].sum() == 4
    # A condition that nobody would name fits as well: a name with an h in it.
    cases = studies.codings(studies.COUNTRIES)
    cases["aspirate"] = ["h" in name for name in cases.index]
    assert truth_table(cases.astype(int), "open", ["aspirate"]).coded("1") == (2,)


def test_with_three_clusters_conditions_fall_into_two_pairs():
    table = studies.explanations(studies.codings())
    fits = table[table["Fits"]].groupby("Outcome")["Condition"].agg(list)
    assert fits.to_dict() == {
        "kin_governance": ["market", "kin"],
        "low_end": ["backward", "late"],
        "market_channel": ["market", "kin"],
        "open": ["backward", "late"],
    }
    at_first = table[table["Outcome"] == "open_at_first"].set_index("Condition")
    assert at_first["Sufficiency"].to_dict() == {
        "backward": 0.5,
        "late": 0.5,
        "market": 0,
        "kin": 0,
    }
    assert at_first["Necessity"].to_dict() == {"backward": 1, "late": 1, "market": 0, "kin": 0}


def test_minimisation_cannot_choose_among_them():
    two = studies.solutions(studies.codings(studies.COUNTRIES))
    assert (two["parsimonious"] == 4).all()
    assert (two["remainders"] == 14 / 16).all()
    three = studies.solutions(studies.codings())
    assert (three["remainders"] == 13 / 16).all()
    assert three["parsimonious"].to_dict() == {
        "low_end": 2,
        "open": 2,
        "open_at_first": 4,
        "market_channel": 2,
        "kin_governance": 2,
    }
    assert three["conservative"]["open_at_first"] == "backward*late*~market*~kin"
    assert "late*~market" in three["shortest"]["open_at_first"]


def test_random_conditions_follow_their_formula():
    table = studies.random_conditions(6)
    n = table["Cases"]
    assert n.tolist() == [2, 3, 4, 5, 6]
    assert (table["Conditions"] == 2**n).all()
    assert (table["Differing"] == 2**n - 2).all()
    assert (table["Fitting"] == 2).all()
    assert table["Share"].tolist() == pytest.approx((1 / (2 ** (n - 1) - 1)).tolist())
    assert len(studies.random_conditions()) == 9
    assert len(studies.random_conditions(2)) == 1
    with pytest.raises(ValueError, match="most = 1; give at least two cases"):
        studies.random_conditions(1)


def test_only_a_case_that_parts_stage_and_timing_decides_between_them():
    table = studies.deciding_cases("low_end", studies.codings())
    assert len(table) == 16
    decides = (table["Expect"] != "") & (table["Deny"] != "")
    assert (decides == (table["backward"] != table["late"])).all()
    # Laws of four conditions say nothing of a configuration that no case shows.
    shown = table[table["Laws"] != 0.5][["backward", "late", "market", "kin", "Laws"]]
    assert shown.to_numpy().tolist() == [
        [0, 0, 0, 0, 0.0],
        [1, 1, 0, 0, 1.0],
        [1, 1, 1, 1, 1.0],
    ]


@pytest.mark.parametrize(("seen", "left"), [(1, "late"), (0, "backward")])
def test_a_planted_prato_decides_for_timing_or_for_stage(seen, left):
    cases = studies.codings()
    cases.loc["Prato"] = 0
    cases.loc["Prato", ["late", "low_end"]] = [1, seen]
    shares = {
        name: study.matching.share
        for name, study in studies.explanation_studies("low_end", cases).items()
    }
    survivors = [name for name in studies.CONDITIONS if shares[name] > 0]
    assert survivors == [left]
    assert shares["all four at once"] == 1 / 16


def test_prato_is_the_case_that_stage_and_timing_read_differently():
    found = studies.prato()
    assert (found["low end"], found["not low end"]) == ("late", "backward")
    assert "Zhejiang" in found["recorded"]


def test_laws_are_counted_one_by_one():
    laws = studies._laws()
    assert laws.shape == (2**16, 16)
    assert len(np.unique(laws, axis=0)) == 2**16
    assert studies._configuration((1, 0, 1, 1)) == 11
    world = studies.explanation_studies("open_at_first")
    assert {name: study.matching.share for name, study in world.items()} == {
        "late": 0,
        "backward": 0,
        "market": 0,
        "kin": 0,
        "all four at once": 1 / 8,
    }
    # By hand: with two cases that differ, one law of four of each condition.
    two = studies.explanation_studies("open", studies.codings(studies.COUNTRIES))
    assert [study.matching.share for study in two.values()] == [0.25] * 5
    kept = two["late"].parameters[two["late"].matching.survivors]
    assert kept.to_dict("records") == [{"when absent": 0, "when present": 1}]


def test_confrontations_name_a_theory_first():
    found = studies.confrontations()
    for confrontation in found:
        assert confrontation.source == "ligao2020"
        assert len(confrontation.studies) >= 3
    assert next(iter(found[0].studies)) == "snowball"
    assert next(iter(found[1].studies)) == "kin and state"
    first = {c.theory: next(iter(c.studies)) for c in found[2:]}
    assert list(first.values()) == list(studies.EXPLANATIONS.values())


def test_verdicts_follow_from_the_studies():
    verdicts = [confrontation.verdict for confrontation in studies.confrontations()]
    assert (
        verdicts
        == ["theory and rival both survive"] * 4
        + ["only a rival survives"]
        + ["theory and rival both survive"] * 2
    )


def test_a_row_without_a_printed_number_is_refused():
    with pytest.raises(ValueError, match="no printed number"):
        studies._rounded(None)


def test_quartiles_are_quartiles():
    assert studies._quartiles(pd.Series([0.0, 1.0, 2.0, 3.0, 4.0])) == {
        "low": 1.0,
        "middle": 2.0,
        "high": 3.0,
    }
    # A market that nothing but infinitely many stalls would start is no number between.
    assert studies._quartiles(pd.Series([0.0, 1.0, 2.0, math.inf]))["high"] == 2.0


def test_the_courses_drawn_are_quartiles_of_the_surviving_worlds():
    courses = studies.market_courses()
    assert courses["Model"].unique().tolist() == ["theory: a snowball", "rival: demand alone"]
    assert (courses["Low"] <= courses["Middle"]).all()
    assert (courses["Middle"] <= courses["High"]).all()
    study = studies.market_studies()["snowball"]
    last = study.courses.loc[study.matching.survivors, 2002].median()
    drawn = courses[(courses["Model"] == "theory: a snowball") & (courses["Year"] == 2002)]
    assert drawn["Middle"].item() == last


def test_the_counts_drawn_are_those_that_bound_the_worlds():
    drawn = studies.market_record()
    assert drawn[["Low", "High"]].to_numpy().tolist() == [[701, 750], [22500, 23500]]


def test_the_banks_share_stage_and_timing_and_not_the_place_in_the_chain():
    banks = studies.codings(studies.BANKS)
    assert banks.loc[["east bank", "west bank"], ["backward", "late"]].to_numpy().all()
    assert banks["low_end"].to_dict() == {"east bank": 1, "west bank": 0, "Italy": 0}


def test_kin_at_work_are_survivors_and_the_rest_have_no_circle():
    at_work = studies.kin_at_work()
    for name, study in studies.governance_studies().items():
        assert 0 <= at_work[name] <= study.matching.survivors.sum()
    assert at_work["regime by country"] == 0
    theory = studies.governance_studies()["kin and state"]
    kept = theory.parameters[theory.matching.survivors]
    punished = kept["patience"] / (1 - kept["patience"]) > 10.0 ** kept["log_temptation"]
    assert at_work["kin and state"] <= punished.sum()
