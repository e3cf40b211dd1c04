"""The course as people see it: JupyterLab and TensorBoard in headless Chromium, used by mouse and keyboard.

What is checked is read from the page's elements. Pictures to look at go to $VECEMBED_SCREENSHOTS, if it is set.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.chromium import MARKS, tab
from tests.fetched import or_skip
from tests.patience import PATIENCE
from vecembed_lab.data.words import load_glove
from vecembed_lab.files.units import ROOT, Unit
from vecembed_lab.production.projector import export_versions
from vecembed_lab.similarity.checks import EXERCISES
from vecembed_lab.similarity.measures import cosine, nearest
from vecembed_lab.similarity.projection import export_projector

UNIT = "01_similarity"
BIN = Path(sys.executable).parent
pytestmark = MARKS

RIGHT = """\
def cosine(a, b):
    lengths = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    return a @ b.T / np.where(lengths > 0, lengths, 1)"""
WRONG = """\
def cosine(a, b):
    return np.cos(a @ b.T)"""
DOT_PRODUCT = """\
def cosine(a, b):
    return a @ b.T"""


# Servers and the browser


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@contextmanager
def serving(command, url, log, folder, **environment):
    """Keep a server running in `folder`; what it says goes to the file `log`, which is shown if it does not answer."""
    with log.open("w") as file:
        server = subprocess.Popen(command, stdout=file, stderr=file, env=os.environ | environment, cwd=folder)
    try:
        until = time.monotonic() + PATIENCE
        while not answers(url):
            alive = server.poll() is None and time.monotonic() < until
            assert alive, log.read_text()
            time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait(30)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (ConnectionError, TimeoutError, urllib.error.URLError):
        return False


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = Path(os.environ.get("VECEMBED_SCREENSHOTS") or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def photograph(element, path):
    """Take a picture of an element away from the edges of its panel, which cast shadows."""
    element.evaluate("element => element.scrollIntoView({block: 'center'})")
    element.screenshot(path=path)


# The course, begun with `vecembed start` in a clone


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    """Unit 01 in a clone of the course."""
    unit, original = Unit(UNIT, tmp_path_factory.mktemp("clone")), Unit(UNIT, ROOT)
    shutil.copytree(ROOT / "vecembed_lab", unit.root / "vecembed_lab", ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("nbgrader_config.py", "requirements.lock"):
        shutil.copy(ROOT / file, unit.root)
    for file in ("lesson_text", "lesson", "solution", "release"):
        path = getattr(unit, file)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(getattr(original, file), path)
    return unit


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return tmp_path_factory.mktemp("settings")


@pytest.fixture(scope="module")
def lab(unit, settings):
    """The address of JupyterLab after `vecembed start`, with nobody's settings but its own."""
    port = free_port()
    environment = {
        "BROWSER": "true",  # the program that does nothing: Playwright opens the page
        "IPYTHONDIR": str(settings / "ipython"),
        "JUPYTER_CONFIG_DIR": str(settings),
        "JUPYTER_DATA_DIR": str(settings / "data"),
        "JUPYTER_PORT": str(port),
        "JUPYTER_TOKEN": "secret",
        "PYTHONPATH": str(unit.root),
    }
    url = f"http://127.0.0.1:{port}"
    with serving([BIN / "vecembed", "start"], f"{url}/api", settings / "server.log", unit.root, **environment):
        yield url


def choose_theme(settings, theme):
    file = settings / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"theme": f"JupyterLab {theme}"}))


class Notebook:
    """A notebook open in JupyterLab, in a kernel of its own."""

    def __init__(self, page):
        self.page = page
        self.status = page.locator("#jp-main-statusbar")
        self.panel = page.locator(".jp-NotebookPanel:visible")
        expect(self.status).to_contain_text("| Idle")
        total = re.search(r"Cell \d+/(\d+)", self.status.inner_text()).group(1)
        expect(self.panel.locator(".jp-Cell")).to_have_count(int(total))

    def cell(self, text):
        """The first code cell that holds `text`."""
        return self.panel.locator(".jp-CodeCell", has_text=text).first

    def write(self, text, source):
        """Put `source` in place of all that stands in the cell that holds `text`."""
        self.cell(text).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(source)

    def run(self, text):
        """Press Shift+Enter in the cell that holds `text` and wait until it is done."""
        cell = self.cell(text)
        number = cell.locator(".jp-InputPrompt")
        before = number.inner_text()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        expect(number).not_to_have_text(before)
        expect(number).to_have_text(re.compile(r"\d"))

    def answer(self, source):
        """Answer the exercise `cosine`, run the cell and its check, and return the feedback."""
        self.write("def cosine", source)
        self.run("def cosine")
        self.run("check(cosine)")
        return self.cell("check(cosine)").locator(".vecembed")


