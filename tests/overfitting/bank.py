"""Unit 09, answers written from the prose alone by somebody who had not read the checks."""

import bisect
import itertools
import math
import statistics
import warnings
from collections import Counter, defaultdict
from fractions import Fraction

import numpy as np
import scipy.linalg
import scipy.stats
import torch
from scipy.spatial.distance import cdist
from sklearn.feature_selection import f_classif, r_regression
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
)

# ---------------------------------------------------------------- 9.1 near_copies


def _jaccard(s, t):
    s, t = set(s), set(t)
    return len(s & t) / len(s | t) if s | t else 0.0


def near_copies__any_sets(train, test, at_least):
    """RIGHT: sets and any."""
    return [any(_jaccard(s, t) >= at_least for s in train) for t in test]


def near_copies__loops(train, test, at_least):
    """RIGHT: plain loops, words counted by hand."""
    out = []
    for text in test:
        found = False
        for other in train:
            if len(text) == 0 or len(other) == 0:
                continue
            words = []
            for w in text + other:
                if w not in words:
                    words.append(w)
            both = 0
            for w in words:
                if w in text and w in other:
                    both += 1
            if both / len(words) >= at_least:
                found = True
                break
        out.append(found)
    return out


def near_copies__sizes(train, test, at_least):
    """RIGHT: the union from the sizes; an array of bool."""
    old = [set(t) for t in train if t]
    marks = np.zeros(len(test), dtype=bool)
    for i, t in enumerate(test):
        t = set(t)
        for s in old:
            common = len(s.intersection(t))
            if common / (len(s) + len(t) - common) >= at_least:
                marks[i] = True
    return marks


def near_copies__matrix(train, test, at_least):
    """RIGHT: a table of words, products of matrices."""
    if len(train) == 0:
        return np.zeros(len(test), dtype=bool)
    vocab = {w: i for i, w in enumerate(sorted({w for t in train + test for w in t}))}
    a = np.zeros((len(train), len(vocab)))
    b = np.zeros((len(test), len(vocab)))
    for m, texts in ((a, train), (b, test)):
        for i, t in enumerate(texts):
            for w in t:
                m[i, vocab[w]] = 1
    both = b @ a.T
    union = b.sum(1)[:, None] + a.sum(1)[None, :] - both
    return (both / np.maximum(union, 1) >= at_least).any(axis=1)


def near_copies__max_default(train, test, at_least):
    """RIGHT: the largest similarity, with a default for no training texts."""
    return [max((_jaccard(s, t) for s in train), default=0.0) >= at_least for t in test]


def near_copies__inverted(train, test, at_least):
    """RIGHT: an inverted index and counts."""
    index = defaultdict(set)
    sizes = []
    for i, t in enumerate(train):
        sizes.append(len(set(t)))
        for w in t:
            index[w].add(i)
    res = []
    for t in test:
        words = set(t)
        hits = Counter(i for w in words for i in index.get(w, ()))
        res.append(any(c / (len(words) + sizes[i] - c) >= at_least for i, c in hits.items()))
    return res


def near_copies__numpy_sets(train, test, at_least):
    """RIGHT: np.intersect1d and np.union1d."""
    out = []
    for t in test:
        ok = False
        for s in train:
            if len(s) and len(t):
                ok = ok or len(np.intersect1d(s, t)) / len(np.union1d(s, t)) >= at_least
        out.append(bool(ok))
    return out


def near_copies__strict(train, test, at_least):
    """WRONG: more than at_least instead of at least."""
    return [any(_jaccard(s, t) > at_least for s in train) for t in test]


def near_copies__empty_equal(train, test, at_least):
    """WRONG: two empty texts are called identical."""

    def sim(s, t):
        s, t = set(s), set(t)
        return 1.0 if not s | t else len(s & t) / len(s | t)

    return [any(sim(s, t) >= at_least for s in train) for t in test]


def near_copies__no_empty_guard(train, test, at_least):
    """WRONG: divides by zero for two empty texts."""
    return [any(len(set(s) & set(t)) / len(set(s) | set(t)) >= at_least for s in train) for t in test]


def near_copies__share_of_test(train, test, at_least):
    """WRONG: divides by the words of the test text, not of both."""
    return [any(len(set(t)) > 0 and len(set(s) & set(t)) / len(set(t)) >= at_least for s in train) for t in test]


def near_copies__overlap_min(train, test, at_least):
    """WRONG: overlap coefficient, by the smaller text."""
    out = []
    for t in test:
        t = set(t)
        out.append(
            any(s and t and len(set(s) & t) / min(len(set(s)), len(t)) >= at_least for s in train) if t else False
        )
    return [bool(o) for o in out]


def near_copies__dice(train, test, at_least):
    """WRONG: Dice instead of Jaccard."""
    return [
        any(len(s) + len(t) > 0 and 2 * len(set(s) & set(t)) / (len(set(s)) + len(set(t))) >= at_least for s in train)
        for t in test
    ]


def near_copies__tokens(train, test, at_least):
    """WRONG: counts words as often as they come (multisets)."""

    def sim(s, t):
        a, b = Counter(s), Counter(t)
        u = sum((a | b).values())
        return sum((a & b).values()) / u if u else 0.0

    return [any(sim(s, t) >= at_least for s in train) for t in test]


def near_copies__len_lists(train, test, at_least):
    """WRONG: common words from sets, but the union from the lengths of the lists."""
    out = []
    for t in test:
        hit = False
        for s in train:
            c = len(set(s) & set(t))
            u = len(s) + len(t) - c
            if u and c / u >= at_least:
                hit = True
        out.append(hit)
    return out


def near_copies__sum_no_minus(train, test, at_least):
    """WRONG: adds both sizes without taking off what is common."""
    return [
        any(len(s) + len(t) > 0 and len(set(s) & set(t)) / (len(set(s)) + len(set(t))) >= at_least for s in train)
        for t in test
    ]


def near_copies__whole_train(train, test, at_least):
    """WRONG: compares with all words of training together."""
    words = set(w for t in train for w in t)
    return [_jaccard(words, t) >= at_least for t in test]


def near_copies__zip(train, test, at_least):
    """WRONG: compares text i only with text i of training."""
    out = [False] * len(test)
    for i, (s, t) in enumerate(zip(train, test)):
        out[i] = _jaccard(s, t) >= at_least
    return out


def near_copies__marks_train(train, test, at_least):
    """WRONG: marks the texts of training instead of those of the test."""
    return [any(_jaccard(s, t) >= at_least for t in test) for s in train]


def near_copies__all(train, test, at_least):
    """WRONG: near to all texts of training (True if there are none)."""
    return [all(_jaccard(s, t) >= at_least for s in train) for t in test]


def near_copies__last_only(train, test, at_least):
    """WRONG: the mark is overwritten, so only the last text of training decides."""
    out = []
    for t in test:
        flag = False
        for s in train:
            flag = _jaccard(s, t) >= at_least
        out.append(flag)
    return out


def near_copies__max_crash(train, test, at_least):
    """WRONG: max of nothing if there is no training text."""
    return [max(_jaccard(s, t) for s in train) >= at_least for t in test]


def near_copies__positions(train, test, at_least):
    """WRONG: only words at the same place count as common."""
    out = []
    for t in test:
        hit = False
        for s in train:
            u = len(set(s) | set(t))
            same = len({a for a, b in zip(s, t) if a == b})
            if u and same / u >= at_least:
                hit = True
        out.append(hit)
    return out


def near_copies__letters(train, test, at_least):
    """WRONG: joins the words and compares sets of letters."""
    return [any(_jaccard("".join(s), "".join(t)) >= at_least for s in train) for t in test]


def near_copies__mean(train, test, at_least):
    """WRONG: the mean similarity to all texts trained on."""
    return [bool(train) and sum(_jaccard(s, t) for s in train) / len(train) >= at_least for t in test]


def near_copies__indices(train, test, at_least):
    """WRONG: returns the numbers of the texts, not True or False for each."""
    return [i for i, t in enumerate(test) if any(_jaccard(s, t) >= at_least for s in train)]


def near_copies__clean(train, test, at_least):
    """WRONG: says which texts are to keep (inverted)."""
    return [not any(_jaccard(s, t) >= at_least for s in train) for t in test]


def near_copies__times(train, test, at_least):
    """ARGUABLE: compares common >= at_least * union; a product may round otherwise than the quotient."""
    return [
        any(bool(s) and bool(t) and len(set(s) & set(t)) >= at_least * len(set(s) | set(t)) for s in train)
        for t in test
    ]


def near_copies__fractions(train, test, at_least):
    """ARGUABLE: exact fractions; 3/10 against the float 0.3 may come out otherwise."""
    lim = Fraction(at_least)
    return [
        any(bool(s) and bool(t) and Fraction(len(set(s) & set(t)), len(set(s) | set(t))) >= lim for s in train)
        for t in test
    ]


def near_copies__lower(train, test, at_least):
    """WRONG: capitals are the same word."""
    return [any(_jaccard([w.lower() for w in s], [w.lower() for w in t]) >= at_least for s in train) for t in test]


# ---------------------------------------------------------------- 9.2 group_split


def group_split__loop(groups, order, share):
    """RIGHT: a loop over the groups, with isin at the end."""
    taken, rows = [], 0
    for g in order:
        taken.append(g)
        rows += (groups == g).sum()
        if rows >= share * len(groups):
            break
    return np.isin(groups, taken)


def group_split__while_mean(groups, order, share):
    """RIGHT: adds groups while the mean of the mask is too small."""
    test = np.zeros(len(groups), dtype=bool)
    i = 0
    while test.mean() < share and i < len(order):
        test |= groups == order[i]
        i += 1
    return test


def group_split__cumsum(groups, order, share):
    """RIGHT: cumulated sizes and searchsorted."""
    sizes = np.array([np.count_nonzero(groups == g) for g in order])
    k = np.searchsorted(np.cumsum(sizes), share * len(groups), side="left") + 1
    return np.isin(groups, np.asarray(order)[:k])


def group_split__before(groups, order, share):
    """RIGHT: a group is in if the groups before it are not enough."""
    same = np.asarray(groups)[:, None] == np.asarray(order)[None, :]
    sizes = same.sum(axis=0)
    before = np.cumsum(sizes) - sizes
    use = before / len(groups) < share
    return (same & use).any(axis=1)


def group_split__counter(groups, order, share):
    """RIGHT: plain Python with a Counter and a set; a list."""
    groups = list(np.asarray(groups).tolist())
    count = Counter(groups)
    inside, total = set(), 0
    for g in np.asarray(order).tolist():
        if total / len(groups) >= share:
            break
        inside.add(g)
        total += count[g]
    return [g in inside for g in groups]


def group_split__recursive(groups, order, share):
    """RIGHT: recursion."""

    def take(k):
        mask = np.isin(groups, order[:k])
        return mask if mask.mean() >= share or k >= len(order) else take(k + 1)

    return take(1)


def group_split__rank(groups, order, share):
    """RIGHT: the place of each row's group, then argmax of what is enough."""
    place = {g: i for i, g in enumerate(np.asarray(order).tolist())}
    pos = np.array([place[g] for g in np.asarray(groups).tolist()])
    enough = np.cumsum(np.bincount(pos, minlength=len(order))) >= share * len(pos)
    return pos <= np.argmax(enough)


def group_split__strict(groups, order, share):
    """WRONG: goes on until there are more than share."""
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        if test.mean() > share:
            break
        test |= groups == g
    return test


def group_split__at_most(groups, order, share):
    """WRONG: stops before share would be passed (at most share)."""
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        new = test | (groups == g)
        if new.mean() > share:
            break
        test = new
    return test


def group_split__skip(groups, order, share):
    """WRONG: leaves out groups that would pass share and goes on with smaller ones."""
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        new = test | (groups == g)
        if new.mean() <= share:
            test = new
    return test


def group_split__share_of_groups(groups, order, share):
    """WRONG: share of the groups, not of the rows."""
    k = math.ceil(share * len(order))
    return np.isin(groups, order[:k])


def group_split__int_groups(groups, order, share):
    """WRONG: int(share * number of groups), rounded down."""
    return np.isin(groups, order[: max(1, int(share * len(order)))])


def group_split__one_beyond(groups, order, share):
    """WRONG: one group too many; the check comes before the group is counted."""
    taken, rows = [], 0
    for g in order:
        enough = rows >= share * len(groups)
        taken.append(g)
        rows += (groups == g).sum()
        if enough:
            break
    return np.isin(groups, taken)


def group_split__one_short(groups, order, share):
    """WRONG: order[:k] with k the place of the last group, which is then missing."""
    sizes = np.array([(groups == g).sum() for g in order])
    k = np.searchsorted(np.cumsum(sizes), share * len(groups))
    return np.isin(groups, order[:k])


def group_split__sorted(groups, order, share):
    """WRONG: groups in sorted order (np.unique) instead of the shuffled order."""
    names, sizes = np.unique(groups, return_counts=True)
    k = np.searchsorted(np.cumsum(sizes), share * len(groups)) + 1
    return np.isin(groups, names[:k])


def group_split__sizes_unaligned(groups, order, share):
    """WRONG: sizes from np.unique are sorted by group, but are taken for those in order."""
    _, sizes = np.unique(groups, return_counts=True)
    k = np.searchsorted(np.cumsum(sizes), share * len(groups)) + 1
    return np.isin(groups, order[:k])


def group_split__first_seen(groups, order, share):
    """WRONG: groups in the order in which the rows have them."""
    test = np.zeros(len(groups), dtype=bool)
    for g in dict.fromkeys(np.asarray(groups).tolist()):
        if test.mean() >= share:
            break
        test |= groups == g
    return test


def group_split__train_mask(groups, order, share):
    """WRONG: True for the rows to train on."""
    return ~group_split__while_mean(groups, order, share)


def group_split__row_numbers(groups, order, share):
    """WRONG: numbers of the rows instead of True or False for each."""
    return np.flatnonzero(group_split__while_mean(groups, order, share))


def group_split__rows_cut(groups, order, share):
    """WRONG: rows sorted by order and cut exactly at share, which splits a group."""
    place = {g: i for i, g in enumerate(np.asarray(order).tolist())}
    pos = np.array([place[g] for g in np.asarray(groups).tolist()])
    idx = np.argsort(pos, kind="stable")[: math.ceil(share * len(pos))]
    mask = np.zeros(len(pos), dtype=bool)
    mask[idx] = True
    return mask


def group_split__from_end(groups, order, share):
    """WRONG: pops the groups from the end of order."""
    rest = list(np.asarray(order).tolist())
    test = np.zeros(len(groups), dtype=bool)
    while rest and test.mean() < share:
        test |= groups == rest.pop()
    return test


def group_split__train_share(groups, order, share):
    """WRONG: stops when training has at most share left, not when the test has share."""
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        if (~test).mean() <= share:
            break
        test |= groups == g
    return test


def group_split__group_as_index(groups, order, share):
    """WRONG: takes the names of groups for row numbers."""
    n = len(groups)
    counts = np.bincount(groups)
    k = np.searchsorted(np.cumsum(counts[order]), share * n) + 1
    mask = np.zeros(n, dtype=bool)
    for g in order[:k]:
        if g < n:
            mask[g] = True
    return mask


def group_split__int_share(groups, order, share):
    """WRONG: share of the rows rounded down to a whole number."""
    need = int(share * len(groups))
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        if test.sum() >= need:
            break
        test |= groups == g
    return test


def group_split__last_group_only(groups, order, share):
    """WRONG: the mask is overwritten, only the last group is kept."""
    rows = 0
    for g in order:
        mask = groups == g
        rows += mask.sum()
        if rows >= share * len(groups):
            return mask
    return mask


def group_split__largest_first(groups, order, share):
    """WRONG: the largest groups first."""
    sizes = {g: int((groups == g).sum()) for g in np.asarray(order).tolist()}
    test = np.zeros(len(groups), dtype=bool)
    for g in sorted(sizes, key=lambda g: -sizes[g]):
        if test.mean() >= share:
            break
        test |= groups == g
    return test


def group_split__keep_one_for_train(groups, order, share):
    """WRONG: never gives the last group to the test, although the prose says all of them."""
    test = np.zeros(len(groups), dtype=bool)
    for g in order[:-1]:
        test |= groups == g
        if test.mean() >= share:
            break
    return test


# ---------------------------------------------------------------- 9.3 chosen_columns


def _abs_corr(X, y):
    X = np.asarray(X, dtype=float)
    y = np.asarray(y, dtype=float)
    xc = X - X.mean(axis=0)
    yc = y - y.mean()
    den = np.sqrt((xc**2).sum(axis=0) * (yc**2).sum())
    flat = X.max(axis=0) == X.min(axis=0)
    return np.where(flat, 0.0, np.abs(xc.T @ yc) / np.where(flat, 1.0, den))


def _chosen(X, y, train, k):
    r = _abs_corr(X[train], y[train])
    return np.argsort(-np.round(r, 9), kind="stable")[:k]


def chosen_columns__round_stable(X, y, train, k):
    """RIGHT: by the formula, rounded, sorted with a stable sort."""
    return _chosen(np.asarray(X), np.asarray(y), np.asarray(train), k)


def chosen_columns__corrcoef(X, y, train, k):
    """RIGHT: np.corrcoef for each column; constants apart."""
    A, b = X[train], y[train]
    r = []
    for j in range(A.shape[1]):
        col = A[:, j]
        r.append(0.0 if np.ptp(col) == 0 else abs(np.corrcoef(col, b)[0, 1]))
    return sorted(range(len(r)), key=lambda j: (-round(r[j], 9), j))[:k]


def chosen_columns__pick_max(X, y, train, k):
    """RIGHT: picks the largest k times; a tie within a billionth goes to the first."""
    r = _abs_corr(X[train], y[train])
    left = list(range(len(r)))
    out = []
    for _ in range(k):
        top = max(r[j] for j in left)
        pick = next(j for j in left if top - r[j] < 1e-9)
        out.append(pick)
        left.remove(pick)
    return out


def chosen_columns__plain_python(X, y, train, k):
    """RIGHT: plain Python sums, insertion with a tolerance."""
    rows = [i for i in range(len(y)) if train[i]]
    ys = [float(y[i]) for i in rows]
    my = sum(ys) / len(ys)
    sy = sum((v - my) ** 2 for v in ys)
    ranked = []
    for j in range(len(X[0])):
        xs = [float(X[i][j]) for i in rows]
        if max(xs) == min(xs):
            c = 0.0
        else:
            mx = sum(xs) / len(xs)
            sx = sum((v - mx) ** 2 for v in xs)
            c = abs(sum((a - mx) * (b - my) for a, b in zip(xs, ys))) / math.sqrt(sx * sy)
        at = len(ranked)
        while at > 0 and c >= ranked[at - 1][0] + 1e-9:
            at -= 1
        ranked.insert(at, (c, j))
    return [j for _, j in ranked[:k]]


def chosen_columns__zscores(X, y, train, k):
    """RIGHT: products of z-scores, nan to 0, lexsort."""
    A = X[train].astype(float)
    b = y[train].astype(float)
    flat = (A == A[0]).all(axis=0)
    sd = A.std(axis=0)
    sd[flat] = 1
    z = (A - A.mean(axis=0)) / sd
    z[:, flat] = 0
    r = np.abs((z * ((b - b.mean()) / b.std())[:, None]).mean(axis=0))
    return np.lexsort((np.arange(len(r)), -np.round(r, 9)))[:k]


