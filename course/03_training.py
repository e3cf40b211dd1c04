# %% [markdown]
# # 3. Training fast: the same learning, a hundred times faster and more
#
# *About 120 minutes to read, to predict and to try the changes. The exercises take another 120.*
#
# In unit 2 we trained on half a million words and waited.
# GloVe was made from six billion: more than ten thousand times as many.
# So the question of this lesson is not what to learn but *how long it takes*, and it has a method of its own:
# measure, find what the time goes into, change that one thing, measure again.
# We begin with a loop over pairs of words and end more than a hundred times faster, on the same core, with vectors that
# agree with people about as well.
#
# **No GPU has been measured for this lesson yet.**
# Its code runs on a GPU if you have one, and one section says what a GPU is good at and what it is not.
# But the only measurement that comes with the course was made on one core of a processor.
# What is said about the speed of a GPU comes from a data sheet or is a prediction, and the sentence says which.
#
# You will
#
# - time code so that the numbers mean something, and say what share of a machine's speed it reaches;
# - climb from single pairs to batches, blocks, compiled loops, threads and several processes, with code that a GPU runs
#   unchanged;
# - read a roofline: whether arithmetic or memory is what you wait for;
# - predict the memory of tables, gradients, optimizer and activations, then measure it;
# - see what goes wrong: lost additions, steps that are too large, rows that explode, digits that vanish;
# - stop training and go on later, equal to the last bit;
# - say when more hardware will not help.
#
# **What you need:** skip-gram with noise words, as in unit 2; arrays of NumPy and tensors of torch; products of
# matrices; what a gradient is.
# No GPU, and no knowledge of how processors are built.
#
# Where it says **Predict**, choose an answer before you run the next cell, then open it with a click: it explains
# itself.
# The buttons below it keep your choice, and the lesson shows it again beside the result.
# At the end of most sections stand changes to make in its code, each with what to expect, and the exercises that go
# with it.
# What is printed below was measured on the machine that built this page; on yours the numbers differ,
# and every sentence should still be true.

# %%
import numpy as np

from vecembed_lab.data.texts import load_wikipedia
from vecembed_lab.lesson.predictions import predict, predicted

# %%
from vecembed_lab.training.updates import Settings
from vecembed_lab.word2vec.vocabulary import vocabulary

articles = load_wikipedia()
vocab = vocabulary(articles)
ids = vocab.encode(word for article in articles for word in article)

# %%
settings = Settings(dim=100, window=5, n_negatives=5, sample=1e-4, epochs=3, lr=0.1)
print(f"{len(ids):,} words, {len(vocab):,} different; {settings}")


# %% [markdown]
# ## Three words beforehand
#
# **partial.** A stopwatch wants to call what it measures, so it needs a function that asks for no arguments.
# `functools.partial(f, 1, b=2)` is `f` with these arguments filled in; whoever calls it later gives the others.
#
# **autograd.** When torch computes with a tensor that wants a gradient, it notes every operation and keeps what the way
# back will need.
# `backward()` goes through these notes from the last to the first and leaves the gradient in `.grad`.
#
# **cache.** Beside each core lies a small memory, many times faster than the large one.
# What was used last is kept there.
# So a number that is used again soon costs little, and one that has been pushed out has to be fetched anew.

# %%
from functools import partial

import torch

greet = partial(print, "good", "morning")
greet("everybody")

# %%
x = torch.tensor(3.0, requires_grad=True)
(x * x).backward()
print("the slope of x * x at 3 is", x.grad.item())

# %% [markdown]
# **Change this, expect that**
#
# - `"good", "morning"` -> `"good", "morning", sep="-"`: arguments with names are filled in too.
# - `(x * x)` -> `(x * x * x)`: 27, since the slope of a cube is three times the square.
#
# ## A stopwatch
#
# A single measurement of time says little: the machine may have had something else to do, or a cache was empty.
# Three habits help.
#
# - On a processor, count *CPU seconds*, which stand still while other programs have their turn.
# - Let the candidates *take turns*, so that what slows the machine for a while slows them all.
# - Throw the first run away, and show the *spread* with the median.

# %%
from vecembed_lab.lesson.source import show_source
from vecembed_lab.training.measure import clock, median_and_range, race

show_source(race)

# %% [markdown]
# ## The definition
#
# Training looks at a piece of text of which everything random has been decided: which words stay, how far each looks,
# and the noise words.
# Then every way to learn can be given the same piece.

# %%
from vecembed_lab.training.updates import Drawer, Tables, start

torch.set_num_threads(1)  # one core, until we say otherwise


# %%
def drawn(n, shared):
    """The first n words of the text and all that is random about them, always the same."""
    drawer = Drawer(vocab.counts, settings, shared=shared)
    return drawer(torch.from_numpy(ids[:n]), generator=torch.Generator().manual_seed(0))


# %%
draw = drawn(20_000, shared=5)
print(f"of 20,000 words {len(draw.words):,} stay and make {2 * draw.radius.sum():,} pairs")

# %% [markdown]
# This is the whole of skip-gram, one pair after the other, as plainly as we can write it:

# %%
from vecembed_lab.training.updates import pair_update

show_source(pair_update)

# %% [markdown]
# Five noise words, each with the weight 1: that is word2vec as it was published.
#
# To time it, we make a function without arguments of it, with tables of its own to learn in:


# %%
def work(update, n=20_000, shared=5, **more):
    """One update on the first n words, ready to be timed."""
    tables = start(len(vocab), settings.dim, seed=0)
    return partial(update, tables, drawn(n, shared), settings, settings.lr, **more)


# %% [markdown]
# How many words of text does it manage in a second?

# %% tags=["nbval-ignore-output"]
speeds = {}  # words a second, a number for each round
speeds["pair by pair"] = 500 / race({"loop": work(pair_update, 500)})["loop"]
print(median_and_range(speeds["pair by pair"]), "words a second")

# %% [markdown]
# At that speed GloVe's six billion words take more than a week for a single pass.
#
# **Predict 1.** Most of the work are products of two vectors of 100 numbers, 200 operations each.
# What share of the arithmetic speed of one core does such a product reach in Python?
#
# <details><summary>(a) More than half: NumPy is written in C</summary>It is, but Python has to find the function,
# check the arguments and wrap the result. For 200 operations that takes many times longer than the
# operations.</details>
# <details><summary>(b) About a tenth</summary>No. Even called from C, a product so small cannot keep the processor's
# wide registers busy; and the call from Python comes on top.</details>
# <details><summary>(c) Less than a hundredth</summary>Yes. The core could do a few hundred such products in the time
# it takes to ask for one.</details>

# %% tags=["nbval-ignore-output"]
predict(1, "abc")

# %% tags=["nbval-ignore-output"]
v = np.ones(100, np.float32)
seconds = race({"product": lambda: [v @ v for _ in range(10_000)]})["product"]
in_python = 2 * len(v) * 10_000 / np.median(seconds)
print(f"v @ v in Python: {in_python / 1e9:.2f} billion operations a second")

# %% [markdown]
# And what can the core do at best?
# Ask it for more at once, for products of *matrices*, $n \times 100$ times $100 \times n$ numbers:

# %% tags=["nbval-ignore-output"]
from vecembed_lab.training.measure import product_rates

rates = product_rates([1, 2, 4, 8, 16, 32, 64, 128, 256], settings.dim)
best = max(rates.values())
print(f"at the best {best / 1e9:.0f} billion, {best / in_python:.0f} times as many")
predicted(1)

