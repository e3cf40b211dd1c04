"""Right answers to the exercises of unit 09, in the styles people write."""

import itertools
import math
import statistics

import numpy as np
import scipy.linalg
import scipy.spatial
import scipy.stats
import torch
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_selection import f_classif
from sklearn.metrics import confusion_matrix, recall_score
from sklearn.neighbors import NearestCentroid


class NearCopies:
    def two_loops(train, test, at_least):
        marks = []
        for text in test:
            found = False
            for other in train:
                both = len(set(text + other))
                if both and len(set(text).intersection(other)) / both >= at_least:
                    found = True
            marks.append(found)
        return marks

    def without_division(train, test, at_least):
        def alike(a, b):
            return bool(a and b) and len(a & b) >= at_least * len(a | b)

        return [any(alike(set(t), set(s)) for s in train) for t in test]

    def best_of_each(train, test, at_least):
        def jaccard(a, b):
            a, b = frozenset(a), frozenset(b)
            return len(a & b) / (len(a) + len(b) - len(a & b)) if a or b else 0

        return np.array([max([jaccard(t, s) for s in train], default=0) >= at_least for t in test])

    def with_a_table(train, test, at_least):
        words = ["", *sorted({word for text in [*train, *test] for word in text})]
        marks = np.array([[word in text for word in words] for text in [*train, *test]], dtype=float)
        marks = marks.reshape(-1, len(words))
        a, b = marks[: len(train)], marks[len(train) :]
        common = b @ a.T
        either = b.sum(1)[:, None] + a.sum(1) - common
        return ((common >= at_least * either - 1e-9) & (either > 0)).any(axis=1)

    def in_torch(train, test, at_least):
        return torch.tensor(NearCopies.two_loops(train, test, at_least))


class GroupSplit:
    def row_by_row(groups, order, share):
        taken, n = set(), 0
        for group in order:
            if n >= share * len(groups) - 1e-9:
                break
            taken.add(group)
            n += sum(1 for other in groups if other == group)
        return [group in taken for group in groups]

    def cumulative(groups, order, share):
        sizes = np.array([(groups == group).sum() for group in order])
        enough = np.flatnonzero(np.cumsum(sizes) >= share * len(groups))[0]
        return np.isin(groups, order[: enough + 1])

    def a_while_loop(groups, order, share):
        n = 0
        while np.isin(groups, order[:n]).mean() < share:
            n += 1
        return np.isin(groups, order[:n])

    def zeros_and_ones(groups, order, share):
        return GroupSplit.cumulative(groups, order, share).astype(int)


def _picked(r, k):
    return sorted(range(len(r)), key=lambda j: -round(float(r[j]), 9))[:k]


class ChosenColumns:
    def with_corrcoef(X, y, train, k):
        label = y[train]
        r = []
        for column in X[train].T:
            r.append(0.0 if np.ptp(column) == 0 else abs(np.corrcoef(column, label)[0, 1]))
        return _picked(r, k)

    def plain_python(X, y, train, k):
        rows = [i for i in range(len(y)) if train[i]]
        my = statistics.fmean(float(y[i]) for i in rows)
        r = []
        for j in range(X.shape[1]):
            mx = math.fsum(float(X[i, j]) for i in rows) / len(rows)
            xy = math.fsum((float(X[i, j]) - mx) * (float(y[i]) - my) for i in rows)
            xx = math.fsum((float(X[i, j]) - mx) ** 2 for i in rows)
            yy = math.fsum((float(y[i]) - my) ** 2 for i in rows)
            r.append(abs(xy) / math.sqrt(xx * yy) if xx > 1e-12 else 0.0)
        return _picked(r, k)

    def standardised(X, y, train, k):
        rows, label = X[train].astype(float), y[train].astype(float)
        spread = rows.std(axis=0)
        z = (rows - rows.mean(axis=0)) / np.where(spread > 0, spread, 1)
        r = np.abs(z.T @ (label - label.mean()) / len(label) / label.std())
        return np.lexsort((np.arange(len(r)), -r.round(9)))[:k]

    def in_torch(X, y, train, k):
        rows = torch.tensor(np.asarray(X, dtype=float))[torch.tensor(train)]
        label = torch.tensor(np.asarray(y, dtype=float))[torch.tensor(train)]
        both = torch.corrcoef(torch.cat([label[None], rows.T]))[0, 1:].nan_to_num(0).abs()
        return torch.argsort((both * 1e9).round(), descending=True, stable=True)[:k]

    def by_the_difference_of_means(X, y, train, k):
        rows, label = X[train].astype(float), y[train] == 1
        share = label.mean()
        spread = rows.std(axis=0)
        gap = rows[label].mean(axis=0) - rows[~label].mean(axis=0)
        r = np.abs(gap) * np.sqrt(share * (1 - share)) / np.where(spread > 0, spread, 1)
        return np.argsort(-np.round(r, 9), kind="stable")[:k]


