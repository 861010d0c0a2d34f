"""What the redirection of `/tmp` does not reach, for the documentation and for those who wonder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Way:
    """One way past the redirection.

    Attributes:
        call: what a handler would write.
        reason: why it is not redirected.
        seen: "warned": a `TmpEscapeWarning` names it; "unseen": nothing shows it, except its effects.
    """

    call: str
    reason: str
    seen: Literal["warned", "unseen"]


NOT_REDIRECTED = (
    Way("subprocess, os.system, os.posix_spawn, os.exec*", "a child is a program of its own; what it is handed "
        "is looked through for /tmp, what it does is not seen", "warned"),
    Way("io.FileIO('/tmp/x')", "a class: in its place isinstance would have to be deceived", "warned"),
    Way("sqlite3.Connection('/tmp/x')", "a class; sqlite3.connect is redirected", "warned"),
    Way("ATTACH DATABASE '/tmp/x'", "read by SQLite itself", "unseen"),
    Way("import of an extension module (.so, .pyd) from /tmp", "loaded by the operating system; modules written "
        "in Python are imported well", "warned"),
    Way("ctypes.CDLL('/tmp/x.so')", "loaded by the operating system", "warned"),
    Way("socket.bind('/tmp/x.sock'), connect", "an address, which the kernel looks up", "warned"),
    Way("dbm.gnu, dbm.ndbm", "C libraries; dbm.dumb and dbm.sqlite3 are redirected", "unseen"),
    Way("ssl.SSLContext.load_cert_chain('/tmp/x.pem'), load_verify_locations", "OpenSSL reads the file itself",
        "unseen"),
    Way("C extensions that open files themselves (h5py, pyarrow, OpenCV, …)", "no Python function is called",
        "unseen"),
    Way("a function of os that a package imported by name ('from os import mkdir') before the environment "
        "started", "the package holds the original; the function's own modules are executed inside and are fine",
        "warned"),
    Way("stat, lstat, access, readlink imported so", "Python has no audit event for them", "unseen"),
    Way("a thread that goes on after the invocation", "the environment is frozen on AWS; here the thread runs on "
        "and finds the machine's /tmp", "unseen"),
)  # fmt: skip
