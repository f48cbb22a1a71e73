"""People of the tests with a second factor: signed in with it, or typing its code.

`signed_in` leaves out the typing and nothing else. The person gets an authenticator app (once, without the
event that enrolling leaves), and the session holds the two records that allauth writes at such a sign-in, the
app's with its row and type. tests/clinic/sign_in/test_second_factor.py signs in by the pages and finds them.
"""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import encrypt
from django.test import Client

from clinic.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def signed_in(browser: Client, person: User, minutes_ago: float = 0) -> Client:
    """The browser, in which the person signed in by password and app so many minutes ago."""
    browser.force_login(person)
    session, at = browser.session, time.time() - minutes_ago * 60
    session["account_authentication_methods"] = [
        {"method": "password", "at": at, "email": person.email},
        {"method": "mfa", "at": at, "id": app_of(person).pk, "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return browser


def app_of(person: User) -> Authenticator:
    """The person's authenticator app, made now if there was none."""
    had = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if had:
        return had
    app = Authenticator(user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    return Authenticator.objects.bulk_create([app])[0]


def code(secret: str = SECRET, ago: int = 0) -> str:
    """What the app shows now, or showed so many half minutes ago."""
    counter = int(time.time()) // 30 - ago
    return auth.format_hotp_value(auth.hotp_value(secret, counter))
