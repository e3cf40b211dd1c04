"""What is installed, and what the environment does to it: Python, packages, variables, the kernel."""

import ast
import os
import re
import shutil
import sys
from difflib import get_close_matches
from importlib import metadata
from pathlib import Path

import vecembed_lab
from vecembed_lab.files.installed import LOCK, install
from vecembed_lab.learner.finding import Finding

TRIED = (3, 11), (3, 13)  # the oldest and the newest version of Python in course/compatibility.md
PIP = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX")  # each sends packages elsewhere, unless it is off
OFF = {"", "0", "false", "no", "off"}
VARIABLES = {f"VECEMBED_{name}" for name in ("CACHE", "DSN", "HOME", "KEY", "MIRROR", "SEED", "TRUST_STUDENTS")}


def python(root: Path) -> Finding:
    """Whether this Python can run the course."""
    version = ".".join(map(str, sys.version_info[:3]))
    oldest = "{}.{}".format(*TRIED[0])
    if sys.version_info[:2] < TRIED[0]:
        return Finding("Python", "fault", f"{version} is too old: make the environment anew with {oldest} or newer")
    if sys.maxsize < 1 << 32:
        return Finding("Python", "fault", f"{version} has 32 bits, and torch needs 64: install the 64-bit Python")
    if sys.version_info[:2] > TRIED[1]:
        detail = f"{version} is newer than any that the course was tried with: if something fails, take {oldest}"
        return Finding("Python", "note", detail)
    return Finding("Python", "ok", f"{version} in {sys.prefix}")


def environments(root: Path) -> Finding:
    """Whether the environment that is active, and what `vecembed` means here, is the one that runs this."""
    active, ours = os.environ.get("VIRTUAL_ENV", ""), os.path.realpath(sys.prefix)
    found = shutil.which("vecembed")
    typed = str(Path(os.path.realpath(found)).parent.parent) if found else ours
    other = active if active and os.path.realpath(active) != ours else typed
    if os.path.realpath(other) != ours:
        detail = (
            f"{other} is another one than {sys.prefix}, which runs this: deactivate it, or install the course there"
        )
        return Finding("environment", "note", detail)
    return Finding("environment", "ok", "one, and this is it")


def package(root: Path) -> Finding:
    """Whether the package that runs is that of the course's folder, where the folder has one."""
    own, runs = root / "vecembed_lab" / "__init__.py", Path(vecembed_lab.__file__)
    if own.exists() and not own.samefile(runs):
        detail = f"{runs.parent} runs, not {own.parent}: in {root} type python -m pip install -c {LOCK.name} -e ."
        return Finding("course", "note", detail)
    return Finding("course", "ok", f"version {metadata.version('vecembed-lab')}, in {runs.parent}")


def packages(root: Path) -> Finding:
    """Whether all packages are there, in the versions that the course is tested with."""
    missing = [name for name in _required() if not _version(name)]
    if missing:
        return Finding("packages", "fault", f"{', '.join(missing)} not installed: {install()}")
    pins = re.findall(r"^([\w.-]+)==(\S+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    installed = [(name, _version(name), pin) for name, pin in pins if _version(name)]
    other = [f"{name} {version} (tested: {pin})" for name, version, pin in installed if version != pin]
    if other:
        return Finding("packages", "note", f"{', '.join(other)}. If something fails: {install()}")
    return Finding("packages", "ok", f"{len(installed)}, all in the versions the course is tested with")


def _required() -> list[str]:
    """The packages a learner needs, by name."""
    requirements = metadata.requires("vecembed-lab") or []
    return [re.match(r"[\w.-]+", requirement).group() for requirement in requirements if "extra ==" not in requirement]


def _version(name: str) -> str:
    """The version of an installed package without its build label (+cpu); empty if it is not installed."""
    try:
        return metadata.version(name).partition("+")[0]
    except metadata.PackageNotFoundError:
        return ""


def python_path(root: Path) -> Finding:
    """Whether modules from elsewhere come before those that are installed."""
    if path := os.environ.get("PYTHONPATH"):
        detail = f"is {path}: modules there come before those of the course. If an import fails: unset PYTHONPATH"
        return Finding("PYTHONPATH", "note", detail)
    return Finding("PYTHONPATH", "ok", "not set")


def pip(root: Path) -> Finding:
    """Whether pip would put packages elsewhere than into this environment."""
    if names := " ".join(name for name in PIP if os.environ.get(name, "").lower() not in OFF):
        return Finding("pip", "note", f"{names} sends packages elsewhere than into {sys.prefix}: unset {names}")
    return Finding("pip", "ok", "puts packages into this environment")


def variables(root: Path) -> Finding:
    """Whether all variables called VECEMBED_ are such as the course reads."""
    unknown = sorted(name for name in os.environ if name.startswith("VECEMBED_") and name not in VARIABLES)
    if not unknown:
        return Finding("variables", "ok", "none that the course does not know")
    close = get_close_matches(unknown[0], VARIABLES, n=1, cutoff=0.8)
    meant = f"did you mean {close[0]}?" if close else f"it knows {', '.join(sorted(VARIABLES))}"
    return Finding("variables", "note", f"{', '.join(unknown)} means nothing to the course: {meant}")


def kernel(root: Path) -> Finding:
    """Whether a kernel starts, is this Python, and finds the course."""
    try:
        prefix = _prefix_of_a_kernel()
    except Exception as error:  # whatever keeps a kernel from answering, it is a finding
        if type(error).__name__ == "NoSuchKernel":
            return Finding("kernel", "fault", f"there is none called python3 for this Python: {install()}")
        return Finding("kernel", "fault", f"does not start ({type(error).__name__}: {error}): {install()}")
    if prefix != sys.prefix:
        return Finding("kernel", "note", f"runs in {prefix}, not in {sys.prefix}: jupyter kernelspec remove python3")
    return Finding("kernel", "ok", "starts, and finds the course")


def _prefix_of_a_kernel() -> str:
    """The environment of a fresh kernel that has imported the course."""
    from jupyter_client.manager import run_kernel

    with run_kernel(kernel_name="python3", extra_arguments=["--log-level=ERROR"]) as client:
        reply = client.execute_interactive(
            "import sys, vecembed_lab", user_expressions={"prefix": "sys.prefix"}, timeout=30, output_hook=str
        )["content"]
    if reply["status"] != "ok":
        raise RuntimeError(reply["evalue"])
    return ast.literal_eval(reply["user_expressions"]["prefix"]["data"]["text/plain"])


def nbgrader(root: Path) -> Finding:
    """Whether a teacher's tools are there, and can find an element in a page, as every page of feedback does."""
    if not (version := _version("nbgrader")):
        return Finding("nbgrader", "ok", f"not installed, and only teachers need it: {install('teach')}")
    try:
        import soupsieve

        soupsieve.compile("img[src]")
    except Exception as error:  # of some versions on some Pythons, for every selector
        parts = f"soupsieve {_version('soupsieve')} ({type(error).__name__}: {error})"
        return Finding("nbgrader", "note", f"{version} cannot write pages of feedback with {parts}: {install('teach')}")
    return Finding("nbgrader", "ok", version)
