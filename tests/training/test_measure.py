import time

import numpy as np
import pytest
import torch

from vecembed_lab.training import measure
from vecembed_lab.training.measure import (
    Work,
    block_work,
    pair_work,
    profile,
    race,
    reachable,
    saved_bytes,
    state_bytes,
    stored,
)
from vecembed_lab.training.updates import BLOCK, Draw, Settings, block_update, start

SMALL = Settings(dim=10, window=1, n_negatives=1)


class Hands:
    """A clock that work moves on."""

    def __init__(self):
        self.now, self.done = 0.0, []

    def work(self, name, seconds):
        def run():
            self.now += seconds
            self.done.append(name)

        return run


def test_a_race_takes_turns_after_an_untimed_run():
    hands = Hands()
    works = {"a": hands.work("a", 2.0), "b": hands.work("b", 3.0)}
    seconds = race(works, rounds=3, clock=lambda: hands.now)
    assert {name: list(taken) for name, taken in seconds.items()} == {"a": [2, 2, 2], "b": [3, 3, 3]}
    assert "".join(hands.done) == "abababab"


def test_a_race_needs_a_round():
    with pytest.raises(ValueError, match="at least one round, got 0"):
        race({"a": list}, rounds=0)


@pytest.mark.parametrize("options", [{}, {"clock": measure.clock("cpu")}])
def test_sleep_takes_no_cpu_seconds(options):
    seconds = race({"sleep": lambda: time.sleep(0.05), "work": lambda: sum(range(10**6))}, rounds=1, **options)
    assert seconds["sleep"] < 0.02
    assert seconds["work"] > 0


def test_what_cannot_be_measured_is_said():
    with pytest.raises(ValueError, match="the median of no values"):
        measure.median_and_range([])
    with pytest.raises(ValueError, match="nothing of it took any of torch's time"):
        profile(lambda: None)
    with pytest.raises(ValueError, match=r"at least 1, got \[4, 0\] and 5"):
        measure.product_rates([4, 0], 5)
    with pytest.raises(ValueError, match="must be above 0, got 0, 1 and Work"):
        reachable(Work(1, 1), 0, 1)


def test_median_and_range_by_hand():
    assert measure.median_and_range([3.0, 1.0, 2.0, 1000.0], ",.1f") == "2.5 [1.0 to 1,000.0]"


def one_second_each(works, **_):
    """A race in which everything works, and takes a second."""
    for work in works.values():
        work()
    return {name: np.ones(1) for name in works}


def test_products_are_counted(monkeypatch):
    monkeypatch.setattr(measure, "race", one_second_each)
    assert measure.product_rates([10, 20], 5, flops=8e4) == {10: 80_000, 20: 80_000}  # 80 and 20 products
    assert measure.product_rates([100], 5, flops=1) == {100: 100_000}  # one at least


def test_moved_bytes_are_counted(monkeypatch):
    monkeypatch.setattr(measure, "race", one_second_each)
    monkeypatch.setattr(measure, "CPU_ROWS", 4)
    row, n = 4 * 3, 50 * 4  # 200 rows at random from a table of 100
    rates = measure.memory_rates(100, 3)
    assert rates == {"copy": 200 * row, "fetch": n * row, "add": 2 * n * row, "fetch and add": 3 * n * row}


def test_the_work_of_a_word_by_hand():
    assert pair_work(SMALL) == Work(2 * 2 * 6 * 10, 2 * 3 * 3 * 40)  # 2 pairs of 2 comparisons; 3 rows a pair
    assert block_work(SMALL, block=2, shared=3) == Work(7 * 6 * 10, (2 + 4 + 3) / 2 * 3 * 40)
    assert pair_work(SMALL).intensity == pytest.approx(240 / 720)


def test_a_block_does_the_work_that_is_counted(monkeypatch):
    settings, words = Settings(dim=12, window=3), torch.arange(50).repeat(4)[: 3 * BLOCK]
    draw = Draw(words, torch.ones_like(words), torch.zeros(3, 7, dtype=torch.long))
    products, multiply = [], torch.bmm

    def counted(a, b):
        products.append(2 * a.numel() * b.shape[2])
        return multiply(a, b)

    monkeypatch.setattr(torch, "bmm", counted)
    block_update(start(50, 12, seed=0), draw, settings, 0.1)
    assert sum(products) == block_work(settings, shared=7).flops * len(words)


def test_the_roof_is_the_scarcer_of_the_two():
    work = Work(flops=10, moved=5)
    assert reachable(work, flops=1000, bandwidth=5000) == 100
    assert reachable(work, flops=1000, bandwidth=50) == 10


def test_a_profile_says_what_the_time_goes_into():
    a, table, rows = torch.ones(20, 200, 200), torch.zeros(100, 500), torch.arange(100).repeat(20)
    shares = profile(lambda: torch.bmm(a, a))
    assert shares["products"] > 0.9
    assert profile(lambda: table.index_add_(0, rows, table[rows]))["rows added"] > 0.1
    assert profile(lambda: torch.nn.functional.embedding(rows, table))["rows fetched"] > 0.9
    assert profile(lambda: a.exp())["the rest"] > 0.9
    assert sum(shares.values()) == pytest.approx(1)


def test_stored_bytes():
    sparse = torch.sparse_coo_tensor([[1, 3]], torch.ones(2, 5), (10, 5), check_invariants=True)
    assert stored(torch.ones(3, 4), torch.ones(2, dtype=torch.bfloat16)) == 48 + 4
    assert stored(sparse) == 2 * 8 + 2 * 5 * 4


def test_adam_keeps_two_numbers_for_each_and_plain_steps_none():
    for kind, factor in [(torch.optim.Adam, 2), (torch.optim.SGD, 0)]:
        table = torch.nn.Parameter(torch.ones(10, 10))
        optimizer = kind([table], lr=0.1)
        table.sum().backward()
        optimizer.step()
        assert state_bytes(optimizer) == factor * 400


def test_activations_are_what_the_way_back_needs():
    table, rows = torch.ones(1000, 10, requires_grad=True), torch.arange(100)
    assert saved_bytes(lambda: torch.nn.functional.embedding(rows, table)) == 100 * 8  # which rows, nothing else
    assert saved_bytes(lambda: table[:5].sigmoid()) == 5 * 40  # its result
    x = torch.ones(7, requires_grad=True)
    assert saved_bytes(lambda: x * x) == 28  # twice the same
