"""Unit 10. The sentences of the lesson that compare, each computed for other draws, splits, diseases or questions."""

from functools import cache
from unittest.mock import patch

import numpy as np
import torch.nn.functional as F

from vecembed_lab.context.adapter import hardest, reciprocal_ranks
from vecembed_lab.context.contrastive import NESTED, learn_adapter
from vecembed_lab.context.masked import baselines, count, learn_masked, masked_losses, windows
from vecembed_lab.context.pooling import change_in_batch, mean_of_all, mean_pool
from vecembed_lab.context.recall import learn_recall, weight_on_asked
from vecembed_lab.context.samples import (
    adapter,
    alone_and_mixed,
    cranfield_quality,
    domain,
    encoder,
    found_articles,
    frontier,
    hubs_left,
    more_with,
    of_many_lengths,
    parts,
    scores,
    sense_table,
)
from vecembed_lab.context.shrink import FIRST, int8, principal, qualities, random_columns, rescored, signs, truncated
from vecembed_lab.data.texts import load_wikipedia
from vecembed_lab.lesson.claims import claim
from vecembed_lab.search.exact import top_k
from vecembed_lab.search.judged import load_cranfield, load_cranfield_vectors
from vecembed_lab.similarity.measures import normalize

# Ask every place


@cache
def _recalled(seed):
    """The model with attention, and the share of right answers in the last ten batches with it and with a mean."""
    head, right = learn_recall(100, seed=seed)
    return head, np.mean(right[-10:]), np.mean(learn_recall(100, seed=seed, uniform=True)[1][-10:])


@claim("After a hundred steps the head answers nearly all questions, and the mean no more than three of ten.")
def attention_recalls(seed):
    _, attention, mean = _recalled(seed)
    return max(0.97 / attention, mean / 0.3), 1


@claim("more than nine tenths of the weight lie on the pair that is asked for")
def weight_lies_on_the_pair(seed):
    return 0.9, weight_on_asked(_recalled(seed)[0], seed=seed + 100)


# Guess the hidden word


@cache
def _windows():
    return windows(load_wikipedia())


@cache
def _counted():
    losses = baselines(count(_windows().train), _windows().test, at=8)
    return {name: loss.mean() for name, loss in losses.items()}


def _learnt(seed, steps, **options):
    return masked_losses(learn_masked(_windows().train, steps, seed=seed, **options), _windows().test, at=8).mean()


@claim(
    "In these few seconds the model does not beat the word alone, and counting both neighbours is far ahead of it.",
    slow=True,
)
def a_short_training_loses_to_counts(seed):
    return max(_counted()["word alone"], _counted()["both neighbours"] + 0.3), _learnt(seed, 150)


@claim(
    "Four times as long, with the same rate or one three times as large or as small, it comes within a tenth of a nat "
    "of the word alone, and not near the neighbours.",
    slow=True,
)
def a_longer_training_loses_too(seed):
    losses = [_learnt(seed, 600, lr=lr) for lr in (3e-4, 1e-3, 3e-3)]
    return max(max(losses) - _counted()["word alone"] - 0.1, _counted()["left neighbour"] + 0.3 - min(losses)), 0


# One word, several senses


@cache
def _senses(word, seed):
    return {name: values.mean() for name, values in sense_table(word, splits=4, seed=seed).items()}


@claim("Layer 4 tells the senses better than GloVe's neighbours do, and far better than layer 0.")
def context_tells_senses(seed):
    tables = [_senses(word, seed) for word in ("serve", "interest")]
    return max(max(t["GloVe around it"], t["layer 0"] + 0.15) - t["layer 4"] for t in tables), 0


@claim("Vectors in context tell senses by about a tenth better than GloVe around the word.")
def context_tells_a_tenth_more(seed):
    tables = [_senses(word, seed) for word in ("serve", "interest")]
    return abs(np.mean([t["layer 4"] - t["GloVe around it"] for t in tables]) - 0.1), 0.05


@claim("With the senses shuffled nothing is left but the frequent senses.")
def shuffled_senses_leave_nothing(seed):
    tables = [_senses(word, seed) for word in ("serve", "interest")]
    return max(t["layer 4, senses shuffled"] - t["most frequent"] for t in tables), 0.05


# From tokens to a sentence


@claim("The right mean changes by rounding alone, below a hundred-thousandth; the mean over padding changes a lot.")
def padding_must_not_count(seed):
    right, wrong = (change_in_batch(encoder(), of_many_lengths(seed), pool) for pool in (mean_pool, mean_of_all))
    return max(right / 1e-5, 0.05 / wrong), 1


def _softly(q, k, v, attn_mask):
    """PyTorch's attention with -10 on the scores of what is padding, in place of minus infinity."""
    scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5 - 10 * ~attn_mask
    return scores.softmax(-1) @ v


