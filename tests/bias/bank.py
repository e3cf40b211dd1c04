"""Unit 08, answers written from the prose alone by somebody who had not read the checks."""

import itertools
import math
from math import comb

import numpy as np
import scipy.linalg
import scipy.spatial.distance as ssd
import scipy.stats
import torch
from sklearn.decomposition import PCA
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import normalize


def _unit(x):
    x = np.asarray(x, dtype=float)
    norm = np.linalg.norm(x, axis=-1, keepdims=True)
    return x / np.where(norm == 0, 1, norm)


def _assoc(words, a, b):
    return (_unit(words) @ _unit(a).T).mean(axis=1) - (_unit(words) @ _unit(b).T).mean(axis=1)


# ---------------------------------------------------------------- 8.1 association


def association__matrices(words, a, b):
    """RIGHT: cosine matrices and means."""
    w = words / np.linalg.norm(words, axis=1, keepdims=True)
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    return (w @ a.T).mean(axis=1) - (w @ b.T).mean(axis=1)


def association__mean_units(words, a, b):
    """RIGHT: the difference of the means of unit vectors, one product."""
    return _unit(words) @ (_unit(a).mean(axis=0) - _unit(b).mean(axis=0))


def association__python(words, a, b):
    """RIGHT: plain Python."""

    def cos(x, y):
        x, y = [float(t) for t in x], [float(t) for t in y]
        return sum(s * t for s, t in zip(x, y)) / math.hypot(*x) / math.hypot(*y)

    return [sum(cos(w, x) for x in a) / len(a) - sum(cos(w, y) for y in b) / len(b) for w in words]


def association__sklearn(words, a, b):
    """RIGHT: sklearn."""
    return cosine_similarity(words, a).mean(1) - cosine_similarity(words, b).mean(1)


def association__cdist(words, a, b):
    """RIGHT: cosine distances, sign turned."""
    return ssd.cdist(words, b, "cosine").mean(axis=1) - ssd.cdist(words, a, "cosine").mean(axis=1)


def association__torch32(words, a, b):
    """RIGHT: torch in float32."""
    w, a, b = (
        torch.nn.functional.normalize(torch.tensor(np.asarray(x), dtype=torch.float32), dim=1) for x in (words, a, b)
    )
    return ((w @ a.T).mean(1) - (w @ b.T).mean(1)).numpy()


def association__outer_norms(words, a, b):
    """RIGHT: products divided by the outer product of the lengths."""

    def mean_cos(x):
        return np.mean(words @ x.T / np.outer(np.linalg.norm(words, axis=1), np.linalg.norm(x, axis=1)), axis=1)

    return mean_cos(a) - mean_cos(b)


def association__dot(words, a, b):
    """WRONG: dot products for cosines."""
    return (words @ a.T).mean(1) - (words @ b.T).mean(1)


def association__cos_of_mean(words, a, b):
    """WRONG: cosine with the mean of each set."""
    return _unit(words) @ _unit(np.mean(a, axis=0)) - _unit(words) @ _unit(np.mean(b, axis=0))


def association__cos_of_unit_mean(words, a, b):
    """WRONG: cosine with the mean of the unit words, normalised again."""
    return _unit(words) @ _unit(_unit(a).mean(0)) - _unit(words) @ _unit(_unit(b).mean(0))


def association__mean_not_unit(words, a, b):
    """WRONG: words made length 1, but sets averaged as they are."""
    return _unit(words) @ (np.mean(a, axis=0) - np.mean(b, axis=0))


def association__cos_difference(words, a, b):
    """WRONG: cosine with the difference of the means."""
    return _unit(words) @ _unit(_unit(a).mean(0) - _unit(b).mean(0))


def association__words_not_unit(words, a, b):
    """WRONG: sets made length 1, the words not."""
    return words @ (_unit(a).mean(0) - _unit(b).mean(0))


def association__sum(words, a, b):
    """WRONG: sums for means."""
    return (_unit(words) @ _unit(a).T).sum(1) - (_unit(words) @ _unit(b).T).sum(1)


def association__same_divisor(words, a, b):
    """WRONG: both sums divided by |A|."""
    return ((_unit(words) @ _unit(a).T).sum(1) - (_unit(words) @ _unit(b).T).sum(1)) / len(a)


def association__zip(words, a, b):
    """WRONG: pairs of a and b, cut at the shorter set."""
    n = min(len(a), len(b))
    return (_unit(words) @ (_unit(a)[:n] - _unit(b)[:n]).T).mean(1)


def association__unique(words, a, b):
    """WRONG: a word that stands twice counts once."""
    return _assoc(words, np.unique(a, axis=0), np.unique(b, axis=0))


def association__swapped(words, a, b):
    """WRONG: b minus a."""
    return _assoc(words, b, a)


def association__distance(words, a, b):
    """WRONG: cosine distance for cosine, sign turned."""
    return ssd.cdist(words, a, "cosine").mean(1) - ssd.cdist(words, b, "cosine").mean(1)


def association__max(words, a, b):
    """WRONG: nearest word of each set for the mean."""
    return (_unit(words) @ _unit(a).T).max(1) - (_unit(words) @ _unit(b).T).max(1)


def association__median(words, a, b):
    """WRONG: median for mean."""
    return np.median(_unit(words) @ _unit(a).T, axis=1) - np.median(_unit(words) @ _unit(b).T, axis=1)


def association__one_number(words, a, b):
    """WRONG: mean over the words too."""
    return float((_unit(words) @ _unit(a).T).mean() - (_unit(words) @ _unit(b).T).mean())


def association__abs(words, a, b):
    """WRONG: absolute value."""
    return np.abs(_assoc(words, a, b))


def association__axis0(words, a, b):
    """WRONG: lengths of columns, not of rows."""

    def unit(x):
        norm = np.linalg.norm(x, axis=0)
        return x / np.where(norm == 0, 1, norm)

    return (unit(words) @ unit(a).T).mean(1) - (unit(words) @ unit(b).T).mean(1)


def association__whole_norm(words, a, b):
    """WRONG: norm of the whole matrix (axis forgotten)."""
    w, a, b = (x / np.linalg.norm(x) for x in (words, a, b))
    return (w @ a.T).mean(1) - (w @ b.T).mean(1)


def association__in_place(words, a, b):
    """WRONG: changes the caller's arrays."""
    for x in (words, a, b):
        x[:] = x / np.linalg.norm(x, axis=1, keepdims=True)
    return (words @ a.T).mean(1) - (words @ b.T).mean(1)


def association__int(words, a, b):
    """WRONG: answers collected in an array of the words' type, so cut for whole numbers."""
    out = np.zeros(len(words), dtype=np.asarray(words).dtype)
    for i, s in enumerate(_assoc(words, a, b)):
        out[i] = s
    return out


def association__standardised(words, a, b):
    """WRONG: divided by the standard deviation, as WEAT does for one word."""
    c = np.hstack([_unit(words) @ _unit(a).T, _unit(words) @ _unit(b).T])
    return _assoc(words, a, b) / np.maximum(c.std(axis=1), 1e-12)


# ---------------------------------------------------------------- 8.2 weat


def weat__concatenate(x, y, a, b):
    """RIGHT: associations, std with ddof 1."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    return (s.mean() - t.mean()) / np.concatenate([s, t]).std(ddof=1)


def weat__stack_words(x, y, a, b):
    """RIGHT: words stacked first."""
    s = _assoc(np.vstack([x, y]), a, b)
    n = len(x)
    return float((np.mean(s[:n]) - np.mean(s[n:])) / np.std(s, ddof=1))


def weat__python(x, y, a, b):
    """RIGHT: written out with statistics."""
    import statistics

    s = [float(v) for v in _assoc(x, a, b)]
    t = [float(v) for v in _assoc(y, a, b)]
    return (statistics.fmean(s) - statistics.fmean(t)) / statistics.stdev(s + t)


def weat__torch(x, y, a, b):
    """RIGHT: torch.std divides by n - 1, float32."""
    s = torch.tensor(_assoc(x, a, b), dtype=torch.float32)
    t = torch.tensor(_assoc(y, a, b), dtype=torch.float32)
    return ((s.mean() - t.mean()) / torch.cat([s, t]).std()).item()


def weat__by_hand_variance(x, y, a, b):
    """RIGHT: sum of squares by hand."""
    s, t = association__mean_units(x, a, b), association__mean_units(y, a, b)
    both = np.r_[s, t]
    return (s.sum() / len(s) - t.sum() / len(t)) / np.sqrt(((both - both.mean()) ** 2).sum() / (both.size - 1))


def weat__direction(x, y, a, b):
    """RIGHT: scale of the direction cancels, scipy's tstd."""
    g = _unit(a).mean(0) - _unit(b).mean(0)
    s, t = _unit(x) @ g, _unit(y) @ g
    return (s.mean() - t.mean()) / scipy.stats.tstd(np.append(s, t))


def weat__union_set(x, y, a, b):
    """ARGUABLE: the union as a set, a word in both X and Y (or twice) counts once in the deviation."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    union = np.unique(np.vstack([x, y]), axis=0)
    return (s.mean() - t.mean()) / _assoc(union, a, b).std(ddof=1)


def weat__ddof0(x, y, a, b):
    """WRONG: np.std divides by n."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    return (s.mean() - t.mean()) / np.concatenate([s, t]).std()


def weat__pooled(x, y, a, b):
    """WRONG: pooled deviation within the sets (Cohen's d)."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    ss = ((s - s.mean()) ** 2).sum() + ((t - t.mean()) ** 2).sum()
    with np.errstate(all="ignore"):
        return (s.mean() - t.mean()) / np.sqrt(ss / max(1, len(s) + len(t) - 2))


def weat__mean_of_stds(x, y, a, b):
    """WRONG: mean of both deviations."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    with np.errstate(all="ignore"):
        return (s.mean() - t.mean()) / ((s.std() + t.std()) / 2)


