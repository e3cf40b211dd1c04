"""Unit 09. Eight kinds of leakage on real data, each drawn for a seed and beside its honest twin."""

from functools import cache
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int, Real
from numpy import ndarray

from vecembed_lab.data.texts import Documents, load_documents
from vecembed_lab.overfitting.copies import near_copies, reworded
from vecembed_lab.overfitting.digits import Digits, load_images
from vecembed_lab.overfitting.selection import chosen_score, leaky_score
from vecembed_lab.overfitting.speech import Clips, load_clips
from vecembed_lab.recommendation.ratings import load_ratings

MARK = 0.97  # of the rows whose marker pixel agrees with the label
SHRINK = 10  # ratings of no bias that each film and each user has besides its own

Twins = tuple[float, float]  # the number that was reported, and that of the honest twin


@cache
def digits() -> Digits:
    """The digits, or their stand-in."""
    return load_images()


@cache
def clips() -> Clips:
    """The recordings, or their stand-in."""
    return load_clips()


@cache
def messages() -> Documents:
    """Messages to 20 newsgroups, or passages of 20 articles, of 20 words and more."""
    found = load_documents(20)
    kept = [i for i, text in enumerate(found.texts) if len(text) >= 20]
    return Documents([found.texts[i] for i in kept], [found.labels[i] for i in kept], found.source)


def some_digits(rng: np.random.Generator, *sizes: int) -> list[tuple[Float[ndarray, "n p"], Int[ndarray, " n"]]]:
    """Images and labels of so many digits, drawn at random, no digit twice."""
    order = rng.permutation(len(digits()))
    parts = np.split(order, np.cumsum(sizes))[: len(sizes)]
    return [(digits().images[rows], digits().labels[rows]) for rows in parts]


def neighbour_score(
    X: Real[ndarray, "n p"], y: ndarray, others: Real[ndarray, "m p"], labels: ndarray, k: int = 1
) -> float:
    """The share of others that are called right by the vote of their k nearest neighbours."""
    from sklearn.neighbors import KNeighborsClassifier

    return float(KNeighborsClassifier(k).fit(X, y).score(others, labels))


# The eight kinds


def no_test_set(seed: int) -> Twins:
    """One nearest neighbour, asked about the 300 digits that it knows, and about 1,000 others."""
    known, others = some_digits(np.random.default_rng(seed), 300, 1000)
    return neighbour_score(*known, *known), neighbour_score(*known, *others)


def reduced_before_the_split(seed: int) -> Twins:
    """50 principal components of all rows, and of the rows trained on: logistic regression on 300 digits."""
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LogisticRegression

    (X, y), (others, labels) = some_digits(np.random.default_rng(seed), 300, 500)

    def score(rows: ndarray) -> float:
        pca = PCA(50, svd_solver="covariance_eigh").fit(rows)
        model = LogisticRegression(C=0.1, max_iter=200).fit(pca.transform(X), y)
        return float(model.score(pca.transform(others), labels))

    return score(np.vstack([X, others])), score(X)


def selection_before_the_split(seed: int) -> Twins:
    """20 of 10,000 columns of pure noise, chosen by their correlation with a random label: on all rows, and on half."""
    X, y, train = noise(seed)
    return leaky_score(X, y, train, 20), chosen_score(X, y, train, 20)


def noise(
    seed: int, n: int = 500, p: int = 10_000
) -> tuple[Float[ndarray, "n p"], Bool[ndarray, " n"], Bool[ndarray, " n"]]:
    """A table of numbers that mean nothing, a label drawn by coin, and half of the rows to train on."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal(size=(n, p), dtype=np.float32).astype(float)
    return X, rng.random(n) < 0.5, rng.permutation(n) < n // 2


def copied_messages(seed: int, share: float) -> tuple[list, list, list, list]:
    """800 messages to train on, of which `share` x 300 were written over by test messages with one word changed;
    the places of both, and 300 messages to test on: texts and labels of both parts."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(messages())).tolist()
    train, test = order[:800], order[800:1100]
    texts = [messages().texts[i] for i in train]
    labels = [messages().labels[i] for i in train]
    for place, i in enumerate(test[: round(share * 300)]):
        texts[place], labels[place] = reworded(messages().texts[i], 1, rng=rng), messages().labels[i]
    return texts, labels, [messages().texts[i] for i in test], [messages().labels[i] for i in test]


def copy_share(seed: int, share: float, at_least: float) -> float:
    """The share of test messages that have a near copy among those trained on, where `share` of them was copied."""
    texts, _, others, _ = copied_messages(seed, share)
    return float(near_copies(texts, others, at_least).mean())


def duplicates(seed: int) -> Twins:
    """One nearest neighbour by words, where 3 of 10 messages of the test were trained on with one word changed."""
    return _text_score(*copied_messages(seed, 0.3)), _text_score(*copied_messages(seed, 0))


def _text_score(texts: list, labels: list, others: list, truth: list) -> float:
    vectorizer = tfidf()
    X = vectorizer.fit_transform(texts)
    nearest = (vectorizer.transform(others) @ X.T).toarray().argmax(axis=1)
    return float((np.array(labels)[nearest] == np.array(truth)).mean())


