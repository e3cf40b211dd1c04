# %% [markdown]
# # Exercises 10: Context
#
# Eleven functions of one to six lines, a challenge and a written answer: about 140 minutes.
#
# In the cells that say `# your code here`, replace the three dots by your answer.
# The cell below calls your function with numbers small enough to work out on paper.
# The cell after that checks it: it says what is right, what is not, and, if it knows the mistake, which one it is.
# Below its verdict wait three hints, from gentle to nearly the answer.
# Use NumPy as you like, work in any style, and do not change the arrays you are given: they belong to the caller.
# Numbers come in float64, float32 or whole numbers, without NaN or infinity.
# Masks are True where something is real, and False where it is padding or hidden.
# Sizes are ordinary, and float32 is accurate enough.
# A list is as good an answer as an array.

# %% locked=true
import numpy as np

from vecembed_lab.context.checks import check

# %% [markdown]
# ## 10.1 Attention
#
# Each of $t$ places asks $s$ places. Its scores are $q \cdot k / \sqrt{d}$ with the width $d$ of the queries.
# A softmax makes weights of a row of scores; the answer is the mean of the rows of `v` with these weights:
#
# $$\text{softmax}\left(\frac{q k^T}{\sqrt{d}}\right) v$$
#
# `mask[i, j]` says whether place $i$ may see place $j$. What it may not see has the weight 0, exactly:
# whatever stands there changes nothing.
# A place that may see nothing at all takes zeros.
# Scores may be as large as several thousand, of either sign, and several thousand apart; `exp` of that is infinite,
# so take each row's largest score off first.
# (See [the section](../../course/10_context.ipynb#Ask-every-place) of the lesson.)


# %% exercise="attention"
def attention(q, k, v, mask):
    """What each place takes from the places that it may see.

    q: (t, d).  k: (s, d).  v: (s, e).  mask: (t, s) True or False.  Returns (t, e).
    """
    ### BEGIN SOLUTION
    scores = np.where(mask, q @ k.T / np.sqrt(q.shape[1]), -np.inf)
    high = scores.max(axis=1, keepdims=True)
    e = np.exp(scores - np.where(np.isfinite(high), high, 0))  # exp(-inf) is 0
    return e @ v / np.maximum(e.sum(axis=1, keepdims=True), 1e-300)
    ### END SOLUTION


# %%
# By hand: the scores are log 3 and 0, so the weights 3/4 and 1/4: 3/4 of 4 and 1/4 of 8 are 5.
attention(
    np.array([[2 * np.log(3), 0, 0, 0]]),
    np.array([[1.0, 0, 0, 5], [0, 1, 0, 0]]),
    np.array([[4.0], [8.0]]),
    np.array([[True, True]]),
)

# %% check="attention"
check(attention)

# %% [markdown]
# ## 10.2 Heads
#
# Several heads share the numbers of each place: with $n$ heads, head 0 gets the first $d / n$ numbers of every place,
# head 1 the next, and so on. $d$ is a multiple of $n$.
# Return them head by head.


# %% exercise="heads"
def heads(x, n):
    """The numbers of each place, shared out among n heads.

    x: (t, d).  n: a divisor of d.  Returns (n, t, d / n).
    """
    ### BEGIN SOLUTION
    return x.reshape(len(x), n, -1).transpose(1, 0, 2)
    ### END SOLUTION


# %%
# By hand: head 0 gets 1, 2 and 5, 6; head 1 gets 3, 4 and 7, 8.
heads(np.array([[1, 2, 3, 4], [5, 6, 7, 8]]), 2)

# %% check="heads"
check(heads)

# %% [markdown]
# ## 10.3 Positions
#
# Attention does not know the order of places. So a vector is added to each that says where it stands.
# Place $i$, which begins at 0, has in the columns $2j$ and $2j + 1$ a sine and a cosine of one angle:
#
# $$p_{i, 2j} = \sin\left(i / 10000^{2j/d}\right) \qquad p_{i, 2j+1} = \cos\left(i / 10000^{2j/d}\right)$$
#
# with $j$ from 0 to $d/2 - 1$. $d$ is even, and there is at least one place.


