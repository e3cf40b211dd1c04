# %% [markdown]
# # Exercises 7: Search
#
# Eleven functions of three to fifteen lines, a challenge and a written answer: about 150 minutes.
#
# In the cells that say `# your code here`, replace the three dots by your answer.
# The cell below calls your function with numbers small enough to work out on paper.
# The cell after that checks it: it says what is right, what is not, and, if it knows the mistake, which one it is.
# Below its verdict wait three hints, from gentle to nearly the answer.
# Use NumPy as you like, work in any style, and do not change the arrays you are given: they belong to the caller.
# Arrays hold ordinary floats (float64), and neither NaN nor infinity; none is empty, except where an exercise says so.
# Sizes are ordinary: lengths and distances are 0 or lie between, say, a thousandth and some thousands,
# and float32 is accurate enough.
# A *distance* is always the straight-line distance.
# A list is as good an answer as an array.
# Where rows are equally near, they may come in any order, except where an exercise says which comes first.

# %% locked=true
import numpy as np

from vecembed_lab.search.checks import check

# %% [markdown]
# ## 7.1 Exact search
#
# For each query, find the `k` rows of `vectors` that have the largest cosine with it.
# The rows have different lengths, and so have the queries.
# A zero vector has cosine 0 with anything.
# If there are fewer than `k` rows, all of them come.


# %% exercise="top_k"
def top_k(queries, vectors, k):
    """The k rows of vectors with the largest cosine with each query, best first.

    queries: (m, d).  vectors: (n, d).  k: 1 or more.  Returns (m, min(k, n)) row numbers.
    """
    ### BEGIN SOLUTION
    lengths = np.linalg.norm(vectors, axis=1)
    scores = queries @ vectors.T / np.where(lengths > 0, lengths, 1)  # a query's own length changes no order
    return np.argsort(-scores, axis=1)[:, :k]
    ### END SOLUTION


# %%
# By hand: the cosines of (1, 0) with the three rows are 0, 1 and .6, those of (0, 2) are 1, 0 and .8.
top_k(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 9.0], [1.0, 0.0], [3.0, 4.0]]), 2)

# %% check="top_k"
check(top_k)

# %% [markdown]
# ## 7.2 Recall, counted with ties
#
# An index is quick because it does not look at everything, so it can miss some of the nearest rows.
# Its *recall* is the share that it found.
#
# You get what it found, and the true score of every query with every row, larger is better.
# A row is *right* if its score is at least the k-th largest score of that query.
# So where rows tie for the last place, each of them is right: two copies of a text are equally good answers.
#
# Look at the first `k` places of what was found.
# Count how many different right rows stand there, and divide by `k`.
# A row that stands there twice counts once, and -1 says that no row was found for this place.
# There may be fewer than `k` places.
# The answer is the mean over the queries.


# %% exercise="recall"
def recall(found, scores, k):
    """Mean over the queries of the share of the k places that are filled with different right rows.

    found: (m, w) row numbers, best first, or -1.  scores: (m, n), larger is better.  k: from 1 to n.
    Returns one number in [0, 1].
    """
    ### BEGIN SOLUTION
    shares = []
    for rows, of_query in zip(found, scores, strict=True):
        least = np.sort(of_query)[-k]
        different = {row for row in rows[:k] if row >= 0}
        shares.append(sum(of_query[row] >= least for row in different) / k)
    return np.mean(shares)
    ### END SOLUTION


# %%
# By hand: 5 and the tied 3s are right, so rows 0, 2 and 3. Found were 3 and, wrongly, 1: half of two places.
recall(np.array([[3, 1]]), np.array([[5.0, 1.0, 3.0, 3.0]]), 2)

# %% check="recall"
check(recall)

# %% [markdown]
# ## 7.3 Exact search as a judge
#
# Somebody hands you an index, and you cannot see inside.
# Exact search is slow, but it is simple enough to be trusted: compare the two, query by query.
# This is called a *differential test*, and exact search is the *oracle*.
#
# The index is a function: `search(queries, k)` gives row numbers, (m, k), for each query the nearest row first.
# Call it once, with all the queries.
# Its answer to a query is right if
#
# - all k row numbers are different, and none of them is -1 (which would mean "nothing found"),
# - the distances of its rows are, place by place, those of the k nearest rows.
#
# So it may take any of several rows that are equally near, and put them in any order, but no other order is right.
# Distances are below 100 here, and two of them differ by more than a thousandth or are equal but for rounding.
# No row number is larger than n - 1.


