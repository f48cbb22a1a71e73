"""What the web server calls answers every content type; nothing is raised past the site's own error pages."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.conf import settings
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import RequestFactory

from clinic.wsgi import application, without_charset

FIELD = b'--b\r\nContent-Disposition: form-data; name="birth_date_day"\r\n\r\nxn--\xff\r\n--b--\r\n'
ODD = ["hex", "zlib", "undefined", "idna", "punycode", "utf-16", "no-such", "UTF-8", '"', "'", ""]
KINDS = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]


@pytest.fixture
def served(db) -> Iterator[None]:
    """A request does not close the connection that the test's transaction lives on."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def status(method: str, content_type: str, query: str = "lang=en&a=%C3xn--", body: bytes = FIELD) -> int:
    """Of a page asked for as a web server would."""
    address = {"REQUEST_METHOD": method, "PATH_INFO": "/i/abc/", "QUERY_STRING": query}
    token = "a" * 32
    csrf = {"HTTP_COOKIE": f"{settings.CSRF_COOKIE_NAME}={token}", "HTTP_X_CSRFTOKEN": token}
    sent = csrf | {
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    told = []
    list(application(RequestFactory()._base_environ(**address, **sent), lambda line, *_: told.append(line)))
    return int(told[0][:3])


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("charset", ODD)
def test_a_charset_that_is_named_changes_nothing(kind, charset):
    assert status("GET", f"{kind}; charset={charset}") == 200
    assert status("POST", f"{kind}; charset={charset}") == 200


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    "parameter", ["a*=hex''%41", "boundary*=no-such''b", "boundary=", ";;=;", "é=ÿ", "=" * 9_000]
)
def test_odd_parameters_are_a_form_or_a_bad_request(parameter):
    assert status("GET", f"multipart/form-data; {parameter}") == 200
    assert status("POST", f"multipart/form-data; {parameter}") == 400


@pytest.mark.usefixtures("served")
def test_too_many_fields_stay_a_bad_request_with_a_charset():
    assert status("GET", "text/plain; charset=utf-8", query="a=1&" * 1_100) == 400


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("multipart/form-data; boundary=--7MA4", "multipart/form-data; boundary=--7MA4"),
        ('multipart/form-data; charset=hex; boundary="a b"', 'multipart/form-data; boundary="a b"'),
        ("application/x-www-form-urlencoded; charset=UTF-8", "application/x-www-form-urlencoded"),
    ],
)
def test_only_the_boundary_is_kept(told, kept):
    assert without_charset(told) == kept
