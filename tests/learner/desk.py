"""What happens at a learner's desk: answers are typed, checks leave outputs, the course is updated, files break."""

import json

from tests.toy import RELEASE, cell, notebook, save
from vecembed_lab.files.notebooks import cell_mark, read
from vecembed_lab.grading.report import MIME
from vecembed_lab.learner.progress import progress

RIGHT = "def double(x):\n    return 2 * x"
HALF_RIGHT = "def double(x):\n    return 4"
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


def update(unit, text="# A newer course"):
    """The course changes, as after `git pull`."""
    save(unit.release, notebook(cell(text), *RELEASE["cells"][1:]))


def state(unit, name="double"):
    return {standing.exercise: standing.state for standing in progress(unit)}[name]


BROKEN = {
    "empty": (b"", "is not a notebook"),
    "cut off": (b'{"cells": [', "is not a notebook"),
    "binary": (bytes(range(256)), "is not a notebook"),
    "byte order mark": (b"\xef\xbb\xbf" + json.dumps(RELEASE).encode(), "is not a notebook"),
    "another encoding": (json.dumps(RELEASE).encode("utf-16"), "is not a notebook"),
    "nested": (b"[" * 100_000, "nested too deeply"),
    "no notebook": (b'{"a": 1}', "is not a notebook"),
    "a list": (b"[]", "is not a notebook"),
    "format 3": (b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', "old notebook format 3"),
    "format 5": (json.dumps(RELEASE | {"nbformat": 5}).encode(), "newer than the course knows"),
    "no cells": (b'{"nbformat": 4, "metadata": {}}', "damaged"),
    "cells of nothing": (b'{"nbformat": 4, "metadata": {}, "cells": [null]}', "damaged"),
    "no metadata": (json.dumps(RELEASE | {"metadata": None}).encode(), "damaged"),
    "no source": (b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}}]}', "damaged"),
}