def weat__std_x(x, y, a, b):
    """WRONG: deviation of X only."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    with np.errstate(all="ignore"):
        return (s.mean() - t.mean()) / s.std()


def weat__no_std(x, y, a, b):
    """WRONG: not divided."""
    return _assoc(x, a, b).mean() - _assoc(y, a, b).mean()


def weat__sum(x, y, a, b):
    """WRONG: sums for means (WEAT's test statistic)."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    return (s.sum() - t.sum()) / np.concatenate([s, t]).std(ddof=1)


def weat__test_statistic(x, y, a, b):
    """WRONG: the test statistic of the paper for the effect size."""
    return _assoc(x, a, b).sum() - _assoc(y, a, b).sum()


def weat__variance(x, y, a, b):
    """WRONG: variance for deviation."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    return (s.mean() - t.mean()) / np.concatenate([s, t]).var(ddof=1)


def weat__swapped_sets(x, y, a, b):
    """WRONG: Y minus X."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    return (t.mean() - s.mean()) / np.concatenate([s, t]).std(ddof=1)


def weat__swapped_roles(x, y, a, b):
    """WRONG: attributes and targets exchanged."""
    s, t = _assoc(a, x, y), _assoc(b, x, y)
    return (s.mean() - t.mean()) / np.concatenate([s, t]).std(ddof=1)


def weat__abs(x, y, a, b):
    """WRONG: absolute value."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    return abs(s.mean() - t.mean()) / np.concatenate([s, t]).std(ddof=1)


def weat__mean_words(x, y, a, b):
    """WRONG: association of the mean word."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    num = _assoc(x.mean(0, keepdims=True), a, b)[0] - _assoc(y.mean(0, keepdims=True), a, b)[0]
    return num / np.concatenate([s, t]).std(ddof=1)


def weat__std_of_means(x, y, a, b):
    """WRONG: deviation of the two means."""
    s, t = _assoc(x, a, b).mean(), _assoc(y, a, b).mean()
    return (s - t) / np.std([s, t], ddof=1) if s != t else 0.0


def weat__t_statistic(x, y, a, b):
    """WRONG: standard error, a t statistic."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    both = np.concatenate([s, t])
    return (s.mean() - t.mean()) / (both.std(ddof=1) / np.sqrt(len(both)))


def weat__std_attributes(x, y, a, b):
    """WRONG: deviation of the associations of the attributes."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    return (s.mean() - t.mean()) / max(_assoc(np.vstack([a, b]), x, y).std(ddof=1), 1e-12)


def weat__ddof_minus_two(x, y, a, b):
    """WRONG: n - 2 in the deviation of all targets."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    both = np.concatenate([s, t])
    return (s.mean() - t.mean()) / np.sqrt(((both - both.mean()) ** 2).sum() / max(1, len(both) - 2))


def weat__stack(x, y, a, b):
    """WRONG: stacks the associations, needs sets of the same size."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    return (s.mean() - t.mean()) / np.stack([s, t]).std(ddof=1)


def weat__ddof_each(x, y, a, b):
    """WRONG: root of the mean of both variances."""
    s, t = _assoc(x, a, b), _assoc(y, a, b)
    with np.errstate(all="ignore"):
        return (s.mean() - t.mean()) / np.sqrt((s.var() + t.var()) / 2)


def weat__dot(x, y, a, b):
    """WRONG: dot products in the association."""
    f = lambda w: w @ (a.mean(0) - b.mean(0))
    s, t = f(x), f(y)
    return (s.mean() - t.mean()) / np.concatenate([s, t]).std(ddof=1)


# ---------------------------------------------------------------- 8.3 permutation_p


def permutation_p__combinations(x, y):
    """RIGHT: combinations of places."""
    both = np.concatenate([x, y])
    n = len(x)
    real = np.mean(x) - np.mean(y)
    hits = []
    for chosen in itertools.combinations(range(len(both)), n):
        mask = np.zeros(len(both), bool)
        mask[list(chosen)] = True
        hits.append(both[mask].mean() - both[~mask].mean() >= real - 1e-9)
    return np.mean(hits)


def permutation_p__sums(x, y):
    """RIGHT: the sum of the chosen decides, as the sizes are fixed."""
    both = [*map(float, x), *map(float, y)]
    limit = sum(map(float, x))
    sums = [sum(c) for c in itertools.combinations(both, len(x))]
    return sum(s >= limit for s in sums) / len(sums)


def permutation_p__bits(x, y):
    """RIGHT: bit masks."""
    v = np.append(x, y)
    n, total = len(x), len(v)
    count = hits = 0
    for bits in range(2**total):
        inside = [i for i in range(total) if bits >> i & 1]
        if len(inside) != n:
            continue
        count += 1
        outside = [i for i in range(total) if not bits >> i & 1]
        hits += v[inside].mean() - v[outside].mean() >= x.mean() - y.mean()
    return hits / count


def permutation_p__permutations(x, y):
    """RIGHT: all orders, each choice equally often."""
    v = [float(t) for t in x] + [float(t) for t in y]
    n = len(x)
    good = every = 0
    for p in itertools.permutations(v):
        every += 1
        good += sum(p[:n]) >= sum(v[:n])
    return good / every


def permutation_p__recursive(x, y):
    """RIGHT: recursion over take it or leave it, in eighths."""
    v = [round(8 * float(t)) for t in list(x) + list(y)]
    goal = sum(v[: len(x)])

    def count(i, left, total):
        if left == 0:
            return int(total >= goal)
        if i == len(v):
            return 0
        return count(i + 1, left - 1, total + v[i]) + count(i + 1, left, total)

    return count(0, len(x), 0) / comb(len(v), len(x))


def permutation_p__scipy(x, y):
    """RIGHT: scipy's exact permutation test, which wants two observations in each set; else counted."""
    if min(len(x), len(y)) < 2:
        return permutation_p__sums(x, y)
    result = scipy.stats.permutation_test(
        (np.asarray(x), np.asarray(y)),
        lambda a, b: np.mean(a) - np.mean(b),
        permutation_type="independent",
        alternative="greater",
        n_resamples=np.inf,
    )
    return float(result.pvalue)


def permutation_p__dp(x, y):
    """RIGHT: counts sums by dynamic programming."""
    v = [int(round(8 * float(t))) for t in list(x) + list(y)]
    ways = {(0, 0): 1}
    for t in v:
        new = dict(ways)
        for (size, total), w in ways.items():
            new[size + 1, total + t] = new.get((size + 1, total + t), 0) + w
        ways = new
    goal = sum(v[: len(x)])
    size = len(x)
    return sum(w for (s, t), w in ways.items() if s == size and t >= goal) / comb(len(v), size)


def _splits(x, y):
    v = np.concatenate([x, y]).astype(float)
    for chosen in itertools.combinations(range(len(v)), len(x)):
        rest = [i for i in range(len(v)) if i not in chosen]
        yield v[list(chosen)], v[rest]


def permutation_p__strict(x, y):
    """WRONG: larger, not at least as large."""
    real = np.mean(x) - np.mean(y)
    return np.mean([a.mean() - b.mean() > real for a, b in _splits(x, y)])


def permutation_p__two_sided(x, y):
    """WRONG: two-sided."""
    real = abs(np.mean(x) - np.mean(y))
    return np.mean([abs(a.mean() - b.mean()) >= real for a, b in _splits(x, y)])


def permutation_p__abs_real(x, y):
    """WRONG: only the real difference made positive."""
    real = abs(np.mean(x) - np.mean(y))
    return np.mean([a.mean() - b.mean() >= real for a, b in _splits(x, y)])


def permutation_p__other_side(x, y):
    """WRONG: at most, not at least."""
    real = np.mean(x) - np.mean(y)
    return np.mean([a.mean() - b.mean() <= real for a, b in _splits(x, y)])


def permutation_p__without_real(x, y):
    """WRONG: the real choice is left out."""
    real = np.mean(x) - np.mean(y)
    hits = [a.mean() - b.mean() >= real for a, b in _splits(x, y)][1:]
    return sum(hits) / max(1, len(hits))


def permutation_p__plus_one(x, y):
    """WRONG: one is added above and below, though the real choice is there already."""
    real = np.mean(x) - np.mean(y)
    hits = [a.mean() - b.mean() >= real for a, b in _splits(x, y)]
    return (1 + sum(hits)) / (1 + len(hits))


def permutation_p__count(x, y):
    """WRONG: returns the number of choices, not the share."""
    real = np.mean(x) - np.mean(y)
    return sum(a.mean() - b.mean() >= real for a, b in _splits(x, y))


def permutation_p__different_choices(x, y):
    """WRONG: equal choices of values count once."""
    v = [float(t) for t in x] + [float(t) for t in y]
    choices = {tuple(sorted(c)) for c in itertools.combinations(v, len(x))}
    return sum(sum(c) >= sum(map(float, x)) for c in choices) / len(choices)


def permutation_p__value_rest(x, y):
    """WRONG: the rest is found by value, so equal associations vanish."""
    v = [float(t) for t in x] + [float(t) for t in y]
    real = np.mean(x) - np.mean(y)
    hits = []
    for c in itertools.combinations(v, len(x)):
        rest = [t for t in v if t not in c]
        hits.append(np.mean(c) - (np.mean(rest) if rest else 0) >= real)
    return np.mean(hits)


def permutation_p__dedupe(x, y):
    """WRONG: equal associations are one word."""
    v = np.unique(np.concatenate([x, y]))
    n = min(len(x), len(v))
    c = [sum(t) for t in itertools.combinations(v, n)]
    return np.mean([t >= np.sum(x) for t in c])


def permutation_p__random(x, y):
    """WRONG: a thousand random shuffles, not all choices."""
    rng = np.random.default_rng(0)
    v = np.concatenate([x, y])
    n = len(x)
    hits = 0
    for _ in range(1000):
        rng.shuffle(v)
        hits += v[:n].mean() - v[n:].mean() >= np.mean(x) - np.mean(y)
    return (hits + 1) / 1001


def permutation_p__half(x, y):
    """WRONG: the chosen are half of the words, whatever the size of X."""
    v = np.concatenate([x, y])
    n = len(v) // 2
    real = np.mean(x) - np.mean(y)
    hits = []
    for c in itertools.combinations(range(len(v)), n):
        m = np.isin(np.arange(len(v)), c)
        hits.append(v[m].sum() / max(1, m.sum()) - v[~m].mean() >= real)
    return np.mean(hits)


def permutation_p__size_y(x, y):
    """WRONG: as many words as Y are chosen."""
    v = np.concatenate([x, y])
    real = np.mean(x) - np.mean(y)
    hits = []
    for c in itertools.combinations(range(len(v)), len(y)):
        m = np.isin(np.arange(len(v)), c)
        hits.append(v[m].mean() - v[~m].mean() >= real)
    return np.mean(hits)


def permutation_p__sum_chosen_mean_real(x, y):
    """WRONG: sums of the choices against the difference of means."""
    real = np.mean(x) - np.mean(y)
    return np.mean([a.sum() - b.sum() >= real for a, b in _splits(x, y)])


def permutation_p__t_test(x, y):
    """WRONG: t test, one-sided."""
    if len(x) + len(y) < 3:
        return 1.0
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(scipy.stats.ttest_ind(x, y, alternative="greater").pvalue)


def permutation_p__mann_whitney(x, y):
    """WRONG: ranks for means (Mann-Whitney)."""
    v = np.concatenate([x, y])
    r = scipy.stats.rankdata(v)
    real = r[: len(x)].sum()
    return np.mean([sum(c) >= real for c in itertools.combinations(r, len(x))])


def permutation_p__replacement(x, y):
    """WRONG: words are drawn with replacement."""
    v = [float(t) for t in x] + [float(t) for t in y]
    sums = [sum(c) for c in itertools.combinations_with_replacement(v, len(x))]
    return np.mean([s >= sum(map(float, x)) for s in sums])


def permutation_p__swap_pairs(x, y):
    """WRONG: swaps pairs x[i], y[i] only (paired test)."""
    n = min(len(x), len(y))
    d = np.asarray(x)[:n] - np.asarray(y)[:n]
    sums = [np.dot(s, d) for s in itertools.product([1, -1], repeat=n)]
    return np.mean([s >= d.sum() for s in sums])


def permutation_p__median(x, y):
    """WRONG: median for mean."""
    real = np.median(x) - np.median(y)
    return np.mean([np.median(a) - np.median(b) >= real for a, b in _splits(x, y)])


def permutation_p__all_mean(x, y):
    """WRONG: one minus the share (the confidence)."""
    real = np.mean(x) - np.mean(y)
    return 1 - np.mean([a.mean() - b.mean() >= real for a, b in _splits(x, y)])


# ---------------------------------------------------------------- 8.4 direction


def direction__svd(first, second):
    """RIGHT: SVD without centring."""
    d = (_unit(first) - _unit(second)) / 2
    g = np.linalg.svd(d, full_matrices=False)[2][0]
    return g if (d @ g).sum() > 0 else -g


def direction__eigh(first, second):
    """RIGHT: eigenvector of D'D."""
    d = _unit(first) - _unit(second)
    g = np.linalg.eigh(d.T @ d)[1][:, -1]
    return g * np.sign(d.sum(axis=0) @ g)


def direction__power(first, second):
    """RIGHT: power iteration from a random start."""
    d = (_unit(first) - _unit(second)) / 2
    g = np.random.default_rng(1).normal(size=d.shape[1])
    for _ in range(3000):
        g = d.T @ (d @ g)
        g = g / np.linalg.norm(g)
    return g * (1 if np.sum(d @ g) >= 0 else -1)


def direction__bolukbasi(first, second):
    """RIGHT: both halves of each pair, whose centre is zero, through sklearn's PCA."""
    a, b = _unit(first), _unit(second)
    middle = (a + b) / 2
    g = PCA(n_components=1, svd_solver="full").fit(np.vstack([a - middle, b - middle])).components_[0]
    return -g if ((a - middle) @ g).sum() < 0 else g


def direction__torch(first, second):
    """RIGHT: torch, float32."""
    a = torch.nn.functional.normalize(torch.tensor(np.asarray(first), dtype=torch.float32), dim=1)
    b = torch.nn.functional.normalize(torch.tensor(np.asarray(second), dtype=torch.float32), dim=1)
    d = (a - b) / 2
    g = torch.linalg.svd(d, full_matrices=False).Vh[0]
    return (g * torch.sign((d @ g).sum())).numpy()


def direction__python_lists(first, second):
    """RIGHT: scipy's svd, list returned."""
    half = []
    for a, b in zip(first, second):
        a, b = np.asarray(a, float), np.asarray(b, float)
        half.append((a / math.sqrt(a @ a) - b / math.sqrt(b @ b)) / 2)
    _, _, v = scipy.linalg.svd(np.array(half))
    total = sum(float(h @ v[0]) for h in half)
    return [float(t) * (1 if total > 0 else -1) for t in v[0]]


def _signed(g, d):
    return g if (d @ g).sum() >= 0 else -g


def _half(first, second):
    return (_unit(first) - _unit(second)) / 2


def direction__centred(first, second):
    """WRONG: centred, as PCA usually is."""
    d = _half(first, second)
    return _signed(np.linalg.svd(d - d.mean(0))[2][0], d)


def direction__sklearn_pca(first, second):
    """WRONG: sklearn's PCA of the differences centres."""
    d = _half(first, second)
    with np.errstate(all="ignore"):
        return _signed(PCA(n_components=1).fit(d).components_[0], d)


def direction__not_unit_words(first, second):
    """WRONG: words not made length 1."""
    d = (np.asarray(first) - np.asarray(second)) / 2
    return _signed(np.linalg.svd(d)[2][0], d)


def direction__no_sign(first, second):
    """WRONG: the sign is left to the SVD."""
    return np.linalg.svd(_half(first, second))[2][0]


def direction__mean(first, second):
    """WRONG: mean difference, normalised."""
    return _unit(_half(first, second).mean(axis=0))


def direction__mean_of_units(first, second):
    """WRONG: difference of the means of the raw words."""
    return _unit(np.mean(first, axis=0) - np.mean(second, axis=0))


def direction__unit_differences(first, second):
    """WRONG: each difference is made length 1 too."""
    d = _unit(_half(first, second))
    return _signed(np.linalg.svd(d)[2][0], d)


def direction__sign_majority(first, second):
    """WRONG: sign by the majority of the pairs."""
    d = _half(first, second)
    g = np.linalg.svd(d)[2][0]
    return g if (d @ g > 0).sum() >= (d @ g < 0).sum() else -g


def direction__sign_first_pair(first, second):
    """WRONG: sign by the first pair."""
    d = _half(first, second)
    g = np.linalg.svd(d)[2][0]
    return g if d[0] @ g >= 0 else -g


def direction__sign_largest(first, second):
    """WRONG: the largest coordinate is positive, as in sklearn."""
    g = np.linalg.svd(_half(first, second))[2][0]
    return g * np.sign(g[np.abs(g).argmax()])


def direction__sign_all(first, second):
    """WRONG: turns only if all pairs are the other way."""
    d = _half(first, second)
    g = np.linalg.svd(d)[2][0]
    return -g if (d @ g < 0).all() else g


def direction__column(first, second):
    """WRONG: first column of Vh, not first row."""
    d = _half(first, second)
    return _signed(np.linalg.svd(d)[2][:, 0], d)


def direction__smallest(first, second):
    """WRONG: eigh is ascending, first column is the smallest."""
    d = _half(first, second)
    return _signed(np.linalg.eigh(d.T @ d)[1][:, 0], d)


def direction__last_row(first, second):
    """WRONG: eigh's eigenvectors taken as rows."""
    d = _half(first, second)
    return _signed(np.linalg.eigh(d.T @ d)[1][-1], d)


def direction__reversed(first, second):
    """WRONG: from first to second."""
    return -direction__svd(first, second)


def direction__scaled(first, second):
    """WRONG: multiplied by the singular value."""
    d = _half(first, second)
    _, s, v = np.linalg.svd(d)
    return s[0] * _signed(v[0], d)


def direction__all_words(first, second):
    """WRONG: PCA of all words instead of differences."""
    w = np.vstack([_unit(first), _unit(second)])
    return _signed(np.linalg.svd(w - w.mean(0))[2][0], _half(first, second))


def direction__all_words_uncentred(first, second):
    """WRONG: singular direction of all words."""
    w = np.vstack([_unit(first), _unit(second)])
    return _signed(np.linalg.svd(w)[2][0], _half(first, second))


def direction__sign_raw(first, second):
    """WRONG: sign by the words as they come, not of length 1."""
    g = np.linalg.svd(_half(first, second))[2][0]
    return g if ((np.asarray(first) - np.asarray(second)) @ g).sum() >= 0 else -g


def direction__longest(first, second):
    """WRONG: the longest of the differences, normalised."""
    d = _half(first, second)
    return _unit(d[np.linalg.norm(d, axis=1).argmax()])


def direction__sums(first, second):
    """WRONG: middles of the pairs for half-differences."""
    d = (_unit(first) + _unit(second)) / 2
    return _signed(np.linalg.svd(d)[2][0], d)


# ---------------------------------------------------------------- 8.5 chance_p


def chance_p__vector(words, g, directions):
    """RIGHT: matrices."""
    w = _unit(words)
    index = np.abs(w @ _unit(directions).T).mean(axis=0)
    return (1 + np.sum(index >= np.abs(w @ _unit(g)).mean() - 1e-9)) / (1 + len(directions))


def chance_p__loop(words, g, directions):
    """RIGHT: plain Python."""

    def index(v):
        v = [float(t) for t in v]
        return math.fsum(
            abs(sum(float(s) * t for s, t in zip(w, v))) / (math.hypot(*map(float, w)) * math.hypot(*v)) for w in words
        ) / len(words)

    limit = index(g) - 1e-10
    return (1 + sum(index(d) >= limit for d in directions)) / (1 + len(directions))


def chance_p__stacked(words, g, directions):
    """RIGHT: g as one of them, mean of a comparison."""
    every = np.vstack([np.asarray(g)[None], directions])
    index = np.abs(_unit(words) @ _unit(every).T).mean(0)
    return float((index >= index[0] - 1e-9).mean())


def chance_p__sum(words, g, directions):
    """RIGHT: sums give the same order as means, rounded."""
    f = lambda v: np.round(np.abs(_unit(words) @ _unit(v)).sum(), 8)
    return (1 + len([d for d in directions if f(d) >= f(g)])) / (1 + len(directions))


def chance_p__torch32(words, g, directions):
    """RIGHT: torch float32 with a tolerance."""
    n = torch.nn.functional.normalize
    t = lambda x: torch.tensor(np.asarray(x), dtype=torch.float32)
    w = n(t(words), dim=1)
    real = (w @ n(t(g), dim=0)).abs().mean()
    index = (w @ n(t(directions), dim=1).T).abs().mean(0)
    return (1 + (index >= real - 1e-6).sum().item()) / (1 + len(index))


def chance_p__cdist(words, g, directions):
    """RIGHT: scipy's cosine distance."""
    index = lambda v: np.abs(1 - ssd.cdist(words, np.atleast_2d(v), "cosine")).mean(axis=0)
    return (1 + np.count_nonzero(index(directions) > index(g)[0] - 1e-9)) / (len(directions) + 1)


def chance_p__no_tolerance(words, g, directions):
    """ARGUABLE: plain >=; equal but for rounding (a multiple of g) may fall to either side, and the prose is silent."""
    w = _unit(words)
    real = np.abs(w @ (g / np.linalg.norm(g))).mean()
    index = np.array([np.abs(w @ (d / np.linalg.norm(d))).mean() for d in directions])
    return (1 + (index >= real).sum()) / (1 + len(directions))


def _index(words, v):
    return np.abs(_unit(words) @ _unit(v).T).mean(axis=0)


def chance_p__strict(words, g, directions):
    """WRONG: larger, not at least as large."""
    return (1 + np.sum(_index(words, directions) > _index(words, g) + 1e-9)) / (1 + len(directions))


def chance_p__no_plus_one(words, g, directions):
    """WRONG: without g itself."""
    return float(np.mean(_index(words, directions) >= _index(words, g) - 1e-9))


def chance_p__plus_above(words, g, directions):
    """WRONG: one added above only."""
    return (1 + np.sum(_index(words, directions) >= _index(words, g) - 1e-9)) / len(directions)


def chance_p__plus_below(words, g, directions):
    """WRONG: one added below only."""
    return np.sum(_index(words, directions) >= _index(words, g) - 1e-9) / (1 + len(directions))


def chance_p__twice(words, g, directions):
    """WRONG: g is put among the directions and counted again."""
    every = np.vstack([np.asarray(g)[None], directions])
    return (1 + np.sum(_index(words, every) >= _index(words, g) - 1e-9)) / (1 + len(every))


def chance_p__smaller(words, g, directions):
    """WRONG: at most, not at least."""
    return (1 + np.sum(_index(words, directions) <= _index(words, g) + 1e-9)) / (1 + len(directions))


def chance_p__signed(words, g, directions):
    """WRONG: mean of signed cosines."""
    f = lambda v: (_unit(words) @ _unit(v).T).mean(axis=0)
    return (1 + np.sum(f(directions) >= f(g) - 1e-9)) / (1 + len(directions))


def chance_p__abs_of_mean(words, g, directions):
    """WRONG: absolute mean, not mean absolute."""
    f = lambda v: np.abs((_unit(words) @ _unit(v).T).mean(axis=0))
    return (1 + np.sum(f(directions) >= f(g) - 1e-9)) / (1 + len(directions))


def chance_p__squares(words, g, directions):
    """WRONG: mean squares."""
    f = lambda v: ((_unit(words) @ _unit(v).T) ** 2).mean(axis=0)
    return (1 + np.sum(f(directions) >= f(g) - 1e-9)) / (1 + len(directions))


def chance_p__words_raw(words, g, directions):
    """WRONG: words not made length 1."""
    f = lambda v: np.abs(words @ _unit(v).T).mean(axis=0)
    return (1 + np.sum(f(directions) >= f(g) - 1e-9)) / (1 + len(directions))


def chance_p__directions_raw(words, g, directions):
    """WRONG: directions not made length 1."""
    f = lambda v: np.abs(_unit(words) @ np.asarray(v).T).mean(axis=0)
    return (1 + np.sum(f(directions) >= f(g) - 1e-9)) / (1 + len(directions))


def chance_p__g_raw(words, g, directions):
    """WRONG: g alone is not made length 1."""
    real = np.abs(_unit(words) @ g).mean()
    return (1 + np.sum(_index(words, directions) >= real - 1e-9)) / (1 + len(directions))


def chance_p__all_raw(words, g, directions):
    """WRONG: dot products for cosines."""
    f = lambda v: np.abs(words @ np.asarray(v).T).mean(axis=0)
    return (1 + np.sum(f(directions) >= f(g) - 1e-9)) / (1 + len(directions))


def chance_p__median(words, g, directions):
    """WRONG: median for mean."""
    f = lambda v: np.median(np.abs(_unit(words) @ _unit(v).T), axis=0)
    return (1 + np.sum(f(directions) >= f(g) - 1e-9)) / (1 + len(directions))


def chance_p__max(words, g, directions):
    """WRONG: the word that lies farthest."""
    f = lambda v: np.abs(_unit(words) @ _unit(v).T).max(axis=0)
    return (1 + np.sum(f(directions) >= f(g) - 1e-9)) / (1 + len(directions))


def chance_p__word_by_word(words, g, directions):
    """WRONG: compares word by word, mean afterwards."""
    c = np.abs(_unit(words) @ _unit(directions).T) >= np.abs(_unit(words) @ _unit(g))[:, None] - 1e-9
    return float(((1 + c.sum(1)) / (1 + len(directions))).mean())


def chance_p__count(words, g, directions):
    """WRONG: returns the rank, not the share."""
    return 1 + int(np.sum(_index(words, directions) >= _index(words, g) - 1e-9))


def chance_p__n_words(words, g, directions):
    """WRONG: divides by the number of words."""
    return (1 + np.sum(_index(words, directions) >= _index(words, g) - 1e-9)) / (1 + len(words))


def chance_p__axis(words, g, directions):
    """WRONG: mean over the directions, so one number a word."""
    c = np.abs(_unit(words) @ _unit(directions).T).mean(axis=1)
    return (1 + np.sum(c >= _index(words, g) - 1e-9)) / (1 + len(directions))


def chance_p__mean_word(words, g, directions):
    """WRONG: index of the mean word."""
    m = _unit(np.mean(words, axis=0))
    return (1 + np.sum(np.abs(_unit(directions) @ m) >= abs(_unit(g) @ m) - 1e-9)) / (1 + len(directions))


def chance_p__similar_to_g(words, g, directions):
    """WRONG: skips directions that are multiples of g."""
    keep = np.asarray(directions)[np.abs(_unit(directions) @ _unit(g)) < 1 - 1e-9]
    return (1 + np.sum(_index(words, keep) >= _index(words, g) - 1e-9)) / (1 + len(keep)) if len(keep) else 1.0


# ---------------------------------------------------------------- 8.6 neutralise


def neutralise__where(words, g):
    """RIGHT: project out, guard the length."""
    u = g / np.linalg.norm(g)
    rest = words - np.outer(words @ u, u)
    norm = np.linalg.norm(rest, axis=1, keepdims=True)
    return rest / np.where(norm < 1e-9, 1, norm)


def neutralise__loop(words, g):
    """RIGHT: word by word, lists."""
    g = [float(t) for t in g]
    gg = sum(t * t for t in g)
    answer = []
    for w in words:
        w = [float(t) for t in w]
        share = sum(a * b for a, b in zip(w, g)) / gg
        r = [a - share * b for a, b in zip(w, g)]
        length = math.sqrt(sum(t * t for t in r))
        answer.append([t / length for t in r] if length > 1e-8 else [0.0] * len(r))
    return answer


def neutralise__projector(words, g):
    """RIGHT: I - gg'/g'g, sklearn's normalize."""
    g = np.asarray(g, dtype=float)
    p = np.eye(len(g)) - np.outer(g, g) / (g @ g)
    return normalize(words @ p)


def neutralise__divide_where(words, g):
    """RIGHT: np.divide with where."""
    g = np.asarray(g, float)
    rest = words - (words @ g / (g @ g))[:, None] * g
    norm = np.sqrt((rest**2).sum(axis=1, keepdims=True))
    return np.divide(rest, norm, out=np.zeros(rest.shape), where=norm > 1e-9)


def neutralise__nan_to_num(words, g):
    """RIGHT: nan becomes 0."""
    u = _unit(g)
    rest = words - (words @ u)[:, None] * u
    with np.errstate(all="ignore"):
        return np.nan_to_num(rest / np.linalg.norm(rest, axis=1, keepdims=True))


def neutralise__torch32(words, g):
    """RIGHT: torch float32, normalize with its epsilon."""
    w = torch.tensor(np.asarray(words), dtype=torch.float32)
    u = torch.nn.functional.normalize(torch.tensor(np.asarray(g), dtype=torch.float32), dim=0)
    return torch.nn.functional.normalize(w - torch.outer(w @ u, u), dim=1).numpy()


def neutralise__unit_first(words, g):
    """RIGHT: words made length 1 before and after."""
    w, u = _unit(words), _unit(g)
    return _unit(w - np.einsum("nd,d->n", w, u)[:, None] * u)


def neutralise__g_not_unit(words, g):
    """WRONG: g not made length 1."""
    return _unit(words - np.outer(words @ g, g))


def neutralise__one_norm(words, g):
    """WRONG: divided by |g| once, not by its square."""
    return _unit(words - np.outer(words @ g, g) / np.linalg.norm(g))


def neutralise__not_unit_after(words, g):
    """WRONG: not made length 1 again."""
    u = _unit(g)
    return words - np.outer(words @ u, u)


def neutralise__unit_before_only(words, g):
    """WRONG: made length 1 before, not after."""
    u, w = _unit(g), _unit(words)
    return w - np.outer(w @ u, u)


def neutralise__nan(words, g):
    """WRONG: nan where nothing is left."""
    u = _unit(g)
    rest = words - np.outer(words @ u, u)
    with np.errstate(all="ignore"):
        return rest / np.linalg.norm(rest, axis=1, keepdims=True)


def neutralise__keeps_word(words, g):
    """WRONG: a word of which nothing is left stays as it was."""
    out = neutralise__where(words, g)
    gone = ~out.any(axis=1)
    out[gone] = _unit(words)[gone]
    return out


def neutralise__dropped(words, g):
    """WRONG: words of which nothing is left are dropped."""
    out = neutralise__where(words, g)
    return out[out.any(axis=1)]


def neutralise__projection(words, g):
    """WRONG: keeps the part along g, not the rest."""
    u = _unit(g)
    return _unit(np.outer(words @ u, u))


def neutralise__minus_g(words, g):
    """WRONG: subtracts g itself."""
    return _unit(words - _unit(g))


def neutralise__cosine(words, g):
    """WRONG: subtracts the cosine times g from words of any length."""
    u = _unit(g)
    return _unit(words - np.outer(_unit(words) @ u, u))


def neutralise__old_length(words, g):
    """WRONG: gets its old length back, not 1."""
    return neutralise__where(words, g) * np.linalg.norm(words, axis=1, keepdims=True)


def neutralise__in_place(words, g):
    """WRONG: changes the caller's words."""
    u = _unit(g)
    words[:] = _unit(words - np.outer(words @ u, u))
    return words


def neutralise__minus_equals(words, g):
    """WRONG: words -= ... changes the caller's words, and fails for whole numbers."""
    u = _unit(g).astype(words.dtype) if words.dtype.kind == "f" else _unit(g)
    words -= np.outer(words @ u, u)
    return _unit(words)


def neutralise__int(words, g):
    """WRONG: the answer has the words' type, so it is cut for whole numbers."""
    out = np.zeros_like(words)
    for i, row in enumerate(neutralise__where(words, g)):
        out[i] = row
    return out


def neutralise__whole_norm(words, g):
    """WRONG: one norm for the whole matrix."""
    u = _unit(g)
    rest = words - np.outer(words @ u, u)
    n = np.linalg.norm(rest)
    return rest / n if n else rest


def neutralise__columns(words, g):
    """WRONG: columns made length 1."""
    u = _unit(g)
    rest = words - np.outer(words @ u, u)
    n = np.linalg.norm(rest, axis=0)
    return rest / np.where(n == 0, 1, n)


def neutralise__abs(words, g):
    """WRONG: subtracts the absolute projection."""
    u = _unit(g)
    return _unit(words - np.outer(np.abs(words @ u), u))


def neutralise__plus(words, g):
    """WRONG: adds the part along g."""
    u = _unit(g)
    return _unit(words + np.outer(words @ u, u))


def neutralise__twice(words, g):
    """WRONG: takes the part out twice (a mirror image)."""
    u = _unit(g)
    return _unit(words - 2 * np.outer(words @ u, u))


def neutralise__mean_first(words, g):
    """WRONG: centres the words first."""
    u = _unit(g)
    w = words - words.mean(axis=0)
    return _unit(w - np.outer(w @ u, u))


def neutralise__large_epsilon(words, g):
    """WRONG: adds .01 to the length."""
    u = _unit(g)
    rest = words - np.outer(words @ u, u)
    return rest / (np.linalg.norm(rest, axis=1, keepdims=True) + 0.01)


# ---------------------------------------------------------------- 8.7 equalise


def equalise__prose(a, b, g):
    """RIGHT: as the prose says."""
    a, b, g = _unit(a), _unit(b), _unit(g)
    m = (a + b) / 2
    r = m - (m @ g) * g
    z = np.sqrt(max(0.0, 1 - r @ r))
    return np.array([r + z * g, r - z * g] if a @ g > b @ g else [r - z * g, r + z * g])


def equalise__sign(a, b, g):
    """RIGHT: the sign of the difference."""
    a, b, g = (np.asarray(v, float) / np.linalg.norm(v) for v in (a, b, g))
    r = (a + b - ((a + b) @ g) * g) / 2
    step = np.sign((a - b) @ g) * np.sqrt(1 - np.linalg.norm(r) ** 2) * g
    return np.stack([r + step, r - step])


def equalise__bolukbasi(a, b, g):
    """RIGHT: Bolukbasi's formula, relative to the middle's part along g."""
    a, b, g = _unit(a), _unit(b), _unit(g)
    mu = (a + b) / 2
    mu_b = (mu @ g) * g
    nu = mu - mu_b
    z = math.sqrt(abs(1 - nu @ nu))
    out = []
    for w in (a, b):
        wb = (w @ g) * g
        out.append(nu + z * (wb - mu_b) / np.linalg.norm(wb - mu_b))
    return out


def equalise__python(a, b, g):
    """RIGHT: lists."""

    def unit(v):
        length = math.sqrt(sum(float(t) ** 2 for t in v))
        return [float(t) / length for t in v]

    dot = lambda p, q: sum(s * t for s, t in zip(p, q))
    a, b, g = unit(a), unit(b), unit(g)
    m = [(s + t) / 2 for s, t in zip(a, b)]
    mg = dot(m, g)
    r = [s - mg * t for s, t in zip(m, g)]
    z = math.sqrt(max(1 - dot(r, r), 0))
    if dot(a, g) < dot(b, g):
        z = -z
    return [[s + z * t for s, t in zip(r, g)], [s - z * t for s, t in zip(r, g)]]


def equalise__torch(a, b, g):
    """RIGHT: torch float32."""
    n = lambda v: torch.nn.functional.normalize(torch.tensor(np.asarray(v), dtype=torch.float32), dim=0)
    a, b, g = n(a), n(b), n(g)
    r = (a + b) / 2
    r = r - torch.dot(r, g) * g
    z = torch.sqrt(torch.clamp(1 - torch.dot(r, r), min=0))
    s = torch.sign(torch.dot(a - b, g))
    return torch.stack([r + s * z * g, r - s * z * g]).numpy()


def equalise__projector(a, b, g):
    """RIGHT: projector, both words neutralised and then averaged."""
    g = np.asarray(g, float)
    p = np.eye(len(g)) - np.outer(g, g) / (g @ g)
    words = _unit(np.stack([a, b]))
    r = (words @ p).mean(axis=0)
    z = np.sqrt(1 - np.sum(r**2))
    along = words @ g
    signs = np.where(along == along.max(), 1.0, -1.0)
    return r + np.outer(signs * z, g / np.sqrt(g @ g))


def _middle(a, b, g):
    a, b, g = _unit(a), _unit(b), _unit(g)
    m = (a + b) / 2
    r = m - (m @ g) * g
    return a, b, g, m, r, np.sqrt(max(0.0, 1 - r @ r))


def equalise__a_plus(a, b, g):
    """WRONG: a always gets the plus."""
    a, b, g, m, r, z = _middle(a, b, g)
    return np.array([r + z * g, r - z * g])


def equalise__plus_first(a, b, g):
    """WRONG: the plus word always comes first, so a and b exchange their places."""
    a, b, g, m, r, z = _middle(a, b, g)
    return np.array(sorted([r + z * g, r - z * g], key=lambda w: -(w @ g)))


def equalise__own_sign(a, b, g):
    """WRONG: each word's own sign along g, so both may get a plus."""
    a, b, g, m, r, z = _middle(a, b, g)
    return np.array([r + np.sign(a @ g) * z * g, r + np.sign(b @ g) * z * g])


def equalise__sign_of_a(a, b, g):
    """WRONG: a gets the plus if its projection is positive."""
    a, b, g, m, r, z = _middle(a, b, g)
    s = 1 if a @ g > 0 else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__abs_farther(a, b, g):
    """WRONG: farther in absolute value gets the plus."""
    a, b, g, m, r, z = _middle(a, b, g)
    s = 1 if abs(a @ g) > abs(b @ g) else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__words_raw(a, b, g):
    """WRONG: words not made length 1."""
    g = _unit(g)
    m = (np.asarray(a, float) + b) / 2
    r = m - (m @ g) * g
    z = np.sqrt(abs(1 - r @ r))
    s = 1 if (np.asarray(a, float) - b) @ g > 0 else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__sign_raw(a, b, g):
    """WRONG: compares how far the words lie before they are made length 1."""
    s = 1 if (np.asarray(a, float) - b) @ g > 0 else -1
    a, b, g, m, r, z = _middle(a, b, g)
    return np.array([r + s * z * g, r - s * z * g])


def equalise__g_raw(a, b, g):
    """WRONG: g not made length 1."""
    a, b, g = _unit(a), _unit(b), np.asarray(g, float)
    m = (a + b) / 2
    r = m - (m @ g) * g
    z = np.sqrt(abs(1 - r @ r))
    s = 1 if (a - b) @ g > 0 else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__g_raw_step(a, b, g):
    """WRONG: the step is along g as it came."""
    raw = np.asarray(g, float)
    a, b, g, m, r, z = _middle(a, b, g)
    s = 1 if (a - b) @ g > 0 else -1
    return np.array([r + s * z * raw, r - s * z * raw])


def equalise__no_projection(a, b, g):
    """WRONG: the middle keeps its part along g."""
    a, b, g, m, r, z = _middle(a, b, g)
    z = np.sqrt(max(0.0, 1 - m @ m))
    s = 1 if (a - b) @ g > 0 else -1
    return np.array([m + s * z * g, m - s * z * g])


def equalise__no_square(a, b, g):
    """WRONG: root of 1 - |r|."""
    a, b, g, m, r, z = _middle(a, b, g)
    z = np.sqrt(max(0.0, 1 - np.linalg.norm(r)))
    s = 1 if (a - b) @ g > 0 else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__no_root(a, b, g):
    """WRONG: no root."""
    a, b, g, m, r, z = _middle(a, b, g)
    s = 1 if (a - b) @ g > 0 else -1
    return np.array([r + s * z * z * g, r - s * z * z * g])


def equalise__sum(a, b, g):
    """WRONG: the sum, not the middle."""
    a, b, g, m, r, z = _middle(a, b, g)
    r = 2 * r
    z = np.sqrt(abs(1 - r @ r))
    s = 1 if (a - b) @ g > 0 else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__unit_r(a, b, g):
    """WRONG: r made length 1, so no step is left."""
    a, b, g, m, r, z = _middle(a, b, g)
    r = _unit(r)
    z = np.sqrt(max(0.0, 1 - r @ r))
    s = 1 if (a - b) @ g > 0 else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__unit_middle(a, b, g):
    """WRONG: the middle is made length 1 before its part along g is taken out."""
    a, b, g, m, r, z = _middle(a, b, g)
    m = _unit(m)
    r = m - (m @ g) * g
    z = np.sqrt(max(0.0, 1 - r @ r))
    s = 1 if (a - b) @ g > 0 else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__coursera(a, b, g):
    """WRONG: the formula of a well-known course, which divides by |w - nu - mu_B|."""
    a, b, g, m, r, z = _middle(a, b, g)
    mu_b = (m @ g) * g
    out = []
    for w in (a, b):
        wb = (w @ g) * g
        out.append(r + z * (wb - mu_b) / np.linalg.norm(w - r - mu_b))
    return np.array(out)


def equalise__without_mu_b(a, b, g):
    """WRONG: direction of each word's own part, the middle's part not taken off."""
    a, b, g, m, r, z = _middle(a, b, g)
    out = []
    for w in (a, b):
        wb = (w @ g) * g
        n = np.linalg.norm(wb)
        out.append(r + z * wb / (n if n else 1))
    return np.array(out)


def equalise__half_gap(a, b, g):
    """WRONG: steps by half of their distance along g and normalises afterwards."""
    a, b, g, m, r, z = _middle(a, b, g)
    h = (a - b) @ g / 2
    return _unit(np.array([r + h * g, r - h * g]))


def equalise__half_gap_plain(a, b, g):
    """WRONG: steps by half of their distance along g, length not 1."""
    a, b, g, m, r, z = _middle(a, b, g)
    h = (a - b) @ g / 2
    return np.array([r + h * g, r - h * g])


def equalise__own_rest(a, b, g):
    """WRONG: each word keeps its own rest, only the part along g is made equal."""
    a, b, g, m, r, z = _middle(a, b, g)
    s = 1 if (a - b) @ g > 0 else -1
    h = abs((a - b) @ g) / 2
    return _unit(np.array([a - (a @ g) * g + s * h * g, b - (b @ g) * g - s * h * g]))


def equalise__swapped(a, b, g):
    """WRONG: the farther word gets the minus."""
    a, b, g, m, r, z = _middle(a, b, g)
    s = -1 if (a - b) @ g > 0 else 1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__in_place(a, b, g):
    """WRONG: changes the caller's vectors."""
    out = equalise__prose(a, b, g)
    for v in (a, b, g):
        v[:] = v / np.linalg.norm(v)
    return out


# ---------------------------------------------------------------- 8.8 nullspace


def nullspace__svd(directions):
    """RIGHT: SVD with a relative limit."""
    _, s, v = np.linalg.svd(np.asarray(directions, float), full_matrices=False)
    v = v[s > 1e-6 * max(s.max(), 1e-300)]
    return np.eye(v.shape[1]) - v.T @ v


def nullspace__pinv_limit(directions):
    """RIGHT: pseudo-inverse with a limit."""
    d = np.asarray(directions, float)
    return np.eye(d.shape[1]) - np.linalg.pinv(d, 1e-6) @ d


def nullspace__gram_schmidt(directions):
    """RIGHT: Gram-Schmidt, dependent ones skipped."""
    d = np.array(directions, dtype=float)
    basis = []
    for v in d:
        size = np.linalg.norm(v)
        for _ in range(2):
            for u in basis:
                v = v - (v @ u) * u
        if size > 0 and np.linalg.norm(v) > 1e-5 * size:
            basis.append(v / np.linalg.norm(v))
    p = np.eye(d.shape[1])
    for u in basis:
        p -= np.outer(u, u)
    return p


def nullspace__deflation(directions):
    """RIGHT: one after the other, each direction projected by what there is already (INLP)."""
    d = np.asarray(directions, dtype=np.float64)
    p = np.eye(d.shape[1])
    for v in d:
        w = p @ v
        if np.linalg.norm(w) > 1e-5 * (np.linalg.norm(v) or 1):
            w /= np.linalg.norm(w)
            p = p - np.outer(w, w) @ p
    return (p + p.T) / 2


def nullspace__eigh(directions):
    """RIGHT: eigenvectors with eigenvalue zero of the sum of unit w w'."""
    u = _unit(directions)
    values, vectors = np.linalg.eigh(u.T @ u)
    free = vectors[:, values < 1e-9]
    return free @ free.T


def nullspace__scipy(directions):
    """RIGHT: scipy.linalg.null_space with a limit."""
    d = _unit(directions)
    if not d.any():
        return np.eye(d.shape[1])
    n = scipy.linalg.null_space(d, rcond=1e-6)
    return n @ n.T


def nullspace__qr_pivot(directions):
    """RIGHT: pivoted QR."""
    d = _unit(directions)
    q, r, _ = scipy.linalg.qr(d.T, mode="economic", pivoting=True)
    rank = int((np.abs(np.diag(r)) > 1e-6).sum())
    return np.eye(d.shape[1]) - q[:, :rank] @ q[:, :rank].T


def nullspace__torch(directions):
    """RIGHT: torch, float32, pinv with a limit."""
    d = torch.tensor(_unit(directions), dtype=torch.float32)
    return (torch.eye(d.shape[1]) - torch.linalg.pinv(d, rtol=1e-4) @ d).numpy()


def nullspace__rank(directions):
    """ARGUABLE: matrix_rank's default limit; right if mixtures are exact to float64, not if rounded to float32 first."""
    d = np.asarray(directions, float)
    v = np.linalg.svd(d)[2][: np.linalg.matrix_rank(d)]
    return np.eye(d.shape[1]) - v.T @ v


def nullspace__pinv_default(directions):
    """ARGUABLE: np.linalg.pinv with its default limit 1e-15 can take rounding in a mixture for a direction."""
    d = np.asarray(directions, float)
    return np.eye(d.shape[1]) - np.linalg.pinv(d) @ d


def nullspace__product(directions):
    """WRONG: product of the single projections, right only for right angles."""
    p = np.eye(np.shape(directions)[1])
    for u in _unit(directions):
        p = p @ (np.eye(len(u)) - np.outer(u, u))
    return p


def nullspace__product_symmetric(directions):
    """WRONG: product of the single projections, made symmetric."""
    p = nullspace__product(directions)
    return (p + p.T) / 2


def nullspace__sum(directions):
    """WRONG: I minus the sum of w w', right only for right angles."""
    u = _unit(directions)
    return np.eye(u.shape[1]) - u.T @ u


def nullspace__sum_raw(directions):
    """WRONG: I minus the sum of w w', lengths ignored."""
    d = np.asarray(directions, float)
    return np.eye(d.shape[1]) - d.T @ d


def nullspace__first(directions):
    """WRONG: only the first direction."""
    u = _unit(directions)[0]
    return np.eye(len(u)) - np.outer(u, u)


def nullspace__mean(directions):
    """WRONG: only the mean direction."""
    u = _unit(_unit(directions).mean(axis=0))
    return np.eye(len(u)) - np.outer(u, u)


def nullspace__largest(directions):
    """WRONG: only the largest singular direction."""
    u = np.linalg.svd(np.asarray(directions, float))[2][0]
    return np.eye(len(u)) - np.outer(u, u)


def nullspace__mean_projection(directions):
    """WRONG: mean of the single projections."""
    u = _unit(directions)
    return np.mean([np.eye(u.shape[1]) - np.outer(v, v) for v in u], axis=0)


def nullspace__zero_nan(directions):
    """WRONG: a zero direction makes nan."""
    with np.errstate(all="ignore"):
        u = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    p = np.eye(u.shape[1])
    for v in u:
        w = p @ v
        n = np.linalg.norm(w)
        if n < 1e-6:
            continue
        p = p - np.outer(w / n, w / n)
    return p


def nullspace__gram_inverse(directions):
    """WRONG: the inverse of D D' fails for copies, mixtures and zeros."""
    d = np.asarray(directions, float)
    return np.eye(d.shape[1]) - d.T @ np.linalg.inv(d @ d.T) @ d


def nullspace__svd_no_limit(directions):
    """WRONG: all singular directions are taken away, those with value zero too."""
    v = np.linalg.svd(np.asarray(directions, float), full_matrices=False)[2]
    return np.eye(v.shape[1]) - v.T @ v


def nullspace__qr(directions):
    """WRONG: QR without a look at the rank."""
    q = np.linalg.qr(np.asarray(directions, float).T)[0]
    return np.eye(q.shape[0]) - q @ q.T


def nullspace__gram_schmidt_no_skip(directions):
    """WRONG: Gram-Schmidt that divides by the length of what is left, be it rounding or zero."""
    p = np.eye(np.shape(directions)[1])
    with np.errstate(all="ignore"):
        for v in np.asarray(directions, float):
            w = p @ v
            w = w / np.linalg.norm(w)
            p = p - np.outer(w, w)
    return p


def nullspace__skip_zero_only(directions):
    """WRONG: skips exact zeros only, so the rounding left of a copy or mixture is made a direction."""
    p = np.eye(np.shape(directions)[1])
    for v in np.asarray(directions, float):
        w = p @ v
        n = np.linalg.norm(w)
        if n > 0:
            p = p - np.outer(w / n, w / n)
    return p


def nullspace__span(directions):
    """WRONG: projects onto the directions, not away from them."""
    return np.eye(np.shape(directions)[1]) - nullspace__svd(directions)


def nullspace__basis(directions):
    """WRONG: a basis of the null space, not the matrix that projects."""
    return scipy.linalg.null_space(_unit(directions), rcond=1e-6)


def nullspace__classical(directions):
    """WRONG: projects each from the one before only."""
    u = _unit(directions)
    p = np.eye(u.shape[1])
    before = None
    for v in u:
        if before is not None:
            v = v - (v @ before) * before
        n = np.linalg.norm(v)
        if n < 1e-6:
            continue
        before = v / n
        p = p - np.outer(before, before)
    return p


def nullspace__unique(directions):
    """WRONG: copies removed, but mixtures not, single projections summed."""
    u = np.unique(np.round(_unit(directions), 8), axis=0)
    return np.eye(u.shape[1]) - u.T @ u


def nullspace__mirror(directions):
    """WRONG: twice the part is taken, a mirror."""
    d = np.eye(np.shape(directions)[1]) - nullspace__svd(directions)
    return np.eye(len(d)) - 2 * d


def nullspace__rank_of_last(directions):
    """WRONG: the rank is taken as the number of directions."""
    d = np.asarray(directions, float)
    v = np.linalg.svd(d)[2]
    free = v[len(d) :]
    return free.T @ free


def nullspace__columns(directions):
    """WRONG: directions read as columns."""
    d = np.asarray(directions, float)
    return np.eye(d.shape[0]) - d @ np.linalg.pinv(d, 1e-6)


# ---------------------------------------------------------------- 8.9 erase


def erase__solve(vectors, label):
    """RIGHT: as the formula says, solve."""
    x = np.asarray(vectors, dtype=float)
    d = x[label].mean(axis=0) - x[~label].mean(axis=0)
    if np.allclose(d, 0, atol=1e-9):
        return x.copy()
    w = np.linalg.solve(np.cov(x.T).reshape(len(d), len(d)), d)
    return x - np.outer((x - x.mean(axis=0)) @ w / (d @ w), d)


def erase__pinv(vectors, label):
    """RIGHT: pseudo-inverse, divided by n."""
    x = np.array(vectors, dtype=float)
    label = np.asarray(label, dtype=bool)
    c = x - x.mean(0)
    d = c[label].mean(0) - c[~label].mean(0)
    w = np.linalg.pinv(c.T @ c / len(x)) @ d
    if d @ w < 1e-12:
        return x
    return x - (c @ w)[:, None] * d / (d @ w)


def erase__scatter(vectors, label):
    """RIGHT: the scale of S cancels, so no division; sign of d cancels too."""
    x = np.asarray(vectors, float)
    d = x[label == 0].mean(axis=0) - x[label == 1].mean(axis=0)
    if np.abs(d).max() < 1e-10:
        return x.tolist()
    c = x - x.mean(axis=0)
    w = np.linalg.inv(c.T @ c) @ d
    return [list(row - (r @ w) / (d @ w) * d) for row, r in zip(x, c)]


def erase__lstsq(vectors, label):
    """RIGHT: w as the least-squares classifier."""
    x = np.asarray(vectors, float)
    y = np.where(label, 1.0, 0.0)
    c = x - x.mean(0)
    d = c.T @ (y - y.mean())
    if np.linalg.norm(d) < 1e-9:
        return x.copy()
    w = np.linalg.lstsq(c, y - y.mean(), rcond=None)[0]
    return x - np.outer(c @ w, d) / (d @ w)


def erase__whitening(vectors, label):
    """RIGHT: whitening, projecting, colouring (LEACE as published)."""
    x = np.asarray(vectors, float)
    m = x.mean(0)
    c = x - m
    d = x[label].mean(0) - x[~np.asarray(label)].mean(0)
    if np.linalg.norm(d) < 1e-9:
        return x.copy()
    values, v = np.linalg.eigh(c.T @ c / len(x))
    white = v @ np.diag(values**-0.5) @ v.T
    colour = v @ np.diag(values**0.5) @ v.T
    u = white @ d
    u /= np.linalg.norm(u)
    return x - c @ white @ np.outer(u, u) @ colour


def erase__torch32(vectors, label):
    """RIGHT: torch in float32."""
    x = torch.tensor(np.asarray(vectors), dtype=torch.float32)
    y = torch.tensor(np.asarray(label).astype(bool))
    d = x[y].mean(0) - x[~y].mean(0)
    if d.norm() < 1e-5:
        return x.numpy()
    c = x - x.mean(0)
    w = torch.linalg.solve(c.T @ c / (len(x) - 1), d)
    return (x - torch.outer(c @ w / (d @ w), d)).numpy()


def _parts(vectors, label):
    x = np.asarray(vectors, float)
    label = np.asarray(label, bool)
    d = x[label].mean(0) - x[~label].mean(0)
    return x, label, d, x.mean(0)


def _s_inv(x):
    c = x - x.mean(0)
    return np.linalg.pinv(c.T @ c / len(x))


def erase__nan(vectors, label):
    """WRONG: nan (or a failing inverse) where the means are equal."""
    x, label, d, m = _parts(vectors, label)
    w = np.linalg.inv(np.atleast_2d(np.cov(x.T))) @ d
    with np.errstate(all="ignore"):
        return x - np.outer((x - m) @ w, d) / (d @ w)


def erase__solve_first(vectors, label):
    """ARGUABLE: looks for equal means only after the inverse, which may not exist."""
    x, label, d, m = _parts(vectors, label)
    w = np.linalg.solve(np.atleast_2d(np.cov(x.T)), d)
    if abs(d @ w) < 1e-12:
        return x
    return x - np.outer((x - m) @ w / (d @ w), d)


def erase__orthogonal(vectors, label):
    """WRONG: w = d, no covariance (mean projection)."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    return x - np.outer((x - m) @ d / (d @ d), d)


def erase__along_w(vectors, label):
    """WRONG: takes away along w, not along d."""
    x, label, d, m = _parts(vectors, label)
    w = _s_inv(x) @ d
    if np.linalg.norm(d) < 1e-9:
        return x
    return x - np.outer((x - m) @ w / (w @ w), w)


def erase__not_centred(vectors, label):
    """WRONG: x, not x - m, in the numerator."""
    x, label, d, m = _parts(vectors, label)
    w = _s_inv(x) @ d
    if np.linalg.norm(d) < 1e-9:
        return x
    return x - np.outer(x @ w / (d @ w), d)


def erase__midpoint(vectors, label):
    """WRONG: m is the middle of the class means."""
    x, label, d, m = _parts(vectors, label)
    m = (x[label].mean(0) + x[~label].mean(0)) / 2
    w = _s_inv(x) @ d
    if np.linalg.norm(d) < 1e-9:
        return x
    return x - np.outer((x - m) @ w / (d @ w), d)


def erase__s_not_inverse(vectors, label):
    """WRONG: S d for S^-1 d."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    w = np.atleast_2d(np.cov(x.T)) @ d
    return x - np.outer((x - m) @ w / (d @ w), d)


def erase__variances(vectors, label):
    """WRONG: only the variances, covariances ignored."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    w = d / np.maximum(x.var(0), 1e-12)
    return x - np.outer((x - m) @ w / (d @ w), d)


def erase__uncentred_s(vectors, label):
    """WRONG: second moments about 0 for the covariance."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    w = np.linalg.pinv(x.T @ x / len(x)) @ d
    return x - np.outer((x - m) @ w / (d @ w), d)


def erase__within(vectors, label):
    """ARGUABLE: covariance within the classes; the same w but for its length, except where it has no inverse."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    c = np.where(label[:, None], x - x[label].mean(0), x - x[~label].mean(0))
    w = np.linalg.solve(c.T @ c, d)
    return x - np.outer((x - m) @ w / (d @ w), d)


def erase__s_of_true(vectors, label):
    """WRONG: covariance of the True class only."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    w = _s_inv(x[label]) @ d
    return x - np.outer((x - m) @ w, d) / (d @ w if abs(d @ w) > 1e-12 else 1)


def erase__class_means(vectors, label):
    """WRONG: each class is moved onto the common mean, a rule that needs the label."""
    x, label, d, m = _parts(vectors, label)
    return np.where(label[:, None], x - x[label].mean(0), x - x[~label].mean(0)) + m


def erase__only_true(vectors, label):
    """WRONG: only the True class is changed."""
    x, label, d, m = _parts(vectors, label)
    return x - np.outer(label, d)


def erase__centred_answer(vectors, label):
    """WRONG: returns centred vectors."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x - m
    w = _s_inv(x) @ d
    c = x - m
    return c - np.outer(c @ w / (d @ w), d)


def erase__denominator(vectors, label):
    """WRONG: divides by w w."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    w = _s_inv(x) @ d
    return x - np.outer((x - m) @ w / (w @ w), d)


def erase__no_denominator(vectors, label):
    """WRONG: not divided by d w."""
    x, label, d, m = _parts(vectors, label)
    w = _s_inv(x) @ d
    return x - np.outer((x - m) @ w, d)


def erase__plus(vectors, label):
    """WRONG: adds."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    w = _s_inv(x) @ d
    return x + np.outer((x - m) @ w / (d @ w), d)


def erase__in_place(vectors, label):
    """WRONG: changes the caller's vectors."""
    vectors[:] = erase__pinv(vectors, label)
    return vectors


def erase__int(vectors, label):
    """WRONG: the answer has the vectors' type, so it is cut for whole numbers."""
    out = np.empty_like(vectors)
    out[:] = erase__pinv(vectors, label).astype(out.dtype)
    return out


def erase__rowvar(vectors, label):
    """WRONG: np.cov of the rows."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    w = np.linalg.pinv(np.atleast_2d(np.cov(x))) @ d
    return x - np.outer((x - m) @ w / (d @ w), d)


def erase__m_false(vectors, label):
    """WRONG: m is the mean of the False class."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    w = _s_inv(x) @ d
    return x - np.outer((x - x[~label].mean(0)) @ w / (d @ w), d)


def erase__unit_again(vectors, label):
    """WRONG: makes all vectors length 1 afterwards."""
    return _unit(erase__pinv(vectors, label))


def erase__ridge(vectors, label):
    """WRONG: adds 1 to the diagonal of S so that it always has an inverse."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    w = np.linalg.solve(np.atleast_2d(np.cov(x.T)) + np.eye(len(d)), d)
    return x - np.outer((x - m) @ w / (d @ w), d)


def erase__global_minus_class(vectors, label):
    """WRONG: d is the True mean minus the mean of all; the same direction, but half the scale in one place only."""
    x, label, d, m = _parts(vectors, label)
    if np.linalg.norm(d) < 1e-9:
        return x
    e = x[label].mean(0) - m
    w = _s_inv(x) @ d
    return x - np.outer((x - m) @ w / (d @ w), e)


# ---------------------------------------------------------------- 8.10 group_gap


def group_gap__numpy(decided, group):
    """RIGHT: masks and np.clip."""
    decided, group = np.asarray(decided, bool), np.asarray(group, bool)
    inside, outside = decided[group], decided[~group]
    n, m = len(inside), len(outside)
    p, q = (inside.sum() + 1) / (n + 2), (outside.sum() + 1) / (m + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2))
    low, high = np.clip([p - q - half, p - q + half], -1, 1)
    return inside.mean() - outside.mean(), low, high


def group_gap__python(decided, group):
    """RIGHT: counting in plain Python."""
    yes = [0, 0]
    size = [0, 0]
    for d, g in zip(decided, group):
        size[bool(g)] += 1
        yes[bool(g)] += bool(d)
    gap = yes[1] / size[1] - yes[0] / size[0]
    p = (yes[1] + 1) / (size[1] + 2)
    q = (yes[0] + 1) / (size[0] + 2)
    half = 1.96 * math.sqrt(p * (1 - p) / (size[1] + 2) + q * (1 - q) / (size[0] + 2))
    return [gap, max(-1.0, p - q - half), min(1.0, p - q + half)]


def group_gap__append(decided, group):
    """RIGHT: a yes and a no are really added to both groups."""
    d = np.concatenate([np.asarray(decided, float), [1, 0, 1, 0]])
    g = np.concatenate([np.asarray(group, bool), [True, True, False, False]])
    a, b = d[g], d[~g]
    half = 1.96 * (a.var() / len(a) + b.var() / len(b)) ** 0.5
    middle = a.mean() - b.mean()
    real = np.asarray(decided, float)
    inside = np.asarray(group, bool)
    return np.array([real[inside].mean() - real[~inside].mean(), max(middle - half, -1), min(middle + half, 1)])


def group_gap__floats(decided, group):
    """RIGHT: sums of products, float32."""
    d, g = np.asarray(decided, np.float32), np.asarray(group, np.float32)
    n, m = g.sum(), (1 - g).sum()
    a, b = (d * g).sum(), (d * (1 - g)).sum()
    p, q = (a + 1) / (n + 2), (b + 1) / (m + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2))
    return float(a / n - b / m), float(max(p - q - half, -1)), float(min(p - q + half, 1))


def group_gap__helper(decided, group):
    """RIGHT: a helper for each group."""

    def share(x):
        n = x.size
        p = (np.count_nonzero(x) + 1) / (n + 2)
        return np.count_nonzero(x) / n, p, p * (1 - p) / (n + 2)

    decided, group = np.array(decided), np.array(group).astype(bool)
    s, p, v = share(decided[group])
    t, q, u = share(decided[np.logical_not(group)])
    r = 1.96 * np.hypot(np.sqrt(v), np.sqrt(u))
    return {0: (s - t, max(-1, p - q - r), min(1, p - q + r))}[0]


def group_gap__crosstab(decided, group):
    """RIGHT: a table by bincount, torch clamp."""
    t = np.bincount(2 * np.asarray(group).astype(int) + np.asarray(decided).astype(int), minlength=4).reshape(2, 2)
    real = t[:, 1] / t.sum(1)
    soft = (t[:, 1] + 1) / (t.sum(1) + 2)
    se = np.sqrt((soft * (1 - soft) / (t.sum(1) + 2)).sum())
    limits = torch.clamp(torch.tensor([soft[1] - soft[0] - 1.96 * se, soft[1] - soft[0] + 1.96 * se]), -1, 1)
    return real[1] - real[0], limits[0].item(), limits[1].item()


def _group_counts(decided, group):
    decided, group = np.asarray(decided, bool), np.asarray(group, bool)
    return int(decided[group].sum()), int(group.sum()), int(decided[~group].sum()), int((~group).sum())


def _agresti(decided, group, z=1.96, yes=1, total=2):
    a, n, b, m = _group_counts(decided, group)
    p, q = (a + yes) / (n + total), (b + yes) / (m + total)
    half = z * math.sqrt(max(0, p * (1 - p)) / (n + total) + max(0, q * (1 - q)) / (m + total))
    return a / n - b / m, p - q, half


def group_gap__soft_gap(decided, group):
    """WRONG: the gap is p - q of the adjusted shares."""
    gap, middle, half = _agresti(decided, group)
    return middle, max(-1, middle - half), min(1, middle + half)


def group_gap__around_gap(decided, group):
    """WRONG: the interval lies around the gap of the people as they are."""
    gap, middle, half = _agresti(decided, group)
    return gap, max(-1, gap - half), min(1, gap + half)


def group_gap__no_clip(decided, group):
    """WRONG: limits are not cut off."""
    gap, middle, half = _agresti(decided, group)
    return gap, middle - half, middle + half


def group_gap__clip_zero(decided, group):
    """WRONG: cut off at 0 and 1."""
    gap, middle, half = _agresti(decided, group)
    return gap, max(0, middle - half), min(1, middle + half)


def group_gap__clip_wrong_way(decided, group):
    """WRONG: only the upper limit is cut off."""
    gap, middle, half = _agresti(decided, group)
    return gap, middle - half, min(1, middle + half)


def group_gap__wald(decided, group):
    """WRONG: Wald's interval, nothing added."""
    gap, middle, half = _agresti(decided, group, yes=0, total=0)
    return gap, max(-1, gap - half), min(1, gap + half)


def group_gap__no_total(decided, group):
    """WRONG: n and m, not n + 2 and m + 2, under the root."""
    a, n, b, m = _group_counts(decided, group)
    p, q = (a + 1) / (n + 2), (b + 1) / (m + 2)
    half = 1.96 * math.sqrt(p * (1 - p) / n + q * (1 - q) / m)
    return a / n - b / m, max(-1, p - q - half), min(1, p - q + half)


def group_gap__plus_one_total(decided, group):
    """WRONG: only a yes is added, so n + 1."""
    gap, middle, half = _agresti(decided, group, yes=1, total=1)
    return gap, max(-1, middle - half), min(1, middle + half)


def group_gap__plus_two(decided, group):
    """WRONG: Agresti and Coull's two and two, so n + 4."""
    gap, middle, half = _agresti(decided, group, yes=2, total=4)
    return gap, max(-1, middle - half), min(1, middle + half)


def group_gap__swapped(decided, group):
    """WRONG: outside minus group."""
    gap, middle, half = _agresti(decided, group)
    return -gap, max(-1, -middle - half), min(1, -middle + half)


def group_gap__against_all(decided, group):
    """WRONG: against all people, not those outside."""
    decided, group = np.asarray(decided, bool), np.asarray(group, bool)
    a, n, b, m = int(decided[group].sum()), int(group.sum()), int(decided.sum()), len(decided)
    p, q = (a + 1) / (n + 2), (b + 1) / (m + 2)
    half = 1.96 * math.sqrt(p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2))
    return a / n - b / m, max(-1, p - q - half), min(1, p - q + half)