def chosen_columns__r_regression(X, y, train, k):
    """RIGHT: sklearn's r_regression on centred columns, rounded."""
    A = X[train].astype(float)
    A = A - A[0]
    r = np.abs(r_regression(A, y[train].astype(float)))
    return np.argsort(-r.round(9), kind="stable")[:k].tolist()


def chosen_columns__nan_to_num(X, y, train, k):
    """RIGHT: one big corrcoef, nan to zero, rounded."""
    with np.errstate(all="ignore"):
        c = np.corrcoef(np.column_stack([X[train], y[train]]), rowvar=False)[-1, :-1]
    return np.argsort(-np.abs(np.nan_to_num(c)).round(9), kind="stable")[:k]


def chosen_columns__point_biserial(X, y, train, k):
    """RIGHT: difference of the means of the classes, over the deviation (point-biserial)."""
    A, b = X[train].astype(float), y[train].astype(bool)
    q = b.mean()
    sd = A.std(axis=0)
    flat = np.ptp(A, axis=0) == 0
    r = np.abs(A[b].mean(axis=0) - A[~b].mean(axis=0)) * np.sqrt(q * (1 - q)) / np.where(flat, 1, sd)
    r[flat] = 0
    return np.argsort(-r.round(9), kind="stable")[:k]


def chosen_columns__float32(X, y, train, k):
    """ARGUABLE: float32, which the prose allows, but a billionth cannot be told by it."""
    A = X[train].astype(np.float32)
    b = y[train].astype(np.float32)
    flat = np.ptp(A, axis=0) == 0
    A = A - A.mean(axis=0)
    b = b - b.mean()
    r = np.abs(A.T @ b) / np.where(flat, 1, np.sqrt((A**2).sum(0) * (b**2).sum()))
    r[flat] = 0
    return np.argsort(-r.round(5), kind="stable")[:k]


def chosen_columns__no_tolerance(X, y, train, k):
    """ARGUABLE: a stable sort without the billionth; rounding noise may break ties, or may not."""
    return np.argsort(-_abs_corr(X[train], y[train]), kind="stable")[:k]


def chosen_columns__all_rows(X, y, train, k):
    """WRONG: asks all rows (the leak itself)."""
    return np.argsort(-_abs_corr(X, y).round(9), kind="stable")[:k]


def chosen_columns__test_rows(X, y, train, k):
    """WRONG: asks the rows that are not trained on."""
    return np.argsort(-_abs_corr(X[~train], y[~train]).round(9), kind="stable")[:k]


def chosen_columns__signed(X, y, train, k):
    """WRONG: largest correlation with its sign, not absolute."""
    with np.errstate(all="ignore"):
        r = np.nan_to_num([np.corrcoef(c, y[train])[0, 1] for c in X[train].T])
    return np.argsort(-r.round(9), kind="stable")[:k]


def chosen_columns__covariance(X, y, train, k):
    """WRONG: covariance, not divided by the lengths."""
    A, b = X[train], y[train]
    c = np.abs((A - A.mean(0)).T @ (b - b.mean()))
    return np.argsort(-c.round(9), kind="stable")[:k]


def chosen_columns__cosine(X, y, train, k):
    """WRONG: cosine, the means are not taken off."""
    A, b = X[train].astype(float), y[train].astype(float)
    n = np.sqrt((A**2).sum(0) * (b**2).sum())
    r = np.abs(A.T @ b) / np.where(n == 0, 1, n)
    r[np.ptp(A, axis=0) == 0] = 0
    return np.argsort(-r.round(9), kind="stable")[:k]


def chosen_columns__reversed(X, y, train, k):
    """WRONG: argsort reversed, so of equal ones the last column stands first."""
    r = _abs_corr(X[train], y[train]).round(9)
    return np.argsort(r, kind="stable")[::-1][:k]


def chosen_columns__tail(X, y, train, k):
    """WRONG: the last k of argsort, the smallest of these first."""
    r = _abs_corr(X[train], y[train]).round(9)
    return np.argsort(r, kind="stable")[-k:]


def chosen_columns__smallest(X, y, train, k):
    """WRONG: sorts upwards and takes the smallest."""
    return np.argsort(_abs_corr(X[train], y[train]).round(9), kind="stable")[:k]


def chosen_columns__nan_first(X, y, train, k):
    """WRONG: constant columns give NaN, which the reversed argsort puts first."""
    with np.errstate(all="ignore"):
        r = np.abs([np.corrcoef(c, y[train])[0, 1] for c in X[train].T])
    return np.argsort(r)[::-1][:k]


def chosen_columns__nan_last(X, y, train, k):
    """WRONG: constant columns stay NaN and come behind columns with correlation 0."""
    A, b = X[train], y[train]
    with np.errstate(all="ignore"):
        xc, yc = A - A.mean(0), b - b.mean()
        r = np.abs(xc.T @ yc / np.sqrt((xc**2).sum(0) * (yc**2).sum()))
    return np.argsort(-r.round(9), kind="stable")[:k]


def chosen_columns__column_order(X, y, train, k):
    """WRONG: the right columns, but sorted by their number."""
    return np.sort(_chosen(X, y, train, k))


def chosen_columns__mask(X, y, train, k):
    """WRONG: True or False for each column instead of numbers."""
    m = np.zeros(X.shape[1], dtype=bool)
    m[_chosen(X, y, train, k)] = True
    return m


def chosen_columns__values(X, y, train, k):
    """WRONG: returns the correlations, not the numbers of the columns."""
    return np.sort(_abs_corr(X[train], y[train]))[::-1][:k]


def chosen_columns__spearman(X, y, train, k):
    """WRONG: rank correlation."""
    A = scipy.stats.rankdata(X[train], axis=0)
    return np.argsort(-_abs_corr(A, y[train]).round(9), kind="stable")[:k]


def chosen_columns__mean_all(X, y, train, k):
    """WRONG: the means are those of all rows."""
    xc = (X - X.mean(0))[train]
    yc = (y - y.mean())[train]
    flat = np.ptp(X[train], axis=0) == 0
    r = np.abs(xc.T @ yc) / np.where(flat, 1, np.sqrt((xc**2).sum(0) * (yc**2).sum()))
    r[flat] = 0
    return np.argsort(-r.round(9), kind="stable")[:k]


def chosen_columns__class_means(X, y, train, k):
    """WRONG: the difference of class means, not divided by the spread."""
    A, b = X[train], y[train].astype(bool)
    d = np.abs(A[b].mean(0) - A[~b].mean(0))
    return np.argsort(-d.round(9), kind="stable")[:k]


def chosen_columns__variance(X, y, train, k):
    """WRONG: the columns with the largest variance, without the label."""
    return np.argsort(-X[train].var(axis=0).round(9), kind="stable")[:k]


def chosen_columns__coarse_round(X, y, train, k):
    """WRONG: rounds to two places, so different correlations count as equal."""
    return np.argsort(-_abs_corr(X[train], y[train]).round(2), kind="stable")[:k]


def chosen_columns__drop_constants(X, y, train, k):
    """WRONG: drops constant columns, so the numbers shift."""
    keep = np.ptp(X[train], axis=0) > 0
    return np.argsort(-_abs_corr(X[train][:, keep], y[train]).round(9), kind="stable")[:k]


def chosen_columns__in_place(X, y, train, k):
    """WRONG: centres the caller's table in place."""
    if np.issubdtype(X.dtype, np.floating):
        X -= X[train].mean(axis=0)
        return _chosen(X, y, train, k)
    return _chosen(X, y, train, k)


def chosen_columns__f_classif(X, y, train, k):
    """ARGUABLE: F of an analysis of variance has the same order, but no billionth, and is NaN for constants."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        f = np.nan_to_num(f_classif(X[train], y[train])[0])
    return np.argsort(-f, kind="stable")[:k]


# ---------------------------------------------------------------- 9.4 shuffled_score


def _score(X, y, train, cols):
    A = np.asarray(X, dtype=float)[:, cols]
    t = A[train & y].mean(axis=0)
    f = A[train & ~y].mean(axis=0)
    rest = A[~train]
    call = ((rest - t) ** 2).sum(1) < ((rest - f) ** 2).sum(1)
    return (call == y[~train]).mean()


def shuffled_score__plain(X, y, train, k, orders):
    """RIGHT: helper functions and a mean of a list."""
    return np.mean([_score(X, y[o], train, _chosen(X, y[o], train, k)) for o in orders])


def shuffled_score__norms(X, y, train, k, orders):
    """RIGHT: np.linalg.norm in a loop over orders."""
    scores = []
    for order in orders:
        labels = y[order]
        cols = _chosen(X, labels, train, k)
        S = X[:, cols]
        Xt, yt = S[train], labels[train]
        m1, m0 = Xt[yt].mean(axis=0), Xt[~yt].mean(axis=0)
        d1 = np.linalg.norm(S[~train] - m1, axis=1)
        d0 = np.linalg.norm(S[~train] - m0, axis=1)
        scores.append(np.mean((d1 < d0) == labels[~train]))
    return float(np.mean(scores))


def shuffled_score__loops(X, y, train, k, orders):
    """RIGHT: plain loops over rows, math.dist."""
    total = 0.0
    n = len(y)
    for order in orders:
        lab = [bool(y[i]) for i in order]
        cols = _chosen(np.asarray(X), np.array(lab), np.asarray(train), k)
        rows = [[float(X[i][c]) for c in cols] for i in range(n)]
        mean = {}
        for c in (True, False):
            mine = [rows[i] for i in range(n) if train[i] and lab[i] == c]
            mean[c] = [sum(v) / len(mine) for v in zip(*mine)]
        hits = tests = 0
        for i in range(n):
            if not train[i]:
                tests += 1
                hits += (math.dist(rows[i], mean[True]) < math.dist(rows[i], mean[False])) == lab[i]
        total += hits / tests
    return total / len(orders)


def shuffled_score__cdist(X, y, train, k, orders):
    """RIGHT: cdist and argmin; a tie goes to the first, False."""
    s = 0
    for o in np.asarray(orders):
        z = y[o]
        c = _chosen(X, z, train, k)
        centres = np.stack([X[train & (z == v)][:, c].mean(axis=0) for v in (False, True)])
        s += (cdist(X[~train][:, c], centres).argmin(axis=1) == z[~train]).mean()
    return s / len(orders)


def shuffled_score__projection(X, y, train, k, orders):
    """RIGHT: the side of the middle plane."""
    out = []
    for o in orders:
        z = y[o]
        A = X[:, _chosen(X, z, train, k)].astype(float)
        t, f = A[train & z].mean(0), A[train & ~z].mean(0)
        out.append((((A[~train] - (t + f) / 2) @ (t - f) > 1e-12) == z[~train]).mean())
    return np.mean(out)


def shuffled_score__torch(X, y, train, k, orders):
    """RIGHT: torch for distances."""
    T = torch.tensor(np.asarray(X, dtype=float))
    tr = torch.tensor(np.asarray(train))
    res = []
    for o in orders:
        z = np.asarray(y)[o]
        c = torch.tensor(np.array(_chosen(X, z, train, k)))
        zt = torch.tensor(z)
        S = T[:, c]
        d1 = (S[~tr] - S[tr & zt].mean(0)).norm(dim=1)
        d0 = (S[~tr] - S[tr & ~zt].mean(0)).norm(dim=1)
        res.append(((d1 < d0) == zt[~tr]).double().mean().item())
    return sum(res) / len(res)


def shuffled_score__float32(X, y, train, k, orders):
    """RIGHT: distances in float32."""
    F = X.astype(np.float32)
    acc = np.zeros(len(orders), dtype=np.float32)
    for i, o in enumerate(orders):
        z = y[o]
        c = _chosen(X, z, train, k)
        t, f = F[train & z][:, c].mean(axis=0), F[train & ~z][:, c].mean(axis=0)
        R = F[~train][:, c]
        acc[i] = ((np.square(R - t).sum(-1) < np.square(R - f).sum(-1)) == z[~train]).mean()
    return acc.mean()


def shuffled_score__columns_once(X, y, train, k, orders):
    """WRONG: the columns are chosen once, with the labels as they stand."""
    c = _chosen(X, y, train, k)
    return np.mean([_score(X, y[o], train, c) for o in orders])


def shuffled_score__columns_all_rows(X, y, train, k, orders):
    """WRONG: the columns are chosen on all rows."""
    all_rows = np.ones(len(y), dtype=bool)
    return np.mean([_score(X, y[o], train, _chosen(X, y[o], all_rows, k)) for o in orders])


def shuffled_score__first_order_columns(X, y, train, k, orders):
    """WRONG: the columns of the first order are used for all orders."""
    c = _chosen(X, y[orders[0]], train, k)
    return np.mean([_score(X, y[o], train, c) for o in orders])


def shuffled_score__train_score(X, y, train, k, orders):
    """WRONG: the score on the rows trained on."""
    out = []
    for o in orders:
        z = y[o]
        A = X[:, _chosen(X, z, train, k)]
        t, f = A[train & z].mean(0), A[train & ~z].mean(0)
        call = np.linalg.norm(A[train] - t, axis=1) < np.linalg.norm(A[train] - f, axis=1)
        out.append((call == z[train]).mean())
    return np.mean(out)


def shuffled_score__all_score(X, y, train, k, orders):
    """WRONG: the score on all rows."""
    out = []
    for o in orders:
        z = y[o]
        A = X[:, _chosen(X, z, train, k)]
        t, f = A[train & z].mean(0), A[train & ~z].mean(0)
        call = np.linalg.norm(A - t, axis=1) < np.linalg.norm(A - f, axis=1)
        out.append((call == z).mean())
    return np.mean(out)


def shuffled_score__true_labels_test(X, y, train, k, orders):
    """WRONG: scores against the labels that were not shuffled."""
    out = []
    for o in orders:
        z = y[o]
        A = X[:, _chosen(X, z, train, k)]
        t, f = A[train & z].mean(0), A[train & ~z].mean(0)
        call = np.linalg.norm(A[~train] - t, axis=1) < np.linalg.norm(A[~train] - f, axis=1)
        out.append((call == y[~train]).mean())
    return np.mean(out)


def shuffled_score__train_on_true(X, y, train, k, orders):
    """WRONG: trains on the labels as they stand, only the scoring is shuffled."""
    A = X[:, _chosen(X, y, train, k)]
    t, f = A[train & y].mean(0), A[train & ~y].mean(0)
    call = np.linalg.norm(A[~train] - t, axis=1) < np.linalg.norm(A[~train] - f, axis=1)
    return np.mean([(call == y[o][~train]).mean() for o in orders])


def shuffled_score__x_shuffled_too(X, y, train, k, orders):
    """WRONG: shuffles the rows of X along with the labels."""
    return np.mean([_score(X[o], y[o], train, _chosen(X[o], y[o], train, k)) for o in orders])


def shuffled_score__train_shuffled_too(X, y, train, k, orders):
    """WRONG: train[order] as well."""
    out = []
    for o in orders:
        z, m = y[o], train[o]
        if (z & m).sum() == 0 or (~z & m).sum() == 0:
            continue
        out.append(_score(X, z, m, _chosen(X, z, m, k)))
    return np.mean(out) if out else 0.0


def shuffled_score__tie_true(X, y, train, k, orders):
    """WRONG: an equal distance is called True."""
    out = []
    for o in orders:
        z = y[o]
        A = X[:, _chosen(X, z, train, k)]
        t, f = A[train & z].mean(0), A[train & ~z].mean(0)
        call = np.linalg.norm(A[~train] - t, axis=1) <= np.linalg.norm(A[~train] - f, axis=1)
        out.append((call == z[~train]).mean())
    return np.mean(out)


def shuffled_score__manhattan(X, y, train, k, orders):
    """WRONG: sum of absolute differences instead of the straight line."""
    out = []
    for o in orders:
        z = y[o]
        A = X[:, _chosen(X, z, train, k)]
        t, f = A[train & z].mean(0), A[train & ~z].mean(0)
        call = np.abs(A[~train] - t).sum(1) < np.abs(A[~train] - f).sum(1)
        out.append((call == z[~train]).mean())
    return np.mean(out)


def shuffled_score__means_all(X, y, train, k, orders):
    """WRONG: the mean rows are those of all rows."""
    out = []
    for o in orders:
        z = y[o]
        A = X[:, _chosen(X, z, train, k)]
        t, f = A[z].mean(0), A[~z].mean(0)
        call = np.linalg.norm(A[~train] - t, axis=1) < np.linalg.norm(A[~train] - f, axis=1)
        out.append((call == z[~train]).mean())
    return np.mean(out)


def shuffled_score__inverse(X, y, train, k, orders):
    """WRONG: the order is applied the other way round (z[order] = y)."""
    out = []
    for o in orders:
        z = np.empty_like(y)
        z[o] = y
        if (z & train).any() and (~z & train).any():
            out.append(_score(X, z, train, _chosen(X, z, train, k)))
    return np.mean(out) if out else 0.0


def shuffled_score__cumulative(X, y, train, k, orders):
    """WRONG: shuffles the labels that were shuffled already."""
    out = []
    z = y
    for o in orders:
        z = z[o]
        if (z & train).any() and (~z & train).any():
            out.append(_score(X, z, train, _chosen(X, z, train, k)))
    return np.mean(out) if out else 0.0


def shuffled_score__in_place(X, y, train, k, orders):
    """WRONG: writes the shuffled labels into the caller's y."""
    out = []
    old = y.copy()
    for o in orders:
        y[:] = old[o]
        out.append(_score(X, y, train, _chosen(X, y, train, k)))
    return np.mean(out)


def shuffled_score__list(X, y, train, k, orders):
    """WRONG: returns all scores, not the mean."""
    return [_score(X, y[o], train, _chosen(X, y[o], train, k)) for o in orders]


def shuffled_score__max(X, y, train, k, orders):
    """WRONG: the best score of all orders."""
    return max(_score(X, y[o], train, _chosen(X, y[o], train, k)) for o in orders)


def shuffled_score__all_columns(X, y, train, k, orders):
    """WRONG: distances in all columns, no choice."""
    return np.mean([_score(X, y[o], train, np.arange(X.shape[1])) for o in orders])


def shuffled_score__first_k(X, y, train, k, orders):
    """WRONG: the first k columns."""
    return np.mean([_score(X, y[o], train, np.arange(k)) for o in orders])


def shuffled_score__errors(X, y, train, k, orders):
    """WRONG: the share of wrong calls."""
    return 1 - np.mean([_score(X, y[o], train, _chosen(X, y[o], train, k)) for o in orders])


def shuffled_score__dot(X, y, train, k, orders):
    """WRONG: the larger scalar product instead of the smaller distance."""
    out = []
    for o in orders:
        z = y[o]
        A = X[:, _chosen(X, z, train, k)]
        t, f = A[train & z].mean(0), A[train & ~z].mean(0)
        out.append(((A[~train] @ t > A[~train] @ f) == z[~train]).mean())
    return np.mean(out)


def shuffled_score__median(X, y, train, k, orders):
    """WRONG: the median of the scores."""
    return np.median([_score(X, y[o], train, _chosen(X, y[o], train, k)) for o in orders])


def shuffled_score__only_train_labels(X, y, train, k, orders):
    """WRONG: shuffles only the labels that are trained on, tests on the others as they stand."""
    out = []
    for o in orders:
        z = np.where(train, y[o], y)
        out.append(_score(X, z, train, _chosen(X, z, train, k)))
    return np.mean(out)


