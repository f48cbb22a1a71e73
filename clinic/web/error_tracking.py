"""Tells an error tracker (Sentry, or a program that speaks like it) of errors. Imported only with SENTRY_DSN.

What leaves is written anew from the list below; whatever the library gathered besides (messages, local
variables, bodies, addresses, cookies, the host's name, its list of breadcrumbs) is left behind.
"""

import logging
from typing import Any

import sentry_sdk

from clinic import VERSION
from clinic.web.request_names import method, request_id, route

OF_AN_EVENT = ("event_id", "timestamp", "platform", "level", "environment", "release")
OF_A_FRAME = ("module", "function", "lineno", "in_app")


class Tracker(logging.Handler):
    """A log handler: each error that is logged with its exception is told to `address`."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.client = sentry_sdk.Client(
            dsn=address,
            release=VERSION,
            default_integrations=False,
            auto_enabling_integrations=False,
            send_default_pii=False,
            include_local_variables=False,
            include_source_context=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            send_client_reports=False,
            auto_session_tracking=False,
            server_name="",
            before_send=only_kinds_and_places,
        )

    def emit(self, record: logging.LogRecord) -> None:
        if not record.exc_info or record.exc_info[1] is None:
            return
        event, hint = sentry_sdk.utils.event_from_exception(record.exc_info, self.client.options)
        event["tags"] = tags(record)
        self.client.capture_event(event, hint)


def tags(record: logging.LogRecord) -> dict[str, str]:
    """Where it happened, in names of ours."""
    told = {"logger": record.name, "request_id": request_id.get()}
    request = getattr(record, "request", None)
    if request is not None:
        told |= {"route": route(request), "method": method(request)}
    return told


def only_kinds_and_places(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The event with nothing but what is listed here."""
    kept = {name: event[name] for name in OF_AN_EVENT if name in event}
    values = event.get("exception", {}).get("values", [])
    return {**kept, "tags": event.get("tags", {}), "exception": {"values": [_kind(one) for one in values]}}


def _kind(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames", [])
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "stacktrace": {"frames": [_kept(frame) for frame in frames]},
    }


def _kept(frame: dict[str, Any]) -> dict[str, Any]:
    return {name: frame[name] for name in OF_A_FRAME if name in frame}
