"""Unit 01. What a right answer to each exercise does, and the wrong answers people really give."""

import functools

import numpy as np

from vecembed_lab import data, projection, similarity, words
from vecembed_lab.grading.check import checker
from vecembed_lab.grading.compare import Wrong, kind, same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.student import GraderError

# --- cosine ---------------------------------------------------------------------------------------------------

cosine = Exercise(
    similarity.cosine,
    hints=(
        "The cosine is the dot product of two arrows after each has been shrunk to length 1.",
        "`np.linalg.norm(a, axis=1, keepdims=True)` is the column of the lengths of the rows of `a`, shape (n, 1).",
        "Divide `a` and `b` by their lengths, with 1 in place of a length of 0, then multiply: `a @ b.T` is (n, m).",
    ),
    read="Three ways to be close",
)


@cosine.criterion("angles by hand", points=1)
def _(student, rng):
    a, b = np.array([[3.0, 4.0]]), np.array([[1.0, 0.0], [4.0, -3.0], [6.0, 8.0]])
    same(student(a, b), [[0.6, 0.0, 1.0]], "Three fifths, a right angle, the same direction")
    a, b = np.array([[0.0, 2.0]]), np.array([[0.0, -1.0], [3.0, 4.0]])
    same(student(a, b), [[-1.0, 0.8]], "The opposite direction, four fifths")


@cosine.criterion("every row of a against every row of b", points=1)
def _(student, rng):
    a, b = rng.normal(size=(5, 8)), rng.normal(size=(3, 8))
    same(student(a, b), similarity.cosine(a, b), "Row i, column j is the cosine of a[i] and b[j]")


@cosine.criterion("making a vector longer or shorter changes nothing", points=1)
def _(student, rng):
    a, b = rng.normal(size=(2, 4, 6))
    same(student(a * [[0.001], [2], [30], [400]], b * 0.01), similarity.cosine(a, b), "Only the direction counts")


@cosine.criterion("a zero vector has cosine 0 with everything", points=1)
def _(student, rng):
    a, b = rng.normal(size=(2, 3, 4))
    a[1] = b[2] = 0
    same(student(a, b), similarity.cosine(a, b), "Row 1 of a and row 2 of b are zero: they have no direction")


@cosine.mistake("this is the dot product. Divide by the two lengths, or long vectors win.")
def dot_product(a, b):
    return a @ b.T


@cosine.mistake("you divided by the squared lengths: the length is the square root of the sum of squares.")
def squared_lengths(a, b):
    squares = (a**2).sum(1)[:, None] * (b**2).sum(1)
    return a @ b.T / np.where(squares > 0, squares, 1)


@cosine.mistake("only `a` was divided by its lengths; `b` needs it too.")
def only_a_normalised(a, b):
    return similarity.normalize(a) @ b.T


@cosine.mistake("`np.linalg.norm(a)` is one length for the whole matrix; `axis=1` gives one length a row.")
def norm_of_the_whole_matrix(a, b):
    return a @ b.T / (np.linalg.norm(a) * np.linalg.norm(b))


@cosine.mistake("the lengths were taken down the columns (`axis=0`); a vector is a row, so it is `axis=1`.")
def lengths_of_columns(a, b):
    return (a / np.linalg.norm(a, axis=0)) @ (b / np.linalg.norm(b, axis=0)).T


@cosine.mistake("this is the cosine distance, 1 - cosine: the same direction should give 1, not 0.")
def cosine_distance(a, b):
    return 1 - similarity.cosine(a, b)


@cosine.mistake("a zero vector has length 0, and 0 / 0 is NaN. Decide what it means: here, 0.")
def nan_for_zero(a, b):
    return a @ b.T / np.linalg.norm(a, axis=1)[:, None] / np.linalg.norm(b, axis=1)


@cosine.mistake("a zero row in `a` is handled, one in `b` still gives 0 / 0, NaN.")
def nan_for_zero_in_b(a, b):
    return similarity.normalize(a) @ b.T / np.linalg.norm(b, axis=1)


@cosine.mistake("row i of `a` was compared with row i of `b` only; the answer has every pair, shape (n, m).")
def matching_rows_only(a, b):
    return (similarity.normalize(a) * similarity.normalize(b)).sum(1)


# --- nearest --------------------------------------------------------------------------------------------------


def _nearest(vectors, row, k):
    return similarity.nearest(vectors, vectors[row], k, exclude=[row])


_nearest.__name__ = "nearest"

nearest = Exercise(
    _nearest,
    hints=(
        "One call of `cosine` gives the similarity of `vectors[row]` to every row.",
        "`np.argsort` sorts upwards; sort the negative similarities to have the best first.",
        "Set the similarity of `row` itself to minus infinity before sorting, then take the first k.",
    ),
    read="Neighbours",
)


def _same_neighbours(got, vectors, row, k, why):
    """Equal cosines may stand in either order."""
    expected = _nearest(vectors, row, k)
    rows = np.asarray(got)
    if rows.shape == (k,) and rows.dtype.kind in "iu" and ((rows >= 0) & (rows < len(vectors))).all():
        cosines = similarity.cosine(vectors[row][None], vectors)[0]
        fresh = len(set(rows.tolist())) == k and row not in rows
        if fresh and np.allclose(cosines[rows], cosines[expected], atol=1e-5):
            return
    same(got, expected, why)


