"""What the lesson draws: twins share what they should share, and nothing else."""

import numpy as np
import pytest

from vecembed_lab.overfitting import leaks, samples


def test_digits_are_drawn_once():
    (one, _), (other, labels) = leaks.some_digits(np.random.default_rng(0), 40, 60)
    assert (one.shape[0], other.shape[0], len(labels)) == (40, 60, 60)
    assert not {x.tobytes() for x in one} & {x.tobytes() for x in other}


def test_the_marker_agrees_as_often_as_it_should():
    for images, even in leaks.marked_digits(0):
        assert abs(((images[:, 0] > 0) == even).mean() - leaks.MARK) < 0.03


def test_copied_messages_are_those_of_the_test():
    assert leaks.copy_share(0, 0.3, 0.5) > 0.28
    texts, labels, others, truth = leaks.copied_messages(0, 0)
    assert (len(texts), len(labels), len(others), len(truth)) == (800, 800, 300, 300)


def test_half_of_the_rare_messages_are_trained_on():
    X, y, train = samples.rare_messages(0)
    assert (X.shape[0], y.sum(), (y & train).sum(), train.sum()) == (2000, 40, 20, 1000)


def test_rows_of_a_simulated_study_hold_the_truth_less_often_than_groups():
    rows, percentiles, t = samples.coverage(0, 6, times=200)
    assert rows < percentiles < t
    assert t > 0.9


@pytest.mark.parametrize("twins", [leaks.no_test_set, leaks.row_number, leaks.clear_digits])
def test_a_planted_leak_raises_the_number(twins):
    reported, honest = twins(1)
    assert reported > honest + 0.05
