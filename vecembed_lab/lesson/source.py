"""The package's own code, shown in a lesson."""

from collections.abc import Callable
from inspect import getsource


def show_source(*functions: Callable) -> None:
    """Show the source of functions of the package, so that a lesson prints the code that is tested."""
    from IPython.display import display

    source = "\n\n".join(getsource(function).rstrip() for function in functions)
    display({"text/markdown": f"```python\n{source}\n```", "text/plain": source}, raw=True)
