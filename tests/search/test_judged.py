import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from vecembed_lab.search.judged import _entries, load_cranfield, load_cranfield_vectors, ndcg
from vecembed_lab.search.lexical import BM25


@pytest.fixture(scope="module")
def cranfield():
    return load_cranfield()


@pytest.fixture(scope="module")
def made():
    return load_cranfield_vectors()


def mean_ndcg(rankings, judged):
    """With every relevant document worth the same, as the numbers that others report."""
    rows = zip(rankings, judged.grades, strict=True)
    return float(np.mean([ndcg(ranked, dict.fromkeys(grades, 1)) for ranked, grades in rows]))


def test_ndcg_by_hand():
    grades = {3: 2, 8: 1}
    best = 2 + 1 / np.log2(3)
    assert ndcg([3, 8, 1], grades) == ndcg([3, 8], grades) == 1
    assert_allclose(ndcg([8, 3], grades), (1 + 2 / np.log2(3)) / best)
    assert_allclose(ndcg([1, 2, 3], grades), 2 / np.log2(4) / best)
    assert_allclose(ndcg([8, 1], grades, k=1), 1 / 2)  # the best that one place can hold is a grade of 2
    assert ndcg([], grades) == ndcg([1, 2], grades) == 0
    assert ndcg(np.array([3, 8]), grades) == 1


@given(
    grades=st.lists(st.integers(0, 4), min_size=2, max_size=8).filter(any),
    seed=st.integers(0, 100),
    k=st.integers(1, 8),
)
def test_ndcg_against_scikit_learn(grades, seed, k):
    from sklearn.metrics import ndcg_score

    order = np.random.default_rng(seed).permutation(len(grades))
    scores = np.empty(len(grades))
    scores[order] = -np.arange(len(grades))
    assert_allclose(ndcg(order, dict(enumerate(grades)), k), ndcg_score([grades], [scores], k=k))


def test_what_cannot_be_judged_is_refused():
    for grades, k in (({}, 10), ({1: 0}, 10), ({1: 1, 2: -1}, 10), ({1: 1}, 0)):
        with pytest.raises(ValueError, match="k must be at least 1, no grade below 0 and one above"):
            ndcg([1], grades, k)
    with pytest.raises(ValueError, match="a document once"):
        ndcg([1, 1], {1: 1})


def test_entries_are_told_apart_by_lines_that_hold_a_letter_only():
    text = ".I 1\r\n.T\na  wing\n.A\nx, y .\n.B\nj .I see\n.W\n.5 of it\nand .W inside\n.I 2\n.T\n.W\n"
    assert _entries(text) == [
        {"I": "1", "T": "a wing", "A": "x, y .", "B": "j .I see", "W": ".5 of it and .W inside"},
        {"I": "2", "T": "", "W": ""},
    ]


def test_cranfield_is_all_there(cranfield):
    assert (len(cranfield.documents), len(cranfield.titles), len(cranfield.queries)) == (1400, 1400, 225)
    assert [row for row, text in enumerate(cranfield.documents) if not text] == [470, 994]
    grades = [grade for query in cranfield.grades for grade in query.values()]
    assert {grade: grades.count(grade) for grade in (1, 2, 3, 4)} == {4: 128, 3: 387, 2: 734, 1: 363}
    assert all(0 <= row < 1400 for query in cranfield.grades for row in query)
    assert cranfield.grades[0][183] == 3  # "1 184 2" in the file
    assert cranfield.queries[2].startswith("what problems of heat conduction")  # the third, though its .I is 004


def test_judgements_belong_to_queries_by_their_place(cranfield):
    """Joined one place off, almost nothing that is found is relevant."""
    index = BM25(cranfield.documents)
    rankings = [index.search(query, 10) for query in cranfield.queries]
    right = mean_ndcg(rankings, cranfield)
    assert 0.33 < right < 0.36  # .34 is what others report for BM25
    assert mean_ndcg(rankings[1:] + rankings[:1], cranfield) < right / 3


def test_the_vectors_shipped_are_as_good_as_published_ones(cranfield, made):
    assert_allclose(np.linalg.norm(made.documents, axis=1), 1, atol=1e-5)
    rankings = np.argsort(-made.queries @ made.documents.T, axis=1, kind="stable")
    assert_allclose(mean_ndcg(rankings, cranfield), 0.395, atol=0.002)
    shuffled = np.random.default_rng(0).permutation(1400)
    assert mean_ndcg(shuffled[rankings], cranfield) < 0.05


def test_the_pieces_shipped_are_those_of_their_texts(cranfield, made):
    for texts, tokens in ((cranfield.queries, made.query_tokens), (cranfield.titles, made.title_tokens)):
        for row, (pieces, vectors) in tokens.items():
            assert "".join(piece.removeprefix("##") for piece in pieces) == texts[row].replace(" ", "")
            assert vectors.shape == (len(pieces), 384)
            assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    nearest = np.argsort(-made.queries[:4] @ made.documents.T, axis=1)[:, :8]
    assert set(nearest.ravel().tolist()) == set(made.title_tokens)
