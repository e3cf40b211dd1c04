"""Unit 08. The sentences of the lesson that compare, each computed for other words, directions, halves or messages."""

from functools import cache

import numpy as np

from vecembed_lab.bias.association import association, permutation_p, resampled_weat, weat
from vecembed_lab.bias.chance import false_alarms, null_p, with_cosine
from vecembed_lab.bias.erasure import Leace, inlp, nullspace
from vecembed_lab.bias.extremes import both_ends, cluster_survival
from vecembed_lab.bias.lists import find, find_pairs, four_sets, lists, occupations, weat_of
from vecembed_lab.bias.messages import decide
from vecembed_lab.bias.probing import folds, probe, read_from_others
from vecembed_lab.bias.samples import (
    N_FREQUENT,
    draw_directions,
    draw_targets,
    draw_train,
    gender,
    jobs,
    letters,
    she_he,
    space,
    without_gender,
)
from vecembed_lab.bias.subspace import direct_bias, explained, half_differences, neutralise
from vecembed_lab.bias.winobias import load_winobias, resolved
from vecembed_lab.data.words import WordVectors
from vecembed_lab.lesson.claims import claim
from vecembed_lab.similarity.measures import pair_cosines, spearman

# Associations


@claim("In these texts *nurse* keeps company with women's words far more than *lawyer* and *farmer* do.")
def nurses_keep_other_company(seed):
    women, men = find_pairs(space())
    rows = np.random.default_rng(seed).integers(len(women), size=len(women))
    words = find(space(), ["nurse", "lawyer", "farmer"]).vectors
    nurse, *others = association(words, women[rows], men[rows])
    return max(others) + 0.1, nurse


def _drawn_anew(number, seed):
    sets = [found.vectors for found in four_sets(space(), number)]
    return np.quantile(resampled_weat(*sets, rng=np.random.default_rng(seed)), [0.025, 0.975])


@claim("The test of names and careers hardly depends on its words, since its lower limit is above 1.5.")
def names_and_careers_hold(seed):
    return 1.5, _drawn_anew(6, seed)[0]


@claim("drawn anew, its six words a set can give no effect at all")
def illness_may_give_nothing(seed):
    return _drawn_anew(9, seed)[0], 0


@claim("Tests 5 and 10 say nothing either way.")
def two_tests_say_nothing(seed):
    limits = [_drawn_anew(number, seed) for number in (5, 10)]
    return max(low for low, _ in limits), min(0, *(high for _, high in limits))


# Could it be chance?


@cache
def _career_and_family():
    return tuple(find(space(), lists()["weat"][name]).vectors for name in ("career", "family"))


@claim(
    "Words drawn at random go beyond half a standard deviation in a good part of all draws, and never near the names."
)
def words_at_random_give_effects(seed):
    found = [abs(weat(*draw_targets(1000 * seed + i, 8), *_career_and_family())) for i in range(200)]
    return max(0.2 / np.mean(np.array(found) > 0.5), max(found) / (weat_of(space(), 6) - 0.1)), 1


def _alarms(seed, planted):
    career, family = _career_and_family()
    rng = np.random.default_rng(seed)

    def test():
        words = space().vectors[rng.permutation(N_FREQUENT)[:16]].astype(float)
        x = association(words[:8] + planted * career.mean(axis=0), career, family)
        return permutation_p(x, association(words[8:], career, family), rng=rng)

    return false_alarms(test, 100)


@claim("Without anything planted the alarms are as many as they should be; with much planted hardly one is missing.")
def the_test_is_calibrated(seed):
    return max(_alarms(seed, 0) / 0.12, 0.9 / _alarms(seed, 1)), 1


# A direction


@claim("The first direction explains far more than the others.")
def the_first_direction_explains_most(seed):
    women, men = find_pairs(space())
    rows = np.random.default_rng(seed).permutation(len(women))[:8]
    first, second, *_ = explained(women[rows], men[rows])
    return 2 * second, first


