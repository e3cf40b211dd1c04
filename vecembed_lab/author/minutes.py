"""How many minutes a lesson and its exercises take, by one rule: a plan for a week, not a measurement.

A reader of technical prose in a second language reads `WORDS` words a minute (Brysbaert, 2019, How many words do we
read per minute?, found 238 for plain prose in one's first) and `LINES` lines of code. The other numbers are minutes.
"""

import re
from collections.abc import Sequence
from typing import Any

from vecembed_lab.author.build import REGION, notebook
from vecembed_lab.author.sections import CHANGE
from vecembed_lab.files.units import Unit

WORDS, LINES = 120, 10
PREDICTION, CHANGE_TRIED = 1, 1
EXERCISE, ANSWER_LINE, WRITTEN = 4, 1, 15  # to understand one; to write a line of it; to write 100 to 200 words

NO_PROSE = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\]\([^)]*\)|<[^>]+>|https?://\S+", re.DOTALL)


def lesson_minutes(unit: Unit) -> int:
    """Minutes to read a lesson, to make its predictions and to try what it proposes, to the nearest ten."""
    cells = notebook(unit.lesson_text).cells
    text = _text(cells)
    extra = PREDICTION * text.count("**Predict ") + CHANGE_TRIED * len(CHANGE.findall(text))
    return int(round(_reading(cells) + extra, -1))


def exercise_minutes(unit: Unit) -> int:
    """Minutes for the exercises of a unit and its written answers, to the nearest ten."""
    cells = notebook(unit.solution_text).cells
    answers = [cell for cell in cells if "exercise" in cell.metadata]
    written = [cell for cell in cells if "written" in cell.metadata]
    given = [cell for cell in cells if not {"exercise", "written", "check"} & set(cell.metadata)]
    lines = sum(_lines(region) - 2 for cell in answers for region in REGION.findall(cell.source))  # less its two marks
    extra = EXERCISE * len(answers) + ANSWER_LINE * lines + WRITTEN * len(written)
    return int(round(_reading(given) + extra, -1))


def _reading(cells: Sequence[Any]) -> float:
    """Minutes to read texts, without their formulas, links and names of code, and code."""
    words = re.findall(r"[^\W\d_]+", NO_PROSE.sub(" ", _text(cells)))
    code = sum(_lines(cell.source) for cell in cells if cell.cell_type == "code")
    return len(words) / WORDS + code / LINES


def _text(cells: Sequence[Any]) -> str:
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def _lines(code: str) -> int:
    return sum(line.strip() != "" for line in code.splitlines())
