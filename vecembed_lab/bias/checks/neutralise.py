"""The exercise `neutralise`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.bias.subspace import neutralise as reference
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.similarity.measures import normalize

neutralise = Exercise(
    "neutralise",
    reference,
    hints=(
        "Make g length 1. How far each word lies along it is one dot product.",
        "Subtract from each word that number times g: `words - np.outer(words @ g, g)`.",
        "Then divide each row by its length, where there is any length left.",
    ),
    read="Taking the direction out",
)


@neutralise.criterion("two words by hand", points=1)
def _(student, rng):
    words = np.array([[3.0, 4.0, 0.0], [1.0, 2.0, 2.0]])
    expected = [[0, 1, 0], [0, 0.5**0.5, 0.5**0.5]]
    same(student(words, np.array([2.0, 0.0, 0.0])), expected, "Without the first number, and of length 1")
    same(student(np.array([[4.0, -2.0]]), np.array([1.0, 1.0])), [[0.5**0.5, -(0.5**0.5)]], "(1, 1) is (3, -3) away")


@neutralise.criterion("any words, nothing is left along g, and all have length 1", points=2)
def _(student, rng):
    for n, d in ((20, 6), (3, 10), (1, 2), (8, 3)):
        words, g = rng.normal(size=(n, d)) * rng.uniform(0.2, 5, size=(n, 1)), 3 * rng.normal(size=d)
        same(student(words, g), reference(words, g), f"{n} words of {d} numbers")
    for kinds in (("thousands", "integers"), ("tiny",), ("float32",), ("copies",), ("opposites",)):
        words, g = table(rng, *kinds, shape=(7, 5)), rng.normal(size=5)
        same(student(words, g), reference(words, g), f"7 words, kind of numbers: {kinds[-1]}")
    words, g = rng.normal(size=(6, 4)), rng.normal(size=4)
    same(student(words, -0.01 * g), reference(words, g), "g may have any length, and either sign")


@neutralise.criterion("a word that lies along g alone becomes zero", points=1)
def _(student, rng):
    words = np.array([[0.0, 5.0], [2.0, 1.0], [0.0, -3.0], [0.0, 0.0]])
    expected = [[0, 0], [1, 0], [0, 0], [0, 0]]
    same(student(words, np.array([0.0, 4.0])), expected, "Nothing is left of (0, 5), of (0, -3) and of (0, 0)")
    words = table(rng, "zero row", shape=(6, 3))
    same(student(words, np.array([1.0, 0.0, 0.0])), reference(words, np.array([1.0, 0.0, 0.0])), "One word is zero")


def _safely(rest):
    return normalize(rest)


@neutralise.mistake("the words were not made length 1 again: what lay along g is missing from their lengths.")
def not_made_length_1(words, g):
    return normalize(words) - np.outer(normalize(words) @ normalize(g), normalize(g))


@neutralise.mistake("the words kept the lengths they had, less what was taken out; make them length 1.")
def lengths_kept(words, g):
    return words - np.outer(words @ normalize(g), normalize(g))


@neutralise.mistake("g was not made length 1: divide by g.g, or make it length 1 first.")
def g_as_long_as_it_is(words, g):
    return _safely(words - np.outer(words @ g, g))


@neutralise.mistake("g was divided once; it stands in the formula twice, so divide by g.g, not by its length.")
def divided_once(words, g):
    return _safely(words - np.outer(words @ g, g) / np.linalg.norm(g))


@neutralise.mistake("this is what lies along g; it should be taken out, not kept.")
def the_part_along_g(words, g):
    return np.outer(words @ normalize(g), normalize(g))


@neutralise.mistake("the words were mirrored: g was taken out twice.")
def mirrored(words, g):
    g = normalize(g)
    return _safely(words - 2 * np.outer(words @ g, g))


@neutralise.mistake("g itself was subtracted from each word; subtract only how far the word lies along it, times g.")
def g_subtracted(words, g):
    return _safely(normalize(words) - normalize(g))


@neutralise.mistake("it was added in place of subtracted.")
def added(words, g):
    g = normalize(g)
    return _safely(words + np.outer(words @ g, g))


@neutralise.mistake("0 / 0 gave NaN where nothing was left: such a word stays zero.")
def nan_for_zero(words, g):
    rest = words - np.outer(words @ g, g) / (g @ g)
    with np.errstate(all="ignore"):
        return rest / np.linalg.norm(rest, axis=1, keepdims=True)


@neutralise.mistake("all words were divided by one number; each has its own length: `axis=1, keepdims=True`.")
def one_length_for_all(words, g):
    rest = words - np.outer(words @ g, g) / (g @ g)
    return rest / (np.linalg.norm(rest) or 1)


@neutralise.mistake("the columns were made length 1; a word is a row.")
def columns_of_length_1(words, g):
    rest = words - np.outer(words @ g, g) / (g @ g)
    lengths = np.linalg.norm(rest, axis=0)
    return rest / np.where(lengths > 0, lengths, 1)


@neutralise.mistake("the coordinate in which g is largest was set to 0; a direction mixes all coordinates.")
def largest_coordinate_cleared(words, g):
    rest = words.astype(float)
    rest[:, np.abs(g).argmax()] = 0
    return _safely(rest)


@neutralise.mistake("absolute values were taken of how far words lie along g; its sign says on which side.")
def absolute(words, g):
    g = normalize(g)
    return _safely(words - np.outer(np.abs(words @ g), g))


@neutralise.mistake("the words' mean along g was taken out of all of them; each has its own.")
def mean_taken_out(words, g):
    g = normalize(g)
    return _safely(words - (words @ g).mean() * g)


@neutralise.mistake(
    "the cosine says how far a word of length 1 lies along g; a longer word lies farther: make it length 1."
)
def cosine_for_any_length(words, g):
    g = normalize(g)
    return _safely(words - np.outer(normalize(words) @ g, g))


@neutralise.mistake("g of length 1 was subtracted from each word; subtract how far the word lies along it, times g.")
def unit_g_subtracted(words, g):
    return _safely(words - normalize(g))


@neutralise.mistake("a word of which nothing is left stayed as it was; it becomes zero.")
def nothing_left_but_the_word(words, g):
    rest = reference(words, g)
    return np.where(rest.any(axis=1, keepdims=True), rest, normalize(words))


@neutralise.mistake("only words on the positive side of g lost their part along it; on the other side it goes as well.")
def positive_side_only(words, g):
    g = normalize(g)
    return _safely(words - np.outer(np.maximum(words @ g, 0), g))


@neutralise.mistake("words that are zero were caught, but of those along g nothing is left either: 0 / 0 gave NaN.")
def nan_along_g(words, g):
    with np.errstate(all="ignore"):
        return np.where(words.any(axis=1, keepdims=True), nan_for_zero(words, g), 0)