# %% exercise="positions"
def positions(n, d):
    """A vector for each of n places: pairs of sine and cosine.

    n: at least 1.  d: even.  Returns (n, d).
    """
    ### BEGIN SOLUTION
    angles = np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    waves = np.empty((n, d))
    waves[:, 0::2], waves[:, 1::2] = np.sin(angles), np.cos(angles)
    return waves
    ### END SOLUTION


# %%
# By hand: place 0 has sin 0 = 0 and cos 0 = 1 twice. In place 1 the angles are 1 and 1 / 100.
positions(2, 4)

# %% check="positions"
check(positions)

# %% [markdown]
# ## 10.4 Hide words
#
# A model learns by guessing pieces of a text that are hidden.
# The dice have been thrown for you, one of each kind for every place:
#
# - A place is *asked for* if its `chance` is below 0.15 and its piece is not one of the `special` ones.
# - Of the places asked for, those with a `fate` below 0.8 show `mask`; from 0.8 to below 0.9 they show the piece in
#   `other`, whatever it is; from 0.9 on they show what was there.
# - All other places show what was there, whatever their fate.
#
# Special pieces may stand anywhere. `mask` may stand in the text already; unless it is one of the special pieces, it is
# a piece like any other.
# The label of a place that is asked for is the piece that was there; everywhere else it is -100.
# Return what the model sees, and the labels.


# %% exercise="mask_tokens"
def mask_tokens(ids, special, mask, chance, fate, other):
    """What a model sees of a text, and what it should say.

    ids: (n,) pieces.  special: (k,) pieces never asked for, maybe none.  mask: the piece that hides others.
    chance, fate: (n,) float64 in [0, 1).  other: (n,) pieces.  Returns two arrays (n,): seen, labels.
    """
    ### BEGIN SOLUTION
    asked = (chance < 0.15) & ~np.isin(ids, special)
    seen = np.where(asked & (fate < 0.8), mask, ids)
    seen = np.where(asked & (fate >= 0.8) & (fate < 0.9), other, seen)
    return seen, np.where(asked, ids, -100)
    ### END SOLUTION


# %%
# By hand: 7 is hidden, 8 becomes 6, 9 stays and is asked for all the same. 5 is not asked for; 101 and 102 never are.
mask_tokens(
    np.array([101, 7, 8, 9, 5, 102]),
    np.array([101, 102]),
    103,
    np.array([0.0, 0.1, 0.1, 0.1, 0.5, 0.1]),
    np.array([0.5, 0.5, 0.85, 0.95, 0.5, 0.5]),
    np.array([6, 6, 6, 6, 6, 6]),
)

# %% check="mask_tokens"
check(mask_tokens)

# %% [markdown]
# ## 10.5 The loss of a guess
#
# At each place the model gives a score to every piece; a softmax makes chances of them.
# The loss is the mean of $-\log p(\text{label})$, in nats, over the places whose label is not -100.
# Piece 0 is a piece like any other.
# If no place is asked for, the loss is 0.
# Scores may be as large as a few thousand, of either sign.


# %% exercise="mlm_loss"
def mlm_loss(logits, labels):
    """The mean of -log p over the places that are asked for.

    logits: (t, v) scores.  labels: (t,) pieces, or -100.  Returns one number.
    """
    ### BEGIN SOLUTION
    asked = labels != -100
    if not asked.any():
        return 0.0
    scores = logits[asked] - logits[asked].max(axis=1, keepdims=True)
    own = scores[np.arange(len(scores)), labels[asked]]
    return (np.log(np.exp(scores).sum(axis=1)) - own).mean()
    ### END SOLUTION


# %%
# By hand: at the first place p(0) = 2 / (2 + 1 + 1), so the loss is log 2 = .693. The second is not asked for.
mlm_loss(np.array([[np.log(2), 0, 0], [0, 9, 1]]), np.array([0, -100]))

# %% check="mlm_loss"
check(mlm_loss)

