"""Unit 09. What the lesson draws for a seed: halves of a text, a rare class, features, speakers, networks."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
from jaxtyping import Bool, Int
from numpy import ndarray

from vecembed_lab.data.texts import load_wikipedia
from vecembed_lab.overfitting.choosing import noisy_labels, ridge_guesses
from vecembed_lab.overfitting.descent import Curve, fitted_error, learning_curve, random_features
from vecembed_lab.overfitting.grouped import group_interval, percentile_interval, row_interval
from vecembed_lab.overfitting.halves import PIECE, Errors, by_article, by_pieces, errors, surprise
from vecembed_lab.overfitting.leaks import clips, messages, some_digits, tfidf
from vecembed_lab.overfitting.network import Epochs, train_network
from vecembed_lab.overfitting.rare import average_precision, balanced_accuracy, oversampled, recall
from vecembed_lab.word2vec.vocabulary import vocabulary

FREQUENT = 500  # words that are counted, the same for every size of the text

# Halves of a text


@cache
def articles() -> list[list[Int[ndarray, " _"]]]:
    """The articles of the Wikipedia sample in pieces of 1,000 words, without all but the 500 most frequent words."""
    texts = load_wikipedia()
    words = vocabulary(texts, 1)
    known = {word: i for i, word in enumerate(words.words[:FREQUENT])}
    cut = [[text[i : i + PIECE] for i in range(0, len(text), PIECE)] for text in texts]
    return [[np.array([known[w] for w in piece if w in known], dtype=int) for piece in pieces] for pieces in cut]


def half_errors(seed: int, n_pieces: int, *, whole_articles: bool = False, shuffled: bool = False) -> Errors:
    """What d dimensions of one half of n pieces leave unexplained. Control: the words of each half `shuffled`."""
    rng = np.random.default_rng(seed)
    parts = (by_article if whole_articles else by_pieces)(articles(), n_pieces, rng=rng)
    if shuffled:
        parts = [[rng.permutation(np.concatenate(part))] for part in parts]
    return errors(*(surprise(part, FREQUENT).astype(np.float32) for part in parts))


def damaged_errors(seed: int, damage: Callable) -> Errors:
    """The errors of one half of 470 pieces, after `damage(pieces, rng)`, on itself and on the clean other half.

    Each article is in one half only.
    """
    rng = np.random.default_rng(seed)
    one, other = by_article(articles(), 470, rng=rng)
    return errors(*(surprise(part, FREQUENT).astype(np.float32) for part in (damage(one, rng), other)))


# A rare class

RARE = "sci.med"


@lru_cache(maxsize=5)
def rare_messages(seed: int) -> tuple[Any, Bool[ndarray, " n"], Bool[ndarray, " n"]]:
    """2,000 messages as tf-idf, 40 of which are about medicine, which ones, and the half to train on, 20 among them."""
    rng = np.random.default_rng(seed)
    labels = np.array(messages().labels)
    wanted = labels == (RARE if RARE in labels else labels[0])
    parts = rng.permutation(np.flatnonzero(wanted))[:40], rng.permutation(np.flatnonzero(~wanted))[:1960]
    rows = np.concatenate(parts)
    train = np.concatenate([np.arange(len(part)) < len(part) // 2 for part in parts])
    vectorizer = tfidf().fit([messages().texts[i] for i in rows[train]])
    return vectorizer.transform([messages().texts[i] for i in rows]), wanted[rows], train


def rare_scores(seed: int, cure: str) -> tuple[float, float, float, float]:
    """Accuracy, balanced accuracy, recall and average precision of a classifier for the rare class, with a cure:
    "always no", "plain", "weights", "copies after", "cut at its share" or, which must not be done, "copies before".
    """
    X, y, train = rare_messages(seed)
    rng, rows = np.random.default_rng(seed), np.flatnonzero(train)
    test = np.flatnonzero(~train)
    if cure == "copies after":
        rows = oversampled(y, rows, rng=rng)
    if cure == "copies before":
        every = rng.permutation(oversampled(y, np.arange(len(y)), rng=rng))
        rows, test = every[::2], every[1::2]
    model = _logistic("balanced" if cure == "weights" else None)
    scores = model.fit(X[rows], y[rows]).decision_function(X[test])
    cut = _cut_at_its_share(X[rows], y[rows]) if cure == "cut at its share" else 0
    if cure == "always no":  # which ranks nothing: any order is as good
        scores, cut = rng.random(len(test)), 1
    found, truth = scores > cut, y[test]
    right = float((found == truth).mean())
    return right, balanced_accuracy(truth, found), recall(truth, found), average_precision(truth, scores)


def _logistic(weights: str | None) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1, class_weight=weights, max_iter=300)


def _cut_at_its_share(X: Any, y: Bool[ndarray, " n"]) -> float:
    """The score above which are as many rows as belong to the class, each scored by a classifier of other rows."""
    from sklearn.model_selection import cross_val_predict

    held_out = cross_val_predict(_logistic(None), X, y, cv=5, method="decision_function")
    return float(np.quantile(held_out, 1 - y.mean()))


# More features than rows, and more rows


def descent_errors(seed: int, sizes: Sequence[int], *, wrong: float = 0.0, penalty: float = 0.0) -> list[float]:
    """The share of 1,000 digits called wrong, for each number of random features, after a fit to 300 digits."""
    rng = np.random.default_rng(seed)
    (X, y), (others, labels) = some_digits(rng, 300, 1000)
    y = noisy_labels(y, wrong, 10, rng=rng)
    F = random_features(np.vstack([X, others]), max(sizes), rng=rng)
    return [fitted_error(F[:300, :size], y, F[300:, :size], labels, penalty) for size in sizes]


def digit_curve(seed: int, sizes: Sequence[int], penalty: float = 0.0) -> Curve:
    """The learning curve of a fit to 300 random features of so many digits, and of 1,000 others."""
    rng = np.random.default_rng(seed)
    (others, labels), (X, y) = some_digits(rng, 1000, max(sizes))
    F = random_features(np.vstack([others, X]), 300, rng=rng)
    return learning_curve(F[1000:], y, F[:1000], labels, sizes, penalty)


# Speakers

SIZE, SPREAD = 50, 0.12  # rows of a group; the standard deviation of what groups would score in the long run


def speaker_rights(seed: int = 0) -> tuple[Bool[ndarray, " n"], Int[ndarray, " n"]]:
    """For each recording whether five neighbours among 1,000 of the other speakers name its digit; and its speaker."""
    rng, found = np.random.default_rng(seed), clips()
    from sklearn.neighbors import KNeighborsClassifier

    right = np.zeros(len(found), dtype=bool)
    for speaker in range(6):
        own = found.speakers == speaker
        known = rng.permutation(np.flatnonzero(~own))[:1000]
        model = KNeighborsClassifier(5).fit(found.vectors[known], found.digits[known])
        right[own] = model.predict(found.vectors[own]) == found.digits[own]
    return right, found.speakers


def coverage(seed: int, n_groups: int, times: int = 100) -> list[float]:
    """How often an interval holds the true mean, where groups of SIZE rows differ by SPREAD: made of rows, of groups
    by percentiles, of groups by Student's t."""
    rng, held = np.random.default_rng(seed), []
    for _ in range(times):
        chances = np.clip(rng.normal(0.5, SPREAD, size=n_groups), 0, 1)
        values = (rng.random((n_groups, SIZE)) < chances[:, None]).astype(float)
        groups = np.repeat(np.arange(n_groups), SIZE)
        intervals = [row_interval(values.ravel()), percentile_interval(values.mean(axis=1), rng=rng, rounds=200)]
        intervals.append(group_interval(values.ravel(), groups))
        held.append([low <= 0.5 <= high for _, low, high in intervals])
    return np.mean(held, axis=0).tolist()


# A network


def network(seed: int, n: int = 300, wrong: float = 0.0) -> tuple[Epochs, Int[ndarray, " m"]]:
    """A network trained on n digits of which a share has a wrong label, and the true labels of 2,100 others."""
    rng = np.random.default_rng(seed)
    (X, y), (others, labels) = some_digits(rng, n, 2100)
    return train_network(X, noisy_labels(y, wrong, 10, rng=rng), others, labels, seed=seed), labels


def ridge_rights(seed: int) -> Bool[ndarray, "c m"]:
    """Whether each of 50 ridge regressions, fitted to a quarter of the pixels of 300 digits, names 2,000 others."""
    rng = np.random.default_rng(seed)
    (X, y), (others, labels) = some_digits(rng, 300, 2000)
    return ridge_guesses(X, y, others, n_configurations=50, n_columns=X.shape[1] // 4, rng=rng) == labels
