"""Bringing framework versions in. Nothing here changes a published one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from frameworks.canonical import content_hash, to_document
from frameworks.loader import load
from frameworks.models import (
    Category,
    Dimension,
    Fact,
    Framework,
    FrameworkVersion,
    Indicator,
    IndicatorCategory,
    Level,
    Prerequisite,
    VersionDocument,
)
from frameworks.spec import FrameworkSpec
from ibm_platform.common.errors import Conflict, NotVisible


class NumberTaken(Conflict):
    """The version's number exists with another content; a correction needs a new number."""

    code = "version_number_taken"


class NoSuchVersion(NotVisible):
    """No version has this code and number."""

    code = "no_such_version"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """
    What an import does or did.

    ``new`` is False when the same content was there already, ``publishes`` when nothing had to be published.
    """

    code: str
    number: str
    content_hash: str
    indicators: int
    prerequisites: int
    new: bool
    publishes: bool


def import_framework(*, source: bytes, at: datetime, publish: bool = False, dry_run: bool = False) -> ImportPlan:
    """
    Store a framework version from its file, and publish it when asked to. The same content twice changes nothing.

    Raises:
        FrameworkProblems: the file is not a framework version; every problem with path and line.
        NumberTaken: this number exists with another content.
    """
    # Before the transaction: on SQLite it would keep every other writer waiting while it reads.
    spec = load(source)
    digest = content_hash(spec)
    with transaction.atomic():
        present = _lock(spec.code, spec.version)
        if present is not None and present.content_hash != digest:
            raise NumberTaken(
                _("%(code)s %(number)s exists with another content. Give the correction a new version number.")
                % {"code": spec.code, "number": spec.version}
            )
        publishes = publish and (present is None or present.status == FrameworkVersion.Status.DRAFT)
        if not dry_run:
            version = present or _store(spec, digest, at)
            if publishes:
                _publish(version, at)
    return ImportPlan(
        code=spec.code,
        number=spec.version,
        content_hash=digest,
        indicators=len(spec.indicators),
        prerequisites=len(spec.prerequisites),
        new=present is None,
        publishes=publishes,
    )


@transaction.atomic
def publish_version(*, code: str, number: str, at: datetime) -> None:
    """
    Make a draft version readable and usable for everybody, and unchangeable from then on.

    Raises:
        NoSuchVersion: there is none of this code and number.
        VersionIsPublished: it was published before.
    """
    version = _lock(code, number)
    if version is None:
        raise NoSuchVersion(_("There is no such framework version; import it first."))
    _publish(version, at)


def _lock(code: str, number: str) -> FrameworkVersion | None:
    return FrameworkVersion.objects.select_for_update(of=("self",)).filter(framework__code=code, number=number).first()


def _publish(version: FrameworkVersion, at: datetime) -> None:
    version.status, version.published_at = FrameworkVersion.Status.PUBLISHED, at
    version.save(update_fields=["status", "published_at"])


def _store(spec: FrameworkSpec, digest: str, at: datetime) -> FrameworkVersion:
    framework, _created = Framework.objects.update_or_create(code=spec.code, defaults={"name": spec.name})
    version = FrameworkVersion.objects.create(
        framework=framework,
        number=spec.version,
        language=spec.language,
        content_hash=digest,
        imported_at=at,
    )
    VersionDocument.objects.create(version=version, content=to_document(spec))
    categories = _store_dimensions(spec, version)
    levels = Level.objects.bulk_create(
        Level(version=version, code=one.code, value=one.value, name=one.name, position=number)
        for number, one in enumerate(spec.levels)
    )
    _store_indicators(spec, version, categories, {level.code: level for level in levels})
    return version


def _store_dimensions(spec: FrameworkSpec, version: FrameworkVersion) -> dict[str, Category]:
    categories: dict[str, Category] = {}
    for number, one in enumerate(spec.dimensions):
        dimension = Dimension.objects.create(
            version=version, code=one.code, name=one.name, assignment=one.assignment, position=number
        )
        rows = Category.objects.bulk_create(
            Category(dimension=dimension, code=category.code, name=category.name, position=place)
            for place, category in enumerate(one.categories)
        )
        categories.update({row.code: row for row in rows})
    return categories


def _store_indicators(
    spec: FrameworkSpec, version: FrameworkVersion, categories: dict[str, Category], levels: dict[str, Level]
) -> None:
    rows = Indicator.objects.bulk_create(
        Indicator(version=version, code=one.code, title=one.title, critical=one.critical, position=number)
        for number, one in enumerate(spec.indicators)
    )
    by_code = {row.code: row for row in rows}
    IndicatorCategory.objects.bulk_create(
        IndicatorCategory(indicator=by_code[one.code], category=categories[code])
        for one in spec.indicators
        for codes in one.categories.values()
        for code in codes
    )
    Fact.objects.bulk_create(
        Fact(indicator=by_code[one.code], level=levels[level], text=text)
        for one in spec.indicators
        for level, text in one.facts.items()
    )
    Prerequisite.objects.bulk_create(
        Prerequisite(
            indicator=by_code[edge.indicator],
            level=levels[edge.level],
            target=by_code[edge.target],
            target_level=levels[edge.target_level],
            hard=edge.hard,
        )
        for edge in spec.prerequisites
    )
