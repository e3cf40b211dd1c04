"""The engine survives everything that a learner's function can do, and says what happened."""

import json
import logging
import os
import sys
import threading
import time
import warnings
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse
import torch

from vecembed_lab.grading.check import checker, class_seed
from vecembed_lab.grading.compare import Wrong, difference, same, show
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.quiet import quiet
from vecembed_lab.grading.report import MIME, Failure
from vecembed_lab.grading.student import Call, NotPlain, Outcome, plain


def double(x):
    return 2 * x


@pytest.fixture
def exercise():
    """`double`, with two criteria, two mistakes and little patience."""
    exercise = Exercise("double", double, hints=("one", "two", "three"), read="Doubling", seconds=1.0)

    @exercise.criterion("by hand", points=1)
    def _(student, rng):
        same(student(np.array([1.0, 2.0])), [2, 4], "Twice as much")

    @exercise.criterion("any numbers", points=2)
    def _(student, rng):
        x = rng.normal(size=5)
        same(student(x), 2 * x, "Twice as much")

    @exercise.mistake("this is the square.")
    def squared(x):
        return x**2

    @exercise.mistake("this adds two.")
    def two_added(x):
        return x + 2

    return exercise


def failure(exercise, function):
    """What the learner reads about the first failure; there must be no point."""
    report = exercise.grade(function)
    assert report.score == 0
    assert type(report.score) is float
    assert "Traceback" not in str(report)
    return report.first_failure.why


def test_a_right_answer_gets_all_points(exercise):
    report = exercise.grade(lambda x: x + x)
    assert (report.score, report.points, report.solved, report.diagnosis) == (3.0, 3, True, None)


def test_points_are_partial(exercise):
    report = exercise.grade(lambda x: np.array([2.0, 4.0]))
    assert report.score == 1.0
    assert [result.earned for result in report.results] == [1.0, 0.0]


def test_the_message_says_what_was_called_expected_and_got(exercise):
    report = exercise.grade(lambda x: x)
    assert dict(report.first_failure.facts) == {"called": "double([1, 2])", "expected": "[2, 4]", "got": "[1, 2]"}
    assert report.first_failure.why == "Twice as much: 2 of 2 numbers differ; at [0] expected 2, got 1"
    for part in ("double([1, 2])", "[2, 4]", "Read again in the lesson: Doubling"):
        assert part in str(report)


def test_the_section_to_read_is_a_link_where_the_lesson_lies_beside_the_notebook(exercise, tmp_path, monkeypatch):
    report = replace(exercise.grade(lambda x: x), read="What's `x` for?")
    monkeypatch.chdir(tmp_path)
    assert "in the lesson: What&#x27;s <code>x</code> for?</span>" in report._repr_html_()
    (tmp_path / "lesson.ipynb").touch()
    link = "<a href='lesson.ipynb#What&#x27;s-`x`-for?'>What&#x27;s <code>x</code> for?</a>"
    assert f"in the lesson: {link}</span>" in report._repr_html_()


def test_a_known_mistake_is_named(exercise):
    report = exercise.grade(lambda x: x * x)
    assert (report.diagnosis.name, report.diagnosis.message) == ("squared", "this is the square.")
    assert exercise.grade(lambda x: x + 2).diagnosis.name == "two_added"
    assert exercise.grade(np.sin).diagnosis is None
    assert exercise.grade(np.square, explain=False).diagnosis is None


def test_a_mistake_is_not_named_by_a_coincidence(exercise):
    assert exercise.grade(lambda x: x**2 if x[0] == 1 else x**3).diagnosis is None


