"""Unit 07, answers written from the prose alone by somebody who had not read the checks."""

import heapq
import itertools
import math
from collections import Counter, defaultdict

import numpy as np
import scipy.spatial.distance as ssd
import torch
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.neighbors import NearestNeighbors


def _unit(x):
    x = np.asarray(x, dtype=float)
    norm = np.linalg.norm(x, axis=-1, keepdims=True)
    return x / np.where(norm == 0, 1, norm)


def _d2(a, b):
    return ((a[:, None, :] - b[None, :, :]) ** 2).sum(-1)


# ---------------------------------------------------------------- 7.1 top_k


def top_k__unit_argsort(queries, vectors, k):
    """RIGHT: unit rows, argsort of the negative."""
    return np.argsort(-(_unit(queries) @ _unit(vectors).T), axis=1)[:, :k]


def top_k__loops(queries, vectors, k):
    """RIGHT: plain Python, lists returned."""
    answer = []
    for q in queries:
        scores = []
        for v in vectors:
            dot = sum(float(x) * float(y) for x, y in zip(q, v))
            length = math.sqrt(sum(float(x) ** 2 for x in q)) * math.sqrt(sum(float(y) ** 2 for y in v))
            scores.append(dot / length if length > 0 else 0.0)
        answer.append(sorted(range(len(scores)), key=lambda i: scores[i], reverse=True)[:k])
    return answer


def top_k__sklearn(queries, vectors, k):
    """RIGHT: sklearn's cosine, which leaves zeros zero."""
    return cosine_similarity(queries, vectors).argsort(axis=1)[:, ::-1][:, :k]


def top_k__torch32(queries, vectors, k):
    """RIGHT: torch.topk in float32."""
    q = torch.nn.functional.normalize(torch.tensor(queries, dtype=torch.float32), dim=1)
    v = torch.nn.functional.normalize(torch.tensor(vectors, dtype=torch.float32), dim=1)
    return torch.topk(q @ v.T, min(k, len(vectors)), dim=1).indices.numpy()


def top_k__cdist(queries, vectors, k):
    """RIGHT: scipy's cosine distance, nan means zero vector."""
    with np.errstate(all="ignore"):
        cos = 1 - ssd.cdist(queries, vectors, "cosine")
    zero = (np.linalg.norm(queries, axis=1) == 0)[:, None] | (np.linalg.norm(vectors, axis=1) == 0)[None, :]
    cos[zero] = 0
    return np.argsort(-cos, axis=1, kind="stable")[:, :k]


def top_k__partition(queries, vectors, k):
    """RIGHT: argpartition, then sort the few."""
    cos = _unit(queries) @ _unit(vectors).T
    k = min(k, len(vectors))
    some = np.argpartition(-cos, k - 1, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(cos, some, axis=1), axis=1)
    return np.take_along_axis(some, order, axis=1)


def top_k__heap(queries, vectors, k):
    """RIGHT: heapq.nlargest, query not normalised since it does not matter."""
    v = _unit(vectors)
    return np.array([heapq.nlargest(k, range(len(v)), key=(v @ q).__getitem__) for q in queries])


def top_k__nan_to_num(queries, vectors, k):
    """RIGHT: divide, and turn nan into 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        cos = queries @ vectors.T / np.outer(np.linalg.norm(queries, axis=1), np.linalg.norm(vectors, axis=1))
    return np.nan_to_num(cos).argsort(axis=1)[:, : -k - 1 : -1]


def top_k__epsilon(queries, vectors, k):
    """RIGHT: a small number in the denominator."""
    q = queries / (np.linalg.norm(queries, axis=1, keepdims=True) + 1e-12)
    v = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-12)
    return np.argsort(-np.einsum("id,jd->ij", q, v), axis=1)[:, :k]


def top_k__dot(queries, vectors, k):
    """WRONG: dot product for cosine."""
    return np.argsort(-(queries @ vectors.T), axis=1)[:, :k]


def top_k__only_query_unit(queries, vectors, k):
    """WRONG: only the queries are made length 1."""
    return np.argsort(-(_unit(queries) @ vectors.T), axis=1)[:, :k]


def top_k__euclid(queries, vectors, k):
    """WRONG: straight-line distance for cosine."""
    return np.argsort(ssd.cdist(queries, vectors), axis=1)[:, :k]


def top_k__worst_first(queries, vectors, k):
    """WRONG: the largest k, but worst of them first."""
    k = min(k, len(vectors))
    return np.argsort(_unit(queries) @ _unit(vectors).T, axis=1)[:, -k:]


def top_k__smallest(queries, vectors, k):
    """WRONG: smallest cosine first (argsort not reversed)."""
    return np.argsort(_unit(queries) @ _unit(vectors).T, axis=1)[:, :k]


def top_k__nan_first(queries, vectors, k):
    """WRONG: a zero row is nan, which reversing puts first."""
    with np.errstate(all="ignore"):
        v = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        q = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    return np.argsort(q @ v.T, axis=1)[:, ::-1][:, :k]


def top_k__nan_last(queries, vectors, k):
    """WRONG: a zero row is nan, which comes after negative cosines."""
    with np.errstate(all="ignore"):
        v = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.argsort(-(queries @ v.T), axis=1)[:, :k]


def top_k__zero_minus_one(queries, vectors, k):
    """WRONG: zero rows get the cosine -1 so that they come last."""
    cos = _unit(queries) @ _unit(vectors).T
    cos[:, ~vectors.any(axis=1)] = -1
    return np.argsort(-cos, axis=1)[:, :k]


def top_k__zero_dropped(queries, vectors, k):
    """WRONG: zero rows are left out."""
    keep = np.flatnonzero(vectors.any(axis=1))
    cos = _unit(queries) @ _unit(vectors[keep]).T
    return keep[np.argsort(-cos, axis=1)[:, :k]]


def top_k__zero_cosdist(queries, vectors, k):
    """WRONG: cosine distance with nan set to 0, so zero rows count as cosine 1."""
    with np.errstate(all="ignore"):
        return np.nan_to_num(ssd.cdist(queries, vectors, "cosine")).argsort(axis=1)[:, :k]


def top_k__partition_unsorted(queries, vectors, k):
    """ARGUABLE: argpartition promises no order; where NumPy uses AVX it happens to sort, so no test there can tell."""
    k = min(k, len(vectors))
    return np.argpartition(-(_unit(queries) @ _unit(vectors).T), k - 1, axis=1)[:, :k]


def top_k__partition_last(queries, vectors, k):
    """WRONG: the last k of argpartition, in no order."""
    k = min(k, len(vectors))
    return np.argpartition(_unit(queries) @ _unit(vectors).T, -k, axis=1)[:, -k:]


def top_k__k_too_large(queries, vectors, k):
    """WRONG: fails if k is larger than n."""
    cos = torch.tensor(_unit(queries) @ _unit(vectors).T)
    return torch.topk(cos, k, dim=1).indices.numpy()


def top_k__padded(queries, vectors, k):
    """WRONG: pads with -1 up to k."""
    order = np.argsort(-(_unit(queries) @ _unit(vectors).T), axis=1)[:, :k]
    answer = np.full((len(queries), k), -1)
    answer[:, : order.shape[1]] = order
    return answer


def top_k__abs(queries, vectors, k):
    """WRONG: absolute cosine."""
    return np.argsort(-np.abs(_unit(queries) @ _unit(vectors).T), axis=1)[:, :k]


def top_k__axis0(queries, vectors, k):
    """WRONG: columns made length 1, not rows."""
    norm = np.linalg.norm(vectors, axis=0)
    return np.argsort(-(_unit(queries) @ (vectors / np.where(norm == 0, 1, norm)).T), axis=1)[:, :k]


def top_k__whole_norm(queries, vectors, k):
    """WRONG: one norm of the whole matrix."""
    return np.argsort(-(queries @ vectors.T) / (np.linalg.norm(queries) * np.linalg.norm(vectors)), axis=1)[:, :k]


def top_k__squared_norm(queries, vectors, k):
    """WRONG: divides by the squared length, root forgotten."""
    n2 = (vectors**2).sum(axis=1)
    return np.argsort(-(queries @ vectors.T) / np.where(n2 == 0, 1, n2), axis=1)[:, :k]


def top_k__scores(queries, vectors, k):
    """WRONG: returns the cosines, not the row numbers."""
    return -np.sort(-(_unit(queries) @ _unit(vectors).T), axis=1)[:, :k]


def top_k__in_place(queries, vectors, k):
    """WRONG: changes the caller's vectors."""
    norm = np.linalg.norm(vectors, axis=1, keepdims=True)
    norm[norm == 0] = 1
    vectors /= norm
    return np.argsort(-(queries @ vectors.T), axis=1)[:, :k]


def top_k__transposed(queries, vectors, k):
    """WRONG: for each row the nearest queries."""
    return np.argsort(-(_unit(vectors) @ _unit(queries).T), axis=1)[:, :k]


def top_k__argsort_axis0(queries, vectors, k):
    """WRONG: sorts along the queries."""
    return np.argsort(-(_unit(queries) @ _unit(vectors).T), axis=0)[:, :k]


def top_k__skip_first(queries, vectors, k):
    """WRONG: leaves the first out as if it were the query itself."""
    return np.argsort(-(_unit(queries) @ _unit(vectors).T), axis=1)[:, 1 : k + 1]


def top_k__reverse_slice(queries, vectors, k):
    """WRONG: off by one in the reversed slice, k - 1 rows."""
    return np.argsort(_unit(queries) @ _unit(vectors).T, axis=1)[:, :-k:-1]


def top_k__set_order(queries, vectors, k):
    """WRONG: sorted by row number."""
    return np.sort(np.argsort(-(_unit(queries) @ _unit(vectors).T), axis=1)[:, :k], axis=1)


# ---------------------------------------------------------------- 7.2 recall


def recall__sets(found, scores, k):
    """RIGHT: a set a query."""
    total = 0
    for row, s in zip(found, scores):
        limit = sorted(s, reverse=True)[k - 1]
        total += len({int(r) for r in row[:k] if r != -1 and s[r] >= limit}) / k
    return total / len(found)


def recall__mask(found, scores, k):
    """RIGHT: boolean matrix of what was found."""
    m, n = scores.shape
    seen = np.zeros((m, n + 1), dtype=bool)
    part = found[:, :k]
    seen[np.arange(m)[:, None], part] = True
    limit = np.partition(scores, n - k, axis=1)[:, n - k, None]
    return float((seen[:, :n] & (scores >= limit)).sum(axis=1).mean() / k)


def recall__unique(found, scores, k):
    """RIGHT: np.unique of the first k places."""
    answer = []
    for i in range(len(found)):
        ids = np.unique(found[i, :k])
        ids = ids[ids >= 0]
        answer.append(np.count_nonzero(scores[i, ids] >= np.sort(scores[i])[-k]) / k)
    return np.mean(answer)


def recall__isin(found, scores, k):
    """RIGHT: which of the right rows stand in what was found."""
    shares = []
    for f, s in zip(np.asarray(found), np.asarray(scores)):
        right = np.where(s >= np.sort(s)[::-1][k - 1])[0]
        shares.append(np.isin(right, f[:k]).sum() / k)
    return sum(shares) / len(shares)


def recall__torch(found, scores, k):
    """RIGHT: torch.topk for the limit, float32."""
    s = torch.tensor(scores, dtype=torch.float32)
    limit = torch.topk(s, k, dim=1).values[:, -1]
    hits = 0
    for i, row in enumerate(found):
        hits += len({int(j) for j in row[:k] if j >= 0 and s[i, int(j)] >= limit[i]})
    return hits / (k * len(found))


def recall__place_loop(found, scores, k):
    """RIGHT: place by place, counts it if it did not stand before."""
    hits = 0
    for i in range(found.shape[0]):
        limit = heapq.nlargest(k, scores[i])[-1]
        for p in range(min(k, found.shape[1])):
            r = found[i, p]
            if r < 0 or r in found[i, :p]:
                continue
            hits += scores[i, r] >= limit
    return hits / k / found.shape[0]


def recall__better_count(found, scores, k):
    """RIGHT: right means fewer than k rows are better."""
    m = len(found)
    total = 0
    for i in range(m):
        for r in set(found[i][:k].tolist()) - {-1}:
            if (scores[i] > scores[i, r]).sum() < k:
                total += 1
    return total / (m * k)


