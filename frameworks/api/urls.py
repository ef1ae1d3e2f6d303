"""The framework resources of the API; names are part of the contract."""

from django.urls import path

from frameworks.api.views import FrameworkDetail, FrameworkList

urlpatterns = [
    path("frameworks/", FrameworkList.as_view(), name="api-frameworks"),
    path("frameworks/<str:code>/<str:version>/", FrameworkDetail.as_view(), name="api-framework"),
]
