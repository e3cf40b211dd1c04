"""Small changes of a function, which its checks should notice: other operators, numbers next to it, calls left out."""

import ast
from collections.abc import Iterator

from vecembed_lab.author.changes import replaced

OTHER = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.BitAnd: ast.BitOr,
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "argmin": "argmax",
    "any": "all",
    "all": "any",
}


LARGE = 100  # the number next to a larger one is nearly the same
KEYWORDS = ("axis", "dim", "keepdims", "minlength", "side", "where", "ddof", "return_index")  # that change a result
CONVERSIONS = ("float", "int", "list", "tuple", "set", "array", "asarray", "tensor", "tolist", "item")  # that do not


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """(the changed line, the changed source) for every small change of a piece of Python."""
    tree = ast.parse(source)
    before = ast.unparse(tree).splitlines()
    for _, after in replaced(tree, lambda node: (("", variant) for variant in _variants(node))):
        line = next(new for old, new in zip(before, after.splitlines(), strict=True) if old != new)
        yield line.strip(), after


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp() if type(node.op) in OTHER:
            yield ast.BinOp(node.left, OTHER[type(node.op)](), node.right)
        case ast.Compare() if type(node.ops[0]) in OTHER:
            yield ast.Compare(node.left, [OTHER[type(node.ops[0])](), *node.ops[1:]], node.comparators)
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert()):
            yield node.operand
        case ast.Constant(value=int() | float()) if type(node.value) is not bool and abs(node.value) <= LARGE:
            yield from (ast.Constant(node.value + step) for step in (1, -1))
        case ast.Attribute(attr="T"):
            yield node.value
        case ast.Attribute() if node.attr in OTHER:
            yield ast.Attribute(node.value, OTHER[node.attr], node.ctx)
        case ast.Assign(targets=[ast.Subscript()]):
            yield ast.Pass()
        case ast.Call():
            yield from _calls(node)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """Without one of its keywords; what it is called with, or on, in place of what it gives."""
    for keyword in node.keywords:
        if keyword.arg in KEYWORDS:
            yield ast.Call(node.func, node.args, [other for other in node.keywords if other is not keyword])
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if node.keywords or name in CONVERSIONS:
        return
    match node:
        case ast.Call(args=[ast.expr() as argument]) if not isinstance(argument, ast.Starred):
            yield argument
        case ast.Call(func=ast.Attribute() as method, args=[]):
            yield method.value
