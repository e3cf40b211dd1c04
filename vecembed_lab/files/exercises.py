"""The exercises of a unit, in the order in which a learner meets them."""

import importlib
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from vecembed_lab import CourseError
from vecembed_lab.files.notebooks import NotebookError, cell_mark, read
from vecembed_lab.files.units import Unit

HEADER = re.compile(r'^# %%.* exercise="(\w+)"', re.MULTILINE)


def exercises(unit: Unit) -> Mapping[str, Any]:
    """The exercises of a unit by name, in the order of the released notebook; one not in there yet comes last.

    Raises CourseError if their checks cannot be imported.
    """
    try:
        known = importlib.import_module(f"vecembed_lab.{unit.name}.checks").EXERCISES
    except ModuleNotFoundError as error:
        raise CourseError(f"the checks of {unit.folder} cannot be imported: {error}") from error
    order = {name: place for place, name in enumerate(_names(unit))}
    return {name: known[name] for name in sorted(known, key=lambda name: order.get(name, len(order)))}


def _names(unit: Unit) -> list[str]:
    """The names in the released notebook, or, if there is none that can be read, in the text it is built from."""
    with suppress(NotebookError):
        return [mark.get("grade_id") for mark in map(cell_mark, read(unit.release)["cells"]) if mark.get("solution")]
    with suppress(OSError):
        return HEADER.findall(unit.solution_text.read_text("utf-8"))
    return []
