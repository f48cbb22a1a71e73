"""What the visit panel shows: who, when, what is done and what is next. Nothing of why."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from clinic.models import User
from clinic.roles import SEES_REASONS
from intake.actions.drafts import ANSWERABLE
from intake.actions.sessions import may_start
from intake.actions.visits import allowed_actions
from intake.consents import standings_of
from intake.courses.plan import first_day_for
from intake.dates import clinic_day
from intake.decided import Decided, DecidedRequest, decided_of
from intake.decided.lapsed_words import held_lines
from intake.decided.signed import ASK_FOR_DAY, area_lines
from intake.link_words import link_words
from intake.messages.letters import Letter, letters_in, reach_of
from intake.models import Purpose, Visit
from intake.questions.items import sheet_of
from intake.views.today_lines import line_of
from intake.worklists.today import Row, rows_of
from treatments import editions
from treatments.models import ProtocolEdition

MESSAGES = 8
"""Latest messages the panel shows."""


def panel_of(visit: Visit, user: User, at: datetime) -> dict:
    """The panel's context, in a number of queries that does not depend on the visit's history."""
    row = rows_of([visit], at=at)[0]
    decided = decided_of(visit)
    sheets = _sheets(decided)
    treats = user.has_role(*SEES_REASONS)
    invitation = visit.invitations.order_by("-created_at").first()
    on = clinic_day(at)
    return {
        "visit": visit,
        "patient": visit.patient,
        "age": visit.patient.age_on(on),
        "row": row,
        "line": line_of(row, user, on),
        "allowed": _allowed(visit, treats, on)
        | {"start_session": treats and _offers_start(row, decided, on)},
        "no_day": ASK_FOR_DAY,
        "signed_lines": _signed_lines(decided, sheets) if row.signed else [],
        "treats": treats,
        "possible": first_day_for(visit, on=on).day if row.held else None,
        "held_lines": held_lines(decided) if row.held and treats else [],
        "consents": standings_of(decided),
        "hands_over": row.step.code in ("same_day", "consent"),
        "courses": _courses(decided) if treats else [],
        "answerable": visit.state in ANSWERABLE and bool(decided.requests),
        "wanted": [_wanted(item, sheets) for item in decided.requests],
        "asked_for": _asked_for(decided, sheets),
        "link": link_words(invitation, Purpose.QUESTIONNAIRE, at),
        "link_made": invitation is not None,
        "letters": _letters(visit),
        "letters_on": "visit",
        "reach": reach_of(visit.patient),
        "responses": _responses(visit),
        "stands": decided.response is not None,
        "sessions": _sessions(visit, sheets),
        "moves": list(visit.moves.select_related("by").order_by("at")),
        "may_retract": not {"end_session"} & set(allowed_actions(visit)) and visit.state != "finished",
    }


def _allowed(visit: Visit, treats: bool, on: date) -> dict[str, bool]:
    """Each action by name, so that a template asks without counting; none that the day alone forbids."""
    allowed = set(allowed_actions(visit)) - (set() if treats else {"start_session", "end_session"})
    day = clinic_day(visit.starts_at)
    allowed -= ({"check_in"} if day != on else set()) | ({"no_show"} if day > on else set())
    names = (
        "move",
        "check_in",
        "undo_check_in",
        "cancel",
        "no_show",
        "finish",
        "start_session",
        "end_session",
    )
    return {name: name in allowed for name in names}


def _offers_start(row: Row, decided: Decided, on: date) -> bool:
    """Whether a session may begin beside the step that the page offers first."""
    return row.signed and row.step.code != "start_session" and bool(may_start(decided, on=on))


def _signed_lines(decided: Decided, sheets: dict) -> list[str]:
    """What was signed for which areas, where it is not the same for all of them."""
    day = clinic_day(decided.visit.starts_at)
    found = []
    for item in decided.requests:
        sheet = sheets.get(item.request.treatment)
        of_which = f" ({sheet.treatment})" if sheet and len(sheets) > 1 else ""
        found += [
            (words, areas + of_which) for words, areas in area_lines(item, getattr(sheet, "areas", {}), day)
        ]
    same = len({words for words, _ in found}) == 1
    return [] if same else [f"{words}: {areas}" for words, areas in found]


def _courses(decided: Decided) -> list[UUID]:
    """The courses the visit belongs to, each once."""
    return list(dict.fromkeys(item.request.course_id for item in decided.requests if item.request.course_id))


def _sheets(decided: Decided) -> dict[str, ProtocolEdition]:
    codes = {item.request.treatment for item in decided.requests}
    found = {code: editions.in_force(code) for code in sorted(codes)}
    return {code: sheet_of(edition, "en") for code, edition in found.items() if edition}


def _wanted(item: DecidedRequest, sheets: dict) -> dict[str, str]:
    """One request in words: what for, where, and earlier sessions elsewhere."""
    request, sheet = item.request, sheets.get(item.request.treatment)
    return {
        "treatment": sheet.treatment if sheet else request.treatment,
        "concern": sheet.indications.get(request.indication, request.indication)
        if sheet
        else request.indication,
        "areas": _areas(request.areas, sheet),
        "elsewhere": request.previous_sessions_elsewhere,
    }


def _areas(codes: Iterable[str], sheet: object) -> str:
    names = getattr(sheet, "areas", {})
    return ", ".join(names.get(code, code) for code in codes)


def _asked_for(decided: Decided, sheets: dict) -> dict | None:
    """What the dermatologist wants to be asked: the note and the questions' short names."""
    item = next((item for item in decided.requests if item.asked), None)
    if item is None:
        return None
    items = sheets[item.request.treatment].items if item.request.treatment in sheets else {}
    labels = [(code, items[code].label) for code in item.asked.asks if code in items]
    return {"by": item.asked.signer, "at": item.asked.signed_at, "note": item.asked.note, "labels": labels}


def _letters(visit: Visit) -> list[Letter]:
    return letters_in(visit.messages.order_by("-created_at")[:MESSAGES])


def _responses(visit: Visit) -> list[dict]:
    """What was sent, latest first, each with the mark that made it a wrong record or None."""
    found = visit.responses.select_related("submitted_by", "retraction__by").defer(
        "answers", "given", "asked"
    )
    return [
        {"response": response, "wrong": getattr(response, "retraction", None)}
        for response in found.order_by("-number")
    ]


def _sessions(visit: Visit, sheets: dict) -> list[dict]:
    return [
        {"session": session, "areas": _areas(session.areas, sheets.get(session.treatment))}
        for session in visit.sessions.select_related("started_by", "ended_by").order_by("started_at")
    ]
