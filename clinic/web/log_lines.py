"""One JSON object a line, for a program that collects logs."""

import logging
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from clinic.web.log_privacy import kinds_and_places


class JsonLines(JsonFormatter):
    """The fields below and no others: what else hangs on a record (a request, a row) may be a patient's."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        log_data["at"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["level"], log_data["logger"] = record.levelname, record.name
        log_data["message"] = record.getMessage()
        if told := getattr(record, "request_id", ""):
            log_data["request_id"] = told
        log_data.update(getattr(record, "access", {}))
        if record.exc_info and record.exc_info[1]:
            log_data["exception"] = self.formatException(record.exc_info)

    def formatException(self, ei) -> str:
        return kinds_and_places(ei[1])
