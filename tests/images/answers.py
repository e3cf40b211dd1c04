"""Right answers to the exercises of unit 05, in the styles people write."""

import math

import numpy as np
import scipy.interpolate
import scipy.ndimage
import scipy.optimize
import scipy.spatial.distance
import scipy.special
import sklearn.metrics
import torch
import torch.nn.functional as F


class Shifted:
    def padded(picture, down, right):
        h, w = picture.shape
        size_down, size_right = min(abs(down), h), min(abs(right), w)
        big = np.pad(picture, ((size_down, size_down), (size_right, size_right)))
        top = size_down - int(np.clip(down, -h, h))
        left = size_right - int(np.clip(right, -w, w))
        return big[top : top + h, left : left + w]

    def rolled_and_wiped(picture, down, right):
        result = np.roll(picture, (down, right), axis=(0, 1))
        if down:
            result[:down] = 0 if down > 0 else result[:down]
            result[down:] = 0 if down < 0 else result[down:]
        if right > 0:
            result[:, :right] = 0
        if right < 0:
            result[:, right:] = 0
        return result

    def with_slices(picture, down, right):
        h, w = picture.shape
        result = np.zeros((h, w))
        if abs(down) < h and abs(right) < w:
            part = picture[max(0, -down) : h - max(0, down), max(0, -right) : w - max(0, right)]
            result[max(0, down) : h + min(0, down), max(0, right) : w + min(0, right)] = part
        return result.tolist()

    def of_scipy(picture, down, right):
        return scipy.ndimage.shift(picture.astype(float), (down, right), order=0, mode="constant", cval=0)

    def matrices(picture, down, right):
        h, w = picture.shape
        return np.eye(h, k=-int(np.clip(down, -h, h))) @ picture @ np.eye(w, k=int(np.clip(right, -w, w)))


class MirrorCosines:
    def a_loop(query, gallery):
        found = []
        for picture in gallery:
            best = -2.0
            for copy in (picture, np.fliplr(picture)):
                lengths = np.linalg.norm(copy) * np.linalg.norm(query)
                best = max(best, float((copy * query).sum() / lengths) if lengths else 0.0)
            found.append(best)
        return found

    def the_query_is_mirrored(query, gallery):
        rows = gallery.reshape(len(gallery), -1) / np.maximum(
            np.linalg.norm(gallery.reshape(len(gallery), -1), axis=1, keepdims=True), 1e-12
        )
        both = np.stack([query.ravel(), query[:, ::-1].ravel()], axis=1) / max(np.linalg.norm(query), 1e-12)
        return (rows @ both).max(axis=1)

    def in_torch_float32(query, gallery):
        x = torch.tensor(gallery, dtype=torch.float32).flatten(1)
        flipped = torch.tensor(gallery, dtype=torch.float32).flip(-1).flatten(1)
        q = torch.tensor(query, dtype=torch.float32).flatten()
        return torch.maximum(F.cosine_similarity(x, q[None]), F.cosine_similarity(flipped, q[None]))

    def with_nan_to_num(query, gallery):
        with np.errstate(all="ignore"):
            lengths = np.sqrt((gallery.astype(float) ** 2).sum((1, 2)) * (query.astype(float) ** 2).sum())
            plain = np.einsum("nhw,hw->n", gallery, query) / lengths
            mirrored = np.einsum("nhw,hw->n", gallery, np.flip(query, axis=1)) / lengths
        return np.nan_to_num(np.maximum(plain, mirrored))


class NtXent:
    def two_loops(one, two, temperature):
        views = [v / math.sqrt(float((v.astype(float) ** 2).sum())) for v in [*one, *two]]
        n, total = len(one), 0.0
        for i, view in enumerate(views):
            others = [float(view @ v) / temperature for j, v in enumerate(views) if j != i]
            right = float(view @ views[(i + n) % (2 * n)]) / temperature
            total += scipy.special.logsumexp(others) - right
        return total / (2 * n)

    def cross_entropy(one, two, temperature):
        z = F.normalize(torch.tensor(np.concatenate([one, two]), dtype=torch.float64), dim=1)
        logits = (z @ z.T / temperature).masked_fill(torch.eye(len(z), dtype=torch.bool), -torch.inf)
        n = len(one)
        return F.cross_entropy(logits, torch.cat([torch.arange(n, 2 * n), torch.arange(n)]))

    def largest_subtracted(one, two, temperature):
        views = np.vstack([one, two]).astype(float)
        views /= np.linalg.norm(views, axis=1)[:, None]
        logits = views @ views.T / temperature
        logits[np.diag_indices(len(logits))] = -np.inf
        logits -= logits.max(axis=1, keepdims=True)
        n = len(one)
        right = np.concatenate([np.diag(logits, n), np.diag(logits, -n)])
        return float(np.mean(np.log(np.exp(logits).sum(axis=1)) - right))

    def rows_without_themselves(one, two, temperature):
        views = np.concatenate([one, two])
        views = views / np.sqrt((views**2.0).sum(1, keepdims=True))
        logits = views @ views.T / temperature
        n = len(one)
        losses = [
            scipy.special.logsumexp(np.delete(logits[i], i)) - logits[i, i + n if i < n else i - n]
            for i in range(2 * n)
        ]
        return np.mean(losses)


