"""The challenge of unit 03: its bands are those of its docstring, its controls fail, and one idea earns a part."""

import re

import numpy as np
import pytest

from vecembed_lab.training.checks import train as checks

DRAWS = 40


def way(answer, seed):
    """How much of the way from mere frequencies to the best possible the tables of an answer make."""
    rng = np.random.default_rng([seed, 0])  # as the check draws them
    text, truth = checks._hidden_text(rng)
    with np.errstate(all="ignore"):
        loss, frequent, best = checks._losses(truth, answer(text, *checks._start(rng)))
    return (frequent - loss) / (frequent - best)


def signs(length, *, falling):
    def answer(gradient, inputs, outputs):
        for step in range(checks.PASSES):
            rate = length * (1 - step / checks.PASSES) if falling else length
            slopes = gradient(inputs, outputs)
            inputs, outputs = inputs - rate * np.sign(slopes[0]), outputs - rate * np.sign(slopes[1])
        return inputs, outputs

    return answer


def rows(length, *, falling):
    return lambda *given: checks._by_rows(*given, length, falling=falling)


def adagrad(length, *, by_rows):
    def answer(gradient, inputs, outputs):
        tables, squares = np.stack([inputs, outputs]), 0
        for _ in range(checks.PASSES):
            slopes = np.stack(gradient(*tables))
            squares = squares + ((slopes**2).mean(axis=2, keepdims=True) if by_rows else slopes**2)
            tables = tables - length * slopes / np.sqrt(squares + 1e-20)
        return tables

    return answer


TRIED = {
    "steps of one length": lambda *given: checks._descent(*given, 6),
    "with momentum": lambda *given: checks._descent(*given, 4, 0.9),
    "signs, steps of .2": signs(0.2, falling=False),
    "signs, steps that fall from .2": signs(0.2, falling=True),
    "every row .2 far": rows(0.2, falling=False),
    "every row .5 far": rows(0.5, falling=False),
    "every row, falling from 1": checks._train,
    "Adagrad, steps of .3": adagrad(0.3, by_rows=False),
    "Adagrad by rows, steps of .3": adagrad(0.3, by_rows=True),
    "Adam, steps of .1": lambda *given: checks._adam(*given, 0.1),
    "Adam, steps of .5": lambda *given: checks._adam(*given, 0.5),
}


@pytest.fixture(scope="module")
def bands():
    """How much of the way everything that was tried makes, text by text, by its name in the docstring."""
    return {name: [way(tried, seed) for seed in range(DRAWS)] for name, tried in TRIED.items()}


def test_the_bands_of_the_docstring_are_those_that_are_measured(bands):
    told = re.findall(r"^    (\S.*?)  +(?:below (0)|(-?\.\d+) to (-?\.\d+))$", checks.__doc__, re.MULTILINE)
    assert [name for name, *_ in told] == list(bands)
    for name, bound, least, greatest in told:
        if bound:
            assert max(bands[name]) < float(bound), name
        else:
            assert (min(bands[name]), max(bands[name])) == pytest.approx((float(least), float(greatest)), abs=0.011), (
                name
            )


def test_the_model_answer_is_above_the_band_for_every_text(bands):
    assert min(bands["every row, falling from 1"]) > checks.FULL_SHARE


def test_one_idea_earns_a_part(bands):
    for name in ("signs, steps that fall from .2", "every row .2 far", "every row .5 far", "Adam, steps of .5"):
        assert 0 < min(bands[name]) < max(bands[name]) < checks.FULL_SHARE, name


def test_controls_earn_nothing_for_any_text():
    def at_random(gradient, inputs, outputs):
        return np.random.default_rng(0).normal(size=(2, *inputs.shape))

    def given_to_other_words(*given):
        return [np.roll(table, 1, axis=0) for table in checks._train(*given)]

    def mean_of_all_words(*given):
        return [np.tile(table.mean(axis=0), (len(table), 1)) for table in checks._train(*given)]

    for control in (at_random, given_to_other_words, mean_of_all_words):
        assert max(way(control, seed) for seed in range(DRAWS)) < 0, control.__name__


def test_points_rise_with_the_way():
    scores = [checks.train.grade(rows(length, falling=True)).score for length in (0.1, 0.2, 0.3, 1.0)]
    assert scores == sorted(scores)
    assert len(set(scores)) == 4
    assert scores[-1] == checks.train.points
