"""Unit 11. The sentences of the lesson that compare, each computed for other draws, windows or loads."""

from functools import cache
from itertools import pairwise

import numpy as np

from vecembed_lab.lesson.claims import claim
from vecembed_lab.production.bridge import least_squares, neighbours, shared
from vecembed_lab.production.crash import expected, killed_at_every_write, position_after, position_before, together
from vecembed_lab.production.drift import halves_p, pooled_p, two_sample_auc
from vecembed_lab.production.ingest import Text, backfill, ingest
from vecembed_lab.production.latency import closed_loop, percentiles, planned, queued
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
from vecembed_lab.production.sharding import sharded
from vecembed_lab.production.store import MemoryStore
from vecembed_lab.production.switching import switched, switched_late
from vecembed_lab.search.exact import top_k

# Killed in the middle


@claim("Noted afterwards, every kill between batch and note doubles a batch; noted before, it loses one.")
def apart_goes_wrong(seed):
    return 0, min(_as_said(position_after, (0, 5 + seed), 5 + seed), _as_said(position_before, (5 + seed, 0), 5 + seed))


def _as_said(way, fault, batch):
    """Whether every second kill does this, and no other one any harm."""
    faults = killed_at_every_write(way, [f"doc-{i}" for i in range(8 * batch)], batch)
    return faults == [(0, 0), fault] * 8


@claim("In one write, every kill leaves the same table as no kill.")
def together_survives(seed):
    names = [f"doc-{i}" for i in np.random.default_rng(seed).integers(60, size=80)]
    return sum(fault != (0, 0) for fault in killed_at_every_write(together, names, 5 + seed)), 1


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


@claim("With 2,000 pairs, least squares finds a little more than a rotation, and with shuffled pairs it finds nothing.")
def least_squares_finds_more(seed):
    found = _bridged(seed)
    return max(found["rotation"], found["least squares, pairs shuffled"] + 0.5), found["least squares"]


@claim("Either bridge loses more than a third of the neighbours.")
def a_bridge_loses(seed):
    return _bridged(seed)["least squares"], 2 / 3


@claim("nearly every document finds its own old vector")
def finding_itself_hides_it(seed):
    return 0.97, finds_itself(rng=np.random.default_rng(seed))


@claim("Computed anew, the new model agrees with the old one about no more of the neighbours than such a bridge finds")
def models_disagree(seed):
    return _bridged(seed)["all computed anew"], _bridged(seed)["least squares"]


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


# Has something changed?


@claim("Among a hundred tests at .05 one nearly always cries wolf; corrected, few do.")
def many_tests_cry_wolf(seed):
    found = {name: raised.mean() for name, raised in alarms(20, rng=np.random.default_rng(seed)).items()}
    any_of, corrected = list(found.values())[:2]
    return max(0.9 / any_of, corrected / 0.3), 1


@claim("Three quarters of all neighbouring windows and more are called different.")
def neighbours_differ(seed):
    rng, test = np.random.default_rng(seed), TESTS["MMD, permutations"]
    return 0.75, np.mean([test(a, b, rng) for a, b in pairwise(windows(60 * seed, size=300))])


def _without_a_change(seed):
    rng = np.random.default_rng(seed)
    return [split(2000, 500, rng=rng) for _ in range(30)]


@claim("Without a change the area scatters around one half.")
def no_change_is_one_half(seed):
    return abs(np.mean([two_sample_auc(*pair) for pair in _without_a_change(seed)]) - 0.5), 0.03


@claim("Tested on the texts that it learnt from, it would find drift where there is none.")
def what_was_learnt_is_known(seed):
    learnt = [[np.repeat(half[::2], 2, axis=0) for half in pair] for pair in _without_a_change(seed)]
    other_half = max(two_sample_auc(*pair) for pair in _without_a_change(seed))
    return other_half + 0.05, min(two_sample_auc(*pair) for pair in learnt)


@claim("The pooled test raises more false alarms than the one that tests one half.")
def pooled_folds_cry_wolf(seed):
    rng = np.random.default_rng(seed)
    pairs = [split(rng=rng) for _ in range(300)]
    return [sum(test(*pair) <= 0.05 for pair in pairs) for test in (halves_p, pooled_p)]


@cache
def _calm(start):
    """The areas of all windows, from the fifth on, against the four before."""
    of = windows(start)
    return np.array([two_sample_auc(np.concatenate(of[i - 4 : i]), of[i]) for i in range(4, len(of))])


def _harmed(seed):
    """The areas of four windows, as in the lesson, if all windows begin a hundred texts later with each seed."""
    of, rng, start = windows(100 * seed), np.random.default_rng(seed), 100 * seed
    cut = {i: cut_short(i, 15, 0.5, rng=rng, start=start) for i in (17, 19, 21, 23)}
    return [two_sample_auc(np.concatenate(of[i - 4 : i]), window) for i, window in cut.items()]