class Triplet:
    def a_loop(anchor, positive, negative, margin):
        losses = []
        for a, p, n in zip(anchor, positive, negative, strict=True):
            near = sum((x - y) ** 2 for x, y in zip(a, p, strict=True))
            far = sum((x - y) ** 2 for x, y in zip(a, n, strict=True))
            losses.append(max(0, near - far + margin))
        return sum(losses) / len(losses)

    def relu(anchor, positive, negative, margin):
        a, p, n = (torch.tensor(x, dtype=torch.float32) for x in (anchor, positive, negative))
        return F.relu((a - p).pow(2).sum(1) - (a - n).pow(2).sum(1) + margin).mean()

    def norms(anchor, positive, negative, margin):
        near, far = np.linalg.norm(anchor - positive, axis=1) ** 2, np.linalg.norm(anchor - negative, axis=1) ** 2
        return np.clip(near - far + margin, 0, None).mean()

    def multiplied_out(anchor, positive, negative, margin):
        gap = (positive**2.0).sum(1) - (negative**2.0).sum(1) + 2.0 * (anchor * (negative - positive)).sum(1)
        return np.where(gap + margin > 0, gap + margin, 0).mean()


class SemiHard:
    def a_loop(to_positive, to_negatives):
        places = []
        for positive, row in zip(to_positive.tolist(), to_negatives.tolist(), strict=True):
            beyond = [d for d in row if d > positive]
            places.append(row.index(min(beyond) if beyond else max(row)))
        return places

    def sorted_tuples(to_positive, to_negatives):
        found = []
        for positive, row in zip(to_positive, to_negatives, strict=True):
            beyond = sorted((d, i) for i, d in enumerate(row) if d > positive)
            found.append(beyond[0][1] if beyond else int(np.argmax(row)))
        return np.array(found)

    def masked(to_positive, to_negatives):
        hidden = np.ma.masked_less_equal(to_negatives - to_positive[:, None].astype(float), 0)
        return np.where(
            hidden.mask.all(axis=1) if hidden.mask.ndim else False, to_negatives.argmax(1), hidden.argmin(1)
        )

    def in_torch(to_positive, to_negatives):
        positive, negatives = torch.tensor(to_positive)[:, None], torch.tensor(to_negatives, dtype=torch.float64)
        beyond = negatives > positive
        near = np.argmin(negatives.masked_fill(~beyond, torch.inf).numpy(), axis=1)
        return np.where(beyond.any(1).numpy(), near, np.argmax(negatives.numpy(), axis=1))


class ErrorRates:
    def counts(scores, same, threshold):
        wrong = sum(1 for s, t in zip(scores, same, strict=True) if s >= threshold and not t)
        missed = sum(1 for s, t in zip(scores, same, strict=True) if s < threshold and t)
        return wrong / int((~same).sum()), missed / int(same.sum())

    def confusion(scores, same, threshold):
        (tn, fp), (fn, tp) = sklearn.metrics.confusion_matrix(same, scores >= threshold, labels=[False, True])
        return [fp / (fp + tn), fn / (fn + tp)]

    def means(scores, same, threshold):
        return np.array([np.mean(scores[~same] >= threshold), np.mean(scores[same] < threshold)])

    def in_torch(scores, same, threshold):
        scores, same = torch.tensor(scores, dtype=torch.float64), torch.tensor(same)
        return (scores[~same] >= threshold).double().mean(), (scores[same] < threshold).double().mean()


