"""A cell run as IPython runs it: its syntax, its last value, and its magic as far as names and times depend on it."""

import ast
import importlib
import inspect
import os
import re
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
PROMPT = re.compile(r"^\s*In \[\d*\]:")
ASSIGNS = (ast.Assign, ast.AnnAssign, ast.AugAssign)
OPTIONS = re.compile(r"(?:\s*-[nrtcopqv]+\s*\d*(?=\s|$))*")  # of %timeit and %time
RUN = {"time", "prun", "debug"}  # magic that runs what stands behind it, or below it in its cell


class Shell:
    """What `get_ipython()` gives. Cells run in `names`; magic that runs code or writes files does so, other nothing."""

    def __init__(self, names: dict):
        self.names, self.inputs, self.outputs, self.last, self.before = names, [], {}, "", ""
        names.update({"_": "", "__": "", "___": "", "In": self.inputs, "Out": self.outputs})
        self.user_ns = names
        names["get_ipython"] = lambda: self
        names["display"] = lambda *values: print(*map(repr, values), sep="\n")

    def __getattr__(self, name: str) -> Callable:
        return lambda *args, **kwargs: None

    def show_cell(self, source: str, filename: str, count: int) -> None:
        """Run a cell, the one with this number, and show the value of its last expression."""
        if "IPython" in source:
            self._be_found()
        self.inputs += [*[""] * (count - len(self.inputs)), source]
        value = self._run(source, filename)
        if value is not None and not source.rstrip().endswith(";"):
            print(repr(value))
            self._remember(value, count)

    def _be_found(self) -> None:
        """Let IPython's own `get_ipython` give this shell."""
        import IPython

        IPython.get_ipython = IPython.core.getipython.get_ipython = lambda: self

    def _remember(self, value: object, count: int) -> None:
        """Let `_`, `__`, `___` and `Out` be what was shown; who has a `_` of their own keeps it."""
        self.outputs[count] = self.names[f"_{count}"] = value
        if self.names.get("_") is self.last:
            self.names |= {"_": value, "__": self.last, "___": self.before}
            self.last, self.before = value, self.last

    def _run(self, source: str, filename: str = "<magic>", own: Mapping | None = None) -> object:
        """The value of the last expression; `own` are the names of the function that asks.

        What stands below a line that stopped, and only defines something, is defined all the same; below an import
        that failed, which does not fail at home, names get their values too.
        """
        tree = parsed(source, filename)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        try:
            _value(tree, filename, "exec", self.names, own)
        except Exception as error:
            line = _line(error, filename)
            stopped = next((part for part in tree.body if part.lineno <= line <= part.end_lineno), None)
            kinds = (*DEFINES, *ASSIGNS) if isinstance(stopped, ast.Import | ast.ImportFrom) else DEFINES
            _run_below(tree, line, kinds, filename, self.names)
            raise
        return None if last is None else _value(ast.Expression(last.value), filename, "eval", self.names, own)

    def run_cell(self, source: str, *_: object, **__: object) -> SimpleNamespace:
        """What a cell can ask for: run this text too. As in IPython its errors are shown, and end nothing."""
        try:
            return SimpleNamespace(result=self._run(source), success=True)
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
            return SimpleNamespace(result=None, success=False)

    def run_line_magic(self, name: str, line: str, *_: object) -> object:
        """`%time`, `%prun`, `%timeit`, `%env` and `%run`."""
        own = sys._getframe(1).f_locals
        if name in RUN:
            return self._run(line[OPTIONS.match(line).end() :], own=own)
        if name in ("env", "set_env"):
            return _set(line)
        if name == "run":
            return self._run(_text_of(line))
        return self._timed(line, "", own) if name == "timeit" else None

    def run_cell_magic(self, name: str, line: str, cell: str) -> object:
        """`%%time`, `%%prun`, `%%timeit`, `%%capture` and `%%writefile`."""
        if name == "capture":
            from IPython.utils.capture import capture_output

            with capture_output() as captured:
                self._run(cell)
            self.names |= {word: captured for word in line.split() if word.isidentifier()}
        elif name == "timeit":
            return self._timed(line, cell, {})
        elif name in ("writefile", "file"):
            words = line.split()
            with open(words[-1], "a" if {"-a", "--append"} & set(words) else "w", encoding="utf-8") as file:
                file.write(cell)
            importlib.invalidate_caches()
        return self._run(cell) if name in RUN else None

    def _timed(self, line: str, cell: str, own: Mapping) -> object:
        """What `-o` asks for, of one run, whose names are gone with it."""
        from IPython.core.magics.execution import TimeitResult

        end, started = OPTIONS.match(line).end(), time.perf_counter()
        self._run(f"{line[end:]}\n{cell}", own=dict(own))
        seconds = time.perf_counter() - started
        return TimeitResult(1, 1, seconds, seconds, [seconds], 0.0, 3) if "o" in line[:end] else None

    def getoutput(self, *_: object, **__: object) -> list:
        """What another program prints: nothing, since none may run."""
        from IPython.utils.text import SList

        return SList()


