# %% [markdown]
# # 1. Basics: what a vector can mean
#
# *About 50 minutes to read, predict and run, and longer if you try things out. The exercises take another 100.*
#
# Behind a search engine, a film recommendation and a translator lies the same idea:
# give every thing a list of numbers, and hope that things with similar numbers are similar.
# Such a list is called an *embedding*.
# This lesson takes one that thousands of projects have used and asks what it knows, how anyone can tell,
# and where it only seems to know.
#
# You will
#
# - measure how close two words are in three ways, and say what each way ignores;
# - find neighbours and solve analogies, and see how much of their fame is owed to a rule in the small print;
# - test an embedding against people, beside two controls that must fail;
# - measure three odd things about many dimensions: distances become alike, hubs appear, everything leans one way;
# - draw maps of words, each with a number that says how far to trust it;
# - find out what dimension 31 means.
#
# Run the cells with Shift+Enter.
# Where it says **Predict**, commit yourself first: every choice opens with a click and explains itself.
# Then change the cells and run them again; they are short so that you can.

# %%
import numpy as np

from vecembed_lab.data.words import load_word_vectors

embedding = load_word_vectors()
n, d = embedding.vectors.shape
print(f"{n:,} words, {d} numbers each: {embedding.source}")

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
# Mostly we shall use the most frequent ones, because the rare ones are noisier and the computer is not infinite.

# %%
words = embedding.words[:20_000]
vectors = np.array(embedding.vectors[:20_000])
print(*words[:8], "...", *words[5000:5004], "...", *words[-3:])

# %% [markdown]
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
# <details><summary>(2, 2), by all three measures</summary>By one of them. It has exactly the direction of a, so the
# cosine takes it. But (1, 0) lies nearer on paper, and (5, 0) is longer.</details>
# <details><summary>(1, 0), by all three measures</summary>By one of them: it lies nearest on paper, so the distance
# takes it. But it points 45 degrees away from a.</details>
# <details><summary>Each measure takes another one</summary>Yes. The cosine takes (2, 2), which has the same direction.
# The distance takes (1, 0), one step away. The dot product takes (5, 0), which is long enough to win with the wrong
# direction.</details>

# %%
from vecembed_lab.similarity.measures import cosine, euclidean

print("dot product", a @ candidates.T)
print("cosine     ", cosine(a, candidates).round(2))
print("distance   ", euclidean(a, candidates).round(2))

# %% [markdown]
# So the question is whether the *length* of a word's vector means anything that we want.
# Here is the mean length, in eight steps from the most frequent words to the rarest:

# %%
lengths = np.linalg.norm(embedding.vectors, axis=1)
print(*[f"{part.mean():.2f}" for part in np.array_split(lengths, 8)])

# %% [markdown]
# Past the most frequent words, the rarer the shorter:
# part of a word's length says how often it was seen, and that is no part of its meaning.
# See what length does to the neighbours of *frog*, first by dot product, then by cosine.
# (Each line begins with the mean length of its eight words.)

# %%
frog = embedding["frog"][None]
for scores in [frog @ vectors.T, cosine(frog, vectors)]:
    best = np.argsort(-scores[0])[1:9]  # without the frog itself
    print(f"{lengths[best].mean():.1f}:", *[words[i] for i in best])

# %% [markdown]
# The dot product brings words that long vectors push to the front; the cosine brings animals, and an orchid.
# That is why the cosine is the usual choice.
# It is a choice, not a law: a recommender may *want* popular things to win (unit 4 does),
# and if the model was trained with dot products, throwing lengths away can throw away what it learned.
#
# ## Neighbours
#
# The neighbours of a word are the words with the largest cosine.
# First of all comes the word itself, whose cosine with itself is 1.

# %%
from vecembed_lab.similarity.measures import nearest

for word in ["coffee", "monday", "paris", "java"]:
    if word in embedding:
        print(*[words[i] for i in nearest(vectors, embedding[word], 9)])

# %% [markdown]
# Drinks, days, cities.
# Put in a word that you know well, your own town or trade, in lower case.
#
# *Java* is an island, a programming language and a coffee.
# It has one vector, so it got one place, somewhere between its meanings.
# (Unit 10 gives a word a vector for each sentence it stands in.)
#
# **Predict 2.** Which of these is closest to *hot*?
#
# <details><summary>cold</summary>Yes, of these four. Whatever can be hot can be cold: water, weather, a meal, a war.
# The two words keep the same company, and company is all that was counted.</details>
# <details><summary>warm</summary>Close, but no. It means nearly the same, yet opposites are used even more
# alike.</details>
# <details><summary>fire</summary>No. Fire is hot, but the two words do not stand in the same places in a
# sentence.</details>
# <details><summary>sun</summary>No. Related in the world is not the same as used in the same way.</details>

