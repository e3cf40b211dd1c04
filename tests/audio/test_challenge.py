"""The challenge of unit 06: what controls, single lines and good answers earn, on several draws."""

import importlib

import numpy as np
import pytest

from tests.audio.answers import Voiceprint

checks = importlib.import_module("vecembed_lab.audio.checks.voiceprint")
DRAWS = range(3)


def whitened(train, speakers, hidden):
    """The best single line that we know: the known clips' covariance, whoever spoke, and a little more of each."""
    return checks._whiten(hidden - hidden.mean(axis=0), np.cov(train, rowvar=False), 0.1)


CONTROLS = {name: checks.voiceprint.mistakes[name].function for name in ("unchanged", "only_centred", "noise")}
LINES = {"standardised": checks._standardised, "whitened": whitened}
GOOD = {"the reference": checks._voiceprint, "another good answer": Voiceprint.cholesky}


@pytest.fixture(scope="module")
def earned():
    """By answer, its share of the points in each draw."""
    tests = [checks._tests(seed) for seed in DRAWS]
    answers = CONTROLS | LINES | GOOD
    return {
        name: [checks._share(checks._error(answer, divisions), bands) for divisions, bands in tests]
        for name, answer in answers.items()
    }


def test_controls_earn_nothing(earned):
    assert all(max(earned[name]) == 0 for name in CONTROLS)


def test_a_single_line_earns_a_part(earned):
    assert all(min(earned[name]) > 0 and max(earned[name]) < 1 for name in LINES)


def test_good_answers_earn_all(earned):
    assert all(min(earned[name]) == 1 for name in GOOD)


def test_hidden_speakers_are_others():
    for train, known, hidden, unknown in checks._tests(0)[0]:
        assert set(known).isdisjoint(unknown)
        assert len(set(known)) == len(set(unknown)) == 3
        assert len(train) == len(hidden) == 3 * checks.CLIPS


@pytest.mark.parametrize("answer", [np.zeros((3, 2)), np.full((180, 2), np.nan), np.zeros(180)])
def test_what_is_no_table_is_refused(answer):
    with pytest.raises(checks.Wrong, match="a row of finite numbers for each of 180"):
        checks._usable(answer, 180)
