"""Small changes of a function, which its checks should notice: other operators, numbers next to it, other ends."""

import ast
from collections.abc import Iterator

from vecembed_lab.author.changes import replaced

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


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """(the changed line, the changed source) for every small change of a piece of Python."""
    tree = ast.parse(source)
    before = ast.unparse(tree).splitlines()
    for place, node in enumerate(ast.walk(tree)):
        for variant in _variants(node):
            after = ast.unparse(replaced(tree, place, variant))
            line = next(new for old, new in zip(before, after.splitlines(), strict=True) if old != new)
            yield line.strip(), after


def _variants(node: ast.AST) -> Iterator[ast.AST]:
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
