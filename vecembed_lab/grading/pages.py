"""Feedback's pages, and what Markdown that strangers wrote becomes there and in formgrader.

A page runs no script and asks no other machine for anything: formulas become MathML here, which browsers show by
themselves. What is no formula stays text.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import bleach
from jinja2 import BaseLoader, FileSystemLoader
from math_core import LatexError, LatexToMathML
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.preprocessors import GetGrades
from traitlets import default
from traitlets.config import Config

from vecembed_lab.grading.rescue import harmless

TEMPLATES = Path(__file__).parent / "templates"
LONG = 20_000  # characters; to read a text as Markdown takes up to the square of its length
LONGEST = 1_000  # characters of a formula: reading takes 2 kB of the process's stack, of 8 MB, for each level of braces
TAGS = {  # what Markdown is made of; pictures from elsewhere would tell who looks at them
    *("a", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
    *("pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    *("details", "summary"),
}
FOLDS = re.compile("&lt;(/?(?:details|summary))&gt;")  # the only HTML that our notebooks have
NAMES = ("student", "first_name", "last_name", "notebook_path")  # on formgrader's page of a notebook
CLIPPED = "max-width: 100%; overflow: clip; overflow-clip-margin: .2em"  # lest a formula covers what is beside it
UNNAMED = re.compile(r"cell-[0-9a-f]{8,}")  # what nbgrader calls cells that a teacher has not named

TEX = LatexToMathML(fancy_error=False, max_expansions=0)  # no macros: they make long formulas of short ones


# Markdown


def markdown2html(source: str) -> str:
    """The filter of the same name for nbconvert's pages, which lets nothing through that could do something.

    What is much too long for an answer would take for ever to read; it is shown as it is. So would many `[`, by
    nbconvert, which looks for links once more in what comes of this.
    """
    page = f"<pre>{escape(source)}</pre>" if len(source) > LONG else _read(source)
    return page.replace("[", "&#91;")


def _read(source: str) -> str:
    renderer = _Renderer()
    page = MarkdownWithMath(renderer=renderer).render(harmless(source).replace("&lt;", "<"))
    clean = bleach.clean(page, tags=TAGS, attributes={"*": ["class", "id"], "a": ["href", "title"]}, strip=True)
    return re.sub(r'<span class="formula">(\d+)</span>', lambda mark: renderer.formulas[int(mark[1])], clean)


class _Renderer(IPythonRenderer):
    """nbconvert's, which shows HTML as text, and keeps formulas aside, in whose place stands a tag no text can make."""

    def __init__(self) -> None:
        super().__init__(escape=True)
        self.formulas: list[str] = []

    def block_html(self, html: str) -> str:
        """HTML as text, but for what folds."""
        return FOLDS.sub(r"<\1>", escape(html))

    def inline_html(self, html: str) -> str:
        """HTML as text, but for what folds."""
        return self.block_html(html)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """What a picture is called: those from elsewhere tell who looks at them, and pasted ones are not handed in."""
        return f"<em>(a picture, not shown: {text})</em>"

    def inline_math(self, body: str) -> str:
        """What stands between single dollars, unless these are prices."""
        prices = body.rstrip() != body == body.lstrip()
        return escape(f"${body}$", quote=False) if prices else self._aside(f"${body}$", body, block=False)

    def block_math(self, body: str) -> str:
        """What stands between double dollars."""
        return self._aside(f"$${body}$$", body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        """What stands between a begin and an end."""
        source = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._aside(source, source, block=True)

    def _aside(self, source: str, tex: str, *, block: bool) -> str:
        if not (found := mathml(tex, block=block)):
            return escape(source, quote=False)
        self.formulas.append(f'<span style="display: {"block" if block else "inline-block"}; {CLIPPED}">{found}</span>')
        return f'<span class="formula">{len(self.formulas) - 1}</span>'


# Formulas

ELEMENTS = {  # of MathML, those that only show signs
    *("em", "math", "menclose", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded"),
    *("mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup"),
    *("mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
}
ATTRIBUTES = {  # and what says how
    *("accent", "accentunder", "depth", "display", "displaystyle", "fence", "form", "height", "largeop"),
    *("linethickness", "lspace", "mathcolor", "mathvariant", "maxsize", "minsize", "movablelimits", "notation"),
    *("rspace", "scriptlevel", "separator", "stretchy", "style", "symmetric", "voffset", "width"),
}


def mathml(tex: str, *, block: bool) -> str | None:
    """A formula of TeX as MathML; nothing if it is none, or too long, or would be more than signs on a page."""
    if len(tex) <= LONGEST:
        with suppress(LatexError):
            found = TEX.convert_with_local_state(tex, displaystyle=block)
            return found if _Signs.only(found) else None
    return None


class _Signs(HTMLParser):
    """Looks in MathML for what is more than signs on a page."""

    @classmethod
    def only(cls, page: str) -> bool:
        """Whether there is nothing else."""
        reader = cls()
        reader.others = 0
        reader.feed(page)
        return not reader.others

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count what is none."""
        self.others += tag not in ELEMENTS or not {name for name, _ in attrs} <= ATTRIBUTES


# Formgrader


class FormgraderPage(HTMLExporter):
    """A notebook as formgrader shows it, without the script from another machine: formulas are MathML already."""

    @default("extra_loaders")
    def _no_mathjax(self) -> list[BaseLoader]:
        return [FileSystemLoader(TEMPLATES / "formgrader")]


# Feedback


class FeedbackPage(HTMLExporter):
    """A student's page, after our template, whoever asks for it: nbgrader's command or formgrader."""

    @property
    def default_config(self) -> Config:
        """nbconvert's, and our folder of templates."""
        ours = {"template_name": "feedback", "extra_template_basedirs": [str(TEMPLATES)]}
        found = Config(FeedbackPage=ours)
        found.merge(super().default_config)
        return found


class Grades(GetGrades):
    """nbgrader's, and the index of the page: what the exercises are called, and what they earned."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put the points into the cells, and the index into `resources`."""
        nb, resources = super().preprocess(nb, resources)
        resources["nbgrader"]["index"] = list(index(nb.cells))
        return nb, resources

    def _get_score(self, cell: Any, resources: Any) -> None:
        super()._get_score(cell, resources)
        name = cell.metadata.nbgrader.grade_id
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        cell.metadata.nbgrader.waits = grade.needs_manual_grade


def index(cells: list[Any]) -> Iterator[dict[str, Any]]:
    """Each graded cell: its name and points, and the heading above it, with a number where others stand there, too."""
    heading, before = "", 0
    for cell in cells:
        mark = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and not mark.get("solution") and (found := _heading(cell.source)):
            heading, before = found, 0
        if mark.get("grade") or mark.get("task"):
            before += 1
            title = heading if before == 1 else f"{heading} ({before})"
            name = mark.grade_id.removesuffix("-check")
            yield {"title": title, "name": "" if UNNAMED.fullmatch(name) else name, "mark": mark}


def _heading(markdown: str) -> str:
    """The last heading of a text, without its marks."""
    found = [line.strip(" \t#") for line in re.findall(r"^#{1,6}[ \t](.+)$", markdown, re.MULTILINE)]
    return re.sub(r"[`*$]", "", found[-1]) if found else ""


def escaped_names(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """A preprocessor for formgrader's page of a notebook, whose template shows names as if they were HTML."""
    resources.update({name: escape(resources[name]) for name in NAMES if resources.get(name)})
    return notebook, resources