@claim("with a mask of -10 in place of minus infinity numbers change by less than one thousandth")
def soft_masks_change_little(seed):
    with patch.object(F, "scaled_dot_product_attention", _softly):
        return change_in_batch(encoder(), of_many_lengths(seed), mean_pool), 1e-3


# Three domains


@claim("Contracts are far harder than news and health")
def contracts_are_hard(seed):
    health, news, law = alone_and_mixed(seed)[0]
    return law + 0.1, min(health, news)


@claim("Mixing all three domains makes it hardly harder.")
def mixing_is_hardly_harder(seed):
    alone, mixed = alone_and_mixed(seed)
    return np.max(alone - mixed), 0.03


# An adapter


@cache
def _changes(way, seed):
    """What an adapter changes on health, contracts and Cranfield."""
    _, test = parts(seed)
    before, after = scores(np.eye(384, dtype=np.float32), test), scores(adapter(way, seed), test)
    return np.array([(new - old).mean() for new, old in zip(after, before, strict=True)])


@claim("Steps three times as large gain no more on health, and forget more elsewhere.")
def large_steps_forget(seed):
    small, large = (_changes(f"{size} steps", seed) for size in ("small", "large"))
    return max(large[0] - small[0] - 0.008, *(large[1:] - small[1:])), 0


@claim("the adapter keeps a part of the gain and forgets nothing that could be measured")
def held_adapters_forget_nothing(seed):
    held = _changes("large steps, held near the identity", seed)
    return max(-held[0], *(-held[1:] - 0.006)), 0


@claim(
    "An adapter gains one to three hundredths in its domain; with large steps it forgets outside it, unless it is held."
)
def adapters_gain_little_and_forget(seed):
    small, large = (_changes(f"{size} steps", seed) for size in ("small", "large"))
    return max(abs(small[0] - 0.02), abs(large[0] - 0.02), *(large[1:] + 0.02)), 0.015


@claim("Shuffled pairs, the control, lose everywhere.")
def shuffled_pairs_lose(seed):
    return _changes("large steps, pairs shuffled", seed).max(), 0


@claim("Many of them are not wrong at all: they are about the same disease.")
def hard_negatives_may_be_right(seed):
    health, rows = domain("health"), np.random.default_rng(seed).permutation(1900)[:1500]
    near = hardest(health.first[rows], health.second[rows], np.arange(len(rows)))
    return 0.1, (health.about[rows][near] == health.about[rows]).mean()


@claim(
    "One more answer about any other disease changes nothing, the control. The nearest about another disease changes "
    "both numbers on health by less than a hundredth, and costs up to two hundredths on contracts."
)
def hard_negatives_add_nothing(seed):
    control, nearest = (more_with(seed)[f"{which} about another disease"] for which in ("any", "nearest"))
    return max(*(abs(control) - 0.003), *(abs(nearest[:2]) - 0.01), nearest[2], -0.02 - nearest[2]), 0


@claim(
    "The nearest of all seems to gain a little. Where any answer about the disease is right, nothing of that is left, "
    "and contracts lose one hundredth to four."
)
def right_answers_called_wrong_cost_most(seed):
    own, right, contracts = more_with(seed)["nearest of all"]
    return max(-own, right - 0.005, right - own, abs(contracts + 0.025) - 0.015), 0


# Fewer numbers


def _questions(seed):
    return np.random.default_rng(seed).integers(225, size=225)


@claim("For a model that was not trained for it, the first k numbers are worth no more than any k numbers.")
def first_numbers_are_any_numbers(seed):
    rng, gaps = np.random.default_rng(seed), []
    for k in (96, 24):
        drawn = [random_columns(384, k, rng=rng) for _ in range(5)]
        others = [cranfield_quality(lambda x, rows=rows: normalize(x[:, rows])).mean() for rows in drawn]
        gaps.append(cranfield_quality(lambda x, k=k: truncated(x, k)).mean() - np.max(others))
    return max(gaps), 0.01


@claim("PCA of the documents is worth more, and much more where 24 numbers or fewer are kept.")
def pca_is_worth_more(seed):
    matrix, rows = principal(load_cranfield_vectors().documents), _questions(seed)
    gains = [
        (
            cranfield_quality(lambda x, k=k: truncated(x @ matrix, k))
            - cranfield_quality(lambda x, k=k: truncated(x, k))
        )[rows].mean()
        for k in (96, 24, 12)
    ]
    return max(-gains[0], gains[0] + 0.03 - min(gains[1:])), 0


