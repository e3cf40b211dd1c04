# %% [markdown]
# # 10. Context: one word, many vectors
#
# *About 70 minutes to read, to predict and to try the changes. The exercises take another 140.*
#
# A word2vec model has one vector for *line*, whether it stands in a queue, in a poem or on the phone.
# Encoders give a word another vector in each sentence, and a sentence a vector of its own.
# This lesson shows what makes that possible, how well it works and beside which baselines,
# and what goes wrong: in a batch, in another domain, with fewer bytes, and where a text is cut off.
#
# **What you need:** units 1, 2 and 7; matrix products; what a softmax is; a little PyTorch.
#
# You will
#
# - see a task that attention learns in half a second, and a mean cannot learn at all;
# - watch a language model fail to beat a table of counts in the time of a lesson;
# - tell the senses of a word from its vector, layer by layer, beside four things to compare with;
# - test that a text keeps its vector in any batch;
# - adapt vectors to a domain, and measure what they forget;
# - make vectors ten times smaller, and say what that costs.

# %%
import numpy as np

from vecembed_lab.lesson.predictions import predict, predicted

rng = np.random.default_rng(0)

# %% [markdown]
# ## Ask every place
#
# *Ann has red, Ben has blue, Eve has green, ... What has Ben?*
# To answer, a model must look at one place of the text and not at the others, and which one depends on the question.
#
# Attention does that. Each place has a *query* $q$, what it looks for; each has a *key* $k$, what it can be found by,
# and a *value* $v$, what it gives. All three are learnt matrices times the vector of the place.
#
# $$\text{softmax}\left(\frac{q k^T}{\sqrt{d}}\right) v$$
#
# The softmax makes weights that add up to 1, so each place takes a weighted mean of all values.
# The products of $d$ numbers grow with $\sqrt{d}$; divided by it, the weights do not become all or nothing by
# themselves.

# %%
from vecembed_lab.context.attention import attention
from vecembed_lab.lesson.source import show_source

show_source(attention)

# %% [markdown]
# Here is the task: five pairs of a name and a colour, and a name that is asked for.
# One head, vectors of 32 numbers, a hundred batches of 128 questions.
# Beside it the same model, in which all weights are equal, so that it takes the mean of the five places.
#
# **Predict 1.** The names and colours differ from question to question. How often is the mean right after training?
#
# <details><summary>(a) In nearly all questions, since the mean holds all five pairs</summary>It does hold them, added
# up. But it does not say which colour belonged to which name.</details>
# <details><summary>(b) In one of ten questions</summary>That would be a guess among all ten colours. It does better
# than that: it sees which five are there.</details>
# <details><summary>(c) In about one of five</summary>Yes: it learns which colours are present and guesses among
# these.</details>

# %% tags=["nbval-ignore-output"]
predict(1, "abc")

# %%
from vecembed_lab.context.recall import learn_recall, weight_on_asked

STEPS = 100
head, with_attention = learn_recall(STEPS, seed=0)
_, with_mean = learn_recall(STEPS, seed=0, uniform=True)

# %%
from vecembed_lab.context.figures import plot_learning

plot_learning({"attention": with_attention, "mean": with_mean}, chance=1 / 5)
print(f"weight on the pair that is asked for: {weight_on_asked(head, seed=1):.2f}")
predicted(1)

# %% [markdown]
# After a hundred steps the head answers nearly all questions, and the mean no more than three of ten.
# Nobody told the head where to look. It found out because only that gives right answers:
# more than nine tenths of the weight lie on the pair that is asked for.
#
# Be careful with such pictures. A head that puts its weight on the right place is no proof that the task needs it:
# we also tried a task about the number of a noun, and there equal weights did as well. Always train the control.
#
# **Change this, expect that**
#
# - `STEPS = 100` -> `STEPS = 20`: after twenty steps it has only begun to look.
# - `weight_on_asked(head, seed=1)` -> `weight_on_asked(head, seed=2)`: other questions, nearly the same weight.
#
# **Exercise:** [10.1 Attention](../exercises/10_context/10_context.ipynb#10.1-Attention)
#
# ## Several heads
#
# One head takes one mean. A text has several things to look for at once, so the numbers of each vector are shared out
# among several heads, each with its own weights, and put side by side again.

# %%
import torch

from vecembed_lab.context.attention import join_heads, split_heads

x = torch.arange(8.0).reshape(1, 2, 4)
print(split_heads(x, 2).tolist(), "| joined again:", bool((join_heads(split_heads(x, 2)) == x).all()))

