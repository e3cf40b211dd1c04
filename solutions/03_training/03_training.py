# %% [markdown]
# # Exercises 3: training fast
#
# Ten functions of three to ten lines, a challenge and a written answer: about 120 minutes. No GPU is needed.
#
# In the cells that say `# your code here`, replace the three dots by your answer.
# The cell below calls your function with numbers small enough to work out on paper.
# The cell after that checks it: it says what is right, what is not, and, if it knows the mistake, which one it is.
# Below its verdict wait three hints, from gentle to nearly the answer.
# Use NumPy or torch as you like, work in any style, and do not change the arrays you are given:
# they belong to the caller.

# %% locked=true
import numpy as np

from vecembed_lab.training.checks import check

# %% [markdown]
# ## 3.1 Who weighs how much in a block
#
# A block is $L$ words of a text that share their noise words.
# Its scores are one matrix: a row for each word of the block, a column for each word it could meet.
# First come the words of the text, from `window` places before the block to `window` places after it;
# then the noise words. Most of these pairs are none, so every place of the matrix gets a weight:
#
# - 1, if the word of the text stands at most `radius[i]` places from word $i$ of the block, on either side,
#   and is not that word itself; 0 otherwise;
# - for every noise word the same weight: all `n_noise` together must count as much as
#   `n_negatives` noise words for each of the `2 * radius[i]` pairs of word $i$.


# %% exercise="block_weights"
def block_weights(radius, window, n_negatives, n_noise):
    """How much each pair of a block counts.

    radius: (L,) how far each word of the block looks, from 0 to window, L 1 or more.  window: 0 or more.
    n_negatives: noise words for a pair.  n_noise: noise words of the block, 1 or more.
    Returns (L, L + 2 * window + n_noise).
    """
    ### BEGIN SOLUTION
    place = np.arange(len(radius))[:, None]
    gap = abs(np.arange(len(radius) + 2 * window) - window - place)
    pull = (gap > 0) & (gap <= radius[:, None])
    push = 2 * radius[:, None] * n_negatives / n_noise
    return np.hstack([pull, np.repeat(push, n_noise, axis=1)])
    ### END SOLUTION


# %%
# By hand: the columns are the places -2 to 3, then two noise words. Word 0 sees the places -1 and 1;
# word 1 sees -1, 0, 2 and 3. Each noise word weighs 4 pairs x 3 negatives / 2 = 6 for it, for word 0 half as much.
block_weights(np.array([1, 2]), 2, 3, 2)

# %% check="block_weights"
check(block_weights)

# %% [markdown]
# ## 3.2 A block's gradient in three products
#
# Let $h$ hold the vectors of the block's words and $u$ those of all words they could meet.
# The loss is a sum over all places of the matrix, each with its weight:
#
# $$\sum_{ij} weights_{ij} \; \ell(h_i \cdot u_j, labels_j), \qquad
# \ell(x, 1) = -\log\sigma(x), \quad \ell(x, 0) = -\log\sigma(-x)$$
#
# In unit 2 you had its gradient for one pair: probability minus label, times the other vector.
# Here all scores come from one matrix product, and each of the two gradients from one more.
# As there, scores may be thousands, of either sign: then a probability is 1 or 0, and no gradient is NaN.
# The check compares them with what torch finds by itself.


# %% exercise="block_gradient"
def block_gradient(h, u, weights, labels):
    """Gradients of the loss of a block.

    h: (L, d).  u: (N, d).  weights: (L, N), 0 or more.  labels: (N,), 1 for words of the text, 0 for noise.
    Returns (dh, du), shaped like h and u.
    """
    ### BEGIN SOLUTION
    probabilities = 1 / (1 + np.exp(-h @ u.T))
    error = weights * (probabilities - labels)
    return error @ u, error.T @ h
    ### END SOLUTION


# %%
# By hand: both scores are 0, both probabilities 1/2. The errors are -1/2 and, with its weight, 1/4.
# So dh = -1/2 (0, 2) + 1/4 (0, 8) = (0, 1), and du is -1/2 and 1/4 times (1, 0).
block_gradient(np.array([[1.0, 0.0]]), np.array([[0.0, 2.0], [0.0, 8.0]]), np.array([[1.0, 0.5]]), np.array([1, 0]))

