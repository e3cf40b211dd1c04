import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.similarity.measures import cosine
from vecembed_lab.word2vec.skipgram import Settings
from vecembed_lab.word2vec.subword import (
    SubwordVectors,
    buckets,
    fit_pieces,
    fnv1a,
    misspell,
    ngrams,
    train_subwords,
    word_bags,
)
from vecembed_lab.word2vec.vocabulary import Vocabulary, vocabulary


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_ngrams_by_hand():
    assert ngrams("ab", 3, 4) == ["<ab", "<ab>", "ab>"]
    assert ngrams("where", 3, 3) == ["<wh", "whe", "her", "ere", "re>"]  # the paper's example
    assert ngrams("a") == ["<a>"]


@pytest.mark.parametrize("word", ["a", "cat", "where", "naïve", "日本語", "antidisestablishmentarianism"])
def test_pieces_and_buckets_against_gensim(word):
    from gensim.models.fasttext import ft_ngram_hashes
    from gensim.models.fasttext_inner import compute_ngrams

    assert sorted(ngrams(word)) == sorted(compute_ngrams(word, 3, 6))
    assert sorted(buckets(word, 5000)) == sorted(ft_ngram_hashes(word, 3, 6, 5000))


def test_fnv1a_against_published_values():
    assert (fnv1a(""), fnv1a("a"), fnv1a("foobar")) == (0x811C9DC5, 0xE40C292C, 0xBF9CF968)


@pytest.mark.parametrize(
    ("word", "low", "high", "rule"), [("", 3, 6, "empty"), ("a", 0, 3, "low = 0"), ("a", 4, 3, "h = 3")]
)
def test_impossible_pieces_are_refused(word, low, high, rule):
    with pytest.raises(ValueError, match=rule):
        ngrams(word, low, high)


def test_there_must_be_a_bucket():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        buckets("word", 0)


def test_bags_hold_the_word_and_its_pieces():
    bags = word_bags(["a", "abc"], n_buckets=100)
    assert_array_equal(bags[:, 0], [0, 1])
    assert_array_equal(bags[0, 1:], [*(2 + buckets("a", 100)), *[-1] * (bags.shape[1] - 2)])
    assert_array_equal(np.sort(bags[1, 1:]), np.sort(2 + buckets("abc", 100)))


def test_a_vector_is_the_mean_of_a_word_and_its_pieces():
    vocab = Vocabulary(["a", "to"], np.array([2, 1]))
    rows = np.zeros((2 + 50, 1), dtype=np.float32)
    rows[0], rows[2 + buckets("a", 50)[0]] = 3, 5
    vectors = SubwordVectors(vocab, rows)
    assert vectors["a"] == pytest.approx(4)
    assert_array_equal(vectors.vectors[0], vectors["a"])
    seen_only_in_pieces = SubwordVectors(Vocabulary(["to", "of"], np.array([2, 1])), rows)
    assert seen_only_in_pieces["a"] == pytest.approx(5)


def test_an_ending_that_means_something_carries_over_to_words_never_seen(rng):
    def stem():
        return "".join(rng.choice([*"bcdfgklmnprstvz"], size=4))

    stems = [[stem() for _ in range(30)] for _ in range(2)]
    text = [w + "ation" for w in rng.choice(stems[0], 2000)] + [w + "eously" for w in rng.choice(stems[1], 2000)]
    vocab = vocabulary([text], min_count=1)
    settings = Settings(dim=8, window=2, sample=1.0, epochs=15, lr=0.02)
    vectors = train_subwords(vocab, vocab.encode(text), settings, rng=rng, n_buckets=2000)
    new, nouns, adverbs = (
        np.array([vectors[w] for w in group])
        for group in (["qwertyation"], [s + "ation" for s in stems[0]], [s + "eously" for s in stems[1]])
    )
    assert "qwertyation" not in vocab
    assert cosine(new, nouns).min() > cosine(new, adverbs).max() + 0.05


def test_a_misspelling_is_one_slip_away(rng):
    for _ in range(300):
        slip = misspell("committee", rng=rng)
        assert slip != "committee"
        assert len(slip) in (8, 9, 10)
        assert sum(a != b for a, b in zip(slip, "committee", strict=False)) <= 2 or len(slip) != 9


def test_every_kind_of_slip_is_made(rng):
    slips = {misspell("abcd", rng=rng) for _ in range(2000)}
    assert {"bacd", "aabcd", "bcd", "zbcd", "abdc", "abccd", "abd", "abzd"} <= slips


def test_short_words_are_left_alone(rng):
    with pytest.raises(ValueError, match="three letters, got 'ab'"):
        misspell("ab", rng=rng)


def test_vectors_are_float32():
    vectors = SubwordVectors(Vocabulary(["a", "b"], np.array([1, 1])), np.ones((12, 3), dtype=np.float32))
    assert vectors.vectors.dtype == np.float32
    assert_allclose(vectors["unseen"], 1)


def test_fitted_pieces_leave_known_words_alone_and_explain_new_ones(rng):
    stems = ["".join(rng.choice([*"bcdfgklmnprstvz"], size=4)) for _ in range(60)]
    vocab = Vocabulary([stem + end for end in ("ation", "eously") for stem in stems], np.ones(120, dtype=int))
    vectors = np.repeat([[1.0, 0, 0], [0, 1, 0]], 60, axis=0) + 0.1 * rng.normal(size=(120, 3))
    fitted = fit_pieces(vocab, vectors, n_buckets=5000)
    assert_allclose(fitted.vectors, vectors, atol=1e-5)
    assert_allclose(cosine(fitted["qwertyation"][None], np.eye(3)), [[1, 0, 0]], atol=0.15)


def test_a_stronger_penalty_makes_shorter_pieces(rng):
    vocab, vectors = Vocabulary(["abcd", "efgh"], np.array([1, 1])), rng.normal(size=(2, 3))
    weak, strong = (fit_pieces(vocab, vectors, n_buckets=50, strength=s).rows[2:] for s in (0.01, 10.0))
    assert np.linalg.norm(strong) < np.linalg.norm(weak) / 2


def test_pieces_need_a_vector_for_each_word():
    with pytest.raises(ValueError, match="got 2 words and 3 vectors"):
        fit_pieces(Vocabulary(["a", "b"], np.array([1, 1])), np.ones((3, 2)))
