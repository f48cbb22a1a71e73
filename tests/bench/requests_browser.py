"""A browser that keeps its cookies. It asks the application itself, or the site that gunicorn serves."""

from http.cookies import SimpleCookie
from io import BytesIO
from typing import Protocol
from urllib.parse import urlencode

Answer = tuple[int, list[tuple[str, str]], bytes]
TOKEN = "b" * 32
"""A CSRF secret of the right length; cookie and field carry the same."""
HOST = "localhost:8000"


class Site(Protocol):
    """Whoever answers: a status, headers and the body."""

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer: ...


class Browser:
    """One person's browser. `get` and `post` give (status, headers, body); cookies are kept."""

    site: Site
    """Whom every browser asks at the moment."""

    def __init__(self, session: str = "") -> None:
        self.cookies = {"csrf": TOKEN} | ({"session": session} if session else {})

    def get(self, path: str) -> tuple[int, dict, bytes]:
        return self._ask("GET", path, b"")

    def post(self, path: str, data: dict | None = None) -> tuple[int, dict, bytes]:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN} | (data or {})).encode())

    def _ask(self, method: str, path: str, body: bytes) -> tuple[int, dict, bytes]:
        told = {
            "Host": HOST,
            "User-Agent": "Mozilla/5.0 (bench)",
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }
        status, headers, content = Browser.site.ask(method, path, told, body)
        self._keep_cookies(headers)
        return status, dict(headers), content

    def _keep_cookies(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                self.cookies |= {key: one.value for key, one in SimpleCookie(value).items() if key != "csrf"}


class InProcess:
    """The WSGI application called from here: the whole stack, CSRF included, without a network."""

    def __init__(self) -> None:
        from clinic.wsgi import application

        self.application = application

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        told = {}

        def start(status: str, headers: list, failure=None) -> None:
            told.update(status=int(status[:3]), headers=headers)

        answer = self.application(_environ(method, path, headers, body), start)
        content = b"".join(answer)
        answer.close()
        return told["status"], told["headers"], content


def _environ(method: str, path: str, headers: dict[str, str], body: bytes) -> dict:
    path, _, query = path.partition("?")
    plain = ("Content-Type", "Content-Length")
    names = {name: name.upper().replace("-", "_") for name in headers}
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        **{names[name] if name in plain else f"HTTP_{names[name]}": told for name, told in headers.items()},
    }