# %% exercise="wrong_queries"
def wrong_queries(search, vectors, queries, k):
    """The numbers of the queries that `search` answers wrongly, in increasing order.

    search: a function; search(queries, k) gives (m, k) row numbers.  vectors: (n, d).  queries: (m, d).
    k: from 1 to n.  Returns a list of whole numbers; an empty one if all answers are right.
    """
    ### BEGIN SOLUTION
    distances = np.linalg.norm(queries[:, None] - vectors, axis=2)  # (m, n)
    wrong = []
    for number, rows in enumerate(search(queries, k)):
        nearest = np.sort(distances[number])[:k]
        real = min(rows) >= 0 and len(set(rows)) == k
        if not (real and np.allclose(distances[number, rows], nearest)):
            wrong.append(number)
    return wrong
    ### END SOLUTION


# %%
# By hand: query 0 lies on row 0, query 5 lies nearest to row 1. An index that always says row 0 is wrong once.
line = np.array([[0.0], [4.0], [9.0]])
wrong_queries(lambda queries, k: np.zeros((len(queries), k), dtype=int), line, np.array([[0.0], [5.0]]), 1)

# %% check="wrong_queries"
check(wrong_queries)

# %% [markdown]
# ## 7.4 One step of k-means
#
# To search only a part of the rows, first put rows that lie together into one cell.
# k-means does it: each point belongs to its nearest centre, then each centre moves to the mean of its points.
# If several centres are equally near, the first of them gets the point.
# A centre without points stays where it is.
# All centres move at the same time: where one went does not matter to the others.


# %% exercise="kmeans_step"
def kmeans_step(points, centres):
    """The centres after one step: each is the mean of the points that were nearest to it.

    points: (n, d).  centres: (c, d).  Returns (c, d).
    """
    ### BEGIN SOLUTION
    nearest = np.linalg.norm(points[:, None] - centres, axis=2).argmin(axis=1)  # (n,)
    moved = centres.copy()
    for c in set(nearest):
        moved[c] = points[nearest == c].mean(axis=0)
    return moved
    ### END SOLUTION


# %%
# By hand: 0 and 2 belong to the centre 1, so it stays at their mean; 9 and 11 to 8, which moves to 10; 90 has none.
kmeans_step(np.array([[0.0], [2.0], [9.0], [11.0]]), np.array([[1.0], [8.0], [90.0]]))

# %% check="kmeans_step"
check(kmeans_step)

# %% [markdown]
# ## 7.5 Search in cells
#
# Now search only the `n_probe` cells whose centres are nearest to the query.
# `cells[c]` holds the numbers of the rows that belong to centre `c`; a cell can be empty.
# Among the rows of those cells find the `k` nearest to the query.
# If those cells hold fewer than `k` rows together, fewer come; other cells are not asked.
# No two centres are equally near to the query.
# If `n_probe` is larger than the number of cells, all are searched.


# %% exercise="ivf_search"
def ivf_search(query, vectors, centres, cells, n_probe, k):
    """The k rows nearest to the query among those of the n_probe nearest cells, nearest first.

    query: (d,).  vectors: (n, d).  centres: (c, d).  cells: c arrays of row numbers.  n_probe, k: 1 or more.
    Returns at most k row numbers.
    """
    ### BEGIN SOLUTION
    probed = np.argsort(np.linalg.norm(centres - query, axis=1))[:n_probe]
    rows = np.concatenate([cells[c] for c in probed])
    distances = np.linalg.norm(vectors[rows] - query, axis=1)
    return rows[np.argsort(distances)[:k]]
    ### END SOLUTION


# %%
# By hand: the query 6.1 is nearest to the centre 9, whose cell holds rows 2 and 3, at distances 1.9 and 3.9.
# Row 1, at distance 1.1, lies in the other cell: it is missed with one cell.
points = np.array([[1.0], [5.0], [8.0], [10.0]])
ivf_search(np.array([6.1]), points, np.array([[3.0], [9.0]]), [np.array([0, 1]), np.array([2, 3])], 1, 2)

# %% check="ivf_search"
check(ivf_search)

# %% [markdown]
# ## 7.6 Product quantisation: the code
#
# A vector of 64 numbers in float32 takes 256 bytes.
# Cut it into `m` pieces of equal length, and for each piece note only which entry of a *book* is nearest to it.
# With 256 entries a book, that is one byte a piece.
#
# Piece `j` of a vector holds coordinates `j * s` to `(j + 1) * s - 1`, where `s` is the number of coordinates of an
# entry. It is compared with the entries of book `j` only, by distance.
# If several entries are equally near, it is the first of them.
# A book may have more than 256 entries.


