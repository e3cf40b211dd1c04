"""Unit 06, answers written from the prose alone by somebody who had not read the checks."""

import heapq
import itertools
import math
from collections import Counter, defaultdict

import numpy as np
import scipy.fft
import scipy.signal
import scipy.spatial.distance
import torch
from sklearn.metrics import roc_curve
from sklearn.model_selection import GroupKFold
from sklearn.neighbors import NearestCentroid
from sklearn.preprocessing import normalize

# ---------------------------------------------------------------- alias


def alias__mod_minimum(frequency, rate):
    """RIGHT: remainder, then the smaller of it and what is left to the rate."""
    f = np.asarray(frequency) % rate
    return np.minimum(f, rate - f)


def alias__loop_list(frequency, rate):
    """RIGHT: plain loop, returns a list."""
    heard = []
    for f in frequency:
        f = float(f) % rate
        if f > rate / 2:
            f = rate - f
        heard.append(f)
    return heard


def alias__nearest_multiple(frequency, rate):
    """RIGHT: distance to the nearest multiple of the rate."""
    f = np.asarray(frequency, dtype=float)
    return np.abs(f - rate * np.round(f / rate))


def alias__where(frequency, rate):
    """RIGHT: np.where on the remainder."""
    folded = np.mod(frequency, rate)
    return np.where(folded <= rate / 2, folded, rate - folded)


def alias__subtract_until(frequency, rate):
    """RIGHT: takes the rate away until it fits."""
    out = np.array(frequency, dtype=np.float64)
    for i in range(len(out)):
        while out[i] >= rate:
            out[i] -= rate
        if 2 * out[i] > rate:
            out[i] = rate - out[i]
    return out


def alias__triangle_wave(frequency, rate):
    """RIGHT: triangle wave, half minus the distance from the half."""
    half = rate / 2
    return half - np.abs(np.mod(frequency, rate) - half)


def alias__arctan2(frequency, rate):
    """RIGHT: the angle of one step, without its sign."""
    angle = 2 * np.pi * np.asarray(frequency, dtype=float) / rate
    return np.arctan2(np.abs(np.sin(angle)), np.cos(angle)) * rate / (2 * np.pi)


def alias__torch_remainder(frequency, rate):
    """RIGHT: torch, float32."""
    f = torch.remainder(torch.tensor(np.asarray(frequency, dtype=np.float32)), float(rate))
    return torch.minimum(f, rate - f).numpy()


def alias__recursive(frequency, rate):
    """RIGHT: recursion for each tone, a whole number of rates at once."""

    def one(f):
        if f <= rate / 2:
            return f
        if f <= rate:
            return rate - f
        return one(f - rate * (f // rate))

    return np.array([one(f) for f in np.asarray(frequency, dtype=float).tolist()])


def alias__only_remainder(frequency, rate):
    """WRONG: takes the remainder by the rate and does not fold it back."""
    return np.asarray(frequency) % rate


def alias__mod_nyquist(frequency, rate):
    """WRONG: wraps around at half the rate in place of folding."""
    return np.asarray(frequency) % (rate / 2)


def alias__fold_once(frequency, rate):
    """WRONG: folds once at half the rate, forgets tones above the rate."""
    f = np.asarray(frequency, dtype=float)
    return np.where(f > rate / 2, rate - f, f)


def alias__fold_once_abs(frequency, rate):
    """WRONG: folds once with an absolute value, right only up to 1.5 times the rate."""
    f = np.asarray(frequency, dtype=float)
    return np.where(f > rate / 2, np.abs(rate - f), f)


def alias__subtract_once(frequency, rate):
    """WRONG: takes the rate away only once."""
    f = np.array(frequency, dtype=float)
    f = np.where(f >= rate, f - rate, f)
    return np.where(f > rate / 2, rate - f, f)


def alias__clip(frequency, rate):
    """WRONG: believes that tones above the limit are heard at the limit."""
    return np.minimum(np.asarray(frequency), rate / 2)


def alias__filtered(frequency, rate):
    """WRONG: believes that tones above the limit are not heard (0)."""
    f = np.asarray(frequency)
    return np.where(f > rate / 2, 0, f)


def alias__minus_nyquist(frequency, rate):
    """WRONG: reports how far above the limit the tone is, in place of limit minus that."""
    f = np.asarray(frequency, dtype=float) % rate
    return np.where(f > rate / 2, f - rate / 2, f)


def alias__signed(frequency, rate):
    """WRONG: leaves the sign, negative frequencies are returned."""
    f = np.asarray(frequency, dtype=float)
    return (f + rate / 2) % rate - rate / 2


def alias__integer_half(frequency, rate):
    """WRONG: folds about rate // 2, which is not the half of an odd rate."""
    half = rate // 2
    return half - np.abs(np.mod(frequency, rate) - half)


def alias__floor_multiple(frequency, rate):
    """WRONG: rounds the multiple down in place of to the nearest."""
    f = np.asarray(frequency, dtype=float)
    return np.abs(f - rate * np.floor(f / rate))


def alias__ceil_multiple(frequency, rate):
    """WRONG: always measures from the multiple above."""
    f = np.asarray(frequency, dtype=float)
    return rate * np.ceil(f / rate) - f


def alias__in_place(frequency, rate):
    """WRONG: changes the caller's array."""
    frequency %= rate
    high = frequency > rate / 2
    frequency[high] = rate - frequency[high]
    return frequency


def alias__rate_is_the_limit(frequency, rate):
    """WRONG: takes the rate for the highest tone that can be heard."""
    f = np.asarray(frequency, dtype=float) % (2 * rate)
    return np.minimum(f, 2 * rate - f)


def alias__whole_hertz(frequency, rate):
    """WRONG: turns the frequencies into whole numbers."""
    f = np.asarray(frequency).astype(int) % rate
    return np.minimum(f, rate - f)


def alias__strict_zero_at_limit(frequency, rate):
    """WRONG: a tone of exactly half the rate becomes 0."""
    half = rate / 2
    f = np.asarray(frequency, dtype=float)
    zone = np.ceil(f / half) - 1
    rest = (f - zone * half) % half
    return np.where(zone % 2 == 0, rest, (half - rest) % half)


def alias__arccos(frequency, rate):
    """ARGUABLE: arccos of cos is right in theory, but inexact by some 1e-5 Hz near 0."""
    f = np.asarray(frequency, dtype=float)
    return np.arccos(np.cos(2 * np.pi * f / rate)) * rate / (2 * np.pi)


# ---------------------------------------------------------------- frames


def frames__window_view(samples, size, hop):
    """RIGHT: sliding_window_view with a guard."""
    samples = np.asarray(samples)
    if len(samples) < size:
        return np.empty((0, size))
    return np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]


def frames__index_table(samples, size, hop):
    """RIGHT: a table of indices."""
    samples = np.asarray(samples)
    start = np.arange(0, len(samples) - size + 1, hop)
    return samples[start[:, None] + np.arange(size)]


def frames__loop_fill(samples, size, hop):
    """RIGHT: counts the frames and fills a float64 array."""
    n = len(samples)
    count = 0 if n < size else 1 + (n - size) // hop
    out = np.zeros((count, size))
    for i in range(count):
        out[i] = samples[i * hop : i * hop + size]
    return out


def frames__comprehension_reshape(samples, size, hop):
    """RIGHT: a list of slices, reshaped so that none has the right shape."""
    rows = [samples[s : s + size] for s in range(0, len(samples) - size + 1, hop)]
    return np.array(rows).reshape(-1, size)


def frames__while_vstack(samples, size, hop):
    """RIGHT: while loop and vstack."""
    result = np.zeros((0, size))
    begin = 0
    while begin + size <= len(samples):
        result = np.vstack([result, samples[begin : begin + size]])
        begin += hop
    return result


def frames__strides(samples, size, hop):
    """RIGHT: as_strided with the array's own stride."""
    x = np.ascontiguousarray(samples)
    count = max(0, (len(x) - size) // hop + 1)
    step = x.strides[0]
    return np.lib.stride_tricks.as_strided(x, (count, size), (hop * step, step)).copy()


def frames__unfold(samples, size, hop):
    """RIGHT: torch's unfold in float32."""
    x = torch.tensor(np.asarray(samples, dtype=np.float32))
    if len(x) < size:
        return np.zeros((0, size), dtype=np.float32)
    return x.unfold(0, size, hop).numpy()


def frames__recursive(samples, size, hop):
    """RIGHT: the first frame and the frames of the rest."""
    if len(samples) < size:
        return np.empty((0, size))
    return np.concatenate([np.asarray(samples[:size])[None], frames__recursive(samples[hop:], size, hop)])


def frames__columns(samples, size, hop):
    """RIGHT: column t holds every hop-th sample from t."""
    n = len(samples)
    count = len(range(0, n - size + 1, hop))
    out = np.empty((count, size), dtype=np.asarray(samples).dtype)
    for t in range(size):
        out[:, t] = samples[t : t + (count - 1) * hop + 1 : hop] if count else []
    return out


def frames__pad_the_end(samples, size, hop):
    """WRONG: fills the last frame up with zeros in place of leaving it out."""
    rows = []
    for s in range(0, len(samples), hop):
        row = np.zeros(size)
        part = samples[s : s + size]
        row[: len(part)] = part
        rows.append(row)
    return np.array(rows).reshape(-1, size)


def frames__off_by_one(samples, size, hop):
    """WRONG: loses the last frame when it just fits."""
    rows = [samples[s : s + size] for s in range(0, len(samples) - size, hop)]
    return np.array(rows).reshape(-1, size)


def frames__count_without_one(samples, size, hop):
    """WRONG: forgets the + 1 in the number of frames."""
    count = max(0, (len(samples) - size) // hop)
    return np.array([samples[i * hop : i * hop + size] for i in range(count)]).reshape(-1, size)


def frames__n_over_hop(samples, size, hop):
    """WRONG: number of frames is n // hop, with zeros where samples are missing."""
    out = np.zeros((len(samples) // hop, size))
    for i in range(len(out)):
        part = samples[i * hop : i * hop + size]
        out[i, : len(part)] = part
    return out


def frames__empty_flat(samples, size, hop):
    """WRONG: forgets the shape (0, size) for short recordings."""
    return np.array([samples[s : s + size] for s in range(0, len(samples) - size + 1, hop)])


def frames__no_guard(samples, size, hop):
    """WRONG: sliding_window_view raises for short recordings."""
    return np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]


def frames__one_padded_if_short(samples, size, hop):
    """WRONG: a recording shorter than a frame gives one padded frame."""
    samples = np.asarray(samples)
    if len(samples) < size:
        samples = np.pad(samples, (0, size - len(samples)))
    return np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]


def frames__truncated_division(samples, size, hop):
    """WRONG: int() of a negative fraction is 0, so a slightly short recording has one frame."""
    count = max(0, int((len(samples) - size) / hop) + 1)
    out = np.zeros((count, size))
    for i in range(count):
        part = samples[i * hop : i * hop + size]
        out[i, : len(part)] = part
    return out


def frames__negative_count(samples, size, hop):
    """WRONG: the count can be negative for a recording much shorter than a frame, which raises."""
    count = (len(samples) - size) // hop + 1
    out = np.empty((count, size))
    for i in range(count):
        out[i] = samples[i * hop : i * hop + size]
    return out


def frames__transposed(samples, size, hop):
    """WRONG: frames in the columns, as librosa does it."""
    samples = np.asarray(samples)
    start = np.arange(0, len(samples) - size + 1, hop)
    return samples[np.arange(size)[:, None] + start]


def frames__hop_and_size_exchanged(samples, size, hop):
    """WRONG: exchanges size and hop."""
    rows = [samples[s : s + hop] for s in range(0, len(samples) - hop + 1, size)]
    return np.array(rows).reshape(-1, hop)


def frames__centred(samples, size, hop):
    """WRONG: the first frame is centred on sample 0 (padding of half a frame)."""
    x = np.pad(np.asarray(samples), size // 2)
    rows = [x[s : s + size] for s in range(0, len(x) - size + 1, hop)]
    return np.array(rows).reshape(-1, size)


def frames__reshape_no_overlap(samples, size, hop):
    """WRONG: reshapes, hop is forgotten."""
    count = len(samples) // size
    return np.asarray(samples)[: count * size].reshape(count, size)


def frames__hop_as_overlap(samples, size, hop):
    """WRONG: takes hop for the overlap of two frames."""
    step = max(1, size - hop)
    rows = [samples[s : s + size] for s in range(0, len(samples) - size + 1, step)]
    return np.array(rows).reshape(-1, size)


def frames__hop_added(samples, size, hop):
    """WRONG: takes hop for the gap between the end of a frame and the next."""
    rows = [samples[s : s + size] for s in range(0, len(samples) - size + 1, size + hop)]
    return np.array(rows).reshape(-1, size)


def frames__eight_bytes(samples, size, hop):
    """WRONG: strides of 8 bytes whatever the type, so float32 goes wrong."""
    count = max(0, (len(samples) - size) // hop + 1)
    if samples.dtype.itemsize < 8:
        samples = np.concatenate([samples, np.zeros_like(samples)])
    return np.lib.stride_tricks.as_strided(samples, (count, size), (hop * 8, 8))


def frames__drop_below_hop(samples, size, hop):
    """WRONG: needs a whole hop for each frame, so a last frame shorter than a long hop is lost."""
    rows = [samples[s : s + size] for s in range(0, len(samples) - max(size, hop) + 1, hop)]
    return np.array(rows).reshape(-1, size)


def frames__capped_hop(samples, size, hop):
    """WRONG: lets the hop be no longer than a frame."""
    hop = min(hop, size)
    rows = [samples[s : s + size] for s in range(0, len(samples) - size + 1, hop)]
    return np.array(rows).reshape(-1, size)


def frames__aligned_at_the_end(samples, size, hop):
    """WRONG: one more frame at the very end, so that nothing is left over."""
    n = len(samples)
    starts = list(range(0, n - size + 1, hop))
    if starts and starts[-1] + size < n:
        starts.append(n - size)
    return np.array([samples[s : s + size] for s in starts]).reshape(-1, size)


def frames__int_table(samples, size, hop):
    """WRONG: an integer table, decimals are lost."""
    starts = range(0, len(samples) - size + 1, hop)
    out = np.zeros((len(starts), size), dtype=int)
    for i, s in enumerate(starts):
        out[i] = samples[s : s + size]
    return out


def frames__nested_list(samples, size, hop):
    """WRONG: a list of lists; for a short recording it is [], whose shape is (0,) and not (0, size)."""
    return [list(samples[s : s + size]) for s in range(0, len(samples) - size + 1, hop)]


# ---------------------------------------------------------------- spectrogram


def _cut(samples, size, hop):
    samples = np.asarray(samples)
    start = np.arange(0, len(samples) - size + 1, hop)
    return samples[start[:, None] + np.arange(size)]


def _hann(size):
    return (1 - np.cos(2 * np.pi * np.arange(size) / size)) / 2


def spectrogram__rfft(samples, size, hop):
    """RIGHT: rfft of the windowed frames."""
    window = (1 - np.cos(2 * np.pi * np.arange(size) / size)) / 2
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * window, axis=1)) ** 2


def spectrogram__fft_cut(samples, size, hop):
    """RIGHT: the full transform, the first half kept, real and imaginary parts squared."""
    z = np.fft.fft(_cut(samples, size, hop) * np.sin(np.pi * np.arange(size) / size) ** 2)
    z = z[:, : size // 2 + 1]
    return z.real**2 + z.imag**2


def spectrogram__dft_matrix(samples, size, hop):
    """RIGHT: the matrix of the Fourier transform."""
    k = np.arange(size // 2 + 1)
    matrix = np.exp(-2j * np.pi * np.outer(np.arange(size), k) / size)
    return np.abs((_cut(samples, size, hop) * _hann(size)) @ matrix) ** 2


def spectrogram__loops(samples, size, hop):
    """RIGHT: plain loops, lists."""
    table = []
    begin = 0
    while begin + size <= len(samples):
        row = []
        for k in range(size // 2 + 1):
            re = im = 0.0
            for t in range(size):
                w = (1 - math.cos(2 * math.pi * t / size)) / 2
                re += w * float(samples[begin + t]) * math.cos(2 * math.pi * k * t / size)
                im -= w * float(samples[begin + t]) * math.sin(2 * math.pi * k * t / size)
            row.append(re * re + im * im)
        table.append(row)
        begin += hop
    return table


def spectrogram__scipy_window(samples, size, hop):
    """RIGHT: scipy's window, periodic by default (for size 1 scipy gives 1, not the 0 of the formula)."""
    window = scipy.signal.get_window("hann", size)
    return np.abs(scipy.fft.rfft(_cut(samples, size, hop) * window, axis=-1)) ** 2


def spectrogram__hanning_plus_one(samples, size, hop):
    """RIGHT: numpy's symmetric window of one more, the last left out."""
    window = np.hanning(size + 1)[:-1]
    return np.array([np.abs(np.fft.rfft(f * window)) ** 2 for f in _cut(samples, size, hop)])


def spectrogram__torch_stft(samples, size, hop):
    """RIGHT: torch.stft without centring, transposed."""
    x = torch.tensor(np.asarray(samples, dtype=np.float64))
    window = torch.hann_window(size, periodic=True, dtype=torch.float64)
    z = torch.stft(x, size, hop_length=hop, window=window, center=False, return_complex=True)
    return (z.abs() ** 2).T.numpy()


def spectrogram__float32(samples, size, hop):
    """RIGHT: float32 throughout, z times its conjugate."""
    window = _hann(size).astype(np.float32)
    z = torch.fft.rfft(torch.from_numpy(_cut(samples, size, hop).astype(np.float32) * window))
    return (z * z.conj()).real.numpy()


def spectrogram__symmetric(samples, size, hop):
    """WRONG: numpy's hanning is symmetric, not periodic."""
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * np.hanning(size), axis=1)) ** 2


def spectrogram__scipy_symmetric(samples, size, hop):
    """WRONG: scipy.signal.windows.hann is symmetric by default."""
    window = scipy.signal.windows.hann(size)
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * window, axis=1)) ** 2


def spectrogram__no_window(samples, size, hop):
    """WRONG: forgets the window."""
    return np.abs(np.fft.rfft(_cut(samples, size, hop), axis=1)) ** 2


def spectrogram__hamming(samples, size, hop):
    """WRONG: Hamming in place of Hann."""
    window = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(size) / size)
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * window, axis=1)) ** 2


