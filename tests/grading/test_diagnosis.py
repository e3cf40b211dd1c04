"""Wrong answers that no list foresees are told one true sentence, or none."""

import math
from statistics import fmean, pstdev

import numpy as np
import pytest

from vecembed_lab.grading import jail
from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.remote import Zygote
from vecembed_lab.grading.student import Answer


def exercise(reference, *draws, **options):
    """An exercise with a criterion for each of `draws`, functions from a generator of random numbers to arguments."""
    made = Exercise("f", reference, hints=("", "", ""), read="", **options)
    for draw in draws:

        @made.criterion("as asked", points=1)
        def _(student, rng, draw=draw):
            args = draw(rng)
            same(student(*args), reference(*args))

    return made


def diagnosis(made, wrong, seed=0):
    """What is said of a wrong answer, without its full stop; it must lose points, and a right answer hears nothing."""
    assert made.grade(made.reference, seed=seed).diagnosis is None
    report = made.grade(wrong, seed=seed)
    assert not report.solved
    assert report.diagnosis is None or report.diagnosis.message.endswith(".")
    return report.diagnosis and report.diagnosis.message.rstrip(".")


def rival(reference, wrong, draw, seed=0):
    """The wrong answer in all calls but that of the second criterion, which is wrong in a way of its own."""
    second = draw(np.random.default_rng([seed, 1]))[0]

    def sometimes(x, *rest):
        return np.asarray(reference(x, *rest)) * 1.2 + 0.37 if np.array_equal(x, second) else wrong(x, *rest)

    return sometimes


def numbers(rng):
    return (rng.normal(size=rng.integers(6, 12)) * 3,)


def positive(rng):
    return (rng.uniform(0.1, 3, size=rng.integers(6, 12)),)


def tables(rng):
    n = rng.integers(5, 8)
    return (rng.normal(size=(n, n + 2)),)


def squares(rng):
    n = rng.integers(5, 8)
    return (rng.normal(size=(n, n)),)


def whole(rng):
    return (rng.integers(1, 6, size=rng.integers(8, 12)),)


def itself(x):
    """What is asked in most tests here: a copy of what was given."""
    return np.array(x)


