"""Which sessions used a needle batch, for a batch that is called back."""

from intake.actions.session_records import batch_of
from intake.models import SessionRecord

MOST = 500
"""Sessions a list shows; a batch has some dozens of needles."""


def sessions_with(batch: str) -> list[SessionRecord]:
    """Records of this batch, the latest first; capital letters and blanks make no difference. One query."""
    wanted = batch_of(batch)
    if not wanted:
        return []
    found = SessionRecord.objects.filter(needle_batch=wanted).order_by("-session__started_at", "id")
    return list(found.select_related("session__patient", "session__visit__place", "operator")[:MOST])
