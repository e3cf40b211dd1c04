"""Unit 02. Word vectors from counts: co-occurrence, PPMI, truncated SVD.

Sources: Levy & Goldberg (2014), Neural Word Embedding as Implicit Matrix Factorization;
Levy, Goldberg & Dagan (2015), Improving Distributional Similarity with Lessons Learned from Word Embeddings.
"""

from typing import Any

import numpy as np
from jaxtyping import Float, Int, Integer
from numpy import ndarray

from vecembed_lab.similarity.arithmetic import check_finite, one_size, widened

Sparse = Any  # scipy.sparse.csr_array, which would take a tenth of a second to import


def cooccurrence(ids: Integer[ndarray, " T"], vocab_size: int, window: int) -> Sparse:
    """How often each word stands within `window` places of each other one: symmetric (V, V) counts in float64.

    Every pair of places is counted once from either side, so a word beside itself counts 2. -1 stands for no word:
    `window` of them between two texts keep their words apart.
    Raises ValueError if `window` or `vocab_size` is below 1 or an id is not in [-1, V).
    """
    if min(window, vocab_size) < 1:
        raise ValueError(f"window and vocab_size must be at least 1, got {window} and {vocab_size}")
    if len(ids) and not -1 <= ids.min() <= ids.max() < vocab_size:
        raise ValueError(f"ids must be in [-1, {vocab_size}), got {ids.min()} to {ids.max()}")
    from scipy.sparse import coo_array, csr_array

    counts = csr_array((vocab_size, vocab_size))
    for gap in range(1, min(window, len(ids) - 1) + 1):
        left, right = ids[:-gap], ids[gap:]
        both = (left >= 0) & (right >= 0)
        left, right = left[both], right[both]
        counts += coo_array((np.ones(len(left)), (left, right)), counts.shape)  # repeated pairs add up
    return (counts + counts.T).tocsr()


def ppmi(counts: Sparse, shift: float = 1.0, power: float = 1.0) -> Sparse:
    """Positive pointwise mutual information of sparse (V, C) word-context counts, in nats.

        PPMI[w, c] = max(0, log(P(w, c) / (P(w) P(c))) - log(shift))

    Pairs never seen together get 0. With `shift` = k this is the matrix that skip-gram with k negative samples
    factorises implicitly. P(c) goes with #(c) ** `power`: 0.75, as in word2vec's noise, tames rare contexts.

    Raises ValueError if every count is zero, one is not a number of at least 0, `shift` is not above 0 or `power` not
    in [0, 1].
    Source: Levy & Goldberg (2014); for `power`, Levy, Goldberg & Dagan (2015).
    """
    if not (0 < shift < np.inf and 0 <= power <= 1):
        raise ValueError(f"shift must be above 0 and power between 0 and 1, got {shift} and {power}")
    result = counts.tocoo(copy=True)
    result.eliminate_zeros()
    if not result.nnz:
        raise ValueError("counts are all zero: no word occurs in any context")
    result.data = one_size(widened(result.data))  # so that no sum is too large
    if not (result.data > np.finfo(float).eps ** 10).all():
        raise ValueError("counts must be numbers of at least 0 and of like size, got a negative or a tiny one")
    of_word, of_context = result.sum(1), result.sum(0) ** power
    of_context = of_context / of_context.sum()
    result.data = np.log(result.data / (of_word[result.row] * of_context[result.col])) - np.log(shift)
    result.data = np.maximum(result.data, 0)
    result.eliminate_zeros()
    return result.tocsr()


def frequent_pmi(
    counts: Sparse, at_least: float, first: int = 0
) -> tuple[Int[ndarray, " p"], Int[ndarray, " p"], Float[ndarray, " p"]]:
    """Word, context and pointwise mutual information, in nats and not cut, of the p pairs counted `at_least` times.

    Words and contexts before number `first` are left out; their counts are not.
    Raises ValueError if `at_least` is not above 0.
    """
    if not at_least > 0:
        raise ValueError(f"at_least must be above 0, got {at_least}: what was never counted has no information")
    counts = counts.astype(float)
    pairs, total = counts.tocoo(), counts.sum()
    some = (pairs.data >= at_least) & (pairs.row >= first) & (pairs.col >= first)
    word, context = pairs.row[some], pairs.col[some]
    return word, context, np.log(pairs.data[some] * total / (counts.sum(1)[word] * counts.sum(0)[context]))


def svd_vectors(matrix: Sparse, d: int, *, seed: int) -> Float[ndarray, "V {d}"]:
    """U sqrt(S) of the `d` largest singular values of a (V, C) matrix, the largest first.

    The product of these vectors and their contexts, V sqrt(S), is the best approximation of rank `d`.
    Raises ValueError unless 1 <= d < min(V, C), or if a number is NaN or infinite.
    """
    if not 1 <= d < min(matrix.shape):
        raise ValueError(f"d must be at least 1 and below min(V, C) = {min(matrix.shape)}, got {d}")
    check_finite(matrix.data)
    from sklearn.utils.extmath import randomized_svd

    u, s, _ = randomized_svd(matrix, d, n_iter=4, random_state=seed)
    return u * np.sqrt(s)


def count_vectors(
    ids: Integer[ndarray, " T"],
    vocab_size: int,
    *,
    seed: int,
    window: int = 5,
    shift: float = 5.0,
    power: float = 1.0,
    d: int = 50,
) -> Float[ndarray, "V {d}"]:
    """Vectors of V words from a text: counted within `window`, turned into PPMI, cut to `d` dimensions.

    What the arguments mean, and what is refused, is said at `cooccurrence`, `ppmi` and `svd_vectors`.
    """
    surprise = ppmi(cooccurrence(ids, vocab_size, window), shift, power)
    return svd_vectors(surprise.astype(np.float32), d, seed=seed)  # a few nats: float32 will do, in half the time
