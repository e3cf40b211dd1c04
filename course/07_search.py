# %% [markdown]
# # 7. Search: the nearest of very many
#
# *About 100 minutes to read, to predict and to try the changes. The exercises take another 150.*
#
# Once things are vectors, "find what is like this" means "find the nearest vectors".
# With a thousand of them you look at all; with a billion you cannot, so an *index* looks at a few and hopes.
# This lesson asks how much is lost by hoping, how anyone would notice, and when it is worth it.
# At the end people have judged what should have been found, and words compete with vectors.
#
# **What you need:** Python with NumPy arrays; the dot product and the distance of two vectors. From unit 1: what a word
# vector is, and what a hub is.
#
# You will
#
# - measure when it is right to look at everything;
# - count what an index misses, with ties, and catch one that is wrong;
# - build the three ideas that all vector databases are made of: cells, short codes, and a graph to walk on;
# - see why the same index is excellent on one data set and useless on another;
# - draw your own frontier of recall and speed, and see a filter destroy an index that was perfect before;
# - search the documentation of the libraries on your machine, by words and by vectors;
# - compare both, and what is between them, on questions for which people have judged the answers.
#
# Run the cells with Shift+Enter.
# Where it says **Predict**, choose an answer first, then open it with a click: it explains itself.
# The cell below it shows buttons that keep your choice, and the lesson says it again beside the result.
# At the end of a section stand changes to make in its code, each with what to expect, and the exercises that belong to
# it. To undo a change, write the old code again and run the section once more.

# %%
import numpy as np

from vecembed_lab.data.words import load_word_vectors
from vecembed_lab.lesson.predictions import predict, predicted

embedding = load_word_vectors()
print("{:,} words, {} numbers each: {}".format(*embedding.vectors.shape, embedding.source))

# %% [markdown]
# If the line above speaks of a stand-in, this machine could not fetch GloVe.
# Everything below still runs, but the numbers will differ from the text.
#
# ## Look at everything first
#
# All vectors are made length 1.
# Then the largest dot product, the largest cosine and the smallest distance name the same rows,
# since $\lVert a - b \rVert^2 = 2 - 2 \, a \cdot b$, and we need not say which we mean.

# %%
from vecembed_lab.similarity.measures import normalize

n_words = min(20_000, len(embedding.words))  # the stand-in has fewer
words, unit = embedding.words[:n_words], normalize(np.array(embedding.vectors[:n_words]))

# %% [markdown]
# The simplest index is a table, and the simplest search one matrix product:

# %%
from vecembed_lab.lesson.source import show_source
from vecembed_lab.search.exact import top_k

show_source(top_k)

# %%
asked = embedding.rows(["coffee", "monday", "river"])
for found in top_k(unit[asked], unit, 7):
    print(*[words[row] for row in found])

# %% [markdown]
# **Predict 1.** All 400,000 vectors of GloVe are compared with one query, by NumPy on one core.
# How long does it take?
#
# <details><summary>(a) Less than a tenth of a second</summary>Yes. It is 20 million multiplications and additions,
# and a core does some thousands of millions in a second. What takes the time is to read 80 million bytes of
# vectors.</details>
# <details><summary>(b) About a second</summary>No. That is about what a loop in Python would take for 400,000 calls of
# `np.dot`, each of which costs more than its 50 multiplications.</details>
# <details><summary>(c) A minute</summary>No. That would be a loop in Python over all 20 million numbers,
# and a slow one.</details>

# %% tags=["nbval-ignore-output"]
predict(1, "abc")

# %%
from time import process_time


# %%
def cpu_seconds(call):
    """Seconds of a core that a call takes, whatever else the machine does."""
    start = process_time()
    call()
    return process_time() - start


# %% tags=["nbval-ignore-output"]
everything = normalize(np.array(embedding.vectors))
seconds = [cpu_seconds(lambda row=row: np.argpartition(everything @ unit[row], -10)) for row in asked]
print(f"{min(seconds):.3f} seconds of a core")
predicted(1)

# %% [markdown]
# The course's `FlatIndex` does the same with compiled code: it reads one byte a number first, and computes exactly only
# what could be among the best.
# It also answers many queries at once, and then the table is read once for all of them.

# %% tags=["nbval-ignore-output"]
from vecembed_lab.lesson.intervals import spread
from vecembed_lab.lesson.tables import table
from vecembed_lab.search.flat import FlatIndex

flat = FlatIndex(everything)
_ = flat.search(unit[:1000], 10)  # compiles


# %% tags=["nbval-ignore-output"]
def milliseconds(search, queries):
    """Milliseconds of a core for one query: the median of five times, and their limits."""
    return spread([1000 * cpu_seconds(lambda: search(queries, 10)) / len(queries) for _ in range(5)])


rows = {f"{n} at once": [milliseconds(flat.search, unit[:n])] for n in (1, 10, 100)}
table({"milliseconds a query": ".2f"}, rows)

# %% [markdown]
# Looking at everything is exact, needs no building, no settings and no test,
# and a vector that was added a moment ago is found.
# So an index has to earn its place.
# How much it can save, and how many queries it takes until it has paid for its building, we measure further below.
#
# **Change this, expect that**
#
# - `["coffee", "monday", "river"]` -> `["tea", "java", "1984"]`: drinks; an island that is a language; other years.
# - `for n in (1, 10, 100)` -> `for n in (1, 30, 300)`: the more at once, the less a query costs, up to a limit.
#
# **Exercise:** [7.1 Exact search](../exercises/07_search/07_search.ipynb#7.1-Exact-search)
#
# ## What is a right answer?
#
# *Recall@10* is the share of the ten nearest that an index finds.
# It is easy to count it wrongly.
# Take the web, where many texts stand several times: here each of 2,000 words stands in three rows.
# Two searches look at everything, but where rows tie, one prefers the first and the other the last.

# %%
rng = np.random.default_rng(0)
order = rng.permutation(n_words)
thrice = np.tile(unit[order[:2000]], (3, 1))
queries = unit[order[2000:2100]]


# %%
def prefers_the_last(queries, vectors, k):
    return len(vectors) - 1 - top_k(queries, vectors[::-1], k)


def shared_numbers(one, other):
    return np.mean([len(set(a) & set(b)) / len(a) for a, b in zip(one, other, strict=True)])


