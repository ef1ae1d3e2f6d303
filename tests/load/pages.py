"""
How long pages and saves take, beside the signed-in hello of the same minute, on an installation of their own.

    python tests/load/pages.py [--rounds 20] [--database postgres://…]

A temporary installation is filled and started with the product's own command; one client asks for every page in turn, round
after round (A B C A B C), over one connection and with gzip. A ratio is taken inside a round and the median of the rounds is
shown, so that another load on the machine moves both sides. CPU milliseconds are those of the server's processes. At the end a
hundred clients write as people do, a save each two seconds. Load stays on loopback; the whole takes one to two minutes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = 8
"""Of each page in a round."""
CLIENTS, SECONDS, PAUSE = 100, 20, 2.0
HELLO = "signed-in hello"


@dataclass(frozen=True)
class Target:
    """What a line may cost; None where nothing is set. Milliseconds describe one machine, ratios any."""

    ratio: float | None = None
    p50: float | None = None
    p95: float = 300
    queries: int = 12


@dataclass
class Line:
    act: Callable[[], object]
    target: Target
    wall: list[list[float]] = field(default_factory=list)
    """Milliseconds, a list for each round."""
    cpu: list[float] = field(default_factory=list)
    """Milliseconds for one request, one figure for each round."""
    queries: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--database", default="", help="address of a PostgreSQL server; a database is made and dropped")
    parser.add_argument("--no-burst", action="store_true")
    given = parser.parse_args()
    sys.path[0] = str(ROOT)
    # What the measured processes inherit: hello, clients and rows import Django's settings only after this.
    from tests.load import serving

    with tempfile.TemporaryDirectory(prefix="ibm-load-") as name, serving.own_database(given.database) as database:
        data_dir = Path(name)
        settings = serving.environment(data_dir, database)
        os.environ.update(settings)
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=settings, check=True)
        import django

        django.setup()
        from tests.load.world import make_world

        begun = time.monotonic()
        world = make_world(writers=CLIENTS)
        print(f"rows made in {time.monotonic() - begun:.0f} s; load of the machine {_load()}")
        with serving.gunicorn(data_dir, settings) as server:
            fine = measure(server, world, given.rounds)
            if not given.no_burst:
                fine &= burst(server, world)
        print(f"load of the machine {_load()}")
    return 0 if fine else 1


def measure(server, world, rounds: int) -> bool:
    """Ask for everything in turn and print the table; True when every target is met."""
    from tests.load.serving import Client, page_bytes

    officer, focal_point, coordinator = (
        Client(server, session) for session in (world.officer, world.focal_point, world.coordinator)
    )
    writer = Writer(Client(server, world.officer), world.question)
    lines = {
        HELLO: Line(lambda: officer.get("/load/hello/"), Target()),
        "question page": Line(lambda: officer.get(world.question), Target(ratio=6, p50=15)),
        "autosave": Line(writer.save, Target(ratio=6, p50=15, p95=150, queries=15)),
        "scorecard page": Line(lambda: focal_point.get(world.scorecard), Target()),
        "scorecard data (API)": Line(lambda: focal_point.get(world.scorecard_api), Target(ratio=4, p50=10)),
        "portfolio, 200 countries": Line(lambda: coordinator.get(world.portfolio), Target(ratio=15, p50=40)),
        "my work": Line(lambda: officer.get("/"), Target()),
    }
    for _time in range(REQUESTS):
        for line in lines.values():
            line.act()
    for _round in range(rounds):
        for line in lines.values():
            before, took = server.cpu_seconds(), []
            for _request in range(REQUESTS):
                begun = time.perf_counter()
                line.act()
                took.append(1000 * (time.perf_counter() - begun))
            line.wall.append(took)
            line.cpu.append(1000 * (server.cpu_seconds() - before) / REQUESTS)
    for name, client, address in (
        (HELLO, officer, "/load/hello/"),
        ("question page", officer, world.question),
        ("scorecard page", focal_point, world.scorecard),
        ("scorecard data (API)", focal_point, world.scorecard_api),
        ("portfolio, 200 countries", coordinator, world.portfolio),
        ("my work", officer, "/"),
    ):
        lines[name].queries = client.queries(address)[0]
    lines["autosave"].queries, answer = writer.counted()
    _print_head()
    fine = True
    for name, line in lines.items():
        fine &= _print_line(name, line, lines[HELLO])
    for name, client, address in (
        ("question page", officer, world.question),
        ("scorecard page", focal_point, world.scorecard),
        ("portfolio, 200 countries", coordinator, world.portfolio),
        ("my work", officer, "/"),
    ):
        first, later = page_bytes(client, address)
        met = first <= 100 * 1024 and later <= 15 * 1024
        fine &= met
        print(f"{name:26}{first / 1024:8.1f} KB first, {later / 1024:5.1f} KB later (100, 15)  {_word(met)}")
    print(f"{'answer of an autosave':26}{len(answer):8} bytes (512)  {_word(len(answer) <= 512)}")
    return fine and len(answer) <= 512


class Writer:
    """One officer at one question, who says something else at each save."""

    def __init__(self, client, address: str) -> None:
        self.client = client
        self.address = address
        self.revision = client.open(address)["expected_revision"]
        self.number = 0

    def save(self) -> None:
        import json

        self.revision = str(json.loads(self.client.save(self.address, self._fields())[0])["revision"])

    def counted(self) -> tuple[int, bytes]:
        return self.client.queries(self.address, self._fields())

    def _fields(self) -> dict[str, str]:
        self.number += 1
        return {
            "choice": str(1 + self.number % 5),
            "reason": "",
            "comment": f"The order covers four of five crossings; the fifth follows. Version {self.number}.",
            "expected_revision": self.revision,
            "idempotency_key": os.urandom(11).hex(),
            "following": "",
        }


def burst(server, world) -> bool:
    """A hundred people write for twenty seconds; True when all was saved and 95 of 100 waited 50 ms at most."""
    from tests.load.serving import Client

    took: list[float] = []
    errors: list[str] = []
    writers = [Writer(Client(server, session), address) for session, address in world.writers]
    begin = time.monotonic() + 0.5

    def write(writer: Writer, offset: float) -> None:
        for turn in range(int(SECONDS / PAUSE)):
            time.sleep(max(0.0, begin + offset + turn * PAUSE - time.monotonic()))
            started = time.perf_counter()
            try:
                writer.save()
            except (OSError, RuntimeError, ValueError) as error:
                errors.append(str(error))
            took.append(1000 * (time.perf_counter() - started))

    threads = [
        threading.Thread(target=write, args=(writer, PAUSE * number / len(writers)))
        for number, writer in enumerate(writers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    met = p95 <= 50 and not errors
    print(
        f"{len(writers)} clients, a save each {PAUSE:.0f} s for {SECONDS} s: {len(took)} saves, p50 {p50:.1f} ms, "
        f"p95 {p95:.1f} ms (50), {len(errors)} errors (0)  {_word(met)}"
    )
    for error in errors[:3]:
        print(f"  {error}")
    return met


def _print_head() -> None:
    print(
        f"{'':26}{'p50 ms':>8}{'p95 ms':>8}{'queries':>9}{'× hello':>9}{'CPU ms':>8}{'× CPU':>7}"
        "   target: × hello, p50, p95, queries"
    )


def _print_line(name: str, line: Line, hello: Line) -> bool:
    every = [one for took in line.wall for one in took]
    p50, p95 = statistics.median(every), statistics.quantiles(every, n=20)[-1]
    ratio = statistics.median(
        statistics.median(mine) / statistics.median(base) for mine, base in zip(line.wall, hello.wall, strict=True)
    )
    cpu = statistics.median(line.cpu)
    cpu_ratio = statistics.median(mine / base for mine, base in zip(line.cpu, hello.cpu, strict=True))
    target = line.target
    met = (
        (target.ratio is None or ratio <= target.ratio)
        and (target.p50 is None or p50 <= target.p50)
        and p95 <= target.p95
        and line.queries <= target.queries
    )
    wanted = ", ".join(
        "-" if one is None else f"{one:g}" for one in (target.ratio, target.p50, target.p95, target.queries)
    )
    print(
        f"{name:26}{p50:8.2f}{p95:8.2f}{line.queries:9}{ratio:9.2f}{cpu:8.2f}{cpu_ratio:7.2f}   {wanted:16} {_word(met)}",
        flush=True,
    )
    return met


def _word(met: bool) -> str:
    return "met" if met else "MISSED"


def _load() -> str:
    return " ".join(Path("/proc/loadavg").read_text().split()[:3])


if __name__ == "__main__":
    sys.exit(main())
