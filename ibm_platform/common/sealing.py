"""
Texts that the database may hold and not show: encrypted with keys made from the installation's secret key.

After the secret key was changed, texts open as long as the old one stands in ``SECRET_KEY_FALLBACKS``.
"""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
KEY_BYTES = 32


class CannotUnseal(ValueError):
    """The text was sealed with a key that is gone, for something else, or was changed since."""


def seal(text: str, *, purpose: str, bound_to: str = "") -> str:
    """
    Return ``text`` encrypted (AES-256-GCM); the same text gives another result each time.

    Args:
        purpose: a key of its own for each kind of text, so that none opens in the place of another.
        bound_to: what stands beside the text, such as the address of a letter; the text opens only beside the same.
    """
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(settings.SECRET_KEY, purpose)).encrypt(nonce, text.encode(), bound_to.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, purpose: str, bound_to: str = "") -> str:
    """
    Return the text that ``seal`` was given with the same ``purpose`` and ``bound_to``.

    Raises:
        CannotUnseal: no key of this installation opens it.
    """
    try:
        content = base64.urlsafe_b64decode(sealed)
    except binascii.Error as error:
        raise CannotUnseal("this is no sealed text") from error
    nonce, closed = content[:NONCE_BYTES], content[NONCE_BYTES:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return AESGCM(_key(secret, purpose)).decrypt(nonce, closed, bound_to.encode()).decode()
        except (InvalidTag, ValueError):
            continue
    raise CannotUnseal("no key of this installation opens the text")


def _key(secret: str, purpose: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"ibm_platform {purpose}".encode())
    return derivation.derive(secret.encode())
