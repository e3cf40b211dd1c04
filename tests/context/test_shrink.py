import numpy as np
import pytest
from numpy.testing import assert_allclose

from vecembed_lab.context.shrink import FIRST, int8, principal, qualities, rescored, signs, truncated
from vecembed_lab.search.exact import top_k
from vecembed_lab.search.judged import Judged


def test_truncated_by_hand():
    assert_allclose(truncated(np.array([[3.0, 4, 12], [0, 0, 1]]), 2), [[0.6, 0.8], [0, 0]])
    with pytest.raises(ValueError, match="k must be between 1 and d = 3, got 4"):
        truncated(np.ones((2, 3)), 4)


def test_principal_directions_keep_products_and_put_the_longest_first():
    x = np.random.default_rng(0).normal(size=(50, 6)) * [1, 2, 3, 4, 5, 6] + 3
    p = principal(x)
    assert_allclose((x @ p) @ (x @ p).T, x @ x.T, rtol=1e-3, atol=1e-2)
    lengths = ((x @ p) ** 2).sum(axis=0)
    assert (np.diff(lengths) < 0).all()


def test_codes():
    x = np.array([[0.5, -1.0, 0.004], [0.0, 0.25, -0.5]], dtype=np.float32)
    assert_allclose(int8(x), x, atol=0.5 / 127)
    assert signs(x).tolist() == [[1, -1, 1], [-1, 1, -1]]


def test_rescoring_all_candidates_is_the_full_ranking():
    rng = np.random.default_rng(0)
    queries, documents = rng.normal(size=(4, 8)), rng.normal(size=(30, 8))
    everything = np.tile(np.arange(30), (4, 1))
    assert (rescored(queries, documents, everything) == top_k(queries, documents, FIRST)).all()
    few = top_k(queries, signs(documents), 12)
    assert all(set(again) <= set(row) for again, row in zip(rescored(queries, documents, few), few, strict=True))


def test_quality_by_hand():
    judged = Judged([], [], ["one", "two"], [{0: 4}, {1: 2}])
    found = qualities(np.array([[0, 1], [0, 1]]), judged)
    assert_allclose(found, [1, 1 / np.log2(3)])
