"""Unit 04, answers written from the prose alone by somebody who had not read the checks."""

import bisect
import heapq
import itertools
import math
from collections import Counter, defaultdict
from fractions import Fraction

import numpy as np
import scipy.linalg
import scipy.optimize
import scipy.sparse
import scipy.special
import torch
from sklearn.linear_model import Ridge
from sklearn.metrics import ndcg_score

# ---------------------------------------------------------------- 4.1 split_last


def split_last__loop_dict(users, times, share):
    """RIGHT: plain loops, rows gathered per user, Python's stable sort."""
    rows = defaultdict(list)
    for row, user in enumerate(users):
        rows[user].append(row)
    hidden = [False] * len(users)
    for own in rows.values():
        own.sort(key=lambda r: times[r])
        n_hidden = int(len(own) * share)
        for r in own[len(own) - n_hidden :]:
            hidden[r] = True
    return hidden


def split_last__unique_stable(users, times, share):
    """RIGHT: np.unique and a stable argsort per user."""
    users, times = np.asarray(users), np.asarray(times)
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        k = math.floor(share * len(idx))
        if k > 0:
            mask[idx[-k:]] = True
    return mask


def split_last__lexsort(users, times, share):
    """RIGHT: no loop over users, lexsort and places counted from the group's end."""
    users, times = np.asarray(users), np.asarray(times)
    n = len(users)
    if n == 0:
        return np.zeros(0, dtype=bool)
    order = np.lexsort((np.arange(n), times, users))
    _, start, count = np.unique(users[order], return_index=True, return_counts=True)
    place = np.arange(n) - np.repeat(start, count)
    cut = np.repeat(count - np.floor(count * share).astype(int), count)
    mask = np.empty(n, dtype=bool)
    mask[order] = place >= cut
    return mask


def split_last__sorted_groupby(users, times, share):
    """RIGHT: itertools.groupby over tuples."""
    table = sorted(zip(users, times, range(len(users))))
    hidden = set()
    for _, group in itertools.groupby(table, key=lambda t: t[0]):
        group = list(group)
        keep = len(group) - int(share * len(group))
        hidden.update(row for _, _, row in group[keep:])
    return [row in hidden for row in range(len(users))]


def split_last__count_later(users, times, share):
    """RIGHT: pairwise, how many of the user's ratings come later than this one."""
    users, times = np.asarray(users), np.asarray(times)
    row = np.arange(len(users))
    same = users[:, None] == users[None, :]
    later = (times[None, :] > times[:, None]) | ((times[None, :] == times[:, None]) & (row[None, :] > row[:, None]))
    n_later = (same & later).sum(axis=1)
    return n_later < np.floor(same.sum(axis=1) * share)


def split_last__pop_from_end(users, times, share):
    """RIGHT: walks from the newest row to the oldest and spends a quota per user."""
    quota = {u: int(c * share) for u, c in Counter(np.asarray(users).tolist()).items()}
    mask = np.zeros(len(users), dtype=bool)
    for row in sorted(range(len(users)), key=lambda r: (times[r], r), reverse=True):
        u = int(users[row])
        if quota[u] > 0:
            quota[u] -= 1
            mask[row] = True
    return mask


def split_last__ints(users, times, share):
    """RIGHT: zeros and ones of a torch tensor turned to a list of bools."""
    u = torch.as_tensor(np.asarray(users))
    t = torch.as_tensor(np.asarray(times))
    out = torch.zeros(len(u), dtype=torch.bool)
    for user in torch.unique(u):
        idx = torch.nonzero(u == user).flatten()
        idx = idx[torch.sort(t[idx], stable=True).indices]
        k = int(share * len(idx))
        out[idx[len(idx) - k :]] = True
    return out.tolist()


def split_last__ceil_of_rest(users, times, share):
    """ARGUABLE: keeps ceil((1 - share) n); the same but for floating point, (1 - .7) * 10 is a little above 3."""
    users, times = np.asarray(users), np.asarray(times)
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        mask[idx[math.ceil((1 - share) * len(idx)) :]] = True
    return mask


def split_last__exact_fraction(users, times, share):
    """ARGUABLE: the share as an exact decimal, so that .29 of 100 is 29 and not 28."""
    users, times = np.asarray(users), np.asarray(times)
    part = Fraction(str(share))
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        mask[idx[len(idx) - math.floor(part * len(idx)) :]] = True
    return mask


def split_last__zero_one(users, times, share):
    """ARGUABLE: 0 and 1 in place of False and True."""
    return np.asarray(split_last__count_later(users, times, share)).astype(int)


def split_last__minus_zero_slice(users, times, share):
    """WRONG: [-0:] is the whole list, who should have none hidden has all hidden."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        mask[idx[-int(share * len(idx)) :]] = True
    return mask


def split_last__descending_first(users, times, share):
    """WRONG: sorts by -time and takes the first, so of equal times the earlier row is hidden."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(-times[idx], kind="stable")]
        mask[idx[: int(share * len(idx))]] = True
    return mask


def split_last__default_argsort(users, times, share):
    """WRONG: argsort without kind='stable', ties are in any order in long histories."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx])]
        mask[idx[len(idx) - int(share * len(idx)) :]] = True
    return mask


def split_last__ceil(users, times, share):
    """WRONG: rounded up."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        mask[idx[len(idx) - math.ceil(share * len(idx)) :]] = True
    return mask


def split_last__round(users, times, share):
    """WRONG: rounded to the nearest."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        mask[idx[len(idx) - round(share * len(idx)) :]] = True
    return mask


def split_last__cut_rounded_down(users, times, share):
    """WRONG: rounds the kept part down, so the hidden part is rounded up."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        cut = int((1 - share) * len(idx))
        mask[idx[cut:]] = True
    return mask


def split_last__at_least_one(users, times, share):
    """WRONG: everybody gets at least one hidden."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        k = max(1, int(share * len(idx)))
        mask[idx[-k:]] = True
    return mask


def split_last__global(users, times, share):
    """WRONG: the last part of all ratings, not of each user's own."""
    order = np.argsort(times, kind="stable")
    n_hidden = int(share * len(times))
    mask = np.zeros(len(times), dtype=bool)
    mask[order[len(times) - n_hidden :]] = True
    return mask


def split_last__row_order(users, times, share):
    """WRONG: the last rows of the table, the times are not looked at."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        mask[idx[len(idx) - int(share * len(idx)) :]] = True
    return mask


def split_last__first(users, times, share):
    """WRONG: hides the earliest."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        mask[idx[: int(share * len(idx))]] = True
    return mask


