"""Unit 04. The sentences of the lesson that compare, each computed for other users and other starts of ALS."""

import numpy as np

from vecembed_lab.lesson.claims import claim
from vecembed_lab.recommendation.explicit import rmse
from vecembed_lab.recommendation.ranking import (
    coverage,
    head_share,
    items_of,
    ndcg,
    novelty,
    popularity,
    tested,
    top_k,
)
from vecembed_lab.recommendation.samples import (
    drawn,
    factors,
    hidden,
    judged,
    parts,
    quality,
    served,
    stars_model,
)
from vecembed_lab.similarity.measures import cosine

PROTOCOLS = ("global time", "last fifth", "random", "100 negatives")

# A table with holes


@claim("About 25 %</summary>Yes.")
def a_few_films_have_a_quarter(seed):
    counts = np.sort(np.bincount(drawn(seed).items, minlength=drawn(seed).shape[1]))[::-1]
    return abs(counts[: len(counts) // 20].sum() / counts.sum() - 0.25), 0.05


# Which ratings to hide


@claim("A random split trains on what a user did later in order to guess what the user did before.")
def a_random_split_knows_the_users_future(seed):
    return 0.9, _own_future(seed, "random")


@claim("The last fifth of each user's own ratings prevents that.")
def the_last_fifth_does_not(seed):
    return _own_future(seed, "last fifth"), 0.01


def _own_future(seed, protocol):
    """The share of hidden ratings whose user has later training ratings."""
    ratings, held_out = drawn(seed), hidden(seed)[protocol]
    last = np.zeros(ratings.shape[0])
    np.maximum.at(last, ratings.users[~held_out], ratings.times[~held_out])
    return (last[ratings.users[held_out]] > ratings.times[held_out]).mean()


@claim("But it still knows what *others* did later")
def the_last_fifth_knows_the_others_future(seed):
    ratings, held_out = drawn(seed), hidden(seed)["last fifth"]
    past = np.sort(ratings.times[~held_out])
    return 0.2, 1 - np.searchsorted(past, ratings.times[held_out], side="right").mean() / len(past)


@claim("Most people in MovieLens rated everything within a day.")
def most_people_rated_within_a_day(seed):
    ratings = drawn(seed)
    spans = [np.ptp(ratings.times[ratings.users == user]) for user in np.unique(ratings.users)]
    return 0.6, np.mean(np.array(spans) < 86_400)


@claim("After the day of the split most users are new")
def most_users_are_new(seed):
    train, test = parts(seed, "global time")
    return len(tested(train, test)) / np.count_nonzero(np.diff(test.indptr)), 0.5


# A list is judged from its top


@claim("Forgetting to leave out what users know costs popularity more than half of its NDCG.")
def forgetting_costs_half(seed):
    train, test = parts(seed, "last fifth")
    everybody = top_k(popularity(train)[None], 10)[0]
    forgotten = np.mean([ndcg(everybody, items_of(test, user), 10) for user in tested(train, test)])
    return forgotten, quality(seed, "last fifth", "popularity") / 2


# The rule that knows nobody


@claim("To recommend the films with the most stars on average is worse than chance")
def stars_are_worse_than_chance(seed):
    return quality(seed, "last fifth", "most stars"), quality(seed, "last fifth", "random")


# Stars are another question


@claim("It guesses stars well, and yet its lists are worse than those of popularity.")
def stars_say_nothing_about_lists(seed):
    ratings, now, model = drawn(seed), hidden(seed)["last fifth"], stars_model(seed)
    values = ratings.values[now]
    error = rmse(model.predict(ratings.users[now], ratings.items[now]), values)
    of_the_mean = rmse(np.full(len(values), model.mean), values)
    lists = quality(seed, "last fifth", "stars") / quality(seed, "last fifth", "popularity")
    return max(error / of_the_mean + 0.1, lists), 1


# A vector for everybody


@claim("ALS finds far more than popularity, and on shuffled data it finds less than popularity.")
def als_beats_popularity(seed):
    als, fame, shuffled = (quality(seed, "last fifth", name) for name in ("c = 2", "popularity", "shuffled 2"))
    return max(fame + 0.04 - als, shuffled - fame), 0


# Neighbours of films


@claim("EASE, eight lines without a single learned vector, is as good as ALS here.")
def ease_is_as_good(seed):
    return quality(seed, "last fifth", "c = 2") - 0.02, quality(seed, "last fifth", "EASE")


# Learning from pairs


@claim("BPR beats popularity too, and stays behind ALS here")
def bpr_lies_between(seed):
    fame, pairs, als = (quality(seed, "last fifth", name) for name in ("popularity", "BPR", "c = 2"))
    return max(fame - pairs, pairs - als), 0


@claim("Without logQ the towers avoid the most famous films, and their lists are worse than those of popularity.")
def without_log_q_fame_is_punished(seed):
    found, train = judged(seed, "last fifth", "no logQ"), parts(seed, "last fifth").train
    lists = found.ndcg.mean() / quality(seed, "last fifth", "popularity")
    return max(head_share(found.ranked, train) / 0.25, lists), 1


@claim("With logQ they find far more than popularity.")
def with_log_q_towers_are_good(seed):
    return quality(seed, "last fifth", "popularity") + 0.03, quality(seed, "last fifth", "logQ")


# Four protocols


@claim("about twice as much or more by a random split, and about three times as much or more among 100 negatives")
def protocols_multiply(seed):
    by_time, _, random, sampled = (quality(seed, protocol, "c = 2") for protocol in PROTOCOLS)
    return by_time, min(random / 1.8, sampled / 2.8)


def _leads(seed, model):
    """How far a model is beyond popularity, for each protocol."""
    return [quality(seed, protocol, model) - quality(seed, protocol, "popularity") for protocol in PROTOCOLS]


@claim("Split by time, popularity is ahead of ALS with c = 41; by every other protocol ALS is ahead.")
def the_protocol_decides(seed):
    by_time, *others = _leads(seed, "c = 41")
    return by_time, min(0, *others)


@claim("With 100 sampled negatives its lead is largest.")
def sampled_negatives_flatter(seed):
    *others, sampled = _leads(seed, "c = 41")
    return max(others), sampled


@claim("The shuffled control stays below popularity in every column, as it must.")
def the_control_stays_below(seed):
    return max(_leads(seed, "shuffled 2")), 0


# Who is recommended, and who never


@claim("Popularity fills all its places with the most famous films")
def popularity_shows_the_famous(seed):
    return 0.99, head_share(judged(seed, "last fifth", "popularity").ranked, parts(seed, "last fifth").train)


@claim("ALS gives more than half of its places to them.")
def als_shows_the_famous(seed):
    return 0.5, head_share(judged(seed, "last fifth", "c = 2").ranked, parts(seed, "last fifth").train)


@claim("With c = 41 ALS shows more films and rarer ones than with c = 2, and its NDCG is lower.")
def confidence_reaches_the_tail(seed):
    train = parts(seed, "last fifth").train
    two, many = (judged(seed, "last fifth", name) for name in ("c = 2", "c = 41"))
    shown = coverage(two.ranked, train.shape[1]) / coverage(many.ranked, train.shape[1])
    rare = novelty(two.ranked, train) / novelty(many.ranked, train)
    return max(shown, rare, many.ndcg.mean() / two.ndcg.mean()), 1


# Newcomers


@claim("Three films that were rated last make a better list than twenty that were rated first.")
def the_last_three_beat_the_first_twenty(seed):
    return served(seed, slice(20)), served(seed, slice(-3, None))


@claim("Ten that were rated last make about as good a list as fifty.")
def ten_are_as_good_as_fifty(seed):
    return 0.9, served(seed, slice(-10, None)) / served(seed, slice(-50, None))


@claim("Known from their first three films only, newcomers are served worse than by popularity.")
def the_first_three_lose(seed):
    return served(seed, slice(3)), served(seed, None)


# What the factors mean


@claim("Films that lie near each other share a genre more often than the control's.")
def near_films_share_a_genre(seed):
    ratings = drawn(seed)
    famous = np.argsort(-popularity(parts(seed, "last fifth").train), kind="stable")[:300]
    genres = [set(ratings.genres[i]) for i in famous]
    shares = []
    for shuffled in (True, False):
        items = factors(seed, "last fifth", 2.0, shuffled).items[famous]
        near = np.argsort(-cosine(items, items), axis=1)[:, 1:6]
        shares.append(np.mean([bool(genres[i] & genres[j]) for i, row in enumerate(near) for j in row]))
    return shares[0] + 0.1, shares[1]


# Would you ship it?


def _half_width(seed, model):
    """How far the limits of ALS's lead over a model lie from it, for 100 users."""
    gain = judged(seed, "last fifth", "c = 2").ndcg - judged(seed, "last fifth", model).ndcg
    return 1.96 * gain.std() / np.sqrt(100)


@claim("With a hundred users the limits of this difference lie about .02 on either side of it.")
def a_hundred_users_are_few(seed):
    return abs(_half_width(seed, "EASE") - 0.02), 0.005


@claim("between unlike ones the limits are about twice as wide, and a gain of .03 can be chance")
def unlike_models_need_more_users(seed):
    alike, unlike = _half_width(seed, "EASE"), _half_width(seed, "popularity")
    return max(abs(unlike / alike / 2 - 1) / 0.3, 0.03 / unlike), 1
