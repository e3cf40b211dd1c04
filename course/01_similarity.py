# %% [markdown]
# # 1. Basics: what a vector can mean
#
# *About 110 minutes to read, to predict and to try the changes. The exercises take another 120.*
#
# Behind a search engine, a film recommendation and a translator lies the same idea:
# give every thing a list of numbers, so that things which are alike get numbers which are alike.
# Such a list is called an *embedding*.
# This lesson takes one that thousands of projects have used and asks what it knows, how anyone can tell,
# and where it only seems to know.
#
# **What you need:** Python with NumPy arrays; the dot product of two vectors; mean, variance and correlation.
# No machine learning.
#
# You will
#
# - measure how close two words are in three ways, and say what each way ignores;
# - find neighbours and solve analogies, and see how much of their success comes from a rule that is seldom mentioned;
# - test an embedding against people, beside two controls that must fail;
# - measure three odd things about many dimensions: distances become alike, hubs appear, everything leans one way;
# - draw maps of words, each with a number that says how far to trust it;
# - find out what dimension 31 means.
#
# Run the cells with Shift+Enter.
# Where it says **Predict**, choose an answer first, then open it with a click: it explains itself.
# The cell below it shows buttons that keep your choice, and the lesson says it again beside the result.
# At the end of a section stand changes to make in its code, each with what to expect, and the exercises that belong to
# it. To undo a change, write the old code again and run the section once more.

# %%
import numpy as np

from vecembed_lab.data.words import WordVectors, load_word_vectors
from vecembed_lab.lesson.predictions import predict, predicted

embedding = load_word_vectors()
print("{:,} words, {} numbers each: {}".format(*embedding.vectors.shape, embedding.source))

# %% [markdown]
# GloVe was computed in 2014 from six billion words of Wikipedia and news.
# It only looked at which words stand near each other; nobody told it what any of them means.
# (Unit 2 builds such vectors from nothing.)
#
# If the line above speaks of a stand-in, this machine could not fetch GloVe.
# Everything below still runs; some words will be missing and the numbers will differ from the text.
#
# ## A word is fifty numbers

# %%
print(embedding["coffee"].round(2))

# %% [markdown]
# None of these numbers has a name.
# They say nothing alone; they only say something when compared with the numbers of another word.
#
# The words are sorted by how often they were seen.
# Mostly we shall use the 20,000 most frequent ones: the vectors of rare words are less reliable,
# and with all 400,000 words many cells would take a minute.

# %%
n_words = 20_000
frequent = WordVectors(embedding.words[:n_words], np.array(embedding.vectors[:n_words]), embedding.source)
words, vectors = frequent.words, frequent.vectors
print(*words[:8], "...", *words[5000:5004], "...", *words[-3:])

# %% [markdown]
# **Change this, expect that**
#
# - `embedding["coffee"]` -> `embedding["tea"]`: other numbers, and by eye you cannot see that the words are alike.
# - `n_words = 20_000` -> `n_words = 6_000`: the last words are more common ones; everything below becomes faster.
#
# ## Three ways to be close
#
# Write $a \cdot b = \sum_i a_i b_i$ for the dot product and $\lVert a \rVert = \sqrt{a \cdot a}$ for the length.
#
# | measure | formula | what it ignores |
# |---|---|---|
# | dot product | $a \cdot b$ | nothing, so that length alone can win |
# | cosine | $\frac{a \cdot b}{\lVert a \rVert \, \lVert b \rVert}$ | both lengths |
# | Euclidean distance | $\lVert a - b \rVert$ | where zero is: move all points together, nothing changes |
#
# Take $a = (1, 1)$, and three candidates: $(2, 2)$, $(1, 0)$ and $(5, 0)$.

# %%
a = np.array([[1.0, 1.0]])
candidates = np.array([[2.0, 2.0], [1.0, 0.0], [5.0, 0.0]])

# %% [markdown]
# **Predict 1.** Which candidate is the closest to $a$?
#
# <details><summary>(a) (2, 2), by all three measures</summary>By one of them. It has exactly the direction of a, so the
# cosine takes it. But (1, 0) lies nearer on paper, and (5, 0) is longer.</details>
# <details><summary>(b) (1, 0), by all three measures</summary>By one of them: it lies nearest on paper, so the distance
# takes it. But it points 45 degrees away from a.</details>
# <details><summary>(c) Each measure takes another one</summary>Yes. The cosine takes (2, 2), which has the same
# direction. The distance takes (1, 0), one step away. The dot product takes (5, 0), which is long enough to win with
# the
# wrong direction.</details>

# %% tags=["nbval-ignore-output"]
predict(1, "abc")

# %%
from vecembed_lab.similarity.measures import cosine, euclidean

print("dot product", a @ candidates.T)
print("cosine     ", cosine(a, candidates).round(2))
print("distance   ", euclidean(a, candidates).round(2))
predicted(1)

# %% [markdown]
# So the question is whether the *length* of a word's vector means anything that we want.
# Here is the mean length, in eight steps from the most frequent words to the rarest:

# %%
lengths = np.linalg.norm(embedding.vectors, axis=1)
print(*[f"{part.mean():.2f}" for part in np.array_split(lengths, 8)])

# %% [markdown]
# From the second step on, the rarer the words, the shorter they are.
# So part of a word's length comes from how often it was seen, and that is no part of its meaning.
# But frequency is not all. These are the longest of our words:

# %%
print(*[words[i] for i in np.argsort(-lengths[: len(words)])[:10]], sep=", ")

# %% [markdown]
# These are telephone numbers of news agencies and phrases of the census.
# They stand again and again in the same few sentences, so their company is narrow and always the same.
# That makes a vector long too, however rare the word is.
#
# See what length does to the neighbours of *frog*, first by dot product, then by cosine.
# (Each line begins with the mean length of its eight words.)

# %%
word = "frog"
query = embedding[word][None]
for scores in [query @ vectors.T, cosine(query, vectors)]:
    best = [i for i in np.argsort(-scores[0])[:9] if words[i] != word][:8]
    print(f"{lengths[best].mean():.1f}:", *[words[i] for i in best])

# %% [markdown]
# The dot product brings *species*, *genus* and *snails*: words of zoology with long vectors, some frequent, some rare.
# The cosine brings animals, and an orchid.
# Is that so for other words?
# Take 200 words at random, and the eight nearest of each:

# %%
rng = np.random.default_rng(0)
some = rng.permutation(len(words))[:200]
for name, scores in [("dot product", vectors[some] @ vectors.T), ("cosine", cosine(vectors[some], vectors))]:
    best = np.argsort(-scores, axis=1)[:, 1:9]
    print(f"{name:<11} brings words of length {lengths[best].mean():.2f}")

