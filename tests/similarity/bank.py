"""Unit 01, answers written from the prose alone by somebody who had not read the checks."""

# The prose limits sizes to ordinary ones, so what fails only for vectors shorter than a ten-thousandth, or only
# because float32 has seven digits, is ARGUABLE (except where points may lie far from zero).

import collections
import heapq
import itertools
import math
import random

import numpy as np
import scipy.linalg
import scipy.spatial
import scipy.spatial.distance
import scipy.stats
import sklearn.decomposition
import sklearn.manifold
import sklearn.metrics.pairwise
import sklearn.neighbors
import torch

# ---------------------------------------------------------------- helpers


def _unit(v):
    """Rows of length 1; zero rows stay zero."""
    v = np.asarray(v, dtype=float)
    norms = np.linalg.norm(v, axis=1, keepdims=True)
    return np.divide(v, norms, out=np.zeros_like(v), where=norms > 0)


def _safe_unit(v):
    """Rows of length 1, whatever the size of the numbers; zero rows stay zero."""
    v = np.asarray(v, dtype=float)
    top = np.abs(v).max(axis=1, keepdims=True)
    v = np.divide(v, top, out=np.zeros_like(v), where=top > 0)
    norms = np.linalg.norm(v, axis=1, keepdims=True)
    return np.divide(v, norms, out=np.zeros_like(v), where=norms > 0)


def _cos(a, b):
    return _unit(a) @ _unit(b).T


def _ranks(x):
    return scipy.stats.rankdata(x)


def _corr(u, v):
    u = np.asarray(u, dtype=float) - np.mean(u)
    v = np.asarray(v, dtype=float) - np.mean(v)
    return float((u @ v) / math.sqrt((u @ u) * (v @ v)))


def _knn_sets(x, k):
    d = scipy.spatial.distance.cdist(x, x)
    np.fill_diagonal(d, np.inf)
    return [set(row[:k].tolist()) for row in np.argsort(d, axis=1)]


def _gram_schmidt(m):
    m = np.array(m, dtype=float)
    for j in range(m.shape[1]):
        for _ in range(2):
            for i in range(j):
                m[:, j] -= (m[:, i] @ m[:, j]) * m[:, i]
            m[:, j] /= np.linalg.norm(m[:, j])
    return m


_MEMORY = {}


# ---------------------------------------------------------------- 1.1 cosine


def cosine__loops(a, b):
    """RIGHT: three plain loops over rows and dimensions, a list of lists comes back."""
    table = []
    for u in a:
        line = []
        for v in b:
            dot = nu = nv = 0.0
            for x, y in zip(u, v):
                dot += x * y
                nu += x * x
                nv += y * y
            if nu == 0 or nv == 0:
                line.append(0.0)
            else:
                line.append(dot / math.sqrt(nu) / math.sqrt(nv))
        table.append(line)
    return table


def cosine__vectorised(a, b):
    """RIGHT: rows divided by their length, length 0 replaced by 1, then one matrix product."""
    na = np.linalg.norm(a, axis=1, keepdims=True)
    nb = np.linalg.norm(b, axis=1, keepdims=True)
    na = np.where(na == 0, 1, na)
    nb = np.where(nb == 0, 1, nb)
    return (a / na) @ (b / nb).T


def cosine__scaled_first(a, b):
    """RIGHT: every row is first divided by its largest entry, so that no square can overflow or vanish."""
    return np.einsum("id,jd->ij", _safe_unit(a), _safe_unit(b))


def cosine__hypot(a, b):
    """RIGHT: lengths with math.hypot, numbers multiplied only after division by the length."""

    def unit(v):
        length = math.hypot(*v)
        return [x / length for x in v] if length else [0.0 for _ in v]

    us, vs = [unit(u) for u in a], [unit(v) for v in b]
    return np.array([[sum(x * y for x, y in zip(u, v)) for v in vs] for u in us])


def cosine__divide_then_nan_to_num(a, b):
    """RIGHT: divides by zero on purpose and turns the resulting 0/0 into 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ua = np.nan_to_num(a / np.linalg.norm(a, axis=1)[:, None])
        ub = np.nan_to_num(b / np.linalg.norm(b, axis=1)[:, None])
    return ua @ ub.T


def cosine__outer_of_norms(a, b):
    """RIGHT: all dot products, divided by the table of products of lengths where that is not 0."""
    dots = a @ b.T
    lengths = np.outer(np.sqrt((a**2).sum(1)), np.sqrt((b**2).sum(1)))
    return np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths != 0)


def cosine__scipy_cdist(a, b):
    """RIGHT: 1 minus SciPy's cosine distance, with its NaN for zero vectors set to 0."""
    c = 1 - scipy.spatial.distance.cdist(a, b, "cosine")
    c[~a.any(axis=1), :] = 0
    c[:, ~b.any(axis=1)] = 0
    return c


def cosine__torch(a, b):
    """RIGHT: the same in torch with float64, without torch's own epsilon."""
    ta, tb = torch.tensor(a, dtype=torch.float64), torch.tensor(b, dtype=torch.float64)
    na, nb = ta.norm(dim=1, keepdim=True), tb.norm(dim=1, keepdim=True)
    na[na == 0] = 1
    nb[nb == 0] = 1
    return ((ta / na) @ (tb / nb).T).numpy()


def cosine__from_chord(a, b):
    """RIGHT: from the distance of the unit vectors, cos = 1 - distance squared / 2, zero rows set to 0."""
    ua, ub = _unit(a), _unit(b)
    c = 1 - ((ua[:, None, :] - ub[None, :, :]) ** 2).sum(axis=2) / 2
    c[~ua.any(axis=1), :] = 0
    c[:, ~ub.any(axis=1)] = 0
    return c


def cosine__clipped(a, b):
    """RIGHT: as usual, and the rounding beyond 1 or -1 cut off."""
    return np.clip(_cos(a, b), -1, 1)


def cosine__sklearn(a, b):
    """ARGUABLE: the library's cosine_similarity, right except that it leaves rows shorter than about 2e-15 unscaled."""
    return sklearn.metrics.pairwise.cosine_similarity(a, b)


def cosine__root_of_product(a, b):
    """ARGUABLE: one root of the product of both squared lengths, which vanishes or overflows near 1e-80 and 1e80."""
    dots = a @ b.T
    squares = np.outer((a * a).sum(1), (b * b).sum(1))
    return np.where(squares > 0, dots / np.sqrt(np.where(squares > 0, squares, 1)), 0.0)


def cosine__torch_tensor_back(a, b):
    """ARGUABLE: right numbers, but a torch tensor comes back where arrays and lists are spoken of."""
    return torch.tensor(_cos(a, b))


def cosine__dot_product(a, b):
    """WRONG: the plain dot product, the vectors are not made length 1."""
    return a @ b.T


def cosine__divides_by_squares(a, b):
    """WRONG: divides by the squared lengths, the square root is missing."""
    na, nb = (a**2).sum(1, keepdims=True), (b**2).sum(1, keepdims=True)
    return (a / np.where(na == 0, 1, na)) @ (b / np.where(nb == 0, 1, nb)).T


def cosine__only_a_normalised(a, b):
    """WRONG: divides by the length of a's rows only, not of b's."""
    return _unit(a) @ b.T


def cosine__zero_gives_nan(a, b):
    """WRONG: a zero vector gives NaN instead of 0, because 0 is divided by 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return (a / np.linalg.norm(a, axis=1, keepdims=True)) @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T


def cosine__zero_only_in_a(a, b):
    """WRONG: zero vectors are taken care of in a but not in b, there NaN comes out."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return _unit(a) @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T


def cosine__zero_with_zero_is_one(a, b):
    """WRONG: two zero vectors get cosine 1, though a zero vector's cosine with anything is 0."""
    c = _cos(a, b)
    c[np.ix_(~a.any(axis=1), ~b.any(axis=1))] = 1.0
    return c


def cosine__epsilon_added(a, b):
    """ARGUABLE: adds 1e-8 to the lengths against division by zero, so short vectors get too small a cosine; the prose has no vector so short."""
    na = np.linalg.norm(a, axis=1, keepdims=True) + 1e-8
    nb = np.linalg.norm(b, axis=1, keepdims=True) + 1e-8
    return (a / na) @ (b / nb).T


def cosine__short_counts_as_zero(a, b):
    """ARGUABLE: takes every vector shorter than 1e-6 for a zero vector; the prose has no vector so short."""
    ua, ub = _unit(a), _unit(b)
    ua[np.linalg.norm(a, axis=1) < 1e-6] = 0
    ub[np.linalg.norm(b, axis=1) < 1e-6] = 0
    return ua @ ub.T


def cosine__torch_epsilon(a, b):
    """ARGUABLE: torch's cosine_similarity puts lengths below 1e-8 up to 1e-8, so very short vectors come out wrong; the prose has no vector so short."""
    ta, tb = torch.tensor(a), torch.tensor(b)
    return torch.nn.functional.cosine_similarity(ta[:, None, :], tb[None, :, :], dim=2).numpy()


def cosine__length_at_least_one(a, b):
    """WRONG: divides by the length or 1, whichever is larger, so vectors shorter than 1 are not lengthened."""
    na = np.maximum(np.linalg.norm(a, axis=1, keepdims=True), 1)
    nb = np.maximum(np.linalg.norm(b, axis=1, keepdims=True), 1)
    return (a / na) @ (b / nb).T


def cosine__wrong_axis(a, b):
    """WRONG: makes the columns length 1 instead of the rows."""
    na, nb = np.linalg.norm(a, axis=0), np.linalg.norm(b, axis=0)
    return (a / np.where(na == 0, 1, na)) @ (b / np.where(nb == 0, 1, nb)).T


def cosine__whole_matrix_norm(a, b):
    """WRONG: np.linalg.norm without an axis divides by the length of the whole matrix, not of each row."""
    return (a @ b.T) / ((np.linalg.norm(a) or 1) * (np.linalg.norm(b) or 1))


def cosine__transposed(a, b):
    """WRONG: rows of b against rows of a, the table is transposed."""
    return _cos(b, a)


def cosine__row_by_row(a, b):
    """WRONG: only row i of a with row i of b, not every row with every row."""
    return (_unit(a) * _unit(b)).sum(axis=1)


def cosine__diagonal_looped(a, b):
    """WRONG: fills only the pairs with the same number in both, every other cosine stays 0."""
    out = np.zeros((len(a), len(b)))
    for i in range(min(len(a), len(b))):
        out[i, i] = _cos(a[i : i + 1], b[i : i + 1])[0, 0]
    return out


def cosine__first_row_only(a, b):
    """WRONG: returns inside the loop, so only the first row of a is compared."""
    for u in _unit(a):
        return np.array([[u @ v for v in _unit(b)]])


def cosine__squeezed(a, b):
    """WRONG: squeezes the result, so that one row or one column loses its dimension and the shape is no longer (n, m)."""
    return _cos(a, b).squeeze()


def cosine__absolute(a, b):
    """WRONG: takes the absolute value, so opposite vectors count as the same direction."""
    return np.abs(_cos(a, b))


def cosine__negative_cut(a, b):
    """WRONG: negative cosines are cut off at 0."""
    return np.clip(_cos(a, b), 0, 1)


def cosine__scaled_to_zero_one(a, b):
    """WRONG: maps the cosine onto 0 to 1 with (1 + cos) / 2."""
    return (1 + _cos(a, b)) / 2


def cosine__distance(a, b):
    """WRONG: the cosine distance 1 - cos instead of the cosine."""
    return 1 - _cos(a, b)


def cosine__angle(a, b):
    """WRONG: returns the angle in radians and not its cosine."""
    return np.arccos(np.clip(_cos(a, b), -1, 1))


def cosine__centred(a, b):
    """WRONG: subtracts each row's mean first, that is the correlation and not the cosine."""
    return _cos(a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True))


def cosine__manhattan_length(a, b):
    """WRONG: takes the sum of absolute values as the length instead of the square root of the sum of squares."""
    na, nb = np.abs(a).sum(1, keepdims=True), np.abs(b).sum(1, keepdims=True)
    return (a / np.where(na == 0, 1, na)) @ (b / np.where(nb == 0, 1, nb)).T


def cosine__changes_argument(a, b):
    """WRONG: divides in place, so the caller's arrays are changed."""
    for m in (a, b):
        norms = np.linalg.norm(m, axis=1, keepdims=True)
        norms[norms == 0] = 1
        m /= norms
    return a @ b.T


def cosine__changes_zero_rows(a, b):
    """WRONG: writes a small number into the caller's zero rows to avoid dividing by zero."""
    for m in (a, b):
        m[~m.any(axis=1)] = 1e-300
    ua, ub = _safe_unit(a), _safe_unit(b)
    ua[(a == 1e-300).all(axis=1)] = 0
    ub[(b == 1e-300).all(axis=1)] = 0
    return ua @ ub.T


def cosine__single_precision(a, b):
    """ARGUABLE: computes in float32, where very large or small numbers become infinite or 0 and digits get lost; float32 is accurate enough by the prose."""
    with np.errstate(all="ignore"):
        return (
            _unit(a.astype(np.float32).astype(float)).astype(np.float32)
            @ _unit(b.astype(np.float32).astype(float)).astype(np.float32).T
        )


def cosine__rounded(a, b):
    """WRONG: rounds to two decimals."""
    return np.round(_cos(a, b), 2)


def cosine__zero_entry_is_zero_vector(a, b):
    """WRONG: takes a vector with a single zero entry for a zero vector."""
    c = _cos(a, b)
    c[~a.all(axis=1), :] = 0
    c[:, ~b.all(axis=1)] = 0
    return c


def cosine__sum_zero_is_zero_vector(a, b):
    """WRONG: tests for the zero vector with the sum of the entries, so (1, -1) counts as zero."""
    c = _cos(a, b)
    c[a.sum(axis=1) == 0, :] = 0
    c[:, b.sum(axis=1) == 0] = 0
    return c


def cosine__hard_coded(a, b):
    """WRONG: returns the example's result whatever it is given."""
    return np.array([[0.6, 1.0]])


def cosine__remembers_first_a(a, b):
    """WRONG: keeps the normalised a from the first call and uses it in every later one of the same shape."""
    key = ("cosine", a.shape)
    if key not in _MEMORY:
        _MEMORY[key] = _unit(a)
    return _MEMORY[key] @ _unit(b).T


def cosine__prints(a, b):
    """WRONG: prints the result and returns nothing."""
    print(_cos(a, b))


# ---------------------------------------------------------------- 1.2 nearest


def nearest__argsort_minus_inf(vectors, row, k):
    """RIGHT: the row itself gets minus infinity, then a descending sort."""
    sims = _cos(vectors, vectors[row : row + 1])[:, 0]
    sims[row] = -np.inf
    return np.argsort(-sims)[:k]


def nearest__sorted_list(vectors, row, k):
    """RIGHT: plain Python, sorts the other row numbers by cosine and returns a list."""
    q = vectors[row]

    def cos(v):
        lv, lq = math.sqrt(sum(x * x for x in v)), math.sqrt(sum(x * x for x in q))
        if lv == 0 or lq == 0:
            return 0.0
        return sum((x / lv) * (y / lq) for x, y in zip(v, q))

    others = [i for i in range(len(vectors)) if i != row]
    return sorted(others, key=lambda i: cos(vectors[i]), reverse=True)[:k]


def nearest__scaled_first(vectors, row, k):
    """RIGHT: unit vectors that stand huge and tiny numbers, then the row is taken out of the sorted list by its number."""
    u = _safe_unit(vectors)
    order = np.argsort(-(u @ u[row]), kind="stable")
    return order[order != row][:k]


def nearest__torch_topk(vectors, row, k):
    """RIGHT: torch's topk on the cosines with the row itself at minus infinity."""
    u = torch.from_numpy(_unit(vectors))
    sims = u @ u[row]
    sims[row] = -float("inf")
    return torch.topk(sims, k).indices.tolist()


def nearest__heap(vectors, row, k):
    """RIGHT: the k largest from a heap."""
    sims = _cos(vectors[[row]], vectors)[0]
    return heapq.nlargest(k, (i for i in range(len(sims)) if i != row), key=sims.__getitem__)


def nearest__take_the_best_k_times(vectors, row, k):
    """RIGHT: takes the best k times and strikes it out each time."""
    sims = _cos(vectors, vectors)[row].copy()
    sims[row] = -2
    out = []
    for _ in range(k):
        best = int(np.argmax(sims))
        out.append(best)
        sims[best] = -3
    return out


def nearest__delete_and_map_back(vectors, row, k):
    """RIGHT: deletes the row and maps the positions back to row numbers."""
    numbers = np.delete(np.arange(len(vectors)), row)
    sims = _cos(vectors[numbers], vectors[[row]]).ravel()
    return numbers[np.argsort(sims)[::-1][:k]]


def nearest__partition_then_sort(vectors, row, k):
    """RIGHT: argpartition for the best k, then those sorted."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    sims[row] = -np.inf
    best = np.argpartition(-sims, k - 1)[:k]
    return best[np.argsort(-sims[best])]


def nearest__by_angle(vectors, row, k):
    """ARGUABLE: sorts by the angle, right but for cosines below about 1e-16 apart, which become the same angle."""
    angles = np.arccos(np.clip(_cos(vectors, vectors[[row]])[:, 0], -1, 1))
    angles[row] = np.inf
    return np.argsort(angles)[:k]


def nearest__floats_back(vectors, row, k):
    """ARGUABLE: the right row numbers, but as floats, which cannot be used as an index."""
    return nearest__argsort_minus_inf(vectors, row, k).astype(float)


def nearest__first_after_sort(vectors, row, k):
    """WRONG: drops the first of the sorted list as if it were the row itself, which fails with copies, multiples and zero vectors."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    return np.argsort(-sims, kind="stable")[1 : k + 1]


def nearest__last_after_ascending_sort(vectors, row, k):
    """WRONG: sorts ascending, turns round and drops the first, taking it for the row itself, which another row of the same direction may be."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    return np.argsort(sims, kind="stable")[::-1][1 : k + 1]


def nearest__keeps_itself(vectors, row, k):
    """WRONG: does not leave out the row itself."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    return np.argsort(-sims)[:k]


def nearest__ascending(vectors, row, k):
    """WRONG: sorts ascending and so returns the least similar rows."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    sims[row] = np.inf
    return np.argsort(sims)[:k]


def nearest__best_last(vectors, row, k):
    """WRONG: the right rows, but the best comes last."""
    return nearest__argsort_minus_inf(vectors, row, k)[::-1]


def nearest__unsorted_partition(vectors, row, k):
    """WRONG: argpartition finds the k best but does not put them in order."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    sims[row] = -np.inf
    return np.sort(np.argpartition(-sims, k - 1)[:k])


def nearest__dot_product(vectors, row, k):
    """WRONG: compares dot products instead of cosines, so long vectors win."""
    sims = vectors @ vectors[row]
    sims[row] = -np.inf
    return np.argsort(-sims)[:k]


def nearest__euclidean(vectors, row, k):
    """WRONG: smallest distance instead of largest cosine."""
    d = np.linalg.norm(vectors - vectors[row], axis=1)
    d[row] = np.inf
    return np.argsort(d)[:k]


