"""The address in the trail is the client's, whatever the client writes into a header."""

import pytest
from django.test import RequestFactory

from clinic.web import client


@pytest.mark.parametrize(
    ("proxies", "header", "remote", "expected"),
    [
        (0, "", "192.0.2.7", "192.0.2.7"),
        (0, "203.0.113.9", "192.0.2.7", "192.0.2.7"),
        (1, "203.0.113.9", "192.0.2.7", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "192.0.2.7", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 192.0.2.8", "192.0.2.7", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.7", "192.0.2.7"),
        (1, "not an address", "192.0.2.7", "192.0.2.7"),
        (1, "", "192.0.2.7", "192.0.2.7"),
        (0, "", "", None),
        (0, "", "::ffff:192.0.2.7", "192.0.2.7"),
        (0, "", "fe80::1%eth0", "fe80::1"),
        (0, "", "2001:DB8:0::1", "2001:db8::1"),
    ],
)
def test_only_what_our_own_proxy_wrote_counts(settings, proxies, header, remote, expected):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=header)
    assert client.ip_address(request) == expected


@pytest.mark.parametrize(
    ("told", "kept"), [("Browser\x00\x1b[31m 1", "Browser[31m 1"), ("x" * 900, "x" * 200), ("", "")]
)
def test_the_browsers_name_is_printable_and_short(rf, told, kept):
    assert client.user_agent(rf.get("/", headers={"User-Agent": told})) == kept
