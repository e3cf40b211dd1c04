"""The report on a class as it is written, what it is read from, and class lists and grades in files."""

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError
from typer.testing import CliRunner

from tests.classroom import graded
from vecembed_lab import cli
from vecembed_lab.classroom import gradebook, gradecsv, page, roster
from vecembed_lab.classroom import report as written
from vecembed_lab.classroom.gradebook import Classroom, ClassroomError, Item, Mark, Student, Submission
from vecembed_lab.classroom.itemanalysis import ClassReport
from vecembed_lab.files.units import Unit

FULL = sum(exercise.points for exercise in graded.exercises("similarity").values())


@pytest.fixture(scope="module")
def files(class_of_twelve):
    return {path.name: path.read_text(encoding="utf-8") for path in written.report(class_of_twelve)[1]}


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
    assert graded.EVIL not in files["report.html"]
    assert graded.EVIL in Page(files["report.html"]).text


ODD = [graded.EVIL, "</h2><b>", '" onfocus="x', "' onfocus='x", "&lt;i&gt;", "{{ 7*7 }}", "{% raw %}", "<!--", "]]>"]
ODD += ["a\x85b", "a\u2028b", "a\x0cb", "a\nb", "a\0b", "a\u202eb", "a\ud800b"]


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_no_text_changes_the_page(odd):
    """Whatever a student is called, wrote or was told: the same elements with the same attributes, and the text."""
    pages = [Page(written.report_page(ClassReport(named(text)))) for text in ("plain", odd)]
    plain, other = ([(tag, list(attributes)) for tag, attributes in page.elements] for page in pages)
    assert other == plain
    shown = odd.replace("\ud800", "?")
    assert pages[1].words.count(shown) == pages[0].words.count("plain") > 3


def named(text):
    """A class in which everything that a student can choose is this text."""
    mark = Mark(0.0, mistake="swapped", said=text)
    marks = [Submission(Student(name, text), {"a": mark}, notice=text) for name in ("s0", "s1")]
    return Classroom("01_small", [Item("a", 1.0, False)], marks, missing=[Student("s2", text)])


@pytest.mark.parametrize("points", [[(1.0, 0.0)], [(0.0, 0.0)], [(None, 1.0)], [(1.0,)] * 12])
def test_tiny_and_equal_classes_have_a_report(points):
    report = ClassReport(graded.small(points))
    assert "undefined" in written.report_page(report)
    json.dumps(written.report_data(report), allow_nan=False)


def test_half_a_character_stops_no_report():
    room = graded.small([(1.0, 1.0), (0.0, 0.0)])
    room.submissions[1].marks["a"] = Mark(0.0, mistake="\ud800", said="name '\ud800' is not defined")
    report = ClassReport(room)
    assert "name '?' is not defined" in Page(written.report_page(report).encode().decode()).text
    json.dumps(written.report_data(report)).encode()


def test_figures_have_alternative_text_with_the_numbers(files):
    drawings = [attributes for tag, attributes in Page(files["report.html"]).elements if tag == "svg"]
    assert len(drawings) == 2
    assert all(each["role"] == "img" for each in drawings)
    assert "1 from 0%" in drawings[0]["aria-label"]
    assert "cosine: 9 solved, 0 partly, 2 wrong, 1 blank" in drawings[1]["aria-label"]


def test_a_figure_must_say_what_it_shows():
    with pytest.raises(UndefinedError, match="'alt' was not provided"):
        figures().columns([1], ["0", "1"], axis="")


def figures():
    return page._templates().get_template("parts.html").module


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
        "3 (25%) spearman ties by position",
        "Did not hand in Absent, Al",
        "left blank: cosine, nearest",
        "undefined: 10 wait for a person",
    ):
        assert part in text, part


def test_a_bar_does_not_count_on_colour():
    """Each part that has room for it carries its number, and its shade is named."""
    drawn = Page(figures().bars([("cosine", [7, 2, 0, 3])], ["solved", "partly", "wrong", "blank"], alt="Twelve."))
    assert drawn.text == "Twelve. solved partly wrong blank cosine 7 2 3"
    assert len({attributes["fill"] for tag, attributes in drawn.elements if tag == "rect"}) == 4