# %%
hot = embedding["hot"][None]
for word in ["cold", "warm", "fire", "sun"]:
    print(f"{word:>4} {cosine(hot, embedding[word][None])[0, 0]:.2f}")

# %% [markdown]
# Keep this in mind when a search engine answers *cheap hotels* with expensive ones.
#
# The other trap is at the far end of the list.
# Here are the neighbours of *paris* among **all** words, each with its place in the order of frequency:

# %%
for i in nearest(embedding.vectors, embedding["paris"], 6):
    print(f"{i + 1:>7,}  {embedding.words[i]}")

# %% [markdown]
# The nearest of all is no word; it looks like a mark that a news agency put on its dispatches.
# More than a hundred thousand words are more frequent.
# It was seen in few places, so its vector is little more than an echo of them.
# A neighbour is no better than the evidence behind it.
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

question = embedding.rows(["man", "king", "woman"])
print(*[words[i] for i in analogy(vectors, *question, k=5)])

# %% [markdown]
# This made word vectors famous.
# The small print says that $a$, $b$ and $c$ themselves are not allowed as answers.
#
# **Predict 3.** What comes first if they *are* allowed?
#
# <details><summary>queen, all the same</summary>No, queen is second. Read the sum as king + (woman - man): it starts
# at king, and the step from man to woman is too short to get away from there.</details>
# <details><summary>king</summary>Yes. The sum starts at king, makes the short step from man to woman, and king is still
# the nearest word. The rule forbids that answer, and the next best one happens to be right.</details>
# <details><summary>woman</summary>No. It is in the sum as well, but man is subtracted, and man and woman nearly cancel
# each other.</details>

# %%
from vecembed_lab.similarity.measures import normalize

man, king, woman = normalize(vectors[question])
print(*[words[i] for i in nearest(vectors, king - man + woman, 5)])
print("length of the step:", np.linalg.norm(woman - man).round(2))

# %% [markdown]
# Two words at right angles would be $\sqrt 2 = 1.41$ apart.
# One pretty example proves nothing, so let us count.
# Mikolov's test asks thousands of such questions, of several kinds:

# %%
from vecembed_lab.data.words import load_analogies

analogies = load_analogies()
for kind, questions in list(analogies.items())[::4]:
    print(f"{len(questions):>5} {kind}:", *questions[0])

# %% [markdown]
# Of each kind take up to 40 whose four words we have, as rows of $a$, $b$, $c$ and of the answer:

# %%
rng, known = np.random.default_rng(0), set(words)


def draw(questions):
    """Up to 40 of the questions, (n, 4)."""
    rows = [embedding.rows(four) for four in questions if known.issuperset(four)]
    return rng.permutation(rows)[:40]


# %%
sample = {kind: draw(questions) for kind, questions in analogies.items()}
print(sum(map(len, sample.values())), "questions of", len(sample), "kinds")

# %% [markdown]
# Three ways to answer: the usual rule; the same with $a$, $b$, $c$ allowed;
# and a lazy control that never looks at $a$ and $b$ but names the nearest neighbour of $c$.


# %%
def share_right(targets, questions, n_forbidden):
    scores = cosine(targets, vectors)  # (questions, words)
    np.put_along_axis(scores, questions[:, :n_forbidden], -np.inf, axis=1)
    return (scores.argmax(axis=1) == questions[:, 3]).mean()


# %%
unit = normalize(vectors)


def three_ways(questions):
    a, b, c = unit[questions[:, :3].T]  # (questions, d) each
    ways = [(b - a + c, 3), (b - a + c, 0), (c, 3)]
    return [share_right(targets, questions, n) for targets, n in ways]


# %%
from vecembed_lab.lesson.tables import table

columns = dict.fromkeys(["usual rule", "a, b, c allowed", "lazy"], ".0%")
table(columns, {kind: three_ways(questions) for kind, questions in sample.items()})

# %% [markdown]
# Read the rows, not only the best of them.
# Capitals and nationalities work; currencies and opposites do not.
# Allow the three words and every row loses, some more than half of their score.
# And where the lazy control scores well, as for *-ing* forms and plurals,
# the usual rule earns little by subtracting anything: the answer simply lives next door to $c$.
#
# An analogy says what a model absorbed, which is not always what is true or fair:

# %%
question = embedding.rows(["man", "doctor", "woman"])
print(*[words[i] for i in analogy(vectors, *question, k=4)])

# %% [markdown]
# Unit 8 is about that.
#
# ## Does it agree with people?
#
# Is a cosine of 0.8 a lot?
# Nobody knows; but people can say which of two pairs is closer.
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

# %%
from vecembed_lab.similarity.measures import agreement

noise = rng.normal(size=embedding.vectors.shape)


def by_chance(pairs, people):
    return agreement(embedding.vectors, pairs, rng.permutation(people))


# %%
def with_controls(pairs, people):
    glove = agreement(embedding.vectors, pairs, people)
    return glove, agreement(noise, pairs, people), by_chance(pairs, people)


columns = dict.fromkeys(["embedding", "random vectors", "shuffled scores"], ".2f")
table(columns, {name: with_controls(*test) for name, test in tests.items()})

# %% [markdown]
# GloVe agrees with people to a degree, and both controls do not.
# But how far from 0 does chance get?
# Shuffle three hundred times and look.

# %%
from vecembed_lab.lesson.figures import draw_chance, figure, listing

chance = {name: [by_chance(*test) for _ in range(300)] for name, test in tests.items()}
most = max(map(max, chance.values()))
found = {name: agreement(embedding.vectors, *test) for name, test in tests.items()}

# %%
alt = f"Shuffled scores make a narrow hill around 0, up to {most:.2f}. GloVe stands clear of it."
with figure(f"{alt} {listing(found, '.2f')}.", width=8, height=2.8, columns=2) as axes:
    for panel, name in zip(axes, tests, strict=True):
        draw_chance(panel, chance[name], {"embedding": found[name]}, "shuffled scores")
        panel.set(title=name, xlabel="agreement (Spearman)", xlim=(-0.25, 0.65))

# %% [markdown]
# This is no accident.
# It is no triumph either: on SimLex-999 the agreement is half as large.
# Where is GloVe most wrong there?
# Rank the pairs by cosine and by people's scores:

# %%
from vecembed_lab.similarity.measures import average_ranks

pairs, people = tests["simlex999"]
left, right = normalize(embedding.vectors[pairs.T])  # (pairs, d) each
cosines = (left * right).sum(axis=1)
too_high = average_ranks(cosines) - average_ranks(people)

# %% [markdown]
# These are the pairs that GloVe ranks highest above the place people gave them:

# %%
for i in np.argsort(-too_high)[:8]:
    pair = " - ".join(embedding.words[row] for row in pairs[i])
    print(f"{pair:<18} people {people[i]:.1f} of 10, cosine {cosines[i]:.2f}")

# %% [markdown]
# Opposites, nearly all of them: what *hot* and *cold* showed was the rule.
# Whoever counts company measures relatedness.
# Similarity is something else, and a good score on one is no promise for the other.
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
# <details><summary>Ten times as far, or more</summary>That is what happens in two or three dimensions, where some
# point lies really close to the query by luck.</details>
# <details><summary>About twice as far</summary>That would be about fifty dimensions.</details>
# <details><summary>Only a little farther</summary>Yes. A squared distance is a sum of 1,000 independent pieces, and
# such a sum hardly varies. All points lie on one thin shell around the query, and the nearest of them is barely nearer
# than the rest.</details>

# %%
from vecembed_lab.similarity.measures import relative_contrast


def random_contrast(d):
    """The median over 20 queries, each with 1,000 points of its own."""
    clouds = (rng.normal(size=(1001, d)) for _ in range(20))
    return np.median([relative_contrast(cloud[0], cloud[1:]) for cloud in clouds])


# %%
contrasts = {f"{d} dimensions": random_contrast(d) for d in [2, 3, 10, 50, 200, 1000]}
columns = {"contrast": ".2g", "farthest / nearest": ".2g"}
table(columns, {name: (contrast, contrast + 1) for name, contrast in contrasts.items()})

# %% [markdown]
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
# Take words in place of random points:

# %%
some = vectors[rng.permutation(len(vectors))[:1020]]
queries, others = some[:20], some[20:]
contrast = np.median([relative_contrast(query, others) for query in queries])
print(f"words, 50 dimensions: {contrast:.2f}")

# %%
for d in [10, 15, 20, 50]:
    print(f"random points, {d} dimensions: {random_contrast(d):.2f}")

