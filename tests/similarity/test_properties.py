"""Whatever vectors a function of unit 01 is given: the answer is right, or a ValueError says the rule."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from tests.arrays import FLOATS, KINDS, WHOLE, answer, arrays, exact_cosine, exact_square, matrices, precision, shapes
from vecembed_lab.similarity.measures import (
    agreement,
    all_but_the_top,
    analogy,
    average_ranks,
    cosine,
    euclidean,
    k_occurrence,
    mean_cosine,
    nearest,
    normalize,
    relative_contrast,
    skewness,
    spearman,
)
from vecembed_lab.similarity.projection import (
    export_projector,
    neighbours_kept,
    pca,
    random_rotation,
    trustworthiness,
    tsne,
)


def two(n=(1, 5)):
    """Two matrices of the same kind and width."""
    return st.tuples(shapes(n), st.integers(*n), st.sampled_from((*FLOATS, *WHOLE))).flatmap(
        lambda drawn: st.tuples(arrays(drawn[0], (drawn[2],)), arrays((drawn[1], drawn[0][1]), (drawn[2],)))
    )


@given(matrices(n=(0, 6), d=(0, 4)))
def test_unit_vectors_have_length_1_and_point_where_they_did(vectors):
    before = vectors.copy()
    unit = normalize(vectors)
    assert_array_equal(vectors, before)
    assert unit.dtype == (vectors.dtype if vectors.dtype.kind == "f" else np.float64)
    for one, old in zip(unit, vectors, strict=True):
        assert np.linalg.norm(one.astype(float)) == pytest.approx(1 if old.any() else 0, abs=2 * precision(unit))
        assert not old.any() or exact_cosine(one, old) == pytest.approx(1, abs=precision(unit))


@given(two(n=(0, 4)))
@example((np.array([[1e20, 1e20]], np.float32), np.array([[1e-24, 0]], np.float32)))
@example((np.array([[3e200, 4e200]]), np.array([[3e-200, 4e-200]])))
@example((np.array([[600, 800]], np.float16), np.array([[1, 0]], np.float16)))
def test_cosine_is_exact_but_for_rounding(pair):
    a, b = pair
    cosines = cosine(a, b)
    assert cosines.shape == (len(a), len(b))
    for i, j in np.ndindex(cosines.shape):
        assert cosines[i, j] == pytest.approx(exact_cosine(a[i], b[j]), abs=2 * precision(cosines))


@given(two(n=(0, 4)))
@example((np.array([[250]], np.uint8), np.array([[5]], np.uint8)))
def test_a_distance_is_exact_but_for_rounding_or_said_to_be_too_large(pair):
    a, b = pair
    wanted = np.array([[exact_square(x, y) for y in b] for x in a], dtype=object).reshape(len(a), len(b))
    kind = np.float64 if a.dtype.kind != "f" else np.promote_types(a.dtype, np.float32)
    largest = Fraction(np.finfo(kind).max.item())
    found = answer(lambda: euclidean(a, b), "farther apart")
    if found is None:
        assert max(wanted.flat) > (largest / 2) ** 2
        return
    size = max([0.0, *np.abs(a.astype(float)).ravel(), *np.abs(b.astype(float)).ravel()])
    assert found.shape == wanted.shape
    for i, j in np.ndindex(found.shape):
        error = Fraction(size) * Fraction(float(np.finfo(kind).eps)) * 4 + Fraction(float(np.finfo(kind).tiny))
        low, high = (max(Fraction(0), Fraction(found[i, j].item()) + sign * error) for sign in (-1, 1))
        slack = 1 + Fraction(8, 2**20)
        assert low**2 / slack <= wanted[i, j] <= high**2 * slack


@given(matrices(n=(1, 6)), st.data())
def test_the_nearest_come_best_first(vectors, data):
    row, k = data.draw(st.integers(0, len(vectors) - 1)), data.draw(st.integers(1, len(vectors)))
    query = vectors[row]
    if not query.any():
        with pytest.raises(ValueError, match="query must not be zero"):
            nearest(vectors, query, k)
        return
    found = nearest(vectors, query, k)
    scores = np.array([exact_cosine(vector, query) for vector in vectors])
    assert len(set(found)) == k
    assert (np.diff(scores[found]) <= 4 * precision(vectors)).all()
    assert scores[found[-1]] >= max(np.delete(scores, found), default=-1) - 4 * precision(vectors)
    copies = [i for i, vector in enumerate(vectors) if (vector == query).all()]
    assert [i for i in found if i in copies] == copies[: len([i for i in found if i in copies])]


@given(matrices(n=(1, 7), kinds=FLOATS), st.lists(st.integers(-2, 8), min_size=3, max_size=3))
def test_an_analogy_is_no_word_of_its_question(vectors, question):
    found = answer(lambda: analogy(vectors, *question), "k must be", "rows must be", "must not be zero")
    if found is None:
        return
    assert 0 <= min(question) <= max(question) < len(vectors)
    assert not set(found) & set(question)


VALUES = st.sampled_from(KINDS).flatmap(
    lambda kind: st.integers(0, 10).flatmap(
        lambda n: arrays((n,), (kind,), **({"allow_infinity": True} if kind in FLOATS else {}))
    )
)


@given(VALUES)
def test_ranks_are_counted(values):
    expected = [(values < x).sum() + ((values == x).sum() + 1) / 2 for x in values]
    assert_array_equal(average_ranks(values), expected)


@given(VALUES, VALUES)
@example(np.array([-100, 100], np.int8), np.array([False, True]))
@example(np.array([-30_000, 30_000, 1], np.int16), np.array([1.0, 2, 3]))
def test_spearman_is_the_correlation_of_the_ranks(x, y):
    n = min(len(x), len(y))
    x, y = x[:n], y[:n]
    if len(np.unique(x)) < 2 or len(np.unique(y)) < 2:
        with pytest.raises(ValueError, match="at least two different"):
            spearman(x, y)
        return
    ranks = average_ranks(x) - (n + 1) / 2, average_ranks(y) - (n + 1) / 2
    expected = ranks[0] @ ranks[1] / np.sqrt((ranks[0] @ ranks[0]) * (ranks[1] @ ranks[1]))
    assert spearman(x, y) == pytest.approx(expected, abs=1e-9)


@given(matrices(n=(2, 6), kinds=FLOATS), st.lists(st.tuples(st.integers(-1, 6), st.integers(0, 6)), max_size=6))
def test_agreement_stays_in_its_range(vectors, pairs):
    pairs = np.array(pairs, dtype=int).reshape(-1, 2)
    found = answer(lambda: agreement(vectors, pairs, np.arange(len(pairs))), "two different", "rows must be")
    if found is None:
        return
    assert 0 <= pairs.min() <= pairs.max() < len(vectors)
    assert -1 - 1e-12 <= found <= 1 + 1e-12


@given(two(n=(1, 5)))
def test_contrast_is_that_of_the_distances(pair):
    points, queries = pair
    found = answer(lambda: relative_contrast(queries[0], points), "must not be one of the points", "farther apart")
    if found is None:
        return
    distances = euclidean(queries[:1], points)[0].astype(float)
    assert found >= 0
    assert (found + 1) * distances.min() == pytest.approx(distances.max(), rel=1e-6)


@given(matrices(n=(0, 9), d=(1, 3), kinds=FLOATS), st.integers(0, 9))
def test_every_row_has_k_neighbours_or_none_is_counted(vectors, k):
    counts = answer(lambda: k_occurrence(vectors, k), "k must be between", "copies")
    if counts is None:
        return
    assert 1 <= k < len(vectors)
    assert counts.sum() == k * len(vectors)
    assert counts.max() < len(vectors)


@pytest.mark.parametrize("n", [20, 500])
def test_a_collapsed_space_has_no_hubs(n):
    for collapsed in (np.ones((n, 3)), np.resize([[0.0], [-0.0]], (n, 3)), np.arange(1.0, n + 1)[:, None] * [1, 2, 3]):
        with pytest.raises(ValueError, match=f"at most k = 5 copies, got {n - 1}"):
            k_occurrence(collapsed, 5)


@given(st.sampled_from(KINDS).flatmap(lambda kind: st.integers(0, 8).flatmap(lambda n: arrays((n,), (kind,)))))
def test_skewness_against_fractions(counts):
    numbers = [Fraction(x.item()) for x in counts]
    if len(set(numbers)) < 2:
        with pytest.raises(ValueError, match="two different counts"):
            skewness(counts)
        return
    mean = sum(numbers) / len(numbers)
    largest = max(abs(x - mean) for x in numbers)
    parts = [float((x - mean) / largest) for x in numbers]
    spread = max(abs(x) for x in numbers)
    assume(largest > spread / 2**9)  # what differs by rounding alone has no shape
    found = answer(lambda: skewness(counts), "farther apart")
    if found is None:
        return
    expected = np.mean(np.power(parts, 3)) / np.mean(np.square(parts)) ** 1.5
    assert found == pytest.approx(expected, abs=1e-2 if counts.dtype.itemsize < 8 else 1e-6)


@given(matrices(n=(0, 5)))
def test_mean_cosine_is_the_mean_of_the_cosines(vectors):
    if len(vectors) < 2:
        with pytest.raises(ValueError, match="at least two"):
            mean_cosine(vectors)
        return
    pairs = [exact_cosine(a, b) for i, a in enumerate(vectors) for b in vectors[:i]]
    assert mean_cosine(vectors) == pytest.approx(np.mean(pairs), abs=4 * precision(vectors))


@given(matrices(n=(0, 6)), st.integers(-1, 5))
def test_what_is_left_below_the_top_has_mean_0(vectors, n_components):
    rules = "n_components must", "at least one vector", "farther apart"
    left = answer(lambda: all_but_the_top(vectors, n_components), *rules)
    if left is None:
        return
    assert left.shape == vectors.shape
    size = float(np.abs(vectors.astype(float)).max())
    assert np.abs(left.astype(float).mean(axis=0)).max() <= 10 * size * precision(left) + 1e-300


@given(matrices(n=(1, 6)), st.integers(0, 5))
def test_principal_directions_rebuild_the_points(points, k):
    if not 1 <= k <= min(points.shape) or (points == points[0]).all():
        with pytest.raises(ValueError, match=r"k must be|all points are equal"):
            pca(points, k)
        return
    found = answer(lambda: pca(points, min(points.shape)), "farther apart")
    if found is None:
        return
    assert_allclose(found.components @ found.components.T, np.eye(len(found.components)), atol=1e-5)
    assert found.explained.sum() == pytest.approx(1, abs=1e-5)
    assert (np.diff(found.explained) <= 1e-12).all()
    size = np.abs(points.astype(float)).max()
    apart = found.coordinates.astype(float) @ found.components.astype(float)
    differences = points.astype(float) / size - (points.astype(float) / size).mean(axis=0)
    assert_allclose(apart / size, differences, atol=20 * precision(found.coordinates))


@given(matrices(n=(2, 9), d=(1, 3), kinds=(np.float32, np.float64), min_value=-1e6, max_value=1e6), st.integers(1, 4))
def test_a_copy_of_the_points_is_a_perfect_map_unless_nothing_can_be_said(points, k):
    for measure in (neighbours_kept, trustworthiness):
        assert answer(lambda measure=measure: measure(points, points, k), "k must be", "copies") in (None, 1)


@pytest.mark.parametrize("measure", [neighbours_kept, trustworthiness])
def test_a_map_in_one_place_is_no_success(measure):
    points = np.random.default_rng(0).normal(size=(20, 3))
    for high, low in [(points, np.zeros((20, 2))), (np.ones((20, 3)), points), (np.ones((20, 3)), np.ones((20, 2)))]:
        with pytest.raises(ValueError, match="at most k = 5 copies, got 19"):
            measure(high, low, 5)
    with pytest.raises(ValueError, match="got 20 points and 19 places"):
        measure(points, points[1:], 5)


def test_a_map_of_few_places_is_no_success_where_classes_collapsed():
    points = np.random.default_rng(0).normal(size=(30, 3))
    with pytest.raises(ValueError, match="at most k = 4 copies, got 9"):
        neighbours_kept(points, np.repeat(np.eye(3), 10, axis=0), 4)


@given(st.lists(st.text(max_size=5), max_size=4), matrices(n=(0, 4), d=(1, 3), kinds=FLOATS))
def test_a_projector_shows_what_it_was_given_or_nothing(tmp_path_factory, words, vectors):
    folder = tmp_path_factory.mktemp("projector") / "new"
    try:
        export_projector(folder, words, vectors)
    except ValueError:
        assert not folder.exists() or not list(folder.iterdir())
        return
    lines = (folder / "metadata.tsv").read_bytes().decode().split("\n")
    assert lines == [*words, ""]
    shown = [[float(x) for x in line.split("\t")] for line in (folder / "tensors.tsv").read_text().split("\n")[:-1]]
    assert_allclose(shown, vectors.astype(float), rtol=1e-5)


def test_a_string_is_no_list_of_words(tmp_path):
    with pytest.raises(ValueError, match="got the string 'ab'"):
        export_projector(tmp_path, "ab", np.eye(2))


VECTORS = np.random.default_rng(0).normal(size=(9, 3))
ONE_MATRIX = {
    "normalize": normalize,
    "cosine": lambda x: cosine(x, VECTORS),
    "cosine, the other": lambda x: cosine(VECTORS, x),
    "euclidean": lambda x: euclidean(x, VECTORS),
    "nearest": lambda x: nearest(x, VECTORS[0], 2),
    "nearest, the query": lambda x: nearest(VECTORS, x[4], 2),
    "analogy": lambda x: analogy(x, 0, 1, 2),
    "agreement": lambda x: agreement(x, np.array([[0, 4], [1, 2]]), np.arange(2)),
    "relative_contrast": lambda x: relative_contrast(VECTORS[0] + 1, x),
    "k_occurrence": lambda x: k_occurrence(x, 2),
    "skewness": lambda x: skewness(x[4]),
    "mean_cosine": mean_cosine,
    "all_but_the_top": lambda x: all_but_the_top(x, 1),
    "pca": lambda x: pca(x, 1),
    "tsne": lambda x: tsne(x, seed=0, perplexity=2),
    "neighbours_kept": lambda x: neighbours_kept(x, VECTORS, 2),
    "neighbours_kept, the map": lambda x: neighbours_kept(VECTORS, x, 2),
    "trustworthiness": lambda x: trustworthiness(x, VECTORS, 2),
    "trustworthiness, the map": lambda x: trustworthiness(VECTORS, x, 2),
}


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("function", ONE_MATRIX.values(), ids=ONE_MATRIX)
def test_what_is_no_number_is_refused(function, dtype, bad):
    vectors = VECTORS.astype(dtype)
    function(vectors)
    vectors[4, 1] = bad
    with pytest.raises(ValueError, match=r"finite|NaN|infinity|farther apart"):
        function(vectors)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_projector_shows_no_nan(tmp_path, bad):
    with pytest.raises(ValueError, match="NaN or infinity"):
        export_projector(tmp_path / "new", ["a", "b"], np.array([[1.0], [bad]]))
    assert not (tmp_path / "new").exists()


WIDTHS = {
    "cosine": cosine,
    "euclidean": euclidean,
    "nearest": lambda a, b: nearest(a, b[0], 1),
    "relative_contrast": lambda a, b: relative_contrast(a[0], b),
}


@pytest.mark.parametrize("function", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize(("one", "other"), [(3, 1), (1, 3), (2, 3)])
def test_vectors_of_different_widths_are_refused(function, one, other):
    with pytest.raises(ValueError, match=f"same number of dimensions, got .*{one}"):
        function(np.ones((4, one)), 2 * np.ones((4, other)))


@pytest.mark.parametrize("row", [-1, 9, 100])
def test_rows_that_are_not_there_are_refused(row):
    for function in (
        lambda: nearest(VECTORS, VECTORS[0], 1, exclude=[row]),
        lambda: analogy(VECTORS, 0, 1, row),
        lambda: agreement(VECTORS, np.array([[0, 1], [2, row]]), np.arange(2)),
    ):
        with pytest.raises(ValueError, match="rows must be whole numbers from 0 to 8"):
            function()


def test_what_has_nothing_to_measure_says_so():
    for function, rule in (
        (lambda: relative_contrast(np.ones(2), np.empty((0, 2))), "at least one point"),
        (lambda: all_but_the_top(np.empty((0, 2)), 1), "at least one vector"),
        (lambda: skewness(np.array([])), "two different"),
        (lambda: random_rotation(0, rng=np.random.default_rng(0)), "d must be at least 1"),
        (lambda: tsne(VECTORS, seed=0, perplexity=9), "below n = 9"),
        (lambda: average_ranks(np.array([1.0, np.nan])), "must not be NaN"),
    ):
        with pytest.raises(ValueError, match=rule):
            function()
    assert euclidean(np.empty((0, 2)), np.ones((3, 2))).shape == (0, 3)
    assert average_ranks(np.array([])).shape == (0,)