def split_last__kept(users, times, share):
    """WRONG: True for what is kept for training."""
    mask = np.ones(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        mask[idx[len(idx) - int(share * len(idx)) :]] = False
    return mask


def split_last__keeps_share(users, times, share):
    """WRONG: keeps the share and hides the rest, as with train_size."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        mask[idx[int(share * len(idx)) :]] = True
    return mask


def split_last__quantile(users, times, share):
    """WRONG: a quantile of the times as threshold, ties and rounding come out otherwise."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        own = users == user
        mask |= own & (times > np.quantile(times[own], 1 - share))
    return mask


def split_last__time_span(users, times, share):
    """WRONG: the last part of the time span, not of the ratings."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        own = users == user
        first, last = times[own].min(), times[own].max()
        mask[own] = times[own] > last - share * (last - first)
    return mask


def split_last__sorted_mask(users, times, share):
    """WRONG: the mask is in the order of the sorted table, not of the rows given."""
    order = np.lexsort((times, users))
    u = users[order]
    mask = np.zeros(len(u), dtype=bool)
    for user in np.unique(u):
        idx = np.flatnonzero(u == user)
        mask[idx[len(idx) - int(share * len(idx)) :]] = True
    return mask


def split_last__positions_in_own(users, times, share):
    """WRONG: the sorted positions within the user's ratings are taken for rows of the table."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        order = np.argsort(times[users == user], kind="stable")
        k = int(share * len(order))
        mask[order[len(order) - k :]] = True
    return mask


def split_last__range_users(users, times, share):
    """WRONG: takes the users to be 0 to max, and fails without any rows."""
    mask = np.zeros(len(users), dtype=bool)
    for user in range(max(users) + 1):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        mask[idx[len(idx) - int(share * len(idx)) :]] = True
    return mask


def split_last__same_number(users, times, share):
    """WRONG: one number of hidden ratings for all, from the mean length of a history."""
    mask = np.zeros(len(users), dtype=bool)
    unique = np.unique(users)
    k = int(share * len(users) / max(len(unique), 1))
    for user in unique:
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        mask[idx[max(len(idx) - k, 0) :]] = True
    return mask


def split_last__indices(users, times, share):
    """WRONG: returns the numbers of the hidden rows, not a mask."""
    hidden = []
    for user in np.unique(users):
        idx = np.flatnonzero(users == user)
        idx = idx[np.argsort(times[idx], kind="stable")]
        hidden.extend(idx[len(idx) - int(share * len(idx)) :].tolist())
    return sorted(hidden)


def split_last__consecutive_groupby(users, times, share):
    """WRONG: groupby without sorting by user first, takes a user's rows to be adjacent."""
    mask = [False] * len(users)
    for _, group in itertools.groupby(range(len(users)), key=lambda r: users[r]):
        own = sorted(group, key=lambda r: times[r])
        for r in own[len(own) - int(share * len(own)) :]:
            mask[r] = True
    return mask


# ---------------------------------------------------------------- 4.2 recommend


def recommend__loop(scores, seen, k):
    """RIGHT: sorted list of the rest."""
    seen = set(int(s) for s in seen)
    rest = [i for i in range(len(scores)) if i not in seen]
    rest.sort(key=lambda i: scores[i], reverse=True)
    return rest[:k]


def recommend__argsort_filter(scores, seen, k):
    """RIGHT: argsort of all, then the seen ones taken out."""
    order = np.argsort(-np.asarray(scores, dtype=float), kind="stable")
    return order[~np.isin(order, np.asarray(seen, dtype=int))][:k]


def recommend__minus_inf(scores, seen, k):
    """RIGHT: a copy with -inf, cut to the number of items left."""
    s = np.array(scores, dtype=float)
    s[np.asarray(seen, dtype=int)] = -np.inf
    left = int(np.isfinite(s).sum())
    return np.argsort(s)[::-1][: min(k, left)]


def recommend__heap(scores, seen, k):
    """RIGHT: heapq.nlargest."""
    taken = set(np.asarray(seen, dtype=int).tolist())
    return heapq.nlargest(k, (i for i in range(len(scores)) if i not in taken), key=lambda i: scores[i])


def recommend__setdiff(scores, seen, k):
    """RIGHT: setdiff1d for the candidates."""
    scores = np.asarray(scores)
    cand = np.setdiff1d(np.arange(len(scores)), np.asarray(seen, dtype=int))
    return cand[np.argsort(scores[cand])[::-1]][:k]


def recommend__torch(scores, seen, k):
    """RIGHT: torch.topk over the candidates."""
    s = torch.as_tensor(np.asarray(scores, dtype=float))
    keep = torch.ones(len(s), dtype=torch.bool)
    keep[torch.as_tensor(np.asarray(seen, dtype=np.int64))] = False
    cand = torch.nonzero(keep).flatten()
    top = torch.topk(s[cand], min(k, len(cand))).indices
    return cand[top].numpy()


def recommend__recursive(scores, seen, k):
    """RIGHT: the best one, then the same without it."""
    seen = {int(i) for i in seen}
    rest = [i for i in range(len(scores)) if i not in seen]
    if k == 0 or not rest:
        return []
    best = max(rest, key=lambda i: scores[i])
    return [best] + recommend__recursive(scores, seen | {best}, k - 1)


def recommend__delete(scores, seen, k):
    """RIGHT: np.delete on the numbers and the scores alike."""
    drop = np.unique(np.asarray(seen, dtype=int))
    ids = np.delete(np.arange(len(scores)), drop)
    left = np.delete(np.asarray(scores), drop)
    return ids[np.lexsort((ids, -left))][:k].tolist()


def recommend__list_key_argmax(scores, seen, k):
    """RIGHT: repeated argmax on a masked array."""
    s = np.ma.array(np.array(scores, dtype=float), mask=False)
    s[np.asarray(seen, dtype=int)] = np.ma.masked
    out = []
    while len(out) < k and s.count() > 0:
        best = int(np.ma.argmax(s))
        out.append(best)
        s[best] = np.ma.masked
    return out


def recommend__filled(scores, seen, k):
    """WRONG: -inf without a cut, a short list is filled up with seen ones."""
    s = np.array(scores, dtype=float)
    s[np.asarray(seen, dtype=int)] = -np.inf
    return np.argsort(-s)[:k]


def recommend__zero(scores, seen, k):
    """WRONG: the seen get 0, which is better than scores below 0."""
    s = np.array(scores, dtype=float)
    s[np.asarray(seen, dtype=int)] = 0
    return np.argsort(-s)[:k]


def recommend__minus_one(scores, seen, k):
    """WRONG: the seen get -1, which is not below all scores."""
    s = np.array(scores, dtype=float)
    s[np.asarray(seen, dtype=int)] = -1
    n_left = len(s) - len(set(np.asarray(seen).tolist()))
    return np.argsort(-s)[: min(k, n_left)]


def recommend__in_place(scores, seen, k):
    """WRONG: right list, but overwrites the caller's scores."""
    scores[np.asarray(seen, dtype=int)] = -np.inf
    left = int(np.sum(scores > -np.inf))
    return np.argsort(-scores)[: min(k, left)]


def recommend__asarray_in_place(scores, seen, k):
    """WRONG: np.asarray is taken for a copy, the caller's scores are overwritten."""
    s = np.asarray(scores, dtype=float)
    for item in seen:
        s[item] = -np.inf
    order = np.argsort(s)[::-1]
    return [int(i) for i in order if s[i] != -np.inf][:k]


def recommend__filter_after(scores, seen, k):
    """WRONG: top k first, then the seen taken out, the list becomes too short."""
    top = np.argsort(-np.asarray(scores))[:k]
    return [int(i) for i in top if i not in set(seen)]


def recommend__ignores_seen(scores, seen, k):
    """WRONG: the seen are not left out."""
    return np.argsort(-np.asarray(scores))[:k]


def recommend__ascending(scores, seen, k):
    """WRONG: the worst first."""
    order = np.argsort(np.asarray(scores))
    return order[~np.isin(order, np.asarray(seen, dtype=int))][:k]


def recommend__best_last(scores, seen, k):
    """WRONG: the right k, but the best last."""
    order = np.argsort(np.asarray(scores))
    return order[~np.isin(order, np.asarray(seen, dtype=int))][-k:]


def recommend__argpartition(scores, seen, k):
    """ARGUABLE: argpartition promises no order, but NumPy with AVX-512 sorts small arrays fully, so it may come out right."""
    s = np.array(scores, dtype=float)
    seen = np.unique(np.asarray(seen, dtype=int))
    s[seen] = -np.inf
    k = min(k, len(s) - len(seen))
    return np.argpartition(-s, k - 1)[:k]


def recommend__argpartition_tail(scores, seen, k):
    """WRONG: argpartition's last k are in no order, or the worst of them first."""
    s = np.array(scores, dtype=float)
    seen = np.unique(np.asarray(seen, dtype=int))
    s[seen] = -np.inf
    k = min(k, len(s) - len(seen))
    if k == 0:
        return []
    return np.argpartition(s, -k)[-k:]


def recommend__shortened_numbers(scores, seen, k):
    """WRONG: numbers in the shortened array, not of items."""
    left = np.delete(np.asarray(scores), np.unique(np.asarray(seen, dtype=int)))
    return np.argsort(-left)[:k]


def recommend__left_counts_twice(scores, seen, k):
    """WRONG: an item that is seen twice is subtracted twice from what is left."""
    s = np.array(scores, dtype=float)
    s[np.asarray(seen, dtype=int)] = -np.inf
    return np.argsort(-s)[: min(k, len(s) - len(seen))]


def recommend__positive_only(scores, seen, k):
    """WRONG: scores below 0 are left out as 'not recommended'."""
    s = np.array(scores, dtype=float)
    s[np.asarray(seen, dtype=int)] = 0
    order = np.argsort(-s)
    return order[s[order] > 0][:k]


def recommend__minimum_minus_nothing(scores, seen, k):
    """WRONG: the seen get the smallest score, and are not told from the worst item."""
    s = np.array(scores, dtype=float)
    s[np.asarray(seen, dtype=int)] = s.min()
    order = np.argsort(-s, kind="stable")
    return order[: min(k, len(s) - len(set(np.asarray(seen).tolist())))]


def recommend__returns_scores(scores, seen, k):
    """WRONG: the scores are returned, not the items."""
    rest = [scores[i] for i in range(len(scores)) if i not in set(seen)]
    return sorted(rest, reverse=True)[:k]


def recommend__k_plus_seen(scores, seen, k):
    """WRONG: takes k + len(seen), filters, and forgets to cut to k."""
    order = np.argsort(-np.asarray(scores))[: k + len(seen)]
    return order[~np.isin(order, np.asarray(seen, dtype=int))]


def recommend__where_scores_seen(scores, seen, k):
    """WRONG: an empty `seen` makes an index of floats, and an error."""
    s = np.array(scores, dtype=float)
    s[np.array(seen)] = -np.inf
    order = np.argsort(-s)
    return order[np.isfinite(s[order])][:k]


def recommend__argpartition_k_too_large(scores, seen, k):
    """WRONG: argpartition fails if fewer than k items are left."""
    scores = np.asarray(scores)
    cand = np.setdiff1d(np.arange(len(scores)), np.asarray(seen, dtype=int))
    top = np.argpartition(-scores[cand], k)[:k]
    return cand[top[np.argsort(-scores[cand[top]])]]


# ---------------------------------------------------------------- 4.3 ndcg


def ndcg__loop(ranked, relevant, k):
    """RIGHT: plain loop from place 1."""
    relevant = set(np.asarray(relevant).tolist())
    if len(relevant) == 0:
        return float("nan")
    dcg = 0.0
    for p, item in enumerate(np.asarray(ranked).tolist()[:k], start=1):
        if item in relevant:
            dcg += 1 / math.log2(p + 1)
    best = 0.0
    for p in range(1, min(k, len(relevant)) + 1):
        best += 1 / math.log2(p + 1)
    return dcg / best


def ndcg__isin(ranked, relevant, k):
    """RIGHT: vectorised."""
    if len(relevant) == 0:
        return np.nan
    weights = 1 / np.log2(np.arange(2, k + 2))
    hits = np.isin(np.asarray(ranked)[:k], relevant)
    return np.sum(weights[: len(hits)] * hits) / weights[: len(relevant)].sum()


def ndcg__natural_log(ranked, relevant, k):
    """RIGHT: the natural logarithm, the base cancels."""
    relevant = list(relevant)
    if not relevant:
        return math.nan
    gain = [1 / math.log(p + 2) for p in range(k)]
    return sum(g for g, item in zip(gain, ranked) if item in relevant) / sum(gain[: len(relevant)])


def ndcg__index(ranked, relevant, k):
    """RIGHT: looks up the place of every relevant item."""
    place = {item: p for p, item in enumerate(np.asarray(ranked).tolist(), 1)}
    own = [place.get(item, math.inf) for item in np.asarray(relevant).tolist()]
    if not own:
        return float("nan")
    dcg = sum(1 / math.log2(p + 1) for p in own if p <= k)
    return dcg / sum(1 / math.log2(p + 1) for p in range(1, min(len(own), k) + 1))


def ndcg__sklearn(ranked, relevant, k):
    """RIGHT: sklearn's ndcg_score on scores that fall with the place, all items padded in."""
    ranked, relevant = np.asarray(ranked).tolist(), np.asarray(relevant).tolist()
    if not relevant:
        return np.nan
    items = ranked + [i for i in relevant if i not in ranked]
    # dummies keep the missing relevant ones out of the first k places
    items = ranked + ["pad"] * k + items[len(ranked) :]
    y = np.array([[1.0 if i in relevant else 0.0 for i in items]])
    s = np.array([[float(-p) for p in range(len(items))]])
    return float(ndcg_score(y, s, k=k))


def ndcg__float32(ranked, relevant, k):
    """RIGHT: torch in float32."""
    n = len(relevant)
    if n == 0:
        return float("nan")
    w = 1.0 / torch.log2(torch.arange(2, k + 2, dtype=torch.float32))
    hit = torch.tensor([float(r in set(np.asarray(relevant).tolist())) for r in np.asarray(ranked).tolist()[:k]])
    return float((w[: len(hit)] * hit).sum() / w[: min(n, k)].sum())


def ndcg__padded_dot(ranked, relevant, k):
    """RIGHT: hits padded to k, ideal by sorting ones and zeros."""
    relevant = np.asarray(relevant)
    if relevant.size == 0:
        return np.nan
    gains = np.zeros(k)
    for p, item in enumerate(ranked):
        if p < k and np.any(relevant == item):
            gains[p] = 1
    ideal = np.zeros(max(k, relevant.size))
    ideal[: relevant.size] = 1
    discount = np.log2(np.arange(k) + 2)
    return float((gains / discount).sum() / (ideal[:k] / discount).sum())


def ndcg__truth_of_list(ranked, relevant, k):
    """ARGUABLE: `if not relevant` fails on an array of several items; the example has lists."""
    if not relevant:
        return float("nan")
    dcg = sum(1 / np.log2(p + 2) for p, item in enumerate(ranked[:k]) if item in relevant)
    return dcg / sum(1 / np.log2(p + 2) for p in range(min(k, len(relevant))))


def ndcg__returns_none(ranked, relevant, k):
    """WRONG: None where NaN is asked for."""
    if len(relevant) == 0:
        return None
    return ndcg__isin(ranked, relevant, k)


def ndcg__zero_for_nothing(ranked, relevant, k):
    """WRONG: 0 for a user without relevant items."""
    if len(relevant) == 0:
        return 0.0
    dcg = sum(1 / np.log2(p + 2) for p, item in enumerate(ranked[:k]) if item in relevant)
    return dcg / sum(1 / np.log2(p + 2) for p in range(min(k, len(relevant))))


def ndcg__division_by_zero(ranked, relevant, k):
    """WRONG: nothing relevant ends in a ZeroDivisionError."""
    dcg = sum(1 / math.log2(p + 2) for p, item in enumerate(ranked[:k]) if item in relevant)
    return dcg / sum(1 / math.log2(p + 2) for p in range(min(k, len(relevant))))


def ndcg__ideal_k(ranked, relevant, k):
    """WRONG: the best list is k relevant items, however few there are."""
    if len(relevant) == 0:
        return np.nan
    w = 1 / np.log2(np.arange(2, k + 2))
    hits = np.isin(np.asarray(ranked)[:k], relevant)
    return (w[: len(hits)] * hits).sum() / w.sum()


def ndcg__ideal_all(ranked, relevant, k):
    """WRONG: the best list has all relevant items, also beyond k."""
    if len(relevant) == 0:
        return np.nan
    dcg = sum(1 / np.log2(p + 2) for p, item in enumerate(ranked[:k]) if item in relevant)
    return dcg / sum(1 / np.log2(p + 2) for p in range(len(relevant)))


def ndcg__ideal_from_hits(ranked, relevant, k):
    """WRONG: the best list is made of the hits found, by sorting the list's own relevances."""
    if len(relevant) == 0:
        return np.nan
    rel = np.isin(np.asarray(ranked)[:k], relevant).astype(float)
    disc = np.log2(np.arange(2, len(rel) + 2))
    idcg = (np.sort(rel)[::-1] / disc).sum()
    return (rel / disc).sum() / idcg if idcg > 0 else 0.0


def ndcg__ideal_list_length(ranked, relevant, k):
    """WRONG: the best list is no longer than the list that was given."""
    if len(relevant) == 0:
        return np.nan
    n = min(k, len(ranked), len(relevant))
    dcg = sum(1 / np.log2(p + 2) for p, item in enumerate(ranked[:k]) if item in relevant)
    ideal = sum(1 / np.log2(p + 2) for p in range(n))
    return dcg / ideal if ideal else 0.0


def ndcg__no_cut(ranked, relevant, k):
    """WRONG: places beyond k count too."""
    if len(relevant) == 0:
        return np.nan
    dcg = sum(1 / np.log2(p + 2) for p, item in enumerate(ranked) if item in relevant)
    return dcg / sum(1 / np.log2(p + 2) for p in range(min(k, len(relevant))))


def ndcg__dcg_only(ranked, relevant, k):
    """WRONG: not normalised."""
    if len(relevant) == 0:
        return np.nan
    return sum(1 / np.log2(p + 2) for p, item in enumerate(ranked[:k]) if item in relevant)


def ndcg__log_p(ranked, relevant, k):
    """WRONG: 1 / log2(p), with the first place at 1, the older formula."""
    if len(relevant) == 0:
        return np.nan
    w = [1.0] + [1 / math.log2(p) for p in range(2, k + 1)]
    dcg = sum(g for g, item in zip(w, ranked) if item in relevant)
    return dcg / sum(w[: len(relevant)])


def ndcg__log_p_plus_2(ranked, relevant, k):
    """WRONG: off by one, places from 1 and log2(p + 2)."""
    if len(relevant) == 0:
        return np.nan
    dcg = sum(1 / np.log2(p + 2) for p, item in enumerate(ranked[:k], 1) if item in relevant)
    return dcg / sum(1 / np.log2(p + 2) for p in range(1, min(k, len(relevant)) + 1))


def ndcg__places_from_zero(ranked, relevant, k):
    """WRONG: places from 0, the first has log2(1) = 0 and the result is NaN or infinite."""
    if len(relevant) == 0:
        return np.nan
    w = 1 / np.log2(np.arange(k) + 1.0)
    hits = np.isin(np.asarray(ranked)[:k], relevant)
    return (w[: len(hits)] * hits).sum() / w[: len(relevant)].sum()


def ndcg__reciprocal_place(ranked, relevant, k):
    """WRONG: 1 / p in place of 1 / log2(p + 1)."""
    if len(relevant) == 0:
        return np.nan
    dcg = sum(1 / p for p, item in enumerate(ranked[:k], 1) if item in relevant)
    return dcg / sum(1 / p for p in range(1, min(k, len(relevant)) + 1))


def ndcg__recall(ranked, relevant, k):
    """WRONG: recall at k, the places are not weighed."""
    if len(relevant) == 0:
        return np.nan
    return len(set(ranked[:k]) & set(relevant)) / min(k, len(relevant))


def ndcg__divides_by_count(ranked, relevant, k):
    """WRONG: divided by the number of relevant items, not by the best sum."""
    if len(relevant) == 0:
        return np.nan
    return sum(1 / np.log2(p + 2) for p, item in enumerate(ranked[:k]) if item in relevant) / min(k, len(relevant))


def ndcg__nan_without_hits(ranked, relevant, k):
    """WRONG: NaN also where the list is empty or has no hit, which is a 0."""
    hits = [p for p, item in enumerate(ranked[:k], 1) if item in relevant]
    if not hits:
        return float("nan")
    best = sum(1 / math.log2(p + 1) for p in range(1, min(k, len(relevant)) + 1))
    return sum(1 / math.log2(p + 1) for p in hits) / best


def ndcg__compacted(ranked, relevant, k):
    """WRONG: filters the list to its hits first, and numbers the places afterwards."""
    if len(relevant) == 0:
        return np.nan
    hits = [item for item in ranked[:k] if item in relevant]
    dcg = sum(1 / np.log2(p + 2) for p in range(len(hits)))
    return dcg / sum(1 / np.log2(p + 2) for p in range(min(k, len(relevant))))


def ndcg__exchanged(ranked, relevant, k):
    """WRONG: takes the list of relevant items for the ranked one."""
    if len(relevant) == 0:
        return np.nan
    dcg = sum(1 / np.log2(p + 2) for p, item in enumerate(relevant[:k]) if item in ranked)
    return dcg / sum(1 / np.log2(p + 2) for p in range(min(k, len(relevant))))


def ndcg__short_list_fails(ranked, relevant, k):
    """WRONG: takes the list to have k places, a shorter one is an IndexError."""
    if len(relevant) == 0:
        return np.nan
    dcg = 0.0
    for p in range(k):
        if ranked[p] in relevant:
            dcg += 1 / np.log2(p + 2)
    return dcg / sum(1 / np.log2(p + 2) for p in range(min(k, len(relevant))))


# ---------------------------------------------------------------- 4.4 popularity


def popularity__sets(users, items, n_items):
    """RIGHT: a set of users for each item."""
    takers = [set() for _ in range(n_items)]
    for u, i in zip(users, items):
        takers[int(i)].add(int(u))
    return [len(t) for t in takers]


def popularity__unique_pairs(users, items, n_items):
    """RIGHT: unique rows, then bincount."""
    if len(users) == 0:
        return np.zeros(n_items, dtype=int)
    pairs = np.unique(np.stack([users, items], axis=1), axis=0)
    return np.bincount(pairs[:, 1], minlength=n_items)


def popularity__per_item(users, items, n_items):
    """RIGHT: one mask for each item."""
    users, items = np.asarray(users), np.asarray(items)
    return np.array([len(np.unique(users[items == i])) for i in range(n_items)])


def popularity__counter(users, items, n_items):
    """RIGHT: Counter over distinct pairs."""
    c = Counter(i for _, i in set(zip(np.asarray(users).tolist(), np.asarray(items).tolist())))
    return [c[i] for i in range(n_items)]


def popularity__matrix(users, items, n_items):
    """RIGHT: users made dense, a table of booleans summed."""
    names, row = np.unique(users, return_inverse=True)
    taken = np.zeros((len(names), n_items), dtype=bool)
    taken[row.ravel().astype(int), np.asarray(items).astype(int)] = True
    return taken.sum(axis=0)


def popularity__add_at(users, items, n_items):
    """RIGHT: one number for a pair, np.add.at, float32."""
    out = np.zeros(n_items, dtype=np.float32)
    code = np.unique(np.asarray(users, dtype=np.int64) * n_items + np.asarray(items, dtype=np.int64))
    np.add.at(out, code % n_items, 1)
    return out


def popularity__sparse(users, items, n_items):
    """RIGHT: scipy.sparse, data clipped to 1."""
    names, row = np.unique(np.asarray(users, dtype=np.int64), return_inverse=True)
    if len(names) == 0:
        return np.zeros(n_items)
    m = scipy.sparse.csr_matrix((np.ones(len(row)), (row.ravel(), np.asarray(items))), shape=(len(names), n_items))
    return np.asarray((m > 0).sum(axis=0)).ravel()


def popularity__lexsort(users, items, n_items):
    """RIGHT: sorts the rows and counts those that differ from the row before."""
    users, items = np.asarray(users, dtype=int), np.asarray(items, dtype=int)
    order = np.lexsort((users, items))
    u, i = users[order], items[order]
    new = np.ones(len(u), dtype=bool)
    new[1:] = (u[1:] != u[:-1]) | (i[1:] != i[:-1])
    return np.bincount(i[new], minlength=n_items)


def popularity__table_by_number(users, items, n_items):
    """ARGUABLE: a table with a row for each number up to the largest user; right for small numbers from 0."""
    users, items = np.asarray(users, dtype=int), np.asarray(items, dtype=int)
    table = np.zeros((users.max(initial=-1) + 1, n_items))
    table[users, items] = 1
    return table.sum(axis=0)


def popularity__rows(users, items, n_items):
    """WRONG: counts rows, not users."""
    return np.bincount(np.asarray(items, dtype=int), minlength=n_items)


def popularity__no_minlength(users, items, n_items):
    """WRONG: bincount without minlength, the last items that nobody took are missing."""
    pairs = sorted(set(zip(np.asarray(users).tolist(), np.asarray(items).tolist())))
    return np.bincount(np.array([i for _, i in pairs], dtype=int))


def popularity__present_only(users, items, n_items):
    """WRONG: only items that occur get a number."""
    users, items = np.asarray(users), np.asarray(items)
    return np.array([len(np.unique(users[items == i])) for i in np.unique(items)])


def popularity__share(users, items, n_items):
    """WRONG: the share of users, not their number."""
    n_users = max(len(np.unique(users)), 1)
    return np.asarray(popularity__sets(users, items, n_items)) / n_users


def popularity__sums_to_one(users, items, n_items):
    """WRONG: normalised to sum 1."""
    counts = np.asarray(popularity__sets(users, items, n_items), dtype=float)
    return counts / max(counts.sum(), 1)


def popularity__first_row_of_user(users, items, n_items):
    """WRONG: unique users alone, so that a user counts for one item only."""
    _, first = np.unique(users, return_index=True)
    return np.bincount(np.asarray(items, dtype=int)[first], minlength=n_items)


def popularity__per_user(users, items, n_items):
    """WRONG: how many items each user took, padded to n_items."""
    out = np.zeros(n_items, dtype=int)
    for n, u in enumerate(np.unique(users)[:n_items]):
        out[n] = len(np.unique(np.asarray(items)[np.asarray(users) == u]))
    return out


def popularity__product_code(users, items, n_items):
    """WRONG: a pair is coded by its product, different pairs fall together."""
    users, items = np.asarray(users, dtype=int), np.asarray(items, dtype=int)
    _, first = np.unique(users * items, return_index=True)
    return np.bincount(items[first], minlength=n_items)


def popularity__sum_code(users, items, n_items):
    """WRONG: a pair is coded by its sum, different pairs fall together."""
    users, items = np.asarray(users, dtype=int), np.asarray(items, dtype=int)
    _, first = np.unique(users + items, return_index=True)
    return np.bincount(items[first], minlength=n_items)


def popularity__adjacent(users, items, n_items):
    """WRONG: drops repeats only where the same row comes directly before."""
    out = np.zeros(n_items, dtype=int)
    last = None
    for pair in zip(users, items):
        if last is None or tuple(pair) != last:
            out[int(pair[1])] += 1
        last = tuple(pair)
    return out


def popularity__unique_no_axis(users, items, n_items):
    """WRONG: np.unique without an axis flattens the pairs."""
    flat = np.unique(np.stack([np.asarray(users, dtype=int), np.asarray(items, dtype=int)], axis=1))
    return np.bincount(flat[flat < n_items], minlength=n_items)


def popularity__empty_fails(users, items, n_items):
    """WRONG: the largest user of an empty table is an error."""
    table = np.zeros((users.max() + 1, n_items))
    table[users, items] = 1
    return table.sum(axis=0)


def popularity__table_add(users, items, n_items):
    """WRONG: np.add.at on the table counts how often, and so rows, not users."""
    names, row = np.unique(users, return_inverse=True)
    table = np.zeros((len(names), n_items))
    np.add.at(table, (row.ravel().astype(int), np.asarray(items, dtype=int)), 1)
    return table.sum(axis=0)


def popularity__once_only(users, items, n_items):
    """WRONG: who took an item several times is left out of its count altogether."""
    c = Counter(zip(np.asarray(users).tolist(), np.asarray(items).tolist()))
    out = np.zeros(n_items, dtype=int)
    for (_, i), times in c.items():
        if times == 1:
            out[i] += 1
    return out


def popularity__log(users, items, n_items):
    """WRONG: damped by log(1 + count), as blogs do."""
    return np.log1p(np.asarray(popularity__sets(users, items, n_items)))


def popularity__order(users, items, n_items):
    """WRONG: the items by popularity, not their scores."""
    return np.argsort(-np.asarray(popularity__sets(users, items, n_items)), kind="stable")


def popularity__from_one(users, items, n_items):
    """WRONG: takes items to be numbered from 1 to n_items."""
    users, items = np.asarray(users), np.asarray(items)
    return [len(set(users[items == i].tolist())) for i in range(1, n_items + 1)]


def popularity__max_user(users, items, n_items):
    """WRONG: counts up to the largest item seen, not to n_items, by range(max(items) + 1)."""
    users, items = np.asarray(users), np.asarray(items)
    top = int(items.max()) if len(items) else -1
    return [len(set(users[items == i].tolist())) for i in range(top + 1)]


# ---------------------------------------------------------------- 4.5 als_user


def _als_user(Y, met, confidence, reg):
    Y = np.asarray(Y, dtype=float)
    met = np.asarray(met, dtype=int)
    w = np.ones(len(Y))
    w[met] = confidence
    A = Y.T @ (w[:, None] * Y) + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, confidence * Y[met].sum(axis=0))


def als_user__weights(Y, met, confidence, reg):
    """RIGHT: a weight for each item, then solve."""
    met = np.asarray(met, dtype=int)
    w = np.ones(len(Y))
    w[met] = confidence
    p = np.zeros(len(Y))
    p[met] = 1
    return np.linalg.solve((Y * w[:, None]).T @ Y + reg * np.eye(Y.shape[1]), Y.T @ (w * p))


