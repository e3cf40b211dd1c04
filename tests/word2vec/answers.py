"""Right answers to the exercises of unit 02, in the styles people write."""

import itertools
import math
import re
from collections import Counter

import numpy as np
import scipy.linalg
import scipy.sparse
import scipy.special
import torch
import torch.nn.functional as F


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Cooccurrence:
    def two_loops(ids, vocab_size, window):
        counts = [[0] * vocab_size for _ in range(vocab_size)]
        for i, word in enumerate(ids):
            for j, context in enumerate(ids):
                if 0 < abs(i - j) <= window:
                    counts[word][context] += 1
        return counts

    def a_counter(ids, vocab_size, window):
        seen = Counter()
        for i, word in enumerate(ids):
            for context in ids[max(0, i - window) : i]:
                seen[word, context] += 1
                seen[context, word] += 1
        counts = np.zeros((vocab_size, vocab_size), dtype=np.float32)
        for place, count in seen.items():
            counts[place] = count
        return counts

    def one_hot_rows(ids, vocab_size, window):
        hot = np.eye(vocab_size, dtype=int)[ids]
        places = np.arange(len(ids))
        gaps = abs(places[:, None] - places)
        return hot.T @ ((gaps > 0) & (gaps <= window)) @ hot

    def bincount_of_pairs(ids, vocab_size, window):
        counts = np.zeros(vocab_size**2)
        for gap in range(1, min(window, len(ids) - 1) + 1):
            left, right = ids[:-gap], ids[gap:]
            counts += np.bincount(left * vocab_size + right, minlength=vocab_size**2)
            counts += np.bincount(right * vocab_size + left, minlength=vocab_size**2)
        return counts.reshape(vocab_size, vocab_size)


class Ppmi:
    def two_loops(counts, shift):
        total, rows, columns = counts.sum(), counts.sum(1), counts.sum(0)
        result = np.zeros(counts.shape)
        for w in range(len(rows)):
            for c in range(len(columns)):
                if counts[w, c] > 0:
                    pmi = np.log(counts[w, c] * total / (rows[w] * columns[c]))
                    result[w, c] = max(0, pmi - np.log(shift))
        return result

    def nan_to_num(counts, shift):
        with np.errstate(all="ignore"):
            p = counts / counts.sum()
            pmi = np.log(p / (p.sum(1, keepdims=True) * p.sum(0))) - np.log(shift)
        return np.maximum(np.nan_to_num(pmi, nan=0, neginf=0), 0)

    def in_torch_float32(counts, shift):
        p = torch.tensor(counts, dtype=torch.float32) / counts.sum()
        pmi = (p / (p.sum(1, keepdim=True) @ p.sum(0, keepdim=True)) / shift).log()
        return torch.where(p > 0, pmi, 0).clamp(min=0)

    def logarithms_apart(counts, shift):
        rows, columns = counts.sum(axis=1), counts.sum(axis=0)
        result = []
        for row, of_word in zip(counts, rows, strict=True):
            cells = zip(row, columns, strict=True)
            result.append([math.log(n) - math.log(of_word) - math.log(of) if n else -math.inf for n, of in cells])
        return np.clip(np.array(result) + math.log(counts.sum()) - math.log(shift), 0, None)


class SkipgramPairs:
    def a_list_by_distance(ids, radii):
        n, pairs = len(ids), []
        for step in range(-max(radii), max(radii) + 1):
            places = [i for i in range(n) if step and abs(step) <= radii[i] and 0 <= i + step < n]
            pairs += [(int(ids[i]), int(ids[i + step])) for i in places]
        return pairs

    def boolean_matrix(ids, radii):
        places = np.arange(len(ids))
        gaps = np.abs(places[:, None] - places[None])
        i, j = np.where((gaps <= radii[:, None]) & (gaps != 0))
        return np.column_stack([ids[i], ids[j]])

    def slices(ids, radii):
        pairs = []
        for i, word in enumerate(ids):
            around = np.concatenate([ids[max(0, i - radii[i]) : i], ids[i + 1 : i + 1 + radii[i]]])
            pairs += [[word, context] for context in around]
        return torch.tensor(np.array(pairs))

    def every_two_places(ids, radii):
        every = itertools.permutations(range(len(ids)), 2)
        return tuple((ids[i], ids[j]) for i, j in every if abs(i - j) <= radii[i])


