"""The command `vecembed serve`, as a learner types it, and what it refuses."""

import http.client
import json
import os
import signal
import socket
import subprocess

import psutil
import pytest

from tests.cli.program import VECEMBED
from tests.patience import PATIENCE
from vecembed_lab import CourseError
from vecembed_lab.production.models import word_models
from vecembed_lab.production.serve import is_loopback, listening, prepare, serve
from vecembed_lab.production.store import MemoryStore, StoreError


def test_what_is_loopback():
    assert all(map(is_loopback, ["localhost", "127.0.0.1", "127.9.9.9", "::1"]))
    assert not any(map(is_loopback, ["0.0.0.0", "::", "192.168.1.5", "example.org", ""]))


def test_others_need_a_key(tmp_path):
    with pytest.raises(CourseError, match=r"others can reach 0\.0\.0\.0: set VECEMBED_KEY"):
        serve(tmp_path / "data", "0.0.0.0", 0)
    assert not (tmp_path / "data").exists()


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CourseError, match=f"port {port} of 127.0.0.1 cannot be used .*: name another with --port"):
            listening("127.0.0.1", port)


def test_a_fresh_store_gets_the_first_model_and_an_old_one_keeps_its_version():
    store, models = MemoryStore(), word_models()
    prepare(store, models)
    assert store.live() == models[0].version
    store.create(models[1].version, models[1].dim)
    store.switch(models[1].version)
    prepare(store, models)
    assert store.live() == models[1].version
    with pytest.raises(StoreError, match="is live there, and here are only models of"):
        prepare(store, models[:1])


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
        self.port = int(said.split("http://127.0.0.1:")[1].split(".")[0])

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
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
    times = psutil.Process(first.process.pid).cpu_times()
    assert times.user + times.system < 3  # until the first answer
    status, kept = first.ask("POST", "/documents", {"documents": [{"text": "the king and the queen"}]})
    assert status == 200
    first.end(signal.SIGKILL)
    second = Service(tmp_path)
    status, found = second.ask("POST", "/search", {"text": "king", "k": 1})
    assert [hit["id"] for hit in found["hits"]] == kept["ids"]
    second.end(signal.SIGINT)
    assert second.process.returncode == 0
