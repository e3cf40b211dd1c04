"""The exercise `merge_step`: what a right answer does, and the wrong answers people really give."""

from collections import Counter
from itertools import groupby, pairwise

from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise


def _merge_step(words, counts):
    return _merged(words, _best(_pairs(words, counts)))


def _pairs(words, counts):
    seen = Counter()
    for word, count in zip(words, counts, strict=True):
        for pair in pairwise(word):
            seen[pair] += count
    return seen


def _best(seen):
    return min(seen, key=lambda pair: (-seen[pair], pair), default=None)


def _merged(words, pair):
    from vecembed_lab.word2vec.bytepair import join

    return [join(word, pair) if pair else list(word) for word in words]


def _in_text(words):
    """One text a word, with blanks between the pieces: no piece of the checks has any."""
    return [" ".join(word) for word in words]


merge_step = Exercise(
    "merge_step",
    _merge_step,
    hints=(
        "Three steps: count every pair of neighbours, choose one pair, go through each word from left to right.",
        "`min(pairs, key=lambda pair: (-pairs[pair], pair))` is the most frequent pair, of equal ones the first.",
        "In a word, go on by two places where `tuple(word[i : i + 2]) == best`, and by one anywhere else.",
    ),
    read="Pieces that are learned",
)


def _check(student, words, counts, why):
    got, expected = student(words, counts), _merge_step(words, counts)
    lists = isinstance(got, list | tuple) and all(isinstance(word, list | tuple) for word in got)
    if not lists or not all(isinstance(piece, str) for word in got for piece in word):
        raise Wrong("The answer is a list of words, each a list of strings", expected=expected, got=got)
    if _in_text(got) != _in_text(expected):
        raise Wrong(why, expected=expected, got=got)
    same(len(got), len(expected), "As many words as were given")


def _cut(*words):
    """Words from texts with blanks between the pieces."""
    return [word.split() for word in words]


@merge_step.criterion("`low` and `lower`, by hand, and what follows", points=1)
def _(student, rng):
    words, counts = _cut("l o w", "l o w e r"), [5, 2]
    for pair in ("l and o, which make lo", "lo and w, which make low", "e and r, which make er"):
        _check(student, words, counts, f"The next pair is {pair}")
        words = _merge_step(words, counts)


@merge_step.criterion("any words; each pair counts as often as its word comes", points=2)
def _(student, rng):
    for _ in range(3):
        words = [list("".join(rng.choice(list("abcd"), size=n))) for n in rng.integers(1, 7, size=5)]
        counts = [int(n) for n in rng.integers(1, 9, size=5)]
        for _ in range(3):
            _check(student, words, counts, "The most frequent pair of all words, made one wherever it stands")
            words = _merge_step(words, counts)
    _check(student, _cut("x y", "x y", "b c"), [1, 1, 5], "b c stands in one word, and that comes 5 times")
    _check(student, _cut("b c b c", "x y"), [2, 3], "b c stands in its word twice: 4 times, x y 3 times")
    _check(student, _cut("q r", "r q"), [3, 4], "r q comes 4 times, q r 3; no pair reaches from word to word")
    _check(student, _cut("z p", "q p", "q p"), [1, 2, 2], "The same word may stand in the list twice")
    _check(student, _cut("u v", "w"), [1, 7], "u v comes once only, and no pair comes more often")


@merge_step.criterion("of pairs that come equally often the first in order", points=1)
def _(student, rng):
    _check(student, _cut("n o", "a z", "g h"), [4, 4, 4], "Three pairs come 4 times; a z is the first in order")
    _check(student, _cut("b a", "a c", "a b"), [2, 2, 2], "a b comes before a c, and that before b a")
    _check(student, _cut("a c", "B c"), [2, 2], "Python sorts capitals before small letters: B c comes before a c")
    _check(
        student, _cut("ab c", "a zz"), [2, 2], "Pairs are compared piece by piece: a comes before ab, so a zz is first"
    )


