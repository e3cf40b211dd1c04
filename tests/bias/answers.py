"""Right answers to the exercises of unit 08, in the styles people write."""

import math
import statistics
from itertools import combinations, permutations

import numpy as np
import scipy.linalg
import scipy.spatial
import scipy.stats
import torch
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


class Association:
    def two_loops(words, a, b):
        def cos(x, y):
            return sum(x * y) / math.sqrt(sum(x * x) * sum(y * y))

        words, a, b = (np.asarray(x, dtype=float) for x in (words, a, b))
        return [np.mean([cos(w, x) for x in a]) - np.mean([cos(w, x) for x in b]) for w in words]

    def mean_of_units(words, a, b):
        return unit(words) @ (unit(a).mean(axis=0) - unit(b).mean(axis=0))

    def with_scipy(words, a, b):
        near = [1 - scipy.spatial.distance.cdist(words, x, "cosine") for x in (a, b)]
        return near[0].mean(1) - near[1].mean(1)

    def float32(words, a, b):
        w, a, b = (unit(x.astype(np.float32)) for x in (words, a, b))
        return np.mean(w @ a.T, axis=1) - np.mean(w @ b.T, axis=1)

    def in_torch(words, a, b):
        w, a, b = (torch.nn.functional.normalize(torch.tensor(x).double(), dim=1) for x in (words, a, b))
        return (w @ a.T).mean(1) - (w @ b.T).mean(1)


class Weat:
    def in_plain_python(x, y, a, b):
        s, t = (Association.two_loops(words, a, b) for words in (x, y))
        return (statistics.mean(s) - statistics.mean(t)) / statistics.stdev(s + t)

    def all_targets_at_once(x, y, a, b):
        s = Association.mean_of_units(np.vstack([x, y]), a, b)
        return (s[: len(x)].mean() - s[len(x) :].mean()) / np.std(s, ddof=1)

    def spread_by_hand(x, y, a, b):
        s, t = (Association.with_scipy(words, a, b) for words in (x, y))
        both = np.concatenate([s, t])
        return (s.mean() - t.mean()) / np.sqrt(((both - both.mean()) ** 2).sum() / (len(both) - 1))

    def float32(x, y, a, b):
        s, t = (Association.float32(words, a, b) for words in (x, y))
        return (s.mean() - t.mean()) / np.hstack([s, t]).std(ddof=1)

    def in_torch(x, y, a, b):
        s, t = (Association.in_torch(words, a, b) for words in (x, y))
        return (s.mean() - t.mean()) / torch.cat([s, t]).std()


class PermutationP:
    def a_loop(x, y):
        words, hits, choices = [*x, *y], 0, 0
        for chosen in combinations(range(len(words)), len(x)):
            rest = [words[i] for i in range(len(words)) if i not in chosen]
            mine = [words[i] for i in chosen]
            hits += np.mean(mine) - np.mean(rest) >= np.mean(x) - np.mean(y)
            choices += 1
        return hits / choices

    def all_orders(x, y):
        both, n = np.concatenate([x, y]), len(x)
        sums = both[np.array(list(permutations(range(len(both)))))[:, :n]].sum(axis=1)
        return (sums >= x.sum()).mean()

    def with_masks(x, y):
        both = np.concatenate([x, y])
        masks = (np.arange(2 ** len(both))[:, None] >> np.arange(len(both))) & 1
        masks = masks[masks.sum(axis=1) == len(x)]
        return np.mean(masks @ both >= x.sum())

    def in_torch(x, y):
        both, n = torch.cat([torch.tensor(x), torch.tensor(y)]), len(x)
        rows = torch.combinations(torch.arange(len(both)), n)
        return (both[rows].reshape(-1, n).sum(1) >= both[:n].sum()).double().mean()


