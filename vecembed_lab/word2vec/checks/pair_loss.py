"""The exercise `pair_loss`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.word2vec.checks._common import sigmoid, tensors, torch_loss


def _pair_loss(v, u, noise):
    return torch_loss(*tensors(v, u, noise)).item()


pair_loss = Exercise(
    "pair_loss",
    _pair_loss,
    hints=(
        "One term for the true context and one for each noise word, whose score counts with the opposite sign.",
        "-log sigmoid(x) = log(1 + exp(-x)); for x = -1000 exp overflows, though the answer is simply 1000.",
        "`np.logaddexp(0, -x)` is log(exp(0) + exp(-x)) and never overflows: x is `v @ u`, then `-(noise @ v)`.",
    ),
    read="Guessing against noise",
)


@pair_loss.criterion("sigmoids of three quarters, by hand", points=1)
def _(student, rng):
    v, u, noise = np.array([np.log(3), 0]), np.array([1.0, 5.0]), np.array([[-1.0, 7.0]])
    same(student(v, u, noise), 2 * np.log(4 / 3), "v.u is log 3 and v.n is -log 3: both sigmoids are 3/4")


@pair_loss.criterion("any vectors, any number of noise words", points=2)
def _(student, rng):
    for k, d in ((1, 6), (4, 4), (20, 7)):
        v, u, noise = rng.normal(size=d), rng.normal(size=d), rng.normal(size=(k, d))
        noise[1:2] = noise[0]  # the same word was drawn twice
        why = f"{k} noise word{'s' * (k > 1)} in {d} dimensions"
        same(student(v, u, noise), _pair_loss(v, u, noise), why)


@pair_loss.criterion("enormous scores give no infinity", points=1)
def _(student, rng):
    v = rng.normal(size=4)
    u, noise = -1000 * v / (v @ v), np.outer([2000, -3000], v) / (v @ v)
    same(
        student(v, u, noise),
        3000,
        "The scores are -1000, 2000 and -3000; none is cut off, and -log sigmoid(-1000) is 1000",
    )
    u, noise = 40 * v / (v @ v), np.outer([-1000, 40, 25], v) / (v @ v)
    same(student(v, u, noise), 65, "The scores are 40, then -1000, 40 and 25: only the last two cost, about 40 and 25")


def _softplus(x):
    return np.logaddexp(0, x)


@pair_loss.mistake(
    "for a score of -1000, exp(1000) is infinite and the sigmoid 0, and so the loss is infinite; `np.logaddexp` is not."
)
def log_of_zero(v, u, noise):
    return float(-np.log(1 / (1 + np.exp(-v @ u))) - np.log(1 / (1 + np.exp(noise @ v))).sum())


@pair_loss.mistake("the scores of the noise words need a minus: noise is to be pushed away.")
def noise_attracted(v, u, noise):
    return float(_softplus(-v @ u) + _softplus(-noise @ v).sum())


@pair_loss.mistake("the sign is wrong: this is the log-likelihood, which grows; the loss is minus that.")
def log_likelihood(v, u, noise):
    return -_pair_loss(v, u, noise)


@pair_loss.mistake("the noise terms were averaged; they are added, one for each noise word.")
def noise_averaged(v, u, noise):
    return float(_softplus(-v @ u) + _softplus(noise @ v).mean())


@pair_loss.mistake("all terms were averaged; they are added.")
def all_averaged(v, u, noise):
    return _pair_loss(v, u, noise) / (1 + len(noise))


@pair_loss.mistake("only the true context was counted: without noise words all vectors would collapse into one.")
def noise_forgotten(v, u, noise):
    return float(_softplus(-v @ u))


@pair_loss.mistake("the noise words were compared with the context `u`; they are other contexts of the word `v`.")
def noise_against_context(v, u, noise):
    return float(_softplus(-v @ u) + _softplus(noise @ u).sum())


@pair_loss.mistake("this is a softmax over the context and the noise; here each score is a yes-or-no question.")
def softmax(v, u, noise):
    return float(np.logaddexp.reduce([v @ u, *(noise @ v)]) - v @ u)


@pair_loss.mistake("a small number was added inside the logarithm: the loss can no longer grow above some twenty.")
def small_number_added(v, u, noise):
    return float(-np.log(sigmoid(v @ u) + 1e-10) - np.log(sigmoid(-(noise @ v)) + 1e-10).sum())


@pair_loss.mistake(
    "the scores were cut off, so that a very wrong model pays too little. `np.logaddexp` needs no cutting off."
)
def scores_cut_off(v, u, noise):
    return float(_softplus(-np.clip(v @ u, -500, 500)) + _softplus(np.clip(noise @ v, -500, 500)).sum())


@pair_loss.mistake(
    "the noise words were added up first; each has a score and a loss of its own, and the losses are added."
)
def noise_summed_first(v, u, noise):
    return float(_softplus(-v @ u) + _softplus(noise.sum(axis=0) @ v))


@pair_loss.mistake("these are the losses one by one; add them up to a single number.")
def not_added_up(v, u, noise):
    return np.append(_softplus(-v @ u), _softplus(noise @ v))


@pair_loss.mistake("the logarithm is missing: 1 - probability is at most 1, however wrong the model is.")
def no_logarithm(v, u, noise):
    return float(1 - sigmoid(v @ u) + sigmoid(noise @ v).sum())


@pair_loss.mistake("`np.log2` counts in bits; here it is the natural logarithm, `np.log`.")
def in_bits(v, u, noise):
    return _pair_loss(v, u, noise) / np.log(2)


@pair_loss.mistake("the true context was taken for noise: its score goes into sigmoid as it is, -log sigmoid(v . u).")
def context_as_noise(v, u, noise):
    return float(_softplus(v @ u) + _softplus(noise @ v).sum())


@pair_loss.mistake(
    "1 - sigmoid(40) is 0 in floating point, and its logarithm infinite; -log(1 - sigmoid(x)) is `np.logaddexp(0, x)`."
)
def one_minus_the_chance(v, u, noise):
    return float(_softplus(-v @ u) - np.log(1 - sigmoid(noise @ v)).sum())


@pair_loss.mistake("the scores are cosines here; they are the dot products of the vectors as they are.")
def cosines(v, u, noise):
    def unit(x):
        return x / np.linalg.norm(x, axis=-1, keepdims=True)

    return _pair_loss(unit(v), unit(u), unit(noise))