# %% [markdown]
# Not only because Python is called less often: the numbers of a matrix are used again and again while they are at
# hand.
# So it depends on the size:

# %% tags=["nbval-ignore-output"]
print("n x 100 times 100 x n, billions of operations a second:")
print("  ".join(f"n={n}: {rate / 1e9:.0f}" for n, rate in rates.items()))

# %% [markdown]
# Remember the size at which the speed is nearly there.
# It is what we shall aim for.
#
# **Change this, expect that**
#
# - `np.ones(100, np.float32)` -> `np.ones(10_000, np.float32)`: many times as many operations a second, as the call
#   costs the same for a hundred times the work.
# - `[1, 2, 4, 8, 16, 32, 64, 128, 256]` -> `[1, 3, 9, 27, 81, 243]`: the same curve, seen at other sizes.
#
# ## Many pairs at once
#
# First the obvious: let one call do the work of a thousand pairs.
# All rows are fetched at once, all products computed, all changes added.

# %%
from vecembed_lab.training.ladder import batch_update, pairs

words, others = pairs(draw, settings)
print(f"{tuple(words.shape)} words, each compared with {tuple(others.shape)[1]}")
show_source(batch_update)

# %% [markdown]
# Why `index_add_`, and not simply `table[rows] += changes`?
#
# **Predict 2.** A table of zeros, and `table[[2, 2, 2]] += 1`. What is in row 2?
#
# <details><summary>(a) 3</summary>What everybody wants, and why this mistake is so common. But the right side is
# computed first, for all three: 0 + 1, 0 + 1, 0 + 1. Then it is written to row 2, three times.</details>
# <details><summary>(b) 1</summary>Yes. Each of the three adds to the old row, and the last one to be written wins. No
# error, no warning.</details>
# <details><summary>(c) An error: the row is named three times</summary>That would help. But NumPy and torch both
# accept it.</details>

# %% tags=["nbval-ignore-output"]
predict(2, "abc")

# %%
rows, plain, added = [2, 2, 2], np.zeros(4), np.zeros(4)
plain[rows] += 1
np.add.at(added, rows, 1)
print(plain, added, torch.zeros(4).index_add_(0, torch.tensor(rows), torch.ones(3)).numpy())
predicted(2)

# %% [markdown]
# In text, repeats are the rule:

# %%
n_pairs = 1024
first, partners = words[:n_pairs], others[:n_pairs]
print(f"the words of the first {n_pairs:,} pairs have {len(first.unique())} different rows")
print(f"their {partners.numel():,} partners have {len(partners.unique()):,}")

# %% [markdown]
# Fewer than a fifth of the changes have a row of their own, so `+=` would throw most of what is learned away.
# The right ways differ in speed, too.
# Here is the wrong one, as a function:

# %%
table, changes = torch.zeros(len(vocab), settings.dim), torch.ones(len(words), settings.dim)
numpy_table, numpy_changes, numpy_words = table.numpy(), changes.numpy(), words.numpy()


def plainly():
    numpy_table[numpy_words] += numpy_changes


# %% [markdown]
# And the race:

# %% tags=["nbval-ignore-output"]
ways = {"+= (wrong)": plainly}
ways["np.add.at"] = partial(np.add.at, numpy_table, numpy_words, numpy_changes)
ways["index_add_"] = partial(table.index_add_, 0, words, changes)
for name, seconds in race(ways, rounds=3).items():
    print(f"{name:<12} {len(words) / np.median(seconds) / 1e6:6.2f} million rows a second")

# %% [markdown]
# Of the two right ways, `index_add_` is several times faster here.
# Now the batch against the loop:

# %% tags=["nbval-ignore-output"]
speeds["batches of pairs"] = 20_000 / race({"batch": work(batch_update)}, rounds=3)["batch"]
for name, speed in speeds.items():
    print(f"{name:<20} {median_and_range(speed)} words a second")

# %% [markdown]
# Batches are more than five times as fast as single pairs: Python is called once for a thousand of them.
# That is still far from what the arithmetic promised.
# Where does the time go now?
# Stop the watch at every operation:

# %% tags=["nbval-ignore-output"]
from vecembed_lab.lesson.tables import table as show_table
from vecembed_lab.training.measure import profile

kinds = {kind: ".0%" for kind in ["rows fetched", "products", "rows added", "the rest"]}
shares = {"batches of pairs": list(profile(work(batch_update, 5_000)).values())}
show_table(kinds, shares)

# %% [markdown]
# **Change this, expect that**
#
# - `[2, 2, 2], np.zeros(4)` -> `[1, 2, 3], np.zeros(4)`: without repeats, all three ways are right.
# - `n_pairs = 1024` -> `n_pairs = 8192`: more different rows, but a smaller share of the pairs: the longer the text,
#   the more it repeats.
#
# ## The roofline
#
# A machine has two speeds: operations a second, and bytes a second.
# What a program asks for is *operations for each byte*, its **intensity**.
# If it asks for few, it waits for memory, however fast the arithmetic; if for many, memory can rest.
# (Williams, Waterman and Patterson, 2009, drew this as a roof: a slope, then flat.)
#
# Count for one word of text.
# It has 6 pairs on average, each compares it with 6 others, each comparison is a product and two additions to vectors:
# 600 operations for 100 numbers.
# And each pair moves 7 rows, which are read to be compared, and read and written to be changed.

# %%
from dataclasses import replace

from vecembed_lab.training.measure import block_work, memory_rates, pair_work

asked = {"batches of pairs": pair_work(settings)}
columns = {"operations a word": ",.0f", "bytes": ",.0f", "operations a byte": ".2f"}
show_table(columns, {name: [*what, what.intensity] for name, what in asked.items()})

# %% [markdown]
# **Predict 3.** How many operations can one core do in the time it needs to move one byte of a random row?
#
# <details><summary>(a) Fewer than one</summary>That was so around 1980. Since then arithmetic has become faster by far
# more than memory.</details>
# <details><summary>(b) One or two</summary>Then batches of pairs would nearly be balanced, and there would be little
# to win.</details>
# <details><summary>(c) Five and more</summary>Yes. So a program that does less than one operation a byte leaves most
# of the arithmetic unused.</details>

# %% tags=["nbval-ignore-output"]
predict(3, "abc")

# %% tags=["nbval-ignore-output"]
memory = memory_rates(len(vocab), settings.dim)
print({what: f"{rate / 1e9:.1f} GB/s" for what, rate in memory.items()})
bandwidth = memory["fetch and add"]
print(f"{best / bandwidth:.0f} operations in the time of a byte")
predicted(3)

# %% [markdown]
# (These rows come from a table of a few megabytes, part of which a cache holds.
# A table of gigabytes is slower still, and rows in order are faster than rows at random.)
#
# **Change this, expect that**
#
# - `pair_work(settings)` -> `pair_work(replace(settings, n_negatives=20))`: more operations and more bytes, and nearly
#   the same number of operations for each byte.
# - `memory_rates(len(vocab), settings.dim)` -> `memory_rates(400_000, settings.dim)`: the table no longer fits into a
#   cache, so the rates fall.
#
# **Exercise:** [3.8 The roofline](../exercises/03_training/03_training.ipynb#3.8-The-roofline)
#
# ## Sharing the noise
#
# To raise the intensity, *use a row again while it is at hand*.
# Neighbours in a text share most of their context anyway.
# And noise words are only noise: why should not all words of a stretch be pushed from the same ones?
# (Ji, Satish, Li and Dubey, 2016.)
#
# So cut the text into **blocks** that share their noise words.
# Fetch the rows of the words of a block, of those in and around it, and of the noise.
# Compare *all with all* by one product of matrices, and give each comparison its weight: 1 for real pairs,
# 0 for words out of reach, and for noise so much that every pair is pushed as if by 5.
# Two more products are both gradients.
# Some comparisons are made for nothing.
# It costs less than fetching rows would.
#
# If a block has few noise words, chance matters more: one block may draw *the* five times and another never.
# So `Drawer` takes the noise words of a block at even steps along all chances, from a random start.
# Then each block has about as many frequent and rare words as it should.

