# %% [markdown]
# # Exercises 8: Bias
#
# Ten functions of one to eight lines, a challenge and a written answer: about 120 minutes.
#
# In the cells that say `# your code here`, replace the three dots by your answer.
# The cell below calls your function with numbers small enough to work out on paper.
# The cell after that checks it: it says what is right, what is not, and, if it knows the mistake, which one it is.
# Below its verdict wait three hints, from gentle to nearly the answer.
# Use NumPy as you like, work in any style, and do not change the arrays you are given: they belong to the caller.
# Words are rows of numbers, in float64, float32 or whole numbers, without NaN or infinity.
# No set is empty, and no word is zero except where an exercise says so.
# Sizes are ordinary, and float32 is accurate enough.
# A list is as good an answer as an array.

# %% locked=true
import numpy as np

from vecembed_lab.bias.checks import check

# %% [markdown]
# ## 8.1 Association
#
# How much closer is a word to one set of words than to another?
#
# $$s(w, A, B) = \frac{1}{|A|}\sum_{a \in A} \cos(w, a) - \frac{1}{|B|}\sum_{b \in B} \cos(w, b)$$
#
# Write it for many words at once.
# The sets may have different sizes, and a word that stands in a set twice counts twice.
# (See [the section](../../course/08_bias.ipynb#Associations) of the lesson.)


# %% exercise="association"
def association(words, a, b):
    """How much closer each word is to the words of a than to those of b.

    words: (n, d).  a: (p, d).  b: (q, d).  Returns (n,) numbers in [-2, 2].
    """

    ### BEGIN SOLUTION
    def unit(rows):
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    return (unit(words) @ unit(a).T).mean(axis=1) - (unit(words) @ unit(b).T).mean(axis=1)
    ### END SOLUTION


# %%
# By hand: (3, 4) has the cosine .6 with a and .8 with b; (5, 0) has 1 and 0. So -.2 and 1.
association(np.array([[3.0, 4.0], [5.0, 0.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]]))

# %% check="association"
check(association)

# %% [markdown]
# ## 8.2 WEAT
#
# Two sets of targets, $X$ and $Y$, two sets of attributes, $A$ and $B$.
# The effect size says how many standard deviations the mean associations of $X$ and of $Y$ lie apart:
#
# $$d = \frac{\text{mean}_{x \in X}\, s(x, A, B) - \text{mean}_{y \in Y}\, s(y, A, B)}
# {\text{std}_{w \in X \cup Y}\, s(w, A, B)}$$
#
# The standard deviation is that of *all* targets together, and divides by $n - 1$, where $n$ is the number of targets.
# You may call your `association`.
# The sets may have different sizes; $X$ and $Y$ have two words at least between them, whose associations are not all
# equal.


# %% exercise="weat"
def weat(x, y, a, b):
    """WEAT's effect size: positive if x is closer to a, and y to b.

    x: (n, d).  y: (m, d).  a: (p, d).  b: (q, d).  Returns one number.
    """
    ### BEGIN SOLUTION
    s, t = association(x, a, b), association(y, a, b)
    return (s.mean() - t.mean()) / np.concatenate([s, t]).std(ddof=1)
    ### END SOLUTION


