"""Progress in one file, as it is typed."""

from tests.learner.desk import HALF, RIGHT, answer, checked


def test_out_and_in(run, unit, tmp_path):
    file = tmp_path / "mine [1].zip"
    assert "there is no progress to export yet" in run("progress export nothing.zip", code=1)
    run("start --no-open")
    answer(unit, RIGHT)
    checked(unit, RIGHT, 3.0)
    run.typed(["progress", "export", str(file)])
    before = unit.my_exercises.read_bytes()
    run("reset 1 --yes")
    answer(unit, HALF, "half")
    said = run.typed(["progress", "import", str(file)])
    assert said.startswith(f"01_toy is as in {file}. What you had is my/backups/01_toy-2")
    assert unit.my_exercises.read_bytes() == before
    assert "01_toy ✓ ○ ○ 1 of 2" in run("status")


def test_what_is_no_export(run, unit, tmp_path):
    (tmp_path / "odd.zip").write_text("odd")
    assert "is not a file that `vecembed progress export` made" in run(f"progress import {tmp_path}/odd.zip", code=1)
    assert "No such file" in run(f"progress import {tmp_path}/nowhere.zip", code=1)
    run("start --no-open")
    answer(unit, RIGHT)
    assert "there is no folder" in run(f"progress export {tmp_path}/nowhere/mine.zip", code=1)