# %% [markdown]
# The dot product brings longer words than the cosine does, because the length of a candidate multiplies its score.
# That is why the cosine is the usual choice.
# It is a choice, not a law: a recommender may *want* popular things to win (unit 4 does),
# and if the model was trained with dot products, throwing lengths away can throw away what it learned.
#
# **Change this, expect that**
#
# - `[5.0, 0.0]` -> `[1.4, 0.0]`: the dot product now takes (2, 2); the long candidate has lost its length.
# - `word = "frog"` -> `word = "piano"`: the dot product brings *music*, which is long; the cosine more
#   instruments.
# - `np.array_split(lengths, 8)` -> `np.array_split(lengths[:8000], 8)`: frequent words become shorter too, but not at
#   every step.
#
# **Exercise:** [1.1 Cosine](../exercises/01_similarity/01_similarity.ipynb#1.1-Cosine)
#
# ## Neighbours
#
# The neighbours of a word are the words with the largest cosine.
# First of all comes the word itself, whose cosine with itself is 1.

# %%
from vecembed_lab.similarity.measures import nearest

for word in ["coffee", "monday", "paris", "java"]:
    if word in frequent:
        print(*[words[i] for i in nearest(vectors, frequent[word], 9)])

# %% [markdown]
# Drinks, days, cities.
#
# *Java* is an island, a programming language and a coffee.
# It has one vector, so it got one place, somewhere between its meanings.
# (Unit 10 gives a word a vector for each sentence it stands in.)
#
# **Predict 2.** Which of these is closest to *hot*?
#
# <details><summary>(a) cold</summary>Yes, of these four. Whatever can be hot can be cold: water, weather, a meal, a
# war.
# The two words stand in the same sentences, and that is all that was counted.</details>
# <details><summary>(b) warm</summary>Close, but no. It means nearly the same, yet in these texts its opposite is used
# even
# more alike.</details>
# <details><summary>(c) fire</summary>No. Fire is hot, but the two words do not stand in the same places in a
# sentence.</details>
# <details><summary>(d) sun</summary>No. Things that belong together in the world need not be used in the same
# way.</details>

# %% tags=["nbval-ignore-output"]
predict(2, "abcd")

# %%
hot = embedding["hot"][None]
for word in ["cold", "warm", "fire", "sun"]:
    print(f"{word:>4} {cosine(hot, embedding[word][None])[0, 0]:.2f}")
predicted(2)

# %% [markdown]
# For the same reason a search engine that works with such vectors can answer *cheap hotels* with expensive ones.
#
# Another trap are rare words.
# Here are the neighbours of *paris* among **all** words, each with its place in the order of frequency:

# %%
for i in nearest(embedding.vectors, embedding["paris"], 6):
    print(f"{i + 1:>7,}  {embedding.words[i]}")

# %% [markdown]
# The nearest of all is no word; it looks like a mark that a news agency put on its dispatches.
# More than a hundred thousand words are more frequent.
# It was seen in few places, nearly all of them beside *paris*, so its vector is little more than a copy.
# A rare word's vector rests on few sentences, and so does every neighbourhood it is in.
#
# **Change this, expect that**
#
# - `"java"]` -> `"apple"]`: computers and telephones only; the fruit is gone, since news writes about the company.
# - `"sun"]` -> `"boiling"]`: it is nearly as close as *sun*; put in your own words, in lower case.
# - `embedding["paris"], 6)` -> `embedding["london"], 6)`: all of the nearest are frequent words this time.
#
# **Exercise:** [1.2 Nearest neighbours](../exercises/01_similarity/01_similarity.ipynb#1.2-Nearest-neighbours)
#
# ## Analogies
#
# *Man is to king as woman is to ...?*
# If the step from *man* to *king* is the same as the step from *woman* to the answer,
# the answer should lie near $king - man + woman$.
# The usual rule, called 3CosAdd, takes the word with the largest cosine to that sum, all vectors made length 1 first:
#
# $$\operatorname{argmax}_d \; \cos(d,\; b - a + c)$$

# %%
from vecembed_lab.similarity.measures import analogy

question = frequent.rows(["man", "king", "woman"])
print(*[words[i] for i in analogy(vectors, *question, k=5)])

# %% [markdown]
# This made word vectors famous.
# One part of the rule is seldom mentioned: $a$, $b$ and $c$ themselves are not allowed as answers.
#
# **Predict 3.** What comes first if they *are* allowed?
#
# <details><summary>(a) queen, all the same</summary>No, queen is second. Read the sum as king + (woman - man): it
# starts
# at king, and the step from man to woman is too short to get away from there.</details>
# <details><summary>(b) king</summary>Yes. The sum starts at king, makes the short step from man to woman, and king is
# still the nearest word. The rule forbids that answer, and the next best one happens to be right.</details>
# <details><summary>(c) woman</summary>No. It is in the sum as well, but man is subtracted, and man and woman nearly
# cancel
# each other.</details>

# %% tags=["nbval-ignore-output"]
predict(3, "abc")

# %%
from vecembed_lab.similarity.measures import normalize

man, king, woman = normalize(vectors[question])
print(*[words[i] for i in nearest(vectors, king - man + woman, 5)])
print("length of the step:", np.linalg.norm(woman - man).round(2))
predicted(3)

# %% [markdown]
# Two words at right angles would be $\sqrt 2 = 1.41$ apart, so the step is short.
# One example shows little, so let us count.
# Mikolov's test asks thousands of such questions, of several kinds:

# %%
from vecembed_lab.data.words import load_analogies

analogies = load_analogies()
for kind, questions in list(analogies.items())[::4]:
    print(f"{len(questions):>5} {kind}:", *questions[0])

# %% [markdown]
# Of each kind take up to 100 whose four words we have, as rows of $a$, $b$, $c$ and of the answer.
# (A kind of which there are fewer than 20 is left out.)


# %%
def draw(questions):
    """Up to 100 of the questions, (n, 4)."""
    rows = [frequent.rows(four) for four in questions if all(word in frequent for word in four)]
    return rng.permutation(rows)[:100]


# %%
drawn = {kind: draw(questions) for kind, questions in analogies.items()}
sample = {kind: rows for kind, rows in drawn.items() if len(rows) >= 20}
print(sum(map(len, sample.values())), "questions of", len(sample), "kinds")

# %% [markdown]
# Three ways to answer: the usual rule; the same with $a$, $b$, $c$ allowed;
# and a lazy control that never looks at $a$ and $b$ but names the nearest neighbour of $c$.


# %%
def right(targets, questions, n_forbidden):
    scores = cosine(targets, vectors)  # (questions, words)
    np.put_along_axis(scores, questions[:, :n_forbidden], -np.inf, axis=1)
    return (scores.argmax(axis=1) == questions[:, 3]).astype(float)


# %%
unit = normalize(vectors)


def three_ways(questions):
    """Which questions each way puts right, (3, n)."""
    a, b, c = unit[questions[:, :3].T]  # (questions, d) each
    ways = [(b - a + c, 3), (b - a + c, 0), (c, 3)]
    return np.array([right(targets, questions, n) for targets, n in ways])