# %% check="block_gradient"
check(block_gradient)

# %% [markdown]
# ## 3.3 Adding to rows, safely
#
# Now the changes go back into the table, many at once.
# A word that stands in a block five times has five changes, and **all** of them count: sum them.
# But a word that *fills* a block would be thrown out of the space by such a sum.
# So if the sum of a row is longer than `cap`, shorten it to the length `cap`; its direction stays.
# Shorter sums stay as they are, also those of length 0.


# %% exercise="add_changes"
def add_changes(table, rows, changes, cap):
    """The table after the changes, none of its rows moved farther than cap.

    table: (V, d).  rows: (n,) row numbers, some of them repeated.  changes: (n, d), n 1 or more.  cap: above 0.
    Returns (V, d).
    """
    ### BEGIN SOLUTION
    total = np.zeros(table.shape)
    np.add.at(total, rows, changes)
    lengths = np.linalg.norm(total, axis=1, keepdims=True)
    return table + total * cap / np.maximum(lengths, cap)
    ### END SOLUTION


# %%
# By hand: (.3, .4) has the length .5 and stays. Row 2 gets (1, 0) + (2, 4) = (3, 4), of length 5: (.6, .8) remains.
add_changes(
    np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]),
    np.array([0, 2, 2]),
    np.array([[0.3, 0.4], [1.0, 0.0], [2.0, 4.0]]),
    1.0,
)

# %% check="add_changes"
check(add_changes)

# %% [markdown]
# ## 3.4 Noise words, evenly spread
#
# If a block has only a few noise words, luck matters: one block draws *the* five times, another never.
# Spread them instead. Lay the chances of the words end to end, from 0 to 1, each a stretch as long as its chance.
# Then take the points
#
# $$\frac{start}{K},\; \frac{start + 1}{K},\; \dots,\; \frac{start + K - 1}{K}$$
#
# with a random $start$ in $[0, 1)$. The words on whose stretches they fall are the noise.
# Each word is drawn as often as its chance says, give or take one.
# A stretch holds its beginning, not its end; a chance of 0 has no stretch.
# Rounding is no part of the task: no point lies so near to 1 that a rounded sum of the chances could miss it.


# %% exercise="spread_noise"
def spread_noise(chances, n_noise, start):
    """The words at n_noise points that are evenly spread over the chances, in their order.

    chances: (V,), 0 or more, in all 1.  n_noise: 1 or more.  start: from 0 to below 1.
    Returns (n_noise,) word numbers; words are numbered from 0.
    """
    ### BEGIN SOLUTION
    points = (np.arange(n_noise) + start) / n_noise
    return np.searchsorted(np.cumsum(chances), points, side="right")
    ### END SOLUTION


# %%
# By hand: the points are 1/8, 3/8, 5/8 and 7/8; word 0 ends at 1/2, word 1 at 3/4, word 2 at 1. So 0, 0, 1, 2.
spread_noise(np.array([0.5, 0.25, 0.25]), 4, 0.5)

# %% check="spread_noise"
check(spread_noise)

# %% [markdown]
# ## 3.5 A batch that does not fit
#
# The memory of the GPU holds `size` rows of a batch, the batch has more.
# You are given a function: `gradient(part)` returns the **mean** gradient of the rows of a part.
# It must never get more than `size` rows at once, and only rows of the batch: even a row of zeros has a gradient.
# Return what it would return for the whole batch.
# Mind the last part: it may be smaller.


# %% exercise="accumulate"
def accumulate(gradient, batch, size):
    """The mean gradient over a whole batch.

    gradient: a function from (1 to size, d) rows to their mean gradient (d,).  batch: (n, d), n and size 1 or more.
    Returns (d,).
    """
    ### BEGIN SOLUTION
    total = 0
    for first in range(0, len(batch), size):
        part = batch[first : first + size]
        total = total + len(part) * gradient(part)
    return total / len(batch)
    ### END SOLUTION


# %%
# By hand: here the "gradient" is just the mean row. (1.5, 0) for two rows, (6, 9) for one: over all three (3, 3).
accumulate(lambda part: part.mean(axis=0), np.array([[1.0, 0.0], [2.0, 0.0], [6.0, 9.0]]), 2)

# %% check="accumulate"
check(accumulate)

