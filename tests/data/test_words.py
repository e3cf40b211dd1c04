"""Word vectors: GloVe as published, the stand-in without network, and the word tests that gensim ships."""

import bz2
import os
import subprocess
import sys
import time

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import spearmanr

from tests.fetched import or_skip
from vecembed_lab.data import words
from vecembed_lab.data.wikipedia import read_articles
from vecembed_lab.data.words import (
    WordVectors,
    load_analogies,
    load_glove,
    load_similarity,
    load_standin,
    load_word_vectors,
    vectors_from_counts,
)


@pytest.fixture
def offline(tmp_path, monkeypatch):
    """An empty cache and a pip that knows no index."""
    monkeypatch.setenv("VECEMBED_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("VECEMBED_MIRROR", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    return tmp_path / "cache"


@pytest.fixture
def toy():
    return WordVectors(["the", "king", "Paris"], np.arange(6, dtype=np.float32).reshape(3, 2), "toy vectors")


@pytest.fixture(scope="module")
def glove():
    return or_skip(load_glove)


# WordVectors


def test_a_word_has_its_row(toy):
    assert len(toy) == 3
    assert "king" in toy
    assert "queen" not in toy
    assert_array_equal(toy["king"], [2, 3])
    assert_array_equal(toy.rows(["Paris", "the"]), [2, 0])
    assert toy.rows([]).shape == (0,)


def test_changing_a_vector_does_not_change_the_table(toy):
    toy["king"][:] = 0
    assert_array_equal(toy["king"], [2, 3])


def test_an_unknown_word_is_named_with_what_might_help(toy):
    with pytest.raises(KeyError, match="'queen' is not among the 3 words of toy vectors") as unknown:
        toy["queen"]
    with pytest.raises(KeyError, match="it has 'king', in lower case"):
        toy.rows(["the", "King"])
    assert "lower case" not in str(unknown.value)


def test_a_string_is_not_a_list_of_words(toy):
    with pytest.raises(ValueError, match="list of words, got the string 'the'"):
        toy.rows("the")


# GloVe


def test_glove_is_stanfords(glove):
    assert glove.vectors.shape == (400_000, 50)
    assert glove.vectors.dtype == np.float32
    assert len(glove) == len(glove.index) == 400_000
    assert glove.words[:3] == ["the", ",", "."]
    assert_allclose(glove["the"][:3], [0.418, 0.24968, -0.41242])


def test_glove_cannot_be_changed_by_accident(glove):
    assert type(glove.vectors) is np.ndarray
    with pytest.raises(ValueError, match="read-only"):
        glove.vectors[0] = 0


def seconds(function) -> float:
    """CPU seconds, however busy the machine is."""
    start = time.process_time()
    function()
    return time.process_time() - start


@pytest.mark.usefixtures("glove")
def test_glove_loads_in_a_moment_without_a_word():
    code = "from vecembed_lab.data.words import load_word_vectors as load; load().rows(['king']); import sys; "
    code += "print({'gensim', 'pyarrow', 'scipy', 'filelock', 'rich'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("set()\n", "")
    assert min(seconds(load_glove) for _ in range(3)) < 0.4


# The stand-in


def planted(n_topics: int, rng: np.random.Generator) -> list[list[str]]:
    """Articles of 20 words, each about one topic of 10 words; topics never mix."""
    return [[f"{topic}{word}" for word in rng.integers(10, size=20)] for topic in "abcdefgh"[:n_topics] * 50]


def test_topics_that_never_mix_separate():
    names, vectors = vectors_from_counts(planted(4, np.random.default_rng(0)), dim=4)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    same = np.array([[a[0] == b[0] for b in names] for a in names])
    assert len(names) == 40
    assert_allclose(unit @ unit.T, same, atol=0.05)


def test_words_come_by_frequency_and_rare_ones_not_at_all():
    articles = [["y", "x", "x", "z", "x"], ["y", "y", "x", "w", "w"]]
    names, vectors = vectors_from_counts(articles, dim=1)
    assert names == ["x", "y"]  # z is seen once and w twice
    assert vectors.shape == (2, 1)
    assert vectors.dtype == np.float32


def test_the_same_articles_give_the_same_vectors():
    articles = planted(8, np.random.default_rng(0))
    assert_array_equal(vectors_from_counts(articles, dim=5)[1], vectors_from_counts(articles, dim=5)[1])


def test_too_few_words_for_the_dimensions():
    with pytest.raises(ValueError, match="50 dimensions need more than 50 frequent words, got 1"):
        vectors_from_counts([["x"] * 9])


@pytest.mark.parametrize(("articles", "dim"), [(["text"], 1), ([["x"] * 9], 0)])
def test_articles_must_be_lists_and_dimensions_some(articles, dim):
    with pytest.raises(ValueError, match="articles must be lists of words and dim at least 1"):
        vectors_from_counts(articles, dim=dim)


def test_a_dump_gives_the_words_of_its_articles(tmp_path):
    page = "<page><title>{}</title><ns>{}</ns><id>1</id><revision><text>{}</text></revision></page>"
    texts = {"A": (0, "'''Bold''' [[link|Links]] {{gone}}, 1999."), "Talk:A": (1, "Not"), "B": (0, "#redirect [[A]]")}
    pages = "".join(page.format(title, *text) for title, text in texts.items())
    dump = tmp_path / "dump.bz2"
    dump.write_bytes(
        bz2.compress(f'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/">{pages}</mediawiki>'.encode())
    )
    assert read_articles(dump) == [["bold", "links"]]


def test_without_network_there_is_a_stand_in_that_says_so(offline, capsys, monkeypatch):
    vectors = load_word_vectors()
    assert "could not be fetched" in (said := capsys.readouterr().out)
    assert "a stand-in learned from 106 Wikipedia articles" in said
    assert vectors.source == "a stand-in learned from 106 Wikipedia articles"
    assert len(vectors) > 10_000
    assert vectors.vectors.shape == (len(vectors), 50)
    pairs, scores = load_similarity("wordsim353")
    known = [i for i, (a, b) in enumerate(pairs) if a in vectors and b in vectors]
    unit = vectors.vectors / np.linalg.norm(vectors.vectors, axis=1, keepdims=True)
    cosines = [unit[vectors.index[a]] @ unit[vectors.index[b]] for a, b in (pairs[i] for i in known)]
    assert len(known) > 250
    assert spearmanr(cosines, scores[known]).statistic > 0.4  # chance: 0, with a standard error of .06

    monkeypatch.setattr(words, "read_articles", None)  # it comes from the cache now
    again = load_standin()
    assert again.words == vectors.words
    assert_array_equal(again.vectors, vectors.vectors)
    assert sorted(path.name for path in offline.iterdir()) == [".glove.lock", "standin-lsa.npz"]


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_a_damaged_stand_in_is_made_anew(offline, monkeypatch, keep):
    monkeypatch.setattr(words, "read_articles", lambda path: planted(8, np.random.default_rng(0)))
    load_standin()
    kept = offline / "standin-lsa.npz"
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(keep * len(whole) if keep < 1 else keep)])
    assert len(load_standin()) == 80
    assert kept.read_bytes() == whole


