"""What staff leave behind in a browser. Their pages themselves: test_every_state.py."""

import pytest

from clinic.models import User
from tests.journeys.states_staff import todays

pytestmark = pytest.mark.browser


def test_back_after_sign_out_shows_nothing(example_day, inside):
    person = inside(User.objects.get(email="ruiz@clinic.example"))
    person.go(f"/visits/{todays('García López').pk}/summary/")
    person.see("GARCÍA LÓPEZ")
    person.press("Sign out")
    for _ in range(2):
        person.page.go_back()
        assert "GARCÍA" not in person.page.content()
        assert "penicilina" not in person.page.content()
