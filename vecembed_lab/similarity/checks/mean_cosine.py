"""The exercise `mean_cosine`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
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
    same(student(vectors), np.sqrt(2) / 3, "The three pairs have cosines 0, .7071 and .7071")
    vectors = np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0]])
    same(student(vectors), 1 / 3, "The three pairs have cosines 1, 0 and 0")


@mean_cosine.criterion("any vectors, spread evenly or in a cone", points=2)
def _(student, rng):
    for shift in (0, 2):
        vectors = (rng.normal(size=(60, 10)) + shift) * np.exp(rng.normal(size=(60, 1)))
        same(student(vectors), measures.mean_cosine(vectors), "60 vectors, each pair of different rows once")


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


@mean_cosine.mistake("the signs were dropped: opposite directions have cosine -1, and they should cancel.")
def absolute_values(vectors):
    return float(np.abs(_cosines(vectors))[~np.eye(len(vectors), dtype=bool)].mean())


@mean_cosine.mistake("this is the cosine with the mean vector; what is asked is the mean over pairs.")
def with_the_mean_vector(vectors):
    return float(measures.cosine(vectors, vectors.mean(0)[None]).mean())
