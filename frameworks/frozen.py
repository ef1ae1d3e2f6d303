"""
A published version cannot be changed: the model layer's half of that promise.

The database's half are the triggers of migration 0002; this one speaks in words before they do. ``save`` and ``delete`` are
overridden here and nowhere else, because here the refusal *is* the rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ibm_platform.common.errors import NotAllowed

PUBLISHED = "published"


class VersionIsPublished(NotAllowed):
    """A published framework version is never changed; a correction is a new version."""

    code = "version_published"

    def __init__(self) -> None:
        super().__init__(_("A published framework version cannot be changed. Import the correction as a new version."))


class FrozenQuerySet(models.QuerySet[Any]):
    """Refuses every bulk write that would touch a published version."""

    def _refuse(self) -> None:
        if self.filter(**{self.model.version_path + "status": PUBLISHED}).exists():
            raise VersionIsPublished

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        for row in rows:
            row.refuse_published_parent()
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        rows = list(objs)
        self.model.objects.filter(pk__in=[row.pk for row in rows])._refuse()
        return super().bulk_update(rows, fields, batch_size)

    def update(self, **values: Any) -> int:
        self._refuse()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse()
        return super().delete()

    update.alters_data = True  # type: ignore[attr-defined]
    delete.alters_data = True  # type: ignore[attr-defined]


class VersionPart(models.Model):
    """A row that belongs to a framework version; ``version_path`` leads to it ("" for the version itself)."""

    version_path: ClassVar[str] = "version__"

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse()
        self.refuse_published_parent()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse()
        return super().delete(*args, **kwargs)

    def refuse_published_parent(self) -> None:
        """Refuse a row that would stand in a published version; free of queries while its parents are in memory."""
        parents = [name for name in self.version_path.split("__") if name]
        if parents and reduce(getattr, parents, self).status == PUBLISHED:
            raise VersionIsPublished

    def _refuse(self) -> None:
        if self.pk and type(self).objects.filter(pk=self.pk, **{self.version_path + "status": PUBLISHED}).exists():
            raise VersionIsPublished
