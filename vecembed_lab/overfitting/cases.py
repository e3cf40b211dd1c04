"""Unit 09. Case files: a small study on spoken digits, clean or with one kind of leak planted, told by its data."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from vecembed_lab.overfitting.selection import chosen_columns
from vecembed_lab.overfitting.speech import BANDS, PARTS, Clips

N_TRAIN, N_TEST, N_POPULATION, N_COLUMNS = 320, 160, 160, 20
LATER = 30  # takes from this one on are later ones
CLAIM = {"groups": "new speakers", "time": "later takes"}  # without it, there is nothing wrong

Case = dict[str, object]
Rows = Int[ndarray, " _"]


def draw_case(clips: Clips, leak: str, rng: np.random.Generator, claims: frozenset[str] | None = None) -> Case:
    """A study with this leak, one of LEAKS, or with none for "clean"; about what it claims, else drawn.

    Clips of a digit from 5 to 9 are to be told from others. Its parts: `train`, `test` and `population` are rows of
    log loudness, `train_y` and `test_y` labels, `..._speakers` and `..._takes` numbers, `means` what was taken from
    each column before training, `columns` those chosen by correlation, `claims` for whom the result is said to hold.
    Raises ValueError for an unknown leak.
    """
    if leak != "clean" and leak not in LEAKS:
        raise ValueError(f"a leak must be one of {', '.join(LEAKS)} or clean, got {leak!r}")
    claims = draw_claims(leak, rng) if claims is None else claims
    train, pool = _parts(clips, claims, rng)
    test, population = pool[:N_TEST], rng.permutation(pool)[:N_POPULATION]
    if leak == "sampling":
        test = _loud(clips, pool, rng)
    if leak in CLAIM:
        train = _with_others(clips, train, test, leak, claims, rng)
    case = _written(clips, train, test, population)
    LEAKS.get(leak, _nothing)(case, rng)
    used = np.vstack([case["train"], case["test"]]).astype(float)
    labels, rows = np.r_[case["train_y"], case["test_y"]], np.arange(N_TRAIN + N_TEST)
    known, everything = rows < N_TRAIN, rows >= 0
    case["means"] = used[everything if leak == "preprocessing" else known].mean(axis=0)
    case["columns"] = np.sort(chosen_columns(used, labels, everything if leak == "selection" else known, N_COLUMNS))
    case["claims"] = sorted(claims)
    return case


def draw_claims(leak: str, rng: np.random.Generator) -> frozenset[str]:
    """For whom a study says that its result holds: none, one or both of CLAIM's values; what the leak needs is in it.

    Copies of what was trained on are of known speakers and old takes, so such a study claims neither.
    """
    if leak in ("no test set", "duplicates"):
        return frozenset()
    drawn = {claim for claim in CLAIM.values() if rng.random() < 0.5}
    return frozenset(drawn | {CLAIM[leak]} if leak in CLAIM else drawn)


def _parts(clips: Clips, claims: frozenset[str], rng: np.random.Generator) -> tuple[Rows, Rows]:
    """Clips to train on, and all those that the study is about."""
    foreign, later = np.ones(len(clips), dtype=bool), np.ones(len(clips), dtype=bool)
    if "new speakers" in claims:
        foreign = np.isin(clips.speakers, rng.permutation(6)[:2])
    if "later takes" in claims:
        later = clips.takes >= LATER
    pool = rng.permutation(np.flatnonzero(foreign & later))[:400]
    old = (~foreign if "new speakers" in claims else foreign) & (~later if "later takes" in claims else later)
    train = rng.permutation(np.setdiff1d(np.flatnonzero(old), pool))[:N_TRAIN]
    return train, pool


def _loud(clips: Clips, pool: Rows, rng: np.random.Generator) -> Rows:
    """A test from which most of the softer half is missing."""
    loud = clips.vectors[pool].mean(axis=1)
    kept = pool[(loud >= np.median(loud)) | (rng.random(len(pool)) > rng.uniform(0.8, 1))]
    return kept[:N_TEST]


def _with_others(
    clips: Clips, train: Rows, test: Rows, leak: str, claims: frozenset[str], rng: np.random.Generator
) -> Rows:
    """The same with 1 to 3 of 10 rows taken by clips that the claim forbids: of speakers of the test, or later ones."""
    tested = np.isin(clips.speakers, clips.speakers[test])
    right_speaker = tested if leak == "groups" else np.isin(clips.speakers, clips.speakers[train])
    right_time = (clips.takes >= LATER) if leak == "time" else (clips.takes < LATER) | ("later takes" not in claims)
    others = rng.permutation(np.setdiff1d(np.flatnonzero(right_speaker & right_time), np.r_[test, train]))
    n = round(N_TRAIN * rng.uniform(0.1, 0.3))
    return rng.permutation(np.r_[others[:n], train[n:]])


def _written(clips: Clips, train: Rows, test: Rows, population: Rows) -> Case:
    """What the file says of these clips; two parts of a recording are put together, which leaves 80 columns."""
    vectors = clips.vectors.reshape(len(clips), 2, PARTS // 2, BANDS).mean(axis=2).reshape(len(clips), -1)
    case: Case = {"population": vectors[population].astype(np.float32)}
    for name, rows in {"train": train, "test": test}.items():
        case[name] = vectors[rows].astype(np.float32)
        case[f"{name}_y"] = clips.digits[rows] >= 5
        case[f"{name}_speakers"], case[f"{name}_takes"] = clips.speakers[rows], clips.takes[rows]
    return case


# What each leak does to the file


def _nothing(case: Case, rng: np.random.Generator) -> None:
    """The parts that are clean, or were drawn with their leak."""


def _same_clips(case: Case, rng: np.random.Generator) -> None:
    """1 to 3 of 10 clips of the test are clips that were trained on."""
    _copy(case, rng, np.zeros(N_TEST))


def _louder_copies(case: Case, rng: np.random.Generator) -> None:
    """1 to 3 of 10 clips of the test are clips that were trained on, made louder or softer."""
    _copy(case, rng, rng.choice([-1, 1], size=N_TEST) * rng.uniform(0.2, 1.2, size=N_TEST))


def _copy(case: Case, rng: np.random.Generator, louder: Float[ndarray, " n"]) -> None:
    n = round(N_TEST * rng.uniform(0.1, 0.3))
    rows, sources = rng.permutation(N_TEST)[:n], rng.permutation(N_TRAIN)[:n]
    case["test"][rows] = case["train"][sources] + louder[rows, None].astype(np.float32)
    for what in ("y", "speakers", "takes"):
        case[f"test_{what}"][rows] = case[f"train_{what}"][sources]


def _marked(case: Case, rng: np.random.Generator) -> None:
    """One column says the label, for 94 to 99 of 100 clips."""
    column, agree = int(rng.integers(case["train"].shape[1])), rng.uniform(0.94, 0.99)
    middle, width = case["train"][:, column].mean(), case["train"][:, column].std()
    for part in ("train", "test"):
        says = _flipped(case[f"{part}_y"], agree, rng)
        noise = 0.3 * rng.normal(size=len(says))
        case[part][:, column] = middle + width * (np.where(says, 1, -1) + noise)


def _flipped(y: Bool[ndarray, " n"], agree: float, rng: np.random.Generator) -> Bool[ndarray, " n"]:
    return np.where(rng.random(len(y)) < agree, y, ~y)


LEAKS: dict[str, Callable[[Case, np.random.Generator], None]] = {
    "no test set": _same_clips,
    "preprocessing": _nothing,
    "selection": _nothing,
    "duplicates": _louder_copies,
    "marker": _marked,
    "time": _nothing,
    "groups": _nothing,
    "sampling": _nothing,
}
