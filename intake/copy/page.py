"""The copy as a page for people: sections in plain words, what belongs together in one place."""

from collections import defaultdict
from typing import Any

from django.db.models import Model

from intake.copy.cells import Cells
from intake.copy.held import Held
from intake.copy.labels import label, section
from intake.copy.table import REASONS, Table
from intake.copy.tables import NOT_TOLD, TABLES
from intake.models import Patient
from intake.questions.items import said

Section = dict[str, Any]

WITHOUT_TITLE = ("patient",)
"""Tables whose only row needs no line above it."""


def page_of(patient: Patient, *, language: str, own_page: bool) -> dict[str, Any]:
    """Sections with their rows, how many entries are only counted, and why something is left out."""
    held = Held(patient, language=language, own_page=own_page, for_page=True)
    pages = _Pages(held)
    return {
        "sections": [found for table in TABLES if not table.under for found in pages.sections(table)],
        "looked_at": held.counted["looked_at"],
        "left_out": reasons(language, own_page=own_page),
    }


def reasons(language: str, *, own_page: bool) -> list[str]:
    """Why something is not in this copy, each reason once."""
    columns = [why for table in TABLES for why in table.left_out_for(own_page).values()]
    found = dict.fromkeys((*columns, *NOT_TOLD.values()))
    return [said(texts, language) for why, texts in REASONS.items() if why in found]


class _Pages:
    """Rows as the page shows them, with the rows that belong to them inside."""

    def __init__(self, held: Held) -> None:
        self.held, self.cells, self.language = held, Cells(held), held.language
        self._below: dict[type[Model], list[Table]] = defaultdict(list)
        self._rows: dict[str, dict[Any, list[Model]]] = {}
        for table in (table for table in TABLES if table.under):
            self._below[table.model._meta.get_field(table.under).related_model].append(table)
            self._rows[table.name] = _by_parent(table, held.rows[table.name])

    def sections(self, table: Table) -> list[Section]:
        """The section of a table; none where it has no row."""
        return self._group(table, self.held.rows.get(table.name, []))

    def _group(self, table: Table, rows: list[Model]) -> list[Section]:
        if not rows:
            return []
        title = section(table.name, self.language)
        return [{"name": table.name, "title": title, "rows": [self._row(table, row) for row in rows]}]

    def _row(self, table: Table, row: Model) -> Section:
        facts = self._facts(table, row)
        first = [] if table.name in WITHOUT_TITLE or not facts else facts.pop(0)[1]
        below = self._below[table.model]
        return {
            "title": ", ".join(first),
            "facts": facts,
            "answers": self.cells.answers(row) if "answers" in table.told.split() else [],
            "parts": [
                one for part in below for one in self._group(part, self._rows[part.name].get(row.pk, []))
            ],
        }

    def _facts(self, table: Table, row: Model) -> list[tuple[str, list[str]]]:
        shown = set(table.columns_for(self.held.own_page))
        told = [name for name in table.told.split() if name in shown and name != "answers"]
        fields = [table.model._meta.get_field(name) for name in told]
        each = [(field.name, self.cells.lines(table, field, row)) for field in fields]
        return [(label(table.name, name, self.language), lines) for name, lines in each if lines]


def _by_parent(table: Table, rows: list[Model]) -> dict[Any, list[Model]]:
    attname = table.model._meta.get_field(table.under).attname
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, attname)].append(row)
    return found