@nearest.criterion("the nearest of four, by hand", points=1)
def _(student, rng):
    vectors = np.array([[1.0, 0.0], [10.0, 10.0], [1.0, 0.2], [-3.0, 0.0]])
    _same_neighbours(student(vectors, 0, 2), vectors, 0, 2, "The cosines with row 0 are 1, .71, .98 and -1")
    _same_neighbours(student(vectors, 1, 1), vectors, 1, 1, "The cosines with row 1 are .71, 1, .83 and -.71")


@nearest.criterion("the row itself is left out, even when another row is its twin", points=1)
def _(student, rng):
    vectors = rng.normal(size=(6, 5))
    vectors[2] = 2 * vectors[4]
    for row in (2, 4):
        _same_neighbours(student(vectors, row, 3), vectors, row, 3, "Rows 2 and 4 point the same way: each is first")


@nearest.criterion("any row, any k, best first", points=2)
def _(student, rng):
    vectors = rng.normal(size=(300, 8)) * rng.uniform(0.2, 5, size=(300, 1))
    for row, k in [(0, 1), (170, 20), (299, 299)]:
        _same_neighbours(student(vectors, row, k), vectors, row, k, "The k largest cosines, best first")


def _ranked(scores, row, k):
    return np.argsort(-np.where(np.arange(len(scores)) == row, -np.inf, scores), kind="stable")[:k]


@nearest.mistake("this is the other end: `argsort` sorts upwards, so the first ones are the least similar.")
def farthest(vectors, row, k):
    scores = similarity.cosine(vectors[row][None], vectors)[0]
    return _ranked(-scores, row, k)


@nearest.mistake("the row itself is in the list. It is always most similar to itself: leave it out.")
def itself_included(vectors, row, k):
    return np.argsort(-similarity.cosine(vectors[row][None], vectors)[0], kind="stable")[:k]


@nearest.mistake("the row itself is in the list (sorted upwards, then turned round). Leave it out.")
def itself_included_reversed(vectors, row, k):
    return np.argsort(similarity.cosine(vectors[row][None], vectors)[0])[::-1][:k]


@nearest.mistake(
    "you dropped the first of the sorted list, taking it for the row itself. A twin can stand there: exclude by row."
)
def first_dropped(vectors, row, k):
    return np.argsort(-similarity.cosine(vectors[row][None], vectors)[0], kind="stable")[1 : k + 1]


@nearest.mistake("the dot product was ranked, so long vectors come first. Rank the cosine.")
def by_dot_product(vectors, row, k):
    return _ranked(vectors @ vectors[row], row, k)


@nearest.mistake("the straight-line distance was ranked. It depends on length; rank the cosine.")
def by_distance(vectors, row, k):
    return _ranked(-np.linalg.norm(vectors - vectors[row], axis=1), row, k)


@nearest.mistake("these are the similarities; return the row numbers (`argsort`, not `sort`).")
def similarities_returned(vectors, row, k):
    scores = similarity.cosine(vectors[row][None], vectors)[0]
    return scores[_nearest(vectors, row, k)]


@nearest.mistake("`argpartition` finds the k best but leaves them in no order: sort those k.")
def unsorted(vectors, row, k):
    scores = -similarity.cosine(vectors[row][None], vectors)[0]
    scores[row] = np.inf
    return np.argpartition(scores, k - 1)[:k]


# --- analogy --------------------------------------------------------------------------------------------------


def _analogy(vectors, a, b, c):
    return int(similarity.analogy(vectors, a, b, c)[0])


_analogy.__name__ = "analogy"

analogy = Exercise(
    _analogy,
    hints=(
        "The step from a to b, taken from c, should land near d: the target is b - a + c.",
        "Divide all vectors by their lengths first, so that the three words weigh the same.",
        "Rank all rows by cosine with the target, set rows a, b and c to minus infinity, take the largest.",
    ),
    read="Analogies",
)


@analogy.criterion("man is to king as woman is to ... by hand", points=1)
def _(student, rng):
    man, king, woman, queen, table = [1, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1], [1, 1, -1]
    vectors = np.array([man, king, woman, queen, table], dtype=float)
    same(student(vectors, 0, 1, 2), 3, "king - man + woman points at queen, row 3")
    same(student(vectors, 2, 3, 0), 1, "queen - woman + man points at king, row 1")


@analogy.criterion("the three words of the question are never the answer", points=1)
def _(student, rng):
    vectors = rng.normal(size=(20, 30))
    vectors[1:3] = vectors[0] + 0.3 * vectors[1:3]  # b and c stand close to a, which must not come back
    _same_word(student(vectors, 0, 1, 2), vectors, 0, 1, 2)
    vectors = np.array([[1.0, 0.0], [1.0, 0.1], [1.0, -0.1], [-1.0, 0.2], [-1.0, -0.5]])
    same(student(vectors, 0, 1, 2), 4, "Every other row points away from b - a + c; row 4 does so least")
    vectors = rng.normal(size=(20, 30))
    for a, b, c in rng.permuted(np.tile(np.arange(20), (8, 1)), axis=1)[:, :3]:
        _same_word(student(vectors, int(a), int(b), int(c)), vectors, a, b, c)


@analogy.criterion("how long the vectors are does not matter", points=2)
def _(student, rng):
    vectors = rng.normal(size=(40, 4)) * np.exp(rng.normal(size=(40, 1)))
    for a, b, c in rng.permuted(np.tile(np.arange(40), (12, 1)), axis=1)[:, :3]:
        _same_word(student(vectors, int(a), int(b), int(c)), vectors, a, b, c)


