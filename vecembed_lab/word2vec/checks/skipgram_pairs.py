"""The exercise `skipgram_pairs`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.word2vec.checks._common import places_apart


def _near(radii):
    """(T, T) whether place j is in the window of place i."""
    distances = np.abs(places_apart(len(radii)))
    return (distances > 0) & (distances <= radii[:, None])


def _pairs(ids, near):
    centres, contexts = np.nonzero(near)
    return np.stack([ids[centres], ids[contexts]], axis=1)


def _skipgram_pairs(ids, radii):
    return _pairs(ids, _near(radii))


def _in_any_order(pairs):
    """The pairs, sorted."""
    pairs = np.asarray(pairs)
    return pairs[np.lexsort(pairs.T[::-1])] if pairs.ndim == 2 else pairs


skipgram_pairs = Exercise(
    "skipgram_pairs",
    _skipgram_pairs,
    hints=(
        "Two loops: over the places i of the text, and over the places j that are at most radii[i] from i.",
        "j runs from `max(0, i - radii[i])` to `min(len(ids) - 1, i + radii[i])`; leave j = i out.",
        "`[(ids[i], ids[j]) for i in range(n) for j in range(max(0, i - radii[i]), min(n, i + radii[i] + 1)) "
        "if j != i]`",
    ),
    read="From counting to predicting",
    canonical=_in_any_order,
)


def _check_pairs(student, ids, radii, why):
    same(
        _in_any_order(student(ids, radii)), _in_any_order(_skipgram_pairs(ids, radii)), f"{why} (both are shown sorted)"
    )


@skipgram_pairs.criterion("three words, by hand", points=1)
def _(student, rng):
    why = "5 sees 6; 6 sees 5 and 7; 7 has radius 2 and sees 5 and 6"
    _check_pairs(student, np.array([5, 6, 7]), np.array([1, 1, 2]), why)


@skipgram_pairs.criterion("a word may be its own context, at another place", points=1)
def _(student, rng):
    a, b = rng.permutation(50)[:2]
    _check_pairs(student, np.array([a, a, b]), np.array([1, 1, 1]), f"{a} stands beside {a}, so each is a task")
    ids = rng.integers(3, size=12)
    _check_pairs(
        student, ids, rng.integers(1, 4, size=12), "12 places with three words: many a pair comes several times"
    )


@skipgram_pairs.criterion("any text, a radius for each place", points=2)
def _(student, rng):
    ids, radii = rng.integers(100_000, size=25), rng.integers(1, 6, size=25)
    radii[[1, -2]] = 5  # these windows reach over the ends of the text
    radii[[0, -1]] = rng.permutation([1, 4])
    _check_pairs(student, ids, radii, "25 places, radii from 1 to 5")
    ids, radii = rng.integers(100, size=15), rng.integers(1, 4, size=15)
    radii[rng.integers(15)] = 30
    _check_pairs(student, ids, radii, "15 places, and one of them looks farther than the text is long")


@skipgram_pairs.mistake("each place was paired with itself: leave j = i out.")
def paired_with_itself(ids, radii):
    return _pairs(ids, _near(radii) | np.eye(len(ids), dtype=bool))


@skipgram_pairs.mistake("only the words after the centre were taken; the window opens to both sides.")
def only_ahead(ids, radii):
    return _pairs(ids, np.triu(_near(radii)))


@skipgram_pairs.mistake("`range(i - r, i + r)` ends before i + r: the last word of each window is missing.")
def last_one_missing(ids, radii):
    return _pairs(ids, _near(radii) & (places_apart(len(ids)) < radii[:, None]))


@skipgram_pairs.mistake(
    "each window belongs to the second word of your pairs; it belongs to the first, who comes before its context."
)
def radius_of_the_context(ids, radii):
    return _pairs(ids, _near(radii).T)


@skipgram_pairs.mistake("every place got the largest radius; place i reaches only radii[i] far.")
def one_radius_for_all(ids, radii):
    return _pairs(ids, _near(np.full(len(ids), radii.max())))


@skipgram_pairs.mistake(
    "pairs of a word with itself are missing: compare the places (`j != i`), not the words (`ids[j] != ids[i]`)."
)
def same_word_dropped(ids, radii):
    return _pairs(ids, _near(radii) & (ids[:, None] != ids))


@skipgram_pairs.mistake("these are the places in the text; return the words there, `ids[i]` and `ids[j]`.")
def places_returned(ids, radii):
    return np.argwhere(_near(radii))


@skipgram_pairs.mistake(
    "near the start `i - radii[i]` is negative, and a negative index counts from the end: use `max(0, ...)`."
)
def negative_index(ids, radii):
    pairs = []
    for i, radius in enumerate(radii):
        around = [*ids[i - radius : i], *ids[i + 1 : i + radius + 1]]
        pairs += [(ids[i], context) for context in around]
    return np.array(pairs)


@skipgram_pairs.mistake("a pair that comes several times is listed once; every two places are a task of their own.")
def each_pair_once(ids, radii):
    return np.unique(_skipgram_pairs(ids, radii), axis=0)


@skipgram_pairs.mistake("each window is one too wide: at most radii[i] away, not one more.")
def one_too_wide(ids, radii):
    return _skipgram_pairs(ids, radii + 1)


@skipgram_pairs.mistake("each window is one too short on both sides: places exactly radii[i] away are in it.")
def one_too_short(ids, radii):
    return _skipgram_pairs(ids, radii - 1)


@skipgram_pairs.mistake(
    "two places were paired only if each sees the other; it is enough that the first one sees the second."
)
def both_must_see(ids, radii):
    return _pairs(ids, _near(radii) & _near(radii).T)


@skipgram_pairs.mistake(
    "both directions were listed for every window; whether place j also pairs with place i, the radius of j says."
)
def both_directions(ids, radii):
    pairs = _skipgram_pairs(ids, radii)
    return np.concatenate([pairs, pairs[:, ::-1]])


@skipgram_pairs.mistake("only the places exactly radii[i] away were taken; the nearer ones belong to the window too.")
def farthest_only(ids, radii):
    return _pairs(ids, np.abs(places_apart(len(ids))) == radii[:, None])


def _from_any_place(ids, radii):
    n = len(ids)
    return np.array([(ids[i], ids[j]) for i, r in enumerate(radii) for j in range(i - r, min(n, i + r + 1)) if j != i])


@skipgram_pairs.mistake(
    "a window begins before the text does: a negative place counts from the end, or is an error. Begin at "
    "`max(0, i - radii[i])`."
)
def places_below_zero(ids, radii):
    return _from_any_place(ids, radii)


@skipgram_pairs.mistake(
    "the end of the text was joined to its beginning: `ids[i - step]` counts from the end where `i - step` is negative."
)
def joined_at_the_beginning(ids, radii):
    return _from_any_place(ids, np.minimum(radii, len(ids) - 1))


@skipgram_pairs.mistake(
    "the last place of each window is missing: `range` ends before its second number, so that is "
    "`min(len(ids), i + radii[i] + 1)`."
)
def range_ends_before(ids, radii):
    gaps, last = places_apart(len(ids)), np.arange(len(ids)) == len(ids) - 1
    return _pairs(ids, _near(radii) & (gaps < radii[:, None]) & ~last)


@skipgram_pairs.mistake("the last place of the text is in no window: `range` ends before its second number.")
def last_place_of_the_text_missing(ids, radii):
    return _pairs(ids, _near(radii) & (np.arange(len(ids)) < len(ids) - 1))


@skipgram_pairs.mistake(
    "two places were paired once, the earlier one first; if each is in the window of the other, both pairs are tasks."
)
def each_two_places_once(ids, radii):
    return _pairs(ids, np.triu(_near(radii) | _near(radii).T))
