"""The challenge of unit 06: what controls, single lines and good answers earn, on several draws."""

import importlib

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.audio.answers import Voiceprint
from tests.fetched import or_skip
from vecembed_lab.audio import samples

checks = importlib.import_module("vecembed_lab.audio.checks.voiceprint")
DRAWS = [*range(12), 45]  # the first draws of 8 and 10 are out of order; in 45 to centre is worse than to do nothing


def whitened(train, speakers, hidden):
    """The best answer that we know without the speakers: the known clips' covariance, and a little more of each."""
    return checks._whiten(hidden - hidden.mean(axis=0), np.cov(train, rowvar=False), 0.1)


CONTROLS = {name: checks.voiceprint.mistakes[name].function for name in ("unchanged", "only_centred", "noise")}
PARTS = {"standardised": checks._standardised, "whitened": whitened}
GOOD = {"the reference": checks._voiceprint, "another good answer": Voiceprint.cholesky}


@pytest.fixture(scope="module", autouse=True)
def spoken():
    return or_skip(samples.digits)


@pytest.fixture(scope="module")
def earned():
    """By answer, its share of the points in each draw."""
    tests = [checks._tests(seed) for seed in DRAWS]
    answers = CONTROLS | PARTS | GOOD
    return {
        name: [checks._share(checks._error(answer, divisions), bands) for divisions, bands in tests]
        for name, answer in answers.items()
    }


def test_controls_earn_nothing(earned):
    assert all(max(earned[name]) == 0 for name in CONTROLS)


def test_standardised_columns_earn_half(earned):
    assert_allclose(earned["standardised"], 0.5)


def test_without_the_speakers_nearly_all_is_earned(earned):
    assert min(earned["whitened"]) > 0.9
    assert np.mean(earned["whitened"]) < 1


def test_the_bands_fall_clearly():
    bands = [checks._tests(seed)[1] for seed in DRAWS]
    assert all(begin - half >= checks.CLEAR and half - full > 0.05 for begin, half, full in bands)


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
