"""The exercise `popularity`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.recommendation import ranking, ratings


def _pairs(users, items):
    """The different pairs, (p, 2)."""
    return np.unique(np.stack([users, items], axis=1), axis=0)


def _popularity(users, items, n_items):
    shape = int(np.max(users, initial=-1)) + 1, n_items
    return ranking.popularity(ratings.interactions(users, items, shape))


popularity = Exercise(
    "popularity",
    _popularity,
    hints=(
        "How many rows has each item? And how many of them come from one and the same user?",
        "`np.unique(np.stack([users, items], axis=1), axis=0)` keeps each pair of a user and an item once.",
        "`np.bincount(..., minlength=n_items)` counts, and gives items that nobody took their 0.",
    ),
    read="The rule that knows nobody",
)


@popularity.criterion("a table by hand", points=1)
def _(student, rng):
    users, items = np.array([8, 8, 2, 5, 8]), np.array([1, 3, 1, 1, 3])
    same(student(users, items, 5), [0, 3, 0, 1, 0], "Users 8, 2 and 5 took item 1; user 8 alone took item 3, twice")
    same(student(users[:1], items[:1], 2), [0, 1], "One row: user 8 took item 1")


@popularity.criterion("any table, with items that nobody took", points=2)
def _(student, rng):
    for n, n_users, n_items in ((60, 9, 7), (300, 40, 25), (20, 30, 60)):
        users, items = rng.integers(n_users, size=n), rng.integers(n_items - 2, size=n)
        why = f"{n} rows, {n_items} items, the last two taken by nobody"
        same(student(users, items, n_items), _popularity(users, items, n_items), why)
    users = np.arange(300)
    same(student(users, np.full(300, 2), 4), [0, 0, 300, 0], "300 users took item 2")
    users, items = np.array([0, 1, 0]), np.array([1003, 3, 10_003])
    why = "Three pairs; a user and an item must not be mixed up with others by making one number of them"
    same(student(users, items, 10_010), _popularity(users, items, 10_010), why)
    empty = np.zeros(0, int)
    same(student(empty, empty, 3), [0, 0, 0], "Nobody took anything")


@popularity.criterion("who takes an item again counts once", points=1)
def _(student, rng):
    users, items = rng.integers(4, size=80), rng.integers(6, size=80)
    why = "Four users, six items, 80 rows: nearly every user took nearly every item several times"
    same(student(users, items, 6), _popularity(users, items, 6), why)
    same(student(np.full(30, 7), np.full(30, 1), 3), [0, 1, 0], "One user took item 1 thirty times")


@popularity.mistake("rows were counted; a user who takes an item twice is still one user.")
def rows_counted(users, items, n_items):
    return np.bincount(items, minlength=n_items)


@popularity.mistake("items that nobody took at the end have no count: `minlength=n_items` gives them 0.")
def too_short(users, items, n_items):
    return np.bincount(_pairs(users, items)[:, 1])


@popularity.mistake("items that nobody took are missing; each item needs a number, and theirs is 0.")
def only_taken(users, items, n_items):
    return np.unique(_pairs(users, items)[:, 1], return_counts=True)[1]


@popularity.mistake("`counts[items] += 1` adds 1 once, however often an item is repeated; use `np.bincount`.")
def repeats_lost(users, items, n_items):
    counts = np.zeros(n_items, dtype=int)
    counts[items] += 1
    return counts


@popularity.mistake("the counts are those of the users; count for each item.")
def users_counted(users, items, n_items):
    return np.bincount(_pairs(users, items)[:, 0], minlength=n_items)


@popularity.mistake("these are shares of all rows; the number of users is asked for.")
def shares(users, items, n_items):
    counts = _popularity(users, items, n_items)
    return counts / max(1, counts.sum())


@popularity.mistake("these are shares of the users; their number is asked for.")
def shares_of_users(users, items, n_items):
    return _popularity(users, items, n_items) / max(1, len(np.unique(users)))


@popularity.mistake("the counts are sorted; entry i belongs to item i.")
def sorted_counts(users, items, n_items):
    return np.sort(_popularity(users, items, n_items))[::-1]


@popularity.mistake("these are the items, the most popular first; return the count of each item.")
def ranked_items(users, items, n_items):
    return np.argsort(-_popularity(users, items, n_items), kind="stable")


@popularity.mistake("users were kept once each, with their first item only; keep each pair of user and item once.")
def first_item_only(users, items, n_items):
    return np.bincount(np.asarray(items)[np.unique(users, return_index=True)[1]], minlength=n_items)


@popularity.mistake("the numbers of the users were added up; count them.")
def numbers_added(users, items, n_items):
    return np.bincount(items, weights=users, minlength=n_items)


@popularity.mistake("there is one place too many: items are numbered from 0 to n_items - 1.")
def one_place_more(users, items, n_items):
    return np.bincount(_pairs(users, items)[:, 1], minlength=n_items + 1)


@popularity.mistake("the counts were divided by the largest; the number of users is asked for.")
def shares_of_the_largest(users, items, n_items):
    counts = _popularity(users, items, n_items)
    return counts / max(1, counts.max())


@popularity.mistake("logarithms of the counts came; the number of users is asked for.")
def logarithms(users, items, n_items):
    return np.log1p(_popularity(users, items, n_items))


@popularity.mistake("only repeats in neighbouring rows were dropped; they can stand anywhere.")
def neighbours_only(users, items, n_items):
    again = (np.diff(users, prepend=-1) == 0) & (np.diff(items, prepend=-1) == 0)
    return np.bincount(np.asarray(items)[~again], minlength=n_items)


@popularity.mistake("who took an item several times does not count at all; such a user counts once.")
def repeaters_left_out(users, items, n_items):
    pairs, times = np.unique(np.stack([users, items], axis=1), axis=0, return_counts=True)
    return np.bincount(pairs[times == 1, 1], minlength=n_items)


@popularity.mistake("items are numbered from 0; here they were counted from 1.")
def from_one(users, items, n_items):
    return np.bincount(_pairs(users, items)[:, 1], minlength=n_items + 1)[1 : n_items + 1]


@popularity.mistake("pairs were told apart by user + item, which is the same for (0, 5) and (5, 0).")
def pairs_added(users, items, n_items):
    first = np.unique(np.asarray(users) + items, return_index=True)[1]
    return np.bincount(np.asarray(items)[first], minlength=n_items)


@popularity.mistake("pairs were told apart by user times item, which is the same for (2, 3) and (3, 2).")
def pairs_multiplied(users, items, n_items):
    first = np.unique(np.asarray(users) * items, return_index=True)[1]
    return np.bincount(np.asarray(items)[first], minlength=n_items)


def _by_key(users, items, n_items, factor):
    """The counts if a pair is known by user * factor + item."""
    first = np.unique(np.asarray(users) * factor + items, return_index=True)[1]
    return np.bincount(np.asarray(items)[first], minlength=n_items)


@popularity.mistake("pairs were made one number with a factor of 1000; an item can have a larger number.")
def factor_of_1000(users, items, n_items):
    return _by_key(users, items, n_items, 1000)


@popularity.mistake("pairs were made one number with a factor of 1000; an item can have a larger number.")
def factor_of_1000_and_back(users, items, n_items):
    return np.bincount(np.unique(np.asarray(users) * 1000 + items) % 1000, minlength=n_items)


@popularity.mistake("pairs were made one number with the largest item as the factor, which is one too small.")
def factor_of_the_largest(users, items, n_items):
    return _by_key(users, items, n_items, np.max(items, initial=0))


@popularity.mistake("the table may be empty, and nothing has no maximum: use 0 counts there.")
def error_for_an_empty_table(users, items, n_items):
    return _popularity(users, items, n_items) + 0 * np.max(users)


@popularity.mistake(
    "the table has a row for each user, but users' numbers have gaps: a row is not found by the number."
)
def numbers_taken_for_rows(users, items, n_items):
    taken = np.zeros((len(np.unique(users)), n_items))
    taken[users, items] = 1
    return taken.sum(axis=0)