@claim("Random pairs have no direction in common.")
def random_pairs_have_nothing_in_common(seed):
    rng = np.random.default_rng(seed)
    drawn = [without_gender()[rng.permutation(N_FREQUENT - 500)[:20]].reshape(2, 10, -1) for _ in range(20)]
    return max(explained(*words)[0] for words in drawn), 0.5 * explained(*find_pairs(space()))[0]


# Occupations


def _follows(directions):
    vectors, women = jobs()
    return [abs(np.corrcoef(vectors @ one, women)[0, 1]) for one in directions]


@claim("Of a thousand directions none follows the counts as closely as the gender direction.")
def no_direction_follows_the_counts_as_closely(seed):
    chance = [*_follows(draw_directions(seed, 500)), *_follows(draw_directions(seed, 500, of_words=False))]
    return max(chance), _follows([gender()])[0]


@claim("The same number is far beyond chance or hardly beyond it, depending on what it is compared with.")
def direct_bias_depends_on_its_comparison(seed):
    vectors, found = jobs()[0], direct_bias(jobs()[0], gender())
    any_direction = [direct_bias(vectors, one) for one in draw_directions(seed, 500, of_words=False)]
    of_words = [direct_bias(vectors, one) for one in draw_directions(seed, 500)]
    return max(null_p(found, any_direction), 0.015), null_p(found, of_words)


# Taking the direction out


