"""The exercise `improve`: what a right answer does, and the wrong answers people really give.

What answers gain in agreement with people, and what they earn of 6 points, on 20 draws of the hidden pairs:

    as they are               +0.000 to +0.000   0.0 to 0.0
    random numbers            -0.431 to -0.280   0.0 to 0.0
    mean subtracted           +0.059 to +0.067   2.0 to 2.0
    mean and top 5 removed    +0.080 to +0.103   3.7 to 5.3
    whitened                  +0.081 to +0.100   4.0 to 4.0
    whitened, of length 1     +0.082 to +0.101   4.0 to 4.3
    whitened twice            +0.085 to +0.105   4.2 to 4.8
    a power of the covariance +0.092 to +0.105   4.6 to 5.4
    the reference             +0.104 to +0.121   6.0 to 6.0
    another good answer       +0.105 to +0.122   6.0 to 6.0
"""

import functools

import numpy as np

from vecembed_lab.data import registry, words
from vecembed_lab.grading.compare import Wrong, kind
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.student import GraderError
from vecembed_lab.similarity import measures, projection

HIDDEN = 0.9  # of the pairs of each test, drawn anew for each seed
FREQUENT = 1000  # words, of which as large a part are drawn; more would only take longer
NO_GAIN = 0.01
BEYOND = 0.016  # what full points ask for beyond whitening: halfway from the best single line to the reference


def _as_they_are(vectors):
    return vectors


def _without_mean(vectors):
    return vectors - vectors.mean(axis=0)


def _whitened(vectors):
    """Every direction gets the same variance."""
    return np.linalg.svd(_without_mean(vectors), full_matrices=False)[0]


def _improve(vectors):
    """Nearly whitened, where frequent words count for more; then each word leans on its nearest."""
    weights = np.arange(1, len(vectors) + 1) ** -0.7
    unit = measures.normalize(vectors)
    centred = unit - np.average(unit, axis=0, weights=weights)
    variances, directions = np.linalg.eigh(np.cov(centred, rowvar=False, aweights=weights))
    soft = measures.normalize(centred @ directions / variances**0.42)
    near = np.argpartition(-(soft @ soft.T), 3)[:, :4]  # itself among them
    return soft + 0.35 * soft[near].mean(axis=1)


improve = Exercise(
    "improve",
    _improve,
    hints=(
        "The lesson measured that all word vectors lean the same way. What they share cannot tell them apart.",
        "Make the rows length 1, subtract their mean, and quieten the loud directions: divide the PCA coordinates by "
        "their standard deviations (whitening). Then try less: divide by a power of them, such as 0.8.",
        "Whose mean, whose directions? Let frequent words count for more, row i by (i + 1) ** -0.7, in the mean and in "
        "the covariance. Then make the rows length 1 and add to each a quarter of the mean of its three nearest.",
    ),
    read="All in one cone",
)


@functools.cache
def _test_words():
    """GloVe's vectors of frequent words and of all pairs' words, most frequent first, and the tests: rows, scores."""
    try:
        glove = words.load_glove()
    except registry.DataError as error:
        raise GraderError("it is measured on GloVe, which is not here: run `vecembed data get glove`") from error
    pairs, scores = zip(*map(words.load_similarity, ("wordsim353", "simlex999")), strict=True)
    pairs = [[(a.lower(), b.lower()) for a, b in test] for test in pairs]
    vocabulary = {*glove.words[:FREQUENT], *(word for test in pairs for pair in test for word in pair)}
    rows = np.sort(glove.rows(sorted(vocabulary)))
    at = [np.searchsorted(rows, [glove.rows(pair) for pair in test]) for test in pairs]
    return glove.vectors[rows].astype(float), list(zip(at, scores, strict=True))


@functools.lru_cache(maxsize=1)  # a class is asked the same
def _hidden_test(seed):
    """A part of the words, most frequent first, the rows and scores of each test's hidden pairs, and the bands."""
    rng = np.random.default_rng(seed)
    vectors, tests = _test_words()
    hidden = []
    for pairs, scores in tests:
        drawn = rng.permutation(len(pairs))[: int(HIDDEN * len(pairs))]
        hidden.append((pairs[drawn], scores[drawn]))
    wanted = rng.random(len(vectors)) < HIDDEN
    wanted[np.concatenate([pairs.ravel() for pairs, _ in hidden])] = True
    place = np.cumsum(wanted) - 1
    vectors, tests = vectors[wanted], [(place[pairs], scores) for pairs, scores in hidden]
    return vectors, tests, _bands(vectors, tests)


def _agreement(vectors, tests):
    """The mean of Spearman's correlations with people, over the tests."""
    return float(np.mean([measures.agreement(vectors, pairs, scores) for pairs, scores in tests]))


def _bands(vectors, tests):
    """The agreement of the vectors as they are, without their mean, and whitened."""
    return [_agreement(change(vectors), tests) for change in (_as_they_are, _without_mean, _whitened)]


def _share(after, bands):
    """The part of the points that an agreement earns: a third for that without the mean, two thirds for whitening's."""
    before, third, two_thirds = bands
    return float(np.interp(after, [before + NO_GAIN, third, two_thirds, two_thirds + BEYOND], [0, 1 / 3, 2 / 3, 1]))


@improve.criterion("agreement with people on hidden pairs rises", points=6)
def _(student, rng):
    vectors, tests, bands = _hidden_test(int(rng.integers(2**63)))
    better = np.asarray(student(vectors), dtype=float)
    if better.ndim != 2 or len(better) != len(vectors) or not np.isfinite(better).all():
        raise Wrong(
            f"The answer needs one row of finite numbers for each of the {len(vectors)} words, got {kind(better)}"
        )
    if np.ptp(measures.normalize(better), axis=0).max() < 1e-9:
        raise Wrong("All words got the same direction, so no pair is closer than another")
    after = _agreement(better, tests)
    remark = f"Spearman's correlation went from {bands[0]:.3f} to {after:.3f}, the mean of both tests"
    if (share := _share(after, bands)) < 1:
        full = f"points begin at {bands[0] + NO_GAIN:.3f} and are full at {bands[2] + BEYOND:.3f}"
        raise Wrong(f"{remark}; {full}", share=share)
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


@improve.mistake("you took the mean out, which is a beginning; the few loudest directions are as loud as before.")
def only_the_mean_removed(vectors):
    return _without_mean(vectors)


@improve.mistake(
    "this is whitening: each direction counts the same, the noise in the last ones too. Quieten the loud ones less."
)
def only_whitened(vectors):
    return _whitened(vectors)


@improve.mistake("each column got mean 0 and deviation 1; but the loud directions lie across the columns.")
def columns_standardised(vectors):
    return _without_mean(vectors) / vectors.std(axis=0)
