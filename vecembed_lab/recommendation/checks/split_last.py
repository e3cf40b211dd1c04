"""The exercise `split_last`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.recommendation import ratings


def _marked(users, chosen):
    """A mask of the rows that `chosen(rows)` takes of each user's rows."""
    mask = np.zeros(len(users), bool)
    for user in np.unique(users):
        mask[chosen(np.flatnonzero(users == user))] = True
    return mask


def _by_time(times, rows):
    """Rows in the order of their times; of equal times the earlier row first."""
    return rows[np.argsort(times[rows], kind="stable")]


split_last = Exercise(
    "split_last",
    ratings.split_last,
    hints=(
        "Go through the users one by one: which rows are theirs, and in which order were they rated?",
        "With `rows = np.flatnonzero(users == user)`, `rows[np.argsort(times[rows], kind='stable')]` are in order.",
        "Mark what begins at `len(rows) - int(share * len(rows))`; with `[-n:]` an n of 0 would take them all.",
    ),
    read="Which ratings to hide",
)


@split_last.criterion("two users by hand", points=1)
def _(student, rng):
    users, times = np.array([7, 7, 3, 7, 3, 7]), np.array([40, 10, 5, 30, 6, 20])
    why = "User 7 rated at 10, 20, 30 and 40, user 3 at 5 and 6; the later half of each is hidden"
    same(student(users, times, 0.5), [True, False, False, True, True, False], why)
    why = "A quarter of user 7's four ratings is one; of user 3's two it is half a rating, so none"
    same(student(users, times, 0.25), [True, False, False, False, False, False], why)


def _drawn(rng, n_users, n):
    """Rows in any order, users with any numbers, all times different."""
    users = rng.permutation(1000)[:n_users][rng.integers(n_users, size=n)]
    return users, 880_000_000 + rng.permutation(50 * n)[:n]


@split_last.criterion("rows in any order, users with any numbers", points=2)
def _(student, rng):
    for n_users, n, share in ((3, 60, 0.2), (7, 90, 0.5), (5, 49, 0.25)):
        users, times = _drawn(rng, n_users, n)
        why = f"{n_users} users, {n} ratings, the last {share:g} of each user, rounded down"
        same(student(users, times, share), ratings.split_last(users, times, share), why)


@split_last.criterion("users with few ratings; ratings at the same time", points=1)
def _(student, rng):
    why = "Ten ratings of one user, of which .3 are exactly three"
    same(student(np.full(10, 5), np.arange(10), 0.3), np.arange(10) >= 7, why)
    users, times = _drawn(rng, 12, 40)
    why = "12 users with three or four ratings each; a fifth of less than five is rounded down to none"
    same(student(users, times, 0.2), ratings.split_last(users, times, 0.2), why)
    users = np.repeat([4, 9], 10)
    times = np.array([3, 3, 3, 3, 3, 8, 8, 8, 8, 8, *[5] * 10])
    why = "User 9 rated all ten at the same time; of these the later rows count as later"
    same(student(users, times, 0.2), ratings.split_last(users, times, 0.2), why)
    times = np.repeat(rng.permutation(8), 5)[:40]
    users = rng.integers(3, size=40)
    same(student(users, times, 0.5), ratings.split_last(users, times, 0.5), "Several ratings at the same time")
    times, users = np.repeat(np.arange(6), 50), np.full(300, 2)
    why = "300 ratings of one user, fifty at each time; of equal times the later rows count as later"
    same(student(users, times[::-1], 0.25), ratings.split_last(users, times[::-1], 0.25), why)
    empty = np.zeros(0, int)
    same(student(empty, empty, 0.2), [], "Without ratings the mask is empty")


@split_last.mistake("the latest rows of all users together are hidden; take the last ones of each user.")
def global_time(users, times, share):
    return _marked(np.zeros(len(users)), lambda rows: _by_time(times, rows)[len(rows) - int(share * len(rows)) :])


@split_last.mistake("each user's first ratings are hidden: the test would lie before the training.")
def first_part(users, times, share):
    return _marked(users, lambda rows: _by_time(times, rows)[: int(share * len(rows))])


@split_last.mistake("the mask is the wrong way round: True stands for what is hidden, the test.")
def kept_rows(users, times, share):
    return ~ratings.split_last(users, times, share)


@split_last.mistake("`[-n:]` takes everything where n is 0: a user with few ratings has nothing to hide.")
def all_where_none(users, times, share):
    return _marked(users, lambda rows: _by_time(times, rows)[-int(share * len(rows)) :])