# How the answer is computed, as little as possible in the words of the table of relations.
OF_THE_RESULT = {
    "your numbers have the opposite sign": (numbers, lambda x: 0 - x),
    "your numbers have lost their signs": (numbers, lambda x: np.sqrt(x**2)),
    "your numbers are 1 minus what is asked": (numbers, lambda x: [1 - v for v in x]),
    "your numbers are 1 divided by what is asked": (positive, lambda x: x**-1.0),
    "your numbers are the squares of what is asked": (numbers, lambda x: x * x),
    "your numbers are the square roots of what is asked": (positive, lambda x: x**0.5),
    "your numbers are the logarithms of what is asked": (positive, lambda x: [math.log(v) for v in x]),
    "your numbers are the exponentials of what is asked": (positive, lambda x: math.e**x),
    "what is below 0 was cut off at 0, and should not be": (numbers, lambda x: x * (x > 0)),
    "what is above 0 was cut off at 0, and should not be": (numbers, lambda x: x * (x < 0)),
    "what is above 1 was cut off at 1, and should not be": (numbers, lambda x: np.where(x > 1, 1, x)),
    "your numbers are rounded to whole numbers": (numbers, lambda x: [round(v) for v in x]),
    "your numbers are rounded down to whole numbers": (numbers, lambda x: x // 1),
    "your numbers are rounded up to whole numbers": (numbers, lambda x: -(-x // 1)),
    "your numbers are cut off at the decimal point": (numbers, lambda x: x.astype(int)),
    "your numbers are rounded to 1 digit after the point": (numbers, lambda x: [round(v, 1) for v in x]),
    "your numbers are rounded to 2 digits after the point": (numbers, lambda x: [round(v, 2) for v in x]),
    "your numbers are rounded to 3 digits after the point": (numbers, lambda x: [round(v, 3) for v in x]),
    "rows and columns are exchanged": (tables, lambda x: x.T),
    "your result is what is asked in the reverse order": (numbers, lambda x: list(reversed(x))),
    "your columns are in the reverse order": (tables, lambda x: np.fliplr(x)),
    "your result is what is asked, sorted upwards; its own order is asked": (numbers, sorted),
    "your result is what is asked, sorted downwards; its own order is asked": (numbers, lambda x: -np.sort(-x)),
    "this is only the first of what is asked": (numbers, lambda x: float(x[0])),
    "this is only the last of what is asked": (numbers, lambda x: float(x[-1])),
    "the first of what is asked is missing": (numbers, lambda x: np.delete(x, 0)),
    "the last of what is asked is missing": (numbers, lambda x: np.delete(x, -1)),
    "this is only the first column of what is asked": (tables, lambda x: [row[0] for row in x]),
    "your numbers are what is asked, divided by their sum": (positive, lambda x: x / sum(x)),
    "your numbers are what is asked, divided by the largest": (positive, lambda x: x / max(x)),
    "your numbers are what is asked, divided by the length of the whole": (numbers, lambda x: x / math.hypot(*x)),
    "each row is what is asked, divided by its sum": (tables, lambda x: np.stack([row / sum(row) for row in x])),
    "each row is what is asked, divided by its length": (tables, lambda x: [row / math.hypot(*row) for row in x]),
    "each column is what is asked, divided by its sum": (tables, lambda x: x / sum(x)),
    "each column is what is asked, divided by its length": (tables, lambda x: x / (x**2).sum(0) ** 0.5),
    "your numbers are what is asked, less their mean": (numbers, lambda x: x - fmean(x)),
    "your numbers are what is asked, divided by their standard deviation": (numbers, lambda x: x / pstdev(x)),
    "your numbers are what is asked, standardised: less their mean, divided by their standard deviation": (
        numbers,
        lambda x: (x - fmean(x)) / pstdev(x),
    ),
    "your numbers are what is asked, each added to all those before it": (numbers, lambda x: np.tri(len(x)) @ x),
    "your numbers are the differences of neighbours in what is asked": (numbers, lambda x: x[1:] - x[:-1]),
    "this is the sum of what is asked": (numbers, sum),
    "this is the mean of what is asked": (numbers, fmean),
    "this is the largest number of what is asked": (numbers, max),
    "this is how many numbers are asked for, not the numbers": (numbers, len),
    "the diagonal became 0": (squares, lambda x: np.where(np.eye(len(x)), 0, x)),
    "everything above the diagonal is missing": (squares, lambda x: x * np.tri(len(x))),
    "everything below the diagonal is missing": (squares, lambda x: x * np.tri(len(x)).T),
    "each number came once; as often as it comes is asked": (whole, lambda x: sorted(set(x.tolist()))),
}


@pytest.mark.parametrize("said", OF_THE_RESULT)
def test_a_relation_of_the_result(said):
    draw, wrong = OF_THE_RESULT[said]
    made = exercise(itself, draw, draw, draw)
    for seed in range(3):
        assert diagnosis(made, wrong, seed) == said
        assert diagnosis(made, rival(itself, wrong, draw, seed), seed) != said


def triples(rng):
    return (rng.normal(size=(rng.integers(5, 8), 3)),)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (
            "in the second column your numbers have the opposite sign; the other columns are right",
            lambda x: x * [1, -1, 1],
        ),
        ("in every call your result is what is asked times 3", lambda x: 3 * x),
    ],
)
def test_one_column_that_is_wrong(said, wrong):
    made = exercise(itself, triples, triples, triples)
    assert diagnosis(made, wrong) == said
    assert diagnosis(made, rival(itself, wrong, triples)) != said


# --- results of several parts ---------------------------------------------------------------------------------


def three(x):
    return x.sum(0), x, x.mean()


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("this is the second of the 3 results alone", lambda x: x.copy()),
        ("the third of the 3 results is missing; the others are right", lambda x: three(x)[:2]),
        ("the 3 results are right, but came in another order", lambda x: three(x)[::-1]),
        ("your numbers have the opposite sign", lambda x: tuple(-part for part in three(x))),
        (
            "in the first of 3 results your numbers have the opposite sign; the others are right",
            lambda x: (-x.sum(0), x.copy(), x.mean()),
        ),
        ("in the second of 3 results all numbers are 0; the others are right", lambda x: (x.sum(0), 0 * x, x.mean())),
        ("in every call your result is what is asked times 2", lambda x: tuple(2 * part for part in three(x))),
    ],
)
def test_results_of_several_parts(said, wrong):
    made = exercise(three, tables, tables, tables)
    assert diagnosis(made, wrong) == said


# --- words ----------------------------------------------------------------------------------------------------


def words(rng):
    return (["".join(rng.permutation(list("Abcabc"))) for _ in range(5)] * 2,)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("each of them came once; as often as it comes is asked", lambda x: sorted(set(x))),
        ("they came in small letters", lambda x: [word.casefold() for word in x]),
        ("the first of them is missing", lambda x: x[1:]),
        ("the last of them is missing", lambda x: x[:-1]),
        ("they came in the reverse order", lambda x: x[::-1]),
        ("the right ones came, but in another order", lambda x: x[5:7] + x[:5] + x[7:]),
    ],
)
def test_lists_of_words(said, wrong):
    made = exercise(sorted, words, words, words)
    assert diagnosis(made, lambda x: wrong(sorted(x))) == said


def test_words_in_batches_whose_order_is_that_of_a_set():
    """It differs from process to process, so that no listed mistake could do the same."""

    def batches(x):
        return [x[at : at + 4] for at in range(0, len(x), 4)]

    made = exercise(batches, words, words, words)
    rolled = diagnosis(made, lambda x: batches([*x[3:], *x[:3]]))
    assert rolled == "the right ones came, but in another order"
    assert diagnosis(made, lambda x: batches(x)[::-1]) != rolled  # there the batches are others


