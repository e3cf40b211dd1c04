"""Predictions: which choice a reader took. They are kept as long as the kernel runs, and shown where one compares."""

CHOSEN: dict[int, str] = {}  # the letter of the choice, by the number of the prediction


def predict(number: int, choices: str) -> None:
    """Show a button for each letter of `choices`; the one that is pressed is kept."""
    from IPython.display import display
    from ipywidgets import ToggleButtons

    buttons = ToggleButtons(options=list(choices), value=CHOSEN.get(number), description=f"Predict {number}:")
    buttons.style.button_width = "3em"
    buttons.observe(lambda change: CHOSEN.update({number: change.new}), names="value")
    display(buttons)


def predicted(*numbers: int) -> None:
    """Print what was chosen for each of these predictions; nothing for those where nothing was."""
    if chosen := [f"{number} ({CHOSEN[number]})" for number in numbers if number in CHOSEN]:
        print("You predicted", ", ".join(chosen))
