"""Fixtures that several test files use."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from io import StringIO

import pytest
from hypothesis import settings

import vecembed_lab
from tests import toy
from tests.chromium import launched
from vecembed_lab.files.units import Unit

# The same examples on every machine and in every run; time is not counted, because the machine may be busy.
settings.register_profile("same", derandomize=True, deadline=None, database=None, max_examples=60)
settings.load_profile("same")


def pytest_sessionstart(session):
    """Bring the data of a mirror before anything runs: a lesson's cell would say that it fetches, and differ."""
    if os.environ.get("VECEMBED_MIRROR") and not hasattr(session.config, "workerinput"):
        from vecembed_lab.data import registry  # not before its annotations are to be checked

        with redirect_stdout(StringIO()):
            for name in registry.DATASETS:
                with suppress(registry.DataError):
                    registry.fetch(name)


@pytest.fixture(autouse=True)
def umask():
    """A teacher's commands let nobody else read what they write; that ends with the test."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def unit(tmp_path, monkeypatch):
    """The unit 01_toy in a clone of its own; kernels and programs that a test starts import from that clone."""
    unit = toy.clone(tmp_path)
    monkeypatch.setattr(vecembed_lab, "__path__", [*vecembed_lab.__path__, str(tmp_path / "vecembed_lab")])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    yield unit
    for name in [name for name in sys.modules if name.startswith("vecembed_lab.toy")]:
        del sys.modules[name]


@pytest.fixture
def second(unit):
    """A second unit, the same in all but its name."""
    second = Unit("02_next", unit.root)
    for path in ("lesson_text", "lesson", "release"):
        there = getattr(second, path)
        there.parent.mkdir(exist_ok=True)
        there.write_bytes(getattr(unit, path).read_bytes())
    return second


@pytest.fixture(scope="module")
def chromium():
    """A browser, which is skipped where there is none."""
    with launched() as browser:
        yield browser


@pytest.fixture
def read_only():
    """Make a folder read-only, for root as well."""
    mounted = []

    def lock(folder):
        bind = [["--bind", folder, folder], ["-o", "remount,bind,ro", folder]]
        if not shutil.which("mount") or any(
            subprocess.run(["mount", *to], capture_output=True).returncode for to in bind
        ):
            pytest.skip("this user may not mount a disk")
        mounted.append(folder)

    yield lock
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def small_files():
    """No file may grow beyond 10,000 bytes: a write then fails half-way, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)
