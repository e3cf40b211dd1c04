# %% [markdown]
# # 4. Recommendation: who may like what
#
# *About 70 minutes to read, to predict and to try the changes. The exercises take another 120.*
#
# A shop has thousands of things, a person looks at ten.
# A recommender chooses the ten, from nothing but who chose what before.
# This lesson builds several, from one line to a model with a vector for every person and every film,
# and asks a question that is harder than it looks: which of them is better, and who says so?
#
# **What you need:** unit 1 (dot products, cosines, neighbours, maps); derivatives and the solution of linear equations.
#
# You will
#
# - hide ratings in three ways, and see which of them look into the future;
# - judge lists from their top, with what a user knows already left out;
# - solve for the vectors of people and films in turn (ALS), and let films explain films (EASE);
# - learn from pairs (BPR, two towers), and correct for how often a film is drawn;
# - see one protocol crown a model that another protocol puts below plain popularity;
# - ask who is never recommended, what happens to newcomers, and why this film;
# - decide whether an offline gain is worth shipping.
#
# Run the cells with Shift+Enter. Where it says **Predict**, choose an answer first, then open it with a click.

# %%
import numpy as np

from vecembed_lab.lesson.predictions import predict, predicted
from vecembed_lab.recommendation.ratings import load_ratings

# %%
ratings = load_ratings()
print("{:,} ratings by {} people of {:,} films: {}".format(len(ratings), *ratings.shape, ratings.source))

# %% [markdown]
# MovieLens 100K was collected by the GroupLens group of the University of Minnesota in 1997 and 1998
# (Harper and Konstan, 2015, [The MovieLens Datasets](https://doi.org/10.1145/2827872)).
# It may be used for research and teaching, but not passed on and not sold,
# so it was fetched to your machine and is no part of the course.
# If the line above speaks of a stand-in, it could not be fetched.
# Everything below still runs, on ratings that a small model has drawn: the numbers will differ from the text.
# (The same module has `load_small`, for films up to 2018. Try it when you are through: nine thousand films make EASE
# slow.)
#
# ## A table with holes
#
# Each row says who, what, how many stars, and when.

# %%
for row in range(0, 5):
    title, stars = ratings.titles[ratings.items[row]], ratings.values[row]
    print(f"user {ratings.users[row]:>3}: {stars:.0f} stars for {title}")

# %%
n_users, n_films = ratings.shape
fame = np.bincount(ratings.items, minlength=n_films)
print(f"{len(ratings) / (n_users * n_films):.0%} of the table is filled")

# %% [markdown]
# All the rest is unknown: not disliked, but unknown.
# People rate what they have seen, and they choose what to see. So the fact *that* someone rated a film says a lot,
# often more than the number of stars.
# From here on we mostly keep that fact alone: 1 where somebody rated a film, 0 elsewhere.
#
# **Predict 1.** Sort the films by how often they were rated. What share of all ratings do the first 5 % of them have?
#
# <details><summary>(a) About 5 %</summary>Then all films would be equally well known.</details>
# <details><summary>(b) About 10 %</summary>Too little. Fame feeds on itself: what is known is shown, seen and rated
# more.</details>
# <details><summary>(c) About 25 %</summary>Yes. A few films are known to nearly everybody, and hundreds of films have
# fewer than ten ratings each.</details>

# %% tags=["nbval-ignore-output"]
predict(1, "abc")

# %%
from vecembed_lab.recommendation.figures import plot_fame

plot_fame(fame)
predicted(1)

# %% [markdown]
# This *long tail* stands behind nearly everything that follows:
# it makes popularity a strong opponent, it decides what a random negative is, and it is where newcomers live.
#
# ## Which ratings to hide
#
# To judge a recommender, hide some ratings, let it learn from the others, and see whether it finds the hidden ones.
# Which ones to hide? Three ways, each with a fifth of the ratings:

# %%
from vecembed_lab.recommendation.ratings import split, split_last, split_random, split_time

rng, share = np.random.default_rng(0), 0.2
hidden = {"global time": split_time(ratings.times, share)}  # all that came after some day
hidden["last fifth"] = split_last(ratings.users, ratings.times, share)  # of each user's own ratings
hidden["random"] = split_random(len(ratings), share, rng=rng)

# %% [markdown]
# Only the first is like real life: learn from the past, be used in the future.
# Does it matter? Ask of each hidden rating what share of the training ratings was made *after* it,
# and whether one of these was made by the same user:


# %%
def looks_ahead(held_out):
    past, future = np.sort(ratings.times[~held_out]), ratings.times[held_out]
    later = 1 - np.searchsorted(past, future, side="right") / len(past)
    last = np.zeros(n_users)
    np.maximum.at(last, ratings.users[~held_out], ratings.times[~held_out])
    return later.mean(), (last[ratings.users[held_out]] > future).mean()


# %%
for name, held_out in hidden.items():
    later, own = looks_ahead(held_out)
    print(f"{name:<11}  {later:.0%} of the training ratings are later; {own:.0%} have later ones of the same user")

# %% [markdown]
# A random split trains on what a user did later in order to guess what the user did before.
# The last fifth of each user's own ratings prevents that.
# But it still knows what *others* did later: which films would become famous, and what goes with them.
# It is often called free of leaks, and it is not.
# So why not always split by time?

# %%
from vecembed_lab.recommendation.ranking import tested

parts = {name: split(ratings, held_out) for name, held_out in hidden.items()}
for name, part in parts.items():
    print(f"{name:<11} {len(tested(*part)):>4} of {n_users} users can be judged")

# %% [markdown]
# Most people in MovieLens rated everything within a day. After the day of the split most users are new,
# and of a user without a past these models know nothing.
# So the honest split judges few users here, and with few users every number is uncertain.
# Each protocol has its price; say which one you used.
#
# **Change this, expect that**
#
# - `rng, share = np.random.default_rng(0), 0.2` -> `rng, share = np.random.default_rng(0), 0.5`: the day of the split
#   lies earlier; somewhat more users have ratings on both sides of it, but still few.
# - `for name, part in parts.items()` -> `for name, part in list(parts.items())[:1]`: only the honest split is printed.
#
# **Exercise:** [4.1 Hide what came
# last](../exercises/04_recommendation/04_recommendation.ipynb#4.1-Hide-what-came-last)
#
# ## A list is judged from its top
#
# A *model* gives every film a score for a user. The ten films with the highest scores make the list.
# The first place is seen by everybody and the tenth by few, so a hit in place $p$ counts $1/\log_2(p+1)$,
# divided by what the best possible list would get:

# %%
from vecembed_lab.recommendation.ranking import ndcg

ranked, relevant = np.array([5, 2, 9]), np.array([9, 5])
for order in ([5, 9, 2], [5, 2, 9], [2, 9, 5]):
    print(order, f"{ndcg(np.array(order), relevant, 3):.2f}")

# %% [markdown]
# That is NDCG. It is 1 if the relevant items are on top, and each place further down costs something.
#
# The simplest model gives everybody the same scores: how many people rated the film.
# We use the split by each user's last fifth until further notice.

# %%
from vecembed_lab.recommendation.neighbours import popular
from vecembed_lab.recommendation.ranking import evaluate, items_of, top_k

train, test = parts["last fifth"]
by_fame = evaluate(popular(train), train, test)
print(f"NDCG@10 of popularity: {by_fame.ndcg.mean():.3f}")

# %% [markdown]
# `evaluate` ranks *all* films for each user, but leaves out those that the user has rated before the split.
#
# **Predict 2.** What happens if we forget to leave them out?
#
# <details><summary>(a) Hardly anything</summary>No. Most of the famous films are in people's histories already, and
# there they take the best places of the list.</details>
# <details><summary>(b) The number falls to less than half</summary>Yes. The list is full of films the user has rated,
# which cannot be hits, since nobody rates a film twice here.</details>
# <details><summary>(c) The number rises</summary>It would if the films from the history counted as hits. They are
# training data, and the hidden ratings are others.</details>

# %% tags=["nbval-ignore-output"]
predict(2, "abc")

# %%
users = by_fame.users
unmasked = top_k(popular(train)(users), 10)
forgotten = [ndcg(row, items_of(test, user), 10) for row, user in zip(unmasked, users, strict=True)]
print(f"NDCG@10 without leaving them out: {np.mean(forgotten):.3f}")
predicted(2)

# %% [markdown]
# Forgetting to leave out what users know costs popularity more than half of its NDCG.
# If a model in your hands seems hopeless, look there first.
#
# **Change this, expect that**
#
# - `np.array([9, 5])` -> `np.array([9, 5, 7, 8])`: of four relevant items two are missed, and the best possible list
#   has three of them: all three values fall.
# - `top_k(popular(train)(users), 10)` -> `top_k(-popular(train)(users), 10)`: the least known films, and hardly a hit.
#
# **Exercises:** [4.2 What may be
# recommended](../exercises/04_recommendation/04_recommendation.ipynb#4.2-What-may-be-recommended) and
# [4.3 How good is a list?](../exercises/04_recommendation/04_recommendation.ipynb#4.3-How-good-is-a-list?)
#
# ## The rule that knows nobody
#
# Popularity is the opponent that every recommender has to beat. Below it belongs one that knows nothing at all.
# And what about quality: recommend the films with the highest mean of stars?

# %%
from vecembed_lab.recommendation.neighbours import random_scores

# %%
kept = ~hidden["last fifth"]
stars = np.bincount(ratings.items[kept], ratings.values[kept], n_films)
mean_stars = stars / np.maximum(np.bincount(ratings.items[kept], minlength=n_films), 1)
for film in np.argsort(-mean_stars, kind="stable")[:4]:
    print(f"{mean_stars[film]:.1f} stars from {fame[film]} people: {ratings.titles[film]}")