# --- which last step is missing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "draw", "reference", "wrong"),
    [
        ("your numbers add up to what is asked", numbers, sum, itself),
        (
            "the number that is asked stands alone in a list or an array: take it out, as `x[0]` does",
            numbers,
            sum,
            lambda x: np.sum(x, keepdims=True),
        ),
        ("the mean of your numbers is what is asked", numbers, fmean, itself),
        ("what is asked is the first of what you returned", numbers, lambda x: x[0], itself),
        ("what is asked is the last of what you returned", numbers, lambda x: x[-1], itself),
        ("what is asked stands in the corner of your table, in row 0 and column 1", tables, lambda x: x[0, 1], itself),
        ("what is asked is the largest of your numbers", numbers, max, itself),
        ("what is asked is the smallest of your numbers", numbers, min, itself),
        ("what is asked is the place of the largest of your numbers", numbers, np.argmax, itself),
        ("the sums of your rows are what is asked", tables, lambda x: x.sum(1), itself),
        ("the sums of your columns are what is asked", tables, lambda x: x.sum(0), itself),
        ("the means of your rows are what is asked", tables, lambda x: x.mean(1), itself),
        ("the means of your columns are what is asked", tables, lambda x: x.mean(0), itself),
        ("what is above 1 should be cut off at 1", numbers, lambda x: x.clip(max=1), itself),
        ("what is below 0 should be cut off at 0", numbers, lambda x: x.clip(min=0), itself),
        ("your numbers should be divided by their sum", positive, lambda x: x / sum(x), itself),
        ("your rows should be divided by their sums", tables, lambda x: x / x.sum(1)[:, None], itself),
        ("your rows should be divided by their lengths", tables, lambda x: x / (x**2).sum(1)[:, None] ** 0.5, itself),
        ("your table times its own transpose is what is asked", tables, lambda x: np.inner(x, x), itself),
        ("the transpose of your table times the table is what is asked", tables, lambda x: np.inner(x.T, x.T), itself),
        ("your columns should be divided by their lengths", tables, lambda x: x / (x**2).sum(0) ** 0.5, itself),
        ("the mean of your numbers should be taken out of them", numbers, lambda x: x - fmean(x), itself),
        ("NaN and infinities should be 0", numbers, lambda x: x * (x < 0), lambda x: np.where(x < 0, x, np.nan)),
        ("the numbers are those that are asked, but in another shape", tables, np.ravel, itself),
        ("the right ones came, but in another order", numbers, itself, lambda x: np.roll(x, 2)),
    ],
)
def test_a_last_step_that_is_missing(said, draw, reference, wrong):
    made = exercise(reference, draw, draw, draw)
    for seed in range(3):
        assert diagnosis(made, wrong, seed) == said
        assert diagnosis(made, rival(reference, wrong, draw, seed), seed) != said


def test_results_whose_parts_have_no_shape_are_compared():
    """Tuples of lists of different lengths, which are no arrays."""

    def groups(x):
        return [x[x > 0].tolist(), [0.5]], [x[x <= 0].tolist(), [1.5, 2.5]]

    made = exercise(groups, numbers, numbers, numbers)
    assert diagnosis(made, lambda x: groups(x)[::-1]) == "the 2 results are right, but came in another order"


# --- factors and differences ----------------------------------------------------------------------------------


def scaled(points, k, batch):
    return np.cumsum(points, axis=0) * math.sqrt(k) + np.cos(batch.sum())


def scaled_given(rng):
    n, d = rng.permutation(range(3, 9))[:2]
    k = int(rng.integers(11, 30))
    return rng.normal(size=(n, d)), k, rng.normal(size=(n, d)) + 1


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("in every call your result is what is asked times 2", lambda x, points, k: 2 * x),
        ("in every call your result is what is asked divided by 2", lambda x, points, k: x / 2),
        ("in every call your result is what is asked divided by 1000000", lambda x, points, k: x / 1e6 * 1.0),
        ("logarithms to the base 2 came, natural ones are asked", lambda x, points, k: x / math.log(2)),
        ("logarithms to the base 10 came, natural ones are asked", lambda x, points, k: x / math.log(10)),
        ("in every call your numbers are 1 too large", lambda x, points, k: x + 1),
        ("in every call your numbers are 0.5 too small", lambda x, points, k: x - 0.5),
        ("your result is what is asked times `k`", lambda x, points, k: x * k),
        ("your result is what is asked divided by `k`", lambda x, points, k: x / k),
        ("your result is what is asked times the square of `k`", lambda x, points, k: x * k * k),
        ("your result is what is asked plus `k`", lambda x, points, k: x + k),
        (
            "your result is what is asked minus 1 / (n + 1), where n is the number of rows of `points`",
            lambda x, points, k: x - 1 / (len(points) + 1),
        ),
        ("your result is what is asked divided by the number of rows of `points`", lambda x, p, k: x / len(p)),
        ("your result is what is asked times the number of columns of `points`", lambda x, p, k: x * p.shape[1]),
        (
            "your result is what is asked times (n - 1) / n, where n is the number of rows of `points`",
            lambda x, points, k: x * (len(points) - 1) / len(points),
        ),
        (
            "your result is what is asked divided by n (n - 1) / 2, where n is the number of rows of `points`",
            lambda x, points, k: x / math.comb(len(points), 2),
        ),
        ("your result is what is asked minus the largest number of `points`", lambda x, p, k: x - np.max(p)),
        ("your result is what is asked times the sum of `points`", lambda x, points, k: x * np.sum(points)),
        ("your result is what is asked minus `points`", lambda x, points, k: x - points),
        ("your result is what is asked divided by `points`", lambda x, points, k: x / points),
    ],
)
def test_factors_and_differences(said, change):
    made = exercise(scaled, scaled_given, scaled_given, scaled_given)
    wrong = lambda points, k, batch: change(scaled(points, k, batch), points, k)  # noqa: E731
    for seed in range(3):
        assert diagnosis(made, wrong, seed) == said
    assert diagnosis(made, rival(scaled, wrong, scaled_given)) != said


