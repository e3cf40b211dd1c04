"""Predictions: which choice a reader took, kept beside the learner's copy of a lesson and shown where one compares.

They outlast the kernel and the day. Where the lesson is not a learner's copy, they last as long as the kernel runs.
"""

import json
from contextlib import suppress
from pathlib import Path

from vecembed_lab.files.units import MY_LESSON, MY_PREDICTIONS
from vecembed_lab.files.whole import write

CHOSEN: dict[int, str] = {}  # in this kernel: the letter of the choice, by the number of the prediction


def predict(number: int, choices: str) -> None:
    """Show a button for each letter of `choices`; the one that is pressed is kept."""
    from IPython.display import display
    from ipywidgets import ToggleButtons

    letters, before = list(choices), chosen().get(number)
    value = before if before in letters else None
    buttons = ToggleButtons(options=letters, value=value, description=f"Predict {number}:")
    buttons.style.button_width = "3em"
    buttons.observe(lambda change: _keep(number, change.new), names="value")
    display(buttons)


def predicted(*numbers: int) -> None:
    """Print what was chosen for each of these predictions; nothing for those where nothing was."""
    letters = chosen()
    if said := [f"{number} ({letters[number]})" for number in numbers if number in letters]:
        print("You predicted", ", ".join(said))


def chosen(folder: Path = Path()) -> dict[int, str]:
    """What was chosen in this kernel, and before it in the lesson that lies in `folder`."""
    return _kept(folder / MY_PREDICTIONS) | CHOSEN


def _kept(path: Path) -> dict[int, str]:
    """The letters by number; nothing if there is no record, or a damaged one."""
    with suppress(OSError, ValueError, AttributeError, RecursionError):
        return {int(number): str(letter) for number, letter in json.loads(path.read_text("utf-8")).items()}
    return {}


def _keep(number: int, letter: str) -> None:
    """Remember a choice; where it cannot be written, for as long as the kernel runs."""
    CHOSEN[number] = letter
    if Path(MY_LESSON).exists():
        with suppress(OSError):
            write(Path(MY_PREDICTIONS), json.dumps(chosen(), indent=1) + "\n")
