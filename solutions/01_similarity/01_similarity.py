# %% [markdown]
# # Exercises 1: Basics
#
# Ten functions of one to fifteen lines, a challenge and a written answer: about 120 minutes.
#
# In the cells that say `# your code here`, replace the three dots by your answer.
# The cell below calls your function with numbers small enough to work out on paper.
# The cell after that checks it: it says what is right, what is not, and, if it knows the mistake, which one it is.
# Below its verdict wait three hints, from gentle to nearly the answer.
# Use NumPy as you like, work in any style, and do not change the arrays you are given: they belong to the caller.
# Arrays hold ordinary floats (float64), and neither NaN nor infinity; none is empty.
# Sizes are ordinary: lengths and distances are 0 or lie between, say, a ten-thousandth and some millions,
# and float32 is accurate enough; except where an exercise says that points lie far from zero.
# A list is as good an answer as an array.

# %% locked=true
import numpy as np

from vecembed_lab.similarity.checks import check

# %% [markdown]
# ## 1.1 Cosine
#
# The cosine of two vectors is their dot product after both have been made length 1:
#
# $$\cos(a, b) = \frac{a \cdot b}{\lVert a \rVert \, \lVert b \rVert}$$
#
# Write it for many vectors at once: every row of `a` against every row of `b`.
# A zero vector has no direction; let its cosine with anything be 0.


# %% exercise="cosine"
def cosine(a, b):
    """Cosine of every row of a with every row of b.

    a: (n, d).  b: (m, d).  Returns (n, m), numbers in [-1, 1].
    """
    ### BEGIN SOLUTION
    lengths = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))  # (n, m)
    return a @ b.T / np.where(lengths > 0, lengths, 1)
    ### END SOLUTION


# %%
# By hand: (3, 4) has length 5, so its cosine with (1, 0) is 3/5; (6, 8) points the same way.
cosine(np.array([[3.0, 4.0]]), np.array([[1.0, 0.0], [6.0, 8.0]]))

# %% check="cosine"
check(cosine)

# %% [markdown]
# ## 1.2 Nearest neighbours
#
# Which rows are most similar to one of the rows?
# Similar means a large cosine; you may call your `cosine`.
# As there, a zero vector has cosine 0 with anything.
# Two rows may have the same numbers: only `row` itself is left out, not a copy of it.
# Rows that are equally similar may come in any order.


# %% exercise="nearest"
def nearest(vectors, row, k):
    """The k rows most similar to vectors[row], best first, without that row itself.

    vectors: (n, d), vectors[row] not zero.  k: from 1 to n - 1.  Returns k row numbers.
    """
    ### BEGIN SOLUTION
    similarity = cosine(vectors[[row]], vectors)[0]  # (n,)
    similarity[row] = -np.inf
    return np.argsort(-similarity)[:k]
    ### END SOLUTION


# %%
# By hand: row 2 points almost the same way as row 0, row 1 is 45 degrees away, row 3 is opposite.
nearest(np.array([[1.0, 0.0], [10.0, 10.0], [1.0, 0.2], [-3.0, 0.0]]), 0, 2)

# %% check="nearest"
check(nearest)

# %% [markdown]
# ## 1.3 Analogies
#
# *a is to b as c is to ...?*
# The usual answer is the word whose vector has the largest cosine with $b - a + c$.
# All vectors are made length 1 first, and the three words of the question may not be the answer.
# (A fourth word with the same vector as one of them may.)
# If several have the largest cosine, return any of these.


# %% exercise="analogy"
def analogy(vectors, a, b, c):
    """The row d that completes "a is to b as c is to d".

    vectors: (n, d), none of them zero.  a, b, c: three different row numbers.  Returns one row number.
    """
    ### BEGIN SOLUTION
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    similarity = unit @ (unit[b] - unit[a] + unit[c])
    similarity[[a, b, c]] = -np.inf
    return similarity.argmax()
    ### END SOLUTION


# %%
# By hand: dimensions are male, female, royal. Rows: man, king, woman, queen.
analogy(np.array([[1.0, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1]]), 0, 1, 2)

# %% check="analogy"
check(analogy)

# %% [markdown]
# ## 1.4 Spearman's rank correlation
#
# People say how similar two words are, from 0 to 10; a model says it with a cosine.
# The scales differ, so compare only the orders: replace each number by its rank and correlate the ranks.
# Numbers that are equal share the mean of the ranks they take up: `[10, 20, 20, 90]` has ranks `[1, 2.5, 2.5, 4]`.


