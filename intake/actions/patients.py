"""Registering a patient and keeping the particulars right."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions.locks import lock_patient
from intake.actions.rights import DESK, role_of
from intake.dates import OLDEST_YEARS
from intake.models import Language, Patient, Sex
from intake.numbers import new_record_number
from intake.questions.wording import Refused
from intake.search import digits_of, keep_words, search_name
from intake.texts import clean_line

NAME = 80
"""Characters of one name."""
NUMBER_TRIES = 5
"""With a million patients one number in ten is taken; five in a row once in a hundred thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What the clinic knows about a person, as typed at the desk."""

    family_name: str
    given_name: str
    birth_date: date
    preferred_name: str = ""
    sex_at_birth: str = ""
    phone: str = ""
    email: str = ""
    language: str = Language.ENGLISH.value
    interpreter_needed: bool = False
    texts_allowed: bool = False
    reminders_wanted: bool = True

    def cleaned(self, on: date) -> dict:
        """The columns to store. Raises ValidationError with every field that is wrong."""
        wrong, columns = {}, asdict(self)
        for field, check in _CHECKS.items():
            try:
                columns[field] = check(columns[field])
            except ValidationError as error:
                wrong[field] = error
        if not self._plausible_birth(on):
            wrong["birth_date"] = Refused("future_birth" if self.birth_date > on else "birth_too_early")
        if wrong:
            raise ValidationError(wrong)
        return columns | {
            "phone_digits": digits_of(columns["phone"]),
            "search_name": search_name(columns["family_name"], columns["given_name"]),
        }

    def _plausible_birth(self, on: date) -> bool:
        return self.birth_date <= on and on.year - self.birth_date.year <= OLDEST_YEARS


def register_patient(
    *, particulars: Particulars, by: User, at: datetime, on: date, request: HttpRequest | None = None
) -> Patient:
    """Add a patient under a new record number. Raises ValidationError by field."""
    role = role_of(by, *DESK)
    columns = particulars.cleaned(on)
    with transaction.atomic():
        patient = _with_free_number(columns | {"created_at": at, "created_by": by})
        keep_words(patient)
        _record("create", patient, tuple(asdict(particulars)), by, role, at, request)
    return patient


def edit_patient(
    *,
    patient: Patient,
    particulars: Particulars,
    version: int | None,
    by: User,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> Patient:
    """Change the particulars. Raises Changed where somebody else did meanwhile, ValidationError by field."""
    role = role_of(by, *DESK)
    columns = particulars.cleaned(on)
    with transaction.atomic():
        kept = lock_patient(patient, version)
        changed = [name for name in asdict(particulars) if getattr(kept, name) != columns[name]]
        if changed:
            _write(kept, columns, by, at)
            _record("change", kept, changed, by, role, at, request)
    return kept


def _write(patient: Patient, columns: dict, by: User, at: datetime) -> None:
    for name, value in columns.items():
        setattr(patient, name, value)
    patient.version += 1
    patient.changed_at, patient.changed_by = at, by
    patient.save()
    keep_words(patient)


def _with_free_number(columns: dict) -> Patient:
    for _ in range(NUMBER_TRIES - 1):
        try:
            with transaction.atomic():
                return Patient.objects.create(record_number=new_record_number(), **columns)
        except IntegrityError:
            continue
    return Patient.objects.create(record_number=new_record_number(), **columns)


def _record(action, patient, fields, by, role, at, request) -> None:
    audit.record(
        action,
        by=by,
        role=role,
        patient_id=patient.pk,
        target=f"patient {patient.pk}",
        fields=fields,
        request=request,
        at=at,
    )


def _name(value: str) -> str:
    name = clean_line(value, NAME)
    if not name:
        raise Refused("blank")
    return name


def _phone(value: str) -> str:
    phone = clean_line(value, 40)
    if phone and not (7 <= len(digits_of(phone)) <= 15 and set(phone) <= set("0123456789 +-().x/")):
        raise Refused("not_phone")
    return phone


def _email(value: str) -> str:
    email = clean_line(value, 254).lower()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused("not_email") from None
    return email


def _sex(value: str) -> str:
    if value and value not in Sex.values:
        raise Refused("not_listed")
    return value


def _language(value: str) -> str:
    if value not in Language.values:
        raise Refused("not_listed")
    return value


_CHECKS = {
    "family_name": _name,
    "given_name": _name,
    "preferred_name": lambda value: clean_line(value, NAME),
    "sex_at_birth": _sex,
    "phone": _phone,
    "email": _email,
    "language": _language,
    "interpreter_needed": bool,
    "texts_allowed": bool,
    "reminders_wanted": bool,
}
