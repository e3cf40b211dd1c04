"""What the lesson draws: twins share what they should share, and nothing else."""

import numpy as np
import pytest

from vecembed_lab.overfitting import leaks, samples
from vecembed_lab.overfitting.digits import Digits


def test_digits_are_drawn_once():
    (one, _), (other, labels) = leaks.some_digits(np.random.default_rng(0), 40, 60)
    assert (one.shape[0], other.shape[0], len(labels)) == (40, 60, 60)
    assert not {x.tobytes() for x in one} & {x.tobytes() for x in other}


def test_the_marker_agrees_as_often_as_it_should():
    for images, even in leaks.marked_digits(0):
        assert abs(((images[:, 0] > 0) == even).mean() - leaks.MARK) < 0.03


def test_copied_messages_are_those_of_the_test():
    assert leaks.copy_share(0, 0.3, 0.5) > 0.28
    assert leaks.copy_share(0, 0, 0.9) < 0.02
    texts, labels, others, truth = leaks.copied_messages(0, 0)
    assert (len(texts), len(labels), len(others), len(truth)) == (800, 800, 300, 300)


def test_half_of_the_rare_messages_are_trained_on():
    X, y, train = samples.rare_messages(0)
    assert (X.shape[0], y.sum(), (y & train).sum(), train.sum()) == (2000, 40, 20, 1000)


def test_a_cut_at_its_share_knows_nothing_of_the_messages_it_is_tested_on(monkeypatch):
    rng = np.random.default_rng(0)
    y, train = np.arange(400) < 40, np.arange(400) % 2 == 0
    X = rng.normal(size=(400, 3)) + y[:, None]
    fewer = train | y | (rng.random(400) < 0.2)
    found = []
    for rows in (np.ones(400, dtype=bool), fewer):
        monkeypatch.setattr(samples, "rare_messages", lambda seed, rows=rows: (X[rows], y[rows], train[rows]))
        found.append(samples.rare_scores(0, "cut at its share")[2])
    assert 0.3 < found[0] == found[1] < 1


def test_rows_of_a_simulated_study_hold_the_truth_less_often_than_groups():
    rows, percentiles, t = samples.coverage(0, 6, times=200)
    assert rows < percentiles < t
    assert t > 0.9


def test_a_curve_of_digits_ends_where_the_digits_do(monkeypatch):
    few = leaks.some_digits(np.random.default_rng(0), 1060)[0]
    monkeypatch.setattr(leaks, "digits", lambda: Digits(*few, "few"))
    found = samples.digit_curve(0, (20, 60, 5000))
    assert found.fitted[1:] == [0, 0]  # 60 digits have fewer rows than 300 features: the fit is exact
    assert found.others[1] == found.others[2] < found.others[0]


@pytest.mark.parametrize("twins", [leaks.no_test_set, leaks.row_number, leaks.clear_digits])
def test_a_planted_leak_raises_the_number(twins):
    reported, honest = twins(1)
    assert reported > honest + 0.05
