"""The exercise `improve`: what a right answer does, and the wrong answers people really give."""

import functools

import numpy as np

from vecembed_lab.data import registry, words
from vecembed_lab.grading.compare import Wrong, kind
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.student import GraderError
from vecembed_lab.similarity import measures, projection

HIDDEN_PAIRS = 300  # of WordSim353's 353, drawn anew for each seed
FREQUENT = 2000  # words beside those of the pairs; more would only take longer
# Gains over 3,000 draws of the pairs: whitening .080 to .165, removing the mean .038 to .126.
NO_GAIN, FULL_GAIN = 0.02, 0.06


def _improve(vectors):
    """Whitening: every direction gets the same variance."""
    return np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)[0]


improve = Exercise(
    "improve",
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
    except registry.DataError as error:
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
    if np.ptp(measures.normalize(better), axis=0).max() < 1e-9:
        raise Wrong("All words got the same direction, so no pair is closer than another")
    before, after = (measures.agreement(table, rows, scores) for table in (vectors, better))
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
    return measures.normalize(vectors)


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