def group_gap__exchanged(decided, group):
    """WRONG: decided and group exchanged, the share of members among the decided."""
    if np.all(decided) or not np.any(decided):
        return 0.0, -1.0, 1.0
    return group_gap__numpy(group, decided)


def group_gap__sum_of_halves(decided, group):
    """WRONG: two separate intervals, half-widths added."""
    a, n, b, m = _group_counts(decided, group)
    p, q = (a + 1) / (n + 2), (b + 1) / (m + 2)
    half = 1.96 * (math.sqrt(p * (1 - p) / (n + 2)) + math.sqrt(q * (1 - q) / (m + 2)))
    return a / n - b / m, max(-1, p - q - half), min(1, p - q + half)


def group_gap__no_root(decided, group):
    """WRONG: no root."""
    gap, middle, half = _agresti(decided, group)
    half = 1.96 * (half / 1.96) ** 2
    return gap, max(-1, middle - half), min(1, middle + half)


def group_gap__pooled(decided, group):
    """WRONG: pooled share under the root."""
    a, n, b, m = _group_counts(decided, group)
    p, q, r = (a + 1) / (n + 2), (b + 1) / (m + 2), (a + b + 2) / (n + m + 4)
    half = 1.96 * math.sqrt(r * (1 - r) * (1 / (n + 2) + 1 / (m + 2)))
    return a / n - b / m, max(-1, p - q - half), min(1, p - q + half)