def recall__no_ties(found, scores, k):
    """WRONG: only one set of k rows counts, ties forgotten."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.mean([len((set(f[:k].tolist()) - {-1}) & set(b.tolist())) / k for f, b in zip(found, best)])


def recall__all_places(found, scores, k):
    """WRONG: looks at all places, not the first k."""
    limit = np.sort(scores, axis=1)[:, -k]
    return np.mean([len({r for r in f if r >= 0 and s[r] >= t}) / k for f, s, t in zip(found, scores, limit)])


def recall__all_places_capped(found, scores, k):
    """WRONG: looks at all places, and caps the share at 1."""
    limit = np.sort(scores, axis=1)[:, -k]
    return np.mean([min(1, len({r for r in f if r >= 0 and s[r] >= t}) / k) for f, s, t in zip(found, scores, limit)])


def recall__duplicates(found, scores, k):
    """WRONG: a row that stands twice counts twice."""
    limit = np.sort(scores, axis=1)[:, -k]
    return np.mean([sum(r >= 0 and s[r] >= t for r in f[:k]) / k for f, s, t in zip(found, scores, limit)])


def recall__minus_one(found, scores, k):
    """WRONG: -1 is taken as the last row."""
    limit = np.sort(scores, axis=1)[:, -k]
    return np.mean([len({r for r in f[:k] if s[r] >= t}) / k for f, s, t in zip(found, scores, limit)])


def recall__minus_one_vector(found, scores, k):
    """WRONG: take_along_axis with -1 and duplicates counted."""
    limit = np.sort(scores, axis=1)[:, -k][:, None]
    return float((np.take_along_axis(scores, found[:, :k], axis=1) >= limit).mean())


def recall__by_right(found, scores, k):
    """WRONG: divides by the number of right rows."""
    answer = []
    for f, s in zip(found, scores):
        right = set(np.flatnonzero(s >= np.sort(s)[-k]).tolist())
        answer.append(len(right & set(f[:k].tolist())) / len(right))
    return np.mean(answer)


def recall__by_width(found, scores, k):
    """WRONG: divides by the places there are."""
    limit = np.sort(scores, axis=1)[:, -k]
    w = min(k, found.shape[1])
    return np.mean([len({r for r in f[:k] if r >= 0 and s[r] >= t}) / w for f, s, t in zip(found, scores, limit)])


def recall__precision(found, scores, k):
    """WRONG: divides by the different rows found (precision)."""
    limit = np.sort(scores, axis=1)[:, -k]
    answer = []
    for f, s, t in zip(found, scores, limit):
        ids = {r for r in f[:k].tolist() if r >= 0}
        answer.append(sum(s[r] >= t for r in ids) / max(1, len(ids)))
    return np.mean(answer)


def recall__strict(found, scores, k):
    """WRONG: larger than the k-th, not at least."""
    limit = np.sort(scores, axis=1)[:, -k]
    return np.mean([len({r for r in f[:k] if r >= 0 and s[r] > t}) / k for f, s, t in zip(found, scores, limit)])


def recall__smaller_better(found, scores, k):
    """WRONG: scores taken as distances."""
    limit = np.sort(scores, axis=1)[:, k - 1]
    return np.mean([len({r for r in f[:k] if r >= 0 and s[r] <= t}) / k for f, s, t in zip(found, scores, limit)])


def recall__limit_small(found, scores, k):
    """WRONG: k-th smallest as limit."""
    limit = np.sort(scores, axis=1)[:, k - 1]
    return np.mean([len({r for r in f[:k] if r >= 0 and s[r] >= t}) / k for f, s, t in zip(found, scores, limit)])


def recall__distinct_values(found, scores, k):
    """WRONG: k-th different score as limit."""
    answer = []
    for f, s in zip(found, scores):
        values = np.unique(s)[::-1]
        t = values[min(k, len(values)) - 1]
        answer.append(len({r for r in f[:k] if r >= 0 and s[r] >= t}) / k)
    return np.mean(answer)


def recall__off_by_one(found, scores, k):
    """WRONG: the limit is the score after the k-th."""
    limit = np.sort(scores, axis=1)[:, ::-1][:, min(k, scores.shape[1] - 1)]
    return np.mean([len({r for r in f[:k] if r >= 0 and s[r] >= t}) / k for f, s, t in zip(found, scores, limit)])


def recall__global_limit(found, scores, k):
    """WRONG: one limit for all queries."""
    t = np.sort(scores.ravel())[-k]
    return np.mean([len({r for r in f[:k] if r >= 0 and s[r] >= t}) / k for f, s in zip(found, scores)])


def recall__place_by_place(found, scores, k):
    """WRONG: each place must hold the row of this rank."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, : min(k, found.shape[1])]
    return float((found[:, : best.shape[1]] == best).sum() / (k * len(found)))


def recall__zero_dropped(found, scores, k):
    """WRONG: row 0 is taken as nothing found (r > 0)."""
    limit = np.sort(scores, axis=1)[:, -k]
    return np.mean([len({r for r in f[:k] if r > 0 and s[r] >= t}) / k for f, s, t in zip(found, scores, limit)])


def recall__unique_first(found, scores, k):
    """WRONG: takes k different rows, from beyond the first k places too (dict.fromkeys before the cut)."""
    limit = np.sort(scores, axis=1)[:, -k]
    answer = []
    for f, s, t in zip(found, scores, limit):
        ids = [r for r in dict.fromkeys(f.tolist()) if r >= 0][:k]
        answer.append(sum(s[r] >= t for r in ids) / k)
    return np.mean(answer)


def recall__hit(found, scores, k):
    """WRONG: share of the queries with any right row."""
    limit = np.sort(scores, axis=1)[:, -k]
    return np.mean([any(r >= 0 and s[r] >= t for r in f[:k]) for f, s, t in zip(found, scores, limit)])


def recall__sum(found, scores, k):
    """WRONG: sum over the queries, not mean."""
    limit = np.sort(scores, axis=1)[:, -k]
    return sum(len({r for r in f[:k] if r >= 0 and s[r] >= t}) / k for f, s, t in zip(found, scores, limit))


def recall__sort_in_place(found, scores, k):
    """WRONG: sorts the caller's scores."""
    original = scores.copy()
    scores.sort(axis=1)
    limit = scores[:, -k]
    return np.mean([len({r for r in f[:k] if r >= 0 and s[r] >= t}) / k for f, s, t in zip(found, original, limit)])


# ---------------------------------------------------------------- 7.3 wrong_queries


def wrong_queries__loop(search, vectors, queries, k):
    """RIGHT: query by query, allclose with an absolute tolerance."""
    found = np.asarray(search(queries, k))
    wrong = []
    for i, q in enumerate(queries):
        d = np.linalg.norm(vectors - q, axis=1)
        ids = found[i]
        if (ids < 0).any() or len(set(ids.tolist())) < k:
            wrong.append(i)
        elif not np.allclose(d[ids], np.sort(d)[:k], rtol=0, atol=1e-4):
            wrong.append(i)
    return wrong


def wrong_queries__vector(search, vectors, queries, k):
    """RIGHT: all at once."""
    found = np.asarray(search(queries, k))
    d = ssd.cdist(queries, vectors)
    best = np.sort(d, axis=1)[:, :k]
    got = np.take_along_axis(d, np.maximum(found, 0), axis=1)
    ordered = np.sort(found, axis=1)
    bad = (np.abs(got - best) > 5e-4).any(axis=1) | (ordered[:, 0] < 0) | (np.diff(ordered, axis=1) == 0).any(axis=1)
    return np.flatnonzero(bad).tolist()


def wrong_queries__python(search, vectors, queries, k):
    """RIGHT: math.dist."""
    found = search(queries, k)
    answer = []
    for number, (q, ids) in enumerate(zip(queries, found)):
        ids = [int(i) for i in ids]
        true = sorted(math.dist(q, v) for v in vectors)[:k]
        good = -1 not in ids and len(set(ids)) == k
        good = good and all(abs(math.dist(q, vectors[i]) - t) < 1e-4 for i, t in zip(ids, true))
        if not good:
            answer.append(number)
    return answer


def wrong_queries__float32(search, vectors, queries, k):
    """RIGHT: float32 differences, half a thousandth of tolerance."""
    found = np.array(search(queries, k))
    v = vectors.astype(np.float32)
    out = []
    for i in range(len(queries)):
        d = np.sqrt(((v - queries[i].astype(np.float32)) ** 2).sum(axis=1))
        order = np.argsort(d)[:k]
        if found[i].min() == -1 or np.unique(found[i]).size != k or np.abs(d[found[i]] - d[order]).max() > 5e-4:
            out.append(i)
    return out


def wrong_queries__torch(search, vectors, queries, k):
    """RIGHT: torch.cdist and topk."""
    found = torch.as_tensor(np.array(search(queries, k))).long()
    d = torch.cdist(torch.tensor(queries), torch.tensor(vectors), compute_mode="donot_use_mm_for_euclid_dist")
    best = torch.topk(d, k, dim=1, largest=False, sorted=True).values
    out = []
    for i in range(len(queries)):
        ids = found[i].tolist()
        if min(ids) < 0 or len(Counter(ids)) != k:
            out.append(i)
            continue
        if torch.any(torch.abs(d[i, found[i]] - best[i]) > 1e-5 + 1e-4):
            out.append(i)
    return out


def wrong_queries__sklearn(search, vectors, queries, k):
    """RIGHT: sklearn's brute force as the oracle."""
    found = np.asarray(search(queries, k))
    oracle = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(vectors)
    oracle_dist = np.array(
        [
            np.sort(np.linalg.norm(vectors[r] - q, axis=1))
            for q, r in zip(queries, oracle.kneighbors(queries, return_distance=False))
        ]
    )
    good = []
    for i in range(len(queries)):
        ids = found[i]
        ok = (ids >= 0).all() and len(np.unique(ids)) == k
        good.append(ok and (np.abs(np.linalg.norm(vectors[ids] - queries[i], axis=1) - oracle_dist[i]) < 4e-4).all())
    return [i for i, g in enumerate(good) if not g]


def wrong_queries__rounded(search, vectors, queries, k):
    """ARGUABLE: rounds distances to four digits and compares; equal but for rounding may fall to both sides."""
    found = np.asarray(search(queries, k))
    d = np.round(ssd.cdist(queries, vectors), 4)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any()
        or len(set(found[i].tolist())) < k
        or d[i][found[i]].tolist() != np.sort(d[i])[:k].tolist()
    ]


def wrong_queries__default_allclose(search, vectors, queries, k):
    """ARGUABLE: np.allclose by default is relative 1e-5, more than a thousandth where distances are above 100."""
    found = np.asarray(search(queries, k))
    d = ssd.cdist(queries, vectors)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any() or len(set(found[i].tolist())) < k or not np.allclose(d[i][found[i]], np.sort(d[i])[:k])
    ]


def wrong_queries__same_rows(search, vectors, queries, k):
    """WRONG: the row numbers must be the oracle's, ties forgotten."""
    found = np.asarray(search(queries, k))
    best = np.argsort(ssd.cdist(queries, vectors), axis=1, kind="stable")[:, :k]
    return np.flatnonzero((found != best).any(axis=1)).tolist()


def wrong_queries__same_sets(search, vectors, queries, k):
    """WRONG: compares the sets of rows, so order is free and ties are not."""
    found = np.asarray(search(queries, k))
    best = np.argsort(ssd.cdist(queries, vectors), axis=1, kind="stable")[:, :k]
    return [i for i in range(len(queries)) if set(found[i].tolist()) != set(best[i].tolist())]


def wrong_queries__no_duplicates(search, vectors, queries, k):
    """WRONG: duplicates not noticed."""
    found = np.asarray(search(queries, k))
    d = ssd.cdist(queries, vectors)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any() or not np.allclose(d[i][found[i]], np.sort(d[i])[:k], rtol=0, atol=1e-4)
    ]


def wrong_queries__minus_one(search, vectors, queries, k):
    """WRONG: -1 is taken as the last row."""
    found = np.asarray(search(queries, k))
    d = ssd.cdist(queries, vectors)
    return [
        i
        for i in range(len(queries))
        if len(set(found[i].tolist())) < k or not np.allclose(d[i][found[i]], np.sort(d[i])[:k], rtol=0, atol=1e-4)
    ]


