# %% [markdown]
# # Exercises 5: Images
#
# Eleven functions of one to ten lines, a challenge and a written answer: about 140 minutes.
#
# In the cells that say `# your code here`, replace the three dots by your answer.
# The cell below calls your function with numbers small enough to work out on paper.
# The cell after that checks it: it says what is right, what is not, and, if it knows the mistake, which one it is.
# Below its verdict wait three hints, from gentle to nearly the answer.
# Use NumPy as you like, work in any style, and do not change the arrays you are given: they belong to the caller.
# Arrays hold ordinary numbers, and neither NaN nor infinity; they may come as whole numbers (int64, never bytes) or as
# floats, and your results must not be cut to whole numbers because of it.
# Results are compared to four digits, so the usual floats (float64) are exact enough everywhere.
# What is called `same` is an array of True and False (its dtype is bool), so `~same` are the others.
# A list is as good an answer as an array.

# %% locked=true
import numpy as np

from vecembed_lab.images.checks import check

# %% [markdown]
# ## 5.1 Move a picture
#
# The simplest augmentation: move a picture by whole pixels.
# The pixel `[r, c]` of the new picture is the pixel `[r - down, c - right]` of the old one, or 0 if there is none.
# Negative numbers move up and to the left.
# What leaves the picture is gone; nothing comes in on the other side. A picture may leave completely.
# If nothing moves, you may return the picture itself.
# (The lesson moves and turns pictures like that, by fractions of a pixel.)


# %% exercise="shifted"
def shifted(picture, down, right):
    """The picture moved by whole pixels, with 0 where nothing came in.

    picture: (h, w).  down, right: whole numbers, of any size and sign.  Returns (h, w).
    """
    ### BEGIN SOLUTION
    h, w = picture.shape
    result = np.zeros((h, w))
    for r in range(h):
        for c in range(w):
            if 0 <= r - down < h and 0 <= c - right < w:
                result[r, c] = picture[r - down, c - right]
    return result
    ### END SOLUTION


# %%
# By hand: one row down and one column to the right. The 3 and the 4 leave, and the 2 with them.
shifted(np.array([[1, 2], [3, 4]]), 1, 1)

# %% check="shifted"
check(shifted)

# %% [markdown]
# ## 5.2 Equal up to the mirror
#
# A net that takes no notice of mirroring cannot tell a b from a d.
# Say how near each picture of a gallery is to a query if mirror images count as the same picture:
# the larger one of two cosines, of the query with the picture as it is, and with left and right exchanged.
# The cosine is that of the pixels as they stand, as one long row; a picture that is all 0 has cosine 0 with everything.


# %% exercise="mirror_cosines"
def mirror_cosines(query, gallery):
    """For each picture the larger cosine with the query: as it is, or in the mirror.

    query: (h, w).  gallery: (n, h, w).  Returns (n,).
    """

    ### BEGIN SOLUTION
    def cosines(pictures):
        lengths = np.linalg.norm(pictures, axis=(1, 2)) * np.linalg.norm(query)
        dots = (pictures * query).sum(axis=(1, 2))
        return np.where(lengths > 0, dots / np.where(lengths > 0, lengths, 1), 0)

    return np.maximum(cosines(gallery), cosines(gallery[:, :, ::-1]))
    ### END SOLUTION


# %%
# By hand: the first picture is the query in the mirror, so 1. The second has (3 · 4 + 4 · 3) / 25 as it is.
mirror_cosines(np.array([[3, 0], [0, 4]]), np.array([[[0, 3], [4, 0]], [[4, 0], [0, 3]]]))

# %% check="mirror_cosines"
check(mirror_cosines)

# %% [markdown]
# ## 5.3 The loss of SimCLR
#
# Two views of each of n pictures make 2n vectors. Bring each to length 1.
# Every one of the 2n looks for its partner, the other view of the same picture, among the 2n - 1 others:
#
# $$-\log \frac{e^{z_i \cdot z_{p(i)} / t}}{\sum_{j \ne i} e^{z_i \cdot z_j / t}}$$
#
# The loss is the mean of this over all 2n. The partner stands in the sum below the line, the vector itself does not.
# No vector is 0. The temperature t is above 0 and may be a thousandth: there must be neither NaN nor infinity.
# A batch may have one picture: its two views have nobody else to choose, and the loss is 0.


