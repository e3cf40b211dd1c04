import json
import subprocess
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.training.compiled import compiled_update
from vecembed_lab.training.fit import IdFile, _fingerprints, _save, encode, fit
from vecembed_lab.training.updates import BLOCK, CAP, Draw, Drawer, Settings, Tables, block_update, pair_update, start
from vecembed_lab.word2vec.vocabulary import Vocabulary, keep_probability, noise_distribution

SETTINGS = Settings(dim=8, window=3, n_negatives=4, sample=1.0, lr=0.05, epochs=1)
UPDATES = {
    "pairs": pair_update,
    "torch": block_update,
    "torch, one block": partial(block_update, blocks=1),
    "torch, repeats combined": partial(block_update, combine=True),
    "numba": compiled_update,
}
FAST = {name: update for name, update in UPDATES.items() if name != "pairs"}
DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
fast = pytest.mark.parametrize("update", FAST.values(), ids=FAST)
every = pytest.mark.parametrize("update", UPDATES.values(), ids=UPDATES)


def tables(n_words=12, dim=8, seed=0):
    rng = np.random.default_rng(seed)
    return Tables(*(torch.from_numpy(rng.normal(scale=0.4, size=(n_words, dim)).astype(np.float32)) for _ in range(2)))


def draw(words, radius, noise):
    return Draw(*(torch.tensor(part) for part in (words, radius, noise)))


def change(update, drawn, lr, settings=SETTINGS, n_words=12):
    """What an update does to tables, for a learning rate of 1."""
    before, after = tables(n_words), tables(n_words)
    update(after, drawn, settings, lr)
    return [((new - old) / lr).numpy() for new, old in zip(after, before, strict=True)]


# The update


@every
def test_by_hand(update):
    settings = Settings(dim=2, window=1, n_negatives=4)
    both = Tables(torch.zeros(4, 2), torch.tensor([[1.0, 0], [0, 1], [0, 0], [2, 2]]))
    drawn = draw([0, 2, 1], [0, 1, 0], [[3, 3]])  # the word 2 has the neighbours 0 and 1, and the noise word 3 twice
    lr = 1e-4  # so small that it does not matter that the pairs see what those before them have done
    update(both, drawn, settings, lr)
    # Every probability is 1/2. Each of two pairs pulls by half of its context, and pushes by half of the noise word,
    # which stands there twice with the weight 4 / 2. The outputs are moved by a vector that is still zero.
    expected = (np.array([1, 0]) + np.array([0, 1]) - 2 * 4 * np.array([2, 2])) / 2
    assert_allclose(both.inputs.numpy() / lr, [[0, 0], [0, 0], expected, [0, 0]], atol=0.01)
    assert_allclose(both.outputs.numpy(), [[1, 0], [0, 1], [0, 0], [2, 2]], atol=0.01)


