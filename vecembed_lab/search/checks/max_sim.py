"""The exercise `max_sim`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity import measures


def _scored(query, documents, score, empty=0.0):
    """`score(table of dot products)` of each document, and `empty` for one without tokens."""
    return np.array([score(query @ tokens.T) if len(tokens) else empty for tokens in documents], dtype=float)


def _max_sim(query, documents):
    return _scored(query, documents, lambda products: products.max(axis=1).sum())


max_sim = Exercise(
    "max_sim",
    _max_sim,
    hints=(
        "For one document: `query @ tokens.T` holds the dot product of each query token with each of its tokens.",
        "The largest of each row, `max(axis=1)`, is what that query token finds; add these up.",
        "`(query @ tokens.T).max(axis=1).sum() if len(tokens) else 0.0`, for each document.",
    ),
    read="Judged",
)


def _check(student, query, documents, why):
    documents = [np.asarray(tokens, dtype=float).reshape(-1, query.shape[1]) for tokens in documents]
    same(student(query, documents), _max_sim(query, documents), why)


@max_sim.criterion("by hand", points=1)
def _(student, rng):
    query = np.array([[1.0, 0.0], [0.0, 1.0]])
    _check(student, query, [[[3.0, 0.0], [-1.0, 0.5]]], "The first token finds 3, the second .5: 3.5")
    documents = [[[2.0, 1.0]], [[0.0, 4.0], [1.0, 0.0], [0.0, 5.0]]]
    _check(student, query, documents, "2 + 1 = 3 for the first document, 1 + 5 = 6 for the second")
    query = np.array([[1.0, 1.0], [1.0, 1.0], [2.0, 0.0]])
    _check(student, query, [[[1.0, 2.0], [4.0, -2.0]]], "A token that is asked twice counts twice: 3 + 3 + 8")


@max_sim.criterion("any query, any documents", points=2)
def _(student, rng):
    for q, d, sizes in [(4, 5, (3, 7, 2)), (2, 3, (6, 4, 9, 5)), (6, 8, (2, 11)), (5, 4, (5, 5, 5)), (1, 6, (4, 8))]:
        documents = [rng.normal(size=(size, d)) for size in sizes]
        why = f"{q} query tokens, documents of {', '.join(map(str, sizes))} tokens"
        _check(student, rng.normal(size=(q, d)), documents, why)
    _check(student, rng.normal(size=(3, 4)), [rng.normal(size=(2, 4))], "One document")
    documents = [100 * rng.normal(size=(size, 4)) for size in (3, 6)]
    _check(student, rng.normal(size=(5, 4)), documents, "Long token vectors are taken as they are")


@max_sim.criterion("documents without tokens, and negative dot products", points=1)
def _(student, rng):
    query = np.abs(rng.normal(size=(3, 4))) + 0.1
    documents = [-np.abs(rng.normal(size=(size, 4))) - 0.1 for size in (2, 5)]
    _check(student, query, documents, "All dot products are negative, and so is the largest of each")
    documents = [rng.normal(size=(size, 4)) for size in (3, 0, 4, 1, 0)]
    _check(student, query, documents, "The second and the last document have no tokens: score 0")
    documents = [documents[0], np.vstack([documents[0], documents[0]]), documents[0][:1]]
    _check(student, query, documents, "The second document is the first one twice, so it has the same score")
    _check(student, query, [documents[0] * [[1], [0], [0]], -documents[2]], "Some tokens are zero")


@max_sim.mistake("each token of the document looks for the best of the query; it is the other way round.")
def best_for_document_tokens(query, documents):
    return _scored(query, documents, lambda products: products.max(axis=0).sum())


@max_sim.mistake("this is the mean over the query's tokens; add them up.")
def mean_over_query(query, documents):
    return _scored(query, documents, lambda products: products.max(axis=1).mean())


@max_sim.mistake("all dot products were added; for each query token only the largest counts.")
def all_added(query, documents):
    return _scored(query, documents, lambda products: products.sum())


@max_sim.mistake("this is the largest dot product of all; each query token has its own, and they are added.")
def largest_of_all(query, documents):
    return _scored(query, documents, lambda products: products.max())


@max_sim.mistake("for each query token the mean was taken; take the largest.")
def means_added(query, documents):
    return _scored(query, documents, lambda products: products.mean(axis=1).sum())


@max_sim.mistake("for each query token the smallest was taken; take the largest.")
def smallest(query, documents):
    return _scored(query, documents, lambda products: products.min(axis=1).sum())


@max_sim.mistake("the vectors were made length 1; take them as they are.")
def cosines(query, documents):
    unit = [measures.normalize(tokens) for tokens in documents]
    return _max_sim(measures.normalize(query), unit)


@max_sim.mistake("negative dot products were cut off at 0; take them as they are.")
def negative_cut_off(query, documents):
    return _scored(query, documents, lambda products: np.maximum(products, 0).max(axis=1).sum())


@max_sim.mistake("documents were filled up with zero tokens, and a zero can win against negative dot products.")
def filled_with_zeros(query, documents):
    longest = max(map(len, documents))
    padded = [np.vstack([tokens, np.zeros((longest - len(tokens), query.shape[1]))]) for tokens in documents]
    return _max_sim(query, padded)


@max_sim.mistake("the signs were dropped; a negative dot product is less than 0.")
def signs_dropped(query, documents):
    return _scored(query, documents, lambda products: np.abs(products).max(axis=1).sum())


@max_sim.mistake("the mean vectors of query and document were compared; late interaction compares tokens.")
def mean_vectors(query, documents):
    return _scored(query, documents, lambda products: products.mean())


@max_sim.mistake("a document without tokens got minus infinity; its score is 0.")
def empty_is_minus_infinity(query, documents):
    return _scored(query, documents, lambda products: products.max(axis=1).sum(), empty=-np.inf)


@max_sim.mistake("documents without tokens were left out; each document has a score, and theirs is 0.")
def empty_left_out(query, documents):
    return _max_sim(query, [tokens for tokens in documents if len(tokens)])


@max_sim.mistake("token i of the query was compared with token i of the document; each looks for the best of all.")
def place_by_place(query, documents):
    def score(products):
        return np.trace(products)

    return _scored(query, documents, score)


@max_sim.mistake("only the first token of the query was used.")
def first_token_only(query, documents):
    return _max_sim(query[:1], documents)


@max_sim.mistake("each score was divided by the length of the document; a longer document needs no correction here.")
def divided_by_length(query, documents):
    return _scored(query, documents, lambda products: products.max(axis=1).sum() / products.shape[1])


@max_sim.mistake("this is the number of the best document; return the score of each.")
def best_document(query, documents):
    return int(_max_sim(query, documents).argmax())


@max_sim.mistake("a token of the document could be found once only; several query tokens may find the same one.")
def each_token_once(query, documents):
    def score(products):
        total, free = 0.0, list(range(products.shape[1]))
        for row in products:
            if free:
                best = max(free, key=lambda j, row=row: row[j])
                free.remove(best)
                total += row[best]
        return total

    return _scored(query, documents, score)


@max_sim.mistake("a token that stands twice in the query was asked once.")
def repeated_query_tokens_once(query, documents):
    return _max_sim(np.unique(query, axis=0), documents)


@max_sim.mistake("both directions were averaged; only the tokens of the query look for a partner.")
def both_directions(query, documents):
    return _scored(query, documents, lambda products: (products.max(axis=1).sum() + products.max(axis=0).sum()) / 2)


@max_sim.mistake("the tokens of the query were made length 1; take them as they are.")
def query_of_length_one(query, documents):
    return _max_sim(measures.normalize(query), documents)


@max_sim.mistake("each token looked for the nearest by distance; it is the largest dot product.")
def nearest_by_distance(query, documents):
    def score(tokens):
        nearest = measures.euclidean(query, tokens).argmin(axis=1)
        return (query * tokens[nearest]).sum()

    return np.array([score(tokens) if len(tokens) else 0.0 for tokens in documents])


@max_sim.mistake("minimum and axis are mixed up: for each token of the document the smallest was added.")
def smallest_of_document_tokens(query, documents):
    return _scored(query, documents, lambda products: products.min(axis=0).sum())


@max_sim.mistake("of each row the number of the largest size was taken, with its sign; -5 is less than 3.")
def largest_size(query, documents):
    def score(products):
        return products[np.arange(len(products)), np.abs(products).argmax(axis=1)].sum()

    return _scored(query, documents, score)


@max_sim.mistake("the tokens of the query were added up first, so that all find the same one; each looks for its own.")
def query_added_first(query, documents):
    return _scored(query, documents, lambda products: products.sum(axis=0).max())


@max_sim.mistake(
    "the best pairs were sought in which no token of the document comes twice; several may find the same one."
)
def best_pairs(query, documents):
    from scipy.optimize import linear_sum_assignment

    return _scored(query, documents, lambda products: products[linear_sum_assignment(-products)].sum())