# %%
from vecembed_lab.training.updates import BLOCK, SHARED, block_update

print(f"{BLOCK} words, {BLOCK + 2 * settings.window} in and around the block, {SHARED} noise words")
show_source(block_update)

# %% [markdown]
# Count again, for one word of text:

# %%
asked["blocks, torch"] = block_work(settings)
show_table(columns, {name: [*what, what.intensity] for name, what in asked.items()})

# %% [markdown]
# Twice the operations, and less than a tenth of the bytes.
# A row that was fetched once now serves all comparisons of its block.
#
# A shortcut may be wrong in a way that nobody notices, since it still learns something.
# So we compare it with the definition: with a small step both must change the tables alike.
# So let both begin with the same tables:

# %%
before = start(len(vocab), settings.dim, seed=0)
before.outputs.normal_(generator=torch.Generator().manual_seed(1))  # zeros would hide gradients
same = drawn(500, SHARED)

# %% [markdown]
# And look at what each adds to the vectors of the words that predict:


# %%
def changed(update):
    tables = Tables(*(table.clone() for table in before))
    update(tables, same, settings, 1e-5)
    return tables.inputs - before.inputs


# %% tags=["nbval-ignore-output"]
one, other = changed(pair_update), changed(block_update)
print(f"largest change {one.abs().max():.1e}, largest difference {(one - other).abs().max():.1e}")

# %% [markdown]
# And the speed?

# %% tags=["nbval-ignore-output"]
speeds["blocks, torch"] = 20_000 / race({"blocks": work(block_update, shared=SHARED)})["blocks"]
shares["blocks, torch"] = list(profile(work(block_update, shared=SHARED)).values())
show_table(kinds, shares)
for name, speed in speeds.items():
    print(f"{name:<20} {median_and_range(speed)} words a second")

# %% [markdown]
# Blocks are more than twice as fast as batches of pairs.
# On the roofline each stands under the roof, at its own intensity.
# See how far the batch could rise where it is, and where the block stands.
# The block does more operations a second than the roof allows a batch of pairs, however well that is written.

# %%
stay = len(draw.words) / 20_000  # of the words of the text, after thinning out
asked["pair by pair"] = asked["batches of pairs"]  # the same, asked for in smaller pieces
reached = {name: np.median(speeds[name]) * stay * asked[name].flops for name in speeds}

# %% tags=["nbval-ignore-output"]
from vecembed_lab.training.figures import plot_roofline

places = {name: (asked[name].intensity, reached[name]) for name in speeds}
plot_roofline("one core here", places, best, bandwidth)

# %% [markdown]
# How large should a block be, and how many noise words should it share?
# Move the sliders: the point is the *most* that the roof allows.
# (It needs a running kernel; the picture above and the table below tell the same.)
# The H200 is drawn from its data sheet: 4,800 GB and 67 thousand billion operations a second, or 989 thousand billion
# if the numbers have half of the digits.

# %%
machines = {"one core here": (best, bandwidth)}
machines |= {"H200, float32": (67e12, 4.8e12), "H200, bfloat16": (989e12, 4.8e12)}

# %%
from vecembed_lab.training.measure import reachable


def most(machine, what):
    """Words a second that the roof of a machine allows, if each asks for so much work."""
    return reachable(what, *machines[machine]) / stay


# %% tags=["nbval-ignore-output"]
blocks = [1, 4, 8, 16, 32, 64, 128]
asking = {f"block of {block}": block_work(settings, block=block) for block in blocks}
allowed = {name: [most(m, what) / 1e6 for m in machines] for name, what in asking.items()}
show_table({f"{name}, million words/s": ",.1f" for name in machines}, allowed)

# %%
from ipywidgets import SelectionSlider, interact

block_slider = SelectionSlider(options=blocks, value=BLOCK)
noise_slider = SelectionSlider(options=[5, 8, 16, 24, 32, 64], value=SHARED)


# %%
# NBVAL_IGNORE_OUTPUT
@interact(machine=list(machines), block=block_slider, shared=noise_slider)
def show_roof(machine, block, shared):
    what = block_work(settings, block=block, shared=shared)
    place = what.intensity, most(machine, what) * stay * what.flops
    title = f"{machine}: at most {most(machine, what) / 1e6:,.1f} million words a second"
    plot_roofline(title, {f"{block} words, {shared} noise words": place}, *machines[machine])


# %% [markdown]
# Small blocks wait for memory; large ones for arithmetic, most of it for comparisons with weight 0.
# The more arithmetic a machine has for each byte, the larger its best block.
# (A roof is what is allowed, not what is reached; and larger blocks share their noise among more words.)
#
# **Change this, expect that**
#
# - `same = drawn(500, SHARED)` -> `same = drawn(500, 5)`: the two still agree; whatever their number, the noise words
#   weigh as much as five.
# - `same, settings, 1e-5)` -> `same, settings, 0.1)`: with long steps the two differ, because a block sees the tables
#   as they were before it.
# - `{"one core here": (best, bandwidth)}` -> `{"one core here": (best, bandwidth / 4)}`: with slower memory, larger
#   blocks are the best ones.
#
# **Exercises:**
# [3.1 Who weighs how much in a block](../exercises/03_training/03_training.ipynb#3.1-Who-weighs-how-much-in-a-block),
# [3.2 A block's gradient in three
# products](../exercises/03_training/03_training.ipynb#3.2-A-block's-gradient-in-three-products),
# [3.4 Noise words, evenly spread](../exercises/03_training/03_training.ipynb#3.4-Noise-words,-evenly-spread)
#
# ## Compiled loops
#
# torch still writes every intermediate result to memory: fetched rows, scores, errors, changes.
# On a processor we can do better with plain loops, if something turns them into machine code.
# `numba` does, when a function is called for the first time; that takes seconds, once, and the result is kept on disk.
# So never time a first call.
#
# Plain loops have traps of their own.
# Here are two functions that fetch rows.
# The first finds each number by its place in the table:


# %%
def fetch_by_index(table, rows, out):
    for i in range(len(rows)):
        for d in range(table.shape[1]):
            out[i, d] = table[rows[i], d]


# %% [markdown]
# The second does the same, but gives each row a name before it looks at its numbers:


# %%
def fetch_by_name(table, rows, out):
    for i in range(len(rows)):
        row, copy = table[rows[i]], out[i]
        for d in range(len(row)):
            copy[d] = row[d]


# %% [markdown]
# Both are compiled, and fetch 2,000 rows a hundred times:

# %%
import numba

rows = np.random.default_rng(0).integers(len(vocab), size=2_000)
out = np.empty((len(rows), settings.dim), np.float32)


