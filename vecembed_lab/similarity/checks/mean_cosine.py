"""The exercise `mean_cosine`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.similarity import measures

mean_cosine = Exercise(
    "mean_cosine",
    measures.mean_cosine,
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
    same(
        student(vectors), np.sqrt(2) / 3, "The mean over the three pairs of rows, whose cosines are 0, .7071 and .7071"
    )
    vectors = np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0]])
    same(student(vectors), 1 / 3, "The three pairs have cosines 1, 0 and 0")
    same(student(np.array([[3.0, 0.0], [-1.0, 0.0]])), -1.0, "The only pair is opposite")


@mean_cosine.criterion("any vectors, spread evenly or in a cone", points=2)
def _(student, rng):
    for shift in (0, 2):
        vectors = (rng.normal(size=(60, 10)) + shift) * np.exp(rng.normal(size=(60, 1)))
        same(student(vectors), measures.mean_cosine(vectors), "60 vectors, each pair of different rows once")
    for kinds in [("wide", "copies"), ("square", "tiny"), ("thousands", "by columns"), ("far",), ("one column",)]:
        vectors = table(rng, *kinds)
        n, d = vectors.shape
        why = f"{n} vectors of {d} numbers{', two of them equal' if 'copies' in kinds else ''}"
        same(student(vectors), measures.mean_cosine(vectors), why)


def _cosines(vectors):
    return measures.cosine(vectors, vectors)


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


@mean_cosine.mistake(
    "the ones on the diagonal were left out of the sum, but it was divided by n * n; n (n - 1) cosines are left."
)
def divided_by_n_squared(vectors):
    n = len(vectors)
    return float((_cosines(vectors).sum() - n) / n**2)


@mean_cosine.mistake("the diagonal is still in the triangle: `np.triu_indices(n, k=1)` begins beside it.")
def diagonal_in_the_triangle(vectors):
    return float(_cosines(vectors)[np.triu_indices(len(vectors))].mean())


@mean_cosine.mistake("exactly twice: was each pair added as (i, j) and as (j, i), but divided by n (n - 1) / 2?")
def doubled(vectors):
    return 2 * measures.mean_cosine(vectors)


@mean_cosine.mistake("this is the sum over the pairs; divide by their number.")
def sum_of_pairs(vectors):
    n = len(vectors)
    return measures.mean_cosine(vectors) * n * (n - 1) / 2


@mean_cosine.mistake("only the pairs of the first row were taken.")
def first_row_only(vectors):
    return float(_cosines(vectors)[0, 1:].mean())


@mean_cosine.mistake("only rows that follow each other were paired.")
def neighbours_in_the_list(vectors):
    return float(np.diag(_cosines(vectors), 1).mean())


@mean_cosine.mistake(
    "pairs of cosine 1 were left out; two rows with the same direction are a pair, only a row with itself is not."
)
def parallel_left_out(vectors):
    cosines = _cosines(vectors)
    rest = cosines[cosines < 1 - 1e-9]
    return float(rest.mean()) if rest.size else 0.0


@mean_cosine.mistake("this is the median over the pairs; the mean is asked.")
def median(vectors):
    return float(np.median(_cosines(vectors)[np.triu_indices(len(vectors), 1)]))


@mean_cosine.mistake("columns were compared with columns; a vector is a row.")
def columns_compared(vectors):
    cosines = _cosines(vectors.T)
    return float(cosines[np.triu_indices(len(cosines), 1)].mean())


@mean_cosine.mistake("the signs were dropped: opposite directions have cosine -1, and they should cancel.")
def absolute_values(vectors):
    return float(np.abs(_cosines(vectors))[~np.eye(len(vectors), dtype=bool)].mean())


@mean_cosine.mistake("this is the cosine with the mean vector; what is asked is the mean over pairs.")
def with_the_mean_vector(vectors):
    return float(measures.cosine(vectors, vectors.mean(0)[None]).mean())


@mean_cosine.mistake(
    "the ones on the diagonal are still in the sum, but it was divided by the number of pairs of different rows."
)
def diagonal_added(vectors):
    n = len(vectors)
    return float(np.triu(_cosines(vectors)).sum() / (n * (n - 1) / 2))


@mean_cosine.mistake("this is the cosine with the mean of the unit vectors; what is asked is the mean over pairs.")
def with_the_mean_direction(vectors):
    unit = measures.normalize(vectors)
    return float(measures.cosine(unit, unit.mean(axis=0)[None]).mean())