def test_errors_common_to_all_do_not_make_a_diagnosis(exercise):
    @exercise.mistake("this one stops.")
    def stops(x):
        raise ZeroDivisionError

    assert exercise.grade(lambda x: 1 / 0).diagnosis is None


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda x: None, "returned None"),
        (lambda: 1, "TypeError: "),
        (lambda x, y: 1, "missing 1 required positional argument: 'y'"),
        (lambda x: 1 / 0, "ZeroDivisionError: division by zero"),
        (lambda x: sys.exit(3), "SystemExit: 3"),
        (lambda x: (_ for _ in ()).throw(KeyboardInterrupt), "KeyboardInterrupt"),
        (lambda x: x.shape, "expected shape (2,), got shape (1,)"),
        (lambda x: "2", "got '2' (str)"),
        (lambda x: [None, None], "expected shape (2,), got a list of 2"),
        (lambda x: x * np.nan, "there is NaN"),
        (lambda x: x * np.inf, "got inf"),
        (lambda x: x[:, None] * 2, "expected shape (2,), got shape (2, 1)"),
        (lambda x: x + 0j, "an array of complex128"),
        (lambda x: (v for v in x), "returned a generator; wrap it in list(...)"),
        (lambda x: double, "returned a function; call it"),
        (lambda x: object(), "returned an object"),
        (lambda x: np.array([object()]), "an array of object"),
        (lambda x: {1: x}, "got a dict of 1"),
        (lambda x: {2, 4}, "a set has no order: return a list"),
        (lambda x: ["2", "4"], "expected shape (2,), got a list of 2"),
        (lambda x: [[2.0], [4.0, 5.0]], "expected shape (2,), got a list of 2 whose parts have different lengths"),
        (lambda x: np.array(["2", "4"]), "an array of strings; return a list, as `.tolist()` makes it"),
        (lambda x: scipy.sparse.csr_array(2 * x[None]), "returned a csr_array; a sparse matrix becomes an array by"),
        (lambda x: 10**5000, "got a huge int"),
    ],
)
def test_wrong_kinds_of_answer(exercise, function, said):
    assert said in failure(exercise, function)


def test_an_answer_nested_without_end(exercise):
    endless = []
    endless.append(endless)
    assert "nested" in failure(exercise, lambda x: endless)


def test_endless_recursion(exercise):
    def forever(x):
        return forever(x)

    assert "RecursionError" in failure(exercise, forever)


def test_an_error_that_cannot_be_printed(exercise):
    class Nasty(Exception):
        def __str__(self):
            raise ValueError("no")

    def raises(x):
        raise Nasty

    assert failure(exercise, raises).startswith("It stopped with Nasty")


def test_a_timeout_of_the_learners_own_is_not_ours(exercise):
    def asks(x):
        raise TimeoutError("the server did not answer")

    assert "TimeoutError: the server did not answer" in failure(exercise, asks)


def test_an_object_that_resists_inspection(exercise):
    class Sly:
        def __call__(self, x):
            return x

        def __getattr__(self, name):
            raise RuntimeError(name)

    assert failure(exercise, Sly())


def test_a_check_inside_the_function_it_checks(exercise, capsys):
    check = checker({exercise.name: exercise})

    def double(x):
        check(double)
        return 2 * x

    assert "indented into your function" in failure(exercise, double)
    assert exercise.grade(lambda x: 2 * x).solved


def test_a_slow_wrong_answer_gets_no_second_helping_of_time(exercise):
    def slow(x):
        until = time.process_time() + 0.4
        while time.process_time() < until:
            pass
        return x

    started = time.process_time()
    exercise.grade(slow)
    assert time.process_time() - started < 2.5


def test_the_learners_own_line_is_quoted(exercise):
    def divides(x):
        return int(x[0]) / len([])

    assert "in the line `return int(x[0]) / len([])`" in failure(exercise, divides)


def test_an_object_that_is_equal_to_everything(exercise):
    class Liar(np.ndarray):
        def __eq__(self, other):
            return True

        def __array_function__(self, *args, **kwargs):
            return True

    assert "got shape (3,)" in failure(exercise, lambda x: np.zeros(3).view(Liar))


def test_changing_an_argument(exercise):
    def in_place(x):
        x *= 2
        return x

    assert "changed its argument number 1" in failure(exercise, in_place)