# %% exercise="spearman"
def spearman(x, y):
    """Spearman's rank correlation of two lists of numbers.

    x, y: (n,), each with at least two different numbers.  Returns one number in [-1, 1].
    """

    ### BEGIN SOLUTION
    def ranks(values):
        smaller = (values[:, None] > values).sum(axis=1)
        equal = (values[:, None] == values).sum(axis=1)
        return smaller + (equal + 1) / 2

    return np.corrcoef(ranks(x), ranks(y))[0, 1]
    ### END SOLUTION


# %%
# By hand: both lists are in the same order, however far apart the numbers are. So it is 1.
spearman(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 10.0, 11.0, 900.0]))

# %% check="spearman"
check(spearman)

# %% [markdown]
# ## 1.5 The curse of dimension
#
# How much farther is the farthest point than the nearest one?
#
# $$\frac{d_{max} - d_{min}}{d_{min}}$$
#
# with the straight-line distances $d$ from a query to all points.
# When this is near 0, "the nearest" hardly means anything.
# The query and the points may lie far from zero together, at a hundred million, say.


# %% exercise="relative_contrast"
def relative_contrast(query, points):
    """(farthest - nearest) / nearest of the distances from query to the points.

    query: (d,).  points: (n, d), none of them the query.  Returns one number, 0 or more.
    """
    ### BEGIN SOLUTION
    distances = np.linalg.norm(points - query, axis=1)
    return (distances.max() - distances.min()) / distances.min()
    ### END SOLUTION


# %%
# By hand: the distances are 5, 10 and 9, so it is (10 - 5) / 5 = 1.
relative_contrast(np.zeros(2), np.array([[3.0, 4.0], [6.0, 8.0], [0.0, 9.0]]))

# %% [markdown]
# Before you check, **predict**: what happens to this number between 2 and 1,000 dimensions?
# The next cell tries it with 100 random points.

# %%
rng = np.random.default_rng(0)
for d in (2, 10, 100, 1000):
    print(d, relative_contrast(rng.normal(size=d), rng.normal(size=(100, d))))

# %% check="relative_contrast"
check(relative_contrast)

# %% [markdown]
# ## 1.6 Hubs
#
# Every row has a list of its k nearest rows (by cosine, itself left out).
# In how many of these lists does each row stand?
# On average in k of them; a *hub* stands in many more.
# As before, a zero vector has cosine 0 with anything.
# Where rows tie for the last place of a list, any of them may take it.


# %% exercise="k_occurrence"
def k_occurrence(vectors, k):
    """In how many other rows' lists of k nearest each row stands.

    vectors: (n, d).  k: from 1 to n - 1.  Returns (n,) counts, n * k in all.
    """
    ### BEGIN SOLUTION
    lists = [nearest(vectors, row, k) for row in range(len(vectors))]  # (n, k)
    return np.bincount(np.ravel(lists), minlength=len(vectors))
    ### END SOLUTION


# %%
# By hand: directions at 0, 10, 30 and 100 degrees. The nearest are 1, 0, 1, 2: row 1 is named twice, row 3 never.
angles = np.radians([0, 10, 30, 100])
k_occurrence(np.stack([np.cos(angles), np.sin(angles)], axis=1), 1)

# %% check="k_occurrence"
check(k_occurrence)

# %% [markdown]
# ## 1.7 All in one cone?
#
# If directions were spread evenly, two random vectors would be at right angles on average.
# Measure it: the mean cosine over all pairs of *different* rows.
# (Two rows with the same numbers are two rows, and a pair.)


# %% exercise="mean_cosine"
def mean_cosine(vectors):
    """Mean cosine over all pairs of different rows.

    vectors: (n, d), n at least 2, none of them zero.  Returns one number in [-1, 1].
    """
    ### BEGIN SOLUTION
    n = len(vectors)
    cosines = cosine(vectors, vectors)
    return (cosines.sum() - np.trace(cosines)) / (n * (n - 1))
    ### END SOLUTION


# %%
# By hand: three pairs, with cosines 0, .7071 and .7071.
mean_cosine(np.array([[2.0, 0.0], [0.0, 3.0], [1.0, 1.0]]))

# %% check="mean_cosine"
check(mean_cosine)

# %% [markdown]
# ## 1.8 PCA
#
# Find the k directions in which the points differ most, and say where each point lies along them.
# Take out the mean first; the direction of largest variance comes first.
# A direction may point either way, so the sign of each column is free.
# There are at least two points in two dimensions, and there can be fewer points than dimensions.
# All of them may lie far from zero together, at a hundred million, say.