def wrong_queries__order_free(search, vectors, queries, k):
    """WRONG: distances compared after sorting, any order passes."""
    found = np.asarray(search(queries, k))
    d = ssd.cdist(queries, vectors)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any()
        or len(set(found[i].tolist())) < k
        or not np.allclose(np.sort(d[i][found[i]]), np.sort(d[i])[:k], rtol=0, atol=1e-4)
    ]


def wrong_queries__kth_only(search, vectors, queries, k):
    """WRONG: only asks that no row is farther than the k-th."""
    found = np.asarray(search(queries, k))
    d = ssd.cdist(queries, vectors)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any() or len(set(found[i].tolist())) < k or d[i][found[i]].max() > np.sort(d[i])[k - 1] + 1e-4
    ]


def wrong_queries__first_only(search, vectors, queries, k):
    """WRONG: only the nearest row is checked."""
    found = np.asarray(search(queries, k))
    d = ssd.cdist(queries, vectors)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any() or len(set(found[i].tolist())) < k or abs(d[i][found[i][0]] - d[i].min()) > 1e-4
    ]


def wrong_queries__exact_equal(search, vectors, queries, k):
    """WRONG: == on floats, equal but for rounding is called wrong."""
    found = np.asarray(search(queries, k))
    out = []
    for i, q in enumerate(queries):
        d = np.sqrt(((vectors - q) ** 2).sum(axis=1))
        if (found[i] < 0).any() or len(set(found[i].tolist())) < k or (d[found[i]] != np.sort(d)[:k]).any():
            out.append(i)
    return out


def wrong_queries__boolean(search, vectors, queries, k):
    """WRONG: returns a list of booleans instead of numbers."""
    bad = wrong_queries__loop(search, vectors, queries, k)
    return [i in bad for i in range(len(queries))]


def wrong_queries__right_ones(search, vectors, queries, k):
    """WRONG: returns the queries answered rightly."""
    bad = wrong_queries__loop(search, vectors, queries, k)
    return [i for i in range(len(queries)) if i not in bad]


def wrong_queries__count(search, vectors, queries, k):
    """WRONG: returns how many are wrong."""
    return len(wrong_queries__loop(search, vectors, queries, k))


def wrong_queries__one_by_one(search, vectors, queries, k):
    """WRONG: calls search once a query, not once."""
    out = []
    for i, q in enumerate(queries):
        ids = np.asarray(search(q[None, :], k))[0]
        d = np.linalg.norm(vectors - q, axis=1)
        if (ids < 0).any() or len(set(ids.tolist())) < k or not np.allclose(d[ids], np.sort(d)[:k], rtol=0, atol=1e-4):
            out.append(i)
    return out


def wrong_queries__cosine(search, vectors, queries, k):
    """WRONG: the oracle uses cosine."""
    found = np.asarray(search(queries, k))
    c = 1 - _unit(queries) @ _unit(vectors).T
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any()
        or len(set(found[i].tolist())) < k
        or not np.allclose(c[i][found[i]], np.sort(c[i])[:k], rtol=0, atol=1e-4)
    ]


def wrong_queries__squared_tolerance(search, vectors, queries, k):
    """WRONG: a thousandth of tolerance on squared distances misses small differences."""
    found = np.asarray(search(queries, k))
    d = _d2(queries, vectors)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any()
        or len(set(found[i].tolist())) < k
        or not np.allclose(d[i][found[i]], np.sort(d[i])[:k], rtol=0, atol=1e-3)
    ]


def wrong_queries__wide_tolerance(search, vectors, queries, k):
    """WRONG: one per cent of tolerance is far too wide."""
    found = np.asarray(search(queries, k))
    d = ssd.cdist(queries, vectors)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any()
        or len(set(found[i].tolist())) < k
        or not np.allclose(d[i][found[i]], np.sort(d[i])[:k], rtol=1e-2, atol=1e-2)
    ]


def wrong_queries__sum(search, vectors, queries, k):
    """WRONG: compares the sum of distances, order is free."""
    found = np.asarray(search(queries, k))
    d = ssd.cdist(queries, vectors)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any()
        or len(set(found[i].tolist())) < k
        or abs(d[i][found[i]].sum() - np.sort(d[i])[:k].sum()) > 1e-4
    ]


def wrong_queries__distances_differ(search, vectors, queries, k):
    """WRONG: asks for different distances, not different rows, so ties are called duplicates."""
    found = np.asarray(search(queries, k))
    d = np.round(ssd.cdist(queries, vectors), 5)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any()
        or len(np.unique(d[i][found[i]])) < k
        or not np.allclose(d[i][found[i]], np.sort(d[i])[:k], rtol=0, atol=1e-4)
    ]


def wrong_queries__sorted_only(search, vectors, queries, k):
    """WRONG: checks that the distances increase, not that they are the nearest."""
    found = np.asarray(search(queries, k))
    d = ssd.cdist(queries, vectors)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any() or len(set(found[i].tolist())) < k or (np.diff(d[i][found[i]]) < -1e-4).any()
    ]


def wrong_queries__recall(search, vectors, queries, k):
    """WRONG: wrong only if no row at all is right (recall 0)."""
    found = np.asarray(search(queries, k))
    best = np.argsort(ssd.cdist(queries, vectors), axis=1)[:, :k]
    return [i for i in range(len(queries)) if not set(found[i].tolist()) & set(best[i].tolist())]


def wrong_queries__any_place(search, vectors, queries, k):
    """WRONG: any for all, one right place is enough."""
    found = np.asarray(search(queries, k))
    d = ssd.cdist(queries, vectors)
    return [
        i
        for i in range(len(queries))
        if (found[i] < 0).any()
        or len(set(found[i].tolist())) < k
        or not np.isclose(d[i][found[i]], np.sort(d[i])[:k], rtol=0, atol=1e-4).any()
    ]


# ---------------------------------------------------------------- 7.4 kmeans_step


def kmeans_step__mask(points, centres):
    """RIGHT: a mask a centre, copy first."""
    nearest = _d2(points, centres).argmin(axis=1)
    new = centres.copy()
    for c in range(len(centres)):
        if (nearest == c).any():
            new[c] = points[nearest == c].mean(axis=0)
    return new


def kmeans_step__lists(points, centres):
    """RIGHT: plain Python."""
    groups = [[] for _ in centres]
    for p in points:
        distances = [math.dist(p, c) for c in centres]
        groups[distances.index(min(distances))].append(p)
    return [[sum(column) / len(g) for column in zip(*g)] if g else list(c) for g, c in zip(groups, centres)]


def kmeans_step__add_at(points, centres):
    """RIGHT: np.add.at and bincount."""
    nearest = np.argmin(ssd.cdist(points, centres, "sqeuclidean"), axis=1)
    total = np.zeros(centres.shape)
    np.add.at(total, nearest, points)
    count = np.bincount(nearest, minlength=len(centres))[:, None]
    return np.where(count > 0, total / np.maximum(count, 1), centres)


def kmeans_step__one_hot(points, centres):
    """RIGHT: membership matrix."""
    member = np.eye(len(centres))[np.linalg.norm(points[:, None] - centres[None], axis=2).argmin(axis=1)]
    count = member.sum(axis=0)
    new = np.array(centres, dtype=float)
    used = count > 0
    new[used] = (member.T @ points)[used] / count[used, None]
    return new


def kmeans_step__torch(points, centres):
    """RIGHT: torch index_add in float32."""
    p = torch.tensor(points, dtype=torch.float32)
    c = torch.tensor(centres, dtype=torch.float32)
    label = ((p[:, None] - c[None]) ** 2).sum(-1).numpy().argmin(axis=1)
    label = torch.tensor(label)
    total = torch.zeros_like(c).index_add(0, label, p)
    count = torch.bincount(label, minlength=len(c)).unsqueeze(1)
    return torch.where(count > 0, total / count.clamp(min=1), c).numpy()


def kmeans_step__dict(points, centres):
    """RIGHT: groups in a dictionary."""
    cell = defaultdict(list)
    for i in range(len(points)):
        cell[int(np.argmin(np.sum((centres - points[i]) ** 2, axis=1)))].append(i)
    return np.array([points[cell[c]].mean(axis=0) if c in cell else centres[c] for c in range(len(centres))])


def kmeans_step__weights(points, centres):
    """RIGHT: bincount with weights a column."""
    label = ssd.cdist(points, centres).argmin(1)
    c = len(centres)
    count = np.bincount(label, minlength=c)
    new = np.column_stack([np.bincount(label, weights=points[:, j], minlength=c) for j in range(points.shape[1])])
    new[count > 0] /= count[count > 0][:, None]
    new[count == 0] = centres[count == 0]
    return new


def kmeans_step__gram(points, centres):
    """ARGUABLE: squares opened (Gram), where rounding can decide a tie."""
    d = (points**2).sum(1)[:, None] - 2 * points @ centres.T + (centres**2).sum(1)
    label = d.argmin(1)
    return np.array([points[label == c].mean(0) if (label == c).any() else centres[c] for c in range(len(centres))])


def _labels(points, centres):
    return ssd.cdist(points, centres).argmin(axis=1)


def kmeans_step__empty_nan(points, centres):
    """WRONG: a centre without points becomes nan."""
    label = _labels(points, centres)
    with np.errstate(all="ignore"):
        return np.array([points[label == c].sum(axis=0) / (label == c).sum() for c in range(len(centres))])


def kmeans_step__empty_zero(points, centres):
    """WRONG: a centre without points goes to zero."""
    label = _labels(points, centres)
    new = np.zeros_like(centres)
    for c in np.unique(label):
        new[c] = points[label == c].mean(axis=0)
    return new


def kmeans_step__empty_dropped(points, centres):
    """WRONG: centres without points are dropped."""
    label = _labels(points, centres)
    return np.array([points[label == c].mean(axis=0) for c in np.unique(label)])


def kmeans_step__empty_mean(points, centres):
    """WRONG: a centre without points goes to the mean of all points."""
    label = _labels(points, centres)
    return np.array([points[label == c].mean(0) if (label == c).any() else points.mean(0) for c in range(len(centres))])


def kmeans_step__empty_farthest(points, centres):
    """WRONG: a centre without points is put on the farthest point, as sklearn does."""
    d = ssd.cdist(points, centres)
    label = d.argmin(axis=1)
    far = points[d.min(axis=1).argmax()]
    return np.array([points[label == c].mean(0) if (label == c).any() else far for c in range(len(centres))])


def kmeans_step__ties_last(points, centres):
    """WRONG: a tie goes to the last centre (<=)."""
    label = []
    for p in points:
        best, where = np.inf, 0
        for c, centre in enumerate(centres):
            d = np.sum((p - centre) ** 2)
            if d <= best:
                best, where = d, c
        label.append(where)
    label = np.array(label)
    return np.array([points[label == c].mean(0) if (label == c).any() else centres[c] for c in range(len(centres))])


def kmeans_step__ties_all(points, centres):
    """WRONG: a tied point belongs to all of its nearest centres."""
    d = ssd.cdist(points, centres)
    near = d == d.min(axis=1, keepdims=True)
    return np.array([points[near[:, c]].mean(0) if near[:, c].any() else centres[c] for c in range(len(centres))])


def kmeans_step__one_after_other(points, centres):
    """WRONG: centres move one after the other, nearest is computed again each time."""
    new = centres.copy()
    for c in range(len(new)):
        label = _labels(points, new)
        if (label == c).any():
            new[c] = points[label == c].mean(axis=0)
    return new


def kmeans_step__in_place(points, centres):
    """WRONG: changes the caller's centres."""
    label = _labels(points, centres)
    for c in range(len(centres)):
        if (label == c).any():
            centres[c] = points[label == c].mean(axis=0)
    return centres


def kmeans_step__median(points, centres):
    """WRONG: median for mean."""
    label = _labels(points, centres)
    return np.array(
        [np.median(points[label == c], axis=0) if (label == c).any() else centres[c] for c in range(len(centres))]
    )


def kmeans_step__with_centre(points, centres):
    """WRONG: the old centre counts as a point."""
    label = _labels(points, centres)
    return np.array([np.vstack([centres[c : c + 1], points[label == c]]).mean(0) for c in range(len(centres))])


def kmeans_step__online(points, centres):
    """WRONG: online k-means, centres move after every point."""
    new = centres.copy()
    count = np.zeros(len(centres))
    for p in points:
        c = np.linalg.norm(new - p, axis=1).argmin()
        count[c] += 1
        new[c] += (p - new[c]) / count[c]
    return new