# ---------------------------------------------------------------- 9.5 ks_distance


def ks_distance__searchsorted(sample, population):
    """RIGHT: searchsorted on both."""
    x = np.concatenate([sample, population])
    a = np.searchsorted(np.sort(sample), x, side="right") / len(sample)
    b = np.searchsorted(np.sort(population), x, side="right") / len(population)
    return np.abs(a - b).max()


def ks_distance__loops(sample, population):
    """RIGHT: plain loops."""
    best = 0.0
    for x in list(sample) + list(population):
        a = sum(1 for v in sample if v <= x) / len(sample)
        b = sum(1 for v in population if v <= x) / len(population)
        best = max(best, abs(a - b))
    return best


def ks_distance__scipy(sample, population):
    """RIGHT: scipy's ks_2samp."""
    return scipy.stats.ks_2samp(sample, population, method="asymp").statistic


def ks_distance__broadcast(sample, population):
    """RIGHT: a table of comparisons."""
    s, p = np.asarray(sample), np.asarray(population)
    x = np.union1d(s, p)[:, None]
    return np.max(np.abs((s <= x).mean(axis=1) - (p <= x).mean(axis=1)))


def ks_distance__counter(sample, population):
    """RIGHT: walks through the sorted values with exact fractions."""
    a, b = Counter(np.asarray(sample).tolist()), Counter(np.asarray(population).tolist())
    n, m = sum(a.values()), sum(b.values())
    diff, best = Fraction(0), Fraction(0)
    for v in sorted(set(a) | set(b)):
        diff += Fraction(a[v], n) - Fraction(b[v], m)
        best = max(best, abs(diff))
    return float(best)


def ks_distance__bisect(sample, population):
    """RIGHT: bisect on sorted lists."""
    s, p = sorted(sample), sorted(population)
    return max(abs(bisect.bisect_right(s, x) / len(s) - bisect.bisect_right(p, x) / len(p)) for x in s + p)


def ks_distance__below(sample, population):
    """RIGHT: shares below x, at all values of both: the same steps, so the same maximum."""
    x = np.concatenate([sample, population])
    a = np.searchsorted(np.sort(sample), x, side="left") / len(sample)
    b = np.searchsorted(np.sort(population), x, side="left") / len(population)
    return np.abs(a - b).max()


def ks_distance__bincount(sample, population):
    """RIGHT: np.unique's inverse and cumulated counts, float32."""
    u, inv = np.unique(np.concatenate([sample, population]), return_inverse=True)
    n = len(sample)
    a = np.bincount(inv[:n], minlength=len(u)).cumsum().astype(np.float32) / n
    b = np.bincount(inv[n:], minlength=len(u)).cumsum().astype(np.float32) / len(population)
    return float(np.abs(a - b).max())


def ks_distance__sample_points(sample, population):
    """WRONG: looks only at the values of the sample."""
    return max(abs(np.mean(sample <= x) - np.mean(population <= x)) for x in sample)


def ks_distance__population_points(sample, population):
    """WRONG: looks only at the values of the population."""
    return max(abs(np.mean(sample <= x) - np.mean(population <= x)) for x in population)


def ks_distance__signed(sample, population):
    """WRONG: no absolute value, only where the sample is ahead."""
    return max(np.mean(sample <= x) - np.mean(population <= x) for x in np.concatenate([sample, population]))


def ks_distance__signed_other(sample, population):
    """WRONG: no absolute value, population less sample."""
    return max(np.mean(population <= x) - np.mean(sample <= x) for x in np.concatenate([sample, population]))


def ks_distance__mean(sample, population):
    """WRONG: the mean difference, not the largest."""
    x = np.union1d(sample, population)
    return np.mean([abs(np.mean(sample <= v) - np.mean(population <= v)) for v in x])


def ks_distance__sum(sample, population):
    """WRONG: the sum of differences."""
    x = np.union1d(sample, population)
    return sum(abs(np.mean(sample <= v) - np.mean(population <= v)) for v in x)


def ks_distance__unsorted(sample, population):
    """WRONG: searchsorted in lists that are not sorted."""
    x = np.concatenate([sample, population])
    a = np.searchsorted(sample, x, side="right") / len(sample)
    b = np.searchsorted(population, x, side="right") / len(population)
    return np.abs(a - b).max()


def ks_distance__mixed_sides(sample, population):
    """WRONG: at most for one list, below for the other."""
    x = np.concatenate([sample, population])
    return max(abs(np.mean(sample <= v) - np.mean(population < v)) for v in x)


def ks_distance__pvalue(sample, population):
    """WRONG: the p-value instead of the distance."""
    return scipy.stats.ks_2samp(sample, population, method="asymp").pvalue


def ks_distance__unique(sample, population):
    """WRONG: equal values are counted once."""
    return ks_distance__searchsorted(np.unique(sample), np.unique(population))


def ks_distance__equal_share(sample, population):
    """WRONG: shares of values equal to x, not cumulated."""
    x = np.union1d(sample, population)
    return max(abs(np.mean(sample == v) - np.mean(population == v)) for v in x)


def ks_distance__walk_ties(sample, population):
    """WRONG: walks value by value and looks in the middle of a tie."""
    pts = [(v, 1 / len(sample)) for v in sample] + [(v, -1 / len(population)) for v in population]
    pts.sort(key=lambda t: t[0])
    return np.abs(np.cumsum([w for _, w in pts])).max()


def ks_distance__sort_in_place(sample, population):
    """WRONG: sorts the caller's arrays."""
    sample.sort()
    population.sort()
    x = np.concatenate([sample, population])
    a = np.searchsorted(sample, x, side="right") / len(sample)
    b = np.searchsorted(population, x, side="right") / len(population)
    return np.abs(a - b).max()


def ks_distance__counts(sample, population):
    """WRONG: counts, not shares."""
    x = np.union1d(sample, population)
    return max(abs(np.sum(sample <= v) - np.sum(population <= v)) for v in x)


def ks_distance__same_length(sample, population):
    """WRONG: divides both counts by the length of the population."""
    x = np.union1d(sample, population)
    return max(abs(np.sum(sample <= v) - np.sum(population <= v)) / len(population) for v in x)


def ks_distance__bins(sample, population):
    """WRONG: cumulated histograms of ten bins; what happens within a bin is lost."""
    both = np.concatenate([sample, population])
    edges = np.histogram_bin_edges(both, 10)
    a = np.histogram(sample, edges)[0].cumsum() / len(sample)
    b = np.histogram(population, edges)[0].cumsum() / len(population)
    return np.abs(a - b).max()


def ks_distance__quantiles(sample, population):
    """WRONG: the largest difference of quantiles, in units of the values."""
    q = np.linspace(0, 1, 101)
    return np.abs(np.quantile(sample, q) - np.quantile(population, q)).max()


def ks_distance__interpolated(sample, population):
    """WRONG: straight lines between the values instead of steps."""
    s, p = np.sort(sample), np.sort(population)
    x = np.union1d(s, p)
    a = np.interp(x, s, np.arange(1, len(s) + 1) / len(s), left=0)
    b = np.interp(x, p, np.arange(1, len(p) + 1) / len(p), left=0)
    return np.abs(a - b).max()


def ks_distance__grid(sample, population):
    """WRONG: only at twenty evenly spaced x."""
    both = np.concatenate([sample, population])
    x = np.linspace(both.min(), both.max(), 20)
    return max(abs(np.mean(sample <= v) - np.mean(population <= v)) for v in x)


# ---------------------------------------------------------------- 9.6 held_out_error


def held_out_error__svd(a, b, d):
    """RIGHT: slices of the SVD."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    hat = (u[:, :d] * s[:d]) @ vt[:d]
    return ((hat - b) ** 2).sum() / (b**2).sum()


def held_out_error__outer(a, b, d):
    """RIGHT: a sum of outer products."""
    u, s, vt = np.linalg.svd(a)
    hat = np.zeros(np.shape(a))
    for k in range(d):
        hat += s[k] * np.outer(u[:, k], vt[k])
    return np.sum((hat - b) ** 2) / np.sum(np.square(b))


def held_out_error__zeroed(a, b, d):
    """RIGHT: small singular values set to zero; norms."""
    u, s, vt = scipy.linalg.svd(np.asarray(a, dtype=float), full_matrices=False)
    s = s.copy()
    s[d:] = 0
    return (np.linalg.norm(u @ np.diag(s) @ vt - b) / np.linalg.norm(b)) ** 2


def held_out_error__project(a, b, d):
    """RIGHT: projects a on the leading eigenvectors of a'a."""
    a = np.asarray(a, dtype=float)
    _, v = np.linalg.eigh(a.T @ a)
    v = v[:, ::-1][:, :d]
    return float(np.sum((a @ v @ v.T - b) ** 2) / np.sum(np.asarray(b, dtype=float) ** 2))


def held_out_error__torch(a, b, d):
    """RIGHT: torch."""
    A, B = torch.tensor(np.asarray(a, dtype=float)), torch.tensor(np.asarray(b, dtype=float))
    u, s, vh = torch.linalg.svd(A, full_matrices=False)
    hat = u[:, :d] @ torch.diag(s[:d]) @ vh[:d]
    return (((hat - B) ** 2).sum() / (B**2).sum()).item()


def held_out_error__float32(a, b, d):
    """RIGHT: float32 and einsum."""
    a, b = np.asarray(a, np.float32), np.asarray(b, np.float32)
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    hat = np.einsum("ik,k,kj->ij", u[:, :d], s[:d], vt[:d])
    return np.square(hat - b).sum() / np.square(b).sum()


def held_out_error__loops(a, b, d):
    """RIGHT: sums in plain loops over the cells."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    n, m = np.shape(a)
    top = bottom = 0.0
    for i in range(n):
        for j in range(m):
            hat = sum(u[i, k] * s[k] * vt[k, j] for k in range(d))
            top += (hat - b[i][j]) ** 2
            bottom += b[i][j] ** 2
    return top / bottom


def held_out_error__v_not_t(a, b, d):
    """WRONG: takes what svd returns for V and transposes again (square tables only)."""
    u, s, v = np.linalg.svd(a)
    return ((u[:, :d] @ np.diag(s[:d]) @ v[:, :d].T - b) ** 2).sum() / (b**2).sum()


def held_out_error__rows_of_u(a, b, d):
    """WRONG: first d rows of u, not columns."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return (((u[:d].T * s[:d]) @ vt[:d] - b) ** 2).sum() / (b**2).sum()


def held_out_error__same_half(a, b, d):
    """WRONG: compares with a itself (training error)."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return (((u[:, :d] * s[:d]) @ vt[:d] - a) ** 2).sum() / (a**2).sum()


def held_out_error__svd_of_b(a, b, d):
    """WRONG: a and b exchanged."""
    u, s, vt = np.linalg.svd(b, full_matrices=False)
    return (((u[:, :d] * s[:d]) @ vt[:d] - a) ** 2).sum() / (a**2).sum()


def held_out_error__b_by_b(a, b, d):
    """WRONG: approximates b by its own dimensions."""
    s = np.linalg.svd(b, compute_uv=False)
    return (s[d:] ** 2).sum() / (s**2).sum()


def held_out_error__over_a(a, b, d):
    """WRONG: divides by the squares of a."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return (((u[:, :d] * s[:d]) @ vt[:d] - b) ** 2).sum() / (a**2).sum()


def held_out_error__no_square(a, b, d):
    """WRONG: quotient of lengths, not of their squares."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return np.linalg.norm((u[:, :d] * s[:d]) @ vt[:d] - b) / np.linalg.norm(b)


def held_out_error__centred(a, b, d):
    """WRONG: takes the means of the columns off first."""
    m = a.mean(axis=0)
    u, s, vt = np.linalg.svd(a - m, full_matrices=False)
    return (((u[:, :d] * s[:d]) @ vt[:d] + m - b) ** 2).sum() / (b**2).sum()


def held_out_error__r2_denominator(a, b, d):
    """WRONG: divides by the squares of b less its mean, as R squared does."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    with np.errstate(all="ignore"):
        return (((u[:, :d] * s[:d]) @ vt[:d] - b) ** 2).sum() / ((b - b.mean()) ** 2).sum()


def held_out_error__no_s(a, b, d):
    """WRONG: the singular values are forgotten."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return ((u[:, :d] @ vt[:d] - b) ** 2).sum() / (b**2).sum()


def held_out_error__smallest(a, b, d):
    """WRONG: the d smallest singular values (and all of them for d = 0)."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return (((u[:, -d:] * s[-d:]) @ vt[-d:] - b) ** 2).sum() / (b**2).sum()


def held_out_error__one_less(a, b, d):
    """WRONG: one dimension too few."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    k = max(d - 1, 0)
    return (((u[:, :k] * s[:k]) @ vt[:k] - b) ** 2).sum() / (b**2).sum()


def held_out_error__one_more(a, b, d):
    """WRONG: one dimension too many."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return (((u[:, : d + 1] * s[: d + 1]) @ vt[: d + 1] - b) ** 2).sum() / (b**2).sum()


def held_out_error__explained(a, b, d):
    """WRONG: one less the error, the share that is explained."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return 1 - (((u[:, :d] * s[:d]) @ vt[:d] - b) ** 2).sum() / (b**2).sum()


def held_out_error__project_b(a, b, d):
    """WRONG: projects b on the dimensions of a; never above 1."""
    _, _, vt = np.linalg.svd(a, full_matrices=False)
    v = vt[:d].T
    return ((b @ v @ v.T - b) ** 2).sum() / (b**2).sum()


def held_out_error__mean_square(a, b, d):
    """WRONG: the mean squared error, not divided by b."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return (((u[:, :d] * s[:d]) @ vt[:d] - b) ** 2).mean()


def held_out_error__cellwise(a, b, d):
    """WRONG: mean of the relative errors of the cells instead of a quotient of sums."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    hat = (u[:, :d] * s[:d]) @ vt[:d]
    ok = b != 0
    return np.mean((hat - b)[ok] ** 2 / b[ok] ** 2)


def held_out_error__clipped(a, b, d):
    """WRONG: cut at 1, a share cannot be larger."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return min(1.0, (((u[:, :d] * s[:d]) @ vt[:d] - b) ** 2).sum() / (b**2).sum())


def held_out_error__root_s(a, b, d):
    """WRONG: only the square root of the singular values, as for word vectors."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return (((u[:, :d] * np.sqrt(s[:d])) @ vt[:d] - b) ** 2).sum() / (b**2).sum()


def held_out_error__spectrum(a, b, d):
    """WRONG: the share of the other singular values, without b."""
    s = np.linalg.svd(a, compute_uv=False)
    return (s[d:] ** 2).sum() / (s**2).sum()


def held_out_error__absolute(a, b, d):
    """WRONG: absolute values for squares."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return np.abs((u[:, :d] * s[:d]) @ vt[:d] - b).sum() / np.abs(b).sum()


def held_out_error__spectral_norm(a, b, d):
    """WRONG: norm with ord=2, the largest singular value, for the sum of squares."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return (np.linalg.norm((u[:, :d] * s[:d]) @ vt[:d] - b, 2) / np.linalg.norm(b, 2)) ** 2


def held_out_error__in_place(a, b, d):
    """WRONG: writes the approximation into a."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    a[:] = (u[:, :d] * s[:d]) @ vt[:d]
    return ((a - b) ** 2).sum() / (b**2).sum()


def held_out_error__eig_unsorted(a, b, d):
    """WRONG: eigh sorts upwards, so the first d are the weakest."""
    _, v = np.linalg.eigh(a.T @ a)
    v = v[:, :d]
    return ((a @ v @ v.T - b) ** 2).sum() / (b**2).sum()


# ---------------------------------------------------------------- 9.7 stop_epoch


def stop_epoch__loop(losses, patience):
    """RIGHT: the usual loop."""
    best, kept, wait = float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, kept, wait = loss, i, 0
        else:
            wait += 1
            if wait >= patience:
                break
    return kept


def stop_epoch__distance(losses, patience):
    """RIGHT: stops when the best is `patience` epochs ago."""
    best = 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best = i
        elif i - best == patience:
            return best
    return best


def stop_epoch__while(losses, patience):
    """RIGHT: jumps from the best epoch to the first better one within reach."""
    losses = np.asarray(losses)
    best = 0
    while True:
        ahead = np.flatnonzero(losses[best + 1 : best + 1 + patience] < losses[best])
        if len(ahead) == 0:
            return best
        best += 1 + int(ahead[0])


def stop_epoch__records(losses, patience):
    """RIGHT: the epochs of records, then the first gap that is too long."""
    losses = np.asarray(losses, dtype=float)
    before = np.concatenate([[np.inf], np.minimum.accumulate(losses)[:-1]])
    rec = np.flatnonzero(losses < before)
    gaps = np.flatnonzero(np.diff(rec) > patience)
    return rec[gaps[0]] if len(gaps) else rec[-1]


def stop_epoch__recursive(losses, patience):
    """RIGHT: recursion."""

    def go(i, best):
        if i == len(losses) or i - best > patience:
            return best
        return go(i + 1, i if losses[i] < losses[best] else best)

    return go(1, 0)


def stop_epoch__truncate(losses, patience):
    """RIGHT: finds the end of training, then argmin of what was computed."""
    losses = list(losses)
    end = len(losses)
    for i in range(len(losses)):
        if i + 1 > patience and min(losses[i - patience + 1 : i + 1]) >= min(losses[: i - patience + 1]):
            end = i + 1
            break
    return int(np.argmin(losses[:end]))


def stop_epoch__float32(losses, patience):
    """RIGHT: history in a list, float32 values, min and index."""
    seen, bad = [], 0
    for v in np.asarray(losses, dtype=np.float32):
        bad = 0 if not seen or v < min(seen) else bad + 1
        seen.append(v)
        if bad == patience:
            break
    return seen.index(min(seen))


def stop_epoch__argmin(losses, patience):
    """WRONG: the best of all epochs, also those never computed."""
    return int(np.argmin(losses))


def stop_epoch__last(losses, patience):
    """WRONG: the epoch at which training stops."""
    best, wait = float("inf"), 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, wait = loss, 0
        else:
            wait += 1
            if wait >= patience:
                return i
    return len(losses) - 1


def stop_epoch__minus_patience(losses, patience):
    """WRONG: last epoch less patience, also when the epochs ran out."""
    return max(0, stop_epoch__last(losses, patience) - patience)


def stop_epoch__from_one(losses, patience):
    """WRONG: counted from 1."""
    return stop_epoch__loop(losses, patience) + 1


def stop_epoch__equal_better(losses, patience):
    """WRONG: an equal loss counts as better."""
    best, kept, wait = float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss <= best:
            best, kept, wait = loss, i, 0
        else:
            wait += 1
            if wait >= patience:
                break
    return kept


def stop_epoch__equal_resets(losses, patience):
    """WRONG: only a larger loss counts as not better; an equal one resets the patience."""
    best, kept, wait = float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, kept, wait = loss, i, 0
        elif loss > best:
            wait += 1
            if wait >= patience:
                break
        else:
            wait = 0
    return kept


def stop_epoch__equal_not_counted(losses, patience):
    """WRONG: an equal loss is passed over, neither counted nor reset."""
    best, kept, wait = float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, kept, wait = loss, i, 0
        elif loss > best:
            wait += 1
            if wait >= patience:
                break
    return kept


def stop_epoch__too_patient(losses, patience):
    """WRONG: stops only after patience + 1 epochs."""
    best, kept, wait = float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, kept, wait = loss, i, 0
        else:
            wait += 1
            if wait > patience:
                break
    return kept