def _same_word(got, vectors, a, b, c):
    same(got, _analogy(vectors, a, b, c), "The row with the largest cosine with b - a + c, of unit vectors")


def _best(vectors, target, exclude):
    scores = similarity.cosine(target[None], vectors)[0]
    scores[list(exclude)] = -np.inf
    return int(scores.argmax())


@analogy.mistake(
    "the answer is one of the words of the question: their own vectors are nearest, so leave all three out."
)
def question_words_kept(vectors, a, b, c):
    x, y, z = similarity.normalize(vectors[[a, b, c]])
    return _best(vectors, y - x + z, ())


@analogy.mistake("only c was left out; a and b can come back too.")
def only_c_left_out(vectors, a, b, c):
    x, y, z = similarity.normalize(vectors[[a, b, c]])
    return _best(vectors, y - x + z, (c,))


@analogy.mistake("b and c were left out; a can come back too.")
def a_kept(vectors, a, b, c):
    x, y, z = similarity.normalize(vectors[[a, b, c]])
    return _best(vectors, y - x + z, (b, c))


@analogy.mistake("the three words got a similarity of 0, which still beats a negative one; use minus infinity.")
def masked_with_zero(vectors, a, b, c):
    unit = similarity.normalize(vectors)
    scores = unit @ (unit[b] - unit[a] + unit[c])
    scores[[a, b, c]] = 0
    return int(scores.argmax())


@analogy.mistake("the step goes the wrong way: from a to b is b - a.")
def step_backwards(vectors, a, b, c):
    x, y, z = similarity.normalize(vectors[[a, b, c]])
    return _best(vectors, x - y + z, (a, b, c))


@analogy.mistake("all three vectors were added; the first word has to be taken away.")
def all_added(vectors, a, b, c):
    x, y, z = similarity.normalize(vectors[[a, b, c]])
    return _best(vectors, x + y + z, (a, b, c))


@analogy.mistake("b - a + c was computed before dividing by the lengths, so the longest word decides.")
def lengths_kept(vectors, a, b, c):
    return _best(vectors, vectors[b] - vectors[a] + vectors[c], (a, b, c))


@analogy.mistake("candidates were ranked by dot product, so long vectors win: divide them by their lengths too.")
def candidates_not_normalised(vectors, a, b, c):
    x, y, z = similarity.normalize(vectors[[a, b, c]])
    scores = vectors @ (y - x + z)
    scores[[a, b, c]] = -np.inf
    return int(scores.argmax())


# --- spearman -------------------------------------------------------------------------------------------------

spearman = Exercise(
    similarity.spearman,
    hints=(
        "Replace every number by its rank, its place when sorted; then correlate the ranks.",
        "Equal numbers share the mean of their places: in [1, 2, 2, 3] the ranks are 1, 2.5, 2.5, 4.",
        "The rank of v is (how many are smaller) + (how many are equal, v included, plus 1) / 2. "
        "`np.corrcoef(r, s)[0, 1]` correlates.",
    ),
    read="Does it agree with people?",
)


@spearman.criterion("only the order counts", points=1)
def _(student, rng):
    same(student(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 10.0, 11.0, 900.0])), 1.0, "Both are in the same order")
    same(student(np.array([1.0, 2.0, 3.0, 4.0]), np.array([20.0, 10.0, 40.0, 30.0])), 0.6, "Two swaps, by hand 0.6")
    same(student(np.array([1.0, 2.0, 3.0, 4.0]), np.array([9.0, 5.0, 2.0, 1.0])), -1.0, "The reverse order")


@spearman.criterion("the order of the input does not matter", points=1)
def _(student, rng):
    x, y = rng.normal(size=(2, 12))
    same(student(x, y), similarity.spearman(x, y), "Ranks say which place each item takes, in the items' own order")


@spearman.criterion("equal values share their mean rank", points=1)
def _(student, rng):
    x, y = np.array([1.0, 2.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0, 4.0])
    same(student(x, y), np.sqrt(0.9), "The ranks of x are 1, 2.5, 2.5, 4")


@spearman.criterion("many ties, as in human scores", points=1)
def _(student, rng):
    x, y = rng.integers(5, size=(2, 40)).astype(float)
    same(student(x, y), similarity.spearman(x, y), "Scores with many ties")


def _correlation(r, s):
    return float(np.corrcoef(r, s)[0, 1])


@spearman.mistake("this is Pearson's correlation of the values: one huge value can dominate it. Correlate the ranks.")
def pearson(x, y):
    return _correlation(x, y)


@spearman.mistake("`argsort` gives the order (who is first), not the ranks (which place each has); they differ.")
def argsort_for_ranks(x, y):
    return _correlation(np.argsort(x), np.argsort(y))


@spearman.mistake("equal values got different ranks, by where they stand; give them their mean rank.")
def ties_by_position(x, y):
    return _correlation(*(np.argsort(np.argsort(v)) for v in (x, y)))


@spearman.mistake("equal values all got the lowest of their ranks; it is the mean of their ranks.")
def ties_get_the_lowest(x, y):
    return _correlation(*((v[:, None] > v).sum(1) for v in (x, y)))


@spearman.mistake("ranks were counted without gaps (`np.unique`): after two that tie for 2.5 comes 4, not 3.")
def dense_ranks(x, y):
    return _correlation(*(np.unique(v, return_inverse=True)[1] for v in (x, y)))