class Direction:
    def eigenvectors(first, second):
        halves = (unit(first) - unit(second)) / 2
        g = np.linalg.eigh(halves.T @ halves)[1][:, -1]
        return g * np.sign((halves @ g).sum())

    def both_words_of_each_pair(first, second):
        middle = (unit(first) + unit(second)) / 2
        rows = np.vstack([unit(first) - middle, unit(second) - middle])
        g = np.linalg.svd(rows, full_matrices=False)[2][0]
        return g if ((unit(first) - unit(second)) @ g).mean() > 0 else -g

    def power_iteration(first, second):
        halves = unit(first) - unit(second)
        g = halves.sum(axis=0)  # the sign stays
        for _ in range(300):
            g = halves.T @ (halves @ g)
            g /= np.linalg.norm(g)
        return g

    def with_sklearn(first, second):
        halves = (unit(first) - unit(second)) / 2
        if len(halves) == 1:
            return unit(halves[0])
        g = TruncatedSVD(1, algorithm="arpack", random_state=0).fit(halves).components_[0]
        return np.sign(halves.sum(axis=0) @ g) * g

    def in_torch(first, second):
        f, s = (torch.nn.functional.normalize(torch.tensor(x), dim=1) for x in (first, second))
        g = torch.linalg.svd((f - s) / 2).Vh[0]
        return g * torch.sign(((f - s) @ g).sum())


class ChanceP:
    def a_loop(words, g, directions):
        def index(direction):
            return np.mean([abs(w @ direction) / (np.linalg.norm(w) * np.linalg.norm(direction)) for w in words])

        own = index(g) - 1e-12
        return (1 + sum(index(other) >= own for other in directions)) / (len(directions) + 1)

    def g_among_the_directions(words, g, directions):
        index = np.abs(unit(words) @ unit(np.vstack([g, directions])).T).mean(axis=0)
        return (index >= index[0] - 1e-12).mean()

    def with_scipy(words, g, directions):
        cosines = 1 - scipy.spatial.distance.cdist(words, np.vstack([directions, g]), "cosine")
        index = np.abs(cosines).mean(axis=0)
        return (index[:-1] >= index[-1] - 1e-9).sum() / len(index) + 1 / len(index)

    def sums_in_place_of_means(words, g, directions):
        own = np.abs(unit(words) @ g).sum() / np.linalg.norm(g)
        others = np.abs(unit(words) @ directions.T).sum(axis=0) / np.linalg.norm(directions, axis=1)
        return (1 + np.count_nonzero(others > own - 1e-9)) / (1 + len(directions))

    def in_torch(words, g, directions):
        w, d = (torch.nn.functional.normalize(torch.tensor(x), dim=1) for x in (words, np.vstack([g, directions])))
        index = (w @ d.T).abs().mean(0)
        return (index >= index[0] - 1e-12).double().mean()


class Neutralise:
    def a_loop(words, g):
        found = []
        for w in np.asarray(words, dtype=float):
            rest = w - (w @ g) / (g @ g) * g
            length = np.linalg.norm(rest)
            found.append(rest / length if length > 1e-12 else np.zeros(len(w)))
        return found

    def with_a_matrix(words, g):
        rest = words @ (np.eye(len(g)) - np.outer(g, g) / (g @ g))
        lengths = np.linalg.norm(rest, axis=1)
        return np.divide(rest, lengths[:, None], out=np.zeros_like(rest), where=lengths[:, None] > 1e-12)

    def float32(words, g):
        w, g = words.astype(np.float32), (g / np.linalg.norm(g)).astype(np.float32)
        rest = w - (w @ g)[:, None] * g
        return rest / np.maximum(np.linalg.norm(rest, axis=1, keepdims=True), 1e-12)

    def twice_for_accuracy(words, g):
        rest = words.astype(float)
        for _ in range(2):
            rest = rest - np.outer(rest @ g / (g @ g), g)
        size = np.sqrt((rest**2).sum(axis=1))
        return rest / np.where(size == 0, 1, size)[:, None]

    def in_torch(words, g):
        w, g = torch.tensor(words).double(), torch.nn.functional.normalize(torch.tensor(g), dim=0)
        return torch.nn.functional.normalize(w - (w @ g)[:, None] * g, dim=1)


