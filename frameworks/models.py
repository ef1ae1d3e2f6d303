"""
Framework versions and the rows that answers point at.

``VersionDocument`` holds the whole version in canonical form; the other tables are its index for foreign keys and lists, written
from it in one transaction and frozen with it (docs/decisions/0001).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from frameworks.frozen import FrozenQuerySet, VersionPart


class Framework(models.Model):
    """A family of versions, such as IBM."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class FrameworkVersionQuerySet(FrozenQuerySet):
    def published(self) -> FrameworkVersionQuerySet:
        return self.filter(status=FrameworkVersion.Status.PUBLISHED)


class FrameworkVersion(VersionPart):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    version_path: ClassVar[str] = ""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    language = models.CharField(max_length=40)
    content_hash = models.CharField(max_length=64)
    """SHA-256 of the canonical form of the source language."""
    imported_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering = ["framework__code", "-published_at", "-imported_at"]
        constraints = [
            # A number means one content for ever: a correction gets a new number.
            models.UniqueConstraint(fields=["framework", "number"], name="version_number_once_per_framework"),
            models.CheckConstraint(
                name="version_published_has_moment",
                # Lists are in the order of publication, and a published version without its moment has no place.
                condition=models.Q(status="draft", published_at__isnull=True)
                | models.Q(status="published", published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework.code} {self.number}"


class VersionDocument(VersionPart):
    """
    The canonical form: everything the version says.

    In a table of its own: it weighs 200 kB, and an assessment that joins its version must not carry it along.
    """

    version = models.OneToOneField(
        FrameworkVersion, on_delete=models.CASCADE, primary_key=True, related_name="document"
    )
    content = models.JSONField()

    def __str__(self) -> str:
        return f"document of version {self.version_id}"


class Dimension(VersionPart):
    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="dimensions")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    assignment = models.CharField(max_length=4)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        # Codes are how documents, files and results name a row.
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="dimension_code_once")]

    def __str__(self) -> str:
        return self.name


class Category(VersionPart):
    version_path: ClassVar[str] = "dimension__version__"

    dimension = models.ForeignKey(Dimension, on_delete=models.CASCADE, related_name="categories")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=400)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["dimension__position", "position"]
        # Codes are how documents, files and results name a row.
        constraints = [models.UniqueConstraint(fields=["dimension", "code"], name="category_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Level(VersionPart):
    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="levels")
    code = models.CharField(max_length=40)
    value = models.IntegerField()
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            # Answers name a level by its code.
            models.UniqueConstraint(fields=["version", "code"], name="level_code_once"),
            # Two levels of equal value could not be told apart by a score.
            models.UniqueConstraint(fields=["version", "value"], name="level_value_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Indicator(VersionPart):
    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=40)
    title = models.TextField()
    critical = models.BooleanField(default=False)
    position = models.PositiveIntegerField()
    categories = models.ManyToManyField(Category, through="IndicatorCategory", related_name="indicators")

    class Meta:
        ordering = ["position"]
        # Answers of agencies, files and reports meet by this code.
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="indicator_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class IndicatorCategory(VersionPart):
    """An indicator stands in a category."""

    version_path: ClassVar[str] = "indicator__version__"

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+")

    class Meta:
        # Counted twice, an indicator would weigh twice in its tier.
        constraints = [models.UniqueConstraint(fields=["indicator", "category"], name="indicator_once_per_category")]

    def __str__(self) -> str:
        return f"{self.indicator_id} in {self.category_id}"


class Fact(VersionPart):
    """What is true of an indicator at a level."""

    version_path: ClassVar[str] = "indicator__version__"

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="facts")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()

    class Meta:
        # A level of an indicator is one sentence that a country agrees to or not.
        constraints = [models.UniqueConstraint(fields=["indicator", "level"], name="fact_once_per_level")]

    def __str__(self) -> str:
        return self.text


class Prerequisite(VersionPart):
    """``indicator`` stands at ``level`` before ``target`` can reach ``target_level``; soft ones only break ties."""

    version_path: ClassVar[str] = "target__version__"

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="unlocks")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="prerequisites")
    target_level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="+")
    hard = models.BooleanField()

    class Meta:
        constraints = [
            # The number of indicators that one unlocks decides the order of actions; a repeated edge would count twice.
            models.UniqueConstraint(fields=["indicator", "level", "target", "target_level"], name="prerequisite_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} before {self.target_id}"
