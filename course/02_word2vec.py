# %% [markdown]
# # 2. word2vec: meaning from company
#
# *About 90 minutes. The exercises take another 110.*
#
# In unit 1 somebody handed us an embedding.
# Where do fifty numbers for *coffee* come from, if nobody ever told a computer what coffee is?
# From one idea, older than computers: *you shall know a word by the company it keeps* (Firth, 1957).
# This lesson builds vectors from it twice, first by counting, then by guessing, on real text, in seconds.
#
# You will
#
# - count which words keep company, and turn counts into surprise, and surprise into vectors;
# - derive the gradient of skip-gram with negative sampling, check it, and train with it;
# - judge vectors beside two controls that must fail, and see how much text they need;
# - see what each setting does, and what noise in the text destroys;
# - give vectors to words that were never seen, misspelt ones above all;
# - sort messages with ten labels, and translate words by turning one space onto another.
#
# Where it says **Predict**, commit yourself first: every choice opens with a click and explains itself.
# Then change the cells and run them again; they are short so that you can.

# %%
import numpy as np

from vecembed_lab.data.texts import load_wikipedia

# %%
articles = load_wikipedia()
text = [word for article in articles for word in article]
print(f"{len(articles)} articles, {len(text):,} words:", *text[:12])

# %% [markdown]
# This is a sample of Wikipedia that comes with the library gensim: small enough for a lesson,
# and ten thousand times smaller than what GloVe was made from.
# That will show, and we shall measure how much.
#
# A word seen once or twice has hardly any company to know it by.
# We keep those seen at least five times, and write the text as a row of numbers.

# %%
from vecembed_lab.word2vec.vocabulary import vocabulary

vocab = vocabulary(articles)
ids = vocab.encode(text)
print(f"{len(vocab):,} words make up {len(ids) / len(text):.0%} of the text")
print({word: int(vocab.counts[vocab.index[word]]) for word in ["the", "music", "philosophy"]})

# %% [markdown]
# ## Counting company
#
# Two words keep company if they stand at most `window` places apart.
# Take the text *the cat saw the dog* and a window of 1:

# %%
from vecembed_lab.word2vec.cooccurrence import cooccurrence

sentence = ["the", "cat", "saw", "the", "dog"]
tiny = vocabulary([sentence], min_count=1)
print(tiny.words)
print(cooccurrence(tiny.encode(sentence), len(tiny), window=1).toarray().astype(int))

# %% [markdown]
# Row *the*, column *cat*: seen together once.
# Check the row of *saw* with your finger before you go on.
#
# Now the whole text, with a window of 5.
# Each row says with whom a word was seen, so a row is a vector already.

# %%
counts = cooccurrence(ids, len(vocab), window=5)
share = counts.nnz / np.prod(counts.shape)
print(f"{counts.shape[0]:,} x {counts.shape[1]:,} counts, of which {share:.1%} are not zero")

# %% [markdown]
# **Predict 1.** Which words are seen most often near *music*?
#
# <details><summary>song, album, guitar</summary>That is what we want, and not what we get. They do stand near music,
# but so does something far more frequent.</details>
# <details><summary>the, of, and</summary>Yes. They stand near everything, simply because they are everywhere.
# A raw count says more about how frequent the other word is than about music.</details>
# <details><summary>music, music, music</summary>Not often: a word seldom stands twice within five places.</details>

# %%
music = vocab.index["music"]
row = counts[[music]].toarray()[0]
print(*[f"{vocab.words[i]} {row[i]:.0f}" for i in np.argsort(-row)[:10]])

# %% [markdown]
# ## Surprise, not frequency
#
# So ask how *surprising* a count is.
# If words fell at random, $w$ and $c$ would meet with probability $P(w) P(c)$.
# *Pointwise mutual information* compares that with what happened:
#
# $$\text{PMI}(w, c) = \log \frac{P(w, c)}{P(w) \, P(c)}$$
#
# It is 0 for a meeting by chance and $\log 8$ for pairs that meet eight times as often as chance.
# Pairs that never met would get $-\infty$, from too little evidence; so everything below 0 is cut: *positive* PMI.

# %%
from vecembed_lab.word2vec.cooccurrence import ppmi

row = ppmi(counts)[[music]].toarray()[0]
print(*[f"{vocab.words[i]} {row[i]:.1f}" for i in np.argsort(-row)[:10]])