def kmeans_step__sum(points, centres):
    """WRONG: sum for mean."""
    label = _labels(points, centres)
    return np.array([points[label == c].sum(0) if (label == c).any() else centres[c] for c in range(len(centres))])


def kmeans_step__by_n(points, centres):
    """WRONG: divides by the number of all points."""
    label = _labels(points, centres)
    return np.array(
        [points[label == c].sum(0) / len(points) if (label == c).any() else centres[c] for c in range(len(centres))]
    )


def kmeans_step__wrong_axis(points, centres):
    """WRONG: the nearest point of each centre, not the nearest centre of each point."""
    return points[ssd.cdist(points, centres).argmin(axis=0)]


def kmeans_step__labels(points, centres):
    """WRONG: returns the labels of the points."""
    return _labels(points, centres)


def kmeans_step__manhattan(points, centres):
    """WRONG: sum of absolute differences for distance."""
    label = np.abs(points[:, None] - centres).sum(-1).argmin(1)
    return np.array([points[label == c].mean(0) if (label == c).any() else centres[c] for c in range(len(centres))])


def kmeans_step__dot(points, centres):
    """WRONG: largest dot product for nearest."""
    label = (points @ centres.T).argmax(1)
    return np.array([points[label == c].mean(0) if (label == c).any() else centres[c] for c in range(len(centres))])


def kmeans_step__cosine(points, centres):
    """WRONG: largest cosine for nearest."""
    label = (_unit(points) @ _unit(centres).T).argmax(1)
    return np.array([points[label == c].mean(0) if (label == c).any() else centres[c] for c in range(len(centres))])


def kmeans_step__converge(points, centres):
    """WRONG: steps until nothing moves."""
    new = centres
    for _ in range(100):
        old, new = new, kmeans_step__mask(points, new)
        if np.allclose(old, new):
            break
    return new


def kmeans_step__flat_mean(points, centres):
    """WRONG: mean without axis, one number for all coordinates."""
    new = centres.copy()
    label = _labels(points, centres)
    for c in range(len(centres)):
        if (label == c).any():
            new[c] = points[label == c].mean()
    return new


# ---------------------------------------------------------------- 7.5 ivf_search


def _rows(cells, chosen):
    rows = []
    for c in chosen:
        rows.extend(int(r) for r in cells[c])
    return np.array(rows, dtype=int)


def ivf_search__lists(query, vectors, centres, cells, n_probe, k):
    """RIGHT: plain Python with sorted."""
    order = sorted(range(len(centres)), key=lambda c: math.dist(query, centres[c]))
    rows = [int(r) for c in order[:n_probe] for r in cells[c]]
    return sorted(rows, key=lambda r: math.dist(query, vectors[r]))[:k]


def ivf_search__concatenate(query, vectors, centres, cells, n_probe, k):
    """RIGHT: NumPy, concatenate as integers."""
    probe = np.argsort(np.linalg.norm(centres - query, axis=1))[:n_probe]
    rows = np.concatenate([np.asarray(cells[c], dtype=int) for c in probe])
    return rows[np.argsort(np.linalg.norm(vectors[rows] - query, axis=1))[:k]]


def ivf_search__mask(query, vectors, centres, cells, n_probe, k):
    """RIGHT: infinite distance outside of the cells."""
    d = np.full(len(vectors), np.inf)
    for c in np.argsort(((centres - query) ** 2).sum(axis=1))[:n_probe]:
        for r in cells[c]:
            d[int(r)] = ((vectors[int(r)] - query) ** 2).sum()
    order = np.argsort(d)[:k]
    return order[np.isfinite(d[order])]


def ivf_search__heap(query, vectors, centres, cells, n_probe, k):
    """RIGHT: a heap of pairs."""
    probe = heapq.nsmallest(n_probe, range(len(centres)), key=lambda c: np.sum((centres[c] - query) ** 2))
    pairs = [(float(np.sum((vectors[int(r)] - query) ** 2)), int(r)) for c in probe for r in cells[c]]
    return [r for _, r in heapq.nsmallest(k, pairs)]


def ivf_search__torch(query, vectors, centres, cells, n_probe, k):
    """RIGHT: torch topk in float32."""
    q = torch.tensor(query, dtype=torch.float32)
    d = (torch.tensor(centres, dtype=torch.float32) - q).norm(dim=1)
    probe = torch.topk(d, min(n_probe, len(centres)), largest=False).indices.tolist()
    rows = torch.tensor([int(r) for c in probe for r in cells[c]], dtype=torch.long)
    near = (torch.tensor(vectors, dtype=torch.float32)[rows] - q).norm(dim=1)
    return rows[torch.topk(near, min(k, len(rows)), largest=False).indices].tolist()


def ivf_search__early_empty(query, vectors, centres, cells, n_probe, k):
    """RIGHT: cdist, early return where nothing is there."""
    probe = ssd.cdist([query], centres)[0].argsort()[: min(n_probe, len(centres))]
    rows = _rows(cells, probe)
    if rows.size == 0:
        return []
    return rows[ssd.cdist([query], vectors[rows])[0].argsort(kind="stable")][:k].tolist()


def ivf_search__plain_concatenate(query, vectors, centres, cells, n_probe, k):
    """ARGUABLE: concatenate without a dtype, which fails if an empty cell is np.array([]), of floats."""
    probe = np.argsort(np.linalg.norm(centres - query, axis=1))[:n_probe]
    rows = np.concatenate([cells[c] for c in probe])
    return rows[np.argsort(np.linalg.norm(vectors[rows] - query, axis=1))[:k]]


def _near(query, x):
    return np.linalg.norm(x - query, axis=1)


def ivf_search__one_cell(query, vectors, centres, cells, n_probe, k):
    """WRONG: only the nearest cell, n_probe ignored."""
    rows = _rows(cells, [_near(query, centres).argmin()])
    return rows[_near(query, vectors[rows]).argsort()[:k]]


def ivf_search__k_each(query, vectors, centres, cells, n_probe, k):
    """WRONG: k rows from each cell, cell after cell."""
    answer = []
    for c in _near(query, centres).argsort()[:n_probe]:
        rows = _rows(cells, [c])
        answer.extend(rows[_near(query, vectors[rows]).argsort()[:k]].tolist())
    return answer


def ivf_search__cell_order(query, vectors, centres, cells, n_probe, k):
    """WRONG: sorted within each cell only, then the first k."""
    return ivf_search__k_each(query, vectors, centres, cells, n_probe, k)[:k]


def ivf_search__local_numbers(query, vectors, centres, cells, n_probe, k):
    """WRONG: returns places among the candidates, not row numbers."""
    rows = _rows(cells, _near(query, centres).argsort()[:n_probe])
    return _near(query, vectors[rows]).argsort()[:k]


def ivf_search__fill_up(query, vectors, centres, cells, n_probe, k):
    """WRONG: asks more cells until there are k rows."""
    order = _near(query, centres).argsort()
    n = n_probe
    while len(_rows(cells, order[:n])) < k and n < len(centres):
        n += 1
    rows = _rows(cells, order[:n])
    return rows[_near(query, vectors[rows]).argsort()[:k]]


def ivf_search__skip_empty(query, vectors, centres, cells, n_probe, k):
    """WRONG: an empty cell does not count as probed."""
    order = [c for c in _near(query, centres).argsort() if len(cells[c])]
    rows = _rows(cells, order[:n_probe])
    return rows[_near(query, vectors[rows]).argsort()[:k]]


def ivf_search__padded(query, vectors, centres, cells, n_probe, k):
    """WRONG: fills up with -1."""
    rows = _rows(cells, _near(query, centres).argsort()[:n_probe])
    rows = rows[_near(query, vectors[rows]).argsort()[:k]].tolist()
    return rows + [-1] * (k - len(rows))


def ivf_search__unsorted(query, vectors, centres, cells, n_probe, k):
    """WRONG: the first k candidates, sorted only afterwards."""
    rows = _rows(cells, _near(query, centres).argsort()[:n_probe])[:k]
    return rows[_near(query, vectors[rows]).argsort()]


def ivf_search__exact(query, vectors, centres, cells, n_probe, k):
    """WRONG: searches all rows."""
    return _near(query, vectors).argsort()[:k]


def ivf_search__cosine(query, vectors, centres, cells, n_probe, k):
    """WRONG: largest dot product for nearest."""
    rows = _rows(cells, (-centres @ query).argsort()[:n_probe])
    return rows[(-vectors[rows] @ query).argsort()[:k]]


def ivf_search__centre_dot(query, vectors, centres, cells, n_probe, k):
    """WRONG: cells chosen by cosine, rows by distance."""
    rows = _rows(cells, (-_unit(centres) @ query).argsort()[:n_probe])
    return rows[_near(query, vectors[rows]).argsort()[:k]]


def ivf_search__one_more(query, vectors, centres, cells, n_probe, k):
    """WRONG: probes one cell more (index up to and including n_probe)."""
    rows = _rows(cells, _near(query, centres).argsort()[: n_probe + 1])
    return rows[_near(query, vectors[rows]).argsort()[:k]]


def ivf_search__from_centre(query, vectors, centres, cells, n_probe, k):
    """WRONG: distance of the rows from their centre, not from the query."""
    pairs = []
    for c in _near(query, centres).argsort()[:n_probe]:
        pairs += [(float(np.linalg.norm(vectors[r] - centres[c])), int(r)) for r in _rows(cells, [c])]
    return [r for _, r in sorted(pairs)[:k]]


def ivf_search__too_many_probes(query, vectors, centres, cells, n_probe, k):
    """WRONG: fails if n_probe is larger than the number of cells."""
    order = _near(query, centres).argsort()
    rows = _rows(cells, [order[i] for i in range(n_probe)])
    return rows[_near(query, vectors[rows]).argsort()[:k]]


def ivf_search__partition_fails(query, vectors, centres, cells, n_probe, k):
    """WRONG: argpartition fails if the cells hold fewer than k rows."""
    rows = _rows(cells, _near(query, centres).argsort()[:n_probe])
    d = _near(query, vectors[rows])
    some = np.argpartition(d, k - 1)[:k]
    return rows[some[d[some].argsort()]]


def ivf_search__farthest(query, vectors, centres, cells, n_probe, k):
    """WRONG: farthest row first (reverse from cosine code)."""
    rows = _rows(cells, _near(query, centres).argsort()[:n_probe])
    return rows[_near(query, vectors[rows]).argsort()[::-1][:k]]


def ivf_search__by_number(query, vectors, centres, cells, n_probe, k):
    """WRONG: sorted by row number."""
    rows = _rows(cells, _near(query, centres).argsort()[:n_probe])
    return np.sort(rows[_near(query, vectors[rows]).argsort()[:k]])


def ivf_search__nearest_rows_cells(query, vectors, centres, cells, n_probe, k):
    """WRONG: first n_probe cells in their given order."""
    rows = _rows(cells, range(min(n_probe, len(cells))))
    return rows[_near(query, vectors[rows]).argsort()[:k]]


def ivf_search__swapped(query, vectors, centres, cells, n_probe, k):
    """WRONG: k and n_probe exchanged."""
    rows = _rows(cells, _near(query, centres).argsort()[:k])
    return rows[_near(query, vectors[rows]).argsort()[:n_probe]]


def ivf_search__stop_at_k(query, vectors, centres, cells, n_probe, k):
    """WRONG: stops asking cells as soon as k rows are there."""
    rows = np.array([], dtype=int)
    for c in _near(query, centres).argsort()[:n_probe]:
        if len(rows) >= k:
            break
        rows = np.concatenate([rows, _rows(cells, [c])])
    return rows[_near(query, vectors[rows]).argsort()[:k]]


# ---------------------------------------------------------------- 7.6 pq_encode


def pq_encode__broadcast(vectors, books):
    """RIGHT: all at once."""
    m, _, s = books.shape
    pieces = vectors.reshape(len(vectors), m, 1, s)
    return ((pieces - books[None]) ** 2).sum(axis=-1).argmin(axis=-1)


def pq_encode__book_loop(vectors, books):
    """RIGHT: cdist a book."""
    s = books.shape[2]
    return np.stack(
        [ssd.cdist(vectors[:, j * s : (j + 1) * s], b, "sqeuclidean").argmin(axis=1) for j, b in enumerate(books)],
        axis=1,
    )