def stop_epoch__impatient(losses, patience):
    """WRONG: one epoch too early; counts the best epoch itself."""
    best, kept, wait = float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, kept, wait = loss, i, 1
        else:
            wait += 1
            if wait >= max(patience, 2):
                break
    return kept


def stop_epoch__no_reset(losses, patience):
    """WRONG: not in a row; the count is never reset."""
    best, kept, wait = float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, kept = loss, i
        else:
            wait += 1
            if wait >= patience:
                break
    return kept


def stop_epoch__previous(losses, patience):
    """WRONG: compares with the epoch before, not with the best."""
    wait = 0
    end = len(losses)
    for i in range(1, len(losses)):
        wait = 0 if losses[i] < losses[i - 1] else wait + 1
        if wait == patience:
            end = i + 1
            break
    return int(np.argmin(losses[:end]))


def stop_epoch__last_equal(losses, patience):
    """WRONG: of equal ones the last."""
    best, wait, end = float("inf"), 0, len(losses)
    for i, loss in enumerate(losses):
        if loss < best:
            best, wait = loss, 0
        else:
            wait += 1
            if wait >= patience:
                end = i + 1
                break
    seen = np.asarray(losses)[:end]
    return len(seen) - 1 - int(np.argmin(seen[::-1]))


def stop_epoch__loss(losses, patience):
    """WRONG: returns the loss."""
    return losses[stop_epoch__loop(losses, patience)]


def stop_epoch__largest(losses, patience):
    """WRONG: takes a larger value for better, as if it were a score."""
    best, kept, wait = -float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss > best:
            best, kept, wait = loss, i, 0
        else:
            wait += 1
            if wait >= patience:
                break
    return kept


def stop_epoch__last_if_no_stop(losses, patience):
    """WRONG: the last epoch if the patience was never used up."""
    best, kept, wait = float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, kept, wait = loss, i, 0
        else:
            wait += 1
            if wait >= patience:
                return kept
    return len(losses) - 1


def stop_epoch__none(losses, patience):
    """WRONG: returns nothing if the epochs run out."""
    best, kept, wait = float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, kept, wait = loss, i, 0
        else:
            wait += 1
            if wait >= patience:
                return kept


def stop_epoch__first_rise(losses, patience):
    """WRONG: stops at the first epoch that is not better, whatever patience says."""
    for i in range(1, len(losses)):
        if losses[i] >= losses[i - 1]:
            return i - 1
    return len(losses) - 1


def stop_epoch__window_all_rise(losses, patience):
    """WRONG: stops after `patience` rises in a row, each larger than the one before; returns the epoch before them."""
    for i in range(patience, len(losses)):
        if all(losses[j] > losses[j - 1] for j in range(i - patience + 1, i + 1)):
            return i - patience
    return int(np.argmin(losses))


def stop_epoch__best_moves(losses, patience):
    """WRONG: the best loss is replaced even by a worse one when the patience counts."""
    best, kept, wait = float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            kept, wait = i, 0
        else:
            wait += 1
            if wait >= patience:
                break
        best = loss
    return kept


def stop_epoch__tolerance(losses, patience):
    """WRONG: better only if smaller by a hundredth (min_delta from a library)."""
    best, kept, wait = float("inf"), 0, 0
    for i, loss in enumerate(losses):
        if loss < best - 0.01:
            best, kept, wait = loss, i, 0
        else:
            wait += 1
            if wait >= patience:
                break
    return kept


# ---------------------------------------------------------------- 9.8 best_of_bias


def best_of_bias__delete(right, rows):
    """RIGHT: np.delete for the others."""
    out = []
    for r in rows:
        w = np.argmax(right[:, r].mean(axis=1))
        out.append(right[w, r].mean() - np.delete(right[w], r).mean())
    return np.mean(out)


def best_of_bias__mask(right, rows):
    """RIGHT: a mask for what was drawn."""
    total = 0.0
    for draw in rows:
        inside = np.zeros(right.shape[1], dtype=bool)
        inside[draw] = True
        w = right[:, inside].sum(axis=1).argmax()
        total += right[w, inside].mean() - right[w, ~inside].mean()
    return total / len(rows)


def best_of_bias__matrix(right, rows):
    """RIGHT: products of matrices for all draws."""
    right, rows = np.asarray(right, dtype=float), np.asarray(rows)
    t, m = rows.shape
    n = right.shape[1]
    pick = np.zeros((t, n))
    np.put_along_axis(pick, rows, 1, axis=1)
    inside = pick @ right.T
    outside = right.sum(axis=1) - inside
    w = inside.argmax(axis=1)
    i = np.arange(t)
    return float((inside[i, w] / m - outside[i, w] / (n - m)).mean())


def best_of_bias__loops(right, rows):
    """RIGHT: plain Python."""
    right = np.asarray(right).astype(int).tolist()
    diffs = []
    for draw in np.asarray(rows).tolist():
        best, who = -1, None
        for c, line in enumerate(right):
            s = sum(line[i] for i in draw)
            if s > best:
                best, who = s, c
        rest = [v for i, v in enumerate(right[who]) if i not in draw]
        diffs.append(best / len(draw) - sum(rest) / len(rest))
    return sum(diffs) / len(diffs)


def best_of_bias__gather(right, rows):
    """RIGHT: a three-dimensional gather, float32."""
    R = np.asarray(right, dtype=np.float32)
    rows = np.asarray(rows)
    m, n = rows.shape[1], R.shape[1]
    sums = R[:, rows].sum(axis=2)
    w = sums.argmax(axis=0)
    won = np.take_along_axis(sums, w[None], axis=0)[0]
    rest = R.sum(axis=1)[w] - won
    return (won / m - rest / (n - m)).mean()


def best_of_bias__setdiff(right, rows):
    """RIGHT: setdiff1d and max with a key (the first of equal ones)."""
    diffs = []
    for r in rows:
        rest = np.setdiff1d(np.arange(right.shape[1]), r)
        w = max(range(len(right)), key=lambda c: np.sum(right[c][r]))
        diffs.append(statistics.fmean(right[w][r].tolist()) - statistics.fmean(right[w][rest].tolist()))
    return statistics.fmean(diffs)


def best_of_bias__all_items(right, rows):
    """WRONG: less the mean on all items, drawn ones too."""
    out = []
    for r in rows:
        w = right[:, r].mean(1).argmax()
        out.append(right[w, r].mean() - right[w].mean())
    return np.mean(out)


def best_of_bias__field(right, rows):
    """WRONG: less the mean of all configurations on the drawn items."""
    return np.mean([right[:, r].mean(1).max() - right[:, r].mean() for r in rows])


def best_of_bias__field_rest(right, rows):
    """WRONG: less the mean of all configurations on the other items, not the winner's own."""
    return np.mean([right[:, r].mean(1).max() - np.delete(right, r, axis=1).mean() for r in rows])


def best_of_bias__best_of_rest(right, rows):
    """WRONG: less the best mean on the other items, whoever has it."""
    return np.mean([right[:, r].mean(1).max() - np.delete(right, r, axis=1).mean(1).max() for r in rows])


def best_of_bias__overall_winner(right, rows):
    """WRONG: the winner is that of all items, the same for each draw."""
    w = right.mean(1).argmax()
    return np.mean([right[w, r].mean() - np.delete(right[w], r).mean() for r in rows])


def best_of_bias__chosen_on_rest(right, rows):
    """WRONG: draws and the others exchanged: chosen on what was not drawn."""
    out = []
    for r in rows:
        rest = np.delete(right, r, axis=1)
        w = rest.mean(1).argmax()
        out.append(rest[w].mean() - right[w, r].mean())
    return np.mean(out)


def best_of_bias__last_winner(right, rows):
    """WRONG: of equal ones the last row."""
    out = []
    for r in rows:
        w = len(right) - 1 - right[::-1, r].mean(1).argmax()
        out.append(right[w, r].mean() - np.delete(right[w], r).mean())
    return np.mean(out)


def best_of_bias__argsort(right, rows):
    """WRONG: argsort()[-1] for the winner, the last of equal ones."""
    out = []
    for r in rows:
        w = np.argsort(right[:, r].mean(1), kind="stable")[-1]
        out.append(right[w, r].mean() - np.delete(right[w], r).mean())
    return np.mean(out)


def best_of_bias__ties_averaged(right, rows):
    """WRONG: of equal ones the mean over all of them."""
    out = []
    for r in rows:
        s = right[:, r].sum(1)
        ws = np.flatnonzero(s == s.max())
        out.append(np.mean([right[w, r].mean() - np.delete(right[w], r).mean() for w in ws]))
    return np.mean(out)


def best_of_bias__sign(right, rows):
    """WRONG: the other way round, others less drawn."""
    return -best_of_bias__delete(right, rows)


def best_of_bias__absolute(right, rows):
    """WRONG: absolute differences."""
    out = []
    for r in rows:
        w = right[:, r].mean(1).argmax()
        out.append(abs(right[w, r].mean() - np.delete(right[w], r).mean()))
    return np.mean(out)


def best_of_bias__clipped(right, rows):
    """WRONG: negative flattery counted as none."""
    out = []
    for r in rows:
        w = right[:, r].mean(1).argmax()
        out.append(max(0.0, right[w, r].mean() - np.delete(right[w], r).mean()))
    return np.mean(out)


def best_of_bias__sums(right, rows):
    """WRONG: numbers of right items, not means."""
    out = []
    for r in rows:
        w = right[:, r].sum(1).argmax()
        out.append(right[w, r].sum() - np.delete(right[w], r).sum())
    return np.mean(out)


def best_of_bias__divided_by_n(right, rows):
    """WRONG: both divided by the number of all items."""
    n = right.shape[1]
    out = []
    for r in rows:
        w = right[:, r].sum(1).argmax()
        out.append((right[w, r].sum() - np.delete(right[w], r).sum()) / n)
    return np.mean(out)


def best_of_bias__sum_over_draws(right, rows):
    """WRONG: the sum over the draws."""
    return best_of_bias__delete(right, rows) * len(rows)


def best_of_bias__max_over_draws(right, rows):
    """WRONG: the largest over the draws."""
    out = []
    for r in rows:
        w = right[:, r].mean(1).argmax()
        out.append(right[w, r].mean() - np.delete(right[w], r).mean())
    return max(out)


def best_of_bias__first_draw(right, rows):
    """WRONG: return within the loop, only the first draw."""
    for r in rows:
        w = right[:, r].mean(1).argmax()
        return right[w, r].mean() - np.delete(right[w], r).mean()


def best_of_bias__never_drawn(right, rows):
    """WRONG: the others are the items that no draw has; if none is left, all items."""
    rest = np.setdiff1d(np.arange(right.shape[1]), np.unique(rows))
    if len(rest) == 0:
        rest = np.arange(right.shape[1])
    out = []
    for r in rows:
        w = right[:, r].mean(1).argmax()
        out.append(right[w, r].mean() - right[w, rest].mean())
    return np.mean(out)


def best_of_bias__rows_are_configs(right, rows):
    """WRONG: axes exchanged: items taken for rows."""
    right = right.T
    out = []
    for r in rows:
        r = r[r < right.shape[1]]
        if len(r) == 0 or len(r) == right.shape[1]:
            out.append(0.0)
            continue
        w = right[:, r].mean(1).argmax()
        out.append(right[w, r].mean() - np.delete(right[w], r).mean())
    return np.mean(out)


def best_of_bias__columns_of_rows(right, rows):
    """WRONG: takes the columns of `rows` for the draws."""
    out = []
    for r in np.asarray(rows).T:
        r = np.unique(r)
        if len(r) == right.shape[1]:
            continue
        w = right[:, r].mean(1).argmax()
        out.append(right[w, r].mean() - np.delete(right[w], r).mean())
    return np.mean(out) if out else 0.0


def best_of_bias__mean_of_winner_second(right, rows):
    """WRONG: the winner less the second on the drawn items (the lead)."""
    out = []
    for r in rows:
        s = np.sort(right[:, r].mean(1))
        out.append(s[-1] - (s[-2] if len(s) > 1 else 0))
    return np.mean(out)


# ---------------------------------------------------------------- 9.9 balanced_accuracy


def balanced_accuracy__unique(y, p):
    """RIGHT: a mean over np.unique."""
    return np.mean([(p[y == c] == c).mean() for c in np.unique(y)])


def balanced_accuracy__sklearn(y, p):
    """RIGHT: sklearn's balanced_accuracy_score."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return balanced_accuracy_score(y, p)


def balanced_accuracy__dicts(y, p):
    """RIGHT: counts in dictionaries, plain Python."""
    size, good = {}, {}
    for a, b in zip(np.asarray(y).tolist(), np.asarray(p).tolist()):
        size[a] = size.get(a, 0) + 1
        good[a] = good.get(a, 0) + (a == b)
    return sum(good[c] / size[c] for c in size) / len(size)


def balanced_accuracy__inverse(y, p):
    """RIGHT: np.unique's inverse and bincount with weights."""
    u, inv, cnt = np.unique(y, return_inverse=True, return_counts=True)
    return (np.bincount(inv, weights=np.asarray(y) == np.asarray(p)) / cnt).mean()


def balanced_accuracy__recall(y, p):
    """RIGHT: recall_score, macro, with the labels of the truth alone."""
    return recall_score(y, p, labels=np.unique(y), average="macro", zero_division=0)


def balanced_accuracy__weights(y, p):
    """RIGHT: weights of one over the size of the class, float32."""
    y, p = np.asarray(y), np.asarray(p)
    size = Counter(y.tolist())
    w = np.array([1 / size[v] for v in y.tolist()], dtype=np.float32)
    return float((w * (y == p)).sum() / w.sum())


def balanced_accuracy__confusion(y, p):
    """RIGHT: the table of confusions, rows without items left out."""
    m = confusion_matrix(y, p)
    n = m.sum(axis=1)
    return (np.diag(m)[n > 0] / n[n > 0]).mean()


def balanced_accuracy__plain(y, p):
    """WRONG: plain accuracy."""
    return accuracy_score(y, p)


def balanced_accuracy__precision(y, p):
    """WRONG: of the items called so, which share is so (precision)."""
    return precision_score(y, p, average="macro", zero_division=0)


def balanced_accuracy__precision_by_hand(y, p):
    """WRONG: divides by how often the class is called."""
    out = []
    for c in np.unique(y):
        called = p == c
        out.append((y[called] == c).mean() if called.any() else 0.0)
    return np.mean(out)


def balanced_accuracy__union(y, p):
    """WRONG: a class only in p counts as 0."""
    cs = np.union1d(y, p)
    return sum((p[y == c] == c).mean() if (y == c).any() else 0.0 for c in cs) / len(cs)


def balanced_accuracy__recall_macro(y, p):
    """WRONG: recall_score macro, which counts classes of p alone."""
    return recall_score(y, p, average="macro", zero_division=0)


def balanced_accuracy__union_nan(y, p):
    """WRONG: NaN for a class that occurs in p alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.mean([np.mean(p[y == c] == c) for c in np.union1d(y, p)])


def balanced_accuracy__swapped(y, p):
    """WRONG: truth and calls exchanged."""
    return np.mean([(y[p == c] == c).mean() for c in np.unique(p)])


def balanced_accuracy__two_classes(y, p):
    """WRONG: only the classes 0 and 1 (sensitivity and specificity)."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return (np.mean(p[y == 1] == 1) + np.mean(p[y == 0] == 0)) / 2


def balanced_accuracy__range(y, p):
    """WRONG: all numbers from 0 to the largest class, also those that do not occur."""
    cs = range(int(max(y)) + 1)
    return sum(float(np.mean(p[y == c] == c)) if np.any(y == c) else 0.0 for c in cs) / len(cs)


def balanced_accuracy__f1(y, p):
    """WRONG: the mean F1."""
    return f1_score(y, p, average="macro", zero_division=0)


def balanced_accuracy__weighted(y, p):
    """WRONG: shares weighted by the size of the class: plain accuracy again."""
    return recall_score(y, p, average="weighted", zero_division=0)


def balanced_accuracy__sum(y, p):
    """WRONG: the sum of the shares."""
    return sum((p[y == c] == c).mean() for c in np.unique(y))


def balanced_accuracy__drop_foreign(y, p):
    """WRONG: leaves out items that are called by a class not in y."""
    ok = np.isin(p, y)
    y, p = y[ok], p[ok]
    return np.mean([(p[y == c] == c).mean() for c in np.unique(y)]) if len(y) else 0.0


def balanced_accuracy__adjusted(y, p):
    """WRONG: adjusted, so that chance is 0."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return balanced_accuracy_score(y, p, adjusted=True)


def balanced_accuracy__over_n(y, p):
    """WRONG: the hits of each class divided by all items."""
    return np.mean([np.mean((y == c) & (p == c)) for c in np.unique(y)])


def balanced_accuracy__one_vs_rest(y, p):
    """WRONG: accuracy of each class against the rest, which counts true negatives."""
    return np.mean([np.mean((y == c) == (p == c)) for c in np.unique(y)])


def balanced_accuracy__jaccard(y, p):
    """WRONG: hits over items that are or are called so."""
    return np.mean([np.sum((y == c) & (p == c)) / np.sum((y == c) | (p == c)) for c in np.unique(y)])


def balanced_accuracy__min(y, p):
    """WRONG: the worst class."""
    return min((p[y == c] == c).mean() for c in np.unique(y))


def balanced_accuracy__same_count(y, p):
    """WRONG: compares how often the class is called with how often it is, not which items."""
    return np.mean([min(1.0, np.sum(p == c) / np.sum(y == c)) for c in np.unique(y)])


def balanced_accuracy__only_called(y, p):
    """WRONG: a class that is never called is left out instead of counting 0."""
    cs = np.intersect1d(y, p)
    return np.mean([(p[y == c] == c).mean() for c in cs]) if len(cs) else 0.0


# ---------------------------------------------------------------- 9.10 group_interval


def _means(values, groups):
    return np.array([values[groups == g].mean() for g in np.unique(groups)])


def group_interval__unique(values, groups):
    """RIGHT: by the formula."""
    m = np.array([values[groups == g].mean() for g in np.unique(groups)])
    G = len(m)
    h = scipy.stats.t.ppf(0.975, G - 1) * m.std(ddof=1) / np.sqrt(G)
    return m.mean(), m.mean() - h, m.mean() + h


def group_interval__python(values, groups):
    """RIGHT: dictionaries and the statistics module."""
    d = defaultdict(list)
    for v, g in zip(np.asarray(values).tolist(), np.asarray(groups).tolist()):
        d[g].append(v)
    ms = [statistics.fmean(v) for v in d.values()]
    c = statistics.fmean(ms)
    h = float(scipy.stats.t.ppf(0.975, len(ms) - 1)) * statistics.stdev(ms) / math.sqrt(len(ms))
    return [c, c - h, c + h]


def group_interval__bincount(values, groups):
    """RIGHT: bincount with weights and sem; an array."""
    _, inv = np.unique(groups, return_inverse=True)
    m = np.bincount(inv, weights=values) / np.bincount(inv)
    h = scipy.stats.sem(m) * scipy.stats.t.ppf(0.975, len(m) - 1)
    return np.array([m.mean(), m.mean() - h, m.mean() + h])


def group_interval__groupby(values, groups):
    """RIGHT: sorted, then itertools.groupby."""
    pairs = sorted(zip(np.asarray(groups).tolist(), np.asarray(values).tolist()))
    ms = []
    for _, part in itertools.groupby(pairs, key=lambda t: t[0]):
        part = [v for _, v in part]
        ms.append(sum(part) / len(part))
    G = len(ms)
    mean = sum(ms) / G
    s = math.sqrt(sum((v - mean) ** 2 for v in ms) / (G - 1))
    h = scipy.stats.t.ppf(0.975, G - 1) * s / math.sqrt(G)
    return mean, mean - h, mean + h


def group_interval__lower_quantile(values, groups):
    """RIGHT: both quantiles, with ppf of .025 and .975."""
    m = _means(values, groups)
    t = scipy.stats.t.ppf([0.025, 0.975], df=m.size - 1)
    low, high = m.mean() + t * np.sqrt(m.var(ddof=1) / m.size)
    return m.mean(), low, high


def group_interval__t_interval_guarded(values, groups):
    """RIGHT: scipy's t.interval, with no width apart."""
    m = _means(values, groups)
    se = scipy.stats.sem(m)
    if se == 0:
        return m.mean(), m.mean(), m.mean()
    low, high = scipy.stats.t.interval(0.95, len(m) - 1, loc=m.mean(), scale=se)
    return m.mean(), low, high


