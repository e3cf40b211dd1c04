"""Unit 03, answers written from the prose alone by somebody who had not read the checks."""

import math
import warnings
from bisect import bisect_right
from collections import defaultdict
from fractions import Fraction
from itertools import accumulate as running_sums
from itertools import islice

import numpy as np
import scipy.optimize
import scipy.sparse
import scipy.special
import torch
import torch.nn.functional as F


def _sigmoid(x):
    """A sigmoid that is safe for large scores of either sign."""
    return scipy.special.expit(np.asarray(x, dtype=float))


# ---------------------------------------------------------------------------------------------------------------------
# 3.1 block_weights
# ---------------------------------------------------------------------------------------------------------------------


def block_weights__loops(radius, window, n_negatives, n_noise):
    """RIGHT: place by place in two loops, then the noise's columns."""
    L = len(radius)
    w = np.zeros((L, L + 2 * window + n_noise))
    for i in range(L):
        r = int(radius[i])
        for column in range(L + 2 * window):
            if 0 < abs(column - window - i) <= r:
                w[i, column] = 1
        w[i, L + 2 * window :] = n_negatives * 2 * r / n_noise
    return w


def block_weights__broadcast(radius, window, n_negatives, n_noise):
    """RIGHT: a matrix of distances by broadcasting, and the noise's column repeated."""
    radius = np.asarray(radius).astype(float)
    L = len(radius)
    distance = np.abs(np.arange(-window, L + window)[None, :] - np.arange(L)[:, None])
    real = (distance > 0) & (distance <= radius[:, None])
    noise = np.repeat((2 * radius * n_negatives / n_noise)[:, None], n_noise, axis=1)
    return np.concatenate([real.astype(float), noise], axis=1)


def block_weights__slices(radius, window, n_negatives, n_noise):
    """RIGHT: a stretch of ones on either side of each word, written with slices."""
    L = len(radius)
    w = np.zeros((L, L + 2 * window + n_noise))
    for i, r in enumerate(int(x) for x in radius):
        here = i + window
        w[i, here - r : here] = 1
        w[i, here + 1 : here + r + 1] = 1
        w[i, L + 2 * window :] = 2 * r * n_negatives / n_noise
    return w


def block_weights__lists(radius, window, n_negatives, n_noise):
    """RIGHT: each row is put together from lists: zeros, ones, a zero for the word itself, ones, zeros, noise."""
    L = len(radius)
    rows = []
    for i in range(L):
        r = int(radius[i])
        before = [0.0] * (window + i - r)
        after = [0.0] * (window + L - 1 - i - r)
        rows.append(before + [1.0] * r + [0.0] + [1.0] * r + after + [n_negatives * 2.0 * r / n_noise] * n_noise)
    return np.array(rows)


def block_weights__torch(radius, window, n_negatives, n_noise):
    """RIGHT: in torch, float64, returned as a NumPy array."""
    r = torch.tensor(np.array(radius), dtype=torch.float64)[:, None]
    L = len(r)
    d = (torch.arange(L + 2 * window)[None, :] - window - torch.arange(L)[:, None]).abs()
    text = ((d >= 1) & (d <= r)).double()
    return torch.hstack([text, (2 * n_negatives * r / n_noise).expand(L, n_noise)]).numpy()


def block_weights__diagonals(radius, window, n_negatives, n_noise):
    """RIGHT: distance by distance, the two diagonals at that distance."""
    r = np.asarray(radius).astype(np.int64)
    L = len(r)
    i = np.arange(L)
    w = np.zeros((L, L + 2 * window + n_noise))
    for d in range(1, window + 1):
        w[i, i + window - d] = r >= d
        w[i, i + window + d] = r >= d
    w[:, L + 2 * window :] = (n_negatives * 2 * r / n_noise)[:, None]
    return w


def block_weights__tensor(radius, window, n_negatives, n_noise):
    """ARGUABLE: the right weights as a torch tensor; the text allows torch but does not say whether for results."""
    return torch.tensor(block_weights__loops(radius, window, n_negatives, n_noise))


def block_weights__float32(radius, window, n_negatives, n_noise):
    """ARGUABLE: the right weights in float32."""
    return block_weights__loops(radius, window, n_negatives, n_noise).astype(np.float32)


def block_weights__itself(radius, window, n_negatives, n_noise):
    """WRONG: each word is also its own neighbour: the weight at its own place must be 0."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    i = np.arange(len(radius))
    w[i, i + window] = 1
    return w


def block_weights__itself_in_wrong_column(radius, window, n_negatives, n_noise):
    """WRONG: the word itself is taken out in column i, but it stands in column i + window."""
    w = block_weights__itself(radius, window, n_negatives, n_noise)
    i = np.arange(len(radius))
    w[i, i] = 0
    return w


def block_weights__no_offset(radius, window, n_negatives, n_noise):
    """WRONG: the columns are counted from the block's first word, not from window places before it."""
    L = len(radius)
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    for i in range(L):
        for c in range(L + 2 * window):
            w[i, c] = 0 < abs(c - i) <= radius[i]
    return w


def block_weights__less_than(radius, window, n_negatives, n_noise):
    """WRONG: the farthest neighbours are left out: less than the radius instead of at most."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    n = w.shape[1] - n_noise
    w[:, :n] = block_weights__loops(np.maximum(np.asarray(radius) - 1, 0), window, n_negatives, n_noise)[:, :n]
    return w


def block_weights__right_short(radius, window, n_negatives, n_noise):
    """WRONG: on the right one neighbour is missing, because a slice leaves out its end."""
    L = len(radius)
    w = np.zeros((L, L + 2 * window + n_noise))
    for i in range(L):
        r = int(radius[i])
        w[i, i + window - r : i + window + r] = 1
        w[i, i + window] = 0
        w[i, L + 2 * window :] = 2 * r * n_negatives / n_noise
    return w


def block_weights__left_only(radius, window, n_negatives, n_noise):
    """WRONG: only neighbours before the word are counted, not those after it."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    for i in range(len(radius)):
        w[i, i + window : len(radius) + 2 * window] = 0
    return w


def block_weights__whole_window(radius, window, n_negatives, n_noise):
    """WRONG: every word looks as far as the window, whatever its radius."""
    n = len(radius) + 2 * window
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    w[:, :n] = block_weights__loops(np.full(len(radius), window), window, n_negatives, n_noise)[:, :n]
    return w


def block_weights__inside_only(radius, window, n_negatives, n_noise):
    """WRONG: only words inside the block count as neighbours, not the text before and after it."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    w[:, :window] = 0
    w[:, window + len(radius) : len(radius) + 2 * window] = 0
    return w


def block_weights__noise_not_shared(radius, window, n_negatives, n_noise):
    """WRONG: the noise's weight is not divided by the number of noise words."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    w[:, -n_noise:] *= n_noise
    return w


def block_weights__one_side_of_pairs(radius, window, n_negatives, n_noise):
    """WRONG: the noise is weighed for radius pairs, but there are twice as many: one radius on either side."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    w[:, -n_noise:] /= 2
    return w


def block_weights__noise_one(radius, window, n_negatives, n_noise):
    """WRONG: every noise word has the weight 1, whatever the word's pairs."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    w[:, -n_noise:] = 1
    return w


def block_weights__negatives_forgotten(radius, window, n_negatives, n_noise):
    """WRONG: n_negatives is not used: the noise counts as one noise word for each pair."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    w[:, -n_noise:] = (2 * np.asarray(radius) / n_noise)[:, None]
    return w


def block_weights__pairs_forgotten(radius, window, n_negatives, n_noise):
    """WRONG: the noise is weighed for one pair, not for each of a word's pairs."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    w[:, -n_noise:] = n_negatives / n_noise
    return w


def block_weights__noise_mean_radius(radius, window, n_negatives, n_noise):
    """WRONG: all words get the same noise weight, from the mean radius."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    w[:, -n_noise:] = 2 * np.mean(radius) * n_negatives / n_noise
    return w


def block_weights__noise_of_window(radius, window, n_negatives, n_noise):
    """WRONG: the noise is weighed for 2 * window pairs, whatever the word's radius."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    w[:, -n_noise:] = 2 * window * n_negatives / n_noise
    return w


def block_weights__whole_number_division(radius, window, n_negatives, n_noise):
    """WRONG: the noise's weight is rounded down by a whole-number division."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    w[:, -n_noise:] = (2 * np.asarray(radius) * n_negatives // n_noise)[:, None]
    return w


def block_weights__whole_number_table(radius, window, n_negatives, n_noise):
    """WRONG: the table holds whole numbers, so that a noise weight of 1.5 becomes 1."""
    L = len(radius)
    w = np.zeros((L, L + 2 * window + n_noise), dtype=int)
    w[:] = block_weights__loops(radius, window, n_negatives, n_noise)
    return w


def block_weights__noise_first(radius, window, n_negatives, n_noise):
    """WRONG: the noise's columns come first; they belong behind the words of the text."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    return np.hstack([w[:, -n_noise:], w[:, :-n_noise]])


def block_weights__radius_of_the_other(radius, window, n_negatives, n_noise):
    """WRONG: inside the block the radius of the neighbour decides, not that of the word of the row."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    L = len(radius)
    for i in range(L):
        for j in range(L):
            w[i, window + j] = 0 < abs(i - j) <= radius[j]
    return w


def block_weights__rows_sum_to_one(radius, window, n_negatives, n_noise):
    """WRONG: each row is divided by its sum."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    return w / np.maximum(w.sum(axis=1, keepdims=True), 1e-12)


def block_weights__by_distance(radius, window, n_negatives, n_noise):
    """WRONG: near words weigh more than far ones (1 / distance); each weighs 1."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    for i in range(len(radius)):
        for c in range(len(radius) + 2 * window):
            if w[i, c]:
                w[i, c] = 1 / abs(c - window - i)
    return w


def block_weights__shared_by_actual_pairs(radius, window, n_negatives, n_noise):
    """WRONG: only pairs inside the block are counted for the noise, so the words at its ends get too little."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    inside = w[:, window : window + len(radius)].sum(axis=1)
    w[:, -n_noise:] = (inside * n_negatives / n_noise)[:, None]
    return w


def block_weights__radius_zero_is_one(radius, window, n_negatives, n_noise):
    """WRONG: a radius of 0 is treated like 1, though such a word sees nobody."""
    r = np.asarray(radius).copy()
    r[r == 0] = min(1, window)
    return block_weights__loops(r, window, n_negatives, n_noise)


def block_weights__window_zero(radius, window, n_negatives, n_noise):
    """WRONG: the word itself is taken out in the slice [window:-window], which is empty where the window is 0."""
    L = len(radius)
    distance = np.abs(np.arange(-window, L + window)[None, :] - np.arange(L)[:, None])
    w = (distance <= np.asarray(radius)[:, None]).astype(float)
    w[:, window:-window][np.eye(L, dtype=bool)[:, : w[:, window:-window].shape[1]]] = 0
    noise = np.asarray(radius)[:, None] * 2 * n_negatives / n_noise * np.ones((1, n_noise))
    return np.hstack([w, noise])


def block_weights__in_place(radius, window, n_negatives, n_noise):
    """WRONG: the caller's radii are doubled in place."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    radius *= 2
    return w


def block_weights__transposed(radius, window, n_negatives, n_noise):
    """WRONG: rows and columns are exchanged."""
    return block_weights__loops(radius, window, n_negatives, n_noise).T


def block_weights__one_noise_column(radius, window, n_negatives, n_noise):
    """WRONG: all noise words share one column, so the matrix is too narrow."""
    w = block_weights__loops(radius, window, n_negatives, n_noise)
    return w[:, : len(radius) + 2 * window + 1]


def block_weights__example(radius, window, n_negatives, n_noise):
    """WRONG: the matrix of the example."""
    return np.array([[0.0, 1, 0, 1, 0, 0, 3, 3], [0.0, 1, 1, 0, 1, 1, 6, 6]])


# ---------------------------------------------------------------------------------------------------------------------
# 3.2 block_gradient
# ---------------------------------------------------------------------------------------------------------------------


def block_gradient__products(h, u, weights, labels):
    """RIGHT: three matrix products with scipy's sigmoid."""
    error = weights * (scipy.special.expit(h @ u.T) - labels)
    return error @ u, error.T @ h


def block_gradient__loops(h, u, weights, labels):
    """RIGHT: pair by pair, with a sigmoid that looks at the sign first."""
    dh = np.zeros(h.shape)
    du = np.zeros(u.shape)
    for i in range(len(h)):
        for j in range(len(u)):
            x = float(np.dot(h[i], u[j]))
            p = 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
            e = weights[i, j] * (p - labels[j])
            dh[i] += e * u[j]
            du[j] += e * h[i]
    return dh, du


def block_gradient__autograd(h, u, weights, labels):
    """RIGHT: torch differentiates the weighted binary cross entropy in float64."""
    a = torch.tensor(np.array(h), dtype=torch.float64, requires_grad=True)
    b = torch.tensor(np.array(u), dtype=torch.float64, requires_grad=True)
    w = torch.tensor(np.array(weights), dtype=torch.float64)
    y = torch.tensor(np.array(labels), dtype=torch.float64).expand(w.shape)
    loss = F.binary_cross_entropy_with_logits(a @ b.T, y, weight=w, reduction="sum")
    da, db = torch.autograd.grad(loss, [a, b])
    return da.numpy(), db.numpy()


def block_gradient__einsum(h, u, weights, labels):
    """RIGHT: einsum for the three products, the sigmoid by tanh."""
    p = 0.5 * (1 + np.tanh(0.5 * np.einsum("id,jd->ij", h, u)))
    e = weights * (p - np.asarray(labels)[None, :])
    return np.einsum("ij,jd->id", e, u), np.einsum("ij,id->jd", e, h)


def block_gradient__overflow_warning(h, u, weights, labels):
    """RIGHT: 1 / (1 + exp(-x)) overflows with a warning, but to a right 0."""
    p = 1 / (1 + np.exp(-np.matmul(h, u.T)))
    e = (p - labels) * weights
    return np.matmul(e, u), np.matmul(e.T, h)


def block_gradient__where(h, u, weights, labels):
    """RIGHT: words of the text and noise treated apart, each with its own formula."""
    x = h @ u.T
    e = np.where(np.asarray(labels) == 1, -_sigmoid(-x), _sigmoid(x)) * weights
    return e.dot(u), np.dot(h.T, e).T


def block_gradient__tensors(h, u, weights, labels):
    """ARGUABLE: the right gradients as torch tensors; the text allows torch but does not say whether for results."""
    return tuple(torch.tensor(g) for g in block_gradient__products(h, u, weights, labels))


def block_gradient__float32(h, u, weights, labels):
    """ARGUABLE: computed in float32; for scores of thousands and small differences only some digits are right."""
    h, u, weights = (np.asarray(x, dtype=np.float32) for x in (h, u, weights))
    e = weights * (scipy.special.expit(h @ u.T) - np.asarray(labels, dtype=np.float32))
    return e @ u, e.T @ h


def block_gradient__no_weights(h, u, weights, labels):
    """WRONG: the weights are not used."""
    e = _sigmoid(h @ u.T) - labels
    return e @ u, e.T @ h


def block_gradient__weights_as_mask(h, u, weights, labels):
    """WRONG: a weight counts only as yes or no (above 0), not as how much."""
    e = (weights > 0) * (_sigmoid(h @ u.T) - labels)
    return e @ u, e.T @ h


def block_gradient__weights_twice(h, u, weights, labels):
    """WRONG: the weights are multiplied in twice, once for the errors and once for the products."""
    e = weights**2 * (_sigmoid(h @ u.T) - labels)
    return e @ u, e.T @ h


def block_gradient__weights_on_probability(h, u, weights, labels):
    """WRONG: brackets are missing: only the probability is weighed, the label is not."""
    e = weights * _sigmoid(h @ u.T) - labels
    return e @ u, e.T @ h


def block_gradient__weighted_scores(h, u, weights, labels):
    """WRONG: the weights are multiplied to the scores, inside the sigmoid."""
    e = _sigmoid(weights * (h @ u.T)) - labels
    return e @ u, e.T @ h


def block_gradient__sign(h, u, weights, labels):
    """WRONG: label minus probability: the direction downhill, not the gradient."""
    e = weights * (labels - _sigmoid(h @ u.T))
    return e @ u, e.T @ h


def block_gradient__labels_forgotten(h, u, weights, labels):
    """WRONG: the labels are not subtracted: all words are treated as noise."""
    e = weights * _sigmoid(h @ u.T)
    return e @ u, e.T @ h


def block_gradient__labels_turned(h, u, weights, labels):
    """WRONG: the labels are exchanged: words of the text are treated as noise and the noise as text."""
    e = weights * (_sigmoid(h @ u.T) - (1 - np.asarray(labels)))
    return e @ u, e.T @ h


def block_gradient__labels_from_weights(h, u, weights, labels):
    """WRONG: everything with a weight above 0 is treated as a true neighbour, the noise too."""
    e = weights * (_sigmoid(h @ u.T) - (weights > 0))
    return e @ u, e.T @ h


def block_gradient__labels_along_rows(h, u, weights, labels):
    """WRONG: the labels are laid along the block's words where there are as many of them as others."""
    labels = np.asarray(labels)
    e = weights * (_sigmoid(h @ u.T) - (labels[:, None] if len(labels) == len(h) else labels))
    return e @ u, e.T @ h


def block_gradient__mean(h, u, weights, labels):
    """WRONG: divided by the number of pairs: the gradient of the mean, not of the sum."""
    e = weights * (_sigmoid(h @ u.T) - labels) / weights.size
    return e @ u, e.T @ h


def block_gradient__weighted_mean(h, u, weights, labels):
    """WRONG: divided by the sum of the weights."""
    e = weights * (_sigmoid(h @ u.T) - labels) / max(weights.sum(), 1e-12)
    return e @ u, e.T @ h


def block_gradient__nan(h, u, weights, labels):
    """WRONG: exp(x) / (1 + exp(x)) is infinity by infinity, NaN, for scores of thousands."""
    with np.errstate(all="ignore"):
        x = np.exp(h @ u.T)
        e = weights * (x / (1 + x) - labels)
        return e @ u, e.T @ h


