"""What WeasyPrint may fetch: our own files from memory, nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.rendering.assets import content_type

SCHEME = "asset:"


class RefusedAddress(FatalURLFetchingError):
    """A report asked for an address. WeasyPrint swallows ordinary errors and prints on; this one ends the rendering."""


class ReportFetcher(URLFetcher):
    """
    Answers ``asset:NAME`` for the names it was given. Every other address is refused and kept in ``refused``.

    No protocol is open and no redirect is followed, so a method of the base class that is reached by another way than
    ``fetch`` opens nothing either.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=set(), allow_redirects=False, fail_on_errors=True)
        self._files = files
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        name = url.removeprefix(SCHEME)
        if url.startswith(SCHEME) and name in self._files:
            return URLFetcherResponse(url, self._files[name], {"Content-Type": content_type(name)})
        self.refused.append(url)
        raise RefusedAddress(f"A report may not fetch {url[:200]!r}.")
