"""The exercise `block_gradient`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.training.checks._common import sigmoid


def _error(h, u, weights, labels):
    return (sigmoid(h @ u.T) - labels) * weights


def _products(error, h, u):
    return error @ u, error.T @ h


def _block_gradient(h, u, weights, labels):
    return _products(_error(h, u, weights, labels), h, u)


block_gradient = Exercise(
    "block_gradient",
    _block_gradient,
    hints=(
        "All scores of the block are one matrix product. The error of each is probability minus label, times weight.",
        "The gradient of h[i] is the sum over j of error[i, j] u[j]: that is one matrix product too, as is that of u.",
        "`error = (sigmoid(h @ u.T) - labels) * weights`, then `error @ u` and `error.T @ h`.",
    ),
    read="Sharing the noise",
)


@block_gradient.criterion("one word and two others, by hand", points=1)
def _(student, rng):
    h, u = np.array([[1.0, 0.0]]), np.array([[0.0, 2.0], [0.0, 8.0]])
    expected = (np.array([[0.0, 1.0]]), np.array([[-0.5, 0.0], [0.25, 0.0]]))
    why = "Both scores are 0, both probabilities 1/2; so the errors are -1/2 and, with its weight, 1/4"
    same(student(h, u, np.array([[1.0, 0.5]]), np.array([1, 0])), expected, why)


def _scored(rng, n, m, d=4):
    labels = np.repeat([1, 0], [m - m // 3, m // 3])
    return rng.normal(size=(n, d)), rng.normal(size=(m, d)), rng.uniform(0.2, 3, size=(n, m)), labels


def _autograd(h, u, weights, labels):
    """The two gradients of torch's own loss."""
    import torch
    import torch.nn.functional as F

    h, u = (torch.tensor(x, requires_grad=True) for x in (h, u))
    targets = torch.tensor(labels).double().expand(weights.shape)
    loss = F.binary_cross_entropy_with_logits(h @ u.T, targets, torch.tensor(weights), reduction="sum")
    return tuple(g.numpy() for g in torch.autograd.grad(loss, [h, u]))


@block_gradient.criterion("the same as autograd, for any block", points=2)
def _(student, rng):
    for n, m, d in ((7, 16, 4), (5, 8, 6), (6, 6, 3)):  # at last as many words as others
        given = _scored(rng, n, m, d)
        same(student(*given), _autograd(*given), f"{n} words against {m}; the gradients of h, then of u")


@block_gradient.criterion("a pair of weight 0 does not count; scores of a thousand give no NaN", points=1)
def _(student, rng):
    h, u, weights, labels = _scored(rng, 5, 9)
    weights[2] = weights[:, 4] = 0
    why = "Word 2 has no pair, and nobody has one with the row 4 of u"
    same(student(h, u, weights, labels), _block_gradient(h, u, weights, labels), why)
    h, u = (rng.integers(-1, 2, size=x.shape).astype(float) for x in (h, u))
    h[0] = u[0] = u[-1] = np.eye(len(u[0]))[0]
    h, u[[1, -2]] = 1000 * h, -u[0]
    why = "All scores are multiples of 1000, of either sign, and none is cut off; then the probabilities are 1 and 0"
    same(student(h, u, weights, labels), _block_gradient(h, u, weights, labels), why)


@block_gradient.mistake("both have the wrong sign: this is the way to go, minus the gradient.")
def way_to_go(h, u, weights, labels):
    return _products(-_error(h, u, weights, labels), h, u)


@block_gradient.mistake("the labels are missing: the error is probability minus label.")
def labels_missing(h, u, weights, labels):
    return _products(_error(h, u, weights, 0), h, u)


@block_gradient.mistake("the weights are missing: most pairs of a block are none and must count 0.")
def weights_missing(h, u, weights, labels):
    return _products(_error(h, u, 1, labels), h, u)


@block_gradient.mistake("the scores were weighted; the weight belongs to the error, after the sigmoid.")
def scores_weighted(h, u, weights, labels):
    return _products(sigmoid(h @ u.T * weights) - labels, h, u)


