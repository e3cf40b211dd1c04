"""Right answers to the exercises of unit 03, in the styles people write."""

import itertools
import math

import numpy as np
import torch
import torch.nn.functional as F

from vecembed_lab.training.measure import block_work, reachable
from vecembed_lab.training.updates import Settings


class AddChanges:
    def a_loop(table, rows, changes, cap):
        after = table.copy()
        for row in set(rows.tolist()):
            total = changes[rows == row].sum(axis=0)
            length = math.sqrt(sum(total**2))
            after[row] += total if length <= cap else total / length * cap
        return after

    def in_torch(table, rows, changes, cap):
        total = torch.zeros(table.shape, dtype=torch.float64)
        total.index_add_(0, torch.tensor(rows), torch.tensor(changes))
        return torch.tensor(table) + torch.renorm(total, 2, 0, cap)

    def one_hot_float32(table, rows, changes, cap):
        total = np.eye(len(table), dtype=np.float32)[:, rows] @ changes
        lengths = np.sqrt((total**2).sum(1))
        factor = np.ones_like(lengths)
        factor[lengths > cap] = cap / lengths[lengths > cap]
        return (table + factor[:, None] * total).astype(np.float32)

    def only_rows_that_occur(table, rows, changes, cap):
        some, which = np.unique(rows, return_inverse=True)
        total = np.stack([np.bincount(which, column) for column in changes.T], axis=1)
        after = table.copy()
        after[some] += total * np.minimum(1, cap / np.maximum(np.linalg.norm(total, axis=1), 1e-12))[:, None]
        return after


class BlockWeights:
    def two_loops(radius, window, n_negatives, n_noise):
        n = len(radius)
        weights = np.zeros((n, n + 2 * window + n_noise))
        for i in range(n):
            for place in range(i - radius[i], i + radius[i] + 1):
                if place != i:
                    weights[i, place + window] = 1
            weights[i, n + 2 * window :] = 2 * radius[i] * n_negatives / n_noise
        return weights

    def lists(radius, window, n_negatives, n_noise):
        def row(i, r):
            text = [float(1 <= abs(j - window - i) <= r) for j in range(len(radius) + 2 * window)]
            return text + [sum(text) * n_negatives / n_noise] * n_noise

        return [row(i, int(r)) for i, r in enumerate(radius)]

    def in_torch(radius, window, n_negatives, n_noise):
        radius = torch.tensor(radius)[:, None]
        ones = torch.ones(len(radius), len(radius) + 2 * window)
        gap = (torch.arange(ones.shape[1]) - window - torch.arange(len(radius))[:, None]).abs()
        pull = ones * ((gap <= radius) & (gap != 0))
        push = pull.sum(1, keepdim=True) * n_negatives / n_noise
        return torch.cat([pull, push.expand(-1, n_noise)], dim=1)

    def row_by_row(radius, window, n_negatives, n_noise):
        n, rows = radius.size, []
        for i, r in enumerate(radius):
            row = np.zeros(n + 2 * window, np.float32)
            middle = i + window
            row[middle - r : middle + r + 1] = 1
            row[middle] = 0
            rows.append(np.append(row, np.full(n_noise, row.sum() * n_negatives / n_noise)))
        return np.vstack(rows)


class BlockGradient:
    def pair_by_pair(h, u, weights, labels):
        dh, du = np.zeros_like(h), np.zeros_like(u)
        for i, j in np.ndindex(weights.shape):
            error = weights[i, j] * ((1 + math.tanh(h[i] @ u[j] / 2)) / 2 - labels[j])
            dh[i] += error * u[j]
            du[j] += error * h[i]
        return dh, du

    def autograd(h, u, weights, labels):
        h, u = (torch.tensor(x, requires_grad=True) for x in (h, u))
        sign = torch.tensor(2 * labels - 1)
        (torch.tensor(weights) * F.softplus(-sign * (h @ u.T))).sum().backward()
        return h.grad, u.grad

    def einsum_float32(h, u, weights, labels):
        h, u, weights = (x.astype(np.float32) for x in (h, u, weights))
        scores = np.einsum("id,jd->ij", h, u)
        error = (0.5 * np.tanh(scores / 2) + 0.5 - labels[None, :]) * weights
        return [np.einsum("ij,jd->id", error, u), np.einsum("ij,id->jd", error, h)]

    def text_and_noise_apart(h, u, weights, labels):
        error = weights.copy()
        for label, sign in ((1, -1), (0, 1)):
            columns = labels == label
            error[:, columns] *= sign / (1 + np.exp(-sign * (h @ u[columns].T)))
        return error.dot(u), np.dot(error.T, h)