def pq_encode__python(vectors, books):
    """RIGHT: plain Python, lists."""
    s = len(books[0][0])
    codes = []
    for v in vectors:
        code = []
        for j, book in enumerate(books):
            piece = v[j * s : (j + 1) * s]
            d = [sum((x - y) ** 2 for x, y in zip(piece, entry)) for entry in book]
            code.append(d.index(min(d)))
        codes.append(code)
    return codes


def pq_encode__split(vectors, books):
    """RIGHT: np.split, uint16."""
    codes = np.empty((len(vectors), len(books)), dtype=np.uint16)
    for j, piece in enumerate(np.split(vectors, len(books), axis=1)):
        codes[:, j] = np.linalg.norm(piece[:, None, :] - books[j][None, :, :], axis=2).argmin(axis=1)
    return codes


def pq_encode__torch(vectors, books):
    """RIGHT: torch, float32, differences (argmin by NumPy for the first)."""
    m, e, s = books.shape
    p = torch.tensor(vectors, dtype=torch.float32).reshape(-1, m, s).transpose(0, 1)
    b = torch.tensor(books, dtype=torch.float32)
    d = ((p[:, :, None] - b[:, None]) ** 2).sum(-1)
    return d.numpy().argmin(axis=2).T


def pq_encode__running_best(vectors, books):
    """RIGHT: entry by entry, strictly smaller replaces."""
    m, e, s = books.shape
    n = len(vectors)
    codes = np.zeros((n, m), dtype=int)
    for j in range(m):
        best = np.full(n, np.inf)
        for i in range(e):
            d = ((vectors[:, j * s : j * s + s] - books[j, i]) ** 2).sum(1)
            codes[d < best, j] = i
            best = np.minimum(best, d)
    return codes


def pq_encode__gram(vectors, books):
    """ARGUABLE: squares opened, where rounding can decide a tie."""
    m, e, s = books.shape
    p = vectors.reshape(-1, m, s)
    return ((books**2).sum(-1)[None] - 2 * np.einsum("nms,mes->nme", p, books)).argmin(-1)


def pq_encode__uint8(vectors, books):
    """WRONG: uint8 overflows beyond 256 entries."""
    return pq_encode__broadcast(vectors, books).astype(np.uint8)


def pq_encode__int8(vectors, books):
    """WRONG: int8, negative beyond 127."""
    return pq_encode__broadcast(vectors, books).astype(np.int8)


def pq_encode__interleaved(vectors, books):
    """WRONG: piece j is every m-th coordinate."""
    m = len(books)
    return np.stack([ssd.cdist(vectors[:, j::m], books[j]).argmin(1) for j in range(m)], axis=1)


def pq_encode__ties_last(vectors, books):
    """WRONG: ties go to the last entry."""
    m, e, s = books.shape
    d = ((vectors.reshape(-1, m, 1, s) - books) ** 2).sum(-1)
    return e - 1 - d[:, :, ::-1].argmin(-1)


def pq_encode__dot(vectors, books):
    """WRONG: largest dot product for nearest."""
    m, e, s = books.shape
    return np.einsum("nms,mes->nme", vectors.reshape(-1, m, s), books).argmax(-1)


def pq_encode__cosine(vectors, books):
    """WRONG: largest cosine for nearest."""
    m, e, s = books.shape
    return np.einsum("nms,mes->nme", _unit(vectors.reshape(-1, m, s)), _unit(books)).argmax(-1)


def pq_encode__manhattan(vectors, books):
    """WRONG: sum of absolute differences."""
    m, e, s = books.shape
    return np.abs(vectors.reshape(-1, m, 1, s) - books).sum(-1).argmin(-1)


def pq_encode__one_based(vectors, books):
    """WRONG: entries counted from 1."""
    return pq_encode__broadcast(vectors, books) + 1


def pq_encode__offset(vectors, books):
    """WRONG: numbers run on from book to book."""
    return pq_encode__broadcast(vectors, books) + np.arange(len(books)) * books.shape[1]


def pq_encode__all_books(vectors, books):
    """WRONG: compares with the entries of all books."""
    m, e, s = books.shape
    flat = books.reshape(-1, s)
    return np.stack([ssd.cdist(p, flat).argmin(1) for p in np.split(vectors, m, axis=1)], axis=1)


def pq_encode__first_book(vectors, books):
    """WRONG: the first book for every piece."""
    m, e, s = books.shape
    return np.stack([ssd.cdist(p, books[0]).argmin(1) for p in np.split(vectors, m, axis=1)], axis=1)


def pq_encode__reshape_wrong(vectors, books):
    """WRONG: reshape to (m, n, s) instead of swapping axes."""
    m, e, s = books.shape
    p = vectors.reshape(m, len(vectors), s)
    return ((p[:, :, None] - books[:, None]) ** 2).sum(-1).argmin(-1).T


def pq_encode__transposed(vectors, books):
    """WRONG: returns (m, n)."""
    return pq_encode__broadcast(vectors, books).T


def pq_encode__reshape_transposed(vectors, books):
    """WRONG: (m, n) reshaped to (n, m) instead of transposed."""
    codes = np.array(pq_encode__broadcast(vectors, books)).T
    return codes.reshape(len(vectors), len(books))


def pq_encode__entries(vectors, books):
    """WRONG: returns the rounded vectors, not the numbers."""
    codes = pq_encode__broadcast(vectors, books)
    return books[np.arange(len(books)), codes].reshape(len(vectors), -1)


def pq_encode__swapped_axes(vectors, books):
    """WRONG: m and entries taken from the wrong axes of books."""
    e, m, s = books.shape
    p = vectors[:, : m * s].reshape(len(vectors), -1, s)
    return np.stack([ssd.cdist(p[:, j], books[:, j]).argmin(1) for j in range(min(m, p.shape[1]))], axis=1)


def pq_encode__farthest(vectors, books):
    """WRONG: argmax of the distance."""
    m, e, s = books.shape
    return ((vectors.reshape(-1, m, 1, s) - books) ** 2).sum(-1).argmax(-1)


def pq_encode__sum_before_square(vectors, books):
    """WRONG: absolute difference of the sums, squared after summing."""
    m, e, s = books.shape
    return ((vectors.reshape(-1, m, 1, s) - books).sum(-1) ** 2).argmin(-1)


def pq_encode__float(vectors, books):
    """ARGUABLE: whole numbers, but stored as floats."""
    codes = np.zeros((len(vectors), len(books)))
    codes[:] = pq_encode__broadcast(vectors, books)
    return codes


def pq_encode__unit_pieces(vectors, books):
    """WRONG: makes the pieces length 1 first."""
    m, e, s = books.shape
    return ((_unit(vectors.reshape(-1, m, s))[:, :, None] - books) ** 2).sum(-1).argmin(-1)


# ---------------------------------------------------------------- 7.7 pq_distances


def pq_distances__table(query, codes, books):
    """RIGHT: a table and fancy indexing."""
    m, e, s = books.shape
    table = ((query.reshape(m, 1, s) - books) ** 2).sum(axis=2)
    return table[np.arange(m), np.asarray(codes)].sum(axis=1)


def pq_distances__loops(query, codes, books):
    """RIGHT: plain Python."""
    s = len(books[0][0])
    table = [
        [sum((query[j * s + i] - entry[i]) ** 2 for i in range(s)) for entry in book] for j, book in enumerate(books)
    ]
    return [sum(table[j][int(c)] for j, c in enumerate(code)) for code in codes]


def pq_distances__rebuild(query, codes, books):
    """RIGHT: rebuilds the rows instead of using a table."""
    rows = np.concatenate([books[j][codes[:, j]] for j in range(len(books))], axis=1)
    return ((rows - query) ** 2).sum(axis=1)


def pq_distances__take_along(query, codes, books):
    """RIGHT: take_along_axis, piece by piece by cdist."""
    pieces = np.split(np.asarray(query), len(books))
    table = np.stack([ssd.cdist([p], b, "sqeuclidean")[0] for p, b in zip(pieces, books)])
    return np.take_along_axis(table, np.asarray(codes).astype(int).T, axis=1).sum(axis=0)


def pq_distances__accumulate(query, codes, books):
    """RIGHT: adds one book after the other, float32."""
    s = books.shape[-1]
    out = np.zeros(len(codes), dtype=np.float32)
    for j in range(books.shape[0]):
        diff = (books[j] - query[j * s : (j + 1) * s]).astype(np.float32)
        out += np.einsum("es,es->e", diff, diff)[codes[:, j]]
    return out


def pq_distances__torch(query, codes, books):
    """RIGHT: torch.gather."""
    b = torch.tensor(books)
    table = ((torch.tensor(query).reshape(b.shape[0], 1, -1) - b) ** 2).sum(-1)
    return table.gather(1, torch.tensor(np.asarray(codes).astype(np.int64)).T).sum(0).numpy()


def pq_distances__flat_index(query, codes, books):
    """ARGUABLE: flat index codes + j * entries, which overflows if codes come as uint8 and numpy keeps uint8 (it does not with an int64 array)."""
    m, e, s = books.shape
    table = ((query.reshape(m, 1, s) - books) ** 2).sum(axis=2).ravel()
    return table[codes + np.arange(m) * e].sum(axis=1)


def _table(query, books):
    return ((np.asarray(query).reshape(len(books), 1, -1) - books) ** 2).sum(-1)


def pq_distances__root(query, codes, books):
    """WRONG: the root of the sum."""
    return np.sqrt(_table(query, books)[np.arange(len(books)), codes].sum(1))


def pq_distances__sum_of_roots(query, codes, books):
    """WRONG: sum of the pieces' distances, not squared."""
    return np.sqrt(_table(query, books))[np.arange(len(books)), codes].sum(1)


def pq_distances__query_rounded(query, codes, books):
    """WRONG: the query is encoded too (symmetric distance)."""
    m, e, s = books.shape
    q = books[np.arange(m), _table(query, books).argmin(1)]
    return ((books[np.arange(m), codes] - q) ** 2).sum((1, 2))


def pq_distances__mean(query, codes, books):
    """WRONG: mean over the books."""
    return _table(query, books)[np.arange(len(books)), codes].mean(1)


def pq_distances__first_book(query, codes, books):
    """WRONG: the table of the first book for all."""
    return _table(query, books)[0][codes].sum(1)


def pq_distances__axis(query, codes, books):
    """WRONG: sums over the rows."""
    return _table(query, books)[np.arange(len(books)), codes].sum(0)


def pq_distances__cross(query, codes, books):
    """WRONG: table[:, codes] takes every book for every code."""
    return _table(query, books)[:, codes].sum(axis=(0, 2))


def pq_distances__interleaved(query, codes, books):
    """WRONG: piece j is every m-th coordinate."""
    m, e, s = books.shape
    table = ((query.reshape(s, m).T[:, None] - books) ** 2).sum(-1)
    return table[np.arange(m), codes].sum(1)


def pq_distances__dot(query, codes, books):
    """WRONG: dot products for squared distances."""
    m, e, s = books.shape
    return np.einsum("ms,mes->me", query.reshape(m, s), books)[np.arange(m), codes].sum(1)


def pq_distances__one_based(query, codes, books):
    """WRONG: codes counted from 1."""
    return _table(query, books)[np.arange(len(books)), codes - 1].sum(1)


def pq_distances__max(query, codes, books):
    """WRONG: the largest piece, not the sum."""
    return _table(query, books)[np.arange(len(books)), codes].max(1)


def pq_distances__abs(query, codes, books):
    """WRONG: absolute differences."""
    m, e, s = books.shape
    return np.abs(query.reshape(m, 1, s) - books).sum(-1)[np.arange(m), codes].sum(1)


def pq_distances__sum_then_square(query, codes, books):
    """WRONG: squares the sum of the differences."""
    m, e, s = books.shape
    return ((query.reshape(m, 1, s) - books).sum(-1) ** 2)[np.arange(m), codes].sum(1)


def pq_distances__nearest_entries(query, codes, books):
    """WRONG: the smallest of each book, codes ignored but for their number."""
    return np.full(len(codes), _table(query, books).min(1).sum())


def pq_distances__uint8(query, codes, books):
    """WRONG: casts codes to uint8, which cuts those above 255."""
    return _table(query, books)[np.arange(len(books)), codes.astype(np.uint8)].sum(1)


