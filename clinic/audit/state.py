"""How far the audit trail is sealed: for the lead's page and for `manage.py check`."""

from dataclasses import dataclass
from datetime import datetime

from django.core.checks import Tags, Warning, register
from django.db import connections
from django.db.models import Count, Min
from django.utils import timezone

from clinic.audit.verify import LATE, late
from clinic.models import AuditEvent, AuditSeal


@dataclass(frozen=True)
class SealState:
    """What the last seal closed and what came after it. Whether it is whole only `audit verify` can tell."""

    up_to: datetime | None
    """When the last seal was made; None without one."""
    events: int
    waiting: int
    oldest_waiting: datetime | None

    def why_late(self, at: datetime) -> str:
        """A sentence where the sealer stopped, else empty."""
        if self.oldest_waiting is None or self.oldest_waiting >= at - LATE:
            return ""
        return late(self.waiting, self.oldest_waiting)


def seal_state(using: str = "default") -> SealState:
    """Two queries, however long the trail."""
    head = AuditSeal.objects.using(using).order_by("-number").values("at", "total", "up_to").first()
    after = AuditEvent.objects.using(using).filter(id__gt=head["up_to"] if head else 0)
    waiting = after.order_by().aggregate(count=Count("id"), oldest=Min("at"))
    if head is None:
        return SealState(None, 0, waiting["count"], waiting["oldest"])
    return SealState(head["at"], head["total"], waiting["count"], waiting["oldest"])


@register(Tags.database)
def sealer_is_at_work(databases=None, **_) -> list[Warning]:
    """A warning: with a late seal every page can still be served, and every event holds by itself."""
    return [
        Warning(f"The audit trail: {why}.", id="clinic.W002")
        for using in databases or ()
        if _has_tables(using) and (why := seal_state(using).why_late(timezone.now()))
    ]


def _has_tables(using: str) -> bool:
    tables = set(connections[using].introspection.table_names())
    return {AuditSeal._meta.db_table, AuditEvent._meta.db_table} <= tables
