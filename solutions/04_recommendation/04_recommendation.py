# %% [markdown]
# # Exercises 4: Recommendation
#
# Eleven functions of one to ten lines, a challenge and a written answer: about 120 minutes.
#
# In the cells that say `# your code here`, replace the three dots by your answer.
# The cell below calls your function with numbers small enough to work out on paper.
# The cell after that checks it: it says what is right, what is not, and, if it knows the mistake, which one it is.
# Below its verdict wait three hints, from gentle to nearly the answer.
# Use NumPy as you like, work in any style, and do not change the arrays you are given: they belong to the caller.
# Users and items are whole numbers, 0 or more; arrays hold ordinary numbers, and neither NaN nor infinity.
# Tables of 0 and 1 may come as whole numbers or as floats; your results must not be cut to whole numbers because of it.
# Vectors are floats.
# A list is as good an answer as an array, and an empty answer may be of any kind of number.

# %% locked=true
import numpy as np

from vecembed_lab.recommendation.checks import check

# %% [markdown]
# ## 4.1 Hide what came last
#
# A recommender is tested on ratings that it did not learn from.
# Hide the last `share` of each user's own ratings: sort the user's ratings by time, and mark the last part of them.
# A part of a rating is rounded down, so that a user with three ratings has none hidden if `share` is a fifth.
# Where two ratings of a user have the same time, the one in the later row counts as the later.
# The rows come in any order, and users may have any numbers. Without any rows the mask is empty.
# (This is how the lesson's second protocol splits. What it does not prevent is said there.)


# %% exercise="split_last"
def split_last(users, times, share):
    """Which ratings are hidden: the last part of each user's own.

    users, times: (n,), who rated, and when.  share: above 0, below 1.  Returns (n,) of True (hidden) and False.
    """
    ### BEGIN SOLUTION
    hidden = np.zeros(len(users), dtype=bool)
    for user in np.unique(users):
        rows = np.flatnonzero(users == user)
        rows = rows[np.argsort(times[rows], kind="stable")]
        hidden[rows[len(rows) - int(share * len(rows)) :]] = True
    return hidden
    ### END SOLUTION


# %%
# By hand: user 7 rated at 10, 20, 30 and 40, user 3 at 5 and 6. The later half of each is hidden.
split_last(np.array([7, 7, 3, 7, 3, 7]), np.array([40, 10, 5, 30, 6, 20]), 0.5)

# %% check="split_last"
check(split_last)

# %% [markdown]
# ## 4.2 What may be recommended
#
# A model has given each item a score for one user.
# Return the k items with the largest scores, best first, but never an item that the user has seen.
# Scores may lie below 0.
# If fewer than k items are left, the list is shorter: it is never filled up with seen ones.
# `seen` may be empty, and may hold an item twice.
# No two items that are left have the same score; a seen item may have the score of one that is left.


# %% exercise="recommend"
def recommend(scores, seen, k):
    """The k items with the largest scores that were not seen, best first.

    scores: (n,), one for each item.  seen: numbers of items.  k: 1 or more.  Returns at most k numbers of items.
    """
    ### BEGIN SOLUTION
    left = np.setdiff1d(np.arange(len(scores)), seen)
    return left[np.argsort(-scores[left])][:k]
    ### END SOLUTION


# %%
# By hand: item 0 is the best, but it is known. Then come item 3 and item 2.
recommend(np.array([0.9, -0.5, 0.2, 0.7, -0.1]), [0], 2)

# %% check="recommend"
check(recommend)

# %% [markdown]
# ## 4.3 How good is a list?
#
# The first place of a list is seen by everybody, the tenth by few.
# So a relevant item in place $p$ (from 1) counts $1 / \log_2(p + 1)$, and only the first k places count:
#
# $$\mathrm{NDCG@}k = \frac{\sum_{p \le k,\ \text{item at } p \text{ is relevant}} 1 / \log_2(p + 1)}
# {\text{the same sum for the best possible list}}$$
#
# The best possible list has its relevant items on top, as many as there are, but at most k.
# The list may hold fewer than k items, or none; that does not change the best possible one.
# (The base of the logarithm does not matter: it is the same above and below the line.)
# If nothing is relevant, nothing can be said of this user: return NaN, so that nobody takes it for a 0.


# %% exercise="ndcg"
def ndcg(ranked, relevant, k):
    """NDCG of the first k ranked items, from 0 to 1; NaN if nothing is relevant.

    ranked: items, best first, none twice.  relevant: items, none twice.  k: 1 or more.
    """
    ### BEGIN SOLUTION
    if len(relevant) == 0:
        return np.nan
    worth = 1 / np.log2(np.arange(k) + 2)
    hits = np.isin(ranked[:k], relevant)
    return hits @ worth[: len(hits)] / worth[: len(relevant)].sum()
    ### END SOLUTION