def nearest__distance_of_units(vectors, row, k):
    """WRONG: distance between unit vectors, which puts zero vectors too near: distance 1, where cosine 0 would be the root of 2."""
    u = _unit(vectors)
    d = np.linalg.norm(u - u[row], axis=1)
    d[row] = np.inf
    return np.argsort(d)[:k]


def nearest__leaves_out_copies(vectors, row, k):
    """WRONG: leaves out every row with the same numbers, not only the row itself."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    sims[(vectors == vectors[row]).all(axis=1)] = -np.inf
    return np.argsort(-sims)[:k]


def nearest__leaves_out_cosine_one(vectors, row, k):
    """WRONG: leaves out all rows with cosine 1, thus copies and multiples too."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    order = [i for i in np.argsort(-sims).tolist() if i != row and sims[i] < 1 - 1e-12]
    return order[:k]


def nearest__itself_set_to_zero(vectors, row, k):
    """WRONG: sets its own cosine to 0, so that it comes before rows with a negative cosine."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    sims[row] = 0
    return np.argsort(-sims, kind="stable")[:k]


def nearest__itself_set_to_minus_one(vectors, row, k):
    """WRONG: sets its own cosine to -1, which ties with an exactly opposite row, and then the row itself can be named."""
    sims = np.clip(_cos(vectors, vectors[[row]])[:, 0], -1, 1)
    sims[sims < -1 + 1e-12] = -1
    sims[row] = -1
    return np.argsort(-sims, kind="stable")[:k]


def nearest__removed_after_cutting(vectors, row, k):
    """WRONG: cuts to k first and takes the row out afterwards, so one is missing."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    return [i for i in np.argsort(-sims).tolist()[:k] if i != row]


def nearest__one_too_many(vectors, row, k):
    """WRONG: returns k + 1 rows."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    sims[row] = -np.inf
    return np.argsort(-sims)[: k + 1]


def nearest__positions_after_delete(vectors, row, k):
    """WRONG: deletes the row and forgets that all later row numbers have moved by one."""
    rest = np.delete(vectors, row, axis=0)
    return np.argsort(-_cos(rest, vectors[[row]])[:, 0])[:k]


def nearest__counts_from_one(vectors, row, k):
    """WRONG: counts rows from 1."""
    return nearest__argsort_minus_inf(vectors, row, k) + 1


def nearest__returns_cosines(vectors, row, k):
    """WRONG: returns the cosines and not the row numbers."""
    sims = np.delete(_cos(vectors, vectors[[row]])[:, 0], row)
    return np.sort(sims)[::-1][:k]


def nearest__returns_vectors(vectors, row, k):
    """WRONG: returns the rows themselves instead of their numbers."""
    return vectors[nearest__argsort_minus_inf(vectors, row, k)]


def nearest__absolute(vectors, row, k):
    """WRONG: by the absolute cosine, so opposite rows count as similar."""
    sims = np.abs(_cos(vectors, vectors[[row]])[:, 0])
    sims[row] = -1
    return np.argsort(-sims)[:k]


def nearest__zero_gives_nan(vectors, row, k):
    """WRONG: zero vectors get NaN instead of cosine 0 and are always sorted last."""
    with np.errstate(all="ignore"):
        u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        sims = u @ u[row]
    sims[row] = -np.inf
    order = np.argsort(-sims)
    return order[order != row][:k]


def nearest__zero_rows_left_out(vectors, row, k):
    """WRONG: leaves zero vectors out altogether, though they have cosine 0 and may be nearer than opposite rows."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    sims[~vectors.any(axis=1)] = -np.inf
    order = np.argsort(-sims, kind="stable")
    return order[order != row][:k]


def nearest__rounded(vectors, row, k):
    """WRONG: rounds the cosines to three decimals first, so close ones come in any order."""
    sims = np.round(_cos(vectors, vectors[[row]])[:, 0], 3)
    sims[row] = -np.inf
    return np.argsort(-sims, kind="stable")[:k]


def nearest__epsilon_added(vectors, row, k):
    """ARGUABLE: adds 1e-9 to the lengths, so very short vectors look less similar than they are; the prose has no vector so short."""
    n = np.linalg.norm(vectors, axis=1) + 1e-9
    sims = (vectors / n[:, None]) @ (vectors[row] / n[row])
    sims[row] = -np.inf
    return np.argsort(-sims)[:k]


def nearest__only_query_normalised(vectors, row, k):
    """WRONG: makes only the query length 1, the other rows keep their lengths."""
    sims = vectors @ _unit(vectors[[row]])[0]
    sims[row] = -np.inf
    return np.argsort(-sims)[:k]


def nearest__changes_argument(vectors, row, k):
    """WRONG: overwrites the row with zeros in the caller's array in order to leave it out."""
    query = vectors[row].copy()
    vectors[row] = 0
    sims = _cos(vectors, query[None])[:, 0]
    sims[row] = -np.inf
    return np.argsort(-sims)[:k]


def nearest__dict_by_cosine(vectors, row, k):
    """WRONG: collects the rows in a dictionary keyed by cosine, so of equally similar rows only one survives."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    by = {float(round(s, 12)): i for i, s in enumerate(sims) if i != row}
    return [by[s] for s in sorted(by, reverse=True)][:k]


def nearest__leaves_out_row_zero(vectors, row, k):
    """WRONG: leaves out row 0 instead of the row asked for."""
    sims = _cos(vectors, vectors[[row]])[:, 0]
    sims[0] = -np.inf
    return np.argsort(-sims)[:k]


def nearest__hard_coded(vectors, row, k):
    """WRONG: returns the example's rows."""
    return [2, 1]


# ---------------------------------------------------------------- 1.3 analogy


def analogy__mask_minus_inf(vectors, a, b, c):
    """RIGHT: unit vectors, the target's dot product with all, the three at minus infinity, argmax."""
    u = _unit(vectors)
    scores = u @ (u[b] - u[a] + u[c])
    scores[[a, b, c]] = -np.inf
    return int(np.argmax(scores))


def analogy__loop(vectors, a, b, c):
    """RIGHT: plain loop that keeps the best so far."""
    units = []
    for v in vectors:
        length = math.hypot(*v)
        units.append([x / length for x in v])
    target = [y - x + z for x, y, z in zip(units[a], units[b], units[c])]
    best, best_score = None, -math.inf
    for i, u in enumerate(units):
        if i in (a, b, c):
            continue
        score = sum(p * q for p, q in zip(u, target))
        if score > best_score:
            best, best_score = i, score
    return best


def analogy__scaled_first(vectors, a, b, c):
    """RIGHT: unit vectors safe for huge and tiny numbers, first allowed one in the sorted list."""
    u = _safe_unit(vectors)
    order = np.argsort(-(u @ (u[b] - u[a] + u[c])))
    return next(int(i) for i in order if i not in {a, b, c})


def analogy__closest_unit(vectors, a, b, c):
    """RIGHT: the unit vector with the smallest distance to the target, the same order as the cosine's."""
    u = _unit(vectors)
    d = ((u - (u[b] - u[a] + u[c])) ** 2).sum(axis=1)
    d[[a, b, c]] = np.inf
    return int(d.argmin())


def analogy__three_cosines(vectors, a, b, c):
    """RIGHT: cosine with b minus cosine with a plus cosine with c, which is the same up to a factor."""
    sims = _cos(vectors, vectors)
    scores = sims[b] - sims[a] + sims[c]
    return max((i for i in range(len(vectors)) if i not in (a, b, c)), key=lambda i: scores[i])


def analogy__torch(vectors, a, b, c):
    """RIGHT: torch in float64, the target made length 1 as well."""
    t = torch.tensor(vectors, dtype=torch.float64)
    u = t / torch.linalg.vector_norm(t, dim=1, keepdim=True)
    target = u[b] - u[a] + u[c]
    length = target.norm()
    if length > 0:
        target = target / length
    s = u @ target
    s[torch.tensor([a, b, c])] = -float("inf")
    return s.argmax().item()


def analogy__delete_and_map_back(vectors, a, b, c):
    """RIGHT: a boolean mask of allowed rows and flatnonzero to map back."""
    u = _unit(vectors)
    allowed = np.ones(len(u), bool)
    allowed[[a, b, c]] = False
    numbers = np.flatnonzero(allowed)
    return numbers[np.argmax(u[numbers] @ (u[b] - u[a] + u[c]))]


def analogy__array_of_one(vectors, a, b, c):
    """ARGUABLE: the right row, but in an array of one number."""
    return np.array([analogy__mask_minus_inf(vectors, a, b, c)])


def analogy__question_words_allowed(vectors, a, b, c):
    """WRONG: does not leave out the three words of the question."""
    u = _unit(vectors)
    return int(np.argmax(u @ (u[b] - u[a] + u[c])))


def analogy__only_c_left_out(vectors, a, b, c):
    """WRONG: leaves out only c, so b or a can come out."""
    u = _unit(vectors)
    s = u @ (u[b] - u[a] + u[c])
    s[c] = -np.inf
    return int(np.argmax(s))


