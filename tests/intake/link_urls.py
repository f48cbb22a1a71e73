"""Addresses that mails point to, for tests of mails alone."""

from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("link/<str:token>/", lambda request, token: HttpResponse(), name="patient-link"),
    path("guide/<slug:treatment>/", lambda request, treatment: HttpResponse(), name="guide"),
]
