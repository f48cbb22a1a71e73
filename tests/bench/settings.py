"""The product's settings as an installation runs them, with a throw-away folder; DATABASE_URL chooses."""

import atexit
import os
import shutil
import tempfile

DATA = tempfile.mkdtemp(prefix="clinic-bench-")
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ["DATA_DIR"] = DATA
os.environ["SECRET_KEY"] = "only-for-measuring-" + "x" * 40

from clinic.settings import *  # noqa: E402, F403

ROOT_URLCONF = "tests.bench.requests_urls"
LOGGING["loggers"]["django"]["level"] = "ERROR"  # noqa: F405  a measured page is not to be drowned in lines
DATABASES["default"]["CONN_MAX_AGE"] = None  # noqa: F405  a new server process would start its CPU at nothing
