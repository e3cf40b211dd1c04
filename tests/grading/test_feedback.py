"""A student's feedback page: what its index says, how formulas look on it, and what strangers' Markdown becomes."""

import re
import shutil
import subprocess
import sys
import time
from html.parser import HTMLParser

import nbformat
import pytest

from tests.grading import test_batch as toyclass
from tests.patience import PATIENCE
from vecembed_lab.files.units import ROOT

pages = pytest.importorskip("vecembed_lab.grading.pages")
UNIT = toyclass.UNIT
FORMULAS = re.compile(r"\$\$(.+?)\$\$|(?<![\\$`])\$([^$\n]+?)\$", re.DOTALL)


class Reader(HTMLParser):
    """What stands in a page: its tags with their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.parts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.parts.append(data)

    @property
    def text(self):
        return "".join(self.parts)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def read(markdown):
    return Reader(pages.markdown2html(markdown))


# Formulas


def test_a_formula_is_mathml_by_hand():
    assert pages.mathml("x < 2", block=False) == "<math><mi>x</mi><mo>&lt;</mo><mn>2</mn></math>"
    assert "<mfrac><mi>a</mi><mi>b</mi></mfrac>" in pages.mathml(r"\frac{a}{b}", block=True)


@pytest.mark.parametrize(
    ("markdown", "count", "displayed"),
    [
        ("so $x_1$ and $$x^2$$ it is", 2, 1),
        ("$$\n\\sum_{i=1}^n x_i\n$$", 1, 1),
        ("\\begin{align} a &= b \\\\ c &< d \\end{align}", 1, 1),
        ("- $a<b$\n- `$c$`\n\n| $d$ |\n|---|\n| $e$ |\n\n# $f$", 4, 0),
        ("it costs $5, or $6", 0, 0),
        ("    $indented$\n\n```\n$fenced$\n```", 0, 0),
    ],
)
def test_formulas_are_found_where_jupyter_finds_them(markdown, count, displayed):
    found = read(markdown).all("math")
    assert (len(found), sum(attributes.get("display") == "block" for attributes in found)) == (count, displayed)


def test_every_formula_of_the_exercises_can_be_shown():
    found = [
        (display or inline, bool(display))
        for path in sorted(ROOT.glob("exercises/*/*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
        for display, inline in FORMULAS.findall(cell.source)
    ]
    assert len(found) > 50
    assert [tex for tex, block in found if not pages.mathml(tex, block=block)] == []


NO_FORMULA = [
    "x" * 1001,
    r"\foo{x}",
    r"\frac{1}{",
    r"x & y",
    r"\newcommand{\a}{\a\a}\a",
    r"\def\a{b}\a",
    r"\class{a}{x} \style{position:fixed}{y}",
    r"\includegraphics{http://example.org/x.png}",
    r"\label{a} x \eqref{a}",
]


@pytest.mark.parametrize("tex", NO_FORMULA)
def test_what_is_no_formula_stays_as_it_was_written(tex):
    page = read(f"${tex}$")
    assert page.all("math") == []
    assert f"${tex}$" in page.text


def test_more_than_signs_is_no_formula(monkeypatch):
    """Whatever the library may let through one day."""

    class Library:
        def convert_with_local_state(self, tex, *, displaystyle):
            return tex

    monkeypatch.setattr(pages, "TEX", Library())
    for page in ("<math><mi>x</mi><script>1</script></math>", "<math href='x'></math>", "<math onclick='x'></math>"):
        assert pages.mathml(page, block=False) is None
    assert pages.mathml("<math><mi>x</mi></math>", block=False)


DEEP = [
    "{",
    r"\frac{1}",
    r"\frac1",
    r"\sqrt{",
    r"\left(",
    "x^{",
    r"\begin{matrix}",
    r"\overset",
    r"\text{",
    r"\hat{",
    "_",
]


def test_the_deepest_formula_needs_half_of_the_stack():
    """A library that is not Python ends the process when the stack is full: 8 MB are usual, here it has 4."""
    code = f"""
import threading
from vecembed_lab.grading.pages import LONGEST, mathml
def read():
    for part in {DEEP!r}:
        for closed in (0, 1):
            n = LONGEST // (len(part) + closed)
            mathml(part * n + "}}" * n * closed, block=True)
    print("alive")
