"""Unit 04. Judging recommendations: every unseen item is ranked for every user, and the held-out ones are looked for.

A model is a function from the numbers of b users to their scores for all n items, (b, n).
Sources: Järvelin & Kekäläinen (2002), Cumulated Gain-Based Evaluation of IR Techniques; Krichene & Rendle (2020), On
Sampled Metrics for Item Recommendation.
"""

from collections.abc import Callable
from typing import NamedTuple, SupportsIndex

import numpy as np
from jaxtyping import Bool, Float, Int, Integer, Real
from numpy import ndarray

from vecembed_lab.recommendation.ratings import Sparse, check_ids

Model = Callable[[Int[ndarray, " b"]], Float[ndarray, "b n"]]
USERS_AT_ONCE = 500  # whose scores for all items are held in memory


# One user


def ndcg(ranked: Integer[ndarray, " m"], relevant: Integer[ndarray, " r"], k: int) -> float:
    """Normalised discounted cumulative gain of the first `k` ranked items, in [0, 1].

        DCG = sum over places p = 1 ... k with a relevant item of 1 / log2(p + 1)

    divided by that of a list that begins with min(k, r) relevant items. NaN if nothing is relevant.
    Raises ValueError if `k` is below 1 or an item stands in a list twice.
    """
    return _ndcg(_hits(ranked, relevant, k), len(relevant), k)


def recall(ranked: Integer[ndarray, " m"], relevant: Integer[ndarray, " r"], k: int) -> float:
    """Share of the relevant items among the first `k` ranked ones, in [0, 1]. NaN and errors as for `ndcg`."""
    return _recall(_hits(ranked, relevant, k), len(relevant), k)


def reciprocal_rank(ranked: Integer[ndarray, " m"], relevant: Integer[ndarray, " r"], k: int) -> float:
    """1 / place of the first relevant item among the first `k`, 0 if there is none. NaN and errors as for `ndcg`."""
    return _reciprocal_rank(_hits(ranked, relevant, k), len(relevant), k)


def _hits(ranked: Integer[ndarray, " m"], relevant: Integer[ndarray, " r"], k: int) -> Bool[ndarray, " h"]:
    """Whether the item at each of the first `k` places is relevant."""
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    for name, items in (("ranked", ranked), ("relevant", relevant)):
        if len(set(items.tolist())) < len(items):
            raise ValueError(f"an item may stand once in a list, the {name} ones hold one twice")
    return np.isin(ranked[:k], relevant)


def _ndcg(hits: Bool[ndarray, " h"], n_relevant: int, k: int) -> float:
    discount = 1 / np.log2(np.arange(2, k + 2))
    return float(hits @ discount[: len(hits)] / discount[: min(k, n_relevant)].sum()) if n_relevant else np.nan


def _recall(hits: Bool[ndarray, " h"], n_relevant: int, k: int) -> float:
    return float(hits.sum() / n_relevant) if n_relevant else np.nan


def _reciprocal_rank(hits: Bool[ndarray, " h"], n_relevant: int, k: int) -> float:
    if not n_relevant:
        return np.nan
    return float(1 / (1 + hits.argmax())) if hits.any() else 0.0


# All users


def mask_seen(scores: Real[ndarray, "*b n"], seen: Bool[ndarray, "*c m"]) -> Float[ndarray, "*b n"]:
    """A copy of the scores with minus infinity for what a user has seen. Raises ValueError if the shapes differ."""
    if scores.shape != seen.shape:
        raise ValueError(f"scores and seen must have one shape, got {scores.shape} and {seen.shape}")
    return np.where(seen, -np.inf, scores)


def top_k(scores: Float[ndarray, "b n"], k: int) -> Int[ndarray, "b k"]:
    """The `k` items with the highest scores, best first; of equals the lower number first.

    A score of minus infinity stands for an item that may not be shown. Where fewer than `k` are left, -1 follows them.
    Raises ValueError unless 1 <= k <= n, or if a score is NaN.
    """
    if not 1 <= k <= scores.shape[1]:
        raise ValueError(f"k must be between 1 and the {scores.shape[1]} items, got {k}")
    if np.isnan(scores).any():
        raise ValueError("scores must be numbers, got NaN")
    best = np.sort(np.argpartition(-scores, k - 1, axis=1)[:, :k], axis=1)
    found = np.take_along_axis(scores, best, axis=1)
    best = np.take_along_axis(best, np.argsort(-found, axis=1, kind="stable"), axis=1)
    tied = (scores >= found.min(axis=1, keepdims=True)).sum(axis=1) > k  # which of the equals come first is not said
    best[tied] = np.argsort(-scores[tied], axis=1, kind="stable")[:, :k]
    return np.where(np.isneginf(np.take_along_axis(scores, best, axis=1)), -1, best)


class Judged(NamedTuple):
    """What the u users with something to test on were shown, and how well: a number for each of them."""

    users: Int[ndarray, " u"]
    ranked: Int[ndarray, "u k"]
    ndcg: Float[ndarray, " u"]
    recall: Float[ndarray, " u"]
    reciprocal_rank: Float[ndarray, " u"]


