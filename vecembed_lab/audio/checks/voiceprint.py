"""The exercise `voiceprint`: what a right answer does, and the wrong answers people really give."""

import functools
from itertools import combinations

import numpy as np

from vecembed_lab.audio import samples
from vecembed_lab.data import registry
from vecembed_lab.grading.compare import Wrong, kind
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.student import GraderError
from vecembed_lab.images.verification import eer_of

CLIPS = 60  # of each speaker
DIVISIONS = 5  # of the six speakers into three and three: one division alone depends on who is in it
SHRINKAGE = 0.1
WAY = 0.95  # from standardised columns to the reference: whoever comes that far earns all
CLEAR = 0.005  # by how much standardised columns must be better than centred rows; in some draws they are worse


def _within(train, speakers):
    """The covariance of clips around the mean of their own speaker."""
    names = np.unique(speakers)
    return sum(np.cov(train[speakers == name], rowvar=False) for name in names) / len(names)


def _whiten(rows, covariance, shrinkage):
    """Rows turned and scaled so that `covariance` becomes nearly the unit matrix."""
    loaded = covariance + shrinkage * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    variances, directions = np.linalg.eigh(loaded)
    return rows @ (directions / np.sqrt(variances))


def _voiceprint(train, speakers, hidden):
    return _whiten(hidden - hidden.mean(axis=0), _within(train, speakers), SHRINKAGE)


def _standardised(train, speakers, hidden):
    return (hidden - hidden.mean(axis=0)) / train.std(axis=0)


voiceprint = Exercise(
    "voiceprint",
    _voiceprint,
    hints=(
        "What differs between two clips of one speaker is the word, not the voice. The three known speakers show you "
        "in which directions words differ: quieten these.",
        "Take from each known clip the mean of its speaker. The covariance of what is left is that of the words.",
        "Add a tenth of its mean variance to the diagonal, so that no direction is trusted too far. With its "
        "eigenvalues and eigenvectors, `(hidden - hidden.mean(axis=0)) @ (vectors / np.sqrt(values))`.",
    ),
    read="Whose voice is it?",
)


@functools.cache
def _clips():
    """Mean and deviation of each band, (n, 80), and the number of the speaker, for all spoken digits."""
    try:
        speakers = np.unique(samples.digits().speakers, return_inverse=True)[1]
        return samples.means_and_deviations(samples.spectra()).astype(float), speakers
    except registry.DataError as error:
        raise GraderError("it is measured on spoken digits: `vecembed data get spoken-digits`") from error


@functools.lru_cache(maxsize=1)  # a class is asked the same
def _tests(seed):
    """Divisions of the speakers, and the errors at which points begin, half are earned, and all: these fall clearly."""
    rng = np.random.default_rng(seed)
    begin = half = 0.0
    while begin - half < CLEAR:
        tests = _divisions(rng)
        centred, half, best, untouched = (
            _error(answer, tests) for answer in (_centred, _standardised, _voiceprint, _as_they_are)
        )
        begin = min(centred, untouched)
    return tests, (begin, half, half + WAY * (best - half))


def _divisions(rng):
    """Some clips, divided by speaker in several ways: known clips, whose they are, hidden clips, whose those are."""
    vectors, speakers = _clips()
    rows = np.concatenate([rng.permutation(np.flatnonzero(speakers == name))[:CLIPS] for name in range(6)])
    rows = rng.permutation(rows)
    threes = rng.permutation(np.array(list(combinations(range(6), 3))))[:DIVISIONS]
    known = (rows[np.isin(speakers[rows], three)] for three in threes)
    unknown = (rows[~np.isin(speakers[rows], three)] for three in threes)
    return [(vectors[i], speakers[i], vectors[j], speakers[j]) for i, j in zip(known, unknown, strict=True)]


def _as_they_are(train, speakers, hidden):
    return hidden


def _centred(train, speakers, hidden):
    return hidden - hidden.mean(axis=0)


def _error(answer, tests):
    """The equal error rate of hidden speakers, the mean over the divisions."""
    return float(np.mean([eer_of(_usable(answer(*test[:3]), len(test[2])), test[3]) for test in tests]))


def _usable(vectors, n):
    vectors = np.asarray(vectors, dtype=float)
    if vectors.ndim != 2 or len(vectors) != n or not np.isfinite(vectors).all():
        raise Wrong(f"The answer needs a row of finite numbers for each of {n} hidden clips, got {kind(vectors)}")
    return vectors


def _share(error, bands):
    """The part of the points: none for rows as they are or centred, half for standardised columns, all beyond these."""
    begin, half, full = bands
    return float(np.interp(-error, [-begin, -half, -full], [0, 0.5, 1]))


@voiceprint.criterion("hidden speakers: the equal error rate falls", points=6)
def _(student, rng):
    tests, bands = _tests(int(rng.integers(2**63)))
    error = _error(student, tests)
    remark = f"the equal error rate of hidden speakers is {error:.3f}, the mean of {DIVISIONS} divisions"
    if (share := _share(error, bands)) < 1:
        begin, half, full = bands
        raise Wrong(f"{remark}; points begin at {begin:.3f}, half are at {half:.3f}, all at {full:.3f}", share=share)
    return remark


@voiceprint.mistake("the hidden clips came back as they were.")
def unchanged(train, speakers, hidden):
    return _as_they_are(train, speakers, hidden)


@voiceprint.mistake("the mean of the hidden clips was taken out, which is a beginning; the known voices were not used.")
def only_centred(train, speakers, hidden):
    return _centred(train, speakers, hidden)


@voiceprint.mistake(
    "each column was divided by its standard deviation, which is a beginning; but words differ in directions across "
    "the columns, and it is who spoke that tells words from voices."
)
def only_standardised(train, speakers, hidden):
    return _standardised(train, speakers, hidden)


@voiceprint.mistake("the hidden clips were whitened by themselves, which takes out voices and words alike.")
def whitened_by_themselves(train, speakers, hidden):
    return _whiten(_centred(train, speakers, hidden), np.cov(hidden, rowvar=False), 1e-3)


@voiceprint.mistake("numbers at random tell nobody apart.")
def noise(train, speakers, hidden):
    return np.random.default_rng(0).normal(size=hidden.shape)


@voiceprint.mistake(
    "the clips were projected on what tells the three known speakers apart; that is two directions, and the hidden "
    "speakers differ in others."
)
def known_speakers_directions(train, speakers, hidden):
    means = np.array([train[speakers == name].mean(axis=0) for name in np.unique(speakers)])
    towards = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)[2][:2]
    return _centred(train, speakers, hidden) @ towards.T


@voiceprint.mistake("you multiplied by the standard deviations of words: they became louder. Divide.")
def words_made_louder(train, speakers, hidden):
    variances, directions = np.linalg.eigh(_within(train, speakers))
    return _centred(train, speakers, hidden) @ (directions * np.sqrt(np.maximum(variances, 0)))


@voiceprint.mistake("the few directions in which clips differ most were kept; those are the words.")
def largest_directions(train, speakers, hidden):
    return _centred(train, speakers, hidden) @ np.linalg.eigh(_within(train, speakers))[1][:, -5:]


@voiceprint.mistake("each clip lost its own mean, not each column: what all clips share is still in it.")
def mean_of_rows(train, speakers, hidden):
    return hidden - hidden.mean(axis=1, keepdims=True)
