"""Addresses of the pages about the model."""

from django.urls import path

from frameworks.web import views

app_name = "frameworks"

urlpatterns = [
    path("about/", views.about, name="about"),
    path("frameworks/", views.versions, name="versions"),
    path("frameworks/<str:code>/<str:number>/", views.version, name="version"),
    path("frameworks/<str:code>/<str:number>/cells/<str:cell>/", views.cell, name="cell"),
    path("frameworks/<str:code>/<str:number>/categories/<str:category>/", views.category, name="category"),
    path("frameworks/<str:code>/<str:number>/indicators/<str:indicator>/", views.indicator, name="indicator"),
    path("frameworks/<str:code>/<str:number>/levels/", views.levels, name="levels"),
    path("frameworks/<str:code>/<str:number>/sources/", views.sources, name="sources"),
    path("frameworks/<str:code>/<str:number>/glossary/", views.glossary, name="glossary"),
]
