"""Whether the doctor finds what is wrong with the machine itself."""

import inspect
import os
import re
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.learner.test_environment import note
from vecembed_lab.cli import learn
from vecembed_lab.learner import machine
from vecembed_lab.learner.finding import Finding
from vecembed_lab.production import address, postgres
from vecembed_lab.production.postgres import Server


def test_a_nearly_full_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: SimpleNamespace(free=3e8))
    assert "only 300 MB free at" in note(machine.disk, tmp_path)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: SimpleNamespace(free=3e9))
    assert machine.disk(tmp_path).state == "ok"


def test_little_memory_on_the_machine_or_in_the_container(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "CGROUP", tmp_path)
    monkeypatch.setattr(machine.psutil, "virtual_memory", lambda: SimpleNamespace(available=4_000_000_000))
    assert machine.memory(tmp_path) == Finding("memory", "ok", "4.0 GB free")
    (tmp_path / "memory.max").write_text("max")
    (tmp_path / "memory.current").write_text("1900000000")
    (tmp_path / "memory.stat").write_text("anon 5\ninactive_file 300000000\nactive_file 7\n")
    assert machine.memory(tmp_path).state == "ok"
    (tmp_path / "memory.max").write_text("2000000000")
    said = "only 400 MB free: close other programs, or the system may end kernels"
    assert note(machine.memory, tmp_path) == said
    monkeypatch.setattr(machine.psutil, "virtual_memory", lambda: SimpleNamespace(available=100_000_000))
    assert note(machine.memory, tmp_path).startswith("only 100 MB free")


def test_a_clock_that_is_wrong(tmp_path, monkeypatch):
    assert machine.clock(tmp_path).state == "ok"
    monkeypatch.setattr(machine.time, "time", lambda: 0.0)
    assert "which is before the course was installed: set it" in note(machine.clock, tmp_path)


def test_a_locale_that_is_not_utf_8(tmp_path, monkeypatch):
    monkeypatch.setattr(machine.sys, "flags", SimpleNamespace(utf8_mode=0))
    monkeypatch.setattr(machine.locale, "getencoding", lambda: "ANSI_X3.4-1968")
    assert note(machine.letters, tmp_path).startswith("the locale's encoding is ANSI_X3.4-1968: set PYTHONUTF8=1")
    for encoding in ("utf-8", "UTF8"):
        monkeypatch.setattr(machine.locale, "getencoding", lambda encoding=encoding: encoding)
        assert machine.letters(tmp_path).state == "ok"


def test_the_port_of_the_service_is_taken(tmp_path, monkeypatch):
    assert inspect.signature(learn.serve).parameters["port"].default == machine.PORT
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(machine, "PORT", other.getsockname()[1])
        assert note(machine.port, tmp_path).endswith(
            "is taken by another program: `vecembed serve --port 0` finds a free one"
        )
    assert machine.port(tmp_path).state == "ok"