# %% [markdown]
# That is better, and too proud of rare words: a word seen five times in all surprises wherever it stands.
# Two more steps make vectors of it.
#
# - Demand more: subtract $\log k$ before cutting at 0. (Why that, and why $k = 5$, will turn out to be the secret of
#   word2vec.)
# - Compress: the *singular value decomposition* finds the fifty numbers for each word whose dot products come nearest
#   to the whole table. Words with similar rows must get similar numbers, even if they never met.

# %%
from vecembed_lab.word2vec.cooccurrence import count_vectors

counted = count_vectors(ids, len(vocab), window=5, shift=5.0, d=50, seed=0)
print(counted.shape)

# %%
from vecembed_lab.similarity.measures import nearest


def neighbours(vectors, word, k=7):
    row = vocab.index[word]
    return " ".join(vocab.words[i] for i in nearest(vectors, vectors[row], k, exclude=[row]))


# %%
for word in ["music", "france", "computer", "king"]:
    print(f"{word:>8}: {neighbours(counted, word)}")

# %% [markdown]
# Nobody told it what music is.
#
# ## Does it agree with people?
#
# As in unit 1: Spearman's correlation between cosines and what people said, on the pairs whose words we have.

# %%
from vecembed_lab.data.words import load_similarity
from vecembed_lab.word2vec.evaluation import rated_rows

names = ["wordsim353", "simlex999"]
tests = {name: rated_rows(vocab.index, *load_similarity(name)) for name in names}
print({name: f"{len(people)} pairs" for name, (_, people) in tests.items()})

# %% [markdown]
# A number needs controls that **must fail**.
# One is random vectors.
# The other is harder to fool: the *same text with its words shuffled*.
# Every word is as frequent as before; only its company is gone.
#
# **Predict 2.** How do vectors counted in the shuffled text agree with people?
#
# <details><summary>About as well: the words are the same</summary>Then frequency would be all that matters. Similar
# words are often similarly frequent, so this is worth testing, but it is not enough.</details>
# <details><summary>About half as well</summary>Half of what? Nothing is left of who stood beside whom.</details>
# <details><summary>Not at all</summary>Yes. All they can know is frequency, and that is next to nothing. So whatever
# the real vectors know, they know from the order of the words.</details>

# %%
from vecembed_lab.word2vec.cooccurrence import svd_vectors

rng = np.random.default_rng(0)
shuffled = rng.permutation(ids)

# %%
tables = {"raw counts and SVD": svd_vectors(counts, 50, seed=0), "PPMI and SVD": counted}
tables["PPMI and SVD, text shuffled"] = count_vectors(shuffled, len(vocab), seed=0)
tables["random vectors"] = rng.normal(size=counted.shape)

# %%
from vecembed_lab.similarity.measures import agreement


def on_both(vectors):
    return [agreement(vectors, *test) for test in tests.values()]


# %%
from vecembed_lab.lesson.tables import table

scores = {label: on_both(vectors) for label, vectors in tables.items()}
table(dict.fromkeys(tests, ".2f"), scores)

# %% [markdown]
# How much of a difference is luck?
# There are only some 240 pairs.
# Draw them again with repetition, a few hundred times, and see how far the score moves:

# %%
from vecembed_lab.word2vec.evaluation import standard_error

error = standard_error(counted, *tests["wordsim353"], rng=rng)
print(f"agreement {scores['PPMI and SVD'][0]:.2f}, give or take {error:.2f}")

# %% [markdown]
# Keep that number in mind.
# Below, differences smaller than it decide nothing.
#
# ## From counting to predicting
#
# word2vec (2013) never makes the table.
# It reads the text and plays a game: *here are two words; did they stand together, or did I make this up?*
#
# Every word $w$ has a vector $v_w$, and a second one, $u_w$, for when it plays the other part.
# The guess is a probability from their dot product:
#
# $$P(\text{real} \mid w, c) = \sigma(v_w \cdot u_c), \qquad \sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# For each real pair $(w, c)$ draw $K$ *noise* words $n_1 \dots n_K$ and pay for every wrong belief:
#
# $$\ell = -\log\sigma(v_w \cdot u_c) - \sum_{k=1}^{K} \log\sigma(-v_w \cdot u_{n_k})$$
#
# The real pairs come from the text.
# Every place looks 1 to `window` places to both sides, by a draw of its own, so that near words count more:

# %%
from vecembed_lab.word2vec.skipgram import skipgram_pairs

pairs = skipgram_pairs(tiny.encode(sentence), 2, rng=rng)
print(*[f"{tiny.words[w]}-{tiny.words[c]}" for w, c in pairs])