# %% [markdown]
# **Predict 2.** Both searches are exact. What share of their answers has the same row numbers, for k = 1 and k = 10?
#
# <details><summary>(a) All, for both: an exact answer is exact</summary>The answers are equally good, but they are not
# the same rows. Row numbers cannot tell a miss from a tie.</details>
# <details><summary>(b) None for k = 1, and most for k = 10</summary>Yes. The nearest word has three rows; one search
# takes the first, the other the last. Of ten places nine are filled with three whole words, and only the tenth is
# open.</details>
# <details><summary>(c) A third, for both</summary>That would be chance among three copies. But each search always
# prefers the same side.</details>

# %% tags=["nbval-ignore-output"]
predict(2, "abc")

# %%
from vecembed_lab.search.exact import all_scores, recall

scores, rows = all_scores(queries, thrice), {}

# %%
for k in (1, 2, 10):
    found = prefers_the_last(queries, thrice, k)
    rows[f"k = {k}"] = shared_numbers(top_k(queries, thrice, k), found), recall(found, scores, k)
table({"the same row numbers": ".2f", "recall with ties": ".2f"}, rows)
predicted(2)

# %% [markdown]
# Counted by row numbers, an exact search misses everything at k = 1.
# Counted with ties it misses nothing: a row is right if its score reaches the k-th best score.
# And a row that is returned three times counts once; otherwise one good row could fill all ten places:

# %%
show_source(recall)

# %% [markdown]
# Many faults of an index raise no error: it answers, and the answers look like answers.
# Here are three faults that are common, and a control that knows nothing.

# %%
longer = unit[order[100:]] * rng.uniform(0.5, 2, size=(n_words - 100, 1))
queries, base = unit[order[:100]], unit[order[100:]]

# %%
faulty = {"forgot to normalise the rows": top_k(queries, longer, 10)}
faulty["sorted the wrong way"] = top_k(-queries, base, 10)
faulty["returns the same row ten times"] = top_k(queries, base, 1).repeat(10, axis=1)
faulty["knows nothing"] = rng.integers(len(base), size=(100, 10))


# %%
from vecembed_lab.lesson.intervals import resampled

scores = all_scores(queries, base)


# %%
def mean_with_limits(values):
    return resampled(lambda some: values[some].mean(), len(values), rng=rng)


def recall_with_limits(found, scores):
    """Recall@10, with limits that come from resampling the queries."""
    return mean_with_limits(np.array([recall(found[[i]], scores[[i]], 10) for i in range(len(found))]))


# %%
rows = {name: [recall_with_limits(found, scores)] for name, found in faulty.items()}
table({"recall@10": ".3f"}, {"exact": [recall_with_limits(top_k(queries, base, 10), scores)], **rows})

# %% [markdown]
# The control finds next to nothing, as it must.
# The faults show at once, since exact search stands beside them.
# That is a *differential test*: whatever an index does inside, its answers are compared with those of a search that is
# too simple to be wrong.
# It is how every index of this course is tested, and you will write such a judge yourself.
#
# **Change this, expect that**
#
# - `np.tile(unit[order[:2000]], (3, 1))` -> `np.tile(unit[order[:2000]], (1, 1))`: without copies there are no ties,
#   and both columns are 1.
# - `rng.uniform(0.5, 2, ` -> `rng.uniform(0.95, 1.05, `: lengths that hardly differ do less harm, but they still do
#   some.
#
# **Exercises:** [7.2 Recall, counted with ties](../exercises/07_search/07_search.ipynb#7.2-Recall,-counted-with-ties),
# [7.3 Exact search as a judge](../exercises/07_search/07_search.ipynb#7.3-Exact-search-as-a-judge)
#
# ## Cells
#
# The first idea: sort the vectors into cells, and search only the cells near the query.
# k-means makes the cells: centres are placed among the vectors, each vector belongs to the nearest centre,
# and each centre moves to the mean of its vectors; a few rounds suffice.

# %%
from vecembed_lab.search.kmeans import kmeans, kmeans_step, nearest_centroid

show_source(kmeans_step)

# %%
n_cells = 100
centres = kmeans(base, n_cells, rng=rng)
cells = nearest_centroid(base, centres)
for cell in (0, 1, 2, 3):
    print(f"{(cells == cell).sum():>4} words:", *[words[order[100 + row]] for row in np.flatnonzero(cells == cell)[:7]])

# %% [markdown]
# The cells hold words that belong together, though not equally many.
# Now a query looks at the centres first, and then only into the `n_probe` nearest cells.
# In two dimensions it looks like this:

# %% tags=["nbval-ignore-output"]
from vecembed_lab.search.figures import plot_cells

plane = np.random.default_rng(1)
points = plane.normal(size=(400, 2))
plot_cells(points, kmeans(points, 30, rng=plane), query=np.array([0.35, 0.1]), n_probe=1)

# %% [markdown]
# The danger lies at the borders: a query near one has neighbours on the other side.
# In fifty dimensions a cell has borders on many more sides.
#
# **Predict 3.** There are 100 cells, and we look into the nearest one, at about 1 % of the words.
# Which share of the ten nearest do we find?
#
# <details><summary>(a) About 1 %</summary>That is what a random 1 % of the words would find. But the cell was chosen
# because it is near.</details>
# <details><summary>(b) More than a third</summary>Yes, more than half: words lie in groups, and a group often falls
# into one cell. The other neighbours lie across a border.</details>
# <details><summary>(c) Nearly all</summary>No. A cell has borders on many sides, and beyond them are neighbours as
# well.</details>

# %% tags=["nbval-ignore-output"]
predict(3, "abc")

# %%
from vecembed_lab.search.ivf import ivf_search, lists_of, nearest_lists

lists = lists_of(cells, n_cells)


# %%
def in_cells(n_probe):
    """What is found, (queries, 10); where a cell is too small the last row is repeated, which counts once."""
    each = (ivf_search(query, base, lists, centres, n_probe, 10) for query in queries)
    return np.array([np.pad(rows, (0, 10 - len(rows)), mode="edge") for rows in each])


# %%
def looked_at(n_probe):
    return np.mean([sum(len(lists[c]) for c in nearest_lists(q, centres, n_probe)) for q in queries]) / len(base)


rows = {f"{n} of 100 cells": (looked_at(n), recall_with_limits(in_cells(n), scores)) for n in (1, 2, 5, 10, 20, 100)}
table({"share looked at": ".1%", "recall@10": ".2f"}, rows)
predicted(3)

