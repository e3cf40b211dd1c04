"""The exercise `analogy`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table
from vecembed_lab.similarity import measures


def _analogy(vectors, a, b, c):
    return int(measures.analogy(vectors, a, b, c)[0])


analogy = Exercise(
    "analogy",
    _analogy,
    hints=(
        "The step from a to b, taken from c, should land near d: the target is b - a + c.",
        "Divide all vectors by their lengths first, so that the three words weigh the same.",
        "Rank all rows by cosine with the target, set rows a, b and c to minus infinity, take the largest.",
    ),
    read="Analogies",
)


@analogy.criterion("man is to king as woman is to ... by hand", points=1)
def _(student, rng):
    man, king, woman, queen, table = [1, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1], [1, 1, -1]
    vectors = np.array([man, king, woman, queen, table], dtype=float)
    same(student(vectors, 0, 1, 2), 3, "king - man + woman points at queen, row 3")
    same(student(vectors, 2, 3, 0), 1, "queen - woman + man points at king, row 1")


@analogy.criterion("the three words of the question are never the answer", points=1)
def _(student, rng):
    vectors = rng.normal(size=(20, 30))
    vectors[1:3] = vectors[0] + 0.3 * vectors[1:3]  # b and c stand close to a, which must not come back
    _same_word(student(vectors, 0, 1, 2), vectors, 0, 1, 2)
    vectors = np.array([[1.0, 0.0], [1.0, 0.1], [1.0, -0.1], [-1.0, 0.2], [-1.0, -0.5]])
    same(student(vectors, 0, 1, 2), 4, "Every other row points away from b - a + c; row 4 does so least")
    vectors = np.array([[-1.0, 0.0], [2.0, 0.0], [1.0, 0.0], [-2.0, 0.0]])
    same(student(vectors, 0, 1, 2), 3, "Row 3 is opposite to b - a + c, but the only one that is not in the question")
    vectors = rng.normal(size=(20, 100))
    vectors[3] = vectors[
        2
    ]  # c has a twin, which comes back: in so many dimensions all others are nearly at right angles
    same(student(vectors, 0, 1, 2), _analogy(vectors, 0, 1, 2), "Row 3 equals row 2 and is not in the question")
    vectors = rng.normal(size=(20, 30))
    for a, b, c in rng.permuted(np.tile(np.arange(20), (8, 1)), axis=1)[:, :3]:
        _same_word(student(vectors, int(a), int(b), int(c)), vectors, a, b, c)


@analogy.criterion("how long the vectors are does not matter", points=2)
def _(student, rng):
    vectors = rng.normal(size=(40, 4)) * np.exp(rng.normal(size=(40, 1)))
    for a, b, c in rng.permuted(np.tile(np.arange(40), (12, 1)), axis=1)[:, :3]:
        _same_word(student(vectors, int(a), int(b), int(c)), vectors, a, b, c)
    for kind in ("tiny", "thousands"):
        vectors = table(rng, "wide", kind)
        _same_word(student(vectors, 3, 0, 1), vectors, 3, 0, 1)


def _same_word(got, vectors, a, b, c):
    same(got, _analogy(vectors, a, b, c), "The row with the largest cosine with b - a + c, of unit vectors")


def _best(vectors, target, exclude):
    scores = measures.cosine(target[None], vectors)[0]
    scores[list(exclude)] = -np.inf
    return int(scores.argmax())


@analogy.mistake(
    "the answer is one of the words of the question: their own vectors are nearest, so leave all three out."
)
def question_words_kept(vectors, a, b, c):
    x, y, z = measures.normalize(vectors[[a, b, c]])
    return _best(vectors, y - x + z, ())


@analogy.mistake("only c was left out; a and b can come back too.")
def only_c_left_out(vectors, a, b, c):
    x, y, z = measures.normalize(vectors[[a, b, c]])
    return _best(vectors, y - x + z, (c,))


@analogy.mistake("b and c were left out; a can come back too.")
def a_kept(vectors, a, b, c):
    x, y, z = measures.normalize(vectors[[a, b, c]])
    return _best(vectors, y - x + z, (b, c))


@analogy.mistake("the three words got a similarity of 0, which still beats a negative one; use minus infinity.")
def masked_with_zero(vectors, a, b, c):
    unit = measures.normalize(vectors)
    scores = unit @ (unit[b] - unit[a] + unit[c])
    scores[[a, b, c]] = 0
    return int(scores.argmax())


@analogy.mistake("the step goes the wrong way: from a to b is b - a.")
def step_backwards(vectors, a, b, c):
    x, y, z = measures.normalize(vectors[[a, b, c]])
    return _best(vectors, x - y + z, (a, b, c))


@analogy.mistake("all three vectors were added; the first word has to be taken away.")
def all_added(vectors, a, b, c):
    x, y, z = measures.normalize(vectors[[a, b, c]])
    return _best(vectors, x + y + z, (a, b, c))


@analogy.mistake("the three words got a similarity of -1, which another row can have too, or less; use minus infinity.")
def masked_with_minus_one(vectors, a, b, c):
    unit = measures.normalize(vectors)
    scores = unit @ (unit[b] - unit[a] + unit[c])
    scores[[a, b, c]] = -1
    return int(scores.argmax())


@analogy.mistake(
    "the rows were taken out with `np.delete`, which renumbers those after them: set them to minus infinity."
)
def numbers_shifted(vectors, a, b, c):
    x, y, z = measures.normalize(vectors[[a, b, c]])
    return int(measures.cosine((y - x + z)[None], np.delete(vectors, [a, b, c], axis=0))[0].argmax())


@analogy.mistake("c was taken away too: this is b - a - c.")
def c_subtracted(vectors, a, b, c):
    x, y, z = measures.normalize(vectors[[a, b, c]])
    return _best(vectors, y - x - z, (a, b, c))


@analogy.mistake("a and c have changed places: this is b - c + a.")
def a_and_c_exchanged(vectors, a, b, c):
    x, y, z = measures.normalize(vectors[[a, b, c]])
    return _best(vectors, x - z + y, (a, b, c))


@analogy.mistake("the least similar row was taken: `argsort` sorts upwards.")
def farthest(vectors, a, b, c):
    x, y, z = measures.normalize(vectors[[a, b, c]])
    scores = measures.cosine((y - x + z)[None], vectors)[0]
    scores[[a, b, c]] = np.inf
    return int(scores.argmin())


@analogy.mistake("nothing was divided by its length: raw vectors, raw dot products.")
def nothing_normalised(vectors, a, b, c):
    scores = vectors @ (vectors[b] - vectors[a] + vectors[c])
    scores[[a, b, c]] = -np.inf
    return int(scores.argmax())


@analogy.mistake("the straight-line distance of raw vectors was used; make them length 1 and take the cosine.")
def by_distance(vectors, a, b, c):
    distances = np.linalg.norm(vectors - (vectors[b] - vectors[a] + vectors[c]), axis=1)
    distances[[a, b, c]] = np.inf
    return int(distances.argmin())


@analogy.mistake("this is only the nearest neighbour of c; the step from a to b is missing.")
def nearest_to_c(vectors, a, b, c):
    return _best(vectors, vectors[c], (a, b, c))


@analogy.mistake("this is the vector of the answer; return its row number.")
def vector_returned(vectors, a, b, c):
    return vectors[_analogy(vectors, a, b, c)]


@analogy.mistake("b - a + c was computed before dividing by the lengths, so the longest word decides.")
def lengths_kept(vectors, a, b, c):
    return _best(vectors, vectors[b] - vectors[a] + vectors[c], (a, b, c))


@analogy.mistake("candidates were ranked by dot product, so long vectors win: divide them by their lengths too.")
def candidates_not_normalised(vectors, a, b, c):
    x, y, z = measures.normalize(vectors[[a, b, c]])
    scores = vectors @ (y - x + z)
    scores[[a, b, c]] = -np.inf
    return int(scores.argmax())


@analogy.mistake(
    "the fourth of the sorted list was taken, as if the three words always came first: leave them out by number."
)
def fourth_best(vectors, a, b, c):
    unit = measures.normalize(vectors)
    return int(np.argsort(-(unit @ (unit[b] - unit[a] + unit[c])))[3])


@analogy.mistake("cosines were multiplied and divided (3CosMul); here it is the cosine with b - a + c.")
def multiplied(vectors, a, b, c):
    shares = (measures.cosine(vectors, vectors) + 1) / 2
    scores = shares[b] * shares[c] / (shares[a] + 1e-3)
    scores[[a, b, c]] = -np.inf
    return int(scores.argmax())


@analogy.mistake(
    "the step from c to d was compared with the step from a to b, by direction alone; it is the cosine of d itself "
    "with b - a + c."
)
def steps_compared(vectors, a, b, c):
    unit = measures.normalize(vectors)
    scores = measures.cosine((unit[b] - unit[a])[None], unit - unit[c])[0]
    scores[[a, b, c]] = -np.inf
    return int(scores.argmax())


@analogy.mistake(
    "rows with the same numbers as one of the three words were left out too; only the three themselves are, by number."
)
def twins_left_out(vectors, a, b, c):
    x, y, z = measures.normalize(vectors[[a, b, c]])
    same_numbers = (vectors[:, None] == vectors[[a, b, c]]).all(axis=2).any(axis=1)
    return _best(vectors, y - x + z, same_numbers)