def test_every_word_needs_a_vector():
    with pytest.raises(ValueError, match="got 2 words and 3 vectors"):
        WordVectors(["a", "b"], np.ones((3, 2)), "toy")


def test_a_stand_in_that_cannot_be_kept_is_still_had(offline, monkeypatch):
    offline.write_text("a file where the cache should be")
    monkeypatch.setattr(words, "read_articles", lambda path: planted(8, np.random.default_rng(0)))
    assert len(load_word_vectors()) == 80


# What people said


@pytest.mark.parametrize(
    ("name", "n", "first", "score"),
    [("wordsim353", 353, ("love", "sex"), 6.77), ("simlex999", 999, ("old", "new"), 1.58)],
)
def test_similarity_sets_are_whole(name, n, first, score):
    pairs, scores = load_similarity(name)
    assert len(pairs) == n
    assert scores.shape == (n,)
    assert (pairs[0], scores[0]) == (first, score)
    assert 0 <= scores.min() < scores.max() <= 10
    assert all(word == word.lower().strip() for pair in pairs for word in pair)


def test_cup_and_coffee_are_related_but_not_similar():
    related = dict(zip(*load_similarity("wordsim353"), strict=True))
    assert related["tiger", "tiger"] == 10
    assert related["cup", "coffee"] == 6.58


def test_another_set_is_refused():
    with pytest.raises(ValueError, match="wordsim353, simlex999, got 'men'"):
        load_similarity("men")


def test_analogies_are_whole():
    sections = load_analogies()
    assert len(sections) == 14
    assert sum(map(len, sections.values())) == 19_544
    assert len(sections["family"]) == 506
    assert sections["capital-common-countries"][0] == ("athens", "greece", "baghdad", "iraq")
    assert ("boy", "girl", "king", "queen") in sections["family"]