# %%
# By hand: hits in places 1 and 3, of two possible ones: (1 + 1/2) / (1 + 0.63) = 0.92.
ndcg([5, 2, 9], [9, 5], 3)

# %% check="ndcg"
check(ndcg)

# %% [markdown]
# ## 4.4 Popularity
#
# The simplest recommender gives everybody the same scores: by how many users was each item taken?
# Every row of the table says that a user took an item.
# Who takes an item several times is still one user.
# Items are numbered from 0 to `n_items` - 1, and some were taken by nobody: their score is 0.
# The table may be empty.


# %% exercise="popularity"
def popularity(users, items, n_items):
    """How many different users took each item.

    users, items: (n,), row by row.  n_items: how many items there are.  Returns (n_items,).
    """
    ### BEGIN SOLUTION
    pairs = set(zip(users.tolist(), items.tolist(), strict=True))
    taken = np.array([item for _, item in pairs], dtype=int)
    return np.bincount(taken, minlength=n_items)
    ### END SOLUTION


# %%
# By hand: users 8, 2 and 5 took item 1. User 8 alone took item 3, twice.
popularity(np.array([8, 8, 2, 5, 8]), np.array([1, 3, 1, 1, 3]), 5)

# %% check="popularity"
check(popularity)

# %% [markdown]
# ## 4.5 One user's vector
#
# Every item i has a vector $y_i$. Find the vector $x$ of one user that makes this loss as small as it can be:
#
# $$\sum_{i \in \text{met}} c \, (1 - x \cdot y_i)^2 + \sum_{i \notin \text{met}} (x \cdot y_i)^2
# + \text{reg} \, \lVert x \rVert^2$$
#
# Items that the user met should score 1, all others 0, and the former weigh $c$ times as much.
# ($c$ is the whole weight of such an item, not what is added to 1.)
# Setting the gradient to 0 leaves a system of $d$ equations, which `np.linalg.solve` solves.
# Who has met nothing gets the vector 0.


# %% exercise="als_user"
def als_user(Y, met, confidence, reg):
    """The vector x with the smallest loss.

    Y: (n, d), the items' vectors.  met: numbers of items, none twice.  confidence: c, 1 or more.  reg: above 0.
    Returns (d,).
    """
    ### BEGIN SOLUTION
    some = Y[np.array(met, dtype=int)]
    both = Y.T @ Y + (confidence - 1) * some.T @ some + reg * np.eye(Y.shape[1])
    return np.linalg.solve(both, confidence * some.sum(axis=0))
    ### END SOLUTION


# %%
# By hand, in one dimension: 4 (1 - x)² + (2x)² + x² + x² has its lowest point where 10 x = 4.
als_user(np.array([[1.0], [2.0], [1.0]]), [0], 4, 1)

# %% check="als_user"
check(als_user)

# %% [markdown]
# ## 4.6 One round of ALS
#
# *Alternating least squares*: solve for all users with the items as they are,
# then for all items with the users that have just been found.
# For an item, the users who met it are what the items are for a user. So you may call your `als_user` for both.
# Each step makes the loss, summed over all users and items, as small as it can be with the other side fixed;
# so it never rises.


# %% exercise="als_round"
def als_round(R, Y, confidence, reg):
    """The users' vectors, and then the items' new ones.

    R: (n, m) of 0 and 1, users by items: 1 where a user met an item.  Y: (m, d), the items' vectors.
    Returns (X, Y): (n, d) and (m, d).
    """

    ### BEGIN SOLUTION
    def half(table, others):
        return np.array([als_user(others, np.flatnonzero(row), confidence, reg) for row in table])

    X = half(R, Y)
    return X, half(R.T, X)
    ### END SOLUTION


# %%
# By hand: one user, one item, y = 2, c = 1, reg 4. So x = 2 / (4 + 4) = 1/4, and then y = (1/4) / (1/16 + 4).
als_round(np.ones((1, 1)), np.array([[2.0]]), 1, 4)

# %% check="als_round"
check(als_round)

# %% [markdown]
# ## 4.7 Films that explain films
#
# EASE predicts each column of `R` from all the others: weights `B` with zeros on the diagonal, such that
# $\lVert R - RB \rVert^2 + \text{reg} \, \lVert B \rVert^2$ is as small as it can be.
# (Without the zeros, every item would explain itself.)
# The solution is known:
#
# $$P = (R^\top R + \text{reg} \, I)^{-1}, \qquad B_{ij} = -\frac{P_{ij}}{P_{jj}} \quad (i \ne j)$$


