"""The exercise `association`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.bias.association import association as reference
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.similarity.measures import cosine, normalize

association = Exercise(
    "association",
    reference,
    hints=(
        "Make all rows length 1; then one matrix product gives the cosine of every word with every word of `a`.",
        "Each word needs one mean over the words of `a` and one over those of `b`: `mean(axis=1)`.",
        "cosines with a, mean(axis=1), minus cosines with b, mean(axis=1).",
    ),
    read="Associations",
)


@association.criterion("two words by hand", points=1)
def _(student, rng):
    words = np.array([[3.0, 4.0], [5.0, 0.0]])
    a, b = np.array([[1.0, 0.0]]), np.array([[0.0, 2.0], [0.0, 1.0], [4.0, 3.0]])
    why = "The cosines with a are .6 and 1; with b .8, .8, .96 and 0, 0, .8"
    same(student(words, a, b), [0.6 - 2.56 / 3, 1 - 0.8 / 3], why)
    same(student(np.array([[0.0, 7.0]]), a, -a), [0.0], "At a right angle to everything")
    same(student(np.array([[-2.0, 0.0]]), a, -3 * a), [-2.0], "Opposite to a, and with b: as far as it goes")


@association.criterion("any words, sets of any size", points=2)
def _(student, rng):
    for n, p, q in ((30, 4, 4), (5, 8, 3), (1, 1, 6), (12, 2, 9)):
        words, a, b = (rng.normal(size=(size, 7)) * rng.uniform(0.2, 5, size=(size, 1)) for size in (n, p, q))
        same(student(words, a, b), reference(words, a, b), f"{n} words, {p} in a, {q} in b")
    for kinds in [
        ("tiny",),
        ("thousands",),
        ("copies",),
        ("thousands", "integers"),
        ("float32",),
        ("far",),
        ("opposites",),
    ]:
        words, a, b = (table(rng, *kinds, shape=(size, 4)) for size in (6, 3, 5))
        same(student(words, a, b), reference(words, a, b), f"6 words, 3 in a, 5 in b, kind of numbers: {kinds[-1]}")


@association.criterion("lengths of words do not matter, but a word that stands twice in a set counts twice", points=1)
def _(student, rng):
    words, a, b = (rng.normal(size=(size, 5)) for size in (6, 4, 4))
    lengths = rng.uniform(0.1, 9, size=(4, 1))
    same(student(2 * words, lengths * a, b), reference(words, a, b), "Only the lengths have changed")
    twice = np.vstack([a, a[:1]])
    same(student(words, twice, b), reference(words, twice, b), "The first word of a stands in it twice")


@association.mistake("dot products were averaged; divide by both lengths, or long words count for more.")
def dot_products(words, a, b):
    return (words @ a.T).mean(axis=1) - (words @ b.T).mean(axis=1)


@association.mistake("only the words were made length 1; those of a and b need it too.")
def attributes_as_long_as_they_are(words, a, b):
    unit = normalize(words)
    return (unit @ a.T).mean(axis=1) - (unit @ b.T).mean(axis=1)


@association.mistake("the words themselves kept their lengths; make them length 1 too.")
def words_as_long_as_they_are(words, a, b):
    return (words @ normalize(a).T).mean(axis=1) - (words @ normalize(b).T).mean(axis=1)


@association.mistake("the cosine with the mean of a set is not the mean of the cosines with its words.")
def cosine_with_the_mean_word(words, a, b):
    return (cosine(words, a.mean(axis=0)[None]) - cosine(words, b.mean(axis=0)[None]))[:, 0]


@association.mistake(
    "the cosine with the mean of words of length 1 was taken: that mean is shorter than 1, and counts so."
)
def cosine_with_the_mean_unit_word(words, a, b):
    return (cosine(words, normalize(a).mean(axis=0)[None]) - cosine(words, normalize(b).mean(axis=0)[None]))[:, 0]


@association.mistake("sums were taken; a mean is asked, or the larger set wins.")
def sums(words, a, b):
    return cosine(words, a).sum(axis=1) - cosine(words, b).sum(axis=1)


@association.mistake("one number came for all words; each word has its own mean: `axis=1`.")
def one_number(words, a, b):
    return float(cosine(words, a).mean() - cosine(words, b).mean())


@association.mistake("the mean was taken over the words (`axis=0`); it is taken over the set, `axis=1`.")
def mean_over_words(words, a, b):
    first, second = cosine(words, a).mean(axis=0), cosine(words, b).mean(axis=0)
    n = min(len(first), len(second))
    return first[:n] - second[:n]


@association.mistake("only the closest word of each set was looked at; the mean is asked.")
def closest_only(words, a, b):
    return cosine(words, a).max(axis=1) - cosine(words, b).max(axis=1)


@association.mistake("b was forgotten: closeness to a alone says little, since some words are close to everything.")
def only_a(words, a, b):
    return cosine(words, a).mean(axis=1)


@association.mistake("a and b changed places: positive should mean closer to a.")
def the_other_way_round(words, a, b):
    return reference(words, b, a)


@association.mistake("the means were added; it is a difference.")
def added(words, a, b):
    return cosine(words, a).mean(axis=1) + cosine(words, b).mean(axis=1)


@association.mistake("distances were compared; they are small where cosines are large, and follow the lengths.")
def distances(words, a, b):
    far = [np.linalg.norm(words[:, None] - s[None], axis=2).mean(axis=1) for s in (a, b)]
    return far[1] - far[0]


@association.mistake("the median over each set was taken; the mean is asked.")
def medians(words, a, b):
    return np.median(cosine(words, a), axis=1) - np.median(cosine(words, b), axis=1)


@association.mistake("words that stand in a set twice were counted once; they count as often as they stand there.")
def sets_without_copies(words, a, b):
    return reference(words, np.unique(a, axis=0), np.unique(b, axis=0))


@association.mistake("the columns were made length 1; a word is a row: `axis=1, keepdims=True`.")
def columns_of_length_1(words, a, b):
    words, a, b = (normalize(vectors.T).T for vectors in (words, a, b))
    return (words @ a.T).mean(axis=1) - (words @ b.T).mean(axis=1)


@association.mistake(
    "the cosine with the difference of the two means was taken; take the difference of two mean cosines."
)
def cosine_with_the_difference(words, a, b):
    return cosine(words, (normalize(a).mean(axis=0) - normalize(b).mean(axis=0))[None])[:, 0]


@association.mistake("both sums were divided by the number of words in a; each set has its own number.")
def divided_by_the_size_of_a(words, a, b):
    return (cosine(words, a).sum(axis=1) - cosine(words, b).sum(axis=1)) / len(a)


@association.mistake("it was divided by a standard deviation; that comes later, in the effect size of a whole test.")
def standardised(words, a, b):
    return reference(words, a, b) / np.maximum(np.hstack([cosine(words, a), cosine(words, b)]).std(axis=1), 1e-12)


@association.mistake("the words of a and b were taken in pairs, up to the shorter set; every word of both sets counts.")
def in_pairs(words, a, b):
    n = min(len(a), len(b))
    return reference(words, a[:n], b[:n])


@association.mistake("all words of a set were divided by one number; each word has its own length: `axis=1`.")
def one_length_for_all(words, a, b):
    a, b = (vectors / np.linalg.norm(vectors) for vectors in (a, b))
    return (normalize(words) @ a.T).mean(axis=1) - (normalize(words) @ b.T).mean(axis=1)


@association.mistake("both sums were divided by one number, the mean size of the two sets; each has its own number.")
def divided_by_the_mean_size(words, a, b):
    return (cosine(words, a).sum(axis=1) - cosine(words, b).sum(axis=1)) * 2 / (len(a) + len(b))


@association.mistake("negative cosines were set to 0; they count.")
def without_negatives(words, a, b):
    return np.maximum(cosine(words, a), 0).mean(axis=1) - np.maximum(cosine(words, b), 0).mean(axis=1)
