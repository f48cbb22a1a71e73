"""How a table stands in the copy: which of its columns are told to whom, and why a column is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Model, Q

SECRET = "secret"
CHECK_FIGURE = "check_figure"
BOOKKEEPING = "bookkeeping"
DEVICE = "device"
REPEATED = "repeated"
NOT_YET = "not_yet"

STAFF_MADE = "staff_made"

REASONS = {
    SECRET: {
        "en": "The hidden form of a link. Whoever had it might get in your place.",
        "es": "La forma oculta de un enlace. Quien la tuviera podría entrar en su lugar.",
    },
    CHECK_FIGURE: {
        "en": "A check number that our computer makes. It says nothing about you.",
        "es": "Un número de control que hace nuestra computadora. No dice nada de usted.",
    },
    BOOKKEEPING: {
        "en": "A counter of our computer. It says nothing about you.",
        "es": "Un contador de nuestra computadora. No dice nada de usted.",
    },
    DEVICE: {
        "en": "Which device was used. We keep it to find misuse.",
        "es": "Qué aparato se usó. Lo guardamos para descubrir abusos.",
    },
    REPEATED: {
        "en": "It repeats what stands here already, so that we can find it.",
        "es": "Repite lo que ya está aquí, para poder encontrarlo.",
    },
    NOT_YET: {
        "en": "It is written when your whole record is deleted, after many years. Then there is no copy.",
        "es": "Se escribe cuando se borra todo su expediente, tras muchos años. Entonces no hay copia.",
    },
    STAFF_MADE: {
        "en": "No dermatologist has signed it, or staff wrote it for each other. Ask us for a whole copy.",
        "es": "Ningún dermatólogo lo ha firmado, o es nota del personal. Pídanos una copia completa.",
    },
}
"""Why a column or a table is left out of the copy, in words for the patient."""

COUNTED = {"version": BOOKKEEPING}
HASHED = {"content_hash": CHECK_FIGURE}

ALL = Q()
NONE = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the copy. Every column of its model stands in exactly one of the lists of names.

    `way`: the lookup from a row to its patient. `told`: columns of the file and of the page.
    `in_file`: columns of the file alone, for programs. `left_out`: columns nobody is told, by reason.
    `withheld`: columns of the clinic's copy that the patient's own page does not show. `released`: rows
    the own page shows, None where a person at the clinic has to make the copy. `under`: the column that
    names the row it belongs to, on the page. `counted`: too many for the page, which says how many.
    """

    name: str
    model: type[Model]
    way: str
    told: str
    in_file: str = "id"
    left_out: Mapping[str, str] = field(default_factory=dict)
    withheld: str = ""
    released: Q | None = ALL
    order: str = "pk"
    under: str = ""
    counted: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file, those for people first."""
        return (*self.told.split(), *self.in_file.split())

    def columns_for(self, own_page: bool) -> tuple[str, ...]:
        """Columns of the file this reader gets."""
        hidden = set(self.withheld.split()) if own_page else set()
        return tuple(name for name in self.columns if name not in hidden)

    def left_out_for(self, own_page: bool) -> dict[str, str]:
        """Columns this reader does not get, with the reason; "*" stands for rows or the whole table."""
        told = dict(self.left_out)
        if own_page:
            told |= dict.fromkeys(self.withheld.split(), STAFF_MADE)
            told |= {} if self.released == ALL else {"*": STAFF_MADE}
        return told

    @property
    def ordered_by(self) -> tuple[str, ...]:
        """The order of the rows; the key last, so that it is always the same."""
        return (*self.order.split(), "pk")
