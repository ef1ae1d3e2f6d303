"""Composition: agency types belong to a framework, agencies to a country; their forms meet here."""

from __future__ import annotations

from frameworks.queries import newest_published, spec_of


def choices() -> list[tuple[str, str]]:
    """Return (code, name) of the agency types of the newest published framework version; empty while there is none."""
    version = newest_published()
    if version is None:
        return []
    return [(agency_type.code, agency_type.name) for agency_type in spec_of(version).agency_types]
