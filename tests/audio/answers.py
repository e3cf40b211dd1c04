"""Right answers to the exercises of unit 06, in the styles people write."""

import itertools
from collections import Counter

import numpy as np
import scipy.linalg
import scipy.signal
import torch


def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


class Alias:
    def a_loop(frequency, rate):
        found = []
        for f in frequency:
            while f > rate / 2:
                f = abs(f - rate)
            found.append(f)
        return found

    def nearest_multiple(frequency, rate):
        return np.abs(frequency - rate * np.round(frequency / rate))

    def triangle_wave(frequency, rate):
        return rate * np.arccos(np.cos(2 * np.pi * frequency / rate)) / (2 * np.pi)

    def in_torch(frequency, rate):
        rest = torch.remainder(torch.tensor(frequency, dtype=torch.float64), rate)
        return torch.minimum(rest, rate - rest)


class Frames:
    def index_table(samples, size, hop):
        n = max(0, (len(samples) - size) // hop + 1)
        return samples[np.arange(n)[:, None] * hop + np.arange(size)]

    def growing_list(samples, size, hop):
        found, begin = [], 0
        while begin + size <= len(samples):
            found.append(samples[begin : begin + size])
            begin += hop
        return np.array(found) if found else np.zeros((0, size))

    def sliding_window(samples, size, hop):
        if len(samples) < size:
            return np.empty((0, size))
        return np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]

    def in_torch(samples, size, hop):
        x = torch.tensor(samples)
        return x.unfold(0, size, hop) if len(x) >= size else torch.zeros(0, size)