# %% [markdown]
# Head 0 has the first two numbers of both places, head 1 the last two.
# A plain `reshape` to the same shape would give head 0 all of place 0 and head 1 all of place 1, without any error.
#
# **Change this, expect that**
#
# - `torch.arange(8.0).reshape(1, 2, 4)` -> `torch.arange(12.0).reshape(1, 3, 4)`: three places; still two heads.
# - `bool((join_heads(split_heads(x, 2)) == x).all())` -> `bool((x.view(1, 2, 2, 2) == split_heads(x, 2)).all())`: a
#   plain `view` has the same shape and other numbers.
#
# **Exercise:** [10.2 Heads](../exercises/10_context/10_context.ipynb#10.2-Heads)
#
# ## Where it stands
#
# Attention looks at a set of places. Shuffle them, and each takes the same as before.
# *The dog bites the man* and *the man bites the dog* would be the same. So each place gets a vector that says where it
# stands: waves of different lengths, or rows that are learnt, as in the encoder below.

# %%
from vecembed_lab.context.attention import sinusoids

places = sinusoids(50, 64)
print("product of place 10 with 10, 11, 15 and 40:", *(places[10] @ places[[10, 11, 15, 40]].T).numpy().round(1))

# %%
words = torch.randn(6, 64, generator=torch.Generator().manual_seed(0))
order = torch.tensor([3, 0, 5, 1, 4, 2])
mixed, again = attention(words, words, words)[0], attention(words[order], words[order], words[order])[0]
print(f"shuffled, the largest change of a place: {(again - mixed[order]).abs().max():.5f}")

# %%
marked, moved = words + sinusoids(6, 64), words[order] + sinusoids(6, 64)
mixed, again = attention(marked, marked, marked)[0], attention(moved, moved, moved)[0]
print(f"with positions: {(again - mixed[order]).abs().max():.1f}")

# %% [markdown]
# Near places have similar vectors, and order counts once they are added.
#
# A model that is to write the next word must not see it. A *causal* mask lets each place see itself and those before
# it.
# By hand: where all scores are equal, each place takes the mean of what it sees, of 1, 2, 3, 4 that is

# %%
past = torch.ones(4, 4, dtype=torch.bool).tril()
even, values = torch.zeros(4, 8), torch.tensor([[1.0], [2.0], [3.0], [4.0]])
print(attention(even, even, values, past)[0].flatten().tolist())

# %% [markdown]
# the mean of 1, then of 1 and 2, and so on. Now the last word is replaced. What becomes of the five before it?

# %%
past = torch.ones(6, 6, dtype=torch.bool).tril()
other = torch.cat([words[:5], torch.ones(1, 64)])
before, behind = (attention(x, x, x, past)[0] for x in (words, other))
print("the largest change, place by place:", *(before - behind).abs().amax(1).numpy().round(2))

# %% [markdown]
# Nothing: what comes later cannot change what was read before. So a model that writes keeps what it has computed, and
# adds one place for each new word. MiniLM has no such mask: it reads a text that is whole, to both sides.
#
# **Change this, expect that**
#
# - `[3, 0, 5, 1, 4, 2]` -> `[0, 1, 2, 3, 4, 5]`: nothing is shuffled, so nothing changes.
# - `sinusoids(50, 64)` -> `sinusoids(50, 8)`: four waves only; the products tell places apart less well.
#
# **Exercise:** [10.3 Positions](../exercises/10_context/10_context.ipynb#10.3-Positions)
#
# ## An encoder
#
# Attention, then a small network at each place, both added to what was there and normalised: that is a layer.
# Six of them are MiniLM, whose published weights unit 7 used to make its vectors.
# This is all of it but the reading of files:

# %%
from vecembed_lab.search.encoder import Encoder

show_source(Encoder.layers, Encoder._layer)

# %%
encoder = Encoder()
parts = {"words": "embeddings.word_embeddings.weight", "places": "embeddings.position_embeddings.weight"}
print({name: tuple(encoder.weights[key].shape) for name, key in parts.items()})
print(f"{sum(weight.numel() for weight in encoder.weights.values()):,} numbers")