class Equalise:
    def step_by_step(a, b, g):
        a, b, g = unit(a), unit(b), unit(g)
        m = (a + b) / 2
        rest = m - np.dot(m, g) * g
        z = np.sqrt(1 - np.linalg.norm(rest) ** 2)
        return (rest + z * g, rest - z * g) if a @ g > b @ g else (rest - z * g, rest + z * g)

    def as_bolukbasi_writes_it(a, b, g):
        a, b, g = unit(a), unit(b), unit(g)
        m = (a + b) / 2
        mb = (m @ g) * g
        v = m - mb
        z = np.sqrt(1 - v @ v)
        return np.array([v + z * unit((w @ g) * g - mb) for w in (a, b)])

    def with_a_matrix(a, b, g):
        words, g = unit(np.stack([a, b])), unit(g)
        rest = (words.mean(axis=0)) @ (np.eye(len(g)) - np.outer(g, g))
        signs = np.sign(words @ g - (words @ g).mean())
        return rest + np.outer(signs, g) * np.sqrt(1 - rest @ rest)

    def float32(a, b, g):
        found = Equalise.step_by_step(*(x.astype(np.float32) for x in (a, b, g)))
        return [list(map(float, row)) for row in found]

    def in_torch(a, b, g):
        a, b, g = (torch.nn.functional.normalize(torch.tensor(x), dim=0) for x in (a, b, g))
        rest = (a + b) / 2 - ((a + b) / 2 @ g) * g
        z = torch.sign((a - b) @ g) * torch.sqrt(1 - rest @ rest)
        return torch.stack([rest + z * g, rest - z * g])


class Nullspace:
    def svd_with_rank(directions):
        _, s, axes = np.linalg.svd(directions)
        left = axes[(s > 1e-10 * s.max()).sum() :]
        return left.T @ left

    def gram_schmidt(directions):
        kept = np.eye(directions.shape[1])
        for w in directions:
            rest = kept @ w
            if np.linalg.norm(rest) > 1e-8 * max(1, np.linalg.norm(w)):
                kept -= np.outer(rest, rest) / (rest @ rest)
        return kept

    def with_scipy(directions):
        basis = scipy.linalg.null_space(directions)
        return basis @ basis.T

    def eigenvectors(directions):
        values, vectors = np.linalg.eigh(directions.T @ directions)
        free = vectors[:, values <= 1e-10 * values.max()]
        return free @ free.T

    def in_torch(directions):
        d = torch.tensor(directions)
        return torch.eye(d.shape[1]) - torch.linalg.pinv(d) @ d


class Erase:
    def a_loop(vectors, label):
        mean = vectors.mean(axis=0)
        d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
        if np.abs(d).max() < 1e-12:
            return vectors.copy()
        w = np.linalg.inv(np.cov(vectors.T)) @ d
        return [x - (x - mean) @ w / (d @ w) * d for x in vectors]

    def in_whitened_space(vectors, label):
        mean = vectors.mean(axis=0)
        values, axes = np.linalg.eigh(np.cov(vectors, rowvar=False))
        there, back = axes / np.sqrt(values), (axes * np.sqrt(values)).T
        white = (vectors - mean) @ there
        d = white[label].mean(axis=0) - white[~label].mean(axis=0)
        if np.linalg.norm(d) < 1e-9:
            return vectors
        return (white - np.outer(white @ d, d) / (d @ d)) @ back + mean

    def as_a_matrix(vectors, label):
        mean = np.mean(vectors, axis=0)
        d = vectors[label].mean(0) - vectors[~label].mean(0)
        scale = d @ np.linalg.pinv(np.cov(vectors, rowvar=False)) @ d
        if scale < 1e-12:
            return vectors
        change = np.eye(len(d)) - np.outer(np.linalg.pinv(np.cov(vectors, rowvar=False)) @ d, d) / scale
        return (vectors - mean) @ change + mean

    def in_torch(vectors, label):
        x, y = torch.tensor(vectors, dtype=torch.float64), torch.tensor(label)
        d = x[y].mean(0) - x[~y].mean(0)
        if not d.any():
            return x
        w = torch.linalg.solve(torch.cov(x.T), d)
        return x - torch.outer((x - x.mean(0)) @ w / (d @ w), d)


