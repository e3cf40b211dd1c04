import numpy as np
import pytest
from numpy.testing import assert_allclose

from vecembed_lab.recommendation.compiled import rating_steps
from vecembed_lab.recommendation.explicit import Biased, fit_ratings, rmse


@pytest.fixture(scope="module")
def planted():
    """Stars of 60 users for 40 items: a mean, biases, one taste, and a third of all pairs known."""
    rng = np.random.default_rng(0)
    user, item = rng.normal(0, 0.5, 60), rng.normal(0, 0.5, 40)
    stars = 3.5 + user[:, None] + item + np.outer(rng.normal(size=60), rng.normal(size=40))
    known = rng.random(stars.shape) < 0.35
    return stars, known, user, item


def fit(planted, **settings):
    stars, known, *_ = planted
    users, items = np.nonzero(known)
    return fit_ratings(users, items, stars[known], stars.shape, rng=np.random.default_rng(0), **settings)


def test_a_prediction_by_hand():
    fitted = Biased(3.0, np.array([0.5, 0.0]), np.array([-1.0]), np.array([[1.0, 2.0], [0, 0]]), np.array([[2.0, 1.0]]))
    assert_allclose(fitted.predict(np.array([0, 1]), np.array([0, 0])), [3 + 0.5 - 1 + 4, 2])
    assert_allclose(fitted.scores(np.array([1, 0])), [[2.0], [6.5]])


def test_a_step_by_hand():
    bias, users, items = np.zeros(1), np.array([[1.0]]), np.array([[2.0]])
    one = np.array([0])
    item_bias = np.array([0.5])
    rating_steps(one, one, np.array([3.5]), one, bias, item_bias, users, items, 0.1, 0.2)
    assert_allclose(bias, [0.1])  # the error is 3.5 - 0.5 - 2 = 1
    assert_allclose(item_bias, [0.5 + 0.1 * (1 - 0.1)])
    assert_allclose(users, [[1 + 0.1 * (2 - 0.2)]])
    assert_allclose(items, [[2 + 0.1 * (1 - 0.4)]])


def test_planted_stars_are_found(planted):
    stars, known, user, item = planted
    fitted = fit(planted, dim=4, epochs=300, lr=0.02, reg=0.02)
    users, items = np.nonzero(~known)
    alone = rmse(np.full(len(users), stars[known].mean()), stars[~known])
    biases = stars[known].mean() + user[users] + item[items]
    found = rmse(fitted.predict(users, items), stars[~known])
    assert found < 0.5 * rmse(biases, stars[~known]) < 0.5 * alone


def test_the_fit_is_a_minimum(planted):
    stars, known, *_ = planted
    fitted = fit(planted, dim=2, epochs=400, lr=0.003, reg=0.1)
    error = np.where(known, stars - fitted.scores(np.arange(60)), 0)
    for found, expected in (
        (error.sum(axis=1), 0.1 * known.sum(axis=1) * fitted.user_bias),
        (error.T @ fitted.users, 0.1 * known.sum(axis=0)[:, None] * fitted.items),
    ):
        assert_allclose(found, expected, atol=0.35)


def test_who_gave_no_stars_has_no_bias():
    fitted = fit_ratings(np.array([0, 0]), np.array([0, 1]), np.array([1.0, 5.0]), (2, 3), rng=np.random.default_rng(0))
    assert fitted.user_bias[1] == fitted.item_bias[2] == 0
    assert fitted.mean == 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"values": np.array([1.0, np.nan])}, "finite value"),
        ({"values": np.array([1.0])}, "needs a user, an item"),
        ({"users": np.array([0, 2])}, "users must be"),
        ({"items": np.array([0, -1])}, "items must be"),
        ({"users": np.array([], int), "items": np.array([], int), "values": np.array([])}, "at least one rating"),
        ({"lr": 50.0}, r"lr = 50\.0 is too large"),
    ],
)
def test_what_cannot_be_fitted_is_refused(changes, message):
    arguments = {"users": np.array([0, 1]), "items": np.array([0, 1]), "values": np.array([1.0, 5.0]), "shape": (2, 2)}
    with pytest.raises(ValueError, match=message):
        fit_ratings(**arguments | changes, rng=np.random.default_rng(0))


def test_unknown_users_and_items_get_no_stars(planted):
    fitted = fit(planted, epochs=1)
    for ask in (
        lambda: fitted.predict(np.array([60]), np.array([0])),
        lambda: fitted.predict(np.array([0]), np.array([-1])),
        lambda: fitted.scores(np.array([-1])),
    ):
        with pytest.raises(ValueError, match="must be whole numbers from 0"):
            ask()


def test_the_error_in_stars():
    assert rmse(np.array([1.0, 5.0]), np.array([1, 2])) == np.sqrt(4.5)
    for predicted, values in (([], []), ([1.0], [1, 2])):
        with pytest.raises(ValueError, match="needs a prediction"):
            rmse(np.array(predicted), np.array(values))
