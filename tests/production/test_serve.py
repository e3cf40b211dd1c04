"""The command `vecembed serve`, as a learner types it, and what it refuses."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from tests.cli.program import VECEMBED
from tests.fetched import or_skip
from tests.patience import PATIENCE, wait_for
from vecembed_lab import CourseError
from vecembed_lab.data.registry import DataError
from vecembed_lab.production import models
from vecembed_lab.production.ingest import write
from vecembed_lab.production.limits import StoreError
from vecembed_lab.production.models import word_model
from vecembed_lab.production.serve import in_url, is_loopback, listening, prepare, serve
from vecembed_lab.production.store import Document, MemoryStore


def test_what_is_loopback():
    assert all(map(is_loopback, ["localhost", "127.0.0.1", "127.9.9.9", "::1"]))
    assert not any(map(is_loopback, ["0.0.0.0", "::", "192.168.1.5", "example.org", ""]))


def test_a_host_in_a_url():
    assert [in_url(host) for host in ("localhost", "127.0.0.2", "::1")] == ["localhost", "127.0.0.2", "[::1]"]


def test_others_need_a_key(tmp_path):
    with pytest.raises(CourseError, match=r"others can reach 0\.0\.0\.0: set VECEMBED_KEY"):
        serve(tmp_path / "data", "0.0.0.0", 0)
    assert not (tmp_path / "data").exists()


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CourseError, match=f"port {port} of 127.0.0.1 cannot be used .*: name another with --port"):
            listening("127.0.0.1", port)


class Indexed(MemoryStore):
    """A store that remembers what an index was built for."""

    def __init__(self):
        super().__init__()
        self.indexed = set()

    def index(self, version):
        self.indexed.add(version)


def no_glove():
    raise DataError("GloVe cannot be had: do this or that")


def test_a_store_keeps_its_version_whether_glove_comes_or_goes(monkeypatch):
    with monkeypatch.context() as offline:
        offline.setitem(models.VERSIONS, "glove_mean", (no_glove, np.ones_like))
        store = Indexed()
        assert [model.version for model in prepare(store)] == ["standin_mean"]
        write(store, prepare(store), [Document("a", "the king", np.zeros(0))])
    assert [model.version for model in prepare(store)] == ["standin_mean"]
    assert (store.live(), store.count("standin_mean"), store.indexed) == ("standin_mean", 1, {"standin_mean"})


def test_a_version_whose_words_are_not_there_says_how_to_get_them(monkeypatch):
    monkeypatch.setitem(models.VERSIONS, "glove_mean", (no_glove, np.ones_like))
    store = MemoryStore()
    store.create("glove_mean", 50)
    store.switch("glove_mean")
    with pytest.raises(DataError, match="GloVe cannot be had: do this"):
        prepare(store)
    store.create("other", 50)
    store.switch("other")
    with pytest.raises(StoreError, match="no model of version 'other' here, only of glove_mean, glove_weighted"):
        prepare(store)


@pytest.fixture
def standin(monkeypatch):
    monkeypatch.setattr("vecembed_lab.production.serve.usual_model", lambda: word_model("standin_mean"))


def test_a_second_version_is_filled_beside_and_written_from_then_on(standin, monkeypatch):
    store, news = Indexed(), ["the king", "the queen", "the river"]
    monkeypatch.setattr("vecembed_lab.production.serve.read_news", lambda: iter(news))
    prepare(store, 2)
    assert {m.version for m in prepare(store, fill="standin_weighted")} == {"standin_mean", "standin_weighted"}
    assert store.indexed == {"standin_mean", "standin_weighted"}
    assert store.count("standin_weighted") == 2
    prepare(store, 3)
    assert store.count("standin_weighted") == store.count("standin_mean") == 3
    store.switch("standin_weighted")
    assert prepare(store, fill="standin_weighted")[0].version == "standin_weighted" == store.live()


def test_articles_that_are_left_out_are_said(standin, monkeypatch, capsys):
    news = ["the king", "qqqq", "the queen", "xxxx"]
    monkeypatch.setattr("vecembed_lab.production.serve.read_news", lambda: iter(news))
    prepare(MemoryStore(), 4)
    said = "2 of 4 articles are left out of version standin_mean, the first of them in place 1: document "
    assert said in capsys.readouterr().out
    prepare(MemoryStore(), 1)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("version", ["standin_mean", "standin_weighted"])
def test_a_version_of_other_dimensions_than_its_model_is_refused(standin, version):
    store = MemoryStore()
    store.create(version, 10)
    with pytest.raises(StoreError, match=f"version {version} has 10 dimensions, got 50"):
        prepare(store)
    store.switch(version)
    with pytest.raises(StoreError, match=f"version {version} has 10 dimensions, got 50"):
        prepare(store)


ELSEWHERE = ["--host", "127.0.0.2"] if sys.platform == "linux" else []  # an address of this machine, too


class Service:
    """A running `vecembed serve`."""

    def __init__(self, cache, *options):
        environment = os.environ | {"VECEMBED_CACHE": str(cache), "COLUMNS": "200"}
        environment.pop("VECEMBED_DSN", None)
        self.process = subprocess.Popen(
            [VECEMBED, "serve", "--port", "0", *options], env=environment, stdout=subprocess.PIPE, text=True
        )
        said = ""
        while "Serving at" not in said:
            line = self.process.stdout.readline()
            assert line, said
            said += line
        self.host, self.port = re.search(r"http://(\S+):(\d+)", said).groups()

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection(self.host, int(self.port), timeout=PATIENCE)
        connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = json.loads(answer.read())
        connection.close()
        return answer.status, content

    def end(self, number):
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        self.process.stdout.close()


def test_what_was_put_in_outlives_a_service_that_is_killed(tmp_path):
    first = Service(tmp_path)
    assert first.ask("POST", "/search", {"text": "king"})[1]["hits"] == []
    status, kept = first.ask("POST", "/documents", {"documents": [{"text": "the king and the queen"}]})
    assert status == 200
    first.end(signal.SIGKILL)
    second = Service(tmp_path)
    status, found = second.ask("POST", "/search", {"text": "king", "k": 1})
    times = psutil.Process(second.process.pid).cpu_times()
    assert times.user + times.system < 3  # until the first answer, where the data are there
    assert [hit["id"] for hit in found["hits"]] == kept["ids"]
    sockets = Path((tmp_path / "postgres" / "lock").read_text())
    assert sockets.exists()
    second.end(signal.SIGTERM)
    assert second.process.returncode == 0
    assert not sockets.exists()
    third = Service(tmp_path, "--backfill", found["version"].replace("mean", "weighted"), *ELSEWHERE)
    live = third.ask("POST", "/switch", {"version": found["version"].replace("mean", "weighted")})[1]["live"]
    assert third.ask("POST", "/search", {"text": "king"})[1] | {"hits": None} == {"version": live, "hits": None}
    assert third.ask("POST", "/roll_back") == (200, {"live": found["version"]})
    third.end(signal.SIGINT)
    assert third.process.returncode == 0


def test_our_service_gets_all_points_killed_and_started_again(tmp_path):
    or_skip(lambda: word_model("glove_mean"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    start = f"{VECEMBED} serve --port {port} --backfill glove_weighted"
    words = ["king", "queen", "river", "bank", "music", "paper", "window", "garden", "winter", "street", "doctor"]
    rng, texts = np.random.default_rng(0), tmp_path / "texts.txt"
    texts.write_text("\n".join(" ".join(rng.choice(words, 5)) for _ in range(70)), "utf-8")
    environment = os.environ | {"VECEMBED_CACHE": str(tmp_path), "COLUMNS": "200"}
    environment.pop("VECEMBED_DSN", None)
    command = [VECEMBED, "accept", f"http://127.0.0.1:{port}", str(texts), "--start", start]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert "20 of 20 points" in done.stdout, done.stdout + done.stderr
    assert (done.returncode, done.stdout.count("✓")) == (0, 10)


def test_an_accept_that_is_asked_to_end_leaves_no_service_behind(tmp_path):
    texts = tmp_path / "texts.txt"
    texts.write_text("\n".join(f"text {i}" for i in range(60)), "utf-8")
    sleeping = [VECEMBED, "accept", "http://127.0.0.1:9", str(texts), "--start", "sleep 1000"]
    trial = psutil.Popen(sleeping, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (service,) = wait_for(trial.children)
    trial.send_signal(signal.SIGTERM)
    trial.wait(PATIENCE)
    psutil.wait_procs([service], 5)
    left = service.is_running()
    if left:
        service.kill()
    assert not left
