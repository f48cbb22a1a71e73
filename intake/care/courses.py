"""A patient's courses and consents in the patient's own words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from intake.care.before import weekday_and_moment
from intake.courses.plan import CoursePlan, has_maintenance, plans_for
from intake.courses.planner import SIGNED, Progress
from intake.courses.timelines import patient_timeline
from intake.dates import clinic_day
from intake.models import Course, CourseState, Patient, TreatmentConsent
from intake.questions.answer_text import PATIENT, day_words, weekday_words
from intake.questions.items import sheet_of

Row = dict[str, Any]


def courses_of(patient: Patient, *, on: date, language: str, is_coming: bool) -> list[Row]:
    """Courses that go on, are paused or complete, in the order they began; a stopped one is not told.

    `is_coming`: some visit is booked, whatever for. Then nobody is told to book one.
    """
    found = Course.objects.filter(patient=patient).exclude(state=CourseState.STOPPED)
    found = found.select_related("edition__treatment", "edition__publication").order_by("opened_at", "id")
    plans = plans_for(found, on=on)
    with override(language):
        return [_course(plan, on, language, is_coming) for plan in plans.values()]


def consents_of(patient: Patient, language: str) -> list[Row]:
    """The last consent to each course: what for, the day, and the day it was taken back."""
    given = TreatmentConsent.objects.filter(patient=patient).order_by("-agreed_at")
    given = given.select_related("withdrawal", "course__edition__treatment", "course__edition__publication")
    latest: dict[object, TreatmentConsent] = {}
    for consent in given:
        latest.setdefault(consent.course_id, consent)
    return [_consent(consent, language) for consent in latest.values()]


def course_name(course: Course, language: str) -> str:
    """What for and where: "Lines and wrinkles: Forehead, Cheeks"."""
    sheet = sheet_of(course.edition, language)
    areas = ", ".join(sheet.areas.get(code, code) for code in course.areas)
    return f"{sheet.indications.get(course.indication, course.indication)}: {areas}"


def signed_day(plan: CoursePlan) -> date | None:
    """The day a dermatologist signed, where nothing else keeps the next session from it."""
    binding = plan.proposal.binding
    return binding.until if binding is not None and binding.code == SIGNED else None


def _course(plan: CoursePlan, on: date, language: str, is_coming: bool) -> Row:
    course, name = plan.course, course_name(plan.course, language)
    return {
        "name": name,
        "timeline": patient_timeline(plan, language=language, title=name),
        "sessions": _sessions(course, plan.progress, language),
        "next": _next(plan, on, language, is_coming),
    }


def _sessions(course: Course, progress: Progress, language: str) -> str:
    """How many of the planned sessions are done; area by area where these differ."""
    done, least, most = progress.done, course.sessions_from, course.sessions_to
    told = {"done": done, "least": least, "count": most}
    if done >= most:
        return ngettext("The planned session is done", "All %(count)d planned sessions are done", most) % told
    if done != progress.most:
        names = sheet_of(course.edition, language).areas
        areas = ", ".join(f"{names.get(area, area)} {count}" for area, count in progress.by_area.items())
        planned = str(most) if least == most else f"{least}–{most}"
        return _("Sessions done of %(planned)s: %(areas)s") % {"planned": planned, "areas": areas}
    if least == most:
        return (
            ngettext("%(done)d of %(count)d session done", "%(done)d of %(count)d sessions done", most) % told
        )
    return _("%(done)d of %(least)d to %(count)d sessions done") % told


def _next(plan: CoursePlan, on: date, language: str, is_coming: bool) -> str:
    """What comes next in one sentence."""
    if plan.course.state == CourseState.PAUSED:
        return _("You are taking a break. Call us when you want to go on.")
    if plan.course.state == CourseState.COMPLETED:
        return ""
    coming = [visit for visit in plan.booked if clinic_day(visit.starts_at) >= on]
    if coming:
        return _("Next session: %(when)s.") % {"when": weekday_and_moment(coming[0].starts_at, language)}
    if plan.progress.done >= plan.course.sessions_to and not has_maintenance(plan.course):
        return ""
    day = signed_day(plan)
    if day is not None:
        said = weekday_words(day, language, on)
        return _("Your doctor set a day: come on %(day)s or later. Call us to book it.") % {"day": said}
    return "" if is_coming else _("Your next session is not booked yet. Call us to book it.")


def _consent(consent: TreatmentConsent, language: str) -> Row:
    withdrawal = getattr(consent, "withdrawal", None)
    return {
        "consent": consent,
        "name": course_name(consent.course, language),
        "day": day_words(clinic_day(consent.agreed_at), language, PATIENT),
        "back_on": day_words(clinic_day(withdrawal.at), language, PATIENT) if withdrawal else "",
    }