# %% [markdown]
# **Predict 3.** In the beginning all $u$ are zero. What does a pair with $K = 5$ noise words cost?
#
# <details><summary>0, it has made no mistake yet</summary>It has: a guess of one half is wrong by one half, about real
# and made-up pairs alike.</details>
# <details><summary>6 log 2</summary>Yes. Every dot product is 0, every guess is one half, and there are six of them.
# A model that cannot get below 6 log 2 = 4.16 has learned nothing.</details>
# <details><summary>log 2</summary>That is the price of one guess. There are six: one real, five made up.</details>

# %%
import torch

from vecembed_lab.word2vec.skipgram import negative_sampling

torch.set_num_threads(1)  # for work in small pieces a second thread costs more than it brings
loss = negative_sampling(torch.ones(1, 8), torch.zeros(1, 8), torch.zeros(1, 5, 8))
print(f"{loss:.2f} = {loss / np.log(2):.0f} log 2")

# %% [markdown]
# ## The gradient
#
# Which way should the vectors move?
# One fact is enough: $\frac{d}{dx} \log\sigma(x) = 1 - \sigma(x)$.
# Let $x = v \cdot u$ for the real pair.
# Then $\frac{\partial \ell}{\partial x} = \sigma(x) - 1$: *what it believed, minus the truth*, which is 1.
# For noise, $-\log\sigma(-x)$ has the derivative $\sigma(x)$: again what it believed, minus the truth, which is 0.
#
# The rest is the chain rule: $x = v \cdot u$ changes with $v$ at the rate $u$, and with $u$ at the rate $v$.
#
# $$\frac{\partial \ell}{\partial v} = (\sigma(v \cdot u) - 1) \, u + \sum_k \sigma(v \cdot n_k) \, n_k
# \qquad \frac{\partial \ell}{\partial u} = (\sigma(v \cdot u) - 1) \, v
# \qquad \frac{\partial \ell}{\partial n_k} = \sigma(v \cdot n_k) \, v$$
#
# A step goes *against* the gradient: so $v$ is pulled towards its real context, pushed away from noise,
# and the more surprised it was, the harder.
# Believe no formula that you have not compared with a machine's:

# %%
generator = torch.Generator().manual_seed(0)
v, u, noise = (torch.randn(size, generator=generator) for size in [4, 4, (5, 4)])
v.requires_grad_()
negative_sampling(v[None], u[None], noise[None]).backward()

# %%
by_hand = (torch.sigmoid(v @ u) - 1) * u + torch.sigmoid(noise @ v) @ noise
print("by hand  ", by_hand.detach().numpy().round(4))
print("autograd ", v.grad.numpy().round(4))

# %% [markdown]
# ## Which words to leave out
#
# *The* is one word in fourteen here, and tells next to nothing about its neighbours.
# word2vec throws most of them away before it looks for pairs: a word whose share of the text is $f$ stays with
# probability $\sqrt{t / f} + t / f$, at most 1, where $t$ is the setting `sample`.

# %%
from vecembed_lab.word2vec.vocabulary import keep_probability

keep = keep_probability(vocab.counts, sample=1e-4)
print({word: f"{keep[vocab.index[word]]:.0%}" for word in ["the", "from", "music", "chemistry"]})
print(f"of {len(ids):,} words about {(keep * vocab.counts).sum():,.0f} stay")

# %% [markdown]
# Less work, and wider windows: with *the* and *of* gone, farther words move into reach.
#
# ## Noise words
#
# Where do the made-up partners come from?
# Drawn as often as words occur, they would nearly all be *the* and *of*; all words drawn alike, too easy to tell.
# The authors tried exponents between the two, and $\text{count}^{0.75}$ won:

# %%
from vecembed_lab.word2vec.vocabulary import noise_distribution

for power in [0, 0.75, 1]:
    chance = noise_distribution(vocab.counts, power)
    some = {word: chance[vocab.index[word]] for word in ["the", "music", "philosophy"]}
    print(f"power {power:<4}", {word: f"{share:.3%}" for word, share in some.items()})

# %% [markdown]
# ## Training
#
# The whole model is two tables and that loss:

# %%
from vecembed_lab.lesson.source import show_source
from vecembed_lab.word2vec.skipgram import SkipGram

show_source(SkipGram, negative_sampling)

# %% [markdown]
# For speed it looks at thousands of pairs at once, and every sixteen of them share their noise words.
# (Unit 3 starts from here and makes it far faster.)

# %%
from vecembed_lab.word2vec.skipgram import Settings, train

