import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from tests.fetched import or_skip
from vecembed_lab.data.registry import DataError
from vecembed_lab.recommendation import ratings as module
from vecembed_lab.recommendation.ratings import (
    Ratings,
    check_interactions,
    genre_flags,
    interactions,
    load_100k,
    load_ratings,
    load_small,
    permuted,
    read_100k,
    read_small,
    simulated,
    split,
    split_last,
    split_random,
    split_time,
)


def toy(**changes):
    columns = {
        "users": np.array([0, 1, 0]),
        "items": np.array([2, 0, 0]),
        "values": np.array([5.0, 3.0, 1.0]),
        "times": np.array([10, 20, 30]),
        "titles": ["Alien (1979)", "Alien 3 (1992)", "Brazil (1985)"],
        "genres": [("Horror", "Sci-Fi"), ("Horror",), ()],
        "source": "toy",
    }
    return Ratings(**columns | changes)


# Ratings


def test_ratings_by_hand():
    ratings = toy()
    assert len(ratings) == 3
    assert ratings.shape == (2, 3)
    assert ratings.item("Brazil") == 2
    assert ratings.item("Alien") == 0  # rated twice, the other never
    names, flags = genre_flags(ratings)
    assert names == ["Horror", "Sci-Fi"]
    assert_array_equal(flags, [[True, True], [True, False], [False, False]])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"values": np.array([5.0, np.nan, 1.0])}, "finite"),
        ({"values": np.array([5.0, np.inf, 1.0])}, "finite"),
        ({"times": np.array([10, 20])}, "one length"),
        (
            {name: np.array([], dtype=int) for name in ("users", "items", "times")} | {"values": np.array([])},
            "at least 1",
        ),
        ({"items": np.array([2, 0, 3])}, "items must be .* 0 to below 3, got 0 to 3"),
        ({"users": np.array([0, -1, 0])}, "users must be"),
        ({"genres": [()]}, "needs genres"),
    ],
)
def test_ratings_that_cannot_be_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        toy(**changes)


def test_an_unknown_title_is_an_error():
    with pytest.raises(KeyError, match=r"no title of toy begins with 'Casablanca'"):
        toy().item("Casablanca")


# Splitting


def test_splits_by_hand():
    users, times = np.array([7, 3, 7, 7, 3, 7, 7]), np.array([50, 1, 40, 30, 2, 20, 10])
    assert_array_equal(split_last(users, times, 0.4), [True, False, True, False, False, False, False])  # 2 of 5, 0 of 2
    assert_array_equal(split_time(times, 0.3), [True, False, True, False, False, False, False])  # 2 of 7


def test_of_equal_times_later_rows_are_later():
    assert_array_equal(split_last(np.zeros(5, int), np.full(5, 9), 0.4), [False, False, False, True, True])
    assert_array_equal(split_time(np.full(5, 9), 0.2), [False, False, False, False, True])


def test_a_share_that_floating_point_makes_smaller_is_not_rounded_down_twice():
    assert 0.29 * 100 < 29
    assert split_time(np.arange(100), 0.29).sum() == 29


events = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), min_size=1, max_size=60)


@given(events, st.floats(0.01, 0.99))
def test_nothing_held_out_is_earlier_than_what_is_learned_from(events, share):
    users, times = np.array(events).T
    last, overall = split_last(users, times, share), split_time(times, share)
    for user in np.unique(users):
        of_user = users == user
        assert last[of_user].sum() == int(of_user.sum() * share + 1e-9)
        assert max(times[of_user & ~last]) <= min(times[of_user & last], default=np.inf)
    assert overall.sum() == int(len(times) * share + 1e-9)
    assert max(times[~overall]) <= min(times[overall], default=np.inf)


def test_a_random_split_holds_out_its_share_of_any_rows():
    drawn = [split_random(10, 0.3, rng=np.random.default_rng(seed)) for seed in range(300)]
    assert {mask.sum() for mask in drawn} == {3}
    assert (abs(np.mean(drawn, axis=0) - 0.3) < 0.12).all()


@pytest.mark.parametrize("share", [0, 1, -0.1, 20, np.nan])
def test_a_share_is_between_0_and_1(share):
    for cut in (
        lambda: split_last(np.zeros(5, int), np.arange(5), share),
        lambda: split_time(np.arange(5), share),
        lambda: split_random(5, share, rng=np.random.default_rng(0)),
    ):
        with pytest.raises(ValueError, match="above 0 and below 1"):
            cut()


@pytest.mark.parametrize("times", [[1.0, np.nan], [1.0, np.inf], [1.0]])
def test_each_rating_needs_a_time(times):
    with pytest.raises(ValueError, match="finite time"):
        split_last(np.zeros(2, int), np.array(times), 0.5)


# As a matrix


def test_a_split_is_two_matrices():
    train, test = split(toy(), np.array([False, False, True]))
    assert_array_equal(train.toarray(), [[0, 0, 1], [1, 0, 0]])
    assert_array_equal(test.toarray(), [[1, 0, 0], [0, 0, 0]])
    assert train.dtype == np.float32


@pytest.mark.parametrize("held_out", [[True, True, True], [True, False]])
def test_a_split_needs_something_to_learn_from(held_out):
    with pytest.raises(ValueError, match="as many marks, not all True"):
        split(toy(), np.array(held_out))


def test_interactions_count_once_however_often():
    matrix = interactions(np.array([1, 1, 0]), np.array([2, 2, 0]), (3, 3))
    assert_array_equal(matrix.toarray(), [[1, 0, 0], [0, 0, 1], [0, 0, 0]])
    assert matrix.nnz == 2
    assert interactions(np.array([], dtype=int), np.array([], dtype=int), (2, 2)).nnz == 0


