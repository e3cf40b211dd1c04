"""Every small change to a model answer loses points, or is known to change nothing."""

import ast
import copy
import importlib

import jupytext
import numpy as np
import pytest

from vecembed_lab.files.units import units

SEEDS = range(5)
OTHER = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Gt: ast.GtE,
    ast.Lt: ast.LtE,
    ast.Eq: ast.NotEq,
    ast.BitAnd: ast.BitOr,
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "argmin": "argmax",
}
# Changed lines that still give right answers, and why.
EQUIVALENT = {
    "return a @ b.T / np.where(lengths > 0, lengths, 2)": "0 / 2 is 0 as well",
    "similarity = cosine(vectors[[row]], vectors)[-1]": "there is only one row",
    "smaller = (values[:, None] > values).sum(axis=0)": "both rankings turn round",
    "equal = (values[:, None] == values).sum(axis=0)": "equality has no direction",
    "return smaller + (equal - 1) / 2": "all ranks move together",
    "return smaller + (equal + 2) / 2": "all ranks move together",
    "return smaller + (equal + 0) / 2": "all ranks move together",
    "return np.linalg.svd(vectors + vectors.mean(axis=0), full_matrices=False)[0]": "whitening quietens the mean too",
    "u, s, _ = np.linalg.svd(ppmi(counts[:, :n], 2), full_matrices=False)": "a shift of 2 serves as well",
    "n, window = (3001, 12)": "one context more",
    "n, window = (2999, 12)": "one context less",
    "n, window = (3000, 13)": "a wider window",
    "n, window = (3000, 11)": "a narrower window",
    "for gap in range(2, window + 1):": "without the nearest words",
    "for gap in range(0, window + 1):": "each word beside itself, which is a diagonal",
    "for gap in range(1, window + 0):": "a narrower window",
    "row, column = np.full((2, text.max() + 3), n)": "a place that is never looked at",
    "row, column = np.full((2, text.max() + 1), n)": "the gaps between articles count as one of the words",
    "counts = np.zeros((len(words), n + 2))": "an empty column",
    "np.add.at(counts, (row[text[places]], column[text[beside]]), 2)": "PPMI does not see how long the text was",
    "row[words], column[np.argsort(-np.bincount(text[text >= 1]))[:n]] = (np.arange(len(words)), np.arange(n))": (
        "one word in 35,000 is overlooked"
    ),
    "for step in range(19):": "one pass less hardly shows",
    "tables[i] = tables[i] - (1 - step / 21) * slope / np.maximum(size, 1e-12)": "steps that fall a little more slowly",
    "tables[i] = tables[i] - (1 - step / 19) * slope / np.maximum(size, 1e-12)": "steps that fall a little faster",
    "return u[:, :25] / np.sqrt(s[:25])": "which directions are kept matters, not how long they are",
}


def variants(node):
    """What could stand in place of a node: another operator, a number next to it, the other end, nothing."""
    match node:
        case ast.BinOp() if type(node.op) in OTHER:
            yield ast.BinOp(node.left, OTHER[type(node.op)](), node.right)
        case ast.Compare() if type(node.ops[0]) in OTHER:
            yield ast.Compare(node.left, [OTHER[type(node.ops[0])]()], node.comparators)
        case ast.UnaryOp(op=ast.USub()):
            yield node.operand
        case ast.Constant(value=int() | float()) if type(node.value) is not bool:
            yield from (ast.Constant(node.value + step) for step in (1, -1))
        case ast.Attribute(attr="T"):
            yield node.value
        case ast.Attribute() if node.attr in OTHER:
            yield ast.Attribute(node.value, OTHER[node.attr], node.ctx)
        case ast.Assign(targets=[ast.Subscript()]):
            yield ast.Pass()


def mutants(source):
    """(the changed line, the changed source) for every small change to a function."""
    tree = ast.parse(source)
    before = ast.unparse(tree).splitlines()
    for place, node in enumerate(ast.walk(tree)):
        for variant in variants(node):
            after = ast.unparse(replaced(tree, place, variant))
            line = next(new for old, new in zip(before, after.splitlines(), strict=True) if old != new)
            yield line.strip(), after


def replaced(tree, place, variant):
    """A copy of the tree with `variant` at the given place of the walk."""
    tree = copy.deepcopy(tree)
    old = list(ast.walk(tree))[place]
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, variant)
            elif isinstance(value, list) and any(part is old for part in value):
                value[[part is old for part in value].index(True)] = variant
    return ast.fix_missing_locations(tree)


def cases():
    """Every mutant of every model answer, with the names that earlier answers define."""
    for unit in units():
        exercises = importlib.import_module(f"vecembed_lab.{unit.name}.checks").EXERCISES
        scope = {"np": np}
        for cell in jupytext.read(unit.solution_text).cells:
            if name := cell.metadata.get("exercise"):
                for line, source in mutants(cell.source):
                    yield pytest.param(exercises[name], line, source, dict(scope), id=f"{name}: {line}")
                exec(cell.source, scope)


@pytest.mark.parametrize(("exercise", "line", "source", "scope"), list(cases()))
def test_a_changed_answer_loses_points(exercise, line, source, scope):
    exec(source, scope)
    solved = all(exercise.grade(scope[exercise.name], seed=seed).solved for seed in SEEDS)
    assert solved == (line in EQUIVALENT), f"`{line}` gets full points"
