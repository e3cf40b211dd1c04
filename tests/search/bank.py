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


# -------------------------------- by others who had not read the checks either, when these had been mended


def top_k__unseen_r1(queries, vectors, k):
    """RIGHT: only the rows are normalised: the length of the query does not change the order."""
    length = np.linalg.norm(vectors, axis=1)
    cos = queries @ vectors.T / np.where(length == 0, 1.0, length)
    return np.argsort(-cos, axis=1, kind="stable")[:, :k]


def top_k__unseen_r2(queries, vectors, k):
    """RIGHT: plain loops, list of lists."""
    import math

    answer = []
    for q in queries:
        cosines = []
        for number, v in enumerate(vectors):
            dot = sum(float(a) * float(b) for a, b in zip(q, v))
            lengths = math.sqrt(sum(float(a) ** 2 for a in q)) * math.sqrt(sum(float(b) ** 2 for b in v))
            cosines.append((dot / lengths if lengths > 0 else 0.0, number))
        cosines.sort(key=lambda pair: pair[0], reverse=True)
        answer.append([number for _, number in cosines[:k]])
    return answer


def top_k__unseen_r3(queries, vectors, k):
    """RIGHT: torch."""
    import torch
    import torch.nn.functional as F

    q = F.normalize(torch.tensor(queries), dim=1)
    v = F.normalize(torch.tensor(vectors), dim=1)
    return torch.topk(q @ v.T, min(k, len(v)), dim=1).indices.numpy()


def top_k__unseen_r4(queries, vectors, k):
    """RIGHT: sklearn and argpartition, then sorted."""
    from sklearn.metrics.pairwise import cosine_similarity

    sim = cosine_similarity(queries, vectors)
    k = min(k, sim.shape[1])
    part = np.argpartition(-sim, k - 1, axis=1)[:, :k]
    inner = np.argsort(-np.take_along_axis(sim, part, axis=1), axis=1)
    return np.take_along_axis(part, inner, axis=1)


def top_k__unseen_w1(queries, vectors, k):
    """WRONG: dot product, lengths forgotten; shows on top_k(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 9.0], [1.0, 0.0], [3.0, 4.0]]), 2): right [[1., 2.], [0., 2.]], this gives [[2., 1.], [0., 2.]]."""
    return np.argsort(-(queries @ vectors.T), axis=1)[:, :k]


def top_k__unseen_w2(queries, vectors, k):
    """WRONG: the k largest, but the best one last; shows on top_k(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 9.0], [1.0, 0.0], [3.0, 4.0]]), 2): right [[1., 2.], [0., 2.]], this gives [[2., 1.], [2., 0.]]."""
    q = queries / np.maximum(np.linalg.norm(queries, axis=1, keepdims=True), 1e-12)
    v = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return np.argsort(q @ v.T, axis=1)[:, -k:]


def top_k__unseen_w3(queries, vectors, k):
    """WRONG: straight-line distance in place of the cosine; shows on top_k(np.array([[1.0, 0.0]]), np.array([[9.0, 1.0], [1.0, 1.0]]), 2): right [[0., 1.]], this gives [[1., 0.]]."""
    d = np.linalg.norm(queries[:, None, :] - vectors[None, :, :], axis=2)
    return np.argsort(d, axis=1)[:, :k]


def top_k__unseen_w4(queries, vectors, k):
    """WRONG: norm without axis: one number for the whole matrix; shows on top_k(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 9.0], [1.0, 0.0], [3.0, 4.0]]), 2): right [[1., 2.], [0., 2.]], this gives [[2., 1.], [0., 2.]]."""
    q = queries / np.linalg.norm(queries)
    v = vectors / np.linalg.norm(vectors)
    return np.argsort(-(q @ v.T), axis=1)[:, :k]


def top_k__unseen_w5(queries, vectors, k):
    """WRONG: zero row gives nan, which argsort puts last, behind a negative cosine; shows on top_k(np.array([[1.0, 0.0]]), np.array([[-1.0, 0.0], [0.0, 0.0]]), 1): right [[1.]], this gives [[0.]]."""
    with np.errstate(all="ignore"):
        q = queries / np.linalg.norm(queries, axis=1, keepdims=True)
        v = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.argsort(-(q @ v.T), axis=1)[:, :k]


def top_k__unseen_w6(queries, vectors, k):
    """WRONG: normalises the caller's arrays in place; shows on top_k(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 9.0], [1.0, 0.0], [3.0, 4.0]]), 2): right [[1., 2.], [0., 2.]], this gives changes its argument."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    length[length == 0] = 1
    vectors /= length
    return np.argsort(-(queries @ vectors.T), axis=1)[:, :k]


def top_k__unseen_w7(queries, vectors, k):
    """WRONG: the right k rows, in the order of their numbers; shows on top_k(np.array([[1.0, 0.0]]), np.array([[3.0, 4.0], [1.0, 0.0], [0.0, 9.0]]), 2): right [[1., 0.]], this gives [[0., 1.]]."""
    q = queries / np.maximum(np.linalg.norm(queries, axis=1, keepdims=True), 1e-12)
    v = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return np.sort(np.argsort(-(q @ v.T), axis=1)[:, :k], axis=1)


def top_k__unseen_w8(queries, vectors, k):
    """WRONG: more rows asked for than there are: topk of torch raises; shows on top_k(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), 3): right [[0., 1.]], this gives raises RuntimeError: selected index k out of range."""
    import torch
    import torch.nn.functional as F

    q = F.normalize(torch.tensor(queries), dim=1)
    v = F.normalize(torch.tensor(vectors), dim=1)
    return torch.topk(q @ v.T, k, dim=1).indices.numpy()


def top_k__unseen_w9(queries, vectors, k):
    """WRONG: absolute cosine: opposite counts as near; shows on top_k(np.array([[1.0, 0.0]]), np.array([[-1.0, 0.0], [1.0, 1.0]]), 1): right [[1.]], this gives [[0.]]."""
    q = queries / np.maximum(np.linalg.norm(queries, axis=1, keepdims=True), 1e-12)
    v = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return np.argsort(-np.abs(q @ v.T), axis=1)[:, :k]


def recall__unseen_r1(found, scores, k):
    """RIGHT: numpy, sets."""
    total = 0.0
    for f, s in zip(found, scores):
        kth = np.sort(s)[-k]
        right = set(np.flatnonzero(s >= kth).tolist())
        total += len(right & set(f[:k].tolist())) / k
    return total / len(scores)


def recall__unseen_r2(found, scores, k):
    """RIGHT: plain loops."""
    shares = []
    for i in range(len(found)):
        limit = sorted(scores[i], reverse=True)[k - 1]
        already = []
        count = 0
        for place in range(min(k, len(found[i]))):
            row = int(found[i][place])
            if row == -1 or row in already:
                continue
            already.append(row)
            if scores[i][row] >= limit:
                count += 1
        shares.append(count / k)
    return sum(shares) / len(shares)


def recall__unseen_r3(found, scores, k):
    """RIGHT: fraction."""
    from fractions import Fraction

    hits = 0
    for f, s in zip(found.tolist(), scores.tolist()):
        limit = sorted(s)[len(s) - k]
        hits += len({r for r in f[:k] if r >= 0 and s[r] >= limit})
    return Fraction(hits, k * len(scores))


def recall__unseen_r4(found, scores, k):
    """RIGHT: a mask over all rows, without loops."""
    m, n = scores.shape
    seen = np.zeros((m, n + 1), dtype=bool)
    seen[np.arange(m)[:, None], found[:, :k]] = True  # -1 is the extra column
    limit = -np.partition(-scores, k - 1, axis=1)[:, [k - 1]]
    return (seen[:, :n] & (scores >= limit)).sum(axis=1).mean() / k


def recall__unseen_w1(found, scores, k):
    """WRONG: a row that stands there twice counts twice; shows on recall(np.array([[0, 0]]), np.array([[5.0, 3.0, 1.0]]), 2): right 0.5, this gives 1."""
    out = []
    for f, s in zip(found, scores):
        kth = np.sort(s)[-k]
        out.append(sum(1 for r in f[:k] if r != -1 and s[r] >= kth) / k)
    return np.mean(out)


def recall__unseen_w2(found, scores, k):
    """WRONG: ties ignored: overlap with one top k; shows on recall(np.array([[3, 1]]), np.array([[5.0, 1.0, 3.0, 3.0]]), 2): right 0.5, this gives 0."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.mean([len(set(f[:k]) & set(b)) / k for f, b in zip(found.tolist(), best.tolist())])


def recall__unseen_w3(found, scores, k):
    """WRONG: -1 is read as the last row; shows on recall(np.array([[0, -1]]), np.array([[5.0, 1.0, 3.0]]), 2): right 0.5, this gives 1."""
    out = []
    for f, s in zip(found, scores):
        kth = np.sort(s)[-k]
        out.append(len({int(r) for r in f[:k] if s[r] >= kth}) / k)
    return np.mean(out)


def recall__unseen_w4(found, scores, k):
    """WRONG: divides by the number of places found; shows on recall(np.array([[0]]), np.array([[5.0, 1.0, 3.0]]), 2): right 0.5, this gives 1."""
    out = []
    for f, s in zip(found, scores):
        kth = np.sort(s)[-k]
        places = f[:k]
        out.append(len({int(r) for r in places if r >= 0 and s[r] >= kth}) / len(places))
    return np.mean(out)


def recall__unseen_w5(found, scores, k):
    """WRONG: all places of what was found, not the first k; shows on recall(np.array([[2, 0]]), np.array([[5.0, 3.0, 1.0]]), 1): right 0., this gives 1."""
    out = []
    for f, s in zip(found, scores):
        kth = np.sort(s)[-k]
        out.append(len({int(r) for r in f if r >= 0 and s[r] >= kth}) / k)
    return np.mean(out)


