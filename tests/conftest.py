"""Fixtures that several test files use."""

import sys
from importlib import util

import pytest

from tests import toy


@pytest.fixture
def unit(tmp_path, monkeypatch):
    """The unit 01_toy in a clone of its own; kernels and programs that a test starts import from that clone."""
    unit = toy.clone(tmp_path)
    spec = util.spec_from_file_location("vecembed_lab.checks.toy", tmp_path / "vecembed_lab" / "checks" / "toy.py")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, "vecembed_lab.checks.toy", module)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return unit
