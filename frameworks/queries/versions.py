"""Versions and what they say."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from frameworks.canonical import content_hash
from frameworks.loader import from_document
from frameworks.models import FrameworkVersion, FrameworkVersionQuerySet
from frameworks.spec import FrameworkSpec
from ibm_platform.common.errors import Conflict, NotVisible

_specs: dict[str, FrameworkSpec] = {}


class ContentChanged(Conflict):
    """What is stored is not what was imported: somebody wrote past the platform."""

    code = "framework_content_changed"


def spec_of(version: FrameworkVersion) -> FrameworkSpec:
    """
    Return what a version says, kept per process by its content hash (a version's content never changes).

    The first call in a process reads the document (one query, about 60 ms for 88 indicators), later ones nothing.

    Raises:
        ContentChanged: the stored document no longer has the version's hash; no score may be made from it.
    """
    found = _specs.get(version.content_hash)
    if found is None:
        found = from_document(version.document.content)
        if content_hash(found) != version.content_hash:
            raise ContentChanged(
                _("The stored document of this framework version was changed; restore it from a backup.")
            )
        _specs[version.content_hash] = found
    return found


def published_versions() -> FrameworkVersionQuerySet:
    """Return the published versions with their frameworks, by framework and then the newest first."""
    return (
        FrameworkVersion.objects.published()
        .select_related("framework")
        .order_by("framework__code", "-published_at", "-pk")
    )


def version_by_code(code: str, number: str) -> FrameworkVersion:
    """
    Return a published version.

    Raises:
        NotVisible: no published version has these.
    """
    found = published_versions().filter(framework__code=code, number=number).first()
    if found is None:
        raise NotVisible(_("There is no such framework version."))
    return found


def stored_version(code: str, number: str) -> FrameworkVersion | None:
    """Return a version, draft or published, for those who run the installation; None when there is none."""
    return (
        FrameworkVersion.objects.filter(framework__code=code, number=number)
        .select_related("framework", "document")
        .first()
    )


def newest_published() -> FrameworkVersion | None:
    """Return the version that was published last; None on an empty installation."""
    return FrameworkVersion.objects.published().select_related("framework").order_by("-published_at", "-pk").first()


def newest_named(beside: Combinable) -> tuple[str, str, Any] | None:
    """
    Return code and number of the version that was published last: what the menu of every page needs of it.

    Args:
        beside: something else that every page needs, such as a count from another table; it comes third, from the same query.
    """
    rows = FrameworkVersion.objects.published().order_by("-published_at", "-pk")
    return rows.annotate(beside=beside).values_list("framework__code", "number", "beside").first()


def leading_version() -> FrameworkVersion | None:
    """
    Return the newest published version of the framework that this installation published first; None on an empty one.

    The public page tells what that framework is: a second one that is tried out beside it must not take its place.
    """
    first = published_versions().order_by("published_at", "pk").first()
    return first and published_versions().filter(framework=first.framework).first()