# %% [markdown]
# The best mean belongs to films that very few enthusiasts rated.
# In brackets stand the limits that hold a mean in 95 of 100 resamplings of the users.


# %%
from vecembed_lab.lesson.intervals import resampled
from vecembed_lab.lesson.tables import table


def with_limits(values):
    return resampled(lambda rows: values[rows].mean(), len(values), rng=rng)


# %%
judged = {"popularity": by_fame}
judged["random"] = evaluate(random_scores(n_films, rng=rng), train, test)
judged["most stars"] = evaluate(lambda some: np.tile(mean_stars, (len(some), 1)), train, test)
table({"NDCG@10": ".3f"}, {name: [with_limits(found.ndcg)] for name, found in judged.items()})

# %% [markdown]
# To recommend the films with the most stars on average is worse than chance:
# what very few people rated is rarely what another one rates next.
#
# **Change this, expect that**
#
# - `[:4]:` -> `[:40]:`: where do you meet the first film that you know?
# - `minlength=n_films), 1)` -> `minlength=n_films), 50)`: films with few ratings are held back, and the list becomes
#   far better than chance, but not as good as popularity's.
#
# **Exercise:** [4.4 Popularity](../exercises/04_recommendation/04_recommendation.ipynb#4.4-Popularity)
#
# ## Stars are another question
#
# For years, the contest was to guess how many stars somebody gives.
# A good model for that adds to the mean of all stars what is special of the user (some are generous),
# what is special of the film (some are loved), and the product of two vectors.
# Its error is the root of the mean squared difference (RMSE), in stars:

# %%
from vecembed_lab.recommendation.explicit import fit_ratings, rmse

now = hidden["last fifth"]
columns = (ratings.users[kept], ratings.items[kept], ratings.values[kept])
starry = fit_ratings(*columns, ratings.shape, rng=rng)

# %%
guesses = starry.predict(ratings.users[now], ratings.items[now])
print(f"always the mean:   RMSE {rmse(np.full(now.sum(), starry.mean), ratings.values[now]):.2f} stars")
print(f"with biases, vectors: RMSE {rmse(guesses, ratings.values[now]):.2f} stars")
print(f"as a recommender:  NDCG@10 {evaluate(starry.scores, train, test).ndcg.mean():.3f}")

# %% [markdown]
# It guesses stars well, and yet its lists are worse than those of popularity.
# It was only ever asked about films that people chose to watch, and a list has to find these among all the others.
# So RMSE says nothing about lists, and we do not look at it again.
#
# ## A vector for everybody
#
# Give every user $u$ a vector $x_u$ and every film $i$ a vector $y_i$ of the same 32 dimensions,
# and let the score be $x_u \cdot y_i$.
# We want 1 where a user rated a film and 0 elsewhere, and we are surer of the ones than of the zeros:
#
# $$\sum_{u, i} c_{ui} \, (r_{ui} - x_u \cdot y_i)^2 + \text{reg} \Big( \sum_u \lVert x_u \rVert^2 + \sum_i \lVert y_i
# \rVert^2 \Big), \qquad c_{ui} = c \text{ where } r_{ui} = 1, \text{ else } 1$$
#
# With all $y$ fixed this is a quadratic in each $x_u$ alone, and its lowest point is the solution of 32 equations:

# %%
from vecembed_lab.lesson.source import show_source
from vecembed_lab.recommendation.factorization import als_user

show_source(als_user)

# %% [markdown]
# So solve for all users, then for all films with the users as they are now, and so on.
# That is *alternating least squares*, ALS. Each step can only lower the loss:

# %%
from vecembed_lab.recommendation.factorization import Factors, als_loss, als_round

weights, films = train * 2.0, rng.normal(0, 0.1, (n_films, 32))
for turn in range(3):
    people, films = als_round(weights, films, 10.0)
    print(f"loss after round {turn + 1}: {als_loss(weights, Factors(people, films), 10.0):,.0f}")

# %% [markdown]
# Now the whole model, beside a control that **must fail**.
# The control learns from a table in which every user has as many films as before and every film as many users,
# but who rated which film has been shuffled. Nothing is left to learn but fame.

# %%
from vecembed_lab.recommendation.factorization import als
from vecembed_lab.recommendation.ratings import permuted

# %%
confidence = 2.0
factors = als(train, confidence=confidence, reg=10.0, rng=rng)
judged["ALS"] = evaluate(factors.scores, train, test)
shuffled = als(permuted(train, rng=rng), confidence=confidence, reg=10.0, rng=rng)
judged["ALS, shuffled"] = evaluate(shuffled.scores, train, test)

# %%
table({"NDCG@10": ".3f"}, {name: [with_limits(found.ndcg)] for name, found in judged.items()})

