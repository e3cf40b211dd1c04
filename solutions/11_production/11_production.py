# %% [markdown]
# # Exercises 11: Production
#
# Eleven functions of one to eight lines, a challenge and a written answer: about 130 minutes.
#
# In the cells that say `# your code here`, replace the three dots by your answer.
# The cell below calls your function with numbers small enough to work out on paper.
# The cell after that checks it: it says what is right, what is not, and, if it knows the mistake, which one it is.
# Below its verdict wait three hints, from gentle to nearly the answer.
# Work in any style, and do not change the arrays, lists and dictionaries you are given: they belong to the caller.
# Numbers come in float64, float32 or whole numbers (int64, or Python's own), without NaN, and without infinity where
# nothing else is said.
# Sizes are ordinary, and float32 is accurate enough.
# A list is as good an answer as an array.

# %% locked=true
import hashlib
import math
import unicodedata

import numpy as np

from vecembed_lab.production.checks import check

# %% [markdown]
# ## 11.1 A name by content
#
# A text that comes twice should be stored once, on whatever day and from whatever machine it comes.
# So its name is made of the text itself.
#
# First the text is made clean. Its letters are composed as Unicode's form NFC says, so that an *é* is one letter
# and not an *e* with an accent.
# Each run of white space, of whatever kind `str.split()` takes for white space, becomes one blank, and there is none at
# either end.
# Nothing else changes: capitals and signs count, those of no width as well.
# The name is the SHA-256 of the clean text in UTF-8: 64 hexadecimal digits, those above 9 as small letters.
# An empty text has a name too. Every text can be written in UTF-8.
# (See [the section](../../course/11_production.ipynb#A-text-and-its-name) of the lesson.)


# %% exercise="doc_id"
def doc_id(text):
    """The name of a text: SHA-256 of the clean text.

    text: a string.  Returns a string of 64 digits.
    """
    ### BEGIN SOLUTION
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(clean.encode("utf-8")).hexdigest()
    ### END SOLUTION


# %%
# By hand: white space at the ends does not count. The standard prints ba7816bf... for abc.
doc_id(" abc\n")[:8]

# %% check="doc_id"
check(doc_id)

# %% [markdown]
# ## 11.2 Chunks
#
# Encoders read the beginning of a text only, so long ones are cut into chunks of `size` words.
# A word is what `str.split()` gives, with its capitals and signs. A chunk begins `size - overlap` words after the one
# before, so that it repeats the last `overlap` words of it, and its words are joined by one blank.
# The first chunk that reaches the end of the text is the last one; it may be shorter.
# So a text of at most `size` words is one chunk, and a text without words has none.


# %% exercise="chunk"
def chunk(text, size, overlap):
    """The chunks of a text.

    text: a string.  size: words.  overlap: words, at least 0 and below size.  Returns a list of strings.
    """
    ### BEGIN SOLUTION
    words, chunks, start = text.split(), [], 0
    while start < len(words):
        chunks.append(" ".join(words[start : start + size]))
        if start + size >= len(words):
            break
        start += size - overlap
    return chunks
    ### END SOLUTION


# %%
# By hand: the second chunk begins two words after the first. It reaches the end, so there is no third.
chunk("a b c d e", 4, 2), chunk("a b c d e f", 4, 2)

# %% check="chunk"
check(chunk)

# %% [markdown]
# ## 11.3 What is left to write
#
# An ingest was killed and begins again.
# It gets the names of all texts in the order in which they come; a text that is sent twice has the same name twice.
# And it gets the names that the store holds, in any order: of earlier runs, or written by others. A name may be listed
# twice there, and some may not be among the texts.
#
# Return the batches that are still to be written: each name that comes and that the store lacks, once, in the order in
# which it first comes.
# Every batch is a list (or a tuple) of `size` names, only the last may have fewer; no batch is empty. If nothing is
# left, the list of batches is empty. Capitals count: `Ann` and `ann` are two names.


# %% exercise="to_write"
def to_write(ids, stored, size):
    """The batches of names that the store lacks.

    ids, stored: lists of strings, maybe empty.  size: at least 1.  Returns a list of lists of strings.
    """
    ### BEGIN SOLUTION
    there = set(stored)
    missing = [one for one in dict.fromkeys(ids) if one not in there]
    return [missing[i : i + size] for i in range(0, len(missing), size)]
    ### END SOLUTION


