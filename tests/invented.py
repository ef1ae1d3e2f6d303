"""The two invented languages in the test's own folder, so that a page without a browser can be read in them too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

from ibm_platform.common.pseudo import write_catalogues

MIRRORED = "ar-xb"
OVERRIDE = "\u202e"
"""Each word of the mirrored language begins with it; what is not translated has none."""


@contextmanager
def invented_languages() -> Iterator[None]:
    """Write both catalogues and let Django read them; afterwards nothing of them is left."""
    folder = settings.DATA_DIR / "locale"
    write_catalogues(settings.BASE_DIR, folder)
    _forget()
    try:
        yield
    finally:
        # A request leaves its language to what runs next in the same thread.
        translation.activate(settings.LANGUAGE_CODE)
        shutil.rmtree(folder, ignore_errors=True)
        _forget()


def _forget() -> None:
    trans_real._translations.clear()
    trans_real.get_languages.cache_clear()
