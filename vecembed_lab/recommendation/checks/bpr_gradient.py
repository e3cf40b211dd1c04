"""The exercise `bpr_gradient`: what a right answer does, and the wrong answers people really give."""

import math

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.recommendation import pairwise


def _pulled(x, yi, yj, slope):
    """The three gradients, if `slope` is that of the loss by the difference of the scores."""
    return slope * (yi - yj), slope * x, -slope * x


def _bpr_gradient(x, yi, yj):
    return pairwise.bpr_gradient(x, yi, yj)


bpr_gradient = Exercise(
    "bpr_gradient",
    _bpr_gradient,
    hints=(
        "Call the difference of the scores z = x · (yi - yj): the loss's slope by z, times that of z by each vector.",
        "The slope of -log σ(z) is σ(z) - 1. The slopes of z are yi - yj, x and -x.",
        "With `e = 1 / (1 + np.exp(-x @ (yi - yj))) - 1`: return `e * (yi - yj), e * x, -e * x`.",
    ),
    read="Learning from pairs",
)


def _check(student, x, yi, yj, why):
    same(student(x, yi, yj), _bpr_gradient(x, yi, yj), f"{why}; the gradients are those of x, yi and yj")


@bpr_gradient.criterion("by hand, where both scores are equal", points=1)
def _(student, rng):
    x, yi, yj = np.array([2.0, 0.0]), np.array([0.0, 4.0]), np.array([0.0, -2.0])
    expected = (np.array([0.0, -3.0]), np.array([-1.0, 0.0]), np.array([1.0, 0.0]))
    same(student(x, yi, yj), expected, "Both scores are 0, so σ is 1/2 and the slope is -1/2")
    same(student(np.zeros(1), np.ones(1), np.zeros(1)), ([-0.5], [0.0], [0.0]), "x is 0: only x moves")


@bpr_gradient.criterion("the same as small steps show, for any vectors", points=2)
def _(student, rng):
    for d in (3, 5, 8):
        x, yi, yj = rng.normal(size=(3, d))
        _check(student, x, yi, yj, f"Three vectors in {d} dimensions")
    x, yi, yj = 0.01 * rng.normal(size=(3, 4))
    _check(student, x, yi, yj, "Small vectors")
    x, yi = rng.normal(size=(2, 6))
    _check(student, x, yi, yi, "Both items have the same vector")


@bpr_gradient.criterion("scores of a thousand give no NaN", points=1)
def _(student, rng):
    for score in (6, -6, 1000, -1000):
        x, yj = rng.normal(size=(2, 5))
        yi = yj + score * x / (x @ x)
        _check(student, x, yi, yj, f"The scores differ by {score}")


@bpr_gradient.mistake("the sign is that of a step; the gradient points to where the loss grows.")
def step(x, yi, yj):
    return _pulled(x, yi, yj, 1 - pairwise.logistic(x @ (yi - yj)))


@bpr_gradient.mistake(
    "σ stands where σ - 1 belongs, or yi and yj are exchanged: the pair that is already right is pulled most."
)
def sigma(x, yi, yj):
    return _pulled(x, yi, yj, pairwise.logistic(x @ (yi - yj)))


@bpr_gradient.mistake("this is the slope of σ, not that of -log σ.")
def of_sigma(x, yi, yj):
    s = pairwise.logistic(x @ (yi - yj))
    return _pulled(x, yi, yj, -s * (1 - s))


@bpr_gradient.mistake("σ is missing: this is the gradient of the difference of the scores.")
def of_difference(x, yi, yj):
    return _pulled(x, yi, yj, -1.0)


@bpr_gradient.mistake("the gradients of yi and yj have the same sign; the loss pushes them apart.")
def same_sign(x, yi, yj):
    dx, di, _ = _bpr_gradient(x, yi, yj)
    return dx, di, di


@bpr_gradient.mistake("the gradient of x has yi only; the other item pulls as well, with the other sign.")
def only_the_positive(x, yi, yj):
    _, di, dj = _bpr_gradient(x, yi, yj)
    return (pairwise.logistic(x @ (yi - yj)) - 1) * yi, di, dj


@bpr_gradient.mistake("the gradient of x has yi + yj; it is the difference that the score is made of.")
def added(x, yi, yj):
    _, di, dj = _bpr_gradient(x, yi, yj)
    return (pairwise.logistic(x @ (yi - yj)) - 1) * (yi + yj), di, dj


