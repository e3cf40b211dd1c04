"""The exercise `ease`: what a right answer does, and the wrong answers people really give."""

import numpy as np
from scipy.sparse import csr_array

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.recommendation import neighbours


def _inverse(R, reg):
    return np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))


def _ease(R, reg):
    return neighbours.ease(csr_array(R), reg)


ease = Exercise(
    "ease",
    _ease,
    hints=(
        "One matrix is needed: the inverse of the items' counts in common, with `reg` on the diagonal.",
        "`P = np.linalg.inv(R.T @ R + reg * np.eye(m))`; each column is divided by its own entry on the diagonal.",
        "`P / np.diag(P)` divides columns. What stands off the diagonal changes its sign, and the diagonal becomes 0.",
    ),
    read="Neighbours of films",
)


@ease.criterion("two items by hand", points=1)
def _(student, rng):
    R = np.array([[1.0, 1.0], [1.0, 0.0]])
    why = "R'R is [[2, 1], [1, 1]], and reg adds 1 to its diagonal; P is [[2, -1], [-1, 3]] / 5, B 1/5 over 3/5 and 2/5"
    same(student(R, 1), [[0, 1 / 3], [1 / 2, 0]], why)
    same(student(np.eye(2), 3), [[0, 0], [0, 0]], "Nobody took both: neither says anything of the other")


@ease.criterion("any table, any reg", points=2)
def _(student, rng):
    for n, m, reg in ((12, 5, 2.0), (6, 9, 0.5), (40, 7, 30.0), (9, 9, 1.0)):
        R = (rng.random((n, m)) < 0.5).astype(float)
        R[:, 1] = 0
        R[:, 2] = R[:, 0]
        same(student(R, reg), _ease(R, reg), f"{n} users, {m} items, reg {reg:g}; item 1 was taken by nobody")
    R = rng.integers(0, 6, size=(15, 6)).astype(float)
    same(student(R, 10), _ease(R, 10), "A table of ratings, 0 to 5")


@ease.criterion("no item explains itself, and no other weights do better", points=1)
def _(student, rng):
    R = (rng.random((30, 6)) < 0.4).astype(float)
    B = np.asarray(student(R, 4.0), dtype=float)
    same(np.diag(B), np.zeros(6), "The diagonal is 0")
    best = ((R - R @ _ease(R, 4.0)) ** 2).sum() + 4 * (_ease(R, 4.0) ** 2).sum()
    same(((R - R @ B) ** 2).sum() + 4 * (B**2).sum(), best, "The loss |R - R B|² + reg |B|², the least with diagonal 0")


@ease.mistake("each row was divided by its entry on the diagonal; the columns have to be.")
def rows_divided(R, reg):
    return _ease(R, reg).T


@ease.mistake("the signs are turned round: items that are taken together need a positive weight.")
def signs(R, reg):
    return -_ease(R, reg)


@ease.mistake("the diagonal is not 0: an item would be recommended because of itself.")
def diagonal_left(R, reg):
    inverse = _inverse(R, reg)
    return -inverse / np.diag(inverse)


@ease.mistake("`reg` is missing, but for what keeps the matrix invertible.")
def no_reg(R, reg):
    return _ease(R, 1e-6)


@ease.mistake("`reg` was added to every entry; it belongs on the diagonal: `reg * np.eye(m)`.")
def reg_everywhere(R, reg):
    both = R.T @ R + reg
    inverse = np.linalg.inv(both + 1e-9 * np.eye(len(both)))
    return np.eye(len(both)) - inverse / np.diag(inverse)


@ease.mistake("this is the table of users by users; items by items is asked: `R.T @ R`.")
def of_users(R, reg):
    return _ease(R.T, reg)


@ease.mistake("the division by the diagonal is missing.")
def not_divided(R, reg):
    inverse = -_inverse(R, reg)
    np.fill_diagonal(inverse, 0)
    return inverse


