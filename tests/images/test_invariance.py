import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.images.invariance import (
    CHANGES,
    destroyed,
    found_again,
    in_grey,
    mirrored,
    nearest_copy,
    read_letters,
    turned,
    upside_down,
)

B = np.array([[1.0, 0, 0], [1, 1, 0], [1, 1, 0]])  # like a b
D = B[:, ::-1]
P = B[::-1]


def test_changes_by_hand():
    assert_array_equal(mirrored(B), D)
    assert_array_equal(upside_down(B), P)
    assert_array_equal(turned(B), P[:, ::-1])
    assert_array_equal(turned(turned(B, 1), 3), B)


def test_a_b_is_a_d_in_the_mirror():
    letters = np.stack([B, D, P])
    assert nearest_copy(letters, letters, CHANGES["none"])[0, 1] < 0.9
    assert nearest_copy(letters, letters, CHANGES["mirror"])[0, 1] == pytest.approx(1)
    assert nearest_copy(letters, letters, CHANGES["mirror"])[0, 2] < 0.9
    assert nearest_copy(letters, letters, CHANGES["quarter turns"])[0, 1] < 0.99  # no turn makes a mirror image


def test_brightness_and_contrast_make_no_difference():
    assert_allclose(nearest_copy((3 * B + 2)[None], B[None], CHANGES["none"]), 1)


def test_letters_are_read_in_other_fonts():
    pictures = np.stack([B, D, B + 0.1 * P, D + 0.1 * P])
    labels, fonts = np.array(["b", "d", "b", "d"]), np.array([0, 0, 1, 1])
    assert read_letters(pictures, labels, fonts, CHANGES["none"]).all()
    mixed = np.stack([B, D, mirrored(B + 0.1 * P) * 1.0, mirrored(D)])  # in font 1 the two are exchanged
    assert not read_letters(mixed, labels, fonts, CHANGES["none"]).any()


def test_grey_takes_what_only_colour_tells():
    rng = np.random.default_rng(0)
    shape = rng.random((8, 8)) < 0.4
    colours = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1)]
    pictures = np.array([[np.where(shape, c, 0.5) for c in colour] for colour in colours], dtype=float)
    shares = destroyed({"colours": np.kron(pictures, np.ones((3, 3)))}, seed=0)["colours"]
    assert shares["none"] == 1
    assert shares["grey"] < 0.7
    assert_allclose(in_grey(pictures)[:, 0], in_grey(pictures)[:, 2])


def test_a_query_that_is_the_mirror_image_of_another_is_taken_for_it():
    pictures = np.stack([B, P])[:, None]
    queries = np.stack([mirrored(B), mirrored(P)])[:, None]
    assert found_again(pictures, queries, CHANGES["mirror"]).all()
    assert not found_again(pictures, queries[::-1], CHANGES["mirror"]).any()


def test_who_is_alone_is_always_found():
    alone = np.random.default_rng(0).random((1, 3, 4, 4))
    assert destroyed({"one": alone}, seed=0)["one"]["half turn"] == 1
