"""Unit 05. Vectors of pictures that nobody trained: pixels, histograms of gradients and of colours."""

import numpy as np
from jaxtyping import Float, Real
from numpy import ndarray

from vecembed_lab.similarity.arithmetic import centred


def pixels(pictures: Real[ndarray, "n ..."]) -> Float[ndarray, "n d"]:
    """The pixels as they stand, less the mean picture: without that all pictures would be near each other."""
    return centred(pictures.reshape(len(pictures), -1))


def gradient_histograms(pictures: Real[ndarray, "n h w"], cell: int = 4, directions: int = 8) -> Float[ndarray, "n d"]:
    """How much of an edge of each direction lies in each cell of `cell` x `cell` pixels; roots, less their mean.

    The root keeps the strongest edges from deciding alone. Raises ValueError if the cells do not fill the picture.
    Source: Dalal & Triggs (2005), Histograms of Oriented Gradients for Human Detection, in a simple form.
    """
    n, height, width = pictures.shape
    if height % cell or width % cell:
        raise ValueError(f"pictures of {height} x {width} pixels have no whole number of cells of {cell}")
    padded = np.pad(pictures, ((0, 0), (1, 1), (1, 1)), mode="edge")
    across, down = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2], padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
    strength, turn = np.hypot(across, down), np.arctan2(down, across) / (2 * np.pi) + 0.5
    which = np.minimum((turn * directions).astype(int), directions - 1)
    planes = [np.where(which == d, strength, 0) for d in range(directions)]
    cells = [plane.reshape(n, height // cell, cell, width // cell, cell).sum((2, 4)) for plane in planes]
    return centred(np.sqrt(np.stack(cells, axis=-1)).reshape(n, -1))


def colour_histograms(pictures: Real[ndarray, "n 3 h w"]) -> Float[ndarray, "n 64"]:
    """The share of pixels of each of 64 colours, four steps of each channel, roots; channels run from 0 to 1."""
    steps = np.clip((pictures * 4).astype(int), 0, 3)
    number = (steps[:, 0] * 4 + steps[:, 1]) * 4 + steps[:, 2]
    counts = [np.bincount(row.ravel(), minlength=64) for row in number]
    return np.sqrt(np.array(counts) / number[0].size)


def grey(pictures: Real[ndarray, "n 3 h w"]) -> Float[ndarray, "n h w"]:
    """Brightness as the eye sees it (ITU-R BT.601)."""
    return np.einsum("nchw,c->nhw", pictures, np.array([0.299, 0.587, 0.114], dtype=np.float32))


def recentred(pictures: Real[ndarray, "n h w"]) -> Float[ndarray, "n h w"]:
    """Each picture moved by whole pixels until its centre of mass is in the middle; it must be black around.

    Raises ValueError if a picture is black all over.
    """
    height, width = pictures.shape[1:]
    mass = pictures.sum(axis=(1, 2))
    if not (mass > 0).all():
        raise ValueError("a black picture has no centre of mass")
    down = np.round((height - 1) / 2 - pictures.sum(axis=2) @ np.arange(height) / mass).astype(int)
    right = np.round((width - 1) / 2 - pictures.sum(axis=1) @ np.arange(width) / mass).astype(int)
    rolled = [np.roll(x, (d, r), axis=(0, 1)) for x, d, r in zip(pictures, down, right, strict=True)]
    return np.stack(rolled).astype(float)