class Spectrogram:
    def a_loop(samples, size, hop):
        window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
        rows = []
        for begin in range(0, len(samples) - size + 1, hop):
            transform = np.fft.rfft(samples[begin : begin + size] * window)
            rows.append(transform.real**2 + transform.imag**2)
        return rows

    def with_scipy(samples, size, hop):
        parts = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
        return np.abs(np.fft.fft(parts * scipy.signal.windows.hann(size, sym=False)))[:, : size // 2 + 1] ** 2

    def sine_squared(samples, size, hop):
        window = np.sin(np.pi * np.arange(size) / size) ** 2
        waves = np.exp(-2j * np.pi * np.outer(np.arange(size), np.arange(size // 2 + 1)) / size)
        parts = np.array([samples[b : b + size] for b in range(0, len(samples) - size + 1, hop)])
        found = (parts * window) @ waves
        return (found * found.conj()).real

    def in_torch(samples, size, hop):
        x, window = torch.tensor(samples, dtype=torch.float64), torch.hann_window(size, dtype=torch.float64)
        return (torch.fft.rfft(x.unfold(0, size, hop) * window)).abs() ** 2


class MelBank:
    def a_loop(bands, rate, size):
        corners = [700 * (10 ** (m / 2595) - 1) for m in np.linspace(0, 2595 * np.log10(1 + rate / 1400), bands + 2)]
        bank = np.zeros((bands, size // 2 + 1))
        for i, (left, peak, right) in enumerate(zip(corners, corners[1:], corners[2:], strict=False)):
            for k in range(size // 2 + 1):
                hz = k * rate / size
                if left < hz <= peak:
                    bank[i, k] = (hz - left) / (peak - left)
                elif peak < hz < right:
                    bank[i, k] = (right - hz) / (right - peak)
        return bank

    def natural_logarithm(bands, rate, size):
        top = np.log(1 + rate / 2 / 700)  # the factor before the logarithm cancels
        corners = 700 * (np.exp(np.linspace(0, top, bands + 2)) - 1)
        hz = np.arange(size // 2 + 1) * rate / size
        return np.array([np.interp(hz, corners[i : i + 3], [0, 1, 0]) for i in range(bands)])

    def interpolated(bands, rate, size):
        corners = 700 * ((1 + rate / 1400) ** (np.arange(bands + 2) / (bands + 1)) - 1)
        hz = np.linspace(0, rate * (size // 2) / size, size // 2 + 1)
        return np.stack([np.interp(hz, corners, row) for row in np.eye(bands + 2)[1:-1]])

    def clipped(bands, rate, size):
        corners = 700 * (10 ** np.linspace(0, np.log10(1 + rate / 1400), bands + 2) - 1)
        width, hz = np.diff(corners), np.arange(size // 2 + 1) * rate / size
        ramps = corners[:, None] - hz
        return np.clip(np.minimum(-ramps[:-2] / width[:-1, None], ramps[2:] / width[1:, None]), 0, None)


class Decibels:
    def a_loop(power, floor):
        loudest = power.max()
        return [[max(10 * np.log10(p / loudest), floor) if p > 0 else floor for p in row] for row in power]

    def difference_of_logarithms(power, floor):
        with np.errstate(divide="ignore", invalid="ignore"):
            levels = 10 * np.log10(power) - 10 * np.log10(power.max())
        return np.maximum(np.nan_to_num(levels, nan=floor, neginf=floor), floor)

    def where(power, floor):
        loud = power > power.max() * 10 ** (floor / 10)
        safe = np.where(loud, power, max(power.max(), 1e-300))
        return np.where(loud, 10 * np.log10(safe / max(power.max(), 1e-300)), floor)

    def in_torch(power, floor):
        x = torch.tensor(power, dtype=torch.float64)
        if x.max() == 0:
            return torch.full_like(x, floor)
        return (10 * torch.log10(x / x.max())).clamp(min=floor)


class Pool:
    def masked(spectra, lengths):
        real = (np.arange(spectra.shape[1]) < lengths[:, None])[:, :, None]
        n = lengths[:, None]
        mean = np.where(real, spectra, 0).sum(axis=1) / n
        variance = (np.where(real, spectra - mean[:, None], 0) ** 2).sum(axis=1) / n
        return np.hstack([mean, np.sqrt(variance)])

    def with_nan(spectra, lengths):
        x = np.array(spectra, dtype=float)
        x[np.arange(x.shape[1]) >= lengths[:, None]] = np.nan
        return np.concatenate([np.nanmean(x, axis=1), np.nanstd(x, axis=1)], axis=1)

    def masked_array(spectra, lengths):
        hide = np.broadcast_to((np.arange(spectra.shape[1]) >= lengths[:, None])[:, :, None], spectra.shape)
        x = np.ma.masked_array(spectra, hide)
        return np.hstack([x.mean(axis=1).data, x.std(axis=1).data])

    def in_torch(spectra, lengths):
        parts = [torch.tensor(x[:n], dtype=torch.float64) for x, n in zip(spectra, lengths, strict=True)]
        return torch.stack([torch.cat([p.mean(0), p.std(0, correction=0)]) for p in parts])


class Recognise:
    def dictionaries(vectors, labels, queries):
        sums = {}
        for v, label in zip(vectors, labels, strict=True):
            sums.setdefault(int(label), []).append(v / np.sqrt((v * v).sum()))
        means = {label: np.mean(rows, axis=0) for label, rows in sums.items()}
        cosine = {label: queries @ mean / np.linalg.norm(mean) for label, mean in means.items()}
        return [max(cosine, key=lambda label, i=i: cosine[label][i]) for i in range(len(queries))]

    def sums_of_units(vectors, labels, queries):
        names, which = np.unique(labels, return_inverse=True)
        totals = np.eye(len(names))[which].T @ unit(vectors)
        return names[np.argmax(queries @ unit(totals).T, axis=1)]

    def distances_of_units(vectors, labels, queries):
        names = sorted(set(labels.tolist()))
        means = unit(np.array([unit(vectors)[labels == name].mean(axis=0) for name in names]))
        return np.array(names)[np.linalg.norm(unit(queries)[:, None] - means, axis=2).argmin(axis=1)]

    def in_torch(vectors, labels, queries):
        x = torch.nn.functional.normalize(torch.tensor(vectors).double(), dim=1)
        y = torch.tensor(labels)
        names = y.unique()
        means = torch.stack([x[y == name].mean(0) for name in names])
        return names[torch.cosine_similarity(torch.tensor(queries).double()[:, None], means, dim=2).argmax(1)]


class SpeakerFolds:
    def counted(speakers, n_folds):
        sizes, fold = [0] * n_folds, {}
        for name, count in sorted(Counter(speakers.tolist()).items(), key=lambda pair: (-pair[1], pair[0])):
            fold[name] = sizes.index(min(sizes))
            sizes[fold[name]] += count
        return [fold[name] for name in speakers.tolist()]

    def recount_every_time(speakers, n_folds):
        folds = np.full(len(speakers), -1)
        names = sorted(set(speakers.tolist()), key=lambda name: (-(speakers == name).sum(), name))
        for name in names:
            sizes = [(folds == fold).sum() for fold in range(n_folds)]
            folds[speakers == name] = int(np.argmin(sizes))
        return folds

    def lexsort(speakers, n_folds):
        names, inverse, counts = np.unique(speakers, return_inverse=True, return_counts=True)
        fold_of, sizes = np.zeros(len(names), np.int32), np.zeros(n_folds)
        for row in np.lexsort([names, -counts]):
            fold_of[row] = np.argmin(sizes)
            sizes[fold_of[row]] += counts[row]
        return fold_of[inverse]

    def a_heap(speakers, n_folds):
        import heapq

        heap, fold = [(0, i) for i in range(n_folds)], {}
        for count, name in sorted((-int((speakers == name).sum()), int(name)) for name in set(speakers.tolist())):
            size, i = heapq.heappop(heap)
            fold[name] = i
            heapq.heappush(heap, (size - count, i))
        return np.array([fold[int(name)] for name in speakers])


class Trials:
    def two_loops(speakers, recordings):
        found = []
        for i in range(len(speakers)):
            for j in range(i + 1, len(speakers)):
                if speakers[i] != speakers[j] or recordings[i] != recordings[j]:
                    found.append((i, j, int(speakers[i] == speakers[j])))
        return np.array(found).reshape(-1, 3)

    def combinations(speakers, recordings):
        both = list(zip(speakers.tolist(), recordings.tolist(), strict=True))
        pairs = [(i, j) for i, j in itertools.combinations(range(len(both)), 2) if both[i] != both[j]]
        rows = [[i, j, both[i][0] == both[j][0]] for i, j in pairs]
        return np.array(rows, dtype=int).reshape(len(rows), 3)

    def a_table_of_pairs(speakers, recordings):
        same = speakers[:, None] == speakers
        keep = np.triu(~(same & (recordings[:, None] == recordings)), 1)
        first, second = np.nonzero(keep)
        return np.column_stack([first, second, same[keep]])

    def in_torch(speakers, recordings):
        s, r = torch.tensor(speakers), torch.tensor(recordings)
        pairs = torch.combinations(torch.arange(len(s)))
        same = s[pairs[:, 0]] == s[pairs[:, 1]]
        keep = ~(same & (r[pairs[:, 0]] == r[pairs[:, 1]]))
        return torch.column_stack([pairs, same.long()])[keep]


class MinDcf:
    def a_loop(scores, same, prior):
        best = prior  # of accepting nobody
        for t in scores:
            missed = np.mean([s < t for s, is_same in zip(scores, same, strict=True) if is_same])
            alarms = np.mean([s >= t for s, is_same in zip(scores, same, strict=True) if not is_same])
            best = min(best, prior * missed + (1 - prior) * alarms)
        return best / min(prior, 1 - prior)

    def sorted_once(scores, same, prior):
        order = np.argsort(-scores, kind="stable")
        accepted, alarms = np.cumsum(same[order]) / same.sum(), np.cumsum(~same[order]) / (~same).sum()
        last = np.append(np.diff(scores[order]) != 0, True)
        costs = prior * (1 - accepted[last]) + (1 - prior) * alarms[last]
        return min(prior, costs.min()) / min(prior, 1 - prior)

    def table_of_thresholds(scores, same, prior):
        t = np.concatenate([scores, [scores.max() + 1]])[:, None]
        missed = ((scores < t) & same).sum(axis=1) / same.sum()
        alarms = ((scores >= t) & ~same).sum(axis=1) / (~same).sum()
        return float((prior * missed + (1 - prior) * alarms).min() / min(prior, 1 - prior))

    def searchsorted(scores, same, prior):
        true, false = np.sort(scores[same]), np.sort(scores[~same])
        t = np.append(scores, np.inf)
        missed = np.searchsorted(true, t, side="left") / len(true)
        alarms = 1 - np.searchsorted(false, t, side="left") / len(false)
        return np.min(prior * missed + (1 - prior) * alarms) / np.minimum(prior, 1 - prior)


def around_their_speaker(train, speakers):
    return np.concatenate([train[speakers == name] - train[speakers == name].mean(axis=0) for name in set(speakers)])


class Voiceprint:
    def inverse_root(train, speakers, hidden):
        words = around_their_speaker(train, speakers)
        within = words.T @ words / len(words)
        within = within + 0.1 * np.diag(within).mean() * np.eye(len(within))
        return (hidden - hidden.mean(axis=0)) @ np.linalg.inv(scipy.linalg.sqrtm(within).real)

    def cholesky(train, speakers, hidden):
        within = np.cov(around_their_speaker(train, speakers).T)
        within += 0.05 * np.trace(within) / len(within) * np.eye(len(within))
        return scipy.linalg.solve_triangular(np.linalg.cholesky(within), (hidden - hidden.mean(axis=0)).T, lower=True).T

    def one_speaker_after_the_other(train, speakers, hidden):
        within, names = np.zeros((train.shape[1], train.shape[1])), set(speakers.tolist())
        for name in names:
            within += np.cov(train[speakers == name].T) / len(names)
        values, vectors = np.linalg.eigh(within)
        return (hidden - hidden.mean(axis=0)) @ vectors / np.sqrt(values + 0.08 * values.mean())

    def in_torch(train, speakers, hidden):
        words = torch.tensor(around_their_speaker(train, speakers))
        _, values, vectors = torch.linalg.svd(words, full_matrices=False)
        variance = values**2 / len(words)
        x = torch.tensor(hidden)
        return (x - x.mean(0)) @ vectors.T / torch.sqrt(variance + 0.1 * variance.mean())


ALTERNATIVES = {
    "alias": Alias,
    "frames": Frames,
    "spectrogram": Spectrogram,
    "mel_bank": MelBank,
    "decibels": Decibels,
    "pool": Pool,
    "recognise": Recognise,
    "speaker_folds": SpeakerFolds,
    "trials": Trials,
    "min_dcf": MinDcf,
    "voiceprint": Voiceprint,
}