def group_gap__ninety(decided, group):
    """WRONG: 1.645 for 1.96."""
    gap, middle, half = _agresti(decided, group, z=1.645)
    return gap, max(-1, middle - half), min(1, middle + half)


def group_gap__one_error(decided, group):
    """WRONG: one standard error, without 1.96."""
    gap, middle, half = _agresti(decided, group, z=1.0)
    return gap, max(-1, middle - half), min(1, middle + half)


def group_gap__of_everybody(decided, group):
    """WRONG: counts divided by the number of all people."""
    a, n, b, m = _group_counts(decided, group)
    _, middle, half = _agresti(decided, group)
    return (a - b) / (n + m), max(-1, middle - half), min(1, middle + half)


def group_gap__abs(decided, group):
    """WRONG: absolute gap."""
    gap, middle, half = _agresti(decided, group)
    return abs(gap), max(-1, abs(middle) - half), min(1, abs(middle) + half)


def group_gap__high_low(decided, group):
    """WRONG: high before low."""
    gap, middle, half = _agresti(decided, group)
    return gap, min(1, middle + half), max(-1, middle - half)


def group_gap__half_width(decided, group):
    """WRONG: returns the half-width twice for the limits."""
    gap, middle, half = _agresti(decided, group)
    return gap, -half, half


