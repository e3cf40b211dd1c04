"""Pages for teachers: one file without scripts, readable in print, in grey and aloud.

Text is escaped unless it is Html.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape

# Okabe & Ito (2008): told apart with every common kind of colour vision; from dark to light, for print in grey.
SHADES = ("#0072B2", "#56B4E9", "#E69F00", "#DDDDDD")
WIDTH = 720  # of a figure, in its own units


class Html(str):
    """Text that is already HTML; nothing that a student wrote may be made one without `escape`."""


def html(text: object) -> Html:
    """The text as HTML: escaped, unless it is Html already."""
    return text if isinstance(text, Html) else Html(escape(str(text)))


def prose(text: str) -> Html:
    """A sentence as HTML: `backticks` become code, everything else stays what it is."""
    return Html(re.sub("`([^`]+)`", r"<code>\1</code>", escape(text)))


def element(tag: str, *content: object, **attributes: object) -> Html:
    """One element; `class_` and `aria_label` stand for class and aria-label."""
    names = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
    inside = "".join(f' {name}="{escape(str(value))}"' for name, value in names)
    return Html(f"<{tag}{inside}>{''.join(map(html, content))}</{tag}>")


def section(heading: str, *content: object, **attributes: object) -> Html:
    """A part of a page with its heading."""
    return element("section", element("h2", heading), *content, **attributes)


def table(head: Sequence[object], rows: Iterable[Sequence[object]], **attributes: object) -> Html:
    """A table; the first cell of each row is its heading."""
    top = element("tr", *(element("th", cell, scope="col") for cell in head))
    body = [
        element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in rest))
        for first, *rest in rows
    ]
    return element("table", element("thead", top), element("tbody", *body), **attributes)


def items(texts: Iterable[object]) -> Html:
    """A list."""
    return element("ul", *(element("li", text) for text in texts))


def page(title: str, *content: object) -> str:
    """The whole page."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"  # no script, even if one slipped in
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style>"
    )
    body = element("main", element("h1", title), *content)
    whole = f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'
    return whole.encode("utf-8", "replace").decode("utf-8")  # half a character must not keep a class from its report


# Figures


def figure(drawing: object, *, alt: str, height: float) -> Html:
    """A drawing with the text that stands for it where it cannot be seen.

    Raises ValueError if `alt` says nothing.
    """
    if not alt.strip():
        raise ValueError("alt must say what the figure shows, for those who cannot see it; it is empty")
    box = f"0 0 {WIDTH} {height:g}"
    return element("figure", element("svg", element("title", alt), drawing, viewBox=box, role="img", aria_label=alt))


def columns(counts: Sequence[int], labels: Sequence[str], *, alt: str, axis: str, line: float | None = None) -> Html:
    """A histogram: a column for each count, its number on top, a label below each edge (one more than columns).

    `line`, if given, is marked; it counts columns from the left, 1.5 is the middle of the second.
    """
    top, floor, wide = 24, 180, WIDTH / len(counts)
    parts = []
    for i, count in enumerate(counts):
        tall = (floor - top) * count / max(1, *counts)
        parts.append(_box(i * wide + 2, floor - tall, wide - 4, tall, SHADES[0]))
        parts.append(_text((i + 0.5) * wide, floor - tall - 6, count or ""))
    ends = {0: "start", len(counts): "end"}
    parts += [_text(i * wide, floor + 18, label, ends.get(i, "middle")) for i, label in enumerate(labels)]
    parts.append(element("line", x1=0, x2=WIDTH, y1=floor, y2=floor, stroke="#222"))
    if line is not None:
        at = f"{line * wide:.1f}"
        parts.append(
            element("line", x1=at, x2=at, y1=0, y2=floor, stroke="#D55E00", stroke_width=2, stroke_dasharray="6")
        )
    parts.append(_text(WIDTH / 2, floor + 40, axis))
    return figure(Html("".join(parts)), alt=alt, height=floor + 48)


def bars(rows: Sequence[tuple[str, Sequence[int]]], legend: Sequence[str], *, alt: str) -> Html:
    """A bar for each row, divided into up to four counts, which add up to the same in every row."""
    left, pitch, parts = 170, 30, []
    for j, name in enumerate(legend):
        parts += [_box(left + 135 * j, 2, 14, 14, SHADES[j]), _text(left + 135 * j + 20, 14, name, "start")]
    for i, (name, counts) in enumerate(rows):
        x, y = float(left), 28 + pitch * i
        parts.append(_text(left - 10, y + 17, name, "end"))
        for j, count in enumerate(counts):
            wide = (WIDTH - left) * count / max(1, sum(counts))
            parts.append(_box(x, y, wide, pitch - 6, SHADES[j]))
            if wide > 20:
                parts.append(_text(x + wide / 2, y + 17, count, fill="#fff" if j == 0 else "#222"))
            x += wide
    return figure(Html("".join(parts)), alt=alt, height=28 + pitch * len(rows))


def _box(x: float, y: float, wide: float, tall: float, fill: str) -> Html:
    return element("rect", x=f"{x:.1f}", y=f"{y:.1f}", width=f"{wide:.1f}", height=f"{tall:.1f}", fill=fill)


def _text(x: float, y: float, text: object, anchor: str = "middle", fill: str = "#222") -> Html:
    return element("text", text, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor, fill=fill)


STYLE = """
:root { color-scheme: light }
body { margin: 0; color: #222; background: #fff; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 1rem 1.5rem 4rem }
h1 { margin: .5rem 0 0; font-size: 1.8rem } h2 { margin: 2.2rem 0 .4rem; font-size: 1.3rem }
h3 { margin: 1.6rem 0 .3rem; font-size: 1.1rem }
p { max-width: 46rem; margin: .4rem 0 } .note { color: #555 } .lead { font-size: 1.15rem }
figure { margin: 1rem 0 } svg { width: 100%; max-width: 46rem; font-size: 14px }
table { border-collapse: collapse; margin: .6rem 0; font-size: .95rem }
th, td { padding: .25rem .7rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd }
thead th { border-bottom: 2px solid #888 } th[scope=row] { font-weight: 600 }
td.number, .numbers td { white-space: nowrap; font-variant-numeric: tabular-nums }
code, pre { font-family: ui-monospace, monospace; font-size: .9em } code { padding: 0 .25em; background: #eee }
ul { margin: .3rem 0; padding-left: 1.2rem }
.sides { width: 100%; table-layout: fixed } .sides td, .sides th { padding-right: 1rem }
.sides pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.7 }
mark { padding-bottom: 2px; color: inherit; background: none; border-bottom: 1px dotted #555 }
mark.rare { background: #FFE9B8; border-bottom: 2px solid #B35C00 }
.private { margin-top: 3rem; border-top: 4px double #888 }
.grid td, .grid th { padding: .1rem .45rem; text-align: center }
.grid th[scope=row] { text-align: left; white-space: nowrap }
.grid thead th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; font-weight: 400 }
.grid thead th:first-child { writing-mode: horizontal-tb; transform: none }
@media print {
  body { font-size: 10.5pt } main { max-width: none; padding: 0 } .private { break-before: page }
  main > section > table tr, figure, h2, h3 { break-inside: avoid } h2, h3 { break-after: avoid }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
}
""".strip()
