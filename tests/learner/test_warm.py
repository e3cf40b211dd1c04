"""Kernels that are forked from a warm process: fresh, and gone with it."""

import os
import signal

import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from tests.patience import wait_for
from vecembed_lab.data.registry import fetch
from vecembed_lab.learner.warm import Forked, Warm, possible

pytestmark = pytest.mark.skipif(not possible(), reason="kernels are forked on Linux only")


def show(manager, *sources):
    """What each of some cells prints, in one kernel of a manager's."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    NotebookClient(notebook, kernel_manager_class=manager, kernel_name="python3", shutdown_kernel="immediate").execute()
    return ["".join(output.get("text", "") for output in cell.outputs).strip() for cell in notebook.cells]


def test_a_forked_kernel_is_a_fresh_one_that_has_imported_what_it_needs(unit):
    with Warm(["decimal", "no_such_module"]) as warm:
        ask = "import os, sys\nprint(os.getppid(), 'decimal' in sys.modules, 'x' in globals())"
        place = "print(sys.path, os.getcwd(), sys.argv[1], __name__, os.getpgid(0) == os.getpid())"
        first, second = (show(warm.manager(), ask, place, "x = 1") for _ in range(2))
        parent = warm._process.pid
    usual = show(AsyncKernelManager, ask, place)
    assert first[0] == second[0] == f"{parent} True False"
    assert usual[0].startswith(f"{os.getpid()} ")
    assert first[1] == second[1] == usual[1]


@pytest.mark.parametrize("here", [True, False])
def test_the_second_kernel_has_what_checks_measure_on_if_that_is_here(unit, tmp_path, monkeypatch, here):
    if here:
        fetch("glove")
    else:
        monkeypatch.setenv("VECEMBED_CACHE", str(tmp_path))
    ask = "from vecembed_lab.similarity.checks.improve import _hidden_test\nprint(_hidden_test.cache_info().currsize)"
    with Warm(["vecembed_lab.similarity.checks"]) as warm:
        assert [show(warm.manager(), ask) for _ in range(3)] == [["0"], [str(int(here))], [str(int(here))]]
    assert not list(tmp_path.rglob("*.npy"))


def test_two_forked_kernels_draw_other_numbers(unit):
    with Warm(["numpy.random"]) as warm:
        draw = "import numpy, random\nprint(numpy.random.rand(), random.random())"
        drawn = show(warm.manager(), draw) + show(warm.manager(), draw)
    assert len({number for each in drawn for number in each.split()}) == 4


def test_kernels_end_with_the_process_they_are_forked_from(unit, tmp_path):
    with Warm([]) as warm:
        kernel = warm.fork(["-f", str(tmp_path / "connection.json")], str(tmp_path))
        assert kernel.poll() is None
        wait_for((tmp_path / "connection.json").exists)
    wait_for(lambda: kernel.poll() == 0)
    assert kernel.wait() == 0
    kernel.kill()  # which has ended


def test_a_warm_process_that_was_killed_is_started_anew(unit, tmp_path):
    with Warm([]) as warm:
        first = warm.fork(["--version"], str(tmp_path))
        process = warm._process
        process.send_signal(signal.SIGKILL)
        process.wait()
        second = warm.fork(["--version"], str(tmp_path))
        assert warm._process is not process
        wait_for(lambda: (first.poll(), second.poll()) == (0, 0))
        first.wait()
        second.wait()


def test_a_process_that_has_ended_before_anybody_looked():
    gone = os.fork()
    if not gone:
        os._exit(0)
    os.waitpid(gone, 0)
    ended = Forked(gone)
    assert (ended.poll(), ended.wait()) == (0, 0)
    ended.kill()