# %% [markdown]
# ALS finds far more than popularity, and on shuffled data it finds less than popularity.
# So what it knows beyond fame comes from who rated what.
#
# Where do $c = 2$ and reg = 10 come from? Not from this table: who tries settings on the test until one looks good has
# no test left.
# They come from a *validation part*: of each user's ratings before the last fifth, the last fifth was hidden once more.
# `python -m vecembed_lab.recommendation.chosen` learns from the rest with many settings and prints what each leads to,
# for all models of this lesson that rank.
#
# **Change this, expect that**
#
# - `confidence = 2.0` -> `confidence = 41.0`: the value that the paper of 2008 proposed. Most of the gain is gone.
# - `rng.normal(0, 0.1, (n_films, 32))` -> `rng.normal(0, 0.1, (n_films, 4))`: fewer dimensions leave a larger loss.
#
# **Exercises:** [4.5 One user's vector](../exercises/04_recommendation/04_recommendation.ipynb#4.5-One-user's-vector)
# and [4.6 One round of ALS](../exercises/04_recommendation/04_recommendation.ipynb#4.6-One-round-of-ALS)
#
# ## Neighbours of films
#
# No vectors are needed for a recommender. Two films are alike if the same people rated them:
# the cosine of their columns.

# %%
from vecembed_lab.recommendation.neighbours import ease, item_cosines

cosines = item_cosines(train)
for film in np.argsort(-fame)[[0, 20, 40]]:
    near = np.argsort(-cosines[film])[:3]
    print(ratings.titles[film], "->", "; ".join(ratings.titles[i] for i in near))

# %% [markdown]
# The score of a film is the sum of its cosines with the films of a user's history.
# EASE asks for better weights: those that predict each column of the table from all *other* columns with the least
# error. They have a closed form.

# %%
show_source(ease)

# %%
from vecembed_lab.recommendation.neighbours import weighted_sum

judged["cosines"] = evaluate(weighted_sum(train, cosines), train, test)
judged["EASE"] = evaluate(weighted_sum(train, ease(train, 200.0)), train, test)
rows = {name: found.ndcg - judged["popularity"].ndcg for name, found in judged.items() if name != "popularity"}
table({"NDCG@10 beyond popularity": "+.3f"}, {name: [with_limits(gain)] for name, gain in rows.items()})

# %% [markdown]
# The same users are behind all rows, so the table gives the difference from popularity, user by user.
# EASE, eight lines without a single learned vector, is as good as ALS here.
# Whoever proposes a new model should be asked about it.
#
# **Change this, expect that**
#
# - `[[0, 20, 40]]` -> `[[1, 10, 100]]`: other films. Their neighbours are famous, or of the same kind, or both.
# - `ease(train, 200.0)` -> `ease(train, 1.0)`: with hardly any `reg` the weights follow chance, and EASE loses.
#
# **Exercise:** [4.7 Films that explain
# films](../exercises/04_recommendation/04_recommendation.ipynb#4.7-Films-that-explain-films)
#
# ## Learning from pairs
#
# ALS looks at every zero of the table. With millions of users and films that is too much,
# so most large systems learn from examples: a user, a film that the user took, and a film drawn at random.
# BPR asks that the first film scores higher than the second. For one such triple it pays
# $-\log \sigma(x \cdot y_i - x \cdot y_j)$, and its gradients are short:

# %%
from vecembed_lab.recommendation.pairwise import bpr_gradient

show_source(bpr_gradient)

# %% [markdown]
# Film by film, that is a few million small steps:

# %%
from vecembed_lab.recommendation.pairwise import bpr

judged["BPR"] = evaluate(bpr(train, rng=rng).scores, train, test)
table({"NDCG@10": ".3f"}, {name: [with_limits(judged[name].ndcg)] for name in ("popularity", "BPR", "ALS")})

# %% [markdown]
# BPR beats popularity too, and stays behind ALS here, which looked at every zero.
#
# The film drawn at random must be one that the user did not take.
# How often would a careless draw hit one that the user did?
# For a user with a long history, often:

# %%
lengths = np.diff(train.indptr)
for part in (50, 90, 99):
    length = np.percentile(lengths, part)
    print(f"{part} % of the users rated at most {length:.0f} films: a draw hits one in {length / n_films:.0%}")

# %% [markdown]
# A *two-tower* model computes the user's vector from the history and the film's vector from what is known of it.
# It needs no draws: in a batch of pairs the films of the other rows serve as negatives, and the loss is that of
# a choice among them. Two traps lie in this.
#
# First, the same film can stand in two rows of a batch. Then it is right and wrong at once, an *accidental hit*:

# %%
for size in (128, 512, 2048):
    batch = rng.choice(train.indices, size)
    twice = np.bincount(batch)[batch] > 1
    print(f"batch of {size}: {twice.mean():.0%} of the rows hold a film that stands in another row too")

