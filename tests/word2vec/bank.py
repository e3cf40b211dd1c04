"""Unit 02, answers written from the prose alone by somebody who had not read the checks."""

import itertools
import math
import re
import time
import unicodedata
import warnings
from collections import Counter, defaultdict
from itertools import combinations, product

import numpy as np
import scipy.linalg
import scipy.sparse
import scipy.special
import torch
import torch.nn.functional as F


def _sigmoid(x):
    """A sigmoid that is safe for large scores of either sign."""
    return scipy.special.expit(np.asarray(x, dtype=float))


def _naive_sigmoid(x):
    return 1 / (1 + np.exp(-x))


# ---------------------------------------------------------------------------------------------------------------------
# 2.1 cooccurrence
# ---------------------------------------------------------------------------------------------------------------------


def cooccurrence__loops(ids, vocab_size, window):
    """RIGHT: every place looks at all other places of its window, in two plain loops."""
    counts = np.zeros((vocab_size, vocab_size))
    T = len(ids)
    for i in range(T):
        for j in range(max(0, i - window), min(T, i + window + 1)):
            if i != j:
                counts[ids[i], ids[j]] += 1
    return counts


def cooccurrence__offsets(ids, vocab_size, window):
    """RIGHT: one np.add.at for each distance and each direction."""
    ids = np.asarray(ids)
    counts = np.zeros((vocab_size, vocab_size), dtype=np.int64)
    for d in range(1, min(window, len(ids) - 1) + 1):
        np.add.at(counts, (ids[:-d], ids[d:]), 1)
        np.add.at(counts, (ids[d:], ids[:-d]), 1)
    return counts


def cooccurrence__counter(ids, vocab_size, window):
    """RIGHT: the pairs counted in a Counter of plain whole numbers, then written into a table, plus its transpose."""
    ids = [int(i) for i in ids]
    seen = Counter()
    for i, w in enumerate(ids):
        seen.update((w, c) for c in ids[i + 1 : i + 1 + int(window)])
    counts = np.zeros((vocab_size, vocab_size), dtype=int)
    for (w, c), n in seen.items():
        counts[w, c] += n
        counts[c, w] += n
    return counts


def cooccurrence__one_hot(ids, vocab_size, window):
    """RIGHT: one-hot rows and a matrix of which place is near which, in two matrix products."""
    hot = np.eye(vocab_size)[np.asarray(ids)]
    place = np.arange(len(ids))
    near = np.abs(place[:, None] - place[None, :]) <= window
    np.fill_diagonal(near, False)
    return hot.T @ near.astype(float) @ hot


def cooccurrence__bincount(ids, vocab_size, window):
    """RIGHT: all neighbouring places found at once, the pairs counted as single numbers by bincount."""
    ids = np.asarray(ids).astype(np.int64)
    i, j = np.nonzero(np.abs(np.subtract.outer(np.arange(len(ids)), np.arange(len(ids)))) <= window)
    i, j = i[i != j], j[i != j]
    return np.bincount(ids[i] * vocab_size + ids[j], minlength=vocab_size**2).reshape(vocab_size, vocab_size)


def cooccurrence__scipy_coo(ids, vocab_size, window):
    """RIGHT: a scipy coo matrix sums the repeated pairs, and is made dense at the end."""
    ids = np.asarray(ids)
    left, right = [], []
    for d in range(1, min(int(window), len(ids) - 1) + 1):
        left.append(ids[:-d])
        right.append(ids[d:])
    if not left:
        return np.zeros((vocab_size, vocab_size))
    left, right = np.concatenate(left), np.concatenate(right)
    m = scipy.sparse.coo_matrix((np.ones(len(left)), (left, right)), shape=(vocab_size, vocab_size)).toarray()
    return m + m.T


def cooccurrence__combinations(ids, vocab_size, window):
    """RIGHT: all combinations of two places, kept if near enough; returned as floats."""
    counts = np.zeros((vocab_size, vocab_size))
    for (i, w), (j, c) in combinations(enumerate(ids), 2):
        if j - i <= window:
            counts[w, c] += 1
            counts[c, w] += 1
    return counts


def cooccurrence__sparse_result(ids, vocab_size, window):
    """ARGUABLE: the counts are right, but they come as a scipy sparse matrix, not as an array."""
    return scipy.sparse.csr_matrix(cooccurrence__loops(ids, vocab_size, window))


def cooccurrence__list_of_lists(ids, vocab_size, window):
    """ARGUABLE: the counts are right, but they come as a list of lists."""
    return cooccurrence__loops(ids, vocab_size, window).astype(int).tolist()


def cooccurrence__torch_result(ids, vocab_size, window):
    """ARGUABLE: the counts are right, but they come as a torch tensor."""
    return torch.tensor(cooccurrence__loops(ids, vocab_size, window))


def cooccurrence__right_only(ids, vocab_size, window):
    """WRONG: only the words that follow are counted, so the table is not symmetric: the other direction is missing."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(i + 1, min(len(ids), i + window + 1)):
            counts[ids[i], ids[j]] += 1
    return counts


def cooccurrence__window_short(ids, vocab_size, window):
    """WRONG: the window is one place too short on the right, because range leaves out its end."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(len(ids), i + window)):
            if i != j:
                counts[ids[i], ids[j]] += 1
    return counts


def cooccurrence__window_minus_one(ids, vocab_size, window):
    """WRONG: distances go only up to window - 1, on both sides."""
    counts = np.zeros((vocab_size, vocab_size))
    for d in range(1, min(window, len(ids))):
        np.add.at(counts, (ids[:-d], ids[d:]), 1)
        np.add.at(counts, (ids[d:], ids[:-d]), 1)
    return counts


def cooccurrence__itself(ids, vocab_size, window):
    """WRONG: every place counts as a neighbour of itself."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            counts[ids[i], ids[j]] += 1
    return counts


def cooccurrence__doubled(ids, vocab_size, window):
    """WRONG: each pair of places is visited from both sides and added to both cells each time, so all is doubled."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if i != j:
                counts[ids[i], ids[j]] += 1
                counts[ids[j], ids[i]] += 1
    return counts


def cooccurrence__repeats_lost(ids, vocab_size, window):
    """WRONG: counts[a, b] += 1 with arrays of numbers adds only 1 where a pair comes several times at one distance."""
    counts = np.zeros((vocab_size, vocab_size))
    for d in range(1, min(window, len(ids) - 1) + 1):
        counts[ids[:-d], ids[d:]] += 1
        counts[ids[d:], ids[:-d]] += 1
    return counts


def cooccurrence__same_word_skipped(ids, vocab_size, window):
    """WRONG: a word beside itself is not counted, because words are compared where places should be."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if ids[i] != ids[j]:
                counts[ids[i], ids[j]] += 1
    return counts


def cooccurrence__same_word_once(ids, vocab_size, window):
    """WRONG: a word that stands beside itself adds 1 instead of 2 to its own place."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(i + 1, min(len(ids), i + window + 1)):
            counts[ids[i], ids[j]] += 1
            if ids[i] != ids[j]:
                counts[ids[j], ids[i]] += 1
    return counts


def cooccurrence__wraps(ids, vocab_size, window):
    """WRONG: np.roll goes round in a circle, so that the last words are neighbours of the first."""
    counts = np.zeros((vocab_size, vocab_size))
    for d in range(1, window + 1):
        np.add.at(counts, (ids, np.roll(ids, d)), 1)
        np.add.at(counts, (ids, np.roll(ids, -d)), 1)
    return counts


def cooccurrence__negative_places(ids, vocab_size, window):
    """WRONG: places before the beginning are not cut off, and negative indices read from the end of the text."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for d in range(1, window + 1):
            if i - d >= -len(ids):
                counts[ids[i], ids[i - d]] += 1
            if i + d < len(ids):
                counts[ids[i], ids[i + d]] += 1
    return counts


def cooccurrence__first_window_lost(ids, vocab_size, window):
    """WRONG: the slice ids[i - window : i] is empty at the beginning of the text, where i - window is negative."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for c in ids[i - window : i]:
            counts[ids[i], c] += 1
            counts[c, ids[i]] += 1
    return counts


def cooccurrence__distance_weight(ids, vocab_size, window):
    """WRONG: near neighbours count more than far ones (1 / distance, as GloVe does); here each counts 1."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if i != j:
                counts[ids[i], ids[j]] += 1 / abs(i - j)
    return counts


def cooccurrence__shares(ids, vocab_size, window):
    """WRONG: shares of all pairs are returned, not counts."""
    counts = cooccurrence__loops(ids, vocab_size, window)
    return counts / max(counts.sum(), 1)


def cooccurrence__presence(ids, vocab_size, window):
    """WRONG: it says only whether two words meet (0 or 1), not how often."""
    return (cooccurrence__loops(ids, vocab_size, window) > 0).astype(int)


def cooccurrence__set_of_window(ids, vocab_size, window):
    """WRONG: a word that comes twice within one window is counted once, because the window is made a set."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        around = list(ids[max(0, i - window) : i]) + list(ids[i + 1 : i + window + 1])
        for c in set(int(a) for a in around):
            counts[ids[i], c] += 1
    return counts


def cooccurrence__shape_from_text(ids, vocab_size, window):
    """WRONG: the size of the table is taken from the largest word of the text, so words that never come have no row."""
    return cooccurrence__loops(ids, int(np.max(ids)) + 1, window)


def cooccurrence__uint8(ids, vocab_size, window):
    """WRONG: the counts are whole numbers of 8 bits and start again at 0 after 255 (only frequent pairs show it)."""
    counts = np.zeros((vocab_size, vocab_size), dtype=np.uint8)
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if i != j:
                counts[ids[i], ids[j]] += 1
    return counts


def cooccurrence__whole_windows(ids, vocab_size, window):
    """WRONG: only places with a complete window are counted, so the pairs at the two ends of the text are missing."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(window, len(ids) - window):
        for j in range(i - window, i + window + 1):
            if i != j:
                counts[ids[i], ids[j]] += 1
    return counts


def cooccurrence__long_window(ids, vocab_size, window):
    """WRONG: a window as long as the text or longer is cut to T - 2, so the first and last place never meet."""
    window = min(window, len(ids) - 2)
    counts = np.zeros((vocab_size, vocab_size))
    for d in range(1, window + 1):
        np.add.at(counts, (ids[:-d], ids[d:]), 1)
        np.add.at(counts, (ids[d:], ids[:-d]), 1)
    return counts


_COOC_STATE = {}


def cooccurrence__state(ids, vocab_size, window):
    """WRONG: the table is kept from call to call, so a second call adds to the counts of the first."""
    counts = _COOC_STATE.setdefault(vocab_size, np.zeros((vocab_size, vocab_size)))
    counts += cooccurrence__loops(ids, vocab_size, window)
    return counts


def cooccurrence__example(ids, vocab_size, window):
    """WRONG: the table of the example is returned, whatever the text."""
    return np.array([[0, 1, 0], [1, 0, 2], [0, 2, 0]])


# ---------------------------------------------------------------------------------------------------------------------
# 2.2 ppmi
# ---------------------------------------------------------------------------------------------------------------------


def ppmi__loops(counts, shift):
    """RIGHT: cell by cell, only where something was counted."""
    n, m = counts.shape
    total = float(counts.sum())
    row = [float(counts[i].sum()) for i in range(n)]
    col = [float(counts[:, j].sum()) for j in range(m)]
    out = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            if counts[i, j] > 0:
                p = (counts[i, j] / total) / ((row[i] / total) * (col[j] / total))
                out[i, j] = max(0.0, math.log(p) - math.log(shift))
    return out


def ppmi__masked(counts, shift):
    """RIGHT: the logarithm is taken only of the cells above 0, found by a mask."""
    p = counts / counts.sum()
    chance = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    out = np.zeros(p.shape)
    seen = p > 0
    out[seen] = np.log(p[seen] / chance[seen]) - np.log(shift)
    return np.maximum(out, 0)


def ppmi__nan_to_num(counts, shift):
    """RIGHT: all is computed with zeros in place, and the NaN and -inf that come of it are made 0 afterwards."""
    with np.errstate(divide="ignore", invalid="ignore"):
        pmi = np.log(counts * counts.sum() / np.outer(counts.sum(1), counts.sum(0))) - np.log(shift)
    return np.maximum(np.nan_to_num(pmi, nan=0.0, neginf=0.0), 0)


def ppmi__difference_of_logs(counts, shift):
    """RIGHT: four logarithms added and subtracted; -inf and NaN are caught by fmax."""
    with np.errstate(divide="ignore", invalid="ignore"):
        lc = np.log(counts)
        lr = np.log(counts.sum(axis=1))[:, None]
        lk = np.log(counts.sum(axis=0))[None, :]
        return np.fmax(lc + np.log(counts.sum()) - lr - lk - np.log(shift), 0.0)


def ppmi__torch(counts, shift):
    """RIGHT: in torch with float64, the log of a ratio that is at least 1 (clamped), turned back into NumPy."""
    c = torch.tensor(np.array(counts), dtype=torch.float64)
    chance = c.sum(1, keepdim=True) * c.sum(0, keepdim=True) / c.sum() * shift
    ratio = torch.where(c > 0, c / torch.where(chance > 0, chance, torch.ones_like(chance)), torch.ones_like(c))
    return ratio.clamp(min=1).log().numpy()


def ppmi__where_argument(counts, shift):
    """RIGHT: np.divide and np.log with their where argument, into arrays prepared with ones and zeros."""
    counts = np.asarray(counts, dtype=float)
    expected = counts.sum(1, keepdims=True) * counts.sum(0, keepdims=True) / counts.sum()
    ratio = np.divide(counts, shift * expected, out=np.zeros_like(counts), where=counts > 0)
    return np.log(ratio, out=np.zeros_like(counts), where=ratio > 1)


def ppmi__sparse(counts, shift):
    """RIGHT: only the nonzero cells, listed with their coordinates, as one would with a sparse matrix."""
    m = scipy.sparse.coo_matrix(counts)
    rows = np.asarray(counts.sum(1))
    cols = np.asarray(counts.sum(0))
    values = np.log(m.data * counts.sum() / (rows[m.row] * cols[m.col])) - np.log(shift)
    return scipy.sparse.coo_matrix((np.maximum(values, 0), (m.row, m.col)), shape=m.shape).toarray()


def ppmi__with_warnings(counts, shift):
    """RIGHT: the values are right, but log(0) and 0/0 are computed on the way and NumPy warns of them."""
    p = counts / counts.sum()
    pmi = np.log(p / np.outer(p.sum(1), p.sum(0))) - np.log(shift)
    return np.where(counts > 0, np.maximum(pmi, 0), 0.0)


def ppmi__log10(counts, shift):
    """WRONG: logarithms to the base 10, where natural ones are asked for."""
    return ppmi__masked(counts, shift) / np.log(10)


def ppmi__log2(counts, shift):
    """WRONG: logarithms to the base 2, where natural ones are asked for."""
    return ppmi__masked(counts, shift) / np.log(2)


def ppmi__shift_ignored(counts, shift):
    """WRONG: the shift is not used at all."""
    return ppmi__masked(counts, 1)


def ppmi__shift_not_logged(counts, shift):
    """WRONG: k itself is subtracted, not its logarithm (even the shift 1 then takes 1 away)."""
    p = counts / counts.sum()
    out = np.zeros(p.shape)
    seen = p > 0
    out[seen] = np.log(p / np.outer(p.sum(1), p.sum(0)), where=seen, out=np.zeros_like(out))[seen] - shift
    return np.maximum(out, 0)


def ppmi__shift_minus_one(counts, shift):
    """WRONG: k - 1 is subtracted instead of log k; that is the same for k = 1 only."""
    p = counts / counts.sum()
    out = np.zeros(p.shape)
    seen = p > 0
    out[seen] = np.log(p[seen] / np.outer(p.sum(1), p.sum(0))[seen]) - (shift - 1)
    return np.maximum(out, 0)


def ppmi__shift_added(counts, shift):
    """WRONG: log k is added where it must be subtracted (a sign)."""
    p = counts / counts.sum()
    out = np.zeros(p.shape)
    seen = p > 0
    out[seen] = np.log(p[seen] / np.outer(p.sum(1), p.sum(0))[seen]) + np.log(shift)
    return np.maximum(out, 0)


def ppmi__clip_first(counts, shift):
    """WRONG: negative values are made 0 before log k is subtracted, so values below 0 come out."""
    return ppmi__masked(counts, 1) - np.log(shift)


def ppmi__not_positive(counts, shift):
    """WRONG: negative values stay negative; the maximum with 0 is missing."""
    p = counts / counts.sum()
    out = np.zeros(p.shape)
    seen = p > 0
    out[seen] = np.log(p[seen] / np.outer(p.sum(1), p.sum(0))[seen]) - np.log(shift)
    return out


def ppmi__absolute(counts, shift):
    """WRONG: the absolute value is taken instead of the maximum with 0."""
    return np.abs(ppmi__not_positive(counts, shift))


def ppmi__rows_twice(counts, shift):
    """WRONG: the sums of the rows are used for the columns too, which is right for symmetric counts only."""
    p = counts / counts.sum()
    rows = p.sum(axis=1)
    cols = rows if counts.shape[0] == counts.shape[1] else p.sum(axis=0)
    out = np.zeros(p.shape)
    seen = p > 0
    out[seen] = np.log(p[seen] / np.outer(rows, cols)[seen]) - np.log(shift)
    return np.maximum(out, 0)


def ppmi__axes_swapped(counts, shift):
    """WRONG: the sums of rows and of columns are exchanged (axis 0 for axis 1)."""
    p = counts / counts.sum()
    with np.errstate(all="ignore"):
        pmi = np.log(p / (p.sum(axis=0)[:, None] * p.sum(axis=1)[None, :])) - np.log(shift)
    return np.maximum(np.nan_to_num(pmi, nan=0, neginf=0, posinf=0), 0)


def ppmi__nan_stays(counts, shift):
    """WRONG: an empty row or column gives NaN (0 divided by 0), which np.maximum passes on."""
    with np.errstate(all="ignore"):
        p = counts / counts.sum()
        return np.maximum(np.log(p / np.outer(p.sum(1), p.sum(0))) - np.log(shift), 0)


def ppmi__add_one(counts, shift):
    """WRONG: 1 is added to every count against the zeros, which changes all values."""
    return ppmi__masked(counts + 1, shift)


def ppmi__big_epsilon(counts, shift):
    """WRONG: a small number (.001) is added to the ratio's parts against zeros; rare pairs change visibly."""
    p = counts / counts.sum()
    return np.maximum(np.log((p + 1e-3) / (np.outer(p.sum(1), p.sum(0)) + 1e-3)) - np.log(shift), 0)


def ppmi__tiny_epsilon(counts, shift):
    """ARGUABLE: 1e-12 is added to both parts of the ratio against zeros; the difference is in the last digits."""
    p = counts / counts.sum()
    return np.maximum(np.log((p + 1e-12) / (np.outer(p.sum(1), p.sum(0)) + 1e-12)) - np.log(shift), 0)


def ppmi__counts_not_shares(counts, shift):
    """WRONG: counts are put in where shares belong, so that the total is missing from the formula."""
    out = np.zeros(counts.shape)
    seen = counts > 0
    out[seen] = np.log(counts[seen] / np.outer(counts.sum(1), counts.sum(0))[seen]) - np.log(shift)
    return np.maximum(out, 0)


def ppmi__conditional(counts, shift):
    """WRONG: only P(w) is divided out; P(c) is forgotten."""
    p = counts / counts.sum()
    out = np.zeros(p.shape)
    seen = p > 0
    out[seen] = np.log((p / np.maximum(p.sum(1, keepdims=True), 1e-300))[seen]) - np.log(shift)
    return np.maximum(out, 0)


def ppmi__weighted(counts, shift):
    """WRONG: each value is also multiplied by P(w, c), as in mutual information of whole variables."""
    return counts / counts.sum() * ppmi__masked(counts, shift)


def ppmi__smoothed_contexts(counts, shift):
    """WRONG: the contexts' shares are raised to the power 3/4 as in practice; the formula has none of that."""
    p = counts / counts.sum()
    q = counts.sum(0) ** 0.75
    q = q / q.sum()
    out = np.zeros(p.shape)
    seen = p > 0
    out[seen] = np.log(p[seen] / np.outer(p.sum(1), q)[seen]) - np.log(shift)
    return np.maximum(out, 0)


def ppmi__in_place(counts, shift):
    """WRONG: counts /= counts.sum() changes the caller's array."""
    result = ppmi__masked(counts, shift)
    counts /= counts.sum()
    return result


def ppmi__small_counts_lost(counts, shift):
    """WRONG: counts below 1 are treated as never counted, but counts are floats (a half is seen too)."""
    out = ppmi__masked(counts, shift)
    out[counts < 1] = 0
    return out


def ppmi__whole_numbers(counts, shift):
    """WRONG: counts are cut to whole numbers first, so that 2.7 becomes 2."""
    c = np.asarray(counts).astype(int)
    return ppmi__masked(c, shift) if c.sum() else np.zeros(c.shape)


def ppmi__empty_dropped(counts, shift):
    """WRONG: empty rows and columns are left out of the result, which then has another shape."""
    kept = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
    return ppmi__masked(kept, shift)


def ppmi__float16(counts, shift):
    """WRONG: computed in float16, with three digits only."""
    return ppmi__masked(counts, shift).astype(np.float16)


def ppmi__diagonal_zero(counts, shift):
    """WRONG: the diagonal is set to 0, as if a word could not stand beside itself."""
    out = ppmi__masked(counts, shift)
    np.fill_diagonal(out, 0)
    return out


def ppmi__example(counts, shift):
    """WRONG: the table of the example is returned for all counts."""
    return np.array([[np.log(1.5), 0.0], [0.0, np.log(1.5)]])


# ---------------------------------------------------------------------------------------------------------------------
# 2.3 skipgram_pairs
# ---------------------------------------------------------------------------------------------------------------------