def als_user__gram_trick(Y, met, confidence, reg):
    """RIGHT: Y'Y plus (c - 1) times the met part, as in Hu, Koren and Volinsky."""
    M = Y[list(met)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.inv(A) @ (confidence * M.sum(axis=0))


def als_user__loop(Y, met, confidence, reg):
    """RIGHT: outer products item by item."""
    d = len(Y[0])
    A = reg * np.identity(d)
    b = np.zeros(d)
    met = {int(i) for i in met}
    for i, y in enumerate(Y):
        if i in met:
            A += confidence * np.outer(y, y)
            b += confidence * y
        else:
            A += np.outer(y, y)
    return np.linalg.solve(A, b)


def als_user__lstsq(Y, met, confidence, reg):
    """RIGHT: as ordinary least squares with rows for the penalty."""
    Y = np.asarray(Y, dtype=float)
    n, d = Y.shape
    target = np.zeros(n)
    target[np.asarray(met, dtype=int)] = 1
    root = np.sqrt(np.where(target == 1, confidence, 1.0))
    big = np.vstack([Y * root[:, None], math.sqrt(reg) * np.eye(d)])
    return np.linalg.lstsq(big, np.concatenate([target * root, np.zeros(d)]), rcond=None)[0]


def als_user__ridge(Y, met, confidence, reg):
    """RIGHT: sklearn's Ridge with sample weights."""
    t = np.zeros(len(Y))
    t[np.asarray(met, dtype=int)] = 1
    model = Ridge(alpha=reg, fit_intercept=False, solver="cholesky")
    return model.fit(Y, t, sample_weight=1 + (confidence - 1) * t).coef_


def als_user__cholesky(Y, met, confidence, reg):
    """RIGHT: Cholesky, with einsum, a list returned."""
    w = np.ones(len(Y))
    w[np.asarray(met, dtype=int)] = confidence
    A = np.einsum("i,ij,ik->jk", w, Y, Y)
    A[np.diag_indices_from(A)] += reg
    b = confidence * Y[np.asarray(met, dtype=int)].sum(axis=0)
    return scipy.linalg.cho_solve(scipy.linalg.cho_factor(A), b).tolist()


def als_user__torch32(Y, met, confidence, reg):
    """RIGHT: torch in float32."""
    Yt = torch.tensor(np.asarray(Y), dtype=torch.float32)
    m = torch.zeros(len(Yt))
    m[torch.as_tensor(np.asarray(met, dtype=np.int64))] = 1.0
    w = 1 + (confidence - 1) * m
    A = Yt.T @ torch.diag(w) @ Yt + reg * torch.eye(Yt.shape[1])
    return torch.linalg.solve(A, Yt.T @ (w * m)).numpy()


def als_user__early_return(Y, met, confidence, reg):
    """RIGHT: an early return for who met nothing, others by setdiff."""
    Y = np.asarray(Y)
    if len(met) == 0:
        return np.zeros(Y.shape[1])
    others = np.setdiff1d(np.arange(len(Y)), met)
    A = confidence * Y[met].T @ Y[met] + Y[others].T @ Y[others] + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, confidence * np.sum(Y[met], axis=0))


def als_user__newton(Y, met, confidence, reg):
    """RIGHT: one Newton step from 0."""
    met = np.asarray(met, dtype=int)
    t = np.zeros(len(Y))
    t[met] = 1.0
    w = np.where(t > 0, confidence, 1.0)
    grad = -2 * Y.T @ (w * t)
    hess = 2 * Y.T @ np.diag(w) @ Y + 2 * reg * np.eye(Y.shape[1])
    return -scipy.linalg.solve(hess, grad, assume_a="pos")


def als_user__confidence_added(Y, met, confidence, reg):
    """WRONG: c is added to 1, the weight is 1 + c."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + confidence * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, (1 + confidence) * M.sum(axis=0))


def als_user__mixed_weights(Y, met, confidence, reg):
    """WRONG: 1 + c on the left but c on the right (Y'Y + c M'M)."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + confidence * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, confidence * M.sum(axis=0))


def als_user__met_only(Y, met, confidence, reg):
    """WRONG: the items that were not met are left out."""
    M = Y[np.asarray(met, dtype=int)]
    A = confidence * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, confidence * M.sum(axis=0))


def als_user__no_c_right(Y, met, confidence, reg):
    """WRONG: the right side without c."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, M.sum(axis=0))


def als_user__c_minus_one_right(Y, met, confidence, reg):
    """WRONG: c - 1 on the right as well."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, (confidence - 1) * M.sum(axis=0))


def als_user__no_confidence(Y, met, confidence, reg):
    """WRONG: c is not used."""
    A = Y.T @ Y + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, Y[np.asarray(met, dtype=int)].sum(axis=0))


def als_user__c_everywhere(Y, met, confidence, reg):
    """WRONG: all items weigh c."""
    A = confidence * Y.T @ Y + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, confidence * Y[np.asarray(met, dtype=int)].sum(axis=0))


def als_user__c_squared(Y, met, confidence, reg):
    """WRONG: rows multiplied by c before lstsq, not by its root, so c squared."""
    t = np.zeros(len(Y))
    t[np.asarray(met, dtype=int)] = 1
    w = np.where(t == 1, confidence, 1)
    big = np.vstack([Y * w[:, None], np.sqrt(reg) * np.eye(Y.shape[1])])
    return np.linalg.lstsq(big, np.concatenate([t * w, np.zeros(Y.shape[1])]), rcond=None)[0]


def als_user__reg_squared(Y, met, confidence, reg):
    """WRONG: rows of reg in lstsq, not of its root, so reg squared."""
    t = np.zeros(len(Y))
    t[np.asarray(met, dtype=int)] = 1
    w = np.sqrt(np.where(t == 1, confidence, 1))
    big = np.vstack([Y * w[:, None], reg * np.eye(Y.shape[1])])
    return np.linalg.lstsq(big, np.concatenate([t * w, np.zeros(Y.shape[1])]), rcond=None)[0]


def als_user__double_reg(Y, met, confidence, reg):
    """WRONG: the 2 of the gradient is kept for the penalty only."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + 2 * reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, confidence * M.sum(axis=0))


def als_user__half_reg(Y, met, confidence, reg):
    """WRONG: half of reg, as if the loss had reg / 2."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg / 2 * np.eye(Y.shape[1])
    return np.linalg.solve(A, confidence * M.sum(axis=0))


def als_user__reg_times_met(Y, met, confidence, reg):
    """WRONG: reg times the number of items met, as in ALS-WR."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * max(len(M), 1) * np.eye(Y.shape[1])
    return np.linalg.solve(A, confidence * M.sum(axis=0))


def als_user__reg_everywhere(Y, met, confidence, reg):
    """WRONG: reg is added to every entry, not to the diagonal."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg
    return np.linalg.lstsq(A, confidence * M.sum(axis=0), rcond=None)[0]


def als_user__no_reg(Y, met, confidence, reg):
    """WRONG: the penalty is left out."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M
    return np.linalg.pinv(A) @ (confidence * M.sum(axis=0))


def als_user__mean(Y, met, confidence, reg):
    """WRONG: the mean of the met vectors on the right side, not the sum."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
    b = M.mean(axis=0) if len(M) else np.zeros(Y.shape[1])
    return np.linalg.solve(A, confidence * b)


def als_user__in_place(Y, met, confidence, reg):
    """WRONG: scales the caller's rows in place by the root of c, right result otherwise."""
    met = np.asarray(met, dtype=int)
    b = confidence * Y[met].sum(axis=0)
    Y[met] *= np.sqrt(confidence)
    return np.linalg.solve(Y.T @ Y + reg * np.eye(Y.shape[1]), b)


def als_user__empty_index(Y, met, confidence, reg):
    """WRONG: an empty history is answered with the mean of the items."""
    if len(met) == 0:
        return Y.mean(axis=0)
    return _als_user(Y, met, confidence, reg)


def als_user__unit(Y, met, confidence, reg):
    """WRONG: the vector is brought to length 1."""
    x = _als_user(Y, met, confidence, reg)
    norm = np.linalg.norm(x)
    return x / norm if norm > 0 else x


# ---------------------------------------------------------------- 4.6 als_round


def als_round__comprehension(R, Y, confidence, reg):
    """RIGHT: two list comprehensions over als_user."""
    R = np.asarray(R)
    X = np.array([_als_user(Y, np.flatnonzero(r), confidence, reg) for r in R])
    return X, np.array([_als_user(X, np.flatnonzero(c), confidence, reg) for c in R.T])


def als_round__loops(R, Y, confidence, reg):
    """RIGHT: filled row by row."""
    n, m = R.shape
    d = Y.shape[1]
    X, new = np.zeros((n, d)), np.zeros((m, d))
    for u in range(n):
        X[u] = _als_user(Y, np.where(R[u] == 1)[0], confidence, reg)
    for i in range(m):
        new[i] = _als_user(X, np.where(R[:, i] == 1)[0], confidence, reg)
    return X, new


def als_round__einsum(R, Y, confidence, reg):
    """RIGHT: all systems at once."""
    R, Y = np.asarray(R, dtype=float), np.asarray(Y, dtype=float)

    def half(R, F):
        W = 1 + (confidence - 1) * R
        A = np.einsum("ui,ij,ik->ujk", W, F, F) + reg * np.eye(F.shape[1])
        return np.linalg.solve(A, (confidence * R @ F)[:, :, None])[:, :, 0]

    X = half(R, Y)
    return X, half(R.T, X)


def als_round__gram(R, Y, confidence, reg):
    """RIGHT: Gram matrix computed once for each side, lists returned."""

    def side(rows, F):
        gram = F.T @ F + reg * np.eye(F.shape[1])
        out = []
        for row in rows:
            M = F[row > 0]
            out.append(np.linalg.solve(gram + (confidence - 1) * M.T @ M, confidence * M.sum(axis=0)))
        return out

    X = side(R, Y)
    return X, side(R.T, np.array(X))


def als_round__torch(R, Y, confidence, reg):
    """RIGHT: torch in float64, batched."""
    r = torch.as_tensor(np.array(R, dtype=float))
    y = torch.as_tensor(np.array(Y, dtype=float))

    def step(r, f):
        out = []
        for row in r:
            w = 1 + (confidence - 1) * row
            A = (f * w[:, None]).T @ f + reg * torch.eye(f.shape[1], dtype=torch.float64)
            out.append(torch.linalg.solve(A, f.T @ (confidence * row)))
        return torch.stack(out)

    x = step(r, y)
    return x.numpy(), step(r.T, x).numpy()


def als_round__recursive_lists(R, Y, confidence, reg):
    """RIGHT: a helper that calls itself for the transposed table; nonzero lists."""

    def solve(R, Y, left):
        X = np.vstack([_als_user(Y, [i for i, r in enumerate(row) if r], confidence, reg) for row in R])
        return (X,) if left == 1 else (X,) + solve(np.transpose(R), X, left - 1)

    return solve(np.asarray(R), Y, 2)


def als_round__int_cut_Y(R, Y, confidence, reg):
    """ARGUABLE: new arrays of the dtype of Y, which cuts the results if Y holds whole numbers."""
    X = np.zeros((R.shape[0], Y.shape[1]), dtype=Y.dtype)
    for u in range(len(R)):
        X[u] = _als_user(Y, np.flatnonzero(R[u]), confidence, reg)
    new = np.zeros_like(Y)
    for i in range(len(Y)):
        new[i] = _als_user(X, np.flatnonzero(R[:, i]), confidence, reg)
    return X, new


def als_round__int_cut_R(R, Y, confidence, reg):
    """WRONG: the arrays have the dtype of R, whose whole numbers cut the vectors to 0."""
    R = np.asarray(R)
    X = np.zeros((R.shape[0], Y.shape[1]), dtype=R.dtype)
    for u in range(len(R)):
        X[u] = _als_user(Y, np.flatnonzero(R[u]), confidence, reg)
    new = np.zeros(Y.shape, dtype=R.dtype)
    for i in range(len(Y)):
        new[i] = _als_user(X, np.flatnonzero(R[:, i]), confidence, reg)
    return X, new


def als_round__row_as_numbers(R, Y, confidence, reg):
    """WRONG: the row of 0 and 1 is passed as numbers of items."""
    R = np.asarray(R).astype(int)
    X = np.array([_als_user(Y, row, confidence, reg) for row in R])
    return X, np.array([_als_user(X, col, confidence, reg) for col in R.T])


def als_round__in_place(R, Y, confidence, reg):
    """WRONG: right result, but the caller's Y is overwritten."""
    X = np.array([_als_user(Y, np.flatnonzero(r), confidence, reg) for r in R])
    for i in range(len(Y)):
        Y[i] = _als_user(X, np.flatnonzero(R[:, i]), confidence, reg)
    return X, Y


def als_round__exchanged(R, Y, confidence, reg):
    """WRONG: (Y, X) returned."""
    X = np.array([_als_user(Y, np.flatnonzero(r), confidence, reg) for r in R])
    return np.array([_als_user(X, np.flatnonzero(c), confidence, reg) for c in R.T]), X


def als_round__old_Y(R, Y, confidence, reg):
    """WRONG: only the users are solved, Y comes back as it was."""
    X = np.array([_als_user(Y, np.flatnonzero(r), confidence, reg) for r in R])
    return X, Y.copy()


def als_round__then_users_again(R, Y, confidence, reg):
    """WRONG: the users are solved once more with the new items, and these are returned."""
    X = np.array([_als_user(Y, np.flatnonzero(r), confidence, reg) for r in R])
    new = np.array([_als_user(X, np.flatnonzero(c), confidence, reg) for c in R.T])
    X = np.array([_als_user(new, np.flatnonzero(r), confidence, reg) for r in R])
    return X, new


def als_round__two_rounds(R, Y, confidence, reg):
    """WRONG: goes round twice, to be nearer to the end."""
    for _ in range(2):
        X = np.array([_als_user(Y, np.flatnonzero(r), confidence, reg) for r in R])
        Y = np.array([_als_user(X, np.flatnonzero(c), confidence, reg) for c in R.T])
    return X, Y


def als_round__items_first(R, Y, confidence, reg):
    """WRONG: items first, with users made as the mean of their items' vectors."""
    R = np.asarray(R, dtype=float)
    X = R @ Y / np.maximum(R.sum(axis=1, keepdims=True), 1)
    new = np.array([_als_user(X, np.flatnonzero(c), confidence, reg) for c in R.T])
    return np.array([_als_user(new, np.flatnonzero(r), confidence, reg) for r in R]), new


def als_round__items_shown_zeros(R, Y, confidence, reg):
    """WRONG: for the items, the users who did not meet them are passed (R == 0)."""
    X = np.array([_als_user(Y, np.flatnonzero(r), confidence, reg) for r in R])
    return X, np.array([_als_user(X, np.flatnonzero(c == 0), confidence, reg) for c in R.T])


def als_round__rows_for_items(R, Y, confidence, reg):
    """WRONG: R is not transposed for the items; rows of R are taken, which fails or fits squares only."""
    X = np.array([_als_user(Y, np.flatnonzero(R[u]), confidence, reg) for u in range(len(R))])
    new = np.array([_als_user(X, np.flatnonzero(R[i]), confidence, reg) for i in range(len(Y))])
    return X, new


def als_round__empty_keeps_old(R, Y, confidence, reg):
    """WRONG: an item that nobody met keeps its old vector (should be 0)."""
    X = np.array([_als_user(Y, np.flatnonzero(r), confidence, reg) for r in R])
    new = np.array(Y, dtype=float)
    for i in range(len(Y)):
        who = np.flatnonzero(R[:, i])
        if len(who) > 0:
            new[i] = _als_user(X, who, confidence, reg)
    return X, new


def als_round__added_confidence(R, Y, confidence, reg):
    """WRONG: weight 1 + c on both sides."""
    R = np.asarray(R, dtype=float)

    def half(R, F):
        out = []
        for r in R:
            C = np.diag(1 + confidence * r)
            out.append(np.linalg.solve(F.T @ C @ F + reg * np.eye(F.shape[1]), F.T @ C @ r))
        return np.array(out)

    X = half(R, Y)
    return X, half(R.T, X)


def als_round__no_confidence(R, Y, confidence, reg):
    """WRONG: ordinary ridge regression on R, all cells weigh the same."""
    X = R @ Y @ np.linalg.inv(Y.T @ Y + reg * np.eye(Y.shape[1]))
    new = R.T @ X @ np.linalg.inv(X.T @ X + reg * np.eye(Y.shape[1]))
    return X, new


def als_round__observed_only(R, Y, confidence, reg):
    """WRONG: only cells with a 1 count, as in ALS for ratings."""

    def half(R, F):
        out = []
        for r in R:
            M = F[r > 0]
            out.append(np.linalg.solve(confidence * M.T @ M + reg * np.eye(F.shape[1]), confidence * M.sum(axis=0)))
        return np.array(out)

    X = half(R, Y)
    return X, half(R.T, X)


def als_round__new_items_used_early(R, Y, confidence, reg):
    """WRONG: for each user the user and at once his items are solved, with half-finished users."""
    new = np.array(Y, dtype=float)
    X = np.zeros((len(R), Y.shape[1]))
    for u in range(len(R)):
        X[u] = _als_user(new, np.flatnonzero(R[u]), confidence, reg)
        for i in np.flatnonzero(R[u]):
            new[i] = _als_user(X[: u + 1], np.flatnonzero(R[: u + 1, i]), confidence, reg)
    return X, new


def als_round__averaged(R, Y, confidence, reg):
    """WRONG: the new items are averaged with the old, as a careful step."""
    X = np.array([_als_user(Y, np.flatnonzero(r), confidence, reg) for r in R])
    new = np.array([_als_user(X, np.flatnonzero(c), confidence, reg) for c in R.T])
    return X, (Y + new) / 2


def als_round__reg_for_users_only(R, Y, confidence, reg):
    """WRONG: the items are solved almost without a penalty."""
    X = np.array([_als_user(Y, np.flatnonzero(r), confidence, reg) for r in R])
    return X, np.array([_als_user(X, np.flatnonzero(c), confidence, 1e-8) for c in R.T])


def als_round__transposed(R, Y, confidence, reg):
    """WRONG: vectors as columns, (d, n) and (d, m)."""
    X = np.array([_als_user(Y, np.flatnonzero(r), confidence, reg) for r in R])
    return X.T, np.array([_als_user(X, np.flatnonzero(c), confidence, reg) for c in R.T]).T


# ---------------------------------------------------------------- 4.7 ease


def ease__inv(R, reg):
    """RIGHT: the formula, columns divided by the diagonal."""
    R = np.asarray(R, dtype=float)
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__identity_minus(R, reg):
    """RIGHT: I - P / diag(P)."""
    G = np.array(R, dtype=float).T @ np.array(R, dtype=float)
    G[np.diag_indices(len(G))] += reg
    P = np.linalg.solve(G, np.eye(len(G)))
    return np.eye(len(G)) - P @ np.diag(1 / np.diag(P))


def ease__loops(R, reg):
    """RIGHT: double loop."""
    R = np.asarray(R, dtype=float)
    m = R.shape[1]
    P = np.linalg.inv(R.T.dot(R) + reg * np.identity(m))
    return [[0.0 if i == j else -P[i, j] / P[j, j] for j in range(m)] for i in range(m)]


def ease__column_regressions(R, reg):
    """RIGHT: one ridge regression per column on all the others."""
    R = np.asarray(R, dtype=float)
    m = R.shape[1]
    B = np.zeros((m, m))
    for j in range(m):
        rest = np.arange(m) != j
        if rest.any():
            Z = R[:, rest]
            B[rest, j] = np.linalg.solve(Z.T @ Z + reg * np.eye(m - 1), Z.T @ R[:, j])
    return B


def ease__torch(R, reg):
    """RIGHT: torch in float64."""
    r = torch.tensor(np.asarray(R), dtype=torch.float64)
    P = torch.linalg.inv(r.T @ r + reg * torch.eye(r.shape[1], dtype=torch.float64))
    B = -P / torch.diagonal(P)[None, :]
    B.fill_diagonal_(0)
    return B.numpy()


def ease__cholesky(R, reg):
    """RIGHT: Cholesky, float32 at the end, zeros by a mask."""
    R = np.asarray(R, dtype=float)
    m = R.shape[1]
    P = scipy.linalg.cho_solve(scipy.linalg.cho_factor(R.T @ R + reg * np.eye(m)), np.eye(m))
    return np.where(np.eye(m, dtype=bool), 0.0, -P / P.diagonal()).astype(np.float32)


