"""The exercise `verdict`: what a right answer does, and the wrong answers people really give."""

import functools
from collections import Counter

import numpy as np

from vecembed_lab.data import registry
from vecembed_lab.grading.compare import Wrong, kind
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.overfitting import cases, speech
from vecembed_lab.overfitting.population import ks_distance, ks_limit
from vecembed_lab.overfitting.selection import chosen_columns, correlations

EACH = 2  # guilty files of each kind; as many clean ones, with the same claims
BANDS = (0.3, 0.65, 0.8, 0.92)  # where a quarter of the points is earned, half, three quarters, all


def _nearest(case, centred):
    """The distance of each test row to the nearest row trained on; `centred` takes the loudness out first."""
    from scipy.spatial.distance import cdist

    rows = [case[part].astype(float) for part in ("test", "train")]
    if centred:
        rows = [x - x.mean(axis=1, keepdims=True) for x in rows]
    return cdist(*rows).min(axis=1)


def _copies(case):
    return (_nearest(case, False) < 1e-3).any()


def _louder_copies(case):
    return (_nearest(case, True) < 1e-2).any()


def _shared_speakers(case):
    return np.isin(case["test_speakers"], case["train_speakers"]).any()


def _later_training(case):
    return case["train_takes"].max() >= case["test_takes"].min()


def _foreign_means(case):
    return np.abs(case["means"] - case["train"].astype(float).mean(axis=0)).max() > 1e-3


def _foreign_columns(case):
    rows = np.ones(len(case["train_y"]), dtype=bool)
    own = chosen_columns(case["train"].astype(float), case["train_y"], rows, len(case["columns"]))
    return set(own.tolist()) != set(np.asarray(case["columns"]).tolist())


def _marker(case, limit=0.75):
    return np.abs(correlations(case["train"].astype(float), case["train_y"])).max() > limit


def _far(case):
    """How far the loudness of the test is from that of the population."""
    return ks_distance(*(case[part].astype(float).mean(axis=1) for part in ("test", "population")))


def _other_population(case):
    return _far(case) > ks_limit(len(case["test"]), len(case["population"]), 0.001)


TESTS = {
    "no test set": _copies,
    "duplicates": _louder_copies,
    "groups": lambda case: "new speakers" in case["claims"] and _shared_speakers(case),
    "time": lambda case: "later takes" in case["claims"] and _later_training(case),
    "preprocessing": _foreign_means,
    "selection": _foreign_columns,
    "marker": _marker,
    "sampling": _other_population,
}


def _with(tests):
    def verdict(case):
        return next((leak for leak, test in tests.items() if test(case)), "clean")

    return verdict


def _verdict(case):
    return _with(TESTS)(case)


verdict = Exercise(
    "verdict",
    _verdict,
    hints=(
        "Write a test for each kind, and try them one after the other; the first one that fires names the leak. Begin "
        "with those that leave no doubt: equal rows, a mean that is not the mean of the rows trained on.",
        "Speakers and takes that overlap are a leak only if `claims` says that the result holds for new speakers or "
        "for later takes. A copy that is louder differs from its original by one number in all columns: take the mean "
        "of each row out first.",
        "Columns: choose 20 again on `train` alone, and compare as sets. Marker: one column with an absolute "
        "correlation above 0.75 with the label. Sampling: `ks_distance` of the rows' means in `test` and `population` "
        "above 0.2. Else the file is clean.",
    ),
    read="Eight ways to fool oneself",
)


@functools.cache
def _clips():
    try:
        return speech.load_fsdd()
    except registry.DataError:  # leaks are planted, so a model of voices will do
        return speech.simulated(rng=np.random.default_rng(0))


@functools.lru_cache(maxsize=2)  # a class is asked the same
def _files(seed):
    """Case files in any order, each with its leak or "clean"; each guilty one has a clean twin with its claims."""
    rng = np.random.default_rng(seed)
    files = []
    for leak in list(cases.LEAKS) * EACH:
        claims = cases.draw_claims(leak, rng)
        files += [(cases.draw_case(_clips(), which, rng, claims), which) for which in (leak, "clean")]
    return [files[i] for i in rng.permutation(len(files))]


