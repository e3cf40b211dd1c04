"""The exercise `chance_p`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.bias.chance import null_p
from vecembed_lab.bias.subspace import direct_bias
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity.measures import normalize


def _chance_p(words, g, directions):
    return null_p(direct_bias(words, g), [direct_bias(words, other) for other in directions])


chance_p = Exercise(
    "chance_p",
    _chance_p,
    hints=(
        "The index of a direction: make everything length 1, multiply, take absolute values, and the mean over words.",
        "Compute the same index for every row of `directions`, and count those that are at least as large.",
        "(1 + count) / (1 + number of directions): the direction itself is one of those that could have been drawn.",
    ),
    read="Occupations",
)


def _index(words, directions):
    return np.abs(normalize(words) @ normalize(directions).T).mean(axis=0)


def _draw(rng, n, k, d):
    """Words that lean along an axis, a direction, and k others, none of which is nearly as good as the direction."""
    while True:
        words = (rng.normal(size=(n, d)) * np.linspace(2, 0.5, d) + 0.4) * rng.uniform(0.3, 3, size=(n, 1))
        directions = rng.normal(size=(k, d)) * rng.uniform(0.2, 4, size=(k, 1))
        g = rng.normal(size=d) * np.linspace(2, 0.5, d) * rng.uniform(0.5, 3)
        if (np.abs(_index(words, directions) - direct_bias(words, g)) > 1e-3).all():
            return words, g, directions


@chance_p.criterion("one word, by hand", points=1)
def _(student, rng):
    word, g = np.array([[3.0, 4.0]]), np.array([2.0, 0.0])
    others = np.array([[0.0, 1.0], [1.0, 0.0], [-5.0, 0.0], [4.0, -3.0]])
    why = "The index is .6; the others have .8, .6, .6 and 0, so three of four are as large"
    same(student(word, g, others), 4 / 5, why)
    same(student(word, np.array([0.0, 1.0]), others[1:]), 1 / 4, "The index is .8; none of three is as large")
    same(student(word, g, others[:2]), 1.0, "The index is .6; the others have .8 and .6: both are as large")
    words = np.array([[3.0, 4.0], [-4.0, 3.0]])
    same(student(words, g, np.array([[0.0, 2.0], [7.0, 24.0]])), 2 / 3, "The index is .7; of the two .7 and .68 one is")
    close = np.array([[0.597, np.sqrt(1 - 0.597**2)], [0.603, np.sqrt(1 - 0.603**2)]])
    same(student(np.array([[1.0, 0.0]]), word[0], close), 2 / 3, "The index is .6; .603 is as large, .597 is not")


@chance_p.criterion("any words and directions, of any length", points=2)
def _(student, rng):
    for n, k, d in ((20, 19, 5), (6, 40, 8), (1, 9, 4), (50, 99, 3), (12, 1, 4)):
        args = _draw(rng, n, k, d)
        same(student(*args), _chance_p(*args), f"{n} words, {k} directions, {d} numbers each")


@chance_p.criterion("neither signs nor lengths of words and directions matter", points=1)
def _(student, rng):
    expected = 1.0
    while not 0.1 < expected < 0.9:  # what is constant is not right by chance
        words, g, directions = _draw(rng, 15, 30, 5)
        expected = _chance_p(words, g, directions)
    same(student(words, -3 * g, directions), expected, "The direction was turned round and made three times as long")
    signs = rng.choice([-1.0, 1.0], size=(30, 1))
    same(student(words, g, 5 * signs * directions), expected, "Some directions were turned round")
    lengths = rng.uniform(0.2, 5, size=(15, 1))
    same(student(lengths * words, g, directions), expected, "Only the words' lengths have changed")


@chance_p.mistake("the direction itself was not counted: p = count / n can be 0, which claims too much.")
def without_itself(words, g, directions):
    return float((_index(words, directions) >= direct_bias(words, g)).mean())


@chance_p.mistake("1 was added to the count alone; the number of directions grows by 1 as well.")
def added_above_only(words, g, directions):
    return float((1 + (_index(words, directions) >= direct_bias(words, g)).sum()) / len(directions))


@chance_p.mistake("only larger ones were counted; those as large count as well (>=).")
def strictly_larger(words, g, directions):
    return float((1 + (_index(words, directions) > direct_bias(words, g)).sum()) / (1 + len(directions)))


@chance_p.mistake("this is the other side: count the directions whose index is at least as large.")
def at_most_as_large(words, g, directions):
    return float((1 + (_index(words, directions) <= direct_bias(words, g)).sum()) / (1 + len(directions)))


@chance_p.mistake("without absolute values words on both sides cancel each other.")
def signs_kept(words, g, directions):
    unit = normalize(words)
    own, others = (unit @ normalize(g)).mean(), (unit @ normalize(directions).T).mean(axis=0)
    return float((1 + (others >= own).sum()) / (1 + len(directions)))


@chance_p.mistake("the absolute value was taken of the mean; take it of each word first.")
def absolute_mean(words, g, directions):
    unit = normalize(words)
    own, others = abs((unit @ normalize(g)).mean()), np.abs((unit @ normalize(directions).T).mean(axis=0))
    return float((1 + (others >= own).sum()) / (1 + len(directions)))


@chance_p.mistake("the directions kept their lengths: longer ones have larger dot products.")
def directions_not_normalised(words, g, directions):
    unit = normalize(words)
    own, others = np.abs(unit @ g).mean(), np.abs(unit @ directions.T).mean(axis=0)
    return float((1 + (others >= own).sum()) / (1 + len(directions)))


@chance_p.mistake("the words kept their lengths: longer ones count for more.")
def words_not_normalised(words, g, directions):
    own, others = np.abs(words @ normalize(g)).mean(), np.abs(words @ normalize(directions).T).mean(axis=0)
    return float((1 + (others >= own).sum()) / (1 + len(directions)))


@chance_p.mistake("this is the index of the direction, not how rare it is.")
def the_index(words, g, directions):
    return direct_bias(words, g)


@chance_p.mistake("this is the count; divide by 1 + the number of directions.")
def a_count(words, g, directions):
    return int(1 + (_index(words, directions) >= direct_bias(words, g)).sum())


@chance_p.mistake("this is 1 minus p.")
def one_minus(words, g, directions):
    return 1 - _chance_p(words, g, directions)


@chance_p.mistake("squares were averaged in place of absolute values.")
def squares(words, g, directions):
    unit = normalize(words)
    own, others = ((unit @ normalize(g)) ** 2).mean(), ((unit @ normalize(directions).T) ** 2).mean(axis=0)
    return float((1 + (others >= own).sum()) / (1 + len(directions)))


@chance_p.mistake("the largest cosine was taken in place of the mean over words.")
def largest(words, g, directions):
    unit = normalize(words)
    own, others = np.abs(unit @ normalize(g)).max(), np.abs(unit @ normalize(directions).T).max(axis=0)
    return float((1 + (others >= own).sum()) / (1 + len(directions)))


@chance_p.mistake("g stands among the directions and was counted once more by the + 1: count it once.")
def itself_twice(words, g, directions):
    k = (_index(words, directions) >= direct_bias(words, g)).sum()
    return float((2 + k) / (2 + len(directions)))


@chance_p.mistake("each word was compared for itself; compare the means over all words.")
def word_by_word(words, g, directions):
    unit = normalize(words)
    larger = np.abs(unit @ normalize(directions).T) >= np.abs(unit @ normalize(g))[:, None] - 1e-9
    return float(((1 + larger.sum(axis=1)) / (1 + len(directions))).mean())


def _p(own, others):
    return float((1 + (others >= own).sum()) / (1 + len(others)))


@chance_p.mistake("the directions were made length 1, but g kept its length: divide by both.")
def g_as_long_as_it_is(words, g, directions):
    return _p(np.abs(normalize(words) @ g).mean(), _index(words, directions))


@chance_p.mistake("the median over the words was taken; the index is their mean.")
def medians(words, g, directions):
    unit = normalize(words)
    return _p(np.median(np.abs(unit @ normalize(g))) - 1e-12, np.median(np.abs(unit @ normalize(directions).T), axis=0))


@chance_p.mistake("1 was added to the count alone (and p cut off at 1); the number of directions grows by 1 as well.")
def added_above_only_cut_off(words, g, directions):
    return min(1.0, added_above_only(words, g, directions))


@chance_p.mistake("the mean was taken over the directions, a number for each word; take it over the words (`axis=0`).")
def mean_over_directions(words, g, directions):
    means = np.abs(normalize(words) @ normalize(directions).T).mean(axis=1)
    return _p(direct_bias(words, g) - 1e-12, means)


@chance_p.mistake("directions parallel to g were left out; they are directions like others, and as large.")
def parallel_ones_dropped(words, g, directions):
    others = directions[np.abs(normalize(directions) @ normalize(g)) < 1 - 1e-9]
    return _p(direct_bias(words, g) - 1e-12, _index(words, others))
