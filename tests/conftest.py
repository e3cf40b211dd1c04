"""Fixtures that several test files use."""

import sys

import pytest

import vecembed_lab
from tests import toy


@pytest.fixture
def unit(tmp_path, monkeypatch):
    """The unit 01_toy in a clone of its own; kernels and programs that a test starts import from that clone."""
    unit = toy.clone(tmp_path)
    monkeypatch.setattr(vecembed_lab, "__path__", [*vecembed_lab.__path__, str(tmp_path / "vecembed_lab")])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    yield unit
    for name in [name for name in sys.modules if name.startswith("vecembed_lab.toy")]:
        del sys.modules[name]