# %% exercise="ease"
def ease(R, reg):
    """The weights B of EASE.

    R: (n, m), users by items, floats.  reg: above 0.  Returns (m, m), zeros on the diagonal.
    """
    ### BEGIN SOLUTION
    inverse = np.linalg.inv(R.T @ R + reg * np.eye(R.shape[1]))
    weights = -inverse / np.diag(inverse)
    return weights - np.diag(np.diag(weights))
    ### END SOLUTION


# %%
# By hand: R'R + I is [[3, 1], [1, 2]], its inverse [[2, -1], [-1, 3]] / 5. So B is 1/3 and 1/2 off the diagonal.
ease(np.array([[1.0, 1.0], [1.0, 0.0]]), 1)

# %% check="ease"
check(ease)

# %% [markdown]
# ## 4.8 The gradient of BPR
#
# BPR compares two items, i that the user took and j that the user did not:
#
# $$-\log \sigma(x \cdot y_i - x \cdot y_j), \qquad \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# Write its gradients with respect to the three vectors: where the loss *grows*, not the step that is taken.
# Scores may differ by a thousand and more; there must be no NaN.


# %% exercise="bpr_gradient"
def bpr_gradient(x, yi, yj):
    """The gradients of the loss by each of its vectors.

    x: (d,), the user.  yi: (d,), an item taken.  yj: (d,), an item not taken.
    Returns (dx, dyi, dyj), (d,) each.
    """
    ### BEGIN SOLUTION
    z = np.clip(x @ (yi - yj), -500, 500)  # beyond, σ is 0 or 1 to the last digit
    slope = -1 / (1 + np.exp(z))
    return slope * (yi - yj), slope * x, -slope * x
    ### END SOLUTION


# %%
# By hand: both scores are 0, so the slope is -1/2.
bpr_gradient(np.array([2.0, 0.0]), np.array([0.0, 4.0]), np.array([0.0, -2.0]))

# %% check="bpr_gradient"
check(bpr_gradient)

# %% [markdown]
# ## 4.9 Negatives that are none
#
# For each row of the table, user and item, another item was drawn at random to serve as the negative.
# Some of these draws are items that the same user took, in this row or in any other: they are no negatives.
# Say which draws may be used.


# %% exercise="true_negatives"
def true_negatives(users, items, draws):
    """Which draws are items that their user never took.

    users, items, draws: (n,), row by row; whole numbers, 0 or more.  Returns (n,) of True (may be used) and False.
    """
    ### BEGIN SOLUTION
    taken = set(zip(users.tolist(), items.tolist(), strict=True))
    return np.array([pair not in taken for pair in zip(users.tolist(), draws.tolist(), strict=True)])
    ### END SOLUTION


# %%
# By hand: user 6 took 0 and 3, user 1 took 3 and 2. So the 3 for user 6 and the 2 for user 1 are no negatives.
true_negatives(np.array([6, 6, 1, 1]), np.array([0, 3, 3, 2]), np.array([3, 1, 0, 2]))

# %% check="true_negatives"
check(true_negatives)

# %% [markdown]
# ## 4.10 The loss of two towers
#
# A batch holds n pairs of a user and an item, as vectors $u_r$ and $v_r$.
# For the user of row r the item of row r is the right answer, and the items of the other rows are the negatives.
# The loss of row r is $-\log$ of the softmax of its right answer, and the mean over the rows is asked for.
# Two things make it honest:
#
# - *logQ*: an item that is drawn into many batches is a negative too often.
#   So $\log q$ of an item is subtracted from all its scores, the right one too: $s_{rc} = u_r \cdot v_c - \log q_c$.
# - *accidental hits*: if the item of row r stands in another row as well (`ids` are equal), it is no negative there.
#   Leave it out of the sum; its own place on the diagonal stays.
#
# Scores may be in the thousands; there must be no NaN. A batch may have one row.


# %% exercise="in_batch_loss"
def in_batch_loss(u, v, log_q, ids):
    """The mean over the rows of -log softmax of the row's own item.

    u, v: (n, d), users and items.  log_q: (n,), of each row's item.  ids: (n,), which item it is.  Returns a number.
    """
    ### BEGIN SOLUTION
    scores = u @ v.T - log_q
    twice = (ids[:, None] == ids) & ~np.eye(len(ids), dtype=bool)
    scores = np.where(twice, -np.inf, scores)
    right = np.diag(scores)
    return (np.logaddexp.reduce(scores, axis=1) - right).mean()
    ### END SOLUTION