# %% [markdown]
# All three answer the same questions, so we compare them question by question:
# the table gives what is lost when the words are allowed, and what is gained over the lazy control.
# The number in front is that of all questions of the kind.
# In brackets stand the limits that hold it in 95 of 100 *resamplings*:
# draw as many questions from them, some twice and some not at all, and compute it again.


# %%
from vecembed_lab.lesson.intervals import resampled


def mean_with_limits(values):
    return resampled(lambda rows: values[rows].mean(), len(values), rng=rng)


# %%
from vecembed_lab.lesson.tables import table


def compared(questions):
    usual, allowed, lazy = three_ways(questions)
    return map(mean_with_limits, (usual, usual - allowed, usual - lazy))


# %%
columns = dict.fromkeys(["usual rule", "lost if a, b, c are allowed", "gained over lazy"], ".0%")
table(columns, {kind: list(compared(questions)) for kind, questions in sample.items()})

# %% [markdown]
# Read all rows, not only the best of them.
# Capitals and nationalities work; currencies and opposites do not.
# Allow the three words and nearly every kind loses, some more than half of their score:
# the rule that forbids them does that part of the work.
# For *-ing* forms and plurals the lazy control alone gets more than half of what the usual rule gets:
# the answer simply lies beside $c$, and subtracting $a$ adds little.
#
# An analogy says what a model absorbed, which is not always what is true or fair:

# %%
question = frequent.rows(["man", "doctor", "woman"])
print(*[words[i] for i in analogy(vectors, *question, k=4)])

# %% [markdown]
# Unit 8 is about that.
#
# **Change this, expect that**
#
# - `"man", "king", "woman"` -> `"france", "paris", "italy"`: *rome* comes first, as it does for most capitals.
# - `"man", "doctor", "woman"` -> `"woman", "doctor", "man"`: *him* and *he* come first, and no profession at all.
# - `ways = [(b - a + c, 3)` -> `ways = [(b - a, 3)`: without $c$ hardly a question is right: $c$ says where to look.
#
# **Exercise:** [1.3 Analogies](../exercises/01_similarity/01_similarity.ipynb#1.3-Analogies)
#
# ## Does it agree with people?
#
# Is a cosine of 0.8 a lot?
# The number alone does not say; but people can say which of two pairs is closer.
# In WordSim353 they scored 353 pairs for how *related* they are, in SimLex-999 they scored 999 pairs for how *similar*.
# *Cup* and *coffee* are related, not similar.

# %%
from vecembed_lab.data.words import load_similarity

pairs, people = load_similarity("wordsim353")
for i in range(0, len(pairs), 60):
    print(*pairs[i], people[i])

# %% [markdown]
# The scales differ, so we compare the *orders*: sort the pairs by people's score, sort them by cosine,
# and correlate the two ranks.
# This is Spearman's correlation: 1 for the same order, 0 for no relation, -1 for the reverse.
#
# First the pairs whose words we have, as rows:


# %%
def rated(name):
    """Rows of the two words of n pairs, (n, 2), and people's scores, (n,)."""
    pairs, people = load_similarity(name)
    known = [i for i, (a, b) in enumerate(pairs) if a in embedding and b in embedding]
    return np.array([embedding.rows(pairs[i]) for i in known]), people[known]


# %%
tests = {name: rated(name) for name in ["wordsim353", "simlex999"]}
print({name: len(pairs) for name, (pairs, people) in tests.items()})

# %% [markdown]
# A number without a comparison means nothing, so there are two controls that **must fail**:
# random vectors in place of GloVe's, and GloVe's with people's scores shuffled.
# The limits come from resampling the pairs.

# %%
from vecembed_lab.similarity.measures import agreement

noise = rng.normal(size=embedding.vectors.shape)


def agreement_with_limits(vectors, pairs, people):
    return resampled(lambda rows: agreement(vectors, pairs[rows], people[rows]), len(pairs), rng=rng)


# %%
def with_controls(pairs, people):
    tries = [(embedding.vectors, people), (noise, people), (embedding.vectors, rng.permutation(people))]
    return [agreement_with_limits(vectors, pairs, scores) for vectors, scores in tries]


columns = dict.fromkeys(["embedding", "random vectors", "shuffled scores"], ".2f")
table(columns, {name: with_controls(*test) for name, test in tests.items()})

# %% [markdown]
# GloVe agrees with people far more than the controls, which stay near 0.
# One shuffle is one draw. How far from 0 does chance get in three hundred?


# %%
from vecembed_lab.similarity.figures import plot_agreement


def by_chance(pairs, people):
    return agreement(embedding.vectors, pairs, rng.permutation(people))


# %%
chance = {name: [by_chance(*test) for _ in range(300)] for name, test in tests.items()}
plot_agreement(chance, {name: agreement(embedding.vectors, *test) for name, test in tests.items()})

# %% [markdown]
# Not one shuffle in three hundred comes near.
# But on SimLex-999 the agreement is about half as large as on WordSim353.
# Where is GloVe most wrong there?
# Rank the pairs by cosine and by people's scores:

# %%
from vecembed_lab.similarity.measures import average_ranks

pairs, people = tests["simlex999"]
left, right_ones = normalize(embedding.vectors[pairs.T])  # (pairs, d) each
cosines = (left * right_ones).sum(axis=1)
too_high = average_ranks(cosines) - average_ranks(people)

# %% [markdown]
# These are the pairs that GloVe ranks highest above the place people gave them:

# %%
for i in np.argsort(-too_high)[:8]:
    pair = " - ".join(embedding.words[row] for row in pairs[i])
    print(f"{pair:<18} people {people[i]:.1f} of 10, cosine {cosines[i]:.2f}")

# %% [markdown]
# Nearly all of them are opposites, as with *hot* and *cold*.
# GloVe counts which words stand together. Related words do, opposites do, and similar words need not.
# So its cosine measures relatedness rather than similarity,
# and a good score on one of the two is no promise for the other.
#
# **Change this, expect that**
#
# - `np.argsort(-too_high)[:8]` -> `np.argsort(too_high)[:8]`: synonyms that GloVe misses: rare words, and phrases.
# - `range(0, len(pairs), 60)` -> `range(0, len(pairs), 20)`: three times as many pairs; how would you score them?
# - `noise = rng.normal(` -> `noise = rng.exponential(`: another kind of random vector, and still no agreement.
#
# **Exercise:** [1.4 Spearman's rank
# correlation](../exercises/01_similarity/01_similarity.ipynb#1.4-Spearman's-rank-correlation)
#
# ## The curse of dimension
#
# We live in three dimensions and have a feeling for *near* and *far*.
# It misleads us in fifty.
# Take a query and random points, and ask how much farther the farthest is than the nearest:
#
# $$\text{relative contrast} = \frac{d_{max} - d_{min}}{d_{min}}$$
#
# **Predict 4.** There are 1,000 points in 1,000 dimensions, every coordinate drawn from the normal distribution.
# How much farther is the farthest point than the nearest?
#
# <details><summary>(a) Ten times as far, or more</summary>That is what happens in two or three dimensions, where some
# point lies really close to the query by luck.</details>
# <details><summary>(b) About twice as far</summary>That would be about thirty dimensions.</details>
# <details><summary>(c) Only a little farther</summary>Yes. A squared distance is a sum of 1,000 independent pieces, and
# such a sum hardly varies. All points lie on one thin shell around the query, and the nearest of them is barely nearer
# than the rest.</details>

