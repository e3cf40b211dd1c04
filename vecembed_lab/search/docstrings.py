"""Unit 07. The documentation of what is installed here: a collection of texts that everybody has."""

import importlib
import inspect
from collections.abc import Iterator, Sequence

WORDS = 20  # a text with fewer says hardly anything
STANDARD = [
    *("builtins", "os", "shutil", "collections", "itertools", "functools", "json", "re"),
    *("random", "statistics", "textwrap", "datetime", "zipfile", "csv"),
]
NUMERIC = [
    *("numpy", "numpy.linalg", "numpy.random"),
    *("scipy.stats", "scipy.linalg", "scipy.signal", "scipy.optimize", "scipy.ndimage"),
]


def docstrings(modules: Sequence[str]) -> dict[str, str]:
    """What the public functions and classes of installed modules say of themselves, by their full names.

    A text that several names share is kept under the first of them; texts of fewer than 20 words are left out.
    Raises ModuleNotFoundError for a module that is not installed.
    """
    names: dict[str, str] = {}  # by the text, so that each text comes once
    for module in modules:
        for name, text in _documented(module):
            names.setdefault(text, name)
    return {name: text for text, name in names.items()}


def _documented(module: str) -> Iterator[tuple[str, str]]:
    """The full name and the text of each member, in alphabetical order."""
    for name, member in sorted(vars(importlib.import_module(module)).items()):
        text = inspect.getdoc(member) if callable(member) and not name.startswith("_") else None
        if text and len(text.split()) >= WORDS:
            yield f"{module}.{name}", text


def question_and_text(docstring: str) -> tuple[str, str]:
    """The first paragraph of a documentation, and the others: what it is for, and how it is used.

    numpy and others begin with the signature, `add(x1, x2)`, which is in neither.
    """
    paragraphs = [part for part in docstring.split("\n\n") if part.strip()]
    if "(" in paragraphs[0].split("\n")[0].split(" ")[0] and len(paragraphs) > 1:
        paragraphs = paragraphs[1:]
    return " ".join(paragraphs[0].split()), "\n\n".join(paragraphs[1:])
