"""The exercise `mirror_cosines`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table


def _rows(pictures):
    rows = pictures.reshape(len(pictures), -1).astype(float)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def _both(query, gallery, mirror=lambda x: x[..., ::-1]):
    own = _rows(query[None])[0]
    return _rows(gallery) @ own, _rows(mirror(gallery)) @ own


def _mirror_cosines(query, gallery):
    return np.maximum(*_both(query, gallery))


mirror_cosines = Exercise(
    "mirror_cosines",
    _mirror_cosines,
    hints=(
        "Two cosines for each picture: with the picture as it is, and with its mirror image. Keep the larger one.",
        "`gallery[:, :, ::-1]` is the gallery in the mirror. Make rows of them: `reshape(len(gallery), -1)`.",
        "Divide each row by its length (a black picture stays 0), multiply by the query as a row of length 1, for both "
        "galleries, and take `np.maximum`.",
    ),
    read="What an augmentation hides",
)


@mirror_cosines.criterion("a b and a d, by hand", points=1)
def _(student, rng):
    b = np.array([[3.0, 0.0], [0.0, 4.0]])
    gallery = np.array([[[0.0, 6.0], [8.0, 0.0]], [[4.0, 0.0], [0.0, 3.0]], [[0.0, 0.0], [0.0, 0.0]]])
    why = (
        "Left and right exchanged, the first is twice the query; the second is better as it is, (12 + 12) / 25; "
        "the third is black"
    )
    same(student(b, gallery), [1.0, 0.96, 0.0], why)


def _check(student, query, gallery, why):
    same(student(query, gallery), _mirror_cosines(query, gallery), why)


@mirror_cosines.criterion("any pictures, some of them copies in the mirror", points=2)
def _(student, rng):
    for n, height, width in ((6, 4, 5), (9, 3, 3), (1, 5, 2), (4, 7, 3)):
        query, gallery = table(rng, "positive", shape=(height, width)), np.abs(rng.normal(size=(n, height, width)))
        gallery[0] = 3 * query[:, ::-1]
        _check(student, query, gallery, f"{n} pictures of {height} x {width}; the first is the query in the mirror")
        _check(student, query, rng.normal(size=gallery.shape), "Pixels below 0, as after centring")
        _check(student, query, gallery / 1000, "Faint pictures: brightness does not count")
        _check(student, query / 1000, gallery, "A faint query: its brightness does not count either")


@mirror_cosines.criterion("whole numbers, black pictures, and cosines below 0", points=1)
def _(student, rng):
    query, gallery = rng.integers(0, 255, size=(4, 6)), rng.integers(0, 255, size=(7, 4, 6))
    gallery[2] = 0
    _check(student, query, gallery, "Whole numbers; one picture is black")
    _check(student, 0 * query, gallery, "The query is black: all cosines are 0")
    _check(student, query * 1.0, -gallery * 1.0, "All cosines are below 0, and the larger one is nearer to 0")


@mirror_cosines.mistake("only the mirror images were compared; the picture as it is counts too.")
def mirror_only(query, gallery):
    return _both(query, gallery)[1]


@mirror_cosines.mistake("the mirror image plays no part: the same picture was compared twice, or only once.")
def as_they_are(query, gallery):
    return _both(query, gallery)[0]


@mirror_cosines.mistake("top and bottom were exchanged; a mirror exchanges left and right, the last axis.")
def upside_down(query, gallery):
    return np.maximum(*_both(query, gallery, lambda x: x[:, ::-1]))


@mirror_cosines.mistake("the picture was turned by half a circle; a mirror exchanges left and right only.")
def half_turn(query, gallery):
    return np.maximum(*_both(query, gallery, lambda x: x[:, ::-1, ::-1]))


@mirror_cosines.mistake("the order of the gallery was reversed, not its pictures: mirror along the last axis.")
def gallery_reversed(query, gallery):
    return np.maximum(*_both(query, gallery, lambda x: x[::-1]))


@mirror_cosines.mistake("the two cosines were averaged; the larger one says whether either copy fits.")
def averaged(query, gallery):
    return np.mean(_both(query, gallery), axis=0)


@mirror_cosines.mistake("the smaller cosine was kept; one copy that fits is enough, so keep the larger.")
def smaller(query, gallery):
    return np.minimum(*_both(query, gallery))


@mirror_cosines.mistake("the two cosines were added.")
def added(query, gallery):
    return np.sum(_both(query, gallery), axis=0)


@mirror_cosines.mistake("these are dot products; a cosine divides by both lengths.")
def dot_products(query, gallery):
    rows, mirrored = (x.reshape(len(x), -1).astype(float) for x in (gallery, gallery[..., ::-1]))
    return np.maximum(rows @ query.ravel(), mirrored @ query.ravel())


@mirror_cosines.mistake("the pictures were centred first; the cosine of the pixels as they are was asked for.")
def correlations(query, gallery):
    return _mirror_cosines(query - query.mean(), gallery - gallery.mean(axis=(1, 2), keepdims=True))


@mirror_cosines.mistake("these are 1 minus the cosine, distances; cosines were asked for.")
def distances(query, gallery):
    return 1 - _mirror_cosines(query, gallery)


@mirror_cosines.mistake("a black picture has length 0, and 0 / 0 is NaN; its cosine is 0.")
def nan_for_black(query, gallery):
    lengths = np.linalg.norm(gallery.reshape(len(gallery), -1), axis=1) * np.linalg.norm(query)
    with np.errstate(all="ignore"):
        return dot_products(query, gallery) / lengths


@mirror_cosines.mistake("only the best picture came back; a cosine for each picture was asked for.")
def best_only(query, gallery):
    return _mirror_cosines(query, gallery).max()


@mirror_cosines.mistake("the sign of the cosine was lost.")
def absolute(query, gallery):
    return np.max(np.abs(_both(query, gallery)), axis=0)


@mirror_cosines.mistake("only the query's length was divided out; divide by each picture's own, too.")
def query_length_only(query, gallery):
    length = np.linalg.norm(query)
    return dot_products(query, gallery) / length if length else np.zeros(len(gallery))


@mirror_cosines.mistake("the query may be black as well: then 0 / 0 is NaN, and all cosines are 0.")
def nan_for_black_query(query, gallery):
    return _mirror_cosines(query, gallery) if np.any(query) else np.full(len(gallery), np.nan)


@mirror_cosines.mistake("rows and columns were exchanged (`.T`); a mirror exchanges left and right, `[:, ::-1]`.")
def transposed(query, gallery):
    return np.maximum(*_both(query, gallery, lambda x: x.swapaxes(1, 2)))


@mirror_cosines.mistake("a cosine was taken for each row of pixels; take one, of the whole picture as one long row.")
def row_by_row(query, gallery):
    own = _rows(query[:, None])
    return np.max(
        [
            (_rows(x.reshape(-1, 1, query.shape[1])).reshape(x.shape) * own).sum(axis=2).mean(axis=1)
            for x in (gallery, gallery[..., ::-1])
        ],
        axis=0,
    )


@mirror_cosines.mistake(
    "the results were written into an array of whole numbers, which cuts off what follows the point."
)
def cut_to_whole(query, gallery):
    return _mirror_cosines(query, gallery).astype(gallery.dtype)


@mirror_cosines.mistake("of the two cosines the one of larger size was kept; -.9 is smaller than .1.")
def larger_in_size(query, gallery):
    own, mirrored = _both(query, gallery)
    return np.where(np.abs(own) >= np.abs(mirrored), own, mirrored)


@mirror_cosines.mistake(
    "the larger pixel of picture and mirror image was kept; take two cosines, and the larger of these."
)
def larger_pixels(query, gallery):
    return _both(query, np.maximum(gallery, gallery[..., ::-1]))[0]
