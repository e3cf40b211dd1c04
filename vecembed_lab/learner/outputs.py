"""What the cells of a notebook show of checks: the reports, and the errors that kept a check from reporting."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from vecembed_lab.grading.report import MIME


class Said(NamedTuple):
    """What a check said: the score, the text that it is about, and its words; `count` numbers the run of a cell.

    What could not be judged has no points, whatever its text is.
    """

    score: float
    source: str
    text: str
    count: int | None = None
    judged: bool = True


def reports(cells: Iterable[dict[str, Any]]) -> dict[str, Said]:
    """The last report on each exercise in the outputs of cells. Damaged ones are passed over."""
    found = {}
    for output, count in [(out, cell.get("execution_count")) for cell in cells for out in outputs(cell)]:
        with suppress(KeyError, TypeError, ValueError):
            data, report = output["data"], output["data"][MIME]
            words = "".join(data["text/plain"])
            if "unjudged" in report:
                said = Said(0.0, "", words, count, judged=False)
            else:
                said = Said(float(report["score"]), report["source"].strip(), words, count)
            found[report["exercise"]] = said
    return found


def outputs(cell: dict[str, Any]) -> list[dict[str, Any]]:
    """What a cell shows; nothing for a text."""
    return cell.get("outputs", [])


def first_error(cells: Iterable[dict[str, Any]]) -> str:
    """The first error that cells show, such as "ValueError: text"; empty if there is none."""
    shown = (output for cell in cells for output in outputs(cell))
    return next((f"{output['ename']}: {output['evalue']}" for output in shown if "ename" in output), "")
