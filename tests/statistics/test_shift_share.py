"""Shift-share: components that add up, and the competitive effect within bounds."""

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics.shift_share import competitive_effects, shift_share

steady = settings(derandomize=True, deadline=None, max_examples=60)
inf = math.inf
CLASSIC = ["national growth", "industry mix", "competitive effect"]
SPLIT = ["national growth", "industry mix", "homothetic competitive effect", "allocation effect"]

# Farhauer and Kröll 2013, as in the documentation of REAT::shift: the three regions
# of a nation at two dates, by four industries.
REGIONS = ["A", "B", "C"]
BEFORE = pd.DataFrame([[90, 20, 10, 60], [60, 30, 30, 40], [250, 100, 110, 300]], index=REGIONS)
AFTER = pd.DataFrame([[100, 40, 10, 55], [85, 55, 40, 35], [255, 115, 85, 390]], index=REGIONS)


@st.composite
def two_tables(draw, least=0, most=40):
    """Whole numbers at two dates, with no empty row or column at the first."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))

    def cells(smallest):
        numbers = st.lists(
            st.integers(smallest, most), min_size=rows * columns, max_size=rows * columns
        )
        return np.array(draw(numbers)).reshape(rows, columns)

    before = cells(least)
    assume(before.sum(0).all() and before.sum(1).all())
    return before, cells(0)


def by_hand(before: Any, after: Any) -> dict[str, Any]:
    """Return the components in rational numbers, from the definition."""
    x, y = (np.array([[Fraction(int(v)) for v in row] for row in t]) for t in (before, after))
    g = y.sum() / x.sum() - 1
    parts: dict[str, Any] = {name: np.zeros(x.shape, dtype=object) for name in [*CLASSIC, *SPLIT]}
    for i, j in itertools.product(range(len(x)), range(len(x[0]))):
        g_j = y[:, j].sum() / x[:, j].sum() - 1
        parts["national growth"][i, j] = x[i, j] * g
        parts["industry mix"][i, j] = x[i, j] * (g_j - g)
        parts["competitive effect"][i, j] = y[i, j] - x[i, j] * (1 + g_j)
        if x[i, j]:
            g_ij = y[i, j] / x[i, j] - 1
            h_ij = x[i].sum() * x[:, j].sum() / x.sum()
            parts["homothetic competitive effect"][i, j] = h_ij * (g_ij - g_j)
            parts["allocation effect"][i, j] = (x[i, j] - h_ij) * (g_ij - g_j)
    return parts


# Published examples


def test_holukuluku():
    # G. Krumme, "Shift & Share Table with Excel Explanations", University of Washington,
    # faculty.washington.edu/krumme/350/ssexcel.html: Holukuluku 1985-1995, a region of
    # 1000 employees; the nation's shares of 10, 20, 40 and 30 per cent grow by 10, 20,
    # 30 and 40 per cent. Here the nation has 10,000 employees.
    here, nation = np.array([500, 100, 200, 200]), np.array([1000, 2000, 4000, 3000])
    there = np.array([1000, 100, 250, 280])
    nation_after = np.array([1100, 2400, 5200, 4200])
    split = shift_share(np.array([here, nation - here]), np.array([there, nation_after - there]))
    assert split.by_region.to_numpy()[0].tolist() == [290, -80, 420, 630]
    assert split.components["industry mix"].to_numpy()[0].tolist() == [-95, -9, 2, 22]
    assert split.components["competitive effect"].to_numpy()[0].tolist() == [450, -20, -10, 0]


def test_three_regions_of_a_nation():
    # The inputs are published, without results; these are by hand from Dunn's formula.
    # The nation grows by 0.15, its industries by 0.1, 0.4, -0.1 and 0.2.
    regions = shift_share(BEFORE, AFTER).by_region
    assert list(regions.index) == REGIONS
    assert list(regions.columns) == [*CLASSIC, "change"]
    expected = [[27, 1, -3, 25], [24, -1, 32, 55], [114, 0, -29, 85]]
    np.testing.assert_allclose(regions, expected, atol=1e-12)


def test_the_competitive_effect_split_by_homothetic_employment():
    # Region A has 180 of 1100 employees; with the nation's mix it would have 720 / 11,
    # 270 / 11, 270 / 11 and 720 / 11, and its industries beat the nation's by 1 / 90,
    # 0.6, 0.1 and -17 / 60.
    split = shift_share(BEFORE, AFTER, method="esteban-marquillas")
    homothetic = [720 / 11 / 90, 270 / 11 * 0.6, 270 / 11 * 0.1, -720 / 11 * 17 / 60]
    assert list(split.components) == SPLIT
    effect = split.components["homothetic competitive effect"].to_numpy()[0]
    np.testing.assert_allclose(effect, homothetic, rtol=1e-12)
    assert list(split.by_region.columns) == [*SPLIT, "change"]
    allocation = split.by_region["allocation effect"]["A"]
    assert allocation == pytest.approx(-3 - sum(homothetic))


# Adding up


@steady
@given(two_tables(), st.sampled_from([1, 10**6, 10**11]))
def test_components_of_whole_numbers_add_up_exactly(tables, factor):
    before, after = (table * factor for table in tables)
    split = shift_share(before, after)
    cells = np.array([part.to_numpy() for part in split.components.values()])
    change = after - before
    assert np.array_equal(split.change, change)
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        assert np.array_equal(cells[order[0]] + cells[order[1]] + cells[order[2]], change)
    for axis in (0, 1):
        assert np.array_equal(cells.sum(axis=1 + axis).sum(axis=0), change.sum(axis=axis))
    regions = split.by_region
    total = regions["competitive effect"] + regions["national growth"] + regions["industry mix"]
    assert total.tolist() == regions["change"].tolist() == change.sum(axis=1).tolist()
    assert cells.sum() == change.sum()


@steady
@given(two_tables(least=1))
def test_four_components_of_whole_numbers_add_up_exactly(tables):
    before, after = tables
    split = shift_share(before, after, method="esteban-marquillas")
    cells = np.array([part.to_numpy() for part in split.components.values()])
    assert np.array_equal(cells[3] + cells[2] + cells[1] + cells[0], after - before)
    assert np.array_equal(cells.sum(axis=(0, 2)), (after - before).sum(axis=1))


@steady
@given(two_tables(least=1))
def test_components_are_those_of_rational_arithmetic(tables):
    exact = by_hand(*tables)
    methods: Any = (("classic", CLASSIC), ("esteban-marquillas", SPLIT))
    for method, names in methods:
        split = shift_share(*tables, method=method)
        size = float(sum(np.abs(exact[name]).sum() for name in names))
        size += float(np.abs(tables[1] - tables[0]).sum())
        assert list(split.components) == names
        for name, part in split.components.items():
            error = np.abs(part.to_numpy() - exact[name].astype(float)).max()
            assert error <= 2**-49 * size


@steady
@given(two_tables())
def test_numbers_with_decimals_add_up_to_rounding(tables):
    before, after = (table * 0.1 for table in tables)
    split = shift_share(before, after)
    total = sum(split.components.values())
    np.testing.assert_allclose(total, after - before, atol=1e-13)


def test_nothing_changes_where_nothing_changes():
    split = shift_share(BEFORE, BEFORE)
    assert (split.by_region == 0).all(axis=None)


def test_competitive_effects_of_an_industry_cancel_out_over_the_nation():
    sums = shift_share(BEFORE, AFTER).components["competitive effect"].sum()
    np.testing.assert_allclose(sums, 0, atol=1e-12)


def test_regions_with_the_mix_of_the_nation_have_no_mix_and_no_allocation_effect():
    before = np.outer([1, 2, 5], [10, 30, 60])
    after = before + np.arange(9).reshape(3, 3)
    regions = shift_share(before, after, method="esteban-marquillas").by_region
    np.testing.assert_allclose(regions["industry mix"], 0, atol=1e-12)
    np.testing.assert_allclose(regions["allocation effect"], 0, atol=1e-12)


def test_an_industry_and_a_region_may_die():
    split = shift_share([[5, 10], [15, 10]], [[0, 0], [0, 50]])
    assert split.by_region["change"].tolist() == [-15, 25]
    assert split.components["industry mix"].to_numpy()[:, 0].tolist() == [-6.25, -18.75]


def test_an_industry_new_to_a_region_is_competitive_effect():
    split = shift_share([[0, 10], [20, 10]], [[7, 10], [13, 10]])
    assert split.components["competitive effect"].to_numpy()[0].tolist() == [7, 0]


# Labels, conventions, refusals


def test_the_end_is_read_in_the_order_of_the_start():
    columns = ["w", "x", "y", "z"]
    before = BEFORE.set_axis(columns, axis=1)
    after = AFTER.set_axis(columns, axis=1)
    shuffled = after.loc[["C", "A", "B"], ["z", "x", "w", "y"]]
    split, expected = shift_share(before, shuffled), shift_share(before, after)
    for part, other in zip(split.components.values(), expected.components.values(), strict=True):
        pd.testing.assert_frame_equal(part, other)
        assert part.index.equals(before.index)
        assert part.columns.equals(before.columns)
    pd.testing.assert_frame_equal(split.change, expected.change)
    effects = competitive_effects(before, shuffled.astype(object).map(lambda n: Quantity(n, n + 1)))
    direct = competitive_effects(before, after.astype(object).map(lambda n: Quantity(n, n + 1)))
    pd.testing.assert_frame_equal(effects.low, direct.low)
    pd.testing.assert_frame_equal(effects.high, direct.high)
    assert effects.high.index.equals(before.index)
    assert effects.high.columns.equals(before.columns)


def test_conventions_are_told():
    assert (
        shift_share(BEFORE, AFTER).convention
        == "classic shift-share, national growth, industry mix and competitive effect"
    )
    assert (
        shift_share(BEFORE, AFTER, method="esteban-marquillas").convention
        == "shift-share of Esteban-Marquillas, the competitive effect split by homothetic "
        "employment"
    )
    assert (
        competitive_effects(BEFORE, AFTER).convention
        == "competitive effect, the change beyond the national growth of the industry"
    )


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (BEFORE, AFTER.drop("B"), "region 'B' is in the table of the start and not in that of the"),
        (BEFORE.drop("B"), AFTER, "region 'B' is in the table of the end and not in that of the s"),
        (BEFORE, AFTER.drop(columns=3), "industry 3 is in .* the end; give both, with zeros where"),
        (BEFORE, AFTER.replace(40, -40), "region 'A', industry 1: the value is -40"),
        (BEFORE * 0, AFTER, "region 'A': every value is zero"),
        (BEFORE.assign(new=0), AFTER.assign(new=1), "industry 'new': every value is zero"),
        (
            [[Quantity(1, 1, "firms")]],
            [[Quantity(1, 1, "yuan")]],
            "'firms' and the end in 'yuan'; convert one of them first$",
        ),
    ],
)
def test_tables_that_are_refused(start, end, message):
    for split in (shift_share, competitive_effects):
        with pytest.raises(ValueError, match=message):
            split(start, end)


@pytest.mark.parametrize(("start", "end"), [("firms", ""), ("", "firms"), ("firms", "firms")])
def test_a_plain_number_is_read_in_the_unit_of_the_other_date(start, end):
    change = shift_share([[Quantity(2, 2, start)]], [[Quantity(3, 3, end)]]).change
    assert change.to_numpy().tolist() == [[1]]


@pytest.mark.parametrize("date", ["start", "end"])
def test_bounded_cells_are_refused(date):
    bounded: Any = BEFORE.astype(object)
    bounded.loc["B", 1] = Quantity(20, 30.5)
    tables = {"start": BEFORE, "end": BEFORE} | {date: bounded}
    tables["end"] = tables["end"].loc[["B", "C", "A"], [1, 0, 3, 2]]
    with pytest.raises(
        ValueError,
        match=rf"^region 'B', industry 1 of the {date} is known only to lie between 20 and 30\.5, "
        "and bounds of components do not add up; give one number, or ask for competitive_effects$",
    ):
        shift_share(**tables)


def test_options_that_are_refused():
    with pytest.raises(
        ValueError, match="method is 'dynamic'; choose one of 'classic', 'esteban-marquillas'"
    ):
        shift_share(BEFORE, AFTER, method="dynamic")  # type: ignore[arg-type]
    before = BEFORE.copy()
    before.loc["B", 2] = 0
    with pytest.raises(
        ValueError,
        match="region 'B', industry 2 is zero at the start and has no rate of growth; merge it ",
    ):
        shift_share(before, AFTER, method="esteban-marquillas")
    assert shift_share(before, AFTER).change.to_numpy()[1, 2] == 40


# Bounds of the competitive effect


@steady
@given(two_tables())
def test_exact_competitive_effects_are_the_component(tables):
    effects = competitive_effects(*tables)
    assert effects.low is effects.high
    component = shift_share(*tables).components["competitive effect"]
    np.testing.assert_allclose(effects.exact, component, atol=1e-11)


def quantities(low, high):
    cells = np.empty(low.size, dtype=object)
    cells[:] = [Quantity(*pair) for pair in zip(low.flat, high.flat, strict=True)]
    return cells.reshape(low.shape)


@st.composite
def boxes(draw):
    """Lower ends, upper ends and a point between, at two dates."""
    low = [table.astype(float) for table in draw(two_tables())]
    some = st.floats(0, 1)
    high, inside = [], []
    for table in low:
        widths = draw(st.lists(st.integers(0, 20), min_size=table.size, max_size=table.size))
        parts = draw(st.lists(some, min_size=table.size, max_size=table.size))
        width = np.array(widths).reshape(table.shape)
        high.append(table + width)
        inside.append(table + width * np.array(parts).reshape(table.shape))
    return low, high, inside


@steady
@given(boxes())
def test_bounds_hold_every_pair_of_tables_inside(box):
    low, high, inside = box
    bounds = competitive_effects(*(quantities(a, b) for a, b in zip(low, high, strict=True)))
    point = competitive_effects(*inside).exact
    assert (bounds.low - 1e-9 <= point).all(axis=None)
    assert (point <= bounds.high + 1e-9).all(axis=None)


@steady
@given(boxes())
def test_bounds_are_attained_by_a_whole_region_at_once(box):
    (start_low, end_low), (start_high, end_high), _ = box
    bounds = competitive_effects(quantities(start_low, start_high), quantities(end_low, end_high))
    # The first region worst: much at the start, little at the end, the others opposite.
    worst = [start_low.copy(), end_high.copy()]
    worst[0][0], worst[1][0] = start_high[0], end_low[0]
    best = [start_high.copy(), end_low.copy()]
    best[0][0], best[1][0] = start_low[0], end_high[0]
    for (start, end), bound in ((worst, bounds.low), (best, bounds.high)):
        if start.sum(0).all() and start.sum(1).all():
            attained = competitive_effects(start, end).exact.to_numpy()[0]
            np.testing.assert_allclose(bound.to_numpy()[0], attained, atol=1e-9)


@pytest.mark.parametrize(
    ("x", "c", "y", "e", "low", "high"),
    [
        (2, 6, 10, 20, 2.5, 2.5),
        (Quantity(2, 6), 6, 10, 20, -5, 2.5),
        (2, Quantity(2, 6), 10, 20, -5, 2.5),
        (2, 6, Quantity(10, 14), 20, 2.5, 5.5),
        (2, 6, 10, Quantity(20, 24), 1.5, 2.5),
        # Open ends.
        (Quantity(2, inf), 6, 10, 20, -20, 2.5),
        (2, Quantity(6, inf), 10, 20, 2.5, 10),
        (2, 6, Quantity(10, inf), 20, 2.5, inf),
        (2, 6, 10, Quantity(20, inf), -inf, 2.5),
        # Nowhere else, or only elsewhere, whatever is open at the end.
        (Quantity(0, 2), 0, Quantity(10, inf), 20, -20, -20),
        (Quantity(0, 2), Quantity(0, 6), 10, 20, -20, 10),
        (0, Quantity(0, 6), 10, Quantity(20, inf), 10, 10),
    ],
)
def test_bounds_of_the_competitive_effect(x, c, y, e, low, high):
    effects = competitive_effects([[x, 1], [c, 1]], [[y, 1], [e, 1]])
    bounds = [effects.low.to_numpy()[0, 0], effects.high.to_numpy()[0, 0]]
    assert bounds == pytest.approx([low, high])