def ease__svd(R, reg):
    """RIGHT: the inverse from the eigenvectors of the Gram matrix."""
    R = np.asarray(R, dtype=float)
    val, vec = np.linalg.eigh(R.T @ R)
    P = (vec / (val + reg)) @ vec.T
    B = P / -np.diag(P)
    return B - np.diag(np.diag(B))


def ease__bool_gram(R, reg):
    """ARGUABLE: R.T @ R in R's own type, wrong for booleans or bytes, which the prose doesn't mention."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    B = P / (-np.diag(P))
    B[np.diag_indices(len(B))] = 0
    return B


def ease__row_diagonal(R, reg):
    """WRONG: divided by P_ii, rows and not columns."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    B = -P / np.diag(P)[:, None]
    np.fill_diagonal(B, 0)
    return B


def ease__sign(R, reg):
    """WRONG: the minus is missing."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    B = P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__diagonal_left(R, reg):
    """WRONG: -1 stays on the diagonal."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    return -P / np.diag(P)


def ease__diagonal_one(R, reg):
    """WRONG: P / P_jj subtracted the wrong way round, the diagonal is 0 and the sign is lost."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    return P / np.diag(P) - np.eye(len(P))


def ease__ridge_zeroed(R, reg):
    """WRONG: ridge regression of R on itself, with the diagonal set to 0 afterwards."""
    G = R.T @ R
    B = np.linalg.solve(G + reg * np.eye(len(G)), G)
    np.fill_diagonal(B, 0)
    return B


def ease__not_inverted(R, reg):
    """WRONG: the Gram matrix itself, not its inverse."""
    P = R.T @ R + reg * np.eye(R.shape[1])
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__elementwise_inverse(R, reg):
    """WRONG: ** -1 elementwise in place of the inverse."""
    with np.errstate(all="ignore"):
        P = (R.T @ R + reg * np.eye(R.shape[1])) ** -1.0
        B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__users(R, reg):
    """WRONG: RR', users by users."""
    P = np.linalg.inv(R @ R.T + reg * np.eye(R.shape[0]))
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__reg_everywhere(R, reg):
    """WRONG: reg is added to every entry."""
    P = np.linalg.pinv(R.T @ R + reg)
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__no_reg(R, reg):
    """WRONG: reg is left out, a pseudo-inverse helps over singular tables."""
    P = np.linalg.pinv(R.T @ R)
    d = np.diag(P).copy()
    d[d == 0] = 1
    B = -P / d
    np.fill_diagonal(B, 0)
    return B


def ease__reg_squared(R, reg):
    """WRONG: reg squared on the diagonal."""
    P = np.linalg.inv(R.T @ R + reg**2 * np.eye(R.shape[1]))
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__reg_times_users(R, reg):
    """WRONG: reg times the number of users, as if the loss were a mean."""
    P = np.linalg.inv(R.T @ R + reg * len(R) * np.eye(R.shape[1]))
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__symmetric(R, reg):
    """WRONG: divided by sqrt(P_ii P_jj), a partial correlation."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    s = np.sqrt(np.diag(P))
    B = -P / np.outer(s, s)
    np.fill_diagonal(B, 0)
    return B


def ease__gram_diagonal(R, reg):
    """WRONG: divided by the diagonal of the Gram matrix, not of P."""
    G = R.T @ R + reg * np.eye(R.shape[1])
    B = -np.linalg.inv(G) / np.diag(G)
    np.fill_diagonal(B, 0)
    return B


def ease__no_division(R, reg):
    """WRONG: -P without the division."""
    B = -np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    np.fill_diagonal(B, 0)
    return B


def ease__zero_before(R, reg):
    """WRONG: the diagonal of P is set to 0 before it is divided by."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    np.fill_diagonal(P, 0)
    with np.errstate(all="ignore"):
        B = np.nan_to_num(-P / np.diag(P))
    return B


def ease__scores(R, reg):
    """WRONG: returns the scores RB, not the weights."""
    return np.asarray(R, dtype=float) @ ease__inv(R, reg)


def ease__centred(R, reg):
    """WRONG: columns are centred first."""
    return ease__inv(np.asarray(R, dtype=float) - np.asarray(R, dtype=float).mean(axis=0), reg)


def ease__no_negatives(R, reg):
    """WRONG: negative weights are cut to 0."""
    return np.maximum(ease__inv(R, reg), 0)


def ease__normalised_rows(R, reg):
    """WRONG: users are brought to length 1 first."""
    R = np.asarray(R, dtype=float)
    norm = np.linalg.norm(R, axis=1, keepdims=True)
    return ease__inv(R / np.where(norm == 0, 1, norm), reg)


# ---------------------------------------------------------------- 4.8 bpr_gradient


def bpr_gradient__expit(x, yi, yj):
    """RIGHT: scipy's expit."""
    x, yi, yj = (np.asarray(a, dtype=float) for a in (x, yi, yj))
    g = -scipy.special.expit(-(x @ yi - x @ yj))
    return g * (yi - yj), g * x, -g * x


def bpr_gradient__two_branches(x, yi, yj):
    """RIGHT: the sigmoid in two branches."""
    z = float(np.dot(x, yi) - np.dot(x, yj))
    if z >= 0:
        miss = math.exp(-z) / (1 + math.exp(-z))
    else:
        miss = 1 / (1 + math.exp(z))
    dx = [-miss * (a - b) for a, b in zip(yi, yj)]
    return dx, [-miss * a for a in x], [miss * a for a in x]


def bpr_gradient__autograd(x, yi, yj):
    """RIGHT: torch's autograd through logsigmoid."""
    t = [torch.tensor(np.asarray(a), dtype=torch.float64, requires_grad=True) for a in (x, yi, yj)]
    loss = -torch.nn.functional.logsigmoid(t[0] @ t[1] - t[0] @ t[2])
    loss.backward()
    return tuple(a.grad.numpy() for a in t)


def bpr_gradient__clip(x, yi, yj):
    """RIGHT: the difference clipped to 500, where the sigmoid is flat to the last bit."""
    z = np.clip(np.dot(x, yi - yj), -500, 500)
    s = 1 / (1 + np.exp(-z))
    return (s - 1) * (yi - yj), (s - 1) * x, (1 - s) * x


def bpr_gradient__tanh(x, yi, yj):
    """RIGHT: the sigmoid as a tanh."""
    z = np.sum(x * (yi - yj))
    g = -0.5 * (1 - np.tanh(z / 2))
    return g * (yi - yj), g * x, -(g * x)


def bpr_gradient__logaddexp(x, yi, yj):
    """RIGHT: exp of a stable log sigmoid."""
    z = np.inner(x, yi) - np.inner(x, yj)
    g = np.exp(-np.logaddexp(0, z))
    return g * (yj - yi), -g * x, g * x


def bpr_gradient__stacked(x, yi, yj):
    """ARGUABLE: one (3, d) array in place of three vectors; it unpacks the same."""
    g = scipy.special.expit(-(x @ (yi - yj)))
    return np.stack([g * (yj - yi), -g * x, g * x])


def bpr_gradient__naive_warns(x, yi, yj):
    """RIGHT: 1 / (1 + exp(z)) in NumPy, exp may overflow to inf with a warning, but no NaN comes of it."""
    z = np.dot(x, yi) - np.dot(x, yj)
    with np.errstate(over="ignore"):
        w = 1.0 / (1.0 + np.exp(np.float64(z)))
    return -w * (yi - yj), -w * x, w * x


def bpr_gradient__naive_warning_shown(x, yi, yj):
    """ARGUABLE: the same with the overflow warning shown; the prose forbids NaN, not warnings."""
    w = 1 / (1 + np.exp(x @ yi - x @ yj))
    return -w * (yi - yj), -w * x, w * x


def bpr_gradient__one_minus_sigmoid_warns(x, yi, yj):
    """ARGUABLE: 1 - 1 / (1 + exp(-z)) with the warning; no NaN, and exact but for tiny slopes."""
    s = 1 / (1 + np.exp(-(x @ yi - x @ yj)))
    return -(1 - s) * (yi - yj), -(1 - s) * x, (1 - s) * x


def bpr_gradient__step(x, yi, yj):
    """WRONG: the step that is taken, the minus gradient."""
    g = scipy.special.expit(-(x @ (yi - yj)))
    return g * (yi - yj), g * x, -g * x


def bpr_gradient__sigma(x, yi, yj):
    """WRONG: sigma(z) in place of 1 - sigma(z)."""
    g = -scipy.special.expit(x @ (yi - yj))
    return g * (yi - yj), g * x, -g * x


def bpr_gradient__same_sign(x, yi, yj):
    """WRONG: both items have the same sign."""
    g = -scipy.special.expit(-(x @ (yi - yj)))
    return g * (yi - yj), g * x, g * x


def bpr_gradient__x_taken_only(x, yi, yj):
    """WRONG: the user's gradient looks at the taken item only."""
    g = -scipy.special.expit(-(x @ (yi - yj)))
    return g * yi, g * x, -g * x


def bpr_gradient__x_sum(x, yi, yj):
    """WRONG: the sum of the items in place of their difference."""
    g = -scipy.special.expit(-(x @ (yi - yj)))
    return g * (yi + yj), g * x, -g * x


def bpr_gradient__sigma_prime(x, yi, yj):
    """WRONG: the slope of the sigmoid, s (1 - s), the logarithm forgotten."""
    s = scipy.special.expit(x @ (yi - yj))
    g = -s * (1 - s)
    return g * (yi - yj), g * x, -g * x


def bpr_gradient__items_own(x, yi, yj):
    """WRONG: the items' gradients point along the items themselves."""
    g = -scipy.special.expit(-(x @ (yi - yj)))
    return g * (yi - yj), g * yi, -g * yj


def bpr_gradient__exchanged_items(x, yi, yj):
    """WRONG: i and j exchanged in the score difference."""
    g = -scipy.special.expit(-(x @ (yj - yi)))
    return g * (yi - yj), g * x, -g * x


def bpr_gradient__order(x, yi, yj):
    """WRONG: dyj returned before dyi."""
    g = -scipy.special.expit(-(x @ (yi - yj)))
    return g * (yi - yj), -g * x, g * x


def bpr_gradient__inf_over_inf(x, yi, yj):
    """WRONG: exp(-z) / (1 + exp(-z)) is inf / inf, a NaN, for z far below 0."""
    e = np.exp(-(x @ yi - x @ yj))
    g = -e / (1 + e)
    return g * (yi - yj), g * x, -g * x


def bpr_gradient__other_inf_over_inf(x, yi, yj):
    """WRONG: sigma as e^z / (1 + e^z), a NaN for z far above 0."""
    e = np.exp(x @ yi - x @ yj)
    g = e / (1 + e) - 1
    return g * (yi - yj), g * x, -g * x


def bpr_gradient__nan_to_zero(x, yi, yj):
    """WRONG: the NaN of inf / inf is made a 0, where the slope is -1."""
    with np.errstate(all="ignore"):
        e = np.exp(-(x @ yi - x @ yj))
        g = np.nan_to_num(-e / (1 + e))
    return g * (yi - yj), g * x, -g * x


def bpr_gradient__math_overflow(x, yi, yj):
    """WRONG: math.exp raises OverflowError for large differences."""
    g = -1 / (1 + math.exp(x @ yi - x @ yj))
    return g * (yi - yj), g * x, -g * x


def bpr_gradient__log_of_sigmoid(x, yi, yj):
    """WRONG: autograd through log(sigmoid), NaN where the sigmoid is 0."""
    t = [torch.tensor(np.asarray(a), dtype=torch.float64, requires_grad=True) for a in (x, yi, yj)]
    (-torch.log(torch.sigmoid(t[0] @ t[1] - t[0] @ t[2]))).backward()
    return tuple(a.grad.numpy() for a in t)


def bpr_gradient__epsilon(x, yi, yj):
    """WRONG: log(sigmoid + 1e-10) has no slope left where it is needed most."""
    t = [torch.tensor(np.asarray(a), dtype=torch.float64, requires_grad=True) for a in (x, yi, yj)]
    (-torch.log(torch.sigmoid(t[0] @ t[1] - t[0] @ t[2]) + 1e-10)).backward()
    return tuple(a.grad.numpy() for a in t)


def bpr_gradient__narrow_clip(x, yi, yj):
    """WRONG: clipped to 5, so that clear cases keep a slope."""
    z = np.clip(x @ (yi - yj), -5, 5)
    g = -1 / (1 + np.exp(z))
    return g * (yi - yj), g * x, -g * x


def bpr_gradient__score_sigmoids(x, yi, yj):
    """WRONG: a sigmoid for each score, as in logistic loss, not one of the difference."""
    gi = scipy.special.expit(x @ yi) - 1
    gj = scipy.special.expit(x @ yj)
    return gi * yi + gj * yj, gi * x, gj * x


def bpr_gradient__saturated(x, yi, yj):
    """WRONG: a stable sigmoid from np.where, but abs(z) mixed up so that both signs give the same."""
    z = x @ (yi - yj)
    g = -np.exp(-abs(z)) / (1 + np.exp(-abs(z)))
    return g * (yi - yj), g * x, -g * x


def bpr_gradient__in_place(x, yi, yj):
    """WRONG: right values, but yi is changed in place (yi -= yj)."""
    yi -= yj
    g = -scipy.special.expit(-(x @ yi))
    return g * yi, g * x, -g * x


def bpr_gradient__scalar_items(x, yi, yj):
    """WRONG: the slopes by the scores, numbers and not vectors, for the items."""
    g = -scipy.special.expit(-(x @ (yi - yj)))
    return g * (yi - yj), g, -g


def bpr_gradient__log2(x, yi, yj):
    """WRONG: taken with a logarithm of base 2."""
    g = -scipy.special.expit(-(x @ (yi - yj))) / np.log(2)
    return g * (yi - yj), g * x, -g * x


# ---------------------------------------------------------------- 4.9 true_negatives


def true_negatives__set_of_pairs(users, items, draws):
    """RIGHT: a set of pairs."""
    taken = set(zip(np.asarray(users).tolist(), np.asarray(items).tolist()))
    return [(u, d) not in taken for u, d in zip(np.asarray(users).tolist(), np.asarray(draws).tolist())]


def true_negatives__code(users, items, draws):
    """RIGHT: one number for a pair, isin."""
    users, items, draws = (np.asarray(a, dtype=np.int64) for a in (users, items, draws))
    if len(users) == 0:
        return np.zeros(0, dtype=bool)
    base = max(items.max(), draws.max()) + 1
    return ~np.isin(users * base + draws, users * base + items)


def true_negatives__dict(users, items, draws):
    """RIGHT: a set of items for each user."""
    own = defaultdict(set)
    for u, i in zip(users, items):
        own[u].add(i)
    return np.array([d not in own[u] for u, d in zip(users, draws)], dtype=bool)


def true_negatives__pairwise(users, items, draws):
    """RIGHT: all rows against all rows."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    hit = (users[:, None] == users[None, :]) & (draws[:, None] == items[None, :])
    return ~hit.any(axis=1)


def true_negatives__per_user(users, items, draws):
    """RIGHT: isin for one user after the other."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    ok = np.ones(len(users), dtype=bool)
    for u in np.unique(users):
        own = users == u
        ok[own] = ~np.isin(draws[own], items[own])
    return ok


def true_negatives__searchsorted(users, items, draws):
    """RIGHT: binary search in the sorted pairs."""
    pairs = sorted(zip(np.asarray(users).tolist(), np.asarray(items).tolist()))
    out = []
    for pair in zip(np.asarray(users).tolist(), np.asarray(draws).tolist()):
        at = bisect.bisect_left(pairs, pair)
        out.append(not (at < len(pairs) and pairs[at] == pair))
    return out


def true_negatives__table(users, items, draws):
    """RIGHT: dense table of users by items, with both renumbered."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    _, row = np.unique(users, return_inverse=True)
    names, col = np.unique(np.concatenate([items, draws]), return_inverse=True)
    row, col = row.ravel(), col.ravel()
    n = len(users)
    taken = np.zeros((row.max(initial=-1) + 1, len(names)), dtype=bool)
    taken[row, col[:n]] = True
    return ~taken[row, col[n:]]


def true_negatives__strings(users, items, draws):
    """RIGHT: strings with a separator."""
    taken = {f"{u}-{i}" for u, i in zip(users, items)}
    return [f"{u}-{d}" not in taken for u, d in zip(users, draws)]


def true_negatives__own_row(users, items, draws):
    """WRONG: compares with the item of the same row only."""
    return np.asarray(draws) != np.asarray(items)


def true_negatives__anybody(users, items, draws):
    """WRONG: an item that anybody took is no negative."""
    return ~np.isin(draws, items)


def true_negatives__inverse(users, items, draws):
    """WRONG: True for those that may not be used."""
    taken = set(zip(np.asarray(users).tolist(), np.asarray(items).tolist()))
    return np.array([p in taken for p in zip(np.asarray(users).tolist(), np.asarray(draws).tolist())])


def true_negatives__earlier_rows(users, items, draws):
    """WRONG: only what the user took up to this row counts."""
    taken, out = set(), []
    for u, i, d in zip(users, items, draws):
        taken.add((int(u), int(i)))
        out.append((int(u), int(d)) not in taken)
    return out


def true_negatives__other_rows_only(users, items, draws):
    """WRONG: other rows of the user count, the own row is forgotten."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    hit = (users[:, None] == users[None, :]) & (draws[:, None] == items[None, :])
    np.fill_diagonal(hit, False)
    return ~hit.any(axis=1)


def true_negatives__product_code(users, items, draws):
    """WRONG: a pair is coded by its product."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    return ~np.isin(users * draws, users * items)


def true_negatives__sum_code(users, items, draws):
    """WRONG: a pair is coded by its sum."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    return ~np.isin(users + draws, users + items)


def true_negatives__base_of_items(users, items, draws):
    """WRONG: the base comes from the items alone, a larger draw runs into the next user."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    base = items.max() + 1
    return ~np.isin(users * base + draws, users * base + items)


def true_negatives__base_without_one(users, items, draws):
    """WRONG: the base is the largest number, not one more, so (u, max) is (u + 1, 0)."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    base = max(items.max(), draws.max())
    return ~np.isin(users * base + draws, users * base + items)


def true_negatives__base_is_n(users, items, draws):
    """WRONG: the base is the number of rows."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    n = len(users)
    return ~np.isin(users * n + draws, users * n + items)


def true_negatives__base_distinct(users, items, draws):
    """WRONG: the base is the number of different items, though their numbers have gaps."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    base = len(np.unique(np.concatenate([items, draws])))
    return ~np.isin(users * base + draws, users * base + items)