class SpreadNoise:
    def two_loops(chances, n_noise, start):
        ends, words = list(itertools.accumulate(chances.tolist())), []
        for k in range(n_noise):
            for word, end in enumerate(ends):
                if (start + k) / n_noise < end:
                    words.append(word)
                    break
        return words

    def counted(chances, n_noise, start):
        before = np.ceil(np.concatenate([[0], np.cumsum(chances)]) * n_noise - start)
        return np.repeat(np.arange(len(chances)), np.diff(np.minimum(before, n_noise).astype(int)))

    def in_torch(chances, n_noise, start):
        points = (torch.arange(n_noise, dtype=torch.float64) + start) / n_noise
        return torch.bucketize(points, torch.tensor(chances).cumsum(0), right=True)

    def compared_with_all(chances, n_noise, start):
        points = np.linspace(start / n_noise, (start + n_noise - 1) / n_noise, n_noise)
        return (np.cumsum(chances)[None, :] <= points[:, None]).sum(axis=1)


class Accumulate:
    def np_average(gradient, batch, size):
        parts = np.array_split(batch, range(size, len(batch), size))
        return np.average([gradient(part) for part in parts], axis=0, weights=[len(part) for part in parts])

    def running_mean(gradient, batch, size):
        mean, seen = np.zeros(batch.shape[1]), 0
        while seen < len(batch):
            part = batch[seen : seen + size]
            seen += len(part)
            mean += (gradient(part) - mean) * len(part) / seen
        return mean

    def one_row_at_a_time(gradient, batch, size):
        return sum(np.asarray(gradient(batch[i : i + 1])) for i in range(len(batch))) / len(batch)

    def torch_split(gradient, batch, size):
        total = torch.zeros(batch.shape[1])
        for part in torch.tensor(batch).split(size):
            total += torch.as_tensor(gradient(part.numpy())) * len(part) / len(batch)
        return total


class HalfStep:
    def a_loop(weights, gradients, scale, lr):
        after = np.array(weights)
        for place in np.ndindex(weights.shape):
            g = float(gradients[place])
            if g != g or abs(g) == math.inf:
                return weights, scale / 2
            after[place] -= lr * g / scale
        return after, scale

    def in_torch(weights, gradients, scale, lr):
        true = torch.from_numpy(gradients).float() / scale
        if true.isfinite().all():
            return torch.from_numpy(weights) - lr * true, scale
        return weights, scale * 0.5

    def where(weights, gradients, scale, lr):
        sound = bool(np.all(np.abs(gradients) <= 65504))
        change = np.where(sound, np.float64(gradients), 0) / scale
        return [(weights - lr * change).astype(np.float32), scale if sound else scale / 2]

    def unscaled_first(weights, gradients, scale, lr):
        true = gradients.astype(np.longdouble) / scale
        if np.isnan(true).sum() + np.isinf(true).sum() > 0:
            return weights.copy(), scale * 2**-1
        return (weights - lr * true).astype(float), scale


class StepBytes:
    def row_by_row(n_words, dim, n_rows, optimizer, sparse):
        memories = {"sgd": (), "adagrad": ("squares",), "adam": ("means", "squares")}[optimizer]
        rows = n_words * 2 * (1 + len(memories))
        if not sparse:
            return (rows + n_words * 2) * dim * 4
        return (rows + n_rows) * dim * 4 + n_rows * 8

    def by_cases(n_words, dim, n_rows, optimizer, sparse):
        numbers = 2 * n_words * dim
        total = numbers
        if optimizer == "adam":
            total += 2 * numbers
        elif optimizer == "adagrad":
            total += numbers
        if sparse:
            return 4 * (total + n_rows * dim) + 8 * n_rows
        return 4 * (total + numbers)

    def with_numpy(n_words, dim, n_rows, optimizer, sparse):
        table = np.broadcast_to(np.float32(0), (n_words, dim)).nbytes
        gradient = n_rows * (np.dtype(np.float32).itemsize * dim + np.dtype(np.int64).itemsize) if sparse else 2 * table
        return np.int64(2 * table * (1 + ["sgd", "adagrad", "adam"].index(optimizer)) + gradient)

    def in_torch(n_words, dim, n_rows, optimizer, sparse):
        numbers = torch.tensor([2, n_words, dim]).prod()
        state = numbers * torch.tensor({"sgd": 0, "adagrad": 1, "adam": 2}[optimizer])
        gradient = torch.where(torch.tensor(sparse), n_rows * (dim + 2), numbers)
        return 4 * (numbers + gradient + state)


class WordsPerSecond:
    def of_the_package(block, window, n_noise, dim, flops, bandwidth):
        settings = Settings(dim=dim, window=window)
        return reachable(block_work(settings, block=block, shared=n_noise), flops, bandwidth)

    def by_intensity(block, window, n_noise, dim, flops, bandwidth):
        n = block + 2 * window + n_noise
        work, traffic = 6 * n * dim, 12 * dim * (block + n) / block
        return min(flops, work / traffic * bandwidth) / work

    def in_numpy(block, window, n_noise, dim, flops, bandwidth):
        n = block + 2 * window + n_noise
        seconds = np.array([[6 * block * n, 0], [0, 12 * (block + n)]]) * dim / [flops, bandwidth]
        return np.float32(block / seconds.max())

    def word_by_word(block, window, n_noise, dim, flops, bandwidth):
        neighbours = block + window + window + n_noise
        rate_of_arithmetic = flops / sum(2 * neighbours * dim for _ in range(3))
        rate_of_memory = bandwidth * block / sum(4 * dim * 3 for _ in range(block + neighbours))
        return torch.minimum(torch.tensor(rate_of_arithmetic), torch.tensor(rate_of_memory))