trained = train(vocab, ids, Settings(epochs=2), rng=np.random.default_rng(0))
print("loss of each pass", np.round(trained.losses, 2), "untrained", round(6 * np.log(2), 2))

# %%
for word in ["music", "france", "computer", "king"]:
    print(f"{word:>8}: {neighbours(trained.inputs, word)}")

# %% [markdown]
# The same with the shuffled text, where the only thing to learn is which words are frequent:

# %%
control = train(vocab, shuffled, Settings(epochs=2), rng=np.random.default_rng(0))
print("loss of each pass", np.round(control.losses, 2))

# %%
learned = {"skip-gram": trained.inputs, "skip-gram, text shuffled": control.inputs}
scores |= {label: on_both(vectors) for label, vectors in learned.items()}
found = {label: wordsim for label, (wordsim, _) in sorted(scores.items(), key=lambda item: item[1])}

# %%
from vecembed_lab.lesson.figures import draw_bars, figure, listing

controls = [label for label in found if "shuffled" in label or "random" in label]
with figure(f"Agreement with people. {listing(found, '.2f')}.", height=2.6) as axes:
    draw_bars(axes, found, error=error, faint=controls)
    axes.set(xlabel="agreement (WordSim353), ± standard error")

# %% [markdown]
# Both ways learn, and all three controls fail.
# Guessing is not better than counting here, whatever its fame says; on a text this small it seldom is.
# Its advantage is elsewhere: it needs no table of all pairs, so it can read a text of any size, and go on reading.
#
# ## The same thing twice
#
# Why do two such different games end so near each other?
# Levy and Goldberg (2014) found out: if $v_w \cdot u_c$ may be any number, the loss is smallest at
#
# $$v_w \cdot u_c = \text{PMI}(w, c) - \log K .$$
#
# That is the table from before, with the mysterious $\log k$ in it.
# So look: for pairs that met often, compare the dot product with the PMI from the counts.

# %%
from vecembed_lab.word2vec.cooccurrence import frequent_pmi

word, context, pmi = frequent_pmi(counts, at_least=10, first=100)
print(f"{len(pmi):,} pairs")

# %%
for label, model in [("trained", trained), ("trained on shuffled text", control)]:
    dots = (model.inputs[word] * model.outputs[context]).sum(axis=1)
    print(f"{label:<25} correlation of dot product and PMI {np.corrcoef(dots, pmi)[0, 1]:.2f}")

# %% [markdown]
# Nobody asked the network to compute a logarithm of a ratio of counts.
# It is what guessing well amounts to.
#
# ## How much text?
#
# Now the famous question:

# %%
from vecembed_lab.similarity.measures import analogy

*asked, queen = [vocab.index[word] for word in ["man", "king", "woman", "queen"]]
for label, vectors in [("counted", counted), ("trained", trained.inputs)]:
    place = list(analogy(vectors, *asked, k=len(vocab) - 3)).index(queen) + 1
    print(f"{label}: among {len(vocab) - 3:,} answers queen takes place {place:,}")

# %% [markdown]
# Any place but the first is a wrong answer.
# This is no accident: half a million words are **too few** for *king - man + woman*.
# Let us draw the curve: vectors counted in the first so many words of our text.
# The questions are the 506 of the kind *boy is to girl as king is to ...*; a question with an unknown word counts as
# wrong, because for its user it is.

# %%
from vecembed_lab.word2vec import growth

columns = {"pairs": "", "agreement": ".2f", "right": ".0%"}
rows = growth.curve(articles, [60_000, 120_000, 240_000, 480_000])
table(columns, {f"{row['words']:,} words": [row[column] for column in columns] for row in rows})

# %% [markdown]
# What follows takes longer than a lesson has.
# So it was measured once and written down, with `python -m vecembed_lab.word2vec.growth`: the same counting in one,
# four and sixteen million words of Wikipedia, and in 98 novels.
# *Guessed* is skip-gram with 100 dimensions, by gensim, which is faster than ours; unit 3 catches up with it.

# %%
record = growth.recorded()
print("measured on", record["about"]["date"], "with", record["about"]["versions"])

# %%
measured = {}
for row in record["rows"]:
    name = f"{row['method']}, {row['words'] / 1e6:.0f} million words, {row['text']}"
    measured[name] = [row[column] for column in columns]
table(columns, measured)

# %% [markdown]
# At the far end stands GloVe.

# %%
from vecembed_lab.data.words import load_word_vectors

