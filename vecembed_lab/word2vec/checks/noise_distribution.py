"""The exercise `noise_distribution`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _noise_distribution(counts):
    from vecembed_lab.word2vec.vocabulary import noise_distribution

    return noise_distribution(counts)


noise_distribution = Exercise(
    "noise_distribution",
    _noise_distribution,
    hints=(
        "Raise the counts to the power 3/4, then make them probabilities.",
        "Probabilities add up to 1: divide by the sum, and by the sum of what you have, not of what you had.",
        "`weights = counts ** 0.75`, then `weights / weights.sum()`.",
    ),
    read="Noise words",
)


@noise_distribution.criterion("counts 16 and 1, by hand", points=1)
def _(student, rng):
    same(student(np.array([16, 1])), [8 / 9, 1 / 9], "16 ** 0.75 is 8")


@noise_distribution.criterion("any counts", points=1)
def _(student, rng):
    for n, largest in ((40, 100_000), (1, 90), (12, 3_000_000_000)):
        counts = rng.integers(1, largest, size=n)
        counts[0] = largest
        why = f"{n} word{'s' * (n > 1)}, the most frequent one counted {largest:,} times"
        same(student(counts), _noise_distribution(counts), why, atol=1e-7)


@noise_distribution.criterion("a word that never occurs is never drawn", points=1)
def _(student, rng):
    counts = rng.integers(1, 500, size=12)
    counts[rng.permutation(12)[:3]] = 0
    same(student(counts), _noise_distribution(counts), "Three of the twelve counts are 0", atol=1e-9)


def _to_probabilities(weights):
    return weights / weights.sum()


@noise_distribution.mistake(
    "these are the words' own shares, without a power (3/4 as a factor cancels out): `counts ** 0.75`."
)
def own_shares(counts):
    return _to_probabilities(counts)


@noise_distribution.mistake("`counts ** 3 / 4` is (counts ** 3) / 4; write `counts ** (3 / 4)` or `counts ** 0.75`.")
def cubes(counts):
    return _to_probabilities(counts.astype(float) ** 3 / 4)


@noise_distribution.mistake(
    "`counts ** 3 / 4` is (counts ** 3) / 4, and the cubes of large counts overflow; write `counts ** (3 / 4)`."
)
def cubes_of_whole_numbers(counts):
    return _to_probabilities(counts**3 / 4)


@noise_distribution.mistake(
    "the cubes of large counts overflow: whole numbers end at 2 ** 63. `counts ** 0.75` takes the power in floats."
)
def root_of_the_cubes(counts):
    return _to_probabilities((counts**3) ** 0.25)


@noise_distribution.mistake(
    "the power came after the division, and now they no longer add up to 1. Divide by the sum last."
)
def sum_is_not_one(counts):
    return _to_probabilities(counts) ** 0.75


@noise_distribution.mistake("you divided by the sum of the counts; divide by the sum of their powers.")
def divided_by_the_counts(counts):
    return counts**0.75 / counts.sum()


@noise_distribution.mistake("the division is missing: these are weights, not probabilities.")
def weights_alone(counts):
    return counts**0.75


@noise_distribution.mistake(
    "the power is upside down: 3/4 brings frequent and rare words closer, 4/3 takes them apart."
)
def four_thirds(counts):
    return _to_probabilities(counts ** (4 / 3))


@noise_distribution.mistake(
    "all words are equally likely here (`3 // 4` is 0, and to the power 0 all are 1); frequent ones come more often."
)
def all_alike(counts):
    return np.full(len(counts), 1 / len(counts))


@noise_distribution.mistake("this is the square root, the power 1/2; asked is 3/4.")
def square_root(counts):
    return _to_probabilities(np.sqrt(counts))


@noise_distribution.mistake("these follow the logarithms of the counts; raise the counts to the power 3/4.")
def logarithms(counts):
    return _to_probabilities(np.log1p(counts))


@noise_distribution.mistake("a word that never occurs got a chance: do not add 1, and do not raise 0 to 1.")
def nobody_left_out(counts):
    return _to_probabilities(np.maximum(counts, 1) ** 0.75)


@noise_distribution.mistake("1 was added to every count; a word that never occurs is then drawn too.")
def one_more_for_all(counts):
    return _to_probabilities((counts + 1) ** 0.75)


@noise_distribution.mistake("these were divided by the largest; divide by the sum, so that they add up to 1.")
def divided_by_the_largest(counts):
    return counts**0.75 / (counts**0.75).max()


@noise_distribution.mistake("the power is negative: rare words come most often here. Frequent ones should.")
def negative_power(counts):
    return _to_probabilities(np.where(counts > 0, np.maximum(counts, 1) ** -0.75, 0))


@noise_distribution.mistake("the powers were rounded to whole numbers; take them as they are.")
def whole_weights(counts):
    return _to_probabilities(np.round(counts**0.75))


@noise_distribution.mistake("the words that never come were left out; each word has its place, and theirs holds 0.")
def zeros_left_out(counts):
    return _to_probabilities(counts[counts > 0] ** 0.75)
