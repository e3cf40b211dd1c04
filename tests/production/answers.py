"""Right answers to the exercises of unit 11, in the styles people write."""

import hashlib
import itertools
import math
import re
import unicodedata

import numpy as np
import scipy.spatial.distance
import scipy.stats
import torch


class DocId:
    def by_pattern(text):
        clean = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
        return hashlib.sha256(bytes(clean, "utf8")).hexdigest()

    def step_by_step(text):
        digest = hashlib.new("sha256")
        for i, word in enumerate(unicodedata.normalize("NFC", text).split()):
            digest.update((" " + word if i else word).encode())
        return digest.hexdigest()

    def composed_last(text):
        return hashlib.sha256(unicodedata.normalize("NFC", " ".join(text.split())).encode("utf-8")).hexdigest()

    def from_bytes(text):
        digest = hashlib.sha256(" ".join(unicodedata.normalize("NFC", text).split()).encode()).digest()
        return "".join(f"{byte:02x}" for byte in digest)


class Chunk:
    def by_number(text, size, overlap):
        words = text.split()
        if not words:
            return []
        n = 1 + max(0, math.ceil((len(words) - size) / (size - overlap)))
        return [" ".join(words[i * (size - overlap) : i * (size - overlap) + size]) for i in range(n)]

    def until_the_end(text, size, overlap):
        words, chunks = text.split(), []
        while words:
            chunks.append(" ".join(words[:size]))
            words = words[size - overlap :] if len(words) > size else []
        return chunks

    def filtered(text, size, overlap):
        words = text.split()
        starts = [i for i in range(0, len(words), size - overlap) if i == 0 or len(words) - i > overlap]
        return [" ".join(words[i : i + size]) for i in starts]

    def recursive(text, size, overlap):
        words = text.split()
        if len(words) <= size:
            return [" ".join(words)] if words else []
        rest = " ".join(words[size - overlap :])
        return [" ".join(words[:size]), *Chunk.recursive(rest, size, overlap)]


class ToWrite:
    def with_loop(ids, stored, size):
        seen, batches = set(stored), []
        for one in ids:
            if one in seen:
                continue
            seen.add(one)
            if not batches or len(batches[-1]) == size:
                batches.append([])
            batches[-1].append(one)
        return batches

    def popping(ids, stored, size):
        left, batches = [], []
        for one in ids:
            if one not in stored and one not in left:
                left.append(one)
        while left:
            batch, left = left[:size], left[size:]
            batches.append(batch)
        return batches

    def batched(ids, stored, size):
        left = iter([one for i, one in enumerate(ids) if one not in stored and one not in ids[:i]])
        return list(iter(lambda: tuple(itertools.islice(left, size)), ()))

    def in_numpy(ids, stored, size):
        if not ids:
            return []
        _, first = np.unique(np.array(ids), return_index=True)
        left = [ids[i] for i in sorted(first) if ids[i] not in stored]
        return [left[i : i + size] for i in range(0, len(left), size)]


class SearchFiltered:
    def with_list(search, allowed, k):
        n, kept = k, []
        while True:
            kept = [int(row) for row in search(n) if allowed[row]]
            if len(kept) >= k or n >= len(allowed):
                return kept[:k]
            n *= 2

    def recursive(search, allowed, k):
        def ask(n):
            rows = search(n)
            rows = rows[allowed[rows]]
            return rows[:k] if len(rows) >= k or n >= len(allowed) else ask(2 * n)

        return ask(k)

    def never_beyond_all(search, allowed, k):
        n = min(k, len(allowed))
        rows = search(n)
        while allowed[rows].sum() < k and n < len(allowed):
            n = min(2 * n, len(allowed))
            rows = search(n)
        return rows[allowed[rows]][:k]

    def by_exponent(search, allowed, k):
        for i in itertools.count():
            rows = np.array([row for row in search(k * 2**i) if allowed[row]], dtype=int)
            if len(rows) >= k or k * 2**i >= len(allowed):
                return rows[:k]