# %% [markdown]
# One cell in a hundred holds more than half of the neighbours.
# Ten cells find almost all of them and look at a tenth of the words.
# Two properties hold for every index of this kind, and a test should ask for both:
# recall never falls when more cells are searched, and with all cells it is exactly 1.
#
# The setting that is forgotten most is `n_probe` itself. In faiss it is 1 until somebody changes it.
# And mind that the share looked at is a little larger than the share of cells: large cells are probed more often.
#
# **Change this, expect that**
#
# - `n_cells = 100` -> `n_cells = 400`: smaller cells: one probe looks at less, and finds less.
# - `np.array([0.35, 0.1]), n_probe=1` -> `np.array([0.35, 0.1]), n_probe=3`: with three cells nothing is missed.
#
# **Exercises:** [7.4 One step of k-means](../exercises/07_search/07_search.ipynb#7.4-One-step-of-k-means),
# [7.5 Search in cells](../exercises/07_search/07_search.ipynb#7.5-Search-in-cells)
#
# ## Smaller vectors
#
# The second idea: describe each vector by fewer bytes.
# Fifty numbers of four bytes are 200 bytes a vector. A hundred million of them do not fit into a laptop.
#
# - *Scalar quantisation* rounds each number to one of 255 steps: one byte a number.
# - *Product quantisation* cuts the vector into pieces and notes for each piece which entry of a book of 256 it is
#   nearest to: one byte a piece.
# - *Binary codes* keep the sign of each number: one bit.
#
# The books are made by k-means, of pieces. Training needs many vectors: faiss warns below 39 a centre.

# %%
from vecembed_lab.search.quantization import pq_encode, pq_scan, pq_table, pq_train

show_source(pq_table, pq_scan)

# %%
sample = base[rng.permutation(len(base))[:10_000]]
books = {parts: pq_train(sample, parts, rng=rng, n_rounds=4) for parts in (5, 10)}
codes = {parts: pq_encode(base, book) for parts, book in books.items()}


# %%
def by_codes(parts, codes):
    """Scores of all rows for each query, computed from codes, (queries, n)."""
    return np.array([pq_scan(pq_table(query, books[parts]), codes) for query in queries])


# %% [markdown]
# The query stays exact; only the rows are rounded.
# What happens to the neighbours of a word?

# %%
coffee = int(np.argmax(base @ embedding["coffee"]))  # the row of the word, unless it is among the queries
print("exact:   ", *[words[order[100 + row]] for row in top_k(base[[coffee]], base, 9)[0]])
for parts in (10, 5):
    rough = pq_scan(pq_table(base[coffee], books[parts]), codes[parts])
    print(f"{parts:>2} bytes:", *[words[order[100 + row]] for row in np.argsort(-rough)[:9]])

# %% [markdown]
# They are still the same kind of words, but other ones.
# Rounding moves every vector a little, and among neighbours a little is enough to change their order.
# Far away it changes nothing.
# So fetch more candidates by codes, and rank those again with the exact vectors (*re-ranking*):


# %%
def ranked_again(rough, scores, wide):
    """The ten best by exact score of the `wide` best by rough score."""
    candidates = np.argsort(-rough, axis=1)[:, :wide]
    exact = np.take_along_axis(scores, candidates, axis=1)
    return np.take_along_axis(candidates, np.argsort(-exact, axis=1)[:, :10], axis=1)


# %% [markdown]
# **Predict 4.** Codes of 5 bytes stand for 200. They find less than half of the ten nearest.
# What if we take the best 200 by code and rank those again exactly?
#
# <details><summary>(a) It stays below a half: what the codes have missed is lost</summary>It is lost only if it is not
# among the 200. Rounding confuses the order among neighbours; it seldom puts a neighbour behind 200 others.</details>
# <details><summary>(b) Nine of ten, or more</summary>Yes. The codes need only say which 1 % of the words is worth a
# look.</details>
# <details><summary>(c) All ten, always</summary>Nearly, but some neighbours lie behind 200 others. Only looking at
# everything finds all.</details>

# %% tags=["nbval-ignore-output"]
predict(4, "abc")

# %%
from vecembed_lab.search.quantization import binary_encode, hamming, scalar_encode, scalar_scale

roughly = {"50 bytes, scalar": queries @ scalar_encode(base, scalar_scale(base)).T.astype(float)}
roughly |= {f"{parts} bytes, product": by_codes(parts, codes[parts]) for parts in (10, 5)}
roughly["7 bytes, binary"] = -np.array([hamming(code, binary_encode(base)) for code in binary_encode(queries)])
roughly["10 bytes, of other rows"] = by_codes(10, rng.permutation(codes[10]))


# %%
def rough_and_ranked(rough):
    return [recall_with_limits(ranked_again(rough, scores, wide), scores) for wide in (10, 50, 200)]


columns = dict.fromkeys(["recall@10", "of 50 ranked again", "of 200 ranked again"], ".2f")
table(columns, {name: rough_and_ranked(rough) for name, rough in roughly.items()})
predicted(4)

# %% [markdown]
# One byte a number costs almost nothing; five bytes a vector lose more than half of the neighbours.
# Ranked again, even codes of five bytes find nine of ten.
# The control, codes that were shuffled among the rows, finds nothing, whatever is ranked again.
#
# So a code is not an answer but a filter, and the exact vectors may lie on a slower disk.
#
# **Change this, expect that**
#
# - `embedding["coffee"]` -> `embedding["frog"]`: rarer words have looser neighbourhoods, and change more.
# - `n_rounds=4)` -> `n_rounds=0)`: entries that are vectors as they came: a little worse, since nothing was averaged.
# - `for wide in (10, 50, 200)` -> `for wide in (10, 20, 1000)`: how far must one look until nothing is lost?
#
# **Exercises:** [7.6 Product quantisation: the
# code](../exercises/07_search/07_search.ipynb#7.6-Product-quantisation:-the-code), [7.7 Product quantisation: distances
# from codes](../exercises/07_search/07_search.ipynb#7.7-Product-quantisation:-distances-from-codes) and
# [The challenge: eight bytes a vector](../exercises/07_search/07_search.ipynb#The-challenge:-eight-bytes-a-vector)
#
# ## How hard are the data?
#
# "My index has a recall of 0.3, what is wrong?" Often nothing: the data are random numbers.
# Points that fill all their dimensions evenly have no groups that cells could hold, and no pattern that a book could
# describe.
# Real vectors have many coordinates, but they vary in fewer directions: their *intrinsic dimension* is lower.
#
# Make points of 48 coordinates whose true dimension we choose, by turning a few random numbers into 48:

# %%
from vecembed_lab.similarity.projection import random_rotation


def of_dimension(d, n=6100):
    """Points of 48 coordinates and length 1 that vary in d directions."""
    return normalize(rng.normal(size=(n, d)) @ random_rotation(48, rng=rng)[:d])


# %%
def with_cells(asked, rows, *, rng):
    centres = kmeans(rows, 60, rng=rng, n_rounds=5)
    lists = lists_of(nearest_centroid(rows, centres), 60)
    return np.array([ivf_search(query, rows, lists, centres, 6, 10) for query in asked])


# %%
def with_codes(asked, rows, *, rng):
    book = pq_train(rows, 6, rng=rng, n_codes=64, n_rounds=4)
    codes = pq_encode(rows, book)
    return np.array([pq_scan(pq_table(query, book), codes) for query in asked])


# %%
def how_hard(points):
    """Recall@10 with a tenth of 60 cells, and with codes of 6 bytes, 100 ranked again."""
    asked, rows = points[:100], points[100:]
    found, scores = with_cells(asked, rows, rng=rng), all_scores(asked, rows)
    again = ranked_again(with_codes(asked, rows, rng=rng), scores, 100)
    return [recall_with_limits(answer, scores) for answer in (found, again)]


# %% [markdown]
# **Predict 5.** Which number falls as the true dimension grows from 8 to 48, while the number of coordinates stays 48?
#
# <details><summary>(a) Neither: all points have 48 coordinates</summary>The cost does not change, it depends on
# coordinates. What can be left out depends on how the points vary.</details>
# <details><summary>(b) The recall of the cells only</summary>It falls, since in many dimensions the neighbours are
# spread over many cells. But the codes suffer as well.</details>
# <details><summary>(c) Both</summary>Yes. In many dimensions all distances are nearly alike (unit 1), so neighbours lie
# in many cells, and the error of rounding is as large as the differences that decide.</details>

# %% tags=["nbval-ignore-output"]
predict(5, "abc")

# %%
rows = {f"{d} directions": how_hard(of_dimension(d)) for d in (4, 8, 16, 32, 48)}
rows["GloVe, 48 of its coordinates"] = how_hard(normalize(unit[order[:6100], :48]))
table({"recall, a tenth of the cells": ".2f", "recall, codes, 100 ranked again": ".2f"}, rows)
predicted(5)

# %% [markdown]
# The same index, the same settings, the same number of coordinates: from nearly all, the cells' recall falls to about a
# half, and that of the codes to about two thirds.
# Words are easier than points that fill their dimensions, and harder than those of four directions.
#
# So test an index on your own vectors. A benchmark on other data says little, and one on random numbers says nothing.
#
# **Change this, expect that**
#
# - `for d in (4, 8, 16, 32, 48)` -> `for d in (2, 10, 12)`: with two the points lie so densely that the codes are too
#   coarse; words lie near 10 to 12 by cells.
# - `of_dimension(d, n=6100)` -> `of_dimension(d, n=2100)`: fewer points lie farther apart; which recall does it change?
#
# ## A graph to walk on
#
# The third idea: link each vector to a few near ones, and walk.
# From wherever you stand, go to the neighbour that is nearest to the query, until none is nearer.

# %%
from vecembed_lab.search.graph import beam_search, greedy_walk, select_neighbours

show_source(greedy_walk)

# %% tags=["nbval-ignore-output"]
from vecembed_lab.search.figures import plot_walk

plane = np.random.default_rng(2)
ring = normalize(plane.normal(size=(150, 2))) * plane.uniform(0.4, 1, size=(150, 1))
for ef in (3, 20):
    plot_walk(ring, query=np.array([0.9, 0.3]), m=4, ef=ef)

# %% [markdown]
# A greedy walk stops where no neighbour is nearer. A *beam search* keeps the `ef` best rows it has seen and goes on
# from each of them, so that it can walk around a gap: with three it ends on the wrong side, with twenty it gets across.
#
# Take 4,000 words and link each to its eight nearest:

# %%
few, m = base[:4000], 8
near = top_k(few, few, 33)[:, 1:]  # the first is the word itself
links = [row[:m].tolist() for row in near]
in_links = np.bincount(np.ravel(links), minlength=len(few))
print(f"{(in_links == 0).mean():.1%} of the words stand in nobody's list; one stands in {in_links.max()} lists")

# %% [markdown]
# These are the hubs of unit 1 again, and the words in nobody's list are worse off here than there:
# no walk can ever reach them, whatever `ef` is.
# What helps is to go back along each link as well:


# %%
def both_ways(links):
    linked = [set(row) for row in links]
    for row, others in enumerate(links):
        for other in others:
            linked[other].add(row)
    return [sorted(row) for row in linked]


# %% [markdown]
# Now hubs have very many links, and reading them takes long.
# The graph that databases use, HNSW, is choosier: of the candidates it keeps one only if it is nearer to the word than
# to every neighbour kept before. So the links go out in different directions.
# (It also has upper layers with few words, to walk far with few steps; the `H` is for *hierarchical*.)

# %%
show_source(select_neighbours)

# %%
chosen = [select_neighbours(few[row], near[row], few, m).tolist() for row in range(len(few))]
graphs = {"the 8 nearest": links, "and back": both_ways(links), "chosen, and back": both_ways(chosen)}


def by_walking(graph, ef):
    each = (beam_search(query, few, graph, 0, ef)[:10] for query in queries)
    return np.array([np.pad(rows, (0, 10 - len(rows)), mode="edge") for rows in each])


# %%
among_few = all_scores(queries, few)
rows = {}

# %%
for name, graph in graphs.items():
    sizes = [len(row) for row in graph]
    recalls = [recall_with_limits(by_walking(graph, ef), among_few) for ef in (10, 50)]
    rows[name] = (np.mean(sizes), max(sizes), *recalls)
table({"links": ".1f", "most links": ".0f", "recall, ef = 10": ".2f", "recall, ef = 50": ".2f"}, rows)

# %% [markdown]
# Links that go both ways help most.
# Links that are chosen find as much with fewer of them, and the largest hub has about half as many.
#
# Hubs are where walks meet: a row with many links stands in many lists.
# How much of the reading goes to the 1 % of the rows with most links, if each walk begins somewhere else?

# %%
from vecembed_lab.search.watched import Watched


