"""The exercise `keep_probability`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _keep_probability(counts, sample):
    from vecembed_lab.word2vec.vocabulary import keep_probability

    return keep_probability(counts, sample)


keep_probability = Exercise(
    "keep_probability",
    _keep_probability,
    hints=(
        "First turn counts into shares: a word's share f is its count divided by the count of all words.",
        "The rule needs only the ratio r = sample / f: the square root of r, plus r.",
        "`r = sample * counts.sum() / counts`, then `np.minimum(1, np.sqrt(r) + r)`.",
    ),
    read="Which words to leave out",
)


@keep_probability.criterion("three words, by hand", points=1)
def _(student, rng):
    counts = np.array([64, 32, 4])
    same(student(counts, 0.04), [0.3125, np.sqrt(1 / 8) + 1 / 8, 1.0], "sample / f is 1/16, 1/8 and 1")


@keep_probability.criterion("any counts, any sample", points=2)
def _(student, rng):
    for n, largest, sample in (
        (50, 10_000, 1e-3),
        (50, 10_000, 0.03),
        (30, 3_000_000_000, 1e-2),
        (20, 2_000_000_000, 1e-7),
        (7, 300, 0.2),
        (9, 4, 1e-3),
    ):
        counts = rng.integers(1, largest, size=n)
        counts[rng.permutation(n)[:2]] = [1, largest]  # but for the last text, the rarest always stays
        why = f"{n} words, the most frequent one counted {largest:,} times, sample = {sample}"
        if largest > 1_000_000_000:
            why += "; 32 bits cannot hold these counts and their sum"
        same(student(counts, sample), _keep_probability(counts, sample), why)


@keep_probability.criterion("a text twice as long changes nothing", points=1)
def _(student, rng):
    counts = rng.integers(1, 1000, size=20)
    same(student(2 * counts, 0.01), _keep_probability(counts, 0.01), "Only the shares count")


def _ratio(counts, sample):
    return sample * counts.sum() / counts


@keep_probability.mistake(
    "this is sqrt(sample / f) alone, as in the paper; the program, and this exercise, add sample / f."
)
def as_in_the_paper(counts, sample):
    return np.minimum(1, np.sqrt(_ratio(counts, sample)))


@keep_probability.mistake("this is the chance to be thrown away; asked is the chance to stay.")
def chance_to_go(counts, sample):
    return 1 - _keep_probability(counts, sample)


@keep_probability.mistake("a probability cannot exceed 1: cut it off with `np.minimum(1, ...)`.")
def above_one(counts, sample):
    return np.sqrt(_ratio(counts, sample)) + _ratio(counts, sample)


@keep_probability.mistake("the counts were not turned into shares: divide them by their sum first.")
def counts_for_shares(counts, sample):
    return np.minimum(1, np.sqrt(sample / counts) + sample / counts)


@keep_probability.mistake("the ratio is upside down: it is sample / f, so that frequent words go.")
def upside_down(counts, sample):
    r = 1 / _ratio(counts, sample)
    return np.minimum(1, np.sqrt(r) + r)


@keep_probability.mistake("the square root is missing from the first term.")
def root_missing(counts, sample):
    return np.minimum(1, 2 * _ratio(counts, sample))


@keep_probability.mistake("the square root was taken of the whole sum; it belongs to the first term only.")
def root_of_the_sum(counts, sample):
    return np.minimum(1, np.sqrt(2 * _ratio(counts, sample)))


@keep_probability.mistake("f is the share of the whole text: divide by the sum of the counts, not by the largest.")
def share_of_the_largest(counts, sample):
    r = sample * counts.max() / counts
    return np.minimum(1, np.sqrt(r) + r)


@keep_probability.mistake(
    "f is the share of the whole text: divide by the sum of the counts, not by how many words there are."
)
def share_by_number_of_words(counts, sample):
    r = sample * len(counts) / counts
    return np.minimum(1, np.sqrt(r) + r)


@keep_probability.mistake(
    "these were made to add up to 1; each word has a chance of its own to stay, whatever the others do."
)
def made_to_add_up(counts, sample):
    keep = _keep_probability(counts, sample)
    return keep / keep.sum()


@keep_probability.mistake("this is the paper's chance to be thrown away, 1 - sqrt(r); asked is the chance to stay.")
def chance_to_go_in_the_paper(counts, sample):
    return np.maximum(0, 1 - np.sqrt(_ratio(counts, sample)))


@keep_probability.mistake("this is r alone; the square root of r is added to it.")
def root_left_out(counts, sample):
    return np.minimum(1, _ratio(counts, sample))


@keep_probability.mistake("the two terms were multiplied; they are added.")
def terms_multiplied(counts, sample):
    return np.minimum(1, np.sqrt(_ratio(counts, sample)) * _ratio(counts, sample))


@keep_probability.mistake("the root was taken of `sample` alone; it is that of the whole ratio, sample / f.")
def root_of_sample(counts, sample):
    f = counts / counts.sum()
    return np.minimum(1, np.sqrt(sample) / f + sample / f)
