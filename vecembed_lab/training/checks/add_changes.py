"""The exercise `add_changes`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


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


add_changes = Exercise(
    "add_changes",
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


def _some_changes(rng, n, size, d=4):
    """Changes of some of 9 rows; the last two stay."""
    return rng.normal(size=(9, d)), rng.integers(7, size=n), size * rng.normal(size=(n, d))


@add_changes.criterion("a generous cap: all changes are added", points=1)
def _(student, rng):
    for n, d in ((3, 4), (40, 5)):
        given = *_some_changes(rng, n, 1, d), 1000.0
        same(student(*given), _add_changes(*given), f"{n} changes of 9 rows, and no sum is as long as 1000")


@add_changes.criterion("a narrow cap, and changes that cancel out", points=2)
def _(student, rng):
    for cap in (0.5, 1.5):
        table, rows, changes = _some_changes(rng, 14, 0.5)
        rows[:7], changes[1], changes[3] = [0, 0, 1, 1, 2, 2, 2], -changes[0], 4 * changes[2] / _lengths(changes)[2]
        changes[4], changes[6] = 9 * changes[2], -9 * changes[2]  # there and back again: only the sum counts
        rows[7:9], changes[8] = (
            7,
            changes[7],
        )  # two equal changes; the length of their sum is between the cap and its root
        changes[7:9] *= (cap + np.sqrt(cap)) / 4 / _lengths(changes[7:9])
        rows[9:] = rng.permutation([3, 3, 4, 5, 6])
        changes[rows == 6] *= 3 * cap / _lengths(changes[rows == 6])  # a single change that is too long
        order = rng.permutation(14)
        rows, changes = rows[order], changes[order]
        why = f"14 changes of 9 rows; those of row 0 cancel out, and no row may move farther than {cap}"
        same(student(table, rows, changes, cap), _add_changes(table, rows, changes, cap), why)
    changes = np.array([[3.0, 4.0], [8.0, -6.0], [-5.0, 0.0]])
    expected, why = [[3, 4], [4, -3], [-5, 0]], "Rows 0 and 2 move exactly as far as the cap, 5; row 1 would move 10"
    same(student(np.zeros((3, 2)), np.arange(3), changes, 5.0), expected, why)


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


@add_changes.mistake(
    "the sum was shortened after every single change; add up all changes of a row first, then shorten once."
)
def shortened_on_the_way(table, rows, changes, cap):
    total = np.zeros(table.shape)
    for row, change in zip(rows, changes, strict=True):
        total[row] = _shortened((total[row] + change)[None], cap)[0]
    return table + total


@add_changes.mistake("the changes were subtracted; they are changes, not gradients: add them.")
def subtracted(table, rows, changes, cap):
    return table - _shortened(_totals(table, rows, changes), cap)


@add_changes.mistake("the changes were divided by how many there are; they are added up.")
def divided_by_the_number(table, rows, changes, cap):
    return table + _shortened(_totals(table, rows, changes) / len(rows), cap)


@add_changes.mistake("too long sums were left out; shorten them to the length `cap`.")
def long_ones_left_out(table, rows, changes, cap):
    total = _totals(table, rows, changes)
    return table + total * (_lengths(total) <= cap)


@add_changes.mistake("the square of the length was compared with `cap`: the root is missing (`np.linalg.norm`).")
def root_missing(table, rows, changes, cap):
    total = _totals(table, rows, changes)
    return table + total * np.minimum(1, cap / np.maximum(_lengths(total) ** 2, 1e-30))


@add_changes.mistake("too long sums were made length 1 instead of length `cap`.")
def made_length_one(table, rows, changes, cap):
    total = _totals(table, rows, changes)
    return table + np.where(_lengths(total) > cap, total / np.maximum(_lengths(total), 1e-30), total)


@add_changes.mistake(
    "the rows that changed were shortened themselves; the cap is for how far they move, not for how long they are."
)
def changed_rows_shortened(table, rows, changes, cap):
    after = table + _totals(table, rows, changes)
    after[rows] = _shortened(after[rows], cap)
    return after


@add_changes.mistake("the sizes of the numbers were added up as the length; square, add, take the root.")
def city_block_lengths(table, rows, changes, cap):
    total = _totals(table, rows, changes)
    return table + total * np.minimum(1, cap / np.maximum(np.abs(total).sum(axis=1, keepdims=True), 1e-30))


@add_changes.mistake(
    "changes that cancel out have a sum of length 0, and 0 / 0 is NaN: divide by `np.maximum(lengths, cap)`."
)
def zero_by_zero_where_changed(table, rows, changes, cap):
    total, after = _totals(table, rows, changes), table.copy()
    with np.errstate(invalid="ignore"):
        after[rows] += total[rows] / _lengths(total[rows]) * np.minimum(_lengths(total[rows]), cap)
    return after