@pytest.fixture
def proxies(monkeypatch):
    """Only what a test sets."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    return monkeypatch


def test_a_proxy_that_does_not_answer_and_one_that_is_asked_for_too_much(tmp_path, proxies):
    assert machine.proxy(tmp_path) == Finding("proxy", "ok", "none")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{other.getsockname()[1]}"
        proxies.setenv("https_proxy", f"http://ada:secret@{address}")
        said = f"https_proxy is http://...@{address}, which does not answer: correct it, or unset it"
        assert note(machine.proxy, tmp_path) == said
        other.listen()
        assert note(machine.proxy, tmp_path).endswith("add 127.0.0.1,localhost to no_proxy")
        proxies.setenv("no_proxy", "127.0.0.1,localhost")
        assert machine.proxy(tmp_path) == Finding("proxy", "ok", f"answers: http://...@{address}")


@pytest.mark.parametrize("url", ["http://", "http://127.0.0.1:port", "://"])
def test_a_proxy_that_is_no_address(tmp_path, proxies, url):
    proxies.setenv("http_proxy", url)
    assert "which does not answer" in note(machine.proxy, tmp_path)


@pytest.fixture
def nvidia(tmp_path, monkeypatch):
    """A program called nvidia-smi that does what a test says."""

    def install(script):
        tool = tmp_path / "nvidia-smi"
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)
        monkeypatch.setattr(machine.shutil, "which", lambda name: str(tool))

    monkeypatch.setattr(machine.shutil, "which", lambda name: None)
    monkeypatch.setattr(machine.metadata, "distributions", lambda name: [])  # torch is missing
    return install


def test_a_driver_that_does_not_answer_and_a_card_that_is_not_used(tmp_path, nvidia, monkeypatch):
    assert machine.graphics(tmp_path).detail == "no card of NVIDIA, and none is needed"
    nvidia("echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18")
    said = "the driver of the card does not answer (Failed to initialize NVML: Driver/library version mismatch)"
    assert note(machine.graphics, tmp_path).startswith(said)
    nvidia("echo 'GPU 0: Some Card'; echo more")
    assert machine.graphics(tmp_path) == Finding("graphics", "ok", "GPU 0: Some Card")
    monkeypatch.setattr(machine.metadata, "distributions", lambda name: [SimpleNamespace(version="2.9.0+cpu")])
    found = machine.graphics(tmp_path)
    assert (found.state, found.detail[:28]) == ("ok", "GPU 0: Some Card is not used")
    monkeypatch.setattr(machine.shutil, "which", lambda name: "/nowhere/nvidia-smi")
    assert note(machine.graphics, tmp_path).startswith("nvidia-smi does not run")


def test_jupyterlab_cannot_write(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    assert machine.runtime(tmp_path).state == "ok"
    a_file = tmp_path / "file"
    a_file.touch()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(a_file / "inside"))
    found = machine.runtime(tmp_path)
    assert found.state == "fault"
    assert found.detail.endswith("and JupyterLab needs it: set JUPYTER_RUNTIME_DIR")


def test_the_database(tmp_path, monkeypatch):
    assert re.fullmatch(r"PostgreSQL [\d.]+, for unit 11", machine.database(tmp_path).detail)
    monkeypatch.setattr(postgres, "binaries", lambda: Path("/nowhere"))
    assert note(machine.database, tmp_path).startswith(
        "only unit 11 and `vecembed serve` need it: PostgreSQL cannot be run"
    )


def test_the_database_that_is_named(tmp_path, monkeypatch):
    server = Server(tmp_path)
    monkeypatch.setenv("VECEMBED_DSN", server.address)
    found = machine.database(tmp_path)
    assert found.state == "ok"
    assert re.fullmatch(r"PostgreSQL [\d.]+ with pgvector [\d.]+, at VECEMBED_DSN, for unit 11", found.detail)
    monkeypatch.setattr(address, "PGVECTOR", address.PGVECTOR.replace("'vector'", "'none'"))
    assert "there lacks the extension pgvector: correct VECEMBED_DSN" in note(machine.database, tmp_path)
    server.stop()
    said = note(machine.database, tmp_path)
    assert said.startswith("unit 11 and `vecembed serve` will fail: PostgreSQL cannot be reached")
    monkeypatch.setenv("VECEMBED_DSN", "nonsense")
    assert "is none of PostgreSQL: write postgresql://user@host/database" in note(machine.database, tmp_path)


def test_a_database_that_never_answers_is_not_waited_for(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("VECEMBED_DSN", f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/d")
        assert "PostgreSQL cannot be reached" in note(machine.database, tmp_path)


def test_no_sandbox(tmp_path, monkeypatch):
    monkeypatch.setattr(machine.jail, "missing", lambda: ["Linux"])
    assert note(machine.sandbox, tmp_path).startswith("only grading a class needs it: Linux, or a container")