def true_negatives__base_thousand(users, items, draws):
    """WRONG: the base is 1000, larger item numbers run into other users."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    return ~np.isin(users * 1000 + draws, users * 1000 + items)


def true_negatives__glued_strings(users, items, draws):
    """WRONG: strings without a separator, user 1 and item 23 is user 12 and item 3."""
    taken = {f"{u}{i}" for u, i in zip(users, items)}
    return [f"{u}{d}" not in taken for u, d in zip(users, draws)]


def true_negatives__isin_2d(users, items, draws):
    """WRONG: isin on two columns looks at single numbers, not at rows."""
    pos = np.stack([users, items], axis=1)
    neg = np.stack([users, draws], axis=1)
    return ~np.isin(neg, pos).all(axis=1)


def true_negatives__also_draw_duplicates(users, items, draws):
    """WRONG: a draw that came before for the same user is refused too."""
    taken = set(zip(np.asarray(users).tolist(), np.asarray(items).tolist()))
    out = []
    for p in zip(np.asarray(users).tolist(), np.asarray(draws).tolist()):
        out.append(p not in taken)
        taken.add(p)
    return out


def true_negatives__last_item(users, items, draws):
    """WRONG: a dict from user to item keeps only the last item of each."""
    last = dict(zip(np.asarray(users).tolist(), np.asarray(items).tolist()))
    return [last[u] != d for u, d in zip(np.asarray(users).tolist(), np.asarray(draws).tolist())]


def true_negatives__row_numbers(users, items, draws):
    """WRONG: returns the numbers of the rows that may be used."""
    return np.flatnonzero(true_negatives__pairwise(users, items, draws))


def true_negatives__whole_user(users, items, draws):
    """WRONG: one bad draw and all draws of that user are refused."""
    users, items, draws = np.asarray(users), np.asarray(items), np.asarray(draws)
    ok = np.ones(len(users), dtype=bool)
    for u in np.unique(users):
        own = users == u
        ok[own] = not np.isin(draws[own], items[own]).any()
    return ok


def true_negatives__who_drew(users, items, draws):
    """WRONG: asks whether the row's item was drawn for the user, columns exchanged."""
    drawn = set(zip(np.asarray(users).tolist(), np.asarray(draws).tolist()))
    return [p not in drawn for p in zip(np.asarray(users).tolist(), np.asarray(items).tolist())]


# ---------------------------------------------------------------- 4.10 in_batch_loss


def _scores(u, v, log_q):
    return np.asarray(u, dtype=float) @ np.asarray(v, dtype=float).T - np.asarray(log_q, dtype=float)[None, :]


def _hits(ids):
    ids = np.asarray(ids)
    return (ids[:, None] == ids[None, :]) & ~np.eye(len(ids), dtype=bool)


def in_batch_loss__logsumexp(u, v, log_q, ids):
    """RIGHT: scipy's logsumexp with -inf."""
    ids = np.asarray(ids)
    s = u @ v.T - log_q
    other = (ids[:, None] == ids) & ~np.eye(len(ids), dtype=bool)
    s = np.where(other, -np.inf, s)
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__loop(u, v, log_q, ids):
    """RIGHT: plain loops."""
    n = len(u)
    total = 0.0
    for r in range(n):
        own = float(np.dot(u[r], v[r]) - log_q[r])
        rest = [own]
        for c in range(n):
            if c != r and ids[c] != ids[r]:
                rest.append(float(np.dot(u[r], v[c]) - log_q[c]))
        top = max(rest)
        total += top + math.log(sum(math.exp(s - top) for s in rest)) - own
    return total / n


def in_batch_loss__cross_entropy(u, v, log_q, ids):
    """RIGHT: torch's cross_entropy in float64."""
    u, v, q = (torch.tensor(np.asarray(a), dtype=torch.float64) for a in (u, v, log_q))
    i = torch.as_tensor(np.asarray(ids))
    s = u @ v.T - q
    same = i[:, None] == i[None, :]
    same.fill_diagonal_(False)
    s = s.masked_fill(same, float("-inf"))
    return torch.nn.functional.cross_entropy(s, torch.arange(len(s))).item()


def in_batch_loss__differences(u, v, log_q, ids):
    """RIGHT: log of the sum of exp of differences to the right score, by logaddexp."""
    s = _scores(u, v, log_q)
    d = s - np.diag(s)[:, None]
    d[_hits(ids)] = -np.inf
    return float(np.logaddexp.reduce(d, axis=1).mean())


def in_batch_loss__minus_1e9(u, v, log_q, ids):
    """RIGHT: -1e9 for what is left out, maximum subtracted by row."""
    s = _scores(u, v, log_q)
    s = s - 1e9 * _hits(ids)
    s = s - s.max(axis=1, keepdims=True)
    log_p = np.diag(s) - np.log(np.exp(s).sum(axis=1))
    return -log_p.mean()


def in_batch_loss__log_softmax(u, v, log_q, ids):
    """RIGHT: scipy's log_softmax, row by row, on the columns that stay."""
    s = _scores(u, v, log_q)
    ids = np.asarray(ids)
    losses = []
    for r in range(len(s)):
        keep = ids != ids[r]
        keep[r] = True
        losses.append(-scipy.special.log_softmax(s[r, keep])[keep[:r].sum()])
    return sum(losses) / len(losses)


def in_batch_loss__weights(u, v, log_q, ids):
    """RIGHT: logsumexp with weights 0 and 1."""
    s = _scores(u, v, log_q)
    return float(np.mean([scipy.special.logsumexp(s[r], b=1.0 - _hits(ids)[r]) - s[r, r] for r in range(len(s))]))


def in_batch_loss__max_before(u, v, log_q, ids):
    """ARGUABLE: the maximum is taken before hits are left out; the same unless equal ids have different vectors."""
    s = _scores(u, v, log_q)
    top = s.max(axis=1, keepdims=True)
    e = np.exp(s - top) * ~_hits(ids)
    return float(np.mean(np.log(e.sum(axis=1)) + top[:, 0] - np.diag(s)))


def in_batch_loss__float32(u, v, log_q, ids):
    """ARGUABLE: float32, whose rounding shows in the fourth digit with scores in the thousands."""
    u, v, q = (torch.tensor(np.asarray(a), dtype=torch.float32) for a in (u, v, log_q))
    s = u @ v.T - q
    s[torch.as_tensor(_hits(ids))] = float("-inf")
    return float((torch.logsumexp(s, 1) - torch.diagonal(s)).mean())


def in_batch_loss__no_logq(u, v, log_q, ids):
    """WRONG: logQ left out."""
    return in_batch_loss__logsumexp(u, v, np.zeros(len(u)), ids)


def in_batch_loss__plus_logq(u, v, log_q, ids):
    """WRONG: logQ added."""
    return in_batch_loss__logsumexp(u, v, -np.asarray(log_q), ids)


def in_batch_loss__logq_by_row(u, v, log_q, ids):
    """WRONG: log q of the row and not of the column, which cancels."""
    s = u @ v.T - log_q[:, None]
    s[_hits(ids)] = -np.inf
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__logq_negatives_only(u, v, log_q, ids):
    """WRONG: the right answer keeps its score without logQ."""
    s = u @ v.T - log_q
    np.fill_diagonal(s, np.sum(u * v, axis=1))
    s[_hits(ids)] = -np.inf
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__logq_diagonal_only(u, v, log_q, ids):
    """WRONG: logQ is subtracted from the right answer only."""
    s = u @ v.T - np.diag(log_q)
    s[_hits(ids)] = -np.inf
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__numerator_raw(u, v, log_q, ids):
    """WRONG: the sum has logQ, the term subtracted from it has not."""
    s = u @ v.T - log_q
    s[_hits(ids)] = -np.inf
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.sum(u * v, axis=1))


def in_batch_loss__q_for_log_q(u, v, log_q, ids):
    """WRONG: exp(log_q) subtracted, the probability and not its logarithm."""
    return in_batch_loss__logsumexp(u, v, np.exp(log_q), ids)


def in_batch_loss__hits_stay(u, v, log_q, ids):
    """WRONG: accidental hits stay in the sum."""
    s = u @ v.T - log_q
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__hits_zero(u, v, log_q, ids):
    """WRONG: a hit's score is set to 0, which still adds exp(0)."""
    s = u @ v.T - log_q
    s[_hits(ids)] = 0
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__diagonal_left_out(u, v, log_q, ids):
    """WRONG: the own place is left out of the sum as well."""
    s = u @ v.T - log_q
    own = np.diag(s).copy()
    s[ids[:, None] == ids[None, :]] = -np.inf
    return np.mean(scipy.special.logsumexp(s, axis=1) - own)


def in_batch_loss__diagonal_left_out_where_hit(u, v, log_q, ids):
    """WRONG: equal ids masked with the diagonal, so that the right answer is -inf."""
    s = u @ v.T - log_q
    s = np.where(ids[:, None] == ids[None, :], -np.inf, s)
    return np.mean(-(np.diag(s) - scipy.special.logsumexp(s, axis=1)))


def in_batch_loss__repeats_dropped(u, v, log_q, ids):
    """WRONG: only the first row of each item stays, the other pairs are dropped from the batch."""
    _, first = np.unique(ids, return_index=True)
    s = u[first] @ v[first].T - log_q[first]
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__later_only(u, v, log_q, ids):
    """WRONG: only hits in later columns are left out (np.triu)."""
    s = u @ v.T - log_q
    s[np.triu(ids[:, None] == ids[None, :], 1)] = -np.inf
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__hits_positive(u, v, log_q, ids):
    """WRONG: hits count as further right answers, in the numerator too."""
    s = u @ v.T - log_q
    same = ids[:, None] == ids[None, :]
    pos = scipy.special.logsumexp(np.where(same, s, -np.inf), axis=1)
    return np.mean(scipy.special.logsumexp(s, axis=1) - pos)


def in_batch_loss__columns(u, v, log_q, ids):
    """WRONG: the softmax runs over the users, the wrong axis."""
    s = u @ v.T - log_q
    s[_hits(ids)] = -np.inf
    return np.mean(scipy.special.logsumexp(s, axis=0) - np.diag(s))


def in_batch_loss__both_directions(u, v, log_q, ids):
    """WRONG: the mean of both directions, as in CLIP."""
    s = u @ v.T - log_q
    s[_hits(ids)] = -np.inf
    d = np.diag(s)
    return np.mean(scipy.special.logsumexp(s, axis=1) + scipy.special.logsumexp(s, axis=0) - 2 * d) / 2


def in_batch_loss__sum(u, v, log_q, ids):
    """WRONG: the sum over the rows, not the mean."""
    s = u @ v.T - log_q
    s[_hits(ids)] = -np.inf
    return np.sum(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__overflow(u, v, log_q, ids):
    """WRONG: exp of the bare scores, inf / inf for large ones."""
    e = np.exp(u @ v.T - log_q)
    e[_hits(ids)] = 0
    return -np.mean(np.log(np.diag(e) / e.sum(axis=1)))


def in_batch_loss__softmax_then_log(u, v, log_q, ids):
    """WRONG: a stable softmax, but its logarithm afterwards: log 0 where the right answer is far behind."""
    s = u @ v.T - log_q
    s[_hits(ids)] = -np.inf
    return -np.mean(np.log(np.diag(scipy.special.softmax(s, axis=1))))


def in_batch_loss__softmax_epsilon(u, v, log_q, ids):
    """WRONG: log(p + 1e-12), which cuts large losses at 28."""
    s = u @ v.T - log_q
    s[_hits(ids)] = -np.inf
    return -np.mean(np.log(np.diag(scipy.special.softmax(s, axis=1)) + 1e-12))


def in_batch_loss__global_max(u, v, log_q, ids):
    """WRONG: the maximum of the whole matrix is subtracted, other rows underflow to log 0."""
    s = u @ v.T - log_q
    s[_hits(ids)] = -np.inf
    s = s - s.max()
    return np.mean(np.log(np.exp(s).sum(axis=1)) - np.diag(s))


def in_batch_loss__minus_100(u, v, log_q, ids):
    """WRONG: -100 for what is left out, not small enough beside scores in the thousands."""
    s = u @ v.T - log_q
    s[_hits(ids)] = -100.0
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__inf_times_zero(u, v, log_q, ids):
    """WRONG: inf times the mask, inf * 0 is NaN."""
    s = u @ v.T - log_q - np.inf * _hits(ids)
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__cosine(u, v, log_q, ids):
    """WRONG: the vectors are brought to length 1 first."""
    un = u / np.maximum(np.linalg.norm(u, axis=1, keepdims=True), 1e-12)
    vn = v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-12)
    return in_batch_loss__logsumexp(un, vn, log_q, ids)


def in_batch_loss__negatives_only(u, v, log_q, ids):
    """WRONG: the right answer isn't in the sum, only its negatives; one row alone has an empty sum."""
    s = u @ v.T - log_q
    own = np.diag(s).copy()
    s[_hits(ids) | np.eye(len(s), dtype=bool)] = -np.inf
    return np.mean(np.logaddexp.reduce(s, axis=1) - own)


def in_batch_loss__in_place(u, v, log_q, ids):
    """WRONG: right number, but the caller's v is centred in place to keep the scores small."""
    v -= v.mean(axis=0)
    s = u @ v.T - log_q
    s[_hits(ids)] = -np.inf
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__log2(u, v, log_q, ids):
    """WRONG: logarithm of base 2."""
    return in_batch_loss__logsumexp(u, v, log_q, ids) / np.log(2)


def in_batch_loss__clip(u, v, log_q, ids):
    """WRONG: scores are clipped to 30 so that exp does not overflow."""
    s = np.clip(u @ v.T - log_q, -30, 30)
    s[_hits(ids)] = -np.inf
    return np.mean(scipy.special.logsumexp(s, axis=1) - np.diag(s))


# ---------------------------------------------------------------- 4.11 explain


def _system(Y, met, confidence, reg):
    w = np.ones(len(Y))
    w[met] = confidence
    return Y.T @ (w[:, None] * Y) + reg * np.eye(Y.shape[1])


def explain__solve(Y, met, confidence, reg, item):
    """RIGHT: one system, solved for the item."""
    met = np.asarray(met, dtype=int)
    w = np.ones(len(Y))
    w[met] = confidence
    A = Y.T @ (w[:, None] * Y) + reg * np.eye(Y.shape[1])
    return confidence * Y[met] @ np.linalg.solve(A, Y[item])


def explain__loop_inverse(Y, met, confidence, reg, item):
    """RIGHT: the inverse, item by item, a list."""
    met = [int(i) for i in met]
    A = reg * np.eye(len(Y[0]))
    for i in range(len(Y)):
        A = A + (confidence if i in met else 1) * np.outer(Y[i], Y[i])
    inverse = np.linalg.inv(A)
    return [float(confidence * Y[i] @ inverse @ Y[item]) for i in met]


def explain__parts_of_x(Y, met, confidence, reg, item):
    """RIGHT: x cut into its parts first."""
    met = list(met)
    M = Y[met]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
    parts = np.linalg.solve(A, confidence * M.T)
    return parts.T @ Y[item]


def explain__all_similarities(Y, met, confidence, reg, item):
    """RIGHT: the weighted similarity of all items, then looked up."""
    met = np.asarray(met, dtype=int)
    c = np.full(len(Y), 1.0)
    c[met] = confidence
    S = Y @ np.linalg.inv(np.einsum("i,ij,ik", c, Y, Y) + reg * np.eye(Y.shape[1])) @ Y.T
    return (S[item] * confidence)[met]


def explain__cholesky(Y, met, confidence, reg, item):
    """RIGHT: whitened vectors, after the Cholesky factor."""
    if len(met) == 0:
        return []
    met = np.asarray(met)
    w = np.where(np.isin(np.arange(len(Y)), met), confidence, 1.0)
    L = np.linalg.cholesky((Y * w[:, None]).T @ Y + reg * np.eye(Y.shape[1]))
    Z = scipy.linalg.solve_triangular(L, Y.T, lower=True).T
    return (confidence * (Z[met] * Z[item]).sum(axis=1)).tolist()


def explain__torch32(Y, met, confidence, reg, item):
    """RIGHT: torch, float32."""
    y = torch.tensor(np.asarray(Y), dtype=torch.float32)
    m = torch.as_tensor(np.asarray(met, dtype=np.int64))
    A = y.T @ y + (confidence - 1) * y[m].T @ y[m] + reg * torch.eye(y.shape[1])
    return (confidence * y[m] @ torch.linalg.solve(A, y[item])).numpy()


def explain__linear_in_target(Y, met, confidence, reg, item):
    """RIGHT: weighted least squares with one target of 1 at a time, the weights of all met kept."""
    Y = np.asarray(Y, dtype=float)
    n, d = Y.shape
    root = np.ones(n)
    root[np.asarray(met, dtype=int)] = np.sqrt(confidence)
    big = np.vstack([root[:, None] * Y, np.sqrt(reg) * np.eye(d)])
    out = []
    for i in met:
        t = np.zeros(n + d)
        t[i] = root[i]
        out.append(np.linalg.lstsq(big, t, rcond=None)[0] @ Y[item])
    return out


def explain__no_c(Y, met, confidence, reg, item):
    """WRONG: the c before the sum is forgotten."""
    met = np.asarray(met, dtype=int)
    return Y[met] @ np.linalg.solve(_system(Y, met, confidence, reg), Y[item])


def explain__added_c(Y, met, confidence, reg, item):
    """WRONG: the weight is 1 + c."""
    met = np.asarray(met, dtype=int)
    return (1 + confidence) * Y[met] @ np.linalg.solve(_system(Y, met, 1 + confidence, reg), Y[item])


def explain__met_only(Y, met, confidence, reg, item):
    """WRONG: A holds the met items only."""
    M = Y[np.asarray(met, dtype=int)]
    A = confidence * M.T @ M + reg * np.eye(Y.shape[1])
    return confidence * M @ np.linalg.solve(A, Y[item])


def explain__unweighted_A(Y, met, confidence, reg, item):
    """WRONG: A is Y'Y + reg I, without c."""
    M = Y[np.asarray(met, dtype=int)]
    return confidence * M @ np.linalg.solve(Y.T @ Y + reg * np.eye(Y.shape[1]), Y[item])


def explain__no_reg(Y, met, confidence, reg, item):
    """WRONG: A without reg."""
    met = np.asarray(met, dtype=int)
    return confidence * Y[met] @ (np.linalg.pinv(_system(Y, met, confidence, 0)) @ Y[item])


def explain__dot_products(Y, met, confidence, reg, item):
    """WRONG: bare dot products of the vectors, without the inverse."""
    return confidence * Y[np.asarray(met, dtype=int)] @ Y[item]


def explain__cosines(Y, met, confidence, reg, item):
    """WRONG: cosine similarity to each item of the history."""
    M = Y[np.asarray(met, dtype=int)]
    return M @ Y[item] / (np.linalg.norm(M, axis=1) * np.linalg.norm(Y[item]) + 1e-12)


def explain__one_alone(Y, met, confidence, reg, item):
    """WRONG: the score of a user who met this one item only, A changes with it."""
    return [float(_als_user(Y, [i], confidence, reg) @ Y[item]) for i in met]


def explain__leave_one_out(Y, met, confidence, reg, item):
    """WRONG: how the score falls if the item is taken out of the history."""
    met = [int(i) for i in met]
    full = _als_user(Y, met, confidence, reg) @ Y[item]
    return [float(full - _als_user(Y, [j for j in met if j != i], confidence, reg) @ Y[item]) for i in met]


