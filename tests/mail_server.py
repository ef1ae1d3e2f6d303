"""Mail servers that misbehave, on real sockets; and a sender that dies while it sends."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Sequence
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as KeepingBackend

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import OutgoingMail
from tests.people import any_admin, now
from tests.servers import free_port

ANSWERS = {
    # Refuses for good, refuses for now, refuses what was said, and takes everything.
    "address": {"RCPT": "550 no such mailbox"},
    "grey": {"RCPT": "451 come back later"},
    "text": {"BODY": "554 not wanted"},
    "takes": {},
}


class MailServer:
    """
    A server for one test, in a thread.

    ``manner`` is a key of ANSWERS, or "tarpit" (takes the connection and says nothing), or "hangs up".
    """

    def __init__(self, manner: str) -> None:
        self.manner = manner
        self.connections = 0
        self.letters: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.held: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def stop(self) -> None:
        # A thread that waits in accept() is woken by this, not by close().
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.held:
            connection.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _peer = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.held.append(connection)
            if self.manner == "hangs up":
                connection.close()
            elif self.manner != "tarpit":
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        answers = ANSWERS[self.manner]
        with connection, connection.makefile("rwb") as line:

            def say(words: str) -> None:
                line.write(words.encode() + b"\r\n")
                line.flush()

            say("220 mail.example")
            while words := line.readline().decode().strip():
                verb = words[:4].upper()
                if verb == "DATA":
                    say("354 go on")
                    text = []
                    while (part := line.readline().decode().rstrip("\r\n")) != ".":
                        text.append(part)
                    if "BODY" not in answers:
                        self.letters.append("\n".join(text))
                    say(answers.get("BODY", "250 taken"))
                elif verb == "QUIT":
                    say("221 bye")
                    return
                else:
                    say(answers.get(verb, "250 fine"))


def closed_port() -> int:
    """A port where nobody listens."""
    return free_port()


class Killed(BaseException):
    """Stands for the end of the process: no ``except Exception`` catches it."""


class DyingBackend(BaseEmailBackend):
    """The process ends before the server has the letter."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise Killed(os.getpid())


class RefusingBackend(BaseEmailBackend):
    """The server says something that holds the address and the link."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise SMTPException(f"{email_messages[0].to} {email_messages[0].body}")


class TakenBackBackend(KeepingBackend):
    """An administrator takes the letter back while the server listens."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        operations.withdraw_letter(letter_id=OutgoingMail.objects.get(sent_at=None).pk, actor=any_admin(), at=now())
        return super().send_messages(messages)