# %% [markdown]
# ## 10.6 From pieces to a sentence
#
# A batch has texts of different lengths, and padding makes them equal.
# The vector of a text is the mean of its pieces, without the padding, wherever that stands: first, last or between.
# It must be the same whatever other texts are in the batch.
# A piece whose vector happens to be zero counts like any other. A text without any piece has the vector zero.
# Leave the means as they are; do not make them length 1.


# %% exercise="pool"
def pool(hidden, mask):
    """The mean vector of each text's own pieces.

    hidden: (n, t, d).  mask: (n, t) True for pieces, False for padding.  Returns (n, d).
    """
    ### BEGIN SOLUTION
    sums = (hidden * mask[:, :, None]).sum(axis=1)
    return sums / np.maximum(mask.sum(axis=1, keepdims=True), 1)
    ### END SOLUTION


# %%
# By hand: (1, 4) and (3, 0) have the mean (2, 2). The second text has one piece, (6, 2).
pool(
    np.array([[[1.0, 4], [3, 0], [8, 5]], [[6, 2], [9, 9], [1, 1]]]),
    np.array([[True, True, False], [True, False, False]]),
)

# %% check="pool"
check(pool)

# %% [markdown]
# ## 10.7 The vector of a word
#
# A word may be cut into several pieces.
# For each piece you get the letters of the text it covers, from `offsets[i, 0]` up to, but not including,
# `offsets[i, 1]`; `[CLS]` and `[SEP]` cover none, from 0 to 0, and all other pieces at least one.
# The word covers the letters from `span[0]` up to, but not including, `span[1]`, at least one.
# Its vector is the mean of all pieces that share at least one letter with it; zeros if there is none.


# %% exercise="word_vector"
def word_vector(hidden, offsets, span):
    """The mean of the pieces of a word.

    hidden: (t, d).  offsets: (t, 2) letters of each piece.  span: two whole numbers.  Returns (d,).
    """
    ### BEGIN SOLUTION
    chosen = (offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0])
    return hidden[chosen].mean(axis=0) if chosen.any() else np.zeros(hidden.shape[1])
    ### END SOLUTION


# %%
# By hand: the word has the pieces from 4 to 6 and from 6 to 9; (2, 0) and (4, 6) have the mean (3, 3).
word_vector(
    np.array([[9.0, 9], [1, 5], [2, 0], [4, 6], [7, 7]]),
    np.array([[0, 0], [0, 3], [4, 6], [6, 9], [0, 0]]),
    (4, 9),
)

# %% check="word_vector"
check(word_vector)

# %% [markdown]
# ## 10.8 InfoNCE
#
# Row $i$ of `a` belongs to row $i$ of `b`. For row $i$ of `a`, the rows of `b` are its choices:
# the chance of each is a softmax over the cosines divided by 0.05.
# The loss is the mean over the rows of `a` of $-\log p(\text{own row})$, in nats.
# Pairs with equal `ids` are about the same: their rows of `b` are no wrong answers for each other, and take no part in
# each other's softmax. The own row always does, and every row of `a` counts in the mean.
# Where no wrong answer is left the loss of a row is 0.
# The vectors have any length, and none is zero.


# %% exercise="info_nce"
def info_nce(a, b, ids):
    """The mean of -log p(own row of b), with a temperature of 0.05.

    a, b: (n, d), pairs row by row.  ids: (n,) whole numbers, what each pair is about.  Returns one number.
    """

    ### BEGIN SOLUTION
    def unit(rows):
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    scores = unit(a) @ unit(b).T / 0.05
    own = np.diag(scores).copy()
    scores = np.where((ids[:, None] == ids) & ~np.eye(len(ids), dtype=bool), -np.inf, scores)
    high = scores.max(axis=1)
    return (high + np.log(np.exp(scores - high[:, None]).sum(axis=1)) - own).mean()
    ### END SOLUTION


# %%
# By hand: each row of a has the same cosine with both rows of b, so p = 1/2 and the loss is log 2 = .693.
info_nce(np.array([[1.0, 0], [0, 2]]), np.array([[3.0, 0], [5, 0]]), np.array([1, 2]))

