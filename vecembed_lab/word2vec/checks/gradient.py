"""The exercise `gradient`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.word2vec.checks._common import sigmoid, tensors, torch_loss


def _gradient(v, u, noise):
    import torch

    vectors = tensors(v, u, noise)
    return tuple(g.numpy() for g in torch.autograd.grad(torch_loss(*vectors), vectors))


gradient = Exercise(
    "gradient",
    _gradient,
    hints=(
        "The error of a prediction is probability minus label: label 1 for the true context, 0 for noise.",
        "d loss / d score = sigmoid(score) - label, and a score is a dot product: its gradient is the other vector.",
        "With `e = sigmoid(v @ u) - 1` and `f = sigmoid(noise @ v)`: `e * u + f @ noise`, `e * v`, `np.outer(f, v)`.",
    ),
    read="The gradient",
)


def _check_gradient(student, v, u, noise, why):
    same(student(v, u, noise), _gradient(v, u, noise), f"{why}; the three gradients are those of v, u, noise")


@gradient.criterion("at v = 0 every probability is one half", points=1)
def _(student, rng):
    v, u, noise = np.zeros(2), np.array([2.0, 0.0]), np.array([[0.0, 4.0]])
    expected = (np.array([-1.0, 2.0]), np.zeros(2), np.zeros((1, 2)))
    same(student(v, u, noise), expected, "dv = (noise - u) / 2, and the others are multiples of v, which is 0")


@gradient.criterion("the same as autograd, for any vectors", points=2)
def _(student, rng):
    for k, d in ((1, 4), (6, 4), (3, 5)):
        v, u, noise = rng.normal(size=d), rng.normal(size=d), rng.normal(size=(k, d))
        _check_gradient(student, v, u, noise, f"{k} noise word{'s' * (k > 1)} in {d} dimensions")


@gradient.criterion("noise drawn twice pushes twice; scores of a thousand give no NaN", points=1)
def _(student, rng):
    v, u, noise = rng.normal(size=3), rng.normal(size=3), rng.normal(size=(2, 3))
    _check_gradient(student, v, u, noise[[0, 0, 1]], "Rows 0 and 1 of the noise are the same word")
    for score in (7, 1000, -1000):
        u, noise = score * v / (v @ v), np.outer([score, 0, -score, 1], v) / (v @ v)
        why = f"The scores are {score} for the true context, {score}, 0, {-score} and 1 for the noise"
        _check_gradient(student, v, u, noise, why)


def _errors(v, u, noise):
    return sigmoid(v @ u) - 1, sigmoid(noise @ v)


@gradient.mistake("the true context was given label 0: its error is probability - 1.")
def label_of_the_context(v, u, noise):
    e, f = sigmoid(v @ u), sigmoid(noise @ v)
    return e * u + f @ noise, e * v, np.outer(f, v)


@gradient.mistake("all three have the wrong sign: this is the way to go, minus the gradient.")
def downhill(v, u, noise):
    return tuple(-g for g in _gradient(v, u, noise))


@gradient.mistake("the gradient of v is a sum: the part of the noise words is missing.")
def noise_missing_from_v(v, u, noise):
    e, f = _errors(v, u, noise)
    return e * u, e * v, np.outer(f, v)


@gradient.mistake(
    "the gradients of the noise words are turned the wrong way: noise has label 0, so its error is positive."
)
def noise_pulled(v, u, noise):
    e, f = _errors(v, u, noise)
    return e * u - f @ noise, e * v, -np.outer(f, v)


@gradient.mistake(
    "these are derivatives of the sigmoid, s (1 - s); the logarithm cancels one factor: s - label remains."
)
def derivative_of_the_sigmoid(v, u, noise):
    e, f = _errors(v, u, noise)
    e, f = e * (1 + e), f * (1 - f)
    return e * u + f @ noise, e * v, np.outer(f, v)


@gradient.mistake("the noise was averaged; the loss adds the noise words up, and so does its gradient.")
def gradient_averaged(v, u, noise):
    e, f = _errors(v, u, noise)
    return e * u + f @ noise / len(f), e * v, np.outer(f, v) / len(f)


@gradient.mistake("the vectors are swapped: the gradient of v is made of u, and the gradient of u of v.")
def swapped(v, u, noise):
    dv, du, dnoise = _gradient(v, u, noise)
    return du, dv, dnoise


@gradient.mistake("for the true context this is 1 - probability; the error is probability minus label, and negative.")
def context_pushed(v, u, noise):
    e, f = _errors(v, u, noise)
    return -e * u + f @ noise, -e * v, np.outer(f, v)


@gradient.mistake("the scores were taken for probabilities: the sigmoid is missing.")
def sigmoid_missing(v, u, noise):
    e, f = v @ u - 1, noise @ v
    return e * u + f @ noise, e * v, np.outer(f, v)


@gradient.mistake("exp(x) / (1 + exp(x)) is infinity by infinity, NaN, for a score of 1000; 1 / (1 + exp(-x)) is 1.")
def infinity_by_infinity(v, u, noise):
    probabilities = np.exp(v @ u) / (1 + np.exp(v @ u)), np.exp(noise @ v) / (1 + np.exp(noise @ v))
    e, f = probabilities[0] - 1, probabilities[1]
    return e * u + f @ noise, e * v, np.outer(f, v)


@gradient.mistake("the gradient of a noise word is made of the word `v`, not of the noise word itself.")
def noise_of_itself(v, u, noise):
    e, f = _errors(v, u, noise)
    return e * u + f @ noise, e * v, f[:, None] * noise


@gradient.mistake("the gradients of all noise words were added up; each noise word has a row of its own.")
def noise_rows_added(v, u, noise):
    e, f = _errors(v, u, noise)
    return e * u + f @ noise, e * v, f.sum() * v


@gradient.mistake("a part is missing: return all three, (dv, du, dnoise).")
def noise_not_returned(v, u, noise):
    return _gradient(v, u, noise)[:2]


@gradient.mistake("the noise words were compared with the context `u`; their scores are with the word `v`.")
def noise_against_context(v, u, noise):
    e, f = sigmoid(v @ u) - 1, sigmoid(noise @ u)
    return e * u + f @ noise, e * v, np.outer(f, v)


def _from_errors(e, f, v, u, noise):
    return e * u + f @ noise, e * v, np.outer(f, v)


@gradient.mistake("the noise words were given the label 1; theirs is 0, and their error is the probability itself.")
def noise_taken_for_true(v, u, noise):
    e, f = _errors(v, u, noise)
    return _from_errors(e, f - 1, v, u, noise)


@gradient.mistake("the scores of the noise got a minus: its error is sigmoid(v . n), the chance of a meeting.")
def noise_turned_round(v, u, noise):
    e, f = _errors(v, u, noise)
    return _from_errors(e, 1 - f, v, u, noise)


@gradient.mistake("the derivative of the sigmoid, s (1 - s), is still in; the logarithm of the loss cancels it.")
def squared_error(v, u, noise):
    e, f = _errors(v, u, noise)
    return _from_errors(e * (1 + e) * -e, f * f * (1 - f), v, u, noise)


@gradient.mistake(
    "scores beyond 6 count as certain, as in the program word2vec; here each has the sigmoid that it has."
)
def certain_beyond_six(v, u, noise):
    scores = np.append(v @ u, noise @ v)
    p = np.where(np.abs(scores) > 6, scores > 0, sigmoid(scores))
    return _from_errors(p[0] - 1, p[1:], v, u, noise)


@gradient.mistake("each row of the noise has the gradients of all noise words, added up; it has its own only.")
def noise_rows_alike(v, u, noise):
    dv, du, dnoise = _gradient(v, u, noise)
    return dv, du, np.tile(dnoise.sum(axis=0), (len(noise), 1))


@gradient.mistake("of the noise only the last word is in the gradient of v; it is a sum over all of them.")
def last_noise_only(v, u, noise):
    e, f = _errors(v, u, noise)
    return e * u + f[-1] * noise[-1], e * v, np.outer(f, v)
