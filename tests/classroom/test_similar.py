"""Similar submissions: shapes by hand, evidence by hand, planted copies, people who worked alone, and the page."""

import os
import random
import time
from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.classroom import graded, independent
from tests.classroom.test_report import ODD, Page
from vecembed_lab import cli
from vecembed_lab.classroom import codeshape, similar, similarpage
from vecembed_lab.classroom.gradebook import ClassroomError
from vecembed_lab.classroom.similar import Answers
from vecembed_lab.files.units import Unit

UNITS = ("similarity", "word2vec")


# Shapes

ORIGINAL = """\
def f(a, b):
    n = np.linalg.norm(a, axis=1)
    m = b.sum(axis=0)
    if n > m:
        n = n + 1
    return a @ b / (2 * n)
"""
SAME = {
    "renamed": """\
def g(x, y):
    q = np.linalg.norm(x, axis=1)
    r = y.sum(axis=0)
    if q > r:
        q = q + 1
    return x @ y / (2 * q)
""",
    "moved": ORIGINAL.replace("    m = b.sum(axis=0)\n", "").replace("    n = np", "    m = b.sum(axis=0)\n    n = np"),
    "explained": ORIGINAL.replace("    m =", '    "What?"\n    # é\n    m: Array\n    m: Array =').replace(
        "f(a, b)", "f(a: int, b) -> int"
    ),
    "formatted": ORIGINAL.replace("(a, axis=1)", "(\n        a,\n        axis = 1)").replace(
        "    return", "\n    return"
    ),
    "with +=": ORIGINAL.replace("n = n + 1", "n += 1"),
    "turned": ORIGINAL.replace("n > m", "m < n").replace("2 * n", "n * 2"),
    "imported": "from numpy.linalg import norm as length\n" + ORIGINAL.replace("np.linalg.norm", "length"),
}
OTHER = {
    "number": ORIGINAL.replace("2 * n", "3 * n"),
    "function": ORIGINAL.replace("norm", "det"),
    "method": ORIGINAL.replace("b.sum", "b.mean"),
    "operator": ORIGINAL.replace("a @ b", "a * b"),
    "sides": ORIGINAL.replace("a @ b / (2 * n)", "(2 * n) / (a @ b)"),
    "comparison": ORIGINAL.replace("n > m", "n >= m"),
    "keyword": ORIGINAL.replace("axis=1", "ord=1"),
    "one line more": ORIGINAL.replace("    return", "    b = b.T\n    return"),
}


def shape(text):
    return codeshape.pieces(text)[0].shape


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_a_disguise_leaves_the_shape(text):
    assert text != ORIGINAL
    assert shape(text) == shape(ORIGINAL)


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_another_program_has_another_shape(text):
    assert text != ORIGINAL
    assert shape(text) != shape(ORIGINAL)


def test_the_order_of_functions_leaves_the_shapes():
    helper = "def helper(x):\n    return x + 1\n"
    one, other = (sorted(p.shape for p in codeshape.pieces(text)) for text in (helper + ORIGINAL, ORIGINAL + helper))
    assert one == other


def test_pieces_know_where_they_stand():
    text = "é = 1\nü = max(é + 10, é)\n"
    found = {text[piece.start : piece.end] for piece in codeshape.pieces(text)}
    assert found == {"é = 1", "ü = max(é + 10, é)", "max(é + 10, é)", "é + 10"}


@pytest.mark.parametrize(
    "text", ["", "def f(x:\n    return np.sum(x) + 1", "a\0b", "(" * 500, "x = '\ud800'", "-" * 5000 + "x", "x." * 3000]
)
def test_no_text_is_too_odd(text):
    for piece in codeshape.pieces(text):
        assert text[piece.start : piece.end]


def test_what_is_no_python_is_compared_word_by_word():
    broken = "def f(x:\n    return np.sum(x) + 1"
    renamed = "def f(vector:   # a comment\n    return np.sum(vector) + 1"
    one, other = ([piece.shape for piece in codeshape.pieces(text)] for text in (broken, renamed))
    assert one == other != [piece.shape for piece in codeshape.pieces(broken.replace("+", "-"))]


# Evidence


