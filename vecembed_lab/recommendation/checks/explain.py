"""The exercise `explain`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.recommendation import factorization
from vecembed_lab.recommendation.checks.als_user import als_user


def _matrix(Y, met, confidence, reg):
    some = Y[np.asarray(met, dtype=int)]
    return Y.T @ Y + (confidence - 1) * some.T @ some + reg * np.eye(Y.shape[1])


def _explain(Y, met, confidence, reg, item):
    return factorization.explain(Y, np.asarray(met, dtype=int), confidence, reg, item)


explain = Exercise(
    "explain",
    _explain,
    hints=(
        "The user's vector is a matrix times a sum over the history. So the score is a sum over the history as well.",
        "x = A⁻¹ (confidence · Σ y_i), with A as in `als_user`. Multiply by the item's vector, one y_i at a time.",
        "`A` from `als_user`, then `confidence * Y[met] @ np.linalg.solve(A, Y[item])`.",
    ),
    read="Why this film?",
)


@explain.criterion("one dimension by hand", points=1)
def _(student, rng):
    Y = np.array([[1.0], [2.0], [3.0]])
    why = "A is 1 + 4 + 9 + 1 · (1 + 4) + 1 = 20; item 0 gives 2 · 1 · 3 / 20, item 1 twice as much"
    same(student(Y, [0, 1], 2, 1, 2), [0.3, 0.6], why)
    same(student(Y, [], 2, 1, 2), [], "Without a history there is nothing to add up")


@explain.criterion("any history, any item", points=2)
def _(student, rng):
    for n, d, k, confidence, reg in ((9, 3, 4, 20, 0.5), (30, 5, 11, 3, 8.0), (7, 4, 2, 1, 2.0)):
        Y = rng.normal(size=(n, d))
        *met, item = rng.permutation(n)[: k + 1]
        met = np.array(met)
        why = f"{n} items, {k} in the history, confidence {confidence:g}, reg {reg:g}"
        same(student(Y, met, confidence, reg, item), _explain(Y, met, confidence, reg, item), why)
    Y, met = rng.normal(size=(8, 3)), np.array([5, 1, 6])
    why = "The item is one of the history"
    same(student(Y, met, 6, 1.5, 1), _explain(Y, met, 6, 1.5, 1), why)


@explain.criterion("the contributions add up to the score", points=1)
def _(student, rng):
    for confidence, reg in ((12, 0.7), (2, 4.0)):
        Y, met = rng.normal(size=(14, 4)), rng.permutation(14)[:5]
        score = als_user.reference(Y, met, confidence, reg) @ Y[13]
        same(np.sum(student(Y, met, confidence, reg, 13)), score, "The sum of what came, and the user's score")


@explain.mistake("these are dot products with the item; the matrix of the user's system is missing.")
def dot_products(Y, met, confidence, reg, item):
    return Y[np.asarray(met, dtype=int)] @ Y[item]


@explain.mistake("the factor `confidence` is missing, so the contributions add up to too little.")
def no_confidence(Y, met, confidence, reg, item):
    return _explain(Y, met, confidence, reg, item) / confidence


@explain.mistake("these are the user's scores of the items in the history; ask what each adds to the item's score.")
def own_scores(Y, met, confidence, reg, item):
    return Y[np.asarray(met, dtype=int)] @ als_user.reference(Y, met, confidence, reg)


@explain.mistake("the matrix lacks the confidence of the items that were met: each item counts once in it here.")
def matrix_without_confidence(Y, met, confidence, reg, item):
    return confidence * Y[np.asarray(met, dtype=int)] @ np.linalg.inv(_matrix(Y, met, 1, reg)) @ Y[item]


@explain.mistake("the matrix has 1 + confidence for items that were met: `confidence` is the whole weight.")
def matrix_with_one_more(Y, met, confidence, reg, item):
    some = Y[np.asarray(met, dtype=int)]
    return confidence * some @ np.linalg.inv(_matrix(Y, met, confidence + 1, reg)) @ Y[item]


@explain.mistake("`reg` is missing in the matrix.")
def no_reg(Y, met, confidence, reg, item):
    return _explain(Y, met, confidence, 1e-12, item)


@explain.mistake("the matrix was multiplied; its inverse belongs there.")
def multiplied(Y, met, confidence, reg, item):
    return confidence * Y[np.asarray(met, dtype=int)] @ _matrix(Y, met, confidence, reg) @ Y[item]


@explain.mistake("this is the score, one number; what each item of the history adds to it is asked for.")
def the_score(Y, met, confidence, reg, item):
    return _explain(Y, met, confidence, reg, item).sum()


@explain.mistake("the contributions were divided by their sum; they have to add up to the score.")
def made_shares(Y, met, confidence, reg, item):
    found = _explain(Y, met, confidence, reg, item)
    return found / found.sum() if len(found) else found


@explain.mistake(
    "the contributions have lost their signs; an item of the history can speak against the one asked about."
)
def without_signs(Y, met, confidence, reg, item):
    return np.abs(_explain(Y, met, confidence, reg, item))


@explain.mistake("the contributions are sorted; entry i belongs to `met[i]`.")
def sorted_downwards(Y, met, confidence, reg, item):
    return -np.sort(-_explain(Y, met, confidence, reg, item))


@explain.mistake("each item was taken out of the history in turn; that is another question, and does not add up.")
def left_out_in_turn(Y, met, confidence, reg, item):
    met = np.asarray(met, dtype=int)
    score = als_user.reference(Y, met, confidence, reg) @ Y[item]
    return [score - als_user.reference(Y, np.delete(met, i), confidence, reg) @ Y[item] for i in range(len(met))]


@explain.mistake("every item of the history got the same part of the score; ask what each one adds.")
def equal_parts(Y, met, confidence, reg, item):
    found = _explain(Y, met, confidence, reg, item)
    return np.full(len(found), found.sum() / max(1, len(found)))


@explain.mistake("the matrix holds the items that were met only; the others are in it too, each once.")
def only_taken_in_the_matrix(Y, met, confidence, reg, item):
    some = Y[np.asarray(met, dtype=int)]
    both = confidence * some.T @ some + reg * np.eye(Y.shape[1])
    return confidence * some @ np.linalg.inv(both) @ Y[item]


@explain.mistake("the contributions are in the order of the items' numbers; entry i belongs to `met[i]`.")
def by_number(Y, met, confidence, reg, item):
    return _explain(Y, np.sort(np.asarray(met, dtype=int)), confidence, reg, item)


@explain.mistake("an item of the history explains itself too; its part was set to 0.")
def itself_zero(Y, met, confidence, reg, item):
    return np.where(np.asarray(met, dtype=int) == item, 0, _explain(Y, met, confidence, reg, item))


@explain.mistake(
    "each item was taken for a history of its own, which changes the matrix; all of them are met together."
)
def one_alone(Y, met, confidence, reg, item):
    return [als_user.reference(Y, [i], confidence, reg) @ Y[item] for i in met]


@explain.mistake("dot products with the item were scaled until they add up to the score; each has the matrix between.")
def scaled_dot_products(Y, met, confidence, reg, item):
    products = Y[np.asarray(met, dtype=int)] @ Y[item]
    return products / products.sum() * _explain(Y, met, confidence, reg, item).sum() if len(products) else products


@explain.mistake("these are the coordinates' parts of the score; ask what each item of the history adds to it.")
def by_coordinate(Y, met, confidence, reg, item):
    return als_user.reference(Y, met, confidence, reg) * Y[item]


@explain.mistake("`np.array([])` holds floats, which are no numbers of items: write `np.array(met, dtype=int)`.")
def floats_for_nothing_met(Y, met, confidence, reg, item):
    return _explain(Y, np.arange(len(Y))[np.array(met)], confidence, reg, item)


@explain.mistake(
    "these are dot products with the item times `confidence`; the inverse of the user's matrix is missing."
)
def confident_dot_products(Y, met, confidence, reg, item):
    return confidence * Y[np.asarray(met, dtype=int)] @ Y[item]


@explain.mistake("the item asked about has no entry where it is one of the history; it explains itself too.")
def itself_left_out(Y, met, confidence, reg, item):
    return _explain(Y, met, confidence, reg, item)[np.asarray(met, dtype=int) != item]
