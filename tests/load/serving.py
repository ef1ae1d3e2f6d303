"""An installation to measure: its own database and folder, gunicorn as script/run starts it, and clients on loopback."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.load.counting import ASKED, TOLD
from tests.servers import answers, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """Give the address of an empty database on the PostgreSQL that ``server`` names, and drop it at the end; SQLite has none."""
    if not server:
        yield ""
        return
    import psycopg2
    from psycopg2 import sql

    name = f"ibm_load_{uuid.uuid4().hex[:12]}"
    # Not as a context manager: that one ends a transaction, and a database is made outside of any.
    admin = psycopg2.connect(server)
    admin.autocommit = True
    try:
        with admin.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            try:
                yield urlsplit(server)._replace(path=f"/{name}").geturl()
            finally:
                cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    finally:
        admin.close()


def environment(data_dir: Path, database: str) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("IBM_", "DJANGO_"))},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.load.settings",
        "IBM_DATA_DIR": str(data_dir),
        "IBM_DATABASE_URL": database,
    }


@contextmanager
def gunicorn(data_dir: Path, settings: dict[str, str]) -> Iterator[Server]:
    """Start the product's web process and give it once it answers."""
    port = free_port()
    with (data_dir / "web.log").open("wb") as log:
        process = subprocess.Popen(
            ["script/run", "web"],
            cwd=ROOT,
            env={**settings, "PORT": str(port)},
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            wait_until(lambda: answers(port))
            yield Server(port, process.pid)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


class Server:
    def __init__(self, port: int, process_id: int) -> None:
        self.port = port
        self.process_id = process_id

    def cpu_seconds(self) -> float:
        """CPU time of the worker processes so far; another load on the machine does not count in it."""
        children = Path(f"/proc/{self.process_id}/task/{self.process_id}/children").read_text().split()
        # The kernel's number for the CPU clock of another process (clock_getcpuclockid).
        return sum(time.clock_gettime((~int(child) << 3) | 2) for child in children)


class Client:
    """A signed-in browser without pictures: one connection, its cookies, gzip."""

    def __init__(self, server: Server, session: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.cookies = {"sessionid": session} if session else {}
        self.token = ""
        self.used_at = 0.0

    def get(self, address: str, **headers: str) -> tuple[bytes, http.client.HTTPMessage]:
        return self._send("GET", address, None, headers)

    def save(self, address: str, fields: dict[str, str], **headers: str) -> tuple[bytes, http.client.HTTPMessage]:
        """Send a form as autosave does."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields})
        return self._send(
            "POST",
            address,
            body,
            {
                "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
                "Accept": "application/json",
                "X-Requested-With": "autosave",
                **headers,
            },
        )

    def queries(self, address: str, fields: dict[str, str] | None = None) -> tuple[int, bytes]:
        """How many queries one request costs; with its answer."""
        counted = {ASKED: "1"}
        body, headers = self.get(address, **counted) if fields is None else self.save(address, fields, **counted)
        return int(headers[TOLD]), body

    def open(self, address: str) -> dict[str, str]:
        """Load a page with a form: keep its secret, and return what its hidden fields hold."""
        page = unpacked(*self.get(address)).decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
        self.token = hidden["csrfmiddlewaretoken"]
        return hidden

    def _send(
        self, method: str, address: str, body: str | None, headers: dict[str, str]
    ) -> tuple[bytes, http.client.HTTPMessage]:
        # The server closes a connection that was idle for two seconds; a browser would notice and open another.
        if time.monotonic() - self.used_at > 1:
            self.connection.close()
        sent = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **headers}
        self.connection.request(method, address, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        self.used_at = time.monotonic()
        if answer.status != 200:
            raise RuntimeError(f"{method} {address} answered {answer.status}: {content[:300]!r}")
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, value = cookie.split(";", 1)[0].split("=", 1)
            self.cookies[name] = value
        return content, answer.headers


def unpacked(content: bytes, headers: http.client.HTTPMessage) -> bytes:
    return gzip.decompress(content) if headers.get("Content-Encoding") == "gzip" else content


def page_bytes(client: Client, address: str) -> tuple[int, int]:
    """Bytes over the wire of a first visit (HTML, sheets, scripts, icons) and of a later one (HTML alone)."""
    content, headers = client.get(address)
    page = unpacked(content, headers).decode()
    files = {one.split("#")[0] for one in re.findall(r'(?:src|href|data-icons)="(/static/[^"]+)"', page)}
    return len(content) + sum(len(client.get(one)[0]) for one in sorted(files)), len(content)
