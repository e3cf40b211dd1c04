"""Whatever texts there are: what is read is right, or a ValueError says the rule."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.arrays import WHOLE, answer, laid_out
from vecembed_lab.data import texts
from vecembed_lab.data.texts import Documents, Text, load_documents, noised, passages, read_newsgroups
from vecembed_lab.data.words import WordVectors

WORD = st.text("abc", min_size=1, max_size=3)


@given(st.data(), st.sampled_from(WHOLE), st.lists(st.integers(0, 9), max_size=20), st.floats())
def test_noise_changes_places_and_no_counts(data, kind, ids, share):
    text = data.draw(laid_out(np.array(ids, kind)))
    noisy = answer(lambda: noised(text, share, rng=np.random.default_rng(0)), "must be between 0 and 1")
    if noisy is None:
        assert not 0 <= share <= 1
        return
    assert Counter(noisy.tolist()) == Counter(ids)
    assert text.tolist() == ids
    assert share > 0 or noisy.tolist() == ids


@given(st.lists(st.lists(WORD, min_size=1, max_size=5), max_size=5))
def test_a_text_gives_what_was_written(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("text") / "words.txt"
    path.write_bytes("".join(" ".join(words) + "\n" for words in lines).encode())
    text = Text(path, "toy")
    assert list(text) == lines
    assert text.n_words == sum(map(len, lines))


@given(st.lists(st.integers(0, 350), max_size=4))
def test_passages_are_full_and_in_order(lengths):
    articles = [[f"{n}x{i}" for i in range(length)] for n, length in enumerate(lengths)]
    cut = answer(lambda: passages(articles), "at least 100 words")
    if cut is None:
        assert max(lengths, default=0) < 100
        return
    assert all(len(text) == 100 for text in cut.texts)
    for n, article in enumerate(articles):
        words = [word for text, label in zip(cut.texts, cut.labels, strict=True) if label == str(n) for word in text]
        assert words == article[: len(article) // 100 * 100]


@given(st.lists(st.tuples(WORD, st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r"))), max_size=4))
@example([("a", "one\x85two"), ("b", "three\u2028four\x0cfive")])
def test_a_message_ends_where_its_line_does(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("news") / "news.tab"
    path.write_bytes("".join(f"{line}\n" for line in ["h", "h", "h", *map("\t".join, rows)]).encode())
    news = answer(lambda: read_newsgroups(path), "must have lines of a label")
    if news is None:
        assert not rows
        return
    assert news.labels == [label for label, _ in rows]
    letters = [[char for char in text if "a" <= char <= "z"] for _, text in rows]
    assert [[char for word in words for char in word] for words in news.texts] == letters


@pytest.mark.parametrize("n_labels", [-1, 0, 5, 21])
def test_only_as_many_labels_as_there_are(monkeypatch, n_labels):
    news = Documents([["v"], ["x"], ["y"], ["z"]], ["b", "a", "c", "d"], "toy")
    monkeypatch.setattr(texts, "load_newsgroups", lambda: news)
    with pytest.raises(ValueError, match=f"n_labels must be between 1 and 4, got {n_labels}"):
        load_documents(n_labels)


@pytest.mark.parametrize("n_labels", [1, 2, 3, 4])
def test_as_many_labels_as_were_asked_for(monkeypatch, n_labels):
    news = Documents([["v"], ["x"], ["y"], ["z"]], ["b", "a", "c", "d"], "toy")
    monkeypatch.setattr(texts, "load_newsgroups", lambda: news)
    assert len(set(load_documents(n_labels).labels)) == n_labels


@given(st.lists(st.text(max_size=3), unique=True, max_size=5), st.text(max_size=3))
def test_a_word_has_its_row_or_is_named(words, word):
    vectors = WordVectors(words, np.arange(float(len(words)))[:, None], "toy")
    assert vectors.rows(words).tolist() == list(range(len(words)))
    assert (word in vectors) == (word in words)
    if word in words:
        assert vectors[word] == words.index(word)
        return
    with pytest.raises(KeyError, match="is not among"):
        vectors[word]