@bpr_gradient.mistake(
    "each item was judged alone (label 1 and label 0); BPR looks at the difference of the two scores."
)
def pointwise(x, yi, yj):
    ei, ej = pairwise.logistic(x @ yi) - 1, pairwise.logistic(x @ yj)
    return ei * yi + ej * yj, ei * x, ej * x


@bpr_gradient.mistake("the gradient of each item has the items' difference in it; by yi the score has the slope x.")
def difference_everywhere(x, yi, yj):
    e = pairwise.logistic(x @ (yi - yj)) - 1
    return e * (yi - yj), e * (yi - yj), -e * (yi - yj)


@bpr_gradient.mistake("`exp(z) / (1 + exp(z))` is infinity over infinity, NaN, for a large z: write 1 / (1 + exp(-z)).")
def overflowing(x, yi, yj):
    with np.errstate(all="ignore"):
        large = np.exp(x @ (yi - yj))
        return _pulled(x, yi, yj, large / (1 + large) - 1)


@bpr_gradient.mistake("σ was taken of the first score only; it is the difference that counts.")
def sigma_of_one(x, yi, yj):
    return _pulled(x, yi, yj, pairwise.logistic(x @ yi) - 1)


@bpr_gradient.mistake("this is the loss; its gradients are asked for.")
def loss(x, yi, yj):
    return np.logaddexp(0, -x @ (yi - yj))


@bpr_gradient.mistake("the slope of -log σ(z) is σ(z) - 1; its value, or log σ(z), was taken in its place.")
def value_for_slope(x, yi, yj):
    return _pulled(x, yi, yj, -np.logaddexp(0, -x @ (yi - yj)))


@bpr_gradient.mistake("the items' gradients are multiples of x: by yi the score has the slope x, not yi.")
def items_own(x, yi, yj):
    error = -pairwise.logistic(-(x @ (yi - yj)))
    return error * (yi - yj), error * yi, -error * yj


@bpr_gradient.mistake("where the score of yj is far ahead, the slope became 0; it is -1 there, the largest there is.")
def no_slope_far_below(x, yi, yj):
    z = x @ (yi - yj)
    return _pulled(x, yi, yj, -pairwise.logistic(-z) if z > -500 else 0.0)


@bpr_gradient.mistake("the difference of the scores was cut off at 5, so that a clear case keeps a slope.")
def cut_off(x, yi, yj):
    return _pulled(x, yi, yj, -pairwise.logistic(-np.clip(x @ (yi - yj), -5, 5)))


@bpr_gradient.mistake("the sign of the difference was lost in σ: a wrong order is worse than a right one.")
def without_sign(x, yi, yj):
    return _pulled(x, yi, yj, -pairwise.logistic(-np.abs(x @ (yi - yj))))


@bpr_gradient.mistake(
    "far below 0 it is NaN, from infinity over infinity or the logarithm of 0: the slope is -1 / (1 + exp(z))."
)
def overflowing_below(x, yi, yj):
    with np.errstate(all="ignore"):
        large = np.exp(-x @ (yi - yj))
        return _pulled(x, yi, yj, -large / (1 + large))


@bpr_gradient.mistake(
    "the items' gradients were taken after a step of x; all three belong to the vectors as they came."
)
def after_a_step_of_x(x, yi, yj):
    dx, _, _ = _bpr_gradient(x, yi, yj)
    return dx, *_pulled(x - dx, yi, yj, -pairwise.logistic(-(x @ (yi - yj))))[1:]


@bpr_gradient.mistake("each gradient is a multiple of its own vector; the score has the slopes yi - yj, x and -x.")
def multiples_of_themselves(x, yi, yj):
    error = -pairwise.logistic(-(x @ (yi - yj)))
    return error * x, error * yi, -error * yj


@bpr_gradient.mistake("beyond 5 the slope was set to 0 or -1, as a table of σ would do; the formula holds everywhere.")
def nothing_beyond_five(x, yi, yj):
    z = x @ (yi - yj)
    return _pulled(x, yi, yj, -pairwise.logistic(-z) if abs(z) <= 5 else -float(z < 0))


@bpr_gradient.mistake(
    "the slope is -σ(-z), which is σ(z) - 1; here it is -σ(z), so a pair that is right is pulled most."
)
def minus_sigma(x, yi, yj):
    return _pulled(x, yi, yj, -pairwise.logistic(x @ (yi - yj)))


@bpr_gradient.mistake("`math.exp(-z)` is an error far below 0: write 1 / (1 + e^-z) there as e^z / (1 + e^z).")
def error_far_below(x, yi, yj):
    return _pulled(x, yi, yj, 1 / (1 + math.exp(-x @ (yi - yj))) - 1)