def analogy__a_not_left_out(vectors, a, b, c):
    """WRONG: leaves out b and c but not a, which comes out only when all else fits worse."""
    u = _unit(vectors)
    s = u @ (u[b] - u[a] + u[c])
    s[[b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__copies_left_out(vectors, a, b, c):
    """WRONG: also leaves out a fourth word that has the same vector as one of the three."""
    u = _unit(vectors)
    s = u @ (u[b] - u[a] + u[c])
    for q in (a, b, c):
        s[(vectors == vectors[q]).all(axis=1)] = -np.inf
    return int(np.argmax(s))


def analogy__cosine_one_left_out(vectors, a, b, c):
    """WRONG: leaves out all rows of the same direction as one of the three, not only the three."""
    u = _unit(vectors)
    s = u @ (u[b] - u[a] + u[c])
    s[((u @ u[[a, b, c]].T) > 1 - 1e-9).any(axis=1)] = -np.inf
    return int(np.argmax(s))


def analogy__not_normalised(vectors, a, b, c):
    """WRONG: the vectors are not made length 1 before b - a + c."""
    target = vectors[b] - vectors[a] + vectors[c]
    s = _cos(vectors, target[None])[:, 0]
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__dot_with_raw_rows(vectors, a, b, c):
    """WRONG: takes the dot product with the rows as they are, so long ones win."""
    u = _unit(vectors)
    s = vectors @ (u[b] - u[a] + u[c])
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__raw_euclidean(vectors, a, b, c):
    """WRONG: smallest distance to b - a + c among vectors that have not been made length 1."""
    d = np.linalg.norm(vectors - (vectors[b] - vectors[a] + vectors[c]), axis=1)
    d[[a, b, c]] = np.inf
    return int(np.argmin(d))


def analogy__sign_mixed_up(vectors, a, b, c):
    """WRONG: computes a - b + c instead of b - a + c."""
    u = _unit(vectors)
    s = u @ (u[a] - u[b] + u[c])
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__b_and_c_mixed_up(vectors, a, b, c):
    """WRONG: computes a + b - c, the roles of a and c are exchanged."""
    u = _unit(vectors)
    s = u @ (u[a] + u[b] - u[c])
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__sum_of_all(vectors, a, b, c):
    """WRONG: adds all three, a is not subtracted."""
    u = _unit(vectors)
    s = u @ (u[a] + u[b] + u[c])
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__question_words_zero(vectors, a, b, c):
    """WRONG: sets the three scores to 0, so one of them wins when all other cosines are negative."""
    u = _unit(vectors)
    s = u @ (u[b] - u[a] + u[c])
    s[[a, b, c]] = 0
    return int(np.argmax(s))


def analogy__question_words_minus_one(vectors, a, b, c):
    """WRONG: sets the three scores to -1 though dot products with a target longer than 1 can be less."""
    u = _unit(vectors)
    s = u @ (u[b] - u[a] + u[c])
    s[[a, b, c]] = -1
    return int(np.argmax(s))


def analogy__smallest(vectors, a, b, c):
    """WRONG: argmin instead of argmax, the least fitting row."""
    u = _unit(vectors)
    s = u @ (u[b] - u[a] + u[c])
    s[[a, b, c]] = np.inf
    return int(np.argmin(s))


def analogy__multiplied(vectors, a, b, c):
    """WRONG: multiplies and divides the cosines (3CosMul) instead of taking the cosine with b - a + c."""
    s = (_cos(vectors, vectors) + 1) / 2
    score = s[b] * s[c] / (s[a] + 0.001)
    score[[a, b, c]] = -np.inf
    return int(np.argmax(score))


def analogy__direction_only(vectors, a, b, c):
    """WRONG: compares the difference d - c with b - a (as directions) instead of d with b - a + c."""
    u = _unit(vectors)
    s = _cos(u - u[c], (u[b] - u[a])[None])[:, 0]
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__absolute(vectors, a, b, c):
    """WRONG: takes the largest absolute cosine."""
    u = _unit(vectors)
    s = np.abs(u @ (u[b] - u[a] + u[c]))
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__positions_after_delete(vectors, a, b, c):
    """WRONG: deletes the three rows and returns a position in what is left, not the row number."""
    u = _unit(vectors)
    rest = np.delete(u, [a, b, c], axis=0)
    return int(np.argmax(rest @ (u[b] - u[a] + u[c])))


def analogy__fourth_best(vectors, a, b, c):
    """WRONG: takes the fourth of the sorted list, as if the three words always came first."""
    u = _unit(vectors)
    return int(np.argsort(-(u @ (u[b] - u[a] + u[c])))[3])


def analogy__columns_normalised(vectors, a, b, c):
    """WRONG: makes the columns length 1 instead of the rows."""
    n = np.linalg.norm(vectors, axis=0)
    u = vectors / np.where(n == 0, 1, n)
    s = _cos(u, (u[b] - u[a] + u[c])[None])[:, 0]
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__changes_argument(vectors, a, b, c):
    """WRONG: makes the caller's vectors length 1 in place."""
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    s = vectors @ (vectors[b] - vectors[a] + vectors[c])
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__returns_vector(vectors, a, b, c):
    """WRONG: returns the row's vector and not its number."""
    return vectors[analogy__mask_minus_inf(vectors, a, b, c)]


def analogy__epsilon_added(vectors, a, b, c):
    """ARGUABLE: adds 1e-6 to the lengths, so very short vectors are not made length 1; the prose has no vector so short."""
    u = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6)
    s = u @ (u[b] - u[a] + u[c])
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__always_three(vectors, a, b, c):
    """WRONG: returns 3, the row of the example."""
    return 3


# ---------------------------------------------------------------- 1.4 spearman


def spearman__scipy(x, y):
    """RIGHT: SciPy's spearmanr, the first of its two numbers."""
    return float(scipy.stats.spearmanr(x, y)[0])


def spearman__rankdata_corrcoef(x, y):
    """RIGHT: average ranks and NumPy's correlation of them."""
    return np.corrcoef(scipy.stats.rankdata(x), scipy.stats.rankdata(y))[0, 1]


def spearman__counting_loops(x, y):
    """RIGHT: rank = number smaller + half of (number equal + 1), in plain loops."""

    def ranks(v):
        return [sum(w < u for w in v) + (sum(w == u for w in v) + 1) / 2 for u in v]

    rx, ry = ranks(list(x)), ranks(list(y))
    mean = (len(rx) + 1) / 2
    top = sum((p - mean) * (q - mean) for p, q in zip(rx, ry))
    return top / math.sqrt(sum((p - mean) ** 2 for p in rx) * sum((q - mean) ** 2 for q in ry))


def spearman__unique(x, y):
    """RIGHT: np.unique with inverse and counts gives the mean ranks."""

    def ranks(v):
        _, inverse, counts = np.unique(v, return_inverse=True, return_counts=True)
        last = np.cumsum(counts)
        return (last - (counts - 1) / 2)[inverse]

    return _corr(ranks(x), ranks(y))


def spearman__signs_of_pairs(x, y):
    """RIGHT: the sum of the signs of the differences to all others is twice the centred rank."""

    def centred(v):
        v = np.asarray(v)
        return (v[:, None] > v).sum(1) - (v[:, None] < v).sum(1)

    p, q = centred(x).astype(float), centred(y).astype(float)
    return float(p @ q / np.sqrt(p @ p) / np.sqrt(q @ q))


def spearman__sort_and_group(x, y):
    """RIGHT: sorts the positions, walks through groups of equal numbers and gives each the mean rank."""

    def ranks(v):
        order = sorted(range(len(v)), key=lambda i: v[i])
        out, done = [0.0] * len(v), 0
        for _, group in itertools.groupby(order, key=lambda i: v[i]):
            group = list(group)
            for i in group:
                out[i] = done + (len(group) + 1) / 2
            done += len(group)
        return out

    return _corr(ranks(x), ranks(y))


def spearman__torch(x, y):
    """RIGHT: ranks from comparisons and corrcoef, in torch."""

    def ranks(v):
        v = torch.tensor(np.asarray(v), dtype=torch.float64)
        return (v[:, None] > v).sum(1).double() + ((v[:, None] == v).sum(1).double() + 1) / 2

    return torch.corrcoef(torch.stack([ranks(x), ranks(y)]))[0, 1].item()


def spearman__ranks_from_zero(x, y):
    """RIGHT: ranks counted from 0, which the correlation does not notice."""
    return _corr(_ranks(x) - 1, _ranks(y) - 1)


def spearman__both_descending(x, y):
    """RIGHT: both lists ranked from the largest down, which gives the same correlation."""
    return _corr(_ranks(-np.asarray(x)), _ranks(-np.asarray(y)))


def spearman__pearson(x, y):
    """WRONG: correlates the numbers themselves, not their ranks."""
    with np.errstate(all="ignore"):
        return np.corrcoef(x, y)[0, 1]


def spearman__one_side_ranked(x, y):
    """WRONG: ranks only x and correlates with the raw y."""
    with np.errstate(all="ignore"):
        return np.corrcoef(_ranks(x), y)[0, 1]


def spearman__argsort_once(x, y):
    """WRONG: takes argsort for the ranks; it gives positions in the sorted order, not ranks."""
    return np.corrcoef(np.argsort(x), np.argsort(y))[0, 1]


def spearman__argsort_twice(x, y):
    """WRONG: ranks by argsort of argsort, so equal numbers get different ranks."""

    def ranks(v):
        return np.argsort(np.argsort(v, kind="stable"), kind="stable")

    return np.corrcoef(ranks(x), ranks(y))[0, 1]


def spearman__difference_formula(x, y):
    """WRONG: the short formula 1 - 6 sum d^2 / (n (n^2 - 1)), which holds only without ties."""
    n = len(x)
    d = _ranks(x) - _ranks(y)
    return 1 - 6 * (d @ d) / (n * (n * n - 1))


def spearman__formula_square_missing(x, y):
    """WRONG: in the short formula the denominator is n^2 - 1, the factor n is missing."""
    n = len(x)
    d = _ranks(x) - _ranks(y)
    return 1 - 6 * (d @ d) / (n * n - 1)


def spearman__lowest_rank(x, y):
    """WRONG: equal numbers all get the lowest of their ranks instead of the mean."""
    return _corr(scipy.stats.rankdata(x, method="min"), scipy.stats.rankdata(y, method="min"))


def spearman__highest_rank(x, y):
    """WRONG: equal numbers all get the highest of their ranks instead of the mean."""
    return _corr(scipy.stats.rankdata(x, method="max"), scipy.stats.rankdata(y, method="max"))


def spearman__dense_rank(x, y):
    """WRONG: equal numbers take up only one rank, the next number follows at once (dense ranks)."""
    return _corr(scipy.stats.rankdata(x, method="dense"), scipy.stats.rankdata(y, method="dense"))


def spearman__whole_ranks(x, y):
    """WRONG: mean ranks are cut to whole numbers, 2.5 becomes 2."""
    return _corr(_ranks(x).astype(int), _ranks(y).astype(int))


def spearman__ties_in_pairs_only(x, y):
    """WRONG: gives each tie the lowest rank plus a half, which is right for two equal numbers but not for three."""

    def ranks(v):
        low = scipy.stats.rankdata(v, method="min")
        return low + 0.5 * np.array([np.sum(v == u) > 1 for u in v])

    return _corr(ranks(x), ranks(y))


def spearman__ties_only_in_x(x, y):
    """WRONG: shares ranks among equal numbers in x but not in y."""
    return _corr(_ranks(x), scipy.stats.rankdata(y, method="ordinal"))


def spearman__nearly_equal_counts_as_tie(x, y):
    """WRONG: takes numbers within np.isclose for equal, so small or close numbers lose their order."""

    def ranks(v):
        return [
            sum((w < u) and not np.isclose(w, u) for w in v) + (sum(np.isclose(w, u) for w in v) + 1) / 2 for u in v
        ]

    rx, ry = np.array(ranks(x)), np.array(ranks(y))
    with np.errstate(all="ignore"):
        return np.corrcoef(rx, ry)[0, 1]


def spearman__rounded_first(x, y):
    """WRONG: rounds the numbers to one decimal before ranking, so close numbers become ties."""
    with np.errstate(all="ignore"):
        return np.corrcoef(_ranks(np.round(x, 1)), _ranks(np.round(y, 1)))[0, 1]


def spearman__single_precision(x, y):
    """ARGUABLE: converts to float32, where close numbers become equal; float32 is accurate enough by the prose."""
    with np.errstate(all="ignore"):
        rx = _ranks(np.asarray(x).astype(np.float32))
        return np.corrcoef(rx, _ranks(np.asarray(y).astype(np.float32)))[0, 1]


def spearman__tie_by_text(x, y):
    """WRONG: groups ties by their text, so 0.0 and -0.0 count as different numbers."""

    def ranks(v):
        order = sorted(range(len(v)), key=lambda i: v[i])
        places = collections.defaultdict(list)
        for place, i in enumerate(order, 1):
            places[str(float(v[i]))].append(place)
        return [sum(places[str(float(u))]) / len(places[str(float(u))]) for u in v]

    return _corr(ranks(x), ranks(y))


def spearman__kendall(x, y):
    """WRONG: Kendall's tau, another rank correlation."""
    return float(scipy.stats.kendalltau(x, y)[0])


def spearman__returns_both(x, y):
    """WRONG: returns correlation and p-value, not one number."""
    return tuple(scipy.stats.spearmanr(x, y))


def spearman__p_value(x, y):
    """WRONG: returns the p-value instead of the correlation."""
    return float(scipy.stats.spearmanr(x, y)[1])


def spearman__matrix(x, y):
    """WRONG: returns the whole 2 by 2 matrix of corrcoef."""
    return np.corrcoef(_ranks(x), _ranks(y))


def spearman__one_reversed(x, y):
    """WRONG: ranks x ascending and y descending, so the sign is turned."""
    return _corr(_ranks(x), _ranks(-np.asarray(y)))


def spearman__absolute(x, y):
    """WRONG: returns the absolute value, the opposite order counts as agreement."""
    return abs(_corr(_ranks(x), _ranks(y)))


def spearman__pairs_lost(x, y):
    """WRONG: sorts each list by itself, so the pairs are lost and it is always nearly 1."""
    return _corr(np.sort(_ranks(x)), np.sort(_ranks(y)))


def spearman__not_centred(x, y):
    """WRONG: the cosine of the ranks without taking out their mean."""
    p, q = _ranks(x), _ranks(y)
    return float(p @ q / np.linalg.norm(p) / np.linalg.norm(q))


def spearman__covariance_mixed(x, y):
    """WRONG: divides by n - 1 in the covariance but by n in the standard deviations, a factor n / (n - 1) too large."""
    p, q = _ranks(x), _ranks(y)
    return np.cov(p, q)[0, 1] / (np.std(p) * np.std(q))


def spearman__changes_argument(x, y):
    """WRONG: replaces the caller's numbers by their ranks in place."""
    x[:] = _ranks(x)
    y[:] = _ranks(y)
    return _corr(x, y)


def spearman__squared(x, y):
    """WRONG: returns the squared correlation."""
    return _corr(_ranks(x), _ranks(y)) ** 2


def spearman__always_one(x, y):
    """WRONG: returns 1, as in the example."""
    return 1.0


# ---------------------------------------------------------------- 1.5 relative_contrast


def relative_contrast__norm(query, points):
    """RIGHT: NumPy's norm of the differences, row by row."""
    d = np.linalg.norm(points - query, axis=1)
    return (d.max() - d.min()) / d.min()


def relative_contrast__math_dist(query, points):
    """RIGHT: math.dist in a list, safe for huge and tiny numbers."""
    d = [math.dist(query, p) for p in points]
    return (max(d) - min(d)) / min(d)


def relative_contrast__loops(query, points):
    """RIGHT: plain loops that keep the nearest and the farthest."""
    nearest, farthest = math.inf, 0.0
    for p in points:
        total = 0.0
        for x, y in zip(query, p):
            total += (x - y) ** 2
        d = math.sqrt(total)
        nearest, farthest = min(nearest, d), max(farthest, d)
    return (farthest - nearest) / nearest


def relative_contrast__cdist(query, points):
    """RIGHT: SciPy's cdist from the query to all points, quotient minus 1."""
    d = scipy.spatial.distance.cdist(query[None, :], points)[0]
    return float(d.max() / d.min() - 1)


def relative_contrast__sorted_squares(query, points):
    """RIGHT: sorts squared distances and takes the root of the first and last."""
    s = np.sort(((points - query) ** 2).sum(axis=-1))
    low, high = np.sqrt(s[[0, -1]])
    return (high - low) / low


def relative_contrast__torch(query, points):
    """RIGHT: torch in float64."""
    d = (torch.tensor(points) - torch.tensor(query)).pow(2).sum(1).sqrt()
    return ((d.max() - d.min()) / d.min()).item()


def relative_contrast__scaled_first(query, points):
    """RIGHT: differences divided by their largest entry first, which the quotient does not notice."""
    diff = points - query
    d = np.hypot.reduce(diff / np.abs(diff).max(), axis=1, initial=0.0)
    return np.ptp(d) / d.min()


def relative_contrast__kd_tree(query, points):
    """RIGHT: all distances from a k-d tree, first and last."""
    d = np.atleast_1d(scipy.spatial.cKDTree(points).query(query, k=len(points))[0])
    return (d[-1] - d[0]) / d[0]


def relative_contrast__array_of_one(query, points):
    """ARGUABLE: the right number, but in an array of shape (1,)."""
    d = scipy.spatial.distance.cdist(query[None, :], points)
    return (d.max(axis=1) - d.min(axis=1)) / d.min(axis=1)


def relative_contrast__squared(query, points):
    """WRONG: squared distances, the root is missing."""
    d = ((points - query) ** 2).sum(axis=1)
    return (d.max() - d.min()) / d.min()


def relative_contrast__divides_by_farthest(query, points):
    """WRONG: divides by the farthest distance instead of the nearest."""
    d = np.linalg.norm(points - query, axis=1)
    return (d.max() - d.min()) / d.max()


def relative_contrast__divides_by_mean(query, points):
    """WRONG: divides by the mean distance instead of the nearest."""
    d = np.linalg.norm(points - query, axis=1)
    return (d.max() - d.min()) / d.mean()


def relative_contrast__not_divided(query, points):
    """WRONG: only the difference, the division by the nearest is missing."""
    d = np.linalg.norm(points - query, axis=1)
    return d.max() - d.min()


def relative_contrast__quotient(query, points):
    """WRONG: farthest divided by nearest, 1 too large."""
    d = np.linalg.norm(points - query, axis=1)
    return d.max() / d.min()


def relative_contrast__bracket_missing(query, points):
    """WRONG: the brackets are missing, it computes farthest - nearest / nearest."""
    d = np.linalg.norm(points - query, axis=1)
    return d.max() - d.min() / d.min()


def relative_contrast__manhattan(query, points):
    """WRONG: the sum of absolute differences instead of the straight-line distance."""
    d = np.abs(points - query).sum(axis=1)
    return (d.max() - d.min()) / d.min()


def relative_contrast__largest_coordinate(query, points):
    """WRONG: the largest coordinate difference instead of the straight-line distance."""
    d = np.abs(points - query).max(axis=1)
    return (d.max() - d.min()) / d.min()


def relative_contrast__cosine_distance(query, points):
    """WRONG: cosine distances instead of straight-line distances."""
    with np.errstate(all="ignore"):
        d = 1 - _cos(points, query[None, :])[:, 0]
        return (d.max() - d.min()) / d.min()


def relative_contrast__query_ignored(query, points):
    """WRONG: distances from the origin, the query is not used."""
    d = np.linalg.norm(points, axis=1)
    with np.errstate(all="ignore"):
        return (d.max() - d.min()) / d.min()


def relative_contrast__among_points(query, points):
    """WRONG: the distances among the points instead of from the query to them."""
    d = scipy.spatial.distance.pdist(points)
    with np.errstate(all="ignore"):
        return (d.max() - d.min()) / d.min() if len(d) else 0.0


def relative_contrast__wrong_axis(query, points):
    """WRONG: sums over the points instead of over the dimensions."""
    d = np.linalg.norm(points - query, axis=0)
    with np.errstate(all="ignore"):
        return (d.max() - d.min()) / d.min()


def relative_contrast__skips_first(query, points):
    """WRONG: drops the smallest distance as if it belonged to the query itself."""
    d = np.sort(np.linalg.norm(points - query, axis=1))
    d = d[1:] if len(d) > 1 else d
    return (d[-1] - d[0]) / d[0]


def relative_contrast__first_and_last(query, points):
    """WRONG: takes the first and the last point as they stand, the distances are not sorted."""
    d = np.linalg.norm(points - query, axis=1)
    return abs(d[-1] - d[0]) / min(d[0], d[-1])


def relative_contrast__one_point_fails(query, points):
    """WRONG: unpacks the sorted distances into nearest, rest and farthest, which fails with a single point."""
    d = np.sort(np.linalg.norm(points - query, axis=1))
    nearest, *_, farthest = d
    return (farthest - nearest) / nearest


def relative_contrast__epsilon_added(query, points):
    """WRONG: adds 1e-6 to the denominator, which is wrong when the nearest is very near."""
    d = np.linalg.norm(points - query, axis=1)
    return (d.max() - d.min()) / (d.min() + 1e-6)


def relative_contrast__near_points_left_out(query, points):
    """ARGUABLE: leaves out points nearer than 1e-8 as if they were the query; the prose has no distance so short."""
    d = np.linalg.norm(points - query, axis=1)
    d = d[d > 1e-8]
    return (d.max() - d.min()) / d.min() if len(d) else 0.0


def relative_contrast__expanded_square(query, points):
    """WRONG: distances from |p|^2 - 2 p q + |q|^2, where far from the origin all digits cancel."""
    s = (points**2).sum(1) - 2 * points @ query + query @ query
    d = np.sqrt(np.maximum(s, 0))
    with np.errstate(all="ignore"):
        return (d.max() - d.min()) / d.min()


def relative_contrast__single_precision(query, points):
    """WRONG: computes in float32, so points near each other but far from the origin fall together."""
    with np.errstate(all="ignore"):
        d = np.linalg.norm(points.astype(np.float32) - query.astype(np.float32), axis=1)
        return float((d.max() - d.min()) / d.min())


def relative_contrast__rounded(query, points):
    """WRONG: rounds to two decimals, so in many dimensions too little is left."""
    return round(float(relative_contrast__norm(query, points)), 2)


def relative_contrast__percent(query, points):
    """WRONG: returns percent."""
    return 100 * relative_contrast__norm(query, points)


def relative_contrast__standard_deviation(query, points):
    """WRONG: standard deviation over mean of the distances, another measure of spread."""
    d = np.linalg.norm(points - query, axis=1)
    return d.std() / d.mean()


def relative_contrast__changes_argument(query, points):
    """WRONG: subtracts the query from the caller's points in place."""
    points -= query
    d = np.linalg.norm(points, axis=1)
    return (d.max() - d.min()) / d.min()


def relative_contrast__remembers_smallest(query, points, seen=[]):
    """WRONG: the list in the default argument keeps the distances of earlier calls."""
    seen.extend(np.linalg.norm(points - query, axis=1).tolist())
    return (max(seen) - min(seen)) / min(seen)


def relative_contrast__always_one(query, points):
    """WRONG: returns 1, as in the example."""
    return 1.0


# ---------------------------------------------------------------- 1.6 k_occurrence


def k_occurrence__bincount(vectors, k):
    """RIGHT: cosines with minus infinity on the diagonal, argsort, bincount with minlength."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, -np.inf)
    return np.bincount(np.argsort(-s, axis=1)[:, :k].ravel(), minlength=len(vectors))


def k_occurrence__loops_counter(vectors, k):
    """RIGHT: a counter over all lists, each sorted in plain Python, a list comes back."""
    u = _unit(vectors)
    n = len(u)
    count = collections.Counter()
    for i in range(n):
        others = [j for j in range(n) if j != i]
        others.sort(key=lambda j: float(u[i] @ u[j]), reverse=True)
        count.update(others[:k])
    return [count[j] for j in range(n)]


def k_occurrence__scaled_first(vectors, k):
    """RIGHT: unit vectors safe for huge and tiny numbers, np.add.at for the counts."""
    u = _safe_unit(vectors)
    counts = np.zeros(len(u), dtype=int)
    for i in range(len(u)):
        order = np.argsort(-(u @ u[i]), kind="stable")
        np.add.at(counts, order[order != i][:k], 1)
    return counts


def k_occurrence__argpartition(vectors, k):
    """RIGHT: argpartition, since the order within a list does not matter."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, -2)
    idx = np.argpartition(-s, k - 1, axis=1)[:, :k]
    counts = np.zeros(len(s), int)
    for j in idx.ravel():
        counts[j] += 1
    return counts


def k_occurrence__torch(vectors, k):
    """RIGHT: torch topk and scatter_add."""
    u = torch.from_numpy(_unit(vectors))
    s = u @ u.T
    s.fill_diagonal_(-float("inf"))
    idx = s.topk(k, dim=1).indices.reshape(-1)
    return torch.zeros(len(u), dtype=torch.long).scatter_add_(0, idx, torch.ones_like(idx)).numpy()


def k_occurrence__with_nearest(vectors, k):
    """RIGHT: calls the answer of exercise 1.2 for each row."""
    counts = [0] * len(vectors)
    for i in range(len(vectors)):
        for j in nearest__argsort_minus_inf(vectors, i, k):
            counts[int(j)] += 1
    return counts


def k_occurrence__one_hot_columns(vectors, k):
    """RIGHT: a table of zeros and ones, who names whom, summed down the columns."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, -np.inf)
    named = np.zeros(s.shape, dtype=int)
    np.put_along_axis(named, np.argsort(s, axis=1)[:, -k:], 1, axis=1)
    return named.sum(axis=0)


def k_occurrence__float_counts(vectors, k):
    """ARGUABLE: right counts as floats, the prose does not ask for whole-number types."""
    return np.asarray(k_occurrence__bincount(vectors, k), dtype=float)


def k_occurrence__sklearn(vectors, k):
    """ARGUABLE: the library's neighbours graph by cosine, right except that it takes rows shorter than about 2e-15 as they are."""
    graph = (
        sklearn.neighbors.NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute")
        .fit(vectors)
        .kneighbors_graph()
    )
    return np.asarray(graph.sum(axis=0)).ravel().astype(int)


def k_occurrence__own_list(vectors, k):
    """WRONG: counts how many each row names (always k) instead of how often it is named: sums along the wrong axis."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, -np.inf)
    named = np.zeros(s.shape, dtype=int)
    np.put_along_axis(named, np.argsort(s, axis=1)[:, -k:], 1, axis=1)
    return named.sum(axis=1)


def k_occurrence__counts_itself(vectors, k):
    """WRONG: does not leave the row itself out, so it stands in its own list."""
    s = _cos(vectors, vectors)
    return np.bincount(np.argsort(-s, axis=1)[:, :k].ravel(), minlength=len(vectors))


def k_occurrence__skips_first(vectors, k):
    """WRONG: drops the first of each list as the row itself, which with copies, multiples and zero vectors is another row."""
    s = _cos(vectors, vectors)
    return np.bincount(np.argsort(-s, axis=1, kind="stable")[:, 1 : k + 1].ravel(), minlength=len(vectors))


def k_occurrence__k_plus_one_minus_one(vectors, k):
    """WRONG: counts in lists of k + 1 and subtracts 1 from each for itself, which fails where a row is not in its own list (zero vectors, copies)."""
    s = _cos(vectors, vectors)
    return np.bincount(np.argsort(-s, axis=1, kind="stable")[:, : k + 1].ravel(), minlength=len(vectors)) - 1


def k_occurrence__too_short(vectors, k):
    """WRONG: bincount without minlength, so rows at the end that nobody names are missing."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, -np.inf)
    return np.bincount(np.argsort(-s, axis=1)[:, :k].ravel())


def k_occurrence__only_named_rows(vectors, k):
    """WRONG: np.unique counts only the rows that are named, those with 0 are missing."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, -np.inf)
    return np.unique(np.argsort(-s, axis=1)[:, :k], return_counts=True)[1]


def k_occurrence__euclidean(vectors, k):
    """WRONG: nearest by distance instead of by cosine."""
    d = scipy.spatial.distance.cdist(vectors, vectors)
    np.fill_diagonal(d, np.inf)
    return np.bincount(np.argsort(d, axis=1)[:, :k].ravel(), minlength=len(vectors))


def k_occurrence__dot_product(vectors, k):
    """WRONG: by dot product instead of cosine, so long vectors become hubs."""
    s = vectors @ vectors.T
    np.fill_diagonal(s, -np.inf)
    return np.bincount(np.argsort(-s, axis=1)[:, :k].ravel(), minlength=len(vectors))


def k_occurrence__ascending(vectors, k):
    """WRONG: sorts ascending and counts the least similar rows."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, np.inf)
    return np.bincount(np.argsort(s, axis=1)[:, :k].ravel(), minlength=len(vectors))


def k_occurrence__ties_all_counted(vectors, k):
    """WRONG: counts every row that reaches the k-th cosine, so with ties a list is longer than k and the total more than n * k."""
    s = np.round(_cos(vectors, vectors), 12)
    np.fill_diagonal(s, -np.inf)
    kth = np.sort(s, axis=1)[:, -k]
    return (s >= kth[:, None]).sum(axis=0)


def k_occurrence__diagonal_zero(vectors, k):
    """WRONG: sets its own cosine to 0, which is more than a negative one, so rows can stand in their own list."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, 0)
    return np.bincount(np.argsort(-s, axis=1, kind="stable")[:, :k].ravel(), minlength=len(vectors))


def k_occurrence__identity_subtracted(vectors, k):
    """WRONG: subtracts the identity, so that its own cosine is 0 and still ahead of all negative ones."""
    s = _cos(vectors, vectors) - np.eye(len(vectors))
    return np.bincount(np.argsort(-s, axis=1, kind="stable")[:, :k].ravel(), minlength=len(vectors))


def k_occurrence__diagonal_minus_one(vectors, k):
    """WRONG: sets its own cosine to -1, which ties with an exactly opposite row, so a row can stand in its own list."""
    s = _cos(vectors, vectors)
    s[s < -1 + 1e-12] = -1
    np.fill_diagonal(s, -1)
    return np.bincount(np.argsort(-s, axis=1, kind="stable")[:, :k].ravel(), minlength=len(vectors))


def k_occurrence__mutual(vectors, k):
    """WRONG: counts only neighbours that name each other."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, -np.inf)
    named = np.zeros(s.shape, dtype=int)
    np.put_along_axis(named, np.argsort(s, axis=1)[:, -k:], 1, axis=1)
    return (named * named.T).sum(axis=0)


def k_occurrence__share(vectors, k):
    """WRONG: divides the counts by n, shares instead of counts."""
    return np.asarray(k_occurrence__bincount(vectors, k)) / len(vectors)


def k_occurrence__only_nearest(vectors, k):
    """WRONG: counts only the single nearest row, whatever k is."""
    return k_occurrence__bincount(vectors, 1)


def k_occurrence__fancy_index_adds_once(vectors, k):
    """WRONG: counts[list] += 1 on the whole table of neighbours adds 1 only once for each row named."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, -np.inf)
    counts = np.zeros(len(s), int)
    counts[np.argsort(-s, axis=1)[:, :k].ravel()] += 1
    return counts


def k_occurrence__sorted_counts(vectors, k):
    """WRONG: sorts the counts, so they no longer belong to their rows."""
    return np.sort(k_occurrence__bincount(vectors, k))[::-1]


def k_occurrence__zero_gives_nan(vectors, k):
    """WRONG: zero vectors get NaN instead of cosine 0, so they are never named and their own lists are arbitrary."""
    with np.errstate(all="ignore"):
        u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        s = u @ u.T
    np.fill_diagonal(s, -np.inf)
    return np.bincount(np.argsort(-s, axis=1)[:, :k].ravel(), minlength=len(vectors))


def k_occurrence__copies_left_out(vectors, k):
    """WRONG: leaves out not only the row itself but all copies of it."""
    s = _cos(vectors, vectors)
    same = (vectors[:, None, :] == vectors[None, :, :]).all(axis=2)
    s[same] = -np.inf
    return np.bincount(np.argsort(-s, axis=1, kind="stable")[:, :k].ravel(), minlength=len(vectors))


def k_occurrence__byte_counts(vectors, k):
    """WRONG: counts in 8-bit integers, which overflow in a row named more than 127 times."""
    return np.asarray(k_occurrence__bincount(vectors, k)).astype(np.int8)


def k_occurrence__distance_of_units(vectors, k):
    """WRONG: distance between unit vectors, which puts a zero vector nearer (1) than a right angle (1.41)."""
    u = _unit(vectors)
    d = scipy.spatial.distance.cdist(u, u)
    np.fill_diagonal(d, np.inf)
    return np.bincount(np.argsort(d, axis=1)[:, :k].ravel(), minlength=len(vectors))


def k_occurrence__changes_argument(vectors, k):
    """WRONG: makes the caller's rows length 1 in place."""
    n = np.linalg.norm(vectors, axis=1, keepdims=True)
    n[n == 0] = 1
    vectors /= n
    return k_occurrence__bincount(vectors, k)


def k_occurrence__counter_kept(vectors, k, counter=collections.Counter()):
    """WRONG: the counter in the default argument is kept, later calls count on."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, -np.inf)
    counter.update(np.argsort(-s, axis=1)[:, :k].ravel().tolist())
    return [counter[j] for j in range(len(vectors))]


def k_occurrence__hard_coded(vectors, k):
    """WRONG: returns the example's counts."""
    return [1, 2, 1, 0]


# ---------------------------------------------------------------- 1.7 mean_cosine


def mean_cosine__without_diagonal(vectors):
    """RIGHT: the whole table minus its diagonal, over n (n - 1)."""
    n = len(vectors)
    s = _cos(vectors, vectors)
    return (s.sum() - np.trace(s)) / (n * (n - 1))


def mean_cosine__upper_triangle(vectors):
    """RIGHT: the mean of the upper triangle without the diagonal."""
    s = _cos(vectors, vectors)
    return s[np.triu_indices(len(s), k=1)].mean()


def mean_cosine__combinations(vectors):
    """RIGHT: itertools over all pairs, in plain Python."""
    units = []
    for v in vectors:
        length = math.hypot(*v)
        units.append([x / length for x in v])
    values = [sum(x * y for x, y in zip(u, v)) for u, v in itertools.combinations(units, 2)]
    return math.fsum(values) / len(values)


def mean_cosine__length_of_sum(vectors):
    """RIGHT: from the squared length of the sum of the unit vectors, without any table."""
    n = len(vectors)
    total = _unit(vectors).sum(axis=0)
    return float((total @ total - n) / (n * (n - 1)))


def mean_cosine__scaled_first(vectors):
    """RIGHT: unit vectors safe for huge and tiny numbers, off-diagonal mask."""
    u = _safe_unit(vectors)
    s = u @ u.T
    return s[~np.eye(len(u), dtype=bool)].mean()


def mean_cosine__pdist(vectors):
    """RIGHT: 1 minus the mean of SciPy's cosine distances of all pairs."""
    return 1 - scipy.spatial.distance.pdist(vectors, "cosine").mean()


def mean_cosine__torch(vectors):
    """RIGHT: torch in float64 with triu."""
    t = torch.tensor(vectors)
    u = t / t.norm(dim=1, keepdim=True)
    n = len(u)
    return (torch.triu(u @ u.T, diagonal=1).sum() * 2 / (n * (n - 1))).item()


def mean_cosine__double_loop(vectors):
    """RIGHT: two loops over ordered pairs i != j."""
    total, count = 0.0, 0
    for i in range(len(vectors)):
        for j in range(len(vectors)):
            if i != j:
                total += _cos(vectors[[i]], vectors[[j]])[0, 0]
                count += 1
    return total / count


def mean_cosine__sklearn(vectors):
    """ARGUABLE: the library's cosine_similarity, right except for rows shorter than about 2e-15, which it leaves unscaled."""
    s = sklearn.metrics.pairwise.cosine_similarity(vectors)
    return s[np.tril_indices(len(s), -1)].mean()


def mean_cosine__diagonal_included(vectors):
    """WRONG: the mean over the whole table, each row with itself is counted in."""
    return _cos(vectors, vectors).mean()


def mean_cosine__triangle_with_diagonal(vectors):
    """WRONG: the upper triangle with the diagonal, so the ones of each row with itself are counted in."""
    s = _cos(vectors, vectors)
    return s[np.triu_indices(len(s))].mean()


def mean_cosine__triangle_zeros_averaged(vectors):
    """WRONG: np.triu(...).mean() divides by n * n, the zeros below the diagonal are averaged in."""
    return np.triu(_cos(vectors, vectors), 1).mean()


def mean_cosine__half(vectors):
    """WRONG: sums each pair once but divides by n (n - 1), so it is half of what it should be."""
    n = len(vectors)
    return np.triu(_cos(vectors, vectors), 1).sum() / (n * (n - 1))


def mean_cosine__divided_by_n_squared(vectors):
    """WRONG: takes out the diagonal but still divides by n squared."""
    s = _cos(vectors, vectors)
    np.fill_diagonal(s, 0)
    return s.mean()


def mean_cosine__divided_by_n(vectors):
    """WRONG: divides the sum over the pairs by the number of rows."""
    return np.triu(_cos(vectors, vectors), 1).sum() / len(vectors)


def mean_cosine__sum_only(vectors):
    """WRONG: the sum over the pairs, not divided by their number."""
    return np.triu(_cos(vectors, vectors), 1).sum()


def mean_cosine__not_normalised(vectors):
    """WRONG: the mean dot product, the rows are not made length 1."""
    s = vectors @ vectors.T
    return s[np.triu_indices(len(s), 1)].mean()


def mean_cosine__centred(vectors):
    """WRONG: subtracts the mean first and so takes out just what was to be measured."""
    x = vectors - vectors.mean(axis=0)
    s = _cos(x, x)
    return s[np.triu_indices(len(s), 1)].mean()


def mean_cosine__row_means_out(vectors):
    """WRONG: np.corrcoef takes out each row's mean, that is the correlation and not the cosine."""
    x = vectors - vectors.mean(axis=1, keepdims=True)
    s = _cos(x, x)
    return s[np.triu_indices(len(s), 1)].mean()


def mean_cosine__absolute(vectors):
    """WRONG: the mean of the absolute cosines."""
    s = np.abs(_cos(vectors, vectors))
    return s[np.triu_indices(len(s), 1)].mean()


def mean_cosine__copies_left_out(vectors):
    """WRONG: leaves out pairs with the same numbers, though two rows with the same numbers are a pair."""
    s = _cos(vectors, vectors)
    keep = ~(vectors[:, None, :] == vectors[None, :, :]).all(axis=2)
    return s[keep].mean() if keep.any() else 1.0


def mean_cosine__unique_rows(vectors):
    """WRONG: removes double rows with np.unique first."""
    x = np.unique(vectors, axis=0)
    if len(x) < 2:
        return 1.0
    s = _cos(x, x)
    return s[np.triu_indices(len(s), 1)].mean()


def mean_cosine__ones_left_out(vectors):
    """WRONG: leaves out every cosine of 1 to get rid of the diagonal, and with it copies and multiples."""
    s = _cos(vectors, vectors)
    keep = s < 1 - 1e-9
    return s[keep].mean() if keep.any() else 1.0


def mean_cosine__neighbouring_rows(vectors):
    """WRONG: only pairs of rows that follow each other, not all pairs."""
    u = _unit(vectors)
    return (u[:-1] * u[1:]).sum(axis=1).mean()


def mean_cosine__with_first_row(vectors):
    """WRONG: only the cosines with the first row."""
    return _cos(vectors[1:], vectors[:1]).mean()


def mean_cosine__with_the_mean(vectors):
    """WRONG: the mean cosine with the mean vector instead of among pairs."""
    return _cos(vectors, vectors.mean(axis=0)[None]).mean()


def mean_cosine__length_of_mean(vectors):
    """WRONG: the squared length of the mean unit vector, which counts each row with itself."""
    m = _unit(vectors).mean(axis=0)
    return m @ m


def mean_cosine__subtracts_one(vectors):
    """WRONG: subtracts 1 / n from the mean of the table but forgets to divide by (n - 1) / n."""
    return _cos(vectors, vectors).mean() - 1 / len(vectors)


def mean_cosine__last_row_missing(vectors):
    """WRONG: the loop stops one row too early, pairs with the last row are missing."""
    u = _unit(vectors)
    n = len(u)
    values = [u[i] @ u[j] for i in range(n - 1) for j in range(i + 1, n - 1)]
    return float(np.mean(values)) if values else 0.0


def mean_cosine__random_sample(vectors):
    """WRONG: estimates from 1,000 random pairs instead of taking all."""
    rng = np.random.default_rng()
    u = _unit(vectors)
    i = rng.integers(len(u), size=1000)
    j = (i + rng.integers(1, len(u), size=1000)) % len(u)
    return (u[i] * u[j]).sum(axis=1).mean()


def mean_cosine__mean_angle(vectors):
    """WRONG: the cosine of the mean angle, not the mean of the cosines."""
    s = _cos(vectors, vectors)[np.triu_indices(len(vectors), 1)]
    return float(np.cos(np.arccos(np.clip(s, -1, 1)).mean()))


def mean_cosine__median(vectors):
    """WRONG: the median instead of the mean."""
    return float(np.median(_cos(vectors, vectors)[np.triu_indices(len(vectors), 1)]))


def mean_cosine__epsilon_added(vectors):
    """ARGUABLE: adds 1e-8 to the lengths, so very short rows get too small a cosine; the prose has no vector so short."""
    u = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-8)
    s = u @ u.T
    return s[np.triu_indices(len(s), 1)].mean()


