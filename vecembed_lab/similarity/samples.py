"""Unit 01. What the claims of the lesson draw for a seed: words, clouds, questions, pairs, maps."""

from functools import cache

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from vecembed_lab.data.words import WordVectors, load_analogies, load_glove, load_similarity
from vecembed_lab.similarity.measures import (
    agreement,
    all_but_the_top,
    cosine,
    euclidean,
    k_occurrence,
    mean_cosine,
    normalize,
    relative_contrast,
    skewness,
    spearman,
)
from vecembed_lab.similarity.projection import neighbour_order, random_rotation

N_WORDS = 20_000
TOPICS = (
    "dog cat horse cow sheep lion tiger bird fish snake",
    "bread cheese wine tea coffee sugar rice meat milk fruit",
    "paris london berlin rome madrid vienna moscow tokyo cairo athens",
    "song piano violin opera jazz album concert orchestra band dance",
    "court judge law trial lawyer crime police prison jury guilty",
)


@cache
def glove() -> WordVectors:
    """GloVe; its claims are not about the stand-in."""
    return load_glove()


@cache
def vectors() -> Float[ndarray, "n d"]:
    """Those of the frequent words."""
    return np.array(glove().vectors[:N_WORDS])


def draw_words(seed: int, n: int) -> Float[ndarray, "n d"]:
    """The vectors of n frequent words, drawn for a seed."""
    return vectors()[np.random.default_rng(seed).permutation(N_WORDS)[:n]]


def draw_points(seed: int, n: int, d: int = 50) -> Float[ndarray, "n d"]:
    """n random points."""
    return np.random.default_rng(seed).normal(size=(n, d))


@cache
def shares_right(seed: int) -> dict[str, Float[ndarray, " 3"]]:
    """What the usual rule, the rule without its ban and the lazy control put right, of 100 questions of each kind."""
    rng, unit, index = np.random.default_rng(seed), normalize(vectors()), glove().index
    shares = {}
    for kind, questions in load_analogies().items():
        rows = np.array([[index.get(word, N_WORDS) for word in four] for four in questions])
        a, b, c, d = rng.permutation(rows[(rows < N_WORDS).all(axis=1)])[:100].T
        step = cosine(unit[b] - unit[a] + unit[c], unit)
        banned, lazy = step.copy(), cosine(unit[c], unit)
        np.put_along_axis(banned, np.stack([a, b, c], axis=1), -np.inf, axis=1)
        np.put_along_axis(lazy, c[:, None], -np.inf, axis=1)
        shares[kind] = np.array([(scores.argmax(axis=1) == d).mean() for scores in (banned, step, lazy)])
    return shares


@cache
def rated_pairs(name: str) -> tuple[Int[ndarray, "p 2"], Float[ndarray, " p"]]:
    """Pairs of rows that GloVe knows, and people's scores."""
    pairs, people = load_similarity(name)
    known = [i for i, pair in enumerate(pairs) if all(word in glove() for word in pair)]
    return np.array([glove().rows(pairs[i]) for i in known]), people[known]


def draw_pairs(name: str, seed: int) -> tuple[Int[ndarray, "p 2"], Float[ndarray, " p"]]:
    """As many rated pairs again, drawn with replacement for a seed."""
    pairs, people = rated_pairs(name)
    rows = np.random.default_rng(seed).integers(len(pairs), size=len(pairs))
    return pairs[rows], people[rows]


def contrast_of_noise(seed: int, d: int) -> float:
    """The median over 40 queries, each with 1,000 random points of its own."""
    rng = np.random.default_rng(seed)
    clouds = (rng.normal(size=(1001, d)) for _ in range(40))
    return float(np.median([relative_contrast(points[0], points[1:]) for points in clouds]))


def contrast_of(points: Float[ndarray, "n d"]) -> float:
    """The median over the first 100 points as queries, with the others."""
    return float(np.median([relative_contrast(query, points[100:]) for query in points[:100]]))


def skewness_by_cosine(points: Float[ndarray, "n d"]) -> float:
    """Skewness of the lists of ten neighbours by cosine."""
    return skewness(k_occurrence(points, 10))


def lists_by_distance(points: Float[ndarray, "n d"]) -> Int[ndarray, " n"]:
    """In how many lists of the ten nearest by distance each point stands."""
    return np.bincount(neighbour_order(points)[:, 1:11].ravel(), minlength=len(points))


@cache
def without_top(k: int) -> Float[ndarray, "n d"]:
    """GloVe without its mean and top k directions."""
    return all_but_the_top(glove().vectors, k)


def gains(seed: int, k: int) -> list[float]:
    """How much better they agree with people than GloVe does, on the same pairs."""
    tests = [draw_pairs(name, seed) for name in ("wordsim353", "simlex999")]
    return [agreement(without_top(k), *test) - agreement(glove().vectors, *test) for test in tests]


def topic_points(seed: int) -> Float[ndarray, "40 d"]:
    """Eight of the ten words of each topic."""
    rng = np.random.default_rng(seed)
    words = [word for text in TOPICS for word in rng.permutation(text.split())[:8]]
    return normalize(glove().vectors[glove().rows(words)])


def distances_kept(points: Float[ndarray, "n d"], flat: Float[ndarray, "n 2"]) -> float:
    """Rank correlation of all distances with those on the map."""
    return spearman(euclidean(points, points).ravel(), euclidean(flat, flat).ravel())


def alike_at_the_ends(seed: int) -> tuple[Float[ndarray, " d"], Float[ndarray, " m"]]:
    """Mean cosine of the ten words at each end of an axis, for 5,000 words: GloVe's axes, and 200 turned ones."""
    words = draw_words(seed, 5000)
    centred = words - words.mean(axis=0)
    ends = np.r_[:10, -10:0]

    def alike(axes: Float[ndarray, "n m"]) -> Float[ndarray, " m"]:
        orders = np.argsort(axes, axis=0)[ends].T  # (m, 20)
        return np.array([(mean_cosine(centred[rows[:10]]) + mean_cosine(centred[rows[10:]])) / 2 for rows in orders])

    rng = np.random.default_rng(seed)
    return alike(words), alike(np.hstack([words @ random_rotation(words.shape[1], rng=rng) for _ in range(4)]))


@cache
def atlas() -> tuple[Float[ndarray, "n d"], Bool[ndarray, " n"]]:
    """Capitals and countries, and which are capitals."""
    questions = load_analogies()["capital-world"]
    kinds = [sorted({four[i] for four in questions}) for i in (0, 1)]
    rows = glove().rows([word for kind in kinds for word in kind])
    return np.array(glove().vectors[rows]), np.arange(len(rows)) < len(kinds[0])


def shares_put_right(
    points: Float[ndarray, "n d"], label: Bool[ndarray, " n"], train: Bool[ndarray, " n"]
) -> tuple[float, float]:
    """The shares that the best dimension and the direction between the means put right."""
    a, b = points[train & label].mean(axis=0), points[train & ~label].mean(axis=0)
    votes = (points - (a + b) / 2) * (a - b)
    right = (np.column_stack([votes, votes.sum(axis=1)]) > 0) == label[:, None]
    best = right[train, :-1].mean(axis=0).argmax()
    return right[~train, best].mean(), right[~train, -1].mean()


def draw_half(seed: int) -> Bool[ndarray, " n"]:
    """Which words find the rule; the others judge it."""
    n = len(atlas()[0])
    return np.random.default_rng(seed).permutation(n) < n / 2
