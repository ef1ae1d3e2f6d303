"""
How long the devices of a room wait for a vote that is shown: ``python tests/load/workshop.py [--clients 30] [--database postgres://…]``.

A temporary installation is started with the product's own command. Each client is an agency's device: it asks for news every
second, votes when a vote opens, and notes when it sees the votes. What is measured runs from sending the chair's press to the end
of the answer in which a device sees them, so up to a second of it is the device's own waiting. Load stays on loopback.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
PAUSE = 1.0
"""Seconds between two questions of a device."""
LONGEST = 60.0


def main() -> int:
    """Print the waiting times; exit 1 when 19 of 20 devices waited longer than two seconds or a request failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=30)
    parser.add_argument("--database", default="", help="address of a PostgreSQL server; a database is made and dropped")
    given = parser.parse_args()
    sys.path[0] = str(ROOT)
    from tests.load import serving

    with tempfile.TemporaryDirectory(prefix="ibm-load-") as name, serving.own_database(given.database) as database:
        data_dir = Path(name)
        settings = serving.environment(data_dir, database)
        os.environ.update(settings)
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=settings, check=True)
        import django

        django.setup()
        here, chair, leads = make_room_of(given.clients)
        with serving.gunicorn(data_dir, settings) as server:
            return measure(server.port, here, chair, leads)


def make_room_of(number: int) -> tuple[str, str, list[tuple[str, int]]]:
    """Return the address of an open workshop, the chair's session, and session and agency of each device."""
    from assessments import operations
    from tests.builders import cast_of, make_assessment
    from tests.load.world import signed_in
    from tests.people import make_agency, make_country, now

    home = make_country()
    agencies = [make_agency(home, f"A{place:02}", f"Agency {place:02}", ("BG", "CUS")) for place in range(number)]
    assessment = make_assessment(upto="consolidation", agencies=agencies, answers={"P1.F1.01": {"A00": 5}})
    cast = cast_of(assessment)
    one = {"at": now(), "assessment_id": assessment.pk}
    workshop = operations.plan_workshop(
        actor=cast.focal_point,
        title="Load",
        begins_on=now().date(),
        chair_id=cast.focal_point.pk,
        indicator_codes=CODES,
        **one,
    )
    operations.open_workshop(actor=cast.focal_point, workshop_id=workshop.pk, **one)
    leads = [(signed_in(cast.leads[code]), agency.pk) for code, agency in cast.agencies.items()]
    return f"/assessments/{assessment.pk}/workshops/{workshop.pk}/", signed_in(cast.focal_point), leads


CODES = ("P1.F1.01", "P1.F2.01", "P2.F1.01", "P2.F2.01")


