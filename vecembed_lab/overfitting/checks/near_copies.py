"""The exercise `near_copies`: what a right answer does, and the wrong answers people really give."""

from collections import Counter

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _marks(train, test, at_least, alike):
    """Which texts of the test are `alike` enough to one that was trained on."""
    return np.array([any(alike(text, other) >= at_least - 1e-9 for other in train) for text in test], dtype=bool)


def _jaccard(text, other):
    both = set(text) | set(other)
    return len(set(text) & set(other)) / len(both) if both else 0.0


def _near_copies(train, test, at_least):
    return _marks(train, test, at_least, _jaccard)


near_copies = Exercise(
    "near_copies",
    _near_copies,
    hints=(
        "A text becomes a set of words. Two sets have an intersection `a & b` and a union `a | b`.",
        "For each text of the test: is there any text in `train` whose share of common words is large enough?",
        "any(len(set(t) & set(s)) >= at_least * len(set(t) | set(s)) for s in train), for each t; but if both are "
        "empty, the answer is no.",
    ),
    read="Two cases from close by",
)

LETTERS = list("abcdefghijklmnop")


def _text(rng, n, words=LETTERS):
    return [str(word) for word in rng.choice(words, size=n)]


def _edited(rng, text, n):
    """The text in another order, with n words replaced by new ones."""
    changed = [str(word) for word in rng.permutation(text)]
    return [f"new{i}" for i in range(n)] + changed[n:]


@near_copies.criterion("three texts by hand", points=1)
def _(student, rng):
    train = [["a", "b", "c"], ["x", "y"]]
    test = [["c", "b", "a"], ["a", "b", "d"], ["y", "z", "x"], ["q"]]
    why = "In common: 3 of 3 words, 2 of 4, 2 of 3, none"
    same(student(train, test, 1.0), [True, False, False, False], why)
    same(student(train, test, 0.5), [True, True, True, False], f"{why}; exactly one half is enough")
    same(student(train, test, 0.6), [True, False, True, False], why)


@near_copies.criterion("any texts, any order of their words", points=2)
def _(student, rng):
    for at_least in (0.25, 0.5, 0.75):
        train = [_text(rng, int(n)) for n in rng.integers(4, 12, size=12)]
        test = [_text(rng, int(n)) for n in rng.integers(4, 12, size=6)]
        test += [_edited(rng, train[i], i) for i in range(4)]
        same(student(train, test, at_least), _near_copies(train, test, at_least), f"At least {at_least} in common")
    train, test = [["a", "b"], ["c"]], [_text(rng, 9), ["b", "a"], ["c", "a"]]
    same(student(train, test, 0.9), _near_copies(train, test, 0.9), "More texts in the test than were trained on")


@near_copies.criterion("repeated words, a part of a longer text, nothing at all", points=1)
def _(student, rng):
    same(student([["a", "a", "b"]], [["a", "a", "c"]], 0.3), [True], "In common: one of three different words")
    same(student([["a", "a", "b"]], [["a", "a"]], 0.6), [False], "In common: one of two different words")
    same(student([[], ["a"]], [["a"]], 0.5), [True], "The first text trained on is empty, the second one is the same")
    long = [*LETTERS, *LETTERS[:4]]
    train = [long, ["no", "no", "yes"], ["s", "t", "u", "v"]]
    test = [
        LETTERS[:3],
        ["no", "yes", "yes", "yes"],
        [*LETTERS[:15]],
        ["s", "s", "s", "t"],
        [],
        ["a", *"stuv"] + ["w"] * 9,
    ]
    for at_least in (0.5, 0.75, 0.9):
        same(student(train, test, at_least), _near_copies(train, test, at_least), "Each word of a text counts once")
    same(student([[]], [[], ["a"]], 0.5), [False, False], "An empty text is a copy of nothing")
    same(student([["a"]], [["a"], ["a", "a"], ["b"]], 1.0), [True, True, False], "There is one word, or another one")
    same(student([], [["a"], ["b"]], 0.5), [False, False], "Nothing was trained on")
    why = "Two texts of the test are the same, but neither was trained on"
    same(student([["a"]], [["b"], ["b"], ["a"]], 0.5), [False, False, True], why)
    same(student([["NO", "yes"]], [["no", "yes"]], 0.5), [False], "NO and no are different words")
    same(student([["ab", "c"]], [["a", "bc"]], 0.5), [False], "The same letters, but no word in common")


@near_copies.mistake("only texts with the very same words in the same order were found; copies are rarely exact.")
def exact(train, test, at_least):
    return np.array([text in train for text in test])


@near_copies.mistake("a word that comes twice was counted twice; the words of a text are a set.")
def with_repeats(train, test, at_least):
    def alike(text, other):
        a, b = Counter(text), Counter(other)
        either = sum((a | b).values())
        return sum((a & b).values()) / either if either else 0.0

    return _marks(train, test, at_least, alike)


def _over(size):
    def alike(text, other):
        a, b = set(text), set(other)
        return len(a & b) / max(1, size(a, b))

    return lambda train, test, at_least: _marks(train, test, at_least, alike)


@near_copies.mistake("common words were divided by those of the test's text; divide by the words of both together.")
def share_of_the_test_text(train, test, at_least):
    return _over(lambda a, b: len(a))(train, test, at_least)


@near_copies.mistake("common words were divided by those of the text trained on; divide by the words of both together.")
def share_of_the_train_text(train, test, at_least):
    return _over(lambda a, b: len(b))(train, test, at_least)


@near_copies.mistake("common words were divided by those of the shorter text, so a part of a text counts as a copy.")
def share_of_the_shorter(train, test, at_least):
    return _over(lambda a, b: min(len(a), len(b)))(train, test, at_least)