class Eer:
    def roc_curve(scores, same):
        far, tar, _ = sklearn.metrics.roc_curve(same, scores, drop_intermediate=False)
        return np.interp(0, far - (1 - tar), far)

    def root(scores, same):
        far, tar, _ = sklearn.metrics.roc_curve(same, scores, drop_intermediate=False)
        share = np.linspace(0, 1, len(far))  # along the points, since the curve may go straight up
        gap = scipy.interpolate.interp1d(share, far - 1 + tar)
        at = scipy.optimize.brentq(gap, 0, 1)
        return np.interp(at, share, far)

    def a_walk(scores, same):
        before = (0.0, 1.0)
        for t in sorted(set(scores.tolist()), reverse=True):
            now = (float((scores[~same] >= t).mean()), float((scores[same] < t).mean()))
            if now[0] >= now[1]:
                a, b = before[1] - before[0], now[0] - now[1]
                return before[0] + (now[0] - before[0]) * a / (a + b)
            before = now
        return 1.0

    def sorted_counts(scores, same):
        values, which = np.unique(-scores, return_inverse=True)
        far = np.append(0, np.cumsum(np.bincount(which[~same], minlength=len(values))) / (~same).sum())
        frr = 1 - np.append(0, np.cumsum(np.bincount(which[same], minlength=len(values))) / same.sum())
        i = int(np.argmax(far - frr >= 0))
        w = (frr - far)[i - 1] / ((frr - far)[i - 1] - (frr - far)[i])
        return frr[i - 1] + w * (frr[i] - frr[i - 1])


class ThresholdFor:
    def from_above(scores, same, far):
        best = np.inf
        for t in sorted(scores.tolist(), reverse=True):
            if np.mean(scores[~same] >= t) > far:
                break
            best = t
        return best

    def a_list(scores, same, far):
        fine = [t for t in scores if (scores[~same] >= t).sum() / (~same).sum() <= far]
        return min(fine, default=math.inf)

    def a_table(scores, same, far):
        accepted = (scores[~same][None, :] >= scores[:, None]).mean(axis=1)
        return np.append(scores[accepted <= far], np.inf).min()

    def by_bisection(scores, same, far):
        values = np.unique(scores)
        others = np.sort(scores[~same])
        share = (len(others) - np.searchsorted(others, values, side="left")) / len(others)
        place = int((share > far).sum())
        return float(values[place]) if place < len(values) else float("inf")


class Spread:
    def by_hand(vectors):
        unit = [row / math.sqrt(sum(x * x for x in row.tolist())) for row in vectors]
        n, d = len(unit), len(unit[0])
        deviations = []
        for j in range(d):
            mean = sum(u[j] for u in unit) / n
            deviations.append(math.sqrt(sum((u[j] - mean) ** 2 for u in unit) / n))
        return math.sqrt(d) * sum(deviations) / d

    def in_torch(vectors):
        unit = F.normalize(torch.tensor(vectors, dtype=torch.float64), dim=1)
        return unit.std(dim=0, correction=0).mean() * unit.shape[1] ** 0.5

    def float32(vectors):
        unit = vectors.astype(np.float32) / np.linalg.norm(vectors, axis=1)[:, None].astype(np.float32)
        return np.std(unit, axis=0).sum() / np.sqrt(unit.shape[1])

    def from_variances(vectors):
        unit = (vectors.T / np.sqrt((vectors**2.0).sum(axis=1))).T
        return np.sqrt(((unit - unit.mean(0)) ** 2).mean(0)).mean() * len(unit[0]) ** 0.5


class RecallAt:
    def a_loop(queries, gallery, right, k):
        hits = 0
        for query, own in zip(queries, right, strict=True):
            scores = [float(query @ g) / float(np.linalg.norm(g)) for g in gallery]
            hits += own in sorted(range(len(gallery)), key=lambda i: -scores[i])[:k]
        return hits / len(queries)

    def by_rank(queries, gallery, right, k):
        q, g = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (queries, gallery))
        similar = q @ g.T
        return ((similar > similar[np.arange(len(q)), right][:, None]).sum(axis=1) < k).mean()

    def topk(queries, gallery, right, k):
        q, g = (F.normalize(torch.tensor(x, dtype=torch.float64), dim=1) for x in (queries, gallery))
        best = torch.topk(q @ g.T, k, dim=1).indices
        return (best == torch.tensor(right)[:, None]).any(1).double().mean()

    def by_cosine_distance(queries, gallery, right, k):
        distance = scipy.spatial.distance.cdist(queries, gallery, "cosine")
        best = np.argpartition(distance, k - 1, axis=1)[:, :k]
        return sum(int(own) in row for own, row in zip(right, best.tolist(), strict=True)) / len(right)


