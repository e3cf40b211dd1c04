"""Unit 03. The sentences of the lesson that compare, each computed for another part of the text.

Quality is that of whole trainings, which take a second or two. Speeds are CPU seconds of ways that take turns.
"""

from dataclasses import replace
from functools import partial

import numpy as np
import torch

from vecembed_lab.lesson.claims import claim
from vecembed_lab.training.compiled import compiled_update
from vecembed_lab.training.fit import fit
from vecembed_lab.training.ladder import batch_update, pairs
from vecembed_lab.training.measure import block_work, memory_rates, pair_work, product_rates, race
from vecembed_lab.training.samples import (
    COMBINED,
    LARGE,
    SETTINGS,
    agreement_with_people,
    by_compiled,
    by_large_steps,
    changes,
    controls,
    gensim_model,
    gradient_bytes,
    in_torch,
    lengths_after_passes,
    piece_of_text,
    score_of_gensim,
    some_articles,
    speeds,
    text,
    together,
    train_on,
    vocab,
)
from vecembed_lab.training.updates import SHARED, block_update, pair_update

# The definition


@claim("Less than a hundredth</summary>Yes.", slow=True)
def a_product_in_python_reaches_little(seed):
    vector, best = np.ones(100, np.float32), max(product_rates([128, 256], 100).values())
    seconds = race({"product": lambda: [vector @ vector for _ in range(10_000)]})["product"]
    return 200 * 10_000 / np.median(seconds), best / 100


# Many pairs at once


@claim("Fewer than a fifth of the changes have a row of their own")
def rows_repeat(seed):
    words, others = pairs(piece_of_text(seed, 20_000, 5), SETTINGS)
    return max(len(part[:1024].unique()) / part[:1024].numel() for part in (words, others)), 0.2


@claim("Of the two right ways, `index_add_` is several times faster here.", slow=True)
def torch_adds_faster(seed):
    words, _ = pairs(piece_of_text(seed, 20_000, 5), SETTINGS)
    table, changes = torch.zeros(len(vocab()), SETTINGS.dim), torch.ones(len(words), SETTINGS.dim)
    ways = {"numpy": partial(np.add.at, table.numpy(), words.numpy(), changes.numpy())}
    ways["torch"] = partial(table.index_add_, 0, words, changes)
    seconds = {name: np.median(taken) for name, taken in race(ways, rounds=3).items()}
    return 3 * seconds["torch"], seconds["numpy"]


@claim("Batches are more than five times as fast as single pairs", slow=True)
def batches_are_fast(seed):
    found = speeds(seed, {"pairs": (pair_update, 500, 5), "batches": (batch_update, 20_000, 5)})
    return 5 * found["pairs"], found["batches"]


# The roofline


@claim("Five and more</summary>Yes.", slow=True)
def arithmetic_is_faster_than_memory(seed):
    memory, best = memory_rates(len(vocab()), SETTINGS.dim), max(product_rates([128, 256], SETTINGS.dim).values())
    return 5, best / memory["fetch and add"]


# Sharing the noise


@claim("Twice the operations, and less than a tenth of the bytes.")
def blocks_move_less(seed):
    settings = replace(SETTINGS, dim=100 * (seed + 1))
    single, block = pair_work(settings), block_work(settings)
    return max(abs(block.flops / single.flops - 2) / 0.1, 10 * block.moved / single.moved), 1


@claim("more than twentyfold")
def blocks_raise_the_intensity(seed):
    settings = replace(SETTINGS, dim=100 * (seed + 1))
    return 20, block_work(settings).intensity / pair_work(settings).intensity


@claim("with a small step both must change the tables alike")
def blocks_change_what_pairs_change(seed):
    one, other = changes(seed, pair_update), changes(seed, block_update)
    return float((one - other).abs().max()), float(one.abs().max()) / 100


@claim("Blocks are more than twice as fast as batches of pairs.", slow=True)
def blocks_are_faster(seed):
    found = speeds(seed, {"batches": (batch_update, 20_000, 5), "blocks": (block_update, 20_000, SHARED)})
    return 2 * found["batches"], found["blocks"]


# Compiled loops


@claim("The compiled loops are faster again", slow=True)
def compiled_loops_are_faster(seed):
    found = speeds(seed, {"torch": (block_update, 20_000, SHARED), "compiled": (compiled_update, 20_000, SHARED)})
    return 1.2 * found["torch"], found["compiled"]


# Against a known program


