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
from vecembed_lab.grading import jail, seccomp, syscalls
from vecembed_lab.learner import machine

pytestmark = pytest.mark.skipif(bool(jail.missing()), reason=f"no sandbox here: {jail.missing()}")

INSIDE = """
import ctypes, errno, fcntl, json, mmap, os, resource, shutil, signal, socket, sqlite3, struct, subprocess
import sys, threading, time
from pathlib import Path
from vecembed_lab.grading import disk, jail
from vecembed_lab.grading.jail import SYSTEM
SYSTEM = [Path(path) for path in SYSTEM if path.startswith("/proc")]
scratch, secret, user = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
if user == "an old kernel":
    jail.landlock_abi = lambda: 1  # Linux 5.13: no REFER, no TRUNCATE, no network, no scopes
os.set_inheritable(1, True)
if user == "nobody":
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: as if the user had started it, its /proc is its own
parent = os.getpid()
libc = ctypes.CDLL(None, use_errno=True)
known = {"msg": libc.msgget(0, 0o1666), "sem": libc.semget(0, 1, 0o1666), "shm": libc.shmget(0, 4096, 0o1666)}
if pid := os.fork():
    os.waitpid(pid, 0)
    libc.msgctl(known["msg"], 0, 0), libc.semctl(known["sem"], 0, 0), libc.shmctl(known["shm"], 0, 0)  # IPC_RMID
    sys.exit()
os.setsid()
if user != "an old kernel":
    assert disk.own(str(scratch.parent), 50_000_000, 100)
    scratch.mkdir()
os.chdir(scratch)
buffer = ctypes.create_string_buffer(b"\\x01", 4096)
b_address = ctypes.addressof(buffer)
memory = mmap.mmap(-1, 4096)
pages = ctypes.addressof(ctypes.c_char.from_buffer(memory))
def call(number, *arguments):
    if libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), "")
    return "done"
jail.enter(jail.Limits(memory=300_000_000), scratch, [Path("/usr/lib"), Path("/lib"), secret / "open", *SYSTEM])
shared = os.open(secret / "open" / "file", os.O_RDONLY)
def attempt(code):
    try:
        return repr(eval(code))
    except BaseException as error:
        return errno.errorcode.get(getattr(error, "errno", None), type(error).__name__)
print(json.dumps({code: attempt(code) for code in json.load(sys.stdin)}))
"""


CALLS = {  # of the attacks, and others of their kind: number on x86_64, on aarch64
    "ptrace": (101, 117),
    "rt_sigqueueinfo": (129, 138),
    "process_vm_readv": (310, 270),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "semget": (64, 190),
    "semop": (65, 193),
    "semctl": (66, 191),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "shmctl": (31, 195),
    "mq_open": (240, 180),
    "mq_timedsend": (242, 182),
    "mq_unlink": (241, 181),
    "mount": (165, 40),
    "unshare": (272, 97),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "perf_event_open": (298, 241),
    "clone3": (435, 435),
    "openat2": (437, 437),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "io_setup": (206, 0),
    "io_submit": (209, 2),
    "prctl": (157, 167),
    "clone": (56, 220),
    "fallocate": (285, 47),
    "memfd_create": (319, 279),
    "pidfd_open": (434, 434),
    "timerfd_create": (283, 85),
    "signalfd4": (289, 74),
    "mincore": (27, 232),
    "preadv2": (327, 286),
    "statfs": (137, 43),
    "fstatfs": (138, 44),
    "seccomp": (317, 277),
    "landlock_create_ruleset": (444, 444),
    "setsockopt": (54, 208),
    "sendmsg": (46, 211),
    "recvmsg": (47, 212),
    "mlock": (149, 228),
    "sync": (162, 81),
    "syncfs": (306, 267),
    "personality": (135, 92),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "ioprio_set": (251, 30),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "set_mempolicy": (238, 237),
    "process_madvise": (440, 440),
    "readahead": (187, 213),
    "splice": (275, 76),
    "getpgid": (121, 155),
    "membarrier": (324, 283),
    "quotactl": (179, 60),
    "syslog": (103, 116),
    "kcmp": (312, 272),
    "capset": (126, 91),
}