def group_gap__clip_gap_half(decided, group):
    """WRONG: cuts the half-width at 1, not the limits."""
    gap, middle, half = _agresti(decided, group)
    half = min(half, 1)
    return gap, middle - half, middle + half


def group_gap__ratio(decided, group):
    """WRONG: minus for a no outside: share of False taken outside of the group."""
    a, n, b, m = _group_counts(decided, group)
    p, q = (a + 1) / (n + 2), (m - b + 1) / (m + 2)
    half = 1.96 * math.sqrt(p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2))
    return a / n - (m - b) / m, max(-1, p - q - half), min(1, p - q + half)


# -------------------------------- by others who had not read the checks either, when these had been mended


def association__unseen_r1(words, a, b):
    """RIGHT: numpy."""

    def unit(m):
        m = np.asarray(m, dtype=float)
        return m / np.linalg.norm(m, axis=1, keepdims=True)

    w = unit(words)
    return (w @ unit(a).T).mean(axis=1) - (w @ unit(b).T).mean(axis=1)


def association__unseen_r2(words, a, b):
    """RIGHT: plain loops."""
    import math

    def cos(u, v):
        u, v = [float(x) for x in u], [float(x) for x in v]
        return sum(x * y for x, y in zip(u, v)) / (math.hypot(*u) * math.hypot(*v))

    out = []
    for w in words:
        s = 0.0
        for x in a:
            s += cos(w, x) / len(a)
        for x in b:
            s -= cos(w, x) / len(b)
        out.append(s)
    return out


def association__unseen_r3(words, a, b):
    """RIGHT: sklearn."""
    from sklearn.metrics.pairwise import cosine_similarity as c

    return c(words, a).mean(1) - c(words, b).mean(1)


def association__unseen_r4(words, a, b):
    """RIGHT: dot product with the difference of the mean unit vectors."""
    import torch
    import torch.nn.functional as F

    t = lambda m: F.normalize(torch.tensor(np.array(m, dtype=float)), dim=1)
    return t(words) @ (t(a).mean(0) - t(b).mean(0))


def association__unseen_w1(words, a, b):
    """WRONG: dot products, nothing normalised; shows on association(np.array([[3.0, 4.0], [5.0, 0.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]])): right [-0.2, 1. ], this gives [-5., 5.]."""
    return (words @ a.T).mean(axis=1) - (words @ b.T).mean(axis=1)


def association__unseen_w2(words, a, b):
    """WRONG: cosine with the mean of the set in place of the mean of the cosines; shows on association(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 3.0]]), np.array([[0.0, 1.0]])): right [0.5], this gives [0.31623]."""

    def cos(w, v):
        return words @ v / (np.linalg.norm(w, axis=1) * np.linalg.norm(v))

    return cos(words, a.mean(axis=0)) - cos(words, b.mean(axis=0))


def association__unseen_w3(words, a, b):
    """WRONG: sums in place of means; shows on association(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0], [2.0, 0.0]]), np.array([[0.0, 1.0]])): right [1.], this gives [2.]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    return (unit(words) @ unit(a).T).sum(axis=1) - (unit(words) @ unit(b).T).sum(axis=1)


def association__unseen_w4(words, a, b):
    """WRONG: norm along the wrong axis; shows on association(np.array([[3.0, 4.0], [5.0, 0.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]])): right [-0.2, 1. ], this gives [-0.4855 , 0.85749]."""
    unit = lambda m: m / np.maximum(np.linalg.norm(m, axis=0), 1e-12)
    return (unit(words) @ unit(a).T).mean(axis=1) - (unit(words) @ unit(b).T).mean(axis=1)


def association__unseen_w5(words, a, b):
    """WRONG: normalises the caller's arrays in place; shows on association(np.array([[3.0, 4.0], [5.0, 0.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]])): right [-0.2, 1. ], this gives changes its argument."""
    for m in (words, a, b):
        m /= np.linalg.norm(m, axis=1, keepdims=True)
    return (words @ a.T).mean(axis=1) - (words @ b.T).mean(axis=1)


def association__unseen_w6(words, a, b):
    """WRONG: only the words are normalised, the sets are not; shows on association(np.array([[3.0, 4.0], [5.0, 0.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]])): right [-0.2, 1. ], this gives [-1., 1.]."""
    w = words / np.linalg.norm(words, axis=1, keepdims=True)
    return (w @ a.T).mean(axis=1) - (w @ b.T).mean(axis=1)


def association__unseen_w7(words, a, b):
    """WRONG: result in the dtype of the words: whole numbers cut it off; shows on association(np.array([[3, 4], [5, 0]]), np.array([[1, 0]]), np.array([[0, 2]])): right [-0.2, 1. ], this gives [0., 1.]."""
    out = np.zeros(len(words), dtype=words.dtype)
    for i, w in enumerate(words):
        out[i] = np.mean([w @ x / np.linalg.norm(w) / np.linalg.norm(x) for x in a]) - np.mean(
            [w @ x / np.linalg.norm(w) / np.linalg.norm(x) for x in b]
        )
    return out


def association__unseen_w8(words, a, b):
    """WRONG: a word that stands twice in a set counts once; shows on association(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 1.0]])): right [0.66667], this gives [0.5]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    a, b = np.unique(a, axis=0), np.unique(b, axis=0)
    return (unit(words) @ unit(a).T).mean(axis=1) - (unit(words) @ unit(b).T).mean(axis=1)


def association__unseen_w9(words, a, b):
    """WRONG: the sets paired off: mean of the differences, fails for sets of different sizes; shows on association(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([[0.0, 1.0], [0.0, 2.0]])): right [0.56904], this gives raises ValueError: operands could not be broadcast together with shap."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    return (unit(words) @ unit(a).T - unit(words) @ unit(b).T).mean(axis=1)


def association__unseen_w10(words, a, b):
    """WRONG: one number for all words; shows on association(np.array([[3.0, 4.0], [5.0, 0.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]])): right [-0.2, 1. ], this gives 0.4."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    return (unit(words) @ unit(a).T).mean() - (unit(words) @ unit(b).T).mean()


def association__unseen_w11(words, a, b):
    """WRONG: divides both sums by the size of a; shows on association(np.array([[3.0, 4.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 2.0], [0.0, 1.0]])): right [-0.2], this gives [-1.]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    w = unit(words)
    return ((w @ unit(a).T).sum(axis=1) - (w @ unit(b).T).sum(axis=1)) / len(a)


