"""The challenge of unit 11: what its prose says of our answer and of a p-value holds on draws of all kinds."""

import sys

import pytest

from vecembed_lab.production.checks.alarm import alarm

module = sys.modules["vecembed_lab.production.checks.alarm"]


def reached(answer, streams):
    return module._score([answer(past, now) for past, now, _ in streams], streams)[0]


def assert_as_told(seed):
    streams, ours = module._hidden(seed)
    assert 0.6 < ours < 1
    assert reached(alarm.mistakes["by_p_value"].function, streams) < ours / 2
    for mistake in alarm.mistakes.values():
        assert reached(mistake.function, streams) < module.FULL * ours, mistake.name


@pytest.mark.parametrize("seed", range(2))
def test_a_p_value_gets_little_and_no_mistake_all(seed):
    assert_as_told(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 40))
def test_a_p_value_gets_little_and_no_mistake_all_on_many_draws(seed):
    assert_as_told(seed)