def test_what_the_answer_is_the_reciprocal_of():
    made = exercise(lambda k, seconds: k / seconds, *[lambda rng: (int(rng.integers(5, 50)), rng.uniform(1, 9))] * 3)
    assert diagnosis(made, lambda k, seconds: seconds) == "your result is `k` divided by what is asked"


def test_a_quantity_that_never_changes_explains_nothing():
    draw = lambda rng: (rng.uniform(1, 2, size=(4, 3)),)  # noqa: E731  four rows in every call
    assert diagnosis(exercise(itself, draw, draw), lambda x: 4 / x) is None


def test_one_wrong_call_tells_no_factor():
    made = exercise(itself, numbers, lambda rng: (np.zeros(3),), lambda rng: (np.zeros(4),))
    assert diagnosis(made, lambda x: 1.37 * x) is None


def stepped(table, gradients, lr):
    return table - lr * gradients.sum(0)


def stepped_given(rng):
    d = int(rng.integers(3, 6))
    return rng.normal(size=d), rng.normal(size=(int(rng.integers(3, 9)), d)), rng.uniform(0.1, 0.9)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (
            "your change of `table` is what is asked divided by the number of rows of `gradients`",
            lambda table, gradients, lr: table - lr * gradients.mean(0),
        ),
        ("your change of `table` is what is asked divided by `lr`", lambda table, g, lr: table - g.sum(0)),
        (
            "in every call your change of `table` is what is asked times 2",
            lambda table, g, lr: table - 2 * lr * g.sum(0),
        ),
        ("your result is what is asked minus `table`", lambda table, g, lr: -lr * g.sum(0)),
        ("in every call your change of `table` has the opposite sign", lambda table, g, lr: table + lr * g.sum(0)),
    ],
)
def test_a_change_that_is_too_long(said, wrong):
    made = exercise(stepped, stepped_given, stepped_given, stepped_given)
    for seed in range(3):
        assert diagnosis(made, wrong, seed) == said
        assert diagnosis(made, rival(stepped, wrong, stepped_given, seed), seed) != said


def test_what_is_nearly_right_is_not_called_a_multiple_of_what_is_asked():
    def large(rng):
        return (rng.integers(10**6, 10**9, size=9),)  # beside them any change of such an argument is as good as another

    made = exercise(lambda x: x / x.sum(), large, large)
    assert diagnosis(made, lambda x: np.round(x / x.sum(), 4)) is None


def test_a_factor_that_is_the_same_by_chance_is_called_by_its_number():
    draw = lambda rng: (rng.normal(size=(4, 3)),)  # noqa: E731  four rows in every call
    assert (
        diagnosis(exercise(itself, draw, draw), lambda x: x / 4)
        == "in every call your result is what is asked divided by 4"
    )


# --- other questions ------------------------------------------------------------------------------------------


def windowed(points, window, k, name):
    """Sums over windows of rows, to the power k, with the name's first letter as a number."""
    if window < 1:
        raise ValueError(f"window must be at least 1, got {window}")
    sums = [points[max(0, i - window) : i + window].sum(0) for i in range(len(points))]
    turned = np.abs(points) @ np.arange(points.shape[1] ** 2).reshape(points.shape[1], -1)
    return np.abs(np.array(sums)) ** k + np.cos(ord(name[0]) * points) + turned / 10


