"""Whether the doctor finds what is wrong with a machine."""

import errno
import os
import re
from pathlib import Path
from types import SimpleNamespace

from vecembed_lab.data import registry
from vecembed_lab.learner import doctor
from vecembed_lab.production import postgres


def test_doctor_finds_what_is_wrong(unit, monkeypatch):
    monkeypatch.setenv("VECEMBED_CACHE", str(unit.lesson_text / "inside"))  # a folder in a file cannot be made
    monkeypatch.setattr(
        doctor.metadata, "requires", lambda name: ["rich>13", "nosuch>=1", "no-such-extra; extra == 'dev'"]
    )
    monkeypatch.setattr(doctor, "_prefix_of_a_kernel", lambda: "/elsewhere")
    (unit.root / "my").write_text("a file")
    found = {finding.what: finding for finding in doctor.examine(unit.root)}
    faults = {what for what, finding in found.items() if finding.state == "fault"}
    assert faults == {"packages", "your notebooks", "data"}
    assert found["packages"].detail.startswith("nosuch not installed: python -m pip install")
    assert f"{unit.lesson_text} is not a folder" in found["data"].detail
    assert "set VECEMBED_CACHE" in found["data"].detail
    assert (found["kernel"].state, found["kernel"].detail[:18]) == ("note", "runs in /elsewhere")


def test_doctor_makes_no_folder(tmp_path):
    assert doctor._notebooks(tmp_path / "desk" / "my").state == "ok"
    (tmp_path / "file").touch()
    lacking = doctor._notebooks(tmp_path / "file" / "my")
    assert (lacking.state, "(Not a directory)" in lacking.detail) == ("fault", True)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_doctor_tries_what_every_page_of_feedback_needs(monkeypatch):
    def broken(selector):
        raise ValueError("Invalid character")

    assert doctor._nbgrader().state == "ok"
    monkeypatch.setattr("soupsieve.compile", broken)
    lacking = doctor._nbgrader()
    assert lacking.state == "note"
    assert re.search(
        r"pages of feedback with soupsieve [\d.]+ \(ValueError: Invalid character\): python", lacking.detail
    )


def test_doctor_compares_versions_with_the_lock_file(unit, monkeypatch):
    monkeypatch.setattr(doctor, "_required", list)
    lock = unit.root / "requirements.lock"
    lock.write_text("# comment\nnumpy==0.1\nnot-installed==1.0\n")
    finding = doctor._packages(lock)
    assert finding.state == "note"
    assert re.match(r"numpy \d\S+ \(tested: 0\.1\)\. If something fails: ", finding.detail)


def test_doctor_reports_a_kernel_that_does_not_start(unit, monkeypatch):
    (unit.root / "vecembed_lab" / "__init__.py").write_text("raise ImportError('no course')")
    finding = doctor._kernel()
    assert (finding.state, "no course" in finding.detail) == ("fault", True)


def test_doctor_notes_a_nearly_full_disk(unit, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: SimpleNamespace(free=3e8))
    assert doctor._room(unit.root).state == "note"
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: SimpleNamespace(free=3e9))
    assert doctor._room(unit.root).state == "ok"


def test_doctor_lets_a_read_only_cache_do_if_it_is_complete(unit, monkeypatch):
    def read_only(dir):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    needed = registry.Dataset("letters", "three letters", "none", (registry.File("b.txt", 3, ""),), units=("toy",))
    other = registry.Dataset("digits", "ten digits", "none", (registry.File("d.txt", 10, ""),))
    monkeypatch.setattr(registry, "DATASETS", {"letters": needed, "digits": other})
    monkeypatch.setenv("VECEMBED_CACHE", str(unit.root / "cache"))
    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", read_only)
    lacking = doctor._data()
    assert lacking.state == "note"
    assert "has no letters, and cannot be written (Read-only file system): set VECEMBED_CACHE" in lacking.detail
    (unit.root / "cache").mkdir()
    (unit.root / "cache" / "b.txt").write_text("abc")
    assert doctor._data().state == "ok"


def test_doctor_tries_the_database(monkeypatch):
    assert re.fullmatch(r"PostgreSQL [\d.]+, for unit 11", doctor._database().detail)
    monkeypatch.setattr(postgres, "binaries", lambda: Path("/nowhere"))
    lacking = doctor._database()
    assert lacking.state == "note"
    assert lacking.detail.startswith("only unit 11 and `vecembed serve` need it: PostgreSQL cannot be run")
    monkeypatch.setenv("VECEMBED_DSN", "host=elsewhere")
    assert doctor._database() == doctor.Finding("database", "ok", "VECEMBED_DSN names a server")
