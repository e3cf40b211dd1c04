import json

import numpy as np
import pytest

from vecembed_lab.data.texts import load_wikipedia
from vecembed_lab.training import bench, trace
from vecembed_lab.training.measure import KINDS
from vecembed_lab.word2vec.vocabulary import vocabulary


@pytest.fixture
def small(monkeypatch):
    """Everything small enough to be measured at once."""
    articles = load_wikipedia()[:4]
    vocab = vocabulary(articles)
    ids = vocab.encode(word for article in articles for word in article).astype(np.int32)
    corpus = bench.Corpus(vocab, ids[2000:], ids[:2000], "four articles")
    monkeypatch.setattr(bench, "load_text8", lambda: None)
    monkeypatch.setattr(bench, "load_corpus", lambda text: corpus)
    monkeypatch.setattr(bench, "judged", lambda corpus, vectors: {"loss": float(np.isfinite(vectors[0]).all())})
    monkeypatch.setattr(trace, "ROUNDS", 1)
    monkeypatch.setattr(trace, "CHUNK", 600)
    monkeypatch.setattr(trace, "SIZES", (64, 128))
    monkeypatch.setattr(trace, "BLOCKS", {"cpu": (2, 8)})
    return corpus


def test_a_trace_holds_every_measurement(small, tmp_path):
    shown = []
    found = trace.record(tmp_path / "here.json", 4000, device="cpu", progress=lambda *step: shown.append(step))
    assert found == json.loads((tmp_path / "here.json").read_text())
    assert list(tmp_path.iterdir()) == [tmp_path / "here.json"]
    about = found["about"]
    assert (about["words_timed"], about["words_judged"]) == (1000, 4000)
    assert about["text"].startswith("four articles")
    assert 0 < about["kept"] < 1
    steps = {(run["dtype"], run["blocks"]) for run in found["speed"] if run["update"] == "torch"}
    assert steps == {(dtype, blocks) for dtype in ("float32", "bfloat16") for blocks in (2, 8)}
    assert {run["update"] for run in found["speed"]} == {"torch", "numba", "gensim"}
    assert all(run["seconds"] > 0 and run["words"] >= 1000 for run in found["speed"])
    assert [run["loss"] for run in found["quality"]] == [1.0] * 5
    assert [set(run["rates"]) for run in found["products"]] == [{"64", "128"}] * 2
    assert sum(found["profile"][0][kind] for kind in KINDS) < 1
    assert found["memory"][0]["fetch and add"] > 0
    assert [done for done, _, _ in shown] == list(range(shown[0][1] + 1))


def test_the_traces_of_the_course_say_where_they_are_from():
    found = trace.traces()
    assert found
    for kept in found.values():
        about = kept["about"]
        assert {"device", "machine", "date", "versions", "text", "load", "kept", "settings"} <= set(about)
        assert {run["update"] for run in kept["speed"]} == {"torch", "numba", "gensim"}
        judged = {(run.get("dtype"), run.get("blocks")) for run in kept["quality"] if run["update"] == "torch"}
        assert judged == {(run["dtype"], run["blocks"]) for run in kept["speed"] if run["update"] == "torch"}


def test_what_was_recorded_is_found_again():
    runs = [("float32", 4, 6.0), ("float32", 2, 1.0), ("float32", 2, 9.0), ("float32", 2, 3.0), ("bfloat16", 2, 8.0)]
    speed = [{"update": "torch", "dtype": t, "blocks": b, "words": 2 * v, "seconds": 2.0} for t, b, v in runs]
    peer = {"update": "gensim", "threads": 2, "words": 10, "seconds": 4}
    losses = [{"dtype": "float32", "blocks": b, "loss": loss} for b, loss in [(4, 2.5), (2, 2.25)]]
    losses += [{"dtype": "bfloat16", "blocks": 2, "loss": 2.75}, {"update": "gensim", "loss": 3.0}]
    kept = {"speed": [*speed, peer], "quality": losses}
    assert trace.recorded_speeds(kept, update="gensim", threads=2) == [2.5]
    assert trace.recorded_speeds(kept, dtype="float32", blocks=2) == [1.0, 9.0, 3.0]
    assert trace.recorded_steps(kept, "float32") == [(2, 3.0, 2.25), (4, 6.0, 2.5)]
