"""The exercise `als_round`: what a right answer does, and the wrong answers people really give."""

import numpy as np
from scipy.sparse import csr_array

from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.recommendation import factorization
from vecembed_lab.recommendation.checks.als_user import als_user

_one = als_user.reference


def _half(R, Y, confidence, reg):
    """The vectors of the rows of R, given those of its columns."""
    return np.array([_one(Y, np.flatnonzero(row), confidence, reg) for row in R])


def _als_round(R, Y, confidence, reg):
    return factorization.als_round(csr_array(confidence * R), Y, reg)


als_round = Exercise(
    "als_round",
    _als_round,
    hints=(
        "First every user, with the items as they are; then every item, with the users that you have just found.",
        "For an item the users are what items are for a user: the same function, with the columns of R as its rows.",
        "`X = np.array([als_user(Y, np.flatnonzero(row), confidence, reg) for row in R])`, then with `R.T` and `X`.",
    ),
    read="A vector for everybody",
)


@als_round.criterion("one user and one item by hand", points=1)
def _(student, rng):
    same(student(np.ones((1, 1)), np.array([[2.0]]), 1, 4), ([[2 / 8]], [[0.25 / 4.0625]]), "x = 2 / (4 + 4), then y")
    X, Y = student(np.zeros((1, 2)), np.array([[2.0], [1.0]]), 3, 1)
    same(X, [[0.0]], "Who has met nothing gets 0")
    same(Y, [[0.0], [0.0]], "What nobody met gets 0")


def _drawn(rng, n, m, d):
    R = (rng.random((n, m)) < 0.4).astype(float)
    R[0], R[:, 1] = 0, 0  # a user without items, an item without users
    R[1, 0] = 1
    return R, rng.normal(size=(m, d))


@als_round.criterion("users first, then items from the new users", points=2)
def _(student, rng):
    for n, m, d, confidence, reg in ((5, 8, 3, 6, 0.5), (9, 6, 2, 2, 3.0), (7, 7, 4, 20, 1.0)):
        R, Y = _drawn(rng, n, m, d)
        R = R.astype(int if n == 7 else float)
        why = f"{n} users, {m} items, {d} dimensions, confidence {confidence:g}, reg {reg:g}"
        got = student(R, Y, confidence, reg)
        if not isinstance(got, tuple | list) or len(got) != 2:
            raise Wrong(
                "Two tables are asked for, X and the new Y", expected=_als_round(R, Y, confidence, reg), got=got
            )
        for name, one, other in zip(("X", "Y"), got, _als_round(R, Y, confidence, reg), strict=True):
            same(one, other, f"{why}: {name}")


def _loss(R, X, Y, confidence, reg):
    return (np.where(R, confidence, 1) * (R - X @ Y.T) ** 2).sum() + reg * ((X**2).sum() + (Y**2).sum())


@als_round.criterion("five rounds: the loss only falls", points=1)
def _(student, rng):
    R, Y = _drawn(rng, 8, 10, 3)
    losses = []
    for _ in range(5):
        X, Y = (np.asarray(table, dtype=float) for table in student(R, Y, 4, 0.7))
        losses.append(_loss(R, X, Y, 4, 0.7))
    if not (np.diff(losses) <= 1e-6).all():
        raise Wrong(f"After each round the loss was {', '.join(f'{loss:.3f}' for loss in losses)}; it must not rise")


@als_round.mistake("the items came back as they were: solve for them too, with the users just found.")
def items_left(R, Y, confidence, reg):
    return _half(R, Y, confidence, reg), Y


@als_round.mistake("X and Y are in the other order: users first.")
def other_order(R, Y, confidence, reg):
    return _als_round(R, Y, confidence, reg)[::-1]


@als_round.mistake("only X came back; return X and the new Y.")
def only_users(R, Y, confidence, reg):
    return _half(R, Y, confidence, reg)


@als_round.mistake("the confidence is the whole weight of an item that was met, not what is added to 1.")
def one_more(R, Y, confidence, reg):
    def half(R, Y):
        return np.array([_with_one_more(Y, np.flatnonzero(row), confidence, reg) for row in R])

    X = half(R, Y)
    return X, half(R.T, X)


def _with_one_more(Y, items, confidence, reg):
    return als_user.mistakes["one_more"].function(Y, items, confidence, reg)


@als_round.mistake("the users were solved a second time, with the new items; one round ends with the items.")
def users_again(R, Y, confidence, reg):
    after = _als_round(R, Y, confidence, reg)[1]
    return _half(R, after, confidence, reg), after


@als_round.mistake("two rounds were made; one is asked for.")
def two_rounds(R, Y, confidence, reg):
    return _als_round(R, _als_round(R, Y, confidence, reg)[1], confidence, reg)


