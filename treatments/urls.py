"""Addresses of the guide and of the protocols."""

from django.urls import path

from treatments import views

urlpatterns = [
    path("guide/<slug:treatment>/", views.guide, name="guide"),
    path("protocols/", views.protocols, name="protocols"),
    path("protocols/<slug:code>/<str:edition>/", views.protocol, name="protocol"),
]
