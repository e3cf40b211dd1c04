"""Whether the doctor finds what is wrong with Python, its environment and its packages."""

import re
import sys
from pathlib import Path

import pytest

from vecembed_lab.files import installed
from vecembed_lab.files.installed import install
from vecembed_lab.learner import environment
from vecembed_lab.learner.finding import Finding


def note(examination, root):
    """The detail of a note, which is one line."""
    finding = examination(root)
    assert finding.state == "note", finding
    assert "\n" not in finding.detail
    return finding.detail


class Version(tuple):
    major, minor = property(lambda self: self[0]), property(lambda self: self[1])


@pytest.mark.parametrize(
    ("version", "bits", "state", "detail"),
    [
        ((3, 10, 12), 64, "fault", "3.10.12 is too old: make the environment anew with 3.11 or newer"),
        ((3, 12, 1), 32, "fault", "3.12.1 has 32 bits, and torch needs 64: install the 64-bit Python"),
        (
            (3, 14, 0),
            64,
            "note",
            "3.14.0 is newer than any that the course was tried with: if something fails, take 3.11",
        ),
        ((3, 13, 9), 64, "ok", f"3.13.9 in {sys.prefix}"),
    ],
)
def test_python_that_is_too_old_too_new_or_too_small(tmp_path, monkeypatch, version, bits, state, detail):
    monkeypatch.setattr(environment.sys, "version_info", Version(version))
    monkeypatch.setattr(environment.sys, "maxsize", 2 ** (bits - 1) - 1)
    found = environment.python(tmp_path)
    monkeypatch.undo()
    assert found == Finding("Python", state, detail)


def test_another_environment_is_active(tmp_path, monkeypatch):
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    assert environment.environments(tmp_path).state == "ok"
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    detail = note(environment.environments, tmp_path)
    assert (
        detail
        == f"/elsewhere is another one than {sys.prefix}, which runs this: deactivate it, or install the course there"
    )


def test_the_command_of_another_environment_comes_first(tmp_path, monkeypatch):
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.setattr(environment.shutil, "which", lambda name: f"{sys.prefix}/bin/{name}")
    assert environment.environments(tmp_path).state == "ok"
    monkeypatch.setattr(environment.shutil, "which", lambda name: f"{tmp_path}/bin/{name}")
    assert note(environment.environments, tmp_path).startswith(f"{tmp_path} is another one than")


def test_the_package_of_another_folder_runs(unit, monkeypatch):
    detail = note(environment.package, unit.root)
    own = unit.root / "vecembed_lab"
    runs = Path(environment.vecembed_lab.__file__).parent
    command = "python -m pip install -c requirements.lock -e ."  # from a wheel, too, whose own command repairs nothing
    assert detail == f"{runs} runs, not {own}: in {unit.root} type {command}"
    monkeypatch.setattr(installed, "FROM_WHEEL", True)
    monkeypatch.setattr(environment, "LOCK", Path("/site/vecembed_lab/_course/requirements.lock"))
    assert note(environment.package, unit.root) == detail
    monkeypatch.setattr(environment.vecembed_lab, "__file__", str(own / "__init__.py"))
    assert environment.package(unit.root).state == "ok"
    (unit.root / "course only").mkdir()
    assert environment.package(unit.root / "course only").state == "ok"


def test_packages_that_are_missing(unit, monkeypatch):
    needed = ["rich>13", "nosuch>=1", "no-such-extra; extra == 'dev'"]
    monkeypatch.setattr(environment.metadata, "requires", lambda name: needed)
    found = environment.packages(unit.root)
    assert found == Finding("packages", "fault", f"nosuch not installed: {install()}")


def test_other_versions_than_the_locks(unit, monkeypatch):
    lock = unit.root / "requirements.lock"
    lock.write_text("# comment\nnumpy==0.1\nnot-installed==1.0\n")
    monkeypatch.setattr(environment, "_required", list)
    monkeypatch.setattr(environment, "LOCK", lock)
    assert re.match(r"numpy \d\S+ \(tested: 0\.1\)\. If something fails: ", note(environment.packages, unit.root))


def test_python_path_is_set(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/mine")
    assert note(environment.python_path, tmp_path).startswith("is /mine: modules there come before those of the course")
    monkeypatch.delenv("PYTHONPATH")
    assert environment.python_path(tmp_path).state == "ok"


@pytest.mark.parametrize(("name", "value"), [("PIP_USER", "1"), ("PIP_USER", "true"), ("PIP_TARGET", "/elsewhere")])
def test_pip_installs_elsewhere(tmp_path, monkeypatch, name, value):
    for each in environment.PIP:
        monkeypatch.setenv(each, "no")
    assert environment.pip(tmp_path).state == "ok"
    monkeypatch.setenv(name, value)
    assert note(environment.pip, tmp_path).endswith(f"{sys.prefix}: unset {name}")


def test_a_variable_that_the_course_does_not_know(tmp_path, monkeypatch):
    for name in [name for name in environment.os.environ if name.startswith("VECEMBED_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VECEMBED_CACHE", "/here")
    assert environment.variables(tmp_path).state == "ok"
    monkeypatch.setenv("VECEMBED_CASHE", "/here")
    assert (
        note(environment.variables, tmp_path)
        == "VECEMBED_CASHE means nothing to the course: did you mean VECEMBED_CACHE?"
    )
    monkeypatch.setenv("VECEMBED_AARDVARK", "1")
    assert "VECEMBED_AARDVARK, VECEMBED_CASHE means nothing to the course: it knows VECEMBED_CACHE" in note(
        environment.variables, tmp_path
    )


def test_the_variables_known_are_those_that_the_course_reads():
    package = Path(environment.__file__).parents[1]
    read = {
        name for path in package.rglob("*.py") for name in re.findall(r"VECEMBED_[A-Z_]+[A-Z]", path.read_text("utf-8"))
    }
    assert read <= environment.VARIABLES


def test_a_kernel_that_does_not_start(unit):
    (unit.root / "vecembed_lab" / "__init__.py").write_text("raise ImportError('no course')")
    found = environment.kernel(unit.root)
    assert (found.state, "no course" in found.detail) == ("fault", True)


def test_a_kernel_of_another_environment_and_none_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "_prefix_of_a_kernel", lambda: "/elsewhere")
    assert note(environment.kernel, tmp_path).startswith("runs in /elsewhere, not in ")
    monkeypatch.undo()
    monkeypatch.setattr("jupyter_client.kernelspec.KernelSpecManager.get_kernel_spec", no_kernel)
    found = environment.kernel(tmp_path)
    assert found == Finding("kernel", "fault", f"there is none called python3 for this Python: {install()}")


def no_kernel(self, name):
    from jupyter_client.kernelspec import NoSuchKernel

    raise NoSuchKernel(name)


def test_nbgrader_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "_version", lambda name: "")
    found = environment.nbgrader(tmp_path)
    assert found.state == "ok"
    assert found.detail.startswith("not installed, and only teachers need it: python -m pip install")


def test_nbgrader_finds_what_every_page_of_feedback_needs(unit, monkeypatch):
    def broken(selector):
        raise ValueError("Invalid character")

    assert environment.nbgrader(unit.root).state == "ok"
    monkeypatch.setattr("soupsieve.compile", broken)
    assert re.search(
        r"pages of feedback with soupsieve [\d.]+ \(ValueError: Invalid character\): python",
        note(environment.nbgrader, unit.root),
    )