def mean_cosine__torch_normalize(vectors):
    """ARGUABLE: torch's normalize puts lengths below 1e-12 up to 1e-12, so extremely short rows are not made length 1; the prose has no vector so short."""
    u = torch.nn.functional.normalize(torch.tensor(vectors), dim=1)
    s = (u @ u.T).numpy()
    return s[np.triu_indices(len(s), 1)].mean()


def mean_cosine__changes_argument(vectors):
    """WRONG: makes the caller's rows length 1 in place."""
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    s = vectors @ vectors.T
    return s[np.triu_indices(len(s), 1)].mean()


def mean_cosine__hard_coded(vectors):
    """WRONG: returns the example's number."""
    return 0.4714045207910317


# ---------------------------------------------------------------- 1.8 pca


def pca__svd(points, k):
    """RIGHT: centred, singular value decomposition, U times the singular values."""
    x = points - points.mean(axis=0)
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    return u[:, :k] * s[:k]


def pca__svd_project(points, k):
    """RIGHT: centred and projected on the first k right singular vectors."""
    x = points - points.mean(axis=0)
    _, _, vt = scipy.linalg.svd(x, full_matrices=False)
    return x @ vt[:k].T


def pca__eigh_of_covariance(points, k):
    """RIGHT: eigenvectors of the covariance matrix, turned to descending order."""
    x = points - points.mean(axis=0)
    w, v = np.linalg.eigh(np.cov(x, rowvar=False))
    return x @ v[:, np.argsort(w)[::-1][:k]]


def pca__sklearn(points, k):
    """RIGHT: the library's PCA with the exact solver."""
    return sklearn.decomposition.PCA(n_components=k, svd_solver="full").fit_transform(points)


def pca__torch(points, k):
    """RIGHT: torch's svd in float64."""
    x = torch.tensor(points)
    x = x - x.mean(0)
    _, _, vh = torch.linalg.svd(x, full_matrices=False)
    return (x @ vh[:k].T).numpy()


def pca__lists(points, k):
    """RIGHT: covariance in plain lists, only the eigenvectors from a library, a list of lists comes back."""
    n, d = points.shape
    mean = [sum(float(p[j]) for p in points) / n for j in range(d)]
    x = [[float(p[j]) - mean[j] for j in range(d)] for p in points]
    cov = [[sum(r[i] * r[j] for r in x) / n for j in range(d)] for i in range(d)]
    _, v = scipy.linalg.eigh(cov)
    return [[sum(r[j] * v[j, d - 1 - c] for j in range(d)) for c in range(k)] for r in x]


def pca__sign_fixed(points, k):
    """RIGHT: as usual, each column turned so that its largest entry is positive."""
    y = pca__svd(points, k)
    return y * np.where(np.take_along_axis(y, np.abs(y).argmax(0)[None], 0) < 0, -1, 1)


def pca__gram_matrix(points, k):
    """ARGUABLE: eigenvectors of the n by n table of dot products times the root of the eigenvalue, which leaves about 1e-8 of the largest in columns that should be 0."""
    x = points - points.mean(axis=0)
    w, v = np.linalg.eigh(x @ x.T)
    return v[:, ::-1][:, :k] * np.sqrt(np.maximum(w[::-1][:k], 0))


def pca__power_iteration(points, k):
    """ARGUABLE: 2,000 steps of power iteration, one direction after the other, inexact where two variances are nearly equal."""
    x = points - points.mean(axis=0)
    rest, columns = x.copy(), []
    rng = np.random.default_rng(0)
    for _ in range(k):
        v = rng.normal(size=x.shape[1])
        for _ in range(2000):
            w = rest.T @ (rest @ v)
            length = np.linalg.norm(w)
            if length == 0:
                break
            v = w / length
        v = v / np.linalg.norm(v)
        columns.append(rest @ v)
        rest = rest - np.outer(rest @ v, v)
    return np.stack(columns, axis=1)


def pca__not_centred(points, k):
    """WRONG: the mean is not taken out."""
    u, s, _ = np.linalg.svd(points, full_matrices=False)
    return u[:, :k] * s[:k]


def pca__directions_of_uncentred(points, k):
    """WRONG: takes out the mean for the coordinates but finds the directions without taking it out."""
    _, _, vt = np.linalg.svd(points, full_matrices=False)
    return (points - points.mean(axis=0)) @ vt[:k].T


def pca__uncentred_projected(points, k):
    """WRONG: the directions are right but the points are projected without taking out the mean."""
    _, _, vt = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    return points @ vt[:k].T


def pca__row_means(points, k):
    """WRONG: subtracts each row's mean instead of each column's."""
    x = points - points.mean(axis=1, keepdims=True)
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    return u[:, :k] * s[:k]


def pca__one_mean(points, k):
    """WRONG: subtracts a single mean of all numbers instead of one for each column."""
    x = points - points.mean()
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    return u[:, :k] * s[:k]


def pca__standardised(points, k):
    """WRONG: also divides each column by its standard deviation, which changes the directions."""
    x = points - points.mean(axis=0)
    sd = x.std(axis=0)
    x = x / np.where(sd == 0, 1, sd)
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    return u[:, :k] * s[:k]


def pca__singular_values_missing(points, k):
    """WRONG: returns U without the singular values, all columns have the same length."""
    u, _, _ = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    return u[:, :k]


def pca__whitened(points, k):
    """WRONG: whitened, each column divided by its standard deviation."""
    y = np.asarray(pca__svd(points, k))
    sd = y.std(axis=0, ddof=1)
    return y / np.where(sd < 1e-300, 1, sd)


def pca__scaled_by_root_n(points, k):
    """WRONG: divides the coordinates by the root of n - 1, so distances are not kept."""
    return np.asarray(pca__svd(points, k)) / math.sqrt(len(points) - 1)


def pca__times_eigenvalue(points, k):
    """WRONG: multiplies U by the squared singular values instead of the singular values."""
    u, s, _ = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    return u[:, :k] * s[:k] ** 2


def pca__smallest_first(points, k):
    """WRONG: eigh sorts ascending and the first k are taken, so these are the directions of least variance."""
    x = points - points.mean(axis=0)
    _, v = np.linalg.eigh(x.T @ x)
    return x @ v[:, :k]


