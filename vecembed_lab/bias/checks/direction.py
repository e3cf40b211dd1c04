"""The exercise `direction`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.bias.subspace import direction as reference
from vecembed_lab.bias.subspace import half_differences
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity.measures import normalize

direction = Exercise(
    "direction",
    reference,
    hints=(
        "Make all words length 1. For each pair take (first - second) / 2.",
        "`np.linalg.svd` of those rows, not centred, has the directions as rows of its third part, the largest first.",
        "Last the sign: if the half-differences have a negative sum along the direction, turn it round.",
    ),
    read="A direction",
)


def _pairs(rng, n=8, d=7, mixed=0):
    """Pairs that differ mostly along one direction, some the other way round, of many lengths."""
    while True:
        g = normalize(rng.normal(size=d))
        middle, noise = rng.normal(size=(n, d)), 0.35 * rng.normal(size=(2, n, d))
        step = rng.uniform(0.6, 1.6, size=(n, 1)) * g
        step[:mixed] *= -1
        first, second = middle + step + noise[0], middle - step + noise[1]
        first, second = (words * rng.uniform(0.5, 3, size=(n, 1)) for words in (first, second))
        halves = half_differences(first, second)
        singular = np.linalg.svd(halves, compute_uv=False)
        along = halves @ reference(first, second)
        if singular[0] > 1.3 * singular[1] and along.sum() > 0.2 * np.abs(along).sum():
            return first, second


@direction.criterion("two pairs by hand", points=1)
def _(student, rng):
    first, second = np.array([[1.0, 0.0], [4.0, 3.0]]), np.array([[-2.0, 0.0], [-2.0, 1.5]])
    same(student(first, second), [1.0, 0.0], "The half-differences are (1, 0) and (.8, 0)")
    same(student(second, first), [-1.0, 0.0], "The first words now lie to the left")
    why = "One pair, which differs along axis 2: if it is centred, nothing is left of it"
    same(student(np.array([[0.0, 3.0]]), np.array([[0.0, -1.0]])), [0.0, 1.0], why)
    first, second = np.array([[4.0, 3.0]]), np.array([[4.0, -3.0]])
    same(student(first / 8, second), [0.0, 1.0], "Half of the difference is (0, .6)")
    same(student(second, first / 8), [0.0, -1.0], "Half of the difference is (0, -.6)")


@direction.criterion("the direction that explains most of the half-differences, of length 1", points=2)
def _(student, rng):
    for n, d in ((8, 7), (10, 4), (3, 9), (30, 6)):
        first, second = _pairs(rng, n, d)
        same(student(first, second), reference(first, second), f"{n} pairs of {d} numbers")
    first, second = _pairs(rng)
    same(student(7 * first, 0.1 * second), reference(first, second), "Only the words' lengths have changed")


@direction.criterion("its sign is that of the first words, even if some pairs are the other way round", points=2)
def _(student, rng):
    for mixed in (2, 3):
        first, second = _pairs(rng, 10, 5, mixed=mixed)
        why = f"{mixed} of 10 pairs stand the other way round"
        same(student(first, second), reference(first, second), why)
        same(student(second, first), -reference(first, second), "First and second words changed places")
    first, second = np.array([[1.0, 0.0], [3.0, 4.0], [3.0, 4.0]]), np.array([[-1.0, 0.0], [4.0, 3.0], [4.0, 3.0]])
    why = "The half-differences are (1, 0) and, twice, (-.1, .1): their sum counts, not how many there are"
    same(student(first, second), reference(first, second), why)
    first, second = np.array([[-1.0, -2], [-3, 1], [3, -2]]), np.array([[-1.0, -1], [-1, -2], [2, -3]])
    why = "The words all lie far to one side: what counts is how far the first ones lie from the second ones"
    same(student(first, second), reference(first, second), why)
    same(student(second, first), -reference(first, second), f"{why}, which changed places")
    first, second = _pairs(rng, 10, 5, mixed=2)
    lengths = np.where(np.arange(10) < 2, 50, 1)[:, None]
    why = "The two pairs that stand the other way round have words fifty times as long"
    same(student(lengths * first, lengths * second), reference(first, second), why)
    for seed in range(4):
        first, second = _pairs(rng, 10, 4, mixed=3)
        flip = (-1) ** seed
        same(student(flip * first, flip * second), flip * reference(first, second), "3 of 10 pairs the other way round")


def _first_axis(rows):
    return np.linalg.svd(rows, full_matrices=False)[2][0]


def _signed(axis, halves):
    return axis if (halves @ axis).sum() >= 0 else -axis


@direction.mistake(
    "the half-differences were centred: what they have in common is their mean, and that is what you took away."
)
def centred(first, second):
    halves = half_differences(first, second)
    return _signed(_first_axis(halves - halves.mean(axis=0)), halves)


@direction.mistake("PCA leaves the sign open: turn the direction so that the first words lie on its positive side.")
def sign_left_open(first, second):
    return _first_axis(half_differences(first, second))


@direction.mistake("this is the mean of the half-differences; pairs the other way round cancel in it. Take the PCA.")
def mean_difference(first, second):
    return normalize(half_differences(first, second).mean(axis=0))


@direction.mistake("the words kept their lengths: long ones count for more. Make them length 1 first.")
def lengths_kept(first, second):
    halves = (first - second) / 2
    return _signed(_first_axis(halves), halves)


@direction.mistake("the differences were made length 1; pairs that are farther apart may count for more.")
def differences_of_length_1(first, second):
    halves = normalize(half_differences(first, second))
    return _signed(_first_axis(halves), halves)


@direction.mistake("this is the PCA of all words; the pairs' middles, which are no contrast, decide it then.")
def pca_of_the_words(first, second):
    words = normalize(np.vstack([first, second]))
    return _signed(_first_axis(words - words.mean(axis=0)), half_differences(first, second))


@direction.mistake("the sign is wrong: it goes from the second words to the first ones.")
def reversed_(first, second):
    return -reference(first, second)


@direction.mistake("this is the smallest direction: `eigh` sorts upwards, so take the last column.")
def smallest(first, second):
    halves = half_differences(first, second)
    return _signed(np.linalg.eigh(halves.T @ halves)[1][:, 0], halves)


@direction.mistake("a column of `vh` was taken; its rows are the directions: `vh[0]`.")
def column_of_vh(first, second):
    halves = half_differences(first, second)
    return _signed(np.linalg.svd(halves)[2][:, 0], halves)


@direction.mistake("only the first pair was used; one pair knows its own peculiarities best.")
def first_pair(first, second):
    return normalize(half_differences(first, second)[0])


@direction.mistake("it has not length 1: the direction was multiplied by its singular value.")
def times_singular_value(first, second):
    return reference(first, second) * np.linalg.svd(half_differences(first, second), compute_uv=False)[0]


@direction.mistake("the sums of the pairs were used in place of the differences.")
def sums(first, second):
    halves = (normalize(first) + normalize(second)) / 2
    return _signed(_first_axis(halves), half_differences(first, second))


@direction.mistake("the sign was taken from the first pair alone, which may be the other way round; take all together.")
def sign_of_the_first_pair(first, second):
    halves = half_differences(first, second)
    axis = _first_axis(halves)
    return axis if halves[0] @ axis >= 0 else -axis


@direction.mistake(
    "this is the first direction of all words; what the words of a pair share decides it, not how they differ."
)
def first_direction_of_the_words(first, second):
    return _signed(_first_axis(normalize(np.vstack([first, second]))), half_differences(first, second))


@direction.mistake("a row of `eigh`'s vectors was taken; they are its columns: `[:, -1]`.")
def row_of_eigh(first, second):
    halves = half_differences(first, second)
    return _signed(np.linalg.eigh(halves.T @ halves)[1][-1], halves)


@direction.mistake("only the pair that is farthest apart was used; all pairs have a say.")
def farthest_pair(first, second):
    halves = half_differences(first, second)
    return normalize(halves[np.linalg.norm(halves, axis=1).argmax()])


@direction.mistake("this is the difference of the mean words, with their lengths: long words count for more.")
def difference_of_the_mean_words(first, second):
    return normalize(first.mean(axis=0) - second.mean(axis=0))


@direction.mistake("the sign was taken from the first words alone; take it from the half-differences.")
def sign_of_the_first_words(first, second):
    axis = _first_axis(half_differences(first, second))
    return axis if (normalize(first) @ axis).sum() >= 0 else -axis


@direction.mistake("each pair had one vote on the sign, however far apart it is; what counts is the sum.")
def sign_of_most_pairs(first, second):
    halves = half_differences(first, second)
    axis = _first_axis(halves)
    return axis if (halves @ axis > 0).mean() >= 0.5 else -axis


@direction.mistake(
    "the covariance centres the half-differences: what they have in common is their mean, and that was taken away."
)
def centred_but_for_one_pair(first, second):
    halves = half_differences(first, second)
    return _signed(_first_axis(halves - halves.mean(axis=0) * (len(halves) > 1)), halves)


@direction.mistake("the mean of the half-differences was taken, all turned to the side of the first; take the PCA.")
def mean_of_turned_differences(first, second):
    halves = half_differences(first, second)
    return _signed(normalize((halves * np.sign(halves @ halves[0])[:, None]).mean(axis=0)), halves)


@direction.mistake(
    "the half-differences were centred: their mean, which they have in common, was taken away. Of one pair nothing is "
    "left then."
)
def centred_with_the_other_sign(first, second):
    halves = half_differences(first, second)
    axis = _first_axis(halves - halves.mean(axis=0))
    return axis if (halves @ axis).sum() > 0 else -axis
