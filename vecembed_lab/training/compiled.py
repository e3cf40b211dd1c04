"""Unit 03. The update of `training`, in plain loops that numba compiles for the CPU.

Take the decorators away, or set NUMBA_DISABLE_JIT=1, and it is Python to step through.
"""

from typing import no_type_check  # numba reads the plain function: no annotation may be checked on the way

import numba
import numpy as np

from vecembed_lab.training.updates import BLOCK, CAP, Draw, Settings, Tables

# Sums in any order, but no promise that there is no infinity: with it the compiler may do what it likes.
REORDER = {"reassoc", "contract", "arcp", "nsz", "afn"}
fast = numba.njit(fastmath=REORDER, nogil=True, cache=True, error_model="numpy")


def compiled_update(tables: Tables, draw: Draw, settings: Settings, lr: float) -> None:
    """`pair_update`, a block at a time: what a block changes is added when it is done, no row by more than CAP.

    Several threads may work on the same tables at once; they now and then overwrite each other's work, which hardly
    matters (Recht et al., 2011, Hogwild).
    """
    inputs, outputs = (table.numpy() for table in tables)
    words, radius, noise = (part.numpy() for part in draw)
    weight = settings.n_negatives / noise.shape[1]
    _update(inputs, outputs, words, radius, noise, settings.window, weight, lr)


@fast
@no_type_check
def _update(inputs, outputs, words, radius, noise, window, weight, lr):
    weight, lr, dim = np.float32(weight), np.float32(lr), inputs.shape[1]
    h, dh = np.empty((BLOCK, dim), np.float32), np.empty((BLOCK, dim), np.float32)
    u, du = np.empty((BLOCK + 2 * window, dim), np.float32), np.empty((BLOCK + 2 * window, dim), np.float32)
    v, dv = np.empty((noise.shape[1], dim), np.float32), np.empty((noise.shape[1], dim), np.float32)
    for block in range(len(noise)):
        start, end = block * BLOCK, min(len(words), (block + 1) * BLOCK)
        low, high = max(0, start - window), min(len(words), end + window)
        targets, context = words[start:end], words[low:high]
        n, m = len(targets), len(context)
        _gather(inputs, targets, h)
        _gather(outputs, context, u)
        _gather(outputs, noise[block], v)
        _push(h[:n], v, radius[start:end], weight, lr, dh[:n], dv)
        du[:m] = 0
        _pull(h, u, radius[start:end], start - low, lr, dh, du)
        _add(inputs, targets, dh)
        _add(outputs, context, du)
        _add(outputs, noise[block], dv)


@fast
@no_type_check
def _push(h, v, radius, weight, lr, dh, dv):
    """Set dh and dv to what pushes every word of the block from every noise word, once for each of its pairs."""
    error = np.dot(h, v.T)
    for i in range(len(h)):
        pairs = np.float32(2 * radius[i])
        for k in range(len(v)):
            error[i, k] = -lr * weight * pairs * _sigmoid(error[i, k])
    np.dot(error, v, dh)
    np.dot(error.T, h, dv)


@fast
@no_type_check
def _pull(h, u, radius, offset, lr, dh, du):
    """Add to dh and du what pulls each word of the block and the words within its radius together."""
    dim = h.shape[1]
    for i in range(len(radius)):
        middle, here, change_here = i + offset, h[i], dh[i]
        for j in range(middle - radius[i], middle + radius[i] + 1):
            if j == middle:
                continue
            there, change_there, score = u[j], du[j], np.float32(0)
            for d in range(dim):
                score += here[d] * there[d]
            step = lr * (np.float32(1) - _sigmoid(score))
            for d in range(dim):
                change_here[d] += step * there[d]
                change_there[d] += step * here[d]


@fast
@no_type_check
def _gather(table, rows, out):
    for i in range(len(rows)):
        row, copy = table[rows[i]], out[i]  # naming the row lets the compiler see that its numbers lie side by side
        for d in range(len(row)):
            copy[d] = row[d]


@fast
@no_type_check
def _add(table, rows, changes):
    """Add each change to its row, shortened to the length CAP."""
    for i in range(len(rows)):
        row, change = table[rows[i]], changes[i]
        square = np.float32(0)
        for d in range(len(row)):
            square += change[d] * change[d]
        scale = min(np.float32(1), np.float32(CAP) / np.sqrt(square))
        for d in range(len(row)):
            row[d] += scale * change[d]


@fast
@no_type_check
def _sigmoid(x):
    """Within .0001 of the logistic function, by Lambert's continued fraction for tanh(x / 2).

    Only the four operations, so the compiler can work on 16 numbers at once, which it cannot with exp.
    """
    y = min(max(x, np.float32(-9.9)), np.float32(9.9)) * np.float32(0.5)
    q = y * y
    above = np.float32(135135) + q * (np.float32(17325) + q * (np.float32(378) + q))
    below = np.float32(135135) + q * (np.float32(62370) + q * (np.float32(3150) + q * np.float32(28)))
    return np.float32(0.5) + np.float32(0.5) * y * above / below
