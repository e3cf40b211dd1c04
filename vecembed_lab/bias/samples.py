"""Unit 08. What the claims of the lesson draw for a seed: words, directions, splits, messages."""

from functools import cache

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from vecembed_lab.bias.chance import as_frequent, pair_directions, random_directions
from vecembed_lab.bias.lists import Found, find, find_pairs, four_sets, gendered_words, occupations
from vecembed_lab.bias.messages import TO_WOMEN, load_messages, mean_vectors, speaks_of, swapped
from vecembed_lab.bias.spaces import load_news_vectors
from vecembed_lab.bias.subspace import direction, unit
from vecembed_lab.data.words import WordVectors

N_FREQUENT = 26_423  # words, in the order of their frequency


@cache
def space() -> WordVectors:
    """Google News; the claims are not about the stand-in."""
    return load_news_vectors()


@cache
def gender() -> Float[ndarray, " d"]:
    """The direction of the ten pairs, from men's words to women's."""
    return direction(*find_pairs(space()))


@cache
def she_he() -> Float[ndarray, " d"]:
    """The direction from he to she."""
    return unit(space()["she"].astype(float) - space()["he"])


@cache
def without_gender() -> Float[ndarray, "n d"]:
    """The frequent words that mean no gender."""
    gendered = gendered_words()
    rows = [row for row, word in enumerate(space().words[:N_FREQUENT]) if word not in gendered]
    return space().vectors[rows].astype(float)


@cache
def jobs() -> tuple[Float[ndarray, "n d"], Float[ndarray, " n"]]:
    """The vectors of occupations, and the per cent of women in them."""
    found = find(space(), list(occupations()))
    return found.vectors, np.array([occupations()[word] for word in found.words], dtype=float)


def draw_directions(seed: int, n: int, *, of_words: bool = True) -> Float[ndarray, "n d"]:
    """n directions between words that mean no gender, among the 5,000 most frequent, or in any direction at all."""
    rng = np.random.default_rng(seed)
    if of_words:
        return pair_directions(without_gender()[:5000], n, rng=rng)
    return random_directions(n, space().vectors.shape[1], rng=rng)


def draw_targets(seed: int, k: int) -> tuple[Float[ndarray, "k d"], Float[ndarray, "k d"]]:
    """Two sets of k frequent words, drawn from all, each word of the one about as frequent as one of the other."""
    rng = np.random.default_rng(seed)
    first = rng.permutation(N_FREQUENT)[:k]
    return space().vectors[first].astype(float), space().vectors[as_frequent(first, N_FREQUENT, rng=rng)].astype(float)


@cache
def sets_of(number: int) -> tuple[Found, Found, Found, Found]:
    """The words of a test."""
    return four_sets(space(), number)


@cache
def letters() -> tuple[Float[ndarray, "n d"], Bool[ndarray, " n"], Int[ndarray, " n"], Float[ndarray, "m d"]]:
    """The means of all messages, which are about sport, of whom they speak, and means of men's ones with she for he."""
    messages = load_messages()
    of_whom = speaks_of(messages.texts)
    of_men = [swapped(text, TO_WOMEN) for text, who in zip(messages.texts, of_whom, strict=True) if who < 0]
    return mean_vectors(space(), messages.texts), messages.wanted, of_whom, mean_vectors(space(), of_men)


def draw_train(seed: int, n: int) -> Bool[ndarray, " n"]:
    """Half of n items, drawn for a seed."""
    return np.random.default_rng(seed).permutation(n) < n // 2
