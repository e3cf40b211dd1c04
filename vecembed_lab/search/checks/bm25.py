"""The exercise `bm25`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _idf(n, df):
    return np.log(1 + (n - df + 0.5) / (df + 0.5))


def _saturated(tf, lengths, k1, b):
    return tf * (k1 + 1) / (tf + k1 * (1 - b + b * (lengths / lengths.mean())[:, None]))


def _bm25(counts, query, k1, b, *, idf=_idf, saturated=_saturated, df=None, lengths=None):
    """The scores, with parts that can be replaced."""
    tf = counts[:, query]
    df = (tf > 0).sum(axis=0) if df is None else df
    lengths = counts.sum(axis=1) if lengths is None else lengths
    return saturated(tf, lengths, k1, b) @ idf(len(counts), df)


def _reference(counts, query, k1, b):
    return _bm25(counts, query, k1, b)


bm25 = Exercise(
    "bm25",
    _reference,
    hints=(
        "Take the columns of the query's terms, `counts[:, query]`; a term that is asked twice gives two columns.",
        "n_t is how many entries of a column are above 0. The lengths are the sums of the whole rows of `counts`, as a "
        "column: `counts.sum(axis=1, keepdims=True)`.",
        "`often * (k1 + 1) / (often + k1 * (1 - b + b * lengths / lengths.mean()))` is (n, terms of the query); "
        "multiply by the logarithms and add up each row: `@ idf`.",
    ),
    read="Words",
)


def _check(student, counts, query, k1, b, why):
    counts = np.array(counts)
    same(student(counts, list(query), k1, b), _bm25(counts, list(query), k1, b), why)


def _counts(rng, n, terms, share=0.5):
    """A table of counts in which documents have different lengths and no column is empty."""
    counts = rng.integers(1, 9, size=(n, terms)) * (rng.random((n, terms)) < share)
    counts[rng.integers(n, size=terms), np.arange(terms)] += 1
    return counts


@bm25.criterion("two documents, by hand", points=1)
def _(student, rng):
    why = "Term 0 is in one of two documents: log(1 + 1.5 / 1.5) = .693. Both have the mean length: 1 * 2 / (1 + 1) = 1"
    _check(student, [[1, 1], [0, 2]], [0], 1.0, 0.75, why)
    why = "Term 1 is in both documents: log(1 + .5 / 2.5) = .182, times 1 and 2 * 2 / (2 + 1)"
    _check(student, [[1, 1], [0, 2]], [1], 1.0, 0.75, why)
    why = "The mean length is 3. The first has length 2, so 2 * 3 / (2 + 2 (.5 + .5 * 2/3)); the second has 4"
    _check(student, [[2, 0], [1, 3]], [0], 2.0, 0.5, why)


@bm25.criterion("any documents, any query, any k1 and b", points=2)
def _(student, rng):
    for n, terms, query, k1, b in [
        (9, 6, [0, 3, 5], 1.5, 0.75),
        (5, 8, [7, 2], 0.9, 0.4),
        (12, 5, [4], 1.2, 0.6),
        (7, 7, [1, 0, 6, 2], 2.0, 0.3),
        (3, 4, [2, 3, 1], 0.5, 0.9),
    ]:
        _check(student, _counts(rng, n, terms), query, k1, b, f"{n} documents, {len(query)} terms, k1 {k1}, b {b}")
    counts = _counts(rng, 8, 6)
    _check(student, counts, [1, 4], 1.2, 0.0, "b = 0: lengths play no part")
    _check(student, counts, [1, 4], 1.2, 0.95, "b = .95: lengths count nearly in full")
    _check(student, 50 * counts, [0, 2, 5], 1.4, 0.7, "Counts in the hundreds")


@bm25.criterion("frequent, rare and repeated terms, and empty documents", points=1)
def _(student, rng):
    counts = _counts(rng, 10, 5, share=0.3)
    counts[:, 1] = rng.integers(1, 5, size=10)
    counts[:8, 3] += 1
    _check(student, counts, [1, 3], 1.5, 0.75, "Term 1 is in all documents, term 3 in most; they still add something")
    _check(student, counts, [2, 4, 2], 1.5, 0.75, "Term 2 stands twice in the query, so it counts twice")
    counts[:, 0] = 0
    _check(student, counts, [0, 4], 1.5, 0.75, "Term 0 is in no document")
    counts[[2, 7]] = 0
    _check(student, counts, [1, 2, 4], 1.3, 0.8, "Documents 2 and 7 are empty: score 0, and they count in the mean")


@bm25.mistake("the 1 inside the logarithm is missing: terms in more than half of the documents become negative.")
def negative_idf(counts, query, k1, b):
    return _bm25(counts, query, k1, b, idf=lambda n, df: np.log((n - df + 0.5) / (df + 0.5)))


@bm25.mistake(
    "negative weights were cut off at 0, so frequent terms add nothing; the 1 inside the logarithm is missing."
)
def idf_cut_at_zero(counts, query, k1, b):
    return _bm25(counts, query, k1, b, idf=lambda n, df: np.maximum(np.log((n - df + 0.5) / (df + 0.5)), 0))


@bm25.mistake("the weight of a term is log(n / n_t), as in tf-idf; BM25's is another, see the formula.")
def tf_idf_weight(counts, query, k1, b):
    return _bm25(counts, query, k1, b, idf=lambda n, df: np.log(n / np.maximum(df, 1)))


@bm25.mistake("the weights of the terms are missing: a rare term counts as much as a frequent one.")
def no_idf(counts, query, k1, b):
    return _bm25(counts, query, k1, b, idf=lambda n, df: np.ones(len(df)))


@bm25.mistake("the counts were multiplied as they are, as in tf-idf; BM25 lets them saturate.")
def not_saturated(counts, query, k1, b):
    return _bm25(counts, query, k1, b, saturated=lambda tf, lengths, k1, b: tf)


@bm25.mistake("lengths play no part, as if b were 0.")
def no_lengths(counts, query, k1, b):
    return _bm25(counts, query, k1, 0.0)


@bm25.mistake("lengths count in full, as if b were 1.")
def lengths_in_full(counts, query, k1, b):
    return _bm25(counts, query, k1, 1.0)


@bm25.mistake("b and 1 - b are exchanged: b goes with the length.")
def b_turned_round(counts, query, k1, b):
    return _bm25(counts, query, k1, 1 - b)


@bm25.mistake("k1 and b are exchanged.")
def k1_and_b_exchanged(counts, query, k1, b):
    return _bm25(counts, query, b, k1)


@bm25.mistake("the factor k1 + 1 above the fraction is missing.")
def k1_plus_one_missing(counts, query, k1, b):
    return _bm25(counts, query, k1, b) / (k1 + 1)


@bm25.mistake("n_t was taken as how often the term stands in all documents; it is in how many documents it stands.")
def occurrences_for_documents(counts, query, k1, b):
    df = np.minimum(counts[:, query].sum(axis=0), len(counts))
    return _bm25(counts, query, k1, b, df=df)


@bm25.mistake("the length of a document was taken as its number of different terms; repeated ones count too.")
def different_terms(counts, query, k1, b):
    return _bm25(counts, query, k1, b, lengths=(counts > 0).sum(axis=1))


@bm25.mistake("the length of a document was counted over the query's terms only; it is all its terms.")
def lengths_of_the_query(counts, query, k1, b):
    lengths = counts[:, query].sum(axis=1)
    return _bm25(counts, query, k1, b, lengths=lengths if lengths.any() else lengths + 1)


@bm25.mistake("the mean length leaves out empty documents; they count too.")
def mean_without_empty(counts, query, k1, b):
    def saturated(tf, lengths, k1, b):
        return tf * (k1 + 1) / (tf + k1 * (1 - b + b * (lengths / lengths[lengths > 0].mean())[:, None]))

    return _bm25(counts, query, k1, b, saturated=saturated)


@bm25.mistake("a term that stands twice in the query was counted once.")
def repeats_counted_once(counts, query, k1, b):
    return _bm25(counts, list(dict.fromkeys(query)), k1, b)


@bm25.mistake("the mean length was divided by the length; it is the length divided by the mean.")
def lengths_upside_down(counts, query, k1, b):
    def saturated(tf, lengths, k1, b):
        return tf * (k1 + 1) / (tf + k1 * (1 - b + b * (lengths.mean() / np.maximum(lengths, 1))[:, None]))

    return _bm25(counts, query, k1, b, saturated=saturated)


@bm25.mistake("the lengths were not divided by their mean.")
def lengths_not_divided(counts, query, k1, b):
    def saturated(tf, lengths, k1, b):
        return tf * (k1 + 1) / (tf + k1 * (1 - b + b * lengths[:, None]))

    return _bm25(counts, query, k1, b, saturated=saturated)


@bm25.mistake("these are the scores term by term; add them up for each document.")
def terms_returned(counts, query, k1, b):
    tf = counts[:, query]
    return _saturated(tf, counts.sum(axis=1), k1, b) * _idf(len(counts), (tf > 0).sum(axis=0))


@bm25.mistake("these are the numbers of the documents, best first; return the scores.")
def order_returned(counts, query, k1, b):
    return np.argsort(-_bm25(counts, query, k1, b), kind="stable")


@bm25.mistake("the logarithm is to base 2; it is the natural one.")
def log_to_base_two(counts, query, k1, b):
    return _bm25(counts, query, k1, b) / np.log(2)


@bm25.mistake("the logarithm is to base 10; it is the natural one.")
def log_to_base_ten(counts, query, k1, b):
    return _bm25(counts, query, k1, b) / np.log(10)


@bm25.mistake("it counts only whether a term stands in a document; f is how often.")
def once_or_not(counts, query, k1, b):
    return _bm25(counts, query, k1, b, saturated=lambda tf, lengths, k1, b: _saturated(1.0 * (tf > 0), lengths, k1, b))


@bm25.mistake("the 1 stands outside the logarithm, 1 + log(...); it belongs inside, log(1 + ...).")
def one_outside_the_logarithm(counts, query, k1, b):
    return _bm25(counts, query, k1, b, idf=lambda n, df: 1 + np.log((n - df + 0.5) / (df + 0.5)))


@bm25.mistake("documents that lack a term of the query got 0; they keep the points of the others.")
def all_terms_needed(counts, query, k1, b):
    return _bm25(counts, query, k1, b) * (counts[:, query] > 0).all(axis=1)


@bm25.mistake("k1 multiplies only 1 - b; it multiplies the whole bracket, the part with the length too.")
def bracket_missing(counts, query, k1, b):
    def saturated(tf, lengths, k1, b):
        return tf * (k1 + 1) / (tf + k1 * (1 - b) + b * (lengths / lengths.mean())[:, None])

    return _bm25(counts, query, k1, b, saturated=saturated)


@bm25.mistake("f was divided by the length of the document; it is the count itself.")
def share_of_the_document(counts, query, k1, b):
    def saturated(tf, lengths, k1, b):
        return _saturated(tf / np.maximum(lengths, 1)[:, None], lengths, k1, b)

    return _bm25(counts, query, k1, b, saturated=saturated)


@bm25.mistake("the length was divided by the sum of all lengths; divide by their mean.")
def length_by_the_sum(counts, query, k1, b):
    def saturated(tf, lengths, k1, b):
        return tf * (k1 + 1) / (tf + k1 * (1 - b + b * (lengths / lengths.sum())[:, None]))

    return _bm25(counts, query, k1, b, saturated=saturated)


@bm25.mistake("n_t is the sum of the counts of a term; it is in how many documents the term stands.")
def sum_of_counts_for_documents(counts, query, k1, b):
    with np.errstate(all="ignore"):
        return _bm25(counts, query, k1, b, df=counts[:, query].sum(axis=0))


@bm25.mistake("n leaves out empty documents; they count too.")
def n_without_empty(counts, query, k1, b):
    return _bm25(counts, query, k1, b, idf=lambda n, df: _idf(counts.any(axis=1).sum(), df))


@bm25.mistake("the brackets after k1 are missing; it multiplies 1 - b + b * length / mean as a whole.")
def no_brackets_after_k1(counts, query, k1, b):
    def saturated(tf, lengths, k1, b):
        return tf * (k1 + 1) / (tf + k1 * 1 - b + b * (lengths / lengths.mean())[:, None])

    return _bm25(counts, query, k1, b, saturated=saturated)


@bm25.mistake("the length of a document was counted over the terms of the query only; all its terms count.")
def lengths_of_the_asked_terms(counts, query, k1, b):
    lengths = counts[:, sorted(set(query))].sum(axis=1)
    return _bm25(counts, query, k1, b, lengths=lengths if lengths.any() else lengths + 1)


@bm25.mistake("a term that stands twice in the query was counted four times: how often it stands there came in twice.")
def repeats_squared(counts, query, k1, b):
    weights = np.array([query.count(term) for term in query])
    return _bm25(counts, query, k1, b, idf=lambda n, df: weights * _idf(n, df))