def pca__order_reversed(points, k):
    """WRONG: the right k directions, but the largest variance comes last."""
    return np.asarray(pca__svd(points, k))[:, ::-1]


def pca__eig_not_sorted(points, k):
    """WRONG: np.linalg.eig does not sort the eigenvalues and the first k are taken as they come."""
    x = points - points.mean(axis=0)
    _, v = np.linalg.eig(x.T @ x)
    return x @ v[:, :k].real


def pca__rows_of_eigenvectors(points, k):
    """WRONG: takes the rows of the eigenvector matrix for the directions, they are its columns."""
    x = points - points.mean(axis=0)
    _, v = np.linalg.eigh(x.T @ x)
    return x @ v[::-1][:k].T


def pca__v_not_transposed(points, k):
    """WRONG: multiplies by the columns of NumPy's third result, whose rows are the directions."""
    x = points - points.mean(axis=0)
    _, _, vt = np.linalg.svd(x, full_matrices=True)
    return x @ vt[:, :k]


def pca__covariance_of_rows(points, k):
    """WRONG: np.cov takes rows for variables, so it is the covariance of the points and not of the dimensions."""
    x = points - points.mean(axis=0)
    _, v = np.linalg.eigh(np.atleast_2d(np.cov(x)))
    return v[:, ::-1][:, :k]


def pca__returns_directions(points, k):
    """WRONG: returns the directions instead of the points' coordinates along them."""
    _, _, vt = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    return vt[:k]


def pca__transposed(points, k):
    """WRONG: the result is transposed, (k, n) instead of (n, k)."""
    return np.asarray(pca__svd(points, k)).T


def pca__largest_variance_columns(points, k):
    """WRONG: picks the k old dimensions with the largest variance instead of new directions."""
    x = points - points.mean(axis=0)
    return x[:, np.argsort(-x.var(axis=0))[:k]]


def pca__rebuilt_points(points, k):
    """WRONG: returns the points rebuilt from k directions in the old space, of width d."""
    x = points - points.mean(axis=0)
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    return (u[:, :k] * s[:k]) @ vt[:k]


def pca__absolute(points, k):
    """WRONG: takes absolute values because the sign is free, but only a whole column's sign is."""
    return np.abs(pca__svd(points, k))


def pca__one_vector_only(points, k):
    """WRONG: returns only the first direction's coordinates, k is not used."""
    return np.asarray(pca__svd(points, 1))


def pca__flat_for_one(points, k):
    """WRONG: for k = 1 the result is flat, shape (n,) instead of (n, 1)."""
    return np.asarray(pca__svd(points, k)).squeeze()


def pca__fewer_points_fails(points, k):
    """WRONG: factors the covariance matrix first (Cholesky), which fails with fewer points than dimensions."""
    x = points - points.mean(axis=0)
    np.linalg.cholesky(np.cov(x, rowvar=False))
    return pca__svd(points, k)


def pca__second_moment(points, k):
    """WRONG: covariance as mean of products minus product of means, which loses all digits when the mean is large."""
    m = points.mean(axis=0)
    cov = points.T @ points / len(points) - np.outer(m, m)
    _, v = np.linalg.eigh(cov)
    return (points - m) @ v[:, ::-1][:, :k]


def pca__single_precision(points, k):
    """WRONG: computes in float32, so points far from the origin lose their differences."""
    with np.errstate(all="ignore"):
        x = points.astype(np.float32)
        x = (x - x.mean(axis=0)).astype(float)
        x[~np.isfinite(x)] = 0
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    return u[:, :k] * s[:k]


def pca__changes_argument(points, k):
    """WRONG: takes the mean out of the caller's array in place."""
    points -= points.mean(axis=0)
    u, s, _ = np.linalg.svd(points, full_matrices=False)
    return u[:, :k] * s[:k]


def pca__factor_half_missing(points, k):
    """WRONG: classical scaling of squared distances without the factor -1/2, so lengths are too large by the root of 2."""
    d2 = scipy.spatial.distance.cdist(points, points) ** 2
    n = len(points)
    j = np.eye(n) - 1 / n
    w, v = np.linalg.eigh(-j @ d2 @ j)
    return v[:, ::-1][:, :k] * np.sqrt(np.maximum(w[::-1][:k], 0))


def pca__random_projection(points, k):
    """WRONG: projects on random directions instead of those of largest variance."""
    q, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(points.shape[1], k)))
    return (points - points.mean(axis=0)) @ q


def pca__hard_coded(points, k):
    """WRONG: returns the example's column."""
    return np.array([[-5.0], [0.0], [5.0]])


# ---------------------------------------------------------------- 1.9 neighbours_kept


def neighbours_kept__sets(high, low, k):
    """RIGHT: sets of neighbours from cdist with infinity on the diagonal."""
    shares = [len(a & b) / k for a, b in zip(_knn_sets(high, k), _knn_sets(low, k))]
    return sum(shares) / len(shares)


def neighbours_kept__math_dist(high, low, k):
    """RIGHT: plain Python with math.dist, safe for huge and tiny numbers."""
    n = len(high)
    kept = 0
    for i in range(n):
        others = [j for j in range(n) if j != i]
        first = sorted(others, key=lambda j: math.dist(high[i], high[j]))[:k]
        second = sorted(others, key=lambda j: math.dist(low[i], low[j]))[:k]
        kept += sum(j in second for j in first)
    return kept / (n * k)


def neighbours_kept__masks(high, low, k):
    """RIGHT: two tables of zeros and ones multiplied, differences by broadcasting."""

    def mask(x):
        d = ((x[:, None, :] - x[None, :, :]) ** 2).sum(axis=2)
        np.fill_diagonal(d, np.inf)
        m = np.zeros(d.shape, bool)
        np.put_along_axis(m, np.argpartition(d, k - 1, axis=1)[:, :k], True, axis=1)
        return m

    return (mask(high) & mask(low)).sum() / (len(high) * k)


def neighbours_kept__kd_tree(high, low, k):
    """RIGHT: k-d trees with k + 1 neighbours, the point itself taken out by its number."""

    def lists(x):
        idx = scipy.spatial.cKDTree(x).query(x, k=k + 1)[1]
        return [[j for j in row if j != i][:k] for i, row in enumerate(idx.tolist())]

    return float(np.mean([len(set(a).intersection(b)) / k for a, b in zip(lists(high), lists(low))]))


def neighbours_kept__sklearn(high, low, k):
    """RIGHT: the library's neighbours with a k-d tree, asked without points so that each is left out of its own list."""

    def lists(x):
        return (
            sklearn.neighbors.NearestNeighbors(n_neighbors=k, algorithm="kd_tree")
            .fit(x)
            .kneighbors(return_distance=False)
        )

    return float(np.mean([np.isin(a, b).mean() for a, b in zip(lists(high), lists(low))]))


def neighbours_kept__torch(high, low, k):
    """RIGHT: torch, distances without the matrix-product shortcut."""

    def mask(x):
        x = torch.tensor(x)
        d = torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist")
        d.fill_diagonal_(float("inf"))
        return torch.zeros_like(d).scatter_(1, d.topk(k, largest=False).indices, 1.0)

    return ((mask(high) * mask(low)).sum() / (len(high) * k)).item()


def neighbours_kept__intersect(high, low, k):
    """RIGHT: np.intersect1d point by point, the point itself deleted before sorting."""
    n = len(high)
    shares = []
    for i in range(n):
        others = np.delete(np.arange(n), i)
        a = others[np.argsort(np.linalg.norm(high[others] - high[i], axis=1))[:k]]
        b = others[np.argsort(np.linalg.norm(low[others] - low[i], axis=1))[:k]]
        shares.append(np.intersect1d(a, b).size / k)
    return np.mean(shares)


def neighbours_kept__sklearn_brute(high, low, k):
    """ARGUABLE: the library's neighbours by its default method, which in many dimensions uses the expanded square and loses digits far from the origin."""

    def lists(x):
        return (
            sklearn.neighbors.NearestNeighbors(n_neighbors=k, algorithm="brute")
            .fit(x)
            .kneighbors(return_distance=False)
        )

    return float(np.mean([np.isin(a, b).mean() for a, b in zip(lists(high), lists(low))]))


def neighbours_kept__skips_first(high, low, k):
    """WRONG: drops the first of the sorted list as the point itself, which with two equal points may be the other one."""
    a = np.argsort(scipy.spatial.distance.cdist(high, high), axis=1, kind="stable")[:, 1 : k + 1]
    b = np.argsort(scipy.spatial.distance.cdist(low, low), axis=1, kind="stable")[:, 1 : k + 1]
    return np.mean([len(set(p) & set(q)) / k for p, q in zip(a.tolist(), b.tolist())])


def neighbours_kept__distance_zero_left_out(high, low, k):
    """WRONG: leaves out all points at distance 0, thus equal points too."""

    def sets(x):
        d = scipy.spatial.distance.cdist(x, x)
        d[d == 0] = np.inf
        return [set(r[:k].tolist()) for r in np.argsort(d, axis=1, kind="stable")]

    return np.mean([len(a & b) / k for a, b in zip(sets(high), sets(low))])


def neighbours_kept__itself_counted(high, low, k):
    """WRONG: does not leave out the point itself, which is always kept."""
    a = np.argsort(scipy.spatial.distance.cdist(high, high), axis=1)[:, :k]
    b = np.argsort(scipy.spatial.distance.cdist(low, low), axis=1)[:, :k]
    return np.mean([len(set(p) & set(q)) / k for p, q in zip(a.tolist(), b.tolist())])


def neighbours_kept__itself_in_k_plus_one(high, low, k):
    """WRONG: takes k + 1 with the point itself and divides by k + 1, so the share is too large."""
    a = np.argsort(scipy.spatial.distance.cdist(high, high), axis=1)[:, : k + 1]
    b = np.argsort(scipy.spatial.distance.cdist(low, low), axis=1)[:, : k + 1]
    return np.mean([len(set(p) & set(q)) / (k + 1) for p, q in zip(a.tolist(), b.tolist())])


def neighbours_kept__itself_excluded_but_not_divided(high, low, k):
    """WRONG: one neighbour too few after the point itself is taken out of lists of k, still divided by k."""
    a = np.argsort(scipy.spatial.distance.cdist(high, high), axis=1)[:, :k]
    b = np.argsort(scipy.spatial.distance.cdist(low, low), axis=1)[:, :k]
    return np.mean([len((set(p) & set(q)) - {i}) / k for i, (p, q) in enumerate(zip(a.tolist(), b.tolist()))])


def neighbours_kept__cosine(high, low, k):
    """WRONG: neighbours by cosine instead of by distance."""

    def sets(x):
        s = _cos(x, x)
        np.fill_diagonal(s, -np.inf)
        return [set(r[:k].tolist()) for r in np.argsort(-s, axis=1)]

    return np.mean([len(a & b) / k for a, b in zip(sets(high), sets(low))])


def neighbours_kept__cosine_in_high(high, low, k):
    """WRONG: neighbours by cosine among the high points and by distance only in the map."""
    s = _cos(high, high)
    np.fill_diagonal(s, -np.inf)
    a = [set(r[:k].tolist()) for r in np.argsort(-s, axis=1)]
    return np.mean([len(p & q) / k for p, q in zip(a, _knn_sets(low, k))])


def neighbours_kept__manhattan(high, low, k):
    """WRONG: the sum of absolute differences instead of the straight-line distance."""

    def sets(x):
        d = scipy.spatial.distance.cdist(x, x, "cityblock")
        np.fill_diagonal(d, np.inf)
        return [set(r[:k].tolist()) for r in np.argsort(d, axis=1)]

    return np.mean([len(a & b) / k for a, b in zip(sets(high), sets(low))])


def neighbours_kept__same_place(high, low, k):
    """WRONG: counts a neighbour only if it stands at the same place of both lists, the order should not matter."""

    def lists(x):
        d = scipy.spatial.distance.cdist(x, x)
        np.fill_diagonal(d, np.inf)
        return np.argsort(d, axis=1)[:, :k]

    return (lists(high) == lists(low)).mean()


def neighbours_kept__all_or_nothing(high, low, k):
    """WRONG: counts a point only if its whole list is kept."""
    return np.mean([a == b for a, b in zip(_knn_sets(high, k), _knn_sets(low, k))])


def neighbours_kept__at_least_one(high, low, k):
    """WRONG: counts a point as kept if at least one neighbour is kept."""
    return np.mean([bool(a & b) for a, b in zip(_knn_sets(high, k), _knn_sets(low, k))])


def neighbours_kept__jaccard(high, low, k):
    """WRONG: divides by the union of both lists (Jaccard) instead of by k."""
    return np.mean([len(a & b) / len(a | b) for a, b in zip(_knn_sets(high, k), _knn_sets(low, k))])


def neighbours_kept__count_not_share(high, low, k):
    """WRONG: the mean number of kept neighbours, not divided by k."""
    return np.mean([len(a & b) for a, b in zip(_knn_sets(high, k), _knn_sets(low, k))])


def neighbours_kept__sum_not_mean(high, low, k):
    """WRONG: the sum of the shares, not the mean."""
    return sum(len(a & b) / k for a, b in zip(_knn_sets(high, k), _knn_sets(low, k)))


def neighbours_kept__lost(high, low, k):
    """WRONG: the share that is lost instead of the share that is kept."""
    return 1 - neighbours_kept__sets(high, low, k)


def neighbours_kept__farthest(high, low, k):
    """WRONG: sorts descending and compares the farthest points."""

    def sets(x):
        d = scipy.spatial.distance.cdist(x, x)
        np.fill_diagonal(d, -1)
        return [set(r[:k].tolist()) for r in np.argsort(-d, axis=1)]

    return np.mean([len(a & b) / k for a, b in zip(sets(high), sets(low))])


def neighbours_kept__pooled(high, low, k):
    """WRONG: throws all lists together and compares which points occur at all."""
    a, b = set().union(*_knn_sets(high, k)), set().union(*_knn_sets(low, k))
    return len(a & b) / len(a)


def neighbours_kept__only_nearest(high, low, k):
    """WRONG: compares only the one nearest neighbour, k is not used."""
    return neighbours_kept__sets(high, low, 1)


def neighbours_kept__one_list_longer(high, low, k):
    """WRONG: the list in the map is one too long, k + 1 instead of k."""
    n = len(high)
    return np.mean([len(a & b) / k for a, b in zip(_knn_sets(high, k), _knn_sets(low, min(k + 1, n - 1)))])


def neighbours_kept__first_two_dimensions(high, low, k):
    """WRONG: uses only the first two dimensions of high instead of all."""
    return np.mean([len(a & b) / k for a, b in zip(_knn_sets(high[:, :2], k), _knn_sets(low, k))])


def neighbours_kept__whole_division(high, low, k):
    """WRONG: divides with //, so that every share short of 1 becomes 0."""
    return np.mean([len(a & b) // k for a, b in zip(_knn_sets(high, k), _knn_sets(low, k))])


def neighbours_kept__correlation_of_distances(high, low, k):
    """WRONG: the rank correlation of all distances, no neighbours are compared."""
    d, e = scipy.spatial.distance.pdist(high), scipy.spatial.distance.pdist(low)
    with np.errstate(all="ignore"):
        return float(np.nan_to_num(np.corrcoef(_ranks(d), _ranks(e))[0, 1]))


def neighbours_kept__trustworthiness(high, low, k):
    """WRONG: trustworthiness weighs by how far off a false neighbour is, that is another measure."""
    return float(sklearn.manifold.trustworthiness(high, low, n_neighbors=k))


def neighbours_kept__expanded_square(high, low, k):
    """WRONG: distances from |x|^2 + |y|^2 - 2 x y, where far from the origin all digits cancel."""

    def sets(x):
        s = (x**2).sum(1)
        d = s[:, None] + s - 2 * x @ x.T
        np.fill_diagonal(d, np.inf)
        return [set(r[:k].tolist()) for r in np.argsort(d, axis=1)]

    return np.mean([len(a & b) / k for a, b in zip(sets(high), sets(low))])


def neighbours_kept__single_precision(high, low, k):
    """WRONG: computes in float32, where points far from the origin fall together."""
    with np.errstate(all="ignore"):
        h, m = high.astype(np.float32).astype(float), low.astype(np.float32).astype(float)
        h[~np.isfinite(h)] = 0
        m[~np.isfinite(m)] = 0
        return neighbours_kept__sets(h, m, k)


def neighbours_kept__rounded_distances(high, low, k):
    """WRONG: rounds the distances to three decimals, so close ones are mixed up."""

    def sets(x):
        d = np.round(scipy.spatial.distance.cdist(x, x), 3)
        np.fill_diagonal(d, np.inf)
        return [set(r[:k].tolist()) for r in np.argsort(d, axis=1, kind="stable")]

    return np.mean([len(a & b) / k for a, b in zip(sets(high), sets(low))])


def neighbours_kept__lists_of_the_others(high, low, k):
    """WRONG: asks whether a point stands in its neighbours' lists in the map, the wrong way round."""
    a, b = _knn_sets(high, k), _knn_sets(low, k)
    return np.mean([sum(i in b[j] for j in a[i]) / k for i in range(len(a))])


def neighbours_kept__changes_argument(high, low, k):
    """WRONG: centres both of the caller's arrays in place."""
    high -= high.mean(axis=0)
    low -= low.mean(axis=0)
    return neighbours_kept__sets(high, low, k)


def neighbours_kept__standardised(high, low, k):
    """WRONG: divides each dimension by its standard deviation first, which changes who is near."""

    def scale(x):
        sd = x.std(axis=0)
        return (x - x.mean(axis=0)) / np.where(sd == 0, 1, sd)

    return neighbours_kept__sets(scale(high), scale(low), k)


def neighbours_kept__hard_coded(high, low, k):
    """WRONG: returns the example's share."""
    return 0.75


# ---------------------------------------------------------------- 1.10 random_rotation


def random_rotation__qr(d, seed):
    """RIGHT: Q of the QR decomposition of a table of normal numbers."""
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))[0]


def random_rotation__qr_signs(d, seed):
    """RIGHT: Q with signs fixed by R's diagonal, so that every turn is equally likely."""
    q, r = np.linalg.qr(np.random.default_rng(seed).standard_normal((d, d)))
    return q * np.sign(np.diag(r))


def random_rotation__gram_schmidt(d, seed):
    """RIGHT: normal columns made orthogonal one after the other, twice for accuracy."""
    return _gram_schmidt(np.random.default_rng(seed).normal(size=(d, d)))


def random_rotation__lists(d, seed):
    """RIGHT: Python's random module and Gram-Schmidt in plain lists, a list of rows comes back."""
    rng = random.Random(seed)
    rows = []
    while len(rows) < d:
        v = [rng.gauss(0, 1) for _ in range(d)]
        for _ in range(2):
            for r in rows:
                dot = sum(x * y for x, y in zip(v, r))
                v = [x - dot * y for x, y in zip(v, r)]
            length = math.sqrt(sum(x * x for x in v))
            v = [x / length for x in v]
        rows.append(v)
    return rows


def random_rotation__scipy(d, seed):
    """RIGHT: SciPy's orthogonal group with its own generator."""
    return scipy.stats.ortho_group.rvs(d, random_state=np.random.default_rng(seed))


