"""The product's settings as an installation runs them, with a throw-away folder; DATABASE_URL chooses."""

import atexit
import os
import shutil
import tempfile

if "DATA_DIR" not in os.environ:  # a server started from here takes what is set below
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="clinic-bench-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ["SECRET_KEY"] = "only-for-measuring-" + "x" * 40

from clinic.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.requests_urls"
MIDDLEWARE = ["tests.bench.requests_plain.unprepared", *MIDDLEWARE]  # noqa: F405
LOGGING["loggers"]["django"]["level"] = "ERROR"  # noqa: F405  a measured page is not to be drowned in lines
DATABASES["default"]["CONN_MAX_AGE"] = None  # noqa: F405  a new server process would start its CPU at nothing
