"""A published version cannot be changed: not through models, not through querysets, not through plain SQL."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from frameworks.frozen import VersionIsPublished, VersionPart
from frameworks.models import Fact, Framework, FrameworkVersion, Indicator, Level
from frameworks.operations import import_framework
from tests.frameworks.documents import tiny

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
PARTS = sorted(
    (model for model in apps.get_models() if issubclass(model, VersionPart)), key=lambda model: model.__name__
)


@pytest.fixture
def published():
    import_framework(source=tiny(), at=NOON, publish=True)
    return FrameworkVersion.objects.get(status="published")


@pytest.fixture
def draft(published):
    import_framework(source=tiny(('"2.1"', '"2.2"')), at=NOON)
    return FrameworkVersion.objects.get(status="draft")


def of_version(model, version):
    """Rows of a model that belong to the version."""
    path = model.version_path.removesuffix("__")
    return model.objects.filter(**{path or "pk": version.pk})


def some_field(model):
    """A column of the row's own that a statement can set to itself."""
    return next(field for field in reversed(model._meta.concrete_fields) if not field.primary_key)


def test_every_table_of_a_version_is_looked_at():
    assert [model.__name__ for model in PARTS] == [
        "Category",
        "Dimension",
        "Fact",
        "FrameworkVersion",
        "Indicator",
        "IndicatorCategory",
        "Level",
        "Prerequisite",
        "VersionDocument",
    ]


@pytest.mark.parametrize("model", PARTS, ids=lambda model: model.__name__)
def test_the_model_layer_refuses(model, published):
    row = of_version(model, published).first()
    field = some_field(model).attname

    with pytest.raises(VersionIsPublished):
        row.save()
    with pytest.raises(VersionIsPublished):
        row.delete()
    with pytest.raises(VersionIsPublished):
        model.objects.filter(pk=row.pk).update(**{field: getattr(row, field)})
    with pytest.raises(VersionIsPublished):
        model.objects.bulk_update([row], [some_field(model).name])
    with pytest.raises(VersionIsPublished):
        model.objects.all().delete()
    assert of_version(model, published).filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", PARTS, ids=lambda model: model.__name__)
def test_plain_sql_is_refused(model, published):
    table, key, column = model._meta.db_table, model._meta.pk.column, some_field(model).column
    before = list(model.objects.order_by("pk").values())
    pk = of_version(model, published).first().pk

    with connection.cursor() as cursor:
        for statement in (
            f"UPDATE {table} SET {column} = {column} WHERE {key} = %s",  # noqa: S608
            f"DELETE FROM {table} WHERE {key} = %s",  # noqa: S608
        ):
            with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
                cursor.execute(statement, [pk])

    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "model", [model for model in PARTS if model is not FrameworkVersion], ids=lambda model: model.__name__
)
def test_no_row_can_be_added(model, published):
    row = of_version(model, published).first()
    columns = [field.column for field in model._meta.concrete_fields if field.name != "id"]
    table = model._meta.db_table
    copy = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns)} FROM {table} WHERE {model._meta.pk.column} = %s"  # noqa: S608

    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(copy, [row.pk])


def test_the_model_layer_refuses_new_rows_too(published):
    level = Level(version=published, code="X", value=9, name="More", position=9)

    with pytest.raises(VersionIsPublished):
        level.save()
    with pytest.raises(VersionIsPublished):
        Level.objects.bulk_create([level])


def test_a_row_of_a_draft_cannot_be_moved_into_a_published_version(draft, published):
    indicator = of_version(Indicator, draft).first()

    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        Indicator.objects.filter(pk=indicator.pk).update(version=published)

    assert of_version(Indicator, draft).count() == 2


def test_a_published_version_never_becomes_a_draft_again(published):
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE frameworks_frameworkversion SET status = 'draft', published_at = NULL")

    published.status, published.published_at = "draft", None
    with pytest.raises(VersionIsPublished):
        published.save()


def test_a_framework_with_versions_cannot_be_deleted(published):
    with pytest.raises(ProtectedError):
        Framework.objects.get().delete()


def test_a_draft_can_be_changed_and_thrown_away(draft, published):
    of_version(Fact, draft).update(text="It is so.")
    draft.delete()

    assert list(FrameworkVersion.objects.all()) == [published]
    assert Fact.objects.count() == 8
