"""Location quotients, locational Gini, Krugman's indices, relative diversity."""

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
from industrial_clusters.statistics.measure import Measure
from industrial_clusters.statistics.specialization import (
    _blocks,
    bootstrap_location_quotients,
    krugman_dissimilarity,
    krugman_specialization,
    location_quotient,
    location_quotients,
    locational_gini,
    relative_diversity,
)

steady = settings(derandomize=True, deadline=None, max_examples=60)
inf = math.inf
SUPPRESSED = Quantity(0, 4)


def at(frame: Any, row: Any, column: Any) -> Any:
    return frame.loc[row, column]


def part_and_rest(part, whole):
    """Return the table of a place, or an industry, and of all that is not in it."""
    return np.array([part, np.subtract(whole, part)])


# Employees subject to social insurance in Göttingen and Germany in 2017, and in
# Freiburg and Germany in 2014, by industry, as in the data of REAT 3.0.3 (Wieland 2019).
GOETTINGEN = part_and_rest(
    [45, 466, 7874, 1334, 7051, 2481, 2251, 2032, 1739, 7915, 4875, 3936, 7488, 16896, 900],
    [
        *(248052, 538768, 6797172, 1798954, 4380223, 1713157, 1062982, 1027486, 975126, 2397099),
        *(2357313, 1762308, 1249260, 4676036, 1181037),
    ],
)
FREIBURG = part_and_rest(
    [12121, 3154, 25484, 4798, 3372, 1059, 14837, 42931, 6673],
    [7155807, 1696961, 6674652, 925648, 996498, 232167, 3992230, 7127512, 1123004],
)
NORDIC = pd.DataFrame(  # Farhauer and Kröll 2013, as in the documentation of REAT::krugman.spec2
    [
        [45000, 15000, 32000, 10000, 30000],
        [35000, 12000, 30000, 8000, 22000],
        [40000, 10000, 25000, 9000, 18000],
        [30000, 11000, 18000, 3000, 13000],
        [40000, 6000, 11000, 2000, 12000],
    ],
    index=["Sweden", "Norway", "Denmark", "Finland", "Iceland"],
)
# G. Krumme, "Coefficients of Localization and Specialization", University of
# Washington, faculty.washington.edu/krumme/systems/localiz.html: percentages of four
# industries in a region and in the nation, here a nation of ten such regions.
KRUMME = part_and_rest([15, 35, 30, 20], [350, 300, 200, 150])
# The example of EconGeo's documentation (which prints no results).
ECONGEO = pd.DataFrame(
    [
        [100, 0, 0, 0, 0],
        [0, 15, 5, 70, 10],
        [0, 20, 10, 20, 50],
        [0, 25, 30, 5, 40],
        [0, 40, 55, 5, 0],
    ],
    index=["R1", "R2", "R3", "R4", "R5"],
    columns=["I1", "I2", "I3", "I4", "I5"],
)


@st.composite
def counts(draw, least=0):
    """A table of whole numbers without an empty row or column."""
    rows, columns = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    cells = st.lists(st.integers(least, 30), min_size=columns, max_size=columns)
    table = np.array(draw(st.lists(cells, min_size=rows, max_size=rows)))
    assume(table.sum(0).all() and table.sum(1).all())
    return table


def by_hand(table: Any, reference: str) -> Any:
    """Return the location quotients in rational numbers, from the definition."""
    rows, columns = range(len(table)), range(len(table[0]))
    x = [[Fraction(int(cell)) for cell in row] for row in table]
    quotients = []
    for i, j in itertools.product(rows, columns):
        group = [k for k in rows if reference == "whole" or k != i]
        there = sum(x[k][j] for k in group) / sum(sum(x[k]) for k in group)
        here = x[i][j] / sum(x[i])
        quotients.append(here / there if there else inf)
    return np.array(quotients, dtype=object).reshape(len(rows), len(columns))


# Location quotients of exact tables


def test_published_location_quotients():
    # Farhauer and Kröll 2013, as in the documentation of REAT::locq: 1714 of 79006
    # employees in a region, 879213 of 15593224 in the nation.
    farhauer = part_and_rest([1714, 79006 - 1714], [879213, 15593224 - 879213])
    assert at(location_quotients(farhauer).exact, 0, 0) == pytest.approx(0.3847623, abs=5e-8)
    one = location_quotient(1714 / 79006, 879213 / 15593224)
    assert float(one) == pytest.approx(0.3847623, abs=5e-8)
    here = location_quotients(KRUMME).exact.to_numpy()[0]
    assert here.round(2).tolist() == [0.43, 1.17, 1.5, 1.33]
    # R1 has a fifth of the country and all of I1; of I4 R2 has 70 per cent.
    quotients = location_quotients(ECONGEO).exact
    assert quotients.to_numpy()[0].tolist() == [5, 0, 0, 0, 0]
    assert at(quotients, "R2", "I4") == 3.5


