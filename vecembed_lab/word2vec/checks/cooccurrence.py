"""The exercise `cooccurrence`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.word2vec import cooccurrence as counting
from vecembed_lab.word2vec.checks._common import places_apart


def _cooccurrence(ids, vocab_size, window):
    return counting.cooccurrence(ids, vocab_size, window).toarray()


cooccurrence = Exercise(
    "cooccurrence",
    _cooccurrence,
    hints=(
        "Every pair of places that are 1 to `window` apart adds 1 for each of its two words, seen from the other.",
        "`ids[:-gap]` and `ids[gap:]` are the two words of all pairs that are `gap` apart; loop over the gaps.",
        "With `left, right = ids[:-gap], ids[gap:]`: `np.add.at(counts, (left, right), 1)` and the same with "
        "`(right, left)`. `counts[left, right] += 1` would count a repeated pair once.",
    ),
    read="Counting company",
)


@cooccurrence.criterion("four words, window 1, by hand", points=1)
def _(student, rng):
    expected = [[0, 1, 0], [1, 0, 2], [0, 2, 0]]
    same(student(np.array([0, 1, 2, 1]), 3, 1), expected, "The neighbours are 0-1, 1-2 and 2-1")


@cooccurrence.criterion("a window wider than the text, a word beside itself", points=1)
def _(student, rng):
    ids = np.array([1, 1, 1, 2])
    why = "All other places are in every window: three pairs 1-1, each seen from both sides, and three 1-2"
    same(student(ids, 3, 9), [[0, 0, 0], [0, 6, 3], [0, 3, 0]], why)


def _check_counts(student, ids, vocab_size, window, why):
    same(student(ids, vocab_size, window), _cooccurrence(ids, vocab_size, window), why)


@cooccurrence.criterion("any text, any window", points=2)
def _(student, rng):
    _check_counts(student, np.array([2]), 4, 3, "A single word has no neighbours")
    some = np.array([0, 2, 3, 5, 6])  # neither word 1 nor word 4 ever comes, nor the last one
    for n, window in ((40, 1), (33, 4)):
        ids = rng.permutation(np.append(some, rng.choice(some, size=n - len(some))))
        _check_counts(student, ids, 8, window, f"{n} places, 5 of 8 words, window {window}")
    ids = rng.permutation(np.repeat([0, 1, 2], [90, 40, 30]))
    _check_counts(student, ids, 3, 7, "160 places, three words, window 7: some pairs are counted hundreds of times")


def _counted(ids, vocab_size, weights):
    """Counts from the (T, T) weight of each pair of places."""
    counts = np.zeros((vocab_size, vocab_size))
    centres, contexts = np.nonzero(weights)
    np.add.at(counts, (ids[centres], ids[contexts]), weights[centres, contexts])
    return counts


@cooccurrence.mistake("you counted the words after each place only; the window opens to both sides.")
def only_following(ids, vocab_size, window):
    gaps = places_apart(len(ids))
    return _counted(ids, vocab_size, (gaps > 0) & (gaps <= window))


@cooccurrence.mistake(
    "with arrays, `counts[left, right] += 1` adds 1 once, however often a pair is repeated; `np.add.at` adds each time."
)
def repeats_counted_once(ids, vocab_size, window):
    counts = np.zeros((vocab_size, vocab_size))
    for gap in range(1, min(window + 1, len(ids))):
        counts[ids[:-gap], ids[gap:]] += 1
        counts[ids[gap:], ids[:-gap]] += 1
    return counts


@cooccurrence.mistake("each place was counted as its own neighbour: leave the centre of the window out.")
def centre_counted(ids, vocab_size, window):
    return _counted(ids, vocab_size, np.abs(places_apart(len(ids))) <= window)


@cooccurrence.mistake("the window is one too short on its right: `range(i - w, i + w)` ends before `i + w`.")
def one_too_short(ids, vocab_size, window):
    gaps = places_apart(len(ids))
    return _counted(ids, vocab_size, (-window <= gaps) & (gaps < window) & (gaps != 0))


@cooccurrence.mistake(
    "near the start `i - window` is negative, and a negative index counts from the end: use `max(0, i - window)`."
)
def negative_start(ids, vocab_size, window):
    counts = np.zeros((vocab_size, vocab_size))
    for i, centre in enumerate(ids):
        for context in [*ids[i - window : i], *ids[i + 1 : i + window + 1]]:
            counts[centre, context] += 1
    return counts


@cooccurrence.mistake("the end of the text was joined to its beginning (`np.roll`, `%`): a text is no circle.")
def circle(ids, vocab_size, window):
    counts = np.zeros((vocab_size, vocab_size))
    for gap in range(1, window + 1):
        np.add.at(counts, (ids, np.roll(ids, gap)), 1)
    return counts + counts.T


@cooccurrence.mistake("each pair weighs 1 / distance here, as in GloVe; in this exercise every pair weighs 1.")
def near_weighs_more(ids, vocab_size, window):
    distances = np.abs(places_apart(len(ids)))
    inside = (distances > 0) & (distances <= window)
    return _counted(ids, vocab_size, inside / np.maximum(distances, 1))


@cooccurrence.mistake(
    "everything was counted twice: each two places were met twice, and both times added to `[w, c]` and to `[c, w]`."
)
def counted_twice(ids, vocab_size, window):
    return 2 * _cooccurrence(ids, vocab_size, window)


@cooccurrence.mistake("the window is one too wide: at most `window` apart, not one more.")
def one_too_wide(ids, vocab_size, window):
    return _cooccurrence(ids, vocab_size, window + 1)


@cooccurrence.mistake("the window is one too short on both sides: places exactly `window` apart are neighbours too.")
def short_on_both_sides(ids, vocab_size, window):
    gaps = np.abs(places_apart(len(ids)))
    return _counted(ids, vocab_size, (gaps > 0) & (gaps < window))


@cooccurrence.mistake("this says only whether two words ever met (1) or not (0); count how often.")
def met_at_all(ids, vocab_size, window):
    return np.minimum(_cooccurrence(ids, vocab_size, window), 1)


@cooccurrence.mistake(
    "a word beside itself was left out: leave out the place itself (j = i), not other places with its word."
)
def same_word_left_out(ids, vocab_size, window):
    return _cooccurrence(ids, vocab_size, window) * (1 - np.eye(vocab_size))


@cooccurrence.mistake(
    "a word beside itself was counted once for a pair of places; each of the two is the other's neighbour."
)
def itself_counted_once(ids, vocab_size, window):
    return _cooccurrence(ids, vocab_size, window) * (1 - np.eye(vocab_size) / 2)


@cooccurrence.mistake(
    "only places exactly `window` apart were paired; nearer ones are neighbours too: loop over 1 to `window`."
)
def farthest_only(ids, vocab_size, window):
    return _counted(ids, vocab_size, np.abs(places_apart(len(ids))) == window)


@cooccurrence.mistake(
    "the words were renumbered, so the table is too small; words that never come have a row of zeros."
)
def only_words_that_come(ids, vocab_size, window):
    words, renumbered = np.unique(ids, return_inverse=True)
    return _cooccurrence(renumbered, len(words), window)


@cooccurrence.mistake("the table ends with the largest number that comes; it has a row for each of `vocab_size` words.")
def up_to_the_largest(ids, vocab_size, window):
    return _cooccurrence(ids, ids.max() + 1, window)


@cooccurrence.mistake("these are shares of all pairs; count the pairs, and divide by nothing.")
def shares_of_all(ids, vocab_size, window):
    counts = _cooccurrence(ids, vocab_size, window)
    return counts / max(counts.sum(), 1)


@cooccurrence.mistake(
    "a block of `window` places was moved along the text, and near places were paired in several blocks; the window "
    "reaches `window` places to both sides of a place."
)
def blocks_moved_along(ids, vocab_size, window):
    gaps = places_apart(len(ids))
    inside = ((gaps >= 0) & (gaps < window)).astype(float)  # (block, place), a block begins at each place
    return _counted(ids, vocab_size, (inside.T @ inside) * (gaps != 0))


@cooccurrence.mistake("a word that stands in one window several times was counted once there; every place counts.")
def once_in_each_window(ids, vocab_size, window):
    words, distances = np.eye(vocab_size)[ids], np.abs(places_apart(len(ids)))
    near = (distances > 0) & (distances <= window)
    return words.T @ np.minimum(near @ words, 1)