class ShuffledScore:
    def with_sklearn(X, y, train, k, orders):
        scores = []
        for order in orders:
            label = y[order]
            columns = ChosenColumns.standardised(X, label, train, k)
            model = NearestCentroid().fit(X[train][:, columns], label[train])  # a tie is the first class, False
            scores.append(model.score(X[~train][:, columns], label[~train]))
        return sum(scores) / len(scores)

    def row_by_row(X, y, train, k, orders):
        right = total = 0
        for order in orders:
            label = [bool(y[i]) for i in order]
            columns = ChosenColumns.with_corrcoef(X, np.array(label), train, k)
            means = {}
            for kind in (True, False):
                means[kind] = np.mean([X[i, columns] for i in range(len(y)) if train[i] and label[i] == kind], axis=0)
            for i in np.flatnonzero(~train):
                far = {kind: float(((X[i, columns] - mean) ** 2).sum()) for kind, mean in means.items()}
                right += (far[True] < far[False]) == label[i]
                total += 1
        return right / total

    def with_distances(X, y, train, k, orders):
        def score(label):
            some = X[:, ChosenColumns.plain_python(X, label, train, k)]
            means = [some[train & label].mean(axis=0), some[train & ~label].mean(axis=0)]
            far = scipy.spatial.distance.cdist(some[~train], means)
            return np.mean((far[:, 0] < far[:, 1]) == label[~train])

        return np.mean([score(y[order]) for order in orders])

    def in_torch(X, y, train, k, orders):
        scores = []
        for order in orders:
            label = y[order]
            some = torch.tensor(X[:, ChosenColumns.standardised(X, label, train, k)])
            yes, no = some[train & label].mean(0), some[train & ~label].mean(0)
            called = ((some - yes) ** 2).sum(1) < ((some - no) ** 2).sum(1)
            scores.append((called == torch.tensor(label))[~train].double().mean())
        return torch.stack(scores).mean()


class KsDistance:
    def with_scipy(sample, population):
        return scipy.stats.ks_2samp(sample, population, method="asymp").statistic

    def loops(sample, population):
        found = 0.0
        for x in [*sample, *population]:
            one = sum(v <= x for v in sample) / len(sample)
            other = sum(v <= x for v in population) / len(population)
            found = max(found, abs(one - other))
        return found

    def all_pairs(sample, population):
        values = np.unique(np.r_[sample, population])
        one = (np.asarray(sample)[None] <= values[:, None]).mean(axis=1)
        return np.max(np.abs(one - (np.asarray(population)[None] <= values[:, None]).mean(axis=1)))

    def steps(sample, population):
        values = np.concatenate([sample, population])
        steps = np.r_[np.full(len(sample), 1 / len(sample)), np.full(len(population), -1 / len(population))]
        distinct, place = np.unique(values, return_inverse=True)
        return np.abs(np.cumsum(np.bincount(place, steps, len(distinct)))).max()

    def in_torch(sample, population):
        a, b = (torch.tensor(np.asarray(x, dtype=float)) for x in (sample, population))
        values = torch.cat([a, b])
        return ((a <= values[:, None]).double().mean(1) - (b <= values[:, None]).double().mean(1)).abs().max()


