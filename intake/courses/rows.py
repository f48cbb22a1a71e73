"""What happened to patients, read once for any number of courses or visits of theirs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max

from clinic.times import clinic_times
from intake.courses.plan_waits import Told, interval_rules_of
from intake.courses.planner import Interval, Progress, progress_of
from intake.dates import bounds_of
from intake.decided import DecidedRequest, decided_for
from intake.models import Assessment, Course, TreatmentRequest, TreatmentSession, Visit
from intake.questions.items import document_of
from treatments import editions


@dataclass(frozen=True, slots=True)
class Aim:
    """What a day is looked for: a treatment of some areas of one patient for one concern.

    `previous` are days of sessions elsewhere that no request holds yet; `told` is the decision about these
    very areas where there is one, else the latest about any of them is taken.
    """

    patient_id: UUID
    treatment: str
    indication: str
    areas: tuple[str, ...]
    course: Course | None = None
    previous: tuple[date, ...] = ()
    told: DecidedRequest | None = None


class Rows:
    """Sessions, requests and decisions of some patients, as known at the end of the day `on`.

    The number of queries depends neither on how many patients nor on how many visits they had.
    """

    def __init__(self, aims: Collection[Aim], *, on: date) -> None:
        self.on, self.times = on, clinic_times()
        patients = {aim.patient_id for aim in aims}
        done = TreatmentSession.objects.filter(patient__in=patients, performed_on__lte=on)
        self.sessions = list(done.select_related("request").order_by("performed_on", "started_at"))
        asked = TreatmentRequest.objects.filter(visit__patient__in=patients)
        self.requests = list(asked.select_related("visit__place").order_by("visit__starts_at", "position"))
        self._told = self._decisions(aims)

    def earlier(self, aim: Aim) -> list[date]:
        """Days of every earlier needling of overlapping areas, whatever the course, here and elsewhere."""
        days = [done.performed_on for done in self.sessions if _touches(done, aim, done.patient_id)]
        for other in self.requests:
            if _touches(other, aim, other.visit.patient_id):
                days += [date.fromisoformat(day) for day in other.previous_sessions_elsewhere]
        return sorted({day for day in (*days, *aim.previous) if day <= self.on})

    def treated_here(self, aim: Aim) -> bool:
        """Whether any of these areas was treated in this clinic."""
        return any(_touches(done, aim, done.patient_id) for done in self.sessions)

    def sessions_of(self, course: Course) -> list[TreatmentSession]:
        """The sessions of a course in order."""
        return [done for done in self.sessions if done.request.course_id == course.pk]

    def progress(self, course: Course) -> Progress:
        """How many sessions each area of a course has had."""
        return progress_of(course.areas, [(s.performed_on, s.areas) for s in self.sessions_of(course)])

    def open_visits(self, course: Course) -> list[Visit]:
        """Visits of a course that are still to come or going on, in order."""
        found = [one.visit for one in self.requests if one.course_id == course.pk and one.visit.is_open]
        return list({visit.pk: visit for visit in found}.values())

    def told(self, aim: Aim) -> Told | None:
        """What is decided about an aim; None where nothing is."""
        return self._told.get(_key(aim))

    def _decisions(self, aims: Collection[Aim]) -> dict[object, Told]:
        items = {_key(aim): aim.told for aim in aims if aim.told is not None and aim.told.assessment}
        items |= self._latest([aim for aim in aims if _key(aim) not in items])
        rows = _assessments(items.values())
        return {key: _told(item, rows) for key, item in items.items()}

    def _latest(self, aims: list[Aim]) -> dict[object, DecidedRequest]:
        """For each aim the decision whose assessment is the latest about any of its areas."""
        assessed = self._assessed_at() if aims and self.requests else {}
        chosen = {}
        for aim in aims:
            about = [one for one in self.requests if _touches(one, aim, one.visit.patient_id)]
            about = [one for one in about if one.pk in assessed]
            if about:
                chosen[_key(aim)] = max(about, key=lambda one: assessed[one.pk])
        visits = {request.visit_id: request.visit for request in chosen.values()}
        items = {
            item.request.pk: item
            for decided in (decided_for(visits.values()).values() if visits else ())
            for item in decided.requests
            if item.assessment is not None
        }
        return {key: items[request.pk] for key, request in chosen.items() if request.pk in items}

    def _assessed_at(self) -> dict[UUID, object]:
        keys = [request.pk for request in self.requests]
        found = Assessment.objects.filter(request__in=keys, created_at__lt=bounds_of(self.on)[1])
        return dict(found.order_by().values_list("request").annotate(Max("created_at")))


def interval_of(aim: Aim) -> Interval | None:
    """The days between two sessions: the course's own, else the schedule of the edition in force."""
    if aim.course is not None:
        return aim.course.interval_from_days, aim.course.interval_to_days
    edition = editions.in_force(aim.treatment)
    for entry in document_of(edition)["schedules"] if edition else ():
        if aim.indication in entry["indications"]:
            return tuple(entry["interval_days"])
    return None


def _assessments(items: Iterable[DecidedRequest]) -> dict[UUID, Assessment]:
    """The whole assessments behind these decisions, and those that were signed."""
    keys = {item.assessment.pk for item in items} | {
        item.review.assessment_id for item in items if item.review is not None
    }
    found = Assessment.objects.filter(pk__in=keys).defer("facts")
    found = found.select_related("edition__treatment", "edition__publication")
    return {row.pk: row for row in found} if keys else {}


def _told(item: DecidedRequest, rows: dict[UUID, Assessment]) -> Told:
    now = rows[item.assessment.pk]
    signed = rows[item.review.assessment_id] if item.review is not None else None
    return Told(item, now, signed, interval_rules_of(document_of(now.edition)))


def _touches(row: TreatmentSession | TreatmentRequest, aim: Aim, patient_id: UUID) -> bool:
    same = row.treatment == aim.treatment and patient_id == aim.patient_id
    return same and not set(row.areas).isdisjoint(aim.areas)


def _key(aim: Aim) -> tuple:
    return aim.patient_id, aim.treatment, aim.indication, aim.areas, aim.course and aim.course.pk
