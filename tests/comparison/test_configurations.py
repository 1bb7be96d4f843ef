"""Laws of conditions and outcomes that hold, stand or fall whatever is recoded."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.comparison import configurations as compared
from industrial_clusters.evidence import studied, table
from industrial_clusters.statistics.configurations import Term

HOLDS, STANDS, THIN, BROKEN = compared.FATES
IN, OUT, OPEN = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.5, 0.0, 1.0)
LEANS_IN, LEANS_OUT = (0.67, 0.33, 1.0), (0.33, 0.0, 0.67)


def coded(sets, outcomes=("won",)):
    """Return codings as the module has them, from bounds by set and by case."""
    cases = list(next(iter(sets.values())))
    cells = pd.MultiIndex.from_product([cases, list(sets)], names=["case", "condition"])
    values = [sets[name][case] for case, name in cells]
    frame = pd.DataFrame(values, columns=["Membership", "Low", "High"], index=cells, dtype=float)
    return frame.assign(
        Case=[case.title() for case, _ in cells],
        Set=[name.title() for _, name in cells],
        Role=["outcome" if name in outcomes else "condition" for _, name in cells],
        Reading=[compared._reading(*row) for row in values],
        Reason="",
        Evidence="",
    )


def one(*pairs):
    """Return the laws of one condition and one outcome, by direction and presence."""
    names = [f"p{number}" for number in range(len(pairs))]
    sets = {
        "tied": {name: pair[0] for name, pair in zip(names, pairs, strict=True)},
        "won": {name: pair[1] for name, pair in zip(names, pairs, strict=True)},
    }
    found = compared.laws(coded(sets), 1)
    return {(row.Direction, str(row.Term)): row for row in found.itertuples()}


class TestCodings:
    def test_every_studied_case_comes_first_and_has_every_set(self):
        found = compared.codings()
        cases = list(found.index.unique("case"))
        assert cases[: len(studied())] == list(studied().index)
        assert len(found) == len(cases) * len(table("conditions"))

    def test_what_is_not_coded_is_open_with_all_bounds(self, monkeypatch):
        def without_junpu(name):
            rows = table(name)
            return rows[rows["case"] != "junpu"] if name == "codings" else rows

        monkeypatch.setattr(compared, "table", without_junpu)
        rows = compared.codings().loc["junpu"]
        assert set(rows["Reading"]) == {"open"}
        assert set(rows["Low"]) == {0.0}
        assert set(rows["High"]) == {1.0}
        assert set(rows["Evidence"]) == {""}

    @pytest.mark.parametrize(
        ("bounds", "reading"),
        [
            (IN, "surely in"),
            ((0.67, 0.51, 0.67), "surely in"),
            ((0.67, 0.5, 1.0), "leans in"),
            (OPEN, "open"),
            ((0.33, 0.0, 0.5), "leans out"),
            ((0.33, 0.33, 0.33), "surely out"),
        ],
    )
    def test_a_reading_is_firm_where_its_bounds_keep_to_one_side(self, bounds, reading):
        assert compared._reading(*bounds) == reading

    def test_the_readings_of_a_case_are_counted_with_zeros(self):
        found = compared.settled(coded({"tied": {"a": IN, "b": OPEN}, "won": {"a": IN, "b": OUT}}))
        counts = found.set_index(["Case", "Coding"])["Codings"]
        assert len(found) == 2 * 3
        assert counts["A", "firm"] == 2
        assert counts["B", "open"] == counts["B", "firm"] == 1
        assert counts["A", "open"] == counts["A", "leaning"] == 0

    def test_names_are_cut_at_a_comma_unless_two_would_be_one(self, monkeypatch):
        names = pd.DataFrame(
            {"name": ["Delta, east", "Delta, west", "Hills, upper"]}, index=list("abc")
        )
        monkeypatch.setattr(compared, "table", lambda _: names)
        assert compared._short_names(["a", "c"]) == {"a": "Delta", "c": "Hills"}
        assert compared._short_names(list("abc")) == {
            "a": "Delta east",
            "b": "Delta west",
            "c": "Hills",
        }

    def test_a_case_that_is_not_coded_is_named(self):
        with pytest.raises(KeyError, match="atlantis"):
            compared.of_cases(compared.codings(), ["junpu", "atlantis"])

    def test_places_within_others_and_wide_places_are_no_settlements(self):
        kept = set(compared.settlements(compared.codings()).index.unique("case"))
        assert {"yongkang", "xixia", "junpu", "yiwu"} <= kept
        assert not kept & {"mantang", "italy", "china-italy", "prd-central-west-banks"}


class TestNeighbours:
    def test_open_conditions_may_differ_and_firm_ones_do_or_do_not(self):
        sets = {
            "tied": {"a": IN, "b": IN, "c": OUT},
            "near": {"a": IN, "b": OPEN, "c": OUT},
            "won": {"a": IN, "b": IN, "c": IN},
        }
        found: Any = compared.neighbours(coded(sets)).set_index("Case")
        assert found.loc["A", ["Most alike", "Low", "High"]].tolist() == ["B", 0, 1]
        assert found.loc["C", ["Most alike", "Low", "High"]].tolist() == ["A", 2, 2] or (
            found.loc["C", ["Most alike", "Low", "High"]].tolist() == ["B", 1, 2]
        )

    def test_among_equals_the_one_that_surely_differs_less_is_nearer(self):
        sets = {
            "tied": {"a": OUT, "b": IN, "c": OPEN},
            "near": {"a": IN, "b": IN, "c": IN},
            "won": {"a": IN, "b": IN, "c": IN},
        }
        found: Any = compared.neighbours(coded(sets)).set_index("Case")
        assert found.loc["A", ["Most alike", "Low", "High"]].tolist() == ["C", 0, 1]


class TestLaws:
    def test_terms_of_up_to_three_conditions_are_all_of_them(self):
        found = compared.terms(list("abcd"), 3)
        assert len(found) == len(set(found)) == 4 * 2 + 6 * 4 + 4 * 8

    def test_two_firm_cases_and_no_exception_hold(self):
        law = one((IN, IN), (IN, IN), (OUT, OUT))["enough", "tied"]
        assert (law.Fate, law.Support) == (HOLDS, 2)
        assert law[-4:] == ("P0, P1", "", "", "P2")

    def test_one_firm_case_is_too_few(self):
        assert one((IN, IN), (OUT, OUT))["enough", "tied"].Fate == THIN

    def test_one_firm_exception_breaks(self):
        laws = one((IN, IN), (IN, IN), (IN, OUT), (OUT, IN))
        assert laws["enough", "tied"].Fate == laws["needed", "tied"].Fate == BROKEN
        assert laws["enough", "tied"][-3] == "P2"
        assert laws["needed", "tied"][-3] == "P3"

    @pytest.mark.parametrize("doubt", [(LEANS_OUT, OUT), (IN, LEANS_IN), (OPEN, OPEN)])
    def test_a_case_that_could_be_an_exception_leaves_a_law_standing(self, doubt):
        law = one((IN, IN), (IN, IN), doubt)["enough", "tied"]
        assert law.Fate == STANDS
        assert law[-2] == "P2"

    def test_a_case_half_in_by_its_bound_could_be_an_exception(self):
        assert one((IN, IN), (IN, IN), ((0.33, 0.33, 0.5), OUT))["enough", "tied"].Fate == STANDS

    def test_an_absent_condition_has_laws_of_its_own(self):
        laws = one((OUT, IN), (OUT, IN), (IN, OUT))
        assert laws["enough", "~tied"].Fate == laws["needed", "~tied"].Fate == HOLDS

    def test_a_law_in_words(self):
        laws = one((IN, IN))
        assert laws["needed", "~tied"].Law == "No tied is needed for won"

    @given(
        st.lists(
            st.tuples(*[st.sampled_from([IN, OUT, OPEN, LEANS_IN, LEANS_OUT])] * 3),
            min_size=1,
            max_size=4,
        )
    )
    @settings(max_examples=40, deadline=None)
    def test_fates_are_those_of_every_recoding(self, rows):
        """Broken: by every recoding. Could be broken: by some. As a search of all finds it."""
        names = [f"p{number}" for number in range(len(rows))]
        sets = {
            name: {case: row[at] for case, row in zip(names, rows, strict=True)}
            for at, name in enumerate(("tied", "near", "won"))
        }
        for law in compared.laws(coded(sets), 2).itertuples():
            outcomes = [_is_broken(law, world) for world in _worlds(rows)]
            assert (law.Fate == BROKEN) == all(outcomes)
            if law.Fate == HOLDS:
                assert not any(outcomes)
            if law.Fate == STANDS:
                assert any(outcomes)
            listed = [text.split(", ") for text in law[-4:] if text]
            assert sorted(itertools.chain(*listed)) == sorted(name.title() for name in names)

    def test_a_longer_law_is_left_out_where_a_shorter_one_stands(self):
        sets = {
            "tied": {"a": IN, "b": IN, "c": OUT},
            "near": {"a": IN, "b": IN, "c": IN},
            "won": {"a": IN, "b": IN, "c": OUT},
        }
        found = compared.laws(coded(sets), 2)
        left = compared.standing(found)
        assert set(found.loc[found["Fate"] == HOLDS, "Condition"]) == {
            "tied",
            "near",
            "tied and near",
        }
        enough = left[left["Direction"] == "enough"]
        assert enough["Condition"].tolist() == ["tied"]

    def test_fates_are_counted_by_group_with_all_cases(self):
        found = {"all": compared.laws(compared.codings(), 1)}
        counts = compared.fates(found)
        assert counts["Laws"].sum() == len(found["all"])
        names = compared.codings()["Case"].unique()
        assert all(name in counts["Cases"].iloc[0] for name in names)


def _worlds(rows):
    """Yield every crisp recoding: each doubtful membership in and out."""
    sides = [
        [(1,) if low > 0.5 else (0,) if high < 0.5 else (0, 1) for _, low, high in row]
        for row in rows
    ]
    for flat in itertools.product(*itertools.chain(*sides)):
        yield [flat[at : at + 3] for at in range(0, len(flat), 3)]


def _is_broken(law, world):
    place = {"tied": 0, "near": 1}
    for case in world:
        inside = all(case[place[name]] == present for name, present in law.Term.literals)
        if law.Direction == "enough" and inside and not case[2]:
            return True
        if law.Direction == "needed" and case[2] and not inside:
            return True
    return False


class TestWeight:
    def test_a_case_breaks_alone_what_no_other_breaks(self):
        found: Any = compared.codings()
        broken = (compared.laws(found, 1)["Fate"] == BROKEN).sum()
        weight = compared.weight_of_cases(found, 1).set_index("Case")["Breaks alone"]
        for case in ("xixia", "yongkang", "prato"):
            others = [other for other in found.index.unique("case") if other != case]
            rest = (compared.laws(compared.of_cases(found, others), 1)["Fate"] == BROKEN).sum()
            name = found.loc[case, "Case"].iloc[0]
            assert weight[name] == broken - rest

    def test_a_case_carries_what_falls_below_two_without_it(self):
        sets = {"tied": {"a": IN, "b": IN, "c": OUT}, "won": {"a": IN, "b": IN, "c": OUT}}
        weight = compared.weight_of_cases(coded(sets), 1).set_index("Case")["Carries"]
        assert weight.to_dict() == {"A": 2, "B": 2, "C": 0}


class TestLots:
    def test_the_record_counts_the_laws_that_stand_and_break(self):
        found = compared.codings()
        dealt = compared.dealt_again(found, 5, np.random.default_rng(1), most=2)
        laws = compared.laws(found, 2)
        for name, row in dealt.iterrows():
            of_outcome = laws[laws["Outcome"] == name]["Fate"]
            assert row["Record"] == of_outcome.isin([HOLDS, STANDS]).sum()
            assert row["Broken"] == (of_outcome == BROKEN).sum()

    def test_an_outcome_that_follows_its_condition_has_more_laws_than_most_deals(self):
        names = [f"p{number}" for number in range(10)]
        values = {name: IN if number < 5 else OUT for number, name in enumerate(names)}
        found: Any = compared.dealt_again(
            coded({"tied": values, "won": values}), 200, np.random.default_rng(1), most=1
        )
        assert found.loc["won", "Record"] == 2
        # One deal in C(10, 5) gives the same order, and as few the opposite one.
        assert found.loc["won", "Share"] < 0.05

    def test_deals_are_the_same_for_the_same_seed(self):
        found = compared.codings()
        first, again = (
            compared.dealt_again(found, 5, np.random.default_rng(2), 1) for _ in range(2)
        )
        pd.testing.assert_frame_equal(first, again)


class TestWorthKnowing:
    def test_the_answer_that_breaks_more_and_the_one_that_breaks_less(self):
        sets = {
            "tied": {"a": IN, "b": IN, "c": OPEN},
            "won": {"a": IN, "b": OUT, "c": OUT},
        }
        worth: Any = compared.worth_knowing(coded(sets)).set_index("Case")
        # Enough is broken by b already; c without the tie would break its absence, too.
        assert worth.loc["C", ["Question", "If out", "If in"]].tolist() == ["Tied", 1, 0]
        assert worth.loc["C", ["Low", "High"]].tolist() == [0, 1]
        assert worth.loc["A", ["Question", "Low", "High"]].tolist() == ["", 0, 0]

    def test_no_answer_mends_a_broken_law(self):
        worth = compared.worth_knowing(compared.codings())
        assert (worth["Low"] >= 0).all()
        assert set(worth["Case"]) == set(compared.codings()["Case"])


class TestVerdicts:
    def test_a_theory_is_judged_case_by_case(self):
        sets = {
            "tied": {"a": IN, "b": IN, "c": OUT, "d": OPEN},
            "won": {"a": IN, "b": OUT, "c": OUT, "d": OUT},
        }
        said = compared.verdicts(coded(sets), {"law": ("tied", "enough", "won")})
        assert said["Says"].tolist() == [
            "bears it out",
            "breaks it",
            "says nothing",
            "could break it",
        ]

    def test_the_absence_of_an_outcome_can_be_claimed(self):
        sets = {"tied": {"a": IN, "b": OUT}, "won": {"a": OUT, "b": IN}}
        said = compared.verdicts(coded(sets), {"law": ("tied", "enough", "~won")})
        assert said["Says"].tolist() == ["bears it out", "says nothing"]

    def test_the_codings_in_play_are_linked(self):
        said = compared.verdicts(compared.codings(), {"law": ("trust*~land", "needed", "joint")})
        row = said.set_index("Case").loc["Xixia"]
        assert row["Evidence"] == "codings/xixia-trust codings/xixia-land codings/xixia-joint"


FOUR = {
    "tied": {"a": IN, "b": IN, "c": OUT, "d": OUT},
    "near": {"a": IN, "b": OUT, "c": OUT, "d": OPEN},
    "won": {"a": IN, "b": IN, "c": OUT, "d": IN},
}


class TestSolutions:
    def test_a_case_half_in_a_set_has_no_row(self):
        found = compared.solutions(coded(FOUR), ["tied", "near"], 10, np.random.default_rng(1))
        assert found["Cases"].unique().tolist() == ["A, B, C"]
        assert found["Left out"].unique().tolist() == ["D"]
        assert found["Configurations"].unique().tolist() == [3]
        short = found.set_index("Kind").loc["parsimonious"]
        assert short["First"] == "tied"
        assert (short["Solutions"], short["Rows assumed"], short["Consistency"]) == (1, 0, 1.0)

    def test_nothing_is_explained_where_all_have_the_outcome(self):
        sets = FOUR | {"won": dict.fromkeys("abcd", IN)}
        found = compared.solutions(coded(sets), ["tied", "near"], 10, np.random.default_rng(1))
        assert set(found["Solutions"]) == {0}
        assert found["Consistency"].isna().all()
        assert set(found["Explained by lot"]) == {1.0}

    def test_a_contradictory_record_is_explained_by_some_deals_only(self):
        # One condition, two in and two out, and so the outcome: two deals of six sort it.
        sets = {
            "tied": dict(zip("abcd", (IN, IN, OUT, OUT), strict=True)),
            "won": dict(zip("abcd", (IN, OUT, IN, OUT), strict=True)),
        }
        found = compared.solutions(coded(sets), ["tied"], 3000, np.random.default_rng(1))
        assert found["Explained by lot"].iloc[0] == pytest.approx(1 / 3, abs=0.03)

    def test_recodings_are_enumerated_where_they_are_few(self):
        sets = {
            "tied": {"a": IN, "b": LEANS_OUT, "c": OUT},
            "won": {"a": IN, "b": IN, "c": OUT},
        }
        found = compared.recodings(coded(sets), "won", ["tied"], 10, np.random.default_rng(1))
        row = found.set_index("Term").loc["tied"]
        assert (row["Recodings"], row["Possible"]) == (2, 2)
        # With b tied the tie explains; without it b and c contradict each other.
        assert (row["In every solution"], row["In some solution"]) == (1.0, 1.0)

    def test_a_term_that_only_some_recodings_need(self):
        sets = {
            "tied": {"a": IN, "b": OUT},
            "near": {"a": IN, "b": OPEN},
            "won": {"a": IN, "b": OUT},
        }
        found: Any = compared.recodings(
            coded(sets), "won", ["tied", "near"], 10, np.random.default_rng(1)
        ).set_index("Term")
        # Near is as good as the tie where b is not near, and no explanation where it is.
        assert found.loc["tied", ["In every solution", "In some solution"]].tolist() == [0.5, 1.0]
        assert found.loc["near", ["In every solution", "In some solution"]].tolist() == [0.0, 0.5]

    def test_recodings_without_a_contrast_explain_nothing(self):
        sets = {"tied": {"a": IN, "b": OUT}, "won": {"a": IN, "b": OPEN}}
        found = compared.recodings(coded(sets), "won", ["tied"], 10, np.random.default_rng(1))
        assert found["Unexplained"].iloc[0] == 0.5


def test_a_further_case_enters_everything(monkeypatch):
    """A sixth case of the data is in every result, with no line of code changed."""
    rows = table("cases").loc[["junpu"]].rename(index={"junpu": "nowhere"}).assign(name="Nowhere")
    codings = table("codings")
    more = codings[codings["case"] == "junpu"].assign(case="nowhere")
    more.index = more.index.str.replace("junpu", "nowhere")

    def with_nowhere(name):
        if name == "cases":
            return pd.concat([table("cases"), rows])
        return pd.concat([codings, more]) if name == "codings" else table(name)

    monkeypatch.setattr(compared, "table", with_nowhere)
    found = compared.codings()
    assert "Nowhere" in set(found["Case"])
    rng = np.random.default_rng(1)
    assert "Nowhere" in set(compared.settled(found)["Case"])
    assert "Nowhere" in set(compared.neighbours(found)["Case"])
    assert "Nowhere" in set(compared.weight_of_cases(found, 1)["Case"])
    assert "Nowhere" in set(compared.worth_knowing(found)["Case"])
    laws = compared.laws(found, 1)
    lists = laws[["Borne out by", "Broken by", "Could break it", "Says nothing"]].agg(
        ",".join, axis=1
    )
    assert lists.str.contains("Nowhere").all()
    assert compared.dealt_again(found, 2, rng, 1)["Cases"].str.contains("Nowhere").all()
    solved = compared.solutions(found, ["trust", "market"], 2, rng)
    assert (solved["Cases"] + solved["Left out"]).str.contains("Nowhere").all()
    said = compared.verdicts(found, {"law": ("support", "enough", "entry")})
    assert said.set_index("Case").loc["Nowhere", "Says"] == "bears it out"
    # A twin of Junpu is its nearest neighbour.
    assert compared.neighbours(found).set_index("Case").loc["Nowhere", "Most alike"] == "Junpu"


def test_terms_are_those_of_the_package():
    assert compared.terms(["a"], 1) == [Term((("a", True),)), Term((("a", False),))]
