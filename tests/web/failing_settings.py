"""The product's settings with a few pages more, which fail in every way a page can."""

import os

from clinic.settings import *  # noqa: F403
from clinic.web import web_worker

ROOT_URLCONF = "tests.web.failing_urls"
if os.environ.get("CARELESS_LOG"):  # what Django and gunicorn write by themselves: the control of a search
    LOGGING = {}
if "REQUEST_SECONDS" in os.environ:  # a test that waits for the end of it need not wait for half a minute
    web_worker.REQUEST_SECONDS = float(os.environ["REQUEST_SECONDS"])
