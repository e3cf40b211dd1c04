"""Unit 03. What a right answer to each exercise does, and the wrong answers people really give.

The unit's own module brings in torch, which takes a second; nothing here needs it but the oracle of one gradient.
"""

import numpy as np

from vecembed_lab.grading.check import checker
from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise


def _sigmoid(x):
    """The logistic function, without overflow."""
    return (1 + np.tanh(x / 2)) / 2


# --- who weighs how much --------------------------------------------------------------------------------------


def _gaps(radius, window):
    """(L, L + 2 window) how far each place of the text is from each place of the block."""
    return np.arange(len(radius) + 2 * window) - window - np.arange(len(radius))[:, None]


def _weights(pull, push, n_noise):
    """The weights of the words of the text, then of n_noise noise words that all weigh the same for a row."""
    return np.hstack([pull, np.repeat(np.reshape(push, (-1, 1)), n_noise, axis=1)]).astype(float)


def _pull(radius, window):
    gaps = np.abs(_gaps(radius, window))
    return (gaps > 0) & (gaps <= radius[:, None])


def _push(radius, n_negatives, n_noise):
    return 2 * radius * n_negatives / n_noise


def _block_weights(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), _push(radius, n_negatives, n_noise), n_noise)


_block_weights.__name__ = "block_weights"

block_weights = Exercise(
    _block_weights,
    hints=(
        "Column j of the text part is the place j - window of the block: its first `window` columns lie before it.",
        "The distance of column j and row i is |j - window - i|: a neighbour if it is at least 1, at most radius[i].",
        "`gap = abs(np.arange(L + 2 * window) - window - np.arange(L)[:, None])`; the noise part is "
        "`2 * radius[:, None] * n_negatives / n_noise`, n_noise times; join with `np.hstack`.",
    ),
    read="Sharing the noise",
)


@block_weights.criterion("two words, by hand", points=1)
def _(student, rng):
    expected = [[0, 1, 0, 1, 0, 0, 3, 3], [0, 1, 1, 0, 1, 1, 6, 6]]
    why = "Columns 0 to 5 are the places -2 to 3; place 0 sees -1 and 1, place 1 sees -1, 0, 2 and 3"
    same(student(np.array([1, 2]), 2, 3, 2), expected, why)


def _a_block(rng):
    window = int(rng.integers(3, 6))
    radius = rng.integers(1, window + 1, size=int(rng.integers(6, 10)))
    radius[rng.integers(1, 5)] = 0  # a word at the end of the text looks nowhere
    radius[0], radius[-1], radius[-2] = 1, window, 2
    return radius, window, int(rng.integers(5, 8)), int(rng.integers(9, 17))


def _check_part(student, rng, part, why):
    """Compare the columns of the text (part 0) or of the noise (part 1)."""
    given = _a_block(rng)
    width = len(given[0]) + 2 * given[1]
    got, expected = np.asarray(student(*given)), _block_weights(*given)
    if got.shape != expected.shape:
        same(got, expected, "One row for each word of the block; columns for the text, then for the noise")
    same(np.split(got, [width], axis=1)[part], np.split(expected, [width], axis=1)[part], why)


@block_weights.criterion("the columns of the text: who is whose neighbour", points=1)
def _(student, rng):
    _check_part(student, rng, 0, "1 for every word within the radius, but not for the word itself")


@block_weights.criterion("the columns of the noise: all together as n_negatives for each pair", points=2)
def _(student, rng):
    _check_part(student, rng, 1, "In all 2 radius[i] pairs x n_negatives, shared among n_noise words")


@block_weights.mistake("each word was counted as its own neighbour: a distance of 0 does not count.")
def own_neighbour(radius, window, n_negatives, n_noise):
    pull = np.abs(_gaps(radius, window)) <= radius[:, None]
    return _weights(pull, _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("only the words after each word were taken; the window opens to both sides.")
def only_ahead(radius, window, n_negatives, n_noise):
    pull = _pull(radius, window) & (_gaps(radius, window) > 0)
    return _weights(pull, _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("every word looks as far as `window` here; word i looks only radius[i] far.")
def all_look_as_far(radius, window, n_negatives, n_noise):
    full = np.full(len(radius), window)
    return _weights(_pull(full, window), _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("the columns begin `window` places before the block: column j is the place j - window.")
def columns_not_shifted(radius, window, n_negatives, n_noise):
    gaps = np.abs(_gaps(radius, window) + window)
    pull = (gaps > 0) & (gaps <= radius[:, None])
    return _weights(pull, _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("a noise word weighs 1 here; n_noise of them stand for n_negatives at each pair.")
def noise_weighs_one(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), np.ones(len(radius)), n_noise)


@block_weights.mistake(
    "the noise has the weight of one pair; a word with 2 radius[i] pairs meets its noise that many times."
)
def noise_of_one_pair(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), np.full(len(radius), n_negatives / n_noise), n_noise)


@block_weights.mistake(
    "a word has 2 radius[i] pairs, radius[i] on each side: your noise weighs half of what it should."
)
def noise_of_one_side(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), _push(radius, n_negatives, n_noise) / 2, n_noise)


@block_weights.mistake("the ratio is upside down: n_noise words share the work of n_negatives, n_negatives / n_noise.")
def ratio_upside_down(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), _push(radius, n_noise, n_negatives), n_noise)


@block_weights.mistake("every noise word weighs as all n_negatives together: divide by n_noise.")
def noise_not_shared(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), _push(radius, n_negatives, 1), n_noise)


@block_weights.mistake("the noise weighs the same for all words; it follows the number of pairs of each word.")
def noise_of_the_average(radius, window, n_negatives, n_noise):
    push = np.full(len(radius), _push(radius, n_negatives, n_noise).mean())
    return _weights(_pull(radius, window), push, n_noise)


@block_weights.mistake("the radius of the other word was used; word i looks radius[i] far, whatever the other does.")
def radius_of_the_other(radius, window, n_negatives, n_noise):
    gaps = np.abs(_gaps(radius, window))
    pull = (gaps > 0) & (gaps <= np.pad(radius, window))
    return _weights(pull, _push(radius, n_negatives, n_noise), n_noise)


# --- the gradient of a block ----------------------------------------------------------------------------------