class GroupGap:
    def a_loop(decided, group):
        yes, n = [0, 0], [0, 0]
        for one, member in zip(decided, group, strict=True):
            n[int(not member)] += 1
            yes[int(not member)] += int(one)
        shares = [(y + 1) / (k + 2) for y, k in zip(yes, n, strict=True)]
        half = 1.96 * math.sqrt(sum(p * (1 - p) / (k + 2) for p, k in zip(shares, n, strict=True)))
        middle = shares[0] - shares[1]
        return [yes[0] / n[0] - yes[1] / n[1], max(-1, middle - half), min(1, middle + half)]

    def people_added(decided, group):
        d = np.concatenate([decided, [True, False, True, False]]).astype(float)
        g = np.concatenate([group, [True, True, False, False]])
        middle = d[g].mean() - d[~g].mean()
        half = scipy.stats.norm.ppf(0.975) * np.sqrt(d[g].var() / g.sum() + d[~g].var() / (~g).sum())
        gap = decided[group].mean() - decided[~group].mean()
        return (gap, *np.clip([middle - half, middle + half], -1, 1))

    def with_statistics(decided, group):
        parts = [[int(v) for v in decided[which]] for which in (group, ~group)]
        p, q = (statistics.mean([*part, 0, 1]) for part in parts)
        n, m = (len(part) + 2 for part in parts)
        half = statistics.NormalDist().inv_cdf(0.975) * (p * (1 - p) / n + q * (1 - q) / m) ** 0.5
        gap = statistics.fmean(parts[0]) - statistics.fmean(parts[1])
        return np.array([gap, max(p - q - half, -1.0), min(p - q + half, 1.0)])

    def in_torch(decided, group):
        d, g = torch.tensor(decided).double(), torch.tensor(group)
        n = torch.stack([g.sum(), (~g).sum()]).double()
        yes = torch.stack([d[g].sum(), d[~g].sum()])
        p = (yes + 1) / (n + 2)
        half = 1.96 * (p * (1 - p) / (n + 2)).sum().sqrt()
        limits = torch.stack([p[0] - p[1] - half, p[0] - p[1] + half]).clamp(-1, 1)
        return torch.cat([(yes[0] / n[0] - yes[1] / n[1])[None], limits])


def guessed(vectors, label):
    """Labels from a ridge regression on the known ones, and how sure it is."""
    known = label != 0
    mean = vectors[known].mean(axis=0)
    around = vectors[known] - mean
    w = np.linalg.solve(around.T @ around + np.eye(vectors.shape[1]), around.T @ label[known])
    return (vectors - mean) @ w


def without_means(vectors, label):
    d = vectors[label > 0].mean(axis=0) - vectors[label < 0].mean(axis=0)
    return vectors - np.outer(vectors @ d, d) / (d @ d)


class Debias:
    def known_labels_guessed_too(vectors, label):
        guess = guessed(vectors, label)
        return without_means(vectors, np.sign(guess) * (abs(guess) >= 0.52))

    def a_classifier_guesses(vectors, label):
        known = label != 0
        model = LogisticRegression(C=10, max_iter=1000).fit(vectors[known], label[known])
        guess = model.decision_function(vectors)
        return without_means(vectors, np.where(known, label, np.where(abs(guess) > 3, np.sign(guess), 0)))

    def by_the_means_alone(vectors, label):
        d = vectors[label > 0].mean(axis=0) - vectors[label < 0].mean(axis=0)
        along = vectors @ d
        high, low = along[label > 0].mean(), along[label < 0].mean()
        place = (along - (high + low) / 2) / ((high - low) / 2)
        return without_means(vectors, np.where(label != 0, label, np.sign(place) * (abs(place) > 0.7)))

    def float32(vectors, label):
        v = vectors.astype(np.float32)
        guess = guessed(v, label)
        return without_means(v, np.where(label != 0, label, np.where(abs(guess) > 0.5, np.sign(guess), 0)))


ALTERNATIVES = {
    "association": Association,
    "weat": Weat,
    "permutation_p": PermutationP,
    "direction": Direction,
    "chance_p": ChanceP,
    "neutralise": Neutralise,
    "equalise": Equalise,
    "nullspace": Nullspace,
    "erase": Erase,
    "group_gap": GroupGap,
    "debias": Debias,
}