# %% tags=["nbval-ignore-output"]
predict(4, "abc")

# %% [markdown]
# The contrast differs from query to query, so we ask forty of them, each with 1,000 points of its own.
# The table gives the median, and in brackets the limits that hold 90 of 100 queries.

# %%
from vecembed_lab.lesson.intervals import spread
from vecembed_lab.similarity.measures import relative_contrast


def random_contrast(d):
    clouds = (rng.normal(size=(1001, d)) for _ in range(40))
    return spread([relative_contrast(cloud[0], cloud[1:]) for cloud in clouds])


# %%
contrasts = {f"{d} dimensions": [random_contrast(d)] for d in [2, 3, 10, 30, 50, 200, 1000]}
table({"contrast": ".2f"}, contrasts)
predicted(4)

# %% [markdown]
# A contrast of 1 says: the farthest is twice as far as the nearest.
# The same as a picture: all distances from one query, divided by their mean.


# %%
def distances(d):
    points = np.random.default_rng(d).normal(size=(1001, d))
    found = euclidean(points[:1], points[1:])[0]
    return found / found.mean()


# %%
from vecembed_lab.similarity.figures import plot_distances

plot_distances({d: distances(d) for d in [2, 10, 50, 1000]})

# %% [markdown]
# Move the slider below, or press the arrow keys: where do *near* and *far* stop being different for you?
# (It needs a running kernel. Without one, the four pictures above tell the same.)

# %% tags=["nbval-ignore-output"]
from ipywidgets import SelectionSlider, interact

sizes = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000]


@interact(d=SelectionSlider(options=sizes, description="dimensions"))
def show_distances(d):
    plot_distances({d: distances(d)})


# %% [markdown]
# Is this the fate of GloVe with its fifty dimensions?
# Take words in place of random points: 1,000 of them, and 100 others as queries.
# It matters which words are drawn, so we draw ten times; in brackets, the limits that hold 90 of 100 draws.


# %%
different = np.unique(unit.round(5), axis=0, return_index=True)[1]  # the stand-in has some words with equal vectors


def contrast(draw):
    """The median over 100 queries, each with the same 1,000 others."""
    draws = [draw() for _ in range(10)]
    return [spread([np.median([relative_contrast(query, some[100:]) for query in some[:100]]) for some in draws])]


# %%
rows = {"words": contrast(lambda: vectors[rng.permutation(different)[:1100]])}
rows["words, all of length 1"] = contrast(lambda: unit[rng.permutation(different)[:1100]])
for d in [8, 25, 50]:
    rows[f"random points, {d} dimensions"] = contrast(lambda d=d: rng.normal(size=(1100, d)))
table({"contrast": ".2f"}, rows)

# %% [markdown]
# Words are not random points: in fifty dimensions they keep more contrast than random points have in twenty-five,
# and less than those have in eight.
# Part of it is length: a few words have long vectors and lie far from everything, and much depends on whether one of
# them is drawn.
# Make all lengths equal, and the contrast falls; yet it stays above that of random points in fifty dimensions.
# The rest comes from groups. How near is the nearest, compared with all?


# %%
def nearest_by_mean(points):
    some = points[rng.permutation(len(points))[:1100]]
    found = euclidean(some[:100], some[100:])
    return (found.min(axis=1) / found.mean(axis=1)).mean()


# %%
print(f"words:         {nearest_by_mean(vectors):.2f} of the mean distance")
print(f"random points: {nearest_by_mean(rng.normal(size=vectors.shape)):.2f}")

# %% [markdown]
# A word has some others of its own kind, and they are much nearer than the rest; a random point has no kind.
# That is why nearest neighbours work at all, here and in search engines with a thousand dimensions (unit 7).
#
# **Change this, expect that**
#
# - `for d in [8, 25, 50]` -> `for d in [12, 15, 18]`: somewhere here lies the dimension that matches the words.
# - `size=(1001, d)) for _` -> `size=(101, d)) for _`: fewer points, so fewer lucky ones, and less contrast in every
#   random cloud.
# - `for d in [2, 10, 50, 1000]` -> `for d in [1, 3, 30, 300]`: where do you begin to see a gap at the left?
#
# **Exercise:** [1.5 The curse of dimension](../exercises/01_similarity/01_similarity.ipynb#1.5-The-curse-of-dimension)
#
# ## Hubs
#
# Everyone has ten nearest neighbours.
# In how many of those lists do *you* stand?
# In ten on average, that is arithmetic: $n$ lists have $10n$ places, for $n$ points.
# But a few points can stand in very many lists, and some in none.
# The few are called *hubs*.
#
# Let $N_k(x)$ be the number of lists of the $k$ nearest in which $x$ stands.
# Its *skewness* measures hubness: 0 if the counts lie evenly around their mean, above 1 if they have a long tail.
# This is the course's own code for it; everything you import here can be looked at like this.

# %%
from vecembed_lab.lesson.source import show_source
from vecembed_lab.similarity.measures import k_occurrence, skewness

show_source(skewness)

# %% [markdown]
# `k_occurrence` counts neighbours by cosine.
# By distance it is a line of NumPy:

# %%
from vecembed_lab.similarity.measures import spearman
from vecembed_lab.similarity.projection import neighbour_order


def by_distance(points, k):
    lists = neighbour_order(points)[:, 1 : k + 1]  # the first is the point itself
    return np.bincount(lists.ravel(), minlength=len(points))


# %% [markdown]
# Count both ways, for words drawn at random and for random points in few and in as many dimensions.
# Each is drawn five times, 1,000 points at a time; in brackets, the limits that hold 90 of 100 draws.


# %%
def hubness(draw):
    clouds = [draw() for _ in range(5)]
    ways = [[count(points, 10) for points in clouds] for count in (k_occurrence, by_distance)]
    return [spread([skewness(counts) for counts in way]) for way in ways]


# %%
draws = {"words": lambda: vectors[rng.permutation(len(vectors))[:1000]]}
draws["random, 3 dimensions"] = lambda: rng.normal(size=(1000, 3))
draws["random, 50 dimensions"] = lambda: rng.normal(size=(1000, 50))
columns = {"skewness by cosine": ".2f", "skewness by distance": ".2f"}
table(columns, {name: hubness(draw) for name, draw in draws.items()})