def _error(h, u, weights, labels):
    return (_sigmoid(h @ u.T) - labels) * weights


def _products(error, h, u):
    return error @ u, error.T @ h


def _block_gradient(h, u, weights, labels):
    return _products(_error(h, u, weights, labels), h, u)


_block_gradient.__name__ = "block_gradient"

block_gradient = Exercise(
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
    given = _scored(rng, 7, 16)
    same(student(*given), _autograd(*given), "7 words against 16; the gradients of h, then of u")


@block_gradient.criterion("a pair of weight 0 does not count", points=1)
def _(student, rng):
    h, u, weights, labels = _scored(rng, 5, 9)
    weights[2] = weights[:, 4] = 0
    why = "Word 2 has no pair, and nobody has one with the row 4 of u"
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
    return _products(_sigmoid(h @ u.T * weights) - labels, h, u)


@block_gradient.mistake("only the probability was weighted; the weight belongs to the whole error.")
def label_not_weighted(h, u, weights, labels):
    return _products(_sigmoid(h @ u.T) * weights - labels, h, u)


@block_gradient.mistake("the scores were taken for probabilities: the sigmoid is missing.")
def sigmoid_missing(h, u, weights, labels):
    return _products((h @ u.T - labels) * weights, h, u)


@block_gradient.mistake("the derivative of the sigmoid, s (1 - s), is still in; the logarithm of the loss cancels it.")
def sigmoid_derived(h, u, weights, labels):
    s = _sigmoid(h @ u.T)
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


# --- changes of rows ------------------------------------------------------------------------------------------


def _totals(table, rows, changes):
    """(V, d) the sum of the changes of each row."""
    total = np.zeros(table.shape)
    np.add.at(total, rows, changes)
    return total


def _lengths(changes):
    return np.linalg.norm(changes, axis=1, keepdims=True)


def _shortened(changes, cap):
    return changes * np.minimum(1, cap / np.maximum(_lengths(changes), 1e-30))


def _add_changes(table, rows, changes, cap):
    return table + _shortened(_totals(table, rows, changes), cap)


_add_changes.__name__ = "add_changes"

add_changes = Exercise(
    _add_changes,
    hints=(
        "Two steps: sum the changes of every row into a table of zeros; then shorten the sums that are too long.",
        "`np.add.at(total, rows, changes)` keeps repeats. A sum of length n > cap is multiplied by cap / n.",
        "`lengths = np.linalg.norm(total, axis=1, keepdims=True)`; then multiply by "
        "`cap / np.maximum(lengths, cap)`, which is 1 for short ones and never divides by 0.",
    ),
    read="Steps that are too large",
)


@add_changes.criterion("three rows, one changed twice, by hand", points=1)
def _(student, rng):
    table, rows = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]), np.array([0, 2, 2])
    changes = np.array([[0.3, 0.4], [1.0, 0.0], [2.0, 4.0]])
    expected = [[1.3, 1.4], [2, 2], [3.6, 3.8]]
    why = "(.3, .4) is short enough; row 2 gets (1, 0) + (2, 4) = (3, 4), of length 5, shortened to (.6, .8)"
    same(student(table, rows, changes, 1.0), expected, why)


def _some_changes(rng, n, size):
    return rng.normal(size=(9, 4)), rng.integers(9, size=n), size * rng.normal(size=(n, 4))


@add_changes.criterion("a generous cap: all changes are added", points=1)
def _(student, rng):
    for n in (3, 40):
        given = *_some_changes(rng, n, 1), 1000.0
        same(student(*given), _add_changes(*given), f"{n} changes of 9 rows, and no sum is as long as 1000")


@add_changes.criterion("a narrow cap, and changes that cancel out", points=2)
def _(student, rng):
    for cap in (0.5, 1.5):
        table, rows, changes = _some_changes(rng, 12, 0.5)
        rows[:4], changes[1], changes[3] = [0, 0, 1, 1], -changes[0], 4 * changes[2] / _lengths(changes)[2]
        why = f"12 changes of 9 rows; those of row 0 cancel out, and no row may move farther than {cap}"
        same(student(table, rows, changes, cap), _add_changes(table, rows, changes, cap), why)


@add_changes.mistake(
    "`table[rows] += changes` writes each row once: of a row that comes twice only the last change counts."
)
def last_change_wins(table, rows, changes, cap):
    total = np.zeros(table.shape)
    total[rows] = changes
    return table + _shortened(total, cap)


@add_changes.mistake("each change was shortened by itself; many short ones still add up. Sum first, then shorten.")
def each_shortened(table, rows, changes, cap):
    return table + _totals(table, rows, _shortened(changes, cap))


@add_changes.mistake("nothing was shortened: a word that fills the block is thrown out of the space.")
def nothing_shortened(table, rows, changes, cap):
    return table + _totals(table, rows, changes)


@add_changes.mistake("short changes were stretched to the length `cap`: the factor is never more than 1.")
def stretched(table, rows, changes, cap):
    total = _totals(table, rows, changes)
    return table + total * cap / np.maximum(_lengths(total), 1e-30)


@add_changes.mistake("a row that does not move gives 0 / 0, which is NaN: divide by `np.maximum(lengths, cap)`.")
def zero_by_zero(table, rows, changes, cap):
    total = _totals(table, rows, changes)
    with np.errstate(invalid="ignore"):
        return table + total / _lengths(total) * np.minimum(_lengths(total), cap)


@add_changes.mistake("every number was cut off by itself, which turns the change: shorten the row as a whole.")
def numbers_clipped(table, rows, changes, cap):
    return table + np.clip(_totals(table, rows, changes), -cap, cap)


@add_changes.mistake("one length was taken for the whole table: `axis=1` gives the length of each row.")
def one_length_for_all(table, rows, changes, cap):
    total = _totals(table, rows, changes)
    return table + total * min(1, cap / max(np.linalg.norm(total), 1e-30))


@add_changes.mistake("the rows themselves were shortened; the cap is for how far they move.")
def rows_shortened(table, rows, changes, cap):
    return _shortened(table + _totals(table, rows, changes), cap)