threading.stack_size(4 * 2**20)
thread = threading.Thread(target=read)
thread.start()
thread.join()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE)
    assert done.stdout == "alive\n", (done.returncode, done.stderr)


LENGTHY = [
    "$x$ ",
    "$",
    "$$ ",
    "$a ",
    r"\begin{a}",
    r"\\[",
    "{",
    "$" + "{" * 990 + "$ ",
    "<details>\n\n",
    "# $x$\n",
    "[",
    "![a",
]


@pytest.mark.parametrize("part", LENGTHY, ids=range(len(LENGTHY)))
def test_no_text_takes_long(part):
    text = (part * pages.LONG)[: pages.LONG]
    before = time.process_time()
    page = pages.markdown2html(text)
    assert time.process_time() - before < 10
    assert len(page) < 200 * len(text)


# Markdown

ACTIVE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java&#115;cript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    '![x](x"onerror=alert(1))',
    "![<script>alert(1)</script>](x)",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<details open ontoggle=alert(1)>x</details>",
    "<details><summary><script>alert(1)</script></summary></details>",
    "&lt;script>alert(1)&lt;/script>",
    "`<img src=x onerror=alert(1)>`",
    "    <script>alert(1)</script>",
    "<!-- <img src=x onerror=alert(1)> -->",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\text{<script>alert(1)</script>}$",
    "$<img src=x onerror=alert(1)>$",
    "$$</span><script>alert(1)</script>$$",
    "\\begin{a}<script>alert(1)</script>\\end{a}",
    '$\\color{red" onload="x}x$',
]


@pytest.mark.parametrize("markdown", ACTIVE)
def test_no_markdown_comes_alive(markdown):
    page = read(markdown)
    for tag, attributes in page.tags:
        assert tag not in ("script", "iframe", "svg", "img", "object", "embed", "style", "form")
        assert not any(name.startswith("on") or name == "srcdoc" for name in attributes)
        assert not attributes.get("href", "").lower().lstrip().startswith(("javascript", "data", "vbscript"))
    assert "\\href" not in page.text


def test_nobody_can_say_where_a_formula_goes():
    page = read('<span class="formula">0</span> and $x$ and `<span class="formula">0</span>`')
    assert len(page.all("math")) == 1
    assert page.text.count('<span class="formula">0</span>') == 2


def test_good_markdown_looks_as_it_should():
    markdown = "# Why\n\n- **one**, `a<b`, List<int> & co\n- [there](https://example.org)\n\n| a |\n|---|\n| 1 |"
    page = pages.markdown2html(markdown)
    for part in (
        "<h1",
        "<li>",
        "<strong>one</strong>",
        "<code>a&lt;b</code>",
        "<td>1</td>",
        'href="https://example.org"',
    ):
        assert part in page
    assert "List<int> & co" in Reader(page).text


def test_what_folds_in_the_exercises_folds_here():
    page = pages.markdown2html("<details><summary>One</summary>\n\nIt is *so*.\n\n</details>")
    assert re.search(r"<details><summary>One</summary>\s*<p>It is <em>so</em>.</p>\s*</details>", page)


def test_a_pasted_picture_costs_nobody_the_page():
    assert "(a picture, not shown: map)" in read("Look: ![map](attachment:map.png)").text


# The page


def heading(text):
    return nbformat.v4.new_markdown_cell(text)


def graded(name, **mark):
    return nbformat.v4.new_code_cell("check", metadata={"nbgrader": {"grade_id": name, "grade": True, **mark}})


def test_an_index_names_exercises_by_hand():
    cells = [
        heading("# All\n\nabout\n\n## 1.1 The `cosine` of *two* ##\n\ntext"),
        graded("cosine-check"),
        heading("no heading"),
        graded("cell-1a2b3c4d5e6f7a8b"),
        nbformat.v4.new_markdown_cell(
            "# Mine", metadata={"nbgrader": {"grade_id": "why", "solution": True, "grade": True}}
        ),
        heading("## In words"),
        nbformat.v4.new_markdown_cell(
            "do it", metadata={"nbgrader": {"grade_id": "maps", "task": True, "grade": False}}
        ),
        graded("locked", grade=False),
    ]
    assert [(row["title"], row["name"]) for row in pages.index(cells)] == [
        ("1.1 The cosine of two", "cosine"),
        ("1.1 The cosine of two (2)", ""),
        ("1.1 The cosine of two (3)", "why"),
        ("In words", "maps"),
    ]
    assert [(row["title"], row["name"]) for row in pages.index([graded("half-check")])] == [("", "half")]