class Bridge:
    def normal_equations(new, old, queries):
        x, y = new - new.mean(0), old - old.mean(0)
        return (queries - new.mean(0)) @ np.linalg.solve(x.T @ x, x.T @ y) + old.mean(0)

    def with_ones(new, old, queries):
        def ones(x):
            return np.hstack([x, np.ones((len(x), 1))])

        return ones(queries) @ np.linalg.lstsq(ones(new), old, rcond=None)[0]

    def pseudo_inverse(new, old, queries):
        source, target = new.mean(axis=0), old.mean(axis=0)
        return target + (queries - source) @ (np.linalg.pinv(new - source) @ (old - target))

    def by_scikit_learn(new, old, queries):
        from sklearn.linear_model import LinearRegression

        return LinearRegression().fit(new, old).predict(queries)

    def in_torch(new, old, queries):
        new, old, queries = (torch.tensor(x, dtype=torch.float64) for x in (new, old, queries))
        matrix = torch.linalg.lstsq(new - new.mean(0), old - old.mean(0)).solution
        return (queries - new.mean(0)) @ matrix + old.mean(0)


class Mmd:
    def with_loops(kernel, n):
        t = len(kernel)
        one = [kernel[i, j] for i in range(n) for j in range(n) if i != j]
        two = [kernel[i, j] for i in range(n, t) for j in range(n, t) if i != j]
        across = [kernel[i, j] for i in range(n) for j in range(n, t)]
        return sum(one) / len(one) + sum(two) / len(two) - 2 * sum(across) / len(across)

    def with_a_mask(kernel, n):
        off = ~np.eye(len(kernel), dtype=bool)
        first = np.arange(len(kernel)) < n
        inside = [kernel[off & np.outer(side, side)].mean() for side in (first, ~first)]
        return sum(inside) - 2 * kernel[np.outer(first, ~first)].mean()

    def upper_triangle(kernel, n):
        one, two = kernel[:n, :n], kernel[n:, n:]
        inside = [k[np.triu_indices(len(k), 1)].mean() for k in (one, two)]
        return inside[0] + inside[1] - 2 * np.mean(kernel[n:, :n])

    def in_torch(kernel, n):
        k = torch.tensor(kernel, dtype=torch.float64)
        k.fill_diagonal_(0)
        m = len(k) - n
        return k[:n, :n].sum() / (n * (n - 1)) + k[n:, n:].sum() / (m * (m - 1)) - 2 * k[:n, n:].mean()


class DriftP:
    def with_a_list(rows, n, orders):
        def gap(x):
            d = x[:n].mean(0) - x[n:].mean(0)
            return float(d @ d)

        found = [gap(rows[list(order)]) for order in orders] + [gap(rows)]
        return np.mean([one >= gap(rows) for one in found])

    def all_at_once(rows, n, orders):
        every = rows[np.vstack([np.arange(len(rows)), orders])]
        gaps = ((every[:, :n].mean(axis=1) - every[:, n:].mean(axis=1)) ** 2).sum(axis=1)
        return (gaps >= gaps[0]).mean()

    def by_norm(rows, n, orders):
        def gap(x):
            return np.linalg.norm(np.mean(x[:n], axis=0) - np.mean(x[n:], axis=0))

        count = 1
        for order in orders:
            count += gap(rows[order]) >= gap(rows) - 1e-9
        return count / (len(orders) + 1)

    def in_torch(rows, n, orders):
        x, orders = torch.tensor(rows, dtype=torch.float64), torch.tensor(orders)
        every = torch.cat([x[None], x[orders]])
        gaps = (every[:, :n].mean(1) - every[:, n:].mean(1)).square().sum(1)
        return (gaps >= gaps[0]).double().mean()


class TwoSampleAuc:
    def with_loops(first, second):
        direction = np.mean(second[0::2], 0) - np.mean(first[0::2], 0)
        pairs = [(a @ direction, b @ direction) for a in first[1::2] for b in second[1::2]]
        return sum(1.0 if b > a else 0.5 if b == a else 0.0 for a, b in pairs) / len(pairs)

    def by_signs(first, second):
        direction = second[::2].mean(axis=0) - first[::2].mean(axis=0)
        gaps = np.subtract.outer(second[1::2] @ direction, first[1::2] @ direction)
        return 0.5 + np.sign(gaps).mean() / 2

    def by_scipy(first, second):
        direction = second[::2].mean(axis=0) - first[::2].mean(axis=0)
        low, high = first[1::2] @ direction, second[1::2] @ direction
        return scipy.stats.mannwhitneyu(high, low).statistic / (len(low) * len(high))

    def by_ranks(first, second):
        direction = second[::2].mean(axis=0) - first[::2].mean(axis=0)
        low, high = first[1::2] @ direction, second[1::2] @ direction
        ranks = scipy.stats.rankdata(np.concatenate([low, high]))
        return (ranks[len(low) :].sum() - len(high) * (len(high) + 1) / 2) / (len(low) * len(high))

    def in_torch(first, second):
        first, second = (torch.tensor(x, dtype=torch.float64) for x in (first, second))
        direction = second[::2].mean(0) - first[::2].mean(0)
        gaps = (second[1::2] @ direction)[:, None] - first[1::2] @ direction
        return (torch.sign(gaps).mean() + 1) / 2