def parsed(source: str, filename: str) -> ast.Module:
    """The cell as Python, or else what IPython makes of it: magic, shell lines, prompts, an indented cell."""
    with suppress(SyntaxError, ValueError):
        if not PROMPT.search(source):  # which is Python, too, but means something else
            return ast.parse(source, filename)
    from IPython.core.inputtransformer2 import TransformerManager

    return ast.parse(TransformerManager().transform_cell(source), filename)


def _value(tree: ast.AST, filename: str, mode: str, names: dict, own: Mapping | None = None) -> object:
    """What a piece of a cell gives; `await` may stand anywhere, as in a notebook."""
    code = compile(tree, filename, mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    value = eval(code, names, own)
    if not code.co_flags & inspect.CO_COROUTINE:
        return value
    import asyncio

    return asyncio.run(value)


def _line(error: BaseException, filename: str) -> float:
    """The line of the cell that stopped; beyond all lines if that is not known."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename != filename:
        trace = trace.tb_next
    return trace.tb_lineno if trace else float("inf")


def _set(line: str) -> object:
    """What `%env` does: set a variable of the environment, or tell it, or all."""
    name, _, value = (part.strip() for part in (line if "=" in line else line.replace(" ", "=", 1)).partition("="))
    if value:
        os.environ[name] = value
        return None
    return os.environ.get(name) if name else dict(os.environ)


def _text_of(line: str) -> str:
    """The program that `%run` should run. Raises FileNotFoundError if it is not there, ValueError if it is none."""
    words = [word for word in line.split() if not word.startswith("-")]
    path = Path(words[0].strip("'\"") if words else "")
    if path.suffix == ".ipynb":
        raise ValueError(f"`%run {path}` is not done where answers are graded: another notebook is not there")
    return (path if path.exists() else path.with_suffix(".py")).read_text("utf-8")


def _run_below(tree: ast.Module, line: float, kinds: tuple, filename: str, names: dict) -> None:
    """Run the statements of these kinds below a line, each by itself."""
    for part in tree.body:
        if isinstance(part, kinds) and part.lineno > line:
            try:
                _value(ast.Module([part], []), filename, "exec", names)
            except Exception:  # the error that comes first is the one to tell
                continue


class NotAllowed(PermissionError):
    """What would start a process: the kernel refuses it, and this says so in words."""

    def __init__(self, *_: object, **__: object):
        super().__init__("new processes are not allowed where answers are graded")


def say_why_processes_fail() -> None:
    """Let what starts processes fail with a sentence, instead of with what the kernel answers."""
    import _multiprocessing
    import _posixsubprocess
    import os
    import subprocess

    def refused(*_: object, **__: object) -> None:
        raise NotAllowed

    class SemLock(_multiprocessing.SemLock):
        def __new__(cls, *_: object, **__: object) -> None:
            raise NotAllowed

    for module, names in {os: ("fork", "forkpty", "posix_spawn", "posix_spawnp"), subprocess: ("_fork_exec",)}.items():
        for name in names:
            setattr(module, name, refused)
    _posixsubprocess.fork_exec, _multiprocessing.SemLock = refused, SemLock
