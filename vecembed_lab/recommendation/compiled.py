"""Unit 04. The inner loops of ALS and BPR, that numba compiles for the CPU.

Take the decorators away, or set NUMBA_DISABLE_JIT=1, and it is Python to step through.
"""

from typing import no_type_check  # numba reads the plain function: no annotation may be checked on the way

import numba
import numpy as np

# Sums in any order, but no promise that there is no infinity: with it the compiler may do what it likes.
fast = numba.njit(fastmath={"reassoc", "contract", "arcp", "nsz", "afn"}, nogil=True, cache=True, error_model="numpy")
ROWS = 4  # worked on together: so a number of the vector that they meet is fetched once for all of them
AHEAD = 64  # triples drawn before the first of them is used: so the memory is asked for many things at a time


@fast
@no_type_check
def conjugate_gradient(indptr, indices, confidence, x, y, n_steps, most):
    """Bring each row of `x` closer to the solution of (I + sum (c - 1) y y') x = sum c y, in float32.

    The sums go over the rows of `y`, at most `most` of them, that `indices` names for the row of `x`; a row that names
    none becomes zero.
    Source: Takács, Pilászy & Tikk (2011), Applications of the Conjugate Gradient Method for Implicit Feedback.
    """
    near = np.empty((most + ROWS, x.shape[1]), np.float32)
    extra, score = np.empty(most + ROWS, np.float32), np.empty(most + ROWS, np.float32)
    work = np.empty((3, x.shape[1]), np.float32)
    for u in range(len(x)):
        start, met = indptr[u], indptr[u + 1] - indptr[u]
        n = -(-met // ROWS) * ROWS  # filled up with rows of weight 0
        for k in range(n):
            row, copy = y[indices[start + min(k, met - 1)]], near[k]
            for d in range(len(row)):
                copy[d] = row[d]
            extra[k] = confidence[start + k] - np.float32(1) if k < met else np.float32(0)
        _descend(near, extra, score, n, met, x[u], work, n_steps)


@fast
@no_type_check
def _descend(near, extra, score, n, met, x, work, n_steps):
    """Steps of conjugate gradient on x; each ends at the lowest point of the line it goes along."""
    residual, direction, image = work[0], work[1], work[2]
    _products(near, n, x, score)
    for k in range(n):
        score[k] = np.float32(1) + extra[k] * (np.float32(1) - score[k]) if k < met else np.float32(0)
    for d in range(len(x)):
        residual[d] = -x[d]
    _add(near, n, score, residual)
    for d in range(len(x)):
        direction[d] = residual[d]
    old = _square(residual)
    for step in range(n_steps):
        if not old > np.float32(1e-20):
            break
        _products(near, n, direction, score)
        slope = _square(direction)
        for k in range(n):
            slope += extra[k] * score[k] * score[k]
            score[k] *= extra[k]
        size = old / slope
        for d in range(len(x)):
            x[d] += size * direction[d]
            image[d] = direction[d]
        if step == n_steps - 1:
            break  # where the next line would go does not matter
        _add(near, n, score, image)
        for d in range(len(x)):
            residual[d] -= size * image[d]
        new = _square(residual)
        for d in range(len(x)):
            direction[d] = residual[d] + new / old * direction[d]
        old = new


@fast
@no_type_check
def _products(rows, n, vector, out):
    """Set out to the product of each of the first n rows and the vector."""
    for k in range(0, n, ROWS):
        a, b, c, e = rows[k], rows[k + 1], rows[k + 2], rows[k + 3]
        sa, sb, sc, se = np.float32(0), np.float32(0), np.float32(0), np.float32(0)
        for d in range(len(vector)):
            sa += a[d] * vector[d]
            sb += b[d] * vector[d]
            sc += c[d] * vector[d]
            se += e[d] * vector[d]
        out[k], out[k + 1], out[k + 2], out[k + 3] = sa, sb, sc, se


@fast
@no_type_check
def _add(rows, n, weights, out):
    """Add the first n rows, each times its weight."""
    for k in range(0, n, ROWS):
        a, b, c, e = rows[k], rows[k + 1], rows[k + 2], rows[k + 3]
        wa, wb, wc, we = weights[k], weights[k + 1], weights[k + 2], weights[k + 3]
        for d in range(len(out)):
            out[d] += wa * a[d] + wb * b[d] + wc * c[d] + we * e[d]


@fast
@no_type_check
def _square(vector):
    total = np.float32(0)
    for d in range(len(vector)):
        total += vector[d] * vector[d]
    return total


@fast
@no_type_check
def bpr_steps(met_by, met, seen, users, items, n_steps, lr, reg, state):
    """Steps of stochastic gradient descent, each on a user, an item met and one that was not; returns a new state.

    The other item is drawn as often as it was met by anybody; a draw that the user has met is left out. The last number
    of a user stays 1, so that the last of an item is its bias. Bit j of a row of `seen` says whether item j was met.
    """
    dim, n = users.shape[1], np.uint64(len(met))
    drawn = np.empty((AHEAD, 3), np.int64)
    for done in range(0, n_steps, AHEAD):
        some = min(AHEAD, n_steps - done)
        for k in range(some):
            state, first = _random(state, n)
            state, second = _random(state, n)
            drawn[k, 0], drawn[k, 1], drawn[k, 2] = met_by[first], met[first], met[second]
        for k in range(some):
            u, i, j = drawn[k]
            if seen[u, j >> 3] >> (j & 7) & 1:
                continue
            x, liked, other, margin = users[u], items[i], items[j], np.float32(0)
            for d in range(dim):
                margin += x[d] * (liked[d] - other[d])
            error = np.float32(1) / (np.float32(1) + np.exp(margin))
            for d in range(dim):
                a, b, c = x[d], liked[d], other[d]
                x[d] = a + lr * (error * (b - c) - reg * a)
                liked[d] = b + lr * (error * a - reg * b)
                other[d] = c - lr * (error * a + reg * c)
            x[dim - 1] = 1
    return state


@fast
@no_type_check
def rating_steps(user, item, rest, order, user_bias, item_bias, users, items, lr, reg):
    """A step of gradient descent for each rating in `order`; `rest` is what the mean leaves of the rating."""
    for k in order:
        x, y, u, i = users[user[k]], items[item[k]], user[k], item[k]
        error = rest[k] - user_bias[u] - item_bias[i]
        for d in range(len(x)):
            error -= x[d] * y[d]
        user_bias[u] += lr * (error - reg * user_bias[u])
        item_bias[i] += lr * (error - reg * item_bias[i])
        for d in range(len(x)):
            a = x[d]
            x[d] += lr * (error * y[d] - reg * a)
            y[d] += lr * (error * a - reg * y[d])


@fast
@no_type_check
def _random(state, n):
    """The next state of a generator, and from it a number below n. Source: Marsaglia (2003), Xorshift RNGs."""
    state ^= state << np.uint64(13)
    state ^= state >> np.uint64(7)
    state ^= state << np.uint64(17)
    return state, np.int64(((state >> np.uint64(32)) * n) >> np.uint64(32))