# %% [markdown]
# Our tests compare each layer with PyTorch's own, and all of it with what the library `transformers` makes of the same
# weights; they agree to five digits after the point.
# More than half of the numbers are the table of words, the same one vector a word that you know from unit 2.
#
# ## Guess the hidden word
#
# How does an encoder learn? It guesses words that were hidden from it.
# Of all pieces 15 % are asked for. Of these, 80 % show a mask, 10 % another piece, 10 % stay as they are, so that the
# model can trust no piece it sees. The loss is $-\log p$ of the right piece, at the places asked for and nowhere else.
#
# We train a small one on the Wikipedia sample of unit 2, two layers with four heads, for a few seconds.
# Beside it stand three tables of counts, made from the same text: how frequent a word is; how often it follows its left
# neighbour; and both neighbours. All are asked for the same hidden words in other articles.
#
# **Predict 2.** Which of these does the model beat after a few seconds?
#
# <details><summary>(a) All three, since attention sees the whole window</summary>It could see it, but it has not learnt
# yet to use it.</details>
# <details><summary>(b) The word alone, but not the neighbours</summary>Not even that. In the first seconds it learns
# how frequent words are, and it has not finished with that.</details>
# <details><summary>(c) None</summary>Yes. Counting learns from each word at once. A network needs many more
# words.</details>

# %% tags=["nbval-ignore-output"]
predict(2, "abc")

# %%
from vecembed_lab.context.masked import baselines, count, learn_masked, masked_losses, windows
from vecembed_lab.data.texts import load_wikipedia
from vecembed_lab.lesson.intervals import resampled
from vecembed_lab.lesson.tables import table

text = windows(load_wikipedia())
losses = baselines(count(text.train), text.test, at=8)

# %%
losses["the model"] = masked_losses(learn_masked(text.train, 150, seed=0), text.test, at=8)


def mean_of(values):
    return resampled(lambda rows: values[rows].mean(), len(values), rng=rng)


# %%
rows = {name: [mean_of(loss), mean_of(loss - losses["word alone"])] for name, loss in losses.items()}
table({"nats": ".2f", "more than the word alone": "+.2f"}, rows)
predicted(2)

# %% [markdown]
# In these few seconds the model does not beat the word alone, and counting both neighbours is far ahead of it.
# Four times as long, with the same rate or one three times as large or as small, it comes within a tenth of a nat of
# the word alone, and not near the neighbours.
# MiniLM's ancestors read billions of words on many machines. A loss says something only beside such baselines;
# without them, a falling curve would have looked like success.
#
# **Change this, expect that**
#
# - `learn_masked(text.train, 150, seed=0)` -> `learn_masked(text.train, 50, seed=0)`: it does not yet know how
#   frequent words are.
# - `baselines(count(text.train), text.test, at=8)` -> `baselines(count(text.train[:2000]), text.test, at=8)`: counts of
#   a tenth of the text; even these do well.
#
# **Exercises:** [10.4 Hide words](../exercises/10_context/10_context.ipynb#10.4-Hide-words) and
# [10.5 The loss of a guess](../exercises/10_context/10_context.ipynb#10.5-The-loss-of-a-guess)
#
# ## One word, several senses
#
# People have marked in which sense a word was used in some thousand sentences from newspapers.
# We take 300 uses of *serve* and of *interest*, and read fifteen words on each side.

# %%
from vecembed_lab.context.samples import drawn_uses

words_of = {word: drawn_uses(word) for word in ("serve", "interest")}
for use in words_of["serve"][0][:2]:
    print(f"{use.sense}:", *use.words[: use.at], use.words[use.at].upper(), *use.words[use.at + 1 :])

# %% [markdown]
# MiniLM reads each use. The vector of the word is the mean of its pieces, before the first layer and after each.
# For 75 uses the sense is guessed from the five nearest of the 225 others. Compare it with
#
# - the most frequent sense, which needs no vector;
# - the mean of GloVe's vectors of the same words around it, which know nothing of each other;
# - layer 0, where the word does not know its neighbours yet;
# - the same vectors, with the senses of the 225 shuffled: a control that must fail.
#
# **Predict 3.** Which layer tells the senses best?
#
# <details><summary>(a) The last, since it has seen most</summary>It is good, but not better than those in the middle.
# The last layer was trained for sentences.</details>
# <details><summary>(b) Layer 0, the word itself</summary>No: it is nearly the same vector in all uses, whatever the
# sense.</details>
# <details><summary>(c) One in the middle, and those after it are about as good</summary>Yes. Which one is best depends
# on the word and on the split; do not make a law of it.</details>

# %% tags=["nbval-ignore-output"]
predict(3, "abc")

# %%
from vecembed_lab.context.samples import sense_table
from vecembed_lab.lesson.intervals import spread

senses = {word: sense_table(word, splits=20, seed=0) for word in words_of}
table(dict.fromkeys(senses, ".2f"), {row: [spread(one[row]) for one in senses.values()] for row in senses["serve"]})

# %%
from vecembed_lab.context.figures import plot_layers

layers = {word: np.array([one[f"layer {i}"].mean() for i in range(7)]) for word, one in senses.items()}
levels = {f"GloVe, {word}": one["GloVe around it"].mean() for word, one in senses.items()}
plot_layers(layers, levels)
predicted(3)