# %%
def hundred_times(fetch):
    machine_code = numba.njit(fastmath=True)(fetch)
    return lambda: [machine_code(numpy_table, rows, out) for _ in range(100)]


# %% tags=["nbval-ignore-output"]
fetches = {fetch.__name__: hundred_times(fetch) for fetch in [fetch_by_index, fetch_by_name]}
for name, seconds in race(fetches).items():
    print(f"{name:<15} {np.median(seconds) / 100 / len(rows) * 1e9:5.0f} ns a row")

# %% [markdown]
# Where the row has a name, the compiler sees that its numbers lie side by side, and moves 16 of them at a time.
# Where every number is looked up anew, it cannot know.
# The text of the two functions hardly shows it; a stopwatch does.
#
# The compiled update does what `block_update` does, with four differences: such names; only real pairs are pulled
# together; the logistic function is a quotient of two polynomials instead of an exponential; and a block is done before
# the next one begins, so its rows never leave the cache.

# %%
from vecembed_lab.training import compiled
from vecembed_lab.training.compiled import compiled_update

show_source(compiled._update.py_func, compiled._pull.py_func)

# %% tags=["nbval-ignore-output"]
seconds = race({"compiled": work(compiled_update, shared=SHARED)})["compiled"]
speeds["blocks, compiled"] = 20_000 / seconds
for name, speed in speeds.items():
    print(f"{name:<20} {median_and_range(speed)} words a second")

# %% [markdown]
# The compiled loops are faster again, since what a block computes stays in the cache until it is added.
#
# **Change this, expect that**
#
# - `numba.njit(fastmath=True)` -> `numba.njit(fastmath=False)`: no great change: nothing is added up here, so there is
#   no order of additions to choose.
# - `len(vocab), size=2_000` -> `10, size=2_000`: `fetch_by_name` gains, as ten rows stay in the nearest cache.
#
# ## Against a known program
#
# So far we have compared with our own first attempt, which was slow on purpose.
# The program that people use for word2vec on a processor is gensim, whose inner loop is written in C.
# One core each, the same text, the same settings; this time with everything that belongs to training, drawing included.

# %%
from gensim.models import Word2Vec

options = dict(vector_size=settings.dim, window=5, negative=5, sample=1e-4, alpha=settings.lr)
options |= dict(sg=1, min_count=5, workers=1, seed=1)
gensim = Word2Vec(**options)
gensim.build_vocab(articles)

# %% [markdown]
# One pass over the first 25 articles will do:

# %%
from vecembed_lab.training.fit import fit

some = articles[:25]
n_words = len(vocab.encode(word for article in some for word in article))
print(f"{n_words:,} words")

# %%
one_pass = replace(settings, epochs=1)
ours = partial(fit, ids[:n_words], vocab.counts, one_pass, seed=0)

# %% tags=["nbval-ignore-output"]
contest = {"gensim": partial(gensim.train, some, total_examples=len(some), epochs=1)}
contest["blocks, torch"] = partial(ours, block_update)
contest["blocks, compiled"] = partial(ours, compiled_update)
seconds = race(contest, rounds=3)

# %% tags=["nbval-ignore-output"]
for name, taken in seconds.items():
    ratio = median_and_range(seconds["gensim"] / taken, ".1f")
    print(f"{name:<17} {median_and_range(n_words / taken)} words a second, {ratio} times gensim")

# %% [markdown]
# Both of our ways are faster than gensim on the same core, the compiled loops more than twice.
# gensim draws noise for every pair and so moves about as many rows for a word as our batches of pairs do.
#
# The whole ladder in one picture.
# On this axis each mark is ten times as fast as the one before it:

# %% tags=["nbval-ignore-output"]
from vecembed_lab.training.figures import plot_speeds

whole = {name: np.median(speeds[name]) for name in ["pair by pair", "batches of pairs"]}
whole |= {name: n_words / np.median(taken) for name, taken in seconds.items()}
plot_speeds(whole, peer="gensim")

# %% [markdown]
# The last is more than a hundred times as fast as the first.
#
# **Change this, expect that**
#
# - `articles[:25]` -> `articles[:10]`: about the same ratios, with a wider spread.
# - `negative=5` -> `negative=20`: gensim becomes slower, since it compares each pair with four times as many noise
#   words.
#
# ## Is it still the same learning?
#
# A program may be fast because it learns less, or something else.
# So train all three on the whole text, equally many passes, and ask WordSim353 as in unit 2.
# Two controls must fail: the fastest way on *shuffled* text, and the vectors *before* training.
# If they did not, agreement would come from something else than the order of the words.

# %%
from vecembed_lab.data.words import load_similarity
from vecembed_lab.lesson.intervals import resampled
from vecembed_lab.similarity.measures import agreement
from vecembed_lab.word2vec.evaluation import rated_rows, standard_error

rows_of, people = rated_rows(vocab.index, *load_similarity("wordsim353"))


# %%
def score(tables):
    return agreement(tables.inputs.numpy(), rows_of, people)


# %%
def against(vectors, peer):
    """The agreement with people, and by how much it is above that of a peer on the same pairs, both with limits."""
    both = [lambda rows, v=v: agreement(v, rows_of[rows], people[rows]) for v in (vectors, peer)]
    more = [both[0], lambda rows: both[0](rows) - both[1](rows)]
    return [resampled(statistic, len(people), rng=np.random.default_rng(0), rounds=100) for statistic in more]


# %%
def trained(update=compiled_update, text=ids, **more):
    return fit(text, vocab.counts, settings, update, seed=0, **more)


# %%
tables, in_torch = trained(), trained(block_update)
learned = {"blocks, compiled": tables.inputs.numpy(), "blocks, torch": in_torch.inputs.numpy()}

# %%
gensim = Word2Vec(**options)
gensim.build_vocab(articles)
gensim.train(articles, total_examples=len(articles), epochs=settings.epochs)
learned["gensim"] = np.array([gensim.wv[word] for word in vocab.words])
quality = {name: agreement(vectors, rows_of, people) for name, vectors in learned.items()}

# %% [markdown]
# The controls:

# %%
rng = np.random.default_rng(0)
failing = {"compiled, text shuffled": trained(text=rng.permutation(ids))}
failing["before training"] = start(len(vocab), settings.dim, seed=0)
controls = {name: score(one) for name, one in failing.items()}

# %% [markdown]
# All are judged by the same pairs, so we compare them with gensim pair by pair.
# In brackets stand the limits that hold the number in 95 of 100 resamplings of the pairs, as in unit 1:

# %% tags=["nbval-ignore-output"]
judged = learned | {name: one.inputs.numpy() for name, one in failing.items()}
columns = {"agreement": ".2f", "more than gensim": ".2f"}
show_table(columns, {name: against(vectors, learned["gensim"]) for name, vectors in judged.items()})

# %% tags=["nbval-ignore-output"]
from vecembed_lab.training.figures import plot_quality

error = standard_error(learned["blocks, compiled"], rows_of, people, rng=rng)
plot_quality({name: (whole[name], rho) for name, rho in quality.items()}, controls, error)

