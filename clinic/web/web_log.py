"""The web server's own log, as private as the site's: it names addresses and quotes requests and errors."""

import logging

from django.conf import settings
from django.utils.module_loading import import_string
from gunicorn.config import Config
from gunicorn.glogging import Logger

from clinic.web.log_privacy import FORMATTERS, TokenMask


class FixedWords(logging.Filter):
    """Keeps of a line what cannot come from a client: the server's own words, numbers, names of signals."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(arg if _is_the_servers_own(arg) else "…" for arg in record.args)
        if not isinstance(record.msg, str):
            record.msg = type(record.msg).__name__
        if record.msg.startswith("Invalid request"):  # goes on with the client's address and its bytes
            record.msg, record.args = "Invalid request", ()
        return True


class PrivateLog(Logger):
    """Named in gunicorn.conf.py; there is no access log, clinic.web.access_log writes one by route."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(FixedWords())
            handler.addFilter(TokenMask())
            handler.setFormatter(import_string(FORMATTERS[settings.LOG_FORMAT])())


def _is_the_servers_own(arg: object) -> bool:
    return isinstance(arg, int) or str(arg).startswith("SIG")