@claim("Both of our ways are faster than gensim on the same core, the compiled loops more than twice.", slow=True)
def both_are_faster_than_gensim(seed):
    model, some = gensim_model(seed), some_articles(seed)[:25]
    ids = vocab().encode(word for article in some for word in article)
    ways = {"gensim": partial(model.train, some, total_examples=len(some), epochs=1)}
    for name, update in {"torch": block_update, "compiled": compiled_update}.items():
        ways[name] = partial(fit, ids, vocab().counts, replace(SETTINGS, epochs=1), update, seed=seed)
    seconds = {name: np.median(taken) for name, taken in race(ways, rounds=3).items()}
    return max(1.3 * seconds["torch"], 2 * seconds["compiled"]), seconds["gensim"]


@claim("end more than a hundred times faster, on the same core", slow=True)
def the_ladder_is_high(seed):
    ids, pair_speed = text(seed)[:100_000], speeds(seed, {"pairs": (pair_update, 500, 5)})["pairs"]
    one_pass = replace(SETTINGS, epochs=1)
    (seconds,) = race({0: partial(fit, ids, vocab().counts, one_pass, compiled_update, seed=seed)}).values()
    return 100 * pair_speed, len(ids) / np.median(seconds)


# Is it still the same learning?


@claim("All three agree with people about as well: any two of them differ by less than 0.1.")
def all_agree_about_as_well(seed):
    found = [agreement_with_people(by_compiled(seed)), agreement_with_people(in_torch(seed)), score_of_gensim(seed)]
    return max(found) - min(found), 0.1


@claim("Both controls fail: they agree less than half as well.")
def controls_fail(seed):
    return max(controls(seed)), agreement_with_people(in_torch(seed)) / 2


# Steps that are too large


@claim("with 512 blocks in a step it loses more than a quarter of its agreement")
def large_steps_learn_less(seed):
    return agreement_with_people(by_large_steps(seed, LARGE)), 0.75 * agreement_with_people(in_torch(seed))


@claim("The longest vector shows why: it is more than twice as long as with 16 blocks.")
def large_steps_throw_words_out(seed):
    large, small = (tables.outputs.norm(dim=1).max() for tables in (by_large_steps(seed, LARGE), in_torch(seed)))
    return 2 * float(small), float(large)


@claim("With 512 blocks whose sums are not cut, a rate of 0.3 does not repair it: more than a quarter is lost as well.")
def a_larger_rate_does_not_repair(seed):
    return agreement_with_people(by_large_steps(seed, LARGE, 0.3)), 0.75 * agreement_with_people(in_torch(seed))


@claim("Cut sums learn more than uncut ones")
def cut_sums_learn_more(seed):
    return agreement_with_people(by_large_steps(seed, LARGE)) + 0.05, agreement_with_people(
        by_large_steps(seed, COMBINED)
    )


@claim("With cut sums the larger rate helps more often than not", share=0.6)
def a_larger_rate_helps_cut_sums(seed):
    return agreement_with_people(by_large_steps(seed, COMBINED)), agreement_with_people(
        by_large_steps(seed, COMBINED, 0.3)
    )


@claim("Uncut, the longest vector grows more than a thousandfold in eight passes, even without the list.")
def uncut_sums_explode(seed):
    first, *_, last = lengths_after_passes(seed, batch_update)
    return 1000, last / first


@claim("With the list it is more than three times as long after the first pass already.")
def a_list_makes_long_vectors(seed):
    without, with_list = (next(lengths_after_passes(seed, batch_update, listed=n)) for n in (0, 200))
    return 3 * without, with_list


@claim("Cut, it stays below fifty either way.")
def cut_changes_stay_small(seed):
    return max(max(lengths_after_passes(seed, block_update, listed=n)) for n in (0, 200)), 50


@claim("at 0.025, which is word2vec.c's, uncut vectors do not explode here")
def a_small_rate_does_not_explode(seed):
    return max(max(lengths_after_passes(seed, batch_update, listed=n, lr=0.025)) for n in (0, 200)), 50


# Threads


@claim("Two threads learn about as well as one")
def two_threads_learn_as_well(seed):
    two = agreement_with_people(train_on(text(seed), seed, compiled_update, threads=2))
    return abs(two - agreement_with_people(by_compiled(seed))), 0.06


# What must be kept


@claim("Dense gradients grow with the vocabulary, sparse ones with the batch")
def sparse_gradients_grow_with_the_batch(seed):
    def ratio(sparse: bool) -> float:
        """How much larger the gradient is for a table ten times as large."""
        small, large = (gradient_bytes(seed, n, sparse) for n in (5_000, 50_000))
        return large / small

    return max(abs(ratio(sparse=True) - 1), abs(ratio(sparse=False) - 10)), 0.01


# Several processes


@claim("Two processes do not learn as much in as many passes.")
def two_processes_learn_less(seed):
    return agreement_with_people(together(seed)), agreement_with_people(in_torch(seed)) - 0.06


@claim("A larger learning rate makes up for some of it")
def a_larger_rate_helps_two_processes(seed):
    return agreement_with_people(together(seed)), agreement_with_people(together(seed, 0.3))
