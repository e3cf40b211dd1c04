"""Right answers to the exercises of unit 10, in the styles people write."""

import math

import numpy as np
import scipy.special
import scipy.stats
import torch
import torch.nn.functional as F


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


class Attention:
    def with_loops(q, k, v, mask):
        rows = []
        for i in range(len(q)):
            seen = [j for j in range(len(k)) if mask[i, j]]
            if not seen:
                rows.append(np.zeros(v.shape[1]))
                continue
            scores = [float(q[i] @ k[j]) / math.sqrt(len(q[i])) for j in seen]
            e = [math.exp(s - max(scores)) for s in scores]
            rows.append(sum(w * v[j] for w, j in zip(e, seen, strict=True)) / sum(e))
        return np.array(rows)

    def with_scipy(q, k, v, mask):
        scores = np.where(mask, q @ k.T / q.shape[1] ** 0.5, -1e30)
        return np.where(mask, scipy.special.softmax(scores, axis=1), 0) @ v

    def in_torch(q, k, v, mask):
        q, k, v = (torch.tensor(x, dtype=torch.float64) for x in (q, k, v))
        mask = torch.tensor(mask)
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask).nan_to_num()

    def nan_to_num(q, k, v, mask):
        scores = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
        with np.errstate(invalid="ignore"):
            e = np.exp(scores - scores.max(axis=-1, keepdims=True))
            return np.nan_to_num(e / e.sum(axis=-1, keepdims=True)) @ v


