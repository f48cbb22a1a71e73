"""Somebody's browser, which sends exactly what it is told to, as it comes through the clinic's proxy."""

import contextlib
import http.client
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import quote_from_bytes

HOST = "intake.example.org"
SESSION, CSRF = "__Host-session", "__Host-csrf"
TOKEN = "attackerschosentokenattackerscho"  # 32 letters, as Django's: whoever attacks can make one
FORM = "application/x-www-form-urlencoded"
Fields = dict[str, str] | list[tuple[str, str]]


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def where(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Visitor:
    """Cookies by name; `address` is where the proxy saw it come from."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = "198.51.100.7"

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, fields: Fields = (), **headers: str) -> Answer:
        """A form with a token that fits the cookie: the CSRF check shall not be what stops an attack."""
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
        body = encoded([*pairs, ("csrfmiddlewaretoken", TOKEN)])
        told = {"Content-Type": FORM, "Origin": f"https://{HOST}"} | headers
        return self.ask("POST", path, body, told)

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        told = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": self.address}
        told |= {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        cookies = {CSRF: TOKEN} | self.cookies
        told.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()))
        wire.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {**told, "Content-Length": str(len(body)), "Connection": "close"}.items():
            wire.putheader(name, value.encode("latin-1", "replace"))
        # Whoever answers a body that is too long need not have read it to its end.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            wire.endheaders(body)
        return self._answer(wire.getresponse())

    def _answer(self, response: http.client.HTTPResponse) -> Answer:
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                if name == SESSION:
                    self.cookies[name] = morsel.value
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, headers, response.read().decode("utf-8", "replace"))


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """A lone surrogate goes out as the bytes no decoder takes."""
    return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in pairs).encode()


def _escaped(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))
