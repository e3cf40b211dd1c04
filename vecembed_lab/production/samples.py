"""Unit 11. What the lesson and its claims draw: Wikinews in order of time, two encoders made of it, windows."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.context.domains import read_news
from vecembed_lab.data.registry import DataError, say_stand_in
from vecembed_lab.data.texts import PASSAGE, load_wikipedia
from vecembed_lab.similarity.measures import normalize

WORDS = 120  # of an article that are embedded
DIM = 100
Encoder = Callable[[Sequence[str]], Float[ndarray, "n d"]]


class News(NamedTuple):
    """Texts in the order in which they appeared."""

    texts: list[str]
    source: str


@cache
def load_stream() -> News:
    """Articles of at least 30 words in order of time; if they cannot be had, passages of articles one after another."""
    try:
        return News([text for text in read_news() if len(text.split()) >= 30], "Wikinews, 2004 to 2022")
    except DataError:
        say_stand_in("wikinews", "Wikinews is", "passages of 106 articles of the Wikipedia, one article after another")
        articles, step = load_wikipedia(), PASSAGE // 4
        return News(
            [" ".join(words[at : at + PASSAGE]) for words in articles for at in range(0, len(words), step)],
            "Wikipedia sample",
        )


@cache
def encoder(n: int, seed: int = 0) -> Encoder:
    """A model made of the first `n` texts: tf-idf cut to DIM numbers by an SVD, as in unit 2; vectors of length 1.

    Another seed starts the SVD elsewhere. A text without any known word gets zeros.
    Source: Deerwester et al. (1990), Indexing by Latent Semantic Analysis.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(sublinear_tf=True, min_df=5, max_df=0.3, analyzer=_first_words)
    svd = TruncatedSVD(DIM, random_state=seed, n_iter=2).fit(words.fit_transform(load_stream().texts[:n]))
    return lambda texts: normalize(svd.transform(words.transform(texts)))


def _first_words(text: str) -> list[str]:
    return re.findall("[a-z]+", " ".join(text.split()[:WORDS]).lower())


@cache
def vectors(n: int, seed: int = 0) -> Float[ndarray, "t d"]:
    """All texts by the encoder made of the first `n`."""
    return encoder(n, seed)(load_stream().texts)