# %% exercise="nt_xent"
def nt_xent(one, two, temperature):
    """The mean over all 2n views of -log softmax of the partner's cosine / temperature.

    one, two: (n, d): row i of both are the two views of picture i.  Returns a number.
    """
    ### BEGIN SOLUTION
    n, views = len(one), np.concatenate([one, two])
    views = views / np.linalg.norm(views, axis=1, keepdims=True)
    logits = views @ views.T / temperature
    np.fill_diagonal(logits, -np.inf)
    partner = np.concatenate([np.arange(n, 2 * n), np.arange(n)])
    return (np.logaddexp.reduce(logits, axis=1) - logits[np.arange(2 * n), partner]).mean()
    ### END SOLUTION


# %%
# By hand: the partner has cosine 1, the two others 0. So log((e² + 2) / e²) = 0.24.
nt_xent(np.array([[2, 0], [0, 3]]), np.array([[5, 0], [0, 1]]), 0.5)

# %% check="nt_xent"
check(nt_xent)

# %% [markdown]
# ## 5.4 The triplet loss
#
# A triplet is an anchor a, a positive p of the same class, and a negative n of another.
# The negative should be farther from the anchor than the positive, by a margin at least:
#
# $$\max\big(0,\ \lVert a - p \rVert^2 - \lVert a - n \rVert^2 + \text{margin}\big)$$
#
# Return the mean over all triplets, those that cost nothing included. The vectors are used as they are.


# %% exercise="triplet"
def triplet(anchor, positive, negative, margin):
    """The mean triplet loss.

    anchor, positive, negative: (n, d), row by row a triplet.  margin: 0 or more.  Returns a number.
    """
    ### BEGIN SOLUTION
    near = ((anchor - positive) ** 2).sum(axis=1)
    far = ((anchor - negative) ** 2).sum(axis=1)
    return np.maximum(0, near - far + margin).mean()
    ### END SOLUTION


# %%
# By hand: 1 - 4 + 5 = 2 in row 0; 0 - 9 + 5 is below 0 in row 1. The mean is 1.
triplet(np.array([[0, 0], [1, 1]]), np.array([[1, 0], [1, 1]]), np.array([[0, 2], [4, 1]]), 5)

# %% check="triplet"
check(triplet)

# %% [markdown]
# ## 5.5 Which negative?
#
# Most negatives cost nothing and teach nothing; the hardest ones make a fresh net collapse.
# FaceNet takes the one in between: of the negatives that are *farther* from the anchor than its positive, the nearest.
# If none is farther, take the farthest of all.
# As far away is not farther. Of equal distances the first is taken, also where none is farther.
# Distances may be of any size.


# %% exercise="semi_hard"
def semi_hard(to_positive, to_negatives):
    """For each anchor the place of its semi-hard negative.

    to_positive: (n,), distance from each anchor to its positive.  to_negatives: (n, m), to each of its negatives.
    Returns (n,) whole numbers from 0 to m - 1.
    """
    ### BEGIN SOLUTION
    farther = to_negatives > to_positive[:, None]
    nearest = np.where(farther, to_negatives, np.inf).argmin(axis=1)
    return np.where(farther.any(axis=1), nearest, to_negatives.argmax(axis=1))
    ### END SOLUTION


# %%
# By hand: beyond 5 lie 7 and 6, and 6 is nearer. Nothing lies beyond 9, so the farthest is taken.
semi_hard(np.array([5, 9]), np.array([[7, 4, 6], [3, 8, 2]]))

# %% check="semi_hard"
check(semi_hard)

# %% [markdown]
# ## 5.6 Two kinds of errors
#
# A pair of pictures with a score of at least the threshold is accepted as "the same".
# The *false acceptance rate* (FAR) is the share of the different pairs that are accepted,
# the *false rejection rate* (FRR) the share of the same pairs that are refused.
# There is at least one pair of each kind.


# %% exercise="error_rates"
def error_rates(scores, same, threshold):
    """(FAR, FRR) if pairs with a score of at least the threshold are accepted.

    scores: (p,), larger for pairs that are more alike.  same: (p,) of True and False.  Returns two numbers.
    """
    ### BEGIN SOLUTION
    accepted = scores >= threshold
    return accepted[~same].mean(), 1 - accepted[same].mean()
    ### END SOLUTION