def windowed_given(rng):
    window, k = int(rng.integers(1, 4)), float(rng.uniform(0.5, 2.5))
    return rng.normal(size=(7, 3)) * [1, 2, 3] + 1, window, k, str(rng.choice(["Xy", "Zy"]))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("`window` were one larger", lambda x, w, k, s: windowed(x, w + 1, k, s)),
        ("`window` were one smaller", lambda x, w, k, s: windowed(x, w - 1, k, s) if w > 1 else np.zeros((7, 3))),
        ("`window` were twice as large", lambda x, w, k, s: windowed(x, 2 * w, k, s)),
        ("`k` were 1", lambda x, w, k, s: windowed(x, w, 1.0, s)),
        ("`k` were 0", lambda x, w, k, s: windowed(x, w, 0.0, s)),
        ("`k` had the opposite sign", lambda x, w, k, s: windowed(x, w, -k, s)),
        ("`k` were upside down, 1 divided by it", lambda x, w, k, s: windowed(x, w, 1 / k, s)),
        ("`k` were half as large", lambda x, w, k, s: windowed(x, w, k / 2, s)),
        ("`points` were in the reverse order", lambda x, w, k, s: windowed(np.flipud(x), w, k, s)),
        ("`points` had no signs", lambda x, w, k, s: windowed(np.hypot(x, 0), w, k, s)),
        ("`points` were cut to whole numbers", lambda x, w, k, s: windowed(x.astype(int), w, k, s)),
        ("`points` were all 1", lambda x, w, k, s: windowed(0 * x + 1, w, k, s)),
        ("`points` were squared", lambda x, w, k, s: windowed(x * x, w, k, s)),
        ("`points` had rows of length 1", lambda x, w, k, s: windowed(x / np.sqrt((x**2).sum(1))[:, None], w, k, s)),
        ("`points` had columns of length 1", lambda x, w, k, s: windowed(x / np.sqrt((x**2).sum(0)), w, k, s)),
        ("`points` were centred, each column less its mean", lambda x, w, k, s: windowed(x - x.sum(0) / 7, w, k, s)),
        (
            "`points` had the mean of each row taken out",
            lambda x, w, k, s: windowed(x - x.sum(1)[:, None] / 3, w, k, s),
        ),
        (
            "`points` were standardised, each column less its mean and divided by its standard deviation",
            lambda x, w, k, s: windowed((x - x.mean(0)) / x.std(0), w, k, s),
        ),
        ("`points` consisted of the mean of its rows", lambda x, w, k, s: windowed(x.sum(0)[None] / 7, w, k, s)),
        ("`points` lacked its first element", lambda x, w, k, s: windowed(x[1:], w, k, s)),
        ("`points` consisted of its first two columns", lambda x, w, k, s: windowed(x[:, [0, 1]], w, k, s)),
        ("`name` were written in small letters", lambda x, w, k, s: windowed(x, w, k, s.lower())),
        ("`name` were written backwards", lambda x, w, k, s: windowed(x, w, k, "y")),
    ],
)
def test_the_right_answer_to_another_question(said, wrong):
    made = exercise(windowed, *[windowed_given] * 6)
    for seed in range(2):
        assert diagnosis(made, wrong, seed) == f"this would be right if {said}"
        assert diagnosis(made, rival(windowed, wrong, windowed_given, seed), seed) != f"this would be right if {said}"


def cosines(a, b):
    return (a / np.sqrt((a**2).sum(1))[:, None]) @ (b / np.sqrt((b**2).sum(1))[:, None]).T


def two_tables(rng):
    n, m = rng.permutation(range(3, 9))[:2]
    return rng.normal(size=(n, 4)), rng.normal(size=(m, 4)) + 1


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("this would be right if `b` stood in the place of `a` as well", lambda a, b: cosines(b, b)),
        ("this would be right if `a` stood in the place of `b` as well", lambda a, b: cosines(a, a)),
        ("rows and columns are exchanged", lambda a, b: cosines(b, a)),  # and not: `a` and `b` were exchanged
    ],
)
def test_two_arguments_mixed_up(said, wrong):
    made = exercise(cosines, two_tables, two_tables, two_tables)
    assert diagnosis(made, wrong) == said


def test_two_arguments_changed_in_the_same_way():
    def between(a, b):
        return a.sum(0) * np.cos(b[0]) + b.sum(0) * np.sin(a[0])

    made = exercise(between, two_tables, two_tables, two_tables)
    wrong = lambda a, b: between(np.hypot(a, 0), np.hypot(b, 0))  # noqa: E731
    assert diagnosis(made, wrong) == "this would be right if `a` and `b` each had no signs"


def test_rows_of_zeros_have_no_length_to_divide_by():
    def some_zeros(rng):
        x = tables(rng)[0]
        x[1] = 0
        return (x,)

    def lengths_of_1(x):
        return [row / (math.hypot(*row) or 1) for row in x]

    made = exercise(lengths_of_1, some_zeros, tables, tables)
    assert diagnosis(made, itself) == "your rows should be divided by their lengths"
    made = exercise(itself, some_zeros, tables, tables)
    assert diagnosis(made, lengths_of_1) == "each row is what is asked, divided by its length"
    some = lambda x: x[np.hypot.reduce(x, axis=1) > 0]  # noqa: E731
    assert diagnosis(exercise(itself, some_zeros, some_zeros), some) == "the rows that should be zeros are missing"


def rate(size, flops, bandwidth):
    return size / (size**2 / flops + 3 / bandwidth)


def rate_given(rng):
    return int(rng.integers(2, 9)), float(rng.uniform(1, 9)), float(rng.uniform(1, 9))


def test_two_arguments_exchanged():
    made = exercise(rate, rate_given, rate_given, rate_given)
    said = "this would be right if `flops` and `bandwidth` were exchanged"
    assert diagnosis(made, lambda size, flops, bandwidth: rate(size, bandwidth, flops)) == said


def test_an_argument_that_stays_as_it_was_in_the_example():
    example = lambda rng: (4, *rate_given(rng)[1:])  # noqa: E731
    made = exercise(rate, example, rate_given, rate_given, rate_given)
    assert diagnosis(made, lambda size, *machine: rate(4, *machine)) == "this would be right if `size` were always 4"
    assert (
        diagnosis(made, lambda size, *machine: rate(3, *machine))
        == "`size` plays no part: with another value the same came"
    )


def test_a_whole_number_is_never_made_much_larger():
    """A seed in the place of a dimension would ask for a matrix of 10 ** 10 numbers."""

    asked = []

    def spread(d, seed):
        asked.append(d)
        d = min(d, 1000)
        return np.random.default_rng(seed).normal(size=(d, d))

    made = exercise(spread, *[lambda rng: (int(rng.integers(2, 5)), int(rng.integers(10**5, 10**6)))] * 3)
    assert diagnosis(made, lambda d, seed: np.eye(d)) == "`seed` plays no part: with another value the same came"
    assert max(asked) < 1000