def group_interval__float32(values, groups):
    """RIGHT: a one-hot table of groups, float32, torch."""
    g = np.asarray(groups)
    hot = torch.tensor((np.unique(g)[:, None] == g[None, :]).astype(np.float32))
    m = hot @ torch.tensor(np.asarray(values, dtype=np.float32)) / hot.sum(1)
    h = float(scipy.stats.t.ppf(0.975, len(m) - 1)) * m.std(unbiased=True).item() / len(m) ** 0.5
    c = m.mean().item()
    return c, c - h, c + h


def _iv(m, h):
    return m, m - h, m + h


def group_interval__normal(values, groups):
    """WRONG: 1.96 instead of Student's t."""
    m = _means(values, groups)
    return _iv(m.mean(), 1.96 * m.std(ddof=1) / np.sqrt(len(m)))


def group_interval__ddof0(values, groups):
    """WRONG: np.std, which divides by G."""
    m = _means(values, groups)
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(m) - 1) * m.std() / np.sqrt(len(m)))


def group_interval__rows(values, groups):
    """WRONG: rows as observations, groups not used."""
    n = len(values)
    return _iv(np.mean(values), scipy.stats.t.ppf(0.975, n - 1) * np.std(values, ddof=1) / np.sqrt(n))


def group_interval__row_mean(values, groups):
    """WRONG: the mean of the rows in the middle, the width from the groups."""
    m = _means(values, groups)
    return _iv(np.mean(values), scipy.stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(m)))


def group_interval__root_n(values, groups):
    """WRONG: divides by the root of the number of rows."""
    m = _means(values, groups)
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(values)))


def group_interval__no_root(values, groups):
    """WRONG: s without division by the root of G."""
    m = _means(values, groups)
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1))


def group_interval__over_g(values, groups):
    """WRONG: divides by G, not its root."""
    m = _means(values, groups)
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / len(m))


def group_interval__root_g_minus_1(values, groups):
    """WRONG: s that divides by G - 1, and the root of G - 1 as well."""
    m = _means(values, groups)
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(m) - 1))


def group_interval__df_g(values, groups):
    """WRONG: G degrees of freedom."""
    m = _means(values, groups)
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(m)) * m.std(ddof=1) / np.sqrt(len(m)))


def group_interval__df_rows(values, groups):
    """WRONG: degrees of freedom from the rows."""
    m = _means(values, groups)
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(values) - 1) * m.std(ddof=1) / np.sqrt(len(m)))


def group_interval__one_sided(values, groups):
    """WRONG: ppf(0.95), a one-sided limit."""
    m = _means(values, groups)
    return _iv(m.mean(), scipy.stats.t.ppf(0.95, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(m)))


def group_interval__order(values, groups):
    """WRONG: low, mean, high."""
    m, low, high = group_interval__unique(values, groups)
    return low, m, high


def group_interval__half_width(values, groups):
    """WRONG: returns the mean and the width on both sides, not the ends."""
    m, low, high = group_interval__unique(values, groups)
    return m, m - low, high - m


def group_interval__t_interval_nan(values, groups):
    """WRONG: t.interval with scale 0 gives NaN if all means are equal."""
    m = _means(values, groups)
    low, high = scipy.stats.t.interval(0.95, len(m) - 1, loc=m.mean(), scale=scipy.stats.sem(m))
    return m.mean(), low, high


def group_interval__runs(values, groups):
    """WRONG: groupby without sorting; a group that comes back counts twice."""
    pairs = zip(np.asarray(groups).tolist(), np.asarray(values).tolist())
    m = np.array([np.mean([v for _, v in part]) for _, part in itertools.groupby(pairs, key=lambda t: t[0])])
    G = len(m)
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, G - 1) * m.std(ddof=1) / np.sqrt(G))


def group_interval__sums(values, groups):
    """WRONG: the sum of each group instead of its mean."""
    m = np.array([values[groups == g].sum() for g in np.unique(groups)])
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(m)))


def group_interval__row_sd(values, groups):
    """WRONG: the standard deviation of the rows."""
    m = _means(values, groups)
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(m) - 1) * np.std(values, ddof=1) / np.sqrt(len(m)))


def group_interval__variance(values, groups):
    """WRONG: the variance for the deviation."""
    m = _means(values, groups)
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(m) - 1) * m.var(ddof=1) / np.sqrt(len(m)))


def group_interval__weighted(values, groups):
    """WRONG: means weighted by the size of the group, also in the deviation."""
    _, n = np.unique(groups, return_counts=True)
    m = _means(values, groups)
    c = np.average(m, weights=n)
    G = len(m)
    s = np.sqrt(np.average((m - c) ** 2, weights=n) * G / (G - 1))
    return _iv(c, scipy.stats.t.ppf(0.975, G - 1) * s / np.sqrt(G))


def group_interval__within(values, groups):
    """WRONG: the mean of the deviations within the groups."""
    m = _means(values, groups)
    s = np.mean([values[groups == g].std() for g in np.unique(groups)])
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(m) - 1) * s / np.sqrt(len(m)))


def group_interval__clipped(values, groups):
    """WRONG: ends cut to [0, 1], as if the values had to be shares."""
    m, low, high = group_interval__unique(values, groups)
    return m, max(0.0, low), min(1.0, high)


def group_interval__percentiles(values, groups):
    """WRONG: percentiles 2.5 and 97.5 of the group means."""
    m = _means(values, groups)
    return m.mean(), np.percentile(m, 2.5), np.percentile(m, 97.5)


def group_interval__distinct_means(values, groups):
    """WRONG: equal means are counted once (a set of means)."""
    m = np.unique(_means(values, groups))
    G = len(m)
    if G == 1:
        return m[0], m[0], m[0]
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, G - 1) * m.std(ddof=1) / np.sqrt(G))


def group_interval__median(values, groups):
    """WRONG: the median of each group."""
    m = np.array([np.median(values[groups == g]) for g in np.unique(groups)])
    return _iv(m.mean(), scipy.stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(m)))


# -------------------------------- by others who had not read the checks either, when these had been mended


def near_copies__unseen_r1(train, test, at_least):
    """RIGHT: sets."""
    train = [set(t) for t in train]
    out = []
    for text in test:
        a = set(text)
        out.append(any(a and b and len(a & b) / len(a | b) >= at_least for b in train))
    return out


def near_copies__unseen_r2(train, test, at_least):
    """RIGHT: plain loops without sets."""

    def different(words):
        found = []
        for w in words:
            if w not in found:
                found.append(w)
        return found

    answer = []
    for text in test:
        copy = False
        words = different(text)
        for other in train:
            others = different(other)
            common = 0
            for w in words:
                if w in others:
                    common += 1
            either = len(words) + len(others) - common
            if common > 0 and common >= at_least * either - 1e-9:
                copy = True
        answer.append(copy)
    return answer


def near_copies__unseen_r3(train, test, at_least):
    """RIGHT: fraction, largest similarity."""
    from fractions import Fraction

    def j(a, b):
        return Fraction(len(set(a) & set(b)), max(1, len({*a, *b})))

    return np.array([max([float(j(t, o)) for o in train], default=0.0) >= at_least for t in test], dtype=bool)


def near_copies__unseen_r4(train, test, at_least):
    """RIGHT: word matrix."""
    if not train or not test:
        return [False] * len(test)
    words = {w: i for i, w in enumerate(sorted({w for t in train + test for w in t}))}

    def matrix(texts):
        m = np.zeros((len(texts), len(words) + 1))
        for i, t in enumerate(texts):
            m[i, [words[w] for w in t]] = 1
        return m

    A, B = matrix(test), matrix(train)
    both = A @ B.T
    either = A.sum(1)[:, None] + B.sum(1)[None] - both
    return (np.divide(both, either, out=np.zeros_like(both), where=either > 0) >= at_least - 1e-12).any(axis=1)


def near_copies__unseen_w1(train, test, at_least):
    """WRONG: strictly more; shows on near_copies([['a', 'b', 'c']], [['d', 'a', 'b'], ['q']], 0.5): right [1., 0.], this gives [0., 0.]."""
    return [
        any(set(t) and set(o) and len(set(t) & set(o)) / len(set(t) | set(o)) > at_least for o in train) for t in test
    ]


def near_copies__unseen_w2(train, test, at_least):
    """WRONG: two empty texts: division by zero; shows on near_copies([[]], [[]], 0.5): right [0.], this gives raises ZeroDivisionError: division by zero."""
    return [any(len(set(t) & set(o)) / len(set(t) | set(o)) >= at_least for o in train) for t in test]


def near_copies__unseen_w3(train, test, at_least):
    """WRONG: share of the test text's words, not of the words of both; shows on near_copies([['a', 'b', 'c', 'd']], [['a', 'b']], 1.0): right [0.], this gives [1.]."""
    return [any(len(set(t)) > 0 and len(set(t) & set(o)) / len(set(t)) >= at_least for o in train) for t in test]


def near_copies__unseen_w4(train, test, at_least):
    """WRONG: compared with all words of the training together; shows on near_copies([['a'], ['b']], [['a', 'b']], 1.0): right [0.], this gives [1.]."""
    every = set(w for t in train for w in t)
    return [len(set(t) & every) / max(1, len(set(t) | every)) >= at_least for t in test]


def near_copies__unseen_w5(train, test, at_least):
    """WRONG: repeated words count each time (lengths of the lists); shows on near_copies([['a', 'a', 'b']], [['a', 'b']], 1.0): right [1.], this gives [0.]."""
    out = []
    for t in test:
        hit = False
        for o in train:
            common = len(set(t) & set(o))
            total = len(t) + len(o) - common
            if total and common / total >= at_least:
                hit = True
        out.append(hit)
    return out


def near_copies__unseen_w6(train, test, at_least):
    """WRONG: capital letters made small; shows on near_copies([['The']], [['the']], 1.0): right [0.], this gives [1.]."""
    low = lambda t: {w.lower() for w in t}
    return [any(t and o and len(low(t) & low(o)) / len(low(t) | low(o)) >= at_least for o in train) for t in test]


def near_copies__unseen_w7(train, test, at_least):
    """WRONG: two empty texts have similarity 1; shows on near_copies([[]], [[]], 0.5): right [0.], this gives [1.]."""

    def j(a, b):
        a, b = set(a), set(b)
        return 1.0 if not a | b else len(a & b) / len(a | b)

    return [any(j(t, o) >= at_least for o in train) for t in test]


def near_copies__unseen_w8(train, test, at_least):
    """WRONG: max over nothing raises where train is empty; shows on near_copies([], [['a']], 0.5): right [0.], this gives raises ValueError: max() arg is an empty sequence."""

    def j(a, b):
        return len(set(a) & set(b)) / max(1, len(set(a) | set(b)))

    return [max(j(t, o) for o in train) >= at_least for t in test]


def near_copies__unseen_w9(train, test, at_least):
    """WRONG: the numbers of the copies in place of True and False; shows on near_copies([['a']], [['q'], ['a']], 1.0): right [0., 1.], this gives [1.]."""
    return [
        i
        for i, t in enumerate(test)
        if any(t and len(set(t) & set(o)) / len(set(t) | set(o)) >= at_least for o in train)
    ]


def near_copies__unseen_w10(train, test, at_least):
    """WRONG: dice in place of Jaccard; shows on near_copies([['a', 'b']], [['a', 'c']], 0.5): right [0.], this gives [1.]."""
    return [
        any(t and o and 2 * len(set(t) & set(o)) / (len(set(t)) + len(set(o))) >= at_least for o in train) for t in test
    ]


def near_copies__unseen_w11(train, test, at_least):
    """WRONG: pairs row by row: test text i with training text i only; shows on near_copies([['q'], ['a']], [['a'], ['z']], 1.0): right [1., 0.], this gives [0., 0.]."""
    out = [bool(t and o) and len(set(t) & set(o)) / len(set(t) | set(o)) >= at_least for t, o in zip(test, train)]
    return out + [False] * (len(test) - len(out))


def near_copies__unseen_w12(train, test, at_least):
    """WRONG: multisets: a word counts as often as it stands in both; shows on near_copies([['a', 'a', 'b']], [['a', 'b']], 1.0): right [1.], this gives [0.]."""
    from collections import Counter

    def j(a, b):
        a, b = Counter(a), Counter(b)
        return sum((a & b).values()) / max(1, sum((a | b).values()))

    return [any(j(t, o) >= at_least for o in train) for t in test]


def group_split__unseen_r1(groups, order, share):
    """RIGHT: loop over order."""
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        if test.sum() >= share * len(groups) - 1e-9:
            break
        test |= groups == g
    return test


def group_split__unseen_r2(groups, order, share):
    """RIGHT: cumulative sums."""
    sizes = np.array([(groups == g).sum() for g in order])
    enough = np.flatnonzero(np.cumsum(sizes) / len(groups) >= share - 1e-12)
    take = enough[0] + 1 if len(enough) else len(order)
    return np.isin(groups, order[:take])


def group_split__unseen_r3(groups, order, share):
    """RIGHT: plain lists."""
    groups = [int(g) for g in groups]
    chosen = []
    rows = 0
    for g in order:
        chosen.append(int(g))
        rows += groups.count(int(g))
        if rows / len(groups) >= share - 1e-12:
            break
    return [g in chosen for g in groups]


def group_split__unseen_r4(groups, order, share):
    """RIGHT: rank of each row's group in the order."""
    place = {int(g): i for i, g in enumerate(order)}
    rank = np.array([place[int(g)] for g in groups])
    before = np.array([(rank < r).mean() for r in rank])
    return before < share - 1e-12


def group_split__unseen_w1(groups, order, share):
    """WRONG: share of the groups, not of the rows; shows on group_split(np.array([7, 3, 7, 7, 5, 3]), np.array([7, 3, 5]), 0.5): right [1., 0., 1., 1., 0., 0.], this gives [1., 1., 1., 1., 0., 1.]."""
    n = int(np.ceil(share * len(order)))
    return np.isin(groups, order[:n])


def group_split__unseen_w2(groups, order, share):
    """WRONG: stops before a group that would go beyond the share; shows on group_split(np.array([7, 3, 7, 7, 5, 3]), np.array([3, 7, 5]), 0.5): right [1., 1., 1., 1., 0., 1.], this gives [0., 1., 0., 0., 0., 1.]."""
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        if (test | (groups == g)).mean() > share:
            break
        test |= groups == g
    return test


def group_split__unseen_w3(groups, order, share):
    """WRONG: goes on where the share is met exactly; shows on group_split(np.array([7, 7, 3, 5]), np.array([7, 3, 5]), 0.5): right [1., 1., 0., 0.], this gives [1., 1., 1., 0.]."""
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        if test.mean() > share:
            break
        test |= groups == g
    return test


def group_split__unseen_w4(groups, order, share):
    """WRONG: the mask of the rows to train on; shows on group_split(np.array([7, 3, 7, 7, 5, 3]), np.array([3, 7, 5]), 0.5): right [1., 1., 1., 1., 0., 1.], this gives [0., 0., 0., 0., 1., 0.]."""
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        if test.mean() >= share:
            break
        test |= groups == g
    return ~test


def group_split__unseen_w5(groups, order, share):
    """WRONG: row numbers in place of a mask; shows on group_split(np.array([7, 3, 7, 7, 5, 3]), np.array([3, 7, 5]), 0.5): right [1., 1., 1., 1., 0., 1.], this gives [0., 1., 2., 3., 5.]."""
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        if test.mean() >= share:
            break
        test |= groups == g
    return np.flatnonzero(test)


def group_split__unseen_w6(groups, order, share):
    """WRONG: a row split: the first share of the rows in this order, groups are cut; shows on group_split(np.array([7, 3, 7, 7, 5, 3]), np.array([3, 7, 5]), 0.5): right [1., 1., 1., 1., 0., 1.], this gives [1., 1., 0., 0., 0., 1.]."""
    n = int(np.ceil(share * len(groups)))
    rows = np.concatenate([np.flatnonzero(groups == g) for g in order])[:n]
    test = np.zeros(len(groups), dtype=bool)
    test[rows] = True
    return test


def group_split__unseen_w7(groups, order, share):
    """WRONG: groups in sorted order, the shuffled order is not used; shows on group_split(np.array([7, 3, 7, 7, 5, 3]), np.array([7, 3, 5]), 0.5): right [1., 0., 1., 1., 0., 0.], this gives [0., 1., 0., 0., 1., 1.]."""
    test = np.zeros(len(groups), dtype=bool)
    for g in np.unique(groups):
        if test.mean() >= share:
            break
        test |= groups == g
    return test


def group_split__unseen_w8(groups, order, share):
    """WRONG: jumps over groups that are too large and takes smaller ones after them; shows on group_split(np.array([1, 1, 1, 2, 3, 3, 3, 3]), np.array([3, 1, 2]), 0.2): right [0., 0., 0., 0., 1., 1., 1., 1.], this gives [0., 0., 0., 1., 0., 0., 0., 0.]."""
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        if (test | (groups == g)).mean() <= share:
            test |= groups == g
    return test


def group_split__unseen_w9(groups, order, share):
    """WRONG: order read as places into np.unique(groups): right only if groups are numbered 0 .. g - 1; shows on group_split(np.array([7, 3, 7, 7, 5, 3]), np.array([3, 7, 5]), 0.5): right [1., 1., 1., 1., 0., 1.], this gives raises IndexError: index 3 is out of bounds for axis 0 with size 3."""
    names, inverse, size = np.unique(groups, return_inverse=True, return_counts=True)
    chosen, rows = [], 0
    for g in order:
        chosen.append(g)
        rows += size[g]
        if rows >= share * len(groups):
            break
    return np.isin(inverse, chosen)


def group_split__unseen_w10(groups, order, share):
    """WRONG: rows needed rounded down; shows on group_split(np.array([1, 2, 2, 3, 3]), np.array([1, 2, 3]), 0.3): right [1., 1., 1., 0., 0.], this gives [1., 0., 0., 0., 0.]."""
    need = int(share * len(groups))
    test = np.zeros(len(groups), dtype=bool)
    for g in order:
        if test.sum() >= need:
            break
        test |= groups == g
    return test


