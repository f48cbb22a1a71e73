"""Rows for tests, one factory a model; each room's stand under its heading."""

import factory

from clinic.models import Place, RoleGrant, User

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