def test_a_bar_is_divided_in_proportion():
    """Twelve students on 550 units, behind the names' 170."""
    drawn = Page(figures().bars([("cosine", [6, 3, 0, 3])], ["a", "b", "c", "d"], alt="Twelve."))
    parts = [(a["x"], a["width"]) for tag, a in drawn.elements if tag == "rect" and a["height"] == "24"]
    assert parts == [("170.0", "275.0"), ("445.0", "137.5"), ("582.5", "0.0"), ("582.5", "137.5")]


def test_columns_stand_on_the_floor_as_tall_as_their_counts():
    drawn = Page(figures().columns([2, 0, 1], ["0", "1", "2", "3"], alt="Three.", axis="bits", line=1.5))
    assert drawn.text == "Three. 2 1 0 1 2 3 bits"
    boxes = [
        (float(a["x"]), float(a["y"]) + float(a["height"]), float(a["height"]))
        for t, a in drawn.elements
        if t == "rect"
    ]
    assert boxes == [(2, 180, 156), (242, 180, 0), (482, 180, 78)]
    assert [a["x1"] for tag, a in drawn.elements if tag == "line"] == ["0", "360.0"]


def test_json_says_the_same(files, report):
    data = json.loads(files["report.json"])
    assert data["not_handed_in"] == ["absent"]
    assert data["needs_help"] == ["bob"]
    assert data["checks"]["shares"]["s0"] == 1
    assert data["items"][0]["share_of_points"] == report.statistics[0].facility
    assert data["items"][-1]["undefined_because"] == "undefined: 10 wait for a person"
    assert sorted(data["misconceptions"][0]["students"]) == ["cem", "dina", "eve"]


# What is read


def test_reports_that_are_forged_or_damaged_are_passed_over(class_of_twelve):
    nb = graded.notebook(class_of_twelve, {}, {"nearest": graded.report("similarity", "cosine", "dot_product")})
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name == "nearest-check":  # the report of another exercise
            cell["outputs"] = [{"data": {graded.MIME: graded.report("similarity", "cosine", "dot_product").to_dict()}}]
        if name == "pca-check":
            cell["outputs"] = [{"data": {graded.MIME: rubbish}} for rubbish in (1, {"exercise": "pca"}, [], None)]
    assert gradebook._autograded(class_of_twelve, "nobody") is None
    graded.save(class_of_twelve, "nobody", nb)
    cells = gradebook._autograded(class_of_twelve, "nobody")
    for item in gradebook.items(class_of_twelve):
        assert gradebook._marked(item, 0.0, cells).mistake == ""


def test_an_unreadable_notebook_has_no_points_and_is_no_news():
    room = graded.small([(1.0, 1.0), (0.0, 0.0), (0.0, 0.0)])
    room.items[1] = Item("b", 1.0, True, "*Your answer here.*")
    cells = {"notice": {"source": "**Your notebook could not be read**\n\n- 01&#95;small.ipynb: it is empty"}}
    cells["b"] = {"source": "*Your answer here.*"}  # a question in words stays as it is
    broken = gradebook._submission(Student("broken"), room.items, {"a": 0.0, "b": 0.0}, 0.0, cells)
    repaired = cells | {"a": {"source": "def a(): ..."}}
    repaired = gradebook._submission(Student("repaired"), room.items, {"a": 1.0, "b": 0.0}, 0.0, repaired)
    room.submissions[1:] = [broken, repaired]
    report = ClassReport(room)
    assert (broken.grade, broken.unreadable, repaired.unreadable) == (0, True, False)
    assert report.statistics[0].facility == 1
    text = Page(written.report_page(report)).text
    assert "1 of them could not be read and wait for a person" in text
    assert "Handed in what could not be read, which has no points broken" in text
    assert "repaired Your notebook could not be read - 01_small.ipynb: it is empty" in text


