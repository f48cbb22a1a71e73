"""The review queue: visits a dermatologist is to sign."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clinic.policy import methods, staff
from clinic.roles import DERMATOLOGIST, NURSE
from intake.access import audit_list_view
from intake.symptoms.red_lines import lines_for
from intake.worklists.queue import review_queue


@staff(DERMATOLOGIST, NURSE)
@methods("GET")
def queue(request: HttpRequest) -> HttpResponse:
    """Visits to sign, soonest first."""
    after = request.GET.get("after", "")
    now = timezone.now()
    page = review_queue(at=now, after=after)
    audit_list_view(request, "review queue")
    return render(
        request,
        "intake/queue.html",
        {"page": page, "is_first": not after, "red_lines": lines_for(request.user, at=now)},
    )
