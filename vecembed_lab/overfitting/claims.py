"""Unit 09. The sentences of the lesson that compare, each computed for other draws of rows, halves, labels or noise.

A long file: the lesson compares at every step, and its claims stand in the order of its sentences.
"""

from functools import cache

import numpy as np

from vecembed_lab.lesson.claims import claim
from vecembed_lab.overfitting.choosing import best_of_bias, draws, stop_epoch
from vecembed_lab.overfitting.grouped import group_interval, row_interval
from vecembed_lab.overfitting.leaks import (
    KINDS,
    clearness,
    copy_share,
    from_the_future,
    noise,
    reduced_before_the_split,
    some_digits,
)
from vecembed_lab.overfitting.population import ks_distance, ks_limit
from vecembed_lab.overfitting.quality import misspelt, mixed, repeated
from vecembed_lab.overfitting.samples import (
    coverage,
    damaged_errors,
    descent_errors,
    digit_curve,
    half_errors,
    network,
    rare_scores,
    ridge_rights,
    speaker_rights,
)
from vecembed_lab.overfitting.selection import chosen_score, leaky_score, shuffled_score

# Eight ways to fool oneself


@claim("Where a leak was planted, the reported number is above the honest one in every draw, but for kind 2.")
def leaks_raise_the_number(seed):
    twins = [kind(seed) for kind in KINDS.values() if kind is not reduced_before_the_split]
    return 0.02, min(reported - honest for reported, honest in twins)


@claim("Kind 2 is guilty of the rule, and its number is innocent.")
def reducing_gains_nothing(seed):
    gains = np.subtract(*np.transpose([reduced_before_the_split(5 * seed + i) for i in range(5)]))
    return abs(gains.mean()), 0.02


@claim("Ratings from the future help a little, in every window of time, and the windows differ more than the twins do.")
def the_future_helps_a_little(seed):
    reported, honest = from_the_future(seed)
    others = [from_the_future(seed + i)[1] for i in range(5)]
    return max((reported - honest) / np.ptp(others) + 1, (honest - reported) / np.ptp(others)), 1


# An exhibit of pure noise


@claim("On shuffled labels the leaky procedure scores far above chance, and the honest one does not.")
def shuffled_labels_convict(seed):
    X, y, train = noise(seed, n=200, p=3000)
    rng = np.random.default_rng(seed)
    orders = np.array([rng.permutation(len(y)) for _ in range(10)])
    leaky, honest = (shuffled_score(X, y, train, 20, orders, score) for score in (leaky_score, chosen_score))
    return max(honest, 0.56) + 0.08, leaky


# Two cases from close by


@cache
def _copied(seed, share, at_least):
    return [copy_share(10 * seed + i, share, at_least) for i in range(5)]


@claim("All three rules find every guilty file.")
def copies_are_found(seed):
    return 0.01, min(min(_copied(seed, 0.05, at_least)) for at_least in (0.5, 0.9))


@claim("The rule that accuses at any pair with half of its words in common accuses nearly every clean file as well.")
def any_pair_accuses_everybody(seed):
    wide, strict = (np.array(_copied(seed, 0.0, at_least)) for at_least in (0.5, 0.9))
    return max(0.7 / np.mean(wide > 0), np.mean(strict > 0.01) / 0.3), 1


# Who is missing from the test


@claim("Of an honest sample it is small, of the clearer half it is large.")
def missing_digits_are_seen(seed):
    known, population, sample = some_digits(np.random.default_rng(seed), 300, 1000, 400)
    clear, everybody = (clearness(*known, images) for images, _ in (sample, population))
    half = clear[clear >= np.median(clear)]
    honest = ks_distance(clear, everybody) / ks_limit(len(clear), len(everybody), 0.001)
    return max(honest, ks_limit(len(half), len(everybody), 0.001) / ks_distance(half, everybody)), 1


# Dimensions


@cache
def _half(seed, size, **options):
    return half_errors(seed, size, **options)


@claim("The more text, the more dimensions carry over.")
def more_text_more_dimensions(seed):
    best = [_half(seed, size).best for size in (60, 120, 240, 470)]
    return 0, min(np.diff(best)[1:].min(), best[1] - best[0] + 1, best[3] - 6)


@claim("With every size and on every draw, 100 dimensions are worse than the best number.")
def a_hundred_are_too_many(seed):
    runs = [_half(seed, size) for size in (60, 120, 240, 470)]
    return 0.1, min(run.other[100] - run.other.min() for run in runs)


@claim("On shuffled text no more than two dimensions carry over.")
def shuffled_text_has_two_at_most(seed):
    return _half(seed, 470, shuffled=True).best, 2.5


@claim("But its error there is nearly as low as that of the text.")
def the_control_is_nearly_as_low(seed):
    text, control = (_half(seed, 470, shuffled=shuffled).other.min() for shuffled in (False, True))
    return abs(control - text), 0.03


