"""Unit 02. Text to learn from: a Wikipedia sample that gensim ships, 20 Newsgroups, and texts of full size."""

import hashlib
import lzma
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
from jaxtyping import Integer
from numpy import ndarray

from vecembed_lab.data.registry import DataError, cache, fetch, find, gensim_file, say_stand_in
from vecembed_lab.data.wikipedia import SAMPLE, read_articles
from vecembed_lab.files.whole import draft, settle

PASSAGE = 100  # words of a passage that stands in for a message
LONGEST = 1000  # words of the longest passage to train on, as in word2vec.c
READ_BYTES = 1 << 20  # of a file at once


@dataclass(frozen=True)
class Text:
    """Passages of words in lower case, one a line in a file: read anew each time they are gone through."""

    path: Path
    source: str

    def __iter__(self) -> Iterator[list[str]]:
        with self.path.open(encoding="ascii") as lines:
            yield from map(str.split, lines)

    @cached_property
    def n_words(self) -> int:
        """How many words there are in all."""
        with self.path.open("rb") as opened:
            return sum(part.count(b" ") + part.count(b"\n") for part in iter(partial(opened.read, READ_BYTES), b""))


@dataclass(frozen=True)
class Documents:
    """n texts, each a list of words in lower case, and the label of each."""

    texts: list[list[str]]
    labels: list[str]
    source: str

    def __len__(self) -> int:
        return len(self.texts)


def load_wikipedia() -> list[list[str]]:
    """106 articles of the English Wikipedia, 470,251 words in lower case. The first call takes some seconds."""
    dump = gensim_file(SAMPLE)
    try:
        kept = _kept(f"wikipedia-gensim{version('gensim')}", _sha256(dump), partial(read_articles, dump))
    except DataError:  # a cache that cannot be written costs some seconds next time, no more
        return read_articles(dump)
    return list(Text(kept, "Wikipedia sample"))


def load_novels() -> Text:
    """98 English novels, 1839-1930: 14,129,072 words, in the order of their authors' names.

    Raises DataError if they are not cached and cannot be fetched.
    """
    return _full_size("novels", "98 English novels", read_novels)


def load_enwiki() -> Text:
    """6,514 articles of the English Wikipedia of 2015: 16,206,510 words.

    Raises DataError if they are not cached and cannot be fetched.
    """
    return _full_size("enwiki", "English Wikipedia of 2015", read_enwiki)


def load_text8() -> Text:
    """text8, 17,005,207 words of the English Wikipedia of 2006, the text that word2vec is most often timed on.

    If it cannot be had: articles from the same part of the Wikipedia of 2015, said in a sentence.
    Source: Mahoney (2006), http://mattmahoney.net/dc/textdata.html
    """
    try:
        return _full_size("text8", "text8", read_text8)
    except DataError:
        text = load_enwiki()
        print("text8 is not on this machine and could not be fetched (`vecembed data get text8` says why).")
        print(f"In its place: {text.source}, nearly as many words from articles on the same subjects.")
        return text


def _full_size(name: str, source: str, read: Callable[[Path], Iterable[list[str]]]) -> Text:
    """The text of a data set that is one file, cut into passages."""
    file = find(name).files[0]
    archive = fetch(name)[file.name]
    return Text(_kept(name, file.sha256, lambda: _cut(read(archive))), source)


def read_novels(archive: Path) -> Iterator[list[str]]:
    """The words of each file of a tar archive, by name."""
    with tarfile.open(archive, "r|*") as tar:
        for member in tar:
            if member.isfile():
                yield _words(tar.extractfile(member).read().decode("utf-8"))


