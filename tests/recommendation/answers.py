"""Right answers to the exercises of unit 04, in the styles people write."""

import math
from collections import defaultdict

import numpy as np
import scipy.special
import sklearn.metrics
import torch


class SplitLast:
    def ranks_by_counting(users, times, share):
        """A row is hidden if at most share * n rows of its user are as late or later."""
        n = len(users)
        hidden = []
        for i in range(n):
            own = [j for j in range(n) if users[j] == users[i]]
            after = sum((times[j], j) >= (times[i], i) for j in own)
            hidden.append(after <= math.floor(share * len(own)))
        return hidden

    def sorted_once(users, times, share):
        order = np.lexsort((np.arange(len(users)), times, users))
        hidden = np.zeros(len(users), dtype=bool)
        starts = np.flatnonzero(np.r_[True, np.diff(users[order]) != 0]) if len(users) else []
        for rows in np.split(order, starts[1:]) if len(users) else []:
            n = int(len(rows) * share)
            if n:
                hidden[rows[-n:]] = True
        return hidden

    def lists_of_tuples(users, times, share):
        rows = defaultdict(list)
        for i, (user, time) in enumerate(zip(users, times, strict=True)):
            rows[user].append((time, i))
        last = set()
        for own in rows.values():
            own.sort()
            last.update(i for _, i in own[len(own) - int(share * len(own)) :])
        return [i in last for i in range(len(users))]

    def numbers_in_place_of_truths(users, times, share):
        hidden = np.zeros(len(users), dtype=int)
        for user in set(users.tolist()):
            rows = sorted(np.flatnonzero(users == user), key=lambda i: (times[i], i))
            for i in rows[len(rows) - math.floor(len(rows) * share) :]:
                hidden[i] = 1
        return hidden


class Recommend:
    def minus_infinity(scores, seen, k):
        scores = np.array(scores, dtype=float)
        scores[np.array(seen, dtype=int)] = -np.inf
        best = np.argsort(-scores)[:k]
        return best[np.isfinite(scores[best])]

    def a_loop(scores, seen, k):
        found = []
        for item in sorted(range(len(scores)), key=lambda i: scores[i], reverse=True):
            if item not in set(seen) and len(found) < k:
                found.append(item)
        return found

    def best_one_by_one(scores, seen, k):
        left = {i: s for i, s in enumerate(scores) if i not in list(seen)}
        found = []
        while left and len(found) < k:
            best = max(left, key=left.get)
            del left[best]
            found.append(best)
        return found

    def in_torch(scores, seen, k):
        x = torch.tensor(scores, dtype=torch.float32)
        x[torch.tensor(np.array(seen, dtype=int))] = -torch.inf
        n = int(torch.isfinite(x).sum())
        return torch.topk(x, min(k, n)).indices

    def argpartition(scores, seen, k):
        left = np.delete(np.arange(len(scores)), np.unique(np.array(seen, dtype=int)))
        k = min(k, len(left))
        best = np.argpartition(-scores[left], k - 1)[:k] if k else np.zeros(0, dtype=int)
        return left[best[np.argsort(-scores[left[best]])]]


class Ndcg:
    def a_loop(ranked, relevant, k):
        if not len(relevant):
            return float("nan")
        gain = sum(1 / math.log2(p + 1) for p, item in enumerate(list(ranked)[:k], start=1) if item in list(relevant))
        return gain / sum(1 / math.log2(p + 1) for p in range(1, min(k, len(relevant)) + 1))

    def natural_logarithms(ranked, relevant, k):
        if len(relevant) == 0:
            return np.nan
        worth = 1 / np.log(np.arange(2, k + 2))
        hits = np.array([item in set(np.asarray(relevant).tolist()) for item in list(ranked)[:k]], dtype=float)
        return (worth[: len(hits)] * hits).sum() / worth[: min(k, len(relevant))].sum()

    def by_places(ranked, relevant, k):
        if len(relevant) == 0:
            return math.nan
        places = np.flatnonzero(np.isin(ranked[:k], relevant)) + 1
        return float(np.sum(1 / np.log2(places + 1)) / np.sum(1 / np.log2(np.arange(min(k, len(relevant))) + 2)))

    def with_sklearn(ranked, relevant, k):
        if len(relevant) == 0:
            return np.nan
        ranked, relevant = np.asarray(ranked).tolist(), np.asarray(relevant).tolist()
        items = list(dict.fromkeys([*ranked, *relevant]))
        height = {item: len(ranked) - p for p, item in enumerate(ranked)}
        # Between the list and the missed items, which must not come among the first k, stand k items of no worth.
        truth = [[item in relevant for item in items] + [False] * k]
        scores = [[height.get(item, -1) for item in items] + [0] * k]
        return sklearn.metrics.ndcg_score(truth, scores, k=k)