# %% [markdown]
# By distance, many dimensions alone make hubs; by cosine they hardly do.
# Words have hubs both ways.
#
# Why by distance?
# In fifty dimensions all random points lie on a thin shell around their common centre.
# A point a little nearer to the centre than the others is a little nearer to *all* of them,
# and where all distances are alike, a little is enough.
# So the nearer a point lies to the centre, the more lists it should stand in:

# %%
points = rng.normal(size=(2000, 50))
counts = {"random, by distance": by_distance(points, 10), "random, by cosine": k_occurrence(points, 10)}
to_centre = np.linalg.norm(points - points.mean(axis=0), axis=1)
near = spearman(to_centre, counts["random, by distance"])
print(f"rank correlation of the distance to the centre with the number of lists: {near:.2f}")

# %% [markdown]
# The cosine ignores how far out a point lies, and the directions of random points have no centre.
# So why have words hubs by cosine? Take the 2,000 most frequent words:

# %%
from vecembed_lab.similarity.figures import plot_occurrence

counts["words, by cosine"] = k_occurrence(vectors[:2000], 10)
plot_occurrence(counts)

# %%
print(*[words[i] for i in np.argsort(-counts["words, by cosine"])[:14]])

# %% [markdown]
# *But*, *so* and *even* go with anything: these words lie where all words have something in common.
# The next section measures that.
# Other hubs are the middle of one topic. In whose lists does *smith* stand?

# %%
scores = cosine(vectors[:2000], vectors[:2000])
lists = np.argsort(-scores)[:, 1:11]  # the ten nearest of each word
print(*[words[i] for i, ten in enumerate(lists) if frequent.row("smith") in ten])

# %% [markdown]
# *Smith* is what first names and surnames have in common.
# A recommender with hubs shows everybody the same few films; a search engine, the same few pages.
#
# **Change this, expect that**
#
# - `rng.normal(size=(1000, 50))` -> `rng.normal(size=(1000, 300))`: hardly any hubs by cosine, many by distance.
# - `frequent.row("smith")` -> `frequent.row("really")`: it is in the lists of words for feelings and for talking.
# - `points = rng.normal(size=(2000, 50))` -> `points = rng.normal(size=(2000, 2))`: no shell, so nearly no correlation.
#
# **Exercise:** [1.6 Hubs](../exercises/01_similarity/01_similarity.ipynb#1.6-Hubs)
#
# ## All in one cone
#
# If directions were spread evenly, two words picked blindly would be at right angles on average: mean cosine 0.

# %%
from vecembed_lab.similarity.measures import mean_cosine


def lean(points):
    return [spread([mean_cosine(points[rng.permutation(len(points))[:500]]) for _ in range(20)])]


# %%
rows = {"the 2,000 most frequent words": lean(vectors[:2000]), "all our words": lean(vectors)}
rows["our words, centred"] = lean(vectors - vectors.mean(axis=0))
rows["random points"] = lean(rng.normal(size=vectors.shape))
table({"mean cosine of 500": "z.2f"}, rows)

# %% [markdown]
# Words lean one way, frequent words most, as if they stood in one wide cone; this is called *anisotropy*.
# Once their mean is taken away (*centred*), they do not.
# So a small positive cosine is no sign of similarity: words picked blindly have it.
#
# The axis of the cone, the mean of all directions, is the centre that directions have.
# Do the hubs of the last section lie near it?

# %%
top = vectors[:2000]
along = (normalize(top) @ normalize(top.mean(axis=0))).astype(float)  # cosine of each word with the axis
found = counts["words, by cosine"]

# %%
parts = {"the 20 greatest hubs": np.argsort(-found)[:20], "all 2,000 words": np.arange(2000)}
parts["words in no list"] = np.flatnonzero(found == 0)
table({"cosine with the axis": ".2f"}, {name: [spread(along[rows])] for name, rows in parts.items()})

# %% [markdown]
# They do: the hubs stand nearer to the axis than the average word, and the words in nobody's list farther from it.
# Then taking the mean away should make fewer hubs, and does it?
# Draw 2,000 of our words ten times:


# %%
def skewness_of(points):
    return skewness(k_occurrence(points, 10))


# %%
clouds = [vectors[rng.permutation(len(vectors))[:2000]] for _ in range(10)]
before = np.array([skewness_of(cloud) for cloud in clouds])
after = np.array([skewness_of(cloud - cloud.mean(axis=0)) for cloud in clouds])
rows = {"as they are": [spread(before)], "centred": [spread(after)], "difference": [spread(after - before)]}
table({"skewness by cosine": ".2f"}, rows)

# %% [markdown]
# The cone makes part of the hubs. What remains are words like *smith*, in the middle of a topic.
#
# What all words share tells none of them apart.
# Mu and Viswanath (2018) took that literally: subtract the mean, and also the few directions in which words vary most.
# Does it help the agreement with people?
# Both versions are judged on the same pairs, so the table gives the *gain* with limits from resampling the pairs.

# %%
from vecembed_lab.similarity.measures import all_but_the_top


def gain(changed, pairs, people):
    def difference(rows):
        some = pairs[rows], people[rows]
        return agreement(changed, *some) - agreement(embedding.vectors, *some)

    return resampled(difference, len(pairs), rng=rng)


# %%
changed = {k: all_but_the_top(embedding.vectors, k) for k in (0, 1, 2)}
rows = {f"mean and top {k} removed": [gain(new, *test) for test in tests.values()] for k, new in changed.items()}
table(dict.fromkeys(tests, "+.3f"), rows)

# %% [markdown]
# Without the mean and the top two directions GloVe agrees better with people, on both tests,
# and not one new word of text was needed.
# Taking away the mean alone does not help:
# here it is the mean of all 400,000 words, most of them rare, and not the axis of the frequent words in the tests.
# Why the top directions help: they follow how frequent a word is, which is no part of its meaning.

# %%
from vecembed_lab.similarity.projection import pca

first = pca(np.array(embedding.vectors), 1).coordinates[:, 0]
found = abs(spearman(first, np.arange(len(first))))
print(f"rank correlation of the first direction with frequency: {found:.2f}")

# %% [markdown]
# How far can you push this?
# That is the challenge at the end of the exercises.
#
# **Change this, expect that**
#
# - `for k in (0, 1, 2)}` -> `for k in (2, 5, 20)}`: five are still a gain; of twenty, much of the gain is gone again.
# - `np.argsort(-found)[:20]` -> `np.argsort(-found)[:200]`: lesser hubs stand farther from the axis.
# - `lean(vectors[:2000])` -> `lean(vectors[-2000:])`: rare words lean less.
#
# **Exercises:** [1.7 All in one cone?](../exercises/01_similarity/01_similarity.ipynb#1.7-All-in-one-cone?) and
# [The challenge: agree better with
# people](../exercises/01_similarity/01_similarity.ipynb#The-challenge:-agree-better-with-people)
#
# ## PCA, by hand
#
# The directions in which points vary most are found by *principal component analysis*.
# Take four points with mean zero:

# %%
four = np.array([[3.0, 1.0], [1.0, 3.0], [-3.0, -1.0], [-1.0, -3.0]])

# %% [markdown]
# Seen along a direction $u$ of length 1, each becomes one number, $x \cdot u$.
# For which $u$ do these numbers vary most?
#
# Their variance is $\frac{1}{n} \sum_i (x_i \cdot u)^2 = u^\top C u$ with $C = \frac{1}{n} X^\top X$.
# Here $C_{11} = C_{22} = (9 + 1 + 9 + 1) / 4 = 5$ and $C_{12} = (3 + 3 + 3 + 3) / 4 = 3$.
# With $u = (\cos\theta, \sin\theta)$ the variance is
#
# $$u^\top C u = 5 + 6 \cos\theta \sin\theta = 5 + 3 \sin 2\theta .$$
#
# It is largest at 45 degrees, where it is 8, and smallest at right angles to that, where it is 2.
# In any number of dimensions the best $u$ satisfies $C u = \lambda u$:
# the directions are the eigenvectors of $C$, and the variances along them its eigenvalues.
# So the first direction is $(1, 1) / \sqrt 2$, and its share of the variance is $8 / (8 + 2)$.

# %%
found = pca(four + np.array([10, 20]), 2)  # moved away: pca takes the mean out itself
print("first direction:", found.components[0].round(2))
print("shares of the variance:", found.explained.round(2))

# %% [markdown]
# And the variance in all directions, to see that this is the largest:

# %%
from vecembed_lab.similarity.figures import plot_variance

plot_variance(four)

# %% [markdown]
# Now fifty words in place of four points, and two directions to draw on.

# %%
animals = "dog cat horse cow sheep lion tiger bird fish snake"
food = "bread cheese wine tea coffee sugar rice meat milk fruit"
cities = "paris london berlin rome madrid vienna moscow tokyo cairo athens"
music = "song piano violin opera jazz album concert orchestra band dance"
law = "court judge law trial lawyer crime police prison jury guilty"

# %%
texts = dict(animals=animals, food=food, cities=cities, music=music, law=law)
topics = {word: name for name, text in texts.items() for word in text.split() if word in embedding}
points = normalize(embedding.vectors[embedding.rows(list(topics))])

# %%
from vecembed_lab.similarity.figures import map_topics

flat = pca(points, 2)
map_topics(flat.coordinates, points, topics, title="PCA")

# %% [markdown]
# The groups are there, though nobody told PCA about them.
# Cities, music and law stand apart; animals and food share a corner and mix a little.
#
# **Change this, expect that**
#
# - `[1.0, 3.0], [-3.0, -1.0], [-1.0, -3.0]]` -> `[1.0, -3.0], [-3.0, -1.0], [-1.0, 3.0]]`: no direction is best any
#   more.
# - `lion tiger bird fish snake"` -> `lion tiger chicken beef fish"`: animals that are eaten move towards the food.
# - `flat = pca(points, 2)` -> `flat = pca(points[:, ::-1], 2)`: the order of the coordinates does not matter: the
#   same map.
#
# **Exercise:** [1.8 PCA](../exercises/01_similarity/01_similarity.ipynb#1.8-PCA)
#
# ## How honest is a map?
#
# How much of the variance is on the paper?

# %%
print(f"{flat.explained.sum():.0%}")

# %% [markdown]
# More than half is not, so some neighbours on the map are no neighbours.
# That is what the number above the map is about.
#
# - *Trustworthiness* looks at the neighbours you see on the map and asks how near they really are.
#   It is 1 if all of them are real and about 0.5 for a map drawn at random, so 0.75 is not three quarters good.
# - *Neighbours kept* is stricter: the share of each point's real neighbours that are its neighbours on the map too.
#
# In PCA it is the large distances that count.
# t-SNE looks after near neighbours, and pays for them with the rest.
# It has one important setting, the *perplexity*: roughly how many neighbours each point tries to keep near itself.
# Points are pulled to those neighbours and pushed away from all others.
# We use 10 from here on, since each topic has ten words.

# %% tags=["nbval-ignore-output"]
from vecembed_lab.similarity.projection import tsne

perplexity = 10
clumps = tsne(points, seed=0, perplexity=perplexity)
map_topics(clumps, points, topics, title="t-SNE")

# %% [markdown]
# Both numbers for both maps, and for a control that knows nothing.
# The third number is Spearman's correlation between all distances in fifty dimensions and on the map.
# t-SNE starts from random places, so we draw five maps: the median, and in brackets the limits that hold 90 of 100.

# %%
from vecembed_lab.similarity.projection import neighbours_kept, trustworthiness


def honesty(flat):
    real, drawn = (euclidean(some, some).ravel() for some in (points, flat))
    return trustworthiness(points, flat, 5), neighbours_kept(points, flat, 5), spearman(real, drawn)


# %% tags=["nbval-ignore-output"]
maps = {"t-SNE": [tsne(points, seed=seed, perplexity=perplexity) for seed in range(5)]}
maps["drawn at random"] = [rng.normal(size=clumps.shape) for _ in range(5)]
rows = {"PCA": honesty(flat.coordinates)}
rows |= {name: [spread(column) for column in zip(*map(honesty, some), strict=True)] for name, some in maps.items()}
table(dict.fromkeys(["trustworthiness", "neighbours kept", "distances"], ".2f"), rows)

# %% [markdown]
# t-SNE keeps more neighbours than PCA, and on most maps fewer of the large distances.
# The maps of five seeds are about equally good, but they do not look alike. Here is another one:

# %% tags=["nbval-ignore-output"]
again = tsne(points, seed=1, perplexity=perplexity)
map_topics(again, points, topics, title="t-SNE, another seed")

# %% [markdown]
# The same clumps stand in other places: left and right, above and below mean nothing.
#
# **Predict 5.** The next two maps show the same 200 random points in 50 dimensions, without any structure:
# once with a perplexity of 10, once with 3.
# Where will you see clumps?
#
# <details><summary>(a) On neither</summary>That would be the honest picture, and with 10 it is what you get.
# But t-SNE keeps near neighbours, and every point has nearest neighbours, even in noise.</details>
# <details><summary>(b) With 3 only</summary>Yes. Each point is pulled to the three that happen to be nearest to it,
# these
# to their own three, and the result is strings and small clumps. With ten, the pulls come from all sides and
# balance.</details>
# <details><summary>(c) With 10 only</summary>No. The more neighbours pull, the more sides the pulls come from, and the
# more they balance.</details>

# %% tags=["nbval-ignore-output"]
predict(5, "abc")

# %% tags=["nbval-ignore-output"]
from vecembed_lab.similarity.figures import map_noise