# %% [markdown]
# Second, a famous film stands in nearly every batch, so it is pushed away again and again,
# and the model learns to avoid what people love.
# The cure is to subtract from each score the logarithm of the film's chance to be drawn (*logQ*):

# %%
from vecembed_lab.recommendation.two_tower import in_batch_loss

show_source(in_batch_loss)

# %% [markdown]
# Fit two towers, with logQ and without. A user's tower sums what the history brings,
# a film's tower sees which film it is and its genres.

# %%
from vecembed_lab.recommendation.ranking import head_share
from vecembed_lab.recommendation.ratings import genre_flags
from vecembed_lab.recommendation.two_tower import fit_towers, tower_model

# %%
for name, correct in (("two towers, logQ", True), ("two towers, without", False)):
    towers = fit_towers(train, kinds=genre_flags(ratings)[1], correct=correct, rng=rng)
    judged[name] = evaluate(tower_model(towers, train), train, test)


# %%
def famous_places(found):
    return resampled(lambda rows: head_share(found.ranked[rows], train), len(found.users), rng=rng)


some = ("popularity", "two towers, without", "two towers, logQ", "ALS")
rows = {name: [with_limits(judged[name].ndcg), famous_places(judged[name])] for name in some}
table({"NDCG@10": ".3f", "places of the top 5 %": ".0%"}, rows)

# %% [markdown]
# Without logQ the towers avoid the most famous films, and their lists are worse than those of popularity.
# With logQ they find far more than popularity.
# The sign matters. Subtracting $\log q$ in training makes the raw score of a famous film higher by as much.
# With the wrong sign, which a well-known library once had, famous films are punished twice.
#
# **Change this, expect that**
#
# - `for size in (128, 512, 2048)` -> `for size in (16, 32, 64)`: small batches hold few accidental hits.
# - `for part in (50, 90, 99)` -> `for part in (10, 25, 100)`: the busiest user has rated a third of all films.
#
# **Exercises:** [4.8 The gradient of
# BPR](../exercises/04_recommendation/04_recommendation.ipynb#4.8-The-gradient-of-BPR),
# [4.9 Negatives that are none](../exercises/04_recommendation/04_recommendation.ipynb#4.9-Negatives-that-are-none) and
# [4.10 The loss of two towers](../exercises/04_recommendation/04_recommendation.ipynb#4.10-The-loss-of-two-towers)
#
# ## Four protocols
#
# Now the question of the beginning: which model is better, and who says so?
# Take popularity, ALS as its paper proposed it ($c = 41$), ALS with $c = 2$, and the shuffled control.
# Judge them by the three splits, and in a fourth way that was the custom for years:
# rank the hidden films not among all films, but among 100 that were drawn at random.
#
# **Predict 3.** ALS with $c = 41$ against popularity: who is better?
#
# <details><summary>(a) ALS, by every protocol</summary>By three of them. A split by time, the only one that looks
# like real life, says the opposite.</details>
# <details><summary>(b) Popularity, by every protocol</summary>By one of them only. Among 100 random films nearly all
# are unknown ones, and a model that knows a little about taste shines.</details>
# <details><summary>(c) It depends on the protocol</summary>Yes. Split by time, and popularity is ahead; draw 100
# negatives, and ALS wins by far. Nothing has changed but the way of judging.</details>

# %% tags=["nbval-ignore-output"]
predict(3, "abc")


# %%
def models_of(train):
    yield "popularity", popular(train)
    for c in (41.0, 2.0):
        yield f"ALS, c = {c:.0f}", als(train, confidence=c, reg=10.0, rng=rng).scores
    yield "shuffled, c = 2", als(permuted(train, rng=rng), confidence=2.0, reg=10.0, rng=rng).scores


# %%
protocols, fitted = {}, {name: dict(models_of(part.train)) for name, part in parts.items()}
for name, models in fitted.items():
    protocols[name] = {model: evaluate(scores, *parts[name]) for model, scores in models.items()}

# %%
from vecembed_lab.recommendation.ranking import evaluate_sampled


def among_100(scores):
    return evaluate_sampled(scores, *parts["last fifth"], rng=np.random.default_rng(0))


protocols["100 negatives"] = {model: among_100(scores) for model, scores in fitted["last fifth"].items()}

# %%
limits = {name: {m: with_limits(found.ndcg) for m, found in models.items()} for name, models in protocols.items()}
columns = dict.fromkeys(protocols, ".2f")
table(columns, {model: [limits[name][model] for name in protocols] for model in protocols["random"]})
predicted(3)

# %%
from vecembed_lab.recommendation.figures import plot_protocols

plot_protocols(limits)