def explain__shares(Y, met, confidence, reg, item):
    """WRONG: divided by the score, so that they add up to 1."""
    met = np.asarray(met, dtype=int)
    part = confidence * Y[met] @ np.linalg.solve(_system(Y, met, confidence, reg), Y[item])
    return part / part.sum() if len(part) else part


def explain__absolute(Y, met, confidence, reg, item):
    """WRONG: absolute values."""
    return np.abs(explain__solve(Y, met, confidence, reg, item))


def explain__sorted(Y, met, confidence, reg, item):
    """WRONG: sorted, the largest first, no longer in the order of `met`."""
    return np.sort(explain__solve(Y, met, confidence, reg, item))[::-1]


def explain__numbers_order(Y, met, confidence, reg, item):
    """WRONG: a mask over the items gives them in the order of their numbers, not of `met`."""
    mask = np.zeros(len(Y), dtype=bool)
    mask[np.asarray(met, dtype=int)] = True
    A = _system(Y, mask, confidence, reg)
    return confidence * Y[mask] @ np.linalg.solve(A, Y[item])


def explain__by_dimension(Y, met, confidence, reg, item):
    """WRONG: x times y by dimension, not by item of the history."""
    return _als_user(Y, met, confidence, reg) * Y[item]


def explain__score_only(Y, met, confidence, reg, item):
    """WRONG: the score itself."""
    return float(_als_user(Y, met, confidence, reg) @ Y[item])


def explain__all_items(Y, met, confidence, reg, item):
    """WRONG: one number for every item, 0 for those not met."""
    out = np.zeros(len(Y))
    met = np.asarray(met, dtype=int)
    out[met] = explain__solve(Y, met, confidence, reg, item)
    return out


def explain__without_itself(Y, met, confidence, reg, item):
    """WRONG: the item asked about is left out of the history."""
    met = [int(i) for i in met if i != item]
    return explain__solve(Y, met, confidence, reg, item)


def explain__itself_zero(Y, met, confidence, reg, item):
    """WRONG: an item does not explain itself, its part is set to 0 as in EASE."""
    part = np.array(explain__solve(Y, met, confidence, reg, item))
    part[np.asarray(met, dtype=int) == item] = 0
    return part


def explain__x_dot_met(Y, met, confidence, reg, item):
    """WRONG: the scores of the history's items, x·y_i, in place of their contributions."""
    return Y[np.asarray(met, dtype=int)] @ _als_user(Y, met, confidence, reg)


def explain__empty_zero(Y, met, confidence, reg, item):
    """WRONG: [0] for a user who met nothing."""
    if len(met) == 0:
        return np.zeros(1)
    return explain__solve(Y, met, confidence, reg, item)


def explain__even(Y, met, confidence, reg, item):
    """WRONG: the score in equal parts."""
    if len(met) == 0:
        return []
    return [float(_als_user(Y, met, confidence, reg) @ Y[item]) / len(met)] * len(met)


def explain__c_minus_one(Y, met, confidence, reg, item):
    """WRONG: c - 1 before the sum, taken over from the Gram trick."""
    met = np.asarray(met, dtype=int)
    return (confidence - 1) * Y[met] @ np.linalg.solve(_system(Y, met, confidence, reg), Y[item])


# -------------------------------- by others who had not read the checks either, when these had been mended


def split_last__unseen_r1(users, times, share):
    """RIGHT: loops: per user, rows sorted by (time, row), last int(share*n) marked."""
    hidden = [False] * len(users)
    rows_of = {}
    for row, u in enumerate(users):
        rows_of.setdefault(int(u), []).append(row)
    for rows in rows_of.values():
        rows.sort(key=lambda r: (times[r], r))
        n = int(share * len(rows))
        for r in rows[len(rows) - n :]:
            hidden[r] = True
    return hidden


def split_last__unseen_r2(users, times, share):
    """RIGHT: lexsort, ranks within the user, array of bool."""
    users = np.asarray(users)
    n = len(users)
    if n == 0:
        return np.zeros(0, dtype=bool)
    order = np.lexsort((np.arange(n), times, users))
    _, start, inverse, count = np.unique(users[order], return_index=True, return_inverse=True, return_counts=True)
    rank = np.arange(n) - start[inverse]
    mask = np.empty(n, dtype=bool)
    mask[order] = rank >= count[inverse] - np.floor(share * count[inverse]).astype(int)
    return mask


def split_last__unseen_r3(users, times, share):
    """RIGHT: pairwise table: how many of the user's ratings come later than mine?."""
    u = np.asarray(users)
    t = np.asarray(times)
    i = np.arange(len(u))
    mine = u[:, None] == u[None, :]
    later = mine & ((t[None, :] > t[:, None]) | ((t[None, :] == t[:, None]) & (i[None, :] > i[:, None])))
    return later.sum(1) < (share * mine.sum(1)).astype(int)


def split_last__unseen_r4(users, times, share):
    """RIGHT: per user with a stable argsort, and torch for the mask."""
    import math

    import torch

    mask = torch.zeros(len(users), dtype=torch.bool)
    for user in set(np.asarray(users).tolist()):
        mine = np.flatnonzero(users == user)
        order = mine[np.argsort(times[mine], kind="stable")]
        count = math.floor(len(mine) * share)
        if count > 0:
            mask[torch.as_tensor(order[-count:])] = True
    return mask.numpy()


def split_last__unseen_w1(users, times, share):
    """WRONG: order[-k:] with k = 0 hides everything of a user with few ratings; input: (np.array([7,7,7,3,3,3,3,3]), np.array([1,2,3,1,2,3,4,5]), 0.2)."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        mine = np.where(users == user)[0]
        order = mine[np.argsort(times[mine], kind="stable")]
        k = int(share * len(mine))
        mask[order[-k:]] = True
    return mask


def split_last__unseen_w2(users, times, share):
    """WRONG: the last share of all ratings, not of each user's own; input: (np.array([1,1,2,2]), np.array([1,2,30,40]), 0.5)."""
    n = len(users)
    order = np.argsort(times, kind="stable")
    mask = np.zeros(n, dtype=bool)
    k = int(share * n)
    mask[order[n - k :]] = True
    return mask


def split_last__unseen_w3(users, times, share):
    """WRONG: takes the last rows of each user and never looks at the times; input: (np.array([1,1,1,1]), np.array([40,10,30,20]), 0.5)."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        mine = np.where(users == user)[0]
        k = int(share * len(mine))
        mask[mine[len(mine) - k :]] = True
    return mask


def split_last__unseen_w4(users, times, share):
    """WRONG: keeps int((1 - share) n), so the hidden part is rounded up; input: (np.array([7,7,7]), np.array([1,2,3]), 0.2)."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        mine = np.where(users == user)[0]
        order = mine[np.argsort(times[mine], kind="stable")]
        keep = int((1 - share) * len(mine))
        mask[order[keep:]] = True
    return mask


def split_last__unseen_w5(users, times, share):
    """WRONG: sorts by falling time and hides the first: of equal times the earlier row counts as the later; input: (np.array([1,1]), np.array([5,5]), 0.5)."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        mine = np.where(users == user)[0]
        order = mine[np.argsort(-times[mine], kind="stable")]
        mask[order[: int(share * len(mine))]] = True
    return mask


def split_last__unseen_w6(users, times, share):
    """WRONG: hides by a time limit (>=), so all ratings with the limit's time go; input: (np.array([1,1,1,1]), np.array([1,2,2,2]), 0.5)."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        mine = users == user
        k = int(share * mine.sum())
        if k:
            limit = np.sort(times[mine])[-k]
            mask |= mine & (times >= limit)
    return mask


def split_last__unseen_w7(users, times, share):
    """WRONG: range(users.max() + 1) as the list of users: an empty table raises an error; input: (np.array([], dtype=int), np.array([], dtype=int), 0.5)."""
    mask = np.zeros(len(users), dtype=bool)
    for user in range(users.max() + 1):
        mine = np.where(users == user)[0]
        order = mine[np.argsort(times[mine], kind="stable")]
        k = int(share * len(mine))
        mask[order[len(mine) - k :]] = True
    return mask


def split_last__unseen_a1(users, times, share):
    """ARGUABLE: exact share by Fraction of the decimal: 0.29 of 100 is 29, floats say 28.999...; the prose does not say which; input: (np.zeros(100, int), np.arange(100), 0.29)."""
    from fractions import Fraction

    share = Fraction(str(float(share)))
    mask = [False] * len(users)
    for user in set(np.asarray(users).tolist()):
        mine = sorted((i for i in range(len(users)) if users[i] == user), key=lambda i: (times[i], i))
        for i in mine[len(mine) - int(share * len(mine)) :]:
            mask[i] = True
    return mask


def split_last__unseen_a2(users, times, share):
    """ARGUABLE: rounds down the part that is kept away by ceil(n (1 - share)): same number on paper, other float; input: (np.zeros(10, int), np.arange(10), 0.7)."""
    mask = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        mine = np.where(users == user)[0]
        order = mine[np.argsort(times[mine], kind="stable")]
        mask[order[int(np.ceil(len(mine) * (1 - share))) :]] = True
    return mask


def split_last__unseen_a3(users, times, share):
    """ARGUABLE: a mask of 0 and 1 (ints) instead of True and False; input: (np.array([1,1]), np.array([5,5]), 0.5)."""
    mask = np.zeros(len(users), dtype=int)
    for user in np.unique(users):
        mine = np.where(users == user)[0]
        order = mine[np.argsort(times[mine], kind="stable")]
        mask[order[len(mine) - int(len(mine) * share) :]] = 1
    return mask


def recommend__unseen_r1(scores, seen, k):
    """RIGHT: plain loop over the sorted items."""
    best = sorted(range(len(scores)), key=lambda i: -scores[i])
    known = set(int(i) for i in seen)
    result = []
    for i in best:
        if i not in known:
            result.append(i)
        if len(result) == k:
            break
    return result


def recommend__unseen_r2(scores, seen, k):
    """RIGHT: setdiff1d, then argsort of what is left."""
    left = np.setdiff1d(np.arange(len(scores)), np.asarray(seen, dtype=int))
    return left[np.argsort(-np.asarray(scores)[left])][:k]


def recommend__unseen_r3(scores, seen, k):
    """RIGHT: a float copy with -inf, cut to the number of unseen items."""
    s = np.array(scores, dtype=float)
    s[np.asarray(seen, dtype=int)] = -np.inf
    order = np.argsort(s)[::-1]
    return order[: min(k, int(np.isfinite(s).sum()))]


def recommend__unseen_r4(scores, seen, k):
    """RIGHT: heapq, a tuple."""
    import heapq

    forbidden = np.isin(np.arange(len(scores)), list(seen))
    return tuple(heapq.nlargest(k, (i for i in range(len(scores)) if not forbidden[i]), key=lambda i: scores[i]))


def recommend__unseen_w1(scores, seen, k):
    """WRONG: sets -inf in the caller's array; input: (np.array([0.9,-0.5,0.2,0.7]), [0], 2)."""
    scores[seen] = -np.inf
    return np.argsort(-scores)[: min(k, np.isfinite(scores).sum())]


def recommend__unseen_w2(scores, seen, k):
    """WRONG: seen items get the score 0, which is above unseen ones below 0; input: (np.array([0.9,-0.5,0.2,-0.1]), [0], 2)."""
    s = scores.copy()
    s[list(seen)] = 0
    return np.argsort(-s)[: min(k, len(s) - len(set(seen)))]


def recommend__unseen_w3(scores, seen, k):
    """WRONG: -inf for the seen ones, but not cut: the list is filled up with seen items; input: (np.array([0.9,-0.5,0.2]), [0, 1], 2)."""
    s = np.array(scores, dtype=float)
    s[list(seen)] = -np.inf
    return np.argsort(-s)[:k]


def recommend__unseen_w4(scores, seen, k):
    """WRONG: takes the k best first and filters then, so the list is too short; input: (np.array([0.9,-0.5,0.2,0.7,-0.1]), [0], 2)."""
    return [i for i in np.argsort(-scores)[:k] if i not in seen]


def recommend__unseen_w5(scores, seen, k):
    """WRONG: deletes the seen scores and returns places in what is left; input: (np.array([0.9,-0.5,0.2,0.7,-0.1]), [0], 2)."""
    left = np.delete(scores, np.asarray(seen, dtype=int))
    return np.argsort(-left)[:k]


def recommend__unseen_w6(scores, seen, k):
    """WRONG: counts an item that stands twice in seen twice, so the list is cut too early; input: (np.array([0.9,-0.5,0.2]), [0, 0], 2)."""
    s = np.array(scores, dtype=float)
    s[list(seen)] = -np.inf
    return np.argsort(-s)[: min(k, len(scores) - len(seen))]


def recommend__unseen_w7(scores, seen, k):
    """WRONG: leaves out by score: an unseen item with the score of a seen one is lost; input: (np.array([0.5,0.5,0.2]), [0], 2)."""
    known = [scores[i] for i in seen]
    order = np.argsort(-scores)
    return [int(i) for i in order if scores[i] not in known][:k]


def recommend__unseen_a1(scores, seen, k):
    """ARGUABLE: copy() of scores and -inf: with whole-number scores it raises OverflowError; prose: 'arrays hold ordinary numbers', says nothing on the kind of scores; input: (np.array([5,2,9]), [0], 2)."""
    s = scores.copy()
    s[np.asarray(seen, dtype=int)] = -np.inf
    return np.argsort(-s)[: min(k, len(s) - len(set(seen)))]


def recommend__unseen_a2(scores, seen, k):
    """ARGUABLE: s[seen] where seen is an empty float array np.array([]): IndexError; is an empty array allowed as seen?; input: (np.array([.5,.2,.9]), np.array([]), 2)."""
    s = np.array(scores, dtype=float)
    s[seen] = -np.inf
    return [i for i in np.argsort(-s) if s[i] > -np.inf][:k]


def ndcg__unseen_r1(ranked, relevant, k):
    """RIGHT: plain loops."""
    from math import log2, nan

    relevant = [int(i) for i in relevant]
    if len(relevant) == 0:
        return nan
    dcg = 0.0
    for place in range(1, min(k, len(ranked)) + 1):
        if ranked[place - 1] in relevant:
            dcg += 1 / log2(place + 1)
    best = 0.0
    for place in range(1, min(k, len(relevant)) + 1):
        best += 1 / log2(place + 1)
    return dcg / best


def ndcg__unseen_r2(ranked, relevant, k):
    """RIGHT: numPy: isin and a vector of weights."""
    if len(relevant) == 0:
        return np.nan
    w = 1 / np.log2(np.arange(2, k + 2))
    hit = np.isin(np.asarray(ranked)[:k], np.asarray(relevant))
    return (w[: len(hit)] * hit).sum() / w[: len(relevant)].sum()


def ndcg__unseen_r3(ranked, relevant, k):
    """RIGHT: natural logs, generators, a set."""
    import math

    good = set(np.asarray(relevant).tolist())
    if not good:
        return float("nan")
    top = sum(1 / math.log(p + 2) for p, item in enumerate(list(ranked)[:k]) if item in good)
    return top / sum(1 / math.log(p + 2) for p in range(min(len(good), k)))


def ndcg__unseen_r4(ranked, relevant, k):
    """RIGHT: long-winded: list of gains, padded with 0 to k, dot products in torch."""
    import torch

    n_rel = len(relevant)
    if n_rel == 0:
        return float("nan")
    gains = [0.0] * k
    for i in range(k):
        if i < len(ranked):
            for r in relevant:
                if r == ranked[i]:
                    gains[i] = 1.0
    ideal = [1.0] * min(n_rel, k) + [0.0] * (k - min(n_rel, k))
    discount = 1 / torch.log2(torch.arange(2, k + 2, dtype=torch.float64))
    gains = torch.tensor(gains, dtype=torch.float64)
    ideal = torch.tensor(ideal, dtype=torch.float64)
    return float((gains @ discount) / (ideal @ discount))


def ndcg__unseen_w1(ranked, relevant, k):
    """WRONG: the best possible list is not cut at k; input: ([5,2], [5,9,7], 2)."""
    if len(relevant) == 0:
        return np.nan
    dcg = sum(1 / np.log2(p + 2) for p, i in enumerate(ranked[:k]) if i in relevant)
    ideal = sum(1 / np.log2(p + 2) for p in range(len(relevant)))
    return dcg / ideal


def ndcg__unseen_w2(ranked, relevant, k):
    """WRONG: the best possible list has k relevant items, even if there are fewer; input: ([5,2,9], [9,5], 3)."""
    if len(relevant) == 0:
        return np.nan
    dcg = sum(1 / np.log2(p + 2) for p, i in enumerate(ranked[:k]) if i in relevant)
    ideal = sum(1 / np.log2(p + 2) for p in range(k))
    return dcg / ideal


def ndcg__unseen_w3(ranked, relevant, k):
    """WRONG: the best list is the same hits moved to the top (relevant items that are missing do not count); input: ([5,2,8], [9,5], 3)."""
    if len(relevant) == 0:
        return np.nan
    gains = [1.0 if i in relevant else 0.0 for i in ranked[:k]]
    dcg = sum(g / np.log2(p + 2) for p, g in enumerate(gains))
    ideal = sum(g / np.log2(p + 2) for p, g in enumerate(sorted(gains, reverse=True)))
    return dcg / ideal if ideal > 0 else 0.0


def ndcg__unseen_w4(ranked, relevant, k):
    """WRONG: 0 instead of NaN if nothing is relevant; input: ([5,2], [], 2)."""
    if len(relevant) == 0:
        return 0.0
    w = 1 / np.log2(np.arange(2, k + 2))
    hit = np.isin(np.array(ranked[:k]), relevant)
    return (w[: len(hit)] * hit).sum() / w[: len(relevant)].sum()


def ndcg__unseen_w5(ranked, relevant, k):
    """WRONG: forgets that only the first k places count; input: ([1,2,5], [5], 2)."""
    if len(relevant) == 0:
        return np.nan
    dcg = sum(1 / np.log2(p + 1) for p, i in enumerate(ranked, 1) if i in relevant)
    ideal = sum(1 / np.log2(p + 1) for p in range(1, min(k, len(relevant)) + 1))
    return dcg / ideal


def ndcg__unseen_w6(ranked, relevant, k):
    """WRONG: the best list is cut to the length of the list that was given; input: ([5], [5,9], 3)."""
    if len(relevant) == 0:
        return np.nan
    if len(ranked) == 0:
        return 0.0
    k = min(k, len(ranked))
    w = 1 / np.log2(np.arange(2, k + 2))
    hit = np.isin(ranked[:k], relevant)
    return (w * hit).sum() / w[: len(relevant)].sum()


def ndcg__unseen_w7(ranked, relevant, k):
    """WRONG: an empty list is answered with 0 before it is asked whether anything is relevant; input: ([], [], 3)."""
    if len(ranked) == 0:
        return 0.0
    if len(relevant) == 0:
        return np.nan
    dcg = sum(1 / np.log2(p + 2) for p, i in enumerate(ranked[:k]) if i in relevant)
    return dcg / sum(1 / np.log2(p + 2) for p in range(min(k, len(relevant))))