def read_enwiki(table: Path) -> Iterator[list[str]]:
    """The words of each line's third column, in a tab-separated file packed by xz."""
    with lzma.open(table, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _words(line.split("\t")[2])


def read_text8(archive: Path) -> Iterator[list[str]]:
    """The words of the only file of a zip archive, which is one line, in stretches of about a megabyte."""
    with zipfile.ZipFile(archive) as packed, packed.open(packed.namelist()[0]) as opened:
        rest = b""
        for part in iter(partial(opened.read, READ_BYTES), b""):
            *words, rest = (rest + part).split(b" ")  # the last word goes on in the next stretch
            yield _words(b" ".join(words).decode("ascii"))
        yield _words(rest.decode("ascii"))


def _words(text: str) -> list[str]:
    return re.findall("[a-z]+", text.lower())


def _cut(texts: Iterable[list[str]]) -> Iterator[list[str]]:
    """Each text in pieces of at most LONGEST words; none reaches over the end of a text."""
    for text in texts:
        yield from (text[start : start + LONGEST] for start in range(0, len(text), LONGEST))


def _kept(name: str, key: str, read: Callable[[], Iterable[list[str]]]) -> Path:
    """The file in the cache with a line for each passage of `read()`, which is called if there is no such file yet.

    Its name holds `key`, for the text it was made from, and the hash of its own bytes: a damaged file is made anew.
    Raises DataError if it cannot be kept.
    """
    folder = cache() / "text"
    for path in folder.glob(f"{name}-{key[:12]}-*.txt"):
        if path.stem.endswith(_sha256(path)[:12]):
            return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with draft(folder / f"{name}-{key[:12]}.txt") as part:
            with part.open("w", encoding="ascii") as lines:
                lines.writelines(" ".join(words) + "\n" for words in read())
            return settle(part, folder / f"{name}-{key[:12]}-{_sha256(part)[:12]}.txt")
    except OSError as problem:
        raise DataError(f"the words of {name} cannot be kept in {folder}: {problem}") from problem


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def load_newsgroups() -> Documents:
    """11,293 messages to 20 newsgroups in 1993; the label is the group.

    Raises DataError if they are not cached and cannot be fetched.
    """
    return read_newsgroups(fetch("newsgroups")["20newsgroups-train.tab"])


def noised(ids: Integer[ndarray, " T"], share: float, *, rng: np.random.Generator) -> Integer[ndarray, " T"]:
    """The text with a share of its places, drawn at random, mixed among themselves: no word gets more or less frequent.

    Raises ValueError unless 0 <= share <= 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share must be between 0 and 1, got {share}")
    noisy, places = ids.copy(), rng.random(len(ids)) < share
    noisy[places] = rng.permutation(ids[places])
    return noisy


def read_newsgroups(path: Path) -> Documents:
    """The documents of a tab-separated file with three header lines: label, text. Lines without a text are left out.

    Raises ValueError if there are no others.
    """
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")[3:]]
    if not any(len(row) == 2 for row in rows):
        raise ValueError(f"{path} must have lines of a label, a tab and a text below three others, got none")
    labels, texts = zip(*[row for row in rows if len(row) == 2], strict=True)
    return Documents([re.findall("[a-z]+", text) for text in texts], list(labels), "20 Newsgroups")


def load_documents(n_labels: int) -> Documents:
    """Texts to classify: messages of `n_labels` of the 20 newsgroups if they can be had; otherwise, said in a sentence,
    passages of the `n_labels` longest Wikipedia articles, to be told apart by article.
    Raises ValueError unless there are so many newsgroups or articles.
    """
    try:
        news = load_newsgroups()
    except DataError:
        say_stand_in("newsgroups", "20 Newsgroups is", "passages of Wikipedia articles")
        articles = sorted(load_wikipedia(), key=len, reverse=True)
        _check_labels(n_labels, len(articles))
        return passages(articles[:n_labels])
    groups = sorted(set(news.labels))
    _check_labels(n_labels, len(groups))
    wanted = groups[:: len(groups) // n_labels][:n_labels]  # neighbours in the alphabet are about the same subject
    kept = [i for i, label in enumerate(news.labels) if label in wanted]
    return Documents([news.texts[i] for i in kept], [news.labels[i] for i in kept], news.source)


def _check_labels(n_labels: int, n: int) -> None:
    if not 1 <= n_labels <= n:
        raise ValueError(f"n_labels must be between 1 and {n}, got {n_labels}")


def passages(articles: list[list[str]]) -> Documents:
    """The articles cut into passages of PASSAGE words, each labelled with the number of its article.

    Raises ValueError if none of them is long enough.
    """
    cut = [
        (article[start : start + PASSAGE], str(number))
        for number, article in enumerate(articles)
        for start in range(0, len(article) - PASSAGE + 1, PASSAGE)
    ]
    if not cut:
        raise ValueError(f"an article must have at least {PASSAGE} words, got none that has")
    texts, labels = zip(*cut, strict=True)
    return Documents(list(texts), list(labels), "Wikipedia passages")
