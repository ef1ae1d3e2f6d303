"""Addresses of reports. A report's id is random, and every address still asks who wants it."""

from django.urls import path

from reports.web import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.report_list, name="reports"),
    path("reports/request/", views.report_request, name="request"),
    path("reports/<uuid:report_id>/", views.report_page, name="page"),
    path("reports/<uuid:report_id>/status/", views.report_status, name="status"),
    path("reports/<uuid:report_id>/retry/", views.report_retry, name="retry"),
    path("reports/<uuid:report_id>/cancel/", views.report_cancel, name="cancel"),
    path("reports/<uuid:report_id>/file/", views.report_file, name="file"),
]
