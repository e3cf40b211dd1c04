"""The system calls that a student's process may make. Whatever is not listed here does not exist there.

The list is what Python, NumPy, SciPy, torch, scikit-learn, gensim, numba, matplotlib, pandas, faiss and their like were
seen to call, and the relatives of those. Numbers are from the kernel's headers (asm/unistd.h), for x86_64 and aarch64,
in this order; None is a call that a processor does not have. Meanings are from section 2 of the manual.
"""

from dataclasses import dataclass

# What the kernel answers, as seccomp(2) wants it said: an action and, to a call that fails, its error number.
KILL, ALLOW, FAIL = 0x80000000, 0x7FFF0000, 0x50000
PRETEND = FAIL  # error number 0: nothing was done, and that is not told
REFUSE, UNSUPPORTED, UNKNOWN = FAIL | 1, FAIL | 95, FAIL | 38  # EPERM, EOPNOTSUPP, ENOSYS

Numbers = tuple[int | None, int | None]

ALLOWED = {  # whatever their arguments are
    # memory
    "brk": (12, 214),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "msync": (26, 227),
    # threads, and waiting for one another
    "futex": (202, 98),
    "set_robust_list": (273, 99),
    "set_tid_address": (218, 96),
    "rseq": (334, 293),
    "gettid": (186, 178),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120),
    "sched_get_priority_max": (146, 125),
    "sched_get_priority_min": (147, 126),
    "getcpu": (309, 168),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "restart_syscall": (219, 128),
    "wait4": (61, 260),
    "waitid": (247, 95),
    # signals
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137),
    "rt_sigsuspend": (130, 133),
    "sigaltstack": (131, 132),
    "pause": (34, None),
    # time
    "time": (201, None),
    "gettimeofday": (96, 169),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "times": (100, 153),
    "getitimer": (36, 102),
    "setitimer": (38, 103),
    "alarm": (37, None),
    # about itself and the machine
    "getpid": (39, 172),
    "getppid": (110, 173),
    "getpgrp": (111, None),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "getgroups": (115, 158),
    "getrlimit": (97, 163),
    "setrlimit": (160, 164),
    "getrusage": (98, 165),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "getrandom": (318, 278),
    "umask": (95, 166),
    # open files
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "preadv": (295, 69),
    "pwritev": (296, 70),
    "lseek": (8, 62),
    "close": (3, 57),
    "close_range": (436, 436),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "fstat": (5, 80),
    "ftruncate": (77, 46),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "sendfile": (40, 71),
    "copy_file_range": (326, 285),
    # files by name, which Landlock watches where it matters
    "stat": (4, None),
    "lstat": (6, None),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getcwd": (79, 17),
    "chdir": (80, 49),
    "fchdir": (81, 50),
    "getdents": (78, None),
    "getdents64": (217, 61),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "link": (86, None),
    "linkat": (265, 37),
    # what becomes ready, and pairs of sockets without a name
    "pipe": (22, None),
    "pipe2": (293, 59),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "epoll_create": (213, None),
    "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21),
    "epoll_wait": (232, None),
    "epoll_pwait": (281, 22),
    "epoll_pwait2": (441, 441),
    "eventfd": (284, None),
    "eventfd2": (290, 19),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "shutdown": (48, 210),
    "getsockname": (51, 204),
    "getpeername": (52, 205),
    "getsockopt": (55, 209),
}
REFUSED = {  # what people ask for by name: it fails as something forbidden does, not as something unknown
    # other programs and processes
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "ptrace": (101, 117),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "setsid": (112, 157),
    "setpgid": (109, 154),
    # the network
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    # another user, another root
    "setuid": (105, 146),
    "setgid": (106, 144),
    "setreuid": (113, 145),
    "setregid": (114, 143),
    "setresuid": (117, 147),
    "setresgid": (119, 149),
    "setgroups": (116, 159),
    "setns": (308, 268),
    "unshare": (272, 97),
    "chroot": (161, 51),
    "mount": (165, 40),
    "umount2": (166, 39),
    # owners and kinds of files
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "truncate": (76, 45),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "symlink": (88, None),
    "symlinkat": (266, 36),
}
PRETENDED = {  # said to be done, so that what asks for it in passing goes on; Landlock watches none of it
    # rights and times
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    # locks, of which there is no need where nobody else has the file
    "flock": (73, 32),
    # advice
    "fadvise64": (221, 223),
    "mbind": (237, 235),
}
LACKING = {  # what not every file system can do, so that whoever asks knows a way without
    "fallocate": (285, 47),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "getxattr": (191, 8),
    "lgetxattr": (192, 9),
    "fgetxattr": (193, 10),
    "listxattr": (194, 11),
    "llistxattr": (195, 12),
    "flistxattr": (196, 13),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
}