@pytest.mark.parametrize(
    ("value", "make"),
    [
        ([1.0], "a new list (`x = list(x)` first)"),
        ([[1.0]], "new lists, inside too (`x = [list(row) for row in x]` first)"),
        ({0: 1.0}, "a new dict"),
        (np.ones(1), "a new array (`x = x - 1`"),
    ],
)
def test_what_to_make_instead_is_of_the_kind_that_was_changed(exercise, value, make):
    @exercise.criterion("it gives 1", points=1)
    def _(student, rng):
        same(student(value), 1)

    def in_place(x):
        x[0] = 7.0
        return 1

    assert f"make {make}" in exercise.grade(in_place).results[-1].failure.why


def test_none_in_one_call_of_several(exercise):
    """It is not that nothing is written yet."""
    report = exercise.grade(lambda x: 2 * x if len(x) == 2 else None)
    assert report.results[0].failure is None
    assert "nothing is written" in exercise.grade(lambda x: None).results[1].failure.why

    @exercise.criterion("twice", points=1)
    def _(student, rng):
        same([student(np.ones(n)) for n in (2, 3)], [[2, 2], [2, 2, 2]])

    report = exercise.grade(lambda x: 2 * x if len(x) == 2 else None)
    assert "returned None here, and not in other calls" in report.results[-1].failure.why


def test_an_argument_made_uncomparable(exercise):
    def resized(x):
        x.resize((3, 7), refcheck=False)
        return 2 * x

    assert failure(exercise, resized)


@pytest.mark.parametrize("swallow", [False, True])
def test_an_endless_loop_costs_two_limits_and_ends(exercise, swallow):
    go_on, calls = threading.Event(), []

    def forever(x):
        calls.append(x)
        while not go_on.is_set():
            try:
                x = x + 0
            except BaseException:
                if not swallow:
                    raise

    before = set(threading.enumerate())
    report = exercise.grade(forever)
    assert len(calls) == 2  # one criterion, twice, and not each
    assert "did not come back in time" in report.first_failure.why
    assert "Not tried" in report.results[1].failure.why
    assert report.diagnosis is None
    if not swallow:
        assert not set(threading.enumerate()) - before
    go_on.set()


def test_nothing_gets_out(exercise, capfd):
    bound_earlier = logging.StreamHandler(sys.stderr)
    logging.getLogger().addHandler(bound_earlier)

    def loud(x):
        print("printed")
        print("to stderr", file=sys.stderr)
        warnings.warn("warned", stacklevel=1)
        logging.warning("logged")
        os.write(1, b"descriptor 1")
        os.write(2, b"descriptor 2")
        np.log(np.zeros(1))
        return 2 * x

    try:
        report = exercise.grade(loud)
    finally:
        logging.getLogger().removeHandler(bound_earlier)
    assert report.solved
    assert report.printed == "printed\nto stderr\n" * 2
    assert capfd.readouterr() == ("", "")


def test_what_a_wrong_answer_prints_is_told_once(exercise):
    def loud(x):
        print("called")
        return x

    assert exercise.grade(loud).printed == "called\n" * 2


def test_a_loop_that_prints_fills_no_notebook(exercise):
    def endless(x):
        while True:
            print("x" * 1000)

    assert len(exercise.grade(endless).printed) <= 20_000


@pytest.mark.parametrize("text", ["\ud800", "closed"])
def test_odd_things_done_to_standard_output(exercise, text):
    def odd(x):
        print(text)
        sys.stdout.close()
        raise ValueError(text)

    json.dumps(exercise.grade(odd).to_dict()).encode()
    str(exercise.grade(odd)).encode("utf-8")


def test_quiet_mutes_streams_that_were_bound_earlier_and_gives_them_back():
    class Stream:  # like Jupyter's: no file descriptor behind it
        def __init__(self):
            self.text = ""

        def write(self, text):
            self.text += text

        def flush(self):
            pass

    stream, before = Stream(), sys.stderr
    sys.stderr = stream
    try:
        with quiet() as text:
            stream.write("kept in")
        stream.write("out again")
    finally:
        sys.stderr = before
    assert (text.getvalue(), stream.text) == ("kept in", "out again")