def test_words_of_different_lengths_are_no_obstacle():
    """A list of lists that makes no table: what can be said is said all the same."""

    def lengths(words):
        return np.array([len(word) for word in words])

    def some(rng):
        return [["a"] * n for n in range(1, rng.integers(4, 9))]

    made = exercise(lengths, *[lambda rng: (some(rng),)] * 3)
    said = diagnosis(made, lambda words: lengths(words) * len(words))
    assert said == "your result is what is asked times the number of elements of `words`"
    made = exercise(lambda words, k: lengths(words) ** k, *[lambda rng: (some(rng), int(rng.integers(3, 9)))] * 3)
    said = diagnosis(made, lambda words, k: lengths(words) ** 2 % 7)
    assert said == "`k` plays no part: with another value the same came"


# --- rows and their numbers -----------------------------------------------------------------------------------


def nearest(vectors, row, k):
    distance = np.abs(vectors - vectors[row]).sum(1)
    distance[row] = np.inf
    return np.argsort(distance)[:k]


def nearest_given(rng):
    return rng.normal(size=(12, 3)), int(rng.integers(3, 9)), int(rng.integers(3, 7))


def after_delete(vectors, row, k):
    rest = np.delete(vectors, row, axis=0)
    return np.argsort(np.abs(rest - vectors[row]).sum(1))[:k]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("these numbers count the rows without `row`, as after `np.delete`; count all rows", after_delete),
        ("these are rows of `vectors`; their numbers are asked", lambda v, row, k: v[nearest(v, row, k)]),
        ("in every call your numbers are 1 too large", lambda v, row, k: nearest(v, row, k) + 1),
        ("this would be right if `k` were one smaller", lambda v, row, k: nearest(v, row, k - 1)),
    ],
)
def test_row_numbers(said, wrong):
    made = exercise(nearest, nearest_given, nearest_given, nearest_given)
    for seed in range(3):
        found = diagnosis(made, wrong, seed)
        assert found == said or (said.endswith("one smaller") and found == "the last of what is asked is missing")


def test_numbers_of_rows_in_place_of_the_rows():
    given = lambda rng: (rng.permutation(50)[: rng.integers(9, 30)], int(rng.integers(2, 5)))  # noqa: E731
    made = exercise(lambda ids, k: ids[::k], given, given, given)
    said = "these are numbers of elements of `ids`; the elements themselves are asked"
    assert diagnosis(made, lambda ids, k: np.arange(len(ids))[::k]) == said


def test_only_the_rows_that_were_moved():
    given = lambda rng: (rng.normal(size=(9, 3)), rng.permutation(9)[:4], rng.normal(size=(4, 3)))  # noqa: E731

    def moved(table, rows, changes):
        after = table.copy()
        after[rows] += changes
        return after

    made = exercise(moved, given, given, given)
    said = "of what is asked, only the rows that stand in `rows` came"
    assert diagnosis(made, lambda table, rows, changes: table[rows] + changes) == said


# --- what calls say together ----------------------------------------------------------------------------------


def test_the_same_whatever_is_asked():
    made = exercise(itself, numbers, numbers, numbers)
    assert diagnosis(made, lambda x: [1.0, 2.0]) == "the same came in every call, whatever was asked: [1, 2]"
    assert diagnosis(made, lambda x: np.zeros(len(x))) == "every number that came is 0, in every call"
    assert diagnosis(made, lambda x: np.where(x == x[0], 1, 0.0)) != "every number that came is 0, in every call"


def test_two_results_for_the_same_call():
    state = np.random.default_rng(0)
    said = "called twice with the same arguments, it gave two results: something is kept from call to call, or random"
    made = exercise(itself, numbers, numbers)
    assert diagnosis(made, lambda x: x + state.normal()) == said
    assert diagnosis(made, lambda x: x + np.random.default_rng(0).normal() * len(x)) != said


def test_an_argument_that_plays_no_part():
    given = lambda rng: (rng.normal(size=5), float(rng.uniform(1, 3)), float(rng.uniform(1, 3)))  # noqa: E731
    made = exercise(lambda x, a, b: np.sin(a * x) + np.cos(b * x), given, given, given, given)
    assert diagnosis(made, lambda x, a, b: np.sin(a * x) + x) == "`b` plays no part: with another value the same came"
    assert diagnosis(made, lambda x, a, b: x**3) == "`a` and `b` play no part: with another value the same came"
    assert diagnosis(made, lambda x, a, b: np.sin(a * x) + x * b) is None


def test_a_slow_reference_is_not_asked_for_every_pair_of_calls():
    """A challenge makes hundreds of calls, and the answer to most of them is the same whatever stands beside."""
    asked = []

    def alarm(past, now):
        asked.append(now)
        return now > 1e9

    n = 60
    made = exercise(alarm, *[lambda rng: (float(rng.normal()), float(rng.normal()))] * n)
    assert not made.grade(lambda past, now: np.sin(past) + 3).solved
    assert len(asked) < 20 * n


