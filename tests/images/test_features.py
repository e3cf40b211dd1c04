import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.images.features import colour_histograms, gradient_histograms, grey, pixels, recentred


def test_pixels_are_centred_rows():
    found = pixels(np.array([[[0.0, 1.0]], [[2.0, 5.0]]]))
    assert_allclose(found, [[-1, -2], [1, 2]])


def test_a_slope_has_one_direction():
    slope = np.tile(np.arange(8.0), (8, 1))  # brighter to the right
    found = gradient_histograms(np.stack([slope, np.zeros((8, 8))]), cell=8, directions=4)
    raw = (found[0] - found[1]).round(6)  # the mean cancels
    assert np.count_nonzero(raw) == 1
    assert raw.max() ** 2 == pytest.approx(6 * 8 * 2 + 2 * 8)  # differences of 2, and of 1 at the two edges


@given(st.integers(0, 50))
def test_brightness_added_changes_no_gradient(seed):
    pictures = np.random.default_rng(seed).random((3, 8, 8))
    assert_allclose(gradient_histograms(pictures + 7), gradient_histograms(pictures), atol=1e-6)


def test_cells_must_fill_the_picture():
    with pytest.raises(ValueError, match="no whole number of cells of 5"):
        gradient_histograms(np.zeros((1, 8, 8)), cell=5)


def test_colours_are_counted_wherever_they_are():
    picture = np.zeros((2, 3, 2, 2))
    picture[0, 0, 0] = 1  # half red, half black
    picture[1, 0, :, 1] = 1
    found = colour_histograms(picture)
    assert_array_equal(found[0], found[1])
    assert_allclose(found[0][found[0] > 0] ** 2, [0.5, 0.5])


def test_grey_is_what_the_eye_sees():
    white, green, blue = np.ones(3), np.array([0, 1, 0]), np.array([0, 0, 1])
    found = grey(np.stack([white, green, blue])[:, :, None, None].astype(float))
    assert_allclose(found.ravel(), [1, 0.587, 0.114], rtol=1e-6)


def test_a_letter_comes_into_the_middle_wherever_it_was():
    spot = np.zeros((2, 7, 9))
    spot[0, 1, 2] = spot[1, 5, 7] = 3.0
    found = recentred(spot)
    assert found[0, 3, 4] == found[1, 3, 4] == 3
    assert found.sum() == 6
    with pytest.raises(ValueError, match="no centre of mass"):
        recentred(np.zeros((1, 4, 4)))