@spearman.mistake("the shortcut 1 - 6 sum(d^2) / (n (n^2 - 1)) holds only without ties; correlate the ranks.")
def shortcut_formula(x, y):
    d = similarity.average_ranks(x) - similarity.average_ranks(y)
    return float(1 - 6 * (d**2).sum() / (len(x) * (len(x) ** 2 - 1)))


@spearman.mistake("the sign was dropped: opposite orders must give -1.")
def sign_dropped(x, y):
    return abs(similarity.spearman(x, y))


@spearman.mistake("this is the whole 2 x 2 matrix of `np.corrcoef`; the answer is its corner, `[0, 1]`.")
def whole_matrix(x, y):
    return np.corrcoef(similarity.average_ranks(x), similarity.average_ranks(y))


# --- relative contrast ----------------------------------------------------------------------------------------

relative_contrast = Exercise(
    similarity.relative_contrast,
    hints=(
        "First the distance of the query to every point: one number a point.",
        "`np.linalg.norm(points - query, axis=1)` subtracts the query from every row and measures each.",
        "With those distances, (d.max() - d.min()) / d.min().",
    ),
    read="The curse of dimension",
)


@relative_contrast.criterion("distances by hand", points=1)
def _(student, rng):
    points = np.array([[3.0, 4.0], [6.0, 8.0], [0.0, 9.0]])
    same(student(np.zeros(2), points), 1.0, "The distances are 5, 10 and 9: (10 - 5) / 5")
    same(student(np.array([3.0, 0.0]), points[:2]), (73**0.5 - 4) / 4, "The distances are 4 and the root of 73")


@relative_contrast.criterion("any query, any dimension", points=2)
def _(student, rng):
    for d in (2, 3, 300):
        query, points = rng.normal(size=d), rng.normal(size=(50, d))
        same(student(query, points), similarity.relative_contrast(query, points), f"50 points in {d} dimensions")


def _distances(query, points):
    return np.linalg.norm(points - query, axis=1)


@relative_contrast.mistake("these are squared distances; the square root is missing.")
def squared_distances(query, points):
    d = _distances(query, points) ** 2
    return float((d.max() - d.min()) / d.min())


@relative_contrast.mistake("you divided by the farthest distance; the scale is the nearest one.")
def divided_by_farthest(query, points):
    d = _distances(query, points)
    return float((d.max() - d.min()) / d.max())


@relative_contrast.mistake("this is the ratio max / min; the contrast is how much more, so one less.")
def ratio(query, points):
    d = _distances(query, points)
    return float(d.max() / d.min())


@relative_contrast.mistake("this is the difference alone; without dividing, it only grows with the scale of the data.")
def difference_alone(query, points):
    d = _distances(query, points)
    return float(d.max() - d.min())


@relative_contrast.mistake("brackets are missing: `/` comes before `-`, so only the nearest distance was divided.")
def brackets_missing(query, points):
    d = _distances(query, points)
    return float(d.max() - d.min() / d.min())


@relative_contrast.mistake("the query was left out: these are distances from the origin.")
def from_the_origin(query, points):
    d = np.linalg.norm(points, axis=1)
    return float((d.max() - d.min()) / d.min())


@relative_contrast.mistake("the differences of the coordinates were added up (city-block); square, add, take the root.")
def city_block(query, points):
    d = np.abs(points - query).sum(1)
    return float((d.max() - d.min()) / d.min())


# --- k-occurrence ---------------------------------------------------------------------------------------------

k_occurrence = Exercise(
    similarity.k_occurrence,
    hints=(
        "Make the list of the k nearest for every row, then count how often each row number appears in all the lists.",
        "With `cosine(vectors, vectors)` and minus infinity on its diagonal, `np.argsort` gives all lists at once.",
        "`np.bincount(lists.ravel(), minlength=n)` counts; `counts[lists] += 1` would count a repeated row once.",
    ),
    read="Hubs",
)


@k_occurrence.criterion("directions by hand", points=1)
def _(student, rng):
    angles = np.radians([0, 10, 30, 100])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    same(student(vectors, 1), [1, 2, 1, 0], "At 0, 10, 30 and 100 degrees the nearest rows are 1, 0, 1, 2")
    twins = np.array([[0.0, 1.0], [0.1, 1.0], [1.0, 0.0], [2.0, 0.0]])
    same(student(twins, 1), [1, 1, 1, 1], "Rows 2 and 3 point the same way: each is the other's nearest")
    apart = np.array([[1.0, 0.0], [-1.0, 0.1], [-1.0, -0.2]])
    same(
        student(apart, 1), [0, 1, 2], "Row 0 has no cosine above 0, and still a nearest row, 2; 1 and 2 have each other"
    )


@k_occurrence.criterion("any vectors, any k", points=2)
def _(student, rng):
    vectors = rng.normal(size=(40, 6)) + 1
    for k in (1, 5, 20):
        same(student(vectors, k), similarity.k_occurrence(vectors, k), f"40 rows, lists of {k}")


@k_occurrence.criterion("making a vector longer changes nothing", points=1)
def _(student, rng):
    vectors = rng.normal(size=(30, 5))
    longer = vectors * np.exp(rng.normal(size=(30, 1)))
    same(student(longer, 4), similarity.k_occurrence(vectors, 4), "Nearest by cosine: only directions count")


def _lists(scores, k):
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]


def _without_itself(scores):
    scores = scores.astype(float)
    np.fill_diagonal(scores, -np.inf)
    return scores