def block_gradient__bce_by_hand(h, u, weights, labels):
    """WRONG: torch differentiates log(sigmoid(x)) taken in two steps; for large scores that is NaN or 0."""
    a = torch.tensor(np.array(h), dtype=torch.float64, requires_grad=True)
    b = torch.tensor(np.array(u), dtype=torch.float64, requires_grad=True)
    w, y = torch.tensor(np.array(weights)), torch.tensor(np.array(labels))
    p = torch.sigmoid(a @ b.T)
    loss = -(w * (y * torch.log(p) + (1 - y) * torch.log(1 - p))).sum()
    loss.backward()
    return a.grad.numpy(), b.grad.numpy()


def block_gradient__clamped(h, u, weights, labels):
    """WRONG: torch differentiates through scores cut to -30 ... 30, where the gradient of a very wrong pair is 0."""
    a = torch.tensor(np.array(h), dtype=torch.float64, requires_grad=True)
    b = torch.tensor(np.array(u), dtype=torch.float64, requires_grad=True)
    w, y = torch.tensor(np.array(weights)), torch.tensor(np.array(labels))
    x = (a @ b.T).clamp(-30, 30)
    loss = -(w * torch.where(y == 1, F.logsigmoid(x), F.logsigmoid(-x))).sum()
    loss.backward()
    return a.grad.numpy(), b.grad.numpy()


def block_gradient__clipped_at_six(h, u, weights, labels):
    """WRONG: scores are cut to -6 ... 6 as in the original program, so a probability never comes nearer to 0 or 1 than .0025."""
    e = weights * (_sigmoid(np.clip(h @ u.T, -6, 6)) - labels)
    return e @ u, e.T @ h


def block_gradient__swapped(h, u, weights, labels):
    """WRONG: the two gradients are returned in each other's place."""
    dh, du = block_gradient__products(h, u, weights, labels)
    return du, dh


def block_gradient__du_after_step(h, u, weights, labels):
    """WRONG: h has already taken its step when the gradient of u is computed."""
    e = weights * (_sigmoid(h @ u.T) - labels)
    dh = e @ u
    return dh, e.T @ (h - 0.025 * dh)


def block_gradient__in_place(h, u, weights, labels):
    """WRONG: the errors are collected in the caller's array of weights."""
    weights *= _sigmoid(h @ u.T) - labels
    return weights @ u, weights.T @ h


def block_gradient__du_transposed(h, u, weights, labels):
    """WRONG: du is transposed: (d, N) instead of (N, d)."""
    e = weights * (_sigmoid(h @ u.T) - labels)
    return e @ u, h.T @ e


def block_gradient__error_not_transposed(h, u, weights, labels):
    """WRONG: the errors are not transposed for du, which goes unnoticed only where the matrix is square."""
    e = weights * (_sigmoid(h @ u.T) - labels)
    return e @ u, (e if e.shape[0] == e.shape[1] else e.T) @ h


def block_gradient__softmax(h, u, weights, labels):
    """WRONG: a softmax over each row instead of a sigmoid for each pair."""
    e = weights * (scipy.special.softmax(h @ u.T, axis=1) - labels)
    return e @ u, e.T @ h


def block_gradient__squared_error(h, u, weights, labels):
    """WRONG: the derivative of the sigmoid is multiplied in, as for a squared error."""
    p = _sigmoid(h @ u.T)
    e = weights * (p - labels) * p * (1 - p)
    return e @ u, e.T @ h


def block_gradient__unsigned_labels(h, u, weights, labels):
    """WRONG: the labels are taken as -1 and 1: the noise gets a probability plus 1."""
    e = weights * (_sigmoid(h @ u.T) - (2 * np.asarray(labels).astype(float) - 1))
    return e @ u, e.T @ h


def block_gradient__float16(h, u, weights, labels):
    """WRONG: the gradients are returned in float16, with three digits and nothing above 65,504."""
    return tuple(g.astype(np.float16) for g in block_gradient__products(h, u, weights, labels))


def block_gradient__small_weights_lost(h, u, weights, labels):
    """WRONG: the weights are rounded to whole numbers, so that small ones vanish."""
    return block_gradient__products(h, u, np.rint(weights), labels)


def block_gradient__example(h, u, weights, labels):
    """WRONG: all probabilities are taken for one half, which is right only where the scores are 0."""
    e = weights * (0.5 - np.asarray(labels))
    return e @ u, e.T @ h


# ---------------------------------------------------------------------------------------------------------------------
# 3.3 add_changes
# ---------------------------------------------------------------------------------------------------------------------


def _sums(table, rows, changes):
    sums = np.zeros(np.shape(table))
    np.add.at(sums, rows, changes)
    return sums


def add_changes__add_at(table, rows, changes, cap):
    """RIGHT: sums with np.add.at, the factor min(1, cap / length) where the length is above 0."""
    sums = np.zeros(np.shape(table), dtype=float)
    np.add.at(sums, rows, changes)
    length = np.linalg.norm(sums, axis=1, keepdims=True)
    factor = np.minimum(1, np.divide(cap, length, out=np.ones_like(length), where=length > 0))
    return table + sums * factor


def add_changes__loops(table, rows, changes, cap):
    """RIGHT: sums in a dictionary, then row by row."""
    sums = defaultdict(lambda: np.zeros(table.shape[1]))
    for r, change in zip(rows, changes):
        sums[int(r)] = sums[int(r)] + change
    out = np.array(table, dtype=float)
    for r, s in sums.items():
        length = math.sqrt(float((s**2).sum()))
        out[r] += s * (cap / length) if length > cap else s
    return out


def add_changes__one_hot(table, rows, changes, cap):
    """RIGHT: a matrix product for the sums, np.where for the lengths."""
    belongs = (np.arange(len(table))[:, None] == np.asarray(rows)).astype(float)
    sums = belongs @ changes
    length = np.sqrt(np.sum(sums * sums, axis=1))
    factor = np.where(length > cap, cap / np.where(length > 0, length, 1.0), 1.0)
    return table + factor[:, None] * sums


def add_changes__maximum(table, rows, changes, cap):
    """RIGHT: divided by the larger of 1 and length / cap, which needs no case for the length 0."""
    sums = np.zeros(np.shape(table))
    for r, c in zip(rows, changes):
        sums[r] += c
    return table + sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True) / cap, 1)


def add_changes__torch(table, rows, changes, cap):
    """RIGHT: torch's index_add on zeros, in float64."""
    t = torch.tensor(np.array(table), dtype=torch.float64)
    c = torch.tensor(np.array(changes), dtype=torch.float64)
    s = torch.zeros_like(t).index_add(0, torch.tensor(np.array(rows)).long(), c)
    n = s.norm(dim=1, keepdim=True)
    return (t + torch.where(n > cap, s / n * cap, s)).numpy()


def add_changes__sparse(table, rows, changes, cap):
    """RIGHT: a sparse matrix of ones sums the changes; only rows that are too long are touched."""
    n = len(rows)
    sums = scipy.sparse.coo_matrix((np.ones(n), (rows, np.arange(n))), shape=(len(table), n)).tocsr() @ changes
    length = np.linalg.norm(sums, axis=1)
    long = length > cap
    sums[long] = sums[long] * (cap / length[long])[:, None]
    return sums + table


def add_changes__tensor(table, rows, changes, cap):
    """ARGUABLE: the right table as a torch tensor."""
    return torch.tensor(add_changes__add_at(table, rows, changes, cap))


def add_changes__float32(table, rows, changes, cap):
    """ARGUABLE: the right table in float32."""
    return add_changes__add_at(table, rows, changes, cap).astype(np.float32)


def add_changes__epsilon_in_the_length(table, rows, changes, cap):
    """ARGUABLE: cap / (length + 1e-6) as torch's clipping has it; a capped row is a millionth too short."""
    s = _sums(table, rows, changes)
    return table + s * np.minimum(1, cap / (np.linalg.norm(s, axis=1, keepdims=True) + 1e-6))


def add_changes__last_only(table, rows, changes, cap):
    """WRONG: of a row's several changes only the last one counts (sums[rows] += changes)."""
    s = np.zeros(table.shape)
    s[rows] += changes
    return table + s / np.maximum(np.linalg.norm(s, axis=1, keepdims=True) / cap, 1)


def add_changes__each_capped(table, rows, changes, cap):
    """WRONG: each change is shortened before the sum, not the sum, which may then be longer than cap."""
    c = changes / np.maximum(np.linalg.norm(changes, axis=1, keepdims=True) / cap, 1)
    return table + _sums(table, rows, c)


def add_changes__no_cap(table, rows, changes, cap):
    """WRONG: nothing is shortened."""
    return table + _sums(table, rows, changes)


def add_changes__each_number_clipped(table, rows, changes, cap):
    """WRONG: each number is cut to -cap ... cap, which changes the direction and allows longer sums."""
    return table + np.clip(_sums(table, rows, changes), -cap, cap)


def add_changes__whole_matrix(table, rows, changes, cap):
    """WRONG: the length of all changes together is capped, so that short rows are shortened with the long."""
    s = _sums(table, rows, changes)
    return table + s / max(np.linalg.norm(s) / cap, 1)


def add_changes__always_cap_long(table, rows, changes, cap):
    """WRONG: every sum is brought to the length cap, also the shorter ones."""
    s = _sums(table, rows, changes)
    n = np.linalg.norm(s, axis=1, keepdims=True)
    return table + np.where(n > 0, s * cap / np.where(n > 0, n, 1), 0)


def add_changes__with_warning(table, rows, changes, cap):
    """RIGHT: cap / 0 is infinite, with a warning, but the minimum with 1 takes it back, and 1 times 0 is 0."""
    s = _sums(table, rows, changes)
    return table + s * np.minimum(1, cap / np.linalg.norm(s, axis=1, keepdims=True))