class ClipLoss:
    def a_loop(images, texts, temperature, ids):
        def one_way(a, b):
            losses = []
            for i in range(len(a)):
                scores = [float(a[i] @ b[j]) / temperature for j in range(len(b)) if j == i or ids[j] != ids[i]]
                losses.append(scipy.special.logsumexp(scores) - float(a[i] @ b[i]) / temperature)
            return sum(losses) / len(losses)

        return (one_way(images, texts) + one_way(texts, images)) / 2

    def cross_entropy(images, texts, temperature, ids):
        logits, ids = torch.tensor(images @ texts.T / temperature), torch.tensor(ids)
        twice = (ids[:, None] == ids[None]) & ~torch.eye(len(ids), dtype=torch.bool)
        logits = logits.masked_fill(twice, -torch.inf)
        target = torch.arange(len(ids))
        return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2

    def log_softmax(images, texts, temperature, ids):
        logits = images @ texts.T / temperature
        hidden = np.equal.outer(ids, ids)
        np.fill_diagonal(hidden, False)
        logits[hidden] = -np.inf
        own = np.arange(len(ids))
        rows, columns = scipy.special.log_softmax(logits, axis=1), scipy.special.log_softmax(logits, axis=0)
        return -(rows[own, own] + columns[own, own]).mean() / 2

    def largest_subtracted(images, texts, temperature, ids):
        total = 0.0
        for a, b in ((images, texts), (texts, images)):
            logits = a @ b.T / temperature
            keep = (ids[:, None] != ids) | np.eye(len(ids), dtype=bool)
            largest = np.where(keep, logits, -np.inf).max(axis=1)
            sums = (np.exp(np.where(keep, logits, -np.inf) - largest[:, None])).sum(axis=1)
            total += (np.log(sums) + largest - np.diag(logits)).mean()
        return total / 2


def _middle(pictures):
    """By the centre of mass."""
    places = np.arange(28)
    moved = []
    for picture in pictures:
        down = round(13.5 - (picture.sum(1) * places).sum() / picture.sum())
        right = round(13.5 - (picture.sum(0) * places).sum() / picture.sum())
        moved.append(np.roll(np.roll(picture, down, 0), right, 1))
    return np.array(moved)


def _edges(pictures, cell=4, directions=8):
    dy, dx = np.gradient(pictures.astype(float), axis=(1, 2))
    which = ((np.arctan2(dy, dx) + np.pi) / (2 * np.pi) * directions).astype(int) % directions
    planes = [np.where(which == d, np.hypot(dx, dy), 0) for d in range(directions)]
    n, k = len(pictures), 28 // cell
    return np.stack([p.reshape(n, k, cell, k, cell).sum((2, 4)) for p in planes], 1).reshape(n, -1)


class Describe:
    def centred_edges(pictures):
        rows = np.sqrt(_edges(_middle(pictures)))
        return rows - rows.mean(0)

    def float32(pictures):
        rows = np.sqrt(_edges(_middle(pictures))).astype(np.float32)
        return (rows - rows.mean(0)).astype(np.float32)

    def twelve_directions(pictures):
        rows = np.sqrt(_edges(_middle(pictures), directions=12))
        return rows - rows.mean(0)

    def six_directions(pictures):
        rows = np.sqrt(_edges(_middle(pictures), directions=6))
        return rows - rows.mean(0)

    def scipy_centre(pictures):
        centre = np.array([scipy.ndimage.center_of_mass(picture) for picture in pictures])
        moved = np.array([scipy.ndimage.shift(p, 13.5 - c, order=1) for p, c in zip(pictures, centre, strict=True)])
        rows = np.sqrt(_edges(moved))
        return rows - rows.mean(0)


ALTERNATIVES = {
    "shifted": Shifted,
    "mirror_cosines": MirrorCosines,
    "nt_xent": NtXent,
    "triplet": Triplet,
    "semi_hard": SemiHard,
    "error_rates": ErrorRates,
    "eer": Eer,
    "threshold_for": ThresholdFor,
    "spread": Spread,
    "recall_at": RecallAt,
    "clip_loss": ClipLoss,
    "describe": Describe,
}
