"""Wrong answers that are right but for a part are told which."""

import numpy as np
import pytest

from tests.grading.test_diagnosis import diagnosis, exercise, itself, numbers, squares, tables


def marked(rng):
    n = int(rng.integers(6, 12))
    return rng.normal(size=(n, 3)), rng.permutation(np.arange(n) < n // 2)


def doubled(x, of):
    return 2 * x + 0 * of[:, None]


def with_zeros(rng):
    return (rng.permutation([*rng.normal(size=6), 0, 0]),)


def with_zero_rows(rng):
    return (rng.permutation([*rng.normal(size=(5, 3)), [0, 0, 0]]),)


def put(x, where, value):
    """A copy of `x` with another value in some places."""
    return np.where(where, value, x)


@pytest.mark.parametrize(
    ("said", "draw", "reference", "wrong"),
    [
        (
            "your result is right where `of` is False, and wrong only where it is True",
            marked,
            doubled,
            lambda x, of: np.where(of[:, None], np.exp(x), 2 * x),
        ),
        (
            "your result is right where `of` is True, and wrong only where it is False",
            marked,
            doubled,
            lambda x, of: np.where(of[:, None], 2 * x, np.exp(x)),
        ),
        ("only what should be 0 is wrong", with_zeros, itself, lambda x: put(x, x == 0, np.exp(x[0]))),
        (
            "only what should be 0 is wrong",
            with_zero_rows,
            itself,
            lambda x: put(x, ~x.any(axis=1, keepdims=True), np.exp(x[0])),
        ),
        ("only the diagonal is wrong", squares, itself, lambda x: put(x, np.eye(len(x)) > 0, np.exp(x))),
        ("only the first of your results is wrong", numbers, itself, lambda x: [np.exp(x[1]), *x[1:]]),
        ("only the last of your results is wrong", tables, itself, lambda x: [*x[:-1], np.exp(x[0])]),
        (
            "your result is right but for its sign, which is turned round in some calls",
            numbers,
            itself,
            lambda x: x if x[0] > 0 else -x,
        ),
    ],
)
def test_a_part_that_is_wrong(said, draw, reference, wrong):
    made = exercise(reference, *[draw] * 6)
    for seed in range(3):
        assert diagnosis(made, wrong, seed) == said
        assert diagnosis(made, lambda *args: np.sin(wrong(*args)) + 0.1, seed) != said


def test_what_was_given_came_back():
    made = exercise(lambda x: np.sort(x**3), numbers, numbers)
    assert diagnosis(made, itself) == "your result is `x` as it was given"


@pytest.mark.parametrize("made_like", ["x", "y", "x and y"])
def test_an_array_like_whole_numbers_holds_whole_numbers(made_like):
    def drawn(size):
        return lambda rng: tuple(size * rng.normal(size=int(rng.integers(5, 9))) for _ in range(2))

    def some_whole(rng):
        x, y = drawn(30)(rng)
        return (x.astype(int) if "x" in made_like else x), (y.astype(int) if "y" in made_like else y)

    def mean(x, y):
        return x * 0.37 + y[:1]

    def into_an_array_like_it(x, y):
        found = np.zeros_like(x if "x" in made_like else y, shape=len(x))
        found[:] = mean(x, y)
        return found

    said = diagnosis(exercise(mean, drawn(1), some_whole, drawn(2)), into_an_array_like_it)
    alone = f"where `{made_like}` holds whole numbers your result was cut to whole numbers, like that array"
    both = "where whole numbers are given your result was cut to whole numbers, like an array of them"
    assert said == (both if "and" in made_like else alone)


def test_one_wrong_call_of_each_seed_is_enough_if_they_are_not_the_same():
    edge = lambda rng: (np.array([rng.normal(), 0.0, rng.normal()]),)  # noqa: E731
    wrong = lambda x: put(x, x == 0, 7)  # noqa: E731
    assert diagnosis(exercise(itself, numbers, edge), wrong) == "only what should be 0 is wrong"
    by_hand = lambda rng: (np.array([1.5, 0.0, 2.5]),)  # noqa: E731
    assert diagnosis(exercise(itself, numbers, by_hand), wrong) is None


def test_where_nan_came_the_place_is_not_the_mistake():
    made = exercise(itself, numbers, numbers, numbers)
    assert diagnosis(made, lambda x: [np.nan, *x[1:]]) is None


def test_where_two_parts_could_be_meant_nothing_is_said():
    first_is_zero = lambda rng: (np.array([0.0, *rng.normal(size=5)]),)  # noqa: E731
    assert diagnosis(exercise(itself, first_is_zero, first_is_zero), lambda x: [7.5, *x[1:]]) is None
