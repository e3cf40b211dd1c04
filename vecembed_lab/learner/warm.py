"""Kernels that are ready at once: a warm process has imported what a unit's cells import, and forks them.

Each is a fresh kernel all the same: it inherits what was imported and what checks measure on, and nothing that a cell
did. Only Linux has them;
on macOS libraries may not survive a fork, on Windows there is none.
"""

import contextlib
import gc
import importlib
import io
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, NoReturn

from vecembed_lab.data.registry import DATASETS
from vecembed_lab.grading import imports

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}  # so that forks are safe
LAUNCHER = [sys.executable, "-m", "ipykernel_launcher"]  # what a kernel of this Python is started with


def possible() -> bool:
    """Whether this system can fork kernels."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


class Warm(AbstractContextManager):
    """A process that has imported `modules` and forks kernels from itself; it ends with the block."""

    def __init__(self, modules: Iterable[str]):
        self.modules = sorted(modules)
        self._process: subprocess.Popen | None = None

    def fork(self, arguments: list[str], folder: str) -> "Forked":
        """A new kernel, started with these arguments in a folder."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        self._process.stdin.write(json.dumps({"arguments": arguments, "folder": folder}) + "\n")
        self._process.stdin.flush()
        if not (reply := self._process.stdout.readline()):
            raise RuntimeError("the process that kernels are forked from has ended")
        return Forked(int(reply))

    def _start(self) -> None:
        self.__exit__()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, *self.modules],
            cwd=sys.prefix,  # where nothing lies that could be imported
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | ONE_THREAD,
            start_new_session=True,  # Ctrl-C is for whoever watches
        )

    def manager(self) -> type:
        """The class of the managers whose kernels are forked from here."""
        from jupyter_client.manager import AsyncKernelManager
        from jupyter_client.provisioning import LocalProvisioner

        warm = self

        class Provisioner(LocalProvisioner):
            """Launches kernels of this Python by a fork, and others as usual."""

            async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
                """The connection to a new kernel."""
                if cmd[: len(LAUNCHER)] != LAUNCHER:
                    return await super().launch_kernel(cmd, **kwargs)
                self.process = warm.fork(cmd[len(LAUNCHER) :], kwargs.get("cwd") or os.getcwd())
                self.pid = self.pgid = self.process.pid
                return self.connection_info

        class Manager(AsyncKernelManager):
            """Starts kernels with this provisioner."""

            def __init__(self, **kwargs: Any):
                super().__init__(**kwargs)
                self.provisioner = Provisioner(kernel_id="", kernel_spec=self.kernel_spec, parent=self)

        return Manager

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.kill()  # its kernels see that, and end
            self._process.wait()
            self._process.stdout.close()
            self._process = None


class Forked:
    """A process that another one forked, as `subprocess.Popen` shows its own."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int):
        self.pid, self._fd = pid, None
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            self._fd = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """None as long as it runs; how it ended only its parent knows."""
        if self._fd is not None and not select.select([self._fd], [], [], 0)[0]:
            return None
        return 0

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        if self._fd is not None:
            select.select([self._fd], [], [], timeout)
            os.close(self._fd)
            self._fd = None
        return 0

    def send_signal(self, number: int) -> None:
        """Send it a signal; nothing happens if it has ended."""
        if self._fd is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._fd, number)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    terminate = kill


# The warm process


def main(modules: list[str]) -> None:
    """Import modules, then fork a kernel for each line of standard input; ends when that ends.

    While the first kernel runs, checks among the modules are rehearsed: the first verdict does not wait for that.
    """
    del sys.path[0]  # the folder it was started in; a kernel adds its own
    replies = os.fdopen(os.dup(1), "w")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # so that a kernel ends with this process
    _import(modules)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the kernels
    gc.freeze()  # a kernel's garbage collector need not look at what is here
    for number, line in enumerate(sys.stdin):
        if not (pid := os.fork()):
            _be_kernel(null, **json.loads(line))
        print(pid, file=replies, flush=True)
        if number == 0:
            _rehearse(modules)
            gc.freeze()


def _import(modules: list[str]) -> None:
    """Import what kernels need and what cells will; what cannot be imported fails in the cell, which says why."""
    for name in ("ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completer", "matplotlib_inline"):
        importlib.import_module(name)
    for name in modules:
        with contextlib.suppress(Exception):
            imports.load([name]) if name in imports.SLOW else importlib.import_module(name)


def _rehearse(modules: list[str]) -> None:
    """Grade our own answers, so that kernels to come have what checks load and compute once; fetches nothing."""
    from vecembed_lab.grading.check import class_seed

    for name in filter(_can_be_rehearsed, modules):
        for exercise in sys.modules[name].EXERCISES.values():
            with contextlib.suppress(Exception), contextlib.redirect_stderr(io.StringIO()):
                exercise.grade(exercise.reference, seed=class_seed())


def _can_be_rehearsed(name: str) -> bool:
    """Whether a module is the checks of a unit, all of whose data are cached."""
    unit, _, module = name.removeprefix("vecembed_lab.").partition(".")
    return module == "checks" and name in sys.modules and all(d.cached for d in DATASETS.values() if unit in d.units)


def _be_kernel(null: int, arguments: list[str], folder: str) -> NoReturn:
    """Run a kernel; never back up the stack, into the loop of the warm process."""
    status = 1
    try:
        os.setsid()
        for standard in (0, 1):
            os.dup2(null, standard)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.chdir(folder)
        sys.argv = ["ipykernel_launcher", *arguments]
        if "numpy.random" in sys.modules:
            sys.modules["numpy.random"].seed()  # or all kernels would draw the same
        from ipykernel import kernelapp

        kernelapp.launch_new_instance(argv=arguments)
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