# %% exercise="pca"
def pca(points, k):
    """The points' coordinates along their k directions of largest variance.

    points: (n, d).  k: from 1 to min(n - 1, d).  Returns (n, k), each column with mean 0.
    """
    ### BEGIN SOLUTION
    centred = points - points.mean(axis=0)
    directions = np.linalg.svd(centred, full_matrices=False)[2]  # (d, d), best first, one a row
    return centred @ directions[:k].T
    ### END SOLUTION


# %%
# By hand: three points on a line, 5 apart; the middle one is the mean. So -5, 0, 5, or 5, 0, -5.
pca(np.array([[10.0, 1.0], [13.0, 5.0], [16.0, 9.0]]), 1)

# %% check="pca"
check(pca)

# %% [markdown]
# ## 1.9 How honest is a map?
#
# A map in two dimensions cannot keep every neighbour.
# Which share does it keep?
# For each point take its k nearest among `high` and its k nearest among `low`: by distance, itself left out.
# The share of the first list that is also in the second, averaged over the points, is the answer.
# Two points may be equal: each is then the other's nearest.
# Otherwise no two points are equally far from a third where it would matter.
# All of them may lie far from zero together, at a hundred million, say.


# %% exercise="neighbours_kept"
def neighbours_kept(high, low, k):
    """Mean share of each point's k nearest neighbours that are still among its k nearest in the map.

    high: (n, d) the points.  low: (n, 2) the map, row by row.  k: from 1 to n - 1.  Returns one number in [0, 1].
    """

    ### BEGIN SOLUTION
    def near(points, row):
        distances = np.linalg.norm(points - points[row], axis=1)
        distances[row] = np.inf
        return set(np.argsort(distances)[:k])

    return np.mean([len(near(high, row) & near(low, row)) / k for row in range(len(high))])
    ### END SOLUTION


# %%
# By hand: points at 0, 1, 3, 7; the map moves the third to 8. Nearest were 1, 0, 1, 2; now they are 1, 0, 3, 2.
line = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [7.0, 0.0]])
moved = np.array([[0.0, 0.0], [1.0, 0.0], [8.0, 0.0], [7.0, 0.0]])
neighbours_kept(line, moved, 1)

# %% check="neighbours_kept"
check(neighbours_kept)

# %% [markdown]
# ## 1.10 What a single dimension means
#
# Turn the whole space at random: every coordinate becomes a mixture of all the old ones,
# yet no length and no cosine changes.
# Whoever reads meaning into dimension 31 has to say why that axis and not a turned one.
#
# Write the matrix of such a turn: $d$ columns of length 1, all at right angles to each other, drawn at random.
# The same `seed` must give the same matrix, another seed another one, even if it differs by only 1.
# Every new coordinate has to be a mixture of all the old ones, and not almost one of them:
# with 20 dimensions or more no number in the matrix is above 0.95 or below -0.95;
# with 4 to 19, not every row may have a number above 0.99 or below -0.99.
# (A mirror image is welcome too: it keeps lengths and angles just as well.)


# %% exercise="random_rotation"
def random_rotation(d, seed):
    """A random matrix with columns of length 1 at right angles to each other.

    d: the number of dimensions, at least 2.  seed: a whole number, 0 or more.  Returns (d, d).
    """
    ### BEGIN SOLUTION
    numbers = np.random.default_rng(seed).normal(size=(d, d))
    return np.linalg.qr(numbers)[0]
    ### END SOLUTION


# %%
# By hand, for some angle t: the columns (cos t, sin t) and (-sin t, cos t), or the second with the other sign.
random_rotation(2, 0)

# %% check="random_rotation"
check(random_rotation)

# %% [markdown]
# ## The challenge: agree better with people
#
# GloVe's cosines agree with people's judgements of similarity only so far.
# Change the vectors, without any new data, so that they agree better.
#
# Your function gets the vectors of about 2,700 words, without the words, the most frequent first.
# It returns new vectors, one row for each word, of any width.
# The check draws pairs that you do not see, 317 from WordSim353 and 899 from SimLex-999,
# and measures Spearman's correlation with people before and after, the mean over the two tests.
# Points begin at a gain of 0.01.
# Subtracting the mean earns about 2 of 6, whitening (hint 2) about 4; more than that has to go beyond it.
# A class is graded on other pairs than your notebook: leave yourself a margin.


# %% exercise="improve"
def improve(vectors):
    """Vectors whose cosines agree better with people.

    vectors: (n, d).  Returns (n, any width).
    """
    ### BEGIN SOLUTION
    # All words share a mean and a few loud directions, which tell no word from another: quieten them, if not wholly.
    # Frequent words, whose vectors are better known, count for more in both.
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    weights = np.arange(1, len(vectors) + 1) ** -0.7
    centred = unit - np.average(unit, axis=0, weights=weights)
    variances, directions = np.linalg.eigh(np.cov(centred, rowvar=False, aweights=weights))
    soft = centred @ directions / variances**0.42
    soft /= np.linalg.norm(soft, axis=1, keepdims=True)
    # What is rough in one vector is smoother in the mean of its neighbours.
    near = np.argpartition(-cosine(soft, soft), 3)[:, :4]  # itself among them
    return soft + 0.35 * soft[near].mean(axis=1)
    ### END SOLUTION


