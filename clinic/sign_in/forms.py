"""allauth's forms in this site's words: labels instead of placeholders, and no endless passwords."""

from allauth.account import forms as allauth

LONGEST_PASSWORD = 256
LABELS = {
    "login": "E-mail",
    "oldpassword": "Your password now",
    "password1": "New password",
    "password2": "New password once more",
}
# One sentence instead of Django's list, which is no part of a paragraph.
HINTS = {
    "password1": "At least 12 characters. A few words in a row are easier to remember than a short riddle."
}


class _OurWords:
    """What stands in a box before one types is gone when one needs it; a label stays."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, "")
            if "password" in name:
                field.widget.attrs["maxlength"] = field.max_length = LONGEST_PASSWORD


class SignInForm(_OurWords, allauth.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class AgainForm(_OurWords, allauth.ReauthenticateForm):
    pass


class ChangePasswordForm(_OurWords, allauth.ChangePasswordForm):
    pass


class NewPasswordForm(_OurWords, allauth.ResetPasswordKeyForm):
    pass