def skipgram_pairs__loops(ids, radii):
    """RIGHT: two plain loops over the places, with the window cut at both ends of the text."""
    pairs = []
    T = len(ids)
    for i in range(T):
        r = int(radii[i])
        for j in range(max(0, i - r), min(T, i + r + 1)):
            if j != i:
                pairs.append((ids[i], ids[j]))
    return np.array(pairs)


def skipgram_pairs__mask(ids, radii):
    """RIGHT: a matrix of distances is compared with the radius of each row; nonzero finds the pairs."""
    ids = np.asarray(ids)
    place = np.arange(len(ids))
    distance = np.abs(place[:, None] - place[None, :])
    i, j = np.nonzero((distance > 0) & (distance <= np.asarray(radii)[:, None]))
    return np.stack([ids[i], ids[j]], axis=1)


def skipgram_pairs__by_distance(ids, radii):
    """RIGHT: for each distance the places that look that far, to the left and to the right."""
    ids, radii = np.asarray(ids), np.asarray(radii)
    out = []
    for d in range(1, len(ids)):
        left = np.nonzero(radii[d:] >= d)[0] + d
        right = np.nonzero(radii[:-d] >= d)[0]
        out.append(np.column_stack([ids[left], ids[left - d]]))
        out.append(np.column_stack([ids[right], ids[right + d]]))
    return np.concatenate(out)


def skipgram_pairs__slices(ids, radii):
    """RIGHT: the words before and the words after are cut out as slices of a list."""
    words = list(ids)
    out = []
    for i, (w, r) in enumerate(zip(words, radii)):
        r = int(r)
        for c in words[max(i - r, 0) : i] + words[i + 1 : i + r + 1]:
            out.append([w, c])
    return np.array(out)


def skipgram_pairs__product(ids, radii):
    """RIGHT: all ordered pairs of places, filtered in one comprehension, in an order of its own."""
    T = len(ids)
    return np.array([[ids[i], ids[j]] for j, i in product(range(T), repeat=2) if 0 < abs(i - j) <= radii[i]])


def skipgram_pairs__torch(ids, radii):
    """RIGHT: the matrix of distances in torch, turned back into NumPy."""
    x = torch.tensor(np.asarray(ids).astype(np.int64))
    r = torch.tensor(np.asarray(radii).astype(np.int64))
    p = torch.arange(len(x))
    d = (p[:, None] - p).abs()
    i, j = torch.where((d > 0) & (d <= r[:, None]))
    return torch.stack([x[i], x[j]], 1).numpy()


def skipgram_pairs__sorted(ids, radii):
    """RIGHT: the pairs are sorted at the end; every pair stays as often as it comes."""
    pairs = skipgram_pairs__loops(ids, radii)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def skipgram_pairs__list_of_tuples(ids, radii):
    """ARGUABLE: the right pairs, but as a list of tuples and not as an array of two columns."""
    return [(int(a), int(b)) for a, b in skipgram_pairs__loops(ids, radii)]


def skipgram_pairs__floats(ids, radii):
    """ARGUABLE: the right pairs, but as floats."""
    return skipgram_pairs__loops(ids, radii).astype(float)


def skipgram_pairs__radius_of_context(ids, radii):
    """WRONG: the radius of the context word decides, not that of the word whose window it is."""
    ids = np.asarray(ids)
    place = np.arange(len(ids))
    distance = np.abs(place[:, None] - place[None, :])
    i, j = np.nonzero((distance > 0) & (distance <= np.asarray(radii)[None, :]))
    return np.stack([ids[i], ids[j]], axis=1)


def skipgram_pairs__swapped(ids, radii):
    """WRONG: the columns are exchanged: first the context word, then the word."""
    return skipgram_pairs__loops(ids, radii)[:, ::-1]


def skipgram_pairs__both_directions(ids, radii):
    """WRONG: each pair is also listed the other way round, though only the first word looked so far."""
    pairs = skipgram_pairs__loops(ids, radii)
    return np.concatenate([pairs, pairs[:, ::-1]])


def skipgram_pairs__right_only(ids, radii):
    """WRONG: a word looks only to the right; what stands before it is missing."""
    pairs = []
    for i in range(len(ids)):
        for j in range(i + 1, min(len(ids), i + int(radii[i]) + 1)):
            pairs.append((ids[i], ids[j]))
    return np.array(pairs).reshape(-1, 2)


def skipgram_pairs__short(ids, radii):
    """WRONG: the right side of the window is one place too short (the end of range is left out)."""
    pairs = []
    for i in range(len(ids)):
        for j in range(max(0, i - int(radii[i])), min(len(ids), i + int(radii[i]))):
            if j != i:
                pairs.append((ids[i], ids[j]))
    return np.array(pairs).reshape(-1, 2)


def skipgram_pairs__with_itself(ids, radii):
    """WRONG: each place is also paired with itself."""
    pairs = []
    for i in range(len(ids)):
        for j in range(max(0, i - int(radii[i])), min(len(ids), i + int(radii[i]) + 1)):
            pairs.append((ids[i], ids[j]))
    return np.array(pairs)


def skipgram_pairs__equal_words_skipped(ids, radii):
    """WRONG: pairs of a word with the same word at another place are left out."""
    pairs = skipgram_pairs__loops(ids, radii)
    return pairs[pairs[:, 0] != pairs[:, 1]]


def skipgram_pairs__unique(ids, radii):
    """WRONG: a pair that comes several times is listed once."""
    return np.unique(skipgram_pairs__loops(ids, radii), axis=0)


def skipgram_pairs__places(ids, radii):
    """WRONG: the places are listed, not the words that stand there."""
    return skipgram_pairs__loops(np.arange(len(ids)), radii)


def skipgram_pairs__transposed(ids, radii):
    """WRONG: the result has two rows instead of two columns."""
    return skipgram_pairs__loops(ids, radii).T


def skipgram_pairs__one_radius(ids, radii):
    """WRONG: the largest radius is used for every place."""
    return skipgram_pairs__loops(ids, np.full(len(ids), int(np.max(radii))))


def skipgram_pairs__first_radius(ids, radii):
    """WRONG: the radius of the first place is used for all places."""
    return skipgram_pairs__loops(ids, np.full(len(ids), int(radii[0])))


def skipgram_pairs__radius_minimum(ids, radii):
    """WRONG: two places are paired only if each of them looks as far as the other, not if the first does."""
    ids = np.asarray(ids)
    r = np.minimum(np.asarray(radii)[:, None], np.asarray(radii)[None, :])
    place = np.arange(len(ids))
    distance = np.abs(place[:, None] - place[None, :])
    i, j = np.nonzero((distance > 0) & (distance <= r))
    return np.stack([ids[i], ids[j]], axis=1)


def skipgram_pairs__exactly(ids, radii):
    """WRONG: only the places exactly radii[i] away are paired, not those between."""
    pairs = []
    for i in range(len(ids)):
        for j in (i - int(radii[i]), i + int(radii[i])):
            if 0 <= j < len(ids):
                pairs.append((ids[i], ids[j]))
    return np.array(pairs).reshape(-1, 2)


def skipgram_pairs__wraps(ids, radii):
    """WRONG: before the beginning of the text it goes on at the end, because negative indices are not cut off."""
    pairs = []
    for i in range(len(ids)):
        for j in range(i - int(radii[i]), min(len(ids), i + int(radii[i]) + 1)):
            if j != i and j >= -len(ids):
                pairs.append((ids[i], ids[j]))
    return np.array(pairs)


def skipgram_pairs__slice_negative(ids, radii):
    """WRONG: where the radius reaches beyond the beginning, the slice starts at a negative place and is empty."""
    words = list(ids)
    out = []
    for i, w in enumerate(words):
        r = int(radii[i])
        out += [[w, c] for c in words[i - r : i] + words[i + 1 : i + r + 1]]
    return np.array(out).reshape(-1, 2)


def skipgram_pairs__whole_windows(ids, radii):
    """WRONG: places whose window reaches beyond the text are left out altogether."""
    pairs = []
    for i in range(len(ids)):
        r = int(radii[i])
        if i - r < 0 or i + r >= len(ids):
            continue
        pairs += [(ids[i], ids[j]) for j in range(i - r, i + r + 1) if j != i]
    return np.array(pairs).reshape(-1, 2)


def skipgram_pairs__clipped_in_place(ids, radii):
    """WRONG: radii beyond the text are cut to its length in the caller's own array."""
    np.minimum(radii, len(ids) - 1, out=radii)
    return skipgram_pairs__loops(ids, radii)


def skipgram_pairs__skips_word_zero(ids, radii):
    """WRONG: pairs with the word number 0 are dropped, as if 0 meant that no word is there."""
    pairs = skipgram_pairs__loops(ids, radii)
    return pairs[(pairs[:, 0] != 0) & (pairs[:, 1] != 0)]


def skipgram_pairs__uint8(ids, radii):
    """WRONG: the words are stored in 8 bits, so that numbers above 255 become others."""
    return skipgram_pairs__loops(ids, radii).astype(np.uint8)


def skipgram_pairs__radius_limit(ids, radii):
    """WRONG: radii above 5 are cut to 5, word2vec's usual window."""
    return skipgram_pairs__loops(ids, np.minimum(radii, 5))


def skipgram_pairs__random(ids, radii):
    """WRONG: the size of the window is drawn at random between 1 and the radius, though it is given."""
    rng = np.random.default_rng()
    return skipgram_pairs__loops(ids, rng.integers(1, np.asarray(radii) + 1))


def skipgram_pairs__example(ids, radii):
    """WRONG: the pairs of the example are returned for every text."""
    return np.array([[5, 6], [6, 5], [6, 7], [7, 5], [7, 6]])


# ---------------------------------------------------------------------------------------------------------------------
# 2.4 softmax_gradient
# ---------------------------------------------------------------------------------------------------------------------


def _softmax_rows(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _softmax_grads(error, v, outputs):
    return error @ outputs, error.T @ v


def softmax_gradient__one_pair_at_a_time(v, outputs, context):
    """RIGHT: a loop over the pairs, the largest score taken out of each."""
    loss, dv, douts = 0.0, np.zeros(v.shape), np.zeros(outputs.shape)
    for i, c in enumerate(context):
        s = outputs @ v[i]
        s = s - max(s)
        z = sum(math.exp(x) for x in s)
        p = np.exp(s) / z
        loss += math.log(z) - s[c]
        p[c] -= 1
        dv[i] = p @ outputs
        douts += np.outer(p, v[i])
    return loss, dv, douts


def softmax_gradient__torch(v, outputs, context):
    """RIGHT: cross_entropy of torch and its autograd."""
    v, outputs = (torch.tensor(np.asarray(x, dtype=float), requires_grad=True) for x in (v, outputs))
    loss = F.cross_entropy(v @ outputs.T, torch.tensor(context, dtype=torch.long), reduction="sum")
    loss.backward()
    return loss.item(), v.grad.numpy(), outputs.grad.numpy()


def softmax_gradient__scipy(v, outputs, context):
    """RIGHT: logsumexp and softmax of scipy, the truth subtracted by two lists of places."""
    scores = v @ outputs.T
    rows = np.arange(len(v))
    loss = (scipy.special.logsumexp(scores, axis=1) - scores[rows, context]).sum()
    error = scipy.special.softmax(scores, axis=1)
    error[rows, context] -= 1
    return (loss, *_softmax_grads(error, v, outputs))


def softmax_gradient__true_part_apart(v, outputs, context):
    """RIGHT: expected vectors less the true ones; repeated contexts by np.add.at."""
    scores = v @ outputs.T
    top = scores.max(1)
    z = np.exp(scores - top[:, None]).sum(1)
    p = np.exp(scores - top[:, None]) / z[:, None]
    dv = p @ outputs - outputs[context]
    douts = p.T @ v
    np.subtract.at(douts, context, v)
    return float((np.log(z) + top - scores[np.arange(len(v)), context]).sum()), dv, douts


def softmax_gradient__einsum(v, outputs, context):
    """RIGHT: einsum, and logaddexp reduced along the words."""
    scores = np.einsum("nd,vd->nv", v, outputs)
    logs = scores - np.logaddexp.reduce(scores, axis=1)[:, None]
    error = np.exp(logs) - (np.arange(len(outputs)) == np.asarray(context)[:, None])
    loss = -sum(logs[i, c] for i, c in enumerate(context))
    return loss, np.einsum("nv,vd->nd", error, outputs), np.einsum("nv,nd->vd", error, v)


def softmax_gradient__plain_exp(v, outputs, context):
    """WRONG: exp of the scores as they are: infinity at 1000."""
    e = np.exp(v @ outputs.T)
    p = e / e.sum(axis=1, keepdims=True)
    rows = np.arange(len(v))
    loss = -np.log(p[rows, context]).sum()
    p[rows, context] -= 1
    return (loss, *_softmax_grads(p, v, outputs))


def softmax_gradient__log_of_p(v, outputs, context):
    """WRONG: stable chances, but the logarithm of a chance that became 0."""
    p = _softmax_rows(v @ outputs.T)
    rows = np.arange(len(v))
    loss = -np.log(p[rows, context]).sum()
    p[rows, context] -= 1
    return (loss, *_softmax_grads(p, v, outputs))


def softmax_gradient__epsilon(v, outputs, context):
    """WRONG: 1e-10 is added before the logarithm, so nothing costs more than 23."""
    p = _softmax_rows(v @ outputs.T)
    rows = np.arange(len(v))
    loss = -np.log(p[rows, context] + 1e-10).sum()
    p[rows, context] -= 1
    return (loss, *_softmax_grads(p, v, outputs))


def softmax_gradient__mean(v, outputs, context):
    """WRONG: everything is a mean over the pairs."""
    loss, dv, douts = softmax_gradient__scipy(v, outputs, context)
    return loss / len(v), dv / len(v), douts / len(v)


def softmax_gradient__p_alone(v, outputs, context):
    """WRONG: the chances without the truth."""
    loss, _, _ = softmax_gradient__scipy(v, outputs, context)
    return (loss, *_softmax_grads(_softmax_rows(v @ outputs.T), v, outputs))


def softmax_gradient__buffered(v, outputs, context):
    """WRONG: of a context that comes twice only one is subtracted."""
    loss, dv, _ = softmax_gradient__scipy(v, outputs, context)
    douts = _softmax_rows(v @ outputs.T).T @ v
    douts[context] -= v
    return loss, dv, douts


def softmax_gradient__columns_of_all(v, outputs, context):
    """WRONG: error[:, context] takes 1 from these columns in every row."""
    loss, _, _ = softmax_gradient__scipy(v, outputs, context)
    error = _softmax_rows(v @ outputs.T)
    error[:, context] -= 1
    return (loss, *_softmax_grads(error, v, outputs))


def softmax_gradient__one_maximum(v, outputs, context):
    """WRONG: the largest score of the whole table is taken out, so a row far below it has no chances left."""
    scores = v @ outputs.T
    e = np.exp(scores - scores.max())
    p = e / e.sum(1, keepdims=True)
    rows = np.arange(len(v))
    loss = (np.log(e.sum(1)) + scores.max() - scores[rows, context]).sum()
    p[rows, context] -= 1
    return (loss, *_softmax_grads(p, v, outputs))


def softmax_gradient__axis_0(v, outputs, context):
    """WRONG: the chances of a word over all pairs add up to 1, not those of a pair over all words."""
    scores = v @ outputs.T
    rows = np.arange(len(v))
    loss = (scipy.special.logsumexp(scores, axis=0)[context] - scores[rows, context]).sum()
    error = scipy.special.softmax(scores, axis=0)
    error[rows, context] -= 1
    return (loss, *_softmax_grads(error, v, outputs))


def softmax_gradient__bits(v, outputs, context):
    """WRONG: the loss in bits."""
    loss, dv, douts = softmax_gradient__scipy(v, outputs, context)
    return loss / np.log(2), dv, douts


def softmax_gradient__true_row_only(v, outputs, context):
    """WRONG: only the rows of the true words get a gradient."""
    loss, dv, douts = softmax_gradient__scipy(v, outputs, context)
    kept = np.zeros_like(douts)
    kept[context] = douts[context]
    return loss, dv, kept


# ---------------------------------------------------------------------------------------------------------------------
# 2.5 pair_loss
# ---------------------------------------------------------------------------------------------------------------------


def pair_loss__logaddexp(v, u, noise):
    """RIGHT: -log sigmoid(x) is logaddexp(0, -x), for the pair and for all noise at once."""
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, noise @ v).sum()


def pair_loss__loops(v, u, noise):
    """RIGHT: plain loops and a softplus that tells the two signs apart."""

    def softplus(x):
        return x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))

    loss = softplus(-sum(float(a) * float(b) for a, b in zip(v, u)))
    for n in noise:
        loss += softplus(sum(float(a) * float(b) for a, b in zip(v, n)))
    return loss


def pair_loss__torch(v, u, noise):
    """RIGHT: torch's logsigmoid in float64."""
    v, u, noise = (torch.tensor(np.array(x), dtype=torch.float64) for x in (v, u, noise))
    return float(-F.logsigmoid(v @ u) - F.logsigmoid(-(noise @ v)).sum())


def pair_loss__log_expit(v, u, noise):
    """RIGHT: scipy's log_expit."""
    return -scipy.special.log_expit(np.dot(v, u)) - np.sum(scipy.special.log_expit(-np.dot(noise, v)))


def pair_loss__stacked(v, u, noise):
    """RIGHT: true word and noise stacked in one matrix, the scores turned by a row of signs."""
    scores = np.vstack([u, noise]) @ v
    x = np.concatenate([[1.0], -np.ones(len(noise))]) * scores
    return float(np.sum(np.maximum(-x, 0) + np.log1p(np.exp(-np.abs(x)))))


def pair_loss__bce(v, u, noise):
    """RIGHT: binary cross entropy with logits, summed, as torch offers it."""
    scores = torch.tensor(np.vstack([u, noise]) @ v, dtype=torch.float64)
    labels = torch.zeros_like(scores)
    labels[0] = 1
    return F.binary_cross_entropy_with_logits(scores, labels, reduction="sum").item()


def pair_loss__one_element_array(v, u, noise):
    """ARGUABLE: the right number, but inside an array of one element."""
    return np.array([pair_loss__logaddexp(v, u, noise)])


def pair_loss__torch_tensor(v, u, noise):
    """ARGUABLE: the right number, but as a torch tensor without dimensions."""
    return torch.tensor(float(pair_loss__logaddexp(v, u, noise)), dtype=torch.float64)


def pair_loss__torch_float32(v, u, noise):
    """ARGUABLE: computed in float32, right to six or seven digits."""
    v, u, noise = (torch.tensor(np.array(x), dtype=torch.float32) for x in (v, u, noise))
    return float(-F.logsigmoid(v @ u) - F.logsigmoid(-(noise @ v)).sum())


def pair_loss__naive(v, u, noise):
    """WRONG: the sigmoid is computed first; for a very wrong model it is 0 and the loss infinite."""
    with np.errstate(all="ignore"):
        return -np.log(_naive_sigmoid(v @ u)) - np.log(_naive_sigmoid(-(noise @ v))).sum()


def pair_loss__log1p_naive(v, u, noise):
    """WRONG: log(1 + exp(-x)) overflows for scores below -709, and the loss becomes infinite."""
    with np.errstate(all="ignore"):
        return np.log1p(np.exp(-(v @ u))) + np.log1p(np.exp(noise @ v)).sum()


def pair_loss__epsilon(v, u, noise):
    """WRONG: a small number inside the logarithm keeps the loss finite, but no term can be larger than about 23."""
    return -np.log(_sigmoid(v @ u) + 1e-10) - np.log(_sigmoid(-(noise @ v)) + 1e-10).sum()


def pair_loss__clipped_scores(v, u, noise):
    """WRONG: the scores are cut to -30 ... 30, so that a score of -1000 costs 30 and not 1000."""
    x = np.clip(v @ u, -30, 30)
    y = np.clip(noise @ v, -30, 30)
    return np.logaddexp(0, -x) + np.logaddexp(0, y).sum()


def pair_loss__clipped_at_six(v, u, noise):
    """WRONG: the scores are cut to -6 ... 6, as the original program's table does."""
    x = np.clip(v @ u, -6, 6)
    y = np.clip(noise @ v, -6, 6)
    return np.logaddexp(0, -x) + np.logaddexp(0, y).sum()


def pair_loss__nan_to_num(v, u, noise):
    """WRONG: an infinite loss is replaced by the largest float, where the true loss is the size of the score."""
    with np.errstate(all="ignore"):
        return (
            np.nan_to_num(-np.log(_naive_sigmoid(v @ u))) + np.nan_to_num(-np.log(_naive_sigmoid(-(noise @ v)))).sum()
        )


def pair_loss__noise_sign(v, u, noise):
    """WRONG: the minus sign in the noise's sigmoid is missing: noise is treated like true neighbours."""
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, -(noise @ v)).sum()


def pair_loss__true_sign(v, u, noise):
    """WRONG: the sign of the true score is turned: the true word is treated like noise."""
    return np.logaddexp(0, v @ u) + np.logaddexp(0, noise @ v).sum()


def pair_loss__negative(v, u, noise):
    """WRONG: the logarithms are not turned into losses: the result is negative."""
    return -pair_loss__logaddexp(v, u, noise)


def pair_loss__noise_subtracted(v, u, noise):
    """WRONG: the noise's loss is subtracted from that of the true pair instead of added."""
    return np.logaddexp(0, -(v @ u)) - np.logaddexp(0, noise @ v).sum()


def pair_loss__mean(v, u, noise):
    """WRONG: the mean over the noise words instead of their sum; the same only for one noise word."""
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, noise @ v).mean()


def pair_loss__mean_all(v, u, noise):
    """WRONG: the mean over all K + 1 terms instead of their sum."""
    return pair_loss__logaddexp(v, u, noise) / (len(noise) + 1)


def pair_loss__noise_summed_first(v, u, noise):
    """WRONG: the noise vectors are summed before the sigmoid, as if they were one word."""
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, noise.sum(axis=0) @ v)