# %% check="improve"
check(improve)

# %% [markdown]
# ## In your own words
#
# A colleague shows a t-SNE map of 50,000 customer reviews, made from sentence embeddings.
# Two groups lie far apart on it.
# "These customers have nothing in common," he says,
# "and dimension 17 measures anger: the angriest review has the highest value there."
#
# In 100 to 200 words: what can be concluded from the map and from dimension 17, what cannot, and what would you measure
# to find out?
#
# *4 points, read by a person, one for each:*
# *(1) what distances between groups on a t-SNE map do and do not say;*
# *(2) a number that says how far to trust this map, and what it would have to be compared with;*
# *(3) why one dimension with one example shows nothing, and what would change if the space were turned;*
# *(4) a measurement that could prove the claim about anger wrong.*

# %% [markdown] written="maps" points=4
# ### BEGIN SOLUTION
# t-SNE keeps neighbours, not distances: it places groups wherever there is room.
# How far apart two of them lie says nothing about how different they are.
# What the map may show is that each group is a neighbourhood, and even that only as far as neighbours were kept.
# I would compute the trustworthiness, or the share of the ten nearest neighbours kept.
# I would compare it with the same number for a PCA map and for randomly placed points,
# and I would run t-SNE again with other seeds and perplexities.
# To learn how different the groups are I would compare mean cosines within and between them, in the original space.
#
# Dimension 17 is an arbitrary axis: turning the space changes every coordinate and no cosine,
# so the model had no reason to put anger on an axis.
# One extreme example proves nothing: among hundreds of dimensions and thousands of reviews some extreme fits any story.
# I would have people rate the anger of a few hundred reviews and split them in two halves.
# Then I would ask how well dimension 17 orders the second half,
# compared with other dimensions, with a direction fitted on the first half, and with shuffled ratings.
# If it does no better than the best of many random axes, the claim is wrong.
# ### END SOLUTION

# %% [markdown] compare="maps"
# ### Three answers to compare
#
# Write yours first. Then read these, and decide for each which of the four points it earns before you open what we
# say. Which point would a reader miss in yours?
#
# <details><summary>First answer</summary>
#
# t-SNE is known to be unreliable and should not be used for conclusions.
# Every run gives another picture, so the two groups may not exist at all.
# I would use PCA instead, because PCA keeps distances, and then one could see whether the customers have nothing in
# common.
# Dimension 17 may well measure anger, since the angriest review has the highest value, but one would need more
# examples.
# I would look at the ten reviews with the highest values and see whether they are angry.
#
# <details><summary>What it earns</summary>
#
# About 1 of 4. That another run gives another picture is half of point 1; what the map keeps, neighbours and not
# distances, is missing. Point 2: no number says how far to trust *this* map, and PCA to two dimensions loses distances
# as well.
# Point 3 is earned in part (one example), but turning the space is not mentioned. Point 4: looking at the highest ten
# can only confirm; nobody rates them without knowing their value, and nothing is compared.
#
# </details>
#
# </details>
#
# <details><summary>Second answer</summary>
#
# Distances between groups on a t-SNE map mean little, because the method keeps neighbourhoods and places groups where
# there is room. So "nothing in common" cannot be read off the map.
# I would compute the trustworthiness of the map.
# If it is .9, the map can be trusted.
# Dimension 17 proves nothing, because one review is no sample.
# I would correlate dimension 17 with ratings of anger of all reviews, and if the correlation is significant, the claim
# is right.
#
# <details><summary>What it earns</summary>
#
# About 2 of 4: point 1 and parts of points 2 to 4. Trustworthiness is the right number, but .9 alone says nothing: what
# does a random map of these reviews have, what a PCA map? Point 3 lacks that a turned space has other axes and the same
# cosines. The correlation of point 4 could prove the claim wrong, but among hundreds of dimensions some correlate by
# chance: other dimensions, a held-out half or shuffled ratings have to stand beside it.
#
# </details>
#
# </details>
#
# <details><summary>Third answer</summary>
#
# {model answer}
#
# <details><summary>What it earns</summary>
#
# 4 of 4: each point has a reason and, where one is asked for, a measurement that could come out either way.
#
# </details>
#
# </details>
