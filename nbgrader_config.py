"""What nbgrader needs to know about this course. Everything not said here is nbgrader's default."""

import os
import secrets
import sys
from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    OverwriteCells,
    OverwriteKernelspec,
)

# nbgrader calls `alembic` by name, which is only found in an activated environment.
BIN = str(Path(sys.executable).parent)
if BIN not in os.environ["PATH"].split(os.pathsep):
    os.environ["PATH"] = BIN + os.pathsep + os.environ["PATH"]

SEED = Path(__file__).with_name(".class_seed")


def export_seed(**_):
    """Draw the inputs of every check from the secret of this class, made on first use, readable by its owner."""
    if not SEED.exists():
        with os.fdopen(os.open(SEED, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(str(secrets.randbits(63)))
    os.environ["VECEMBED_SEED"] = SEED.read_text()


def forget_seed(**_):
    """Leave no secret behind in a JupyterLab that graded from its formgrader page."""
    os.environ.pop("VECEMBED_SEED", None)


c = get_config()  # noqa: F821  nbgrader provides it

# Folders: solutions/ -> exercises/, then nbgrader's own submitted/ -> autograded/ -> feedback/.
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.solution_directory = "model_answers"  # the default, solution/, is one letter from solutions/

# nbgrader copies every other file along: *.py would hand out the answers, and bring in a learner's own numpy.py.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.py", "*.pyc", "gradebook.db*"]
c.CourseDirectory.max_file_size = 20_000  # kB; what is handed in is one notebook of less than 1 MB

# An unsolved function returns None: "Run all" goes on to the end, and every check says what is missing.
c.ClearSolutions.code_stub = {"python": "...  # your code here"}
c.ClearSolutions.text_stub = "*Your answer here.*"

# exercises/ is part of the repository: make it anew, and register the assignment, instead of skipping it.
c.GenerateAssignment.force = True

# A check deleted by accident comes back, and is graded.
c.OverwriteCells.add_missing_cells = True

# A learner's tags must not decide what runs ("skip-execution" on a check cell would earn its points).
c.Autograde.sanitize_preprocessors = [
    ClearOutput,
    ClearMetadataPreprocessor,
    DeduplicateIds,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
c.ClearMetadataPreprocessor.enabled = True  # it is in nbgrader's lists, but switched off
c.ClearMetadataPreprocessor.preserve_cell_metadata_mask = {"nbgrader"}
c.ClearMetadataPreprocessor.preserve_nb_metadata_mask = {"kernelspec", "language_info"}

# Seconds a cell may take. Checks end by themselves long before, with a reason; this stops what is outside of them.
c.Execute.timeout = 60
c.Execute.extra_arguments = ["--log-level=ERROR"]  # no warning about local ports for every student

c.Autograde.pre_convert_hook = export_seed
c.Autograde.post_convert_hook = forget_seed
