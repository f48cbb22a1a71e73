"""Everything held about one patient, read once: one query a table, whatever there is."""

from functools import cached_property

from django.db.models import Field, Model, QuerySet

from clinic.models import Place, User
from intake.copy.table import Table
from intake.copy.tables import TABLES
from intake.copy.vocabulary import Vocabulary
from intake.models import Patient
from treatments.models import ProtocolEdition


class Held:
    """The rows of every table of the copy, in order, and the names of what they point to.

    `own_page`: as the patient's own page may show it, without what nobody has signed and without what
    clinicians wrote for each other. `counted`: how many rows the tables have that a page only counts.
    """

    def __init__(self, patient: Patient, *, language: str, own_page: bool, for_page: bool) -> None:
        self.patient, self.language, self.own_page = patient, language, own_page
        self.rows: dict[str, list[Model]] = {}
        self.counted: dict[str, int] = {}
        for table in TABLES:
            found = rows_of(table, patient, own_page=own_page)
            if for_page and table.counted:
                self.counted[table.name] = found.count()
            else:
                self.rows[table.name] = list(found)

    def columns(self, table: Table) -> list[Field]:
        """The columns this reader gets, in the order they are declared."""
        return [table.model._meta.get_field(name) for name in table.columns_for(self.own_page)]

    @cached_property
    def people(self) -> dict[int, str]:
        """Who of the staff did something, by the name under their signature."""
        keys = {*self._keys(User), *self._who_gave_answers()}
        return {key: user.signature_name for key, user in User.objects.in_bulk(keys).items()}

    @cached_property
    def places(self) -> dict[int, Place]:
        return Place.objects.in_bulk(self._keys(Place))

    @cached_property
    def editions(self) -> dict[int, ProtocolEdition]:
        found = ProtocolEdition.objects.select_related("treatment", "publication")
        return found.in_bulk(self._keys(ProtocolEdition))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.editions.values(), self.language)

    def _who_gave_answers(self) -> set[int]:
        """Staff who wrote down single answers: they stand inside the answers."""
        rows = [row for name in ("drafts", "responses") for row in self.rows[name]]
        return {how["user"] for row in rows for how in row.given.values() if how.get("user")}

    def _keys(self, model: type[Model]) -> list[int]:
        """The keys of a model that the rows point to."""
        found = {
            getattr(row, field.attname)
            for table in TABLES
            for field in self.columns(table)
            if field.related_model is model
            for row in self.rows.get(table.name, ())
        }
        return sorted(found - {None})


def rows_of(table: Table, patient: Patient, *, own_page: bool) -> QuerySet[Model]:
    """The rows of one table that lead to this patient."""
    if own_page and table.released is None:
        return table.model._default_manager.none()
    found = table.model._default_manager.filter(**{table.way: patient.pk})
    found = found.filter(table.released) if own_page else found
    return found.only(*table.columns_for(own_page)).order_by(*table.ordered_by)