@merge_step.criterion("runs of one piece, pieces of several characters, and nothing to join", points=1)
def _(student, rng):
    _check(student, _cut("a a a", "a a a a", "b"), [2, 1, 9], "From left to right: a a a is aa a, and a a a a is aa aa")
    _check(student, _cut("a a a", "c d"), [2, 3], "In a a a the pair stands twice: 4 times in all, c d 3 times")
    _check(student, _cut("xa b", "a b", "a bx", "a b"), [1, 2, 1, 2], "Pieces, not characters: xa b holds no a b")
    _check(student, _cut("th e", "e th", "t he"), [3, 2, 1], "A pair has an order, and pieces are not taken apart")
    _check(student, _cut("a .", "a x"), [3, 2], "A full stop is a piece like others: a x holds no pair of a and .")
    _check(student, _cut("abc", "d"), [3, 1], "No word has two pieces: all stay as they are")


@merge_step.mistake("every word was counted once; a pair counts as often as its word comes in the text.")
def words_counted_once(words, counts):
    return _merge_step(words, [1] * len(words))


@merge_step.mistake(
    "of pairs that come equally often the one seen first was taken (`max` and `most_common` do that); "
    "the first in order is asked."
)
def first_seen(words, counts):
    seen = _pairs(words, counts)
    return _merged(words, max(seen, key=seen.get, default=None))


@merge_step.mistake(
    "of pairs that come equally often the last in order was taken; `max` over (count, pair) does that: use `min` with "
    "the count negative."
)
def last_in_order(words, counts):
    seen = _pairs(words, counts)
    return _merged(words, max(seen, key=lambda pair: (seen[pair], pair), default=None))


@merge_step.mistake("in each word only the first place was joined; every place where the pair stands is.")
def first_place_only(words, counts):
    best = _best(_pairs(words, counts))
    places = [next((i for i, pair in enumerate(pairwise(word)) if pair == best), None) for word in words]
    return [
        word if i is None else [*word[:i], "".join(best), *word[i + 2 :]] for word, i in zip(words, places, strict=True)
    ]


@merge_step.mistake("only the first word that has the pair was changed; all words are.")
def first_word_only(words, counts):
    after = _merge_step(words, counts)
    changed = next((i for i, (a, b) in enumerate(zip(words, after, strict=True)) if a != b), 0)
    return [*words[:changed], after[changed], *words[changed + 1 :]]


@merge_step.mistake(
    "the pieces were replaced as text, so that the end of one piece and the beginning of another were joined too: "
    "`xa b` holds no pair `a`, `b`."
)
def replaced_as_text(words, counts):
    best = _best(_pairs(words, counts))
    if best is None:
        return words
    return [text.replace(" ".join(best), "".join(best)).split(" ") for text in _in_text(words)]


@merge_step.mistake("the end of a word and the beginning of the next were taken for a pair; pairs stand within a word.")
def across_words(words, counts):
    row = [piece for word, count in zip(words, counts, strict=True) for _ in range(count) for piece in word]
    return _merged(words, _best(Counter(pairwise(row))))


@merge_step.mistake("a pair that stands in a word several times was counted once; every place counts.")
def once_in_each_word(words, counts):
    seen = Counter()
    for word, count in zip(words, counts, strict=True):
        seen.update(dict.fromkeys(pairwise(word), count))
    return _merged(words, _best(seen))


@merge_step.mistake("in `a a a` the pair was counted once; as neighbours two of them stand there.")
def runs_counted_without_overlap(words, counts):
    seen = Counter({pair: n for pair, n in _pairs(words, counts).items() if pair[0] != pair[1]})
    for word, count in zip(words, counts, strict=True):
        for piece, run in groupby(word):
            n = len(list(run)) // 2
            seen.update({(piece, piece): count * n} if n else {})
    return _merged(words, _best(seen))