def test_evidence_by_hand():
    """Six pairs. Two are as alike as can be: log2(6 / 2) bits each. One more is alike: log2(6 / 3). The rest is not."""
    cosines = np.eye(4)
    for (a, b), value in {(0, 1): 1.0, (2, 3): 1.0, (0, 2): 0.8, (1, 2): 0.4}.items():
        cosines[a, b] = cosines[b, a] = value
    bits = similar.surprise(cosines, np.ones(4, dtype=bool))
    assert bits[0, 1] == bits[1, 0] == bits[2, 3] == pytest.approx(np.log2(3))
    assert bits[0, 2] == pytest.approx(1)
    assert bits[1, 2] == bits[0, 3] == bits[0, 0] == 0


def test_what_everybody_writes_is_no_evidence():
    assert not similar.surprise(np.ones((5, 5)), np.ones(5, dtype=bool)).any()


def test_who_wrote_nothing_is_like_nobody():
    bits = similar.surprise(np.ones((4, 4)), np.array([True, True, False, False]))
    assert bits[0, 1] == pytest.approx(np.log2(6))
    assert not bits[2:].any()


def test_one_exercise_alone_is_never_enough():
    """Dealing out its answers again leaves the same largest evidence."""
    bits = np.zeros((2, 5, 5))
    bits[0, 1, 2] = bits[0, 2, 1] = 3.0
    assert (similar.chance(bits, rng=np.random.default_rng(0)) == 3).all()


def test_two_exercises_meet_in_one_pair_as_often_as_chance_has_it():
    """Ten pairs: the second exercise's pair falls on the first one's in one of ten classes."""
    bits = np.zeros((2, 5, 5))
    bits[:, 1, 2] = bits[:, 2, 1] = 3.0
    most = similar.chance(bits, rng=np.random.default_rng(0))
    assert set(most) == {3.0, 6.0}
    assert (most == 6).mean() == pytest.approx(0.1, abs=0.06)


def compared(people):
    return similar.compare(independent.answers(people), rng=np.random.default_rng(0))


@pytest.mark.parametrize("unit_name", UNITS)
def test_planted_copies_are_found_and_nobody_else(unit_name):
    rng = random.Random(1)
    people = independent.working_alone(unit_name, 24, rng)
    people[1] = independent.copied(people[0], rng)
    people[3] = independent.copied(people[2], rng, edits=3)
    people[5] = independent.copied(people[4], rng, share=0.7, own=people[5])
    assert set(compared(people).pairs) == {(0, 1), (2, 3), (4, 5)}


@pytest.mark.parametrize("unit_name", UNITS)
def test_people_who_worked_alone_raise_no_alarm(unit_name):
    assert [compared(independent.working_alone(unit_name, 24, random.Random(i))).pairs for i in range(3)] == [[]] * 3


@pytest.mark.parametrize("unit_name", UNITS)
def test_new_names_order_and_layout_leave_the_evidence_as_it_is(unit_name):
    rng = random.Random(4)
    people = independent.working_alone(unit_name, 6, rng)
    copy = independent.copied(people[0], rng)
    assert all(copy[name] != people[0][name] for name in copy)
    plain, disguised = (compared([people[0], second, *people[2:]]) for second in (people[0], copy))
    np.testing.assert_array_equal(disguised.bits, plain.bits)
    assert disguised.line == plain.line


def test_a_group_of_copies_is_found_whole():
    rng = random.Random(2)
    people = independent.working_alone("similarity", 24, rng)
    people[1:5] = [independent.copied(people[0], rng) for _ in range(4)]
    assert set(compared(people).pairs) == {(a, b) for b in range(5) for a in range(b)}


def test_one_natural_answer_raises_no_alarm():
    """Everybody writes the same five one-liners, and the sixth in one of two ways."""
    same = {f"f{i}": f"def f{i}(x):\n    return x.sum() + {i}" for i in range(5)}
    ways = ["def f(x):\n    return x.mean()", "def f(x):\n    return np.sum(x) / len(x)"]
    assert compared([same | {"f": ways[i % 2]} for i in range(12)]).pairs == []


def test_blank_submissions_are_not_alike():
    people = independent.working_alone("similarity", 12, random.Random(3))
    people[:3] = [dict.fromkeys(people[0], "")] * 3
    found = compared(people)
    assert not found.evidence[:3].any()
    assert compared([dict.fromkeys(people[0], "")] * 4).pairs == []


