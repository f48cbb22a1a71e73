"""The entry a web server calls: `gunicorn clinic.wsgi`."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from clinic.web.request_body import read_whole

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

BOUNDARY = re.compile(r'boundary=("[^"*]+"|[^\s;"*]+)', re.ASCII | re.IGNORECASE)


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """Django's, for requests that name no charset: every page here is UTF-8.

    Django looks up any charset named and decodes with it (`charset=hex`) before a middleware or a handler of
    errors runs, so one made-up header would be a bare 500 with a traceback in the log.
    """
    told = environ.get("CONTENT_TYPE") or ""
    if ";" in told:
        environ["CONTENT_TYPE"] = without_charset(told)
    read_whole(environ)
    return site(environ, start_response)


def without_charset(content_type: str) -> str:
    """The media type and, of its parameters, the boundary between the parts of a form."""
    kind, _, parameters = content_type.partition(";")
    boundary = BOUNDARY.search(parameters)
    return f"{kind.strip()}; {boundary[0]}" if boundary else kind.strip()


site = get_wsgi_application()
