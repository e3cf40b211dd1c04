# %% [markdown]
# # Exercises 9: Overfitting
#
# Ten functions of three to ten lines, a challenge and a written answer: about 150 minutes.
#
# In the cells that say `# your code here`, replace the three dots by your answer.
# The cell below calls your function with numbers small enough to work out on paper.
# The cell after that checks it: it says what is right, what is not, and, if it knows the mistake, which one it is.
# Below its verdict wait three hints, from gentle to nearly the answer.
# Use NumPy as you like, work in any style, and do not change the arrays you are given: they belong to the caller.
# Numbers are finite, without NaN. Sizes are ordinary, and float32 is accurate enough.
# A list is as good an answer as an array.

# %% locked=true
import numpy as np

from vecembed_lab.overfitting.checks import check

# %% [markdown]
# ## 9.1 Near copies
#
# Two texts have words in common. Of all different words that stand in one of them or in both, which share stands in
# both? This is their Jaccard similarity.
# A word counts once, however often it comes, and the order of the words does not count. "The" and "the" are two words.
#
# Mark each text of the test that has a similarity of *at least* `at_least` to some text that was trained on.
# An empty text is a copy of nothing, not even of another empty text. `train` and `test` may be empty.
# (In the checks, a similarity is either exactly `at_least` or not close.)
# (See [the section](../../course/09_overfitting.ipynb#Two-cases-from-close-by) of the lesson.)


# %% exercise="near_copies"
def near_copies(train, test, at_least):
    """Which texts of the test are nearly the same as one that was trained on.

    train, test: lists of texts, each a list of words.  at_least: in (0, 1].  Returns True or False for each test text.
    """
    ### BEGIN SOLUTION
    sets = [set(text) for text in train]
    marks = []
    for text in map(set, test):
        similar = [len(text & other) / len(text | other) for other in sets if text | other]
        marks.append(any(share >= at_least for share in similar))
    return np.array(marks)
    ### END SOLUTION


# %%
# By hand: {a, b, c} and {a, b, d} have 2 of 4 words in common, which is enough; {q} has none.
near_copies([["a", "b", "c"]], [["d", "a", "b"], ["q"]], 0.5)

# %% check="near_copies"
check(near_copies)

# %% [markdown]
# ## 9.2 Keep groups together
#
# Rows of one speaker, one author or one patient are alike. A split that is to say something about *new* ones puts all
# rows of a group on one side.
#
# `order` has each group once, as a shuffle has left them.
# Put the first group into the test, then the next, and go on until the test has at least `share` of all *rows*.
# Take no group beyond that. If only all groups are enough, all of them are in the test.
# (In the checks, a comparison with `share` is either exact or not close.)


# %% exercise="group_split"
def group_split(groups, order, share):
    """Which rows to test on: whole groups, in this order, until they are at least `share` of the rows.

    groups: (n,) the number of each row's group.  order: (g,) each group once.  share: in (0, 1).
    Returns (n,) True or False.
    """
    ### BEGIN SOLUTION
    test = np.zeros(len(groups), dtype=bool)
    for group in order:
        if test.mean() >= share:
            break
        test = test | (groups == group)
    return test
    ### END SOLUTION


# %%
# By hand: group 3 has 2 of 6 rows, which is less than a half; with group 7 there are 5 of 6.
group_split(np.array([7, 3, 7, 7, 5, 3]), np.array([3, 7, 5]), 0.5)

# %% check="group_split"
check(group_split)

# %% [markdown]
# ## 9.3 Choose columns
#
# A table has many columns, and k of them are to be used: those with the largest *absolute* correlation with the label.
# The correlation of two lists is the product of both, each less its mean, divided by both lengths:
#
# $$r = \frac{\sum_i (x_i - \bar x)(y_i - \bar y)}{\sqrt{\sum_i (x_i - \bar x)^2} \sqrt{\sum_i (y_i - \bar y)^2}}$$
#
# Only the rows with True in `train` may be asked.
# A column that is constant among these rows has the correlation 0.
# Return the numbers of the columns, the largest correlation first; of equal ones, the column that stands first.
# Two correlations count as equal if they differ by less than a billionth, which float32 cannot tell: use float64.
# Both labels occur among the rows to train on. Labels are 0 and 1, or False and True.


