"""Unit 05. What the lesson's tables and the claims draw: letters, moved letters, trained nets, copies, captions."""

from functools import cache, partial

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from vecembed_lab.data.words import load_word_vectors
from vecembed_lab.images.augment import COPIES, changed
from vecembed_lab.images.captions import (
    Pairs,
    fit_towers,
    hold_out,
    image_features,
    kernel_ridge,
    name_found,
    name_vectors,
    picture_found,
    same_names,
    through,
)
from vecembed_lab.images.collapse import effective_rank, spread
from vecembed_lab.images.emoji import families, load_emoji
from vecembed_lab.images.encoder import Encoder, Head, embed, fit_classes, fit_views
from vecembed_lab.images.features import colour_histograms, gradient_histograms, grey, pixels, recentred
from vecembed_lab.images.glyphs import Parts, load_glyphs, split
from vecembed_lab.images.losses import nt_xent, triplet_hardest, triplet_semi_hard
from vecembed_lab.images.retrieval import linear_probe, nearest_label, recall_at
from vecembed_lab.images.verification import eer_of
from vecembed_lab.similarity.arithmetic import centred
from vecembed_lab.similarity.measures import normalize

STEPS = 80  # for each net: about two seconds of a core
FEW = 30  # of those that are watched on the way


@cache
def letters(seed: int, fonts_too: bool = False) -> Parts:
    """Letters to learn from, and others to judge, drawn for a seed."""
    return split(load_glyphs(), rng=np.random.default_rng(seed), fonts_too=fonts_too)


@cache
def shown(seed: int, moved: bool, fonts_too: bool = False) -> Float[ndarray, "n 28 28"]:
    """The letters to judge, as drawn or moved."""
    pictures = letters(seed, fonts_too).test.pictures
    return changed(pictures, seed=seed) if moved else pictures


@cache
def net(seed: int, kind: str, fonts_too: bool = False) -> Encoder:
    """An encoder trained on the letters to learn from; `kind` says how."""
    pictures, labels, _, _ = letters(seed, fonts_too).train
    match kind:
        case "untrained net":
            return fit_classes(pictures, labels, seed=seed, steps=0)[0]
        case "labels shuffled":
            labels = np.random.default_rng(seed).permutation(labels)
            return fit_classes(pictures, labels, seed=seed, steps=STEPS)[0]
        case "labels, triplets":
            return fit_classes(pictures, labels, seed=seed, steps=STEPS, loss=triplet_semi_hard)[0]
        case "no labels, two views":
            return fit_views(pictures, seed=seed, steps=STEPS)[0]
        case "labels, all pairs":
            return fit_classes(pictures, labels, seed=seed, steps=STEPS)[0]
    raise ValueError(f"no such net: {kind}")


@cache
def described(seed: int, kind: str, moved: bool, fonts_too: bool = False) -> Float[ndarray, "n d"]:
    """The vectors of the letters to judge, from a net or made by hand."""
    pictures = shown(seed, moved, fonts_too)
    match kind:
        case "pixels":
            return pixels(pictures)
        case "gradient histograms":
            return gradient_histograms(pictures)
        case "gradient histograms, centred":
            return gradient_histograms(recentred(pictures))
    vectors = embed(net(seed, kind, fonts_too), pictures)
    return centred(vectors) if kind == "untrained net" else vectors  # else all lie in one corner


@cache
def error(seed: int, kind: str, moved: bool, fonts_too: bool = False) -> float:
    """The equal error rate over all pairs of letters to judge."""
    return eer_of(described(seed, kind, moved, fonts_too), letters(seed, fonts_too).test.labels)


# Copies


@cache
def copies(seed: int) -> tuple[Int[ndarray, " q"], Float[ndarray, "q 3 32 32"]]:
    """300 emoji held out, and a changed copy of each."""
    everything = load_emoji()
    held = np.random.default_rng(seed).permutation(len(everything.names))[:300]
    return held, changed(everything.pictures[held], COPIES, seed=seed)


