"""What makes a one-time link for a password good; a module of its own because allauth's forms load it."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from clinic.models import User


class LinkKeys(PasswordResetTokenGenerator):
    """Django's, and no link outlives a newer one or the account.

    Nothing of a link is stored: its key is a hash of the password, the last sign-in, the e-mail, the time and
    `access_version`, which a new invitation and the closing of the account raise.
    """

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.access_version}"