def test_a_grade_is_nbgraders_less_the_penalty():
    marks = {"a": Mark(3.0), "b": Mark(1.5)}
    assert Submission(Student("x"), marks).grade == 4.5
    assert Submission(Student("x"), marks, penalty=1).grade == 3.5
    assert Submission(Student("x"), marks, penalty=9).grade == 0
    assert Submission(Student("x"), marks | {"c": Mark(None)}).grade is None


def test_without_grades_it_says_what_to_do(class_of_twelve, tmp_path):
    fresh = Unit(class_of_twelve.folder, tmp_path)
    fresh.release.parent.mkdir(parents=True)
    fresh.release.write_bytes(class_of_twelve.release.read_bytes())
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
    assert lines.keys() == graded.people().keys() | {"absent", "crashed"}
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


def test_a_class_list_enters_the_gradebook(class_of_twelve, tmp_path):
    file = tmp_path / "class.csv"
    file.write_text(
        "\ufeffID;First name;Surname;E-Mail;Group\nnew1;Ünal;Öz;oz@x.org;A\ns1;Bea;;;\n\n", encoding="utf-8"
    )
    assert roster.load_roster(class_of_twelve, file) == (1, 1, [])
    assert roster.load_roster(class_of_twelve, file) == (0, 2, [])
    with gradebook.gradebook(class_of_twelve) as book:
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
        ("id,first_name\n,Ada\n", "line 2: an id has letters, digits"),
        ("id,email\n../ada,a@x.org\n", "this is '../ada'"),
        ("id,email\n.,a@x.org\n", "this is '.'"),
        ("id,email\nada,a@x.org\nada,b@x.org\n", "line 3: the id 'ada' stands there twice"),
        (f"id,email\nada,{'a' * 200}\n", "a cell may have 128 characters"),
        ("id,last_name\nada,<img src=x onerror=alert(1)>\n", "line 2: a name or address has no < or >"),
        ("id,email\nada,a\x1b[2Jb\n", "no control characters; this is 'a\\x1b[2Jb'"),
        ("id,first_name\nada,\u202eada\n", "no control characters"),
    ],
)
def test_a_wrong_class_list_is_refused_as_a_whole(class_of_twelve, tmp_path, text, says):
    file = tmp_path / "class.csv"
    file.write_text(text, encoding="utf-8")
    before = gradebook.read_class(class_of_twelve)
    with pytest.raises(ClassroomError, match=re.escape(says)):
        roster.load_roster(class_of_twelve, file)
    assert gradebook.read_class(class_of_twelve) == before


def test_a_list_in_another_encoding_is_refused(tmp_path):
    file = tmp_path / "class.csv"
    file.write_bytes("id,last_name\nada,Müller\n".encode("latin-1"))
    with pytest.raises(ClassroomError, match="is not UTF-8; in Excel, save it as"):
        roster.read_roster(file)


# Commands


@pytest.fixture
def run(class_of_twelve, monkeypatch):
    monkeypatch.setattr(cli.common, "ROOT", class_of_twelve.root)
    class_of_twelve.lesson_text.parent.mkdir(exist_ok=True)
    class_of_twelve.lesson_text.touch()

    def run(*command, code=0):
        result = CliRunner().invoke(cli.app, command)
        assert result.exit_code == code, result.output
        return result.output

    return run


def test_report_says_where_its_files_are(run, class_of_twelve):
    said = run("report", "1")
    assert "12 handed in and graded" in said
    assert "10 wait for a person, and are not in canvas.csv" in " ".join(said.split())
    for name in ("report.html", "report.csv", "report.json", "canvas.csv", "moodle.csv"):
        assert f"reports/01_similarity/{name}" in said
        assert (class_of_twelve.root / "reports" / "01_similarity" / name).exists()


def test_roster_says_how_many(run, tmp_path):
    file = tmp_path / "class.csv"
    file.write_text("id,first_name\ns1,Bea\n")
    assert "0 students are new, 1 were known" in run("roster", str(file))
    assert "No such file" in run("roster", str(tmp_path / "none.csv"), code=1)
    file.write_text("name\nAda\n")
    assert "needs one column id" in run("roster", str(file), code=1)