glove = load_word_vectors()
frequent = {word: row for word, row in glove.index.items() if row < 60_000}
print(glove.source, growth.judged(np.array(glove.vectors[:60_000]), frequent))

# %%
from vecembed_lab.word2vec.figures import plot_curves

rows += [row for row in record["rows"] if "Wikipedia" in row["text"]]
plot_curves(rows)

# %% [markdown]
# Agreement, on the pairs it knows, comes early: after half a million words it hardly grows, while the pairs it knows
# grow from 240 to nearly all.
# Analogies come late: next to none are right below a million words, and counting with fifty dimensions gets about a
# fifth of them from sixteen million.
# (gensim's skip-gram, after five passes over these sixteen million words, got 193 of the 342 whose words it knew,
# and from 14 million words of novels, which speak more of mothers and uncles, 190 of 306.)
#
# (GloVe's fifty numbers come from six billion words.
# There everything is different at once, text, method and vocabulary: it marks the far end, no more.
# If it could not be fetched, a stand-in from this very text is in its place.)
#
# ## What each setting does
#
# Because both ways are near relatives, we can try settings on the cheap one, a second each:
# `window`, the `shift` by $\log k$, and the dimension `d`.

# %%
choices = {"window": [1, 5, 15], "shift": [1.0, 5.0, 20.0], "d": [10, 50, 100]}

# %%
tried = {
    (setting, value): count_vectors(ids, len(vocab), seed=0, **{setting: value})
    for setting, values in choices.items()
    for value in values
}

# %%
judged = {f"{setting} = {value:g}": on_both(vectors) for (setting, value), vectors in tried.items()}
table(dict.fromkeys(tests, ".2f"), judged)

# %% [markdown]
# Two things are beyond chance here: a window of 1 and a dimension of 10 see too little for WordSim353.
# The rest lies within a standard error of about 0.05, so do not tune to the last digit on so small a test.
#
# What to expect of each setting, also of those that were not tried here:
#
# | setting | too small | too large |
# |---|---|---|
# | `window` | only grammar is seen | everything in an article becomes alike |
# | `shift`, noise words | rare chance meetings count | true but weak company is cut off |
# | `dim` | unlike words must share a place | it has room to remember accidents |
# | `sample` | too little text is left | *the* eats the time |
# | `epochs`, `lr` | still near the start: watch the loss | it learns the text by heart |
#
# The window changes not only *how good* neighbours are but *what kind* they are.
# A window of 1 finds what could stand in a word's place; a wide one what the word is about.

# %%
from vecembed_lab.word2vec.figures import plot_nearest

spaces = {f"window {window}": tried["window", window] for window in [1, 15]}
plot_nearest(vocab.words, vocab.index["france"], spaces)

# %% [markdown]
# Below, choose the word and the window yourself.
# (It needs a running kernel. Without one, the two pictures above tell the same.)

# %%
from ipywidgets import SelectionSlider, interact

words = ["france", "computer", "music", "war", "river", "theory"]
slider = SelectionSlider(options=choices["window"], description="window")


# %%
# NBVAL_IGNORE_OUTPUT
@interact(word=words, window=slider)
def show_neighbours(word, window):
    space = {f"window {window}": tried["window", window]}
    plot_nearest(vocab.words, vocab.index[word], space)


# %% [markdown]
# ## Bad text
#
# Real text is dirty: menus, tables, broken encodings, spam.
# Replace a share of all places by words drawn from elsewhere in the text; every word stays as frequent as it was.
#
# **Predict 4.** A tenth of the words is noise. What happens to the agreement with people?
#
# <details><summary>It loses about a tenth</summary>If only it were so mild. A pair is spoilt if either of its words
# is, and the SVD has to explain the spoilt pairs too.</details>
# <details><summary>It loses more than a tenth</summary>Yes. One pair in five has a wrong word in it, and a chance
# meeting of two rare words looks like a great surprise, which is just what PMI rewards.</details>
# <details><summary>Nothing: chance meetings average out</summary>In a much larger text they would. Here a rare word has
# five or ten places in all, and every wrong one weighs.</details>

# %%
from vecembed_lab.data.texts import noised

shares = [0, 0.1, 0.2, 0.4, 0.7, 1]
spoilt = [count_vectors(noised(ids, share, rng=rng), len(vocab), seed=0) for share in shares]
quality = [agreement(vectors, *tests["wordsim353"]) for vectors in spoilt]

# %%
from vecembed_lab.lesson.figures import draw_lines, in_words

