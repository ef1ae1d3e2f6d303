"""Two invented languages for tests and development: longer text, and mirrored text. Never in production."""

from django.conf.global_settings import LANGUAGES_BIDI
from django.utils.translation import gettext_lazy as _

PSEUDO_LANGUAGES = [
    ("en", _("English")),
    ("en-xa", "Lönger Ênglish (pseudo)"),
    ("en-xb", "Mirrored English (pseudo)"),
]
BIDI = [*LANGUAGES_BIDI, "en-xb"]