def ndcg__unseen_a1(ranked, relevant, k):
    """ARGUABLE: math.nan / a Python float, and ranked taken as a list only ('i in list'): an array is taken too; the same numbers; input: ([5,2,9], [9,5], 3)."""
    import math

    if len(relevant) == 0:
        return math.nan
    return sum(math.log(2) / math.log(p + 1) for p, i in enumerate(ranked[:k], 1) if i in relevant) / sum(
        1 / math.log2(p + 1) for p in range(1, min(k, len(relevant)) + 1)
    )


def popularity__unseen_r1(users, items, n_items):
    """RIGHT: loop with sets."""
    takers = [set() for _ in range(n_items)]
    for u, i in zip(users, items):
        takers[int(i)].add(int(u))
    return [len(s) for s in takers]


def popularity__unseen_r2(users, items, n_items):
    """RIGHT: unique pairs, bincount."""
    pairs = np.unique(np.stack([users, items], axis=1).astype(np.int64), axis=0)
    return np.bincount(pairs[:, 1], minlength=n_items)


def popularity__unseen_r3(users, items, n_items):
    """RIGHT: one line: set of pairs, count per item, floats."""
    pairs = {(int(u), int(i)) for u, i in zip(users, items)}
    return np.array([sum(1 for _, i in pairs if i == item) for item in range(n_items)], dtype=float)


def popularity__unseen_r4(users, items, n_items):
    """RIGHT: scipy sparse table, renumbered users."""
    from scipy.sparse import coo_array

    names, rows = np.unique(np.asarray(users), return_inverse=True)
    table = coo_array(
        (np.ones(len(rows)), (rows, np.asarray(items, dtype=int))), shape=(max(len(names), 1), n_items)
    ).tocsr()
    return np.asarray((table > 0).sum(axis=0)).ravel()


def popularity__unseen_w1(users, items, n_items):
    """WRONG: counts rows, so a user who takes an item twice counts twice; input: (np.array([8,8]), np.array([3,3]), 5)."""
    return np.bincount(np.asarray(items, dtype=int), minlength=n_items)


def popularity__unseen_w2(users, items, n_items):
    """WRONG: no minlength: items that nobody took at the end are missing; input: (np.array([8]), np.array([1]), 5)."""
    pairs = np.unique(np.stack([users, items], axis=1), axis=0)
    return np.bincount(pairs[:, 1])


def popularity__unseen_w3(users, items, n_items):
    """WRONG: only the items that occur get a number; input: (np.array([8,2]), np.array([1,3]), 5)."""
    return [len(np.unique(users[items == i])) for i in np.unique(items)]


def popularity__unseen_w4(users, items, n_items):
    """WRONG: share of the users instead of their number; input: (np.array([8,2]), np.array([1,3]), 5)."""
    n_users = len(set(np.asarray(users).tolist()))
    return np.array([len(np.unique(users[items == i])) / max(n_users, 1) for i in range(n_items)])


def popularity__unseen_w5(users, items, n_items):
    """WRONG: counts[items] += 1 over an array of unique pairs: an item that comes twice is added once; input: (np.array([8,2,5]), np.array([1,1,1]), 5)."""
    pairs = np.unique(np.stack([users, items], axis=1).astype(int), axis=0)
    counts = np.zeros(n_items)
    counts[pairs[:, 1]] += 1
    return counts


def popularity__unseen_w6(users, items, n_items):
    """WRONG: a table of 0 and 1 whose rows are the users, numbered as if there were no gaps; input: (np.array([8,2]), np.array([1,3]), 5)."""
    R = np.zeros((len(np.unique(users)), n_items))
    for u, i in zip(users, items):
        R[u, i] = 1
    return R.sum(axis=0)


def popularity__unseen_w7(users, items, n_items):
    """WRONG: only leaves out a repetition that follows directly; input: (np.array([8,8,8]), np.array([1,3,1]), 5)."""
    counts = np.zeros(n_items, dtype=int)
    last = None
    for pair in zip(users, items):
        if pair != last:
            counts[int(pair[1])] += 1
        last = pair
    return counts


def popularity__unseen_a1(users, items, n_items):
    """ARGUABLE: unique and np.add.at on the arrays as they are: fails on an empty float table np.array([]), as the empty arrays of a learner often are; the prose says only 'the table may be empty'; input: (np.array([]), np.array([]), 3)."""
    counts = np.zeros(n_items)
    pairs = np.unique(np.stack([users, items], axis=1), axis=0)
    np.add.at(counts, pairs[:, 1], 1)
    return counts


def als_user__unseen_r1(Y, met, confidence, reg):
    """RIGHT: the normal equations with a diagonal of weights."""
    w = np.ones(len(Y))
    w[np.asarray(met, dtype=int)] = confidence
    p = np.zeros(len(Y))
    p[np.asarray(met, dtype=int)] = 1
    return np.linalg.solve(Y.T @ np.diag(w) @ Y + reg * np.eye(Y.shape[1]), Y.T @ (w * p))


def als_user__unseen_r2(Y, met, confidence, reg):
    """RIGHT: gram matrix of all, plus (c - 1) times that of the met ones."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.inv(A) @ (confidence * M.sum(axis=0))


def als_user__unseen_r3(Y, met, confidence, reg):
    """RIGHT: least squares on rows weighted with roots."""
    n, d = Y.shape
    known = np.isin(np.arange(n), np.asarray(met, dtype=int))
    root = np.where(known, np.sqrt(confidence), 1.0)
    rows = np.vstack([Y * root[:, None], np.sqrt(reg) * np.eye(d)])
    target = np.concatenate([root * known, np.zeros(d)])
    return np.linalg.lstsq(rows, target, rcond=None)[0]


def als_user__unseen_r4(Y, met, confidence, reg):
    """RIGHT: loops over items, a list."""
    d = len(Y[0])
    A = [[reg if a == b else 0.0 for b in range(d)] for a in range(d)]
    rhs = [0.0] * d
    met = set(int(i) for i in met)
    for i in range(len(Y)):
        c = confidence if i in met else 1
        for a in range(d):
            for b in range(d):
                A[a][b] += c * Y[i][a] * Y[i][b]
            if i in met:
                rhs[a] += c * Y[i][a]
    return list(np.linalg.solve(A, rhs))


def als_user__unseen_w1(Y, met, confidence, reg):
    """WRONG: 1 + c as the weight (as in the paper); input: (np.array([[1.0],[2.0],[1.0]]), [0], 4, 1)."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + confidence * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, (1 + confidence) * M.sum(axis=0))


def als_user__unseen_w2(Y, met, confidence, reg):
    """WRONG: only the items that were met, the others are forgotten; input: (np.array([[1.0],[2.0],[1.0]]), [0], 4, 1)."""
    M = Y[np.asarray(met, dtype=int)]
    A = confidence * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, confidence * M.sum(axis=0))


def als_user__unseen_w3(Y, met, confidence, reg):
    """WRONG: right side without c; input: (np.array([[1.0],[2.0],[1.0]]), [0], 4, 1)."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, M.sum(axis=0))


def als_user__unseen_w4(Y, met, confidence, reg):
    """WRONG: adds c times the met ones to all: they weigh c + 1 on the left, c on the right; input: (np.array([[1.0],[2.0],[1.0]]), [0], 4, 1)."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + confidence * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, confidence * M.sum(axis=0))


def als_user__unseen_w5(Y, met, confidence, reg):
    """WRONG: weights in an array of whole numbers: a confidence of 2.5 becomes 2; input: (np.array([[1.0],[2.0],[1.0]]), [0], 2.5, 1)."""
    w = np.ones(len(Y), dtype=int)
    w[np.asarray(met, dtype=int)] = confidence
    p = np.zeros(len(Y))
    p[np.asarray(met, dtype=int)] = 1
    return np.linalg.solve((Y.T * w) @ Y + reg * np.eye(Y.shape[1]), Y.T @ (w * p))


def als_user__unseen_w6(Y, met, confidence, reg):
    """WRONG: adds reg to every entry of the matrix instead of the diagonal; input: (np.array([[1.0,0.0],[0.0,2.0],[1.0,1.0]]), [0], 4, 1)."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg
    return np.linalg.solve(A, confidence * M.sum(axis=0))


def als_user__unseen_w7(Y, met, confidence, reg):
    """WRONG: least squares with rows multiplied by c instead of its root: c counts squared; input: (np.array([[1.0],[2.0],[1.0]]), [0], 4, 1)."""
    n, d = Y.shape
    w = np.ones(n)
    w[np.asarray(met, dtype=int)] = confidence
    p = np.zeros(n)
    p[np.asarray(met, dtype=int)] = 1
    rows = np.vstack([Y * w[:, None], np.sqrt(reg) * np.eye(d)])
    return np.linalg.lstsq(rows, np.concatenate([w * p, np.zeros(d)]), rcond=None)[0]


def als_user__unseen_a1(Y, met, confidence, reg):
    """ARGUABLE: 'if not met': ambiguous truth value where met is an array of two or more (ValueError); the prose says 'numbers of items', a list in the example; input: (np.array([[1.0],[2.0],[1.0]]), np.array([0,2]), 4, 1)."""
    if not met:
        return np.zeros(Y.shape[1])
    M = Y[met]
    return np.linalg.solve(Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1]), confidence * M.sum(axis=0))


def als_round__unseen_r1(R, Y, confidence, reg):
    """RIGHT: own als_user, called for rows and columns."""

    def als_user(Y, met, confidence, reg):
        M = Y[met]
        A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
        return np.linalg.solve(A, confidence * M.sum(axis=0))

    X = np.array([als_user(Y, np.flatnonzero(row), confidence, reg) for row in R])
    return X, np.array([als_user(X, np.flatnonzero(column), confidence, reg) for column in R.T])


def als_round__unseen_r2(R, Y, confidence, reg):
    """RIGHT: batched with einsum."""

    def side(T, V):
        W = 1 + (confidence - 1) * np.asarray(T, dtype=float)
        A = np.einsum("nm,md,me->nde", W, V, V) + reg * np.eye(V.shape[1])
        b = (confidence * np.asarray(T, dtype=float)) @ V
        return np.linalg.solve(A, b[:, :, None])[:, :, 0]

    X = side(R, Y)
    return X, side(R.T, X)


def als_round__unseen_r3(R, Y, confidence, reg):
    """RIGHT: torch, loops, lists of lists."""
    import torch

    R = torch.tensor(np.asarray(R), dtype=torch.float64)
    Y = torch.tensor(np.asarray(Y), dtype=torch.float64)

    def solve(rows, V):
        out = []
        for row in rows:
            W = torch.where(row > 0, float(confidence), 1.0).to(torch.float64)
            A = V.T @ torch.diag(W) @ V + reg * torch.eye(V.shape[1], dtype=torch.float64)
            out.append(torch.linalg.solve(A, V.T @ (W * row)))
        return torch.stack(out)

    X = solve(R, Y)
    return [X.tolist(), solve(R.T, X).tolist()]


def als_round__unseen_r4(R, Y, confidence, reg):
    """RIGHT: least squares on weighted rows."""
    from numpy.linalg import lstsq

    d = np.shape(Y)[1]

    def fit(V, taken):
        root = np.sqrt(np.where(taken == 1, confidence, 1.0))
        return lstsq(np.r_[V * root[:, None], np.sqrt(reg) * np.eye(d)], np.r_[root * taken, np.zeros(d)], rcond=None)[
            0
        ]

    X = np.zeros((R.shape[0], d))
    for u in range(R.shape[0]):
        X[u] = fit(Y, R[u])
    new = np.zeros((R.shape[1], d))
    for i in range(R.shape[1]):
        new[i] = fit(X, R[:, i])
    return X, new


def als_round__unseen_w1(R, Y, confidence, reg):
    """WRONG: hands the row of 0 and 1 to als_user as if it were numbers of items; input: (np.array([[0,1,1],[1,0,0]]), np.array([[1.0,0.5],[2.0,-1.0],[0.5,1.0]]), 3, 1)."""

    def als_user(Y, met, confidence, reg):
        M = Y[np.asarray(met, dtype=int)]
        A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
        return np.linalg.solve(A, confidence * M.sum(axis=0))

    X = np.array([als_user(Y, row, confidence, reg) for row in R])
    return X, np.array([als_user(X, column, confidence, reg) for column in R.T])


def als_round__unseen_w2(R, Y, confidence, reg):
    """WRONG: the item step is not transposed: rows of R again (works only for as many items as users, and then is wrong); input: (np.array([[1,1],[0,1]]), np.array([[1.0,0.5],[2.0,-1.0]]), 3, 1)."""

    def als_user(Y, met, confidence, reg):
        M = Y[met]
        A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
        return np.linalg.solve(A, confidence * M.sum(axis=0))

    X = np.array([als_user(Y, np.flatnonzero(R[u]), confidence, reg) for u in range(R.shape[0])])
    Z = np.array([als_user(X, np.flatnonzero(R[i]), confidence, reg) for i in range(R.shape[1])])
    return X, Z


def als_round__unseen_w3(R, Y, confidence, reg):
    """WRONG: writes the new items' vectors into the caller's Y; input: (np.ones((1,1)), np.array([[2.0]]), 1, 4)."""

    def als_user(Y, met, confidence, reg):
        M = Y[met]
        A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
        return np.linalg.solve(A, confidence * M.sum(axis=0))

    X = np.zeros((R.shape[0], Y.shape[1]))
    for u in range(R.shape[0]):
        X[u] = als_user(Y, np.where(R[u] == 1)[0], confidence, reg)
    for i in range(R.shape[1]):
        Y[i] = als_user(X, np.where(R[:, i] == 1)[0], confidence, reg)
    return X, Y


def als_round__unseen_w4(R, Y, confidence, reg):
    """WRONG: the items are not given their new vectors: only half a round; input: (np.ones((1,1)), np.array([[2.0]]), 1, 4)."""

    def als_user(Y, met, confidence, reg):
        M = Y[met]
        A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
        return np.linalg.solve(A, confidence * M.sum(axis=0))

    X = np.array([als_user(Y, np.flatnonzero(row), confidence, reg) for row in R])
    return X, Y


def als_round__unseen_w5(R, Y, confidence, reg):
    """WRONG: an item that nobody met keeps its old vector instead of the vector 0; input: (np.array([[1,0],[1,0]]), np.array([[1.0,0.5],[2.0,-1.0]]), 3, 1)."""

    def als_user(Y, met, confidence, reg):
        M = Y[met]
        A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
        return np.linalg.solve(A, confidence * M.sum(axis=0))

    X = np.array([als_user(Y, np.flatnonzero(row), confidence, reg) for row in R])
    new = Y.copy()
    for i in range(len(Y)):
        met = np.flatnonzero(R[:, i])
        if len(met) > 0:
            new[i] = als_user(X, met, confidence, reg)
    return X, new


def als_round__unseen_w6(R, Y, confidence, reg):
    """WRONG: X = np.zeros_like(R[...]) keeps the kind of R: with whole numbers the users' vectors are cut; input: (np.array([[0,1,1],[1,0,0]]), np.array([[1.0,0.5],[2.0,-1.0],[0.5,1.0]]), 3, 1)."""

    def als_user(Y, met, confidence, reg):
        M = Y[met]
        A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
        return np.linalg.solve(A, confidence * M.sum(axis=0))

    n, m = R.shape
    X = np.zeros((n, Y.shape[1]), dtype=R.dtype)
    for u in range(n):
        X[u] = als_user(Y, np.flatnonzero(R[u]), confidence, reg)
    Z = np.zeros((m, Y.shape[1]))
    for i in range(m):
        Z[i] = als_user(X, np.flatnonzero(R[:, i]), confidence, reg)
    return X, Z


def als_round__unseen_w7(R, Y, confidence, reg):
    """WRONG: X made with zeros_like(Y): as many users as items; fails if there are more, and adds rows if there are fewer; input: (np.array([[0,1,1],[1,0,0]]), np.array([[1.0,0.5],[2.0,-1.0],[0.5,1.0]]), 3, 1)."""

    def als_user(Y, met, confidence, reg):
        M = Y[met]
        A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
        return np.linalg.solve(A, confidence * M.sum(axis=0))

    X = np.zeros_like(Y)
    for u in range(len(R)):
        X[u] = als_user(Y, np.flatnonzero(R[u]), confidence, reg)
    Z = np.zeros_like(Y)
    for i in range(len(Y)):
        Z[i] = als_user(X, np.flatnonzero(R[:, i]), confidence, reg)
    return X, Z


def ease__unseen_r1(R, reg):
    """RIGHT: the formula."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__unseen_r2(R, reg):
    """RIGHT: each column by ridge regression on the others."""
    m = R.shape[1]
    B = np.zeros((m, m))
    for j in range(m):
        rest = [i for i in range(m) if i != j]
        X = R[:, rest]
        if rest:
            B[rest, j] = np.linalg.solve(X.T @ X + reg * np.eye(m - 1), X.T @ R[:, j])
    return B


def ease__unseen_r3(R, reg):
    """RIGHT: double loop, lists."""
    m = len(R[0])
    P = np.linalg.solve(np.matmul(R.T, R) + np.diag([reg] * m), np.eye(m))
    return [[0.0 if i == j else -P[i][j] / P[j][j] for j in range(m)] for i in range(m)]


def ease__unseen_r4(R, reg):
    """RIGHT: torch, I - P / diag."""
    import torch

    R = torch.as_tensor(np.asarray(R), dtype=torch.float64)
    eye = torch.eye(R.shape[1], dtype=torch.float64)
    P = torch.linalg.inv(R.T @ R + reg * eye)
    B = eye - P / P.diagonal()[None, :]
    return (B * (1 - eye)).numpy()


def ease__unseen_w1(R, reg):
    """WRONG: divides rows by P_ii instead of columns by P_jj; input: (np.array([[1.0,1.0],[1.0,0.0]]), 1)."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    B = -P / np.diag(P)[:, None]
    np.fill_diagonal(B, 0)
    return B


def ease__unseen_w2(R, reg):
    """WRONG: without the minus; input: (np.array([[1.0,1.0],[1.0,0.0]]), 1)."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    B = P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__unseen_w3(R, reg):
    """WRONG: the diagonal stays at -1; input: (np.array([[1.0,1.0],[1.0,0.0]]), 1)."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    return -P / np.diag(P)


def ease__unseen_w4(R, reg):
    """WRONG: reg is added to every entry, not to the diagonal; input: (np.array([[1.0,1.0],[1.0,0.0]]), 1)."""
    P = np.linalg.inv(R.T @ R + reg)
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__unseen_w5(R, reg):
    """WRONG: ridge regression with the item itself among the explaining ones, and the diagonal put to 0 afterwards; input: (np.array([[1.0,1.0],[1.0,0.0]]), 1)."""
    G = R.T @ R
    B = np.linalg.solve(G + reg * np.eye(len(G)), G)
    np.fill_diagonal(B, 0)
    return B


