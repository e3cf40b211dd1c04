from functools import partial

import pytest
from typer.testing import CliRunner

from vecembed_lab.cli import app
from vecembed_lab.production import bench

SMALL = bench.Size(n=400, dim=16, queries=40, rate=60.0, seconds=0.5, overload=100.0, loaded=300, switches=4)


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    path = tmp_path_factory.mktemp("bench") / "record.json"
    return path, bench.run(path, 1, progress=lambda *step: None, size=SMALL)


def test_everything_is_measured(record):
    _, data = record
    assert data["loading"][0]["documents"] == 300
    assert data["bare"][0]["sum"] == pytest.approx(data["bare"][0]["client"] + data["bare"][0]["store"], abs=0.002)
    assert data["served"][0]["recall"] > 0.9
    assert set(data["served"][0]["statuses"]) == {"200"}
    assert data["switching"][0]["right_wrong"] == data["switching"][0]["right_failed"] == 0
    assert data["switching"][0]["late_wrong"] > 0
    median, low, high = bench.ratio(data)
    assert low == median == high > 0


def test_the_command_says_what_was_measured(record, monkeypatch):
    path, _ = record
    monkeypatch.setattr(bench, "run", partial(bench.run, size=SMALL))
    done = CliRunner().invoke(app, ["bench", "production", "--record", str(path), "--rounds", "1"])
    assert done.exit_code == 0, done.output
    assert "times the bare store" in done.output
    assert "Switching, encoded for the version of a variable" in done.output