@pytest.mark.parametrize(("user", "item"), [(-1, 0), (2, 0), (0, -1), (0, 3)])
def test_unknown_users_and_items_are_refused(user, item):
    with pytest.raises(ValueError, match="must be whole numbers from 0"):
        interactions(np.array([user]), np.array([item]), (2, 3))


def test_columns_of_interactions_have_one_length():
    with pytest.raises(ValueError, match="same length"):
        interactions(np.array([0]), np.array([0, 1]), (2, 3))


def test_a_model_learns_from_ones():
    matrix = interactions(np.array([0, 1]), np.array([0, 1]), (2, 2))
    check_interactions(matrix)
    for wrong in (matrix * 0.5, matrix * np.nan, matrix[:0], interactions(*2 * [np.array([], dtype=int)], (2, 2))):
        with pytest.raises(ValueError, match="learns from interactions, each a 1"):
            check_interactions(wrong)


def test_the_control_keeps_sizes_and_popularity_and_nothing_else():
    ratings = simulated(rng=np.random.default_rng(0), n_users=100, n_items=2000, n_ratings=3000)
    matrix = interactions(ratings.users, ratings.items, ratings.shape)
    drawn = permuted(matrix, rng=np.random.default_rng(1))
    assert 0.85 * matrix.nnz < drawn.nnz <= matrix.nnz
    for axis in (0, 1):
        assert np.corrcoef(matrix.sum(axis), drawn.sum(axis))[0, 1] > 0.95
    assert favourite_share(drawn, ratings) < favourite_share(matrix, ratings) - 0.1  # tastes are gone


# Data


def test_100k_is_read_as_recbole_writes_it(tmp_path):
    (tmp_path / "inter").write_text("user\titem\trating\ttime\n5\t30\t4\t200\n2\t30\t3\t100\n5\t7\t1\t150\n")
    (tmp_path / "item").write_text(
        "item\ttitle\tyear\tclass\n7\tSeven\t1995\tCrime\n30\tBelle de jour\t1967\tDrama War\n"
    )
    ratings = read_100k(tmp_path / "inter", tmp_path / "item")
    assert_array_equal(ratings.users, [0, 1, 1])  # in the order of time
    assert_array_equal(ratings.items, [1, 0, 1])
    assert_array_equal(ratings.values, [3, 1, 4])
    assert ratings.titles == ["Seven (1995)", "Belle de jour (1967)"]
    assert ratings.genres == [("Crime",), ("Drama", "War")]
    (tmp_path / "inter").write_text("user\titem\trating\ttime\n5\t31\t4\t200\n")
    with pytest.raises(ValueError, match="a film with a title"):
        read_100k(tmp_path / "inter", tmp_path / "item")


def test_small_is_read_from_its_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "small.zip", "w") as archive:
        archive.writestr("ml/ratings.csv", "userId,movieId,rating,timestamp\r\n1,9,4.5,100\r\n")
        archive.writestr("ml/movies.csv", 'movieId,title,genres\r\n9,"Trial, The (1962)",Crime|Drama\r\n')
    ratings = read_small(tmp_path / "small.zip")
    assert ratings.titles == ["Trial, The (1962)"]
    assert ratings.genres == [("Crime", "Drama")]
    assert ratings.values[0] == 4.5
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme", "")
    with pytest.raises(ValueError, match=r"must hold a file ratings\.csv, it holds readme"):
        read_small(tmp_path / "other.zip")


@pytest.mark.parametrize(
    ("load", "size", "shape"), [(load_100k, 100_000, (943, 1682)), (load_small, 100_836, (610, 9724))]
)
def test_the_counts_are_those_of_the_readmes(load, size, shape):
    ratings = or_skip(load)
    assert len(ratings) == size
    assert ratings.shape == shape
    assert (np.diff(ratings.times) >= 0).all()
    assert ratings.values.min() >= 0.5
    assert ratings.values.max() == 5
    assert ratings.titles[ratings.item("Toy Story")] == "Toy Story (1995)"


def test_without_the_data_a_stand_in_says_so(monkeypatch, capsys):
    def missing():
        raise DataError("no network")

    monkeypatch.setattr(module, "load_100k", missing)
    ratings = load_ratings()
    assert "In its place: a stand-in" in capsys.readouterr().out
    assert ratings.shape == (500, 800)
    assert len(ratings) > 30_000


def favourite_share(matrix, ratings):
    """Mean share of what a user met that is of the kind met most often."""
    kinds = np.unique([genres[0] for genres in ratings.genres], return_inverse=True)[1]
    counts = matrix @ np.eye(kinds.max() + 1)[kinds]
    return (counts.max(axis=1) / counts.sum(axis=1)).mean()


def test_people_of_the_stand_in_have_tastes():
    ratings = simulated(rng=np.random.default_rng(0))
    matrix = interactions(ratings.users, ratings.items, ratings.shape)
    assert favourite_share(matrix, ratings) > 0.5
    assert matrix.nnz == len(ratings)
    liked = [ratings.values[part].mean() for part in favourites(ratings)]
    assert liked[1] > liked[0] + 0.5


def favourites(ratings):
    """Which ratings are of other kinds than the one that their user met most often, and which are of that kind."""
    kinds = np.unique([genres[0] for genres in ratings.genres], return_inverse=True)[1]
    matrix = interactions(ratings.users, ratings.items, ratings.shape)
    best = (matrix @ np.eye(kinds.max() + 1)[kinds]).argmax(axis=1)
    same = kinds[ratings.items] == best[ratings.users]
    return ~same, same
