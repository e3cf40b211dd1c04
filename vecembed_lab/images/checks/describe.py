"""The exercise `describe`: what a right answer does, and the wrong answers people really give."""

import functools

import numpy as np

from vecembed_lab.grading.compare import Wrong, kind
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.images import features, verification

N_CLASSES = 36  # hidden characters, drawn anew for each seed
WANTED = 0.5  # of the way from the pixels of centred letters to the reference: full points
NOTHING = 1.05  # times the error of pixels: above it there are no points


def _pixels(pictures):
    return features.pixels(pictures)


def _centred_pixels(pictures):
    return _pixels(features.recentred(pictures))


def _describe(pictures):
    """Gradient histograms of the pictures with their mass in the middle."""
    return features.gradient_histograms(features.recentred(pictures))


describe = Exercise(
    "describe",
    _describe,
    hints=(
        "Pixels forgive nothing: what has moved by two pixels is another picture. What can be undone before comparing?",
        "Move each letter so that its centre of mass (or its box) stands in the middle. And edges say more than grey.",
        "In cells of 4 x 4 pixels, add up how strong the edges of each of 8 directions are; take roots, subtract the "
        "mean over all pictures. Do that after centring.",
    ),
    read="Letters never seen",
)


@functools.lru_cache(maxsize=1)  # a class is asked the same
def _hidden_test(seed):
    """Moved pictures of hidden characters, which one each is, and the errors of four ways to describe them."""
    from vecembed_lab.images import augment, glyphs

    rng = np.random.default_rng(seed)
    test = glyphs.split(glyphs.load_glyphs(), N_CLASSES, rng=rng).test
    moved = augment.changed(test.pictures, seed=int(rng.integers(2**31)))
    order = rng.permutation(len(moved))
    pictures, labels = moved[order], test.labels[order]
    models = (_pixels, features.gradient_histograms, _centred_pixels, _describe)
    return pictures, labels, [verification.eer_of(model(pictures), labels) for model in models]


def _share(found, bands):
    """The part of the points that an equal error rate earns: 1/6 for pixels, 1/3 for histograms, 2/3 for centring."""
    raw, histograms, centred, _ = bands
    steps = [NOTHING * raw, raw, histograms, centred, _full(bands)]
    return float(np.interp(-found, [-x for x in steps], [0, 1 / 6, 1 / 3, 2 / 3, 1]))


def _full(bands):
    """The equal error rate from which on all points are earned."""
    return bands[2] + WANTED * (bands[3] - bands[2])


@describe.criterion("pictures of the same hidden character are nearer to each other than to others", points=6)
def _(student, rng):
    pictures, labels, bands = _hidden_test(int(rng.integers(2**63)))
    vectors = np.asarray(student(pictures), dtype=float)
    if vectors.ndim != 2 or len(vectors) != len(pictures) or not np.isfinite(vectors).all():
        raise Wrong(f"A row of finite numbers is needed for each of {len(pictures)} pictures, got {kind(vectors)}")
    found = verification.eer_of(vectors, labels)
    remark = f"the equal error rate is {found:.3f}; pixels have {bands[0]:.3f}, gradient histograms {bands[1]:.3f}"
    if (share := _share(found, bands)) < 1:
        limits = f"points begin at {NOTHING * bands[0]:.3f} and are full at {_full(bands):.3f}"
        raise Wrong(f"{remark}; {limits}", share=share)
    return remark


def _rows(pictures):
    return np.asarray(pictures).reshape(len(pictures), -1)


@describe.mistake("these are the pixels, less their mean: a beginning, but a letter that has moved is lost to them.")
def centred_pixels(pictures):
    return _pixels(pictures)


@describe.mistake("these are the pixels as they are; even the mean picture, which all have in common, was left in.")
def raw_pixels(pictures):
    return _rows(pictures)


@describe.mistake("these are gradient histograms; the letters have still moved, and that can be undone.")
def histograms(pictures):
    return features.gradient_histograms(pictures)


@describe.mistake("the letters were centred and their pixels compared; edges in cells say more than grey.")
def centred_letters(pictures):
    return _centred_pixels(pictures)


@describe.mistake("these are projections on main components: nearly the pixels again, and they have moved as well.")
def main_components(pictures):
    rows = _pixels(pictures)
    return rows @ np.linalg.svd(rows, full_matrices=False)[2][:50].T


@describe.mistake("sums of rows and columns say how much ink there is where, but not what it draws.")
def profiles(pictures):
    return np.concatenate([pictures.sum(axis=1), pictures.sum(axis=2)], axis=1)


@describe.mistake("smaller pictures blur what has moved and what tells letters apart alike.")
def small_pictures(pictures):
    n, height, width = pictures.shape
    return _pixels(pictures.reshape(n, height // 4, 4, width // 4, 4).mean(axis=(2, 4)))


@describe.mistake("the amount of ink alone cannot tell letters apart.")
def ink(pictures):
    return np.stack([pictures.mean(axis=(1, 2)), pictures.std(axis=(1, 2))], axis=1)


@describe.mistake("each picture got a direction of its own; what is the same must get nearly the same.")
def random_vectors(pictures):
    return np.random.default_rng(0).normal(size=(len(pictures), 64))
