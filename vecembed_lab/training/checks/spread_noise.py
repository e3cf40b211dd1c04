"""The exercise `spread_noise`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _points(n_noise, start):
    return (np.arange(n_noise) + start) / n_noise


def _words_at(points, chances):
    return np.searchsorted(np.cumsum(chances), points, side="right").clip(max=len(chances) - 1)


def _spread_noise(chances, n_noise, start):
    return _words_at(_points(n_noise, start), chances)


spread_noise = Exercise(
    "spread_noise",
    _spread_noise,
    hints=(
        "Lay the chances end to end: word 0 owns the stretch from 0 to chances[0], word 1 the next one, and so on.",
        "The stretches end at `np.cumsum(chances)`; the points are `(np.arange(n_noise) + start) / n_noise`.",
        '`np.searchsorted(ends, points, side="right")` finds the first stretch that ends after each point.',
    ),
    read="Sharing the noise",
)


@spread_noise.criterion("four points, by hand", points=1)
def _(student, rng):
    chances = np.array([0.5, 0.25, 0.25])
    why = "The points are 1/8, 3/8, 5/8 and 7/8; word 0 ends at 1/2, word 1 at 3/4"
    same(student(chances, 4, 0.5), [0, 0, 1, 2], why)


@spread_noise.criterion("a stretch holds its first point, not its last; a chance of 0 is none", points=1)
def _(student, rng):
    why = "The points are 0, 1/4, 1/2 and 3/4; word 1 owns [0, 1/2), word 3 [1/2, 1), words 0 and 2 nothing"
    same(student(np.array([0.0, 0.5, 0.0, 0.5]), 4, 0.0), [1, 1, 3, 3], why)
    why = "The points are 1/4 and 3/4; word 2 owns [1/4, 3/4), word 3 [3/4, 1), word 4 nothing"
    same(student(np.array([0.125, 0.125, 0.5, 0.25, 0.0]), 2, 0.5), [2, 3], why)


@spread_noise.criterion("any chances, any start", points=2)
def _(student, rng):
    for n_words, n_noise in ((30, 5), (300, 200), (6, 49), (8, 1)):  # 49 x (1 / 49) is not 1, by rounding
        chances, start = rng.dirichlet(np.full(n_words, 0.5)), float(rng.uniform(0.05, 0.95))
        given = chances, n_noise, start
        why = f"{n_words} words, {n_noise} point{'s' * (n_noise > 1)}, start {start:.3f}"
        same(student(*given), _spread_noise(*given), why)


@spread_noise.mistake('a point on a border belongs to the stretch that begins there: `side="right"`.')
def border_to_the_left(chances, n_noise, start):
    return np.searchsorted(np.cumsum(chances), _points(n_noise, start)).clip(max=len(chances) - 1)


@spread_noise.mistake("the start is left out: without it, the same words would be drawn for every block.")
def start_left_out(chances, n_noise, start):
    return _words_at(_points(n_noise, 0), chances)


@spread_noise.mistake("the start is a part of one step: add it before you divide by n_noise.")
def start_not_divided(chances, n_noise, start):
    return _words_at(np.arange(n_noise) / n_noise + start, chances)


@spread_noise.mistake("the start is a part of one step, not of the whole; add it before you divide by n_noise.")
def start_around(chances, n_noise, start):
    return _words_at((np.arange(n_noise) / n_noise + start) % 1, chances)


@spread_noise.mistake("all words were treated alike: a word is met as often as its chance says.")
def chances_ignored(chances, n_noise, start):
    return (_points(n_noise, start) * len(chances)).astype(int)


@spread_noise.mistake("`np.searchsorted` needs the ends of the stretches, `np.cumsum(chances)`, not the chances.")
def chances_not_cumulated(chances, n_noise, start):
    return np.searchsorted(chances, _points(n_noise, start), side="right").clip(max=len(chances) - 1)


@spread_noise.mistake("`np.linspace(0, 1, n)` has n - 1 steps and ends at 1: the points are 1 / n_noise apart.")
def one_step_too_few(chances, n_noise, start):
    return _words_at(np.linspace(0, 1, n_noise) + start / n_noise, chances)


@spread_noise.mistake("each word came n_noise x chance times, rounded down: words that are too rare never come.")
def rounded_down(chances, n_noise, start):
    return np.repeat(np.arange(len(chances)), (n_noise * chances).astype(int))


@spread_noise.mistake("these are numbered from 1; the first word has the number 0.")
def numbered_from_one(chances, n_noise, start):
    return _spread_noise(chances, n_noise, start) + 1


@spread_noise.mistake("every word is listed once; a word comes as often as points fall on its stretch.")
def each_word_once(chances, n_noise, start):
    return np.unique(_spread_noise(chances, n_noise, start))


@spread_noise.mistake("the chances were raised to the power 3/4 once more; here they are chances already.")
def power_once_more(chances, n_noise, start):
    weights = chances**0.75
    return _spread_noise(weights / weights.sum(), n_noise, start)


@spread_noise.mistake("the words were sorted by their chances; the stretches lie in the order of the words.")
def sorted_by_chance(chances, n_noise, start):
    order = np.argsort(chances)[::-1]
    return order[_spread_noise(chances[order], n_noise, start)]


@spread_noise.mistake("these are the points; asked are the words on whose stretches they fall.")
def points_returned(chances, n_noise, start):
    return _points(n_noise, start)


@spread_noise.mistake("the words are one too early: the stretch of word 0 ends at chances[0], it does not begin there.")
def one_too_early(chances, n_noise, start):
    return np.maximum(_spread_noise(chances, n_noise, start) - 1, 0)


@spread_noise.mistake("the points lie too far apart: they are divided by n_noise, not by n_noise - 1.")
def one_step_fewer(chances, n_noise, start):
    return _words_at((np.arange(n_noise) + start) / max(n_noise - 1, 1), chances)


@spread_noise.mistake(
    "the points run from start / n_noise to 1, so their steps are too short: neighbours are 1 / n_noise apart."
)
def steps_up_to_one(chances, n_noise, start):
    return _words_at(np.linspace(start / n_noise, 1, n_noise, endpoint=False), chances)


@spread_noise.mistake("the likeliest words were put first; the stretches lie in the order of the words.")
def likeliest_first(chances, n_noise, start):
    order = np.argsort(-chances, kind="stable")
    return order[_spread_noise(chances[order], n_noise, start)]


@spread_noise.mistake("words of chance 0 were taken out, so that all words after them have too low a number.")
def impossible_words_taken_out(chances, n_noise, start):
    return _spread_noise(chances[chances > 0], n_noise, start)


@spread_noise.mistake("this is how often each word is drawn; asked are the words, one for each point.")
def how_often(chances, n_noise, start):
    return np.bincount(_spread_noise(chances, n_noise, start), minlength=len(chances))