lines = {"measured": quality, "if loss were in proportion": quality[0] * (1 - np.array(shares))}
with figure(f"Agreement by noise. {in_words(shares, lines, '.2f')}.", height=2.8) as axes:
    draw_lines(axes, shares, lines)
    axes.set(xlabel="share of words replaced", ylabel=f"agreement, ± {error:.2f}")

# %% [markdown]
# One wrong word in five costs nearly as much as the worst window above; beyond one in two there is little left to tune.
#
# ## Parts of words
#
# Our vectors know *philosophy*.
# They do not know *philosopy*, nor *philosophically*:

# %%
print({word: word in vocab for word in ["philosophy", "philosopy", "philosophically"]})

# %% [markdown]
# fastText (2017) gives vectors to *pieces*: all strings of 3 to 6 letters of a word, with marks for its ends.
# A word is the mean of its own vector and those of its pieces; a word never seen is the mean of its pieces alone.

# %%
from vecembed_lab.word2vec.subword import buckets, ngrams

print(ngrams("music"))
print(buckets("music"))
print("shared with musik:", *sorted(set(ngrams("music")) & set(ngrams("musik"))))

# %% [markdown]
# There are too many different pieces to give each a row.
# A *hash function* turns each piece into a number, and the number says which of 20,000 rows (*buckets*) it uses;
# that two pieces sometimes share a row does little harm.
#
# `train_subwords` trains such vectors as fastText does; pieces need many passes over the text, a job for unit 3.
# Here we take the quick way of Zhao, Mudgal and Liang (2018): we have vectors of words, so find vectors of pieces
# whose means come as near to them as possible.
# That is a linear regression.

# %%
from vecembed_lab.similarity.measures import normalize
from vecembed_lab.word2vec.subword import fit_pieces

pieced = fit_pieces(vocab, normalize(counted))

# %%
for word in ["philosopy", "philosophically", "goverment", "computerised"]:
    print(f"{word:>15}:", *[vocab.words[i] for i in nearest(counted, pieced[word], 6)])

# %% [markdown]
# Now measure it.
# Misspell one word of every pair of WordSim353, by one slip of the fingers, and ask for the agreement again.
#
# Finding the right *spelling* would be a bad test: pieces with random vectors can do that, since the two words share
# letters.
# They are the control: they know letters, and no meaning.
#
# **Predict 5.** What do plain word vectors do with a misspelt pair?
#
# <details><summary>They take the vector of the nearest spelling</summary>No one told them to. A table knows nothing of
# letters: to it *music* and *musik* are as different as row 3 and row 7.</details>
# <details><summary>They have no answer</summary>Yes. Not a bad answer: none. In a search engine that is the page
# without results.</details>
# <details><summary>They answer a little worse</summary>They would need some vector to be a little worse with.</details>

# %%
pairs, people = tests["wordsim353"]
long = np.array([len(vocab.words[b]) >= 5 for _, b in pairs])
first, right = ([vocab.words[row] for row in column] for column in pairs[long].T)

# %%
from vecembed_lab.word2vec.subword import misspell

wrong = [[misspell(word, rng=rng) for word in right] for _ in range(5)]  # each time other slips
slips = list(zip(right, wrong[0], strict=True))
print(*[f"{a} -> {b}" for a, b in slips[:60:12]], sep="\n")

# %% [markdown]
# A way to ask any source of vectors, for words in any spelling:

# %%
beside = np.arange(2 * len(first)).reshape(2, -1).T  # row i and row n + i belong together


def agreement_of(source, second):
    vectors = np.array([source[word] for word in [*first, *second]])
    return agreement(vectors, beside, people[long])


# %%
lost = 1 - np.isin(wrong, vocab.words).mean()
print(f"word vectors,  spelt right {agreement(counted, pairs[long], people[long]):.2f}")
print(f"word vectors,  one slip    no answer for {lost:.0%} of the pairs")

# %%
from vecembed_lab.word2vec.subword import SubwordVectors

random_pieces = SubwordVectors(vocab, rng.normal(size=pieced.rows.shape))
for name, source in {"fitted pieces": pieced, "random pieces": random_pieces}.items():
    found = np.mean([agreement_of(source, words) for words in wrong])
    print(f"{name}, one slip    {found:.2f}")

# %% [markdown]
# Pieces save about half of what words lose entirely, and the control shows that letters alone save nothing.
# It is not a spelling checker, which would do better on slips; but no checker has a vector for *philosophically*.
#
# ## Sorting messages
#
# What are vectors good for?
# Here are messages from four newsgroups of 1993.
# Some have a label; find the labels of the rest.