def pq_distances__swapped_table(query, codes, books):
    """WRONG: reshapes the table to (entries, m) instead of transposing it."""
    m, e, s = books.shape
    table = _table(query, books).reshape(e, m)
    return np.array([sum(table[c, j] for j, c in enumerate(code)) for code in codes])


def pq_distances__order(query, codes, books):
    """WRONG: returns the order of the rows, nearest first."""
    return np.argsort(_table(query, books)[np.arange(len(books)), codes].sum(1))


def pq_distances__summed_entries(query, codes, books):
    """WRONG: the entries of the books are added up, as in the challenge."""
    m, e, s = books.shape
    rows = books[np.arange(m), codes].sum(1)
    return ((np.tile(rows, (1, m)) - query) ** 2).sum(1)


# ---------------------------------------------------------------- 7.8 beam_search


def beam_search__simple(query, vectors, graph, start, ef, k):
    """RIGHT: a sorted list, cut after every reading."""

    def dist(r):
        return math.dist(query, vectors[r])

    ef = max(ef, k)
    kept, seen, read = [start], {start}, set()
    while True:
        todo = [r for r in kept if r not in read]
        if not todo:
            return kept[:k]
        row = todo[0]
        read.add(row)
        for other in graph[row]:
            if int(other) not in seen:
                seen.add(int(other))
                kept.append(int(other))
        kept = sorted(kept, key=dist)[:ef]


def beam_search__hnsw(query, vectors, graph, start, ef, k):
    """RIGHT: two heaps as in HNSW."""
    ef = max(ef, k)
    d0 = float(np.linalg.norm(vectors[start] - query))
    todo, kept, seen = [(d0, start)], [(-d0, start)], {start}
    while todo:
        d, row = heapq.heappop(todo)
        if d > -kept[0][0]:
            break
        for other in graph[row]:
            other = int(other)
            if other in seen:
                continue
            seen.add(other)
            d = float(np.linalg.norm(vectors[other] - query))
            if len(kept) < ef or d < -kept[0][0]:
                heapq.heappush(todo, (d, other))
                heapq.heappush(kept, (-d, other))
                if len(kept) > ef:
                    heapq.heappop(kept)
    return [row for _, row in sorted((-d, row) for d, row in kept)][:k]


def beam_search__all_distances(query, vectors, graph, start, ef, k):
    """RIGHT: all distances first, sets."""
    d = np.linalg.norm(vectors - query, axis=1)
    keep = max(ef, k)
    seen, read = {start}, set()
    while True:
        kept = sorted(seen, key=lambda r: d[r])[:keep]
        unread = [r for r in kept if r not in read]
        if not unread:
            break
        read.add(unread[0])
        seen.update(int(r) for r in graph[unread[0]])
    return kept[:k]


def beam_search__masks(query, vectors, graph, start, ef, k):
    """RIGHT: boolean arrays and squared distances, array returned."""
    d = ((vectors - query) ** 2).sum(axis=1)
    seen = np.zeros(len(vectors), bool)
    read = np.zeros(len(vectors), bool)
    seen[start] = True
    while True:
        rows = np.flatnonzero(seen)
        rows = rows[np.argsort(d[rows])][: max(ef, k)]
        unread = rows[~read[rows]]
        if len(unread) == 0:
            return rows[:k]
        read[unread[0]] = True
        for r in graph[unread[0]]:
            seen[r] = True


def beam_search__recursive(query, vectors, graph, start, ef, k):
    """RIGHT: recursion."""
    d = np.linalg.norm(np.asarray(vectors) - query, axis=1)

    def step(kept, read):
        for row in kept:
            if row not in read:
                more = set(kept) | {int(r) for r in graph[row]}
                return step(sorted(more, key=d.__getitem__)[: max(ef, k)], read | {row})
        return kept

    return step([start], frozenset())[:k]


def beam_search__pairs(query, vectors, graph, start, ef, k):
    """RIGHT: (distance, row) pairs and insertion."""
    import bisect

    limit = ef if ef > k else k
    kept = [(float(((vectors[start] - query) ** 2).sum()), int(start))]
    seen, read, i = {int(start)}, set(), 0
    while i < len(kept):
        if kept[i][1] in read:
            i += 1
            continue
        row = kept[i][1]
        read.add(row)
        for r in map(int, graph[row]):
            if r not in seen:
                seen.add(r)
                bisect.insort(kept, (float(((vectors[r] - query) ** 2).sum()), r))
        del kept[limit:]
        i = 0
    return [r for _, r in kept[:k]]


def _walk(query, vectors, graph, start, keep):
    d = np.linalg.norm(vectors - query, axis=1)
    seen, read = {int(start)}, set()
    while True:
        kept = sorted(seen, key=d.__getitem__)[:keep]
        unread = [r for r in kept if r not in read]
        if not unread:
            return kept
        read.add(unread[0])
        seen.update(int(r) for r in graph[unread[0]])


def beam_search__ef_below_k(query, vectors, graph, start, ef, k):
    """WRONG: keeps ef also where k is larger."""
    return _walk(query, vectors, graph, start, ef)[:k]


def beam_search__keeps_k(query, vectors, graph, start, ef, k):
    """WRONG: keeps k, ef ignored."""
    return _walk(query, vectors, graph, start, k)


def beam_search__min(query, vectors, graph, start, ef, k):
    """WRONG: min for max of ef and k."""
    return _walk(query, vectors, graph, start, min(ef, k))[:k]


def beam_search__returns_ef(query, vectors, graph, start, ef, k):
    """WRONG: returns all kept rows, not k."""
    return _walk(query, vectors, graph, start, max(ef, k))


def beam_search__bfs(query, vectors, graph, start, ef, k):
    """WRONG: reads all that can be reached."""
    return _walk(query, vectors, graph, start, len(vectors))[:k]


def beam_search__exact(query, vectors, graph, start, ef, k):
    """WRONG: exact search, graph ignored."""
    return np.argsort(np.linalg.norm(vectors - query, axis=1))[:k]


def beam_search__greedy(query, vectors, graph, start, ef, k):
    """WRONG: greedy walk, then the neighbours of where it ends."""
    d = np.linalg.norm(vectors - query, axis=1)
    seen, row = {start}, start
    while True:
        seen.update(int(r) for r in graph[row])
        best = min([row, *map(int, graph[row])], key=d.__getitem__)
        if best == row:
            break
        row = best
    return sorted(seen, key=d.__getitem__)[:k]


def beam_search__no_start(query, vectors, graph, start, ef, k):
    """WRONG: start itself is not kept as an answer."""
    return [r for r in _walk(query, vectors, graph, start, max(ef, k)) if r != start][:k]


def beam_search__never_dropped(query, vectors, graph, start, ef, k):
    """WRONG: counts ef as the number of lists read."""
    d = np.linalg.norm(vectors - query, axis=1)
    seen, read = {start}, set()
    for _ in range(max(ef, k)):
        unread = sorted(seen - read, key=d.__getitem__)
        if not unread:
            break
        read.add(unread[0])
        seen.update(int(r) for r in graph[unread[0]])
    return sorted(seen, key=d.__getitem__)[:k]


def beam_search__stop_when_full(query, vectors, graph, start, ef, k):
    """WRONG: ends as soon as ef rows are kept."""
    d = np.linalg.norm(vectors - query, axis=1)
    seen, read = {start}, set()
    while len(seen) < max(ef, k):
        unread = sorted(seen - read, key=d.__getitem__)
        if not unread:
            break
        read.add(unread[0])
        seen.update(int(r) for r in graph[unread[0]])
    return sorted(seen, key=d.__getitem__)[:k]


def beam_search__no_improvement(query, vectors, graph, start, ef, k):
    """WRONG: ends when a reading brings no nearer best row."""
    d = np.linalg.norm(vectors - query, axis=1)
    kept, read = [start], set()
    while True:
        unread = [r for r in kept if r not in read]
        if not unread:
            break
        best = d[kept[0]]
        read.add(unread[0])
        kept = sorted(set(kept) | {int(r) for r in graph[unread[0]]}, key=d.__getitem__)[: max(ef, k)]
        if d[kept[0]] >= best:
            break
    return kept[:k]


def beam_search__stop_at_kth(query, vectors, graph, start, ef, k):
    """WRONG: ends when the next row is farther than the k-th, not the ef-th."""
    d = np.linalg.norm(vectors - query, axis=1)
    kept, read = [start], set()
    while True:
        unread = [r for r in kept if r not in read]
        if not unread or (len(kept) >= k and d[unread[0]] > d[kept[k - 1]]):
            break
        read.add(unread[0])
        kept = sorted(set(kept) | {int(r) for r in graph[unread[0]]}, key=d.__getitem__)[: max(ef, k)]
    return kept[:k]


def beam_search__duplicates(query, vectors, graph, start, ef, k):
    """WRONG: a row seen twice is kept twice."""
    d = np.linalg.norm(vectors - query, axis=1)
    kept, read = [start], set()
    while True:
        unread = [r for r in kept if r not in read]
        if not unread:
            break
        read.add(unread[0])
        kept = sorted(kept + [int(r) for r in graph[unread[0]]], key=d.__getitem__)[: max(ef, k)]
    return kept[:k]


def beam_search__fifo(query, vectors, graph, start, ef, k):
    """WRONG: reads the kept rows in the order in which they were seen, not the nearest first."""
    d = np.linalg.norm(vectors - query, axis=1)
    queue, kept, seen = [start], [start], {start}
    while queue:
        row = queue.pop(0)
        if row not in kept:
            continue
        for r in map(int, graph[row]):
            if r not in seen:
                seen.add(r)
                queue.append(r)
                kept.append(r)
        kept = sorted(kept, key=d.__getitem__)[: max(ef, k)]
    return kept[:k]


def beam_search__levels(query, vectors, graph, start, ef, k):
    """WRONG: level by level, all kept rows are read before the cut (beam search of decoders)."""
    d = np.linalg.norm(vectors - query, axis=1)
    beam, seen = [start], {start}
    best = [start]
    while beam:
        new = {int(r) for row in beam for r in graph[row]} - seen
        seen |= new
        beam = sorted(new, key=d.__getitem__)[: max(ef, k)]
        best = sorted(set(best) | set(beam), key=d.__getitem__)[: max(ef, k)]
    return best[:k]


def beam_search__farthest_first(query, vectors, graph, start, ef, k):
    """WRONG: reads the farthest unread row first."""
    d = np.linalg.norm(vectors - query, axis=1)
    kept, read = [start], set()
    while True:
        unread = [r for r in kept if r not in read]
        if not unread:
            break
        read.add(unread[-1])
        kept = sorted(set(kept) | {int(r) for r in graph[unread[-1]]}, key=d.__getitem__)[: max(ef, k)]
    return kept[:k]


def beam_search__padded(query, vectors, graph, start, ef, k):
    """WRONG: fills up with -1."""
    rows = _walk(query, vectors, graph, start, max(ef, k))[:k]
    return rows + [-1] * (k - len(rows))


def beam_search__filled(query, vectors, graph, start, ef, k):
    """WRONG: fills up with rows that cannot be reached."""
    rows = _walk(query, vectors, graph, start, max(ef, k))[:k]
    rest = [int(r) for r in np.argsort(np.linalg.norm(vectors - query, axis=1)) if r not in rows]
    return (rows + rest)[:k]


def beam_search__seen_order(query, vectors, graph, start, ef, k):
    """WRONG: returns the kept rows by number, not by distance."""
    return sorted(_walk(query, vectors, graph, start, max(ef, k))[:k])


def beam_search__cosine(query, vectors, graph, start, ef, k):
    """WRONG: nearest by dot product."""
    return _walk(np.zeros(1), -(vectors @ query)[:, None] + (vectors @ query).max(), graph, start, max(ef, k))[:k]


def beam_search__only_nearer(query, vectors, graph, start, ef, k):
    """WRONG: a row is followed only if it is nearer than the one whose list it stands in."""
    d = np.linalg.norm(vectors - query, axis=1)
    kept, read = [start], set()
    while True:
        unread = [r for r in kept if r not in read]
        if not unread:
            break
        row = unread[0]
        read.add(row)
        kept = sorted(set(kept) | {int(r) for r in graph[row] if d[r] < d[row]}, key=d.__getitem__)[: max(ef, k)]
    return kept[:k]


