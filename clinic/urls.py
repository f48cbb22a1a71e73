"""Every address of the site. Each view declares who may open it (clinic.policy); a test walks this list."""

from allauth.account import views as allauth
from django.urls import URLPattern, URLResolver, include, path, re_path

from clinic import about, audit_list, errors, health, times_page, views

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = errors.too_many  # allauth's rate limits
handler500 = errors.server_error

# Only what staff need of allauth: no sign-up, no change of e-mail, no reset by e-mail. Whoever forgot the
# password gets a one-time link from `manage.py passwordlink`.
account = [
    path("", views.account, name="account"),
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("again/", allauth.reauthenticate, name="account_reauthenticate"),
    re_path(
        r"^new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "new-password/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

of_the_site: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("about/", about.about, name="about"),
    path("account/", include(account)),
    path("audit/", audit_list.audit_list, name="audit"),
    path("clinic/hours/", times_page.clinic_hours, name="clinic-hours"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *of_the_site,
    path("", include("treatments.urls")),
    path("", include("intake.urls")),
]