# %% exercise="pq_encode"
def pq_encode(vectors, books):
    """The number of the nearest entry of each book, for the piece of each vector that belongs to the book.

    vectors: (n, m * s).  books: (m, entries, s).  Returns (n, m) whole numbers from 0.
    """
    ### BEGIN SOLUTION
    pieces = vectors.reshape(len(vectors), len(books), 1, -1)  # (n, m, 1, s)
    return np.linalg.norm(pieces - books, axis=3).argmin(axis=2)
    ### END SOLUTION


# %%
# By hand: the pieces are (1, 1) and (8, 9). The first book has it as entry 1, in the second (9, 9) is nearest, entry 0.
books = np.array([[[0.0, 5.0], [1.0, 1.0]], [[9.0, 9.0], [0.0, 0.0]]])
pq_encode(np.array([[1.0, 1.0, 8.0, 9.0]]), books)

# %% check="pq_encode"
check(pq_encode)

# %% [markdown]
# ## 7.7 Product quantisation: distances from codes
#
# The rows are codes now. How far is a query from them?
# The query itself stays as it is: only the rows have been rounded.
# So for each book make a table once, the squared distances of the query's piece to all entries.
# The squared distance to a row is then a sum of `m` numbers from the table, however long the vectors are.
#
# Return squared distances: the order is the same, and the root costs time.


# %% exercise="pq_distances"
def pq_distances(query, codes, books):
    """The squared distance of the query, as it is, to each row that a code stands for.

    query: (m * s,).  codes: (n, m) numbers of entries.  books: (m, entries, s).  Returns (n,).
    """
    ### BEGIN SOLUTION
    pieces = query.reshape(len(books), 1, -1)  # (m, 1, s)
    table = ((pieces - books) ** 2).sum(axis=2)  # (m, entries)
    return table[np.arange(len(books)), codes].sum(axis=1)
    ### END SOLUTION


# %%
# By hand: the code (1, 0) stands for (1, 1, 9, 9). From (1, 1, 8, 9) that is 0 + 1.
pq_distances(np.array([1.0, 1.0, 8.0, 9.0]), np.array([[1, 0]]), books)

# %% check="pq_distances"
check(pq_distances)

# %% [markdown]
# ## 7.8 Walk a graph
#
# In a graph each row knows a few others: `graph[row]` lists their numbers, each once, and can be empty.
# A row may stand in its own list.
# The search begins at `start` and keeps the `ef` nearest rows that it has seen.
# Again and again it takes the nearest of the kept rows whose list it has not read, and reads it: all rows in it have
# now been seen. It ends when it has read the lists of all rows that it keeps.
#
# The answer is the `k` nearest of the kept rows.
# If `ef` is smaller than `k`, it keeps `k`.
# If it keeps fewer than `k`, fewer come: rows that cannot be reached are not found.
# No two rows are equally near to the query where it would matter.


# %% exercise="beam_search"
def beam_search(query, vectors, graph, start, ef, k):
    """The k rows nearest to the query that a walk from start finds, nearest first.

    query: (d,).  vectors: (n, d).  graph: n lists of row numbers.  start: a row number.  ef, k: 1 or more.
    Returns at most k row numbers.
    """

    ### BEGIN SOLUTION
    def distance(row):
        return np.linalg.norm(vectors[row] - query)

    kept, seen, read = [start], {start}, set()
    while unread := [row for row in kept if row not in read]:
        read.add(unread[0])  # the nearest, since the kept rows are sorted
        new = [row for row in graph[unread[0]] if row not in seen]
        seen.update(new)
        kept = sorted(kept + new, key=distance)[: max(ef, k)]
    return kept[:k]
    ### END SOLUTION


# %%
# By hand: from row 0 only row 1 can be reached, which lies farther away, and from there row 2, at the query.
# Who keeps one row stays at row 0; who keeps two passes over the hill.
hill = np.array([[0.0], [-3.0], [10.0]])
print(beam_search(np.array([10.0]), hill, [[1], [0, 2], [1]], 0, 1, 1))
print(beam_search(np.array([10.0]), hill, [[1], [0, 2], [1]], 0, 2, 1))

# %% check="beam_search"
check(beam_search)

