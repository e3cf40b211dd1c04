"""The shape of a piece of Python: what is left when names, order, comments and layout are taken away.

Two functions have the same shape if one becomes the other by renaming its variables, moving its statements, writing
`a += b` for `a = a + b` or `b > a` for `a < b`, adding comments, docstrings, annotations and imports, or by formatting.
A shape is kept in pieces, one for each part of the syntax tree, so that answers may be alike in parts.
"""

import ast
import re
from dataclasses import dataclass

SMALLEST = 3  # nodes of a piece; `x` or `f(x)` alone say nothing
RUN = 4  # words of a piece where Python finds no syntax tree
COMMUTE = (ast.Add, ast.Mult)
TURNED = {"Gt": "Lt", "GtE": "LtE"}  # a > b is b < a
LEFT_OUT = {"ctx", "kind", "returns", "type_comment", "type_ignores", "type_params"}
IN_ANY_ORDER = {"body", "finalbody", "keywords", "orelse"}


@dataclass(frozen=True)
class Piece:
    """A part of a text, from character `start` to `end`, and its shape; `size` is its number of nodes."""

    shape: str
    start: int
    end: int
    size: int


def pieces(source: str) -> list[Piece]:
    """All pieces of a program, the largest before those inside them; of a text that is no Python, runs of words."""
    try:
        return _Shapes(source).pieces
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # null bytes; nested too deeply
        return _runs(source)


def _runs(source: str) -> list[Piece]:
    """The pieces of a text without a syntax tree: RUN words in a row, names as _, comments left out."""
    code = re.sub(r"#[^\n]*", lambda comment: " " * len(comment[0]), source)
    words = list(re.finditer(r"(?<![.\w])[A-Za-z_]\w*|\w+|[^\w\s]", code))
    shapes = ["_" if re.match(r"[A-Za-z_]", word[0]) and code[word.start() - 1] != "." else word[0] for word in words]
    return [
        Piece(" ".join(shapes[i : i + RUN]), words[i].start(), words[i + RUN - 1].end(), RUN)
        for i in range(len(words) - RUN + 1)
    ]


class _Shapes:
    """The pieces of a program, collected from the leaves of its syntax tree upwards."""

    def __init__(self, source: str):
        tree = ast.parse(source)
        nodes = list(ast.walk(tree))
        lines = source.encode().splitlines(keepends=True)
        self.source = source.encode()  # ast counts columns in bytes
        self.starts = [sum(map(len, lines[:i])) for i in range(len(lines) + 1)]
        self.own = {name for node in nodes for name in _defines(node)}
        self.modules = {name: path for node in nodes for name, path in _imports(node)}
        self.pieces: list[Piece] = []
        self._visit(tree)
        self.pieces.reverse()

    def _visit(self, node: ast.AST) -> tuple[str, int]:
        """The shape and the size of a part; its pieces are collected on the way. Nothing for what does not count."""
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass) or _is_remark(node):
            return "", 0
        if name := self._name(node):
            return name, 1
        node = _plain(node)
        fields = {name: value for name, value in ast.iter_fields(node) if name not in LEFT_OUT and value is not None}
        parts = {name: self._field(name, value) for name, value in fields.items()}
        size = 1 + sum(part[1] for part in parts.values())
        shape = f"({type(node).__name__} {' '.join(_ordered(node, {name: part[0] for name, part in parts.items()}))})"
        if size >= SMALLEST and hasattr(node, "lineno"):
            self.pieces.append(Piece(shape, *self._place(node), size))
        return shape, size

    def _field(self, name: str, value: object) -> tuple[str, int]:
        found = [self._visit(each) if isinstance(each, ast.AST) else (str(each), 0) for each in _listed(value)]
        shapes = [shape for shape, _ in found if shape]
        if name in IN_ANY_ORDER:
            shapes.sort()
        return "_" if name == "name" else " ".join(shapes), sum(size for _, size in found)

    def _name(self, node: ast.AST) -> str:
        """The shape of a leaf: _ for the author's own names; others, however they were imported, by their last word."""
        match node:
            case ast.arg():
                return "_"
            case ast.Constant():
                return repr(node.value)
            case ast.Name(id=name):
                return "_" if name in self.own else self.modules.get(name, name).rpartition(".")[2]
            case ast.Attribute() if self._is_module(node.value):
                return node.attr
        return ""

    def _is_module(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute):
            return self._is_module(node.value)
        return isinstance(node, ast.Name) and node.id not in self.own and node.id in {"np", *self.modules}

    def _place(self, node: ast.AST) -> tuple[int, int]:
        start = self.starts[node.lineno - 1] + node.col_offset
        end = self.starts[node.end_lineno - 1] + node.end_col_offset
        return len(self.source[:start].decode()), len(self.source[:end].decode())


def _defines(node: ast.AST) -> list[str]:
    """The names that a part of a program gives to something."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
            return [name]
        case ast.Name(id=name, ctx=ast.Store()):
            return [name]
    return []


def _imports(node: ast.AST) -> list[tuple[str, str]]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name.partition(".")[0], alias.name) for alias in node.names]
    return []


def _is_remark(node: ast.AST) -> bool:
    """A docstring, the three dots of a stub, or a type without a value."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None):
            return True
    return False


def _plain(node: ast.AST) -> ast.AST:
    """`a += b` and `a: int = b` written as assignments."""
    match node:
        case ast.AugAssign(target=target, op=op, value=value):
            value = ast.copy_location(ast.BinOp(target, op, value), node)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            pass
        case _:
            return node
    return ast.copy_location(ast.Assign([target], value), node)


def _ordered(node: ast.AST, parts: dict[str, str]) -> list[str]:
    """The shapes of the parts, in one order for all ways of writing the same."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, COMMUTE):
        return [parts["op"], *sorted([parts["left"], parts["right"]])]
    if isinstance(node, ast.Compare) and type(node.ops[0]).__name__ in TURNED and len(node.ops) == 1:
        return [parts["comparators"], f"({TURNED[type(node.ops[0]).__name__]} )", parts["left"]]
    return list(parts.values())


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [value]
