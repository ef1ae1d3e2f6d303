"""Resources of accounts under ``/api/v1/``."""

from django.urls import path

from ibm_platform.accounts.api import notices, sessions, views

urlpatterns = [
    path("countries/", views.CountryList.as_view(), name="api-countries"),
    path("notices/", notices.NoticeList.as_view(), name="api-notices"),
    path("notices/read/", notices.ReadNotices.as_view(), name="api-read-notices"),
    path("notices/choices/", notices.NoticeChoices.as_view(), name="api-notice-choices"),
    path("notices/<int:notice_id>/", notices.OneNotice.as_view(), name="api-notice"),
    path("sessions/", sessions.SessionList.as_view(), name="api-sessions"),
    path("sessions/<int:session_id>/", sessions.SessionEnd.as_view(), name="api-session"),
]
