"""The exercise `mine_hard`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.similarity.measures import normalize


def _cosines(queries, documents):
    return normalize(queries) @ normalize(documents).T


def _best(scores, allowed):
    found = np.where(allowed, scores, -np.inf).argmax(axis=1)
    return np.where(allowed.any(axis=1), found, -1)


def _others(gold, about):
    return about[gold][:, None] != about


def _mine_hard(queries, documents, gold, about):
    return _best(_cosines(queries, documents), _others(gold, about))


mine_hard = Exercise(
    "mine_hard",
    _mine_hard,
    hints=(
        "Make all vectors length 1; `queries @ documents.T` are the cosines.",
        "`about[gold]` is what each query is about; documents with the same number are right answers or near to one.",
        "Set their cosines to minus infinity, take `argmax` along each row, and put -1 where no document is left.",
    ),
    read="An adapter",
)


def _draw(rng, q, n, topics, d=5):
    documents = rng.normal(size=(n, d)) * rng.uniform(0.2, 4, size=(n, 1))
    about = rng.integers(topics, size=n) * 10
    about[:2] = 0, 10
    gold = rng.integers(n, size=q)
    queries = normalize(documents[gold]) + 0.4 * rng.normal(size=(q, d))
    return queries * rng.uniform(0.5, 2, size=(q, 1)), documents, gold, about


@mine_hard.criterion("by hand: the nearest that is wrong", points=1)
def _(student, rng):
    documents = np.array([[0.0, 1.0], [1.0, 0.0], [5.0, 5.0], [2.0, 1.0], [-1.0, 0.0]])
    queries, about = np.array([[1.0, 0.1], [0.0, 3.0]]), np.array([4, 7, 9, 7, 8])
    why = "Documents 1 and 3 are about what the first query asks; of the others, 2 is nearest, and to the second too"
    same(student(queries, documents, np.array([1, 0]), about), [2, 2], why)
    same(student(queries[:1], documents, np.array([2]), about), [1], "Now document 2 is right, and 1 is nearest")


@mine_hard.criterion("any queries, any number of documents about the same", points=2)
def _(student, rng):
    for q, n, topics in ((6, 12, 4), (20, 40, 9), (1, 5, 3), (30, 8, 6)):
        args = _draw(rng, q, n, topics)
        same(student(*args), _mine_hard(*args), f"{q} queries, {n} documents about {topics} things")
    queries, documents, gold, _ = _draw(rng, 10, 15, 15)
    args = queries.astype(np.float32), documents.astype(np.float32), gold, np.arange(15)
    same(student(*args), _mine_hard(*args), "Each document is about something else")
    documents = np.array([[9.0, 1], [9, 2], [9, 3], [9, 4], [9, 5], [1, 1], [0, 1]])
    args = np.array([[1.0, 0]]), documents, np.array([1]), np.array([7, 7, 7, 7, 7, 5, 6])
    same(student(*args), [5], "The five nearest are all about what is asked; 5 comes next")


@mine_hard.criterion("only opposite ones are wrong, or none at all", points=1)
def _(student, rng):
    documents = np.array([[1.0, 0.0], [2.0, 0.5], [-3.0, 0.1], [-1.0, -0.8]])
    queries, about = np.array([[1.0, 0.2], [2.0, 0.0]]), np.array([1, 1, 5, 6])
    why = "All that is wrong has a negative cosine; the one nearest to 0 is hardest"
    same(student(queries, documents, np.array([0, 1]), about), [3, 3], why)
    same(student(queries, documents[:3], np.array([0, 1]), np.array([2, 2, 2])), [-1, -1], "None is wrong: -1")
    opposite = np.array([[1.0, 0.1], [-3.0, 0.0], [2.0, 1.0]])
    why = "One document is wrong, and it is the opposite of the query"
    same(student(np.array([[9.0, 0.0]]), opposite, np.array([0]), np.array([4, 6, 4])), [1], why)


@mine_hard.mistake("the right answer itself came: leave out what is about the same.")
def gold_included(queries, documents, gold, about):
    return _cosines(queries, documents).argmax(axis=1)


@mine_hard.mistake("only the right document was left out; others about the same are no wrong answers either.")
def only_gold_left_out(queries, documents, gold, about):
    return _best(_cosines(queries, documents), np.arange(len(documents)) != gold[:, None])


@mine_hard.mistake("these are the least similar; the hardest is the most similar of the wrong ones.")
def easiest(queries, documents, gold, about):
    return _best(-_cosines(queries, documents), _others(gold, about))


@mine_hard.mistake("the dot product was compared, so long documents win; compare cosines.")
def dot_product(queries, documents, gold, about):
    return _best(queries @ documents.T, _others(gold, about))


@mine_hard.mistake("these are the most similar to the right document; the query decides what is hard.")
def near_the_gold(queries, documents, gold, about):
    return _best(_cosines(documents[gold], documents), _others(gold, about))


@mine_hard.mistake("the second of the ranking was taken, as if the right document always came first.")
def second_of_ranking(queries, documents, gold, about):
    return np.argsort(-_cosines(queries, documents), axis=1, kind="stable")[:, 1]


@mine_hard.mistake("right answers got the cosine 0, which beats a negative one; use minus infinity.")
def gold_zero(queries, documents, gold, about):
    allowed = _others(gold, about)
    return np.where(allowed.any(axis=1), np.where(allowed, _cosines(queries, documents), 0).argmax(axis=1), -1)


@mine_hard.mistake("the number of the query was looked up in `about`; that of its document, gold, is meant.")
def about_by_query(queries, documents, gold, about):
    return _mine_hard(queries, documents, np.arange(len(queries)) % len(documents), about)


@mine_hard.mistake("`gold` is a row of the documents, not what they are about: look it up in `about`.")
def gold_taken_for_about(queries, documents, gold, about):
    return _best(_cosines(queries, documents), gold[:, None] != about)


@mine_hard.mistake("only documents about the same were searched; they are the ones to leave out.")
def only_the_same(queries, documents, gold, about):
    return _best(_cosines(queries, documents), ~_others(gold, about))


@mine_hard.mistake("documents were taken out before counting, so the row numbers are too low.")
def numbers_shifted(queries, documents, gold, about):
    scores, allowed = _cosines(queries, documents), _others(gold, about)
    return np.array([s[ok].argmax() if ok.any() else -1 for s, ok in zip(scores, allowed, strict=True)])


@mine_hard.mistake("where no document is wrong, row 0 came; -1 is asked.")
def zero_for_none(queries, documents, gold, about):
    return np.where(_others(gold, about), _cosines(queries, documents), -np.inf).argmax(axis=1)


@mine_hard.mistake("these are the cosines; the row numbers are asked (`argmax`, not `max`).")
def cosines_returned(queries, documents, gold, about):
    return np.where(_others(gold, about), _cosines(queries, documents), -1).max(axis=1)


@mine_hard.mistake("only documents that come before the right one were taken; those behind it count as well.")
def above_the_gold(queries, documents, gold, about):
    scores = _cosines(queries, documents)
    return _best(scores, _others(gold, about) & (scores > scores[np.arange(len(gold)), gold][:, None]))


@mine_hard.mistake("only documents that come behind the right one were taken; those before it are the hardest.")
def below_the_gold(queries, documents, gold, about):
    scores = _cosines(queries, documents)
    return _best(scores, _others(gold, about) & (scores < scores[np.arange(len(gold)), gold][:, None]))


@mine_hard.mistake("the sign of the cosines was lost: an opposite document is not similar.")
def absolute(queries, documents, gold, about):
    return _best(np.abs(_cosines(queries, documents)), _others(gold, about))


@mine_hard.mistake("documents with a cosine below 0 were never taken: begin with minus infinity, not with 0.")
def only_above_zero(queries, documents, gold, about):
    scores = _cosines(queries, documents)
    return _best(scores, _others(gold, about) & (scores > 0))


@mine_hard.mistake("Euclidean distances of vectors as they are were compared; compare cosines.")
def nearest(queries, documents, gold, about):
    apart = np.linalg.norm(queries[:, None] - documents, axis=2)
    return _best(-apart, _others(gold, about))


@mine_hard.mistake("these are what the documents are about; their rows are asked.")
def subjects(queries, documents, gold, about):
    found = _mine_hard(queries, documents, gold, about)
    return np.where(found < 0, -1, about[found])


@mine_hard.mistake("documents left out got the cosine -1, which an opposite one has too; use minus infinity.")
def left_out_as_opposite(queries, documents, gold, about):
    allowed = _others(gold, about)
    found = np.where(allowed, _cosines(queries, documents), -1).argmax(axis=1)
    return np.where(allowed.any(axis=1), found, -1)


@mine_hard.mistake(
    "only the two nearest besides the right one were looked at; go on until one is about something else."
)
def of_the_nearest_two(queries, documents, gold, about):
    scores, own = _cosines(queries, documents), np.arange(len(documents)) == gold[:, None]
    rank = np.argsort(np.argsort(-np.where(own, -np.inf, scores), axis=1, kind="stable"), axis=1)
    return _best(scores, _others(gold, about) & (rank < 2))


@mine_hard.mistake(
    "the number of the query was looked up in `about`, and the right document left out; use `about[gold]`."
)
def about_by_query_and_gold(queries, documents, gold, about):
    subject = about[np.arange(len(queries)) % len(documents)]
    return _best(
        _cosines(queries, documents), (subject[:, None] != about) & (np.arange(len(documents)) != gold[:, None])
    )


@mine_hard.mistake(
    "`gold` was compared with `about`, and the right document left out; `about[gold]` is what it is about."
)
def gold_taken_for_about_and_left_out(queries, documents, gold, about):
    other = (gold[:, None] != about) & (np.arange(len(documents)) != gold[:, None])
    return _best(_cosines(queries, documents), other)


@mine_hard.mistake("what any of the queries asks for was left out for all; each leaves out what it asks for itself.")
def left_out_for_all(queries, documents, gold, about):
    allowed = np.tile(~np.isin(about, about[gold]), (len(queries), 1))
    return _best(_cosines(queries, documents), allowed)
