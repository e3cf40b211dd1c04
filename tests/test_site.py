"""The web pages of the course: made whole, then read and used in Chromium, by light, in the dark and on a phone.

A few pages are looked at in each setting; all of them in all settings with `pytest -m slow tests/test_site.py`.
Pictures to look at go to $VECEMBED_SCREENSHOTS, if it is set.
"""

import ast
import functools
import html
import os
import re
import threading
import tomllib
from collections import Counter
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.chromium import in_chromium, tab
from vecembed_lab.author import site
from vecembed_lab.author.sections import exercise_headings
from vecembed_lab.author.site import build_site, pages
from vecembed_lab.files.notebooks import read
from vecembed_lab.files.units import ROOT, units

SETTINGS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"color_scheme": "light", "width": 390, "height": 844, "has_touch": True},
}
LESSONS = [unit.folder for unit in units()]
PAGES = ["index", "lessons", "exercises", "glossary", "learn-on", "teaching", "contributing", "threats", "proofs"]
PAGES += ["data", "capstone", "compatibility", *LESSONS]
PROOFS = [f"proofs/{unit.folder}" for unit in units() if unit.proof.exists()]
SAMPLE = [
    ("index", "phone"),
    ("glossary", "dark"),
    ("05_images", "dark"),
    ("07_search", "phone"),
    ("06_audio", "light"),
    ("teaching", "phone"),
    ("proofs/07_search", "phone"),
]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


# The site, made once


def test_no_two_pages_have_one_name():
    names = [name for name in pages(ROOT).values() if not name.startswith("images/")]
    assert len(set(names)) == len(names)
    assert {Path(name).stem for name in names if "/" not in name} == set(PAGES)


@pytest.fixture(scope="module")
def made_in(tmp_path_factory):
    """The folder of a new site, and the CPU seconds that it took, of Sphinx too."""
    pytest.importorskip("myst_nb")
    if not AXE.exists():
        pytest.skip("npm has not brought MathJax and axe: make node_modules")
    before = sum(os.times()[:4])
    return build_site(ROOT, tmp_path_factory.mktemp("made") / "site"), sum(os.times()[:4]) - before


@pytest.fixture(scope="module")
def made(made_in):
    return made_in[0]


def test_three_lessons_take_ten_seconds_of_a_core(made_in):
    assert made_in[1] <= 10 / 3 * len(units())


class Page(HTMLParser):
    """What a page consists of: its links, what they may lead to, its text outside of scripts."""

    def __init__(self, path):
        super().__init__()
        self.links, self.ids, self.words, self.tags = [], set(), [], Counter()
        self.alts, self.formulas, self.silent = [], 0, 0
        self.feed(path.read_text("utf-8"))
        self.text = " ".join(self.words)

    def handle_starttag(self, tag, attributes):
        about = dict(attributes)
        self.tags[tag] += 1
        self.ids |= {about[key] for key in ("id", "name") if key in about}
        self.links += [about[key] for key in ("href", "src") if about.get(key)]
        self.formulas += "math" in (about.get("class") or "").split()
        if tag == "img":
            self.alts.append(about.get("alt"))
        self.silent = tag in ("script", "style")

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, text):
        if not self.silent:
            self.words.append(text)


@pytest.fixture(scope="module")
def read_pages(made):
    paths = [path for path in made.rglob("*.html") if made / "_static" not in path.parents]
    return {path.relative_to(made).with_suffix("").as_posix(): Page(path) for path in paths}


def test_the_pages_are_those_and_no_others(read_pages):
    assert set(read_pages) == {*PAGES, *PROOFS, "search"}


def test_no_link_leads_nowhere(made, read_pages):
    found = 0
    for name, page in read_pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = Path(os.path.normpath((made / f"{name}.html").parent / unquote(parts.path)))
            target = target if parts.path else made / f"{name}.html"
            assert target.is_file(), (name, link)
            if parts.fragment and target.suffix == ".html":
                there = read_pages[target.relative_to(made).with_suffix("").as_posix()]
                assert unquote(parts.fragment) in there.ids, (name, link)
                found += 1
    assert found > 300


# What a notebook has, counted in its own text: formulas outside of code, pictures, predictions
NO_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
A_FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)


