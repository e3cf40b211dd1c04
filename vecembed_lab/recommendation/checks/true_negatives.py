"""The exercise `true_negatives`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise

LOOK_ALIKE = (  # users, items, draws: the first draw looks like the second pair if both numbers are made one
    ((0, 1), (4, 2), (7, 3)),  # user * 5 + item, 5 one more than the largest item
    ((1, 0), (2, 11), (5, 3)),  # user * 6 + item, 6 one more than the largest draw
    ((0, 1), (50, 2), (6, 9)),  # user * 4 + item, 4 different numbers
    ((0, 1), (5, 2), (1002, 3)),  # user * 1000 + item
    ((0, 1), (5, 2), (10_002, 3)),
    ((0, 1), (5, 2), (100_002, 3)),
    ((0, 1), (5, 2), (1_000_002, 3)),
    ((0, 1), (5, 0), (9, 3)),  # user * 9 + item, 9 the largest number
    ((0, 1), (5, 1), (9, 3)),  # user * 8 + item, 8 one less than that
    ((1, 12), (7, 3), (23, 1)),  # "123"
    ((2, 3), (9, 4), (6, 8)),  # user * item
)


def _true_negatives(users, items, draws):
    taken = set(zip(np.asarray(users).tolist(), np.asarray(items).tolist(), strict=True))
    pairs = zip(np.asarray(users).tolist(), np.asarray(draws).tolist(), strict=True)
    return np.array([pair not in taken for pair in pairs], dtype=bool)


true_negatives = Exercise(
    "true_negatives",
    _true_negatives,
    hints=(
        "A draw is no negative if the same user took that item in any row of the table, not only in this one.",
        "Make a set of all pairs (user, item), and ask for each pair (user, draw) whether it is in there.",
        "`taken = set(zip(users, items))`, then `[pair not in taken for pair in zip(users, draws)]`.",
    ),
    read="Learning from pairs",
)


@true_negatives.criterion("four rows by hand", points=1)
def _(student, rng):
    users, items, draws = np.array([6, 6, 1, 1]), np.array([0, 3, 3, 2]), np.array([3, 1, 0, 2])
    why = "User 6 took 0 and 3, user 1 took 3 and 2: a 3 drawn for user 6 is a positive, a 0 for user 1 is not"
    same(student(users, items, draws), [False, True, True, False], why)
    same(student(users[:1], items[:1], np.array([0])), [False], "The draw is the item itself")
    same(student(users[:1], items[:1], np.array([3])), [True], "One row; nothing says that user 6 took item 3")


def _drawn(rng, n, n_users, n_items):
    numbers = rng.permutation(5000)[:n_items]
    users = rng.permutation(5000)[:n_users][rng.integers(n_users, size=n)]
    return users, numbers[rng.integers(n_items, size=n)], numbers[rng.integers(n_items, size=n)]


@true_negatives.criterion("any table, any draws", points=2)
def _(student, rng):
    for n, n_users, n_items in ((50, 4, 9), (300, 12, 30), (40, 30, 6)):
        users, items, draws = _drawn(rng, n, n_users, n_items)
        why = f"{n} rows, {n_users} users, {n_items} items"
        same(student(users, items, draws), _true_negatives(users, items, draws), why)


@true_negatives.criterion("numbers of any size; a user who took everything", points=1)
def _(student, rng):
    users, items = np.repeat([0, 1], 5), np.array([0, 1, 2, 3, 4, 10, 11, 12, 13, 14])
    draws = np.array([20, 4, 13, 0, 2, 0, 11, 4, 10, 5])
    why = "User 0 took 0 to 4, user 1 took 10 to 14"
    same(student(users, items, draws), _true_negatives(users, items, draws), why)
    users, items = np.repeat([3, 5, 900_000], 4), np.tile([0, 1, 2, 3], 3)
    items[4:8] = [7, 8, 1_000_000, 9]
    draws = np.tile([3, 0, 8, 1_000_000], 3)
    same(student(users, items, draws), _true_negatives(users, items, draws), "Large numbers")
    for users, items, draws in LOOK_ALIKE:
        why = "No user took the draw; user and item must not be mixed up by making one number or text of them"
        same(student(np.array(users), np.array(items), np.array(draws)), [True, True], why)
    users, items = np.zeros(6, int), np.arange(6)
    same(student(users, items, rng.permutation(6)), np.zeros(6), "This user took all six: no draw is a negative")


@true_negatives.mistake("only the item of the same row was compared; a user has more positives than that one.")
def own_row_only(users, items, draws):
    return np.asarray(draws) != np.asarray(items)


@true_negatives.mistake("the mask is the wrong way round: True stands for a draw that is a negative.")
def the_positives(users, items, draws):
    return ~_true_negatives(users, items, draws)


@true_negatives.mistake("a draw was refused if anybody took the item; only this user's items count.")
def taken_by_anybody(users, items, draws):
    return ~np.isin(draws, items)


@true_negatives.mistake("only this row and those before it were looked at; what the user took later is a positive too.")
def only_before(users, items, draws):
    rows = range(len(users))
    return [not any(users[j] == users[i] and items[j] == draws[i] for j in range(i + 1)) for i in rows]


@true_negatives.mistake("only other rows were looked at; the item of the same row is a positive as well.")
def only_other_rows(users, items, draws):
    rows = range(len(users))
    return [not any(users[j] == users[i] and items[j] == draws[i] for j in rows if j != i) for i in rows]


@true_negatives.mistake("pairs were told apart by user + item, which is the same for (0, 5) and (5, 0).")
def pairs_added(users, items, draws):
    return ~np.isin(np.asarray(users) + draws, np.asarray(users) + items)


@true_negatives.mistake("pairs were made one number with a factor that is too small: two pairs can get the same.")
def factor_too_small(users, items, draws):
    return ~np.isin(np.asarray(users) * 10 + draws, np.asarray(users) * 10 + items)


@true_negatives.mistake("these are the draws that are negatives; return a mask for all draws.")
def the_draws(users, items, draws):
    return np.asarray(draws)[_true_negatives(users, items, draws)]


@true_negatives.mistake("these are row numbers; return a mask with True or False for every draw.")
def row_numbers(users, items, draws):
    return np.flatnonzero(_true_negatives(users, items, draws))


@true_negatives.mistake("a row without a mistake says nothing about the others: one answer for each draw is asked for.")
def one_for_all(users, items, draws):
    return bool(_true_negatives(users, items, draws).all())


@true_negatives.mistake("users and items are exchanged: the draw is an item.")
def exchanged(users, items, draws):
    return _true_negatives(items, users, draws)


@true_negatives.mistake("the items of one user were compared with all draws; each draw belongs to the user of its row.")
def of_the_first_user(users, items, draws):
    users = np.asarray(users)
    return ~np.isin(draws, np.asarray(items)[users == users[0]])


@true_negatives.mistake("only the last item of each user was kept, as in a dict; a user has many.")
def last_item_only(users, items, draws):
    last = dict(zip(np.asarray(users).tolist(), np.asarray(items).tolist(), strict=True))
    return [last[user] != draw for user, draw in zip(np.asarray(users).tolist(), draws, strict=True)]


@true_negatives.mistake("one positive among a user's draws made all of them useless; each draw is judged alone.")
def whole_users(users, items, draws):
    good = _true_negatives(users, items, draws)
    return [good[np.asarray(users) == user].all() for user in users]


@true_negatives.mistake("pairs were told apart by user times item, which is the same for (2, 6) and (3, 4).")
def pairs_multiplied(users, items, draws):
    return ~np.isin(np.asarray(users) * draws, np.asarray(users) * items)


@true_negatives.mistake("pairs were made one number with a factor of 1000; an item can have a larger number.")
def factor_of_1000(users, items, draws):
    return ~np.isin(np.asarray(users) * 1000 + draws, np.asarray(users) * 1000 + items)


@true_negatives.mistake("pairs were made one number with the largest item as the factor; a draw can be larger.")
def factor_of_the_items(users, items, draws):
    factor = np.max(items) + 1
    return ~np.isin(np.asarray(users) * factor + draws, np.asarray(users) * factor + items)


@true_negatives.mistake("user and item were glued into one text: 1 and 23 give the same as 12 and 3.")
def glued(users, items, draws):
    taken = {f"{user}{item}" for user, item in zip(users, items, strict=True)}
    return [f"{user}{draw}" not in taken for user, draw in zip(users, draws, strict=True)]


@true_negatives.mistake("a draw that came before for the same user was refused; only items that the user took are.")
def drawn_once(users, items, draws):
    pairs = np.stack([users, draws], axis=1)
    first = np.isin(np.arange(len(pairs)), np.unique(pairs, axis=0, return_index=True)[1])
    return _true_negatives(users, items, draws) & first


@true_negatives.mistake("pairs were made one number with a factor of a million; an item can have a larger number.")
def factor_of_a_million(users, items, draws):
    return ~np.isin(np.asarray(users) * 1_000_000 + draws, np.asarray(users) * 1_000_000 + items)


@true_negatives.mistake("a user's rows were taken to follow each other; they can stand anywhere in the table.")
def rows_that_follow(users, items, draws):
    run = np.cumsum(np.diff(users, prepend=users[0]) != 0)
    return _true_negatives(run, items, draws)