@claim("Fewer dimensions carry over to other articles than to other pieces of the same ones.")
def articles_differ(seed):
    return _half(seed, 470, whole_articles=True).best, _half(seed, 470).best


@claim("The more text, the lower the effective rank, and the more dimensions carry over: the two go opposite ways.")
def the_effective_rank_goes_the_other_way(seed):
    runs = [_half(seed, size) for size in (60, 120, 240, 470)]
    return max(np.diff([run.effective_rank for run in runs])), min(0, runs[3].best - runs[0].best - 5)


@claim("At every size the effective rank is several times as large as the number that carries over.")
def the_effective_rank_is_several_times_the_best_number(seed):
    return 5, min(run.effective_rank / run.best for run in (_half(seed, size) for size in (60, 120, 240, 470)))


@claim("And it does not tell a text from a shuffled one: their effective ranks differ by less than a fifth.")
def the_effective_rank_does_not_tell_shuffled_text(seed):
    text, control = (_half(seed, 470, shuffled=shuffled).effective_rank for shuffled in (False, True))
    return abs(np.log(text / control)), np.log(1.2)


# Quality


@cache
def _damaged(way, share, seed):
    """The lowest error on the other half, mean over three draws, after a share of the pieces or words was damaged."""
    runs = [damaged_errors(3 * seed + i, lambda pieces, rng: way(pieces, share, rng=rng)) for i in range(3)]
    return np.mean([run.other.min() for run in runs])


@claim("Repetition does more harm than misspelling or mixing, and it is the one that is cured for nothing")
def repetition_does_most_harm(seed):
    return max(_damaged(misspelt, 0.2, seed), _damaged(mixed, 0.2, seed)), _damaged(repeated, 0.3, seed)


@claim("Mixing a fifth of all places hardly matters to counts within five words.")
def mixing_hardly_matters(seed):
    return abs(_damaged(mixed, 0.2, seed) - _damaged(mixed, 0, seed)), 0.02


@claim(
    "With 60,000 words, to choose the number of dimensions is worth more than four times the text with 50 dimensions."
)
def choosing_beats_four_times_the_text(seed):
    return _half(seed, 60).other.min(), _half(seed, 240).other[50]


@claim("Eight times the text with 50 dimensions is better than both.")
def eight_times_the_text_beats_choosing(seed):
    return _half(seed, 470).other[50], min(_half(seed, 60).other.min(), _half(seed, 240).other[50])


# Stopping


@cache
def _trained(seed, wrong):
    """A network, and the epoch that is kept by its losses on the first 100 digits."""
    run, _ = network(seed, wrong=wrong)
    return run, stop_epoch(run.losses[:, :100].mean(axis=1), patience=10)


def _gain(seed, wrong):
    """How much larger the share right on the test is where training stopped than at the end."""
    run, kept = _trained(seed, wrong)
    return run.right[kept, 100:].mean() - run.right[-1, 100:].mean()


@claim("Stopped in time, it is right more often.")
def stopped_in_time_it_is_right_more_often(seed):
    return 0.04, _gain(seed, 0.4)


@claim("The loss on the test rises again after 20 to 30 epochs.")
def the_loss_rises_again(seed):
    losses = _trained(seed, 0.0)[0].losses[:, 100:].mean(axis=1)
    return max(abs(losses.argmin() + 1 - 25) / 6, 0.01 / (losses[-1] - losses.min())), 1


@claim(
    "With wrong labels stopping early gains much; with right ones the loss rises, and the share that is right stays."
)
def stopping_helps_with_wrong_labels(seed):
    run, kept = _trained(seed, 0.0)
    rise = run.losses[-1, 100:].mean() - run.losses[kept, 100:].mean()
    return max(0.04 / _gain(seed, 0.4), abs(_gain(seed, 0.0)) / 0.025, 0.01 / rise), 1


# The best of fifty


@claim("The winner's score on the digits that chose it is too good, and the more so the fewer they were.")
def winners_are_flattered(seed):
    rng = np.random.default_rng(seed)
    right = ridge_rights(seed)
    few, some, many = (best_of_bias(right, draws(2000, size, 300, rng=rng)) for size in (50, 100, 400))
    return max(some / few, many / some, 0.01 / many), 1


@claim("What was not chosen is not flattered: the control is near 0.")
def what_was_not_chosen_is_not(seed):
    rows = draws(2000, 100, 300, rng=np.random.default_rng(seed))
    return abs(best_of_bias(ridge_rights(seed)[:1], rows)), 0.01


@claim("with 100 digits single draws spread by some .04")
def one_draw_says_little(seed):
    right, rows = ridge_rights(seed), draws(2000, 100, 300, rng=np.random.default_rng(seed))
    return abs(np.std([best_of_bias(right, row[None]) for row in rows]) - 0.04), 0.01


