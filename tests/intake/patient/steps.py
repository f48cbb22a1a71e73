"""What a patient does in a browser, step by step."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.dates import clinic_day
from intake.models import Draft, Visit
from tests.intake.steps import healthy

BORN = {"birth_date_day": "14", "birth_date_month": "3", "birth_date_year": "1991"}


def come_in(client: Client, link: str, first: str = "/questions/") -> HttpResponse:
    """Open the link and give the right birth date; `first` is the page that leads to."""
    answer = client.post(link, BORN)
    assert (answer.status_code, answer.headers["Location"]) == (302, first), answer.content[:2000]
    return answer


def hand_over(browser: Client, visit: Visit) -> HttpResponse:
    """The front desk gives this very device to the patient."""
    return browser.post(reverse("hand-over", args=[visit.pk]))


def answer_all(visit: Visit, **changes: Any) -> Draft:
    """Store the answers of a healthy person but for `changes`; None leaves a question blank."""
    at = timezone.now()
    draft = open_draft(visit=visit, mode="patient", at=at)
    values = {code: value for code, value in healthy(**changes).items() if value is not None}
    saved = save_answers(
        visit=visit, values=values, version=draft.version, mode="patient", at=at, on=clinic_day(at)
    )
    assert saved.all_taken, (saved.refused, saved.conflicts)
    return saved.draft


def send(browser: Client, visit: Visit, **changes: Any) -> HttpResponse:
    """Answer everything, sign and send."""
    draft = answer_all(visit, **changes)
    return browser.post("/sign/", {"attested": "on", "name": "María García López", "version": draft.version})


class At:
    """The patient before one question."""

    def __init__(self, browser: Client, visit: Visit, code: str, given: dict[str, Any]) -> None:
        self.browser, self.visit, self.url = browser, visit, f"/questions/{code}/"
        self.code = code
        self.draft = self._begin(given)

    def _begin(self, given: dict[str, Any]) -> Draft:
        at = timezone.now()
        draft = open_draft(visit=self.visit, mode="patient", language="en", at=at)
        if not given:
            return draft
        saved = save_answers(
            visit=self.visit, values=given, version=0, mode="patient", at=at, on=clinic_day(at)
        )
        assert saved.all_taken
        return saved.draft

    def get(self) -> HttpResponse:
        return self.browser.get(self.url)

    def post(self, **typed: Any) -> HttpResponse:
        return self.browser.post(self.url, {"version": self.draft.version, **typed})

    def stored(self) -> Any:
        """The answer as it is in the draft now; "no answer" where there is none."""
        return Draft.objects.get(pk=self.draft.pk).answers.get(self.code, "no answer")
