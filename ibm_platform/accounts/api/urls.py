"""Resources of accounts under ``/api/v1/``."""

from django.urls import path

from ibm_platform.accounts.api import sessions, views

urlpatterns = [
    path("countries/", views.CountryList.as_view(), name="api-countries"),
    path("sessions/", sessions.SessionList.as_view(), name="api-sessions"),
    path("sessions/<int:session_id>/", sessions.SessionEnd.as_view(), name="api-session"),
]