class HeldOutError:
    def a_sum_of_outer_products(a, b, d):
        u, s, vt = np.linalg.svd(a)
        rebuilt = np.zeros(np.shape(a))
        for k in range(d):
            rebuilt += s[k] * np.outer(u[:, k], vt[k])
        return np.linalg.norm(rebuilt - b) ** 2 / np.linalg.norm(b) ** 2

    def dimension_by_dimension(a, b, d):
        u, s, vt = np.linalg.svd(a, full_matrices=False)
        g = [u[:, k] @ b @ vt[k] for k in range(d)]
        return 1 + sum(s[k] ** 2 - 2 * s[k] * g[k] for k in range(d)) / (np.asarray(b, dtype=float) ** 2).sum()

    def with_scipy(a, b, d):
        u, s, vt = scipy.linalg.svd(a, full_matrices=False)
        s[d:] = 0
        return np.square(u @ np.diag(s) @ vt - b).sum() / np.square(np.asarray(b, dtype=float)).sum()

    def float32(a, b, d):
        u, s, vt = np.linalg.svd(a.astype(np.float32), full_matrices=False)
        return np.mean(((u[:, :d] * s[:d]) @ vt[:d] - b) ** 2) / np.mean(b.astype(np.float32) ** 2)

    def in_torch(a, b, d):
        a, b = torch.tensor(a).double(), torch.tensor(b).double()
        u, s, vt = torch.linalg.svd(a, full_matrices=False)
        return ((u[:, :d] @ torch.diag(s[:d]) @ vt[:d] - b) ** 2).sum() / (b**2).sum()

    def with_sklearn(a, b, d):
        if d in (0, *np.shape(a)):
            return HeldOutError.with_scipy(a, b, d)
        svd = TruncatedSVD(d, algorithm="arpack", random_state=0).fit(a.astype(float))
        rebuilt = svd.inverse_transform(svd.transform(a.astype(float)))
        return ((rebuilt - b) ** 2).sum() / (b**2).sum()


class StopEpoch:
    def counting(losses, patience):
        best, kept, waited = math.inf, 0, 0
        for epoch, loss in enumerate(losses):
            if loss < best:
                best, kept, waited = loss, epoch, 0
            else:
                waited += 1
                if waited == patience:
                    return kept
        return kept

    def with_running_minimum(losses, patience):
        for end in range(1, len(losses) + 1):
            best = int(np.argmin(losses[:end]))
            if end - 1 - best >= patience:
                return best
        return int(np.argmin(losses))

    def looking_ahead(losses, patience):
        best = 0
        while True:
            better = [i for i in range(best + 1, min(len(losses), best + patience + 1)) if losses[i] < losses[best]]
            if not better:
                return best
            best = better[0]

    def accumulated(losses, patience):
        lows = np.array(list(itertools.accumulate(losses, min)))
        firsts = [int(np.flatnonzero(np.asarray(losses) == low)[0]) for low in lows]
        waits = np.arange(len(losses)) - firsts
        stops = np.flatnonzero(waits >= patience)
        return firsts[stops[0]] if len(stops) else firsts[-1]

    def in_torch(losses, patience):
        t = torch.tensor(np.asarray(losses, dtype=float))
        return torch.tensor(StopEpoch.counting(t, patience))