@dataclass(frozen=True)
class Only:
    """A condition: the low half of the argument at `place`, as far as `mask` shows it, is one of `values`."""

    place: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF


@dataclass(frozen=True)
class Rule:
    """A call that is allowed if all conditions hold, pretended if `pretended` does, and otherwise refused."""

    numbers: Numbers
    allowed: tuple[Only, ...]
    pretended: tuple[Only, ...] = ()
    otherwise: int = REFUSE


OWN = 0x76656C21  # stands for the number of the process itself; no process has it
ITSELF = (0, OWN)
PTHREAD = (0x3D0F00, 0x7D0F00)  # the flags of a thread, in glibc and in musl: it shares all that can be shared
NAMES_AND_STATE = (15, 16, 21, 23, 39)  # a thread's name, and what is in force: PR_SET_NAME, ..., PR_GET_NO_NEW_PRIVS
MATRIX_UNITS = (0x1021, 0x1022, 0x1023)  # ARCH_GET_XCOMP_SUPP, ARCH_GET_XCOMP_PERM, ARCH_REQ_XCOMP_PERM
DESCRIPTORS = (0, 1, 2, 3, 4, 1030, 1032)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ
LOCKS = (6, 7, 37, 38)  # F_SETLK, F_SETLKW and the same of open files
OF_DESCRIPTORS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# TCGETS ("is this a terminal?"), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
MODES = (0, 1, 2, 0o1001, 0o1002)  # O_RDONLY, O_WRONLY, O_RDWR; with O_TRUNC the last two: ABI 1 and 2 do not watch it
MODE = 0o1003
UNIX, STREAM, KIND = 1, 1, 0xF  # sockets of other kinds can also send to those that they are no pair with
BY_ARGUMENTS = {
    "open": Rule((2, None), (Only(1, MODES, MODE),)),
    "openat": Rule((257, 56), (Only(2, MODES, MODE),)),
    "fcntl": Rule((72, 25), (Only(1, DESCRIPTORS),), (Only(1, LOCKS),)),
    "ioctl": Rule((16, 29), (Only(1, OF_DESCRIPTORS),), otherwise=UNSUPPORTED),
    "clone": Rule((56, 220), (Only(0, PTHREAD),)),
    "socketpair": Rule((53, 199), (Only(0, (UNIX,)), Only(1, (STREAM,), KIND))),
    "kill": Rule((62, 129), (Only(0, ITSELF),)),
    "tgkill": Rule((234, 131), (Only(0, ITSELF),)),
    "prlimit64": Rule((302, 261), (Only(0, ITSELF),)),
    "sched_setaffinity": Rule((203, 122), (Only(0, ITSELF),)),
    "getpriority": Rule((140, 141), (Only(0, (0,)), Only(1, ITSELF))),  # PRIO_PROCESS: not of a user, not of a group
    "setpriority": Rule((141, 140), (Only(0, (0,)), Only(1, ITSELF))),
    "prctl": Rule((157, 167), (Only(0, NAMES_AND_STATE),)),
    "arch_prctl": Rule((158, None), (Only(0, MATRIX_UNITS),)),
}