def test_quiet_leaves_warnings_and_logging_as_they_were():
    with quiet():
        pass
    assert logging.root.manager.disable == 0
    with pytest.warns(UserWarning, match="heard"):
        warnings.warn("heard", stacklevel=1)


def test_inputs_follow_the_seed(exercise):
    def keep(seed):
        seen = []
        exercise.grade(lambda x: seen.append(x) or 2 * x, seed=seed)
        return seen[1]

    assert np.array_equal(keep(5), keep(5))
    assert not np.array_equal(keep(5), keep(6))


def test_a_share_of_the_points(exercise):
    @exercise.criterion("quality", points=4)
    def _(student, rng):
        raise Wrong("Half way", share=rng.choice([0.5]))

    report = exercise.grade(double)
    assert report.score == 5.0
    assert type(report.score) is float


@pytest.mark.parametrize("share", [-1, 7, float("nan")])
def test_a_share_stays_between_nothing_and_everything(exercise, share):
    @exercise.criterion("quality", points=4)
    def _(student, rng):
        raise Wrong("Odd", share=share)

    assert 3 <= exercise.grade(double).score <= 7


def test_a_criterion_that_cannot_use_the_answer_does_not_break(exercise):
    @exercise.criterion("has three columns", points=1)
    def _(student, rng):
        return student(np.zeros(2)).shape[2]

    why = exercise.grade(double).results[2].failure.why
    assert why == "The answer could not be used: it is an array of shape (2,) (IndexError: tuple index out of range)"
    assert exercise.grade(lambda x: x + 1).results[2].failure.why == why  # the numbers are not what it is about
    why = exercise.grade(lambda x: [2.0, [4.0]] if x.any() else [0.0]).results[2].failure.why
    assert why == "The answer could not be used: expected shape (2,), got shape (1,)"


# --- check(function) ------------------------------------------------------------------------------------------


def test_check_finds_the_exercise_and_returns_a_plain_float(exercise, capsys):
    check = checker({exercise.name: exercise})
    value = check(double)
    assert (type(value), value) == (float, 3.0)
    assert "double: 3 of 3 points" in capsys.readouterr().out


def test_check_finds_an_anonymous_function_by_its_variable(exercise, capsys, monkeypatch):
    check = checker({exercise.name: exercise})
    monkeypatch.setattr(sys.modules["__main__"], "double", lambda x: 2 * x, raising=False)
    assert check(sys.modules["__main__"].double) == 3.0


@pytest.mark.parametrize("thing", [3, "double", None, len, type])
def test_check_given_something_else(exercise, capsys, thing):
    check = checker({exercise.name: exercise})
    assert check(thing) == 0.0
    assert "check takes a function that you wrote for this unit: double" in capsys.readouterr().out


def test_the_class_seed(monkeypatch):
    monkeypatch.delenv("VECEMBED_SEED", raising=False)
    assert class_seed() == 0
    monkeypatch.setenv("VECEMBED_SEED", "12")
    assert class_seed() == 12
    monkeypatch.setenv("VECEMBED_SEED", "secret")
    with pytest.raises(ValueError, match="whole number, got 'secret'"):
        class_seed()


# --- the report -----------------------------------------------------------------------------------------------


def test_the_page_shows_no_active_content(exercise):
    def attack(x):
        print("<script>alert(1)</script>")
        raise ValueError("<img src=x onerror=alert(1)>")

    html = exercise.grade(attack)._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;img src=x" in html


def test_a_solved_exercise_shows_no_hints(exercise):
    assert "Hint" in exercise.grade(lambda x: x)._repr_html_()
    assert "Hint" not in exercise.grade(double)._repr_html_()


def test_backticks_become_code_and_nothing_else_does(exercise):
    def attack(x):
        raise ValueError("`<b>` in <i>")

    html = exercise.grade(attack)._repr_html_()
    assert "ValueError: <code>&lt;b&gt;</code> in &lt;i&gt;" in html