def chosen_columns__unseen_r1(X, y, train, k):
    """RIGHT: rounded, sorted with a stable sort."""
    A = np.asarray(X, dtype=float)[train]
    t = np.asarray(y, dtype=float)[train]
    constant = A.max(axis=0) == A.min(axis=0)
    A = A - A.mean(axis=0)
    t = t - t.mean()
    bottom = np.sqrt((A**2).sum(axis=0)) * np.sqrt((t**2).sum())
    r = np.where(constant, 0.0, np.abs(A.T @ t) / np.where(constant, 1.0, bottom))
    return np.argsort(-np.round(r, 9), kind="stable")[:k]


def chosen_columns__unseen_r2(X, y, train, k):
    """RIGHT: plain loops, repeated selection with a tolerance."""
    import math

    rows = [i for i in range(len(y)) if train[i]]
    ys = [float(y[i]) for i in rows]
    my = sum(ys) / len(ys)
    strength = []
    for j in range(len(X[0])):
        xs = [float(X[i][j]) for i in rows]
        if min(xs) == max(xs):
            strength.append(0.0)
            continue
        mx = math.fsum(xs) / len(xs)
        top = math.fsum((a - mx) * (b - my) for a, b in zip(xs, ys))
        bottom = math.sqrt(math.fsum((a - mx) ** 2 for a in xs)) * math.sqrt(math.fsum((b - my) ** 2 for b in ys))
        strength.append(abs(top / bottom))
    chosen = []
    while len(chosen) < k:
        best = None
        for j in range(len(strength)):
            if j not in chosen and (best is None or strength[j] > strength[best] + 1e-9):
                best = j
        chosen.append(best)
    return chosen


def chosen_columns__unseen_r3(X, y, train, k):
    """RIGHT: np.corrcoef column by column, sorted() is stable."""
    t = np.asarray(y, float)[train]

    def r(j):
        c = np.asarray(X, float)[train, j]
        return 0.0 if np.ptp(c) == 0 else round(abs(float(np.corrcoef(c, t)[0, 1])), 10)

    return sorted(range(X.shape[1]), key=r, reverse=True)[:k]


def chosen_columns__unseen_r4(X, y, train, k):
    """RIGHT: lexsort by rounded correlation and number; class means in place of the product."""
    A = np.asarray(X, float)[train]
    t = np.asarray(y)[train].astype(bool)
    same = (A == A[0]).all(axis=0)
    p = t.mean()
    sd = np.where(same, 1.0, A.std(axis=0))
    r = np.where(same, 0.0, (A[t].mean(0) - A[~t].mean(0)) * np.sqrt(p * (1 - p)) / sd)
    return np.lexsort((np.arange(A.shape[1]), -np.abs(r).round(10)))[:k].tolist()


def chosen_columns__unseen_w1(X, y, train, k):
    """WRONG: all rows, not those to train on; shows on chosen_columns(np.array([[0, 5, 1], [0, 5, 2], [1, 5, 0], [1, 5, 1], [9, 0, 0]]), np.array([0, 0, 1, 1, 0]), np.array([True, True, True, True, False]), 2): right [0., 2.], this gives [1., 2.]."""
    A = X - X.mean(axis=0)
    t = y - y.mean()
    b = np.sqrt((A**2).sum(axis=0)) * np.sqrt((t**2).sum())
    r = np.abs(A.T @ t) / np.where(b == 0, 1, b)
    return np.argsort(-np.round(r, 9), kind="stable")[:k]


def chosen_columns__unseen_w2(X, y, train, k):
    """WRONG: sign kept: strong negative correlations come last; shows on chosen_columns(np.array([[0, 5, 1], [0, 5, 2], [1, 5, 0], [1, 5, 1], [9, 0, 0]]), np.array([0, 0, 1, 1, 0]), np.array([True, True, True, True, False]), 2): right [0., 2.], this gives [0., 1.]."""
    A, t = X[train] - X[train].mean(axis=0), y[train] - y[train].mean()
    b = np.sqrt((A**2).sum(axis=0)) * np.sqrt((t**2).sum())
    r = A.T @ t / np.where(b == 0, 1, b)
    return np.argsort(-np.round(r, 9), kind="stable")[:k]


def chosen_columns__unseen_w3(X, y, train, k):
    """WRONG: argsort turned round: of equal ones the last comes first; shows on chosen_columns(np.array([[0, 0, 1], [0, 0, 2], [1, 1, 0], [1, 1, 1]]), np.array([0, 0, 1, 1]), np.array([True, True, True, True]), 1): right [0.], this gives [1.]."""
    A, t = X[train] - X[train].mean(axis=0), y[train] - y[train].mean()
    b = np.sqrt((A**2).sum(axis=0)) * np.sqrt((t**2).sum())
    r = np.abs(A.T @ t) / np.where(b == 0, 1, b)
    return np.argsort(np.round(r, 9), kind="stable")[::-1][:k]


def chosen_columns__unseen_w4(X, y, train, k):
    """WRONG: a constant gives nan, which comes last, behind a later column of correlation 0; shows on chosen_columns(np.array([[5, 0, 1], [5, 1, 1], [5, 0, 2], [5, 1, 2]]), np.array([0, 0, 1, 1]), np.array([True, True, True, True]), 2): right [2., 0.], this gives [2., 1.]."""
    with np.errstate(all="ignore"):
        r = np.array([np.corrcoef(X[train, j], y[train])[0, 1] for j in range(X.shape[1])])
    return np.argsort(-np.round(np.abs(r), 9), kind="stable")[:k]


def chosen_columns__unseen_w5(X, y, train, k):
    """WRONG: covariance in place of the correlation; shows on chosen_columns(np.array([[0, 1], [0, 30], [1, 20], [1, 50]]), np.array([0, 0, 1, 1]), np.array([True, True, True, True]), 1): right [0.], this gives [1.]."""
    A, t = X[train] - X[train].mean(axis=0), y[train] - y[train].mean()
    return np.argsort(-np.round(np.abs(A.T @ t), 9), kind="stable")[:k]


def chosen_columns__unseen_w6(X, y, train, k):
    """WRONG: columns in ascending order, not by correlation; shows on chosen_columns(np.array([[1, 0], [2, 0], [0, 1], [1, 1]]), np.array([0, 0, 1, 1]), np.array([True, True, True, True]), 2): right [1., 0.], this gives [0., 1.]."""
    A, t = X[train] - X[train].mean(axis=0), y[train] - y[train].mean()
    b = np.sqrt((A**2).sum(axis=0)) * np.sqrt((t**2).sum())
    r = np.abs(A.T @ t) / np.where(b == 0, 1, b)
    return np.sort(np.argsort(-np.round(r, 9), kind="stable")[:k])


def chosen_columns__unseen_w7(X, y, train, k):
    """WRONG: correlations not rounded: of two that are equal but for rounding the later can come first; shows on chosen_columns(np.array([[0.1, 0.3], [0.3, 0.9], [0.0, 0.0], [0.1, 0.3], [0.0, 0.0], [0.2, 0.6], [0.4, 1.2]]), np.array([0, 1, 0, 0, 0, 0, 0]), np.array([True, True, True, True, True, True, True]), 1): right [0.], this gives [1.]."""
    A, t = X[train] - X[train].mean(axis=0), y[train] - y[train].mean()
    b = np.sqrt((A**2).sum(axis=0)) * np.sqrt((t**2).sum())
    r = np.abs(A.T @ t) / np.where(b == 0, 1, b)
    return np.argsort(-r, kind="stable")[:k]


def chosen_columns__unseen_r5(X, y, train, k):
    """RIGHT: guards only against a length of exactly 0: a constant .1 has a length of 1e-17, but its deviations are all equal, so that r is 0 but for rounding all the same."""
    A, t = X[train] - X[train].mean(axis=0), y[train] - y[train].mean()
    b = np.sqrt((A**2).sum(axis=0)) * np.sqrt((t**2).sum())
    r = np.abs(A.T @ t) / np.where(b == 0, 1, b)
    return np.argsort(-np.round(r, 9), kind="stable")[:k]


def chosen_columns__unseen_w9(X, y, train, k):
    """WRONG: the correlations in place of the column numbers; shows on chosen_columns(np.array([[0, 5, 1], [0, 5, 2], [1, 5, 0], [1, 5, 1], [9, 0, 0]]), np.array([0, 0, 1, 1, 0]), np.array([True, True, True, True, False]), 2): right [0., 2.], this gives [1. , 0.70711]."""
    A, t = X[train] - X[train].mean(axis=0), y[train] - y[train].mean()
    b = np.sqrt((A**2).sum(axis=0)) * np.sqrt((t**2).sum())
    r = np.abs(A.T @ t) / np.where(b == 0, 1, b)
    return np.sort(r)[::-1][:k]


def chosen_columns__unseen_w10(X, y, train, k):
    """WRONG: means not taken off (cosine); shows on chosen_columns(np.array([[9, 0], [9, 1], [10, 1], [10, 1]]), np.array([0, 0, 1, 1]), np.array([True, True, True, True]), 1): right [0.], this gives [1.]."""
    A, t = X[train].astype(float), y[train].astype(float)
    b = np.sqrt((A**2).sum(axis=0)) * np.sqrt((t**2).sum())
    r = np.abs(A.T @ t) / np.where(b == 0, 1, b)
    return np.argsort(-np.round(r, 9), kind="stable")[:k]


def chosen_columns__unseen_w11(X, y, train, k):
    """WRONG: means of all rows taken off the rows to train on; shows on chosen_columns(np.array([[0, 1], [0, 2], [1, 0], [1, 0], [90, 0]]), np.array([0, 0, 1, 1, 0]), np.array([True, True, True, True, False]), 1): right [0.], this gives [1.]."""
    A, t = (X - X.mean(axis=0))[train], y[train] - y[train].mean()
    b = np.sqrt((A**2).sum(axis=0)) * np.sqrt((t**2).sum())
    r = np.abs(A.T @ t) / np.where(b == 0, 1, b)
    return np.argsort(-np.round(r, 9), kind="stable")[:k]


def shuffled_score__unseen_r1(X, y, train, k, orders):
    """RIGHT: numpy."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    scores = []
    for order in orders:
        z = y[order]
        A = np.asarray(X, float)[:, chosen_columns(X, z, train, k)]
        yes, no = A[train & z].mean(axis=0), A[train & ~z].mean(axis=0)
        rest = A[~train]
        call = ((rest - yes) ** 2).sum(axis=1) < ((rest - no) ** 2).sum(axis=1)
        scores.append((call == z[~train]).mean())
    return np.mean(scores)


def shuffled_score__unseen_r2(X, y, train, k, orders):
    """RIGHT: plain loops."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    import math

    total = 0.0
    for order in orders:
        labels = [bool(y[i]) for i in order]
        columns = chosen_columns(X, np.array(labels), train, k)

        def row(i):
            return [float(X[i][c]) for c in columns]

        sums = {True: [0.0] * len(columns), False: [0.0] * len(columns)}
        number = {True: 0, False: 0}
        for i in range(len(labels)):
            if train[i]:
                number[labels[i]] += 1
                sums[labels[i]] = [s + v for s, v in zip(sums[labels[i]], row(i))]
        mean = {c: [s / number[c] for s in sums[c]] for c in sums}
        right = others = 0
        for i in range(len(labels)):
            if not train[i]:
                called = math.dist(row(i), mean[True]) < math.dist(row(i), mean[False])
                right += called == labels[i]
                others += 1
        total += right / others
    return total / len(orders)


def shuffled_score__unseen_r3(X, y, train, k, orders):
    """RIGHT: scipy, Fraction of what is right."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    from fractions import Fraction

    from scipy.spatial.distance import cdist

    right = 0
    for order in orders:
        z = np.asarray(y, dtype=bool)[order]
        A = np.asarray(X, float)[:, list(chosen_columns(X, z, train, k))]
        means = np.stack([A[train][z[train] == c].mean(0) for c in (False, True)])
        d = cdist(A[~train], means)
        right += int(((d[:, 1] < d[:, 0]) == z[~train]).sum())
    return Fraction(right, len(orders) * int((~train).sum()))


def shuffled_score__unseen_r4(X, y, train, k, orders):
    """RIGHT: sklearn NearestCentroid (its first class is False, so a tie goes to False)."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    from sklearn.neighbors import NearestCentroid

    out = []
    for o in orders:
        z = np.asarray(y).astype(int)[o]
        c = chosen_columns(X, z, train, k)
        A = np.asarray(X, float)[:, c]
        if np.ptp(A[train], axis=0).max() == 0:
            out.append(np.mean(z[~train] == 0))
            continue
        out.append(NearestCentroid().fit(A[train], z[train]).score(A[~train], z[~train]))
    return sum(out) / len(out)


def shuffled_score__unseen_w1(X, y, train, k, orders):
    """WRONG: columns chosen once, on the labels as they are; shows on shuffled_score(np.array([[2.0, 3.0, 4.0], [5.0, 0.0, 0.0], [4.0, 5.0, 1.0], [1.0, 5.0, 2.0], [1.0, 4.0, 1.0], [2.0, 3.0, 3.0]]), np.array([True, False, True, False, True, False]), np.array([True, True, True, True, False, False]), 1, np.array([[3, 0, 4, 1, 5, 2]])): right 0.5, this gives 0."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    scores = []
    A = X[:, chosen_columns(X, y, train, k)]
    for order in orders:
        z = y[order]
        yes, no = A[train & z].mean(axis=0), A[train & ~z].mean(axis=0)
        call = np.linalg.norm(A[~train] - yes, axis=1) < np.linalg.norm(A[~train] - no, axis=1)
        scores.append((call == z[~train]).mean())
    return np.mean(scores)


def shuffled_score__unseen_w2(X, y, train, k, orders):
    """WRONG: scored against the labels as they are; shows on shuffled_score(np.array([[0.0, 3], [1, 3], [0, 4], [1, 4]]), np.array([False, True, False, True]), np.array([True, True, False, False]), 1, np.array([[0, 1, 2, 3], [0, 1, 3, 2]])): right 0.5, this gives 1."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    scores = []
    for order in orders:
        z = y[order]
        A = X[:, chosen_columns(X, z, train, k)]
        yes, no = A[train & z].mean(axis=0), A[train & ~z].mean(axis=0)
        call = np.linalg.norm(A[~train] - yes, axis=1) < np.linalg.norm(A[~train] - no, axis=1)
        scores.append((call == y[~train]).mean())
    return np.mean(scores)


def shuffled_score__unseen_w3(X, y, train, k, orders):
    """WRONG: the rows of X shuffled along with the labels; shows on shuffled_score(np.array([[0.0, 3], [1, 3], [0, 4], [1, 4]]), np.array([False, True, False, True]), np.array([True, True, False, False]), 1, np.array([[0, 1, 2, 3], [0, 1, 3, 2]])): right 0.5, this gives 1."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    scores = []
    for order in orders:
        z, B = y[order], X[order]
        A = B[:, chosen_columns(B, z, train, k)]
        yes, no = A[train & z].mean(axis=0), A[train & ~z].mean(axis=0)
        call = np.linalg.norm(A[~train] - yes, axis=1) < np.linalg.norm(A[~train] - no, axis=1)
        scores.append((call == z[~train]).mean())
    return np.mean(scores)


def shuffled_score__unseen_w4(X, y, train, k, orders):
    """WRONG: equally far counts as True; shows on shuffled_score(np.array([[0.0], [2.0], [1.0]]), np.array([False, True, False]), np.array([True, True, False]), 1, np.array([[0, 1, 2]])): right 1., this gives 0."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    scores = []
    for order in orders:
        z = y[order]
        A = X[:, chosen_columns(X, z, train, k)]
        yes, no = A[train & z].mean(axis=0), A[train & ~z].mean(axis=0)
        call = np.linalg.norm(A[~train] - yes, axis=1) <= np.linalg.norm(A[~train] - no, axis=1)
        scores.append((call == z[~train]).mean())
    return np.mean(scores)


def shuffled_score__unseen_w5(X, y, train, k, orders):
    """WRONG: columns chosen with all rows; shows on shuffled_score(np.array([[3.0, 4.0, 1.0], [2.0, 4.0, 0.0], [1.0, 0.0, 2.0], [5.0, 0.0, 2.0], [2.0, 5.0, 1.0], [3.0, 1.0, 0.0]]), np.array([True, False, True, False, True, False]), np.array([True, True, True, True, False, False]), 1, np.array([[5, 3, 2, 4, 0, 1]])): right 0., this gives 0.5."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    scores = []
    for order in orders:
        z = y[order]
        A = X[:, chosen_columns(X, z, np.ones(len(y), dtype=bool), k)]
        yes, no = A[train & z].mean(axis=0), A[train & ~z].mean(axis=0)
        call = np.linalg.norm(A[~train] - yes, axis=1) < np.linalg.norm(A[~train] - no, axis=1)
        scores.append((call == z[~train]).mean())
    return np.mean(scores)


def shuffled_score__unseen_w6(X, y, train, k, orders):
    """WRONG: means over all rows, the other ones too; shows on shuffled_score(np.array([[1.0, 3.0, 5.0], [1.0, 4.0, 0.0], [1.0, 5.0, 2.0], [3.0, 1.0, 0.0], [2.0, 3.0, 2.0], [4.0, 2.0, 3.0]]), np.array([True, False, True, False, True, False]), np.array([True, True, True, True, False, False]), 1, np.array([[0, 1, 4, 5, 2, 3]])): right 0.5, this gives 0."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    scores = []
    for order in orders:
        z = y[order]
        A = X[:, chosen_columns(X, z, train, k)]
        yes, no = A[z].mean(axis=0), A[~z].mean(axis=0)
        call = np.linalg.norm(A[~train] - yes, axis=1) < np.linalg.norm(A[~train] - no, axis=1)
        scores.append((call == z[~train]).mean())
    return np.mean(scores)


def shuffled_score__unseen_w7(X, y, train, k, orders):
    """WRONG: scored on all rows; shows on shuffled_score(np.array([[0.0, 3], [1, 3], [0, 4], [1, 4]]), np.array([False, True, False, True]), np.array([True, True, False, False]), 1, np.array([[0, 1, 2, 3], [0, 1, 3, 2]])): right 0.5, this gives 0.75."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    scores = []
    for order in orders:
        z = y[order]
        A = X[:, chosen_columns(X, z, train, k)]
        yes, no = A[train & z].mean(axis=0), A[train & ~z].mean(axis=0)
        call = np.linalg.norm(A - yes, axis=1) < np.linalg.norm(A - no, axis=1)
        scores.append((call == z).mean())
    return np.mean(scores)


def shuffled_score__unseen_w8(X, y, train, k, orders):
    """WRONG: the chosen columns are not used for the means and distances; shows on shuffled_score(np.array([[5.0, 2.0, 4.0], [0.0, 2.0, 1.0], [0.0, 3.0, 0.0], [2.0, 4.0, 4.0], [3.0, 3.0, 1.0], [5.0, 1.0, 4.0]]), np.array([True, False, True, False, True, False]), np.array([True, True, True, True, False, False]), 1, np.array([[3, 0, 5, 1, 4, 2]])): right 0.5, this gives 0."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    scores = []
    for order in orders:
        z = y[order]
        yes, no = X[train & z].mean(axis=0), X[train & ~z].mean(axis=0)
        call = np.linalg.norm(X[~train] - yes, axis=1) < np.linalg.norm(X[~train] - no, axis=1)
        scores.append((call == z[~train]).mean())
    return np.mean(scores)


