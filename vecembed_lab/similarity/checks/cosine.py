"""The exercise `cosine`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.similarity import measures

cosine = Exercise(
    "cosine",
    measures.cosine,
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
    a, b = np.array([[1.0, -1.0], [0.0, 2.0]]), np.array([[3.0, -3.0], [-1.0, 0.0]])
    why = "(1, -1) and (3, -3) have the same direction, though their numbers add up to 0"
    same(student(a, b), [[1.0, -np.sqrt(0.5)], [-np.sqrt(0.5), 0.0]], why)


@cosine.criterion("every row of a against every row of b", points=1)
def _(student, rng):
    for n, m, d in [(5, 3, 8), (4, 4, 4), (1, 6, 2), (7, 2, 1)]:
        a, b = table(rng, shape=(n, d)), table(rng, shape=(m, d))
        same(student(a, b), measures.cosine(a, b), "Row i, column j is the cosine of a[i] and b[j]")
    a = table(rng, "copies", shape=(9, 3))
    same(student(a, -a), measures.cosine(a, -a), "Some rows are equal, some are opposite")


@cosine.criterion("making a vector longer or shorter changes nothing", points=1)
def _(student, rng):
    a, b = rng.normal(size=(2, 4, 6))
    why = "Only the direction counts, however short a vector is: nothing is added to a length that is not 0"
    same(student(a * [[0.001], [2], [30], [4000]], b * 0.01), measures.cosine(a, b), why)
    a, b = table(rng, "thousands", shape=(6, 3)), table(rng, "far", "by columns", shape=(5, 3))
    same(student(a, b), measures.cosine(a, b), "Coordinates in the thousands are numbers like any other")


@cosine.criterion("a zero vector has cosine 0 with everything", points=1)
def _(student, rng):
    a, b = rng.normal(size=(2, 3, 4))
    a[1] = b[2] = 0
    same(
        student(a, b),
        measures.cosine(a, b),
        "Row 1 of a and row 2 of b are zero: cosine 0. All others have their own cosine",
    )
    a, b = rng.normal(size=(2, 4)), np.zeros((1, 4))
    same(student(a, b), [[0], [0]], "The only row of b is zero")


@cosine.mistake("this is the dot product. Divide by the two lengths, or long vectors win.")
def dot_product(a, b):
    return a @ b.T


@cosine.mistake("you divided by the squared lengths: the length is the square root of the sum of squares.")
def squared_lengths(a, b):
    squares = (a**2).sum(1)[:, None] * (b**2).sum(1)
    return a @ b.T / np.where(squares > 0, squares, 1)


@cosine.mistake("only `a` was divided by its lengths; `b` needs it too.")
def only_a_normalised(a, b):
    return measures.normalize(a) @ b.T


@cosine.mistake("`np.linalg.norm(a)` is one length for the whole matrix; `axis=1` gives one length a row.")
def norm_of_the_whole_matrix(a, b):
    return a @ b.T / (np.linalg.norm(a) * np.linalg.norm(b))


@cosine.mistake("all rows were divided by the length of the whole matrix; each row has its own length, `axis=1`.")
def norm_of_the_whole_matrix_but_zero(a, b):
    return a @ b.T / ((np.linalg.norm(a) or 1) * (np.linalg.norm(b) or 1))


@cosine.mistake("the columns were made length 1 (`axis=0`); a vector is a row, so it is `axis=1`.")
def columns_normalised(a, b):
    return measures.normalize(a.T).T @ measures.normalize(b.T)


@cosine.mistake("the lengths were taken down the columns (`axis=0`); a vector is a row, so it is `axis=1`.")
def lengths_of_columns(a, b):
    return (a / np.linalg.norm(a, axis=0)) @ (b / np.linalg.norm(b, axis=0)).T


@cosine.mistake("this is the cosine distance, 1 - cosine: the same direction should give 1, not 0.")
def cosine_distance(a, b):
    return 1 - measures.cosine(a, b)


@cosine.mistake("a zero vector has length 0, and 0 / 0 is NaN. Decide what it means: here, 0.")
def nan_for_zero(a, b):
    return a @ b.T / np.linalg.norm(a, axis=1)[:, None] / np.linalg.norm(b, axis=1)


@cosine.mistake("a zero row in `a` is handled, one in `b` still gives 0 / 0, NaN.")
def nan_for_zero_in_b(a, b):
    return measures.normalize(a) @ b.T / np.linalg.norm(b, axis=1)


@cosine.mistake("negative cosines were cut off at 0; opposite directions have cosine -1.")
def negative_cut_off(a, b):
    return np.maximum(measures.cosine(a, b), 0)


@cosine.mistake("the signs were dropped: opposite directions have cosine -1, not 1.")
def signs_dropped(a, b):
    return np.abs(measures.cosine(a, b))


@cosine.mistake("this is the angle itself; its cosine is asked, so leave out `arccos`.")
def angle(a, b):
    return np.arccos(measures.cosine(a, b))


@cosine.mistake("each row was centred before, which makes this a correlation; the cosine leaves the rows as they are.")
def correlation(a, b):
    return measures.cosine(a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True))


@cosine.mistake("the lengths were taken as sums of sizes, `abs(a).sum(axis=1)`; square, add, take the root.")
def city_block_lengths(a, b):
    sizes = np.abs(a).sum(1)[:, None] * np.abs(b).sum(1)
    return a @ b.T / np.where(sizes > 0, sizes, 1)


@cosine.mistake("this is the straight-line distance; the cosine does not depend on how long the vectors are.")
def distance(a, b):
    return measures.euclidean(a, b)


@cosine.mistake("a zero vector got cosine 1; it has no direction, and the rule here is 0.")
def one_for_zero(a, b):
    cosines = measures.cosine(a, b)
    return np.where(a.any(axis=1)[:, None] & b.any(axis=1), cosines, 1)


@cosine.mistake("row i of `a` was compared with row i of `b` only; the answer has every pair, shape (n, m).")
def matching_rows_only(a, b):
    return (measures.normalize(a) * measures.normalize(b)).sum(1)


@cosine.mistake(
    "0.000001 was added to the product of the lengths, which makes the cosines of short vectors too small: put 1 in "
    "place of a product of 0, and leave all others as they are."
)
def small_number_added(a, b):
    return a @ b.T / (np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1)) + 1e-6)


@cosine.mistake("you divided by the squared length of `a` alone; divide once by each of the two lengths.")
def squared_length_of_a(a, b):
    squares = (a**2).sum(axis=1, keepdims=True)
    return a @ b.T / np.where(squares > 0, squares, 1)
