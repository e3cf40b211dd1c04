"""The exercise `debias`: what a right answer does, and the wrong answers people really give."""

import functools

import numpy as np

from vecembed_lab.bias import lists, spaces
from vecembed_lab.bias.erasure import Leace
from vecembed_lab.bias.extremes import both_ends
from vecembed_lab.bias.probing import folds, probe
from vecembed_lab.bias.subspace import neutralise, removed
from vecembed_lab.data import registry
from vecembed_lab.grading.compare import Wrong, kind
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.student import GraderError
from vecembed_lab.similarity.measures import normalize, pair_cosines, spearman

END, OTHERS, PAIRS = 300, 1400, 2000  # words at each end of he - she, words drawn from all others, pairs to compare
BEGIN = 0.2  # where points begin: above what taking out he - she alone reaches
WAY = 0.3  # from the known words' means taken out to the reference: there full points lie
DRAWS = 2  # of words and of what is known: on one alone chance decides too much


def _debias(vectors, label):
    """Guess the labels that are not known, keep the guesses that are sure, and take out the difference of the means."""
    known = label != 0
    mean = vectors[known].mean(axis=0)
    around = vectors[known] - mean
    reader = np.linalg.solve(around.T @ around + np.eye(vectors.shape[1]), around.T @ label[known])
    guess = (vectors - mean) @ reader
    sure = np.where(known, label, np.sign(guess) * (np.abs(guess) > 0.5))
    return removed(vectors, _means(vectors, sure))


debias = Exercise(
    "debias",
    _debias,
    hints=(
        "Take out the difference of the means of both labels: of the words you know, nothing more is to be read.",
        "The hidden words give themselves away: a classifier trained on the known ones names nearly all. So let it "
        "label the others, keep the labels it is sure of, and take out the difference of the means of all of these.",
        "Ridge regression is enough: w solves (A^T A + I) w = A^T label, with A the known words less their mean. "
        "(vectors - mean) @ w is a guess for every word; beyond 0.5 or below -0.5 it is sure enough.",
    ),
    read="All that a linear classifier can use",
)


@functools.cache
def _space():
    """All frequent words that mean no gender, of length 1, and the direction from he to she."""
    try:
        space = spaces.load_news_vectors()
    except registry.DataError as error:
        raise GraderError("it is measured on Google News, which is not here: `vecembed data get googlenews`") from error
    gendered = lists.gendered_words()
    rows = [row for row, word in enumerate(space.words) if word not in gendered]
    step = space["she"].astype(float) - space["he"]
    return space.vectors[rows].astype(float), normalize(step)


@functools.lru_cache(maxsize=1)  # a class is asked the same
def _tests(seed):
    """DRAWS of words, and on average what earns half of the points, and all."""
    rng = np.random.default_rng(seed)
    tests = [_test(rng) for _ in range(DRAWS)]
    half, best = (
        np.mean([_quality(change(test[0], test[1]), test)[0] for test in tests])
        for change in (means_of_the_known, _debias)
    )
    return tests, half, half + WAY * (best - half)


def _test(rng):
    """Words in any order, known labels (1, -1, else 0), true ones, and pairs to compare."""
    words, step = _space()
    ends, far = both_ends(words, step, END)
    others = words[rng.permutation(len(words))[:OTHERS]]
    order = rng.permutation(len(ends) + len(others))
    vectors = np.vstack([ends, others])[order]
    truth = np.concatenate([np.where(far, 1, -1), np.zeros(len(others), dtype=int)])[order]
    label = np.where(rng.random(len(vectors)) < 0.5, truth, 0)
    pairs = rng.integers(len(vectors), size=(PAIRS, 2))
    return vectors, label, truth, pairs[pairs[:, 0] != pairs[:, 1]]


def _means(vectors, label):
    return vectors[label > 0].mean(axis=0) - vectors[label < 0].mean(axis=0)


def _quality(changed, test):
    """How little of the hidden labels can be read, times how much of similarity was kept; and both."""
    vectors, label, truth, pairs = test
    hidden = (truth != 0) & (label == 0)
    fold = folds(int(hidden.sum()), rng=np.random.default_rng(0))
    right = probe(normalize(changed[hidden]), truth[hidden] > 0, fold, C=10.0).mean()
    cosines = pair_cosines(changed, pairs)
    kept = max(0.0, spearman(pair_cosines(vectors, pairs), cosines)) if np.ptp(cosines) > 1e-9 else 0.0
    return (1 - 2 * abs(right - 0.5)) * kept, right, kept


@debias.criterion("hidden words: less to read, and similarity kept", points=6)
def _(student, rng):
    tests, half, full = _tests(int(rng.integers(2**63)))
    found, right, kept = np.mean([_quality(_changed(student, *test[:2]), test) for test in tests], axis=0)
    remark = f"a probe reads {right:.0%} of the hidden labels, similarity kept {kept:.2f}, together {found:.2f}"
    share = float(np.interp(found, [BEGIN, half, full], [0, 0.5, 1]))
    if share < 1:
        bands = f"points begin at {BEGIN:.2f}, half of them are at {half:.2f}, all at {full:.2f}"
        raise Wrong(f"{remark}; {bands}", share=share)
    return remark


def _changed(student, vectors, label):
    changed = np.asarray(student(vectors, label), dtype=float)
    if changed.ndim != 2 or len(changed) != len(vectors) or not np.isfinite(changed).all():
        raise Wrong(f"The answer needs a row of finite numbers for each of {len(vectors)} words, got {kind(changed)}")
    return changed


@debias.mistake("the vectors came back as they were: every hidden label can be read.")
def unchanged(vectors, label):
    return vectors.copy()


@debias.mistake("only the known words were changed; the hidden ones are what is measured.")
def known_words_only(vectors, label):
    return np.where((label != 0)[:, None], removed(vectors, _means(vectors, label)), vectors)


@debias.mistake("numbers at random cannot be read, and have no similarity left either.")
def noise(vectors, label):
    return np.random.default_rng(0).normal(size=vectors.shape)


@debias.mistake(
    "the direction between one pair of words was taken out, as in the beginning of this unit; more is left."
)
def first_two_words(vectors, label):
    step = vectors[np.flatnonzero(label > 0)[0]] - vectors[np.flatnonzero(label < 0)[0]]
    return neutralise(vectors, step)


@debias.mistake(
    "the difference of the known words' means was taken out, which is a beginning: of the hidden words the means still "
    "differ. What could tell you on which side those are?"
)
def means_of_the_known(vectors, label):
    return removed(vectors, _means(vectors, label))


@debias.mistake(
    "this is LEACE for the known words; of the hidden ones the means still differ. What could tell you their labels?"
)
def leace_of_the_known(vectors, label):
    known = label != 0
    return Leace(vectors[known], label[known] > 0)(vectors)


@debias.mistake("the direction of largest variance was taken out, whatever it holds; the labels say what to take.")
def largest_variance(vectors, label):
    around = vectors - vectors.mean(axis=0)
    return removed(vectors, np.linalg.eigh(around.T @ around)[1][:, -1])


@debias.mistake("the mean of all words was subtracted; the labels were not used.")
def mean_subtracted(vectors, label):
    return vectors - vectors.mean(axis=0)


@debias.mistake("each label was moved to the same mean, which changes no word whose label is hidden.")
def labels_moved_together(vectors, label):
    changed = vectors.copy()
    for which in (1, -1):
        changed[label == which] -= vectors[label == which].mean(axis=0) - vectors[label != 0].mean(axis=0)
    return changed
