"""The exercise `trials`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _all_pairs(speakers):
    first, second = np.triu_indices(len(speakers), 1)
    return first, second, speakers[first] == speakers[second]


def _listed(first, second, of_one, keep):
    return np.stack([first[keep], second[keep], of_one[keep].astype(int)], axis=1)


def _trials(speakers, recordings):
    first, second, of_one = _all_pairs(speakers)
    return _listed(first, second, of_one, ~(of_one & (recordings[first] == recordings[second])))


trials = Exercise(
    "trials",
    _trials,
    hints=(
        "Every pair of two different clips, once: the first has the smaller number.",
        "`np.triu_indices(n, 1)` gives the pairs in the right order. Two clips are cut from one recording if speaker "
        "*and* recording are equal.",
        "`same = speakers[i] == speakers[j]`, `keep = ~(same & (recordings[i] == recordings[j]))`, then stack "
        "i[keep], j[keep] and same[keep] as columns.",
    ),
    read="Whose voice is it?",
)


@trials.criterion("by hand: four clips of two speakers", points=1)
def _(student, rng):
    speakers, recordings = np.array([1, 1, 2, 1]), np.array([5, 6, 5, 5])
    expected = [[0, 1, 1], [0, 2, 0], [1, 2, 0], [1, 3, 1], [2, 3, 0]]
    same(student(speakers, recordings), expected, "Clips 0 and 3 are of one recording; 0 and 2 of two speakers")
    same(student(np.array([3, 3]), np.array([0, 1])), [[0, 1, 1]], "Two clips of one speaker")


@trials.criterion("any speakers and recordings", points=2)
def _(student, rng):
    for n, n_speakers, n_recordings in [(14, 3, 3), (20, 6, 2), (9, 2, 8)]:
        speakers, recordings = rng.integers(n_speakers, size=n), rng.integers(n_recordings, size=n)
        speakers[:4], recordings[:4] = [0, 0, 1, 0], [1, 1, 1, 0]
        why = f"{n} clips, {n_speakers} speakers, recordings numbered from 0 to {n_recordings - 1} for each"
        same(student(speakers, recordings), _trials(speakers, recordings), why)


@trials.criterion("nothing to compare", points=1)
def _(student, rng):
    same(student(np.array([4]), np.array([0])), np.zeros((0, 3)), "One clip: an array of shape (0, 3)")
    same(student(np.array([4, 4, 4]), np.array([2, 2, 2])), np.zeros((0, 3)), "All are cut from one recording")
    same(student(np.array([1, 2]), np.array([0, 0])), [[0, 1, 0]], "Recording 0 of 1, and recording 0 of 2")
    same(student(np.array([1, 11]), np.array([12, 2])), [[0, 1, 0]], "Recording 12 of 1, and recording 2 of 11")
    for large in (9, 10, 99, 100, 255, 256, 500, 512, 900, 998, 999):
        why = f"Recording {large} of 0, and recording 0 of 1"
        same(student(np.array([0, 1]), np.array([large, 0])), [[0, 1, 0]], why)


@trials.mistake("pairs cut from one recording are in the list: they share room and microphone, and are too easy.")
def same_recording_kept(speakers, recordings):
    first, second, of_one = _all_pairs(speakers)
    return _listed(first, second, of_one, np.ones(len(first), bool))


@trials.mistake("recordings are numbered anew for each speaker: equal numbers of two speakers are two recordings.")
def numbers_alone(speakers, recordings):
    first, second, of_one = _all_pairs(speakers)
    return _listed(first, second, of_one, recordings[first] != recordings[second])


@trials.mistake("each clip was compared with itself: a score of 1 that nobody has to earn.")
def with_itself(speakers, recordings):
    first, second = np.triu_indices(len(speakers), 0)
    of_one = speakers[first] == speakers[second]
    keep = (first == second) | ~(of_one & (recordings[first] == recordings[second]))
    return _listed(first, second, of_one, keep)


@trials.mistake("each pair came twice, in both orders; list it once, the smaller clip first.")
def both_orders(speakers, recordings):
    first, second = np.nonzero(~np.eye(len(speakers), dtype=bool))
    of_one = speakers[first] == speakers[second]
    return _listed(first, second, of_one, ~(of_one & (recordings[first] == recordings[second])))


@trials.mistake("the larger clip stands first; the smaller one does.")
def larger_first(speakers, recordings):
    return _trials(speakers, recordings)[:, [1, 0, 2]]


@trials.mistake("only pairs of one speaker came; false claims need pairs of two speakers.")
def same_speaker_alone(speakers, recordings):
    found = _trials(speakers, recordings)
    return found[found[:, 2] == 1]


@trials.mistake("only pairs of two speakers came; true claims need pairs of one.")
def different_speakers_alone(speakers, recordings):
    found = _trials(speakers, recordings)
    return found[found[:, 2] == 0]


@trials.mistake("only neighbouring clips were compared; every two clips are a pair.")
def neighbours(speakers, recordings):
    found = _trials(speakers, recordings)
    return found[found[:, 1] == found[:, 0] + 1]


@trials.mistake("1 and 0 are exchanged: 1 stands for the same speaker.")
def labels_turned(speakers, recordings):
    return _trials(speakers, recordings) * [1, 1, -1] + [0, 0, 1]


@trials.mistake("the label was left out: each row is first, second, and 1 for the same speaker or 0.")
def without_labels(speakers, recordings):
    return _trials(speakers, recordings)[:, :2]


@trials.mistake("same speakers come first, then the others; sort by the first clip, then by the second.")
def sorted_by_label(speakers, recordings):
    found = _trials(speakers, recordings)
    return found[np.argsort(-found[:, 2], kind="stable")]


@trials.mistake("pairs are sorted by their second clip; sort by the first, then by the second.")
def sorted_by_second(speakers, recordings):
    found = _trials(speakers, recordings)
    return found[np.lexsort([found[:, 0], found[:, 1]])]


@trials.mistake("without any pair the result has no columns; its shape is (0, 3).")
def empty_without_columns(speakers, recordings):
    found = _trials(speakers, recordings)
    return found if len(found) else np.zeros(0)


@trials.mistake("speakers and recordings were exchanged.")
def exchanged(speakers, recordings):
    return _trials(recordings, speakers)


def _by_key(speakers, recordings, key):
    first, second, of_one = _all_pairs(speakers)
    keys = np.array([key(s, r) for s, r in zip(speakers.tolist(), recordings.tolist(), strict=True)])
    return _listed(first, second, of_one, keys[first] != keys[second])


@trials.mistake("speaker and recording were joined to one text: 1 and 12 give the same as 11 and 2.")
def joined_as_text(speakers, recordings):
    return _by_key(speakers, recordings, lambda s, r: f"{s}{r}")


@trials.mistake("speaker and recording were added: 1 and 2 give the same as 2 and 1.")
def added(speakers, recordings):
    return _by_key(speakers, recordings, lambda s, r: s + r)


@trials.mistake("the factor of the speaker's number is one too small, so that two recordings get the same key.")
def key_too_narrow(speakers, recordings):
    return _by_key(speakers, recordings, lambda s, r: s * recordings.max() + r)


@trials.mistake("pairs of one speaker, and those with equal recording numbers, are left out: both must be equal.")
def either_equal(speakers, recordings):
    first, second, of_one = _all_pairs(speakers)
    return _listed(first, second, of_one, ~(of_one | (recordings[first] == recordings[second])))


@trials.mistake("just the pairs of one recording came; just these are left out.")
def one_recording_alone(speakers, recordings):
    first, second, of_one = _all_pairs(speakers)
    return _listed(first, second, of_one, of_one & (recordings[first] == recordings[second]))


@trials.mistake("clips are counted from 1; the first one is clip 0.")
def from_one(speakers, recordings):
    return _trials(speakers, recordings) + np.array([1, 1, 0])


@trials.mistake("the larger clip stands first, and pairs are sorted by it; the smaller one stands first.")
def lower_triangle(speakers, recordings):
    first, second = np.tril_indices(len(speakers), -1)
    of_one = speakers[first] == speakers[second]
    return _listed(first, second, of_one, ~(of_one & (recordings[first] == recordings[second])))


@trials.mistake("these are the numbers of the speakers; return those of the clips, from 0.")
def numbers_of_speakers(speakers, recordings):
    first, second, of_one = _trials(speakers, recordings).T
    return np.stack([speakers[first], speakers[second], of_one], axis=1)


@trials.mistake("only the first clip of each recording was kept; leave out pairs, not clips.")
def first_of_each_recording(speakers, recordings):
    kept = np.sort(np.unique(np.stack([speakers, recordings]), axis=1, return_index=True)[1])
    found = _trials(speakers[kept], recordings[kept])
    return np.stack([kept[found[:, 0]], kept[found[:, 1]], found[:, 2]], axis=1)


@trials.mistake("only neighbouring clips were tried for one recording; clips far apart may be cut from one too.")
def one_recording_of_neighbours(speakers, recordings):
    first, second, of_one = _all_pairs(speakers)
    one = of_one & (recordings[first] == recordings[second]) & (second == first + 1)
    return _listed(first, second, of_one, ~one)


@trials.mistake(
    "speaker * 100 + recording is the same for two recordings, since recordings go up to 999; compare both."
)
def factor_of_a_hundred(speakers, recordings):
    return _by_key(speakers, recordings, lambda s, r: 100 * s + r)


@trials.mistake("speaker * 999 + recording is the same for recording 999 of 0 and recording 0 of 1; take 1,000.")
def factor_of_999(speakers, recordings):
    return _by_key(speakers, recordings, lambda s, r: 999 * s + r)


@trials.mistake("the third number is the speaker where both are one; it is 1 for the same speaker, and 0 for two.")
def speaker_for_label(speakers, recordings):
    found = _trials(speakers, recordings)
    return np.stack([found[:, 0], found[:, 1], speakers[found[:, 0]] * found[:, 2]], axis=1)
