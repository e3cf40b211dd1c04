"""Small changes of a function, each with the sentence that tells it: what somebody may have written instead.

A sentence shows no code and no name but those of the function's parameters, of Python and of NumPy: whoever reads it
may have written something else that does the same. Changes that have no good sentence are not made.
"""

import ast
from collections.abc import Callable, Iterator

_NOUNS = {
    "sum": "a sum",
    "mean": "a mean",
    "median": "a median",
    "max": "a maximum",
    "min": "a minimum",
    "norm": "a length",
    "argmax": "an `argmax`",
    "argmin": "an `argmin`",
    "argsort": "an `argsort`",
    "sort": "a sorting",
    "std": "a standard deviation",
    "cumsum": "a running sum",
    "any": "an `any`",
    "all": "an `all`",
}
_SIBLINGS = {
    "sum": ("mean", "max"),
    "mean": ("sum", "max", "median"),
    "max": ("min", "sum", "mean"),
    "min": ("max",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "any": ("all",),
    "all": ("any",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
}
_DROPPED = {
    "sqrt": "a square root is missing",
    "log": "a logarithm is missing",
    "exp": "an exponential is missing",
    "abs": "signs should be dropped somewhere (`abs`)",
    "cumsum": "a running sum is missing",
    "sort": "a sorting is missing",
    "outer": "an outer product is missing",
}
_EARLY = "a slice or a loop ends one place too early"
_LATE = "a slice or a loop ends one place too late"
_ORDERED = ("argsort", "sort", "sorted", "argpartition", "argmin", "argmax")
_COMPARISONS = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt}
_TURNED = {ast.Gt: ast.Lt, ast.Lt: ast.Gt, ast.GtE: ast.LtE, ast.LtE: ast.GtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}

Change = tuple[str, ast.AST]  # a sentence, and what stands in place of a node


def changes(source: str, parameters: list[str]) -> Iterator[tuple[str, str]]:
    """(the sentence, the changed source) for every small change of the function in `source`."""
    yield from replaced(ast.parse(source), lambda node: _variants(node, parameters))


def replaced(tree: ast.AST, variants: Callable[[ast.AST], Iterator[Change]]) -> Iterator[tuple[str, str]]:
    """(the sentence, the source) for each variant that may stand in place of a node of the tree."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            siblings = value if isinstance(value, list) else [value]
            for place, node in enumerate(siblings):
                for sentence, variant in variants(node) if isinstance(node, ast.AST) else ():
                    ast.fix_missing_locations(variant)
                    among = [*siblings[:place], variant, *siblings[place + 1 :]]
                    setattr(parent, field, among if siblings is value else variant)
                    yield sentence, ast.unparse(tree)
                    setattr(parent, field, value)


def _variants(node: ast.AST, parameters: list[str]) -> Iterator[Change]:
    match node:
        case ast.BinOp():
            yield from _of_operations(node, parameters)
        case ast.Compare(ops=[op]):
            yield from _of_comparisons(node, op)
        case ast.Call():
            yield from _of_calls(node, parameters)
        case ast.Name(ctx=ast.Load()) if node.id in parameters:
            for other in parameters:
                if other != node.id:
                    yield f"`{other}` was used where `{node.id}` belongs", ast.Name(other, ast.Load())
        case ast.UnaryOp(op=ast.USub()):
            yield "a minus sign is missing", node.operand
        case ast.comprehension(ifs=[_]):
            yield (
                "a condition is missing: some should be left out",
                ast.comprehension(node.target, node.iter, [], node.is_async),
            )
        case ast.For():
            yield "a loop ends after its first turn", _with_body(node, [*node.body, ast.Break()])
        case ast.AugAssign(op=ast.Add()):
            yield "something is replaced where it should be added to", ast.Assign([node.target], node.value)
        case ast.Attribute(attr="T"):
            yield "a table is not transposed where it should be", node.value
        case ast.Slice(upper=ast.expr()):
            yield _EARLY, _moved(node, -1)
            yield _LATE, _moved(node, 1)


def _with_body(node: ast.For, body: list[ast.stmt]) -> ast.For:
    return ast.For(node.target, node.iter, body, node.orelse)


def _moved(node: ast.Slice, step: int) -> ast.Slice:
    return ast.Slice(node.lower, _plus(node.upper, step), node.step)


def _plus(node: ast.expr, step: int) -> ast.expr:
    return ast.BinOp(node, ast.Add() if step > 0 else ast.Sub(), ast.Constant(abs(step)))


def _of_operations(node: ast.BinOp, parameters: list[str]) -> Iterator[Change]:
    left, right = node.left, node.right
    match node.op:
        case ast.Add() | ast.Sub():
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield "one term has the wrong sign", ast.BinOp(left, other, right)
            yield from _without(node, "{} is left out: it should be added or taken away", parameters)
        case ast.Mult():
            yield "something is divided that should be multiplied", ast.BinOp(left, ast.Div(), right)
            yield from _without(node, "{} is left out as a factor", parameters)
        case ast.Div():
            yield "something is multiplied that should be divided", ast.BinOp(left, ast.Mult(), right)
            yield "a fraction is upside down", ast.BinOp(right, ast.Div(), left)
            yield "a division gave whole numbers (`//` in place of `/`)", ast.BinOp(left, ast.FloorDiv(), right)
            by = _what(right, parameters)
            if not isinstance(right, ast.Constant):
                yield f"a division by {by} is missing" if by else "a division is missing", left
        case ast.Pow():
            yield "a power is missing", left
        case ast.Mod():
            yield "a remainder (`%`) is missing", left


def _without(node: ast.BinOp, text: str, parameters: list[str]) -> Iterator[Change]:
    """One side of an operation alone, if there are words for the other."""
    for part, rest in ((node.left, node.right), (node.right, node.left)):
        if said := _what(part, parameters):
            yield text.format(said), rest


def _what(node: ast.expr, parameters: list[str]) -> str:
    """The words for a part of a formula, if it is a parameter or a simple quantity of one; numbers say too little."""
    match node:
        case ast.Name() if node.id in parameters:
            return f"`{node.id}`"
        case ast.Call(func=ast.Name("len"), args=[ast.Name()]) if node.args[0].id in parameters:
            return f"the number of elements of `{node.args[0].id}`"
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr=name)) if node.func.value.id in parameters:
            return f"{_NOUNS[name]} of `{node.func.value.id}`" if name in _NOUNS else ""
        case ast.Call(func=ast.Attribute(attr=name), args=[ast.Name(), *_]) if node.args[0].id in parameters:
            return f"{_NOUNS[name]} of `{node.args[0].id}`" if name in _NOUNS else ""
    return ""


def _of_comparisons(node: ast.Compare, op: ast.cmpop) -> Iterator[Change]:
    if type(op) in _COMPARISONS:
        said = "where two numbers are equal, the other case holds (`<` or `<=`)"
        yield said, ast.Compare(node.left, [_COMPARISONS[type(op)]()], node.comparators)
    if type(op) in _TURNED:
        yield "a comparison is the wrong way round", ast.Compare(node.left, [_TURNED[type(op)]()], node.comparators)


def _of_calls(node: ast.Call, parameters: list[str]) -> Iterator[Change]:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    noun = _NOUNS.get(name, "")
    if noun:
        yield from _along(node, noun)
    if name == "sum" and isinstance(node.func, ast.Attribute) and not node.args and not node.keywords:
        yield "the number of elements was taken where a sum belongs", _len(node.func.value)
    for sibling in _SIBLINGS.get(name, ()):
        said = f"{_noun(sibling)} was taken where {_noun(name)} belongs"
        yield said, _instead(node, sibling)
    if name in _ORDERED and node.args and isinstance(node.args[0], ast.UnaryOp):
        yield (
            "the order is the wrong way round",
            ast.Call(node.func, [node.args[0].operand, *node.args[1:]], node.keywords),
        )
    if name in _DROPPED and len(node.args) == 1:
        yield _DROPPED[name], node.args[0]
    if name in ("maximum", "minimum", "max", "min") and len(node.args) == 2:
        for part in node.args:
            if isinstance(part, ast.Constant):
                rest = next(other for other in node.args if other is not part)
                yield f"a limit is missing: nothing is cut off at {part.value}", rest
            else:
                yield f"only one of two is looked at, where the {name[:3]}imum of both counts", part
    if name == "norm":
        yield "squared lengths are used in place of lengths", ast.BinOp(node, ast.Pow(), ast.Constant(2))
    if name == "range":
        yield _EARLY, _range(node, -1, -1)
        yield _LATE, _range(node, -1, 1)
        if len(node.args) > 1:
            yield "a loop begins one place too late", _range(node, 0, 1)
            yield "a loop begins one place too early", _range(node, 0, -1)
    for keyword in node.keywords:
        if keyword.arg in ("keepdims", "minlength", "side", "where", "full_matrices", "ddof", "assume_unique"):
            kept = [other for other in node.keywords if other is not keyword]
            yield f"`{keyword.arg}=` is left out of a call of `{name}`", ast.Call(node.func, node.args, kept)


def _len(value: ast.expr) -> ast.Call:
    return ast.Call(ast.Name("len", ast.Load()), [value], [])


def _noun(name: str) -> str:
    return _NOUNS.get(name, f"`{name}`")


def _instead(node: ast.Call, name: str) -> ast.Call:
    """The call of another function of NumPy, or method; an array has no method `median`."""
    method = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) != "np"
    if name == "median" and method:
        return ast.Call(ast.parse("np.median", mode="eval").body, [node.func.value, *node.args], node.keywords)
    function = (
        ast.Attribute(node.func.value, name, ast.Load()) if hasattr(node.func, "value") else ast.Name(name, ast.Load())
    )
    return ast.Call(function, node.args, node.keywords)


def _range(node: ast.Call, which: int, step: int) -> ast.Call:
    args = list(node.args)
    which %= min(len(args), 2)  # the end of range(n) is its first argument
    args[which] = _plus(args[which], step)
    return ast.Call(node.func, args, [])


def _along(node: ast.Call, noun: str) -> Iterator[Change]:
    """The same along another axis, or over everything."""
    for keyword in node.keywords:
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            others = [other for other in node.keywords if other is not keyword]
            turned = ast.keyword("axis", ast.Constant(1 - int(keyword.value.value)))
            yield f"{noun} was taken along the wrong axis", ast.Call(node.func, node.args, [*others, turned])
            yield f"{noun} was taken of everything, not along one axis", ast.Call(node.func, node.args, others)
    match node:
        case ast.Call(func=ast.Attribute(), args=[ast.Constant(value=0 | 1 as axis)], keywords=[]):  # x.sum(1)
            yield f"{noun} was taken along the wrong axis", ast.Call(node.func, [ast.Constant(1 - axis)], [])
            yield f"{noun} was taken of everything, not along one axis", ast.Call(node.func, [], [])
