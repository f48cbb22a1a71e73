"""Every address of the site. Each view declares who may open it (clinic.policy); a test walks this list."""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, URLResolver, include, path, re_path, reverse_lazy

from clinic import about, views
from clinic.audit import page as audit_page
from clinic.people import page as people_page
from clinic.people import setup_page
from clinic.sign_in import passkey_again, sessions_page
from clinic.times import page as times_page
from clinic.web import errors, health

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
    path("again/passkey/", passkey_again.by_passkey, name="mfa_reauthenticate_webauthn"),
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
    path("sessions/", sessions_page.sessions, name="sessions"),
    path("sign-in/second/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("second-factor/", mfa.index, name="mfa_index"),
    path("second-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/passkey/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "second-factor/passkey/<int:pk>/remove/",
        webauthn.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index")),
        name="mfa_remove_webauthn",
    ),
    path("second-factor/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]

of_the_site: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("about/", about.about, name="about"),
    path("account/", include(account)),
    path("audit/", audit_page.audit_list, name="audit"),
    path("people/", people_page.everybody, name="people"),
    path("people/new/", people_page.new_person, name="new-person"),
    path("people/<uuid:pk>/", people_page.person, name="person"),
    path("clinic/hours/", times_page.clinic_hours, name="clinic-hours"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("setup/", setup_page.setup, name="setup"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("intake.urls")),  # the most asked for: addresses are tried in their order
    path("", include("treatments.urls")),
    *of_the_site,
]
