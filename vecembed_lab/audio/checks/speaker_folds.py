"""The exercise `speaker_folds`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _into_folds(speakers, names, weights, n_folds):
    """Each of the names, in the order given, into the fold with the least weight so far, the first of equals."""
    sizes, fold_of = np.zeros(n_folds), {}
    for name, weight in zip(names, weights, strict=True):
        fold_of[int(name)] = int(sizes.argmin())
        sizes[fold_of[int(name)]] += weight
    return np.array([fold_of[int(name)] for name in speakers], dtype=int)


def _by_size(speakers):
    names, counts = np.unique(speakers, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return names[order], counts[order]


def _speaker_folds(speakers, n_folds):
    return _into_folds(speakers, *_by_size(speakers), n_folds)


speaker_folds = Exercise(
    "speaker_folds",
    _speaker_folds,
    hints=(
        "Deal out speakers, not clips: every clip of a speaker goes where the speaker goes.",
        "`np.unique(speakers, return_counts=True)` counts them; `np.argsort(-counts, kind='stable')` is the order.",
        "Keep the size of each fold. A speaker goes to `sizes.argmin()`, which takes the first of equals; then add the "
        "speaker's clips to it.",
    ),
    read="The same digits, another voice",
)


@speaker_folds.criterion("by hand: four speakers, two folds", points=1)
def _(student, rng):
    speakers = np.array([4, 4, 1, 7, 4, 1, 2])
    why = "4 goes to fold 0, 1 to fold 1; 2 and 7 have a clip each, the smaller number first: 2 to fold 1, 7 to fold 0"
    same(student(speakers, 2), [0, 0, 1, 0, 0, 1, 1], why)
    same(student(np.array([5, 5, 3]), 3), [0, 0, 1], "There are fewer speakers than folds: the last one is empty")


@speaker_folds.criterion("any speakers: all of a voice in one fold, and folds about equally large", points=2)
def _(student, rng):
    for n_speakers, n_folds in [(9, 3), (12, 5), (6, 6)]:
        counts = rng.permutation(np.arange(1, n_speakers + 1) ** 2 // 3 + 1)
        speakers = rng.permutation(np.repeat(rng.permutation(90)[:n_speakers], counts))
        same(student(speakers, n_folds), _speaker_folds(speakers, n_folds), f"{n_speakers} speakers, {n_folds} folds")


@speaker_folds.criterion("equally many clips each, and one fold", points=1)
def _(student, rng):
    speakers = np.tile([30, 10, 20, 40], 5)
    same(student(speakers, 3), np.tile([2, 0, 1, 0], 5), "10 goes first, then 20, 30 and 40: the smaller number first")
    same(student(speakers, 1), np.zeros(20), "There is one fold")
    speakers = rng.permutation(np.repeat(rng.permutation(90)[:60], rng.integers(1, 4, size=60)))
    same(student(speakers, 7), _speaker_folds(speakers, 7), "60 speakers of one to three clips, 7 folds")


@speaker_folds.mistake("clips were dealt out one by one, so every voice is in every fold; deal out speakers.")
def rows_in_turn(speakers, n_folds):
    return np.arange(len(speakers)) % n_folds


@speaker_folds.mistake("the clips were cut into equal stretches, so a voice may be in two folds; deal out speakers.")
def rows_in_stretches(speakers, n_folds):
    return np.arange(len(speakers)) * n_folds // len(speakers)


@speaker_folds.mistake("clips were dealt out one by one within each speaker: that is stratified, so all voices leak.")
def stratified(speakers, n_folds):
    folds = np.zeros(len(speakers), int)
    for name in np.unique(speakers):
        rows = np.flatnonzero(speakers == name)
        folds[rows] = np.arange(len(rows)) % n_folds
    return folds


@speaker_folds.mistake("the number of a speaker was divided by that of folds; then the folds may differ much in size.")
def number_modulo(speakers, n_folds):
    return speakers % n_folds


@speaker_folds.mistake("speakers were dealt out in turn, whatever their clips; the smallest fold gets the next one.")
def speakers_in_turn(speakers, n_folds):
    names = _by_size(speakers)[0]
    return _into_folds(speakers, names, np.ones(len(names)), n_folds)


@speaker_folds.mistake("speakers came in the order of their numbers; those with most clips come first.")
def in_order_of_numbers(speakers, n_folds):
    return _into_folds(speakers, *np.unique(speakers, return_counts=True), n_folds)


@speaker_folds.mistake("speakers were dealt out in turn, in the order of their numbers.")
def numbers_in_turn(speakers, n_folds):
    return np.unique(speakers, return_inverse=True)[1] % n_folds


@speaker_folds.mistake("those with fewest clips came first; those with most come first.")
def smallest_first(speakers, n_folds):
    names, counts = np.unique(speakers, return_counts=True)
    order = np.argsort(counts, kind="stable")
    return _into_folds(speakers, names[order], counts[order], n_folds)


@speaker_folds.mistake("of speakers with equally many clips the larger number came first; the smaller one does.")
def ties_reversed(speakers, n_folds):
    names, counts = np.unique(speakers, return_counts=True)
    order = np.argsort(counts, kind="stable")[::-1]
    return _into_folds(speakers, names[order], counts[order], n_folds)


@speaker_folds.mistake("of equally small folds the last one was taken; take the first.")
def last_of_equals(speakers, n_folds):
    return n_folds - 1 - _speaker_folds(speakers, n_folds)


@speaker_folds.mistake("folds were filled one after the other; the smallest fold gets the next speaker.")
def filled_in_turn(speakers, n_folds):
    names, counts = _by_size(speakers)
    ends = np.cumsum(counts) - counts
    fold = dict(zip(names.tolist(), (ends * n_folds // len(speakers)).tolist(), strict=True))
    return np.array([fold[int(name)] for name in speakers])


@speaker_folds.mistake("each speaker has a fold of its own; there are only n_folds.")
def one_each(speakers, n_folds):
    return np.unique(speakers, return_inverse=True)[1]


@speaker_folds.mistake("speakers came in the order in which they are met first; those with most clips come first.")
def as_met(speakers, n_folds):
    names = list(dict.fromkeys(speakers.tolist()))
    return _into_folds(speakers, names, [(speakers == name).sum() for name in names], n_folds)


@speaker_folds.mistake("`np.argsort` may exchange equals as it comes; `kind='stable'` keeps the smaller number first.")
def unstable_sort(speakers, n_folds):
    names, counts = np.unique(speakers, return_counts=True)
    order = np.argsort(-counts)
    return _into_folds(speakers, names[order], counts[order], n_folds)


@speaker_folds.mistake("this is the fold of each speaker; return that of each clip.")
def fold_of_each_speaker(speakers, n_folds):
    return _into_folds(np.unique(speakers), *_by_size(speakers), n_folds)


@speaker_folds.mistake("folds are in the order of speakers by size, and were looked up by the order of their numbers.")
def looked_up_in_another_order(speakers, n_folds):
    order, counts = _by_size(speakers)
    return _into_folds(order, order, counts, n_folds)[np.unique(speakers, return_inverse=True)[1]]


@speaker_folds.mistake("speakers were cut into equal stretches, whatever their clips; the smallest fold gets the next.")
def speakers_in_stretches(speakers, n_folds):
    names, place = np.unique(speakers, return_inverse=True)
    parts = np.array_split(names, n_folds)
    return np.repeat(np.arange(n_folds), [len(part) for part in parts])[place]


@speaker_folds.mistake("a fold was filled to its share before the next began; the smallest fold gets the next speaker.")
def filled_to_the_share(speakers, n_folds):
    fold, filled, fold_of = 0, 0, {}
    for name, count in zip(*_by_size(speakers), strict=True):
        if filled >= len(speakers) / n_folds and fold < n_folds - 1:
            fold, filled = fold + 1, 0
        fold_of[int(name)] = fold
        filled += count
    return np.array([fold_of[int(name)] for name in speakers])


@speaker_folds.mistake("speakers were dealt out forth and back, whatever their clips; the smallest fold gets the next.")
def forth_and_back(speakers, n_folds):
    names = _by_size(speakers)[0].tolist()
    turn = [*range(n_folds), *reversed(range(n_folds))]
    fold_of = {name: turn[i % len(turn)] for i, name in enumerate(names)}
    return np.array([fold_of[int(name)] for name in speakers])


@speaker_folds.mistake("each fold must get a speaker here, which is an error if there are fewer speakers than folds.")
def needs_as_many_speakers(speakers, n_folds):
    if len(np.unique(speakers)) < n_folds:
        raise IndexError
    return _speaker_folds(speakers, n_folds)


@speaker_folds.mistake("of speakers with equally many clips the one met first came first; the smaller number does.")
def ties_as_met(speakers, n_folds):
    names, first, counts = np.unique(speakers, return_index=True, return_counts=True)
    order = np.lexsort([first, -counts])
    return _into_folds(speakers, names[order], counts[order], n_folds)


@speaker_folds.mistake(
    "of speakers with equally many clips 10 came before 9, as in texts; the smaller number comes first."
)
def ties_as_text(speakers, n_folds):
    names, counts = np.unique(speakers, return_counts=True)
    order = np.lexsort([names.astype(str), -counts])
    return _into_folds(speakers, names[order], counts[order], n_folds)


@speaker_folds.mistake(
    "speakers were cut into stretches of about equal number; the smallest fold gets the next speaker."
)
def numbers_in_stretches(speakers, n_folds):
    names, place = np.unique(speakers, return_inverse=True)
    return (np.arange(len(names)) * n_folds // len(names))[place]


@speaker_folds.mistake("folds are numbered from 1; begin with 0.")
def from_one(speakers, n_folds):
    return _speaker_folds(speakers, n_folds) + 1
