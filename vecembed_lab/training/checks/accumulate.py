"""The exercise `accumulate`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise


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
