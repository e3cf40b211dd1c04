"""The exercise `sgd_step`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _sgd_step(table, rows, gradients, lr):
    after = table.astype(float)
    np.subtract.at(after, rows, lr * gradients)
    return after


sgd_step = Exercise(
    "sgd_step",
    _sgd_step,
    hints=(
        "Copy the table. Then each gradient moves its row downhill: minus the learning rate times the gradient.",
        "A row that appears twice in `rows` must be moved twice; `after[rows] -= ...` writes only one of the moves.",
        "`np.add.at(after, rows, -lr * gradients)` does what the loop would do.",
    ),
    read="The gradient",
)


@sgd_step.criterion("three rows, one moved twice, by hand", points=1)
def _(student, rng):
    table, rows = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]), np.array([0, 2, 2])
    gradients = np.array([[1.0, 0.0], [0.0, 2.0], [4.0, 2.0]])
    expected = [[0.5, 1], [2, 2], [1, 1]]
    same(student(table, rows, gradients, 0.5), expected, "Row 2 moves by half of (0, 2) and half of (4, 2)")


@sgd_step.criterion("any rows, as often as they come", points=2)
def _(student, rng):
    for n, d, slow, fast in ((4, 5, 0.1, 0.9), (40, 5, 1.1, 3)):
        table = rng.normal(size=(9, d))
        rows = rng.permutation(
            [4, 4, 4, 1] if n == 4 else [*range(7), 4, *rng.integers(7, size=n - 8)]
        )  # never the last
        gradients, lr = rng.normal(size=(n, d)), float(rng.uniform(slow, fast))
        if n > 4:
            gradients[rows == 4] = gradients[0]  # equal ones count as often as they come, too
        why = f"{n} gradients for 9 rows, those of one row not always side by side; the last rows stay where they are"
        same(student(table, rows, gradients, lr), _sgd_step(table, rows, gradients, lr), why)


def _moves(table, rows, gradients):
    """(n, d) the summed gradients of each row."""
    total = np.zeros(table.shape)
    np.add.at(total, rows, gradients)
    return total


@sgd_step.mistake(
    "`after[rows] -= ...` writes each row once: of a row that appears twice only the last gradient counts."
)
def last_gradient_wins(table, rows, gradients, lr):
    after = table.copy()
    after[rows] -= lr * gradients
    return after


@sgd_step.mistake("uphill: the gradient points where the loss grows. Subtract it.")
def uphill(table, rows, gradients, lr):
    return table + lr * _moves(table, rows, gradients)


@sgd_step.mistake("the learning rate was left out.")
def no_learning_rate(table, rows, gradients, lr):
    return table - _moves(table, rows, gradients)


@sgd_step.mistake("the gradients of a repeated row were averaged; they are added.")
def repeated_rows_averaged(table, rows, gradients, lr):
    times = np.bincount(rows, minlength=len(table))
    return table - lr * _moves(table, rows, gradients) / np.maximum(times, 1)[:, None]


@sgd_step.mistake("this is the change alone; return the table after the step.")
def change_alone(table, rows, gradients, lr):
    return -lr * _moves(table, rows, gradients)


@sgd_step.mistake("only the rows that moved came back; return the whole table.")
def only_moved_rows(table, rows, gradients, lr):
    return _sgd_step(table, rows, gradients, lr)[rows]


@sgd_step.mistake("the caller's table was changed: work on `table.copy()`.")
def moved_in_place(table, rows, gradients, lr):
    np.subtract.at(table, rows, lr * gradients)
    return table


@sgd_step.mistake(
    "of a row that comes twice only the first gradient counts (`np.unique` keeps the first): all are added."
)
def first_gradient_wins(table, rows, gradients, lr):
    after = table.copy()
    some, first = np.unique(rows, return_index=True)
    after[some] -= lr * gradients[first]
    return after


@sgd_step.mistake("the step was divided by the size of the batch; the formula is a sum over the batch, not a mean.")
def divided_by_the_batch(table, rows, gradients, lr):
    return table - lr * _moves(table, rows, gradients) / len(rows)


@sgd_step.mistake("`gradients[i]` moved row i; it belongs to row `rows[i]`.")
def rows_ignored(table, rows, gradients, lr):
    after = table.copy()
    n = min(len(table), len(rows))
    after[:n] -= lr * gradients[:n]
    return after


@sgd_step.mistake("every row was moved by all gradients; `gradients[i]` moves row `rows[i]` only.")
def all_rows_moved(table, rows, gradients, lr):
    return table - lr * gradients.sum(axis=0)


@sgd_step.mistake("each row that moved came back once; return the whole table, also the rows that stayed.")
def moved_rows_once(table, rows, gradients, lr):
    return _sgd_step(table, rows, gradients, lr)[np.unique(rows)]
