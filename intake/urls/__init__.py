"""The addresses of the intake, by who opens them."""

from django.urls import include, path

urlpatterns = [
    path("", include("intake.urls.patient")),
    path("", include("intake.urls.desk")),
    path("", include("intake.urls.clinician")),
    path("", include("intake.urls.records")),
]