@steady
@given(counts())
def test_quotients_of_whole_numbers_are_right_to_the_last_digit(table):
    for reference in ("whole", "rest"):
        quotients = location_quotients(table, reference=reference).exact
        assert quotients.to_numpy().tolist() == by_hand(table, reference).astype(float).tolist()


def test_parts_are_cut_along_the_memory_and_hold_each_cell_once():
    # 2**15 cells a part and at most one line more.
    table = np.zeros((70, 1000))
    for cells, shapes in (
        (table, [(33, 1000), (33, 1000), (4, 1000)]),
        (table.T, [(1000, 33), (1000, 33), (1000, 4)]),
        (np.zeros((2, 40_000)), [(1, 40_000), (1, 40_000)]),
    ):
        blocks = list(_blocks(cells))
        assert [cells[block].shape for block in blocks] == shapes
        for block in blocks:
            cells[block] += 1
        assert (cells == 1).all()
        table[:] = 0


@pytest.mark.parametrize("reference", ["whole", "rest"])
def test_large_tables_are_computed_in_parts_whatever_their_layout(reference):
    table = np.arange(1, 70_001, dtype=float).reshape(70, 1000)
    shares = table / table.sum(1, keepdims=True)
    rest = (table.sum(0) - table) / (table.sum() - table.sum(1, keepdims=True))
    expected = shares / (table.sum(0) / table.sum() if reference == "whole" else rest)
    for layout in (table, np.asfortranarray(table), np.asfortranarray(table.T).T):
        quotients = location_quotients(layout, reference=reference).exact.to_numpy()
        np.testing.assert_allclose(quotients, expected, rtol=1e-12)
    wide = table.reshape(2, 35_000)
    np.testing.assert_allclose(
        location_quotients(wide).exact,
        wide / wide.sum(1, keepdims=True) / (wide.sum(0) / wide.sum()),
        rtol=1e-12,
    )


def test_forms_of_the_quotient():
    table = [[80, 20, 0], [20, 180, 100]]
    plain = location_quotients(table).exact
    symmetric = location_quotients(table, form="symmetric").exact
    pd.testing.assert_frame_equal(symmetric, (plain - 1) / (plain + 1))
    logarithm = location_quotients(table, form="log").exact
    assert at(logarithm, 0, 0) == math.log(at(plain, 0, 0))
    assert at(logarithm, 0, 2) == -inf
    assert at(symmetric, 0, 2) == -1
    alone = location_quotients(table, reference="rest", form="symmetric").exact
    assert at(alone, 1, 2) == 1
    assert at(location_quotients(table, reference="rest").exact, 1, 2) == inf


def test_conventions_of_the_quotient():
    table = [[1, 2], [3, 4]]
    assert (
        location_quotients(table).convention
        == "location quotient, against all regions together, the region included"
    )
    assert (
        location_quotients(table, reference="rest", form="symmetric").convention
        == "symmetric location quotient, (LQ - 1) / (LQ + 1), against the other regions together"
    )
    assert location_quotients(table, form="log").convention.startswith(
        "natural logarithm of the location quotient, "
    )
    one = location_quotient(0.5, 0.1, form="symmetric")
    assert (
        one.convention
        == "symmetric location quotient, (LQ - 1) / (LQ + 1), of one share over another"
    )


