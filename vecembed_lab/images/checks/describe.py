"""The exercise `describe`: what a right answer does, and the wrong answers people really give."""

import functools

import numpy as np

from vecembed_lab.grading.compare import Wrong, kind
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.images import features, verification

N_CLASSES = 36  # hidden characters, drawn anew for each seed
WANTED = 0.75  # of the way from plain gradient histograms to the reference: full points
NOTHING = 1.05  # times the error of pixels: above it there are no points


def _recentred(pictures):
    """Each picture moved by whole pixels until its centre of mass is in the middle."""
    side = np.arange(pictures.shape[1])
    result = np.zeros_like(pictures)
    for i, picture in enumerate(pictures):
        mass = picture.sum()
        down, right = (round(side.mean() - picture.sum(axis=axis) @ side / mass) for axis in (1, 0))
        result[i] = np.roll(picture, (down, right), axis=(0, 1))
    return result


def _pixels(pictures):
    return features.pixels(pictures)


def _describe(pictures):
    """Gradient histograms of the pictures with their mass in the middle."""
    return features.gradient_histograms(_recentred(pictures))


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
    """Moved pictures of hidden characters, which one each is, and the errors of pixels, histograms, the reference."""
    import torch

    from vecembed_lab.images import augment, glyphs

    rng = np.random.default_rng(seed)
    test = glyphs.split(glyphs.load_glyphs(), N_CLASSES, rng=rng).test
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    moved = augment.view(torch.from_numpy(test.pictures)[:, None], generator=generator)[:, 0].numpy()
    order = rng.permutation(len(moved))
    pictures, labels = moved[order], test.labels[order]
    models = (_pixels, features.gradient_histograms, _describe)
    return pictures, labels, [verification.eer_of(model(pictures), labels) for model in models]


def _share(found, bands):
    """The part of the points that an equal error rate earns: a sixth for pixels, half for gradient histograms."""
    raw, histograms, best = bands
    steps = [NOTHING * raw, raw, histograms, histograms + WANTED * (best - histograms)]
    return float(np.interp(-found, [-x for x in steps], [0, 1 / 6, 1 / 2, 1]))


@describe.criterion("pictures of the same hidden character are nearer to each other than to others", points=6)
def _(student, rng):
    pictures, labels, bands = _hidden_test(int(rng.integers(2**63)))
    vectors = np.asarray(student(pictures), dtype=float)
    if vectors.ndim != 2 or len(vectors) != len(pictures) or not np.isfinite(vectors).all():
        raise Wrong(f"A row of finite numbers is needed for each of {len(pictures)} pictures, got {kind(vectors)}")
    found = verification.eer_of(vectors, labels)
    remark = f"the equal error rate is {found:.3f}; pixels have {bands[0]:.3f}, gradient histograms {bands[1]:.3f}"
    if (share := _share(found, bands)) < 1:
        full = bands[1] + WANTED * (bands[2] - bands[1])
        raise Wrong(f"{remark}; points begin at {NOTHING * bands[0]:.3f} and are full at {full:.3f}", share=share)
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
    return _pixels(_recentred(pictures))


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
