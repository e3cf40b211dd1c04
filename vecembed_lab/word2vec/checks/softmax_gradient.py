"""The exercise `softmax_gradient`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.word2vec.checks._common import sigmoid, tensors


def _softmax_gradient(v, outputs, context):
    import torch

    from vecembed_lab.word2vec.softmax import softmax_loss

    v, outputs = tensors(v, outputs)
    loss = len(v) * softmax_loss(v, outputs, torch.tensor(context))
    return loss.item(), *(g.numpy() for g in torch.autograd.grad(loss, (v, outputs)))


softmax_gradient = Exercise(
    "softmax_gradient",
    _softmax_gradient,
    hints=(
        "Take the largest score of each pair away first: that changes no chance, and then no exponential is too large.",
        "log p = score - log(sum of exponentials), with no chance in between. The error, p - truth, is (n, V); both "
        "gradients are products of it with the other side.",
        "With `error = p - np.eye(len(outputs))[context]`: `error @ outputs` for v, `error.T @ v` for outputs.",
    ),
    read="Guessing among all words",
)


def _check(student, v, outputs, context, why):
    same(student(v, outputs, context), _softmax_gradient(v, outputs, context), f"{why}; (loss, dv, doutputs)")


@softmax_gradient.criterion("chances of 3/4 and 1/4, by hand", points=1)
def _(student, rng):
    v, outputs = np.array([[np.log(3), 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    for context, loss, way in ((0, np.log(4 / 3), -0.25), (1, np.log(4), 0.75)):
        expected = (loss, np.array([[way, -way]]), np.array([[way * np.log(3), 0], [-way * np.log(3), 0]]))
        same(student(v, outputs, np.array([context])), expected, f"The scores are log 3 and 0, the truth is {context}")


@softmax_gradient.criterion("the same as autograd, for any pairs and any number of words", points=2)
def _(student, rng):
    for n, n_words, d in ((1, 5, 3), (4, 4, 4), (3, 7, 2), (6, 3, 5)):
        v, outputs = rng.normal(size=(n, d)), rng.normal(size=(n_words, d))
        why = f"{n} pair{'s' * (n > 1)}, {n_words} words, {d} dimensions"
        _check(student, v, outputs, rng.integers(n_words, size=n), why)


@softmax_gradient.criterion("a context that comes twice, words that are alike, and only one word to guess", points=1)
def _(student, rng):
    v, outputs = rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    _check(student, v, outputs, np.array([2, 0, 2, 2]), "The word 2 really stood there three times")
    _check(student, v[[0, 0, 1, 1]], outputs[[0, 1, 1, 3, 3]], np.array([1, 2, 3, 4]), "Some rows are copies")
    _check(student, v, outputs[:1], np.zeros(4, int), "Of one word the chance is 1: nothing is lost, nothing moves")


@softmax_gradient.criterion("scores of a thousand: no NaN, and a loss that is large, not infinite", points=1)
def _(student, rng):
    v = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.5]])
    outputs = np.array([[1000.0, -1000.0], [0.0, -1001.0], [-1000.0, -1002.0]])
    for context in (np.array([0, 2, 1, 1]), rng.integers(3, size=4)):
        why = "Exponentials cannot hold such scores, but none is cut off: a word 1000 below the largest costs 1000"
        _check(student, v, outputs, context, why)


def _logs(scores, axis=1):
    scores = scores - scores.max(axis=axis, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=axis, keepdims=True))


def _truth(outputs, context):
    return np.eye(len(outputs))[context]


def _from_error(loss, error, v, outputs):
    return loss, error @ outputs, error.T @ v


def _true_loss(v, outputs, context):
    return -(_truth(outputs, context) * _logs(v @ outputs.T)).sum()


def _chances(v, outputs):
    return np.exp(_logs(v @ outputs.T))


@softmax_gradient.mistake(
    "exp of 1000 is infinite, and infinity by infinity NaN: take the largest score of each pair away first."
)
def no_maximum_taken_away(v, outputs, context):
    e = np.exp(v @ outputs.T)
    p, truth = e / e.sum(axis=1, keepdims=True), _truth(outputs, context)
    return _from_error(-np.log(p[np.arange(len(v)), context]).sum(), p - truth, v, outputs)


@softmax_gradient.mistake(
    "a chance that is too small for a number is 0, and its logarithm infinite: log p is the score less the logarithm "
    "of the sum, without p in between."
)
def logarithm_of_zero(v, outputs, context):
    p = _chances(v, outputs)
    return _from_error(-np.log(p[np.arange(len(v)), context]).sum(), p - _truth(outputs, context), v, outputs)


@softmax_gradient.mistake(
    "a small number was added to the chance, or set as its floor, so that no pair loses more than some 20; compute "
    "log p from the scores."
)
def floor_under_the_chance(v, outputs, context):
    return _with_a_floor(1e-9, v, outputs, context)


@softmax_gradient.mistake(
    "1e-12 was added to the chance, or set as its floor, so that no pair loses more than 28; compute log p from the "
    "scores."
)
def lower_floor_under_the_chance(v, outputs, context):
    return _with_a_floor(1e-12, v, outputs, context)


def _with_a_floor(small, v, outputs, context):
    p = _chances(v, outputs)
    loss = -np.log(p[np.arange(len(v)), context] + small).sum()
    return _from_error(loss, p - _truth(outputs, context), v, outputs)


@softmax_gradient.mistake(
    "the largest score of the whole table was taken away; a pair whose scores are all far below it has no chances left."
)
def one_maximum_for_all(v, outputs, context):
    scores = v @ outputs.T
    e = np.exp(scores - scores.max())
    p, rows = e / e.sum(axis=1, keepdims=True), np.arange(len(v))
    loss = (np.log(e.sum(axis=1)) + scores.max() - scores[rows, context]).sum()
    return _from_error(loss, p - _truth(outputs, context), v, outputs)


@softmax_gradient.mistake("the error is p alone: the truth, 1 for the word that stood there, has to be subtracted.")
def truth_not_subtracted(v, outputs, context):
    return _from_error(_true_loss(v, outputs, context), _chances(v, outputs), v, outputs)


@softmax_gradient.mistake("the gradients have the wrong sign: this is the way to go, minus the gradient.")
def downhill(v, outputs, context):
    error = _truth(outputs, context) - _chances(v, outputs)
    return _from_error(_true_loss(v, outputs, context), error, v, outputs)


@softmax_gradient.mistake(
    "only the row of the true word has a gradient here; every word that could be guessed is pushed, by its chance."
)
def only_the_true_row(v, outputs, context):
    truth = _truth(outputs, context)
    error = _chances(v, outputs) - truth
    return _true_loss(v, outputs, context), error @ outputs, (truth * error).T @ v


@softmax_gradient.mistake(
    "the gradient of v has only the part of the true word; all words push it, each by its own error."
)
def only_the_true_word_pulls(v, outputs, context):
    truth = _truth(outputs, context)
    error = _chances(v, outputs) - truth
    return _true_loss(v, outputs, context), (truth * error) @ outputs, error.T @ v


@softmax_gradient.mistake("the gradient of the rows of `outputs` is missing: return all three, (loss, dv, doutputs).")
def only_the_centre(v, outputs, context):
    return _softmax_gradient(v, outputs, context)[:2]


@softmax_gradient.mistake("the loss is missing: return all three, (loss, dv, doutputs).")
def no_loss(v, outputs, context):
    return _softmax_gradient(v, outputs, context)[1:]


@softmax_gradient.mistake("`outputs` comes before `v`: return (loss, dv, doutputs), in this order.")
def other_order(v, outputs, context):
    loss, dv, doutputs = _softmax_gradient(v, outputs, context)
    return loss, doutputs, dv


@softmax_gradient.mistake(
    "the softmax went along the pairs: the chances of one pair over all words, along axis 1, add up to 1."
)
def along_the_pairs(v, outputs, context):
    logs, truth = _logs(v @ outputs.T, axis=0), _truth(outputs, context)
    return _from_error(-(truth * logs).sum(), np.exp(logs) - truth, v, outputs)


@softmax_gradient.mistake("the softmax went over the whole table; each pair has chances of its own, which add up to 1.")
def over_the_table(v, outputs, context):
    scores = v @ outputs.T
    scores = scores - scores.max()
    logs, truth = scores - np.log(np.exp(scores).sum()), _truth(outputs, context)
    return _from_error(-(truth * logs).sum(), np.exp(logs) - truth, v, outputs)


@softmax_gradient.mistake("this is the mean over the pairs; the sum is asked, and the gradient of the sum.")
def mean_over_the_pairs(v, outputs, context):
    return tuple(part / len(v) for part in _softmax_gradient(v, outputs, context))


@softmax_gradient.mistake(
    "the loss is a mean over the pairs; the sum is asked, and the gradients are those of the sum."
)
def mean_loss(v, outputs, context):
    loss, dv, doutputs = _softmax_gradient(v, outputs, context)
    return loss / len(v), dv, doutputs


@softmax_gradient.mistake("the loss of each pair is here; their sum is asked, one number.")
def a_loss_for_each_pair(v, outputs, context):
    _, dv, doutputs = _softmax_gradient(v, outputs, context)
    return -_logs(v @ outputs.T)[np.arange(len(v)), context], dv, doutputs


@softmax_gradient.mistake("each word was judged by itself with a sigmoid; the chances of all words together make 1.")
def sigmoid_for_softmax(v, outputs, context):
    scores, truth = v @ outputs.T, _truth(outputs, context)
    loss = (truth * np.logaddexp(0, -scores)).sum()
    return _from_error(loss, sigmoid(scores) - truth, v, outputs)


@softmax_gradient.mistake(
    "the softmax was taken twice: a ready cross-entropy takes scores, not chances, and makes chances itself."
)
def softmax_twice(v, outputs, context):
    logs, truth = _logs(_chances(v, outputs)), _truth(outputs, context)
    return _from_error(-(truth * logs).sum(), np.exp(logs) - truth, v, outputs)


@softmax_gradient.mistake("the derivative of the softmax, p (1 - p), is still in; the logarithm cancels it: p - truth.")
def derivative_of_the_softmax(v, outputs, context):
    p = _chances(v, outputs)
    error = (p - _truth(outputs, context)) * p * (1 - p)
    return _from_error(_true_loss(v, outputs, context), error, v, outputs)


@softmax_gradient.mistake(
    "`error[:, context] -= 1` changes these columns in every row; the truth is one place in each: "
    "`error[np.arange(n), context] -= 1`."
)
def columns_for_all(v, outputs, context):
    error = _chances(v, outputs)
    error[:, context] -= 1
    return _from_error(_true_loss(v, outputs, context), error, v, outputs)


@softmax_gradient.mistake(
    "`doutputs[context] -= v` keeps only the last of the pairs with the same context; `np.subtract.at` takes all away."
)
def repeated_context_once(v, outputs, context):
    loss, dv, _ = _softmax_gradient(v, outputs, context)
    doutputs = _chances(v, outputs).T @ v
    doutputs[context] -= v
    return loss, dv, doutputs


@softmax_gradient.mistake("the loss has the wrong sign: a logarithm of a chance is negative, the loss is minus that.")
def sign_of_the_loss(v, outputs, context):
    loss, dv, doutputs = _softmax_gradient(v, outputs, context)
    return -loss, dv, doutputs


@softmax_gradient.mistake("the logarithm is that of base 2 or 10; take the natural one, of which the gradient is.")
def bits(v, outputs, context):
    loss, dv, doutputs = _softmax_gradient(v, outputs, context)
    return loss / np.log(2), dv, doutputs


@softmax_gradient.mistake(
    "this loss is the sum of p log p, the entropy of the guess; the truth has to say which p counts."
)
def entropy_of_the_guess(v, outputs, context):
    logs = _logs(v @ outputs.T)
    _, dv, doutputs = _softmax_gradient(v, outputs, context)
    return -(np.exp(logs) * logs).sum(), dv, doutputs


@softmax_gradient.mistake("the gradients are means over the pairs; those of the sum are asked, as the loss is a sum.")
def mean_gradients(v, outputs, context):
    loss, dv, doutputs = _softmax_gradient(v, outputs, context)
    return loss, dv / len(v), doutputs / len(v)


@softmax_gradient.mistake(
    "each word was judged by itself, with a sigmoid and a loss of its own; the chances of all words together make 1."
)
def a_sigmoid_and_a_loss_for_each(v, outputs, context):
    scores, truth = v @ outputs.T, _truth(outputs, context)
    return _from_error((np.logaddexp(0, scores) - truth * scores).sum(), sigmoid(scores) - truth, v, outputs)


@softmax_gradient.mistake(
    "only the rows of words that stood there have a gradient; every word that could be guessed is pushed."
)
def only_rows_that_came(v, outputs, context):
    loss, dv, doutputs = _softmax_gradient(v, outputs, context)
    return loss, dv, doutputs * np.isin(np.arange(len(outputs)), context)[:, None]


@softmax_gradient.mistake(
    "in the loss, the largest score was taken away inside the exponentials only; take it away from the score of the "
    "true word too."
)
def maximum_not_put_back(v, outputs, context):
    loss, dv, doutputs = _softmax_gradient(v, outputs, context)
    return loss - (v @ outputs.T).max(axis=1).sum(), dv, doutputs
