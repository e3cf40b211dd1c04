"""Settings are chosen on a part of the data that no test of the lesson uses."""

import numpy as np
import pytest

from vecembed_lab.recommendation import chosen, samples
from vecembed_lab.recommendation.ratings import simulated


@pytest.fixture
def planted(monkeypatch):
    ratings = simulated(rng=np.random.default_rng(0), n_users=60, n_items=80, n_ratings=2000)
    for made in (samples.drawn, samples.hidden, chosen.validation):
        made.cache_clear()
    for module in (samples, chosen):
        monkeypatch.setattr(module, "movielens", lambda: ratings)
    yield ratings
    for made in (samples.drawn, samples.hidden, chosen.validation):
        made.cache_clear()


def pairs(ratings, some):
    return set(zip(ratings.users[some].tolist(), ratings.items[some].tolist(), strict=True))


def test_what_the_lesson_tests_on_has_no_part_in_the_choice(planted):
    ratings, hidden = samples.drawn(0), samples.hidden(0)["last fifth"]
    train, part = (set(zip(*map(np.ndarray.tolist, matrix.nonzero()), strict=True)) for matrix in chosen.validation(0))
    assert not (train | part) & pairs(ratings, hidden)
    assert train | part == pairs(ratings, ~hidden)
    assert not train & part
    assert 0.1 < len(part) / len(train | part) < 0.2  # a fifth, rounded down for each user


def test_the_validation_part_is_the_last_of_each_user(planted):
    ratings, (train, part) = samples.drawn(0), chosen.validation(0)
    when = dict(zip(zip(ratings.users.tolist(), ratings.items.tolist(), strict=True), ratings.times, strict=True))
    for user in np.unique(part.nonzero()[0])[:20].tolist():
        last, first = (max, train), (min, part)
        times = [best(when[user, int(i)] for i in matrix[[user]].nonzero()[1]) for best, matrix in (last, first)]
        assert times[0] <= times[1]


def test_each_combination_is_judged_and_the_planted_one_wins(planted, monkeypatch):
    """Of a model that ranks by how often an item was met, times a setting, only the sign matters."""

    def fame(train, factor, shift, rng):
        return lambda users: np.tile(factor * (np.bincount(train.indices, minlength=80) + shift), (len(users), 1))

    monkeypatch.setitem(chosen.MODELS, "fame", (fame, {"factor": (-1.0, 1.0), "shift": (0.0, 3.0)}))
    found = list(chosen.judged("fame"))
    assert [settings for settings, _ in found] == [
        {"factor": factor, "shift": shift} for factor in (-1.0, 1.0) for shift in (0.0, 3.0)
    ]
    worst, same, best, equal = (quality for _, quality in found)
    assert worst == same < best == equal


def test_all_models_can_be_fitted_with_the_values_that_are_tried(planted):
    train = chosen.validation(0).train
    for fit, tried in chosen.MODELS.values():
        settings = {name: values[0] for name, values in tried.items()}
        scores = fit(train, **settings, rng=np.random.default_rng(0))(np.arange(3))
        assert scores.shape == (3, train.shape[1])
        assert np.isfinite(scores).all()