# %% [markdown]
# (In brackets: nine of ten splits lie between these numbers.)
#
# Layer 4 tells the senses better than GloVe's neighbours do, and far better than layer 0.
# GloVe around the word is a strong baseline all the same: most of what tells a sense is which words stand near it.
# With the senses shuffled nothing is left but the frequent senses.
#
# **Change this, expect that**
#
# - `("serve", "interest")` -> `("serve", "hard")`: of *hard*, 80 % are one sense, so 0.8 is what knowing nothing gives.
# - `splits=20` -> `splits=5`: nearly the same means; the limits rest on fewer splits.
#
# **Exercise:** [10.7 The vector of a word](../exercises/10_context/10_context.ipynb#10.7-The-vector-of-a-word)
#
# ## From tokens to a sentence
#
# The vector of a sentence is the mean of its pieces. That is one line of code, and one of the most frequent faults:
# texts of a batch are padded to the same length, and whoever takes the mean over all places averages the padding too.
# Then the vector of a text depends on its neighbours in the batch.

# %%
from vecembed_lab.context.pooling import change_in_batch, first_piece, mean_of_all, mean_pool

texts = [" ".join(use.words[: 4 + 2 * i]) for i, use in enumerate(words_of["serve"][0][:12])]
for pool in (mean_pool, mean_of_all, first_piece):
    print(f"{pool.__name__:>12}: {change_in_batch(encoder, texts, pool):.5f}")

# %% [markdown]
# These are the largest changes of any number between a text alone and the same text in a batch of twelve.
# The right mean changes by rounding alone, below a hundred-thousandth; the mean over padding changes a lot.
#
# So test this: *a text has the same vector alone and in any batch, to 1e-5*, with texts of different lengths.
# With one text, or with equal lengths, nearly every such fault passes. And 1e-5 matters: with a mask of -10 in place of
# minus infinity numbers change by less than one thousandth, and it is wrong.
#
# The property is not enough. The vector of `[CLS]` does not change in a batch either, and for this model, which was
# trained with means, it is the wrong vector. So compare values, too.
#
# **Change this, expect that**
#
# - `" ".join(use.words[: 4 + 2 * i])` -> `" ".join(["serve"] * 9)`: all lengths are equal, and the mistake is not
#   seen.
# - `(mean_pool, mean_of_all, first_piece)` -> `(mean_pool, first_piece)`: both pass, and only one of them is right.
#
# **Exercise:** [10.6 From pieces to a
# sentence](../exercises/10_context/10_context.ipynb#10.6-From-pieces-to-a-sentence)
#
# ## Three domains
#
# Does one encoder serve all texts? We take three kinds, each as pairs that belong together:
# questions about health with the first 60 words of the answer; two halves of 120 words of news; two halves of 120 words
# from the middle of a contract. Their vectors were made beforehand by the encoder above, and rounded to whole steps of
# 0.025, some three bits a number, so that they travel with the course. That moves no mean in the first column of the
# table below by two hundredths.

# %%
from vecembed_lab.context.samples import domain

for name in ("health", "news", "law"):
    first, second = domain(name).shown[0]
    print(f"{name}: {first[:70]} ... | {second[:70]} ...")

# %%
from vecembed_lab.context.adapter import reciprocal_ranks
from vecembed_lab.similarity.measures import normalize

POOL = 250
pairs = {name: (domain(name).first[:POOL], domain(name).second[:POOL]) for name in ("health", "news", "law")}

# %%
centred = {name: [normalize(side - np.mean(both, axis=(0, 1))) for side in both] for name, both in pairs.items()}
shuffled = {name: (first, rng.permutation(second)) for name, (first, second) in pairs.items()}
everything = [np.vstack([both[side] for both in pairs.values()]) for side in (0, 1)]
mixed = dict(zip(pairs, reciprocal_ranks(*everything).reshape(3, POOL), strict=True))


# %%
columns = dict.fromkeys(["as it is", "among all three", "without the mean", "shuffled"], ".2f")
ranks = {n: [reciprocal_ranks(*p[n]) for p in (pairs, centred, shuffled)] for n in pairs}
table(columns, {n: [mean_of(r) for r in (found[0], mixed[n], *found[1:])] for n, found in ranks.items()})

