"""The copy as a file for programs: JSON, the same bytes for the same record at the same moment.

docs/patient-copy.md tells the format. A change that a reader of it would notice raises `VERSION`.
"""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model

from intake.copy.cells import Cells, written
from intake.copy.held import Held
from intake.copy.table import REASONS, Table
from intake.copy.tables import NOT_TOLD, TABLES
from intake.models import Patient
from intake.questions.items import said

FORMAT = "consultready.patient-copy"
VERSION = 1

_MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""Only strings can hold these letters; written so, the file is harmless even where it is read as a page."""


def file_of(patient: Patient, *, at: datetime, language: str, own_page: bool) -> bytes:
    """The whole file in UTF-8."""
    document = document_of(patient, at=at, language=language, own_page=own_page)
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    return text.translate(_MARKUP).encode()


def document_of(patient: Patient, *, at: datetime, language: str, own_page: bool) -> dict[str, Any]:
    """What the file says, table by table."""
    held = Held(patient, language=language, own_page=own_page, for_page=False)
    cells = Cells(held)
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": written(at),
        "made_by": "patient" if own_page else "clinic",
        "language": language,
        "clinic": settings.CLINIC_NAME,
        "tables": {
            table.name: [_row(table, row, cells) for row in held.rows[table.name]]
            for table in TABLES
            if not own_page or table.released is not None
        },
        "left_out": left_out(language, own_page=own_page),
    }


def left_out(language: str, *, own_page: bool) -> list[dict[str, Any]]:
    """Columns and tables that are not told, each with the reason."""
    columns = [
        (table.name, column, why) for table in TABLES for column, why in table.left_out_for(own_page).items()
    ]
    tables = [(label, "*", why) for label, why in NOT_TOLD.items()]
    return [
        {"table": table, "column": column, "why": said(REASONS[why], language)}
        for table, column, why in (*columns, *tables)
    ]


def name_of_file(at: datetime) -> str:
    """A name that says nothing of whose copy it is."""
    return f"record-copy-{written(at)[:10]}.json"


def _row(table: Table, row: Model, cells: Cells) -> dict[str, Any]:
    told = {field.name: cells.value(table, field, row) for field in cells.held.columns(table)}
    if "answers" in told:
        told["answers_in_words"] = [
            {"code": code, "question": question, "answer": answer}
            for code, question, answer in cells.answers(row)
        ]
    return told