class SoftmaxGradient:
    def a_loop(v, outputs, context):
        loss, dv, doutputs = 0.0, np.zeros_like(v), np.zeros_like(outputs)
        for i, (word, truth) in enumerate(zip(v, context, strict=True)):
            scores = outputs @ word
            total = scipy.special.logsumexp(scores)
            error = np.exp(scores - total)
            error[truth] -= 1
            loss += total - scores[truth]
            dv[i] = error @ outputs
            doutputs += np.outer(error, word)
        return loss, dv, doutputs

    def places_of_the_truth(v, outputs, context):
        scores, rows = v @ outputs.T, np.arange(len(v))
        scores -= scores.max(1, keepdims=True)
        total = np.exp(scores).sum(1)
        error = np.exp(scores) / total[:, None]
        loss = np.log(total).sum() - scores[rows, context].sum()
        error[rows, context] -= 1
        return loss, error @ outputs, error.T @ v

    def autograd(v, outputs, context):
        v, outputs = (torch.tensor(x, requires_grad=True) for x in (v, outputs))
        loss = F.cross_entropy(v @ outputs.T, torch.tensor(context), reduction="sum")
        loss.backward()
        return loss.detach(), v.grad, outputs.grad

    def float32(v, outputs, context):
        v, outputs = v.astype(np.float32), outputs.astype(np.float32)
        logs = scipy.special.log_softmax(v @ outputs.T, axis=1)
        expected = np.exp(logs)
        doutputs = expected.T @ v
        np.subtract.at(doutputs, context, v)
        return -logs[range(len(v)), context].sum(), expected @ outputs - outputs[context], doutputs


class PairLoss:
    def a_loop(v, u, noise):
        def surprise(x):
            return np.log1p(np.exp(-abs(x))) + max(-x, 0)

        loss = surprise(v @ u)
        for n in noise:
            loss += surprise(-(v @ n))
        return loss

    def labels(v, u, noise):
        scores = np.vstack([u, noise]) @ v
        scores[0] *= -1
        return np.logaddexp(0, scores).sum()

    def with_scipy(v, u, noise):
        return -scipy.special.log_expit(v @ u) - np.sum(scipy.special.log_expit(-noise @ v))

    def in_torch(v, u, noise):
        v, u, noise = (torch.tensor(x, requires_grad=True) for x in (v, u, noise))
        return -F.logsigmoid(v @ u) - F.logsigmoid(-(noise @ v)).sum()


class Gradient:
    def a_loop(v, u, noise):
        error = sigmoid(v @ u) - 1
        dv, du, dnoise = error * u, error * v, []
        for n in noise:
            dv = dv + sigmoid(v @ n) * n
            dnoise.append(sigmoid(v @ n) * v)
        return dv, du, dnoise

    def labels(v, u, noise):
        contexts = np.vstack([u, noise])
        labels = np.eye(len(contexts))[0]
        errors = sigmoid(contexts @ v) - labels
        moves = errors[:, None] * v
        return [errors @ contexts, moves[0], moves[1:]]

    def autograd(v, u, noise):
        v, u, noise = (torch.tensor(x, requires_grad=True) for x in (v, u, noise))
        loss = -F.logsigmoid(v @ u) - F.logsigmoid(-(noise @ v)).sum()
        loss.backward()
        return v.grad, u.grad, noise.grad

    def float32(v, u, noise):
        v, u, noise = (x.astype(np.float32) for x in (v, u, noise))
        e, f = -sigmoid(-(v @ u)), sigmoid(noise @ v)
        return e * u + noise.T @ f, e * v, f[:, None] * v[None, :]


class SgdStep:
    def a_loop(table, rows, gradients, lr):
        after = table.copy()
        for row, g in zip(rows, gradients, strict=True):
            after[row] -= lr * g
        return after

    def one_hot(table, rows, gradients, lr):
        return table - lr * np.eye(len(table))[rows].T @ gradients

    def in_torch(table, rows, gradients, lr):
        return torch.tensor(table).index_add(0, torch.tensor(rows), torch.tensor(gradients), alpha=-lr)

    def a_sparse_matrix(table, rows, gradients, lr):
        which = scipy.sparse.csr_array((np.ones(len(rows)), (rows, np.arange(len(rows)))), (len(table), len(rows)))
        return (table - lr * (which @ gradients)).astype(np.float32)