# The lesson


@pytest.fixture(scope="module")
def lesson(chromium, lab, settings):
    """The lesson, where `vecembed start` leads, after Run All Cells."""
    choose_theme(settings, "Light")
    with tab(chromium, f"{lab}/?token=secret") as page:
        notebook = Notebook(page)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        numbers = notebook.panel.locator(".jp-CodeCell .jp-InputPrompt")
        expect(numbers).to_have_text([re.compile(r"\d")] * numbers.count())
        expect(notebook.status).to_contain_text("| Idle")
        yield notebook


def test_the_lesson_runs_without_an_error_or_a_warning(lesson):
    assert lesson.panel.locator(".jp-OutputArea-output").count() > 10
    for kind in ("error", "stderr"):
        wrong = lesson.panel.locator(f"[data-mime-type='application/vnd.jupyter.{kind}']")
        assert wrong.all_inner_texts() == []


def test_nothing_stands_in_the_way_at_the_first_start(lesson):
    expect(lesson.page.locator(".jp-Dialog, .Toastify__toast")).to_have_count(0)


def test_every_figure_says_in_words_what_it_shows(lesson, pictures):
    figures = lesson.panel.locator(".jp-OutputArea-output img")
    assert figures.count() > 3
    for number, figure in enumerate(figures.all(), start=1):
        assert len(figure.get_attribute("alt").split()) > 5
        photograph(figure, pictures / f"lesson-figure-{number:02}.png")


def test_the_interactive_figure_follows_its_slider(lesson, pictures):
    cell = lesson.cell("@interact")
    figure = cell.locator(".jp-OutputArea-output img")
    before = figure.get_attribute("alt"), figure.get_attribute("src")
    cell.get_by_role("slider").press("ArrowRight")
    expect(figure).not_to_have_attribute("alt", before[0])
    assert figure.get_attribute("src") != before[1]
    photograph(cell, pictures / "lesson-slider.png")


# The exercises and the feedback


@pytest.fixture(scope="module", params=["Light", "Dark"])
def theme(request, settings):
    choose_theme(settings, request.param)
    return request.param


@pytest.fixture(scope="module")
def exercises(chromium, lab, theme):
    with tab(chromium, f"{lab}/lab/tree/my/{UNIT}/{UNIT}.ipynb?reset&token=secret") as page:
        notebook = Notebook(page)
        notebook.run("import check")
        yield notebook


def test_a_right_answer_is_solved(exercises, pictures, theme):
    feedback = exercises.answer(RIGHT)
    expect(feedback.locator(".head")).to_contain_text("4 of 4 points")
    expect(feedback.locator(".met")).to_have_count(4)
    expect(feedback.locator("details")).to_have_count(0)
    photograph(feedback, pictures / f"feedback-right-{theme.lower()}.png")


def test_a_wrong_answer_is_told_what_came_and_what_should_have_come(exercises, pictures, theme):
    feedback = exercises.answer(WRONG)
    expect(feedback.locator(".head")).to_contain_text("0 of 4 points")
    expect(feedback.locator(".facts dt")).to_have_text(["called", "expected", "got"])
    expect(feedback.locator(".facts dd")).to_have_text(
        ["cosine([[3, 4]], [[1, 0], [4, -3], [6, 8]])", "[[0.6, 0, 1]]", "[[-0.98999, 1, 0.96497]]"]
    )
    expect(feedback.locator(".diagnosis")).to_have_count(0)
    photograph(feedback, pictures / f"feedback-wrong-{theme.lower()}.png")