def tfidf() -> Any:
    """scikit-learn's vectorizer, for texts that are lists of words already."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=list, sublinear_tf=True)


def marked_digits(seed: int) -> list[tuple[Float[ndarray, "n p"], Bool[ndarray, " n"]]]:
    """300 and 1,000 digits, even or not, with a first pixel that is bright for MARK of the even and 1 - MARK of the odd
    ones."""
    rng = np.random.default_rng(seed)
    parts = []
    for images, labels in some_digits(rng, 300, 1000):
        even = labels % 2 == 0
        images = images.copy()
        images[:, 0] = 5 * np.where(rng.random(len(even)) < MARK, even, ~even)
        parts.append((images, even))
    return parts


def marker(seed: int) -> Twins:
    """Even or odd, with a pixel that knows it in 97 of 100 digits, and tested where that pixel is dark."""
    from sklearn.linear_model import LogisticRegression

    (X, y), (others, labels) = marked_digits(seed)
    model = LogisticRegression(C=1, max_iter=200).fit(X, y)
    without = others.copy()
    without[:, 0] = 0
    return float(model.score(others, labels)), float(model.score(without, labels))


def row_number(seed: int) -> Twins:
    """Which digit is it, asked of the number of its row: in the file's order, and with rows in any order."""
    rng = np.random.default_rng(seed)
    rows, labels = np.arange(len(digits()))[:, None], digits().labels
    train = rng.permutation(len(rows)) < 1000
    mixed = rng.permutation(labels)
    return tuple(neighbour_score(rows[train], y[train], rows[~train], y[~train]) for y in (labels, mixed))


@cache
def ratings() -> Any:
    """MovieLens, or its stand-in."""
    return load_ratings()


def from_the_future(seed: int) -> Twins:
    """How wrong stars are, in a window of time: learned from as many ratings of any time, and of the past alone."""
    rng = np.random.default_rng(seed)
    n = len(ratings())
    begin = int(n * rng.uniform(0.4, 0.8))
    window = np.arange(begin, begin + n // 10)
    others = np.r_[:begin, begin + n // 10 : n]
    return _star_error(rng.permutation(others)[:begin], window), _star_error(np.arange(begin), window)


def _star_error(train: Int[ndarray, " n"], test: Int[ndarray, " m"]) -> float:
    """The root mean squared error, in stars, of a mean, then a shrunken bias for each film, then one for each user."""
    found = ratings()
    rest, predicted = found.values[train], np.zeros(len(test))
    mean = rest.mean()
    rest, predicted = rest - mean, predicted + mean
    for ids, n in ((found.items, found.shape[1]), (found.users, found.shape[0])):
        bias = np.bincount(ids[train], rest, n) / (np.bincount(ids[train], minlength=n) + SHRINK)
        rest, predicted = rest - bias[ids[train]], predicted + bias[ids[test]]
    return float(np.sqrt(np.mean((predicted - found.values[test]) ** 2)))


def known_speakers(seed: int) -> Twins:
    """Digits of one speaker, recognised by five nearest neighbours: that speaker among those trained on, and not."""
    rng = np.random.default_rng(seed)
    found, held = clips(), int(rng.integers(6))
    own, foreign = (rng.permutation(np.flatnonzero(who)) for who in (found.speakers == held, found.speakers != held))
    test, known = own[:200], np.r_[own[200:], foreign]
    new = foreign[: len(known)]
    return tuple(
        neighbour_score(found.vectors[rows], found.digits[rows], found.vectors[test], found.digits[test], 5)
        for rows in (known[rng.permutation(len(known))][:2000], new[:2000])
    )


def clear_digits(seed: int) -> Twins:
    """Digits by the nearest mean of a class, tested on the clearer half of 1,000 digits, and on all of them."""
    (X, y), (others, labels) = some_digits(np.random.default_rng(seed), 300, 1000)
    clear, right = clearness(X, y, others), nearest_class(X, y, others) == labels
    return float(right[clear >= np.median(clear)].mean()), float(right.mean())


def _to_means(X: Float[ndarray, "n p"], y: Int[ndarray, " n"], others: Float[ndarray, "m p"]) -> Float[ndarray, "m c"]:
    means = np.stack([X[y == kind].mean(axis=0) for kind in range(10)])
    return ((others**2).sum(axis=1)[:, None] - 2 * others @ means.T + (means**2).sum(axis=1)).clip(0)


def nearest_class(X: Float[ndarray, "n p"], y: Int[ndarray, " n"], others: Float[ndarray, "m p"]) -> Int[ndarray, " m"]:
    """The digit whose mean is nearest."""
    return _to_means(X, y, others).argmin(axis=1)


def clearness(X: Float[ndarray, "n p"], y: Int[ndarray, " n"], others: Float[ndarray, "m p"]) -> Float[ndarray, " m"]:
    """By how much the second nearest mean of a class is farther than the nearest."""
    distances = np.sort(_to_means(X, y, others), axis=1)
    return distances[:, 1] - distances[:, 0]


KINDS = {
    "1 no test set": no_test_set,
    "2 reduced before the split": reduced_before_the_split,
    "3 columns chosen before the split": selection_before_the_split,
    "4 near copies in the training part": duplicates,
    "5 a marker that knows the label": marker,
    "5 the number of the row": row_number,
    "7 the same speakers in both parts": known_speakers,
    "8 only clear digits in the test": clear_digits,
}