# A rare class


@claim("The plain classifier has an accuracy of .98 and finds none of them, exactly as one that always says no.")
def the_rare_class_is_swallowed(seed):
    accuracy, _, found, _ = rare_scores(seed, "plain")
    return found + abs(accuracy - 0.98), 0.005


@claim("Ranked by its score, the rare messages come first: average precision is far above that of a ranking by chance.")
def it_is_not_unknown(seed):
    return rare_scores(seed, "always no")[3] + 0.3, rare_scores(seed, "plain")[3]


@claim(
    "Such a cut finds more than half of them. To weight the classes, or to copy the rare messages *after* the split, "
    "finds some, and fewer."
)
def cuts_find_more_than_weights(seed):
    cut, weights, copies = (rare_scores(seed, cure)[2] for cure in ("cut at its share", "weights", "copies after"))
    return max(0.5 / cut, weights / cut, copies / cut, 0.01 / max(weights, 1e-9), 0.01 / max(copies, 1e-9)), 1


@claim("To copy them *before* the split gives a perfect score.")
def copies_before_the_split_are_perfect(seed):
    return 0.98, min(rare_scores(seed, "copies before"))


# Features, rows, groups


@claim("The error falls, rises up to 300 features, and falls again beyond: this is called double descent.")
def double_descent(seed):
    fewest, few, peak, many = descent_errors(seed, (30, 100, 300, 2400))
    return max(few + 0.2 - peak, many + 0.2 - peak, few - fewest), 0


@claim("But look at the ridge: with a penalty there is no peak at all.")
def a_penalty_takes_the_peak_away(seed):
    few, middle, many = descent_errors(seed, (100, 300, 2400), penalty=5.0)
    return max(middle, many), few


@claim("with 30 features it changes little")
def a_penalty_changes_little_with_few_features(seed):
    without, ridge = (descent_errors(seed, (30,), penalty=penalty)[0] for penalty in (0.0, 5.0))
    return abs(ridge - without), 0.05


DIGITS = (30, 100, 300, 600, 2400)


@cache
def _curve(seed, penalty):
    """The errors on the digits fitted to and on others for each of DIGITS, without a penalty or with one."""
    return np.array(digit_curve(seed, DIGITS, penalty))


def _others(seed, penalty):
    return _curve(seed, penalty)[1]


@claim("It more than doubles</summary>Yes.")
def three_times_the_digits_double_the_error(seed):
    return 2 * _others(seed, 0.0)[1], _others(seed, 0.0)[2]


@claim("Without a penalty, more examples do harm on the way to 300; with one they never do.")
def more_examples_do_harm_without_a_penalty(seed):
    without, ridge = np.diff(_others(seed, 0.0)), np.diff(_others(seed, 5.0))
    return max(ridge.max(), 0.1 - without[1]), 0


@claim("With 300 digits the penalty is worth more than twice the digits without it.")
def a_penalty_beats_twice_the_digits(seed):
    return _others(seed, 5.0)[2], _others(seed, 0.0)[3]


@claim("Eight times the digits without a penalty are better than 300 with one.")
def eight_times_the_digits_beat_a_penalty(seed):
    return _others(seed, 0.0)[4], _others(seed, 5.0)[2]


@claim("With 2,400 digits the penalty hardly matters")
def with_many_digits_a_penalty_hardly_matters(seed):
    return abs(_others(seed, 0.0)[4] - _others(seed, 5.0)[4]), 0.02


@claim("Even then its two lines lie apart")
def the_lines_of_the_ridge_lie_apart(seed):
    fitted, others = _curve(seed, 5.0)[:, -1]
    return 0.03, others - fitted


@claim("The interval from rows is narrower by far than that from speakers: it takes 3,000 clips for 3,000 people.")
def rows_are_too_sure(seed):
    right, speakers = speaker_rights(seed)
    rows, groups = (high - low for _, low, high in (row_interval(right), group_interval(right, speakers)))
    return 4 * rows, groups


@cache
def _coverage(seed, n_groups):
    return coverage(seed, n_groups, times=400)


@claim("With six groups the bootstrap over groups holds the truth less often than Student's t")
def few_groups_are_too_few_for_percentiles(seed):
    _, six, t_of_six = _coverage(seed, 6)
    _, thirty, t_of_thirty = _coverage(seed, 30)
    return max((six + 0.04) / t_of_six, 0.9 / thirty, 0.9 / t_of_thirty), 1


@claim("Rows never do, and more groups do not help them.")
def rows_never_hold_the_truth(seed):
    six, thirty = (_coverage(seed, n)[0] for n in (6, 30))
    return max(six / 0.8, thirty / (six + 0.1)), 1