def _score(said, truth):
    """The share of guilty files whose leak was named, less the share of clean files that were accused."""
    right = [one == other for one, other in zip(said, truth, strict=True)]
    guilty = [other != "clean" for other in truth]
    named = [ok for ok, is_guilty in zip(right, guilty, strict=True) if is_guilty]
    acquitted = [ok for ok, is_guilty in zip(right, guilty, strict=True) if not is_guilty]
    return float(np.mean(named) - 1 + np.mean(acquitted)), sum(named), len(acquitted) - sum(acquitted)


@verdict.criterion("hidden files: leaks named, less clean ones accused", points=4)
def _(student, rng):
    files = _files(int(rng.integers(2**63)))
    said = [student(dict(case)) for case, _ in files]
    names = {*cases.LEAKS, "clean"}
    if odd := [one for one in said if not isinstance(one, str) or one not in names]:
        raise Wrong(f"A verdict must be one of {', '.join(sorted(names))}, got {kind(odd[0])}")
    if len(set(said)) == 1:
        raise Wrong(f"Every file got the verdict {said[0]!r}: one for all finds nothing, or accuses everybody")
    found, named, accused = _score(said, [leak for _, leak in files])
    n = len(files) // 2
    remark = f"{named} of {n} leaks named, {accused} of {n} clean files accused: {found:.2f}"
    share = sum(found >= band for band in BANDS) / len(BANDS)
    if share < 1:
        missed = Counter(leak for one, (_, leak) in zip(said, files, strict=True) if one != leak != "clean")
        if missed:
            remark += "; not named: " + ", ".join(f"{leak} {times}x" for leak, times in sorted(missed.items()))
        limits = ", ".join(f"{band:.2f}" for band in BANDS)
        raise Wrong(f"{remark}; each of {limits} earns a quarter of the points", share=share)
    return remark


@verdict.mistake(
    "speakers and takes that both parts share were taken for a leak whatever is claimed; a result for known speakers "
    "may be tested on them."
)
def claims_ignored(case):
    return _with(TESTS | {"groups": _shared_speakers, "time": _later_training})(case)


@verdict.mistake("speakers were judged by the claim, but takes were not: not every study claims later takes.")
def claim_of_takes_ignored(case):
    return _with(TESTS | {"time": _later_training})(case)


@verdict.mistake("takes were judged by the claim, but speakers were not: not every study claims new speakers.")
def claim_of_speakers_ignored(case):
    return _with(TESTS | {"groups": _shared_speakers})(case)


def _without(*names):
    return _with({name: test for name, test in TESTS.items() if name not in names})


@verdict.mistake(
    "copies were found only where they are equal; a louder one has the same shape: take each row's mean out."
)
def exact_copies_only(case):
    return _without("duplicates")(case)


@verdict.mistake("all copies were called by one name: equal rows are `no test set`, louder ones `duplicates`.")
def copies_by_one_name(case):
    return _with({"duplicates": _louder_copies} | TESTS)(case)


@verdict.mistake(
    "the chosen columns were not looked at: choose again on the rows trained on, and see whether others come out."
)
def no_selection(case):
    return _without("selection")(case)


@verdict.mistake("`means` was not looked at: it should be the mean of the rows trained on, and of no others.")
def no_preprocessing(case):
    return _without("preprocessing")(case)


@verdict.mistake("a column that nearly is the label was not looked for.")
def no_marker(case):
    return _without("marker")(case)


@verdict.mistake("the test was not compared with the population that the study is about.")
def no_sampling(case):
    return _without("sampling")(case)


@verdict.mistake("`means` and `columns` were not looked at; both can tell that test rows were used.")
def what_was_recorded_ignored(case):
    return _without("selection", "preprocessing")(case)


@verdict.mistake(
    "the limit for a marker is too low: in a clean file some column has a correlation near one half with the label."
)
def low_limit_for_markers(case):
    return _with(TESTS | {"marker": lambda case: _marker(case, 0.3)})(case)


@verdict.mistake("the test was called another population at a distance of 0.05, which clean files have by chance.")
def other_population_by_chance(case):
    return _with(TESTS | {"sampling": lambda case: _far(case) > 0.05})(case)
