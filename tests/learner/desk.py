"""What happens at a learner's desk: answers are typed, checks leave outputs, the course is updated, files break."""

import json
from pathlib import Path

from tests.toy import RELEASE, cell, notebook, save
from vecembed_lab.files.notebooks import cell_mark, read
from vecembed_lab.grading.report import MIME
from vecembed_lab.learner.progress import progress

RIGHT = "def double(x):\n    return 2 * x"
HALF_RIGHT = "def double(x):\n    return 4"
WHY = "it is measured on GloVe, which is not here: run `vecembed data get glove`"
HALF = "def half(x):\n    return x / 2"


def answer(unit, source, name="double"):
    """Type `source` into the answer cell of the learner's copy, and save."""
    mine = read(unit.my_exercises)
    cells = (c for c in mine["cells"] if name in (c.get("id"), cell_mark(c).get("grade_id")))
    next(cells)["source"] = source
    save(unit.my_exercises, mine)


def checked(unit, source, score, name="double", count=7):
    """Save the output that a check of `source` leaves, as JupyterLab does."""
    mine = read(unit.my_exercises)
    report = {"exercise": name, "score": score, "points": 3, "source": source + "\n"}
    data = {MIME: report, "text/plain": [f"{name}: {score:g}\n", "more"]}
    check_cell = next(c for c in mine["cells"] if cell_mark(c).get("grade_id") == f"{name}-check")
    check_cell["execution_count"] = count
    check_cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]
    save(unit.my_exercises, mine)


def unjudgeable(unit, name="half", unless=Path("nowhere")):
    """The course measures an exercise on data that are not here, unless there is such a file."""
    path = unit.root / "vecembed_lab/toy/checks" / f"{name}.py"
    lines = [
        "from vecembed_lab.grading.student import GraderError",
        "from pathlib import Path",
        path.read_text("utf-8"),
    ]
    raises = f"(student, rng):\n    if not Path({str(unless)!r}).exists():\n        raise GraderError({WHY!r})\n"
    path.write_text("\n".join(lines).replace("(student, rng):\n", raises), "utf-8")


def update(unit, text="# A newer course"):
    """The course changes, as after `git pull`."""
    save(unit.release, notebook(cell(text), *RELEASE["cells"][1:]))


def state(unit, name="double"):
    return {standing.exercise: standing.state for standing in progress(unit)}[name]


BROKEN = {
    "empty": (b"", "is empty"),
    "cut off": (b'{"cells": [', "is not a notebook"),
    "binary": (bytes(range(256)), "is not a notebook"),
    "nested": (b"[" * 100_000, "nested too deeply"),
    "no notebook": (b'{"a": 1}', "is not a notebook"),
    "a list": (b"[]", "is not a notebook"),
    "format 3": (b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', "has no cells"),
    "no cells": (b'{"nbformat": 4, "metadata": {}}', "has no cells"),
    "an archive": (b"PK\x03\x04\x14", "is not a notebook, but a zip archive"),
    "too large": (b" " * 20_000_001, "has 20 MB without its outputs, more than the 20 MB that it may have"),
}
ODD = {  # what a grade is given for all the same
    "byte order mark": b"\xef\xbb\xbf" + json.dumps(RELEASE).encode(),
    "another encoding": json.dumps(RELEASE).encode("utf-16"),
    "format 5": json.dumps(RELEASE | {"nbformat": 5}).encode(),
    "no metadata": json.dumps(RELEASE | {"metadata": None}).encode(),
    "a cell of nothing": json.dumps(RELEASE | {"cells": [None, *RELEASE["cells"]]}).encode(),
    "damaged": json.dumps(RELEASE).encode()[:-1],
}
