"""The web server's own log, as private as the site's: it names addresses and quotes errors."""

from gunicorn.config import Config
from gunicorn.glogging import Logger

from clinic.log_privacy import PrivateFormatter, TokenMask


class PrivateLog(Logger):
    """Named in gunicorn.conf.py; there is no access log."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(TokenMask())
            handler.setFormatter(PrivateFormatter())
