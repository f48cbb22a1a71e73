"""Looks into an installation's database: signatures, a summary as PDF, the last event. For script/drill.

script/restored.py                 recomputes signatures, draws a summary; ends with 1 when one is not right
script/restored.py --last-event    prints when the last event before the restore was written
script/restored.py --since TIME    prints what happened since
"""

import hashlib
import io
import json
import os
import sys
from datetime import datetime
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
LATEST = 50
"""How many signatures are recomputed, the latest."""


def main(words: list[str]) -> int:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    if words[:1] == ["--last-event"]:
        print(last_event())
    elif words[:1] == ["--since"]:
        print(since(words[1]))
    else:
        print(signatures())
        print(summary())
    return 0


def signatures() -> str:
    """The latest signatures, each against what was signed."""
    from intake.models import Review

    reviews = list(Review.objects.order_by("-signed_at")[:LATEST])
    for review in reviews:
        if hashlib.sha256(review.snapshot.encode()).hexdigest() != review.digest:
            sys.exit(f"Signature {review.pk} does not fit what was signed.")
        signed = json.loads(review.snapshot)
        if signed["action"] != review.action or signed["meaning"] != review.meaning:
            sys.exit(f"Signature {review.pk} stands beside another decision than the signed one.")
    if not reviews:
        return "Signatures: nobody has signed anything yet."
    return f"Signatures: {len(reviews)} recomputed, each fits; the latest is {reviews[0].digest[:16]}."


def summary() -> str:
    """The summary of the visit signed last, as a PDF that is read again."""
    from intake.actions.reviews import summary_digest
    from intake.decided import decided_of
    from intake.models import Visit
    from intake.summary import summary_of
    from intake.summary.pdf import summary_as_pdf
    from intake.summary.words import in_words

    signed = Visit.objects.filter(requests__assessments__reviews__isnull=False)
    visit = signed.order_by("-requests__assessments__reviews__signed_at").first()
    if visit is None:
        return "Summary: there is no signed visit yet."
    shown = summary_of(visit, decided_of(visit))
    document = summary_as_pdf(in_words(shown), summary_digest(shown))
    return f"Summary: {read(document, visit.patient.family_name)}, {len(document) / 1000:.0f} kB."


def read(document: bytes, name: str) -> str:
    """What a reader of PDFs finds in it; without one installed, that it begins and ends as one does."""
    try:
        from pypdf import PdfReader
    except ImportError:
        if not document.startswith(b"%PDF-") or not document.rstrip().endswith(b"%%EOF"):
            sys.exit("The summary is not a PDF.")
        return "a PDF"
    pages = PdfReader(io.BytesIO(document)).pages
    if name.casefold() not in " ".join(page.extract_text() for page in pages).casefold():
        sys.exit("The summary does not name its patient.")
    return f"a PDF of {len(pages)} page{'' if len(pages) == 1 else 's'} that names its patient"


def last_event() -> str:
    """Before the restore, whose own event is the last of all."""
    from clinic.models import AuditEvent

    events = AuditEvent.objects.exclude(target__startswith="database restored").order_by("-at")
    found = events.first()
    return found.at.isoformat() if found else ""


def since(last: str) -> str:
    """What a restore would lose now: the time and the events since the last one of the backup."""
    from django.utils import timezone

    from clinic.models import AuditEvent

    if not last:
        return "Lost by a restore now: there is no event in the backup to count from."
    at = datetime.fromisoformat(last)
    seconds = (timezone.now() - at).total_seconds()
    later = AuditEvent.objects.filter(at__gt=at).exclude(target__startswith="backup ").count()
    return (
        f"Lost by a restore now: what was done in the {seconds:.0f} seconds since the backup's last event; "
        f"audit events in that time: {later}."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
