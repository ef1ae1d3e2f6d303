"""Resources of accounts under ``/api/v1/``."""

from django.urls import path

from ibm_platform.accounts.api import views

urlpatterns = [path("countries/", views.CountryList.as_view(), name="api-countries")]
