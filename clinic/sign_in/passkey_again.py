"""The passkey instead of the password, where a page asks who is there once more."""

from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from clinic.policy import methods, staff
from clinic.roles import EVERYONE


class _ByPasskey(ReauthenticateWebAuthnView):
    def form_invalid(self, form: Form) -> HttpResponse:
        """Asks again; allauth's own way leads to the front page and loses where the person was going."""
        for message in form.errors.get("credential", []):
            messages.error(self.request, message, extra_tags="stop")
        return redirect(self.request.get_full_path())


by_passkey = staff(*EVERYONE)(methods("GET", "POST")(_ByPasskey.as_view()))