@steady
@given(counts(least=1), st.randoms(use_true_random=False), st.integers(2, 9))
def test_order_and_unit_do_not_matter(table, random, factor):
    frame = pd.DataFrame(
        table,
        index=pd.Index([f"r{i}" for i in range(len(table))], name="county"),
        columns=pd.Index([f"c{j}" for j in range(len(table[0]))], name="sic"),
    )
    rows, columns = list(frame.index), list(frame.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    other = frame.loc[rows, columns] * factor
    measured: dict[str, Any] = {
        "lq": lambda t: location_quotients(t).exact,
        "rest": lambda t: location_quotients(t, reference="rest").exact,
        "gini": lambda t: locational_gini(t).exact,
        "unweighted": lambda t: locational_gini(t, regions="unweighted").exact,
        "krugman": lambda t: krugman_specialization(t, reference="average").exact,
        "pairs": lambda t: krugman_dissimilarity(t).exact,
    }
    for measure in measured.values():
        before, after = measure(frame), measure(other)
        for index in after.axes:
            assert list(index) == (rows if index.name == "county" else columns)
        assert [index.name for index in after.axes] == [index.name for index in before.axes]
        aligned = after.reindex_like(before)
        np.testing.assert_allclose(aligned, before, rtol=1e-9, atol=1e-12)


@steady
@given(counts())
def test_regions_of_the_same_mix_change_nothing_when_merged(table):
    # Replication: a region cut into two parts of the same mix.
    cut = np.vstack([table[0], 2 * table[0], *table[1:]])
    joined = np.vstack([3 * table[0], *table[1:]])
    np.testing.assert_allclose(location_quotients(cut).exact[1:], location_quotients(joined).exact)
    np.testing.assert_allclose(
        locational_gini(cut).exact, locational_gini(joined).exact, atol=1e-12
    )
    np.testing.assert_allclose(
        krugman_specialization(cut).exact[1:], krugman_specialization(joined).exact, atol=1e-12
    )
    assert at(krugman_dissimilarity(cut).exact, 0, 1) == pytest.approx(0, abs=1e-12)


def test_the_table_itself_is_left_alone():
    table = np.array([[80.0, 20.0], [20.0, 180.0]])
    before = table.copy()
    frame = pd.DataFrame(table)
    for given_table in (table, frame):
        location_quotients(given_table)
        location_quotients(given_table, reference="rest", form="log")
        locational_gini(given_table)
        krugman_specialization(given_table)
        bootstrap_location_quotients(given_table, generator=np.random.default_rng(0))
        assert np.array_equal(given_table, before)


# Bounds of location quotients


def two_by_two(a, b, c, d, reference="whole"):
    """Return the bounds of the quotient of the first cell."""
    quotients = location_quotients([[a, b], [c, d]], reference=reference)
    return at(quotients.low, 0, 0).item(), at(quotients.high, 0, 0).item()


@pytest.mark.parametrize(
    ("a", "b", "c", "d", "low", "high"),
    [
        # The greatest quotient inside the cell's interval, at a = 220 / 9.
        (Quantity(10, 90), 20, 20, 180, 90 * 310 / 110**2, 3.025),
        # ... and at either end of it.
        (Quantity(60, 90), 20, 20, 180, 90 * 310 / 110**2, 2.625),
        (Quantity(10, 20), 20, 20, 180, 10 * 230 / 30**2, 3.0),
        # Monotone in the others.
        (1, Quantity(2, 5), 3, 4, 13 / 24, 10 / 12),
        (1, 2, Quantity(3, 7), 4, 14 / 24, 10 / 12),
        (1, 2, 3, Quantity(4, 9), 10 / 12, 15 / 12),
        # Open ends.
        (Quantity(1, inf), 2, 3, 0, 0.5, 1),
        (Quantity(4, inf), 1, 1, 10, 1, 64 / 25),
        (Quantity(1, inf), Quantity(2, inf), Quantity(3, inf), 4, 0, None),
        (1, Quantity(1, inf), 2, 3, 1 / 3, 7 / 6),
        (1, 2, Quantity(1, inf), 3, 1 / 3, 7 / 6),
        (Quantity(1, 2), 1, 1, Quantity(1, inf), 1, inf),
        (Quantity(0, 2), 1, 1, Quantity(1, inf), 0, inf),
        # Where the row or the column may be empty but for the cell.
        (Quantity(0, 5), 0, 3, 4, 1.5, 7 / 3),
        (Quantity(0, 5), 3, 0, 4, 1.5, 7 / 3),
        (Quantity(0, 5), 0, 0, 4, 1.8, inf),
        (Quantity(1, 5), Quantity(0, inf), 0, 4, 1, 5),
        (Quantity(0, 5), 3, Quantity(0, 1), 4, 0, 7 / 3),
        (Quantity(1, 5), 3, 2, 0, 0.5, 50 / 56),
        (Quantity(0, 5), Quantity(0, 3), Quantity(0, 3), 0, 0, 1),
        # A cell that is zero.
        (0, 1, 2, Quantity(3, 4), 0, 0),
        (0, 1, 2, Quantity(3, inf), 0, 0),
    ],
)
def test_bounds_against_the_whole(a, b, c, d, low, high):
    bounds = two_by_two(a, b, c, d)
    assert bounds[0] == pytest.approx(low, rel=1e-12)
    if high is not None:
        assert bounds[1] == pytest.approx(high, rel=1e-12)


@pytest.mark.parametrize(
    ("a", "b", "c", "d", "low", "high"),
    [
        (Quantity(1, 3), 1, 3, 4, 0.5 / (3 / 7), 0.75 / (3 / 7)),
        (1, Quantity(1, 3), 3, 4, 0.25 / (3 / 7), 0.5 / (3 / 7)),
        (1, 1, Quantity(1, 4), 4, 0.5 / 0.5, 0.5 / 0.2),
        (1, 1, 4, Quantity(1, 4), 0.5 / 0.8, 0.5 / 0.5),
        (Quantity(1, inf), 1, 3, 4, 0.5 / (3 / 7), 7 / 3),
        (1, Quantity(1, inf), 3, 4, 0, 0.5 / (3 / 7)),
        (1, 1, Quantity(3, inf), 4, 0.5, 0.5 / (3 / 7)),
        (1, 1, 3, Quantity(4, inf), 0.5 / (3 / 7), inf),
        (1, 1, Quantity(0, 3), 4, 0.5 / (3 / 7), inf),
        (1, 1, Quantity(0, 3), 0, 0.5, 0.5),
        (Quantity(0, 5), 0, 3, 4, 7 / 3, 7 / 3),
        (Quantity(0, 5), Quantity(0, 2), 3, 4, 0, 7 / 3),
        (Quantity(0, 5), 2, 0, 4, inf, inf),
        (Quantity(0, 5), 2, 0, Quantity(0, 4), inf, inf),
        (0, Quantity(0, 5), 3, 4, 0, 0),
        (0, 5, Quantity(0, 3), 4, 0, 0),
        (0, 1, 3, Quantity(4, inf), 0, 0),
    ],
)
def test_bounds_against_the_rest(a, b, c, d, low, high):
    bounds = two_by_two(a, b, c, d, "rest")
    assert list(bounds) == pytest.approx([low, high], rel=1e-12)


@st.composite
def boxes(draw):
    """Lower and upper ends of a table, and a table between them."""
    low = draw(counts(least=0)).astype(float)
    width = np.array(
        draw(st.lists(st.integers(0, 20), min_size=low.size, max_size=low.size))
    ).reshape(low.shape)
    where = np.array(draw(st.lists(st.floats(0, 1), min_size=low.size, max_size=low.size))).reshape(
        low.shape
    )
    return low, low + width, low + where * width


def quantities(low, high):
    pairs = [Quantity(*pair) for pair in zip(low.flat, high.flat, strict=True)]
    cells = np.empty(low.size, dtype=object)
    cells[:] = pairs
    return cells.reshape(low.shape)


@steady
@given(boxes(), st.sampled_from(["whole", "rest"]), st.sampled_from(["quotient", "symmetric"]))
def test_bounds_hold_every_table_inside(box, reference, form):
    low, high, inside = box
    bounds = location_quotients(quantities(low, high), reference=reference, form=form)
    point = location_quotients(inside, reference=reference, form=form).exact
    slack = 1e-9 * (1 + point)
    assert (bounds.low - slack <= point).all(axis=None)
    assert (point <= bounds.high + slack).all(axis=None)


@steady
@given(boxes(), st.sampled_from(["whole", "rest"]))
def test_bounds_are_attained(box, reference):
    # The configuration that the docstring names, for the first cell: the rest of its
    # row and column at one end, all else at the other, and the cell anywhere.
    low, high, _ = box
    bounds = location_quotients(quantities(low, high), reference=reference)
    least, greatest = high.copy(), low.copy()
    least[1:, 1:], greatest[1:, 1:] = low[1:, 1:], high[1:, 1:]

    def extreme(table, best):
        def quotient(cell):
            table[0, 0] = cell
            if not (table.sum(0).all() and table.sum(1).all()):
                return None
            return at(location_quotients(table, reference=reference).exact, 0, 0)

        span = np.linspace(low[0, 0], high[0, 0], 30)
        values = {cell: quotient(cell) for cell in span}
        values = {cell: value for cell, value in values.items() if value is not None}
        centre = best(values, key=lambda cell: values[cell], default=None)
        if centre is None:
            return None
        width = span[1] - span[0]
        near = np.linspace(centre - width, centre + width, 30).clip(low[0, 0], high[0, 0])
        return best(values[centre], *(quotient(cell) or values[centre] for cell in near))

    attained = extreme(least, min)
    assert at(bounds.low, 0, 0) == pytest.approx(attained, rel=1e-9)
    attained = extreme(greatest, max)
    if attained is not None and low[0, 0] > 0:  # else the limit at an empty cell
        assert attained <= at(bounds.high, 0, 0) * (1 + 1e-9)
        assert at(bounds.high, 0, 0) == pytest.approx(attained, rel=1e-4)


def test_bounds_of_every_cell_of_a_table_with_suppressed_counts():
    # Each bound against a search of the box, so that rows, columns and the rest
    # of the table are told apart.
    table = pd.DataFrame(
        [[SUPPRESSED, 30, 6], [12, SUPPRESSED, 9], [Quantity(5, 8), 2, 40], [7, 7, 7]],
        index=["a", "b", "c", "d"],
        columns=["x", "y", "z"],
        dtype=object,
    )
    bounds = location_quotients(table)
    assert list(bounds.low.index) == list(bounds.high.index) == ["a", "b", "c", "d"]
    assert list(bounds.low.columns) == list(bounds.high.columns) == ["x", "y", "z"]
    values = []
    for first, second, third in itertools.product(
        np.linspace(0, 4, 41), np.linspace(0, 4, 5), np.linspace(5, 8, 4)
    ):
        exact = [[first, 30, 6], [12, second, 9], [third, 2, 40], [7, 7, 7]]
        values.append(location_quotients(np.array(exact)).exact.to_numpy())
    np.testing.assert_allclose(bounds.low, np.min(values, axis=0), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(bounds.high, np.max(values, axis=0), rtol=1e-9)


def test_other_forms_transform_the_bounds():
    table: Any = [[Quantity(1, 5), 3], [Quantity(0, 2), 4]]
    plain = location_quotients(table)
    logarithm = location_quotients(table, form="log")
    assert at(logarithm.high, 0, 0) == math.log(at(plain.high, 0, 0))
    assert at(logarithm.low, 1, 0) == -inf
    assert not plain.is_exact
    assert logarithm.convention == location_quotients([[1, 2], [3, 4]], form="log").convention
    exact = location_quotients([[1, 2], [3, 4]])
    assert exact.low is exact.high


# The quotient of two shares


@pytest.mark.parametrize(
    ("local", "national", "low", "high"),
    [
        (0.65, 0.05, 13, 13),
        (Quantity(65, 65, "percent"), 0.05, 13, 13),
        (Quantity(0.5, 0.6), Quantity(0.1, 0.2), 2.5, 6),
        (Quantity(50, inf, "percent"), 0.25, 2, 4),
        (0.5, Quantity(0, 0.25), 2, inf),
        (0.5, Quantity(0.25, inf), 0.5, 2),
        (0, Quantity(0, 0.25), 0, 0),
        (Quantity(0, 1), 1, 0, 1),
    ],
)
def test_quotient_of_two_shares(local, national, low, high):
    quotient = location_quotient(local, national)
    assert isinstance(quotient, Measure)
    assert [quotient.low, quotient.high] == pytest.approx([low, high])
    assert quotient.unit == ""


def test_forms_of_the_quotient_of_two_shares():
    assert float(location_quotient(0.75, 0.25, form="symmetric")) == 0.5
    assert location_quotient(0.5, Quantity(0, 0.25), form="symmetric").high == 1
    logarithm = location_quotient(Quantity(0, 0.6), 0.2, form="log")
    assert logarithm.low == -inf
    assert logarithm.high == pytest.approx(math.log(3))


@pytest.mark.parametrize(
    ("local", "national", "message"),
    [
        (65, 0.5, "local_share is between 65 and 65; a share lies between 0 and 1: correct it, or"),
        (0.5, 1.01, r"national_share is between 1\.01 and 1\.01; .* give a Quantity in percent"),
        (Quantity(0.5, 1.2), 0.5, r"local_share is between 0\.5 and 1\.2"),
        (-0.1, 0.5, r"local_share is between -0\.1 and -0\.1"),
        (inf, 0.5, "local_share is between inf and inf"),
        (Quantity(1.5, inf), 0.5, r"local_share is between 1\.5 and inf"),
        (Quantity(1, 2, "firms"), 0.5, "local_share is in 'firms'; give a fraction, or a Quantity"),
        (0.5, Quantity(101, 101, "percent"), r"national_share is between 1\.01"),
        (0.5, 0, "^the national_share is zero, so that there is nothing to compare with$"),
    ],
)
def test_shares_that_are_refused(local, national, message):
    with pytest.raises(ValueError, match=message):
        location_quotient(local, national)


# Bootstrap


TOWNS = pd.DataFrame({"socks": [80, 20], "other": [20, 180]}, index=["Datang", "elsewhere"])


def resampled(table, seed, draws):
    """Return the drawn quotients in order, from the formula."""
    table = np.asarray(table)
    drawn = np.random.default_rng(seed).multinomial(
        table.sum(), table.ravel() / table.sum(), size=draws
    )
    drawn = drawn.reshape(draws, *table.shape)
    rows, columns = drawn.sum(2, keepdims=True), drawn.sum(1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.sort(drawn * table.sum() / (rows * columns), axis=0)


def test_bootstrap_intervals_are_draws_in_order():
    result = bootstrap_location_quotients(TOWNS, generator=np.random.default_rng(5))
    drawn = resampled(TOWNS, 5, 999)
    np.testing.assert_allclose(result.low, drawn[24], rtol=1e-12)  # the 25th from below
    np.testing.assert_allclose(result.high, drawn[974], rtol=1e-12)  # and from above
    pd.testing.assert_frame_equal(result.estimate, location_quotients(TOWNS).exact)
    assert (result.undefined == 0).all(axis=None)
    for frame in (result.low, result.high, result.undefined):
        assert frame.index.equals(TOWNS.index)
        assert frame.columns.equals(TOWNS.columns)
    assert (
        result.convention == "percentile interval at level 0.95, 999 multinomial draws of 300 units"
    )


def test_bootstrap_of_another_kind_level_and_number():
    generator = np.random.default_rng(6)
    result = bootstrap_location_quotients(
        TOWNS, generator=generator, interval="basic", level=0.9, draws=99
    )
    drawn, estimate = resampled(TOWNS, 6, 99), location_quotients(TOWNS).exact
    np.testing.assert_allclose(result.low, 2 * estimate - drawn[94], rtol=1e-12)
    np.testing.assert_allclose(result.high, 2 * estimate - drawn[4], rtol=1e-12)
    assert result.convention.startswith("basic (reflected) interval at level 0.9, 99 ")
    again = bootstrap_location_quotients(TOWNS, generator=generator, level=0.9, draws=99)
    assert not again.low.equals(result.low)  # the generator has moved on


def test_bootstrap_width_agrees_with_the_delta_method():
    # Var(log LQ) of a multinomial of n units with shares p of the cell, r of the row
    # and c of the column: (1 / p - 1 / r - 1 / c + 2 p / (r c) - 1) / n.
    table = TOWNS * 50
    units, p, r, c = 15_000, 80 / 300, 1 / 3, 1 / 3
    deviation = math.sqrt((1 / p - 1 / r - 1 / c + 2 * p / (r * c) - 1) / units)
    result = bootstrap_location_quotients(table, generator=np.random.default_rng(7))
    ends = [math.log(at(frame, "Datang", "socks")) for frame in (result.low, result.high)]
    assert ends[1] - ends[0] == pytest.approx(2 * 1.96 * deviation, rel=0.12)


def test_draws_without_a_quotient_are_left_out_and_counted():
    table = [[1, 0], [0, 9]]  # the first region is empty in a good third of the draws
    result = bootstrap_location_quotients(
        table, generator=np.random.default_rng(8), level=0.8, draws=99
    )
    drawn = resampled(table, 8, 99)
    undefined = int(np.isnan(drawn[:, 0, 0]).sum())
    assert 20 < undefined < 50
    assert at(result.undefined, 0, 0) == undefined
    rank = int((99 - undefined + 1) * 0.1)
    assert at(result.low, 0, 0) == pytest.approx(drawn[rank - 1, 0, 0])
    assert at(result.high, 0, 0) == pytest.approx(drawn[99 - undefined - rank, 0, 0])
    assert at(result.low, 0, 1) == at(result.high, 0, 1) == 0


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (TOWNS / 3, {}, r"region 'Datang', industry 'socks': the value is 26\.6667; .* counts"),
        ([[SUPPRESSED, 1], [1, 1]], {}, "between 0 and 4, and a bootstrap draws units"),
        (TOWNS, {"level": 1}, "level is 1; give a number between 0 and 1"),
        (TOWNS, {"level": 0}, "level is 0; give a number between 0 and 1"),
        (
            TOWNS,
            {"draws": 38},
            "region 'Datang', industry 'socks': 38 draws define the quotient, t",
        ),
        (TOWNS, {"draws": 38}, r"too few for level 0\.95; take more draws"),
        (TOWNS, {"interval": "bca"}, "interval is 'bca'; choose one of 'percentile', 'basic'"),
    ],
)
def test_bootstraps_that_are_refused(table, options, message):
    with pytest.raises(ValueError, match=message):
        bootstrap_location_quotients(table, generator=np.random.default_rng(0), **options)


def test_the_cell_with_too_few_draws_is_the_one_named():
    with pytest.raises(ValueError, match=r"region 0, industry 1: 13 draws define the quotient"):
        bootstrap_location_quotients(
            [[9, 0], [0, 1]], generator=np.random.default_rng(8), level=0.9, draws=21
        )


def test_the_least_number_of_draws_that_is_enough():
    result = bootstrap_location_quotients(TOWNS, generator=np.random.default_rng(9), draws=39)
    drawn = resampled(TOWNS, 9, 39)
    np.testing.assert_allclose(result.low, drawn[0], rtol=1e-12)
    np.testing.assert_allclose(result.high, drawn[38], rtol=1e-12)


# Locational Gini


def test_published_locational_ginis():
    # Farhauer and Kröll 2013, as in the documentation of REAT::gini.conc (industry
    # over regions) and REAT::gini.spec (region over industries: the transposed table).
    concentration = part_and_rest(
        [500, 500, 1000, 7000, 1000], [20000, 15000, 20000, 40000, 5000]
    ).T
    gini = locational_gini(concentration, regions="unweighted")
    assert gini.exact[0] == pytest.approx(0.4068966, abs=5e-8)
    specialization = part_and_rest(
        [700, 600, 500, 10000, 40000], [30000, 15000, 10000, 60000, 50000]
    ).T
    gini = locational_gini(specialization, regions="unweighted")
    assert gini.exact[0] == pytest.approx(0.6222222, abs=5e-8)
    # Freiburg 2014, as in the documentation of REAT::gini.spec.
    gini = locational_gini(FREIBURG.T, regions="unweighted")
    assert gini.exact[0] == pytest.approx(0.2089009, abs=5e-8)


def test_locational_gini_of_krugman():
    # EconGeo's example, from Krugman's definition: all of I1 in a fifth of the country
    # leaves an area of (1 - 1 / 5) / 2 to the diagonal; the theoretical limit is 0.5.
    gini = locational_gini(ECONGEO, halved=True)
    assert gini.exact["I1"] == pytest.approx(0.4)
    assert gini.convention == "Gini of regions weighted by their size, the area to the diagonal"
    # I2 has 0, 15, 20, 25, 40 per cent in regions of the same size: the ordinary Gini,
    # sum of (2k - n - 1) x_k over n times the total.
    by_hand = (-4 * 0 - 2 * 15 + 0 * 20 + 2 * 25 + 4 * 40) / (5 * 100)
    twice = locational_gini(ECONGEO)
    assert twice.exact["I2"] == pytest.approx(by_hand)
    assert (
        twice.convention == "Gini of regions weighted by their size, twice the area to the diagonal"
    )
    assert twice.exact.index.equals(ECONGEO.columns)
    assert twice.low is twice.high


@steady
@given(counts())
def test_locational_ginis_are_mean_differences(table):
    # The Gini as half the relative mean difference of the location quotients,
    # weighted by the regions' sizes or not: no order, no curve.
    quotients = by_hand(table, "whole").astype(float)
    differences = np.abs(quotients[:, None] - quotients)
    weights = table.sum(1) / table.sum()
    weighted = np.einsum("i,k,ikj->j", weights, weights, differences) / 2
    np.testing.assert_allclose(locational_gini(table).exact, weighted, atol=1e-12)
    unweighted = differences.mean((0, 1)) / (2 * quotients.mean(0))
    gini = locational_gini(table, regions="unweighted")
    np.testing.assert_allclose(gini.exact, unweighted, atol=1e-12)
    halved = locational_gini(table, regions="unweighted", halved=True)
    np.testing.assert_allclose(halved.exact, unweighted / 2, atol=1e-12)


def test_limits_of_the_locational_gini():
    even = [[1, 2], [10, 20], [100, 200]]
    assert locational_gini(even).exact.tolist() == pytest.approx([0, 0], abs=1e-15)
    alone = [[5, 0], [0, 15], [0, 80]]
    assert locational_gini(alone).exact[0] == pytest.approx(1 - 0.05)
    assert locational_gini(alone, regions="unweighted").exact[0] == pytest.approx(1 - 1 / 3)


# Krugman's indices, relative diversity and specialisation


def test_published_krugman_indices():
    # Documentation of REAT::krugman.spec: Göttingen against Germany, and two regions
    # with nothing in common (Farhauer and Kröll 2013, modified).
    assert krugman_specialization(GOETTINGEN).exact[0] == pytest.approx(0.4508469, abs=5e-8)
    pair = krugman_dissimilarity([[20, 10, 70, 0, 0], [0, 0, 0, 60, 40]]).exact
    assert pair.to_numpy().tolist() == [[0, 2], [2, 0]]
    # Documentation of REAT::krugman.spec2: Sweden against the average of the others.
    average = krugman_specialization(NORDIC, reference="average")
    assert average.exact["Sweden"] == pytest.approx(0.1595, abs=5e-5)
    # Krumme's coefficient of specialisation is half the sum.
    assert krugman_specialization(KRUMME, halved=True).exact[0] == pytest.approx(0.2)


def test_relative_diversity_is_the_inverse_of_the_published_index():
    # Duranton and Puga 2000: one over the sum of which REAT's documentation gives
    # 0.4508469 for Göttingen.
    diversity = relative_diversity(GOETTINGEN)
    assert diversity.exact[0] == pytest.approx(1 / 0.4508469, rel=2e-7)
    assert (
        diversity.convention == "inverse of the sum of absolute differences of shares, "
        "against all regions together, the region included"
    )
    assert relative_diversity([[1, 2], [2, 4]]).exact.tolist() == [inf, inf]
    rest = relative_diversity(NORDIC, reference="rest")
    expected = 1 / krugman_specialization(NORDIC, reference="rest").exact
    pd.testing.assert_series_equal(rest.exact, expected)
    assert rest.low is rest.high


@steady
@given(counts())
def test_krugman_indices_by_hand(table):
    shares = table / table.sum(1, keepdims=True)
    whole = np.abs(shares - table.sum(0) / table.sum()).sum(1)
    np.testing.assert_allclose(krugman_specialization(table).exact, whole, atol=1e-12)
    half = krugman_specialization(table, halved=True).exact
    np.testing.assert_allclose(half, whole / 2, atol=1e-12)
    others = [np.delete(table, i, axis=0) for i in range(len(table))]
    rest = [
        np.abs(share - other.sum(0) / other.sum()).sum()
        for share, other in zip(shares, others, strict=True)
    ]
    got = krugman_specialization(table, reference="rest").exact
    np.testing.assert_allclose(got, rest, atol=1e-12)
    # Against the whole it is 1 - w times what it is against the rest.
    weight = table.sum(1) / table.sum()
    np.testing.assert_allclose(whole, (1 - weight) * got, atol=1e-12)
    average = [
        np.abs(share - (other / other.sum(1, keepdims=True)).mean(0)).sum()
        for share, other in zip(shares, others, strict=True)
    ]
    got = krugman_specialization(table, reference="average").exact
    np.testing.assert_allclose(got, average, atol=1e-12)


@steady
@given(counts())
def test_dissimilarity_by_hand(table):
    shares = table / table.sum(1, keepdims=True)
    pairs = np.abs(shares[:, None] - shares).sum(-1)
    np.testing.assert_allclose(krugman_dissimilarity(table).exact, pairs, atol=1e-12)
    some = krugman_dissimilarity(table, regions=[1, 0], halved=True).exact
    assert some.index.equals(pd.Index([1, 0]))
    assert some.columns.equals(pd.Index([1, 0]))
    np.testing.assert_allclose(at(some, 0, 1), pairs[0, 1] / 2, atol=1e-12)


def test_regions_compared_may_lack_an_industry_that_others_have():
    pair = krugman_dissimilarity(ECONGEO, regions=("R5", "R2")).exact
    assert at(pair, "R2", "R5") == pytest.approx((25 + 50 + 65 + 10) / 100)


def test_conventions_of_krugman_indices():
    told = krugman_specialization(NORDIC).convention
    assert told == (
        "sum of absolute differences of shares, against all regions together, the region included"
    )
    told = krugman_specialization(NORDIC, reference="average", halved=True).convention
    assert told == (
        "half the sum of absolute differences of shares, "
        "against the unweighted average of the other regions"
    )
    told = krugman_specialization(NORDIC, reference="rest").convention
    assert told.endswith(", against the other regions together")
    assert krugman_dissimilarity(NORDIC).convention == (
        "sum of absolute differences of shares, region against region"
    )
    assert krugman_dissimilarity(NORDIC, halved=True).convention.startswith("half the sum of ")
    assert (
        locational_gini(NORDIC, regions="unweighted").convention
        == "Gini of location quotients, one region one vote, twice the area to the diagonal"
    )


# What is refused


BOUNDED = pd.DataFrame(
    [[1, 2], [Quantity(3, 4.5), 4]], index=["A", "B"], columns=["x", "y"], dtype=object
)


@pytest.mark.parametrize(
    ("measure", "reason"),
    [
        (locational_gini, "no sharp bounds of a locational Gini are known"),
        (krugman_specialization, "no usable sharp bounds of a Krugman index are known"),
        (krugman_dissimilarity, "no usable sharp bounds of a Krugman index are known"),
        (relative_diversity, "no usable sharp bounds of a relative diversity are known"),
    ],
)
def test_bounded_cells_are_refused_where_no_sharp_bounds_are_known(measure, reason):
    with pytest.raises(
        ValueError,
        match=rf"^region 'B', industry 'x' is known only to lie between 3 and 4\.5, and {reason}; "
        "give one number, and compare what the statistic is at several$",
    ):
        measure(BOUNDED)


@pytest.mark.parametrize(
    ("measure", "options", "message"),
    [
        (
            location_quotients,
            {"reference": "nation"},
            "reference is 'nation'; choose one of 'whole'",
        ),
        (
            location_quotients,
            {"form": "z"},
            "form is 'z'; choose one of 'quotient', 'symmetric', 'l",
        ),
        (
            locational_gini,
            {"regions": "all"},
            "regions is 'all'; choose one of 'weighted', 'unweig",
        ),
        (krugman_specialization, {"reference": "x"}, "reference is 'x'; .* 'rest', 'average'"),
        (relative_diversity, {"reference": "x"}, "reference is 'x'; .* 'rest', 'average'"),
        (
            krugman_dissimilarity,
            {"regions": ["Norway", "Oz"]},
            "region 'Oz' is not in the table; n",
        ),
        (
            krugman_dissimilarity,
            {"regions": ["Sweden", "Oz"]},
            "region 'Oz' is not in the table; n",
        ),
    ],
)
def test_options_that_are_refused(measure, options, message):
    with pytest.raises(ValueError, match=message):
        measure(NORDIC, **options)
    with pytest.raises(ValueError, match="form is 'z'"):
        location_quotient(0.5, 0.5, form="z")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "measure", [location_quotients, krugman_specialization, relative_diversity]
)
def test_a_single_region_has_no_rest(measure):
    alone = pd.DataFrame([[1, 2]], index=["Datang"])
    with pytest.raises(
        ValueError, match="region 'Datang' is the only one and has no others to be compared with; a"
    ):
        measure(alone, reference="rest")
    assert measure(alone).exact.shape[0] == 1


def test_a_single_region_has_no_average_of_others():
    with pytest.raises(ValueError, match="is the only one"):
        krugman_specialization([[1, 2]], reference="average")


@pytest.mark.parametrize(
    "measure",
    [
        location_quotients,
        locational_gini,
        krugman_specialization,
        krugman_dissimilarity,
        relative_diversity,
    ],
)
@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([[1, None], [1, 1]], "region 0, industry 1: the value is missing"),
        ([[1, -1], [1, 1]], "region 0, industry 1: the value is -1"),
        ([[0, 0], [1, 1]], "region 0: every value is zero"),
        ([[0, 1], [0, 1]], "industry 0: every value is zero"),
        (pd.DataFrame([[1], [2]], index=["A", "A"]), "region 'A' occurs 2 times"),
    ],
)
def test_tables_that_are_refused(measure, table, message):
    with pytest.raises(ValueError, match=message):
        measure(table)