@cache
def copy_net(seed: int, kind: str) -> Encoder:
    """An encoder trained on two views of the emoji that are not held out."""
    kept = np.delete(load_emoji().pictures, copies(seed)[0], axis=0)
    steps = 0 if kind == "untrained net" else STEPS
    return fit_views(kept, seed=seed, changes=COPIES, steps=steps, shuffled=kind == "pairs shuffled")[0]


def both_described(seed: int, kind: str) -> tuple[Float[ndarray, "q d"], Float[ndarray, "n d"]]:
    """The vectors of the changed copies and of all originals, less the mean of the originals."""
    gallery, (_, queries) = load_emoji().pictures, copies(seed)
    everything = np.concatenate([queries, gallery])
    match kind:
        case "pixels":
            vectors = everything.reshape(len(everything), -1)
        case "gradient histograms":
            vectors = gradient_histograms(grey(everything))
        case "colour histograms":
            vectors = colour_histograms(everything)
        case _:
            vectors = embed(copy_net(seed, kind), everything)
    vectors = vectors - vectors[len(queries) :].mean(axis=0)
    return vectors[: len(queries)], vectors[len(queries) :]


@cache
def originals_found(seed: int, kind: str, k: int = 1) -> float:
    """The share of changed copies whose original is among the k nearest."""
    return recall_at(*both_described(seed, kind), copies(seed)[0], k)


# Collapse


def _alignment_only(one, two):
    return (one - two).square().sum(1).mean()


@cache
def two_views_of(seed: int, temperature: float, steps: int) -> tuple[Encoder, list[float]]:
    """An encoder trained on two views of the letters to learn from, by NT-Xent at this temperature, and its losses."""
    loss = partial(nt_xent, temperature=temperature)
    return fit_views(letters(seed).train.pictures, seed=seed, steps=steps, loss=loss)


@cache
def after(seed: int, kind: str, steps: int = FEW) -> tuple[Float[ndarray, "n d"], float]:
    """The vectors of the letters to judge from a net trained for a while, and the last loss."""
    (pictures, labels, _, _), test = letters(seed)
    match kind:
        case "untrained":
            trained = fit_views(pictures, seed=seed, steps=0)
        case "alignment only":
            trained = fit_views(pictures, seed=seed, steps=steps, loss=_alignment_only)
        case "NT-Xent":
            trained = two_views_of(seed, 0.2, steps)
        case "hardest triplets":
            trained = fit_classes(pictures, labels, seed=seed, steps=steps, loss=triplet_hardest)
        case "semi-hard triplets":
            trained = fit_classes(pictures, labels, seed=seed, steps=steps, loss=triplet_semi_hard)
        case _:
            raise ValueError(f"no such training: {kind}")
    encoder, losses = trained
    return embed(encoder, test.pictures), losses[-1] if losses else float("nan")


# The head and the temperature


def at_temperature(seed: int, temperature: float) -> tuple[float, float, float]:
    """What NT-Xent at this temperature makes of letters never trained on: the equal error rate of moved ones, and the
    spread and the effective rank of all as drawn.
    """
    test, (encoder, _) = letters(seed).test, two_views_of(seed, temperature, FEW)
    vectors = embed(encoder, test.pictures)
    return eer_of(embed(encoder, shown(seed, True)), test.labels), spread(vectors), effective_rank(vectors)


@cache
def headed_net(seed: int) -> tuple[Encoder, Head]:
    """An encoder trained as `two_views_of` does at .2, but through a projection head, and the head."""
    head, loss = Head(generator=torch.Generator().manual_seed(seed)), partial(nt_xent, temperature=0.2)
    return fit_views(letters(seed).train.pictures, seed=seed, steps=FEW, loss=loss, head=head)[0], head


def _vectors(seed: int, way: str, pictures: Float[ndarray, "n 28 28"]) -> Float[ndarray, "n d"]:
    match way:
        case "pixels":
            return pixels(pictures)
        case "untrained net":
            return centred(embed(net(seed, way), pictures))
        case "no head":
            return embed(two_views_of(seed, 0.2, FEW)[0], pictures)
        case "before the head":
            return embed(headed_net(seed)[0], pictures)
        case "behind the head":
            encoder, head = headed_net(seed)
            return head(torch.from_numpy(embed(encoder, pictures))).detach().numpy()
    raise ValueError(f"no such vectors: {way}")