@near_copies.mistake("common words were divided by those of the longer text; divide by the words of both together.")
def share_of_the_longer(train, test, at_least):
    return _over(lambda a, b: max(len(a), len(b)))(train, test, at_least)


@near_copies.mistake("this is Dice's coefficient, twice the common words over the sum of both sizes; Jaccard is asked.")
def dice(train, test, at_least):
    return _over(lambda a, b: (len(a) + len(b)) / 2)(train, test, at_least)


@near_copies.mistake("a similarity of exactly `at_least` is enough: `>=`, not `>`.")
def strictly_more(train, test, at_least):
    return np.array([any(_jaccard(t, s) > at_least + 1e-9 for s in train) for t in test], dtype=bool)


@near_copies.mistake("the texts trained on were marked; mark those of the test.")
def train_marked(train, test, at_least):
    return _near_copies(test, train, at_least)


@near_copies.mistake("this says whether there is a copy at all; say it for each text of the test.")
def any_at_all(train, test, at_least):
    return bool(_near_copies(train, test, at_least).any())


@near_copies.mistake("these are the numbers of the texts; return True or False for each.")
def numbers(train, test, at_least):
    return np.flatnonzero(_near_copies(train, test, at_least))


@near_copies.mistake("True stands for those that are no copy; turn it round.")
def the_others(train, test, at_least):
    return ~_near_copies(train, test, at_least)


@near_copies.mistake("each text was compared with all words trained on together; compare it with one text at a time.")
def with_all_words(train, test, at_least):
    return _marks([[word for text in train for word in text]], test, at_least, _jaccard)


@near_copies.mistake("words were compared place by place; their order does not count.")
def place_by_place(train, test, at_least):
    def alike(text, other):
        return sum(a == b for a, b in zip(text, other, strict=False)) / max(1, len(text), len(other))

    return _marks(train, test, at_least, alike)


@near_copies.mistake("two empty texts were called alike; an empty text is a copy of nothing.")
def empty_is_a_copy(train, test, at_least):
    return _marks(train, test, at_least, lambda a, b: _jaccard(a, b) if set(a) | set(b) else 1.0)


@near_copies.mistake("these are the similarities to the nearest text; compare them with `at_least`.")
def similarities(train, test, at_least):
    return np.array([max((_jaccard(t, s) for s in train), default=0.0) for t in test])


@near_copies.mistake("only the last text trained on decides: each one overwrote the mark of those before it.")
def last_text(train, test, at_least):
    return _near_copies(train[-1:], test, at_least)


@near_copies.mistake("words that come twice were counted twice in the union; count different words.")
def lengths_of_lists(train, test, at_least):
    def alike(text, other):
        common = len(set(text) & set(other))
        return common / max(1, len(text) + len(other) - common)

    return _marks(train, test, at_least, alike)


@near_copies.mistake("common words were divided by the sum of both sizes, in which they count twice.")
def sum_of_sizes(train, test, at_least):
    def alike(text, other):
        return len(set(text) & set(other)) / max(1, len(text) + len(other))

    return _marks(train, test, at_least, alike)


@near_copies.mistake("the mean similarity to all texts was taken; one that is similar is enough.")
def mean_similarity(train, test, at_least):
    return np.array([bool(train) and np.mean([_jaccard(t, s) for s in train]) >= at_least for t in test], dtype=bool)


@near_copies.mistake("each text of the test was compared with one text only, the one at the same place.")
def pairs_only(train, test, at_least):
    marks = [_jaccard(text, other) >= at_least for text, other in zip(test, train, strict=False)]
    return np.array(marks + [False] * (len(test) - len(marks)), dtype=bool)


@near_copies.mistake("letters were compared, not words.")
def letters(train, test, at_least):
    return _marks(train, test, at_least, lambda a, b: _jaccard("".join(a), "".join(b)))


@near_copies.mistake("common words had to stand at the same place; their order does not count.")
def same_places(train, test, at_least):
    def alike(text, other):
        same_word = {a for a, b in zip(text, other, strict=False) if a == b}
        return len(same_word) / max(1, len(set(text) | set(other)))

    return _marks(train, test, at_least, alike)


@near_copies.mistake("small and capital letters were taken for the same; NO and no are different words.")
def any_case(train, test, at_least):
    def lower(text):
        return [word.lower() for word in text]

    return _marks(train, test, at_least, lambda a, b: _jaccard(lower(a), lower(b)))


@near_copies.mistake("a word that both have twice was counted twice above, though once below; count different words.")
def repeats_above(train, test, at_least):
    def alike(text, other):
        return sum((Counter(text) & Counter(other)).values()) / max(1, len(set(text) | set(other)))

    return _marks(train, test, at_least, alike)


@near_copies.mistake("a text had to be similar to all texts trained on; one that is similar is enough.")
def similar_to_all(train, test, at_least):
    return np.array([bool(train) and all(_jaccard(t, s) >= at_least - 1e-9 for s in train) for t in test], dtype=bool)


@near_copies.mistake("texts of the test were compared with those of the test before them; only `train` was trained on.")
def earlier_tests_as_well(train, test, at_least):
    marks = [_near_copies(train + test[:i], test[i : i + 1], at_least) for i in range(len(test))]
    return np.array(marks).reshape(-1)


@near_copies.mistake("the search ended at an empty text; the texts behind it were trained on as well.")
def stopped_at_an_empty_text(train, test, at_least):
    end = next((i for i, text in enumerate(train) if not text), len(train))
    return _near_copies(train[:end], test, at_least)