# %% [markdown]
# ## 7.9 BM25
#
# Before vectors there were words, and they are still hard to beat.
# `counts[i, t]` says how often term `t` stands in document `i`.
# The score of a document is a sum over the terms of the query:
#
# $$\sum_{t} \log\left(1 + \frac{n - n_t + 0.5}{n_t + 0.5}\right) \cdot
# \frac{f \, (k_1 + 1)}{f + k_1 \left(1 - b + b \, \ell / \bar{\ell}\right)}$$
#
# with $n$ documents, $n_t$ of which contain $t$; $f$, how often $t$ stands in the document; $\ell$, how many
# terms stand in the document, repeated ones too; and $\bar{\ell}$, the mean of that over all documents, empty ones
# among them.
#
# A term that stands twice in the query counts twice.
# A term that is in no document adds 0. There is at least one document that is not empty.


# %% exercise="bm25"
def bm25(counts, query, k1, b):
    """The BM25 score of each document for the query.

    counts: (n, terms) whole numbers.  query: a list of term numbers.  k1: above 0.  b: from 0 to .95.  Returns (n,).
    """
    ### BEGIN SOLUTION
    lengths = counts.sum(axis=1, keepdims=True)  # (n, 1)
    often = counts[:, query]  # (n, terms of the query)
    with_term = (often > 0).sum(axis=0)
    idf = np.log(1 + (len(counts) - with_term + 0.5) / (with_term + 0.5))
    return often * (k1 + 1) / (often + k1 * (1 - b + b * lengths / lengths.mean())) @ idf
    ### END SOLUTION


# %%
# By hand: term 0 is in one of two documents, so its weight is log 2 = .693. Both documents have mean length.
# Once in the first: 1 * 2 / (1 + 1) = 1. So the scores are .693 and 0.
bm25(np.array([[1, 1], [0, 2]]), [0], 1.0, 0.75)

# %% check="bm25"
check(bm25)

# %% [markdown]
# ## 7.10 Two rankings into one
#
# One ranking comes from words, another from vectors.
# Their scores cannot be added: a BM25 score of 12 and a cosine of .6 have no common unit.
# Their *ranks* can. *Reciprocal rank fusion* gives a document, for each ranking it stands in, the points
#
# $$\frac{1}{c + \text{rank}}$$
#
# where the first of a ranking has rank 1.
# A document gets nothing from a ranking in which it does not stand.
# Rankings can have different lengths, and one can be empty; none names a document twice.


# %% exercise="rrf"
def rrf(rankings, n, c):
    """The points of each document, added up over the rankings.

    rankings: lists of document numbers from 0 to n - 1, best first.  n: how many documents there are.
    c: 0 or more, usually 60.  Returns (n,).
    """
    ### BEGIN SOLUTION
    points = np.zeros(n)
    for ranking in rankings:
        points[ranking] += 1 / (c + np.arange(1, len(ranking) + 1))
    return points
    ### END SOLUTION


# %%
# By hand, with c = 1: document 2 is first (1/2) and second (1/3), document 0 is second (1/3), document 1 first (1/2).
rrf([[2, 0], [1, 2]], 4, 1)

# %% check="rrf"
check(rrf)

# %% [markdown]
# ## 7.11 Late interaction
#
# One vector for a whole document must be a compromise between all of its words.
# *Late interaction* keeps a vector for each word, or part of a word (a *token*).
# Each token of the query looks for the token of the document with which it has the largest dot product.
# The score of the document is the sum of these largest dot products, over the tokens of the query.
#
# Take the vectors as they are; a dot product may be negative.
# A document can have no tokens at all; its score is 0.


# %% exercise="max_sim"
def max_sim(query, documents):
    """The score of each document: for each token of the query the largest dot product, added up.

    query: (q, d) token vectors.  documents: n arrays, each (its tokens, d).  Returns (n,).
    """
    ### BEGIN SOLUTION
    scores = np.zeros(len(documents))
    for number, tokens in enumerate(documents):
        if len(tokens):
            scores[number] = (query @ tokens.T).max(axis=1).sum()
    return scores
    ### END SOLUTION


# %%
# By hand: the first token finds 3 in the document, the second .5: the score is 3.5.
max_sim(np.array([[1.0, 0.0], [0.0, 1.0]]), [np.array([[3.0, 0.0], [-1.0, 0.5]])])

# %% check="max_sim"
check(max_sim)

