"""Unit 04. What the lesson and its claims draw: MovieLens, its splits, models fitted to them."""

from functools import cache

from vecembed_lab.data.registry import fetch
from vecembed_lab.recommendation.ratings import Ratings, read_100k


@cache
def movielens() -> Ratings:
    """MovieLens 100K; claims and the challenge are not about the stand-in. Raises DataError if it cannot be had."""
    files = fetch("ml-100k")
    return read_100k(files["ml-100k.inter"], files["ml-100k.item"])