# %% [markdown]
# All three agree with people about as well: any two of them differ by less than 0.1.
# Where the limits of a difference lie on both sides of zero, these pairs cannot tell the two apart.
# Both controls fail: they agree less than half as well.
# Shuffled text need not end at exactly zero, since it still tells which words are frequent.
# So the speed was not paid for with quality, as far as these 242 pairs can tell.
#
# **Change this, expect that**
#
# - `rng.permutation(ids)` -> `ids[::-1]`: a text read backwards teaches about as much as before, because skip-gram
#   looks to both sides alike.
# - `"wordsim353"` -> `"simlex999"`: all agree less: those scores ask for likeness, not for what belongs together.
#
# ## Steps that are too large
#
# A step with 16 blocks sees the tables as they were before it, in all sixteen.
# A GPU would like thousands of blocks.
#
# **Predict 4.** What happens to the agreement, after equally many passes, if a step takes 512 blocks instead of 16?
#
# <details><summary>(a) Nothing: the sum of the changes is the same</summary>It would be, if they were small. But later
# blocks do not see what earlier ones have learned: all push in the same direction, and none knows of the
# others.</details>
# <details><summary>(b) It gets better: larger batches have less noise</summary>Less noise, yes, and also far fewer
# steps. For word2vec the noise is harmless, and the steps are what it learns from.</details>
# <details><summary>(c) It falls</summary>Yes. A row that is met in many blocks of the step gets the sum of all their
# wishes. Each alone is cut to a greatest length; their sum is not, and it overshoots.</details>

# %% tags=["nbval-ignore-output"]
predict(4, "abc")


# %%
def beside_sixteen(tables):
    """Its agreement, how much more that is than with 16 blocks, its longest vector."""
    return *against(tables.inputs.numpy(), learned["blocks, torch"]), tables.outputs.norm(dim=1).max().item()


# %%
def tell(trainings):
    columns = {"agreement": ".2f", "more than 16 blocks": ".2f", "longest vector": ".0f"}
    show_table(columns, {name: beside_sixteen(tables) for name, tables in trainings.items()})


# %% tags=["nbval-ignore-output"]
def large_steps(lr=settings.lr, **more):
    update = partial(block_update, blocks=512, **more)
    return fit(ids, vocab.counts, replace(settings, lr=lr), update, seed=0, chunk=200_000)


tell({"16 blocks": in_torch, "512 blocks": large_steps()})
predicted(4)

# %% [markdown]
# So with 512 blocks in a step it loses more than a quarter of its agreement.
# The longest vector shows why: it is more than twice as long as with 16 blocks.
# A frequent word stands in nearly every block, and each block asks for nearly the same change; the sum of all of them
# goes far beyond the place where the word should have stopped, away from all other words.
# So add up the changes of a row *first*, and cut the sum: that is `combine`.
#
# And the learning rate? "Twice the batch, twice the rate" is a rule for averages (Goyal and others, 2017), where a
# larger batch does not make a longer step.
# Here changes are added, so a larger step is longer already.
# Only where sums are cut should there be something for the rate to make up for:

# %% tags=["nbval-ignore-output"]
others_of_512 = {"512 blocks, lr 0.3": large_steps(lr=0.3)}
others_of_512["512 blocks, combined"] = large_steps(combine=True)
others_of_512["512 blocks, combined, lr 0.3"] = large_steps(combine=True, lr=0.3)
tell(others_of_512)

# %% [markdown]
# With 512 blocks whose sums are not cut, a rate of 0.3 does not repair it: more than a quarter is lost as well.
# Cut sums learn more than uncut ones.
# With cut sums the larger rate helps more often than not, because a sum that was cut is a shorter step than the blocks
# asked for.
# This text has some thousands of blocks, so 512 are a good part of it.
# In a text of a billion words they are nothing: *what counts is how often a step meets the same row.*
#
# Why must changes be cut at all?
# Take 4,000 words of the text, once as they are and once with a list in them, as tables, addresses and hit lists are in
# most texts: here *apple* two hundred times in a row.

# %%
listed = ids[:4000].copy()
listed[1000:1200] = vocab.index["apple"]
drawer = Drawer(vocab.counts, settings, shared=5)

# %%
pieces = {
    name: drawer(torch.from_numpy(part), generator=torch.Generator().manual_seed(0))
    for name, part in {"as it is": ids[:4000], "with a list": listed}.items()
}

# %% [markdown]
# Go over each eight times, and each time look for the longest vector:


# %%
def longest_vectors(update, piece):
    tables = start(len(vocab), settings.dim, seed=0)
    for _ in range(8):
        update(tables, piece, settings, settings.lr)
        yield tables.inputs.norm(dim=1).max()


# %% tags=["nbval-ignore-output"]
from vecembed_lab.training.updates import CAP

for way, update in {"summed, uncut": batch_update, f"cut at {CAP}": block_update}.items():
    for name, piece in pieces.items():
        lengths = " ".join(f"{length:.3g}" for length in longest_vectors(update, piece))
        print(f"{way:<13}  {name:<11}  longest vector, pass by pass: {lengths}")

# %% [markdown]
# Uncut, the longest vector grows more than a thousandfold in eight passes, even without the list.
# With the list it is more than three times as long after the first pass already.
# Cut, it stays below fifty either way.
#
# Every pair of a step pulls its vector as much as if it were the only one.
# Where a row stands in many pairs of the step, their sum goes too far, and the next step, computed from the longer
# vectors, goes too far by more.
# A list puts one row into nearly all pairs of a step.
# The rate matters as well: at 0.025, which is word2vec.c's, uncut vectors do not explode here.
#
# **Change this, expect that**
#
# - `piece, settings, settings.lr)` -> `piece, settings, 0.025)`: no explosion; the list still makes one vector long.
# - `range(8)` -> `range(16)`: with the list, the uncut vectors are no longer numbers at the end.
#
# **Exercises:** [3.3 Adding to rows, safely](../exercises/03_training/03_training.ipynb#3.3-Adding-to-rows,-safely),
# [The challenge: twenty passes](../exercises/03_training/03_training.ipynb#The-challenge:-twenty-passes)
#
# ## Threads
#
# So far one core has worked.
# The chunks of a text can be given to several threads that work on the *same tables*, without any lock.
# Now and then one overwrites what another has just added.
# As each step touches a few rows of many, it happens seldom, and little is lost: *Hogwild* (Recht and others, 2011).
#
# Now CPU seconds would tell nothing, as two threads spend two of them a second.
# We need the clock on the wall, and with it all that the machine does besides.

# %% tags=["nbval-ignore-output"]
import os
import time

real = race({n: partial(trained, threads=n) for n in [1, 2]}, rounds=2, clock=time.perf_counter)
gain = real[1] / real[2]
print(f"{os.cpu_count()} cores; two threads are {median_and_range(gain, '.2f')} times as fast as one")

# %% [markdown]
# And what they have learned:

# %% tags=["nbval-ignore-output"]
print(f"agreement with two threads {score(trained(threads=2)):.2f}")

# %% [markdown]
# Two threads learn about as well as one.
# How far is your number from 2?
# (If they are no faster at all, the second core was busy with something else, or there is none.)
# Something is not shared: a part $s$ of the work is done by one after the other.
# *Amdahl's law* (1967): $n$ threads are at most $1 / (s + (1 - s) / n)$ times as fast.
# From two threads we can work out $s$, and from $s$ what any number could bring.
#
# **Predict 5.** If two threads are 1.8 times as fast, how fast are 64?
#
# <details><summary>(a) About 58 times: 90 % of 64</summary>That would be so if each thread lost a tenth. But what
# cannot be shared takes as long as ever, while the rest shrinks.</details>
# <details><summary>(b) About 32 times</summary>Still too much. With 1.8, $s$ is 1/9: after infinitely many threads a
# ninth of the time is left.</details>
# <details><summary>(c) About 8 times</summary>Yes: $s = 1/9$, and $1 / (1/9 + 8/9/64) = 8$. Nine is the limit for any
# number of threads.</details>

