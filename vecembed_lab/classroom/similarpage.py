"""The page on submissions that are alike: how much evidence there is, the evidence side by side, and its limits."""

from collections import Counter
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

import numpy as np

from vecembed_lab.classroom import page
from vecembed_lab.classroom.codeshape import Piece, pieces
from vecembed_lab.classroom.similar import LONGEST, SHUFFLES, Comparison, compare, read_answers
from vecembed_lab.files.units import Unit
from vecembed_lab.files.whole import write

SHOWN = 40  # pairs; more would be read by nobody
RARE = 0.1  # of the class; a shared part that more people have written is marked faintly


def report(unit: Unit) -> tuple[Comparison, Path]:
    """Write reports/UNIT/similar.html; the comparison, and the file. Errors are those of `read_answers`."""
    found = compare(read_answers(unit), rng=np.random.default_rng(0))  # the same line every time
    path = unit.root / "reports" / unit.folder / "similar.html"
    write(path, similar_page(unit.folder, found))
    return found, path


def summary(found: Comparison) -> str:
    """What was found, in a few sentences."""
    many = len(found.pairs)
    some = f"{many} {'pair is' if many == 1 else 'pairs are'}" if many else "No pair is"
    facts = [
        f"{len(found.answers.students)} submissions were compared, {found.n_pairs} pairs.",
        f"{some} more alike than chance makes them ({found.line:.0f} bits).",
    ]
    if found.ranked:
        one, other = found.names(found.ranked[0])
        facts.append(f"The most alike are {one} and {other} ({found.evidence[found.ranked[0]]:.0f} bits).")
    if found.answers.unread:
        facts.append(f"Not read: {', '.join(found.answers.unread)}.")
    return " ".join(facts)


def similar_page(folder: str, found: Comparison) -> str:
    """The whole page: the pairs above the line; where there is none, the most alike pair, which is not accused."""
    most = found.evidence.max(axis=1)
    top = max(10.0, np.ceil(max(most.max(), found.line) / 10) * 10)
    histogram, edges = np.histogram(most, bins=10, range=(0, top))
    labels = [f"{edge:g}" for edge in edges]
    spread = [f"{count} from {labels[i]} to {labels[i + 1]}" for i, count in enumerate(histogram) if count]
    return page.render(
        "similar.html",
        unit=folder,
        found=found,
        summary=summary(found),
        SHUFFLES=SHUFFLES,
        histogram=histogram.tolist(),
        edges=edges.tolist(),
        labels=labels,
        spread=", ".join(spread),
        groups=groups(found),
        pairs=[_evidence(found, pair) for pair in (found.pairs or found.ranked[:1])[:SHOWN]],
    )


def groups(found: Comparison) -> list[list[str]]:
    """Students who are linked by pairs, where there are more than two of them."""
    linked: list[set[int]] = []
    for pair in found.pairs:
        touched = [group for group in linked if group & set(pair)]
        linked = [group for group in linked if group not in touched] + [set(pair).union(*touched)]
    return [found.names(sorted(group)) for group in linked if len(group) > 2]


def _evidence(found: Comparison, pair: tuple[int, int]) -> dict:
    """What speaks for a pair, the strongest first."""
    bits, names = found.bits[(slice(None), *pair)], found.answers.exercises
    order = [int(i) for i in np.argsort(-bits, kind="stable")]
    return {
        "names": found.names(pair),
        "bits": found.evidence[pair],
        "others": [names[i] for i in order if bits[i] <= 0],
        "exercises": [
            {
                "name": names[i],
                "cosine": found.cosines[i][pair],
                "as_alike": found.as_alike(i, pair),
                "bits": bits[i],
                "sides": _side_by_side(found.answers.texts[i], pair),
            }
            for i in order
            if bits[i] > 0
        ],
    }


def _side_by_side(texts: list[str], pair: tuple[int, int]) -> list[list[tuple[str, str]]]:
    """Both answers to an exercise, what they share marked: strongly what few others wrote, faintly the rest."""
    bags = [_bag(text) for text in texts]
    known_to = Counter(shape for bag in bags for shape in bag)
    shared = bags[pair[0]] & bags[pair[1]]
    rare = {shape for shape in shared if known_to[shape] <= max(2, RARE * len(texts))}
    return [list(marked(texts[i][:LONGEST], shared, rare)) for i in pair]


@cache
def _bag(text: str) -> frozenset[str]:
    return frozenset(piece.shape for piece in pieces(text[:LONGEST]))


def marked(text: str, shared: Set[str], rare: Set[str]) -> Iterator[tuple[str, str]]:
    """The text in parts: ("rare" or "shared", its largest pieces of these shapes), and ("", what lies between)."""
    at = 0
    for piece in _largest(text, shared):
        yield "", text[at : piece.start]
        yield "rare" if piece.shape in rare else "shared", text[piece.start : piece.end]
        at = piece.end
    yield "", text[at:]


def _largest(text: str, shared: Set[str]) -> list[Piece]:
    """Pieces of shared shapes that do not overlap, the larger before the smaller; in the order of the text."""
    chosen: list[Piece] = []
    for piece in sorted((piece for piece in pieces(text) if piece.shape in shared), key=lambda piece: -piece.size):
        if all(piece.end <= other.start or other.end <= piece.start for other in chosen):
            chosen.append(piece)
    return sorted(chosen, key=lambda piece: piece.start)
