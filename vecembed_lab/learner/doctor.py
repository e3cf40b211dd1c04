"""What the course needs of this machine, tried out: each finding says in a sentence what is wrong and what to do."""

from collections.abc import Callable, Iterator
from pathlib import Path

from vecembed_lab.files.units import ROOT
from vecembed_lab.learner import belongings, environment, machine
from vecembed_lab.learner.finding import Finding

EXAMINATIONS: list[Callable[[Path], Finding]] = [
    environment.python,
    environment.environments,
    environment.package,
    environment.packages,
    environment.python_path,
    environment.pip,
    environment.variables,
    belongings.folder,
    belongings.notebooks,
    belongings.older_copies,
    belongings.shadows,
    belongings.kernels,
    belongings.data,
    machine.disk,
    machine.memory,
    machine.clock,
    machine.letters,
    machine.port,
    machine.proxy,
    machine.graphics,
    machine.runtime,
    environment.kernel,
    machine.database,
    environment.nbgrader,
    machine.sandbox,
]


THOROUGH = [belongings.whole_data]  # takes a second for each gigabyte


def examine(root: Path = ROOT, *, thorough: bool = False) -> Iterator[Finding]:
    """Look at everything, one finding after the other; the kernel takes about a second."""
    return (examination(root) for examination in EXAMINATIONS + (THOROUGH if thorough else []))
