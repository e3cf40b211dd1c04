"""The exercise `spread`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table


def _unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _spread(vectors):
    from vecembed_lab.images import collapse

    return collapse.spread(vectors)


spread = Exercise(
    "spread",
    _spread,
    hints=(
        "Bring every row to length 1 first. Then each column is a list of n numbers: how much do they vary?",
        "The standard deviation of each column (divided by n, as NumPy does), and the mean over the columns.",
        "`np.sqrt(d) * unit.std(axis=0).mean()`, d being the number of columns.",
    ),
    read="Collapse",
)


@spread.criterion("a few vectors, by hand", points=1)
def _(student, rng):
    why = "At length 1 they are (1, 0) and (-1, 0): deviations 1 and 0, mean 1/2, times the root of 2"
    same(student(np.array([[1.0, 0.0], [-3.0, 0.0]])), np.sqrt(2) / 2, why)
    same(student(np.array([[1.0, 0.0], [0.0, 2.0]])), np.sqrt(2) / 2, "(1, 0) and (0, 1): both columns deviate by 1/2")
    same(student(np.array([[3.0, 4.0], [6.0, 8.0], [0.3, 0.4]])), 0.0, "One direction, three lengths: all is lost")


@spread.criterion("any vectors", points=2)
def _(student, rng):
    for n, d in ((8, 5), (40, 3), (6, 12), (3, 2), (9, 1)):
        vectors = table(rng, shape=(n, d))
        same(student(vectors), _spread(vectors), f"{n} vectors of {d} dimensions")
        same(student(vectors + 3), _spread(vectors + 3), "All of them leaning to one side")


@spread.criterion("nearly collapsed, a single vector, whole numbers", points=1)
def _(student, rng):
    vectors = np.ones(6) + 0.02 * rng.normal(size=(30, 6))
    same(student(vectors), _spread(vectors), "Nearly the same direction everywhere", atol=1e-6)
    same(student(vectors[:1]), 0.0, "A single vector")
    whole = table(rng, "integers", "copies", shape=(9, 4)) + 20
    same(student(whole), _spread(whole), "Whole numbers, and two equal vectors")


@spread.mistake("the vectors were not brought to length 1 first: a long vector would count more than a short one.")
def not_unit(vectors):
    return float(vectors.std(axis=0).mean() * np.sqrt(vectors.shape[1]))


@spread.mistake("the root of d is missing.")
def without_root(vectors):
    return float(_unit(vectors).std(axis=0).mean())


@spread.mistake("it was multiplied by d; by the root of d was asked for.")
def times_d(vectors):
    return float(_unit(vectors).std(axis=0).mean() * vectors.shape[1])


@spread.mistake("the deviation was taken along each row; it is about how a column varies from vector to vector.")
def along_rows(vectors):
    return float(_unit(vectors).std(axis=1).mean() * np.sqrt(vectors.shape[1]))


@spread.mistake("one deviation of all numbers was taken; take that of each column, then the mean.")
def of_all_numbers(vectors):
    return float(_unit(vectors).std() * np.sqrt(vectors.shape[1]))


@spread.mistake("these are variances; standard deviations were asked for.")
def variances(vectors):
    return float(_unit(vectors).var(axis=0).mean() * np.sqrt(vectors.shape[1]))


@spread.mistake("it was divided by n - 1; NumPy's own deviation, divided by n, was asked for.")
def over_n_minus_one(vectors):
    with np.errstate(all="ignore"):
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return float(_unit(vectors).std(axis=0, ddof=1).mean() * np.sqrt(vectors.shape[1]))


@spread.mistake("it was divided by the root of d; multiply by it.")
def over_root(vectors):
    return float(_unit(vectors).std(axis=0).mean() / np.sqrt(vectors.shape[1]))


@spread.mistake("the root of n was used, the number of vectors; it is that of d, the number of dimensions.")
def root_of_n(vectors):
    return float(_unit(vectors).std(axis=0).mean() * np.sqrt(len(vectors)))


@spread.mistake("columns were brought to length 1; each vector is a row.")
def unit_columns(vectors):
    columns = vectors / np.maximum(np.linalg.norm(vectors, axis=0), 1e-12)
    return float(columns.std(axis=0).mean() * np.sqrt(vectors.shape[1]))


@spread.mistake("a deviation for each column came; their mean is asked for.")
def not_averaged(vectors):
    return _unit(vectors).std(axis=0) * np.sqrt(vectors.shape[1])


@spread.mistake("the deviations were added up; their mean is asked for.")
def total(vectors):
    return float(_unit(vectors).std(axis=0).sum() * np.sqrt(vectors.shape[1]))


@spread.mistake("the vectors were centred before they were brought to length 1, and that hides a collapse.")
def centred_first(vectors):
    moved = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return float((moved / np.maximum(lengths, 1e-12)).std(axis=0).mean() * np.sqrt(vectors.shape[1]))


@spread.mistake("this is the mean cosine, which also tells a collapse; the spread was asked for.")
def mean_cosine(vectors):
    return float((_unit(vectors) @ _unit(vectors).T).mean())


@spread.mistake("this is the effective rank, which a collapsed net can have as well.")
def rank(vectors):
    from vecembed_lab.images import collapse

    return collapse.effective_rank(vectors)


@spread.mistake("the root of the mean variance was taken; the mean of the deviations was asked for.")
def root_of_mean_variance(vectors):
    return float(np.sqrt(_unit(vectors).var(axis=0).mean() * vectors.shape[1]))


@spread.mistake("absolute deviations were averaged; the standard deviation is the root of the mean *square*.")
def absolute_deviation(vectors):
    return float(np.abs(_unit(vectors) - _unit(vectors).mean(axis=0)).mean() * np.sqrt(vectors.shape[1]))


@spread.mistake("this is 1 minus the mean cosine, which also tells a collapse; the spread was asked for.")
def mean_cosine_distance(vectors):
    return 1 - mean_cosine(vectors)


@spread.mistake(
    "each vector was divided by the sum of its absolute values; its length is the root of the sum of squares."
)
def sum_for_length(vectors):
    parts = vectors / np.abs(vectors).sum(axis=1, keepdims=True)
    return float(parts.std(axis=0).mean() * np.sqrt(vectors.shape[1]))


@spread.mistake("it was divided by n - 1; NumPy's own deviation, divided by n, was asked for.")
def over_n_minus_one_but_for_one(vectors):
    return over_n_minus_one(vectors) if len(vectors) > 1 else 0.0