@add_changes.mistake("the changes of a repeated row were averaged; they are added.")
def repeats_averaged(table, rows, changes, cap):
    times = np.maximum(np.bincount(rows, minlength=len(table)), 1)
    return table + _shortened(_totals(table, rows, changes) / times[:, None], cap)


@add_changes.mistake("these are the changes alone; return the table after them.")
def table_forgotten(table, rows, changes, cap):
    return _shortened(_totals(table, rows, changes), cap)


# --- noise words, evenly spread -------------------------------------------------------------------------------


def _points(n_noise, start):
    return (np.arange(n_noise) + start) / n_noise


def _words_at(points, chances):
    return np.searchsorted(np.cumsum(chances), points, side="right").clip(max=len(chances) - 1)


def _spread_noise(chances, n_noise, start):
    return _words_at(_points(n_noise, start), chances)


_spread_noise.__name__ = "spread_noise"

spread_noise = Exercise(
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


@spread_noise.criterion("any chances, any start", points=2)
def _(student, rng):
    for n_noise in (5, 24):
        chances, start = rng.dirichlet(np.full(30, 0.5)), float(rng.uniform(0.05, 0.95))
        given = chances, n_noise, start
        same(student(*given), _spread_noise(*given), f"30 words, {n_noise} points, start {start:.3f}")


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


# --- a batch in parts -----------------------------------------------------------------------------------------


class _Gradient:
    """The mean gradient of the rows of a part; it remembers the largest part it was given."""

    def __init__(self, point=None):
        self.point, self.largest = point, 0

    def __repr__(self):
        return "gradient"

    def __call__(self, part):
        part = np.asarray(part, dtype=float)
        if len(part) == 0:
            raise ValueError("gradient was given a part without rows")
        self.largest = max(self.largest, len(part))
        return part.mean(axis=0) if self.point is None else (part @ self.point - 1) @ part / len(part)


def _parts(batch, size):
    return [batch[first : first + size] for first in range(0, len(batch), size)]


def _accumulate(gradient, batch, size):
    return sum(len(part) * gradient(part) for part in _parts(batch, size)) / len(batch)


_accumulate.__name__ = "accumulate"

accumulate = Exercise(
    _accumulate,
    hints=(
        "Walk through the batch in parts of `size` rows; the last part may be smaller, and then counts less.",
        "A mean times its number of rows is a sum, sums can be added, and the sum of all divided by len(batch) is the "
        "mean of all.",
        "`for first in range(0, len(batch), size)`: `part = batch[first : first + size]`, "
        "`total = total + len(part) * gradient(part)`; at the end `total / len(batch)`.",
    ),
    read="A batch in pieces",
)


def _check_accumulated(student, gradient, batch, size, expected, why):
    got = student(gradient, batch, size)
    if gradient.largest > size:
        raise Wrong(f"`gradient` was given {gradient.largest} rows at once, and only {size} fit")
    same(got, expected, why)


@accumulate.criterion("two rows and one row, by hand", points=1)
def _(student, rng):
    batch = np.array([[1.0, 0.0], [2.0, 0.0], [6.0, 9.0]])
    why = "Here the gradient is the mean row: (1.5, 0) for two rows, (6, 9) for one; all three have the mean (3, 3)"
    _check_accumulated(student, _Gradient(), batch, 2, [3, 3], why)


def _check_sizes(student, rng, *sizes):
    for n, size in sizes:
        batch, point = rng.normal(size=(n, 3)), rng.normal(size=3)
        why = f"{n} rows, of which {size} fit at once; this is the gradient of all of them together"
        _check_accumulated(student, _Gradient(point), batch, size, _Gradient(point)(batch), why)


@accumulate.criterion("parts of one size", points=1)
def _(student, rng):
    _check_sizes(student, rng, (12, 4), (6, 9))


@accumulate.criterion("a last part that is smaller", points=2)
def _(student, rng):
    _check_sizes(student, rng, (11, 4), (22, 7))


@accumulate.mistake("the mean of the means counts the rows of the small last part too much: weigh each by its rows.")
def mean_of_means(gradient, batch, size):
    return np.mean([gradient(part) for part in _parts(batch, size)], axis=0)


@accumulate.mistake("the means of the parts were added: the step would be as many times too long as there are parts.")
def sum_of_means(gradient, batch, size):
    return sum(gradient(part) for part in _parts(batch, size))


@accumulate.mistake("this is the sum over all rows; the gradient of the mean loss is that divided by len(batch).")
def sum_of_rows(gradient, batch, size):
    return sum(len(part) * gradient(part) for part in _parts(batch, size))


@accumulate.mistake("only the last part is in: add to what came before (`+=`), do not write over it.")
def last_part_only(gradient, batch, size):
    return gradient(_parts(batch, size)[-1])


@accumulate.mistake("only the first part is in: a `return` inside the loop ends it.")
def first_part_only(gradient, batch, size):
    return gradient(_parts(batch, size)[0])


@accumulate.mistake("the rows that do not fill a part were left out: `len(batch) // size` counts only full parts.")
def rest_left_out(gradient, batch, size):
    full = len(batch) // size * size or len(batch)
    return _accumulate(gradient, batch[:full], size)


@accumulate.mistake("the last part was counted as a full one: weigh it by `len(part)`, not by `size`.")
def last_part_as_full(gradient, batch, size):
    return sum(size * gradient(part) for part in _parts(batch, size)) / len(batch)


@accumulate.mistake("the whole batch was given at once: only `size` rows fit.")
def all_at_once(gradient, batch, size):
    return gradient(batch)


# --- half precision -------------------------------------------------------------------------------------------


def _half_step(weights, gradients, scale, lr):
    if not np.isfinite(gradients).all():
        return weights, scale / 2
    return weights - lr * (gradients.astype(float) / scale), scale


_half_step.__name__ = "half_step"

half_step = Exercise(
    _half_step,
    hints=(
        "First look whether all gradients are finite. If not: the same weights, half the scale. If so: a plain step.",
        "A float16 array divided by a Python number stays float16, and small numbers become 0: widen it first.",
        "`if not np.isfinite(gradients).all(): return weights, scale / 2`, otherwise "
        "`weights - lr * gradients.astype(np.float32) / scale` and the scale as it was.",
    ),
    read="Half of the digits",
)


@half_step.criterion("a step, by hand", points=1)
def _(student, rng):
    weights, gradients = np.array([1.0, 2.0]), np.array([8.0, -16.0], np.float16)
    got = student(weights, gradients, 8.0, 0.5)
    same(got, (np.array([0.5, 3.0]), 8.0), "The gradients are 8 times too large: truly (1, -2), of which half is taken")


@half_step.criterion("an overflow: no step, half the scale; a large number is none", points=2)
def _(student, rng):
    for number in (np.inf, -np.inf, np.nan):
        weights, gradients = rng.normal(size=4), rng.normal(size=4).astype(np.float16)
        gradients[rng.integers(4)] = number
        why = f"One gradient is {number}: all weights stay, and the scale becomes 512"
        same(student(weights, gradients, 1024.0, 0.1), (weights, 512.0), why)
    weights, gradients = rng.normal(size=4), rng.integers(40, 60, size=4).astype(np.float16) * 1000
    why = "These gradients are large, but finite: a step is made, and the scale stays"
    same(student(weights, gradients, 1024.0, 0.1), _half_step(weights, gradients, 1024.0, 0.1), why, rtol=0.01)


@half_step.criterion("gradients too small for float16", points=2)
def _(student, rng):
    gradients, lr = (rng.uniform(1, 4, size=4) * 1e-3).astype(np.float16), float(rng.uniform(0.1, 1))
    expected = -lr * gradients.astype(float) / 2.0**15
    weights, scale = _two(student(np.zeros(4), gradients, 2.0**15, lr))
    why = "From weights of 0; divided by the scale they are about 1e-7, of which float16 keeps one digit or none"
    same(weights, expected, why, atol=1e-12)
    same(scale, 2.0**15, "Nothing overflowed: the scale stays")


def _two(got):
    if not isinstance(got, list | tuple) or len(got) != 2:
        raise Wrong("The answer is two things: the weights and the scale", got=got)
    return got


def _stepped(weights, gradients, lr):
    return weights - lr * gradients


def _overflowed(gradients):
    return not np.isfinite(gradients).all()


@half_step.mistake("the division was done in float16, where 1e-7 is nearly 0: widen first, `.astype(np.float32)`.")
def divided_in_half(weights, gradients, scale, lr):
    if _overflowed(gradients):
        return weights, scale / 2
    return _stepped(weights, gradients / np.float16(scale), lr), scale


@half_step.mistake("the scale is still in the gradients: divide by it before the step.")
def scale_left_in(weights, gradients, scale, lr):
    if _overflowed(gradients):
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float), lr), scale