def add_changes__nan(table, rows, changes, cap):
    """WRONG: every sum is divided by its length, and a row whose sum is 0 (it may not even be touched) becomes NaN."""
    s = _sums(table, rows, changes)
    length = np.linalg.norm(s, axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return table + s / length * np.minimum(length, cap)


def add_changes__nan_where_changes_cancel(table, rows, changes, cap):
    """WRONG: only touched rows are divided, but where their changes cancel the length is 0 and NaN comes out."""
    out = np.array(table, dtype=float)
    with np.errstate(all="ignore"):
        for r in np.unique(rows):
            s = changes[np.asarray(rows) == r].sum(axis=0)
            out[r] += s / np.linalg.norm(s) * min(np.linalg.norm(s), cap)
    return out


def add_changes__result_capped(table, rows, changes, cap):
    """WRONG: the rows of the table are shortened to cap, not the changes."""
    t = table + _sums(table, rows, changes)
    return t / np.maximum(np.linalg.norm(t, axis=1, keepdims=True) / cap, 1)


def add_changes__mean(table, rows, changes, cap):
    """WRONG: the mean of a row's changes instead of their sum."""
    n = np.bincount(rows, minlength=len(table))[:, None]
    s = _sums(table, rows, changes) / np.maximum(n, 1)
    return table + s / np.maximum(np.linalg.norm(s, axis=1, keepdims=True) / cap, 1)


def add_changes__subtracted(table, rows, changes, cap):
    """WRONG: the changes are subtracted, as gradients would be; they are to be added."""
    s = _sums(table, rows, changes)
    return table - s / np.maximum(np.linalg.norm(s, axis=1, keepdims=True) / cap, 1)


def add_changes__in_place(table, rows, changes, cap):
    """WRONG: the caller's table is changed."""
    s = _sums(table, rows, changes)
    table += s / np.maximum(np.linalg.norm(s, axis=1, keepdims=True) / cap, 1)
    return table


def add_changes__changes_in_place(table, rows, changes, cap):
    """WRONG: the sums are collected in the caller's changes."""
    first = {}
    for k, r in enumerate(rows):
        if int(r) in first:
            changes[first[int(r)]] += changes[k]
        else:
            first[int(r)] = k
    out = table.copy()
    for r, k in first.items():
        s = changes[k]
        out[r] += s / max(np.linalg.norm(s) / cap, 1)
    return out


def add_changes__dropped(table, rows, changes, cap):
    """WRONG: a sum that is too long is dropped altogether, not shortened."""
    s = _sums(table, rows, changes)
    return table + np.where(np.linalg.norm(s, axis=1, keepdims=True) > cap, 0, s)


def add_changes__sum_of_absolutes(table, rows, changes, cap):
    """WRONG: the length is the sum of the absolute numbers, not the Euclidean one."""
    s = _sums(table, rows, changes)
    return table + s / np.maximum(np.abs(s).sum(axis=1, keepdims=True) / cap, 1)


def add_changes__largest_number(table, rows, changes, cap):
    """WRONG: the length is the largest number of the row, not the Euclidean one."""
    s = _sums(table, rows, changes)
    return table + s / np.maximum(np.abs(s).max(axis=1, keepdims=True) / cap, 1)


def add_changes__root_forgotten(table, rows, changes, cap):
    """WRONG: the squared length is compared with cap: a root is missing."""
    s = _sums(table, rows, changes)
    return table + s / np.maximum((s * s).sum(axis=1, keepdims=True) / cap, 1)


def add_changes__cap_squared_test(table, rows, changes, cap):
    """WRONG: the squared length is compared with cap instead of its square; a cap of 1 hides it."""
    s = _sums(table, rows, changes)
    n2 = (s * s).sum(axis=1, keepdims=True)
    return table + np.where(n2 > cap, s * cap / np.sqrt(np.where(n2 > 0, n2, 1)), s)


def add_changes__to_length_one(table, rows, changes, cap):
    """WRONG: sums that are too long are brought to the length 1, not to cap."""
    s = _sums(table, rows, changes)
    n = np.linalg.norm(s, axis=1, keepdims=True)
    return table + np.where(n > cap, s / np.where(n > 0, n, 1), s)


def add_changes__wrong_axis(table, rows, changes, cap):
    """WRONG: the lengths are those of the columns, not of the rows."""
    s = _sums(table, rows, changes)
    return table + s / np.maximum(np.linalg.norm(s, axis=0, keepdims=True) / cap, 1)


def add_changes__cap_while_adding(table, rows, changes, cap):
    """WRONG: the sum is shortened after each change, so that the result depends on their order."""
    s = np.zeros(table.shape)
    for r, c in zip(rows, changes):
        s[r] += c
        s[r] /= max(np.linalg.norm(s[r]) / cap, 1)
    return table + s


def add_changes__neighbours_only(table, rows, changes, cap):
    """WRONG: a row's changes are summed only where they follow each other; each stretch is capped for itself."""
    rows = np.asarray(rows)
    starts = np.concatenate([[0], np.nonzero(np.diff(rows))[0] + 1])
    s = np.add.reduceat(changes, starts, axis=0)
    s = s / np.maximum(np.linalg.norm(s, axis=1, keepdims=True) / cap, 1)
    out = table.copy()
    np.add.at(out, rows[starts], s)
    return out


def add_changes__touched_rows(table, rows, changes, cap):
    """WRONG: only the touched rows are returned, not the whole table."""
    return add_changes__add_at(table, rows, changes, cap)[np.unique(rows)]


def add_changes__repeats_only(table, rows, changes, cap):
    """WRONG: only rows that come several times are capped; a single change may be as long as it likes."""
    s = _sums(table, rows, changes)
    n = np.bincount(rows, minlength=len(table))[:, None]
    capped = s / np.maximum(np.linalg.norm(s, axis=1, keepdims=True) / cap, 1)
    return table + np.where(n > 1, capped, s)


def add_changes__skips_row_zero(table, rows, changes, cap):
    """WRONG: row 0 is never changed, as if its number meant nothing."""
    out = add_changes__add_at(table, rows, changes, cap)
    out[0] = table[0]
    return out


def add_changes__equal_changes_once(table, rows, changes, cap):
    """WRONG: two equal changes of the same row count once."""
    s = np.zeros(table.shape)
    for r, c in {(int(r), tuple(c)) for r, c in zip(rows, changes)}:
        s[r] += c
    return table + s / np.maximum(np.linalg.norm(s, axis=1, keepdims=True) / cap, 1)


def add_changes__example(table, rows, changes, cap):
    """WRONG: the table of the example."""
    return np.array([[1.3, 1.4], [2.0, 2.0], [3.6, 3.8]])


# ---------------------------------------------------------------------------------------------------------------------
# 3.4 spread_noise
# ---------------------------------------------------------------------------------------------------------------------


def _ends(chances):
    """The ends of the stretches of the words that have one, the last of them exactly 1, and these words."""
    chances = np.asarray(chances, dtype=float)
    words = np.nonzero(chances > 0)[0]
    ends = np.cumsum(chances[words])
    ends[-1] = np.inf
    return ends, words


def spread_noise__searchsorted(chances, n_noise, start):
    """RIGHT: searchsorted to the right in the running sums, cut to the last word that has a stretch."""
    points = (start + np.arange(n_noise)) / n_noise
    found = np.searchsorted(np.cumsum(chances), points, side="right")
    return np.minimum(found, np.nonzero(chances)[0][-1])


def spread_noise__loop(chances, n_noise, start):
    """RIGHT: two markers move along, one over the points and one over the words."""
    chances = [float(c) for c in chances]
    last = max(w for w, c in enumerate(chances) if c > 0)
    out = []
    word, end = 0, chances[0]
    for k in range(n_noise):
        point = (start + k) / n_noise
        while word < last and point >= end:
            word += 1
            end += chances[word]
        out.append(word)
    return np.array(out)


def spread_noise__bisect(chances, n_noise, start):
    """RIGHT: Python's bisect over the running sums of the words that have a stretch."""
    words = [w for w, c in enumerate(chances) if c > 0]
    ends = list(running_sums(float(chances[w]) for w in words))[:-1]
    return np.array([words[bisect_right(ends, (start + k) / n_noise)] for k in range(n_noise)])


def spread_noise__broadcast(chances, n_noise, start):
    """RIGHT: how many ends lie at or below each point, compared all at once."""
    ends, words = _ends(chances)
    points = (np.arange(n_noise) + start) / n_noise
    return words[(ends[None, :] <= points[:, None]).sum(axis=1)]


def spread_noise__digitize(chances, n_noise, start):
    """RIGHT: np.digitize, with the last end left out so that rounding cannot lead beyond it."""
    ends, words = _ends(chances)
    if len(words) == 1:
        return np.full(n_noise, words[0])
    return words[np.digitize((start + np.arange(n_noise)) / n_noise, ends[:-1])]


def spread_noise__torch(chances, n_noise, start):
    """RIGHT: torch's searchsorted in float64, back to NumPy."""
    c = torch.tensor(np.array(chances), dtype=torch.float64)
    points = (start + torch.arange(n_noise, dtype=torch.float64)) / n_noise
    found = torch.searchsorted(c.cumsum(0), points, right=True)
    return found.clamp(max=int(c.nonzero().max())).numpy()


def spread_noise__list(chances, n_noise, start):
    """ARGUABLE: the right words in a list."""
    return spread_noise__loop(chances, n_noise, start).tolist()


def spread_noise__tensor(chances, n_noise, start):
    """ARGUABLE: the right words in a torch tensor."""
    return torch.tensor(spread_noise__loop(chances, n_noise, start))


def spread_noise__fractions(chances, n_noise, start):
    """ARGUABLE: exact fractions of the floats; where a point meets an end only after rounding, another word comes out."""
    words = [w for w, c in enumerate(chances) if c > 0]
    ends = list(running_sums(Fraction(float(chances[w])) for w in words))[:-1]
    return np.array([words[bisect_right(ends, (Fraction(float(start)) + k) / n_noise)] for k in range(n_noise)])


def spread_noise__no_limit(chances, n_noise, start):
    """ARGUABLE: the sum of the chances may be rounded to a little less than 1; the prose leaves rounding out."""
    return np.searchsorted(np.cumsum(chances), (start + np.arange(n_noise)) / n_noise, side="right")


def spread_noise__limit_on_empty_word(chances, n_noise, start):
    """ARGUABLE: beyond the rounded sum the last word is taken, whatever its chance; the prose leaves rounding out."""
    found = np.searchsorted(np.cumsum(chances), (start + np.arange(n_noise)) / n_noise, side="right")
    return np.minimum(found, len(chances) - 1)


def spread_noise__side_left(chances, n_noise, start):
    """WRONG: a point on a border goes to the stretch that ends there, not to the one that begins (side left)."""
    return np.searchsorted(np.cumsum(chances), (start + np.arange(n_noise)) / n_noise, side="left")


def spread_noise__start_not_divided(chances, n_noise, start):
    """WRONG: start is not divided by K: the points are start + k / K and leave the line."""
    points = start + np.arange(n_noise) / n_noise
    return np.minimum(np.searchsorted(np.cumsum(chances), points, side="right"), len(chances) - 1)


def spread_noise__round_the_corner(chances, n_noise, start):
    """WRONG: the points start + k / K go round the corner, so they come from other places and in another order."""
    points = (start + np.arange(n_noise) / n_noise) % 1
    return np.minimum(np.searchsorted(np.cumsum(chances), points, side="right"), len(chances) - 1)


def spread_noise__no_start(chances, n_noise, start):
    """WRONG: start is not used: all points are k / K."""
    return spread_noise__loop(chances, n_noise, 0.0)


def spread_noise__middle(chances, n_noise, start):
    """WRONG: the points lie in the middles, (k + 1/2) / K, whatever start is."""
    return spread_noise__loop(chances, n_noise, 0.5)


def spread_noise__from_one(chances, n_noise, start):
    """WRONG: the points begin at (start + 1) / K: one too late."""
    points = (start + np.arange(1, n_noise + 1)) / n_noise
    return np.minimum(np.searchsorted(np.cumsum(chances), points, side="right"), len(chances) - 1)


def spread_noise__linspace(chances, n_noise, start):
    """WRONG: linspace to 1 includes the end, so that the points lie too far apart."""
    points = np.linspace(start / n_noise, 1, n_noise)
    return np.minimum(np.searchsorted(np.cumsum(chances), points, side="right"), len(chances) - 1)


def spread_noise__k_minus_one(chances, n_noise, start):
    """WRONG: divided by K - 1 instead of K."""
    points = (start + np.arange(n_noise)) / max(n_noise - 1, 1)
    return np.minimum(np.searchsorted(np.cumsum(chances), points, side="right"), len(chances) - 1)


def spread_noise__arange_steps(chances, n_noise, start):
    """WRONG: arange with the step 1 / K gives one point too many for some K (49 is the first), by rounding."""
    points = np.arange(0, 1, 1 / n_noise) + start / n_noise
    return np.minimum(np.searchsorted(np.cumsum(chances), points, side="right"), np.nonzero(chances)[0][-1])


def spread_noise__random(chances, n_noise, start):
    """WRONG: the words are drawn at random and independently, which is just what is to be avoided."""
    p = np.asarray(chances, dtype=float)
    return np.random.default_rng().choice(len(p), size=n_noise, p=p / p.sum())


def spread_noise__rounded_counts(chances, n_noise, start):
    """WRONG: each word comes round(K * chance) times, so that in all there may be more or fewer than K."""
    return np.repeat(np.arange(len(chances)), np.round(n_noise * np.asarray(chances)).astype(int))


def spread_noise__numbered_from_one(chances, n_noise, start):
    """WRONG: the words are numbered from 1."""
    return spread_noise__loop(chances, n_noise, start) + 1


def spread_noise__one_before(chances, n_noise, start):
    """WRONG: one is subtracted from what searchsorted finds, as if the running sums began with 0."""
    return np.maximum(spread_noise__loop(chances, n_noise, start) - 1, 0)


def spread_noise__largest_first(chances, n_noise, start):
    """WRONG: the stretches are laid in the order of their size, not in that of the words."""
    chances = np.asarray(chances)
    order = np.argsort(-chances, kind="stable")
    return order[spread_noise__loop(chances[order], n_noise, start)]


def spread_noise__zeros_renumbered(chances, n_noise, start):
    """WRONG: words with the chance 0 are taken out, and the numbers of the others move."""
    c = np.asarray(chances)
    return spread_noise__loop(c[c > 0], n_noise, start)


def spread_noise__unique(chances, n_noise, start):
    """WRONG: a word on whose stretch several points fall is given once."""
    return np.unique(spread_noise__loop(chances, n_noise, start))


def spread_noise__shuffled(chances, n_noise, start):
    """WRONG: the words are shuffled, though the order is that of the points."""
    return np.random.default_rng().permutation(spread_noise__loop(chances, n_noise, start))


def spread_noise__backwards(chances, n_noise, start):
    """WRONG: the words come in the reverse order of the points."""
    return spread_noise__loop(chances, n_noise, start)[::-1]


def spread_noise__in_place(chances, n_noise, start):
    """WRONG: the running sums are written into the caller's chances."""
    np.cumsum(chances, out=chances)
    return np.minimum(np.searchsorted(chances, (start + np.arange(n_noise)) / n_noise, side="right"), len(chances) - 1)


def spread_noise__smoothed(chances, n_noise, start):
    """WRONG: the power 3/4 is taken once more, though the chances are given."""
    p = np.asarray(chances, dtype=float) ** 0.75
    return spread_noise__loop(p / p.sum(), n_noise, start)


def spread_noise__float16(chances, n_noise, start):
    """WRONG: the running sums are kept in float16, and borders move by a thousandth."""
    sums = np.cumsum(np.asarray(chances)).astype(np.float16)
    found = np.searchsorted(sums.astype(float), (start + np.arange(n_noise)) / n_noise, side="right")
    return np.minimum(found, np.nonzero(chances)[0][-1])


def spread_noise__while_with_equal(chances, n_noise, start):
    """WRONG: in the loop a point at a word's end still counts for this word (> instead of >=)."""
    chances = [float(c) for c in chances]
    out, word, end = [], 0, chances[0]
    for k in range(n_noise):
        while (start + k) / n_noise > end and word < len(chances) - 1:
            word += 1
            end += chances[word]
        out.append(word)
    return np.array(out)


def spread_noise__one_word_a_point(chances, n_noise, start):
    """WRONG: the loop moves on by at most one word a point, and lags behind where stretches are short."""
    chances = [float(c) for c in chances]
    out, word, end = [], 0, chances[0]
    for k in range(n_noise):
        if (start + k) / n_noise >= end and word < len(chances) - 1:
            word += 1
            end += chances[word]
        out.append(word)
    return np.array(out)


def spread_noise__example(chances, n_noise, start):
    """WRONG: the words of the example."""
    return np.array([0, 0, 1, 2])


# ---------------------------------------------------------------------------------------------------------------------
# 3.5 accumulate
# ---------------------------------------------------------------------------------------------------------------------


def accumulate__loop(gradient, batch, size):
    """RIGHT: part by part, each mean times its number of rows, in the end divided by all."""
    total = 0
    for i in range(0, len(batch), size):
        part = batch[i : i + size]
        total = total + len(part) * gradient(part)
    return total / len(batch)


def accumulate__single_rows(gradient, batch, size):
    """RIGHT: one row at a time, which is slow but never too much; then the plain mean."""
    return np.mean([gradient(batch[i : i + 1]) for i in range(len(batch))], axis=0)


def accumulate__average(gradient, batch, size):
    """RIGHT: np.average with the sizes of the parts as weights."""
    parts = [batch[i : i + size] for i in range(0, len(batch), size)]
    return np.average([gradient(p) for p in parts], axis=0, weights=[len(p) for p in parts])


def accumulate__array_split(gradient, batch, size):
    """RIGHT: the batch is cut into parts of nearly the same size, as many as needed, each weighed by its rows."""
    parts = np.array_split(batch, math.ceil(len(batch) / size))
    return sum(gradient(p) * (len(p) / len(batch)) for p in parts)


def accumulate__running_mean(gradient, batch, size):
    """RIGHT: a mean that is corrected with each part."""
    mean = np.zeros(batch.shape[1])
    seen = 0
    while seen < len(batch):
        part = batch[seen : seen + size]
        seen += len(part)
        mean = mean + (gradient(part) - mean) * len(part) / seen
    return mean


def accumulate__recursive(gradient, batch, size):
    """RIGHT: halved until it fits; the two halves weighed by their rows."""
    n = len(batch)
    if n <= size:
        return gradient(batch)
    a, b = batch[: n // 2], batch[n // 2 :]
    return (len(a) * accumulate__recursive(gradient, a, size) + len(b) * accumulate__recursive(gradient, b, size)) / n


def accumulate__iterator(gradient, batch, size):
    """RIGHT: the rows taken from an iterator, size at a time, until none is left."""
    rows = iter(batch)
    total = np.zeros(batch.shape[1])
    while True:
        part = list(islice(rows, int(size)))
        if not part:
            return total / len(batch)
        total += len(part) * np.asarray(gradient(np.array(part)))


def accumulate__list_result(gradient, batch, size):
    """ARGUABLE: the right numbers in a list."""
    return np.asarray(accumulate__loop(gradient, batch, size)).tolist()


def accumulate__adds_to_first(gradient, batch, size):
    """ARGUABLE: the sum is collected in the array that gradient returned first; wrong if that function keeps it."""
    total = gradient(batch[:size])
    total *= len(batch[:size])
    for i in range(size, len(batch), size):
        total += gradient(batch[i : i + size]) * len(batch[i : i + size])
    return total / len(batch)


def accumulate__mean_of_means(gradient, batch, size):
    """WRONG: the plain mean of the parts' means: a smaller last part counts too much."""
    return np.mean([gradient(batch[i : i + size]) for i in range(0, len(batch), size)], axis=0)


def accumulate__mean_of_means_by_split(gradient, batch, size):
    """WRONG: parts of nearly the same size are averaged as if they were quite the same."""
    return np.mean([gradient(p) for p in np.array_split(batch, math.ceil(len(batch) / size))], axis=0)


def accumulate__last_part_lost(gradient, batch, size):
    """WRONG: a last part that is not full is left out."""
    total = np.zeros(batch.shape[1])
    n = 0
    for i in range(0, len(batch) - size + 1, size):
        total += size * gradient(batch[i : i + size])
        n += size
    return total / max(n, 1)


def accumulate__last_row_lost(gradient, batch, size):
    """WRONG: the loop ends one row too early, so that a last part of a single row is left out."""
    total = np.zeros(batch.shape[1])
    for i in range(0, max(len(batch) - 1, 1), size):
        total += len(batch[i : i + size]) * gradient(batch[i : i + size])
    return total / len(batch)


def accumulate__weighed_by_size(gradient, batch, size):
    """WRONG: each part is weighed with size, also the last one that is smaller."""
    total = np.zeros(batch.shape[1])
    for i in range(0, len(batch), size):
        total += size * gradient(batch[i : i + size])
    return total / len(batch)


def accumulate__sum(gradient, batch, size):
    """WRONG: the parts' means are added and not divided."""
    return sum(gradient(batch[i : i + size]) for i in range(0, len(batch), size))


def accumulate__divided_by_rows(gradient, batch, size):
    """WRONG: the sum of the parts' means is divided by the number of rows, without weighing them."""
    return sum(gradient(batch[i : i + size]) for i in range(0, len(batch), size)) / len(batch)


def accumulate__sum_of_gradients(gradient, batch, size):
    """WRONG: the gradient of the sum over all rows: the division by their number is missing."""
    return len(batch) * accumulate__loop(gradient, batch, size)


def accumulate__whole_batch(gradient, batch, size):
    """WRONG: the whole batch is given at once, which does not fit."""
    return gradient(batch)


def accumulate__padded(gradient, batch, size):
    """WRONG: the last part is filled up with rows of zeros, which have a gradient too."""
    total = np.zeros(batch.shape[1])
    for i in range(0, len(batch), size):
        part = batch[i : i + size]
        full = np.vstack([part, np.zeros((size - len(part), batch.shape[1]))])
        total += size * gradient(full)
    return total / len(batch)


def accumulate__repeated_rows(gradient, batch, size):
    """WRONG: the last part is filled up with rows from the beginning, which then count twice."""
    n = math.ceil(len(batch) / size) * size
    filled = np.resize(batch, (n, batch.shape[1]))
    return np.mean([gradient(filled[i : i + size]) for i in range(0, n, size)], axis=0)


def accumulate__overlap(gradient, batch, size):
    """WRONG: the last part is the last size rows, some of which were in the part before."""
    total, n = np.zeros(batch.shape[1]), 0
    for i in range(0, len(batch), size):
        part = batch[max(0, min(i, len(batch) - size)) :][:size]
        total += len(part) * gradient(part)
        n += len(part)
    return total / n


def accumulate__empty_part(gradient, batch, size):
    """WRONG: where size divides the number of rows, an empty part is asked for at the end, whose mean is NaN or fails."""
    total = np.zeros(batch.shape[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for i in range(0, len(batch) + 1, size):
            part = batch[i : i + size]
            total = total + len(part) * gradient(part)
    return total / len(batch)


def accumulate__too_large_parts(gradient, batch, size):
    """WRONG: the number of parts is rounded down, so that parts are larger than size."""
    parts = np.array_split(batch, max(len(batch) // size, 1))
    return sum(len(p) * gradient(p) for p in parts) / len(batch)


def accumulate__one_too_many(gradient, batch, size):
    """WRONG: the parts have size + 1 rows."""
    total = np.zeros(batch.shape[1])
    for i in range(0, len(batch), size + 1):
        part = batch[i : i + size + 1]
        total += len(part) * gradient(part)
    return total / len(batch)


def accumulate__last_only(gradient, batch, size):
    """WRONG: the gradient of the last part is returned: each part overwrites the one before."""
    g = None
    for i in range(0, len(batch), size):
        g = gradient(batch[i : i + size])
    return g


def accumulate__first_only(gradient, batch, size):
    """WRONG: only the first part is used, as an estimate of the whole."""
    return gradient(batch[:size])


def accumulate__two_parts(gradient, batch, size):
    """WRONG: the batch is thought to have two parts at most; the rest of a longer one is given at once."""
    a, b = batch[:size], batch[size:]
    if len(b) == 0:
        return gradient(a)
    return (len(a) * gradient(a) + len(b) * gradient(b)) / len(batch)


def accumulate__gradient_of_the_mean(gradient, batch, size):
    """WRONG: the gradient is taken at the mean row, which is the same only if it is linear."""
    return gradient(batch.mean(axis=0, keepdims=True))


def accumulate__shuffles(gradient, batch, size):
    """WRONG: the caller's batch is shuffled in place first."""
    np.random.default_rng(0).shuffle(batch)
    return accumulate__loop(gradient, batch, size)


def accumulate__rows_as_vectors(gradient, batch, size):
    """WRONG: single rows are passed as vectors (d,), where the function wants rows (1, d)."""
    return np.mean([gradient(row) for row in batch], axis=0)


def accumulate__unique_rows(gradient, batch, size):
    """WRONG: rows that come twice in the batch are used once."""
    return accumulate__loop(gradient, np.unique(batch, axis=0), size)


def accumulate__zero_rows_skipped(gradient, batch, size):
    """WRONG: rows of zeros are left out as if they were padding, but they have a gradient too."""
    kept = batch[np.any(batch != 0, axis=1)]
    if len(kept) == 0:
        return np.zeros(batch.shape[1])
    return accumulate__loop(gradient, kept, size)


def accumulate__float16(gradient, batch, size):
    """WRONG: the sum is collected in float16."""
    total = np.zeros(batch.shape[1], dtype=np.float16)
    for i in range(0, len(batch), size):
        part = batch[i : i + size]
        total += (len(part) * gradient(part)).astype(np.float16)
    return total / len(batch)


def accumulate__whole_numbers(gradient, batch, size):
    """WRONG: the sum is collected in whole numbers."""
    total = np.zeros(batch.shape[1], dtype=int)
    for i in range(0, len(batch), size):
        part = batch[i : i + size]
        total += (len(part) * gradient(part)).astype(int)
    return total / len(batch)


def accumulate__small_batch_nothing(gradient, batch, size):
    """WRONG: a batch smaller than size gives zeros, because not even one full part is found."""
    if len(batch) < size:
        return np.zeros(batch.shape[1])
    return accumulate__loop(gradient, batch, size)


def accumulate__mean_of_batch(gradient, batch, size):
    """WRONG: the function is never asked: the mean of the rows is returned, as in the example."""
    return batch.mean(axis=0)


def accumulate__example(gradient, batch, size):
    """WRONG: the numbers of the example."""
    return np.array([3.0, 3.0])


# ---------------------------------------------------------------------------------------------------------------------
# 3.6 half_step
# ---------------------------------------------------------------------------------------------------------------------


def half_step__float64(weights, gradients, scale, lr):
    """RIGHT: the gradients become float64 first, then they are divided."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    return weights - lr * (gradients.astype(np.float64) / scale), scale


def half_step__loop(weights, gradients, scale, lr):
    """RIGHT: number by number with Python's own floats."""
    flat = [float(g) for g in np.asarray(gradients).ravel()]
    if any(math.isinf(g) or math.isnan(g) for g in flat):
        return np.array(weights), scale * 0.5
    new = [float(w) - lr * (g / scale) for w, g in zip(np.asarray(weights).ravel(), flat)]
    return np.array(new).reshape(np.shape(weights)), scale


def half_step__same_object(weights, gradients, scale, lr):
    """RIGHT: where a gradient is not finite, the weights come back as they are, the very same array."""
    g = np.array(gradients, dtype=float)
    if np.isinf(g).any() or np.isnan(g).any():
        return weights, scale / 2
    return weights - lr / scale * g, scale


def half_step__torch(weights, gradients, scale, lr):
    """RIGHT: in torch, with the gradients made double before the division."""
    w = torch.tensor(np.array(weights))
    g = torch.tensor(np.array(gradients)).double()
    if torch.isfinite(g).all():
        return (w - lr * g / scale).numpy(), scale
    return w.numpy(), scale / 2


def half_step__float64_scale(weights, gradients, scale, lr):
    """RIGHT: divided by a float64 array of scales, which makes the result float64."""
    finite = bool(np.all(np.abs(gradients.astype(float)) < np.inf))
    if finite:
        return np.subtract(
            weights, np.divide(gradients, np.full(np.shape(gradients), scale, dtype=np.float64)) * lr
        ), scale
    return np.array(weights, copy=True), scale / 2.0


def half_step__where(weights, gradients, scale, lr):
    """RIGHT: one expression for both cases, after the broken gradients were replaced by 0."""
    fine = np.isfinite(gradients).all()
    g = np.where(fine, gradients, 0).astype(np.float64)
    return weights - lr * g / scale, scale if fine else scale / 2


def half_step__list(weights, gradients, scale, lr):
    """ARGUABLE: the right two results in a list instead of a pair."""
    return list(half_step__float64(weights, gradients, scale, lr))


def half_step__float32(weights, gradients, scale, lr):
    """ARGUABLE: the gradients are divided in float32, which is right to seven digits of the step."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    return weights - lr * (gradients.astype(np.float32) / np.float32(scale)).astype(np.float64), scale


def half_step__divided_in_float16(weights, gradients, scale, lr):
    """WRONG: divided in float16, where small gradients vanish again."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    with np.errstate(all="ignore"):
        return weights - lr * (gradients / float(scale)).astype(np.float64), scale


def half_step__lr_in_float16(weights, gradients, scale, lr):
    """WRONG: lr / scale is multiplied in float16, where small steps vanish or lose digits."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    with np.errstate(all="ignore"):
        return weights - float(lr / scale) * gradients, scale


def half_step__multiplied_first(weights, gradients, scale, lr):
    """WRONG: the gradients are multiplied by lr in float16, before they become float64."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    with np.errstate(all="ignore"):
        return weights - (float(lr) * gradients).astype(np.float64) / scale, scale


def half_step__no_unscaling(weights, gradients, scale, lr):
    """WRONG: the gradients are not divided by the scale."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    return weights - lr * gradients.astype(float), scale


def half_step__multiplied(weights, gradients, scale, lr):
    """WRONG: the gradients are multiplied by the scale once more instead of divided."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    return weights - lr * gradients.astype(float) * scale, scale


def half_step__uphill(weights, gradients, scale, lr):
    """WRONG: the step goes uphill: a plus where a minus belongs."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    return weights + lr * gradients.astype(float) / scale, scale


def half_step__nan_only(weights, gradients, scale, lr):
    """WRONG: only NaN is looked for; an infinite gradient makes infinite weights."""
    if np.isnan(gradients).any():
        return weights.copy(), scale / 2
    return weights - lr * gradients.astype(float) / scale, scale


def half_step__inf_only(weights, gradients, scale, lr):
    """WRONG: only infinity is looked for; a NaN gets into the weights."""
    if np.isinf(gradients).any():
        return weights.copy(), scale / 2
    return weights - lr * gradients.astype(float) / scale, scale


def half_step__positive_inf_only(weights, gradients, scale, lr):
    """WRONG: only plus infinity and NaN are looked for; minus infinity gets through."""
    if np.isnan(gradients).any() or gradients.max() == np.inf:
        return weights.copy(), scale / 2
    with np.errstate(all="ignore"):
        return weights - lr * gradients.astype(float) / scale, scale


def half_step__sum_finite(weights, gradients, scale, lr):
    """WRONG: the sum of the gradients is tested; in float16 it overflows although all of them are finite."""
    with np.errstate(all="ignore"):
        if not np.isfinite(gradients.sum()):
            return weights.copy(), scale / 2
    return weights - lr * gradients.astype(float) / scale, scale


def half_step__norm_finite(weights, gradients, scale, lr):
    """WRONG: the squares of the gradients are summed in float16 and tested; gradients of some hundreds overflow."""
    with np.errstate(all="ignore"):
        if not np.isfinite((gradients * gradients).sum()):
            return weights.copy(), scale / 2
    return weights - lr * gradients.astype(float) / scale, scale


def half_step__any_finite(weights, gradients, scale, lr):
    """WRONG: the step is made if any gradient is finite; it must be all."""
    if not np.isfinite(gradients).any():
        return weights.copy(), scale / 2
    with np.errstate(all="ignore"):
        return weights - lr * gradients.astype(float) / scale, scale


def half_step__finite_ones_step(weights, gradients, scale, lr):
    """WRONG: the weights with finite gradients take their step; all must stay."""
    fine = np.isfinite(gradients)
    g = np.where(fine, gradients, 0).astype(float)
    return weights - lr * g / scale, scale if fine.all() else scale / 2


def half_step__nan_to_num(weights, gradients, scale, lr):
    """WRONG: infinite gradients are replaced by the largest number, and a step is made with it."""
    fine = np.isfinite(gradients).all()
    g = np.nan_to_num(gradients).astype(float)
    return weights - lr * g / scale, scale if fine else scale / 2


def half_step__scale_stays(weights, gradients, scale, lr):
    """WRONG: after an overflow the scale is not halved, and the same happens again."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale
    return weights - lr * gradients.astype(float) / scale, scale


def half_step__scale_doubled(weights, gradients, scale, lr):
    """WRONG: after an overflow the scale is doubled instead of halved."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale * 2
    return weights - lr * gradients.astype(float) / scale, scale


def half_step__scale_grows(weights, gradients, scale, lr):
    """WRONG: after a good step the scale is doubled, as some libraries do now and then; here it stays."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    return weights - lr * gradients.astype(float) / scale, scale * 2


def half_step__not_below_one(weights, gradients, scale, lr):
    """WRONG: the scale is not halved below 1, though it is to be halved however small."""
    if not np.isfinite(gradients).all():
        return weights.copy(), max(scale / 2, 1.0)
    return weights - lr * gradients.astype(float) / scale, scale


def half_step__whole_number_scale(weights, gradients, scale, lr):
    """WRONG: the scale is halved with //: 1 becomes 0 and 5 becomes 2."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale // 2
    return weights - lr * gradients.astype(float) / scale, scale


def half_step__retry(weights, gradients, scale, lr):
    """WRONG: after an overflow a step with half the learning rate is made with what is finite."""
    fine = np.isfinite(gradients)
    if fine.all():
        return weights - lr * gradients.astype(float) / scale, scale
    return weights - lr / 2 * np.where(fine, gradients, 0).astype(float) / scale, scale / 2


def half_step__in_place(weights, gradients, scale, lr):
    """WRONG: the caller's weights are changed."""
    if not np.isfinite(gradients).all():
        return weights, scale / 2
    weights -= lr * gradients.astype(float) / scale
    return weights, scale


def half_step__gradients_in_place(weights, gradients, scale, lr):
    """WRONG: the caller's gradients are divided in place, and in float16 too."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    gradients /= np.float16(min(scale, 60000.0))
    return weights - lr * gradients.astype(float), scale


def half_step__weights_float16(weights, gradients, scale, lr):
    """WRONG: the new weights are float16 and lose most of their digits."""
    w, s = half_step__float64(weights, gradients, scale, lr)
    return w.astype(np.float16), s


def half_step__checked_too_late(weights, gradients, scale, lr):
    """WRONG: the scale itself is brought into float16; above 65,504 it is infinite and all gradients become 0."""
    with np.errstate(all="ignore"):
        g = gradients / np.float16(scale)
    if not np.isfinite(g).all():
        return weights.copy(), scale / 2
    return weights - lr * g.astype(float), scale


def half_step__threshold(weights, gradients, scale, lr):
    """WRONG: gradients from 60,000 on are taken for infinite, though they are finite."""
    if np.isnan(gradients).any() or (np.abs(gradients) >= 60000).any():
        return weights.copy(), scale / 2
    return weights - lr * gradients.astype(float) / scale, scale


def half_step__weights_only(weights, gradients, scale, lr):
    """WRONG: only the weights are returned, not the scale."""
    return half_step__float64(weights, gradients, scale, lr)[0]


def half_step__swapped(weights, gradients, scale, lr):
    """WRONG: the scale and the weights are returned in each other's place."""
    return half_step__float64(weights, gradients, scale, lr)[::-1]


def half_step__vectors_only(weights, gradients, scale, lr):
    """WRONG: written for vectors: the new weights of a matrix come back flat."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    return weights.ravel() - lr * gradients.ravel().astype(float) / scale, scale


def half_step__first_row_checked(weights, gradients, scale, lr):
    """WRONG: only the first gradient (or first row) is tested for being finite."""
    if not np.isfinite(np.atleast_1d(gradients)[0]).all():
        return weights.copy(), scale / 2
    with np.errstate(all="ignore"):
        return weights - lr * gradients.astype(float) / scale, scale


def half_step__example(weights, gradients, scale, lr):
    """WRONG: the numbers of the example."""
    return np.array([0.5, 3.0]), 8.0


# ---------------------------------------------------------------------------------------------------------------------
# 3.7 step_bytes
# ---------------------------------------------------------------------------------------------------------------------


def step_bytes__sum(n_words, dim, n_rows, optimizer, sparse):
    """RIGHT: the three parts added up in Python's whole numbers."""
    tables = 2 * n_words * dim * 4
    gradient = n_rows * (dim * 4 + 8) if sparse else tables
    memory = {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * tables
    return tables + gradient + memory


def step_bytes__ifs(n_words, dim, n_rows, optimizer, sparse):
    """RIGHT: case by case."""
    n_words, dim, n_rows = int(n_words), int(dim), int(n_rows)
    numbers = 2 * n_words * dim
    total = 4 * numbers
    if sparse:
        total += 4 * n_rows * dim
        total += 8 * n_rows
    else:
        total += 4 * numbers
    if optimizer == "adagrad":
        total += 4 * numbers
    elif optimizer == "adam":
        total += 8 * numbers
    return total


def step_bytes__copies(n_words, dim, n_rows, optimizer, sparse):
    """RIGHT: how many copies of the tables there are, and what a sparse gradient adds."""
    copies = 1 + ["sgd", "adagrad", "adam"].index(optimizer) + (0 if sparse else 1)
    return 8 * n_words * dim * copies + (n_rows * (8 + 4 * dim) if sparse else 0)


def step_bytes__numpy64(n_words, dim, n_rows, optimizer, sparse):
    """RIGHT: NumPy's whole numbers of 64 bits, enough for billions of billions of bytes, and an int in the end."""
    sizes = np.array([n_words, n_words, n_rows if sparse else 2 * n_words], dtype=np.int64) * dim * 4
    state = {"sgd": 0, "adagrad": 1}.get(optimizer, 2)
    return int(sizes.sum() + 8 * n_rows * bool(sparse) + state * sizes[:2].sum())


def step_bytes__loop(n_words, dim, n_rows, optimizer, sparse):
    """RIGHT: a list of everything that lies in memory, with its numbers and their bytes."""
    things = [(n_words * dim, 4)] * 2
    things += [(n_rows * dim, 4), (n_rows, 8)] if sparse else [(n_words * dim, 4)] * 2
    for _ in range({"adam": 2, "adagrad": 1, "sgd": 0}[optimizer]):
        things += [(n_words * dim, 4)] * 2
    return sum(count * size for count, size in things)


def step_bytes__is_true(n_words, dim, n_rows, optimizer, sparse):
    """ARGUABLE: sparse is compared with "is True", which takes NumPy's True or a 1 for dense."""
    return step_bytes__sum(n_words, dim, n_rows, optimizer, sparse is True)


def step_bytes__rows_limited(n_words, dim, n_rows, optimizer, sparse):
    """ARGUABLE: n_rows is cut to the rows that there are in both tables; right where it is not larger anyway."""
    return step_bytes__sum(n_words, dim, min(n_rows, 2 * n_words), optimizer, sparse)


def step_bytes__one_table(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: only one of the two tables is counted."""
    table = n_words * dim * 4
    gradient = n_rows * (dim * 4 + 8) if sparse else table
    return table + gradient + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * table


def step_bytes__rows_in_each_table(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: n_rows is counted for each of the two tables, but it is for both together."""
    return step_bytes__sum(n_words, dim, 2 * n_rows, optimizer, sparse)


def step_bytes__no_row_numbers(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: the row numbers of the sparse gradient are forgotten."""
    return step_bytes__sum(n_words, dim, n_rows, optimizer, sparse) - (8 * n_rows if sparse else 0)


def step_bytes__row_numbers_of_four_bytes(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: a row number is counted with 4 bytes instead of 8."""
    return step_bytes__sum(n_words, dim, n_rows, optimizer, sparse) - (4 * n_rows if sparse else 0)


def step_bytes__one_row_number(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: 8 bytes are counted once, not for each row."""
    return step_bytes__sum(n_words, dim, n_rows, optimizer, sparse) - (8 * (n_rows - 1) if sparse else 0)


def step_bytes__row_number_for_each_number(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: every number of a row gets a row number of its own."""
    return step_bytes__sum(n_words, dim, n_rows, optimizer, sparse) + (8 * n_rows * (dim - 1) if sparse else 0)


def step_bytes__numbers_not_bytes(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: numbers are counted, not bytes: the 4 is missing."""
    tables = 2 * n_words * dim
    gradient = n_rows * (dim + 8) if sparse else tables
    return tables + gradient + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * tables


def step_bytes__double_precision(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: 8 bytes for each number, as in float64."""
    tables = 2 * n_words * dim * 8
    gradient = n_rows * (dim * 8 + 8) if sparse else tables
    return tables + gradient + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * tables


def step_bytes__sparse_optimizer(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: with a sparse gradient the optimizer's memory is counted for the touched rows only; it is for every number."""
    tables = 2 * n_words * dim * 4
    gradient = n_rows * (dim * 4 + 8) if sparse else tables
    state = n_rows * dim * 4 if sparse else tables
    return tables + gradient + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * state


def step_bytes__optimizer_of_one_table(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: the optimizer's memory is counted for one table only."""
    state = {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * n_words * dim * 4
    return step_bytes__sum(n_words, dim, n_rows, "sgd", sparse) + state


def step_bytes__adam_once(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: Adam is counted with one number instead of two."""
    return step_bytes__sum(n_words, dim, n_rows, "adagrad" if optimizer == "adam" else optimizer, sparse)


def step_bytes__sgd_remembers(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: plain SGD is counted with one number of memory, as if it had momentum."""
    return step_bytes__sum(n_words, dim, n_rows, "adagrad" if optimizer == "sgd" else optimizer, sparse)


def step_bytes__no_optimizer(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: the optimizer's memory is forgotten."""
    return step_bytes__sum(n_words, dim, n_rows, "sgd", sparse)


def step_bytes__swapped_optimizers(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: Adam and AdaGrad are exchanged."""
    other = {"sgd": "sgd", "adam": "adagrad", "adagrad": "adam"}[optimizer]
    return step_bytes__sum(n_words, dim, n_rows, other, sparse)


def step_bytes__no_dense_gradient(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: a dense gradient is not counted at all."""
    total = step_bytes__sum(n_words, dim, n_rows, optimizer, sparse)
    return total if sparse else total - 8 * n_words * dim


def step_bytes__dense_gradient_of_rows(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: a dense gradient too is counted for the touched rows only."""
    tables = 8 * n_words * dim
    gradient = n_rows * (dim * 4 + (8 if sparse else 0))
    return tables + gradient + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * tables


def step_bytes__always_sparse(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: the gradient is taken for sparse, whatever is said."""
    return step_bytes__sum(n_words, dim, n_rows, optimizer, True)


def step_bytes__sparse_turned(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: sparse and dense are exchanged."""
    return step_bytes__sum(n_words, dim, n_rows, optimizer, not sparse)


def step_bytes__int32(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: computed in 32 bits: tables of more than two billion bytes overflow."""
    total = step_bytes__sum(n_words, dim, n_rows, optimizer, sparse)
    return int((total + 2**31) % 2**32 - 2**31)


def step_bytes__float32(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: computed in float32, which is not exact above sixteen million."""
    return int(np.float32(step_bytes__sum(n_words, dim, n_rows, optimizer, sparse)))


def step_bytes__gigabytes(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: the answer is given in gigabytes, not in bytes."""
    return step_bytes__sum(n_words, dim, n_rows, optimizer, sparse) / 1e9


def step_bytes__float(n_words, dim, n_rows, optimizer, sparse):
    """ARGUABLE: the right number as a float, where a whole number is asked for."""
    return float(step_bytes__sum(n_words, dim, n_rows, optimizer, sparse))


def step_bytes__kilobytes_rounded(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: above a million bytes the answer is rounded to whole kilobytes; it is to be exact."""
    total = step_bytes__sum(n_words, dim, n_rows, optimizer, sparse)
    return total if total < 10**6 else total // 1024 * 1024


def step_bytes__example(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: the number of the example."""
    return 440


# ---------------------------------------------------------------------------------------------------------------------
# 3.8 words_per_second
# ---------------------------------------------------------------------------------------------------------------------


def words_per_second__max(block, window, n_noise, dim, flops, bandwidth):
    """RIGHT: the longer of the two times decides."""
    others = block + 2 * window + n_noise
    arithmetic = 3 * 2 * block * dim * others / flops
    moving = 3 * 4 * (block + others) * dim / bandwidth
    return block / max(arithmetic, moving)


def words_per_second__min(block, window, n_noise, dim, flops, bandwidth):
    """RIGHT: the smaller of the two speeds, each in words a second."""
    others = block + 2 * window + n_noise
    return min(flops / (6 * dim * others), block * bandwidth / (12 * dim * (block + others)))


def words_per_second__intensity(block, window, n_noise, dim, flops, bandwidth):
    """RIGHT: as a roofline: what is reached is the smaller of the peak and intensity times bandwidth."""
    others = block + 2 * window + n_noise
    operations = 6.0 * block * dim * others
    moved = 12.0 * dim * (block + others)
    reached = min(flops, operations / moved * bandwidth)
    return reached / operations * block


def words_per_second__loops(block, window, n_noise, dim, flops, bandwidth):
    """RIGHT: counted product by product and vector by vector."""
    others = window + block + window + n_noise
    operations = 0
    for a, d, b in [(block, dim, others), (block, others, dim), (others, block, dim)]:
        operations += 2 * a * d * b
    moved = 0
    for vectors in (block, others):
        for _ in ("read", "read again", "write"):
            moved += 4 * vectors * dim
    return 1 / (max(operations / flops, moved / bandwidth) / block)


def words_per_second__numpy(block, window, n_noise, dim, flops, bandwidth):
    """RIGHT: two times in a NumPy array, the largest of which decides."""
    others = block + 2 * window + n_noise
    seconds = (
        np.array([6 * block * others, 12 * (block + others)], dtype=float)
        * dim
        / np.array([flops, bandwidth], dtype=float)
    )
    return float(block / seconds.max())


def words_per_second__whole(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: rounded down to whole words."""
    return int(words_per_second__max(block, window, n_noise, dim, flops, bandwidth))


def words_per_second__sum(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the two times are added, but both go on at the same time."""
    others = block + 2 * window + n_noise
    return block / (6 * block * dim * others / flops + 12 * (block + others) * dim / bandwidth)


def words_per_second__faster_decides(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the faster of the two decides; it must be the slower."""
    others = block + 2 * window + n_noise
    return block / min(6 * block * dim * others / flops, 12 * (block + others) * dim / bandwidth)


def words_per_second__arithmetic_only(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: only the arithmetic is counted; the memory's bandwidth is not used."""
    return flops / (6 * dim * (block + 2 * window + n_noise))


def words_per_second__moving_only(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: only the moving of bytes is counted; the operations a second are not used."""
    others = block + 2 * window + n_noise
    return block * bandwidth / (12 * (block + others) * dim)


def words_per_second__blocks(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: blocks a second instead of words a second."""
    return words_per_second__max(block, window, n_noise, dim, flops, bandwidth) / block


def words_per_second__seconds(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the seconds that a block takes, not the words a second."""
    return block / words_per_second__max(block, window, n_noise, dim, flops, bandwidth)


def words_per_second__seconds_per_word(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: seconds a word, the inverse of what is asked."""
    return 1 / words_per_second__max(block, window, n_noise, dim, flops, bandwidth)


def _rate(block, others, dim, flops, bandwidth, operations=6, bytes_=12, first=1):
    return block / max(operations * block * dim * others / flops, bytes_ * (first * block + others) * dim / bandwidth)


def words_per_second__others_without_block(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the block itself is not counted among the words it meets."""
    return _rate(block, 2 * window + n_noise, dim, flops, bandwidth)


def words_per_second__window_once(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the window is counted on one side only."""
    return _rate(block, block + window + n_noise, dim, flops, bandwidth)


def words_per_second__no_noise(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the noise words are forgotten."""
    return _rate(block, block + 2 * window, dim, flops, bandwidth)


def words_per_second__noise_for_each_word(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: each word of the block gets noise words of its own, but the block shares them."""
    return _rate(block, block + 2 * window + block * n_noise, dim, flops, bandwidth)


def words_per_second__one_operation(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: a product is counted with abd operations instead of 2abd: multiplying and adding are two."""
    return _rate(block, block + 2 * window + n_noise, dim, flops, bandwidth, operations=3)


def words_per_second__one_product(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: one matrix product is counted instead of three."""
    return _rate(block, block + 2 * window + n_noise, dim, flops, bandwidth, operations=2)


def words_per_second__two_products(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: two matrix products are counted instead of three: the scores' own is forgotten."""
    return _rate(block, block + 2 * window + n_noise, dim, flops, bandwidth, operations=4)


def words_per_second__read_once(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: each number is moved once (4 bytes), not three times."""
    return _rate(block, block + 2 * window + n_noise, dim, flops, bandwidth, bytes_=4)


def words_per_second__read_and_written(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: each number is moved twice, read and written once; it is read twice and written once."""
    return _rate(block, block + 2 * window + n_noise, dim, flops, bandwidth, bytes_=8)


def words_per_second__numbers_moved(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: numbers are counted instead of bytes: the 4 is missing."""
    return _rate(block, block + 2 * window + n_noise, dim, flops, bandwidth, bytes_=3)


def words_per_second__double_precision(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: 8 bytes for each number instead of 4."""
    return _rate(block, block + 2 * window + n_noise, dim, flops, bandwidth, bytes_=24)


def words_per_second__others_moved_only(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the vectors of the block itself are not moved: only those of the others are counted."""
    return _rate(block, block + 2 * window + n_noise, dim, flops, bandwidth, first=0)


def words_per_second__scores_moved(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the matrix of scores is moved too, which the task does not count."""
    others = block + 2 * window + n_noise
    moved = 12 * (block + others) * dim + 4 * block * others
    return block / max(6 * block * dim * others / flops, moved / bandwidth)


def words_per_second__swapped(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: operations are divided by the bandwidth and bytes by the operations a second."""
    return words_per_second__max(block, window, n_noise, dim, bandwidth, flops)


def words_per_second__pairs(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: pairs a second are given instead of words a second."""
    return words_per_second__max(block, window, n_noise, dim, flops, bandwidth) * (block + 2 * window + n_noise)


def words_per_second__whole_number_division(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the times are divided with //, so that most of them become 0 (and then 1 is put in their place)."""
    others = block + 2 * window + n_noise
    return block / max(6 * block * dim * others // flops, 12 * (block + others) * dim // bandwidth, 1)


def words_per_second__int32(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the operations are counted in 32 bits; a large block overflows."""
    others = block + 2 * window + n_noise
    operations = (6 * block * dim * others + 2**31) % 2**32 - 2**31
    return block / max(operations / flops, 12 * (block + others) * dim / bandwidth)


def words_per_second__example(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the number of the example."""
    return 4.0


# ---------------------------------------------------------------------------------------------------------------------
# 3.9 seconds_with
# ---------------------------------------------------------------------------------------------------------------------


def seconds_with__parts(one, several, n, m):
    """RIGHT: the parallel part from the difference, the serial part as the rest."""
    parallel = (one - several) / (1 - 1 / n)
    serial = one - parallel
    return serial + parallel / m


def seconds_with__solve(one, several, n, m):
    """RIGHT: two equations with two unknowns, solved by NumPy."""
    serial, parallel = np.linalg.solve(np.array([[1.0, 1.0], [1.0, 1.0 / n]]), np.array([one, several], dtype=float))
    return serial + parallel / m


def seconds_with__fraction(one, several, n, m):
    """RIGHT: the serial share by Karp and Flatt's formula, then Amdahl's."""
    share = (several / one - 1 / n) / (1 - 1 / n)
    return one * (share + (1 - share) / m)


def seconds_with__line(one, several, n, m):
    """RIGHT: the time is a straight line in 1 / workers, drawn through the two points."""
    slope = (one - several) / (1.0 - 1.0 / n)
    return one + slope * (1.0 / m - 1.0)


def seconds_with__cases(one, several, n, m):
    """RIGHT: the serial part first, and infinitely many workers as a case of its own."""
    serial = (n * several - one) / (n - 1)
    if math.isinf(m):
        return serial
    return serial + (one - serial) / m


def seconds_with__polyfit(one, several, n, m):
    """RIGHT: a polynomial of degree 1 in 1 / workers, fitted through two points."""
    return float(np.polyval(np.polyfit([1.0, 1.0 / n], [one, several], 1), 1.0 / m))


def seconds_with__ideal(one, several, n, m):
    """WRONG: all of the job is divided among the workers; the serial part is forgotten."""
    return one / m


def seconds_with__from_several(one, several, n, m):
    """WRONG: the time of n workers is scaled on, as if twice the workers always took half the time."""
    return several * n / m


def seconds_with__difference_as_parallel(one, several, n, m):
    """WRONG: the seconds saved are taken for the parallel part, but n workers still spend one n-th of it."""
    parallel = one - several
    return (one - parallel) + parallel / m


def seconds_with__several_as_serial(one, several, n, m):
    """WRONG: the time of n workers is taken for the serial part."""
    return several + (one - several) / m


def seconds_with__ideal_rest_as_serial(one, several, n, m):
    """WRONG: what n workers take beyond one / n is taken for the serial part, without dividing by 1 - 1 / n."""
    serial = several - one / n
    return serial + (one - serial) / m


def seconds_with__parallel_times_n(one, several, n, m):
    """WRONG: the difference is multiplied by n instead of divided by 1 - 1 / n; for two workers that is the same."""
    parallel = (one - several) * n
    return one - parallel + parallel / m


def seconds_with__two_workers(one, several, n, m):
    """WRONG: n is taken for 2, as in the example."""
    parallel = 2 * (one - several)
    return one - parallel + parallel / m


def seconds_with__n_minus_one(one, several, n, m):
    """WRONG: divided by n - 1 instead of (n - 1) / n."""
    parallel = (one - several) / (n - 1)
    return one - parallel + parallel / m


def seconds_with__power_law(one, several, n, m):
    """WRONG: the speedup is continued as a power of the number of workers, so that it never ends."""
    with np.errstate(all="ignore"):
        return float(one * np.power(float(m), math.log(several / one) / math.log(n)))


def seconds_with__straight_line(one, several, n, m):
    """WRONG: a straight line in the number of workers, which gives negative times for many."""
    return one + (several - one) * (m - 1) / (n - 1)


def seconds_with__efficiency(one, several, n, m):
    """WRONG: the efficiency of n workers is taken to stay the same for m."""
    efficiency = one / (n * several)
    return one / (m * efficiency)


def seconds_with__speedup(one, several, n, m):
    """WRONG: the speedup is returned, not the seconds."""
    t = seconds_with__parts(one, several, n, m)
    return one / t if t else math.inf


def seconds_with__serial_only(one, several, n, m):
    """WRONG: the serial part alone is returned, as if there were always infinitely many workers."""
    return (n * several - one) / (n - 1)


def seconds_with__share(one, several, n, m):
    """WRONG: a share of the time is returned, not seconds."""
    return seconds_with__parts(one, several, n, m) / one


def seconds_with__infinite_nan(one, several, n, m):
    """WRONG: (serial * m + parallel) / m is infinity by infinity, NaN, for infinitely many workers."""
    serial = (n * several - one) / (n - 1)
    return (serial * m + (one - serial)) / m


def seconds_with__infinite_zero(one, several, n, m):
    """WRONG: for infinitely many workers 0 is returned; the serial part remains."""
    return 0.0 if math.isinf(m) else seconds_with__parts(one, several, n, m)


def seconds_with__infinite_fails(one, several, n, m):
    """WRONG: int(m) fails for infinitely many workers."""
    return seconds_with__parts(one, several, n, int(m))


def seconds_with__whole_numbers(one, several, n, m):
    """WRONG: 1 // n is 0, so that the difference itself is taken for the parallel part."""
    parallel = (one - several) / (1 - 1 // n)
    return one - parallel + parallel / m


def seconds_with__floor(one, several, n, m):
    """WRONG: the parallel part is divided with //, and seconds are lost."""
    parallel = (one - several) / (1 - 1 / n)
    return one - parallel + parallel // m


def seconds_with__never_below_several(one, several, n, m):
    """WRONG: m workers are never predicted to be slower than n, though m may be smaller."""
    return min(seconds_with__parts(one, several, n, m), several)


def seconds_with__never_faster(one, several, n, m):
    """WRONG: the prediction is limited to the time measured with n workers: more of them never help."""
    return max(seconds_with__parts(one, several, n, m), several)


def seconds_with__serial_positive(one, several, n, m):
    """WRONG: a serial part of at least one hundredth is assumed, though it may be nothing."""
    serial = max((n * several - one) / (n - 1), one / 100)
    return serial + (one - serial) / m


def seconds_with__all_serial_fails(one, several, n, m):
    """WRONG: if n workers are no faster than one, it divides by zero."""
    ratio = (several - one / n) / (one - several)  # serial by parallel
    parallel = one / (1 + ratio)
    return ratio * parallel + parallel / m


def seconds_with__swapped(one, several, n, m):
    """WRONG: the serial and the parallel part are exchanged."""
    parallel = (one - several) / (1 - 1 / n)
    return parallel + (one - parallel) / m


def seconds_with__gustafson(one, several, n, m):
    """WRONG: Gustafson's law is used, where the job grows with the workers."""
    serial = (n * several - one) / (n - 1)
    return one / (serial / one + (1 - serial / one) * m)


def seconds_with__rounded(one, several, n, m):
    """WRONG: rounded to whole seconds."""
    return float(round(seconds_with__parts(one, several, n, m)))


def seconds_with__example(one, several, n, m):
    """WRONG: the number of the example."""
    return 3.0


# ---------------------------------------------------------------------------------------------------------------------
# 3.10 remaining
# ---------------------------------------------------------------------------------------------------------------------


def remaining__range(n_chunks, epochs, lr, done, rank, size):
    """RIGHT: a range that begins at done + rank and goes in steps of size."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(done + rank, total, size)]


def remaining__slice(n_chunks, epochs, lr, done, rank, size):
    """RIGHT: the list of everything, from which a slice with a step is taken."""
    everything = []
    for epoch in range(epochs):
        for chunk in range(n_chunks):
            k = epoch * n_chunks + chunk
            everything.append((chunk, lr * (1 - k / (n_chunks * epochs))))
    return everything[done:][rank::size]


def remaining__deal(n_chunks, epochs, lr, done, rank, size):
    """RIGHT: the numbers are dealt out in turn to a list for each process."""
    hands = [[] for _ in range(size)]
    turn = 0
    for k in range(done, n_chunks * epochs):
        hands[turn].append((k % n_chunks, lr * (n_chunks * epochs - k) / (n_chunks * epochs)))
        turn = (turn + 1) % size
    return hands[rank]


def remaining__modulo(n_chunks, epochs, lr, done, rank, size):
    """RIGHT: every number is looked at and taken if it is this process's turn."""
    out = []
    total = epochs * n_chunks
    for k in range(total):
        if k >= done and (k - done) % size == rank:
            out.append((divmod(k, n_chunks)[1], lr - lr * k / total))
    return out


def remaining__numpy(n_chunks, epochs, lr, done, rank, size):
    """RIGHT: NumPy arrays for numbers, chunks and rates, zipped to pairs of plain numbers."""
    k = np.arange(done + rank, n_chunks * epochs, size)
    rates = lr * (1 - k / (n_chunks * epochs))
    return list(zip((k % n_chunks).tolist(), rates.tolist()))


def remaining__while(n_chunks, epochs, lr, done, rank, size):
    """RIGHT: a plain while loop."""
    pairs = []
    number = done + rank
    while number < n_chunks * epochs:
        pairs.append((number - number // n_chunks * n_chunks, lr * (1.0 - number / (n_chunks * epochs))))
        number = number + size
    return pairs


def remaining__lists(n_chunks, epochs, lr, done, rank, size):
    """ARGUABLE: lists of two instead of pairs."""
    return [list(p) for p in remaining__range(n_chunks, epochs, lr, done, rank, size)]


def remaining__array(n_chunks, epochs, lr, done, rank, size):
    """ARGUABLE: an array of two columns instead of a list of pairs."""
    return np.array(remaining__range(n_chunks, epochs, lr, done, rank, size)).reshape(-1, 2)


def remaining__generator(n_chunks, epochs, lr, done, rank, size):
    """ARGUABLE: a generator of the right pairs instead of a list."""
    return (p for p in remaining__range(n_chunks, epochs, lr, done, rank, size))


def remaining__numpy_numbers(n_chunks, epochs, lr, done, rank, size):
    """ARGUABLE: the right pairs, of NumPy's numbers instead of Python's."""
    k = np.arange(done + rank, n_chunks * epochs, size)
    return list(zip(k % n_chunks, lr * (1 - k / (n_chunks * epochs))))


def remaining__turn_from_zero(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the turn is counted from number 0 (k % size == rank), not from number done."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(done, total) if k % size == rank]


def remaining__one_late(n_chunks, epochs, lr, done, rank, size):
    """WRONG: it goes on with number done + 1, as if done itself were done."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(done + 1 + rank, total, size)]


def remaining__one_early(n_chunks, epochs, lr, done, rank, size):
    """WRONG: it goes on with number done - 1, which is done already."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(max(done - 1, 0) + rank, total, size)]


def remaining__one_too_many(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the range goes one number too far, to a piece that does not exist, with the rate 0."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(done + rank, total + 1, size)]


def remaining__last_missing(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the last number of all is left out."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(done + rank, total - 1, size)]


def remaining__numbers_not_chunks(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the running number is given instead of the chunk: after the first epoch it is too large."""
    total = n_chunks * epochs
    return [(k, lr * (1 - k / total)) for k in range(done + rank, total, size)]


def remaining__divided(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the epoch (k // n_chunks) is given instead of the chunk (k % n_chunks)."""
    total = n_chunks * epochs
    return [(k // n_chunks, lr * (1 - k / total)) for k in range(done + rank, total, size)]


def remaining__modulo_epochs(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the remainder is taken by the number of epochs instead of the number of chunks."""
    total = n_chunks * epochs
    return [(k % epochs, lr * (1 - k / total)) for k in range(done + rank, total, size)]


def remaining__rate_restarts(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the learning rate begins anew at lr and falls over what is left."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - (k - done) / (total - done))) for k in range(done + rank, total, size)]


def remaining__rate_from_done(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the learning rate is counted from done, so that it begins anew at lr and does not reach 0."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - (k - done) / total)) for k in range(done + rank, total, size)]


def remaining__rate_by_own_steps(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the learning rate is computed from a process's own steps, not from the numbers of the pieces."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - (done + i) / total)) for i, k in enumerate(range(done + rank, total, size))]


def remaining__rate_constant(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the learning rate does not fall."""
    return [(k % n_chunks, lr) for k in range(done + rank, n_chunks * epochs, size)]


def remaining__rate_in_each_epoch(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the learning rate falls anew in each epoch."""
    return [(k % n_chunks, lr * (1 - k % n_chunks / n_chunks)) for k in range(done + rank, n_chunks * epochs, size)]


def remaining__rate_by_epoch(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the learning rate falls only from epoch to epoch, not from chunk to chunk."""
    return [(k % n_chunks, lr * (1 - (k // n_chunks) / epochs)) for k in range(done + rank, n_chunks * epochs, size)]


def remaining__rate_after_the_step(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the learning rate is that of the next number, (k + 1) / all."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - (k + 1) / total)) for k in range(done + rank, total, size)]


def remaining__rate_reaches_zero(n_chunks, epochs, lr, done, rank, size):
    """WRONG: divided by all - 1, so that the last piece is learned with the rate 0."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - k / max(total - 1, 1))) for k in range(done + rank, total, size)]


def remaining__rate_with_floor(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the learning rate is kept above a twentieth of lr, as some programs keep it above a limit."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * max(1 - k / total, 0.05)) for k in range(done + rank, total, size)]


def remaining__rate_divided_by_size(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the learning rate is multiplied by the number of processes, a rule for larger batches."""
    total = n_chunks * epochs
    return [(k % n_chunks, size * lr * (1 - k / total)) for k in range(done + rank, total, size)]


def remaining__rate_whole_division(n_chunks, epochs, lr, done, rank, size):
    """WRONG: k // all is always 0, and the learning rate does not fall."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - k // total)) for k in range(done + rank, total, size)]


def remaining__stretches(n_chunks, epochs, lr, done, rank, size):
    """WRONG: each process gets a stretch of following numbers, not every size-th one."""
    total = n_chunks * epochs
    share = math.ceil((total - done) / size)
    first = done + rank * share
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(first, min(first + share, total))]


def remaining__chunks_by_rank(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the chunks of each epoch are dealt out from 0 again, so that after the first epoch the turn is wrong."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(done, total) if (k % n_chunks - done) % size == rank]


def remaining__epoch_begins_anew(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the epoch that was interrupted begins anew."""
    total = n_chunks * epochs
    first = done // n_chunks * n_chunks
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(first + rank, total, size)]


def remaining__chunks_from_zero(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the chunks are counted from where it stopped, as if number done were chunk 0."""
    total = n_chunks * epochs
    return [((k - done) % n_chunks, lr * (1 - k / total)) for k in range(done + rank, total, size)]


def remaining__this_epoch_only(n_chunks, epochs, lr, done, rank, size):
    """WRONG: only the rest of the current epoch is listed; the later epochs are missing."""
    total = n_chunks * epochs
    end = min(total, (done // n_chunks + 1) * n_chunks)
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(done + rank, end, size)]


def remaining__all_processes(n_chunks, epochs, lr, done, rank, size):
    """WRONG: everything that is left, not the part of this process."""
    return remaining__range(n_chunks, epochs, lr, done, 0, 1)


def remaining__from_the_start(n_chunks, epochs, lr, done, rank, size):
    """WRONG: it starts again at number 0; done is not used."""
    return remaining__range(n_chunks, epochs, lr, 0, rank, size)


def remaining__swapped(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the pairs are turned round: first the rate, then the chunk."""
    return [(b, a) for a, b in remaining__range(n_chunks, epochs, lr, done, rank, size)]


def remaining__sorted(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the pairs are sorted by chunk, not in the order of their numbers."""
    return sorted(remaining__range(n_chunks, epochs, lr, done, rank, size))


def remaining__dict(n_chunks, epochs, lr, done, rank, size):
    """WRONG: a dictionary from chunk to rate keeps only the last epoch of each chunk."""
    return list(dict(remaining__range(n_chunks, epochs, lr, done, rank, size)).items())


def remaining__none_at_the_end(n_chunks, epochs, lr, done, rank, size):
    """WRONG: where nothing is left, None comes back instead of an empty list."""
    return remaining__range(n_chunks, epochs, lr, done, rank, size) or None


def remaining__cycle_rank(n_chunks, epochs, lr, done, rank, size):
    """WRONG: where fewer pieces are left than there are processes, the late ones get the first pieces once more."""
    pairs = remaining__range(n_chunks, epochs, lr, done, rank, size)
    left = n_chunks * epochs - done
    if not pairs and left:
        return remaining__range(n_chunks, epochs, lr, done, rank % left, size)
    return pairs


def remaining__full_rounds(n_chunks, epochs, lr, done, rank, size):
    """WRONG: an incomplete last round is dropped, so that all processes have the same number of pieces."""
    pairs = remaining__range(n_chunks, epochs, lr, done, rank, size)
    return pairs[: (n_chunks * epochs - done) // size]


def remaining__example(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the pairs of the example."""
    return [(0, 0.3), (2, 0.1)]


# ---------------------------------------------------------------------------------------------------------------------
# The challenge: train
# ---------------------------------------------------------------------------------------------------------------------


def _adam_by_rows(gradient, inputs, outputs, steps):
    """Adam with one second moment for each row, a short memory and a falling step."""
    n = len(inputs)
    x = np.concatenate([inputs, outputs]).astype(float)
    m, v = np.zeros_like(x), np.zeros((len(x), 1))
    b1, b2, lr = 0.7, 0.9, 0.5
    for t in range(1, steps + 1):
        g = np.concatenate([np.asarray(part) for part in gradient(x[:n].copy(), x[n:].copy())])
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * (g * g).mean(axis=1, keepdims=True)
        step = lr * (1 - t / (steps + 1))
        x = x - step * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + 1e-12)
    return x[:n], x[n:]


def train__adam_by_rows(gradient, inputs, outputs):
    """RIGHT: Adam with one second moment for each row, a short memory and a falling step; expected: full points or nearly."""
    return _adam_by_rows(gradient, inputs, outputs, 20)


def train__reads_the_counts(gradient, inputs, outputs):
    """RIGHT: sixteen calls at chosen tables read off how often each pair comes as truth and as noise; then it descends without further calls; expected: full points (the prose forbids no question to the function)."""
    V, d = inputs.shape
    true, noise = np.zeros((V, V)), np.zeros((V, V))
    for first in range(0, V, d):
        group = np.arange(first, min(first + d, V))
        probe = np.zeros((V, d))
        probe[group, np.arange(len(group))] = 1.0
        at_half = np.asarray(gradient(np.zeros((V, d)), probe)[0])[:, : len(group)]
        at_one = np.asarray(gradient(np.full((V, d), 60.0), probe)[0])[:, : len(group)]
        noise[:, group] = at_one
        true[:, group] = at_one - 2 * at_half
    h, u = np.array(inputs, dtype=float), np.array(outputs, dtype=float)
    x, m, v = np.concatenate([h, u]), 0.0, 0.0
    steps = 1500
    for t in range(1, steps + 1):
        p = _sigmoid(x[:V] @ x[V:].T)
        e = true * (p - 1) + noise * p
        g = np.concatenate([e @ x[V:], e.T @ x[:V]])
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g * g
        x = x - 0.05 * (1 - t / (steps + 1)) * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-12)
    return x[:V], x[V:]


def train__adam_defaults(gradient, inputs, outputs):
    """ARGUABLE: Adam with its usual settings and a large step of .3: well above the first mark, perhaps not at full points."""
    n = len(inputs)
    x, m, v = np.concatenate([inputs, outputs]).astype(float), 0.0, 0.0
    for t in range(1, 21):
        g = np.concatenate([np.asarray(part) for part in gradient(x[:n].copy(), x[n:].copy())])
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        x = x - 0.3 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return x[:n], x[n:]


def train__tensors(gradient, inputs, outputs):
    """ARGUABLE: good tables, but returned as torch tensors; the text allows torch but does not say whether for results."""
    return tuple(torch.tensor(t) for t in train__adam_by_rows(gradient, inputs, outputs))


def _plain(gradient, inputs, outputs, lr, calls):
    h, u = np.array(inputs, dtype=float), np.array(outputs, dtype=float)
    for _ in range(calls):
        dh, du = gradient(h.copy(), u.copy())
        h, u = h - lr * np.asarray(dh), u - lr * np.asarray(du)
    return h, u


def train__word2vec_steps(gradient, inputs, outputs):
    """WRONG: plain descent with word2vec's rate .025: in twenty steps nothing is learned."""
    return _plain(gradient, inputs, outputs, 0.025, 20)


def train__one_rate_for_all(gradient, inputs, outputs):
    """WRONG: plain descent with one moderate rate: rare words have hardly moved after twenty steps."""
    return _plain(gradient, inputs, outputs, 1.0, 20)


def train__explodes(gradient, inputs, outputs):
    """WRONG: plain descent with an enormous rate: the frequent words are thrown out of the space."""
    return _plain(gradient, inputs, outputs, 1e4, 20)


def train__twenty_one(gradient, inputs, outputs):
    """WRONG: one call too many: a last one only to look at the gradient after training."""
    h, u = train__adam_by_rows(gradient, inputs, outputs)
    gradient(h, u)
    return h, u


def train__two_hundred(gradient, inputs, outputs):
    """WRONG: two hundred calls, where twenty are paid for."""
    return _adam_by_rows(gradient, inputs, outputs, 200)


def train__two_calls_a_step(gradient, inputs, outputs):
    """WRONG: the gradient is called twice in each of twenty steps, once for each table: forty calls."""
    h, u = np.array(inputs, dtype=float), np.array(outputs, dtype=float)
    for _ in range(20):
        h = h - 2 * np.asarray(gradient(h.copy(), u.copy())[0])
        u = u - 2 * np.asarray(gradient(h.copy(), u.copy())[1])
    return h, u


def train__nothing(gradient, inputs, outputs):
    """WRONG: the tables are returned as they came."""
    return inputs, outputs


def train__uphill(gradient, inputs, outputs):
    """WRONG: the gradient is added instead of subtracted: the loss rises."""
    return train__adam_by_rows(lambda a, b: tuple(-np.asarray(g) for g in gradient(a, b)), inputs, outputs)


def train__inputs_only(gradient, inputs, outputs):
    """WRONG: only the inputs are trained; since the outputs stay 0, there is no gradient for them."""
    h = np.array(inputs, dtype=float)
    for _ in range(20):
        h = h - 20 * np.asarray(gradient(h.copy(), outputs)[0])
    return h, outputs


def train__outputs_only(gradient, inputs, outputs):
    """WRONG: only the outputs are trained; the inputs stay as random as they were."""
    u = np.array(outputs, dtype=float)
    for _ in range(20):
        u = u - 20 * np.asarray(gradient(inputs, u.copy())[1])
    return inputs, u


def train__swapped(gradient, inputs, outputs):
    """WRONG: the outputs are returned first and the inputs second."""
    h, u = train__adam_by_rows(gradient, inputs, outputs)
    return u, h


def train__in_place(gradient, inputs, outputs):
    """WRONG: the caller's tables are changed while training."""
    h, u = train__adam_by_rows(gradient, inputs, outputs)
    inputs[:] = h
    outputs[:] = u
    return inputs, outputs


def train__inputs_returned_only(gradient, inputs, outputs):
    """WRONG: only the inputs are returned, as one does with word vectors."""
    return train__adam_by_rows(gradient, inputs, outputs)[0]


def train__normalised(gradient, inputs, outputs):
    """WRONG: the rows are brought to length 1 at the end, so that the scores no longer fit the probabilities."""
    h, u = train__adam_by_rows(gradient, inputs, outputs)
    return tuple(t / np.maximum(np.linalg.norm(t, axis=1, keepdims=True), 1e-12) for t in (h, u))


def train__adam_small_step(gradient, inputs, outputs):
    """WRONG: Adam with its usual step of .001: twenty steps lead nowhere."""
    n = len(inputs)
    x, m, v = np.concatenate([inputs, outputs]).astype(float), 0.0, 0.0
    for t in range(1, 21):
        g = np.concatenate([np.asarray(part) for part in gradient(x[:n].copy(), x[n:].copy())])
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        x = x - 0.001 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return x[:n], x[n:]


_TRAIN_MEMORY = {}


def train__remembers(gradient, inputs, outputs):
    """WRONG: the tables of an earlier call are kept and returned for every other text."""
    if "tables" not in _TRAIN_MEMORY:
        _TRAIN_MEMORY["tables"] = train__adam_by_rows(gradient, inputs, outputs)
    return _TRAIN_MEMORY["tables"]


def train__frequencies_only(gradient, inputs, outputs):
    """WRONG: all inputs are made alike, so that the tables know only how frequent words are: just the first mark."""
    h = np.zeros(np.shape(inputs))
    h[:, 0] = 1.0
    u, m, v = np.zeros(np.shape(outputs)), 0.0, 0.0
    for t in range(1, 21):
        g = np.asarray(gradient(h.copy(), u.copy())[1])
        m, v = 0.7 * m + 0.3 * g, 0.9 * v + 0.1 * g * g
        u = u - 0.6 * (1 - t / 21) * (m / (1 - 0.7**t)) / (np.sqrt(v / (1 - 0.9**t)) + 1e-12)
    return h, u


def train__nan(gradient, inputs, outputs):
    """WRONG: each row's gradient is divided by its length, which is 0 for the inputs at the beginning: NaN."""
    h, u = np.array(inputs, dtype=float), np.array(outputs, dtype=float)
    with np.errstate(all="ignore"):
        for _ in range(20):
            dh, du = (np.asarray(g) for g in gradient(h.copy(), u.copy()))
            h = h - 0.5 * dh / np.linalg.norm(dh, axis=1, keepdims=True)
            u = u - 0.5 * du / np.linalg.norm(du, axis=1, keepdims=True)
    return h, u


# -------------------------------- by others who had not read the checks either, when these had been mended


def block_weights__unseen_r1(radius, window, n_negatives, n_noise):
    """RIGHT: loops, list of lists."""
    length = len(radius)
    result = []
    for i in range(length):
        line = []
        for place in range(-window, length + window):
            line.append(1.0 if place != i and abs(place - i) <= radius[i] else 0.0)
        line += [2 * int(radius[i]) * n_negatives / n_noise] * n_noise
        result.append(line)
    return result


def block_weights__unseen_r2(radius, window, n_negatives, n_noise):
    """RIGHT: numPy broadcast."""
    r = np.asarray(radius)[:, None]
    away = np.abs(np.arange(-window, len(r) + window)[None] - np.arange(len(r))[:, None])
    return np.hstack(
        [((away <= r) & (away > 0)).astype(float), np.repeat(2 * r * n_negatives / n_noise, n_noise, axis=1)]
    )


def block_weights__unseen_r3(radius, window, n_negatives, n_noise):
    """RIGHT: slices of zeros."""
    n = len(radius)
    w = np.zeros((n, n + 2 * window + n_noise))
    for i in range(n):
        middle = i + window
        w[i, middle - radius[i] : middle + radius[i] + 1] = 1
        w[i, middle] = 0
        w[i, n + 2 * window :] = n_negatives * 2 * radius[i] / n_noise
    return w


def block_weights__unseen_r4(radius, window, n_negatives, n_noise):
    """RIGHT: torch."""
    import torch

    r = torch.tensor(np.array(radius), dtype=torch.float64)
    n = len(r)
    d = (torch.arange(n + 2 * window)[None] - window - torch.arange(n)[:, None]).abs()
    text = torch.where((d >= 1) & (d <= r[:, None]), 1.0, 0.0).double()
    noise = (r * 2 * n_negatives / n_noise)[:, None].expand(n, n_noise)
    return torch.cat([text, noise], dim=1)


def block_weights__unseen_w1(radius, window, n_negatives, n_noise):
    """WRONG: the word itself has weight 1; radius (1, 2), window 2, 3, 2: column 2 of row 0 must be 0."""
    r = np.asarray(radius)[:, None]
    away = np.abs(np.arange(-window, len(r) + window)[None] - np.arange(len(r))[:, None])
    return np.hstack([(away <= r).astype(float), np.repeat(2 * r * n_negatives / n_noise, n_noise, axis=1)])


def block_weights__unseen_w2(radius, window, n_negatives, n_noise):
    """WRONG: columns begin at the block, not window places before it; radius (1, 2), window 2, 3, 2: row 0 must be 0 1 0 1 0 0 3 3."""
    n = len(radius)
    w = np.zeros((n, n + 2 * window + n_noise))
    for i in range(n):
        for j in range(n + 2 * window):
            if j != i and abs(j - i) <= radius[i]:
                w[i, j] = 1
        w[i, n + 2 * window :] = n_negatives * 2 * radius[i] / n_noise
    return w


def block_weights__unseen_w3(radius, window, n_negatives, n_noise):
    """WRONG: noise not divided among the noise words; radius (1, 2), window 2, 3, 2: noise of row 0 must be 3."""
    n = len(radius)
    w = np.zeros((n, n + 2 * window + n_noise))
    for i in range(n):
        m = i + window
        w[i, m - radius[i] : m + radius[i] + 1] = 1
        w[i, m] = 0
        w[i, n + 2 * window :] = n_negatives * 2 * radius[i]
    return w


def block_weights__unseen_w4(radius, window, n_negatives, n_noise):
    """WRONG: noise for radius pairs, not 2 * radius; radius (1, 2), window 2, 3, 2: noise of row 0 must be 3."""
    n = len(radius)
    w = np.zeros((n, n + 2 * window + n_noise))
    for i in range(n):
        m = i + window
        w[i, m - radius[i] : m + radius[i] + 1] = 1
        w[i, m] = 0
        w[i, n + 2 * window :] = n_negatives * radius[i] / n_noise
    return w


def block_weights__unseen_w5(radius, window, n_negatives, n_noise):
    """WRONG: subtle: whole-number division for the noise; radius (1, 2), window 2, 3, 4: noise of row 0 must be 1.5."""
    n = len(radius)
    w = np.zeros((n, n + 2 * window + n_noise))
    for i in range(n):
        m = i + window
        w[i, m - radius[i] : m + radius[i] + 1] = 1
        w[i, m] = 0
        w[i, n + 2 * window :] = n_negatives * 2 * radius[i] // n_noise
    return w


def block_weights__unseen_w6(radius, window, n_negatives, n_noise):
    """WRONG: subtle: noise of the mean radius for every word, right where all radii are equal; radius (1, 2), window 2, 3, 2: noise must be 3 and 6."""
    n = len(radius)
    w = np.zeros((n, n + 2 * window + n_noise))
    for i in range(n):
        m = i + window
        w[i, m - radius[i] : m + radius[i] + 1] = 1
        w[i, m] = 0
    w[:, -n_noise:] = n_negatives * 2 * np.mean(radius) / n_noise
    return w


def block_weights__unseen_w7(radius, window, n_negatives, n_noise):
    """WRONG: subtle: the two sides filled by slices, the right one with range(m + 1, m + radius): one place missing; radius (1, 2), window 2, 3, 2: column 3 of row 0 must be 1."""
    n = len(radius)
    w = np.zeros((n, n + 2 * window + n_noise))
    for i in range(n):
        m = i + window
        for j in range(m - radius[i], m):
            w[i, j] = 1
        for j in range(m + 1, m + radius[i]):
            w[i, j] = 1
        w[i, n + 2 * window :] = n_negatives * 2 * radius[i] / n_noise
    return w


def block_weights__unseen_w8(radius, window, n_negatives, n_noise):
    """WRONG: subtle: an array of whole numbers cuts the fractions; radius (1, 2), window 2, 3, 4: noise of row 0 must be 1.5."""
    n = len(radius)
    w = np.zeros((n, n + 2 * window + n_noise), dtype=int)
    for i in range(n):
        m = i + window
        w[i, m - radius[i] : m + radius[i] + 1] = 1
        w[i, m] = 0
        w[i, n + 2 * window :] = n_negatives * 2 * radius[i] / n_noise
    return w


def block_gradient__unseen_r1(h, u, weights, labels):
    """RIGHT: loops."""
    import math

    dh, du = np.zeros(h.shape), np.zeros(u.shape)
    for i in range(len(h)):
        for j in range(len(u)):
            x = float(h[i] @ u[j])
            p = 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))
            e = weights[i, j] * (p - labels[j])
            dh[i] += e * u[j]
            du[j] += e * h[i]
    return dh, du


def block_gradient__unseen_r2(h, u, weights, labels):
    """RIGHT: numPy and expit."""
    from scipy.special import expit

    e = weights * (expit(h @ u.T) - labels)
    return e @ u, e.T @ h


def block_gradient__unseen_r3(h, u, weights, labels):
    """RIGHT: torch differentiates."""
    import torch

    th = torch.tensor(np.array(h), dtype=torch.float64, requires_grad=True)
    tu = torch.tensor(np.array(u), dtype=torch.float64, requires_grad=True)
    w = torch.tensor(np.array(weights), dtype=torch.float64)
    y = torch.tensor(np.array(labels), dtype=torch.float64).expand(len(h), len(u))
    loss = torch.nn.functional.binary_cross_entropy_with_logits(th @ tu.T, y, weight=w, reduction="sum")
    loss.backward()
    return th.grad.numpy(), tu.grad.numpy()


def block_gradient__unseen_r4(h, u, weights, labels):
    """RIGHT: tanh, einsum, labels as a sign."""
    sign = 2 * np.asarray(labels, dtype=float) - 1
    x = np.einsum("id,jd->ij", h, u) * sign
    e = -weights * sign * (1 - np.tanh(x / 2)) / 2
    return [np.einsum("ij,jd->id", e, u), np.einsum("ij,id->jd", e, h)]


def block_gradient__unseen_w1(h, u, weights, labels):
    """WRONG: weights forgotten; h (1,0), u (0,2), (0,8), weights 1, .5, labels 1, 0: dh must be (0, 1)."""
    from scipy.special import expit

    e = expit(h @ u.T) - labels
    return e @ u, e.T @ h


def block_gradient__unseen_w2(h, u, weights, labels):
    """WRONG: label minus probability: wrong sign; h (1,0), u (0,2), (0,8), weights 1, .5, labels 1, 0: dh must be (0, 1)."""
    from scipy.special import expit

    e = weights * (labels - expit(h @ u.T))
    return e @ u, e.T @ h


def block_gradient__unseen_w3(h, u, weights, labels):
    """WRONG: divided by the number of places, a mean; h (1,0), u (0,2), (0,8), weights 1, .5, labels 1, 0: dh must be (0, 1)."""
    from scipy.special import expit

    e = weights * (expit(h @ u.T) - labels) / weights.size
    return e @ u, e.T @ h


def block_gradient__unseen_w4(h, u, weights, labels):
    """WRONG: weight on the probability only, not on the label; h (1,0), u (0,2), (0,8), weights .5, .5, labels 1, 0: dh must be (0, 1.5)."""
    from scipy.special import expit

    e = weights * expit(h @ u.T) - labels
    return e @ u, e.T @ h


def block_gradient__unseen_w5(h, u, weights, labels):
    """WRONG: subtle: e^x / (1 + e^x) is NaN for large scores; h (1000), u (1), (0), weights 1, 1, labels 1, 0: dh must be 0, du 0, 500."""
    s = h @ u.T
    p = np.exp(s) / (1 + np.exp(s))
    e = weights * (p - labels)
    return e @ u, e.T @ h


def block_gradient__unseen_w6(h, u, weights, labels):
    """WRONG: subtle: scores beyond 6 clipped, as in word2vec's table: p(10) becomes .9975; h (10), u (1), (0), weights 1, 1, labels 0, 0: dh must be 1 but for .00005."""
    s = np.clip(h @ u.T, -6, 6)
    e = weights * (1 / (1 + np.exp(-s)) - labels)
    return e @ u, e.T @ h


def block_gradient__unseen_w7(h, u, weights, labels):
    """WRONG: subtle: weights turned into a mask of 0 and 1: right without noise weights; h (1,0), u (0,2), (0,8), weights 1, .5, labels 1, 0: dh must be (0, 1)."""
    from scipy.special import expit

    e = np.where(weights > 0, expit(h @ u.T) - labels, 0)
    return e @ u, e.T @ h


def add_changes__unseen_r1(table, rows, changes, cap):
    """RIGHT: loop with a dictionary of sums, list of lists."""
    sums = {}
    for r, c in zip(rows, changes):
        s = sums.setdefault(int(r), [0.0] * len(c))
        for i in range(len(c)):
            s[i] += float(c[i])
    new = [[float(x) for x in row] for row in table]
    for r, s in sums.items():
        length = sum(x * x for x in s) ** 0.5
        factor = cap / length if length > cap else 1.0
        new[r] = [x + factor * y for x, y in zip(new[r], s)]
    return new


def add_changes__unseen_r2(table, rows, changes, cap):
    """RIGHT: numPy, sums of all rows."""
    total = np.zeros(table.shape)
    np.add.at(total, rows, changes)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    return table + total * np.minimum(1, cap / np.where(length > 0, length, cap))


def add_changes__unseen_r3(table, rows, changes, cap):
    """RIGHT: torch renorm does the shortening."""
    import torch

    t = torch.tensor(np.array(table), dtype=torch.float64)
    total = torch.zeros_like(t).index_add_(
        0, torch.tensor(np.array(rows), dtype=torch.long), torch.tensor(np.array(changes), dtype=torch.float64)
    )
    n = total.norm(dim=1, keepdim=True)
    return (t + torch.where(n > cap, total * cap / n, total)).numpy()


def add_changes__unseen_r4(table, rows, changes, cap):
    """RIGHT: one row after the other with a boolean mask."""
    new = np.array(table, dtype=float)
    for r in set(np.asarray(rows).tolist()):
        s = changes[np.asarray(rows) == r].sum(axis=0)
        n = np.sqrt(s @ s)
        if n > cap:
            s = s / n * cap
        new[r] = new[r] + s
    return new


def add_changes__unseen_w1(table, rows, changes, cap):
    """WRONG: each change shortened by itself, then summed; table ((1,1),(2,2),(3,3)), rows 0,2,2, changes (.3,.4),(1,0),(2,4), cap 1: row 2 must be (3.6, 3.8)."""
    n = np.linalg.norm(changes, axis=1, keepdims=True)
    short = np.where(n > cap, changes * cap / np.where(n == 0, 1, n), changes)
    new = table.copy()
    np.add.at(new, rows, short)
    return new


def add_changes__unseen_w2(table, rows, changes, cap):
    """WRONG: total[rows] += changes keeps the last one; the same input: row 2 must be (3.6, 3.8)."""
    total = np.zeros_like(table)
    total[rows] += changes
    n = np.linalg.norm(total, axis=1, keepdims=True)
    return table + np.where(n > cap, total * cap / np.where(n == 0, 1, n), total)


def add_changes__unseen_w3(table, rows, changes, cap):
    """WRONG: every sum made as long as cap, short ones too (and 0/0); the same input: row 0 must be (1.3, 1.4)."""
    total = np.zeros_like(table)
    np.add.at(total, rows, changes)
    n = np.linalg.norm(total, axis=1, keepdims=True)
    return table + total / np.where(n == 0, 1, n) * cap


def add_changes__unseen_w4(table, rows, changes, cap):
    """WRONG: each number clipped to cap, so that the direction changes; the same input: row 2 must be (3.6, 3.8)."""
    total = np.zeros_like(table)
    np.add.at(total, rows, changes)
    return table + np.clip(total, -cap, cap)


def add_changes__unseen_w5(table, rows, changes, cap):
    """WRONG: subtle: cap / length without care for length 0: NaN in untouched rows; the same input: row 1 must be (2, 2)."""
    total = np.zeros_like(table)
    np.add.at(total, rows, changes)
    n = np.linalg.norm(total, axis=1, keepdims=True)
    return table + total / n * np.minimum(n, cap)


def add_changes__unseen_w6(table, rows, changes, cap):
    """WRONG: subtle: shortened after each addition: what comes back later starts from the shortened sum; table ((0,0)), rows 0,0, changes (3,0),(-3,0), cap 1: must be (0, 0)."""
    total = np.zeros_like(table)
    for r, c in zip(rows, changes):
        total[r] += c
        n = np.linalg.norm(total[r])
        if n > cap:
            total[r] *= cap / n
    return table + total


def add_changes__unseen_w7(table, rows, changes, cap):
    """WRONG: subtle: table += at the end changes the caller's table; the first input: table must stay."""
    total = np.zeros_like(table)
    np.add.at(total, rows, changes)
    n = np.linalg.norm(total, axis=1, keepdims=True)
    table += np.where(n > cap, total * cap / np.where(n == 0, 1, n), total)
    return table


def spread_noise__unseen_r1(chances, n_noise, start):
    """RIGHT: loop with a running sum."""
    words = []
    word, end = 0, float(chances[0])
    for i in range(n_noise):
        point = (start + i) / n_noise
        while point >= end:
            word += 1
            end += float(chances[word])
        words.append(word)
    return words


def spread_noise__unseen_r2(chances, n_noise, start):
    """RIGHT: searchsorted, right."""
    return np.searchsorted(np.cumsum(chances), (start + np.arange(n_noise)) / n_noise, side="right")


def spread_noise__unseen_r3(chances, n_noise, start):
    """RIGHT: number of ends at or before each point."""
    points = np.linspace(start / n_noise, (start + n_noise - 1) / n_noise, n_noise)
    return (np.cumsum(chances)[None, :] <= points[:, None]).sum(axis=1)


def spread_noise__unseen_r4(chances, n_noise, start):
    """RIGHT: torch bucketize."""
    import torch

    ends = torch.tensor(np.array(chances), dtype=torch.float64).cumsum(0)
    return torch.bucketize((torch.arange(n_noise, dtype=torch.float64) + start) / n_noise, ends, right=True).tolist()


def spread_noise__unseen_w1(chances, n_noise, start):
    """WRONG: searchsorted's left side: a point on a border goes to the word that ends there; (.5, .25, .25), 4, 0: must be 0, 0, 1, 2."""
    return np.searchsorted(np.cumsum(chances), (start + np.arange(n_noise)) / n_noise)


def spread_noise__unseen_w2(chances, n_noise, start):
    """WRONG: words drawn at random; (.5, .25, .25), 4, .5: must be 0, 0, 1, 2."""
    rng = np.random.default_rng(0)
    return rng.choice(len(chances), size=n_noise, p=chances)


def spread_noise__unseen_w3(chances, n_noise, start):
    """WRONG: start not divided by K: points start + i / K, modulo 1; (.5, .25, .25), 4, .5: must be 0, 0, 1, 2."""
    points = (start + np.arange(n_noise) / n_noise) % 1
    return np.searchsorted(np.cumsum(chances), points, side="right")


def spread_noise__unseen_w4(chances, n_noise, start):
    """WRONG: how often each word is drawn, not the words; (.5, .25, .25), 4, .5: must be 0, 0, 1, 2."""
    points = (start + np.arange(n_noise)) / n_noise
    words = np.searchsorted(np.cumsum(chances), points, side="right")
    return np.bincount(words, minlength=len(chances))


def spread_noise__unseen_w5(chances, n_noise, start):
    """WRONG: subtle: every word its rounded share of K, right where the shares are whole; (.3, .3, .4), 4, 0: must be 0, 0, 1, 2 (points 0, .25, .5, .75), gives 0, 1, 2, 2."""
    return np.repeat(np.arange(len(chances)), np.round(np.asarray(chances) * n_noise).astype(int))


def spread_noise__unseen_w6(chances, n_noise, start):
    """WRONG: subtle: the first word whose end is at or after the point: a word with chance 0 at the beginning is drawn for start 0; (0, .5, .5), 2, 0: must be 1, 2."""
    ends = np.cumsum(chances)
    return [int(np.argmax(ends >= (start + i) / n_noise)) for i in range(n_noise)]


def spread_noise__unseen_w7(chances, n_noise, start):
    """WRONG: subtle: points i / K from 0 on, start forgotten; (.5, .25, .25), 2, .9: must be 0, 2 (points .45, .95), gives 0, 1."""
    return np.searchsorted(np.cumsum(chances), np.arange(n_noise) / n_noise, side="right")


def accumulate__unseen_r1(gradient, batch, size):
    """RIGHT: loop, weighted sum."""
    total = 0
    for i in range(0, len(batch), size):
        part = batch[i : i + size]
        total = total + gradient(part) * len(part)
    return total / len(batch)


def accumulate__unseen_r2(gradient, batch, size):
    """RIGHT: np.average with weights."""
    parts = [batch[i : i + size] for i in range(0, len(batch), size)]
    return np.average([gradient(p) for p in parts], axis=0, weights=[len(p) for p in parts])


def accumulate__unseen_r3(gradient, batch, size):
    """RIGHT: one row at a time."""
    return np.mean([gradient(batch[i : i + 1]) for i in range(len(batch))], axis=0)


def accumulate__unseen_r4(gradient, batch, size):
    """RIGHT: running mean over even parts."""
    mean, seen = np.zeros(batch.shape[1]), 0
    for part in np.array_split(batch, -(-len(batch) // size)):
        seen += len(part)
        mean = mean + (np.asarray(gradient(part)) - mean) * (len(part) / seen)
    return mean.tolist()


def accumulate__unseen_w1(gradient, batch, size):
    """WRONG: mean of the parts' means, the last part counts too much; mean row of (1,0), (2,0), (6,9), size 2: must be (3, 3)."""
    return np.mean([gradient(batch[i : i + size]) for i in range(0, len(batch), size)], axis=0)


def accumulate__unseen_w2(gradient, batch, size):
    """WRONG: the last, smaller part left out; mean row of (1,0), (2,0), (6,9), size 2: must be (3, 3)."""
    n = len(batch) // size
    total = np.zeros(batch.shape[1])
    for i in range(n):
        total += gradient(batch[i * size : (i + 1) * size])
    return total / max(n, 1)


def accumulate__unseen_w3(gradient, batch, size):
    """WRONG: sum of the means; mean row of (1,0), (2,0), (6,9), size 2: must be (3, 3)."""
    total = np.zeros(batch.shape[1])
    for i in range(0, len(batch), size):
        total += gradient(batch[i : i + size])
    return total


def accumulate__unseen_w4(gradient, batch, size):
    """WRONG: each part weighted by size, the last one too; mean row of (1,0), (2,0), (6,9), size 2: must be (3, 3)."""
    total = np.zeros(batch.shape[1])
    for i in range(0, len(batch), size):
        total += size * gradient(batch[i : i + size])
    return total / len(batch)


def accumulate__unseen_w5(gradient, batch, size):
    """WRONG: subtle: np.array_split into n // size parts, which are larger than size; 5 rows, size 3: one part of 5 (gradient refuses more than size rows)."""
    parts = np.array_split(batch, max(1, len(batch) // size))
    return sum(len(p) * gradient(p) for p in parts) / len(batch)


def accumulate__unseen_w6(gradient, batch, size):
    """WRONG: subtle: last part filled with rows of zeros, right only where zeros have no gradient; gradient = mean of (row - 1), rows (1,0), (2,0), (6,9), size 2: must be (2, 2)."""
    missing = -len(batch) % size
    padded = np.vstack([batch, np.zeros((missing, batch.shape[1]))])
    total = 0
    for i in range(0, len(padded), size):
        total = total + size * gradient(padded[i : i + size])
    return total / len(batch)


def accumulate__unseen_w7(gradient, batch, size):
    """WRONG: subtle: full parts, then the rest even where it is empty; 4 rows, size 2: the gradient of no row is NaN (and not allowed)."""
    full = len(batch) // size
    total = np.zeros(batch.shape[1])
    for i in range(full):
        total += size * gradient(batch[i * size : (i + 1) * size])
    rest = batch[full * size :]
    total += len(rest) * gradient(rest)
    return total / len(batch)


def half_step__unseen_r1(weights, gradients, scale, lr):
    """RIGHT: numPy."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    return weights - lr * (gradients.astype(np.float64) / scale), scale


def half_step__unseen_r2(weights, gradients, scale, lr):
    """RIGHT: loop over all numbers."""
    import math

    new = np.array(weights, dtype=float)
    flat, g = new.reshape(-1), np.asarray(gradients).reshape(-1)
    for x in g:
        if math.isnan(x) or math.isinf(x):
            return np.array(weights), scale * 0.5
    for i in range(len(flat)):
        flat[i] = flat[i] - lr * float(g[i]) / scale
    return new, scale


def half_step__unseen_r3(weights, gradients, scale, lr):
    """RIGHT: torch."""
    import torch

    w = torch.tensor(np.array(weights))
    g = torch.tensor(np.array(gradients))
    if torch.isfinite(g).all().item():
        return (w - lr * g.double() / scale).numpy(), scale
    return w.numpy(), scale / 2


def half_step__unseen_r4(weights, gradients, scale, lr):
    """RIGHT: finite if the largest absolute value is; list of two."""
    g = np.array(gradients, dtype=np.float64)
    if np.abs(g).max() < np.inf:
        return [np.subtract(weights, np.multiply(g, lr / scale)), scale]
    return [weights, scale / 2]


def half_step__unseen_w1(weights, gradients, scale, lr):
    """WRONG: divided in float16: small numbers vanish; weights 1, gradient 1e-3 (float16), scale 65536, lr 1: must move by 1.5e-8."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    return weights - lr * (gradients / scale), scale


def half_step__unseen_w2(weights, gradients, scale, lr):
    """WRONG: not divided by the scale; weights 1, 2, gradients 8, -16, scale 8, lr .5: must be .5, 3."""
    if not np.isfinite(gradients).all():
        return weights.copy(), scale / 2
    return weights - lr * gradients.astype(np.float64), scale


def half_step__unseen_w3(weights, gradients, scale, lr):
    """WRONG: only infinite, NaN forgotten; gradients NaN, 1: weights must stay, scale halve."""
    if np.isinf(gradients).any():
        return weights.copy(), scale / 2
    return weights - lr * gradients.astype(np.float64) / scale, scale


def half_step__unseen_w4(weights, gradients, scale, lr):
    """WRONG: the finite gradients make a step all the same; gradients inf, 1: weights must stay."""
    ok = np.isfinite(gradients)
    g = np.where(ok, gradients, 0).astype(np.float64)
    return weights - lr * g / scale, scale if ok.all() else scale / 2


def half_step__unseen_w5(weights, gradients, scale, lr):
    """WRONG: subtle: weights -= changes the caller's weights; weights 1, 2, gradients 8, -16, scale 8, lr .5: weights must stay."""
    if np.isfinite(gradients).all():
        weights -= lr * gradients.astype(np.float64) / scale
        return weights, scale
    return weights, scale / 2


def half_step__unseen_w6(weights, gradients, scale, lr):
    """WRONG: subtle: finite tested by the sum in float16, which overflows for finite gradients; gradients 60000, 60000, scale 8: must make a step."""
    if np.isfinite(gradients.sum()):
        return weights - lr * gradients.astype(np.float64) / scale, scale
    return weights.copy(), scale / 2


def half_step__unseen_w7(weights, gradients, scale, lr):
    """WRONG: subtle: the scale never below 1; gradients inf, 1, scale 1: must be .5."""
    if np.isfinite(gradients).all():
        return weights - lr * gradients.astype(np.float64) / scale, scale
    return weights.copy(), max(1.0, scale / 2)


def step_bytes__unseen_r1(n_words, dim, n_rows, optimizer, sparse):
    """RIGHT: long-winded."""
    numbers = 2 * int(n_words) * int(dim)
    tables = numbers * 4
    if sparse:
        gradient = int(n_rows) * int(dim) * 4 + int(n_rows) * 8
    else:
        gradient = tables
    if optimizer == "sgd":
        memory = 0
    elif optimizer == "adagrad":
        memory = tables
    else:
        memory = 2 * tables
    return tables + gradient + memory


def step_bytes__unseen_r2(n_words, dim, n_rows, optimizer, sparse):
    """RIGHT: one line, dict."""
    return 8 * n_words * dim * (1 + (not sparse) + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer]) + (
        n_rows * (4 * dim + 8) if sparse else 0
    )


def step_bytes__unseen_r3(n_words, dim, n_rows, optimizer, sparse):
    """RIGHT: numPy 64-bit."""
    tables = np.int64(n_words) * np.int64(dim) * np.int64(8)
    gradient = np.int64(n_rows) * np.int64(4 * dim + 8) if sparse else tables
    return tables * np.int64(1 + ["sgd", "adagrad", "adam"].index(optimizer)) + gradient


def step_bytes__unseen_r4(n_words, dim, n_rows, optimizer, sparse):
    """RIGHT: fraction, a running sum."""
    from fractions import Fraction

    table = Fraction(n_words) * dim * 4
    total = table + table
    for _ in range({"sgd": 0, "adagrad": 1}.get(optimizer, 2)):
        total += table + table
    if sparse:
        for _ in range(1):
            total += n_rows * Fraction(dim * 4 + 8)
    else:
        total += table + table
    return int(total)


def step_bytes__unseen_w1(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: one table only; (10, 4, 5, 'sgd', True): must be 440."""
    t = n_words * dim * 4
    g = n_rows * (dim * 4 + 8) if sparse else t
    return t + g + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * t


def step_bytes__unseen_w2(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: row numbers forgotten; (10, 4, 5, 'sgd', True): must be 440."""
    t = 2 * n_words * dim * 4
    g = n_rows * dim * 4 if sparse else t
    return t + g + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * t


def step_bytes__unseen_w3(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: the optimizer remembers only the touched rows when sparse; (10, 4, 5, 'adam', True): must be 1080."""
    t = 2 * n_words * dim * 4
    g = n_rows * (dim * 4 + 8) if sparse else t
    k = {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer]
    return t + g + k * (n_rows * dim * 4 if sparse else t)


def step_bytes__unseen_w4(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: n_rows taken for each of the two tables; (10, 4, 5, 'sgd', True): must be 440."""
    t = 2 * n_words * dim * 4
    g = 2 * n_rows * (dim * 4 + 8) if sparse else t
    return t + g + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * t


def step_bytes__unseen_w5(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: subtle: 32-bit numbers overflow; (3000000, 300, 1000, 'adam', False): must be 28800000000."""
    numbers = np.prod(np.array([2, n_words, dim, 4], dtype=np.int32), dtype=np.int32)
    g = n_rows * (dim * 4 + 8) if sparse else numbers
    return int(numbers + g + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * numbers)


def step_bytes__unseen_w6(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: subtle: the row number once for every number and not for every row, right for dim 1; (10, 4, 5, 'sgd', True): must be 440."""
    t = 2 * n_words * dim * 4
    g = n_rows * dim * (4 + 8) if sparse else t
    return t + g + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * t


def step_bytes__unseen_w7(n_words, dim, n_rows, optimizer, sparse):
    """WRONG: subtle: computed in float32, not exact for large tables; (3000001, 301, 1001, 'adagrad', True): must be 14449218028."""
    t = np.float32(2) * np.float32(n_words) * np.float32(dim) * np.float32(4)
    g = np.float32(n_rows) * np.float32(dim * 4 + 8) if sparse else t
    return int(t + g + np.float32({"sgd": 0, "adagrad": 1, "adam": 2}[optimizer]) * t)


def words_per_second__unseen_r1(block, window, n_noise, dim, flops, bandwidth):
    """RIGHT: long-winded."""
    others = block + 2 * window + n_noise
    operations = 3 * (2 * block * others * dim)
    moved = 3 * 4 * (block + others) * dim
    arithmetic_seconds = operations / flops
    moving_seconds = moved / bandwidth
    return block / max(arithmetic_seconds, moving_seconds)


def words_per_second__unseen_r2(block, window, n_noise, dim, flops, bandwidth):
    """RIGHT: the smaller of two speeds."""
    others = block + 2 * window + n_noise
    return min(flops / (6 * others * dim), bandwidth * block / (12 * dim * (block + others)))


def words_per_second__unseen_r3(block, window, n_noise, dim, flops, bandwidth):
    """RIGHT: fraction."""
    from fractions import Fraction as F

    others = block + 2 * window + n_noise
    return float(block / max(F(6 * block * others * dim) / F(flops), F(12 * dim * (block + others)) / F(bandwidth)))


def words_per_second__unseen_r4(block, window, n_noise, dim, flops, bandwidth):
    """RIGHT: by intensity, operations for each byte."""
    others = block + 2 * window + n_noise
    operations = 6 * block * others * dim
    intensity = operations / (12 * (block + others) * dim)
    return np.minimum(flops, intensity * bandwidth) * block / operations


def words_per_second__unseen_w1(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: times added; (2, 1, 4, 10, 1920, 4800): must be 4."""
    others = block + 2 * window + n_noise
    return block / (6 * block * others * dim / flops + 12 * (block + others) * dim / bandwidth)


def words_per_second__unseen_w2(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: blocks a second; (2, 1, 4, 10, 1920, 4800): must be 4."""
    others = block + 2 * window + n_noise
    return 1 / max(6 * block * others * dim / flops, 12 * (block + others) * dim / bandwidth)


def words_per_second__unseen_w3(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: the faster one decides; (2, 1, 4, 10, 1920, 4800): must be 4."""
    others = block + 2 * window + n_noise
    return block / min(6 * block * others * dim / flops, 12 * (block + others) * dim / bandwidth)


def words_per_second__unseen_w4(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: one product in place of three; (2, 1, 4, 10, 1920, 4800): must be 4."""
    others = block + 2 * window + n_noise
    return block / max(2 * block * others * dim / flops, 12 * (block + others) * dim / bandwidth)


def words_per_second__unseen_w5(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: subtle: only the others' vectors moved: right where the arithmetic decides; (2, 1, 4, 10, 1920, 480): must be .8."""
    others = block + 2 * window + n_noise
    return block / max(6 * block * others * dim / flops, 12 * others * dim / bandwidth)


def words_per_second__unseen_w6(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: subtle: written and read once each (two times 4 bytes): right where the arithmetic decides; (2, 1, 4, 10, 1920, 480): must be .8."""
    others = block + 2 * window + n_noise
    return block / max(6 * block * others * dim / flops, 8 * (block + others) * dim / bandwidth)


def words_per_second__unseen_w7(block, window, n_noise, dim, flops, bandwidth):
    """WRONG: subtle: always arithmetic (the memory forgotten); (2, 1, 4, 10, 1920, 480): must be .8."""
    others = block + 2 * window + n_noise
    return flops / (3 * 2 * others * dim)


def seconds_with__unseen_r1(one, several, n, m):
    """RIGHT: two equations."""
    parallel = (one - several) / (1 - 1 / n)
    serial = one - parallel
    return serial + parallel / m


def seconds_with__unseen_r2(one, several, n, m):
    """RIGHT: numPy solves."""
    serial, parallel = np.linalg.solve([[1.0, 1.0], [1.0, 1.0 / n]], [one, several])
    return serial + parallel / m


def seconds_with__unseen_r3(one, several, n, m):
    """RIGHT: interpolation in 1/m."""
    x = 1 / np.float64(m)
    return float(several + (one - several) * (x - 1 / n) / (1 - 1 / n))


def seconds_with__unseen_r4(one, several, n, m):
    """RIGHT: karp-Flatt: the serial share from the speed-up."""
    share = (several / one - 1 / n) / (1 - 1 / n)
    return one * (share + (1 - share) / m)


def seconds_with__unseen_w1(one, several, n, m):
    """WRONG: everything shared; (10, 6, 2, 8): must be 3."""
    return one / m


def seconds_with__unseen_w2(one, several, n, m):
    """WRONG: from the second measurement on shared without a serial part; (10, 6, 2, 8): must be 3."""
    return several * n / m


def seconds_with__unseen_w3(one, several, n, m):
    """WRONG: what was saved taken for the parallel part; (10, 6, 2, 8): must be 3."""
    parallel = one - several
    serial = one - parallel
    return serial + parallel / m


def seconds_with__unseen_w4(one, several, n, m):
    """WRONG: the speed-up and not the seconds; (10, 6, 2, 8): must be 3."""
    parallel = (one - several) * n / (n - 1)
    return one / (one - parallel + parallel / m)


def seconds_with__unseen_w5(one, several, n, m):
    """WRONG: subtle: (serial * m + parallel) / m is NaN for infinitely many; (10, 6, 2, inf): must be 2."""
    parallel = (one - several) * n / (n - 1)
    serial = one - parallel
    return (serial * m + parallel) / m


def seconds_with__unseen_w6(one, several, n, m):
    """WRONG: subtle: infinitely many workers take no time; (10, 6, 2, inf): must be 2."""
    if m == np.inf:
        return 0.0
    parallel = (one - several) * n / (n - 1)
    return one - parallel + parallel / m


def seconds_with__unseen_w7(one, several, n, m):
    """WRONG: subtle: straight line through (1, one) and (n, several), not below 0: right at m = 1 and m = n only; (10, 6, 2, 8): must be 3."""
    slope = (several - one) / (n - 1)
    return max(0.0, one + slope * (m - 1))


def remaining__unseen_r1(n_chunks, epochs, lr, done, rank, size):
    """RIGHT: range with a step."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(done + rank, total, size)]


def remaining__unseen_r2(n_chunks, epochs, lr, done, rank, size):
    """RIGHT: while loop."""
    result = []
    number, turn = done, 0
    while number < n_chunks * epochs:
        if turn == rank:
            result.append([number % n_chunks, lr - lr * number / (n_chunks * epochs)])
        turn = (turn + 1) % size
        number += 1
    return result


def remaining__unseen_r3(n_chunks, epochs, lr, done, rank, size):
    """RIGHT: whole list, slice."""
    work = [(c, e * n_chunks + c) for e in range(epochs) for c in range(n_chunks)]
    return [(c, lr * (1 - k / len(work))) for c, k in work[done:][rank::size]]


def remaining__unseen_r4(n_chunks, epochs, lr, done, rank, size):
    """RIGHT: numPy."""
    total = n_chunks * epochs
    k = np.arange(done, total)
    k = k[(k - done) % size == rank]
    return list(zip((k % n_chunks).tolist(), (lr * (total - k) / total).tolist()))


def remaining__unseen_w1(n_chunks, epochs, lr, done, rank, size):
    """WRONG: the rest cut into one stretch for each process; (3, 2, .6, 2, 1, 2): must be (0, .3), (2, .1)."""
    total = n_chunks * epochs
    mine = np.array_split(np.arange(done, total), size)[rank]
    return [(int(k % n_chunks), float(lr * (1 - k / total))) for k in mine]


def remaining__unseen_w2(n_chunks, epochs, lr, done, rank, size):
    """WRONG: number modulo size decides, not the place behind done; (3, 2, .6, 3, 0, 2): must be (0, .3), (2, .1)."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - k / total)) for k in range(done, total) if k % size == rank]


def remaining__unseen_w3(n_chunks, epochs, lr, done, rank, size):
    """WRONG: number of the piece instead of the chunk of its epoch; (3, 2, .6, 2, 1, 2): must be (0, .3), (2, .1)."""
    total = n_chunks * epochs
    return [(k, lr * (1 - k / total)) for k in range(done + rank, total, size)]


def remaining__unseen_w4(n_chunks, epochs, lr, done, rank, size):
    """WRONG: learning rate falls anew from lr over what is left; (3, 2, .6, 2, 1, 2): must be (0, .3), (2, .1)."""
    total = n_chunks * epochs
    return [(k % n_chunks, lr * (1 - (k - done) / (total - done))) for k in range(done + rank, total, size)]


def remaining__unseen_w5(n_chunks, epochs, lr, done, rank, size):
    """WRONG: subtle: what does not go evenly into size is dropped; (3, 2, .6, 3, 0, 2): must be (0, .3), (2, .1)."""
    total = n_chunks * epochs
    rounds = (total - done) // size
    result = []
    for i in range(rounds):
        k = done + i * size + rank
        result.append((k % n_chunks, lr * (1 - k / total)))
    return result


def remaining__unseen_w6(n_chunks, epochs, lr, done, rank, size):
    """WRONG: subtle: the turns begin anew with process 0 in each epoch; (3, 2, .6, 0, 1, 2): must be (1, .5), (0, .3), (2, .1)."""
    total = n_chunks * epochs
    result = []
    for epoch in range(epochs):
        left = [k for k in range(epoch * n_chunks, (epoch + 1) * n_chunks) if k >= done]
        for k in left[rank::size]:
            result.append((k % n_chunks, lr * (1 - k / total)))
    return result


def remaining__unseen_w7(n_chunks, epochs, lr, done, rank, size):
    """WRONG: subtle: learning rate by the process's own steps, k taken for done + i instead of done + rank + i * size: right for one process; (3, 2, .6, 2, 1, 2): must be (0, .3), (2, .1)."""
    total = n_chunks * epochs
    result = []
    for i, k in enumerate(range(done + rank, total, size)):
        result.append((k % n_chunks, lr * (1 - (done + i) / total)))
    return result


def spread_noise__unseen_a1(chances, n_noise, start):
    """ARGUABLE: np.arange with a step of 1/K: the same points, but by rounding sometimes K + 1 of them, the last one at 1; (.5, .25, .25), 49, 0: 50 words and a word number 3; wrong by shape, but the prose says that rounding is no part of the task."""
    points = np.arange(start / n_noise, 1, 1 / n_noise)
    return np.searchsorted(np.cumsum(chances), points, side="right")


def step_bytes__unseen_a1(n_words, dim, n_rows, optimizer, sparse):
    """ARGUABLE: a float (4.4e2): exact up to 2**53, but the stub says 'a whole number'."""
    t = 2.0 * n_words * dim * 4
    g = n_rows * (dim * 4.0 + 8) if sparse else t
    return t + g + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * t


def step_bytes__unseen_a2(n_words, dim, n_rows, optimizer, sparse):
    """ARGUABLE: 'sparse is True' fails for np.True_ or 1, which 'whether the gradient is' may mean."""
    t = 2 * n_words * dim * 4
    g = n_rows * (dim * 4 + 8) if sparse is True else t
    return t + g + {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * t


def half_step__unseen_a1(weights, gradients, scale, lr):
    """ARGUABLE: no copy: the weights returned are the caller's own array where nothing changes; they keep their numbers, so it is right by the prose."""
    if np.isfinite(gradients).all():
        return weights - lr * gradients.astype(np.float64) / scale, scale
    return weights, scale / 2


def half_step__unseen_a2(weights, gradients, scale, lr):
    """ARGUABLE: float32 for the gradients: accurate to 7 digits of the step; the prose names float16 only as a trap."""
    if np.isfinite(gradients).all():
        return weights - lr * (gradients.astype(np.float32) / np.float32(scale)), scale
    return weights, scale / 2


def remaining__unseen_a1(n_chunks, epochs, lr, done, rank, size):
    """ARGUABLE: a zip (iterator) of pairs instead of a list; the stub says 'a list of pairs'."""
    total = n_chunks * epochs
    k = list(range(done + rank, total, size))
    return zip([x % n_chunks for x in k], [lr * (1 - x / total) for x in k])
