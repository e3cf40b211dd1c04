"""Unit 11. The sentences of the lesson that compare, each computed for other draws, windows or loads."""

from functools import cache
from itertools import pairwise

import numpy as np

from vecembed_lab.lesson.claims import claim
from vecembed_lab.production.crash import killed_at_every_write, position_after, position_before, together
from vecembed_lab.production.drift import two_sample_auc
from vecembed_lab.production.ingest import Text, backfill, ingest
from vecembed_lab.production.latency import percentiles, queued
from vecembed_lab.production.memory import memory_plan
from vecembed_lab.production.samples import (
    DIM,
    NEW,
    OLD,
    TESTS,
    alarms,
    bridged,
    cut_short,
    finds_itself,
    load_stream,
    model,
    split,
    vectors,
    windows,
)
from vecembed_lab.production.store import MemoryStore
from vecembed_lab.production.switching import switched, switched_late
from vecembed_lab.search.exact import top_k

# Killed in the middle


@claim(
    "Noted afterwards, the position makes doubles after every kill; noted before, it loses documents after more than a "
    "third of them."
)
def apart_goes_wrong(seed):
    rng = np.random.default_rng(seed)
    names = [f"doc-{i}" for i in rng.integers(60, size=80)]
    after, before, both = (killed_at_every_write(way, names, 10) for way in (position_after, position_before, together))
    assert all(fault == (0, 0) for fault in both)
    return max(0.5 / min(fault.doubled for fault in after), 1 / 3 / np.mean([fault.lost > 0 for fault in before])), 1


# A filter that leaves too few


@claim("Fewer than half of the ten places are filled, and nobody is told.")
def a_filter_empties_the_page(seed):
    rng = np.random.default_rng(seed)
    archived = rng.random(4000) < 0.1
    rows = rng.permutation(len(vectors(OLD)))[:4200]
    found = top_k(vectors(OLD)[rows[4000:]], vectors(OLD)[rows[:4000]], 40)
    return np.minimum(archived[found].sum(axis=1), 10).mean(), 5


# Two models, one store


@cache
def _bridged(seed):
    return {name: shares.mean() for name, shares in bridged(rng=np.random.default_rng(seed)).items()}


@claim("Without a bridge hardly one of a hundred neighbours is found, and no error is raised.")
def no_bridge_finds_nothing(seed):
    return _bridged(seed)["no bridge"], 0.015


@claim("Least squares finds more than a rotation, and with shuffled pairs it finds nothing.")
def least_squares_finds_more(seed):
    found = _bridged(seed)
    return max(found["rotation"], found["least squares, pairs shuffled"] + 0.5), found["least squares"]


@claim("Either bridge loses more than a third of the neighbours.")
def a_bridge_loses(seed):
    return _bridged(seed)["least squares"], 2 / 3


@claim("nearly every document finds its own old vector")
def finding_itself_hides_it(seed):
    return 0.97, finds_itself(rng=np.random.default_rng(seed))


@claim("Computed anew, the new model agrees with the old one about no more of the neighbours than a bridge finds")
def models_disagree(seed):
    return _bridged(seed)["all computed anew"], _bridged(seed)["least squares"]


# Has something changed?


@claim("Among a hundred tests at .05 one nearly always cries wolf; corrected, few do.")
def many_tests_cry_wolf(seed):
    found = {name: raised.mean() for name, raised in alarms(20, rng=np.random.default_rng(seed)).items()}
    any_of, corrected = list(found.values())[:2]
    return max(0.9 / any_of, corrected / 0.3), 1


@claim("Three quarters of all neighbouring windows and more are called different.")
def neighbours_differ(seed):
    rng, test = np.random.default_rng(seed), TESTS["MMD, permutations"]
    return 0.75, np.mean([test(a, b, rng) for a, b in pairwise(windows())])


@claim("Without a change the area scatters around one half.")
def no_change_is_one_half(seed):
    rng = np.random.default_rng(seed)
    return abs(np.mean([two_sample_auc(*split(rng=rng)) for _ in range(30)]) - 0.5), 0.03


@claim("A window in which half of the texts were cut to fifteen words lies beyond every calm window.")
def cut_texts_are_noticed(seed):
    of, rng = windows(), np.random.default_rng(seed)
    calm = [two_sample_auc(np.concatenate(of[i - 4 : i]), of[i]) for i in range(4, len(of))]
    at = 6 + 4 * seed
    return max(calm), two_sample_auc(np.concatenate(of[at - 4 : at]), cut_short(at, 15, 0.5, rng=rng))


@claim("Texts that the model was made of are told from later ones far better than later ones from each other.")
def its_own_texts_are_no_reference(seed):
    of, start = windows(), 500 * seed
    own = model("v1", OLD).encode(load_stream().texts[start : start + 500])
    return two_sample_auc(of[seed], of[seed + 2]) + 0.1, two_sample_auc(own, of[seed])


# Switch, and back


@claim("Whoever encodes by a variable gets wrong answers during a switch; whoever names the version gets none.")
def a_late_variable_is_wrong(seed):
    start = NEW + 1000 * seed
    texts = [Text(text) for text in load_stream().texts[start : start + 60]]
    models, store = (model("v1", OLD), model("v2", NEW)), MemoryStore()
    ingest(store, models[0], texts, source="news")
    store.switch("v1")
    backfill(store, "v1", models[1])
    known = store.read("v1", n=30)
    right, late = switched(store, models, known, 8), switched_late(store, models, known, 8)
    return right.wrong + right.failed, late.wrong


# How long do users wait?


def _waits(load, seed, n=20_000):
    rng = np.random.default_rng(seed)
    due, seconds = np.cumsum(rng.exponential(1 / load, size=n)), rng.gamma(4, 0.25, size=n)
    return seconds, queued(due, seconds) - due


@claim("From half of the load to nearly all of it the wait of 99 of 100 grows more than fivefold.")
def waits_explode(seed):
    return 5 * percentiles(_waits(0.5, seed)[1]).p99, percentiles(_waits(0.95, seed)[1]).p99


@claim("A client that waits for each answer measures the same at every load")
def a_closed_loop_sees_nothing(seed):
    one, other = (percentiles(_waits(load, seed + i)[0]).p99 for i, load in enumerate((0.5, 1.2)))
    return abs(other / one - 1), 0.05


# How many machines?


@claim("The plan and the index of faiss agree within fifteen of a hundred.")
def the_plan_is_measured(seed):
    import faiss

    rows = vectors(OLD)[1000 * seed : 1000 * seed + 2000].astype(np.float32)
    index = faiss.IndexHNSWFlat(DIM, 16)
    index.add(rows)
    plan = memory_plan(len(rows), DIM, "float32")
    return abs(len(faiss.serialize_index(index)) / (plan.vectors + plan.graph) - 1), 0.15