# %% [markdown]
# The number is the mean of 1 / rank of the right partner among 250: 1 is perfect.
# Contracts are far harder than news and health: their sentences resemble each other from contract to contract.
# Mixing all three domains makes it hardly harder. So what is hard lies *inside* a domain, not between domains.
#
# ## An adapter
#
# To fine-tune all of MiniLM takes a graphics card or patience. A matrix of 384 x 384 that is multiplied onto frozen
# vectors takes two seconds. It learns by *InfoNCE*: of the answers in a batch, each question should choose its own.
#
# $$-\log \frac{e^{\cos(q_i, a_i)/\tau}}{\sum_j e^{\cos(q_i, a_j)/\tau}}$$
#
# The other answers of the batch are the wrong ones, for nothing. But an answer about the same disease is not wrong, and
# must not count as such.
# We learn from 1,500 pairs and test on 400 about *other* diseases; and on Cranfield, about flight, and on contracts,
# which the adapter has never seen.

# %%
from vecembed_lab.context.samples import WAYS, adapter, parts, scores

SEED = 0
train, test = parts(SEED)
matrices = {way: adapter(way, SEED) for way in WAYS}
before = scores(np.eye(384, dtype=np.float32), test)
after = {way: scores(matrix, test) for way, matrix in matrices.items()}

# %% [markdown]
# **Predict 4.** The adapter gains on health. What happens on Cranfield and on contracts?
#
# <details><summary>(a) They gain too, since it learns what questions and answers have in common</summary>It could have
# been so. Here it is not.</details>
# <details><summary>(b) Nothing, since it never saw them</summary>That is no protection: the matrix changes all
# vectors.</details>
# <details><summary>(c) They lose with large steps; with small ones hardly anything can be measured</summary>Yes. What
# the pairs do not show is forgotten, the more the larger the steps are.</details>

# %% tags=["nbval-ignore-output"]
predict(4, "abc")

# %%
changes = {way: [mean_of(new - old) for new, old in zip(found, before, strict=True)] for way, found in after.items()}
start = {"as it is: level": [mean_of(old) for old in before]}
table(dict.fromkeys(["health, MRR", "contracts, MRR", "Cranfield, nDCG@10"], "+.3f"), start | changes)
predicted(4)

# %%
from vecembed_lab.context.figures import plot_trade

plot_trade({way: (health, cranfield) for way, (health, _, cranfield) in changes.items()})

# %% [markdown]
# (Limits over questions: the same questions before and after, drawn anew.)
#
# Steps three times as large gain no more on health, and forget more elsewhere.
# Held near the identity, by a price on each unit of distance from it, the adapter keeps a part of the gain and forgets
# nothing that could be measured.
# Shuffled pairs, the control, lose everywhere.
#
# A gain of one to three hundredths is real here, and small. Three orders of the batches once gave us the same number to
# three digits, by luck; sixteen more spread over a hundredth. So give the interval over questions, not over seeds
# alone.
#
# The wrong answers of a batch are any others. Are those that are *nearly right* better teachers?
# They can be looked for, and are called *hard negatives*:

# %%
from vecembed_lab.context.adapter import hardest

health = domain("health")
nearest = hardest(health.first, health.second, np.arange(len(health.first)))

# %%
_, n = np.unique(health.about, return_counts=True)
by_chance = (n * (n - 1)).sum() / (n.sum() * (n.sum() - 1))
same = (health.about[nearest] == health.about).mean()
print(f"nearest wrong answers that are about the same disease: {same:.0%}, of any two answers: {by_chance:.2%}")

# %% [markdown]
# Many of them are not wrong at all: they are about the same disease.
#
# We learn the adapter with small steps anew, and give each question one more wrong answer: any about another disease,
# which is the control; the nearest about another disease; or the nearest of all but its own.
# On health we count twice. First only the question's own answer is right, then any about its disease is.

# %%
from vecembed_lab.context.contrastive import learn_adapter
from vecembed_lab.context.samples import ranks_three_ways, wrong_answers

first, second, about = (part[train] for part in health[:3])
extra = wrong_answers(SEED)

# %%
more = {}
for name, rows in extra.items():
    same_order = np.random.default_rng(SEED)
    more[name] = learn_adapter(first, second, about, rng=same_order, wrong=rows)

# %%
batch_alone = ranks_three_ways(matrices["small steps"], test)
columns = dict.fromkeys(["health, own", "health, same disease", "contracts"], "+.3f")
added = {name: zip(ranks_three_ways(matrix, test), batch_alone, strict=True) for name, matrix in more.items()}
table(columns, {name: [mean_of(now - then) for now, then in both] for name, both in added.items()})