# %%
from vecembed_lab.data.texts import load_documents

documents = load_documents(4)
print(f"{len(documents):,} texts: {documents.source}")

# %%
from collections import Counter

labels = np.array(documents.labels)
print(dict(Counter(documents.labels)))

# %% [markdown]
# The classic way is a *bag of words*: one number per word of the vocabulary, its count, weighted down if it is in many
# texts (tf-idf).
# Ours: the *mean of the word vectors* of a message, with the same kind of weights, fifty numbers in all.
# The vectors come from counting in the messages themselves, all of them; that needs no labels, and unlabelled text is
# cheap.
#
# The control that must do worse: the same means with random vectors in place of ours.

# %%
news = vocabulary(documents.texts)
encoded = [news.encode(words) for words in documents.texts]
message_words = normalize(count_vectors(np.concatenate(encoded), len(news), seed=0))
weights = np.log(news.counts.sum() / news.counts)

# %%
from sklearn.feature_extraction.text import TfidfVectorizer

bag = TfidfVectorizer(analyzer=list, min_df=2)
features = {"bag of words": bag.fit_transform(documents.texts)}

# %%
from vecembed_lab.word2vec.evaluation import mean_vectors

random_words = normalize(rng.normal(size=message_words.shape))
features["mean of word vectors"] = mean_vectors(encoded, message_words, weights)
features["mean of random vectors"] = mean_vectors(encoded, random_words, weights)
print({name: f"{x.shape[1]:,} numbers a message" for name, x in features.items()})

# %% [markdown]
# **Predict 6.** Which is better, with 20 labelled messages and with 1,000?
#
# <details><summary>The bag of words, both times</summary>With 1,000 labels it is hard to beat: it can learn exactly
# which words give a group away. With 20 it has seen few of them.</details>
# <details><summary>The vectors, both times</summary>With 20 labels, by far: a word that was never labelled stands near
# one that was. With 1,000 that help is no longer needed.</details>
# <details><summary>The vectors with 20; with 1,000 it is a draw</summary>Yes. Vectors bring knowledge from text without
# labels, which counts while labels are few. With 1,000 a point or two lie between them, as the draw of the messages
# has it; but the vectors need fifty numbers for it, the bag thousands.</details>

# %%
from vecembed_lab.word2vec.evaluation import learning_curve

sizes = [10, 20, 50, 200, 1000]


def sorted_right(x):
    return learning_curve(x, labels, sizes, rng=np.random.default_rng(0))


# %%
right = {name: sorted_right(x) for name, x in features.items()}
table(dict.fromkeys(map("{} labels".format, sizes), ".0%"), right)

# %%
alt = f"Share of unseen messages sorted right by labels given. {in_words(sizes, right, '.0%')}."
with figure(alt, height=3) as axes:
    draw_lines(axes, sizes, right)
    axes.set(xscale="log", xlabel="labelled messages", ylabel="sorted right", ylim=(0, 1))

# %% [markdown]
# ## Two spaces, one turn
#
# Train twice, and the two spaces are turned differently: unit 1 showed that a rotation changes no cosine.
# So dimension 7 here has nothing to do with dimension 7 there.
# But if two languages speak about one world, their spaces should have the same *shape*, and one rotation should lay one
# onto the other.
# That is how words were translated without parallel texts.
#
# We have no second language at hand, so this is a game with fair rules.
# The text is cut into stretches of a hundred words; every second one goes to the other side and is written there in a
# secret language, a random renaming of all words.
# The two sides share no sentence, only the subjects: easier than English and Finnish, and the same method.

# %%
side = np.arange(len(ids)) // 100 % 2
secret = rng.permutation(len(vocab))  # word i is called secret[i] over there
halves = ids[side == 0], secret[ids[side == 1]]
ours, theirs = (count_vectors(half, len(vocab), seed=0) for half in halves)

# %% [markdown]
# A small dictionary is known, 300 of the 1,500 most frequent words.
# The rotation $W$ that brings these pairs nearest, $\lVert A W - B \rVert$ smallest, is known in closed form:
# with $A^\top B = U S V^\top$ it is $W = U V^\top$.

# %%
a, b = normalize(ours[:1500]), normalize(theirs)[secret[:1500]]  # row i of both is the same word
known, unknown = np.split(rng.permutation(1500), [300])

# %% [markdown]
# Two controls: a dictionary with its entries shuffled, and no turn at all.

# %%
from vecembed_lab.word2vec.alignment import procrustes, share_found

