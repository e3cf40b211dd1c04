"""The exercise `mask_tokens`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _asked(ids, special, chance):
    return (chance < 0.15) & ~np.isin(ids, special)


def _seen(ids, asked, fate, other, mask):
    seen = np.where(asked & (fate < 0.8), mask, ids)
    return np.where(asked & (fate >= 0.8) & (fate < 0.9), other, seen)


def _mask_tokens(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    return _seen(ids, asked, fate, other, mask), np.where(asked, ids, -100)


mask_tokens = Exercise(
    "mask_tokens",
    _mask_tokens,
    hints=(
        "First find the places that are asked for: `(chance < 0.15) & ~np.isin(ids, special)`.",
        "The labels are the old ids there and -100 elsewhere, whatever the place shows: `np.where`.",
        "Of those, `fate < 0.8` show the mask, `0.8 <= fate < 0.9` the other piece, and the rest what was there.",
    ),
    read="Guess the hidden word",
)


def _draw(rng, n, low=0.0, special=(101, 102, 0)):
    ids = rng.integers(200, 260, size=n)
    ids[[0, -1]] = special[0], special[1]
    # Dice that lie far from the limits, but for one that lies on each: rounding decides nothing.
    chance = np.where(rng.random(n) < 0.5, rng.uniform(low, 0.14, size=n), rng.uniform(0.16, 1, size=n))
    chance[[0, -1]] = 0.01
    fate = rng.choice([0.1, 0.4, 0.79, 0.8, 0.85, 0.89, 0.9, 0.95, 0.99], size=n)
    chance[1:10], fate[1:10] = 0.05, rng.permutation([0.05, 0.1, 0.4, 0.79, 0.8, 0.85, 0.9, 0.95, 0.99])
    chance[10:12] = 0.15, 0.3
    chance[12:16], fate[12:16] = 0.05, (0.4, 0.85, 0.95, 0.85)
    ids[12:15] = special[0], special[1], 103  # special pieces in the middle, and the mask, which is not special
    other = rng.integers(200, 260, size=n)
    other = np.where(other == ids, other + 60, other)
    other[3], other[15] = ids[3], special[0]  # by chance the same piece, and a special one
    chance[16:18], fate[16:18] = 0.05, (0.85, 0.4)
    other[16], ids[17] = ids[16], 103  # what is asked for, but looks as before: the same piece, and a mask
    return ids, np.array(special), 103, chance, fate, other


@mask_tokens.criterion("by hand: one place of each kind", points=1)
def _(student, rng):
    ids, special = np.array([101, 7, 8, 9, 6, 5, 102]), np.array([101, 102])
    chance, fate = np.array([0.0, 0.1, 0.1, 0.1, 0.1, 0.5, 0.1]), np.array([0.5, 0.5, 0.85, 0.95, 0.85, 0.5, 0.5])
    expected = [101, 103, 6, 9, 6, 5, 102], [-100, 7, 8, 9, 6, -100, -100]
    got = student(ids, special, 103, chance, fate, np.full(7, 6))
    same(got, expected, "7 is hidden, 8 and 6 become the piece 6, 9 stays; all four are asked for")


@mask_tokens.criterion("any pieces, any dice", points=2)
def _(student, rng):
    for n in (30, 45, 200):
        args = _draw(rng, n)
        same(student(*args), _mask_tokens(*args), f"{n} pieces")
    args = _draw(rng, 25, special=(1, 2, 205))
    same(student(*args), _mask_tokens(*args), "The special pieces are 1, 2 and 205")


@mask_tokens.criterion("texts in which nothing, or everything, is asked for", points=1)
def _(student, rng):
    ids, special, mask, _, fate, other = _draw(rng, 20)
    none = np.full(20, 0.9)
    same(student(ids, special, mask, none, fate, other), (ids, np.full(20, -100)), "No place is asked for")
    nothing = np.array([], dtype=int)
    args = ids, nothing, mask, np.zeros(20), fate, other
    same(student(*args), _mask_tokens(*args), "No piece is special, and all are asked for")


@mask_tokens.mistake("special pieces such as [CLS] were asked for too; leave them out.")
def special_too(ids, special, mask, chance, fate, other):
    return _mask_tokens(ids, [], mask, chance, fate, other)


@mask_tokens.mistake("places that stay as they are were not asked for; their labels count like the others'.")
def kept_not_asked(ids, special, mask, chance, fate, other):
    seen, labels = _mask_tokens(ids, special, mask, chance, fate, other)
    return seen, np.where(fate < 0.9, labels, -100)


@mask_tokens.mistake("the labels compare what is seen with the old pieces, and miss places that show their own piece.")
def labels_where_changed(ids, special, mask, chance, fate, other):
    seen, _ = _mask_tokens(ids, special, mask, chance, fate, other)
    return seen, np.where(seen != ids, ids, -100)


@mask_tokens.mistake("the labels are the wrong way round: -100 stands where a model is asked.")
def labels_inverted(ids, special, mask, chance, fate, other):
    seen, _ = _mask_tokens(ids, special, mask, chance, fate, other)
    return seen, np.where(_asked(ids, special, chance), -100, ids)


@mask_tokens.mistake("every piece is a label; where nothing is asked it should be -100.")
def all_labels(ids, special, mask, chance, fate, other):
    return _mask_tokens(ids, special, mask, chance, fate, other)[0], ids.copy()


@mask_tokens.mistake("the labels are what is seen; they should be the pieces that stood there before.")
def labels_of_the_seen(ids, special, mask, chance, fate, other):
    seen, _ = _mask_tokens(ids, special, mask, chance, fate, other)
    return seen, np.where(_asked(ids, special, chance), seen, -100)


@mask_tokens.mistake("every place that is asked for shows the mask; 80 % of them should.")
def always_mask(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    return np.where(asked, mask, ids), np.where(asked, ids, -100)


@mask_tokens.mistake(
    "the same dice were used twice: `chance < 0.15 * 0.8` decides both whether and how; `fate` decides how."
)
def one_die(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    return _seen(ids, asked, chance / 0.15, other, mask), np.where(asked, ids, -100)


@mask_tokens.mistake("the other piece came for every fate from 0.8 on; from 0.9 on the piece stays.")
def never_kept(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    return _seen(ids, asked, np.minimum(fate, 0.85), other, mask), np.where(asked, ids, -100)


@mask_tokens.mistake("the other piece came for fates below 0.1, which belong to the mask; it is for 0.8 to 0.9.")
def other_below_a_tenth(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    seen = np.where(asked & (fate < 0.8), mask, ids)
    return np.where(asked & (fate < 0.1), other, seen), np.where(asked, ids, -100)


@mask_tokens.mistake("pieces changed where nothing is asked: the fate counts only at places that are asked for.")
def all_places(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    return _seen(ids, np.ones_like(asked), fate, other, mask), np.where(asked, ids, -100)


@mask_tokens.mistake("the labels of places that are not asked for are 0, which is a piece; they should be -100.")
def zero_labels(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    return _seen(ids, asked, fate, other, mask), np.where(asked, ids, 0)


@mask_tokens.mistake("a fate of 0.8 belongs to the other piece and 0.9 to the kept ones: the limits go with `<`.")
def limits_included(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    return _seen(ids, asked, fate - 1e-9, other, mask), np.where(asked, ids, -100)


@mask_tokens.mistake("85 % of the places are asked for: it should be `chance < 0.15`.")
def wrong_share(ids, special, mask, chance, fate, other):
    return _mask_tokens(ids, special, mask, 1 - np.maximum(chance, 1e-9), fate, other)


@mask_tokens.mistake("fates from 0.8 leave the piece and those from 0.9 exchange it; it is the other way round.")
def kept_and_other_exchanged(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    seen = np.where(asked & (fate < 0.8), mask, ids)
    return np.where(asked & (fate >= 0.9), other, seen), np.where(asked, ids, -100)


@mask_tokens.mistake("other pieces came where nothing is asked: they belong only to places that are asked for.")
def other_at_all_places(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    seen = np.where(asked & (fate < 0.8), mask, ids)
    return np.where((fate >= 0.8) & (fate < 0.9), other, seen), np.where(asked, ids, -100)


@mask_tokens.mistake("a chance of 0.15 is not below 0.15: such a place is not asked for.")
def chance_included(ids, special, mask, chance, fate, other):
    return _mask_tokens(ids, special, mask, chance - 1e-9, fate, other)


@mask_tokens.mistake("only places that show the mask have a label; all that are asked for should.")
def labels_of_the_hidden(ids, special, mask, chance, fate, other):
    seen, _ = _mask_tokens(ids, special, mask, chance, fate, other)
    return seen, np.where(seen == mask, ids, -100)


@mask_tokens.mistake("special pieces have a label, though the model is never asked for them.")
def special_labelled(ids, special, mask, chance, fate, other):
    return _mask_tokens(ids, special, mask, chance, fate, other)[0], np.where(chance < 0.15, ids, -100)


@mask_tokens.mistake("special pieces were looked for only at both ends; they may stand anywhere.")
def special_at_the_ends(ids, special, mask, chance, fate, other):
    asked = np.array(chance < 0.15)
    asked[[0, -1]] &= len(special) == 0
    return _seen(ids, asked, fate, other, mask), np.where(asked, ids, -100)


@mask_tokens.mistake("a piece that is `mask` was not asked for; unless it is special it is a piece like any other.")
def mask_is_special(ids, special, mask, chance, fate, other):
    return _mask_tokens(ids, np.append(special, mask), mask, chance, fate, other)


@mask_tokens.mistake("other pieces that are special were not put in; `other` comes whatever it is.")
def no_special_put_in(ids, special, mask, chance, fate, other):
    return _mask_tokens(ids, special, mask, chance, fate, np.where(np.isin(other, special), ids, other))


@mask_tokens.mistake("chances of 0.15 and fates of 0.8 and 0.9 were taken for smaller ones: all limits go with `<`.")
def all_limits_included(ids, special, mask, chance, fate, other):
    return _mask_tokens(ids, special, mask, chance - 1e-9, fate - 1e-9, other)


@mask_tokens.mistake("a fate of 0.9 is not below 0.9: such a place shows what was there.")
def nine_tenths_included(ids, special, mask, chance, fate, other):
    return _mask_tokens(ids, special, mask, chance, np.where(fate == 0.9, 0.85, fate), other)


@mask_tokens.mistake("the first and the last place were left out; leave out what is in `special`, wherever it stands.")
def ends_left_out(ids, special, mask, chance, fate, other):
    asked = np.array(chance < 0.15)
    asked[[0, -1]] = False
    return _seen(ids, asked, fate, other, mask), np.where(asked, ids, -100)


@mask_tokens.mistake("special pieces changed like others, though they have no label; they always stay.")
def special_changed(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    return _seen(ids, chance < 0.15, fate, other, mask), np.where(asked, ids, -100)


@mask_tokens.mistake("all pieces up to the largest special one were left out; only those in `special` are special.")
def up_to_the_largest_special(ids, special, mask, chance, fate, other):
    return _mask_tokens(ids, np.arange(max(special, default=-1) + 1), mask, chance, fate, other)


@mask_tokens.mistake("a piece that `other` or the mask left the same by chance has no label; it was asked for, too.")
def same_by_chance_not_asked(ids, special, mask, chance, fate, other):
    seen, labels = _mask_tokens(ids, special, mask, chance, fate, other)
    return seen, np.where((seen != ids) | (fate >= 0.9), labels, -100)


@mask_tokens.mistake("`fate` and `other` were used up by the places asked for; place i takes `fate[i]` and `other[i]`.")
def dice_used_up(ids, special, mask, chance, fate, other):
    asked = _asked(ids, special, chance)
    turn = np.cumsum(asked) - 1
    return _seen(ids, asked, fate[turn], other[turn], mask), np.where(asked, ids, -100)