class Switch:
    def with_all(alias, ids, new):
        if new in ids and new != alias["live"] and all(one in ids[new] for one in ids[alias["live"]]):
            return {"before": alias["live"], "live": new}
        return alias

    def with_a_loop(alias, ids, new):
        if alias["live"] == new or new not in ids:
            return {"live": alias["live"], "before": alias["before"]}
        for one in ids[alias["live"]]:
            if one not in ids[new]:
                return alias.copy()
        return {"live": new, "before": alias["live"]}

    def as_superset(alias, ids, new):
        allowed = alias["live"] != new and set(ids.get(new, [])).issuperset(ids[alias["live"]]) and new in ids
        return dict(live=new, before=alias["live"]) if allowed else alias

    def by_numbers_of_sets(alias, ids, new):
        live = alias["live"]
        there = set(ids.get(new, ()))
        whole = new in ids and len(there & set(ids[live])) == len(set(ids[live]))
        return {**alias, "live": new, "before": live} if whole and new != live else {**alias}


class Waits:
    def by_numpy(due, sent, done):
        return np.sort(done - due)[np.ceil(np.array([50, 95, 99]) * len(due) / 100).astype(int) - 1]

    def inverted(due, sent, done):
        return np.percentile(np.array(done) - due, [50, 95, 99], method="inverted_cdf")

    def counted(due, sent, done):
        waited = sorted(float(b) - float(a) for a, b in zip(due, done, strict=True))
        n = len(waited)
        return tuple(next(w for i, w in enumerate(waited) if 100 * (i + 1) >= p * n) for p in (50, 95, 99))

    def in_torch(due, sent, done):
        ordered = torch.sort(torch.tensor(done, dtype=torch.float64) - torch.tensor(due)).values
        return torch.stack([ordered[-(-p * len(ordered) // 100) - 1] for p in (50, 95, 99)])


class Machines:
    def with_whole_numbers(n, d, bits, m, ram, copies):
        each = (d * bits + 7) // 8 + 8 * m
        return copies * max(1, (4 * n * each + 3 * ram - 1) // (3 * ram))

    def with_a_loop(n, d, bits, m, ram, copies):
        total, count = n * (math.ceil(d * bits / 8) + 8 * m), 1
        while 4 * total > 3 * ram * count:
            count += 1
        return count * copies

    def with_numpy(n, d, bits, m, ram, copies):
        vector, graph = np.ceil(d * bits / 8), 4 * 2 * m
        return max(np.ceil(n * (vector + graph) / (ram * 3 / 4)), 1) * copies

    def with_fractions(n, d, bits, m, ram, copies):
        from fractions import Fraction

        share = Fraction(n * (-(-d * bits // 8) + 8 * m), 1) / (Fraction(3, 4) * ram)
        return copies * max(1, math.ceil(share))


def _surprise(past, now):
    """How many standard deviations of the past each of four numbers of the new window is away."""

    def watched(window, others):
        rest = np.concatenate(others)
        x, y = ((rows - rest.mean(0)) / rest.std(0) for rows in (window, rest))
        near = np.sort(scipy.spatial.distance.cdist(x, x), axis=1)[:, 1].mean()
        across = scipy.spatial.distance.cdist(x, y).min(axis=1).mean()
        return np.array([np.linalg.norm(x.mean(0)), near, across, x.std(0).mean()])

    before = np.array([watched(w, past[:i] + past[i + 1 :]) for i, w in enumerate(past)])
    return abs(watched(now, past) - before.mean(0)) / before.std(0, ddof=1)


class Alarm:
    def with_scipy(past, now):
        return bool((_surprise(past, now) > 3.5).any())

    def a_little_more_careful(past, now):
        return bool(_surprise(past, now).max() > 3.8)


ALTERNATIVES = {
    "doc_id": DocId,
    "chunk": Chunk,
    "to_write": ToWrite,
    "search_filtered": SearchFiltered,
    "bridge": Bridge,
    "mmd": Mmd,
    "drift_p": DriftP,
    "two_sample_auc": TwoSampleAuc,
    "switch": Switch,
    "waits": Waits,
    "machines": Machines,
    "alarm": Alarm,
}
