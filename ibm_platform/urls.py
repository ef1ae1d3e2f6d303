"""Composition: the one place that sees every app."""

from django.urls import include, path

from ibm_platform.common import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("ibm_platform.accounts.web.urls")),
    path("", include("frameworks.web.urls")),
    path("", include("assessments.web.urls")),
    path("", include("reports.web.urls")),
    path("api/v1/", include("ibm_platform.api_urls")),
]

handler400 = "ibm_platform.common.web.bad_request"
handler403 = "ibm_platform.common.web.permission_denied"
handler404 = "ibm_platform.common.web.page_not_found"
handler500 = "ibm_platform.common.web.server_error"
