"""Reports on a class of twelve whose answers are known, and class lists and grades in files."""

import csv
import io
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.classroom import graded
from vecembed_lab import cli
from vecembed_lab.classroom import gradebook, gradecsv, page
from vecembed_lab.classroom import report as class_report
from vecembed_lab.classroom.gradebook import Classroom, ClassroomError, Item, Mark, Student, Submission
from vecembed_lab.files.units import Unit

EXERCISES = graded.exercises("similarity")
FULL = sum(exercise.points for exercise in EXERCISES.values())
EVIL = "</title><script>alert(1)</script>"
PEOPLE = {
    **{f"s{number}": {} for number in range(8)},
    "bob": dict.fromkeys(EXERCISES, graded.BLANK),
    "cem": {"cosine": "dot_product", "spearman": "pearson"},
    "dina": {"spearman": "pearson"},
    "eve": {"cosine": "dot_product", "spearman": "pearson", "nearest": graded.BLANK},
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Twelve are graded, the written answers of two as well; one did not hand in, one could not be graded."""
    unit = graded.course(tmp_path_factory.mktemp("course"))
    graded.hand_in(unit, PEOPLE, written={"s0": 4.0, "bob": 1.0})
    with gradebook.gradebook(unit) as book:
        book.update_or_create_student("s0", first_name="Ada", last_name="Lovelace", email="ada@x.org", lms_user_id="77")
        book.update_or_create_student("eve", first_name=EVIL, last_name='=HYPERLINK("http://x")')
        book.add_student("absent", first_name="Al", last_name="Absent")
    (unit.root / "submitted" / "crashed" / unit.folder).mkdir(parents=True)
    return unit


@pytest.fixture(scope="module")
def report(course):
    return class_report.ClassReport(gradebook.read_class(course))


@pytest.fixture(scope="module")
def files(course):
    return {path.name: path.read_text(encoding="utf-8") for path in class_report.report(course)[1]}


def of(report, name):
    return next(each for each in report.statistics if each.item.name == name)


# Statistics


def test_who_is_where(report):
    room = report.room
    assert {each.student.id for each in room.submissions} == PEOPLE.keys()
    assert [student.id for student in room.missing] == ["absent"]
    assert [student.id for student in room.ungraded] == ["crashed"]
    assert {each.student.id for each in report.waiting} == PEOPLE.keys() - {"s0", "bob"}


def test_states_of_an_exercise_are_counted(report):
    assert of(report, "cosine").counts == {"solved": 9, "partly": 0, "wrong": 2, "blank": 1, "waiting": 0}
    assert of(report, "nearest").counts == {"solved": 10, "partly": 0, "wrong": 0, "blank": 2, "waiting": 0}
    pearson = graded.report("similarity", "spearman", "pearson")
    assert 0 < pearson.score < pearson.points
    assert of(report, "spearman").counts == {"solved": 8, "partly": 3, "wrong": 0, "blank": 1, "waiting": 0}
    assert of(report, "spearman").share == pytest.approx((8 + 3 * pearson.score / pearson.points) / 12)


def test_a_written_answer_that_waits_counts_nowhere(report):
    maps = of(report, "maps")
    assert (maps.counts["waiting"], maps.counts["solved"], maps.counts["partly"]) == (10, 1, 1)
    assert (maps.share, maps.discrimination, maps.why) == (None, None, "undefined: 10 wait for a person")
    assert report.shares.max() == 1  # those who wait have full points for the checks
    assert "maps" not in {item.name for item in report.checks}


def test_a_written_answer_that_everybody_has_back_counts():
    room = small([(1.0, 0.5), (0.0, 0.0)])
    room.items[1] = Item("b", 1.0, True)
    assert [each.share for each in class_report.ClassReport(room).statistics] == [0.5, 0.25]


def test_discrimination_by_hand():
    solved, rest = np.repeat([1.0, 0.0], 6), np.repeat([9.0, 3.0], 6)
    assert class_report.discrimination(solved, rest) == (pytest.approx(1), "")
    assert class_report.discrimination(1 - solved, rest) == (pytest.approx(-1), "")
    assert class_report.discrimination(np.tile([1.0, 0.0], 6), rest) == (pytest.approx(0, abs=1e-12), "")


@pytest.mark.parametrize(
    ("item", "rest", "why"),
    [
        (np.arange(9.0), np.arange(9.0), "9 graded, it needs 10"),
        (np.ones(12), np.arange(12.0), "the same points for everybody"),
        (np.arange(12.0), np.ones(12), "the rest is the same"),
        (np.array([]), np.array([]), "0 graded"),
    ],
)
def test_discrimination_says_why_it_is_undefined(item, rest, why):
    value, said = class_report.discrimination(item, rest)
    assert value is None
    assert why in said


def test_the_total_is_corrected_for_the_item_itself():
    """Two exercises that have nothing to do with each other: the sum would make them agree, the rest does not."""
    room = small([(a, b) for a in (0.0, 1.0) for b in (0.0, 1.0) for _ in range(3)])
    for each in class_report.ClassReport(room).statistics:
        assert each.discrimination == pytest.approx(0, abs=1e-12)


def small(points):
    items = [Item(name, 1.0, False) for name in "ab"[: len(points[0])]]
    marks = [{item.name: Mark(earned) for item, earned in zip(items, row, strict=True)} for row in points]
    return Classroom("01_small", items, [Submission(Student(f"s{i}"), mark) for i, mark in enumerate(marks)])


@pytest.mark.parametrize("points", [[(1.0, 0.0)], [(0.0, 0.0)], [(None, 1.0)], [(1.0,)] * 12])
def test_tiny_and_equal_classes_have_a_report(points):
    report = class_report.ClassReport(small(points))
    assert "undefined" in class_report.report_page(report)
    json.dumps(class_report.report_data(report), allow_nan=False)


def test_misconceptions_come_by_name_with_the_sentence_read(report):
    first, second = report.misconceptions
    assert (first.exercise, first.name, {s.id for s in first.students}) == (
        "spearman",
        "pearson",
        {"cem", "dina", "eve"},
    )
    assert (second.exercise, second.name, {s.id for s in second.students}) == ("cosine", "dot_product", {"cem", "eve"})
    assert first.sentence == EXERCISES["spearman"].mistakes["pearson"].message


def test_who_needs_help_comes_weakest_first():
    report = class_report.ClassReport(small([(1.0, 1.0), (1.0, 0.0), (0.0, 0.4), (0.0, 0.0)]))
    assert [each.student.id for each in report.in_need] == ["s3", "s2"]  # exactly half is enough


# The page


class Page(HTMLParser):
    """What a browser would make of a page: its elements, and its text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def test_the_page_is_one_file_without_active_content(files):
    elements = Page(files["report.html"]).elements
    assert not {"script", "iframe", "object", "link", "img", "form"} & {tag for tag, _ in elements}
    assert not [name for _, attributes in elements for name in attributes if name.startswith("on") or name == "href"]
    assert "default-src 'none'" in files["report.html"]


def test_names_are_escaped(files):
    assert EVIL not in files["report.html"]
    assert EVIL in Page(files["report.html"]).text


def test_half_a_character_stops_no_report():
    room = small([(1.0, 1.0), (0.0, 0.0)])
    room.submissions[1].marks["a"] = Mark(0.0, mistake="\ud800", said="name '\ud800' is not defined")
    report = class_report.ClassReport(room)
    assert "name &#x27;?&#x27; is not defined" in class_report.report_page(report).encode().decode()
    json.dumps(class_report.report_data(report)).encode()


def test_figures_have_alternative_text_with_the_numbers(files):
    drawings = [attributes for tag, attributes in Page(files["report.html"]).elements if tag == "svg"]
    assert len(drawings) == 2
    assert all(each["role"] == "img" for each in drawings)
    assert "1 from 0%" in drawings[0]["aria-label"]
    assert "cosine: 9 solved, 0 partly, 2 wrong, 1 blank" in drawings[1]["aria-label"]


def test_a_figure_must_say_what_it_shows():
    with pytest.raises(ValueError, match="alt must say"):
        page.columns([1], ["0", "1"], alt=" ", axis="")


def test_names_stand_only_in_the_part_for_the_teacher(files):
    public, private = files["report.html"].split("For your eyes only")
    assert "Lovelace" not in public
    assert "bob" not in public
    assert "Lovelace, Ada" in private


def test_the_page_tells_the_story(files):
    text = Page(files["report.html"]).text
    for part in (
        "12 handed in and graded; 1 on the class list did not hand in; 1 handed in but without a grade (yet).",
        "The written answers of 10 wait for a person (4 points, in nbgrader's formgrader)",
        "3 (25%) spearman pearson",
        "Did not hand in Absent, Al",
        "left blank: cosine, nearest",
        "undefined: 10 wait for a person",
    ):
        assert part in text, part


def test_a_bar_does_not_count_on_colour():
    """Each part that has room for it carries its number, and its shade is named."""
    drawn = page.bars([("cosine", [7, 2, 0, 3])], ["solved", "partly", "wrong", "blank"], alt="Twelve students.")
    words = [word for word in Page(drawn).words if word != "Twelve students."]
    assert words == ["solved", "partly", "wrong", "blank", "cosine", "7", "2", "3"]
    assert len(set(page.SHADES)) == 4


def test_json_says_the_same(files, report):
    data = json.loads(files["report.json"])
    assert data["not_handed_in"] == ["absent"]
    assert data["needs_help"] == ["bob"]
    assert data["checks"]["shares"]["s0"] == 1
    assert data["items"][0]["share_of_points"] == of(report, "cosine").share
    assert data["items"][-1]["undefined_because"] == "undefined: 10 wait for a person"
    assert sorted(data["misconceptions"][0]["students"]) == ["cem", "dina", "eve"]


# What is read


def test_reports_that_are_forged_or_damaged_are_passed_over(course):
    nb = graded.notebook(course, {}, {"nearest": graded.report("similarity", "cosine", "dot_product")})
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name == "nearest-check":  # the report of another exercise
            cell["outputs"] = [{"data": {graded.MIME: graded.report("similarity", "cosine", "dot_product").to_dict()}}]
        if name == "pca-check":
            cell["outputs"] = [{"data": {graded.MIME: rubbish}} for rubbish in (1, {"exercise": "pca"}, [], None)]
    assert gradebook._autograded(course, "nobody") is None
    graded.save(course, "nobody", nb)
    cells = gradebook._autograded(course, "nobody")
    for item in gradebook.items(course):
        assert gradebook._marked(item, 0.0, cells).mistake == ""


def test_an_unreadable_notebook_has_no_points_and_is_no_news():
    room = small([(1.0, 1.0), (0.0, 0.0), (0.0, 0.0)])
    room.items[1] = Item("b", 1.0, True, "*Your answer here.*")
    cells = {"notice": {"source": "**Your notebook could not be read**\n\n- 01&#95;small.ipynb: it is empty"}}
    cells["b"] = {"source": "*Your answer here.*"}  # a question in words stays as it is
    broken = gradebook._submission(Student("broken"), room.items, {"a": 0.0, "b": 0.0}, 0.0, cells)
    repaired = cells | {"a": {"source": "def a(): ..."}}
    repaired = gradebook._submission(Student("repaired"), room.items, {"a": 1.0, "b": 0.0}, 0.0, repaired)
    room.submissions[1:] = [broken, repaired]
    report = class_report.ClassReport(room)
    assert (broken.grade, broken.unreadable, repaired.unreadable) == (0, True, False)
    assert report.statistics[0].share == 1
    text = Page(class_report.report_page(report)).text
    assert "1 of them could not be read and got 0" in text
    assert "Handed in what could not be read, which has no points broken" in text
    assert "repaired Your notebook could not be read - 01_small.ipynb: it is empty" in text


def test_a_grade_is_nbgraders_less_the_penalty():
    marks = {"a": Mark(3.0), "b": Mark(1.5)}
    assert Submission(Student("x"), marks).grade == 4.5
    assert Submission(Student("x"), marks, penalty=1).grade == 3.5
    assert Submission(Student("x"), marks, penalty=9).grade == 0
    assert Submission(Student("x"), marks | {"c": Mark(None)}).grade is None


def test_without_grades_it_says_what_to_do(course, tmp_path):
    fresh = Unit(course.folder, tmp_path)
    fresh.release.parent.mkdir(parents=True)
    fresh.release.write_bytes(course.release.read_bytes())
    with pytest.raises(ClassroomError, match="there is no gradebook yet; grade first: vecembed grade 01_similarity"):
        gradebook.read_class(fresh)


# Files


def rows(text):
    return list(csv.reader(io.StringIO(text)))


def test_canvas_finds_its_columns_and_only_final_grades(files):
    head, possible, *students = rows(files["canvas.csv"])
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01_similarity"]
    assert possible == ["Points Possible", "", "", "", "", f"{FULL + 4:g}"]
    assert students == [
        ["bob", "", "bob", "bob", "", "1"],
        ["Lovelace, Ada", "77", "s0", "s0", "", f"{FULL + 4:g}"],
    ]


def test_moodle_gets_an_address_and_a_grade(files):
    head, *students = rows(files["moodle.csv"])
    assert head == ["First name", "Last name", "ID number", "Email address", "01_similarity"]
    assert students[1] == ["Ada", "Lovelace", "s0", "ada@x.org", f"{FULL + 4:g}"]


def test_the_table_has_everybody(files):
    lines = {row["id"]: row for row in csv.DictReader(io.StringIO(files["report.csv"]))}
    assert lines.keys() == PEOPLE.keys() | {"absent", "crashed"}
    assert (lines["absent"]["state"], lines["crashed"]["state"]) == ("not handed in", "not graded")
    assert (lines["cem"]["maps"], lines["cem"]["cosine"], lines["cem"]["grade"]) == ("waiting", "0", "")
    assert lines["s0"]["grade"] == f"{FULL + 4:g}"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell):
    assert gradecsv.safe(cell) == f"'{cell}"


