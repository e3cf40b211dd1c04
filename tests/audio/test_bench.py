"""`bench media`, on little data: librosa is the oracle of our spectra, and what is measured is printed."""

import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose
from typer.testing import CliRunner

from vecembed_lab import CourseError
from vecembed_lab.audio import bench
from vecembed_lab.audio.recordings import Recordings
from vecembed_lab.cli import app
from vecembed_lab.files.record import read_record
from vecembed_lab.images.bench import Task, rows


def voices():
    rng = np.random.default_rng(0)
    clips = [(0.5 * np.sin(np.arange(n) / rng.uniform(1, 9)) * rng.random(n)).astype(np.float32) for n in (900, 1300)]
    return Recordings(clips, np.arange(2), np.array(["a", "b"]), np.arange(2), "two toys")


@pytest.fixture(autouse=True)
def small(monkeypatch):
    toy = {"loop": lambda seed: sum(range(100_000)) / 1e10, "ours": lambda seed: sum(range(100_000)) / 1e10}
    monkeypatch.setattr(bench, "SECONDS", 2)
    monkeypatch.setattr(bench, "load_digits", voices)
    monkeypatch.setattr(bench, "making_views", lambda: Task("views", toy, "apart", float))
    monkeypatch.setattr(bench, "training", lambda: Task("steps", toy, "R@1", float))


def measured(path, rounds=2):
    steps = []
    return bench.run(path, rounds, progress=lambda *step: steps.append(step)), steps


@pytest.mark.parametrize("setting", bench.SETTINGS)
def test_our_mel_is_librosas(setting):
    samples = bench.speech(voices(), setting.rate)
    ours, theirs = bench.ours(samples, setting), bench.librosas(samples, setting)
    assert ours.dtype == theirs.dtype == np.float32
    assert_allclose(10 ** (ours / 10), 10 ** (theirs / 10), atol=2e-6)
    assert_allclose(ours, theirs, atol=0.01)  # decibels, of what is 80 below the loudest too
    exact = [way(samples.astype(float), setting) for way in (bench.ours, bench.librosas)]
    assert_allclose(*exact, atol=1e-6)


def test_speech_is_repeated_up_to_its_length():
    samples = bench.speech(voices(), bench.RATE)
    assert len(samples) == 2 * bench.RATE
    assert_allclose(samples[2200:4400], np.concatenate(voices().clips))
    assert len(bench.speech(voices(), 16_000)) == 32_000


def test_every_way_is_measured_in_turns(tmp_path):
    record, steps = measured(tmp_path / "run.json")
    names = list(dict.fromkeys(row["task"] for row in record["speed"]))
    assert names[2:] == ["views", "steps"]
    turns = [(row["turn"], row["way"]) for row in record["speed"] if row["task"] == names[1]]
    assert turns == [(turn, way) for turn in (0, 1) for way in ("librosa", "ours")]
    assert len(steps) == 4 * 2 * 2 + 1
    table = {(row.task, row.way): row for row in rows(record)}
    for name in names[:2]:
        assert table[name, "librosa"].quality == [0, 0]
        assert max(table[name, "ours"].quality) < 2e-6


def test_a_stopped_run_goes_on(tmp_path):
    def stop(done, total, what):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.run(tmp_path / "run.json", 1, progress=stop)
    kept = read_record(tmp_path / "run.json")["speed"]
    assert len(kept) == 3
    assert measured(tmp_path / "run.json", rounds=1)[0]["speed"][:3] == kept


def test_the_command_prints_the_table(tmp_path):
    options = ["--rounds", "1", "--record", str(tmp_path / "run.json")]
    done = CliRunner().invoke(app, ["bench", "media", *options], env={"COLUMNS": "80"}, catch_exceptions=False)
    assert done.exit_code == 0
    for word in (
        "two toys",
        "mel, 2 s, 16 kHz librosa 0.",
        "1.00 [1.00, 1.00] off by 0 ",
        "16 kHz 512/160/64",
        "R@1 0.5",
    ):
        assert word in done.output


def test_without_the_library_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "librosa", None)
    with pytest.raises(CourseError, match="this needs librosa: python -m pip install"):
        measured(tmp_path / "run.json")