@claim("Next to nothing is lost.")
def similarity_is_kept(seed):
    pairs = np.random.default_rng(seed).integers(len(without_gender()), size=(10_000, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    words = without_gender()
    return 0.98, spearman(pair_cosines(words, pairs), pair_cosines(neutralise(words, gender()), pairs))


# Does it survive?


@claim(
    "After the direction is taken out, clusters survive at the ends of random pairs of words as they do at those of "
    "she and he."
)
def clusters_survive_at_any_ends(seed):
    rng, close = np.random.default_rng(seed), float(she_he() @ gender())
    controls = [
        cluster_survival(without_gender(), one, with_cosine(one, close, rng=rng)) for one in draw_directions(seed, 12)
    ]
    found = cluster_survival(without_gender(), she_he(), gender())
    return max(found / np.max(controls), 0.75 / np.mean(controls)), 1


@claim(
    "Taking out the gender direction lowers what can be read about the counts; taking out a random direction does not."
)
def removal_is_specific(seed):
    vectors, women = jobs()
    others = [read_from_others(neutralise(vectors, one), women) for one in draw_directions(seed, 100)]
    return read_from_others(neutralise(vectors, gender()), women) + 0.1, np.quantile(others, 0.05)


@claim("What is left lies close to the limit of what shuffled shares reach")
def what_is_left_is_near_chance(seed):
    (vectors, women), rng = jobs(), np.random.default_rng(seed)
    shuffled = [read_from_others(vectors, rng.permutation(women)) for _ in range(400)]
    return abs(read_from_others(neutralise(vectors, gender()), women) - np.quantile(shuffled, 0.95)), 0.1


# All that a linear classifier can use


@cache
def _probed(seed):
    """What probes read from words that were used and from others, by what was taken out."""
    rng = np.random.default_rng(seed)
    words, far = both_ends(without_gender(), she_he(), 500)
    half, fold = rng.permutation(len(words)) < len(words) // 2, folds(len(words), rng=rng)
    ways = {"nothing": words, "direction": neutralise(words, gender())}
    ways["inlp"] = words @ nullspace(inlp(words[half], far[half], 10))
    ways["leace"] = Leace(words[half], far[half])(words)
    return {
        name: [probe(vectors[part], far[part], fold[part]).mean() for part in (half, ~half)]
        for name, vectors in ways.items()
    }


@claim("Taking out the one direction changes little for a probe.")
def one_direction_changes_little(seed):
    return _probed(seed)["nothing"][1] - 0.15, _probed(seed)["direction"][1]


@claim("INLP and LEACE take away much of what can be read from other words, and by far not all")
def erasers_take_away_much(seed):
    read = [_probed(seed)[name][1] for name in ("inlp", "leace")]
    return max(max(read) / 0.82, 0.6 / min(read)), 1


@claim("And on the words that were used, the probe is far *below* one half.")
def words_that_were_used_are_read_backwards(seed):
    return max(_probed(seed)["leace"][0], _probed(seed)["inlp"][0]), 0.4


# A decision


@cache
def _outcomes(seed):
    """(decisions that change, those of them away from sport, balanced accuracy), by what was taken out."""
    vectors, wanted, of_whom, hers = letters()
    train, of_men = draw_train(seed, len(vectors)), np.flatnonzero(of_whom < 0)
    tested = ~train[of_men]
    pairs, others = np.linalg.svd(half_differences(*find_pairs(space())))[2], draw_directions(seed, 100)
    found = {}
    for name, out in {"nothing": pairs[:0], "one": pairs[:1], "ten": pairs[:10], "random": others}.items():
        left = nullspace(out)
        decided = decide(vectors @ left, wanted, train, np.vstack([vectors, hers[tested]]) @ left)
        his, her = decided[of_men[tested]], decided[len(vectors) :]
        right = [(decided[: len(vectors)] == wanted)[~train & (wanted == kind)].mean() for kind in (True, False)]
        found[name] = (his != her).mean(), (his & ~her).sum() / max(1, (his != her).sum()), np.mean(right)
    return found


@claim("Some change, and nearly all of them away from sport</summary>Yes.")
def decisions_change_one_way(seed):
    changed, away, _ = _outcomes(seed)["nothing"]
    return max(0.01 / changed, 0.85 / away), 1


@claim(
    "Taking out the gender direction makes most of the changed decisions disappear, and the accuracy stays what it was."
)
def removal_helps_the_decision(seed):
    before, after = _outcomes(seed)["nothing"], _outcomes(seed)["one"]
    return max(2 * after[0] / before[0], (before[2] - 0.01) / after[2]), 1


@claim("With all ten directions of the pairs hardly a decision changes any more, for a point of accuracy or less.")
def ten_directions_leave_hardly_any(seed):
    before, after = _outcomes(seed)["nothing"], _outcomes(seed)["ten"]
    return max(after[0] / 0.003, (before[2] - 0.015) / after[2]), 1


@claim("Taking out random directions, even a hundred, leaves most of the changed decisions, or makes them more.")
def random_directions_help_nobody(seed):
    return 0.5 * _outcomes(seed)["nothing"][0], _outcomes(seed)["random"][0]


# A second kind of data


@cache
def _resolved(seed):
    """Shares right as the stereotype has it and against it, as the vectors are and with neutral occupations."""
    vectors, rows = space().vectors.copy(), space().rows(find(space(), list(occupations())).words)
    vectors[rows] = neutralise(vectors[rows].astype(float), gender())
    flat, rng, found = WordVectors(space().words, vectors, "neutralised"), np.random.default_rng(seed), []
    for sentences in load_winobias(occupations()).values():
        known = [sentence for sentence in sentences if all(word in flat for word in sentence)]
        drawn = rng.integers(len(known), size=len(known))
        found.append([resolved(which, known)[drawn].mean() for which in (space(), flat)])
    return np.array(found)  # (kinds of sentences, kinds of vectors)


@claim("It is right far more often where the stereotype helps than where it misleads.")
def stereotypes_help_the_resolver(seed):
    return _resolved(seed)[1, 0] + 0.15, _resolved(seed)[0, 0]


@claim("With neutral occupations that gap becomes much smaller")
def neutral_occupations_close_the_gap(seed):
    gaps = _resolved(seed)[0] - _resolved(seed)[1]
    return abs(gaps[1]), gaps[0] / 2


# What these measurements cannot do


@claim("the ten nearest words still tell")
def neighbours_still_tell(seed):
    from sklearn.neighbors import KNeighborsClassifier

    words, far = both_ends(without_gender(), she_he(), 500)
    order = np.random.default_rng(seed).permutation(len(words))
    half, train, test = np.split(order, [500, 750])
    erased = Leace(words[half], far[half])(words)
    return 0.65, KNeighborsClassifier(10).fit(erased[train], far[train]).score(erased[test], far[test])
