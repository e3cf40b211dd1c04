"""Unit 04. What claims and the challenge draw: users of MovieLens, splits, fitted models, newcomers."""

from dataclasses import replace
from functools import cache

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from vecembed_lab.recommendation.explicit import Biased, fit_ratings
from vecembed_lab.recommendation.factorization import Factors, als, als_user
from vecembed_lab.recommendation.neighbours import ease, popular, random_scores, weighted_sum
from vecembed_lab.recommendation.pairwise import bpr
from vecembed_lab.recommendation.ranking import (
    Judged,
    Model,
    evaluate,
    evaluate_sampled,
    items_of,
    mask_seen,
    ndcg,
    seen,
    tested,
    top_k,
)
from vecembed_lab.recommendation.ratings import (
    Ratings,
    Split,
    genre_flags,
    interactions,
    load_100k,
    permuted,
    split,
    split_last,
    split_random,
    split_time,
)

SHARE = 0.2  # of the ratings is hidden
REG = 10.0
DRAWN = 0.9  # of the users, for each seed


@cache
def movielens() -> Ratings:
    """MovieLens 100K; claims and the challenge are not about the stand-in. Raises DataError if it cannot be had."""
    return load_100k()


@cache
def drawn(seed: int) -> Ratings:
    """The ratings of nine in ten users, drawn for a seed."""
    ratings = movielens()
    some = np.random.default_rng(seed).permutation(ratings.shape[0]) < DRAWN * ratings.shape[0]
    return rows_of(ratings, some[ratings.users])


def rows_of(ratings: Ratings, some: Bool[ndarray, " n"]) -> Ratings:
    """Some of n ratings; users and films keep their numbers."""
    columns = {name: getattr(ratings, name)[some] for name in ("users", "items", "values", "times")}
    return replace(ratings, **columns)


@cache
def hidden(seed: int) -> dict[str, ndarray]:
    """The ratings that each of the three splits hides."""
    ratings = drawn(seed)
    return {
        "global time": split_time(ratings.times, SHARE),
        "last fifth": split_last(ratings.users, ratings.times, SHARE),
        "random": split_random(len(ratings), SHARE, rng=np.random.default_rng(seed)),
    }


@cache
def parts(seed: int, protocol: str) -> Split:
    """The two parts of the ratings by one of the splits."""
    return split(drawn(seed), hidden(seed)[protocol])


@cache
def factors(seed: int, protocol: str, confidence: float, shuffled: bool = False) -> Factors:
    """ALS on the training part, or on the same with who met what drawn anew."""
    train, rng = parts(seed, protocol).train, np.random.default_rng(seed)
    return als(permuted(train, rng=rng) if shuffled else train, confidence=confidence, reg=REG, rng=rng)


@cache
def judged(seed: int, protocol: str, model: str) -> Judged:
    """How the users are served by a model named as in the lesson, under a protocol named as there."""
    by_split = "last fifth" if protocol == "100 negatives" else protocol
    fitted, two = _model(seed, by_split, model), parts(seed, by_split)
    if protocol == "100 negatives":
        return evaluate_sampled(fitted, *two, rng=np.random.default_rng(seed))
    return evaluate(fitted, *two)


def quality(seed: int, protocol: str, model: str) -> float:
    """The mean NDCG@10 of the users."""
    return float(judged(seed, protocol, model).ndcg.mean())


def _model(seed: int, protocol: str, model: str) -> Model:
    train = parts(seed, protocol).train
    match model:
        case "random":
            return random_scores(train.shape[1], rng=np.random.default_rng(seed))
        case "popularity":
            return popular(train)
        case "EASE":
            return weighted_sum(train, ease(train, 200.0))
        case "most stars":
            stars = mean_stars(seed)
            return lambda users: np.tile(stars, (len(users), 1))
        case "stars":
            return stars_model(seed).scores
        case "BPR":
            return bpr(train, rng=np.random.default_rng(seed)).scores
        case "logQ" | "no logQ":
            from vecembed_lab.recommendation.two_tower import fit_towers, tower_model

            kinds, rng = genre_flags(drawn(seed))[1], np.random.default_rng(seed)
            return tower_model(fit_towers(train, kinds=kinds, correct=model == "logQ", rng=rng), train)
    shuffled = model.startswith("shuffled")
    return factors(seed, protocol, float(model.rpartition(" ")[2]), shuffled).scores


@cache
def stars_model(seed: int) -> Biased:
    """Biases and vectors that guess stars, from the training part of the last fifth."""
    ratings, kept = drawn(seed), ~hidden(seed)["last fifth"]
    columns = (ratings.users[kept], ratings.items[kept], ratings.values[kept])
    return fit_ratings(*columns, ratings.shape, rng=np.random.default_rng(seed))


def mean_stars(seed: int) -> Float[ndarray, " n"]:
    """The mean of the stars of each film, 0 without any, of the training part of the last fifth."""
    ratings, kept = drawn(seed), ~hidden(seed)["last fifth"]
    counts = np.bincount(ratings.items[kept], minlength=ratings.shape[1])
    return np.bincount(ratings.items[kept], ratings.values[kept], ratings.shape[1]) / np.maximum(counts, 1)


@cache
def newcomers(seed: int) -> tuple[Int[ndarray, " u"], list[ndarray], Float[ndarray, "n d"], Model]:
    """200 users left out: who, the films of each in order of time, and item vectors and popularity of the others."""
    ratings, kept = drawn(seed), ~hidden(seed)["last fifth"]
    rng = np.random.default_rng(seed)
    new = rng.permutation(tested(*parts(seed, "last fifth")))[:200]
    histories = [ratings.items[kept & (ratings.users == user)] for user in new]
    rest = kept & ~np.isin(ratings.users, new)
    others = interactions(ratings.users[rest], ratings.items[rest], ratings.shape)
    return new, histories, als(others, confidence=2.0, reg=REG, rng=rng).items.astype(float), popular(others)


def served(seed: int, some: slice | None) -> float:
    """The mean NDCG@10 of the newcomers of whom `some` of their films are known; popularity's if it is None."""
    new, histories, items, fame = newcomers(seed)
    train, test = parts(seed, "last fifth")
    if some is None:
        scores = fame(new)
    else:
        scores = np.array([als_user(items, films[some], 2.0, REG) for films in histories]) @ items.T
    lists = top_k(mask_seen(scores, seen(train, new)), 10)
    return float(np.mean([ndcg(row, items_of(test, user), 10) for row, user in zip(lists, new, strict=True)]))
