"""Form fields that the intake's forms share."""

from typing import Any

from django import forms

from intake.texts import clean_line, clean_text


class TextField(forms.CharField):
    """Free text, safe to store on either database. `lines` is how many it shows; 1 is a single line."""

    def __init__(self, *, lines: int = 3, **kwargs: Any) -> None:
        self.lines = lines
        if lines > 1:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        most = self.max_length or 2_000
        return clean_line(value, most) if self.lines == 1 else clean_text(value, most)
