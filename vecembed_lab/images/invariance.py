"""Unit 05. What a net may no longer see if an augmentation shall make no difference: no training is needed to know it.

A net that is made perfectly invariant holds two pictures to be equal if one is a changed copy of the other.
So compare a picture with the *nearest changed copy* of each candidate.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from jaxtyping import Bool, Float, Int, Shaped
from numpy import ndarray

from vecembed_lab.images.augment import Changes, changed
from vecembed_lab.images.features import grey
from vecembed_lab.similarity.measures import normalize

Change = Callable[[ndarray], ndarray]
SLIGHT = Changes(degrees=3, pixels=1, scale=0.03, shear=0, noise=0.05)  # of the picture that is looked for


def _as_it_is(pictures: ndarray) -> ndarray:
    return pictures


def mirrored(pictures: Float[ndarray, "... h w"]) -> Float[ndarray, "... h w"]:
    """Left and right exchanged."""
    return pictures[..., ::-1]


def upside_down(pictures: Float[ndarray, "... h w"]) -> Float[ndarray, "... h w"]:
    """Top and bottom exchanged."""
    return pictures[..., ::-1, :]


def turned(pictures: Float[ndarray, "... h w"], quarters: int = 2) -> Float[ndarray, "... h w"]:
    """Turned by quarters of a circle, anticlockwise."""
    return np.rot90(pictures, quarters, axes=(-2, -1))


def in_grey(pictures: Float[ndarray, "n 3 h w"]) -> Float[ndarray, "n 3 h w"]:
    """The same brightness in all three channels."""
    return np.repeat(grey(pictures)[:, None], 3, axis=1)


CHANGES: dict[str, list[Change]] = {  # the copies that count as the same picture
    "none": [_as_it_is],
    "mirror": [_as_it_is, mirrored],
    "upside down": [_as_it_is, upside_down],
    "half turn": [_as_it_is, turned],
    "quarter turns": [_as_it_is, *(lambda x, k=k: turned(x, k) for k in (1, 2, 3))],
}


def nearest_copy(
    queries: Float[ndarray, "q ..."], gallery: Float[ndarray, "n ..."], changes: Sequence[Change]
) -> Float[ndarray, "q n"]:
    """The largest correlation of each query with a changed copy of each picture of the gallery, from -1 to 1."""
    return np.max([_flat(queries) @ _flat(change(gallery)).T for change in changes], axis=0)


def _flat(pictures: Float[ndarray, "n ..."]) -> Float[ndarray, "n d"]:
    """Pixels of each picture less the picture's own mean, at length 1: brightness and contrast make no difference."""
    rows = pictures.reshape(len(pictures), -1)
    return normalize(rows - rows.mean(axis=1, keepdims=True))


def read_letters(
    pictures: Float[ndarray, "n h w"],
    labels: Shaped[ndarray, " n"],
    fonts: Int[ndarray, " n"],
    changes: Sequence[Change],
) -> Bool[ndarray, " n"]:
    """Whether each letter's nearest copy in *other* fonts is the same letter."""
    similar = nearest_copy(pictures, pictures, changes)
    similar[fonts[:, None] == fonts] = -np.inf
    return labels[similar.argmax(axis=1)] == labels


def found_again(
    pictures: Float[ndarray, "n c h w"], queries: Float[ndarray, "n c h w"], changes: Sequence[Change]
) -> Bool[ndarray, " n"]:
    """Whether each query is nearest to the picture of the same row, if changed copies count as the same."""
    return nearest_copy(queries, pictures, changes).argmax(axis=1) == np.arange(len(pictures))


def destroyed(
    kinds: Mapping[str, Float[ndarray, "_ c h w"]], *, seed: int, draws: int = 3
) -> dict[str, dict[str, float]]:
    """For each kind, the share found again among its kind if a change makes no difference, by change.

    The queries are the pictures, changed a little, `draws` times. "grey" is a change that takes all colour.
    """
    return {kind: _shares(pictures, range(seed, seed + draws)) for kind, pictures in kinds.items()}


def _shares(pictures: Float[ndarray, "n c h w"], seeds: Iterable[int]) -> dict[str, float]:
    queries = [changed(pictures, SLIGHT, seed=seed) for seed in seeds]
    shares = {
        name: np.mean([found_again(pictures, some, changes) for some in queries]) for name, changes in CHANGES.items()
    }
    shares["grey"] = np.mean([found_again(in_grey(pictures), in_grey(some), [_as_it_is]) for some in queries])
    return {name: float(share) for name, share in shares.items()}