def number(name):
    return CALLS[name][seccomp.MACHINES[os.uname().machine].column]


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
    "a signal by another name": f"call({number('rt_sigqueueinfo')}, parent, 0, 0)",
    "limits of the judge": "resource.prlimit(parent, resource.RLIMIT_CPU, (1, 1))",
    "more for itself": "resource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))",
    "processors of the judge": "os.sched_setaffinity(parent, [0])",
    "priority": "os.setpriority(os.PRIO_PROCESS, parent, 5)",
    "a way back to its parent's group": "os.setpgid(0, parent)",
    "tracing": f"call({number('ptrace')}, 16, parent, 0, 0)",
    "memory of the judge": f"call({number('process_vm_readv')}, parent, 0, 0, 0, 0, 0)",
    "memory that is not counted": "os.memfd_create('x')",
    "memory that stays": f"call({number('shmget')}, 0, 4096, 0o1600)",
    "becoming somebody else": "os.setuid(12345)",
    "another root": "os.chroot(scratch)",
    "a mount": f"call({number('mount')}, 0, 0, 0, 0, 0)",
    "a namespace": f"call({number('unshare')}, 0x10000000)",
    "kernel programs": f"call({number('bpf')}, 0, 0, 0)",
    "page faults": f"call({number('userfaultfd')}, 0)",
    "io_uring": f"call({number('io_uring_setup')}, 1, 0)",
    "keys": f"call({number('keyctl')}, 0, 0, 0, 0, 0)",
    "a socket that can send anywhere": "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "the kernel's signals to the judge": "fcntl.fcntl(0, fcntl.F_SETOWN, parent)",
    "a signal of its choice": "fcntl.fcntl(0, 10, 9)",
    "the same by ioctl": "fcntl.ioctl(0, 0x8901, parent.to_bytes(4, 'little'))",
    "who opens what": f"call({number('inotify_init1')}, 0)",
    "performance counters": f"call({number('perf_event_open')}, 0, 0, 0, 0, 0)",
    "a clone that hides its flags": f"call({number('clone3')}, 0, 0)",
    "an open that hides its flags": f"call({number('openat2')}, 0, 0, 0, 0)",
    "what is newer than the sandbox": "call(451, 0, 0, 0, 0)",
    "space without a size": f"call({number('fallocate')}, os.open('f', os.O_RDWR | os.O_CREAT), 1, 0, 1 << 28)",
    "flags of a file": "fcntl.ioctl(shared, 0x40086602, (0x80).to_bytes(8, 'little'))",  # FS_IOC_SETFLAGS, NOATIME
    "the version of a file": "fcntl.ioctl(shared, 0x40087602, (5).to_bytes(8, 'little'))",  # FS_IOC_SETVERSION
    "a lock seen by others": "fcntl.fcntl(shared, 5, struct.pack('hhqqi', 1, 0, 0, 0, 0))",  # F_GETLK
    "a lease": "fcntl.fcntl(shared, 1024, 0)",
    "who looks into a folder": "fcntl.fcntl(os.open(secret / 'open', 0), 1026, 1)",
    "a message queue": f"call({number('msgget')}, 0, 0o1600)",
    "a message": f"call({number('msgsnd')}, known['msg'], b_address, 1, 0o4000)",
    "a queue by number": f"call({number('msgctl')}, known['msg'], 2, b_address)",
    "a semaphore by number": f"call({number('semctl')}, known['sem'], 0, 16, 77)",
    "shared memory by number": f"call({number('shmctl')}, known['shm'], 2, b_address)",
    "a queue with a name": f"call({number('mq_open')}, b_address, 0o102, 0o600, 0)",
    "sending by name": f"call({number('mq_unlink')}, b_address)",
    "reads and writes in the background": f"call({number('io_setup')}, 5, b_address)",
    "the machine's network, read": "Path('/proc/self/net/unix').read_text()",
    "the same of a thread": "Path(f'/proc/self/task/{os.getpid()}/net/unix').read_text()",
    "attributes of a file, read": "os.listxattr(shared)",
    "how full the disks are": "os.statvfs('/')",
    "what is in the machine's memory": f"call({number('mincore')}, pages, 4096, b_address)",
    "the same by reading": "os.preadv(shared, [bytearray(1)], 0, 8)",  # RWF_NOWAIT
    "a descriptor that is sent": "socket.send_fds(socket.socketpair()[0], [b'x'], [0])",
    "a socket of another kind": "socket.socketpair(30, socket.SOCK_STREAM)",  # AF_TIPC
    "memory by another name": f"call({number('memfd_create')}, b_address, 0)",
    "who opens what, in all of a disk": f"call({number('fanotify_init')}, 0, 0)",
    "another personality": f"call({number('personality')}, 0)",
    "order among processes": f"call({number('sched_setscheduler')}, parent, 0, b_address)",
    "order among readers of the disk": f"call({number('ioprio_set')}, 1, parent, 0)",
    "its own dump": f"call({number('prctl')}, 4, 1, 0, 0, 0)",
    "a huge array": "bytearray(400_000_000)",
    "a huge file": "Path('huge').write_bytes(bytes(17_000_000))",
    "many files at once": "[open('f', 'w') for _ in range(100)]",
}
OTHERWISE = {  # than refused, unknown or not possible
    "moving in": ("EACCES", "EXDEV"),
    "linking in": ("EACCES", "EXDEV"),
    "more for itself": ("ValueError",),
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
    "being nice": ("-os.nice(0) + os.nice(1)", "1"),
    "copying between files": ("os.copy_file_range(os.open('new', 0), os.open('newer', 1), 9)", "0"),
    "a lock of its own": ("fcntl.flock(os.open('new', 0), fcntl.LOCK_EX)", "None"),
    "a database": ("sqlite3.connect('data').execute('create table t (a)').fetchall()", "[]"),
    "its own memory, read": ("'scratch' in Path('/proc/self/maps').read_text() or 'heap'", "'heap'"),
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
    scratch, secret = home / "own" / "scratch", home / "secret"
    for folder in (scratch.parent, scratch, secret, secret / "open"):
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
    assert {path.name for path in home.iterdir()} == {"own", "secret"}
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_is_forbidden_fails(inside, name):
    assert inside[FORBIDDEN[name]] in OTHERWISE.get(name, ("EPERM", "EACCES", "ENOSYS", "ENOTSUP"))


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_needed_works(inside, name, request):
    code, result = ALLOWED[name]
    if name == "folders in it" and "an old kernel" in request.node.name:
        result = "EXDEV"  # before ABI 2 nothing can be moved from folder to folder
    assert inside[code] == result


# --- the filter, on every machine: a small interpreter of the little language it is written in -------------------


def verdict(machine, number, *arguments, audit=None, pid=77):
    """What the kernel would answer to a system call."""
    words = {seccomp.NUMBER: number, seccomp.ARCHITECTURE: machine.audit if audit is None else audit}
    words |= {seccomp.ARGUMENTS + 8 * i: argument & 0xFFFFFFFF for i, argument in enumerate(arguments)}
    program = list(struct.iter_unpack("=HBBI", seccomp.program(machine, pid)))
    at = held = 0
    while True:
        code, yes, no, k = program[at]
        at += 1
        if code == seccomp.LOAD:
            held = words.get(k, 0)
        elif code == seccomp.AND:
            held &= k
        elif code == seccomp.RETURN:
            return k
        else:
            holds = {seccomp.EQUAL: held == k, seccomp.ANY_BIT: bool(held & k)}[code]
            at += yes if holds else no


each_machine = pytest.mark.parametrize("machine", seccomp.MACHINES.values(), ids=seccomp.MACHINES)


@each_machine
def test_the_filter_by_hand(machine):
    def answers(name, *arguments):
        """To calls that have each of the arguments in turn."""
        numbers = syscalls.BY_ARGUMENTS[name].numbers
        return [NAME_OF[verdict(machine, numbers[machine.column], *each)] for each in arguments]

    for name in ("kill", "tgkill", "prlimit64", "sched_setaffinity"):
        assert answers(name, (77, 9), (0, 9)) == ["allow"] * 2
        assert answers(name, (1,), (78,), (-1,), (-77,)) == ["refuse"] * 4
    for name in ("getpriority", "setpriority"):  # PRIO_PROCESS, PRIO_PGRP, PRIO_USER
        assert answers(name, (0, 0), (0, 77), (0, 1), (1, 0), (2, 0)) == ["allow"] * 2 + ["refuse"] * 3
    assert answers("clone", (0x3D0F00,), (0x7D0F00,)) == ["allow"] * 2  # pthread_create(3) of glibc and of musl
    fork, namespace, own_files = 17, 0x10000000, 0x3D0F00 - 0x400
    assert answers("clone", (fork,), (namespace,), (own_files,)) == ["refuse"] * 3
    assert answers("prctl", (15,), (39,), (4,), (22,)) == ["allow"] * 2 + ["refuse"] * 2
    assert answers("fcntl", *((3, command) for command in (0, 3, 1030, 6, 37))) == ["allow"] * 3 + ["pretend"] * 2
    for command in (
        5,
        8,
        9,
        10,
        15,
        16,
        36,
        1024,
        1025,
        1026,
        1031,
        1033,
    ):  # F_GETLK, F_SETOWN, ..., F_SETLEASE, F_NOTIFY
        assert answers("fcntl", (3, command)) == ["refuse"], command
    assert answers("ioctl", (3, 0x5401), (3, 0x5421), (3, 0x541B)) == ["allow"] * 3
    for request in (0x40086602, 0x80086601, 0x40087602, 0x5412, 0x8901, 0x8902, 0x5452, 0x40049409):
        assert answers("ioctl", (3, request)) == ["lacking"], hex(
            request
        )  # FS_IOC_SETFLAGS, ..., TIOCSTI, ..., FICLONE
    assert answers("socketpair", (1, 1), (1, 0o2004001)) == ["allow"] * 2
    assert answers("socketpair", (1, 2), (1, 5), (2, 1), (30, 1)) == ["refuse"] * 4
    for flags, answer in {0: "allow", 1: "allow", 0o1001: "allow", 0o1002: "allow"}.items():
        assert answers("openat", (0, 0, flags)) == [answer]
    for flags in (0o1000, 3, 0o1003, 0o3000):
        assert answers("openat", (0, 0, flags)) == ["refuse"]


NAME_OF = {
    syscalls.ALLOW: "allow",
    syscalls.REFUSE: "refuse",
    syscalls.PRETEND: "pretend",
    syscalls.UNSUPPORTED: "lacking",
    syscalls.UNKNOWN: "unknown",
    syscalls.KILL: "kill",
}


@each_machine
def test_what_is_not_listed_does_not_exist(machine):
    listed = {numbers[machine.column]: answer for table, answer in seccomp.TABLES for numbers in table.values()}
    by_arguments = {rule.numbers[machine.column] for rule in syscalls.BY_ARGUMENTS.values()}
    for number in set(range(1000)) - by_arguments:
        assert verdict(machine, number, 1, 2, 3) == listed.get(number, syscalls.UNKNOWN)


@each_machine
def test_no_attack_is_listed(machine):
    for name, numbers in CALLS.items():
        if name not in syscalls.BY_ARGUMENTS:
            assert verdict(machine, numbers[machine.column], 1, 2, 3) not in (syscalls.ALLOW, syscalls.KILL), name


@each_machine
def test_other_ways_into_the_kernel_kill(machine):
    read = syscalls.ALLOWED["read"][machine.column]
    assert verdict(machine, read) == syscalls.ALLOW
    assert verdict(machine, read, audit=0x40000003) == syscalls.KILL  # AUDIT_ARCH_I386: int 0x80
    assert verdict(machine, read, audit=0x40000028) == syscalls.KILL  # AUDIT_ARCH_ARM
    assert verdict(machine, read | 0x40000000) == syscalls.KILL  # x32


HEADERS = {"x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "/usr/include/asm-generic/unistd.h"}


@pytest.mark.parametrize("name", HEADERS)
def test_the_numbers_are_the_kernels(name):
    if not Path(HEADERS[name]).exists():
        pytest.skip("no kernel headers here")
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\s", Path(HEADERS[name]).read_text()))
    known.setdefault("newfstatat", known.get("fstatat"))  # what the generic table calls it
    calls = {call: rule.numbers for call, rule in syscalls.BY_ARGUMENTS.items()} | CALLS
    for table in (syscalls.ALLOWED, syscalls.REFUSED, syscalls.PRETENDED, syscalls.LACKING, {"capset": jail.CAPSET}):
        assert not calls.keys() & table.keys() - CALLS.keys()
        calls |= table
    for call, numbers in calls.items():
        number = numbers[seccomp.MACHINES[name].column]
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
    assert machine.sandbox(Path()).state == "ok"
    monkeypatch.setattr(jail, "landlock_abi", lambda: 0)
    finding = machine.sandbox(Path())
    assert (finding.what, finding.state) == ("sandbox", "note")
    assert "Landlock" in finding.detail
    assert "container" in finding.detail