# %% [markdown]
# Words are not random points: in fifty dimensions they keep the contrast that random points have in twenty.
# That is one reason why nearest neighbours work at all, here and in search engines with a thousand dimensions (unit 7).
#
# ## Hubs
#
# Everyone has ten nearest neighbours.
# In how many of those lists do *you* stand?
# In ten on average, that is arithmetic: $n$ lists have $10n$ places, for $n$ points.
# But in many dimensions a few points stand in very many lists, and some in none.
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
# Count for words, and for random points in few and in as many dimensions:

# %%
clouds = {"words": vectors[:5000]}
clouds |= {f"random, {d} dimensions": rng.normal(size=(5000, d)) for d in (3, 50)}
counts = {name: k_occurrence(points, 10) for name, points in clouds.items()}

# %%
columns = {"skewness": ".2f", "most lists": "d", "in no list": ".1%"}
rows = {name: (skewness(n), n.max(), (n == 0).mean()) for name, n in counts.items()}
table(columns, rows)

# %% [markdown]
# How many stand in no list, in two, in sixty?

# %%
from vecembed_lab.similarity.figures import plot_occurrence

plot_occurrence({name: counts[name] for name in ["words", "random, 50 dimensions"]})

# %% [markdown]
# The random points show what dimension alone does: from 3 to 50 dimensions the skewness grows, though nothing is
# there to be near to.
# The words show far more than that.
# Which words are the hubs?

# %%
print(*[words[i] for i in np.argsort(-counts["words"])[:14]])

# %% [markdown]
# *But* and *really* go with anything.
# And in whose lists does *smith* stand?

# %%
scores = cosine(vectors[:5000], vectors[:5000])
lists = np.argsort(-scores)[:, 1:11]  # the ten nearest of each word
print(*[words[i] for i, ten in enumerate(lists) if embedding.row("smith") in ten])

# %% [markdown]
# *Smith* is what surnames have in common.
# A recommender with hubs shows everybody the same few films; a search engine, the same few pages.
#
# ## All in one cone
#
# If directions were spread evenly, two words picked blindly would be at right angles on average: mean cosine 0.

# %%
from vecembed_lab.similarity.measures import mean_cosine

print(f"1,000 frequent words {mean_cosine(vectors[:1000]):5.2f}")
print(f"all our words        {mean_cosine(vectors):5.2f}")
print(f"our words, centred   {mean_cosine(vectors - vectors.mean(axis=0)):5.2f}")
print(f"random               {mean_cosine(rng.normal(size=vectors.shape)):5.2f}")

# %% [markdown]
# Words lean one way, frequent words most, as if they stood in one wide cone; this is called *anisotropy*.
# It means that a small positive cosine is no sign of similarity: words picked blindly have it.
# And what all words share tells none of them apart.
#
# Mu and Viswanath (2018) took that literally: subtract the mean, and also the few directions in which words vary most.
# Does it help the agreement with people?

# %%
from vecembed_lab.similarity.measures import all_but_the_top


def on_both(vectors):
    return [agreement(vectors, *test) for test in tests.values()]


# %%
rows = {"as they are": on_both(embedding.vectors)}
for k in (0, 1, 2):
    rows[f"mean and top {k} removed"] = on_both(all_but_the_top(embedding.vectors, k))
table(dict.fromkeys(tests, ".2f"), rows)

# %% [markdown]
# It does, on both tests, and not one new word of text was needed.
# (Here the mean is that of all 400,000 words, most of them rare, and taking it away alone does not help.
# The mean of the frequent words is another matter.)
# How far can you push this?
# That is the challenge at the end of the exercises.
#
# ## PCA, by hand
#
# Loud directions are found by *principal component analysis*.
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
from vecembed_lab.similarity.projection import pca

found = pca(four + np.array([10, 20]), 2)  # moved away: pca takes the mean out itself
print("first direction:", found.components[0].round(2))
print("shares of the variance:", found.explained.round(2))

# %% [markdown]
# And the variance in all directions, to see that this is the largest:

# %%
angles = np.linspace(0, np.pi, 181)
directions = np.array([np.cos(angles), np.sin(angles)])  # (2, 181)
variances = ((four @ directions) ** 2).mean(axis=0)
shown = {f"{angle} degrees": variances[angle] for angle in [0, 45, 90, 135]}

# %%
alt = f"The variance along a direction is a wave of its angle. {listing(shown, '.0f')}."
with figure(alt, height=2.4) as axes:
    axes.plot(np.degrees(angles), variances, linewidth=2)
    axes.set(xlabel="angle of the direction, degrees", ylabel="variance", ylim=(0, 9))
    axes.set_xticks(range(0, 181, 45))