def weat__unseen_r1(x, y, a, b):
    """RIGHT: numpy."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    sx, sy = association(x, a, b), association(y, a, b)
    return (sx.mean() - sy.mean()) / np.concatenate([sx, sy]).std(ddof=1)


def weat__unseen_r2(x, y, a, b):
    """RIGHT: statistics, plain lists."""
    import math
    import statistics

    def cos(u, v):
        return (
            sum(float(p) * float(q) for p, q in zip(u, v))
            / math.sqrt(sum(float(p) ** 2 for p in u))
            / math.sqrt(sum(float(q) ** 2 for q in v))
        )

    def s(w):
        return statistics.fmean(cos(w, p) for p in a) - statistics.fmean(cos(w, p) for p in b)

    sx, sy = [s(w) for w in x], [s(w) for w in y]
    return (statistics.fmean(sx) - statistics.fmean(sy)) / statistics.stdev(sx + sy)


def weat__unseen_r3(x, y, a, b):
    """RIGHT: torch (std divides by n - 1)."""
    import torch
    import torch.nn.functional as F

    t = lambda m: F.normalize(torch.tensor(np.array(m, dtype=float)), dim=1)
    both = torch.cat([t(x), t(y)]) @ (t(a).mean(0) - t(b).mean(0))
    return float((both[: len(x)].mean() - both[len(x) :].mean()) / both.std())


def weat__unseen_r4(x, y, a, b):
    """RIGHT: scipy cdist and an own standard deviation."""
    from scipy.spatial.distance import cdist

    s = lambda w: cdist(w, b, "cosine").mean(1) - cdist(w, a, "cosine").mean(1)
    sx, sy = s(x), s(y)
    everything = np.append(sx, sy)
    variance = ((everything - everything.mean()) ** 2).sum() / (everything.size - 1)
    return (sx.sum() / sx.size - sy.sum() / sy.size) / variance**0.5


def weat__unseen_w1(x, y, a, b):
    """WRONG: divides by n, not n - 1; shows on weat(np.array([[2.0, 0.0]]), np.array([[1.0, 1.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])): right 1.41421, this gives 2."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    sx, sy = association(x, a, b), association(y, a, b)
    return (sx.mean() - sy.mean()) / np.concatenate([sx, sy]).std()


def weat__unseen_w2(x, y, a, b):
    """WRONG: pooled standard deviation within the sets (Cohen's d); shows on weat(np.array([[1.0, 0.0], [2.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 2.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])): right 1.61803, this gives 3.70246."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    sx, sy = association(x, a, b), association(y, a, b)
    return (sx.mean() - sy.mean()) / np.sqrt((sx.var(ddof=1) + sy.var(ddof=1)) / 2)


def weat__unseen_w3(x, y, a, b):
    """WRONG: not divided by the standard deviation; shows on weat(np.array([[2.0, 0.0]]), np.array([[1.0, 1.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])): right 1.41421, this gives 1."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    return association(x, a, b).mean() - association(y, a, b).mean()


def weat__unseen_w4(x, y, a, b):
    """WRONG: sums in place of means; shows on weat(np.array([[1.0, 0.0], [2.0, 1.0]]), np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])): right 1.66888, this gives 2.3695."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    sx, sy = association(x, a, b), association(y, a, b)
    return (sx.sum() - sy.sum()) / np.concatenate([sx, sy]).std(ddof=1)


def weat__unseen_w5(x, y, a, b):
    """WRONG: the mean vector of each set first, then one association; shows on weat(np.array([[1.0, 0.0], [0.0, 4.0]]), np.array([[1.0, 1.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])): right 0., this gives -0.72761."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    top = association(x.mean(axis=0, keepdims=True), a, b)[0] - association(y.mean(axis=0, keepdims=True), a, b)[0]
    return top / np.std(association(np.vstack([x, y]), a, b), ddof=1)


def weat__unseen_w6(x, y, a, b):
    """WRONG: standard deviation of two numbers, the two means; shows on weat(np.array([[1.0, 0.0], [2.0, 1.0]]), np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])): right 1.66888, this gives 1.41421."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    mx, my = association(x, a, b).mean(), association(y, a, b).mean()
    return (mx - my) / np.std([mx, my], ddof=1)


def weat__unseen_w7(x, y, a, b):
    """WRONG: absolute value: the sign is lost; shows on weat(np.array([[1.0, 1.0]]), np.array([[2.0, 0.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])): right -1.41421, this gives 1.41421."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    sx, sy = association(x, a, b), association(y, a, b)
    return abs(sx.mean() - sy.mean()) / np.concatenate([sx, sy]).std(ddof=1)


def weat__unseen_w8(x, y, a, b):
    """WRONG: stack in place of concatenate: fails for sets of different sizes; shows on weat(np.array([[1.0, 0.0], [2.0, 1.0]]), np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])): right 1.66888, this gives raises ValueError: setting an array element with a sequence. The requ."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    s = np.array([association(x, a, b), association(y, a, b)])
    return (s[0].mean() - s[1].mean()) / s.std(ddof=1)


def weat__unseen_w9(x, y, a, b):
    """WRONG: union without doubles: equal associations count once in the deviation; shows on weat(np.array([[2.0, 0.0], [1.0, 0.0]]), np.array([[1.0, 1.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])): right 1.73205, this gives 1.41421."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    sx, sy = association(x, a, b), association(y, a, b)
    return (sx.mean() - sy.mean()) / np.std(np.union1d(sx, sy), ddof=1)


def weat__unseen_w10(x, y, a, b):
    """WRONG: variance in place of the deviation; shows on weat(np.array([[2.0, 0.0]]), np.array([[1.0, 1.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])): right 1.41421, this gives 2."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    sx, sy = association(x, a, b), association(y, a, b)
    return (sx.mean() - sy.mean()) / np.concatenate([sx, sy]).var(ddof=1)


def weat__unseen_w11(x, y, a, b):
    """WRONG: deviation of the attribute associations per set, mean of both sets' deviations; one word has none (nan); shows on weat(np.array([[2.0, 0.0]]), np.array([[1.0, 1.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])): right 1.41421, this gives nan."""

    def association(words, a, b):
        u = lambda m: np.asarray(m, dtype=float) / np.linalg.norm(np.asarray(m, dtype=float), axis=1, keepdims=True)
        return (u(words) @ u(a).T).mean(axis=1) - (u(words) @ u(b).T).mean(axis=1)

    sx, sy = association(x, a, b), association(y, a, b)
    return (sx.mean() - sy.mean()) / ((sx.std(ddof=1) + sy.std(ddof=1)) / 2)


def permutation_p__unseen_r1(x, y):
    """RIGHT: combinations of places."""
    from itertools import combinations

    z = np.concatenate([x, y])
    n = len(x)
    seen = x.mean() - y.mean()
    hits = total = 0
    for c in combinations(range(len(z)), n):
        inside = np.zeros(len(z), bool)
        inside[list(c)] = True
        hits += z[inside].mean() - z[~inside].mean() >= seen - 1e-9
        total += 1
    return hits / total


def permutation_p__unseen_r2(x, y):
    """RIGHT: fraction, bit patterns."""
    from fractions import Fraction

    z = [Fraction(float(v)) for v in list(x) + list(y)]
    n, N = len(x), len(x) + len(y)
    diffs = []
    for bits in range(2**N):
        if bin(bits).count("1") == n:
            inside = [z[i] for i in range(N) if bits >> i & 1]
            outside = [z[i] for i in range(N) if not bits >> i & 1]
            diffs.append(sum(inside) / len(inside) - sum(outside) / len(outside))
    seen = sum(z[:n]) / n - sum(z[n:]) / (N - n)
    return Fraction(sum(d >= seen for d in diffs), len(diffs))


def permutation_p__unseen_r3(x, y):
    """RIGHT: all orders of the words: each choice comes equally often."""
    from itertools import permutations

    eighths = [round(8 * float(v)) for v in [*x, *y]]
    n = len(x)
    sums = [sum(p[:n]) for p in permutations(eighths)] if len(eighths) < 7 else None
    if sums is None:
        from itertools import combinations

        sums = [sum(c) for c in combinations(eighths, n)]
    return sum(s >= sum(eighths[:n]) for s in sums) / len(sums)


def permutation_p__unseen_r4(x, y):
    """RIGHT: the sum of the chosen says it all."""
    from itertools import combinations

    sums = np.array([sum(c) for c in combinations(np.append(x, y).tolist(), len(x))])
    return float(np.mean(sums >= x.sum()))


def permutation_p__unseen_w1(x, y):
    """WRONG: strictly larger: ties and the choice itself do not count; shows on permutation_p(np.array([4.0, 3.0]), np.array([2.0, 1.0])): right 0.16667, this gives 0."""
    from itertools import combinations

    z = np.concatenate([x, y])
    seen = x.mean() - y.mean()
    out = []
    for c in combinations(range(len(z)), len(x)):
        rest = [i for i in range(len(z)) if i not in c]
        out.append(z[list(c)].mean() - z[rest].mean() > seen)
    return np.mean(out)


def permutation_p__unseen_w2(x, y):
    """WRONG: two-sided; shows on permutation_p(np.array([4.0, 3.0]), np.array([2.0, 1.0])): right 0.16667, this gives 0.33333."""
    from itertools import combinations

    z = np.concatenate([x, y])
    seen = abs(x.mean() - y.mean())
    out = []
    for c in combinations(range(len(z)), len(x)):
        rest = [i for i in range(len(z)) if i not in c]
        out.append(abs(z[list(c)].mean() - z[rest].mean()) >= seen)
    return np.mean(out)


def permutation_p__unseen_w3(x, y):
    """WRONG: a thousand random shuffles, plus one above and below; shows on permutation_p(np.array([4.0, 3.0, 3.0]), np.array([2.0, 1.0, 1.5, 0.5])): right 0.02857, this gives 0.03197."""
    rng = np.random.default_rng(0)
    z = np.concatenate([x, y])
    seen = x.mean() - y.mean()
    count = 0
    for _ in range(1000):
        p = rng.permutation(z)
        count += p[: len(x)].mean() - p[len(x) :].mean() >= seen
    return (count + 1) / 1001


def permutation_p__unseen_w4(x, y):
    """WRONG: rest taken by value: words with equal associations vanish; shows on permutation_p(np.array([0.5, 1.0]), np.array([0.0, 0.0, 1.5])): right 0.5, this gives 0.3."""
    from itertools import combinations

    z = x.tolist() + y.tolist()
    seen = np.mean(x) - np.mean(y)
    out = []
    for c in combinations(z, len(x)):
        rest = [v for v in z if v not in c]
        out.append(np.mean(c) - (np.mean(rest) if rest else 0.0) >= seen)
    return np.mean(out)


def permutation_p__unseen_w5(x, y):
    """WRONG: equal choices put together in a set; shows on permutation_p(np.array([1.0, 1.5]), np.array([0.0, 0.0, 1.5])): right 0.3, this gives 0.4."""
    from itertools import combinations

    z = sorted(x.tolist() + y.tolist())
    choices = set(combinations(z, len(x)))
    return sum(sum(c) >= x.sum() for c in choices) / len(choices)


def permutation_p__unseen_w6(x, y):
    """WRONG: adds one above and below, though the choice itself is among all; shows on permutation_p(np.array([4.0, 3.0]), np.array([2.0, 1.0])): right 0.16667, this gives 0.28571."""
    from itertools import combinations

    sums = [sum(c) for c in combinations(np.append(x, y), len(x))]
    return (1 + sum(s >= x.sum() for s in sums)) / (1 + len(sums))


def permutation_p__unseen_w7(x, y):
    """WRONG: halves of all words: right only if both sets have the same size; shows on permutation_p(np.array([4.0]), np.array([2.0, 1.0, 0.0])): right 0.25, this gives 0."""
    from itertools import combinations

    z = np.concatenate([x, y])
    seen = x.mean() - y.mean()
    out = []
    for c in combinations(range(len(z)), len(z) // 2):
        rest = [i for i in range(len(z)) if i not in c]
        out.append(z[list(c)].mean() - z[rest].mean() >= seen)
    return np.mean(out)


def permutation_p__unseen_w8(x, y):
    """WRONG: the wrong tail; shows on permutation_p(np.array([4.0, 3.0]), np.array([2.0, 1.0])): right 0.16667, this gives 1."""
    from itertools import combinations

    sums = [sum(c) for c in combinations(np.append(x, y), len(x))]
    return np.mean([s <= x.sum() for s in sums])


def permutation_p__unseen_w9(x, y):
    """WRONG: scipy's permutation_test, which wants two words in each set; shows on permutation_p(np.array([4.0]), np.array([2.0, 1.0])): right 0.33333, this gives raises ValueError: each sample in `data` must contain two or more obs."""
    from scipy.stats import permutation_test

    return permutation_test(
        (x, y), lambda p, q: np.mean(p) - np.mean(q), alternative="greater", n_resamples=np.inf
    ).pvalue


def permutation_p__unseen_w10(x, y):
    """WRONG: t test; shows on permutation_p(np.array([4.0, 3.0]), np.array([2.0, 1.0])): right 0.16667, this gives 0.05279."""
    from scipy.stats import ttest_ind

    return ttest_ind(x, y, alternative="greater").pvalue


def permutation_p__unseen_w11(x, y):
    """WRONG: the choice itself left out of the choices; shows on permutation_p(np.array([4.0, 3.0]), np.array([2.0, 1.0])): right 0.16667, this gives 0."""
    from itertools import combinations

    sums = [sum(c) for c in combinations(np.append(x, y), len(x))][1:]
    return np.mean([s >= x.sum() for s in sums])


def direction__unseen_r1(first, second):
    """RIGHT: svd."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    half = (unit(first) - unit(second)) / 2
    v = np.linalg.svd(half, full_matrices=False)[2][0]
    return v if (half @ v).sum() > 0 else -v


def direction__unseen_r2(first, second):
    """RIGHT: eigenvectors of the d x d matrix."""
    f = np.array([w / np.sqrt((np.asarray(w, float) ** 2).sum()) for w in first])
    s = np.array([w / np.sqrt((np.asarray(w, float) ** 2).sum()) for w in second])
    half = (f - s) / 2
    values, vectors = np.linalg.eigh(half.T @ half)
    g = vectors[:, np.argmax(values)]
    return (g * np.sign(half.sum(axis=0) @ g)).tolist()


def direction__unseen_r3(first, second):
    """RIGHT: torch; the half is left out: it changes no direction."""
    import torch
    import torch.nn.functional as F

    t = lambda m: F.normalize(torch.tensor(np.array(m, dtype=float)), dim=1)
    d = t(first) - t(second)
    v = torch.linalg.svd(d, full_matrices=False).Vh[0]
    return v * torch.sign((d @ v).sum())


def direction__unseen_r4(first, second):
    """RIGHT: each difference with both signs, so that PCA's centring does nothing."""
    from sklearn.decomposition import PCA
    from sklearn.preprocessing import normalize

    half = (normalize(first) - normalize(second)) / 2
    g = PCA(n_components=1, svd_solver="full").fit(np.vstack([half, -half])).components_[0]
    if np.mean(half @ g) < 0:
        g = -g
    return g


def direction__unseen_w1(first, second):
    """WRONG: PCA with centring; shows on direction(np.array([[1.0, 0.0], [4.0, 3.0], [1.0, 0.2]]), np.array([[-2.0, 0.0], [-2.0, 1.0], [-1.0, 0.5]])): right [ 0.99979, -0.02056], this gives [ 0.48904, -0.87226]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    half = (unit(first) - unit(second)) / 2
    v = np.linalg.svd(half - half.mean(axis=0), full_matrices=False)[2][0]
    return v if (half @ v).sum() > 0 else -v


def direction__unseen_w2(first, second):
    """WRONG: mean difference in place of the singular direction; shows on direction(np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]), np.array([[-1.0, 0.0], [-1.0, 1.0], [0.2, -1.0]])): right [ 0.98456, -0.17504], this gives [0.85163, 0.52414]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    g = (unit(first) - unit(second)).mean(axis=0)
    return g / np.linalg.norm(g)


def direction__unseen_w3(first, second):
    """WRONG: words not made length 1; shows on direction(np.array([[1.0, 0.0], [3.0, 9.0]]), np.array([[-2.0, 0.0], [-2.0, 1.5]])): right [0.99716, 0.0753 ], this gives [0.59816, 0.80138]."""
    half = (first - second) / 2
    v = np.linalg.svd(half, full_matrices=False)[2][0]
    return v if (half @ v).sum() > 0 else -v


def direction__unseen_w4(first, second):
    """WRONG: sign left as svd gives it; shows on direction(np.array([[1.0, 0.0], [4.0, 3.0]]), np.array([[-2.0, 0.0], [-2.0, 1.5]])): right [1., 0.], this gives [-1., -0.]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    return np.linalg.svd((unit(first) - unit(second)) / 2, full_matrices=False)[2][0]


def direction__unseen_w5(first, second):
    """WRONG: sign by the majority of the pairs, not by the sum; shows on direction(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]), np.array([[-1.0, 0.0], [0.3, 1.0], [0.3, 1.0]])): right [ 0.99998, -0.00582], this gives [-0.99998, 0.00582]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    half = (unit(first) - unit(second)) / 2
    v = np.linalg.svd(half, full_matrices=False)[2][0]
    return v if (half @ v > 0).mean() >= 0.5 else -v


def direction__unseen_w6(first, second):
    """WRONG: sign by the first pair; shows on direction(np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[0.3, 1.0], [-1.0, 0.0]])): right [ 1. , -0.00297], this gives [-1. , 0.00297]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    half = (unit(first) - unit(second)) / 2
    v = np.linalg.svd(half, full_matrices=False)[2][0]
    return v if half[0] @ v > 0 else -v


def direction__unseen_w7(first, second):
    """WRONG: first column of V^T in place of the first row; shows on direction(np.array([[1.0, 1.0], [4.0, 3.0]]), np.array([[-2.0, 0.0], [-2.0, 1.5]])): right [0.97459, 0.22401], this gives [ 0.97459, -0.22401]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    half = (unit(first) - unit(second)) / 2
    v = np.linalg.svd(half)[2][:, 0]
    return v if (half @ v).sum() > 0 else -v


def direction__unseen_w8(first, second):
    """WRONG: each difference made length 1 first: short ones count like long ones; shows on direction(np.array([[4.0, 0.0], [6.0, 3.0], [1.0, -2.0]]), np.array([[-1.0, 3.0], [-5.0, -1.0], [0.0, -1.0]])): right [1. , 0.00116], this gives [0.99961, 0.02808]."""
    unit = lambda m: m / np.maximum(np.linalg.norm(m, axis=1, keepdims=True), 1e-12)
    half = unit(unit(first) - unit(second))
    v = np.linalg.svd(half, full_matrices=False)[2][0]
    return v if (half @ v).sum() > 0 else -v


def direction__unseen_w9(first, second):
    """WRONG: multiplied by the singular value: not of length 1; shows on direction(np.array([[1.0, 0.0], [4.0, 3.0]]), np.array([[-2.0, 0.0], [-2.0, 1.5]])): right [1., 0.], this gives [1.28062, 0. ]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    half = (unit(first) - unit(second)) / 2
    u, s, vt = np.linalg.svd(half, full_matrices=False)
    v = vt[0] * s[0]
    return v if (half @ v).sum() > 0 else -v


def direction__unseen_w10(first, second):
    """WRONG: sign so that the largest number of the direction is positive; shows on direction(np.array([[-1.0, 0.0], [-4.0, 3.0]]), np.array([[2.0, 0.0], [2.0, 1.5]])): right [-1., -0.], this gives [1., 0.]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    half = (unit(first) - unit(second)) / 2
    v = np.linalg.svd(half, full_matrices=False)[2][0]
    return v * np.sign(v[np.argmax(np.abs(v))])


def direction__unseen_w11(first, second):
    """WRONG: eigh gives the smallest first: the last direction; shows on direction(np.array([[1.0, 0.0], [4.0, 3.0]]), np.array([[-2.0, 0.0], [-2.0, 1.5]])): right [1., 0.], this gives [0., 1.]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    half = (unit(first) - unit(second)) / 2
    v = np.linalg.eigh(half.T @ half)[1][:, 0]
    return v if (half @ v).sum() >= 0 else -v


def direction__unseen_w12(first, second):
    """WRONG: sign by the words as they are, longer words count more; shows on direction(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[-1.0, 0.0], [90.0, 90.0]])): right [ 0.99891, -0.04676], this gives [-0.99891, 0.04676]."""
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)
    half = (unit(first) - unit(second)) / 2
    v = np.linalg.svd(half, full_matrices=False)[2][0]
    return v if ((first - second) @ v).sum() > 0 else -v


def chance_p__unseen_r1(words, g, directions):
    """RIGHT: numpy, ties up to rounding."""
    unit = lambda m: m / np.linalg.norm(m, axis=-1, keepdims=True)
    w = unit(np.asarray(words, float))
    index = np.abs(w @ unit(np.asarray(directions, float)).T).mean(axis=0)
    own = np.abs(w @ unit(np.asarray(g, float))).mean()
    return (1 + np.sum(index >= own - 1e-9)) / (1 + len(directions))


def chance_p__unseen_r2(words, g, directions):
    """RIGHT: plain loops."""
    import math

    def bias(direction):
        total = 0.0
        for w in words:
            dot = sum(float(p) * float(q) for p, q in zip(w, direction))
            total += abs(
                dot / math.sqrt(sum(float(p) ** 2 for p in w)) / math.sqrt(sum(float(q) ** 2 for q in direction))
            )
        return total / len(words)

    own = bias(g)
    count = 1
    for direction in directions:
        if bias(direction) > own - 1e-10:
            count += 1
    return count / (len(directions) + 1)


def chance_p__unseen_r3(words, g, directions):
    """RIGHT: g as one row of a common matrix: it is counted once by itself."""
    from sklearn.metrics.pairwise import cosine_similarity

    index = np.abs(cosine_similarity(np.asarray(words, float), np.vstack([g, directions]).astype(float))).mean(0)
    return np.mean(np.round(index, 9) >= np.round(index[0], 9))


def chance_p__unseen_r4(words, g, directions):
    """RIGHT: fraction of the counts, scipy."""
    from fractions import Fraction

    from scipy.spatial.distance import cdist

    c = np.abs(1 - cdist(np.asarray(words, float), np.vstack([directions, g]).astype(float), "cosine")).sum(axis=0)
    return Fraction(1 + int((c[:-1] - c[-1] > -1e-9).sum()), len(c))


def chance_p__unseen_a1(words, g, directions):
    """ARGUABLE: >= without tolerance: a direction that is a multiple of g may miss the tie by an ulp; the prose does not say how such a tie is meant."""
    w = words / np.linalg.norm(words, axis=1, keepdims=True)
    index = lambda v: np.abs(w @ (v / np.linalg.norm(v))).mean()
    return (1 + sum(index(v) >= index(g) for v in directions)) / (1 + len(directions))


def chance_p__unseen_w1(words, g, directions):
    """WRONG: g is not counted: no 1 above and below; shows on chance_p(np.array([[3.0, 4.0]]), np.array([2.0, 0.0]), np.array([[0.0, 1.0], [-5.0, 0.0], [4.0, -3.0]])): right 0.75, this gives 0.66667."""
    w = words / np.linalg.norm(words, axis=1, keepdims=True)
    index = lambda v: np.abs(w @ (v / np.linalg.norm(v))).mean()
    return np.mean([index(v) >= index(g) - 1e-9 for v in directions])


def chance_p__unseen_w2(words, g, directions):
    """WRONG: strictly larger; shows on chance_p(np.array([[3.0, 4.0]]), np.array([2.0, 0.0]), np.array([[0.0, 1.0], [-5.0, 0.0], [4.0, -3.0]])): right 0.75, this gives 0.5."""
    w = words / np.linalg.norm(words, axis=1, keepdims=True)
    index = lambda v: np.abs(w @ (v / np.linalg.norm(v))).mean()
    return (1 + sum(index(v) > index(g) + 1e-9 for v in directions)) / (1 + len(directions))


def chance_p__unseen_w3(words, g, directions):
    """WRONG: no absolute value; shows on chance_p(np.array([[3.0, 4.0]]), np.array([2.0, 0.0]), np.array([[0.0, 1.0], [-5.0, 0.0], [4.0, -3.0]])): right 0.75, this gives 0.5."""
    w = words / np.linalg.norm(words, axis=1, keepdims=True)
    index = lambda v: (w @ (v / np.linalg.norm(v))).mean()
    return (1 + sum(index(v) >= index(g) - 1e-9 for v in directions)) / (1 + len(directions))


def chance_p__unseen_w4(words, g, directions):
    """WRONG: absolute value of the mean: opposite words cancel; shows on chance_p(np.array([[1.0, 0.0], [-1.0, 0.1]]), np.array([1.0, 0.0]), np.array([[0.0, 1.0]])): right 0.5, this gives 1."""
    w = words / np.linalg.norm(words, axis=1, keepdims=True)
    index = lambda v: abs((w @ (v / np.linalg.norm(v))).mean())
    return (1 + sum(index(v) >= index(g) - 1e-9 for v in directions)) / (1 + len(directions))


def chance_p__unseen_w5(words, g, directions):
    """WRONG: directions and g not made length 1; shows on chance_p(np.array([[3.0, 4.0]]), np.array([2.0, 0.0]), np.array([[0.0, 1.0], [-5.0, 0.0], [4.0, -3.0]])): right 0.75, this gives 0.5."""
    w = words / np.linalg.norm(words, axis=1, keepdims=True)
    index = lambda v: np.abs(w @ v).mean()
    return (1 + sum(index(v) >= index(g) - 1e-9 for v in directions)) / (1 + len(directions))


def chance_p__unseen_w6(words, g, directions):
    """WRONG: words not made length 1: long words count more; shows on chance_p(np.array([[9.0, 1.0], [0.0, 1.0], [0.0, 1.0]]), np.array([1.0, 0.0]), np.array([[0.0, 1.0]])): right 1., this gives 0.5."""
    index = lambda v: np.abs(words @ (v / np.linalg.norm(v))).mean()
    return (1 + sum(index(v) >= index(g) - 1e-9 for v in directions)) / (1 + len(directions))


def chance_p__unseen_w7(words, g, directions):
    """WRONG: root of the mean square in place of the mean of absolute values; shows on chance_p(np.array([[2.0, -1.0], [0.0, 2.0], [-3.0, -1.0]]), np.array([-3.0, 0.0]), np.array([[3.0, -3.0], [-1.0, -1.0]])): right 1., this gives 0.33333."""
    w = words / np.linalg.norm(words, axis=1, keepdims=True)
    index = lambda v: np.sqrt(((w @ (v / np.linalg.norm(v))) ** 2).mean())
    return (1 + sum(index(v) >= index(g) - 1e-9 for v in directions)) / (1 + len(directions))


def chance_p__unseen_w8(words, g, directions):
    """WRONG: 1 above only; shows on chance_p(np.array([[3.0, 4.0]]), np.array([2.0, 0.0]), np.array([[0.0, 1.0], [-5.0, 0.0], [4.0, -3.0]])): right 0.75, this gives 1."""
    w = words / np.linalg.norm(words, axis=1, keepdims=True)
    index = lambda v: np.abs(w @ (v / np.linalg.norm(v))).mean()
    return (1 + sum(index(v) >= index(g) - 1e-9 for v in directions)) / len(directions)


def chance_p__unseen_w9(words, g, directions):
    """WRONG: 1 below only; shows on chance_p(np.array([[3.0, 4.0]]), np.array([2.0, 0.0]), np.array([[0.0, 1.0], [-5.0, 0.0], [4.0, -3.0]])): right 0.75, this gives 0.5."""
    w = words / np.linalg.norm(words, axis=1, keepdims=True)
    index = lambda v: np.abs(w @ (v / np.linalg.norm(v))).mean()
    return sum(index(v) >= index(g) - 1e-9 for v in directions) / (1 + len(directions))


def chance_p__unseen_w10(words, g, directions):
    """WRONG: counts each word with each direction, not the mean over words; shows on chance_p(np.array([[3.0, 4.0], [1.0, 0.0]]), np.array([2.0, 0.0]), np.array([[0.0, 1.0], [4.0, -3.0]])): right 0.33333, this gives 0.6."""
    unit = lambda m: m / np.linalg.norm(m, axis=-1, keepdims=True)
    c = np.abs(unit(words) @ unit(directions).T)
    return (1 + (c >= np.abs(unit(words) @ unit(g)).mean() - 1e-9).sum()) / (1 + c.size)


def neutralise__unseen_r1(words, g):
    """RIGHT: numpy."""
    g = np.asarray(g, float) / np.linalg.norm(g)
    left = words - np.outer(np.asarray(words, float) @ g, g)
    n = np.linalg.norm(left, axis=1, keepdims=True)
    return np.where(n > 1e-9, left / np.where(n > 1e-9, n, 1), 0.0)


def neutralise__unseen_r2(words, g):
    """RIGHT: plain loops."""
    import math

    gg = sum(float(x) ** 2 for x in g)
    out = []
    for w in words:
        part = sum(float(x) * float(y) for x, y in zip(w, g)) / gg
        left = [float(x) - part * float(y) for x, y in zip(w, g)]
        length = math.sqrt(sum(x * x for x in left))
        out.append([x / length for x in left] if length > 1e-9 else [0.0] * len(left))
    return out


def neutralise__unseen_r3(words, g):
    """RIGHT: projection matrix, sklearn normalize (leaves zero rows)."""
    from sklearn.preprocessing import normalize

    g = np.asarray(g, float)
    P = np.eye(len(g)) - np.outer(g, g) / (g @ g)
    return normalize(np.round(np.asarray(words, float) @ P, 12))


def neutralise__unseen_r4(words, g):
    """RIGHT: words made length 1 first and again at the end, torch."""
    import torch
    import torch.nn.functional as F

    w = F.normalize(torch.tensor(np.array(words, dtype=float)), dim=1)
    u = F.normalize(torch.tensor(np.array(g, dtype=float)), dim=0)
    left = w - (w @ u)[:, None] * u
    left[left.norm(dim=1) < 1e-9] = 0
    return F.normalize(left, dim=1)


def neutralise__unseen_w1(words, g):
    """WRONG: not made length 1 again; shows on neutralise(np.array([[3.0, 4.0, 0.0], [1.0, 2.0, 2.0]]), np.array([2.0, 0.0, 0.0])): right [[0. , 1. , 0. ], [0. , 0.70711, 0.70711]], this gives [[0., 4., 0.], [0., 2., 2.]]."""
    u = g / np.linalg.norm(g)
    return words - np.outer(words @ u, u)


def neutralise__unseen_w2(words, g):
    """WRONG: nothing left gives nan; shows on neutralise(np.array([[3.0, 0.0], [1.0, 2.0]]), np.array([2.0, 0.0])): right [[0., 0.], [0., 1.]], this gives [[nan, nan], [ 0., 1.]]."""
    u = g / np.linalg.norm(g)
    left = words - np.outer(words @ u, u)
    return left / np.linalg.norm(left, axis=1, keepdims=True)


def neutralise__unseen_w3(words, g):
    """WRONG: direction taken as if it had length 1; shows on neutralise(np.array([[3.0, 4.0, 0.0], [1.0, 2.0, 2.0]]), np.array([2.0, 0.0, 0.0])): right [[0. , 1. , 0. ], [0. , 0.70711, 0.70711]], this gives [[-0.91381, 0.40614, 0. ], [-0.72761, 0.48507, 0.48507]]."""
    left = words - np.outer(words @ g, g)
    n = np.linalg.norm(left, axis=1, keepdims=True)
    return left / np.where(n == 0, 1, n)


def neutralise__unseen_w4(words, g):
    """WRONG: divides by the length of g once, not twice (w.g / |g| times g); shows on neutralise(np.array([[3.0, 4.0, 0.0], [1.0, 2.0, 2.0]]), np.array([2.0, 0.0, 0.0])): right [[0. , 1. , 0. ], [0. , 0.70711, 0.70711]], this gives [[-0.6 , 0.8 , 0. ], [-0.33333, 0.66667, 0.66667]]."""
    left = words - np.outer(words @ g / np.linalg.norm(g), g)
    n = np.linalg.norm(left, axis=1, keepdims=True)
    return left / np.where(n == 0, 1, n)


def neutralise__unseen_w5(words, g):
    """WRONG: keeps the part along g in place of the rest; shows on neutralise(np.array([[3.0, 4.0, 0.0], [1.0, 2.0, 2.0]]), np.array([2.0, 0.0, 0.0])): right [[0. , 1. , 0. ], [0. , 0.70711, 0.70711]], this gives [[1., 0., 0.], [1., 0., 0.]]."""
    u = g / np.linalg.norm(g)
    left = np.outer(words @ u, u)
    n = np.linalg.norm(left, axis=1, keepdims=True)
    return left / np.where(n == 0, 1, n)


def neutralise__unseen_w6(words, g):
    """WRONG: changes the caller's words (-=); shows on neutralise(np.array([[3.0, 4.0, 0.0], [1.0, 2.0, 2.0]]), np.array([2.0, 0.0, 0.0])): right [[0. , 1. , 0. ], [0. , 0.70711, 0.70711]], this gives changes its argument."""
    u = g / np.linalg.norm(g)
    words -= np.outer(words @ u, u)
    n = np.linalg.norm(words, axis=1, keepdims=True)
    return words / np.where(n == 0, 1, n)