def test_a_known_mistake_is_recognised_and_three_hints_open(exercises, pictures, theme):
    feedback = exercises.answer(DOT_PRODUCT)
    expect(feedback.locator(".diagnosis")).to_contain_text("Looks familiar: this is the dot product.")
    photograph(feedback, pictures / f"feedback-{theme.lower()}.png")
    exercises.page.screenshot(path=pictures / f"exercises-{theme.lower()}.png")
    hints = feedback.locator(".help details")
    expect(hints).to_have_count(3)
    for hint in hints.all():
        expect(hint.locator("p")).to_be_hidden()
        hint.locator("summary").click()
        expect(hint.locator("p")).to_be_visible()
    photograph(feedback, pictures / f"feedback-hints-{theme.lower()}.png")


def test_the_feedback_leads_back_to_the_section_of_the_lesson(exercises):
    link = exercises.answer(DOT_PRODUCT).get_by_role("link", name=EXERCISES["cosine"].read)
    page, lesson = exercises.page, exercises.page.locator(".jp-NotebookPanel:visible")
    try:
        link.click()  # a lesson that was closed JupyterLab opens at its top
        expect(lesson.locator("h1")).to_be_in_viewport()
        page.get_by_role("tab", name=f"{UNIT}.ipynb").click()
        link.click()  # in one that is open, as `vecembed start` leaves it, it goes to the section
        expect(lesson.locator("h2", has_text=EXERCISES["cosine"].read)).to_be_in_viewport()
    finally:
        page.get_by_role("tab", name=f"{UNIT}.ipynb").click()


# The ratio of the luminances of text and background (Web Content Accessibility Guidelines 2.2, 1.4.3), for every
# element that shows text. The canvas does what the screen does: paint half-transparent colours over each other.
CONTRASTS = """panel => {
    const paint = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    const painted = colour => {
        paint.fillStyle = colour;
        paint.fillRect(0, 0, 1, 1);
        return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map(c => c / 255);
    };
    const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const ancestry = element => element ? [...ancestry(element.parentElement), element] : [];
    const contrast = element => {
        const styles = ancestry(element).map(each => getComputedStyle(each));
        const ground = luminance(styles.map(style => painted(style.backgroundColor)).at(-1));
        paint.globalAlpha = styles.reduce((alpha, style) => alpha * style.opacity, 1);
        const text = luminance(painted(styles.at(-1).color));
        paint.globalAlpha = 1;
        return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    };
    const shows = element => element.checkVisibility() && element.tagName !== "STYLE" &&
        [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    return [...panel.querySelectorAll("*")].filter(shows).map(e => [e.innerText, contrast(e)]);
}"""


@pytest.mark.parametrize("source", [RIGHT, DOT_PRODUCT], ids=["right", "mistake"])
def test_every_word_of_the_feedback_stands_out_from_its_background(exercises, source):
    feedback = exercises.answer(source)
    for hint in feedback.locator(".help summary").all():
        hint.click()
    contrasts = feedback.evaluate(CONTRASTS)
    assert len(contrasts) > 12
    assert [(text, ratio) for text, ratio in contrasts if ratio < 4.5] == []


# From the key to the frame in which new feedback has a size.
STOPWATCH = """cell => {
    const old = cell.querySelector(".vecembed");
    const shown = () => [...cell.querySelectorAll(".vecembed")].some(e => e !== old && e.offsetHeight > 0);
    window.seconds = new Promise(resolve => window.addEventListener("keydown", () => {
        const pressed = performance.now();
        const look = () => shown() ? resolve((performance.now() - pressed) / 1000) : requestAnimationFrame(look);
        look();
    }, {capture: true, once: true}));
}"""


@pytest.mark.parametrize("source", [RIGHT, WRONG, DOT_PRODUCT], ids=["right", "wrong", "mistake"])
def test_feedback_comes_within_a_second(exercises, source, capsys):
    """Where the machine is busy, within five times what it takes to define the function."""
    exercises.write("def cosine", source)
    started = time.monotonic()
    exercises.run("def cosine")
    definition = time.monotonic() - started
    exercises.cell("check(cosine)").evaluate(STOPWATCH)
    exercises.run("check(cosine)")
    seconds = exercises.page.evaluate("window.seconds")
    with capsys.disabled():
        print(f" {seconds:.2f} s from Shift+Enter to feedback", end="")
    assert 0 < seconds < max(1, 5 * definition)