def pair_loss__first_noise(v, u, noise):
    """WRONG: only the first noise word is counted."""
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, noise[0] @ v)


def pair_loss__no_noise(v, u, noise):
    """WRONG: only the true pair is counted; the noise is forgotten."""
    return np.logaddexp(0, -(v @ u))


def pair_loss__noise_with_u(v, u, noise):
    """WRONG: the noise is compared with the context word u instead of the word v."""
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, noise @ u).sum()


def pair_loss__wrong_axis(v, u, noise):
    """WRONG: v is multiplied with the columns of the noise instead of its rows (seen only where K is d)."""
    y = v @ noise if noise.shape[0] == noise.shape[1] else noise @ v
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, y).sum()


def pair_loss__log10(v, u, noise):
    """WRONG: logarithms to the base 10."""
    return pair_loss__logaddexp(v, u, noise) / np.log(10)


def pair_loss__bits(v, u, noise):
    """WRONG: logarithms to the base 2: the loss comes in bits."""
    return pair_loss__logaddexp(v, u, noise) / np.log(2)


def pair_loss__cosine(v, u, noise):
    """WRONG: cosines are used instead of dot products."""

    def unit(x):
        return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)

    return pair_loss__logaddexp(unit(v), unit(u), unit(noise))


def pair_loss__softmax(v, u, noise):
    """WRONG: a softmax over the true word and the noise instead of K + 1 yes-or-no questions."""
    scores = np.vstack([u, noise]) @ v
    return scipy.special.logsumexp(scores) - scores[0]


def pair_loss__hinge(v, u, noise):
    """WRONG: max(0, -x) in place of -log sigmoid(x); the same only for very large scores."""
    return max(0.0, -(v @ u)) + np.maximum(noise @ v, 0).sum()


def pair_loss__far_side_lost(v, u, noise):
    """WRONG: a large noise score of 1000 is treated as safe, because only the true pair is computed stably."""
    with np.errstate(all="ignore"):
        return np.logaddexp(0, -(v @ u)) - np.log(1 - _naive_sigmoid(noise @ v)).sum()


def pair_loss__in_place(v, u, noise):
    """WRONG: the noise is multiplied by -1 in the caller's own array."""
    noise *= -1
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, -(noise @ v)).sum()


def pair_loss__float16(v, u, noise):
    """WRONG: computed in float16, with three digits."""
    x = np.float16(v @ u)
    y = (noise @ v).astype(np.float16)
    return float(np.logaddexp(np.float16(0), -x) + np.logaddexp(np.float16(0), y).sum())


def pair_loss__array(v, u, noise):
    """WRONG: the losses of the noise words are not summed; an array comes back instead of one number."""
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, noise @ v)


def pair_loss__noise_set(v, u, noise):
    """WRONG: a noise word that was drawn twice counts once."""
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, np.unique(noise, axis=0) @ v).sum()


def pair_loss__example(v, u, noise):
    """WRONG: the number of the example."""
    return 2 * np.log(4 / 3)


# ---------------------------------------------------------------------------------------------------------------------
# 2.6 gradient
# ---------------------------------------------------------------------------------------------------------------------


def gradient__expit(v, u, noise):
    """RIGHT: probability minus label, with scipy's sigmoid and an outer product."""
    e = scipy.special.expit(v @ u) - 1
    p = scipy.special.expit(noise @ v)
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__loops(v, u, noise):
    """RIGHT: noise word by noise word, with a sigmoid that looks at the sign first."""

    def sigmoid(x):
        if x >= 0:
            return 1 / (1 + math.exp(-x))
        return math.exp(x) / (1 + math.exp(x))

    e = sigmoid(float(np.dot(v, u))) - 1
    dv = e * np.array(u, dtype=float)
    du = e * np.array(v, dtype=float)
    dnoise = []
    for n in noise:
        p = sigmoid(float(np.dot(v, n)))
        dv = dv + p * n
        dnoise.append(p * v)
    return dv, du, np.array(dnoise)


def gradient__autograd(v, u, noise):
    """RIGHT: torch differentiates the loss in float64; the results are turned back into NumPy."""
    a, b, c = (torch.tensor(np.array(x), dtype=torch.float64, requires_grad=True) for x in (v, u, noise))
    loss = -F.logsigmoid(a @ b) - F.logsigmoid(-(c @ a)).sum()
    loss.backward()
    return a.grad.numpy(), b.grad.numpy(), c.grad.numpy()


def gradient__tanh(v, u, noise):
    """RIGHT: the sigmoid as (1 + tanh(x / 2)) / 2, which is never NaN, and einsum for the products."""
    words = np.vstack([u[None, :], noise])
    err = (1 + np.tanh(words @ v / 2)) / 2
    err[0] -= 1
    dwords = np.einsum("k,d->kd", err, v)
    return np.einsum("k,kd->d", err, words), dwords[0], dwords[1:]


def gradient__naive_overflow(v, u, noise):
    """RIGHT: 1 / (1 + exp(-x)) overflows with a warning for -1000, but to infinity, so the probability is a right 0."""
    e = 1 / (1 + np.exp(-(v @ u))) - 1
    p = 1 / (1 + np.exp(-(noise @ v)))
    return e * u + noise.T @ p, e * v, p[:, None] * v[None, :]


def gradient__minus_sigmoid_of_minus(v, u, noise):
    """RIGHT: sigmoid(x) - 1 written as -sigmoid(-x), which keeps more digits."""
    e = -_sigmoid(-(v @ u))
    p = _sigmoid(noise @ v)
    return e * u + (p[:, None] * noise).sum(axis=0), e * v, p[:, None] * v


def gradient__tensors(v, u, noise):
    """ARGUABLE: the right numbers as torch tensors."""
    return tuple(torch.tensor(g) for g in gradient__expit(v, u, noise))


def gradient__list(v, u, noise):
    """ARGUABLE: the right arrays in a list and not in a tuple."""
    return list(gradient__expit(v, u, noise))


def gradient__numeric(v, u, noise):
    """ARGUABLE: central differences; right to six or seven digits only, and fewer for large scores."""
    xs = [np.array(x, dtype=float) for x in (v, u, noise)]
    out = []
    h = 1e-6
    for x in xs:
        g = np.zeros_like(x)
        for i in np.ndindex(x.shape):
            keep = x[i]
            x[i] = keep + h
            up = pair_loss__logaddexp(*xs)
            x[i] = keep - h
            down = pair_loss__logaddexp(*xs)
            x[i] = keep
            g[i] = (up - down) / (2 * h)
        out.append(g)
    return tuple(out)


def gradient__sign(v, u, noise):
    """WRONG: the sign is turned: this is the direction downhill, not the gradient."""
    return tuple(-g for g in gradient__expit(v, u, noise))


def gradient__swapped(v, u, noise):
    """WRONG: the gradients of v and u are returned in each other's place."""
    dv, du, dn = gradient__expit(v, u, noise)
    return du, dv, dn


def gradient__label_forgotten(v, u, noise):
    """WRONG: the label 1 is not subtracted from the probability of the true pair."""
    e = _sigmoid(v @ u)
    p = _sigmoid(noise @ v)
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__noise_label(v, u, noise):
    """WRONG: 1 is subtracted from the probabilities of the noise too, as if the noise were true."""
    e = _sigmoid(v @ u) - 1
    p = _sigmoid(noise @ v) - 1
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__noise_sign(v, u, noise):
    """WRONG: the noise's probability is taken of the score with its sign turned: sigmoid(-v n)."""
    e = _sigmoid(v @ u) - 1
    p = _sigmoid(-(noise @ v))
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__dv_without_noise(v, u, noise):
    """WRONG: the gradient of v has only the part of the true pair; the noise's part is missing."""
    dv, du, dn = gradient__expit(v, u, noise)
    return (_sigmoid(v @ u) - 1) * u, du, dn


def gradient__dv_mean(v, u, noise):
    """WRONG: the noise's part of dv is a mean, where the loss sums."""
    e = _sigmoid(v @ u) - 1
    p = _sigmoid(noise @ v)
    return e * u + (p[:, None] * noise).mean(axis=0), e * v, np.outer(p, v)


def gradient__all_mean(v, u, noise):
    """WRONG: everything is divided by the number of noise words."""
    return tuple(g / len(noise) for g in gradient__expit(v, u, noise))


def gradient__dnoise_from_noise(v, u, noise):
    """WRONG: each row of dnoise is a multiple of the noise word itself instead of v."""
    dv, du, _ = gradient__expit(v, u, noise)
    return dv, du, _sigmoid(noise @ v)[:, None] * noise


def gradient__dnoise_summed(v, u, noise):
    """WRONG: the gradients of the noise words are summed to one row."""
    dv, du, dn = gradient__expit(v, u, noise)
    return dv, du, dn.sum(axis=0)


def gradient__dnoise_transposed(v, u, noise):
    """WRONG: dnoise has the wrong way round: (d, K) instead of (K, d)."""
    dv, du, _ = gradient__expit(v, u, noise)
    return dv, du, np.outer(v, _sigmoid(noise @ v))


def gradient__dnoise_all_alike(v, u, noise):
    """WRONG: every row of dnoise gets the first noise word's probability."""
    dv, du, dn = gradient__expit(v, u, noise)
    return dv, du, np.tile(dn[0], (len(noise), 1))


def gradient__naive_nan(v, u, noise):
    """WRONG: exp(x) / (1 + exp(x)) is infinity by infinity for a score of 1000, that is NaN."""
    with np.errstate(all="ignore"):
        s = np.exp(v @ u) / (1 + np.exp(v @ u))
        p = np.exp(noise @ v) / (1 + np.exp(noise @ v))
    return (s - 1) * u + p @ noise, (s - 1) * v, np.outer(p, v)


def gradient__derivative_of_sigmoid(v, u, noise):
    """WRONG: the derivative of the sigmoid, p (1 - p), is multiplied in, as for a squared error."""
    s = _sigmoid(v @ u)
    p = _sigmoid(noise @ v)
    a, b = (s - 1) * s * (1 - s), p * p * (1 - p)
    return a * u + b @ noise, a * v, np.outer(b, v)


def gradient__after_the_step(v, u, noise):
    """WRONG: v takes its step before the gradients of u and the noise are computed."""
    dv, _, _ = gradient__expit(v, u, noise)
    w = v - 0.025 * dv
    e, p = _sigmoid(v @ u) - 1, _sigmoid(noise @ v)
    return dv, e * w, np.outer(p, w)


def gradient__in_place(v, u, noise):
    """WRONG: the caller's v is changed while the gradient is collected in it."""
    e, p = _sigmoid(v @ u) - 1, _sigmoid(noise @ v)
    du, dn = e * v, np.outer(p, v)
    v[:] = e * u + p @ noise
    return v, du, dn


def gradient__softmax(v, u, noise):
    """WRONG: the probabilities come from a softmax over all words instead of one sigmoid each."""
    words = np.vstack([u, noise])
    p = scipy.special.softmax(words @ v)
    p[0] -= 1
    d = np.outer(p, v)
    return p @ words, d[0], d[1:]


def gradient__clipped(v, u, noise):
    """WRONG: beyond scores of -6 or 6 the error is taken for 0 or 1, as the original program does."""

    def table(x):
        return np.where(x > 6, 1.0, np.where(x < -6, 0.0, _sigmoid(x)))

    e, p = table(v @ u) - 1, table(noise @ v)
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__no_learning_beyond(v, u, noise):
    """WRONG: where a score is beyond -20 or 20 the gradient is set to 0, also for a pair that is very wrong."""
    s, y = v @ u, noise @ v
    e = 0.0 if abs(s) > 20 else _sigmoid(s) - 1
    p = np.where(np.abs(y) > 20, 0.0, _sigmoid(y))
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__wrong_axis(v, u, noise):
    """WRONG: the noise is multiplied from the wrong side, which shows only where there are as many noise words as numbers."""
    e = _sigmoid(v @ u) - 1
    p = _sigmoid(noise @ v)
    dv = e * u + (noise @ p if noise.shape[0] == noise.shape[1] else p @ noise)
    return dv, e * v, np.outer(p, v)


def gradient__first_noise_only(v, u, noise):
    """WRONG: only the first noise word has a gradient; the others get zeros."""
    e = _sigmoid(v @ u) - 1
    p = _sigmoid(noise @ v)
    p[1:] = 0
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__du_shape(v, u, noise):
    """WRONG: du is a row of a matrix, (1, d), instead of a vector."""
    dv, du, dn = gradient__expit(v, u, noise)
    return dv, du[None, :], dn


def gradient__learning_rate(v, u, noise):
    """WRONG: the gradients are already multiplied by a learning rate."""
    return tuple(0.025 * g for g in gradient__expit(v, u, noise))


def gradient__float16(v, u, noise):
    """WRONG: the gradients are returned in float16."""
    return tuple(g.astype(np.float16) for g in gradient__expit(v, u, noise))


def gradient__example(v, u, noise):
    """WRONG: right only where v is 0: all probabilities are taken for one half."""
    return (noise.sum(axis=0) - u) / 2, -v / 2, np.tile(v / 2, (len(noise), 1))


# ---------------------------------------------------------------------------------------------------------------------
# 2.7 sgd_step
# ---------------------------------------------------------------------------------------------------------------------


def sgd_step__subtract_at(table, rows, gradients, lr):
    """RIGHT: a copy, and np.subtract.at, which counts repeated rows every time."""
    out = np.array(table, dtype=float)
    np.subtract.at(out, rows, lr * np.asarray(gradients))
    return out


def sgd_step__loop(table, rows, gradients, lr):
    """RIGHT: one gradient after the other in a plain loop on a copy."""
    out = np.array(table, dtype=float, copy=True)
    for r, g in zip(rows, gradients):
        out[r] -= lr * g
    return out


def sgd_step__one_hot(table, rows, gradients, lr):
    """RIGHT: a matrix that says which gradient belongs to which row, times the gradients."""
    belongs = (np.arange(len(table))[:, None] == np.asarray(rows)[None, :]).astype(float)
    return table - lr * belongs @ gradients


def sgd_step__index_add(table, rows, gradients, lr):
    """RIGHT: torch's index_add on a copy, turned back into NumPy."""
    t = torch.tensor(np.array(table))
    g = torch.tensor(np.array(gradients)).to(t.dtype)
    return t.index_add(0, torch.tensor(np.array(rows)).long(), g, alpha=-lr).numpy()


def sgd_step__sparse(table, rows, gradients, lr):
    """RIGHT: a sparse matrix of ones sums the gradients of a row."""
    n = len(rows)
    s = scipy.sparse.csr_matrix((np.ones(n), (rows, np.arange(n))), shape=(len(table), n))
    return table - lr * (s @ gradients)


def sgd_step__row_by_row(table, rows, gradients, lr):
    """RIGHT: for each row of the table the sum of its gradients, found by a mask."""
    rows = np.asarray(rows)
    return np.array([table[r] - lr * gradients[rows == r].sum(axis=0) for r in range(len(table))])


def sgd_step__dict(table, rows, gradients, lr):
    """RIGHT: sums in a dictionary of lists, then a new table from nested lists."""
    sums = defaultdict(lambda: [0.0] * table.shape[1])
    for r, g in zip(rows, gradients):
        sums[int(r)] = [a + float(b) for a, b in zip(sums[int(r)], g)]
    return np.array([[float(x) - lr * s for x, s in zip(table[r], sums[r])] for r in range(len(table))])


def sgd_step__sorted_reduceat(table, rows, gradients, lr):
    """RIGHT: the gradients sorted by row and summed stretch by stretch with reduceat."""
    order = np.argsort(rows, kind="stable")
    r, first = np.unique(np.asarray(rows)[order], return_index=True)
    out = np.array(table, dtype=float)
    out[r] -= lr * np.add.reduceat(np.asarray(gradients)[order], first, axis=0)
    return out


def sgd_step__tensor(table, rows, gradients, lr):
    """ARGUABLE: the right table as a torch tensor."""
    return torch.tensor(sgd_step__loop(table, rows, gradients, lr))


def sgd_step__float32(table, rows, gradients, lr):
    """ARGUABLE: the right table rounded to float32."""
    return sgd_step__loop(table, rows, gradients, lr).astype(np.float32)


def sgd_step__last_only(table, rows, gradients, lr):
    """WRONG: table[rows] -= ... keeps only the last gradient of a row that comes several times."""
    out = table.copy()
    out[rows] -= lr * gradients
    return out


def sgd_step__first_only(table, rows, gradients, lr):
    """WRONG: only the first gradient of each row counts."""
    out = table.copy()
    r, first = np.unique(rows, return_index=True)
    out[r] -= lr * gradients[first]
    return out


def sgd_step__mean(table, rows, gradients, lr):
    """WRONG: the mean of a row's gradients instead of their sum."""
    out = table.copy()
    for r in set(int(x) for x in rows):
        out[r] -= lr * gradients[np.asarray(rows) == r].mean(axis=0)
    return out


def sgd_step__batch_mean(table, rows, gradients, lr):
    """WRONG: the gradients are divided by the size of the batch."""
    out = table.copy()
    np.subtract.at(out, rows, lr * gradients / len(rows))
    return out


def sgd_step__uphill(table, rows, gradients, lr):
    """WRONG: the step goes uphill: a plus where a minus belongs."""
    out = table.copy()
    np.add.at(out, rows, lr * gradients)
    return out


def sgd_step__in_place(table, rows, gradients, lr):
    """WRONG: the caller's table is changed."""
    np.subtract.at(table, rows, lr * gradients)
    return table


def sgd_step__gradients_in_place(table, rows, gradients, lr):
    """WRONG: the caller's gradients are multiplied by the learning rate in place."""
    gradients *= lr
    out = table.copy()
    np.subtract.at(out, rows, gradients)
    return out


def sgd_step__alias(table, rows, gradients, lr):
    """WRONG: new = table is no copy, so the caller's table changes too."""
    new = table
    for r, g in zip(rows, gradients):
        new[r] -= lr * g
    return new


def sgd_step__shallow_copy(table, rows, gradients, lr):
    """WRONG: table[:] is only a view of the caller's table, not a copy as with lists."""
    new = table[:]
    for r, g in zip(rows, gradients):
        new[r] -= lr * g
    return new


def sgd_step__no_lr(table, rows, gradients, lr):
    """WRONG: the learning rate is not used."""
    out = table.copy()
    np.subtract.at(out, rows, gradients)
    return out


def sgd_step__divides_by_lr(table, rows, gradients, lr):
    """WRONG: the gradient is divided by the learning rate."""
    out = table.copy()
    np.subtract.at(out, rows, gradients / lr)
    return out


def sgd_step__rows_only(table, rows, gradients, lr):
    """WRONG: only the rows that were touched are returned, not the whole table."""
    return sgd_step__loop(table, rows, gradients, lr)[np.unique(rows)]


def sgd_step__positions(table, rows, gradients, lr):
    """WRONG: gradient i is given to row i of the table; the row numbers are not used."""
    out = table.copy()
    n = min(len(table), len(gradients))
    out[:n] -= lr * gradients[:n]
    return out


def sgd_step__neighbours_only(table, rows, gradients, lr):
    """WRONG: repeated rows are summed only where they follow each other; later ones replace the earlier."""
    rows = np.asarray(rows)
    starts = np.concatenate([[0], np.nonzero(np.diff(rows))[0] + 1])
    sums = np.add.reduceat(gradients, starts, axis=0)
    out = table.copy()
    out[rows[starts]] = table[rows[starts]] - lr * sums
    return out


def sgd_step__skips_row_zero(table, rows, gradients, lr):
    """WRONG: row 0 is never moved, as if its number meant that no row is there."""
    out = table.copy()
    for r, g in zip(rows, gradients):
        if r:
            out[r] -= lr * g
    return out


def sgd_step__last_row_missed(table, rows, gradients, lr):
    """WRONG: the loop over the rows ends before the largest row number."""
    out = table.copy()
    for r in range(int(max(rows))):
        out[r] -= lr * gradients[np.asarray(rows) == r].sum(axis=0)
    return out


def sgd_step__equal_gradients_once(table, rows, gradients, lr):
    """WRONG: two equal gradients of the same row count once, because they are put into a set."""
    out = table.copy()
    for r, g in {(int(r), tuple(g)) for r, g in zip(rows, gradients)}:
        out[r] -= lr * np.array(g)
    return out


def sgd_step__at_most_two(table, rows, gradients, lr):
    """WRONG: a row's third gradient and all later ones are lost."""
    out = table.copy()
    seen = Counter()
    for r, g in zip(rows, gradients):
        seen[int(r)] += 1
        if seen[int(r)] <= 2:
            out[r] -= lr * g
    return out


def sgd_step__update_only(table, rows, gradients, lr):
    """WRONG: the change is returned, not the table after it."""
    return sgd_step__loop(np.zeros_like(table), rows, gradients, lr)


def sgd_step__whole_numbers(table, rows, gradients, lr):
    """WRONG: the result is rounded to whole numbers, because the new table was made for such."""
    return sgd_step__loop(table, rows, gradients, lr).astype(int)


_SGD_STATE = {}


def sgd_step__momentum(table, rows, gradients, lr):
    """WRONG: a momentum from earlier calls is kept; the step depends on what was asked before."""
    step = table - sgd_step__loop(table, rows, gradients, lr)
    old = _SGD_STATE.get(table.shape, 0)
    _SGD_STATE[table.shape] = step + 0.9 * old
    return table - _SGD_STATE[table.shape]


def sgd_step__example(table, rows, gradients, lr):
    """WRONG: the table of the example is returned."""
    return np.array([[0.5, 1.0], [2.0, 2.0], [1.0, 1.0]])


# ---------------------------------------------------------------------------------------------------------------------
# 2.8 keep_probability
# ---------------------------------------------------------------------------------------------------------------------


def keep_probability__vector(counts, sample):
    """RIGHT: the formula for all words at once."""
    f = np.asarray(counts, dtype=float) / np.sum(counts, dtype=float)
    r = sample / f
    return np.minimum(1, np.sqrt(r) + r)