# %% [markdown]
# Read a row first: the same model, the same data.
# ALS with c = 2 gets a certain number by time,
# about twice as much or more by a random split, and about three times as much or more among 100 negatives.
# Numbers from different protocols cannot be compared, not even roughly.
#
# Now read the first two columns of numbers against each other. How far is each model from popularity,
# user by user?


# %%
def beyond(models, model):
    return with_limits(models[model].ndcg - models["popularity"].ndcg)


# %%
names = list(protocols["random"])[1:]
columns = dict.fromkeys(protocols, "+.3f")
table(columns, {model: [beyond(models, model) for models in protocols.values()] for model in names})

# %% [markdown]
# Split by time, popularity is ahead of ALS with c = 41; by every other protocol ALS is ahead.
# With 100 sampled negatives its lead is largest.
# A paper that had chosen one protocol could have claimed either.
# Mind the limits, though: split by time there are few users, and the limits of both ALS models reach to 0 or beyond.
# The honest protocol is also the one that cannot decide here. It needs more users, not another split.
# The shuffled control stays below popularity in every column, as it must.
#
# Why do sampled negatives flatter? Nearly all of a hundred random films come from the long tail.
# To place a hidden film above these, it is enough to know that it is not obscure.
# Krichene and Rendle (2020) showed that such numbers need not even keep the order of models.
#
# ## Who is recommended, and who never
#
# A list can be good for its reader and bad for nearly all films.
# How many films was anybody shown (*coverage*)?

# %%
from vecembed_lab.recommendation.ranking import coverage, novelty

judged["ALS, c = 41"] = protocols["last fifth"]["ALS, c = 41"]
some = ["popularity", "ALS", "ALS, c = 41", "EASE", "random"]
for name in some:
    print(f"{coverage(judged[name].ranked, n_films):>5.0%} of all films are shown by {name}")

# %% [markdown]
# And how rare is what was shown? *Novelty* says it in bits: one more bit is half as many people who know the film.
# Beside it stands the share of all places that went to the 5 % most famous films.


# %%
def reach(found):
    yield resampled(lambda rows: novelty(found.ranked[rows], train), len(found.users), rng=rng)
    yield famous_places(found)


# %%
columns = {"novelty, bits": ".2f", "places of the top 5 %": ".0%"}
table(columns, {name: list(reach(judged[name])) for name in some})

# %% [markdown]
# Popularity fills all its places with the most famous films and shows less than a tenth of all films to anybody.
# ALS gives more than half of its places to them.
# With c = 41 ALS shows more films and rarer ones than with c = 2, and its NDCG is lower.
# What is in the long tail is rarely in the hidden ratings, because it was rarely shown to anybody:
# an offline test punishes a model for what nobody could have rated.
#
# ## Newcomers
#
# A new user has no vector. But `als_user` needs only the films that the user met, and can be solved for at any time;
# this is called *folding in*.
# Take 200 users out, fit ALS on the others, and let it see only a few films of each of the 200:

# %%
new = rng.permutation(tested(train, test))[:200]
others = train.copy()
others.data[np.isin(np.repeat(np.arange(n_users), lengths), new)] = 0
others.eliminate_zeros()
base = als(others, confidence=2.0, reg=10.0, rng=rng).items.astype(float)

# %%
histories = [ratings.items[kept & (ratings.users == user)] for user in new]  # in order of time


def folded_in(some):
    vectors = np.array([als_user(base, films[some], 2.0, 10.0) for films in histories])
    return vectors @ base.T


# %% [markdown]
# **Predict 4.** What is worth more for the list of a newcomer: the first twenty films, or only the last three?
#
# <details><summary>(a) The first twenty</summary>Twenty is more than three, but what people rate first is much the same
# for all, and long past when the hidden ratings begin.</details>
# <details><summary>(b) The last three</summary>Yes, and by far. What somebody rated last is close to what comes
# next.</details>
# <details><summary>(c) Hardly a difference</summary>So it would be if tastes stood still and people rated in no
# particular order.</details>

# %% tags=["nbval-ignore-output"]
predict(4, "abc")

# %%
from vecembed_lab.recommendation.ranking import mask_seen, seen


def quality(scores):
    lists = top_k(mask_seen(scores, seen(train, new)), 10)
    return np.mean([ndcg(row, items_of(test, user), 10) for row, user in zip(lists, new, strict=True)])


# %%
from vecembed_lab.recommendation.figures import plot_known

n_known = [1, 3, 10, 20, 50]
lines = {"the last ones known": [quality(folded_in(slice(-n, None))) for n in n_known]}
lines["the first ones known"] = [quality(folded_in(slice(n))) for n in n_known]
lines["popularity"] = [quality(popular(others)(new))] * len(n_known)

# %%
plot_known(n_known, lines)
predicted(4)

