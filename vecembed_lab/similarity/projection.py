"""Unit 01. Maps of many dimensions: PCA, t-SNE, how far to trust a map, and TensorBoard's projector."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int, Real
from numpy import ndarray

from vecembed_lab.files.whole import whole
from vecembed_lab.similarity.arithmetic import centred, check_copies, check_finite, one_size
from vecembed_lab.similarity.measures import euclidean

TSNE_LIMIT = 2000  # points; beyond it a laptop waits for minutes
PROJECTOR_CONFIG = """\
embeddings {
  tensor_name: "words"
  tensor_path: "tensors.tsv"
  metadata_path: "metadata.tsv"
}
"""


class PCA(NamedTuple):
    """What `pca` returns."""

    coordinates: Float[ndarray, "n k"]  # the points on the principal directions, mean zero
    components: Float[ndarray, "k d"]  # the principal directions, orthonormal rows
    explained: Float[ndarray, " k"]  # share of the variance along each, in [0, 1], largest first


def pca(points: Real[ndarray, "n d"], k: int) -> PCA:
    """The `k` directions in which the centred points vary most, and the points seen along them.

    A direction and its opposite are equally good: the one whose largest entry (in size) is positive is taken.
    Raises ValueError unless 1 <= k <= min(n, d), if all points are equal, or one holds NaN or infinity.
    Source: Pearson (1901), On Lines and Planes of Closest Fit; Hotelling (1933).
    """
    if not 1 <= k <= min(points.shape):
        raise ValueError(f"k must be between 1 and min(n, d) = {min(points.shape)}, got {k}")
    if (points == points[0]).all():
        raise ValueError("all points are equal: no direction has any variance")
    around = centred(points)
    _, scales, directions = np.linalg.svd(one_size(around), full_matrices=False)  # largest first
    largest = np.abs(directions).round(6).argmax(axis=1, keepdims=True)  # no tie is left to rounding errors
    components = (directions * np.sign(np.take_along_axis(directions, largest, axis=1)))[:k]
    return PCA(around @ components.T, components, (scales**2 / (scales**2).sum())[:k])


def tsne(points: Float[ndarray, "n d"], *, seed: int, perplexity: float = 30) -> Float[ndarray, "n 2"]:
    """A 2-D map in which near neighbours stay near; distances between far groups mean nothing.

    It starts from random places, so another seed gives another map, as good as this one.
    `perplexity` is roughly the number of neighbours each point tries to keep.
    Raises ValueError for more than 2,000 points, or unless 0 < perplexity < n.
    Source: van der Maaten & Hinton (2008), Visualizing Data using t-SNE; computed by scikit-learn.
    """
    if len(points) > TSNE_LIMIT:
        raise ValueError(f"t-SNE is limited to {TSNE_LIMIT} points, got {len(points)}: draw a sample")
    if not 0 < perplexity < len(points):
        raise ValueError(f"perplexity must be above 0 and below n = {len(points)}, got {perplexity}")
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # for so few points a second thread costs more time than it saves
        return TSNE(perplexity=perplexity, random_state=seed, init="random").fit_transform(points)


def neighbour_order(points: Real[ndarray, "n d"]) -> Int[ndarray, "n n"]:
    """Row i lists all rows from the nearest to i (Euclidean) to the farthest, i itself first."""
    distances = euclidean(points, points)
    np.fill_diagonal(distances, -1)  # before any copy of the point
    return np.argsort(distances, axis=1, kind="stable")


def neighbours_kept(high: Real[ndarray, "n d"], low: Real[ndarray, "m e"], k: int) -> float:
    """Mean share of each row's `k` nearest in `high` that are still among its `k` nearest in `low`.

    Neighbours are Euclidean, the row itself excluded. 1 is a perfect map; k / (n - 1) is what chance gives.
    Raises ValueError unless 1 <= k < n and both have n rows, or if a point has more than `k` copies: then its
    neighbours are not defined, and a map with all points in one place would seem as good as any.
    """
    n = len(high)
    if not 1 <= k < n:
        raise ValueError(f"k must be between 1 and n - 1 = {n - 1}, got {k}")
    _check_map(high, low, k)
    before, after = (neighbour_order(points)[:, 1 : k + 1] for points in (high, low))
    return float((before[:, :, None] == after[:, None]).any(axis=2).mean())


def trustworthiness(high: Real[ndarray, "n d"], low: Real[ndarray, "m e"], k: int) -> float:
    """How far to believe the neighbours seen in the map `low`, in [0, 1]: 1 if all are true ones.

    A false neighbour costs more the farther away it really is, r(i, j) being its true rank:

        1 - 2 / (n k (2n - 3k - 1)) * sum_i sum_{j in the k nearest of i in low} max(0, r(i, j) - k)

    A map that has nothing to do with the points scores about 1/2, so 0.75 is not a good map.
    Raises ValueError unless 1 <= k < n / 2 and both have n rows, or if a point has more than `k` copies.
    Source: Venna & Kaski (2001), Neighborhood Preservation in Nonlinear Projection Methods.
    """
    n = len(high)
    if not 1 <= k < n / 2:
        raise ValueError(f"k must be at least 1 and below n / 2 = {n / 2:g}, got {k}")
    _check_map(high, low, k)
    true_rank = np.argsort(neighbour_order(high), axis=1)  # (n, n), the row itself has rank 0
    shown = neighbour_order(low)[:, 1 : k + 1]  # (n, k)
    excess = np.maximum(np.take_along_axis(true_rank, shown, axis=1) - k, 0)
    return float(1 - 2 * excess.sum() / (n * k * (2 * n - 3 * k - 1)))


def _check_map(high: Real[ndarray, "n d"], low: Real[ndarray, "m e"], k: int) -> None:
    if len(high) != len(low):
        raise ValueError(f"every point needs one place in the map, got {len(high)} points and {len(low)} places")
    for points in (high, low):
        check_copies(points, k)


def random_rotation(d: int, *, rng: np.random.Generator) -> Float[ndarray, "{d} {d}"]:
    """A random orthogonal matrix, every orientation equally likely (half of them also mirror).

    Raises ValueError if `d` is below 1.
    Source: Mezzadri (2007), How to Generate Random Matrices from the Classical Compact Groups.
    """
    if d < 1:
        raise ValueError(f"d must be at least 1, got {d}")
    q, r = np.linalg.qr(rng.normal(size=(d, d)))
    return q * np.sign(np.diag(r))  # without it, q depends on the habits of the QR routine


def export_projector(folder: Path, words: Sequence[str], vectors: Float[ndarray, "n d"]) -> None:
    """Write `words` and `vectors` for the Embedding Projector into `folder`, which is made if missing.

    TensorBoard reads them with `tensorboard --logdir FOLDER`; https://projector.tensorflow.org, which
    needs no installation, loads tensors.tsv and metadata.tsv by hand.
    Raises ValueError, before anything is written, if the lengths differ, there is no word, a word is not one line of
    text without tabs, or a vector holds NaN or infinity.
    """
    if isinstance(words, str):
        raise ValueError(f"words must be a list of words, got the string {words[:30]!r}")
    if len(words) != len(vectors):
        raise ValueError(f"every word needs one vector, got {len(words)} words and {len(vectors)} vectors")
    if not len(words):
        raise ValueError("there must be at least one word to show, got none")
    check_finite(vectors)
    for word in words:
        if "\t" in word or not word.strip() or word.splitlines() != [word]:
            raise ValueError(f"a word must be one line of text without tabs, got {word!r}")
    files = {
        "tensors.tsv": "".join("\t".join(f"{x:.6g}" for x in row) + "\n" for row in vectors.tolist()),
        "metadata.tsv": "".join(f"{word}\n" for word in words),
        "projector_config.pbtxt": PROJECTOR_CONFIG,
    }
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as drafts:  # none takes its place before all are complete
        for name, text in files.items():
            drafts.enter_context(whole(folder / name)).write_bytes(text.encode())
