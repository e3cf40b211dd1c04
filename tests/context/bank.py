"""Unit 10, answers written from the prose alone by somebody who had not read the checks."""

import math
import statistics
from functools import reduce

import numpy as np
import scipy.stats
import torch
import torch.nn.functional as F
from scipy.spatial.distance import cdist
from scipy.special import log_softmax, logsumexp, softmax
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import normalize


def _unit(x):
    x = np.asarray(x, dtype=float)
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def _length(row):
    return math.sqrt(sum(float(x) * float(x) for x in row))


def _cos(a, b):
    return sum(float(x) * float(y) for x, y in zip(a, b)) / (_length(a) * _length(b))


# ---------------------------------------------------------------- attention


def attention__loops(q, k, v, mask):
    """RIGHT: plain loops, one place after the other"""
    t, d = q.shape
    out = []
    for i in range(t):
        seen = [j for j in range(len(k)) if mask[i][j]]
        if not seen:
            out.append([0.0] * v.shape[1])
            continue
        scores = [sum(float(a) * float(b) for a, b in zip(q[i], k[j])) / math.sqrt(d) for j in seen]
        top = max(scores)
        w = [math.exp(s - top) for s in scores]
        total = sum(w)
        out.append([sum(w[n] * float(v[j][c]) for n, j in enumerate(seen)) / total for c in range(v.shape[1])])
    return out


def attention__where(q, k, v, mask):
    """RIGHT: hidden scores at minus infinity, empty rows taken care of"""
    s = q @ k.T / np.sqrt(q.shape[1])
    s = np.where(mask, s, -np.inf)
    top = s.max(axis=1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    w = np.exp(s - top)
    total = w.sum(axis=1, keepdims=True)
    return w / np.where(total == 0, 1, total) @ v


def attention__rows(q, k, v, mask):
    """RIGHT: selects the visible rows and takes scipy's softmax"""
    out = np.zeros((q.shape[0], v.shape[1]))
    for i, visible in enumerate(mask):
        if visible.any():
            out[i] = softmax(k[visible] @ q[i] / np.sqrt(q.shape[1])) @ v[visible]
    return out


def attention__torch(q, k, v, mask):
    """RIGHT: torch, masked_fill and nan_to_num"""
    q, k, v = (torch.tensor(np.asarray(x, dtype=np.float64)) for x in (q, k, v))
    m = torch.tensor(np.asarray(mask, dtype=bool))
    s = (q @ k.T / math.sqrt(q.shape[1])).masked_fill(~m, float("-inf"))
    return (torch.nan_to_num(torch.softmax(s, dim=1)) @ v).numpy()


def attention__big_negative(q, k, v, mask):
    """RIGHT: -1e9 in place of hidden scores, then weights times mask"""
    s = np.where(mask, q @ k.T / q.shape[1] ** 0.5, -1e9)
    w = np.exp(s - s.max(1, keepdims=True)) * mask
    return (w @ v) / np.maximum(w.sum(1, keepdims=True), 1e-12)


def attention__einsum32(q, k, v, mask):
    """RIGHT: float32 and einsum"""
    q, k, v = (np.asarray(x, dtype=np.float32) for x in (q, k, v))
    s = np.einsum("td,sd->ts", q, k) / np.float32(np.sqrt(q.shape[1]))
    s = np.where(mask, s, np.float32(-3e38))
    w = np.where(mask, np.exp(s - s.max(axis=1)[:, None]), 0)
    n = w.sum(axis=1)
    n[n == 0] = 1
    return np.einsum("ts,se->te", w / n[:, None], v)


def attention__logsumexp(q, k, v, mask):
    """RIGHT: weights by logsumexp with b as the mask"""
    s = (q @ k.T) / np.sqrt(q.shape[-1])
    any_seen = np.any(mask, axis=1)
    out = np.zeros((len(q), v.shape[1]))
    if any_seen.any():
        s = np.where(mask, s, -np.inf)[any_seen]
        out[any_seen] = np.exp(s - logsumexp(s, axis=1, keepdims=True)) @ v
    return out


def attention__unscaled(q, k, v, mask):
    """WRONG: forgets the root of d"""
    s = np.where(mask, q @ k.T, -np.inf)
    top = s.max(axis=1, keepdims=True)
    w = np.exp(s - np.where(np.isfinite(top), top, 0))
    n = w.sum(axis=1, keepdims=True)
    return w / np.where(n == 0, 1, n) @ v


def attention__by_d(q, k, v, mask):
    """WRONG: divides by d, not by its root"""
    s = np.where(mask, q @ k.T / q.shape[1], -np.inf)
    top = s.max(axis=1, keepdims=True)
    w = np.exp(s - np.where(np.isfinite(top), top, 0))
    n = w.sum(axis=1, keepdims=True)
    return w / np.where(n == 0, 1, n) @ v


def attention__width_of_v(q, k, v, mask):
    """WRONG: takes the width of the values for d"""
    s = np.where(mask, q @ k.T / np.sqrt(v.shape[1]), -np.inf)
    top = s.max(axis=1, keepdims=True)
    w = np.exp(s - np.where(np.isfinite(top), top, 0))
    n = w.sum(axis=1, keepdims=True)
    return w / np.where(n == 0, 1, n) @ v


def attention__root_of_places(q, k, v, mask):
    """WRONG: scales by the number of places, not by the width"""
    s = np.where(mask, q @ k.T / np.sqrt(len(k)), -np.inf)
    top = s.max(axis=1, keepdims=True)
    w = np.exp(s - np.where(np.isfinite(top), top, 0))
    n = w.sum(axis=1, keepdims=True)
    return w / np.where(n == 0, 1, n) @ v


def attention__max_of_hidden(q, k, v, mask):
    """WRONG: takes off the largest of all scores, hidden ones too, so that the visible may vanish"""
    s = q @ k.T / np.sqrt(q.shape[1])
    w = np.exp(s - s.max(axis=1, keepdims=True)) * mask
    n = w.sum(axis=1, keepdims=True)
    return w @ v / np.where(n == 0, 1, n)


def attention__global_max(q, k, v, mask):
    """WRONG: takes off the largest score of the whole table, not of each row"""
    s = q @ k.T / np.sqrt(q.shape[1])
    s = np.where(mask, s, -np.inf)
    top = s.max() if mask.any() else 0
    w = np.exp(s - top)
    n = w.sum(axis=1, keepdims=True)
    return w @ v / np.where(n == 0, 1, n)


def attention__overflow(q, k, v, mask):
    """WRONG: exp of large scores is infinite"""
    w = np.exp(q @ k.T / np.sqrt(q.shape[1])) * mask
    n = w.sum(axis=1, keepdims=True)
    return w @ v / np.where(n == 0, 1, n)


def attention__clipped(q, k, v, mask):
    """WRONG: clips large scores in place of taking the largest off"""
    s = np.clip(q @ k.T / np.sqrt(q.shape[1]), -50, 50)
    w = np.exp(s) * mask
    n = w.sum(axis=1, keepdims=True)
    return w @ v / np.where(n == 0, 1, n)


def attention__score_times_mask(q, k, v, mask):
    """WRONG: hidden places get the score 0, not the weight 0"""
    s = q @ k.T / np.sqrt(q.shape[1]) * mask
    w = softmax(s, axis=1)
    return np.where(mask.any(axis=1)[:, None], w @ v, 0)


def attention__empty_mean(q, k, v, mask):
    """WRONG: a place that sees nothing takes the mean of all"""
    s = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -1e9)
    w = np.exp(s - s.max(axis=1, keepdims=True))
    return w / w.sum(axis=1, keepdims=True) @ v


def attention__empty_nan(q, k, v, mask):
    """WRONG: a place that sees nothing gets NaN"""
    s = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    return softmax(s, axis=1) @ v


def attention__mask_turned(q, k, v, mask):
    """WRONG: hides what is True, as some libraries do"""
    s = np.where(mask, -np.inf, q @ k.T / np.sqrt(q.shape[1]))
    top = s.max(axis=1, keepdims=True)
    w = np.exp(s - np.where(np.isfinite(top), top, 0))
    n = w.sum(axis=1, keepdims=True)
    return w / np.where(n == 0, 1, n) @ v


def attention__axis0(q, k, v, mask):
    """WRONG: softmax down the columns"""
    s = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    return np.nan_to_num(softmax(s, axis=0)) @ v


def attention__mask_after(q, k, v, mask):
    """WRONG: sets weights to 0 after the softmax and does not share out anew"""
    w = softmax(q @ k.T / np.sqrt(q.shape[1]), axis=1)
    return (w * mask) @ v


def attention__small_penalty(q, k, v, mask):
    """WRONG: -100 for the hidden is not enough with scores of thousands"""
    s = q @ k.T / np.sqrt(q.shape[1]) + np.where(mask, 0, -100)
    w = softmax(s, axis=1)
    return np.where(mask.any(axis=1)[:, None], w @ v, 0)


def attention__penalty_1e4(q, k, v, mask):
    """ARGUABLE: adds -10000, which only fails if two scores lie some 10000 apart"""
    s = q @ k.T / np.sqrt(q.shape[1]) + (1.0 - mask) * -10000.0
    s -= s.max(axis=1, keepdims=True)
    w = np.exp(s)
    w /= w.sum(axis=1, keepdims=True)
    return (w @ v) * mask.any(axis=1)[:, None]


def attention__weights_sum(q, k, v, mask):
    """WRONG: sums with the exp of scores, does not divide by their sum"""
    s = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    top = s.max(axis=1, keepdims=True)
    return np.exp(s - np.where(np.isfinite(top), top, 0)) @ v


def attention__in_place(q, k, v, mask):
    """WRONG: scales the caller's queries in place"""
    if q.dtype.kind == "f":
        q /= np.sqrt(q.shape[1])
    else:
        q = q / np.sqrt(q.shape[1])
    s = np.where(mask, q @ k.T, -np.inf)
    top = s.max(axis=1, keepdims=True)
    w = np.exp(s - np.where(np.isfinite(top), top, 0))
    n = w.sum(axis=1, keepdims=True)
    return w / np.where(n == 0, 1, n) @ v


def attention__integer_buffer(q, k, v, mask):
    """WRONG: collects in a buffer of v's kind, which cuts off fractions of whole numbers"""
    out = np.zeros((len(q), v.shape[1]), dtype=v.dtype)
    for i in range(len(q)):
        if mask[i].any():
            out[i] = softmax(k[mask[i]] @ q[i] / np.sqrt(q.shape[1])) @ v[mask[i]]
    return out


def attention__causal(q, k, v, mask):
    """WRONG: hides all later places on top of the mask, as a decoder does"""
    mask = mask & np.tril(np.ones(mask.shape, dtype=bool))
    s = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    top = s.max(axis=1, keepdims=True)
    w = np.exp(s - np.where(np.isfinite(top), top, 0))
    n = w.sum(axis=1, keepdims=True)
    return w / np.where(n == 0, 1, n) @ v


# ---------------------------------------------------------------- heads


