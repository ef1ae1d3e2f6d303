"""The resources of ``/api/v1/``, put together from the apps."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

# Registers the personal token with the document below.
from ibm_platform.accounts.api import schema  # noqa: F401

urlpatterns = [
    path("schema/", SpectacularJSONAPIView.as_view(), name="api-schema"),
    path("", include("ibm_platform.accounts.api.urls")),
    path("", include("frameworks.api.urls")),
    path("", include("assessments.api.urls")),
    path("", include("reports.api.urls")),
]
