"""Unit 01 where only NumPy and the like can be had, as in a browser: nothing that it imports may need the rest."""

import json
import subprocess
import sys

MISSING = ("torch", "numba", "gensim", "pyarrow", "jupyter_client")
RUN = f"""
import importlib, json, pkgutil, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {MISSING}:
            raise ModuleNotFoundError(f"{{name}} is not to be had here", name=name)

sys.meta_path.insert(0, Missing())
from vecembed_lab import similarity
for module in pkgutil.walk_packages(similarity.__path__, "vecembed_lab.similarity."):
    importlib.import_module(module.name)
from vecembed_lab.similarity.checks import EXERCISES, check

right = {{name: exercise.grade(exercise.reference).score for name, exercise in EXERCISES.items() if name != "improve"}}
cosine = EXERCISES["cosine"].mistakes["dot_product"].function
cosine.__name__ = "cosine"
check(cosine)
print(json.dumps([right, [name for name in {MISSING} if name in sys.modules]]))
"""


def test_unit_01_grades_answers_without_what_a_browser_lacks():
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    *said, last = done.stdout.splitlines()
    right, loaded = json.loads(last)
    from vecembed_lab.similarity.checks import EXERCISES

    assert right == {name: exercise.points for name, exercise in EXERCISES.items() if name != "improve"}
    assert "this is the dot product" in " ".join(said)
    assert loaded == []