class Popularity:
    def sets(users, items, n_items):
        takers = [set() for _ in range(n_items)]
        for user, item in zip(users, items, strict=True):
            takers[item].add(user)
        return [len(some) for some in takers]

    def a_table(users, items, n_items):
        table = np.zeros((int(users.max()) + 1 if len(users) else 0, n_items), dtype=bool)
        table[users, items] = True
        return table.sum(axis=0)

    def unique_rows(users, items, n_items):
        pairs = np.unique(np.column_stack([users, items]), axis=0)
        counts = np.zeros(n_items)
        np.add.at(counts, pairs[:, 1].astype(int), 1)
        return counts

    def item_by_item(users, items, n_items):
        return np.array([len(np.unique(users[items == item])) for item in range(n_items)], dtype=np.float32)


class AlsUser:
    def all_weights(Y, met, confidence, reg):
        weights, wish = np.ones(len(Y)), np.zeros(len(Y))
        weights[list(met)] = confidence
        wish[list(met)] = 1
        return np.linalg.inv(Y.T @ np.diag(weights) @ Y + reg * np.eye(Y.shape[1])) @ Y.T @ (weights * wish)

    def least_squares(Y, met, confidence, reg):
        taken = np.isin(np.arange(len(Y)), met)
        root = np.sqrt(np.where(taken, confidence, 1))
        left = np.vstack([root[:, None] * Y, np.sqrt(reg) * np.eye(Y.shape[1])])
        return np.linalg.lstsq(left, np.concatenate([root * taken, np.zeros(Y.shape[1])]), rcond=None)[0]

    def outer_products(Y, met, confidence, reg):
        d = Y.shape[1]
        A, b = reg * np.eye(d), np.zeros(d)
        for i, y in enumerate(Y):
            if i in set(met):
                A += confidence * np.outer(y, y)
                b += confidence * y
            else:
                A += np.outer(y, y)
        return np.linalg.solve(A, b)

    def in_torch(Y, met, confidence, reg):
        Y = torch.tensor(Y)
        some = Y[torch.tensor(np.array(met, dtype=int))]
        A = Y.T @ Y + (confidence - 1) * (some.T @ some) + reg * torch.eye(Y.shape[1], dtype=torch.float64)
        return torch.linalg.solve(A, confidence * some.sum(dim=0))


class AlsRound:
    def loops(R, Y, confidence, reg):
        X = [AlsUser.outer_products(Y, np.flatnonzero(row), confidence, reg) for row in R]
        X = np.array(X)
        return X, [AlsUser.outer_products(X, np.flatnonzero(R[:, i]), confidence, reg) for i in range(R.shape[1])]

    def all_weights(R, Y, confidence, reg):
        def half(R, Y):
            weights = np.where(R > 0, confidence, 1)
            both = np.einsum("ui,ia,ib->uab", weights, Y, Y) + reg * np.eye(Y.shape[1])
            return np.linalg.solve(both, ((weights * R) @ Y)[:, :, None])[:, :, 0]

        X = half(R, Y)
        return X, half(R.T, X)

    def filled_in_place(R, Y, confidence, reg):
        X, new = np.zeros((len(R), Y.shape[1])), np.zeros_like(Y)
        for u in range(len(X)):
            X[u] = AlsUser.least_squares(Y, np.flatnonzero(R[u]), confidence, reg)
        for i in range(len(new)):
            new[i] = AlsUser.least_squares(X, np.flatnonzero(R[:, i] == 1), confidence, reg)
        return [X, new]

    def in_torch(R, Y, confidence, reg):
        X = torch.stack([AlsUser.in_torch(Y, np.flatnonzero(row), confidence, reg) for row in R])
        return X, torch.stack([AlsUser.in_torch(X.numpy(), np.flatnonzero(row), confidence, reg) for row in R.T])


class Ease:
    def column_by_column(R, reg):
        """Each column is a ridge regression on the others."""
        m = R.shape[1]
        B = np.zeros((m, m))
        for j in range(m):
            others = [i for i in range(m) if i != j]
            A = R[:, others]
            B[others, j] = np.linalg.solve(A.T @ A + reg * np.eye(m - 1), A.T @ R[:, j])
        return B

    def loops(R, reg):
        P = np.linalg.inv(R.T @ R + np.diag([float(reg)] * R.shape[1]))
        n = len(P)
        return [[0.0 if i == j else -P[i, j] / P[j, j] for j in range(n)] for i in range(n)]

    def filled_diagonal(R, reg):
        G = R.T.dot(R)
        G[np.diag_indices_from(G)] += reg
        B = np.linalg.solve(G, np.eye(len(G)))
        B /= -np.diag(B)
        np.fill_diagonal(B, 0)
        return B

    def in_torch(R, reg):
        R = torch.tensor(R)
        P = torch.linalg.inv(R.T @ R + reg * torch.eye(R.shape[1], dtype=torch.float64))
        return torch.eye(len(P), dtype=torch.float64) - P / torch.diagonal(P)[None]


class BprGradient:
    def autograd(x, yi, yj):
        vectors = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (x, yi, yj)]
        a, b, c = vectors
        torch.nn.functional.softplus(-(a @ (b - c))).backward()
        return tuple(v.grad for v in vectors)

    def with_expit(x, yi, yj):
        e = scipy.special.expit(x @ yi - x @ yj) - 1
        return [e * (yi - yj), e * x, -e * x]

    def plain(x, yi, yj):
        error = 1 - 1 / (1 + np.exp(-(x * (yi - yj)).sum()))
        return -error * (yi - yj), -error * x, error * x

    def two_cases(x, yi, yj):
        z = sum(a * (b - c) for a, b, c in zip(x, yi, yj, strict=True))
        miss = math.exp(-z) / (1 + math.exp(-z)) if z > 0 else 1 / (1 + math.exp(z))
        return [-miss * (b - c) for b, c in zip(yi, yj, strict=True)], [-miss * a for a in x], [miss * a for a in x]


class TrueNegatives:
    def histories(users, items, draws):
        own = defaultdict(set)
        for user, item in zip(users, items, strict=True):
            own[user].add(item)
        return [draw not in own[user] for user, draw in zip(users, draws, strict=True)]

    def a_table_of_pairs(users, items, draws):
        same_user = users[:, None] == users
        return ~(same_user & (draws[:, None] == items)).any(axis=1)

    def pairs_as_one_number(users, items, draws):
        n = int(max(items.max(), draws.max())) + 1
        return ~np.isin(users * n + draws, users * n + items)

    def two_loops(users, items, draws):
        usable = np.ones(len(users), dtype=int)
        for r, (user, draw) in enumerate(zip(users, draws, strict=True)):
            for other, item in zip(users, items, strict=True):
                if other == user and item == draw:
                    usable[r] = 0
        return usable


