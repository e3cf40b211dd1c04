"""The exercise `search_filtered`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise

PATIENCE = 1000  # calls for the same number of rows


class _Search:
    """A search that knows the whole order, gives its beginning, and remembers what it was asked.

    Raises ValueError for what is no number of rows, for more than `most`, and in a loop that asks for ever.
    """

    def __init__(self, order, most):
        self.order, self.most, self.asked, self.again = np.array(order), most, [], 0

    def __repr__(self):
        return "search"

    def __call__(self, n):
        if n < 1 or n != int(n):
            raise ValueError(f"search takes a whole number of at least 1, got {n}")
        if n > self.most:
            raise ValueError(f"search was asked for {n} rows where {self.most} would do: begin with k, then double")
        self.again = self.again + 1 if self.asked[-1:] == [int(n)] else 0
        if self.again >= PATIENCE:
            self.again = 0
            raise ValueError(f"search was asked for {n} rows {PATIENCE} times in a row: the loop does not end")
        self.asked.append(int(n))
        return self.order[: int(n)].copy()


def _search_filtered(search, allowed, k):
    n = k
    while True:
        rows = search(n)
        kept = rows[allowed[rows]]
        if len(kept) >= k or n >= len(allowed):
            return kept[:k]
        n *= 2


search_filtered = Exercise(
    "search_filtered",
    _search_filtered,
    hints=(
        "`rows[allowed[rows]]` are the rows that pass, in their order.",
        "Ask for k first. While fewer than k pass, ask for twice as many, unless all rows have been seen.",
        "Return the first k of those that pass; where the whole store has fewer, return those.",
    ),
    read="A filter that leaves too few",
)


def _asked(order, allowed, k):
    """What a right answer asks for, call by call."""
    search = _Search(order, 4 * len(order))
    _search_filtered(search, allowed, k)
    return search.asked


def _check(student, order, allowed, k, why):
    expected = _asked(order, allowed, k)
    search = _Search(order, k * 2 ** (len(expected) - 1))
    same(student(search, allowed, k), _search_filtered(_Search(order, 4 * len(order)), allowed, k), why)
    if [min(n, len(order)) for n in search.asked] != [min(n, len(order)) for n in expected]:
        raise Wrong(f"{why}: `search` was asked for {search.asked} rows; {expected} were to be asked for")


@search_filtered.criterion("by hand: six rows, three of them allowed", points=1)
def _(student, rng):
    order, allowed = [4, 0, 2, 5, 1, 3], np.array([False, True, True, False, False, True])
    _check(student, order, allowed, 1, "Row 4 is not allowed, nor is row 0; the first four hold row 2")
    _check(student, order, allowed, 2, "Of the first two none is allowed, of the first four only row 2, then 1 comes")


@search_filtered.criterion("any share of allowed rows, any k", points=2)
def _(student, rng):
    for n, share, k in ((50, 0.5, 5), (80, 0.1, 3), (200, 0.05, 4), (40, 0.9, 10), (64, 0.3, 7)):
        order, allowed = rng.permutation(n), rng.random(n) < share
        allowed[order[n // 2]] = True
        _check(student, order, allowed, k, f"{allowed.sum()} of {n} rows are allowed, k = {k}, the best comes first")


@search_filtered.criterion("all are allowed, fewer than k, none", points=1)
def _(student, rng):
    order = rng.permutation(20)
    _check(student, order, np.ones(20, dtype=bool), 6, "All are allowed: one call is enough")
    few = np.isin(np.arange(20), order[[5, 17]])
    _check(student, order, few, 3, "Only two are allowed: they come, and no others")
    _check(student, order, np.zeros(20, dtype=bool), 4, "None is allowed: the result is empty")
    why = "Only two are allowed: once as many rows were asked for as there are, it stops"
    _check(student, rng.permutation(24), np.arange(24) < 2, 3, why)
    order = rng.permutation(24)
    why = "Of the two that are allowed one comes last: all rows have to be asked for"
    _check(student, order, np.isin(np.arange(24), order[[7, 23]]), 3, why)
    _check(student, rng.permutation(5), np.arange(5) == 1, 5, "As many are wanted as there are: one call is enough")


def _kept(search, allowed, k, **other):
    """All rows that pass in the last call of a right answer, but for what is given otherwise.

    The `first` call, `more` for the one after n of which some were kept, what to `keep` of rows, how many are
    `wanted`, and the `last` number of rows that is asked for.
    """
    n = other.get("first", k)
    while True:
        rows = search(n)
        kept = other["keep"](rows) if "keep" in other else rows[allowed[rows]]
        if len(kept) >= other.get("wanted", k) or n >= other.get("last", len(allowed)):
            return kept
        n = other["more"](n, kept) if "more" in other else 2 * n


@search_filtered.mistake("the filter came after one search for k, and left too few; ask for more until k pass.")
def one_call(search, allowed, k):
    rows = search(k)
    return rows[allowed[rows]]


@search_filtered.mistake("everything was asked for at once, which costs the most; begin with k, and double.")
def all_at_once(search, allowed, k):
    rows = search(len(allowed))
    return rows[allowed[rows]][:k]


@search_filtered.mistake("more than k came: return the first k that pass.")
def too_many(search, allowed, k):
    return _kept(search, allowed, k)


@search_filtered.mistake("rows that are not allowed filled the rest; return fewer where fewer are allowed.")
def filled_up(search, allowed, k):
    kept = _search_filtered(search, allowed, k)
    rows = search(k)
    return np.concatenate([kept, rows[~allowed[rows]]])[:k]


@search_filtered.mistake("this is the other half: rows that are not allowed.")
def inverted(search, allowed, k):
    return _search_filtered(search, ~allowed, k)


@search_filtered.mistake("k more were asked for each time; ask for twice as many, so that few calls are enough.")
def k_more(search, allowed, k):
    return _kept(search, allowed, k, more=lambda n, kept: n + k)[:k]


@search_filtered.mistake("it asked for more only once; go on until k pass or all rows were seen.")
def doubled_once(search, allowed, k):
    rows = search(k)
    if allowed[rows].sum() < k:
        rows = search(2 * k)
    return rows[allowed[rows]][:k]


@search_filtered.mistake("the rows came in the order of their numbers; the best comes first.")
def by_number(search, allowed, k):
    return np.sort(_search_filtered(search, allowed, k))


@search_filtered.mistake("`allowed` was read by the place in the result; it is by row number: `allowed[rows]`.")
def by_place(search, allowed, k):
    return _kept(search, allowed, k, keep=lambda rows: rows[allowed[: len(rows)]])[:k]


@search_filtered.mistake("these are places in the result; return the row numbers.")
def places(search, allowed, k):
    return _kept(search, allowed, k, keep=lambda rows: np.flatnonzero(allowed[rows]))[:k]


@search_filtered.mistake("rows of all calls were joined, so that the same row comes several times.")
def joined(search, allowed, k):
    n, found = k, []
    while True:
        rows = search(n)
        found += rows[allowed[rows]].tolist()
        if allowed[rows].sum() >= k or n >= len(allowed):
            return np.array(found[:k], dtype=int)
        n *= 2


@search_filtered.mistake("the first allowed rows by number came, without a search.")
def without_search(search, allowed, k):
    return np.flatnonzero(allowed)[:k]


@search_filtered.mistake("where fewer than k pass, -1 filled the rest; return fewer.")
def filled_with_minus_one(search, allowed, k):
    kept = _search_filtered(search, allowed, k)
    return np.concatenate([kept, np.full(k - len(kept), -1)])


@search_filtered.mistake("the first call asked for twice k; begin with k.")
def begun_with_double(search, allowed, k):
    n, kept = k, []
    while len(kept) < k and n < len(allowed):
        n *= 2
        rows = search(n)
        kept = rows[allowed[rows]]
    return kept[:k]


@search_filtered.mistake("the first call asked for one row; begin with k.")
def begun_with_one(search, allowed, k):
    return _kept(search, allowed, k, first=1)[:k]


@search_filtered.mistake("one more was asked for each time; ask for twice as many, so that few calls are enough.")
def one_more(search, allowed, k):
    return _kept(search, allowed, k, more=lambda n, kept: n + 1)[:k]


@search_filtered.mistake("as many more were asked for as are missing; ask for twice as many as before.")
def as_many_as_are_missing(search, allowed, k):
    return _kept(search, allowed, k, more=lambda n, kept: n + k - len(kept))[:k]


@search_filtered.mistake("after k, more was asked for, or wanted, than needed: ask for twice as many, until k pass.")
def then_everything(search, allowed, k):
    return _kept(search, allowed, k, more=lambda n, kept: len(allowed))[:k]


@search_filtered.mistake("the rows were sorted by their numbers before k were taken; the best comes first.")
def sorted_first(search, allowed, k):
    return _kept(search, allowed, k, keep=lambda rows: np.sort(rows[allowed[rows]]))[:k]


@search_filtered.mistake("the last k of those that pass came; the best comes first.")
def last_ones(search, allowed, k):
    return _kept(search, allowed, k)[-k:]


@search_filtered.mistake("it asked again where just k had passed; k are enough.")
def more_than_k_wanted(search, allowed, k):
    return _kept(search, allowed, k, wanted=k + 1)[:k]


@search_filtered.mistake("it asked again after as many rows as there are; there are no more.")
def once_too_often(search, allowed, k):
    return _kept(search, allowed, k, last=len(allowed) + 1)[:k]


@search_filtered.mistake("it stopped before as many rows were asked for as there are: those far away are missing.")
def stopped_early(search, allowed, k):
    n = k
    rows = search(n)
    while allowed[rows].sum() < k and 2 * n < len(allowed):
        n *= 2
        rows = search(n)
    return rows[allowed[rows]][:k]


@search_filtered.mistake("the loop ended before its last call, the one for all rows.")
def last_call_missing(search, allowed, k):
    n, kept = k, []
    while n < len(allowed) and len(kept) < k:
        rows = search(n)
        kept = rows[allowed[rows]]
        n *= 2
    return kept[:k]


@search_filtered.mistake("it does not stop where fewer than k rows are allowed.")
def never_stopped(search, allowed, k):
    return _kept(search, allowed, k, last=np.inf)[:k]


@search_filtered.mistake("it searched twice for the same number of rows: keep what came, and count it.")
def searched_twice(search, allowed, k):
    n = k
    while allowed[search(n)].sum() < k and n < len(allowed):
        n *= 2
    rows = search(n)
    return rows[allowed[rows]][:k]


@search_filtered.mistake("it stopped after as many rows as are allowed; these may lie anywhere among all rows.")
def stopped_at_the_number_allowed(search, allowed, k):
    return _kept(search, allowed, k, last=allowed.sum())[:k]


@search_filtered.mistake("nothing came where fewer than k are allowed; return all of those.")
def nothing_if_fewer(search, allowed, k):
    kept = _search_filtered(search, allowed, k)
    return kept if len(kept) == k else kept[:0]


@search_filtered.mistake("it stopped when all allowed rows had come; it stops when k came, or all rows were asked for.")
def stopped_when_all_came(search, allowed, k):
    return _kept(search, allowed, k, wanted=min(k, allowed.sum()))[:k]


@search_filtered.mistake("it stopped where a call brought nothing new; go on until k pass, or all rows were asked for.")
def stopped_where_nothing_came(search, allowed, k):
    n, kept, before = k, [], -1
    while len(kept) < k and len(kept) != before:
        rows, before = search(n), len(kept)
        kept, n = rows[allowed[rows]], 2 * n
    return kept[:k]


@search_filtered.mistake("it stopped as soon as one row passed; go on until k pass.")
def stopped_at_one(search, allowed, k):
    return _kept(search, allowed, k, wanted=1)[:k]


@search_filtered.mistake("a set does not keep the order of its numbers; the best row comes first.")
def as_a_set(search, allowed, k):
    there = set(np.flatnonzero(allowed).tolist())
    return _kept(search, allowed, k, keep=lambda rows: list(set(rows.tolist()) & there))[:k]


@search_filtered.mistake("twice k were asked for first; begin with k.")
def begun_with_twice_k(search, allowed, k):
    return _kept(search, allowed, k, first=2 * k)[:k]


@search_filtered.mistake("three times as many were asked for each time; ask for twice as many.")
def three_times_as_many(search, allowed, k):
    return _kept(search, allowed, k, more=lambda n, kept: 3 * n)[:k]


@search_filtered.mistake("it stopped where twice as many are more than there are; ask once more, which gives all rows.")
def stopped_before_all(search, allowed, k):
    n = k
    rows = search(n)
    while allowed[rows].sum() < k and 2 * n <= len(allowed):
        n *= 2
        rows = search(n)
    return rows[allowed[rows]][:k]