# %%
# By hand: the associations are 1 and 0, which differ by 1; their standard deviation is .7071. So 1.4142.
weat(np.array([[2.0, 0.0]]), np.array([[1.0, 1.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))

# %% check="weat"
check(weat)

# %% [markdown]
# ## 8.3 Could it be chance?
#
# You get the associations of the words of $X$ and of the words of $Y$.
# If it made no difference which word stands in which set, any choice of as many words as $X$ has could have been $X$.
# In which share of all choices is the mean of the chosen minus the mean of the rest *at least* as large as that of $X$
# minus that of $Y$?
# The choice that was made is one of them, so the share is never 0.
# It is one-sided: what lies in the other direction does not count.
# Words with equal associations are different words all the same.
# There are at most eight words, and their associations are multiples of 1/8, so that rounding decides nothing.


# %% exercise="permutation_p"
def permutation_p(x, y):
    """The share of all choices of words whose difference of means is at least that of x and y.

    x: (n,) and y: (m,) associations, in eighths.  Returns one number in (0, 1].
    """
    ### BEGIN SOLUTION
    from itertools import combinations

    both, n = np.concatenate([x, y]), len(x)
    sums = np.array([both[list(rows)].sum() for rows in combinations(range(len(both)), n)])
    return (sums >= x.sum()).mean()  # the more the chosen have, the less is left for the others
    ### END SOLUTION


# %%
# By hand: of the six pairs of 4, 3, 2 and 1 only (4, 3) is as far from the rest as it is itself. So 1/6.
permutation_p(np.array([4.0, 3.0]), np.array([2.0, 1.0]))

# %% check="permutation_p"
check(permutation_p)

# %% [markdown]
# ## 8.4 A direction
#
# You get pairs of words: row $i$ of `first` and row $i$ of `second` belong together, such as *woman* and *man*.
# Make all words length 1.
# Half of the difference, $(\text{first} - \text{second}) / 2$, says how far a word lies from the middle of its pair.
# Find the direction, of length 1, that explains most of these half-differences: the largest singular direction, or PCA
# **without** centring.
# Its sign: the half-differences have a positive sum along it, so that first words lie farther along it than their
# partners on average, even if some pairs are the other way round.
# (In the checks that sum is never near 0, and one direction always explains clearly more than the next.)


# %% exercise="direction"
def direction(first, second):
    """The direction of length 1 from the second words to the first ones.

    first, second: (n, d), pairs row by row.  Returns (d,).
    """

    ### BEGIN SOLUTION
    def unit(rows):
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    halves = (unit(first) - unit(second)) / 2
    g = np.linalg.svd(halves)[2][0]
    return g if (halves @ g).sum() > 0 else -g
    ### END SOLUTION


# %%
# By hand: the half-differences are (1, 0) and (.8, 0). So (1, 0).
direction(np.array([[1.0, 0.0], [4.0, 3.0]]), np.array([[-2.0, 0.0], [-2.0, 1.5]]))

# %% check="direction"
check(direction)

# %% [markdown]
# ## 8.5 How rare is such a direction?
#
# *Direct bias* is an index for how far words lie along a direction: the mean of their absolute cosines with it.
# A number alone says nothing. So compute the same index for other directions.
# The answer is the share of directions whose index is at least as large as that of `g`, where `g` itself is counted as
# one of them, above and below:
#
# $$p = \frac{1 + \text{number of directions with an index at least that of } g}{1 + \text{number of directions}}$$
#
# Words and directions may have any length, and none is zero.


# %% exercise="chance_p"
def chance_p(words, g, directions):
    """The share of directions along which the words lie at least as far as along g.

    words: (n, d).  g: (d,).  directions: (k, d).  Returns one number in (0, 1].
    """

    ### BEGIN SOLUTION
    def unit(rows):
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    own = np.abs(unit(words) @ unit(g[None]).T).mean(axis=0)
    others = np.abs(unit(words) @ unit(directions).T).mean(axis=0)
    return (1 + (others >= own).sum()) / (1 + len(directions))
    ### END SOLUTION


# %%
# By hand: the index of g is .6; the directions have .8, .6 and 0. So (1 + 2) / (1 + 3) = 3/4.
chance_p(np.array([[3.0, 4.0]]), np.array([2.0, 0.0]), np.array([[0.0, 1.0], [-5.0, 0.0], [4.0, -3.0]]))

# %% check="chance_p"
check(chance_p)

# %% [markdown]
# ## 8.6 Neutralise
#
# Take out of each word what lies along a direction, and make it length 1 again.
# The direction may have any length, but is not zero.
# A word of which nothing is left, or that was zero before, becomes zero.
# (In the checks such a word lies exactly along an axis, so that rounding leaves nothing.)


# %% exercise="neutralise"
def neutralise(words, g):
    """The words without their part along g, of length 1; zero where nothing is left.

    words: (n, d).  g: (d,), not zero.  Returns (n, d).
    """
    ### BEGIN SOLUTION
    rest = words - np.outer(words @ g, g) / (g @ g)
    lengths = np.linalg.norm(rest, axis=1, keepdims=True)
    return rest / np.where(lengths > 0, lengths, 1)
    ### END SOLUTION


# %%
# By hand: without its first number (3, 4, 0) is (0, 4, 0), so (0, 1, 0); and (1, 2, 2) becomes (0, .7071, .7071).
neutralise(np.array([[3.0, 4.0, 0.0], [1.0, 2.0, 2.0]]), np.array([2.0, 0.0, 0.0]))

# %% check="neutralise"
check(neutralise)

# %% [markdown]
# ## 8.7 Equalise
#
# *Grandmother* and *grandfather* should differ in gender, and in nothing else that a direction `g` knows.
# Make `a`, `b` and `g` length 1.
# What the two words share is their middle without its part along `g`: call it $r$.
# Then the new words are $r + z\,g$ and $r - z\,g$ with $z = \sqrt{1 - \lVert r \rVert^2}$, so that both have length 1.
# The word that lies farther along `g`, whose dot product with it is larger, gets the plus; both can lie on the same
# side of zero.
# (They never lie equally far along it.)


# %% exercise="equalise"
def equalise(a, b, g):
    """Two words of length 1 that differ along g alone.

    a, b: (d,).  g: (d,).  Returns (2, d): the new a, then the new b.
    """
    ### BEGIN SOLUTION
    a, b, g = (vector / np.linalg.norm(vector) for vector in (a, b, g))
    middle = (a + b) / 2
    rest = middle - middle @ g * g
    step = np.sign((a - b) @ g) * np.sqrt(1 - rest @ rest) * g
    return np.array([rest + step, rest - step])
    ### END SOLUTION


# %%
# By hand: (.6, .8) and (-1, 0) share (0, .4). The step is sqrt(1 - .16) = .9165, to the right for the first word.
equalise(np.array([3.0, 4.0]), np.array([-2.0, 0.0]), np.array([5.0, 0.0]))

# %% check="equalise"
check(equalise)

# %% [markdown]
# ## 8.8 The nullspace of several directions
#
# INLP trains a classifier, removes its direction, trains another one on what is left, and so on.
# All of the directions have to go, and stay away.
# Write the matrix $P$ that projects onto everything at right angles to all of them: $vP$ is then what is left of $v$.
# The directions have any length and any angle between them.
# Some may be copies or mixtures of others, or zero: those take nothing more away.


# %% exercise="nullspace"
def nullspace(directions):
    """The matrix that projects onto what is at right angles to every one of the directions.

    directions: (k, d), k at least 1.  Returns (d, d), symmetric.
    """
    ### BEGIN SOLUTION
    return np.eye(directions.shape[1]) - np.linalg.pinv(directions) @ directions
    ### END SOLUTION


# %%
# By hand: for w = (.6, .8) it is I - w w^T, so .64 and -.48, -.48 and .36.
nullspace(np.array([[3.0, 4.0]]))

# %% check="nullspace"
check(nullspace)

# %% [markdown]
# ## 8.9 Erase a label
#
# No linear classifier can tell two classes apart whose means are equal.
# LEACE makes them equal with the least possible change.
# With the mean $m$ of all vectors, the difference $d$ of the two class means, the covariance $S$ of all vectors and
# $w = S^{-1} d$ it changes every vector by the same rule:
#
# $$x \;\to\; x - \frac{(x - m) \cdot w}{d \cdot w}\, d$$
#
# There are clearly more vectors than dimensions, so that $S$ has an inverse, except where the two means are equal:
# then the vectors come back as they are.


# %% exercise="erase"
def erase(vectors, label):
    """The vectors after the least change that makes the means of both classes equal.

    vectors: (n, d).  label: (n,) True or False, both occur.  Returns (n, d).
    """
    ### BEGIN SOLUTION
    mean = vectors.mean(axis=0)
    d = vectors[label].mean(axis=0) - vectors[~label].mean(axis=0)
    if not d.any():
        return vectors
    w = np.linalg.solve(np.cov(vectors, rowvar=False), d)
    return vectors - np.outer((vectors - mean) @ w / (d @ w), d)
    ### END SOLUTION


# %%
# By hand: the class means are (3, 0) and (-1, 0), so only the first number tells. It becomes its mean, 1.
erase(np.array([[3.0, 1.0], [3.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]), np.array([True, True, False, False]))

# %% check="erase"
check(erase)

# %% [markdown]
# ## 8.10 A gap and its interval
#
# A system decides about people: True or False.
# The gap is the share of True in a group minus the share of True outside of it.
# Say also how sure that is. Agresti and Caffo's interval adds one yes and one no to both groups, so that it stays
# honest for few people.
# With $p = (\text{yes} + 1) / (n + 2)$ in the group and $q$ likewise outside of it ($m$ people):
#
# $$(p - q) \pm 1.96 \sqrt{\frac{p(1 - p)}{n + 2} + \frac{q(1 - q)}{m + 2}}$$
#
# Limits beyond -1 or 1 are cut off there. The gap itself is that of the people as they are.
# Both groups have at least one member.


# %% exercise="group_gap"
def group_gap(decided, group):
    """The gap in the share of True, and the limits of its 95 % interval.

    decided: (n,) True or False.  group: (n,) True for members.  Returns three numbers: gap, low, high.
    """
    ### BEGIN SOLUTION
    inside, outside = decided[group], decided[~group]
    p, q = (inside.sum() + 1) / (len(inside) + 2), (outside.sum() + 1) / (len(outside) + 2)
    half = 1.96 * np.sqrt(p * (1 - p) / (len(inside) + 2) + q * (1 - q) / (len(outside) + 2))
    return inside.mean() - outside.mean(), max(-1, p - q - half), min(1, p - q + half)
    ### END SOLUTION


# %%
# By hand: 1 of 1 against 0 of 1. The gap is 1; p = 2/3 and q = 1/3 give .3333 -+ .7544, so from -.4211 to 1.
group_gap(np.array([True, False]), np.array([True, False]))

# %% check="group_gap"
check(group_gap)

# %% [markdown]
# ## The challenge: take it out of words that you do not know
#
# You get the vectors of 2,000 words from Google News in any order, and a label for about 300 of them:
# 1 for a word from the end of *she*, -1 for a word from the end of *he*, 0 where the label is hidden or there is none.
# Some 300 labels are hidden; the other words were drawn from anywhere.
# None of the words means a gender.
# Return new vectors, one row a word.
#
# The check trains a probe on some of the *hidden* words from the two ends, and tests it on the others.
# It should read no more than chance, one half (and no less: a probe that is always wrong has read something too).
# It also compares the cosines of 2,000 pairs before and after: their order should stay.
# What counts is the product: $(1 - 2\,|\text{accuracy} - 0.5|)$ times Spearman's correlation of the cosines.
#
# Points begin at 0.2, beyond what taking out *she* minus *he* earns.
# Taking out the difference of the means of the known words earns half of them, about 0.5 on this scale.
# For all of them go on from there, two fifths of the way to our answer: 0.6 to 0.7.
# A class is graded on other words than your notebook: leave yourself a margin.


# %% exercise="debias"
def debias(vectors, label):
    """Vectors from which the label of no word can be read, and that are as similar to each other as before.

    vectors: (n, d), of length 1.  label: (n,) 1, -1, or 0 where it is not known.  Returns (n, any width).
    """
    ### BEGIN SOLUTION
    # The hidden words give themselves away: what tells the known ones apart names them too. So guess all labels by a
    # ridge regression on the known ones, keep the sure ones, and take out the difference of the means of all of these.
    known = label != 0
    mean = vectors[known].mean(axis=0)
    around = vectors[known] - mean
    guess = (vectors - mean) @ np.linalg.solve(around.T @ around + np.eye(len(mean)), around.T @ label[known])
    sure = np.where(known, label, np.sign(guess) * (np.abs(guess) > 0.5))
    d = vectors[sure > 0].mean(axis=0) - vectors[sure < 0].mean(axis=0)
    return vectors - np.outer(vectors @ d, d) / (d @ d)
    ### END SOLUTION


# %% check="debias"
check(debias)

# %% [markdown]
# ## In your own words
#
# A company removes the gender direction from its word vectors and shows that every word now has the projection 0 on it.
# "So the bias is gone," says its report.
# A critic answers: "k-means still separates the 500 words at the end of *she* from the 500 at the end of *he*, with an
# accuracy of .89. So the bias is all still there."
# The lesson measured the same for directions between random pairs of words: about .90, from .77 to .97.
#
# In 100 to 200 words: what does the projection of 0 show, what does the .89 show given the .90, and what would you
# measure before such vectors help to decide about people?
#
# *4 points, read by a person, one for each:*
# *(1) why a projection of 0 after removing a direction shows nothing about what is left;*
# *(2) what the .89 shows given the .90, and what it does not show, in either direction;*
# *(3) a measurement that is specific to gender, with a control or a null model;*
# *(4) a measurement of the decision itself, and about whom the data may say too little.*

# %% [markdown] written="survives" points=4
# ### BEGIN SOLUTION
# The projection is 0 because it was set to 0; it would be 0 for any direction that is removed.
# It says nothing about other directions from which gender can be read.
#
# The .89 shows that words chosen at the two ends of a direction remain two clusters without that direction.
# Since random pairs of words give about .90, this holds for extremes along nearly any direction: neighbours of words at
# one end are at that end too.
# So it does not show that gender in particular survived. Nor does it show that it is gone.
#
# I would read something that is about gender and was not used to choose the words, such as the share of women in
# occupations, from vectors before and after, each occupation from the others, and compare with shuffled shares and with
# the removal of random directions.
# Then I would test the decision: exchange *he* and *she* in the texts and count decisions that change, and compare
# error rates between groups with intervals.
# Where a group has few texts or its names have no vectors, the interval is wide, and I would say that we do not know.
# ### END SOLUTION