def random_rotation__special(d, seed):
    """RIGHT: SciPy's rotations without mirror images."""
    return scipy.stats.special_ortho_group(d).rvs(random_state=np.random.default_rng(seed))


def random_rotation__svd(d, seed):
    """RIGHT: the polar factor of a table of normal numbers, U times V."""
    u, _, vt = np.linalg.svd(np.random.default_rng(seed).normal(size=(d, d)))
    return u @ vt


def random_rotation__eigenvectors(d, seed):
    """RIGHT: eigenvectors of a random symmetric matrix."""
    m = np.random.default_rng(seed).normal(size=(d, d))
    return np.linalg.eigh(m + m.T)[1]


def random_rotation__torch(d, seed):
    """RIGHT: torch's QR in float64 with a generator of its own."""
    g = torch.Generator().manual_seed(seed)
    return torch.linalg.qr(torch.randn(d, d, generator=g, dtype=torch.float64))[0].numpy()


def random_rotation__householder(d, seed):
    """ARGUABLE: a product of d random mirrors, orthogonal and mixed, but leaning a little towards the identity."""
    rng = np.random.default_rng(seed)
    q = np.eye(d)
    for _ in range(d):
        v = rng.normal(size=d)
        v /= np.linalg.norm(v)
        q -= 2 * np.outer(q @ v, v)
    return q


def random_rotation__householder_shrinking(d, seed):
    """RIGHT: mirrors in d, d - 1, ... 1 dimensions, each sending an axis to a random direction, so every turn is equally likely."""
    rng = np.random.default_rng(seed)
    q = np.eye(d)
    for j in range(d):
        v = np.zeros(d)
        v[j:] = rng.normal(size=d - j)
        v[j] += math.copysign(np.linalg.norm(v), v[j])
        q -= 2 * np.outer(q @ v, v) / (v @ v)
    return q * rng.choice([-1.0, 1.0], size=d)


def random_rotation__all_planes(d, seed):
    """ARGUABLE: turns every plane of two axes by a random angle, which is not drawn evenly and in many dimensions leaves next to nothing of some old coordinates in some new ones."""
    rng = np.random.default_rng(seed)
    q = np.eye(d)
    for i in range(d):
        for j in range(i + 1, d):
            t = rng.uniform(0, 2 * np.pi)
            a, b = q[:, i].copy(), q[:, j].copy()
            q[:, i], q[:, j] = np.cos(t) * a - np.sin(t) * b, np.sin(t) * a + np.cos(t) * b
    return q


def random_rotation__exponential(d, seed):
    """ARGUABLE: the matrix exponential of a random skew matrix with entries of size 1, orthogonal and mixed but not drawn evenly."""
    m = np.random.default_rng(seed).normal(size=(d, d))
    return scipy.linalg.expm(m - m.T)


def random_rotation__uniform_entries(d, seed):
    """ARGUABLE: Q of a table of numbers from 0 to 1, orthogonal and mixed, but the first column always points near the diagonal."""
    return np.linalg.qr(np.random.default_rng(seed).random((d, d)))[0]


def random_rotation__single_precision_torch(d, seed):
    """ARGUABLE: QR in float32, orthogonal only to about 1e-6."""
    g = torch.Generator().manual_seed(seed)
    return torch.linalg.qr(torch.randn(d, d, generator=g))[0].numpy()


def random_rotation__global_seed(d, seed):
    """ARGUABLE: seeds NumPy's global generator, which disturbs other code and refuses seeds from 2**32 on."""
    np.random.seed(seed)
    return np.linalg.qr(np.random.randn(d, d))[0]


def random_rotation__legacy_state(d, seed):
    """ARGUABLE: NumPy's old generator, fine for every seed below 2**32 and an error from there on."""
    return np.linalg.qr(np.random.RandomState(seed).randn(d, d))[0]


def random_rotation__identity(d, seed):
    """WRONG: the identity, nothing is turned."""
    return np.eye(d)


def random_rotation__permutation(d, seed):
    """WRONG: only puts the axes in another order, no coordinate is a mixture."""
    return np.eye(d)[np.random.default_rng(seed).permutation(d)]


def random_rotation__signed_permutation(d, seed):
    """WRONG: new order and random signs, but still no mixture."""
    rng = np.random.default_rng(seed)
    return np.eye(d)[rng.permutation(d)] * rng.choice([-1.0, 1.0], size=d)


def random_rotation__one_plane(d, seed):
    """WRONG: turns only the plane of the first two axes, the other coordinates stay as they are."""
    t = np.random.default_rng(seed).uniform(0.3, 1.2)
    q = np.eye(d)
    q[:2, :2] = [[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]
    return q


def random_rotation__pairs_of_axes(d, seed):
    """WRONG: turns the axes pair by pair, each new coordinate mixes only two old ones."""
    rng = np.random.default_rng(seed)
    q = np.eye(d)
    for i in range(0, d - 1, 2):
        t = rng.uniform(0, 2 * np.pi)
        q[i : i + 2, i : i + 2] = [[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]
    return q


def random_rotation__neighbouring_planes(d, seed):
    """WRONG: turns the planes (0,1), (1,2), (2,3) ... one after the other, which leaves a triangle of zeros."""
    rng = np.random.default_rng(seed)
    q = np.eye(d)
    for i in range(d - 1):
        t = rng.uniform(0, 2 * np.pi)
        g = np.eye(d)
        g[i : i + 2, i : i + 2] = [[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]
        q = q @ g
    return q


def random_rotation__one_mirror(d, seed):
    """WRONG: a single random mirror, which in many dimensions is almost the identity."""
    v = np.random.default_rng(seed).normal(size=d)
    v /= np.linalg.norm(v)
    return np.eye(d) - 2 * np.outer(v, v)


def random_rotation__small_turn(d, seed):
    """WRONG: turns only a little (exponential of a very small skew matrix), every new axis is almost an old one."""
    m = np.random.default_rng(seed).normal(size=(d, d)) * 0.01
    return scipy.linalg.expm(m - m.T)


def random_rotation__cayley(d, seed):
    """WRONG: the Cayley transform of a skew matrix with large entries, which in many dimensions comes near to minus the identity."""
    m = np.random.default_rng(seed).normal(size=(d, d)) * 3
    a = m - m.T
    return np.linalg.solve(np.eye(d) + a, np.eye(d) - a)


def random_rotation__normal_numbers(d, seed):
    """WRONG: normal numbers over the root of d, the columns have only about length 1 and are not at right angles."""
    return np.random.default_rng(seed).normal(size=(d, d)) / math.sqrt(d)


def random_rotation__columns_normalised(d, seed):
    """WRONG: columns of length 1, but not at right angles."""
    m = np.random.default_rng(seed).normal(size=(d, d))
    return m / np.linalg.norm(m, axis=0)


def random_rotation__orthogonal_not_normalised(d, seed):
    """WRONG: Gram-Schmidt without making the columns length 1."""
    m = np.random.default_rng(seed).normal(size=(d, d))
    for j in range(d):
        for i in range(j):
            m[:, j] -= (m[:, i] @ m[:, j]) / (m[:, i] @ m[:, i]) * m[:, i]
    return m


def random_rotation__gram_schmidt_previous_only(d, seed):
    """WRONG: makes each column orthogonal only to the one before, not to all earlier ones."""
    m = np.random.default_rng(seed).normal(size=(d, d))
    for j in range(d):
        if j:
            m[:, j] -= (m[:, j - 1] @ m[:, j]) * m[:, j - 1]
        m[:, j] /= np.linalg.norm(m[:, j])
    return m


def random_rotation__gram_schmidt_lengths_forgotten(d, seed):
    """WRONG: Gram-Schmidt subtracts projections as if the earlier columns had length 1, and normalises only at the end."""
    m = np.random.default_rng(seed).normal(size=(d, d))
    for j in range(d):
        for i in range(j):
            m[:, j] -= (m[:, i] @ m[:, j]) * m[:, i]
    return m / np.linalg.norm(m, axis=0)


def random_rotation__returns_r(d, seed):
    """WRONG: returns R instead of Q."""
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))[1]


def random_rotation__returns_both(d, seed):
    """WRONG: returns both matrices of the QR decomposition."""
    q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))
    return q, r


def random_rotation__seed_ignored(d, seed):
    """WRONG: the seed is not used, every call gives another matrix."""
    return np.linalg.qr(np.random.default_rng().normal(size=(d, d)))[0]


def random_rotation__always_the_same(d, seed):
    """WRONG: a fixed seed of 0, another seed gives the same matrix."""
    return np.linalg.qr(np.random.default_rng(0).normal(size=(d, d)))[0]


def random_rotation__zero_is_no_seed(d, seed):
    """WRONG: takes seed 0 for no seed, so seed 0 gives another matrix at every call."""
    rng = np.random.default_rng(seed or None)
    return np.linalg.qr(rng.normal(size=(d, d)))[0]


def random_rotation__zero_becomes_one(d, seed):
    """WRONG: seed 0 is replaced by 1, so seeds 0 and 1 give the same matrix."""
    return np.linalg.qr(np.random.default_rng(seed or 1).normal(size=(d, d)))[0]


def random_rotation__seed_halved(d, seed):
    """WRONG: halves the seed, so seeds 2 and 3 give the same matrix."""
    return np.linalg.qr(np.random.default_rng(seed // 2).normal(size=(d, d)))[0]


def random_rotation__last_digit(d, seed):
    """WRONG: only the last three digits of the seed matter, so seeds 1 and 1001 give the same matrix."""
    return np.linalg.qr(np.random.default_rng(seed % 1000).normal(size=(d, d)))[0]


def random_rotation__float_seed(d, seed):
    """WRONG: sends the seed through float32, so large seeds that differ by 1 give the same matrix."""
    return np.linalg.qr(np.random.default_rng(int(np.float32(seed))).normal(size=(d, d)))[0]


def random_rotation__seed_hardly_matters(d, seed):
    """ARGUABLE: adds a millionth of the seed to one fixed table, so neighbouring seeds give another matrix, but almost the same one."""
    m = np.random.default_rng(7).normal(size=(d, d))
    m[0, 0] += seed * 1e-6
    return np.linalg.qr(m)[0]


def random_rotation__first_call_kept(d, seed):
    """WRONG: keeps the first matrix for each d, so another seed gives the same one."""
    if ("rotation", d) not in _MEMORY:
        _MEMORY["rotation", d] = np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))[0]
    return _MEMORY["rotation", d]


def random_rotation__generator_kept(d, seed):
    """WRONG: keeps one generator for each seed and goes on drawing from it, so the same seed gives another matrix the second time."""
    rng = _MEMORY.setdefault(("generator", seed), np.random.default_rng(seed))
    return np.linalg.qr(rng.normal(size=(d, d)))[0]


def random_rotation__cosine_transform(d, seed):
    """WRONG: a fixed cosine transform with random signs, of which in few dimensions there are only a few, so different seeds meet."""
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=d)
    j, i = np.meshgrid(np.arange(d), np.arange(d))
    m = np.sqrt(2 / d) * np.cos(np.pi * (i + 0.5) * j / d)
    m[:, 0] /= math.sqrt(2)
    return m * signs


def random_rotation__eig_complex(d, seed):
    """WRONG: eigenvectors of a matrix that is not symmetric, they are complex and not at right angles."""
    return np.linalg.eig(np.random.default_rng(seed).normal(size=(d, d)))[1]


def random_rotation__rounded(d, seed):
    """WRONG: rounds to two decimals, the columns are then no longer exactly of length 1."""
    return np.round(random_rotation__qr(d, seed), 2)


def random_rotation__always_two(d, seed):
    """WRONG: always the 2 by 2 matrix of an angle, whatever d is."""
    t = np.random.default_rng(seed).uniform(0, 2 * np.pi)
    return np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])


def random_rotation__shear_sign(d, seed):
    """WRONG: fills both sines with the same sign, so in the first plane the columns are not at right angles."""
    q = random_rotation__qr(d, seed)
    t = np.random.default_rng([seed, 1]).uniform(0.2, 0.7)
    g = np.eye(d)
    g[:2, :2] = [[np.cos(t), np.sin(t)], [np.sin(t), np.cos(t)]]
    return q @ g


def random_rotation__whole_numbers(d, seed):
    """WRONG: QR of whole numbers 0 and 1, which may have dependent columns and leave zeros, so some coordinates are not mixed."""
    return np.linalg.qr(np.random.default_rng(seed).integers(0, 2, size=(d, d)).astype(float))[0]


# ---------------------------------------------------------------- the challenge: improve


def improve__subtract_mean(vectors):
    """RIGHT: only subtracts the mean; the prose promises about 2 of 6 points for it."""
    return vectors - vectors.mean(axis=0)


def improve__whiten(vectors):
    """RIGHT: rows of length 1, mean out, whitened; I expect about 4 of 6 points."""
    u = _unit(vectors)
    x = u - u.mean(axis=0)
    _, s, vt = np.linalg.svd(x, full_matrices=False)
    keep = s > s[0] * 1e-10
    return (x @ vt[keep].T) / s[keep]


def improve__frequency_then_whiten(vectors):
    """RIGHT: takes out what can be predicted from the frequency rank, then whitens softly and makes length 1; I expect 4 to 5 of 6 points."""
    x = _unit(vectors)
    t = np.log(np.arange(1, len(x) + 1))
    t = (t - t.mean()) / max(t.std(), 1e-12)
    basis = np.stack([np.ones_like(t), t, t**2, t**3], axis=1)
    x = x - basis @ np.linalg.lstsq(basis, x, rcond=None)[0]
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    keep = s > s[0] * 1e-10
    return _unit(u[:, keep] * s[keep] ** 0.1)


def improve__whiten_then_local(vectors):
    """RIGHT: whitening, then a part of the mean of each word's nearest words is added; I expect between 3 and 6 of 6 points."""
    x = _unit(np.asarray(improve__whiten(vectors)))
    s = x @ x.T
    np.fill_diagonal(s, -np.inf)
    k = min(5, len(x) - 1)
    idx = np.argsort(-s, axis=1)[:, :k]
    return np.concatenate([x, 0.5 * _unit(x + 0.3 * x[idx].mean(axis=1))], axis=1)


def improve__all_but_the_top(vectors):
    """ARGUABLE: mean and the first three main directions out; surely better than before, but by how much the prose does not say."""
    x = vectors - vectors.mean(axis=0)
    _, _, vt = np.linalg.svd(x, full_matrices=False)
    return x - x @ vt[:3].T @ vt[:3]


def improve__unchanged(vectors):
    """WRONG: returns the vectors as they are, no gain."""
    return vectors


def improve__length_one(vectors):
    """WRONG: only makes the rows length 1, which no cosine notices, so no gain."""
    return _unit(vectors)


def improve__rotated(vectors):
    """WRONG: only turns the space, which changes no cosine, so no gain."""
    return vectors @ random_rotation__qr(vectors.shape[1], 0)


def improve__row_means(vectors):
    """WRONG: subtracts each row's own mean instead of the mean of all rows, probably hardly any gain."""
    return vectors - vectors.mean(axis=1, keepdims=True)


def improve__two_dimensions(vectors):
    """WRONG: keeps only the first two main directions and throws nearly everything away, so it gets worse."""
    return pca__svd(vectors, 2)


def improve__stronger_top(vectors):
    """WRONG: multiplies by the singular values instead of dividing, which strengthens the common directions and gets worse."""
    x = vectors - vectors.mean(axis=0)
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    return u * s**2


def improve__random(vectors):
    """WRONG: random vectors, every agreement is lost."""
    return np.random.default_rng(0).normal(size=vectors.shape)


def improve__rows_sorted(vectors):
    """WRONG: sorts the rows by length, so they no longer belong to their words."""
    x = vectors - vectors.mean(axis=0)
    return x[np.argsort(np.linalg.norm(x, axis=1))]


def improve__rows_lost(vectors):
    """WRONG: leaves out the most frequent words, so rows are missing."""
    x = vectors - vectors.mean(axis=0)
    return x[50:]


def improve__transposed(vectors):
    """WRONG: returns the whitened vectors transposed, (width, n) instead of (n, width)."""
    return np.asarray(improve__whiten(vectors)).T


def improve__cosine_table_as_similarity(vectors):
    """WRONG: returns a flat list of cosines of all pairs instead of vectors."""
    return _cos(vectors, vectors)[np.triu_indices(len(vectors), 1)]


def improve__not_a_number(vectors):
    """WRONG: takes the square root of the centred vectors, so every negative number becomes NaN."""
    with np.errstate(invalid="ignore"):
        return np.sqrt(vectors - vectors.mean(axis=0))


def improve__changes_argument(vectors):
    """WRONG: subtracts the mean from the caller's array in place."""
    vectors -= vectors.mean(axis=0)
    return vectors


def improve__positive_only(vectors):
    """WRONG: cuts off all negative numbers, which loses half of the information and adds a common direction, so it probably gets worse."""
    return np.maximum(vectors, 0)


# -------------------------------- by others who had not read the checks either, when these had been mended


def cosine__unseen_r1(a, b):
    """RIGHT: plain loops, list of lists."""
    result = []
    for x in a:
        line = []
        for y in b:
            dot = sum(float(p) * float(q) for p, q in zip(x, y))
            nx = sum(float(p) ** 2 for p in x) ** 0.5
            ny = sum(float(q) ** 2 for q in y) ** 0.5
            line.append(dot / (nx * ny) if nx > 0 and ny > 0 else 0.0)
        result.append(line)
    return result


def cosine__unseen_r2(a, b):
    """RIGHT: numPy, norms with 1 in place of 0."""
    unit = lambda x: x / np.where((n := np.linalg.norm(x, axis=1, keepdims=True)) == 0, 1, n)
    return unit(a) @ unit(b).T


def cosine__unseen_r3(a, b):
    """RIGHT: scikit-learn."""
    from sklearn.metrics.pairwise import cosine_similarity

    return cosine_similarity(a, b)


def cosine__unseen_r4(a, b):
    """RIGHT: torch in float32, broadcast, nan_to_num."""
    import torch

    a = torch.tensor(np.asarray(a), dtype=torch.float32)
    b = torch.tensor(np.asarray(b), dtype=torch.float32)
    c = (a[:, None, :] * b[None, :, :]).sum(-1) / (a.norm(dim=1)[:, None] * b.norm(dim=1)[None, :])
    return torch.nan_to_num(c, nan=0.0).numpy()


def cosine__unseen_w1(a, b):
    """WRONG: zero vectors forgotten: NaN; a=[[0,0],[3,4]], b=[[1,0],[6,8]]: row 0 must be 0, 0."""
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    return a @ b.T


def cosine__unseen_w2(a, b):
    """WRONG: only the dot product; a=[[3,4]], b=[[1,0],[6,8]]: must be .6, 1."""
    return a @ b.T


def cosine__unseen_w3(a, b):
    """WRONG: norm of the whole matrix instead of each row; a=[[3,4]], b=[[1,0],[6,8]]: must be .6, 1."""
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    if na == 0 or nb == 0:
        return np.zeros((len(a), len(b)))
    return a @ b.T / (na * nb)