class Heads:
    def split_and_stack(x, n):
        return np.stack(np.split(x, n, axis=1))

    def with_loops(x, n):
        w = x.shape[1] // n
        return [[list(row[h * w : (h + 1) * w]) for row in x] for h in range(n)]

    def in_torch(x, n):
        t, d = x.shape
        return torch.tensor(x).view(t, n, d // n).transpose(0, 1)

    def swapaxes(x, n):
        return x.reshape(x.shape[0], n, x.shape[1] // n).swapaxes(0, 1)


class Positions:
    def with_loops(n, d):
        table = np.zeros((n, d))
        for i in range(n):
            for j in range(d // 2):
                angle = i / 10000 ** (2 * j / d)
                table[i, 2 * j], table[i, 2 * j + 1] = math.sin(angle), math.cos(angle)
        return table

    def by_logarithm(n, d):
        rate = np.exp(-np.log(10000) * np.arange(0, d, 2) / d)
        return np.stack([np.sin(np.outer(np.arange(n), rate)), np.cos(np.outer(np.arange(n), rate))], -1).reshape(n, d)

    def in_torch(n, d):
        table = torch.zeros(n, d)
        angle = torch.arange(n)[:, None] * torch.exp(torch.arange(0, d, 2) * (-math.log(10000.0) / d))
        table[:, 0::2], table[:, 1::2] = angle.sin(), angle.cos()
        return table

    def as_complex(n, d):
        waves = np.exp(1j * np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d))
        return np.stack([waves.imag, waves.real], axis=2).reshape(n, d)


class MaskTokens:
    def with_loop(ids, special, mask, chance, fate, other):
        seen, labels = [], []
        for i, piece in enumerate(ids):
            if chance[i] >= 0.15 or piece in special:
                seen.append(piece)
                labels.append(-100)
                continue
            labels.append(piece)
            seen.append(mask if fate[i] < 0.8 else other[i] if fate[i] < 0.9 else piece)
        return seen, labels

    def in_place(ids, special, mask, chance, fate, other):
        seen, labels = ids.copy(), np.full(len(ids), -100)
        asked = np.logical_and(chance < 0.15, np.isin(ids, special, invert=True))
        labels[asked] = ids[asked]
        seen[asked & (fate < 0.8)] = mask
        swap = asked & (fate >= 0.8) & (fate < 0.9)
        seen[swap] = other[swap]
        return seen, labels

    def by_select(ids, special, mask, chance, fate, other):
        asked = (chance < 0.15) & ~np.array([i in set(np.asarray(special).tolist()) for i in ids.tolist()], dtype=bool)
        seen = np.select([~asked, fate < 0.8, fate < 0.9], [ids, np.full_like(ids, mask), other], ids)
        return seen, np.where(asked, ids, -100)

    def in_torch(ids, special, mask, chance, fate, other):
        ids, special, chance, fate, other = map(torch.tensor, (ids, special, chance, fate, other))
        asked = (chance < 0.15) & ~torch.isin(ids, special)
        seen = ids.masked_fill(asked & (fate < 0.8), mask)
        return torch.where(asked & (fate >= 0.8) & (fate < 0.9), other, seen), ids.masked_fill(~asked, -100)


class MlmLoss:
    def with_loop(logits, labels):
        losses = []
        for scores, label in zip(np.asarray(logits, dtype=float), labels, strict=True):
            if label != -100:
                top = max(scores)
                losses.append(top + math.log(sum(math.exp(s - top) for s in scores)) - scores[label])
        return sum(losses) / len(losses) if losses else 0

    def with_scipy(logits, labels):
        rows = np.flatnonzero(labels >= 0)
        return -scipy.special.log_softmax(logits, axis=1)[rows, labels[rows]].mean() if len(rows) else 0.0

    def in_torch(logits, labels):
        if (labels == -100).all():
            return 0.0
        return F.cross_entropy(torch.tensor(logits), torch.tensor(labels)).item()

    def logsumexp(logits, labels):
        asked = labels != -100
        own = np.take_along_axis(logits, (labels * asked)[:, None], 1)[:, 0]
        losses = scipy.special.logsumexp(logits, axis=1) - own
        return (losses * asked).sum() / max(asked.sum(), 1)


class Pool:
    def with_loop(hidden, mask):
        d = hidden.shape[2]
        return [text[real].mean(axis=0) if real.any() else np.zeros(d) for text, real in zip(hidden, mask, strict=True)]

    def einsum(hidden, mask):
        weights = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1)
        return np.einsum("nt,ntd->nd", weights, hidden)

    def in_torch(hidden, mask):
        h, m = torch.tensor(hidden), torch.tensor(mask)[:, :, None]
        return (h * m).sum(1) / m.sum(1).clamp(min=1e-9)

    def masked_array(hidden, mask):
        hidden = np.ma.array(hidden, mask=np.broadcast_to(~mask[:, :, None], hidden.shape))
        return hidden.mean(axis=1).filled(0)


class WordVector:
    def with_loop(hidden, offsets, span):
        rows = [h for h, (a, b) in zip(hidden, offsets, strict=True) if max(a, span[0]) < min(b, span[1])]
        return sum(rows) / len(rows) if rows else [0.0] * hidden.shape[1]

    def by_letters(hidden, offsets, span):
        letters = set(range(*span))
        rows = [i for i, (a, b) in enumerate(offsets) if letters & set(range(a, b))]
        return hidden[rows].mean(axis=0) if rows else np.zeros(hidden.shape[1])

    def as_weights(hidden, offsets, span):
        shared = np.minimum(offsets[:, 1], span[1]) - np.maximum(offsets[:, 0], span[0])
        chosen = (shared > 0).astype(float)
        return chosen @ hidden / max(chosen.sum(), 1)

    def in_torch(hidden, offsets, span):
        begin, end = torch.tensor(offsets).T
        chosen = torch.tensor(hidden, dtype=torch.float64)[(begin < span[1]) & (end > span[0])]
        return chosen.mean(0) if len(chosen) else torch.zeros(hidden.shape[1])


class InfoNce:
    def with_loops(a, b, ids):
        losses = []
        for i in range(len(a)):
            s = [
                float(a[i] @ b[j] / np.linalg.norm(a[i]) / np.linalg.norm(b[j])) / 0.05
                for j in range(len(b))
                if j == i or ids[j] != ids[i]
            ]
            own = float(a[i] @ b[i] / np.linalg.norm(a[i]) / np.linalg.norm(b[i])) / 0.05
            losses.append(max(s) + math.log(sum(math.exp(x - max(s)) for x in s)) - own)
        return sum(losses) / len(losses)

    def in_torch(a, b, ids):
        a, b = (F.normalize(torch.tensor(x), dim=1) for x in (a, b))
        ids = torch.tensor(ids)
        same = (ids[:, None] == ids) & ~torch.eye(len(ids), dtype=torch.bool)
        return F.cross_entropy((a @ b.T / 0.05).masked_fill(same, -torch.inf), torch.arange(len(a)))

    def with_scipy(a, b, ids):
        scores = unit(a) @ unit(b).T / 0.05
        scores[(ids[:, None] == ids[None]) & ~np.eye(len(ids), dtype=bool)] = -1e9
        return -np.diag(scipy.special.log_softmax(scores, axis=1)).mean()

    def with_weights(a, b, ids):
        scores = 20 * unit(a) @ unit(b).T
        takes_part = (ids[:, None] != ids) + np.eye(len(ids))
        return np.mean(scipy.special.logsumexp(scores, axis=1, b=takes_part) - scores.diagonal())


class MineHard:
    def with_loops(queries, documents, gold, about):
        found = []
        for query, g in zip(unit(queries), gold, strict=True):
            wrong = [j for j in range(len(documents)) if about[j] != about[g]]
            found.append(max(wrong, key=lambda j: query @ unit(documents[j])) if wrong else -1)
        return found

    def by_ranking(queries, documents, gold, about):
        order = np.argsort(-(unit(queries) @ unit(documents).T), axis=1)
        wrong = about[order] != about[gold][:, None]
        first = order[np.arange(len(order)), wrong.argmax(axis=1)]
        return np.where(wrong.any(axis=1), first, -1)

    def in_torch(queries, documents, gold, about):
        q, d = (F.normalize(torch.tensor(x), dim=1) for x in (queries, documents))
        about, gold = torch.tensor(about), torch.tensor(gold)
        scores = (q @ d.T).masked_fill(about[gold][:, None] == about, -torch.inf)
        best = scores.max(1)
        return torch.where(best.values.isinf(), -1, best.indices)

    def minus_three(queries, documents, gold, about):
        scores = unit(queries) @ unit(documents).T
        scores[about[gold][:, None] == about[None]] = -3
        return np.where(scores.max(axis=1) < -2, -1, scores.argmax(axis=1))


class Truncate:
    def with_loop(vectors, k):
        rows = []
        for row in np.asarray(vectors, dtype=float):
            cut = row[:k]
            length = math.sqrt(sum(cut * cut))
            rows.append(cut / length if length else cut)
        return rows

    def in_torch(vectors, k):
        return F.normalize(torch.tensor(vectors).double()[:, :k], dim=1, eps=1e-300)

    def nan_to_num(vectors, k):
        cut = vectors[:, :k]
        with np.errstate(invalid="ignore"):
            return np.nan_to_num(cut / np.sqrt((cut.astype(float) ** 2).sum(axis=1, keepdims=True)))

    def divide_where(vectors, k):
        cut = vectors[:, :k].astype(float)
        lengths = np.linalg.norm(cut, axis=1, keepdims=True)
        return np.divide(cut, lengths, out=np.zeros_like(cut), where=lengths > 0)


class Forgetting:
    def in_plain_python(before, after):
        lost = [float(b) - float(a) for b, a in zip(before, after, strict=True)]
        mean = sum(lost) / len(lost)
        s = math.sqrt(sum((x - mean) ** 2 for x in lost) / (len(lost) - 1))
        half = 1.96 * s / math.sqrt(len(lost))
        return mean, mean - half, mean + half

    def with_sem(before, after):
        lost = np.asarray(before) - after
        half = 1.96 * scipy.stats.sem(lost)
        return np.mean(lost) + np.array([0, -half, half])

    def in_torch(before, after):
        lost = torch.tensor(before) - torch.tensor(after)
        half = 1.96 * lost.std() / len(lost) ** 0.5
        return torch.stack([lost.mean(), lost.mean() - half, lost.mean() + half])

    def by_means(before, after):
        mean, half = before.mean() - after.mean(), 1.96 * np.sqrt(np.var(before - after, ddof=1) / len(before))
        return [mean, mean - half, mean + half]


def _descend(first, second, matrix, *, steps=60, lr=1.0, momentum=0.0):
    first, second = (torch.from_numpy(np.array(x, dtype=np.float32)) for x in (first, second))
    matrix = torch.tensor(matrix, dtype=torch.float32, requires_grad=True)
    optimiser = torch.optim.SGD([matrix], lr=lr, momentum=momentum)
    generator = torch.Generator().manual_seed(1)
    for _ in range(steps):
        rows = torch.randperm(len(first), generator=generator)[:256]
        scores = F.normalize(first[rows] @ matrix) @ F.normalize(second[rows] @ matrix).T / 0.05
        own = torch.arange(len(rows))
        optimiser.zero_grad()
        (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)).backward()
        optimiser.step()
    return matrix.detach().numpy()


class Adapt:
    def in_torch(first, second):
        return _descend(first, second, np.eye(first.shape[1]))

    def with_momentum(first, second):
        return _descend(first, second, np.eye(first.shape[1]), lr=0.2, momentum=0.8)

    def a_little_longer(first, second):
        return _descend(first, second, np.eye(first.shape[1]), steps=80)


ALTERNATIVES = {
    "attention": Attention,
    "heads": Heads,
    "positions": Positions,
    "mask_tokens": MaskTokens,
    "mlm_loss": MlmLoss,
    "pool": Pool,
    "word_vector": WordVector,
    "info_nce": InfoNce,
    "mine_hard": MineHard,
    "truncate": Truncate,
    "forgetting": Forgetting,
    "adapt": Adapt,
}
