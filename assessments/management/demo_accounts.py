"""The file that tells the person who starts the embedded installation how to sign in."""

from __future__ import annotations

import os
from pathlib import Path

ACCOUNTS = (
    ("admin@demo.example", "administrator of the platform"),
    ("coordinator@demo.example", "coordinator, reviews many countries"),
    ("focal.arvenia@demo.example", "national focal point of Arvenia"),
    ("signatory.arvenia@demo.example", "signatory of Arvenia"),
    ("guard.arvenia@demo.example", "agency lead, Border Guard of Arvenia"),
    ("customs.arvenia@demo.example", "officer, Customs of Arvenia"),
    ("lead.customs.arvenia@demo.example", "agency lead, Customs of Arvenia"),
    ("reviewer@demo.example", "peer reviewer"),
    ("donor@demo.example", "donor"),
)


def write_accounts(folder: Path, password: str) -> Path:
    """Write the demo accounts to ``demo-accounts.txt`` (mode 0600) and return its path."""
    path = folder / "demo-accounts.txt"
    lines = ["Demo accounts. One password for all of them:", "", f"    {password}", ""]
    lines += [f"{email:<34} {what}" for email, what in ACCOUNTS]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")
    return path