def beam_search__graph_changed(query, vectors, graph, start, ef, k):
    """WRONG: empties the caller's lists while reading them, in order to know which are read."""
    d = np.linalg.norm(vectors - query, axis=1)
    kept, read = [start], set()
    while True:
        unread = [r for r in kept if r not in read]
        if not unread:
            return kept[:k]
        row = unread[0]
        read.add(row)
        graph[row] = [int(r) for r in graph[row] if int(r) not in kept]
        kept = sorted(set(kept) | set(graph[row]), key=d.__getitem__)[: max(ef, k)]


def beam_search__undirected(query, vectors, graph, start, ef, k):
    """WRONG: edges are followed in both directions."""
    both = [set(map(int, g)) for g in graph]
    for i, g in enumerate(graph):
        for r in g:
            both[int(r)].add(i)
    return _walk(query, vectors, both, start, max(ef, k))[:k]


# ---------------------------------------------------------------- 7.9 bm25


def bm25__loop(counts, query, k1, b):
    """RIGHT: a loop over the query."""
    n = len(counts)
    length = counts.sum(axis=1)
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        nt = np.count_nonzero(f)
        idf = np.log(1 + (n - nt + 0.5) / (nt + 0.5))
        score += idf * f * (k1 + 1) / (f + k1 * (1 - b + b * length / length.mean()))
    return score


def bm25__matrix(counts, query, k1, b):
    """RIGHT: all columns at once."""
    f = counts[:, query].astype(float)
    n = counts.shape[0]
    nt = (f > 0).sum(0)
    idf = np.log1p((n - nt + 0.5) / (nt + 0.5))
    length = counts.sum(1, keepdims=True)
    return (idf * f * (k1 + 1) / (f + k1 * (1 - b + b * length / length.mean()))).sum(1)


def bm25__python(counts, query, k1, b):
    """RIGHT: plain Python."""
    rows = [[int(x) for x in row] for row in counts]
    n = len(rows)
    lengths = [sum(row) for row in rows]
    mean = sum(lengths) / n
    answer = []
    for row, length in zip(rows, lengths):
        total = 0.0
        for t in query:
            if row[t]:
                nt = sum(1 for other in rows if other[t] > 0)
                idf = math.log(1 + (n - nt + 0.5) / (nt + 0.5))
                total += idf * row[t] * (k1 + 1) / (row[t] + k1 * (1 - b + b * length / mean))
        answer.append(total)
    return answer


def bm25__counter(counts, query, k1, b):
    """RIGHT: each different term once, times how often it stands in the query."""
    n = len(counts)
    norm = k1 * (1 - b + b * counts.sum(1) / (counts.sum() / n))
    score = np.zeros(n)
    for t, times in Counter(int(t) for t in query).items():
        nt = (counts[:, t] > 0).sum()
        score += times * math.log((n + 1) / (nt + 0.5)) * counts[:, t] * (k1 + 1) / (counts[:, t] + norm)
    return score


def bm25__torch(counts, query, k1, b):
    """RIGHT: torch, float32."""
    c = torch.tensor(counts, dtype=torch.float32)
    n = len(c)
    df = (c > 0).sum(0)
    idf = torch.log(1 + (n - df + 0.5) / (df + 0.5))
    length = c.sum(1, keepdim=True)
    weight = idf * c * (k1 + 1) / (c + k1 * (1 - b + b * length / length.mean()))
    return weight[:, list(query)].sum(1).numpy()


def bm25__product(counts, query, k1, b):
    """RIGHT: weights of all terms times the query as counts."""
    counts = np.asarray(counts, dtype=float)
    q = np.bincount(np.asarray(query, dtype=int), minlength=counts.shape[1])
    n = len(counts)
    df = np.sum(counts > 0, axis=0)
    idf = np.log(n - df + 0.5 + df + 0.5) - np.log(df + 0.5)
    length = counts.sum(axis=1)
    tf = counts * (k1 + 1) / (counts + (k1 * (1 - b + b * length / length.mean()))[:, None])
    return tf @ (idf * q)


def _bm25(counts, query, k1, b, idf=None, length=None, mean=None):
    counts = np.asarray(counts, dtype=float)
    n = len(counts)
    length = counts.sum(1) if length is None else length
    mean = length.mean() if mean is None else mean
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        nt = (f > 0).sum()
        w = np.log(1 + (n - nt + 0.5) / (nt + 0.5)) if idf is None else idf(n, nt)
        score += w * f * (k1 + 1) / (f + k1 * (1 - b + b * length / mean))
    return score


def bm25__query_set(counts, query, k1, b):
    """WRONG: a term that stands twice in the query counts once."""
    return _bm25(counts, set(query), k1, b)


def bm25__mean_nonempty(counts, query, k1, b):
    """WRONG: mean length without the empty documents."""
    length = counts.sum(1)
    return _bm25(counts, query, k1, b, mean=length[length > 0].mean())


def bm25__distinct_length(counts, query, k1, b):
    """WRONG: length counts different terms only."""
    return _bm25(counts, query, k1, b, length=(counts > 0).sum(1).astype(float))


def bm25__robertson(counts, query, k1, b):
    """WRONG: the old idf without 1 +, which can be negative."""
    return _bm25(counts, query, k1, b, idf=lambda n, nt: np.log((n - nt + 0.5) / (nt + 0.5)))


def bm25__plain_idf(counts, query, k1, b):
    """WRONG: log(n / n_t) as idf."""
    return _bm25(counts, query, k1, b, idf=lambda n, nt: np.log(n / nt) if nt else 0.0)


def bm25__log10(counts, query, k1, b):
    """WRONG: log10."""
    return _bm25(counts, query, k1, b, idf=lambda n, nt: np.log10(1 + (n - nt + 0.5) / (nt + 0.5)))


def bm25__log2(counts, query, k1, b):
    """WRONG: log2."""
    return _bm25(counts, query, k1, b, idf=lambda n, nt: np.log2(1 + (n - nt + 0.5) / (nt + 0.5)))


def bm25__nt_occurrences(counts, query, k1, b):
    """WRONG: n_t as the sum of the counts, not the number of documents."""
    score = np.zeros(len(counts))
    n, length = len(counts), counts.sum(1)
    for t in query:
        f, nt = counts[:, t], counts[:, t].sum()
        with np.errstate(all="ignore"):
            score += (
                np.log(1 + (n - nt + 0.5) / (nt + 0.5)) * f * (k1 + 1) / (f + k1 * (1 - b + b * length / length.mean()))
            )
    return score


def bm25__no_k1_plus_one(counts, query, k1, b):
    """WRONG: numerator without k1 + 1, as newer Lucene."""
    return _bm25(counts, query, k1, b) / (k1 + 1)


def bm25__b_swapped(counts, query, k1, b):
    """WRONG: b and 1 - b exchanged."""
    return _bm25(counts, query, k1, 1 - b)


def bm25__length_inverted(counts, query, k1, b):
    """WRONG: mean length over length."""
    length = counts.sum(1).astype(float)
    with np.errstate(all="ignore"):
        ratio = np.where(length > 0, length.mean() / length, 0)
    return _bm25(counts, query, k1, b, length=ratio, mean=1.0)


def bm25__binary(counts, query, k1, b):
    """WRONG: f is 0 or 1."""
    length = counts.sum(1).astype(float)
    return _bm25((counts > 0).astype(float), query, k1, b, length=length)


def bm25__relative_f(counts, query, k1, b):
    """WRONG: f divided by the length of the document."""
    length = counts.sum(1).astype(float)
    return _bm25(counts / np.maximum(length, 1)[:, None], query, k1, b, length=length)


def bm25__int_score(counts, query, k1, b):
    """WRONG: scores collected in whole numbers."""
    score = np.zeros(len(counts), dtype=int)
    for t in query:
        score += _bm25(counts, [t], k1, b).astype(int)
    return score


def bm25__parenthesis(counts, query, k1, b):
    """WRONG: k1 multiplies only 1 - b."""
    n, length = len(counts), counts.sum(1)
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        nt = (f > 0).sum()
        den = f + k1 * (1 - b) + b * length / length.mean()
        score += np.log(1 + (n - nt + 0.5) / (nt + 0.5)) * np.divide(f * (k1 + 1), den, where=den > 0, out=np.zeros(n))
    return score


def bm25__total_length(counts, query, k1, b):
    """WRONG: divides by the sum of the lengths, not their mean."""
    return _bm25(counts, query, k1, b, mean=counts.sum())


def bm25__query_length(counts, query, k1, b):
    """WRONG: length counts only the terms of the query."""
    length = counts[:, sorted(set(query))].sum(1).astype(float)
    return _bm25(counts, query, k1, b, length=length, mean=max(length.mean(), 1e-9))


def bm25__no_length(counts, query, k1, b):
    """WRONG: no correction for length."""
    return _bm25(counts, query, k1, 0.0)


def bm25__log_inside(counts, query, k1, b):
    """WRONG: 1 + log(...) for log(1 + ...)."""
    return _bm25(counts, query, k1, b, idf=lambda n, nt: 1 + np.log((n - nt + 0.5) / (nt + 0.5)))


def bm25__half_missing(counts, query, k1, b):
    """WRONG: without the halves."""
    return _bm25(counts, query, k1, b, idf=lambda n, nt: np.log(1 + (n - nt) / nt) if nt else 0.0)


def bm25__axes(counts, query, k1, b):
    """WRONG: n and n_t along the wrong axis."""
    n = counts.shape[1]
    length = counts.sum(1)
    score = np.zeros(len(counts))
    for t in query:
        f = counts[:, t]
        nt = (counts > 0).sum(1)
        score += (
            np.log(1 + (n - nt + 0.5) / (nt + 0.5)) * f * (k1 + 1) / (f + k1 * (1 - b + b * length / length.mean()))
        )
    return score


def bm25__only_documents_with_all(counts, query, k1, b):
    """WRONG: documents that lack a term of the query get 0."""
    return np.where((counts[:, query] > 0).all(1), _bm25(counts, query, k1, b), 0)


# ---------------------------------------------------------------- 7.10 rrf


def rrf__loops(rankings, n, c):
    """RIGHT: enumerate from 1."""
    points = [0.0] * n
    for ranking in rankings:
        for rank, d in enumerate(ranking, 1):
            points[int(d)] += 1 / (c + rank)
    return points


def rrf__slices(rankings, n, c):
    """RIGHT: fancy indexing, no document twice."""
    points = np.zeros(n)
    for ranking in rankings:
        points[np.asarray(ranking, dtype=int)] += 1 / (c + np.arange(1, len(ranking) + 1))
    return points


def rrf__add_at(rankings, n, c):
    """RIGHT: np.add.at on everything joined."""
    ids = np.array([d for r in rankings for d in r], dtype=int)
    ranks = np.array([i + 1 for r in rankings for i in range(len(r))])
    points = np.zeros(n, dtype=np.float64)
    np.add.at(points, ids, 1.0 / (c + ranks) if len(ids) else 0.0)
    return points


def rrf__dict(rankings, n, c):
    """RIGHT: a dictionary."""
    points = defaultdict(float)
    for r in rankings:
        for i in range(len(r)):
            points[int(r[i])] += 1.0 / (c + i + 1)
    return np.array([points[d] for d in range(n)])


def rrf__index(rankings, n, c):
    """RIGHT: list.index for each document."""
    lists = [list(map(int, r)) for r in rankings]
    return [sum(1 / (c + r.index(d) + 1) for r in lists if d in r) for d in range(n)]


def rrf__infinite_rank(rankings, n, c):
    """RIGHT: rank matrix with infinity, float32."""
    ranks = np.full((len(rankings), n), np.inf, dtype=np.float32)
    for i, r in enumerate(rankings):
        for j, d in enumerate(r):
            ranks[i, d] = j + 1
    return (1 / (c + ranks)).sum(axis=0)


def rrf__bincount(rankings, n, c):
    """RIGHT: bincount with weights."""
    total = np.zeros(n)
    for r in rankings:
        if len(r):
            total += np.bincount(np.asarray(r, dtype=int), weights=1 / (c + 1 + np.arange(len(r))), minlength=n)
    return total


def rrf__rank_zero(rankings, n, c):
    """WRONG: ranks from 0."""
    points = np.zeros(n)
    for r in rankings:
        for rank, d in enumerate(r):
            points[d] += 1 / (c + rank) if c + rank else np.inf
    return points


