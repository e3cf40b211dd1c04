"""The exercise `recognise`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.audio import recognition
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity.measures import normalize

recognise = Exercise(
    "recognise",
    lambda vectors, labels, queries: recognition.by_prototype(vectors, labels, queries),
    hints=(
        "Make all vectors length 1. The prototype of a label is the mean of its vectors, made length 1 again.",
        "`names = np.unique(labels)`, and one row of prototypes for each of them.",
        "`names[(unit(queries) @ prototypes.T).argmax(axis=1)]`: the place of the best, turned into its label.",
    ),
    read="One vector, however long the sound",
)


@recognise.criterion("by hand: two words in the plane", points=1)
def _(student, rng):
    vectors, labels = np.array([[1.0, 0], [0, 5], [0, 2]]), np.array([7, 3, 3])
    same(student(vectors, labels, np.array([[2.0, 1], [1, 2]])), [7, 3], "(2, 1) points more along (1, 0)")
    vectors, labels = np.array([[9.0, 0], [0, 1], [-1, 0]]), np.array([5, 5, 2])
    queries = np.array([[1.0, 3], [-2, 1]])
    same(student(vectors, labels, queries), [5, 2], "The prototype of 5 is (1, 1), although (9, 0) is long")


def _clear(rng, n, m, d, names):
    """A case in which no query lies between two prototypes, and the usual shortcuts go wrong somewhere."""
    while True:
        labels = np.concatenate([names, names, rng.choice(names, n - 2 * len(names))])
        middles = rng.normal(size=(len(names), d))
        vectors = middles[np.searchsorted(names, labels)] + rng.uniform(0.2, 2, size=n)[:, None] * rng.normal(
            size=(n, d)
        )
        vectors *= rng.uniform(0.1, 6, size=(n, 1))
        queries = rng.normal(size=(m, d))
        scores = normalize(queries) @ recognition.prototypes(vectors, labels)[1].T
        first, second = np.sort(scores, axis=1)[:, -1], np.sort(scores, axis=1)[:, -2]
        queries = queries[first - second > 1e-3]
        answer = recognition.by_prototype(vectors, labels, queries)
        if all((wrong(vectors, labels, queries) != answer).any() for wrong in SHORTCUTS):
            return vectors, labels, queries


@recognise.criterion("any vectors, any labels", points=2)
def _(student, rng):
    for n, m, d, names in [(60, 40, 5, np.arange(10)), (30, 60, 3, np.array([-4, 0, 11, 50]))]:
        vectors, labels, queries = _clear(rng, n, m, d, names)
        answer = recognition.by_prototype(vectors, labels, queries)
        same(student(vectors, labels, queries), answer, f"{n} vectors with {len(names)} labels, {len(queries)} queries")


@recognise.criterion("one vector a label, and one label", points=1)
def _(student, rng):
    vectors, labels = rng.normal(size=(4, 6)), np.array([8, 1, 6, 3])
    same(student(vectors, labels, 3 * vectors[::-1]), labels[::-1], "Each query is three times one of the vectors")
    same(student(vectors, np.array([2, 2, 2, 2]), vectors + 1), [2, 2, 2, 2], "There is no other label")
    same(student(vectors, labels, vectors[:1]), [8], "One query")
    whole, asked = np.array([[3, 1], [3, 1], [1, 2], [-5, 1]]), np.array([[7, 1], [-1, 4], [-9, 2]])
    same(student(whole, np.array([2, 2, 6, 4]), asked), [2, 6, 4], "Whole numbers, and two rows that are equal")
    same(student(whole.astype(np.float32), np.array([2, 2, 6, 4]), asked.astype(np.float32)), [2, 6, 4], "float32")
    away = np.array([[-1.0, -3], [-3, -1]])
    same(student(np.eye(2), np.array([5, 2]), away), [5, 2], "All cosines are negative; the largest still fits best")


def _means(vectors, labels):
    names = np.unique(labels)
    return names, np.stack([vectors[labels == name].mean(axis=0) for name in names])


@recognise.mistake("long vectors dominate their prototype: make all vectors length 1 before the mean.")
def lengths_kept(vectors, labels, queries):
    names, means = _means(vectors, labels)
    return names[(normalize(queries) @ normalize(means).T).argmax(axis=1)]


@recognise.mistake("the mean of unit vectors is shorter the more they differ; make it length 1 again.")
def prototypes_not_unit(vectors, labels, queries):
    names, means = _means(normalize(vectors), labels)
    return names[(queries @ means.T).argmax(axis=1)]


@recognise.mistake("this is the straight-line distance of the vectors as they are; take the cosine.")
def by_distance(vectors, labels, queries):
    names, means = _means(vectors, labels)
    return names[np.linalg.norm(queries[:, None] - means, axis=2).argmin(axis=1)]


@recognise.mistake("this is the label of the nearest single vector; compare with the mean of each label.")
def nearest_vector(vectors, labels, queries):
    return labels[(normalize(queries) @ normalize(vectors).T).argmax(axis=1)]


@recognise.mistake("unit vectors were added up, so a label with more of them has a longer prototype.")
def sums(vectors, labels, queries):
    names, unit = np.unique(labels), normalize(vectors)
    return names[(queries @ np.stack([unit[labels == name].sum(axis=0) for name in names]).T).argmax(axis=1)]


@recognise.mistake("these are the places of the labels in order, from 0; return the labels.")
def places(vectors, labels, queries):
    return np.searchsorted(np.unique(labels), recognition.by_prototype(vectors, labels, queries))


@recognise.mistake("labels came in the order in which they are met first, the prototypes in another order.")
def wrong_order(vectors, labels, queries):
    names = np.array(list(dict.fromkeys(labels.tolist())))
    return names[(normalize(queries) @ recognition.prototypes(vectors, labels)[1].T).argmax(axis=1)]


@recognise.mistake("this is the label that fits least; the largest cosine fits best.")
def farthest(vectors, labels, queries):
    names, means = recognition.prototypes(vectors, labels)
    return names[(normalize(queries) @ means.T).argmin(axis=1)]


@recognise.mistake("every query got the label that most vectors have.")
def most_frequent(vectors, labels, queries):
    names, counts = np.unique(labels, return_counts=True)
    return np.full(len(queries), names[counts.argmax()])


@recognise.mistake("the sign of the cosine was dropped; the opposite direction fits least.")
def absolute_cosine(vectors, labels, queries):
    names, means = recognition.prototypes(vectors, labels)
    return names[np.abs(normalize(queries) @ means.T).argmax(axis=1)]


@recognise.mistake("the median of each label was taken; it is the mean.")
def medians(vectors, labels, queries):
    names, unit = np.unique(labels), normalize(vectors)
    means = normalize(np.stack([np.median(unit[labels == name], axis=0) for name in names]))
    return names[(normalize(queries) @ means.T).argmax(axis=1)]


@recognise.mistake("a cosine had to be above 0 to win; all of them may be negative.")
def best_from_zero(vectors, labels, queries):
    names, means = recognition.prototypes(vectors, labels)
    cosines = normalize(queries) @ means.T
    return np.where(cosines.max(axis=1) > 0, names[cosines.argmax(axis=1)], names[0])


@recognise.mistake("this is the straight-line distance to means that are shorter than 1; take the cosine.")
def distance_to_means(vectors, labels, queries):
    names, means = _means(normalize(vectors), labels)
    return names[np.linalg.norm(normalize(queries)[:, None] - means, axis=2).argmin(axis=1)]


@recognise.mistake("columns were made length 1; each row is a vector.")
def columns_made_unit(vectors, labels, queries):
    lengths = np.linalg.norm(vectors, axis=0)
    names, means = _means(vectors / np.where(lengths > 0, lengths, 1), labels)
    return names[(normalize(queries) @ normalize(means).T).argmax(axis=1)]


@recognise.mistake("all numbers were divided by one length, that of the whole table; each row has its own (`axis=1`).")
def one_length_for_all(vectors, labels, queries):
    names, means = _means(vectors / np.linalg.norm(vectors), labels)
    return names[(queries @ means.T).argmax(axis=1)]


@recognise.mistake(
    "vectors were divided by the sum of their absolute values; length is the root of the sum of squares."
)
def sum_for_length(vectors, labels, queries):
    names, means = _means(vectors / np.abs(vectors).sum(axis=1, keepdims=True), labels)
    return names[(queries @ (means / np.abs(means).sum(axis=1, keepdims=True)).T).argmax(axis=1)]


@recognise.mistake("the mean of all vectors was taken out first; leave them where they are.")
def centred(vectors, labels, queries):
    def unit(rows):
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)

    names, means = _means(unit(vectors - vectors.mean(axis=0)), labels)
    return names[((queries - vectors.mean(axis=0)) @ unit(means).T).argmax(axis=1)]


@recognise.mistake("unit vectors were kept in the type of the vectors: whole numbers are cut off, most become 0.")
def type_of_the_vectors(vectors, labels, queries):
    names, means = _means(normalize(vectors).astype(vectors.dtype), labels)
    means = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    return names[(queries @ means.T).argmax(axis=1)]


@recognise.mistake("labels were taken for 0, 1, 2 and so on; a number that is no label got a prototype.")
def all_numbers_are_labels(vectors, labels, queries):
    names, means = recognition.prototypes(vectors, labels)
    table = np.zeros((labels.max() + 1, vectors.shape[1]))
    table[names] = means
    return (queries @ table.T).argmax(axis=1)


@recognise.mistake("labels were taken for 0, 1, 2 and so on; a number that is no label has a mean of NaN.")
def missing_labels_are_nan(vectors, labels, queries):
    names, means = recognition.prototypes(vectors, labels)
    table = np.full((labels.max() + 1, vectors.shape[1]), np.nan)
    kept = names >= 0
    table[names[kept]] = means[kept]
    return (queries @ table.T).argmax(axis=1)


@recognise.mistake("prototypes came in the order in which labels are met first, the labels in another order.")
def wrong_order_of_prototypes(vectors, labels, queries):
    met, unit = list(dict.fromkeys(labels.tolist())), normalize(vectors)
    means = normalize(np.stack([unit[labels == name].mean(axis=0) for name in met]))
    return np.unique(labels)[(queries @ means.T).argmax(axis=1)]


@recognise.mistake("labels were looked for from 0 upwards only; they may be negative.")
def negative_labels_left_out(vectors, labels, queries):
    return recognition.by_prototype(vectors[labels >= 0], labels[labels >= 0], queries)


ORDERLY = {
    "places",
    "wrong_order",
    "wrong_order_of_prototypes",
    "negative_labels_left_out",
    "best_from_zero",
    "type_of_the_vectors",
    "all_numbers_are_labels",
} | {"missing_labels_are_nan"}
SHORTCUTS = [m.function for name, m in recognise.mistakes.items() if name not in ORDERLY]