# %% exercise="chosen_columns"
def chosen_columns(X, y, train, k):
    """The k columns that go with the label most, as far as the rows to train on can tell.

    X: (n, p).  y: (n,) of 0 and 1.  train: (n,) True or False.  k: at most p.  Returns (k,) column numbers.
    """
    ### BEGIN SOLUTION
    columns, label = X[train] - X[train].mean(axis=0), y[train] - y[train].mean()
    lengths = np.linalg.norm(columns, axis=0) * np.linalg.norm(label)
    r = np.abs(label @ columns) / np.where(lengths > 1e-9, lengths, 1)
    return np.argsort(-r.round(9), kind="stable")[:k]
    ### END SOLUTION


# %%
# By hand, on the first four rows: the correlations are 1, 0 (a constant) and -.71. So columns 0 and 2.
chosen_columns(
    np.array([[0, 5, 1], [0, 5, 2], [1, 5, 0], [1, 5, 1], [9, 0, 0]]),
    np.array([0, 0, 1, 1, 0]),
    np.array([True, True, True, True, False]),
    2,
)

# %% check="chosen_columns"
check(chosen_columns)

# %% [markdown]
# ## 9.4 The whole procedure, on shuffled labels
#
# If labels are shuffled, no procedure can know them. One that scores more than chance all the same has a leak.
# The procedure here: choose k columns, with `chosen_columns`; on these columns take the mean row of the True ones and
# that of the False ones, of the rows to train on; call each other row True if it is *strictly* closer (in straight-line
# distance) to the mean of the True ones, else False.
# Its score is the share of the other rows that it calls right.
#
# Run all of it on the labels in each of several orders: `y[order]` in place of `y`, everywhere.
# X and `train` stay as they are. Return the mean of the scores.
# In every order both labels occur among the rows to train on. At least one row is not trained on.
# (In the checks, both distances of a row are either exactly equal or not close.)
# You may call your `chosen_columns`.


# %% exercise="shuffled_score"
def shuffled_score(X, y, train, k, orders):
    """The mean score of the whole procedure, from the choice of columns on, over shuffled labels.

    X: (n, p).  y: (n,) True or False.  train: (n,) True or False.  orders: (t, n) row numbers.  Returns one number.
    """
    ### BEGIN SOLUTION
    scores = []
    for order in orders:
        label = y[order]
        some = X[:, chosen_columns(X, label, train, k)]
        yes, no = some[train & label].mean(axis=0), some[train & ~label].mean(axis=0)
        called = ((some - yes) ** 2).sum(axis=1) < ((some - no) ** 2).sum(axis=1)
        scores.append((called == label)[~train].mean())
    return np.mean(scores)
    ### END SOLUTION


# %%
# By hand: as they stand, column 0 is the label and both other rows are right, 1; with the labels of these two
# exchanged, both are wrong, 0. The mean is one half.
shuffled_score(
    np.array([[0.0, 3], [1, 3], [0, 4], [1, 4]]),
    np.array([False, True, False, True]),
    np.array([True, True, False, False]),
    1,
    np.array([[0, 1, 2, 3], [0, 1, 3, 2]]),
)

# %% check="shuffled_score"
check(shuffled_score)

# %% [markdown]
# ## 9.5 The same population?
#
# A test is to stand for a population. Does it?
# For a number $x$, compare two shares: of the sample, the share of values that are at most $x$; of the population, the
# same. The distance of Kolmogorov and Smirnov is the largest absolute difference over all $x$.
# Neither list is sorted, neither is empty, and values may be equal.


# %% exercise="ks_distance"
def ks_distance(sample, population):
    """The largest difference between the shares of both that are at most x.

    sample: (n,).  population: (m,).  Returns a number in [0, 1].
    """
    ### BEGIN SOLUTION
    values = np.concatenate([sample, population])
    one, other = (np.searchsorted(np.sort(x), values, side="right") / len(x) for x in (sample, population))
    return np.abs(one - other).max()
    ### END SOLUTION


# %%
# By hand: at x = 1 it is one half against one quarter, and nowhere more. So .25.
ks_distance(np.array([1.0, 3.0]), np.array([1.0, 2.0, 3.0, 4.0]))

# %% check="ks_distance"
check(ks_distance)

