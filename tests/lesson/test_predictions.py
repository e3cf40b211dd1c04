import pytest

from vecembed_lab.files.units import MY_LESSON, MY_PREDICTIONS
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


# Kept beside the learner's copy


@pytest.fixture
def mine(shown, tmp_path, monkeypatch):
    """The folder of a learner's copy, in which the kernel runs."""
    (tmp_path / MY_LESSON).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def restart(monkeypatch):
    """The kernel is another one."""
    monkeypatch.setattr(predictions, "CHOSEN", {})


def test_a_choice_outlasts_the_kernel(shown, mine, monkeypatch, capsys):
    predict(1, "abc")
    predict(3, "ab")
    shown[0].value, shown[1].value = "c", "a"
    restart(monkeypatch)
    predicted(1, 2, 3)
    predict(1, "abc")
    assert (shown[2].value, capsys.readouterr().out) == ("c", "You predicted 1 (c), 3 (a)\n")
    shown[2].value = "b"
    restart(monkeypatch)
    predicted(1, 3)
    assert capsys.readouterr().out == "You predicted 1 (b), 3 (a)\n"


def test_where_there_is_no_copy_nothing_is_written(shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    predict(1, "abc")
    shown[0].value = "c"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "junk", [b"", b"[]", b"3", b'{"one": "a"}', b"\xff", b'{"1": "ab"}', b'{"1": null}', b"[" * 9999]
)
def test_a_damaged_record_or_another_question_chooses_nothing(shown, mine, junk, capsys):
    (mine / MY_PREDICTIONS).write_bytes(junk)
    predict(1, "abc")
    assert shown[0].value is None
    shown[0].value = "a"
    predicted(1)
    assert capsys.readouterr().out == "You predicted 1 (a)\n"


def test_a_full_disk_costs_only_the_record(shown, mine, monkeypatch, capsys):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(predictions, "write", full)
    predict(1, "abc")
    shown[0].value = "a"
    predicted(1)
    assert capsys.readouterr().out == "You predicted 1 (a)\n"