def spectrogram__magnitude(samples, size, hop):
    """WRONG: forgets to square."""
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * _hann(size), axis=1))


def spectrogram__complex_square(samples, size, hop):
    """WRONG: squares the complex numbers and keeps the real part."""
    return (np.fft.rfft(_cut(samples, size, hop) * _hann(size), axis=1) ** 2).real


def spectrogram__real_only(samples, size, hop):
    """WRONG: only the real part is squared."""
    return np.fft.rfft(_cut(samples, size, hop) * _hann(size), axis=1).real ** 2


def spectrogram__divided(samples, size, hop):
    """WRONG: divides by size."""
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * _hann(size), axis=1)) ** 2 / size


def spectrogram__window_energy(samples, size, hop):
    """WRONG: divides by the energy of the window."""
    w = _hann(size)
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * w, axis=1)) ** 2 / max((w**2).sum(), 1e-12)


def spectrogram__ortho(samples, size, hop):
    """WRONG: norm="ortho" divides."""
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * _hann(size), axis=1, norm="ortho")) ** 2


def spectrogram__wrong_axis(samples, size, hop):
    """WRONG: transform over the frames in place of within them."""
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * _hann(size), axis=0)) ** 2


def spectrogram__all_frequencies(samples, size, hop):
    """WRONG: keeps all size frequencies."""
    return np.abs(np.fft.fft(_cut(samples, size, hop) * _hann(size), axis=1)) ** 2


def spectrogram__half_without_last(samples, size, hop):
    """WRONG: keeps size // 2 frequencies, half the rate is missing."""
    return np.abs(np.fft.fft(_cut(samples, size, hop) * _hann(size), axis=1))[:, : size // 2] ** 2


def spectrogram__doubled(samples, size, hop):
    """WRONG: doubles the inner frequencies for the missing negative ones."""
    p = np.abs(np.fft.rfft(_cut(samples, size, hop) * _hann(size), axis=1)) ** 2
    p[:, 1 : (size + 1) // 2] *= 2
    return p


def spectrogram__centred(samples, size, hop):
    """WRONG: torch.stft as it comes, frames centred on padded ends."""
    x = torch.tensor(np.asarray(samples, dtype=np.float64))
    z = torch.stft(x, size, hop_length=hop, window=torch.hann_window(size, dtype=torch.float64), return_complex=True)
    return (z.abs() ** 2).T.numpy()


def spectrogram__scipy_spectrogram(samples, size, hop):
    """WRONG: scipy's spectrogram takes out the mean and scales."""
    _, _, p = scipy.signal.spectrogram(
        np.asarray(samples, dtype=float), window="hann", nperseg=size, noverlap=size - hop, mode="psd"
    )
    return p.T


def spectrogram__transposed(samples, size, hop):
    """WRONG: frequencies in the rows."""
    return (np.abs(np.fft.rfft(_cut(samples, size, hop) * _hann(size), axis=1)) ** 2).T


def spectrogram__window_not_halved(samples, size, hop):
    """WRONG: forgets the half in the window."""
    w = 1 - np.cos(2 * np.pi * np.arange(size) / size)
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * w, axis=1)) ** 2


def spectrogram__window_on_recording(samples, size, hop):
    """WRONG: fades the whole recording in place of each frame."""
    x = np.asarray(samples) * _hann(len(samples))
    return np.abs(np.fft.rfft(_cut(x, size, hop), axis=1)) ** 2


def spectrogram__mean_removed(samples, size, hop):
    """WRONG: takes the mean of each frame out first."""
    f = _cut(samples, size, hop).astype(float)
    f = f - f.mean(axis=1, keepdims=True)
    return np.abs(np.fft.rfft(f * _hann(size), axis=1)) ** 2


def spectrogram__decibels(samples, size, hop):
    """WRONG: returns decibels in place of power."""
    return 10 * np.log10(np.abs(np.fft.rfft(_cut(samples, size, hop) * _hann(size), axis=1)) ** 2 + 1e-10)


def spectrogram__int_window(samples, size, hop):
    """WRONG: puts the faded frame back into the type of the samples, whole numbers are cut off."""
    f = _cut(samples, size, hop)
    f[:] = f * _hann(size)
    return np.abs(np.fft.rfft(f, axis=1)) ** 2


def spectrogram__sine_window(samples, size, hop):
    """WRONG: the root of the Hann window (a sine), squared only after the transform."""
    w = np.sin(np.pi * np.arange(size) / size)
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * w, axis=1)) ** 2