# %% [markdown]
# Three films that were rated last make a better list than twenty that were rated first.
# Ten that were rated last make about as good a list as fifty.
# Known from their first three films only, newcomers are served worse than by popularity.
#
# Why? Tastes may drift, but most people here rated everything within a day.
# The web site showed pages of films to rate, and what stood on one page was rated together,
# so part of what looks like taste is probably the order of a page. Nothing here tests it.
# An offline test cannot tell the two apart; a user who gets the recommendation can.
#
# A new *film* is worse off: nobody has met it, so its vector is zero and its score is 0 for everybody.
# No amount of ratings of other films helps; only what is known of the film itself can (its genre, its cast, its text),
# and that is what the second tower is for.
#
# ## Why this film?
#
# Ask for a user with about 25 films:

# %%
user = int(np.abs(lengths - 25).argmin())
met = items_of(train, user)
best = int(mask_seen(factors.scores(np.array([user])), seen(train, np.array([user]))).argmax())
print(f"{len(met)} films are known of user {user}; the best of the others is {ratings.titles[best]}")

# %% [markdown]
# The user's vector is a matrix times a sum over the history.
# So the score is a sum over the history too, and each film's part of it can be named:

# %%
from vecembed_lab.recommendation.factorization import explain

items = factors.items.astype(float)
parts_of = explain(items, met, confidence, 10.0, best)
score = als_user(items, met, confidence, 10.0) @ items[best]
print(f"the parts add up to {parts_of.sum():.4f}, the score is {score:.4f}")

# %%
from vecembed_lab.recommendation.figures import plot_contributions

reasons = dict(zip((ratings.titles[i] for i in met), parts_of, strict=True))
plot_contributions(reasons, title=ratings.titles[best])

# %% [markdown]
# "Because you watched ..." is such a sum, and it is exact for this model.
# It explains the *model*, not the person: nobody asked why the user watched these films.
# Choose another user (this needs a running kernel; without one, the figure above is one of them):

# %% tags=["nbval-ignore-output"]
from ipywidgets import IntSlider, interact


# %% tags=["nbval-ignore-output"]
@interact(user=IntSlider(value=user, min=0, max=n_users - 1, continuous_update=False))
def show_reasons(user):
    met = items_of(train, user)
    best = int(mask_seen(factors.scores(np.array([user])), seen(train, np.array([user]))).argmax())
    values = explain(items, met, confidence, 10.0, best)
    plot_contributions(dict(zip((ratings.titles[i] for i in met), values, strict=True)), title=ratings.titles[best])


# %% [markdown]
# **Change this, expect that**
#
# - `np.abs(lengths - 25)` -> `np.abs(lengths - 150)`: with 150 films every single one says little.
# - `parts_of = explain(items, met, confidence, 10.0` -> `parts_of = explain(items, met, confidence, 1000.0`: all
#   parts are smaller, and they no longer add up to the score, which was made with `reg` 10.
#
# **Exercise:** [4.11 Why this film?](../exercises/04_recommendation/04_recommendation.ipynb#4.11-Why-this-film?)
#
# ## What the factors mean
#
# Is there a dimension for comedies? Look at the two ends of some dimensions, among the 300 most famous films:

# %%
famous = np.argsort(-fame, kind="stable")[:300]
for d in (0, 1):
    order = famous[np.argsort(items[famous, d])]
    print(f"dimension {d}:", "; ".join(ratings.titles[i] for i in [*order[:2], *order[-2:]]))

# %% [markdown]
# As in unit 1, an axis is arbitrary: turn all vectors of users and films together, and every score stays the same,
# since $(x R) \cdot (y R) = x \cdot y$.
# What has a meaning is nearness. Do near films share a genre, though no genre was ever shown to the model?
# As a control, the vectors that were learned from shuffled data:

# %%
from vecembed_lab.similarity.measures import cosine


def same_genre(vectors):
    near = np.argsort(-cosine(vectors[famous], vectors[famous]), axis=1)[:, 1:6]
    genres = [set(ratings.genres[i]) for i in famous]
    return np.array([np.mean([bool(genres[i] & genres[j]) for j in row]) for i, row in enumerate(near)])


# %%
rows = {"ALS": same_genre(items), "ALS, shuffled": same_genre(shuffled.items.astype(float))}
table({"of a film's 5 nearest, share a genre": ".0%"}, {name: [with_limits(found)] for name, found in rows.items()})

# %% [markdown]
# Films that lie near each other share a genre more often than the control's.
# A map of the 200 most famous films, with the number that says how far to trust it:

# %% tags=["nbval-ignore-output"]
from vecembed_lab.recommendation.figures import map_films
from vecembed_lab.similarity.measures import normalize
from vecembed_lab.similarity.projection import tsne

# %% tags=["nbval-ignore-output"]
shown = famous[:200]
directions = normalize(items[shown])
flat = tsne(directions, seed=0, perplexity=15)

# %% tags=["nbval-ignore-output"]
titles, genres = ([column[i] for i in shown] for column in (ratings.titles, ratings.genres))
map_films(flat, directions, titles, genres, title="Films by who rated them")

