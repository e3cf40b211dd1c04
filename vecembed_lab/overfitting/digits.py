"""Unit 09. Handwritten digits, in the order of the file, which is sorted by label."""

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.data.registry import DataError, fetch, say_stand_in

STANDIN = "a stand-in, smaller digits that scikit-learn carries"


@dataclass(frozen=True)
class Digits:
    """n images, their pixels in [0, 1] as rows, and the digit of each."""

    images: Float[ndarray, "n p"]
    labels: Int[ndarray, " n"]
    source: str

    def __len__(self) -> int:
        return len(self.labels)


def read_mnist(path: Path) -> Digits:
    """The digits of a gzipped file of lines with 784 brightnesses and a label, separated by commas.

    Raises ValueError if a line has another number of values.
    """
    with gzip.open(path, "rt") as lines:
        rows = [np.array(line.split(","), dtype=float) for line in lines]
    if odd := {len(row) for row in rows} - {785}:
        raise ValueError(f"every line of {path.name} needs 784 pixels and a label, got lines of {sorted(odd)} values")
    table = np.stack(rows)
    return Digits(table[:, :-1] / 255, table[:, -1].astype(int), "5,000 digits of MNIST")


def small_digits() -> Digits:
    """1,797 digits of 8 x 8 pixels, sorted by label: what scikit-learn carries."""
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    order = np.argsort(labels, kind="stable")
    return Digits(images[order] / 16, labels[order].astype(int), STANDIN)


@cache
def load_mnist() -> Digits:
    """5,000 digits of 28 x 28 pixels, 500 of each, sorted by label.

    Raises DataError if they are not cached and cannot be fetched.
    Source: LeCun et al. (1998), Gradient-Based Learning Applied to Document Recognition.
    """
    return read_mnist(fetch("mnist-5k")["mnist_5k.csv.gz"])


def load_images() -> Digits:
    """Those of MNIST if they can be had; otherwise a stand-in, and a printed sentence that says so."""
    try:
        return load_mnist()
    except DataError:
        say_stand_in("mnist-5k", "MNIST is", STANDIN)
        return small_digits()