def test_a_sentence_ends_with_one_full_stop():
    assert [Failure(why).sentence for why in ("It is", "It is.", "It is 3.")] == ["It is.", "It is.", "It is 3."]


def test_a_call_stands_on_one_line(exercise):
    assert Failure.of(Wrong("no"), "f", [Call((np.eye(2), 1.5), Outcome(None))]).call == "f([[1, 0], [0, 1]], 1.5)"


def test_meaning_is_not_in_the_colour_alone(exercise):
    html = exercise.grade(lambda x: np.array([2.0, 4.0]))._repr_html_()
    assert "✓" in html
    assert "✗" in html


def test_the_json_is_json(exercise):
    bundle = exercise.grade(lambda x: x * x)._repr_mimebundle_()
    data = json.loads(json.dumps(bundle[MIME]))
    assert (data["exercise"], data["score"], data["points"]) == ("double", 0.0, 3)
    assert data["diagnosis"]["name"] == "squared"
    assert "x * x" in data["source"]


def test_prints_are_shown_but_not_without_end(exercise):
    def chatty(x):
        print("line\n" * 1000)
        return x

    text = str(exercise.grade(chatty))
    assert "Your function printed:" in text
    assert len(text.splitlines()) < 40


# --- comparing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (1.0, 1.0, ""),
        (1.00001, 1.0, ""),
        (1.01, 1.0, "expected 1, got 1.01"),
        ([1, 2], np.array([1.0, 2.0]), ""),
        (np.ones((2, 3)), np.ones((3, 2)), "expected shape (3, 2), got shape (2, 3) (transposed?)"),
        (np.ones(1), 1.0, "expected a single number, got shape (1,)"),
        (None, 1.0, "expected a single number, got None"),
        ("1", 1.0, "expected a single number, got '1' (str)"),
        ([np.nan], [np.nan], ""),
        ([1.0, np.nan], [1.0, 2.0], "there is NaN (not a number) in the result"),
        ("a", "a", ""),
        ("a", "b", "expected 'b'"),
        (1, "1", "expected '1'"),
        ((np.ones(2), 3.0), (np.ones(2), 3.0), ""),
        ((np.ones(2), 4.0), (np.ones(2), 3.0), "value 2: expected 3, got 4"),
        ((np.ones(2),), (np.ones(2), 3.0), "expected 2 values, got a tuple of 1"),
        ({"a": 1.0}, {"a": 1.0}, ""),
        ({"a": 1.0}, {"a": 2.0}, "at 'a': expected 2, got 1"),
        ({"b": 1.0}, {"a": 1.0}, "expected the keys ['a'], got ['b']"),
        ([], {"a": 1.0}, "expected a dict, got a list of 0"),
        (True, 1.0, ""),
    ],
)
def test_difference(got, expected, said):
    assert difference(got, expected) == said


def test_plain_makes_plain_data():
    from collections import namedtuple

    assert plain(np.float64(2)) == 2.0
    assert type(plain(np.float64(2))) is float
    assert type(plain(np.array(2))) is int
    assert type(plain(namedtuple("Point", "x y")(1, np.int64(2)))) is tuple
    assert type(plain(np.ma.array([1]))) is np.ndarray
    assert plain({"a": torch.ones(2, requires_grad=True)})["a"].tolist() == [1, 1]
    words = plain(list(np.sort(["b", "a"])))
    assert (words, {type(word) for word in words}) == (["a", "b"], {str})
    assert plain([Fraction(1, 4), Decimal("0.5")]) == [0.25, 0.5]
    assert plain([Fraction(1, 4), Decimal("0.5")]) == [0.25, 0.5]
    with pytest.raises(NotPlain, match="returned a set; a set has no order"):
        plain({1, 2})


def test_show_is_short():
    assert show(np.zeros((50, 8))) == "<array 50 x 8>"
    assert show(0.123456) == "0.12346"
    assert show([1.0, np.array([1.5, 2.0])]) == "[1, [1.5, 2]]"
    assert len(show("x" * 1000)) < 50
    assert len(show(list(range(1000)))) < 50
