"""The exercise `recommender`: what a right answer does, and the wrong answers people really give."""

import functools

import numpy as np
from scipy.sparse import csr_array

from vecembed_lab.data.registry import DataError
from vecembed_lab.grading.compare import Wrong, kind
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.student import GraderError
from vecembed_lab.recommendation import neighbours, ranking, ratings
from vecembed_lab.recommendation.samples import movielens

N_USERS, N_ITEMS = 700, 600  # drawn anew for each seed, and the films most often rated, in any order
K = 10
NOTHING = 0.6  # of popularity's NDCG: below it there are no points
WANTED = 0.7  # of the way from EASE to the reference: full points


def _popular(history):
    return np.tile((history > 0).sum(axis=0), (len(history), 1))


def _ease(history):
    seen = (history > 0).astype(float)
    return seen @ neighbours.ease(csr_array(seen), 200)


def _recommender(history):
    """EASE, to which what a user rated last says most."""
    seen = (history > 0).astype(float)
    recent = (history / np.maximum(history.max(axis=1, keepdims=True), 1)) ** 2
    return recent @ neighbours.ease(csr_array(seen), 200)


recommender = Exercise(
    "recommender",
    _recommender,
    hints=(
        "Popularity earns a little. Films that the same people saw say more: your `ease`, or your `als_round`.",
        "The table holds more than who saw what: which films did a user rate last, and who is tested on what?",
        "Weights from `ease(seen, 200)`, `seen` being 0 and 1. Multiply them not by `seen` but by the places, divided "
        "by each user's last place and squared: what came last says most about what comes next.",
    ),
    read="Would you ship it?",
)


@functools.cache
def _table():
    """Ratings of the course's films: who, what, the order, and what is hidden; films often rated only."""
    try:
        found = movielens()
    except DataError as error:
        raise GraderError("it is measured on MovieLens 100K: run `vecembed data get ml-100k`") from error
    hidden = ratings.split_last(found.users, found.times, 0.2)
    counts = np.bincount(found.items[~hidden], minlength=found.shape[1])
    return found, hidden, np.argsort(-counts, kind="stable")[:N_ITEMS]


@functools.lru_cache(maxsize=1)  # a class is asked the same
def _hidden_test(seed):
    """The history of some users (the place of each film in it, 0 for none), what is relevant, and the bands."""
    rng = np.random.default_rng(seed)
    found, hidden, films = _table()
    films, users = rng.permutation(films), rng.permutation(found.shape[0])[:N_USERS]
    order = np.zeros(found.shape, dtype=int)
    for user in users:
        rows = np.flatnonzero((found.users == user) & ~hidden)
        rows = rows[np.isin(found.items[rows], films)]
        order[user, found.items[rows[np.argsort(found.times[rows], kind="stable")]]] = np.arange(1, len(rows) + 1)
    relevant = np.zeros(found.shape, dtype=bool)
    relevant[found.users[hidden], found.items[hidden]] = True
    history, relevant = (table[np.ix_(users, films)] for table in (order, relevant))
    return history, relevant, [_ndcg(model(history), history, relevant) for model in (_popular, _ease, _recommender)]


def _ndcg(scores, history, relevant):
    """The mean NDCG@10 of the users with something to find; what they know already is not shown."""
    shown = ranking.top_k(ranking.mask_seen(np.asarray(scores, dtype=float), history > 0), K)
    found = [ranking.ndcg(row[row >= 0], np.flatnonzero(hits), K) for row, hits in zip(shown, relevant, strict=True)]
    return float(np.nanmean(found))


def _share(found, bands):
    """The part of the points that an NDCG earns: a sixth for popularity's, half for EASE's."""
    popular, ease, best = bands
    steps = [NOTHING * popular, popular, ease, ease + WANTED * (best - ease)]
    return float(np.interp(found, steps, [0, 1 / 6, 1 / 2, 1]))


@recommender.criterion("what hidden users rated next stands on top of their lists", points=6)
def _(student, rng):
    history, relevant, bands = _hidden_test(int(rng.integers(2**63)))
    scores = np.asarray(student(history), dtype=float)
    if scores.shape != history.shape or not np.isfinite(scores).all():
        raise Wrong(f"A finite score is needed for each of {N_USERS} users and {N_ITEMS} films, got {kind(scores)}")
    found = _ndcg(scores, history, relevant)
    remark = f"NDCG@10 is {found:.3f}; popularity has {bands[0]:.3f}, EASE {bands[1]:.3f}"
    if (share := _share(found, bands)) < 1:
        full = bands[1] + WANTED * (bands[2] - bands[1])
        raise Wrong(f"{remark}; points begin at {NOTHING * bands[0]:.3f} and are full at {full:.3f}", share=share)
    return remark


def _seen(history):
    return (history > 0).astype(float)


@recommender.mistake("everybody gets the films that most people rated: a beginning, but it knows nobody.")
def only_popular(history):
    return _popular(history)


@recommender.mistake("this is EASE; it does not ask which films a user rated last.")
def only_ease(history):
    return _ease(history)


@recommender.mistake("this is the sum of the films' cosines; it does not ask which films a user rated last.")
def only_cosines(history):
    return _seen(history) @ neighbours.item_cosines(csr_array(_seen(history)))


@recommender.mistake("places were taken for ratings: who rated much then counts for more in the films' weights.")
def places_as_ratings(history):
    return history @ neighbours.ease(csr_array(history.astype(float)), 200)


@recommender.mistake("what a user rated first has the largest weight; what came last says more about what comes next.")
def oldest_first(history):
    early = np.where(history > 0, 1 - history / np.maximum(history.max(axis=1, keepdims=True), 1), 0)
    return early @ neighbours.ease(csr_array(_seen(history)), 200)


@recommender.mistake("the scores are turned round: the least fitting films come first.")
def worst_first(history):
    return -_recommender(history)


@recommender.mistake("the films that few people rated come first; that is rarely what a user rates next.")
def rarest_first(history):
    return -_popular(history).astype(float)


@recommender.mistake("users were compared by how many films they share, and all counted: long histories win.")
def users_by_overlap(history):
    seen = _seen(history)
    return seen @ seen.T @ seen
