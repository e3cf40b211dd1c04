import json

import numpy as np
import pytest
from typer.testing import CliRunner

from vecembed_lab.cli import app
from vecembed_lab.files.record import read_record
from vecembed_lab.search import bench

ASKED = {"flat, batch", "flat, one", "hnsw", "ivf", "ivfpq"}


@pytest.fixture(scope="module", autouse=True)
def small():
    """One width an index, and one set of 10,000 vectors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "WIDTHS", {"hnsw": (16,), "ivf": (8,), "ivfpq": (8,)})
        patch.setattr(bench, "SETS", {"few": few})
        yield


def few():
    rng = np.random.default_rng(0)
    return bench.split("few", bench.clusters(10_100, rng=rng, dim=16, latent=8), 100, rng)


def measured(path, rounds=1):
    steps = []
    return bench.run(path, rounds, progress=lambda *step: steps.append(step), sets=bench.SETS), steps


@pytest.fixture(scope="module")
def kept(tmp_path_factory, small):
    folder = tmp_path_factory.mktemp("bench")
    return folder, *measured(folder / "run.json", rounds=2)


def test_every_library_is_measured_in_turns(kept):
    folder, record, steps = kept
    libraries = [library for _, library in bench.ways()]
    assert [row["library"] for row in record["build"]] == libraries
    turns = [(row["asked"], row["turn"], row["library"]) for row in record["speed"] if row["asked"] == "ivf"]
    assert turns == [("ivf", turn, library) for turn in (0, 1) for library in ("ours", "faiss")]
    assert [done for done, _, _ in steps] == list(range(len(record["speed"]) + len(record["build"]) + 1))
    assert (folder / "run.png").stat().st_size > 10_000


def test_the_recall_of_both_stands_beside_the_ratio(kept):
    table = {(row.asked, row.library): row for row in bench.rows(kept[1])}
    assert {asked for asked, _ in table} == ASKED
    for library in ("ours", "faiss"):
        assert table["flat, batch", library].recall == table["flat, one", library].recall == 1
        assert table["hnsw", library].recall > 0.9
        assert 0.2 < table["ivfpq", library].recall < table["ivf", library].recall < 1
        assert table["ivfpq", library].bytes < table["flat, batch", library].bytes / 2
    assert all(row.ratio == 1 for row in table.values() if row.library == "ours")
    assert all(0 < row.low <= row.ratio <= row.high for row in table.values())


def test_a_stopped_run_goes_on(tmp_path, kept):
    path = tmp_path / "run.json"

    def stop(done, total, what):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.run(path, 1, progress=stop, sets=bench.SETS)
    before = read_record(path)
    after, _ = measured(path)
    assert after["build"][: len(before["build"])] == before["build"]
    assert after["speed"][: len(before["speed"])] == before["speed"]
    assert len(after["speed"]) == len(kept[1]["speed"]) / 2


def test_queries_are_not_among_what_is_searched():
    data = few()
    assert len(data.vectors) == 10_000
    assert data.limits.max() < 1 - 1e-6
    assert data.n_lists == 256


def test_the_command_prints_the_table_and_refuses_another_run(kept, monkeypatch, tmp_path):
    record = kept[1]
    path = tmp_path / "run.json"
    path.write_text(json.dumps(record))
    done = CliRunner().invoke(app, ["bench", "search", "--record", str(path), "--rounds", "2"])
    assert done.exit_code == 0, done.output
    for row in bench.rows(record):
        assert f"{row.recall:.3f}" in done.output
        assert f"{row.ratio:.2f} [{row.low:.2f}, {row.high:.2f}]" in done.output
    monkeypatch.setattr(bench, "SETS", {"others": few})
    done = CliRunner().invoke(app, ["bench", "search", "--record", str(path)])
    assert done.exit_code == 1
    assert "holds another run: sets" in done.output
