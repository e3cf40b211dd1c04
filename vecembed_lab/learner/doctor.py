"""What the course needs of this machine, tried out: each finding says in a sentence what is wrong and what to do."""

from collections.abc import Callable, Iterator
from pathlib import Path

from vecembed_lab.files.units import ROOT
from vecembed_lab.learner import belongings, environment, machine
from vecembed_lab.learner.finding import Finding

Examination = Callable[[Path], Finding]
NEEDED: list[Examination] = [  # to begin; a learner meets them at every start
    environment.python,
    environment.environments,
    environment.package,
    environment.packages,
    belongings.folder,
    belongings.data,
    machine.disk,
    machine.memory,
    machine.runtime,
    environment.kernel,
]
FURTHER: list[Examination] = [
    environment.python_path,
    environment.pip,
    environment.variables,
    belongings.notebooks,
    belongings.older_copies,
    belongings.shadows,
    belongings.kernels,
    machine.clock,
    machine.letters,
    machine.port,
    machine.proxy,
    machine.graphics,
    machine.database,
    environment.nbgrader,
    machine.sandbox,
    belongings.whole_data,  # takes a second for each gigabyte
]


def examine(root: Path = ROOT, *, thorough: bool = False) -> Iterator[Finding]:
    """Look at what is needed, or with `thorough` at everything, one finding after the other."""
    return (examination(root) for examination in NEEDED + (FURTHER if thorough else []))
