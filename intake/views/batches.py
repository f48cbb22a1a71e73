"""Find by needle batch who was treated with it. The batch comes by POST: it must not stand in an address."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clinic import audit
from clinic.policy import methods, staff
from clinic.roles import LEAD, SEES_REASONS
from intake.batches import MOST, sessions_with

NOTHING_TYPED = "Write the batch as it stands on the package."


@staff(LEAD, *SEES_REASONS)
@methods("GET", "POST")
def batches(request: HttpRequest) -> HttpResponse:
    """Look for one batch. A lead sees whom to call, clinicians the session as well."""
    typed, found, problem = "", [], ""
    if request.method == "POST":
        typed = request.POST.get("batch", "")[:120]
        try:
            found = sessions_with(typed)
        except ValidationError as error:
            typed, problem = "", " ".join(error.messages)
        problem = problem or ("" if typed.strip() else NOTHING_TYPED)
        if not problem:
            audit.record("view", request=request, target=f"sessions with a needle batch ({len(found)})")
    shown = {"typed": typed, "found": found, "problem": problem, "is_cut": len(found) == MOST}
    sees_records = request.user.has_role(*SEES_REASONS)
    return render(request, "intake/batches.html", shown | {"sees_records": sees_records})
