import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.model_selection import LeaveOneOut, cross_val_predict

from vecembed_lab.bias.extremes import both_ends, cluster_survival
from vecembed_lab.bias.probing import control_task, folds, majority, probe, read_from_others


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_a_probe_finds_what_is_planted_and_nothing_else(rng):
    points, label = rng.normal(size=(200, 5)), rng.random(200) < 0.5
    fold = folds(200, rng=rng)
    assert abs(probe(points, label, fold).mean() - 0.5) < 0.12
    points[:, 2] += 6 * label
    assert probe(points, label, fold).mean() > 0.97


def test_folds_are_equal(rng):
    assert sorted(np.bincount(folds(52, rng=rng)).tolist()) == [10, 10, 10, 11, 11]


def test_a_probe_needs_both_labels_outside_of_each_fold(rng):
    with pytest.raises(ValueError, match="both groups must occur"):
        probe(rng.normal(size=(10, 2)), np.arange(10) == 3, np.arange(10) % 5)


def test_majority_by_hand():
    assert majority(np.array([True, True, True, False])) == 0.75
    assert majority(np.array([False, False, True])) == pytest.approx(2 / 3)


def test_a_control_task_gives_a_word_one_label_wherever_it_stands(rng):
    words = ["she", "said", "that", "she", "said", "it", "and", "he", "said", "no", "and", "went"]
    label = np.arange(len(words)) % 3 == 0
    control = control_task(words, label, rng=rng)
    assert len({(word, bool(value)) for word, value in zip(words, control, strict=True)}) == len(set(words))
    kinds = {word: bool(value) for word, value in zip(words, control, strict=True)}
    assert sum(kinds.values()) == round(len(kinds) / 3)
    others = [control_task(words, label, rng=rng).tolist() for _ in range(5)]
    assert any(other != control.tolist() for other in others)


def test_reading_from_others_is_ridge_with_one_left_out(rng):
    points, values = rng.normal(size=(12, 5)), rng.normal(size=12)
    model = Ridge(alpha=2.0)
    expected = cross_val_predict(model, points, values, cv=LeaveOneOut())
    assert read_from_others(points, values, ridge=2.0) == pytest.approx(np.corrcoef(expected, values)[0, 1])


def test_what_is_planted_is_read_from_others(rng):
    points = rng.normal(size=(60, 5))
    assert read_from_others(points, points @ rng.normal(size=5)) > 0.95
    assert np.mean([read_from_others(points, rng.normal(size=60)) for _ in range(20)]) < 0.15


def test_too_few_or_equal_values_cannot_be_read(rng):
    with pytest.raises(ValueError, match="three items and different values"):
        read_from_others(rng.normal(size=(2, 3)), np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match="three items and different values"):
        read_from_others(rng.normal(size=(5, 3)), np.ones(5))


def test_both_ends_by_hand():
    words = np.array([[0.0, 1], [9, 1], [-5, 1], [1, 1]])
    ends, far = both_ends(words, np.array([1.0, 0]), 1)
    assert ends.tolist() == [[-5, 1], [9, 1]]
    assert far.tolist() == [False, True]
    for k in (0, 3):
        with pytest.raises(ValueError, match="half of the 4 words"):
            both_ends(words, np.array([1.0, 0]), k)


def test_clusters_survive_where_another_direction_tells_them_apart(rng):
    """Two clumps far apart along the first axis; a direction of the noise, once removed, leaves no clump."""
    points = rng.normal(size=(200, 10))
    points[:, 0] += np.where(np.arange(200) < 100, -5, 5)
    axes = np.eye(10)
    for select in (axes[0], -axes[0]):  # whichever cluster is called which
        assert cluster_survival(points, select, axes[1], k=50) == 1
    assert cluster_survival(points, axes[0], axes[0], k=50) < 0.75