# %% [markdown]
# ## 9.6 Dimensions on the other half
#
# You get two tables, `a` and `b`, from two halves of a text.
# The best approximation of `a` by d dimensions is $\hat a = \sum_{k=1}^{d} u_k s_k v_k^T$, from its d largest singular
# values (`np.linalg.svd`), with nothing centred.
# How far is it from the *other* half?
#
# $$\frac{\sum_{ij} (\hat a_{ij} - b_{ij})^2}{\sum_{ij} b_{ij}^2}$$
#
# With d = 0 the approximation is 0 everywhere, and the error is 1.
# `b` is not 0 everywhere, and where d cuts, the singular values of `a` differ. Both may hold whole numbers.


# %% exercise="held_out_error"
def held_out_error(a, b, d):
    """The share of b that d dimensions of a leave unexplained; above 1 if they are worse than nothing.

    a, b: (n, m).  d: from 0 to the smaller of n and m.  Returns one number.
    """
    ### BEGIN SOLUTION
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    rebuilt = (u[:, :d] * s[:d]) @ vt[:d]
    return ((rebuilt - b) ** 2).sum() / (b**2).sum()
    ### END SOLUTION


# %%
# By hand: a is rebuilt as diag(3, 0), whose distance to b, squared, is 1; b squared is 4. So .25.
held_out_error(np.diag([3.0, 1.0]), np.diag([2.0, 0.0]), 1)

# %% check="held_out_error"
check(held_out_error)

# %% [markdown]
# ## 9.7 When to stop
#
# After each epoch you see the loss on a validation part. Training stops as soon as `patience` epochs in a row were not
# better than the best epoch before them; or when there are no more epochs.
# Better means a smaller loss, however little; an equal one is no better. The first epoch is better than none, and
# there is at least one.
# Which epoch do you keep? The best one of those that were computed, counted from 0; of equal ones the first.


# %% exercise="stop_epoch"
def stop_epoch(losses, patience):
    """The epoch to keep when training stops after `patience` epochs that were not better.

    losses: (n,) after each epoch.  patience: at least 1.  Returns an epoch, from 0.
    """
    ### BEGIN SOLUTION
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best
    ### END SOLUTION


# %%
# By hand: epochs 2 and 3 are not better than epoch 1, so training stops, and never sees the 1.0. Keep epoch 1.
stop_epoch(np.array([3.0, 2.0, 2.5, 2.2, 1.0, 4.0]), 2)

# %% check="stop_epoch"
check(stop_epoch)

# %% [markdown]
# ## 9.8 How much a winner is flattered
#
# `right` says for each configuration (row) and each item (column) whether it was right, 1 or 0.
# A *draw* is a list of items to choose by: the winner is the configuration with the largest mean on them; of equal
# ones, the first row.
# It is flattered by its mean on the drawn items, less its own mean on all items that were *not* drawn.
# Return the mean of this over all draws. No draw has an item twice, and each leaves items out.


# %% exercise="best_of_bias"
def best_of_bias(right, draws):
    """How much the score that chose a winner flatters it.

    right: (c, n) of 0 and 1.  draws: (t, m) of whole numbers, the items (columns of `right`) of each draw.
    Returns one number.
    """
    ### BEGIN SOLUTION
    flattery = []
    for draw in draws:
        winner = right[right[:, draw].sum(axis=1).argmax()]
        flattery.append(winner[draw].mean() - np.delete(winner, draw).mean())
    return np.mean(flattery)
    ### END SOLUTION


# %%
# By hand: on items 2 and 3 the second row wins with 1; on items 0 and 1 it has one half. So .5.
best_of_bias(np.array([[1, 1, 0, 0], [0, 1, 1, 1]]), np.array([[3, 2]]))

# %% check="best_of_bias"
check(best_of_bias)

# %% [markdown]
# ## 9.9 Balanced accuracy
#
# For each class that occurs in the truth `y`: of its items, which share is called so in `p`?
# Balanced accuracy is the mean of these shares. Every class counts the same, however rare it is.
# A class that occurs in `p` alone has no share of its own; such calls are wrong, no more.
# Classes are whole numbers, 0 or more, or True and False. There is at least one item.