def ease__unseen_w6(R, reg):
    """WRONG: R R' (users by users) instead of R'R; same shape only for as many users as items; input: (np.array([[1.0,1.0],[0.0,2.0]]), 1)."""
    P = np.linalg.inv(R @ R.T + reg * np.eye(R.shape[0]))
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def ease__unseen_w7(R, reg):
    """WRONG: diagonal of P put to 0 before it is divided by it: infinite; input: (np.array([[1.0,1.0],[1.0,0.0]]), 1)."""
    P = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    np.fill_diagonal(P, 0)
    return -P / np.diag(P)


def bpr_gradient__unseen_r1(x, yi, yj):
    """RIGHT: expit."""
    from scipy.special import expit

    s = -expit(-(x @ (yi - yj)))
    return s * (yi - yj), s * x, -s * x


def bpr_gradient__unseen_r2(x, yi, yj):
    """RIGHT: two cases for the sign."""
    import math

    z = sum(float(a) * (float(b) - float(c)) for a, b, c in zip(x, yi, yj))
    if z >= 0:
        e = math.exp(-z)
        slope = -e / (1 + e)
    else:
        slope = -1 / (1 + math.exp(z))
    return ([slope * (b - c) for b, c in zip(yi, yj)], [slope * a for a in x], [-slope * a for a in x])


def bpr_gradient__unseen_r3(x, yi, yj):
    """RIGHT: torch autograd of softplus."""
    import torch

    v = [torch.tensor(np.asarray(a), dtype=torch.float64, requires_grad=True) for a in (x, yi, yj)]
    torch.nn.functional.softplus(-(v[0] @ v[1] - v[0] @ v[2])).backward()
    return tuple(a.grad.numpy() for a in v)


def bpr_gradient__unseen_r4(x, yi, yj):
    """RIGHT: 1 / (1 + e^z): NumPy overflows to infinity (a warning), and 1/inf = 0 is right."""
    z = np.dot(x, yi) - np.dot(x, yj)
    with np.errstate(over="ignore"):
        weight = 1 / (1 + np.exp(z))
    return np.array([-weight * (yi - yj), -weight * x, weight * x])


def bpr_gradient__unseen_w1(x, yi, yj):
    """WRONG: the step (minus the gradient); input: (np.array([2.0,0.0]), np.array([0.0,4.0]), np.array([0.0,-2.0]))."""
    from scipy.special import expit

    s = expit(-(x @ (yi - yj)))
    return s * (yi - yj), s * x, -s * x


def bpr_gradient__unseen_w2(x, yi, yj):
    """WRONG: sigma(z) instead of sigma(-z) = 1 - sigma(z); input: (np.array([1.0,2.0]), np.array([1.0,1.0]), np.array([0.0,0.5]))."""
    from scipy.special import expit

    s = -expit(x @ yi - x @ yj)
    return s * (yi - yj), s * x, -s * x


def bpr_gradient__unseen_w3(x, yi, yj):
    """WRONG: e^-z / (1 + e^-z): inf/inf = NaN where the scores differ by minus a thousand; input: (np.array([1.0]), np.array([-1000.0]), np.array([0.0]))."""
    z = x @ yi - x @ yj
    s = -np.exp(-z) / (1 + np.exp(-z))
    return s * (yi - yj), s * x, -s * x


def bpr_gradient__unseen_w4(x, yi, yj):
    """WRONG: same sign for both items; input: (np.array([2.0,1.0]), np.array([0.0,4.0]), np.array([0.0,-2.0]))."""
    from scipy.special import expit

    s = -expit(-(x @ (yi - yj)))
    return s * (yi - yj), s * x, s * x


def bpr_gradient__unseen_w5(x, yi, yj):
    """WRONG: math.exp of a large number: OverflowError; input: (np.array([1.0]), np.array([-1000.0]), np.array([0.0]))."""
    import math

    z = x @ yi - x @ yj
    s = 1 / (1 + math.exp(-z)) - 1
    return s * (yi - yj), s * x, -s * x


def bpr_gradient__unseen_w6(x, yi, yj):
    """WRONG: derivative of -sigma, the log forgotten: s (1 - s); input: (np.array([1.0,2.0]), np.array([1.0,1.0]), np.array([0.0,0.5]))."""
    from scipy.special import expit

    p = expit(x @ (yi - yj))
    s = -p * (1 - p)
    return s * (yi - yj), s * x, -s * x


def bpr_gradient__unseen_w7(x, yi, yj):
    """WRONG: torch autograd of -log(sigmoid): NaN where sigma underflows; input: (np.array([1.0]), np.array([-1000.0]), np.array([0.0]))."""
    import torch

    a, b, c = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (x, yi, yj))
    loss = -torch.log(torch.sigmoid(a @ b - a @ c))
    loss.backward()
    return a.grad.numpy(), b.grad.numpy(), c.grad.numpy()


def true_negatives__unseen_r1(users, items, draws):
    """RIGHT: a set of pairs."""
    taken = {(int(u), int(i)) for u, i in zip(users, items)}
    return [(int(u), int(j)) not in taken for u, j in zip(users, draws)]


def true_negatives__unseen_r2(users, items, draws):
    """RIGHT: pairs coded as one whole number, isin."""
    users = np.asarray(users, dtype=np.int64)
    width = max(np.max(items, initial=0), np.max(draws, initial=0)) + 1
    return ~np.isin(users * width + draws, users * width + items)


def true_negatives__unseen_r3(users, items, draws):
    """RIGHT: table of all pairs of rows."""
    clash = (np.asarray(users)[:, None] == np.asarray(users)[None]) & (
        np.asarray(draws)[:, None] == np.asarray(items)[None]
    )
    return np.logical_not(clash.any(axis=1))


def true_negatives__unseen_r4(users, items, draws):
    """RIGHT: history of each user in a dictionary, long-winded."""
    history = {}
    for k in range(len(users)):
        if users[k] not in history:
            history[users[k]] = []
        history[users[k]].append(items[k])
    result = np.ones(len(users), dtype=bool)
    for k in range(len(users)):
        if draws[k] in history[users[k]]:
            result[k] = False
    return result


def true_negatives__unseen_w1(users, items, draws):
    """WRONG: only compares with the item of the same row; input: (np.array([6,6,1,1]), np.array([0,3,3,2]), np.array([3,1,0,2]))."""
    return draws != items


def true_negatives__unseen_w2(users, items, draws):
    """WRONG: refuses what anybody took; input: (np.array([6,6,1,1]), np.array([0,3,3,2]), np.array([3,1,0,2]))."""
    return ~np.isin(draws, items)


def true_negatives__unseen_w3(users, items, draws):
    """WRONG: the other way round: True where the draw was taken; input: (np.array([6,6,1,1]), np.array([0,3,3,2]), np.array([3,1,0,2]))."""
    taken = set(zip(users.tolist(), items.tolist()))
    return np.array([(u, j) in taken for u, j in zip(users.tolist(), draws.tolist())])


def true_negatives__unseen_w4(users, items, draws):
    """WRONG: pairs coded with items.max() + 1, though draws may be larger: other users' pairs collide; input: (np.array([0,1]), np.array([1,0]), np.array([2,1]))."""
    n = items.max() + 1
    return ~np.isin(users * n + draws, users * n + items)


def true_negatives__unseen_w5(users, items, draws):
    """WRONG: looks only at rows so far, not at later ones; input: (np.array([6,6]), np.array([0,3]), np.array([3,1]))."""
    seen = set()
    result = []
    for u, i, j in zip(users, items, draws):
        seen.add((int(u), int(i)))
        result.append((int(u), int(j)) not in seen)
    return result


def true_negatives__unseen_w6(users, items, draws):
    """WRONG: pairs as strings glued without a separator: 1 and 12 is 11 and 2; input: (np.array([1,11]), np.array([12,5]), np.array([3,2]))."""
    taken = {str(u) + str(i) for u, i in zip(users, items)}
    return [str(u) + str(j) not in taken for u, j in zip(users, draws)]


def true_negatives__unseen_w7(users, items, draws):
    """WRONG: a table as large as the items, draws beyond it raise IndexError; input: (np.array([0,1]), np.array([1,0]), np.array([2,1]))."""
    table = np.zeros((users.max() + 1, items.max() + 1), dtype=bool)
    table[users, items] = True
    return ~table[users, draws]


def in_batch_loss__unseen_r1(u, v, log_q, ids):
    """RIGHT: loops with the largest score taken out."""
    from math import exp, log

    n = len(u)
    total = 0.0
    for r in range(n):
        s = [float(np.dot(u[r], v[c]) - log_q[c]) for c in range(n) if c == r or ids[c] != ids[r]]
        own = float(np.dot(u[r], v[r]) - log_q[r])
        top = max(s)
        total += top + log(sum(exp(x - top) for x in s)) - own
    return total / n


def in_batch_loss__unseen_r2(u, v, log_q, ids):
    """RIGHT: scipy logsumexp."""
    from scipy.special import logsumexp

    s = u @ v.T - log_q
    hit = (np.asarray(ids)[:, None] == np.asarray(ids)) & ~np.eye(len(u), dtype=bool)
    return np.mean(logsumexp(np.where(hit, -np.inf, s), axis=1) - np.diag(s))


def in_batch_loss__unseen_r3(u, v, log_q, ids):
    """RIGHT: torch cross entropy."""
    import torch

    u, v, q = (torch.tensor(np.asarray(a), dtype=torch.float64) for a in (u, v, log_q))
    ids = torch.as_tensor(np.asarray(ids))
    s = u @ v.T - q[None, :]
    same = (ids[:, None] == ids[None, :]).fill_diagonal_(False)
    return torch.nn.functional.cross_entropy(s.masked_fill(same, float("-inf")), torch.arange(len(u))).item()


def in_batch_loss__unseen_r4(u, v, log_q, ids):
    """RIGHT: differences to the own score, logaddexp.reduce."""
    losses = []
    for r in range(len(u)):
        s = v @ u[r] - log_q
        keep = ids != ids[r]
        losses.append(np.logaddexp.reduce(np.append(s[keep] - s[r], 0.0)))
    return np.array(losses).mean()


def in_batch_loss__unseen_w1(u, v, log_q, ids):
    """WRONG: no care of accidental hits; input: (np.array([[1.0,0.0],[0.0,1.0],[1.0,1.0]]), np.array([[1.0,0.0],[0.0,1.0],[1.0,0.0]]), np.zeros(3), np.array([4,9,4]))."""
    from scipy.special import logsumexp

    s = u @ v.T - log_q
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__unseen_w2(u, v, log_q, ids):
    """WRONG: exp without taking out the largest score: NaN or infinity in the thousands; input: (np.array([[2000.0],[0.0]]), np.array([[1.0],[0.5]]), np.zeros(2), np.array([4,9]))."""
    e = np.exp(u @ v.T - log_q)
    hit = (ids[:, None] == ids) & ~np.eye(len(u), dtype=bool)
    e[hit] = 0
    return -np.log(np.diag(e) / e.sum(axis=1)).mean()


def in_batch_loss__unseen_w3(u, v, log_q, ids):
    """WRONG: log q by row instead of by column: it falls out of the softmax; input: (np.array([[1.0,0.0],[0.0,1.0]]), np.array([[1.0,0.0],[0.0,1.0]]), np.array([-1.0,-3.0]), np.array([4,9]))."""
    from scipy.special import logsumexp

    s = u @ v.T - log_q[:, None]
    hit = (ids[:, None] == ids) & ~np.eye(len(u), dtype=bool)
    own = np.diag(s).copy()
    s[hit] = -np.inf
    return np.mean(logsumexp(s, axis=1) - own)


def in_batch_loss__unseen_w4(u, v, log_q, ids):
    """WRONG: log q subtracted from the negatives only, not from the right answer; input: (np.array([[1.0,0.0],[0.0,1.0]]), np.array([[1.0,0.0],[0.0,1.0]]), np.array([-1.0,-3.0]), np.array([4,9]))."""
    from scipy.special import logsumexp

    raw = u @ v.T
    s = raw - log_q
    np.fill_diagonal(s, np.diag(raw))
    hit = (ids[:, None] == ids) & ~np.eye(len(u), dtype=bool)
    s[hit] = -np.inf
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__unseen_w5(u, v, log_q, ids):
    """WRONG: scores of accidental hits set to 0 instead of left out: e^0 = 1 stays in the sum; input: (np.array([[1.0,0.0],[0.0,1.0],[1.0,1.0]]), np.array([[1.0,0.0],[0.0,1.0],[1.0,0.0]]), np.zeros(3), np.array([4,9,4]))."""
    from scipy.special import logsumexp

    s = u @ v.T - log_q
    hit = (ids[:, None] == ids) & ~np.eye(len(u), dtype=bool)
    s[hit] = 0
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__unseen_w6(u, v, log_q, ids):
    """WRONG: stable softmax, but log(p + 1e-12): no loss can be above 28; input: (np.array([[2000.0],[0.0]]), np.array([[0.5],[1.0]]), np.zeros(2), np.array([4,9]))."""
    s = u @ v.T - log_q
    hit = (ids[:, None] == ids) & ~np.eye(len(u), dtype=bool)
    s[hit] = -np.inf
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = np.diag(e) / e.sum(axis=1)
    return -np.log(p + 1e-12).mean()


def in_batch_loss__unseen_w7(u, v, log_q, ids):
    """WRONG: a repeated item's rows are dropped from the batch as users too (only the first row of each id is kept); input: (np.array([[1.0,0.0],[0.0,1.0],[1.0,1.0]]), np.array([[1.0,0.0],[0.0,1.0],[1.0,0.0]]), np.zeros(3), np.array([4,9,4]))."""
    from scipy.special import logsumexp

    _, first = np.unique(ids, return_index=True)
    s = u[first] @ v[first].T - log_q[first]
    return np.mean(logsumexp(s, axis=1) - np.diag(s))


def in_batch_loss__unseen_a1(u, v, log_q, ids):
    """ARGUABLE: -1e9 for accidental hits instead of -inf: the same in float64 for scores in the thousands; input: (np.array([[1.0,0.0],[0.0,1.0],[1.0,1.0]]), np.array([[1.0,0.0],[0.0,1.0],[1.0,0.0]]), np.zeros(3), np.array([4,9,4]))."""
    s = u @ v.T - log_q
    s = np.where((ids[:, None] == ids) & ~np.eye(len(u), dtype=bool), -1e9, s)
    m = s.max(axis=1)
    return np.mean(m + np.log(np.exp(s - m[:, None]).sum(axis=1)) - np.diag(s))


def explain__unseen_r1(Y, met, confidence, reg, item):
    """RIGHT: solve once for the item asked about, then dot products."""
    met = np.asarray(met, dtype=int)
    w = np.ones(len(Y))
    w[met] = confidence
    A = (Y * w[:, None]).T @ Y + reg * np.eye(Y.shape[1])
    return confidence * Y[met] @ np.linalg.solve(A, Y[item])


def explain__unseen_r2(Y, met, confidence, reg, item):
    """RIGHT: one vector for each item of the history, a list."""
    A = reg * np.eye(Y.shape[1])
    for i in range(len(Y)):
        A = A + (confidence if i in list(met) else 1) * np.outer(Y[i], Y[i])
    inverse = np.linalg.inv(A)
    return [float((inverse @ (confidence * Y[i])) @ Y[item]) for i in met]


def explain__unseen_r3(Y, met, confidence, reg, item):
    """RIGHT: torch, Cholesky."""
    import torch

    Y = torch.tensor(np.asarray(Y), dtype=torch.float64)
    m = torch.as_tensor(np.asarray(met, dtype=np.int64))
    A = Y.T @ Y + (confidence - 1) * Y[m].T @ Y[m] + reg * torch.eye(Y.shape[1], dtype=torch.float64)
    z = torch.cholesky_solve(Y[item][:, None], torch.linalg.cholesky(A))[:, 0]
    return (confidence * (Y[m] @ z)).tolist()


def explain__unseen_r4(Y, met, confidence, reg, item):
    """RIGHT: the whole table of item-item weights, then a row."""
    met = [int(i) for i in met]
    c = [confidence if i in met else 1 for i in range(len(Y))]
    A = np.einsum("i,ia,ib->ab", np.array(c, dtype=float), Y, Y) + np.diag(np.full(Y.shape[1], float(reg)))
    table = Y @ np.linalg.pinv(A) @ Y.T
    return tuple(confidence * table[item, i] for i in met)


def explain__unseen_w1(Y, met, confidence, reg, item):
    """WRONG: c forgotten in the contributions: they do not add up to the score; input: (np.array([[1.0],[2.0],[3.0]]), [0,1], 2, 1, 2)."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
    return M @ np.linalg.solve(A, Y[item])


def explain__unseen_w2(Y, met, confidence, reg, item):
    """WRONG: contributions of the dimensions (x * y) instead of the items; input: (np.array([[1.0,0.0],[2.0,1.0],[3.0,-1.0]]), [0,1,2], 2, 1, 2)."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
    x = np.linalg.solve(A, confidence * M.sum(axis=0))
    return x * Y[item]


def explain__unseen_w3(Y, met, confidence, reg, item):
    """WRONG: plain similarities c y_i . y, without the inverse matrix; input: (np.array([[1.0],[2.0],[3.0]]), [0,1], 2, 1, 2)."""
    return confidence * Y[np.asarray(met, dtype=int)] @ Y[item]


def explain__unseen_w4(Y, met, confidence, reg, item):
    """WRONG: the score itself, one number; input: (np.array([[1.0],[2.0],[3.0]]), [0,1], 2, 1, 2)."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
    return np.linalg.solve(A, confidence * M.sum(axis=0)) @ Y[item]


def explain__unseen_w5(Y, met, confidence, reg, item):
    """WRONG: a mask over the items: the answers come in the order of the items, not of met; input: (np.array([[1.0],[2.0],[3.0]]), [1,0], 2, 1, 2)."""
    mask = np.zeros(len(Y), dtype=bool)
    mask[np.asarray(met, dtype=int)] = True
    w = np.where(mask, confidence, 1)
    A = (Y.T * w) @ Y + reg * np.eye(Y.shape[1])
    return confidence * Y[mask] @ np.linalg.solve(A, Y[item])


def explain__unseen_w6(Y, met, confidence, reg, item):
    """WRONG: how much the score falls if the item is taken out of the history and x solved anew; input: (np.array([[1.0],[2.0],[3.0]]), [0,1], 2, 1, 2)."""

    def score(h):
        M = Y[np.asarray(h, dtype=int)]
        A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
        return np.linalg.solve(A, confidence * M.sum(axis=0)) @ Y[item]

    whole = score(met)
    return [whole - score([j for j in met if j != i]) for i in met]


def explain__unseen_w7(Y, met, confidence, reg, item):
    """WRONG: the item asked about is left out of its own history; input: (np.array([[1.0],[2.0],[3.0]]), [0,2], 2, 1, 2)."""
    M = Y[np.asarray(met, dtype=int)]
    A = Y.T @ Y + (confidence - 1) * M.T @ M + reg * np.eye(Y.shape[1])
    z = np.linalg.solve(A, Y[item])
    return [confidence * float(Y[i] @ z) for i in met if i != item]