def test_names_are_no_formulas(files):
    for name in ("report.csv", "canvas.csv", "moodle.csv"):
        assert all(not cell.startswith(gradecsv.FORMULA) for row in rows(files[name]) for cell in row), name
    assert "'=HYPERLINK" in files["report.csv"]


# Class lists


def test_a_class_list_enters_the_gradebook(course, tmp_path):
    file = tmp_path / "class.csv"
    file.write_text(
        "\ufeffID;First name;Surname;E-Mail;Group\nnew1;Ünal;Öz;oz@x.org;A\ns1;Bea;;;\n\n", encoding="utf-8"
    )
    assert gradecsv.load_roster(course, file) == (1, 1)
    assert gradecsv.load_roster(course, file) == (0, 2)
    with gradebook.gradebook(course) as book:
        new, old = book.find_student("new1"), book.find_student("s1")
        assert (new.first_name, new.last_name, new.email) == ("Ünal", "Öz", "oz@x.org")
        assert (old.first_name, old.last_name) == ("Bea", None)
        book.remove_student("new1")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty; its first line must hold the headings"),
        ("name,email\nada,a@x.org\n", "needs one column id; its first line is 'name,email'"),
        ("id,username\na,b\n", "needs one column id"),
        ("id,email\n", "has headings, but no students"),
        ("id,email\nada,a@x.org\nbob\n", "line 3: there must be 2 cells, as in the first line; there are 1"),
        ("id,email\n,a@x.org\n", "line 2: an id has letters, digits"),
        ("id,email\n../ada,a@x.org\n", "this is '../ada'"),
        ("id,email\n.,a@x.org\n", "this is '.'"),
        ("id,email\nada,a@x.org\nada,b@x.org\n", "line 3: the id 'ada' stands there twice"),
        (f"id,email\nada,{'a' * 200}\n", "a cell may have 128 characters"),
    ],
)
def test_a_wrong_class_list_is_refused_as_a_whole(course, tmp_path, text, says):
    file = tmp_path / "class.csv"
    file.write_text(text, encoding="utf-8")
    before = gradebook.read_class(course)
    with pytest.raises(ClassroomError, match=re.escape(says)):
        gradecsv.load_roster(course, file)
    assert gradebook.read_class(course) == before


