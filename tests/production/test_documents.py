import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vecembed_lab.production.documents import chunk, clean, doc_id


def test_a_name_by_hand():
    assert doc_id("abc") == hashlib.sha256(b"abc").hexdigest()
    assert doc_id("") == hashlib.sha256(b"").hexdigest()
    assert doc_id("caf\u00e9") == hashlib.sha256(b"caf\xc3\xa9").hexdigest()


def test_what_looks_the_same_has_one_name_and_what_does_not_has_another():
    assert doc_id(" cafe\u0301\n au  lait\t") == doc_id("caf\u00e9 au lait")
    assert len({doc_id(text) for text in ("Polish", "polish", "pol ish", "x\u00b2", "x2", "")}) == 6


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    if not any("\ud800" <= letter <= "\udfff" for letter in text):
        assert clean(clean(text)) == clean(text)
        assert doc_id(clean(text)) == doc_id(text)


def test_chunks_by_hand():
    assert chunk("a b c d e", 4, 2) == ["a b c d", "c d e"]
    assert chunk("a b c d e f", 4, 2) == ["a b c d", "c d e f"]  # e f alone would tell nothing new
    assert chunk("a b c", 2, 0) == ["a b", "c"]
    assert chunk("a  b", 3, 2) == ["a b"]
    assert chunk(" ", 3, 1) == []


@given(st.integers(0, 60), st.integers(1, 9), st.integers(0, 8))
def test_chunks_hold_every_word_and_none_lies_in_another(n, size, overlap):
    overlap = min(overlap, size - 1)
    words = [str(i) for i in range(n)]
    chunks = [part.split() for part in chunk(" ".join(words), size, overlap)]
    assert [word for i, part in enumerate(chunks) for word in part[overlap if i else 0 :]] == words
    assert all(len(part) == size for part in chunks[:-1])
    assert all(len(part) > overlap for part in chunks[1:])


@pytest.mark.parametrize(("size", "overlap"), [(3, 3), (3, -1), (0, 0)])
def test_an_overlap_that_cannot_be(size, overlap):
    with pytest.raises(ValueError, match="overlap must be at least 0 and below size"):
        chunk("a b", size, overlap)
