"""Unit 10. The vectors that this unit ships, since a lesson has no time to compute them: `python -m` this module.

They take some minutes of one core.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.context.domains import Pair, draw, load_health, load_law, load_news, read_news
from vecembed_lab.data.registry import find
from vecembed_lab.data.shipped import in_steps, load_shipped, write_shipped

VECTORS = Path(__file__).with_name("vectors.npz")
PIECES = 64  # of each text that are read
SIZES = {"health": 1900, "news": 250, "law": 250}
ARTICLES, ARTICLE, CHUNK = 40, 400, 80  # long ones; words of each that are read, and of a chunk
PLACES = {"beginning": (0, 60), "middle": (110, 170), "end": (220, 360)}  # words between which a sentence begins
CUTS = (128, 256)  # pieces
SHOWN = 3  # pairs of each domain whose texts are kept
STEP = 0.025  # half of a typical number, so that three bits hold nearly all; no mean of 1 / rank changes by .02


class Domain(NamedTuple):
    """Vectors of pairs of texts, of length 1; pairs with one number in `about` are about the same. A few texts."""

    first: Float[ndarray, "n d"]
    second: Float[ndarray, "n d"]
    about: Int[ndarray, " n"]
    shown: list[tuple[str, str]]


def load_domain(name: str) -> Domain:
    """The pairs of "health", "news" or "law", in any order.

    Raises KeyError for another name.
    """
    arrays = load()
    shown = [(str(first), str(second)) for first, second in arrays[f"{name} shown"]]
    return Domain(arrays[f"{name} first"], arrays[f"{name} second"], arrays[f"{name} about"], shown)


def load() -> dict[str, ndarray]:
    """Everything in the file by its name; vectors have length 1."""
    return load_shipped(VECTORS)


def main() -> None:
    """Write the file anew."""
    from vecembed_lab.search.encoder import Encoder

    encoder, rng = Encoder(), np.random.default_rng(0)
    arrays: dict[str, ndarray] = {}
    for name, load_pairs in {"health": load_health, "news": load_news, "law": load_law}.items():
        arrays |= _of_pairs(encoder, name, draw(load_pairs(), SIZES[name], rng=rng))
    arrays |= _of_articles(encoder, _long_articles(rng))
    write_shipped(VECTORS, arrays | {"weights": np.array(find("minilm").files[0].sha256)})


def _of_pairs(encoder, name: str, pairs: Sequence[Pair]) -> dict[str, ndarray]:
    numbers = {about: number for number, about in enumerate(dict.fromkeys(pair.about for pair in pairs))}
    return {
        f"{name} first": in_steps(encoder.sentences([pair.first for pair in pairs], PIECES), STEP),
        f"{name} second": in_steps(encoder.sentences([pair.second for pair in pairs], PIECES), STEP),
        f"{name} about": np.array([numbers[pair.about] for pair in pairs]),
        f"{name} shown": np.array([pair[:2] for pair in pairs[:SHOWN]]),
    }


class Article(NamedTuple):
    """The words that are read of an article, and a sentence from each of PLACES."""

    words: list[str]
    sentences: Mapping[str, str]


def _of_articles(encoder, articles: Sequence[Article]) -> dict[str, ndarray]:
    texts = [" ".join(article.words) for article in articles]
    chunks = [" ".join(article.words[at : at + CHUNK]) for article in articles for at in range(0, ARTICLE, CHUNK)]
    vectors = {f"cut at {cut}": encoder.sentences(texts, cut) for cut in CUTS}
    vectors["chunks"] = encoder.sentences(chunks)
    for place in PLACES:
        vectors[place] = encoder.sentences([article.sentences[place] for article in articles])
    return {f"article {name}": in_steps(of, STEP) for name, of in vectors.items()}


def _long_articles(rng: np.random.Generator) -> list[Article]:
    """ARTICLES of the news that are long enough, and have a sentence at each of the places."""
    found = [Article(words[:ARTICLE], _sentences(words)) for words in map(str.split, read_news()) if len(words) >= 450]
    found = [article for article in found if article.sentences.keys() == PLACES.keys()]
    return [found[i] for i in rng.permutation(len(found))[:ARTICLES]]


def _sentences(words: Sequence[str]) -> dict[str, str]:
    """The first sentence of 8 to 40 words that begins at each of PLACES, and ends before the last word read."""
    starts = [0, *(i + 1 for i, word in enumerate(words[:ARTICLE]) if re.search(r"[a-z]{3}[.]$", word))]
    bounds = [(low, high) for low, high in pairwise(starts) if 8 <= high - low <= 40]
    return {
        place: " ".join(words[low:high])
        for place, (first, last) in PLACES.items()
        for low, high in _first(bounds, first, last)
    }


def _first(bounds: Iterable[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    return [(low, high) for low, high in bounds if first <= low < last][:1]


if __name__ == "__main__":
    main()