def cosine__unseen_w4(a, b):
    """WRONG: transposed: (m, n); a=[[3,4]], b=[[1,0],[6,8]]: must have shape (1, 2)."""
    na = np.linalg.norm(a, axis=1, keepdims=True)
    nb = np.linalg.norm(b, axis=1, keepdims=True)
    na[na == 0] = 1
    nb[nb == 0] = 1
    return (b / nb) @ (a / na).T


def cosine__unseen_w5(a, b):
    """WRONG: subtle: 1e-8 in the denominator, which halves the cosine of short vectors; a=[[1e-4,0]], b=[[1e-4,0]]: must be 1."""
    na = np.linalg.norm(a, axis=1)
    nb = np.linalg.norm(b, axis=1)
    return a @ b.T / (np.outer(na, nb) + 1e-8)


def cosine__unseen_w6(a, b):
    """WRONG: subtle: makes a and b length 1 in place, so the caller's arrays change; a=[[3,4]], b=[[1,0],[6,8]]: a must still be [[3,4]]."""
    na = np.linalg.norm(a, axis=1, keepdims=True)
    nb = np.linalg.norm(b, axis=1, keepdims=True)
    a /= np.where(na == 0, 1, na)
    b /= np.where(nb == 0, 1, nb)
    return a @ b.T


def cosine__unseen_w7(a, b):
    """WRONG: subtle: one zero vector makes the whole answer 0; a=[[0,0],[3,4]], b=[[1,0],[6,8]]: row 1 must be .6, 1."""
    na = np.linalg.norm(a, axis=1)
    nb = np.linalg.norm(b, axis=1)
    if (na == 0).any() or (nb == 0).any():
        return np.zeros((len(a), len(b)))
    return a @ b.T / na[:, None] / nb[None, :]


def nearest__unseen_r1(vectors, row, k):
    """RIGHT: loops and sorted, list."""

    def length(x):
        return sum(float(t) ** 2 for t in x) ** 0.5

    scores = []
    for i in range(len(vectors)):
        if i != row:
            dot = sum(float(p) * float(q) for p, q in zip(vectors[i], vectors[row]))
            n = length(vectors[i]) * length(vectors[row])
            scores.append((dot / n if n else 0.0, i))
    scores.sort(key=lambda t: -t[0])
    return [i for _, i in scores[:k]]


def nearest__unseen_r2(vectors, row, k):
    """RIGHT: numPy, -inf for the row."""
    n = np.linalg.norm(vectors, axis=1)
    s = vectors @ vectors[row] / np.where(n == 0, 1, n)
    s[row] = -np.inf
    return np.argsort(-s)[:k]


def nearest__unseen_r3(vectors, row, k):
    """RIGHT: torch topk."""
    import torch
    import torch.nn.functional as F

    v = torch.from_numpy(np.array(vectors))
    s = F.normalize(v, dim=1) @ F.normalize(v[row : row + 1], dim=1)[0]
    s[row] = -2
    return torch.topk(s, k).indices.tolist()


def nearest__unseen_r4(vectors, row, k):
    """RIGHT: scikit-learn neighbours, all of them, then without the row."""
    from sklearn.neighbors import NearestNeighbors

    nn = NearestNeighbors(n_neighbors=len(vectors), metric="cosine", algorithm="brute").fit(vectors)
    order = nn.kneighbors(vectors[[row]], return_distance=False)[0]
    return tuple(int(i) for i in order if i != row)[:k]


def nearest__unseen_w1(vectors, row, k):
    """WRONG: the row itself is left in; [[1,0],[10,10],[1,.2],[-3,0]], 0, 2: must be [2, 1]."""
    n = np.linalg.norm(vectors, axis=1)
    s = vectors @ vectors[row] / np.where(n == 0, 1, n) / n[row]
    return np.argsort(-s)[:k]


def nearest__unseen_w2(vectors, row, k):
    """WRONG: the first of the order is taken for the row itself, though a copy may be first; [[1,0],[1,0],[0,1]], 1, 1: must be [0]."""
    n = np.linalg.norm(vectors, axis=1)
    s = vectors @ vectors[row] / np.where(n == 0, 1, n) / n[row]
    return np.argsort(-s, kind="stable")[1 : k + 1]


def nearest__unseen_w3(vectors, row, k):
    """WRONG: row deleted, and the numbers after it not shifted back; [[1,0],[10,10],[1,.2],[-3,0]], 0, 2: must be [2, 1]."""
    rest = np.delete(vectors, row, axis=0)
    n = np.linalg.norm(rest, axis=1)
    s = rest @ vectors[row] / np.where(n == 0, 1, n)
    return np.argsort(-s)[:k]


def nearest__unseen_w4(vectors, row, k):
    """WRONG: dot product in place of the cosine; [[1,0],[10,10],[1,.2],[-3,0]], 0, 2: must be [2, 1]."""
    s = vectors @ vectors[row]
    s[row] = -np.inf
    return np.argsort(-s)[:k]


def nearest__unseen_w5(vectors, row, k):
    """WRONG: subtle: the row's own score set to -1, which ties with an opposite row; [[1,0],[-2,0],[0,1]], 0, 2: must be [2, 1]."""
    n = np.linalg.norm(vectors, axis=1)
    s = vectors @ vectors[row] / np.where(n == 0, 1, n) / n[row]
    s[row] = -1
    return np.argsort(-s, kind="stable")[:k]


def nearest__unseen_w6(vectors, row, k):
    """WRONG: subtle: every copy of the row is left out too; [[1,0],[1,0],[0,1]], 0, 1: must be [1]."""
    n = np.linalg.norm(vectors, axis=1)
    s = vectors @ vectors[row] / np.where(n == 0, 1, n) / n[row]
    order = np.argsort(-s)
    return [int(i) for i in order if not np.array_equal(vectors[i], vectors[row])][:k]


def nearest__unseen_w7(vectors, row, k):
    """WRONG: subtle: a zero vector's cosine is NaN, which sorts to the end; [[1,0],[0,0],[-1,0]], 0, 2: must be [1, 2]."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    order = np.argsort(-(unit @ unit[row]))
    return [int(i) for i in order if i != row][:k]


def analogy__unseen_r1(vectors, a, b, c):
    """RIGHT: loops."""
    unit = []
    for v in vectors:
        length = sum(float(x) ** 2 for x in v) ** 0.5
        unit.append([float(x) / length for x in v])
    want = [unit[b][i] - unit[a][i] + unit[c][i] for i in range(len(unit[0]))]
    best, best_score = None, None
    for i, v in enumerate(unit):
        if i in (a, b, c):
            continue
        score = sum(x * y for x, y in zip(v, want))
        if best is None or score > best_score:
            best, best_score = i, score
    return best


def analogy__unseen_r2(vectors, a, b, c):
    """RIGHT: numPy."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    s = u @ (u[b] - u[a] + u[c])
    s[[a, b, c]] = -np.inf
    return int(s.argmax())


def analogy__unseen_r3(vectors, a, b, c):
    """RIGHT: the least distance to the target: the same order among rows of length 1."""
    import torch

    u = torch.nn.functional.normalize(torch.tensor(np.array(vectors)), dim=1)
    d = torch.cdist(u, (u[b] - u[a] + u[c])[None])[:, 0]
    d[torch.tensor([a, b, c])] = float("inf")
    return int(torch.argmin(d))


def analogy__unseen_r4(vectors, a, b, c):
    """RIGHT: sorted from best to worst, the first that is allowed; scikit-learn."""
    from sklearn.metrics.pairwise import cosine_similarity
    from sklearn.preprocessing import normalize

    u = normalize(vectors)
    order = np.argsort(cosine_similarity(u, (u[b] - u[a] + u[c]).reshape(1, -1))[:, 0])[::-1]
    return next(i for i in order if i not in {a, b, c})


def analogy__unseen_w1(vectors, a, b, c):
    """WRONG: vectors not made length 1 before b - a + c; rows (1,0,0), (10,0,10), (0,1,0), (0,1,1), (1,.1,1) with 0, 1, 2: must be 3."""
    target = vectors[b] - vectors[a] + vectors[c]
    s = vectors @ target / np.linalg.norm(vectors, axis=1) / np.linalg.norm(target)
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__unseen_w2(vectors, a, b, c):
    """WRONG: the three words of the question may be the answer; rows at (1,0), (.9,.1), (0,1), (-1,-1) with 0, 1, 2: must be 3."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return int(np.argmax(u @ (u[b] - u[a] + u[c])))


def analogy__unseen_w3(vectors, a, b, c):
    """WRONG: a and b exchanged: a - b + c; rows (1,0,0), (1,0,1), (0,1,0), (0,1,1), (0,1,-1) with 0, 1, 2: must be 3."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    s = u @ (u[a] - u[b] + u[c])
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__unseen_w4(vectors, a, b, c):
    """WRONG: length 1 for the target's parts, but a plain dot product with the raw rows, so that long rows win; rows (1,0,0), (1,0,1), (0,1,0), (0,1,1), (50,0,50) with 0, 1, 2: must be 3."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    s = vectors @ (u[b] - u[a] + u[c])
    s[[a, b, c]] = -np.inf
    return int(np.argmax(s))


def analogy__unseen_w5(vectors, a, b, c):
    """WRONG: subtle: the question's words get 0, which beats negative cosines; rows (1,0), (.9,.1), (0,1), (-1,-1) with 0, 1, 2: must be 3."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    s = u @ (u[b] - u[a] + u[c])
    s[[a, b, c]] = 0
    return int(np.argmax(s))


def analogy__unseen_w6(vectors, a, b, c):
    """WRONG: subtle: a fourth word with the same vector as one of the three is left out too; rows (1,0), (0,1), (1,1), (0,1), (-1,0) with 0, 1, 2: must be 3."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    s = u @ (u[b] - u[a] + u[c])
    for i in range(len(u)):
        for q in (a, b, c):
            if np.array_equal(vectors[i], vectors[q]):
                s[i] = -np.inf
    return int(np.argmax(s))


def analogy__unseen_w7(vectors, a, b, c):
    """WRONG: subtle: rows deleted before argmax, number not shifted back: right only if no question row stands before the answer; rows (1,0,0), (1,0,1), (0,1,0), (0,1,1), (0,1,-1) with 0, 1, 2: must be 3."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    s = u @ (u[b] - u[a] + u[c])
    return int(np.argmax(np.delete(s, [a, b, c])))


def spearman__unseen_r1(x, y):
    """RIGHT: loops: the rank is the number below plus half of the equal ones."""

    def ranks(v):
        return [sum(w < t for w in v) + (sum(w == t for w in v) + 1) / 2 for t in v]

    a, b = ranks(list(x)), ranks(list(y))
    n = len(a)
    ma, mb = sum(a) / n, sum(b) / n
    cov = sum((p - ma) * (q - mb) for p, q in zip(a, b))
    return cov / (sum((p - ma) ** 2 for p in a) * sum((q - mb) ** 2 for q in b)) ** 0.5


def spearman__unseen_r2(x, y):
    """RIGHT: scipy."""
    from scipy.stats import spearmanr

    return spearmanr(x, y)[0]


def spearman__unseen_r3(x, y):
    """RIGHT: rankdata and corrcoef."""
    from scipy.stats import rankdata

    return np.corrcoef(rankdata(x), rankdata(y))[0, 1]


def spearman__unseen_r4(x, y):
    """RIGHT: numPy: unique, cumulated counts, mean ranks."""
    z = []
    for v in (x, y):
        _, inverse, count = np.unique(np.asarray(v), return_inverse=True, return_counts=True)
        end = np.cumsum(count)
        r = (end - (count - 1) / 2)[inverse.ravel()]
        z.append((r - r.mean()) / r.std())
    return float(np.mean(z[0] * z[1]))


def spearman__unseen_w1(x, y):
    """WRONG: a single argsort taken for ranks; x=[2,3,1,4], y=[1,3,2,4]: must be .8, gives .2."""
    return np.corrcoef(np.argsort(x), np.argsort(y))[0, 1]


def spearman__unseen_w2(x, y):
    """WRONG: double argsort: equal numbers get different ranks; x=[10,20,20,90], y=[1,3,2,4]: must be .9487."""
    rx = np.argsort(np.argsort(x, kind="stable"))
    ry = np.argsort(np.argsort(y, kind="stable"))
    return np.corrcoef(rx, ry)[0, 1]


def spearman__unseen_w3(x, y):
    """WRONG: pearson of the numbers themselves; x=[1,2,3,4], y=[1,10,11,900]: must be 1."""
    return np.corrcoef(x, y)[0, 1]


def spearman__unseen_w4(x, y):
    """WRONG: covariance with n - 1, standard deviations with n: too large by n/(n-1); x=[1,2,3,4], y=[1,10,11,900]: must be 1."""
    from scipy.stats import rankdata

    rx, ry = rankdata(x), rankdata(y)
    return np.cov(rx, ry)[0, 1] / (rx.std() * ry.std())


def spearman__unseen_w5(x, y):
    """WRONG: subtle: 1 - 6 sum d^2 / (n (n^2 - 1)), wrong with ties even with mean ranks; x=[10,20,20,90], y=[1,3,2,4]: must be .9487, gives .95."""
    from scipy.stats import rankdata

    d = rankdata(x) - rankdata(y)
    n = len(d)
    return 1 - 6 * np.sum(d**2) / (n * (n**2 - 1))


def spearman__unseen_w6(x, y):
    """WRONG: subtle: equal numbers share the lowest of their ranks; x=[10,20,20,90], y=[1,3,2,4]: must be .9487."""
    sx, sy = sorted(x), sorted(y)
    rx = [sx.index(t) + 1 for t in x]
    ry = [sy.index(t) + 1 for t in y]
    return np.corrcoef(rx, ry)[0, 1]


def spearman__unseen_w7(x, y):
    """WRONG: subtle: dense ranks, no gap after equal numbers (1, 1, 1, 2, 3); x=[10,10,10,20,90], y=[1,2,3,4,5]: must be .8944, gives .8839."""
    rx = np.unique(x, return_inverse=True)[1]
    ry = np.unique(y, return_inverse=True)[1]
    return np.corrcoef(rx, ry)[0, 1]


def relative_contrast__unseen_r1(query, points):
    """RIGHT: math.dist in a loop."""
    import math

    d = [math.dist(query, p) for p in points]
    return (max(d) - min(d)) / min(d)


def relative_contrast__unseen_r2(query, points):
    """RIGHT: numPy, max / min - 1."""
    d = np.linalg.norm(points - query, axis=1)
    return d.max() / d.min() - 1


def relative_contrast__unseen_r3(query, points):
    """RIGHT: scipy cdist."""
    from scipy.spatial.distance import cdist

    d = np.sort(cdist(query[None, :], points)[0])
    return float((d[-1] - d[0]) / d[0])


def relative_contrast__unseen_r4(query, points):
    """RIGHT: torch in float64, differences first; a tensor of no dimension made a float."""
    import torch

    d = (torch.tensor(np.array(points)) - torch.tensor(np.array(query))).pow(2).sum(dim=1).sqrt()
    return ((d.max() - d.min()) / d.min()).item()


def relative_contrast__unseen_w1(query, points):
    """WRONG: divides by the farthest; query 0, points (3,4), (6,8), (0,9): must be 1."""
    d = np.linalg.norm(points - query, axis=1)
    return (d.max() - d.min()) / d.max()


def relative_contrast__unseen_w2(query, points):
    """WRONG: squared distances; query 0, points (3,4), (6,8), (0,9): must be 1."""
    d = ((points - query) ** 2).sum(axis=1)
    return (d.max() - d.min()) / d.min()


def relative_contrast__unseen_w3(query, points):
    """WRONG: norms along the wrong axis; query 0, points (3,4), (6,8), (0,9): must be 1."""
    d = np.linalg.norm(points - query, axis=0)
    return (d.max() - d.min()) / d.min()


def relative_contrast__unseen_w4(query, points):
    """WRONG: distance taken city-block; query 0, points (3,4), (6,0): must be .2, gives .1667."""
    d = np.abs(points - query).sum(axis=1)
    return (d.max() - d.min()) / d.min()


def relative_contrast__unseen_w5(query, points):
    """WRONG: subtle: |p|^2 - 2pq + |q|^2, which loses everything far from zero; query (1e8, 1e8), points + (3,4), (6,8), (0,9): must be 1."""
    d2 = (points**2).sum(axis=1) - 2 * points @ query + (query**2).sum()
    d = np.sqrt(np.maximum(d2, 0))
    return (d.max() - d.min()) / d.min()


def relative_contrast__unseen_w6(query, points):
    """WRONG: subtle: torch in float32 before the difference; query (1e8, 1e8), points + (3,4), (6,8), (0,9): must be 1."""
    import torch

    q = torch.tensor(query, dtype=torch.float32)
    p = torch.tensor(points, dtype=torch.float32)
    d = torch.linalg.norm(p - q, dim=1)
    return float((d.max() - d.min()) / d.min())


def relative_contrast__unseen_w7(query, points):
    """WRONG: subtle: points -= query changes the caller's points; query (1,1), points (4,5), (7,9), (1,10): points must stay."""
    points -= query
    d = np.linalg.norm(points, axis=1)
    return (d.max() - d.min()) / d.min()


def k_occurrence__unseen_r1(vectors, k):
    """RIGHT: loops and sorted, list."""
    n = len(vectors)

    def cos(x, y):
        a = sum(float(t) ** 2 for t in x) ** 0.5
        b = sum(float(t) ** 2 for t in y) ** 0.5
        return sum(float(p) * float(q) for p, q in zip(x, y)) / (a * b) if a and b else 0.0

    counts = [0] * n
    for i in range(n):
        others = [j for j in range(n) if j != i]
        others.sort(key=lambda j: cos(vectors[i], vectors[j]), reverse=True)
        for j in others[:k]:
            counts[j] += 1
    return counts


def k_occurrence__unseen_r2(vectors, k):
    """RIGHT: numPy, bincount."""
    n = np.linalg.norm(vectors, axis=1, keepdims=True)
    u = vectors / np.where(n == 0, 1, n)
    s = u @ u.T
    np.fill_diagonal(s, -np.inf)
    return np.bincount(np.argpartition(-s, k - 1, axis=1)[:, :k].ravel(), minlength=len(s))


def k_occurrence__unseen_r3(vectors, k):
    """RIGHT: torch topk and scatter_add."""
    import torch

    u = torch.nn.functional.normalize(torch.tensor(np.array(vectors)), dim=1)
    s = u @ u.T
    s.fill_diagonal_(-9.0)
    idx = s.topk(k, dim=1).indices.flatten()
    return torch.zeros(len(u), dtype=torch.long).scatter_add_(0, idx, torch.ones_like(idx)).numpy()


def k_occurrence__unseen_r4(vectors, k):
    """RIGHT: scikit-learn's kneighbors_graph leaves each point out itself; sum of columns, floats."""
    from sklearn.neighbors import NearestNeighbors

    nn = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(vectors)
    return np.asarray(nn.kneighbors_graph().sum(axis=0)).ravel()