# %%
# By hand: bob, dan and eve are missing; bob came twice.
to_write(["ann", "bob", "cat", "bob", "dan", "eve"], ["cat", "ann"], 2)

# %% check="to_write"
check(to_write)

# %% [markdown]
# ## 11.4 Search with a filter
#
# A store first walks to the nearest rows and then drops those that a filter forbids, so too few may be left.
# The cure is to ask for more.
#
# `search(n)` gives an array with the numbers of the n nearest rows, best first, or of all rows if there are fewer
# than n. The array `allowed` says of every row there is, by its number, whether it may be shown.
# Ask for k rows first. As long as fewer than k allowed ones came, ask for twice as many as before; but once you have
# asked for at least as many rows as there are, stop. That all allowed rows have come is no reason to stop before.
# Where twice as many are more than there are, you may as well ask for as many as there are.
# Return the first k allowed rows, best first; all of them, if the store has fewer than k. If none is allowed, that is
# an empty array or list.
# The check counts every call of `search`, also a second one for the same number of rows.


# %% exercise="search_filtered"
def search_filtered(search, allowed, k):
    """The k nearest rows that are allowed.

    search: a function of n.  allowed: (rows,) True or False.  k: at least 1, at most rows.  Returns row numbers.
    """
    ### BEGIN SOLUTION
    n = k
    while True:
        rows = search(n)
        kept = rows[allowed[rows]]
        if len(kept) >= k or n >= len(allowed):
            return kept[:k]
        n = 2 * n
    ### END SOLUTION


# %%
# By hand: of the first two rows none is allowed, of the first four only row 2; of all six, row 1 comes next.
search_filtered(lambda n: np.array([4, 0, 2, 5, 1, 3])[:n], np.array([False, True, True, True, False, False]), 2)

# %% check="search_filtered"
check(search_filtered)

# %% [markdown]
# ## 11.5 A bridge
#
# The store is full of vectors of an old model, and queries come from a new one.
# For some texts you have both: row $i$ of `new` and row $i$ of `old` are the same text.
# Learn from these pairs a map that brings queries of the new model into the old space:
#
# $$q \mapsto (q - \bar n) M + \bar o$$
#
# Here $\bar n$ and $\bar o$ are the means of the columns of `new` and `old`. $M$ makes the sum of all squares of
# $(\text{new} - \bar n) M - (\text{old} - \bar o)$ smallest.
# It is not a rotation: it may stretch, and the dimensions may differ.
# There are more pairs than dimensions, and $M$ is unique. Vectors have any lengths, and dimensions may be small; leave
# them as they are. There is at least one query.


# %% exercise="bridge"
def bridge(new, old, queries):
    """Queries of the new model, as vectors of the old one.

    new: (n, d).  old: (n, e), of the same texts.  queries: (q, d).  Returns (q, e).
    """
    ### BEGIN SOLUTION
    source, target = new.mean(axis=0), old.mean(axis=0)
    matrix = np.linalg.lstsq(new - source, old - target, rcond=None)[0]
    return (queries - source) @ matrix + target
    ### END SOLUTION


# %%
# By hand: each step of the new model is 20 of the old one, and 2 is 30. So 4 is 70 and 0 is -10.
bridge(np.array([[1.0], [2], [3]]), np.array([[10.0], [30], [50]]), np.array([[4.0], [0]]))

# %% check="bridge"
check(bridge)

# %% [markdown]
# ## 11.6 How far apart are two windows?
#
# The maximum mean discrepancy compares how near the texts of two windows are to each other, inside and across.
# `kernel[i, j]` says how near texts $i$ and $j$ are; the first `n` texts are the first window, the others the second.
#
# $$\text{mean of } k(a, a') + \text{mean of } k(b, b') - 2 \, \text{mean of } k(a, b)$$
#
# The first two means are over all pairs of *different* texts of a window, the third over all pairs across.
# The diagonal may hold any ordinary numbers, which must not play a part. The result may be below 0, and no root is
# taken.
# Each window has at least two texts.


# %% exercise="mmd"
def mmd(kernel, n):
    """The maximum mean discrepancy, squared, of the first n texts and the rest.

    kernel: (t, t), symmetric.  n: at least 2, at most t - 2.  Returns one number.
    """

    ### BEGIN SOLUTION
    def inside(k):
        return (k.sum() - np.trace(k)) / (len(k) * (len(k) - 1))

    return inside(kernel[:n, :n]) + inside(kernel[n:, n:]) - 2 * kernel[:n, n:].mean()
    ### END SOLUTION


# %%
# By hand: .5 inside the first window, .75 inside the second; across 0, 0, 0 and .25, whose mean is .0625.
mmd(np.array([[1, 0.5, 0, 0], [0.5, 1, 0, 0.25], [0, 0, 1, 0.75], [0, 0.25, 0.75, 1]]), 2)

# %% check="mmd"
check(mmd)

# %% [markdown]
# ## 11.7 Could it be chance?
#
# Two windows differ by the squared distance of their means: square the difference in each column, and add.
# The first `n` rows are the first window, the others the second. Each row of `orders` holds the numbers of all rows in
# another order; in each the first `n` could as well have been the first window.
#
# The p-value is the share of orders, the real one included, whose distance is at least the real distance:
#
# $$p = \frac{1 + \text{number of orders that give at least as much}}{1 + \text{number of orders}}$$
#
# The real order is the 1 above and below the line. An order may come more than once, and may be the real one again;
# count each that is given.
# Compare with `>=`: an equal distance is at least as much. In the check, distances that are equal are so exactly,
# whichever way you calculate them.


# %% exercise="drift_p"
def drift_p(rows, n, orders):
    """How rare the distance of two windows is among the orders.

    rows: (t, d).  n: at least 1, below t.  orders: (r, t), each a permutation of 0 to t - 1.  Returns one number.
    """

    ### BEGIN SOLUTION
    def distance(x):
        return ((x[:n].mean(axis=0) - x[n:].mean(axis=0)) ** 2).sum()

    real = distance(rows)
    return (1 + sum(distance(rows[order]) >= real for order in orders)) / (1 + len(orders))
    ### END SOLUTION


# %%
# By hand: the distance is 16. The orders give 0, 16 and 0, so p = (1 + 1) / (1 + 3).
drift_p(np.array([[0.0], [0], [4], [4]]), 2, np.array([[0, 2, 1, 3], [2, 3, 0, 1], [1, 2, 3, 0]]))

# %% check="drift_p"
check(drift_p)

# %% [markdown]
# ## 11.8 Can a classifier tell them apart?
#
# A p-value says whether two windows differ, not how much. A classifier says how much.
#
# It learns from the rows 0, 2, 4, ... of both windows: its direction is their mean in the second window less that in
# the first.
# It is tested on the rows 1, 3, 5, ...: the score of a row is its dot product with the direction.
# Return the share of pairs, a tested row of the first window and one of the second, in which the row of the second has
# the higher score. A tie counts one half; if the direction is zero, all pairs are ties, which makes .5.
# What is below .5 stays below .5. Each window has at least two rows.


# %% exercise="two_sample_auc"
def two_sample_auc(first, second):
    """How well a direction learnt from the even rows tells the odd rows of two windows apart.

    first: (n, d).  second: (m, d).  Returns one number in [0, 1].
    """
    ### BEGIN SOLUTION
    direction = second[::2].mean(axis=0) - first[::2].mean(axis=0)
    low, high = first[1::2] @ direction, second[1::2] @ direction
    return ((high[:, None] > low).mean() + (high[:, None] >= low).mean()) / 2
    ### END SOLUTION


# %%
# By hand: the direction is +4. Of the pairs (1, 3), (1, 9), (5, 3) and (5, 9) three are right.
two_sample_auc(np.array([[0.0], [1], [0], [5]]), np.array([[4.0], [3], [4], [9]]))

# %% check="two_sample_auc"
check(two_sample_auc)

# %% [markdown]
# ## 11.9 Switch
#
# `alias` says which version searches ask and which one was live before: `{"live": "v1", "before": None}`.
# `ids` has for each version the names of its documents, in any order; a name may stand there twice.
#
# Return the alias after a switch to `new`: `new` is live, and what was live stands under `before`.
# But return the alias as it was where the switch is not allowed: if there is no such version in `ids`, if it lacks a
# document that the live version has, or if it is live already.
# It may have more documents than the live one. If the live one has none, any version in `ids` will do, an empty one as
# well. To go back to the version under `before` is a switch like any other. The live version is always in `ids`.


# %% exercise="switch"
def switch(alias, ids, new):
    """The alias after a switch, or as it was where it may not be made.

    alias: a dict with the keys "live" and "before".  ids: a dict of lists.  new: a string.  Returns a dict.
    """
    ### BEGIN SOLUTION
    live = alias["live"]
    if new == live or new not in ids or set(ids[live]) - set(ids[new]):
        return dict(alias)
    return {"live": new, "before": live}
    ### END SOLUTION


