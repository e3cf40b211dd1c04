"""The exercise `cosine`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
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


@cosine.criterion("every row of a against every row of b", points=1)
def _(student, rng):
    a, b = rng.normal(size=(5, 8)), rng.normal(size=(3, 8))
    same(student(a, b), measures.cosine(a, b), "Row i, column j is the cosine of a[i] and b[j]")


@cosine.criterion("making a vector longer or shorter changes nothing", points=1)
def _(student, rng):
    a, b = rng.normal(size=(2, 4, 6))
    same(student(a * [[0.001], [2], [30], [400]], b * 0.01), measures.cosine(a, b), "Only the direction counts")


@cosine.criterion("a zero vector has cosine 0 with everything", points=1)
def _(student, rng):
    a, b = rng.normal(size=(2, 3, 4))
    a[1] = b[2] = 0
    same(student(a, b), measures.cosine(a, b), "Row 1 of a and row 2 of b are zero: they have no direction")


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


@cosine.mistake("row i of `a` was compared with row i of `b` only; the answer has every pair, shape (n, m).")
def matching_rows_only(a, b):
    return (measures.normalize(a) * measures.normalize(b)).sum(1)