# %%
# The share of all rows met by the walks that are among the 1 % with most links.
def met_at_hubs(graph):
    watched, hubs = Watched(graph), np.argsort([-len(row) for row in graph])[: len(graph) // 100]
    for start, query in enumerate(queries):
        beam_search(query, few, watched, 40 * start, 10)
    return watched.met[hubs].sum() / watched.met.sum()


# %%
for name in ("and back", "chosen, and back"):
    print(f"{name}: {met_at_hubs(graphs[name]):.1%} of the rows that walks meet are hubs")

# %% [markdown]
# The 1 % of the rows that are hubs take several times their share of the work, and choosing links makes that less.
#
# A graph has a weakness of its own: copies.
# Store 300 words twelve times each, and link every row to its eight nearest.


# %%
def reached_from_the_first(graph):
    reached, waiting = {0}, [0]
    while waiting:
        new = set(graph[waiting.pop()]) - reached
        reached |= new
        waiting += new
    return len(reached) / len(graph)


# %%
twelve = np.repeat(few[:300], 12, axis=0)
nearest = top_k(twelve, twelve, m + 1)
islands = both_ways([[other for other in row.tolist() if other != i][:m] for i, row in enumerate(nearest)])
print(f"With copies {reached_from_the_first(islands):.1%} of the rows can be reached from row 0")
print(f"Without copies {reached_from_the_first(graphs['and back']):.1%}")

# %% [markdown]
# Each word's copies have only each other as neighbours, so they are an island, and the walk never leaves the first one.
# Databases have met this: after many equal texts were stored, searches found nothing else.
# So store copies once, or make sure that an index looks for it; the course's own HNSW does (see its tests).
#
# **Change this, expect that**
#
# - `few, m = base[:4000], 8` -> `few, m = base[:4000], 4`: with half the links, more words stand in nobody's list.
# - `for ef in (10, 50)` -> `for ef in (10, 200)`: a wide beam finds nearly all, except where no link leads.
# - `np.repeat(few[:300], 12, axis=0)` -> `np.repeat(few[:300], 5, axis=0)`: with five copies, lists of eight reach out.
#
# **Exercise:** [7.8 Walk a graph](../exercises/07_search/07_search.ipynb#7.8-Walk-a-graph)
#
# ## The frontier
#
# Which index is best? None: each is a curve.
# Turn its knob, and it trades recall for speed.
# So measure recall and queries a second for several settings, on *your* vectors and *your* machine.
# All are the course's own, compiled, on one core; faiss and hnswlib are compared in `vecembed bench search`.

# %%
from vecembed_lab.search.hnsw import HNSWIndex
from vecembed_lab.search.ivf import IVFIndex

mixed = rng.permutation(min(30_500, len(embedding.words)))
queries, base = (normalize(np.array(embedding.vectors[rows])) for rows in (mixed[:500], mixed[500:]))

# %% tags=["nbval-ignore-output"]
makers = {"exact": lambda rows: FlatIndex(rows), "cells": lambda rows: IVFIndex(rows, n_lists=170, rng=rng)}
makers["graph"] = lambda rows: HNSWIndex(rows, rng=rng)
for make in makers.values():
    make(base[:1000]).search(queries, 10)  # compiles

# %% tags=["nbval-ignore-output"]
indexes, building = {}, {}
for name, make in makers.items():
    building[name] = cpu_seconds(lambda name=name, make=make: indexes.update({name: make(base)}))
print({name: f"{seconds:.1f} s" for name, seconds in building.items()})

# %% [markdown]
# Now the curves. The cells have the knob `n_probe`, the graph has `ef`; the exact index has none.

# %%
from vecembed_lab.search.exact import limits_of, recall_of

limits = limits_of(queries, base, 10)
knobs = {"cells": ("n_probe", (1, 2, 4, 8, 16, 32, 64)), "graph": ("ef", (10, 20, 40, 80, 160))}


# %%
def at(index):
    """Recall@10, and queries a second of a core, at the present setting."""
    best = min(cpu_seconds(lambda: index.search(queries, 10)) for _ in range(3))
    return recall_of(index.search(queries, 10).ids, queries, base, limits), len(queries) / best


# %%
def at_each_setting(name):
    knob, values = knobs[name]
    for value in values:
        setattr(indexes[name], knob, value)
        yield at(indexes[name])


# %% tags=["nbval-ignore-output"]
from vecembed_lab.search.figures import plot_frontier

plot_frontier({"exact": [at(indexes["exact"])], **{name: list(at_each_setting(name)) for name in knobs}})

# %% [markdown]
# Up and to the right is better.
# Read it by drawing a line: at a recall of .95, how many queries a second? At 30,000 queries a second, which recall?
# Comparing one setting of one index with one setting of another says nothing.
#
# And when has the building paid for itself?
# Set both knobs so that the recall is about .98, ask one query at a time, as a user does, and divide.

# %% tags=["nbval-ignore-output"]
indexes["cells"].n_probe, indexes["graph"].ef = 24, 64
alone = {name: milliseconds(index.search, queries[:1]) for name, index in indexes.items()}


# %%
def pays_after(name):
    """Queries until the time for building has come back; none ever do for the exact index."""
    saved = (alone["exact"].value - alone[name].value) / 1000
    return building[name] / saved if saved > 0 else np.inf


# %% tags=["nbval-ignore-output"]
rows = {}
for name, index in indexes.items():
    rows[name] = at(index)[0], index.nbytes / len(base), building[name], alone[name], pays_after(name)
columns = {"recall@10": ".3f", "bytes a vector": ".0f", "seconds to build": ".1f", "milliseconds a query": ".3f"}
table(columns | {"queries until it pays": ",.0f"}, rows)

# %% [markdown]
# The graph is quicker than looking at everything, and still it takes thousands of queries
# until the time for its building has come back.
# Whoever has a thousand questions about thirty thousand texts needs no index.
# The advantage grows with the number of vectors: exact search takes twenty times as long for twenty times as many,
# while the steps of a walk grow about as the logarithm does.
#
# **Change this, expect that**
#
# - `ef", (10, 20, 40, 80, 160)` -> `ef", (10, 15, 300)`: the ends of the curve: quick and poor, or slow and nearly
#   exact.
# - `n_lists=170` -> `n_lists=40`: larger cells: the curve begins at a higher recall and a lower speed.
#
# ## Filters
#
# People search for shoes *in size 44*, for papers *since 2020*, for documents *they may read*.
# Three ways to obey: filter **before** (make a table of what may be found, and look at all of it), **after** (find ten,
# then strike out) and **during** (walk the graph over all rows, but keep only what may be found).
#
# Let every row be allowed with the same probability.
#
# **Predict 6.** A filter allows 2 % of the rows. An index with perfect recall finds the ten nearest of all, then
# strikes out what is not allowed. How many are left, on average?
#
# <details><summary>(a) Nearly ten: recall is perfect</summary>Recall was measured without the filter. The ten nearest
# of all rows are not the ten nearest of those that are allowed.</details>
# <details><summary>(b) About five</summary>No. Each of the ten is allowed with a probability of 2 %, whatever the index
# does.</details>
# <details><summary>(c) Hardly any</summary>Yes: ten times 2 % is a fifth of a row. Four of five users see an empty
# page, though hundreds of rows would have been right.</details>

# %% tags=["nbval-ignore-output"]
predict(6, "abc")

# %%
from vecembed_lab.search.filters import after


def left_over(allowed, wide):
    """How many of ten come back if `wide` are found and then struck out: the mean and its limits."""
    found = after(indexes["graph"], queries, 10, allowed, wide)
    return mean_with_limits(np.array([len(rows) for rows in found]))


# %%
def during(allowed):
    """Recall among what is allowed, if the graph is told of the filter."""
    found, exact = indexes["graph"].search(queries, 10, allowed).ids, limits_of(queries, base[allowed], 10)
    return recall_of(found, queries, base, exact)


# %%
rows = {}
for share in (0.5, 0.1, 0.02, 0.005):
    allowed = np.sort(rng.permutation(len(base))[: int(share * len(base))])
    rows[f"{share:.1%} allowed"] = left_over(allowed, 10), left_over(allowed, 100), during(allowed)

# %%
table({"left of 10": ".1f", "ten of 100": ".1f", "recall if filtered during": ".2f"}, rows)
predicted(6)

# %% [markdown]
# Filtered afterwards, the search collapses: no error, no warning, only an empty page.
# To fetch ten times as many brings ten times as many, until that is not enough either.
# The course's graph is told of the filter; below some share it gives up walking and looks at all that is allowed, which
# is few by then.
#
# Random filters are kind. Real ones have to do with the query.
# Of our words some contain a digit. Ask for the neighbours of words that do not, and allow only those that do:

# %%
spelled = np.array(embedding.words)[mixed[500:]]
digits = np.flatnonzero([any(letter.isdigit() for letter in word) for word in spelled])
like = np.sort(rng.permutation(len(base))[: len(digits)])

# %%
rows = {"words with digits": [left_over(digits, 100)], "as many at random": [left_over(like, 100)]}
print(f"{len(digits) / len(base):.1%} of the words are allowed")
table({"ten of 100": ".2f"}, rows)

# %% [markdown]
# As many rows are allowed, but the filter has to do with meaning, and fewer come back.
# So measure a filtered search with the filters that people use, and count what comes back: ten were promised.
#
# **Change this, expect that**
#
# - `(0.5, 0.1, 0.02, 0.005)` -> `(0.9, 0.3, 0.05)`: at which share do ten of a hundred stop being enough?
# - `letter.isdigit()` -> `letter in "xyz"`: a filter by spelling that has little to do with meaning.
#
# ## Words
#
# Search is older than vectors.
# BM25 scores a text by the words of the query that stand in it: rare words count more, repeated ones less and less, and
# long texts are held back.
# Let us search something that everybody has: the documentation of the libraries on this machine.

# %%
from vecembed_lab.search.docstrings import NUMERIC, STANDARD, docstrings, question_and_text

print(*NUMERIC + STANDARD)
documented = docstrings(NUMERIC + STANDARD)
print(len(documented), "texts, such as", *list(documented)[::300], sep="\n")

# %% [markdown]
# The first sentence of a documentation says what a function is for.
# Take it out of the text and use it as a question: the rest of that text is what should be found.
# (This is called known-item search. It needs no judges, and it is easier than real questions.)

# %%
asked_and_told = {name: question_and_text(text) for name, text in documented.items()}
known = {name: pair for name, pair in asked_and_told.items() if len(pair[1].split()) >= 20}
names, (questions, texts) = list(known), zip(*known.values(), strict=True)
for row in (0, 500, 1000):
    print(f"{names[row]}: {questions[row]}")

# %%
from vecembed_lab.search.lexical import BM25, idf, saturated, tokens

show_source(saturated)

# %%
by_words = BM25(texts)
for question in ["sort numbers from large to small", "throw a coin many times", "delete a folder with all its files"]:
    print(f"{question}:", *[names[row] for row in by_words.search(question, 4)])

# %% [markdown]
# The first is right, the second surprisingly good: the text on the multinomial distribution speaks of throwing dice.
# The third is wrong. The right answer, `shutil.rmtree`, says *directory tree* and not *folder*.
# That is what vectors are for: words that mean the same lie near each other.
# So take the mean of the words' vectors, rare words counting more, as the vector of a text:

# %%
from collections import Counter

in_texts = Counter(word for text in texts for word in set(tokens(text)))
weights = dict(zip(in_texts, idf(np.array(list(in_texts.values())), len(texts)), strict=True))


# %%
def vector_of(text):
    own = [word for word in tokens(text) if word in embedding and word in weights]
    return [weights[word] for word in own] @ embedding.vectors[embedding.rows(own)] if own else np.zeros(50)


# %%
text_vectors = normalize(np.array([vector_of(text) for text in texts]))
middle = text_vectors.mean(axis=0)


def by_vectors(question):
    return normalize(text_vectors - middle) @ (normalize(vector_of(question)[None])[0] - middle)


# %% [markdown]
# **Predict 7.** For how many of 300 questions is the right text among the first ten, by words and by these vectors?
#
# <details><summary>(a) Vectors find more: they know what words mean</summary>They know, but the mean of two hundred
# words is a vector for the topic of the text, and a thousand texts here have nearly the same topic.</details>
# <details><summary>(b) Words find more than twice as many</summary>Yes. The question and its text share rare words, and
# a rare word points at few texts. The mean vector says no more than "something about arrays".</details>
# <details><summary>(c) Both about the same</summary>No. Where question and text share rare words, counting them is hard
# to beat.</details>

# %% tags=["nbval-ignore-output"]
predict(7, "abc")

# %%
some = rng.permutation(len(texts))[:300]
scored = {"words (BM25)": np.array([by_words.scores(questions[row]) for row in some])}
scored["mean vectors"] = np.array([by_vectors(questions[row]) for row in some])
scored["in any order"] = rng.random((300, len(texts)))


# %%
def first_ten(scores):
    places = (scores > scores[np.arange(300), some][:, None]).sum(axis=1)
    return mean_with_limits((places < 10).astype(float))


table({"among the first ten": ".0%"}, {name: [first_ten(scores)] for name, scores in scored.items()})
predicted(7)

# %% [markdown]
# Words win clearly here, and the control finds what chance finds.
# It is a home match for words: the question was taken from the same text, by the same author.
# Whether a better encoder changes that, on questions that other people asked, is the next section's question.
#
# The weight of a frequent word is a trap of its own.
# The original formula has $\log\frac{n - n_t + 0.5}{n_t + 0.5}$, which is negative for a word in more than half of the
# texts: a text that holds it is punished.

# %%
for word in ("array", "the", "eigenvalue"):
    kinds = {kind: idf(np.array([in_texts[word]]), len(texts), kind)[0] for kind in ("lucene", "robertson")}
    print(f"{word:<10} in {in_texts[word] / len(texts):.0%} of the texts", {k: f"{v:.2f}" for k, v in kinds.items()})

# %% [markdown]
# Libraries differ in this detail, and so do their results; the name BM25 alone does not say which.
#
# **Change this, expect that**
#
# - `"throw a coin many times"` -> `"make all letters lower case"`: another one that words miss.
# - `("array", "the", "eigenvalue")` -> `("a", "random", "cholesky")`: very frequent, frequent, rare.
#
# **Exercise:** [7.9 BM25](../exercises/07_search/07_search.ipynb#7.9-BM25)
#
# ## Judged
#
# In the 1960s people at Cranfield wrote down 225 questions that they had about aeronautics,
# and judged which of 1,400 abstracts answered them, with grades.
# Nearly all that is known about measuring search began there.

# %%
from vecembed_lab.search.questions import load_questions

judged, document_vectors, query_vectors, source = load_questions()
print(source)
print("Asked:", judged.queries[0])
print("Judged best:", judged.titles[max(judged.grades[0], key=judged.grades[0].get)])

# %% [markdown]
# If the lines above speak of a stand-in, Cranfield could not be had, and the numbers will differ from the text.
#
# The grades go from 4, a complete answer, to 1; a document that was not judged has 0.
# *nDCG@10* adds up the grades of the first ten, each divided by a logarithm of its place, and divides by what the best
# order would get. So it is 1 if the best documents stand first, in order.

# %%
from vecembed_lab.search.judged import ndcg

show_source(ndcg)


# %%
def ndcg_of(rankings, grades):
    """nDCG@10 of each question."""
    return np.array([ndcg(ranking, own) for ranking, own in zip(rankings, grades, strict=True)])


def in_order(scores):
    return np.argsort(-scores, axis=1, kind="stable")


# %% [markdown]
# Words first: BM25, as before. Then vectors: each abstract and each question has one of 384 numbers, made by MiniLM, a
# network that was trained so that questions lie near their answers.
# (Unit 10 shows how. Its vectors come with the course, since making them takes more than a minute.)

# %%
abstracts = BM25(judged.documents)
word_scores = np.array([abstracts.scores(query) for query in judged.queries])
vector_scores = normalize(query_vectors) @ normalize(document_vectors).T
rankings = {"words (BM25)": in_order(word_scores), "vectors (MiniLM)": in_order(vector_scores)}
rankings["in any order"] = in_order(rng.random(word_scores.shape))

# %% [markdown]
# Two opinions can be better than one, if they make different mistakes.
# The scores have no common unit, so adding them is a choice of units, whether one means it or not.
# *Reciprocal rank fusion* adds $1 / (60 + \text{rank})$ instead:

# %%
from vecembed_lab.search.hybrid import rrf

show_source(rrf)

# %%
pairs = zip(rankings["words (BM25)"], rankings["vectors (MiniLM)"], strict=True)
rankings["both, by rank"] = [rrf([one[:100], other[:100]]) for one, other in pairs]
rankings["both, scores added"] = in_order(word_scores + vector_scores)
gained = {name: ndcg_of(ranked, judged.grades) for name, ranked in rankings.items()}

# %% [markdown]
# **Predict 8.** Which ranking is best, by nDCG@10?
#
# <details><summary>(a) Words</summary>They were the better ones in the last section. But here questions and answers
# were written by different people, and the vectors come from a network that was trained for this.</details>
# <details><summary>(b) Vectors</summary>They are better than words here, but they miss documents in which the very word
# of the question stands, and words find those.</details>
# <details><summary>(c) Both, by rank</summary>Yes. Each finds documents that the other misses, and what both put first
# is seldom wrong.</details>
# <details><summary>(d) Both, scores added</summary>No. A BM25 score is ten or twenty, a cosine less than 1, so the sum
# is hardly more than BM25.</details>

# %% tags=["nbval-ignore-output"]
predict(8, "abcd")

# %%
rows = {name: [mean_with_limits(values)] for name, values in gained.items()}
table({"nDCG@10": ".3f"}, rows)
predicted(8)

# %% [markdown]
# The limits overlap, so is the fusion better at all?
# Do not compare limits of two numbers that come from the same questions: hard questions are hard for both.
# Compare question by question, and resample the *differences*.
# A *permutation test* asks the same in another way: if the two were equally good, each difference could as well have
# the other sign. How often do random signs give so large a mean?


# %%
def by_chance(differences):
    """The share of 5,000 draws of signs whose mean difference is at least as large as ours."""
    signs = rng.choice([-1, 1], size=(5000, len(differences)))
    return (np.abs(signs @ differences) >= abs(differences.sum()) - 1e-9).mean()


# %%
against = {"both, by rank": "words (BM25)", "both, by rank ": "vectors (MiniLM)", "vectors (MiniLM)": "words (BM25)"}
against["both, scores added"] = "words (BM25)"
differences = {f"{one.strip()} - {other}": gained[one.strip()] - gained[other] for one, other in against.items()}
rows = {name: (mean_with_limits(values), by_chance(values)) for name, values in differences.items()}
table({"difference": "+.3f", "by chance": ".3f"}, rows)

# %%
from vecembed_lab.search.figures import plot_differences

plot_differences(dict(list(differences.items())[:2]))

# %% [markdown]
# Fusion by rank beats words, and it beats vectors. Random signs hardly ever give as much.
# For many questions it is worse, all the same; a mean says nothing about one question.
# The last row shows that a difference can be sure and useless: adding scores gains next to nothing, but for so many
# questions in the same direction that chance would hardly do it.
#
# Two controls. Random order gets next to nothing.
# The second control is a mistake that has been made: in Cranfield's file the questions carry numbers with gaps,
# 1, 2, 4, 8 and so on, while the judgements count the questions by their place.
# Who joins the two by the number gives most questions the judgements of others, and no error is raised.
# What does that do? Here each question gets the judgements of the next one:

# %%
shifted = [judged.grades[(place + 1) % len(judged.grades)] for place in range(len(judged.grades))]
rows = {name: [mean_with_limits(ndcg_of(rankings[name], shifted))] for name in ("words (BM25)", "both, by rank")}
table({"nDCG@10 with the judgements of the next question": ".3f"}, rows)

# %% [markdown]
# With the judgements of others nDCG falls to a fraction, but not to zero: a question's neighbours in the file are about
# similar things. So a wrong join looks like a poor search engine, and only a control shows it.
#
# There is one more way between words and vectors.
# *Late interaction* keeps a vector for each token. Each token of the question looks for its best partner in the
# document, and the best dot products are added: MaxSim.

# %%
from vecembed_lab.search.hybrid import max_sim

show_source(max_sim)

# %%
from vecembed_lab.search.judged import load_cranfield_vectors

shipped = load_cranfield_vectors()  # among them the tokens of a few questions and titles of Cranfield

# %%
question, titles = shipped.query_tokens[0], shipped.title_tokens
scored = {row: max_sim(question.vectors, title.vectors) for row, title in titles.items()}
for row in sorted(scored, key=scored.get, reverse=True)[:3]:
    print(f"{scored[row]:.1f}", *titles[row].pieces)

# %% [markdown]
# What does each token of the question find in the best of these titles?

# %%
best = titles[max(scored, key=scored.get)]
for piece, products in zip(question.pieces, question.vectors @ best.vectors.T, strict=True):
    print(f"{piece:>12}  {products.max():.2f}  {best.pieces[products.argmax()]}")

# %% [markdown]
# So a score can be explained word by word, which no cosine of two texts allows.
# It costs a hundred times the memory of one vector a document, so it is mostly used to rank a few candidates again.
#
# **Change this, expect that**
#
# - `rrf([one[:100], other[:100]])` -> `rrf([one[:10], other[:10]])`: ten candidates each are enough for the first ten
#   places, nearly.
# - `in_order(word_scores + vector_scores)` -> `in_order(word_scores + 30 * vector_scores)`: with the right factor a
#   sum is as good as ranks; who tells you the factor?
#
# **Exercises:** [7.10 Two rankings into one](../exercises/07_search/07_search.ipynb#7.10-Two-rankings-into-one),
# [7.11 Late interaction](../exercises/07_search/07_search.ipynb#7.11-Late-interaction) and the written answer,
# [In your own words](../exercises/07_search/07_search.ipynb#In-your-own-words)
#
# ## What such a search cannot do
#
# - **It always finds something.** The ten nearest exist for every query, also for one that nothing answers:

# %%
for nonsense in ("xqzv", "how do I cook rice"):
    scores = abstracts.scores(nonsense)
    print(f"{nonsense!r}: {scores.max():.1f}, {judged.titles[scores.argmax()][:60]}")

# %% [markdown]
# - **No cosine says "this is an answer".** Where to cut off must be measured, on questions without an answer.
# - **Recall is not quality.** An index with recall 1 gives exactly what the vectors say, and the vectors may be wrong.
# - **What was not judged counts as wrong.** In Cranfield people judged what they had looked at; a new method can find
#   right documents that nobody saw then.
# - **An index grows old.** Vectors that are added later can be unlike those that the cells and books were made of;
#   measure recall again.
#
# ## What was shown
#
# - Looking at everything is exact, quick for some hundred thousand vectors, and an index pays after thousands of
#   queries.
# - Recall is counted with ties, a row counts once, and exact search is the judge of every index.
# - Cells: one cell in a hundred finds more than half of the neighbours, ten find almost all, all find all.
# - Codes confuse neighbours, not regions: ranked again, five bytes are nearly as good as two hundred.
# - The same index is good or useless, depending on the intrinsic dimension of the data.
# - Graphs find much with few looks, but rows in nobody's list and copies break them.
# - An index is a curve of recall and speed.
# - A filter after the search leaves a page empty without an error, and a filter that has to do with meaning is worse.
# - Words beat mean vectors where question and text share rare words; on Cranfield a trained encoder beats words, and
#   both together beat either.
# - Compare question by question, and keep a control that must fail.

# %%
predicted(1, 2, 3, 4, 5, 6, 7, 8)

# %% [markdown]
# ## Where to go on
#
# - The exercises of this unit: eleven functions of your own, then the challenge.
# - Jégou, Douze and Schmid (2011), [Product Quantization for Nearest Neighbor
#   Search](https://doi.org/10.1109/TPAMI.2010.57).
# - Malkov and Yashunin (2020), [Hierarchical Navigable Small World graphs](https://arxiv.org/abs/1603.09320).
# - Douze and others (2024), [The Faiss library](https://arxiv.org/abs/2401.08281), and its
#   [guidelines to choose an index](https://github.com/facebookresearch/faiss/wiki/Guidelines-to-choose-an-index).
# - Aumüller, Bernhardsson and Faithfull (2020), [ANN-Benchmarks](https://arxiv.org/abs/1807.05614): curves of
#   everybody.
# - Robertson and Zaragoza (2009), [The Probabilistic Relevance Framework: BM25 and
#   Beyond](https://doi.org/10.1561/1500000019), and Kamphuis and others (2020), [Which BM25 Do You
#   Mean?](https://doi.org/10.1007/978-3-030-45442-5_4).
# - Cormack, Clarke and Büttcher (2009), [Reciprocal Rank Fusion](https://doi.org/10.1145/1571941.1572114).
# - Khattab and Zaharia (2020), [ColBERT](https://arxiv.org/abs/2004.12832): late interaction.
# - Smucker, Allan and Carterette (2007), [significance tests for retrieval](https://doi.org/10.1145/1321440.1321528).
# - People to ask: the discussions of [faiss](https://github.com/facebookresearch/faiss/discussions) and
#   [Pyserini](https://github.com/castorini/pyserini/discussions), and the
#   [BEIR](https://github.com/beir-cellar/beir) benchmark.