@block_gradient.mistake("only the probability was weighted; the weight belongs to the whole error.")
def label_not_weighted(h, u, weights, labels):
    return _products(sigmoid(h @ u.T) * weights - labels, h, u)


@block_gradient.mistake("the scores were taken for probabilities: the sigmoid is missing.")
def sigmoid_missing(h, u, weights, labels):
    return _products((h @ u.T - labels) * weights, h, u)


@block_gradient.mistake("the derivative of the sigmoid, s (1 - s), is still in; the logarithm of the loss cancels it.")
def sigmoid_derived(h, u, weights, labels):
    s = sigmoid(h @ u.T)
    return _products(_error(h, u, weights, labels) * s * (1 - s), h, u)


@block_gradient.mistake("u was given the gradient of h after its step: both gradients are taken at the same place.")
def one_after_the_other(h, u, weights, labels):
    error = _error(h, u, weights, labels)
    return error @ u, error.T @ (h - error @ u)


@block_gradient.mistake("the two came in the wrong order: first that of h, then that of u.")
def wrong_order(h, u, weights, labels):
    return _block_gradient(h, u, weights, labels)[::-1]


@block_gradient.mistake("the pairs were averaged; a block adds them up.")
def pairs_averaged(h, u, weights, labels):
    return _products(_error(h, u, weights, labels) / weights.size, h, u)


@block_gradient.mistake(
    "exp(x) / (1 + exp(x)) is infinity by infinity, NaN, for a score of 1000; 1 / (1 + exp(-x)) is 1."
)
def infinity_by_infinity(h, u, weights, labels):
    scores = h @ u.T
    return _products((np.exp(scores) / (1 + np.exp(scores)) - labels) * weights, h, u)


@block_gradient.mistake("both were divided by the sum of the weights; the loss is a sum over the pairs, not a mean.")
def divided_by_the_weights(h, u, weights, labels):
    return _products(_error(h, u, weights, labels) / weights.sum(), h, u)


@block_gradient.mistake(
    "both were divided by the number of words of the block; the loss is a sum over them, not a mean."
)
def divided_by_the_words(h, u, weights, labels):
    return _products(_error(h, u, weights, labels) / len(h), h, u)


@block_gradient.mistake("the labels are upside down: 1 stands for words of the text, 0 for noise.")
def labels_upside_down(h, u, weights, labels):
    return _products(_error(h, u, weights, 1 - labels), h, u)


@block_gradient.mistake(
    "the words of the text have the wrong sign (1 - probability); the error is probability minus label."
)
def text_pushed(h, u, weights, labels):
    return _products(_error(h, u, weights, labels) * np.where(labels, -1, 1), h, u)


@block_gradient.mistake("the noise plays no part: its label is 0, and its error is its whole probability.")
def noise_left_out(h, u, weights, labels):
    return _products(_error(h, u, weights, labels) * labels, h, u)


@block_gradient.mistake("only the gradient of h came back; return both, (dh, du).")
def first_one_only(h, u, weights, labels):
    return _block_gradient(h, u, weights, labels)[0]


@block_gradient.mistake(
    "the weights were taken as yes or no; a pair of weight 2 counts twice as much as one of weight 1."
)
def weights_as_yes_or_no(h, u, weights, labels):
    return _products(_error(h, u, weights > 0, labels), h, u)


@block_gradient.mistake("the weights are in twice: the scores have them too. They belong to the error alone.")
def scores_weighted_too(h, u, weights, labels):
    return _products((sigmoid(h @ u.T * weights) - labels) * weights, h, u)


@block_gradient.mistake("only the gradient of h has the weights; that of u is made of the same weighted errors.")
def only_h_weighted(h, u, weights, labels):
    return _error(h, u, weights, labels) @ u, _error(h, u, 1, labels).T @ h


@block_gradient.mistake(
    "the scores were cut off at 6 and -6, as in word2vec's table; the sigmoid of 7 is not that of 6."
)
def scores_cut_off(h, u, weights, labels):
    return _products((sigmoid(np.clip(h @ u.T, -6, 6)) - labels) * weights, h, u)