def keep_probability__loop(counts, sample):
    """RIGHT: word by word with Python's own numbers, which know no overflow."""
    total = sum(int(c) for c in counts)
    out = []
    for c in counts:
        r = sample * total / int(c)
        out.append(min(1.0, math.sqrt(r) + r))
    return np.array(out)


def keep_probability__as_in_c(counts, sample):
    """RIGHT: written as in the original program: (sqrt(f / sample) + 1) * sample / f."""
    f = counts / np.asarray(counts).astype(np.float64).sum()
    return np.clip((np.sqrt(f / sample) + 1) * (sample / f), None, 1.0)


def keep_probability__torch(counts, sample):
    """RIGHT: in torch, with float64."""
    c = torch.tensor(np.array(counts), dtype=torch.float64)
    r = sample * c.sum() / c
    return (r.sqrt() + r).clamp(max=1).numpy()


def keep_probability__where(counts, sample):
    """RIGHT: np.where replaces what is above 1; the power 0.5 for the root."""
    counts = np.asarray(counts)
    r = float(sample) * counts.sum(dtype=np.float64) / counts
    p = r**0.5 + r
    return np.where(p > 1, 1.0, p)


def keep_probability__golden(counts, sample):
    """RIGHT: the limit is computed first: the sum passes 1 where the root of r passes (sqrt(5) - 1) / 2."""
    q = np.sqrt(sample * np.asarray(counts, dtype=float).sum() / np.asarray(counts, dtype=float))
    q = np.minimum(q, (math.sqrt(5) - 1) / 2)
    return np.minimum(q + q * q, 1.0)


def keep_probability__list(counts, sample):
    """ARGUABLE: the right numbers in a list."""
    return keep_probability__loop(counts, sample).tolist()


def keep_probability__python_sum(counts, sample):
    """ARGUABLE: right for the usual int64; Python's sum over an array of int32 would overflow."""
    r = sample * sum(counts) / counts
    return np.minimum(1, np.sqrt(r) + r)


def keep_probability__float32(counts, sample):
    """ARGUABLE: computed in float32, right to six or seven digits."""
    c = np.asarray(counts).astype(np.float32)
    r = np.float32(sample) * c.sum() / c
    return np.minimum(np.float32(1), np.sqrt(r) + r)


def keep_probability__no_minimum(counts, sample):
    """WRONG: probabilities above 1 come out for rare words; the minimum is missing."""
    r = sample * np.sum(counts, dtype=float) / counts
    return np.sqrt(r) + r


def keep_probability__root_only(counts, sample):
    """WRONG: only the root of r; the second r is missing."""
    r = sample * np.sum(counts, dtype=float) / counts
    return np.minimum(1, np.sqrt(r))


def keep_probability__paper(counts, sample):
    """WRONG: 1 - sqrt(r), the chance to be thrown out in the paper, which is another formula."""
    r = sample * np.sum(counts, dtype=float) / counts
    return np.clip(1 - np.sqrt(r), 0, 1)


def keep_probability__discard(counts, sample):
    """WRONG: the chance to be thrown out, not that to stay."""
    return 1 - keep_probability__vector(counts, sample)


def keep_probability__root_of_sum(counts, sample):
    """WRONG: the root is drawn from r + r, instead of r alone."""
    r = sample * np.sum(counts, dtype=float) / counts
    return np.minimum(1, np.sqrt(r + r))


def keep_probability__inverted(counts, sample):
    """WRONG: r is turned upside down (f by sample), so that frequent words stay and rare ones go."""
    r = counts / np.sum(counts, dtype=float) / sample
    return np.minimum(1, np.sqrt(r) + r)


def keep_probability__counts_not_shares(counts, sample):
    """WRONG: the count itself is used for f, not the word's share of the text."""
    r = sample / np.asarray(counts, dtype=float)
    return np.minimum(1, np.sqrt(r) + r)


def keep_probability__share_of_largest(counts, sample):
    """WRONG: f is the share of the most frequent word's count, not of the whole text."""
    r = sample * np.max(counts) / counts
    return np.minimum(1, np.sqrt(r) + r)


def keep_probability__share_of_words(counts, sample):
    """WRONG: the count is divided by the number of different words, not by the length of the text."""
    r = sample * len(counts) / counts
    return np.minimum(1, np.sqrt(r) + r)


def keep_probability__maximum(counts, sample):
    """WRONG: the maximum with 1 instead of the minimum."""
    r = sample * np.sum(counts, dtype=float) / counts
    return np.maximum(1, np.sqrt(r) + r)


def keep_probability__limit_at_r(counts, sample):
    """WRONG: 1 only where r is above 1, but the sum passes 1 already at r = .38; between, probabilities above 1 come out."""
    r = sample * np.sum(counts, dtype=float) / counts
    return np.where(r >= 1, 1.0, np.sqrt(r) + r)


def keep_probability__limit_everything(counts, sample):
    """WRONG: the root is limited to 1 first and r added afterwards, so that values above 1 remain."""
    r = sample * np.sum(counts, dtype=float) / counts
    return np.minimum(1, np.sqrt(r)) + np.minimum(1, r)


def keep_probability__normalised(counts, sample):
    """WRONG: the probabilities are divided by their sum, as if one word had to be chosen."""
    p = keep_probability__vector(counts, sample)
    return p / p.sum()


def keep_probability__divided_by_largest(counts, sample):
    """WRONG: instead of cutting at 1, all are divided by the largest value."""
    r = sample * np.sum(counts, dtype=float) / counts
    p = np.sqrt(r) + r
    return p / p.max() if p.max() > 1 else p


def keep_probability__int32(counts, sample):
    """WRONG: the counts are stored in 32 bits, and billions overflow."""
    c = np.asarray(counts).astype(np.int32)
    with np.errstate(all="ignore"):
        r = sample * c.sum(dtype=np.int32) / c
        return np.minimum(1, np.sqrt(r) + r)


def keep_probability__squared_overflow(counts, sample):
    """WRONG: the square of the total is computed in whole numbers; for billions of words it overflows."""
    c = np.asarray(counts).astype(np.int64)
    with np.errstate(all="ignore"):
        total = c.sum()
        r = sample * np.sqrt((total * total) / (c * c).astype(float))
        return np.minimum(1, np.sqrt(r) + r)


def keep_probability__float16(counts, sample):
    """WRONG: computed in float16, where counts above 65,504 are infinite."""
    with np.errstate(all="ignore"):
        c = np.asarray(counts).astype(np.float16)
        r = np.float16(sample) / (c / c.sum())
        return np.minimum(np.float16(1), np.sqrt(r) + r)


def keep_probability__log(counts, sample):
    """WRONG: a logarithm in place of the root."""
    r = sample * np.sum(counts, dtype=float) / counts
    return np.clip(np.log1p(r) + r, 0, 1)


def keep_probability__fixed_sample(counts, sample):
    """WRONG: the usual 0.001 is used, whatever sample is given."""
    return keep_probability__vector(counts, 1e-3)


def keep_probability__rounded(counts, sample):
    """WRONG: the probabilities are rounded to four digits, so that the smallest become 0."""
    return np.round(keep_probability__vector(counts, sample), 4)


def keep_probability__in_place(counts, sample):
    """WRONG: the caller's counts are sorted in place, and the probabilities belong to other words."""
    counts[::-1].sort()
    return keep_probability__vector(counts, sample)


def keep_probability__sorted(counts, sample):
    """WRONG: the probabilities come in order of frequency, not in the order of the words."""
    return np.sort(keep_probability__vector(counts, sample))


def keep_probability__rare_kept(counts, sample):
    """WRONG: words that come fewer than five times always stay, a rule that is not in the task."""
    p = keep_probability__vector(counts, sample)
    p[np.asarray(counts) < 5] = 1.0
    return p


