"""Where a patient stands: the visit of the session, its draft and its questions.

Every page on which answers are given begins here, so that none of them looks anything up by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from clinic.configuration.languages import other_language
from clinic.context import about_the_clinic
from clinic.kept import kept_page
from clinic.session_limits import is_on_tablet
from intake.access_by_link import visit_of_invitation
from intake.actions.answers import Saved, choose_language, save_answer
from intake.actions.drafts import ANSWERABLE, open_draft
from intake.actions.same_day import begin_check
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.models import PRE_VISIT, SAME_DAY, Draft, EndReason, Mode, Purpose, Visit
from intake.questions.items import Item
from intake.questions.parts import NoProtocol, parts_of, requests_and_draft
from intake.questions.questionnaire import Questionnaire, Standing, questionnaire_for
from intake.questions.wording import Refused
from intake.refusals import NotNow
from intake.same_day import is_checked
from intake.views.patient_language import read_on, switches
from treatments.pages.readings import reviews_by_wording

FORM_OF = {Purpose.QUESTIONNAIRE.value: PRE_VISIT, Purpose.SAME_DAY.value: SAME_DAY}
"""Which questionnaire a link opens."""
TO_SEND = {PRE_VISIT: "check-answers", SAME_DAY: "day-check"}
AFTER_SENDING = {PRE_VISIT: "sent", SAME_DAY: "day-sent"}
"""Pages of each form: the one that sends it, the one that says it arrived."""
HANDED_BACK = "handed-back"
"""The name of the page a tablet shows once it holds nobody's session any more."""


@dataclass(frozen=True)
class Sitting:
    """One request of a patient who answers: what is asked, what is answered, in which language."""

    request: HttpRequest
    visit: Visit
    draft: Draft
    questionnaire: Questionnaire
    language: str
    at: datetime

    @property
    def form(self) -> str:
        """Which of the visit's questionnaires is answered."""
        return self.draft.questionnaire

    @cached_property
    def standing(self) -> Standing:
        """Where the answers stood when the page was asked for; a page that saves need not know."""
        return self.questionnaire.standing(self.draft.answers, self.draft.given)

    def asks(self, code: str) -> bool:
        """Whether this question is asked of this patient."""
        return self.questionnaire.asks(code, self.draft.answers, self.draft.given)

    def item(self, code: str) -> Item:
        """The question as this patient reads it; 404 where the questionnaire has none of that code."""
        try:
            return self.questionnaire.item(code, self.language)
        except Refused as unknown:
            raise Http404 from unknown

    def save(self, code: str, value: Any, version: int) -> Saved:
        """Store one answer. `version` is the draft's as the page showed it."""
        return save_answer(
            visit=self.visit,
            code=code,
            value=value,
            version=version,
            mode=mode_of(self.request),
            at=self.at,
            on=clinic_day(self.at),
            form=self.form,
            parts=self.questionnaire.parts,
            draft=self.draft,
            request=self.request,
        )


def mode_of(request: HttpRequest) -> Mode:
    """How these answers reach us: by the patient's link, or on the clinic's tablet."""
    return Mode.TABLET if is_on_tablet(request) else Mode.PATIENT


def answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the patient's Sitting; where answers are not taken, lead to the page that says so.

    Somebody else may send the answers or call the visit off between two clicks: whatever an action then
    refuses sends the browser round once more, and this decides anew.
    """

    @wraps(view)
    def seated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.invitation.ended_reason == EndReason.SUBMITTED:
            return redirect(AFTER_SENDING[FORM_OF[request.invitation.purpose]])
        if request.invitation.visit.state not in ANSWERABLE:
            return redirect("link-ended")
        if switches(request):
            read_on(request)
        try:
            return view(request, sit_down(request), *args, **kwargs)
        except NoProtocol:  # before what it is a kind of: going round once more would find the same
            return page(request, "patient/not_now.html", {}, status=503)
        except NotNow:
            return redirect(_instead(request))

    return seated


def sit_down(request: HttpRequest) -> Sitting:
    """The patient's place in the questions. Makes the draft where there is none."""
    at, language = timezone.now(), get_language()
    visit, requests = visit_of_invitation(request, at=at), None
    form = FORM_OF[request.invitation.purpose]
    if form == SAME_DAY:
        draft = _begin_check(request, visit, at)
    else:
        requests, draft = requests_and_draft(visit, form)
        draft = draft or _open(request, visit, at)
    if draft.language != language:
        # It was switched on a page or in the address: what is sent later says what was read.
        choose_language(visit=visit, language=language, at=at)
    parts = parts_of(visit, form, requests)
    questionnaire = questionnaire_for(visit, on=clinic_day(at), parts=parts, form=form)
    return Sitting(request, visit, draft, questionnaire, language, at)


def _open(request: HttpRequest, visit: Visit, at: datetime) -> Draft:
    told = {"visit": visit, "mode": mode_of(request), "language": get_language(), "request": request}
    return open_draft(**told, at=at, came_by=request.invitation)


def _begin_check(request: HttpRequest, visit: Visit, at: datetime) -> Draft:
    """The check of the day; NotNow where nothing is to be put again."""
    response = decided_of(visit).response
    if response is not None and is_checked(parts_of(visit), response, on=clinic_day(at)):
        raise NotNow("Nothing has to be asked again today.")
    told = {"visit": visit, "mode": mode_of(request), "language": get_language(), "request": request}
    return begin_check(**told, at=at, on=clinic_day(at), came_by=request.invitation)


def _instead(request: HttpRequest) -> str:
    """Where a sitting that is refused leads: decided anew, or to what comes behind the check of the day."""
    if FORM_OF[request.invitation.purpose] == PRE_VISIT:
        return "questions"
    return AFTER_SENDING[SAME_DAY]


@lru_cache(maxsize=1_000)
def address_of(code: str | None, form: str = PRE_VISIT) -> str:
    """The page of a question; where none is left, the page that sends the form."""
    return reverse("question", args=[code]) if code else reverse(TO_SEND[form])


def next_address(saved: Saved, code: str) -> str:
    """Where an answer leads: to the next open question, follow-ups it opened included, else to the check."""
    standing = saved.questionnaire.standing(saved.draft.answers, saved.draft.given)
    return address_of(standing.next_open(after=code), saved.draft.questionnaire)


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the patient's session, with the switch to the other language.

    On the clinic's tablet no guide is linked: reading one there would outlast the session.
    """
    frame = {"other_language": other_language(), "here": request.path}
    on_tablet = {"tablet": on_tablet_page(), "guides": []} if is_on_tablet(request) else {}
    return render(request, template, {**frame, **context, **on_tablet}, status=status)


def page_kept(
    request: HttpRequest, template: str, context: Mapping[str, Any], gaps: Mapping[str, Any]
) -> HttpResponse:
    """`page` for one that shows nothing anybody typed: its text is kept, but for `gaps` (clinic.kept).

    What stands on it for one reader alone, a message or the tablet's clock, has it made anew.
    """
    if is_on_tablet(request) or len(get_messages(request)):
        return page(request, template, {**context, **gaps})
    frame = {**about_the_clinic(), "other_language": other_language()}
    own = {**gaps, "csrf_token": get_token(request)}
    return HttpResponse(kept_page(template, own, **frame, **context))


def on_tablet_page() -> dict[str, int]:
    """Seconds until a tablet left alone asks, for how long it asks, and both together."""
    idle, grace = settings.TABLET_IDLE_SECONDS, settings.TABLET_GRACE_SECONDS
    return {"idle": idle, "grace": grace, "all": idle + grace}


def address_after(name: str, **query: str) -> str:
    """A page behind a session's end, in the language being read: the session that knew it is gone there."""
    wanted = query | ({} if get_language() == settings.LANGUAGE_CODE else {"lang": get_language()})
    return reverse(name, query=wanted or None)


def is_unreviewed(questionnaire: Questionnaire, language: str) -> bool:
    """Whether these are translations that nobody has put a name to; English is the protocol's own."""
    if language == settings.LANGUAGE_CODE:
        return False
    wordings = {part.edition.wording_hash for part in questionnaire.parts}
    reviews = reviews_by_wording(wordings)
    return any(language not in reviews.get(wording, {}) for wording in wordings)
