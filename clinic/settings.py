"""Everything that differs between one clinic's installation and another's, read from the environment.

Fail closed: what a real installation must say itself (PRODUCTION=1 or a DATABASE_URL) has no default here.
Every variable is in the README's table; tests/script/test_settings_readme.py keeps the two in agreement.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from clinic.backup.keys import checked_public
from clinic.configuration.connections import mail, postgresql, sms, sqlite
from clinic.configuration.environment import (
    demanded,
    flag,
    listed,
    number,
    phone,
    port_last_served,
    sender,
    text,
    time_zone,
    tracker,
)
from clinic.configuration.production import SILENCED, SQLITE, refuse_unsafe
from clinic.configuration.secret_key import secret_key
from clinic.web.log_privacy import FORMATTERS, private_logging

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

# -- What kind of installation this is -------------------------------------------------------------------
PRODUCTION = flag("PRODUCTION")
DATA_DIR = Path(text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATABASE_URL = text("DATABASE_URL")
EXAMPLE_DATA = flag("EXAMPLE_DATA")

BASE_URL = demanded("BASE_URL", f"http://localhost:{port_last_served(DATA_DIR)}").rstrip("/")
BASE_HOST = urlsplit(BASE_URL).hostname or ""
ON_LOOPBACK = BASE_HOST in ("localhost", "127.0.0.1", "::1")
HTTPS = BASE_URL.startswith("https://")
DEBUG = flag("DEBUG")
if not BASE_HOST or not BASE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured(f"BASE_URL must look like https://intake.example.org, not {BASE_URL!r}.")
if not HTTPS and not ON_LOOPBACK:
    raise ImproperlyConfigured("BASE_URL must be https:// except on localhost: it carries patients' answers.")
if EXAMPLE_DATA and (PRODUCTION or not ON_LOOPBACK):
    raise ImproperlyConfigured("EXAMPLE_DATA brings known passwords: only on localhost, never in PRODUCTION.")
if DEBUG and (PRODUCTION or not ON_LOOPBACK):
    raise ImproperlyConfigured("DEBUG shows patients' data on error pages: only on localhost.")

SECRET_KEY = secret_key(text("SECRET_KEY"), DATA_DIR, must_be_given=PRODUCTION or bool(DATABASE_URL))
AUDIT_KEY = text("AUDIT_KEY", SECRET_KEY)  # one of its own lets the secret key change and the trail verify
AUDIT_KEYS_OLD = listed("AUDIT_KEYS_OLD")  # keys in use before; what they wrote still verifies
MFA_KEY = text("MFA_KEY", SECRET_KEY)  # locks the secrets of second factors: sign_in/second_factor_secrets.py
MFA_KEYS_OLD = listed("MFA_KEYS_OLD")  # keys in use before; what they locked still opens
if PRODUCTION:
    refuse_unsafe(
        base_url=BASE_URL,
        database_url=DATABASE_URL,
        secret_key=SECRET_KEY,
        keys={"AUDIT_KEY": text("AUDIT_KEY"), "MFA_KEY": text("MFA_KEY")},
        mail_url=text("EMAIL_URL"),
        sms_url=text("SMS_URL"),
    )
SILENCED_SYSTEM_CHECKS = SILENCED
# Example data answers to this machine only, whatever else the environment says.
ALLOWED_HOSTS = [*LOOPBACK] if EXAMPLE_DATA else [*listed("ALLOWED_HOSTS"), BASE_HOST, *LOOPBACK]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# -- The clinic -----------------------------------------------------------------------------------------
CLINIC_NAME = demanded("CLINIC_NAME", "Example Skin Clinic")
CLINIC_PHONE = phone("CLINIC_PHONE", demanded("CLINIC_PHONE", "555-0100"))
EMERGENCY_NUMBER = phone("EMERGENCY_NUMBER", text("EMERGENCY_NUMBER", "911"))
LINK_LIFE_DAYS = number("LINK_LIFE_DAYS", 60, least=1)
RETENTION_YEARS = number("RETENTION_YEARS", 10, least=10)  # fewer the database would refuse

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True  # stored in UTC, shown in TIME_ZONE
TIME_ZONE = time_zone(text("CLINIC_TIME_ZONE", "America/New_York"))

# -- Apps and pages -------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "clinic",
    "treatments",
    "intake",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
# The order of clinic.* is checked at start, see clinic/configuration/checks.py.
MIDDLEWARE = [
    "clinic.web.middleware.RequestIdMiddleware",
    "clinic.web.access_log.AccessLogMiddleware",
    "clinic.web.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Django masks the form's token anew on every page and pads what is compressed by a random length, and no
    # other site's request carries the session's cookie into a page's parts: a length tells nothing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "clinic.web.middleware.BoundedRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "clinic.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clinic.session_limits.SessionLimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic.sign_in.second_factor.SecondFactorMiddleware",
    "clinic.enforcement.PolicyMiddleware",
]
ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.context.site",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "clinic"
CRISPY_TEMPLATE_PACK = "clinic"
CRISPY_FAIL_SILENTLY = False  # a form that cannot be drawn is an error, not a gap in a questionnaire
FORM_RENDERER = "clinic.forms.drawing.FormRenderer"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"  # filled by `manage.py collectstatic`, which script/server runs
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- Database, cache, sessions ----------------------------------------------------------------------------
ON_SQLITE = DATABASE_URL in ("", SQLITE)
DATABASES = {"default": sqlite(DATA_DIR) if ON_SQLITE else postgresql(DATABASE_URL)}
try:
    BACKUP_KEY = checked_public(text("BACKUP_KEY"))  # the public half; the secret one is not on this machine
except ValueError as reason:
    raise ImproperlyConfigured(str(reason)) from None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, because a cache per process would multiply every rate limit by the number of processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "clinic_cache",
        # Past this many rows counters are thrown away: at Django's 300 a guesser could wash his own out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

SESSION_ENGINE = "clinic.session_store"  # Django's in the database, with its query prepared
MESSAGE_STORAGE = (
    "django.contrib.messages.storage.session.SessionStorage"  # nothing about a patient in a cookie
)
STAFF_IDLE_SECONDS = 15 * 60
PATIENT_IDLE_SECONDS = 60 * 60  # long enough to look up a medicine's name; answers are kept anyway
# A patient's session on the clinic's own tablet: after so long untouched it asks, then it is over. A person
# needs 20 seconds to read that and reach for it.
TABLET_IDLE_SECONDS = number("TABLET_IDLE_SECONDS", 60, least=20)
TABLET_GRACE_SECONDS = number("TABLET_GRACE_SECONDS", 30, least=20)
SESSION_LONGEST_SECONDS = 12 * 60 * 60  # idle or not
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# -- The wire -------------------------------------------------------------------------------------------
# strict-origin, not no-referrer: that makes browsers send "Origin: null", which fails the CSRF check.
SECURE_REFERRER_POLICY = "strict-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # probed by a load balancer over plain http
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
# Sent on every response by clinic.web.middleware; no nonce and no exception anywhere.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# How many proxies of the clinic's own stand in front; 0 believes no X-Forwarded header at all.
TRUSTED_PROXIES = number("TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes; the longest questionnaire posts under 60 kB
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# -- People ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "clinic.User"
# Django's own, not allauth's: that one tells whoever knows the password that an account was closed.
AUTHENTICATION_BACKENDS = ["clinic.sign_in.backend.PreparedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "clinic.sign_in.SignIn"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "clinic.link_keys.LinkKeys"
ACCOUNT_FORMS = {
    "login": "clinic.sign_in.forms.SignInForm",
    "reauthenticate": "clinic.sign_in.forms.AgainForm",
    "change_password": "clinic.sign_in.forms.ChangePasswordForm",
    "reset_password_from_key": "clinic.sign_in.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # the lead adds people; public sign-up is closed
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # seconds: a signature needs a recent password
# Failed passwords: per account, and (see clinic.sign_in) per address and minute, per address and hour. Apart,
# because a second factor that is used clears the first of the two.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key", "password_failed": "10/m/ip,60/h/ip"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds a one-time link for a password works (manage.py passwordlink)
MFA_ADAPTER = "clinic.sign_in.second_factor_secrets.SecondFactors"
MFA_FORMS = {
    "activate_totp": "clinic.sign_in.second_factor_forms.AddAppForm",
    "add_webauthn": "clinic.sign_in.second_factor_forms.AddPasskeyForm",
    "authenticate": "clinic.sign_in.second_factor_forms.UseCodeForm",
    "authenticate_webauthn": "clinic.sign_in.second_factor_forms.UsePasskeyForm",
    "login_webauthn": "clinic.sign_in.second_factor_forms.SignInByPasskeyForm",
    "reauthenticate_webauthn": "clinic.sign_in.second_factor_forms.AgainByPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # half minutes a phone's clock may be off; each code works once all the same
# Two requests each. Nothing can be guessed by them, and a clinic's people come from one address at eight.
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
CSRF_FAILURE_VIEW = "clinic.web.errors.csrf_failure"

# -- Mail -----------------------------------------------------------------------------------------------
globals().update(mail(text("EMAIL_URL", "file:"), DATA_DIR))
EMAIL_TIMEOUT = 20  # seconds: a mail server that hangs must not hold the worker
DEFAULT_FROM_EMAIL = sender("EMAIL_FROM", f"no-reply@{BASE_HOST}")

# A worker notes each minute that it is at work. One that says nothing for longer is named by /readyz and to
# the lead; below two minutes a mail server that hangs would look like a worker that died.
WORKER_SILENCE_SECONDS = number("WORKER_SILENCE_SECONDS", 300, least=120)

# -- Phone messages -------------------------------------------------------------------------------------
SMS_FROM = text("SMS_FROM")  # the clinic's own number at the provider, or a messaging service's name there
PHONE_REGION = text("PHONE_REGION", "US").upper()  # of numbers typed without their country's code
SMS_TIMEOUT = 20  # seconds, as for mail
globals().update(sms(text("SMS_URL", "file:"), DATA_DIR))
if "SMS_API" in globals() and not SMS_FROM:
    raise ImproperlyConfigured("SMS_FROM must be given with SMS_URL: the number phone messages come from.")
if not (len(PHONE_REGION) == 2 and PHONE_REGION.isascii() and PHONE_REGION.isalpha()):
    raise ImproperlyConfigured(f"PHONE_REGION must be two letters such as US, not {PHONE_REGION!r}.")

# -- Logs: no request bodies, no tokens, no values -------------------------------------------------------
LOG_LEVEL = text("LOG_LEVEL", "INFO").upper()
LOG_FORMAT = text("LOG_FORMAT", "json" if PRODUCTION else "text")
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR") or LOG_FORMAT not in FORMATTERS:
    raise ImproperlyConfigured("LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, LOG_FORMAT json or text.")
SENTRY_DSN = tracker("SENTRY_DSN")
if SENTRY_DSN and not SENTRY_DSN.startswith("https://") and PRODUCTION:
    raise ImproperlyConfigured("SENTRY_DSN must start with https:// when PRODUCTION=1.")
LOGGING = private_logging(LOG_LEVEL, LOG_FORMAT, SENTRY_DSN)