def test_two_texts_that_are_alike_by_chance_do_not_tell_that_texts_play_no_part():
    """Row 0 in the place of an unknown word: in two short texts, with that very word, nothing changes."""

    def short(word):
        return lambda rng: ([word, "unknown"], {"first": 0, "second": 1}, np.arange(8.0).reshape(2, 4) + rng.random())

    def mean(tokens, index, vectors):
        rows = [index[token] for token in tokens if token in index]
        return vectors[rows].mean(0) if rows else np.zeros(4)

    made = exercise(mean, short("first"), short("other"))
    wrong = lambda tokens, index, vectors: vectors[[index.get(token, 0) for token in tokens]].mean(0)  # noqa: E731
    found = diagnosis(made, wrong)
    assert found is None or "no part" not in found


def test_a_result_that_is_cut_off_does_not_tell_that_an_argument_plays_no_part():
    given = lambda rng: (float(rng.uniform(1, 2)), float(rng.uniform(3, 4)))  # noqa: E731
    made = exercise(lambda a, b: a + b, given, given, given)
    found = diagnosis(made, lambda a, b: max(a - b, 0.0))
    assert found == "the same came in every call, whatever was asked: 0"


def test_where_two_arguments_could_be_meant_nothing_is_said():
    given = lambda rng: (rng.normal(size=5), 2 * float(n := rng.uniform(1, 3)), 3 * n)  # noqa: E731
    made = exercise(lambda x, a, b: np.sin(a * b * x), given, given, given, given)
    wrong = lambda x, a, b: np.sin(2 * a * b * x)  # noqa: E731  `a` or `b` twice as large
    assert diagnosis(made, wrong) is None


def test_whole_numbers_that_could_be_made_in_several_ways():
    made = exercise(itself, *[lambda rng: (rng.integers(1, 9, size=6) + 0.25,)] * 3)  # where down is round is cut off
    assert diagnosis(made, np.floor) == "your numbers became whole numbers"


def test_few_wrong_numbers_tell_nothing():
    small = lambda rng: (3.0,)  # noqa: E731
    made = exercise(lambda x: x * 1.0, small)
    assert diagnosis(made, lambda x: -x) is None


def test_errors_and_changed_arguments_have_sentences_of_their_own():
    made = exercise(itself, numbers, numbers)

    def in_place(x):
        x *= -1
        return x

    assert diagnosis(made, in_place) is None
    assert diagnosis(made, lambda x: -x if len(x) % 2 else 1 / 0) is None
    assert diagnosis(made, lambda x: None) is None


def test_a_wrong_answer_is_told_once_what_it_prints():
    made = exercise(itself, numbers, numbers)
    assert made.grade(lambda x: print("called") or -x).printed == "called\n" * 2


def test_the_source_is_told():
    made = exercise(itself, numbers, numbers)
    report = made.grade(lambda x: -x)
    assert report.to_dict()["diagnosis"] == {
        "name": "",
        "message": "your numbers have the opposite sign.",
        "source": "relation",
    }
    assert "Noticed: your numbers have the opposite sign." in str(report)
    assert "<b>Noticed:</b>" in report._repr_html_()


# --- listed mistakes ------------------------------------------------------------------------------------------


def test_a_listed_mistake_goes_first():
    made = exercise(itself, numbers, numbers)
    made.mistake("this is listed.")(lambda x: -x)
    assert diagnosis(made, lambda x: 0 - x) == "this is listed"


def test_zeros_are_no_sign_of_a_mistake():
    """A surprise without the total, like one with the wrong shift, is below 0 everywhere and cut off."""
    made = exercise(lambda x: np.maximum(x, 0), numbers, numbers)
    made.mistake("five was taken away.")(lambda x: np.maximum(x - 50, 0))
    assert diagnosis(made, lambda x: np.maximum(x - 70, 0)) == "every number that came is 0, in every call"


def test_a_probe_tells_two_mistakes_apart():
    made = exercise(lambda x: np.maximum(x, 0), numbers, numbers)

    @made.mistake("five was taken away.")
    def less_five(x):
        return np.maximum(x - 5, 0)

    @made.mistake("five was taken away, and large numbers cut off.")
    def cut_off(x):
        return np.clip(x - 5, 0, 20)

    @made.probe
    def _(rng):
        yield (rng.uniform(30, 60, size=5),)

    assert diagnosis(made, lambda x: np.clip(x - 5, 0, 20)) == "five was taken away, and large numbers cut off"
    assert diagnosis(made, lambda x: np.maximum(x - 5, 0)) == "five was taken away"
    assert diagnosis(made, lambda x: np.clip(x - 5, 0, 25)) not in (
        "five was taken away, and large numbers cut off",
        "five was taken away",
    )


def parts_of(gradient, batch, size):
    return sum(gradient(batch[i : i + size]) for i in range(0, len(batch), size))


@pytest.fixture
def parts():
    """All wrong answers give the right sum here; they differ in how much they hand over at once."""
    made = Exercise("f", parts_of, hints=("", "", ""), read="")

    @made.criterion("parts of at most `size`", points=1)
    def _(student, rng):
        largest = []
        batch = rng.normal(size=(13, 2))
        student(lambda part: largest.append(len(part)) or part.sum(0), batch, 4)
        same(max(largest), 4, "only four fit")

    made.mistake("the whole batch was given at once.")(lambda gradient, batch, size: gradient(batch))
    return made


