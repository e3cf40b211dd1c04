"""The real program, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE

VECEMBED = Path(sys.executable).with_name("vecembed")


def program(unit, command, code=0, **environment):
    """Type a command in another folder; checks the exit code and returns what the program says."""
    environment = os.environ | {"VECEMBED_CACHE": str(unit.root / "cache"), "COLUMNS": "200"} | environment
    done = subprocess.run(
        [VECEMBED, *command.split()],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=environment,
        cwd=unit.root.parent,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr
