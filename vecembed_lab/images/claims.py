"""Unit 05. The sentences of the lesson that compare, each computed for other letters, other nets and other splits."""

from functools import cache

import numpy as np

from vecembed_lab.images.collapse import effective_rank, spread
from vecembed_lab.images.emoji import kinds, load_emoji
from vecembed_lab.images.encoder import embed
from vecembed_lab.images.features import gradient_histograms
from vecembed_lab.images.glyphs import load_glyphs
from vecembed_lab.images.invariance import CHANGES, destroyed, read_letters
from vecembed_lab.images.retrieval import nearest_label, recall_at
from vecembed_lab.images.samples import (
    after,
    at_temperature,
    both_described,
    caption_parts,
    error,
    kept_by,
    letters,
    names_found,
    net,
    originals_found,
    pictures_found,
    zero_shot,
)
from vecembed_lab.lesson.claims import claim
from vecembed_lab.similarity.measures import normalize

# Pictures are vectors already


def _cosine_after_a_move(seed, histograms=False):
    """The mean cosine of half of the letters with themselves, two pixels to the right."""
    pictures = load_glyphs().pictures
    half = np.random.default_rng(seed).permutation(len(pictures))[: len(pictures) // 2]
    both = (pictures[half], np.roll(pictures[half], 2, axis=2))
    mean = pictures.mean(axis=0)
    rows = [normalize(gradient_histograms(x) if histograms else (x - mean).reshape(len(x), -1)) for x in both]
    return (rows[0] * rows[1]).sum(axis=1).mean()


@claim("About .2</summary>Yes.")
def a_move_of_two_pixels_is_a_new_picture(seed):
    return abs(_cosine_after_a_move(seed) - 0.2), 0.1


# What an augmentation hides


def _read(seed, change):
    """Which letters and digits of three of the four families are read rightly, by character."""
    glyphs = load_glyphs()
    left_out = seed % 4
    some = glyphs.chosen((glyphs.labels < 62) & (glyphs.families != left_out))
    right = read_letters(some.pictures, some.labels, some.families, CHANGES[change])
    return {c: right[some.labels == glyphs.characters.index(c)].mean() for c in "SZOXbdpqnu69"}


@claim(
    "A half turn costs letters that have a partner (b, d, p, q, n, u, 6 and 9) more than letters that it leaves alone"
)
def a_half_turn_takes_some_letters(seed):
    as_it_is, turned = _read(seed, "none"), _read(seed, "half turn")
    alone, partners = (np.mean([as_it_is[c] - turned[c] for c in some]) for some in ("SZOX", "bdpqnu69"))
    return alone + 0.02, partners


def _found(seed):
    """The share of emoji found among their kind, by kind and change, with changes drawn for a seed."""
    emoji = load_emoji()
    return destroyed({kind: emoji.pictures[rows] for kind, rows in kinds(emoji.names).items()}, seed=10 * seed)


@claim("Without colour most hearts, squares and circles are lost, and arrows lose nothing.")
def grey_takes_hearts(seed):
    found = _found(seed)
    lost = max(found[kind]["grey"] for kind in ("hearts", "squares", "circles"))
    return max(lost, found["arrows"]["none"] - found["arrows"]["grey"] + 0.45), 0.5


@claim("Turning is the other way round: it takes some of the arrows and clocks, and no circles.")
def turning_takes_arrows(seed):
    found = _found(seed)
    lost = {kind: found[kind]["none"] - found[kind]["quarter turns"] for kind in ("arrows", "clocks", "circles")}
    return max(lost["circles"] + 0.03, 0.03), min(lost["arrows"], lost["clocks"])


# Letters never seen

BY_LABELS = "labels, all pairs"


@claim("As drawn, gradient histograms are as good as the net trained with labels.")
def histograms_tie_as_drawn(seed):
    return abs(error(seed, "gradient histograms", False) - error(seed, BY_LABELS, False)), 0.035


@claim("Moved, the net trained with labels has far fewer errors than pixels, gradient histograms and the untrained net")
def the_net_wins_when_moved(seed):
    others = ("pixels", "gradient histograms", "untrained net")
    return error(seed, BY_LABELS, True), min(error(seed, name, True) for name in others) - 0.05


@claim("gradient histograms are at least as good as the net")
def centred_histograms_tie(seed):
    return error(seed, "gradient histograms, centred", True), error(seed, BY_LABELS, True) + 0.015


@claim("With shuffled labels the net has more errors than pixels, as drawn and moved.")
def shuffled_labels_fail(seed):
    return max(error(seed, "pixels", moved) - error(seed, "labels shuffled", moved) for moved in (False, True)), 0


@claim("Triplets and all pairs see the same labels, and there is no difference to speak of.")
def triplets_tie(seed):
    gaps = [error(seed, "labels, triplets", moved) - error(seed, BY_LABELS, moved) for moved in (False, True)]
    return max(map(abs, gaps)), 0.04


@claim("Two views without labels (SimCLR) do **not** clearly beat pixels as drawn. Moved, they do, by far.")
def two_views_do_not_beat_pixels_as_drawn(seed):
    gaps = [error(seed, "no labels, two views", moved) - error(seed, "pixels", moved) for moved in (False, True)]
    return max(-gaps[0] - 0.02, gaps[1] + 0.05), 0


@claim("With fonts unseen as well, the net still has far fewer errors than pixels and gradient histograms.")
def the_net_wins_on_unseen_fonts(seed):
    others = min(error(seed, name, True, True) for name in ("pixels", "gradient histograms"))
    return error(seed, BY_LABELS, True, True), others - 0.03


# Find the original


@claim("two views find at least twice as many originals as pixels")
def two_views_find_copies(seed):
    return 2 * originals_found(seed, "pixels"), originals_found(seed, "two views")


@claim("Among the first ten they find more than gradient histograms, too")
def two_views_beat_histograms_among_ten(seed):
    return originals_found(seed, "gradient histograms", 10), originals_found(seed, "two views", 10)


@claim("the same steps find far fewer")
def shuffled_pairs_find_less(seed):
    return originals_found(seed, "pairs shuffled") + 0.1, originals_found(seed, "two views")


# Collapse


@claim('"Alignment only" has the lowest loss of all, and all its vectors are nearly equal.')
def alignment_collapses(seed):
    vectors, loss = after(seed, "alignment only")
    lowest = min(after(seed, name)[1] for name in ("NT-Xent", "hardest triplets", "semi-hard triplets"))
    return max(loss / lowest, spread(vectors) / 0.1), 1


@claim("and the loss then stands at its margin, .2")
def hardest_triplets_stand_at_the_margin(seed):
    return abs(after(seed, "hardest triplets")[1] - 0.2), 0.01


def _over(seed, measure, *runs):
    return [measure(after(seed, name)[0]) for name in runs]


@claim("of centred vectors it is *higher* after the collapse than in a healthy net")
def the_rank_says_the_opposite(seed):
    healthy = _over(seed, effective_rank, "NT-Xent", "semi-hard triplets")
    return max(healthy), min(_over(seed, effective_rank, "alignment only", "hardest triplets"))


@claim("it is far below a tenth after a collapse, and above a half in a healthy net")
def the_spread_tells(seed):
    healthy = _over(seed, spread, "NT-Xent", "semi-hard triplets")
    return max(max(_over(seed, spread, "alignment only", "hardest triplets")) / 0.05, 0.5 / min(healthy)), 1


@claim("Not the neighbours: they are still mostly right")
def neighbours_do_not_tell(seed):
    labels = letters(seed).test.labels
    return 0.6, min(
        nearest_label(after(seed, name)[0], labels).mean() for name in ("alignment only", "hardest triplets")
    )


# The head and the temperature


@claim("At .2 there are fewer errors than at .02 and at 1.")
def the_temperature_lies_between(seed):
    low, middle, high = (at_temperature(seed, t)[0] for t in (0.02, 0.2, 1.0))
    return middle, min(low, high)


@claim("At 1 the vectors spread nearly as widely, but over far fewer directions.")
def a_high_temperature_collapses_in_rank(seed):
    (_, wide, many), (_, still_wide, few) = (at_temperature(seed, t) for t in (0.2, 1.0))
    return max(few / (0.75 * many), 0.9 * wide / still_wide), 1


@cache
def _layers(seed):
    """What the lesson asks of each layer: with a head before and behind it, and without one."""
    return [np.array(kept_by(seed, way)) for way in ("before the head", "behind the head", "no head")]


@claim("Behind the head less is left than before it, by all three measures.")
def less_is_left_behind_the_head(seed):
    before, behind, _ = _layers(seed)
    return max(behind - before), 0


@claim("The layer before the head tells more of how far a letter was moved than a net without a head does.")
def the_head_forgets_for_the_net(seed):
    before, _, without = _layers(seed)
    return without[2], before[2]


@claim("For the letters themselves the head makes no difference here")
def a_head_makes_no_difference_to_letters(seed):
    before, _, without = _layers(seed)
    return abs(before - without)[:2].max(), 0.06


@claim("by the nearest neighbour of moved letters no net clearly beats them after so short a training")
def pixels_are_not_beaten_by_the_nearest(seed):
    return max(layer[0] for layer in _layers(seed)), kept_by(seed, "pixels")[0] + 0.04


# Pictures and their names


def _shares(seed, *ways, by_family=False):
    return [names_found(seed, way, by_family).mean() for way in ways]


@claim("Towers and kernel ridge find far more names than chance")
def names_are_found(seed):
    test = caption_parts(seed, False)[1]
    return 4 * 10 / len(set(test.ids)), min(_shares(seed, "kernel ridge", "towers"))


@claim("The way back, from a name to a picture, finds about as many.")
def the_way_back_finds_as_many(seed):
    ways = [(way, by_family) for way in ("kernel ridge", "towers") for by_family in (False, True)]
    return max(abs(names_found(seed, *way).mean() - pictures_found(seed, *way).mean()) for way in ways), 0.06


@claim("The towers find no more than the formula")
def towers_and_ridge_tie(seed):
    ridge, towers = _shares(seed, "kernel ridge", "towers")
    return towers - 0.02, ridge


@claim("If the names are shuffled, nothing is left but chance")
def shuffled_names_are_chance(seed):
    found = _shares(seed, "names shuffled, ridge", "names shuffled, towers")
    return max(found), 0.1


@claim("With a random vector for every word a part of it stays")
def random_words_keep_a_part(seed):
    (found,), shuffled = _shares(seed, "random word vectors"), _shares(seed, "names shuffled, ridge")[0]
    return max(shuffled + 0.03 - found, found - _shares(seed, "kernel ridge")[0]), 0


@claim("much less is found")
def families_are_harder(seed):
    return _shares(seed, "kernel ridge", by_family=True)[0], 0.8 * _shares(seed, "kernel ridge")[0]


@claim("The right name comes first for one picture in twenty or so: far above chance and the shuffled names")
def zero_shot_is_far_above_chance(seed):
    named, shuffled = (zero_shot(seed, way) for way in ("kernel ridge", "names shuffled, ridge"))
    first, control = (np.mean([own == near[0] for own, near in found]) for found in (named, shuffled))
    return max(5 / len({own for own, _ in named}) - first, 3 * control - first, first - 0.1), 0


# What such vectors cannot do


@claim('and the net of "Letters never seen" is lost')
def turned_letters_are_lost(seed):
    pictures, encoder = letters(seed).test.pictures, net(seed, BY_LABELS)
    turned = embed(encoder, np.rot90(pictures, axes=(1, 2)))
    return recall_at(turned, embed(encoder, pictures), np.arange(len(pictures)), 1), 0.2


@claim("Ask it instead for another emoji of the same *kind*")
def copies_are_not_kinds(seed):
    rows = list(kinds(load_emoji().names).values())
    label = np.repeat(np.arange(len(rows)), list(map(len, rows)))
    found = [
        nearest_label(both_described(seed, name)[1][np.concatenate(rows)], label).mean()
        for name in ("two views", "pixels")
    ]
    return found[0], found[1] + 0.1
