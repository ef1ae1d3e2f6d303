"""Bringing versions in."""

from datetime import UTC, datetime

import pytest

from frameworks.frozen import VersionIsPublished
from frameworks.loader import FrameworkProblems, load
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
)
from frameworks.operations import NoSuchVersion, NumberTaken, import_framework, publish_version
from frameworks.queries import ContentChanged, newest_published, spec_of, version_by_code
from ibm_platform.common.errors import NotVisible
from tests.frameworks.documents import IBM_PATH, tiny

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 3, 12, tzinfo=UTC)


def test_import_stores_a_draft_with_all_its_rows():
    plan = import_framework(source=tiny(), at=NOON)

    version = FrameworkVersion.objects.get()
    assert (plan.new, plan.publishes) == (True, False)
    assert (version.framework.code, version.number, version.status) == ("HARBOUR", "2.1", "draft")
    assert (version.imported_at, version.published_at) == (NOON, None)
    assert spec_of(version) == load(tiny())


def test_rows_say_what_the_document_says():
    import_framework(source=IBM_PATH.read_bytes(), at=NOON, publish=True)

    spec = spec_of(FrameworkVersion.objects.get())
    assert list(Dimension.objects.values_list("code", "assignment")) == [
        (dimension.code, dimension.assignment) for dimension in spec.dimensions
    ]
    assert list(Category.objects.values_list("code", "name")) == [
        (category.code, category.name) for dimension in spec.dimensions for category in dimension.categories
    ]
    assert list(Level.objects.values_list("code", "value", "name")) == [
        (level.code, level.value, level.name) for level in spec.levels
    ]
    assert list(Indicator.objects.values_list("code", "title", "critical")) == [
        (indicator.code, indicator.title, indicator.critical) for indicator in spec.indicators
    ]
    assert set(IndicatorCategory.objects.values_list("indicator__code", "category__code")) == {
        (indicator.code, code)
        for indicator in spec.indicators
        for codes in indicator.categories.values()
        for code in codes
    }
    assert set(Fact.objects.values_list("indicator__code", "level__code", "text")) == {
        (indicator.code, level, text) for indicator in spec.indicators for level, text in indicator.facts.items()
    }
    edges = Prerequisite.objects.values_list(
        "indicator__code", "level__code", "target__code", "target_level__code", "hard"
    )
    assert set(edges) == {
        (edge.indicator, edge.level, edge.target, edge.target_level, edge.hard) for edge in spec.prerequisites
    }


def test_the_same_content_again_changes_nothing():
    import_framework(source=tiny(), at=NOON, publish=True)

    plan = import_framework(source=tiny(("# One dimension", "# Other remark")), at=LATER, publish=True)

    assert (plan.new, plan.publishes) == (False, False)
    assert FrameworkVersion.objects.get().published_at == NOON


def test_a_draft_that_is_imported_again_can_be_published():
    import_framework(source=tiny(), at=NOON)

    plan = import_framework(source=tiny(), at=LATER, publish=True)

    assert (plan.new, plan.publishes) == (False, True)
    assert FrameworkVersion.objects.get().published_at == LATER


@pytest.mark.parametrize("publish", [True, False])
def test_other_content_under_the_same_number_is_refused(publish):
    import_framework(source=tiny(), at=NOON, publish=publish)

    with pytest.raises(NumberTaken, match="Give the correction a new version number"):
        import_framework(source=tiny(("Mend the lights", "Mend all lights")), at=LATER)

    assert spec_of(FrameworkVersion.objects.get()) == load(tiny())


def test_a_correction_is_a_new_version_beside_the_old_one():
    import_framework(source=tiny(), at=NOON, publish=True)

    import_framework(source=tiny(('"2.1"', '"2.2"'), ("Mend the lights", "Mend all lights")), at=LATER, publish=True)

    assert Framework.objects.count() == 1
    assert newest_published().number == "2.2"
    assert spec_of(version_by_code("HARBOUR", "2.1")) == load(tiny())


def test_a_dry_run_writes_nothing():
    plan = import_framework(source=tiny(), at=NOON, publish=True, dry_run=True)

    assert (plan.new, plan.publishes) == (True, True)
    assert not Framework.objects.exists()


def test_a_wrong_file_writes_nothing():
    with pytest.raises(FrameworkProblems):
        import_framework(source=tiny(("target: W1", "target: W9")), at=NOON)

    assert not Framework.objects.exists()


def test_publishing_happens_once():
    import_framework(source=tiny(), at=NOON)

    publish_version(code="HARBOUR", number="2.1", at=LATER)

    assert version_by_code("HARBOUR", "2.1").published_at == LATER
    with pytest.raises(VersionIsPublished):
        publish_version(code="HARBOUR", number="2.1", at=LATER)
    with pytest.raises(NoSuchVersion):
        publish_version(code="HARBOUR", number="9.9", at=LATER)


def test_a_draft_is_not_found_by_those_who_read():
    import_framework(source=tiny(), at=NOON)

    with pytest.raises(NotVisible):
        version_by_code("HARBOUR", "2.1")
    assert newest_published() is None


def test_a_document_that_was_changed_behind_the_platforms_back_is_not_used():
    import_framework(source=tiny(("Mend the lights", "Mend these lights")), at=NOON)
    version = FrameworkVersion.objects.get()
    version.document.content["indicators"][0]["action"] = "Do nothing."

    with pytest.raises(ContentChanged):
        spec_of(version)
