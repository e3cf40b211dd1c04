"""Unit 04. Who rated which film and when: MovieLens, as a matrix of people by films, split in three ways."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int, Integer, Shaped
from numpy import ndarray

from vecembed_lab.data.registry import DataError, fetch, say_stand_in

Sparse = Any  # scipy.sparse.csr_array, which would take a tenth of a second to import
STANDIN = "a stand-in, ratings drawn by a model of people with tastes"


@dataclass(frozen=True)
class Ratings:
    """n = i = v = t ratings in the order they were given: who, what, how much, when; and what the items are.

    Users and items are numbered from 0 without gaps, in the order of the ids in the data.
    Raises ValueError if the columns differ in length, an item has no title, or a value is not finite.
    """

    users: Int[ndarray, " n"]
    items: Int[ndarray, " i"]
    values: Float[ndarray, " v"]
    times: Int[ndarray, " t"]  # seconds since 1970
    titles: list[str]
    genres: list[tuple[str, ...]]
    source: str

    def __post_init__(self):
        sizes = [len(column) for column in (self.users, self.items, self.values, self.times)]
        if len(set(sizes)) > 1 or not sizes[0]:
            raise ValueError(f"ratings need columns of one length of at least 1, got {sizes}")
        if len(self.titles) != len(self.genres):
            raise ValueError(f"each item needs genres, got {len(self.titles)} titles and {len(self.genres)} genres")
        check_ids("item", self.items, len(self.titles))
        check_ids("user", self.users, np.inf)
        if not np.isfinite(self.values).all():
            raise ValueError("every rating must be a finite number, got NaN or infinity")

    def __len__(self) -> int:
        return len(self.users)

    @cached_property
    def shape(self) -> tuple[int, int]:
        """How many users and items there are."""
        return int(self.users.max()) + 1, len(self.titles)

    def item(self, title: str) -> int:
        """The number of the item whose title begins with `title`; of several, the one rated most often.

        Raises KeyError if there is none.
        """
        found = [item for item, name in enumerate(self.titles) if name.startswith(title)]
        if not found:
            raise KeyError(f"no title of {self.source} begins with {title!r}")
        counts = np.bincount(self.items, minlength=len(self.titles))
        return max(found, key=lambda item: counts[item])


def genre_flags(ratings: Ratings) -> tuple[list[str], Bool[ndarray, "i g"]]:
    """The names of all genres in the order of the alphabet, and whether each item is of each."""
    names = sorted({name for genres in ratings.genres for name in genres})
    return names, np.array([[name in genres for name in names] for genres in ratings.genres])


def check_ids(what: str, ids: Integer[ndarray, "*n"], n: float) -> None:
    """Raise ValueError unless all are numbers of n users or items; -1 would silently be the last one."""
    if ids.size and not (ids.dtype.kind in "iu" and 0 <= ids.min() <= ids.max() < n):
        raise ValueError(f"{what}s must be whole numbers from 0 to below {n}, got {ids.min()} to {ids.max()}")


# Loading


def load_ratings() -> Ratings:
    """MovieLens 100K if it can be had; otherwise a stand-in, and a printed sentence that says so."""
    try:
        return load_100k()
    except DataError:
        say_stand_in("ml-100k", "MovieLens 100K is", STANDIN)
        return simulated(rng=np.random.default_rng(0))


def load_100k() -> Ratings:
    """MovieLens 100K: 100,000 ratings of 1,682 films by 943 people, 1997 to 1998.

    Raises DataError if it is not cached and cannot be fetched.
    Source: Harper and Konstan (2015), The MovieLens Datasets: History and Context.
    """
    files = fetch("ml-100k")
    return read_100k(files["ml-100k.inter"], files["ml-100k.item"])


def load_small() -> Ratings:
    """ml-latest-small: 100,836 ratings of 9,724 films by 610 people, 1996 to 2018.

    Raises DataError if it is not cached and cannot be fetched.
    """
    return read_small(fetch("ml-latest-small")["ml-latest-small.zip"])


def read_100k(inter: Path, item: Path) -> Ratings:
    """The ratings and the films of two tab-separated files, as RecBole writes them: a header line, then ids and values.

    Raises ValueError if a line has not its four columns or a film no title.
    """
    rows = [line.split("\t") for line in inter.read_text(encoding="utf-8").splitlines()[1:]]
    films = [line.split("\t") for line in item.read_text(encoding="utf-8").splitlines()[1:]]
    about = {row[0]: (f"{row[1]} ({row[2]})", tuple(row[3].split())) for row in films}
    return _numbered(rows, about, "MovieLens 100K")


def read_small(archive: Path) -> Ratings:
    """The ratings and the films of a zip archive with the files ratings.csv and movies.csv in one folder.

    Raises ValueError if a line has not its columns or a film no title.
    """
    with zipfile.ZipFile(archive) as packed:
        rows, films = (_table(packed, name) for name in ("ratings.csv", "movies.csv"))
    about = {row[0]: (row[1], tuple(row[2].split("|"))) for row in films}
    return _numbered(rows, about, "ml-latest-small")


def _table(packed: zipfile.ZipFile, name: str) -> list[list[str]]:
    """The rows of a file of the archive, without the header."""
    path = next((path for path in packed.namelist() if path.endswith(f"/{name}")), None)
    if path is None:
        raise ValueError(f"{packed.filename} must hold a file {name}, it holds {', '.join(packed.namelist())}")
    return list(csv.reader(io.StringIO(packed.read(path).decode("utf-8"))))[1:]


def _numbered(rows: Sequence[Sequence[str]], about: dict[str, tuple[str, tuple[str, ...]]], source: str) -> Ratings:
    """Ratings of (user id, item id, value, seconds), in the order of time, with users and items numbered from 0."""
    odd = next((row for row in rows if len(row) != 4 or row[1] not in about), None)
    if odd is not None:
        raise ValueError(f"each rating of {source} needs a user, a film with a title, a value and a time, got {odd}")
    users, items, values, times = zip(*rows, strict=True)
    times = np.array(times, dtype=float).astype(np.int64)
    order = np.argsort(times, kind="stable")
    _, user = np.unique(np.array(users, dtype=np.int64), return_inverse=True)
    ids, item = np.unique(np.array(items, dtype=np.int64), return_inverse=True)
    titles, genres = zip(*[about[str(i)] for i in ids], strict=True)
    values = np.array(values, dtype=float)
    return Ratings(user[order], item[order], values[order], times[order], list(titles), list(genres), source)


def simulated(
    *, rng: np.random.Generator, n_users: int = 500, n_items: int = 800, n_ratings: int = 40_000, dim: int = 6
) -> Ratings:
    """Ratings of people with tastes for films that differ in how well known they are: a planted structure, not data.

    A person belongs to one of `dim` groups, and so does a film: half of the films that a person sees, or more, are of
    their group. Everybody is there for two of nine months.
    """
    taste, kind = rng.integers(dim, size=n_users), rng.integers(dim, size=n_items)
    fame = 1.5 * rng.permutation(-np.log(np.arange(1, n_items + 1) + 10.0))
    busy = np.clip(rng.lognormal(0, 0.8, n_users), 0.3, 4)
    sizes = np.clip((busy / busy.sum() * n_ratings).astype(int), 20, n_items // 2)
    rows = []
    for user, size in enumerate(sizes):
        wish = fame + 2.5 * (kind == taste[user]) + rng.gumbel(size=n_items)
        seen = rng.permutation(np.argsort(-wish)[:size])
        liked = 3 + (kind[seen] == taste[user]) + rng.normal(0, 0.8, size)
        days = rng.integers(200) + np.sort(rng.integers(60, size=size))
        rows.append((np.full(size, user), seen, np.clip(np.rint(liked), 1, 5), 86_400 * days))
    users, items, values, times = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.argsort(times, kind="stable")
    titles = [f"Film {item + 1}" for item in range(n_items)]
    genres = [(f"Kind {k + 1}",) for k in kind]
    return Ratings(
        users[order], items[order], values[order], 880_000_000 + times[order], titles, genres, "the stand-in"
    )


# Splitting: True for what is held out to test on


def split_time(times: Shaped[ndarray, " n"], share: float) -> Bool[ndarray, " n"]:
    """The last `share` of all ratings, rounded down: no model learns from what comes after its test.

    Of ratings at one time, the later rows count as later. Raises ValueError unless 0 < share < 1.
    """
    return split_last(np.zeros(len(times), dtype=int), times, share)


def split_last(users: Integer[ndarray, " n"], times: Shaped[ndarray, " t"], share: float) -> Bool[ndarray, " n"]:
    """The last `share` of each user's ratings, rounded down; of those at one time, the later rows count as later.

    A user with fewer than 1 / share ratings has none held out.
    Raises ValueError unless 0 < share < 1 and there is a time for each rating, or if a time is not finite.
    """
    _check_share(share)
    if len(users) != len(times) or not np.isfinite(times).all():
        raise ValueError(f"each rating needs a finite time, got {len(users)} users and {len(times)} times")
    order = np.lexsort((times, users))  # stable
    _, first, counts = np.unique(users[order], return_index=True, return_counts=True)
    place = np.arange(len(users)) - np.repeat(first, counts)  # of each rating among those of its user
    held_out = np.empty(len(users), dtype=bool)
    held_out[order] = place >= np.repeat(counts - _part(counts, share), counts)
    return held_out


def split_random(n: int, share: float, *, rng: np.random.Generator) -> Bool[ndarray, " {n}"]:
    """`share` of n ratings, rounded down, drawn at random. Raises ValueError unless 0 < share < 1."""
    _check_share(share)
    return rng.permutation(n) < int(_part(np.array([n]), share)[0])


def _part(counts: Int[ndarray, " n"], share: float) -> Int[ndarray, " n"]:
    """`share` of each count, rounded down; 0.3 of 10 is 3, though the product in floating point is below it."""
    return np.floor(counts * share + 1e-9).astype(int)


def _check_share(share: float) -> None:
    if not 0 < share < 1:
        raise ValueError(f"share must be above 0 and below 1, got {share}")


# As a matrix


class Split(NamedTuple):
    """What a model learns from and what it is tested on: users by items, 1 where a user rated an item."""

    train: Sparse
    test: Sparse


def split(ratings: Ratings, held_out: Bool[ndarray, " n"]) -> Split:
    """The two parts of the ratings as matrices of one shape.

    Raises ValueError if there is not a mark for each rating, or nothing to learn from.
    """
    if len(held_out) != len(ratings) or held_out.all():
        raise ValueError(f"{len(ratings)} ratings need as many marks, not all True; got {len(held_out)}")
    parts = (interactions(ratings.users[some], ratings.items[some], ratings.shape) for some in (~held_out, held_out))
    return Split(*parts)


def interactions(users: Integer[ndarray, " n"], items: Integer[ndarray, " i"], shape: tuple[int, int]) -> Sparse:
    """A sparse matrix in float32, users by items: 1 where a user met an item, however often.

    Raises ValueError if the columns differ in length, or a user or item is beyond the shape.
    """
    from scipy.sparse import coo_array

    if len(users) != len(items):
        raise ValueError(f"users and items must have the same length, got {len(users)} and {len(items)}")
    check_ids("user", users, shape[0])
    check_ids("item", items, shape[1])
    matrix = coo_array((np.ones(len(users), np.float32), (users, items)), shape).tocsr()
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def check_interactions(matrix: Sparse) -> None:
    """Raise ValueError unless there is an interaction, and each is a 1: what a weight means is for the model to say."""
    if not matrix.nnz or not (matrix.data == 1).all():
        raise ValueError(f"a model learns from interactions, each a 1; got {matrix.nnz}, {np.unique(matrix.data)[:5]}")


def permuted(matrix: Sparse, *, rng: np.random.Generator) -> Sparse:
    """The same users with as many items, and items as popular, but who met which is drawn anew: the control.

    A pair drawn twice counts once: in MovieLens there are an eighth fewer then.
    """
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return interactions(rows, rng.permutation(matrix.indices), matrix.shape)
