"""Tables of numbers, for the eye, for a screen reader and for plain text."""

import math
from collections.abc import Collection, Mapping
from html import escape


def table(columns: Mapping[str, str], rows: Mapping[str, Collection[object]]) -> None:
    """Show numbers, or intervals, as a table. `columns` maps each heading to its format, such as ".2f" or ".0%".

    NaN is shown as a dash: there is no such number.
    Raises ValueError if a row has more or fewer numbers than there are columns.
    """
    from IPython.display import display

    lines = [["", *columns]]
    for name, numbers in rows.items():
        if len(numbers) != len(columns):
            raise ValueError(f"a row needs {len(columns)} numbers, one a column; {name!r} has {len(numbers)}")
        lines.append([name, *map(_cell, numbers, columns.values())])
    display({"text/html": _html_table(lines), "text/plain": _plain_table(lines)}, raw=True)


def _cell(number: object, spec: str) -> str:
    return "-" if isinstance(number, float) and math.isnan(number) else format(number, spec)


def _html_table(lines: list[list[str]]) -> str:
    """The first line and the first column are headings, and say so to a screen reader."""
    head, *body = [[escape(cell) for cell in line] for line in lines]
    top = "<td></td>" + "".join(f'<th scope="col">{cell}</th>' for cell in head[1:])
    rows = [
        f'<th scope="row" style="text-align: left">{name}</th>' + "".join(f"<td>{cell}</td>" for cell in cells)
        for name, *cells in body
    ]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in [top, *rows]) + "</table>"


def _plain_table(lines: list[list[str]]) -> str:
    first, *others = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        f"{name:<{first}}" + "".join(f"  {cell:>{width}}" for cell, width in zip(cells, others, strict=True))
        for name, *cells in lines
    )
