"""Case files: a leak is there if it was planted, and only then; sizes and keys give nothing away."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from vecembed_lab.overfitting import speech
from vecembed_lab.overfitting.cases import LATER, LEAKS, draw_case, draw_claims
from vecembed_lab.overfitting.checks.verdict import verdict
from vecembed_lab.overfitting.selection import chosen_columns

CLIPS = speech.simulated(rng=np.random.default_rng(0))


def evidence(case):
    """Which of the eight leaks the data of a file show, by tests of our own."""
    train, test = case["train"].astype(float), case["test"].astype(float)
    shapes = cdist(*(x - x.mean(axis=1, keepdims=True) for x in (test, train))).min()
    equal = (cdist(test, train) < 1e-6).any()
    rows = np.ones(len(train), dtype=bool)
    own = np.sort(chosen_columns(train, case["train_y"], rows, 20))
    r = np.abs(np.corrcoef(np.c_[case["train_y"], train].T)[0, 1:]).max()
    soft = np.median(case["population"].mean(axis=1))
    found = {
        "no test set": equal,
        "duplicates": shapes < 1e-3 and not equal,
        "preprocessing": not np.allclose(case["means"], train.mean(axis=0), atol=1e-4),
        "selection": own.tolist() != case["columns"].tolist(),
        "marker": r > 0.75,
        "groups": "new speakers" in case["claims"] and np.isin(case["test_speakers"], case["train_speakers"]).any(),
        "time": "later takes" in case["claims"] and case["train_takes"].max() >= LATER,
        "sampling": (case["test"].mean(axis=1) < soft).mean() < 0.25,
    }
    return {leak for leak, so in found.items() if so}


@pytest.mark.parametrize("leak", [*LEAKS, "clean"])
def test_a_file_shows_the_leak_that_was_planted_and_no_other(leak):
    for seed in range(6):
        case = draw_case(CLIPS, leak, np.random.default_rng(seed))
        assert evidence(case) == ({leak} if leak in LEAKS else set()), seed


def test_files_have_the_same_keys_shapes_and_types():
    rng = np.random.default_rng(0)
    files = [draw_case(CLIPS, leak, rng) for leak in [*LEAKS, "clean", "clean"]]
    for case in files[1:]:
        assert case.keys() == files[0].keys()
        for key in case.keys() - {"claims"}:
            assert (case[key].shape, case[key].dtype) == (files[0][key].shape, files[0][key].dtype), key


def test_claims_are_those_that_the_leak_needs():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        assert "new speakers" in draw_claims("groups", rng)
        assert "later takes" in draw_claims("time", rng)
        assert not draw_claims("duplicates", rng)
    with pytest.raises(ValueError, match="a leak must be one of no test set"):
        draw_case(CLIPS, "guilty", rng)


def test_the_challenge_is_the_same_with_the_stand_in(monkeypatch):
    """Whoever cannot fetch the recordings is judged all the same, and the model answer gets everything."""
    import sys

    module = sys.modules["vecembed_lab.overfitting.checks.verdict"]
    monkeypatch.setattr(module, "_clips", lambda: CLIPS)
    module._files.cache_clear()
    assert verdict.grade(verdict.reference, seed=3).score == verdict.points
    module._files.cache_clear()
