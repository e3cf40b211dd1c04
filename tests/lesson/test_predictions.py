import pytest

from vecembed_lab.lesson import predictions
from vecembed_lab.lesson.predictions import predict, predicted


@pytest.fixture
def shown(monkeypatch):
    """The rows of buttons that were displayed."""
    monkeypatch.setattr(predictions, "CHOSEN", {})
    buttons = []
    monkeypatch.setattr("IPython.display.display", buttons.append)
    return buttons


def test_the_button_that_is_pressed_is_said_beside_the_result(shown, capsys):
    predict(1, "abc")
    predict(3, "abcd")
    assert [row.options for row in shown] == [tuple("abc"), tuple("abcd")]
    shown[0].value = "c"
    predicted(1)
    shown[0].value, shown[1].value = "b", "d"
    predicted(1, 2, 3)
    assert capsys.readouterr().out == "You predicted 1 (c)\nYou predicted 1 (b), 3 (d)\n"


def test_where_nothing_was_chosen_nothing_is_said(shown, capsys):
    predict(1, "abc")
    predicted(1, 2)
    assert shown[0].value is None
    assert capsys.readouterr().out == ""


def test_a_choice_outlasts_a_second_run_of_its_cell(shown):
    predict(1, "abc")
    shown[0].value = "b"
    predict(1, "abc")
    assert shown[1].value == "b"
