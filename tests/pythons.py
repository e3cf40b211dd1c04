"""Try the core of the tests on the Python that runs this, and write its row of course/compatibility.md.

The versions are those of requirements.lock, in a fresh environment. Libraries named on the command line are left out,
with the tests that need them: `python3.13 tests/pythons.py torch`.
"""

import platform
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as xml
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "course" / "compatibility.md"
CORE = {  # with the library that it needs, if not everybody has it
    "tests/files": "",
    "tests/learner": "",
    "tests/similarity/test_light.py": "",
    "tests/similarity/test_measures.py": "",
    "tests/similarity/test_projection.py": "",
    "tests/similarity/test_properties.py": "",
    "tests/grading/test_compare.py": "",
    "tests/grading/test_exercise.py": "torch",
    "tests/grading/test_pages.py": "",
    "tests/lesson/test_intervals.py": "",
    "tests/lesson/test_predictions.py": "",
    "tests/word2vec/test_cooccurrence.py": "",
    "tests/word2vec/test_skipgram.py": "torch",
}
LISTED = "\n".join(f"* `{path}`{f', which needs {needed}' * bool(needed)}" for path, needed in CORE.items())
HEAD = f"""# Which Pythons were tried

`make pythons` made this page: it tries the core of the tests on a Python that is on the machine, in a fresh
environment with the versions of `requirements.lock`. Nothing is said of a Python that has no row.

{LISTED}

What is left out is not installed there, and tests that need it are not run. A test that failed is named.

| Python | system | date | left out | passed | skipped | failed |
|---|---|---|---|---|---|---|
"""


def main(left_out: list[str]) -> int:
    """Try it; how many tests failed."""
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        python = environment(Path(folder, "env"), left_out)
        paths = [path for path, needed in CORE.items() if needed not in left_out]
        options = ["-q", "-p", "no:cacheprovider", "-m", "not browser and not slow", f"--junitxml={report}"]
        run_all([python, "-m", "pytest", *options, *paths])
        cases = list(xml.parse(report).iter("testcase"))
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = sum(case.find("skipped") is not None for case in cases)
    names = "".join(f"<br>{case.get('classname')}.{case.get('name')}" for case in failed)
    numbers = (len(cases) - skipped - len(failed), skipped, f"{len(failed)}{names}")
    about = (
        f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.machine()}",
        f"{datetime.now(UTC):%Y-%m-%d}",
    )
    row = (platform.python_version(), *about, ", ".join(left_out) or "nothing", *numbers)
    write(" | ".join(map(str, row)))
    return len(failed)


def run_all(command: list) -> None:
    """Run tests and pass on what they say, through a pipe: some of them let no file grow.

    Ends this program if pytest itself did not come to its end: then there is nothing to count.
    """
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            print(line, end="", flush=True)
    if run.returncode not in (0, 1):
        sys.exit(f"pytest ended with {run.returncode}, so nothing is written")


def environment(folder: Path, left_out: list[str]) -> Path:
    """The Python of a fresh environment with all that the course and its tests need."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--no-user", "--no-compile"]
    subprocess.run([*pip, "-c", ROOT / "requirements.lock", *requirements(left_out)], check=True)
    subprocess.run([*pip, "--no-deps", "-e", ROOT], check=True)
    return python


def requirements(left_out: list[str]) -> list[str]:
    """What pyproject.toml names, for learners, teachers and authors."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(name for extra in ("teach", "cluster", "dev") for name in extras[extra])]
    return [each for each in wanted if re.match(r"[\w.-]+", each)[0] not in ("vecembed-lab", *left_out)]


def write(row: str) -> None:
    """Put a row into the page, in the place of an earlier one for the same version of Python."""
    earlier = re.findall(r"^\| (3\..*) \|$", PAGE.read_text("utf-8"), re.MULTILINE) if PAGE.exists() else []
    rows = {each.partition(" | ")[0]: each for each in (*earlier, row)}
    in_order = sorted(rows.items(), key=lambda item: [int(number) for number in re.findall(r"\d+", item[0])])
    PAGE.write_text(HEAD + "".join(f"| {each} |\n" for _, each in in_order), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) > 0)