def test_how_a_function_was_used_tells_mistakes_apart(parts):
    assert diagnosis(parts, lambda gradient, batch, size: gradient(batch[:])) == "the whole batch was given at once"
    assert diagnosis(parts, lambda gradient, batch, size: parts_of(gradient, batch, size + 1)) is None


def turn(d, seed):
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))[0]


def is_a_turn(matrix):
    return [np.allclose(np.asarray(matrix).T @ matrix, np.eye(len(matrix)))]


@pytest.fixture
def turns():
    """Any turn is right, so long as it follows the seed."""
    made = Exercise("f", turn, hints=("", "", ""), read="", canonical=is_a_turn)

    @made.criterion("the seed decides, and it is no small turn", points=1)
    def _(student, rng):
        results = [student(5, int(seed)) for seed in rng.permutation(1000)[:4]]
        same(len({str(np.round(result, 6)) for result in results}), 4, "four seeds, four turns")
        same(bool(np.abs(np.diag(results[0])).min() < 0.99), True, "a large turn")

    made.mistake("the result does not follow the seed.")(lambda d, seed: turn(d, 0))
    return made


def test_results_of_which_any_is_right_are_compared_by_which_are_alike(turns):
    assert diagnosis(turns, lambda d, seed: turn(d, 42)) == "the result does not follow the seed"

    def tiny(d, seed):
        angle = 1e-3 * (1 + np.random.default_rng(seed).random())
        matrix = np.eye(d)
        matrix[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        return matrix

    assert diagnosis(turns, tiny) is None


# --- near misses ----------------------------------------------------------------------------------------------


def dot(a, b):
    return a @ b.T


def minus_distance(a, b):
    return -((a[:, None] - b[None]) ** 2).sum(2)


MEASURES = {"the cosine": cosines, "the dot product": dot, "the straight-line distance": minus_distance}


def ranked(vectors, row):
    return np.argsort(-cosines(vectors[[row]], vectors)[0])


def ranked_given(rng):
    return rng.normal(size=(9, 4)) * rng.uniform(0.3, 3, size=(9, 1)), int(rng.integers(9))


@pytest.mark.parametrize("name", ["the dot product", "the straight-line distance"])
def test_a_measure_that_was_taken_for_another(name):
    made = exercise(ranked, ranked_given, ranked_given, confusable=MEASURES)
    wrong = lambda vectors, row: np.argsort(-MEASURES[name](vectors[[row]], vectors)[0])  # noqa: E731
    assert diagnosis(made, wrong) == f"{name} was used where the cosine is asked"
    assert made.grade(wrong).diagnosis.source == "near"
    assert diagnosis(exercise(ranked, ranked_given, ranked_given), wrong) is None


def test_near_misses_that_say_different_things_say_nothing():
    made = exercise(np.cos, numbers, numbers)
    made.near = [("one thing", np.sin), ("another thing", lambda x: np.sin(x))]
    assert diagnosis(made, np.sin) is None
    made.near = [("one thing", np.sin), ("one thing", lambda x: np.sin(x)), ("no thing", np.tan)]
    assert diagnosis(made, np.sin) == "one thing"


def test_a_near_miss_that_fails_or_never_ends_does_no_harm():
    def endless(x):
        while True:
            pass

    made = exercise(np.cos, numbers, numbers)
    made.near = [("fails", lambda x: 1 / 0), ("endless", endless), ("found", np.sin)]
    assert diagnosis(made, np.sin) == "found"


def test_nothing_that_comes_stops_the_grading(monkeypatch):
    made = exercise(itself, numbers, numbers)
    for odd in (10**5000, [10**5000], {"a": [1, "b"]}, [[1], [2, 3]], "x" * 10, np.nan, [np.nan] * 9, True, [[[[]]]]):
        report = made.grade(lambda x, odd=odd: odd)
        assert report.score == 0
        assert report.diagnosis is None or report.diagnosis.message.startswith("the same came")
    monkeypatch.setattr("vecembed_lab.grading.exercise.relation", lambda case: 1 / 0)
    assert made.grade(lambda x: -x).diagnosis is None


# --- in the sandbox -------------------------------------------------------------------------------------------

CELLS = [
    "import numpy as np",
    "def opposite(x): return -x",
    "def at_once(gradient, batch, size): return gradient(batch)",
    "def one_more(gradient, batch, size):"
    "    return sum(gradient(batch[i:i + size + 1]) for i in range(0, len(batch), size + 1))",
]


@pytest.mark.skipif(bool(jail.missing()), reason=f"no sandbox here: {jail.missing()}")
def test_the_same_is_said_of_answers_that_live_in_the_sandbox(parts):
    with Zygote() as zygote, zygote.student(CELLS) as student:
        there = {name: Answer(student.transport(name), "") for name in ("opposite", "at_once", "one_more")}
        assert diagnosis(exercise(itself, numbers, numbers), there["opposite"]) == "your numbers have the opposite sign"
        assert diagnosis(parts, there["at_once"]) == "the whole batch was given at once"
        assert diagnosis(parts, there["one_more"]) is None
