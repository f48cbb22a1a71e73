"""What `manage.py check` says about the site's own rules; an error stops the start."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.urls import get_resolver

from clinic.policy import every_view, name_of, policy_of

# In this order: each relies on the ones before it.
MIDDLEWARE_ORDER = (
    "clinic.web.middleware.RequestIdMiddleware",
    "clinic.web.access_log.AccessLogMiddleware",
    "clinic.web.middleware.SecurityHeadersMiddleware",
    "clinic.web.middleware.BoundedRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "clinic.web.middleware.LanguageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.session_limits.SessionLimitsMiddleware",
    "clinic.sign_in.second_factor.SecondFactorMiddleware",
    "clinic.enforcement.PolicyMiddleware",
)


@register(Tags.security)
def every_address_has_a_policy(app_configs, **_) -> list[Error]:
    return [
        Error(
            f"/{route} ({name_of(view)}) does not say who may open it.",
            hint="Put @public, @staff(...) or @patient_session from clinic.policy on top of the view.",
            id="clinic.E001",
        )
        for route, view in every_view(get_resolver())
        if policy_of(view) is None
    ]


@register(Tags.security)
def guards_stand_in_order(app_configs, **_) -> list[Error]:
    standing = [name for name in settings.MIDDLEWARE if name in MIDDLEWARE_ORDER]
    if standing == list(MIDDLEWARE_ORDER):
        return []
    return [
        Error(
            "MIDDLEWARE lacks one of the site's guards, or has them in another order.",
            hint="Expected, in this order: " + ", ".join(MIDDLEWARE_ORDER),
            id="clinic.E002",
        )
    ]


@register(Tags.security)
def limits_count_for_all_processes(app_configs, **_) -> list[Error]:
    """A cache per process would multiply every rate limit by the number of processes."""
    backend = settings.CACHES["default"]["BACKEND"]
    if backend.endswith(("DatabaseCache", "RedisCache")):
        return []
    return [
        Error(
            f"CACHES uses {backend}, which every process keeps for itself.",
            hint="Use django.core.cache.backends.db.DatabaseCache.",
            id="clinic.E003",
        )
    ]