static = rng.normal(size=(200, 50))
for few in (10, 3):
    map_noise(tsne(static, seed=0, perplexity=few), static, title=f"t-SNE of noise, perplexity {few}")
predicted(5)

# %% [markdown]
# With a perplexity of 3 noise falls into clumps; with 10 it lies more evenly than points strewn at random.
# So a map can show clumps where there are none, and the setting decides.
#
# The trustworthiness of both maps is well over 0.5: many neighbours on the map are real neighbours.
# They are only real neighbours *of a random cloud*.
# So compare the number of a map with the number that noise of the same size gets with the same settings:

# %% tags=["nbval-ignore-output"]
noises = [rng.normal(size=points.shape) for _ in range(5)]
of_noise = [trustworthiness(some, tsne(some, seed=0, perplexity=perplexity), 5) for some in noises]
of_words = [trustworthiness(points, some, 5) for some in maps["t-SNE"]]
table({"trustworthiness": ".2f"}, {"fifty words": [spread(of_words)], "noise": [spread(of_noise)]})

# %% [markdown]
# The words' map is far more trustworthy than that of noise, so their clumps are more than an accident.
# Move the perplexity: which clumps stay, and which come and go?
# (This needs a running kernel. Without one, the maps above show two settings.)

# %% tags=["nbval-ignore-output"]
settings = SelectionSlider(options=[2, 3, 5, 10, 20, 40], value=10, description="perplexity")


@interact(perplexity=settings)
def show_map(perplexity):
    map_topics(tsne(points, seed=0, perplexity=perplexity), points, topics, title="t-SNE")


# %% [markdown]
# Before you conclude anything from a map, change the seed and the perplexity, and test it in all dimensions.
#
# **Change this, expect that**
#
# - `perplexity = 10` -> `perplexity = 3`: the topics fall into pieces, and the large distances suffer most.
# - `static = rng.normal(size=(200, 50))` -> `static = rng.normal(size=(200, 2))`: two dimensions fit on paper, so both
#   maps are nearly 1, and still t-SNE draws clumps.
# - `for few in (10, 3)` -> `for few in (50, 2)`: with fifty one even cloud, with two nothing but shreds.
#
# **Exercises:** [1.9 How honest is a map?](../exercises/01_similarity/01_similarity.ipynb#1.9-How-honest-is-a-map?)
#
# ## What a single dimension means
#
# Fifty numbers, fifty meanings?
# Look at the words with the largest and smallest values in one dimension, and try to give it a name.

# %%
for d in [7, 31, 44]:
    order = np.argsort(vectors[:5000, d])
    print(f"dimension {d}, largest: ", *[words[i] for i in order[:-8:-1]])
    print(f"dimension {d}, smallest:", *[words[i] for i in order[:7]])

# %% [markdown]
# Dimension 31 seems to have victories at one end and stones at the other. Does it *mean* that?
# People are good at finding names for such lists, and would find some for other lists too.
# So turn the whole space by a random rotation $R$: every coordinate becomes a mixture of all fifty.

# %%
from vecembed_lab.similarity.projection import random_rotation

turned = vectors @ random_rotation(vectors.shape[1], rng=rng)
coffee = frequent.row("coffee")
print("coffee before:", vectors[coffee, :6].round(2))
print("coffee after: ", turned[coffee, :6].round(2))

# %%
before, after = (cosine(some[:1000], some[:1000]) for some in (vectors, turned))
print(f"largest change of a cosine: {np.abs(before - after).max():.5f}")

# %% [markdown]
# Every coordinate has changed and every cosine has stayed (of a thousand words, so of half a million pairs),
# since $aR \cdot bR = a R R^\top b^\top = a \cdot b$.
# Neighbours, analogies, agreement with people: all the same.
# What GloVe's training minimises is made of dot products, which do not care how the space is turned.
# So why should a meaning have settled on an axis?
#
# Ask first how alike the words at the ends of an axis are:
# the mean cosine of the ten words at each end, the cone's axis taken out.

# %%
centred = vectors[:5000] - vectors[:5000].mean(axis=0)


def alike(column):
    order = np.argsort(column)
    return (mean_cosine(centred[order[:10]]) + mean_cosine(centred[order[-10:]])) / 2


# %%
rows = {"GloVe's fifty axes": [spread([alike(column) for column in vectors[:5000].T])]}
rows["dimension 31"] = [alike(vectors[:5000, 31])]
rows["fifty turned axes"] = [spread([alike(column) for column in turned[:5000].T])]
rows["words in any order"] = [spread([alike(rng.permutation(5000)) for _ in range(50)])]
table({"how alike": "z.2f"}, rows)

# %% [markdown]
# That is what dimension 31 means: no more than a direction drawn at random.
# The words at the ends of a turned axis are as alike as those at the ends of GloVe's own.
# The reason: words that are alike lie near each other, so they lie near each other along *every* direction,
# and where one of them is at the end, the others are too.
#
# Test it the other way round, and begin with a meaning: is a word a capital, or a country?

# %%
capitals = {word for a, b, c, d in analogies["capital-world"] for word in (a, c)}
countries = {word for a, b, c, d in analogies["capital-world"] for word in (b, d)}
places = [sorted(kind & embedding.index.keys()) for kind in (capitals, countries)]
print(len(places[0]), "capitals,", len(places[1]), "countries")

# %%
atlas = np.array(embedding.vectors[embedding.rows(places[0] + places[1])])
is_capital = np.arange(len(atlas)) < len(places[0])

# %% [markdown]
# Half of the words find the rule, the other half judges it.
# The split is random, so we make twenty of them.

# %%
splits = [rng.permutation(len(atlas)) < len(atlas) / 2 for _ in range(20)]

# %% [markdown]
# The rule is the halfway point between the means of both kinds.
# Each dimension votes: is its number on the capitals' side of that point, and how far?


# %%
def votes(points, label, train):
    """What each dimension says, (words, d): positive for "capital"."""
    a, b = points[train & label].mean(axis=0), points[train & ~label].mean(axis=0)
    return (points - (a + b) / 2) * (a - b)


# %% [markdown]
# The sum of all votes is the dot product with $a - b$: the vote of the *direction* that joins the two means.
# It competes with the best single dimension: what share of the unseen words does each put right?


# %%
def probe(points, label, train):
    each = votes(points, label, train)
    right = (np.column_stack([each, each.sum(axis=1)]) > 0) == label[:, None]
    best = right[train, :-1].mean(axis=0).argmax()
    return right[~train][:, [best, -1]].mean(axis=0)


# %%
def probes(label):
    return [spread(shares) for shares in np.transpose([probe(atlas, label, train) for train in splits])]


# %%
labels = {"true labels": is_capital, "shuffled labels": rng.permutation(is_capital)}
columns = dict.fromkeys(["best dimension", "direction"], ".0%")
table(columns, {name: probes(label) for name, label in labels.items()})

