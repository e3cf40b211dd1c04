"""The exercise `block_weights`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _gaps(radius, window):
    """(L, L + 2 window) how far each place of the text is from each place of the block."""
    return np.arange(len(radius) + 2 * window) - window - np.arange(len(radius))[:, None]


def _weights(pull, push, n_noise):
    """The weights of the words of the text, then of n_noise noise words that all weigh the same for a row."""
    return np.hstack([pull, np.repeat(np.reshape(push, (-1, 1)), n_noise, axis=1)]).astype(float)


def _pull(radius, window):
    gaps = np.abs(_gaps(radius, window))
    return (gaps > 0) & (gaps <= radius[:, None])


def _push(radius, n_negatives, n_noise):
    return 2 * radius * n_negatives / n_noise


def _block_weights(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), _push(radius, n_negatives, n_noise), n_noise)


block_weights = Exercise(
    "block_weights",
    _block_weights,
    hints=(
        "Column j of the text part is the place j - window of the block: its first `window` columns lie before it.",
        "The distance of column j and row i is |j - window - i|: a neighbour if it is at least 1, at most radius[i].",
        "`gap = abs(np.arange(L + 2 * window) - window - np.arange(L)[:, None])`; the noise part is "
        "`2 * radius[:, None] * n_negatives / n_noise`, n_noise times; join with `np.hstack`.",
    ),
    read="Sharing the noise",
)


@block_weights.criterion("two words, by hand", points=1)
def _(student, rng):
    expected = [[0, 1, 0, 1, 0, 0, 3, 3], [0, 1, 1, 0, 1, 1, 6, 6]]
    why = "Columns 0 to 5 are the places -2 to 3; place 0 sees -1 and 1, place 1 sees -1, 0, 2 and 3"
    same(student(np.array([1, 2]), 2, 3, 2), expected, why)


def _a_block(rng):
    window = int(rng.integers(3, 6))
    radius = rng.integers(1, window + 1, size=int(rng.integers(6, 10)))
    radius[rng.integers(1, 5)] = 0  # a word at the end of the text looks nowhere
    radius[0], radius[-1], radius[-2] = 1, window, 2
    return radius, window, int(rng.integers(5, 8)), int(rng.integers(9, 17))


def _check_part(student, rng, part, why):
    """Compare the columns of the text (part 0) or of the noise (part 1), in a long block and four short ones."""
    short = rng.permutation([1, 4, 7]), 7, 9, 4
    alone = np.zeros(3, dtype=int), 0, 2, 4  # a window of 0: nobody looks anywhere
    many = np.array([20]), 20, 7, 1  # 40 pairs with 7 negatives each, more than 8 bits can count
    for given in (_a_block(rng), short, (np.array([2]), 3, int(rng.integers(2, 5)), 1), alone, many):
        _check_columns(student, given, part, why)


def _check_columns(student, given, part, why):
    width = len(given[0]) + 2 * given[1]
    got, expected = np.asarray(student(*given)), _block_weights(*given)
    if got.shape != expected.shape:
        same(got, expected, "One row for each word of the block; columns for the text, then for the noise")
    same(np.split(got, [width], axis=1)[part], np.split(expected, [width], axis=1)[part], why)


@block_weights.criterion("the columns of the text: who is whose neighbour", points=1)
def _(student, rng):
    _check_part(student, rng, 0, "1 for every word within the radius, but not for the word itself")


@block_weights.criterion("the columns of the noise: all together as n_negatives for each pair", points=2)
def _(student, rng):
    _check_part(student, rng, 1, "In all 2 radius[i] pairs x n_negatives, shared among n_noise words")


@block_weights.mistake("each word was counted as its own neighbour: a distance of 0 does not count.")
def own_neighbour(radius, window, n_negatives, n_noise):
    pull = np.abs(_gaps(radius, window)) <= radius[:, None]
    return _weights(pull, _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("only the words after each word were taken; the window opens to both sides.")
def only_ahead(radius, window, n_negatives, n_noise):
    pull = _pull(radius, window) & (_gaps(radius, window) > 0)
    return _weights(pull, _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("every word looks as far as `window` here; word i looks only radius[i] far.")
def all_look_as_far(radius, window, n_negatives, n_noise):
    full = np.full(len(radius), window)
    return _weights(_pull(full, window), _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("the columns begin `window` places before the block: column j is the place j - window.")
def columns_not_shifted(radius, window, n_negatives, n_noise):
    gaps = np.abs(_gaps(radius, window) + window)
    pull = (gaps > 0) & (gaps <= radius[:, None])
    return _weights(pull, _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("a noise word weighs 1 here; n_noise of them stand for n_negatives at each pair.")
def noise_weighs_one(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), np.ones(len(radius)), n_noise)


@block_weights.mistake(
    "the noise has the weight of one pair; a word with 2 radius[i] pairs meets its noise that many times."
)
def noise_of_one_pair(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), np.full(len(radius), n_negatives / n_noise), n_noise)


@block_weights.mistake(
    "a word has 2 radius[i] pairs, radius[i] on each side: your noise weighs half of what it should."
)
def noise_of_one_side(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), _push(radius, n_negatives, n_noise) / 2, n_noise)


@block_weights.mistake("the ratio is upside down: n_noise words share the work of n_negatives, n_negatives / n_noise.")
def ratio_upside_down(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), _push(radius, n_noise, n_negatives), n_noise)


@block_weights.mistake("every noise word weighs as all n_negatives together: divide by n_noise.")
def noise_not_shared(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), _push(radius, n_negatives, 1), n_noise)


@block_weights.mistake("the noise weighs the same for all words; it follows the number of pairs of each word.")
def noise_of_the_average(radius, window, n_negatives, n_noise):
    push = np.full(len(radius), _push(radius, n_negatives, n_noise).mean())
    return _weights(_pull(radius, window), push, n_noise)


@block_weights.mistake("the radius of the other word was used; word i looks radius[i] far, whatever the other does.")
def radius_of_the_other(radius, window, n_negatives, n_noise):
    gaps = np.abs(_gaps(radius, window))
    pull = (gaps > 0) & (gaps <= np.pad(radius, window))
    return _weights(pull, _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake(
    "the weights of the noise were cut to whole numbers: divide with `/`, not `//`, into a table of floats, not `int`."
)
def cut_to_whole_numbers(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), _push(radius, n_negatives, n_noise).astype(int), n_noise)


@block_weights.mistake("only words of the block were taken for neighbours; those before and after it count too.")
def block_only(radius, window, n_negatives, n_noise):
    pull = _pull(radius, window)
    pull[:, :window] = pull[:, len(radius) + window :] = False
    return _weights(pull, _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("every radius is one too short: a word exactly radius[i] places away is a neighbour.")
def one_too_short(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius - 1, window), _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("every radius is one too wide: at most radius[i] places away, not one more.")
def one_too_wide(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius + 1, window), _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("the columns of the noise came first; first come those of the text.")
def noise_first(radius, window, n_negatives, n_noise):
    return np.roll(_block_weights(radius, window, n_negatives, n_noise), n_noise, axis=1)


@block_weights.mistake("the columns of the noise are missing.")
def noise_missing(radius, window, n_negatives, n_noise):
    return _pull(radius, window).astype(float)


@block_weights.mistake("only the words before each word were taken; it looks to both sides.")
def only_before(radius, window, n_negatives, n_noise):
    pull = _pull(radius, window) & (_gaps(radius, window) < 0)
    return _weights(pull, _push(radius, n_negatives, n_noise), n_noise)


@block_weights.mistake("the noise was weighed for 2 window pairs; word i has 2 radius[i] of them.")
def noise_of_the_window(radius, window, n_negatives, n_noise):
    push = _push(np.full(len(radius), window), n_negatives, n_noise)
    return _weights(_pull(radius, window), push, n_noise)


@block_weights.mistake(
    "every word with a neighbour has the noise of one pair; a word with 2 radius[i] pairs meets it that many times."
)
def noise_of_one_pair_if_any(radius, window, n_negatives, n_noise):
    return _weights(_pull(radius, window), (radius > 0) * n_negatives / n_noise, n_noise)