@split_last.mistake("a part of a rating was rounded to the nearest number; it is rounded down.")
def rounded(users, times, share):
    return _marked(users, lambda rows: _by_time(times, rows)[len(rows) - round(share * len(rows)) :])


@split_last.mistake("a part of a rating was rounded up; it is rounded down.")
def rounded_up(users, times, share):
    return _marked(users, lambda rows: _by_time(times, rows)[len(rows) - int(np.ceil(share * len(rows))) :])


@split_last.mistake("at least one rating of each user is hidden; who has too few for one has none.")
def at_least_one(users, times, share):
    return _marked(users, lambda rows: _by_time(times, rows)[len(rows) - max(1, int(share * len(rows))) :])


@split_last.mistake("each user's last rows are hidden, whatever their times: sort by time first.")
def last_rows(users, times, share):
    return _marked(users, lambda rows: rows[len(rows) - int(share * len(rows)) :])


@split_last.mistake("one rating of each user is hidden, whatever `share` is.")
def the_last_one(users, times, share):
    return _marked(users, lambda rows: _by_time(times, rows)[-1:])


@split_last.mistake("these are row numbers; return a mask with True or False for every row.")
def row_numbers(users, times, share):
    return np.flatnonzero(ratings.split_last(users, times, share))


@split_last.mistake("the mask is in the order of users and times; entry i belongs to row i as it was given.")
def in_sorted_order(users, times, share):
    return ratings.split_last(users, times, share)[np.lexsort((times, users))]


@split_last.mistake("a limit on the time was used, so that all ratings made at that time are hidden together.")
def by_a_limit(users, times, share):
    def chosen(rows):
        n = int(share * len(rows))
        return rows[times[rows] >= np.sort(times[rows])[len(rows) - n]] if n else rows[:0]

    return _marked(users, chosen)


@split_last.mistake("of ratings made at the same time the earlier rows are hidden; the later rows count as later.")
def earlier_of_equals(users, times, share):
    return _marked(users, lambda rows: rows[np.argsort(-times[rows], kind="stable")][: int(share * len(rows))])


@split_last.mistake("every user has the same number hidden, a share of the mean; take the share of each user's own.")
def the_same_number_for_all(users, times, share):
    n = int(share * len(users) / max(1, len(np.unique(users))))
    return _marked(users, lambda rows: _by_time(times, rows)[max(0, len(rows) - n) :])


@split_last.mistake("the mask is in the order of the times; entry i belongs to row i as it was given.")
def in_order_of_time(users, times, share):
    return ratings.split_last(users, times, share)[np.argsort(times, kind="stable")]


@split_last.mistake("a quantile of the times is no count: it lies between two times; take the last n rows of the user.")
def by_a_quantile(users, times, share):
    return _marked(users, lambda rows: rows[times[rows] > np.quantile(times[rows], 1 - share)])


@split_last.mistake("the part that is kept was hidden: `share` is the part to hide.")
def share_kept(users, times, share):
    return _marked(users, lambda rows: _by_time(times, rows)[int(share * len(rows)) :])


@split_last.mistake("the last part of the time was hidden, however many ratings lie in it; count ratings.")
def part_of_the_time(users, times, share):
    def chosen(rows):
        own = times[rows]
        return rows[own > own.max() - share * (own.max() - own.min())]

    return _marked(users, chosen)


@split_last.mistake("places among the user's own ratings were taken for rows of the table.")
def own_places_as_rows(users, times, share):
    mask = np.zeros(len(users), bool)
    for user in np.unique(users):
        own = times[users == user]
        mask[np.argsort(own, kind="stable")[len(own) - int(share * len(own)) :]] = True
    return mask


@split_last.mistake("`argsort` may exchange equal times in long lists: use `kind='stable'`.")
def unstable(users, times, share):
    return _marked(users, lambda rows: rows[np.argsort(times[rows])][len(rows) - int(share * len(rows)) :])


@split_last.mistake("the number of ratings was divided by 1 / share, and rounding can cost one: multiply by `share`.")
def divided_by_the_inverse(users, times, share):
    return _marked(users, lambda rows: _by_time(times, rows)[len(rows) - int(len(rows) // (1 / share)) :])


@split_last.mistake("the table may be empty, and nothing has no largest user: go through `np.unique(users)`.")
def error_for_an_empty_table(users, times, share):
    return ratings.split_last(users, times, share) & (users <= np.max(users))
