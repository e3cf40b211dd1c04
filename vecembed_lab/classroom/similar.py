"""Which submissions are nearly the same, and how surprising that is in this class.

Answers are compared by the shapes of their pieces (codeshape.py), with the vectors of unit 02: PPMI of pieces and
answers, cut to its largest singular values, summed up with more weight for rarer pieces. A cosine alone says little,
because a short function has one natural answer. So every pair's cosine is ranked among those of all pairs of the
class: if one pair in 64 is as alike, that is 6 bits of evidence, and if all are, it is none. What one pair has in all
exercises together is compared with classes made by chance: the same answers, dealt out again exercise by exercise.

How often it is wrong was measured on made-up classes (tests/classroom/test_similar.py, make slow); the page quotes it.
Where a class gives few different answers, less is found: there it cannot be told.

Sources: Levy, Goldberg & Dagan (2015) for the vectors; Phipson & Smyth (2010), Permutation P-values Should Never Be
Zero, for what shuffling can show.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from vecembed_lab.classroom.codeshape import pieces
from vecembed_lab.classroom.gradebook import ClassroomError, items
from vecembed_lab.files.notebooks import NotebookError, cell_mark, read
from vecembed_lab.files.units import Unit
from vecembed_lab.grading.intake import Refused, handed_in
from vecembed_lab.similarity.measures import cosine
from vecembed_lab.word2vec.cooccurrence import Sparse, ppmi, svd_vectors

DIM = 64  # enough to keep styles apart; more would forget that an edited copy has the style of its source
ALIKE = 0.5  # a smaller cosine is no evidence: a person would see nothing
SHUFFLES = 200  # so a class of independent people raises an alarm once in 200 times
LONGEST = 20_000  # characters of an answer that are compared
PARTS = ("autograded", "submitted")
EXTRA = "extra cells"  # code that a student added outside of the answer cells


@dataclass(frozen=True)
class Answers:
    """What n students wrote for m exercises: texts[exercise][student], empty where nothing was written."""

    students: list[str]
    exercises: list[str]
    texts: list[list[str]]
    unread: list[str]  # students whose notebook cannot be read


@dataclass(frozen=True)
class Comparison:
    """How alike n submissions are."""

    answers: Answers
    cosines: Float[ndarray, "m n n"]  # of the answers to each exercise
    bits: Float[ndarray, "m n n"]  # evidence: -log2 of the share of pairs in the class that are as alike
    chance: Float[ndarray, " shuffles"]  # the largest sum of evidence in each class dealt out by chance

    @property
    def line(self) -> float:
        """The evidence, in bits, above which a pair is shown to a person: more than chance ever reached."""
        return float(self.chance.max())

    @cached_property
    def evidence(self) -> Float[ndarray, "n n"]:
        """The evidence of each pair over all exercises, in bits."""
        return self.bits.sum(axis=0)

    @cached_property
    def ranked(self) -> list[tuple[int, int]]:
        """All pairs with any evidence, most evidence first."""
        first, second = np.nonzero(np.triu(self.evidence, 1))
        order = np.argsort(-self.evidence[first, second], kind="stable")
        return [(int(first[i]), int(second[i])) for i in order]

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        """The pairs above the line, most evidence first."""
        return [pair for pair in self.ranked if self.evidence[pair] > self.line]

    @property
    def n_pairs(self) -> int:
        """How many pairs the class has."""
        n = len(self.answers.students)
        return n * (n - 1) // 2

    def names(self, students: Iterable[int]) -> list[str]:
        """What these students are called."""
        return [self.answers.students[i] for i in students]

    def as_alike(self, exercise: int, pair: tuple[int, int]) -> int:
        """How many pairs of the class are at least as alike in an exercise, this one included."""
        return round(self.n_pairs * 2 ** -self.bits[exercise][pair])


def compare(answers: Answers, *, rng: np.random.Generator) -> Comparison:
    """Compare everybody with everybody. The same `rng` gives the same line.

    Raises ClassroomError for fewer than three submissions: there is nothing to compare a pair with.
    """
    if len(answers.students) < 3:
        raise ClassroomError(f"a comparison needs three submissions, there are {len(answers.students)}")
    counts, n = _counts(answers), len(answers.students)
    vectors = _vectors(counts)
    cosines = np.array([_cosines(counts[start : start + n], vectors) for start in range(0, counts.shape[0], n)])
    wrote = np.array([[bool(text) for text in texts] for texts in answers.texts])  # (m, n)
    bits = np.array([surprise(*exercise) for exercise in zip(cosines, wrote, strict=True)])
    return Comparison(answers, cosines, bits, chance(bits, rng=rng))


def surprise(cosines: Float[ndarray, "n n"], wrote: Bool[ndarray, " n"]) -> Float[ndarray, "n n"]:
    """-log2 of the share of all pairs that are at least as alike, in bits; 0 for pairs below ALIKE.

    Who wrote nothing is like nobody.
    """
    upper = np.triu_indices(len(cosines), 1)
    found = np.where((wrote[:, None] & wrote)[upper], np.round(cosines[upper], 6), -1)
    as_alike = len(found) - np.searchsorted(np.sort(found), found)
    bits = np.zeros_like(cosines)
    bits[upper] = np.where(found >= ALIKE, np.log2(len(found) / as_alike), 0)
    return bits + bits.T


def chance(bits: Float[ndarray, "m n n"], *, rng: np.random.Generator) -> Float[ndarray, " shuffles"]:
    """The largest evidence of any pair in classes where each exercise's answers are dealt out to students at random.

    Such a class has the same answers, as common as they are, but nobody shares more than one with anybody on purpose.
    """
    return np.array([_shuffled(bits, rng).max(initial=0) for _ in range(SHUFFLES)])


def _shuffled(bits: Float[ndarray, "m n n"], rng: np.random.Generator) -> Float[ndarray, "n n"]:
    total = np.zeros(bits.shape[1:])
    for exercise in bits:
        order = rng.permutation(len(exercise))
        total += exercise[np.ix_(order, order)]
    return total


# Vectors


def _counts(answers: Answers) -> Sparse:
    """How often each shape stands in each answer: (m n, V) in float64, one exercise after the other."""
    from scipy.sparse import csr_array

    column: dict[str, int] = {}
    bag_of = cache(_bag)  # many write the same
    bags = [bag_of(text) for texts in answers.texts for text in texts]
    for bag in bags:
        for shape in bag:
            column.setdefault(shape, len(column))
    places = [(row, column[shape], count) for row, bag in enumerate(bags) for shape, count in bag.items()]
    rows, columns, counts = np.array(places, dtype=int).reshape(-1, 3).T
    return csr_array((counts.astype(float), (rows, columns)), shape=(len(bags), max(1, len(column))))


def _bag(text: str) -> Counter[str]:
    return Counter(piece.shape for piece in pieces(text[:LONGEST]))


def _vectors(counts: Sparse) -> Float[ndarray, "V d"]:
    """A vector for each shape: shapes that stand in the same answers, and so in the same styles, are near."""
    d = min(DIM, min(counts.shape) - 1)
    if d < 1 or not counts.nnz:
        return np.zeros((counts.shape[1], 1))
    return svd_vectors(ppmi(counts.T.tocsr()), d, seed=0)


def _cosines(counts: Sparse, vectors: Float[ndarray, "V d"]) -> Float[ndarray, "n n"]:
    """The cosines of the answers to one exercise; what everybody writes has hardly any weight."""
    n, weighted = counts.shape[0], counts.copy()
    weighted.data = np.log1p(weighted.data)
    known_to = np.bincount(counts.indices, minlength=counts.shape[1])  # (V,)
    rarity = np.log((1 + n) / np.maximum(known_to, 1))
    summed = (weighted * rarity) @ vectors  # (n, d)
    return cosine(summed, summed)


# What students wrote


def read_answers(unit: Unit) -> Answers:
    """The answers of everybody who handed in, from autograded/ or, where grading failed, from submitted/.

    Only what students wrote themselves: the answer cells that they changed, and code cells that they added.
    Raises ClassroomError if nobody handed in.
    """
    stubs = {item.name: item.stub for item in items(unit) if not item.written} | {EXTRA: ""}
    handed_out = {cell["source"].strip() for cell in read(unit.release)["cells"]}
    found = {path.parent.name for part in PARTS for path in (unit.root / part).glob(f"*/{unit.folder}")}
    wrote = {student: _wrote(unit, student, stubs, handed_out) for student in sorted(found)}
    read_ones = [student for student, texts in wrote.items() if texts]
    if not read_ones:
        raise ClassroomError(f"nobody handed in {unit.folder}: there is nothing in submitted/")
    texts = [[wrote[student][name] for student in read_ones] for name in stubs]
    return Answers(read_ones, list(stubs), texts, [student for student in wrote if not wrote[student]])


def _wrote(unit: Unit, student: str, stubs: dict[str, str], handed_out: set[str]) -> dict[str, str]:
    """A student's text for each exercise; nothing at all if no notebook can be read."""
    for part in PARTS:
        with suppress(NotebookError, Refused):
            path = unit.root / part / student / unit.folder / f"{unit.folder}.ipynb"
            notebook = read(path, handed_in(path).content)
            break
    else:
        return {}
    cells = [(cell_mark(cell).get("grade_id"), cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    answers = {name: cell["source"] for name, cell in cells if name in stubs}
    own = [cell["source"] for name, cell in cells if not name and cell["source"].strip() not in handed_out]
    texts = answers | {EXTRA: "\n\n".join(own)}
    return {name: text if (text := texts.get(name, "")).strip() != stub else "" for name, stub in stubs.items()}