@half_step.mistake("a step was made although a gradient had overflowed: now weights are infinite or NaN for ever.")
def step_in_spite(weights, gradients, scale, lr):
    return _stepped(weights, gradients.astype(float) / scale, lr), scale / 2 if _overflowed(gradients) else scale


@half_step.mistake("after an overflow the scale must shrink, or the next step overflows as well.")
def scale_never_shrinks(weights, gradients, scale, lr):
    return _half_step(weights, gradients, scale, lr)[0], scale


@half_step.mistake("the scale was halved without need; it shrinks after an overflow only.")
def always_halved(weights, gradients, scale, lr):
    return _half_step(weights, gradients, scale, lr)[0], scale / 2


@half_step.mistake("only NaN was looked for; an overflow is an infinity. `np.isfinite` excludes both.")
def only_nan(weights, gradients, scale, lr):
    if np.isnan(gradients).any():
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float) / scale, lr), scale


@half_step.mistake("only infinities were looked for; NaN is no number either. `np.isfinite` excludes both.")
def only_infinite(weights, gradients, scale, lr):
    if np.isinf(gradients).any():
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float) / scale, lr), scale


@half_step.mistake("only the broken numbers were left out; the whole step is skipped, its other numbers are not sound.")
def broken_left_out(weights, gradients, scale, lr):
    sound = np.nan_to_num(gradients.astype(float), nan=0, posinf=0, neginf=0)
    return _stepped(weights, sound / scale, lr), scale / 2 if _overflowed(gradients) else scale


@half_step.mistake("the scale was doubled after an overflow; it was too large already.")
def doubled_instead(weights, gradients, scale, lr):
    return _half_step(weights, gradients, scale, lr)[0], scale * 2 if _overflowed(gradients) else scale


@half_step.mistake("the gradients were multiplied by the scale once more; divide by it.")
def scaled_twice(weights, gradients, scale, lr):
    if _overflowed(gradients):
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float) * scale, lr), scale


# --- memory ---------------------------------------------------------------------------------------------------

STATES = {"sgd": 0, "adagrad": 1, "adam": 2}


def _tables(n_words, dim):
    return 2 * n_words * dim * 4


def _gradients(n_words, dim, n_rows, sparse):
    return n_rows * (dim * 4 + 8) if sparse else _tables(n_words, dim)


def _step_bytes(n_words, dim, n_rows, optimizer, sparse):
    return (1 + STATES[optimizer]) * _tables(n_words, dim) + _gradients(n_words, dim, n_rows, sparse)


_step_bytes.__name__ = "step_bytes"

step_bytes = Exercise(
    _step_bytes,
    hints=(
        "Three parts: the two tables, their gradient, and what the optimizer remembers. Count numbers, then bytes.",
        "A dense gradient is as large as the tables; a sparse one has n_rows rows and the number of each row. "
        "What the optimizer remembers is never sparse.",
        "`tables = 2 * n_words * dim * 4`; gradient: `n_rows * (dim * 4 + 8)` or `tables`; "
        'state: `{"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * tables`.',
    ),
    read="What must be kept",
)


def _check_bytes(student, expected, why, *given):
    same(student(*given), expected, why, rtol=0, atol=0.5)


@step_bytes.criterion("plain steps on ten words, by hand", points=1)
def _(student, rng):
    why = "The tables have 2 x 10 x 4 numbers of 4 bytes, and a dense gradient is as large again"
    _check_bytes(student, 640, why, 10, 4, 5, "sgd", False)
    why = "320 bytes of tables; 5 rows of gradient with 4 numbers of 4 bytes and a row number of 8 bytes each"
    _check_bytes(student, 440, why, 10, 4, 5, "sgd", True)