# %% check="info_nce"
check(info_nce)

# %% [markdown]
# ## 10.9 Hard negatives
#
# Whoever looks for wrong answers that are nearly right finds right ones among them, as the lesson did.
# For each query find the document with the highest cosine that is *not* about the same as the query's own document:
# `gold[i]` is the row of query $i$'s own document, and `about` says what each document is about.
# If no document is left, the answer is -1.
# Vectors have any length, and none is zero; no two cosines of a query are equal.


# %% exercise="mine_hard"
def mine_hard(queries, documents, gold, about):
    """For each query the row of the most similar document about something else.

    queries: (q, d).  documents: (n, d).  gold: (q,) rows.  about: (n,) whole numbers.  Returns (q,) rows, or -1.
    """

    ### BEGIN SOLUTION
    def unit(rows):
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    wrong = about[gold][:, None] != about
    found = np.where(wrong, unit(queries) @ unit(documents).T, -np.inf).argmax(axis=1)
    return np.where(wrong.any(axis=1), found, -1)
    ### END SOLUTION


# %%
# By hand: documents 1 and 2 are about what is asked. Of 0 and 3 the third points nearly the same way, so 3.
mine_hard(
    np.array([[1.0, 0.1]]),
    np.array([[0.0, 1], [1, 0], [5, 5], [2, 1]]),
    np.array([1]),
    np.array([4, 7, 7, 9]),
)

# %% check="mine_hard"
check(mine_hard)

# %% [markdown]
# ## 10.10 Truncate
#
# Keep the first $k$ numbers of each vector, and make what is left length 1.
# Where nothing is left but zeros, the row is zero; any other row gets length 1, however short it was, even 1e-4.
# If there are fewer than $k$ numbers, keep all of them.


# %% exercise="truncate"
def truncate(vectors, k):
    """The first k numbers of each vector, of length 1.

    vectors: (n, d).  k: at least 1.  Returns (n, min(k, d)).
    """
    ### BEGIN SOLUTION
    cut = vectors[:, :k]
    lengths = np.linalg.norm(cut, axis=1, keepdims=True)
    return cut / np.where(lengths > 0, lengths, 1)
    ### END SOLUTION


# %%
# By hand: (3, 4) has the length 5, and (0, -2) the length 2.
truncate(np.array([[3.0, 4.0, 12.0], [0.0, -2.0, 1.0]]), 2)

# %% check="truncate"
check(truncate)

# %% [markdown]
# ## 10.11 What was forgotten
#
# A model was changed. For each query you get its quality before and after; the same place is the same query.
# How much was lost on average, and between which limits does that lie?
# With the loss $l_i = \text{before}_i - \text{after}_i$ of each of $n$ queries, a gain being negative:
#
# $$\bar l \pm 1.96 \, \frac{s}{\sqrt{n}}$$
#
# where $s$ is the standard deviation of the $l_i$ that divides by $n - 1$. Take 1.96 as it stands, for any $n$.
# There are at least two queries.


# %% exercise="forgetting"
def forgetting(before, after):
    """The mean loss of quality, and the limits of its 95 % interval.

    before, after: (n,).  Returns three numbers: mean, low, high.
    """
    ### BEGIN SOLUTION
    lost = before - after
    half = 1.96 * lost.std(ddof=1) / np.sqrt(len(lost))
    return lost.mean(), lost.mean() - half, lost.mean() + half
    ### END SOLUTION


# %%
# By hand: the losses are .25, .5, 0 and .25, so the mean is .25; s = .2041, and 1.96 s / 2 is .2000.
forgetting(np.array([0.5, 1.0, 0.25, 0.75]), np.array([0.25, 0.5, 0.25, 0.5]))

# %% check="forgetting"
check(forgetting)