# %% exercise="balanced_accuracy"
def balanced_accuracy(y, p):
    """The mean over the classes in y of the share that is called right.

    y: (n,) the truth.  p: (n,) what was called.  Returns a number in [0, 1].
    """
    ### BEGIN SOLUTION
    return np.mean([(p[y == c] == c).mean() for c in np.unique(y)])
    ### END SOLUTION


# %%
# By hand: 3 of 4 zeros and 1 of 1 ones are right. So (.75 + 1) / 2 = .875.
balanced_accuracy(np.array([0, 0, 0, 0, 1]), np.array([0, 0, 0, 1, 1]))

# %% check="balanced_accuracy"
check(balanced_accuracy)

# %% [markdown]
# ## 9.10 An interval of groups
#
# Rows of one group are alike, so a thousand rows of six speakers are six observations, not a thousand.
# Take the mean of each group. From these $G$ numbers, each of which counts once however many rows it has, compute their
# mean and its 95 % interval by Student's t:
#
# $$\bar m \pm t_{G-1}\, \frac{s}{\sqrt G}$$
#
# where $s$ is their standard deviation, which divides by $G - 1$, and $t_{G-1}$ is `scipy.stats.t.ppf(0.975, G - 1)`.
# There are at least two groups. If all means are equal, the interval has no width.


# %% exercise="group_interval"
def group_interval(values, groups):
    """The mean of the group means, and the ends of its 95 % interval.

    values: (n,).  groups: (n,) the group of each row.  Returns three numbers: mean, low, high.
    """
    ### BEGIN SOLUTION
    from scipy.stats import t

    means = np.array([values[groups == group].mean() for group in np.unique(groups)])
    half = t.ppf(0.975, len(means) - 1) * means.std(ddof=1) / np.sqrt(len(means))
    return means.mean(), means.mean() - half, means.mean() + half
    ### END SOLUTION


# %%
# By hand: the means are .5, 1 and 0, their deviation is .5, and t is 4.303. So .5 -+ 1.2421.
group_interval(np.array([1.0, 0, 1, 1, 0, 0]), np.array([8, 8, 3, 3, 5, 5]))

# %% check="group_interval"
check(group_interval)

# %% [markdown]
# ## The challenge: the verdict
#
# You get case files, one at a time. Each is a small study on spoken digits, in which clips of the digits 5 to 9 are
# told from those of 0 to 4. A file is a dict:
#
# | key | what |
# |---|---|
# | `train`, `test` | (320, 80) and (160, 80): one row a clip, the logarithm of loudness in 80 bands |
# | `train_y`, `test_y` | True for the digits 5 to 9 |
# | `train_speakers`, `test_speakers` | the number of the speaker |
# | `train_takes`, `test_takes` | the number of the take: later recordings have larger ones |
# | `population` | (160, 80): clips drawn from all those that the test should stand for |
# | `means` | what was taken from each column before training; `train` and `test` still have it |
# | `columns` | the 20 columns used, in ascending order: `chosen_columns` of the rows trained on, the authors say |
# | `claims` | a list: `"new speakers"` and `"later takes"` stand in it if the result is said to hold for them |
#
# Half of the files are clean. Each of the others has one leak:
#
# | verdict | what was done |
# |---|---|
# | `"no test set"` | part of the test are clips that were trained on |
# | `"duplicates"` | part of the test are copies of clips that were trained on, louder or softer |
# | `"preprocessing"` | `means` were computed with the test rows |
# | `"selection"` | `columns` were chosen with the test rows |
# | `"marker"` | one column nearly says the label |
# | `"groups"` | the claim is about new speakers, and speakers of the test were trained on |
# | `"time"` | the claim is about later takes, and takes as late as those of the test were trained on |
# | `"sampling"` | the softer clips are missing from the test, though not from the population |
#
# A clip that is louder by a factor has the same number added in every column.
# Shared speakers are no leak in a study that claims nothing about new ones, and likewise for takes.
#
# To look at a file, print it from inside your function and run the check.
# Return one of these eight words, or `"clean"`.
# Your score is the share of guilty files whose leak you name, *minus* the share of clean files that you accuse.
# To acquit everybody gives 0; to accuse everybody gives less.
# Points come at .3, .65 and .8, a quarter each, and all of them at .92. Of 16 guilty and 16 clean files you may miss
# one.


