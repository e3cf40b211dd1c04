import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from vecembed_lab import CourseError
from vecembed_lab.cli import app
from vecembed_lab.files.record import read_record
from vecembed_lab.recommendation import bench
from vecembed_lab.recommendation.bench import Way
from vecembed_lab.recommendation.ratings import interactions, simulated

pytestmark = pytest.mark.filterwarnings("ignore:OpenBLAS")  # implicit's, about threads


@pytest.fixture(autouse=True)
def small(monkeypatch):
    toy = {"a toy": lambda: simulated(rng=np.random.default_rng(0), n_users=60, n_items=90, n_ratings=1500)}
    monkeypatch.setattr(bench, "DATA", toy)
    monkeypatch.setattr(bench, "memory", lambda way, train: {"megabytes": 1.5})
    monkeypatch.setattr(bench, "DIM", 8)


def measured(path, rounds=2):
    steps = []
    return bench.run(path, rounds, progress=lambda *step: steps.append(step)), steps


def test_every_way_is_measured_in_turns_beside_the_library(tmp_path):
    record, steps = measured(tmp_path / "run.json")
    every = [(way.method, way.name) for way in bench.WAYS]
    fast = [(way.method, way.name) for way in bench.WAYS if not way.slow]
    assert [(row["method"], row["way"]) for row in record["training"]] == every + fast
    assert len(steps) == len(every) + len(fast) + 2 * 2 + len(every) + 1
    for row in bench.rows(record):
        assert len(row.ratios) == len(row.ndcg) == (1 if row.name == "NumPy, row by row" else 2)
        assert row.megabytes == 1.5
        if row.name == "implicit":
            assert row.ratios == [1, 1]
    for name, theirs, ours, ratios in bench.served(record):
        assert name == "a toy"
        assert min(theirs, ours, *ratios) > 0


def test_all_ways_of_a_method_learn_the_same(tmp_path):
    table = list(bench.rows(measured(tmp_path / "run.json", rounds=1)[0]))
    als = [row.ndcg[0] for row in table if row.method == "ALS"]
    assert max(als) - min(als) < 0.05


def test_the_library_serves_what_we_serve():
    part = bench.held_out(bench.DATA["a toy"]())
    factors = bench.our_als(part.train, 0)
    users = np.arange(part.train.shape[0])
    theirs = np.concatenate([ids for ids, _ in bench._implicit_recommend(factors, part.train, users)()])
    assert (theirs == bench.recommend(factors.scores, part.train, users, bench.SHOWN)).mean() > 0.99


def test_a_stopped_run_goes_on(tmp_path):
    def stop(done, total, what):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.run(tmp_path / "run.json", 1, progress=stop)
    kept = read_record(tmp_path / "run.json")["training"]
    assert len(kept) == 3
    assert measured(tmp_path / "run.json", rounds=1)[0]["training"][:3] == kept


def test_the_command_prints_the_table(tmp_path):
    options = ["--rounds", "1", "--record", str(tmp_path / "run.json")]
    done = CliRunner().invoke(
        app, ["bench", "recommendation", *options], env={"COLUMNS": "120"}, catch_exceptions=False
    )
    assert done.exit_code == 0
    for word in ("a toy", "implicit 0.", "NumPy, row by row", "BPR", "x implicit", "NDCG@10", "Served, a toy"):
        assert word in done.output


def test_without_the_library_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "implicit", None)
    with pytest.raises(CourseError, match="this needs implicit: python -m pip install"):
        measured(tmp_path / "run.json")


def hold(train, seed):
    return np.ones(6_250_000 if train.shape[0] > 200 else 1)  # 50 MB, but not for the first rows, to warm up


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the highest mark of memory")
def test_memory_is_what_a_fit_holds_at_most(monkeypatch):
    monkeypatch.undo()
    train = interactions(np.arange(300), np.arange(300), (300, 300))
    assert 45 < bench.memory(Way("holds", "ALS", hold), train)["megabytes"] < 60