def test_the_embedding_sees_through_edits_that_break_equal_parts():
    """Three touches in each function leave two thirds of equal parts, yet the answers stay close."""
    rng = random.Random(4)
    people = independent.working_alone("similarity", 24, rng)
    people[1] = independent.copied(people[0], rng, edits=3)
    bags = [[{piece.shape for piece in codeshape.pieces(each[name])} for each in people[:2]] for name in people[0]]
    equal = [len(a & b) / len(a | b) for a, b in bags]
    assert np.median(equal) < 0.7
    assert np.median(compared(people).cosines[:, 0, 1]) > 0.9


def test_the_same_class_has_the_same_line():
    people = independent.working_alone("similarity", 8, random.Random(5))
    one, other = compared(people), compared(people)
    assert one.line == other.line
    assert (one.evidence == other.evidence).all()


def test_two_people_cannot_be_judged():
    people = independent.working_alone("similarity", 3, random.Random(6))
    assert compared(people).pairs == []
    with pytest.raises(ClassroomError, match="a comparison needs three submissions, there are 2"):
        compared(people[:2])


# A course folder

EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Ten handed in. <b>ann copied from bob, cem's notebook was not graded, dot's cannot be read."""
    unit, rng = Unit("01_similarity", tmp_path_factory.mktemp("course")), random.Random(7)
    for path in (unit.release, unit.root / "submitted" / "dot" / unit.folder / unit.release.name, unit.lesson_text):
        path.parent.mkdir(parents=True)
        path.write_text("{")
    unit.release.write_bytes(Unit(unit.folder).release.read_bytes())
    names = ["<b>ann", "bob", "cem", "eve", *"fghij"]
    people = dict(zip(names, independent.working_alone("similarity", len(names), rng), strict=True))
    people["bob"]["cosine"] = f"remark = '{EVIL}'\n{people['bob']['cosine']}\n    # {EVIL}"
    people["<b>ann"] = independent.copied(people["bob"], rng)
    people["cem"]["pca"] = graded.source("similarity", "pca", graded.BLANK)
    for name, texts in people.items():
        nb = graded.notebook(unit, texts, {})
        nb["cells"].append({"cell_type": "code", "metadata": {}, "source": f"mine = {name!r}", "outputs": []})
        graded.save(unit, name, nb, "submitted" if name == "cem" else "autograded")
    graded.save(unit, "bob", graded.notebook(unit, {}, {}), "submitted")  # what was graded counts
    return unit


@pytest.fixture(scope="module")
def page(course):
    return similarpage.report(course)[1].read_text(encoding="utf-8")


def test_only_what_students_wrote_is_read(course):
    read = similar.read_answers(course)
    assert read.students == ["<b>ann", "bob", "cem", "eve", *"fghij"]
    assert read.unread == ["dot"]
    assert read.exercises == [*graded.exercises("similarity"), similar.EXTRA]
    texts = {
        name: dict(zip(read.students, row, strict=True)) for name, row in zip(read.exercises, read.texts, strict=True)
    }
    assert texts[similar.EXTRA]["eve"] == "mine = 'eve'"  # and none of the cells that were handed out
    assert texts["pca"]["cem"] == ""  # the stub
    assert EVIL in texts["cosine"]["bob"]


def test_links_and_pipes_are_nobodys_answers(course, tmp_path):
    """Where grading failed, what was handed in is read, and whoever made that may have put anything there."""
    unit = Unit(course.folder, tmp_path)
    unit.release.parent.mkdir(parents=True)
    unit.release.write_bytes(course.release.read_bytes())
    graded.save(unit, "eve", graded.notebook(unit, {"cosine": "eve"}, {}), "submitted")
    for student, plant in {"link": lambda path: path.symlink_to(unit.release), "pipe": os.mkfifo}.items():
        path = unit.root / "submitted" / student / unit.folder / unit.release.name
        path.parent.mkdir(parents=True)
        plant(path)
    read = similar.read_answers(unit)
    assert (read.students, read.unread) == (["eve"], ["link", "pipe"])


def test_without_submissions_it_says_so(course, tmp_path):
    empty = Unit(course.folder, tmp_path)
    empty.release.parent.mkdir(parents=True)
    empty.release.write_bytes(course.release.read_bytes())
    with pytest.raises(ClassroomError, match="nobody handed in 01_similarity"):
        similar.read_answers(empty)


def test_the_page_shows_the_pair_and_the_limits(page):
    text = Page(page).text
    assert "9 submissions were compared, 36 pairs. 1 pair is more alike than chance makes them" in text
    assert "Not read: dot." in text
    assert "1. <b>ann and bob:" in text
    assert "A person decides." in text
    assert "cem" not in text  # nobody is named without evidence


def test_the_most_alike_pair_is_shown_though_it_is_below_the_line():
    """Nobody is accused: the page says that chance makes pairs as alike."""
    found = compared(independent.working_alone("similarity", 12, random.Random(3)))
    assert not found.pairs
    a, b = found.ranked[0]
    assert found.evidence[a, b] == found.evidence.max() < found.line
    text = Page(similarpage.similar_page("01_similarity", found)).text
    assert f"The most alike are s{a} and s{b} (" in similarpage.summary(found)
    assert f"1. s{a} and s{b}:" in text
    assert "not above the line: chance makes pairs as alike" in text
    assert "2. s" not in text


def test_above_the_line_no_pair_is_excused(page):
    assert "not above the line" not in Page(page).text


def test_without_any_evidence_nobody_is_named():
    found = compared([{"f": ""}] * 4)
    assert "The most alike" not in similarpage.summary(found)
    assert "1. s" not in Page(similarpage.similar_page("01_similarity", found)).text


def test_nothing_that_students_wrote_is_active(page):
    elements = Page(page).elements
    assert not {"script", "b", "img"} & {tag for tag, _ in elements}
    assert EVIL in Page(page).text
    assert EVIL not in page


def test_the_figure_says_what_it_shows(page):
    [drawing] = [attributes for tag, attributes in Page(page).elements if tag == "svg"]
    assert "The line is at" in drawing["aria-label"]


def test_both_sides_show_the_whole_answers(course, page):
    read = similar.read_answers(course)
    ann, bob = (Page(side).words for side in page.split("<h3>cosine</h3>")[1].split("<pre>")[1:3])
    for words, student in ((ann, "<b>ann"), (bob, "bob")):
        text = read.texts[0][read.students.index(student)]
        assert "".join(words).startswith(text)


def test_the_largest_shared_parts_are_marked():
    one, other = "def p(x):\n    return f(x + 10) + x", "def q(y):\n    y = 5\n    return f(y + 10) - y"
    shared = {piece.shape for piece in codeshape.pieces(one)} & {piece.shape for piece in codeshape.pieces(other)}
    call = {shape for shape in shared if shape.startswith("(Call")}
    assert list(similarpage.marked(one, shared, set())) == [
        ("", "def p(x):\n    return "),
        ("shared", "f(x + 10)"),
        ("", " + x"),
    ]
    assert list(similarpage.marked(other, shared, call))[1] == ("rare", "f(y + 10)")


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_no_text_changes_the_page(odd):
    """Whatever students are called and wrote: the same elements but for marks, and the whole text."""
    pages = [Page(similarpage.similar_page("01_small", compared_named(text))) for text in ("plain", odd)]
    plain, other = ([(t, list(a)) for t, a in page.elements if t != "mark"] for page in pages)
    assert other == plain
    plain, other = ("".join(page.words) for page in pages)
    assert other.count(odd.replace("\ud800", "?")) == plain.count("plain") > 5


def compared_named(text):
    """Three students; two of them are called so and wrote so, in a call, in what is no Python, and in a remark."""
    wrote = f"x = g('{text}', 1)\n'{text}\n# {text}"
    answers = Answers([f"{text} one", f"{text} two", "c"], ["a"], [[wrote, wrote, "z = 5"]], [])
    return similar.compare(answers, rng=np.random.default_rng(0))


def test_groups_are_named_together():
    answers = Answers(list("abcdef"), [], [], [])
    bits = np.zeros((1, 6, 6))
    for a, b in ((0, 1), (1, 2), (4, 5)):
        bits[0, a, b] = bits[0, b, a] = 9
    found = similar.Comparison(answers, bits, bits, np.array([1.0]))
    assert similarpage.groups(found) == [["a", "b", "c"]]


def test_the_command_says_what_it_found(course, monkeypatch):
    monkeypatch.setattr(cli.common, "ROOT", course.root)
    result = CliRunner().invoke(cli.app, ["similar", "1"])
    assert result.exit_code == 0, result.output
    assert "1 pair is more alike" in result.output
    assert "reports/01_similarity/similar.html" in result.output


# The figures that the page and the documentation quote


@pytest.mark.slow
def test_false_alarms_and_recall(capsys):
    """Classes of 30 who worked alone, and classes with a copy in them."""
    alone, found = [], {"as it is": [], "three touches in each function": [], "half of the exercises": []}
    for unit_name in UNITS:
        for i in range(150):
            people = independent.working_alone(unit_name, 30, random.Random(i))
            alone.append(bool(compared(people).pairs))
        for i in range(25):
            rng = random.Random(i)
            people = independent.working_alone(unit_name, 30, rng)
            ways = ({}, {"edits": 3}, {"share": 0.5})
            for j, options in enumerate(ways):
                people[2 * j + 1] = independent.copied(people[2 * j], rng, own=people[2 * j + 1], **options)
            pairs = compared(people).pairs
            for j, name in enumerate(found):
                found[name].append((2 * j, 2 * j + 1) in pairs)
    say(capsys, {"classes with a false alarm": alone} | {f"copies found, {name}": hits for name, hits in found.items()})
    assert np.mean(alone) <= 0.03
    assert np.mean(found["as it is"]) == 1
    assert np.mean(found["three touches in each function"]) >= 0.9


@pytest.mark.slow
def test_small_classes(capsys):
    """Classes of 5, 12 and 21, whose members touch what they wrote or write known answers as they are."""
    kinds = [{"n": n, "touches": touches} for n in (5, 12, 21) for touches in (0, 3)]
    alone, found, first = one_copy(kinds)
    say(capsys, alone | found | first)
    assert np.mean(*alone.values()) <= 0.03
    assert np.mean(found["found, renamed"]) == 1
    assert min(map(np.mean, first.values())) >= 0.95


@pytest.mark.slow
def test_classes_that_write_much_alike(capsys):
    """Copies are found less often there, above all changed ones; the most alike pair is still the copy."""
    alone, found, first = one_copy([{"n": 21, "touches": 0, "popularity": 1.5}])
    say(capsys, alone | found | first)
    assert np.mean(*alone.values()) <= 0.03
    broken = "renamed, two functions broken"
    assert np.mean(first[f"shown, {broken}"]) > 0.8 > np.mean(found[f"found, {broken}"])


def one_copy(kinds):
    """How often independent classes of each kind raise an alarm, and how often one copy is found, or shown at least."""
    alone, found, first = [], defaultdict(list), defaultdict(list)
    for kind, unit_name, seed in product(kinds, UNITS, range(25)):
        rng = random.Random(seed)
        people = independent.working_alone(unit_name, rng=rng, **kind)
        alone.append(bool(compared(people).pairs))
        renamed = independent.copied(people[0], rng)
        copies = {
            "renamed": renamed,
            "renamed, two functions broken": independent.broken(renamed, rng),
            "renamed, three touches in each function": independent.copied(people[0], rng, edits=3),
        }
        for way, copy in copies.items():
            result = compared([people[0], copy, *people[2:]])
            found[f"found, {way}"].append((0, 1) in result.pairs)
            found[f"found, {way}, {kind}"].append((0, 1) in result.pairs)
            first[f"shown, {way}"].append((0, 1) in (result.pairs or result.ranked[:1]))
    return {"classes with a false alarm": alone}, found, first


def say(capsys, counts):
    """Print how often each thing happened, with Clopper and Pearson's interval."""
    from scipy.stats import binomtest

    with capsys.disabled():
        for name, hits in counts.items():
            interval = binomtest(int(np.sum(hits)), len(hits)).proportion_ci()
            print(f"\n{name}: {np.sum(hits)} of {len(hits)}, 95 % interval {interval.low:.1%} to {interval.high:.1%}")


@pytest.mark.slow
def test_three_hundred_submissions_take_seconds():
    people = independent.working_alone("similarity", 300, random.Random(8))
    started = time.process_time()
    compared(people)
    assert time.process_time() - started < 10  # 2.4 s where it was measured
