"""Filters for what people and frameworks named: a page's text has its own language, theirs may have another."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ibm_platform.common import isolation

register = template.Library()


@register.filter
def bdi(text: object) -> SafeString | str:
    """Return a name for a sentence of HTML, in a ``<bdi>``; nothing for no name."""
    return format_html("<bdi>{}</bdi>", text) if text not in (None, "") else ""


@register.filter
def isolated(text: object) -> str:
    """Return a name for plain text: ``<title>``, ``aria-label``, ``alt``; nothing for no name."""
    return isolation.isolated("" if text is None else text)
