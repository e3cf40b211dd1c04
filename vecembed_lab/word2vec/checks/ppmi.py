"""The exercise `ppmi`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.word2vec import cooccurrence as counting
from vecembed_lab.word2vec.checks._common import logs, shares


def _ppmi(counts, shift):
    from scipy.sparse import csr_array

    return counting.ppmi(csr_array(counts), shift).toarray()


ppmi = Exercise(
    "ppmi",
    _ppmi,
    hints=(
        "How often would the two have met by chance? Divide what was counted by that, take the logarithm.",
        "By chance: (sum of the row) x (sum of the column) / (sum of everything); `np.outer` makes the whole matrix.",
        "`np.log(counts / expected) - np.log(shift)`, with 0 where the count is 0 and where the result is negative.",
    ),
    read="Surprise, not frequency",
)


@ppmi.criterion("two words that prefer their own company, by hand", points=1)
def _(student, rng):
    counts = np.array([[6.0, 2.0], [2.0, 6.0]])
    expected = [[np.log(1.5), 0], [0, np.log(1.5)]]
    same(student(counts, 1), expected, "By chance each pair would be counted 4 times: 6/4 is more, 2/4 is less")


@ppmi.criterion("what was never counted is 0", points=1)
def _(student, rng):
    for m, shift in ((5, 1), (6, 3)):
        counts = rng.integers(1, 9, size=(4, m)).astype(float)
        counts[2:] = counts[:, 1] = 0
        counts[3, 0] = 1
        why = f"Row 2 and column 1 are empty, and word 3 was seen once; the shift is {shift}"
        same(student(counts, shift), _ppmi(counts, shift), why)


@ppmi.criterion("any counts, a shift of 1 or more", points=2)
def _(student, rng):
    for n, m, shift, scale in ((6, 9, 1, 100.0), (7, 5, 1.5, 1.0), (6, 6, 2, 1.0), (5, 8, 4, 1e-5)):
        counts = scale * rng.integers(1, 30, size=(n, m))
        friends = rng.permutation(m)[: n - 2]  # contexts that the first words have nearly for themselves
        counts[np.arange(len(friends)), friends] *= 60
        counts[n - 1, 0] = 0
        why = f"{n} words, {m} contexts, {counts.sum():.4g} counts in all, shift {shift}"
        same(student(counts, shift), _ppmi(counts, shift), why)


@ppmi.mistake("negative values are still in: this is PMI; the first P of PPMI cuts them off at 0.")
def negatives_kept(counts, shift):
    return np.where(counts > 0, logs(shares(counts)) - np.log(shift), 0)


@ppmi.mistake("`np.log2` counts in bits; here it is the natural logarithm, `np.log`.")
def in_bits(counts, shift):
    return np.maximum(logs(shares(counts)) - np.log(shift), 0) / np.log(2)


@ppmi.mistake("the logarithm is missing: these are ratios of counts, not surprises.")
def no_logarithm(counts, shift):
    return np.where(shares(counts) > shift, shares(counts) / shift, 0)


@ppmi.mistake(
    "a row of zeros gives 0 / 0, which is NaN, and `np.maximum` lets NaN through. Put 0 where the count is 0."
)
def nan_for_empty(counts, shift):
    expected = np.outer(counts.sum(1), counts.sum(0)) / counts.sum()
    return np.maximum(np.log(counts / expected) - np.log(shift), 0)


@ppmi.mistake("you subtracted `shift` itself; it is its logarithm that is subtracted.")
def shift_not_logged(counts, shift):
    return np.maximum(logs(shares(counts)) - shift, 0)


@ppmi.mistake("the shift was left out.")
def shift_left_out(counts, shift):
    return np.maximum(logs(shares(counts)), 0)


@ppmi.mistake("both margins are row sums: the chance of a context is the sum of its column, `counts.sum(axis=0)`.")
def same_margin_twice(counts, shift):
    expected = np.outer(counts.sum(1), counts.sum(1)) / counts.sum()
    ratio = np.divide(counts, expected, out=np.zeros_like(counts), where=expected > 0)
    return np.maximum(logs(ratio) - np.log(shift), 0)


@ppmi.mistake("`np.log10` is the decimal logarithm; here it is the natural one, `np.log`.")
def decimal_logarithm(counts, shift):
    return _ppmi(counts, shift) / np.log(10)


@ppmi.mistake(
    "the sum of all counts is missing: by chance (sum of the row) x (sum of the column) / (sum of everything)."
)
def total_missing(counts, shift):
    return np.maximum(logs(shares(counts) / counts.sum()) - np.log(shift), 0)


@ppmi.mistake("the logarithm of the shift was added; subtract it: a shift above 1 leaves fewer pairs above 0.")
def shift_added(counts, shift):
    return np.where(counts > 0, np.maximum(logs(shares(counts)) + np.log(shift), 0), 0)


@ppmi.mistake("values below 0 were cut off before the shift was subtracted; subtract it first, and cut off last.")
def cut_before_the_shift(counts, shift):
    return np.maximum(logs(shares(counts)), 0) - np.log(shift)


@ppmi.mistake(
    "the sums of the rows lie along the columns: without `keepdims=True`, dividing by them takes the wrong ones."
)
def rows_along_columns(counts, shift):
    p = counts / counts.sum()
    ratio = p / p.sum(axis=1) / p.sum(axis=0)
    return np.maximum(logs(np.nan_to_num(ratio, posinf=0)) - np.log(shift), 0)


@ppmi.mistake(
    "1 was added inside the logarithm (`np.log1p`), which makes every value larger; put 0 where the count is 0."
)
def one_added(counts, shift):
    return np.maximum(np.log1p(shares(counts)) - np.log(shift), 0)


@ppmi.mistake("the contexts were raised to the power 3/4, a variant of the lesson; here they count as they are.")
def contexts_smoothed(counts, shift):
    from scipy.sparse import csr_array

    return counting.ppmi(csr_array(counts), shift, 0.75).toarray()


@ppmi.mistake("the sums of the rows were taken for the columns too; that is right only if `counts` is symmetric.")
def rows_for_columns(counts, shift):
    rows = counts.sum(axis=1)
    expected = np.outer(rows, rows if len(rows) == counts.shape[1] else counts.sum(axis=0)) / counts.sum()
    ratio = np.divide(counts, expected, out=np.zeros_like(counts), where=expected > 0)
    return np.maximum(logs(ratio) - np.log(shift), 0)


@ppmi.mistake("the values were divided by -log P(w, c), which is normalised PMI; here they stay as they are.")
def normalised(counts, shift):
    surprise = -logs(counts / counts.sum())
    return np.divide(_ppmi(counts, shift), surprise, out=np.zeros_like(counts), where=surprise > 0)


@ppmi.mistake("P(w) and P(c) are shares of the places that are not 0; they are shares of the sum of all counts.")
def places_for_counts(counts, shift):
    met = (counts > 0).astype(float)
    chance = np.outer(met.sum(axis=1), met.sum(axis=0)) / met.sum() ** 2
    ratio = np.divide(counts / counts.sum(), chance, out=np.zeros_like(counts), where=chance > 0)
    return np.maximum(logs(ratio) - np.log(shift), 0)