# %% [markdown]
# ## 3.6 A step in half precision
#
# In float16 nothing is smaller than .00000006 and nothing larger than 65,504.
# So that small gradients do not vanish, the loss is multiplied by a large `scale` before they are computed;
# they come out as many times too large. If one of them becomes infinite or NaN, the scale was too large:
#
# - if all gradients are finite: divide them by the scale and make a plain step with the learning rate `lr`;
#   the scale stays;
# - otherwise: leave all weights as they are, and halve the scale, however small it is already.
#
# A trap: a float16 array divided by a Python number is a float16 array.


# %% exercise="half_step"
def half_step(weights, gradients, scale, lr):
    """The weights and the scale after a step.

    weights: float64, of any shape.  gradients: float16, shaped alike, scale times too large.  scale: above 0.
    Returns (weights, scale).
    """
    ### BEGIN SOLUTION
    if not np.isfinite(gradients).all():
        return weights, scale / 2
    return weights - lr * gradients.astype(np.float32) / scale, scale
    ### END SOLUTION


# %%
# By hand: the gradients are 8 times too large, truly (1, -2); half of them leads from (1, 2) to (.5, 3).
half_step(np.array([1.0, 2.0]), np.array([8.0, -16.0], dtype=np.float16), 8.0, 0.5)

# %% check="half_step"
check(half_step)

# %% [markdown]
# ## 3.7 Will it fit?
#
# Before you rent a GPU, compute how much memory a step needs. There are three parts:
#
# - the two tables, each `n_words` x `dim` numbers in float32, 4 bytes each;
# - their gradient: if dense, as large as the tables; if sparse, only the `n_rows` rows that the step touches
#   (in both tables together), each with its row number, 8 bytes;
# - what the optimizer remembers for **every** number of the tables, in float32:
#   nothing (`"sgd"`), one number (`"adagrad"`) or two (`"adam"`). This is never sparse.
#
# Real tables have billions of bytes, more than a whole number of 32 bits can count: the answer is exact all the same.


