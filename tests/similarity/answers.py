"""Right answers to the exercises of unit 01, in the styles people write."""

import math
import statistics
from collections import Counter

import numpy as np
import scipy.spatial
import scipy.stats
import torch
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors


def lengths(x):
    return np.sqrt((x * x).sum(axis=1, keepdims=True))


def unit(x):
    return x / np.maximum(lengths(x), 1e-12)


class Cosine:
    def two_loops(a, b):
        result = []
        for x in a:
            row = []
            for y in b:
                size = np.sqrt(sum(x**2)) * np.sqrt(sum(y**2))
                row.append(sum(x * y) / size if size else 0.0)
            result.append(row)
        return result

    def guarded_division(a, b):
        scale = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)[None, :]
        return np.divide(a @ b.T, scale, out=np.zeros(scale.shape), where=scale != 0)

    def nan_to_num(a, b):
        with np.errstate(all="ignore"):
            return np.nan_to_num(np.einsum("id,jd->ij", a, b) / np.outer(lengths(a), lengths(b)))

    def float32(a, b):
        return unit(a.astype(np.float32)) @ unit(b.astype(np.float32)).T

    def in_torch(a, b):
        a, b = torch.tensor(a), torch.tensor(b, requires_grad=True)
        return torch.nn.functional.cosine_similarity(a[:, None], b[None], dim=2)


class Nearest:
    def a_list_of_tuples(vectors, row, k):
        me = vectors[row] / np.linalg.norm(vectors[row])
        others = [(-(v @ me) / (np.linalg.norm(v) or 1), i) for i, v in enumerate(vectors) if i != row]
        return [i for _, i in sorted(others)][:k]

    def partition_then_sort(vectors, row, k):
        scores = unit(vectors) @ unit(vectors)[row]
        scores[row] = -np.inf
        best = np.argpartition(-scores, k - 1)[:k]
        return best[np.argsort(-scores[best])]

    def sort_then_remove(vectors, row, k):
        order = np.argsort(unit(vectors) @ unit(vectors)[row])[::-1]
        return order[order != row][:k].astype(np.int32)

    def in_torch(vectors, row, k):
        x = torch.nn.functional.normalize(torch.tensor(vectors), dim=1)
        scores = x @ x[row]
        scores[row] = -2
        return torch.topk(scores, k).indices


class Analogy:
    def over_a_loop(vectors, a, b, c):
        x = [v / np.linalg.norm(v) for v in vectors]
        target = x[b] - x[a] + x[c]
        best, answer = -np.inf, None
        for i, v in enumerate(x):
            if i not in (a, b, c) and v @ target > best:
                best, answer = v @ target, i
        return answer

    def sort_and_skip(vectors, a, b, c):
        x = unit(vectors)
        order = np.argsort(-(x @ (x[b] + x[c] - x[a])))
        return next(i for i in order if i not in {a, b, c})

    def sum_of_three_cosines(vectors, a, b, c):
        cosines = unit(vectors) @ unit(vectors).T
        scores = cosines[b] - cosines[a] + cosines[c]
        scores[[a, b, c]] = -np.inf
        return scores.argmax()

    def vectors_deleted_and_numbers_mapped_back(vectors, a, b, c):
        left = np.delete(np.arange(len(vectors)), [a, b, c])
        x = unit(vectors)
        distances = scipy.spatial.distance.cdist([x[b] - x[a] + x[c]], x[left], "cosine")
        return int(left[distances.argmin()])

    def in_torch(vectors, a, b, c):
        x = torch.nn.functional.normalize(torch.tensor(vectors, dtype=torch.float32))
        scores = torch.nn.functional.cosine_similarity(x, (x[b] - x[a] + x[c])[None])
        scores[[a, b, c]] = -torch.inf
        return scores.argmax()


class Spearman:
    def with_scipy(x, y):
        return scipy.stats.spearmanr(x, y).statistic

    def ranks_by_counting(x, y):
        def ranks(v):
            return [sum(w < u for w in v) + (sum(w == u for w in v) + 1) / 2 for u in v]

        return np.corrcoef(ranks(x), ranks(y))[0, 1]

    def covariance_of_ranks(x, y):
        r, s = scipy.stats.rankdata(x), scipy.stats.rankdata(y)
        r, s = r - r.mean(), s - s.mean()
        return float((r @ s) / np.sqrt((r @ r) * (s @ s)))

    def sorted_with_dictionaries(x, y):
        def ranks(v):
            places = {}
            for place, value in enumerate(sorted(v.tolist()), 1):
                places.setdefault(value, []).append(place)
            return [sum(places[value]) / len(places[value]) for value in v.tolist()]

        return statistics.correlation(ranks(x), ranks(y))

    def in_torch(x, y):
        def ranks(v):
            v = torch.tensor(v)
            return ((v[:, None] > v).sum(1) + (v[:, None] >= v).sum(1)).float()

        return torch.corrcoef(torch.stack([ranks(x), ranks(y)]))[0, 1]


