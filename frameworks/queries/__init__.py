"""Reading framework versions: the spec of a version, lists, and what each page shows."""

from .pages import (
    CategoryPage,
    CellPage,
    IndicatorPage,
    ScalePage,
    SourcePage,
    VersionPage,
    category_page,
    cell_page,
    indicator_page,
    scale_page,
    source_page,
    version_page,
)
from .versions import (
    ContentChanged,
    leading_version,
    newest_named,
    newest_published,
    published_versions,
    spec_of,
    stored_version,
    version_by_code,
)

__all__ = [
    "CategoryPage",
    "CellPage",
    "ContentChanged",
    "IndicatorPage",
    "ScalePage",
    "SourcePage",
    "VersionPage",
    "category_page",
    "cell_page",
    "indicator_page",
    "leading_version",
    "newest_named",
    "newest_published",
    "published_versions",
    "scale_page",
    "source_page",
    "spec_of",
    "stored_version",
    "version_by_code",
    "version_page",
]