@claim("From window to window it is more")
def calm_windows_differ(seed):
    return max(two_sample_auc(*pair) for pair in _without_a_change(seed)), _calm(100 * seed).mean()


@claim("A window in which half of the texts were cut to fifteen words lies beyond every calm window.")
def cut_texts_lie_beyond(seed):
    return _calm(100 * seed).max(), min(_harmed(seed))


def _limit(seed):
    first = _calm(100 * seed)[:12]
    return first.mean() + 4 * first.std(ddof=1)


@claim("Every harmed window is noticed")
def harm_is_noticed(seed):
    return _limit(seed), min(_harmed(seed))


@claim("of the calm ones after the twelve at most one raises the alarm.")
def calm_is_left_alone(seed):
    return (_calm(100 * seed)[12:] > _limit(seed)).sum(), 2


@claim("Compared with the first four, the last window lies beyond the limit.")
def subjects_move(seed):
    of = windows(100 * seed)
    return _limit(seed), two_sample_auc(np.concatenate(of[:4]), of[-1])


@claim("Over this bridge more than half of the old ten are found, and without it hardly any.")
def the_newest_model_needs_a_bridge(seed):
    start = OLD + 100 * seed
    articles = [Text(text) for text in load_stream().texts[start : start + 600]]
    made = (expected(articles, model("any", n)) for n in (OLD, NEW + 8000 + 100 * seed))
    old, new = (np.array([document.vector for document in documents]) for documents in made)
    half = len(old) // 2
    bridge, ten = least_squares(new[:half], old[:half]), neighbours(old[half:], old[:half])
    without, over = (shared(neighbours(x, old[:half]), ten).mean() for x in (new[half:], bridge(new[half:])))
    return max(without + 0.45, 0.5), over


@claim("Texts that the model was made of are told from later ones far better than later ones from each other.")
def its_own_texts_are_no_reference(seed):
    def area(one, other):
        return two_sample_auc(*(encode(load_stream().texts[start : start + 500]) for start in (one, other)))

    encode = model("v1", OLD).encode
    later = area(OLD + 500 * seed, OLD + 1000 + 500 * seed)
    return later + 0.1, area(OLD - 1000 + 100 * seed, OLD + 100 * seed)


# How long do users wait?


@cache
def _ten_runs(load, seed, n=20_000):
    """For each of ten runs the mean wait, and that of 99 of 100 users and as a closed loop measures it."""
    rng, runs = np.random.default_rng(seed), []
    for _ in range(10):
        due, needed = planned(load, n, rng=rng)
        done = queued(due, needed)
        waits = done - due
        runs.append((waits.mean(), percentiles(waits).p99, percentiles(closed_loop(due, done)).p99))
    return np.array(runs).T


@claim("From half of the load to nearly all of it the wait of 99 of 100 grows more than fivefold.")
def waits_explode(seed):
    return 5 * np.median(_ten_runs(0.5, seed)[1]), np.median(_ten_runs(0.95, seed)[1])


@claim("At a load of 80 % one user in a hundred waits more than three times the mean")
def a_mean_hides_it(seed):
    mean, p99, _ = _ten_runs(0.8, seed)
    return 3 * np.median(mean), np.median(p99)


@claim("the longest of ten runs is more than one and a half times the shortest.")
def near_full_load_little_is_sure(seed):
    _, p99, _ = _ten_runs(0.95, seed)
    return 1.5 * p99.min(), p99.max()


@claim("At 120 % there is no such number at all: with twice the requests it is twice as large.")
def overload_has_no_steady_wait(seed):
    once, twice = (np.median(_ten_runs(1.2, seed, n)[1]) for n in (20_000, 40_000))
    return abs(twice / once / 2 - 1), 0.05


@claim("A client that waits for each answer measures the same at every load")
def a_closed_loop_sees_nothing(seed):
    one, other = (np.median(_ten_runs(load, seed)[2]) for load in (0.5, 1.2))
    return abs(other / one - 1), 0.02


# How many machines?


@claim("The plan and the index of faiss agree within fifteen of a hundred.")
def the_plan_is_measured(seed):
    import faiss

    rows = vectors(OLD)[1000 * seed : 1000 * seed + 2000].astype(np.float32)
    index = faiss.IndexHNSWFlat(DIM, 16)
    index.add(rows)
    plan = memory_plan(len(rows), DIM, "float32")
    return abs(len(faiss.serialize_index(index)) / (plan.vectors + plan.graph) - 1), 0.15


@claim("Two shards, asked together, find what one index finds, as long as each is asked for all ten.")
def shards_find_what_the_whole_finds(seed):
    rows = np.random.default_rng(seed).permutation(len(vectors(OLD)))[:4200]
    queries, documents = vectors(OLD)[rows[4000:]].astype(np.float32), vectors(OLD)[rows[:4000]]
    whole, merged = (sharded(documents, n).search(queries, 10)[1] for n in (1, 2))
    return (whole != merged).mean(), 0.01