# %% [markdown]
# ## The challenge: eight bytes a vector
#
# A word vector of GloVe takes 200 bytes. Describe each by 8 bytes, so that its neighbours can still be found.
#
# Your function gets about 4,000 word vectors, all of length 1.
# It returns 16 books of 16 entries, each as wide as a vector, and for each vector 16 numbers from 0 to 15, one a book:
# half a byte each.
# The vector is then rebuilt as **the sum of the 16 entries** that its numbers name.
# Product quantisation is a special case, in which an entry is 0 outside its piece; you may do better.
#
# The check asks 500 words that you do not see for their ten nearest among the rebuilt vectors.
# It measures the recall against the true ten, and stops your function after 10 seconds.
# Points begin where each of the 16 loudest directions (PCA) is rounded to 16 values, a recall of about .4.
# Product quantisation with 16 pieces finds about .6 and earns 3 of 6 points; full points are 0.035 above that.
# A class is graded on other words than your notebook: leave yourself a margin.


# %% exercise="eight_bytes"
def eight_bytes(vectors):
    """Codes and books from which the vectors are rebuilt as sums: vector i is the sum of books[j][codes[i, j]] over j.

    vectors: (n, d).  Returns two arrays: codes (n, 16), whole numbers from 0 to 15, and books (16, 16, d).
    """
    ### BEGIN SOLUTION
    # Residual quantisation: each book describes, by k-means, what the books before it have left over.
    rest, codes, books = vectors.copy(), [], []
    for _ in range(16):
        book = rest[:: len(rest) // 16][:16].copy()
        for _ in range(12):
            near = (rest @ book.T - (book**2).sum(axis=1) / 2).argmax(axis=1)
            for entry in set(near):
                book[entry] = rest[near == entry].mean(axis=0)
        near = (rest @ book.T - (book**2).sum(axis=1) / 2).argmax(axis=1)
        rest -= book[near]
        codes.append(near)
        books.append(book)
    return np.stack(codes, axis=1), np.stack(books)
    ### END SOLUTION


# %% check="eight_bytes"
check(eight_bytes)

# %% [markdown]
# ## In your own words
#
# A team chose an index by this table, measured on 10,000 of its 50 million vectors, each query asked ten times:
#
# | index | setting | recall@10 | queries a second | bytes a vector |
# |---|---|---|---|---|
# | exact | | 1.00 | 9,000 | 512 |
# | cells | 1 of 100 cells | .71 | 80,000 | 520 |
# | cells | 10 of 100 cells | .97 | 30,000 | 520 |
# | graph | ef = 20 | .96 | 45,000 | 680 |
# | codes | 16 bytes | .62 | 60,000 | 24 |
#
# "The graph is best," says the team lead. "Cells are useless, since they miss three in ten, and codes are worse."
#
# In 100 to 200 words: which of these conclusions does the table support, and what would you measure before you decide
# for 50 million vectors?
#
# *4 points, read by a person, one for each:*
# *(1) an index is a curve, not a point: recall and speed are compared at equal recall or equal speed, over settings;*
# *(2) memory: what 680, 512 and 24 bytes a vector mean for 50 million, and what re-ranking does for codes;*
# *(3) what of the table does not carry over: 10,000 instead of 50 million vectors, exact search at that size, repeated*
# *queries;*
# *(4) one thing to measure that could change the choice: filters, updates, building time, or what users see.*

# %% [markdown] written="frontier" points=4
# ### BEGIN SOLUTION
# Each index is a curve, and the table shows one or two points of it.
# Cells with one probe and with ten are the same index: one setting misses three in ten, the other three in a hundred.
# At a recall of about .96 the graph answers 45,000 queries a second and cells 30,000, so at this size the graph is
# ahead, by a factor of 1.5 and at 160 bytes a vector more.
# To compare them I would draw both curves, with several values of ef and of the number of cells.
#
# For 50 million vectors the graph needs 34 GB, the vectors alone 26 GB, the codes 1.2 GB.
# If memory is what costs, codes are the only ones that fit, and their recall need not stay at .62:
# fetch 100 candidates by codes and rank them again with the exact vectors from disk.
#
# 10,000 vectors are no test: exact search is quick there, and it is 5,000 times slower on 50 million,
# while the graph and the cells lose recall or speed at rates that this table cannot show.
# Queries that are asked ten times are answered from the cache.
# I would measure on at least some millions of vectors, with real queries asked once each,
# and with the filters that users set, since a filter that keeps 1 % of the rows can leave a graph with no answer.
# ### END SOLUTION
