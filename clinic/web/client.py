"""Who is at the other end of a request, as far as a header can be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

USER_AGENT_LENGTH = 200


def ip_address(request: HttpRequest) -> str | None:
    """The client's address, or None where there is none (a request over a Unix socket).

    With n proxies of our own in front, the n-th entry of `X-Forwarded-For` from the right was written by
    the outermost of them. Everything left of it could have been typed by the client and is never read.
    """
    nearest = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(hops) >= proxies:
        return _address(hops[-proxies]) or _address(nearest)
    return _address(nearest)


def user_agent(request: HttpRequest) -> str:
    """The browser's name for itself, printable and cut to a length a row can hold."""
    told = request.META.get("HTTP_USER_AGENT", "")
    return "".join(c for c in told if c.isprintable())[:USER_AGENT_LENGTH]


def _address(text: str) -> str | None:
    """The address in its one spelling; an IPv4 address in IPv6 clothes counts as IPv4, a zone is dropped."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)
