"""A server of one's own: started, stopped, killed, refused."""

import os
import signal
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

import psycopg
import pytest

from tests.patience import wait_for
from vecembed_lab.production import postgres
from vecembed_lab.production.postgres import NoServer, Server, database


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of a server that has been made and stopped; its name has a blank."""
    folder = tmp_path_factory.mktemp("a server") / "its data"
    server = Server(folder)
    with psycopg.connect(server.address) as connection:
        connection.execute("create table kept (n int)")
    server.stop()
    return folder


def rows(address):
    with psycopg.connect(address) as connection:
        return connection.execute("select n from kept").fetchall()


def test_rows_outlive_a_server_that_is_stopped_or_killed(folder):
    server = Server(folder)
    with psycopg.connect(server.address) as connection:
        connection.execute("insert into kept values (7)")
    server.process.kill()
    old = server.address
    server = Server(folder)
    assert rows(server.address) == [(7,)]
    assert not os.path.exists(old.split()[0].removeprefix("host="))  # what the killed one left is swept
    server.stop()
    server.stop()
    with pytest.raises(psycopg.OperationalError):
        rows(server.address)
    assert not os.path.exists(server.address.split()[0].removeprefix("host="))


@pytest.mark.parametrize("name", ["a 'b' c", "long" * 25])
def test_any_place_for_temporary_files_will_do(folder, monkeypatch, name):
    with tempfile.TemporaryDirectory(prefix=name) as place:
        monkeypatch.setattr(tempfile, "tempdir", place)
        server = Server(folder)
        rows(server.address)
        server.stop()


def test_a_folder_may_be_named_from_here(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    server = Server(Path(folder.name))
    rows(server.address)
    server.stop()
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["data"]


def test_the_log_of_earlier_runs_stays(folder):
    (folder / "postgres.log").write_text("why it ended\n")
    Server(folder).stop()
    assert (folder / "postgres.log").read_text().startswith("why it ended\n")


def test_a_folder_is_locked_as_long_as_it_is_made(tmp_path, monkeypatch):
    """Whoever makes it has the lock itself: it may live a moment longer than we."""
    monkeypatch.setattr(postgres, "_command", lambda *words: ["sh", "-c", "ls -l /dev/fd/ | grep /lock >&2; exit 1"])
    with pytest.raises(NoServer, match=r"cannot make its folder .*/lock"):
        Server(tmp_path)


def test_no_rights_are_changed_and_no_port_is_opened(folder):
    folder.chmod(0o700)
    server = Server(folder)
    with psycopg.connect(server.address) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
    server.stop()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert os.stat(folder / "data").st_mode & 0o077 == 0


def test_a_second_server_in_a_folder_is_refused_and_the_first_goes_on(folder):
    server = Server(folder)
    with pytest.raises(NoServer, match="is running: stop that one first"):
        Server(folder)
    rows(server.address)
    server.stop()


def test_the_server_ends_with_a_killed_process(folder):
    code = (
        "import os, signal, sys\n"
        "from vecembed_lab.production.postgres import Server\n"
        "print(Server(sys.argv[1]).address, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    address = done.stdout.strip()

    def refused():
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            return True

    wait_for(refused)
    server = Server(folder)
    rows(server.address)
    server.stop()


def test_data_of_another_version_are_refused_and_stay(folder, monkeypatch):
    monkeypatch.setattr(metadata, "version", lambda name: "19.0.1")
    with pytest.raises(NoServer, match=r"is of PostgreSQL 18, and here is 19, which cannot read it: remove"):
        Server(folder)
    assert (folder / "data" / "PG_VERSION").exists()


def test_a_server_that_cannot_start_says_why_and_leaves_no_lock(folder):
    settings = folder / "data" / "postgresql.conf"
    before = settings.read_text()
    settings.write_text(before + "\nnonsense = 1\n")
    with pytest.raises(NoServer, match=r"PostgreSQL does not start in .*: .* FATAL: .* contains errors"):
        Server(folder)
    settings.write_text(before)
    Server(folder).stop()


def test_a_folder_that_cannot_be_made_leaves_nothing_half_made(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "_command", lambda program, *words: ["false"])
    with pytest.raises(NoServer, match="PostgreSQL cannot make its folder"):
        Server(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_a_server_that_does_not_end_is_killed(folder, monkeypatch):
    server = Server(folder)
    monkeypatch.setattr(postgres, "PATIENCE", 1)
    server.process.send_signal(signal.SIGSTOP)
    server.stop()
    assert server.process.returncode == -signal.SIGKILL


INITDB = """creating configuration files ... ok
running bootstrap script ... {cause}
child process exited with exit code 1
initdb: removing data directory "part"
"""


@pytest.mark.parametrize(
    "cause",
    [
        'initdb: error: could not write file "part/base": No space left on device',
        "2026-11-30 22:00:00.000 UTC [7] FATAL:  could not extend file: No space left on device",
        '2026-11-30 22:00:00.000 UTC [7] PANIC:  could not write to file "pg_wal": No space left on device',
    ],
)
def test_the_line_with_the_cause_is_told(tmp_path, monkeypatch, cause):
    said = INITDB.format(cause=cause)
    monkeypatch.setattr(postgres, "_command", lambda *words: ["sh", "-c", f"echo '{said}' >&2; exit 1"])
    with pytest.raises(NoServer, match=r"No space left on device$"):
        Server(tmp_path)


def test_why_an_earlier_start_failed_is_not_told_again(folder, monkeypatch):
    (folder / "postgres.log").write_text("FATAL: of yesterday\n")
    monkeypatch.setattr(postgres, "_command", lambda *words: ["sh", "-c", "echo of today; exit 1"])
    with pytest.raises(NoServer, match=r"does not start in .*: of today"):
        Server(folder)


def test_without_binaries_there_is_one_sentence(tmp_path, monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    with pytest.raises(NoServer, match="name a server of yours in VECEMBED_DSN"):
        Server(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_an_address_in_the_environment_is_used_and_nothing_started(tmp_path, monkeypatch):
    monkeypatch.setenv("VECEMBED_DSN", "host=elsewhere")
    with database(tmp_path / "none") as address:
        assert address == "host=elsewhere"
    assert not (tmp_path / "none").exists()


def test_a_database_of_ours_ends_with_the_block(folder, monkeypatch):
    monkeypatch.delenv("VECEMBED_DSN", raising=False)
    with database(folder) as address:
        rows(address)
    with pytest.raises(psycopg.OperationalError):
        rows(address)