# %%
# By hand: the different pair with .8 is one of three. The same pair with .6 is one of two.
error_rates(np.array([0.9, 0.8, 0.6, 0.4, 0.3]), np.array([True, False, True, False, False]), 0.7)

# %% check="error_rates"
check(error_rates)

# %% [markdown]
# ## 5.7 The equal error rate
#
# Let the threshold go down: infinity first, at which FAR is 0 and FRR is 1, then every score that occurs.
# Each threshold gives a point (FAR, FRR). Equal scores have one threshold, so they are accepted together.
# Join the points by straight lines, in this order. Somewhere on the way FAR = FRR; return that number.
# Scores may lie anywhere, below 0 or above 100. There is at least one pair of each kind.


# %% exercise="eer"
def eer(scores, same):
    """The error rate where FAR and FRR are equal, from 0 to 1.

    scores: (p,), larger for pairs that are more alike.  same: (p,) of True and False.  Returns a number.
    """
    ### BEGIN SOLUTION
    thresholds = np.concatenate([[np.inf], np.unique(scores)[::-1]])
    far, frr = np.array([error_rates(scores, same, t) for t in thresholds]).T
    return np.interp(0, far - frr, far)
    ### END SOLUTION


# %%
# By hand: at .7 one of three different pairs is accepted and one of three same pairs refused.
eer(np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4]), np.array([True, True, False, True, False, False]))

# %% check="eer"
check(eer)

# %% [markdown]
# ## 5.8 Choose a threshold
#
# A door may let in at most a share `far` of strangers. Return the lowest of the scores which, as a threshold,
# accepts at most that share of the different pairs. (A lower threshold refuses fewer of the same pairs.)
# To find the share, divide the number accepted by the number of different pairs; a share of exactly `far` is allowed.
# The scores of all pairs can be thresholds, those of the same pairs too.
# If even the highest score accepts too many, return infinity: nobody gets in.
# (Choose it on pairs that are not tested later, or the promise will not hold.)


# %% exercise="threshold_for"
def threshold_for(scores, same, far):
    """The lowest score at which at most a share `far` of the different pairs is accepted; infinity if there is none.

    scores: (p,).  same: (p,) of True and False, at least one of each.  far: from 0 to 1.  Returns a number.
    """
    ### BEGIN SOLUTION
    for threshold in np.unique(scores):
        if (scores[~same] >= threshold).mean() <= far:
            return threshold
    return np.inf
    ### END SOLUTION


# %%
# By hand: from .7 on one of three different pairs is accepted, from .6 on two of three.
threshold_for(np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4]), np.array([True, False, True, False, True, False]), 0.4)

# %% check="threshold_for"
check(threshold_for)

# %% [markdown]
# ## 5.9 Is anything left?
#
# If all pictures get nearly the same vector, the net has collapsed. One number tells:
# bring every vector to length 1, take the standard deviation of each of the d columns (over the n vectors, divided
# by n), and their mean, times $\sqrt{d}$.
# It is 0 if all have the same direction, and about 1 if they point everywhere. No vector is 0.
# A single vector has spread 0.


# %% exercise="spread"
def spread(vectors):
    """The mean standard deviation of the columns of the unit vectors, times the root of d.

    vectors: (n, d).  Returns a number.
    """
    ### BEGIN SOLUTION
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit.std(axis=0).mean() * np.sqrt(unit.shape[1])
    ### END SOLUTION


# %%
# By hand: (1, 0) and (-1, 0). The columns have deviations 1 and 0, so √2 / 2 = 0.71.
spread(np.array([[1, 0], [-3, 0]]))

# %% check="spread"
check(spread)

# %% [markdown]
# ## 5.10 Is the original among the first k?
#
# Each query is a changed picture, and `right` says which picture of the gallery it was made from.
# Rank the gallery by the cosine with the query. Return the share of queries whose original is among the first k.
# No two cosines of a query are equal, and no vector is 0. Several queries may have the same original.


# %% exercise="recall_at"
def recall_at(queries, gallery, right, k):
    """The share of queries whose right picture is among the k nearest, by the cosine.

    queries: (q, d).  gallery: (n, d).  right: (q,), numbers of pictures.  k: from 1 to n.  Returns a number.
    """
    ### BEGIN SOLUTION
    unit = gallery / np.linalg.norm(gallery, axis=1, keepdims=True)
    best = np.argsort(-(queries @ unit.T), axis=1)[:, :k]
    return (best == right[:, None]).any(axis=1).mean()
    ### END SOLUTION


