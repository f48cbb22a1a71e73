"""Seals: each closes a batch of audit events and names the seal before it, so that none can be lost unseen.

Which events a seal holds is written down, id by id. On PostgreSQL an id is given out when a row is inserted,
not when it commits: event 41 may show a minute after event 42 was sealed. "All up to 42" would be wrong then,
and a deleted event could pass for one that was never there. So a seal lists its events (runs of ids, compact
because nearly all follow each other), an id without a row stays in no seal, and a late event comes into a
later one.

No lock and no head row: a sealer reads the last seal and what stands unsealed, then inserts the next number.
The number is the primary key, so of two sealers at once one is refused, and looks again. Nothing is held
meanwhile; whoever writes an event never waits.
"""

from django.db import models
from django.db.models import Q

from clinic.append_only import append_only


class AuditSeal(models.Model):
    """One batch of events, closed. Write it with `clinic.audit.chain.seal`, never directly."""

    number = models.PositiveBigIntegerField(primary_key=True, help_text="1, 2, 3 … without a gap.")
    at = models.DateTimeField()
    events = models.TextField(help_text="Ids of its events, ascending, runs joined: '1-500,503'.")
    count = models.PositiveIntegerField(help_text="How many events it holds.")
    total = models.PositiveBigIntegerField(help_text="How many it and all before it hold.")
    up_to = models.PositiveBigIntegerField(help_text="The highest event id in it and all before it.")
    batch_digest = models.CharField(
        max_length=64, help_text="SHA-256 over the id and keyed hash of each event."
    )
    previous_hash = models.CharField(
        max_length=64, blank=True, help_text="Of the seal before; none in the first."
    )
    key_id = models.CharField(max_length=8, help_text="Which key made the hash.")
    hash = models.CharField(max_length=64, help_text="Keyed hash of every column above.")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="audit_seals_begin_at_1"),
            models.CheckConstraint(
                condition=Q(count__gte=1, total__gte=models.F("count")), name="audit_seal_holds_events"
            ),
            models.CheckConstraint(
                condition=Q(number=1, previous_hash="") | Q(number__gt=1) & ~Q(previous_hash=""),
                name="audit_seal_names_the_one_before",
            ),
        ]

    def __str__(self) -> str:
        return f"seal {self.number}: {self.count} events"


append_only(AuditSeal)
