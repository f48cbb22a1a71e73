"""What is ordered, on the sign panel: a box to tick for each order with its words, none ticked at first."""

from typing import Any

from django import forms

from intake.decided import Decided
from intake.forms.fields import TextField
from intake.orders import MOST_WORDS, Order, orders_before, orders_offered

ORDERED, WORDS = "ordered", "words"


class OrderPanel:
    """The fields for every order that a visit's protocols offer; none where they offer none."""

    def __init__(self, form: forms.Form, decided: Decided) -> None:
        self.form, self.offered = form, orders_offered(decided)
        self.before = orders_before(decided) if self.offered else {}
        for code, label in self.offered.items():
            form.fields[f"{ORDERED}-{code}"] = forms.BooleanField(label=label, required=False)
            form.fields[self.words_of(code)] = TextField(
                label=f"What exactly, in words ({label})", required=False, max_length=MOST_WORDS, lines=1
            )

    @property
    def names(self) -> list[str]:
        return [f"{part}-{code}" for code in self.offered for part in (ORDERED, WORDS)]

    def words_of(self, code: str) -> str | None:
        """The name of an order's words; None for what is not offered."""
        return f"{WORDS}-{code}" if code in self.offered else None

    def bound(self) -> list[dict[str, Any]]:
        """The rows as the template draws them."""
        return [
            {"ordered": self.form[f"{ORDERED}-{code}"], "words": self.form[f"{WORDS}-{code}"]}
            for code in self.offered
        ]

    def ordered_before(self) -> str:
        """What stood ordered under the last signature: nothing of it is ticked by itself."""
        told = [
            self.offered[code] + (f" (“{words}”)" if words else "")
            for code, words in self.before.items()
            if code in self.offered
        ]
        return "; ".join(told)

    def chosen(self, cleaned: dict[str, Any]) -> dict[str, Order]:
        """What was chosen, as the action takes it."""
        return {
            code: Order(bool(cleaned.get(f"{ORDERED}-{code}")), cleaned.get(f"{WORDS}-{code}") or "")
            for code in self.offered
        }