def keep_probability__floor(counts, sample):
    """WRONG: f is made with whole-number division, percent by percent."""
    f = np.maximum(100 * np.asarray(counts, dtype=float) // np.sum(counts, dtype=float), 1) / 100
    return np.minimum(1, np.sqrt(sample / f) + sample / f)


def keep_probability__example(counts, sample):
    """WRONG: the numbers of the example."""
    return np.array([0.3125, np.sqrt(0.125) + 0.125, 1.0])


# ---------------------------------------------------------------------------------------------------------------------
# 2.9 noise_distribution
# ---------------------------------------------------------------------------------------------------------------------


def noise_distribution__power(counts):
    """RIGHT: the power, then divided by the sum."""
    w = np.asarray(counts, dtype=float) ** 0.75
    return w / w.sum()


def noise_distribution__loop(counts):
    """RIGHT: Python's numbers, word by word."""
    w = [math.pow(int(c), 3 / 4) for c in counts]
    total = math.fsum(w)
    return np.array([x / total for x in w])


def noise_distribution__roots(counts):
    """RIGHT: the root of the root, cubed."""
    w = np.sqrt(np.sqrt(counts)) ** 3
    return w / np.sum(w)


def noise_distribution__shares_first(counts):
    """RIGHT: shares first, then the power, then divided once more by the sum."""
    p = (counts / np.sum(counts, dtype=float)) ** 0.75
    return p / p.sum()


def noise_distribution__torch(counts):
    """RIGHT: in torch with float64."""
    w = torch.tensor(np.array(counts), dtype=torch.float64).pow(0.75)
    return (w / w.sum()).numpy()


def noise_distribution__logs(counts):
    """RIGHT: a softmax of 3/4 of the logarithms, with the zeros left out."""
    c = np.asarray(counts, dtype=float)
    out = np.zeros(len(c))
    seen = c > 0
    out[seen] = scipy.special.softmax(0.75 * np.log(c[seen]))
    return out


def noise_distribution__list(counts):
    """ARGUABLE: the right probabilities in a list."""
    return noise_distribution__loop(counts).tolist()


def noise_distribution__float32(counts):
    """ARGUABLE: rounded to float32; the sum is 1 to seven digits."""
    return noise_distribution__power(counts).astype(np.float32)


def noise_distribution__shares(counts):
    """WRONG: the shares themselves; the power 3/4 is missing."""
    return counts / np.sum(counts, dtype=float)


def noise_distribution__not_normalised(counts):
    """WRONG: the powers are not divided by their sum, so the probabilities are not 1 in all."""
    return np.asarray(counts, dtype=float) ** 0.75


def noise_distribution__normalised_before_only(counts):
    """WRONG: divided by the sum before the power and not after it, so that all together is more than 1."""
    return (counts / np.sum(counts, dtype=float)) ** 0.75


def noise_distribution__power_of_the_sum(counts):
    """WRONG: divided by the sum of the counts, not by the sum of the powers."""
    return np.asarray(counts, dtype=float) ** 0.75 / np.sum(counts, dtype=float)


def noise_distribution__four_thirds(counts):
    """WRONG: the power 4/3 instead of 3/4: frequent words become more frequent still."""
    w = np.asarray(counts, dtype=float) ** (4 / 3)
    return w / w.sum()


def noise_distribution__precedence(counts):
    """WRONG: counts ** 3 / 4 is the third power divided by four: brackets are missing."""
    w = np.asarray(counts, dtype=float) ** 3 / 4
    return w / w.sum()


def noise_distribution__whole_number_power(counts):
    """WRONG: 3 // 4 is 0, and every word gets the same chance."""
    w = np.asarray(counts, dtype=float) ** (3 // 4)
    return w / w.sum()


def noise_distribution__times(counts):
    """WRONG: multiplied by 3/4 instead of raised to that power, which the division takes away again."""
    w = np.asarray(counts, dtype=float) * 0.75
    return w / w.sum()


def noise_distribution__half(counts):
    """WRONG: the square root, the power 1/2, instead of 3/4."""
    w = np.sqrt(np.asarray(counts, dtype=float))
    return w / w.sum()


def noise_distribution__uniform(counts):
    """WRONG: all words that come at all get the same chance."""
    w = (np.asarray(counts) > 0).astype(float)
    return w / w.sum()


def noise_distribution__cube_overflow(counts):
    """WRONG: the third power is computed in whole numbers before the root; from two million on it overflows."""
    with np.errstate(all="ignore"):
        w = (np.asarray(counts).astype(np.int64) ** 3) ** 0.25
    return w / w.sum()


def noise_distribution__int32(counts):
    """WRONG: the counts are stored in 32 bits, and billions become negative."""
    with np.errstate(all="ignore"):
        w = np.asarray(counts).astype(np.int32) ** 0.75
        return w / w.sum()


def noise_distribution__add_one(counts):
    """WRONG: 1 is added to each count, so that a word that never comes can be drawn."""
    w = (np.asarray(counts, dtype=float) + 1) ** 0.75
    return w / w.sum()


def noise_distribution__at_least_one(counts):
    """WRONG: a count of 0 is treated like 1: a word that never comes can be drawn."""
    w = np.maximum(np.asarray(counts, dtype=float), 1) ** 0.75
    return w / w.sum()


def noise_distribution__tiny_for_zero(counts):
    """WRONG: words that never come get a tiny chance instead of none."""
    p = noise_distribution__power(counts)
    p = np.maximum(p, 1e-6)
    return p / p.sum()


def noise_distribution__zeros_dropped(counts):
    """WRONG: words that never come are left out of the result, so that the other numbers move."""
    c = np.asarray(counts, dtype=float)
    w = c[c > 0] ** 0.75
    return w / w.sum()


def noise_distribution__log_nan(counts):
    """WRONG: 3/4 times log 0 times 0 is NaN: one word that never comes spoils the whole."""
    c = np.asarray(counts, dtype=float)
    with np.errstate(all="ignore"):
        w = np.exp(0.75 * np.log(c)) * (c / c)
    return w / w.sum()


def noise_distribution__softmax(counts):
    """WRONG: a softmax of the powers: their exponentials are compared."""
    return scipy.special.softmax(np.asarray(counts, dtype=float) ** 0.75)


def noise_distribution__cumulative(counts):
    """WRONG: running sums, ready for drawing, instead of the probabilities."""
    return np.cumsum(noise_distribution__power(counts))


def noise_distribution__norm(counts):
    """WRONG: divided by the Euclidean length, not by the sum."""
    w = np.asarray(counts, dtype=float) ** 0.75
    return w / np.linalg.norm(w)


def noise_distribution__largest(counts):
    """WRONG: divided by the largest power, not by the sum."""
    w = np.asarray(counts, dtype=float) ** 0.75
    return w / w.max()


def noise_distribution__in_place(counts):
    """WRONG: the caller's array is overwritten with what was computed."""
    p = noise_distribution__power(counts)
    counts[:] = np.round(np.asarray(counts, dtype=float) ** 0.75)
    return p


def noise_distribution__rounded(counts):
    """WRONG: the powers are rounded to whole numbers before they are divided."""
    w = np.round(np.asarray(counts, dtype=float) ** 0.75)
    return w / w.sum()


def noise_distribution__table(counts):
    """WRONG: the chances are those of a table with a thousand places: rare words get 0 or too much."""
    places = np.round(1000 * noise_distribution__power(counts))
    return places / places.sum()


def noise_distribution__sorted(counts):
    """WRONG: the probabilities are sorted by size and no longer belong to their words."""
    return np.sort(noise_distribution__power(counts))[::-1]


def noise_distribution__cap(counts):
    """WRONG: counts above a million are cut to a million."""
    w = np.minimum(np.asarray(counts, dtype=float), 1e6) ** 0.75
    return w / w.sum()


def noise_distribution__float16(counts):
    """WRONG: float16 knows no number above 65,504, and frequent words become infinite."""
    with np.errstate(all="ignore"):
        w = np.asarray(counts).astype(np.float16) ** np.float16(0.75)
        return w / w.sum()


def noise_distribution__example(counts):
    """WRONG: the numbers of the example."""
    return np.array([8 / 9, 1 / 9])


# ---------------------------------------------------------------------------------------------------------------------
# 2.10 align
# ---------------------------------------------------------------------------------------------------------------------


def align__svd(source, target):
    """RIGHT: NumPy's singular value decomposition, which gives V already transposed."""
    u, _, vt = np.linalg.svd(source.T @ target)
    return u @ vt


def align__procrustes(source, target):
    """RIGHT: scipy's orthogonal Procrustes, of whose pair the first is the matrix."""
    q, _ = scipy.linalg.orthogonal_procrustes(source, target)
    return q


def align__torch(source, target):
    """RIGHT: torch's decomposition in float64, which gives V transposed too."""
    m = torch.tensor(np.array(source), dtype=torch.float64).T @ torch.tensor(np.array(target), dtype=torch.float64)
    u, _, vh = torch.linalg.svd(m)
    return (u @ vh).numpy()


def align__polar(source, target):
    """RIGHT: the orthogonal factor of the polar decomposition of source^T target."""
    q, _ = scipy.linalg.polar(source.T @ target)
    return q


def align__from_the_other_side(source, target):
    """RIGHT: target^T source is decomposed, and the result transposed."""
    u, _, vt = scipy.linalg.svd(np.dot(target.T, source))
    return np.dot(u, vt).T


def align__sum_of_products(source, target):
    """RIGHT: the matrix as a sum over the rows that belong together, in a loop."""
    d = source.shape[1]
    m = np.zeros((d, d))
    for s, t in zip(source, target):
        m += np.outer(s, t)
    u, _, vt = np.linalg.svd(m)
    return sum(np.outer(u[:, k], vt[k]) for k in range(d))


def align__tensor(source, target):
    """ARGUABLE: the right matrix as a torch tensor."""
    return torch.tensor(align__svd(source, target))


def align__transposed(source, target):
    """WRONG: the transposed matrix, V U^T: it turns the other way."""
    return align__svd(source, target).T


def align__swapped(source, target):
    """WRONG: source and target are exchanged: target is turned onto source."""
    return align__svd(target, source)


def align__v_not_transposed(source, target):
    """WRONG: np.linalg.svd returns V already transposed; transposing it once more spoils the product."""
    u, _, vt = np.linalg.svd(source.T @ target)
    return u @ vt.T


def align__vu(source, target):
    """WRONG: the product in the wrong order: V^T U instead of U V^T."""
    u, _, vt = np.linalg.svd(source.T @ target)
    return vt @ u


def align__with_singular_values(source, target):
    """WRONG: the singular values are left in, so that lengths are not kept."""
    u, s, vt = np.linalg.svd(source.T @ target)
    return u * s @ vt


def align__centred(source, target):
    """WRONG: both spaces are moved to their centres first; nothing is to be shifted."""
    return align__svd(source - source.mean(axis=0), target - target.mean(axis=0))


def align__target_centred(source, target):
    """WRONG: the target is moved to its centre first; nothing is to be shifted."""
    return align__svd(source, target - target.mean(axis=0))


def align__least_squares(source, target):
    """WRONG: plain least squares: nearest of all matrices, but not one that keeps lengths and angles."""
    return np.linalg.lstsq(source, target, rcond=None)[0]


def align__least_squares_qr(source, target):
    """WRONG: least squares made orthogonal by a QR decomposition, which does not give the nearest turn."""
    q, r = np.linalg.qr(np.linalg.lstsq(source, target, rcond=None)[0])
    return q * np.where(np.diag(r) < 0, -1.0, 1.0)


def align__least_squares_svd(source, target):
    """WRONG: the least-squares matrix is made orthogonal, not source^T target; the same only where the fit is perfect."""
    u, _, vt = np.linalg.svd(np.linalg.lstsq(source, target, rcond=None)[0])
    return u @ vt


def align__rotation_only(source, target):
    """WRONG: mirrors are not allowed: where the best matrix mirrors, its last direction is turned round."""
    u, _, vt = np.linalg.svd(source.T @ target)
    if np.linalg.det(u @ vt) < 0:
        u = u.copy()
        u[:, -1] *= -1
    return u @ vt


def align__unit_rows(source, target):
    """WRONG: all rows are brought to length 1 first, so that long ones no longer count more."""

    def unit(x):
        return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)

    return align__svd(unit(source), unit(target))


def align__first_rows(source, target):
    """WRONG: only the first d rows are used, although there are more."""
    d = source.shape[1]
    return align__svd(source[:d], target[:d])


def align__rows_not_columns(source, target):
    """WRONG: source target^T instead of source^T target: rows are compared with rows, (n, n) comes out."""
    u, _, vt = np.linalg.svd(source @ target.T)
    return u @ vt


def align__root(source, target):
    """WRONG: M (M^T M)^(-1/2) by eigenvalues fails where the rows do not fill the space: it divides by 0."""
    m = source.T @ target
    w, v = np.linalg.eigh(m.T @ m)
    with np.errstate(all="ignore"):
        return m @ (v / np.sqrt(w)) @ v.T


def align__pseudo_root(source, target):
    """WRONG: directions without length are left out, so that Q is not orthogonal where the rows do not fill the space."""
    u, s, vt = np.linalg.svd(source.T @ target)
    keep = s > 1e-9 * max(s.max(), 1e-300)
    return u[:, keep] @ vt[keep]


def align__scaled(source, target):
    """WRONG: the best scale is multiplied in too, so that lengths are not kept."""
    q, scale = scipy.linalg.orthogonal_procrustes(source, target)
    return q * scale / np.sum(np.asarray(source) ** 2)


def align__pair(source, target):
    """WRONG: scipy's pair of matrix and scale is returned as it is."""
    return scipy.linalg.orthogonal_procrustes(source, target)


def align__turned_source(source, target):
    """WRONG: the turned source is returned instead of the matrix that turns it."""
    return source @ align__svd(source, target)


def align__sign(source, target):
    """WRONG: the sign is turned: everything is mirrored at 0."""
    return -align__svd(source, target)


def align__in_place(source, target):
    """WRONG: the caller's source is overwritten by the turned one."""
    q = align__svd(source, target)
    source[:] = source @ q
    return q


def align__centred_in_place(source, target):
    """WRONG: source -= its mean changes the caller's array, and nothing is to be shifted."""
    source -= source.mean(axis=0)
    return align__svd(source, target)


def align__square_solved(source, target):
    """WRONG: with as many rows as columns the matrix is solved for exactly and then keeps no lengths."""
    if source.shape[0] == source.shape[1]:
        return np.linalg.solve(source, target)
    return align__svd(source, target)


def align__float16(source, target):
    """WRONG: rounded to float16."""
    return align__svd(source, target).astype(np.float16)


def align__example(source, target):
    """WRONG: the quarter turn of the example."""
    return np.array([[0.0, 1.0], [-1.0, 0.0]])


# ---------------------------------------------------------------------------------------------------------------------
# 2.11 ngrams
# ---------------------------------------------------------------------------------------------------------------------


def ngrams__comprehension(word, low, high):
    """RIGHT: two loops in one comprehension, over lengths and beginnings."""
    s = "<" + word + ">"
    return [s[i : i + n] for n in range(low, high + 1) for i in range(len(s) - n + 1)]


def ngrams__loops(word, low, high):
    """RIGHT: plain loops, beginning by beginning."""
    marked = f"<{word}>"
    pieces = []
    for start in range(len(marked)):
        for end in range(start + low, start + high + 1):
            if end <= len(marked):
                pieces.append(marked[start:end])
    return pieces


def ngrams__zip(word, low, high):
    """RIGHT: the word zipped with itself, moved by one place each time."""
    s = "<" + word + ">"
    out = []
    for n in range(low, high + 1):
        out += ["".join(t) for t in zip(*(s[k:] for k in range(n)))]
    return out


def ngrams__regex(word, low, high):
    """RIGHT: a regular expression that looks ahead, so that pieces may overlap; the dot takes every character."""
    s = "<" + word + ">"
    out = []
    for n in range(low, high + 1):
        out.extend(re.findall("(?=(.{%d}))" % n, s, flags=re.DOTALL))
    return out


def ngrams__combinations(word, low, high):
    """RIGHT: all pairs of cuts, kept if the length fits."""
    s = "<" + word + ">"
    return [s[a:b] for a, b in combinations(range(len(s) + 1), 2) if low <= b - a <= high]


def ngrams__sorted(word, low, high):
    """RIGHT: counted with a Counter and listed in alphabetical order, each as often as it occurs."""
    s = "<" + word + ">"
    c = Counter(s[i : i + n] for i in range(len(s)) for n in range(low, high + 1) if i + n <= len(s))
    return sorted(c.elements())


def ngrams__while(word, low, high):
    """RIGHT: a window that moves along, for each length that fits into the word."""
    s = "<" + word + ">"
    out = []
    n = low
    while n <= min(high, len(s)):
        i = 0
        while i + n <= len(s):
            out.append(s[i : i + n])
            i += 1
        n += 1
    return out


def ngrams__tuple(word, low, high):
    """ARGUABLE: the right pieces in a tuple; a list is asked for."""
    return tuple(ngrams__comprehension(word, low, high))


def ngrams__generator(word, low, high):
    """ARGUABLE: a generator of the right pieces; a list is asked for."""
    return (p for p in ngrams__comprehension(word, low, high))


def ngrams__array(word, low, high):
    """ARGUABLE: a NumPy array of the right pieces; a list is asked for."""
    return np.array(ngrams__comprehension(word, low, high), dtype=object)


def ngrams__no_marks(word, low, high):
    """WRONG: the marks for beginning and end are missing."""
    return [word[i : i + n] for n in range(low, high + 1) for i in range(len(word) - n + 1)]


def ngrams__begin_mark_only(word, low, high):
    """WRONG: only the mark of the beginning is put; the end has none."""
    s = "<" + word
    return [s[i : i + n] for n in range(low, high + 1) for i in range(len(s) - n + 1)]


def ngrams__high_left_out(word, low, high):
    """WRONG: the longest pieces are missing, because range leaves out its end."""
    s = "<" + word + ">"
    return [s[i : i + n] for n in range(low, max(high, low + 1)) for i in range(len(s) - n + 1)]


def ngrams__last_left_out(word, low, high):
    """WRONG: the last piece of each length is missing (one beginning too few)."""
    s = "<" + word + ">"
    return [s[i : i + n] for n in range(low, high + 1) for i in range(len(s) - n)]


def ngrams__short_tails(word, low, high):
    """WRONG: at the end of the word pieces come that are too short, because a slice may be cut off."""
    s = "<" + word + ">"
    return [s[i : i + n] for n in range(low, high + 1) for i in range(len(s))]


def ngrams__set(word, low, high):
    """WRONG: a piece that occurs twice in the word is listed once."""
    return sorted(set(ngrams__comprehension(word, low, high)))


def ngrams__lower(word, low, high):
    """WRONG: capitals are made small, though the word is to be cut as it is written."""
    return ngrams__comprehension(word.lower(), low, high)


def ngrams__letters_only(word, low, high):
    """WRONG: everything that is no letter (digits, hyphens) is thrown out first."""
    return ngrams__comprehension("".join(c for c in word if c.isalpha()), low, high)


def ngrams__ascii_only(word, low, high):
    """WRONG: letters outside the English alphabet are thrown out."""
    return ngrams__comprehension(word.encode("ascii", "ignore").decode(), low, high)


def ngrams__regex_ascii(word, low, high):
    """WRONG: only pieces of a to z and the two marks are kept, so those with capitals, digits or other letters are missing."""
    return [p for p in ngrams__comprehension(word, low, high) if re.fullmatch("[a-z<>]+", p)]


def ngrams__bytes(word, low, high):
    """WRONG: bytes are counted instead of characters, so that letters of two bytes are torn apart."""
    b = ("<" + word + ">").encode("utf-8")
    return [b[i : i + n].decode("utf-8", "replace") for n in range(low, high + 1) for i in range(len(b) - n + 1)]


def ngrams__accents_off(word, low, high):
    """WRONG: accented letters are split into letter and accent first (NFD), so the characters are not those of the word."""
    return ngrams__comprehension(unicodedata.normalize("NFD", word), low, high)


def ngrams__strip(word, low, high):
    """WRONG: hyphens and apostrophes at the ends are cut off the word first."""
    return ngrams__comprehension(word.strip("-'. "), low, high)


def ngrams__whole_word_too(word, low, high):
    """WRONG: the whole word with its marks is always added, as fastText does, though its length is not asked for."""
    out = ngrams__comprehension(word, low, high)
    return out + ["<" + word + ">"]


def ngrams__without_whole_word(word, low, high):
    """WRONG: the piece that is the whole word with its marks is left out, also where it is short enough."""
    s = "<" + word + ">"
    return [p for p in ngrams__comprehension(word, low, high) if p != s]


def ngrams__longest_forgotten(word, low, high):
    """WRONG: the lengths end at that of the word without its marks, so the pieces of one and two characters more are missing."""
    s = "<" + word + ">"
    return [s[i : i + n] for n in range(low, min(high, len(word)) + 1) for i in range(len(s) - n + 1)]


def ngrams__bare_marks_left_out(word, low, high):
    """WRONG: the marks alone are left out as pieces of one character, as fastText does."""
    return [p for p in ngrams__comprehension(word, low, high) if p not in ("<", ">")]


def ngrams__too_short_whole(word, low, high):
    """WRONG: where the word is too short for the smallest length, the whole word is returned instead of nothing."""
    return ngrams__comprehension(word, low, high) or ["<" + word + ">"]


def ngrams__low_only(word, low, high):
    """WRONG: only pieces of the smallest length; the others up to high are missing."""
    return ngrams__comprehension(word, low, low)


def ngrams__low_and_high(word, low, high):
    """WRONG: only the smallest and the largest length; those between are missing."""
    return [p for p in ngrams__comprehension(word, low, high) if len(p) in (low, high)]


def ngrams__not_overlapping(word, low, high):
    """WRONG: the word is cut into pieces one after the other, which do not overlap."""
    s = "<" + word + ">"
    return [s[i : i + n] for n in range(low, high + 1) for i in range(0, len(s) - n + 1, n)]


def ngrams__other_marks(word, low, high):
    """WRONG: other marks than < and > are used."""
    return [p.replace("<", "^").replace(">", "$") for p in ngrams__comprehension(word, low, high)]


def ngrams__joined(word, low, high):
    """WRONG: one string with all pieces instead of a list."""
    return " ".join(ngrams__comprehension(word, low, high))


def ngrams__per_length(word, low, high):
    """WRONG: a list of lists, one for each length, instead of one list of strings."""
    return [ngrams__comprehension(word, n, n) for n in range(low, high + 1)]


def ngrams__split_at_hyphens(word, low, high):
    """WRONG: a word with a hyphen is cut there and each part gets marks of its own."""
    return [p for part in word.split("-") if part for p in ngrams__comprehension(part, low, high)]


def ngrams__cache(word, low, high, memory={}):  # noqa: B006
    """WRONG: what was computed for a word is kept, and comes again when other lengths are asked for the same word."""
    if word not in memory:
        memory[word] = ngrams__comprehension(word, low, high)
    return memory[word]


def ngrams__collects(word, low, high, out=[]):  # noqa: B006
    """WRONG: the list is a default argument and keeps the pieces of earlier calls."""
    out.extend(ngrams__comprehension(word, low, high))
    return out


def ngrams__dot_newline(word, low, high):
    """ARGUABLE: the dot of a regular expression takes no line break; right unless a word contains one."""
    s = "<" + word + ">"
    return [p for n in range(low, high + 1) for p in re.findall("(?=(.{%d}))" % n, s)]


def ngrams__example(word, low, high):
    """WRONG: the pieces of the example."""
    return ["<wh", "whe", "her", "ere", "re>"]


# ---------------------------------------------------------------------------------------------------------------------
# 2.12 merge_step
# ---------------------------------------------------------------------------------------------------------------------


def _pair_counts(words, counts):
    seen = Counter()
    for word, n in zip(words, counts, strict=True):
        for a, b in itertools.pairwise(word):
            seen[a, b] += int(n)
    return seen


def _joined(word, best):
    out = []
    for piece in word:
        if out and out[-1] is not None and (out[-1], piece) == best:
            out[-1:] = ["".join(best), None]  # a fence: what was joined is not joined again
        else:
            out.append(piece)
    return [piece for piece in out if piece is not None]


def merge_step__counter(words, counts):
    """RIGHT: a Counter of pairs, the winner by two keys, a fence behind each piece that was joined."""
    seen = _pair_counts(words, counts)
    if not seen:
        return [list(word) for word in words]
    best = sorted(seen, key=lambda pair: (-seen[pair], pair))[0]
    return [_joined(word, best) for word in words]


def merge_step__iterator(words, counts):
    """RIGHT: the largest count first, then the least of the pairs that have it; a while loop with pops."""
    seen = _pair_counts(words, counts)
    most = max(seen.values(), default=0)
    best = min((pair for pair in seen if seen[pair] == most), default=None)
    result = []
    for word in words:
        rest, pieces = list(word)[::-1], []
        while rest:
            piece = rest.pop()
            if rest and (piece, rest[-1]) == best:
                piece += rest.pop()
            pieces.append(piece)
        result.append(pieces)
    return result


def merge_step__recursive(words, counts):
    """RIGHT: joined by recursion."""
    seen = _pair_counts(words, counts)
    best = min(seen, key=lambda pair: (-seen[pair], *pair), default=("", ""))

    def join(word):
        if len(word) < 2:
            return list(word)
        if tuple(word[:2]) == best:
            return [word[0] + word[1], *join(word[2:])]
        return [word[0], *join(word[1:])]

    return [join(word) for word in words]


def merge_step__in_place_on_a_copy(words, counts):
    """RIGHT: copies of the words, from which pieces are deleted."""
    words = [list(word) for word in words]
    seen = defaultdict(int)
    for word, n in zip(words, counts, strict=True):
        for i in range(len(word) - 1):
            seen[word[i], word[i + 1]] += n
    if seen:
        a, b = min(seen.items(), key=lambda item: (-item[1], item[0]))[0]
        for word in words:
            i = 0
            while i < len(word) - 1:
                if word[i] == a and word[i + 1] == b:
                    word[i : i + 2] = [a + b]
                i += 1
    return words


def merge_step__types_not_tokens(words, counts):
    """WRONG: every word counts once, however often it comes."""
    return merge_step__counter(words, [1] * len(words))


def merge_step__first_seen(words, counts):
    """WRONG: of equal pairs the one that was seen first."""
    seen = _pair_counts(words, counts)
    best = max(seen, key=seen.get) if seen else None
    return [_joined(word, best) for word in words]


def merge_step__last_of_the_alphabet(words, counts):
    """WRONG: of equal pairs the last in order, as max of (count, pair) gives it."""
    seen = _pair_counts(words, counts)
    best = max((n, pair) for pair, n in seen.items())[1] if seen else None
    return [_joined(word, best) for word in words]


def merge_step__once_a_word(words, counts):
    """WRONG: in each word only the first place is joined."""
    seen = _pair_counts(words, counts)
    best = min(seen, key=lambda pair: (-seen[pair], pair), default=None)
    result = []
    for word in words:
        word = list(word)
        for i in range(len(word) - 1):
            if (word[i], word[i + 1]) == best:
                word[i : i + 2] = [word[i] + word[i + 1]]
                break
        result.append(word)
    return result


def merge_step__text_replaced(words, counts):
    """WRONG: the pieces are written with blanks between them and replaced as text, so ends of pieces count too."""
    seen = _pair_counts(words, counts)
    best = min(seen, key=lambda pair: (-seen[pair], pair), default=None)
    if best is None:
        return [list(word) for word in words]
    return [" ".join(word).replace(" ".join(best), "".join(best)).split(" ") for word in words]


def merge_step__across_words(words, counts):
    """WRONG: all words in one row, so the end of a word and the next word's beginning are a pair."""
    row = [piece for word, n in zip(words, counts, strict=True) for _ in range(n) for piece in word]
    seen = Counter(itertools.pairwise(row))
    best = min(seen, key=lambda pair: (-seen[pair], pair), default=None)
    return [_joined(word, best) for word in words]


def merge_step__a_pair_once_a_word(words, counts):
    """WRONG: a pair that stands in a word twice is counted once."""
    seen = Counter()
    for word, n in zip(words, counts, strict=True):
        for pair in set(itertools.pairwise(word)):
            seen[pair] += n
    best = min(seen, key=lambda pair: (-seen[pair], pair), default=None)
    return [_joined(word, best) for word in words]


def merge_step__from_the_right(words, counts):
    """WRONG: joined from right to left: of a a a the last two."""
    seen = _pair_counts(words, counts)
    best = min(seen, key=lambda pair: (-seen[pair], pair), default=("", ""))
    return [_from_right(word, best) for word in words]


def _from_right(word, best):
    word = list(word)
    i = len(word) - 2
    while i >= 0:
        if tuple(word[i : i + 2]) == best:
            word[i : i + 2] = ["".join(best)]
            i -= 1
        i -= 1
    return word


def merge_step__overlaps_not_counted(words, counts):
    """WRONG: in a a a the pair a, a is counted once."""
    seen = Counter()
    for word, n in zip(words, counts, strict=True):
        for piece, run in itertools.groupby(word):
            length = len(list(run))
            if length > 1:
                seen[piece, piece] += n * (length // 2)
        for pair in itertools.pairwise(word):
            if pair[0] != pair[1]:
                seen[pair] += n
    best = min(seen, key=lambda pair: (-seen[pair], pair), default=None)
    return [_joined(word, best) for word in words]


# ---------------------------------------------------------------------------------------------------------------------
# 2.13 document_vector
# ---------------------------------------------------------------------------------------------------------------------


def document_vector__mean(tokens, index, vectors):
    """RIGHT: the rows of the known words, their mean, and zeros where there are none."""
    rows = [index[t] for t in tokens if t in index]
    if not rows:
        return np.zeros(vectors.shape[1])
    return vectors[rows].mean(axis=0)


def document_vector__loop(tokens, index, vectors):
    """RIGHT: summed word by word in a new array, divided by the number of known words."""
    total = np.zeros(vectors.shape[1])
    known = 0
    for t in tokens:
        if t in index:
            total += vectors[index[t]]
            known += 1
    return total / known if known else total


def document_vector__counter(tokens, index, vectors):
    """RIGHT: a Counter of the known words gives the weights of a weighted mean."""
    counts = Counter(t for t in tokens if t in index)
    n = sum(counts.values())
    out = np.zeros(vectors.shape[1])
    for word, k in counts.items():
        out = out + k / n * vectors[index[word]]
    return out


def document_vector__matmul(tokens, index, vectors):
    """RIGHT: a row of counts times the matrix of vectors."""
    weights = np.zeros(len(vectors))
    for t in tokens:
        row = index.get(t)
        if row is not None:
            weights[row] += 1
    return weights @ vectors / max(weights.sum(), 1)


def document_vector__lists(tokens, index, vectors):
    """RIGHT: columns of plain numbers, made an array at the end."""
    known = [vectors[index[t]].tolist() for t in tokens if t in index]
    if len(known) == 0:
        return np.array([0.0] * vectors.shape[1])
    return np.array([sum(column) / len(known) for column in zip(*known)])


def document_vector__try(tokens, index, vectors):
    """RIGHT: unknown words are found by the error they raise."""
    found = []
    for t in tokens:
        try:
            found.append(vectors[index[t]])
        except KeyError:
            pass
    return np.mean(found, axis=0) if found else np.zeros(vectors.shape[1])


def document_vector__embedding_bag(tokens, index, vectors):
    """RIGHT: torch's embedding bag takes the mean."""
    rows = [index[t] for t in tokens if t in index]
    if not rows:
        return np.zeros(vectors.shape[1])
    table = torch.tensor(np.array(vectors, dtype=float))
    return F.embedding_bag(torch.tensor([rows]), table, mode="mean")[0].numpy()


def document_vector__list_result(tokens, index, vectors):
    """ARGUABLE: the right numbers in a list."""
    return document_vector__mean(tokens, index, vectors).tolist()


def document_vector__all_tokens(tokens, index, vectors):
    """WRONG: divided by the number of all words, the unknown too."""
    rows = [index[t] for t in tokens if t in index]
    if not rows:
        return np.zeros(vectors.shape[1])
    return vectors[rows].sum(axis=0) / len(tokens)


def document_vector__unknown_zero(tokens, index, vectors):
    """WRONG: an unknown word counts as a vector of zeros and draws the mean to 0."""
    rows = [vectors[index[t]] if t in index else np.zeros(vectors.shape[1]) for t in tokens]
    return np.mean(rows, axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__once(tokens, index, vectors):
    """WRONG: a word that comes twice counts once, because the words are made a set."""
    rows = sorted({index[t] for t in tokens if t in index})
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__lower(tokens, index, vectors):
    """WRONG: the words are made small before they are looked up, though they are to be looked up as written."""
    rows = [index[t.lower()] for t in tokens if t.lower() in index]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__lower_if_unknown(tokens, index, vectors):
    """WRONG: a word that is unknown as written is looked up once more in small letters."""
    rows = [index.get(t, index.get(t.lower())) for t in tokens]
    rows = [r for r in rows if r is not None]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__strip(tokens, index, vectors):
    """WRONG: punctuation is cut off the words before they are looked up."""
    tokens = [t.strip(".,!?-' ") for t in tokens]
    return document_vector__mean(tokens, index, vectors)


def document_vector__nan(tokens, index, vectors):
    """WRONG: a message without a known word gives NaN, the mean of nothing."""
    rows = np.array([index[t] for t in tokens if t in index], dtype=int)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return vectors[rows].mean(axis=0)


def document_vector__scalar_zero(tokens, index, vectors):
    """WRONG: for a message without a known word the number 0 comes back, not a vector of zeros."""
    rows = [index[t] for t in tokens if t in index]
    return vectors[rows].mean(axis=0) if rows else 0.0


def document_vector__none(tokens, index, vectors):
    """WRONG: for a message without a known word None comes back, not a vector of zeros."""
    rows = [index[t] for t in tokens if t in index]
    return vectors[rows].mean(axis=0) if rows else None


def document_vector__zeros_of_v(tokens, index, vectors):
    """WRONG: the zeros for a message without a known word have the length of the vocabulary, not of a vector."""
    rows = [index[t] for t in tokens if t in index]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[0])


def document_vector__row_zero_lost(tokens, index, vectors):
    """WRONG: the word in row 0 is taken for unknown, because 0 counts as false."""
    rows = [index[t] for t in tokens if index.get(t)]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__unknown_is_last(tokens, index, vectors):
    """WRONG: an unknown word gets the row -1, which is the last word's."""
    rows = [index.get(t, -1) for t in tokens]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__unknown_is_first(tokens, index, vectors):
    """WRONG: an unknown word gets the row 0, which is another word's."""
    rows = [index.get(t, 0) for t in tokens]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__sum(tokens, index, vectors):
    """WRONG: the sum of the vectors, not their mean."""
    rows = [index[t] for t in tokens if t in index]
    return vectors[rows].sum(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__unit_words(tokens, index, vectors):
    """WRONG: each word's vector is brought to length 1 before the mean."""
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return document_vector__mean(tokens, index, unit)


def document_vector__unit_result(tokens, index, vectors):
    """WRONG: the mean is brought to length 1."""
    m = document_vector__mean(tokens, index, vectors)
    n = np.linalg.norm(m)
    return m / n if n else m


def document_vector__median(tokens, index, vectors):
    """WRONG: the median of each number, not the mean; the same for one or two words."""
    rows = [index[t] for t in tokens if t in index]
    return np.median(vectors[rows], axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__maximum(tokens, index, vectors):
    """WRONG: the largest of each number, not the mean."""
    rows = [index[t] for t in tokens if t in index]
    return vectors[rows].max(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__wrong_axis(tokens, index, vectors):
    """WRONG: the mean is taken along each word's vector instead of over the words."""
    rows = [index[t] for t in tokens if t in index]
    return vectors[rows].mean(axis=1) if rows else np.zeros(vectors.shape[1])


def document_vector__changes_table(tokens, index, vectors):
    """WRONG: the sum is collected in the first word's own row, so the caller's table changes."""
    rows = [index[t] for t in tokens if t in index]
    if not rows:
        return np.zeros(vectors.shape[1])
    total = vectors[rows[0]]
    for r in rows[1:]:
        total += vectors[r]
    return total / len(rows)


def document_vector__view(tokens, index, vectors):
    """ARGUABLE: for a message of one known word the row itself comes back, a view; who changes it changes the table."""
    rows = [index[t] for t in tokens if t in index]
    if len(rows) == 1:
        return vectors[rows[0]]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__changes_index(tokens, index, vectors):
    """WRONG: unknown words are entered into the caller's dict with setdefault."""
    rows = [index.setdefault(t, None) for t in tokens]
    rows = [r for r in rows if r is not None]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__changes_tokens(tokens, index, vectors):
    """WRONG: unknown words are removed from the caller's list while it is read, which changes it and skips words."""
    for t in tokens:
        if t not in index:
            tokens.remove(t)
    rows = [index[t] for t in tokens if t in index]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__stops_at_unknown(tokens, index, vectors):
    """WRONG: reading stops at the second unknown word."""
    rows, unknown = [], 0
    for t in tokens:
        if t not in index:
            unknown += 1
            if unknown == 2:
                break
            continue
        rows.append(index[t])
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__runs_once(tokens, index, vectors):
    """WRONG: a word that comes twice in a row counts once."""
    rows = [index[t] for t, _ in itertools.groupby(tokens) if t in index]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__whole_numbers(tokens, index, vectors):
    """WRONG: divided with //, so that the mean is rounded down to whole numbers."""
    rows = [index[t] for t in tokens if t in index]
    return vectors[rows].sum(axis=0) // len(rows) if rows else np.zeros(vectors.shape[1])


def document_vector__float16(tokens, index, vectors):
    """WRONG: the mean is computed in float16, with three digits."""
    return document_vector__mean(tokens, index, vectors).astype(np.float16)


def document_vector__empty_message(tokens, index, vectors):
    """WRONG: zeros are returned only for an empty message; where all words are unknown the mean of nothing is NaN."""
    if not tokens:
        return np.zeros(vectors.shape[1])
    rows = np.array([index[t] for t in tokens if t in index], dtype=int)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return vectors[rows].mean(axis=0)


def document_vector__example(tokens, index, vectors):
    """WRONG: the vector of the example."""
    return np.array([2.0, 2.0])


# ---------------------------------------------------------------------------------------------------------------------
# The challenge: word_vectors
# ---------------------------------------------------------------------------------------------------------------------


def _near_counts(text, row_of, n_rows, col_of, n_cols, window):
    """Counts (n_rows, n_cols), sparse: words of the text's rows beside those of its columns, never across a -1."""
    text = np.asarray(text).astype(np.int64)
    size = int(text.max()) + 2
    rows = np.full(size, -1, dtype=np.int64)
    cols = np.full(size, -1, dtype=np.int64)
    rows[row_of[row_of < size - 1]] = np.nonzero(row_of < size - 1)[0]
    cols[col_of[col_of < size - 1]] = np.nonzero(col_of < size - 1)[0]
    r, c = rows[text], cols[text]  # -1 reads the last place, which belongs to no word
    article = np.cumsum(text < 0)
    keys = []
    for d in range(1, min(window, len(text) - 1) + 1):
        same = article[d:] == article[:-d]
        for a, b in ((r[:-d], c[d:]), (r[d:], c[:-d])):
            ok = same & (a >= 0) & (b >= 0)
            keys.append(a[ok] * n_cols + b[ok])
    counts = np.bincount(np.concatenate(keys), minlength=n_rows * n_cols).reshape(n_rows, n_cols)
    return scipy.sparse.csr_matrix(counts.astype(float))


def _sparse_ppmi(counts, power, shift):
    """PPMI of a sparse matrix of counts, with the columns' shares raised to a power."""
    m = counts.tocoo()
    rows = np.asarray(counts.sum(axis=1)).ravel()
    cols = np.asarray(counts.sum(axis=0)).ravel() ** power
    cols = cols / cols.sum()
    value = np.log(m.data / (rows[m.row] * cols[m.col])) - np.log(shift)
    keep = value > 0
    return scipy.sparse.csr_matrix((value[keep], (m.row[keep], m.col[keep])), shape=m.shape)


def _frequent(text, least, most):
    text = np.asarray(text)
    count = np.bincount(text[text >= 0])
    order = np.argsort(-count, kind="stable")
    return order[: min(most, int((count >= least).sum()))], count


def word_vectors__smoothed_many_contexts(text, words, seconds):
    """RIGHT: PPMI rows over up to 8,000 contexts with their shares smoothed by the power 3/4; expected: above the mark, a part of the points."""
    words = np.asarray(words)
    contexts, _ = _frequent(text, 3, 8000)
    counts = _near_counts(text, words, len(words), contexts, len(contexts), 10)
    out = _sparse_ppmi(counts, 0.75, 1).toarray()
    out[:, :50] *= 0.5
    return out


def _orthogonal(basis):
    """Columns at right angles that span the same, from the small matrix of their products: cheaper than a QR."""
    square, turn = np.linalg.eigh((basis.T @ basis).astype(float))
    return basis @ (turn / np.sqrt(np.maximum(square, 1e-9 * square.max()))).astype(basis.dtype)


def word_vectors__svd(text, words, seconds):
    """RIGHT: PPMI of the 3,500 most frequent words, smoothed, then compressed by a randomised SVD to 120 numbers, weighted by the root of their values; expected: above the mark, perhaps most of the points."""
    start = time.process_time()
    words = np.asarray(words)
    vocabulary, _ = _frequent(text, 3, 3500)
    vocabulary = np.concatenate([vocabulary, np.setdiff1d(words, vocabulary)])
    n = len(vocabulary)
    m = _sparse_ppmi(_near_counts(text, vocabulary, n, vocabulary, n, 10), 0.75, 1).toarray().astype(np.float32)
    width = min(120, n)
    basis = m @ np.random.default_rng(0).standard_normal((n, width)).astype(np.float32)
    for _ in range(3):
        if time.process_time() - start > 0.6 * seconds:
            break
        basis = m @ (m.T @ _orthogonal(basis))
    basis = _orthogonal(basis)
    small = basis.T @ m
    square, left = np.linalg.eigh((small @ small.T).astype(float))
    value = np.sqrt(np.maximum(square, 0))
    place = {int(w): i for i, w in enumerate(vocabulary)}
    rows = np.array([place[int(w)] for w in words])
    return (basis @ left)[rows] * np.sqrt(value)


def _articles(text):
    """The number of the article of each place."""
    return np.cumsum(np.asarray(text) < 0)


def word_vectors__mark(text, words, seconds):
    """WRONG: the rows of the mark to beat themselves: nothing is gained (no points are expected)."""
    words = np.asarray(words)
    contexts, _ = _frequent(text, 1, 1000)
    counts = _near_counts(text, words, len(words), contexts, len(contexts), 10).toarray()
    return ppmi__masked(counts, 1)


def word_vectors__raw_counts(text, words, seconds):
    """WRONG: the counts themselves: the most frequent words fill every vector, so all are alike."""
    words = np.asarray(words)
    contexts, _ = _frequent(text, 1, 1000)
    return _near_counts(text, words, len(words), contexts, len(contexts), 10).toarray()


def word_vectors__random(text, words, seconds):
    """WRONG: random vectors, which know nothing of the text."""
    return np.random.default_rng(0).standard_normal((len(words), 50))


def word_vectors__frequency(text, words, seconds):
    """WRONG: only how often a word comes goes in, which stays the same when the text is shuffled."""
    text = np.asarray(text)
    count = np.bincount(text[text >= 0], minlength=int(np.max(words)) + 1)[words]
    f = np.log1p(count)
    return np.stack([f, np.ones(len(f))], axis=1)


def word_vectors__numbers(text, words, seconds):
    """WRONG: the vectors are made from the numbers of the words, which were dealt out by chance."""
    w = np.asarray(words, dtype=float)
    return np.stack([np.cos(w), np.sin(w)], axis=1)


def word_vectors__all_words(text, words, seconds):
    """WRONG: a row for each word of the text is returned, not for the 305 asked for in their order."""
    contexts, _ = _frequent(text, 1, 1000)
    return ppmi__masked(_near_counts(text, contexts, len(contexts), contexts, len(contexts), 10).toarray(), 1)


def word_vectors__sorted_rows(text, words, seconds):
    """WRONG: the rows come in the order of frequency, not in that of the words asked for."""
    words = np.asarray(words)
    text = np.asarray(text)
    count = np.bincount(text[text >= 0], minlength=int(words.max()) + 1)[words]
    return word_vectors__smoothed_many_contexts(text, words[np.argsort(-count, kind="stable")], seconds)


_VECTOR_MEMORY = {}


def word_vectors__memory(text, words, seconds):
    """WRONG: the vectors of the first call are kept and returned for the shuffled text too: the control finds them."""
    if "vectors" not in _VECTOR_MEMORY:
        _VECTOR_MEMORY["vectors"] = word_vectors__smoothed_many_contexts(text, words, seconds)
    return _VECTOR_MEMORY["vectors"]


def word_vectors__too_slow(text, words, seconds):
    """WRONG: it goes on computing for much longer than the seconds it was given."""
    out = word_vectors__smoothed_many_contexts(text, words, seconds)
    start = time.process_time()
    while time.process_time() - start < 6 * seconds:
        np.dot(out[:100, :100], out[:100, :100].T)
    return out


def word_vectors__window_one(text, words, seconds):
    """WRONG: only direct neighbours are counted and that beside 100 words, which says less than the mark does."""
    words = np.asarray(words)
    contexts, _ = _frequent(text, 1, 100)
    counts = _near_counts(text, words, len(words), contexts, len(contexts), 1).toarray()
    return ppmi__masked(counts, 1)


def word_vectors__shuffles(text, words, seconds):
    """WRONG: the text is shuffled in the caller's own array before counting, which destroys what it could tell."""
    np.random.default_rng(0).shuffle(text)
    return word_vectors__mark(text, words, seconds)


def word_vectors__nan(text, words, seconds):
    """WRONG: logarithms of zero counts stay in the vectors as -inf, so that no cosine can be computed."""
    with np.errstate(all="ignore"):
        return np.log(word_vectors__raw_counts(text, words, seconds))


def word_vectors__boundary_crossed(text, words, seconds):
    """ARGUABLE: the marks between the articles are taken out and windows reach over them; little is lost, but it is not what the text says."""
    text = np.asarray(text)
    return word_vectors__smoothed_many_contexts(text[text >= 0], words, seconds)


def word_vectors__article_counts(text, words, seconds):
    """ARGUABLE: counts which articles a word comes in, 106 numbers each; an honest method that may lie below or above the mark."""
    text, words = np.asarray(text), np.asarray(words)
    article = _articles(text)
    size = int(max(text.max(), words.max())) + 1
    ok = text >= 0
    flat = text[ok] * (int(article.max()) + 1) + article[ok]
    counts = np.bincount(flat, minlength=size * (int(article.max()) + 1)).reshape(size, -1)[words].astype(float)
    return ppmi__masked(counts + 1e-9, 1)


# -------------------------------- by others who had not read the checks either, when these had been mended


def cooccurrence__unseen_r1(ids, vocab_size, window):
    """RIGHT: loops over all pairs of places, list of lists."""
    counts = [[0] * vocab_size for _ in range(vocab_size)]
    for i in range(len(ids)):
        for j in range(len(ids)):
            if i != j and abs(i - j) <= window:
                counts[ids[i]][ids[j]] += 1
    return counts


def cooccurrence__unseen_r2(ids, vocab_size, window):
    """RIGHT: one offset after the other, np.add.at."""
    counts = np.zeros((vocab_size, vocab_size))
    for off in range(1, min(window, len(ids) - 1) + 1):
        np.add.at(counts, (ids[:-off], ids[off:]), 1)
    return counts + counts.T


def cooccurrence__unseen_r3(ids, vocab_size, window):
    """RIGHT: scipy sparse, duplicates summed."""
    from scipy.sparse import coo_matrix

    i, j = np.nonzero(np.abs(np.subtract.outer(np.arange(len(ids)), np.arange(len(ids)))) <= window)
    keep = i != j
    i, j = np.asarray(ids)[i[keep]], np.asarray(ids)[j[keep]]
    return coo_matrix((np.ones(len(i)), (i, j)), shape=(vocab_size, vocab_size)).toarray()


def cooccurrence__unseen_r4(ids, vocab_size, window):
    """RIGHT: one-hot matrix times band matrix times one-hot matrix."""
    t = len(ids)
    onehot = np.eye(vocab_size)[ids]
    w = min(window, t)
    band = np.tril(np.triu(np.ones((t, t)), -w), w) - np.eye(t)
    return onehot.T @ band @ onehot


def cooccurrence__unseen_w1(ids, vocab_size, window):
    """WRONG: only neighbours to the right: not symmetric; [0,1,2,1], 3, 1: row 1 must be 1, 0, 2."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(i + 1, min(i + window + 1, len(ids))):
            counts[ids[i], ids[j]] += 1
    return counts


def cooccurrence__unseen_w2(ids, vocab_size, window):
    """WRONG: window one too small to the right: range ends before i + window; [0,1,2,1], 3, 1: row 1 must be 1, 0, 2."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(i + window, len(ids))):
            if i != j:
                counts[ids[i], ids[j]] += 1
    return counts


def cooccurrence__unseen_w3(ids, vocab_size, window):
    """WRONG: each pair of places seen from both ends and counted twice from each; [0,1,2,1], 3, 1: row 1 must be 1, 0, 2."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(i + window + 1, len(ids))):
            if i != j:
                counts[ids[i], ids[j]] += 1
                counts[ids[j], ids[i]] += 1
    return counts


def cooccurrence__unseen_w4(ids, vocab_size, window):
    """WRONG: counts[a, b] += 1 with arrays: a pair that comes again is counted once; [0,1,0,1], 2, 1: must be [[0,3],[3,0]]."""
    counts = np.zeros((vocab_size, vocab_size))
    for off in range(1, min(window, len(ids) - 1) + 1):
        counts[ids[:-off], ids[off:]] += 1
        counts[ids[off:], ids[:-off]] += 1
    return counts


def cooccurrence__unseen_w5(ids, vocab_size, window):
    """WRONG: subtle: the same word beside itself left out; [0,0,1], 2, 1: must be [[2,1],[1,0]]."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(i + window + 1, len(ids))):
            if ids[i] != ids[j]:
                counts[ids[i], ids[j]] += 1
    return counts


def cooccurrence__unseen_w6(ids, vocab_size, window):
    """WRONG: subtle: slice with a negative start, which wraps or is empty at the beginning of the text; [0,1,2,1,0], 3, 2."""
    counts = np.zeros((vocab_size, vocab_size))
    for i, w in enumerate(ids):
        for c in list(ids[i - window : i]) + list(ids[i + 1 : i + 1 + window]):
            counts[w, c] += 1
    return counts


def cooccurrence__unseen_w7(ids, vocab_size, window):
    """WRONG: subtle: a word beside itself adds 1 instead of 2 to its own place; [0,0,1], 2, 1: must be [[2,1],[1,0]]."""
    counts = np.zeros((vocab_size, vocab_size))
    for i in range(len(ids)):
        for j in range(i + 1, min(i + window + 1, len(ids))):
            counts[ids[i], ids[j]] += 1
            if ids[i] != ids[j]:
                counts[ids[j], ids[i]] += 1
    return counts


def ppmi__unseen_r1(counts, shift):
    """RIGHT: loops, math.log."""
    import math

    n, m = len(counts), len(counts[0])
    rows = [sum(float(counts[i][j]) for j in range(m)) for i in range(n)]
    cols = [sum(float(counts[i][j]) for i in range(n)) for j in range(m)]
    total = sum(rows)
    result = [[0.0] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            if counts[i][j] > 0:
                result[i][j] = max(0.0, math.log(counts[i][j] * total / (rows[i] * cols[j])) - math.log(shift))
    return result


def ppmi__unseen_r2(counts, shift):
    """RIGHT: numPy, log with where."""
    p = counts / counts.sum()
    chance = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True) * shift
    ratio = np.divide(p, chance, out=np.ones_like(p), where=p > 0)
    return np.log(np.maximum(ratio, 1))


def ppmi__unseen_r3(counts, shift):
    """RIGHT: torch, sum of logarithms."""
    import torch

    c = torch.tensor(np.array(counts))
    logs = c.log() - c.sum(1, keepdim=True).log() - c.sum(0, keepdim=True).log() + c.sum().log() - np.log(shift)
    return torch.where(c > 0, logs, torch.zeros_like(logs)).clamp(min=0).numpy()


def ppmi__unseen_r4(counts, shift):
    """RIGHT: scipy sparse, only the places that were counted."""
    from scipy.sparse import csr_matrix

    s = csr_matrix(counts).tocoo()
    keep = s.data > 0
    r, c, x = s.row[keep], s.col[keep], s.data[keep]
    rs, cs = counts.sum(axis=1), counts.sum(axis=0)
    result = np.zeros(counts.shape)
    result[r, c] = np.clip(np.log(x) + np.log(counts.sum()) - np.log(rs[r]) - np.log(cs[c]) - np.log(shift), 0, None)
    return result


def ppmi__unseen_w1(counts, shift):
    """WRONG: empty rows give NaN (0/0); [[6,2,0],[2,6,0],[0,0,0]], 1: row and column 2 must be 0."""
    p = counts / counts.sum()
    pmi = np.log(p / (p.sum(axis=1, keepdims=True) * p.sum(axis=0))) - np.log(shift)
    return np.maximum(pmi, 0)


def ppmi__unseen_w2(counts, shift):
    """WRONG: logarithm of base 2; [[6,2],[2,6]], 1: diagonal must be .4055."""
    p = counts / counts.sum()
    chance = np.outer(p.sum(axis=1), p.sum(axis=0)) * shift
    ratio = np.divide(p, chance, out=np.ones_like(p), where=p > 0)
    return np.maximum(np.log2(ratio), 0)


def ppmi__unseen_w3(counts, shift):
    """WRONG: shift subtracted, not its logarithm; [[6,2],[2,6]], 1: diagonal must be .4055, gives 0."""
    p = counts / counts.sum()
    chance = np.outer(p.sum(axis=1), p.sum(axis=0))
    ratio = np.divide(p, chance, out=np.ones_like(p), where=p > 0)
    return np.maximum(np.log(ratio) - shift, 0)


def ppmi__unseen_w4(counts, shift):
    """WRONG: no maximum with 0; [[6,2],[2,6]], 1: beside the diagonal must be 0, gives -.69."""
    p = counts / counts.sum()
    chance = np.outer(p.sum(axis=1), p.sum(axis=0)) * shift
    ratio = np.divide(p, chance, out=np.ones_like(p), where=p > 0)
    return np.log(ratio)


def ppmi__unseen_w5(counts, shift):
    """WRONG: subtle: maximum first, shift afterwards: negative numbers for shift above 1; [[6,2],[2,6]], 2: must be all 0."""
    p = counts / counts.sum()
    chance = np.outer(p.sum(axis=1), p.sum(axis=0))
    ratio = np.divide(p, chance, out=np.ones_like(p), where=p > 0)
    return np.maximum(np.log(ratio), 0) - np.log(shift)


def ppmi__unseen_w6(counts, shift):
    """WRONG: subtle: the sums of the rows used for the columns too, right for symmetric counts only; [[8,2],[0,10]], 1."""
    s = counts.sum(axis=1)
    if counts.shape[0] != counts.shape[1]:
        t = counts.sum(axis=0)
    else:
        t = s
    chance = np.outer(s, t) / counts.sum() * shift
    ratio = np.divide(counts, chance, out=np.ones_like(counts), where=(counts > 0) & (chance > 0))
    return np.log(np.maximum(ratio, 1))


def ppmi__unseen_w7(counts, shift):
    """WRONG: subtle: counts /= counts.sum() changes the caller's counts; [[6,2],[2,6]], 1: counts must stay."""
    counts /= counts.sum()
    chance = np.outer(counts.sum(axis=1), counts.sum(axis=0)) * shift
    ratio = np.divide(counts, chance, out=np.ones_like(counts), where=counts > 0)
    return np.log(np.maximum(ratio, 1))


def skipgram_pairs__unseen_r1(ids, radii):
    """RIGHT: loops, list of tuples."""
    pairs = []
    for i in range(len(ids)):
        for j in range(len(ids)):
            if i != j and abs(i - j) <= radii[i]:
                pairs.append((int(ids[i]), int(ids[j])))
    return pairs


def skipgram_pairs__unseen_r2(ids, radii):
    """RIGHT: numPy mask."""
    t = np.arange(len(ids))
    i, j = np.nonzero((np.abs(t[:, None] - t) <= radii[:, None]) & (t[:, None] != t))
    return np.stack([ids[i], ids[j]], axis=1)


def skipgram_pairs__unseen_r3(ids, radii):
    """RIGHT: slices, left and right, one array at the end."""
    out = []
    for i, (w, r) in enumerate(zip(ids, radii)):
        context = np.concatenate([ids[max(0, i - r) : i], ids[i + 1 : i + 1 + r]])
        out.append(np.column_stack([np.full(len(context), w), context]))
    return np.concatenate(out)


def skipgram_pairs__unseen_r4(ids, radii):
    """RIGHT: torch, one distance after the other."""
    import torch

    ids, radii = torch.tensor(np.array(ids)), torch.tensor(np.array(radii))
    parts = []
    for off in range(1, len(ids)):
        right = radii[:-off] >= off
        parts.append(torch.stack([ids[:-off][right], ids[off:][right]], 1))
        left = radii[off:] >= off
        parts.append(torch.stack([ids[off:][left], ids[:-off][left]], 1))
    return torch.cat(parts).numpy()


def skipgram_pairs__unseen_w1(ids, radii):
    """WRONG: each word pairs with itself too; [5,6,7], [1,1,2]: 5 pairs, gives 8."""
    pairs = []
    for i in range(len(ids)):
        for j in range(max(0, i - radii[i]), min(len(ids), i + radii[i] + 1)):
            pairs.append((ids[i], ids[j]))
    return np.array(pairs)


def skipgram_pairs__unseen_w2(ids, radii):
    """WRONG: right end of the window left out; [5,6,7], [1,1,2]: (5, 6) and (6, 7) must be there."""
    pairs = []
    for i in range(len(ids)):
        for j in range(max(0, i - radii[i]), min(len(ids), i + radii[i])):
            if i != j:
                pairs.append((ids[i], ids[j]))
    return np.array(pairs).reshape(-1, 2)


def skipgram_pairs__unseen_w3(ids, radii):
    """WRONG: (context, word) instead of (word, context); [5,6,7], [1,1,2]: (7, 5) must be there, not (5, 7)."""
    pairs = []
    for i in range(len(ids)):
        for j in range(max(0, i - radii[i]), min(len(ids), i + radii[i] + 1)):
            if i != j:
                pairs.append((ids[j], ids[i]))
    return np.array(pairs)


def skipgram_pairs__unseen_w4(ids, radii):
    """WRONG: places instead of word numbers; [5,6,7], [1,1,2]: must be (5, 6) and so on."""
    pairs = []
    for i in range(len(ids)):
        for j in range(max(0, i - radii[i]), min(len(ids), i + radii[i] + 1)):
            if i != j:
                pairs.append((i, j))
    return np.array(pairs)


def skipgram_pairs__unseen_w5(ids, radii):
    """WRONG: subtle: equal words taken for the place itself; [4,4,9], [1,1,1]: (4, 4) must come twice."""
    pairs = []
    for i in range(len(ids)):
        for j in range(max(0, i - radii[i]), min(len(ids), i + radii[i] + 1)):
            if ids[i] != ids[j]:
                pairs.append((ids[i], ids[j]))
    return np.array(pairs)


def skipgram_pairs__unseen_w6(ids, radii):
    """WRONG: subtle: a negative start of the slice near the beginning; [5,6,7,8], [1,3,2,1]: 6 must see 5."""
    pairs = []
    for i in range(len(ids)):
        for c in list(ids[i - radii[i] : i]) + list(ids[i + 1 : i + radii[i] + 1]):
            pairs.append((ids[i], c))
    return np.array(pairs)


def skipgram_pairs__unseen_w7(ids, radii):
    """WRONG: subtle: every pair once (a set); [1,2,1,2], [1,1,1,1]: (1, 2) must come three times."""
    pairs = set()
    for i in range(len(ids)):
        for j in range(max(0, i - radii[i]), min(len(ids), i + radii[i] + 1)):
            if i != j:
                pairs.add((int(ids[i]), int(ids[j])))
    return sorted(pairs)


def softmax_gradient__unseen_r1(v, outputs, context):
    """RIGHT: one pair after the other, loops."""
    import math

    loss = 0.0
    dv, du = np.zeros(np.shape(v)), np.zeros(np.shape(outputs))
    for i in range(len(v)):
        s = [float(np.dot(v[i], u)) for u in outputs]
        top = max(s)
        e = [math.exp(x - top) for x in s]
        z = sum(e)
        loss += math.log(z) + top - s[context[i]]
        for j in range(len(outputs)):
            error = e[j] / z - (1 if j == context[i] else 0)
            dv[i] += error * outputs[j]
            du[j] += error * v[i]
    return loss, dv, du


def softmax_gradient__unseen_r2(v, outputs, context):
    """RIGHT: numPy."""
    s = v @ outputs.T
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    error = np.exp(logp)
    n = np.arange(len(v))
    error[n, context] -= 1
    return -logp[n, context].sum(), error @ outputs, error.T @ v


def softmax_gradient__unseen_r3(v, outputs, context):
    """RIGHT: torch differentiates."""
    import torch

    tv = torch.tensor(np.array(v), dtype=torch.float64, requires_grad=True)
    tu = torch.tensor(np.array(outputs), dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(
        tv @ tu.T, torch.tensor(np.array(context), dtype=torch.long), reduction="sum"
    )
    loss.backward()
    return loss.item(), tv.grad.numpy(), tu.grad.numpy()


def softmax_gradient__unseen_r4(v, outputs, context):
    """RIGHT: scipy, one-hot matrix."""
    from scipy.special import log_softmax, softmax

    s = np.einsum("id,jd->ij", v, outputs)
    y = np.eye(len(outputs))[context]
    picked = np.take_along_axis(log_softmax(s, axis=1), np.asarray(context)[:, None], axis=1)
    return float(-picked.sum()), (softmax(s, axis=1) - y).dot(outputs), (softmax(s, axis=1) - y).T.dot(v)


def softmax_gradient__unseen_w1(v, outputs, context):
    """WRONG: exp of the raw scores overflows; v=[[1000]], outputs=[[1],[0]], context=[0]: loss 0, gradients 0."""
    e = np.exp(v @ outputs.T)
    p = e / e.sum(axis=1, keepdims=True)
    n = np.arange(len(v))
    loss = -np.log(p[n, context]).sum()
    p[n, context] -= 1
    return loss, p @ outputs, p.T @ v


def softmax_gradient__unseen_w2(v, outputs, context):
    """WRONG: mean over the pairs in place of the sum; v=[[1,0],[0,1]], outputs=unit matrix, context=[0,0]."""
    s = v @ outputs.T
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    p = np.exp(logp)
    n = np.arange(len(v))
    p[n, context] -= 1
    p /= len(v)
    return -logp[n, context].mean(), p @ outputs, p.T @ v


def softmax_gradient__unseen_w3(v, outputs, context):
    """WRONG: p[:, context] -= 1 takes 1 from every pair's column; v=[[1,0],[0,1]], outputs=unit matrix, context=[0,1]."""
    s = v @ outputs.T
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    p = np.exp(logp)
    loss = -logp[np.arange(len(v)), context].sum()
    p[:, context] -= 1
    return loss, p @ outputs, p.T @ v


def softmax_gradient__unseen_w4(v, outputs, context):
    """WRONG: log(p + 1e-12): a word 1000 below the largest costs 27.6; v=[[1000]], outputs=[[1],[0]], context=[1]: loss 1000."""
    s = v @ outputs.T
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    n = np.arange(len(v))
    loss = -np.log(p[n, context] + 1e-12).sum()
    p[n, context] -= 1
    return loss, p @ outputs, p.T @ v


def softmax_gradient__unseen_w5(v, outputs, context):
    """WRONG: subtle: the largest of all scores taken off, so that a pair of small scores has 0/0; v=[[1000],[-1000]], outputs=[[1],[1]], context=[0,0]: loss 2 log 2."""
    s = v @ outputs.T
    s = s - s.max()
    e = np.exp(s)
    z = e.sum(axis=1, keepdims=True)
    n = np.arange(len(v))
    loss = (np.log(z[:, 0]) - s[n, context]).sum()
    p = e / z
    p[n, context] -= 1
    return loss, p @ outputs, p.T @ v


def softmax_gradient__unseen_w6(v, outputs, context):
    """WRONG: subtle: doutputs[context] -= v counts a context that comes twice once only; v=[[1,0],[0,1]], outputs=unit matrix, context=[0,0]."""
    s = v @ outputs.T
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    p = np.exp(logp)
    loss = -logp[np.arange(len(v)), context].sum()
    dv = p @ outputs - outputs[context]
    doutputs = p.T @ v
    doutputs[context] -= v
    return loss, dv, doutputs


def softmax_gradient__unseen_w7(v, outputs, context):
    """WRONG: subtle: scores clipped to -500...500 against overflow; v=[[1000]], outputs=[[1],[0]], context=[1]: loss 1000, gives 500."""
    s = np.clip(v @ outputs.T, -500, 500)
    e = np.exp(s)
    p = e / e.sum(axis=1, keepdims=True)
    n = np.arange(len(v))
    loss = (np.log(e.sum(axis=1)) - s[n, context]).sum()
    p[n, context] -= 1
    return loss, p @ outputs, p.T @ v


def pair_loss__unseen_r1(v, u, noise):
    """RIGHT: loops, log1p of exp of minus the absolute value."""
    import math

    def minus_log_sigmoid(x):
        return max(-x, 0.0) + math.log1p(math.exp(-abs(x)))

    loss = minus_log_sigmoid(sum(float(a) * float(b) for a, b in zip(v, u)))
    for n in noise:
        loss += minus_log_sigmoid(-sum(float(a) * float(b) for a, b in zip(v, n)))
    return loss


def pair_loss__unseen_r2(v, u, noise):
    """RIGHT: logaddexp."""
    return np.logaddexp(0, -v @ u) + np.logaddexp(0, noise @ v).sum()


def pair_loss__unseen_r3(v, u, noise):
    """RIGHT: torch."""
    import torch
    import torch.nn.functional as F

    v, u, noise = (torch.tensor(np.array(x), dtype=torch.float64) for x in (v, u, noise))
    return (-F.logsigmoid(v @ u) - F.logsigmoid(-(noise @ v)).sum()).item()


def pair_loss__unseen_r4(v, u, noise):
    """RIGHT: scipy, all scores with their signs in one array."""
    from scipy.special import log_expit

    return float(-np.sum(log_expit(np.vstack([u, -noise]) @ v)))


def pair_loss__unseen_w1(v, u, noise):
    """WRONG: log of the sigmoid as it stands: infinite; v=[1000], u=[-1], noise=[[-1]]: must be 1000."""
    sigmoid = lambda x: 1 / (1 + np.exp(-x))
    return -np.log(sigmoid(v @ u)) - np.log(sigmoid(-noise @ v)).sum()


def pair_loss__unseen_w2(v, u, noise):
    """WRONG: log(sigmoid + 1e-10): at most 23; v=[1000], u=[-1], noise=[[-1]]: must be 1000."""
    from scipy.special import expit

    return -np.log(expit(v @ u) + 1e-10) - np.log(expit(-noise @ v) + 1e-10).sum()


def pair_loss__unseen_w3(v, u, noise):
    """WRONG: minus sign of the noise forgotten; v=[log 3, 0], u=[1, 5], noise=[[-1, 7]]: must be .5754."""
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, -(noise @ v)).sum()


def pair_loss__unseen_w4(v, u, noise):
    """WRONG: mean over the noise in place of the sum; v=[1], u=[1], noise=[[1],[0]]."""
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, noise @ v).mean()


def pair_loss__unseen_w5(v, u, noise):
    """WRONG: subtle: scores clipped to -30...30; v=[1000], u=[-1], noise=[[-1]]: must be 1000."""
    pos = np.clip(v @ u, -30, 30)
    neg = np.clip(noise @ v, -30, 30)
    return np.log(1 + np.exp(-pos)) + np.log(1 + np.exp(neg)).sum()


def pair_loss__unseen_w6(v, u, noise):
    """WRONG: subtle: the noise vectors summed first, one sigmoid for all, right for K = 1; v=[1], u=[1], noise=[[1],[-1]]."""
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, v @ noise.sum(axis=0))


def pair_loss__unseen_w7(v, u, noise):
    """WRONG: subtle: log1p(exp(-x)) overflows for large negative scores only; v=[1000], u=[-1], noise=[[-1]]: must be 1000."""
    return np.log1p(np.exp(-(v @ u))) + np.log1p(np.exp(noise @ v)).sum()


def gradient__unseen_r1(v, u, noise):
    """RIGHT: loops with a stable sigmoid."""
    import math

    def sigmoid(x):
        if x >= 0:
            return 1 / (1 + math.exp(-x))
        return math.exp(x) / (1 + math.exp(x))

    d = len(v)
    dot = lambda a, b: sum(float(p) * float(q) for p, q in zip(a, b))
    e = sigmoid(dot(v, u)) - 1
    dv = [e * float(u[i]) for i in range(d)]
    du = [e * float(v[i]) for i in range(d)]
    dnoise = []
    for n in noise:
        p = sigmoid(dot(v, n))
        for i in range(d):
            dv[i] += p * float(n[i])
        dnoise.append([p * float(v[i]) for i in range(d)])
    return dv, du, dnoise


def gradient__unseen_r2(v, u, noise):
    """RIGHT: numPy and expit."""
    from scipy.special import expit

    e, p = expit(v @ u) - 1, expit(noise @ v)
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__unseen_r3(v, u, noise):
    """RIGHT: torch differentiates."""
    import torch

    t = [torch.tensor(np.array(x), dtype=torch.float64, requires_grad=True) for x in (v, u, noise)]
    loss = -torch.nn.functional.logsigmoid(t[0] @ t[1]) - torch.nn.functional.logsigmoid(-(t[2] @ t[0])).sum()
    loss.backward()
    return tuple(x.grad.numpy() for x in t)


def gradient__unseen_r4(v, u, noise):
    """RIGHT: all words in one table, labels, tanh as sigmoid."""
    table = np.vstack([u[None, :], noise])
    labels = np.zeros(len(table))
    labels[0] = 1
    errors = (1 + np.tanh(table @ v / 2)) / 2 - labels
    dtable = errors[:, None] * v[None, :]
    return [(errors[:, None] * table).sum(axis=0), dtable[0], dtable[1:]]


def gradient__unseen_w1(v, u, noise):
    """WRONG: the noise gets sigma - 1 as well; v=0, u=(2, 0), noise=((0, 4)): dv must be (-1, 2)."""
    from scipy.special import expit

    e, p = expit(v @ u) - 1, expit(noise @ v) - 1
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__unseen_w2(v, u, noise):
    """WRONG: wrong sign: the direction downhill; v=0, u=(2, 0), noise=((0, 4)): dv must be (-1, 2)."""
    from scipy.special import expit

    e, p = 1 - expit(v @ u), -expit(noise @ v)
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__unseen_w3(v, u, noise):
    """WRONG: dv without the part of the noise; v=0, u=(2, 0), noise=((0, 4)): dv must be (-1, 2)."""
    from scipy.special import expit

    e, p = expit(v @ u) - 1, expit(noise @ v)
    return e * u, e * v, np.outer(p, v)


def gradient__unseen_w4(v, u, noise):
    """WRONG: dnoise summed over the noise words: shape (d,); v=(1, 0), u=(2, 0), noise=((0, 4), (1, 1)): dnoise must have shape (2, 2)."""
    from scipy.special import expit

    e, p = expit(v @ u) - 1, expit(noise @ v)
    return e * u + p @ noise, e * v, p.sum() * v


def gradient__unseen_w5(v, u, noise):
    """WRONG: subtle: e^x / (1 + e^x) is NaN at 1000; v=[1000], u=[1], noise=[[0.5]]: du must be 0, dv .5, dnoise 1000."""
    sigmoid = lambda x: np.exp(x) / (1 + np.exp(x))
    e, p = sigmoid(v @ u) - 1, sigmoid(noise @ v)
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__unseen_w6(v, u, noise):
    """WRONG: subtle: noise averaged, right for K = 1; v=(1, 0), u=(2, 0), noise=((0, 4), (1, 1))."""
    from scipy.special import expit

    e, p = expit(v @ u) - 1, expit(noise @ v) / len(noise)
    return e * u + p @ noise, e * v, np.outer(p, v)


def gradient__unseen_w7(v, u, noise):
    """WRONG: subtle: dnoise transposed to (d, K), right in shape for d = K; v=(1, 0), u=(2, 0), noise=((0, 4), (1, 1))."""
    from scipy.special import expit

    e, p = expit(v @ u) - 1, expit(noise @ v)
    return e * u + noise.T @ p, e * v, np.outer(v, p)


def sgd_step__unseen_r1(table, rows, gradients, lr):
    """RIGHT: loop over the batch, list of lists."""
    new = [[float(x) for x in row] for row in table]
    for r, g in zip(rows, gradients):
        for i in range(len(g)):
            new[r][i] -= lr * float(g[i])
    return new


def sgd_step__unseen_r2(table, rows, gradients, lr):
    """RIGHT: np.subtract.at on a copy."""
    new = table.copy()
    np.subtract.at(new, rows, lr * gradients)
    return new


def sgd_step__unseen_r3(table, rows, gradients, lr):
    """RIGHT: one-hot matrix product."""
    return table - lr * np.eye(len(table))[:, rows] @ gradients


def sgd_step__unseen_r4(table, rows, gradients, lr):
    """RIGHT: torch index_add."""
    import torch

    t = torch.tensor(np.array(table))
    return t.index_add(
        0, torch.tensor(np.array(rows), dtype=torch.long), torch.tensor(np.array(gradients)), alpha=-lr
    ).numpy()


def sgd_step__unseen_w1(table, rows, gradients, lr):
    """WRONG: table[rows] -= ... counts the last gradient of a row only; table ((1,1),(2,2),(3,3)), rows 0,2,2, gradients (1,0),(0,2),(4,2), lr .5: row 2 must be (1, 1)."""
    new = table.copy()
    new[rows] -= lr * gradients
    return new


def sgd_step__unseen_w2(table, rows, gradients, lr):
    """WRONG: changes the caller's table; the same input: table must stay."""
    np.subtract.at(table, rows, lr * gradients)
    return table


def sgd_step__unseen_w3(table, rows, gradients, lr):
    """WRONG: uphill; the same input: row 0 must be (.5, 1)."""
    new = table.copy()
    np.add.at(new, rows, lr * gradients)
    return new


def sgd_step__unseen_w4(table, rows, gradients, lr):
    """WRONG: mean of a row's gradients in place of their sum; the same input: row 2 must be (1, 1)."""
    new = table.copy()
    for r in np.unique(rows):
        new[r] -= lr * gradients[rows == r].mean(axis=0)
    return new


def sgd_step__unseen_w5(table, rows, gradients, lr):
    """WRONG: subtle: table[:] is a view and no copy, so the caller's table changes; the same input: table must stay."""
    new = table[:]
    for r, g in zip(rows, gradients):
        new[r] -= lr * g
    return new


def sgd_step__unseen_w6(table, rows, gradients, lr):
    """WRONG: subtle: reduceat at the first place of each row, without sorting: right only where equal rows stand together in rising order; table ((1,1),(2,2),(3,3)), rows 2,0,2, gradients (1,0),(0,2),(4,2), lr .5: row 2 must be (.5, 2)."""
    unique, first = np.unique(rows, return_index=True)
    new = table.copy()
    new[unique] -= lr * np.add.reduceat(gradients, first, axis=0)
    return new


def sgd_step__unseen_w7(table, rows, gradients, lr):
    """WRONG: subtle: divided by the size of the batch as well, right for n = 1; the first input: row 0 must be (.5, 1)."""
    new = table.copy()
    for r, g in zip(rows, gradients):
        new[r] = new[r] - lr * g / len(rows)
    return new


def keep_probability__unseen_r1(counts, sample):
    """RIGHT: loop."""
    total = sum(int(c) for c in counts)
    result = []
    for c in counts:
        r = sample * total / int(c)
        result.append(min(1.0, r**0.5 + r))
    return result


def keep_probability__unseen_r2(counts, sample):
    """RIGHT: numPy."""
    r = sample / (counts / counts.sum())
    return np.minimum(1, np.sqrt(r) + r)


def keep_probability__unseen_r3(counts, sample):
    """RIGHT: as in word2vec's C code: (sqrt(f / sample) + 1) * sample / f."""
    f = np.asarray(counts, dtype=np.float64) / np.sum(counts, dtype=np.float64)
    keep = (np.sqrt(f / sample) + 1) * sample / f
    keep[keep > 1] = 1
    return keep


def keep_probability__unseen_r4(counts, sample):
    """RIGHT: torch."""
    import torch

    c = torch.tensor(np.array(counts), dtype=torch.float64)
    r = sample * c.sum() / c
    return (r.sqrt() + r).clamp(max=1).tolist()


def keep_probability__unseen_w1(counts, sample):
    """WRONG: no minimum with 1; (64, 32, 4), .04: the last must be 1, gives 2."""
    r = sample / (counts / counts.sum())
    return np.sqrt(r) + r


def keep_probability__unseen_w2(counts, sample):
    """WRONG: counts taken for shares; (64, 32, 4), .04: the first must be .3125."""
    r = sample / counts
    return np.minimum(1, np.sqrt(r) + r)


def keep_probability__unseen_w3(counts, sample):
    """WRONG: the paper's formula sqrt(sample / f), without + r; (64, 32, 4), .04: the first must be .3125."""
    f = counts / counts.sum()
    return np.minimum(1, np.sqrt(sample / f))


def keep_probability__unseen_w4(counts, sample):
    """WRONG: the chance to be thrown out; (64, 32, 4), .04: the first must be .3125."""
    r = sample / (counts / counts.sum())
    return np.maximum(0, 1 - (np.sqrt(r) + r))


def keep_probability__unseen_w5(counts, sample):
    """WRONG: subtle: 32-bit numbers overflow with billions; (3000000000, 1000), 1e-3: the first must be .0326."""
    counts = np.array(counts).astype(np.int32)
    f = counts / counts.sum()
    r = sample / f
    return np.minimum(1, np.sqrt(r) + r)


def keep_probability__unseen_w6(counts, sample):
    """WRONG: subtle: the minimum is taken of r alone, so that rare words get up to 2; (64, 32, 4), .04: the last must be 1."""
    r = np.minimum(1, sample / (counts / counts.sum()))
    return np.sqrt(r) + r


def keep_probability__unseen_w7(counts, sample):
    """WRONG: subtle: words as frequent as sample or rarer stay for sure, the others by the formula without a minimum: between r = .38 and 1 it is above 1; (50, 32, 18), .2: all must be 1, the first two give 1.03 and more."""
    f = counts / counts.sum()
    r = sample / f
    return np.where(f <= sample, 1.0, np.sqrt(r) + r)


def noise_distribution__unseen_r1(counts):
    """RIGHT: loop."""
    w = [float(c) ** 0.75 for c in counts]
    return [x / sum(w) for x in w]


def noise_distribution__unseen_r2(counts):
    """RIGHT: numPy."""
    return counts**0.75 / np.sum(counts**0.75)


def noise_distribution__unseen_r3(counts):
    """RIGHT: torch."""
    import torch

    w = torch.tensor(np.array(counts), dtype=torch.float64).pow(3 / 4)
    return torch.nn.functional.normalize(w, p=1, dim=0).numpy()


def noise_distribution__unseen_r4(counts):
    """RIGHT: of the shares, with square roots, normalised at the end."""
    f = np.asarray(counts, dtype=float)
    f = f / f.max()
    root = np.sqrt(f)
    weight = root * np.sqrt(root)
    return tuple(weight / weight.sum())


def noise_distribution__unseen_w1(counts):
    """WRONG: no power; (16, 1): must be 8/9, 1/9."""
    return counts / counts.sum()


def noise_distribution__unseen_w2(counts):
    """WRONG: power of the shares, not normalised again: does not sum to 1; (16, 1): must be 8/9, 1/9."""
    return (counts / counts.sum()) ** 0.75


def noise_distribution__unseen_w3(counts):
    """WRONG: counts**3/4 is a quarter of the cube; (16, 1): must be 8/9, 1/9."""
    p = counts**3 / 4
    return p / p.sum()


def noise_distribution__unseen_w4(counts):
    """WRONG: the powers divided by the sum of the counts; (16, 1): must be 8/9, 1/9."""
    return counts**0.75 / counts.sum()


def noise_distribution__unseen_w5(counts):
    """WRONG: subtle: the cube of whole numbers overflows; (3000000000, 1): the first must be almost 1."""
    w = (counts**3) ** 0.25
    return w / w.sum()


def noise_distribution__unseen_w6(counts):
    """WRONG: subtle: words that never come get a count of 1; (16, 1, 0): the last must be 0."""
    w = np.maximum(counts, 1) ** 0.75
    return w / w.sum()


def noise_distribution__unseen_w7(counts):
    """WRONG: subtle: words that never come left out of the array, so it is too short; (16, 0, 1): must be 8/9, 0, 1/9."""
    w = counts[counts > 0] ** 0.75
    return w / w.sum()


def align__unseen_r1(source, target):
    """RIGHT: numPy."""
    u, s, vt = np.linalg.svd(source.T @ target)
    return u @ vt


def align__unseen_r2(source, target):
    """RIGHT: scipy."""
    from scipy.linalg import orthogonal_procrustes

    return orthogonal_procrustes(source, target)[0]


def align__unseen_r3(source, target):
    """RIGHT: torch, V given and transposed, sums of outer products."""
    import torch

    m = torch.zeros(source.shape[1], source.shape[1], dtype=torch.float64)
    for a, b in zip(source, target):
        m += torch.outer(torch.tensor(np.array(a), dtype=torch.float64), torch.tensor(np.array(b), dtype=torch.float64))
    u, s, v = torch.svd(m)
    return (u @ v.T).numpy()


def align__unseen_r4(source, target):
    """RIGHT: the other way round: SVD of target^T source, transposed."""
    u, _, vt = np.linalg.svd(np.dot(np.transpose(target), source))
    return (u @ vt).T.tolist()


def align__unseen_w1(source, target):
    """WRONG: numPy's third result is V^T already, transposed again (in two dimensions often right by luck); source diag(1,2,3), target ((0,1,0),(0,0,2),(3,0,0)): rows must be (0,1,0), (0,0,1), (1,0,0)."""
    u, s, v = np.linalg.svd(source.T @ target)
    return u @ v.T


def align__unseen_w2(source, target):
    """WRONG: target^T source: turns back, the transpose of Q; source ((1,0),(0,2)), target ((0,1),(-2,0)): rows must be (0, 1), (-1, 0)."""
    u, s, vt = np.linalg.svd(target.T @ source)
    return u @ vt


def align__unseen_w3(source, target):
    """WRONG: least squares: not orthogonal; source ((1,2),(3,1),(0,1)), target ((0,1),(2,2),(1,0))."""
    return np.linalg.lstsq(source, target, rcond=None)[0]


def align__unseen_w4(source, target):
    """WRONG: both centred first; source ((1,2),(3,1),(0,1)), target ((0,1),(2,2),(1,0))."""
    s = source - source.mean(axis=0)
    t = target - target.mean(axis=0)
    u, _, vt = np.linalg.svd(s.T @ t)
    return u @ vt


def align__unseen_w5(source, target):
    """WRONG: subtle: mirroring excluded (determinant made +1); source unit matrix, target ((1,0),(0,-1)): must be the target."""
    u, _, vt = np.linalg.svd(source.T @ target)
    q = u @ vt
    if np.linalg.det(q) < 0:
        u[:, -1] *= -1
        q = u @ vt
    return q


def align__unseen_w6(source, target):
    """WRONG: subtle: all rows made length 1 first: other weights, right where all are equally long or the fit is perfect; source ((1,2),(3,1),(0,1)), target ((0,1),(2,2),(1,0))."""
    s = source / np.linalg.norm(source, axis=1, keepdims=True)
    t = target / np.linalg.norm(target, axis=1, keepdims=True)
    u, _, vt = np.linalg.svd(s.T @ t)
    return u @ vt


def align__unseen_w7(source, target):
    """WRONG: subtle: M (M^T M)^(-1/2) breaks where M is singular; source ((1,0),(2,0)), target ((0,1),(0,2)): row 0 must be (0, 1), row 1 (1, 0) or (-1, 0)."""
    m = source.T @ target
    values, vecs = np.linalg.eigh(m.T @ m)
    return m @ vecs @ np.diag(1 / np.sqrt(values)) @ vecs.T


def ngrams__unseen_r1(word, low, high):
    """RIGHT: loops."""
    marked = "<" + word + ">"
    pieces = []
    for n in range(low, high + 1):
        for i in range(len(marked) - n + 1):
            pieces.append(marked[i : i + n])
    return pieces


def ngrams__unseen_r2(word, low, high):
    """RIGHT: one line, by beginnings."""
    w = f"<{word}>"
    return [w[i:j] for i in range(len(w)) for j in range(i + low, min(i + high, len(w)) + 1)]


def ngrams__unseen_r3(word, low, high):
    """RIGHT: zip of shifted words."""
    w = list("<%s>" % word)
    return ["".join(t) for n in range(low, high + 1) for t in zip(*(w[i:] for i in range(n)))]


def ngrams__unseen_r4(word, low, high):
    """RIGHT: scikit-learn's analyser would cut spaces; a recursive window instead."""

    def of_length(w, n):
        if len(w) < n:
            return []
        return [w[:n]] + of_length(w[1:], n)

    pieces = []
    n = low
    while n <= high:
        pieces += of_length("<" + word + ">", n)
        n += 1
    return pieces


def ngrams__unseen_w1(word, low, high):
    """WRONG: marks forgotten; 'where', 3, 3: must have <wh and re>."""
    return [word[i : i + n] for n in range(low, high + 1) for i in range(len(word) - n + 1)]


def ngrams__unseen_w2(word, low, high):
    """WRONG: length high left out; 'where', 3, 3: five pieces, gives none."""
    w = "<" + word + ">"
    return [w[i : i + n] for n in range(low, high) for i in range(len(w) - n + 1)]


def ngrams__unseen_w3(word, low, high):
    """WRONG: last piece of each length missing; 'where', 3, 3: must have re>."""
    w = "<" + word + ">"
    return [w[i : i + n] for n in range(low, high + 1) for i in range(len(w) - n)]


def ngrams__unseen_w4(word, low, high):
    """WRONG: each piece once (a set); 'banana', 2, 2: an and na must come twice."""
    w = "<" + word + ">"
    return list({w[i : i + n] for n in range(low, high + 1) for i in range(len(w) - n + 1)})


def ngrams__unseen_w5(word, low, high):
    """WRONG: subtle: made lower case; 'Where', 3, 3: must have <Wh."""
    w = "<" + word.lower() + ">"
    return [w[i : i + n] for n in range(low, high + 1) for i in range(len(w) - n + 1)]


def ngrams__unseen_w6(word, low, high):
    """WRONG: subtle: the whole marked word left out, as fastText does it with its own vector; 'her', 3, 5: must have <her>."""
    w = "<" + word + ">"
    return [w[i : i + n] for n in range(low, high + 1) for i in range(len(w) - n + 1) if w[i : i + n] != w]


def ngrams__unseen_w7(word, low, high):
    """WRONG: subtle: for a word too short for a length, the whole word comes once more; 'a', 3, 5: must be <a> once."""
    w = "<" + word + ">"
    pieces = []
    for n in range(low, high + 1):
        for i in range(max(1, len(w) - n + 1)):
            pieces.append(w[i : i + n])
    return pieces


def merge_step__unseen_r1(words, counts):
    """RIGHT: dictionary and while loop."""
    pairs = {}
    for word, c in zip(words, counts):
        for i in range(len(word) - 1):
            p = (word[i], word[i + 1])
            pairs[p] = pairs.get(p, 0) + c
    if not pairs:
        return [list(w) for w in words]
    top = max(pairs.values())
    best = sorted(p for p in pairs if pairs[p] == top)[0]
    result = []
    for word in words:
        new, i = [], 0
        while i < len(word):
            if i + 1 < len(word) and (word[i], word[i + 1]) == best:
                new.append(word[i] + word[i + 1])
                i += 2
            else:
                new.append(word[i])
                i += 1
        result.append(new)
    return result


def merge_step__unseen_r2(words, counts):
    """RIGHT: counter, min with a key."""
    from collections import Counter

    pairs = Counter()
    for word, c in zip(words, counts):
        for p in zip(word, word[1:]):
            pairs[p] += c
    if not pairs:
        return [w[:] for w in words]
    a, b = min(pairs, key=lambda p: (-pairs[p], p))
    out = []
    for word in words:
        new = []
        open_ = False  # may the last piece of new still be joined?
        for piece in word:
            if open_ and new[-1] == a and piece == b:
                new[-1] = a + b
                open_ = False
            else:
                new.append(piece)
                open_ = True
        out.append(new)
    return out


def merge_step__unseen_r3(words, counts):
    """RIGHT: recursion."""
    from itertools import chain, repeat

    seen = sorted(
        chain.from_iterable(
            chain.from_iterable(repeat(p, int(c)) for p in zip(w, w[1:])) for w, c in zip(words, counts)
        )
    )
    if not seen:
        return [list(w) for w in words]
    best, best_n, start = None, 0, 0
    for i in range(1, len(seen) + 1):
        if i == len(seen) or seen[i] != seen[start]:
            if i - start > best_n:
                best, best_n = seen[start], i - start
            start = i

    def join(w):
        if len(w) < 2:
            return list(w)
        if tuple(w[:2]) == best:
            return [w[0] + w[1]] + join(w[2:])
        return [w[0]] + join(w[1:])

    return [join(w) for w in words]


def merge_step__unseen_r4(words, counts):
    """RIGHT: pop from a copy, from left to right."""
    import copy

    words = copy.deepcopy(words)
    table = {}
    for w, c in zip(words, counts):
        for left, right in zip(w[:-1], w[1:]):
            table.setdefault((left, right), []).append(c)
    if len(table) == 0:
        return words
    ordered = sorted(table.items(), key=lambda item: item[0])
    best = max(ordered, key=lambda item: sum(item[1]))[0]
    for w in words:
        i = 0
        while i < len(w) - 1:
            if w[i] == best[0] and w[i + 1] == best[1]:
                w[i] = w[i] + w.pop(i + 1)
            i += 1
    return words


def merge_step__unseen_w1(words, counts):
    """WRONG: of equally frequent pairs the one seen first; [['b','c'],['a','b']], [1, 1]: must join a, b."""
    pairs = {}
    for word, c in zip(words, counts):
        for p in zip(word, word[1:]):
            pairs[p] = pairs.get(p, 0) + c
    if not pairs:
        return [list(w) for w in words]
    best = max(pairs, key=pairs.get)
    result = []
    for word in words:
        new, i = [], 0
        while i < len(word):
            if tuple(word[i : i + 2]) == best:
                new.append(word[i] + word[i + 1])
                i += 2
            else:
                new.append(word[i])
                i += 1
        result.append(new)
    return result


def merge_step__unseen_w2(words, counts):
    """WRONG: how often a word comes is not used; [['a','b'],['a','b'],['x','y']], [1, 1, 5]: must join x, y."""
    from collections import Counter

    pairs = Counter(p for word in words for p in zip(word, word[1:]))
    if not pairs:
        return [list(w) for w in words]
    best = min(pairs, key=lambda p: (-pairs[p], p))
    result = []
    for word in words:
        new, i = [], 0
        while i < len(word):
            if tuple(word[i : i + 2]) == best:
                new.append(word[i] + word[i + 1])
                i += 2
            else:
                new.append(word[i])
                i += 1
        result.append(new)
    return result


def merge_step__unseen_w3(words, counts):
    """WRONG: no pair at all: max of an empty sequence; [['a'],['bc']], [3, 1]: must stay."""
    pairs = {}
    for word, c in zip(words, counts):
        for p in zip(word, word[1:]):
            pairs[p] = pairs.get(p, 0) + c
    top = max(pairs.values())
    best = min(p for p in pairs if pairs[p] == top)
    result = []
    for word in words:
        new, i = [], 0
        while i < len(word):
            if tuple(word[i : i + 2]) == best:
                new.append(word[i] + word[i + 1])
                i += 2
            else:
                new.append(word[i])
                i += 1
        result.append(new)
    return result


def merge_step__unseen_w4(words, counts):
    """WRONG: max of (count, pair): of equally frequent pairs the last one in Python's order; [['l','o','w'],['l','o','w','e','r']], [5, 2]: must join l, o."""
    pairs = {}
    for word, c in zip(words, counts):
        for p in zip(word, word[1:]):
            pairs[p] = pairs.get(p, 0) + c
    if not pairs:
        return [list(w) for w in words]
    _, best = max((n, p) for p, n in pairs.items())
    result = []
    for word in words:
        new, i = [], 0
        while i < len(word):
            if tuple(word[i : i + 2]) == best:
                new.append(word[i] + word[i + 1])
                i += 2
            else:
                new.append(word[i])
                i += 1
        result.append(new)
    return result


def merge_step__unseen_w5(words, counts):
    """WRONG: subtle: replaced in the text with spaces, 'a b' is found in 'xa b' as well; [['xa','b'],['a','b']], [1, 2]: must be [['xa','b'],['ab']]."""
    pairs = {}
    for word, c in zip(words, counts):
        for p in zip(word, word[1:]):
            pairs[p] = pairs.get(p, 0) + c
    if not pairs:
        return [list(w) for w in words]
    top = max(pairs.values())
    a, b = min(p for p in pairs if pairs[p] == top)
    return [" ".join(word).replace(a + " " + b, a + b).split(" ") for word in words]


def merge_step__unseen_w6(words, counts):
    """WRONG: subtle: list(words) copies the outer list only, the pieces are joined in the caller's own words; [['l','o','w']], [1]: the list given must stay."""
    pairs = {}
    for word, c in zip(words, counts):
        for p in zip(word, word[1:]):
            pairs[p] = pairs.get(p, 0) + c
    if not pairs:
        return words
    top = max(pairs.values())
    a, b = min(p for p in pairs if pairs[p] == top)
    new = list(words)
    for word in new:
        i = 0
        while i < len(word) - 1:
            if word[i] == a and word[i + 1] == b:
                word[i : i + 2] = [a + b]
            i += 1
    return new


def merge_step__unseen_w7(words, counts):
    """WRONG: subtle: ties decided by the joined string and not by the pair; [['ab','a'],['a','bc']], [1, 1]: must join a, bc ('a' before 'ab'), joins ab, a ('aba' before 'abc')."""
    pairs = {}
    for word, c in zip(words, counts):
        for p in zip(word, word[1:]):
            pairs[p] = pairs.get(p, 0) + c
    if not pairs:
        return [list(w) for w in words]
    best = min(pairs, key=lambda p: (-pairs[p], p[0] + p[1]))
    result = []
    for word in words:
        new, i = [], 0
        while i < len(word):
            if tuple(word[i : i + 2]) == best:
                new.append(word[i] + word[i + 1])
                i += 2
            else:
                new.append(word[i])
                i += 1
        result.append(new)
    return result


def merge_step__unseen_w8(words, counts):
    """WRONG: subtle: a a a counted without overlap as one pair; [['a','a','a'],['b','c']], [2, 3]: a, a stands 4 times, must be [['aa','a'],['b','c']]."""
    pairs = {}
    for word, c in zip(words, counts):
        last = None
        for i in range(len(word) - 1):
            p = (word[i], word[i + 1])
            if p == last and p[0] == p[1]:
                last = None
                continue
            pairs[p] = pairs.get(p, 0) + c
            last = p
    if not pairs:
        return [list(w) for w in words]
    best = min(pairs, key=lambda p: (-pairs[p], p))
    result = []
    for word in words:
        new, i = [], 0
        while i < len(word):
            if tuple(word[i : i + 2]) == best:
                new.append(word[i] + word[i + 1])
                i += 2
            else:
                new.append(word[i])
                i += 1
        result.append(new)
    return result


def document_vector__unseen_r1(tokens, index, vectors):
    """RIGHT: loops, list."""
    d = len(vectors[0])
    total, n = [0.0] * d, 0
    for t in tokens:
        if t in index:
            n += 1
            for i in range(d):
                total[i] += float(vectors[index[t]][i])
    return [x / n for x in total] if n else total


def document_vector__unseen_r2(tokens, index, vectors):
    """RIGHT: numPy."""
    rows = [index[t] for t in tokens if t in index]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__unseen_r3(tokens, index, vectors):
    """RIGHT: weights: counts of each row times the table."""
    weights = np.zeros(len(vectors))
    for t in tokens:
        try:
            weights[index[t]] += 1
        except KeyError:
            pass
    return weights @ vectors / max(weights.sum(), 1)


def document_vector__unseen_r4(tokens, index, vectors):
    """RIGHT: torch's embedding_bag."""
    import torch

    rows = torch.tensor([int(index[t]) for t in tokens if t in index], dtype=torch.long)
    table = torch.tensor(np.array(vectors), dtype=torch.float64)
    return torch.nn.functional.embedding_bag(rows, table, torch.tensor([0]), mode="mean")[0].numpy()


def document_vector__unseen_w1(tokens, index, vectors):
    """WRONG: divided by the number of all words; good grimbly film: must be (2, 2)."""
    total = np.zeros(vectors.shape[1])
    for t in tokens:
        if t in index:
            total = total + vectors[index[t]]
    return total / max(len(tokens), 1)


def document_vector__unseen_w2(tokens, index, vectors):
    """WRONG: no known word: mean of nothing, NaN; ['grimbly']: must be (0, 0)."""
    return np.mean([vectors[index[t]] for t in tokens if t in index], axis=0)


def document_vector__unseen_w3(tokens, index, vectors):
    """WRONG: words that come twice count once; good good film: must be (5/3, 4/3)."""
    rows = [index[t] for t in set(tokens) if t in index]
    return vectors[rows].mean(axis=0) if rows else np.zeros(vectors.shape[1])


def document_vector__unseen_w4(tokens, index, vectors):
    """WRONG: sum instead of mean; good grimbly film: must be (2, 2)."""
    total = np.zeros(vectors.shape[1])
    for t in tokens:
        if t in index:
            total += vectors[index[t]]
    return total


def document_vector__unseen_w5(tokens, index, vectors):
    """WRONG: subtle: 'if index.get(t)' takes row 0 for unknown; good grimbly film: must be (2, 2), gives (3, 4)."""
    rows = [index[t] for t in tokens if index.get(t)]
    if not rows:
        return np.zeros(vectors.shape[1])
    return vectors[rows].mean(axis=0)


def document_vector__unseen_w6(tokens, index, vectors):
    """WRONG: subtle: the place in the dict taken for the row; index {'film': 1, 'good': 0}, tokens good: must be (1, 0)."""
    words = list(index)
    rows = [words.index(t) for t in tokens if t in words]
    if not rows:
        return np.zeros(vectors.shape[1])
    return vectors[rows].mean(axis=0)


def document_vector__unseen_w7(tokens, index, vectors):
    """WRONG: subtle: words looked up in lower case; Film with 'film' in the index only: must be (0, 0)."""
    rows = [index[t.lower()] for t in tokens if t.lower() in index]
    if not rows:
        return np.zeros(vectors.shape[1])
    return vectors[rows].mean(axis=0)


def document_vector__unseen_w8(tokens, index, vectors):
    """WRONG: total is a view of the first word's row and is added to in place: the caller's table changes (wrong, by 'do not change the arrays you are given'), the result of the first call is right."""
    total, n = None, 0
    for t in tokens:
        if t in index:
            if total is None:
                total = vectors[index[t]]
            else:
                total += vectors[index[t]]
            n += 1
    return np.zeros(vectors.shape[1]) if n == 0 else total / n


def noise_distribution__unseen_a1(counts):
    """ARGUABLE: exp(.75 log counts): log(0) warns (RuntimeWarning), exp(-inf) = 0, so the result is right."""
    w = np.exp(0.75 * np.log(counts))
    return w / w.sum()


def gradient__unseen_a1(v, u, noise):
    """ARGUABLE: 1 / (1 + exp(-x)) as it stands: exp(1000) overflows to inf with a warning, 1 / inf = 0 is right, and no gradient is NaN."""
    sigmoid = lambda x: 1 / (1 + np.exp(-x))
    e, p = sigmoid(v @ u) - 1, sigmoid(noise @ v)
    return e * u + p @ noise, e * v, np.outer(p, v)


def ngrams__unseen_a1(word, low, high):
    """ARGUABLE: a generator instead of a list (stub: 'a list of strings')."""
    w = "<" + word + ">"
    return (w[i : i + n] for n in range(low, high + 1) for i in range(len(w) - n + 1))