def k_occurrence__unseen_w1(vectors, k):
    """WRONG: a row stands in its own list; directions 0, 10, 30, 100 degrees, k=1: must be 1, 2, 1, 0."""
    n = np.linalg.norm(vectors, axis=1, keepdims=True)
    u = vectors / np.where(n == 0, 1, n)
    lists = np.argsort(-(u @ u.T), axis=1)[:, :k]
    return np.bincount(lists.ravel(), minlength=len(u))


def k_occurrence__unseen_w2(vectors, k):
    """WRONG: the first of each list taken for the row itself, though it may be a copy; [[1,0],[1,0],[0,1],[.1,1]], k=1: must be 1, 1, 1, 1."""
    n = np.linalg.norm(vectors, axis=1, keepdims=True)
    u = vectors / np.where(n == 0, 1, n)
    lists = np.argsort(-(u @ u.T), axis=1, kind="stable")[:, 1 : k + 1]
    return np.bincount(lists.ravel(), minlength=len(u))


def k_occurrence__unseen_w3(vectors, k):
    """WRONG: bincount without minlength: too short; directions 0, 10, 30, 100 degrees, k=1: must be 1, 2, 1, 0."""
    n = np.linalg.norm(vectors, axis=1, keepdims=True)
    u = vectors / np.where(n == 0, 1, n)
    s = u @ u.T
    np.fill_diagonal(s, -np.inf)
    return np.bincount(np.argsort(-s, axis=1)[:, :k].ravel())


def k_occurrence__unseen_w4(vectors, k):
    """WRONG: counts[lists] += 1 counts a row once only; directions 0, 10, 30, 100 degrees, k=1: must be 1, 2, 1, 0."""
    n = np.linalg.norm(vectors, axis=1, keepdims=True)
    u = vectors / np.where(n == 0, 1, n)
    s = u @ u.T
    np.fill_diagonal(s, -np.inf)
    counts = np.zeros(len(u), dtype=int)
    counts[np.argsort(-s, axis=1)[:, :k]] += 1
    return counts


def k_occurrence__unseen_w5(vectors, k):
    """WRONG: subtle: diagonal set to 0, which beats negative cosines; rows (1,0), (-1,.1), (-1,-.2), k=1: must be 0, 1, 2."""
    n = np.linalg.norm(vectors, axis=1, keepdims=True)
    u = vectors / np.where(n == 0, 1, n)
    s = u @ u.T
    np.fill_diagonal(s, 0)
    return np.bincount(np.argsort(-s, axis=1)[:, :k].ravel(), minlength=len(s))


def k_occurrence__unseen_w6(vectors, k):
    """WRONG: subtle: zero vectors NaN, so that they never come before opposite rows; [[1,0],[0,0],[-1,0]], k=1: must be 1, 2, 0 or 0, 2, 1."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    s = u @ u.T
    np.fill_diagonal(s, -1e9)
    return np.bincount(np.argsort(-s, axis=1)[:, :k].ravel(), minlength=len(s))


def k_occurrence__unseen_w7(vectors, k):
    """WRONG: subtle: Euclidean distance in place of the cosine, the same only for rows of one length; [[1,0],[10,1],[1,1]], k=1: must be 1, 2, 0."""
    d = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    np.fill_diagonal(d, np.inf)
    return np.bincount(np.argsort(d, axis=1)[:, :k].ravel(), minlength=len(d))


def mean_cosine__unseen_r1(vectors):
    """RIGHT: combinations."""
    from itertools import combinations

    total, pairs = 0.0, 0
    for x, y in combinations(list(vectors), 2):
        total += float(np.dot(x, y)) / float(np.linalg.norm(x)) / float(np.linalg.norm(y))
        pairs += 1
    return total / pairs


def mean_cosine__unseen_r2(vectors):
    """RIGHT: length of the sum: (|sum u|^2 - n) / (n (n-1))."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    n = len(u)
    return (np.sum(u.sum(axis=0) ** 2) - n) / (n * (n - 1))


def mean_cosine__unseen_r3(vectors):
    """RIGHT: scikit-learn and triu_indices."""
    from sklearn.metrics.pairwise import cosine_similarity

    return cosine_similarity(vectors)[np.triu_indices(len(vectors), k=1)].mean()


def mean_cosine__unseen_r4(vectors):
    """RIGHT: scipy pdist."""
    from scipy.spatial.distance import pdist

    return 1 - np.mean(pdist(vectors, "cosine"))


def mean_cosine__unseen_w1(vectors):
    """WRONG: the pairs of each row with itself are in; [[2,0],[0,3],[1,1]]: must be .4714."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return (u @ u.T).mean()


def mean_cosine__unseen_w2(vectors):
    """WRONG: np.triu(...).mean() counts the zeros; [[2,0],[0,3],[1,1]]: must be .4714."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.triu(u @ u.T, k=1).mean()


def mean_cosine__unseen_w3(vectors):
    """WRONG: diagonal taken off the sum, but divided by n^2; [[2,0],[0,3],[1,1]]: must be .4714."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    s = u @ u.T
    return (s.sum() - np.trace(s)) / s.size


def mean_cosine__unseen_w4(vectors):
    """WRONG: cosine with the mean vector; [[2,0],[0,3],[1,1]]: must be .4714."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    m = u.mean(axis=0)
    return float(np.mean(u @ (m / np.linalg.norm(m))))


def mean_cosine__unseen_w5(vectors):
    """WRONG: subtle: the diagonal left out as 'cosine below 1', with it every pair of copies; [[1,0],[1,0],[0,1]]: must be 1/3."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    s = u @ u.T
    return s[s < 1 - 1e-9].mean()


def mean_cosine__unseen_w6(vectors):
    """WRONG: subtle: copies taken out first ('different rows'); [[1,0],[1,0],[0,1]]: must be 1/3."""
    v = np.unique(vectors, axis=0)
    u = v / np.linalg.norm(v, axis=1, keepdims=True)
    n = len(u)
    return ((u @ u.T).sum() - n) / (n * (n - 1))


def mean_cosine__unseen_w7(vectors):
    """WRONG: subtle: absolute cosines; [[1,0],[-1,0]]: must be -1."""
    u = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    s = np.abs(u @ u.T)
    return s[~np.eye(len(u), dtype=bool)].mean()


def pca__unseen_r1(points, k):
    """RIGHT: SVD."""
    x = points - points.mean(axis=0)
    return x @ np.linalg.svd(x, full_matrices=False)[2][:k].T


def pca__unseen_r2(points, k):
    """RIGHT: eigh of the covariance, reversed."""
    x = points - np.mean(points, axis=0)
    x = x - x.mean(axis=0)
    values, directions = np.linalg.eigh(np.cov(x, rowvar=False))
    order = np.argsort(values)[::-1]
    return x @ directions[:, order[:k]]


def pca__unseen_r3(points, k):
    """RIGHT: scikit-learn, moved near zero first, full SVD."""
    from sklearn.decomposition import PCA

    return PCA(n_components=k, svd_solver="full").fit_transform(points - points[0])


def pca__unseen_r4(points, k):
    """RIGHT: gram matrix of the points (n x n), classical scaling; list of lists."""
    x = points - points.mean(axis=0)
    x = x - x.mean(axis=0)
    values, vecs = np.linalg.eigh(x @ x.T)
    values, vecs = values[::-1][:k], vecs[:, ::-1][:, :k]
    return (vecs * np.sqrt(np.maximum(values, 0))).tolist()


def pca__unseen_w1(points, k):
    """WRONG: mean not taken out; (10,1), (13,5), (16,9), k=1: must be -5, 0, 5."""
    return points @ np.linalg.svd(points, full_matrices=False)[2][:k].T


def pca__unseen_w2(points, k):
    """WRONG: eigh sorts upwards: the smallest first; (0,0), (4,0), (0,1), (5,1), k=1."""
    x = points - points.mean(axis=0)
    values, directions = np.linalg.eigh(x.T @ x)
    return x @ directions[:, :k]


def pca__unseen_w3(points, k):
    """WRONG: U without the singular values, so all columns have length 1; (10,1), (13,5), (16,9), k=1: must be -5, 0, 5."""
    x = points - points.mean(axis=0)
    return np.linalg.svd(x, full_matrices=False)[0][:, :k]


def pca__unseen_w4(points, k):
    """WRONG: every column divided by its standard deviation first; (10,1), (13,5), (16,9), k=1: must be -5, 0, 5."""
    x = (points - points.mean(axis=0)) / points.std(axis=0)
    return x @ np.linalg.svd(x, full_matrices=False)[2][:k].T


def pca__unseen_w5(points, k):
    """WRONG: subtle: the last k eigenvectors in eigh's order, smallest of them first: right for k=1 only; (0,0), (4,0), (0,1), (5,1), k=2."""
    x = points - points.mean(axis=0)
    values, directions = np.linalg.eigh(np.cov(x.T))
    return x @ directions[:, -k:]


def pca__unseen_w6(points, k):
    """WRONG: subtle: covariance as mean of products minus product of means, nothing is left of it at a hundred million; (1e8, 1e8) + (0,0), (4,0), (0,1), (5,1), k=1."""
    m = points.mean(axis=0)
    cov = points.T @ points / len(points) - np.outer(m, m)
    values, directions = np.linalg.eigh(cov)
    return (points - m) @ directions[:, ::-1][:, :k]


def pca__unseen_w7(points, k):
    """WRONG: subtle: right directions, but the points themselves (with their mean) laid along them, columns do not have mean 0; (10,1), (13,5), (16,9), k=1: must be -5, 0, 5."""
    x = points - points.mean(axis=0)
    directions = np.linalg.svd(x, full_matrices=False)[2][:k]
    return points @ directions.T


def neighbours_kept__unseen_r1(high, low, k):
    """RIGHT: loops, sets, Fraction."""
    import math
    from fractions import Fraction

    n = len(high)

    def lists(p):
        return [set(sorted((j for j in range(n) if j != i), key=lambda j: math.dist(p[i], p[j]))[:k]) for i in range(n)]

    a, b = lists(high), lists(low)
    return float(sum(Fraction(len(x & y), k) for x, y in zip(a, b)) / n)


def neighbours_kept__unseen_r2(high, low, k):
    """RIGHT: numPy, membership matrices."""

    def member(p):
        d = np.sqrt(((p[:, None] - p[None]) ** 2).sum(-1))
        np.fill_diagonal(d, np.inf)
        m = np.zeros(d.shape, dtype=bool)
        np.put_along_axis(m, np.argsort(d, axis=1)[:, :k], True, axis=1)
        return m

    return (member(high) & member(low)).sum() / (len(high) * k)


def neighbours_kept__unseen_r3(high, low, k):
    """RIGHT: scipy cdist."""
    from scipy.spatial.distance import cdist

    share = []
    dh, dl = cdist(high, high), cdist(low, low)
    for i in range(len(high)):
        a = [j for j in np.argsort(dh[i]) if j != i][:k]
        b = [j for j in np.argsort(dl[i]) if j != i][:k]
        share.append(len(set(a).intersection(b)) / k)
    return sum(share) / len(share)


def neighbours_kept__unseen_r4(high, low, k):
    """RIGHT: scikit-learn's kneighbors() without arguments leaves the point out; brute on differences from a kd-tree."""
    from sklearn.neighbors import NearestNeighbors

    a, b = (
        NearestNeighbors(n_neighbors=k, algorithm="kd_tree").fit(p).kneighbors(return_distance=False)
        for p in (high, low)
    )
    return np.mean([np.isin(x, y).mean() for x, y in zip(a, b)])


def neighbours_kept__unseen_w1(high, low, k):
    """WRONG: compares place by place: the order within the list counts; x = 0, 1, 3, 7 (high), 0, 2.5, 3, 7.5 (low), k=2: must be 1 for all sets that agree."""

    def lists(p):
        d = np.linalg.norm(p[:, None] - p[None], axis=2)
        np.fill_diagonal(d, np.inf)
        return np.argsort(d, axis=1)[:, :k]

    return (lists(high) == lists(low)).mean()


def neighbours_kept__unseen_w2(high, low, k):
    """WRONG: the point itself is in both lists; 0, 1, 3, 7 and 0, 1, 8, 7, k=1: must be .75, gives 1."""

    def lists(p):
        return np.argsort(np.linalg.norm(p[:, None] - p[None], axis=2), axis=1)[:, :k]

    return np.mean([len(set(a) & set(b)) / k for a, b in zip(lists(high), lists(low))])


def neighbours_kept__unseen_w3(high, low, k):
    """WRONG: k + 1 nearest with the point, divided by k + 1; 0, 1, 3, 7 and 0, 1, 8, 7, k=1: must be .75."""

    def lists(p):
        return np.argsort(np.linalg.norm(p[:, None] - p[None], axis=2), axis=1)[:, : k + 1]

    return np.mean([len(set(a) & set(b)) / (k + 1) for a, b in zip(lists(high), lists(low))])


def neighbours_kept__unseen_w4(high, low, k):
    """WRONG: jaccard: divided by the union; 0, 1, 3, 7, 12 and 0, 1, 8, 7, 12, k=2."""

    def lists(p):
        d = np.linalg.norm(p[:, None] - p[None], axis=2)
        np.fill_diagonal(d, np.inf)
        return np.argsort(d, axis=1)[:, :k]

    return np.mean([len(set(a) & set(b)) / len(set(a) | set(b)) for a, b in zip(lists(high), lists(low))])


def neighbours_kept__unseen_w5(high, low, k):
    """WRONG: subtle: the first of each order taken for the point itself, though its copy may be first; (0,0), (0,0), (3,0), (7,0) with the map (0,0), (1,0), (3,0), (7,0), k=1: must be 1."""

    def lists(p):
        d = np.linalg.norm(p[:, None] - p[None], axis=2)
        return np.argsort(d, axis=1, kind="stable")[:, 1 : k + 1]

    return np.mean([len(set(a) & set(b)) / k for a, b in zip(lists(high), lists(low))])


def neighbours_kept__unseen_w6(high, low, k):
    """WRONG: subtle: distances by |a|^2 - 2ab + |b|^2, lost far from zero; both 0, .1, .3, .7 and 0, .1, .8, .7 (times (1, .5)) moved by 1e8, k=1: must be .75."""

    def lists(p):
        q = (p**2).sum(axis=1)
        d = q[:, None] + q[None] - 2 * p @ p.T
        np.fill_diagonal(d, np.inf)
        return np.argsort(d, axis=1)[:, :k]

    return np.mean([len(set(a) & set(b)) / k for a, b in zip(lists(high), lists(low))])


def neighbours_kept__unseen_w7(high, low, k):
    """WRONG: subtle: the point left out as 'distance 0', with it its equal; (0,0), (0,0), (3,0), (7,0) with the map (0,0), (1,0), (3,0), (7,0), k=1: must be 1."""

    def lists(p):
        d = np.linalg.norm(p[:, None] - p[None], axis=2)
        d[d == 0] = np.inf
        return np.argsort(d, axis=1)[:, :k]

    return np.mean([len(set(a) & set(b)) / k for a, b in zip(lists(high), lists(low))])


def random_rotation__unseen_r1(d, seed):
    """RIGHT: QR of a normal matrix."""
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))[0]


def random_rotation__unseen_r2(d, seed):
    """RIGHT: scipy."""
    from scipy.stats import ortho_group

    return ortho_group.rvs(d, random_state=np.random.default_rng(seed))


def random_rotation__unseen_r3(d, seed):
    """RIGHT: gram-Schmidt by hand, twice, list of rows."""
    rng = np.random.default_rng(seed)
    columns = []
    while len(columns) < d:
        v = rng.normal(size=d)
        for _ in range(2):
            for c in columns:
                v = v - (v @ c) * c
        columns.append(v / np.linalg.norm(v))
    return np.array(columns).T.tolist()


def random_rotation__unseen_r4(d, seed):
    """RIGHT: eigenvectors of a random symmetric matrix."""
    m = np.random.default_rng(seed).standard_normal((d, d))
    return np.linalg.eigh(m + m.T)[1]


def random_rotation__unseen_w1(d, seed):
    """WRONG: seed not used: another matrix each time; d=5, seed=0 twice must be equal."""
    return np.linalg.qr(np.random.normal(size=(d, d)))[0]


def random_rotation__unseen_w2(d, seed):
    """WRONG: columns of length 1, but not at right angles; d=5, seed=0."""
    m = np.random.default_rng(seed).normal(size=(d, d))
    return m / np.linalg.norm(m, axis=0)


def random_rotation__unseen_w3(d, seed):
    """WRONG: a permutation: no coordinate is a mixture; d=5, seed=0."""
    return np.eye(d)[:, np.random.default_rng(seed).permutation(d)]


def random_rotation__unseen_w4(d, seed):
    """WRONG: turns one plane only; d=5, seed=0: rows 2 to 4 are those of the unit matrix."""
    t = np.random.default_rng(seed).uniform(0, 2 * np.pi)
    q = np.eye(d)
    q[:2, :2] = [[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]
    return q


def random_rotation__unseen_w5(d, seed):
    """WRONG: random.seed(seed) seeds Python's generator, NumPy's is used; d=5, seed=0 twice must be equal."""
    import random

    random.seed(seed)
    return np.linalg.qr(np.random.randn(d, d))[0]


def random_rotation__unseen_w6(d, seed):
    """WRONG: subtle: neighbouring pairs of coordinates turned, each by its own angle; every coordinate mixes only two; d=20, seed=0: zeros everywhere else."""
    rng = np.random.default_rng(seed)
    q = np.eye(d)
    for i in range(0, d - 1, 2):
        t = rng.uniform(0, 2 * np.pi)
        q[i : i + 2, i : i + 2] = [[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]
    return q


def random_rotation__unseen_w7(d, seed):
    """WRONG: subtle: a small random turn (matrix exponential of small numbers), orthogonal but almost the unit matrix; d=20, seed=0: diagonal above .95."""
    from scipy.linalg import expm

    a = np.random.default_rng(seed).normal(scale=0.01, size=(d, d))
    return expm(a - a.T)


def random_rotation__unseen_a1(d, seed):
    """ARGUABLE: np.random.seed / RandomState: right below 2**32, ValueError for seed = 2**32, which 'a whole number, 0 or more' allows."""
    rng = np.random.RandomState(seed)
    return np.linalg.qr(rng.randn(d, d))[0]


def random_rotation__unseen_a2(d, seed):
    """ARGUABLE: QR of uniform numbers in [0, 1): orthogonal and seeded, mixes well, but not every direction is equally likely (the first column has one sign); the prose only says 'drawn at random'."""
    return np.linalg.qr(np.random.default_rng(seed).random((d, d)))[0]


def nearest__unseen_a1(vectors, row, k):
    """ARGUABLE: right row numbers as floats (np.array of floats): the prose says 'row numbers'; a list 'is as good as an array'."""
    n = np.linalg.norm(vectors, axis=1)
    s = vectors @ vectors[row] / np.where(n == 0, 1, n)
    s[row] = -np.inf
    out = np.zeros(k)
    for i in range(k):
        out[i] = np.argmax(s)
        s[int(out[i])] = -np.inf
    return out
