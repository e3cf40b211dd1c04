"""The page on submissions that are alike: how much evidence there is, the evidence side by side, and its limits."""

from collections import Counter
from collections.abc import Set
from functools import cache
from html import escape
from pathlib import Path

import numpy as np

from vecembed_lab.classroom import page
from vecembed_lab.classroom.codeshape import Piece, pieces
from vecembed_lab.classroom.page import Html, element, section
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
    """What was found, in a sentence or two."""
    n, pairs = len(found.answers.students), len(found.pairs)
    some = f"{pairs} {'pair is' if pairs == 1 else 'pairs are'}" if pairs else "No pair is"
    unread = f" Not read: {', '.join(found.answers.unread)}." if found.answers.unread else ""
    return (
        f"{n} submissions were compared, {n * (n - 1) // 2} pairs. "
        f"{some} more alike than chance makes them ({found.line:.0f} bits).{unread}"
    )


def similar_page(folder: str, found: Comparison) -> str:
    """The whole page."""
    parts = [_explained(found), _nearest(found), *_groups(found)]
    parts += [_pair(found, number, pair) for number, pair in enumerate(found.pairs[:SHOWN], 1)]
    if len(found.pairs) > SHOWN:
        parts.append(element("p", f"{len(found.pairs) - SHOWN} pairs with less evidence are not shown."))
    return page.page(f"Submissions that are alike: {folder}", element("p", summary(found), class_="lead"), *parts)


def _explained(found: Comparison) -> Html:
    known = [
        "What counts: only what students wrote, without names of variables, order of statements and functions, "
        "comments and layout.",
        "Evidence is counted in bits. If one pair in 64 of this class is as alike in an exercise, that is 6 bits; if "
        "every pair is, because the exercise has one natural answer, it is 0.",
        f"The line, {found.line:.0f} bits, is the most that any pair had in {SHUFFLES} classes made by dealing out the "
        "same answers at random.",
        "How far to trust it: of 300 classes of 30 made up of people who worked alone, 2 had a pair above their line "
        "(0.7%; 95% interval 0.1 to 2.4%). Of 50 complete copies with new names, order and layout none was missed; of "
        "50 copies of half of the exercises 9 were.",
        "Side by side, what both wrote is underlined: on yellow if at most a tenth of the class did, dotted otherwise.",
        "What this cannot know: who learned together, shares a tutor, a book or an assistant, or who copied from whom. "
        "It is a reason to look and to ask. A person decides.",
    ]
    return section("How to read this", page.items(known))


def _nearest(found: Comparison) -> Html:
    """Everybody's evidence with the one they are most alike to."""
    most = found.evidence.max(axis=1)
    top = max(10.0, np.ceil(max(most.max(), found.line) / 10) * 10)
    counts, edges = np.histogram(most, bins=10, range=(0, top))
    labels = [f"{edge:g}" for edge in edges]
    spread = ", ".join(f"{count} from {labels[i]} to {labels[i + 1]}" for i, count in enumerate(counts) if count)
    alt = f"Histogram of each student's evidence with the most similar other one, in bits: {spread}."
    axis = f"bits of evidence with the most similar other one; the line is at {found.line:.0f}"
    drawn = page.columns(counts.tolist(), labels, alt=f"{alt} The line is at {found.line:.0f}.", axis=axis,
                         line=found.line / top * 10)  # fmt: skip
    return section("The class", drawn)


def _groups(found: Comparison) -> list[Html]:
    """Students who are linked by pairs, where there are more than two of them."""
    groups: list[set[int]] = []
    for pair in found.pairs:
        linked = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in linked] + [set(pair).union(*linked)]
    large = [", ".join(found.answers.students[i] for i in sorted(group)) for group in groups if len(group) > 2]
    return [section("Groups", page.items(large))] if large else []


def _pair(found: Comparison, number: int, pair: tuple[int, int]) -> Html:
    names = [found.answers.students[i] for i in pair]
    n = len(found.answers.students)
    order = np.argsort(-found.bits[(slice(None), *pair)], kind="stable")
    shown = [int(i) for i in order if found.bits[i][pair] > 0]
    others = [found.answers.exercises[i] for i in order if found.bits[i][pair] <= 0]
    rows = [
        (
            found.answers.exercises[i],
            f"{found.cosines[i][pair]:.2f}",
            f"{found.as_alike(i, pair)} of {n * (n - 1) // 2}",
            f"{found.bits[i][pair]:.1f}",
        )
        for i in shown
    ]
    rest = f"No evidence in {', '.join(others)}." if others else ""
    return section(
        f"{number}. {names[0]} and {names[1]}: {found.evidence[pair]:.0f} bits",
        page.table(("exercise", "cosine", "pairs of the class as alike", "bits"), rows, class_="numbers"),
        element("p", rest, class_="note"),
        *(_side_by_side(found, i, pair) for i in shown),
    )


def _side_by_side(found: Comparison, exercise: int, pair: tuple[int, int]) -> Html:
    """Both answers to an exercise, what they share marked: strongly what few others wrote, faintly the rest."""
    texts = found.answers.texts[exercise]
    bags = [_bag(text) for text in texts]
    known_to = Counter(shape for bag in bags for shape in bag)
    shared = bags[pair[0]] & bags[pair[1]]
    rare = {shape for shape in shared if known_to[shape] <= max(2, RARE * len(texts))}
    sides = [element("pre", marked(texts[i][:LONGEST], shared, rare)) for i in pair]
    heads = [found.answers.students[i] for i in pair]
    head = element("tr", *(element("th", name, scope="col") for name in heads))
    body = element("tr", *(element("td", side) for side in sides))
    name = element("h3", found.answers.exercises[exercise])
    return Html(name + element("table", element("thead", head), element("tbody", body), class_="sides"))


@cache
def _bag(text: str) -> frozenset[str]:
    return frozenset(piece.shape for piece in pieces(text[:LONGEST]))


def marked(text: str, shared: Set[str], rare: Set[str]) -> Html:
    """The text as HTML with its largest pieces of `shared` shapes marked, those of `rare` shapes strongly."""
    parts, at = [], 0
    for piece in _largest(text, shared):
        kind = ' class="rare"' if piece.shape in rare else ""
        parts += [escape(text[at : piece.start]), f"<mark{kind}>{escape(text[piece.start : piece.end])}</mark>"]
        at = piece.end
    return Html("".join([*parts, escape(text[at:])]))


def _largest(text: str, shared: Set[str]) -> list[Piece]:
    """Pieces of shared shapes that do not overlap, the larger before the smaller; in the order of the text."""
    chosen: list[Piece] = []
    for piece in sorted((each for each in pieces(text) if each.shape in shared), key=lambda each: -each.size):
        if all(piece.end <= other.start or other.end <= piece.start for other in chosen):
            chosen.append(piece)
    return sorted(chosen, key=lambda each: each.start)