turns = {"aligned": procrustes(a[known], b[known])}
turns["dictionary shuffled"] = procrustes(a[known], b[rng.permutation(known)])
turns["not turned"] = np.eye(50)


# %%
def translated(turn):
    return [share_found(a[unknown] @ turn, b[unknown], k) for k in (1, 10)]


# %%
shares = {name: translated(turn) for name, turn in turns.items()}
shares["chance"] = [1 / len(unknown), 10 / len(unknown)]
table({"first": ".1%", "among ten": ".1%"}, shares)

# %% [markdown]
# From two texts of a quarter of a million words, about half of the words it had no translation for are among the first
# ten; with a wrong dictionary, none.
# Two real languages with billions of words each do better.
# The same turn also lays a *new version* of a model onto the old one (unit 11).
#
# ## What such vectors cannot do
#
# All of unit 1's limits hold here: opposites, one vector per spelling, prejudice.
# Two more are worse in small texts.
# The first: a word is what *this* text says about it.

# %%
for word in ["apple", "table", "star"]:
    print(f"{word:>6} (seen {vocab.counts[vocab.index[word]]} times): {neighbours(counted, word)}")

# %% [markdown]
# An apple is a computer, a table is for chemists, stars make films.
# Look at such words before you use vectors made from your company's mails for anything else.
#
# The second: a rare word's vector is mostly chance.
# Count in the two halves of the text separately and lay one onto the other:
# how near does a word come to *itself*?
# The control is another word, the next in frequency.

# %%
other = count_vectors(ids[side == 1], len(vocab), seed=0)  # the second half in plain words
turned = normalize(ours) @ procrustes(normalize(ours[:1500]), normalize(other[:1500]))
itself = (turned * normalize(other)).sum(axis=1)
another = (turned * np.roll(normalize(other), 1, axis=0)).sum(axis=1)

# %%
near = {}
for low, high in [(1000, 10**9), (200, 1000), (50, 200), (5, 10)]:
    some = (vocab.counts >= low) & (vocab.counts < high)
    near[f"seen {low:,} times"] = [itself[some].mean(), another[some].mean()]
table({"with itself": ".2f", "with another": ".2f"}, near)


# %% [markdown]
# What was seen a thousand times is nearly the same in both; what was seen five times, hardly more than another word.
# (The table says *seen in both halves together*; each half has only half of that.)
#
# ## What was shown
#
# - Raw counts measure frequency; surprise (PPMI), compressed by the SVD, makes vectors that agree with people.
# - Skip-gram's gradient is *belief minus truth, times the other vector*; what it learns correlates with PMI.
# - With shuffled text both methods fall to nothing: all they know is company.
# - On half a million words, guessing does not beat counting, and *king - man + woman* fails; analogies need far more.
# - The window decides what kind of neighbours you get; a tenth of noise in the text costs more than a tenth of quality.
# - Pieces of words give misspelt and new words a vector; with random pieces the control fails.
# - Averaged vectors sort messages best while labels are few; a bag of words draws level when they are many.
# - Two spaces from different texts can be laid onto each other by one rotation.
#
# ## Where to go on
#
# - The exercises of this unit, then the challenge. Unit 3 makes the training fast.
# - Mikolov, Sutskever, Chen, Corrado and Dean (2013),
#   [Distributed Representations of Words and Phrases](https://arxiv.org/abs/1310.4546).
# - Goldberg and Levy (2014), [word2vec Explained](https://arxiv.org/abs/1402.3722): the derivation, slowly.
# - Levy and Goldberg (2014),
#   [Neural Word Embedding as Implicit Matrix Factorization](https://papers.nips.cc/paper/5477).
# - Levy, Goldberg and Dagan (2015), [counting against predicting, fairly](https://aclanthology.org/Q15-1016/).
# - Bojanowski, Grave, Joulin and Mikolov (2017), [fastText](https://aclanthology.org/Q17-1010/);
#   Zhao, Mudgal and Liang (2018), [bag of subwords](https://aclanthology.org/D18-1059/).
# - Xing, Wang, Liu and Lin (2015), [orthogonal translation](https://aclanthology.org/N15-1104/).
# - Jurafsky and Martin, [Speech and Language Processing](https://web.stanford.edu/~jurafsky/slp3/), chapter on
#   vector semantics.
# - People to ask: [gensim's mailing list](https://groups.google.com/g/gensim) and
#   [Cross Validated](https://stats.stackexchange.com/questions/tagged/word2vec).