def kept_by(seed: int, way: str) -> tuple[float, float, float]:
    """What vectors of letters never trained on tell: the shares of moved letters whose nearest is right, of letters
    that a linear probe reads, and of moves, one of five, that it reads on other letters.
    """
    rng, test = np.random.default_rng(seed), letters(seed).test
    drawn, half = _vectors(seed, way, test.pictures), rng.random(len(test.labels)) < 0.5
    early = test.labels < np.median(test.labels)  # half of the letters
    right = nearest_label(_vectors(seed, way, shown(seed, True)), test.labels)
    read = linear_probe(drawn[half], test.labels[half], drawn[~half]) == test.labels[~half]
    move = rng.integers(-2, 3, size=len(test.labels))
    moved = _vectors(seed, way, np.stack([np.roll(x, by, axis=1) for x, by in zip(test.pictures, move, strict=True)]))
    told = linear_probe(moved[early], move[early], moved[~early]) == move[~early]
    return float(right.mean()), float(read.mean()), float(told.mean())


# Captions


@cache
def emoji_features() -> Float[ndarray, "n 150"]:
    """The features of all emoji."""
    return image_features(load_emoji().pictures)


@cache
def captions(random_words: bool = False) -> tuple[Pairs, Int[ndarray, " n"]]:
    """Pictures and names of emoji whose words GloVe knows, and their families; or with words drawn at random."""
    words, everything = load_word_vectors(), load_emoji()
    vectors = words.vectors
    if random_words:
        vectors = np.random.default_rng(0).normal(size=vectors.shape).astype(np.float32)
    texts, known = name_vectors(everything.names, words.index, vectors)
    pairs = Pairs(emoji_features(), texts, same_names(everything.names))
    return pairs.chosen(known), families(everything.names)[known]


@cache
def caption_parts(seed: int, by_family: bool, random_words: bool = False) -> tuple[Pairs, Pairs]:
    """A fifth of the pairs held out, names or whole families of them."""
    pairs, kinds = captions(random_words)
    held = hold_out(kinds if by_family else pairs.ids, rng=np.random.default_rng(seed))
    return pairs.chosen(~held), pairs.chosen(held)


@cache
def placed(seed: int, kind: str, by_family: bool) -> Pairs:
    """The pictures and the names held out in one space: by a formula or by towers, or by a control that must fail."""
    train, test = caption_parts(seed, by_family, random_words=kind == "random word vectors")
    if kind.startswith("names shuffled"):
        order = np.random.default_rng(seed).permutation(len(train.ids))
        train = train._replace(texts=train.texts[order], ids=train.ids[order])
    if "towers" in kind:
        return Pairs(*through(fit_towers(train, seed=seed), test), test.ids)
    return Pairs(kernel_ridge(train, test.images), test.texts - train.texts.mean(axis=0), test.ids)


def names_found(seed: int, kind: str, by_family: bool) -> Bool[ndarray, " n"]:
    """Whether the name of each picture held out is among the ten nearest names held out."""
    return name_found(*placed(seed, kind, by_family))


def zero_shot(seed: int, kind: str, k: int = 3) -> list[tuple[str, list[str]]]:
    """For each picture of a family held out, in any order: its name, and the `k` nearest of the names held out.

    Source of the task: Larochelle, Erhan & Bengio (2008), Zero-data Learning of New Tasks.
    """
    test = placed(seed, kind, by_family=True)
    emoji = load_emoji().names
    names = dict(zip(same_names(emoji), emoji, strict=True))
    asked, first = np.unique(test.ids, return_index=True)
    similar = normalize(test.images) @ normalize(test.texts[first]).T
    nearest = np.argsort(-similar, axis=1)[:, :k]
    order = np.random.default_rng(seed).permutation(len(test.ids))
    return [(names[test.ids[i]], [names[id] for id in asked[nearest[i]]]) for i in order]


def pictures_found(seed: int, kind: str, by_family: bool) -> Bool[ndarray, " m"]:
    """Whether each name held out has a picture of its own among the ten nearest pictures held out."""
    return picture_found(*placed(seed, kind, by_family))
