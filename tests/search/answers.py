"""Right answers to the exercises of unit 07, in the styles people write."""

import heapq
import itertools
import math
from collections import Counter

import numpy as np
import scipy.cluster.vq
import scipy.spatial
import torch
from sklearn.cluster import KMeans


def unit(x):
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


class TopK:
    def a_loop_over_queries(queries, vectors, k):
        lists = []
        for query in queries:
            scores = [(-(v @ query) / (np.linalg.norm(v) or 1), i) for i, v in enumerate(vectors)]
            lists.append([i for _, i in sorted(scores)][:k])
        return lists

    def both_sides_normalised(queries, vectors, k):
        cosines = unit(queries) @ unit(vectors).T
        return cosines.argsort(axis=1)[:, ::-1][:, :k]

    def partition_then_sort(queries, vectors, k):
        scores = -(queries @ unit(vectors).T)
        k = min(k, len(vectors))
        best = np.argpartition(scores, k - 1, axis=1)[:, :k]
        return np.take_along_axis(best, np.take_along_axis(scores, best, 1).argsort(axis=1), 1)

    def in_torch(queries, vectors, k):
        x = torch.nn.functional.normalize(torch.tensor(vectors), dim=1)
        q = torch.nn.functional.normalize(torch.tensor(queries), dim=1)
        return torch.topk(q @ x.T, min(k, len(x)), dim=1).indices

    def with_scipy(queries, vectors, k):
        q, x = unit(queries), unit(vectors)
        return np.argsort(1 - np.einsum("md,nd->mn", q, x), axis=1, kind="stable")[:, :k].tolist()


class Recall:
    def masks(found, scores, k):
        limits = -np.sort(-scores, axis=1)[:, k - 1]
        total = 0
        for row in range(len(scores)):
            mask = np.zeros(scores.shape[1], dtype=bool)
            mask[[i for i in found[row, :k] if i != -1]] = True
            total += (mask & (scores[row] >= limits[row])).sum()
        return total / (k * len(scores))

    def unique_rows(found, scores, k):
        shares = []
        for rows, s in zip(found[:, :k], scores, strict=True):
            rows = np.unique(rows[rows >= 0])
            shares.append(np.count_nonzero(s[rows] >= np.partition(s, -k)[-k]) / k)
        return float(np.mean(shares))

    def sets_of_right_rows(found, scores, k):
        def share(rows, s):
            limit = sorted(s.tolist(), reverse=True)[k - 1]
            return len({i for i, score in enumerate(s) if score >= limit} & set(rows[:k].tolist())) / k

        return sum(map(share, found, scores)) / len(found)

    def in_torch(found, scores, k):
        limits = torch.tensor(scores).topk(k, dim=1).values[:, -1]
        right = torch.tensor(scores) >= limits[:, None]
        hits = [sum(right[q, i] for i in set(rows[:k].tolist()) - {-1}) for q, rows in enumerate(found)]
        return torch.tensor([float(h) for h in hits]).mean() / k


