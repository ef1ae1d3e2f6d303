"""Addresses of reports under ``/api/v1/``."""

from django.urls import path

from reports.api import views

urlpatterns = [
    path("reports/", views.ReportList.as_view(), name="api-reports"),
    path("reports/<uuid:report_id>/", views.ReportDetail.as_view(), name="api-report"),
    path("reports/<uuid:report_id>/file/", views.ReportFile.as_view(), name="api-report-file"),
]