# %% [markdown]
# Now fifty words in place of four points, and two directions to draw on.

# %%
animals = "dog cat horse cow sheep lion tiger bird fish snake"
food = "bread cheese wine tea coffee sugar rice meat milk fruit"
cities = "paris london berlin rome madrid vienna moscow tokyo cairo athens"
music = "song piano violin opera jazz album concert orchestra band dance"
law = "court judge law trial lawyer crime police prison jury guilty"

# %%
topics = dict(animals=animals, food=food, cities=cities, music=music, law=law)
topic = {word: name for name, text in topics.items() for word in text.split()}
shown = [word for word in topic if word in embedding]
groups = [topic[word] for word in shown]
points = normalize(embedding.vectors[embedding.rows(shown)])

# %%
from vecembed_lab.similarity.figures import map_2d

flat = pca(points, 2)
alt = """Fifty words by PCA. Cities, music and law stand apart from each other; animals
and food share a corner and mix a little."""
map_2d(flat.coordinates, points, shown, title="PCA", alt=alt, groups=groups)

# %% [markdown]
# ## How honest is a map?
#
# The groups are there, though nobody told PCA about them.
# But how much of the variance is on the paper?

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
# t-SNE looks after near neighbours, and pays for them with the rest:

# %% tags=["nbval-ignore-output"]
from vecembed_lab.similarity.projection import tsne

clumps = tsne(points, seed=0, perplexity=10)
alt = """The same fifty words by t-SNE: law, cities and music are clumps of their own;
animals and food touch."""
map_2d(clumps, points, shown, title="t-SNE", alt=alt, groups=groups)

# %% [markdown]
# Both numbers for both maps, and for a control that knows nothing.
# The third number is Spearman's correlation between all distances in fifty dimensions and on the map.

# %%
from vecembed_lab.similarity.measures import spearman


def distances_kept(flat):
    real, drawn = (euclidean(some, some).ravel() for some in (points, flat))
    return spearman(real, drawn)


# %%
from vecembed_lab.similarity.projection import neighbours_kept, trustworthiness


def honesty(flat):
    near = trustworthiness(points, flat, 5), neighbours_kept(points, flat, 5)
    return *near, distances_kept(flat)


# %% tags=["nbval-ignore-output"]
maps = {"PCA": flat.coordinates, "t-SNE": clumps}
maps["drawn at random"] = rng.normal(size=clumps.shape)
columns = {"trustworthiness": ".2f", "neighbours kept": ".0%", "distances": ".2f"}
table(columns, {name: honesty(flat) for name, flat in maps.items()})

# %% [markdown]
# t-SNE is much better at its own game; the large distances cost it a little.
# But it starts from random places.
# Here is another start:

# %% tags=["nbval-ignore-output"]
again = tsne(points, seed=1, perplexity=10)
alt = "The same clumps as before by t-SNE with another seed, in other places."
map_2d(again, points, shown, title="t-SNE, another seed", alt=alt, groups=groups)

# %% [markdown]
# The clumps have traded places, and this map is as good as the last:
# left and right, above and below mean nothing.
#
# t-SNE also finds clumps where there are none.
#
# **Predict 5.** The next map shows 200 random points in 50 dimensions, without any structure.
# What will t-SNE draw?
#
# <details><summary>An even cloud</summary>That would be the honest picture.
# t-SNE keeps near neighbours, and every point has a nearest neighbour, even in noise.</details>
# <details><summary>Little clumps</summary>Yes. Each point is pulled to the few that happen to be nearest to it, and
# the result looks like structure.</details>
# <details><summary>All points on one heap</summary>No. On a t-SNE map, points push each other apart.</details>

# %% tags=["nbval-ignore-output"]
static = rng.normal(size=(200, 50))
alt = """200 random points by t-SNE: strings and small clumps with gaps between them,
as if there were structure."""
flat = tsne(static, seed=0, perplexity=3)
map_2d(flat, static, [""] * 200, title="t-SNE of pure noise", alt=alt)

# %% [markdown]
# The number above it is well over 0.5: many neighbours on the map are real neighbours.
# They are only real neighbours *of a random cloud*.
# So compare the number of a map with the number that noise of the same size gets in the same way:

# %% tags=["nbval-ignore-output"]
static = rng.normal(size=points.shape)
flat = tsne(static, seed=0, perplexity=10)
print(f"fifty words: {trustworthiness(points, clumps, 5):.2f}")
print(f"noise:       {trustworthiness(static, flat, 5):.2f}")

# %% [markdown]
# And change the seed, and never read a conclusion off a map that you have not tested in all dimensions.
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
# People are good at finding names for such lists, and would be for any list.
# So turn the whole space by a random rotation $R$: every coordinate becomes a mixture of all fifty.

# %%
from vecembed_lab.similarity.projection import random_rotation

turned = vectors @ random_rotation(vectors.shape[1], rng=rng)
coffee = embedding.row("coffee")
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
# Let us test it with one: is a word a capital, or a country?

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

# %%
train = rng.permutation(len(atlas)) < len(atlas) / 2

# %% [markdown]
# The rule is the halfway point between the means of both kinds.
# Each dimension votes: is its number on the capitals' side of that point, and how far?


# %%
def votes(points, label):
    """What each dimension says, (words, d): positive for "capital"."""
    a, b = points[train & label].mean(axis=0), points[train & ~label].mean(axis=0)
    return (points - (a + b) / 2) * (a - b)


# %% [markdown]
# The sum of all votes is the dot product with $a - b$: the vote of the *direction* that joins the two means.
# It competes with the best single dimension: what share of the unseen words does each put right?


# %%
def probe(points, label):
    each = votes(points, label)
    right = (np.column_stack([each, each.sum(axis=1)]) > 0) == label[:, None]
    best = right[train, :-1].mean(axis=0).argmax()
    return right[~train][:, [best, -1]].mean(axis=0)


# %%
labels = {"true labels": is_capital, "shuffled labels": rng.permutation(is_capital)}
columns = dict.fromkeys(["best dimension", "direction"], ".0%")
table(columns, {name: probe(atlas, label) for name, label in labels.items()})

# %% [markdown]
# The direction knows almost everything, and the control, as it must, nothing.
# The best of fifty dimensions knows something too.
# Is that dimension special?
# Turn the space two hundred times and take the best dimension each time:

# %%
rotations = [random_rotation(atlas.shape[1], rng=rng) for _ in range(200)]
shares = np.array([probe(atlas @ rotation, is_capital)[0] for rotation in rotations])
own, direction = probe(atlas, is_capital)
print(f"{(shares > own).mean():.0%} of the random rotations do better")
found = {"GloVe as it came": own, "direction": direction}

# %%
alt = f"After rotations the best dimension puts {shares.min():.0%} to {shares.max():.0%} right."
with figure(f"{alt} {listing(found, '.0%')}.", height=3.2) as axes:
    draw_chance(axes, shares, found, "random rotations")
    axes.set(xlabel="share of unseen words put right by the best dimension")


# %% [markdown]
# GloVe's own axes are no better than random ones.
# The meaning is in the space, as a *direction*, but it does not lie on an axis.
#
# Mostly.
# There is an exception, and it is not about meaning:

# %%
order = np.arange(len(vectors))
with_rank = np.array([abs(spearman(column, order)) for column in vectors.T])

# %% [markdown]
# That is how well each dimension follows the frequency of words.
# The axis of the cone is the mean of all vectors; how near does each dimension lie to it?

# %%
axis = np.abs(normalize(vectors.mean(axis=0)))  # its cosine with each dimension
columns = {"correlation with frequency": ".2f", "cosine with the cone's axis": ".2f"}
best = np.argsort(-with_rank)[:3]
table(columns, {f"dimension {d}": (with_rank[d], axis[d]) for d in best})

# %% [markdown]
# One dimension holds much of how frequent a word is, and it points nearly along the axis of the cone.
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
# For PCA it prints the share of the variance, but on no map does it say how far to trust the neighbours,
# so keep your own number.
#
# ## What such vectors cannot do
#
# - **Opposites** look like synonyms, because they keep the same company.
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
#   frequency.
# - GloVe agrees with people on relatedness, half as much on similarity; random vectors and shuffled scores do not.
# - Analogies owe much of their score to the rule that forbids the inputs, and some of it to plain neighbours.
# - In many dimensions random points are all about equally far; real words are not random, and keep some contrast.
# - Real words have hubs and lean one way, far more than random points; removing what all share helps.
# - PCA finds the directions of largest variance; a map shows part of the truth, and trustworthiness says how much.
# - t-SNE draws clumps even from noise.
# - A random rotation changes every coordinate and no cosine: meanings are directions, not dimensions.
#
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