# %% [markdown]
# ## The challenge: gain in a domain, and forget little
#
# You get the vectors of 1,200 questions about health and of their answers, made by MiniLM, all of length 1.
# Return a matrix $M$: the check multiplies every vector by it and makes it length 1 again.
#
# It then searches with some 600 hidden questions, about other diseases than yours, among all 1,900 answers, and with
# the 225 questions of Cranfield, about flight, among its 1,400 abstracts.
# What counts is what nDCG@10 gains on health, less what it loses on Cranfield, if it loses there.
#
# Points begin at a gain of 0.001.
# Drawing each vector towards its partner by least squares, held near the identity, earns half of them, for a gain of
# about 0.02.
# For all of them go on from there, half of the way to our answer, which gains about 0.005 to 0.01 more.
# Your matrix should be ready within two seconds or so.
# A class is graded on other questions than your notebook: leave yourself a margin.


# %% exercise="adapt"
def adapt(first, second):
    """A matrix after which questions lie nearer to their answers, and not much else has changed.

    first, second: (n, 384), pairs row by row, of length 1, float32.  Returns (384, any width).
    """

    ### BEGIN SOLUTION
    # InfoNCE in both directions, a few dozen steps of plain gradient descent from the identity.
    def softmax(scores, axis):
        e = np.exp(scores - scores.max(axis=axis, keepdims=True))
        return e / e.sum(axis=axis, keepdims=True)

    def through_length(x, unit, toward):
        return (toward - (toward * unit).sum(axis=1, keepdims=True) * unit) / np.linalg.norm(x, axis=1, keepdims=True)

    rng, matrix = np.random.default_rng(0), np.eye(first.shape[1], dtype=np.float32)
    for _ in range(60):
        rows = rng.permutation(len(first))[:256]
        a, b = first[rows], second[rows]
        x, y = a @ matrix, b @ matrix
        u, v = (z / np.linalg.norm(z, axis=1, keepdims=True) for z in (x, y))
        scores = u @ v.T / 0.05
        error = (softmax(scores, 1) + softmax(scores, 0) - 2 * np.eye(len(rows), dtype=np.float32)) / (0.1 * len(rows))
        matrix = matrix - (a.T @ through_length(x, u, error @ v) + b.T @ through_length(y, v, error.T @ u))
    return matrix
    ### END SOLUTION


# %% check="adapt"
check(adapt)

# %% [markdown]
# ## In your own words
#
# A team searches contracts, support mails and news with one published encoder.
# Somebody fine-tuned it on 300 pairs of questions and answers from the support mails and reports:
# "nDCG on 100 held-out support questions rose from .60 to .63 with one seed. We should switch."
#
# In 100 to 200 words: what would you ask to see before the switch, and in which cases would you not fine-tune at all?
#
# *4 points, read by a person, one for each:*
# *(1) how sure the gain is: an interval over questions, pairs split by subject, several seeds;*
# *(2) what was forgotten on the other two kinds of text, measured on the same footing, with its interval;*
# *(3) a baseline that costs nothing, and a control: as it is, centred, shuffled pairs, an adapter held near the*
# *identity, a second stage that ranks anew;*
# *(4) a case in which not to fine-tune, with a reason: few pairs, a gain within its interval, many domains served by*
# *one index, vectors that would all have to be computed anew.*

# %% [markdown] written="finetune" points=4
# ### BEGIN SOLUTION
# I would first ask how sure .03 is. With 100 questions the interval of a paired difference is easily as wide as that,
# so I want it over questions, with the pairs split by subject so that no near copy is in both parts, and from several
# orders of the training batches.
#
# Then I want the same table for contracts and news: an adapter that gains inside its domain usually loses outside,
# and one index serves all three. A loss there counts against the gain.
#
# Beside the fine-tuned model belong baselines that cost nothing: the vectors as they are, without their mean, a linear
# adapter held near the identity, and as a control the same training on shuffled pairs, which must not gain.
#
# I would not fine-tune if the gain lies within its interval, if there are only a few hundred pairs and an adapter does
# nearly as well, or if the other domains lose more. A changed encoder also means that every stored vector has to be
# computed anew and that old and new ones must not be compared; an adapter on frozen vectors can be taken back in a day.
# ### END SOLUTION