@k_occurrence.mistake("each row was counted as its own neighbour; leave the diagonal out.")
def itself_counted(vectors, k):
    return np.bincount(_lists(similarity.cosine(vectors, vectors), k).ravel(), minlength=len(vectors))


@k_occurrence.mistake(
    "`counts[rows] += 1` adds 1 once, however often a row is repeated. Count with `np.bincount` or `np.add.at`."
)
def repeats_counted_once(vectors, k):
    counts = np.zeros(len(vectors), dtype=int)
    counts[_lists(_without_itself(similarity.cosine(vectors, vectors)), k)] += 1
    return counts


@k_occurrence.mistake("every row got k, the length of its own list. Count in whose lists it stands.")
def own_lists_counted(vectors, k):
    return np.full(len(vectors), k)


@k_occurrence.mistake(
    "you dropped the first of each sorted list, taking it for the row itself. A twin can stand there."
)
def first_of_each_dropped(vectors, k):
    lists = _lists(similarity.cosine(vectors, vectors), k + 1)[:, 1:]
    return np.bincount(lists.ravel(), minlength=len(vectors))


@k_occurrence.mistake("the diagonal was set to 0, which still beats a negative cosine; use minus infinity.")
def diagonal_zero(vectors, k):
    cosines = similarity.cosine(vectors, vectors)
    np.fill_diagonal(cosines, 0)
    return np.bincount(_lists(cosines, k).ravel(), minlength=len(vectors))


@k_occurrence.mistake("nearest by straight-line distance was used; here it is by cosine.")
def hubs_by_distance(vectors, k):
    lists = _lists(_without_itself(-similarity.euclidean(vectors, vectors)), k)
    return np.bincount(lists.ravel(), minlength=len(vectors))


@k_occurrence.mistake("nearest by dot product was used, which makes every long vector a hub; here it is by cosine.")
def hubs_by_dot_product(vectors, k):
    return np.bincount(_lists(_without_itself(vectors @ vectors.T), k).ravel(), minlength=len(vectors))


@k_occurrence.mistake("the farthest were counted: `argsort` sorts upwards, so the first k are the least similar.")
def farthest_counted(vectors, k):
    lists = _lists(_without_itself(-similarity.cosine(vectors, vectors)), k)
    return np.bincount(lists.ravel(), minlength=len(vectors))


# --- mean cosine ----------------------------------------------------------------------------------------------

mean_cosine = Exercise(
    similarity.mean_cosine,
    hints=(
        "Make all vectors unit length; then the cosine of two of them is their dot product.",
        "The matrix of all cosines has n rows and n columns; its diagonal (a vector with itself) must not count.",
        "(sum of the whole matrix - sum of its diagonal) / (n (n - 1)).",
    ),
    read="All in one cone",
)


@mean_cosine.criterion("three vectors by hand", points=1)
def _(student, rng):
    vectors = np.array([[2.0, 0.0], [0.0, 3.0], [1.0, 1.0]])
    same(student(vectors), np.sqrt(2) / 3, "The three pairs have cosines 0, .7071 and .7071")
    vectors = np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0]])
    same(student(vectors), 1 / 3, "The three pairs have cosines 1, 0 and 0")


@mean_cosine.criterion("any vectors, spread evenly or in a cone", points=2)
def _(student, rng):
    for shift in (0, 2):
        vectors = (rng.normal(size=(60, 10)) + shift) * np.exp(rng.normal(size=(60, 1)))
        same(student(vectors), similarity.mean_cosine(vectors), "60 vectors, each pair of different rows once")


def _cosines(vectors):
    return similarity.cosine(vectors, vectors)


@mean_cosine.mistake("each vector was paired with itself, which adds n ones. Only different rows count.")
def itself_paired(vectors):
    return float(_cosines(vectors).mean())


@mean_cosine.mistake("this is the mean dot product; divide each vector by its length first.")
def mean_dot_product(vectors):
    n = len(vectors)
    products = vectors @ vectors.T
    return float((products.sum() - np.trace(products)) / (n * (n - 1)))


@mean_cosine.mistake("exactly half: was each pair added once, but divided by n (n - 1), which counts it twice?")
def half(vectors):
    n = len(vectors)
    return float(np.triu(_cosines(vectors), 1).sum() / (n * (n - 1)))


@mean_cosine.mistake(
    "the sum over the pairs was divided by n * n (as `np.triu(...).mean()` does); there are n (n - 1) / 2 pairs."
)
def zeros_averaged(vectors):
    return float(np.triu(_cosines(vectors), 1).mean())


@mean_cosine.mistake("the signs were dropped: opposite directions have cosine -1, and they should cancel.")
def absolute_values(vectors):
    return float(np.abs(_cosines(vectors))[~np.eye(len(vectors), dtype=bool)].mean())


@mean_cosine.mistake("this is the cosine with the mean vector; what is asked is the mean over pairs.")
def with_the_mean_vector(vectors):
    return float(similarity.cosine(vectors, vectors.mean(0)[None]).mean())


# --- PCA ------------------------------------------------------------------------------------------------------


def _pca(points, k):
    return projection.pca(points, k).coordinates


_pca.__name__ = "pca"


def _up_to_sign(coordinates):
    """Each column turned so that its largest entry is positive: an axis has no natural sign."""
    coordinates = np.asarray(coordinates, dtype=float)
    largest = np.abs(coordinates).round(6).argmax(0)  # the first of equals, whatever the rounding
    return coordinates * np.sign(coordinates[largest, np.arange(coordinates.shape[1])])


pca = Exercise(
    _pca,
    hints=(
        "Subtract the mean of each column, find the directions of largest variance, measure every point along them.",
        "`np.linalg.svd(centred, full_matrices=False)[2]` holds the directions as its rows, best first.",
        "The coordinates are `centred @ directions[:k].T`.",
    ),
    read="PCA, by hand",
    canonical=_up_to_sign,
)


def _same_axes(got, expected, why):
    """Equal if each expected column is turned to the side of the one that came."""
    if np.shape(got) == np.shape(expected):
        expected = expected * np.where((np.asarray(got) * expected).sum(0) < 0, -1, 1)
    same(got, expected, why, rtol=1e-3, atol=1e-3)


def _cloud(rng, n=60):
    """Points whose axes have clearly different variances, turned at random, away from the origin."""
    spread = rng.normal(size=(n, 5)) * [9, 5, 3, 1.5, 0.5]
    return spread @ projection.random_rotation(5, rng=rng) + rng.normal(size=5) * 10


@pca.criterion("points on a line, by hand", points=1)
def _(student, rng):
    points = np.array([[10.0, 1.0], [13.0, 5.0], [16.0, 9.0]])
    _same_axes(
        student(points, 1), np.array([[-5.0], [0.0], [5.0]]), "The points are 5 apart, the middle one is the mean"
    )
    points = np.array([[0.0, 2.0], [1.0, 2.0], [5.0, 2.0]])
    _same_axes(student(points, 1), np.array([[-2.0], [-1.0], [3.0]]), "They lie along the first axis, with mean 2")


@pca.criterion("the k directions of largest variance, largest first", points=2)
def _(student, rng):
    points = _cloud(rng)
    for k in (1, 2, 4):
        _same_axes(student(points, k), _pca(points, k), f"60 points in 5 dimensions, {k} kept")


@pca.criterion("moving all points together changes nothing", points=1)
def _(student, rng):
    points = _cloud(rng)
    _same_axes(student(points + 10, 2), _pca(points, 2), "The mean is taken out, so 10 more everywhere is nothing")


def _directions(points):
    return np.linalg.svd(points, full_matrices=False)[2]


@pca.mistake("the mean was not taken out: the first direction then points at the mean.")
def not_centred(points, k):
    return points @ _directions(points)[:k].T


@pca.mistake("each row was centred instead of each column: it is `points.mean(axis=0)`.")
def rows_centred(points, k):
    centred = points - points.mean(axis=1, keepdims=True)
    return centred @ _directions(centred)[:k].T


@pca.mistake("`eigh` sorts upwards: these are the directions of smallest variance. Take the last ones, reversed.")
def smallest_variance(points, k):
    centred = points - points.mean(axis=0)
    return centred @ np.linalg.eigh(centred.T @ centred)[1][:, :k]


@pca.mistake("`eigh` sorts upwards: the last k are right, but the largest must come first.")
def upside_down(points, k):
    centred = points - points.mean(axis=0)
    return centred @ np.linalg.eigh(centred.T @ centred)[1][:, -k:]


@pca.mistake("`svd` returns the directions as rows; you took columns: `directions[:k].T`, not `directions[:, :k]`.")
def columns_of_vt(points, k):
    centred = points - points.mean(axis=0)
    return centred @ _directions(centred)[:, :k]


@pca.mistake("this is U of the SVD: every axis has the same variance. Multiply by the singular values.")
def singular_values_forgotten(points, k):
    return np.linalg.svd(points - points.mean(axis=0), full_matrices=False)[0][:, :k]


@pca.mistake("the columns were also divided by their standard deviation; that is PCA of another data set.")
def standardised(points, k):
    scaled = (points - points.mean(axis=0)) / points.std(axis=0)
    return scaled @ _directions(scaled)[:k].T


@pca.mistake("`points -= ...` changed the caller's array: later cells would see the centred one.")
def centred_in_place(points, k):
    points -= points.mean(axis=0)
    return points @ _directions(points)[:k].T


# --- neighbours kept ------------------------------------------------------------------------------------------

neighbours_kept = Exercise(
    projection.neighbours_kept,
    hints=(
        "For each point make two lists of its k nearest: one among `high`, one among `low`. How many are in both?",
        "Put infinity on the diagonal of each distance matrix, so that no point is its own neighbour.",
        "`len(set(one) & set(other)) / k` for each point, then the mean over the points.",
    ),
    read="How honest is a map?",
)


@neighbours_kept.criterion("four points on a line, one moved, by hand", points=1)
def _(student, rng):
    high = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [7.0, 0.0]])
    low = np.array([[0.0, 0.0], [1.0, 0.0], [8.0, 0.0], [7.0, 0.0]])
    same(student(high, low, 1), 0.75, "Nearest before: 1, 0, 1, 2; in the map: 1, 0, 3, 2; three of four are kept")
    high = np.array([[0.0, 0.0], [0.0, 0.0], [5.0, 0.0], [6.0, 0.0], [8.0, 0.0]])
    low = high.copy()
    low[1, 0] = 0.1
    same(student(high, low, 2), 1.0, "Points 0 and 1 are twins: each is the other's neighbour, before and after")


