"""The product's settings, as the tests run them: a throw-away folder and key, no collectstatic, no mail."""

import atexit
import os
import shutil
import tempfile

TEST_DATA_DIR = tempfile.mkdtemp(prefix="clinic-tests-")
atexit.register(shutil.rmtree, TEST_DATA_DIR, ignore_errors=True)
# The developer's own installation must not reach into a test; only the database asked for may.
OWN = "PRODUCTION EXAMPLE_DATA BASE_URL DEBUG EMAIL_URL SMS_URL PHONE_REGION CLINIC_TIME_ZONE LOG_LEVEL"
for name in OWN.split():
    os.environ.pop(name, None)
os.environ["DATA_DIR"] = TEST_DATA_DIR
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 40

from clinic.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in a clinic: threads of a test get connections and locks of their own, which a database in
    # memory has not. It need not survive a power cut.
    sqlite = DATABASES["default"]  # noqa: F405
    sqlite["TEST"] = {"NAME": os.path.join(TEST_DATA_DIR, "test.sqlite3")}
    sqlite["OPTIONS"]["init_command"] = sqlite["OPTIONS"]["init_command"].replace("=FULL", "=OFF")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # reads static/ itself, no list made at the start
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hundreds of sign-ins, each in 1 ms