# %% [markdown]
# (The change of the mean of 1 / rank against the adapter that had the answers of its batch alone.)
#
# One more answer about any other disease changes nothing, the control.
# The nearest about another disease changes both numbers on health by less than a hundredth, and costs up to two
# hundredths on contracts.
#
# The nearest of all seems to gain a little. Where any answer about the disease is right, nothing of that is left, and
# contracts lose one hundredth to four.
# It looked like a gain, since the training pushed right answers down, and the first count calls them wrong as well.
#
# So hard negatives teach no more here, where one matrix learns from 1,500 pairs.
# Where the encoder itself was trained to search millions of passages they did help, once the right answers among them
# had been sorted out: [Qu and others (2021)](https://arxiv.org/abs/2010.08191).
#
# **Change this, expect that**
#
# - `SEED = 0` -> `SEED = 1`: other diseases to learn from, and others to test on; the signs stay.
# - `mean_of(new - old)` -> `mean_of(new)`: the levels themselves. Their limits are much wider than those of the
#   differences.
#
# **Exercises:** [10.8 InfoNCE](../exercises/10_context/10_context.ipynb#10.8-InfoNCE),
# [10.9 Hard negatives](../exercises/10_context/10_context.ipynb#10.9-Hard-negatives),
# [10.11 What was forgotten](../exercises/10_context/10_context.ipynb#10.11-What-was-forgotten), [the
# challenge](../exercises/10_context/10_context.ipynb#The-challenge:-gain-in-a-domain,-and-forget-little) and
# [In your own words](../exercises/10_context/10_context.ipynb#In-your-own-words)
#
# ## Fewer numbers
#
# 384 numbers of four bytes are 1.5 kilobytes a text. May one keep only the first $k$ of them?
# That is what *Matryoshka* models are made for: their loss is added up over the first 12, 24, 48, ... numbers.
# MiniLM was not made so. On Cranfield:

# %%
from vecembed_lab.context.samples import cranfield_quality
from vecembed_lab.context.shrink import principal, random_columns, truncated
from vecembed_lab.search.judged import load_cranfield_vectors

WIDTHS = (192, 96, 48, 24, 12)
directions = principal(load_cranfield_vectors().documents)

# %%
kept = {k: [random_columns(384, k, rng=rng) for _ in range(5)] for k in WIDTHS}


def any_numbers(k):
    drawn = [cranfield_quality(lambda x, rows=rows: normalize(x[:, rows])) for rows in kept[k]]
    return np.mean(drawn, axis=0)


# %%
quality = {"the first k": [cranfield_quality(lambda x, k=k: truncated(x, k)) for k in WIDTHS]}
quality["any k"] = [any_numbers(k) for k in WIDTHS]
quality["PCA"] = [cranfield_quality(lambda x, k=k: truncated(x @ directions, k)) for k in WIDTHS]

# %%
from vecembed_lab.context.figures import plot_widths

lines = {name: [each.mean() for each in line] for name, line in quality.items()}
plot_widths(WIDTHS, lines, ylabel="nDCG@10 on Cranfield")

# %% [markdown]
# *Any k* is the mean of five draws of k numbers. What each of the other two gains on it, question by question:

# %%
first_k, any_k, pca = map(np.array, quality.values())  # (widths, questions)
gains = [[mean_of(way[i] - any_k[i]) for way in (first_k, pca)] for i in range(len(WIDTHS))]
rows = dict(zip([f"{k} numbers" for k in WIDTHS], gains, strict=True))
table({"the first k, gain": "+.3f", "PCA, gain": "+.3f"}, rows)

# %% [markdown]
# For a model that was not trained for it, the first k numbers are worth no more than any k numbers.
# PCA of the documents is worth more, and much more where 24 numbers or fewer are kept.
# (It is PCA without subtracting the mean: search compares dot products, and the mean is part of them.)
#
# Does the nested loss pay? We learn two adapters on health, both from the directions of PCA: one with the plain loss,
# one with the mean of the losses of the first 384, 192, ... 12 numbers.

# %%
from vecembed_lab.context.contrastive import NESTED

from_pca = {"plain": (), "nested": NESTED}
for name, widths in from_pca.items():
    same_order = np.random.default_rng(0)
    from_pca[name] = learn_adapter(first, second, about, rng=same_order, start=principal(second), widths=widths)


# %%
def ranks_at(matrix, k):
    return reciprocal_ranks(*(truncated(side[test] @ matrix, k) for side in domain("health")[:2]))


# %%
rows = {f"{k} numbers": [ranks_at(from_pca[name], k) for name in ("plain", "nested")] for k in NESTED}
columns = {"plain": ".3f", "nested": ".3f", "difference": "+.3f"}
table(columns, {name: [mean_of(one), mean_of(two), mean_of(two - one)] for name, (one, two) in rows.items()})

