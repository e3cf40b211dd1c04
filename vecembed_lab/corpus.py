"""Unit 02. Text to learn from: the Wikipedia sample that gensim ships, and 20 Newsgroups."""

import re
from dataclasses import dataclass
from pathlib import Path

from vecembed_lab.data import DataError, fetch, gensim_file
from vecembed_lab.standin import WIKIPEDIA, read_articles

PASSAGE = 100  # words


@dataclass(frozen=True)
class Documents:
    """n texts, each a list of words in lower case, and the label of each."""

    texts: list[list[str]]
    labels: list[str]
    source: str

    def __len__(self) -> int:
        return len(self.texts)


def load_wikipedia() -> list[list[str]]:
    """106 articles of the English Wikipedia, 470,251 words in lower case; reading them takes three seconds."""
    return read_articles(gensim_file(WIKIPEDIA))


def load_newsgroups() -> Documents:
    """11,293 messages to 20 newsgroups in 1993; the label is the group.

    Raises DataError if they are not cached and cannot be fetched.
    """
    return read_newsgroups(fetch("newsgroups")["20newsgroups-train.tab"])


def read_newsgroups(path: Path) -> Documents:
    """The documents of a tab-separated file with three header lines: label, text. Lines without a text are left out."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[3:]]
    labels, texts = zip(*[row for row in rows if len(row) == 2], strict=True)
    return Documents([re.findall("[a-z]+", text) for text in texts], list(labels), "20 Newsgroups")


def load_documents(n_labels: int) -> Documents:
    """Texts to classify: messages of `n_labels` of the 20 newsgroups if they can be had; otherwise, said in a sentence,
    passages of the `n_labels` longest Wikipedia articles, to be told apart by article.
    """
    try:
        news = load_newsgroups()
    except DataError:
        print(
            "20 Newsgroups is not on this machine and could not be fetched (`vecembed data get newsgroups` says why).\n"
            "In its place: passages of Wikipedia articles. Other numbers than the text was written with."
        )
        return passages(sorted(load_wikipedia(), key=len, reverse=True)[:n_labels])
    groups = sorted(set(news.labels))
    wanted = groups[:: len(groups) // n_labels][:n_labels]  # neighbours in the alphabet are about the same subject
    kept = [i for i, label in enumerate(news.labels) if label in wanted]
    return Documents([news.texts[i] for i in kept], [news.labels[i] for i in kept], news.source)


def passages(articles: list[list[str]]) -> Documents:
    """The articles cut into passages of PASSAGE words, each labelled with the number of its article."""
    cut = [
        (article[start : start + PASSAGE], str(number))
        for number, article in enumerate(articles)
        for start in range(0, len(article) - PASSAGE + 1, PASSAGE)
    ]
    texts, labels = zip(*cut, strict=True)
    return Documents(list(texts), list(labels), "Wikipedia passages")