@merge_step.mistake("joined pieces overlap: of `a a a` came `aa aa`. Go on behind the two that were joined.")
def joined_with_overlap(words, counts):
    best = _best(_pairs(words, counts))
    merged = []
    for word in words:
        pairs = [*pairwise(word), None]
        inside = [i > 0 and pairs[i - 1] == best for i in range(len(word))]
        kept = zip(word, pairs, inside, strict=True)
        merged.append([("".join(best) if pair == best else piece) for piece, pair, i in kept if pair == best or not i])
    return merged


@merge_step.mistake("words were joined from right to left: of `a a a` the first two are joined.")
def from_right_to_left(words, counts):
    best = _best(_pairs(words, counts))
    if best is None:
        return words
    mirrored = _merged([word[::-1] for word in words], best[::-1])
    joined = "".join(best[::-1])
    return [[("".join(best) if p == joined else p) for p in word[::-1]] for word in mirrored]


@merge_step.mistake("a piece that was just joined was joined again with the next; one step joins two and two.")
def joined_on_and_on(words, counts):
    best = _best(_pairs(words, counts))
    merged = []
    for word in words:
        pieces = []
        for i, piece in enumerate(word):
            if i and (word[i - 1], piece) == best:
                pieces[-1] += piece
            else:
                pieces.append(piece)
        merged.append(pieces)
    return merged


@merge_step.mistake("the words were taken apart into characters again; pieces of several characters stay together.")
def characters_again(words, counts):
    return _merge_step([list("".join(word)) for word in words], counts)


@merge_step.mistake("the order within the pair was forgotten: `a b` and `b a` are two pairs.")
def order_forgotten(words, counts):
    seen = Counter()
    for pair, count in _pairs(words, counts).items():
        seen[tuple(sorted(pair))] += count
    best = _best(seen)
    return _merged(_merged(words, best), best and best[::-1])


@merge_step.mistake("every pair that comes as often as the most frequent one was joined; one step joins one pair.")
def all_equal_pairs(words, counts):
    seen = _pairs(words, counts)
    for pair in sorted(pair for pair in seen if seen[pair] == max(seen.values())):
        words = _merged(words, pair)
    return words


@merge_step.mistake("the least frequent pair was joined; the most frequent one is asked.")
def rarest_pair(words, counts):
    seen = _pairs(words, counts)
    return _merged(words, min(seen, key=lambda pair: (seen[pair], pair), default=None))


@merge_step.mistake("where no word has two pieces, `min` or `max` of nothing is an error; the words stay as they are.")
def no_pair_is_an_error(words, counts):
    seen = _pairs(words, counts)
    return _merged(words, min(seen, key=lambda pair: (-seen[pair], pair)))


@merge_step.mistake("the pair that was joined came, not the words after it.")
def the_pair_alone(words, counts):
    return list(_best(_pairs(words, counts)) or ())


@merge_step.mistake(
    "pairs that come equally often were compared as joined texts; Python compares pairs piece by piece, and `a` comes "
    "before `ab`, whatever follows."
)
def compared_when_joined(words, counts):
    seen = _pairs(words, counts)
    return _merged(words, min(seen, key=lambda pair: (-seen[pair], "".join(pair)), default=None))


@merge_step.mistake("a pair that comes once only was not joined; the most frequent pair is, however rare it may be.")
def once_is_not_enough(words, counts):
    seen = _pairs(words, counts)
    return _merged(words, _best({pair: n for pair, n in seen.items() if n > 1}))


@merge_step.mistake(
    "all words were put into one row, where a pair reaches from one to the next; pairs end with the word."
)
def words_in_a_row(words, counts):
    seen = Counter()
    row = [(piece, count) for word, count in zip(words, counts, strict=True) for piece in word]
    for (left, count), (right, _) in pairwise(row):
        seen[left, right] += count
    return _merged(words, _best(seen))


@merge_step.mistake(
    "the pieces were joined in the words you were given: `list(words)` copies the outer list only, so begin with "
    "`[list(word) for word in words]`."
)
def joined_in_place(words, counts):
    for word, after in zip(words, _merge_step(words, counts), strict=True):
        word[:] = after
    return list(words)