# %% [markdown]
# The nested loss pays where few numbers are kept, at 24 and 12, and not at 96 and above.
# Both were trained on health and serve health; whether it carries over to other domains was not measured.
#
# **Change this, expect that**
#
# - `principal(load_cranfield_vectors().documents)` -> `principal(domain("news").second)`: directions of another
#   domain; with few numbers much of PCA's advantage is lost.
# - `random_columns(384, k, rng=rng)` -> `np.arange(384 - k, 384)`: the last k, as good as the first.
#
# **Exercise:** [10.10 Truncate](../exercises/10_context/10_context.ipynb#10.10-Truncate)
#
# ## Fewer bytes
#
# The other way is fewer bytes a number: one byte, or one bit, the sign.
#
# **Predict 5.** What does one *bit* a number, 48 bytes a text in place of 1,536, cost in nDCG?
#
# <details><summary>(a) Nearly everything</summary>No. 384 signs still say a lot about a direction.</details>
# <details><summary>(b) About a tenth of it, and that can be had back</summary>Yes: rank by signs, then compute the
# first hundred again with the numbers as they were.</details>
# <details><summary>(c) Nothing that could be measured</summary>That holds for one byte a number.</details>

# %% tags=["nbval-ignore-output"]
predict(5, "abc")

# %%
from vecembed_lab.context.shrink import FIRST, int8, qualities, rescored, signs
from vecembed_lab.search.exact import top_k
from vecembed_lab.search.judged import load_cranfield

# %%
judged, cranfield = load_cranfield(), load_cranfield_vectors()
queries, documents = cranfield.queries, cranfield.documents
hundred = top_k(queries, signs(documents), 100)

# %%
floats, whole, bits = (qualities(top_k(queries, to(documents), FIRST), judged) for to in (np.asarray, int8, signs))
again = qualities(rescored(queries, documents, hundred), judged)
rows = {"float, 1,536 bytes": floats, "int8, 384": whole, "signs, 48": bits, "signs, then 100 again": again}
columns = {"nDCG@10": ".3f", "change": "+.3f"}
table(columns, {name: [mean_of(found), mean_of(found - floats)] for name, found in rows.items()})
predicted(5)

# %% [markdown]
# One byte a number costs nothing that could be measured. One bit costs some hundredths, and ranking the first hundred
# again with the floats brings nearly all of it back.
# (The queries stay floats: there are few of them, and nobody stores them.)
#
# Fewer numbers and fewer bytes for each can be had together. Which way is best for a given number of bytes?

# %%
from vecembed_lab.context.samples import frontier

ways = frontier((384, *WIDTHS), turn=True)  # the numbers along the directions of PCA, the longest first
ways["one bit, not turned"] = frontier((384, *WIDTHS), turn=False)["one bit"]

# %%
from vecembed_lab.context.figures import plot_frontier

lines = {name: {size: mean_of(found) for size, found in line.items()} for name, line in ways.items()}
plot_frontier(lines, ylabel="nDCG@10 on Cranfield")

# %% [markdown]
# (The limits are those of the questions, drawn anew.)
#
# With 96 bytes, 96 numbers of one byte are far better than 24 of four: the last digits of a number say less than
# another number does. With 12 bytes, 96 numbers of one bit are far better than 12 of one byte.
# One bit each of all 384 numbers is worth more without PCA, and one bit each of the first 96 with it. PCA makes the
# first numbers long and the last ones short, and a sign says the same of both.
#
# What is best for its bytes is called the *frontier*. This one belongs to this model and these questions: measure your
# own.
#
# These are the codes of unit 7. Rounding of the *weights* of an encoder is another matter, and was not measured here.
#
# ## Cones and hubs
#
# Unit 1 found that word vectors lie in a cone, and that some are neighbours of far too many. Vectors of sentences are
# no different, and what helps is the same: subtract the mean, and take out the strongest directions.

# %%
from vecembed_lab.similarity.measures import all_but_the_top, k_occurrence, mean_cosine, skewness

answers = domain("health").second
print("mean cosine", round(float(mean_cosine(answers)), 2))


# %%
def hubs(vectors):
    cured = [all_but_the_top(vectors, n_out) for n_out in (0, 1, 3)]
    return [skewness(k_occurrence(some, 10)) for some in (vectors, *cured)]


# %%
columns = dict.fromkeys(["as they are", "without the mean", "and one direction", "and three"], ".2f")
table(columns, {"answers about health": hubs(answers), "documents of Cranfield": hubs(documents)})

# %% [markdown]
# (The skewness of how often each is among the ten neighbours of another: the larger, the more hubs.)
#
# Without the mean the answers keep most of their hubs, and without three directions too they keep few.
# On Cranfield nearly half of the skewness goes with the mean, and hardly any more with three directions.
# Is search better without them?