def recall__unseen_w6(found, scores, k):
    """WRONG: divides by the number of right rows, which is more than k with ties; shows on recall(np.array([[3, 1]]), np.array([[5.0, 1.0, 3.0, 3.0]]), 2): right 0.5, this gives 0.33333."""
    out = []
    for f, s in zip(found, scores):
        right = set(np.flatnonzero(s >= np.sort(s)[-k]).tolist())
        out.append(len(right & set(f[:k].tolist())) / len(right))
    return np.mean(out)


def recall__unseen_w7(found, scores, k):
    """WRONG: off by one: the limit is the score after the k-th; shows on recall(np.array([[0, 2]]), np.array([[5.0, 4.0, 3.0, 1.0]]), 2): right 0.5, this gives 1."""
    out = []
    for f, s in zip(found, scores):
        limit = np.sort(s)[::-1][min(k, len(s) - 1)]
        out.append(len({int(r) for r in f[:k] if r >= 0 and s[r] >= limit}) / k)
    return np.mean(out)


def recall__unseen_w8(found, scores, k):
    """WRONG: -1 dropped before the first k places are taken, so later places move up; shows on recall(np.array([[-1, 0]]), np.array([[5.0, 3.0]]), 1): right 0., this gives 1."""
    out = []
    for f, s in zip(found, scores):
        kth = np.sort(s)[-k]
        f = [int(r) for r in f if r >= 0][:k]
        out.append(len({r for r in f if s[r] >= kth}) / k)
    return np.mean(out)


def recall__unseen_w9(found, scores, k):
    """WRONG: different score values in place of rows: the k-th largest different one; shows on recall(np.array([[0, 3]]), np.array([[5.0, 5.0, 3.0, 3.0]]), 2): right 0.5, this gives 1."""
    out = []
    for f, s in zip(found, scores):
        values = np.unique(s)[::-1]
        limit = values[min(k, len(values)) - 1]
        out.append(len({int(r) for r in f[:k] if r >= 0 and s[r] >= limit}) / k)
    return np.mean(out)


def wrong_queries__unseen_r1(search, vectors, queries, k):
    """RIGHT: numpy."""
    found = np.asarray(search(queries, k))
    dist = np.sqrt(((queries[:, None, :] - vectors[None, :, :]) ** 2).sum(axis=2))
    best = np.sort(dist, axis=1)[:, :k]
    wrong = []
    for i, row in enumerate(found):
        ok = (row >= 0).all() and len(np.unique(row)) == k and np.all(np.abs(dist[i, row] - best[i]) < 5e-4)
        if not ok:
            wrong.append(i)
    return wrong


def wrong_queries__unseen_r2(search, vectors, queries, k):
    """RIGHT: plain loops."""
    import math

    answers = search(queries, k)
    bad = []
    for number in range(len(queries)):
        distances = [math.dist(queries[number], v) for v in vectors]
        nearest = sorted(distances)[:k]
        answer = [int(a) for a in answers[number]]
        right = -1 not in answer and len(set(answer)) == k
        if right:
            for place in range(k):
                if abs(distances[answer[place]] - nearest[place]) > 0.0005:
                    right = False
        if not right:
            bad.append(number)
    return bad


def wrong_queries__unseen_r3(search, vectors, queries, k):
    """RIGHT: scipy, vectorised."""
    from scipy.spatial.distance import cdist

    found = search(queries, k)
    d = cdist(queries, vectors)
    place = np.isclose(np.take_along_axis(d, np.maximum(found, 0), 1), np.sort(d, 1)[:, :k], rtol=0, atol=5e-4)
    ordered = np.sort(found, axis=1)
    good = place.all(1) & (found != -1).all(1) & (np.diff(ordered, axis=1) > 0).all(1)
    return np.flatnonzero(~good)


def wrong_queries__unseen_r4(search, vectors, queries, k):
    """RIGHT: torch, allclose with NumPy's own tolerances on squared distances (float64)."""
    import torch

    found = search(queries, k)
    v, q = torch.tensor(vectors), torch.tensor(queries)
    out = []
    for i in range(len(q)):
        sq = ((v - q[i]) ** 2).sum(1)
        best = torch.sort(sq).values[:k].numpy()
        mine = list(map(int, found[i]))
        if min(mine) < 0 or len(set(mine)) != k or not np.allclose(sq[mine].numpy(), best):
            out.append(i)
    return tuple(out)


def wrong_queries__unseen_w1(search, vectors, queries, k):
    """WRONG: compares row numbers: equally near rows are called wrong; shows on wrong_queries(lambda queries, k: np.array([[1]]), np.array([[1.0], [-1.0]]), np.array([[0.0]]), 1): right [], this gives [0.]."""
    found = search(queries, k)
    d = np.linalg.norm(queries[:, None] - vectors[None], axis=2)
    true = np.argsort(d, axis=1, kind="stable")[:, :k]
    return [i for i in range(len(queries)) if not np.array_equal(found[i], true[i])]


def wrong_queries__unseen_w2(search, vectors, queries, k):
    """WRONG: compares the sets of row numbers: order does not count, ties are wrong; shows on wrong_queries(lambda queries, k: np.array([[1, 0]]), np.array([[0.0], [4.0], [9.0]]), np.array([[0.0]]), 2): right [0.], this gives []."""
    found = search(queries, k)
    d = np.linalg.norm(queries[:, None] - vectors[None], axis=2)
    true = np.argsort(d, axis=1, kind="stable")[:, :k]
    return [i for i in range(len(queries)) if set(found[i].tolist()) != set(true[i].tolist())]


def wrong_queries__unseen_w3(search, vectors, queries, k):
    """WRONG: a row given twice is not noticed where another is equally near; shows on wrong_queries(lambda queries, k: np.array([[0, 0]]), np.array([[1.0], [-1.0], [9.0]]), np.array([[0.0]]), 2): right [0.], this gives []."""
    found = search(queries, k)
    d = np.linalg.norm(queries[:, None] - vectors[None], axis=2)
    best = np.sort(d, axis=1)[:, :k]
    out = []
    for i in range(len(queries)):
        if (found[i] == -1).any() or not np.allclose(d[i, found[i]], best[i], atol=1e-6):
            out.append(i)
    return out


def wrong_queries__unseen_w4(search, vectors, queries, k):
    """WRONG: -1 is read as the last row; shows on wrong_queries(lambda queries, k: np.array([[-1]]), np.array([[0.0], [4.0], [9.0]]), np.array([[9.0]]), 1): right [0.], this gives []."""
    found = search(queries, k)
    d = np.linalg.norm(queries[:, None] - vectors[None], axis=2)
    best = np.sort(d, axis=1)[:, :k]
    out = []
    for i in range(len(queries)):
        if len(set(found[i].tolist())) < k or not np.allclose(d[i, found[i]], best[i], atol=1e-6):
            out.append(i)
    return out


def wrong_queries__unseen_w5(search, vectors, queries, k):
    """WRONG: both lists of distances sorted: the wrong order is not noticed; shows on wrong_queries(lambda queries, k: np.array([[1, 0]]), np.array([[0.0], [4.0], [9.0]]), np.array([[0.0]]), 2): right [0.], this gives []."""
    found = search(queries, k)
    out = []
    for i, q in enumerate(queries):
        d = np.linalg.norm(vectors - q, axis=1)
        f = found[i]
        if -1 in f or len(set(f.tolist())) < k or not np.allclose(np.sort(d[f]), np.sort(d)[:k], atol=1e-6):
            out.append(i)
    return out


def wrong_queries__unseen_w6(search, vectors, queries, k):
    """WRONG: calls search once for each query, though it is to be called once with all; shows on wrong_queries(lambda queries, k: np.array([[0], [1]])[:len(queries)], np.array([[0.0], [4.0], [9.0]]), np.array([[0.0], [5.0]]), 1): right [], this gives [1.]."""
    out = []
    for i, q in enumerate(queries):
        f = search(q[None, :], k)[0]
        d = np.linalg.norm(vectors - q, axis=1)
        if (f < 0).any() or len(set(f.tolist())) < k or not np.allclose(d[f], np.sort(d)[:k], atol=1e-6):
            out.append(i)
    return out


def wrong_queries__unseen_w7(search, vectors, queries, k):
    """WRONG: equality of floats: rows whose distances differ by rounding only; shows on wrong_queries(lambda queries, k: np.array([[1, 0]]), np.array([[0.1, 0.1, 0.3], [0.1, 0.3, 0.1]]), np.array([[0.0, 0.0, 0.0]]), 2): right [], this gives [0.]."""
    found = search(queries, k)
    out = []
    for i, q in enumerate(queries):
        d = np.array([np.sqrt(sum((x - y) ** 2 for x, y in zip(v, q))) for v in vectors])
        f = found[i]
        if (f < 0).any() or len(set(f.tolist())) < k or (d[f] != np.sort(d)[:k]).any():
            out.append(i)
    return out


def wrong_queries__unseen_w8(search, vectors, queries, k):
    """WRONG: tolerance of a thousandth laid on the squared distance: near 0 it hides .02; shows on wrong_queries(lambda queries, k: np.array([[1]]), np.array([[0.0], [0.02]]), np.array([[0.0]]), 1): right [0.], this gives []."""
    found = search(queries, k)
    out = []
    for i, q in enumerate(queries):
        d = ((vectors - q) ** 2).sum(axis=1)
        f = found[i]
        if (f < 0).any() or len(set(f.tolist())) < k or (np.abs(d[f] - np.sort(d)[:k]) > 1e-3).any():
            out.append(i)
    return out


def wrong_queries__unseen_w9(search, vectors, queries, k):
    """WRONG: only the largest distance is looked at; shows on wrong_queries(lambda queries, k: np.array([[1, 0]]), np.array([[0.0], [4.0], [9.0]]), np.array([[0.0]]), 2): right [0.], this gives []."""
    found = search(queries, k)
    out = []
    for i, q in enumerate(queries):
        d = np.linalg.norm(vectors - q, axis=1)
        f = found[i]
        limit = np.sort(d)[k - 1] + 1e-4
        if (f < 0).any() or len(set(f.tolist())) < k or (d[f] > limit).any():
            out.append(i)
    return out