class RelativeContrast:
    def a_loop(query, points):
        distances = [np.sqrt(sum((p - query) ** 2)) for p in points]
        return (max(distances) - min(distances)) / min(distances)

    def ratio_less_one(query, points):
        d = scipy.spatial.distance.cdist(query[None], points)
        return d.max() / d.min() - 1

    def float32(query, points):
        d = np.linalg.norm((points - query).astype(np.float32), axis=1)
        return np.ptp(d) / d.min()

    def in_plain_python(query, points):
        distances = sorted(math.dist(query, point) for point in points)
        return distances[-1] / distances[0] - 1

    def in_torch(query, points):
        q, p = torch.tensor(query), torch.tensor(points)
        d = torch.cdist(q[None], p, compute_mode="donot_use_mm_for_euclid_dist")
        return (d.max() - d.min()) / d.min()


class KOccurrence:
    def a_loop(vectors, k):
        x = unit(vectors)
        counts = [0] * len(x)
        for i in range(len(x)):
            order = [j for j in np.argsort(-(x @ x[i])) if j != i]
            for j in order[:k]:
                counts[j] += 1
        return counts

    def with_add_at(vectors, k):
        cosines = unit(vectors) @ unit(vectors).T
        np.fill_diagonal(cosines, -2)
        counts = np.zeros(len(vectors))
        np.add.at(counts, np.argsort(-cosines)[:, :k], 1)
        return counts

    def with_sklearn(vectors, k):
        neighbours = NearestNeighbors(n_neighbors=k, metric="cosine").fit(vectors).kneighbors(return_distance=False)
        return np.bincount(neighbours.ravel(), minlength=len(vectors))

    def a_counter_of_lists(vectors, k):
        distances = 1 - unit(vectors) @ unit(vectors).T
        lists = [[j for j in np.argsort(row).tolist() if j != i][:k] for i, row in enumerate(distances)]
        counter = Counter(j for row in lists for j in row)
        return [counter[i] for i in range(len(vectors))]

    def float32_of_other_ties(vectors, k):
        x = unit(vectors).astype(np.float32)
        cosines = x @ x.T
        np.fill_diagonal(cosines, -np.inf)
        return (cosines.argsort(axis=1).argsort(axis=1) >= len(x) - k).sum(axis=0)

    def in_torch(vectors, k):
        x = torch.nn.functional.normalize(torch.tensor(vectors), dim=1)
        cosines = (x @ x.T).fill_diagonal_(-torch.inf)
        return torch.bincount(cosines.topk(k).indices.flatten(), minlength=len(x))


class MeanCosine:
    def every_pair(vectors):
        x = unit(vectors)
        return np.mean([x[i] @ x[j] for i in range(len(x)) for j in range(i)])

    def upper_triangle(vectors):
        cosines = unit(vectors) @ unit(vectors).T
        return cosines[np.triu_indices(len(vectors), k=1)].mean()

    def from_the_sum(vectors):
        n, total = len(vectors), unit(vectors).sum(axis=0)
        return (total @ total - n) / (n * (n - 1))

    def with_scipy(vectors):
        return 1 - scipy.spatial.distance.pdist(vectors, "cosine").mean()

    def in_torch(vectors):
        x = torch.nn.functional.normalize(torch.tensor(vectors, dtype=torch.float32))
        return (x @ x.T)[~torch.eye(len(x), dtype=torch.bool)].mean()


class Pca:
    def eigenvectors(points, k):
        centred = points - points.mean(axis=0)
        values, vectors = np.linalg.eigh(np.cov(centred, rowvar=False))
        return centred @ vectors[:, np.argsort(-values)[:k]]

    def u_times_s(points, k):
        u, s, _ = np.linalg.svd(points - np.mean(points, 0), full_matrices=False)
        return -(u * s)[:, :k]

    def with_sklearn(points, k):
        return PCA(k).fit_transform(points)

    def power_iteration(points, k):
        centred = points - points.mean(axis=0)
        rest, columns = centred, []
        for _ in range(k):
            v = np.ones(points.shape[1])
            for _ in range(500):
                v = rest.T @ (rest @ v)
                v /= np.linalg.norm(v)
            columns.append(centred @ v)
            rest = rest - np.outer(rest @ v, v)
        return np.stack(columns, axis=1)

    def in_torch(points, k):
        x = torch.tensor(points)
        x = x - x.mean(0)
        return x @ torch.linalg.svd(x, full_matrices=False).Vh[:k].T