def neutralise__unseen_w7(words, g):
    """WRONG: result in the dtype of the words: whole numbers are cut off; shows on neutralise(np.array([[3, 4, 0], [1, 2, 2]]), np.array([2, 0, 0])): right [[0. , 1. , 0. ], [0. , 0.70711, 0.70711]], this gives [[0., 1., 0.], [0., 0., 0.]]."""
    u = g / np.linalg.norm(g)
    out = np.zeros_like(words)
    for i, w in enumerate(words):
        left = w - (w @ u) * u
        n = np.linalg.norm(left)
        if n > 1e-9:
            out[i] = left / n
    return out


def neutralise__unseen_w8(words, g):
    """WRONG: made length 1 before, not after; shows on neutralise(np.array([[3.0, 4.0, 0.0], [1.0, 2.0, 2.0]]), np.array([2.0, 0.0, 0.0])): right [[0. , 1. , 0. ], [0. , 0.70711, 0.70711]], this gives [[0. , 0.8 , 0. ], [0. , 0.66667, 0.66667]]."""
    u = g / np.linalg.norm(g)
    n = np.linalg.norm(words, axis=1, keepdims=True)
    w = words / np.where(n == 0, 1, n)
    return w - np.outer(w @ u, u)


def neutralise__unseen_w9(words, g):
    """WRONG: cosine in place of the projection, for words that are not of length 1; shows on neutralise(np.array([[3.0, 4.0, 0.0], [1.0, 2.0, 2.0]]), np.array([2.0, 0.0, 0.0])): right [[0. , 1. , 0. ], [0. , 0.70711, 0.70711]], this gives [[0.5145 , 0.85749, 0. ], [0.22942, 0.68825, 0.68825]]."""
    u = g / np.linalg.norm(g)
    n = np.linalg.norm(words, axis=1, keepdims=True)
    cos = (words @ u)[:, None] / np.where(n == 0, 1, n)
    left = words - cos * u
    m = np.linalg.norm(left, axis=1, keepdims=True)
    return left / np.where(m == 0, 1, m)


def neutralise__unseen_w10(words, g):
    """WRONG: a word of which nothing is left comes back as it was; shows on neutralise(np.array([[3.0, 0.0], [1.0, 2.0]]), np.array([2.0, 0.0])): right [[0., 0.], [0., 1.]], this gives [[3., 0.], [0., 1.]]."""
    u = g / np.linalg.norm(g)
    out = []
    for w in words:
        left = w - (w @ u) * u
        n = np.linalg.norm(left)
        out.append(left / n if n > 1e-9 else w)
    return np.array(out)


def neutralise__unseen_w11(words, g):
    """WRONG: words with nothing left are dropped; shows on neutralise(np.array([[3.0, 0.0], [1.0, 2.0]]), np.array([2.0, 0.0])): right [[0., 0.], [0., 1.]], this gives [[0., 1.]]."""
    u = g / np.linalg.norm(g)
    left = words - np.outer(words @ u, u)
    n = np.linalg.norm(left, axis=1)
    return left[n > 1e-9] / n[n > 1e-9][:, None]


def equalise__unseen_r1(a, b, g):
    """RIGHT: numpy."""
    a, b, g = (np.asarray(v, float) / np.linalg.norm(v) for v in (a, b, g))
    m = (a + b) / 2
    r = m - (m @ g) * g
    z = np.sqrt(max(0.0, 1 - r @ r))
    sign = 1 if a @ g > b @ g else -1
    return np.array([r + sign * z * g, r - sign * z * g])


def equalise__unseen_r2(a, b, g):
    """RIGHT: plain lists."""
    import math

    def unit(v):
        length = math.sqrt(sum(float(x) ** 2 for x in v))
        return [float(x) / length for x in v]

    def dot(u, v):
        return sum(x * y for x, y in zip(u, v))

    a, b, g = unit(a), unit(b), unit(g)
    middle = [(x + y) / 2 for x, y in zip(a, b)]
    along = dot(middle, g)
    r = [x - along * y for x, y in zip(middle, g)]
    z = math.sqrt(max(0.0, 1 - dot(r, r)))
    plus = [x + z * y for x, y in zip(r, g)]
    minus = [x - z * y for x, y in zip(r, g)]
    return (plus, minus) if dot(a, g) > dot(b, g) else (minus, plus)


def equalise__unseen_r3(a, b, g):
    """RIGHT: sign of the difference along g."""
    A = np.stack([a, b]).astype(float)
    A /= np.linalg.norm(A, axis=1, keepdims=True)
    u = g / np.linalg.norm(g)
    r = A.mean(0) @ (np.eye(len(u)) - np.outer(u, u))
    step = np.sqrt(np.clip(1 - (r**2).sum(), 0, None)) * np.sign((A[0] - A[1]) @ u)
    return r + np.outer([step, -step], u)


def equalise__unseen_r4(a, b, g):
    """RIGHT: each word neutralised first, then the middle; torch."""
    import torch

    a, b, g = (torch.tensor(np.array(v, dtype=float)) for v in (a, b, g))
    a, b, g = a / a.norm(), b / b.norm(), g / g.norm()
    r = ((a - (a @ g) * g) + (b - (b @ g) * g)) / 2
    z = torch.sqrt(torch.clamp(1 - r.pow(2).sum(), min=0))
    if a @ g < b @ g:
        z = -z
    return torch.stack([r + z * g, r - z * g])


def equalise__unseen_w1(a, b, g):
    """WRONG: a and b not made length 1; shows on equalise(np.array([3.0, 0.8]), np.array([-2.0, 0.2]), np.array([5.0, 0.0])): right [[ 0.98392, 0.17858], [-0.98392, 0.17858]], this gives [[ 0.86603, 0.5 ], [-0.86603, 0.5 ]]."""
    g = g / np.linalg.norm(g)
    m = (a + b) / 2
    r = m - (m @ g) * g
    z = np.sqrt(max(0.0, 1 - r @ r))
    s = 1 if a @ g > b @ g else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__unseen_w2(a, b, g):
    """WRONG: a always gets the plus; shows on equalise(np.array([-2.0, 0.0]), np.array([3.0, 4.0]), np.array([5.0, 0.0])): right [[-0.91652, 0.4 ], [ 0.91652, 0.4 ]], this gives [[ 0.91652, 0.4 ], [-0.91652, 0.4 ]]."""
    a, b, g = (v / np.linalg.norm(v) for v in (a, b, g))
    m = (a + b) / 2
    r = m - (m @ g) * g
    z = np.sqrt(max(0.0, 1 - r @ r))
    return np.array([r + z * g, r - z * g])


def equalise__unseen_w3(a, b, g):
    """WRONG: plus if a lies on the positive side of g; both can lie on the same side; shows on equalise(np.array([3.0, 4.0]), np.array([4.0, 3.0]), np.array([5.0, 0.0])): right [[-0.71414, 0.7 ], [ 0.71414, 0.7 ]], this gives [[ 0.71414, 0.7 ], [-0.71414, 0.7 ]]."""
    a, b, g = (v / np.linalg.norm(v) for v in (a, b, g))
    m = (a + b) / 2
    r = m - (m @ g) * g
    z = np.sqrt(max(0.0, 1 - r @ r))
    s = 1 if a @ g > 0 else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__unseen_w4(a, b, g):
    """WRONG: the middle keeps its part along g; shows on equalise(np.array([3.0, 4.0]), np.array([-2.0, 0.0]), np.array([5.0, 0.0])): right [[ 0.91652, 0.4 ], [-0.91652, 0.4 ]], this gives [[ 0.69443, 0.4 ], [-1.09443, 0.4 ]]."""
    a, b, g = (v / np.linalg.norm(v) for v in (a, b, g))
    r = (a + b) / 2
    z = np.sqrt(max(0.0, 1 - r @ r))
    s = 1 if a @ g > b @ g else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__unseen_w5(a, b, g):
    """WRONG: no root: z = 1 - |r|^2; shows on equalise(np.array([3.0, 4.0]), np.array([-2.0, 0.0]), np.array([5.0, 0.0])): right [[ 0.91652, 0.4 ], [-0.91652, 0.4 ]], this gives [[ 0.84, 0.4 ], [-0.84, 0.4 ]]."""
    a, b, g = (v / np.linalg.norm(v) for v in (a, b, g))
    m = (a + b) / 2
    r = m - (m @ g) * g
    z = 1 - r @ r
    s = 1 if a @ g > b @ g else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__unseen_w6(a, b, g):
    """WRONG: the plus word first in the result, whichever it is; shows on equalise(np.array([-2.0, 0.0]), np.array([3.0, 4.0]), np.array([5.0, 0.0])): right [[-0.91652, 0.4 ], [ 0.91652, 0.4 ]], this gives [[ 0.91652, 0.4 ], [-0.91652, 0.4 ]]."""
    a, b, g = (v / np.linalg.norm(v) for v in (a, b, g))
    if a @ g < b @ g:
        a, b = b, a
    m = (a + b) / 2
    r = m - (m @ g) * g
    z = np.sqrt(max(0.0, 1 - r @ r))
    return np.array([r + z * g, r - z * g])


def equalise__unseen_w7(a, b, g):
    """WRONG: farther along g decided before both are length 1; shows on equalise(np.array([4.0, 4.0]), np.array([2.0, 0.0]), np.array([5.0, 0.0])): right [[-0.93541, 0.35355], [ 0.93541, 0.35355]], this gives [[ 0.93541, 0.35355], [-0.93541, 0.35355]]."""
    s = 1 if a @ g > b @ g else -1
    a, b, g = (v / np.linalg.norm(v) for v in (a, b, g))
    m = (a + b) / 2
    r = m - (m @ g) * g
    z = np.sqrt(max(0.0, 1 - r @ r))
    return np.array([r + s * z * g, r - s * z * g])


