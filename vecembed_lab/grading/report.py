"""What a learner reads after a check: rich in the notebook, plain in the terminal, JSON for programs."""

import re
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from vecembed_lab.files.notebooks import anchor
from vecembed_lab.files.units import MY_LESSON
from vecembed_lab.grading.compare import Wrong, show
from vecembed_lab.grading.student import Call

MIME = "application/vnd.vecembed.report+json"
PRINTED_LINES = 20  # of what the learner's function printed


@dataclass(frozen=True)
class Failure:
    """Why a criterion is not met: the call, what was expected, what came."""

    why: str
    call: str = ""
    expected: str = ""
    got: str = ""

    @classmethod
    def of(cls, wrong: Wrong, name: str, calls: list[Call]) -> "Failure":
        """The failure that `wrong` describes, seen in the last of `calls`."""
        call = _called(name, calls[-1]) if calls else ""
        if wrong.expected is None:
            return cls(wrong.why, call)
        return cls(wrong.why, call, show(wrong.expected), show(wrong.got))

    @property
    def sentence(self) -> str:
        """Why, with one mark at its end."""
        return self.why if self.why.endswith(("?", "!")) else self.why.rstrip(".") + "."

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The parts that are known, with their titles."""
        rows = [("called", self.call), ("expected", self.expected), ("got", self.got)]
        return [(title, text) for title, text in rows if text]


@dataclass(frozen=True)
class Result:
    """One criterion and what was earned for it."""

    text: str
    points: float
    earned: float
    failure: Failure | None
    remark: str = ""

    def __str__(self) -> str:
        return f"{self.text}: {self.remark}" if self.remark else self.text


@dataclass(frozen=True)
class Diagnosis:
    """What is said of a wrong answer: the listed mistake that it behaves like, or what was found in general.

    `source` is "known", "relation" or "near"; only a listed mistake has a name.
    """

    name: str
    message: str
    source: str = "known"

    @property
    def lead(self) -> str:
        """How sure one can be."""
        return {"known": "Looks familiar", "relation": "Noticed", "near": "Perhaps"}[self.source]


@dataclass(frozen=True)
class Report:
    """The result of one check."""

    exercise: str
    results: list[Result]
    diagnosis: Diagnosis | None
    read: str
    hints: tuple[str, ...]
    source: str
    printed: str
    late: bool = False  # whether the answer ran out of time

    @property
    def points(self) -> float:
        """The points that could be earned."""
        return sum(result.points for result in self.results)

    @property
    def score(self) -> float:
        """The points earned, a plain float in [0, points]: nbgrader takes anything else for full marks."""
        return min(float(sum(result.earned for result in self.results)), float(self.points))

    @property
    def solved(self) -> bool:
        """Whether every point was earned."""
        return self.score == self.points

    @property
    def headline(self) -> str:
        """The score in one line."""
        return f"{self.exercise}: {self.score:g} of {self.points:g} points"

    @property
    def first_failure(self) -> Failure | None:
        """The failure to look at first."""
        return next((result.failure for result in self.results if result.failure), None)

    def to_dict(self) -> dict:
        """The report as JSON-ready data."""
        return {
            "exercise": self.exercise,
            "score": self.score,
            "points": self.points,
            "source": self.source,
            "criteria": [asdict(result) for result in self.results],
            "diagnosis": asdict(self.diagnosis) if self.diagnosis else None,
            "printed": self.printed,
            "late": self.late,
        }

    def __str__(self) -> str:
        lines = [self.headline]
        lines += [f"  {_mark(result)} {result} ({_share(result)})" for result in self.results]
        if self.first_failure:
            lines += ["", f"  {self.first_failure.sentence}"]
            lines += [f"    {title:<9}{_indent(text)}" for title, text in self.first_failure.facts]
        if self.diagnosis:
            lines += ["", f"  {self.diagnosis.lead}: {self.diagnosis.message}"]
        if not self.solved:
            lines += ["", f"  Read again in the lesson: {self.read}"]
        if self.printed:
            lines += ["", "  Your function printed:", *(f"    {line}" for line in self._printed_lines())]
        return "\n".join(lines)

    def _printed_lines(self) -> list[str]:
        lines = [line[:200] for line in self.printed.splitlines()]
        return lines[:PRINTED_LINES] + ["..."] * (len(lines) > PRINTED_LINES)

    def _repr_mimebundle_(self, **_: object) -> dict:
        return {"text/html": self._repr_html_(), "text/plain": str(self), MIME: self.to_dict()}

    def _repr_html_(self) -> str:
        parts = [
            self._head_html(),
            self._criteria_html(),
            self._failure_html(),
            self._diagnosis_html(),
            self._help_html(),
            self._printed_html(),
        ]
        state = "solved" if self.solved else "open"
        frame = f"<div class='vecembed {state}' role='group' aria-label='{escape(self.headline)}'>"
        return f"<style>{STYLE}</style>{frame}{''.join(parts)}</div>"

    def _head_html(self) -> str:
        name = f"<b>{'✓' if self.solved else '○'}</b> <code>{escape(self.exercise)}</code>"
        return f"<p class='head'><span>{name}</span> <span>{self.score:g} of {self.points:g} points</span></p>"

    def _criteria_html(self) -> str:
        rows = "".join(
            f"<li class='{'met' if result.earned == result.points else 'unmet'}'><b>{_mark(result)}</b> "
            f"<span>{_prose(str(result))}</span> <small>{_share(result)}</small></li>"
            for result in self.results
        )
        return f"<ul class='criteria'>{rows}</ul>"

    def _failure_html(self) -> str:
        failure = self.first_failure
        if not failure:
            return ""
        facts = "".join(f"<dt>{title}</dt><dd><pre>{escape(text)}</pre></dd>" for title, text in failure.facts)
        return f"<p>{_prose(failure.sentence)}</p><dl class='facts'>{facts}</dl>"

    def _diagnosis_html(self) -> str:
        if not self.diagnosis:
            return ""
        return f"<p class='diagnosis'><b>{self.diagnosis.lead}:</b> {_prose(self.diagnosis.message)}</p>"

    def _help_html(self) -> str:
        if self.solved:
            return ""
        hints = "".join(
            f"<details><summary>Hint {number}</summary><p>{_prose(hint)}</p></details>"
            for number, hint in enumerate(self.hints, 1)
        )
        return f"<div class='help'><span>Read again in the lesson: {self._read_html()}</span>{hints}</div>"

    def _read_html(self) -> str:
        """The section to read again: a link where the lesson lies beside the notebook, as a learner's copies do."""
        if not Path(MY_LESSON).exists():
            return _prose(self.read)
        return f"<a href='{MY_LESSON}#{escape(anchor(self.read))}'>{_prose(self.read)}</a>"

    def _printed_html(self) -> str:
        if not self.printed:
            return ""
        text = escape("\n".join(self._printed_lines()))
        return f"<details class='printed' open><summary>Your function printed</summary><pre>{text}</pre></details>"