# %%
# By hand: (3, .1) is nearest to (1, 0), which is not picture 2. (.2, 1) finds picture 1.
recall_at(np.array([[3, 0.1], [0.2, 1]]), np.array([[1, 0], [0, 9], [2, 1]]), np.array([2, 1]), 1)

# %% check="recall_at"
check(recall_at)

# %% [markdown]
# ## 5.11 Pictures and names
#
# A batch holds n pairs of a picture and its name (a text), as vectors of length 1, or 0 where you work by hand.
# Use them as they are: do not normalise again.
# Every picture chooses its own name among the names of the batch, by a softmax over dot products / temperature;
# the loss is minus the log of the right one's share, and the mean is taken over the pictures.
# Every name chooses its own picture in the same way. Return the mean of both losses.
# Two pictures may have the same name, which is told by equal `ids`: then neither is a wrong choice for the other.
# Leave it out of the sum, where pictures choose and where names choose; the row's own partner stays.
# The temperature may be a thousandth: there must be neither NaN nor infinity. A batch may have one row.


# %% exercise="clip_loss"
def clip_loss(images, texts, temperature, ids):
    """The mean of two softmax losses: images choosing texts, and texts choosing images.

    images, texts: (n, d).  temperature: above 0.  ids: (n,), equal for equal texts.  Returns a number.
    """
    ### BEGIN SOLUTION
    logits = images @ texts.T / temperature
    twice = (ids[:, None] == ids) & ~np.eye(len(ids), dtype=bool)
    logits = np.where(twice, -np.inf, logits)
    both = [np.logaddexp.reduce(logits, axis=axis) - np.diag(logits) for axis in (0, 1)]
    return np.mean(both)
    ### END SOLUTION


# %%
# By hand: all similarities are 0 and two names compete, so the loss is log 2 = 0.69.
clip_loss(np.zeros((2, 3)), np.zeros((2, 3)), 0.1, np.array([4, 9]))

# %% check="clip_loss"
check(clip_loss)

# %% [markdown]
# ## The challenge: letters you have never seen
#
# Your function gets some hundred pictures of letters, 28 x 28 pixels from 0 (black) to about 1 (white), in any order.
# The letters are Greek, Cyrillic, Armenian and Georgian, drawn in up to 16 fonts;
# each picture was turned, moved, scaled and slanted a little, as in the lesson.
# You are not told which is which. Return a vector for each picture,
# so that pictures of the same letter are nearer to each other, by the cosine, than pictures of different ones.
#
# The check computes the equal error rate over all pairs.
# Pixels earn 1 of 6 points, gradient histograms 2; more than that takes an idea about what the changes did
# and how to undo it.
# It should take less than a second, so no net can be trained.
# A class is graded on other letters than your notebook: leave yourself a margin.


# %% exercise="describe"
def describe(pictures):
    """A vector for each picture: alike for pictures of the same letter, however it was moved and drawn.

    pictures: (n, 28, 28).  Returns (n, d), for any d.
    """
    ### BEGIN SOLUTION
    # Put each letter's centre of mass into the middle; then add up edges by direction in cells of 4 x 4 pixels.
    side = np.arange(28)
    centred = np.zeros_like(pictures)
    for i, picture in enumerate(pictures):
        down, right = (round(13.5 - picture.sum(axis=axis) @ side / picture.sum()) for axis in (1, 0))
        centred[i] = np.roll(picture, (down, right), axis=(0, 1))
    dy, dx = np.gradient(centred, axis=(1, 2))
    strength, direction = np.hypot(dx, dy), np.floor((np.arctan2(dy, dx) / np.pi + 1) * 4) % 8
    planes = np.stack([strength * (direction == k) for k in range(8)])
    cells = planes.reshape(8, len(pictures), 7, 4, 7, 4).sum(axis=(3, 5)).transpose(1, 0, 2, 3)
    vectors = np.sqrt(cells).reshape(len(pictures), -1)
    return vectors - vectors.mean(axis=0)
    ### END SOLUTION


# %% check="describe"
check(describe)

