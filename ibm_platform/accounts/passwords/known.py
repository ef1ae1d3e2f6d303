"""
Passwords that others have found before, as a file of hashes: no password of it can be read back, and nothing is asked of a network.

The file and where it comes from are described in ``README.md`` beside it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator

FILE = Path(__file__).with_name("breached.bin")
DIGEST_BYTES = 6
"""Of each SHA-256: short enough for a small file, long enough that a good password is refused once in six billion times."""


def is_known(password: str) -> bool:
    """Whether the password, in whatever case, is in the file of breached ones or among the common ones that Django ships."""
    plain = password.lower()
    return digest(plain) in breached() or plain in common()


def digest(plain: str) -> bytes:
    """Return the hash under which a password in lower case stands in the file."""
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()[:DIGEST_BYTES]


@cache
def breached() -> frozenset[bytes]:
    """The file, read once for each process."""
    content = FILE.read_bytes()
    return frozenset(content[start : start + DIGEST_BYTES] for start in range(0, len(content), DIGEST_BYTES))


@cache
def common() -> frozenset[str]:
    """The twenty thousand most used passwords of Django; most are short and are found here inside longer ones."""
    return frozenset(CommonPasswordValidator().passwords)
