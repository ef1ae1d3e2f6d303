"""Words about files for the templates. None of them asks the database."""

from django import template
from django.utils.functional import Promise

from assessments.queries.attached import FileRef, Files
from assessments.web import file_words

register = template.Library()
register.filter("facts", file_words.facts)
register.filter("flag_words", file_words.flag_words)


@register.filter
def scan_words(state: str) -> str | Promise:
    """Return what the virus scanner said."""
    return file_words.SCAN_WORDS[state]


@register.filter
def scan_tag(state: str) -> str:
    """Return the class of the tag with those words."""
    return file_words.SCAN_TAGS[state]


@register.filter
def used_too(file: FileRef, files: Files | str) -> tuple[str, ...]:
    """Return the codes of the other questions that a file is used for, as far as the page knows them."""
    return files.also_used.get(file.id, ()) if isinstance(files, Files) else ()