@step_bytes.criterion("optimizers that remember, by hand", points=1)
def _(student, rng):
    _check_bytes(student, 960, "Tables, gradient and one number for each number", 10, 4, 5, "adagrad", False)
    _check_bytes(student, 1280, "Tables, gradient and two numbers for each number", 10, 4, 5, "adam", False)


@step_bytes.criterion("any size, dense or sparse", points=2)
def _(student, rng):
    for optimizer in rng.permutation([*STATES]).tolist():
        n_words, dim = int(rng.integers(300, 900)), int(rng.integers(20, 60))
        for sparse in (False, True):
            given = n_words, dim, int(rng.integers(50, 400)), optimizer, sparse
            why = f"{n_words} words x {dim} numbers, {given[2]} rows in a step, {optimizer}, sparse: {sparse}"
            _check_bytes(student, _step_bytes(*given), why, *given)


@step_bytes.mistake("there are two tables: one of the words that predict, one of those that are predicted.")
def one_table(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words / 2, dim, n_rows, optimizer, sparse)


@step_bytes.mistake("these are numbers, not bytes: a float32 takes 4, a row number 8.")
def numbers_counted(n_words, dim, n_rows, optimizer, sparse):
    gradients = n_rows * (dim + 1) if sparse else 2 * n_words * dim
    return (1 + STATES[optimizer]) * 2 * n_words * dim + gradients


@step_bytes.mistake("a float32 takes 4 bytes; 8 are for float64.")
def eight_bytes(n_words, dim, n_rows, optimizer, sparse):
    gradients = n_rows * (dim * 8 + 8) if sparse else 2 * _tables(n_words, dim)
    return (1 + STATES[optimizer]) * 2 * _tables(n_words, dim) + gradients


@step_bytes.mistake("the gradient is missing: it must be kept until the step is made.")
def gradient_missing(n_words, dim, n_rows, optimizer, sparse):
    return (1 + STATES[optimizer]) * _tables(n_words, dim)


@step_bytes.mistake("a sparse gradient must also say which rows it has: 8 bytes each.")
def row_numbers_missing(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, optimizer, sparse) - 8 * n_rows * sparse


@step_bytes.mistake("a row has one row number, not one for each of its numbers.")
def a_row_number_each(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, optimizer, sparse) + 8 * n_rows * (dim - 1) * sparse


@step_bytes.mistake("what the optimizer remembers is full, also where the gradient is sparse: other rows come later.")
def sparse_memory(n_words, dim, n_rows, optimizer, sparse):
    gradients = _gradients(n_words, dim, n_rows, sparse)
    state = n_rows * dim * 4 if sparse else gradients
    return _tables(n_words, dim) + gradients + STATES[optimizer] * state


@step_bytes.mistake("a sparse gradient holds n_rows rows, not whole tables: that is the point of it.")
def always_dense(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, optimizer, False)


@step_bytes.mistake("Adam remembers two numbers for each number: the mean of the gradients and of their squares.")
def adam_remembers_one(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, {"adam": "adagrad"}.get(optimizer, optimizer), sparse)


@step_bytes.mistake("Adagrad remembers too: one sum of squares for each number.")
def adagrad_remembers_nothing(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, {"adagrad": "sgd"}.get(optimizer, optimizer), sparse)


@step_bytes.mistake("the state of the optimizer is missing.")
def state_missing(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, "sgd", sparse)


# --- the roofline ---------------------------------------------------------------------------------------------


def _work(block, window, n_noise, dim):
    """Floating-point operations and bytes moved for one block."""
    others = block + 2 * window + n_noise
    return 3 * 2 * block * others * dim, 3 * 4 * (block + others) * dim