def spectrogram__power_of_two(samples, size, hop):
    """WRONG: pads each frame to a power of two for speed."""
    n = 1 << (size - 1).bit_length()
    p = np.abs(np.fft.rfft(_cut(samples, size, hop) * _hann(size), n=n, axis=1)) ** 2
    return p[:, : size // 2 + 1]


def spectrogram__shifted_window(samples, size, hop):
    """WRONG: counts the window from 1 to size."""
    w = (1 - np.cos(2 * np.pi * np.arange(1, size + 1) / size)) / 2
    return np.abs(np.fft.rfft(_cut(samples, size, hop) * w, axis=1)) ** 2


# ---------------------------------------------------------------- mel_bank


def _mel(f):
    return 2595 * np.log10(1 + np.asarray(f) / 700)


def _hz(m):
    return 700 * (10 ** (np.asarray(m) / 2595) - 1)


def _triangles(corners, freqs):
    lo, mid, hi = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    return np.maximum(0, np.minimum((freqs - lo) / (mid - lo), (hi - freqs) / (hi - mid)))


def mel_bank__min_max(bands, rate, size):
    """RIGHT: the smaller of the two lines, not below 0."""
    corners = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + rate / 2 / 700), bands + 2) / 2595) - 1)
    freqs = np.arange(size // 2 + 1) * rate / size
    up = (freqs - corners[:-2, None]) / np.diff(corners)[:-1, None]
    down = (corners[2:, None] - freqs) / np.diff(corners)[1:, None]
    return np.clip(np.minimum(up, down), 0, None)


def mel_bank__interp(bands, rate, size):
    """RIGHT: np.interp over three corners."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    f = np.fft.rfftfreq(size, 1 / rate)
    return np.array([np.interp(f, c[i : i + 3], [0, 1, 0]) for i in range(bands)])


def mel_bank__loops(bands, rate, size):
    """RIGHT: plain loops with cases, lists."""
    top = 2595 * math.log10(1 + rate / 2 / 700)
    corner = [700 * (10 ** (top * i / (bands + 1) / 2595) - 1) for i in range(bands + 2)]
    bank = []
    for i in range(bands):
        row = []
        for k in range(size // 2 + 1):
            f = k * rate / size
            if corner[i] < f <= corner[i + 1]:
                row.append((f - corner[i]) / (corner[i + 1] - corner[i]))
            elif corner[i + 1] < f < corner[i + 2]:
                row.append((corner[i + 2] - f) / (corner[i + 2] - corner[i + 1]))
            else:
                row.append(0.0)
        bank.append(row)
    return bank


def mel_bank__natural_log(bands, rate, size):
    """RIGHT: the same scale with 1127 and the natural logarithm; the factor cancels out."""
    top = 1127 * np.log1p(rate / 2 / 700)
    corners = 700 * np.expm1(np.linspace(0, top, bands + 2) / 1127)
    return _triangles(corners, np.arange(size // 2 + 1) * rate / size)


def mel_bank__geometric(bands, rate, size):
    """RIGHT: equally far apart in mel is a geometric series of 1 + f / 700."""
    corners = 700 * np.geomspace(1, 1 + rate / 1400, bands + 2) - 700
    corners[0] = 0
    return _triangles(corners, np.arange(size // 2 + 1) / size * rate)


def mel_bank__where(bands, rate, size):
    """RIGHT: masks for the two sides."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    f = np.arange(size // 2 + 1) * (rate / size)
    out = np.zeros((bands, len(f)))
    for i in range(bands):
        left = (f >= c[i]) & (f <= c[i + 1])
        right = (f > c[i + 1]) & (f <= c[i + 2])
        out[i, left] = (f[left] - c[i]) / (c[i + 1] - c[i])
        out[i, right] = 1 - (f[right] - c[i + 1]) / (c[i + 2] - c[i + 1])
    return out


def mel_bank__torch32(bands, rate, size):
    """RIGHT: torch in float32."""
    m = torch.linspace(0, float(_mel(rate / 2)), bands + 2)
    c = 700 * (10 ** (m / 2595) - 1)
    f = torch.arange(size // 2 + 1) * rate / size
    up = (f[None] - c[:-2, None]) / (c[1:-1] - c[:-2])[:, None]
    down = (c[2:, None] - f[None]) / (c[2:] - c[1:-1])[:, None]
    return torch.relu(torch.minimum(up, down)).numpy()


def mel_bank__identity_interp(bands, rate, size):
    """RIGHT: one interp over all corners for each band, a one at its peak."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    f = np.arange(size // 2 + 1) * rate / size
    return np.stack([np.interp(f, c, row) for row in np.eye(bands + 2)[1:-1]])


def mel_bank__snapped(bands, rate, size):
    """WRONG: corners moved to bins, as in many tutorials."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    b = np.floor((size + 1) * c / rate).astype(int)
    out = np.zeros((bands, size // 2 + 1))
    for i in range(bands):
        for k in range(b[i], b[i + 1]):
            out[i, k] = (k - b[i]) / (b[i + 1] - b[i])
        for k in range(b[i + 1], min(b[i + 2], size // 2 + 1)):
            out[i, k] = (b[i + 2] - k) / (b[i + 2] - b[i + 1])
    return out


def mel_bank__rounded(bands, rate, size):
    """WRONG: corners rounded to the frequencies of the spectrum."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    c = np.round(c * size / rate) * rate / size
    f = np.arange(size // 2 + 1) * rate / size
    with np.errstate(all="ignore"):
        return np.nan_to_num(_triangles(c, f))


def mel_bank__lines_in_mel(bands, rate, size):
    """WRONG: the lines are straight in mel, not in Hz."""
    m = np.linspace(0, _mel(rate / 2), bands + 2)
    return _triangles(m, _mel(np.arange(size // 2 + 1) * rate / size))


def mel_bank__equal_hz(bands, rate, size):
    """WRONG: corners equally far apart in Hz."""
    return _triangles(np.linspace(0, rate / 2, bands + 2), np.arange(size // 2 + 1) * rate / size)


def mel_bank__to_the_rate(bands, rate, size):
    """WRONG: corners up to the rate in place of its half."""
    return _triangles(_hz(np.linspace(0, _mel(rate), bands + 2)), np.arange(size // 2 + 1) * rate / size)


def mel_bank__area(bands, rate, size):
    """WRONG: triangles of equal area (Slaney's normalisation)."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    w = _triangles(c, np.arange(size // 2 + 1) * rate / size)
    return w * (2 / (c[2:] - c[:-2]))[:, None]


def mel_bank__sum_one(bands, rate, size):
    """WRONG: each band divided by its sum."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    w = _triangles(c, np.arange(size // 2 + 1) * rate / size)
    s = w.sum(1, keepdims=True)
    return w / np.where(s > 0, s, 1)


def mel_bank__peak_one(bands, rate, size):
    """WRONG: each band divided by its largest number, so that it reaches 1."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    w = _triangles(c, np.arange(size // 2 + 1) * rate / size)
    s = w.max(1, keepdims=True)
    return w / np.where(s > 0, s, 1)


def mel_bank__slaney(bands, rate, size):
    """WRONG: Slaney's scale in place of HTK's."""

    def to_mel(f):
        return f * 3 / 200 if f < 1000 else 15 + 27 * math.log(f / 1000) / math.log(6.4)

    def to_hz(m):
        return m * 200 / 3 if m < 15 else 1000 * 6.4 ** ((m - 15) / 27)

    c = np.array([to_hz(m) for m in np.linspace(0, to_mel(rate / 2), bands + 2)])
    return _triangles(c, np.arange(size // 2 + 1) * rate / size)


def mel_bank__log_mixed(bands, rate, size):
    """WRONG: natural logarithm forth, power of ten back."""
    c = _hz(np.linspace(0, 2595 * np.log(1 + rate / 2 / 700), bands + 2))
    return _triangles(c, np.arange(size // 2 + 1) * rate / size)


def mel_bank__odd_size(bands, rate, size):
    """WRONG: frequencies evenly from 0 to half the rate, wrong for odd sizes."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    return _triangles(c, np.linspace(0, rate / 2, size // 2 + 1))


def mel_bank__too_few_corners(bands, rate, size):
    """WRONG: only bands + 1 corners up to half the rate, the last one beyond it."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 1))
    c = np.append(c, 2 * c[-1] - c[-2])
    return _triangles(c, np.arange(size // 2 + 1) * rate / size)


def mel_bank__no_clip(bands, rate, size):
    """WRONG: the lines go on below 0."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    f = np.arange(size // 2 + 1) * rate / size
    return np.minimum((f - c[:-2, None]) / np.diff(c)[:-1, None], (c[2:, None] - f) / np.diff(c)[1:, None])


def mel_bank__rectangles(bands, rate, size):
    """WRONG: 1 between the corners, no triangle."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    f = np.arange(size // 2 + 1) * rate / size
    return ((f >= c[:-2, None]) & (f <= c[2:, None])).astype(float)


def mel_bank__transposed(bands, rate, size):
    """WRONG: bands in the columns."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    return _triangles(c, np.arange(size // 2 + 1) * rate / size).T


def mel_bank__start_above_zero(bands, rate, size):
    """WRONG: begins at 20 Hz, since nothing is heard below."""
    c = _hz(np.linspace(_mel(20), _mel(rate / 2), bands + 2))
    return _triangles(c, np.arange(size // 2 + 1) * rate / size)


def mel_bank__wrong_sides(bands, rate, size):
    """WRONG: both sides divided by half of the whole width, as if the triangle were symmetric."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    f = np.arange(size // 2 + 1) * rate / size
    half = ((c[2:] - c[:-2]) / 2)[:, None]
    return np.maximum(0, 1 - np.abs(f - c[1:-1, None]) / half)


def mel_bank__falls_only_flipped(bands, rate, size):
    """WRONG: the falling side rises (forgot to turn it around)."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    f = np.arange(size // 2 + 1) * rate / size
    out = np.zeros((bands, len(f)))
    for i in range(bands):
        a = (f >= c[i]) & (f <= c[i + 1])
        b = (f > c[i + 1]) & (f <= c[i + 2])
        out[i, a] = (f[a] - c[i]) / (c[i + 1] - c[i])
        out[i, b] = (f[b] - c[i + 1]) / (c[i + 2] - c[i + 1])
    return out


def mel_bank__bins_by_half(bands, rate, size):
    """WRONG: frequencies k * rate / (size + 1)."""
    c = _hz(np.linspace(0, _mel(rate / 2), bands + 2))
    return _triangles(c, np.arange(size // 2 + 1) * rate / (size + 1))


def mel_bank__top_bin_as_limit(bands, rate, size):
    """WRONG: corners up to the last frequency of the spectrum, which is below half the rate for odd sizes."""
    f = np.arange(size // 2 + 1) * rate / size
    return _triangles(_hz(np.linspace(0, _mel(f[-1]), bands + 2)), f)


def mel_bank__integer_rate(bands, rate, size):
    """ARGUABLE: rate // 2 for an odd rate is off by half a hertz, which may be within the tolerance."""
    c = _hz(np.linspace(0, _mel(rate // 2), bands + 2))
    return _triangles(c, np.arange(size // 2 + 1) * rate / size)


# ---------------------------------------------------------------- decibels


def decibels__maximum_first(power, floor):
    """RIGHT: the smallest allowed power put in first."""
    power = np.asarray(power, dtype=float)
    loudest = power.max()
    if loudest == 0:
        return np.full(power.shape, float(floor))
    return np.maximum(10 * np.log10(np.maximum(power / loudest, 10.0 ** (floor / 10))), floor)


def decibels__errstate(power, floor):
    """RIGHT: lets the logarithm be minus infinity and clips it."""
    power = np.asarray(power, dtype=np.float64)
    if not power.any():
        return np.zeros_like(power) + floor
    with np.errstate(divide="ignore"):
        return np.clip(10 * np.log10(power / np.max(power)), floor, 0)


def decibels__where_argument(power, floor):
    """RIGHT: logarithm only where there is power, into an array full of the floor."""
    power = np.asarray(power)
    out = np.full(power.shape, floor, dtype=float)
    on = power > 0
    if on.any():
        out[on] = np.maximum(10 * (np.log10(power[on]) - np.log10(power.max())), floor)
    return out


def decibels__loops(power, floor):
    """RIGHT: plain loops, lists."""
    loudest = max(max(row) for row in power.tolist())
    table = []
    for row in power.tolist():
        new = []
        for p in row:
            if p == 0:
                new.append(float(floor))
            else:
                new.append(max(float(floor), 10 * math.log10(p / loudest)))
        table.append(new)
    return table


def decibels__log_out(power, floor):
    """RIGHT: the where argument of the ufunc."""
    ratio = power / (power.max() or 1)
    db = np.log10(ratio, out=np.full(power.shape, -np.inf), where=ratio > 0)
    return np.maximum(10 * db, floor)


def decibels__torch(power, floor):
    """RIGHT: torch in float32."""
    p = torch.tensor(np.asarray(power, dtype=np.float64))
    top = p.max()
    if top == 0:
        return torch.full(p.shape, float(floor)).numpy()
    return (10 * torch.log10(p / top)).clamp(min=floor).float().numpy()


def decibels__vectorize(power, floor):
    """RIGHT: np.vectorize with natural logarithms divided by log 10."""
    top = float(np.max(power))
    one = np.vectorize(lambda p: max(floor, 10 * math.log(p / top) / math.log(10)) if p > 0 else floor, otypes=[float])
    return one(power)


def decibels__nan_to_num(power, floor):
    """RIGHT: what is not a number or infinite becomes the floor."""
    with np.errstate(divide="ignore", invalid="ignore"):
        db = 10 * np.log10(np.asarray(power, dtype=float) / np.max(power))
    return np.maximum(np.nan_to_num(db, nan=floor, neginf=floor), floor)


def decibels__per_row(power, floor):
    """WRONG: below the loudest of each row."""
    power = np.asarray(power, dtype=float)
    with np.errstate(all="ignore"):
        db = 10 * np.log10(power / power.max(axis=1, keepdims=True))
    return np.maximum(np.nan_to_num(db, nan=floor, neginf=floor), floor)


def decibels__per_band(power, floor):
    """WRONG: below the loudest of each band."""
    power = np.asarray(power, dtype=float)
    with np.errstate(all="ignore"):
        db = 10 * np.log10(power / power.max(axis=0))
    return np.maximum(np.nan_to_num(db, nan=floor, neginf=floor), floor)


def decibels__twenty(power, floor):
    """WRONG: 20 as for amplitudes."""
    power = np.asarray(power, dtype=float)
    if power.max() == 0:
        return np.full(power.shape, float(floor))
    with np.errstate(divide="ignore"):
        return np.maximum(20 * np.log10(power / power.max()), floor)


def decibels__natural(power, floor):
    """WRONG: natural logarithm."""
    power = np.asarray(power, dtype=float)
    if power.max() == 0:
        return np.full(power.shape, float(floor))
    with np.errstate(divide="ignore"):
        return np.maximum(10 * np.log(power / power.max()), floor)


def decibels__bel(power, floor):
    """WRONG: forgets the 10."""
    power = np.asarray(power, dtype=float)
    if power.max() == 0:
        return np.full(power.shape, float(floor))
    with np.errstate(divide="ignore"):
        return np.maximum(np.log10(power / power.max()), floor)


def decibels__no_reference(power, floor):
    """WRONG: decibels relative to 1."""
    with np.errstate(divide="ignore"):
        return np.maximum(10 * np.log10(np.asarray(power, dtype=float)), floor)


def decibels__floor_before(power, floor):
    """WRONG: floor put in before the loudest is taken off."""
    with np.errstate(divide="ignore"):
        db = np.maximum(10 * np.log10(np.asarray(power, dtype=float)), floor)
    return db - db.max()


def decibels__epsilon(power, floor):
    """WRONG: adds 1e-10, which changes very quiet tables."""
    power = np.asarray(power, dtype=float) + 1e-10
    return np.maximum(10 * np.log10(power / power.max()), floor)


def decibels__amin(power, floor):
    """WRONG: librosa's amin of 1e-10 on the power itself; quiet tables and all zeros give 0."""
    power = np.maximum(np.asarray(power, dtype=float), 1e-10)
    db = 10 * np.log10(power) - 10 * np.log10(power.max())
    return np.maximum(db, db.max() + floor)


def decibels__silence_nan(power, floor):
    """WRONG: divides 0 by 0 when all is silent."""
    with np.errstate(all="ignore"):
        return np.maximum(10 * np.log10(np.asarray(power, dtype=float) / np.max(power)), floor)


def decibels__silence_zero(power, floor):
    """WRONG: silence gives 0 in place of the floor."""
    power = np.asarray(power, dtype=float)
    if power.max() == 0:
        return np.zeros_like(power)
    with np.errstate(divide="ignore"):
        return np.maximum(10 * np.log10(power / power.max()), floor)


def decibels__zeros_only(power, floor):
    """WRONG: only zeros become the floor, what is below it stays."""
    power = np.asarray(power, dtype=float)
    if power.max() == 0:
        return np.full(power.shape, float(floor))
    with np.errstate(divide="ignore"):
        return np.where(power == 0, floor, 10 * np.log10(power / power.max()))


def decibels__zero_infinite(power, floor):
    """WRONG: clips what is finite, leaves minus infinity for 0."""
    power = np.asarray(power, dtype=float)
    if power.max() == 0:
        return np.full(power.shape, float(floor))
    with np.errstate(divide="ignore"):
        db = 10 * np.log10(power / power.max())
    return np.where(np.isfinite(db) & (db < floor), floor, db)


def decibels__positive(power, floor):
    """WRONG: how many decibels below, as a positive number."""
    power = np.asarray(power, dtype=float)
    if power.max() == 0:
        return np.full(power.shape, float(-floor))
    with np.errstate(divide="ignore"):
        return np.minimum(10 * np.log10(power.max() / power), -floor)


def decibels__lost_tail(power, floor):
    """WRONG: what is below the floor becomes 0 (cut away)."""
    power = np.asarray(power, dtype=float)
    if power.max() == 0:
        return np.full(power.shape, float(floor))
    with np.errstate(divide="ignore"):
        db = 10 * np.log10(power / power.max())
    return np.where(db < floor, 0.0, db)


def decibels__floor_over_twenty(power, floor):
    """WRONG: smallest power from the floor by amplitude (floor / 20), so the floor is twice as high."""
    power = np.asarray(power, dtype=float)
    top = power.max()
    if top == 0:
        return np.full(power.shape, float(floor))
    return 10 * np.log10(np.maximum(power / top, 10 ** (floor / 20)))


def decibels__minimum(power, floor):
    """WRONG: np.minimum in place of maximum."""
    power = np.asarray(power, dtype=float)
    with np.errstate(all="ignore"):
        db = 10 * np.log10(power / (power.max() or 1))
    return np.minimum(db, floor)


def decibels__in_place(power, floor):
    """WRONG: changes the caller's table."""
    top = power.max()
    if top == 0:
        return np.full(power.shape, float(floor))
    power[power < top * 10 ** (floor / 10)] = top * 10 ** (floor / 10)
    return 10 * np.log10(power / top)


def decibels__below_the_sum(power, floor):
    """WRONG: relative to the sum of all power."""
    power = np.asarray(power, dtype=float)
    if power.max() == 0:
        return np.full(power.shape, float(floor))
    with np.errstate(divide="ignore"):
        return np.maximum(10 * np.log10(power / power.sum()), floor)


def decibels__below_the_mean(power, floor):
    """WRONG: relative to the mean, so results above 0."""
    power = np.asarray(power, dtype=float)
    if power.max() == 0:
        return np.full(power.shape, float(floor))
    with np.errstate(divide="ignore"):
        return np.maximum(10 * np.log10(power / power.mean()), floor)


def decibels__loudest_frame(power, floor):
    """WRONG: the loudest frame by its sum, not the loudest number."""
    power = np.asarray(power, dtype=float)
    if power.max() == 0:
        return np.full(power.shape, float(floor))
    with np.errstate(divide="ignore"):
        return np.maximum(10 * np.log10(power / power.sum(axis=1).max()), floor)


def decibels__like_input(power, floor):
    """WRONG: fills an array of the input's type, whole numbers lose the decimals."""
    out = np.full_like(power, floor)
    top = power.max()
    for i, j in zip(*np.nonzero(power)):
        out[i, j] = max(floor, 10 * np.log10(power[i, j] / top))
    return out


def decibels__relative_epsilon(power, floor):
    """RIGHT: adds 1e-12 of the loudest; wrong only for floors below some -90, which are not given."""
    power = np.asarray(power, dtype=float)
    top = power.max()
    if top == 0:
        return np.full(power.shape, float(floor))
    return np.maximum(10 * np.log10(power / top + 1e-12), floor)


# ---------------------------------------------------------------- pool


def pool__loop(spectra, lengths):
    """RIGHT: loop over the clips."""
    rows = []
    for s, n in zip(spectra, lengths):
        real = np.asarray(s[:n], dtype=float)
        rows.append(np.concatenate([real.mean(axis=0), real.std(axis=0)]))
    return np.array(rows)


def pool__mask(spectra, lengths):
    """RIGHT: a mask, sums divided by the lengths, two passes."""
    spectra = np.asarray(spectra, dtype=float)
    lengths = np.asarray(lengths)
    mask = (np.arange(spectra.shape[1]) < lengths[:, None])[:, :, None]
    mean = np.where(mask, spectra, 0).sum(1) / lengths[:, None]
    var = np.where(mask, (spectra - mean[:, None]) ** 2, 0).sum(1) / lengths[:, None]
    return np.hstack([mean, np.sqrt(var)])


def pool__where_argument(spectra, lengths):
    """RIGHT: numpy's where argument of mean and std."""
    mask = np.arange(spectra.shape[1])[None, :, None] < np.asarray(lengths)[:, None, None]
    mask = np.broadcast_to(mask, spectra.shape)
    mean = np.mean(spectra, axis=1, where=mask, dtype=float)
    std = np.std(spectra, axis=1, where=mask, dtype=float)
    return np.concatenate([mean, std], axis=1)


def pool__masked_array(spectra, lengths):
    """RIGHT: masked arrays."""
    behind = np.arange(spectra.shape[1])[None, :, None] >= np.asarray(lengths)[:, None, None]
    m = np.ma.masked_array(np.asarray(spectra, dtype=float), np.broadcast_to(behind, spectra.shape))
    return np.concatenate([m.mean(axis=1).filled(0), m.std(axis=1).filled(0)], axis=1)


def pool__nan(spectra, lengths):
    """RIGHT: NaN behind the last real frame of a copy, nanmean and nanstd."""
    x = np.array(spectra, dtype=float)
    for i, n in enumerate(lengths):
        x[i, n:] = np.nan
    return np.concatenate([np.nanmean(x, axis=1), np.nanstd(x, axis=1)], axis=1)


def pool__plain_python(spectra, lengths):
    """RIGHT: lists and math."""
    out = []
    for clip, n in zip(np.asarray(spectra).tolist(), np.asarray(lengths).tolist()):
        bands = list(zip(*clip[:n]))
        means = [sum(b) / n for b in bands]
        stds = [math.sqrt(sum((v - m) ** 2 for v in b) / n) for b, m in zip(bands, means)]
        out.append(means + stds)
    return out


def pool__torch(spectra, lengths):
    """RIGHT: torch in float32, std without correction."""
    x = torch.tensor(np.asarray(spectra, dtype=np.float32))
    rows = [torch.cat([c[:n].mean(0), c[:n].std(0, correction=0)]) for c, n in zip(x, np.asarray(lengths).tolist())]
    return torch.stack(rows).numpy()


def pool__einsum(spectra, lengths):
    """RIGHT: weights of each frame and einsum."""
    x = np.asarray(spectra, dtype=float)
    lengths = np.asarray(lengths)
    w = (np.arange(x.shape[1]) < lengths[:, None]) / lengths[:, None]
    mean = np.einsum("nt,ntb->nb", w, x)
    std = np.sqrt(np.einsum("nt,ntb->nb", w, (x - mean[:, None, :]) ** 2))
    return np.c_[mean, std]


def pool__padding_counts(spectra, lengths):
    """WRONG: all frames count, padding too."""
    return np.concatenate([spectra.mean(1), spectra.std(1)], axis=1)


def pool__mean_over_t(spectra, lengths):
    """WRONG: zeros behind the end, then a mean over all t."""
    x = np.array(spectra, dtype=float)
    for i, n in enumerate(lengths):
        x[i, n:] = 0
    return np.concatenate([x.mean(1), x.std(1)], axis=1)


def pool__ddof(spectra, lengths):
    """WRONG: divides by frames minus one (one frame: 0 by hand)."""
    return np.array(
        [
            np.concatenate([s[:n].mean(0), s[:n].std(0, ddof=1) if n > 1 else np.zeros(s.shape[1])])
            for s, n in zip(spectra, lengths)
        ]
    )


def pool__torch_std(spectra, lengths):
    """WRONG: torch's std divides by n - 1 and is NaN for one frame."""
    x = torch.tensor(np.asarray(spectra, dtype=np.float64))
    rows = []
    for c, n in zip(x, np.asarray(lengths).tolist()):
        mean = c[:n].mean(0)
        rows.append(torch.cat([mean, torch.sqrt(((c[:n] - mean) ** 2).sum(0) / (n - 1))]))
    return torch.stack(rows).numpy()


def pool__variance(spectra, lengths):
    """WRONG: variance in place of the standard deviation."""
    return np.array([np.concatenate([s[:n].mean(0), s[:n].var(0)]) for s, n in zip(spectra, lengths)])


def pool__non_zero_frames(spectra, lengths):
    """WRONG: finds the real frames by their not being 0."""
    rows = []
    for s in spectra:
        real = s[np.any(s != 0, axis=1)]
        real = real if len(real) else s[:1]
        rows.append(np.concatenate([real.mean(0), real.std(0)]))
    return np.array(rows)


def pool__zeros_are_nan(spectra, lengths):
    """WRONG: zeros in real frames do not count."""
    x = np.array(spectra, dtype=float)
    for i, n in enumerate(lengths):
        x[i, n:] = 0
    count = np.maximum((x != 0).sum(1), 1)
    mean = x.sum(1) / count
    std = np.sqrt((np.where(x != 0, x - mean[:, None], 0) ** 2).sum(1) / count)
    return np.concatenate([mean, std], axis=1)


def pool__interleaved(spectra, lengths):
    """WRONG: mean and deviation of each band side by side."""
    rows = [np.stack([s[:n].mean(0), s[:n].std(0)], axis=1).ravel() for s, n in zip(spectra, lengths)]
    return np.array(rows)


def pool__std_first(spectra, lengths):
    """WRONG: the deviation stands first."""
    return np.array([np.concatenate([s[:n].std(0), s[:n].mean(0)]) for s, n in zip(spectra, lengths)])


def pool__over_bands(spectra, lengths):
    """WRONG: axis mixed up, mean over the bands of each frame."""
    return np.concatenate([spectra.mean(axis=2), spectra.std(axis=2)], axis=1)


def pool__one_too_many(spectra, lengths):
    """WRONG: one frame too many (length taken for the last index)."""
    return np.array([np.concatenate([s[: n + 1].mean(0), s[: n + 1].std(0)]) for s, n in zip(spectra, lengths)])


def pool__one_too_few(spectra, lengths):
    """WRONG: leaves the last real frame out."""
    return np.array(
        [np.concatenate([s[: max(n - 1, 1)].mean(0), s[: max(n - 1, 1)].std(0)]) for s, n in zip(spectra, lengths)]
    )


def pool__std_with_padding(spectra, lengths):
    """WRONG: the deviation sums the squares of the zeros behind the end as well."""
    lengths = np.asarray(lengths)
    mask = (np.arange(spectra.shape[1]) < lengths[:, None])[:, :, None]
    x = spectra * mask
    mean = x.sum(1) / lengths[:, None]
    std = np.sqrt(((x - mean[:, None]) ** 2).sum(1) / lengths[:, None])
    return np.concatenate([mean, std], axis=1)


def pool__shortest(spectra, lengths):
    """WRONG: cuts all clips to the shortest."""
    n = int(np.min(lengths))
    return np.concatenate([spectra[:, :n].mean(1), spectra[:, :n].std(1)], axis=1)


def pool__in_place(spectra, lengths):
    """WRONG: overwrites the padding in the caller's array."""
    for i, n in enumerate(lengths):
        spectra[i, n:] = 0
    n = np.asarray(lengths)[:, None]
    mean = spectra.sum(1) / n
    square = (spectra.astype(float) ** 2).sum(1) / n
    return np.concatenate([mean, np.sqrt(np.maximum(square - mean**2, 0))], axis=1)


def pool__root_mean_square(spectra, lengths):
    """WRONG: root of the mean square in place of the deviation."""
    return np.array(
        [
            np.concatenate([s[:n].mean(0), np.sqrt((np.asarray(s[:n], dtype=float) ** 2).mean(0))])
            for s, n in zip(spectra, lengths)
        ]
    )


def pool__common_mean(spectra, lengths):
    """WRONG: deviation of all bands about one mean of the clip."""
    return np.array(
        [
            np.concatenate([s[:n].mean(0), np.sqrt(((s[:n] - s[:n].mean()) ** 2).mean(0))])
            for s, n in zip(spectra, lengths)
        ]
    )


def pool__stacked(spectra, lengths):
    """WRONG: the shape is (n, 2, bands)."""
    return np.array([[s[:n].mean(0), s[:n].std(0)] for s, n in zip(spectra, lengths)])


def pool__absolute_deviation(spectra, lengths):
    """WRONG: mean absolute deviation."""
    return np.array(
        [np.concatenate([s[:n].mean(0), np.abs(s[:n] - s[:n].mean(0)).mean(0)]) for s, n in zip(spectra, lengths)]
    )


def pool__difference_of_squares(spectra, lengths):
    """ARGUABLE: mean of squares minus square of the mean, clipped: less exact when the mean is large."""
    x = np.asarray(spectra, dtype=float)
    n = np.asarray(lengths)[:, None]
    mask = (np.arange(x.shape[1]) < n)[:, :, None]
    mean = (x * mask).sum(1) / n
    square = (x**2 * mask).sum(1) / n
    return np.concatenate([mean, np.sqrt(np.maximum(square - mean**2, 0))], axis=1)


# ---------------------------------------------------------------- recognise


def _unit(x):
    x = np.asarray(x, dtype=float)
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def recognise__unique(vectors, labels, queries):
    """RIGHT: np.unique, means, matrix product."""
    kinds = np.unique(labels)
    v = _unit(vectors)
    prototypes = _unit(np.array([v[labels == k].mean(axis=0) for k in kinds]))
    return kinds[np.argmax(_unit(queries) @ prototypes.T, axis=1)]


def recognise__sum(vectors, labels, queries):
    """RIGHT: sums in place of means and queries as they are; neither changes the angle."""
    kinds, index = np.unique(labels, return_inverse=True)
    v = _unit(vectors)
    sums = np.zeros((len(kinds), v.shape[1]))
    np.add.at(sums, index, v)
    return kinds[(np.asarray(queries) @ _unit(sums).T).argmax(1)]


def recognise__plain(vectors, labels, queries):
    """RIGHT: plain Python, dictionaries, a list of labels."""

    def unit(v):
        length = math.sqrt(sum(x * x for x in v))
        return [x / length for x in v]

    groups = defaultdict(list)
    for v, name in zip(np.asarray(vectors).tolist(), np.asarray(labels).tolist()):
        groups[name].append(unit(v))
    prototypes = {name: unit([sum(c) / len(g) for c in zip(*g)]) for name, g in groups.items()}
    out = []
    for q in np.asarray(queries).tolist():
        q = unit(q)
        out.append(max(prototypes, key=lambda name: sum(a * b for a, b in zip(prototypes[name], q))))
    return out


def recognise__euclid(vectors, labels, queries):
    """RIGHT: Euclidean distance of unit vectors has the same order."""
    kinds = sorted(set(np.asarray(labels).tolist()))
    v = normalize(np.asarray(vectors, dtype=float))
    p = normalize(np.stack([v[np.asarray(labels) == k].mean(0) for k in kinds]))
    d = np.linalg.norm(normalize(np.asarray(queries, dtype=float))[:, None] - p[None], axis=2)
    return np.array(kinds)[d.argmin(1)]


def recognise__cdist(vectors, labels, queries):
    """RIGHT: scipy's cosine distance."""
    kinds = np.unique(labels)
    v = _unit(vectors)
    means = [v[np.asarray(labels) == k].mean(0) for k in kinds]
    return kinds[scipy.spatial.distance.cdist(np.asarray(queries, dtype=float), means, "cosine").argmin(1)]


def recognise__one_hot(vectors, labels, queries):
    """RIGHT: one-hot matrix in torch, float32."""
    kinds, index = torch.unique(torch.tensor(np.asarray(labels)), return_inverse=True)
    v = torch.nn.functional.normalize(torch.tensor(np.asarray(vectors, dtype=np.float32)), dim=1)
    hot = torch.nn.functional.one_hot(index, len(kinds)).float()
    p = torch.nn.functional.normalize(hot.T @ v, dim=1)
    return kinds[(torch.tensor(np.asarray(queries, dtype=np.float32)) @ p.T).argmax(1)].numpy()


def recognise__running_best(vectors, labels, queries):
    """RIGHT: keeps the best so far, from minus infinity."""
    v, q = _unit(vectors), _unit(queries)
    labels = np.asarray(labels)
    best = np.full(len(q), -np.inf)
    answer = np.zeros(len(q), dtype=labels.dtype)
    for k in set(labels.tolist()):
        m = v[labels == k].mean(0)
        c = q @ (m / np.sqrt(m @ m))
        better = c > best
        best[better], answer[better] = c[better], k
    return answer


def recognise__nearest_neighbour(vectors, labels, queries):
    """WRONG: nearest single vector, no prototypes."""
    return np.asarray(labels)[(_unit(queries) @ _unit(vectors).T).argmax(1)]


def recognise__raw_mean(vectors, labels, queries):
    """WRONG: means of the raw vectors; loud ones weigh more."""
    kinds = np.unique(labels)
    p = _unit(np.array([np.asarray(vectors)[labels == k].mean(0) for k in kinds]))
    return kinds[(_unit(queries) @ p.T).argmax(1)]


def recognise__mean_not_unit(vectors, labels, queries):
    """WRONG: the mean is not made length 1 again."""
    kinds = np.unique(labels)
    v = _unit(vectors)
    p = np.array([v[labels == k].mean(0) for k in kinds])
    return kinds[(_unit(queries) @ p.T).argmax(1)]


def recognise__sum_not_unit(vectors, labels, queries):
    """WRONG: sums without length 1, frequent labels win."""
    kinds = np.unique(labels)
    v = _unit(vectors)
    p = np.array([v[labels == k].sum(0) for k in kinds])
    return kinds[(_unit(queries) @ p.T).argmax(1)]


def recognise__index(vectors, labels, queries):
    """WRONG: returns the place of the prototype, not the label."""
    kinds = np.unique(labels)
    v = _unit(vectors)
    p = _unit(np.array([v[labels == k].mean(0) for k in kinds]))
    return (_unit(queries) @ p.T).argmax(1)


def recognise__range_labels(vectors, labels, queries):
    """WRONG: supposes labels 0, 1, 2 and so on; a gap gives NaN, which argmax takes."""
    v = _unit(vectors)
    with np.errstate(all="ignore"):
        p = _unit(np.array([v[labels == k].sum(0) / (labels == k).sum() for k in range(int(np.max(labels)) + 1)]))
        return (_unit(queries) @ p.T).argmax(1)


def recognise__gaps_as_zero(vectors, labels, queries):
    """WRONG: absent labels have a prototype of zeros, which wins over negative cosines."""
    v = _unit(vectors)
    p = np.zeros((int(np.max(labels)) + 1, v.shape[1]))
    for x, name in zip(v, labels):
        p[name] += x
    p /= np.maximum(np.linalg.norm(p, axis=1, keepdims=True), 1e-12)
    return (_unit(queries) @ p.T).argmax(1)


def recognise__order_mixed(vectors, labels, queries):
    """WRONG: prototypes in order of appearance, labels in sorted order."""
    groups = {}
    for v, name in zip(_unit(vectors), np.asarray(labels).tolist()):
        groups.setdefault(name, []).append(v)
    p = _unit(np.array([np.mean(g, axis=0) for g in groups.values()]))
    return np.unique(labels)[(_unit(queries) @ p.T).argmax(1)]


def recognise__best_from_zero(vectors, labels, queries):
    """WRONG: the best cosine begins at 0, so negative ones never win."""
    v, q = _unit(vectors), _unit(queries)
    kinds = np.unique(labels)
    out = []
    for x in q:
        best, answer = 0, kinds[0]
        for k in kinds:
            m = v[labels == k].mean(0)
            c = x @ m / np.linalg.norm(m)
            if c > best:
                best, answer = c, k
        out.append(answer)
    return np.array(out)


def recognise__euclid_raw(vectors, labels, queries):
    """WRONG: Euclidean distance to plain means."""
    kinds = np.unique(labels)
    p = np.array([np.asarray(vectors)[labels == k].mean(0) for k in kinds])
    return kinds[scipy.spatial.distance.cdist(np.asarray(queries, dtype=float), p).argmin(1)]


def recognise__nearest_centroid(vectors, labels, queries):
    """WRONG: sklearn's NearestCentroid on unit vectors: Euclidean, means not made length 1."""
    return NearestCentroid().fit(_unit(vectors), labels).predict(_unit(queries))


def recognise__columns(vectors, labels, queries):
    """WRONG: normalises the columns."""
    v = np.asarray(vectors, dtype=float)
    n = np.linalg.norm(v, axis=0)
    v = v / np.where(n > 0, n, 1)
    kinds = np.unique(labels)
    p = _unit(np.array([v[labels == k].mean(0) for k in kinds]))
    return kinds[(_unit(queries) @ p.T).argmax(1)]


def recognise__whole_norm(vectors, labels, queries):
    """WRONG: norm of the whole matrix, axis forgotten."""
    v = np.asarray(vectors, dtype=float) / np.linalg.norm(vectors)
    kinds = np.unique(labels)
    p = np.array([v[labels == k].mean(0) for k in kinds])
    p = p / np.linalg.norm(p)
    return kinds[(np.asarray(queries) @ p.T).argmax(1)]


def recognise__prototype_by_sum(vectors, labels, queries):
    """WRONG: divides by the sum of absolute values (length 1 in another norm)."""

    def one(x):
        x = np.asarray(x, dtype=float)
        return x / np.abs(x).sum(axis=1, keepdims=True)

    v, kinds = one(vectors), np.unique(labels)
    p = one(np.array([v[labels == k].mean(0) for k in kinds]))
    return kinds[(one(queries) @ p.T).argmax(1)]


def recognise__median(vectors, labels, queries):
    """WRONG: median in place of the mean."""
    v, kinds = _unit(vectors), np.unique(labels)
    p = np.array([np.median(v[labels == k], axis=0) for k in kinds])
    p = p / np.maximum(np.linalg.norm(p, axis=1, keepdims=True), 1e-12)
    return kinds[(_unit(queries) @ p.T).argmax(1)]


def recognise__mean_cosine(vectors, labels, queries):
    """WRONG: largest mean cosine to the vectors of a label (equals means not made length 1)."""
    c, kinds = _unit(queries) @ _unit(vectors).T, np.unique(labels)
    return kinds[np.array([c[:, labels == k].mean(1) for k in kinds]).argmax(0)]


def recognise__argmin(vectors, labels, queries):
    """WRONG: takes the smallest cosine, as if it were a distance."""
    v, kinds = _unit(vectors), np.unique(labels)
    p = _unit(np.array([v[labels == k].mean(0) for k in kinds]))
    return kinds[(_unit(queries) @ p.T).argmin(1)]


def recognise__centred(vectors, labels, queries):
    """WRONG: takes the mean of all vectors out first."""
    v, q = np.asarray(vectors, dtype=float), np.asarray(queries, dtype=float)
    centre = v.mean(0)
    v, q, kinds = v - centre, q - centre, np.unique(labels)
    v = v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-12)
    p = np.array([v[labels == k].mean(0) for k in kinds])
    p = p / np.maximum(np.linalg.norm(p, axis=1, keepdims=True), 1e-12)
    return kinds[(q @ p.T).argmax(1)]


def recognise__like_input(vectors, labels, queries):
    """WRONG: unit vectors in an array of the input's type, whole numbers become 0."""
    v = np.zeros_like(vectors)
    for i, x in enumerate(vectors):
        v[i] = x / np.linalg.norm(x)
    kinds = np.unique(labels)
    p = np.array([v[labels == k].mean(0) for k in kinds])
    p = p / np.maximum(np.linalg.norm(p, axis=1, keepdims=True), 1e-12)
    return kinds[(np.asarray(queries) @ p.T).argmax(1)]


def recognise__in_place(vectors, labels, queries):
    """WRONG: normalises the caller's vectors in place."""
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kinds = np.unique(labels)
    p = _unit(np.array([vectors[labels == k].mean(0) for k in kinds]))
    return kinds[(_unit(queries) @ p.T).argmax(1)]


def recognise__absolute(vectors, labels, queries):
    """WRONG: takes the largest absolute cosine."""
    v, kinds = _unit(vectors), np.unique(labels)
    p = _unit(np.array([v[labels == k].mean(0) for k in kinds]))
    return kinds[np.abs(_unit(queries) @ p.T).argmax(1)]


# ---------------------------------------------------------------- speaker_folds


def _greedy(order, size, n_folds):
    load = [0] * n_folds
    place = {}
    for s in order:
        f = load.index(min(load))
        place[s] = f
        load[f] += size[s]
    return place


def speaker_folds__unique_lexsort(speakers, n_folds):
    """RIGHT: unique, lexsort, argmin."""
    ids, inverse, counts = np.unique(speakers, return_inverse=True, return_counts=True)
    fold = np.zeros(len(ids), dtype=int)
    load = np.zeros(n_folds, dtype=int)
    for i in np.lexsort((ids, -counts)):
        fold[i] = np.argmin(load)
        load[fold[i]] += counts[i]
    return fold[inverse]


def speaker_folds__counter(speakers, n_folds):
    """RIGHT: Counter and sorted, a list."""
    size = Counter(int(s) for s in speakers)
    order = sorted(size, key=lambda s: (-size[s], s))
    load = [0] * n_folds
    place = {}
    for s in order:
        f = min(range(n_folds), key=lambda k: load[k])
        place[s] = f
        load[f] += size[s]
    return [place[int(s)] for s in speakers]


def speaker_folds__heap(speakers, n_folds):
    """RIGHT: a heap of (clips, fold)."""
    size = Counter(np.asarray(speakers).tolist())
    heap = [(0, f) for f in range(n_folds)]
    out = np.empty(len(speakers), dtype=int)
    for s, c in sorted(size.items(), key=lambda p: (-p[1], p[0])):
        n, f = heapq.heappop(heap)
        out[np.asarray(speakers) == s] = f
        heapq.heappush(heap, (n + c, f))
    return out


def speaker_folds__bincount(speakers, n_folds):
    """RIGHT: bincount and a stable sort of the negative counts; absent numbers come last and weigh nothing."""
    counts = np.bincount(speakers)
    load = np.zeros(n_folds, dtype=int)
    fold = np.zeros(len(counts), dtype=int)
    for s in np.argsort(-counts, kind="stable"):
        fold[s] = load.argmin()
        load[fold[s]] += counts[s]
    return fold[np.asarray(speakers, dtype=int)]


def speaker_folds__repeated_pick(speakers, n_folds):
    """RIGHT: takes out the largest speaker again and again."""
    speakers = np.asarray(speakers)
    left = {int(s): int(np.sum(speakers == s)) for s in sorted(set(speakers.tolist()))}
    load = {f: 0 for f in range(n_folds)}
    out = np.full(len(speakers), -1)
    while left:
        s = max(left, key=left.get)
        f = min(load, key=load.get)
        out[speakers == s] = f
        load[f] += left.pop(s)
    return out


def speaker_folds__recursive(speakers, n_folds):
    """RIGHT: recursion over the ordered speakers."""
    size = Counter(np.asarray(speakers).tolist())

    def go(order, load):
        if not order:
            return {}
        f = load.index(min(load))
        s = order[0]
        return {s: f, **go(order[1:], load[:f] + [load[f] + size[s]] + load[f + 1 :])}

    place = go(sorted(size, key=lambda s: (-size[s], s)), [0] * n_folds)
    return np.array([place[s] for s in np.asarray(speakers).tolist()], dtype=int)


def speaker_folds__two_sorts(speakers, n_folds):
    """RIGHT: sorts by number, then stably by size; counts the folds anew every time."""
    speakers = np.asarray(speakers).tolist()
    order = sorted(sorted(set(speakers)), key=speakers.count, reverse=True)
    place = {}
    for s in order:
        filled = [sum(1 for x in speakers if place.get(x) == f) for f in range(n_folds)]
        place[s] = filled.index(min(filled))
    return [place[s] for s in speakers]


def speaker_folds__round_robin(speakers, n_folds):
    """WRONG: deals the ordered speakers out in turn."""
    size = Counter(np.asarray(speakers).tolist())
    order = sorted(size, key=lambda s: (-size[s], s))
    return np.array([order.index(s) % n_folds for s in np.asarray(speakers).tolist()])


def speaker_folds__modulo(speakers, n_folds):
    """WRONG: speaker number modulo the folds."""
    return np.asarray(speakers) % n_folds


def speaker_folds__by_number(speakers, n_folds):
    """WRONG: speakers in order of their numbers, not of their clips."""
    size = Counter(np.asarray(speakers).tolist())
    place = _greedy(sorted(size), size, n_folds)
    return np.array([place[s] for s in np.asarray(speakers).tolist()])


def speaker_folds__by_appearance(speakers, n_folds):
    """WRONG: speakers in order of appearance."""
    size = Counter(np.asarray(speakers).tolist())
    place = _greedy(list(size), size, n_folds)
    return np.array([place[s] for s in np.asarray(speakers).tolist()])


def speaker_folds__most_common(speakers, n_folds):
    """WRONG: most_common leaves equals in order of appearance."""
    size = Counter(np.asarray(speakers).tolist())
    place = _greedy([s for s, _ in size.most_common()], size, n_folds)
    return np.array([place[s] for s in np.asarray(speakers).tolist()])


def speaker_folds__reversed_sort(speakers, n_folds):
    """WRONG: sorts upwards and turns around, so of equals the larger number comes first."""
    ids, inverse, counts = np.unique(speakers, return_inverse=True, return_counts=True)
    fold, load = np.zeros(len(ids), dtype=int), np.zeros(n_folds, dtype=int)
    for i in np.argsort(counts, kind="stable")[::-1]:
        fold[i] = load.argmin()
        load[fold[i]] += counts[i]
    return fold[inverse]


def speaker_folds__smallest_first(speakers, n_folds):
    """WRONG: those with fewest clips first."""
    size = Counter(np.asarray(speakers).tolist())
    place = _greedy(sorted(size, key=lambda s: (size[s], s)), size, n_folds)
    return np.array([place[s] for s in np.asarray(speakers).tolist()])


def speaker_folds__fewest_speakers(speakers, n_folds):
    """WRONG: the fold with the fewest speakers, not clips."""
    size = Counter(np.asarray(speakers).tolist())
    place = _greedy(sorted(size, key=lambda s: (-size[s], s)), Counter(dict.fromkeys(size, 1)), n_folds)
    return np.array([place[s] for s in np.asarray(speakers).tolist()])


def speaker_folds__last_of_equals(speakers, n_folds):
    """WRONG: of equal folds the one with the largest number."""
    size = Counter(np.asarray(speakers).tolist())
    load, place = [0] * n_folds, {}
    for s in sorted(size, key=lambda s: (-size[s], s)):
        f = n_folds - 1 - load[::-1].index(min(load))
        place[s] = f
        load[f] += size[s]
    return np.array([place[s] for s in np.asarray(speakers).tolist()])


def speaker_folds__group_k_fold(speakers, n_folds):
    """WRONG: sklearn's GroupKFold: other order of equals, and an error with fewer speakers than folds."""
    speakers = np.asarray(speakers)
    out = np.zeros(len(speakers), dtype=int)
    for f, (_, test) in enumerate(GroupKFold(n_folds).split(speakers, groups=speakers)):
        out[test] = f
    return out


def speaker_folds__per_speaker(speakers, n_folds):
    """WRONG: one fold for each speaker in place of each clip."""
    ids, counts = np.unique(speakers, return_counts=True)
    fold, load = np.zeros(len(ids), dtype=int), np.zeros(n_folds, dtype=int)
    for i in np.lexsort((ids, -counts)):
        fold[i] = load.argmin()
        load[fold[i]] += counts[i]
    return fold


def speaker_folds__in_order_of_size(speakers, n_folds):
    """WRONG: the folds stand in the order of the sorted speakers, and the clips look up the wrong one."""
    ids, inverse, counts = np.unique(speakers, return_inverse=True, return_counts=True)
    fold, load = [], np.zeros(n_folds, dtype=int)
    for i in np.lexsort((ids, -counts)):
        fold.append(int(load.argmin()))
        load[fold[-1]] += counts[i]
    return np.array(fold, dtype=int)[inverse]


def speaker_folds__clips_leak(speakers, n_folds):
    """WRONG: spreads the clips of every speaker over all folds (the neighbouring idea: stratified)."""
    out = np.zeros(len(speakers), dtype=int)
    for s in np.unique(speakers):
        where = np.flatnonzero(speakers == s)
        out[where] = np.arange(len(where)) % n_folds
    return out


def speaker_folds__blocks(speakers, n_folds):
    """WRONG: equally many speakers in a row into each fold."""
    ids, inverse = np.unique(speakers, return_inverse=True)
    fold = np.concatenate([np.full(len(p), f) for f, p in enumerate(np.array_split(ids, n_folds))])
    return fold[inverse].astype(int)


def speaker_folds__fill_up(speakers, n_folds):
    """WRONG: fills fold 0 to its share, then fold 1, and so on."""
    size = Counter(np.asarray(speakers).tolist())
    share, f, filled, place = len(speakers) / n_folds, 0, 0, {}
    for s in sorted(size, key=lambda s: (-size[s], s)):
        if filled >= share and f < n_folds - 1:
            f, filled = f + 1, 0
        place[s] = f
        filled += size[s]
    return np.array([place[s] for s in np.asarray(speakers).tolist()])


def speaker_folds__from_one(speakers, n_folds):
    """WRONG: folds counted from 1."""
    size = Counter(np.asarray(speakers).tolist())
    place = _greedy(sorted(size, key=lambda s: (-size[s], s)), size, n_folds)
    return np.array([place[s] + 1 for s in np.asarray(speakers).tolist()])


def speaker_folds__fewer_folds(speakers, n_folds):
    """WRONG: gives each fold one speaker first, which raises with fewer speakers than folds."""
    ids, inverse, counts = np.unique(speakers, return_inverse=True, return_counts=True)
    order = np.lexsort((ids, -counts))
    fold, load = np.zeros(len(ids), dtype=int), np.zeros(n_folds, dtype=int)
    for f in range(n_folds):
        fold[order[f]] = f
        load[f] = counts[order[f]]
    for i in order[n_folds:]:
        fold[i] = load.argmin()
        load[fold[i]] += counts[i]
    return fold[inverse]


def speaker_folds__unstable(speakers, n_folds):
    """WRONG: the default sort is not stable, equals may be mixed up with many speakers."""
    ids, inverse, counts = np.unique(speakers, return_inverse=True, return_counts=True)
    fold, load = np.zeros(len(ids), dtype=int), np.zeros(n_folds, dtype=int)
    for i in np.argsort(-counts):
        fold[i] = load.argmin()
        load[fold[i]] += counts[i]
    return fold[inverse]


def speaker_folds__snake(speakers, n_folds):
    """WRONG: deals forth and back (0, 1, 1, 0) to balance."""
    size = Counter(np.asarray(speakers).tolist())
    order = sorted(size, key=lambda s: (-size[s], s))
    cycle = list(range(n_folds)) + list(range(n_folds))[::-1]
    place = {s: cycle[i % len(cycle)] for i, s in enumerate(order)}
    return np.array([place[s] for s in np.asarray(speakers).tolist()])


# ---------------------------------------------------------------- trials


def trials__loops(speakers, recordings):
    """RIGHT: two loops, reshaped."""
    rows = []
    for i in range(len(speakers)):
        for j in range(i + 1, len(speakers)):
            same = speakers[i] == speakers[j]
            if same and recordings[i] == recordings[j]:
                continue
            rows.append([i, j, int(same)])
    return np.array(rows, dtype=int).reshape(-1, 3)


def trials__triu(speakers, recordings):
    """RIGHT: triu_indices and a mask."""
    speakers, recordings = np.asarray(speakers), np.asarray(recordings)
    i, j = np.triu_indices(len(speakers), 1)
    same = speakers[i] == speakers[j]
    keep = ~(same & (recordings[i] == recordings[j]))
    return np.stack([i, j, same.astype(int)], axis=1)[keep]


def trials__combinations(speakers, recordings):
    """RIGHT: itertools and pairs as keys."""
    clips = list(zip(np.asarray(speakers).tolist(), np.asarray(recordings).tolist()))
    rows = [
        (i, j, 1 if a[0] == b[0] else 0) for (i, a), (j, b) in itertools.combinations(enumerate(clips), 2) if a != b
    ]
    return np.array(rows) if rows else np.zeros((0, 3), dtype=int)


def trials__argwhere(speakers, recordings):
    """RIGHT: argwhere on the upper triangle."""
    s = np.equal.outer(speakers, speakers)
    r = np.equal.outer(recordings, recordings)
    pairs = np.argwhere(np.triu(~(s & r), 1))
    return np.column_stack([pairs, s[pairs[:, 0], pairs[:, 1]]]).astype(int)


def trials__group_ids(speakers, recordings):
    """RIGHT: numbers of the distinct recordings by unique over columns."""
    speakers = np.asarray(speakers)
    i, j = np.triu_indices(len(speakers), 1)
    if len(i) == 0:
        return np.zeros((0, 3), dtype=int)
    _, ids = np.unique(np.stack([speakers, recordings]), axis=1, return_inverse=True)
    ids = ids.ravel()
    keep = ids[i] != ids[j]
    return np.c_[i, j, speakers[i] == speakers[j]][keep].astype(int)


def trials__torch(speakers, recordings):
    """RIGHT: torch.combinations-like, by tril and nonzero."""
    s = torch.tensor(np.asarray(speakers))
    r = torch.tensor(np.asarray(recordings))
    same = s[:, None] == s[None]
    ok = torch.triu(~(same & (r[:, None] == r[None])), diagonal=1)
    p = ok.nonzero()
    return torch.cat([p, same[ok][:, None].long()], dim=1).numpy()


def trials__sorted_set(speakers, recordings):
    """RIGHT: builds both orders, keeps one in a set, sorts."""
    n = len(speakers)
    found = set()
    for a in range(n):
        for b in range(n):
            if a != b and (speakers[a], recordings[a]) != (speakers[b], recordings[b]):
                found.add((min(a, b), max(a, b), int(speakers[a] == speakers[b])))
    return np.array(sorted(found), dtype=np.int64).reshape(len(found), 3)


def _pairs(speakers, recordings, keep, same=None):
    s, r = np.asarray(speakers).tolist(), np.asarray(recordings).tolist()
    rows = [[i, j, int(s[i] == s[j])] for i in range(len(s)) for j in range(i + 1, len(s)) if keep(s, r, i, j)]
    return np.array(rows, dtype=int).reshape(-1, 3)


def trials__recordings_only(speakers, recordings):
    """WRONG: compares recording numbers across speakers."""
    return _pairs(speakers, recordings, lambda s, r, i, j: r[i] != r[j])


def trials__all_pairs(speakers, recordings):
    """WRONG: keeps pairs of one recording."""
    return _pairs(speakers, recordings, lambda s, r, i, j: True)


def trials__same_speaker_only(speakers, recordings):
    """WRONG: only pairs of the same speaker."""
    return _pairs(speakers, recordings, lambda s, r, i, j: s[i] == s[j] and r[i] != r[j])


def trials__different_only(speakers, recordings):
    """WRONG: drops all pairs with the same speaker or the same recording (or in place of and)."""
    return _pairs(speakers, recordings, lambda s, r, i, j: s[i] != s[j] and r[i] != r[j])


def trials__or_for_and(speakers, recordings):
    """WRONG: keeps pairs only where the speaker differs."""
    return _pairs(speakers, recordings, lambda s, r, i, j: s[i] != s[j])


def trials__inverse_mask(speakers, recordings):
    """WRONG: keeps just the pairs of one recording."""
    return _pairs(speakers, recordings, lambda s, r, i, j: s[i] == s[j] and r[i] == r[j])


def trials__sum_key(speakers, recordings):
    """WRONG: speaker plus recording as the key, which collides."""
    return _pairs(speakers, recordings, lambda s, r, i, j: s[i] + r[i] != s[j] + r[j])


def trials__max_key(speakers, recordings):
    """WRONG: speaker times the largest recording as the key, one too small, so it collides."""
    m = int(np.max(recordings, initial=0))
    return _pairs(speakers, recordings, lambda s, r, i, j: s[i] * m + r[i] != s[j] * m + r[j])


def trials__string_key(speakers, recordings):
    """WRONG: glued numbers as the key: 1 and 12 is 11 and 2."""
    return _pairs(speakers, recordings, lambda s, r, i, j: f"{s[i]}{r[i]}" != f"{s[j]}{r[j]}")


def trials__both_orders(speakers, recordings):
    """WRONG: each pair twice."""
    s, r = np.asarray(speakers), np.asarray(recordings)
    rows = [
        [i, j, int(s[i] == s[j])]
        for i in range(len(s))
        for j in range(len(s))
        if i != j and not (s[i] == s[j] and r[i] == r[j])
    ]
    return np.array(rows, dtype=int).reshape(-1, 3)


def trials__one_recording_each(speakers, recordings):
    """WRONG: keeps only one clip of each recording before pairing."""
    seen, kept = set(), []
    for i, key in enumerate(zip(np.asarray(speakers).tolist(), np.asarray(recordings).tolist())):
        if key not in seen:
            seen.add(key)
            kept.append((i, key[0]))
    rows = [[i, j, int(a == b)] for (i, a), (j, b) in itertools.combinations(kept, 2)]
    return np.array(rows, dtype=int).reshape(-1, 3)


def trials__flipped_label(speakers, recordings):
    """WRONG: 1 for different speakers."""
    out = _pairs(speakers, recordings, lambda s, r, i, j: s[i] != s[j] or r[i] != r[j])
    out[:, 2] = 1 - out[:, 2]
    return out


def trials__recording_label(speakers, recordings):
    """WRONG: third column tells whether the recording numbers agree."""
    out = _pairs(speakers, recordings, lambda s, r, i, j: s[i] != s[j] or r[i] != r[j])
    r = np.asarray(recordings)
    out[:, 2] = r[out[:, 0]] == r[out[:, 1]]
    return out


def trials__empty_flat(speakers, recordings):
    """WRONG: shape (0,) where there is no pair."""
    s, r = speakers, recordings
    return np.array(
        [
            [i, j, int(s[i] == s[j])]
            for i in range(len(s))
            for j in range(i + 1, len(s))
            if not (s[i] == s[j] and r[i] == r[j])
        ]
    )


def trials__by_second(speakers, recordings):
    """WRONG: sorted by the second clip, then the first."""
    s, r = speakers, recordings
    rows = [[i, j, int(s[i] == s[j])] for j in range(len(s)) for i in range(j) if not (s[i] == s[j] and r[i] == r[j])]
    return np.array(rows, dtype=int).reshape(-1, 3)


def trials__larger_first(speakers, recordings):
    """WRONG: the larger number stands first (lower triangle)."""
    s, r = np.asarray(speakers), np.asarray(recordings)
    i, j = np.tril_indices(len(s), -1)
    keep = ~((s[i] == s[j]) & (r[i] == r[j]))
    return np.stack([i, j, (s[i] == s[j]).astype(int)], axis=1)[keep]


def trials__with_itself(speakers, recordings):
    """WRONG: the diagonal is in, where a clip is compared with itself; only other clips of the recording are out."""
    s, r = np.asarray(speakers), np.asarray(recordings)
    i, j = np.triu_indices(len(s))
    keep = (i == j) | (s[i] != s[j]) | (r[i] != r[j])
    return np.stack([i, j, (s[i] == s[j]).astype(int)], axis=1)[keep]


def trials__same_then_different(speakers, recordings):
    """WRONG: all pairs of the same speaker first, then the others."""
    out = _pairs(speakers, recordings, lambda s, r, i, j: s[i] != s[j] or r[i] != r[j])
    return out[np.argsort(-out[:, 2], kind="stable")]


def trials__speaker_numbers(speakers, recordings):
    """WRONG: the speakers' numbers in place of the clips'."""
    out = _pairs(speakers, recordings, lambda s, r, i, j: s[i] != s[j] or r[i] != r[j])
    s = np.asarray(speakers)
    out[:, 0], out[:, 1] = s[out[:, 0]], s[out[:, 1]]
    return out


def trials__neighbours(speakers, recordings):
    """WRONG: only looks whether neighbouring clips are of one recording."""
    return _pairs(speakers, recordings, lambda s, r, i, j: j > i + 1 or s[i] != s[j] or r[i] != r[j])


def trials__transposed(speakers, recordings):
    """WRONG: pairs in the columns."""
    out = _pairs(speakers, recordings, lambda s, r, i, j: s[i] != s[j] or r[i] != r[j])
    return out.T


def trials__from_one(speakers, recordings):
    """WRONG: clips counted from 1."""
    out = _pairs(speakers, recordings, lambda s, r, i, j: s[i] != s[j] or r[i] != r[j])
    out[:, :2] += 1
    return out


def trials__thousand_key(speakers, recordings):
    """RIGHT: speaker * 1000 + recording collides only for recordings of 1000 and more, which are not given."""
    return _pairs(speakers, recordings, lambda s, r, i, j: s[i] * 1000 + r[i] != s[j] * 1000 + r[j])


def trials__list_rows(speakers, recordings):
    """WRONG: a list of rows, which is [] with the shape (0,) where there is no pair."""
    s, r = np.asarray(speakers).tolist(), np.asarray(recordings).tolist()
    return [
        [i, j, int(s[i] == s[j])] for i in range(len(s)) for j in range(i + 1, len(s)) if (s[i], r[i]) != (s[j], r[j])
    ]


# ---------------------------------------------------------------- min_dcf


def _split(scores, same):
    scores, same = np.asarray(scores, dtype=float), np.asarray(same, dtype=bool)
    return scores[same], scores[~same]


def min_dcf__all_thresholds(scores, same, prior):
    """RIGHT: every score and infinity as threshold."""
    pos, neg = _split(scores, same)
    best = math.inf
    for t in list(np.unique(scores)) + [math.inf]:
        cost = prior * np.mean(pos < t) + (1 - prior) * np.mean(neg >= t)
        best = min(best, cost)
    return best / min(prior, 1 - prior)


def min_dcf__broadcast(scores, same, prior):
    """RIGHT: all thresholds at once."""
    pos, neg = _split(scores, same)
    t = np.concatenate([[-np.inf], np.asarray(scores, dtype=float), [np.inf]])[:, None]
    cost = prior * (pos < t).mean(1) + (1 - prior) * (neg >= t).mean(1)
    return cost.min() / min(prior, 1 - prior)


def min_dcf__searchsorted(scores, same, prior):
    """RIGHT: sorted scores and searchsorted."""
    pos, neg = _split(scores, same)
    t = np.append(np.unique(scores).astype(float), np.inf)
    miss = np.searchsorted(np.sort(pos), t, side="left") / len(pos)
    alarm = 1 - np.searchsorted(np.sort(neg), t, side="left") / len(neg)
    return float(np.min(prior * miss + (1 - prior) * alarm) / min(prior, 1 - prior))


def min_dcf__cumulated(scores, same, prior):
    """RIGHT: sorts downwards, cumulates, looks only at the last of equals."""
    scores, same = np.asarray(scores), np.asarray(same, dtype=bool)
    order = np.argsort(-scores.astype(float), kind="stable")
    s, y = scores[order], same[order]
    hit = np.r_[0, np.cumsum(y)] / y.sum()
    alarm = np.r_[0, np.cumsum(~y)] / (~y).sum()
    last = np.r_[True, s[1:] != s[:-1], True]
    cost = prior * (1 - hit) + (1 - prior) * alarm
    return cost[last].min() / min(prior, 1 - prior)


def min_dcf__roc_curve(scores, same, prior):
    """RIGHT: sklearn's curve."""
    fpr, tpr, _ = roc_curve(np.asarray(same, dtype=bool), scores)
    return np.min(prior * (1 - tpr) + (1 - prior) * fpr) / min(prior, 1 - prior)


def min_dcf__plain(scores, same, prior):
    """RIGHT: plain Python, groups of equal scores."""
    groups = defaultdict(lambda: [0, 0])
    for x, y in zip(np.asarray(scores).tolist(), np.asarray(same).tolist()):
        groups[x][1 if y else 0] += 1
    n_same = sum(g[1] for g in groups.values())
    n_diff = sum(g[0] for g in groups.values())
    refused, accepted = n_same, 0
    best = prior
    for x in sorted(groups, reverse=True):
        refused -= groups[x][1]
        accepted += groups[x][0]
        best = min(best, prior * refused / n_same + (1 - prior) * accepted / n_diff)
    return best / min(prior, 1 - prior)


def min_dcf__torch(scores, same, prior):
    """RIGHT: torch in float32, scores by rank."""
    ranks = torch.tensor(np.unique(scores, return_inverse=True)[1].ravel())
    y = torch.tensor(np.asarray(same, dtype=bool))
    t = torch.arange(int(ranks.max()) + 2)[:, None]
    miss = (ranks[y] < t).float().mean(1)
    alarm = (ranks[~y] >= t).float().mean(1)
    return float((prior * miss + (1 - prior) * alarm).min()) / min(prior, 1 - prior)


def _dcf(pos, neg, thresholds, prior):
    return np.array([prior * np.mean(pos < t) + (1 - prior) * np.mean(neg >= t) for t in thresholds])


def min_dcf__not_divided(scores, same, prior):
    """WRONG: forgets to divide."""
    pos, neg = _split(scores, same)
    return _dcf(pos, neg, np.r_[np.unique(scores), np.inf], prior).min()


def min_dcf__divided_by_prior(scores, same, prior):
    """WRONG: always divides by the prior."""
    pos, neg = _split(scores, same)
    return _dcf(pos, neg, np.r_[np.unique(scores), np.inf], prior).min() / prior


def min_dcf__divided_by_larger(scores, same, prior):
    """WRONG: divides by the larger of the two."""
    pos, neg = _split(scores, same)
    return _dcf(pos, neg, np.r_[np.unique(scores), np.inf], prior).min() / max(prior, 1 - prior)


def min_dcf__no_refuse_all(scores, same, prior):
    """WRONG: no threshold at which nobody is accepted."""
    pos, neg = _split(scores, same)
    return _dcf(pos, neg, np.unique(scores), prior).min() / min(prior, 1 - prior)


def min_dcf__no_accept_all(scores, same, prior):
    """WRONG: no threshold at which everybody is accepted."""
    pos, neg = _split(scores, same)
    return _dcf(pos, neg, np.r_[np.unique(scores)[1:], np.inf], prior).min() / min(prior, 1 - prior)


def min_dcf__both_ends_missing(scores, same, prior):
    """WRONG: thresholds only halfway between neighbours; a single one for equal scores."""
    pos, neg = _split(scores, same)
    u = np.unique(np.asarray(scores, dtype=float))
    t = (u[1:] + u[:-1]) / 2 if len(u) > 1 else u
    return _dcf(pos, neg, t, prior).min() / min(prior, 1 - prior)


def min_dcf__ties_one_by_one(scores, same, prior):
    """WRONG: sorts and accepts one by one, equal scores apart (the same ones first)."""
    same = np.asarray(same, dtype=bool)
    y = same[np.lexsort((~same, -np.asarray(scores, dtype=float)))]
    hit = np.r_[0, np.cumsum(y)] / y.sum()
    alarm = np.r_[0, np.cumsum(~y)] / (~y).sum()
    return np.min(prior * (1 - hit) + (1 - prior) * alarm) / min(prior, 1 - prior)


def min_dcf__ties_argsort(scores, same, prior):
    """WRONG: sorts and cumulates, equal scores in the order they came."""
    y = np.asarray(same, dtype=bool)[np.argsort(-np.asarray(scores, dtype=float), kind="stable")]
    hit = np.r_[0, np.cumsum(y)] / y.sum()
    alarm = np.r_[0, np.cumsum(~y)] / (~y).sum()
    return np.min(prior * (1 - hit) + (1 - prior) * alarm) / min(prior, 1 - prior)


def min_dcf__strict_mixed(scores, same, prior):
    """WRONG: a score at the threshold counts neither as refused nor as accepted."""
    pos, neg = _split(scores, same)
    cost = [
        prior * np.mean(pos < t) + (1 - prior) * np.mean(neg > t) for t in np.r_[-np.inf, np.unique(scores), np.inf]
    ]
    return min(cost) / min(prior, 1 - prior)


def min_dcf__double_count(scores, same, prior):
    """WRONG: refused at the threshold too (<=), accepted as well (>=)."""
    pos, neg = _split(scores, same)
    cost = [
        prior * np.mean(pos <= t) + (1 - prior) * np.mean(neg >= t) for t in np.r_[-np.inf, np.unique(scores), np.inf]
    ]
    return min(cost) / min(prior, 1 - prior)


def min_dcf__prior_exchanged(scores, same, prior):
    """WRONG: prior and 1 - prior exchanged."""
    pos, neg = _split(scores, same)
    return _dcf(pos, neg, np.r_[np.unique(scores), np.inf], 1 - prior).min() / min(prior, 1 - prior)


def min_dcf__not_conditional(scores, same, prior):
    """WRONG: both errors divided by the number of all pairs."""
    scores, same = np.asarray(scores), np.asarray(same, dtype=bool)
    cost = [
        prior * np.mean(same & (scores < t)) + (1 - prior) * np.mean(~same & (scores >= t))
        for t in np.r_[np.unique(scores), np.inf]
    ]
    return min(cost) / min(prior, 1 - prior)


def min_dcf__wrong_condition(scores, same, prior):
    """WRONG: shares among the refused and among the accepted (precision) in place of among same and different."""
    scores, same = np.asarray(scores), np.asarray(same, dtype=bool)
    cost = []
    for t in np.r_[np.unique(scores), np.inf]:
        acc = scores >= t
        miss = same[~acc].mean() if (~acc).any() else 0.0
        alarm = (~same[acc]).mean() if acc.any() else 0.0
        cost.append(prior * miss + (1 - prior) * alarm)
    return min(cost) / min(prior, 1 - prior)


def min_dcf__equal_error(scores, same, prior):
    """WRONG: the cost at the equal error rate, not the least."""
    pos, neg = _split(scores, same)
    t = np.r_[np.unique(scores), np.inf]
    miss = np.array([np.mean(pos < x) for x in t])
    alarm = np.array([np.mean(neg >= x) for x in t])
    i = np.argmin(np.abs(miss - alarm))
    return (prior * miss[i] + (1 - prior) * alarm[i]) / min(prior, 1 - prior)


def min_dcf__grid_zero_one(scores, same, prior):
    """WRONG: a grid from 0 to 1, as if scores were probabilities."""
    pos, neg = _split(scores, same)
    return _dcf(pos, neg, np.linspace(0, 1, 101), prior).min() / min(prior, 1 - prior)


def min_dcf__coarse_grid(scores, same, prior):
    """WRONG: a hundred thresholds between the smallest and the largest score miss close scores."""
    pos, neg = _split(scores, same)
    t = np.r_[np.linspace(np.min(scores), np.max(scores), 100), np.inf]
    return _dcf(pos, neg, t, prior).min() / min(prior, 1 - prior)


def min_dcf__refuse_all_at_one(scores, same, prior):
    """WRONG: believes that nobody is accepted at a threshold of 1."""
    pos, neg = _split(scores, same)
    t = np.r_[0.0, np.unique(scores), 1.0]
    return _dcf(pos, neg, t, prior).min() / min(prior, 1 - prior)


def min_dcf__returns_threshold(scores, same, prior):
    """WRONG: returns the best threshold."""
    pos, neg = _split(scores, same)
    t = np.unique(scores)
    return float(t[_dcf(pos, neg, t, prior).argmin()])


def min_dcf__lower_is_same(scores, same, prior):
    """WRONG: takes scores for distances (accepted if at most t)."""
    pos, neg = _split(scores, same)
    t = np.r_[-np.inf, np.unique(scores)]
    cost = [prior * np.mean(pos > x) + (1 - prior) * np.mean(neg <= x) for x in t]
    return min(cost) / min(prior, 1 - prior)


def min_dcf__nist_costs(scores, same, prior):
    """WRONG: NIST's older costs, 10 for a refusal."""
    pos, neg = _split(scores, same)
    t = np.r_[np.unique(scores), np.inf]
    cost = min(10 * prior * np.mean(pos < x) + (1 - prior) * np.mean(neg >= x) for x in t)
    return cost / min(10 * prior, 1 - prior)


def min_dcf__share_as_prior(scores, same, prior):
    """WRONG: the prior of the data (share of same pairs) in the cost."""
    pos, neg = _split(scores, same)
    share = float(np.mean(np.asarray(same, dtype=bool)))
    return _dcf(pos, neg, np.r_[np.unique(scores), np.inf], share).min() / min(share, 1 - share)


def min_dcf__different_scores_only(scores, same, prior):
    """WRONG: only scores of different pairs as thresholds, where accepting includes the different one."""
    pos, neg = _split(scores, same)
    return _dcf(pos, neg, np.r_[-np.inf, np.unique(neg), np.inf], prior).min() / min(prior, 1 - prior)


def min_dcf__epsilon_above(scores, same, prior):
    """ARGUABLE: refuses all at the largest score plus 1e-6, which vanishes for very large scores."""
    pos, neg = _split(scores, same)
    t = np.r_[np.unique(scores), np.max(scores) + 1e-6]
    return _dcf(pos, neg, t, prior).min() / min(prior, 1 - prior)


def min_dcf__different_minus_bool(scores, same, prior):
    """RIGHT: uses ~ on same directly, which is of kind bool."""
    scores = np.asarray(scores)
    pos, neg = scores[same], scores[~same]
    return _dcf(pos, neg, np.r_[np.unique(scores), np.inf], prior).min() / min(prior, 1 - prior)


# -------------------------------- by others who had not read the checks either, when these had been mended


def alias__unseen_r1(frequency, rate):
    """RIGHT: one line with the remainder."""
    f = np.asarray(frequency) % rate
    return np.minimum(f, rate - f)


def alias__unseen_r2(frequency, rate):
    """RIGHT: distance to the nearest multiple of the rate."""
    return np.abs(frequency - rate * np.round(frequency / rate))


def alias__unseen_r3(frequency, rate):
    """RIGHT: loop that folds until it is low enough."""
    heard = []
    for f in frequency:
        f = float(f)
        while f > rate / 2:
            f = abs(f - rate)
        heard.append(f)
    return heard


def alias__unseen_r4(frequency, rate):
    """RIGHT: where, long-winded."""
    import math

    result = np.zeros(len(frequency))
    for k in range(len(frequency)):
        whole = math.floor(frequency[k] / rate)
        rest = frequency[k] - whole * rate
        if rest <= rate / 2:
            result[k] = rest
        else:
            result[k] = (whole + 1) * rate - frequency[k]
    return result


def alias__unseen_w1(frequency, rate):
    """WRONG: only one fold: r - f above the limit, negative above r; input: (np.array([1000.0,9000.0]), 8000)."""
    return np.where(frequency > rate / 2, rate - frequency, frequency)


def alias__unseen_w2(frequency, rate):
    """WRONG: remainder by the rate, without the mirror; input: (np.array([1000.0,5000.0]), 8000)."""
    return frequency % rate


def alias__unseen_w3(frequency, rate):
    """WRONG: remainder by half the rate: 5,000 becomes 1,000; input: (np.array([1000.0,5000.0]), 8000)."""
    return frequency % (rate / 2)


def alias__unseen_w4(frequency, rate):
    """WRONG: |r - f| for all that is above the limit: right up to 1.5 times the rate; input: (np.array([1000.0,13000.0]), 8000)."""
    return np.where(frequency > rate / 2, np.abs(frequency - rate), frequency)


def alias__unseen_w5(frequency, rate):
    """WRONG: limit rate // 2 at an odd rate: a tone between is mirrored; input: (np.array([4.2]), 9)."""
    f = frequency % rate
    return np.where(f > rate // 2, rate - f, f)


def alias__unseen_w6(frequency, rate):
    """WRONG: np.vectorize, which refuses an empty array; input: (np.array([]), 8000)."""

    def one(f):
        f = f % rate
        return float(min(f, rate - f))

    return np.vectorize(one)(frequency)


def alias__unseen_w7(frequency, rate):
    """WRONG: folds the caller's array in place; input: (np.array([1000.0,5000.0]), 8000)."""
    frequency %= rate
    high = frequency > rate / 2
    frequency[high] = rate - frequency[high]
    return frequency


def alias__unseen_a1(frequency, rate):
    """ARGUABLE: by arccos of the cosine: right, but near 0 and near half the rate only exact to about 1e-5 Hz; the prose says float32 is accurate enough, not how near to 0; input: (np.array([8000.0, 16000.0]), 8000)."""
    return np.arccos(np.cos(2 * np.pi * np.asarray(frequency) / rate)) * rate / (2 * np.pi)


def frames__unseen_r1(samples, size, hop):
    """RIGHT: loop into an array."""
    n = len(samples)
    count = 0 if n < size else (n - size) // hop + 1
    out = np.zeros((count, size))
    for i in range(count):
        out[i] = samples[i * hop : i * hop + size]
    return out


def frames__unseen_r2(samples, size, hop):
    """RIGHT: sliding_window_view."""
    if len(samples) < size:
        return np.empty((0, size))
    return np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]


def frames__unseen_r3(samples, size, hop):
    """RIGHT: a table of places."""
    starts = np.arange(0, len(samples) - size + 1, hop)
    return np.asarray(samples)[(starts[:, None] + np.arange(size)).astype(int)]


def frames__unseen_r4(samples, size, hop):
    """RIGHT: list of slices, reshaped so that an empty one keeps its width."""
    rows = []
    start = 0
    while start + size <= len(samples):
        rows.append(list(samples[start : start + size]))
        start += hop
    return np.array(rows, dtype=float).reshape(-1, size)


def frames__unseen_w1(samples, size, hop):
    """WRONG: one frame too few: + 1 forgotten; input: (np.array([3.0,1.0,4.0,1.0,5.0,9.0]), 4, 2)."""
    n = max(0, (len(samples) - size) // hop)
    return np.array([samples[i * hop : i * hop + size] for i in range(n)]).reshape(-1, size)


def frames__unseen_w2(samples, size, hop):
    """WRONG: range(0, n - size, hop): the last frame is missing if it just fits; input: (np.array([3.0,1.0,4.0,1.0]), 4, 2)."""
    return np.array([samples[i : i + size] for i in range(0, len(samples) - size, hop)]).reshape(-1, size)


def frames__unseen_w3(samples, size, hop):
    """WRONG: np.array of a list: shape (0,) if the recording is shorter than a frame; input: (np.array([3.0,1.0]), 4, 2)."""
    return np.array([samples[i : i + size] for i in range(0, len(samples) - size + 1, hop)])


def frames__unseen_w4(samples, size, hop):
    """WRONG: the rest is filled up with zeros to one more frame; input: (np.array([3.0,1.0,4.0,1.0,5.0]), 4, 2)."""
    rows = []
    for i in range(0, len(samples), hop):
        part = np.zeros(size)
        cut = samples[i : i + size]
        part[: len(cut)] = cut
        rows.append(part)
        if i + size >= len(samples):
            break
    return np.array(rows).reshape(-1, size)


def frames__unseen_w5(samples, size, hop):
    """WRONG: the hop forgotten: frames side by side; input: (np.array([3.0,1.0,4.0,1.0,5.0,9.0]), 4, 2)."""
    n = len(samples) // size
    return samples[: n * size].reshape(n, size)


def frames__unseen_w6(samples, size, hop):
    """WRONG: sliding_window_view without care of a recording that is too short: an error; input: (np.array([3.0,1.0]), 4, 2)."""
    return np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]


def frames__unseen_w7(samples, size, hop):
    """WRONG: frames as columns (as librosa does); input: (np.array([3.0,1.0,4.0,1.0,5.0,9.0]), 4, 2)."""
    if len(samples) < size:
        return np.zeros((0, size))
    import librosa

    return librosa.util.frame(np.asarray(samples, dtype=float), frame_length=size, hop_length=hop)


def frames__unseen_a1(samples, size, hop):
    """ARGUABLE: frames as floats though the samples are whole numbers, and a list of lists where there are frames: allowed, it seems; input: (np.array([3,1,4,1,5,9]), 4, 2)."""
    out = [[float(x) for x in samples[i : i + size]] for i in range(0, len(samples) - size + 1, hop)]
    return out or np.zeros((0, size))


def spectrogram__unseen_r1(samples, size, hop):
    """RIGHT: numPy."""
    F = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    w = (1 - np.cos(2 * np.pi * np.arange(size) / size)) / 2
    return np.abs(np.fft.rfft(F * w, axis=1)) ** 2


def spectrogram__unseen_r2(samples, size, hop):
    """RIGHT: the sum of the Fourier transform written out as a matrix."""
    t = np.arange(size)
    window = np.array([(1 - np.cos(2 * np.pi * i / size)) / 2 for i in t])
    W = np.exp(-2j * np.pi * np.outer(t, np.arange(size // 2 + 1)) / size)
    rows = []
    for start in range(0, len(samples) - size + 1, hop):
        z = (np.asarray(samples[start : start + size]) * window) @ W
        rows.append((z.real**2 + z.imag**2).tolist())
    return rows


def spectrogram__unseen_r3(samples, size, hop):
    """RIGHT: torch.stft without centring."""
    import torch

    x = torch.tensor(np.asarray(samples), dtype=torch.float64)
    z = torch.stft(
        x,
        size,
        hop_length=hop,
        window=torch.hann_window(size, periodic=True, dtype=torch.float64),
        center=False,
        return_complex=True,
    )
    return (z.abs() ** 2).T.numpy()


def spectrogram__unseen_r4(samples, size, hop):
    """RIGHT: scipy's window and full transform, cut to half."""
    from scipy.fft import fft
    from scipy.signal import get_window

    w = get_window("hann", size, fftbins=True)
    n = (len(samples) - size) // hop + 1
    z = np.stack([fft(w * samples[i * hop : i * hop + size])[: size // 2 + 1] for i in range(n)])
    return (z * z.conj()).real


def spectrogram__unseen_w1(samples, size, hop):
    """WRONG: np.hanning: the symmetric window; input: (np.array([1.0,1.0,1.0,1.0]), 4, 4)."""
    F = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    return np.abs(np.fft.rfft(F * np.hanning(size), axis=1)) ** 2


def spectrogram__unseen_w2(samples, size, hop):
    """WRONG: absolute values, not squared; input: (np.array([1.0,1.0,1.0,2.0]), 4, 4)."""
    F = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    w = (1 - np.cos(2 * np.pi * np.arange(size) / size)) / 2
    return np.abs(np.fft.rfft(F * w, axis=1))


def spectrogram__unseen_w3(samples, size, hop):
    """WRONG: no window; input: (np.array([1.0,1.0,1.0,1.0]), 4, 4)."""
    F = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    return np.abs(np.fft.rfft(F, axis=1)) ** 2


def spectrogram__unseen_w4(samples, size, hop):
    """WRONG: the full transform: all size frequencies; input: (np.array([1.0,1.0,1.0,1.0]), 4, 4)."""
    F = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    w = (1 - np.cos(2 * np.pi * np.arange(size) / size)) / 2
    return np.abs(np.fft.fft(F * w, axis=1)) ** 2


def spectrogram__unseen_w5(samples, size, hop):
    """WRONG: divided by size; input: (np.array([1.0,1.0,1.0,1.0]), 4, 4)."""
    F = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    w = (1 - np.cos(2 * np.pi * np.arange(size) / size)) / 2
    return np.abs(np.fft.rfft(F * w, axis=1)) ** 2 / size


def spectrogram__unseen_w6(samples, size, hop):
    """WRONG: transform filled up to a power of two (right only where size is one); input: (np.array([1.0,2.0,0.0,1.0,3.0,1.0]), 6, 3)."""
    F = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    w = (1 - np.cos(2 * np.pi * np.arange(size) / size)) / 2
    n = 1
    while n < size:
        n *= 2
    return np.abs(np.fft.rfft(F * w, n=n, axis=1)) ** 2


def spectrogram__unseen_w7(samples, size, hop):
    """WRONG: real part of the square of the complex number instead of its absolute value: negative powers; input: (np.array([1.0,2.0,0.0,1.0,3.0,1.0]), 6, 3)."""
    F = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    w = (1 - np.cos(2 * np.pi * np.arange(size) / size)) / 2
    return (np.fft.rfft(F * w, axis=1) ** 2).real


def spectrogram__unseen_a1(samples, size, hop):
    """ARGUABLE: float32 all through: right by 'float32 is accurate enough', but bins that should be near 0 are about 1e-13 of the loudest; input: (np.sin(np.arange(64.0)), 32, 16)."""
    import torch

    x = torch.tensor(np.asarray(samples), dtype=torch.float32)
    F = x.unfold(0, size, hop) * torch.hann_window(size)
    return (torch.fft.rfft(F).abs() ** 2).numpy()


def mel_bank__unseen_r1(bands, rate, size):
    """RIGHT: triangles as the smaller of two lines."""
    top = 2595 * np.log10(1 + rate / 2 / 700)
    corners = 700 * (10 ** (np.linspace(0, top, bands + 2) / 2595) - 1)
    f = np.arange(size // 2 + 1) * rate / size
    lo, mid, hi = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    return np.clip(np.minimum((f - lo) / (mid - lo), (hi - f) / (hi - mid)), 0, None)


def mel_bank__unseen_r2(bands, rate, size):
    """RIGHT: np.interp for each band."""
    mel = lambda f: 2595 * np.log10(1 + f / 700)
    hz = lambda m: 700 * (10 ** (m / 2595) - 1)
    c = hz(np.linspace(mel(0), mel(rate / 2), bands + 2))
    f = np.fft.rfftfreq(size, 1 / rate)
    return np.array([np.interp(f, c[i : i + 3], [0, 1, 0]) for i in range(bands)])


def mel_bank__unseen_r3(bands, rate, size):
    """RIGHT: librosa with htk and no norm."""
    import warnings

    import librosa

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        c = librosa.mel_frequencies(n_mels=bands + 2, fmin=0.0, fmax=rate / 2, htk=True)
    f = [k * rate / size for k in range(size // 2 + 1)]
    return [
        [max(0.0, min((x - c[i]) / (c[i + 1] - c[i]), (c[i + 2] - x) / (c[i + 2] - c[i + 1]))) for x in f]
        for i in range(bands)
    ]


def mel_bank__unseen_r4(bands, rate, size):
    """RIGHT: natural logarithms and ifs."""
    from math import exp, log

    top = log(1 + rate / 1400)
    corner = [700 * (exp(top * i / (bands + 1)) - 1) for i in range(bands + 2)]
    bank = np.zeros((bands, size // 2 + 1))
    for i in range(bands):
        for k in range(size // 2 + 1):
            f = k * rate / size
            if corner[i] < f <= corner[i + 1]:
                bank[i, k] = (f - corner[i]) / (corner[i + 1] - corner[i])
            elif corner[i + 1] < f < corner[i + 2]:
                bank[i, k] = (corner[i + 2] - f) / (corner[i + 2] - corner[i + 1])
    return bank


def mel_bank__unseen_w1(bands, rate, size):
    """WRONG: corners moved to the bins of the spectrum; input: (3, 8000, 64)."""
    m = np.linspace(0, 2595 * np.log10(1 + rate / 2 / 700), bands + 2)
    bins = np.floor((size + 1) * 700 * (10 ** (m / 2595) - 1) / rate).astype(int)
    bank = np.zeros((bands, size // 2 + 1))
    for i in range(bands):
        for k in range(bins[i], bins[i + 1]):
            bank[i, k] = (k - bins[i]) / (bins[i + 1] - bins[i])
        for k in range(bins[i + 1], min(bins[i + 2], size // 2 + 1)):
            bank[i, k] = (bins[i + 2] - k) / (bins[i + 2] - bins[i + 1])
    return bank


def mel_bank__unseen_w2(bands, rate, size):
    """WRONG: lines straight in mel instead of Hz; input: (1, 8000, 8)."""
    m = np.linspace(0, 2595 * np.log10(1 + rate / 2 / 700), bands + 2)
    f = 2595 * np.log10(1 + np.arange(size // 2 + 1) * rate / size / 700)
    return np.array([np.interp(f, m[i : i + 3], [0, 1, 0]) for i in range(bands)])


def mel_bank__unseen_w3(bands, rate, size):
    """WRONG: natural logarithm with the 2595, and 10 ** to turn it back; input: (3, 8000, 64)."""
    m = np.linspace(0, 2595 * np.log(1 + rate / 2 / 700), bands + 2)
    c = 700 * (10 ** (m / 2595) - 1)
    f = np.arange(size // 2 + 1) * rate / size
    return np.array([np.interp(f, c[i : i + 3], [0, 1, 0]) for i in range(bands)])


def mel_bank__unseen_w4(bands, rate, size):
    """WRONG: each triangle divided by its width (Slaney's norm), as librosa does if not told otherwise; input: (1, 8000, 8)."""
    c = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + rate / 2 / 700), bands + 2) / 2595) - 1)
    f = np.arange(size // 2 + 1) * rate / size
    return np.array([np.interp(f, c[i : i + 3], [0, 1, 0]) * 2 / (c[i + 2] - c[i]) for i in range(bands)])


def mel_bank__unseen_w5(bands, rate, size):
    """WRONG: frequencies by linspace(0, rate / 2, ...): wrong for an odd size; input: (2, 8000, 9)."""
    c = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + rate / 2 / 700), bands + 2) / 2595) - 1)
    f = np.linspace(0, rate / 2, size // 2 + 1)
    return np.array([np.interp(f, c[i : i + 3], [0, 1, 0]) for i in range(bands)])


def mel_bank__unseen_w6(bands, rate, size):
    """WRONG: the lines go on below 0 outside of the triangle; input: (2, 8000, 16)."""
    c = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + rate / 2 / 700), bands + 2) / 2595) - 1)
    f = np.arange(size // 2 + 1) * rate / size
    return np.array(
        [np.minimum((f - c[i]) / (c[i + 1] - c[i]), (c[i + 2] - f) / (c[i + 2] - c[i + 1])) for i in range(bands)]
    )


def mel_bank__unseen_w7(bands, rate, size):
    """WRONG: corners up to the whole rate instead of half of it; input: (2, 8000, 16)."""
    c = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + rate / 700), bands + 2) / 2595) - 1)
    f = np.arange(size // 2 + 1) * rate / size
    return np.array([np.interp(f, c[i : i + 3], [0, 1, 0]) for i in range(bands)])


def decibels__unseen_r1(power, floor):
    """RIGHT: numPy."""
    power = np.asarray(power, dtype=float)
    top = power.max()
    if top == 0:
        return np.full(power.shape, float(floor))
    with np.errstate(divide="ignore"):
        return np.maximum(10 * np.log10(power / top), floor)


def decibels__unseen_r2(power, floor):
    """RIGHT: loops."""
    from math import log10

    loudest = max(max(row) for row in power)
    table = []
    for row in power:
        table.append([floor if p == 0 else max(floor, 10 * log10(p / loudest)) for p in row])
    return table


def decibels__unseen_r3(power, floor):
    """RIGHT: the power is cut below instead of the decibels."""
    loudest = np.max(power)
    if loudest == 0:
        return np.zeros(np.shape(power)) + floor
    return 10 * np.log10(np.clip(power / loudest, 10 ** (floor / 10), None))


def decibels__unseen_r4(power, floor):
    """RIGHT: difference of two logarithms, torch."""
    import torch

    p = torch.tensor(np.asarray(power), dtype=torch.float64)
    db = 10 * torch.log10(p) - 10 * torch.log10(p.max())
    return torch.nan_to_num(db, nan=floor, neginf=floor).clamp(min=floor).numpy()


def decibels__unseen_w1(power, floor):
    """WRONG: 20 log10; input: (np.array([[50.0,5.0],[0.05,0.0]]), -80)."""
    top = power.max()
    if top == 0:
        return np.full(power.shape, float(floor))
    with np.errstate(divide="ignore"):
        return np.maximum(20 * np.log10(power / top), floor)


def decibels__unseen_w2(power, floor):
    """WRONG: below the loudest of each row (frame), not of the whole table; input: (np.array([[50.0,5.0],[0.05,0.005]]), -80)."""
    top = power.max(axis=1, keepdims=True)
    ratio = power / np.where(top == 0, 1, top)
    with np.errstate(divide="ignore"):
        return np.maximum(10 * np.log10(ratio), floor)


def decibels__unseen_w3(power, floor):
    """WRONG: a table of zeros is 0 / 0 = NaN; input: (np.zeros((2,2)), -80)."""
    with np.errstate(all="ignore"):
        return np.maximum(10 * np.log10(power / power.max()), floor)


def decibels__unseen_w4(power, floor):
    """WRONG: 1e-10 added against the log of 0: wrong where all is very quiet; input: (np.array([[1e-12,1e-13],[1e-14,0.0]]), -80)."""
    p = power + 1e-10
    return np.maximum(10 * np.log10(p / p.max()), floor)


def decibels__unseen_w5(power, floor):
    """WRONG: only a power of 0 becomes floor, what lies below it stays; input: (np.array([[50.0,5e-9],[0.05,0.0]]), -80)."""
    out = np.full(power.shape, float(floor))
    loud = power > 0
    if loud.any():
        out[loud] = 10 * np.log10(power[loud] / power.max())
    return out


def decibels__unseen_w6(power, floor):
    """WRONG: np.full_like keeps whole numbers: decibels of a table of whole numbers are cut; input: (np.array([[50,7],[3,0]]), -80)."""
    out = np.full_like(power, floor)
    loud = power > 0
    if loud.any():
        out[loud] = np.maximum(10 * np.log10(power[loud] / power.max()), floor)
    return out


def decibels__unseen_w7(power, floor):
    """WRONG: not relative to the loudest: decibels of the power itself, cut at 0; input: (np.array([[50.0,5.0],[0.05,0.0]]), -80)."""
    with np.errstate(divide="ignore"):
        return np.clip(10 * np.log10(power), floor, 0)


def decibels__unseen_a1(power, floor):
    """ARGUABLE: power cut at 1e-20, far below 80 dB under the least possible loudest (1e-12): right only thanks to the stub's promise; input: (np.array([[1e-12,1e-19],[1e-21,0.0]]), -80)."""
    if not power.any():
        return np.full(power.shape, float(floor))
    p = np.maximum(power, 1e-20)
    return np.maximum(10 * np.log10(p) - 10 * np.log10(p.max()), floor)


def pool__unseen_r1(spectra, lengths):
    """RIGHT: loop over clips."""
    rows = []
    for clip, n in zip(spectra, lengths):
        real = np.asarray(clip[: int(n)], dtype=float)
        rows.append(np.concatenate([real.mean(axis=0), real.std(axis=0)]))
    return np.array(rows)


def pool__unseen_r2(spectra, lengths):
    """RIGHT: a mask, no loop."""
    S = np.asarray(spectra, dtype=float)
    n = np.asarray(lengths, dtype=float)[:, None]
    mask = (np.arange(S.shape[1])[None, :] < n)[:, :, None]
    mean = np.where(mask, S, 0).sum(axis=1) / n
    dev = np.where(mask, S - mean[:, None, :], 0)
    return np.hstack([mean, np.sqrt((dev**2).sum(axis=1) / n)])


def pool__unseen_r3(spectra, lengths):
    """RIGHT: mean and std with where=."""
    real = np.broadcast_to((np.arange(spectra.shape[1]) < np.reshape(lengths, (-1, 1)))[:, :, None], spectra.shape)
    return np.concatenate([spectra.mean(axis=1, where=real), spectra.std(axis=1, where=real)], axis=1)


def pool__unseen_r4(spectra, lengths):
    """RIGHT: statistics module, lists."""
    from statistics import fmean, pstdev

    result = []
    for clip, n in zip(spectra.tolist(), lengths):
        columns = list(zip(*clip[: int(n)]))
        result.append([fmean(c) for c in columns] + [pstdev(c) for c in columns])
    return result


def pool__unseen_w1(spectra, lengths):
    """WRONG: what stands behind the last frame counts too; input: (np.array([[[1.0,4.0],[3.0,4.0],[9.0,9.0]]]), np.array([2]))."""
    return np.hstack([spectra.mean(axis=1), spectra.std(axis=1)])


def pool__unseen_w2(spectra, lengths):
    """WRONG: real frames are found by being not 0: a real 0 is lost, a filling other than 0 counts; input: (np.array([[[0.0,0.0],[2.0,4.0],[9.0,9.0]]]), np.array([2]))."""
    rows = []
    for clip in spectra:
        real = clip[(clip != 0).any(axis=1)]
        rows.append(np.r_[real.mean(axis=0), real.std(axis=0)] if len(real) else np.zeros(2 * clip.shape[1]))
    return np.array(rows)


def pool__unseen_w3(spectra, lengths):
    """WRONG: divided by n - 1: NaN for a clip of one frame; input: (np.array([[[1.0,4.0],[3.0,4.0],[9.0,9.0]]]), np.array([2]))."""
    return np.array([np.r_[s[:n].mean(0), s[:n].std(0, ddof=1)] for s, n in zip(spectra, lengths)])


def pool__unseen_w4(spectra, lengths):
    """WRONG: filling put to 0, then mean and deviation over all t; input: (np.array([[[1.0,4.0],[3.0,4.0],[9.0,9.0]]]), np.array([2]))."""
    mask = (np.arange(spectra.shape[1]) < np.asarray(lengths)[:, None])[:, :, None]
    S = spectra * mask
    return np.hstack([S.mean(axis=1), S.std(axis=1)])


def pool__unseen_w5(spectra, lengths):
    """WRONG: right mean, but the deviation is taken from filled frames too: (0 - mean)² stays in the sum; input: (np.array([[[1.0,4.0],[3.0,4.0],[9.0,9.0]]]), np.array([2]))."""
    n = np.asarray(lengths)[:, None]
    mask = (np.arange(spectra.shape[1]) < n)[:, :, None]
    S = spectra * mask
    mean = S.sum(axis=1) / n
    var = ((S - mean[:, None]) ** 2).sum(axis=1) / n
    return np.hstack([mean, np.sqrt(var)])


def pool__unseen_w6(spectra, lengths):
    """WRONG: root of mean square minus squared mean, which may be a little below 0: NaN for a band that does not change; input: (np.full((1,3,1), -0.7), np.array([3]))."""
    n = np.asarray(lengths)[:, None]
    mask = (np.arange(spectra.shape[1]) < n)[:, :, None]
    S = np.where(mask, spectra, 0.0)
    mean = S.sum(axis=1) / n
    return np.hstack([mean, np.sqrt((S**2).sum(axis=1) / n - mean**2)])


def pool__unseen_w7(spectra, lengths):
    """WRONG: mean and deviation of each band side by side instead of all means first; input: (np.array([[[1.0,4.0],[3.0,4.0],[9.0,9.0]]]), np.array([2]))."""
    rows = []
    for s, n in zip(spectra, lengths):
        row = []
        for b in range(s.shape[1]):
            row += [s[:n, b].mean(), s[:n, b].std()]
        rows.append(row)
    return np.array(rows)


def recognise__unseen_r1(vectors, labels, queries):
    """RIGHT: numPy."""
    unit = lambda v: v / np.linalg.norm(v, axis=1, keepdims=True)
    names = np.unique(labels)
    z = unit(np.asarray(vectors))
    prototypes = unit(np.array([z[labels == c].mean(axis=0) for c in names]))
    return names[(unit(np.asarray(queries)) @ prototypes.T).argmax(axis=1)]


def recognise__unseen_r2(vectors, labels, queries):
    """RIGHT: dictionary and loops."""

    def unit(v):
        v = np.array(v, dtype=float)
        return v / np.sqrt(np.sum(v**2))

    sums = {}
    for v, y in zip(vectors, labels):
        sums[int(y)] = sums.get(int(y), 0) + unit(v)
    prototypes = {y: unit(s) for y, s in sums.items()}
    return [max(prototypes, key=lambda y: float(unit(q) @ prototypes[y])) for q in queries]


def recognise__unseen_r3(vectors, labels, queries):
    """RIGHT: torch, one-hot."""
    import torch
    import torch.nn.functional as F

    names, code = torch.unique(torch.as_tensor(np.asarray(labels).astype(np.int64)), return_inverse=True)
    z = F.normalize(torch.tensor(np.asarray(vectors), dtype=torch.float64), dim=1)
    p = F.normalize(F.one_hot(code, len(names)).double().T @ z, dim=1)
    return names[(torch.tensor(np.asarray(queries), dtype=torch.float64) @ p.T).argmax(dim=1)].tolist()


def recognise__unseen_r4(vectors, labels, queries):
    """RIGHT: sklearn: normalised means, nearest by Euclid (same order on the sphere)."""
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.preprocessing import normalize

    z = normalize(np.asarray(vectors, dtype=float))
    names = sorted(set(int(y) for y in labels))
    means = normalize([z[np.asarray(labels) == y].mean(axis=0) for y in names])
    return KNeighborsClassifier(1).fit(means, names).predict(normalize(np.asarray(queries, dtype=float)))


def recognise__unseen_w1(vectors, labels, queries):
    """WRONG: the number of the prototype instead of its label; input: (np.array([[1.0,0.0],[0.0,5.0],[0.0,2.0]]), np.array([7,3,3]), np.array([[2.0,1.0]]))."""
    z = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    P = np.array([z[labels == c].mean(axis=0) for c in np.unique(labels)])
    P /= np.linalg.norm(P, axis=1, keepdims=True)
    return (queries @ P.T).argmax(axis=1)


def recognise__unseen_w2(vectors, labels, queries):
    """WRONG: vectors not made length 1 before the mean: long ones count more; input: (np.array([[10.0,0.0],[0.0,1.0],[1.0,2.0]]), np.array([1,1,2]), np.array([[1.0,1.0]]))."""
    names = np.unique(labels)
    P = np.array([vectors[labels == c].mean(axis=0) for c in names])
    P = P / np.linalg.norm(P, axis=1, keepdims=True)
    q = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    return names[(q @ P.T).argmax(axis=1)]


def recognise__unseen_w3(vectors, labels, queries):
    """WRONG: the prototype is not made length 1 again: scattered words are at a disadvantage; input: (np.array([[1.0,0.0],[0.0,1.0],[0.0,2.0],[0.0,3.0]]), np.array([1,1,2,2]), np.array([[1.0,1.2]]))."""
    names = np.unique(labels)
    z = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    P = np.array([z[labels == c].mean(axis=0) for c in names])
    return names[(queries @ P.T).argmax(axis=1)]


def recognise__unseen_w4(vectors, labels, queries):
    """WRONG: the label of the nearest single vector, no prototypes; input: (np.array([[1.0,0.0],[1.0,1.0],[1.0,-1.0],[0.0,1.0]]), np.array([1,1,1,2]), np.array([[1.0,1.5]]))."""
    z = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    q = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    return labels[(q @ z.T).argmax(axis=1)]


def recognise__unseen_w5(vectors, labels, queries):
    """WRONG: range(labels.max() + 1): labels below 0 are left out, and gaps give NaN that wins; input: (np.array([[1.0,0.0],[0.0,5.0],[0.0,2.0]]), np.array([7,3,3]), np.array([[2.0,1.0]]))."""
    z = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    P = np.array([z[labels == c].mean(axis=0) for c in range(labels.max() + 1)])
    P = P / np.linalg.norm(P, axis=1, keepdims=True)
    return (queries @ P.T).argmax(axis=1)


def recognise__unseen_w6(vectors, labels, queries):
    """WRONG: prototypes in the order of first appearance, names sorted: labels exchanged; input: (np.array([[1.0,0.0],[0.0,5.0],[0.0,2.0]]), np.array([7,3,3]), np.array([[2.0,1.0]]))."""
    z = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    order = list(dict.fromkeys(labels.tolist()))
    P = np.array([z[labels == c].mean(axis=0) for c in order])
    P = P / np.linalg.norm(P, axis=1, keepdims=True)
    return np.unique(labels)[(queries @ P.T).argmax(axis=1)]


def recognise__unseen_w7(vectors, labels, queries):
    """WRONG: euclidean distance to the plain means; input: (np.array([[1.0,0.0],[0.0,5.0],[0.0,2.0]]), np.array([7,3,3]), np.array([[20.0,19.0]]))."""
    names = np.unique(labels)
    P = np.array([vectors[labels == c].mean(axis=0) for c in names])
    d = np.linalg.norm(queries[:, None] - P[None], axis=2)
    return names[d.argmin(axis=1)]


def recognise__unseen_a1(vectors, labels, queries):
    """ARGUABLE: labels as floats (-3.0, 7.0) from an array of zeros; the same numbers, other kind; input: (np.array([[1.0,0.0],[0.0,5.0],[0.0,2.0]]), np.array([7,-3,-3]), np.array([[2.0,1.0]]))."""
    z = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    names = np.unique(labels)
    P = np.array([z[labels == c].sum(axis=0) for c in names])
    P = P / np.linalg.norm(P, axis=1, keepdims=True)
    out = np.zeros(len(queries))
    for k, q in enumerate(queries):
        out[k] = names[np.argmax(P @ q)]
    return out


def speaker_folds__unseen_r1(speakers, n_folds):
    """RIGHT: counter and sorted."""
    from collections import Counter

    count = Counter(int(s) for s in speakers)
    load = [0] * n_folds
    fold = {}
    for s in sorted(count, key=lambda s: (-count[s], s)):
        f = load.index(min(load))
        fold[s] = f
        load[f] += count[s]
    return [fold[int(s)] for s in speakers]


def speaker_folds__unseen_r2(speakers, n_folds):
    """RIGHT: numPy: unique, stable argsort, argmin."""
    names, inverse, count = np.unique(speakers, return_inverse=True, return_counts=True)
    load = np.zeros(n_folds)
    fold = np.zeros(len(names), dtype=int)
    for i in np.argsort(-count, kind="stable"):
        fold[i] = load.argmin()
        load[fold[i]] += count[i]
    return fold[inverse]


def speaker_folds__unseen_r3(speakers, n_folds):
    """RIGHT: a heap of (clips, fold)."""
    import heapq

    heap = [(0, f) for f in range(n_folds)]
    heapq.heapify(heap)
    speakers = np.asarray(speakers)
    result = np.full(len(speakers), -1)
    names, count = np.unique(speakers, return_counts=True)
    for i in np.lexsort((names, -count)):
        n, f = heapq.heappop(heap)
        result[speakers == names[i]] = f
        heapq.heappush(heap, (n + int(count[i]), f))
    return result


def speaker_folds__unseen_r4(speakers, n_folds):
    """RIGHT: long-winded, the result counts the clips itself."""
    left = sorted(set(np.asarray(speakers).tolist()))
    out = [None] * len(speakers)
    while left:
        best = left[0]
        for s in left:
            if np.sum(speakers == s) > np.sum(speakers == best):
                best = s
        sizes = [out.count(f) for f in range(n_folds)]
        smallest = 0
        for f in range(n_folds):
            if sizes[f] < sizes[smallest]:
                smallest = f
        for i in range(len(speakers)):
            if speakers[i] == best:
                out[i] = smallest
        left.remove(best)
    return tuple(out)


def speaker_folds__unseen_w1(speakers, n_folds):
    """WRONG: counter.most_common: of equals the one that comes first in the table, not the smaller number; input: (np.array([5,2,1,1,1]), 3)."""
    from collections import Counter

    load = [0] * n_folds
    fold = {}
    for s, n in Counter(speakers.tolist()).most_common():
        f = load.index(min(load))
        fold[s] = f
        load[f] += n
    return [fold[s] for s in speakers.tolist()]


def speaker_folds__unseen_w2(speakers, n_folds):
    """WRONG: argsort()[::-1]: of equals the larger number first; input: (np.array([1,2]), 2)."""
    names, inverse, count = np.unique(speakers, return_inverse=True, return_counts=True)
    load = np.zeros(n_folds, dtype=int)
    fold = np.zeros(len(names), dtype=int)
    for i in np.argsort(count, kind="stable")[::-1]:
        fold[i] = load.argmin()
        load[fold[i]] += count[i]
    return fold[inverse]


def speaker_folds__unseen_w3(speakers, n_folds):
    """WRONG: dealt out in turn, without looking how many clips a fold has; input: (np.array([0,0,0,0,0,1,1,2]), 2)."""
    names, inverse, count = np.unique(speakers, return_inverse=True, return_counts=True)
    fold = np.zeros(len(names), dtype=int)
    fold[np.argsort(-count, kind="stable")] = np.arange(len(names)) % n_folds
    return fold[inverse]


def speaker_folds__unseen_w4(speakers, n_folds):
    """WRONG: sklearn's GroupKFold: other order of equals, and an error if there are fewer speakers than folds; input: (np.array([1,2]), 2)."""
    from sklearn.model_selection import GroupKFold

    out = np.zeros(len(speakers), dtype=int)
    for f, (_, test) in enumerate(GroupKFold(n_splits=n_folds).split(np.zeros(len(speakers)), groups=speakers)):
        out[test] = f
    return out


def speaker_folds__unseen_w5(speakers, n_folds):
    """WRONG: speakers in the order of their numbers, not those with most clips first; input: (np.array([4,4,1,4,1,2]), 2)."""
    load = [0] * n_folds
    out = np.zeros(len(speakers), dtype=int)
    for s in np.unique(speakers):
        f = load.index(min(load))
        out[speakers == s] = f
        load[f] += int((speakers == s).sum())
    return out


def speaker_folds__unseen_w6(speakers, n_folds):
    """WRONG: counts speakers instead of clips in a fold; input: (np.array([0,0,0,0,0,1,1,2]), 2)."""
    names, inverse, count = np.unique(speakers, return_inverse=True, return_counts=True)
    load = [0] * n_folds
    fold = np.zeros(len(names), dtype=int)
    for i in np.argsort(-count, kind="stable"):
        f = load.index(min(load))
        fold[i] = f
        load[f] += 1
    return fold[inverse]


def speaker_folds__unseen_w7(speakers, n_folds):
    """WRONG: the fold of each speaker, not of each clip; input: (np.array([4,4,1,4,1,2]), 2)."""
    names, count = np.unique(speakers, return_counts=True)
    load = np.zeros(n_folds, dtype=int)
    fold = np.zeros(len(names), dtype=int)
    for i in np.argsort(-count, kind="stable"):
        fold[i] = load.argmin()
        load[fold[i]] += count[i]
    return fold


def speaker_folds__unseen_a1(speakers, n_folds):
    """ARGUABLE: right folds as floats (0.0, 1.0); the stub says whole numbers; input: (np.array([4,4,1,4,1,2]), 2)."""
    names, count = np.unique(speakers, return_counts=True)
    load = np.zeros(n_folds)
    out = np.zeros(len(speakers))
    for i in np.argsort(-count, kind="stable"):
        f = load.argmin()
        out[speakers == names[i]] = f
        load[f] += count[i]
    return out


def trials__unseen_r1(speakers, recordings):
    """RIGHT: double loop."""
    rows = []
    for i in range(len(speakers)):
        for j in range(i + 1, len(speakers)):
            same = speakers[i] == speakers[j]
            if not (same and recordings[i] == recordings[j]):
                rows.append((i, j, int(same)))
    return np.array(rows, dtype=int).reshape(-1, 3)


def trials__unseen_r2(speakers, recordings):
    """RIGHT: triu_indices."""
    s, r = np.asarray(speakers), np.asarray(recordings)
    i, j = np.triu_indices(len(s), k=1)
    keep = (s[i] != s[j]) | (r[i] != r[j])
    return np.column_stack([i, j, s[i] == s[j]])[keep].astype(int)


def trials__unseen_r3(speakers, recordings):
    """RIGHT: codes of recordings, itertools."""
    from itertools import combinations

    code = [1000 * int(s) + int(r) for s, r in zip(speakers, recordings)]
    found = [
        [i, j, 1 if speakers[i] == speakers[j] else 0]
        for i, j in combinations(range(len(code)), 2)
        if code[i] != code[j]
    ]
    return found if found else np.zeros((0, 3), dtype=int)


def trials__unseen_r4(speakers, recordings):
    """RIGHT: tables and argwhere, which sorts by row and column."""
    import torch

    s, r = torch.as_tensor(np.asarray(speakers)), torch.as_tensor(np.asarray(recordings))
    voice = s[:, None] == s[None, :]
    allowed = torch.triu(~(voice & (r[:, None] == r[None, :])), diagonal=1)
    pairs = torch.nonzero(allowed)
    return torch.cat([pairs, voice[pairs[:, 0], pairs[:, 1]].long()[:, None]], dim=1).numpy()


def trials__unseen_w1(speakers, recordings):
    """WRONG: equal recording numbers of different speakers are left out as well; input: (np.array([1,2]), np.array([0,0]))."""
    i, j = np.triu_indices(len(speakers), k=1)
    keep = recordings[i] != recordings[j]
    return np.column_stack([i, j, speakers[i] == speakers[j]])[keep].astype(int)


def trials__unseen_w2(speakers, recordings):
    """WRONG: recordings forgotten: all pairs; input: (np.array([1,1,1]), np.array([5,6,5]))."""
    i, j = np.triu_indices(len(speakers), k=1)
    return np.column_stack([i, j, (speakers[i] == speakers[j]).astype(int)])


def trials__unseen_w3(speakers, recordings):
    """WRONG: each pair twice, in both orders; input: (np.array([1,1,1]), np.array([5,6,5]))."""
    rows = []
    for i in range(len(speakers)):
        for j in range(len(speakers)):
            same = speakers[i] == speakers[j]
            if i != j and not (same and recordings[i] == recordings[j]):
                rows.append([i, j, int(same)])
    return np.array(rows).reshape(-1, 3)


def trials__unseen_w4(speakers, recordings):
    """WRONG: no pair: shape (0,) instead of (0, 3); input: (np.array([1,1]), np.array([5,5]))."""
    rows = []
    for i in range(len(speakers)):
        for j in range(i + 1, len(speakers)):
            if speakers[i] != speakers[j] or recordings[i] != recordings[j]:
                rows.append([i, j, int(speakers[i] == speakers[j])])
    return np.array(rows)


def trials__unseen_w5(speakers, recordings):
    """WRONG: recordings told apart by 100 * speaker + recording, though the numbers go to 999; input: (np.array([1,2]), np.array([150,50]))."""
    code = 100 * speakers + recordings
    i, j = np.triu_indices(len(speakers), k=1)
    keep = code[i] != code[j]
    return np.column_stack([i, j, speakers[i] == speakers[j]])[keep].astype(int)


def trials__unseen_w6(speakers, recordings):
    """WRONG: numbers of the speakers in the rows instead of the clips; input: (np.array([1,1,1]), np.array([5,6,5]))."""
    rows = []
    for i in range(len(speakers)):
        for j in range(i + 1, len(speakers)):
            if speakers[i] != speakers[j] or recordings[i] != recordings[j]:
                rows.append([speakers[i], speakers[j], int(speakers[i] == speakers[j])])
    return np.array(rows, dtype=int).reshape(-1, 3)


def trials__unseen_w7(speakers, recordings):
    """WRONG: pairs of the same speaker first, then the others: not sorted by clip; input: (np.array([1,2,1]), np.array([5,6,7]))."""
    target, other = [], []
    for i in range(len(speakers)):
        for j in range(i + 1, len(speakers)):
            if speakers[i] != speakers[j]:
                other.append([i, j, 0])
            elif recordings[i] != recordings[j]:
                target.append([i, j, 1])
    return np.array(target + other, dtype=int).reshape(-1, 3)


def trials__unseen_a1(speakers, recordings):
    """ARGUABLE: the third column as True / False in a list of tuples: equal to 1 and 0, but 'whole numbers' are asked for; input: (np.array([1,1,2]), np.array([5,6,5]))."""
    rows = [
        (i, j, bool(speakers[i] == speakers[j]))
        for i in range(len(speakers))
        for j in range(i + 1, len(speakers))
        if speakers[i] != speakers[j] or recordings[i] != recordings[j]
    ]
    return rows or np.zeros((0, 3), dtype=int)


def min_dcf__unseen_r1(scores, same, prior):
    """RIGHT: every score and infinity as threshold."""
    best = float("inf")
    for t in list(scores) + [float("inf")]:
        miss = np.mean(scores[same] < t)
        alarm = np.mean(scores[~same] >= t)
        best = min(best, prior * miss + (1 - prior) * alarm)
    return best / min(prior, 1 - prior)


def min_dcf__unseen_r2(scores, same, prior):
    """RIGHT: sorted once, searchsorted."""
    good, bad = np.sort(scores[same]), np.sort(scores[~same])
    t = np.append(np.unique(scores), np.inf)
    miss = np.searchsorted(good, t, side="left") / len(good)
    alarm = 1 - np.searchsorted(bad, t, side="left") / len(bad)
    return (prior * miss + (1 - prior) * alarm).min() / min(prior, 1 - prior)


def min_dcf__unseen_r3(scores, same, prior):
    """RIGHT: sklearn's ROC curve: with its first point it holds nobody and everybody."""
    from sklearn.metrics import roc_curve

    fpr, tpr, _ = roc_curve(same, scores)
    return float(np.min(prior * (1 - tpr) + (1 - prior) * fpr) / min(prior, 1 - prior))


def min_dcf__unseen_r4(scores, same, prior):
    """RIGHT: cumulated over groups of equal scores, from above, lists."""
    from itertools import groupby

    pairs = sorted(zip(map(float, scores), map(bool, same)), reverse=True)
    n_same = sum(y for _, y in pairs)
    n_diff = len(pairs) - n_same
    hit = alarm = 0
    costs = [prior]
    for _, group in groupby(pairs, key=lambda p: p[0]):
        for _, y in group:
            if y:
                hit += 1
            else:
                alarm += 1
        costs.append(prior * (1 - hit / n_same) + (1 - prior) * alarm / n_diff)
    return min(costs) / min(prior, 1 - prior)


def min_dcf__unseen_w1(scores, same, prior):
    """WRONG: not divided by min(prior, 1 - prior); input: (np.array([0.9,0.6,0.4,0.1]), np.array([True,False,True,False]), 0.5)."""
    t = np.append(np.unique(scores), np.inf)
    return min(prior * (scores[same] < x).mean() + (1 - prior) * (scores[~same] >= x).mean() for x in t)


def min_dcf__unseen_w2(scores, same, prior):
    """WRONG: no threshold at which nobody is accepted; input: (np.array([0.9,0.6,0.4,0.1]), np.array([False,True,True,False]), 0.01)."""
    t = np.unique(scores)
    cost = [prior * (scores[same] < x).mean() + (1 - prior) * (scores[~same] >= x).mean() for x in t]
    return min(cost) / min(prior, 1 - prior)


def min_dcf__unseen_w3(scores, same, prior):
    """WRONG: prior with the wrong error; input: (np.array([0.9,0.6,0.4,0.1]), np.array([True,False,True,True]), 0.1)."""
    t = np.append(np.unique(scores), np.inf)
    cost = [prior * (scores[~same] >= x).mean() + (1 - prior) * (scores[same] < x).mean() for x in t]
    return min(cost) / min(prior, 1 - prior)


def min_dcf__unseen_w4(scores, same, prior):
    """WRONG: thresholds from 0 to 1 only; input: (np.array([-1.0,-2.0,-3.0,-4.0]), np.array([True,True,False,False]), 0.5)."""
    cost = [
        prior * (scores[same] < x).mean() + (1 - prior) * (scores[~same] >= x).mean() for x in np.linspace(0, 1, 1001)
    ]
    return min(min(cost), prior, 1 - prior) / min(prior, 1 - prior)


def min_dcf__unseen_w5(scores, same, prior):
    """WRONG: equal scores taken one by one after sorting; input: (np.array([0.5,0.5,0.5,0.5]), np.array([True,True,False,False]), 0.5)."""
    y = same[np.argsort(-scores, kind="stable")]
    miss = np.r_[1, 1 - np.cumsum(y) / y.sum()]
    alarm = np.r_[0, np.cumsum(~y) / (~y).sum()]
    return (prior * miss + (1 - prior) * alarm).min() / min(prior, 1 - prior)


def min_dcf__unseen_w6(scores, same, prior):
    """WRONG: highest score times 1.1 as 'nobody': lower, not higher, if all scores are below 0; input: (np.array([-1.0,-2.0,-3.0,-4.0]), np.array([False,True,True,False]), 0.01)."""
    t = np.append(np.unique(scores), scores.max() * 1.1)
    cost = [prior * (scores[same] < x).mean() + (1 - prior) * (scores[~same] >= x).mean() for x in t]
    return min(cost) / min(prior, 1 - prior)


def min_dcf__unseen_w7(scores, same, prior):
    """WRONG: divided by prior, right only up to one half; input: (np.array([0.9,0.6,0.4,0.1]), np.array([True,False,True,False]), 0.8)."""
    t = np.append(np.unique(scores), np.inf)
    cost = [prior * (scores[same] < x).mean() + (1 - prior) * (scores[~same] >= x).mean() for x in t]
    return min(cost) / prior


def min_dcf__unseen_a1(scores, same, prior):
    """ARGUABLE: scores.max() + 1 for 'nobody': the same unless scores are so large that + 1 is lost ('scores are any numbers', but 'sizes are ordinary'); input: (np.array([2e17, 1e17]), np.array([False, True]), 0.01)."""
    t = np.append(np.unique(scores), scores.max() + 1)
    cost = [prior * (scores[same] < x).mean() + (1 - prior) * (scores[~same] >= x).mean() for x in t]
    return min(cost) / min(prior, 1 - prior)