# %%
mean, top = documents.mean(axis=0), np.linalg.svd(documents - documents.mean(axis=0), full_matrices=False)[2][:3]
without_mean = cranfield_quality(lambda x: normalize(x - mean))
without_top = cranfield_quality(lambda x: normalize((x - mean) - (x - mean) @ top.T @ top))
rows = {"without the mean": without_mean, "and three directions": without_top}
table({"change of nDCG@10": "+.3f"}, {name: [mean_of(found - floats)] for name, found in rows.items()})

# %% [markdown]
# It is worse. Removing the mean thins out the hubs of Cranfield and hurts its search: an even spread is not quality.
# (Elsewhere it may help: see contracts in the table above. Measure it on your own questions.)
#
# ## What is cut off
#
# An encoder reads a fixed number of pieces, and says nothing about the rest. We took 40 long articles of news, and
# from each three sentences: from its beginning, its middle, and from between the words 220 and 360.
# Does a sentence find the article it was taken from, if the article was cut?

# %%
from vecembed_lab.context.samples import found_articles

places = ("beginning", "middle", "end")
found = {place: found_articles(place) for place in places}
table(dict.fromkeys(places, ".2f"), {way: [mean_of(found[place][way]) for place in places] for way in found["end"]})

# %% [markdown]
# (The share of 40 articles that come first. With so few the limits are wide.)
#
# At the beginning everything finds the article. For a sentence from the end, chunks of 80 words find more articles than
# one vector of the first 128 pieces does: that vector has never seen the sentence, and can only guess from the subject.
# The best chunk costs five vectors an article. The mean of the chunks is one vector, and did as well at the end, though
# not in the middle. And nothing warns you: a text that is too long gives a vector like any other.
#
# ## Limits
#
# - One encoder, in English, and three domains of a few hundred pairs. Other encoders rank the layers differently.
# - The adapter is one matrix. Training the encoder itself can gain more, and forget more; it was not run here.
# - The senses are those of newspapers of the eighties and nineties, and each has at most a few hundred examples.
# - Each pair has one right partner. Where several answers are right, the rank of one of them says less.
#
# An example that fails: negation.

# %%
vectors = encoder.sentences(["The drug is safe.", "The drug is not safe.", "This medicine does no harm."])
print("safe / not safe", (vectors[0] @ vectors[1]).round(2), "| safe / no harm", (vectors[0] @ vectors[2]).round(2))

# %% [markdown]
# The opposite is nearer than the paraphrase. Sentence vectors say what a text is about, and not whether it is so.
#
# ## What was shown
#
# - Attention answers who had which colour, and the mean of the same vectors cannot.
# - A masked-language model of a few seconds loses against counts; the baselines say so, not the curve.
# - Vectors in context tell senses by about a tenth better than GloVe around the word.
# - A text must have the same vector in any batch, to 1e-5; and the right one.
# - An adapter gains one to three hundredths in its domain; with large steps it forgets outside it, unless it is held.
# - First k numbers are no better than any k; PCA is; the nested loss pays at 24 numbers and below.
# - One byte a number is free; one bit and a second look nearly so.
# - Fewer hubs are not better search, and a text that is cut off is lost in silence.

# %%
predicted(1, 2, 3, 4, 5)

# %% [markdown]
# ## Where to go on
#
# - The exercises of this unit: eleven functions of your own, then the challenge.
# - Vaswani and others (2017), [Attention Is All You Need](https://arxiv.org/abs/1706.03762), and Rush's [annotated
#   version](https://nlp.seas.harvard.edu/annotated-transformer/).
# - Devlin and others (2019), [BERT](https://arxiv.org/abs/1810.04805); Reimers and Gurevych (2019),
#   [Sentence-BERT](https://arxiv.org/abs/1908.10084); Wang and others (2020),
#   [MiniLM](https://arxiv.org/abs/2002.10957).
# - Ethayarajh (2019), [How Contextual are Contextualized Word Representations?](https://arxiv.org/abs/1909.00512)
# - Kusupati and others (2022), [Matryoshka Representation Learning](https://arxiv.org/abs/2205.13147).
# - Muennighoff and others (2023), [MTEB](https://arxiv.org/abs/2210.07316): many tasks beside each other.
# - Tools: [sentence-transformers](https://www.sbert.net), whose losses and pooling are those of this lesson.
# - People to ask: the [sentence-transformers discussions](https://github.com/huggingface/sentence-transformers/issues),
#   and the [BlackboxNLP](https://blackboxnlp.github.io) workshop on what is inside such models.
