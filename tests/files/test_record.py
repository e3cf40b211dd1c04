import json
import os
import platform

import pytest

from vecembed_lab.files.record import Job, machine, measure_all, read_record


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.json"


def silent(done, total, what):
    pass


def jobs(made, *, stop=None):
    """Squares of three numbers; each call is added to those `made`, and at the number `stop` somebody interrupts."""

    def square(n):
        if n == stop:
            raise KeyboardInterrupt
        made.append(n)
        return {"square": n * n}

    return [Job("squares", {"n": n}, lambda n=n: square(n)) for n in (2, 3, 4)]


def test_a_record_holds_what_was_varied_and_what_was_found(path):
    record = measure_all(path, {"machine": "a toy"}, jobs([]), progress=silent)
    assert record == read_record(path) == json.loads(path.read_text())
    assert record["squares"] == [{"n": 2, "square": 4}, {"n": 3, "square": 9}, {"n": 4, "square": 16}]
    assert record["about"]["machine"] == "a toy"
    assert {"date", "load"} <= record["about"].keys()


def test_a_stopped_run_goes_on_and_measures_nothing_twice(path):
    made = []
    with pytest.raises(KeyboardInterrupt):
        measure_all(path, {}, jobs(made, stop=4), progress=silent)
    assert read_record(path)["squares"] == [{"n": 2, "square": 4}, {"n": 3, "square": 9}]
    measure_all(path, {}, jobs(made), progress=silent)
    assert made == [2, 3, 4]


def test_kinds_have_lists_of_their_own(path):
    todo = [Job(kind, {"n": 1}, lambda kind=kind: {"kind": kind}) for kind in ("speed", "quality")]
    record = measure_all(path, {}, todo, progress=silent)
    assert record["speed"] == [{"n": 1, "kind": "speed"}]
    assert record["quality"] == [{"n": 1, "kind": "quality"}]


def test_progress_says_how_much_is_done_and_what_comes_next(path):
    steps = []
    measure_all(path, {}, jobs([]), progress=lambda *step: steps.append(step))
    assert steps == [(0, 3, "squares: n 2"), (1, 3, "squares: n 3"), (2, 3, "squares: n 4"), (3, 3, "")]


def test_another_run_is_refused_before_anything_is_measured(path):
    made = []
    measure_all(path, {"words": 5, "machine": "a"}, jobs([]), progress=silent)
    before = path.read_bytes()
    with pytest.raises(FileExistsError, match=r"holds another run: words = 5 instead of 4, seeds = None instead of 1$"):
        measure_all(path, {"words": 4, "machine": "a", "seeds": 1}, jobs(made), progress=silent)
    assert (made, path.read_bytes()) == ([], before)


def test_a_run_goes_on_another_day_on_a_busier_machine(path):
    kept = measure_all(path, {"sizes": (1, 2)}, jobs([], stop=None), progress=silent)
    kept["about"] |= {"date": "2020-02-29", "load": 77.0}
    path.write_text(json.dumps(kept))
    assert measure_all(path, {"sizes": (1, 2)}, jobs([]), progress=silent) == kept


@pytest.mark.parametrize("text", ["{", "[]", "3", "{}", '{"about": 3}', "\0", ""])
def test_a_file_that_is_no_record_is_said_to_be_none_and_left_alone(path, text):
    path.write_text(text)
    with pytest.raises(FileExistsError, match="is not the record of a run"):
        measure_all(path, {}, jobs([]), progress=silent)
    assert path.read_text() == text


def test_a_missing_folder_is_said_before_anything_is_measured(path):
    made = []
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        measure_all(path.parent / "nowhere" / "run.json", {}, jobs(made), progress=silent)
    assert made == []


def test_a_machine_is_its_processor_its_cores_and_its_system():
    assert machine().endswith(f", {os.cpu_count()} cores, {platform.system()}")
    assert not machine().startswith(",")