class BestOfBias:
    def with_masks(right, draws):
        found = []
        for draw in draws:
            inside = np.zeros(right.shape[1], dtype=bool)
            inside[draw] = True
            best = np.argmax(right[:, inside].mean(axis=1))
            found.append(right[best, inside].mean() - right[best, ~inside].mean())
        return sum(found) / len(found)

    def with_totals(right, draws):
        n, m = right.shape[1], draws.shape[1]
        inside = right[:, draws].sum(axis=2)
        winners = inside.argmax(axis=0)
        drawn = inside[winners, np.arange(len(draws))]
        return np.mean(drawn / m - (right.sum(axis=1)[winners] - drawn) / (n - m))

    def plain_python(right, draws):
        found = 0
        for draw in draws.tolist():
            scores = [sum(line[i] for i in draw) for line in right.tolist()]
            line = right.tolist()[scores.index(max(scores))]
            others = [line[i] for i in range(len(line)) if i not in draw]
            found += statistics.mean(line[i] for i in draw) - statistics.mean(others)
        return found / len(draws)

    def in_torch(right, draws):
        r, found = torch.tensor(right).double(), []
        for draw in torch.tensor(draws):
            inside = torch.zeros(r.shape[1]).bool()
            inside[draw] = True
            winner = r[int(np.argmax(r[:, inside].sum(1).numpy()))]
            found.append(winner[inside].mean() - winner[~inside].mean())
        return torch.stack(found).mean()


class BalancedAccuracy:
    def with_sklearn(y, p):
        return recall_score(y, p, labels=np.unique(y), average="macro")

    def loops(y, p):
        shares = []
        for kind in sorted(set(y.tolist())):
            own = [i for i in range(len(y)) if y[i] == kind]
            shares.append(sum(p[i] == kind for i in own) / len(own))
        return statistics.fmean(shares)

    def from_a_confusion_matrix(y, p):
        table = confusion_matrix(y, p)
        sizes = table.sum(axis=1)
        return (np.diag(table)[sizes > 0] / sizes[sizes > 0]).mean()

    def with_weights(y, p):
        _, place, counts = np.unique(y, return_inverse=True, return_counts=True)
        return np.average(y == p, weights=1 / counts[place])

    def in_torch(y, p):
        y, p = torch.tensor(y), torch.tensor(p)
        return torch.stack([(p[y == kind] == kind).double().mean() for kind in y.unique()]).mean()


class GroupInterval:
    def with_scipy(values, groups):
        means = [np.mean(values[groups == group]) for group in set(groups.tolist())]
        half = scipy.stats.t.ppf(0.975, df=len(means) - 1) * scipy.stats.sem(means)
        return np.mean(means), np.mean(means) - half, np.mean(means) + half

    def plain_python(values, groups):
        rows = {}
        for value, group in zip(values.tolist(), groups.tolist(), strict=True):
            rows.setdefault(group, []).append(value)
        means = [statistics.fmean(some) for some in rows.values()]
        half = scipy.stats.t.ppf(0.975, len(means) - 1) * statistics.stdev(means) / math.sqrt(len(means))
        return statistics.fmean(means), statistics.fmean(means) - half, statistics.fmean(means) + half

    def with_bincount(values, groups):
        _, place = np.unique(groups, return_inverse=True)
        means = np.bincount(place, values) / np.bincount(place)
        se = np.sqrt(means.var(ddof=1) / len(means))
        return means.mean() + np.array([0, -1, 1]) * se * scipy.stats.t.isf(0.025, len(means) - 1)

    def in_torch(values, groups):
        v, g = torch.tensor(values).double(), torch.tensor(groups)
        means = torch.stack([v[g == group].mean() for group in g.unique()])
        half = scipy.stats.t.ppf(0.975, len(means) - 1) * means.std() / len(means) ** 0.5
        return torch.stack([means.mean(), means.mean() - half, means.mean() + half])