def equalise__unseen_w8(a, b, g):
    """WRONG: g not made length 1; shows on equalise(np.array([3.0, 4.0]), np.array([-2.0, 0.0]), np.array([5.0, 0.0])): right [[ 0.91652, 0.4 ], [-0.91652, 0.4 ]], this gives [[ 4.58258, 0.4 ], [-4.58258, 0.4 ]]."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    m = (a + b) / 2
    r = m - (m @ g) / (g @ g) * g
    z = np.sqrt(max(0.0, 1 - r @ r))
    s = 1 if a @ g > b @ g else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__unseen_w9(a, b, g):
    """WRONG: z = sqrt(1 - |r|), the length not squared; shows on equalise(np.array([3.0, 4.0]), np.array([-2.0, 0.0]), np.array([5.0, 0.0])): right [[ 0.91652, 0.4 ], [-0.91652, 0.4 ]], this gives [[ 0.7746, 0.4 ], [-0.7746, 0.4 ]]."""
    a, b, g = (v / np.linalg.norm(v) for v in (a, b, g))
    m = (a + b) / 2
    r = m - (m @ g) * g
    z = np.sqrt(max(0.0, 1 - np.linalg.norm(r)))
    s = 1 if a @ g > b @ g else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__unseen_w10(a, b, g):
    """WRONG: sum in place of the middle; shows on equalise(np.array([3.0, 4.0]), np.array([-2.0, 0.0]), np.array([5.0, 0.0])): right [[ 0.91652, 0.4 ], [-0.91652, 0.4 ]], this gives [[ 0.6, 0.8], [-0.6, 0.8]]."""
    a, b, g = (v / np.linalg.norm(v) for v in (a, b, g))
    m = a + b
    r = m - (m @ g) * g
    z = np.sqrt(max(0.0, 1 - r @ r))
    s = 1 if a @ g > b @ g else -1
    return np.array([r + s * z * g, r - s * z * g])


def equalise__unseen_w11(a, b, g):
    """WRONG: larger by absolute value gets the plus; shows on equalise(np.array([-2.0, 0.0]), np.array([3.0, 4.0]), np.array([5.0, 0.0])): right [[-0.91652, 0.4 ], [ 0.91652, 0.4 ]], this gives [[ 0.91652, 0.4 ], [-0.91652, 0.4 ]]."""
    a, b, g = (v / np.linalg.norm(v) for v in (a, b, g))
    m = (a + b) / 2
    r = m - (m @ g) * g
    z = np.sqrt(max(0.0, 1 - r @ r))
    s = 1 if abs(a @ g) > abs(b @ g) else -1
    return np.array([r + s * z * g, r - s * z * g])


def nullspace__unseen_r1(directions):
    """RIGHT: svd with the rank."""
    D = np.asarray(directions, float)
    u, s, vt = np.linalg.svd(D, full_matrices=False)
    v = vt[s > 1e-8 * max(s.max(), 1e-300)]
    return np.eye(D.shape[1]) - v.T @ v


def nullspace__unseen_r2(directions):
    """RIGHT: pseudo-inverse."""
    D = np.array(directions, dtype=float)
    return np.eye(D.shape[1]) - np.linalg.pinv(D, rcond=1e-9) @ D


def nullspace__unseen_r3(directions):
    """RIGHT: scipy null_space."""
    from scipy.linalg import null_space

    N = null_space(np.asarray(directions, float), rcond=1e-9)
    return N @ N.T


def nullspace__unseen_r4(directions):
    """RIGHT: gram-Schmidt, plain loops."""
    d = len(directions[0])
    basis = []
    for w in directions:
        v = np.array(w, dtype=float)
        length = np.sqrt(v @ v)
        if length == 0:
            continue
        v = v / length
        for _ in range(2):
            for q in basis:
                v = v - (v @ q) * q
        if np.sqrt(v @ v) > 1e-7:
            basis.append(v / np.sqrt(v @ v))
    P = np.eye(d)
    for q in basis:
        P = P - np.outer(q, q)
    return P.tolist()


def nullspace__unseen_w1(directions):
    """WRONG: subtracts w w^T for each: right only at right angles; shows on nullspace(np.array([[1.0, 0.0], [1.0, 1.0]]),): right [[0., 0.], [0., 0.]], this gives [[-0.5, -0.5], [-0.5, 0.5]]."""
    P = np.eye(directions.shape[1])
    for w in directions:
        n = np.linalg.norm(w)
        if n > 0:
            P -= np.outer(w, w) / n**2
    return P


def nullspace__unseen_w2(directions):
    """WRONG: one projection after the other, multiplied: the later ones bring back what earlier ones took; shows on nullspace(np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]),): right [[0., 0., 0.], [0., 0., 0.], [0., 0., 1.]], this gives [[ 0. , 0. , 0. ], [-0.5, 0.5, 0. ], [ 0. , 0. , 1. ]]."""
    P = np.eye(directions.shape[1])
    for w in directions:
        n = np.linalg.norm(w)
        if n > 0:
            P = P @ (np.eye(len(w)) - np.outer(w, w) / n**2)
    return P


def nullspace__unseen_w3(directions):
    """WRONG: inverse of D D^T: fails for copies, mixtures and zero; shows on nullspace(np.array([[1.0, 0.0, 0.0], [2.0, 0.0, 0.0]]),): right [[0., 0., 0.], [0., 1., 0.], [0., 0., 1.]], this gives raises LinAlgError: Singular matrix."""
    D = directions
    return np.eye(D.shape[1]) - D.T @ np.linalg.inv(D @ D.T) @ D


def nullspace__unseen_w4(directions):
    """WRONG: a zero direction gives nan; shows on nullspace(np.array([[3.0, 4.0], [0.0, 0.0]]),): right [[ 0.64, -0.48], [-0.48, 0.36]], this gives [[-0., -0.], [-0., 0.]]."""
    D = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    q = np.linalg.qr(D.T)[0]
    return np.eye(D.shape[1]) - q @ q.T


def nullspace__unseen_w5(directions):
    """WRONG: all right singular vectors, without asking for the rank: copies take away more; shows on nullspace(np.array([[3.0, 4.0], [6.0, 8.0]]),): right [[ 0.64, -0.48], [-0.48, 0.36]], this gives [[0., 0.], [0., 0.]]."""
    vt = np.linalg.svd(directions, full_matrices=False)[2]
    return np.eye(directions.shape[1]) - vt.T @ vt


def nullspace__unseen_w6(directions):
    """WRONG: QR without the rank: a copy or zero takes one more away; shows on nullspace(np.array([[3.0, 4.0, 0.0], [0.0, 0.0, 0.0]]),): right [[ 0.64, -0.48, 0. ], [-0.48, 0.36, 0. ], [ 0. , 0. , 1. ]], this gives [[-0., -0., 0.], [-0., 0., 0.], [ 0., 0., 1.]]."""
    q = np.linalg.qr(directions.T)[0]
    return np.eye(directions.shape[1]) - q @ q.T


def nullspace__unseen_w7(directions):
    """WRONG: projects onto the directions, not off them; shows on nullspace(np.array([[3.0, 4.0]]),): right [[ 0.64, -0.48], [-0.48, 0.36]], this gives [[0.36, 0.48], [0.48, 0.64]]."""
    return np.linalg.pinv(directions) @ directions


def nullspace__unseen_w8(directions):
    """WRONG: directions not made length 1; shows on nullspace(np.array([[3.0, 4.0]]),): right [[ 0.64, -0.48], [-0.48, 0.36]], this gives [[ -8., -12.], [-12., -15.]]."""
    return np.eye(directions.shape[1]) - directions.T @ directions


def nullspace__unseen_w9(directions):
    """WRONG: returns the basis of the nullspace, not the matrix; shows on nullspace(np.array([[3.0, 4.0]]),): right [[ 0.64, -0.48], [-0.48, 0.36]], this gives [[-0.8, 0.6]]."""
    from scipy.linalg import null_space

    return null_space(directions).T


def nullspace__unseen_w10(directions):
    """WRONG: the mean direction only; shows on nullspace(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),): right [[0., 0., 0.], [0., 0., 0.], [0., 0., 1.]], this gives [[ 0.5, -0.5, 0. ], [-0.5, 0.5, 0. ], [ 0. , 0. , 1. ]]."""
    w = directions.mean(axis=0)
    w = w / np.linalg.norm(w)
    return np.eye(len(w)) - np.outer(w, w)


def nullspace__unseen_w11(directions):
    """WRONG: gram-Schmidt without stopping at what is only rounding: a mixture is made length 1 from dust; shows on nullspace(np.array([[0.1, 0.2, 0.3], [0.3, 0.1, 0.2], [0.4, 0.3, 0.5]]),): right [[ 0.01333, 0.09333, -0.06667], [ 0.09333, 0.65333, -0.46667], [-0.06667, -0.46667, 0.33333]], this gives [[-0.32 , 0.42667, 0.26667], [ 0.42667, 0.32 , -0.8 ], [ 0.26667, -0.8 , 0. ]]."""
    basis = []
    for w in directions:
        v = w.astype(float)
        for q in basis:
            v = v - (v @ q) * q
        if np.linalg.norm(v) > 0:
            basis.append(v / np.linalg.norm(v))
    P = np.eye(directions.shape[1])
    for q in basis:
        P = P - np.outer(q, q)
    return P


def erase__unseen_r1(vectors, label):
    """RIGHT: numpy."""
    X = np.asarray(vectors, float)
    m = X.mean(axis=0)
    d = X[label].mean(axis=0) - X[~label].mean(axis=0)
    if np.linalg.norm(d) < 1e-9:
        return X.copy()
    S = (X - m).T @ (X - m) / len(X)
    w = np.linalg.solve(S, d)
    return X - np.outer((X - m) @ w / (d @ w), d)


def erase__unseen_r2(vectors, label):
    """RIGHT: np.cov (n - 1 changes nothing), row by row."""
    X = np.array(vectors, dtype=float)
    yes = np.array([x for x, one in zip(X, label) if one])
    no = np.array([x for x, one in zip(X, label) if not one])
    d = yes.mean(axis=0) - no.mean(axis=0)
    if np.allclose(d, 0, atol=1e-10):
        return X
    S = np.atleast_2d(np.cov(X.T))
    w = np.linalg.inv(S) @ d
    m = X.mean(axis=0)
    return [x - ((x - m) @ w) / (d @ w) * d for x in X]


def erase__unseen_r3(vectors, label):
    """RIGHT: covariance within the classes: the same rule, since w keeps its direction."""
    X = np.asarray(vectors, float)
    label = np.asarray(label, bool)
    c1, c0 = X[label].mean(0), X[~label].mean(0)
    d = c1 - c0
    if np.abs(d).max() < 1e-9:
        return X.copy()
    R = X - np.where(label[:, None], c1, c0)
    if np.linalg.matrix_rank(R) < X.shape[1]:
        R = X - X.mean(0)
    w = np.linalg.lstsq(R.T @ R, d, rcond=None)[0]
    return X - ((X - X.mean(0)) @ w)[:, None] * d / (d @ w)


def erase__unseen_r4(vectors, label):
    """RIGHT: whitening, projection, back (LEACE as in the paper), torch."""
    import torch

    X = torch.tensor(np.array(vectors, dtype=float))
    y = torch.tensor(np.array(label, dtype=bool))
    d = X[y].mean(0) - X[~y].mean(0)
    if d.norm() < 1e-9:
        return X.numpy()
    C = X - X.mean(0)
    values, V = torch.linalg.eigh(C.T @ C / len(C))
    W = V @ torch.diag(values**-0.5) @ V.T
    u = W @ d
    P = torch.outer(u, u) / (u @ u)
    return (X - C @ (torch.linalg.inv(W) @ P @ W).T).numpy()


def erase__unseen_w1(vectors, label):
    """WRONG: projects off the difference of the means at right angles, S forgotten; shows on erase(np.array([[3.0, 1.0], [2.0, -1.0], [-1.0, 1.0], [-2.0, -2.0]]), np.array([True, True, False, False])): right [[ 0.87798, 0.73475], [ 0.12202, -1.23475], [ 1.07958, 1.25995], [-0.07958, -1.75995]], this gives [[ 0.38462, 0.67308], [ 0.61538, -1.17308], [ 0.32308, 1.16538], [ 0.67692, -1.66538]]."""
    m = vectors.mean(axis=0)
    d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
    if np.allclose(d, 0):
        return vectors.copy()
    return vectors - np.outer((vectors - m) @ d / (d @ d), d)


def erase__unseen_w2(vectors, label):
    """WRONG: mean not taken off: the vectors move to 0; shows on erase(np.array([[3.0, 1.0], [3.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]), np.array([True, True, False, False])): right [[ 1., 1.], [ 1., -1.], [ 1., 1.], [ 1., -1.]], this gives [[ 0., 1.], [ 0., -1.], [ 0., 1.], [ 0., -1.]]."""
    d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
    if np.allclose(d, 0):
        return vectors.copy()
    w = np.linalg.solve(np.atleast_2d(np.cov(vectors.T)), d)
    return vectors - np.outer(vectors @ w / (d @ w), d)


def erase__unseen_w3(vectors, label):
    """WRONG: equal means: 0 / 0; shows on erase(np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]]), np.array([True, True, False, False])): right [[ 1., 0.], [-1., 0.], [ 0., 1.], [ 0., -1.]], this gives [[nan, nan], [nan, nan], [nan, nan], [nan, nan]]."""
    m = vectors.mean(axis=0)
    d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
    w = np.linalg.inv(np.atleast_2d(np.cov(vectors.T))) @ d
    return vectors - np.outer((vectors - m) @ w / (d @ w), d)


def erase__unseen_w4(vectors, label):
    """WRONG: m is the middle of the two class means, not the mean of all (right only for classes of the same size); shows on erase(np.array([[3.0], [-1.0], [0.0], [1.0]]), np.array([True, False, False, False])): right [[0.75], [0.75], [0.75], [0.75]], this gives [[1.5], [1.5], [1.5], [1.5]]."""
    p, q = vectors[label].mean(axis=0), vectors[~label].mean(axis=0)
    d = p - q
    if np.allclose(d, 0):
        return vectors.copy()
    w = np.linalg.solve(np.atleast_2d(np.cov(vectors.T)), d)
    return vectors - np.outer((vectors - (p + q) / 2) @ w / (d @ w), d)


def erase__unseen_w5(vectors, label):
    """WRONG: takes its own mean off each class; shows on erase(np.array([[3.0, 1.0], [3.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]), np.array([True, True, False, False])): right [[ 1., 1.], [ 1., -1.], [ 1., 1.], [ 1., -1.]], this gives [[ 0., 1.], [ 0., -1.], [ 0., 1.], [ 0., -1.]]."""
    out = vectors.astype(float).copy()
    out[label] -= vectors[label].mean(axis=0)
    out[~label] -= vectors[~label].mean(axis=0)
    return out


def erase__unseen_w6(vectors, label):
    """WRONG: covariance without taking off the mean; shows on erase(np.array([[4.0, 1.0], [5.0, 2.0], [1.0, 3.0], [0.0, 5.0], [2.0, 2.0]]), np.array([True, True, False, False, False])): right [[2.6805 , 1.69116], [2.1195 , 3.50884], [2.52272, 2.20238], [1.97924, 3.96325], [2.69804, 1.63436]], this gives [[1.95736, 2.06995], [2.84264, 3.13005], [2.20635, 2.3681 ], [3.06396, 3.39507], [1.9297 , 2.03683]]."""
    m = vectors.mean(axis=0)
    d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
    if np.allclose(d, 0):
        return vectors.copy()
    w = np.linalg.solve(vectors.T @ vectors / len(vectors), d)
    return vectors - np.outer((vectors - m) @ w / (d @ w), d)


def erase__unseen_w7(vectors, label):
    """WRONG: mean of the two class covariances, unweighted: right only for classes of the same size; shows on erase(np.array([[4.0, 1.0], [5.0, 2.0], [3.0, 3.0], [0.0, 5.0], [2.0, 2.0], [1.0, -1.0], [0.0, 0.0], [-1.0, 2.0]]), np.array([True, True, True, False, False, False, False, False])): right [[ 1.91667, 0.76852], [ 1.76852, 1.64095], [ 1.56481, 2.84053], [ 1.17593, 5.13066], [ 1.71296, 1.96811], [ 2.19444, -0.86728], [ 2.00926, 0.22325], [ 1.65741, 2.29527]], this gives [[ 1.94897, 0.77211], [ 1.77211, 1.64135], [ 1.52893, 2.83655], [ 1.06468, 5.1183 ], [ 1.70579, 1.96731], [ 2.28057, -0.85771], [ 2.0595 , 0.22883], [ 1.63946, 2.29327]]."""
    m = vectors.mean(axis=0)
    d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
    if np.allclose(d, 0):
        return vectors.copy()
    S = (np.atleast_2d(np.cov(vectors[label].T)) + np.atleast_2d(np.cov(vectors[~label].T))) / 2
    w = np.linalg.solve(S, d)
    return vectors - np.outer((vectors - m) @ w / (d @ w), d)


def erase__unseen_w8(vectors, label):
    """WRONG: not divided by d.w; shows on erase(np.array([[3.0, 1.0], [3.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]), np.array([True, True, False, False])): right [[ 1., 1.], [ 1., -1.], [ 1., 1.], [ 1., -1.]], this gives [[-3., 1.], [-3., -1.], [ 5., 1.], [ 5., -1.]]."""
    m = vectors.mean(axis=0)
    d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
    w = np.linalg.pinv(np.atleast_2d(np.cov(vectors.T))) @ d
    return vectors - np.outer((vectors - m) @ w, d)


def erase__unseen_w9(vectors, label):
    """WRONG: takes away along w in place of d (least change forgotten); shows on erase(np.array([[3.0, 1.0], [2.0, -1.0], [-1.0, 1.0], [-2.0, -2.0]]), np.array([True, True, False, False])): right [[ 0.87798, 0.73475], [ 0.12202, -1.23475], [ 1.07958, 1.25995], [-0.07958, -1.75995]], this gives [[ 1.23922, 1.67586], [ 0.44171, -0.40187], [ 0.72557, 0.33766], [-0.40649, -2.61165]]."""
    m = vectors.mean(axis=0)
    d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
    if np.allclose(d, 0):
        return vectors.copy()
    w = np.linalg.solve(np.atleast_2d(np.cov(vectors.T)), d)
    return vectors - np.outer((vectors - m) @ w / (w @ w), w)


def erase__unseen_w10(vectors, label):
    """WRONG: the right answer written into the caller's array; shows on erase(np.array([[3.0, 1.0], [3.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]), np.array([True, True, False, False])): right [[ 1., 1.], [ 1., -1.], [ 1., 1.], [ 1., -1.]], this gives changes its argument."""
    m = vectors.mean(axis=0)
    d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
    if np.allclose(d, 0):
        return vectors
    w = np.linalg.solve(np.atleast_2d(np.cov(vectors.T)), d)
    vectors -= np.outer((vectors - m) @ w / (d @ w), d)
    return vectors


def erase__unseen_w11(vectors, label):
    """WRONG: S times d in place of the inverse; shows on erase(np.array([[3.0, 1.0], [2.0, -1.0], [-1.0, 1.0], [-2.0, -2.0]]), np.array([True, True, False, False])): right [[ 0.87798, 0.73475], [ 0.12202, -1.23475], [ 1.07958, 1.25995], [-0.07958, -1.75995]], this gives [[ 0.2252 , 0.65315], [ 0.7748 , -1.15315], [ 0.07864, 1.13483], [ 0.92136, -1.63483]]."""
    m = vectors.mean(axis=0)
    d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
    if np.allclose(d, 0):
        return vectors.copy()
    w = np.atleast_2d(np.cov(vectors.T)) @ d
    return vectors - np.outer((vectors - m) @ w / (d @ w), d)


def erase__unseen_a1(vectors, label):
    """ARGUABLE: means compared with d == 0: means that are equal but for rounding are blown up; the prose says 'equal'."""
    m = vectors.mean(axis=0)
    d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
    if (d == 0).all():
        return vectors.copy()
    w = np.linalg.solve(np.atleast_2d(np.cov(vectors.T)), d)
    return vectors - np.outer((vectors - m) @ w / (d @ w), d)


def group_gap__unseen_r1(decided, group):
    """RIGHT: numpy."""
    a, b = decided[group], decided[~group]
    p, q = (a.sum() + 1) / (len(a) + 2), (b.sum() + 1) / (len(b) + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (len(a) + 2) + q * (1 - q) / (len(b) + 2))
    return a.mean() - b.mean(), max(-1.0, p - q - half), min(1.0, p - q + half)


def group_gap__unseen_r2(decided, group):
    """RIGHT: plain loops."""
    yes_in = n_in = yes_out = n_out = 0
    for d, g in zip(decided, group):
        if g:
            n_in += 1
            if d:
                yes_in += 1
        else:
            n_out += 1
            if d:
                yes_out += 1
    p = (yes_in + 1) / (n_in + 2)
    q = (yes_out + 1) / (n_out + 2)
    width = 1.96 * (p * (1 - p) / (n_in + 2) + q * (1 - q) / (n_out + 2)) ** 0.5
    low, high = p - q - width, p - q + width
    if low < -1:
        low = -1
    if high > 1:
        high = 1
    return [yes_in / n_in - yes_out / n_out, low, high]


def group_gap__unseen_r3(decided, group):
    """RIGHT: the added yes and no really appended."""
    a, b = np.asarray(decided)[group].astype(float), np.asarray(decided)[~group].astype(float)
    A, B = np.append(a, [1, 0]), np.append(b, [1, 0])
    se = np.sqrt(A.var() / A.size + B.var() / B.size)
    return np.concatenate([[a.mean() - b.mean()], np.clip(A.mean() - B.mean() + np.array([-1.96, 1.96]) * se, -1, 1)])


def group_gap__unseen_r4(decided, group):
    """RIGHT: 2 x 2 table by bincount."""
    table = np.bincount(2 * group.astype(int) + decided.astype(int), minlength=4).reshape(2, 2)
    gap = table[1, 1] / table[1].sum() - table[0, 1] / table[0].sum()
    t = table + 1
    share = t[:, 1] / t.sum(1)
    e = 1.96 * np.sqrt((share * (1 - share) / t.sum(1)).sum())
    mid = share[1] - share[0]
    return float(gap), float(max(mid - e, -1)), float(min(mid + e, 1))


def group_gap__unseen_w1(decided, group):
    """WRONG: limits not cut off; shows on group_gap(np.array([True, False]), np.array([True, False])): right [ 1. , -0.42107, 1. ], this gives [ 1. , -0.42107, 1.08774]."""
    a, b = decided[group], decided[~group]
    p, q = (a.sum() + 1) / (len(a) + 2), (b.sum() + 1) / (len(b) + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (len(a) + 2) + q * (1 - q) / (len(b) + 2))
    return a.mean() - b.mean(), p - q - half, p - q + half


def group_gap__unseen_w2(decided, group):
    """WRONG: the gap is p - q; shows on group_gap(np.array([True, False]), np.array([True, False])): right [ 1. , -0.42107, 1. ], this gives [ 0.33333, -0.42107, 1. ]."""
    a, b = decided[group], decided[~group]
    p, q = (a.sum() + 1) / (len(a) + 2), (b.sum() + 1) / (len(b) + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (len(a) + 2) + q * (1 - q) / (len(b) + 2))
    return p - q, max(-1, p - q - half), min(1, p - q + half)


def group_gap__unseen_w3(decided, group):
    """WRONG: interval laid around the gap of the people as they are; shows on group_gap(np.array([True, False]), np.array([True, False])): right [ 1. , -0.42107, 1. ], this gives [1. , 0.2456, 1. ]."""
    a, b = decided[group], decided[~group]
    p, q = (a.sum() + 1) / (len(a) + 2), (b.sum() + 1) / (len(b) + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (len(a) + 2) + q * (1 - q) / (len(b) + 2))
    gap = a.mean() - b.mean()
    return gap, max(-1, gap - half), min(1, gap + half)


def group_gap__unseen_w4(decided, group):
    """WRONG: group against all people, not against those outside; shows on group_gap(np.array([True, False, True, False]), np.array([True, True, False, False])): right [ 0. , -0.69296, 0.69296], this gives [ 0. , -0.63259, 0.63259]."""
    a, b = decided[group], decided
    p, q = (a.sum() + 1) / (len(a) + 2), (b.sum() + 1) / (len(b) + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (len(a) + 2) + q * (1 - q) / (len(b) + 2))
    return a.mean() - b.mean(), max(-1, p - q - half), min(1, p - q + half)


def group_gap__unseen_w5(decided, group):
    """WRONG: the ordinary interval, nothing added; shows on group_gap(np.array([True, False]), np.array([True, False])): right [ 1. , -0.42107, 1. ], this gives [1., 1., 1.]."""
    a, b = decided[group], decided[~group]
    p, q = a.mean(), b.mean()
    half = 1.96 * np.sqrt(p * (1 - p) / len(a) + q * (1 - q) / len(b))
    return p - q, max(-1, p - q - half), min(1, p - q + half)


def group_gap__unseen_w6(decided, group):
    """WRONG: n and m under the root in place of n + 2 and m + 2; shows on group_gap(np.array([True, False, True, False, False]), np.array([True, True, True, False, False])): right [ 0.66667, -0.25371, 0.95371], this gives [ 0.66667, -0.46699, 1. ]."""
    a, b = decided[group], decided[~group]
    p, q = (a.sum() + 1) / (len(a) + 2), (b.sum() + 1) / (len(b) + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / len(a) + q * (1 - q) / len(b))
    return a.mean() - b.mean(), max(-1, p - q - half), min(1, p - q + half)


def group_gap__unseen_w7(decided, group):
    """WRONG: outside minus group; shows on group_gap(np.array([True, False]), np.array([True, False])): right [ 1. , -0.42107, 1. ], this gives [-1. , -1. , 0.42107]."""
    a, b = decided[~group], decided[group]
    p, q = (a.sum() + 1) / (len(a) + 2), (b.sum() + 1) / (len(b) + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (len(a) + 2) + q * (1 - q) / (len(b) + 2))
    return a.mean() - b.mean(), max(-1, p - q - half), min(1, p - q + half)


def group_gap__unseen_w8(decided, group):
    """WRONG: two roots added in place of the root of the sum; shows on group_gap(np.array([True, False, True, False, False]), np.array([True, True, True, False, False])): right [ 0.66667, -0.25371, 0.95371], this gives [ 0.66667, -0.50377, 1. ]."""
    a, b = decided[group], decided[~group]
    p, q = (a.sum() + 1) / (len(a) + 2), (b.sum() + 1) / (len(b) + 2)
    half = 1.96 * (np.sqrt(p * (1 - p) / (len(a) + 2)) + np.sqrt(q * (1 - q) / (len(b) + 2)))
    return a.mean() - b.mean(), max(-1, p - q - half), min(1, p - q + half)


def group_gap__unseen_w9(decided, group):
    """WRONG: share of the group among the True ones in place of the share of True in the group; shows on group_gap(np.array([True, True, True, False, False]), np.array([True, False, False, False, False])): right [ 0.5 , -0.50014, 0.83347], this gives [ 0.33333, -0.45371, 0.75371]."""
    a, b = group[decided], group[~decided]
    p, q = (a.sum() + 1) / (len(a) + 2), (b.sum() + 1) / (len(b) + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (len(a) + 2) + q * (1 - q) / (len(b) + 2))
    return a.mean() - b.mean(), max(-1, p - q - half), min(1, p - q + half)


def group_gap__unseen_w10(decided, group):
    """WRONG: cut off at 0 below, as if the gap were a share; shows on group_gap(np.array([False, True]), np.array([True, False])): right [-1. , -1. , 0.42107], this gives [-1. , 0. , 0.42107]."""
    a, b = decided[group], decided[~group]
    p, q = (a.sum() + 1) / (len(a) + 2), (b.sum() + 1) / (len(b) + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (len(a) + 2) + q * (1 - q) / (len(b) + 2))
    return a.mean() - b.mean(), max(0, p - q - half), min(1, p - q + half)


def group_gap__unseen_w11(decided, group):
    """WRONG: only the upper limit is cut off; shows on group_gap(np.array([False, True]), np.array([True, False])): right [-1. , -1. , 0.42107], this gives [-1. , -1.08774, 0.42107]."""
    a, b = decided[group], decided[~group]
    p, q = (a.sum() + 1) / (len(a) + 2), (b.sum() + 1) / (len(b) + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (len(a) + 2) + q * (1 - q) / (len(b) + 2))
    return a.mean() - b.mean(), p - q - half, min(1, p - q + half)