# %% [markdown]
# ## In your own words
#
# A colleague trains a net on photographs without labels. Two views of a photograph are made by cutting out a part of
# it, mirroring it left to right or top to bottom, and changing its colours: brightness, contrast, and all hues turned
# by the same random angle.
# On animals the vectors work well. Then the net is used to find a country by its flag, and it fails:
# France, Italy and Ireland are one to it, and so are Poland and Indonesia.
# "More data," says the colleague. "More epochs."
#
# In 100 to 200 words: why did it fail on flags, why will neither help, and what would you do?
#
# *4 points, read by a person, one for each:*
# *(1) what the two views have in common and what differs is what a net keeps and what it is made to forget;*
# *(2) which flags each change makes equal (hues, mirroring or turning), and why the same changes suit animals;*
# *(3) a measurement that would have shown it before training: the distance to the nearest changed copy, by class;*
# *(4) what to do: leave these changes out or bound them, choose them by the task, and test on flags held out, beside*
# *pixels, colour histograms or an untrained net.*

# %% [markdown] written="flags" points=4
# ### BEGIN SOLUTION
# A contrastive net is told that two views of one picture are the same. So it keeps what both views share and
# learns to ignore what differs between them.
# Here all hues turn by one angle: Ireland's green and orange, turned a little, are nearly Italy's green and red.
# France's blue and red become these if the flag is mirrored as well.
# Poland and Indonesia differ only by which half is red, and the mirror exchanges just that.
# For animals the same changes are right: a cat in the evening light, looking the other way, is still a cat.
#
# More photographs and more epochs make the net more perfectly blind, since blindness is what the loss asks for.
#
# I would have measured it before training: for each flag, the distance to the nearest changed copy of every other
# flag. Where that is 0, no net trained with these changes can tell them apart.
# Then I would leave out hue and mirroring, keep small moves, noise and brightness, which happen to flags as well, and
# test on flags held out, beside plain colour histograms, which may be hard to beat here.
# ### END SOLUTION

# %% [markdown] compare="flags"
# ### Three answers to compare
#
# Write yours first. Then read these, and decide for each which of the four points it earns before you open what we
# say. Which point would a reader miss in yours?
#
# <details><summary>First answer</summary>
#
# Flags are very different from photographs. They are flat drawings with few colours and no depth, while the net was
# trained on animals, so it never learned what a flag is.
# More data of animals will not help because of this, and more epochs would only overfit.
# I would collect many photographs of flags, with wind and in bad light, and fine-tune the net on them with the same
# method.
# One could also take a larger net, since small differences like the order of two stripes need more weights.
# To see whether it works, I would look at the training loss on flags: if it goes down, the net learns to tell flags
# apart.
#
# <details><summary>What it earns</summary>
#
# 0 of 4. It blames the data, and the cause is the pairs: fine-tuned on flags with the same two views, the net would
# learn more thoroughly that hues and the upper and lower half make no difference. Point 1 and point 2: the changes are
# not mentioned. Point 3: the loss falls as the net forgets what differs between the views, so it cannot show this
# fault. Point 4: the one thing that must change, the changes themselves, stays "the same method".
#
# </details>
#
# </details>
#
# <details><summary>Second answer</summary>
#
# The net learns to give two views of one picture the same vector, so it ignores everything that the augmentations
# change, and keeps what they leave. Turning the hues makes the stripes of France, Italy and Ireland equal, because they
# differ only in their colours. Poland and Indonesia are equal because of the mirror from top to bottom.
# More data and more epochs do not help, since the loss itself asks for this.
# I would remove the augmentations and train again. Then the net cannot ignore anything, and it will tell all flags
# apart.
# I would test it by looking at the nearest neighbours of some flags.
#
# <details><summary>What it earns</summary>
#
# About 2 of 4: point 1, half of point 2, and a little of point 4. Point 2: one angle for all hues keeps how far they
# lie apart, so Ireland becomes nearly Italy, but France does so only if it is mirrored as well; and it is not said why
# the same changes suit animals.
# Point 3 is missing: nothing is measured before training, though the distance of each flag to the nearest changed copy
# of the others needs no net. Point 4: without any change the two views are the same picture, and the net has nothing to
# learn from the pairs; some changes (small moves, noise, brightness) have to stay. Looking at some neighbours is no
# test: flags have to be held out, and pixels, colour histograms or an untrained net have to stand beside it.
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
# 4 of 4: it says what the pairs make equal, for these flags and for animals, how to see it before training, and what
# to change and to compare.
#
# </details>
#
# </details>