def test_a_heading_of_a_stranger_takes_no_time():
    before = time.process_time()
    (row,) = pages.index([heading("# a" + 40_000 * " #" + "x"), graded("half-check")])
    assert row["title"].endswith("x")
    assert time.process_time() - before < 1


def nbgrader(course, *arguments):
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A graded class: of one student the written answer is read and commented, of the other it waits for a person."""
    from nbgrader.api import Gradebook

    source = toyclass.release_once(tmp_path_factory.getbasetemp() / "released").root
    course = tmp_path_factory.mktemp("feedback") / "course"
    shutil.copytree(source, course)
    double, half, _ = toyclass.ANSWERS["bob"]
    for student in ("ada", "bob"):
        toyclass.hand_in(course, student, double, half, "Because $a<b$, and $$\\frac{1}{2}$$ <script>alert(1)</script>")
    nbgrader(course, "autograde", UNIT)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        grade = book.find_grade("why", UNIT, UNIT, "bob")
        grade.manual_score, grade.needs_manual_grade = 3.5, False
        book.find_comment("why", UNIT, UNIT, "bob").manual_comment = "See $c_1$ <b>"
        book.db.commit()
    return course


@pytest.fixture(scope="module")
def feedback(course):
    """The pages of both, and what nbgrader said while it made them."""
    said = nbgrader(course, "generate_feedback", UNIT)
    texts = {name: (course / "feedback" / name / UNIT / f"{UNIT}.html").read_text() for name in ("ada", "bob")}
    return {name: Reader(text) for name, text in texts.items()}, said


def test_an_index_leads_to_each_exercise(feedback):
    pages, _ = feedback
    links = [link["href"][1:] for link in pages["bob"].all("a") if link["href"].startswith("#grade-")]
    assert links == ["grade-double-check", "grade-half-check", "grade-why"]
    there = [attributes["id"] for _, attributes in pages["bob"].tags if "id" in attributes]
    assert set(links) < set(there)
    assert len(there) == len(set(there))


def test_an_index_has_points_and_says_what_is_not_read_yet(feedback):
    pages, _ = feedback
    told = {name: " ".join(" ".join(page.parts).split()) for name, page in pages.items()}
    assert f"{UNIT}: 3 of 8 points so far Exercise" in told["ada"]
    assert "Exercises double 1 of 2 Exercises (2) half 2 of 2" in told["ada"]
    assert "Exercises (3) why 0 of 4 so far, a person will look at it" in told["ada"]
    assert f"{UNIT}: 6.5 of 8 points Exercise" in told["bob"]
    assert "Exercises (3) why 3.5 of 4 " in told["bob"]
    assert "so far" not in told["bob"]


def test_a_page_needs_no_network_and_runs_nothing(feedback):
    pages, _ = feedback
    for page in pages.values():
        assert page.all("script") == page.all("link") == page.all("iframe") == []
        assert not any("src" in attributes for _, attributes in page.tags)
        [policy] = [meta["content"] for meta in page.all("meta") if "http-equiv" in meta]
        assert policy.startswith("default-src 'none';")
        assert "http" not in page.text.replace("'http", "")
        assert "url(" not in page.text
    assert len(pages["ada"].all("math")) == 2
    assert len(pages["bob"].all("math")) == 3  # one in the teacher's comment


def test_nbgrader_warns_of_nothing_that_a_teacher_could_not_mend(feedback):
    assert "not recognized" not in feedback[1]


def test_formgrader_makes_the_same_pages(course, feedback):
    page = course / "feedback" / "ada" / UNIT / f"{UNIT}.html"
    before = page.read_bytes()
    page.unlink()
    script = f"""
from nbgrader.apps import NbGrader
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
app = NbGrader()
app.load_config_file()
answer = NbGraderAPI(CourseDirectory(config=app.config), config=app.config).generate_feedback({UNIT!r}, "ada")
assert answer["success"], answer
"""
    subprocess.run([sys.executable, "-c", script], cwd=course, check=True, timeout=PATIENCE)
    assert page.read_bytes() == before
