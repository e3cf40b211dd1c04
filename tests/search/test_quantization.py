import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.search.quantization import (
    binary_encode,
    hamming,
    pq_decode,
    pq_encode,
    pq_scan,
    pq_table,
    pq_train,
    scalar_encode,
    scalar_scale,
)

BOOKS = np.array([[[0.0, 0.0], [1.0, 1.0]], [[5.0, 0.0], [0.0, 5.0]]])  # two pieces of two numbers, two codes each


def rng():
    return np.random.default_rng(0)


def test_one_byte_a_number_by_hand():
    vectors = np.array([[2.54, -1.27], [0.0, 0.01]])
    scale = scalar_scale(vectors)
    assert_allclose(scale, 0.02)
    assert_array_equal(scalar_encode(vectors, scale), [[127, -64], [0, 0]])
    assert_array_equal(scalar_encode(np.array([[9.0, -9.0]]), scale), [[127, -127]])  # not 450 - 512
    assert scalar_encode(vectors, scale).dtype == np.int8
    assert scalar_scale(np.zeros((2, 3))) == scalar_scale(np.zeros((0, 3))) == 1


def test_a_code_is_within_half_a_step():
    vectors = rng().normal(size=(100, 7))
    scale = scalar_scale(vectors)
    assert np.abs(scalar_encode(vectors, scale) * scale - vectors).max() <= scale / 2 + 1e-12


def test_product_codes_by_hand():
    vectors = np.array([[0.2, 0.2, 0.0, 9.0], [3.0, 3.0, 2.0, 2.0]])  # the last piece is as near to both: the lower
    codes = pq_encode(vectors, BOOKS)
    assert_array_equal(codes, [[0, 1], [1, 0]])
    assert codes.dtype == np.uint8
    assert_array_equal(pq_decode(codes, BOOKS), [[0, 0, 0, 5], [1, 1, 5, 0]])
    query = np.array([1.0, 2.0, 3.0, 4.0])
    assert_array_equal(pq_table(query, BOOKS), [[0, 3], [15, 20]])
    assert_array_equal(pq_scan(pq_table(query, BOOKS), codes), [20, 18])


@given(seed=st.integers(0, 100), p=st.sampled_from([1, 2, 3, 6]))
def test_a_table_gives_the_product_with_what_a_code_stands_for(seed, p):
    draw = np.random.default_rng(seed)
    books = draw.normal(size=(p, 5, 6 // p))
    codes, query = draw.integers(5, size=(9, p)).astype(np.uint8), draw.normal(size=6)
    assert_allclose(pq_scan(pq_table(query, books), codes), pq_decode(codes, books) @ query, atol=1e-12)


def test_a_code_is_the_nearest_of_all():
    draw = rng()
    vectors, books = draw.normal(size=(40, 4)), draw.normal(size=(2, 3, 2))
    best = pq_decode(pq_encode(vectors, books), books)
    every = np.array([[a, b] for a in range(3) for b in range(3)], dtype=np.uint8)
    gaps = ((vectors[:, None] - pq_decode(every, books)) ** 2).sum(axis=2).min(axis=1)
    assert_allclose(((vectors - best) ** 2).sum(axis=1), gaps)


def test_trained_books_lose_as_little_as_those_of_faiss():
    import faiss

    vectors = rng().normal(size=(2000, 8)).astype(np.float32)
    books = pq_train(vectors, 4, rng=rng(), n_codes=16, n_rounds=25)
    ours = ((pq_decode(pq_encode(vectors, books), books) - vectors) ** 2).sum()
    theirs = faiss.ProductQuantizer(8, 4, 4)
    theirs.train(vectors)
    lost = ((theirs.decode(theirs.compute_codes(vectors)) - vectors) ** 2).sum()
    assert_allclose(ours, lost, rtol=0.03)


def test_more_pieces_lose_less():
    vectors = rng().normal(size=(500, 8))
    lost = []
    for p in (1, 2, 4, 8):
        books = pq_train(vectors, p, rng=rng(), n_codes=16)
        lost.append(((pq_decode(pq_encode(vectors, books), books) - vectors) ** 2).sum())
    assert lost == sorted(lost, reverse=True)


def test_pieces_that_do_not_fit_are_refused():
    for refuse in (
        lambda: pq_train(np.ones((300, 6)), 4, rng=rng()),
        lambda: pq_encode(np.ones((1, 6)), np.ones((4, 2, 1))),
        lambda: pq_table(np.ones(6), np.ones((4, 2, 1))),
        lambda: pq_train(np.ones((300, 6)), 0, rng=rng()),
    ):
        with pytest.raises(ValueError, match="multiple of the pieces, got 6 and"):
            refuse()
    for refuse in (lambda: pq_encode(np.ones((1, 6)), BOOKS), lambda: pq_table(np.ones(6), BOOKS)):
        with pytest.raises(ValueError, match="dimensions, got 3 and 2"):
            refuse()
    with pytest.raises(ValueError, match="at most 256"):
        pq_train(np.ones((300, 4)), 2, rng=rng(), n_codes=257)
    with pytest.raises(ValueError, match="the 20 points, got 256"):
        pq_train(np.ones((20, 4)), 2, rng=rng())


def test_bits_by_hand():
    codes = binary_encode(np.array([[1.0, -1.0, 0.0, 2.0], [-1.0, 0.5, 0.0, 2.0]]))
    assert_array_equal(codes, [[0b10010000], [0b01010000]])
    assert_array_equal(hamming(codes[0], codes), [0, 2])


@given(d=st.integers(1, 40), seed=st.integers(0, 100))
def test_bits_that_differ_are_numbers_of_other_sign(d, seed):
    vectors = np.random.default_rng(seed).normal(size=(6, d))
    codes = binary_encode(vectors)
    assert_array_equal(hamming(codes[2], codes), ((vectors > 0) != (vectors[2] > 0)).sum(axis=1))


@pytest.mark.parametrize(
    "encode", [binary_encode, scalar_scale, lambda vectors: pq_encode(vectors, np.ones((1, 2, 1)))]
)
def test_what_is_no_number_has_no_code(encode):
    for number in (np.nan, np.inf):
        with pytest.raises(ValueError, match="finite"):
            encode(np.array([[number]]))
