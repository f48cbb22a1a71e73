"""One line in the log for each request: the route, who asked, what was answered and how long it took."""

import logging
from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from clinic.web.request_names import method, route, who

log = logging.getLogger("clinic.access")


class AccessLogMiddleware:
    """The web server's own access log stays off: it knows addresses, not routes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = self.get_response(request)
        access = {
            "method": method(request),
            "route": route(request),
            "status": response.status_code,
            "milliseconds": round((perf_counter() - began) * 1000, 1),
            "who": who(request),
        }
        log.info("%s", " ".join(str(told) for told in access.values()), extra={"access": access})
        return response