@claim("The nested loss pays where few numbers are kept, at 24 and 12, and not at 96 and above.", slow=True)
def nesting_pays_where_few_are_kept(seed):
    (train, test), health = parts(seed), domain("health")
    first, second, about = (part[train] for part in health[:3])
    ranks = []
    for widths in ((), NESTED):
        rng = np.random.default_rng(seed)
        matrix = learn_adapter(first, second, about, rng=rng, start=principal(second), widths=widths)
        sides = [health[side][test] @ matrix for side in (0, 1)]
        ranks.append([reciprocal_ranks(*(truncated(side, k) for side in sides)).mean() for k in NESTED])
    gains = dict(zip(NESTED, np.subtract(*ranks[::-1]), strict=True))
    return max(*(gains[k] - 0.01 for k in (384, 192, 96)), 0.02 - gains[24], 0.1 - gains[12]), 0


# Fewer bytes


@claim(
    "One byte a number costs nothing that could be measured. One bit costs some hundredths, and ranking the first "
    "hundred again with the floats brings nearly all of it back."
)
def bytes_are_cheap(seed):
    judged, (documents, queries, *_), rows = load_cranfield(), load_cranfield_vectors(), _questions(seed)
    floats, whole, bits = (qualities(top_k(queries, to(documents), FIRST), judged) for to in (np.asarray, int8, signs))
    again = qualities(rescored(queries, documents, top_k(queries, signs(documents), 100)), judged)
    lost = [(floats - other)[rows].mean() for other in (whole, bits, again)]
    return max(abs(lost[0]) - 0.004, 0.01 - lost[1], lost[2] - 0.005), 0


@cache
def _frontier(turn):
    return frontier((384, 96, 24, 12), turn=turn)


@claim("With 96 bytes, 96 numbers of one byte are far better than 24 of four")
def more_numbers_of_one_byte(seed):
    ways, rows = _frontier(True), _questions(seed)
    return 0.04, (ways["one byte"][96] - ways["four bytes a number"][96])[rows].mean()


@claim("With 12 bytes, 96 numbers of one bit are far better than 12 of one byte.")
def more_numbers_of_one_bit(seed):
    ways, rows = _frontier(True), _questions(seed)
    return 0.04, (ways["one bit"][12] - ways["one byte"][12])[rows].mean()


@claim("One bit each of all 384 numbers is worth more without PCA, and one bit each of the first 96 with it.")
def signs_of_pca(seed):
    turned, own = (_frontier(turn)["one bit"] for turn in (True, False))
    return 0, min((own[48] - turned[48])[_questions(seed)].mean(), (turned[12] - own[12])[_questions(seed)].mean())


# Cones and hubs


@claim("Without the mean the answers keep most of their hubs, and without three directions too they keep few.")
def hubs_of_answers_go_with_three_directions(seed):
    mean, three = hubs_left("health", seed)
    return max(0.75 / mean, three / 0.4), 1


@claim("On Cranfield nearly half of the skewness goes with the mean, and hardly any more with three directions.")
def hubs_of_cranfield_go_with_the_mean(seed):
    mean, three = hubs_left("Cranfield", seed)
    return max(mean / 0.7, 0.4 / mean, (mean - three) / 0.15), 1


@claim("Removing the mean thins out the hubs of Cranfield and hurts its search: an even spread is not quality.")
def centring_hurts_search(seed):
    mean, rows = load_cranfield_vectors().documents.mean(axis=0), _questions(seed)
    lost = (cranfield_quality(np.asarray) - cranfield_quality(lambda x: normalize(x - mean)))[rows].mean()
    return max(hubs_left("Cranfield", seed)[0] - 0.8, -lost), 0


# What is cut off


@claim(
    "For a sentence from the end, chunks of 80 words find more articles than one vector of the first 128 pieces does"
)
def chunks_find_the_end(seed):
    found = found_articles("end")
    rows = np.random.default_rng(seed).integers(40, size=40)
    return found["cut at 128 pieces"][rows].mean(), found["best chunk"][rows].mean()


@claim("The mean of the chunks is one vector, and did as well at the end, though not in the middle.")
def the_mean_of_chunks_finds_the_end(seed):
    rows = np.random.default_rng(seed).integers(40, size=40)
    end, middle = (
        (found["best chunk"][rows].mean() - found["mean of chunks"][rows].mean())
        for found in map(found_articles, ("end", "middle"))
    )
    return max(abs(end), 0.05), middle


# Limits


@claim("The opposite is nearer than the paraphrase.")
def negation_is_not_seen(seed):
    things = ("drug", "plan", "bridge", "method", "diet")
    safe, unsafe, other = encoder().sentences(
        [f"The {things[seed]} is safe.", f"The {things[seed]} is not safe.", "It does no harm to anybody."]
    )
    return safe @ other, safe @ unsafe