class Verdict:
    def loops_and_sets(case):
        train, test = case["train"].astype(float), case["test"].astype(float)
        shapes = {tuple((row - row.mean()).round(2)[:6]) for row in train}
        rows = {row.tobytes() for row in case["train"]}
        if any(row.tobytes() in rows for row in case["test"]):
            return "no test set"
        far = scipy.spatial.distance.cdist(test - test.mean(1)[:, None], train - train.mean(1)[:, None])
        if far.min() < 0.05 and len(shapes) > 1:
            return "duplicates"
        if "new speakers" in case["claims"] and np.isin(case["test_speakers"], case["train_speakers"]).any():
            return "groups"
        if "later takes" in case["claims"] and case["train_takes"].max() >= case["test_takes"].min():
            return "time"
        if not np.allclose(case["means"], train.mean(axis=0), atol=1e-3):
            return "preprocessing"
        order = ChosenColumns.standardised(train, case["train_y"], np.ones(len(train), bool), len(case["columns"]))
        if sorted(order.tolist()) != sorted(np.asarray(case["columns"]).tolist()):
            return "selection"
        if f_classif(train, case["train_y"])[0].max() > 300:
            return "marker"
        p = scipy.stats.ks_2samp(test.mean(axis=1), case["population"].mean(axis=1), method="asymp").pvalue
        return "sampling" if p < 1e-3 else "clean"

    def by_neighbours(case):
        train, test = torch.tensor(case["train"]).double(), torch.tensor(case["test"]).double()
        y = torch.tensor(case["train_y"]).double()
        flat = [x - x.mean(1, keepdim=True) for x in (test, train)]
        if (test[:, None] == train[None]).all(-1).any():
            return "no test set"
        if torch.cdist(*flat, compute_mode="donot_use_mm_for_euclid_dist").min() < 0.1:
            return "duplicates"
        claims = case["claims"]
        if "new speakers" in claims and set(case["train_speakers"].tolist()) & set(case["test_speakers"].tolist()):
            return "groups"
        if "later takes" in claims and (case["train_takes"][:, None] >= case["test_takes"]).any():
            return "time"
        both = torch.cat([train, test])
        means = torch.tensor(case["means"])
        if (means - both.mean(0)).abs().max() < (means - train.mean(0)).abs().max():
            return "preprocessing"
        r = torch.corrcoef(torch.cat([y[None], train.T]))[0, 1:].abs()
        if set(r.topk(len(case["columns"])).indices.tolist()) != set(np.asarray(case["columns"]).tolist()):
            return "selection"
        if r.max() > 0.65:
            return "marker"
        soft = np.quantile(case["population"].mean(axis=1), 0.4)
        return "sampling" if (case["test"].mean(axis=1) < soft).mean() < 0.2 else "clean"

    def by_somebody_who_did_not_know_how_files_are_made(case):
        """Written from the lesson and the exercise alone; the limits come from clean draws of the lesson's clips."""
        train, test, population = (case[key].astype(float) for key in ("train", "test", "population"))
        away = scipy.spatial.distance.cdist(*(x - x.mean(1, keepdims=True) for x in (test, train)))
        if (copied := away.min(1) < 0.5).any():
            same = scipy.spatial.distance.cdist(test[copied], train).min(1) < 0.01
            return "no test set" if same.mean() > 0.5 else "duplicates"
        means, everything = case["means"], np.concatenate([train, test]).mean(0)
        off = np.abs(means - train.mean(0)).max()
        if off > 1e-3 and off > np.abs(means - everything).max():
            return "preprocessing"
        r = np.abs(np.corrcoef(train.T, case["train_y"])[-1, :-1])
        used = np.isin(np.arange(len(r)), case["columns"])
        if r[~used].max() > r[used].min() + 1e-5:
            return "selection"
        if r.max() > 0.65:
            return "marker"
        if "new speakers" in case["claims"] and np.isin(case["test_speakers"], case["train_speakers"]).any():
            return "groups"
        if "later takes" in case["claims"] and max(case["train_takes"]) >= min(case["test_takes"]):
            return "time"
        softer = scipy.stats.ks_2samp(test.mean(1), population.mean(1), alternative="less").statistic
        return "sampling" if softer > 0.21 else "clean"

    def a_list_of_tests(case):
        return Verdict.loops_and_sets({**case, "claims": tuple(case["claims"])})


ALTERNATIVES = {
    "near_copies": NearCopies,
    "group_split": GroupSplit,
    "chosen_columns": ChosenColumns,
    "shuffled_score": ShuffledScore,
    "ks_distance": KsDistance,
    "held_out_error": HeldOutError,
    "stop_epoch": StopEpoch,
    "best_of_bias": BestOfBias,
    "balanced_accuracy": BalancedAccuracy,
    "group_interval": GroupInterval,
    "verdict": Verdict,
}