# %% [markdown]
# Films that lie near each other on this map are near in all 32 dimensions, mostly.
# How far the groups are from each other means nothing, as you know from unit 1.
# And the map shows who rates what, not what a film is: a children's film lies beside others because the same
# families rated them, and a film from 1997 beside other films from 1997 because they were in the cinemas together.
#
# ## Would you ship it?
#
# Offline, the last films of a user tell more about the next ones than the first do; the challenge lets you use that.
# But what is a gain in NDCG worth? Compare two models that are nearly alike, user by user:

# %%
gain = judged["EASE"].ndcg - judged["ALS"].ndcg
few = rng.permutation(len(gain))[:100]
rows = {"all users": gain, "100 of them": gain[few]}
table({"NDCG@10, EASE beyond ALS": "+.3f"}, {name: [with_limits(values)] for name, values in rows.items()})

# %% [markdown]
# With a hundred users the limits of this difference lie about .02 on either side of it.
# These two models are much alike; between unlike ones the limits are about twice as wide, and a gain of .03 can be
# chance.
# And even a certain gain is a gain at guessing what people found *with the help of another recommender*,
# on a protocol that you have chosen.
# What people would do with the new lists, only people can show: an experiment in which some of them, drawn at random,
# get the new lists and the others the old ones.
#
# **Change this, expect that**
#
# - `rng.permutation(len(gain))[:100]` -> `rng.permutation(len(gain))[:400]`: four times the users, half the width.
# - `judged["EASE"].ndcg - judged["ALS"].ndcg` -> `judged["ALS"].ndcg - judged["popularity"].ndcg`: a large gain. The
#   limits are wider, and still a hundred users are enough to see it.
#
# **Exercises:** the challenge, [what will they rate
# next?](../exercises/04_recommendation/04_recommendation.ipynb#The-challenge:-what-will-they-rate-next?), and the
# written answer, [In your own words](../exercises/04_recommendation/04_recommendation.ipynb#In-your-own-words)
#
# ## What such models cannot do
#
# - **They need a past.** Ask a model for the film that fewest people had rated before the split:

# %%
seen_by = np.bincount(train.indices, minlength=n_films)
unknown = int(seen_by.argmin())
largest = np.abs(factors.users @ factors.items[unknown]).max()
print(f"{ratings.titles[unknown]}, {seen_by[unknown]} ratings: largest score of any user {largest:.2f}")

# %% [markdown]
# - **They repeat what was.** A film that was never shown cannot have been rated, and what is recommended today
#   becomes tomorrow's training data.
# - **A rating is not a wish.** Who rated a film may have hated it; the table of ones does not know.
# - **One vector, one person.** A household with three people gets the mean of three tastes.
# - **These people are few and long ago**: volunteers of one web site in 1997 and 1998, mostly young men.
#   What holds for them need not hold elsewhere.
#
# ## What was shown
#
# - A few famous films have a quarter of all ratings, and that makes popularity a strong opponent.
# - A random split looks into the user's own future; the last fifth of each user still looks into that of others.
# - Films that a user knows must be left out of the list, or the number is worthless.
# - ALS solves for users and films in turn; EASE needs no vectors and is as good here.
# - Shuffled data leaves nothing but fame to learn, and a model on it stays below popularity.
# - The protocol alone can turn the order of two models, and multiplies a number by three.
# - ALS is linear in the history, so a recommendation is a sum of reasons.
# - An offline gain has an interval, and a world outside that it does not see.

# %%
predicted(1, 2, 3, 4)

# %% [markdown]
# ## Where to go on
#
# - The exercises of this unit: eleven functions of your own, then the challenge.
# - Hu, Koren and Volinsky (2008), [Collaborative Filtering for Implicit Feedback
#   Datasets](https://doi.org/10.1109/ICDM.2008.22): ALS, and the sum of reasons.
# - Rendle and others (2009), [BPR](https://arxiv.org/abs/1205.2618); Steck (2019),
#   [EASE](https://arxiv.org/abs/1905.03375).
# - Yi and others (2019), [Sampling-Bias-Corrected Neural Modeling](https://doi.org/10.1145/3298689.3346996): logQ.
# - Krichene and Rendle (2020), [On Sampled Metrics for Item
#   Recommendation](https://doi.org/10.1145/3394486.3403226).
# - Dacrema, Cremonesi and Jannach (2019), [Are We Really Making Much
#   Progress?](https://arxiv.org/abs/1907.06902): well-tuned simple models against new ones.
# - Libraries: [implicit](https://github.com/benfred/implicit),
#   [RecBole](https://recbole.io), [Recommenders](https://github.com/recommenders-team/recommenders).
# - People to ask: the [ACM RecSys](https://recsys.acm.org) community, and
#   [Cross Validated](https://stats.stackexchange.com/questions/tagged/recommender-system).
