"""
Asking ClamAV's daemon about a file: the command zINSTREAM over a socket, in pieces, with an end to the waiting.

The daemon stands where ``settings.IBM_CLAMD`` says; nothing else of it is needed here.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

from assessments.inspection.limits import CHUNK
from assessments.limits import SCAN_CONNECT_SECONDS, SCAN_SECONDS

LONGEST_ANSWER = 4096
_FOUND = re.compile(r"stream: (?P<name>.+) FOUND")


class ScannerSilent(Exception):
    """The daemon cannot be reached, or did not answer in time; nothing is known of the file, nor would be of others."""


class ScannerRefused(Exception):
    """The daemon was there, but gave no verdict on this file, for example because it is larger than it accepts."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``found`` names what was found; empty when the file is clean."""

    found: str

    @property
    def is_infected(self) -> bool:
        return bool(self.found)


def is_on() -> bool:
    """Whether this installation checks files for viruses."""
    return bool(settings.IBM_CLAMD)


def scan(stream: BinaryIO) -> Verdict:
    """
    Send everything from the beginning of ``stream`` to the daemon and return what it says.

    Raises:
        ScannerSilent: no connection, or no answer in ``SCAN_SECONDS``.
        ScannerRefused: it answered without a verdict, or hung up.
    """
    deadline = time.monotonic() + SCAN_SECONDS
    stream.seek(0)
    try:
        with _connected() as daemon:
            answer = _ask(daemon, stream, deadline)
    except OSError as error:
        raise ScannerSilent(type(error).__name__) from error
    if answer == "stream: OK":
        return Verdict("")
    if found := _FOUND.fullmatch(answer):
        return Verdict(found["name"])
    raise ScannerRefused(answer or "it hung up")


def _ask(daemon: socket.socket, stream: BinaryIO, deadline: float) -> str:
    daemon.sendall(b"zINSTREAM\0")
    try:
        while piece := stream.read(CHUNK):
            _wait_until(daemon, deadline)
            daemon.sendall(struct.pack("!I", len(piece)) + piece)
        daemon.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # It stopped listening in the middle and has said why, perhaps: the answer decides.
        pass
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        _wait_until(daemon, deadline)
        try:
            more = daemon.recv(LONGEST_ANSWER)
        except ConnectionResetError:
            # Whoever hangs up on bytes not yet read takes the own answer along.
            break
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _wait_until(daemon: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    daemon.settimeout(left)


def _connected() -> socket.socket:
    place = urlsplit(settings.IBM_CLAMD)
    if place.scheme == "tcp":
        return socket.create_connection((place.hostname, place.port), timeout=SCAN_CONNECT_SECONDS)
    daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    daemon.settimeout(SCAN_CONNECT_SECONDS)
    try:
        daemon.connect(place.path)
    except BaseException:
        daemon.close()
        raise
    return daemon
