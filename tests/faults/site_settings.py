"""The product's settings, with moments at which a test may stop the site, and limits that need no waiting."""

import os

from django.utils import timezone

from clinic.settings import *  # noqa: F403

MIDDLEWARE = ["tests.faults.pauses.PauseMiddleware", *MIDDLEWARE]  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
EMAIL_TIMEOUT = 2  # seconds, for 20
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["OPTIONS"]["timeout"] = int(os.environ.get("LOCK_SECONDS", "20"))  # noqa: F405

if ahead := float(os.environ.get("CLOCK_AHEAD", "0")):
    # Where somebody set the machine's clock: this installation lives so many seconds in the future.
    from datetime import timedelta

    by_the_machine = timezone.now
    timezone.now = lambda: by_the_machine() + timedelta(seconds=ahead)
