"""The exercise `frames`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.audio import spectra
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _frames(samples, size, hop):
    return spectra.frames(samples, size, hop).copy()


frames = Exercise(
    "frames",
    _frames,
    hints=(
        "The first frame begins at sample 0, the next one `hop` later, and so on, as long as a whole frame fits.",
        "The last begin that fits is len(samples) - size, so `range(0, len(samples) - size + 1, hop)` are all begins.",
        "`np.array([samples[b : b + size] for b in begins])`, made `.reshape(-1, size)` for the case that there is "
        "none.",
    ),
    read="Frames, and why they fade in and out",
)


@frames.criterion("by hand: six samples", points=1)
def _(student, rng):
    samples = np.array([3.0, 1, 4, 1, 5, 9])
    same(student(samples, 4, 2), [[3, 1, 4, 1], [4, 1, 5, 9]], "Frames of four begin at 0 and 2; both fit exactly")
    same(student(samples, 3, 2), [[3, 1, 4], [4, 1, 5]], "The last sample is left over")
    same(student(samples, 2, 4), [[3, 1], [5, 9]], "A hop may be longer than a frame: samples between are skipped")


@frames.criterion("any size and hop", points=2)
def _(student, rng):
    for n, size, hop in [(100, 16, 5), (101, 20, 10), (64, 16, 16), (37, 5, 9), (50, 12, 1)]:
        samples = rng.normal(size=n)
        same(student(samples, size, hop), _frames(samples, size, hop), f"{n} samples, size {size}, hop {hop}")
    samples = rng.integers(-9, 9, size=23)
    same(student(samples, 7, 4), _frames(samples, 7, 4), "Whole numbers: 23 samples, size 7, hop 4")
    samples = rng.normal(size=31).astype(np.float32)
    same(student(samples, 1, 3), _frames(samples, 1, 3), "float32: 31 samples, frames of one, hop 3")


@frames.criterion("exactly one frame, and none", points=1)
def _(student, rng):
    samples = rng.normal(size=8)
    same(student(samples, 8, 3), samples[None], "A recording as long as a frame has one")
    for n in (7, 1, 0):
        why = f"{n} samples have no frame of 8: an array of shape (0, 8)"
        same(student(rng.normal(size=n), 8, 3), np.zeros((0, 8)), why)


def _begins(samples, size, hop, extra=1):
    return range(0, max(0, len(samples) - size + extra), hop)


@frames.mistake("the last frame is missing when it fits exactly: begins go up to len(samples) - size, that one too.")
def last_missing(samples, size, hop):
    found = [samples[b : b + size] for b in _begins(samples, size, hop, 0)]
    return np.array(found, dtype=samples.dtype).reshape(-1, size)


@frames.mistake("what is left over at the end was filled up with zeros to one more frame; leave it out.")
def padded_at_the_end(samples, size, hop):
    begins = range(0, len(samples), hop)
    longer = np.append(samples, np.zeros(size, samples.dtype))
    return np.array([longer[b : b + size] for b in begins]).reshape(-1, size)


@frames.mistake("the last frame that does not fit was filled up with zeros; leave it out.")
def rounded_up(samples, size, hop):
    n = 1 + max(0, int(np.ceil((len(samples) - size) / hop)))
    longer = np.append(samples, np.zeros(size + n * hop, samples.dtype))
    return np.array([longer[i * hop : i * hop + size] for i in range(n)]).reshape(-1, size)


@frames.mistake("size and hop were exchanged.")
def exchanged(samples, size, hop):
    return _frames(samples, hop, size)


@frames.mistake("the frames follow each other without overlap; one begins every `hop` samples.")
def without_overlap(samples, size, hop):
    return _frames(samples, size, size)


@frames.mistake("each frame stands in a column; make it a row.")
def in_columns(samples, size, hop):
    return _frames(samples, size, hop).T


@frames.mistake("half a frame of zeros was put before and after, as some libraries do; the first begins at sample 0.")
def centred(samples, size, hop):
    return _frames(np.pad(samples, size // 2), size, hop)


@frames.mistake("the hop was counted from the end of a frame; it goes from begin to begin.")
def hop_from_the_end(samples, size, hop):
    return _frames(samples, size, size + hop)


@frames.mistake("the hop was taken for the overlap; it is the distance of two begins.")
def hop_is_overlap(samples, size, hop):
    return _frames(samples, size, max(1, size - hop))


@frames.mistake("there is a frame at every sample; keep every `hop`-th.")
def every_sample(samples, size, hop):
    return _frames(samples, size, 1)


@frames.mistake("a recording shorter than a frame has none: the result has 0 rows, and still `size` columns.")
def short_is_padded(samples, size, hop):
    if len(samples) < size:
        return np.pad(samples, (0, size - len(samples)))[None]
    return _frames(samples, size, hop)


@frames.mistake("a recording shorter than a frame gave an array without columns: its shape is (0, size).")
def short_without_columns(samples, size, hop):
    return np.array([samples[b : b + size] for b in _begins(samples, size, hop)])


@frames.mistake("there are len(samples) // hop frames, the last of them filled up with zeros; a frame must fit.")
def one_for_each_hop(samples, size, hop):
    longer = np.append(samples, np.zeros(size, samples.dtype))
    begins = np.arange(len(samples) // hop) * hop
    return np.array([longer[b : b + size] for b in begins]).reshape(-1, size)


@frames.mistake("one more frame was put at the very end; what is left over is left out.")
def aligned_at_the_end(samples, size, hop):
    begins = list(_begins(samples, size, hop))
    if begins and begins[-1] + size < len(samples):
        begins.append(len(samples) - size)
    return np.array([samples[b : b + size] for b in begins]).reshape(-1, size)


@frames.mistake("the hop was cut to the size of a frame; it may be longer, and samples between are skipped.")
def hop_cut_to_size(samples, size, hop):
    return _frames(samples, size, min(hop, size))


@frames.mistake("a frame was dropped because no whole hop follows; it is enough that the frame fits.")
def whole_hop_needed(samples, size, hop):
    begins = range(0, len(samples) - max(size, hop) + 1, hop)
    return np.array([samples[b : b + size] for b in begins]).reshape(-1, size)


@frames.mistake("the number of frames is wrong for short recordings: `int()` cuts towards 0; `//` rounds down.")
def cut_towards_zero(samples, size, hop):
    count = max(0, int((len(samples) - size) / hop) + 1)
    longer = np.append(samples, np.zeros(size, samples.dtype))
    return np.array([longer[i * hop : i * hop + size] for i in range(count)]).reshape(-1, size)


@frames.mistake("a recording shorter than a frame raised an error; it has no frame, and the shape is (0, size).")
def short_is_an_error(samples, size, hop):
    if len(samples) < size:
        raise ValueError
    return _frames(samples, size, hop)


@frames.mistake("a recording much shorter than a frame raised an error: the number of frames became negative.")
def negative_number(samples, size, hop):
    count = (len(samples) - size) // hop + 1
    if count < 0:
        raise ValueError
    return _frames(samples, size, hop)


@frames.mistake("what is left over at the end was filled up with zeros to one more frame; a frame must fit.")
def rest_padded(samples, size, hop):
    return rounded_up(samples, size, hop) if len(samples) >= size else np.zeros((0, size))


@frames.mistake("half a frame was mirrored before and after, as some libraries do; the first frame begins at sample 0.")
def centred_by_mirrors(samples, size, hop):
    if len(samples) < size:
        return np.zeros((0, size))
    return _frames(np.pad(samples, size // 2, mode="reflect"), size, hop)


@frames.mistake("the hop was raised to the size of a frame; it may be shorter, and then frames overlap.")
def hop_raised_to_size(samples, size, hop):
    return _frames(samples, size, max(hop, size))


@frames.mistake("(len(samples) - size) // hop counts the hops; there is one frame more, the one before the first hop.")
def one_too_few(samples, size, hop):
    begins = range(0, max(0, (len(samples) - size) // hop) * hop, hop)
    return np.array([samples[b : b + size] for b in begins], dtype=samples.dtype).reshape(-1, size)


@frames.mistake("what is left over at the end was filled up with zeros to one more frame; a frame must fit.")
def rest_padded_if_any(samples, size, hop):
    return rounded_up(samples, size, hop) if len(samples) else np.zeros((0, size))


@frames.mistake("each frame stands in a column; make it a row.")
def in_columns_but_for_none(samples, size, hop):
    return _frames(samples, size, hop).T if len(samples) >= size else np.zeros((0, size))
