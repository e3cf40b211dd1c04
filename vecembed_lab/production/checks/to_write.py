"""The exercise `to_write`: what a right answer does, and the wrong answers people really give."""

import itertools
from collections import Counter

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _batches(ids, size):
    return [ids[at : at + size] for at in range(0, len(ids), size)]


def _missing(ids, stored):
    there = set(stored)
    return [one for one in dict.fromkeys(ids) if one not in there]


def _to_write(ids, stored, size):
    return _batches(_missing(ids, stored), size)


to_write = Exercise(
    "to_write",
    _to_write,
    hints=(
        "First find what is missing, each once and in order; only then cut it into batches.",
        "`dict.fromkeys(ids)` keeps the first of each, in order; a set makes the question `in` quick.",
        "`[missing[i : i + size] for i in range(0, len(missing), size)]` are the batches.",
    ),
    read="Killed in the middle",
)


@to_write.criterion("by hand: two are there already, one comes twice", points=1)
def _(student, rng):
    ids = ["ann", "bob", "cat", "bob", "dan", "eve"]
    same(student(ids, ["cat", "ann"], 2), [["bob", "dan"], ["eve"]], "bob, dan and eve are missing")
    same(student(ids, [], 4), [["ann", "bob", "cat", "dan"], ["eve"]], "Nothing is there; bob is written once")
    same(student(ids, ["eve", "dan", "cat", "bob", "ann"], 3), [], "Everything is there")


