"""Rows for tests, one factory a model; each room's stand under its heading."""

from datetime import date

import factory
from django.utils import timezone

from clinic.models import Place, RoleGrant, User
from intake.models import Patient, TreatmentRequest, Visit
from intake.numbers import check_digit
from intake.search import digits_of, keep_words, search_name

PASSWORD = "long enough for a test"

# -- clinic ---------------------------------------------------------------------------------------------


class UserFactory(factory.django.DjangoModelFactory):
    """A person who works here: `UserFactory(roles=["nurse"])`. The password is PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@clinic.example")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def roles(self, create: bool, codes: list[str] | None, **kwargs) -> None:
        for code in codes or ():
            RoleGrant.objects.create(user=self, role=code)


class PlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Place

    name = factory.Sequence(lambda n: f"Place {n}")
    address = "1 Main Street"
    phone = "555-0101"


# -- intake ---------------------------------------------------------------------------------------------


class PatientFactory(factory.django.DjangoModelFactory):
    """A patient as registered at the desk, found by a search."""

    class Meta:
        model = Patient
        skip_postgeneration_save = True

    record_number = factory.Sequence(lambda n: f"{n:07d}" + check_digit(f"{n:07d}"))
    family_name = factory.Sequence(lambda n: f"Family{n}")
    given_name = "Given"
    birth_date = date(1990, 5, 20)
    email = factory.Sequence(lambda n: f"patient{n}@mail.example")
    phone = ""
    phone_digits = factory.LazyAttribute(lambda patient: digits_of(patient.phone))
    search_name = factory.LazyAttribute(lambda patient: search_name(patient.family_name, patient.given_name))
    created_at = factory.LazyFunction(timezone.now)
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def words(self, create: bool, given: None, **kwargs) -> None:
        if create:
            keep_words(self)


class VisitFactory(factory.django.DjangoModelFactory):
    """A booked visit without a request; TreatmentRequestFactory gives it one."""

    class Meta:
        model = Visit

    patient = factory.SubFactory(PatientFactory)
    place = factory.SubFactory(PlaceFactory)
    starts_at = factory.LazyFunction(timezone.now)
    created_at = factory.LazyFunction(timezone.now)
    created_by = factory.SubFactory(UserFactory)


class TreatmentRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TreatmentRequest

    visit = factory.SubFactory(VisitFactory)
    position = factory.Sequence(lambda n: n % 6)
    treatment = "micro-needling"
    indication = "wrinkles"
    areas = factory.LazyFunction(lambda: ["forehead", "cheeks"])
    created_at = factory.LazyFunction(timezone.now)
    created_by = factory.SubFactory(UserFactory)
