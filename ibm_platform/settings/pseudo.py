"""Two invented languages for tests and development: longer text, and mirrored text. Never in production."""

from django.utils.translation import gettext_lazy as _

PSEUDO_LANGUAGES = [
    ("en", _("English")),
    ("en-xa", "Lönger Ênglish (pseudo)"),
    # Django asks the first part of a code whether it is written from right to left.
    ("ar-xb", "Mirrored (pseudo)"),
]
