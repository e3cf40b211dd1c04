from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vecembed_lab.word2vec.bytepair import encode, join, learn_merges

PAPER = {"low": 5, "lower": 2, "newest": 6, "widest": 3}  # the words of Sennrich, Haddow & Birch (2016)
WORDS = st.dictionaries(st.text("ab>", min_size=1, max_size=6), st.integers(1, 4), min_size=1, max_size=6)


def slowly(counts, n_merges):
    """The same by the paper's own loop: everything is counted anew for each merge."""
    words, merges = {word: [*word, ">"] for word in counts}, []
    for _ in range(n_merges):
        pairs = Counter()
        for word, pieces in words.items():
            for pair in pairwise(pieces):
                pairs[pair] += counts[word]
        if not pairs:
            break
        merges.append(min(pairs, key=lambda pair: (-pairs[pair], pair)))
        words = {word: join(pieces, merges[-1]) for word, pieces in words.items()}
    return merges


def test_the_example_of_the_paper():
    """Its program joins e s, es t, est>, l o, lo w: nine times each of the first three, seven times the others."""
    assert learn_merges(PAPER, 5) == [("e", "s"), ("es", "t"), ("est", ">"), ("l", "o"), ("lo", "w")]


def test_a_word_never_seen_is_made_of_pieces_that_were():
    merges = [("l", "o"), ("lo", "w"), ("e", "r"), ("er", ">")]
    assert encode("lower", merges) == ["low", "er>"]
    assert encode("slow", merges) == ["s", "low", ">"]
    assert encode("é", merges) == ["é", ">"]


def test_three_equal_ones_are_joined_from_the_left():
    assert join(["a", "a", "a"], ("a", "a")) == ["aa", "a"]
    assert join(["a", "a", "a", "a"], ("a", "a")) == ["aa", "aa"]
    assert join(["xa", "b"], ("a", "b")) == ["xa", "b"]  # pieces, not characters
    assert join([], ("a", "b")) == []


def test_of_equally_frequent_pairs_the_first_in_order_is_joined():
    assert learn_merges({"dc": 1, "ab": 1}, 1) == [("a", "b")]


def test_when_every_word_is_one_piece_there_is_nothing_left_to_join():
    merges = learn_merges({"ab": 2, "a": 1}, 99)
    assert merges == [("a", "b"), ("ab", ">"), ("a", ">")]
    assert encode("ab", merges) == ["ab>"]


@given(WORDS, st.integers(0, 8))
def test_counting_what_changed_is_counting_everything_anew(counts, n_merges):
    assert learn_merges(counts, n_merges) == slowly(counts, n_merges)


@given(WORDS, st.text("abc>", min_size=1, max_size=8))
def test_pieces_make_the_word_again_and_more_merges_make_fewer_pieces(counts, word):
    merges = learn_merges(counts, 8)
    lengths = []
    for n in range(len(merges) + 1):
        pieces = encode(word, merges[:n])
        assert "".join(pieces) == word + ">"
        lengths.append(len(pieces))
    assert lengths == sorted(lengths, reverse=True)


@pytest.mark.parametrize("use", [lambda: learn_merges({"": 1}, 1), lambda: encode("", [])])
def test_an_empty_word_is_refused(use):
    with pytest.raises(ValueError, match="an empty word has no pieces"):
        use()


def test_a_negative_number_of_merges_is_refused():
    with pytest.raises(ValueError, match="at least 0, got -1"):
        learn_merges({"a": 1}, -1)
