"""Submissions made up from what a unit knows: its model answers and the mistakes people really make."""

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from types import FunctionType, ModuleType
from typing import Any

from vecembed_lab.files.exercises import exercises
from vecembed_lab.files.units import Unit

OURS = {"vecembed_lab", "tests"}
MARK = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.MULTILINE)


def answered(notebook: Any, answers: Mapping[str, str]) -> Any:
    """The notebook with `answers`, by name, in their answer cells, and without the marks around the solutions."""
    notebook = deepcopy(notebook)
    for cell in notebook.cells:
        source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        cell.source = MARK.sub("", source).rstrip("\n")
    return notebook


def mistaken(unit: Unit, name: str, which: str) -> str:
    """The source of a known mistake, written as the answer to the exercise `name`."""
    return standalone(exercises(unit)[name].mistakes[which].function, name)


def alternatives(unit: Unit) -> dict[str, list[str]]:
    """The sources of the right answers in other styles that the tests keep, by exercise."""
    answers = importlib.import_module(f"tests.{unit.name}.answers").ALTERNATIVES
    return {
        name: [standalone(function, name) for _, function in inspect.getmembers(styles, inspect.isfunction)]
        for name, styles in answers.items()
    }


def class_of(unit: Unit, solution: Any, n: int, *, without: str = "torch") -> Iterator[Any]:
    """`n` submissions, in turn: the model answer, right answers in other styles, known mistakes.

    Answers whose source speaks of `without` are left out.
    """
    right = {name: [s for s in sources if without not in s] or [""] for name, sources in alternatives(unit).items()}
    wrong = {
        name: [source for which in exercise.mistakes if without not in (source := mistaken(unit, name, which))]
        for name, exercise in exercises(unit).items()
    }
    for number in range(n):
        bank = ({}, right, wrong)[number % 3]
        chosen = {name: sources[number // 3 % len(sources)] for name, sources in bank.items()}
        yield answered(solution, {name: source for name, source in chosen.items() if source})


def standalone(function: Callable, name: str) -> str:
    """The source of a function, called `name`, with all that it needs of this course above it."""
    parts: dict[str, str] = {}
    _collect(inspect.unwrap(function), name, parts)
    return "\n\n\n".join(parts.values())


def _collect(function: FunctionType, name: str, parts: dict[str, str]) -> None:
    """Add the function's source to `parts`, and before it the sources of what it uses."""
    parts[name] = ""  # begun: two functions may use each other
    [definition] = ast.parse(inspect.cleandoc("\n" + inspect.getsource(function))).body
    definition.decorator_list, definition.name = [], name
    own = {*function.__code__.co_varnames, *function.__code__.co_cellvars}
    inlined = _Inlined({part: value for part, value in function.__globals__.items() if part not in own})
    definition = ast.unparse(inlined.visit(definition))
    for part, value in inlined.needed.items():
        if isinstance(value, ModuleType):
            parts[part] = f"import {value.__name__} as {part}"
        elif hasattr(value, "_fields"):  # a NamedTuple
            parts[part] = f"from collections import namedtuple\n\n{part} = namedtuple({part!r}, {value._fields})"
        elif value.__module__.partition(".")[0] not in OURS or isinstance(value, type):
            parts[part] = f"from {value.__module__} import {value.__name__} as {part}"
        elif part not in parts:
            _collect(inspect.unwrap(value), part, parts)
    del parts[name]
    parts[name] = definition


class _Inlined(ast.NodeTransformer):
    """Notes what a function uses of its module, and writes `module_name` for `module.name` where both are ours."""

    def __init__(self, names: Mapping[str, Any]):
        self.names, self.needed = names, {}

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        module = self.names.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if not isinstance(module, ModuleType) or module.__name__.partition(".")[0] not in OURS:
            return self.generic_visit(node)
        name = f"{node.value.id}_{node.attr}"
        self.needed[name] = getattr(module, node.attr)
        return ast.Name(name, node.ctx)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        value = self.names.get(node.id)
        if isinstance(value, ModuleType) or callable(value):
            self.needed[node.id] = value
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(node.arg)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)
