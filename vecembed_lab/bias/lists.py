"""Unit 08. Published lists of words, and which of their words have a vector: the others are named, never dropped."""

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.bias.association import weat
from vecembed_lab.data.registry import DataError, fetch
from vecembed_lab.data.words import WordVectors


class Found(NamedTuple):
    """Words of a list that have a vector, their vectors, and the words that have none."""

    words: list[str]
    vectors: Float[ndarray, "n d"]
    missing: list[str]


class Weat(NamedTuple):
    """A WEAT: the names of the sets X, Y, A, B, and the effect size published for word2vec, where it is known here."""

    sets: tuple[str, str, str, str]
    published: float | None


@cache
def lists() -> Mapping[str, Mapping]:
    """All lists of the unit; lists.toml says where they come from."""
    return tomllib.loads(Path(__file__).with_name("lists.toml").read_text(encoding="utf-8"))


def weats() -> dict[int, Weat]:
    """The ten WEATs by number."""
    return {int(number): Weat(tuple(test["sets"]), test.get("published")) for number, test in lists()["test"].items()}


def pairs() -> tuple[list[str], list[str]]:
    """The ten definitional pairs: women's words, men's words."""
    women, men = zip(*lists()["gender"]["pairs"], strict=True)
    return list(women), list(men)


def occupations() -> dict[str, int]:
    """Occupations, and how many of 100 who work in them in the United States are women."""
    return dict(lists()["occupations"])


def gendered_words() -> set[str]:
    """1,441 words that mean a gender, such as "aunt", by Bolukbasi et al.; without network those of this unit's lists.

    Taking gender out of these would take their meaning.
    """
    try:
        return set(json.loads(fetch("googlenews")["bolukbasi.json"].read_text("utf-8"))["gender"]["specific_full"])
    except DataError:
        sets = lists()["weat"]
        named = ("male_terms", "female_terms", "male_relatives", "female_relatives", "male_names", "female_names")
        return {*pairs()[0], *pairs()[1], *(word for name in named for word in sets[name])}


def find(space: WordVectors, words: Sequence[str]) -> Found:
    """The words that have a vector, spelt as they are, and those that have none.

    Where all words of the space are in lower case, lower case is looked for; elsewhere "Frank" is not "frank".
    Raises ValueError, naming them, if none of the words has one.
    """
    spelt = _spelling(space)
    known = [word for word in words if spelt(word) in space]
    if not known:
        raise ValueError(f"none of the {len(words)} words has a vector in {space.source}: {', '.join(words) or 'none'}")
    vectors = np.array([space[spelt(word)] for word in known], dtype=float)
    return Found(known, vectors, [word for word in words if word not in known])


def _spelling(space: WordVectors) -> Callable[[str], str]:
    """How a word is spelt in a space."""
    return str.lower if all(word == word.lower() for word in space.words) else str


def find_pairs(space: WordVectors) -> tuple[Float[ndarray, "n d"], Float[ndarray, "n d"]]:
    """The vectors of the definitional pairs, women's words and men's, of pairs of which both words have one.

    Raises ValueError if there is no such pair.
    """
    women, men = (find(space, words) for words in pairs())
    known = [pair for pair in zip(*pairs(), strict=True) if pair[0] in women.words and pair[1] in men.words]
    if not known:
        raise ValueError(f"no pair has both of its words in {space.source}")
    first, second = (find(space, words).vectors for words in zip(*known, strict=True))
    return first, second


def four_sets(space: WordVectors, number: int) -> tuple[Found, Found, Found, Found]:
    """The words of a test in the order X, Y, A, B. Raises ValueError if a whole set is missing."""
    x, y, a, b = (find(space, lists()["weat"][name]) for name in weats()[number].sets)
    return x, y, a, b


def testable(space: WordVectors) -> list[int]:
    """The numbers of the tests of which at least half of the words of every set have a vector."""
    spelt = _spelling(space)
    known = {name: np.mean([spelt(word) in space for word in words]) for name, words in lists()["weat"].items()}
    return [number for number, test in weats().items() if min(known[name] for name in test.sets) >= 0.5]


def weat_of(space: WordVectors, number: int) -> float:
    """The effect size of a test for the words that there are: ask `four_sets` which those are."""
    return weat(*(found.vectors for found in four_sets(space, number)))
