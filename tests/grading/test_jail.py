"""The sandbox, tried from the inside: what must fail fails, what a student needs works, as root and as anybody."""

import json
import os
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from vecembed_lab.files.units import ROOT
from vecembed_lab.grading import jail
from vecembed_lab.learner import doctor

pytestmark = pytest.mark.skipif(bool(jail.missing()), reason=f"no sandbox here: {jail.missing()}")

INSIDE = """
import ctypes, errno, fcntl, json, os, resource, shutil, signal, socket, subprocess, sys, threading, time
from pathlib import Path
from vecembed_lab.learner import doctor
from vecembed_lab.grading import jail
scratch, secret, nobody = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "nobody"
if sys.argv[3] == "an old kernel":
    jail.landlock_abi = lambda: 1  # Linux 5.13: no REFER, no TRUNCATE, no network, no scopes
os.set_inheritable(1, True)
if nobody:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: as if the user had started it, its /proc is its own
parent = os.getpid()
if pid := os.fork():
    os.waitpid(pid, 0)
    sys.exit()
os.setsid()
os.chdir(scratch)
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    if libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), "")
    return "done"
jail.enter(jail.Limits(memory=300_000_000), [Path("/usr/lib"), Path("/lib"), secret / "open"], [scratch])
def attempt(code):
    try:
        return repr(eval(code))
    except BaseException as error:
        return errno.errorcode.get(getattr(error, "errno", None), type(error).__name__)
print(json.dumps({code: attempt(code) for code in json.load(sys.stdin)}))
"""


def numbers(name):
    return {**jail.DENIED, **jail.ABSENT, **jail.ON_ITSELF}[name][jail.MACHINES[os.uname().machine].column]