# %%
# By hand: v2 has all that v1 has. v3 has more documents, but lacks b.
ids = {"v1": ["a", "b"], "v2": ["b", "a", "c"], "v3": ["a", "c", "d"]}
[switch({"live": "v1", "before": None}, ids, new) for new in ("v2", "v3")]

# %% check="switch"
check(switch)

# %% [markdown]
# ## 11.10 Waits
#
# A program sends requests by a clock. For each you get when it was due, when the program got round to sending it, and
# when the answer was there; `done` is infinite (`np.inf`) where no answer came.
# A user waits from the moment when the request was due.
#
# Return three waits: the smallest ones that at least 50, 95 and 99 of 100 requests do not exceed.
# Of $n$ waits, sorted upwards, that is the one in place $\lceil p \, n / 100 \rceil$, counted from 1.
# A request without an answer has waited infinitely long, and so may a percentile.


# %% exercise="waits"
def waits(due, sent, done):
    """The waits that 50, 95 and 99 of 100 requests do not exceed.

    due, sent, done: (n,), n at least 1, in any order, row i of all being one request.  Returns three numbers.
    """
    ### BEGIN SOLUTION
    ordered = np.sort(done - due)
    return [ordered[math.ceil(p * len(ordered) / 100) - 1] for p in (50, 95, 99)]
    ### END SOLUTION


# %%
# By hand: they waited 1, 3, 6 and 7. Two of four waited at most 3, and all of them at most 7.
waits(np.array([0.0, 1, 2, 3]), np.array([0.0, 1, 4, 8]), np.array([1.0, 4, 8, 10]))

# %% check="waits"
check(waits)

# %% [markdown]
# ## 11.11 How many machines?
#
# A vector of `d` numbers of `bits` bits each takes whole bytes, rounded up.
# For each vector the graph of its neighbours takes 2 m numbers of 4 bytes.
# A machine has `ram` bytes, of which three quarters may be used; these are not rounded.
# All `n` vectors are shared out among machines; a vector may be split between two. As few machines as possible are
# taken, but at least one.
# Then all of that stands `copies` times, each copy on machines of its own, and at least one.
# Return how many machines that is, a whole number of any type. No number that you meet on the way reaches $2^{53}$.


# %% exercise="machines"
def machines(n, d, bits, m, ram, copies):
    """How many machines hold n vectors and their graph.

    n, m: at least 0.  d, bits, ram, copies: at least 1.  All are whole numbers.  Returns a whole number.
    """
    ### BEGIN SOLUTION
    total = n * (math.ceil(d * bits / 8) + 2 * m * 4)
    return max(1, math.ceil(total / (0.75 * ram))) * copies
    ### END SOLUTION


# %%
# By hand: a hundred million times 1,536 + 128 bytes are 166 GB; 48 GiB can be used of each: 4 machines, twice.
machines(10**8, 384, 32, 16, 64 * 2**30, 2)

# %% check="machines"
check(machines)

# %% [markdown]
# ## The challenge: an alarm for drift
#
# You get eight past windows of vectors, oldest first, in all of which everything was well, and the window of today.
# Each has 160 rows of 16 numbers. Subjects come and go, so calm windows differ from each other as well.
# Every stream has a model of its own: its scale, its origin and its directions differ from stream to stream.
#
# Say whether something is wrong with the window of today. In the check one of four things was done to half of the
# windows: many texts were cut short, some were embedded by another model, one story was sent again and again, or a
# subject came that nobody had written about.
#
# What counts is the share of harmed windows that raise an alarm, less the share of calm ones that do.
# Points begin at 0.1. For all of them reach 85 % of what our answer reaches on the same streams, which is about 0.7 to
# 0.9. A p-value reaches less than half of that: it calls nearly every calm window different, too.
# All 64 windows together should take no more than ten seconds.
# A class is graded on other streams than your notebook: leave yourself a margin.


