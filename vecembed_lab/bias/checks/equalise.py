"""The exercise `equalise`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.bias.subspace import equalise as library
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity.measures import normalize


def _equalise(a, b, g):
    return np.array(library(a, b, g))


equalise = Exercise(
    "equalise",
    _equalise,
    hints=(
        "Make a, b and g length 1. What the two share is their middle, without its part along g.",
        "Both keep that middle; to have length 1 each needs sqrt(1 - |middle|^2) along g, to its own side.",
        "The side: the sign of (a - b).g. Then a is middle + sign * step * g, and b the same with minus.",
    ),
    read="Taking the direction out",
)


def _draw(rng, d):
    """A pair that differs along g, in either order, with some length each."""
    while True:
        a, b, g = rng.normal(size=(3, d)) * rng.uniform(0.4, 3, size=(3, 1))
        if abs((normalize(a) - normalize(b)) @ normalize(g)) > 0.15:
            return a, b, g


@equalise.criterion("two pairs by hand", points=1)
def _(student, rng):
    a, b, g = np.array([3.0, 4.0]), np.array([-2.0, 0.0]), np.array([5.0, 0.0])
    step = 0.84**0.5
    same(
        student(a, b, g),
        [[step, 0.4], [-step, 0.4]],
        "Made length 1 they are (.6, .8) and (-1, 0), and share the half of .8 off the axis",
    )
    same(student(b, a, g), [[-step, 0.4], [step, 0.4]], "The words changed places, and each keeps its side")
    a, b = np.array([3.0, 0.0, 4.0]), np.array([4.0, 0.0, 3.0])
    step = 0.51**0.5
    expected = [[-step, 0, 0.7], [step, 0, 0.7]]
    same(student(a, b, np.array([1.0, 0.0, 0.0])), expected, "Both lie on the same side, b farther: it gets plus")


@equalise.criterion("any pair: both have length 1 and differ along g alone", points=2)
def _(student, rng):
    for d in (2, 3, 8, 20):
        a, b, g = _draw(rng, d)
        same(student(a, b, g), _equalise(a, b, g), f"A pair of {d} numbers each")
        same(student(b, a, g), _equalise(b, a, g), "The same pair, the other way round")


@equalise.criterion("lengths do not matter, and g may point either way", points=1)
def _(student, rng):
    for _ in range(3):
        a, b, g = _draw(rng, 5)
        same(student(4 * a, 0.3 * b, 7 * g), _equalise(a, b, g), "Only lengths have changed")
        same(student(a, b, -g), _equalise(a, b, g), "g was turned round: each word keeps its side all the same")
    a, g = np.array([3.0, 4.0]), np.array([1.0, 0.0])
    for b in (np.array([1.0, 0.0]), np.array([0.5, 0.0])):
        why = "Made length 1, a has .6 along g and b has 1: b lies farther along it, and gets plus"
        same(student(a, b, g), _equalise(a, b, g), why)
        same(student(b, a, g), _equalise(b, a, g), f"{why}, with the words exchanged: now a is b")


def _parts(a, b, g):
    """Unit vectors, the middle off g, and the step."""
    a, b, g = normalize(a), normalize(b), normalize(g)
    rest = (a + b) / 2 - (a + b) / 2 @ g * g
    return a, b, g, rest, np.sqrt(max(0.0, 1 - rest @ rest))


@equalise.mistake("what both share was forgotten: the words became g and -g, whatever they mean.")
def without_the_middle(a, b, g):
    a, b, g, *_ = _parts(a, b, g)
    side = np.sign((a - b) @ g)
    return np.array([side * g, -side * g])


@equalise.mistake("a always got plus; it belongs to the side on which it lies, compared with b.")
def a_always_plus(a, b, g):
    *_, g, rest, step = _parts(a, b, g)
    return np.array([rest + step * g, rest - step * g])


@equalise.mistake("each word kept its own sign along g; both can lie on one side, and must part all the same.")
def own_signs(a, b, g):
    a, b, g, rest, step = _parts(a, b, g)
    return np.array([rest + np.sign(a @ g) * step * g, rest + np.sign(b @ g) * step * g])


@equalise.mistake("the middle still holds its part along g: both words moved to one side.")
def middle_not_neutralised(a, b, g):
    a, b, g, _, step = _parts(a, b, g)
    middle, side = (a + b) / 2, np.sign((a - b) @ g)
    return np.array([middle + side * step * g, middle - side * step * g])


@equalise.mistake("this only took g out of both words; they have to differ along g, as far as each other.")
def neutralised_only(a, b, g):
    a, b, g, *_ = _parts(a, b, g)
    return normalize(np.array([a - a @ g * g, b - b @ g * g]))


@equalise.mistake("each word kept its own rest; both must share one, the middle, or neutral words are closer to one.")
def own_rests(a, b, g):
    a, b, g, _, step = _parts(a, b, g)
    side = np.sign((a - b) @ g)
    return np.array([a - a @ g * g + side * step * g, b - b @ g * g - side * step * g])


@equalise.mistake("the step is 1 minus the squared length, without its square root: the words are shorter than 1.")
def root_forgotten(a, b, g):
    a, b, g, rest, step = _parts(a, b, g)
    side = np.sign((a - b) @ g)
    return np.array([rest + side * step**2 * g, rest - side * step**2 * g])


@equalise.mistake("the step is 1 - |middle|, not sqrt(1 - |middle|^2): the words are shorter than 1.")
def one_minus_length(a, b, g):
    a, b, g, rest, _ = _parts(a, b, g)
    step, side = 1 - np.linalg.norm(rest), np.sign((a - b) @ g)
    return np.array([rest + side * step * g, rest - side * step * g])


@equalise.mistake("half of the distance between the words along g was kept; then their lengths are not 1.")
def half_the_distance(a, b, g):
    a, b, g, rest, _ = _parts(a, b, g)
    step = (a - b) @ g / 2
    return np.array([rest + step * g, rest - step * g])


@equalise.mistake("the words were added without being made length 1 first: the longer one decides the middle.")
def lengths_kept(a, b, g):
    g = normalize(g)
    rest = (a + b) / 2 - (a + b) / 2 @ g * g
    step, side = np.sqrt(abs(1 - rest @ rest)), np.sign((a - b) @ g)
    return np.array([rest + side * step * g, rest - side * step * g])


@equalise.mistake("g was not made length 1.")
def g_as_long_as_it_is(a, b, g):
    a, b = normalize(a), normalize(b)
    rest = (a + b) / 2 - (a + b) / 2 @ g * g
    step, side = np.sqrt(abs(1 - rest @ rest)), np.sign((a - b) @ g)
    return np.array([rest + side * step * g, rest - side * step * g])


@equalise.mistake("the words changed sides: a has to stay where it lay, compared with b.")
def sides_changed(a, b, g):
    return _equalise(a, b, g)[::-1]


@equalise.mistake("the sum of both words was taken for their middle; divide by 2.")
def sum_for_middle(a, b, g):
    a, b, g, rest, _ = _parts(a, b, g)
    rest, side = 2 * rest, np.sign((a - b) @ g)
    step = np.sqrt(abs(1 - rest @ rest))
    return np.array([rest + side * step * g, rest - side * step * g])


@equalise.mistake("the step was made along g as long as it came; make g length 1.")
def step_along_a_long_g(a, b, g):
    *_, rest, step = _parts(a, b, g)
    step = step * np.sign((normalize(a) - normalize(b)) @ g)
    return np.array([rest + step * g, rest - step * g])


@equalise.mistake("the part along g stayed in the middle, and in its length: take it out before anything else.")
def middle_as_it_is(a, b, g):
    a, b, g, *_ = _parts(a, b, g)
    middle = (a + b) / 2
    step = np.sqrt(max(0.0, 1 - middle @ middle)) * np.sign((a - b) @ g)
    return np.array([middle + step * g, middle - step * g])


@equalise.mistake("the middle was made length 1; its own length says how much both words share.")
def middle_of_length_1(a, b, g):
    a, b, g, *_ = _parts(a, b, g)
    middle = normalize(a + b)
    rest = middle - middle @ g * g
    step = np.sqrt(max(0.0, 1 - rest @ rest)) * np.sign((a - b) @ g)
    return np.array([rest + step * g, rest - step * g])


@equalise.mistake("what both share was made length 1, so that no step is left and both words are the same.")
def rest_of_length_1(a, b, g):
    rest = normalize(_parts(a, b, g)[3])
    return np.array([rest, rest])


@equalise.mistake(
    "half of the distance along g was kept, and all was made length 1 afterwards; the step makes up for it."
)
def made_length_1_afterwards(a, b, g):
    a, b, g, rest, _ = _parts(a, b, g)
    step = (a - b) @ g / 2
    return normalize(np.array([rest + step * g, rest - step * g]))


@equalise.mistake("each word kept its own rest, and only the part along g was made equal; both must share the middle.")
def own_rests_of_length_1(a, b, g):
    a, b, g, *_ = _parts(a, b, g)
    step = (a - b) @ g / 2
    return normalize(np.array([a - a @ g * g + step * g, b - b @ g * g - step * g]))


@equalise.mistake(
    "the step was divided by the word's distance from the middle; along g it is the step itself, to each side."
)
def divided_by_the_distance(a, b, g):
    a, b, g, rest, step = _parts(a, b, g)
    middle = (a + b) / 2 @ g
    return np.array([rest + step * (w @ g - middle) * g / np.linalg.norm(w - rest - middle * g) for w in (a, b)])


@equalise.mistake("which word lies farther along g was asked of the words as long as they came; make them length 1.")
def sides_of_long_words(a, b, g):
    *_, unit_g, rest, step = _parts(a, b, g)
    step = step * np.sign((a - b) @ g)
    return np.array([rest + step * unit_g, rest - step * unit_g])


@equalise.mistake("the part along g was taken out of r, but not of its length: z is sqrt(1 - |r|^2), with r, not m.")
def step_of_the_middle(a, b, g):
    a, b, g, rest, _ = _parts(a, b, g)
    middle = (a + b) / 2
    step = np.sqrt(max(0.0, 1 - middle @ middle)) * np.sign((a - b) @ g)
    return np.array([rest + step * g, rest - step * g])


@equalise.mistake("the word farther from zero got plus; it goes to the one farther along g, whose product is larger.")
def farther_from_zero(a, b, g):
    a, b, g, rest, step = _parts(a, b, g)
    step = step * (1 if abs(a @ g) > abs(b @ g) else -1)
    return np.array([rest + step * g, rest - step * g])


@equalise.mistake("half of the distance along g was added to the whole middle; take the part along g out of it first.")
def around_the_middle_of_length_1(a, b, g):
    a, b, g, *_ = _parts(a, b, g)
    middle, step = (a + b) / 2, (a - b) @ g / 2 * g
    return normalize(np.array([middle + step, middle - step]))


def _around(rest, side, g):
    """Both words where the step is 0 if the rest is longer than 1."""
    step = side * np.sqrt(max(0.0, 1 - rest @ rest)) * g
    return np.array([rest + step, rest - step])


@equalise.mistake("a and b were not made length 1 before their middle was taken; the longer one decides it.")
def lengths_kept_and_no_step(a, b, g):
    g = normalize(g)
    middle = (a + b) / 2
    return _around(middle - middle @ g * g, np.sign((a - b) @ g), g)


@equalise.mistake("the sum of both words was taken for their middle; it is half of that.")
def sum_for_middle_and_no_step(a, b, g):
    a, b, g, rest, _ = _parts(a, b, g)
    return _around(2 * rest, np.sign((a - b) @ g), g)


@equalise.mistake("the side was asked of a alone; both can lie on one side, so compare: the sign of (a - b).g.")
def side_of_a_alone(a, b, g):
    a, b, g, rest, _ = _parts(a, b, g)
    return _around(rest, 1 if a @ g > 0 else -1, g)


@equalise.mistake("the length of r was not squared: the step is sqrt(1 - |r|^2), not sqrt(1 - |r|).")
def length_not_squared(a, b, g):
    a, b, g, rest, _ = _parts(a, b, g)
    step = np.sign((a - b) @ g) * np.sqrt(max(0.0, 1 - np.linalg.norm(rest))) * g
    return np.array([rest + step, rest - step])