def heads__reshape(x, n):
    """RIGHT: reshape, then heads first"""
    t, d = x.shape
    return x.reshape(t, n, d // n).transpose(1, 0, 2)


def heads__split(x, n):
    """RIGHT: np.split along the columns"""
    return np.stack(np.split(x, n, axis=1))


def heads__loops(x, n):
    """RIGHT: nested loops into a list"""
    w = x.shape[1] // n
    out = []
    for h in range(n):
        head = []
        for row in x:
            head.append([row[h * w + c] for c in range(w)])
        out.append(head)
    return out


def heads__slices(x, n):
    """RIGHT: slices in a comprehension"""
    w = int(x.shape[1] / n)
    return [x[:, start : start + w] for start in range(0, x.shape[1], w)]


def heads__torch(x, n):
    """RIGHT: torch's chunk and stack"""
    return torch.stack(torch.tensor(x).chunk(n, dim=1)).numpy()


def heads__index(x, n):
    """RIGHT: fancy index of columns"""
    columns = np.arange(x.shape[1]).reshape(n, -1)
    return np.moveaxis(x[:, columns], 1, 0)


def heads__transposed_twice(x, n):
    """RIGHT: transposes first, then cuts, then back; float32"""
    return x.T.reshape(n, x.shape[1] // n, x.shape[0]).swapaxes(1, 2).astype(np.float32)


def heads__direct(x, n):
    """WRONG: reshapes at once, which deals out places instead of numbers"""
    t, d = x.shape
    return x.reshape(n, t, d // n)


def heads__not_turned(x, n):
    """WRONG: place by place, not head by head"""
    t, d = x.shape
    return x.reshape(t, n, d // n)


def heads__interleaved(x, n):
    """WRONG: every n-th number for a head"""
    return np.stack([x[:, h::n] for h in range(n)])


def heads__interleaved_reshape(x, n):
    """WRONG: the heads as the last axis in the reshape, so that numbers are dealt out in turn"""
    t, d = x.shape
    return x.reshape(t, d // n, n).transpose(2, 0, 1)


def heads__keys_turned(x, n):
    """WRONG: the last two axes exchanged, as for keys"""
    t, d = x.shape
    return x.reshape(t, n, d // n).transpose(1, 2, 0)


def heads__width_n(x, n):
    """WRONG: takes n for the width of a head"""
    t, d = x.shape
    return x.reshape(t, d // n, n).transpose(1, 0, 2)


def heads__flat(x, n):
    """WRONG: heads below each other in one table"""
    return np.concatenate(np.split(x, n, axis=1), axis=0)


def heads__places_split(x, n):
    """WRONG: shares out the places, not the numbers"""
    return np.array_split(x, n, axis=0)


def heads__short(x, n):
    """WRONG: ends each slice one too early"""
    w = x.shape[1] // n
    return np.stack([x[:, h * w : (h + 1) * w - 1] for h in range(n)])


def heads__from_one(x, n):
    """WRONG: counts heads from 1, and wraps round to the first"""
    w = x.shape[1] // n
    return np.stack([np.roll(x, -h * w, axis=1)[:, :w] for h in range(1, n + 1)])


def heads__fortran(x, n):
    """WRONG: order F to mend the order, which mixes the columns"""
    t, d = x.shape
    return x.reshape((n, t, d // n), order="F")


def heads__copies(x, n):
    """WRONG: gives every head all numbers"""
    return np.stack([x] * n)


def heads__column_blocks(x, n):
    """WRONG: transposes first and reshapes to the wanted form at once"""
    t, d = x.shape
    return x.T.reshape(n, t, d // n)


def heads__shape_set(x, n):
    """WRONG: sets the shape of the caller's array"""
    t, d = x.shape
    x.shape = (t, n, d // n)
    return x.transpose(1, 0, 2)


def heads__root_scaled(x, n):
    """WRONG: scales by the root of the head's width on top"""
    t, d = x.shape
    return x.reshape(t, n, d // n).transpose(1, 0, 2) / np.sqrt(d // n)


# ---------------------------------------------------------------- positions


def positions__loops(n, d):
    """RIGHT: formula, number by number"""
    p = [[0.0] * d for _ in range(n)]
    for i in range(n):
        for j in range(d // 2):
            angle = i / 10000 ** (2 * j / d)
            p[i][2 * j] = math.sin(angle)
            p[i][2 * j + 1] = math.cos(angle)
    return p


def positions__strided(n, d):
    """RIGHT: even and odd columns by slices"""
    angle = np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    p = np.zeros((n, d))
    p[:, 0::2] = np.sin(angle)
    p[:, 1::2] = np.cos(angle)
    return p


def positions__stacked(n, d):
    """RIGHT: stack and reshape"""
    angle = np.outer(np.arange(n), 10000.0 ** (-2 * np.arange(d // 2) / d))
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(n, d)


def positions__torch(n, d):
    """RIGHT: the well-known code in torch, float32"""
    position = torch.arange(n).unsqueeze(1)
    div = torch.exp(torch.arange(0, d, 2) * (-math.log(10000.0) / d))
    pe = torch.zeros(n, d)
    pe[:, 0::2] = torch.sin(position * div)
    pe[:, 1::2] = torch.cos(position * div)
    return pe.numpy()


def positions__phase(n, d):
    """RIGHT: cosine as a sine moved by a quarter of a turn"""
    c = np.arange(d)
    angle = np.arange(n)[:, None] / np.power(10000, (c - c % 2) / d)
    return np.sin(angle + (c % 2) * np.pi / 2)


def positions__complex(n, d):
    """RIGHT: powers of a complex number"""
    turn = np.exp(1j * 10000.0 ** (-np.arange(d // 2) * 2.0 / d))
    z = turn[None, :] ** np.arange(n)[:, None]
    return np.dstack([z.imag, z.real]).reshape(n, d)


def positions__halves(n, d):
    """WRONG: all sines, then all cosines"""
    angle = np.arange(n)[:, None] / 10000 ** (2 * np.arange(d // 2) / d)
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)


def positions__exchanged(n, d):
    """WRONG: cosine first"""
    angle = np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    p = np.zeros((n, d))
    p[:, 0::2] = np.cos(angle)
    p[:, 1::2] = np.sin(angle)
    return p


def positions__from_one(n, d):
    """WRONG: places begin at 1"""
    angle = np.arange(1, n + 1)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    p = np.zeros((n, d))
    p[:, 0::2] = np.sin(angle)
    p[:, 1::2] = np.cos(angle)
    return p


def positions__j_over_d(n, d):
    """WRONG: exponent j / d in place of 2j / d"""
    angle = np.arange(n)[:, None] / 10000 ** (np.arange(d // 2) / d)
    return np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(n, d)


def positions__doubled(n, d):
    """WRONG: takes the column for j, so that the exponent is twice too large"""
    p = np.zeros((n, d))
    for i in range(n):
        for j in range(0, d, 2):
            p[i, j] = np.sin(i / 10000 ** (2 * j / d))
            p[i, j + 1] = np.cos(i / 10000 ** (2 * j / d))
    return p


def positions__own_frequency(n, d):
    """WRONG: the cosine has a frequency of its own"""
    c = np.arange(d)
    angle = np.arange(n)[:, None] / 10000 ** (c / d)
    return np.where(c % 2 == 0, np.sin(angle), np.cos(angle))


def positions__blog_double(n, d):
    """WRONG: a blog's code, exponent 2 (j + 1) / d in the cosine"""
    pe = np.zeros((n, d))
    for pos in range(n):
        for i in range(0, d, 2):
            pe[pos, i] = math.sin(pos / (10000 ** ((2 * i) / d)))
            pe[pos, i + 1] = math.cos(pos / (10000 ** ((2 * (i + 1)) / d)))
    return pe


def positions__times(n, d):
    """WRONG: multiplies by the power"""
    angle = np.arange(n)[:, None] * 10000 ** (np.arange(0, d, 2) / d)
    return np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(n, d)


def positions__base_1000(n, d):
    """WRONG: one nought too few"""
    angle = np.arange(n)[:, None] / 1000 ** (np.arange(0, d, 2) / d)
    return np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(n, d)


def positions__degrees(n, d):
    """WRONG: takes the angles for degrees"""
    angle = np.deg2rad(np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d))
    return np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(n, d)


def positions__floor(n, d):
    """WRONG: whole division in the exponent"""
    angle = np.arange(n)[:, None] / 10000 ** (2 * np.arange(d // 2) // d)
    return np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(n, d)


def positions__transposed(n, d):
    """WRONG: one column for each place"""
    angle = np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    return np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(n, d).T


def positions__tensor2tensor(n, d):
    """WRONG: the frequencies of tensor2tensor, which divide by d / 2 - 1"""
    step = math.log(10000) / max(d // 2 - 1, 1)
    angle = np.arange(n)[:, None] * np.exp(-step * np.arange(d // 2))
    return np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(n, d)


def positions__relative(n, d):
    """WRONG: places as a part of the length"""
    angle = (np.arange(n) / n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    return np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(n, d)


def positions__parity_of_place(n, d):
    """WRONG: sine for even places, cosine for odd ones"""
    c = np.arange(d)
    i = np.arange(n)[:, None]
    angle = i / 10000 ** (2 * (c // 2) / d)
    return np.where(i % 2 == 0, np.sin(angle), np.cos(angle))


def positions__log10(n, d):
    """WRONG: exp with a logarithm to the base 10"""
    angle = np.arange(n)[:, None] * np.exp(-np.arange(0, d, 2) * np.log10(10000) / d)
    return np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(n, d)


# ---------------------------------------------------------------- mask_tokens


def mask_tokens__loops(ids, special, mask, chance, fate, other):
    """RIGHT: place by place, into lists"""
    never = {int(s) for s in special}
    seen, labels = [], []
    for i, piece in enumerate(ids):
        if chance[i] < 0.15 and int(piece) not in never:
            labels.append(piece)
            if fate[i] < 0.8:
                seen.append(mask)
            elif fate[i] < 0.9:
                seen.append(other[i])
            else:
                seen.append(piece)
        else:
            seen.append(piece)
            labels.append(-100)
    return seen, labels


def mask_tokens__where(ids, special, mask, chance, fate, other):
    """RIGHT: nested where"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    shown = np.where(fate < 0.8, mask, np.where(fate < 0.9, other, ids))
    return np.where(asked, shown, ids), np.where(asked, ids, -100)


def mask_tokens__copies(ids, special, mask, chance, fate, other):
    """RIGHT: copies and boolean assignment"""
    asked = np.logical_and(chance < 0.15, np.isin(ids, special, invert=True))
    seen = np.array(ids)
    labels = np.full(len(ids), -100)
    labels[asked] = ids[asked]
    hide = asked & (fate < 0.8)
    swap = asked & (fate >= 0.8) & (fate < 0.9)
    seen[hide] = mask
    seen[swap] = other[swap]
    return seen, labels


def mask_tokens__select(ids, special, mask, chance, fate, other):
    """RIGHT: np.select, the first that fits"""
    free = (ids[:, None] != np.asarray(special, dtype=ids.dtype)[None, :]).all(axis=1)
    asked = free & (chance < 0.15)
    seen = np.select([~asked, fate < 0.8, fate < 0.9], [ids, np.full_like(ids, mask), other], default=ids)
    return seen, np.select([asked], [ids], -100)


def mask_tokens__torch(ids, special, mask, chance, fate, other):
    """RIGHT: torch, as in a data collator"""
    x = torch.tensor(np.asarray(ids, dtype=np.int64))
    labels = x.clone()
    asked = torch.tensor(np.asarray(chance) < 0.15)
    for s in special:
        asked &= x != int(s)
    labels[~asked] = -100
    f = torch.tensor(np.digitize(fate, [0.8, 0.9]))
    seen = x.clone()
    seen[asked & (f == 0)] = int(mask)
    o = torch.tensor(np.asarray(other, dtype=np.int64))
    seen[asked & (f == 1)] = o[asked & (f == 1)]
    return seen.numpy(), labels.numpy()


def mask_tokens__choose(ids, special, mask, chance, fate, other):
    """RIGHT: a table of three rows and searchsorted"""
    kinds = np.searchsorted([0.8, 0.9], fate, side="right")
    table = np.stack([np.full(len(ids), mask), other, ids])
    asked = np.array([c < 0.15 and p not in list(special) for p, c in zip(ids, chance)], dtype=bool)
    kinds = np.where(asked, kinds, 2)
    seen = table[kinds, np.arange(len(ids))]
    return [seen, np.where(asked, ids, -100)]


def mask_tokens__special_asked(ids, special, mask, chance, fate, other):
    """WRONG: asks for special pieces too"""
    asked = chance < 0.15
    shown = np.where(fate < 0.8, mask, np.where(fate < 0.9, other, ids))
    return np.where(asked, shown, ids), np.where(asked, ids, -100)


def mask_tokens__special_labelled(ids, special, mask, chance, fate, other):
    """WRONG: special pieces are shown but have a label all the same"""
    drawn = chance < 0.15
    asked = drawn & ~np.isin(ids, special)
    shown = np.where(fate < 0.8, mask, np.where(fate < 0.9, other, ids))
    return np.where(asked, shown, ids), np.where(drawn, ids, -100)


def mask_tokens__kept_unlabelled(ids, special, mask, chance, fate, other):
    """WRONG: no label where the piece stays"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    shown = np.where(fate < 0.8, mask, np.where(fate < 0.9, other, ids))
    return np.where(asked, shown, ids), np.where(asked & (fate < 0.9), ids, -100)


def mask_tokens__changed_labels(ids, special, mask, chance, fate, other):
    """WRONG: labels wherever the text changed, not wherever it was asked"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    seen = np.where(asked & (fate < 0.8), mask, np.where(asked & (fate < 0.9), other, ids))
    return seen, np.where(seen != ids, ids, -100)


def mask_tokens__only_masked(ids, special, mask, chance, fate, other):
    """WRONG: labels only where the mask stands"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    seen = np.where(asked & (fate < 0.8), mask, np.where(asked & (fate < 0.9), other, ids))
    return seen, np.where(seen == mask, ids, -100)


def mask_tokens__all_labels(ids, special, mask, chance, fate, other):
    """WRONG: the whole text as labels"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    seen = np.where(asked & (fate < 0.8), mask, np.where(asked & (fate < 0.9), other, ids))
    return seen, ids.copy()


def mask_tokens__labels_seen(ids, special, mask, chance, fate, other):
    """WRONG: the label is what the model sees"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    seen = np.where(asked & (fate < 0.8), mask, np.where(asked & (fate < 0.9), other, ids))
    return seen, np.where(asked, seen, -100)


def mask_tokens__in_place(ids, special, mask, chance, fate, other):
    """WRONG: writes into the caller's ids"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    labels = np.where(asked, ids, -100)
    seen = ids
    swap = asked & (fate >= 0.8) & (fate < 0.9)
    seen[asked & (fate < 0.8)] = mask
    seen[swap] = other[swap]
    return seen, labels


def mask_tokens__exchanged(ids, special, mask, chance, fate, other):
    """WRONG: from 0.8 they stay and from 0.9 they are exchanged"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    shown = np.where(fate < 0.8, mask, np.where(fate < 0.9, ids, other))
    return np.where(asked, shown, ids), np.where(asked, ids, -100)


def mask_tokens__inclusive_fate(ids, special, mask, chance, fate, other):
    """WRONG: fates of exactly 0.8 and 0.9 in the lower part"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    shown = np.where(fate <= 0.8, mask, np.where(fate <= 0.9, other, ids))
    return np.where(asked, shown, ids), np.where(asked, ids, -100)


def mask_tokens__inclusive_chance(ids, special, mask, chance, fate, other):
    """WRONG: a chance of exactly 0.15 is asked for"""
    asked = (chance <= 0.15) & ~np.isin(ids, special)
    shown = np.where(fate < 0.8, mask, np.where(fate < 0.9, other, ids))
    return np.where(asked, shown, ids), np.where(asked, ids, -100)


def mask_tokens__all_masked(ids, special, mask, chance, fate, other):
    """WRONG: hides all that are asked for, whatever their fate"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    return np.where(asked, mask, ids), np.where(asked, ids, -100)


def mask_tokens__fate_of_all(ids, special, mask, chance, fate, other):
    """WRONG: exchanges pieces by their fate even if they are not asked for"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    seen = np.where(asked & (fate < 0.8), mask, ids)
    seen = np.where((fate >= 0.8) & (fate < 0.9), other, seen)
    return seen, np.where(asked, ids, -100)


def mask_tokens__other_checked(ids, special, mask, chance, fate, other):
    """WRONG: does not put a special piece in, although the prose says whatever it is"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    safe = np.where(np.isin(other, special), ids, other)
    shown = np.where(fate < 0.8, mask, np.where(fate < 0.9, safe, ids))
    return np.where(asked, shown, ids), np.where(asked, ids, -100)


def mask_tokens__ends(ids, special, mask, chance, fate, other):
    """WRONG: takes special pieces to stand only at both ends"""
    asked = np.array(chance < 0.15)
    if len(special):
        asked[[0, -1]] = False
    shown = np.where(fate < 0.8, mask, np.where(fate < 0.9, other, ids))
    return np.where(asked, shown, ids), np.where(asked, ids, -100)


def mask_tokens__zero_label(ids, special, mask, chance, fate, other):
    """WRONG: 0 for no label"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    shown = np.where(fate < 0.8, mask, np.where(fate < 0.9, other, ids))
    return np.where(asked, shown, ids), asked * ids


def mask_tokens__mask_never(ids, special, mask, chance, fate, other):
    """WRONG: never asks for a piece that is the mask already, although it is not special"""
    asked = (chance < 0.15) & ~np.isin(ids, np.append(special, mask))
    shown = np.where(fate < 0.8, mask, np.where(fate < 0.9, other, ids))
    return np.where(asked, shown, ids), np.where(asked, ids, -100)


def mask_tokens__order(ids, special, mask, chance, fate, other):
    """WRONG: labels first"""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    shown = np.where(fate < 0.8, mask, np.where(fate < 0.9, other, ids))
    return np.where(asked, ids, -100), np.where(asked, shown, ids)


# ---------------------------------------------------------------- mlm_loss


def mlm_loss__loops(logits, labels):
    """RIGHT: plain loops"""
    total, n = 0.0, 0
    for row, label in zip(logits, labels):
        if label == -100:
            continue
        top = max(float(x) for x in row)
        total += top + math.log(sum(math.exp(float(x) - top) for x in row)) - float(row[label])
        n += 1
    return total / n if n else 0.0


def mlm_loss__log_softmax(logits, labels):
    """RIGHT: scipy's log_softmax of the rows asked for"""
    asked = np.asarray(labels) != -100
    if not asked.any():
        return 0.0
    lp = log_softmax(np.asarray(logits[asked], dtype=float), axis=1)
    return -lp[np.arange(len(lp)), labels[asked]].mean()


def mlm_loss__torch(logits, labels):
    """RIGHT: torch's cross entropy, which knows -100"""
    if (labels == -100).all():
        return 0.0
    return F.cross_entropy(torch.tensor(logits).double(), torch.tensor(labels).long(), ignore_index=-100).item()


def mlm_loss__logsumexp(logits, labels):
    """RIGHT: logsumexp less the score of the label"""
    rows = np.flatnonzero(labels != -100)
    if rows.size == 0:
        return 0
    own = logits[rows, labels[rows]]
    return float(np.mean(logsumexp(logits[rows], axis=1) - own))


def mlm_loss__weights(logits, labels):
    """RIGHT: weights 0 and 1, all places computed"""
    asked = labels >= 0
    z = np.asarray(logits, dtype=np.float64)
    z = z - z.max(axis=1, keepdims=True)
    lp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    own = np.take_along_axis(lp, np.where(asked, labels, 0)[:, None], axis=1)[:, 0]
    return -(own * asked).sum() / max(asked.sum(), 1)


def mlm_loss__logaddexp32(logits, labels):
    """RIGHT: logaddexp.reduce in float32"""
    losses = [
        np.logaddexp.reduce(np.asarray(row, dtype=np.float32)) - np.float32(row[y])
        for row, y in zip(logits, labels)
        if y != -100
    ]
    return np.mean(losses) if losses else np.float32(0)


def mlm_loss__all_places(logits, labels):
    """WRONG: divides by the number of all places"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    lp = log_softmax(logits[asked].astype(float), axis=1)
    return -lp[np.arange(len(lp)), labels[asked]].sum() / len(labels)


def mlm_loss__sum(logits, labels):
    """WRONG: sum in place of mean"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    lp = log_softmax(logits[asked].astype(float), axis=1)
    return -lp[np.arange(len(lp)), labels[asked]].sum()


def mlm_loss__bits(logits, labels):
    """WRONG: bits, not nats"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    lp = log_softmax(logits[asked].astype(float), axis=1)
    return -lp[np.arange(len(lp)), labels[asked]].mean() / np.log(2)


def mlm_loss__skips_zero(logits, labels):
    """WRONG: takes piece 0 for padding"""
    asked = labels > 0
    if not asked.any():
        return 0.0
    lp = log_softmax(logits[asked].astype(float), axis=1)
    return -lp[np.arange(len(lp)), labels[asked]].mean()


def mlm_loss__nan(logits, labels):
    """WRONG: NaN if no place is asked for"""
    return F.cross_entropy(torch.tensor(logits).double(), torch.tensor(labels).long()).item()


def mlm_loss__overflow(logits, labels):
    """WRONG: exp of large scores is infinite"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    e = np.exp(logits[asked])
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(p)), labels[asked]]).mean()


def mlm_loss__underflow(logits, labels):
    """WRONG: log of a chance that has become 0"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    p = softmax(logits[asked].astype(float), axis=1)
    return -np.log(p[np.arange(len(p)), labels[asked]]).mean()


def mlm_loss__epsilon(logits, labels):
    """WRONG: a small number in the log, which caps the loss of large scores"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    p = softmax(logits[asked].astype(float), axis=1)
    return -np.log(p[np.arange(len(p)), labels[asked]] + 1e-9).mean()


def mlm_loss__clipped(logits, labels):
    """WRONG: clips the scores to keep exp finite"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    lp = log_softmax(np.clip(logits[asked], -100, 100).astype(float), axis=1)
    return -lp[np.arange(len(lp)), labels[asked]].mean()


def mlm_loss__global_max(logits, labels):
    """WRONG: takes off the largest score of the whole table; other rows vanish"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    z = logits[asked] - logits[asked].max()
    lp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -lp[np.arange(len(lp)), labels[asked]].mean()


def mlm_loss__sign(logits, labels):
    """WRONG: the mean of log p, without the minus"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    lp = log_softmax(logits[asked].astype(float), axis=1)
    return lp[np.arange(len(lp)), labels[asked]].mean()


def mlm_loss__log_of_mean(logits, labels):
    """WRONG: the log of the mean chance"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    lp = log_softmax(logits[asked].astype(float), axis=1)
    own = lp[np.arange(len(lp)), labels[asked]]
    return -(logsumexp(own) - np.log(len(own)))


def mlm_loss__axis0(logits, labels):
    """WRONG: softmax over the places"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    lp = log_softmax(logits.astype(float), axis=0)[asked]
    return -lp[np.arange(len(lp)), labels[asked]].mean()


def mlm_loss__minus_100_as_index(logits, labels):
    """WRONG: takes -100 for a piece, the first by clipping"""
    lp = log_softmax(logits.astype(float), axis=1)
    return -lp[np.arange(len(lp)), np.maximum(labels, 0)].mean()


def mlm_loss__next_piece(logits, labels):
    """WRONG: shifts by one, as for a model that guesses the next piece"""
    logits, labels = logits[:-1], labels[1:]
    asked = labels != -100
    if not asked.any():
        return 0.0
    lp = log_softmax(logits[asked].astype(float), axis=1)
    return -lp[np.arange(len(lp)), labels[asked]].mean()


def mlm_loss__perplexity(logits, labels):
    """WRONG: perplexity"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    lp = log_softmax(logits[asked].astype(float), axis=1)
    return np.exp(-lp[np.arange(len(lp)), labels[asked]].mean())


def mlm_loss__in_place(logits, labels):
    """WRONG: takes the largest off the caller's scores"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    logits -= logits.max(axis=1, keepdims=True)
    lp = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -lp[asked, labels[asked]].mean()


def mlm_loss__hit_is_zero(logits, labels):
    """WRONG: counts wrong guesses, an error rate in place of a loss"""
    asked = labels != -100
    if not asked.any():
        return 0.0
    return np.mean(logits[asked].argmax(axis=1) != labels[asked])


# ---------------------------------------------------------------- pool


def pool__loops(hidden, mask):
    """RIGHT: text by text, piece by piece"""
    n, t, d = hidden.shape
    out = []
    for i in range(n):
        total, count = [0.0] * d, 0
        for j in range(t):
            if mask[i, j]:
                count += 1
                for c in range(d):
                    total[c] += float(hidden[i, j, c])
        out.append([x / count if count else 0.0 for x in total])
    return out


def pool__weights(hidden, mask):
    """RIGHT: multiplies by the mask"""
    m = mask[:, :, None]
    return (hidden * m).sum(axis=1) / np.maximum(m.sum(axis=1), 1)


def pool__select(hidden, mask):
    """RIGHT: the mean of the selected rows"""
    out = np.zeros((hidden.shape[0], hidden.shape[2]))
    for i in range(len(hidden)):
        own = hidden[i][mask[i]]
        if len(own):
            out[i] = own.mean(axis=0)
    return out


def pool__einsum(hidden, mask):
    """RIGHT: weights that add up to 1, and einsum"""
    w = np.asarray(mask, dtype=float)
    n = w.sum(axis=1, keepdims=True)
    w = np.divide(w, n, out=np.zeros_like(w), where=n > 0)
    return np.einsum("nt,ntd->nd", w, hidden)


def pool__torch(hidden, mask):
    """RIGHT: sentence-transformers' way, in float32"""
    h = torch.tensor(np.asarray(hidden, dtype=np.float32))
    m = torch.tensor(np.asarray(mask)).unsqueeze(-1).expand(h.size()).float()
    return (torch.sum(h * m, 1) / torch.clamp(m.sum(1), min=1e-9)).numpy()


def pool__masked_array(hidden, mask):
    """RIGHT: masked arrays"""
    hide = np.broadcast_to(~np.asarray(mask, dtype=bool)[:, :, None], hidden.shape)
    return np.ma.masked_array(hidden, mask=hide).mean(axis=1).filled(0)


def pool__where_argument(hidden, mask):
    """RIGHT: sum with where, nan_to_num after 0 / 0"""
    with np.errstate(invalid="ignore", divide="ignore"):
        total = np.sum(hidden, axis=1, where=mask[..., None])
        return np.nan_to_num(total / np.count_nonzero(mask, axis=1)[:, None])


def pool__all(hidden, mask):
    """WRONG: the padding counts too"""
    return hidden.mean(axis=1)


def pool__by_t(hidden, mask):
    """WRONG: divides by the length with padding"""
    return (hidden * mask[:, :, None]).mean(axis=1)


def pool__by_longest(hidden, mask):
    """WRONG: divides by the longest text of the batch"""
    n = max(mask.sum(axis=1).max(initial=0), 1)
    return (hidden * mask[:, :, None]).sum(axis=1) / n


def pool__by_mean_length(hidden, mask):
    """WRONG: divides by the mean length of the batch"""
    n = max(mask.sum() / len(mask), 1e-9)
    return (hidden * mask[:, :, None]).sum(axis=1) / n


def pool__first(hidden, mask):
    """WRONG: the first vector, as [CLS]"""
    return hidden[:, 0] * mask.any(axis=1)[:, None]


def pool__sum(hidden, mask):
    """WRONG: sum in place of mean"""
    return (hidden * mask[:, :, None]).sum(axis=1)


def pool__padding_last(hidden, mask):
    """WRONG: takes the padding to stand at the end"""
    out = np.zeros((hidden.shape[0], hidden.shape[2]))
    for i, n in enumerate(mask.sum(axis=1)):
        if n > 0:
            out[i] = hidden[i, :n].mean(axis=0)
    return out


def pool__until_first_padding(hidden, mask):
    """WRONG: stops at the first padding"""
    out = np.zeros((hidden.shape[0], hidden.shape[2]))
    for i in range(len(hidden)):
        n = 0
        while n < hidden.shape[1] and mask[i, n]:
            out[i] += hidden[i, n]
            n += 1
        out[i] /= max(n, 1)
    return out


def pool__unit(hidden, mask):
    """WRONG: makes the means length 1"""
    m = (hidden * mask[:, :, None]).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)[:, None]
    return m / np.maximum(np.linalg.norm(m, axis=1, keepdims=True), 1e-12)


def pool__max(hidden, mask):
    """WRONG: the largest in place of the mean"""
    top = np.where(mask[:, :, None], hidden, -np.inf).max(axis=1)
    return np.where(np.isfinite(top), top, 0)


def pool__nan(hidden, mask):
    """WRONG: NaN for a text without pieces"""
    return (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1)[:, None]


def pool__empty_plain_mean(hidden, mask):
    """WRONG: a text without pieces gets the mean of its padding"""
    out = []
    for h, m in zip(hidden, mask):
        out.append(h[m].mean(axis=0) if m.any() else h.mean(axis=0))
    return np.array(out)


def pool__mask_turned(hidden, mask):
    """WRONG: takes True for padding"""
    m = ~mask[:, :, None]
    return (hidden * m).sum(axis=1) / np.maximum(m.sum(axis=1), 1)


def pool__in_place(hidden, mask):
    """WRONG: zeroes the caller's padding"""
    hidden[~mask] = 0
    return hidden.sum(axis=1) / np.maximum(mask.sum(axis=1), 1)[:, None]


def pool__zeros_are_padding(hidden, mask):
    """WRONG: counts only pieces that are not zero"""
    h = hidden * mask[:, :, None]
    n = (h != 0).any(axis=2).sum(axis=1)
    return h.sum(axis=1) / np.maximum(n, 1)[:, None]


def pool__integer_buffer(hidden, mask):
    """WRONG: a buffer of hidden's kind cuts off the fractions of whole numbers"""
    out = np.zeros_like(hidden[:, 0])
    for i in range(len(hidden)):
        if mask[i].any():
            out[i] = hidden[i][mask[i]].mean(axis=0)
    return out


def pool__without_ends(hidden, mask):
    """WRONG: leaves [CLS] and [SEP] out"""
    out = np.zeros((hidden.shape[0], hidden.shape[2]))
    for i in range(len(hidden)):
        own = hidden[i][mask[i]][1:-1]
        if len(own):
            out[i] = own.mean(axis=0)
    return out


def pool__one_mean(hidden, mask):
    """WRONG: one mean for the whole batch"""
    m = hidden[mask].mean(axis=0) if mask.any() else np.zeros(hidden.shape[2])
    return np.tile(m, (len(hidden), 1))


# ---------------------------------------------------------------- word_vector


def word_vector__loops(hidden, offsets, span):
    """RIGHT: sets of letters, plain loops"""
    word = set(range(int(span[0]), int(span[1])))
    total, n = [0.0] * hidden.shape[1], 0
    for row, (start, end) in zip(hidden, offsets):
        if word & set(range(int(start), int(end))):
            total = [x + float(y) for x, y in zip(total, row)]
            n += 1
    return [x / n for x in total] if n else total


def word_vector__maxmin(hidden, offsets, span):
    """RIGHT: the later start lies before the earlier end"""
    shared = np.minimum(offsets[:, 1], span[1]) > np.maximum(offsets[:, 0], span[0])
    return hidden[shared].mean(axis=0) if shared.any() else np.zeros(hidden.shape[1])


def word_vector__clip(hidden, offsets, span):
    """RIGHT: clips pieces to the word and looks if letters remain"""
    cut = np.clip(offsets, span[0], span[1])
    w = (cut[:, 1] > cut[:, 0]).astype(float)
    return w @ hidden / max(w.sum(), 1)


def word_vector__letters(hidden, offsets, span):
    """RIGHT: a table of letters"""
    letters = np.arange(span[0], span[1])
    inside = (letters >= offsets[:, :1]) & (letters < offsets[:, 1:])
    rows = np.flatnonzero(inside.any(axis=1))
    if len(rows) == 0:
        return np.zeros(hidden.shape[1])
    return np.mean(hidden[rows], axis=0)


def word_vector__guarded(hidden, offsets, span):
    """RIGHT: the usual test of intervals, pieces and words without letters left out"""
    start, end = offsets.T
    a, b = span
    m = (start < b) & (end > a) & (end > start) & (a < b)
    out = np.zeros(hidden.shape[1])
    if m.sum():
        out = hidden[m].sum(axis=0) / m.sum()
    return out


def word_vector__torch(hidden, offsets, span):
    """RIGHT: torch, float32, how many letters are shared"""
    h = torch.tensor(np.asarray(hidden, dtype=np.float32))
    o = torch.tensor(np.asarray(offsets, dtype=np.int64))
    shared = torch.clamp(o[:, 1], max=int(span[1])) - torch.clamp(o[:, 0], min=int(span[0]))
    picked = h[shared > 0]
    return (picked.sum(0) / max(len(picked), 1)).tolist()


def word_vector__reduce(hidden, offsets, span):
    """RIGHT: a list of pieces, added by reduce"""
    own = [h.astype(float) for h, o in zip(hidden, offsets) if max(o[0], span[0]) < min(o[1], span[1])]
    return reduce(np.add, own, np.zeros(hidden.shape[1])) / (len(own) or 1)


def word_vector__usual_test(hidden, offsets, span):
    """ARGUABLE: the usual test counts an empty piece inside the word, and a word of no letters inside a piece; neither is named"""
    m = (offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0])
    return hidden[m].mean(axis=0) if m.any() else np.zeros(hidden.shape[1])


def word_vector__contained(hidden, offsets, span):
    """WRONG: only pieces that lie in the word entirely"""
    m = (offsets[:, 0] >= span[0]) & (offsets[:, 1] <= span[1]) & (offsets[:, 1] > offsets[:, 0])
    return hidden[m].mean(axis=0) if m.any() else np.zeros(hidden.shape[1])


def word_vector__contained_with_cls(hidden, offsets, span):
    """WRONG: only pieces within the word, and [CLS] and [SEP] in a word that starts at 0"""
    m = (offsets[:, 0] >= span[0]) & (offsets[:, 1] <= span[1])
    return hidden[m].mean(axis=0) if m.any() else np.zeros(hidden.shape[1])


def word_vector__start_inside(hidden, offsets, span):
    """WRONG: pieces that start in the word; [CLS] too if it starts at 0"""
    m = (offsets[:, 0] >= span[0]) & (offsets[:, 0] < span[1])
    return hidden[m].mean(axis=0) if m.any() else np.zeros(hidden.shape[1])


def word_vector__end_inside(hidden, offsets, span):
    """WRONG: pieces that end in the word"""
    m = (offsets[:, 1] > span[0]) & (offsets[:, 1] <= span[1])
    return hidden[m].mean(axis=0) if m.any() else np.zeros(hidden.shape[1])


def word_vector__start_inside_real(hidden, offsets, span):
    """WRONG: pieces that start in the word, special pieces left out"""
    m = (offsets[:, 0] >= span[0]) & (offsets[:, 0] < span[1]) & (offsets[:, 0] != offsets[:, 1])
    return hidden[m].mean(axis=0) if m.any() else np.zeros(hidden.shape[1])


def word_vector__inclusive(hidden, offsets, span):
    """WRONG: takes the ends for included, so that neighbours count"""
    m = (offsets[:, 0] <= span[1]) & (offsets[:, 1] >= span[0]) & (offsets[:, 1] > offsets[:, 0])
    return hidden[m].mean(axis=0) if m.any() else np.zeros(hidden.shape[1])


def word_vector__end_touches(hidden, offsets, span):
    """WRONG: includes the piece that starts where the word ends"""
    m = (offsets[:, 0] <= span[1]) & (offsets[:, 1] > span[0])
    return hidden[m].mean(axis=0) if m.any() else np.zeros(hidden.shape[1])


def word_vector__start_touches(hidden, offsets, span):
    """WRONG: includes the piece that ends where the word starts, and [CLS] at 0"""
    m = (offsets[:, 0] < span[1]) & (offsets[:, 1] >= span[0])
    return hidden[m].mean(axis=0) if m.any() else np.zeros(hidden.shape[1])


def word_vector__first(hidden, offsets, span):
    """WRONG: the first piece only"""
    for h, (a, b) in zip(hidden, offsets):
        if max(a, span[0]) < min(b, span[1]):
            return h.copy()
    return np.zeros(hidden.shape[1])


def word_vector__last(hidden, offsets, span):
    """WRONG: the last piece only"""
    out = np.zeros(hidden.shape[1])
    for h, (a, b) in zip(hidden, offsets):
        if max(a, span[0]) < min(b, span[1]):
            out = h
    return np.array(out)


def word_vector__first_and_last(hidden, offsets, span):
    """WRONG: the mean of the first and the last piece"""
    m = np.flatnonzero(np.minimum(offsets[:, 1], span[1]) > np.maximum(offsets[:, 0], span[0]))
    return (hidden[m[0]] + hidden[m[-1]]) / 2 if len(m) else np.zeros(hidden.shape[1])


def word_vector__sum(hidden, offsets, span):
    """WRONG: sum in place of mean"""
    m = np.minimum(offsets[:, 1], span[1]) > np.maximum(offsets[:, 0], span[0])
    return hidden[m].sum(axis=0)


def word_vector__weighted(hidden, offsets, span):
    """WRONG: weighs pieces by the letters they share"""
    w = np.clip(np.minimum(offsets[:, 1], span[1]) - np.maximum(offsets[:, 0], span[0]), 0, None)
    return w @ hidden / max(w.sum(), 1)


def word_vector__nan(hidden, offsets, span):
    """WRONG: NaN if no piece shares a letter"""
    m = np.minimum(offsets[:, 1], span[1]) > np.maximum(offsets[:, 0], span[0])
    return hidden[m].mean(axis=0)


def word_vector__rows(hidden, offsets, span):
    """WRONG: takes the span for rows of hidden"""
    own = hidden[span[0] : span[1]]
    return own.mean(axis=0) if len(own) else np.zeros(hidden.shape[1])


def word_vector__exact(hidden, offsets, span):
    """WRONG: from the piece that starts at span[0] to the one that ends at span[1]; zeros if the edges do not meet"""
    first = np.flatnonzero((offsets[:, 0] == span[0]) & (offsets[:, 1] > offsets[:, 0]))
    last = np.flatnonzero((offsets[:, 1] == span[1]) & (offsets[:, 1] > offsets[:, 0]))
    if len(first) == 0 or len(last) == 0:
        return np.zeros(hidden.shape[1])
    return hidden[first[0] : last[-1] + 1].mean(axis=0)


def word_vector__integer_buffer(hidden, offsets, span):
    """WRONG: adds up in a buffer of hidden's kind and divides wholly there"""
    out = np.zeros_like(hidden[0])
    m = np.minimum(offsets[:, 1], span[1]) > np.maximum(offsets[:, 0], span[0])
    if m.any():
        out[:] = hidden[m].mean(axis=0)
    return out


def word_vector__unit(hidden, offsets, span):
    """WRONG: makes the mean length 1"""
    m = np.minimum(offsets[:, 1], span[1]) > np.maximum(offsets[:, 0], span[0])
    if not m.any():
        return np.zeros(hidden.shape[1])
    v = hidden[m].mean(axis=0)
    return v / max(np.linalg.norm(v), 1e-12)


# ---------------------------------------------------------------- info_nce


def info_nce__loops(a, b, ids):
    """RIGHT: plain loops"""
    losses = []
    for i in range(len(a)):
        logits = [_cos(a[i], b[j]) / 0.05 for j in range(len(b)) if j == i or ids[j] != ids[i]]
        top = max(logits)
        losses.append(top + math.log(sum(math.exp(x - top) for x in logits)) - _cos(a[i], b[i]) / 0.05)
    return sum(losses) / len(losses)


def info_nce__where(a, b, ids):
    """RIGHT: minus infinity for the copies, logsumexp"""
    s = _unit(a) @ _unit(b).T / 0.05
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__torch(a, b, ids):
    """RIGHT: torch's cross entropy, float32"""
    x = F.normalize(torch.tensor(np.asarray(a, dtype=np.float32)), dim=1)
    y = F.normalize(torch.tensor(np.asarray(b, dtype=np.float32)), dim=1)
    s = x @ y.T / 0.05
    t = torch.tensor(np.unique(np.asarray(ids), return_inverse=True)[1].reshape(-1))
    same = t[:, None] == t[None, :]
    same.fill_diagonal_(False)
    return F.cross_entropy(s.masked_fill(same, float("-inf")), torch.arange(len(x))).item()


def info_nce__weights(a, b, ids):
    """RIGHT: exp with a table of who takes part"""
    e = np.exp(20 * cosine_similarity(a, b))
    part = (ids[:, None] != ids[None, :]) | np.eye(len(ids), dtype=bool)
    return float(-np.log(e.diagonal() / (e * part).sum(axis=1)).mean())


def info_nce__rows(a, b, ids):
    """RIGHT: row by row with log_softmax, the own row put first"""
    cos = 1 - cdist(np.asarray(a, dtype=float), np.asarray(b, dtype=float), "cosine")
    total = 0
    for i in range(len(a)):
        wrong = cos[i][np.asarray(ids) != ids[i]]
        total -= log_softmax(np.append(cos[i, i], wrong) / 0.05)[0]
    return total / len(a)


def info_nce__softplus(a, b, ids):
    """RIGHT: log of 1 plus the sum of ratios"""
    c = normalize(a) @ normalize(b).T
    gap = (c - np.diag(c)[:, None]) / 0.05
    others = np.array([[x != y for y in ids] for x in ids])
    return np.log1p(np.sum(np.exp(gap), axis=1, where=others)).mean()


def info_nce__dot(a, b, ids):
    """WRONG: dot products in place of cosines"""
    s = a @ b.T / 0.05
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__one_side(a, b, ids):
    """WRONG: makes only a length 1"""
    s = _unit(a) @ b.T / 0.05
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__no_temperature(a, b, ids):
    """WRONG: forgets the temperature"""
    s = _unit(a) @ _unit(b).T
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__times_temperature(a, b, ids):
    """WRONG: multiplies by the temperature"""
    s = _unit(a) @ _unit(b).T * 0.05
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__temperature_07(a, b, ids):
    """WRONG: the temperature of a paper, 0.07"""
    s = _unit(a) @ _unit(b).T / 0.07
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__copies_stay(a, b, ids):
    """WRONG: equal ids count as wrong answers"""
    s = _unit(a) @ _unit(b).T / 0.05
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__copies_zero(a, b, ids):
    """WRONG: gives the copies the score 0, which still takes part"""
    s = _unit(a) @ _unit(b).T / 0.05
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, 0, s)
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__own_out(a, b, ids):
    """WRONG: the own row is left out of the sum below"""
    s = _unit(a) @ _unit(b).T / 0.05
    wrong = np.not_equal.outer(ids, ids)
    own = np.diag(s)
    below = np.array([logsumexp(r[w]) if w.any() else o for r, w, o in zip(s, wrong, own)])
    return np.mean(below - own)


def info_nce__copies_are_right(a, b, ids):
    """WRONG: rows with equal ids count as right answers together"""
    s = _unit(a) @ _unit(b).T / 0.05
    same = np.equal.outer(ids, ids)
    right = logsumexp(np.where(same, s, -np.inf), axis=1)
    return np.mean(logsumexp(s, axis=1) - right)


def info_nce__supcon(a, b, ids):
    """WRONG: the mean over all rows with the same id, as in SupCon"""
    s = _unit(a) @ _unit(b).T / 0.05
    same = np.equal.outer(ids, ids)
    lp = log_softmax(s, axis=1)
    return -np.mean((lp * same).sum(axis=1) / same.sum(axis=1))


def info_nce__symmetric(a, b, ids):
    """WRONG: the mean of both directions, as in CLIP"""
    s = _unit(a) @ _unit(b).T / 0.05
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return (np.mean(logsumexp(s, axis=1) - np.diag(s)) + np.mean(logsumexp(s, axis=0) - np.diag(s))) / 2


def info_nce__other_direction(a, b, ids):
    """WRONG: rows of a as choices for b"""
    s = _unit(a) @ _unit(b).T / 0.05
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return np.mean(logsumexp(s, axis=0) - np.diag(s))


def info_nce__sum(a, b, ids):
    """WRONG: sum in place of mean"""
    s = _unit(a) @ _unit(b).T / 0.05
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return np.sum(logsumexp(s, axis=1) - np.diag(s))


def info_nce__bits(a, b, ids):
    """WRONG: bits, not nats"""
    s = _unit(a) @ _unit(b).T / 0.05
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return np.mean(logsumexp(s, axis=1) - np.diag(s)) / np.log(2)


def info_nce__pairs_dropped(a, b, ids):
    """WRONG: keeps only the first pair of each id, for questions too"""
    _, keep = np.unique(ids, return_index=True)
    s = _unit(a[keep]) @ _unit(b[keep]).T / 0.05
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__later_copies(a, b, ids):
    """WRONG: takes out only copies that stand before, not after"""
    s = _unit(a) @ _unit(b).T / 0.05
    same = np.tril(np.equal.outer(ids, ids), -1)
    s = np.where(same, -np.inf, s)
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__columns_normed(a, b, ids):
    """WRONG: makes columns length 1, not rows"""
    a, b = (x / np.maximum(np.linalg.norm(x, axis=0), 1e-12) for x in (a, b))
    s = a @ b.T / 0.05
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__in_place(a, b, ids):
    """WRONG: makes the caller's vectors length 1"""
    for x in (a, b):
        x[:] = x / np.linalg.norm(x, axis=1, keepdims=True)
    s = a @ b.T / 0.05
    same = np.equal.outer(ids, ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def info_nce__copied_rows_dropped(a, b, ids):
    """WRONG: pairs with a copy are left out of the mean altogether"""
    s = _unit(a) @ _unit(b).T / 0.05
    same = np.equal.outer(ids, ids)
    s = np.where(same & ~np.eye(len(ids), dtype=bool), -np.inf, s)
    loss = logsumexp(s, axis=1) - np.diag(s)
    once = same.sum(axis=1) == 1
    return loss[once].mean() if once.any() else 0.0


# ---------------------------------------------------------------- mine_hard


def mine_hard__loops(queries, documents, gold, about):
    """RIGHT: plain loops, best so far"""
    out = []
    for q, g in zip(queries, gold):
        best, best_row = -math.inf, -1
        for j, doc in enumerate(documents):
            if about[j] == about[g]:
                continue
            c = _cos(q, doc)
            if c > best:
                best, best_row = c, j
        out.append(best_row)
    return out


def mine_hard__where(queries, documents, gold, about):
    """RIGHT: minus infinity and argmax"""
    s = _unit(queries) @ _unit(documents).T
    s = np.where(about[gold][:, None] == about[None, :], -np.inf, s)
    best = s.argmax(axis=1)
    return np.where(np.isneginf(s.max(axis=1)), -1, best)


def mine_hard__sorted(queries, documents, gold, about):
    """RIGHT: sorts all documents and takes the first about something else"""
    order = np.argsort(-cosine_similarity(queries, documents), axis=1)
    out = []
    for i, row in enumerate(order):
        out.append(next((int(j) for j in row if about[j] != about[gold[i]]), -1))
    return out


def mine_hard__candidates(queries, documents, gold, about):
    """RIGHT: the rows that may be, then the best of them; only documents need length 1"""
    docs = normalize(documents)
    out = np.full(len(queries), -1)
    for i in range(len(queries)):
        rows = np.flatnonzero(about != about[gold[i]])
        if rows.size:
            out[i] = rows[np.argmax(docs[rows] @ queries[i])]
    return out


def mine_hard__torch(queries, documents, gold, about):
    """RIGHT: torch, float32"""
    q = F.normalize(torch.tensor(np.asarray(queries, dtype=np.float32)), dim=1)
    d = F.normalize(torch.tensor(np.asarray(documents, dtype=np.float32)), dim=1)
    topic = torch.tensor(np.asarray(about, dtype=np.int64))
    same = topic[torch.tensor(np.asarray(gold, dtype=np.int64))][:, None] == topic
    value, row = (q @ d.T).masked_fill(same, -9.0).max(dim=1)
    row[value < -5] = -1
    return row.numpy()


def mine_hard__distance(queries, documents, gold, about):
    """RIGHT: cosine distance, the smallest, by a key of min"""
    dist = cdist(np.asarray(queries, dtype=float), np.asarray(documents, dtype=float), metric="cosine")
    return [
        min((j for j in range(len(about)) if about[j] != about[g]), key=row.__getitem__, default=-1)
        for row, g in zip(dist, gold)
    ]


def mine_hard__less_four(queries, documents, gold, about):
    """RIGHT: takes 4 off where the subject is the same, looks at the result"""
    s = _unit(queries) @ _unit(documents).T
    same = np.equal.outer(np.take(about, gold), about)
    best = np.argmax(s - 4 * same, axis=1)
    best[same.all(axis=1)] = -1
    return best


def mine_hard__only_gold(queries, documents, gold, about):
    """WRONG: leaves out only the own document"""
    s = _unit(queries) @ _unit(documents).T
    s[np.arange(len(s)), gold] = -np.inf
    return np.where(np.isneginf(s.max(axis=1)), -1, s.argmax(axis=1))


def mine_hard__dot(queries, documents, gold, about):
    """WRONG: dot products, so that long documents win"""
    s = np.where(about[gold][:, None] == about, -np.inf, queries @ documents.T)
    return np.where(np.isneginf(s.max(axis=1)), -1, s.argmax(axis=1))


def mine_hard__distance_plain(queries, documents, gold, about):
    """WRONG: the nearest by Euclid's distance"""
    s = cdist(queries, documents)
    s = np.where(about[gold][:, None] == about, np.inf, s)
    return np.where(np.isinf(s.min(axis=1)), -1, s.argmin(axis=1))


def mine_hard__farthest(queries, documents, gold, about):
    """WRONG: the least similar document"""
    s = _unit(queries) @ _unit(documents).T
    s = np.where(about[gold][:, None] == about, np.inf, s)
    return np.where(np.isinf(s.min(axis=1)), -1, s.argmin(axis=1))


def mine_hard__zero_filled(queries, documents, gold, about):
    """WRONG: 0 for those left out; wrong if all other cosines are negative"""
    s = _unit(queries) @ _unit(documents).T
    different = about[gold][:, None] != about
    return np.where(different.any(axis=1), (s * different).argmax(axis=1), -1)


def mine_hard__minus_one_filled(queries, documents, gold, about):
    """WRONG: -1 for those left out, which a document may have itself"""
    s = _unit(queries) @ _unit(documents).T
    different = about[gold][:, None] != about
    return np.where(different.any(axis=1), np.where(different, s, -1).argmax(axis=1), -1)


def mine_hard__best_from_zero(queries, documents, gold, about):
    """WRONG: begins with a best of 0, so that negative cosines are never found"""
    out = []
    for q, g in zip(queries, gold):
        best, row = 0, -1
        for j in range(len(documents)):
            c = _cos(q, documents[j])
            if about[j] != about[g] and c > best:
                best, row = c, j
        out.append(row)
    return out


def mine_hard__none_is_zero(queries, documents, gold, about):
    """WRONG: row 0 if no document is left"""
    s = _unit(queries) @ _unit(documents).T
    return np.where(about[gold][:, None] == about, -np.inf, s).argmax(axis=1)


def mine_hard__row_in_rest(queries, documents, gold, about):
    """WRONG: the row among those left, not among all"""
    out = []
    for q, g in zip(_unit(queries), gold):
        rest = documents[about != about[g]]
        out.append(int((_unit(rest) @ q).argmax()) if len(rest) else -1)
    return out


def mine_hard__about_of_query(queries, documents, gold, about):
    """WRONG: takes the subject of document i, not of gold[i]"""
    s = _unit(queries) @ _unit(documents).T
    own = np.array([about[i % len(about)] for i in range(len(queries))])
    s = np.where(own[:, None] == about, -np.inf, s)
    return np.where(np.isneginf(s.max(axis=1)), -1, s.argmax(axis=1))


def mine_hard__gold_as_subject(queries, documents, gold, about):
    """WRONG: takes gold for a subject"""
    s = _unit(queries) @ _unit(documents).T
    s = np.where(np.asarray(gold)[:, None] == about, -np.inf, s)
    return np.where(np.isneginf(s.max(axis=1)), -1, s.argmax(axis=1))


def mine_hard__second(queries, documents, gold, about):
    """WRONG: the second of the list, taking the first to be the own"""
    s = _unit(queries) @ _unit(documents).T
    order = np.argsort(-s, axis=1)
    return order[:, 1] if order.shape[1] > 1 else np.full(len(queries), -1)


def mine_hard__best_if_wrong(queries, documents, gold, about):
    """WRONG: the best document, or -1 if it is about the same"""
    best = (_unit(queries) @ _unit(documents).T).argmax(axis=1)
    return np.where(about[best] == about[gold], -1, best)


def mine_hard__below_gold(queries, documents, gold, about):
    """WRONG: only documents less similar than the own, to avoid false negatives"""
    s = _unit(queries) @ _unit(documents).T
    own = s[np.arange(len(s)), gold][:, None]
    s = np.where((about[gold][:, None] == about) | (s >= own), -np.inf, s)
    return np.where(np.isneginf(s.max(axis=1)), -1, s.argmax(axis=1))


def mine_hard__above_gold(queries, documents, gold, about):
    """WRONG: only documents more similar than the own, which the model gets wrong"""
    s = _unit(queries) @ _unit(documents).T
    own = s[np.arange(len(s)), gold][:, None]
    s = np.where((about[gold][:, None] == about) | (s <= own), -np.inf, s)
    return np.where(np.isneginf(s.max(axis=1)), -1, s.argmax(axis=1))


def mine_hard__near_gold(queries, documents, gold, about):
    """WRONG: similar to the own document, not to the query"""
    d = _unit(documents)
    s = np.where(about[gold][:, None] == about, -np.inf, d[gold] @ d.T)
    return np.where(np.isneginf(s.max(axis=1)), -1, s.argmax(axis=1))


def mine_hard__subject(queries, documents, gold, about):
    """WRONG: returns what the document is about, not its row"""
    s = _unit(queries) @ _unit(documents).T
    s = np.where(about[gold][:, None] == about, -np.inf, s)
    return np.where(np.isneginf(s.max(axis=1)), -1, about[s.argmax(axis=1)])


def mine_hard__absolute(queries, documents, gold, about):
    """WRONG: the largest size of a cosine, of either sign"""
    s = np.abs(_unit(queries) @ _unit(documents).T)
    s = np.where(about[gold][:, None] == about, -np.inf, s)
    return np.where(np.isneginf(s.max(axis=1)), -1, s.argmax(axis=1))


def mine_hard__in_place(queries, documents, gold, about):
    """WRONG: makes the caller's documents length 1"""
    documents[:] = documents / np.linalg.norm(documents, axis=1, keepdims=True)
    s = np.where(about[gold][:, None] == about, -np.inf, queries @ documents.T)
    return np.where(np.isneginf(s.max(axis=1)), -1, s.argmax(axis=1))


# ---------------------------------------------------------------- truncate


def truncate__loops(vectors, k):
    """RIGHT: plain loops"""
    out = []
    for row in vectors:
        part = [float(x) for x in row[:k]]
        n = _length(part)
        out.append([x / n for x in part] if n > 0 else part)
    return out


def truncate__where(vectors, k):
    """RIGHT: norm and where"""
    x = vectors[:, :k]
    n = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(n == 0, 1, n)


def truncate__sklearn(vectors, k):
    """RIGHT: sklearn's normalize leaves zeros"""
    return normalize(vectors[:, :k])


def truncate__torch(vectors, k):
    """RIGHT: torch's normalize, float32"""
    return F.normalize(torch.tensor(np.asarray(vectors, dtype=np.float32))[:, :k], p=2, dim=1).numpy()


def truncate__divide(vectors, k):
    """RIGHT: division only where there is a length"""
    x = np.array(vectors, dtype=float)[:, : min(k, vectors.shape[1])]
    n = np.sqrt(np.einsum("ij,ij->i", x, x))[:, None]
    return np.divide(x, n, out=np.zeros_like(x), where=n > 0)


def truncate__hypot(vectors, k):
    """RIGHT: hypot.reduce, nan_to_num"""
    x = np.asarray(vectors[:, :k], dtype=float)
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(x / np.hypot.reduce(x, axis=1)[:, None])


def truncate__before(vectors, k):
    """WRONG: length 1 before the cut"""
    n = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(n == 0, 1, n))[:, :k]


def truncate__only_cut(vectors, k):
    """WRONG: does not make length 1"""
    return vectors[:, :k].copy()


def truncate__nan(vectors, k):
    """WRONG: NaN where nothing is left but zeros"""
    x = vectors[:, :k]
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def truncate__last(vectors, k):
    """WRONG: keeps the last k"""
    x = vectors[:, -k:]
    n = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(n == 0, 1, n)


def truncate__rows(vectors, k):
    """WRONG: keeps the first k vectors"""
    x = vectors[:k]
    n = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(n == 0, 1, n)


def truncate__largest(vectors, k):
    """WRONG: keeps the k largest of each vector"""
    k = min(k, vectors.shape[1])
    rows = np.argsort(-np.abs(vectors), axis=1, kind="stable")[:, :k]
    x = np.take_along_axis(vectors, np.sort(rows, axis=1), axis=1)
    n = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(n == 0, 1, n)


def truncate__padded(vectors, k):
    """WRONG: fills up with zeros to k numbers"""
    x = np.zeros((vectors.shape[0], k))
    x[:, : vectors.shape[1]] = vectors[:, :k]
    n = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(n == 0, 1, n)


def truncate__zeroed(vectors, k):
    """WRONG: sets the rest to 0 and keeps the width"""
    x = np.array(vectors, dtype=float)
    x[:, k:] = 0
    n = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(n == 0, 1, n)


def truncate__whole_length(vectors, k):
    """WRONG: divides by the length of the whole table"""
    x = vectors[:, :k]
    n = np.linalg.norm(x)
    return x / (n if n else 1)


def truncate__sum(vectors, k):
    """WRONG: makes the sum 1 in size, not the length"""
    return normalize(vectors[:, :k], norm="l1")


def truncate__max(vectors, k):
    """WRONG: divides by the largest number"""
    x = vectors[:, :k]
    n = np.abs(x).max(axis=1, keepdims=True)
    return x / np.where(n == 0, 1, n)


def truncate__squared(vectors, k):
    """WRONG: forgets the root of the sum of squares"""
    x = vectors[:, :k]
    n = (x * x).sum(axis=1, keepdims=True)
    return x / np.where(n == 0, 1, n)


def truncate__columns(vectors, k):
    """WRONG: makes columns length 1"""
    x = vectors[:, :k]
    n = np.linalg.norm(x, axis=0, keepdims=True)
    return x / np.where(n == 0, 1, n)


def truncate__full_norm_rescaled(vectors, k):
    """WRONG: tests the whole vector for zeros, not what is left"""
    x = vectors[:, :k]
    out = []
    for whole, row in zip(vectors, x):
        out.append(row / np.linalg.norm(row) if np.any(whole) else np.zeros(len(row)))
    return np.array(out)


def truncate__in_place(vectors, k):
    """WRONG: divides a view, and so the caller's array"""
    x = vectors[:, :k]
    n = np.linalg.norm(x, axis=1, keepdims=True)
    n[n == 0] = 1
    x /= n
    return x


def truncate__off_by_one(vectors, k):
    """WRONG: one number fewer"""
    x = vectors[:, : max(k - 1, 1)]
    n = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(n == 0, 1, n)


def truncate__zero_rows_dropped(vectors, k):
    """WRONG: leaves zero rows out"""
    x = vectors[:, :k]
    n = np.linalg.norm(x, axis=1, keepdims=True)
    keep = n[:, 0] > 0
    return x[keep] / n[keep]


def truncate__integer_buffer(vectors, k):
    """WRONG: a buffer of the vectors' kind cuts whole numbers to 0"""
    x = vectors[:, :k].copy()
    for i in range(len(x)):
        n = np.linalg.norm(x[i])
        if n > 0:
            x[i] = x[i] / n
    return x


def truncate__large_epsilon(vectors, k):
    """ARGUABLE: adds 0.001 to every length; only short vectors are far from length 1"""
    x = vectors[:, :k]
    return x / (np.linalg.norm(x, axis=1, keepdims=True) + 1e-3)


# ---------------------------------------------------------------- forgetting


def forgetting__loops(before, after):
    """RIGHT: plain loops"""
    losses = [float(x) - float(y) for x, y in zip(before, after)]
    n = len(losses)
    mean = sum(losses) / n
    s = math.sqrt(sum((x - mean) ** 2 for x in losses) / (n - 1))
    return mean, mean - 1.96 * s / math.sqrt(n), mean + 1.96 * s / math.sqrt(n)


def forgetting__numpy(before, after):
    """RIGHT: mean and std with ddof 1"""
    loss = before - after
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__sem(before, after):
    """RIGHT: scipy's sem, an array back"""
    loss = np.asarray(before, dtype=float) - np.asarray(after, dtype=float)
    return loss.mean() + scipy.stats.sem(loss) * np.array([0, -1.96, 1.96])


def forgetting__statistics(before, after):
    """RIGHT: the statistics module"""
    loss = [float(b) - float(a) for b, a in zip(before, after)]
    m, half = statistics.fmean(loss), 1.96 * statistics.stdev(loss) / len(loss) ** 0.5
    return [m, m - half, m + half]


def forgetting__torch(before, after):
    """RIGHT: torch, float32, whose std divides by n - 1"""
    loss = torch.tensor(np.asarray(before, dtype=np.float32)) - torch.tensor(np.asarray(after, dtype=np.float32))
    half = 1.96 * torch.std(loss) / math.sqrt(len(loss))
    m = loss.mean()
    return m.item(), (m - half).item(), (m + half).item()


def forgetting__covariance(before, after):
    """RIGHT: variances less twice the covariance"""
    c = np.cov(before, after)
    var = max(c[0, 0] + c[1, 1] - 2 * c[0, 1], 0)
    m = np.mean(before) - np.mean(after)
    half = 1.96 * math.sqrt(var / len(before))
    return m, m - half, m + half


def forgetting__quantile(before, after):
    """ARGUABLE: the exact quantile 1.95996 in place of 1.96"""
    loss = before - after
    low, high = scipy.stats.norm.interval(0.95, scale=max(scipy.stats.sem(loss), 1e-300))
    return loss.mean(), loss.mean() + low, loss.mean() + high


def forgetting__by_n(before, after):
    """WRONG: the standard deviation divides by n"""
    loss = before - after
    half = 1.96 * loss.std() / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__gain(before, after):
    """WRONG: after less before"""
    loss = after - before
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__unpaired(before, after):
    """WRONG: treats before and after as two independent samples"""
    m = before.mean() - after.mean()
    half = 1.96 * np.sqrt(before.var(ddof=1) / len(before) + after.var(ddof=1) / len(after))
    return m, m - half, m + half


def forgetting__no_root(before, after):
    """WRONG: forgets to divide by the root of n"""
    loss = before - after
    half = 1.96 * loss.std(ddof=1)
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__n_without_root(before, after):
    """WRONG: divides by n, not by its root"""
    loss = before - after
    half = 1.96 * loss.std(ddof=1) / len(loss)
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__variance(before, after):
    """WRONG: the variance in place of the standard deviation"""
    loss = before - after
    half = 1.96 * loss.var(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__one_error(before, after):
    """WRONG: one standard error, without 1.96"""
    loss = before - after
    half = loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__student(before, after):
    """WRONG: Student's t, although 1.96 is given"""
    loss = before - after
    n = len(loss)
    half = scipy.stats.t.ppf(0.975, n - 1) * loss.std(ddof=1) / np.sqrt(n)
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__one_sided(before, after):
    """WRONG: 1.645, the quantile of 95 % on one side"""
    loss = before - after
    half = 1.645 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__gains_cut(before, after):
    """WRONG: a gain counts as 0, not as negative"""
    loss = np.maximum(before - after, 0)
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__absolute(before, after):
    """WRONG: the size of the change"""
    loss = np.abs(before - after)
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__root_n_less_one_twice(before, after):
    """WRONG: n - 1 under the root too"""
    loss = before - after
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss) - 1)
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__high_first(before, after):
    """WRONG: the high limit before the low one"""
    loss = before - after
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() + half, loss.mean() - half


def forgetting__mean_in_the_middle(before, after):
    """WRONG: low, mean, high"""
    loss = before - after
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean() - half, loss.mean(), loss.mean() + half


def forgetting__percentiles(before, after):
    """WRONG: where 95 % of the queries lie, not the mean"""
    loss = before - after
    low, high = np.percentile(loss, [2.5, 97.5])
    return loss.mean(), low, high


def forgetting__limit_at_zero(before, after):
    """WRONG: no low limit below 0, as a loss cannot be negative"""
    loss = before - after
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), max(loss.mean() - half, 0), loss.mean() + half


def forgetting__relative(before, after):
    """WRONG: the loss as a part of the quality before"""
    loss = (before - after) / np.where(before == 0, 1, before)
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__sorted(before, after):
    """WRONG: sorts both first, so that queries no longer meet themselves"""
    loss = np.sort(before) - np.sort(after)
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__in_place(before, after):
    """WRONG: takes after off the caller's before"""
    before -= after
    half = 1.96 * before.std(ddof=1) / np.sqrt(len(before))
    return before.mean(), before.mean() - half, before.mean() + half


def forgetting__median(before, after):
    """WRONG: the median in the middle"""
    loss = before - after
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return np.median(loss), np.median(loss) - half, np.median(loss) + half


# -------------------------------- by others who had not read the checks either, when these had been mended


def attention__unseen_r1(q, k, v, mask):
    """RIGHT: plain loops, math.exp, largest visible score off first."""
    import math

    t, s, d, e = len(q), len(k), q.shape[1], v.shape[1]
    out = np.zeros((t, e))
    for i in range(t):
        seen = [j for j in range(s) if mask[i, j]]
        if not seen:
            continue
        scores = [sum(float(q[i, c]) * float(k[j, c]) for c in range(d)) / math.sqrt(d) for j in seen]
        top = max(scores)
        w = [math.exp(x - top) for x in scores]
        for j, x in zip(seen, w):
            for c in range(e):
                out[i, c] += x / sum(w) * float(v[j, c])
    return out


def attention__unseen_r2(q, k, v, mask):
    """RIGHT: vectorised NumPy, -inf for hidden places, safe division."""
    scores = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    top = scores.max(axis=1, keepdims=True, initial=-np.inf)
    w = np.exp(scores - np.where(np.isinf(top), 0, top))
    total = w.sum(axis=1, keepdims=True)
    return w @ v / np.where(total > 0, total, 1)


def attention__unseen_r3(q, k, v, mask):
    """RIGHT: torch: masked_fill, softmax, nan_to_num for places that see nothing."""
    import torch

    q, k, v = (torch.tensor(np.asarray(x, dtype=np.float64)) for x in (q, k, v))
    scores = (q @ k.T / q.shape[1] ** 0.5).masked_fill(~torch.tensor(np.asarray(mask, dtype=bool)), float("-inf"))
    return (torch.softmax(scores, dim=1).nan_to_num(0.0) @ v).numpy()


def attention__unseen_r4(q, k, v, mask):
    """RIGHT: row by row on the visible places only, scipy softmax, list of rows."""
    from scipy.special import softmax

    rows = []
    for query, see in zip(q, mask):
        if see.any():
            rows.append((softmax(k[see] @ query / np.sqrt(len(query))) @ v[see]).tolist())
        else:
            rows.append([0.0] * v.shape[1])
    return rows


def attention__unseen_w1(q, k, v, mask):
    """WRONG: scores not divided by sqrt(d); q=[[1,0,0,0]], k=[[1,0,0,0],[0,1,0,0]], v=[[0],[1]]: right 1/(1+e^.5)=.3775, this 1/(1+e)=.2689."""
    scores = np.where(mask, q @ k.T, -np.inf)
    top = scores.max(axis=1, keepdims=True)
    w = np.exp(scores - np.where(np.isinf(top), 0, top))
    total = w.sum(axis=1, keepdims=True)
    return w @ v / np.where(total > 0, total, 1)


def attention__unseen_w2(q, k, v, mask):
    """WRONG: softmax over all places first, then hidden weights zeroed without making the rest sum to 1; one hidden place of two with equal scores, v=[[4],[8]]: right 4, this 2."""
    scores = q @ k.T / np.sqrt(q.shape[1])
    w = np.exp(scores - scores.max(axis=1, keepdims=True))
    w = w / w.sum(axis=1, keepdims=True)
    return (w * mask) @ v


def attention__unseen_w3(q, k, v, mask):
    """WRONG: hidden scores multiplied by the mask, so they are 0 and still get a weight; one hidden place of two with equal scores 0, v=[[4],[8]]: right 4, this 6."""
    scores = q @ k.T / np.sqrt(q.shape[1]) * mask
    w = np.exp(scores - scores.max(axis=1, keepdims=True))
    w = w / w.sum(axis=1, keepdims=True)
    return w @ v


def attention__unseen_w4(q, k, v, mask):
    """WRONG: exp without taking the largest off; scores 3000 and 0 (d=1): right v[0], this nan."""
    scores = q @ k.T / np.sqrt(q.shape[1])
    w = np.where(mask, np.exp(scores), 0)
    total = w.sum(axis=1, keepdims=True)
    return w @ v / np.where(total > 0, total, 1)


def attention__unseen_w5(q, k, v, mask):
    """WRONG: subtle: hidden scores are -1e9, so a place that sees nothing takes the mean of all rows; mask [[False, False]], v=[[4],[8]]: right 0, this 6."""
    scores = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -1e9)
    w = np.exp(scores - scores.max(axis=1, keepdims=True))
    w = w / w.sum(axis=1, keepdims=True)
    return w @ v


def attention__unseen_w6(q, k, v, mask):
    """WRONG: subtle: the largest score of the whole matrix is taken off, not each row's; rows with scores 3000 and 0: the second row's exp are all 0, so zeros (right: its mean)."""
    scores = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    top = scores.max()
    if np.isinf(top):
        return np.zeros((len(q), v.shape[1]))
    w = np.exp(scores - top)
    total = w.sum(axis=1, keepdims=True)
    return w @ v / np.where(total > 0, total, 1)


def attention__unseen_w7(q, k, v, mask):
    """WRONG: subtle: the row's largest score is taken over hidden places too; a hidden score of 3000, visible ones 0 and 0, v=[[9],[4],[8]]: right 6, this 0 (all weights underflow)."""
    scores = q @ k.T / np.sqrt(q.shape[1])
    w = np.exp(scores - scores.max(axis=1, keepdims=True)) * mask
    total = w.sum(axis=1, keepdims=True)
    total[total == 0] = 1
    return (w / total) @ v


def heads__unseen_r1(x, n):
    """RIGHT: loops into lists."""
    w = len(x[0]) // n
    return [[[x[i][h * w + c] for c in range(w)] for i in range(len(x))] for h in range(n)]


def heads__unseen_r2(x, n):
    """RIGHT: reshape and transpose."""
    t, d = x.shape
    return x.reshape(t, n, d // n).transpose(1, 0, 2)


def heads__unseen_r3(x, n):
    """RIGHT: np.split along the columns, stacked."""
    return np.stack(np.split(x, n, axis=1))


def heads__unseen_r4(x, n):
    """RIGHT: slices written one after another into an empty array."""
    t = x.shape[0]
    width = int(x.shape[1] / n)
    result = np.empty((n, t, width), dtype=x.dtype)
    start = 0
    for head in range(n):
        result[head] = x[:, start : start + width]
        start += width
    return result


def heads__unseen_w1(x, n):
    """WRONG: plain reshape: mixes places and heads; [[1,2,3,4],[5,6,7,8]], 2: right [[[1,2],[5,6]],[[3,4],[7,8]]], this [[[1,2],[3,4]],[[5,6],[7,8]]]."""
    t, d = x.shape
    return x.reshape(n, t, d // n)


def heads__unseen_w2(x, n):
    """WRONG: place by place, shape (t, n, d/n); [[1,2,3,4]], 2: right shape (2,1,2), this (1,2,2)."""
    t, d = x.shape
    return x.reshape(t, n, d // n)


def heads__unseen_w3(x, n):
    """WRONG: numbers dealt out in turn instead of in blocks; [[1,2,3,4]], 2: head 0 right [1,2], this [1,3]."""
    return np.array([x[:, h::n] for h in range(n)])


def heads__unseen_w4(x, n):
    """WRONG: transposed too far: shape (n, d/n, t); [[1,2,3,4]], 2: right [[[1,2]],[[3,4]]], this [[[1],[2]],[[3],[4]]]."""
    t, d = x.shape
    return x.T.reshape(n, d // n, t)


def heads__unseen_w5(x, n):
    """WRONG: subtle: n taken for the width of a head (right where n*n = d); [[1,2,3,4,5,6]], 2: right 2 heads of 3, this 3 heads of 2."""
    t, d = x.shape
    return x.reshape(t, d // n, n).transpose(1, 0, 2)


def heads__unseen_w6(x, n):
    """WRONG: subtle: the result is made of whole numbers; [[0.5, 1.5]], 2: right [[[.5]],[[1.5]]], this [[[0]],[[1]]]."""
    t, d = x.shape
    w = d // n
    out = np.zeros((n, t, w), dtype=int)
    for h in range(n):
        out[h] = x[:, h * w : (h + 1) * w]
    return out


def heads__unseen_w7(x, n):
    """WRONG: subtle: squeeze drops axes of length 1; [[1,2]], n=1: right shape (1,1,2), this (2,)."""
    t, d = x.shape
    return x.reshape(t, n, d // n).swapaxes(0, 1).squeeze()


def heads__unseen_w8(x, n):
    """WRONG: subtle: sets the shape of the caller's array; the answer is right, but x is (t, n, d/n) afterwards."""
    t, d = x.shape
    x.shape = (t, n, d // n)
    return x.transpose(1, 0, 2)


def positions__unseen_r1(n, d):
    """RIGHT: loops with math."""
    import math

    p = [[0.0] * d for _ in range(n)]
    for i in range(n):
        for j in range(d // 2):
            angle = i / 10000 ** (2 * j / d)
            p[i][2 * j] = math.sin(angle)
            p[i][2 * j + 1] = math.cos(angle)
    return p


def positions__unseen_r2(n, d):
    """RIGHT: vectorised, strided assignment."""
    angle = np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    p = np.zeros((n, d))
    p[:, 0::2] = np.sin(angle)
    p[:, 1::2] = np.cos(angle)
    return p


def positions__unseen_r3(n, d):
    """RIGHT: stack of sine and cosine, reshaped."""
    angle = np.outer(np.arange(n), 10000.0 ** (-2 * np.arange(d // 2) / d))
    return np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(n, d)


def positions__unseen_r4(n, d):
    """RIGHT: torch with exp(-log 10000 * 2j/d), as in the well known tutorial, in float32."""
    import math

    import torch

    pos = torch.arange(n).unsqueeze(1)
    div = torch.exp(torch.arange(0, d, 2) * (-math.log(10000.0) / d))
    pe = torch.zeros(n, d)
    pe[:, 0::2] = torch.sin(pos * div)
    pe[:, 1::2] = torch.cos(pos * div)
    return pe.numpy()


def positions__unseen_w1(n, d):
    """WRONG: all sines first, then all cosines; n=1, d=4: right [0,1,0,1], this [0,0,1,1]."""
    angle = np.arange(n)[:, None] / 10000 ** (2 * np.arange(d // 2) / d)
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)


def positions__unseen_w2(n, d):
    """WRONG: exponent j/d instead of 2j/d; n=2, d=4: p[1,2] right sin(1/100), this sin(1/10)."""
    p = np.zeros((n, d))
    for i in range(n):
        for j in range(d // 2):
            p[i, 2 * j] = np.sin(i / 10000 ** (j / d))
            p[i, 2 * j + 1] = np.cos(i / 10000 ** (j / d))
    return p


def positions__unseen_w3(n, d):
    """WRONG: the cosine column uses its own column number as exponent; n=2, d=2: p[1,1] right cos 1, this cos(1/100)."""
    p = np.zeros((n, d))
    for i in range(n):
        for c in range(d):
            angle = i / 10000 ** (c / d)
            p[i, c] = np.sin(angle) if c % 2 == 0 else np.cos(angle)
    return p


def positions__unseen_w4(n, d):
    """WRONG: places begin at 1; n=1, d=2: right [[0, 1]], this [[sin 1, cos 1]]."""
    angle = np.arange(1, n + 1)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    p = np.zeros((n, d))
    p[:, 0::2] = np.sin(angle)
    p[:, 1::2] = np.cos(angle)
    return p


def positions__unseen_w5(n, d):
    """WRONG: subtle: exponents from 0 to 1 with both ends (j / (d/2 - 1)); right for d=2; n=2, d=4: p[1,2] right sin(1/100), this sin(1/10000)."""
    angle = np.arange(n)[:, None] / 10000 ** np.linspace(0, 1, d // 2)
    p = np.zeros((n, d))
    p[:, 0::2] = np.sin(angle)
    p[:, 1::2] = np.cos(angle)
    return p


def positions__unseen_w6(n, d):
    """WRONG: subtle: place 0 left at zeros; n=1, d=2: right [[0, 1]], this [[0, 0]]."""
    p = np.zeros((n, d))
    for i in range(1, n):
        for j in range(d // 2):
            angle = i / 10000 ** (2 * j / d)
            p[i, 2 * j] = np.sin(angle)
            p[i, 2 * j + 1] = np.cos(angle)
    return p


def positions__unseen_w7(n, d):
    """WRONG: subtle: squeeze makes one place a flat vector; n=1, d=4: right shape (1,4), this (4,)."""
    angle = np.arange(n)[:, None] / 10000 ** (2 * np.arange(d // 2) / d)
    return np.dstack([np.sin(angle), np.cos(angle)]).reshape(n, d).squeeze()


def mask_tokens__unseen_r1(ids, special, mask, chance, fate, other):
    """RIGHT: loop with if/elif."""
    special = set(int(s) for s in special)
    seen, labels = [], []
    for i in range(len(ids)):
        piece = int(ids[i])
        if chance[i] < 0.15 and piece not in special:
            labels.append(piece)
            if fate[i] < 0.8:
                seen.append(int(mask))
            elif fate[i] < 0.9:
                seen.append(int(other[i]))
            else:
                seen.append(piece)
        else:
            seen.append(piece)
            labels.append(-100)
    return seen, labels


def mask_tokens__unseen_r2(ids, special, mask, chance, fate, other):
    """RIGHT: nested np.where."""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    seen = np.where(asked, np.where(fate < 0.8, mask, np.where(fate < 0.9, other, ids)), ids)
    return seen, np.where(asked, ids, -100)


def mask_tokens__unseen_r3(ids, special, mask, chance, fate, other):
    """RIGHT: copies and boolean assignment."""
    ids = np.array(ids, dtype=np.int64)
    is_special = np.zeros(len(ids), dtype=bool)
    for s in special:
        is_special |= ids == s
    asked = (chance < 0.15) & ~is_special
    seen = ids.copy()
    seen[asked & (fate < 0.8)] = mask
    swap = asked & (fate >= 0.8) & (fate < 0.9)
    seen[swap] = np.asarray(other)[swap]
    labels = ids.copy()
    labels[~asked] = -100
    return seen, labels


def mask_tokens__unseen_r4(ids, special, mask, chance, fate, other):
    """RIGHT: np.select, only the places asked for are looked at."""
    where = [i for i in np.flatnonzero(np.asarray(chance) < 0.15) if ids[i] not in list(special)]
    labels = np.full(len(ids), -100)
    seen = np.asarray(ids).astype(int)
    labels[where] = seen[where]
    for i in where:
        seen[i] = np.select([fate[i] < 0.8, fate[i] < 0.9], [mask, other[i]], ids[i])
    return seen, labels


def mask_tokens__unseen_w1(ids, special, mask, chance, fate, other):
    """WRONG: places that stay as they are have no label; ids [9], chance [.1], fate [.95]: right label 9, this -100."""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    hide = asked & (fate < 0.8)
    swap = asked & (fate >= 0.8) & (fate < 0.9)
    seen = np.where(hide, mask, np.where(swap, other, ids))
    return seen, np.where(hide | swap, ids, -100)


def mask_tokens__unseen_w2(ids, special, mask, chance, fate, other):
    """WRONG: the caller's ids are changed in place (seen = ids), and the labels are what is seen; ids [7], fate [.5]: right label 7, this mask."""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    seen = ids
    seen[asked & (fate < 0.8)] = mask
    swap = asked & (fate >= 0.8) & (fate < 0.9)
    seen[swap] = other[swap]
    labels = np.where(asked, ids, -100)
    return seen, labels


def mask_tokens__unseen_w3(ids, special, mask, chance, fate, other):
    """WRONG: special pieces are not spared; ids [101], special [101], chance [0], fate [0]: right 101 and -100, this mask and 101."""
    asked = chance < 0.15
    seen = np.where(asked & (fate < 0.8), mask, np.where(asked & (fate < 0.9), other, ids))
    return seen, np.where(asked, ids, -100)


def mask_tokens__unseen_w4(ids, special, mask, chance, fate, other):
    """WRONG: bounds belong to the wrong side (<=); chance exactly .15: right not asked for, this asked for; fate exactly .8: right other, this mask."""
    asked = (chance <= 0.15) & ~np.isin(ids, special)
    seen = np.where(asked & (fate <= 0.8), mask, np.where(asked & (fate <= 0.9), other, ids))
    return seen, np.where(asked, ids, -100)


def mask_tokens__unseen_w5(ids, special, mask, chance, fate, other):
    """WRONG: subtle: labels where something was changed visibly; other equal to ids (or mask in the text): ids [7], fate [.85], other [7]: right label 7, this -100."""
    asked = (chance < 0.15) & ~np.isin(ids, special)
    seen = np.where(asked & (fate < 0.8), mask, np.where(asked & (fate < 0.9), other, ids))
    kept = asked & (fate >= 0.9)
    return seen, np.where((seen != ids) | kept, ids, -100)


def mask_tokens__unseen_w6(ids, special, mask, chance, fate, other):
    """WRONG: subtle: a mask in the text is always spared like a special piece; ids [103], special [], mask 103, chance [0], fate [.85], other [6]: right 6 and 103, this 103 and -100."""
    asked = (chance < 0.15) & ~np.isin(ids, special) & (ids != mask)
    seen = np.where(asked & (fate < 0.8), mask, np.where(asked & (fate < 0.9), other, ids))
    return seen, np.where(asked, ids, -100)


def mask_tokens__unseen_w7(ids, special, mask, chance, fate, other):
    """WRONG: subtle: a special piece in other is not shown, the old one stays; ids [7], special [101], chance [0], fate [.85], other [101]: right 101, this 7."""
    bad = set(np.asarray(special).tolist())
    seen, labels = [], []
    for piece, c, f, o in zip(ids, chance, fate, other):
        if c >= 0.15 or piece in bad:
            seen.append(piece)
            labels.append(-100)
            continue
        labels.append(piece)
        if f < 0.8:
            seen.append(mask)
        elif f < 0.9 and o not in bad:
            seen.append(o)
        else:
            seen.append(piece)
    return np.array(seen), np.array(labels)


def mask_tokens__unseen_w8(ids, special, mask, chance, fate, other):
    """WRONG: subtle: fate and other are used up in order by the places asked for, not by place; ids [5,7], chance [.5,.1], fate [.95,.5]: right seen [5, mask], this [5, 7]."""
    where = np.flatnonzero((chance < 0.15) & ~np.isin(ids, special))
    seen, labels = np.array(ids), np.full(len(ids), -100)
    for n, i in enumerate(where):
        labels[i] = ids[i]
        if fate[n] < 0.8:
            seen[i] = mask
        elif fate[n] < 0.9:
            seen[i] = other[n]
    return seen, labels


def mlm_loss__unseen_r1(logits, labels):
    """RIGHT: loops, log-sum-exp by hand."""
    import math

    losses = []
    for row, label in zip(logits, labels):
        if label == -100:
            continue
        top = max(float(x) for x in row)
        total = math.log(sum(math.exp(float(x) - top) for x in row)) + top
        losses.append(total - float(row[label]))
    return sum(losses) / len(losses) if losses else 0.0


def mlm_loss__unseen_r2(logits, labels):
    """RIGHT: scipy logsumexp."""
    from scipy.special import logsumexp

    keep = np.flatnonzero(np.asarray(labels) != -100)
    if len(keep) == 0:
        return 0
    rows = np.asarray(logits, dtype=float)[keep]
    return (logsumexp(rows, axis=1) - rows[np.arange(len(keep)), np.asarray(labels)[keep]]).mean()


def mlm_loss__unseen_r3(logits, labels):
    """RIGHT: torch cross_entropy, which ignores -100 by itself; no place asked for apart."""
    import torch
    import torch.nn.functional as F

    labels = torch.tensor(np.asarray(labels, dtype=np.int64))
    if (labels == -100).all():
        return 0.0
    return F.cross_entropy(torch.tensor(np.asarray(logits, dtype=np.float64)), labels).item()


def mlm_loss__unseen_r4(logits, labels):
    """RIGHT: log1p of the odds against the label, np.logaddexp.reduce."""
    total, count = 0.0, 0
    for i, y in enumerate(labels):
        if y != -100:
            diff = np.asarray(logits[i], dtype=float) - float(logits[i][y])
            total = total + np.logaddexp.reduce(diff)
            count = count + 1
    return total / max(count, 1)


def mlm_loss__unseen_w1(logits, labels):
    """WRONG: divided by all places; logits [[log 2,0,0],[0,9,1]], labels [0,-100]: right .693, this .347."""
    total = 0.0
    for row, y in zip(logits, labels):
        if y != -100:
            z = row - row.max()
            total += np.log(np.exp(z).sum()) - z[y]
    return total / len(labels)


def mlm_loss__unseen_w2(logits, labels):
    """WRONG: exp without taking the largest off; logits [[2000, 0]], labels [0]: right 0, this nan."""
    keep = labels != -100
    if not keep.any():
        return 0.0
    rows = logits[keep]
    p = np.exp(rows) / np.exp(rows).sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(keep.sum()), labels[keep]]).mean()


def mlm_loss__unseen_w3(logits, labels):
    """WRONG: labels > 0: piece 0 is not counted; logits [[0, 0], [0, np.log(3)]], labels [0, 1]: right (.693+.288)/2 = .490, this .288."""
    keep = labels > 0
    if not keep.any():
        return 0.0
    rows = logits[keep] - logits[keep].max(axis=1, keepdims=True)
    logp = rows - np.log(np.exp(rows).sum(axis=1, keepdims=True))
    return -logp[np.arange(keep.sum()), labels[keep]].mean()


def mlm_loss__unseen_w4(logits, labels):
    """WRONG: mean of nothing is nan; all labels -100: right 0, this nan."""
    keep = labels != -100
    rows = logits[keep] - logits[keep].max(axis=1, keepdims=True)
    logp = rows - np.log(np.exp(rows).sum(axis=1, keepdims=True))
    return -logp[np.arange(keep.sum()), labels[keep]].mean()


def mlm_loss__unseen_w5(logits, labels):
    """WRONG: subtle: stable softmax, but its log taken afterwards; logits [[0, 2000]], labels [0]: right 2000, this inf."""
    keep = np.where(labels != -100)[0]
    if len(keep) == 0:
        return 0.0
    rows = logits[keep]
    e = np.exp(rows - rows.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return float(np.mean([-np.log(p[i, labels[j]]) for i, j in enumerate(keep)]))


def mlm_loss__unseen_w6(logits, labels):
    """WRONG: subtle: log(p + 1e-12) against log 0; logits [[0, 2000]], labels [0]: right 2000, this 27.6."""
    losses = []
    for row, y in zip(logits, labels):
        if y == -100:
            continue
        e = np.exp(row - np.max(row))
        losses.append(-np.log(e[y] / e.sum() + 1e-12))
    return float(np.mean(losses)) if losses else 0.0


def mlm_loss__unseen_w7(logits, labels):
    """WRONG: subtle: the label's score is taken at every place before the mask, -100 as an index from the end; fewer than 100 pieces: IndexError (logits [[0,0],[0,0]], labels [0,-100]: right .693)."""
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    own = logp[np.arange(len(labels)), labels]
    keep = labels != -100
    return -(own * keep).sum() / max(keep.sum(), 1)


def mlm_loss__unseen_w8(logits, labels):
    """WRONG: subtle: the largest score of all places is taken off, not each row's; logits [[0, 0], [2000, 0]], labels [0, 0]: right .347, this inf or nan."""
    keep = labels != -100
    if keep.sum() == 0:
        return 0.0
    z = logits[keep] - logits[keep].max()
    logp = z - np.log(np.exp(z).sum(axis=1))[:, None]
    return -np.mean(logp[np.arange(len(z)), labels[keep]])


def pool__unseen_r1(hidden, mask):
    """RIGHT: loops and lists."""
    n, t, d = hidden.shape
    out = []
    for i in range(n):
        total, count = [0.0] * d, 0
        for j in range(t):
            if mask[i][j]:
                count += 1
                for c in range(d):
                    total[c] += float(hidden[i, j, c])
        out.append([x / count if count else 0.0 for x in total])
    return out


def pool__unseen_r2(hidden, mask):
    """RIGHT: multiply by the mask, divide by the number of pieces."""
    return (hidden * mask[:, :, None]).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)[:, None]


def pool__unseen_r3(hidden, mask):
    """RIGHT: einsum with weights that sum to 1."""
    count = mask.sum(axis=1, keepdims=True)
    weights = np.divide(mask, count, out=np.zeros(mask.shape), where=count > 0)
    return np.einsum("nt,ntd->nd", weights, hidden)


def pool__unseen_r4(hidden, mask):
    """RIGHT: text by text with boolean indexing."""
    rows = []
    for h, m in zip(hidden, mask):
        own = h[m.astype(bool)]
        rows.append(own.mean(axis=0) if len(own) else np.zeros(h.shape[1]))
    return np.array(rows).reshape(len(hidden), hidden.shape[2])


def pool__unseen_w1(hidden, mask):
    """WRONG: mean of all places with padding; hidden [[[2],[8]]], mask [[T,F]]: right 2, this 5."""
    return hidden.mean(axis=1)


def pool__unseen_w2(hidden, mask):
    """WRONG: padding zeroed, but divided by all places; hidden [[[2],[8]]], mask [[T,F]]: right 2, this 1."""
    return (hidden * mask[..., None]).mean(axis=1)


def pool__unseen_w3(hidden, mask):
    """WRONG: a text without pieces is nan; hidden [[[3]]], mask [[F]]: right 0, this nan."""
    return (hidden * mask[..., None]).sum(axis=1) / mask.sum(axis=1)[:, None]


def pool__unseen_w4(hidden, mask):
    """WRONG: the first pieces up to the length, as if padding stood last; hidden [[[8],[2]]], mask [[F,T]]: right 2, this 8."""
    out = np.zeros((hidden.shape[0], hidden.shape[2]))
    for i, length in enumerate(mask.sum(axis=1)):
        if length > 0:
            out[i] = hidden[i, :length].mean(axis=0)
    return out


def pool__unseen_w5(hidden, mask):
    """WRONG: subtle: counts vectors that are not zero; hidden [[[2],[0]]], mask [[T,T]]: right 1, this 2."""
    own = hidden * mask[..., None]
    count = (own != 0).any(axis=2).sum(axis=1)
    return own.sum(axis=1) / np.maximum(count, 1)[:, None]


def pool__unseen_w6(hidden, mask):
    """WRONG: subtle: from the first piece to the last one, padding between them as well; hidden [[[2],[9],[4]]], mask [[T,F,T]]: right 3, this 5."""
    out = np.zeros((hidden.shape[0], hidden.shape[2]))
    for i in range(len(hidden)):
        where = np.flatnonzero(mask[i])
        if len(where):
            out[i] = hidden[i, where[0] : where[-1] + 1].mean(axis=0)
    return out


def pool__unseen_w7(hidden, mask):
    """WRONG: subtle: the result has the type of hidden, so means of whole numbers are cut; hidden (int) [[[1],[2]]], mask [[T,T]]: right 1.5, this 1."""
    out = np.zeros_like(hidden[:, 0])
    for i in range(len(hidden)):
        if mask[i].any():
            out[i] = hidden[i][mask[i]].mean(axis=0)
    return out


def pool__unseen_w8(hidden, mask):
    """WRONG: subtle: sets the padding of the caller's array to zero; the answer is right, but hidden is changed."""
    hidden[~mask] = 0
    return hidden.sum(axis=1) / np.maximum(mask.sum(axis=1, keepdims=True), 1)


def word_vector__unseen_r1(hidden, offsets, span):
    """RIGHT: sets of letters, the slow way."""
    word = set(range(int(span[0]), int(span[1])))
    total, count = [0.0] * hidden.shape[1], 0
    for row, (a, b) in zip(hidden, offsets):
        if word & set(range(int(a), int(b))):
            count += 1
            total = [x + float(y) for x, y in zip(total, row)]
    return [x / count for x in total] if count else total


def word_vector__unseen_r2(hidden, offsets, span):
    """RIGHT: start before the word's end, end after the word's start."""
    hit = (offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0])
    return hidden[hit].mean(axis=0) if hit.any() else np.zeros(hidden.shape[1])


def word_vector__unseen_r3(hidden, offsets, span):
    """RIGHT: length of the overlap, matrix product with weights."""
    overlap = np.minimum(offsets[:, 1], span[1]) - np.maximum(offsets[:, 0], span[0])
    w = (overlap > 0).astype(float)
    return w @ hidden / max(w.sum(), 1)


def word_vector__unseen_r4(hidden, offsets, span):
    """RIGHT: the pieces outside are left out one after another."""
    first, last = span
    keep = []
    for i in range(len(offsets)):
        a, b = offsets[i]
        if a == b:
            continue
        if b <= first or a >= last:
            continue
        keep.append(i)
    if not keep:
        return np.zeros(hidden.shape[1])
    return np.average(hidden[keep], axis=0)


def word_vector__unseen_w1(hidden, offsets, span):
    """WRONG: only pieces that lie inside the word; offsets [[0,6]], span (2,4): right the piece, this zeros."""
    hit = (offsets[:, 0] >= span[0]) & (offsets[:, 1] <= span[1]) & (offsets[:, 1] > offsets[:, 0])
    return hidden[hit].mean(axis=0) if hit.any() else np.zeros(hidden.shape[1])


def word_vector__unseen_w2(hidden, offsets, span):
    """WRONG: only pieces that begin in the word; hidden [[2],[4]], offsets [[0,3],[3,5]], span (2,5): right 3, this 4."""
    rows = [h for h, (a, b) in zip(hidden, offsets) if span[0] <= a < span[1] and b > a]
    return np.mean(rows, axis=0) if rows else np.zeros(hidden.shape[1])


def word_vector__unseen_w3(hidden, offsets, span):
    """WRONG: touching counts as sharing, end taken as included; hidden [[2],[4]], offsets [[0,3],[3,5]], span (3,5): right 4, this 3."""
    hit = (offsets[:, 0] <= span[1]) & (offsets[:, 1] >= span[0]) & (offsets[:, 0] < offsets[:, 1])
    return hidden[hit].mean(axis=0) if hit.any() else np.zeros(hidden.shape[1])


def word_vector__unseen_w4(hidden, offsets, span):
    """WRONG: mean of no rows is nan; offsets [[0,3]], span (5,7): right zeros, this nan."""
    hit = (offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0])
    return hidden[hit].mean(axis=0)


def word_vector__unseen_w5(hidden, offsets, span):
    """WRONG: subtle: [CLS] and [SEP] join a word that begins at letter 0; hidden [[9],[2],[7]], offsets [[0,0],[0,3],[0,0]], span (0,3): right 2, this 6."""
    hit = (offsets[:, 0] < span[1]) & (np.maximum(offsets[:, 1] - 1, 0) >= span[0])
    return hidden[hit].mean(axis=0) if hit.any() else np.zeros(hidden.shape[1])


def word_vector__unseen_w6(hidden, offsets, span):
    """WRONG: subtle: a piece must have an end of its own in the word, so one that reaches beyond both ends is missed; offsets [[0,9]], span (3,5): right the piece, this zeros."""
    rows = []
    for i, (a, b) in enumerate(offsets):
        if a == b:
            continue
        if span[0] <= a < span[1] or span[0] < b <= span[1]:
            rows.append(hidden[i])
    return np.mean(rows, axis=0) if rows else np.zeros(hidden.shape[1])


def word_vector__unseen_w7(hidden, offsets, span):
    """WRONG: subtle: pieces weighted by the letters they share; hidden [[0],[3]], offsets [[0,1],[1,3]], span (0,3): right 1.5, this 2."""
    share = np.minimum(offsets[:, 1], span[1]) - np.maximum(offsets[:, 0], span[0])
    share = np.maximum(share, 0)
    if share.sum() == 0:
        return np.zeros(hidden.shape[1])
    return share @ hidden / share.sum()


def word_vector__unseen_a1(hidden, offsets, span):
    """ARGUABLE: first and last piece taken for [CLS] and [SEP] without looking; the prose does not say that they always stand there (hidden [[2]], offsets [[0,3]], span (0,3): 2 by the words, this zeros)."""
    hidden, offsets = hidden[1:-1], offsets[1:-1]
    hit = (offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0])
    return hidden[hit].mean(axis=0) if hit.any() else np.zeros(hidden.shape[1])


def info_nce__unseen_r1(a, b, ids):
    """RIGHT: loops."""
    import math

    def cos(x, y):
        x, y = [float(c) for c in x], [float(c) for c in y]
        return sum(p * q for p, q in zip(x, y)) / math.hypot(*x) / math.hypot(*y)

    n, total = len(a), 0.0
    for i in range(n):
        own = cos(a[i], b[i]) / 0.05
        against = [cos(a[i], b[j]) / 0.05 for j in range(n) if j == i or ids[j] != ids[i]]
        total += math.log(sum(math.exp(s - own) for s in against))
    return total / n


def info_nce__unseen_r2(a, b, ids):
    """RIGHT: masked matrix and logsumexp."""
    from scipy.special import logsumexp

    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    s = a @ b.T / 0.05
    same = (ids[:, None] == ids[None, :]) & ~np.eye(len(ids), dtype=bool)
    return (logsumexp(np.where(same, -np.inf, s), axis=1) - np.diag(s)).mean()


def info_nce__unseen_r3(a, b, ids):
    """RIGHT: torch cross entropy with the numbers of the rows as classes."""
    import torch
    import torch.nn.functional as F

    a = F.normalize(torch.tensor(np.asarray(a, dtype=np.float64)), dim=1)
    b = F.normalize(torch.tensor(np.asarray(b, dtype=np.float64)), dim=1)
    ids = torch.tensor(np.asarray(ids))
    same = ids[:, None] == ids[None, :]
    same.fill_diagonal_(False)
    logits = (a @ b.T / 0.05).masked_fill(same, float("-inf"))
    return F.cross_entropy(logits, torch.arange(len(ids))).item()


def info_nce__unseen_r4(a, b, ids):
    """RIGHT: softmax and then log: with 20 as the largest score nothing overflows."""
    dots = np.asarray(a, dtype=float) @ np.asarray(b, dtype=float).T
    cos = dots / np.outer(
        np.sqrt((np.asarray(a, dtype=float) ** 2).sum(1)), np.sqrt((np.asarray(b, dtype=float) ** 2).sum(1))
    )
    e = np.exp(20 * cos)
    losses = []
    for i in range(len(ids)):
        others = e[i][np.asarray(ids) != ids[i]].sum()
        losses.append(np.log1p(others / e[i, i]))
    return float(np.mean(losses))


def info_nce__unseen_w1(a, b, ids):
    """WRONG: dot products instead of cosines; a=[[1,0],[0,2]], b=[[3,0],[5,0]], ids [1,2]: right .693, this 20.3."""
    s = a @ b.T / 0.05
    same = (ids[:, None] == ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    s = s - s.max(axis=1, keepdims=True)
    return -np.mean(np.diag(s) - np.log(np.exp(s).sum(axis=1)))


def info_nce__unseen_w2(a, b, ids):
    """WRONG: ids ignored; two equal pairs with equal ids, a=b=[[1,0],[1,0]], ids [1,1]: right 0, this .693."""
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    s = a @ b.T / 0.05
    s = s - s.max(axis=1, keepdims=True)
    return -np.mean(np.diag(s) - np.log(np.exp(s).sum(axis=1)))


def info_nce__unseen_w3(a, b, ids):
    """WRONG: rows with equal ids count as right answers too (their chances added); a=[[1,0],[1,0],[1,0]], b=[[1,0],[1,0],[1,0]], ids [1,1,2]: right (log 2 + log 2 + log 3)/3 = .828, this (2 log 1.5 + log 3)/3 = .636."""
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    e = np.exp(a @ b.T / 0.05)
    same = ids[:, None] == ids[None, :]
    return -np.log((e * same).sum(axis=1) / e.sum(axis=1)).mean()


def info_nce__unseen_w4(a, b, ids):
    """WRONG: mean of both directions, as CLIP does it; a=[[1,0],[0,1]], b=[[1,0],[1,0]], ids [1,2]: right .693, this 5.35."""
    from scipy.special import logsumexp

    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    s = a @ b.T / 0.05
    same = (ids[:, None] == ids[None, :]) & ~np.eye(len(ids), dtype=bool)
    s = np.where(same, -np.inf, s)
    own = np.diag(s)
    return ((logsumexp(s, axis=1) - own).mean() + (logsumexp(s, axis=0) - own).mean()) / 2


def info_nce__unseen_w5(a, b, ids):
    """WRONG: subtle: same pairs get the score 0 instead of none, so e^0 stays in the sum; a=b=[[1,0],[1,0]] turned round: a=[[1,0],[1,0]], b=[[-1,0],[-1,0]], ids [1,1]: right 0, this 20."""
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    s = a @ b.T / 0.05
    same = (ids[:, None] == ids) & ~np.eye(len(ids), dtype=bool)
    s[same] = 0
    logp = np.diag(s) - np.log(np.exp(s).sum(axis=1))
    return -logp.mean()


def info_nce__unseen_w6(a, b, ids):
    """WRONG: subtle: a row without wrong answers is left out of the mean instead of counting 0; since equality is mutual this shows only where all ids are equal: a=b=[[1,0],[0,1]], ids [1,1]: right 0, this nan."""
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    s = a @ b.T / 0.05
    losses = []
    for i in range(len(ids)):
        wrong = s[i][ids != ids[i]]
        if len(wrong) == 0:
            continue
        losses.append(np.log(np.exp(s[i, i]) + np.exp(wrong).sum()) - s[i, i])
    return np.mean(losses)


def info_nce__unseen_w7(a, b, ids):
    """WRONG: subtle: of pairs with equal ids only the first is kept, so the others do not count in the mean; a=b=[[1,0],[0,1],[0,1]], ids [1,1,2]: right (0 + log 2 + log 2)/3 = .462, this 0."""
    _, first = np.unique(ids, return_index=True)
    first = np.sort(first)
    a, b = a[first], b[first]
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    s = a @ b.T / 0.05
    s = s - s.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(s).sum(axis=1)) - np.diag(s)))


def info_nce__unseen_w8(a, b, ids):
    """WRONG: the own row goes out with its equals (diagonal not spared); a=b=[[1,0],[0,1]], ids [1,2]: right about 2e-9, this -20 (the own row is missing below the line)."""
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    s = a @ b.T / 0.05
    e = np.exp(s) * (ids[:, None] != ids[None, :])
    return np.mean(np.log(e.sum(axis=1)) - np.diag(s))


def mine_hard__unseen_r1(queries, documents, gold, about):
    """RIGHT: loops."""
    import math

    answer = []
    for i, query in enumerate(queries):
        best, best_cos = -1, None
        for j, doc in enumerate(documents):
            if about[j] == about[gold[i]]:
                continue
            c = sum(float(x) * float(y) for x, y in zip(query, doc)) / math.sqrt(sum(float(y) ** 2 for y in doc))
            if best_cos is None or c > best_cos:
                best, best_cos = j, c
        answer.append(best)
    return answer


def mine_hard__unseen_r2(queries, documents, gold, about):
    """RIGHT: matrix of cosines, -inf, argmax, -1."""
    cos = (queries / np.linalg.norm(queries, axis=1, keepdims=True)) @ (
        documents / np.linalg.norm(documents, axis=1, keepdims=True)
    ).T
    same = about[gold][:, None] == about[None, :]
    best = np.where(same, -np.inf, cos).argmax(axis=1)
    return np.where(same.all(axis=1), -1, best)


def mine_hard__unseen_r3(queries, documents, gold, about):
    """RIGHT: sklearn cosine_similarity, the rows left and max with key."""
    from sklearn.metrics.pairwise import cosine_similarity

    cos = cosine_similarity(queries, documents)
    result = []
    for i in range(len(queries)):
        left = [j for j in range(len(documents)) if about[j] != about[gold[i]]]
        result.append(max(left, key=lambda j: cos[i, j]) if left else -1)
    return result


def mine_hard__unseen_r4(queries, documents, gold, about):
    """RIGHT: ranking walked from the top, scipy distances."""
    from scipy.spatial.distance import cdist

    order = np.argsort(cdist(np.asarray(queries, dtype=float), np.asarray(documents, dtype=float), "cosine"), axis=1)
    out = np.full(len(queries), -1)
    for i, row in enumerate(order):
        for j in row:
            if about[j] != about[gold[i]]:
                out[i] = j
                break
    return out


def mine_hard__unseen_w1(queries, documents, gold, about):
    """WRONG: only the own document is left out, not others about the same; documents [[1,0],[2,1],[0,1]], query [1,0], gold 0, about [7,7,9]: right 2, this 1."""
    q = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    d = documents / np.linalg.norm(documents, axis=1, keepdims=True)
    cos = q @ d.T
    cos[np.arange(len(gold)), gold] = -np.inf
    best = cos.argmax(axis=1)
    return np.where(np.isinf(cos.max(axis=1)), -1, best)


def mine_hard__unseen_w2(queries, documents, gold, about):
    """WRONG: dot products instead of cosines; query [1,0], documents [[1,0],[2,1],[5,20]], gold 0, about [1,2,3]: right 1, this 2."""
    s = np.where(about[gold][:, None] == about, -np.inf, queries @ documents.T)
    return np.where(np.isinf(s.max(axis=1)), -1, s.argmax(axis=1))


def mine_hard__unseen_w3(queries, documents, gold, about):
    """WRONG: -1 forgotten: argmax of -inf alone is 0; all documents about the same: right -1, this 0."""
    q = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    d = documents / np.linalg.norm(documents, axis=1, keepdims=True)
    s = np.where(about[gold][:, None] == about, -np.inf, q @ d.T)
    return s.argmax(axis=1)


def mine_hard__unseen_w4(queries, documents, gold, about):
    """WRONG: the number among the documents left, not the row; documents [[1,0],[2,1]], query [1,0], gold 0, about [7,9]: right 1, this 0."""
    out = []
    d = documents / np.linalg.norm(documents, axis=1, keepdims=True)
    for i, q in enumerate(queries):
        left = d[about != about[gold[i]]]
        out.append(int(np.argmax(left @ q)) if len(left) else -1)
    return out


def mine_hard__unseen_w5(queries, documents, gold, about):
    """WRONG: subtle: cosines multiplied by the mask, so what is forbidden has 0 and beats negative cosines; query [1,0], documents [[1,0],[-1,1]], gold 0, about [7,9]: right 1, this 0."""
    q = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    d = documents / np.linalg.norm(documents, axis=1, keepdims=True)
    ok = about[gold][:, None] != about
    best = (q @ d.T * ok).argmax(axis=1)
    best[~ok.any(axis=1)] = -1
    return best


def mine_hard__unseen_w6(queries, documents, gold, about):
    """WRONG: subtle: compared with gold (a row) instead of about[gold]; right if about numbers are the rows; query [1,0], documents [[1,0],[2,1],[0,1]], gold 0, about [7,7,9]: right 2, this 0."""
    q = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    d = documents / np.linalg.norm(documents, axis=1, keepdims=True)
    ok = gold[:, None] != about[None, :]
    s = np.where(ok, q @ d.T, -np.inf)
    return np.where(ok.any(axis=1), s.argmax(axis=1), -1)


def mine_hard__unseen_w7(queries, documents, gold, about):
    """WRONG: subtle: forbidden cosines are -1, and -1 is returned if the highest is -1; query [1,0], documents [[1,0],[-2,0]], gold 0, about [7,9]: right 1, this -1."""
    q = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    d = documents / np.linalg.norm(documents, axis=1, keepdims=True)
    s = q @ d.T
    out = []
    for i in range(len(q)):
        row = s[i].copy()
        row[about == about[gold[i]]] = -1
        out.append(int(row.argmax()) if row.max() > -1 else -1)
    return out


def mine_hard__unseen_w8(queries, documents, gold, about):
    """WRONG: subtle: the caller's documents are normalised in place; the answer is right for floats, but documents are changed."""
    documents /= np.linalg.norm(documents, axis=1, keepdims=True)
    s = np.where(about[gold][:, None] == about, -np.inf, queries @ documents.T)
    return np.where(np.isinf(s.max(axis=1)), -1, s.argmax(axis=1))


def truncate__unseen_r1(vectors, k):
    """RIGHT: loops."""
    import math

    out = []
    for row in vectors:
        cut = [float(x) for x in row[:k]]
        length = math.hypot(*cut)
        out.append([x / length for x in cut] if length > 0 else cut)
    return out


def truncate__unseen_r2(vectors, k):
    """RIGHT: numPy with a safe division."""
    cut = vectors[:, :k]
    length = np.linalg.norm(cut, axis=1, keepdims=True)
    return cut / np.where(length == 0, 1, length)


def truncate__unseen_r3(vectors, k):
    """RIGHT: sklearn normalize."""
    from sklearn.preprocessing import normalize

    return normalize(np.array(vectors, dtype=float)[:, :k])


def truncate__unseen_r4(vectors, k):
    """RIGHT: a copy, only rows that are not zero are divided."""
    result = np.array(vectors[:, : min(k, vectors.shape[1])], dtype=np.float64)
    for i in range(len(result)):
        if np.any(result[i] != 0):
            result[i] = result[i] / np.sqrt(np.dot(result[i], result[i]))
    return result


def truncate__unseen_w1(vectors, k):
    """WRONG: normalised before the cut, not after; [[3,4,12]], 2: right [.6,.8], this [.231,.308]."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(length == 0, 1, length))[:, :k]


def truncate__unseen_w2(vectors, k):
    """WRONG: a row of zeros is nan; [[0,0,1]], 2: right [0,0], this nan."""
    cut = vectors[:, :k]
    return cut / np.linalg.norm(cut, axis=1, keepdims=True)


def truncate__unseen_w3(vectors, k):
    """WRONG: norm of the columns; [[3,4],[0,0]], 2: right [[.6,.8],[0,0]], this [[1,1],[0,0]]."""
    cut = vectors[:, :k]
    length = np.linalg.norm(cut, axis=0)
    return cut / np.where(length == 0, 1, length)


def truncate__unseen_w4(vectors, k):
    """WRONG: the first k vectors instead of the first k numbers; [[3,4,12],[0,-2,1],[1,1,1]], 2: right shape (3,2), this (2,3)."""
    cut = vectors[:k]
    length = np.linalg.norm(cut, axis=1, keepdims=True)
    return cut / np.where(length == 0, 1, length)


def truncate__unseen_w5(vectors, k):
    """WRONG: subtle: lengths below 1 taken as 1 (as with counts); [[.3,.4]], 2: right [.6,.8], this [.3,.4]."""
    cut = vectors[:, :k]
    return cut / np.maximum(np.linalg.norm(cut, axis=1, keepdims=True), 1)


def truncate__unseen_w6(vectors, k):
    """WRONG: subtle: 1e-6 added to the length; [[1e-4, 0]], 1: right [1], this [.990]."""
    cut = vectors[:, :k]
    return cut / (np.linalg.norm(cut, axis=1, keepdims=True) + 1e-6)


def truncate__unseen_w7(vectors, k):
    """WRONG: subtle: result has k columns, filled up with zeros; [[3,4]], 3: right shape (1,2), this (1,3)."""
    out = np.zeros((len(vectors), k))
    for i, row in enumerate(vectors):
        cut = row[:k]
        length = np.sqrt((cut**2).sum())
        if length > 0:
            out[i, : len(cut)] = cut / length
    return out


def truncate__unseen_w8(vectors, k):
    """WRONG: subtle: divides a view, so the caller's vectors are changed (and whole numbers fail); [[3.,4.,12.]], 2: the answer is right, but vectors are [[.6,.8,12]] afterwards."""
    cut = vectors[:, :k]
    length = np.linalg.norm(cut, axis=1, keepdims=True)
    length[length == 0] = 1
    cut /= length
    return cut


def truncate__unseen_a1(vectors, k):
    """ARGUABLE: 1e-8 added: at a length of 1e-4, which the prose names, it is off by 1e-4; whether that is 'length 1' depends on the tolerance."""
    cut = vectors[:, :k]
    return cut / (np.linalg.norm(cut, axis=1, keepdims=True) + 1e-8)


def forgetting__unseen_r1(before, after):
    """RIGHT: the statistics module."""
    import math
    import statistics

    losses = [float(b) - float(a) for b, a in zip(before, after)]
    mean = statistics.fmean(losses)
    half = 1.96 * statistics.stdev(losses) / math.sqrt(len(losses))
    return mean, mean - half, mean + half


def forgetting__unseen_r2(before, after):
    """RIGHT: numPy with ddof=1."""
    loss = np.asarray(before, dtype=float) - np.asarray(after, dtype=float)
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__unseen_r3(before, after):
    """RIGHT: scipy sem, array."""
    from scipy.stats import sem

    loss = before - after
    return np.mean(loss) + 1.96 * sem(loss) * np.array([0, -1, 1])


def forgetting__unseen_r4(before, after):
    """RIGHT: variance and covariance: var b + var a - 2 cov."""
    n = len(before)
    c = np.cov(np.asarray(before, dtype=float), np.asarray(after, dtype=float))
    var = max(c[0, 0] + c[1, 1] - 2 * c[0, 1], 0)
    mean = np.mean(before) - np.mean(after)
    half = 1.96 * (var / n) ** 0.5
    return [mean, mean - half, mean + half]


def forgetting__unseen_w1(before, after):
    """WRONG: standard deviation divides by n; losses 0 and 1: right half 1.96*.7071/1.4142 = .98, this .693."""
    loss = before - after
    half = 1.96 * loss.std() / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__unseen_w2(before, after):
    """WRONG: after less before: sign turned; before [1,1], after [0,.5]: right mean .75, this -.75."""
    loss = after - before
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__unseen_w3(before, after):
    """WRONG: not divided by sqrt(n); losses 0 and 1: right half .98, this 1.386."""
    loss = before - after
    half = 1.96 * loss.std(ddof=1)
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__unseen_w4(before, after):
    """WRONG: two samples that do not belong together (variances added); before [0,1], after [0,1]: right half 0, this 1.386."""
    n = len(before)
    mean = np.mean(before) - np.mean(after)
    half = 1.96 * np.sqrt(np.var(before, ddof=1) / n + np.var(after, ddof=1) / n)
    return mean, mean - half, mean + half


def forgetting__unseen_w5(before, after):
    """WRONG: subtle: gains count as no loss; before [0,1], after [1,0]: right mean 0, this .5."""
    loss = np.maximum(before - after, 0)
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__unseen_w6(before, after):
    """WRONG: subtle: Student's t instead of 1.96 for few queries; losses 0 and 1: right half .98, this 6.35."""
    from scipy import stats

    loss = np.asarray(before) - np.asarray(after)
    n = len(loss)
    factor = 1.96 if n >= 30 else stats.t.ppf(0.975, n - 1)
    half = factor * loss.std(ddof=1) / np.sqrt(n)
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__unseen_w7(before, after):
    """WRONG: subtle: the lower limit is held at 0, as a loss cannot be negative; losses 0 and 1: right low .5-.98 = -.48, this 0."""
    loss = before - after
    half = 1.96 * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), max(loss.mean() - half, 0.0), loss.mean() + half


def forgetting__unseen_w8(before, after):
    """WRONG: subtle: only queries that changed are counted; losses 0, 0, 1, 2: right mean .75, this 1.5."""
    loss = before - after
    loss = loss[loss != 0]
    if len(loss) < 2:
        return 0.0, 0.0, 0.0
    half = 1.96 * loss.std(ddof=1) / len(loss) ** 0.5
    return loss.mean(), loss.mean() - half, loss.mean() + half


def forgetting__unseen_a1(before, after):
    """ARGUABLE: norm.ppf(.975) = 1.959964 instead of 1.96; the prose says 'Take 1.96 as it stands', but the difference is 2e-5 of the half width, within float32-like tolerances."""
    from scipy.stats import norm

    loss = before - after
    half = norm.ppf(0.975) * loss.std(ddof=1) / np.sqrt(len(loss))
    return loss.mean(), loss.mean() - half, loss.mean() + half