def _words_per_second(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return block / max(operations / flops, moved / bandwidth)


_words_per_second.__name__ = "words_per_second"

words_per_second = Exercise(
    _words_per_second,
    hints=(
        "How many seconds would the arithmetic of a block take, how many the moving of its rows? The longer counts.",
        "A block meets block + 2 window + n_noise others. A product of (a x d) and (d x b) takes 2 a b d operations, "
        "and there are three of that size. Every row is moved three times: read, read again, written.",
        "`others = block + 2 * window + n_noise`; `6 * block * others * dim / flops` seconds of arithmetic, "
        "`12 * (block + others) * dim / bandwidth` of moving; `block / max(...)`.",
    ),
    read="The roofline",
)


@words_per_second.criterion("a slow processor, by hand", points=1)
def _(student, rng):
    why = "3 x 2 x 2 x 8 x 10 = 960 operations take 1/2 s, 3 x 4 x 10 x 10 = 1200 bytes 1/4 s: 2 words in 1/2 s"
    same(student(2, 1, 4, 10, 1920.0, 4800.0), 4, why)


@words_per_second.criterion("a slow memory, by hand", points=1)
def _(student, rng):
    why = "960 operations take 1/2 s, 1200 bytes take 4 s: 2 words in 4 s"
    same(student(2, 1, 4, 10, 1920.0, 300.0), 0.5, why)


@words_per_second.criterion("any machine, any block", points=2)
def _(student, rng):
    for balance in (0.3, 3):  # seconds of arithmetic for each second of moving
        block, window, n_noise, dim = (int(rng.integers(low, 2 * low)) for low in (16, 3, 12, 50))
        operations, moved = _work(block, window, n_noise, dim)
        bandwidth = float(rng.uniform(1e9, 5e12))
        given = block, window, n_noise, dim, operations / moved * bandwidth / balance, bandwidth
        why = f"block {block}, window {window}, {n_noise} noise words, {dim} numbers"
        same(student(*given), _words_per_second(*given), why)


def _rate(block, operations, moved, flops, bandwidth):
    return block / max(operations / flops, moved / bandwidth)


@words_per_second.mistake("the two times were added; at best both go on at once, and the slower one decides.")
def times_added(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return block / (operations / flops + moved / bandwidth)


@words_per_second.mistake("the faster of the two does not help: the block is done when the slower one is.")
def faster_decides(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return block / min(operations / flops, moved / bandwidth)


@words_per_second.mistake("a multiplication and its addition are two operations: a product takes 2 a b d.")
def multiply_add_as_one(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations / 2, moved, flops, bandwidth)


@words_per_second.mistake("there are three products of that size: the scores, and one for each of the two gradients.")
def scores_only(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations / 3, moved, flops, bandwidth)


@words_per_second.mistake(
    "the rows are changed too: each is read for the products, then read and written to add to it."
)
def rows_read_only(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations, moved / 3, flops, bandwidth)


@words_per_second.mistake("to add to a row in memory it is read once more and written: three times in all, not two.")
def rows_moved_twice(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations, moved * 2 / 3, flops, bandwidth)


@words_per_second.mistake("numbers were moved instead of bytes: a float32 has 4.")
def numbers_moved(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations, moved / 4, flops, bandwidth)


@words_per_second.mistake("the block has neighbours before and after it: block + 2 window words of text.")
def window_forgotten(block, window, n_noise, dim, flops, bandwidth):
    return _rate(block, *_work(block, 0, n_noise, dim), flops, bandwidth)


@words_per_second.mistake("the window reaches out on both sides: 2 window words more, not one window.")
def window_on_one_side(block, window, n_noise, dim, flops, bandwidth):
    return _rate(block, *_work(block, window / 2, n_noise, dim), flops, bandwidth)


@words_per_second.mistake("the rows of the block itself are moved too, besides those of the others.")
def own_rows_forgotten(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations, moved - 12 * block * dim, flops, bandwidth)


@words_per_second.mistake("these are blocks per second; a block has `block` words.")
def blocks_per_second(block, window, n_noise, dim, flops, bandwidth):
    return _words_per_second(block, window, n_noise, dim, flops, bandwidth) / block


@words_per_second.mistake("this is seconds for one word; asked are words in one second.")
def seconds_per_word(block, window, n_noise, dim, flops, bandwidth):
    return 1 / _words_per_second(block, window, n_noise, dim, flops, bandwidth)


# --- Amdahl's law ---------------------------------------------------------------------------------------------


def _serial(one, several, n):
    """The seconds that no further worker shortens."""
    return (several * n - one) / (n - 1)


def _seconds_with(one, several, n, m):
    serial = _serial(one, several, n)
    return serial + (one - serial) / m


_seconds_with.__name__ = "seconds_with"

seconds_with = Exercise(
    _seconds_with,
    hints=(
        "The time has two parts: one that stays, s, and one that is divided among the workers, p.",
        "Two timings, two equations: one = s + p and several = s + p / n. Subtract them to get p.",
        "`p = (one - several) / (1 - 1 / n)`, then `one - p + p / m`.",
    ),
    read="Threads",
)


@seconds_with.criterion("ten seconds alone, six for two, by hand", points=1)
def _(student, rng):
    same(student(10.0, 6.0, 2, 8), 3, "2 seconds stay, 8 seconds are shared by 8")


@seconds_with.criterion("however many workers: the serial part stays", points=1)
def _(student, rng):
    serial, parallel = rng.uniform(1.5, 20, size=2)
    for m in (1e12, np.inf):
        got = student(float(serial + parallel), float(serial + parallel / 4), 4, m)
        same(got, serial, f"{serial:.4g} of the {serial + parallel:.4g} seconds cannot be shared")


@seconds_with.criterion("any timings, more workers or fewer", points=2)
def _(student, rng):
    for n, m in ((2, 16), (8, 3), (3, 1)):
        serial, parallel = rng.uniform(1.5, 20, size=2)
        one, several = float(serial + parallel), float(serial + parallel / n)
        why = f"{one:.4g} s with one worker, {several:.4g} s with {n}: predict {m}"
        same(student(one, several, n, m), serial + parallel / m, why)


@seconds_with.mistake("this is perfect scaling, `one / m`: the second timing shows that a part is not shared.")
def perfect_scaling(one, several, n, m):
    return one / m


@seconds_with.mistake("this goes on as if nothing more were serial: from n to m workers only the shared part shrinks.")
def perfect_from_there(one, several, n, m):
    return several * n / m


@seconds_with.mistake("the serial share is not several / one: in `several` a part is shared as well, p / n.")
def all_that_is_left(one, several, n, m):
    return several + (one - several) / m


@seconds_with.mistake(
    "the serial share is not yet found: (several / one - 1 / n) is still to be divided by (1 - 1 / n)."
)
def share_not_divided(one, several, n, m):
    share = several / one - 1 / n
    return one * (share + (1 - share) / m)


@seconds_with.mistake("this is the speed-up; asked are seconds.")
def speed_up(one, several, n, m):
    return one / _seconds_with(one, several, n, m)


@seconds_with.mistake("this is the serial part alone; the shared part takes its m-th part besides.")
def serial_alone(one, several, n, m):
    return _serial(one, several, n)


@seconds_with.mistake(
    "this is a straight line through the two timings: it soon falls below zero. Seconds go with 1 / m."
)
def straight_line(one, several, n, m):
    return one + (several - one) / (n - 1) * (m - 1)


@seconds_with.mistake("serial and shared part are swapped: it is the shared one that is divided by m.")
def parts_swapped(one, several, n, m):
    serial = _serial(one, several, n)
    return one - serial + serial / m


# --- going on -------------------------------------------------------------------------------------------------


def _tasks(numbers, n_chunks, total, lr):
    return [(number % n_chunks, lr * (1 - number / total)) for number in numbers]


def _remaining(n_chunks, epochs, lr, done, rank, size):
    total = n_chunks * epochs
    return _tasks(range(done + rank, total, size), n_chunks, total, lr)


_remaining.__name__ = "remaining"


def _as_pairs(tasks):
    tasks = np.asarray(tasks, dtype=float)
    return tasks if tasks.size else np.zeros((0, 2))


remaining = Exercise(
    _remaining,
    hints=(
        "Number all chunks of all epochs from 0 to n_chunks x epochs - 1. Those below `done` are done.",
        "A process takes done + rank and then every `size`-th number; its chunk is the remainder by n_chunks.",
        "`for number in range(done + rank, n_chunks * epochs, size)`: `(number % n_chunks, "
        "lr * (1 - number / (n_chunks * epochs)))`.",
    ),
    read="Stop and go on",
    canonical=_as_pairs,
)


def _check_tasks(student, given, expected, why):
    same(_as_pairs(student(*given)), _as_pairs(expected), why)


@remaining.criterion("two of six chunks are done, by hand", points=1)
def _(student, rng):
    why = "Of the numbers 2, 3, 4 and 5 the second process takes 3 and 5: the chunks 0 and 2 of the second epoch"
    _check_tasks(student, (3, 2, 0.6, 2, 1, 2), [(0, 0.3), (2, 0.1)], why)


@remaining.criterion("one process, from any place", points=1)
def _(student, rng):
    for n_chunks, epochs in ((7, 3), (4, 5)):
        done = int(rng.integers(n_chunks + 1, 2 * n_chunks))
        given = n_chunks, epochs, float(rng.uniform(0.1, 2)), done, 0, 1
        _check_tasks(student, given, _remaining(*given), f"{n_chunks} chunks, {epochs} epochs, {done} done")


@remaining.criterion("several processes: nothing is lost, nothing done twice", points=2)
def _(student, rng):
    n_chunks, epochs, size = 5, 3, int(rng.integers(3, 5))
    for left in (int(rng.integers(6, 9)), 2):  # and the last time there is less to do than there are processes
        for rank in range(size):
            given = n_chunks, epochs, 0.5, n_chunks * epochs - left, rank, size
            why = f"{left} of {n_chunks * epochs} are left; this is process {rank} of {size}"
            _check_tasks(student, given, _remaining(*given), why)


@remaining.mistake("the learning rate began anew; it goes on from where it was, 1 - number / all.")
def rate_begins_anew(n_chunks, epochs, lr, done, rank, size):
    left = n_chunks * epochs - done
    return [(n % n_chunks, lr * (1 - (n - done) / left)) for n in range(done + rank, n_chunks * epochs, size)]


@remaining.mistake("what is done was done again: begin with the number `done`.")
def from_the_beginning(n_chunks, epochs, lr, done, rank, size):
    return _remaining(n_chunks, epochs, lr, 0, rank, size)


@remaining.mistake("these are running numbers; in every epoch the chunks begin with 0 again: take `% n_chunks`.")
def running_numbers(n_chunks, epochs, lr, done, rank, size):
    total = n_chunks * epochs
    return [(n, lr * (1 - n / total)) for n in range(done + rank, total, size)]


@remaining.mistake(
    "one was left out: with `done` chunks done, the next has the number `done`, since numbers begin at 0."
)
def one_left_out(n_chunks, epochs, lr, done, rank, size):
    return _remaining(n_chunks, epochs, lr, done + 1, rank, size)


@remaining.mistake("the last one that was done is done again: the next has the number `done`.")
def one_done_again(n_chunks, epochs, lr, done, rank, size):
    return _remaining(n_chunks, epochs, lr, done - 1, rank, size)


@remaining.mistake("the learning rate falls in every epoch anew; it falls once, over all epochs.")
def falls_in_every_epoch(n_chunks, epochs, lr, done, rank, size):
    return [(n % n_chunks, lr * (1 - n % n_chunks / n_chunks)) for n in range(done + rank, n_chunks * epochs, size)]


@remaining.mistake("the learning rate stays the same; it falls to zero in equal steps.")
def rate_stays(n_chunks, epochs, lr, done, rank, size):
    return [(n % n_chunks, lr) for n in range(done + rank, n_chunks * epochs, size)]


@remaining.mistake("every process does everything: the work is done `size` times. Take every `size`-th.")
def work_not_shared(n_chunks, epochs, lr, done, rank, size):
    return _remaining(n_chunks, epochs, lr, done, 0, 1)


@remaining.mistake("all processes take the same chunks: each begins at a place of its own, done + rank.")
def same_for_all(n_chunks, epochs, lr, done, rank, size):
    return _remaining(n_chunks, epochs, lr, done, 0, size)


@remaining.mistake("only this epoch was finished; the ones after it are left as well.")
def this_epoch_only(n_chunks, epochs, lr, done, rank, size):
    end = -(-(done + 1) // n_chunks) * n_chunks
    return _tasks(range(done + rank, end, size), n_chunks, n_chunks * epochs, lr)


# --- the challenge --------------------------------------------------------------------------------------------

PASSES, N_WORDS, DIM, N_NEGATIVES = 20, 64, 8, 5
N_PAIRS, N_MEANINGS, STRENGTH = 100_000, 6, 2.5
# How much of the way is made, in 300 draws: Adagrad by rows .75 to .94 (with steps of .2 to .7, .62 to .95), Adagrad
# (.3) .49 to .91, Adam (.5) .65 to .84, Adam (.1) -.07 to .51; after ten passes .51 to .81, after forty .95 and more.
# Steps of one length never above -.16, with momentum never above .25. Controls: random tables below -3, what was
# learned given to other words below -.15, averaged over all words below -.10. (Eight gradients at well-chosen tables
# tell all about the text; whoever finds that and learns from it at home has come all the way, and has earned it.)
FULL_SHARE = 0.6


class _Text:
    """How often every word stands beside every other: what a pass over a text can learn from."""

    def __init__(self, pairs):
        self.pull = pairs / pairs.sum()
        share = self.pull.sum(axis=1)
        self.push = N_NEGATIVES * np.outer(share, share**0.75 / (share**0.75).sum())
        self.share, self.passes = share, 0

    def __repr__(self):
        return "gradient"

    def __call__(self, inputs, outputs):
        """The gradient of the loss with respect to both tables. Every call is a pass, and counted."""
        self.passes += 1
        inputs, outputs = (np.asarray(table, dtype=float) for table in (inputs, outputs))
        if not inputs.shape == outputs.shape == (N_WORDS, DIM):
            raise ValueError(
                f"gradient takes two tables of shape {(N_WORDS, DIM)}, got {inputs.shape}, {outputs.shape}"
            )
        with np.errstate(all="ignore"):  # vectors may run away
            error = _sigmoid(inputs @ outputs.T) * (self.pull + self.push) - self.pull
            return error @ outputs, error.T @ inputs

    def loss(self, scores):
        """Negative sampling's loss for one pair, on average, in nats, where `scores` are the (V, V) dot products."""
        return float((self.pull * np.logaddexp(0, -scores) + self.push * np.logaddexp(0, scores)).sum())


def _hidden_text(rng):
    """A text of words that have meanings, in N_PAIRS pairs, and what it was drawn from: all that could be said."""
    share = rng.permutation(1 / np.arange(2, N_WORDS + 2))
    meaning = rng.normal(size=(N_WORDS, N_MEANINGS))
    meaning /= np.linalg.norm(meaning, axis=1, keepdims=True)
    joint = np.outer(share, share) * np.exp(STRENGTH * meaning @ meaning.T)
    pairs = rng.multinomial(N_PAIRS, (joint / joint.sum()).ravel()).reshape(joint.shape)
    return _Text(pairs + pairs.T), _Text(joint)


def _start(rng):
    return (rng.random((N_WORDS, DIM)) - 0.5) / DIM, np.zeros((N_WORDS, DIM))


def _by_rows(gradient, inputs, outputs, passes=PASSES):
    """Adagrad with one step length for each row: the larger its gradients so far, the shorter."""
    tables, squares = [inputs, outputs], [0, 0]
    for _ in range(passes):
        for i, slope in enumerate(gradient(*tables)):
            squares[i] = squares[i] + (slope**2).mean(axis=1, keepdims=True)
            tables[i] = tables[i] - 0.4 * slope / np.sqrt(squares[i] + 1e-20)
    return tables


def _train(gradient, inputs, outputs):
    return _by_rows(gradient, inputs, outputs)


_train.__name__ = "train"

train = Exercise(
    _train,
    hints=(
        "In a mean over a whole text, the gradient of a word is as small as the word is rare. One step length for all "
        "rows is too long for frequent words or too short for rare ones.",
        "Give each row a step length of its own: divide its gradient by how large its gradients have been "
        "(Adagrad, Adam). Then try step lengths from .1 to 1.",
        "For both tables, from squares of 0: `squares = squares + (slope**2).mean(axis=1, keepdims=True)`, then "
        "`table = table - 0.4 * slope / np.sqrt(squares + 1e-20)`; twenty times.",
    ),
    read="Steps that are too large",
)


@train.criterion("twenty passes lead 60 % of the way from mere frequencies to the best possible", points=6)
def _(student, rng):
    text, truth = _hidden_text(rng)
    tables = _two_tables(student(text, *_start(rng)))
    if text.passes > PASSES:
        raise Wrong(f"`gradient` was called {text.passes} times; {PASSES} passes over the text are paid for")
    loss, frequent, best = _losses(truth, tables)
    way = (frequent - loss) / (frequent - best)
    remark = (
        f"The loss on all that could be said is {loss:.4g}; mere frequencies have {frequent:.3f}, and there is none "
        f"below {best:.3f}: {max(way, 0):.0%} of the way"
    )
    if way < FULL_SHARE:
        raise Wrong(f"{remark}, and points are full at {FULL_SHARE:.0%}", share=way / FULL_SHARE)
    return remark


def _two_tables(got):
    why = f"The answer is two tables of shape {(N_WORDS, DIM)}, first that of the inputs"
    if not isinstance(got, list | tuple) or [np.shape(table) for table in got] != [(N_WORDS, DIM)] * 2:
        raise Wrong(why, got=got)
    if not all(np.isfinite(table).all() for table in got):
        raise Wrong("There are infinite numbers or NaN in the tables: the steps were too long")
    return got


def _losses(truth, tables):
    """The loss of the tables on all that could be said, of mere frequencies, and the least there is."""
    chance = np.outer(truth.share, truth.share)
    inputs, outputs = (np.asarray(table, dtype=float) for table in tables)
    known = np.log(chance / truth.push), np.log(truth.pull / truth.push)
    return [truth.loss(scores) for scores in (inputs @ outputs.T, *known)]


def _descent(gradient, inputs, outputs, lr, momentum=0.0):
    """Gradient steps of one length for all rows."""
    with np.errstate(all="ignore"):
        move = np.zeros((2, *inputs.shape))
        for _ in range(PASSES):
            move = momentum * move - lr * np.stack(gradient(inputs, outputs))
            inputs, outputs = inputs + move[0], outputs + move[1]
    return inputs, outputs


def _adam(gradient, inputs, outputs, lr):
    tables, mean, square = np.stack([inputs, outputs]), 0, 0
    for step in range(1, PASSES + 1):
        slope = np.stack(gradient(*tables))
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        tables = tables - lr * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-12)
    return tuple(tables)


@train.mistake("nothing was learned: these are the tables it began with.")
def beginning_returned(gradient, inputs, outputs):
    return inputs, outputs


@train.mistake(
    ".025 is word2vec's step for one pair. Here one step stands for all pairs of a text, and their gradient is a mean."
)
def step_of_one_pair(gradient, inputs, outputs):
    return _descent(gradient, inputs, outputs, 0.025)


@train.mistake("uphill: the gradient points where the loss grows. Subtract it.")
def climbed(gradient, inputs, outputs):
    return _descent(gradient, inputs, outputs, -10)


@train.mistake("with steps of this length frequent words learn, and rare ones hardly move: scale each row's gradient.")
def one_length_for_all_rows(gradient, inputs, outputs):
    return _descent(gradient, inputs, outputs, 6)


@train.mistake("the steps are too long for the frequent words: their vectors ran away, and the others after them.")
def ran_away(gradient, inputs, outputs):
    return _descent(gradient, inputs, outputs, 100)


@train.mistake("momentum makes all rows faster alike; rare words still learn far more slowly. Scale each row.")
def with_momentum(gradient, inputs, outputs):
    return _descent(gradient, inputs, outputs, 4, 0.9)


@train.mistake("Adam's usual step, .001, is for many thousands of steps. You have twenty: take longer ones.")
def adam_as_usual(gradient, inputs, outputs):
    return _adam(gradient, inputs, outputs, 0.001)


@train.mistake("forty passes were made; twenty are paid for. Make longer steps, not more.")
def forty_passes(gradient, inputs, outputs):
    return _by_rows(gradient, inputs, outputs, 2 * PASSES)


EXERCISES, check = checker(
    block_weights,
    block_gradient,
    add_changes,
    spread_noise,
    accumulate,
    half_step,
    step_bytes,
    words_per_second,
    seconds_with,
    remaining,
    train,
)
