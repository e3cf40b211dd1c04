import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.search.hybrid import max_sim, rrf
from vecembed_lab.search.lexical import BM25, IDF, bm25, idf, tokens

TEXTS = ["The cat sat on the mat", "a dog and a cat", "dogs eat cat food, food!", "nothing", "the the the end of the"]
K1 = 1.5


def test_words_are_found_in_any_case_between_any_marks():
    assert tokens("The X-15's wing, 2 of them!") == ["the", "x", "15", "s", "wing", "2", "of", "them"]
    assert tokens(" . ") == tokens("") == []


def test_idf_by_hand():
    df = np.array([0, 1, 3, 4])
    assert_allclose(idf(df, 4), np.log([10, 1 + 3.5 / 1.5, 1 + 1.5 / 3.5, 1 + 0.5 / 4.5]))
    assert_allclose(idf(df, 4, "robertson"), np.log([9, 3.5 / 1.5, 1.5 / 3.5, 0.5 / 4.5]))
    assert_allclose(idf(df, 4, "atire"), [0, np.log(4), np.log(4 / 3), 0])
    assert (idf(np.arange(5), 4) > 0).all()


def test_bm25_by_hand():
    tf, df, lengths = np.array([[2, 0], [0, 0], [1, 1]]), np.array([2, 1]), np.array([2, 1, 3])
    rare, common = np.log(1 + 2.5 / 1.5), np.log(1 + 1.5 / 2.5)
    first = common * 2 * 2.5 / (2 + 1.5)
    last = (common + rare) * 2.5 / (1 + 1.5 * (0.25 + 0.75 * 1.5))
    assert_allclose(bm25(tf, df, 3, lengths), [first, 0, last])
    assert_allclose(bm25(tf, df, 3, lengths, b=0), [first, 0, common + rare])  # then length does not count
    assert_allclose(bm25(tf, df, 3, lengths, k1=0), [common, 0, common + rare])  # nor does the count


def counts(texts, query):
    words = [tokens(text) for text in texts]
    asked = tokens(query)
    tf = np.array([[text.count(word) for word in asked] for text in words])
    return tf, (tf > 0).sum(axis=0), len(texts), np.array([len(text) for text in words])


@pytest.mark.parametrize("variant", IDF)
@pytest.mark.parametrize("query", ["cat", "the cat food", "cat cat dog", "unknown", ""])
def test_weights_computed_beforehand_are_bm25(variant, query):
    expected = bm25(*counts(TEXTS, query), variant=variant)
    assert_allclose(BM25(TEXTS, variant=variant).scores(query), expected, atol=1e-12)


@pytest.mark.parametrize("variant", ["lucene", "atire"])
def test_bm25_against_bm25s(variant):
    import bm25s

    draw = np.random.default_rng(0)
    texts = [" ".join(f"w{word}" for word in draw.zipf(1.3, size=30).clip(max=60)) for _ in range(200)]
    theirs = bm25s.BM25(method=variant, k1=1.2, b=0.6)
    theirs.index([text.split() for text in texts], show_progress=False)
    ours = BM25(texts, k1=1.2, b=0.6, variant=variant)
    factor = {"lucene": 2.2, "atire": 1}[variant]  # which leaves out k1 + 1: the order is the same
    for query in ("w1 w2 w50", "w3", "w60 w60 w7"):
        assert_allclose(ours.scores(query), factor * theirs.get_scores(query.split()), rtol=1e-5)


def test_documents_come_back_best_first_if_they_share_a_word():
    index = BM25(TEXTS)
    assert_array_equal(index.search("food for the cat", 9), [2, 0, 4, 1])
    assert_array_equal(index.search("food for the cat", 2), [2, 0])
    assert len(index.search("unknown", 3)) == len(index.search("", 3)) == 0
    assert_array_equal(BM25(["a b", "b a", "b"]).search("a", 3), [0, 1])  # equals: the lower row first
    assert len(BM25(["", " . "])) == 2
    assert len(BM25(["", " . "]).search("a", 1)) == 0


def test_a_negative_weight_is_a_score_like_any_other():
    index = BM25(["the", "the cat", "the dog"], variant="robertson")
    assert (index.scores("the") < 0).all()
    assert_array_equal(index.search("the", 3), [1, 2, 0])  # the shortest counts most, downwards


def test_what_is_no_set_of_texts_is_refused():
    for texts in ("a single text", []):
        with pytest.raises(ValueError, match="list of at least one text"):
            BM25(texts)
    with pytest.raises(ValueError, match="lucene, robertson, atire, got 'okapi'"):
        BM25(TEXTS, variant="okapi")
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        BM25(TEXTS).search("cat", 0)
    with pytest.raises(ValueError, match=r"between 0 and n = 3, got 1\.0 to 4\.0"):
        idf(np.array([1, 4]), 3)


def test_fused_by_hand():
    assert rrf([[7, 3, 5], [3, 9]], k=1) == [3, 7, 9, 5]  # 1/3 + 1/2, 1/2, 1/3, 1/4
    assert rrf([[1, 2], [2, 1]]) == [1, 2]
    assert rrf([[4], [2], [9]]) == [2, 4, 9]
    assert rrf([[], [5]]) == [5]
    assert rrf([]) == []
    assert rrf([np.array([2, 1]), [1]], k=0) == [1, 2]  # 1/2 + 1 and 1


@given(ranking=st.permutations(range(6)), copies=st.integers(1, 4), k=st.integers(0, 100))
def test_rankings_that_agree_stay_as_they_are(ranking, copies, k):
    assert rrf([ranking] * copies, k=k) == ranking


@given(rankings=st.lists(st.permutations(range(5)), min_size=1, max_size=4))
def test_the_order_of_the_rankings_does_not_matter(rankings):
    assert rrf(rankings) == rrf(rankings[::-1])


def test_rankings_that_are_none_are_refused():
    with pytest.raises(ValueError, match="a document once"):
        rrf([[1, 2, 1]])
    with pytest.raises(ValueError, match="k must be at least 0, got -1"):
        rrf([[1]], k=-1)


def test_late_interaction_by_hand():
    query, document = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.5, 0.5], [0.9, -1.0]])
    assert_allclose(max_sim(query, document), 0.9 + 1.0)
    assert_allclose(max_sim(document, query), 1.0 + 0.9)
    assert max_sim(query, document[:0]) == -np.inf
    assert max_sim(query[:0], document) == 0
    assert_allclose(max_sim(-query, document[:1]), -0.5 - 1.0)  # the largest may be below 0


@given(seed=st.integers(0, 100), a=st.integers(1, 4), b=st.integers(1, 4))
def test_late_interaction_against_loops(seed, a, b):
    query, document = (np.random.default_rng(seed + i).normal(size=(n, 3)) for i, n in enumerate((a, b)))
    assert_allclose(max_sim(query, document), sum(max(float(q @ d) for d in document) for q in query))
    assert max_sim(query, np.concatenate([document, document[::-1]])) == pytest.approx(max_sim(query, document))


def test_tokens_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="dimensions, got 2 and 3"):
        max_sim(np.ones((1, 2)), np.ones((1, 3)))
    for query, document in ((np.full((1, 2), np.nan), np.ones((1, 2))), (np.ones((1, 2)), np.full((1, 2), np.inf))):
        with pytest.raises(ValueError, match="finite"):
            max_sim(query, document)