def _ids(rng, n, repeats):
    names = [f"doc-{i}" for i in rng.permutation(n)]
    return [*names[: n // 2], *(str(one) for one in rng.choice(names, size=repeats)), *names[n // 2 :]]


@to_write.criterion("killed after any batch, and begun again, it loses nothing and writes nothing twice", points=2)
def _(student, rng):
    ids, size = _ids(rng, 23, 6), 5
    first = student(ids, [], size)
    same(first, _to_write(ids, [], size), "The first start, with nothing stored")
    for n in range(len(first) + 1):
        stored = [one for batch in first[:n] for one in batch]
        said = f"Written before it was killed: {len(stored)} of 23"
        same(student(ids, [str(one) for one in rng.permutation(stored)], size), _to_write(ids, stored, size), said)


@to_write.criterion("a store that others write to as well, and batches of one", points=1)
def _(student, rng):
    ids = _ids(rng, 12, 4)
    stored = ["old-1", ids[7], ids[2], "old-2"]
    same(student(ids, stored, 1), _to_write(ids, stored, 1), "The store holds other documents too; batches of one")
    same(student(ids, ids[:1] * 2, 100), _to_write(ids, ids[:1], 100), "One batch holds all; one id is listed twice")
    same(student([], ["old-1"], 3), [], "No text came")
    same(student(["Ann", "ann"], ["ANN"], 5), [["Ann", "ann"]], "Names with other capitals are other names")
    same(student(["ann", "bob"], ["anna"], 5), [["ann", "bob"]], "The name ann is not stored, though anna is")


@to_write.mistake("the first texts were skipped, as many as are stored; ask for each id whether it is there.")
def skipped_by_number(ids, stored, size):
    return _batches(list(dict.fromkeys(ids))[len(stored) :], size)


@to_write.mistake("an id that comes twice is written twice; keep the first.")
def repeats_kept(ids, stored, size):
    return _batches([one for one in ids if one not in stored], size)


@to_write.mistake("what is stored is written again; leave it out.")
def all_again(ids, stored, size):
    return _batches(list(dict.fromkeys(ids)), size)


@to_write.mistake("the batches were cut first and what is stored was taken out of them then: they are not full.")
def cut_first(ids, stored, size):
    left = [[one for one in batch if one not in stored] for batch in _batches(list(dict.fromkeys(ids)), size)]
    return [batch for batch in left if batch]


@to_write.mistake("repeats were looked for within each batch only; the same id may come back later.")
def repeats_within_a_batch(ids, stored, size):
    return [list(dict.fromkeys(b)) for b in _batches([one for one in ids if one not in stored], size)]


@to_write.mistake("the ids were sorted; the order in which they first come is asked.")
def in_order_of_names(ids, stored, size):
    return _batches(sorted(set(ids) - set(stored)), size)


@to_write.mistake("the last batch was left out where it is not full.")
def last_dropped(ids, stored, size):
    return [batch for batch in _to_write(ids, stored, size) if len(batch) == size]


@to_write.mistake("this is one list; cut it into batches.")
def one_list(ids, stored, size):
    return _missing(ids, stored)


@to_write.mistake("of an id that comes twice the last place was kept; keep the first.")
def last_place(ids, stored, size):
    kept = list(dict.fromkeys(ids[::-1]))[::-1]
    return _batches([one for one in kept if one not in stored], size)


@to_write.mistake("there is an empty batch; where nothing is left there is none.")
def an_empty_batch(ids, stored, size):
    return _to_write(ids, stored, size) or [[]]


@to_write.mistake("everything after the last stored text was written; others before it may be missing too.")
def after_the_last(ids, stored, size):
    last = max((i for i, one in enumerate(ids) if one in stored), default=-1)
    return _batches(list(dict.fromkeys(ids[last + 1 :])), size)


@to_write.mistake("only the first batch came; all that are left are asked.")
def first_batch(ids, stored, size):
    return _to_write(ids, stored, size)[:1]


def _split(ids, n):
    """n parts of nearly the same size."""
    return [part.tolist() for part in np.array_split(np.array(ids, dtype=str), n)]


@to_write.mistake("`size` is how many ids a batch has, not how many batches there are.")
def so_many_batches(ids, stored, size):
    return [batch for batch in _split(_missing(ids, stored), size) if batch]


@to_write.mistake("whole batches were skipped, as many as the stored ids fill; ask for each id.")
def batches_skipped(ids, stored, size):
    return _batches(list(dict.fromkeys(ids)), size)[len(stored) // size :]


@to_write.mistake("ids that come twice were left out altogether; write them once.")
def repeated_ones_left_out(ids, stored, size):
    return _batches([one for one in ids if ids.count(one) == 1 and one not in stored], size)


@to_write.mistake("what one of both has and the other has not was taken; only what comes is written.")
def either_side(ids, stored, size):
    missing = _missing(ids, stored)
    return _batches([*missing, *(one for one in dict.fromkeys(stored) if one not in ids)], size)


@to_write.mistake("all batches were made of nearly the same size; each is full, and only the last may be shorter.")
def even_batches(ids, stored, size):
    missing = _missing(ids, stored)
    return _split(missing, -(-len(missing) // size)) if missing else []


@to_write.mistake("as many texts as are stored were skipped; others may be stored than the first.")
def skipped_by_number_of_stored(ids, stored, size):
    return _batches(list(dict.fromkeys(ids))[len(set(stored)) :], size)


@to_write.mistake("what comes after the last stored text was written; others before it may be missing too.")
def after_the_last_without_repeats(ids, stored, size):
    return after_the_last(list(dict.fromkeys(ids)), stored, size)


@to_write.mistake("all from the first missing text on was written, what is stored among it as well.")
def from_the_first_gap(ids, stored, size):
    return _batches(list(itertools.dropwhile(lambda one: one in stored, dict.fromkeys(ids))), size)


@to_write.mistake("this is what is stored and does not come; what comes and is not stored is asked.")
def the_other_way_round(ids, stored, size):
    return _to_write(stored, ids, size)


@to_write.mistake("the batches were cut before what is stored was taken out: they are not full, and some are empty.")
def cut_first_with_empty_ones(ids, stored, size):
    return [[one for one in batch if one not in stored] for batch in _batches(list(dict.fromkeys(ids)), size)]


@to_write.mistake("an empty batch came last, since the last one was full; no batch is empty.")
def an_empty_one_at_the_end(ids, stored, size):
    missing = _missing(ids, stored)
    return _batches(missing, size) + [[]] * (len(missing) % size == 0)


@to_write.mistake("the last batch was filled up with None; it may have fewer.")
def filled_with_none(ids, stored, size):
    return [[*batch, *[None] * (size - len(batch))] for batch in _to_write(ids, stored, size)]


@to_write.mistake("names were counted: one that comes twice and is stored once was written again.")
def counted(ids, stored, size):
    return _batches(list(Counter(ids) - Counter(stored)), size)


@to_write.mistake("capitals were ignored; names that differ in them are different names.")
def capitals_ignored(ids, stored, size):
    first = {one.lower(): one for one in reversed(ids)}
    there = {one.lower() for one in stored}
    return _batches([one for one in dict.fromkeys(ids) if first[one.lower()] == one and one.lower() not in there], size)


@to_write.mistake("a name was taken for stored where it is part of another; compare whole names.")
def parts_of_names(ids, stored, size):
    return _batches([one for one in dict.fromkeys(ids) if one not in " ".join(stored)], size)


@to_write.mistake("a name was left out only where it follows itself; it may come again later.")
def repeats_in_a_row(ids, stored, size):
    return _batches([one for one, _ in itertools.groupby(one for one in ids if one not in stored)], size)


@to_write.mistake("the last batch was left out where it is not full, but for an only one; all that are left are asked.")
def rest_dropped(ids, stored, size):
    batches = _to_write(ids, stored, size)
    return batches if len(batches) == 1 else [batch for batch in batches if len(batch) == size]


@to_write.mistake("where one batch is enough its names came alone; return a list of batches there, too.")
def one_batch_flat(ids, stored, size):
    batches = _to_write(ids, stored, size)
    return batches[0] if len(batches) == 1 else batches
