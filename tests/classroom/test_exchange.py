"""What is taken from nbgrader's exchange, into which everybody on a hub can write."""

import getpass
import logging
from pathlib import Path

import pytest
from nbgrader.api import MissingEntry
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from tests import toy
from vecembed_lab.classroom.exchange import Collect

UNIT, COURSE, ME = "01_toy", "vectors", getpass.getuser()  # whoever runs the tests owns what lies in the exchange
NOON, LATER = "2026-01-01 12:00:00.000000 UTC", "2999-01-01 12:00:00.000000 UTC"


@pytest.fixture
def inbound(tmp_path):
    folder = tmp_path / "exchange" / COURSE / "inbound"
    folder.mkdir(parents=True)
    (tmp_path / "exchange").chmod(0o1777)
    return folder


def handed_in(inbound, student=ME, when=NOON, text="mine"):
    """A submission as nbgrader makes it; `text` is where it can be found again."""
    folder = inbound / f"{student}+{UNIT}+{when}+abc"
    toy.save(folder / f"{UNIT}.ipynb", toy.notebook(toy.cell(text)))
    (folder / "timestamp.txt").write_text(when)
    (folder / "submission_secret.txt").write_text("0123")
    return folder


class NoDueDate:
    """The gradebook of a course without due dates, of which nbgrader asks nothing else here."""

    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def find_assignment(self, name):
        raise MissingEntry(name)


@pytest.fixture
def collect(tmp_path, inbound, caplog, monkeypatch):
    """Collects; what is in submitted/ then, as text by path, and what the log says."""

    monkeypatch.setattr("nbgrader.exchange.default.collect.Gradebook", NoDueDate)

    def collect(**options):
        config = Config()
        config.Exchange.root = str(tmp_path / "exchange")
        config.CourseDirectory.update(course_id=COURSE, assignment_id=UNIT, root=str(tmp_path / "course"))
        config.Collect.update(options)
        (tmp_path / "course").mkdir(exist_ok=True)
        folders = CourseDirectory(config=config)
        with caplog.at_level(logging.INFO):
            Collect(coursedir=folders, config=config, log=logging.getLogger("collect")).start()
        submitted = tmp_path / "course" / "submitted"
        files = {path.relative_to(submitted): path.read_text() for path in submitted.rglob("*") if path.is_file()}
        return {str(path): text for path, text in files.items()}, caplog.text

    return collect


NOTEBOOK = f"{ME}/{UNIT}/{UNIT}.ipynb"


def test_the_last_submission_is_taken_with_what_feedback_needs(inbound, collect):
    handed_in(inbound, text="first")
    handed_in(inbound, when="2026-01-02 12:00:00.000000 UTC", text="second")
    files, _ = collect()
    assert set(files) == {NOTEBOOK, f"{ME}/{UNIT}/timestamp.txt", f"{ME}/{UNIT}/submission_secret.txt"}
    assert "second" in files[NOTEBOOK]


def test_work_in_the_name_of_somebody_else_is_not_taken(inbound, collect):
    handed_in(inbound, student="somebody")
    handed_in(inbound)
    files, said = collect()
    assert {path.partition("/")[0] for path in files} == {ME}
    assert f"not collected: somebody+{UNIT}+{NOON}+abc: it belongs to {ME}" in said


def test_where_owners_have_no_names_the_name_is_believed(inbound, collect, monkeypatch):
    def nobody(path):
        raise KeyError(12345)

    monkeypatch.setattr(Path, "owner", nobody)
    handed_in(inbound, student="somebody")
    assert set(collect()[0]) >= {f"somebody/{UNIT}/{UNIT}.ipynb"}


def test_the_check_of_owners_can_be_left_out(inbound, collect):
    handed_in(inbound, student="somebody")
    assert set(collect(check_owner=False)[0]) >= {f"somebody/{UNIT}/{UNIT}.ipynb"}


def test_no_link_is_followed(inbound, collect, tmp_path):
    (tmp_path / "secret.txt").write_text("canary")
    folder = handed_in(inbound)
    (folder / "notes.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "more").symlink_to(tmp_path)
    files, said = collect()
    assert NOTEBOOK in files
    assert not [text for text in files.values() if "canary" in text]
    assert "notes.txt: it is a link to another place" in said


@pytest.mark.parametrize("aim", ["course", "nowhere"])
def test_a_link_in_the_place_of_a_submission_is_not_taken(inbound, collect, tmp_path, aim):
    """Even one that leads nowhere must not keep the others from being collected."""
    handed_in(inbound)
    (inbound / f"{ME}+{UNIT}+{LATER}+abc").symlink_to(tmp_path / aim)
    files, said = collect()
    assert NOTEBOOK in files
    assert "it is not a folder" in said


@pytest.mark.parametrize(
    "name", [f"x+{UNIT}+never", f"x+{UNIT}+", f"~x+{UNIT}+{NOON}+abc", f"\x1b[2J+{UNIT}+{NOON}+abc", f"+{UNIT}+{NOON}"]
)
def test_an_odd_name_does_not_keep_the_others_out(inbound, collect, name):
    (inbound / name).mkdir()
    (inbound / name / "timestamp.txt").write_text(NOON)
    handed_in(inbound)
    files, said = collect(check_owner=False)
    assert {path.partition("/")[0] for path in files} == {ME}
    assert "not collected: " in said
    assert "\x1b" not in said


def test_a_submission_that_cannot_be_opened_does_not_keep_the_others_out(inbound, collect, monkeypatch):
    from vecembed_lab.grading import intake

    def gone(*_, **__):
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(intake, "copied", gone)
    handed_in(inbound)
    files, said = collect()
    assert files == {}
    assert "abc: No such file or directory" in said


def test_where_there_is_no_room_nothing_is_removed(inbound, collect, tmp_path, request):
    handed_in(inbound)
    before, _ = collect()
    handed_in(inbound, when=LATER, text="x" * 20_000)
    request.getfixturevalue("small_files")
    with pytest.raises(OSError, match="File too large"):
        collect(update=True)
    submitted = tmp_path / "course" / "submitted"
    assert {str(path.relative_to(submitted)): path.read_text() for path in submitted.rglob("*.*")} == before
    assert [path.name for path in (tmp_path / "course").iterdir()] == ["submitted"]


def test_how_many_files_are_left_out_is_said(inbound, collect, tmp_path):
    folder = handed_in(inbound)
    for i in range(12):
        (folder / f"{i}.txt").symlink_to(tmp_path)
    assert "left out: and 2 more" in collect()[1]


def test_our_configuration_names_it():
    from traitlets.config import PyFileConfigLoader

    from vecembed_lab.files.units import ROOT

    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    assert config.ExchangeFactory.collect == f"{Collect.__module__}.{Collect.__name__}"
