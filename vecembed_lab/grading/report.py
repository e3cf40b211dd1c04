"""What a learner reads after a check: rich in the notebook, plain in the terminal, JSON for programs."""

from dataclasses import asdict, dataclass
from html import escape

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
        call = f"{name}({', '.join(show(arg) for arg in calls[-1][0])})" if calls else ""
        if wrong.expected is None:
            return cls(wrong.why, call)
        return cls(wrong.why, call, show(wrong.expected), show(wrong.got))

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
    """The known mistake that the answer behaves like."""

    name: str
    message: str


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
        }

    def __str__(self) -> str:
        lines = [self.headline]
        lines += [f"  {_mark(result)} {result} ({_share(result)})" for result in self.results]
        if self.first_failure:
            lines += ["", f"  {self.first_failure.why}."]
            lines += [f"    {title:<9}{_indent(text)}" for title, text in self.first_failure.facts]
        if self.diagnosis:
            lines += ["", f"  Looks familiar: {self.diagnosis.message}"]
        if not self.solved:
            lines += ["", f"  Read again: {self.read}"]
        if self.printed:
            lines += ["", "  Your function printed:", *(f"    {line}" for line in self._printed_lines())]
        return "\n".join(lines)

    def _printed_lines(self) -> list[str]:
        lines = [line[:200] for line in self.printed.splitlines()]
        return lines[:PRINTED_LINES] + ["..."] * (len(lines) > PRINTED_LINES)

    def _repr_mimebundle_(self, **_: object) -> dict:
        return {"text/html": self._repr_html_(), "text/plain": str(self), MIME: self.to_dict()}

    def _repr_html_(self) -> str:
        state = "solved" if self.solved else "open"
        rows = "".join(
            f"<li class='{'met' if result.earned == result.points else 'unmet'}'><b>{_mark(result)}</b> "
            f"{escape(str(result))} <small>{_share(result)}</small></li>"
            for result in self.results
        )
        parts = [
            f"<p class='head'>{'✓' if self.solved else '○'} <code>{escape(self.exercise)}</code> "
            f"<span>{self.score:g} of {self.points:g} points</span></p>",
            f"<ul>{rows}</ul>",
            self._failure_html(),
            self._diagnosis_html(),
            self._help_html(),
            self._printed_html(),
        ]
        return f"<style>{STYLE}</style><div class='vecembed {state}' role='group'>{''.join(parts)}</div>"

    def _failure_html(self) -> str:
        failure = self.first_failure
        if not failure:
            return ""
        facts = "".join(f"<dt>{title}</dt><dd><pre>{escape(text)}</pre></dd>" for title, text in failure.facts)
        return f"<p>{escape(failure.why)}.</p><dl>{facts}</dl>"

    def _diagnosis_html(self) -> str:
        if not self.diagnosis:
            return ""
        return f"<p class='diagnosis'><b>Looks familiar:</b> {escape(self.diagnosis.message)}</p>"

    def _help_html(self) -> str:
        if self.solved:
            return ""
        hints = "".join(
            f"<details><summary>Hint {number}</summary>{escape(hint)}</details>"
            for number, hint in enumerate(self.hints, 1)
        )
        return f"<p class='read'>Read again: {escape(self.read)}</p>{hints}"

    def _printed_html(self) -> str:
        if not self.printed:
            return ""
        text = escape("\n".join(self._printed_lines()))
        return f"<details open><summary>Your function printed</summary><pre>{text}</pre></details>"


def _mark(result: Result) -> str:
    if result.earned == result.points:
        return "✓"
    return "◐" if result.earned else "✗"


def _share(result: Result) -> str:
    return f"{result.earned:.3g} of {result.points:g}"


def _indent(text: str) -> str:
    return text.replace("\n", "\n" + " " * 13)


# JupyterLab's own colours follow its light and dark themes; the fallbacks are for pages outside it.
STYLE = """
.vecembed { --good: #009E73; --bad: #D55E00; border-left: .3rem solid var(--bad); padding: .2rem 1rem .6rem;
  margin: .3rem 0; color: var(--jp-content-font-color1, #222); background: var(--jp-layout-color1, #fff);
  font-family: var(--jp-content-font-family, sans-serif); font-size: .95rem; line-height: 1.5; max-width: 50rem }
.vecembed.solved { border-color: var(--good) }
.vecembed p { margin: .5rem 0 }
.vecembed .head { font-size: 1.1rem; font-weight: 600 }
.vecembed .head span { float: right; font-weight: 400 }
.vecembed ul { list-style: none; margin: .3rem 0; padding: 0 }
.vecembed li b { display: inline-block; width: 1.3em }
.vecembed .met b { color: var(--good) } .vecembed .unmet b { color: var(--bad) }
.vecembed small { opacity: .75 }
.vecembed dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .3rem 0 }
.vecembed dt { opacity: .75 } .vecembed dd { margin: 0 }
.vecembed pre, .vecembed code { background: var(--jp-layout-color2, #eee); color: inherit; border-radius: .2rem;
  padding: .1rem .4rem; margin: 0; font-family: var(--jp-code-font-family, monospace); font-size: .9em;
  white-space: pre-wrap }
.vecembed .diagnosis { border: 1px solid #E69F00; border-radius: .3rem; padding: .4rem .7rem }
.vecembed summary { cursor: pointer }
""".strip()
