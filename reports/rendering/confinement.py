"""What the child gives up before it reads a country's text. Linux; what a kernel refuses is left out."""

from __future__ import annotations

import ctypes
import os
import resource
import signal

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_NICENESS = 5


def confine(*, keep: int) -> None:
    """
    Close every descriptor but the three standard ones and ``keep``, take low priority, and leave the network.

    Closing a descriptor does not end the parent's connection: nothing is sent, and the parent's own stays open. If the
    parent is killed, this process is killed too: nobody would read what it makes.
    """
    os.closerange(3, keep)
    os.closerange(keep + 1, _highest_descriptor())
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGALRM):
        # A Celery pool process has handlers that would run in here.
        signal.signal(number, signal.SIG_DFL)
    os.nice(_NICENESS)
    system = ctypes.CDLL(None, use_errno=True)
    # An empty network of its own; some containers and kernels refuse, and the fetcher refuses every address anyway.
    if system.unshare(_CLONE_NEWNET) != 0:
        system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    # After the network: a change of rights takes this wish back.
    system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def lower(kind: int, value: int) -> None:
    """Set one resource limit, hard and soft; a stricter limit that is already there stays."""
    hard = resource.getrlimit(kind)[1]
    limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # One second between the signal that says "time is up" and the one that cannot be caught.
    last = limit + 1 if kind == resource.RLIMIT_CPU and (hard == resource.RLIM_INFINITY or limit < hard) else limit
    resource.setrlimit(kind, (limit, last))


def _highest_descriptor() -> int:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return 1_048_576 if limit == resource.RLIM_INFINITY else min(limit, 1_048_576)