class NeighboursKept:
    def sets_in_a_loop(high, low, k):
        def near(points, i):
            distance = np.linalg.norm(points - points[i], axis=1)
            return set([j for j in np.argsort(distance) if j != i][:k])

        return np.mean([len(near(high, i) & near(low, i)) / k for i in range(len(high))])

    def boolean_matrices(high, low, k):
        def near(points):
            distance = scipy.spatial.distance.cdist(points, points)
            np.fill_diagonal(distance, np.inf)
            return distance.argsort(axis=1).argsort(axis=1) < k

        return (near(high) & near(low)).sum() / (len(high) * k)

    def with_sklearn(high, low, k):
        one, other = (NearestNeighbors(n_neighbors=k).fit(p).kneighbors(return_distance=False) for p in (high, low))
        return sum(len(np.intersect1d(a, b)) for a, b in zip(one, other, strict=True)) / one.size

    def in_torch(high, low, k):
        def near(points):
            x = torch.tensor(points)
            return (x[:, None] - x).norm(dim=2).fill_diagonal_(torch.inf).topk(k, largest=False).indices

        return (near(high)[:, :, None] == near(low)[:, None]).any(dim=2).float().mean()

    def in_plain_python(high, low, k):
        def near(points, i):
            others = [j for j in range(len(points)) if j != i]
            return set(sorted(others, key=lambda j: math.dist(points[i], points[j]))[:k])

        return sum(len(near(high, i) & near(low, i)) for i in range(len(high))) / k / len(high)


class RandomRotation:
    def gram_schmidt(d, seed):
        rng = np.random.default_rng(seed)
        columns = []
        while len(columns) < d:
            v = rng.normal(size=d)
            for c in columns:
                v = v - (v @ c) * c
            columns.append(v / np.linalg.norm(v))
        return np.stack(columns, axis=1)

    def legacy_seed(d, seed):
        np.random.seed(seed)  # noqa: NPY002
        return np.linalg.qr(np.random.randn(d, d))[0]  # noqa: NPY002

    def with_scipy(d, seed):
        return scipy.stats.ortho_group.rvs(d, random_state=seed)

    def singular_vectors(d, seed):
        return np.linalg.svd(np.random.default_rng(seed).uniform(-1, 1, size=(d, d)))[0]

    def in_torch(d, seed):
        numbers = torch.randn(d, d, generator=torch.Generator().manual_seed(seed))
        return torch.linalg.qr(numbers).Q


def softened(vectors, power=0.7, keep=0.16):
    """Rows of length 1, the loud directions quieter; frequent words, which come first, count for more."""
    x = unit(vectors)
    weights = np.arange(1, len(x) + 1.0)[:, None] ** -power
    x = x - (weights * x).sum(axis=0) / weights.sum()
    directions, scales, _ = np.linalg.svd((x * np.sqrt(weights)).T, full_matrices=False)
    return unit(x @ directions * scales ** (keep - 1))


class Improve:
    def steeper_weights(vectors):
        return blended(softened(vectors, power=0.8), 3, 0.2)

    def less_quiet(vectors):
        return blended(softened(vectors, keep=0.2), 3, 0.25)

    def a_loop_over_words(vectors):
        x = softened(vectors)
        return [v + 0.07 * x[np.argsort(-(x @ v))[1:4]].sum(axis=0) for v in x]

    def float32(vectors):
        x = softened(vectors.astype(np.float32))
        return blended(x, 3, 0.2).astype(np.float32)


def blended(x, k, share):
    """Each row and a share of the mean of its k nearest."""
    near = np.argsort(-(x @ x.T), axis=1)[:, 1 : k + 1]
    return x + share * x[near].mean(axis=1)


ALTERNATIVES = {
    "cosine": Cosine,
    "nearest": Nearest,
    "analogy": Analogy,
    "spearman": Spearman,
    "relative_contrast": RelativeContrast,
    "k_occurrence": KOccurrence,
    "mean_cosine": MeanCosine,
    "pca": Pca,
    "neighbours_kept": NeighboursKept,
    "random_rotation": RandomRotation,
    "improve": Improve,
}