# %% exercise="alarm"
def alarm(past, now):
    """Whether something is wrong with a window.

    past: a list of 8 arrays (160, 16).  now: (160, 16).  Returns True or False.
    """

    ### BEGIN SOLUTION
    def distances(a, b):
        return np.sqrt(np.maximum((a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T, 0))

    def watched(window, others):
        rest = np.concatenate(others)
        x, rest = (window - rest.mean(axis=0)) / rest.std(axis=0), (rest - rest.mean(axis=0)) / rest.std(axis=0)
        within = np.sort(distances(x, x), axis=1)[:, 1].mean()  # the nearest other row of the same window
        return np.array([np.linalg.norm(x.mean(axis=0)), within, distances(x, rest[::7]).min(axis=1).mean(), x.std()])

    before = np.array([watched(window, past[:i] + past[i + 1 :]) for i, window in enumerate(past)])
    surprise = np.abs(watched(now, past) - before.mean(axis=0)) / before.std(axis=0, ddof=1)
    return bool(surprise.max() > 3.5)
    ### END SOLUTION


# %% check="alarm"
check(alarm)

# %% [markdown]
# ## In your own words
#
# *On Tuesday at 10:00 a team switched its search to vectors of a new model. By 10:40 users had written that searches
# found nonsense; no error was logged, and the dashboard was green: mean latency 20 ms, no 5xx. At 11:30 somebody
# noticed that two of the five processes that encode queries had not been restarted and still ran the old model. They
# were restarted at 11:35. The 14,000 documents that had come in since Monday were not in the new version; the old one
# had been deleted at 10:15 to make room. Their texts are still at the source.*
#
# In 100 to 200 words, write the report of this incident: what happened and to whom, what the causes were, why nobody
# was warned, and what will be changed so that it cannot happen again in this way.
#
# *4 points, read by a person, one for each:*
# *(1) what users saw, from when to when, and what was lost or not, without blaming a person;*
# *(2) the causes: queries of one model met vectors of another and nothing refused that; the switch came before the*
# *backfill had been compared; there was no way back;*
# *(3) why nothing warned: wrong neighbours raise no error, a mean and a count of errors see none; a measure that*
# *would have (known queries with known answers, the version in every request, overlap before and after);*
# *(4) changes that make it impossible or notice it, not more care: the query names its version and the store refuses*
# *another, the switch refuses an unfilled version, the old version stays until nobody asks it, a rehearsed way back.*

# %% [markdown] written="incident" points=4
# ### BEGIN SOLUTION
# From 10:00 to 11:35 on Tuesday about two of five searches returned documents that had nothing to do with the question.
# The vectors of the old version are gone. The texts are still at their source, but the 14,000 documents that came
# since Monday could not be found until they were embedded again.
#
# Causes: two processes still encoded queries with the old model, and the store compared these vectors with those of the
# new one. Both have as many numbers, so nothing objected. The switch was made before the new version was compared with
# the old one. The old version had been dropped, so there was no way back.
#
# Nothing warned us, since a wrong neighbour is no error and is found as quickly as a right one. Twenty questions with
# known answers, asked every minute through every process, would have fallen at 10:01.
#
# Changes: each request names the version that encoded it, and the store refuses a version that is not there. The switch
# compares the names of all documents, and refuses. New documents are written to both versions until the switch.
# The old version stays for two weeks; rolling back is one command, rehearsed every month.
# ### END SOLUTION

# %% [markdown] compare="incident"
# ### Three answers to compare
#
# Write yours first. Then read these, and decide for each which of the four points it earns before you open what we
# say. Which point would a reader miss in yours?
#
# <details><summary>First answer</summary>
#
# The new model was worse than the old one, so users were unhappy. It was switched on at 10:00.
# We restarted the processes and now everything works again.
# Next time we will test the model better and be more careful when we restart things.
# We apologise to all users.
#
# <details><summary>What it earns</summary>
#
# No point. The cause is wrong: no model was worse, two were mixed. It does not say who saw what until when, nor that
# documents were missing, nor why nobody was warned; and to be more careful changes nothing.
#
# </details></details>
#
# <details><summary>Second answer</summary>
#
# From 10:00 to 11:35 two of five processes used the old model, so about 40 % of the searches compared vectors of two
# models and returned nonsense. This raises no error.
# 14,000 documents could not be found, because nobody compared the versions before the switch, and the old table was
# gone, so we could not go back.
# We will add an alert on high latency and tell everybody to restart all processes.
#
# <details><summary>What it earns</summary>
#
# 2 points, the first and the second. The alert watches what was green all the time, and to tell people is no change
# that would refuse a wrong version.
#
# </details></details>
#
# <details><summary>Third answer</summary>
#
# {model answer}
#
# <details><summary>What it earns</summary>
#
# All 4 points.
#
# </details></details>