@neighbours_kept.criterion("a turned and scaled copy keeps every neighbour", points=1)
def _(student, rng):
    high = rng.normal(size=(25, 2))
    same(student(high, 3 * high @ projection.random_rotation(2, rng=rng), 4), 1.0, "Nothing was lost")
    scrambled = rng.permutation(high)
    same(student(high, scrambled, 4), projection.neighbours_kept(high, scrambled, 4), "A scrambled copy keeps few")


@neighbours_kept.criterion("any points, any k", points=2)
def _(student, rng):
    high = rng.normal(size=(40, 6)) * [3, 2, 2, 1, 1, 1]
    for k in (2, 10):
        same(student(high, high[:, :2], k), projection.neighbours_kept(high, high[:, :2], k), f"40 points, k = {k}")


def _near(points, k, *, first=0):
    distances = similarity.euclidean(points, points)
    if not first:
        np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1, kind="stable")[:, :k]


def _shared(one, other):
    return np.array([len(set(a) & set(b)) for a, b in zip(one, other, strict=True)])


@neighbours_kept.mistake("each point was counted as its own neighbour, which every map keeps.")
def itself_kept(high, low, k):
    return float(_shared(_near(high, k, first=1), _near(low, k, first=1)).mean() / k)


@neighbours_kept.mistake(
    "you dropped the first of each sorted list, taking it for the point itself. A twin can stand there."
)
def first_point_dropped(high, low, k):
    one, other = (_near(points, k + 1, first=1)[:, 1:] for points in (high, low))
    return float(_shared(one, other).mean() / k)


@neighbours_kept.mistake("the lists were compared place by place; a neighbour is kept wherever it stands in the list.")
def place_by_place(high, low, k):
    return float((_near(high, k) == _near(low, k)).mean())


@neighbours_kept.mistake("this is the mean number of neighbours kept; divide by k to get a share.")
def number_kept(high, low, k):
    return float(_shared(_near(high, k), _near(low, k)).mean())


@neighbours_kept.mistake("you divided by the size of the union (Jaccard); the share is out of k.")
def jaccard(high, low, k):
    shared = _shared(_near(high, k), _near(low, k))
    return float((shared / (2 * k - shared)).mean())


@neighbours_kept.mistake("the farthest points were compared: `argsort` sorts upwards, so the nearest are the first.")
def farthest_kept(high, low, k):
    def far(points):
        return np.argsort(-similarity.euclidean(points, points), axis=1, kind="stable")[:, :k]

    return float(_shared(far(high), far(low)).mean() / k)


# --- random rotation ------------------------------------------------------------------------------------------


def _random_rotation(d, seed):
    return projection.random_rotation(d, rng=np.random.default_rng(seed))


_random_rotation.__name__ = "random_rotation"


def _looks(matrix):
    """What can be said of a random matrix: how it is made, not its numbers."""
    matrix = np.asarray(matrix, dtype=float)
    gram = matrix.T @ matrix
    square = np.allclose(gram, np.diag(np.diag(gram)), atol=1e-3)  # columns at right angles
    unit = np.allclose(np.diag(gram), 1, atol=1e-3)
    return [square, unit, np.allclose(np.tril(matrix, -1), 0), bool((np.abs(matrix) < 1e-7).any())]


random_rotation = Exercise(
    _random_rotation,
    hints=(
        "Start from a d x d matrix of normal random numbers and make its columns perpendicular and of length 1.",
        "That is what the QR decomposition does: `np.linalg.qr` returns Q and R; only Q is a rotation.",
        "`np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))[0]`",
    ),
    read="What a single dimension means",
    canonical=_looks,
)


def _rotation(student, d, seed):
    """The student's matrix, if it is a rotation that mixes all coordinates."""
    matrix = np.asarray(student(d, seed))
    if matrix.shape != (d, d) or matrix.dtype.kind not in "biuf":
        raise Wrong(f"A rotation of {d} dimensions is a {d} x {d} array of numbers, got {kind(matrix)}")
    gram = matrix.T @ matrix
    if not np.allclose(np.diag(gram), 1, atol=1e-3):
        raise Wrong(f"Not every column has length 1: the first one has {np.sqrt(gram[0, 0]):.3g}")
    if not np.allclose(gram, np.eye(d), atol=1e-3):
        raise Wrong("The columns are not all at right angles: their dot products should be 0")
    if (np.abs(matrix) < 1e-7).any():
        raise Wrong("There are zeros in the matrix; every new coordinate should be a mixture of all the old ones")
    return matrix


@random_rotation.criterion("columns of length 1, at right angles, mixing all coordinates", points=2)
def _(student, rng):
    for d in (4, 20):
        _rotation(student, d, int(rng.integers(1000)))


@random_rotation.criterion("every cosine survives", points=1)
def _(student, rng):
    vectors = rng.normal(size=(6, 12))
    turned = vectors @ _rotation(student, 12, int(rng.integers(1000)))
    if not np.allclose(similarity.cosine(turned, turned), similarity.cosine(vectors, vectors), atol=1e-3):
        raise Wrong("The cosines of six vectors changed when they were turned")


@random_rotation.criterion("the seed decides: the same one, the same rotation; another one, another", points=1)
def _(student, rng):
    seeds = rng.permutation(1000)[:5].tolist()
    matrices = [_rotation(student, 8, seed) for seed in seeds]
    same(student(8, seeds[-1]), matrices[-1], f"Called again with seed {seeds[-1]}")
    sizes = [np.sort(np.abs(matrix), axis=None) for matrix in matrices]  # neither signs nor order make a new one
    if min(np.abs(one - other).max() for i, one in enumerate(sizes) for other in sizes[:i]) < 1e-3:
        raise Wrong(f"Of the seeds {seeds}, two gave the same rotation, or one with columns swapped or turned round")