def gradient(drawn, settings, n_words=12):
    """What autograd says that all pairs of a draw ask for, in double precision."""
    inputs, outputs = (table.double().requires_grad_() for table in tables(n_words))
    words, radius, noise = drawn
    gain = 0
    for i, word in enumerate(words):
        for j in range(i - radius[i], i + radius[i] + 1):
            if j != i:
                away = F.logsigmoid(-outputs[noise[i // BLOCK]] @ inputs[word])
                gain = gain + F.logsigmoid(inputs[word] @ outputs[words[j]])
                gain = gain + settings.n_negatives / len(away) * away.sum()
    return [part.numpy() for part in torch.autograd.grad(gain, (inputs, outputs))]


def some_draw(n, settings):
    ids = np.random.default_rng(n).integers(12, size=n)
    drawer = Drawer(np.arange(12, 0, -1), settings, shared=6)
    return drawer(torch.from_numpy(ids), generator=torch.Generator().manual_seed(n))


@every
@pytest.mark.parametrize("n", [3, 7, BLOCK, BLOCK + 1, 5 * BLOCK - 2])
def test_small_steps_go_where_autograd_points(update, n):
    settings = Settings(dim=8, window=3, n_negatives=4, sample=1.0)
    drawn = some_draw(n, settings)
    for got, expected in zip(change(update, drawn, 1e-4), gradient(drawn, settings), strict=True):
        assert abs(expected).max() > 0.05
        assert_allclose(got, expected, atol=0.02 * max(1, abs(expected).max()))  # later pairs see what earlier ones did


@pytest.mark.parametrize("combine", [False, True])
@pytest.mark.parametrize("device", DEVICES)
def test_one_step_is_autograds_gradient(combine, device):
    settings = Settings(dim=8, window=3, n_negatives=4, sample=1.0)
    drawn = some_draw(5 * BLOCK - 2, settings)
    after = Tables(*(table.to(device) for table in tables()))
    block_update(after, Draw(*(part.to(device) for part in drawn)), settings, 1e-3, combine=combine)
    for new, old, expected in zip(after, tables(), gradient(drawn, settings), strict=True):
        assert_allclose((new.cpu() - old).numpy(), 1e-3 * expected, atol=2e-6)


@fast
def test_a_word_that_fills_the_text_stays_in_bounds(update):
    drawn = draw([1] * BLOCK, [0, 1, *[2] * (BLOCK - 4), 1, 0], [[0, 2]])
    both = Tables(torch.full((3, 8), 3.0), torch.full((3, 8), -3.0))
    before = [table.clone() for table in both]
    update(both, drawn, Settings(dim=8, window=2), 10.0)
    for table, old in zip(both, before, strict=True):
        moved = (table - old).norm(dim=1)
        assert 0 < moved[1] <= (BLOCK + 4) * CAP * 1.001  # each time it stands there, at most CAP
        assert moved[[0, 2]].max() <= CAP * 1.001


def test_half_precision_is_near():
    drawn = Drawer(np.arange(12, 0, -1), SETTINGS)(
        torch.arange(12).repeat(5), generator=torch.Generator().manual_seed(0)
    )
    whole, half = change(block_update, drawn, 0.01), change(partial(block_update, dtype=torch.bfloat16), drawn, 0.01)
    for exact, near in zip(whole, half, strict=True):
        assert 0 < abs(exact - near).max() < 0.1 * abs(exact).max()


# Drawing


def test_a_draw_follows_the_chances():
    counts = np.array([4000, 1000, 100, 10])
    settings = Settings(dim=2, window=4, sample=0.05)
    text = np.random.default_rng(0).permutation(np.repeat(np.arange(4), counts))
    words, radius, noise = Drawer(counts, settings)(torch.from_numpy(text), generator=torch.Generator().manual_seed(0))
    kept = np.bincount(words, minlength=4)
    expected = counts * keep_probability(counts, settings.sample)
    assert (abs(kept - expected) <= 4 * np.sqrt(expected) + 1e-9).all()
    assert_allclose(np.bincount(radius[10:-10]) / (len(radius) - 20), [0, *[0.25] * 4], atol=0.03)
    shares = np.bincount(noise.flatten(), minlength=4) / noise.numel()
    assert_allclose(shares, noise_distribution(counts), atol=0.005)


def test_each_word_is_noise_as_often_as_its_chance_says():
    counts = np.array([10**12, 10**6, *range(200, 0, -1), 1, 1])  # the last ones have chances of a billionth
    ends = noise_distribution(counts).cumsum()
    edges = np.concatenate([[0], ends[:-1], np.nextafter(ends[:-1], 0), (ends[1:] + ends[:-1]) / 2])
    places = np.concatenate([edges, np.random.default_rng(0).random(10_000), [1 - 2**-53]])
    expected = np.minimum(np.searchsorted(ends, places, side="right"), len(counts) - 1)
    assert len(set(expected)) == len(counts)
    assert_array_equal(Drawer(counts, SETTINGS).noise_at(torch.from_numpy(places)[:, None])[:, 0], expected)


def test_a_block_must_share_a_noise_word():
    with pytest.raises(ValueError, match="at least 1 noise word, got 0"):
        Drawer(np.array([1, 1]), SETTINGS, shared=0)


def test_a_step_must_have_a_block():
    with pytest.raises(ValueError, match="at least 1 block, got 0"):
        block_update(tables(), some_draw(9, SETTINGS), SETTINGS, 0.1, blocks=0)


def test_every_block_has_its_share_of_frequent_noise_words():
    drawer = Drawer(np.array([1, 1]), SETTINGS, shared=10)
    noise = drawer(torch.zeros(20 * BLOCK, dtype=torch.long), generator=torch.Generator().manual_seed(0)).noise
    assert (noise.sum(dim=1) == 5).all()


def test_no_word_looks_over_the_end():
    radius = Drawer(np.array([1, 1]), SETTINGS)(
        torch.zeros(50).long(), generator=torch.Generator().manual_seed(0)
    ).radius
    place = np.arange(50)
    assert (radius.numpy() <= np.minimum(place, place[::-1])).all()
    assert radius.max() == SETTINGS.window


# Training


def two_topics(n=20_000, seed=0):
    """Words 0 to 4 stand among themselves, words 5 to 9 too; and how often each of them does."""
    rng = np.random.default_rng(seed)
    text = (rng.integers(5, size=(n // 50, 50)) + 5 * rng.integers(2, size=(n // 50, 1))).ravel().astype(np.int32)
    return text, np.bincount(text)


SMALL = {name: update for name, update in FAST.items() if name != "torch"}  # sixteen blocks hold each word 50 times


@pytest.mark.parametrize("update", SMALL.values(), ids=SMALL)
@pytest.mark.parametrize("device", DEVICES)
def test_planted_topics_separate(update, device):
    if device != "cpu" and update is compiled_update:
        pytest.skip("numba's update is for the CPU")
    text, counts = two_topics()
    settings = Settings(dim=8, window=3, n_negatives=4, sample=1.0, lr=0.05, epochs=3)
    vectors = fit(text, counts, settings, update, seed=0, device=device).inputs.cpu()
    vectors = vectors / vectors.norm(dim=1, keepdim=True)
    within, across = vectors[:5] @ vectors[:5].T, vectors[:5] @ vectors[5:].T
    assert within.min() > 0.7
    assert across.max() < 0.3


@fast
def test_the_same_seed_gives_the_same_vectors(update):
    text, counts = two_topics(2000)
    one, same, other = (fit(text, counts, SETTINGS, update, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(one.inputs, same.inputs)
    assert not torch.equal(one.inputs, other.inputs)


def test_no_chunk_is_drawn_like_another():
    drawn = []
    text = np.zeros(1000, np.int32)
    fit(text, np.array([999, 1]), SETTINGS, lambda tables, draw, *_: drawn.append(draw.radius), seed=0, chunk=500)
    assert len(drawn) == 2
    assert not torch.equal(*drawn)


def test_two_threads_learn_the_same_topics():
    text, counts = two_topics(40_000)
    settings = Settings(dim=8, window=3, n_negatives=4, sample=1.0, lr=0.05, epochs=3)
    vectors = fit(text, counts, settings, compiled_update, seed=0, threads=2, chunk=1000).inputs
    vectors = vectors / vectors.norm(dim=1, keepdim=True)
    assert (vectors[:5] @ vectors[:5].T).min() > 0.7 > 0.3 > (vectors[:5] @ vectors[5:].T).max()


class Stopped(Exception):
    pass


@fast
def test_stopped_training_goes_on_to_the_last_bit(update, tmp_path):
    text, counts = two_topics(5000)
    options = {"seed": 3, "chunk": 700, "every": 2}
    path = tmp_path / "checkpoint.npz"

    def stop(tables, share):
        if share > 0.5:
            raise Stopped

    with pytest.raises(Stopped):
        fit(text, counts, SETTINGS, update, **options, checkpoint=path, after=stop)
    resumed, whole = (
        fit(text, counts, SETTINGS, update, **options, checkpoint=path),
        fit(text, counts, SETTINGS, update, **options),
    )
    assert torch.equal(resumed.inputs, whole.inputs)
    assert torch.equal(resumed.outputs, whole.outputs)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]  # no half-written one is left


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-100],
        lambda data: b"",
        lambda data: b"x" * 500,
        lambda data: data[:300] + b"\0" * 200 + data[500:],
    ],
)
def test_a_damaged_checkpoint_is_said_to_be_one(damage, tmp_path):
    text, counts = two_topics(1000)
    path = tmp_path / "checkpoint.npz"
    fit(text, counts, SETTINGS, seed=0, checkpoint=path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match="is not a whole checkpoint"):
        fit(text, counts, SETTINGS, seed=0, checkpoint=path)


@pytest.mark.usefixtures("small_files")
def test_a_full_disk_leaves_the_checkpoint_before(tmp_path):
    path = tmp_path / "checkpoint.npz"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="File too large"):
        _save(path, {}, start(5000, 8, seed=0), 1)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(path.name, b"old")]


def test_a_missing_folder_is_said_before_training(tmp_path):
    text, counts = two_topics(1000)
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        fit(text, counts, SETTINGS, lambda *_: pytest.fail("trained"), seed=0, checkpoint=tmp_path / "none" / "c.npz")


def test_a_checkpoint_may_be_read_by_whom_the_umask_allows(tmp_path):
    fit(*two_topics(1000), SETTINGS, seed=0, checkpoint=tmp_path / "c.npz")
    (tmp_path / "plain").touch()
    assert (tmp_path / "c.npz").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_the_checkpoint_of_another_training_is_refused(tmp_path):
    text, counts = two_topics(1000)
    path = tmp_path / "checkpoint.npz"
    fit(text, counts, SETTINGS, partial(block_update, blocks=4), seed=0, checkpoint=path)

    def refused(text, counts, settings, update, seed):
        with pytest.raises(ValueError, match="is the checkpoint of another training") as problem:
            fit(text, counts, settings, update, seed=seed, checkpoint=path)
        return str(problem.value).partition("training: ")[2]

    update = partial(block_update, blocks=4)
    assert refused(text, counts, SETTINGS, update, 1) == "seed = 0 instead of 1"
    assert refused(text, counts, replace(SETTINGS, lr=0.2), update, 0) == "lr = 0.05 instead of 0.2"
    other = "update = block_update(blocks=4) instead of "
    assert refused(text, counts, SETTINGS, compiled_update, 0) == f"{other}compiled_update"
    assert refused(text, counts, SETTINGS, partial(block_update, blocks=8), 0) == f"{other}block_update(blocks=8)"
    assert refused(text[::-1], counts, SETTINGS, update, 0).startswith("text = 1000 words ")
    assert refused(text, counts + 1, SETTINGS, update, 0).startswith("counts = 10 words ")


def test_a_long_text_is_known_again_in_memory_and_on_disk(tmp_path):
    text, counts = np.arange(1_200_000, dtype=np.int32) % 7, np.ones(7, int)
    text.tofile(tmp_path / "ids.bin")
    of = _fingerprints(text, counts)["text"]
    assert of == _fingerprints(IdFile(tmp_path / "ids.bin"), counts)["text"] != _fingerprints(text[1:], counts)["text"]
    for place in (0, len(text) - 1):
        other = text.copy()
        other[place] += 1
        assert _fingerprints(other, counts)["text"] != of


@pytest.mark.parametrize(
    ("text", "counts", "message"),
    [
        (np.array([], np.int32), [3, 3], "more than 6 words, got 0"),
        (np.arange(6, dtype=np.int32), [1] * 6, "a window of 3 needs a text of more than 6 words, got 6"),
        (np.zeros(50, np.int32), [50], "two words or more"),
        (np.zeros(50, np.int32), [50, 0], "of which 1 were never seen"),
        (np.full(50, 2, np.int32), [50, 50], "the numbers 0 to 1, got 2 to 2"),
        (np.full(50, -1, np.int32), [50, 50], "the numbers 0 to 1, got -1 to -1"),
    ],
)
def test_bad_text_is_refused(text, counts, message):
    with pytest.raises(ValueError, match=message):
        fit(text, np.array(counts), SETTINGS, seed=0)


@pytest.mark.parametrize("lr", [1.01, 1e6, 1e39])
def test_a_rate_that_is_too_large_is_said_to_be(lr):
    with pytest.raises(ValueError, match=r"lr must be at most 1, or steps overshoot .*; got "):
        Settings(lr=lr)


def test_vectors_that_are_no_longer_numbers_are_said_to_be_none():
    def explode(tables, *_):
        tables.outputs[3] = torch.inf

    with pytest.raises(ValueError, match=r"no longer numbers: lr = 0.05 is too large"):
        fit(*two_topics(1000), SETTINGS, explode, seed=0)


@every
def test_a_chunk_of_which_nothing_is_left_loses_no_training(update):
    rare, frequent = np.arange(1, 11, dtype=np.int32), np.zeros(3, np.int32)
    counts = np.array([10**9, *[1] * 10])
    text = np.concatenate([rare, frequent])  # the second chunk holds three words that are thinned out, or two of them
    for seed in range(20):
        tables = fit(text, counts, Settings(dim=8, window=3, sample=1e-6), update, seed=seed, chunk=10)
        assert tables.outputs[1:].any()


@every
@pytest.mark.parametrize("n", [0, 1])
def test_a_draw_without_pairs_changes_nothing(update, n):
    drawn = Drawer(np.array([3, 3]), SETTINGS)(torch.zeros(n).long(), generator=torch.Generator().manual_seed(0))
    before, after = tables(2), tables(2)
    update(after, drawn, SETTINGS, 0.1)
    assert torch.equal(before.inputs, after.inputs)
    assert torch.equal(before.outputs, after.outputs)


@pytest.mark.parametrize("name", ["threads", "chunk", "every"])
def test_numbers_of_things_must_be_at_least_one(name):
    with pytest.raises(ValueError, match="threads, chunk and every must be at least 1"):
        fit(*two_topics(1000), SETTINGS, seed=0, **{name: 0})


def test_a_text_may_be_read_only_reversed_or_of_small_numbers():
    text, counts = two_topics(1000)
    expected = fit(text, counts, SETTINGS, seed=0).inputs
    fixed = text.copy()
    fixed.flags.writeable = False
    for same in (fixed, text[::-1].copy()[::-1], text.astype(np.uint8), text.astype(">i8"), np.repeat(text, 2)[::2]):
        assert torch.equal(fit(same, counts, SETTINGS, seed=0).inputs, expected)
    with pytest.raises(ValueError, match="which are whole; got float64"):
        fit(text.astype(float), counts, SETTINGS, seed=0)


# Text on disk


def test_a_text_on_disk_trains_like_one_in_memory(tmp_path):
    text, counts = two_topics(3000)
    words = [f"w{number}" for number in range(len(counts))]
    sentences = [[words[number] for number in part] + ["unknown"] for part in np.split(text, 30)]
    on_disk = encode(sentences, Vocabulary(words, counts), tmp_path / "ids.bin")
    assert_array_equal(on_disk[0 : len(on_disk)], text)
    assert_array_equal(IdFile(tmp_path / "ids.bin")[2990:5000], text[2990:])
    one, other = (fit(source, counts, SETTINGS, seed=0, chunk=700) for source in (text, on_disk))
    assert torch.equal(one.inputs, other.inputs)


def test_a_text_on_disk_is_whole_and_read_in_order(tmp_path):
    (tmp_path / "ids.bin").write_bytes(b"12345")
    with pytest.raises(ValueError, match="4 bytes for each word, got 5 bytes"):
        IdFile(tmp_path / "ids.bin")
    (tmp_path / "ids.bin").write_bytes(b"12345678")
    with pytest.raises(ValueError, match="got a step of -1"):
        IdFile(tmp_path / "ids.bin")[::-1]


def test_a_text_without_a_known_word_leaves_nothing_behind(tmp_path):
    with pytest.raises(ValueError, match="none of the 2 words"):
        encode([["x"], []], Vocabulary(["a", "b"], np.array([1, 1])), tmp_path / "ids.bin")
    assert not list(tmp_path.iterdir())


def test_the_start_is_small_and_reproducible():
    one, other = start(5, 4, seed=0), start(5, 4, seed=0)
    assert torch.equal(one.inputs, other.inputs)
    assert 0 < one.inputs.abs().max() <= 0.5 / 4
    assert not one.outputs.any()


def test_the_recipe_is_readable(tmp_path):
    text, counts = two_topics(1000)
    fit(text, counts, SETTINGS, seed=0, checkpoint=tmp_path / "c.npz")
    with np.load(tmp_path / "c.npz") as saved:
        assert json.loads(str(saved["recipe"]))["dim"] == SETTINGS.dim


BIG = """
import resource, sys
from pathlib import Path
import numpy as np
from vecembed_lab.training.compiled import compiled_update
from vecembed_lab.training.fit import IdFile, fit
from vecembed_lab.training.updates import Settings

resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
def resident():
    return int(next(l for l in Path("/proc/self/status").open() if l.startswith("VmRSS")).split()[1]) * 1024
seen = []
text = IdFile(Path(sys.argv[1]))
counts = np.full(1_000_000, len(text) // 1_000_000)
tables = fit(text, counts, Settings(dim=100, sample=1e-9), compiled_update, seed=0, chunk=1_000_000, every=50,
             after=lambda tables, share: seen.append(resident()))
assert tables.outputs.count_nonzero(dim=1).gt(0).float().mean() > 0.99, "a word was never trained"
print(len(text), seen[1], seen[-1])
"""


@pytest.mark.slow
def test_a_million_words_and_a_text_larger_than_memory_train_without_growing(tmp_path):
    path, allowed = tmp_path / "ids.bin", 3_500_000_000
    words = np.random.default_rng(0).permutation(1_000_000).astype(np.int32).tobytes()
    with path.open("wb") as file:
        file.writelines(words for _ in range(1000))
    assert path.stat().st_size > allowed
    done = subprocess.run([sys.executable, "-c", BIG, path, str(allowed)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    _, early, late = map(int, done.stdout.split())
    assert late < 1.02 * early
