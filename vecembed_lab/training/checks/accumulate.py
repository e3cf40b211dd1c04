"""The exercise `accumulate`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise


class _Gradient:
    """The mean gradient of a part's rows, of which `size` fit; it remembers the largest part.

    Each row too many adds 1 to all numbers, so that what comes of it shows how many there were. A row of zeros has a
    gradient too, so that filling up a part shows. Without a `point` it is simply the mean row.
    """

    def __init__(self, size, point=None):
        self.size, self.point, self.largest = size, point, 0

    def __repr__(self):
        return "gradient"

    def __call__(self, part):
        part = np.asarray(part, dtype=float)
        if part.ndim != 2:
            raise ValueError(f"gradient takes a table of rows, as `batch[i : i + 1]` is, got shape {part.shape}")
        if len(part) == 0:
            raise ValueError("gradient was given a part without rows")
        self.largest = max(self.largest, len(part))
        mean = part.mean(axis=0) if self.point is None else _mean_gradient(part, self.point)
        return mean + max(len(part) - self.size, 0)


def _mean_gradient(rows, point):
    """The mean gradient of (row . x - 1) ** 2 / 2 + |x| ** 2 / 2 at the point x."""
    return (rows @ point - 1) @ rows / len(rows) + point


def _parts(batch, size):
    return [batch[first : first + size] for first in range(0, len(batch), size)]


def _accumulate(gradient, batch, size):
    return sum(len(part) * gradient(part) for part in _parts(batch, size)) / len(batch)


accumulate = Exercise(
    "accumulate",
    _accumulate,
    hints=(
        "Walk through the batch in parts of `size` rows; the last part may be smaller, and then counts less.",
        "A mean times its number of rows is a sum, sums can be added, and the sum of all divided by len(batch) is the "
        "mean of all.",
        "`for first in range(0, len(batch), size)`: `part = batch[first : first + size]`, "
        "`total = total + len(part) * gradient(part)`; at the end `total / len(batch)`.",
    ),
    read="What must be kept",
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
    _check_accumulated(student, _Gradient(2), batch, 2, [3, 3], why)


def _check_sizes(student, rng, *sizes):
    for n, size in sizes:
        batch, point = rng.normal(size=(n, 3)), rng.normal(size=3)
        if n > 10:  # a row that comes twice, and rows of zeros
            batch[[2, 5]], batch[[3, 9]] = batch[0], 0
        why = f"{n} rows, of which {size} fit at once; this is the gradient of all of them together"
        _check_accumulated(student, _Gradient(size, point), batch, size, _mean_gradient(batch, point), why)


@accumulate.criterion("parts of one size", points=1)
def _(student, rng):
    _check_sizes(student, rng, (12, 4), (6, 9), (5, 5), (3, 1))


@accumulate.criterion("a last part that is smaller", points=2)
def _(student, rng):
    _check_sizes(student, rng, (11, 4), (22, 7), (9, 8))


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


@accumulate.mistake("`gradient` was given one row more than fits: a slice from i to i + size has size rows already.")
def one_row_too_many(gradient, batch, size):
    return _accumulate(gradient, batch, size + 1)


@accumulate.mistake("the last part was filled up with zeros; a row of zeros is a row too, and has a gradient.")
def filled_up(gradient, batch, size):
    parts = [np.pad(part, ((0, size - len(part)), (0, 0))) for part in _parts(batch, size)]
    return sum(size * gradient(part) for part in parts) / len(batch)


@accumulate.mistake(
    "the means were divided by the number of full parts; weigh each mean by its rows, and divide by all rows."
)
def divided_by_full_parts(gradient, batch, size):
    return sum_of_means(gradient, batch, size) / max(len(batch) // size, 1)


@accumulate.mistake("the first part is missing: begin with row 0.")
def first_part_missing(gradient, batch, size):
    return sum([len(part) * gradient(part) for part in _parts(batch, size)[1:]], np.zeros(batch.shape[1])) / len(batch)


@accumulate.mistake(
    "the first rows of the last part came twice: it was moved back until it was full. It may be smaller."
)
def last_part_moved_back(gradient, batch, size):
    starts = [min(first, max(len(batch) - size, 0)) for first in range(0, len(batch), size)]
    parts = [batch[first : first + size] for first in starts]
    return sum(len(part) * gradient(part) for part in parts) / sum(map(len, parts))


@accumulate.mistake("`size` was taken for the number of parts; it is how many rows a part may have.")
def size_parts(gradient, batch, size):
    parts = [part for part in np.array_split(batch, size) if len(part)]
    return sum(len(part) * gradient(part) for part in parts) / len(batch)


@accumulate.mistake("each mean weighs as much as its rows are few: multiply it by its number of rows, do not divide.")
def weighed_upside_down(gradient, batch, size):
    parts = _parts(batch, size)
    return sum(gradient(part) / len(part) for part in parts) / sum(1 / len(part) for part in parts)


@accumulate.mistake("only full parts were used: the rest, or a batch smaller than `size`, is a part too.")
def full_parts_only(gradient, batch, size):
    full = len(batch) // size * size
    return _accumulate(gradient, batch[:full], size) if full else np.zeros(batch.shape[1])


@accumulate.mistake("the mean so far and that of the next part were averaged half and half: weigh each by its rows.")
def halved_on_the_way(gradient, batch, size):
    mean = gradient(batch[:size])
    for part in _parts(batch, size)[1:]:
        mean = (mean + gradient(part)) / 2
    return mean


@accumulate.mistake("the last part was filled up with copies of its last row, which then counts several times.")
def last_row_repeated(gradient, batch, size):
    missing = -len(batch) % size
    return _accumulate(gradient, np.concatenate([batch, np.repeat(batch[-1:], missing, axis=0)]), size)


@accumulate.mistake("the rows that do not fill a part were left out of the sum, but not of len(batch).")
def rest_left_out_of_the_sum(gradient, batch, size):
    full = [part for part in _parts(batch, size) if len(part) == size]
    return sum(size * gradient(part) for part in full) / len(batch) if full else gradient(batch)