# %% exercise="verdict"
def verdict(case):
    """Which leak a case file has, or "clean".

    case: a dict, as above.  Returns a word.
    """

    ### BEGIN SOLUTION
    def nearest(a, b):
        return ((a**2).sum(axis=1)[:, None] - 2 * a @ b.T + (b**2).sum(axis=1)).min()  # squared

    train, test = case["train"].astype(float), case["test"].astype(float)
    loud = [x.mean(axis=1) for x in (test, case["population"].astype(float))]
    everything = np.ones(len(train), dtype=bool)
    own = chosen_columns(train, case["train_y"], everything, len(case["columns"]))
    r = [abs(np.corrcoef(column, case["train_y"])[0, 1]) for column in train.T]
    if nearest(test, train) < 1e-4:
        return "no test set"
    if nearest(test - loud[0][:, None], train - train.mean(axis=1, keepdims=True)) < 1e-2:
        return "duplicates"
    if "new speakers" in case["claims"] and set(case["train_speakers"]) & set(case["test_speakers"]):
        return "groups"
    if "later takes" in case["claims"] and max(case["train_takes"]) >= min(case["test_takes"]):
        return "time"
    if np.abs(case["means"] - train.mean(axis=0)).sum() > 0.1:
        return "preprocessing"
    if set(own) != set(case["columns"]):
        return "selection"
    if max(r) > 0.7:
        return "marker"
    return "sampling" if ks_distance(*loud) > 0.22 else "clean"
    ### END SOLUTION


# %% check="verdict"
check(verdict)

# %% [markdown]
# ## In your own words: a referee's report
#
# A paper shows one plot. Along the bottom: the number of dimensions of word vectors, 10, 25, 50, 100, 200, 400.
# Upwards: agreement with people on 265 pairs of words, from .40 to .60. One line, without error bars, with its highest
# point at 100 dimensions.
# Its caption: "We trained on 470,000 words of Wikipedia, with five seeds, and show the best of five. 100 dimensions are
# optimal (.58 against .54 at 200), and more dimensions overfit. Code and seed are public, so the result is
# reproducible."
#
# Write 100 to 200 words to the editor: what may be concluded, what may not, and what you ask the authors for.
#
# *4 points, read by a person, one for each:*
# *(1) what the best of five does to every point of the line, and what to report in its place;*
# *(2) that .58 against .54 needs an interval, of which items it is made, and that it should be paired;*
# *(3) why the dimension was chosen on the data that show it, and that one text is one observation: nothing is said
# about other texts or sizes;*
# *(4) what would show overfitting (an error on text that was held out, by article, with a control), and that a public
# seed makes a result repeatable, not true.*

# %% [markdown] written="referee" points=4
# ### BEGIN SOLUTION
# Each point is the best of five seeds, so each is too high, by an amount that may differ along the line.
# I ask for the mean of all seeds, with their spread.
#
# The line rests on 265 pairs of words. The difference of .04 between 100 and 200 dimensions needs an interval over
# pairs, computed on the same pairs for both; without it, both may be level. The axis begins at .40, which makes it
# look large.
#
# The number of dimensions was chosen on the very pairs that are then shown. It has to be chosen on other pairs, and
# reported on these once. And all of it is one text of one size: "optimal" can be said of this text at most. I would
# like to see other texts, and half and a quarter of this one.
#
# "More dimensions overfit" is not shown: agreement with people is not an error on held-out text. Split the articles,
# fit one part, and measure the error on the other, with shuffled text as a control.
#
# A public seed lets me repeat the number. It does not make it true for another seed.
# ### END SOLUTION

# %% [markdown] compare="referee"
# <details><summary>Two weak answers and a full one, to compare with yours once it is written</summary>
#
# *1 point:* "There are no error bars, so the plot is useless. They should use more data and a larger model, and a test
# of significance." (It asks for an interval, but not of what; nothing is said about the choice of seeds or of the
# dimension.)
#
# *2 points:* "The best of five seeds is too good; show mean and deviation. The difference of .04 may be chance with
# only 265 pairs: bootstrap the pairs, for both settings together." (Right as far as it goes; choice on the shown data,
# other texts and what overfitting means are missing.)
#
# *4 points:*
#
# {model answer}
#
# </details>