def test_a_list_in_another_encoding_is_refused(tmp_path):
    file = tmp_path / "class.csv"
    file.write_bytes("id,last_name\nada,Müller\n".encode("latin-1"))
    with pytest.raises(ClassroomError, match="is not UTF-8; in Excel, save it as"):
        gradecsv.read_roster(file)


# Commands


@pytest.fixture
def run(course, monkeypatch):
    monkeypatch.setattr(cli.common, "ROOT", course.root)
    course.lesson_text.parent.mkdir(exist_ok=True)
    course.lesson_text.touch()

    def run(*command, code=0):
        result = CliRunner().invoke(cli.app, command)
        assert result.exit_code == code, result.output
        return result.output

    return run


def test_report_says_where_its_files_are(run, course):
    said = run("report", "1")
    assert "12 handed in and graded" in said
    for name in ("report.html", "report.csv", "report.json", "canvas.csv", "moodle.csv"):
        assert f"reports/01_similarity/{name}" in said
        assert (course.root / "reports" / "01_similarity" / name).exists()


def test_roster_says_how_many(run, tmp_path):
    file = tmp_path / "class.csv"
    file.write_text("id,first_name\ns1,Bea\n")
    assert "0 students are new, 1 were known" in run("roster", str(file))
    assert "No such file" in run("roster", str(tmp_path / "none.csv"), code=1)
    file.write_text("name\nAda\n")
    assert "needs one column id" in run("roster", str(file), code=1)
