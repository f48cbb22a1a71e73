"""`/setup/`: the first lead of a clinic, by the code on the server's console. Not there at any other time."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from clinic.forms.text_list import UNKEEPABLE
from clinic.models import User
from clinic.people import setup_code
from clinic.policy import methods, public
from clinic.sign_in.forms import HINTS, LONGEST_PASSWORD


class SetupForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="Twelve letters and digits, on the server's console.",
    )
    full_name = forms.CharField(label="Full name", max_length=150)
    email = forms.EmailField(label="E-mail")
    password = forms.CharField(
        label="Password",
        max_length=LONGEST_PASSWORD,
        help_text=HINTS["password1"],
        strip=False,
        widget=forms.PasswordInput,
    )
    again = forms.CharField(
        label="Password once more", max_length=LONGEST_PASSWORD, strip=False, widget=forms.PasswordInput
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = kind

    def clean_full_name(self) -> str:
        name = self.cleaned_data["full_name"]
        if UNKEEPABLE.search(name):
            raise ValidationError("Type the name in letters.")
        return name

    def clean_email(self) -> str:
        email = User.objects.normalize_email(self.cleaned_data["email"])
        if User.objects.filter(email=email).exists():
            raise ValidationError("Somebody here has this e-mail already.")
        return email

    def clean(self) -> None:
        typed = self.cleaned_data
        if "password" not in typed or "again" not in typed:
            return
        if typed["password"] != typed["again"]:
            self.add_error("again", "The two passwords differ. Type the same one twice.")
        try:
            validate_password(typed["password"], User(email=typed.get("email", "")))
        except ValidationError as error:
            self.add_error("password", error)


AUTOCOMPLETE = {
    "code": "one-time-code",
    "full_name": "name",
    "email": "username",
    "password": "new-password",
    "again": "new-password",
}


@public
@methods("GET", "POST")
def setup(request: HttpRequest) -> HttpResponse:
    """Make the first lead and sign them in; what opens next is the enrolment of a second factor."""
    if not setup_code.is_open() or request.user.is_authenticated:
        raise Http404
    form = SetupForm(request.POST or None)
    lead = _make_lead(request, form) if form.is_valid() else None
    if lead is None:
        return render(request, "clinic_pages/setup.html", {"form": form})
    return perform_password_login(request, {"email": lead.email}, Login(user=lead))


def _make_lead(request: HttpRequest, form: SetupForm) -> User | None:
    particulars = {name: form.cleaned_data[name] for name in ("full_name", "email", "password")}
    try:
        return setup_code.make_lead(form.cleaned_data["code"], request=request, **particulars)
    except setup_code.CodeWrong as wrong:
        form.add_error("code", _told(wrong.left))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


def _told(left: int) -> str:
    if not left:
        return "This is not the code, and it works no more. Make a new one on the server."
    tries = "1 try is left" if left == 1 else f"{left} tries are left"
    return f"This is not the code. {tries}."