# %% tags=["nbval-ignore-output"]
predict(5, "abc")


# %%
def amdahl(serial, n):
    return 1 / (serial + (1 - serial) / n)


def serial_part(two):
    return min(1, max(0, 2 / two - 1))


# %% tags=["nbval-ignore-output"]
for name, two in {"as measured": np.median(gain), "as predicted for": 1.8}.items():
    serial = serial_part(two)
    print(f"{name} {two:.2f}: serial part {serial:.0%},", end=" ")
    print({n: f"{amdahl(serial, n):.1f}" for n in [2, 8, 64]})
predicted(5)

# %% [markdown]
# **Change this, expect that**
#
# - `"as predicted for": 1.8` -> `"as predicted for": 1.5`: 64 threads would be less than three times as fast as one.
# - `[2, 8, 64]` -> `[2, 8, 64, 4096]`: 4,096 threads bring little more than 64: the serial part is left over.
#
# **Exercises:**
# [3.9 When more hardware does not
# help](../exercises/03_training/03_training.ipynb#3.9-When-more-hardware-does-not-help),
# [In your own words](../exercises/03_training/03_training.ipynb#In-your-own-words)
#
# ## What must be kept
#
# Speed is one limit, memory the other; on a GPU it is the first that you run into.
# Work this out on paper before you open the answers.
#
# **Predict 6.** A million words, 300 numbers each, in float32.
# How much do the two tables take?
# And how much if they are trained by Adam with ordinary gradients?
#
# <details><summary>(a) 1.2 GB, and 2.4 GB with Adam</summary>1.2 GB is one table: a million times 300 times 4 bytes.
# And Adam keeps two numbers for each number, besides the gradient.</details>
# <details><summary>(b) 2.4 GB, and 4.8 GB with Adam</summary>The tables are right. Then come the gradient, as large as
# the tables, and two running means, each as large as the tables.</details>
# <details><summary>(c) 2.4 GB, and 9.6 GB with Adam</summary>Yes: tables, gradients, and Adam's two running means,
# four times 2.4 GB. The same vectors trained by plain steps need 2.4 GB.</details>
#
# Measure it, on our vocabulary.
# First the loss, for any part of the pairs:

# %% tags=["nbval-ignore-output"]
predict(6, "abc")

# %%
from torch.nn.functional import embedding

from vecembed_lab.word2vec.skipgram import negative_sampling

two = [torch.nn.Parameter(table) for table in start(len(vocab), settings.dim, seed=0)]


# %%
def loss_of(tables, part, sparse=False):
    v = embedding(words[part].clone(), tables[0], sparse=sparse)
    u = embedding(others[part].clone(), tables[1], sparse=sparse)
    return negative_sampling(v, u[:, 0], u[:, 1:])


# %% [markdown]
# Then a step of Adam, and what is there after it:

# %%
adam = torch.optim.Adam(two)
loss_of(two, slice(1024)).backward()
adam.step()

# %%
from vecembed_lab.training.measure import state_bytes, stored

expected = 2 * len(vocab) * settings.dim * 4

# %%
print(f"tables    {stored(*two) / 1e6:5.1f} MB, expected {expected / 1e6:.1f}")
print(f"gradients {stored(*(table.grad for table in two)) / 1e6:5.1f} MB")
print(f"Adam      {state_bytes(adam) / 1e6:5.1f} MB")
predicted(6)

# %% [markdown]
# The third part are *activations*: what autograd keeps from the way forward for the way back.
# They do not depend on the vocabulary; they grow with the batch.
# For each pair at least 7 rows are kept: $7 \cdot 100 \cdot 4$ bytes.

# %%
from vecembed_lab.training.measure import saved_bytes

for n in [256, 1024, 4096]:
    kept, alone = saved_bytes(lambda n=n: loss_of(two, slice(n))), n * 7 * settings.dim * 4
    print(f"{n:>5} pairs: {kept / 1e6:5.1f} MB, rows alone {alone / 1e6:5.1f} MB")

# %% [markdown]
# The rows, and a bit: their numbers, and the scores.
# `block_update` keeps nothing: its gradients are written down by hand, so nothing waits for a way back.
#
# ### Sparse gradients
#
# A batch touches some thousands of rows.
# An ordinary gradient has a number for *every* number of the table, nearly all of them zero, and a step adds them all.


# %%
def gradients(tables, sparse):
    return torch.autograd.grad(loss_of(tables, slice(1024), sparse), tables)


# %% [markdown]
# Both kinds for tables of growing size, the milliseconds first, then the bytes.
# In brackets stand the limits of 90 in 100 of the rounds:

# %%
from vecembed_lab.lesson import intervals


# %%
def dense_and_sparse(size):
    wide = [torch.zeros(size, settings.dim, requires_grad=True) for _ in range(2)]
    kinds = {kind: partial(gradients, wide, kind == "sparse") for kind in ["dense", "sparse"]}
    taken = [intervals.spread(seconds * 1e3) for seconds in race(kinds, rounds=5).values()]
    return [*taken, *(stored(*kind()) / 1e6 for kind in kinds.values())]


# %% tags=["nbval-ignore-output"]
columns = {"dense, ms": ",.1f", "sparse, ms": ",.1f", "dense, MB": ",.0f", "sparse, MB": ",.1f"}
sizes = [len(vocab), 50_000, 200_000]
show_table(columns, {f"{size:,} words": dense_and_sparse(size) for size in sizes})

# %% [markdown]
# Dense gradients grow with the vocabulary, sparse ones with the batch: a sparse one holds only the rows that were met.
#
# ### A batch in pieces
#
# If the activations of a batch do not fit, take it in pieces and *add up the gradients* before the step.
# `backward` adds anyway; all one has to do is not to erase, and to give each piece its share:

# %% tags=["nbval-ignore-output"]
at_once = torch.autograd.grad(loss_of(two, slice(4096)), two[0])[0]
two[0].grad = None
for first in range(0, 4096, 1024):
    (loss_of(two, slice(first, first + 1024)) / 4).backward()
print(f"largest difference {(two[0].grad - at_once).abs().max():.0e}, of {at_once.abs().max():.0e}")

# %% [markdown]
# The same gradient with a quarter of the activations.
# Forget the division by 4, and the step is four times as long, without any error.
#
# **Change this, expect that**
#
# - `loss_of(two, slice(1024)).backward()` -> `loss_of(two, slice(64)).backward()`: the same three numbers; an ordinary
#   gradient holds every row, however few were met.
# - `torch.optim.Adam(two)` -> `torch.optim.SGD(two, lr=0.1)`: plain steps keep nothing: 0.0 MB.
# - `/ 4).backward()` -> `).backward()`: the difference becomes about three times the gradient.
#
# **Exercises:**
# [3.5 A batch that does not fit](../exercises/03_training/03_training.ipynb#3.5-A-batch-that-does-not-fit),
# [3.7 Will it fit?](../exercises/03_training/03_training.ipynb#3.7-Will-it-fit?)
#
# ## Stop and go on
#
# Long training is interrupted: by a power cut, a time limit, somebody who needs the GPU.
# A *checkpoint* holds what is needed to go on: the tables, how far they are, and the recipe.
# What is random needs no saving here, because it depends on the seed and the number of the chunk alone.
#
# Train once without interruption.
# Then train again, and pull the plug in the middle:


# %%
def pull_the_plug(tables, share):
    if share > 0.5:
        raise KeyboardInterrupt(f"stopped after {share:.0%}")


through = trained(every=10)

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

folder = TemporaryDirectory()  # deleted when the kernel ends
saved = Path(folder.name) / "checkpoint.npz"

# %%
try:
    trained(every=10, checkpoint=saved, after=pull_the_plug)
except KeyboardInterrupt as stopped:
    print(stopped)

# %% [markdown]
# And go on:

# %%
resumed = trained(every=10, checkpoint=saved)
equal = [torch.equal(a, b) for a, b in zip(through, resumed, strict=True)]
print("equal to the last bit:", all(equal))

# %% [markdown]
# If they were only nearly equal, you could not tell after an interruption whether a result differs because of it.
# With two threads, or on a GPU where additions come in any order, this cannot be promised.
#
# **Change this, expect that**
#
# - `share > 0.5` -> `share > 0.8`: stopped later, and equal all the same.
# - `resumed = trained(every=10,` -> `resumed = trained(every=7,`: still equal: how often it is saved has no part in
#   what is learned.
#
# **Exercise:**
# [3.10 Going on where it stopped](../exercises/03_training/03_training.ipynb#3.10-Going-on-where-it-stopped)
#
# ## Half of the digits
#
# A float32 has about 7 decimal digits, a bfloat16 between 2 and 3, at the same range.
# Half the bytes are moved, and GPUs multiply such matrices many times faster.
# Where do the missing digits hurt?

# %%
small = 0.001
for dtype in [torch.float32, torch.bfloat16]:
    total = torch.ones((), dtype=dtype)
    for _ in range(1000):
        total += torch.tensor(small, dtype=dtype)
    print(f"{dtype!s:<15} 1 + 1,000 times {small} = {total:.3f}")

# %% [markdown]
# Above 1, the next number that a bfloat16 can hold is 1.0078.
# The sum with 0.001 is rounded back to 1, a thousand times in a row.
# Training consists of small changes to larger numbers.
# So: **multiply in half the digits, add in all of them.**
# That is *mixed precision* (Micikevicius and others, 2018), and it is what `dtype` does in `block_update`: the products
# are in bfloat16, the tables stay in float32.

# %% tags=["nbval-ignore-output"]
digits = {"float32": torch.float32, "bfloat16": torch.bfloat16}
works = {name: work(block_update, shared=SHARED, dtype=dtype) for name, dtype in digits.items()}
for name, taken in race(works).items():
    print(f"products in {name:<9} {median_and_range(20_000 / taken)} words a second")

# %% [markdown]
# Whether that is faster depends on the processor: some multiply bfloat16 directly, others convert it back and forth.
# The H200 has circuits for such products: by its data sheet it does about 15 times as many of them a second as in
# float32.
#
# **Change this, expect that**
#
# - `small = 0.001` -> `small = 0.01`: in bfloat16 the sum comes to 4 and no farther; from there on the next number is
#   too far away.
# - `torch.ones((), dtype=dtype)` -> `torch.zeros((), dtype=dtype)`: in bfloat16 it stops at 0.5, where 0.001 is
#   again too small a change.
#
# **Exercise:** [3.6 A step in half precision](../exercises/03_training/03_training.ipynb#3.6-A-step-in-half-precision)
#
# ## The GPU
#
# **This section has not been tried on a GPU for this page**: its cells ran on a processor, and what it says about GPUs
# comes from data sheets and from what others report.
#
# A GPU has thousands of small cores and a fast memory: that of an H200 moves 4,800 GB a second by its data sheet.
# Compare that with what one core fetched and added above.
# Nothing in `block_update` has to change: its tensors are on the device where the tables are, and `fit` has the
# argument `device`.
# What does change is what makes it slow.
#
# - To *start* a piece of work takes some microseconds, however small it is.
#   A step of ours starts about 25.
#   So steps must be large: thousands of blocks.
# - And what limits large steps? You have seen it above: the same row, met many times in a step.
# - Calls return *before* the work is done. Who stops the watch without waiting measures how fast work can be ordered.
#   (`measure.clock` waits.)
# - What is copied between the two memories travels over a narrow road. So `fit` keeps the tables on the device and
#   sends it nothing but word numbers.

# %%
device = "cuda" if torch.cuda.is_available() else "cpu"
text = np.tile(ids, 20) if device == "cuda" else ids[:100_000]
sizes = [64, 512, 4096] if device == "cuda" else [8, 64, 512]


# %%
def passing(blocks):
    """A pass over the text with so many blocks in a step, ready to be timed."""
    update, chunk = partial(block_update, blocks=blocks), max(20_000, 64 * blocks)
    where = {"device": device, "chunk": chunk}
    return partial(fit, text, vocab.counts, one_pass, update, seed=0, **where)


# %% tags=["nbval-ignore-output"]
passes = {f"{size} blocks in a step": passing(size) for size in sizes}
for name, seconds in race(passes, rounds=1, clock=clock(device)).items():
    print(f"{device}, {name}: {len(text) / seconds[0]:,.0f} words a second")

# %% [markdown]
# If that says `cpu`, torch has found no GPU.
# Then read what was measured elsewhere: `vecembed bench training --record FILE` measures all of this on a machine and
# writes down every single time, as a **trace**.
# On a GPU the same command records the GPU.
# These traces come with the course; until one of them names a GPU, the course has measured none:

# %% tags=["nbval-ignore-output"]
from vecembed_lab.training.trace import traces

recorded = traces()
print(*recorded)

# %% [markdown]
# Each says where it is from:

# %% tags=["nbval-ignore-output"]
for name, trace in recorded.items():
    about = trace["about"]
    print(f"{name}: {about['device']} of {about['machine']}")
    print(f"   {about['date']}, torch {about['versions']['torch']}, {about['text']}")
    print(f"   {about['load']:.0f} programs wanted a core when it began")

# %% [markdown]
# What it measured for steps of every size, the products in all of the digits, and in half of them.
# Speeds come with the limits of their rounds; each loss is that of one training, so small differences decide nothing:


# %%
from vecembed_lab.training.trace import recorded_speeds, recorded_steps


def by_size(trace, dtype):
    for blocks, _, loss in recorded_steps(trace, dtype):
        rounds = np.array(recorded_speeds(trace, dtype=dtype, blocks=blocks))
        yield f"{blocks} blocks, {dtype}", [intervals.spread(rounds / 1e6), loss]


# %% tags=["nbval-ignore-output"]
columns = {"million words/s": ".2f", "loss": ".3f"}
for name, trace in recorded.items():
    print(name)
    show_table(columns, dict([*by_size(trace, "float32"), *by_size(trace, "bfloat16")]))

# %% tags=["nbval-ignore-output"]
from vecembed_lab.training.figures import plot_losses

plot_losses({name: recorded_steps(trace, "float32") for name, trace in recorded.items()})

# %% [markdown]
# Read the trace as you would read your own measurement.
#
# - How busy was the machine? If more programs wanted a core than it has, believe its CPU seconds, roughly, and nothing
#   that was measured in real ones.
# - Where does the speed stop growing with the size of the step? From there on, starting work is not what it waits for.
# - Where does the loss begin to rise? That is the largest step worth taking, whatever the speed.
# - What do half of the digits cost? Compare the losses of the two kinds.
# - Which share of the memory's speed is reached? Bytes a word times words a second, against what the same machine
#   measured for fetching and adding rows:


# %%
def memory_share(trace, speed):
    """Of the bytes a second that its machine can fetch and add, how many training moved."""
    moved = block_work(Settings(**trace["about"]["settings"])).moved * trace["about"]["kept"]
    return speed * moved / trace["memory"][0]["fetch and add"]


# %% tags=["nbval-ignore-output"]
for name, trace in recorded.items():
    speed = max(step.speed for step in recorded_steps(trace, "float32"))
    peer = max(recorded_speeds(trace, update="gensim"))
    print(f"{name}: {memory_share(trace, speed):.0%} of what its memory can fetch and add")
    print(f"   {speed / peer:.1f} times gensim at its best")

# %% [markdown]
# ### A prediction, made before the measurement
#
# No H200 has been measured, but a roofline can predict.
# Memory alone would allow the figure of the slider above.
# In plain torch each step also writes and reads its intermediate results, about 15 kB for a word that stays,
# and starts about 25 pieces of work of 5 microseconds.
# With 16,000 words in a step:

# %%
words_in_a_step, kilobytes, starts, microseconds = 16_000, 15, 25, 5
moving = words_in_a_step * kilobytes * 1e3 / 4.8e12  # seconds
starting = starts * microseconds * 1e-6
print(f"waiting for work to be started: {starting / (moving + starting):.0%} of the time")

# %%
from vecembed_lab.word2vec.vocabulary import keep_probability

stays = keep_probability(vocab.counts, sample=1e-3)[ids].mean()  # the setting of the traces
speed = words_in_a_step / stays / (moving + starting)
print(f"{speed / 1e6:.0f} million words of text a second")

# %% [markdown]
# That is about a hundred million words a second, dozens of times what the compiled loops do on one core here.
# **No measurement has tested this prediction yet.**
# If you have such a machine, record it, compare, and send us the trace.
# Where the two differ, the prediction has left something out, and the trace helps to find what.
#
# **Change this, expect that**
#
# - `= 16_000, 15, 25, 5` -> `= 1_000, 15, 25, 5`: with small steps the GPU would wait for its work to be started
#   nearly all of the time.
# - `= 16_000, 15, 25, 5` -> `= 16_000, 15, 1, 5`: with one piece of work for a step, instead of 25, it would wait for
#   less than a tenth of the time.
#
# ## Several processes
#
# Threads share their tables; processes, on one machine or on fifty, do not.
# Each reads its share of the text with tables of its own, and now and then all of them take the *mean* of their tables.
# `torchrun` starts them and tells each who it is; `all_reduce` adds up a tensor over all of them.
# Between CPUs it travels by *gloo*, between GPUs by *NCCL*; nothing else differs.

# %%
from vecembed_lab.training.distributed import fit_together, mean, shard

show_source(fit_together, shard, mean)

# %% [markdown]
# Two of them, on this machine:

# %%
import sys

target = Path(folder.name) / "vectors.npz"
torchrun = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
command = [*torchrun, "-m", "vecembed_lab.training.distributed", str(target)]

# %% tags=["nbval-ignore-output"]
import subprocess

environment = os.environ | {"OMP_NUM_THREADS": "1"}
run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
print(run.stdout.strip())

# %% tags=["nbval-ignore-output"]
together = agreement(np.load(target)["vectors"], rows_of, people)
print(f"agreement: two processes {together:.2f}, one alone {quality['blocks, torch']:.2f}")


# %% [markdown]
# Two processes do not learn as much in as many passes.
# Each has seen half of the text, and the mean of two half-learned tables is half-learned: a change that only one of
# them has made counts half.
# A larger learning rate makes up for some of it, because the halved changes were too small.
# And a mean is not free: it sends both tables around.

# %%
table_bytes = 2 * 1_000_000 * 300 * 4
for road, gigabytes in {"network, 10 Gbit/s": 1.25, "between GPUs, NVLink": 450}.items():
    print(f"tables of a million words, {road}: {table_bytes / gigabytes / 1e9:.3f} s for each mean")

# %% [markdown]
# **Change this, expect that**
#
# - `"--nproc-per-node", "2"` -> `"--nproc-per-node", "1"`: the agreement of one alone comes back.
# - `1_000_000 * 300` -> `9_068 * 100`: tables as small as ours cost less than a hundredth of a second, even over the
#   network.
#
# ## When more hardware does not help
#
# - The work is in many small pieces: the time goes into starting them. (Our loop in Python; a GPU with small steps.)
# - It waits for memory: a second core that shares the memory adds little; more arithmetic adds nothing.
# - A part is done by one alone: if that is a ninth of the work, nothing is ever more than nine times as fast.
# - The workers must talk: what they send grows with the tables, not with the text.
# - The step becomes so large that it learns less: faster, and farther from the goal.
# - The text is too small. One core trains on this one in a few seconds, which leaves little to gain.
#
# In each case the measurement comes first, and tells you which one it is.
#
# ## Limits
#
# - All this is measured on half a million words. Whether the ways learn equally well on millions is measured by
#   `vecembed bench word2vec`, beside gensim, on a text of full size.
# - Sharing noise words is not the same computation as in the paper: equal on average, different in each step.
# - CPU seconds hide waiting: for a disk, for a lock. Look at the wall clock as well before you buy anything.
# - The roofline counts the tables alone. Everything else that moves makes it an upper bound.
#
# ## What was shown
#
# - A loop over pairs in Python reaches less than a hundredth of what a core can do; batches help until they wait for
#   memory.
# - `table[rows] += x` loses repeats, silently; `index_add_` does not.
# - Sharing noise words in blocks raises the operations done for each byte more than twentyfold, and with it the speed;
#   compiled loops raise it again, past a program written in C, at about the same agreement with people.
# - On shuffled text the same fast program learns little that agrees with people.
# - Steps too large learn less, unless the sum of a row's changes is cut; uncut sums can explode, and a list
#   makes them explode sooner.
# - Tables, gradients and Adam's state can be counted beforehand; activations grow with the batch.
# - Training can be stopped and resumed, equal to the last bit.
# - Multiply in half of the digits, add in all of them.
# - From what two threads gain, Amdahl's law says the most that sixty-four can.
# - How fast a GPU is has been predicted, not measured.
#
# ## Where to go on
#
# - The exercises of this unit: you write the additions, the blocks, the roofline and the checkpoint yourself.
# - Ji, Satish, Li and Dubey (2016), [Parallelizing Word2Vec](https://arxiv.org/abs/1604.04661).
# - Williams, Waterman and Patterson (2009),
#   [Roofline](https://doi.org/10.1145/1498765.1498785): an insightful visual performance model.
# - Recht, Re, Wright and Niu (2011), [Hogwild](https://arxiv.org/abs/1106.5730).
# - Micikevicius and others (2018), [Mixed Precision Training](https://arxiv.org/abs/1710.03740).
# - Goyal and others (2017), [large batches and the learning rate](https://arxiv.org/abs/1706.02677).
# - Randall, Allen and Ge (2021), [FULL-W2V](https://arxiv.org/abs/2312.07743): how far word2vec on a GPU can be driven.
# - Horace He, [Making deep learning go brrrr](https://horace.io/brrr_intro.html): compute, bandwidth, overhead.
# - PyTorch's [distributed overview](https://pytorch.org/tutorials/beginner/dist_overview.html), and
#   [its forum](https://discuss.pytorch.org) for questions.
