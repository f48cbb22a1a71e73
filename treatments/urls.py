"""Addresses of the guide and of the protocols."""

from django.urls import path

from treatments import views
from treatments.pages.protocol import PARTS

EDITION = "protocols/<slug:code>/<str:edition>/"

urlpatterns = [
    path("guide/<slug:treatment>/", views.guide, name="guide"),
    path("protocols/", views.protocols, name="protocols"),
    path(EDITION, views.protocol, name="protocol"),
    path(f"{EDITION}whole/", views.protocol_on_paper, name="protocol-whole"),
    *(
        path(f"{EDITION}{part}/", views.part_of_protocol, {"part": part}, name=f"protocol-{part}")
        for part in PARTS
    ),
]