def _normal(d, seed):
    return np.random.default_rng(seed).normal(size=(d, d))


@random_rotation.mistake(
    "the columns are neither at right angles nor of length 1, as in a matrix of random numbers; QR makes them so."
)
def not_orthogonal(d, seed):
    return _normal(d, seed)


@random_rotation.mistake("the columns have length 1 now, but they are not at right angles; that is what QR adds.")
def only_unit_columns(d, seed):
    matrix = _normal(d, seed)
    return matrix / np.linalg.norm(matrix, axis=0)


@random_rotation.mistake("this is triangular, as R of the QR decomposition is; Q is the rotation.")
def r_of_qr(d, seed):
    return np.linalg.qr(_normal(d, seed))[1]


@random_rotation.mistake("some coordinates are only swapped or left as they are; the rotation should mix all of them.")
def not_all_mixed(d, seed):
    return np.random.default_rng(seed).permutation(np.eye(d))


@random_rotation.mistake("the result does not follow the seed: make the generator with `np.random.default_rng(seed)`.")
def seed_ignored(d, seed):
    return np.linalg.qr(_normal(d, 0))[0]


# --- the challenge --------------------------------------------------------------------------------------------

HIDDEN_PAIRS = 300  # of WordSim353's 353, drawn anew for each seed
FREQUENT = 2000  # words beside those of the pairs; more would only take longer
# Gains over 3,000 draws of the pairs: whitening .080 to .165, removing the mean .038 to .126.
NO_GAIN, FULL_GAIN = 0.02, 0.06


def _improve(vectors):
    """Whitening: every direction gets the same variance."""
    return np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)[0]


_improve.__name__ = "improve"

improve = Exercise(
    _improve,
    hints=(
        "The lesson measured that all word vectors lean the same way. What they share cannot tell them apart.",
        "Subtract the mean of all vectors. Then look at the few directions that hold most of the variance.",
        "Make the loud directions quieter: divide the PCA coordinates by their standard deviations (whitening).",
    ),
    read="All in one cone",
)


@functools.cache
def _test_words():
    """GloVe's vectors of frequent words and of WordSim353's, the rows of its pairs, and people's scores."""
    try:
        glove = words.load_glove()
    except data.DataError as error:
        raise GraderError("it is measured on GloVe, which is not here: run `vecembed data get glove`") from error
    pairs, scores = words.load_similarity("wordsim353")
    pairs = [(a.lower(), b.lower()) for a, b in pairs]
    vocabulary = sorted({*glove.words[:FREQUENT], *(word for pair in pairs for word in pair)})
    row = {word: i for i, word in enumerate(vocabulary)}
    return glove.vectors[glove.rows(vocabulary)].astype(float), np.array([[row[a], row[b]] for a, b in pairs]), scores


def _hidden_test(rng):
    """The test words in a new order, and the rows and scores of the hidden pairs."""
    vectors, rows, scores = _test_words()
    order = rng.permutation(len(vectors))
    hidden = rng.permutation(len(rows))[:HIDDEN_PAIRS]
    return vectors[order], np.argsort(order)[rows[hidden]], scores[hidden]


@improve.criterion("agreement with people on hidden pairs rises by 0.06", points=6)
def _(student, rng):
    vectors, rows, scores = _hidden_test(rng)
    better = np.asarray(student(vectors), dtype=float)
    if better.ndim != 2 or len(better) != len(vectors) or not np.isfinite(better).all():
        raise Wrong(
            f"The answer needs one row of finite numbers for each of the {len(vectors)} words, got {kind(better)}"
        )
    if np.ptp(similarity.normalize(better), axis=0).max() < 1e-9:
        raise Wrong("All words got the same direction, so no pair is closer than another")
    before, after = (similarity.agreement(table, rows, scores) for table in (vectors, better))
    remark = f"Spearman went from {before:.3f} to {after:.3f} on {len(rows)} hidden pairs"
    share = (after - before - NO_GAIN) / (FULL_GAIN - NO_GAIN)
    if share < 1:
        raise Wrong(f"{remark}; points begin at +{NO_GAIN} and are full at +{FULL_GAIN}", share=share)
    return remark


@improve.mistake("the vectors came back as they were.")
def unchanged(vectors):
    return vectors.copy()


@improve.mistake("you only made the vectors unit length. The cosine ignores lengths already, so nothing changes.")
def only_normalised(vectors):
    return similarity.normalize(vectors)


@improve.mistake("each row was centred; what the words share is the mean of each column, `vectors.mean(axis=0)`.")
def mean_of_rows_removed(vectors):
    return vectors - vectors.mean(axis=1, keepdims=True)


@improve.mistake("you kept the few loudest directions; it is those that all words share. Quieten them instead.")
def only_the_top_kept(vectors):
    return projection.pca(vectors, 10).coordinates


@improve.mistake("you multiplied by the standard deviations: loud directions became louder. Divide.")
def loud_made_louder(vectors):
    coordinates = projection.pca(vectors, vectors.shape[1]).coordinates
    return coordinates * coordinates.std(axis=0)


EXERCISES, check = checker(
    cosine,
    nearest,
    analogy,
    spearman,
    relative_contrast,
    k_occurrence,
    mean_cosine,
    pca,
    neighbours_kept,
    random_rotation,
    improve,
)