@dataclass(frozen=True)
class Unjudged:
    """In the place of a report where an exercise cannot be judged, and why; it holds whatever was written."""

    exercise: str
    why: str

    def __str__(self) -> str:
        return f"{self.exercise} cannot be judged here, whatever you wrote: {self.why}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict:
        return {"text/plain": str(self), MIME: {"exercise": self.exercise, "unjudged": self.why}}


def _prose(text: str) -> str:
    """HTML of a sentence: `backticks` become code, everything else stays what it is."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _mark(result: Result) -> str:
    if result.earned == result.points:
        return "✓"
    return "◐" if result.earned else "✗"


def _share(result: Result) -> str:
    return f"{result.earned:.3g} of {result.points:g}"


def _called(name: str, call: Call) -> str:
    made = f"{name}(...).{call.method}" if call.method else name
    return f"{made}({', '.join(_line(show(arg)) for arg in call.args)})"


def _line(text: str) -> str:
    return " ".join(text.split())


def _indent(text: str) -> str:
    return text.replace("\n", "\n" + " " * 13)


# JupyterLab's own colours follow its light and dark themes; the fallbacks are for pages outside it.
# Green, orange and yellow are mixed with the text's or the page's colour, so that they can be read on either.
# What seems said for nothing is said against the styles of JupyterLab and of nbgrader's pages.
STYLE = """
.vecembed { --ink: var(--jp-content-font-color1, #222); --paper: var(--jp-layout-color1, #fff);
  --good: color-mix(in srgb, #009E73 70%, var(--ink)); --bad: color-mix(in srgb, #D55E00 75%, var(--ink));
  --quiet: color-mix(in srgb, var(--ink) 70%, var(--paper)); --line: color-mix(in srgb, var(--ink) 14%, var(--paper));
  --tint: color-mix(in srgb, #E69F00 18%, var(--paper)); --state: var(--bad);
  max-width: 54em; margin: .3em 0; padding: .7em 1em .8em;
  border: 1px solid var(--line); border-left: .3em solid var(--state); border-radius: .3em;
  color: var(--ink); background: var(--paper); font-family: var(--jp-content-font-family, sans-serif);
  font-size: var(--jp-content-font-size1, 15px); line-height: 1.5 }
.vecembed.solved { --state: var(--good) }
.vecembed p, .vecembed pre { margin: 0 }
.vecembed code { padding: 1px 5px; color: inherit; background: var(--line) }
.vecembed code, .vecembed .facts pre, .vecembed .printed pre { font-family: var(--jp-code-font-family, monospace);
  font-size: .93em; line-height: inherit; white-space: pre-wrap; word-break: normal }
.vecembed .facts pre, .vecembed .printed pre { padding: 0; border: 0; color: inherit; background: none }
.vecembed .head { display: flex; justify-content: space-between; gap: 1em; font-size: 1.15em; font-weight: 600 }
.vecembed .head b { color: var(--state) }
.vecembed ul.criteria { list-style: none; margin: .4em 0 0; padding: 0 }
.vecembed .criteria li { display: flex; align-items: baseline; gap: .5em; margin: 0 }
.vecembed .criteria small { margin-left: auto; white-space: nowrap; font-size: .9em; color: var(--quiet) }
.vecembed .met b { color: var(--good) } .vecembed .unmet b { color: var(--bad) }
.vecembed .criteria + p { margin-top: .6em; padding-top: .6em; border-top: 1px solid var(--line) }
.vecembed .facts { display: grid; grid-template-columns: max-content 1fr; align-items: baseline; gap: 0 1em;
  margin: .2em 0 0 }
.vecembed .facts dt { width: auto; font-weight: 400; color: var(--quiet) }
.vecembed .facts dd { width: auto; margin: 0 }
.vecembed p.diagnosis { margin-top: .7em; padding: .5em .8em; border-radius: .3em; background: var(--tint) }
.vecembed .help { display: flex; flex-wrap: wrap; gap: .1em 1.2em; margin-top: .7em; color: var(--quiet) }
.vecembed .help span { margin-right: auto }
.vecembed .help details[open] { flex-basis: 100%; color: var(--ink) }
.vecembed .help p, .vecembed .printed pre { margin: .1em 0 .3em 1.1em }
.vecembed .help a { color: var(--jp-content-link-color, #0a5eb0); text-decoration: underline }
.vecembed summary { display: list-item; cursor: pointer; color: var(--quiet) }
.vecembed .printed { margin-top: .3em }
""".strip()