@als_round.mistake("each item got the mean of its users' vectors; it is solved for as a user is.")
def items_as_means(R, Y, confidence, reg):
    X = _half(R, Y, confidence, reg)
    return X, R.T @ X / np.maximum(R.sum(axis=0), 1)[:, None]


@als_round.mistake("users that have met nothing were left out; they keep their row, and it is 0.")
def users_left_out(R, Y, confidence, reg):
    X, Y = _als_round(R, Y, confidence, reg)
    return X[R.any(axis=1)], Y


@als_round.mistake("items that nobody met kept their old vector; with nothing but zeros and `reg` it becomes 0.")
def old_items_kept(R, Y, confidence, reg):
    X, after = _als_round(R, Y, confidence, reg)
    return X, np.where(R.any(axis=0)[:, None], after, Y)


@als_round.mistake("the two tables are transposed: each row is a user, or an item.")
def transposed(R, Y, confidence, reg):
    X, Y = _als_round(R, Y, confidence, reg)
    return X.T, Y.T


@als_round.mistake("`reg` was used for the users only; the items have it too.")
def items_without_reg(R, Y, confidence, reg):
    X = _half(R, Y, confidence, reg)
    return X, _half(R.T, X, confidence, 1e-9)


@als_round.mistake("only what was met counts here; the zeros of R count too, with weight 1.")
def only_met(R, Y, confidence, reg):
    def half(R, Y):
        return np.array(
            [als_user.mistakes["only_taken"].function(Y, np.flatnonzero(row), confidence, reg) for row in R]
        )

    X = half(R, Y)
    return X, half(R.T, X)


@als_round.mistake("the items were solved for first; the round begins with the users.")
def items_first(R, Y, confidence, reg):
    X = R @ Y / np.maximum(R.sum(axis=1, keepdims=True), 1)
    after = _half(R.T, X, confidence, reg)
    return _half(R, after, confidence, reg), after


@als_round.mistake("for the items, the users who did not meet them were taken.")
def items_from_zeros(R, Y, confidence, reg):
    X = _half(R, Y, confidence, reg)
    return X, _half(1 - R.T, X, confidence, reg)


@als_round.mistake("the new items are the mean of old and new ones; a round replaces them.")
def half_a_step(R, Y, confidence, reg):
    X, after = _als_round(R, Y, confidence, reg)
    return X, (Y + after) / 2


@als_round.mistake("the results have the whole numbers of R as their kind, which cuts them to 0: make them floats.")
def whole_numbers(R, Y, confidence, reg):
    return tuple(table.astype(np.asarray(R).dtype) for table in _als_round(R, Y, confidence, reg))


@als_round.mistake("for the items the confidence was left out, as if it were 1; it counts in both steps.")
def items_without_confidence(R, Y, confidence, reg):
    X = _half(R, Y, confidence, reg)
    return X, _half(R.T, X, 1, reg)


@als_round.mistake("the users' table has the whole numbers of R as its kind, which cuts them to 0: make it floats.")
def whole_users(R, Y, confidence, reg):
    X = _half(R, Y, confidence, reg).astype(np.asarray(R).dtype)
    return X, _half(R.T, X, confidence, reg)


@als_round.mistake("the new items were brought to length 1; their length counts in the loss.")
def items_of_length_one(R, Y, confidence, reg):
    X, after = _als_round(R, Y, confidence, reg)
    return X, after / np.maximum(np.linalg.norm(after, axis=1, keepdims=True), 1e-12)


@als_round.mistake("a row of R, which is 0 and 1, was taken for numbers of items: `np.flatnonzero(row)` gives those.")
def rows_for_numbers(R, Y, confidence, reg):
    def one(Y, row):
        some = Y[np.asarray(row, dtype=int)]
        both = Y.T @ Y + (confidence - 1) * some.T @ some + reg * np.eye(Y.shape[1])
        return np.linalg.solve(both, confidence * some.sum(axis=0))

    X = np.array([one(Y, row) for row in R])
    return X, np.array([one(X, column) for column in R.T])


@als_round.mistake(
    "for the items the rows of R were taken, and these are the users; an item is a column, a row of R.T."
)
def items_from_rows(R, Y, confidence, reg):
    X = _half(R, Y, confidence, reg)
    return X, _half([R[i] for i in range(R.shape[1])], X, confidence, reg)


@als_round.mistake(
    "the users' table was made as large as the items', as by `zeros_like(Y)`: it has a row for each user."
)
def as_many_users_as_items(R, Y, confidence, reg):
    X = np.zeros_like(Y)
    for u, x in enumerate(_half(R, Y, confidence, reg)):
        X[u] = x
    return X, _half(R.T, X, confidence, reg)