@ease.mistake("this is ridge regression, in which an item may explain itself; setting its diagonal to 0 is not enough.")
def ridge(R, reg):
    weights = _inverse(R, reg) @ R.T @ R
    np.fill_diagonal(weights, 0)
    return weights


@ease.mistake("these are the counts in common; the weights come from the inverse.")
def counts_in_common(R, reg):
    both = R.T @ R
    np.fill_diagonal(both, 0)
    return both


@ease.mistake("this is the cosine of the items; the weights come from the inverse.")
def cosines(R, reg):
    lengths = np.maximum(np.linalg.norm(R, axis=0), 1e-12)
    cosine = R.T @ R / np.outer(lengths, lengths)
    np.fill_diagonal(cosine, 0)
    return cosine


@ease.mistake("these are the scores, R times the weights; the weights alone are asked for.")
def scores(R, reg):
    return R @ _ease(R, reg)


@ease.mistake("`reg` was squared; it stands in the loss as it is.")
def reg_squared(R, reg):
    return _ease(R, reg**2)


@ease.mistake("`1 / A` inverts every entry by itself; `np.linalg.inv` inverts the matrix.")
def entrywise(R, reg):
    with np.errstate(all="ignore"):
        inverse = 1 / (R.T @ R + reg * np.eye(R.shape[1]))
        return np.eye(len(inverse)) - inverse / np.diag(inverse)


@ease.mistake("the diagonal is 1; it has to be 0, or an item would be recommended because of itself.")
def diagonal_one(R, reg):
    return _ease(R, reg) + np.eye(R.shape[1])


@ease.mistake("the matrix was not inverted.")
def not_inverted(R, reg):
    both = R.T @ R + reg * np.eye(R.shape[1])
    weights = -both / np.diag(both)
    np.fill_diagonal(weights, 0)
    return weights


@ease.mistake("both diagonal entries were used, under a root (partial correlations); divide by the column's own only.")
def partial_correlations(R, reg):
    inverse = _inverse(R, reg)
    roots = np.sqrt(np.diag(inverse))
    weights = -inverse / np.outer(roots, roots)
    np.fill_diagonal(weights, 0)
    return weights


@ease.mistake("the inverse was divided by the diagonal of what was inverted; divide by its own.")
def diagonal_of_the_other(R, reg):
    inverse = _inverse(R, reg)
    weights = -inverse / np.diag(R.T @ R + reg * np.eye(R.shape[1]))
    np.fill_diagonal(weights, 0)
    return weights


@ease.mistake("`reg` was multiplied by the number of users; it stands in the loss once.")
def reg_for_all_users(R, reg):
    return _ease(R, reg * len(R))


@ease.mistake(
    "`reg` was added to every entry, and what could not be inverted was (`pinv`); it belongs on the diagonal."
)
def reg_everywhere_pinv(R, reg):
    inverse = np.linalg.pinv(R.T @ R + reg)
    with np.errstate(all="ignore"):
        weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


@ease.mistake("the diagonal was set to 0 before it was divided by.")
def zero_too_early(R, reg):
    inverse = _inverse(R, reg)
    np.fill_diagonal(inverse, 0)
    with np.errstate(all="ignore"):
        return np.nan_to_num(-inverse / np.diag(inverse))


@ease.mistake("`reg` replaced the counts on the diagonal; it is added to them.")
def reg_for_the_diagonal(R, reg):
    both = (R.T @ R).astype(float)
    np.fill_diagonal(both, reg)
    inverse = np.linalg.inv(both)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


@ease.mistake("the diagonal was set to 0 before it was divided by, which gives NaN and infinity: divide first.")
def divided_by_zero(R, reg):
    inverse = _inverse(R, reg)
    np.fill_diagonal(inverse, 0)
    with np.errstate(all="ignore"):
        return -inverse / np.diag(inverse)


@ease.mistake("`reg` was added to every entry; it belongs on the diagonal: `reg * np.eye(m)`.")
def reg_on_every_entry(R, reg):
    inverse = np.linalg.inv(R.T @ R + reg)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights
