"""
What an uploaded file is, by its content, and whether it may be kept: plain Python, no Django, no database, no network.

``inspect`` gives an ``Accepted`` or a ``Refusal``; ``words`` turns a refusal into its sentence. Order of reading: ``limits``,
``verdicts``, ``sentences``, ``inspector``; then ``signatures`` (first bytes), ``documents`` (PDF), ``images``, ``texts``,
``packages`` with ``archive``, ``office`` and ``opendocument``, and ``probe``, the child process that opens PDFs and pictures.
"""

from .inspector import inspect
from .limits import MAX_FILE_BYTES
from .sentences import FLAGS, FOUND, REFUSALS, words
from .verdicts import Accepted, Flag, Kind, Refusal

__all__ = ["FLAGS", "FOUND", "MAX_FILE_BYTES", "REFUSALS", "Accepted", "Flag", "Kind", "Refusal", "inspect", "words"]