class KeepProbability:
    def as_in_the_program(counts, sample):
        keep = []
        for count in counts:
            bound = sample * sum(counts)
            keep.append(min(1.0, (np.sqrt(count / bound) + 1) * bound / count))
        return keep

    def shares_first(counts, sample):
        f = counts / counts.sum()
        return np.clip(np.sqrt(sample / f) + sample / f, None, 1).astype(np.float32)

    def where_too_large(counts, sample):
        r = sample / (counts / np.sum(counts))
        p = r**0.5 + r
        p[p > 1] = 1
        return p

    def in_torch(counts, sample):
        f = torch.tensor(counts, dtype=torch.float64) / int(sum(counts))
        return ((f / sample).sqrt().add(1) * sample / f).clamp(max=1)


class NoiseDistribution:
    def a_list(counts):
        weights = [count ** (3 / 4) for count in counts]
        return [w / sum(weights) for w in weights]

    def shares_first(counts):
        p = (counts / counts.sum()) ** 0.75
        return p / p.sum()

    def in_torch(counts):
        w = torch.tensor(counts, dtype=torch.float32).pow(0.75)
        return w / w.sum()

    def two_roots(counts):
        return np.sqrt(counts) * np.sqrt(np.sqrt(counts)) / np.sum(np.sqrt(counts * np.sqrt(counts)))


class Ngrams:
    def by_size(word, low, high):
        text, pieces = "<" + word + ">", []
        for size in range(low, high + 1):
            for i in range(len(text) - size + 1):
                pieces.append(text[i : i + size])
        return pieces

    def all_then_filtered(word, low, high):
        text = f"<{word}>"
        every = [text[i:j] for i in range(len(text)) for j in range(i + 1, len(text) + 1)]
        return tuple(piece for piece in every if low <= len(piece) <= high)

    def zipped(word, low, high):
        text = "<%s>" % word  # noqa: UP031
        return ["".join(z) for n in range(low, high + 1) for z in zip(*(text[i:] for i in range(n)), strict=False)]

    def found_by_pattern(word, low, high):
        text = f"<{word}>"
        return [piece for n in range(low, high + 1) for piece in re.findall(f"(?=(.{{{n}}}))", text)]


class MergeStep:
    def a_counter(words, counts):
        pairs = Counter()
        for word, count in zip(words, counts, strict=True):
            for pair in itertools.pairwise(word):
                pairs[pair] += count
        if not pairs:
            return words
        most = max(pairs.values())
        left, right = sorted(pair for pair in pairs if pairs[pair] == most)[0]
        merged = []
        for word in words:
            pieces = list(word)
            i = 0
            while i + 1 < len(pieces):
                if pieces[i] == left and pieces[i + 1] == right:
                    pieces[i] = left + right
                    del pieces[i + 1]
                i += 1
            merged.append(pieces)
        return merged

    def an_iterator(words, counts):
        pairs = Counter()
        for word, count in zip(words, counts, strict=True):
            pairs.update({pair: n * count for pair, n in Counter(itertools.pairwise(word)).items()})
        best = min(pairs.items(), key=lambda item: (-item[1], item[0]))[0] if pairs else None

        def pieces(word):
            waiting = None
            for piece in word:
                if waiting is None:
                    waiting = piece
                elif (waiting, piece) == best:
                    yield waiting + piece
                    waiting = None
                else:
                    yield waiting
                    waiting = piece
            if waiting is not None:
                yield waiting

        return tuple(tuple(pieces(word)) for word in words)

    def found_by_pattern(words, counts):
        pairs = Counter(
            pair for word, n in zip(words, counts, strict=True) for pair in itertools.pairwise(word) for _ in range(n)
        )
        if not pairs:
            return [list(word) for word in words]
        best = sorted(pairs, key=lambda pair: (-pairs[pair], pair))[0]
        pattern = re.compile(r"(?<!\S)" + re.escape(" ".join(best)) + r"(?!\S)")  # whole pieces, as in the paper
        return [pattern.sub("".join(best), " ".join(word)).split(" ") for word in words]

    def by_recursion(words, counts):
        pairs = {}
        for word, count in zip(words, counts, strict=True):
            for i in range(1, len(word)):
                pairs[word[i - 1], word[i]] = pairs.get((word[i - 1], word[i]), 0) + count
        best = min(pairs, key=lambda pair: (-pairs[pair], *pair), default=None)

        def joined(word):
            size = 2 if tuple(word[:2]) == best else 1
            return ["".join(word[:size]), *joined(word[size:])] if word else []

        return [joined(word) for word in words]


