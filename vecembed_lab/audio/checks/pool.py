"""The exercise `pool`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table


def _pool(spectra, lengths):
    parts = [np.asarray(one[:length], dtype=float) for one, length in zip(spectra, lengths, strict=True)]
    return np.array([np.concatenate([part.mean(axis=0), part.std(axis=0)]) for part in parts])


pool = Exercise(
    "pool",
    _pool,
    hints=(
        "Each clip has its own number of real frames; whatever comes after them must not count.",
        "For one clip: `real = spectra[i, : lengths[i]]`, then its mean and its standard deviation over time, axis 0.",
        "`np.concatenate([real.mean(axis=0), real.std(axis=0)])` is one row of the answer.",
    ),
    read="One vector, however long the sound",
)


@pool.criterion("by hand: two clips of two bands", points=1)
def _(student, rng):
    spectra = np.array([[[1.0, 4], [3, 4], [9, 9]], [[5, 6], [0, 0], [0, 0]]])
    same(student(spectra, np.array([2, 1])), [[2, 4, 1, 0], [5, 6, 0, 0]], "Two real frames, and one")
    same(student(spectra[:1], np.array([3])), [[13 / 3, 17 / 3, np.sqrt(104 / 9), np.sqrt(50 / 9)]], "All are real")


@pool.criterion("any lengths, whatever stands in the padding", points=2)
def _(student, rng):
    sounds, lengths = rng.normal(size=(6, 9, 4)) * 5 - 20, np.array([9, 1, 4, 4, 7, 2])
    for filling in (0.0, -80.0, 1e3):
        spectra = np.where(_real(sounds, lengths)[:, :, None], sounds, filling)
        same(student(spectra, lengths), _pool(spectra, lengths), f"What is no frame is filled with {filling:g}")
    spectra = spectra.copy()
    spectra[1, 0] = spectra[0, 3] = spectra[2, :2, 1] = 0
    same(student(spectra, lengths), _pool(spectra, lengths), "A real frame may be 0, and still counts")


@pool.criterion("other shapes", points=1)
def _(student, rng):
    spectra = table(rng, "thousands", shape=(3, 5, 1))
    same(student(spectra, np.array([5, 5, 5])), _pool(spectra, [5, 5, 5]), "One band, and no padding at all")
    spectra = rng.integers(-60, 0, size=(2, 3, 8))
    same(student(spectra, np.array([3, 2])), _pool(spectra, [3, 2]), "Whole numbers, more bands than frames")
    spectra = rng.normal(size=(4, 6, 3)).astype(np.float32)
    lengths = np.array([2, 6, 3, 5])
    same(student(spectra, lengths), _pool(spectra, lengths), "float32")
    spectra = np.tile(np.append(-40.3, np.linspace(-79.9, -0.1, 60)), (1, 3, 1))
    same(student(spectra, np.array([3])), _pool(spectra, [3]), "No band changes over time: all deviations are 0")


def _real(spectra, lengths):
    return np.arange(spectra.shape[1]) < np.asarray(lengths)[:, None]


def _both(spectra, lengths, first, second):
    parts = [np.asarray(one[:length], dtype=float) for one, length in zip(spectra, lengths, strict=True)]
    return np.array([np.concatenate([first(part), second(part)]) for part in parts])


@pool.mistake("the padding was averaged in: it is no sound, so leave it out.")
def padding_counts(spectra, lengths):
    return np.concatenate([spectra.mean(axis=1), spectra.std(axis=1)], axis=1)


@pool.mistake("the sum of the real frames was divided by the number of all frames; divide by the length.")
def divided_by_all(spectra, lengths):
    real = np.where(_real(spectra, lengths)[:, :, None], spectra, 0)
    return np.concatenate([real.mean(axis=1), _pool(spectra, lengths)[:, spectra.shape[2] :]], axis=1)


@pool.mistake("the padding was set to 0, but 0 was averaged in all the same.")
def padding_is_zero(spectra, lengths):
    return padding_counts(np.where(_real(spectra, lengths)[:, :, None], spectra, 0), lengths)


@pool.mistake("frames of 0 were taken for padding; the lengths say what is real.")
def zeros_left_out(spectra, lengths):
    parts = [one[one.any(axis=1)] if one.any() else one[:1] for one in np.asarray(spectra, dtype=float)]
    return np.array([np.concatenate([part.mean(axis=0), part.std(axis=0)]) for part in parts])


@pool.mistake("the standard deviation divides by the number of frames here, not by one less.")
def sample_deviation(spectra, lengths):
    with np.errstate(all="ignore"):
        return _both(
            spectra, lengths, lambda p: p.mean(axis=0), lambda p: p.std(axis=0) * np.sqrt(len(p) / (len(p) - 1))
        )


@pool.mistake("the standard deviation divides by the number of frames here, not by one less (and one frame has 0).")
def sample_deviation_guarded(spectra, lengths):
    def deviation(part):
        return part.std(axis=0, ddof=1) if len(part) > 1 else part[0] * 0

    return _both(spectra, lengths, lambda p: p.mean(axis=0), deviation)


@pool.mistake("this is the variance; take its square root.")
def variance(spectra, lengths):
    return _both(spectra, lengths, lambda p: p.mean(axis=0), lambda p: p.var(axis=0))


@pool.mistake("the mean alone came; the standard deviations stand behind it.")
def mean_alone(spectra, lengths):
    return _pool(spectra, lengths)[:, : spectra.shape[2]]


@pool.mistake("the standard deviations stand in front; the means come first.")
def deviation_first(spectra, lengths):
    return np.roll(_pool(spectra, lengths), spectra.shape[2], axis=1)


@pool.mistake("frames were added up; a longer clip would be louder. Take the mean.")
def summed(spectra, lengths):
    return _both(spectra, lengths, lambda p: p.sum(axis=0), lambda p: p.std(axis=0))


@pool.mistake("this is the loudest frame of each band, not the mean.")
def loudest(spectra, lengths):
    return _both(spectra, lengths, lambda p: p.max(axis=0), lambda p: p.std(axis=0))


@pool.mistake("the frame after the last one was taken too: `spectra[i, :length]` stops before it.")
def one_too_many(spectra, lengths):
    return _pool(spectra, np.minimum(np.asarray(lengths) + 1, spectra.shape[1]))


@pool.mistake("every clip was cut to the shortest; use all the frames that each one has.")
def cut_to_the_shortest(spectra, lengths):
    return _pool(spectra, np.full(len(spectra), np.min(lengths)))


@pool.mistake("mean and standard deviation were taken over the bands; take them over time.")
def over_bands(spectra, lengths):
    parts = [np.asarray(one[:length], dtype=float) for one, length in zip(spectra, lengths, strict=True)]
    return np.array([[part.mean(axis=1).mean(), part.std(axis=1).mean()] for part in parts])


@pool.mistake("single numbers of 0 were left out; in a real frame they count like all others.")
def single_zeros_left_out(spectra, lengths):
    found = np.where(_real(spectra, lengths)[:, :, None], spectra, 0)
    count = np.maximum((found != 0).sum(axis=1), 1)
    mean = found.sum(axis=1) / count
    squares = np.where(found != 0, (found - mean[:, None]) ** 2, 0)
    return np.concatenate([mean, np.sqrt(squares.sum(axis=1) / count)], axis=1)


@pool.mistake("the standard deviation divides by one less than the number of frames, which is 0 for a single frame.")
def sample_deviation_is_nan(spectra, lengths):
    with np.errstate(all="ignore"):
        return _both(
            spectra,
            lengths,
            lambda p: p.mean(axis=0),
            lambda p: np.sqrt(((p - p.mean(axis=0)) ** 2).sum(axis=0) / np.float64(len(p) - 1)),
        )


@pool.mistake("mean and deviation of each band stand side by side; first come all means, then all deviations.")
def side_by_side(spectra, lengths):
    n, _, bands = spectra.shape
    return _pool(spectra, lengths).reshape(n, 2, bands).transpose(0, 2, 1).reshape(n, -1)


@pool.mistake("means and deviations are in an axis of their own; put them behind each other in one row.")
def axis_of_their_own(spectra, lengths):
    return _pool(spectra, lengths).reshape(len(spectra), 2, -1)


@pool.mistake("the mean went over the bands of each frame, axis 2; it goes over time.")
def bands_of_each_frame(spectra, lengths):
    return np.concatenate([spectra.mean(axis=2), spectra.std(axis=2)], axis=1)


@pool.mistake("the last real frame was left out: `spectra[i, :length]` ends with it.")
def one_too_few(spectra, lengths):
    return _pool(spectra, np.maximum(np.asarray(lengths) - 1, 1))


@pool.mistake("in the standard deviation the padding counts, as the distance of 0 from the mean.")
def deviation_of_padding(spectra, lengths):
    found = np.where(_real(spectra, lengths)[:, :, None], spectra, 0)
    means = _pool(spectra, lengths)[:, : spectra.shape[2]]
    squares = ((found - means[:, None]) ** 2).sum(axis=1) / np.asarray(lengths)[:, None]
    return np.concatenate([means, np.sqrt(squares)], axis=1)


@pool.mistake("this is the root of the mean square; the standard deviation takes the mean out first.")
def root_mean_square(spectra, lengths):
    return _both(spectra, lengths, lambda p: p.mean(axis=0), lambda p: np.sqrt((p**2).mean(axis=0)))


@pool.mistake("the deviation is from one mean of all bands; each band has its own.")
def common_mean(spectra, lengths):
    return _both(spectra, lengths, lambda p: p.mean(axis=0), lambda p: np.sqrt(((p - p.mean()) ** 2).mean(axis=0)))


@pool.mistake("this is the mean absolute deviation; the standard one squares, and takes the root of the mean.")
def absolute_deviation(spectra, lengths):
    return _both(spectra, lengths, lambda p: p.mean(axis=0), lambda p: np.abs(p - p.mean(axis=0)).mean(axis=0))


@pool.mistake("the mean square less the squared mean can come out below 0 by rounding, and its root is NaN.")
def root_of_a_difference(spectra, lengths):
    with np.errstate(all="ignore"):
        return _both(
            spectra, lengths, lambda p: p.mean(axis=0), lambda p: np.sqrt((p**2).mean(axis=0) - p.mean(axis=0) ** 2)
        )


@pool.mistake("one standard deviation was taken of all numbers of a clip; each band has its own, `axis=0`.")
def one_deviation_for_all_bands(spectra, lengths):
    return _both(spectra, lengths, lambda p: p.mean(axis=0), lambda p: np.full(p.shape[1], p.std()))


@pool.mistake("real frames of 0 were left out; they count like all others.")
def real_zeros_left_out(spectra, lengths):
    parts = [np.asarray(one[:length], dtype=float) for one, length in zip(spectra, lengths, strict=True)]
    parts = [part[part.any(axis=1)] if part.any() else part for part in parts]
    return np.array([np.concatenate([part.mean(axis=0), part.std(axis=0)]) for part in parts])
