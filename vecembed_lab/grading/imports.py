"""What answers import that takes long: it is imported before their time begins."""

import gc
import importlib.util
import re
from collections.abc import Iterable

SLOW = {
    *(
        "IPython",
        "gensim",
        "gensim.models",
        "matplotlib",
        "matplotlib.pyplot",
        "pandas",
        "scipy",
        "scipy.linalg",
        "scipy.sparse",
    ),
    *("scipy.spatial", "scipy.special", "scipy.stats", "sklearn", "sklearn.cluster", "sklearn.decomposition"),
    *("sklearn.linear_model", "sklearn.metrics", "sklearn.neighbors", "sklearn.preprocessing", "torch", "torch.optim"),
}
PARTS = {
    "matplotlib": "matplotlib.pyplot",  # what everybody means, and what takes long: it looks for fonts
    "torch.optim": "torch._dynamo",  # what the first optimizer imports
    "IPython": "IPython.core.magics.execution",
}
MAGIC = re.compile(r"^[ \t]*(?:[%!?]|>>>|In \[)|= *[%!]|\?[ \t]*$", re.MULTILINE)  # what only IPython understands
IMPORT = re.compile(r"^[ \t]*(?:from +([\w.]+) +)?import +([\w.]+)|\b((?:scipy|sklearn|torch)\.\w+)", re.MULTILINE)


def slow_imports(source: str) -> set[str]:
    """What a text imports, or uses of SciPy and the like, that is worth importing beforehand and is installed."""
    found = {name for match in IMPORT.findall(source) for name in (*match, ".".join(match[:2]).strip("."))}
    found |= {"IPython"} if MAGIC.search(source) else set()
    found |= {".".join(name.split(".")[:n]) for name in found for n in (1, 2)}
    return {name for name in SLOW & found if importlib.util.find_spec(name.partition(".")[0])}


def load(names: Iterable[str]) -> str:
    """Import modules; what went wrong, if anything."""
    was_on = gc.isenabled()
    gc.disable()  # modules stay: to look for garbage among them takes a tenth of the time
    try:
        for name in names:
            importlib.import_module(PARTS.get(name, name))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        if was_on:
            gc.enable()
    return ""
