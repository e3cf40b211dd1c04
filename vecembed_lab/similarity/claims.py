"""Unit 01. The sentences of the lesson that compare, each computed for other words, clouds, pairs or maps."""

import numpy as np

from vecembed_lab.lesson.claims import claim
from vecembed_lab.similarity.evenness import evenness
from vecembed_lab.similarity.measures import (
    agreement,
    cosine,
    euclidean,
    k_occurrence,
    mean_cosine,
    normalize,
    skewness,
    spearman,
)
from vecembed_lab.similarity.projection import neighbours_kept, pca, random_rotation, trustworthiness, tsne
from vecembed_lab.similarity.samples import (
    N_WORDS,
    alike_at_the_ends,
    atlas,
    contrast_of,
    contrast_of_noise,
    distances_kept,
    draw_half,
    draw_pairs,
    draw_points,
    draw_words,
    gains,
    glove,
    lists_by_distance,
    shares_put_right,
    shares_right,
    skewness_by_cosine,
    topic_points,
    vectors,
)

# Three ways to be close


@claim("From the second step on, the rarer the words, the shorter they are.")
def rare_words_are_short(seed):
    rng, steps = np.random.default_rng(seed), np.array_split(np.arange(len(glove())), 8)
    lengths = [np.linalg.norm(glove().vectors[rng.choice(rows, 4000)], axis=1).mean() for rows in steps[1:]]
    return np.diff(lengths).max(), 0


@claim("The dot product brings longer words than the cosine does")
def dot_products_bring_long_words(seed):
    queries, lengths = draw_words(seed, 200), np.linalg.norm(vectors(), axis=1)
    by_dot, by_cosine = queries @ vectors().T, cosine(queries, vectors())
    return tuple(lengths[np.argsort(-scores, axis=1)[:, 1:9]].mean() for scores in (by_cosine, by_dot))


# Analogies


@claim("Capitals and nationalities work; currencies and opposites do not.")
def some_kinds_work(seed):
    usual = {kind: share[0] for kind, share in shares_right(seed).items()}
    work = ("capital-common-countries", "capital-world", "gram6-nationality-adjective")
    return 2 * max(usual["currency"], usual["gram2-opposite"]), min(usual[kind] for kind in work)


@claim("Allow the three words and nearly every kind loses")
def the_ban_helps_nearly_every_kind(seed):
    return 0.8, np.mean([usual > allowed for usual, allowed, _ in shares_right(seed).values()])


@claim("some more than half of their score")
def some_kinds_lose_half(seed):
    return 0.5, max((usual - allowed) / usual for usual, allowed, _ in shares_right(seed).values())


@claim("For *-ing* forms and plurals the lazy control alone gets more than half of what the usual rule gets")
def the_lazy_control_gets_half(seed):
    kinds = ("gram5-present-participle", "gram8-plural")
    return 0.5, min(shares_right(seed)[kind][2] / shares_right(seed)[kind][0] for kind in kinds)


# Does it agree with people?


@claim("GloVe agrees with people far more than the controls")
def glove_agrees_with_people(seed):
    noise, rng = draw_points(seed, len(glove())), np.random.default_rng(seed)
    tests = [draw_pairs(name, seed) for name in ("wordsim353", "simlex999")]
    controls = [agreement(noise, *test) for test in tests]
    controls += [agreement(glove().vectors, pairs, rng.permutation(people)) for pairs, people in tests]
    return max(controls), min(agreement(glove().vectors, *test) for test in tests) - 0.05


@claim("Not one shuffle in three hundred comes near.")
def no_shuffle_comes_near(seed):
    rng = np.random.default_rng(seed)
    tests = [draw_pairs(name, seed) for name in ("wordsim353", "simlex999")]
    nearest = [
        max(agreement(glove().vectors, pairs, rng.permutation(people)) for _ in range(300))
        / agreement(glove().vectors, pairs, people)
        for pairs, people in tests
    ]
    return max(nearest), 0.8


@claim("on SimLex-999 the agreement is about half as large as on WordSim353")
def similarity_is_half_of_relatedness(seed):
    wordsim, simlex = (agreement(glove().vectors, *draw_pairs(name, seed)) for name in ("wordsim353", "simlex999"))
    return abs(simlex / wordsim - 0.5), 0.25


# The curse of dimension


@claim("Ten times as far, or more</summary>That is what happens in two or three dimensions")
def three_dimensions_have_near_points(seed):
    return 9, min(contrast_of_noise(seed, d) for d in (2, 3))


@claim("About twice as far</summary>That would be about thirty dimensions.")
def thirty_dimensions_have_a_contrast_of_one(seed):
    return abs(contrast_of_noise(seed, 30) - 1), 0.25


@claim("Only a little farther</summary>Yes.")
def a_thousand_dimensions_have_no_contrast(seed):
    return contrast_of_noise(seed, 1000), 0.2


@claim(
    "in fifty dimensions they keep more contrast than random points have in twenty-five, "
    "and less than those have in eight"
)
def words_have_the_contrast_of_fewer_dimensions(seed):
    found = contrast_of(draw_words(seed, 1100))
    return max(contrast_of_noise(seed, 25) / found, found / contrast_of_noise(seed, 8)), 1


@claim("Make all lengths equal, and the contrast falls")
def lengths_make_contrast(seed):
    words = draw_words(seed, 1100)
    return contrast_of(normalize(words)), contrast_of(words)


@claim("yet it stays above that of random points in fifty dimensions")
def groups_make_contrast(seed):
    return contrast_of_noise(seed, 50), contrast_of(normalize(draw_words(seed, 1100)))


@claim("A word has some others of its own kind, and they are much nearer than the rest; a random point has no kind.")
def a_word_has_near_neighbours(seed):
    found = [euclidean(points[:100], points[100:]) for points in (draw_words(seed, 1100), draw_points(seed, 1100))]
    words, noise = ((distances.min(axis=1) / distances.mean(axis=1)).mean() for distances in found)
    return words, noise - 0.1


# Hubs


@claim("By distance, many dimensions alone make hubs; by cosine they hardly do.")
def distance_makes_hubs(seed):
    points = draw_points(seed, 1000)
    return max(skewness_by_cosine(points), skewness(lists_by_distance(draw_points(seed, 1000, d=3)))), min(
        1, skewness(lists_by_distance(points))
    )


@claim("Words have hubs both ways.")
def words_have_hubs(seed):
    words = draw_words(seed, 1000)
    return 1, min(skewness_by_cosine(words), skewness(lists_by_distance(words)))


@claim("So the nearer a point lies to the centre, the more lists it should stand in")
def hubs_lie_near_the_centre(seed):
    points = draw_points(seed, 1000)
    return 0.8, -spearman(np.linalg.norm(points - points.mean(axis=0), axis=1), lists_by_distance(points))


# All in one cone


@claim("Words lean one way, frequent words most")
def frequent_words_lean_most(seed):
    rng = np.random.default_rng(seed)
    frequent = mean_cosine(vectors()[rng.permutation(2000)[:500]])
    every = mean_cosine(draw_words(seed, 500))
    return max(0.05 / every, every / frequent), 1


@claim("Once their mean is taken away (*centred*), they do not.")
def centred_words_do_not_lean(seed):
    words = draw_words(seed, 2000)
    return abs(mean_cosine(words - words.mean(axis=0))), 0.01


@claim("the hubs stand nearer to the axis than the average word, and the words in nobody's list farther from it")
def hubs_stand_near_the_axis(seed):
    words = draw_words(seed, 2000)
    along, counts = normalize(words) @ normalize(words.mean(axis=0)), k_occurrence(words, 10)
    hubs, unlisted = along[np.argsort(-counts)[:20]].mean(), along[counts == 0].mean()
    return max(unlisted / along.mean(), along.mean() / hubs), 0.9


@claim("The cone makes part of the hubs.")
def centring_makes_fewer_hubs(seed):
    words = draw_words(seed, 2000)
    before, after = skewness_by_cosine(words), skewness_by_cosine(words - words.mean(axis=0))
    return max(after / before, 0.5 / after), 0.9  # fewer, but by far not none


@claim("Without the mean and the top two directions GloVe agrees better with people, on both tests")
def removing_the_top_helps(seed):
    return 0, min(gains(seed, 2))


@claim("Taking away the mean alone does not help")
def removing_the_mean_alone_does_not_help(seed):
    return max(gains(seed, 0)), 0.01


@claim("they follow how frequent a word is")
def the_first_direction_follows_frequency(seed):
    rows = np.sort(np.random.default_rng(seed).permutation(len(glove()))[:20_000])
    first = pca(np.array(glove().vectors[rows]), 1).coordinates[:, 0]
    return 0.5, abs(spearman(first, rows))


# Maps


@claim("More than half is not")
def a_map_holds_less_than_half(seed):
    return pca(topic_points(seed), 2).explained.sum(), 0.5


@claim("about 0.5 for a map drawn at random")
def a_random_map_has_half(seed):
    return abs(trustworthiness(topic_points(seed), draw_points(seed, 40, d=2), 5) - 0.5), 0.15


@claim("t-SNE keeps more neighbours than PCA")
def tsne_keeps_neighbours(seed):
    points = topic_points(seed)
    maps = pca(points, 2).coordinates, tsne(points, seed=seed, perplexity=10)
    return tuple(neighbours_kept(points, flat, 5) for flat in maps)


@claim("and on most maps fewer of the large distances", share=0.6)
def tsne_loses_distances(seed):
    points = topic_points(seed)
    maps = tsne(points, seed=seed, perplexity=10), pca(points, 2).coordinates
    return tuple(distances_kept(points, flat) for flat in maps)


@claim("With a perplexity of 3 noise falls into clumps; with 10 it lies more evenly than points strewn at random.")
def perplexity_decides_on_clumps(seed):
    few, more = (evenness(tsne(draw_points(seed, 200), seed=seed, perplexity=perplexity)) for perplexity in (3, 10))
    return max(few / 0.9, 1 / more), 1


@claim("The trustworthiness of both maps is well over 0.5")
def noise_is_trustworthy(seed):
    points = draw_points(seed, 200)
    return 0.65, min(trustworthiness(points, tsne(points, seed=seed, perplexity=p), 5) for p in (3, 10))


@claim("The words' map is far more trustworthy than that of noise")
def words_are_more_trustworthy_than_noise(seed):
    words, noise = topic_points(seed), draw_points(seed, 40)
    of_words, of_noise = (trustworthiness(x, tsne(x, seed=seed, perplexity=10), 5) for x in (words, noise))
    return of_noise, of_words - 0.1


# What a single dimension means


@claim("That is what dimension 31 means: no more than a direction drawn at random.")
def dimension_31_is_one_of_many(seed):
    own, turned = alike_at_the_ends(seed)
    return own[31], np.quantile(turned, 0.95)


@claim("The words at the ends of a turned axis are as alike as those at the ends of GloVe's own.")
def turned_axes_are_as_good(seed):
    own, turned = alike_at_the_ends(seed)
    return abs(np.median(own) / np.median(turned) - 1), 0.2


@claim("The direction knows almost everything")
def the_direction_knows(seed):
    return 0.95, shares_put_right(*atlas(), draw_half(seed))[1]


@claim("and the control, as it must, nothing")
def shuffled_labels_know_nothing(seed):
    points, label = atlas()
    shares = shares_put_right(points, np.random.default_rng(seed + 100).permutation(label), draw_half(seed))
    return max(abs(share - 0.5) for share in shares), 0.15


@claim("The best of fifty dimensions knows something too.")
def the_best_dimension_knows_something(seed):
    return 0.65, shares_put_right(*atlas(), draw_half(seed))[0]


@claim("GloVe's own axes are no better than random ones.")
def own_axes_are_no_better(seed):
    (points, label), train, rng = atlas(), draw_half(seed), np.random.default_rng(seed)
    turned = [shares_put_right(points @ random_rotation(50, rng=rng), label, train)[0] for _ in range(100)]
    return shares_put_right(points, label, train)[0], np.quantile(turned, 0.95)


@claim("One dimension follows the frequency of words far more than any other")
def one_dimension_follows_frequency(seed):
    rows = np.sort(np.random.default_rng(seed).permutation(N_WORDS)[:5000])
    *_, second, first = np.sort([abs(spearman(column, rows)) for column in vectors()[rows].T])
    return second + 0.1, first


@claim("The axis itself follows it more closely still")
def the_axis_follows_frequency_more(seed):
    rows = np.sort(np.random.default_rng(seed).permutation(N_WORDS)[:5000])
    points = vectors()[rows]
    along = normalize(points) @ normalize(points.mean(axis=0))
    return max(abs(spearman(column, rows)) for column in points.T), abs(spearman(along, rows))