def wrong_queries__unseen_w10(search, vectors, queries, k):
    """WRONG: one True or False for each query in place of the numbers; shows on wrong_queries(lambda queries, k: np.zeros((len(queries), k), dtype=int), np.array([[0.0], [4.0], [9.0]]), np.array([[0.0], [5.0]]), 1): right [1.], this gives [0., 1.]."""
    found = search(queries, k)
    out = []
    for i, q in enumerate(queries):
        d = np.linalg.norm(vectors - q, axis=1)
        f = found[i]
        out.append(bool((f < 0).any() or len(set(f.tolist())) < k or not np.allclose(d[f], np.sort(d)[:k], atol=1e-6)))
    return out


def kmeans_step__unseen_r1(points, centres):
    """RIGHT: numpy."""
    label = ((points[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
    new = centres.copy()
    for c in range(len(centres)):
        if (label == c).any():
            new[c] = points[label == c].mean(axis=0)
    return new


def kmeans_step__unseen_r2(points, centres):
    """RIGHT: plain loops, lists."""
    members = [[] for _ in centres]
    for p in points:
        best, best_distance = 0, None
        for c, centre in enumerate(centres):
            distance = sum((float(a) - float(b)) ** 2 for a, b in zip(p, centre))
            if best_distance is None or distance < best_distance:
                best, best_distance = c, distance
        members[best].append(p)
    new = []
    for c, group in enumerate(members):
        if group:
            new.append([sum(float(p[j]) for p in group) / len(group) for j in range(len(centres[c]))])
        else:
            new.append([float(x) for x in centres[c]])
    return new


def kmeans_step__unseen_r3(points, centres):
    """RIGHT: one-hot matrix."""
    from scipy.spatial.distance import cdist

    own = np.eye(len(centres))[cdist(points, centres, "sqeuclidean").argmin(1)]
    count = own.sum(0)[:, None]
    return np.where(count > 0, own.T @ points / np.maximum(count, 1), centres)


def kmeans_step__unseen_r4(points, centres):
    """RIGHT: add.at and torch for the distances."""
    import torch

    d = ((torch.tensor(points)[:, None] - torch.tensor(centres)[None]) ** 2).sum(2).numpy()
    nearest = np.argmin(d, axis=1)
    total = np.zeros(centres.shape)
    np.add.at(total, nearest, points)
    size = np.bincount(nearest, minlength=len(centres))
    result = np.array(centres, dtype=float)
    result[size > 0] = total[size > 0] / size[size > 0][:, None]
    return torch.from_numpy(result)


def kmeans_step__unseen_w1(points, centres):
    """WRONG: a centre without points becomes nan; shows on kmeans_step(np.array([[0.0], [2.0], [9.0], [11.0]]), np.array([[1.0], [8.0], [90.0]])): right [[ 1.], [10.], [90.]], this gives [[ 1.], [10.], [nan]]."""
    label = np.linalg.norm(points[:, None] - centres[None], axis=2).argmin(axis=1)
    return np.array([points[label == c].mean(axis=0) for c in range(len(centres))])


def kmeans_step__unseen_w2(points, centres):
    """WRONG: a centre without points becomes 0; shows on kmeans_step(np.array([[0.0], [2.0], [9.0], [11.0]]), np.array([[1.0], [8.0], [90.0]])): right [[ 1.], [10.], [90.]], this gives [[ 1.], [10.], [ 0.]]."""
    label = np.linalg.norm(points[:, None] - centres[None], axis=2).argmin(axis=1)
    new = np.zeros_like(centres)
    for c in range(len(centres)):
        if np.any(label == c):
            new[c] = points[label == c].mean(axis=0)
    return new


def kmeans_step__unseen_w3(points, centres):
    """WRONG: moves the caller's centres in place; shows on kmeans_step(np.array([[0.0], [2.0], [9.0], [11.0]]), np.array([[1.0], [8.0], [90.0]])): right [[ 1.], [10.], [90.]], this gives changes its argument."""
    label = np.linalg.norm(points[:, None] - centres[None], axis=2).argmin(axis=1)
    for c in range(len(centres)):
        if np.any(label == c):
            centres[c] = points[label == c].mean(axis=0)
    return centres


def kmeans_step__unseen_w4(points, centres):
    """WRONG: a centre without points is left out; shows on kmeans_step(np.array([[0.0], [2.0], [9.0], [11.0]]), np.array([[1.0], [8.0], [90.0]])): right [[ 1.], [10.], [90.]], this gives [[ 1.], [10.]]."""
    label = np.linalg.norm(points[:, None] - centres[None], axis=2).argmin(axis=1)
    return np.array([points[label == c].mean(axis=0) for c in np.unique(label)])


def kmeans_step__unseen_w5(points, centres):
    """WRONG: one centre after the other: later ones see where earlier ones went; shows on kmeans_step(np.array([[0.0], [4.4], [9.0]]), np.array([[3.0], [6.0]])): right [[2.2], [9. ]], this gives [[2.2], [6.7]]."""
    new = centres.copy()
    for c in range(len(new)):
        label = np.linalg.norm(points[:, None] - new[None], axis=2).argmin(axis=1)
        if np.any(label == c):
            new[c] = points[label == c].mean(axis=0)
    return new


def kmeans_step__unseen_w6(points, centres):
    """WRONG: equally near: the last centre gets the point; shows on kmeans_step(np.array([[2.0], [9.0]]), np.array([[0.0], [4.0]])): right [[2.], [9.]], this gives [[0. ], [5.5]]."""
    new = centres.copy()
    members = {}
    for p in points:
        best, dist = 0, np.inf
        for c, centre in enumerate(centres):
            d = np.linalg.norm(p - centre)
            if d <= dist:
                best, dist = c, d
        members.setdefault(best, []).append(p)
    for c, group in members.items():
        new[c] = np.mean(group, axis=0)
    return new


def kmeans_step__unseen_w7(points, centres):
    """WRONG: nearest by the largest dot product; shows on kmeans_step(np.array([[0.0], [2.0], [9.0], [11.0]]), np.array([[1.0], [8.0], [90.0]])): right [[ 1.], [10.], [90.]], this gives [[0. ], [8. ], [7.33333]]."""
    label = (points @ centres.T).argmax(axis=1)
    new = centres.copy()
    for c in np.unique(label):
        new[c] = points[label == c].mean(axis=0)
    return new


def kmeans_step__unseen_w8(points, centres):
    """WRONG: mean of the points and the old centre together; shows on kmeans_step(np.array([[0.0], [2.0], [9.0], [11.0]]), np.array([[1.0], [8.0], [90.0]])): right [[ 1.], [10.], [90.]], this gives [[ 1. ], [ 9.33333], [90. ]]."""
    label = np.linalg.norm(points[:, None] - centres[None], axis=2).argmin(axis=1)
    return np.array([np.vstack([points[label == c], centres[c : c + 1]]).mean(axis=0) for c in range(len(centres))])


def kmeans_step__unseen_w9(points, centres):
    """WRONG: mean without axis: all coordinates together; shows on kmeans_step(np.array([[0.0, 10.0], [2.0, 12.0]]), np.array([[1.0, 9.0]])): right [[ 1., 11.]], this gives [[6., 6.]]."""
    label = np.linalg.norm(points[:, None] - centres[None], axis=2).argmin(axis=1)
    new = centres.copy()
    for c in range(len(centres)):
        if np.any(label == c):
            new[c] = points[label == c].mean()
    return new


def kmeans_step__unseen_w10(points, centres):
    """WRONG: manhattan distance; shows on kmeans_step(np.array([[0.0, 0.0]]), np.array([[3.0, 3.0], [5.0, 0.0]])): right [[0., 0.], [5., 0.]], this gives [[3., 3.], [0., 0.]]."""
    label = np.abs(points[:, None] - centres[None]).sum(axis=2).argmin(axis=1)
    new = centres.copy()
    for c in np.unique(label):
        new[c] = points[label == c].mean(axis=0)
    return new


def kmeans_step__unseen_w11(points, centres):
    """WRONG: runs until nothing moves, not one step; shows on kmeans_step(np.array([[0.0], [3.0], [9.0], [10.0]]), np.array([[0.0], [5.0]])): right [[0. ], [7.33333]], this gives [[1.5], [9.5]]."""
    new = centres.copy()
    while True:
        old = new.copy()
        label = np.linalg.norm(points[:, None] - old[None], axis=2).argmin(axis=1)
        for c in np.unique(label):
            new[c] = points[label == c].mean(axis=0)
        if np.allclose(old, new):
            return new


def ivf_search__unseen_r1(query, vectors, centres, cells, n_probe, k):
    """RIGHT: numpy."""
    near = np.argsort(((centres - query) ** 2).sum(axis=1))[:n_probe]
    rows = np.concatenate([cells[c] for c in near]).astype(int)
    d = ((vectors[rows] - query) ** 2).sum(axis=1)
    return rows[np.argsort(d)[:k]]


def ivf_search__unseen_r2(query, vectors, centres, cells, n_probe, k):
    """RIGHT: plain loops."""
    import math

    order = sorted(range(len(centres)), key=lambda c: math.dist(query, centres[c]))
    candidates = []
    for c in order[:n_probe]:
        for row in cells[c]:
            candidates.append((math.dist(query, vectors[int(row)]), int(row)))
    candidates.sort()
    return [row for _, row in candidates[:k]]


def ivf_search__unseen_r3(query, vectors, centres, cells, n_probe, k):
    """RIGHT: a mask: rows of other cells are infinitely far."""
    d = np.full(len(vectors), np.inf)
    for c in np.linalg.norm(centres - query, axis=1).argsort()[:n_probe]:
        for row in cells[c]:
            d[row] = np.linalg.norm(vectors[row] - query)
    order = np.argsort(d)
    return order[np.isfinite(d[order])][:k]


def ivf_search__unseen_r4(query, vectors, centres, cells, n_probe, k):
    """RIGHT: heapq, tuple."""
    import heapq

    probe = heapq.nsmallest(n_probe, range(len(centres)), key=lambda c: np.linalg.norm(centres[c] - query))
    rows = {int(r) for c in probe for r in cells[c]}
    return tuple(heapq.nsmallest(k, rows, key=lambda r: np.linalg.norm(vectors[r] - query)))


def ivf_search__unseen_w1(query, vectors, centres, cells, n_probe, k):
    """WRONG: places among the candidates, not row numbers; shows on ivf_search(np.array([6.1]), np.array([[1.0], [5.0], [8.0], [10.0]]), np.array([[3.0], [9.0]]), [np.array([0, 1]), np.array([2, 3])], 1, 2): right [2., 3.], this gives [0., 1.]."""
    near = np.argsort(np.linalg.norm(centres - query, axis=1))[:n_probe]
    rows = np.concatenate([cells[c] for c in near]).astype(int)
    return np.argsort(np.linalg.norm(vectors[rows] - query, axis=1))[:k]


def ivf_search__unseen_w2(query, vectors, centres, cells, n_probe, k):
    """WRONG: n_probe forgotten: the nearest cell only; shows on ivf_search(np.array([6.1]), np.array([[1.0], [5.0], [8.0], [10.0]]), np.array([[3.0], [9.0]]), [np.array([0, 1]), np.array([2, 3])], 2, 2): right [1., 2.], this gives [2., 3.]."""
    c = np.argmin(np.linalg.norm(centres - query, axis=1))
    rows = np.asarray(cells[c], dtype=int)
    return rows[np.argsort(np.linalg.norm(vectors[rows] - query, axis=1))[:k]]


def ivf_search__unseen_w3(query, vectors, centres, cells, n_probe, k):
    """WRONG: asks further cells until there are k rows; shows on ivf_search(np.array([6.1]), np.array([[1.0], [5.0], [8.0], [10.0]]), np.array([[3.0], [9.0]]), [np.array([0, 1]), np.array([2, 3])], 1, 3): right [2., 3.], this gives [1., 2., 3.]."""
    rows = []
    for i, c in enumerate(np.argsort(np.linalg.norm(centres - query, axis=1))):
        if i >= n_probe and len(rows) >= k:
            break
        rows.extend(int(r) for r in cells[c])
    rows = np.array(rows, dtype=int)
    return rows[np.argsort(np.linalg.norm(vectors[rows] - query, axis=1))[:k]]


def ivf_search__unseen_w4(query, vectors, centres, cells, n_probe, k):
    """WRONG: rows come cell by cell, sorted within each cell only; shows on ivf_search(np.array([6.1]), np.array([[1.0], [5.0], [8.0], [10.0]]), np.array([[3.0], [9.0]]), [np.array([0, 1]), np.array([2, 3])], 2, 2): right [1., 2.], this gives [2., 3.]."""
    out = []
    for c in np.argsort(np.linalg.norm(centres - query, axis=1))[:n_probe]:
        rows = sorted(cells[c], key=lambda r: np.linalg.norm(vectors[r] - query))
        out.extend(int(r) for r in rows)
    return out[:k]


def ivf_search__unseen_w5(query, vectors, centres, cells, n_probe, k):
    """WRONG: nearest centre by dot product; shows on ivf_search(np.array([2.0]), np.array([[1.0], [9.0]]), np.array([[1.5], [9.0]]), [np.array([0]), np.array([1])], 1, 1): right [0.], this gives [1.]."""
    near = np.argsort(-(centres @ query))[:n_probe]
    rows = np.concatenate([cells[c] for c in near]).astype(int)
    return rows[np.argsort(np.linalg.norm(vectors[rows] - query, axis=1))[:k]]


def ivf_search__unseen_w6(query, vectors, centres, cells, n_probe, k):
    """WRONG: empty cells are skipped and do not count as probed; shows on ivf_search(np.array([1.0]), np.array([[6.0]]), np.array([[0.0], [5.0]]), [np.array([], dtype=int), np.array([0])], 1, 1): right [], this gives [0.]."""
    order = np.argsort(np.linalg.norm(centres - query, axis=1))
    near = [c for c in order if len(cells[c]) > 0][:n_probe]
    rows = np.concatenate([cells[c] for c in near]).astype(int)
    return rows[np.argsort(np.linalg.norm(vectors[rows] - query, axis=1))[:k]]


def ivf_search__unseen_w7(query, vectors, centres, cells, n_probe, k):
    """WRONG: argpartition by n_probe raises where n_probe is not below the number of cells; shows on ivf_search(np.array([6.1]), np.array([[1.0], [5.0], [8.0], [10.0]]), np.array([[3.0], [9.0]]), [np.array([0, 1]), np.array([2, 3])], 3, 2): right [1., 2.], this gives raises ValueError: kth(=3) out of bounds (2)."""
    near = np.argpartition(np.linalg.norm(centres - query, axis=1), n_probe)[:n_probe]
    rows = np.concatenate([cells[c] for c in near]).astype(int)
    return rows[np.argsort(np.linalg.norm(vectors[rows] - query, axis=1))[:k]]


def ivf_search__unseen_w8(query, vectors, centres, cells, n_probe, k):
    """WRONG: fills up with -1 where fewer than k rows come; shows on ivf_search(np.array([6.1]), np.array([[1.0], [5.0], [8.0], [10.0]]), np.array([[3.0], [9.0]]), [np.array([0, 1]), np.array([2, 3])], 1, 3): right [2., 3.], this gives [ 2., 3., -1.]."""
    near = np.argsort(np.linalg.norm(centres - query, axis=1))[:n_probe]
    rows = np.concatenate([cells[c] for c in near]).astype(int)
    best = rows[np.argsort(np.linalg.norm(vectors[rows] - query, axis=1))[:k]]
    return np.append(best, [-1] * (k - len(best)))


def ivf_search__unseen_w9(query, vectors, centres, cells, n_probe, k):
    """WRONG: exact search of everything, intersected with the cells afterwards; shows on ivf_search(np.array([6.1]), np.array([[1.0], [5.0], [8.0], [10.0]]), np.array([[3.0], [9.0]]), [np.array([0, 1]), np.array([2, 3])], 1, 1): right [2.], this gives []."""
    best = np.argsort(np.linalg.norm(vectors - query, axis=1))[:k]
    near = np.argsort(np.linalg.norm(centres - query, axis=1))[:n_probe]
    rows = np.concatenate([cells[c] for c in near])
    return [int(r) for r in best if r in rows]


def ivf_search__unseen_w10(query, vectors, centres, cells, n_probe, k):
    """WRONG: the right rows in the order of their numbers (a mask); shows on ivf_search(np.array([10.0]), np.array([[1.0], [5.0], [8.0], [10.0]]), np.array([[3.0], [9.0]]), [np.array([0, 1]), np.array([2, 3])], 1, 2): right [3., 2.], this gives [2., 3.]."""
    near = np.argsort(np.linalg.norm(centres - query, axis=1))[:n_probe]
    rows = np.concatenate([cells[c] for c in near]).astype(int)
    return np.sort(rows[np.argsort(np.linalg.norm(vectors[rows] - query, axis=1))[:k]])


def pq_encode__unseen_r1(vectors, books):
    """RIGHT: numpy, book by book."""
    m, entries, s = books.shape
    codes = np.empty((len(vectors), m), dtype=int)
    for j in range(m):
        piece = vectors[:, j * s : (j + 1) * s]
        codes[:, j] = ((piece[:, None, :] - books[j][None]) ** 2).sum(axis=2).argmin(axis=1)
    return codes


def pq_encode__unseen_r2(vectors, books):
    """RIGHT: plain loops."""
    import math

    out = []
    for v in vectors:
        code = []
        for j, book in enumerate(books):
            s = len(book[0])
            piece = v[j * s : (j + 1) * s]
            distances = [math.dist(piece, entry) for entry in book]
            code.append(distances.index(min(distances)))
        out.append(code)
    return out


def pq_encode__unseen_r3(vectors, books):
    """RIGHT: one broadcast."""
    m, e, s = books.shape
    return np.square(vectors.reshape(-1, m, 1, s) - books).sum(-1).argmin(-1)


def pq_encode__unseen_r4(vectors, books):
    """RIGHT: cdist, columns stacked, uint16."""
    from scipy.spatial.distance import cdist

    pieces = np.split(vectors, len(books), axis=1)
    return np.column_stack([cdist(p, b).argmin(axis=1) for p, b in zip(pieces, books)]).astype(np.uint16)


def pq_encode__unseen_w1(vectors, books):
    """WRONG: uint8: with more than 256 entries the number wraps round; shows on pq_encode(np.array([[280.0]]), np.arange(300.0).reshape(1, 300, 1)): right [[280.]], this gives [[24.]]."""
    m, entries, s = books.shape
    codes = np.zeros((len(vectors), m), dtype=np.uint8)
    for j in range(m):
        piece = vectors[:, j * s : (j + 1) * s]
        codes[:, j] = ((piece[:, None, :] - books[j][None]) ** 2).sum(axis=2).argmin(axis=1)
    return codes


def pq_encode__unseen_w2(vectors, books):
    """WRONG: pieces cut as every m-th coordinate; shows on pq_encode(np.array([[0.0, 5.0, 9.0, 9.0]]), np.array([[[0.0, 5.0], [0.0, 9.0]], [[9.0, 9.0], [5.0, 9.0]]])): right [[0., 0.]], this gives [[1., 1.]]."""
    m, entries, s = books.shape
    codes = np.zeros((len(vectors), m), dtype=int)
    for j in range(m):
        piece = vectors[:, j::m]
        codes[:, j] = ((piece[:, None, :] - books[j][None]) ** 2).sum(axis=2).argmin(axis=1)
    return codes


def pq_encode__unseen_w3(vectors, books):
    """WRONG: one row a book: shape (m, n); shows on pq_encode(np.array([[1.0, 1.0, 8.0, 9.0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [[1., 0.]], this gives [[1.], [0.]]."""
    m, entries, s = books.shape
    codes = []
    for j in range(m):
        piece = vectors[:, j * s : (j + 1) * s]
        codes.append(((piece[:, None, :] - books[j][None]) ** 2).sum(axis=2).argmin(axis=1))
    return np.array(codes)


def pq_encode__unseen_w4(vectors, books):
    """WRONG: largest dot product in place of the smallest distance; shows on pq_encode(np.array([[1.0, 1.0]]), np.array([[[1.0, 1.0], [5.0, 5.0]]])): right [[0.]], this gives [[1.]]."""
    m, entries, s = books.shape
    return np.stack([(vectors[:, j * s : (j + 1) * s] @ books[j].T).argmax(axis=1) for j in range(m)], axis=1)


def pq_encode__unseen_w5(vectors, books):
    """WRONG: all pieces compared with the first book; shows on pq_encode(np.array([[1.0, 1.0, 1.0, 1.0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[1.0, 1.0], [0.0, 0.0]]])): right [[1., 0.]], this gives [[1., 1.]]."""
    m, entries, s = books.shape
    p = vectors.reshape(len(vectors), m, s)
    return np.array([[np.linalg.norm(books[0] - piece, axis=1).argmin() for piece in v] for v in p])


def pq_encode__unseen_w6(vectors, books):
    """WRONG: equally near: the last entry (<=); shows on pq_encode(np.array([[2.0]]), np.array([[[0.0], [4.0], [2.0], [2.0]]])): right [[2.]], this gives [[3.]]."""
    out = []
    s = books.shape[2]
    for v in vectors:
        code = []
        for j, book in enumerate(books):
            best, dist = 0, float("inf")
            for e, entry in enumerate(book):
                d = np.linalg.norm(v[j * s : (j + 1) * s] - entry)
                if d <= dist:
                    best, dist = e, d
            code.append(best)
        out.append(code)
    return np.array(out)


def pq_encode__unseen_w7(vectors, books):
    """WRONG: returns the entries (the rebuilt vectors) in place of their numbers; shows on pq_encode(np.array([[1.0, 1.0, 8.0, 9.0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [[1., 0.]], this gives [[1., 1., 9., 9.]]."""
    m, e, s = books.shape
    codes = ((vectors.reshape(-1, m, 1, s) - books) ** 2).sum(-1).argmin(-1)
    return np.concatenate([books[j][codes[:, j]] for j in range(m)], axis=1)


def pq_encode__unseen_w8(vectors, books):
    """WRONG: s taken for the number of entries of a book (right only if both are equal); shows on pq_encode(np.array([[1.0, 1.0, 8.0, 9.0]]), np.array([[[0.0, 5.0], [1.0, 1.0], [7.0, 7.0]], [[9.0, 9.0], [0.0, 0.0], [8.0, 9.0]]])): right [[1., 2.]], this gives raises ValueError: operands could not be broadcast together with shap."""
    m, s, entries = books.shape
    codes = np.zeros((len(vectors), m), dtype=int)
    for j in range(m):
        piece = vectors[:, j * s : (j + 1) * s]
        codes[:, j] = ((piece[:, None, :] - books[j][None]) ** 2).sum(axis=2).argmin(axis=1)
    return codes


def pq_encode__unseen_w9(vectors, books):
    """WRONG: sum of the differences, squared, in place of the sum of squares; shows on pq_encode(np.array([[1.0, 3.0]]), np.array([[[3.0, 1.0], [1.0, 2.0]]])): right [[1.]], this gives [[0.]]."""
    m, e, s = books.shape
    return ((vectors.reshape(-1, m, 1, s) - books).sum(-1) ** 2).argmin(-1)


def pq_encode__unseen_w10(vectors, books):
    """WRONG: numbers counted from 1; shows on pq_encode(np.array([[1.0, 1.0, 8.0, 9.0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [[1., 0.]], this gives [[2., 1.]]."""
    m, e, s = books.shape
    return ((vectors.reshape(-1, m, 1, s) - books) ** 2).sum(-1).argmin(-1) + 1


def pq_encode__unseen_a1(vectors, books):
    """ARGUABLE: distances by |x|^2 - 2xb + |b|^2: equal entries can be told apart by rounding (prose does not say how exact a tie is)."""
    m, e, s = books.shape
    p = vectors.reshape(-1, m, s)
    d = (p**2).sum(-1)[:, :, None] - 2 * np.einsum("nms,mes->nme", p, books) + (books**2).sum(-1)[None]
    return d.argmin(-1)


def pq_distances__unseen_r1(query, codes, books):
    """RIGHT: table, numpy."""
    m, e, s = books.shape
    table = ((books - query.reshape(m, 1, s)) ** 2).sum(axis=2)
    return table[np.arange(m), codes].sum(axis=1)


def pq_distances__unseen_r2(query, codes, books):
    """RIGHT: rebuilds the rows."""
    rows = np.concatenate([books[j][codes[:, j]] for j in range(len(books))], axis=1)
    return np.linalg.norm(rows - query, axis=1) ** 2


def pq_distances__unseen_r3(query, codes, books):
    """RIGHT: plain loops."""
    s = len(books[0][0])
    tables = []
    for j, book in enumerate(books):
        tables.append([sum((float(query[j * s + i]) - float(entry[i])) ** 2 for i in range(s)) for entry in book])
    return [sum(tables[j][int(c)] for j, c in enumerate(code)) for code in codes]


def pq_distances__unseen_r4(query, codes, books):
    """RIGHT: torch gather."""
    import torch

    b = torch.tensor(books)
    q = torch.tensor(query).reshape(b.shape[0], 1, b.shape[2])
    table = (q - b).pow(2).sum(-1)
    return torch.gather(table, 1, torch.tensor(np.asarray(codes, dtype=np.int64)).T).sum(0)


def pq_distances__unseen_w1(query, codes, books):
    """WRONG: takes the root; shows on pq_distances(np.array([1.0, 1.0, 8.0, 7.0]), np.array([[1, 0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [5.], this gives [2.23607]."""
    m, e, s = books.shape
    table = ((books - query.reshape(m, 1, s)) ** 2).sum(axis=2)
    return np.sqrt(table[np.arange(m), codes].sum(axis=1))


def pq_distances__unseen_w2(query, codes, books):
    """WRONG: the query is rounded to a code too; shows on pq_distances(np.array([1.0, 1.0, 8.0, 9.0]), np.array([[1, 0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [1.], this gives [0.]."""
    m, e, s = books.shape
    q = ((books - query.reshape(m, 1, s)) ** 2).sum(axis=2).argmin(axis=1)
    total = np.zeros(len(codes))
    for j in range(m):
        total += ((books[j][codes[:, j]] - books[j][q[j]]) ** 2).sum(axis=1)
    return total


def pq_distances__unseen_w3(query, codes, books):
    """WRONG: distances of the pieces added without squaring; shows on pq_distances(np.array([1.0, 3.0, 8.0, 7.0]), np.array([[1, 0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [9.], this gives [4.23607]."""
    m, e, s = books.shape
    table = np.linalg.norm(books - query.reshape(m, 1, s), axis=2)
    return table[np.arange(m), codes].sum(axis=1)


def pq_distances__unseen_w4(query, codes, books):
    """WRONG: mean over the pieces in place of the sum; shows on pq_distances(np.array([1.0, 1.0, 8.0, 9.0]), np.array([[1, 0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [1.], this gives [0.5]."""
    m, e, s = books.shape
    table = ((books - query.reshape(m, 1, s)) ** 2).sum(axis=2)
    return table[np.arange(m), codes].mean(axis=1)


def pq_distances__unseen_w5(query, codes, books):
    """WRONG: the table of the first book is used for all pieces; shows on pq_distances(np.array([1.0, 1.0, 8.0, 9.0]), np.array([[1, 0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [1.], this gives [17.]."""
    m, e, s = books.shape
    table = ((books - query.reshape(m, 1, s)) ** 2).sum(axis=2)
    return table[0][codes].sum(axis=1)


def pq_distances__unseen_w6(query, codes, books):
    """WRONG: dot products in place of squared distances; shows on pq_distances(np.array([1.0, 1.0, 8.0, 9.0]), np.array([[1, 0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [1.], this gives [155.]."""
    m, e, s = books.shape
    table = (books * query.reshape(m, 1, s)).sum(axis=2)
    return table[np.arange(m), codes].sum(axis=1)


def pq_distances__unseen_w7(query, codes, books):
    """WRONG: the piece cut as every m-th coordinate; shows on pq_distances(np.array([1.0, 1.0, 8.0, 9.0]), np.array([[1, 0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [1.], this gives [113.]."""
    m = len(books)
    total = np.zeros(len(codes))
    for j in range(m):
        total += ((books[j][codes[:, j]] - query[j::m]) ** 2).sum(axis=1)
    return total


def pq_distances__unseen_w8(query, codes, books):
    """WRONG: table[:, codes]: every book with every code, added up; shows on pq_distances(np.array([1.0, 1.0, 8.0, 9.0]), np.array([[1, 0], [0, 0]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [ 1., 18.], this gives [163., 36.]."""
    m, e, s = books.shape
    table = ((books - query.reshape(m, 1, s)) ** 2).sum(axis=2)
    return table[:, codes].sum(axis=(0, 2))


def pq_distances__unseen_w9(query, codes, books):
    """WRONG: sum over the wrong axis: one number a piece; shows on pq_distances(np.array([1.0, 1.0, 8.0, 9.0]), np.array([[1, 0], [0, 0], [1, 1]]), np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])): right [ 1., 18., 145.], this gives [ 17., 147.]."""
    m, e, s = books.shape
    table = ((books - query.reshape(m, 1, s)) ** 2).sum(axis=2)
    return table[np.arange(m), codes].sum(axis=0)


def beam_search__unseen_r1(query, vectors, graph, start, ef, k):
    """RIGHT: kept list, sorted again and again."""
    ef = max(ef, k)
    dist = lambda r: float(((vectors[r] - query) ** 2).sum())
    kept, seen, read = [start], {start}, set()
    while True:
        todo = [r for r in kept if r not in read]
        if not todo:
            return kept[:k]
        row = todo[0]
        read.add(row)
        for r in graph[row]:
            if r not in seen:
                seen.add(r)
                kept.append(r)
        kept = sorted(kept, key=dist)[:ef]


def beam_search__unseen_r2(query, vectors, graph, start, ef, k):
    """RIGHT: two heaps as in HNSW."""
    import heapq

    ef = max(ef, k)

    def d(r):
        return float(np.linalg.norm(vectors[r] - query))

    seen = {start}
    candidates = [(d(start), start)]
    best = [(-d(start), start)]
    while candidates:
        dist, row = heapq.heappop(candidates)
        if len(best) >= ef and dist > -best[0][0]:
            break
        for r in graph[row]:
            r = int(r)
            if r in seen:
                continue
            seen.add(r)
            x = d(r)
            if len(best) < ef or x < -best[0][0]:
                heapq.heappush(candidates, (x, r))
                heapq.heappush(best, (-x, r))
                if len(best) > ef:
                    heapq.heappop(best)
    return [r for _, r in sorted((-x, r) for x, r in best)][:k]


def beam_search__unseen_r3(query, vectors, graph, start, ef, k):
    """RIGHT: all distances first, boolean arrays."""
    d = np.linalg.norm(vectors - query, axis=1)
    seen = np.zeros(len(vectors), bool)
    read = np.zeros(len(vectors), bool)
    seen[start] = True
    while True:
        rows = np.flatnonzero(seen)
        kept = rows[np.argsort(d[rows])][: max(ef, k)]
        unread = kept[~read[kept]]
        if len(unread) == 0:
            return kept[:k]
        read[unread[0]] = True
        seen[np.asarray(graph[unread[0]], dtype=int)] = True


def beam_search__unseen_r4(query, vectors, graph, start, ef, k):
    """RIGHT: the long-winded way with dictionaries."""
    import math

    if ef < k:
        ef = k
    kept = {start: math.dist(query, vectors[start])}
    has_read = []
    finished = False
    while not finished:
        nearest = None
        for row in kept:
            if row not in has_read:
                if nearest is None or kept[row] < kept[nearest]:
                    nearest = row
        if nearest is None:
            finished = True
        else:
            has_read.append(nearest)
            for other in graph[nearest]:
                if other not in kept:
                    kept[int(other)] = math.dist(query, vectors[other])
            while len(kept) > ef:
                worst = max(kept, key=kept.get)
                del kept[worst]
    return tuple(sorted(kept, key=kept.get)[:k])


def beam_search__unseen_w1(query, vectors, graph, start, ef, k):
    """WRONG: ef is not raised to k; shows on beam_search(np.array([10.0]), np.array([[0.0], [-3.0], [10.0]]), [[1], [0, 2], [1]], 0, 1, 2): right [2., 0.], this gives [0.]."""
    dist = lambda r: float(np.linalg.norm(vectors[r] - query))
    kept, seen, read = [start], {start}, set()
    while True:
        todo = [r for r in kept if r not in read]
        if not todo:
            return kept[:k]
        read.add(todo[0])
        for r in graph[todo[0]]:
            if r not in seen:
                seen.add(r)
                kept.append(r)
        kept = sorted(kept, key=dist)[:ef]


def beam_search__unseen_w2(query, vectors, graph, start, ef, k):
    """WRONG: greedy: walks to the best neighbour while it is nearer; shows on beam_search(np.array([10.0]), np.array([[0.0], [-3.0], [10.0]]), [[1], [0, 2], [1]], 0, 2, 1): right [2.], this gives [0.]."""
    dist = lambda r: float(np.linalg.norm(vectors[r] - query))
    row, seen = start, {start}
    while True:
        seen.update(graph[row])
        best = min(graph[row], key=dist, default=row)
        if dist(best) >= dist(row):
            break
        row = best
    return sorted(seen, key=dist)[:k]


def beam_search__unseen_w3(query, vectors, graph, start, ef, k):
    """WRONG: everything that can be reached, ef plays no part; shows on beam_search(np.array([10.0]), np.array([[0.0], [-3.0], [10.0]]), [[1], [0, 2], [1]], 0, 1, 1): right [0.], this gives [2.]."""
    seen, todo = {start}, [start]
    while todo:
        row = todo.pop()
        for r in graph[row]:
            if r not in seen:
                seen.add(r)
                todo.append(r)
    return sorted(seen, key=lambda r: float(np.linalg.norm(vectors[r] - query)))[:k]


def beam_search__unseen_w4(query, vectors, graph, start, ef, k):
    """WRONG: a neighbour is kept only if it is nearer than the farthest kept row, even while there is room; shows on beam_search(np.array([10.0]), np.array([[0.0], [-3.0], [10.0]]), [[1], [0, 2], [1]], 0, 2, 1): right [2.], this gives [0.]."""
    ef = max(ef, k)
    dist = lambda r: float(np.linalg.norm(vectors[r] - query))
    kept, seen, read = [start], {start}, set()
    while True:
        todo = [r for r in kept if r not in read]
        if not todo:
            return kept[:k]
        read.add(todo[0])
        for r in graph[todo[0]]:
            if r not in seen and dist(r) < dist(kept[-1]):
                kept.append(r)
            seen.add(r)
        kept = sorted(kept, key=dist)[:ef]


def beam_search__unseen_w5(query, vectors, graph, start, ef, k):
    """WRONG: no check for rows seen before: they fill the kept places twice; shows on beam_search(np.array([10.0]), np.array([[0.0], [-3.0], [10.0]]), [[1], [0, 2], [1]], 0, 3, 3): right [2., 0., 1.], this gives [2., 0., 0.]."""
    ef = max(ef, k)
    dist = lambda r: float(np.linalg.norm(vectors[r] - query))
    kept, read = [start], set()
    while True:
        todo = [r for r in kept if r not in read]
        if not todo:
            return kept[:k]
        read.add(todo[0])
        kept = sorted(kept + list(graph[todo[0]]), key=dist)[:ef]


def beam_search__unseen_w6(query, vectors, graph, start, ef, k):
    """WRONG: start is not counted as seen, so it is found only if a list names it; shows on beam_search(np.array([0.5]), np.array([[0.0], [3.0]]), [[1], []], 0, 2, 1): right [0.], this gives [1.]."""
    ef = max(ef, k)
    dist = lambda r: float(np.linalg.norm(vectors[r] - query))
    kept, seen, read = sorted(graph[start], key=dist)[:ef], set(graph[start]), {start}
    while True:
        todo = [r for r in kept if r not in read]
        if not todo:
            return kept[:k]
        read.add(todo[0])
        for r in graph[todo[0]]:
            if r not in seen:
                seen.add(r)
                kept.append(r)
        kept = sorted(kept, key=dist)[:ef]


def beam_search__unseen_w7(query, vectors, graph, start, ef, k):
    """WRONG: stops as soon as a list brings no better nearest row; shows on beam_search(np.array([10.0]), np.array([[0.0], [-3.0], [10.0]]), [[1], [0, 2], [1]], 0, 3, 1): right [2.], this gives [0.]."""
    ef = max(ef, k)
    dist = lambda r: float(np.linalg.norm(vectors[r] - query))
    kept, seen, read = [start], {start}, set()
    while True:
        todo = [r for r in kept if r not in read]
        if not todo:
            return kept[:k]
        best = kept[0]
        read.add(todo[0])
        for r in graph[todo[0]]:
            if r not in seen:
                seen.add(r)
                kept.append(r)
        kept = sorted(kept, key=dist)[:ef]
        if kept[0] == best:
            return kept[:k]


def beam_search__unseen_w8(query, vectors, graph, start, ef, k):
    """WRONG: a row dropped from the kept ones is still read: the candidates are not cut to ef; shows on beam_search(np.array([10.0]), np.array([[0.0], [-3.0], [10.0]]), [[1], [0, 2], [1]], 0, 1, 1): right [0.], this gives [2.]."""
    import heapq

    ef = max(ef, k)
    dist = lambda r: float(np.linalg.norm(vectors[r] - query))
    seen, heap, kept = {start}, [(dist(start), start)], [(dist(start), start)]
    while heap:
        _, row = heapq.heappop(heap)
        for r in graph[row]:
            if r not in seen:
                seen.add(r)
                heapq.heappush(heap, (dist(r), r))
                kept = sorted(kept + [(dist(r), r)])[:ef]
    return [r for _, r in kept[:k]]


def beam_search__unseen_w9(query, vectors, graph, start, ef, k):
    """WRONG: the lists in the order in which rows were seen (a queue), not the nearest kept row first; shows on beam_search(np.array([0.0]), np.array([[10.0], [7.0], [8.0], [1.0], [9.0], [2.0]]), [[2, 1], [3], [5], [4], [], []], 0, 2, 2): right [3., 1.], this gives [3., 5.]."""
    ef = max(ef, k)
    dist = lambda r: float(np.linalg.norm(vectors[r] - query))
    kept, seen, queue = [start], {start}, [start]
    while queue:
        row = queue.pop(0)
        if row not in kept:
            continue
        for r in graph[row]:
            if r not in seen:
                seen.add(r)
                queue.append(r)
                kept = sorted(kept + [r], key=dist)[:ef]
    return kept[:k]


def beam_search__unseen_w10(query, vectors, graph, start, ef, k):
    """WRONG: reads only ef lists and then stops; shows on beam_search(np.array([10.0]), np.array([[0.0], [4.0], [8.0], [10.0]]), [[1], [2], [3], []], 0, 1, 1): right [3.], this gives [1.]."""
    dist = lambda r: float(np.linalg.norm(vectors[r] - query))
    kept, seen, read = [start], {start}, set()
    for _ in range(max(ef, k)):
        todo = [r for r in kept if r not in read]
        if not todo:
            break
        read.add(todo[0])
        for r in graph[todo[0]]:
            if r not in seen:
                seen.add(r)
                kept.append(r)
        kept = sorted(kept, key=dist)[: max(ef, k)]
    return kept[:k]


def bm25__unseen_r1(counts, query, k1, b):
    """RIGHT: numpy."""
    n = len(counts)
    length = counts.sum(axis=1)
    norm = k1 * (1 - b + b * length / length.mean())
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        df = (f > 0).sum()
        score += np.log(1 + (n - df + 0.5) / (df + 0.5)) * f * (k1 + 1) / (f + norm)
    return score


def bm25__unseen_r2(counts, query, k1, b):
    """RIGHT: plain loops."""
    import math

    n = len(counts)
    lengths = [int(sum(int(x) for x in row)) for row in counts]
    mean = sum(lengths) / n
    out = []
    for i in range(n):
        s = 0.0
        for t in query:
            n_t = sum(1 for row in counts if row[t] > 0)
            if n_t == 0:
                continue
            f = int(counts[i][t])
            idf = math.log(1 + (n - n_t + 0.5) / (n_t + 0.5))
            s += idf * f * (k1 + 1) / (f + k1 * (1 - b + b * lengths[i] / mean))
        out.append(s)
    return out


def bm25__unseen_r3(counts, query, k1, b):
    """RIGHT: vectorised: how often each term stands in the query, as weights."""
    n, terms = counts.shape
    often = np.bincount(query, minlength=terms)
    n_t = np.count_nonzero(counts, axis=0)
    idf = np.log1p((n - n_t + 0.5) / (n_t + 0.5))
    long = counts.sum(1, keepdims=True)
    return (counts * (k1 + 1) / (counts + k1 * (1 - b + b * long / long.mean()))) @ (idf * often)


def bm25__unseen_r4(counts, query, k1, b):
    """RIGHT: the logarithm rewritten as log((n + 1) / (n_t + .5)), fancy index."""
    c = np.asarray(counts, dtype=np.float64)
    f = c[:, list(query)]
    idf = np.log(len(c) + 1) - np.log((f > 0).sum(0) + 0.5)
    relative = c.sum(1) * len(c) / c.sum()
    return (idf * f * (k1 + 1) / (f + k1 * (1 - b + b * relative)[:, None])).sum(axis=1).tolist()


def bm25__unseen_w1(counts, query, k1, b):
    """WRONG: n_t counts the occurrences, not the documents; shows on bm25(np.array([[3, 1], [0, 2]]), [0], 1.0, 0.75): right [0.97856, 0. ], this gives [-0.21762, 0. ]."""
    n = len(counts)
    length = counts.sum(axis=1)
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        df = f.sum()
        score += (
            np.log(1 + (n - df + 0.5) / (df + 0.5)) * f * (k1 + 1) / (f + k1 * (1 - b + b * length / length.mean()))
        )
    return score


def bm25__unseen_w2(counts, query, k1, b):
    """WRONG: without the 1 + in the logarithm; shows on bm25(np.array([[1, 1], [0, 2]]), [0], 1.0, 0.75): right [0.69315, 0. ], this gives [0., 0.]."""
    n = len(counts)
    length = counts.sum(axis=1)
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        df = (f > 0).sum()
        score += np.log((n - df + 0.5) / (df + 0.5)) * f * (k1 + 1) / (f + k1 * (1 - b + b * length / length.mean()))
    return score


def bm25__unseen_w3(counts, query, k1, b):
    """WRONG: the query as a set: a term that stands twice counts once; shows on bm25(np.array([[1, 1], [0, 2]]), [0, 0], 1.0, 0.75): right [1.38629, 0. ], this gives [0.69315, 0. ]."""
    n = len(counts)
    length = counts.sum(axis=1)
    score = np.zeros(n)
    for t in set(query):
        f = counts[:, t]
        df = (f > 0).sum()
        score += (
            np.log(1 + (n - df + 0.5) / (df + 0.5)) * f * (k1 + 1) / (f + k1 * (1 - b + b * length / length.mean()))
        )
    return score


def bm25__unseen_w4(counts, query, k1, b):
    """WRONG: length counts different terms, repeated ones once; shows on bm25(np.array([[1, 3], [1, 2], [0, 1]]), [0], 1.0, 0.75): right [0.39579, 0.44896, 0. ], this gives [0.43721, 0.43721, 0. ]."""
    n = len(counts)
    length = (counts > 0).sum(axis=1)
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        df = (f > 0).sum()
        score += (
            np.log(1 + (n - df + 0.5) / (df + 0.5)) * f * (k1 + 1) / (f + k1 * (1 - b + b * length / length.mean()))
        )
    return score


def bm25__unseen_w5(counts, query, k1, b):
    """WRONG: mean length over the documents that are not empty; shows on bm25(np.array([[1, 1], [0, 2], [0, 0]]), [0], 1.0, 0.75): right [0.82596, 0. , 0. ], this gives [0.98083, 0. , 0. ]."""
    n = len(counts)
    length = counts.sum(axis=1)
    mean = length[length > 0].mean()
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        df = (f > 0).sum()
        score += np.log(1 + (n - df + 0.5) / (df + 0.5)) * f * (k1 + 1) / (f + k1 * (1 - b + b * length / mean))
    return score


def bm25__unseen_w6(counts, query, k1, b):
    """WRONG: logarithm to base 10; shows on bm25(np.array([[1, 1], [0, 2]]), [0], 1.0, 0.75): right [0.69315, 0. ], this gives [0.30103, 0. ]."""
    n = len(counts)
    length = counts.sum(axis=1)
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        df = (f > 0).sum()
        score += (
            np.log10(1 + (n - df + 0.5) / (df + 0.5)) * f * (k1 + 1) / (f + k1 * (1 - b + b * length / length.mean()))
        )
    return score


def bm25__unseen_w7(counts, query, k1, b):
    """WRONG: bracket after k1 lost; shows on bm25(np.array([[1, 1], [0, 4]]), [0], 2.0, 0.75): right [0.83178, 0. ], this gives [0.75616, 0. ]."""
    n = len(counts)
    length = counts.sum(axis=1)
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        df = (f > 0).sum()
        score += np.log(1 + (n - df + 0.5) / (df + 0.5)) * f * (k1 + 1) / (f + k1 * 1 - b + b * length / length.mean())
    return score


def bm25__unseen_w8(counts, query, k1, b):
    """WRONG: length over the terms of the query only; shows on bm25(np.array([[1, 1], [0, 2]]), [0], 1.0, 0.75): right [0.69315, 0. ], this gives [0.50411, 0. ]."""
    n = len(counts)
    c = counts[:, query]
    length = c.sum(axis=1)
    df = (c > 0).sum(axis=0)
    idf = np.log(1 + (n - df + 0.5) / (df + 0.5))
    return (idf * c * (k1 + 1) / (c + k1 * (1 - b + b * length / length.mean())[:, None])).sum(axis=1)


def bm25__unseen_w9(counts, query, k1, b):
    """WRONG: idf without the halves: log(1 + (n - n_t) / n_t), which also fails for a term in no document; shows on bm25(np.array([[1, 1], [0, 2], [0, 1]]), [0], 1.0, 0.75): right [0.9124, 0. , 0. ], this gives [1.02196, 0. , 0. ]."""
    n = len(counts)
    length = counts.sum(axis=1)
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        df = (f > 0).sum()
        if df:
            score += np.log(1 + (n - df) / df) * f * (k1 + 1) / (f + k1 * (1 - b + b * length / length.mean()))
    return score


def bm25__unseen_w10(counts, query, k1, b):
    """WRONG: b and 1 - b exchanged (right where all lengths are equal); shows on bm25(np.array([[1, 3], [0, 2]]), [0], 1.0, 0.75): right [0.61613, 0. ], this gives [0.66542, 0. ]."""
    n = len(counts)
    length = counts.sum(axis=1)
    score = np.zeros(n)
    for t in query:
        f = counts[:, t]
        df = (f > 0).sum()
        score += (
            np.log(1 + (n - df + 0.5) / (df + 0.5)) * f * (k1 + 1) / (f + k1 * (b + (1 - b) * length / length.mean()))
        )
    return score


def rrf__unseen_r1(rankings, n, c):
    """RIGHT: numpy."""
    score = np.zeros(n)
    for ranking in rankings:
        for rank, document in enumerate(ranking, start=1):
            score[document] += 1 / (c + rank)
    return score


def rrf__unseen_r2(rankings, n, c):
    """RIGHT: fraction."""
    from fractions import Fraction

    return [sum((Fraction(1, c + list(r).index(d) + 1) for r in rankings if d in r), Fraction(0)) for d in range(n)]


def rrf__unseen_r3(rankings, n, c):
    """RIGHT: np.add.at."""
    out = np.zeros(n)
    for r in rankings:
        np.add.at(out, np.asarray(r, dtype=int), 1.0 / (c + np.arange(1, len(r) + 1)))
    return out


def rrf__unseen_r4(rankings, n, c):
    """RIGHT: bincount on everything put together, dictionary style."""
    from collections import defaultdict

    points = defaultdict(float)
    for ranking in rankings:
        rank = 1
        for d in ranking:
            points[int(d)] = points[int(d)] + 1.0 / (c + rank)
            rank = rank + 1
    return tuple(points[i] for i in range(n))


def rrf__unseen_w1(rankings, n, c):
    """WRONG: the first has rank 0; shows on rrf([[2, 0], [1, 2]], 4, 1): right [0.33333, 0.5 , 0.83333, 0. ], this gives [0.5, 1. , 1.5, 0. ]."""
    score = np.zeros(n)
    for ranking in rankings:
        for rank, d in enumerate(ranking):
            score[d] += 1 / (c + rank)
    return score


def rrf__unseen_w2(rankings, n, c):
    """WRONG: takes ranking[i] for the rank of document i; shows on rrf([[2, 0], [1, 2]], 4, 1): right [0.33333, 0.5 , 0.83333, 0. ], this gives [0.58333, 0.75 , 0. , 0. ]."""
    score = np.zeros(n)
    for ranking in rankings:
        for d, rank in enumerate(ranking):
            score[d] += 1 / (c + rank + 1)
    return score


def rrf__unseen_w3(rankings, n, c):
    """WRONG: a document that does not stand in a ranking gets the points of the place after its end; shows on rrf([[2, 0], [1, 2]], 4, 1): right [0.33333, 0.5 , 0.83333, 0. ], this gives [0.58333, 0.75 , 0.83333, 0.5 ]."""
    score = np.zeros(n)
    for ranking in rankings:
        for d in range(n):
            rank = list(ranking).index(d) + 1 if d in ranking else len(ranking) + 1
            score[d] += 1 / (c + rank)
    return score


def rrf__unseen_w4(rankings, n, c):
    """WRONG: mean over the rankings in place of the sum; shows on rrf([[2, 0], [1, 2]], 4, 1): right [0.33333, 0.5 , 0.83333, 0. ], this gives [0.16667, 0.25 , 0.41667, 0. ]."""
    score = np.zeros(n)
    for ranking in rankings:
        for rank, d in enumerate(ranking, 1):
            score[d] += 1 / (c + rank)
    return score / len(rankings)


def rrf__unseen_w5(rankings, n, c):
    """WRONG: the documents in their new order, not their points; shows on rrf([[2, 0], [1, 2]], 4, 1): right [0.33333, 0.5 , 0.83333, 0. ], this gives [2., 1., 0., 3.]."""
    score = np.zeros(n)
    for ranking in rankings:
        for rank, d in enumerate(ranking, 1):
            score[d] += 1 / (c + rank)
    return np.argsort(-score)


def rrf__unseen_w6(rankings, n, c):
    """WRONG: zip over the rankings ends at the shortest; shows on rrf([[2, 0], [1]], 4, 1): right [0.33333, 0.5 , 0.5 , 0. ], this gives [0. , 0.5, 0.5, 0. ]."""
    score = np.zeros(n)
    for rank, documents in enumerate(zip(*rankings), 1):
        for d in documents:
            score[d] += 1 / (c + rank)
    return score


def rrf__unseen_w7(rankings, n, c):
    """WRONG: one array of rankings: fails for different lengths; shows on rrf([[2, 0], [1]], 4, 1): right [0.33333, 0.5 , 0.5 , 0. ], this gives raises ValueError: setting an array element with a sequence. The requ."""
    r = np.array(rankings)
    score = np.zeros(n)
    for row in r:
        score[row] += 1 / (c + np.arange(1, r.shape[1] + 1))
    return score


def rrf__unseen_w8(rankings, n, c):
    """WRONG: precedence: 1/c + rank; shows on rrf([[2, 0], [1, 2]], 4, 1): right [0.33333, 0.5 , 0.83333, 0. ], this gives [3., 2., 5., 0.]."""
    score = np.zeros(n)
    for ranking in rankings:
        for rank, d in enumerate(ranking, 1):
            score[d] += 1 / c + rank
    return score


def rrf__unseen_w9(rankings, n, c):
    """WRONG: as long as the largest document named, n not used; shows on rrf([[2, 0], [1, 2]], 4, 1): right [0.33333, 0.5 , 0.83333, 0. ], this gives [0.33333, 0.5 , 0.83333]."""
    points = {}
    for ranking in rankings:
        for rank, d in enumerate(ranking, 1):
            points[d] = points.get(d, 0) + 1 / (c + rank)
    return [points[d] for d in sorted(points)]


def rrf__unseen_w10(rankings, n, c):
    """WRONG: fancy index with all rankings put together: += keeps one of several; shows on rrf([[2, 0], [1, 2]], 4, 1): right [0.33333, 0.5 , 0.83333, 0. ], this gives [0.33333, 0.5 , 0.33333, 0. ]."""
    score = np.zeros(n)
    documents = np.concatenate([np.asarray(r, dtype=int) for r in rankings])
    ranks = np.concatenate([np.arange(1, len(r) + 1) for r in rankings])
    score[documents] += 1 / (c + ranks)
    return score


def rrf__unseen_w11(rankings, n, c):
    """WRONG: an empty ranking: float index raises; shows on rrf([[2, 0], []], 4, 1): right [0.33333, 0. , 0.5 , 0. ], this gives raises IndexError: arrays used as indices must be of integer (or bool."""
    score = np.zeros(n)
    for ranking in rankings:
        ranking = np.array(ranking)
        score[ranking] += 1 / (c + np.arange(1, len(ranking) + 1))
    return score


def max_sim__unseen_r1(query, documents):
    """RIGHT: numpy."""
    return np.array([(query @ d.T).max(axis=1).sum() if len(d) else 0.0 for d in documents])


def max_sim__unseen_r2(query, documents):
    """RIGHT: plain loops."""
    scores = []
    for document in documents:
        total = 0.0
        if len(document) > 0:
            for q in query:
                best = None
                for t in document:
                    dot = sum(float(a) * float(b) for a, b in zip(q, t))
                    if best is None or dot > best:
                        best = dot
                total += best
        scores.append(total)
    return scores


def max_sim__unseen_r3(query, documents):
    """RIGHT: torch."""
    import torch

    q = torch.tensor(query)
    return torch.stack(
        [
            torch.einsum("qd,td->qt", q, torch.tensor(d)).amax(1).sum() if d.shape[0] else q.new_zeros(())
            for d in documents
        ]
    )


def max_sim__unseen_r4(query, documents):
    """RIGHT: all tokens at once, cut at the borders."""
    sims = query @ np.concatenate(documents, axis=0).T
    out, at = np.zeros(len(documents)), 0
    for i, d in enumerate(documents):
        if len(d):
            out[i] = np.sort(sims[:, at : at + len(d)], axis=1)[:, -1].sum()
        at += len(d)
    return out


def max_sim__unseen_w1(query, documents):
    """WRONG: the largest over the query's tokens, added over the document's; shows on max_sim(np.array([[1.0, 0.0], [0.0, 1.0]]), [np.array([[3.0, 0.0], [2.0, 0.5]])]): right [3.5], this gives [5.]."""
    return np.array([(query @ d.T).max(axis=0).sum() if len(d) else 0.0 for d in documents])


def max_sim__unseen_w2(query, documents):
    """WRONG: mean in place of the sum; shows on max_sim(np.array([[1.0, 0.0], [0.0, 1.0]]), [np.array([[3.0, 0.0], [-1.0, 0.5]])]): right [3.5], this gives [1.75]."""
    return np.array([(query @ d.T).max(axis=1).mean() if len(d) else 0.0 for d in documents])


def max_sim__unseen_w3(query, documents):
    """WRONG: cosine in place of the dot product; shows on max_sim(np.array([[1.0, 0.0], [0.0, 1.0]]), [np.array([[3.0, 0.0], [-1.0, 0.5]])]): right [3.5], this gives [1.44721]."""
    unit = lambda a: a / np.maximum(np.linalg.norm(a, axis=1, keepdims=True), 1e-12)
    return np.array([(unit(query) @ unit(d).T).max(axis=1).sum() if len(d) else 0.0 for d in documents])


def max_sim__unseen_w4(query, documents):
    """WRONG: a document without tokens raises; shows on max_sim(np.array([[1.0, 0.0]]), [np.array([[3.0, 0.0]]), np.zeros((0, 2))]): right [3., 0.], this gives raises ValueError: zero-size array to reduction operation maximum whi."""
    return np.array([(query @ d.T).max(axis=1).sum() for d in documents])


def max_sim__unseen_w5(query, documents):
    """WRONG: the largest begins at 0: negative dot products are cut off; shows on max_sim(np.array([[1.0, 0.0]]), [np.array([[-3.0, 0.0]])]): right [-3.], this gives [0.]."""
    out = []
    for d in documents:
        total = 0.0
        for q in query:
            best = 0.0
            for t in d:
                best = max(best, float(q @ t))
            total += best
        out.append(total)
    return out


def max_sim__unseen_w6(query, documents):
    """WRONG: a document without tokens is left out; shows on max_sim(np.array([[1.0, 0.0]]), [np.array([[3.0, 0.0]]), np.zeros((0, 2))]): right [3., 0.], this gives [3.]."""
    return [float((query @ d.T).max(axis=1).sum()) for d in documents if len(d) > 0]


def max_sim__unseen_w7(query, documents):
    """WRONG: max with initial=0 to be safe with empty documents: also cuts off negative ones; shows on max_sim(np.array([[1.0, 0.0], [0.0, 1.0]]), [np.array([[-3.0, 2.0]])]): right [-1.], this gives [2.]."""
    return np.array([(query @ d.T).max(axis=1, initial=0).sum() for d in documents])


def max_sim__unseen_w8(query, documents):
    """WRONG: max without axis: one largest dot product in all; shows on max_sim(np.array([[1.0, 0.0], [0.0, 1.0]]), [np.array([[3.0, 0.0], [-1.0, 0.5]])]): right [3.5], this gives [3.]."""
    return np.array([(query @ d.T).max() if len(d) else 0.0 for d in documents])


def max_sim__unseen_w9(query, documents):
    """WRONG: the mean vector of the document's tokens; shows on max_sim(np.array([[1.0, 0.0], [0.0, 1.0]]), [np.array([[3.0, 0.0], [-1.0, 0.5]])]): right [3.5], this gives [1.25]."""
    return np.array([(query @ d.mean(axis=0)).sum() if len(d) else 0.0 for d in documents])


def max_sim__unseen_w10(query, documents):
    """WRONG: documents padded with zero rows to equal length: a padded row wins over negative ones; shows on max_sim(np.array([[1.0, 0.0]]), [np.array([[-3.0, 0.0]]), np.array([[1.0, 0.0], [2.0, 0.0]])]): right [-3., 2.], this gives [0., 2.]."""
    longest = max(len(d) for d in documents)
    padded = np.zeros((len(documents), longest, query.shape[1]))
    for i, d in enumerate(documents):
        padded[i, : len(d)] = d
    return (padded @ query.T).max(axis=1).sum(axis=1)