# %% exercise="step_bytes"
def step_bytes(n_words, dim, n_rows, optimizer, sparse):
    """Bytes of memory for tables, gradient and optimizer.

    optimizer: "sgd", "adagrad" or "adam".  sparse: whether the gradient is.  Returns a whole number.
    """
    ### BEGIN SOLUTION
    tables = 2 * n_words * dim * 4
    gradient = n_rows * (dim * 4 + 8) if sparse else tables
    state = {"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * tables
    return tables + gradient + state
    ### END SOLUTION


# %%
# By hand: 2 tables x 10 words x 4 numbers x 4 bytes = 320, and 5 rows x (4 numbers x 4 bytes + 8) = 120. So 440.
step_bytes(10, 4, 5, "sgd", True)

# %% check="step_bytes"
check(step_bytes)

# %% [markdown]
# ## 3.8 The roofline
#
# How fast can the block version be, on a machine that you do not have yet?
# Two lines of its data sheet say it: how many operations it makes in a second, and how many bytes its memory moves.
#
# A block of `block` words meets `others = block + 2 * window + n_noise` words (the words of the text around it,
# itself included, and the noise), all with vectors of `dim` float32 numbers.
#
# - Arithmetic: three matrix products, each as large as `block` x `dim` times `dim` x `others`.
#   A product of ($a \times d$) and ($d \times b$) takes $2abd$ operations.
# - Moving: the vectors of the block and of the others. Each is read for the products,
#   and read and written when its change is added: three times 4 bytes for each number.
#
# At best both go on at the same time, and the slower one decides.


# %% exercise="words_per_second"
def words_per_second(block, window, n_noise, dim, flops, bandwidth):
    """The most words a second that a machine can learn from.

    flops: operations a second.  bandwidth: bytes a second.
    """
    ### BEGIN SOLUTION
    others = block + 2 * window + n_noise
    computing = 3 * 2 * block * others * dim / flops
    moving = 3 * 4 * (block + others) * dim / bandwidth
    return block / max(computing, moving)
    ### END SOLUTION


# %%
# By hand: 2 words meet 8 others. 3 x 2 x 2 x 8 x 10 = 960 operations take half a second,
# 3 x 4 x (2 + 8) x 10 = 1200 bytes a quarter: 2 words in half a second, 4 in one.
words_per_second(2, 1, 4, 10, 1920.0, 4800.0)

# %% check="words_per_second"
check(words_per_second)

# %% [markdown]
# ## 3.9 When more hardware does not help
#
# Amdahl's law: of the seconds that a job takes, some cannot be shared (reading the text, exchanging the tables);
# the others are divided among the workers:
#
# $$t(n) = serial + \frac{parallel}{n}$$
#
# You have measured $t(1)$ and $t(n)$. Predict $t(m)$.
# The serial part may be all of it ($t(n) = t(1)$) or nothing ($t(n) = t(1)/n$), and everything between.


# %% exercise="seconds_with"
def seconds_with(one, several, n, m):
    """The seconds that m workers will take.

    one: seconds of one worker.  several: seconds of n workers, from one / n to one.  n: 2 or more.
    m: 1 or more, also infinitely many (`np.inf`).
    """
    ### BEGIN SOLUTION
    parallel = (one - several) / (1 - 1 / n)
    return one - parallel + parallel / m
    ### END SOLUTION


# %%
# By hand: 10 = s + p and 6 = s + p / 2, so p = 8 and s = 2. Eight workers: 2 + 8 / 8 = 3 seconds.
seconds_with(10.0, 6.0, 2, 8)

# %% check="seconds_with"
check(seconds_with)

# %% [markdown]
# ## 3.10 Going on where it stopped
#
# A training of several epochs is a row of numbered pieces of work: number 0 is the first chunk of the first epoch,
# number `n_chunks` the first chunk of the second.
# The learning rate falls from `lr` to 0: for number $k$ of all `n_chunks * epochs` it is $lr \cdot (1 - k / all)$.
#
# The power failed when the numbers below `done` were done.
# Now `size` processes go on: number `done` goes to process 0, the next one to process 1, and so on, in turn.
# What is left for process `rank`?


# %% exercise="remaining"
def remaining(n_chunks, epochs, lr, done, rank, size):
    """What a process still has to do: a list of pairs (chunk, learning rate), in order.

    done: from 0 to n_chunks * epochs.  rank: from 0 to size - 1.  A chunk is a number from 0 to n_chunks - 1.
    Where nothing is left, the list is empty.
    """
    ### BEGIN SOLUTION
    numbers = range(done + rank, n_chunks * epochs, size)
    return [(number % n_chunks, lr * (1 - number / (n_chunks * epochs))) for number in numbers]
    ### END SOLUTION


# %%
# By hand: 2, 3, 4 and 5 are left; process 1 of 2 takes 3 and 5. These are the chunks 0 and 2 of the second epoch,
# with the learning rates .6 (1 - 3/6) = .3 and .6 (1 - 5/6) = .1.
remaining(3, 2, 0.6, 2, 1, 2)

# %% check="remaining"
check(remaining)

# %% [markdown]
# ## The challenge: twenty passes
#
# On a large machine one step can stand for a whole text, and then steps are few.
# Your function gets two tables to begin with, 64 words x 8 numbers each (the outputs are zeros), and a function:
# `gradient(inputs, outputs)` returns the gradients of both tables, as a pair:
# those of skip-gram's loss with five noise words, **the mean over all 200,000 pairs** of a text that you do not see.
# Every call is a pass over that text. **Twenty** are paid for, at whatever tables you like, on your way or not.
#
# word2vec's own steps learn nothing here: in a mean over a text, the gradient of a rare word is tiny, that of a
# frequent one is not.
#
# The check measures the loss of your tables on everything the language of that text could have said.
# Two marks come with it: the loss of someone who knows only how frequent words are, and the least there is.
# Points begin at the first, rise with the way you come, and are full at 85 % of the way to the second.
# Every class has texts of its own: leave yourself a margin.


# %% exercise="train"
def train(gradient, inputs, outputs):
    """The tables after at most twenty calls of gradient(inputs, outputs).

    inputs, outputs: (64, 8).  Returns (inputs, outputs).
    """
    ### BEGIN SOLUTION
    tables = [inputs, outputs]
    for step in range(20):
        for i, slope in enumerate(gradient(*tables)):
            # Every row goes equally far, however small its gradient is, and less far from step to step.
            size = np.linalg.norm(slope, axis=1, keepdims=True)
            tables[i] = tables[i] - (1 - step / 20) * slope / np.maximum(size, 1e-12)
    return tables
    ### END SOLUTION


# %% check="train"
check(train)

# %% [markdown]
# ## In your own words
#
# A team trains word vectors on the text of a large archive and writes:
#
# "One GPU needed 10 hours for an epoch, eight of them need 2 hours and a half, so 64 will do it in about 20 minutes;
# please buy 56 more.
# The utilisation shown for them is 98 %, so they compute as fast as they can.
# We have also made the batch 16 times as large, with the same learning rate:
# twice as many words a second, and we use it since.
# The training loss after three epochs looks as good as before (2.31, it was 2.29), so nothing was lost."
#
# In 100 to 200 words: which of these conclusions hold, which do not, and what would you measure before anything
# is bought?
#
# *4 points, read by a person, one for each:*
# *(1) what Amdahl's law makes of 10 and 2.5 hours: the serial part, the time with 64, the time with any number;*
# *(2) what utilisation says and what it does not, and a figure that says how far they are from the limit*
# *(words, operations or bytes a second beside the machine's);*
# *(3) what a larger batch changes besides speed: fewer steps, the learning rate that belongs to it,*
# *quality compared at equal epochs or equal time;*
# *(4) why two training losses of one run each do not show that nothing was lost, and a comparison that would*
# *(held-out text or the task itself, several seeds, the spread).*

# %% [markdown] written="hardware" points=4
# ### BEGIN SOLUTION
# If part of the 10 hours cannot be shared, 10 = s + p and 2.5 = s + p / 8 give p = 8.6 and s = 1.4 hours.
# Then 64 GPUs need 1.4 + 8.6 / 64 = 1.6 hours, not 20 minutes, and no number of them less than 1.4.
# A third timing, with four of them, would test that.
# Before buying I would look for what is serial: reading the text, exchanging the tables.
#
# 98 % only says that some kernel was running nearly all the time, perhaps one that waits for memory.
# I would count bytes and operations for each word and set words a second beside the roofline of the device.
#
# A batch 16 times as large makes a sixteenth of the steps; with the same learning rate the tables move less far.
# Words a second are not quality a second.
# I would choose the learning rate anew for each batch size, with a warm-up, and compare quality at equal epochs
# and at equal time.
#
# 2.31 against 2.29 is one run each, on text that was trained on.
# I would train both with five seeds and compare the held-out loss, and the task the vectors are for,
# with the spread between seeds beside it.
# ### END SOLUTION

# %% [markdown] compare="hardware"
# ### Three answers to compare
#
# Write yours first. Then read these, and decide for each which of the four points it earns before you open what we
# say. Which point would a reader miss in yours?
#
# <details><summary>First answer</summary>
#
# 64 GPUs are 8 times as many as 8, so 2.5 hours become about 20 minutes; in practice it will be a little more because
# of communication.
# A utilisation of 98 % shows that the GPUs are used well.
# The larger batch is twice as fast and the loss is nearly the same, so this is a good change.
# I would check whether the budget allows 56 more GPUs, and perhaps try 16 first.
#
# <details><summary>What it earns</summary>
#
# Less than 1 of 4. To try 16 first is a good thought, but nothing is computed: eight GPUs brought a factor of 4, not 8,
# and that already says how large the serial part is. Utilisation is read as speed, the batch is judged by words a
# second, and two training losses of one run each are called the same.
#
# </details>
#
# </details>
#
# <details><summary>Second answer</summary>
#
# By Amdahl's law not all of the work can be shared: with 8 GPUs it should be 1.25 hours, and it is 2.5.
# So 64 GPUs will not need 20 minutes but more.
# Utilisation only says that the GPU was busy, not that it computed.
# With a batch 16 times as large there are fewer steps, so the learning rate should be larger.
# The losses 2.31 and 2.29 are too near to each other to say anything; I would compare on held-out text.
#
# <details><summary>What it earns</summary>
#
# About 2 of 4. Point 1 has the law without its numbers: from 10 and 2.5 hours follow a serial part of 1.4 hours and 1.6
# hours with 64. Point 2 lacks the figure that would tell: bytes or operations a second beside what the machine can do.
# Point 3 names steps and learning rate; a comparison at equal epochs or equal time is missing. Point 4 has the held-out
# text, but one run each stays one run each: several seeds and their spread.
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
