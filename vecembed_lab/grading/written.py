"""What is written in a cell of code, and what of it is still as empty as a stub.

Students' text is only parsed here, and never run. What Python cannot parse counts as written: somebody tried.
"""

import ast
import re
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache

LONGEST = 20_000  # characters that are parsed
UNKNOWN = 0  # what stands in a text that cannot be parsed
BODIES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
IMPORTS = ast.Import | ast.ImportFrom
EMPTY = {"None", "Ellipsis", "NotImplemented", "NotImplementedError"}
PROMPT = re.compile(r"^[ \t]*(?:>>>|In \[\d*\]:) ?", re.MULTILINE)  # pasted with what was typed there
GOES_ON = re.compile(r"^[ \t]*\.\.\. ?", re.MULTILINE)
MAGIC = re.compile(r"^([ \t]*)[%!?].*", re.MULTILINE)
NAMED = re.compile(r"\b(?:def|class) +(\w+)|^\s*(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)


def lacking(text: str, stub: str) -> set[str]:
    """The names that a stub asks for and a text does not give, or gives as empty as they were handed out."""
    given, found = written(text), {name: versions[-1] for name, versions in written(stub).items()}
    missing = {name for name, said in found.items() if name not in given or given[name][-1] in ([], said)}
    empty = {name for name, said in found.items() if not said}
    if empty:
        return missing & empty
    return missing if len(missing) == len(found) else set()  # more than three dots was handed out


def is_undone(text: str, stub: str) -> bool:
    """Whether an answer is written, and what was handed out stands below it, empty."""
    given, found = written(text), written(stub)
    both = ((given.get(name, ()), found[name]) for name in lacking(text, stub))
    return any(said and said not in stubs for versions, stubs in both for said in versions)


def is_written(text: str, name: str) -> bool:
    """Whether a text defines a name, and not as empty."""
    return bool((versions := written(text).get(name)) and versions[-1])


@lru_cache(maxsize=256)
def written(text: str) -> Mapping[str, Sequence[list[int]]]:
    """The names that a text defines, each with hashes of what stands in every version of it: none if it is empty."""
    if (tree := _tree(text)) is None:
        return {name: [[UNKNOWN]] for match in NAMED.findall(text) for name in match if name}
    found: dict[str, list[list[int]]] = {}
    for part in _reached(tree.body):
        for name, said in _given(part):
            found.setdefault(name, []).append(said)
    return found


def is_more(text: str, stub: str) -> bool:
    """Whether a text holds code that does something and does not stand in the stub."""
    tree, handed_out = _tree(text), _tree(stub)
    if tree is None:
        return bool(re.search(r"\breturn\b|\blambda\b|=", text))
    known = set(_said(handed_out.body)) if handed_out else set()
    return not known.issuperset(_said(tree.body))


def without(text: str, names: Iterable[str]) -> str:
    """A text without the definitions of some names."""
    if (tree := _tree(text)) is None:
        return text
    lines = re.split(r"\r\n|\r|\n", text)
    for part in tree.body:
        if any(name in names for name, _ in _given(part)):
            first = min([part.lineno, *(line.lineno for line in getattr(part, "decorator_list", ()))])
            lines[first - 1 : part.end_lineno] = [""] * (part.end_lineno - first + 1)
    return "\n".join(lines).strip("\n")


def _tree(text: str) -> ast.Module | None:
    """The text as Python, without what only IPython understands, line for line; None if that cannot be had."""
    if PROMPT.search(text):
        text = GOES_ON.sub("", PROMPT.sub("", text))
    plain = MAGIC.sub(r"\1magic", textwrap.dedent(text))
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a text like "\\d"
        tree = ast.parse(plain) if len(plain) <= LONGEST else None
        ast.dump(tree or ast.Module([], []))  # what is too deep to be looked through is not looked at
        return tree
    return None


def _reached(parts: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements, and those in the branches of an `if`, `try`, `with` or loop."""
    for part in parts:
        yield part
        if not isinstance(part, BODIES):
            inner = (getattr(part, name, ()) for name in ("body", "orelse", "finalbody"))
            branches = (branch.body for name in ("handlers", "cases") for branch in getattr(part, name, ()))
            for body in (*inner, *branches):
                yield from _reached(body)


def _given(part: ast.stmt) -> Iterator[tuple[str, list[int]]]:
    """The names that a statement defines, with what it says of them."""
    if isinstance(part, BODIES):
        yield part.name, _said(part.body)
    elif isinstance(part, IMPORTS):
        yield from ((alias.asname or alias.name.partition(".")[0], [hash(alias.name)]) for alias in part.names)
    elif isinstance(part, ast.Assign | ast.AnnAssign | ast.AugAssign) and part.value:
        targets = part.targets if isinstance(part, ast.Assign) else [part.target]
        names = (node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))
        yield from ((name, [] if _is_empty(part.value) else [hash(ast.dump(part.value))]) for name in names)


def _said(parts: Iterable[ast.stmt]) -> list[int]:
    """Hashes of the statements that do something, in functions and classes too; an import does nothing yet."""
    found: list[int] = []
    for part in parts:
        if isinstance(part, BODIES):
            found += _said(part.body)
        elif not isinstance(part, ast.Pass | IMPORTS) and not _is_stop(part):
            found.append(hash(ast.dump(part)))
    return found


def _is_stop(part: ast.stmt) -> bool:
    """Whether it is a remark or three dots, or ends a function that gives nothing."""
    if isinstance(part, ast.Expr):
        return isinstance(part.value, ast.Constant)
    value = part.value if isinstance(part, ast.Return) else part.exc if isinstance(part, ast.Raise) else part
    return value is None or (value is not part and _is_empty(value))


def _is_empty(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        value = value.func
    name = value.id if isinstance(value, ast.Name) else ""
    return name in EMPTY or (isinstance(value, ast.Constant) and value.value in (None, ...))
