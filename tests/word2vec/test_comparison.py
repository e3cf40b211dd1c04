"""Ways to make vectors, compared with five seeds: what is recorded, and how a row is measured."""

import json

import numpy as np
import pytest

from vecembed_lab.word2vec import comparison


def test_the_record_has_every_way_with_every_seed():
    record = comparison.recorded()
    assert record["about"]["date"] >= "2026-11-29"
    assert {"python", "numpy", "torch"} <= record["about"]["versions"].keys()
    for row in record["rows"]:
        assert row.keys() == {"way", "seed", "seconds", "wordsim353", "simlex999"}
    found = sorted((row["way"], row["seed"]) for row in record["rows"])
    assert found == sorted((way, seed) for way in comparison.WAYS for seed in comparison.SEEDS)


def test_a_column_is_in_the_order_of_the_seeds(tmp_path, monkeypatch):
    rows = [{"way": way, "seed": seed, "wordsim353": seed / 10} for seed in (2, 0, 1) for way in ("a", "b")]
    (tmp_path / "comparison.json").write_text(json.dumps({"about": {}, "rows": rows}))
    monkeypatch.setattr(comparison, "RECORD", tmp_path / "comparison.json")
    monkeypatch.setattr(comparison, "WAYS", {"b": None, "a": None})
    assert comparison.by_way("wordsim353") == {"b": [0, 0.1, 0.2], "a": [0, 0.1, 0.2]}
    assert comparison.of_seed(2, "a") == 0.2


def test_what_is_recorded_of_counting_is_what_counting_gives():
    """Up to the last digit of a singular value decomposition on another machine."""
    row = comparison.measured(comparison.WAYS["PPMI and SVD"], 0)
    assert row["wordsim353"] == pytest.approx(comparison.by_way("wordsim353")["PPMI and SVD"][0], abs=0.005)
    assert row["seconds"] > 0


def test_vectors_that_people_would_have_drawn_agree_with_them(monkeypatch):
    """Of three words, two of which people call alike; the generator is seeded as the row says."""
    monkeypatch.setattr(comparison, "load_wikipedia", lambda: [["tiger", "cat", "car"] * 5])
    monkeypatch.setattr(
        comparison,
        "load_similarity",
        lambda name: ([("tiger", "cat"), ("tiger", "car"), ("car", "cat")], np.array([9.0, 1.0, 2.0])),
    )
    drawn = []

    def make(text, rng):
        drawn.append(rng.integers(1000))
        vocab, ids = text
        assert len(ids) == 15
        return np.array([{"tiger": [1.0, 0], "cat": [1, 0.2], "car": [0, 1]}[word] for word in vocab.words])

    row = comparison.measured(make, 7)
    assert (row["wordsim353"], row["simlex999"]) == (1.0, 1.0)
    assert drawn == [np.random.default_rng(7).integers(1000)]


def test_each_job_is_a_seed_and_a_way(monkeypatch):
    monkeypatch.setattr(comparison, "measured", lambda make, seed: {"made": make, "seed": seed})
    jobs = list(comparison.jobs())
    assert [job.varied for job in jobs[:2]] == [
        {"way": "PPMI and SVD", "seed": 0},
        {"way": "skip-gram, 2 passes", "seed": 0},
    ]
    assert all(
        job.measure() == {"made": comparison.WAYS[job.varied["way"]], "seed": job.varied["seed"]} for job in jobs
    )
