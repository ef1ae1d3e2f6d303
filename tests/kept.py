"""
One set of rows for a whole module: made once, and what each test changes is undone.

A module that asks hundreds of small questions of the same countries need not build them hundreds of times::

    pytestmark = pytest.mark.django_db

    @pytest.fixture(scope="module")
    def world(django_db_setup, django_db_blocker):
        with kept(django_db_blocker):
            yield make_world()
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def kept(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open the database for a module, round the transactions of its tests, and leave it as it was."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
