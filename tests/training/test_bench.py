import numpy as np
import pytest
from numpy.testing import assert_allclose
from typer.testing import CliRunner

from vecembed_lab.cli import app
from vecembed_lab.data.texts import Text
from vecembed_lab.data.words import load_analogies, load_similarity
from vecembed_lab.files.record import read_record
from vecembed_lab.training import bench


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    """Words that people have rated and that analogies ask for; whoever stands near in this list does in the text."""
    words = sorted({word for pair in load_similarity("wordsim353")[0] for word in pair})
    words += [*load_analogies()["family"][0], *load_analogies()["gram3-comparative"][0]]
    rng = np.random.default_rng(0)
    places = (rng.integers(len(words), size=(800, 1)) + rng.integers(-3, 4, size=(800, 40))) % len(words)
    path = tmp_path_factory.mktemp("text") / "text.txt"
    path.write_text("".join(" ".join(words[place] for place in line) + "\n" for line in places))
    return Text(path, "a toy text")


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(bench, "HELD_OUT", 10_000)


def measured(path, text, **changes):
    steps = []
    options = {"n_words": 5_000, "rounds": 2, "seeds": 1} | changes
    record = bench.run(path, **options, progress=lambda *step: steps.append(step), text=text)
    return record, steps


def measurements(record):
    return [(row["way"], row["turn"]) for row in record["speed"]]


def test_every_way_is_measured_in_turns_and_judged(tmp_path, text):
    record, steps = measured(tmp_path / "run.json", text)
    assert measurements(record) == [(way.name, turn) for turn in range(2) for way in bench.WAYS]
    assert [done for done, _, _ in steps] == list(range(len(record["speed"]) + len(record["quality"]) + 1))
    table = {row.name: row for row in bench.rows(record)}
    assert table["gensim"].ratio == 1
    assert 0 < table["pair by pair"].ratio < table["numba blocks"].ratio
    chance = (1 + bench.SETTINGS.n_negatives) * np.log(2)
    for name in ("gensim", "torch blocks", "numba blocks"):
        assert 0 < table[name].quality["loss"][0] < chance
    assert (tmp_path / "run.png").stat().st_size > 10_000


def test_a_stopped_run_goes_on(tmp_path, text):
    path = tmp_path / "run.json"

    def stop(done, total, what):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.run(path, 5_000, 1, 0, progress=stop, text=text)
    kept = read_record(path)["speed"]
    record, _ = measured(path, text, rounds=1, seeds=0)
    assert record["speed"][:3] == kept
    assert len(record["speed"]) == len(bench.WAYS)


def test_the_record_of_another_run_is_refused(tmp_path, text):
    path = tmp_path / "run.json"
    measured(path, text, rounds=1, seeds=0)
    with pytest.raises(FileExistsError, match="words_timed = 5000 instead of 4000"):
        measured(path, text, rounds=1, seeds=0, n_words=4_000)


def test_the_loss_of_a_model_that_knows_nothing(text):
    corpus = bench.load_corpus(text)
    zeros = np.zeros((len(corpus.vocab), 4), np.float32)
    assert_allclose(
        bench.held_out_loss(corpus, (zeros, zeros)), (1 + bench.SETTINGS.n_negatives) * np.log(2), atol=1e-4
    )


def test_the_command_prints_the_table(tmp_path, text, monkeypatch):
    monkeypatch.setattr(bench, "load_text8", lambda: text)
    options = ["--rounds", "1", "--seeds", "0", "--words", "100000", "--record", str(tmp_path / "run.json")]
    done = CliRunner().invoke(app, ["bench", "word2vec", *options], env={"COLUMNS": "120"}, catch_exceptions=False)
    assert done.exit_code == 0
    for word in ("a toy text", "gensim 4", "numba, 2 threads", "x gensim"):
        assert word in done.output
