"""A browser that talks to the WSGI application itself: the whole stack, CSRF included, without a network."""

from http.cookies import SimpleCookie
from io import BytesIO
from urllib.parse import urlencode

from django.core.wsgi import get_wsgi_application

TOKEN = "b" * 32
"""A CSRF secret of the right length; cookie and field carry the same."""


class Browser:
    """One person's browser. `get` and `post` give (status, headers, body); cookies are kept."""

    application = None

    def __init__(self, session: str = "") -> None:
        self.cookies = {"csrf": TOKEN} | ({"session": session} if session else {})
        if Browser.application is None:
            Browser.application = get_wsgi_application()

    def get(self, path: str) -> tuple[int, dict, bytes]:
        return self._ask("GET", path, b"")

    def post(self, path: str, data: dict | None = None) -> tuple[int, dict, bytes]:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN} | (data or {})).encode())

    def _ask(self, method: str, path: str, body: bytes) -> tuple[int, dict, bytes]:
        told = {}

        def start(status: str, headers: list, failure=None) -> None:
            told.update(status=int(status[:3]), headers=headers)

        answer = Browser.application(self._environ(method, path, body), start)
        content = b"".join(answer)
        answer.close()
        self._keep_cookies(told["headers"])
        return told["status"], dict(told["headers"]), content

    def _environ(self, method: str, path: str, body: bytes) -> dict:
        path, _, query = path.partition("?")
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_USER_AGENT": "Mozilla/5.0 (bench)",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
        }

    def _keep_cookies(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                self.cookies |= {key: one.value for key, one in SimpleCookie(value).items() if key != "csrf"}