class WrongQueries:
    def with_cdist(search, vectors, queries, k):
        found = np.asarray(search(queries, k))
        exact = np.sort(scipy.spatial.distance.cdist(queries, vectors), axis=1)[:, :k]
        away = np.linalg.norm(vectors[found] - queries[:, None], axis=2)
        distinct = np.array([len(set(rows.tolist())) == k for rows in found])
        good = np.isclose(away, exact, atol=1e-6).all(axis=1) & distinct & (found >= 0).all(axis=1)
        return np.flatnonzero(~good)

    def in_plain_python(search, vectors, queries, k):
        wrong = []
        for number, (query, rows) in enumerate(zip(queries, search(queries, k), strict=True)):
            all_distances = sorted(math.dist(query, v) for v in vectors)
            fine = -1 not in rows and len(Counter(rows.tolist())) == k
            if fine:
                fine = all(abs(math.dist(query, vectors[r]) - d) < 1e-6 for r, d in zip(rows, all_distances))  # noqa: B905
            if not fine:
                wrong.append(number)
        return wrong

    def squared_distances(search, vectors, queries, k):
        table = ((queries[:, None] - vectors) ** 2).sum(axis=2)
        best = np.partition(table, range(k), axis=1)[:, :k]
        answers = search(queries, k)
        bad = set()
        for q in range(len(queries)):
            real = all(r >= 0 for r in answers[q]) and len(np.unique(answers[q])) == k
            if not real or np.abs(table[q][answers[q]] - best[q]).max() > 1e-5:
                bad.add(q)
        return sorted(bad)

    def in_torch(search, vectors, queries, k):
        found = torch.tensor(np.asarray(search(queries, k)))
        table = torch.cdist(torch.tensor(queries), torch.tensor(vectors))
        best = table.sort(dim=1).values[:, :k]
        real = (found >= 0).all(1) & torch.tensor([row.unique().numel() == k for row in found])
        near = (table.gather(1, found.clamp(min=0)) - best).abs().amax(1) < 1e-5
        return torch.nonzero(~(real & near)).flatten()