def contents(folder):
    """Formulas, alternative texts and predictions of a lesson's notebook."""
    cells = read(ROOT / "course" / f"{folder}.ipynb")["cells"]
    texts = [NO_CODE.sub("", cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    outputs = ["".join(o.get("data", {}).get("text/html", "")) for cell in cells for o in cell.get("outputs", [])]
    alts = [html.unescape(alt) for output in outputs for alt in re.findall(r'<img alt="([^"]*)"', output)]
    return sum(len(A_FORMULA.findall(t)) for t in texts), alts, sum(text.count("<details") for text in texts)


@pytest.mark.parametrize("folder", LESSONS)
def test_a_lesson_has_its_formulas_pictures_and_predictions(read_pages, folder):
    formulas, alts, predictions = contents(folder)
    page = read_pages[folder]
    assert (page.formulas, page.alts, page.tags["details"]) == (formulas, alts, predictions)
    assert predictions > 5


def test_every_picture_has_words(read_pages):
    for name, page in read_pages.items():
        assert all(page.alts), name


def shown():
    """All that lessons say, do and show, without blanks."""
    for unit in units():
        for cell in read(unit.lesson)["cells"]:
            yield plain(cell["source"])
            for output in cell.get("outputs", []):
                yield from (plain("".join(text)) for text in [output.get("text", ""), *output.get("data", {}).values()])


def answers(unit):
    """The lines of the answers to a unit's exercises, and the sentences of its checks."""
    for region in re.findall(r"### BEGIN SOLUTION(.*?)### END SOLUTION", unit.solution_text.read_text("utf-8"), re.S):
        yield from (line.strip() for line in region.splitlines())
    for path in (ROOT / "vecembed_lab" / unit.name / "checks").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("criterion", "mistake"):
                yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))


def plain(text):
    """A text without blanks, as it is found whatever splits it."""
    return "".join(text.split())


def test_nothing_of_solutions_and_checks_is_on_the_site(made, read_pages):
    everything = plain("".join(page.text for page in read_pages.values()))
    everything += plain((made / "searchindex.js").read_text("utf-8"))
    lessons = "".join(shown())
    hidden = [text for unit in units() for text in answers(unit) if len(text) > 30 and plain(text) not in lessons]
    assert len(hidden) > 500
    assert [text for text in hidden if plain(text) in everything] == []
    files = {path.name for path in made.rglob("*") if path.suffix in (".py", ".ipynb", ".toml")}
    assert files == set()


def test_the_data_page_lists_every_data_set_with_its_licence(read_pages):
    table = tomllib.loads((ROOT / "vecembed_lab" / "data" / "data.toml").read_text("utf-8"))
    text = plain(read_pages["data"].text)
    for name, row in table.items():
        megabytes = sum(file["size"] for file in row["files"]) / 1e6
        assert plain(f"{name}{megabytes:.1f}{row['what']}{row['licence']}") in text


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.folder)
def test_every_exercise_is_listed_after_the_section_that_practises_it(read_pages, unit):
    text = plain(read_pages["exercises"].text)
    for heading in set(exercise_headings(unit).values()):
        assert plain(f"{heading}, after") in text


TERM = re.compile(r"^(\S.*)\n(?:  .*\n)*?  \[Lesson \d+: (.+)\]\(\.\./(\w+)\.ipynb#(\S+)\)$", re.MULTILINE)


def glossary():
    return TERM.findall((ROOT / "course" / "site" / "glossary.md").read_text("utf-8"))


def test_the_glossary_is_in_order_and_every_entry_has_its_section():
    text = (ROOT / "course" / "site" / "glossary.md").read_text("utf-8")
    terms = [term for term, *_ in glossary()]
    assert len(terms) == text.count("\n  [Lesson ")
    assert 60 <= len(terms) <= 120
    assert terms == sorted(terms, key=str.lower)


@pytest.mark.parametrize(("term", "title", "folder", "anchor"), glossary(), ids=lambda value: value)
def test_a_term_stands_in_the_section_that_it_names(term, title, folder, anchor):
    text = (ROOT / "course" / f"{folder}.py").read_text("utf-8")
    section = re.search(rf"^# ## {re.escape(title)}\n(.*?)(?=^# ## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert anchor == site.slug(title)
    ways = [
        [word[:5].lower() for word in re.findall(r"[\w-]{2,}", way)] for way in re.split(r"[()]", term) if way.strip()
    ]
    assert any(all(stem in section[0].lower() for stem in stems) for stems in ways), ways


# In the browser


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *about):
        pass


@pytest.fixture(scope="module")
def url(made):
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=made))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def opened(chromium, url, name, setting="light"):
    """A page of the site with its formulas set, of which every request was answered from the site."""
    with tab(chromium, "about:blank", **SETTINGS[setting]) as page:
        asked, failed = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
        page.goto(f"{url}/{name}.html", wait_until="networkidle")
        page.evaluate("window.MathJax?.startup?.promise")
        yield page
        foreign = [where for where in asked if not where.startswith((url, "data:", "about:", "blob:"))]
        assert (foreign, failed) == ([], [])


def findings(page):
    """The serious and critical findings of axe, each with the first element that it names."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    return [
        (rule["id"], len(rule["nodes"]), rule["nodes"][0]["html"][:200])
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
    ]


def look(chromium, url, name, setting):
    """A page can be read by everybody, with all that it folds away: nothing foreign, nothing for axe, nothing wider
    than the window.
    """
    with opened(chromium, url, name, setting) as page:
        if folder := os.environ.get("VECEMBED_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"site-{name.replace('/', '-')}-{setting}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert page.locator("details:not([open])").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert findings(page) == []
        formulas = page.locator(".math")
        assert page.locator("mjx-container").count() == formulas.count()
        assert page.locator("mjx-merror, mjx-container [style*='color: red']").count() == 0  # an unknown command is red


@in_chromium
@pytest.mark.parametrize(("name", "setting"), SAMPLE)
def test_a_page_can_be_read_by_everybody(chromium, url, name, setting):
    look(chromium, url, name, setting)


@in_chromium
@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", [*PAGES, *PROOFS, "search"])
def test_every_page_can_be_read_by_everybody(chromium, url, name, setting):
    look(chromium, url, name, setting)


@in_chromium
def test_the_search_finds_hubness(chromium, url):
    with opened(chromium, url, "index") as page:
        page.keyboard.press("Control+K")
        page.keyboard.type("hubness")
        page.keyboard.press("Enter")
        results = page.locator("ul.search li")
        expect(results.filter(has_text="Basics: what a vector can mean")).not_to_have_count(0)
        expect(results.filter(has_text="Glossary")).not_to_have_count(0)
        expect(results.locator(".context").first).to_contain_text("hub", ignore_case=True)


def focused(page):
    """The element that has the focus, which shows it by a ring."""
    element = page.locator(":focus")
    ring = element.evaluate("e => [getComputedStyle(e).outlineStyle, parseFloat(getComputedStyle(e).outlineWidth)]")
    assert ring[0] != "none"
    assert ring[1] >= 2
    return element


def tab_to(page, element):
    """Press Tab until an element has the focus."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if element.evaluate("e => e === document.activeElement"):
            return focused(page)
    raise AssertionError("Tab does not get there")


@in_chromium
def test_unit_07_is_found_and_read_on_a_phone_by_the_keyboard_alone(chromium, url):
    with opened(chromium, url, "index", "phone") as page:
        page.keyboard.press("Tab")
        expect(focused(page)).to_have_text("Skip to main content")
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("main").get_by_role("link", name="Read the lessons"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("The lessons")
        tab_to(page, page.get_by_role("main").get_by_role("link", name="7. Search: the nearest of very many"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("7. Search: the nearest of very many")
        prediction = page.locator("details").first
        tab_to(page, prediction.locator("summary"))
        expect(prediction).not_to_have_attribute("open", "")
        page.keyboard.press("Enter")
        expect(prediction).to_have_attribute("open", "")
        page.keyboard.press("Control+K")
        page.keyboard.type("late interaction")
        page.keyboard.press("Enter")
        result = page.locator("ul.search").get_by_role("link", name="7. Search").first
        tab_to(page, result)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("7. Search: the nearest of very many")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