# %%
# By hand: all scores are 0 and two items compete, so the loss is log 2 = 0.69.
in_batch_loss(np.zeros((2, 3)), np.zeros((2, 3)), np.zeros(2), np.array([4, 9]))

# %% check="in_batch_loss"
check(in_batch_loss)

# %% [markdown]
# ## 4.11 Why this film?
#
# The vector of `als_user` is a matrix times a sum over the items that were met:
# $x = A^{-1} \sum_{i \in \text{met}} c \, y_i$.
# So the score of any item, $x \cdot y$, is a sum over the history too.
# Return what each item of the history contributes to it, in the order of `met`, which may be any.
# The contributions add up to the score; some may be negative.
# The item asked about may be one of the history. A user who has met nothing has no contributions.


# %% exercise="explain"
def explain(Y, met, confidence, reg, item):
    """What each item that was met contributes to the score of an item.

    Y, met, confidence, reg: as for `als_user`.  item: the number of an item.  Returns one number for each of `met`.
    """
    ### BEGIN SOLUTION
    some = Y[np.array(met, dtype=int)]
    both = Y.T @ Y + (confidence - 1) * some.T @ some + reg * np.eye(Y.shape[1])
    return confidence * some @ np.linalg.solve(both, Y[item])
    ### END SOLUTION


# %%
# By hand, in one dimension: A = 1 + 4 + 9 + (1 + 4) + 1 = 20. Item 0 gives 2 · 1 · 3 / 20, item 1 twice as much.
explain(np.array([[1.0], [2.0], [3.0]]), [0, 1], 2, 1, 2)

# %% check="explain"
check(explain)

# %% [markdown]
# ## The challenge: what will they rate next?
#
# Your function gets the histories of 700 users of MovieLens and 600 films, both in any order.
# `history[u, i]` is 0 if user u has not rated film i. Otherwise it is the film's place in the user's history:
# 1 for the first film, 2 for the second, and so on.
# Return a score for every user and film. Films in the history need no care: they are left out.
#
# What the users rated next, the last fifth of each, is hidden.
# The check computes NDCG@10 on it, averaged over the users.
# Random scores earn nothing, popularity a little (1 of 6 points), `ease` half; more than that takes an idea
# about what the hidden films have in common with the history.
# It should take less than a second. A class is graded on other users than your notebook: leave yourself a margin.


# %% exercise="recommender"
def recommender(history):
    """A score for each user and film, larger for what the user will rate sooner.

    history: (n, m) whole numbers: the place of film i in the history of user u, 0 if it is not in there.
    Returns (n, m).
    """
    ### BEGIN SOLUTION
    # Films that the same people saw belong together; and what a user saw last says most about what comes next.
    seen = (history > 0).astype(float)
    place = history / np.maximum(history.max(axis=1, keepdims=True), 1)  # 1 for the last film
    return place**2 @ ease(seen, 200)
    ### END SOLUTION


# %% check="recommender"
check(recommender)

# %% [markdown]
# ## In your own words
#
# Your team has built a new recommender for a shop with two million users.
# In an offline test it reaches an NDCG@10 of .33, and the one that runs today .30.
# The ratings were split at random, each list was ranked among 100 sampled items, and the test was run once.
# "Three points more," says a colleague. "Ship it."
#
# In 100 to 200 words: what is this gain worth, what would you measure before you ship, and how would you ship?
#
# *4 points, read by a person, one for each:*
# *(1) what a random split and sampled negatives do to such numbers, and a split and ranking that come nearer to use;*
# *(2) an interval or a paired test of the difference, and baselines or controls it has to be compared with;*
# *(3) what an NDCG over old choices cannot see: new users and items, the long tail, what people were never shown;*
# *(4) an experiment with real users: what is compared, what is measured, and what would stop it.*

# %% [markdown] written="ship" points=4
# ### BEGIN SOLUTION
# The number says little yet.
# A random split lets the model learn from what came after the test, and a hundred sampled items are easier than the
# whole catalogue; both can change the size of a gain, and even the order of two models.
# I would train on everything before a date, test on what came after it, and rank all items that the user has not seen.
# Then I would compare the two models user by user, with an interval for the mean difference over resampled users,
# beside popularity, and beside the new model trained on shuffled data, which must fail.
#
# Offline tests reward what people found with the help of the old recommender.
# They do not see what nobody was shown, and they leave out users without a history.
# So I would look at new users, at new items, and at the share of all recommendations that goes to the few bestsellers.
#
# If the gain survives, I would not ship it to everybody.
# I would show it to a few percent of the users, drawn at random, for some weeks, and count what the shop lives from:
# purchases, returns, people who come back. I would decide beforehand which effect is worth it, and stop if complaints
# or returns rise.
# ### END SOLUTION