def shuffled_score__unseen_w9(X, y, train, k, orders):
    """WRONG: the inverse of the order (y put to the places named); the same for exchanges of two; shows on shuffled_score(np.array([[2.0, 3.0, 4.0], [5.0, 0.0, 0.0], [4.0, 5.0, 1.0], [1.0, 5.0, 2.0], [1.0, 4.0, 1.0], [2.0, 3.0, 3.0]]), np.array([True, False, True, False, True, False]), np.array([True, True, True, True, False, False]), 1, np.array([[3, 0, 4, 1, 5, 2]])): right 0.5, this gives 1."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    scores = []
    for order in orders:
        z = np.empty_like(y)
        z[order] = y
        A = X[:, chosen_columns(X, z, train, k)]
        yes, no = A[train & z].mean(axis=0), A[train & ~z].mean(axis=0)
        call = np.linalg.norm(A[~train] - yes, axis=1) < np.linalg.norm(A[~train] - no, axis=1)
        scores.append((call == z[~train]).mean())
    return np.mean(scores)


def shuffled_score__unseen_w10(X, y, train, k, orders):
    """WRONG: a list of scores, not their mean; shows on shuffled_score(np.array([[0.0, 3], [1, 3], [0, 4], [1, 4]]), np.array([False, True, False, True]), np.array([True, True, False, False]), 1, np.array([[0, 1, 2, 3], [0, 1, 3, 2]])): right 0.5, this gives [1., 0.]."""

    def chosen_columns(X, y, train, k):
        A = np.asarray(X, dtype=float)[train]
        t = np.asarray(y, dtype=float)[train]
        t = t - t.mean()
        r = []
        for column in A.T:
            if column.max() == column.min():
                r.append(0.0)
            else:
                c = column - column.mean()
                r.append(round(abs(c @ t) / np.sqrt((c @ c) * (t @ t)), 9))
        return sorted(range(len(r)), key=lambda j: -r[j])[:k]

    scores = []
    for order in orders:
        z = y[order]
        A = X[:, chosen_columns(X, z, train, k)]
        yes, no = A[train & z].mean(axis=0), A[train & ~z].mean(axis=0)
        call = np.linalg.norm(A[~train] - yes, axis=1) < np.linalg.norm(A[~train] - no, axis=1)
        scores.append((call == z[~train]).mean())
    return scores


def ks_distance__unseen_r1(sample, population):
    """RIGHT: searchsorted."""
    a, b = np.sort(sample), np.sort(population)
    x = np.concatenate([a, b])
    return np.abs(np.searchsorted(a, x, side="right") / len(a) - np.searchsorted(b, x, side="right") / len(b)).max()


def ks_distance__unseen_r2(sample, population):
    """RIGHT: plain loops."""
    largest = 0.0
    for x in list(sample) + list(population):
        p = sum(1 for v in sample if v <= x) / len(sample)
        q = sum(1 for v in population if v <= x) / len(population)
        if abs(p - q) > largest:
            largest = abs(p - q)
    return largest


def ks_distance__unseen_r3(sample, population):
    """RIGHT: scipy."""
    from scipy.stats import ks_2samp

    return float(ks_2samp(sample, population, method="asymp").statistic)


def ks_distance__unseen_r4(sample, population):
    """RIGHT: strictly less: the same largest value, as between two values nothing changes."""
    x = np.unique(np.concatenate([sample, population]))
    return np.abs((sample[None] < x[:, None]).mean(1) - (population[None] < x[:, None]).mean(1)).max()


def ks_distance__unseen_w1(sample, population):
    """WRONG: looks at the values of the sample only; shows on ks_distance(np.array([3.0]), np.array([1.0, 2.0, 3.0])): right 0.66667, this gives 0."""
    return max(abs(np.mean(sample <= x) - np.mean(population <= x)) for x in sample)


def ks_distance__unseen_w2(sample, population):
    """WRONG: no absolute value; shows on ks_distance(np.array([3.0, 4.0]), np.array([1.0, 2.0])): right 1., this gives 0."""
    return max(np.mean(sample <= x) - np.mean(population <= x) for x in np.concatenate([sample, population]))


def ks_distance__unseen_w3(sample, population):
    """WRONG: the p-value; shows on ks_distance(np.array([1.0, 3.0]), np.array([1.0, 2.0, 3.0, 4.0])): right 0.25, this gives 1."""
    from scipy.stats import ks_2samp

    return ks_2samp(sample, population).pvalue


def ks_distance__unseen_w4(sample, population):
    """WRONG: searchsorted in unsorted lists; shows on ks_distance(np.array([3.0, 1.0]), np.array([4.0, 1.0, 3.0, 2.0])): right 0.25, this gives 0.5."""
    x = np.concatenate([sample, population])
    return np.abs(
        np.searchsorted(sample, x, side="right") / len(sample)
        - np.searchsorted(population, x, side="right") / len(population)
    ).max()


def ks_distance__unseen_w5(sample, population):
    """WRONG: equal values count once; shows on ks_distance(np.array([1.0, 1.0, 1.0, 2.0]), np.array([1.0, 2.0])): right 0.25, this gives 0."""
    a, b = np.unique(sample), np.unique(population)
    return max(abs(np.mean(a <= x) - np.mean(b <= x)) for x in np.concatenate([a, b]))


def ks_distance__unseen_w6(sample, population):
    """WRONG: difference of the sorted values, not of the shares; fails for different lengths; shows on ks_distance(np.array([1.0, 3.0]), np.array([1.0, 7.0])): right 0.5, this gives 4."""
    return np.abs(np.sort(sample) - np.sort(population)).max()


def ks_distance__unseen_w7(sample, population):
    """WRONG: counts in place of shares; shows on ks_distance(np.array([1.0, 3.0]), np.array([1.0, 2.0, 3.0, 4.0])): right 0.25, this gives 2."""
    return max(abs(np.sum(sample <= x) - np.sum(population <= x)) for x in np.concatenate([sample, population]))


def ks_distance__unseen_w8(sample, population):
    """WRONG: the whole answer of scipy, statistic and p-value; shows on ks_distance(np.array([1.0, 3.0]), np.array([1.0, 2.0, 3.0, 4.0])): right 0.25, this gives [0.25, 1. ]."""
    from scipy.stats import ks_2samp

    return ks_2samp(sample, population)


def ks_distance__unseen_w9(sample, population):
    """WRONG: mean of the differences; shows on ks_distance(np.array([1.0, 3.0]), np.array([1.0, 2.0, 3.0, 4.0])): right 0.25, this gives 0.16667."""
    return np.mean([abs(np.mean(sample <= x) - np.mean(population <= x)) for x in np.concatenate([sample, population])])


def ks_distance__unseen_w10(sample, population):
    """WRONG: a grid of 100 numbers: steps between two of them are missed; shows on ks_distance(np.array([1.0, 2.0, 3.0, 1000.0]), np.array([4.0, 5.0, 6.0, 1000.0])): right 0.75, this gives 0.25."""
    both = np.concatenate([sample, population])
    return max(abs(np.mean(sample <= x) - np.mean(population <= x)) for x in np.linspace(both.min(), both.max(), 100))


def ks_distance__unseen_w11(sample, population):
    """WRONG: shares as k/n at the k-th sorted value, interpolated between; shows on ks_distance(np.array([2.0, 3.0, 4.0]), np.array([5.0, 0.0, 0.0, 4.0])): right 0.5, this gives 0.29167."""
    a, b = np.sort(sample), np.sort(population)
    x = np.concatenate([a, b])
    F = lambda s: np.interp(x, s, np.arange(1, len(s) + 1) / len(s))
    return np.abs(F(a) - F(b)).max()


def ks_distance__unseen_w12(sample, population):
    """WRONG: looks at the values of the population only; shows on ks_distance(np.array([1.0, 1.0, 2.0]), np.array([3.0, 4.0])): right 1., this gives 0.5."""
    return max(abs(np.mean(sample <= x) - np.mean(population <= x)) for x in population)


def held_out_error__unseen_r1(a, b, d):
    """RIGHT: svd."""
    u, s, vt = np.linalg.svd(np.asarray(a, float), full_matrices=False)
    hat = (u[:, :d] * s[:d]) @ vt[:d]
    return ((hat - b) ** 2).sum() / (np.asarray(b, float) ** 2).sum()


def held_out_error__unseen_r2(a, b, d):
    """RIGHT: sum of outer products."""
    u, s, vt = np.linalg.svd(a)
    hat = np.zeros(np.shape(a))
    for k in range(d):
        hat = hat + s[k] * np.outer(u[:, k], vt[k, :])
    top = bottom = 0.0
    for i in range(hat.shape[0]):
        for j in range(hat.shape[1]):
            top += (hat[i, j] - float(b[i][j])) ** 2
            bottom += float(b[i][j]) ** 2
    return top / bottom


def held_out_error__unseen_r3(a, b, d):
    """RIGHT: projection on the right singular vectors."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    V = np.linalg.svd(a, full_matrices=False)[2][:d]
    return (np.linalg.norm(a @ V.T @ V - b) / np.linalg.norm(b)) ** 2


def held_out_error__unseen_r4(a, b, d):
    """RIGHT: torch."""
    import torch

    A, B = (torch.tensor(np.array(t, dtype=float)) for t in (a, b))
    U, S, Vh = torch.linalg.svd(A, full_matrices=False)
    S[d:] = 0
    return float(((U @ torch.diag(S) @ Vh - B) ** 2).sum() / (B**2).sum())


def held_out_error__unseen_w1(a, b, d):
    """WRONG: compared with a itself, not with the other half; shows on held_out_error(np.diag([3.0, 1.0]), np.diag([2.0, 0.0]), 1): right 0.25, this gives 0.1."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    hat = (u[:, :d] * s[:d]) @ vt[:d]
    return ((hat - a) ** 2).sum() / (a**2).sum()


def held_out_error__unseen_w2(a, b, d):
    """WRONG: takes the root; shows on held_out_error(np.diag([3.0, 1.0]), np.diag([2.0, 0.0]), 1): right 0.25, this gives 0.5."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    hat = (u[:, :d] * s[:d]) @ vt[:d]
    return np.linalg.norm(hat - b) / np.linalg.norm(b)


def held_out_error__unseen_w3(a, b, d):
    """WRONG: columns of V^T in place of its rows; shows on held_out_error(np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), 1): right 0.03612, this gives 3.23138."""
    u, s, v = np.linalg.svd(a, full_matrices=False)
    hat = u[:, :d] @ np.diag(s[:d]) @ v[:, :d].T
    return ((hat - b) ** 2).sum() / (b**2).sum()


def held_out_error__unseen_w4(a, b, d):
    """WRONG: divided by the squares of a; shows on held_out_error(np.diag([3.0, 1.0]), np.diag([2.0, 0.0]), 1): right 0.25, this gives 0.1."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    hat = (u[:, :d] * s[:d]) @ vt[:d]
    return ((hat - b) ** 2).sum() / (a**2).sum()


def held_out_error__unseen_w5(a, b, d):
    """WRONG: PCA: columns centred first and the mean put back; shows on held_out_error(np.array([[3.0, 1.0], [1.0, 2.0], [0.0, 4.0]]), np.array([[2.0, 1.0], [1.0, 1.0], [1.0, 3.0]]), 1): right 0.23185, this gives 0.27451."""
    m = a.mean(axis=0)
    u, s, vt = np.linalg.svd(a - m, full_matrices=False)
    hat = (u[:, :d] * s[:d]) @ vt[:d] + m
    return ((hat - b) ** 2).sum() / (b**2).sum()


def held_out_error__unseen_w6(a, b, d):
    """WRONG: b approximated as well; shows on held_out_error(np.diag([3.0, 1.0]), np.diag([2.0, 1.0]), 1): right 0.4, this gives 0.2."""

    def low(t):
        u, s, vt = np.linalg.svd(t, full_matrices=False)
        return (u[:, :d] * s[:d]) @ vt[:d]

    return ((low(a) - low(b)) ** 2).sum() / (b**2).sum()


def held_out_error__unseen_w7(a, b, d):
    """WRONG: share explained in place of unexplained; shows on held_out_error(np.diag([3.0, 1.0]), np.diag([2.0, 0.0]), 1): right 0.25, this gives 0.75."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    hat = (u[:, :d] * s[:d]) @ vt[:d]
    return 1 - ((hat - b) ** 2).sum() / (b**2).sum()


def held_out_error__unseen_w8(a, b, d):
    """WRONG: without the singular values; shows on held_out_error(np.diag([3.0, 1.0]), np.diag([2.5, 0.0]), 1): right 0.04, this gives 0.36."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    hat = u[:, :d] @ vt[:d]
    return ((hat - b) ** 2).sum() / (b**2).sum()


def held_out_error__unseen_w9(a, b, d):
    """WRONG: cut off at 1; shows on held_out_error(np.diag([3.0, 1.0]), np.diag([0.0, 2.0]), 1): right 3.25, this gives 1."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    hat = (u[:, :d] * s[:d]) @ vt[:d]
    return min(1.0, ((hat - b) ** 2).sum() / (b**2).sum())


def held_out_error__unseen_w10(a, b, d):
    """WRONG: scipy's svds, which cannot give 0 or all dimensions; shows on held_out_error(np.diag([3.0, 1.0]), np.diag([2.0, 0.0]), 0): right 1., this gives raises ValueError: `k` must be an integer satisfying `0 < k < min(A.s."""
    from scipy.sparse.linalg import svds

    u, s, vt = svds(a.astype(float), k=d)
    hat = (u * s) @ vt
    return ((hat - b) ** 2).sum() / (b**2).sum()


def held_out_error__unseen_w11(a, b, d):
    """WRONG: s[-d:] counted from the end: with d = 0 it is all of them (and the smallest otherwise); shows on held_out_error(np.diag([3.0, 1.0]), np.diag([2.0, 0.0]), 1): right 0.25, this gives 1.25."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    hat = (u[:, -d:] * s[-d:]) @ vt[-d:]
    return ((hat - b) ** 2).sum() / (b**2).sum()


def held_out_error__unseen_w12(a, b, d):
    """WRONG: rebuilt table put back into an array of a's dtype: whole numbers cut it off; shows on held_out_error(np.array([[3, 1], [1, 2]]), np.array([[2, 1], [1, 2]]), 1): right 0.21459, this gives 0.1."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    hat = np.zeros_like(a)
    hat[:] = (u[:, :d] * s[:d]) @ vt[:d]
    return ((hat - b) ** 2).sum() / (b**2).sum()


def stop_epoch__unseen_r1(losses, patience):
    """RIGHT: loop."""
    best, waited = 0, 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
            if waited == patience:
                break
    return best


def stop_epoch__unseen_r2(losses, patience):
    """RIGHT: infinity as the first best."""
    best_loss = float("inf")
    best_epoch = None
    bad = 0
    for epoch, loss in enumerate(losses.tolist()):
        if loss < best_loss:
            best_loss = loss
            best_epoch = epoch
            bad = 0
        else:
            bad = bad + 1
        if bad >= patience:
            return best_epoch
    return best_epoch


def stop_epoch__unseen_r3(losses, patience):
    """RIGHT: running minimum, numpy."""
    low = np.minimum.accumulate(losses)
    best = np.array([np.argmin(losses[: i + 1]) for i in range(len(losses))])
    stop = np.flatnonzero(np.arange(len(losses)) - best >= patience)
    return int(best[stop[0]]) if len(stop) else int(np.argmin(low))


def stop_epoch__unseen_r4(losses, patience):
    """RIGHT: recursion over prefixes: the first best that nothing beats within patience epochs."""
    e = 0
    while True:
        later = [i for i in range(e + 1, min(e + patience + 1, len(losses))) if losses[i] < losses[e]]
        if not later:
            return e
        e = later[0]


def stop_epoch__unseen_w1(losses, patience):
    """WRONG: the best of all epochs, also of those never computed; shows on stop_epoch(np.array([3.0, 2.0, 2.5, 2.2, 1.0, 4.0]), 2): right 1., this gives 4."""
    return int(np.argmin(losses))


def stop_epoch__unseen_w2(losses, patience):
    """WRONG: the epoch at which it stops, not the best one; shows on stop_epoch(np.array([3.0, 2.0, 2.5, 2.2, 1.0, 4.0]), 2): right 1., this gives 3."""
    best, bad = np.inf, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
            if bad == patience:
                return i
    return len(losses) - 1


def stop_epoch__unseen_w3(losses, patience):
    """WRONG: one epoch too late (more than patience); shows on stop_epoch(np.array([3.0, 2.0, 2.5, 2.2, 1.0, 4.0]), 2): right 1., this gives 4."""
    best, where, bad = np.inf, 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, where, bad = loss, i, 0
        else:
            bad += 1
            if bad > patience:
                break
    return where


def stop_epoch__unseen_w4(losses, patience):
    """WRONG: compared with the epoch before, not with the best one; shows on stop_epoch(np.array([3.0, 2.0, 2.5, 2.2, 1.0, 4.0]), 2): right 1., this gives 4."""
    bad, end = 0, len(losses)
    for i in range(1, len(losses)):
        if losses[i] < losses[i - 1]:
            bad = 0
        else:
            bad += 1
            if bad == patience:
                end = i + 1
                break
    return int(np.argmin(losses[:end]))


def stop_epoch__unseen_w5(losses, patience):
    """WRONG: an equal loss counts as better; shows on stop_epoch(np.array([2.0, 2.0, 2.0, 1.0]), 2): right 0., this gives 3."""
    best, where, bad = np.inf, 0, 0
    for i, loss in enumerate(losses):
        if loss <= best:
            best, where, bad = loss, i, 0
        else:
            bad += 1
            if bad == patience:
                break
    return where


def stop_epoch__unseen_w6(losses, patience):
    """WRONG: bad epochs counted in all, not in a row; shows on stop_epoch(np.array([3.0, 4.0, 2.0, 2.5, 1.0]), 2): right 4., this gives 2."""
    best, where, bad = np.inf, 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, where = loss, i
        else:
            bad += 1
            if bad == patience:
                break
    return where


def stop_epoch__unseen_w7(losses, patience):
    """WRONG: counted from 1; shows on stop_epoch(np.array([3.0, 2.0, 2.5, 2.2, 1.0, 4.0]), 2): right 1., this gives 2."""
    best, where, bad = np.inf, 0, 0
    for i, loss in enumerate(losses, 1):
        if loss < best:
            best, where, bad = loss, i, 0
        else:
            bad += 1
            if bad == patience:
                break
    return where


def stop_epoch__unseen_w8(losses, patience):
    """WRONG: the smallest loss, not its epoch; shows on stop_epoch(np.array([3.0, 2.0, 2.5, 2.2, 1.0, 4.0]), 2): right 1., this gives 2."""
    best, bad = np.inf, 0
    for loss in losses:
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
            if bad == patience:
                break
    return best


def stop_epoch__unseen_w9(losses, patience):
    """WRONG: stop epoch less patience, also where training ran to its end; shows on stop_epoch(np.array([3.0, 2.0, 1.0]), 2): right 2., this gives 0."""
    best, bad = np.inf, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad == patience:
            break
    return i - patience


def stop_epoch__unseen_w10(losses, patience):
    """WRONG: better only by more than 1e-3; the prose says however little; shows on stop_epoch(np.array([1.0, 0.9995, 1.5]), 2): right 1., this gives 0."""
    best, where, bad = np.inf, 0, 0
    for i, loss in enumerate(losses):
        if loss < best - 1e-3:
            best, where, bad = loss, i, 0
        else:
            bad += 1
            if bad == patience:
                break
    return where


