"""Every address of the site. Each view declares who may open it (clinic.policy); a test walks this list."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