# %% [markdown]
# The direction knows almost everything, and the control, as it must, nothing.
# The best of fifty dimensions knows something too.
# Is that dimension special?
# Turn the space two hundred times and take the best dimension each time, on the first of the splits:

# %%
rotations = [random_rotation(atlas.shape[1], rng=rng) for _ in range(200)]
shares = np.array([probe(atlas @ rotation, is_capital, splits[0])[0] for rotation in rotations])
own, direction = probe(atlas, is_capital, splits[0])
print(f"{(shares > own).mean():.0%} of the random rotations do better")

# %%
from vecembed_lab.similarity.figures import plot_best_dimension

plot_best_dimension(shares, {"GloVe as it came": own, "direction": direction})

# %% [markdown]
# GloVe's own axes are no better than random ones.
# The meaning is in the space, as a *direction*, but it does not lie on an axis.
#
# There is an exception, and it is not about meaning:

# %%
order = np.arange(len(vectors))
with_rank = np.array([abs(spearman(column, order)) for column in vectors.T])

# %% [markdown]
# That is how well each dimension follows the frequency of words.
# The axis of the cone is the mean of all vectors; how near does each dimension lie to it?

# %%
cone = normalize(vectors.mean(axis=0))
best = np.argsort(-with_rank)[:3]
rows = {f"dimension {d}": (with_rank[d], abs(cone[d])) for d in best}
rows["the cone's axis itself"] = abs(spearman(vectors @ cone / np.linalg.norm(vectors, axis=1), order)), 1.0
table({"correlation with frequency": ".2f", "cosine with the cone's axis": ".2f"}, rows)

# %% [markdown]
# One dimension follows the frequency of words far more than any other, and it is the one that lies
# near the axis of the cone.
# The axis itself follows it more closely still: this meaning, too, is a direction, which happens to lie near a
# dimension.
# (Why near one at all? The dot products do not care, but GloVe was trained with a step size of its own for each
# coordinate, and such steps do. That may be the reason; nothing here tests it.)
#
# **Change this, expect that**
#
# - `for d in [7, 31, 44]` -> `for d in [30, 3, 12]`: dimension 30 puts the commonest words at one end.
# - `vectors[:5000, 31]` -> `vectors[:5000, 7]`: another single axis, and nothing special about it.
# - `capitals, countries)]` -> `countries, capitals)]`: the rule is the same from the other side.
#
# **Exercises:** [1.10 What a single dimension
# means](../exercises/01_similarity/01_similarity.ipynb#1.10-What-a-single-dimension-means) and the written answer,
# [In your own words](../exercises/01_similarity/01_similarity.ipynb#In-your-own-words)
#
# ## Take it with you: the Embedding Projector
#
# TensorBoard's projector turns, zooms and searches an embedding in the browser, by PCA, t-SNE and others.

# %%
from pathlib import Path
from tempfile import mkdtemp

from vecembed_lab.similarity.projection import export_projector

folder = Path(mkdtemp(prefix="projector-"))

# %%
export_projector(folder, words[:2000], vectors[:2000])
print(*sorted(path.name for path in folder.iterdir()), sep="\n")

# %% [markdown]
# Two ways to open it (`print(folder)` says where it is):
#
# - without installing anything: go to <https://projector.tensorflow.org>, press *Load*, and choose `tensors.tsv`,
#   then `metadata.tsv`; both stay in your browser;
# - with TensorBoard (`pip install tensorboard`): run `tensorboard --logdir` with the folder,
#   open the address that it prints, and choose *Projector* in the menu at the top right.
#
# The box *Spherize data* is ticked there: the mean is subtracted and all lengths are made 1.
# You know now what that does.
# For PCA it prints the share of the variance, but it shows no map with a number that says how far to trust its
# neighbours. So compute trustworthiness yourself.
#
# ## What such vectors cannot do
#
# - **Opposites** look like synonyms, because they are used in the same sentences.
# - **One spelling, one vector**: all meanings of *java* share one place.
# - **New words do not exist**, and neither do misspelt ones (unit 2 repairs some of that):

# %%
for word in ["coffee", "coffe", "selfie", "covid"]:
    print(word, word in embedding)

# %% [markdown]
# - **What the text believed, the vectors believe**: you saw what became of *doctor* (unit 8).
# - **A cosine has no unit**: 0.5 may be much or little, depending on model, frequency and cone.
#   Compare orders, or compare with a control.
#
# ## What was shown
#
# - Dot product, cosine and distance can each name another winner; the cosine ignores length, which here follows
#   frequency and narrow company.
# - GloVe agrees with people on relatedness, about half as much on similarity; random vectors and shuffled scores do
#   not.
# - Analogies owe part of their score to the rule that forbids the inputs, and some of it to plain neighbours.
# - In many dimensions random points are all about equally far; words keep more contrast, by their lengths and groups.
# - By distance many dimensions alone make hubs. Words have them by cosine too: near the axis of the cone, and in the
#   middle of topics.
# - Words lean one way; removing the mean and the top two directions helps.
# - PCA finds the directions of largest variance; a map shows part of the truth, and trustworthiness says how much.
# - t-SNE draws clumps even from noise, depending on its perplexity.
# - A random rotation changes every coordinate and no cosine: meanings are directions, and dimension 31 is one of many.

# %%
predicted(1, 2, 3, 4, 5)

# %% [markdown]
# ## Where to go on
#
# - The exercises of this unit: ten functions of your own, then the challenge.
# - Pennington, Socher and Manning (2014), [GloVe](https://aclanthology.org/D14-1162/).
# - Levy and Goldberg (2014), [what analogies really compute](https://aclanthology.org/W14-1618/),
#   and Linzen (2016), [why to distrust them](https://aclanthology.org/W16-2503/).
# - Hill, Reichart and Korhonen (2015), [SimLex-999](https://aclanthology.org/J15-4004/): similar is not related.
# - Radovanović, Nanopoulos and Ivanović (2010), [Hubs in Space](https://jmlr.org/papers/v11/radovanovic10a.html).
# - Mu and Viswanath (2018), [All-but-the-Top](https://arxiv.org/abs/1702.01417);
#   Ethayarajh (2019), [the cone in BERT and GPT-2](https://aclanthology.org/D19-1006/).
# - Wattenberg, Viégas and Johnson (2016), [How to Use t-SNE Effectively](https://distill.pub/2016/misread-tsne/).
# - Steck, Ekanadham and Kallus (2024),
#   [Is Cosine-Similarity of Embeddings Really About Similarity?](https://arxiv.org/abs/2403.05440)
# - People to ask: [Cross Validated](https://stats.stackexchange.com/questions/tagged/word-embeddings),
#   the [Hugging Face forum](https://discuss.huggingface.co), and the discussions of the
#   [MTEB leaderboard](https://huggingface.co/spaces/mteb/leaderboard), where embeddings compete today.