class DocumentVector:
    def a_running_sum(tokens, index, vectors):
        total, known = np.zeros(vectors.shape[1]), 0
        for token in tokens:
            row = index.get(token)
            if row is not None:
                total, known = total + vectors[row], known + 1
        return total / known if known else total

    def mean_or_zeros(tokens, index, vectors):
        found = [vectors[index[t]] for t in tokens if t in index]
        if not found:
            return [0.0] * vectors.shape[1]
        return np.mean(found, axis=0)

    def counts_times_vectors(tokens, index, vectors):
        counts = np.zeros(len(vectors), dtype=np.float32)
        for token, times in Counter(tokens).items():
            if token in index:
                counts[index[token]] = times
        return counts @ vectors / max(counts.sum(), 1)

    def in_torch_float32(tokens, index, vectors):
        rows = torch.tensor([index[token] for token in tokens if token in index], dtype=torch.long)
        return torch.nan_to_num(torch.tensor(vectors, dtype=torch.float32)[rows].mean(0))


class Align:
    def with_scipy(source, target):
        return scipy.linalg.orthogonal_procrustes(source, target)[0]

    def polar(source, target):
        return scipy.linalg.polar(source.T @ target)[0]

    def from_the_other_side(source, target):
        u, _, vt = np.linalg.svd(target.T @ source)
        return (u @ vt).T

    def in_torch(source, target):
        u, _, v = torch.svd(torch.tensor(source).T @ torch.tensor(target))
        return u @ v.T

    def in_float32(source, target):
        u, _, vt = np.linalg.svd(source.astype(np.float32).T @ target.astype(np.float32))
        return u @ vt


def positive_pmi(counts, power=1.0):
    contexts = counts.sum(0) ** power
    chance = np.outer(counts.sum(1), contexts / contexts.sum())
    with np.errstate(divide="ignore"):
        return np.maximum(np.log(counts / chance), 0)


def counted(text, words, window, n_contexts):
    """Counts of the words beside the most frequent ones: (words at places) x (words around places), both sparse."""
    frequent = np.argsort(-np.bincount(text[text >= 0]))[:n_contexts]
    centres = standing(text, words)
    some = np.unique(centres.indices)  # places where one of the words stands
    contexts = standing(text, frequent).T.tocsr()  # (T, n_contexts)
    around = sum(contexts[np.clip(some + gap, 0, len(text) - 1)] for gap in range(-window, window + 1) if gap)
    return (centres[:, some] @ around).toarray()


def standing(text, words):
    """(words, T) whether a word stands at a place."""
    row = np.full(text.max() + 2, -1)
    row[words] = np.arange(len(words))
    places = np.flatnonzero(row[text] >= 0)
    return scipy.sparse.csr_array((np.ones(len(places)), (row[text[places]], places)), (len(words), len(text)))


class WordVectors:
    def wider_window_with_full_weights(text, words, seconds):
        u, s, _ = np.linalg.svd(positive_pmi(counted(text, words, 14, 3000)), full_matrices=False)
        return u[:, :25] * s[:25]

    def two_windows_side_by_side(text, words, seconds):
        def space(window):
            u, s, _ = np.linalg.svd(positive_pmi(counted(text, words, window, 3000)), full_matrices=False)
            return u[:, :25] * np.sqrt(s[:25])

        return np.hstack([space(12), space(15)]).astype(np.float32)

    def low_rank_reconstruction(text, words, seconds):
        u, s, vt = torch.linalg.svd(torch.tensor(positive_pmi(counted(text, words, 12, 3000))), full_matrices=False)
        return (u[:, :25] * s[:25].sqrt()) @ vt[:25]

    def eigenvectors(text, words, seconds):
        rows = positive_pmi(counted(text, words, 12, 3000))
        values, vectors = scipy.linalg.eigh(rows @ rows.T, subset_by_index=[len(words) - 25, len(words) - 1])
        return (vectors * values**0.25).tolist()


ALTERNATIVES = {
    "cooccurrence": Cooccurrence,
    "ppmi": Ppmi,
    "skipgram_pairs": SkipgramPairs,
    "softmax_gradient": SoftmaxGradient,
    "pair_loss": PairLoss,
    "gradient": Gradient,
    "sgd_step": SgdStep,
    "keep_probability": KeepProbability,
    "noise_distribution": NoiseDistribution,
    "ngrams": Ngrams,
    "align": Align,
    "merge_step": MergeStep,
    "document_vector": DocumentVector,
    "word_vectors": WordVectors,
}