def test_feedback_can_be_read_outside_jupyterlab(chromium):
    page = EXERCISES["cosine"].grade(lambda a, b: a @ b.T)._repr_html_()
    with tab(chromium, "about:blank") as plain:
        plain.set_content(page)
        contrasts = plain.locator(".vecembed").evaluate(CONTRASTS)
    assert len(contrasts) > 12
    assert [(text, ratio) for text, ratio in contrasts if ratio < 4.5] == []


# TensorBoard


@pytest.fixture(scope="module")
def words():
    """The 500 most frequent words of GloVe."""
    glove = or_skip(load_glove)
    return glove.words[:500], np.array(glove.vectors[:500])


def test_tensorboard_shows_our_words_and_finds_our_neighbours(chromium, words, tmp_path, pictures):
    export_projector(tmp_path / "words", *words)
    with projector(chromium, tmp_path / "words") as (page, shown):
        expect(shown.get_by_text("Dimension: 50")).to_be_visible()
        assert found(shown, "government") == neighbours_of("government", *words)
        page.screenshot(path=pictures / "tensorboard.png")


def test_tensorboard_shows_two_versions(chromium, words, tmp_path, pictures):
    labels, vectors = words
    versions = {"v1": vectors, "v2": vectors[:, :25]}
    export_versions(tmp_path / "versions", labels, versions)
    with projector(chromium, tmp_path / "versions") as (page, shown):
        assert found(shown, "government") == neighbours_of("government", labels, versions["v1"])
        shown.locator("paper-dropdown-menu").first.click()  # "2 tensors found"
        shown.locator("paper-item", has_text="500x25").click()
        expect(shown.get_by_text("Dimension: 25")).to_be_visible()
        spherize = shown.get_by_role("checkbox", name="Spherize data")
        expect(spherize).not_to_be_checked()  # as the lesson says: of the second version the mean stays
        spherize.click()
        assert found(shown, "government") == neighbours_of("government", labels, versions["v2"])
        page.screenshot(path=pictures / "tensorboard-versions.png")


@contextmanager
def projector(chromium, folder):
    """A page with TensorBoard on a folder, and the projector in it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [BIN / "tensorboard", "--logdir", folder, "--host", "127.0.0.1", "--port", str(port)]
    with serving(command, url, folder.parent / "server.log", folder.parent), tab(chromium, f"{url}/#projector") as page:
        shown = page.frame_locator("iframe").frame_locator("iframe")
        expect(shown.get_by_text("Points: 500")).to_be_visible()
        yield page, shown


def found(shown, word):
    """The ten nearest of a word and their distances, as the projector lists them."""
    shown.get_by_role("textbox", name="Search", exact=True).fill("")
    shown.get_by_role("textbox", name="Search", exact=True).fill(word)
    neighbours = shown.locator(".nn-list .neighbor")
    expect(neighbours).to_have_count(100)
    return neighbours.locator(".label-and-value").all_inner_texts()[:10]


def neighbours_of(word, words, vectors):
    """The ten nearest and their cosine distances as TensorBoard prints them; it moves the mean to 0 ("spherize")."""
    row, centred = words.index(word), vectors - vectors.mean(axis=0)
    rows = nearest(centred, centred[row], 10, exclude=[row])
    distances = 1 - cosine(centred[[row]], centred[rows])[0]
    return [f"{words[i]}\n{distance:.3f}" for i, distance in zip(rows, distances, strict=True)]


# The teacher's page


def test_a_teacher_releases_and_grades_in_formgrader(chromium, lab, unit, pictures):
    handed_in = unit.root / "submitted" / "ada" / UNIT / f"{UNIT}.ipynb"
    handed_in.parent.mkdir(parents=True)
    shutil.copy(unit.solution, handed_in)
    with tab(chromium, f"{lab}/lab?reset&token=secret") as page:
        page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        page.get_by_role("menuitem", name="Formgrader", exact=True).click()
        formgrader = page.frame_locator("iframe")
        row = formgrader.locator("tr", has_text=UNIT)
        expect(row.locator(".num-submissions")).to_have_text("1")
        page.screenshot(path=pictures / "formgrader.png")
        succeed(formgrader, row.locator(".assign a"))
        row.locator(".num-submissions a").click()
        succeed(formgrader, formgrader.locator(".autograde a"))
        points = sum(exercise.points for exercise in EXERCISES.values())
        expect(formgrader.locator("tbody .score")).to_have_text(re.compile(rf"^{points:g} / "))
        [graded] = page.request.get(f"{lab}/formgrader/api/submitted_notebooks/{UNIT}/{UNIT}?token=secret").json()
        errors = []
        page.on("pageerror", lambda error: errors.append(error.message))
        page.goto(f"{lab}/formgrader/submissions/{graded['id']}/?token=secret")
        expect(page.locator(".tabbable").first).to_be_focused()  # its script came to its end
        expect(page.locator("math").first).to_be_visible()
        page.screenshot(path=pictures / "formgrader-notebook.png")
        assert errors == []


def succeed(formgrader, button):
    """Click a button of formgrader's and close the box that says how it went."""
    button.click()
    box = formgrader.locator(".modal-content")
    expect(box).to_contain_text("Success")
    box.get_by_role("button", name="OK").click()
    expect(box).to_have_count(0)