FORBIDDEN = {
    "reading what is not allowed": "(secret / 'closed').read_text()",
    "listing the system": "os.listdir('/')",
    "reading the environment of the judge": "Path(f'/proc/{parent}/environ').read_bytes()",
    "reading the user list": "Path('/etc/passwd').read_text()",
    "writing what may be read": "(secret / 'open' / 'file').write_text('x')",
    "emptying what may be read": "os.open(secret / 'open' / 'file', os.O_RDONLY | os.O_TRUNC)",
    "emptying it without any mode": "os.open(secret / 'open' / 'file', 3 | os.O_TRUNC)",
    "emptying it by name": "os.truncate(secret / 'open' / 'file', 0)",
    "a file beside the scratch folder": "(scratch.parent / 'new').write_text('x')",
    "deleting": "(secret / 'closed').unlink()",
    "moving in": "(secret / 'closed').rename(scratch / 'closed')",
    "linking in": "os.link(secret / 'closed', scratch / 'closed')",
    "a symbolic link": "os.symlink(secret / 'closed', scratch / 'link')",
    "a pipe with a name": "os.mkfifo(scratch / 'pipe')",
    "owner of a file": "os.chown(secret / 'closed', os.getuid(), -1)",
    "attributes of a file": "os.setxattr(secret / 'closed', 'user.x', b'y')",
    "the network": "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "the network by datagram": "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "sockets of this machine": "socket.socket(socket.AF_UNIX)",
    "a new process": "os.fork()",
    "a program": "subprocess.run(['/bin/true'])",
    "a program without fork": "os.posix_spawn('/bin/true', ['true'], {})",
    "becoming a program": "os.execv('/bin/true', ['true'])",
    "signals to the judge": "os.kill(parent, 0)",
    "signals to everybody": "os.kill(-1, 0)",
    "a signal by another name": f"call({numbers('rt_sigqueueinfo')}, parent, 0, 0)",
    "limits of the judge": "resource.prlimit(parent, resource.RLIMIT_CPU, (1, 1))",
    "more for itself": "resource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))",
    "processors of the judge": "os.sched_setaffinity(parent, [0])",
    "priority": "os.setpriority(os.PRIO_PROCESS, parent, 5)",
    "a way back to its parent's group": "os.setpgid(0, parent)",
    "tracing": f"call({numbers('ptrace')}, 16, parent, 0, 0)",
    "memory of the judge": f"call({numbers('process_vm_readv')}, parent, 0, 0, 0, 0, 0)",
    "memory that is not counted": "os.memfd_create('x')",
    "memory that stays": f"call({numbers('shmget')}, 0, 4096, 0o1600)",
    "becoming somebody else": "os.setuid(12345)",
    "another root": "os.chroot(scratch)",
    "a mount": f"call({numbers('mount')}, 0, 0, 0, 0, 0)",
    "a namespace": f"call({numbers('unshare')}, 0x10000000)",
    "kernel programs": f"call({numbers('bpf')}, 0, 0, 0)",
    "page faults": f"call({numbers('userfaultfd')}, 0)",
    "io_uring": f"call({numbers('io_uring_setup')}, 1, 0)",
    "keys": f"call({numbers('keyctl')}, 0, 0, 0, 0, 0)",
    "a socket that can send anywhere": "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "the kernel's signals to the judge": "fcntl.fcntl(0, fcntl.F_SETOWN, parent)",
    "a signal of its choice": "fcntl.fcntl(0, 10, 9)",
    "the same by ioctl": "fcntl.ioctl(0, 0x8901, parent.to_bytes(4, 'little'))",
    "who opens what": "call(294 if os.uname().machine == 'x86_64' else 26, 0)",
    "performance counters": f"call({numbers('perf_event_open')}, 0, 0, 0, 0, 0)",
    "a clone that hides its flags": f"call({numbers('clone3')}, 0, 0)",
    "an open that hides its flags": f"call({numbers('openat2')}, 0, 0, 0, 0)",
    "what is newer than the sandbox": f"call({jail.LAST + 1}, 0, 0, 0, 0)",
    "its own dump": "call(157 if os.uname().machine == 'x86_64' else 167, 4, 1, 0, 0, 0)",
    "a huge array": "bytearray(400_000_000)",
    "a huge file": "Path('huge').write_bytes(bytes(17_000_000))",
    "many files at once": "[open('f', 'w') for _ in range(100)]",
}
OTHERWISE = {  # than refused
    "moving in": ("EACCES", "EXDEV"),
    "linking in": ("EACCES", "EXDEV"),
    "more for itself": ("ValueError",),
    "a clone that hides its flags": ("ENOSYS",),
    "an open that hides its flags": ("ENOSYS",),
    "what is newer than the sandbox": ("ENOSYS",),
    "a huge array": ("MemoryError",),
    "a huge file": ("EFBIG",),
    "many files at once": ("EMFILE",),
}
ALLOWED = {
    "reading what is allowed": ("(secret / 'open' / 'file').read_text()", "'text'"),
    "writing in the scratch folder": ("Path('new').write_text('text')", "4"),
    "emptying what it wrote": ("Path('new').write_text('')", "0"),
    "copying, with rights and times that are not": ("shutil.copy2('new', 'newer') and os.stat('newer').st_size", "0"),
    "rights of a file, only in words": ("os.chmod(secret / 'closed', 0o777)", "None"),
    "times of a file, only in words": ("os.utime(secret / 'closed', (1, 1))", "None"),
    "folders in it": ("(os.mkdir('a'), os.mkdir('b'), os.rename('a', 'b/a'), os.listdir('b'))[-1]", "['a']"),
    "deleting in it": ("shutil.rmtree('b')", "None"),
    "threads": ("[t.start() or t.join() for t in [threading.Thread(target=time.sleep, args=(0,))]]", "[None]"),
    "a pair of sockets": ("len(socket.socketpair())", "2"),
    "memory": ("len(bytearray(100_000_000))", "100000000"),
    "a signal to itself": ("os.kill(os.getpid(), 0)", "None"),
    "its own limits": ("resource.getrlimit(resource.RLIMIT_CORE)", "(0, 0)"),
    "the time": ("time.time() > 0", "True"),
}


@pytest.fixture(scope="module", params=["this user", "nobody", "an old kernel"])
def inside(request):
    """What came of each attempt, by its code."""
    if request.param == "nobody" and os.getuid():
        pytest.skip("only root can become somebody else")
    with tempfile.TemporaryDirectory() as home:
        yield attempted(Path(home), request.param)