class InBatchLoss:
    def a_loop(u, v, log_q, ids):
        losses = []
        for r in range(len(u)):
            scores = [u[r] @ v[c] - log_q[c] for c in range(len(v)) if c == r or ids[c] != ids[r]]
            top = max(scores)
            losses.append(top + math.log(sum(math.exp(s - top) for s in scores)) - (u[r] @ v[r] - log_q[r]))
        return sum(losses) / len(losses)

    def with_logsumexp(u, v, log_q, ids):
        s = u @ v.T - log_q[None]
        s[(np.subtract.outer(ids, ids) == 0) & (np.eye(len(ids)) == 0)] = -np.inf
        return np.mean(scipy.special.logsumexp(s, axis=1) - s.diagonal())

    def in_torch(u, v, log_q, ids):
        u, v, log_q, ids = map(torch.tensor, (u, v, log_q, ids))
        s = u @ v.T - log_q
        s = s.masked_fill((ids[:, None] == ids[None]) & ~torch.eye(len(ids), dtype=bool), -1e12)
        return torch.nn.functional.cross_entropy(s, torch.arange(len(ids)))

    def by_weights(u, v, log_q, ids):
        s = u @ v.T - log_q
        counts = (ids[:, None] != ids) | np.eye(len(ids), dtype=bool)
        top = s.max(axis=1, keepdims=True, where=counts, initial=-np.inf)
        sums = np.exp(s - top, where=counts, out=np.zeros_like(s)).sum(axis=1)
        return (np.log(sums) + top[:, 0] - np.diag(s)).mean()


class Explain:
    def all_weights(Y, met, confidence, reg, item):
        weights = np.ones(len(Y))
        weights[list(met)] = confidence
        inverse = np.linalg.inv((Y * weights[:, None]).T @ Y + reg * np.eye(Y.shape[1]))
        return [confidence * Y[i] @ inverse @ Y[item] for i in met]

    def by_vectors(Y, met, confidence, reg, item):
        """The user's vector is a sum of one vector for each item met."""
        some = Y[np.array(met, dtype=int)]
        A = Y.T @ Y + (confidence - 1) * some.T @ some + reg * np.eye(Y.shape[1])
        return np.linalg.solve(A, confidence * some.T).T @ Y[item]

    def one_history_at_a_time(Y, met, confidence, reg, item):
        weights = np.where(np.isin(np.arange(len(Y)), met), confidence, 1)
        A = (Y.T * weights) @ Y + reg * np.eye(Y.shape[1])
        return [np.linalg.solve(A, confidence * Y[i]) @ Y[item] for i in met]

    def in_torch(Y, met, confidence, reg, item):
        Y = torch.tensor(Y)
        some = Y[torch.tensor(np.array(met, dtype=int))]
        A = Y.T @ Y + (confidence - 1) * (some.T @ some) + reg * torch.eye(Y.shape[1], dtype=torch.float64)
        return confidence * some @ torch.linalg.solve(A, Y[int(item)])


def weights_of(seen, reg):
    inverse = np.linalg.inv(seen.T @ seen + reg * np.eye(seen.shape[1], dtype=seen.dtype))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


def recent(history, power):
    return (history / np.maximum(history.max(axis=1, keepdims=True), 1)) ** power


class Recommender:
    def another_power(history):
        return recent(history, 3) @ weights_of((history > 0).astype(float), 150)

    def float32(history):
        seen = (history > 0).astype(np.float32)
        return recent(history, 2).astype(np.float32) @ weights_of(seen, np.float32(250))

    def fading_by_the_place_from_the_end(history):
        last = history.max(axis=1, keepdims=True)
        fading = np.where(history > 0, np.exp((history - last) / 20), 0)
        return (fading + 0.1 * recent(history, 1)) @ weights_of((history > 0) * 1.0, 200)

    def in_torch(history):
        seen = torch.tensor(history > 0, dtype=torch.float64)
        P = torch.linalg.inv(seen.T @ seen + 200 * torch.eye(seen.shape[1], dtype=torch.float64))
        B = torch.eye(len(P), dtype=torch.float64) - P / torch.diagonal(P)
        return torch.tensor(recent(history, 2.0)) @ B


ALTERNATIVES = {
    "split_last": SplitLast,
    "recommend": Recommend,
    "ndcg": Ndcg,
    "popularity": Popularity,
    "als_user": AlsUser,
    "als_round": AlsRound,
    "ease": Ease,
    "bpr_gradient": BprGradient,
    "true_negatives": TrueNegatives,
    "in_batch_loss": InBatchLoss,
    "explain": Explain,
    "recommender": Recommender,
}
