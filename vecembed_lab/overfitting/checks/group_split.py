"""The exercise `group_split`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.overfitting.splits import group_split as library


def _group_split(groups, order, share):
    return library(np.asarray(groups), np.asarray(order), share)


group_split = Exercise(
    "group_split",
    _group_split,
    hints=(
        "Go through `order`, and put all rows of a group into the test at once.",
        "Before each group ask whether the test has enough rows already: at least share times the number of all rows.",
        "for group in order: if test.sum() >= share * len(groups): break; else test |= groups == group",
    ),
    read="Two cases from close by",
)


@group_split.criterion("six rows of three speakers by hand", points=1)
def _(student, rng):
    groups = np.array([7, 3, 7, 7, 5, 3])
    why = "Speaker 7 has three rows, 3 has two, 5 has one"
    same(student(groups, np.array([3, 7, 5]), 0.3), [0, 1, 0, 0, 0, 1], f"{why}: 3 alone is a third of the rows")
    same(student(groups, np.array([3, 7, 5]), 0.5), [1, 1, 1, 1, 0, 1], f"{why}: 3 is not enough, 3 and 7 are")
    same(student(groups, np.array([7, 3, 5]), 0.5), [1, 0, 1, 1, 0, 0], f"{why}: 7 alone is exactly one half")
    same(student(groups, np.array([5, 7, 3]), 0.2), [1, 0, 1, 1, 1, 0], f"{why}: 5 is a sixth, which is not enough")


def _groups(rng, sizes, names):
    groups = np.repeat(names, sizes)
    return rng.permutation(groups), rng.permutation(np.asarray(names))


@group_split.criterion("any groups, of any sizes, in any order", points=2)
def _(student, rng):
    cases = [([1, 30, 2, 9, 4, 4], 0.25), ([5, 5, 5, 5], 0.5), ([20, 1, 1, 1, 17], 0.6), ([3, 8, 2, 6, 1, 12], 0.1)]
    for sizes, share in cases:
        groups, order = _groups(rng, sizes, rng.permutation(50)[: len(sizes)])
        same(student(groups, order, share), _group_split(groups, order, share), f"Groups of {sizes}, share {share}")
    groups, order = np.repeat([4, 9, 2], [6, 1, 3]), np.array([9, 2, 4])
    same(student(groups, order, 0.3), [0] * 6 + [1] * 4, "Rows sorted by group; 9 and 2 together are 4 of 10")
    for sizes in ([10, 10, 10, 10, 10], [2, 2, 2, 2, 2]):
        groups, order = _groups(rng, sizes, np.arange(5))
        same(student(groups, order, 0.4), _group_split(groups, order, 0.4), "Two of five equal groups are just enough")

    groups = np.array([4, 5, 6, 7, 2, 2, 2, 2])
    why = "The first four groups have one row each, which is exactly half of 8"
    same(student(groups, np.array([4, 5, 6, 7, 2]), 0.5), [1] * 4 + [0] * 4, why)


@group_split.criterion("two groups, one of them large", points=1)
def _(student, rng):
    groups = np.array([0, 1, 1, 1, 1, 1, 1, 1])
    same(student(groups, np.array([0, 1]), 0.1), [1, 0, 0, 0, 0, 0, 0, 0], "Group 0 is an eighth")
    same(student(groups, np.array([0, 1]), 0.2), [1] * 8, "An eighth is not enough, so all are in the test")
    same(student(groups, np.array([1, 0]), 0.1), [0, 1, 1, 1, 1, 1, 1, 1], "Group 1 comes first, and is whole")


def _masks(groups, order):
    """The test as it grows, group by group, from none."""
    test = np.zeros(len(groups), dtype=bool)
    yield test.copy()
    for group in order:
        test = test | (groups == group)
        yield test


@group_split.mistake("rows were taken one by one, so a group stands on both sides.")
def rows(groups, order, share):
    place = {group: i for i, group in enumerate(order.tolist())}
    ranked = np.argsort([place[group] for group in groups.tolist()], kind="stable")
    test = np.zeros(len(groups), dtype=bool)
    test[ranked[: int(np.ceil(share * len(groups) - 1e-9))]] = True
    return test


@group_split.mistake("this is a share of the rows in the order they stand in; groups were not looked at.")
def first_rows(groups, order, share):
    return np.arange(len(groups)) < share * len(groups) - 1e-9


@group_split.mistake("this is the share of the groups; `share` is of the rows, and groups differ in size.")
def share_of_groups(groups, order, share):
    return np.isin(groups, order[: int(np.ceil(share * len(order) - 1e-9))])


@group_split.mistake("the last group was left out, so the test has less than `share` of the rows.")
def one_too_few(groups, order, share):
    return [mask for mask in _masks(groups, order) if mask.sum() < share * len(groups) - 1e-9][-1]


@group_split.mistake("exactly `share` of the rows is enough; you went on to more.")
def strictly_more(groups, order, share):
    return next(mask for mask in _masks(groups, order) if mask.sum() > share * len(groups) + 1e-9 or mask.all())


@group_split.mistake("True stands for the rows to train on; turn it round.")
def the_others(groups, order, share):
    return ~_group_split(groups, order, share)


@group_split.mistake("the groups were taken in the order of their names, not in `order`.")
def by_name(groups, order, share):
    return _group_split(groups, np.unique(groups), share)


@group_split.mistake("the groups were taken in the order in which they stand in the rows, not in `order`.")
def as_they_come(groups, order, share):
    return _group_split(groups, np.array(list(dict.fromkeys(groups.tolist()))), share)


@group_split.mistake("the groups were taken from the end of `order`.")
def from_the_end(groups, order, share):
    return _group_split(groups, order[::-1], share)


@group_split.mistake("groups that are too large for what is missing were left out; take them in order, as they come.")
def those_that_fit(groups, order, share):
    test, wanted = np.zeros(len(groups), dtype=bool), share * len(groups) + 1e-9
    for group in order:
        if (test | (groups == group)).sum() <= wanted:
            test |= groups == group
    return test


@group_split.mistake("the largest groups were taken first; `order` says which come first.")
def largest_first(groups, order, share):
    sizes = [(groups == group).sum() for group in order]
    return _group_split(groups, order[np.argsort(-np.array(sizes), kind="stable")], share)


@group_split.mistake("these are the numbers of the rows; return True or False for each row.")
def row_numbers(groups, order, share):
    return np.flatnonzero(_group_split(groups, order, share))


@group_split.mistake("these are the groups; return True or False for each row.")
def the_groups(groups, order, share):
    return np.array([g for g in order.tolist() if g in groups[_group_split(groups, order, share)]])


@group_split.mistake("`share` of each group was taken (stratified), so that every group stands on both sides.")
def of_each_group(groups, order, share):
    test = np.zeros(len(groups), dtype=bool)
    for group in order:
        rows = np.flatnonzero(groups == group)
        test[rows[: int(np.ceil(share * len(rows) - 1e-9))]] = True
    return test


@group_split.mistake("only the first group was taken, whatever its size; go on until there are enough rows.")
def first_group(groups, order, share):
    return groups == order[0]


def _grown(groups, order, enough):
    """The test as soon as it is enough, or all rows."""
    return next((mask for mask in _masks(groups, order) if enough(mask)), np.ones(len(groups), dtype=bool))


@group_split.mistake(
    "the group that would bring the test above `share` was left out; it has to reach at least `share`."
)
def at_most(groups, order, share):
    return [mask for mask in _masks(groups, order) if mask.sum() <= share * len(groups) + 1e-9][-1]


@group_split.mistake("one group too many: ask whether there are enough rows before you take the next group.")
def one_too_many(groups, order, share):
    masks = list(_masks(groups, order))
    done = next((i for i, mask in enumerate(masks) if mask.sum() >= share * len(groups) - 1e-9), len(masks) - 1)
    return masks[min(done + 1, len(masks) - 1)]


@group_split.mistake("this is a share of the groups, rounded down; `share` is of the rows.")
def share_of_groups_down(groups, order, share):
    return np.isin(groups, order[: max(1, int(share * len(order)))])


@group_split.mistake("`share` of the rows was rounded down to a whole number, so the test can have less than `share`.")
def rounded_down(groups, order, share):
    return _grown(groups, order, lambda mask: mask.sum() >= int(share * len(groups)))


@group_split.mistake("a group was kept for training, though all groups are needed to have enough rows.")
def one_kept(groups, order, share):
    return _group_split(groups, order, share) & (groups != order[-1])


@group_split.mistake("only the last group that was taken is in the test: add each one to those before it.")
def last_taken(groups, order, share):
    taken = [group for group in order if (groups[_group_split(groups, order, share)] == group).any()]
    return groups == taken[-1]


@group_split.mistake("training was brought down to `share` of the rows; the test is to have at least `share`.")
def share_of_training(groups, order, share):
    return _grown(groups, order, lambda mask: (~mask).mean() <= share + 1e-9)


@group_split.mistake("the sizes of `np.unique` are in the order of names, and were taken for those of `order`.")
def sizes_by_name(groups, order, share):
    sizes = np.unique(groups, return_counts=True)[1]
    return np.isin(groups, order[: np.searchsorted(np.cumsum(sizes), share * len(groups) - 1e-9) + 1])


@group_split.mistake(
    "the group that would bring the test above `share` was left out, unless it was the first; take it: the test has to "
    "reach at least `share`."
)
def at_most_but_one_group(groups, order, share):
    return at_most(groups, order, share) | (groups == order[0])


@group_split.mistake("`share` of the rows was rounded to a whole number, so the test can have less than `share`.")
def rounded(groups, order, share):
    return _grown(groups, order, lambda mask: mask.any() and mask.sum() >= round(share * len(groups)))
