"""Typing a command, in this process or with the real program."""

import pytest
from typer.testing import CliRunner

from vecembed_lab import cli
from vecembed_lab.learner import doctor
from vecembed_lab.learner.finding import Finding


@pytest.fixture
def opened(monkeypatch):
    """The notebooks that JupyterLab was opened on."""
    opened = []
    monkeypatch.setattr(cli.learn, "_open_jupyterlab", opened.append)
    return opened


@pytest.fixture
def run(unit, opened, monkeypatch):
    """Type a command, in this process, in the clone of `unit`; checks the exit code and returns what it says."""
    monkeypatch.setattr(cli.common, "ROOT", unit.root)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("VECEMBED_CACHE", str(unit.root / "cache"))
    found = [Finding("kernel", "ok", "starts")]
    monkeypatch.setattr(doctor, "examine", lambda root, thorough: found)

    def run(command, code=0, **options):
        return typed(command.split(), code, **options)

    def typed(words, code=0, **options):
        result = CliRunner().invoke(cli.app, words, **options)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == code, result.output
        return " ".join(result.output.split())

    run.found, run.typed = found, typed
    return run
