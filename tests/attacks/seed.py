"""Run in a process of its own, with a site's settings: the example day, and what an attacker may hold of it.

Prints one JSON object: cookies of everybody who is signed in, links, ids of every object, words to look for.
"""

import json
import sys

import django


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("protocol", "ship", "--publish", stdout=sys.stderr)
    settings.ALLOWED_HOSTS.append("testserver")
    settings.SECURE_SSL_REDIRECT = False
    print(json.dumps(held()))


def held() -> dict:
    from django.conf import settings
    from django.utils import timezone

    from tests.intake.any_request import open_clinic
    from tests.intake.rights.access_table import browsers_for

    made = open_clinic(timezone.now())
    browsers_for(made, timezone.now())
    name = settings.SESSION_COOKIE_NAME
    cookies = {who: browser.cookies[name].value for who, browser in made.browsers.items() if browser.cookies}
    return {"cookies": cookies, "parts": made.parts, **people(), **links(), "words": words()}


def people() -> dict:
    from clinic.models import User
    from tests import second_factors

    for person in User.objects.filter(grants__isnull=False):
        second_factors.app_of(person)
    return {"people": {one.email: str(one.public_id) for one in User.objects.all()}}


def links() -> dict:
    """Unused links of the same visit's patient, one that was replaced, and their dates of birth."""
    from django.utils import timezone

    from clinic.models import User
    from intake.actions.invitations import copy_link, reissue
    from tests.intake.any_request import STAFF, visit_of
    from tests.intake.patient.steps import answer_all

    desk, at = User.objects.get(email=STAFF["front_desk"]), timezone.now()

    def link(name: str) -> dict:
        visit = visit_of(name)
        token = copy_link(visit=visit, by=desk, at=at)[1]
        return {"token": token, "born": visit.patient.birth_date.isoformat(), "visit": str(visit.pk)}

    replaced = link("hall")
    reissue(visit=visit_of("hall"), by=desk, at=at)
    found = {name: link(name) for name in ("nguyen", "walker", "rossi", "smith")}
    for name in ("walker", "smith"):
        answer_all(visit_of(name))
    own = visit_of("diaz")
    return {
        "links": found | {"replaced": replaced},
        "own": {"visit": str(own.pk), "patient": str(own.patient_id)},
    }


def words() -> list[str]:
    """Of patients: what no log may hold."""
    from intake.models import Patient

    found = Patient.objects.values_list("family_name", "email")
    return sorted({word for row in found for word in row if len(word) > 4})


if __name__ == "__main__":
    main()
