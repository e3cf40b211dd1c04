import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression

from vecembed_lab.bias.erasure import Leace, inlp, nullspace

SEEDS = st.integers(0, 2**32)


def two_classes(seed, n=200, d=6):
    """Points whose class shows in one direction, stretched so that it is no axis of their spread."""
    rng = np.random.default_rng(seed)
    label = np.arange(n) % 2 == 0
    points = rng.normal(size=(n, d)) + 1.5 * label[:, None] * rng.normal(size=d)
    return points @ rng.normal(size=(d, d)) + rng.normal(size=d), label


def accuracy(points, label):
    return LogisticRegression(C=100, max_iter=2000).fit(points, label).score(points, label)


@given(SEEDS, st.integers(0, 6))
def test_a_nullspace_is_a_projection_that_kills_every_direction(seed, k):
    directions = np.random.default_rng(seed).normal(size=(k, 5))
    kept = nullspace(directions)
    assert_allclose(kept @ kept, kept, atol=1e-8)
    assert_allclose(kept, kept.T, atol=1e-12)
    assert_allclose(directions @ kept, 0, atol=1e-6)
    assert np.trace(kept) == pytest.approx(5 - min(k, 5))


def test_a_nullspace_by_hand():
    """Copies and zeros take away no more; of all that is at right angles to (1, 1, 0) and (1, 0, 0) a third axis."""
    directions = np.array([[1.0, 1, 0], [0, 0, 0], [2, 2, 0], [1, 0, 0]])
    assert_allclose(nullspace(directions), np.diag([0, 0, 1.0]), atol=1e-12)
    assert_allclose(nullspace(np.empty((0, 2))), np.eye(2))


def test_projections_one_by_one_would_leave_something():
    first, second = np.array([[1.0, 0.0, 0]]), np.array([[1.0, 1.0, 0]])
    assert np.abs(first @ nullspace(first) @ nullspace(second)).max() < 1e-12
    assert np.abs(nullspace(first) @ nullspace(second) @ first.T).max() > 0.1  # the other way round it is seen


def test_inlp_leaves_no_more_than_chance():
    points, label = two_classes(0)
    directions = inlp(points, label, 6)
    assert accuracy(points, label) > 0.85
    assert accuracy(points @ nullspace(directions), label) < 0.65


def test_inlp_ends_where_nothing_is_left():
    points = np.random.default_rng(0).normal(size=(50, 2))
    label = np.arange(50) % 5 == 0
    assert len(inlp(points * 1e-12, label, 4)) == 0


@given(SEEDS)
def test_leace_makes_the_means_equal(seed):
    points, label = two_classes(seed)
    erased = Leace(points, label)(points)
    assert_allclose(erased[label].mean(axis=0), erased[~label].mean(axis=0), atol=1e-6)
    assert_allclose(erased.mean(axis=0), points.mean(axis=0), atol=1e-6)


def test_after_leace_a_classifier_is_as_good_as_a_constant():
    points, label = two_classes(1)
    assert accuracy(points, label) > 0.85
    assert accuracy(Leace(points, label)(points), label) <= 0.55


@given(SEEDS)
def test_leace_changes_less_than_any_other_way_to_make_the_means_equal(seed):
    """The oracle: the best affine map under the constraint, found by Lagrange multipliers in the whitened space."""
    points, label = two_classes(seed)
    changed = ((Leace(points, label)(points) - points) ** 2).sum()
    step = points[label].mean(axis=0) - points[~label].mean(axis=0)
    rng = np.random.default_rng(seed)
    for reader in [step, *rng.normal(size=(20, points.shape[1]))]:  # every other reader that makes the means equal
        other = np.outer((points - points.mean(axis=0)) @ reader / (reader @ step), step)
        assert changed <= (other**2).sum() * (1 + 1e-9)


def test_leace_with_fewer_points_than_dimensions():
    points, label = two_classes(2, n=6, d=10)
    erased = Leace(points, label)(points)
    assert_allclose(erased[label].mean(axis=0), erased[~label].mean(axis=0), atol=1e-6)


def test_equal_means_need_no_change():
    points = np.array([[1.0, 0], [-1, 0], [0, 2], [0, -2]])
    label = np.array([True, True, False, False])
    assert_allclose(Leace(points, label)(points), points)


@pytest.mark.parametrize("label", [np.ones(4, bool), np.zeros(4, bool)])
def test_one_group_alone_cannot_be_erased(label):
    points = np.random.default_rng(0).normal(size=(4, 2))
    for erase in (lambda: Leace(points, label), lambda: inlp(points, label, 1)):
        with pytest.raises(ValueError, match="both groups must occur"):
            erase()
