"""A class on a hub: a teacher and two students, from release to feedback; none of it is done by hand.

JupyterHub with its configuration in hub/, three users and their servers, and nbgrader's exchange are real; but one
password is everybody's. Nothing is left of it.
"""

import json
import shutil
import sys
from importlib.util import find_spec
from typing import Any

from vecembed_lab.author import hubclass, hubworld
from vecembed_lab.author.build import BuildError
from vecembed_lab.data.registry import fetch
from vecembed_lab.files.installed import install

LIMIT = 1200  # seconds for all of it


def play() -> dict[str, Any]:
    """Play it, and return what came out, as `Outcome` has it. Raises BuildError if something is missing or fails."""
    if why := _not_installed():
        raise BuildError(why)
    fetch("glove")  # the unit is graded with it, and there is no network inside
    return json.loads(hubworld.inside([sys.executable, "-m", hubclass.__name__], timeout=LIMIT))


def lacking() -> str:
    """What is missing on this machine, in one sentence; nothing if it can be played."""
    return _not_installed() or hubworld.lacking()


def _not_installed() -> str:
    if not find_spec("jupyterhub"):
        return f"this needs JupyterHub: {install('hub')}"
    if not (hubclass.PROXY.is_dir() and shutil.which("node")):
        return "this needs Node.js and the proxy of JupyterHub: make node_modules"
    return ""


def summary(played: dict[str, Any]) -> str:
    """What came out, in words."""
    points = ", ".join(f"{student} {score:g}" for student, score in sorted(played["points"].items()))
    vain = [line for line, (code, _) in played["tried"].items() if code]
    return f"""
Points, of {played["most"]:g}: {points}. The teacher read {played["waiting"]} written answers.
{len(played["feedback"])} students read their feedback.
Of {len(played["tried"])} attempts by bob {len(vain)} were in vain.
Nothing is left of it. For a hub of your own, see "A class on a hub" in course/teaching.md.
"""
