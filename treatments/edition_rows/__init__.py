"""An edition's document as rows, and back again without a difference."""

from treatments.edition_rows.columns import EDITION_MODELS
from treatments.edition_rows.reading import read_rows
from treatments.edition_rows.saving import save_rows

__all__ = ["EDITION_MODELS", "read_rows", "save_rows"]