def stop_epoch__unseen_w11(losses, patience):
    """WRONG: returns nothing where training runs to its end; shows on stop_epoch(np.array([3.0, 2.0, 1.0]), 2): right 2., this gives None."""
    best, where, bad = np.inf, 0, 0
    for i, loss in enumerate(losses):
        if loss < best:
            best, where, bad = loss, i, 0
        else:
            bad += 1
            if bad == patience:
                return where


def stop_epoch__unseen_w12(losses, patience):
    """WRONG: an equal loss neither counts as bad nor as better; shows on stop_epoch(np.array([2.0, 2.0, 2.0, 1.0]), 2): right 0., this gives 3."""
    best, where, bad = losses[0], 0, 0
    for i in range(1, len(losses)):
        if losses[i] < best:
            best, where, bad = losses[i], i, 0
        elif losses[i] > best:
            bad += 1
            if bad == patience:
                break
    return where


def best_of_bias__unseen_r1(right, draws):
    """RIGHT: numpy."""
    out = []
    for draw in draws:
        rest = np.setdiff1d(np.arange(right.shape[1]), draw)
        w = right[:, draw].mean(axis=1).argmax()
        out.append(right[w, draw].mean() - right[w, rest].mean())
    return np.mean(out)


def best_of_bias__unseen_r2(right, draws):
    """RIGHT: fraction, plain loops."""
    from fractions import Fraction

    R = [[int(v) for v in row] for row in right]
    total = Fraction(0)
    for draw in draws:
        drawn = [int(i) for i in draw]
        winner = 0
        for c in range(1, len(R)):
            if sum(R[c][i] for i in drawn) > sum(R[winner][i] for i in drawn):
                winner = c
        others = [i for i in range(len(R[0])) if i not in drawn]
        total += Fraction(sum(R[winner][i] for i in drawn), len(drawn)) - Fraction(
            sum(R[winner][i] for i in others), len(others)
        )
    return total / len(draws)


def best_of_bias__unseen_r3(right, draws):
    """RIGHT: masks."""
    n = right.shape[1]
    total = 0.0
    for draw in draws:
        m = np.zeros(n, dtype=bool)
        m[draw] = True
        row = right[np.argmax(right[:, m].sum(axis=1))].astype(float)
        total += row[m].mean() - row[~m].mean()
    return total / len(draws)


def best_of_bias__unseen_r4(right, draws):
    """RIGHT: sums without loops."""
    right, draws = np.asarray(right, float), np.asarray(draws)
    t, m = draws.shape
    n = right.shape[1]
    inside = right[:, draws].sum(axis=2)
    w = inside.argmax(axis=0)
    a = inside[w, np.arange(t)]
    return float((a / m - (right.sum(axis=1)[w] - a) / (n - m)).mean())


def best_of_bias__unseen_w1(right, draws):
    """WRONG: less the mean on all items, the drawn ones too; shows on best_of_bias(np.array([[1, 1, 0, 0], [0, 1, 1, 1]]), np.array([[3, 2]])): right 0.5, this gives 0.25."""
    out = []
    for d in draws:
        m = right[:, d].mean(axis=1)
        w = m.argmax()
        out.append(m[w] - right[w].mean())
    return np.mean(out)


def best_of_bias__unseen_w2(right, draws):
    """WRONG: less the best mean on the other items, not the winner's own; shows on best_of_bias(np.array([[1, 1, 0, 0], [0, 1, 1, 1]]), np.array([[3, 2]])): right 0.5, this gives 0."""
    out = []
    for d in draws:
        rest = np.delete(right, d, axis=1)
        out.append(right[:, d].mean(axis=1).max() - rest.mean(axis=1).max())
    return np.mean(out)


def best_of_bias__unseen_w3(right, draws):
    """WRONG: of equal ones the last row; shows on best_of_bias(np.array([[1, 0, 0], [1, 1, 1]]), np.array([[0]])): right 1., this gives 0."""
    out = []
    for d in draws:
        m = right[:, d].mean(axis=1)
        w = np.argsort(m, kind="stable")[-1]
        out.append(m[w] - np.delete(right[w], d).mean())
    return np.mean(out)


def best_of_bias__unseen_w4(right, draws):
    """WRONG: sum over the draws; shows on best_of_bias(np.array([[1, 1, 0, 0], [0, 1, 1, 1]]), np.array([[3, 2], [0, 1]])): right 0.75, this gives 1.5."""
    total = 0
    for d in draws:
        m = right[:, d].mean(axis=1)
        w = m.argmax()
        total += m[w] - np.delete(right[w], d).mean()
    return total


def best_of_bias__unseen_w5(right, draws):
    """WRONG: one winner by all items for every draw; shows on best_of_bias(np.array([[1, 1, 0, 0, 0], [0, 0, 1, 1, 1]]), np.array([[0, 1]])): right 1., this gives -1."""
    w = right.mean(axis=1).argmax()
    return np.mean([right[w, d].mean() - np.delete(right[w], d).mean() for d in draws])


def best_of_bias__unseen_w6(right, draws):
    """WRONG: the sign turned round; shows on best_of_bias(np.array([[1, 1, 0, 0], [0, 1, 1, 1]]), np.array([[3, 2]])): right 0.5, this gives -0.5."""
    out = []
    for d in draws:
        m = right[:, d].mean(axis=1)
        w = m.argmax()
        out.append(np.delete(right[w], d).mean() - m[w])
    return np.mean(out)


def best_of_bias__unseen_w7(right, draws):
    """WRONG: less the mean of all configurations on the other items; shows on best_of_bias(np.array([[1, 1, 0, 0], [0, 0, 1, 1]]), np.array([[3, 2]])): right 1., this gives 0.5."""
    out = []
    for d in draws:
        m = right[:, d].mean(axis=1)
        out.append(m.max() - np.delete(right, d, axis=1).mean())
    return np.mean(out)


def best_of_bias__unseen_w8(right, draws):
    """WRONG: sums of right items, not means: sizes of both parts differ; shows on best_of_bias(np.array([[1, 1, 0, 0, 0], [0, 1, 1, 1, 0]]), np.array([[3, 2]])): right 0.66667, this gives 1."""
    out = []
    for d in draws:
        m = right[:, d].sum(axis=1)
        w = m.argmax()
        out.append(m[w] - np.delete(right[w], d).sum())
    return np.mean(out)


def best_of_bias__unseen_w9(right, draws):
    """WRONG: absolute value in each draw; shows on best_of_bias(np.array([[0, 1, 1]]), np.array([[0]])): right -1., this gives 1."""
    out = []
    for d in draws:
        m = right[:, d].mean(axis=1)
        w = m.argmax()
        out.append(abs(m[w] - np.delete(right[w], d).mean()))
    return np.mean(out)


def best_of_bias__unseen_w10(right, draws):
    """WRONG: not drawn read as drawn in no draw at all; shows on best_of_bias(np.array([[1, 1, 0, 0], [0, 1, 1, 1]]), np.array([[3, 2], [0, 3]])): right 0.25, this gives -0.25."""
    never = np.setdiff1d(np.arange(right.shape[1]), draws)
    out = []
    for d in draws:
        m = right[:, d].mean(axis=1)
        w = m.argmax()
        out.append(m[w] - right[w, never].mean())
    return np.mean(out)


def balanced_accuracy__unseen_r1(y, p):
    """RIGHT: numpy."""
    return np.mean([(p[y == c] == c).mean() for c in np.unique(y)])


def balanced_accuracy__unseen_r2(y, p):
    """RIGHT: plain loops."""
    right, count = {}, {}
    for a, b in zip(y.tolist(), p.tolist()):
        count[a] = count.get(a, 0) + 1
        if a == b:
            right[a] = right.get(a, 0) + 1
    total = 0.0
    for c in count:
        total += right.get(c, 0) / count[c]
    return total / len(count)


def balanced_accuracy__unseen_r3(y, p):
    """RIGHT: sklearn."""
    from sklearn.metrics import balanced_accuracy_score

    return balanced_accuracy_score(y, p)


def balanced_accuracy__unseen_r4(y, p):
    """RIGHT: each item weighted by one over the size of its class."""
    _, inverse, size = np.unique(y, return_inverse=True, return_counts=True)
    return np.average(y == p, weights=1 / size[inverse])


def balanced_accuracy__unseen_w1(y, p):
    """WRONG: plain accuracy; shows on balanced_accuracy(np.array([0, 0, 0, 0, 1]), np.array([0, 0, 0, 1, 1])): right 0.875, this gives 0.8."""
    return np.mean(y == p)


def balanced_accuracy__unseen_w2(y, p):
    """WRONG: share of those called so (precision); shows on balanced_accuracy(np.array([0, 0, 0, 0, 1]), np.array([0, 0, 0, 1, 1])): right 0.875, this gives 0.75."""
    return np.mean([(y[p == c] == c).mean() for c in np.unique(p)])


def balanced_accuracy__unseen_w3(y, p):
    """WRONG: classes of p alone count with 0; shows on balanced_accuracy(np.array([0, 0, 1]), np.array([0, 2, 1])): right 0.75, this gives 0.5."""
    out = []
    for c in np.union1d(y, p):
        m = y == c
        out.append((p[m] == c).mean() if m.any() else 0.0)
    return np.mean(out)


def balanced_accuracy__unseen_w4(y, p):
    """WRONG: two classes only, 0 and 1; shows on balanced_accuracy(np.array([0, 1, 2]), np.array([0, 1, 1])): right 0.66667, this gives 1."""
    return ((p[y == 1] == 1).mean() + (p[y == 0] == 0).mean()) / 2


def balanced_accuracy__unseen_w5(y, p):
    """WRONG: classes 0 to the largest, one that does not occur gives nan; shows on balanced_accuracy(np.array([0, 0, 2]), np.array([0, 1, 2])): right 0.75, this gives nan."""
    with np.errstate(all="ignore"):
        return np.mean([np.sum((p == c) & (y == c)) / np.sum(y == c) for c in range(int(y.max()) + 1)])


def balanced_accuracy__unseen_w6(y, p):
    """WRONG: one class against the rest: its true negatives count as well; shows on balanced_accuracy(np.array([0, 1, 2]), np.array([0, 1, 1])): right 0.66667, this gives 0.77778."""
    return np.mean([((p == c) == (y == c)).mean() for c in np.unique(y)])


def balanced_accuracy__unseen_w7(y, p):
    """WRONG: macro recall of sklearn: a class in p alone counts with 0; shows on balanced_accuracy(np.array([0, 0, 1]), np.array([0, 2, 1])): right 0.75, this gives 0.5."""
    from sklearn.metrics import recall_score

    return recall_score(y, p, average="macro", zero_division=0)


def balanced_accuracy__unseen_w8(y, p):
    """WRONG: items that were called a class that does not occur are left out, not wrong; shows on balanced_accuracy(np.array([0, 0, 1]), np.array([0, 2, 1])): right 0.75, this gives 1."""
    keep = np.isin(p, y)
    y, p = y[keep], p[keep]
    return np.mean([(p[y == c] == c).mean() for c in np.unique(y)])


def balanced_accuracy__unseen_w9(y, p):
    """WRONG: one class alone: divides by two all the same; shows on balanced_accuracy(np.array([1, 1]), np.array([1, 1])): right 1., this gives 0.5."""
    shares = [(p[y == c] == c).mean() for c in np.unique(y)]
    return sum(shares) / 2


def balanced_accuracy__unseen_w10(y, p):
    """WRONG: weighted by the size of the class: accuracy again; shows on balanced_accuracy(np.array([0, 0, 0, 0, 1]), np.array([0, 0, 0, 1, 1])): right 0.875, this gives 0.8."""
    c, n = np.unique(y, return_counts=True)
    return np.average([(p[y == k] == k).mean() for k in c], weights=n)


def balanced_accuracy__unseen_w11(y, p):
    """WRONG: one share a class, not their mean; shows on balanced_accuracy(np.array([0, 0, 0, 0, 1]), np.array([0, 0, 0, 1, 1])): right 0.875, this gives [0.75, 1. ]."""
    return [(p[y == c] == c).mean() for c in np.unique(y)]


def group_interval__unseen_r1(values, groups):
    """RIGHT: numpy, scipy."""
    from scipy import stats

    m = np.array([values[groups == g].mean() for g in np.unique(groups)])
    half = stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(m))
    return m.mean(), m.mean() - half, m.mean() + half


def group_interval__unseen_r2(values, groups):
    """RIGHT: dictionary and statistics."""
    import math
    import statistics

    from scipy.stats import t

    rows = {}
    for v, g in zip(values, groups):
        rows.setdefault(int(g), []).append(float(v))
    means = [statistics.fmean(r) for r in rows.values()]
    centre = statistics.fmean(means)
    width = float(t.ppf(0.975, len(means) - 1)) * statistics.stdev(means) / math.sqrt(len(means))
    return [centre, centre - width, centre + width]


def group_interval__unseen_r3(values, groups):
    """RIGHT: bincount and scipy's sem."""
    from scipy.stats import sem, t

    inverse = np.unique(groups, return_inverse=True)[1]
    m = np.bincount(inverse, weights=values) / np.bincount(inverse)
    return tuple(m.mean() + np.array([0, -1, 1]) * t.ppf(0.975, m.size - 1) * sem(m))


def group_interval__unseen_r4(values, groups):
    """RIGHT: torch, one by one."""
    import torch
    from scipy.stats import t

    v, g = torch.tensor(values), torch.tensor(groups)
    m = torch.stack([v[g == u].mean() for u in torch.unique(g)])
    half = t.ppf(0.975, len(m) - 1) * m.std() / len(m) ** 0.5
    return torch.stack([m.mean(), m.mean() - half, m.mean() + half])


def group_interval__unseen_w1(values, groups):
    """WRONG: deviation divides by G; shows on group_interval(np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5])): right [ 0.5 , -0.74207, 1.74207], this gives [ 0.5 , -0.51414, 1.51414]."""
    from scipy import stats

    m = np.array([values[groups == g].mean() for g in np.unique(groups)])
    half = stats.t.ppf(0.975, len(m) - 1) * m.std() / np.sqrt(len(m))
    return m.mean(), m.mean() - half, m.mean() + half


def group_interval__unseen_w2(values, groups):
    """WRONG: rows in place of group means; shows on group_interval(np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5])): right [ 0.5 , -0.74207, 1.74207], this gives [ 0.5 , -0.0748, 1.0748]."""
    from scipy import stats

    n = len(values)
    half = stats.t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n)
    return values.mean(), values.mean() - half, values.mean() + half


def group_interval__unseen_w3(values, groups):
    """WRONG: 1.96 in place of Student's t; shows on group_interval(np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5])): right [ 0.5 , -0.74207, 1.74207], this gives [ 0.5 , -0.0658, 1.0658]."""
    m = np.array([values[groups == g].mean() for g in np.unique(groups)])
    half = 1.96 * m.std(ddof=1) / np.sqrt(len(m))
    return m.mean(), m.mean() - half, m.mean() + half


def group_interval__unseen_w4(values, groups):
    """WRONG: mean of the rows as the middle: groups with more rows count more; shows on group_interval(np.array([1.0, 1.0, 1.0, 0.0]), np.array([1, 1, 1, 2])): right [ 0.5 , -5.8531, 6.8531], this gives [ 0.75 , -5.6031, 7.1031]."""
    from scipy import stats

    m = np.array([values[groups == g].mean() for g in np.unique(groups)])
    half = stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(m))
    return values.mean(), values.mean() - half, values.mean() + half


def group_interval__unseen_w5(values, groups):
    """WRONG: G degrees of freedom; shows on group_interval(np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5])): right [ 0.5 , -0.74207, 1.74207], this gives [ 0.5 , -0.41869, 1.41869]."""
    from scipy import stats

    m = np.array([values[groups == g].mean() for g in np.unique(groups)])
    half = stats.t.ppf(0.975, len(m)) * m.std(ddof=1) / np.sqrt(len(m))
    return m.mean(), m.mean() - half, m.mean() + half


def group_interval__unseen_w6(values, groups):
    """WRONG: root of the number of rows; shows on group_interval(np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5])): right [ 0.5 , -0.74207, 1.74207], this gives [ 0.5 , -0.37828, 1.37828]."""
    from scipy import stats

    m = np.array([values[groups == g].mean() for g in np.unique(groups)])
    half = stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(values))
    return m.mean(), m.mean() - half, m.mean() + half


def group_interval__unseen_w7(values, groups):
    """WRONG: stats.t.interval gives nan where all means are equal; shows on group_interval(np.array([1.0, 0.0, 0.5]), np.array([1, 1, 2])): right [0.5, 0.5, 0.5], this gives [0.5, nan, nan]."""
    from scipy import stats

    m = np.array([values[groups == g].mean() for g in np.unique(groups)])
    low, high = stats.t.interval(0.95, len(m) - 1, loc=m.mean(), scale=stats.sem(m))
    return m.mean(), low, high


def group_interval__unseen_w8(values, groups):
    """WRONG: .95 quantile: one tail only; shows on group_interval(np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5])): right [ 0.5 , -0.74207, 1.74207], this gives [ 0.5 , -0.34293, 1.34293]."""
    from scipy import stats

    m = np.array([values[groups == g].mean() for g in np.unique(groups)])
    half = stats.t.ppf(0.95, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(m))
    return m.mean(), m.mean() - half, m.mean() + half


def group_interval__unseen_w9(values, groups):
    """WRONG: groupby of itertools without sorting: a group that comes back counts again; shows on group_interval(np.array([1.0, 0.0, 1.0, 0.5]), np.array([1, 2, 1, 2])): right [ 0.625 , -4.13983, 5.38983], this gives [ 0.625 , -0.13674, 1.38674]."""
    from itertools import groupby

    from scipy import stats

    m = np.array([np.mean([v for _, v in rows]) for _, rows in groupby(zip(groups, values), key=lambda x: x[0])])
    half = stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(m))
    return m.mean(), m.mean() - half, m.mean() + half


def group_interval__unseen_w10(values, groups):
    """WRONG: bincount over all numbers up to the largest: groups that do not occur give nan; shows on group_interval(np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5])): right [ 0.5 , -0.74207, 1.74207], this gives [nan, nan, nan]."""
    from scipy import stats

    with np.errstate(all="ignore"):
        m = np.bincount(groups, weights=values) / np.bincount(groups)
    half = stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(m))
    return m.mean(), m.mean() - half, m.mean() + half


def group_interval__unseen_w11(values, groups):
    """WRONG: not divided by the root of G; shows on group_interval(np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5])): right [ 0.5 , -0.74207, 1.74207], this gives [ 0.5 , -1.65133, 2.65133]."""
    from scipy import stats

    m = np.array([values[groups == g].mean() for g in np.unique(groups)])
    half = stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1)
    return m.mean(), m.mean() - half, m.mean() + half


def group_interval__unseen_w12(values, groups):
    """WRONG: sums of the groups in place of their means; shows on group_interval(np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5])): right [ 0.5 , -0.74207, 1.74207], this gives [ 1. , -1.48414, 3.48414]."""
    from scipy import stats

    m = np.array([values[groups == g].sum() for g in np.unique(groups)])
    half = stats.t.ppf(0.975, len(m) - 1) * m.std(ddof=1) / np.sqrt(len(m))
    return m.mean(), m.mean() - half, m.mean() + half