# The page that goes back to a student


@pytest.fixture
def feedback_page(tmp_path):
    """A page with a verdict and formulas, of which some are hostile or none."""
    nbformat = pytest.importorskip("nbformat")
    pages = pytest.importorskip("vecembed_lab.grading.pages")
    verdict = {"text/html": EXERCISES["cosine"].grade(lambda a, b: a @ b.T)._repr_html_()}
    notebook = nbformat.read(Unit(UNIT).release, as_version=4)
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("grade"):
            mark.update(score=0, waits=mark["grade_id"] == "maps")
        if mark.get("grade_id") == "cosine-check":
            cell.outputs = [nbformat.v4.new_output("display_data", verdict)]
        if mark.get("grade_id") == "maps":
            cell.source = (
                r"$\hspace{-50em}$ $\kern-9999em 48$ $a<b$ $\text{<script>document.title = 1</script>}$ $\no{$"
            )
            mark["comment"] = "![here](https://example.org/x.png) <img src=https://example.org/y.png> $\\sqrt{2}$"
    grades = {"score": 0, "max_score": 48, "late_penalty": 0, "index": list(pages.index(notebook.cells))}
    page, _ = pages.FeedbackPage(config=nbgrader_config()).from_notebook_node(
        notebook, resources={"nbgrader": {"notebook": UNIT, **grades}}
    )
    (tmp_path / "page.html").write_text(page)
    return (tmp_path / "page.html").as_uri()


def nbgrader_config():
    from traitlets.config import PyFileConfigLoader

    return PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()


def test_a_feedback_page_is_readable_without_a_network(chromium, feedback_page, pictures):
    asked, said = [], []
    with chromium.new_context(viewport={"width": 1000, "height": 900}, offline=True) as window:
        page = window.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(feedback_page)
        page.screenshot(path=pictures / "feedback-page.png", full_page=True)
        formula = page.locator("math", has=page.locator("mfrac")).first
        numerator, bar = (
            formula.locator("mfrac > *").first.bounding_box(),
            formula.locator("mfrac").first.bounding_box(),
        )
        assert numerator["height"] > 0
        assert numerator["y"] + numerator["height"] < bar["y"] + bar["height"] / 1.5  # the one above the other
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.title() == f"{UNIT}: feedback"
        contrasts = page.locator("body").evaluate(CONTRASTS)
        page.get_by_role("link", name="1.8 PCA").click()
        expect(page.locator("#grade-pca-check")).to_be_in_viewport()
        page.locator("#grade-pca-check").get_by_role("link").click()
        expect(page.locator("#index")).to_be_in_viewport()
    assert (asked, said) == ([feedback_page], [])
    assert len(contrasts) > 100
    assert [(text, ratio) for text, ratio in contrasts if ratio < 4.5] == []
