import errno
import os
import signal
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vecembed_lab.files import whole as module
from vecembed_lab.files.whole import Unwritable, check_writable, draft, settle, whole, write


@pytest.fixture
def path(tmp_path):
    """A file that is there already."""
    path = tmp_path / "file.txt"
    path.write_text("old")
    return path


def names(folder):
    return [path.name for path in folder.iterdir()]


def test_a_text_is_written_with_its_folder_and_plain_line_ends(tmp_path):
    write(tmp_path / "new" / "a.txt", "é\nb\n")
    assert (tmp_path / "new" / "a.txt").read_bytes() == "é\nb\n".encode()
    assert names(tmp_path / "new") == ["a.txt"]


def test_the_old_file_stays_until_the_block_ends(path):
    with whole(path) as part:
        part.write_bytes(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert names(path.parent) == ["file.txt"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_block_that_fails_leaves_what_was_there(path, error):
    with pytest.raises(error), whole(path) as part:  # noqa: PT012
        part.write_bytes(b"half")
        raise error
    assert path.read_text() == "old"
    assert names(path.parent) == ["file.txt"]


@pytest.mark.usefixtures("small_files")
def test_a_disk_that_fills_up_leaves_what_was_there(path):
    with pytest.raises(OSError, match="File too large"):
        write(path, "x" * 100_000)
    assert path.read_text() == "old"
    assert names(path.parent) == ["file.txt"]


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EDQUOT, "make room"),
        (errno.EROFS, "make it yours, or work in a folder that you can write"),
        (errno.EACCES, "make it yours, or work in a folder that you can write"),
    ],
)
@pytest.mark.parametrize("name", ["pathlib.Path.open", "pathlib.Path.write_bytes", "os.fsync", "pathlib.Path.replace"])
def test_no_room_and_no_right_are_one_sentence_on_the_file(path, monkeypatch, code, advice, name):
    def refuse(target, *_):
        raise OSError(code, os.strerror(code), *([str(target)] if name.endswith(("open", "replace")) else []))

    with pytest.raises(Unwritable) as error, monkeypatch.context() as patch:  # noqa: PT012
        patch.setattr(name, refuse)
        write(path, "new")
    assert str(error.value) == f"{path} cannot be written ({os.strerror(code)}): {advice}"
    assert error.value.errno == code
    assert path.read_text() == "old"
    assert names(path.parent) == ["file.txt"]


def test_a_read_only_folder_is_one_sentence(path, read_only):
    read_only(path.parent)
    with pytest.raises(Unwritable, match=rf"^{path} cannot be written \(Read-only file system\): make it yours"):
        write(path, "new")
    with pytest.raises(Unwritable, match=rf"^{path.parent}/a/b cannot be written"):
        write(path.parent / "a" / "b" / "c", "new")


def test_what_goes_wrong_with_another_file_is_said_as_it_is(path):
    elsewhere = PermissionError(errno.EACCES, "Permission denied", "/elsewhere")
    with pytest.raises(PermissionError) as error, whole(path):
        raise elsewhere
    assert error.value is elsewhere
    with pytest.raises(BrokenPipeError), whole(path):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


def test_everybody_may_read_what_the_umask_allows(path):
    before = os.umask(0o027)
    try:
        with whole(path.with_name("new")) as part:
            part.write_bytes(b"")
    finally:
        os.umask(before)
    assert path.with_name("new").stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_missing_is_said_before_anything_is_written(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere"), whole(tmp_path / "nowhere" / "a"):
        pytest.fail("the block was entered")
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        check_writable(tmp_path / "nowhere" / "a")
    assert names(tmp_path) == []


def test_a_folder_in_the_place_of_the_file_is_said_before_anything_is_written(tmp_path):
    with pytest.raises(IsADirectoryError, match="it is a folder"):
        check_writable(tmp_path)


def test_what_can_be_written_is_left_as_it_is(path):
    check_writable(path)
    check_writable(path.with_name("new"))
    assert (path.read_text(), names(path.parent)) == ("old", ["file.txt"])


def test_a_name_may_be_chosen_when_the_draft_is_complete(path):
    with draft(path) as part:
        part.write_bytes(b"new")
        settle(part, path.with_name("other.txt"))
    assert path.read_text() == "old"
    assert path.with_name("other.txt").read_text() == "new"
    assert len(names(path.parent)) == 2


KILLED = """
import os, signal, sys
from pathlib import Path
from vecembed_lab.files.whole import whole
with whole(Path(sys.argv[1])) as part:
    part.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_after_a_kill_the_old_file_is_there_and_the_next_one_clears_up(path):
    assert subprocess.run([sys.executable, "-c", KILLED, path]).returncode == -signal.SIGKILL
    assert path.read_text() == "old"
    assert len(names(path.parent)) == 2
    write(path.with_name("another"), "")  # whose drafts these are not
    assert len(names(path.parent)) == 3
    write(path, "new")
    assert sorted(names(path.parent)) == ["another", "file.txt"]
    assert path.read_text() == "new"


def test_nobody_deletes_the_draft_of_a_process_that_lives(path):
    living = path.with_name(f"{module._mark(path)}{os.getppid()}.1")
    foreign = path.with_name(f".{path.name}.another-machine.999999999.1")
    living.touch()
    foreign.touch()
    write(path, "new")
    assert living.exists()
    assert foreign.exists()


def test_two_threads_may_write_the_same_file(path):
    ready = threading.Barrier(2)

    def run(text):
        with whole(path) as part:
            part.write_text(text[:1])
            ready.wait()
            part.write_text(text)

    threads = [threading.Thread(target=run, args=(letter * 1000,)) for letter in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() in ("a" * 1000, "b" * 1000)
    assert names(path.parent) == ["file.txt"]


@given(st.text(), st.text(max_size=3))
def test_a_text_comes_back_as_it_was_or_the_old_one_stays(tmp_path_factory, new, old):
    path = tmp_path_factory.mktemp("folder") / "a.txt"
    try:
        for text in (old, new):
            write(path, text)
    except UnicodeEncodeError:  # half a character
        assert any("\ud800" <= char <= "\udfff" for char in old + new)
    else:
        assert path.read_bytes() == new.encode()
    assert set(names(path.parent)) <= {"a.txt"}