class Browser:
    """One signed-in browser: its cookies, one connection."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies = {"sessionid": session}
        self.used_at = 0.0
        self.token = ""

    def send(
        self, method: str, address: str, fields: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, str, str]:
        """Return status, body and ETag."""
        if time.monotonic() - self.used_at > 1:
            self.connection.close()
        body = None if fields is None else urlencode({"csrfmiddlewaretoken": self.token, **fields})
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, address, body, sent)
        answer = self.connection.getresponse()
        content = answer.read().decode()
        self.used_at = time.monotonic()
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, value = cookie.split(";", 1)[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, content, answer.headers.get("ETag", "")

    def open(self, address: str) -> None:
        """Load a page and keep the secret of its forms."""
        status, content, _mark = self.send("GET", address)
        if status != 200:
            raise RuntimeError(f"{address} answered {status}")
        self.token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', content)[0]


class Device(threading.Thread):
    """Asks for news every second, votes once a round, and notes when it sees the votes of a round."""

    def __init__(self, port: int, here: str, session: str, agency: int, place: int, of: int) -> None:
        super().__init__(daemon=True)
        self.browser, self.here, self.agency = Browser(port, session), here, agency
        self.phase = PAUSE * place / of
        self.level = str(1 + place % 5)
        self.voted: set[tuple[str, str]] = set()
        self.seen: dict[tuple[str, str], float] = {}
        self.asked: list[float] = []
        self.unchanged = 0
        self.errors: list[str] = []
        self.over = threading.Event()

    def run(self) -> None:
        try:
            self.browser.open(f"{self.here}vote/")
            time.sleep(self.phase)
            mark, open_round = "", None
            while not self.over.is_set():
                turn = time.monotonic()
                status, content, new = self.browser.send(
                    "GET", f"{self.here}vote/live/", **{"HX-Request": "true", "If-None-Match": mark}
                )
                self.asked.append(time.monotonic() - turn)
                if status == 304:
                    self.unchanged += 1
                elif status == 200:
                    mark = new
                    found = re.search(
                        r'name="indicator" value="([^"]+)"><input type="hidden" name="round" value="(\d+)"', content
                    )
                    if found is not None:
                        open_round = found.groups()
                        self.vote(*open_round)
                    elif open_round is not None and "The votes" in content:
                        self.seen.setdefault(open_round, time.monotonic())
                        open_round = None
                else:
                    self.errors.append(f"news answered {status}")
                time.sleep(max(0.0, turn + PAUSE - time.monotonic()))
        except (OSError, RuntimeError, http.client.HTTPException) as error:
            self.errors.append(repr(error))

    def vote(self, indicator: str, number: str) -> None:
        if (indicator, number) in self.voted:
            return
        said = {"agency": str(self.agency), "indicator": indicator, "round": number, "choice": self.level}
        status, _content, _mark = self.browser.send("POST", f"{self.here}vote/", said)
        if status != 302:
            self.errors.append(f"a vote answered {status}")
        self.voted.add((indicator, number))


def measure(port: int, here: str, chair_session: str, leads: list[tuple[str, int]]) -> int:
    """Hold two votes on each question and print how long the devices waited."""
    chair = Browser(port, chair_session)
    chair.open(here)
    devices = [Device(port, here, session, agency, place, len(leads)) for place, (session, agency) in enumerate(leads)]
    for device in devices:
        device.start()
    waited, took = [], []

    def press(step: str, **fields: str) -> None:
        status, _content, _mark = chair.send("POST", here, {"step": step, **fields})
        if status != 302:
            raise RuntimeError(f"{step} answered {status}")

    for code in CODES:
        press("go_to", indicator=code)
        for number in (1, 2):
            press("start_vote", indicator=code, round=str(number - 1))
            key = (code, str(number))
            _until(lambda key=key: all(key in device.voted for device in devices))
            begun = time.monotonic()
            press("reveal", indicator=code, round=str(number))
            took.append(time.monotonic() - begun)
            _until(lambda key=key: all(key in device.seen for device in devices))
            waited += [device.seen[key] - begun for device in devices]
    for device in devices:
        device.over.set()
    for device in devices:
        device.join()
    errors = [error for device in devices for error in device.errors]
    asked = [one for device in devices for one in device.asked]
    unchanged = sum(device.unchanged for device in devices)
    p50, p95 = _both(waited)
    print(f"{len(devices)} devices, {len(waited)} sightings of shown votes after the chair's press")
    print(f"  until seen      p50 {p50:.0f} ms, p95 {p95:.0f} ms (2000), longest {1000 * max(waited):.0f} ms")
    print(f"  the press itself p50 {1000 * statistics.median(took):.0f} ms")
    fifty, ninety_five = _both(asked)
    print(
        f"  asking for news p50 {fifty:.1f} ms, p95 {ninety_five:.1f} ms; {unchanged} of {len(asked)} times nothing new"
    )
    print(f"  {len(errors)} errors {errors[:3] if errors else ''}")
    return 0 if p95 <= 2000 and not errors else 1


def _both(seconds: list[float]) -> tuple[float, float]:
    """Median and 95th of a hundred, in milliseconds."""
    return 1000 * statistics.median(seconds), 1000 * statistics.quantiles(seconds, n=20)[-1]


def _until(done) -> None:
    end = time.monotonic() + LONGEST
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("a device saw nothing for a minute")
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main())