class SecondsWith:
    def by_share(one, several, n, m):
        share = (several / one - 1 / n) / (1 - 1 / n)
        return one * (share + (1 - share) / m)

    def two_equations(one, several, n, m):
        serial, parallel = np.linalg.solve([[1, 1], [1, 1 / n]], [one, several])
        return serial + parallel / m

    def a_line_in_one_over_m(one, several, n, m):
        return np.interp(1 / m, [1 / n, 1], [several, one]) if 1 / m >= 1 / n else _line(one, several, n, 1 / m)

    def karp_flatt(one, several, n, m):
        speedup = one / several
        serial = (1 / speedup - 1 / n) / (1 - 1 / n)
        return torch.tensor(one * serial + one * (1 - serial) / m)


def _line(one, several, n, x):
    slope = (one - several) / (1 - 1 / n)
    return several + slope * (x - 1 / n)


class Remaining:
    def a_loop(n_chunks, epochs, lr, done, rank, size):
        tasks, number = [], 0
        for _ in range(epochs):
            for chunk in range(n_chunks):
                if number >= done and (number - done) % size == rank:
                    tasks.append([chunk, lr * (1 - number / n_chunks / epochs)])
                number += 1
        return tasks

    def arrays(n_chunks, epochs, lr, done, rank, size):
        rates = np.linspace(lr, 0, n_chunks * epochs, endpoint=False)
        chunks = np.tile(np.arange(n_chunks), epochs)
        return np.column_stack([chunks, rates])[done:][rank::size]

    def in_torch(n_chunks, epochs, lr, done, rank, size):
        number = torch.arange(n_chunks * epochs)[done:][rank::size]
        return torch.stack([number % n_chunks, lr - lr * number / (n_chunks * epochs)], dim=1)

    def sliced(n_chunks, epochs, lr, done, rank, size):
        total = n_chunks * epochs
        rates = (lr * (total - k) / total for k in range(total))
        every = zip(itertools.cycle(range(n_chunks)), rates, strict=False)
        return tuple(itertools.islice(every, done + rank, None, size))


class Train:
    def rows_of_unit_length(gradient, inputs, outputs):
        for step in range(20):
            moves = [
                slope / (np.linalg.norm(slope, axis=1, keepdims=True) + 1e-12) for slope in gradient(inputs, outputs)
            ]
            rate = 1.2 * (1 - step / 20)
            inputs, outputs = inputs - rate * moves[0], outputs - rate * moves[1]
        return inputs.astype(np.float32), outputs.astype(np.float32)

    def rmsprop_by_rows(gradient, inputs, outputs):
        tables, square = np.stack([inputs, outputs]), 0
        for step in range(20):
            slopes = np.stack(gradient(*tables))
            square = 0.9 * square + 0.1 * (slopes**2).mean(axis=2, keepdims=True)
            size = np.sqrt(square / (1 - 0.9 ** (step + 1))) + 1e-12
            tables = tables - 0.8 * (1 - step / 20) * slopes / size
        return tables.tolist()[0], tables.tolist()[1]

    def adam_by_rows(gradient, inputs, outputs):
        tables, mean, square = [inputs, outputs], [0, 0], [0, 0]
        for step in range(1, 21):
            for i, slope in enumerate(gradient(*tables)):
                mean[i] = 0.5 * mean[i] + 0.5 * slope
                square[i] = 0.9 * square[i] + 0.1 * np.mean(slope**2, axis=1)[:, None]
                true = mean[i] / (1 - 0.5**step), np.sqrt(square[i] / (1 - 0.9**step)) + 1e-12
                tables[i] = tables[i] - 0.55 * (21 - step) / 20 * true[0] / true[1]
        return tables

    def unit_steps_in_torch(gradient, inputs, outputs):
        tables = [torch.tensor(table) for table in (inputs, outputs)]
        for rate in torch.linspace(1, 0.05, 20):
            slopes = [torch.tensor(slope) for slope in gradient(*(table.numpy() for table in tables))]
            tables = [t - rate * F.normalize(slope, dim=1) for t, slope in zip(tables, slopes, strict=True)]
        return tuple(tables)


ALTERNATIVES = {
    "add_changes": AddChanges,
    "block_weights": BlockWeights,
    "block_gradient": BlockGradient,
    "spread_noise": SpreadNoise,
    "accumulate": Accumulate,
    "half_step": HalfStep,
    "step_bytes": StepBytes,
    "words_per_second": WordsPerSecond,
    "seconds_with": SecondsWith,
    "remaining": Remaining,
    "train": Train,
}