def tested(train: Sparse, test: Sparse) -> Int[ndarray, " u"]:
    """The users with something to learn from and something to test on; others say nothing about a ranking.

    Raises ValueError if there are none, or the two matrices differ in shape.
    """
    if train.shape != test.shape:
        raise ValueError(f"train and test must have one shape, got {train.shape} and {test.shape}")
    users = np.flatnonzero((np.diff(train.indptr) > 0) & (np.diff(test.indptr) > 0))
    if not len(users):
        raise ValueError("no user has both an item to learn from and one to test on")
    return users


def evaluate(model: Model, train: Sparse, test: Sparse, k: int = 10) -> Judged:
    """Rank all items that each tested user has not met in `train`, and look for those of `test`.

    Errors are those of `tested` and `top_k`.
    """
    users = tested(train, test)
    return _judged(users, recommend(model, train, users, k), test, k)


def recommend(model: Model, train: Sparse, users: Integer[ndarray, " u"], k: int) -> Int[ndarray, "u k"]:
    """The `k` best items that each of the users has not met, as `top_k` has them, or an error for an unknown user."""
    blocks = np.split(users, range(USERS_AT_ONCE, len(users), USERS_AT_ONCE))
    return np.concatenate([top_k(mask_seen(model(some), seen(train, some)), k) for some in blocks])


def seen(matrix: Sparse, users: Integer[ndarray, " b"]) -> Bool[ndarray, "b n"]:
    """Whether each of the users met each item. Raises ValueError for an unknown user."""
    check_ids("user", users, matrix.shape[0])
    return matrix[users].toarray() > 0


def evaluate_sampled(
    model: Model, train: Sparse, test: Sparse, k: int = 10, *, n_negatives: int = 100, rng: np.random.Generator
) -> Judged:
    """As `evaluate`, but held-out items are ranked among `n_negatives` others only, drawn for each user.

    This is easier, by an amount that depends on the model: it may not be compared with a full ranking.
    Raises ValueError if a user has fewer items left to draw from; otherwise errors are those of `evaluate`.
    """
    users, ranked = tested(train, test), []
    for user in users:
        held_out = items_of(test, user)
        left = np.setdiff1d(np.arange(train.shape[1]), np.union1d(held_out, items_of(train, user)))
        if len(left) < n_negatives:
            raise ValueError(f"user {user} has only {len(left)} items left to draw {n_negatives} from")
        among = np.sort(np.concatenate([held_out, rng.choice(left, n_negatives, replace=False)]))
        best = top_k(model(np.array([user]))[:, among], min(k, len(among)))[0]
        ranked.append(np.append(among[best], np.full(k - len(best), -1)))
    return _judged(users, np.array(ranked), test, k)


def items_of(matrix: Sparse, user: SupportsIndex) -> Int[ndarray, " h"]:
    """The items that a user met, in increasing order. Raises ValueError for an unknown user."""
    check_ids("user", np.array([user]), matrix.shape[0])
    return np.sort(matrix.indices[matrix.indptr[user] : matrix.indptr[user + 1]]).astype(np.int64)


def _judged(users: Int[ndarray, " u"], ranked: Int[ndarray, "u k"], test: Sparse, k: int) -> Judged:
    rows = []
    for user, items in zip(users, ranked, strict=True):
        held_out = items_of(test, user)
        hits = _hits(items[items >= 0], held_out, k)
        rows.append([measure(hits, len(held_out), k) for measure in (_ndcg, _recall, _reciprocal_rank)])
    return Judged(users, ranked, *np.array(rows).T)


# All lists together


def coverage(ranked: Int[ndarray, "u k"], n_items: int) -> float:
    """Share of all items that at least one user was shown, in [0, 1]."""
    return len(_shown(ranked, n_items).nonzero()[0]) / n_items


def novelty(ranked: Int[ndarray, "u k"], train: Sparse) -> float:
    """Mean of -log2 of the share of users who met the item already, over all that was shown, in bits.

    An item that nobody met counts as one that half a user met.
    Source: Vargas & Castells (2011), Rank and Relevance in Novelty and Diversity Metrics for Recommender Systems.
    """
    shown = _shown(ranked, train.shape[1])
    known = np.maximum(popularity(train), 0.5) / train.shape[0]
    return float(shown @ -np.log2(known) / shown.sum())


def head_share(ranked: Int[ndarray, "u k"], train: Sparse, share: float = 0.05) -> float:
    """Part of all that was shown that belongs to the most popular `share` of the items, at least one, in [0, 1].

    Raises ValueError unless 0 < share <= 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"share must be above 0 and at most 1, got {share}")
    shown = _shown(ranked, train.shape[1])
    head = np.argsort(-popularity(train), kind="stable")[: max(1, int(share * train.shape[1]))]
    return float(shown[head].sum() / shown.sum())


def popularity(train: Sparse) -> Float[ndarray, " n"]:
    """How many users met each item: the simplest scores there are, the same for everybody."""
    return np.bincount(train.indices, minlength=train.shape[1]).astype(float)


def _shown(ranked: Int[ndarray, "u k"], n_items: int) -> Int[ndarray, " n"]:
    """How often each item was shown; -1, no item, does not count. Raises ValueError if nothing was."""
    check_ids("item", ranked[ranked >= 0], n_items)
    if not (ranked >= 0).any():
        raise ValueError("nothing was shown to anybody")
    return np.bincount(ranked[ranked >= 0], minlength=n_items)