def rrf__rank_two(rankings, n, c):
    """WRONG: adds one twice, the first has rank 2."""
    points = np.zeros(n)
    for r in rankings:
        for rank, d in enumerate(r, start=1):
            points[d] += 1 / (c + rank + 1)
    return points


def rrf__ranks_given(rankings, n, c):
    """WRONG: reads a ranking as the rank of each document."""
    points = np.zeros(n)
    for r in rankings:
        for d, rank in enumerate(r):
            points[d] += 1 / (c + rank + 1)
    return points


def rrf__missing_last(rankings, n, c):
    """WRONG: a missing document gets the rank after the last."""
    points = np.zeros(n)
    for r in rankings:
        ranks = np.full(n, len(r) + 1.0)
        for i, d in enumerate(r):
            ranks[d] = i + 1
        points += 1 / (c + ranks)
    return points


def rrf__missing_n(rankings, n, c):
    """WRONG: a missing document gets rank n."""
    points = np.zeros(n)
    for r in rankings:
        ranks = np.full(n, float(n))
        for i, d in enumerate(r):
            ranks[d] = i + 1
        points += 1 / (c + ranks)
    return points


def rrf__mean(rankings, n, c):
    """WRONG: mean over the rankings, not sum."""
    return np.array(rrf__loops(rankings, n, c)) / max(1, len(rankings))


def rrf__mean_where_present(rankings, n, c):
    """WRONG: mean over the rankings in which it stands."""
    times = np.bincount([int(d) for r in rankings for d in r] or [0], minlength=n)
    return np.array(rrf__loops(rankings, n, c)) / np.maximum(times, 1)


def rrf__parenthesis(rankings, n, c):
    """WRONG: 1 / c + rank without parentheses."""
    points = np.zeros(n)
    for r in rankings:
        for rank, d in enumerate(r, 1):
            points[d] += (1 / c if c else 0) + rank
    return points


def rrf__order(rankings, n, c):
    """WRONG: returns the documents, best first."""
    return np.argsort(-np.array(rrf__loops(rankings, n, c)), kind="stable")


def rrf__only_seen(rankings, n, c):
    """WRONG: documents in no ranking are left out."""
    points = {}
    for r in rankings:
        for rank, d in enumerate(r, 1):
            points[int(d)] = points.get(int(d), 0) + 1 / (c + rank)
    return [points[d] for d in sorted(points)]


def rrf__best_rank(rankings, n, c):
    """WRONG: only the best rank of a document counts."""
    points = np.zeros(n)
    for r in rankings:
        for rank, d in enumerate(r, 1):
            points[d] = max(points[d], 1 / (c + rank))
    return points


def rrf__overwritten(rankings, n, c):
    """WRONG: = for +=, the last ranking wins."""
    points = np.zeros(n)
    for r in rankings:
        for rank, d in enumerate(r, 1):
            points[d] = 1 / (c + rank)
    return points


def rrf__zip(rankings, n, c):
    """WRONG: zip stops at the shortest ranking."""
    points = np.zeros(n)
    for rank, row in enumerate(zip(*rankings), 1):
        for d in row:
            points[d] += 1 / (c + rank)
    return points


def rrf__popped(rankings, n, c):
    """WRONG: takes the documents out of the caller's rankings."""
    points = np.zeros(n)
    for r in rankings:
        rank = 1
        while len(r):
            points[r.pop(0)] += 1 / (c + rank)
            rank += 1
    return points


def rrf__stacked(rankings, n, c):
    """WRONG: np.array of rankings needs equal lengths."""
    r = np.array(rankings)
    points = np.zeros(n)
    for j in range(r.shape[1]):
        for d in r[:, j]:
            points[d] += 1 / (c + j + 1)
    return points


def rrf__empty_float(rankings, n, c):
    """WRONG: np.array([]) of an empty ranking holds floats and cannot be an index."""
    points = np.zeros(n)
    for r in rankings:
        points[np.array(r)] += 1 / (c + 1 + np.arange(len(r)))
    return points


def rrf__sum_of_ranks(rankings, n, c):
    """WRONG: one over c plus the sum of the ranks."""
    ranks = np.zeros(n)
    for r in rankings:
        for rank, d in enumerate(r, 1):
            ranks[d] += rank
    return np.where(ranks > 0, 1 / (c + np.maximum(ranks, 1)), 0)


def rrf__worst_first(rankings, n, c):
    """WRONG: ranks counted from the end."""
    points = np.zeros(n)
    for r in rankings:
        for rank, d in enumerate(reversed(list(r)), 1):
            points[d] += 1 / (c + rank)
    return points


def rrf__continued(rankings, n, c):
    """WRONG: the ranks run on from one ranking into the next."""
    points = np.zeros(n)
    for rank, d in enumerate(itertools.chain(*rankings), 1):
        points[d] += 1 / (c + rank)
    return points


def rrf__fixed_c(rankings, n, c):
    """WRONG: 60 written into the formula."""
    return rrf__loops(rankings, n, 60)


def rrf__int_points(rankings, n, c):
    """WRONG: points collected in whole numbers."""
    points = np.zeros(n, dtype=int)
    for r in rankings:
        for rank, d in enumerate(r, 1):
            points[d] = points[d] + 1 / (c + rank)
    return points


def rrf__normalised(rankings, n, c):
    """WRONG: divided by their sum."""
    points = np.array(rrf__loops(rankings, n, c))
    return points / points.sum() if points.sum() else points


def rrf__common_only(rankings, n, c):
    """WRONG: only documents that stand in all rankings get points."""
    points = np.array(rrf__loops(rankings, n, c))
    for r in rankings:
        points[[d for d in range(n) if d not in set(map(int, r))]] = 0
    return points


# ---------------------------------------------------------------- 7.11 max_sim


def max_sim__comprehension(query, documents):
    """RIGHT: one line a document."""
    return np.array([(query @ d.T).max(axis=1).sum() if len(d) else 0.0 for d in documents])


def max_sim__python(query, documents):
    """RIGHT: plain Python."""
    scores = []
    for document in documents:
        total = 0.0
        if len(document) > 0:
            for q in query:
                total += max(sum(float(x) * float(y) for x, y in zip(q, t)) for t in document)
        scores.append(total)
    return scores


def max_sim__einsum(query, documents):
    """RIGHT: einsum, filled in float32."""
    out = np.zeros(len(documents), dtype=np.float32)
    for i, d in enumerate(documents):
        if d.shape[0]:
            out[i] = np.einsum("qd,td->qt", query, d).max(1).sum()
    return out


def max_sim__torch(query, documents):
    """RIGHT: torch."""
    q = torch.tensor(query)
    return [float((torch.tensor(d) @ q.T).max(dim=0).values.sum()) if len(d) else 0.0 for d in documents]


def max_sim__reduceat(query, documents):
    """RIGHT: all tokens joined, maximum.reduceat."""
    sizes = np.array([len(d) for d in documents])
    out = np.zeros(len(documents))
    full = np.flatnonzero(sizes)
    if len(full):
        tokens = np.concatenate([documents[i] for i in full])
        starts = np.concatenate([[0], np.cumsum(sizes[full])[:-1]])
        out[full] = np.maximum.reduceat(query @ tokens.T, starts, axis=1).sum(axis=0)
    return out


def max_sim__padded_inf(query, documents):
    """RIGHT: padded with minus infinity."""
    longest = max([len(d) for d in documents] + [1])
    sims = np.full((len(documents), len(query), longest), -np.inf)
    for i, d in enumerate(documents):
        sims[i, :, : len(d)] = query @ np.asarray(d).T
    best = sims.max(axis=2)
    return np.where(np.isfinite(best), best, 0).sum(axis=1)


def max_sim__max_default(query, documents):
    """RIGHT: max with a default for no tokens."""
    return [sum(max((float(np.dot(q, t)) for t in d), default=0.0) for q in query) for d in documents]


def max_sim__cosine(query, documents):
    """WRONG: cosine for dot product."""
    return np.array([(_unit(query) @ _unit(d).T).max(1).sum() if len(d) else 0.0 for d in documents])


def max_sim__unit_query(query, documents):
    """WRONG: tokens of the query made length 1."""
    return np.array([(_unit(query) @ d.T).max(1).sum() if len(d) else 0.0 for d in documents])


def max_sim__mean(query, documents):
    """WRONG: mean over the query's tokens."""
    return np.array([(query @ d.T).max(1).mean() if len(d) else 0.0 for d in documents])


def max_sim__other_axis(query, documents):
    """WRONG: for each token of the document the best of the query."""
    return np.array([(query @ d.T).max(0).sum() if len(d) else 0.0 for d in documents])


def max_sim__one_max(query, documents):
    """WRONG: the largest dot product of all."""
    return np.array([(query @ d.T).max() if len(d) else 0.0 for d in documents])


def max_sim__sum_all(query, documents):
    """WRONG: sum of all dot products."""
    return np.array([(query @ d.T).sum() for d in documents])


def max_sim__mean_vectors(query, documents):
    """WRONG: dot product of the mean vectors (early interaction)."""
    return np.array([query.mean(0) @ d.mean(0) if len(d) else 0.0 for d in documents])


def max_sim__empty_fails(query, documents):
    """WRONG: fails for a document without tokens."""
    return np.array([(query @ d.T).max(axis=1).sum() for d in documents])


def max_sim__clipped(query, documents):
    """WRONG: starts at 0, so negative largest products are lost."""
    return np.array([(query @ d.T).max(axis=1, initial=0).sum() for d in documents])


def max_sim__running_zero(query, documents):
    """WRONG: best = 0 at the start of a loop."""
    scores = []
    for d in documents:
        total = 0.0
        for q in query:
            best = 0.0
            for t in d:
                if q @ t > best:
                    best = q @ t
            total += best
        scores.append(total)
    return scores


def max_sim__zero_padded(query, documents):
    """WRONG: documents padded with zero tokens, which win against negative products."""
    longest = max(len(d) for d in documents)
    stack = np.zeros((len(documents), longest, query.shape[1]))
    for i, d in enumerate(documents):
        stack[i, : len(d)] = d
    return np.einsum("qd,ntd->nqt", query, stack).max(2).sum(1)


def max_sim__stacked(query, documents):
    """WRONG: stacks the documents, which must be equally long."""
    return np.einsum("qd,ntd->nqt", query, np.array(documents)).max(2).sum(1)


def max_sim__empty_skipped(query, documents):
    """WRONG: documents without tokens are left out."""
    return np.array([(query @ d.T).max(1).sum() for d in documents if len(d)])


def max_sim__empty_inf(query, documents):
    """WRONG: a document without tokens scores minus infinity."""
    return np.array([(query @ d.T).max(axis=1, initial=-np.inf).sum() for d in documents])


def max_sim__abs(query, documents):
    """WRONG: largest absolute dot product."""
    return np.array([np.abs(query @ d.T).max(1).sum() if len(d) else 0.0 for d in documents])


def max_sim__distance(query, documents):
    """WRONG: dot product with the nearest token by distance."""
    return np.array(
        [sum(q @ d[np.linalg.norm(d - q, axis=1).argmin()] for q in query) if len(d) else 0.0 for d in documents]
    )


def max_sim__each_token_once(query, documents):
    """WRONG: a token of the document can be used once only (matching)."""
    from scipy.optimize import linear_sum_assignment

    out = []
    for d in documents:
        s = query @ d.T
        i, j = linear_sum_assignment(s, maximize=True)
        out.append(s[i, j].sum())
    return np.array(out)


def max_sim__by_length(query, documents):
    """WRONG: divided by the document's length."""
    return np.array([(query @ d.T).max(1).sum() / len(d) if len(d) else 0.0 for d in documents])


def max_sim__symmetric(query, documents):
    """WRONG: both directions averaged."""
    return np.array(
        [((query @ d.T).max(1).sum() + (query @ d.T).max(0).sum()) / 2 if len(d) else 0.0 for d in documents]
    )


def max_sim__total(query, documents):
    """WRONG: one number, summed over the documents."""
    return float(sum((query @ d.T).max(1).sum() for d in documents if len(d)))


def max_sim__min(query, documents):
    """WRONG: sum of the smallest products over tokens, axis and function mixed up."""
    return np.array([(query @ d.T).sum(axis=0).max() if len(d) else 0.0 for d in documents])
