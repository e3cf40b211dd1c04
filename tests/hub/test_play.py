"""A class on a hub, played for real: what `make hub` does."""

import os
import shutil

import pytest
from traitlets.config import PyFileConfigLoader

from tests.fetched import or_skip
from vecembed_lab.author import hub, hubclass, hubworld
from vecembed_lab.author.build import BuildError
from vecembed_lab.data import words
from vecembed_lab.files.units import ROOT
from vecembed_lab.similarity.checks import EXERCISES


@pytest.fixture(scope="module")
def played():
    """What came out, where users can be made; in CI it must be possible."""
    or_skip(words.load_glove)
    if (lacking := hub.lacking()) and not os.environ.get("CI"):
        pytest.skip(lacking)
    return hub.play()


def test_everybody_gets_their_points(played):
    assert played["waiting"] == 2
    assert played["points"]["ada"] == played["most"] > 40
    assert 10 < played["points"]["bob"] < played["most"] - 1


def test_everybody_reads_their_own_feedback(played):
    confused = EXERCISES["cosine"].mistakes["dot_product"].message.split("`")[0]
    assert confused not in played["feedback"]["ada"]
    assert confused in played["feedback"]["bob"]


def test_nobody_gets_at_what_is_not_theirs(played):
    assert len(played["tried"]) >= 5
    assert [line for line, (code, _) in played["tried"].items() if not code] == []
    reasons = [said for line, (_, said) in played["tried"].items() if not line.startswith(("rm", "mv"))]
    assert all("Permission denied" in said for said in reasons), reasons


def test_what_is_collected_is_a_students_own_and_no_link(played):
    files = [f"{hubclass.UNIT.folder}.ipynb", "submission_secret.txt", "timestamp.txt"]
    assert played["collected"] == {"ada": files, "bob": files}


def test_students_do_not_see_what_is_the_teachers(played):
    theirs = [f"@jupyter/nbgrader:{part}" for part in ("course-list", "create-assignment", "formgrader")]
    assert played["formgraders"] == ["grace"]
    assert played["unseen"] == {"grace": [], "ada": theirs, "bob": theirs}


def test_without_an_exchange_students_are_told_and_keep_their_work(played):
    assert "exchange directory does not exist" in played["unplugged"]
    assert played["refused"]
    assert played["kept"]


# Without a hub


@pytest.fixture
def configured(tmp_path, monkeypatch):
    """Loads the hub's configuration, whose exchange is in `tmp_path`."""
    shutil.copytree(ROOT / "hub", tmp_path / "hub")
    config = tmp_path / "hub" / "etc" / "nbgrader_config.py"
    config.write_text(config.read_text().replace("/srv/nbgrader", str(tmp_path)))
    return lambda: PyFileConfigLoader("jupyterhub_config.py", path=str(tmp_path / "hub")).load_config()


@pytest.mark.parametrize("mode", [None, 0o777, 0o1755])
def test_a_hub_without_a_safe_exchange_does_not_start(configured, tmp_path, mode):
    if mode:
        (tmp_path / "exchange").mkdir()
        (tmp_path / "exchange").chmod(mode)
    with pytest.raises(SystemExit, match=rf"nothing is started: type, as root, install -d -m 1777 {tmp_path}/exchange"):
        configured()


def test_a_hub_listens_to_this_machine_only(configured, tmp_path):
    (tmp_path / "exchange").mkdir()
    (tmp_path / "exchange").chmod(0o1777)
    config = configured()
    assert config.JupyterHub.bind_url == "http://127.0.0.1:8000"
    assert {hubclass.TEACHER, *hubclass.STUDENTS} == config.Authenticator.allowed_users


def test_what_is_missing_is_said_in_one_sentence(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(hub, "find_spec", lambda name: None)
        with pytest.raises(BuildError, match=r"needs JupyterHub: .*pip install .*\[hub\]"):
            hub.play()
    monkeypatch.setattr(hub.shutil, "which", lambda name: None)
    with pytest.raises(BuildError, match=r"needs Node.js and the proxy .*: make node_modules"):
        hub.play()


def test_without_root_it_says_what_is_needed(monkeypatch):
    monkeypatch.setattr(hubworld.os, "geteuid", lambda: 1000)
    assert "only root can make: try it with sudo" in hubworld.lacking()
    with pytest.raises(BuildError, match="only root can make"):
        hubworld.inside(["true"], timeout=60)
