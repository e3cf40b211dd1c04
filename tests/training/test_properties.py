"""Whatever a function of unit 03 is given: the answer is right, or a ValueError says the rule."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from tests.arrays import WHOLE, answer, laid_out
from vecembed_lab.training.compiled import compiled_update
from vecembed_lab.training.distributed import shard
from vecembed_lab.training.fit import IdFile, encode, fit
from vecembed_lab.training.ladder import batch_update
from vecembed_lab.training.measure import Work, median_and_range, reachable
from vecembed_lab.training.updates import BLOCK, CAP, Drawer, Settings, Tables, block_update, pair_update, start
from vecembed_lab.word2vec.vocabulary import Vocabulary

CHOSEN = Settings(dim=4, window=2, n_negatives=2, sample=1.0, epochs=1)
UPDATES = {
    "pairs": pair_update,
    "batches": batch_update,
    "torch": block_update,
    "combined": partial(block_update, combine=True),
    "numba": compiled_update,
}
CAPPED = {name: update for name, update in UPDATES.items() if name not in ("pairs", "batches")}
COUNTS = st.lists(st.integers(1, 10**12), min_size=2, max_size=6).map(np.array)


WHOLE_SETTINGS = st.tuples(st.sampled_from(["dim", "window", "n_negatives", "epochs"]), st.integers(-3, 3))


@given(st.one_of(WHOLE_SETTINGS, st.tuples(st.sampled_from(["sample", "lr"]), st.floats())))
def test_settings_are_numbers_above_0_and_a_rate_of_at_most_1(chosen):
    name, value = chosen
    fine = 0 < value < np.inf and (name != "lr" or value <= 1)
    found = answer(lambda: replace(CHOSEN, **{name: value}), "must be above 0 and finite", "lr must be at most 1")
    assert (found is not None) == fine


@given(COUNTS, st.integers(0, 200), st.integers(1, 5), st.integers(1, 40), st.floats(1e-6, 1), st.integers(0, 99))
def test_a_draw_is_of_the_text_and_within_it(counts, n, window, shared, sample, seed):
    ids = np.random.default_rng(seed).integers(len(counts), size=n)
    drawer = Drawer(counts, replace(CHOSEN, window=window, sample=sample), shared=shared)
    words, radius, noise = drawer(torch.from_numpy(ids), generator=torch.Generator().manual_seed(seed))
    rest = iter(ids.tolist())
    assert all(word in rest for word in words.tolist())  # in the order of the text
    place = np.arange(len(words))
    assert ((radius.numpy() <= window) & (radius.numpy() <= np.minimum(place, place[::-1]))).all()
    assert len(radius) == len(words)
    assert noise.shape == (-(-len(words) // BLOCK), shared)
    assert not len(words) or 0 <= noise.min() <= noise.max() < len(counts)
    assert (noise.diff(dim=1) >= 0).all()  # spread over the chances, from the first word to the last


@settings(max_examples=25)
@given(st.sampled_from([*CAPPED]), st.integers(0, 70), st.floats(0, 1), st.sampled_from([0, 1e-30, 1, 1e4]))
def test_no_row_is_thrown_out_of_the_space(name, n, lr, size):
    rng = np.random.default_rng(n)
    drawer = Drawer(np.arange(1, 6), CHOSEN, shared=3)
    draw = drawer(torch.from_numpy(rng.integers(5, size=n)), generator=torch.Generator().manual_seed(n))
    before = Tables(*(torch.from_numpy((size * rng.normal(size=(5, 4))).astype(np.float32)) for _ in range(2)))
    after = Tables(*(table.clone() for table in before))
    CAPPED[name](after, draw, CHOSEN, lr)
    for old, new in zip(before, after, strict=True):
        assert torch.isfinite(new).all()
        most = CAP * (4 * len(draw.words) + draw.noise.numel())  # each time that a row can come in the draw
        assert (new - old).norm(dim=1).max() <= most + 1e-3 * size


@settings(max_examples=15)
@given(st.integers(2, 70), st.integers(0, 50))
def test_small_steps_of_all_updates_agree(n, seed):
    rng = np.random.default_rng(seed)
    drawer = Drawer(np.arange(1, 6), CHOSEN, shared=CHOSEN.n_negatives)
    draw = drawer(torch.from_numpy(rng.integers(5, size=n)), generator=torch.Generator().manual_seed(seed))
    before = Tables(*(torch.from_numpy(rng.normal(size=(5, 4)).astype(np.float32)) for _ in range(2)))

    def change(update):
        after = Tables(*(table.clone() for table in before))
        update(after, draw, CHOSEN, 1e-4)
        return np.concatenate([(new - old).numpy() for new, old in zip(after, before, strict=True)])

    expected = change(pair_update)
    for update in UPDATES.values():
        assert_allclose(change(update), expected, atol=0.03 * max(1e-4, np.abs(expected).max()))


@settings(max_examples=15)
@given(st.data(), st.sampled_from(WHOLE), st.lists(st.integers(-1, 5), max_size=20))
def test_training_ends_with_numbers_or_says_what_the_text_lacks(data, kind, ids):
    text = data.draw(laid_out(np.array(ids).astype(kind)))
    rules = "needs a text of more than 4 words", "has the numbers 0 to 4"
    tables = answer(lambda: fit(text, np.arange(1, 6), CHOSEN, seed=0, chunk=7), *rules)
    if tables is None:
        assert len(text) <= 4 or text.min() < 0 or text.max() > 4
        return
    assert all(torch.isfinite(table).all() for table in tables)


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "x"]), max_size=6), max_size=5), st.data())
def test_a_text_on_disk_is_the_text_in_memory(tmp_path_factory, sentences, data):
    vocab, path = Vocabulary([*"abc"], np.array([1, 1, 1])), tmp_path_factory.mktemp("text") / "ids.bin"
    text = vocab.encode(word for sentence in sentences for word in sentence)
    found = answer(lambda: encode(sentences, vocab, path), "has none of the 3 words")
    if found is None:
        assert not len(text)
        assert not path.exists()
        return
    part = slice(*data.draw(st.lists(st.one_of(st.none(), st.integers(-25, 25)), min_size=2, max_size=2)))
    assert len(found) == len(IdFile(path)) == len(text)
    assert found[part].tolist() == text[part].tolist()


def test_a_string_is_no_sentence(tmp_path):
    with pytest.raises(ValueError, match="got the string 'ab'"):
        encode(["ab"], Vocabulary([*"ab"], np.array([1, 1])), tmp_path / "ids.bin")
    assert not list(tmp_path.iterdir())


@given(st.integers(0, 30), st.integers(-1, 6))
def test_shards_are_all_of_the_text_but_a_rest(n, n_processes):
    rules = "must hold", "need as many words or more"
    shards = answer(lambda: [shard(np.arange(n), rank, n_processes) for rank in range(max(1, n_processes))], *rules)
    if shards is None:
        assert n_processes < 1 or n < n_processes
        return
    together = np.concatenate(shards)
    assert len({len(part) for part in shards}) == 1
    assert together.tolist() == list(range(len(together)))
    assert n - len(together) < n_processes


@given(*[st.floats()] * 4)
def test_a_roof_is_the_lower_of_both(flops, bandwidth, asked, moved):
    found = answer(lambda: reachable(Work(asked, moved), flops, bandwidth), "must be above 0")
    if found is None:
        assert not all(number > 0 for number in (flops, bandwidth, asked, moved))
        return
    assert found in (flops / asked, bandwidth / moved)


@given(st.lists(st.floats(-1e6, 1e6), max_size=9))
def test_median_and_range_are_in_order(values):
    said = answer(lambda: median_and_range(values, ".6f"), "the median of no values")
    if said is None:
        assert not values
        return
    median, low, high = (float(part.strip("[]")) for part in said.replace(" to ", " ").split())
    assert low <= median <= high
    assert (low, high) == pytest.approx((min(values), max(values)), abs=1e-6)


@pytest.mark.parametrize("seed", [-1, -(2**40)])
def test_a_seed_that_is_none_is_refused(seed):
    with pytest.raises(ValueError, match="non-negative"):
        start(3, 2, seed=seed)
