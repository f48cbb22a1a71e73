"""A request's body is read whole before anything is done with it: within the limit, and to its end.

gunicorn hands over what came before a connection broke as if that were all, so half a form would be saved;
and it tells no length of a chunked body, which Django then reads as empty and no limit counts.
"""

from io import BytesIO
from typing import Any

from django.conf import settings

CUT_OFF = "clinic.body_cut_off"
"""In the environ where the body is shorter than it was announced."""


def read_whole(environ: dict[str, Any]) -> None:
    """Put the body into memory, with its true length. Bodies over the limit stay unread: those get a 413."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    told = environ.get("CONTENT_LENGTH") or ""
    if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        announced = None
    elif told.isascii() and told.isdigit() and 0 < int(told) <= limit:
        announced = int(told)
    else:
        return
    body = environ["wsgi.input"].read(limit + 1 if announced is None else announced)
    environ[CUT_OFF] = announced is not None and len(body) < announced
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = BytesIO(body)
