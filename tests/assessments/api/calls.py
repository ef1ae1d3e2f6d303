"""Calls of the API by a program that carries a person's token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import User
from tests.people import now

ROOT = "/api/v1/"


@dataclass(frozen=True)
class Answered:
    """One answer of the API; ``body`` is None where there is none."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        """The stable word of a problem."""
        assert self.headers["Content-Type"] == "application/problem+json"
        assert (self.body["status"], self.body["type"]) == (self.status, "about:blank")
        assert self.body["title"] and self.body["detail"]
        return self.body["code"]


class Program:
    """
    A program with the token of ``person``; without one it is nobody.

    ``present``: the person signed in and calls from the own browser, for what is refused to tokens.
    """

    def __init__(self, person: User | None = None, *, present: bool = False) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers: dict[str, str] = {}
        if person is not None and present:
            self.client.force_login(person)
        elif person is not None:
            made = operations.create_api_token(name="Program", days=1, actor=person, at=now(), proved_at=now())
            self.headers["Authorization"] = f"Bearer {made.secret}"

    def get(self, path: str, **query: str) -> Answered:
        return answered(self.client.get(ROOT + path, query, headers=self.headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Answered:
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Answered:
        return self.send("PUT", path, body, **headers)

    def delete(self, path: str) -> Answered:
        return self.send("DELETE", path)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answered:
        """Headers are given with underscores: ``if_match='"1"'``."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        content = b"" if body is None else json.dumps(body).encode()
        return self.send_bytes(method, path, content, "application/json", more)

    def send_bytes(
        self, method: str, path: str, content: bytes, kind: str, headers: Mapping[str, str] | None = None
    ) -> Answered:
        return answered(
            self.client.generic(
                method, ROOT + path, content, content_type=kind, headers={**self.headers, **(headers or {})}
            )
        )


def answered(response: HttpResponse) -> Answered:
    body = json.loads(response.content) if response.content else None
    return Answered(response.status_code, body, response.headers)