class KmeansStep:
    def two_loops(points, centres):
        groups = [[] for _ in centres]
        for p in points:
            away = [math.dist(p, c) for c in centres]
            groups[away.index(min(away))].append(p)
        return [np.mean(group, axis=0) if group else c for group, c in zip(groups, centres, strict=True)]

    def one_hot(points, centres):
        which = ((points[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
        member = np.eye(len(centres))[which]
        sizes = member.sum(axis=0)[:, None]
        return np.where(sizes > 0, member.T @ points / np.maximum(sizes, 1), centres)

    def add_at(points, centres):
        which = scipy.spatial.distance.cdist(points, centres).argmin(axis=1)
        sums = np.zeros_like(centres)
        np.add.at(sums, which, points)
        sizes = np.bincount(which, minlength=len(centres))
        sums[sizes > 0] /= sizes[sizes > 0, None]
        sums[sizes == 0] = centres[sizes == 0]
        return sums

    def with_scipy(points, centres):
        which = scipy.cluster.vq.vq(points, centres)[0]
        return [points[which == c].mean(axis=0) if (which == c).any() else centres[c] for c in range(len(centres))]

    def in_torch(points, centres):
        p, c = torch.tensor(points), torch.tensor(centres)
        which = ((p[:, None] - c) ** 2).sum(2).argmin(1)
        return torch.stack([p[which == i].mean(0) if (which == i).any() else c[i] for i in range(len(c))])


class IvfSearch:
    def sorted_pairs(query, vectors, centres, cells, n_probe, k):
        order = sorted(range(len(centres)), key=lambda c: math.dist(centres[c], query))[:n_probe]
        pairs = [(math.dist(vectors[row], query), row) for c in order for row in cells[c]]
        return [row for _, row in sorted(pairs)[:k]]

    def with_a_heap(query, vectors, centres, cells, n_probe, k):
        probed = heapq.nsmallest(n_probe, range(len(centres)), key=lambda c: ((centres[c] - query) ** 2).sum())
        rows = [int(row) for c in probed for row in cells[c]]
        return heapq.nsmallest(k, rows, key=lambda row: ((vectors[row] - query) ** 2).sum())

    def a_mask(query, vectors, centres, cells, n_probe, k):
        away = np.full(len(vectors), np.inf)
        for c in ((centres - query) ** 2).sum(axis=1).argsort()[:n_probe]:
            away[cells[c]] = ((vectors[cells[c]] - query) ** 2).sum(axis=1)
        return np.argsort(away)[: min(k, np.isfinite(away).sum())]

    def in_torch(query, vectors, centres, cells, n_probe, k):
        q, x = torch.tensor(query), torch.tensor(vectors)
        probed = (torch.tensor(centres) - q).norm(dim=1).argsort()[:n_probe]
        rows = torch.cat([torch.tensor(cells[int(c)]) for c in probed])
        return rows[(x[rows] - q).norm(dim=1).argsort()[:k]]


class PqEncode:
    def two_loops(vectors, books):
        s = books.shape[2]
        codes = np.zeros((len(vectors), len(books)), dtype=int)
        for i, vector in enumerate(vectors):
            for j, book in enumerate(books):
                piece = vector[j * s : (j + 1) * s]
                codes[i, j] = min(range(len(book)), key=lambda e, p=piece, b=book: ((p - b[e]) ** 2).sum())
        return codes

    def piece_by_piece(vectors, books):
        parts = np.split(vectors, len(books), axis=1)
        pairs = zip(parts, books, strict=True)
        return np.column_stack([scipy.spatial.distance.cdist(part, book).argmin(axis=1) for part, book in pairs])

    def squares_without_root(vectors, books):
        x = vectors.reshape(len(vectors), len(books), books.shape[2])
        return (((x[:, :, None] - books) ** 2).sum(axis=-1)).argmin(axis=-1).astype(np.uint16)

    def in_torch(vectors, books):
        x = torch.tensor(vectors).reshape(len(vectors), len(books), 1, -1)
        return ((x - torch.tensor(books)) ** 2).sum(3).argmin(2)


class PqDistances:
    def two_loops(query, codes, books):
        s = books.shape[2]
        result = []
        for code in codes:
            total = 0.0
            for j, entry in enumerate(code):
                total += ((query[j * s : (j + 1) * s] - books[j, entry]) ** 2).sum()
            result.append(total)
        return result

    def rebuilt(query, codes, books):
        rows = np.concatenate([books[j][codes[:, j]] for j in range(len(books))], axis=1)
        return ((rows - query) ** 2).sum(axis=1)

    def take_along_axis(query, codes, books):
        tables = [((book - piece) ** 2).sum(1) for book, piece in zip(books, np.split(query, len(books)), strict=True)]
        return np.take_along_axis(np.array(tables), codes.T, 1).sum(axis=0)

    def float32(query, codes, books):
        q, b = query.astype(np.float32).reshape(len(books), 1, -1), books.astype(np.float32)
        return ((q - b) ** 2).sum(-1)[np.arange(len(books))[None], codes].sum(-1)

    def in_torch(query, codes, books):
        b = torch.tensor(books)
        table = ((torch.tensor(query).reshape(len(b), 1, -1) - b) ** 2).sum(2)
        return table.gather(1, torch.tensor(codes).T).sum(0)


class BeamSearch:
    def two_heaps(query, vectors, graph, start, ef, k):
        def away(row):
            return float(((vectors[row] - query) ** 2).sum())

        ef = max(ef, k)
        waiting, kept, seen = [(away(start), start)], [(-away(start), start)], {start}
        while waiting:
            distance, row = heapq.heappop(waiting)
            if len(kept) == ef and distance > -kept[0][0]:
                break
            for other in graph[row]:
                if other not in seen:
                    seen.add(other)
                    if len(kept) < ef or away(other) < -kept[0][0]:
                        heapq.heappush(waiting, (away(other), other))
                        heapq.heappush(kept, (-away(other), other))
                        if len(kept) > ef:
                            heapq.heappop(kept)
        return [row for _, row in sorted(kept, reverse=True)][:k]

    def arrays_of_flags(query, vectors, graph, start, ef, k):
        away = np.linalg.norm(vectors - query, axis=1)
        seen, read = np.zeros(len(vectors), bool), np.zeros(len(vectors), bool)
        seen[start] = True
        while True:
            rows = np.flatnonzero(seen)
            kept = rows[np.argsort(away[rows])][: max(ef, k)]
            unread = kept[~read[kept]]
            if not len(unread):
                return kept[:k]
            read[unread[0]] = True
            seen[graph[unread[0]]] = True

    def a_dictionary_of_distances(query, vectors, graph, start, ef, k):
        kept, read = {start: math.dist(vectors[start], query)}, set()
        while set(kept) - read:
            row = min(set(kept) - read, key=kept.get)
            read.add(row)
            kept.update({other: math.dist(vectors[other], query) for other in graph[row]})
            kept = dict(sorted(kept.items(), key=lambda item: item[1])[: max(ef, k)])
        return list(kept)[:k]

    def in_torch(query, vectors, graph, start, ef, k):
        away = (torch.tensor(vectors) - torch.tensor(query)).norm(dim=1).tolist()
        kept, read = [start], []
        while any(row not in read for row in kept):
            row = next(row for row in kept if row not in read)
            read.append(row)
            kept = sorted({*kept, *graph[row]}, key=away.__getitem__)[: max(ef, k)]
        return torch.tensor(kept[:k])


class Bm25:
    def in_plain_python(counts, query, k1, b):
        counts = counts.tolist()
        n = len(counts)
        mean = sum(map(sum, counts)) / n
        scores = []
        for document in counts:
            score = 0.0
            for term in query:
                df = sum(other[term] > 0 for other in counts)
                f = document[term]
                length = 1 - b + b * sum(document) / mean
                score += math.log(1 + (n - df + 0.5) / (df + 0.5)) * f * (k1 + 1) / (f + k1 * length)
            scores.append(score)
        return scores

    def term_by_term(counts, query, k1, b):
        n, lengths = len(counts), counts.sum(axis=1)
        scores = np.zeros(n)
        for term, times in Counter(query).items():
            f = counts[:, term]
            df = np.count_nonzero(f)
            scores += (
                times
                * np.log1p((n - df + 0.5) / (df + 0.5))
                * f
                * (k1 + 1)
                / (f + k1 * (1 - b + b * lengths / lengths.mean()))
            )
        return scores

    def a_weight_for_every_term(counts, query, k1, b):
        df = (counts > 0).sum(axis=0)
        idf = np.log((len(counts) + 1) / (df + 0.5))
        norm = k1 * (1 - b) + k1 * b * counts.sum(axis=1) / counts.sum(axis=1).mean()
        table = idf * counts * (k1 + 1) / (counts + norm[:, None])
        return table @ np.bincount(query, minlength=counts.shape[1])

    def in_torch(counts, query, k1, b):
        c = torch.tensor(counts, dtype=torch.float64)
        f, lengths = c[:, query], c.sum(1, keepdim=True)
        df = (f > 0).sum(0)
        idf = torch.log1p((len(c) - df + 0.5) / (df + 0.5))
        return (idf * f * (k1 + 1) / (f + k1 * (1 - b + b * lengths / lengths.mean()))).sum(1)


class Rrf:
    def two_loops(rankings, n, c):
        points = [0.0] * n
        for ranking in rankings:
            for rank, document in enumerate(ranking, start=1):
                points[document] += 1 / (c + rank)
        return points

    def a_counter(rankings, n, c):
        points = Counter()
        for ranking in rankings:
            points.update({document: 1 / (c + i + 1) for i, document in enumerate(ranking)})
        return [points[document] for document in range(n)]

    def asking_each_document(rankings, n, c):
        return np.array(
            [sum(1 / (c + r.index(document) + 1) for r in rankings if document in r) for document in range(n)]
        )

    def in_torch(rankings, n, c):
        points = torch.zeros(n, dtype=torch.float64)
        for ranking in rankings:
            places = torch.arange(1, len(ranking) + 1, dtype=torch.float64)
            points.index_add_(0, torch.tensor(ranking, dtype=torch.long), 1 / (c + places))
        return points


class MaxSim:
    def three_loops(query, documents):
        scores = []
        for tokens in documents:
            total = 0.0
            for token in query:
                total += max((float(token @ other) for other in tokens), default=0.0)
            scores.append(total)
        return scores

    def all_at_once(query, documents):
        products = query @ np.vstack(documents).T
        ends = np.cumsum([0, *map(len, documents)])
        pairs = itertools.pairwise(ends)
        return [products[:, a:b].max(axis=1).sum() if b > a else 0 for a, b in pairs]

    def einsum(query, documents):
        return np.array(
            [np.einsum("qd,td->qt", query, t).max(axis=1).sum() if t.size else 0.0 for t in documents]
        ).astype(np.float32)

    def in_torch(query, documents):
        q = torch.tensor(query)
        return torch.stack(
            [
                (q @ torch.tensor(t).T).max(1).values.sum() if len(t) else torch.zeros((), dtype=torch.float64)
                for t in documents
            ]
        )


def centres_of(rows, rounds=12, seed=0):
    """k-means with 16 centres that begin at rows drawn at random."""
    centres = rows[np.random.default_rng(seed).permutation(len(rows))[:16]].copy()
    for _ in range(rounds):
        nearest = scipy.spatial.distance.cdist(rows, centres).argmin(axis=1)
        centres = np.array([rows[nearest == c].mean(axis=0) if (nearest == c).any() else centres[c] for c in range(16)])
    return centres


class EightBytes:
    def residuals_from_a_random_start(vectors):
        left, codes, books = vectors - 0, [], []
        for j in range(16):
            books.append(centres_of(left, seed=j))
            codes.append(scipy.spatial.distance.cdist(left, books[j]).argmin(axis=1))
            left = left - books[j][codes[j]]
        return np.array(codes).T, np.array(books)

    def residuals_with_sklearn(vectors):
        left, codes, books = vectors.copy(), [], []
        for _ in range(16):
            model = KMeans(16, n_init=1, max_iter=15, random_state=0).fit(left)
            books.append(model.cluster_centers_)
            codes.append(model.labels_)
            left -= model.cluster_centers_[model.labels_]
        return np.stack(codes, axis=1), np.stack(books)

    def pieces_then_chosen_again(vectors):
        """Product quantisation, whose books are then fitted by least squares and its codes chosen in turn."""
        n, d = vectors.shape
        codes, books = np.zeros((n, 16), dtype=int), np.zeros((16, 16, d))
        for j, columns in enumerate(np.array_split(np.arange(d), 16)):
            books[j][:, columns] = centres_of(vectors[:, columns])
            codes[:, j] = scipy.spatial.distance.cdist(vectors[:, columns], books[j][:, columns]).argmin(axis=1)
        return refined(vectors, codes, books, turns=4)

    def residuals_chosen_again(vectors):
        return refined(vectors, *EightBytes.residuals_from_a_random_start(vectors), turns=2)


def refined(vectors, codes, books, turns):
    """The books fitted by least squares to the codes, and each code chosen again for what the others leave over."""
    for _ in range(turns):
        named = np.zeros((len(vectors), 256))
        named[np.arange(len(vectors))[:, None], codes + 16 * np.arange(16)] = 1
        books = np.linalg.solve(named.T @ named + 1e-3 * np.eye(256), named.T @ vectors).reshape(16, 16, -1)
        rest = vectors - books[np.arange(16), codes].sum(axis=1)
        for j in range(16):
            rest += books[j][codes[:, j]]
            codes[:, j] = scipy.spatial.distance.cdist(rest, books[j]).argmin(axis=1)
            rest -= books[j][codes[:, j]]
    return codes, books


ALTERNATIVES = {
    "top_k": TopK,
    "recall": Recall,
    "wrong_queries": WrongQueries,
    "kmeans_step": KmeansStep,
    "ivf_search": IvfSearch,
    "pq_encode": PqEncode,
    "pq_distances": PqDistances,
    "beam_search": BeamSearch,
    "bm25": Bm25,
    "rrf": Rrf,
    "max_sim": MaxSim,
    "eight_bytes": EightBytes,
}