def attempted(home, user):
    home.chmod(0o777)
    scratch, secret = home / "scratch", home / "secret"
    for folder in (scratch, secret, secret / "open"):
        folder.mkdir()
        folder.chmod(0o777)
    for file in (secret / "open" / "file", secret / "closed"):
        file.write_text("text")
        file.chmod(0o666)  # the rights of files would let anybody in: only the sandbox stands in the way
    codes = [*FORBIDDEN.values(), *(code for code, _ in ALLOWED.values())]
    done = subprocess.run(
        [sys.executable, "-c", INSIDE, scratch, secret, user],
        input=json.dumps(codes),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.stdout, done.stderr
    assert (secret / "open" / "file").read_text() == (secret / "closed").read_text() == "text"
    assert (secret / "closed").stat().st_mode & 0o777 == 0o666
    assert (secret / "closed").stat().st_mtime > 1
    assert {path.name for path in home.iterdir()} == {"scratch", "secret"}
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_is_forbidden_fails(inside, name):
    assert inside[FORBIDDEN[name]] in OTHERWISE.get(name, ("EPERM", "EACCES"))


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_needed_works(inside, name, request):
    code, result = ALLOWED[name]
    if name == "folders in it" and "an old kernel" in request.node.name:
        result = "EXDEV"  # before ABI 2 nothing can be moved from folder to folder
    assert inside[code] == result


# --- the filter, on every machine: a small interpreter of the little language it is written in -------------------


def verdict(machine, number, *arguments, audit=None, pid=77):
    """What the kernel would answer to a system call."""
    words = {jail.NUMBER: number, jail.ARCHITECTURE: machine.audit if audit is None else audit}
    words |= {jail.ARGUMENTS + 8 * i: argument & 0xFFFFFFFF for i, argument in enumerate(arguments)}
    program = list(struct.iter_unpack("=HBBI", jail._filter(machine, pid)))
    at = held = 0
    while True:
        code, yes, no, k = program[at]
        at += 1
        if code == jail.LOAD:
            held = words.get(k, 0)
        elif code == jail.AND:
            held &= k
        elif code == jail.RETURN:
            return k
        else:
            holds = {jail.EQUAL: held == k, jail.ABOVE: held > k, jail.ANY_BIT: bool(held & k)}[code]
            at += yes if holds else no


each_machine = pytest.mark.parametrize("machine", jail.MACHINES.values(), ids=jail.MACHINES)


@each_machine
def test_the_filter_by_hand(machine):
    def answer(calls, name, *arguments):
        return verdict(machine, calls[name][machine.column], *arguments)

    for name, numbers in jail.DENIED.items():
        if numbers[machine.column] is not None:
            assert answer(jail.DENIED, name, 1, 2, 3) == jail.REFUSE, name
    assert answer(jail.PRETENDED, "fchmodat") == answer(jail.PRETENDED, "utimensat") == jail.PRETEND
    assert answer(jail.ABSENT, "clone3") == answer(jail.ABSENT, "openat2") == jail.UNKNOWN
    assert answer(jail.ON_ITSELF, "kill", 77, 9) == answer(jail.ON_ITSELF, "kill", 0, 9) == jail.ALLOW
    for stranger in (1, 78, -1, -77):
        assert answer(jail.ON_ITSELF, "kill", stranger, 9) == jail.REFUSE
        assert answer(jail.ON_ITSELF, "prlimit64", stranger) == jail.REFUSE
    clone = jail.CLONE[machine.column]
    assert verdict(machine, clone, 0x3D0F00) == jail.ALLOW  # what pthread_create(3) asks for
    assert verdict(machine, clone, 17) == verdict(machine, clone, 0x10000000) == jail.REFUSE
    prctl = jail.PRCTL[machine.column]
    assert [verdict(machine, prctl, n) for n in (15, 39, 4, 22)] == [jail.ALLOW] * 2 + [jail.REFUSE] * 2
    assert answer({"fcntl": jail.WITHOUT["fcntl"][0]}, "fcntl", 3, 3) == jail.ALLOW
    for name, (numbers, values) in jail.WITHOUT.items():
        assert {answer({name: numbers}, name, 3, value) for value in values} == {jail.REFUSE}
    pair = jail.SOCKETPAIR[machine.column]
    assert [verdict(machine, pair, 1, kind) for kind in (1, 0o2004001, 2, 5)] == [jail.ALLOW] * 2 + [jail.REFUSE] * 2
    openat = jail.OPEN["openat"][0][machine.column]
    modes = {0: jail.ALLOW, 1: jail.ALLOW, 0o1001: jail.ALLOW, 0o1002: jail.ALLOW, 0o1000: jail.REFUSE}
    for flags, expected in {**modes, 0o1003: jail.REFUSE, 0o3000: jail.REFUSE}.items():
        assert verdict(machine, openat, 0, 0, flags) == expected


@each_machine
def test_other_ways_into_the_kernel_kill(machine):
    read = {0: 0, 1: 63}[machine.column]
    assert verdict(machine, read) == jail.ALLOW
    assert verdict(machine, read, audit=0x40000003) == jail.KILL  # AUDIT_ARCH_I386: int 0x80
    assert verdict(machine, read, audit=0x40000028) == jail.KILL  # AUDIT_ARCH_ARM
    assert verdict(machine, read | 0x40000000) == jail.KILL  # x32
    assert verdict(machine, jail.LAST + 1) == jail.UNKNOWN


HEADERS = {"x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "/usr/include/asm-generic/unistd.h"}


@pytest.mark.parametrize("name", HEADERS)
def test_the_numbers_are_the_kernels(name):
    if not Path(HEADERS[name]).exists():
        pytest.skip("no kernel headers here")
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\s", Path(HEADERS[name]).read_text()))
    calls = jail.DENIED | jail.PRETENDED | jail.ABSENT | jail.ON_ITSELF | {"prctl": jail.PRCTL, "clone": jail.CLONE}
    calls |= {"socketpair": jail.SOCKETPAIR} | {call: numbers for call, (numbers, _) in jail.WITHOUT.items()}
    calls |= {"capset": jail.CAPSET} | {call: numbers for call, (numbers, _) in jail.OPEN.items()}
    for call, numbers in calls.items():
        number = numbers[jail.MACHINES[name].column]
        assert known.get(call) == (None if number is None else str(number)), call


def test_the_rights_by_hand():
    assert [hex(jail._fs_rights(abi)) for abi in (1, 2, 3, 4, 5)] == ["0x1fff", "0x3fff", "0x7fff", "0x7fff", "0xffff"]


def test_without_leaves_out_what_is_hidden_and_nothing_else(tmp_path):
    for path in ["a/b/secret.py", "a/b/open.py", "a/c/x.py", "d/y.py"]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / "a/way").symlink_to(tmp_path / "a/b/secret.py")
    parts = list(jail.without(tmp_path, [tmp_path / "a/b/secret.py", tmp_path / "d"]))
    assert parts == [tmp_path / "a/b/open.py", tmp_path / "a/c"]
    assert list(jail.without(tmp_path / "a", [])) == [tmp_path / "a"]
    assert list(jail.without(tmp_path / "d" / "y.py", [tmp_path / "d"])) == []


def test_what_is_missing_is_said(monkeypatch):
    monkeypatch.setattr(jail, "landlock_abi", lambda: 0)
    assert "Landlock" in jail.missing()[0]
    monkeypatch.setattr(jail.platform, "machine", lambda: "riscv64")
    assert "riscv64" in jail.missing()[0]
    monkeypatch.setattr(jail.sys, "platform", "darwin")
    assert jail.missing()[0].startswith("Linux")


def test_doctor_reports_the_sandbox(monkeypatch):
    assert doctor._sandbox().state == "ok"
    monkeypatch.setattr(jail, "landlock_abi", lambda: 0)
    finding = doctor._sandbox()
    assert (finding.what, finding.state) == ("sandbox", "note")
    assert "Landlock" in finding.detail
    assert "container" in finding.detail
