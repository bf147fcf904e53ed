from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vbe.access.forms import ClearErrors
from vbe.organisation.models import User

# Longer passwords take the hasher's time, and nobody has one.
LONGEST = 200


class SignInForm(ClearErrors, AuthenticationForm):
    """Says the same whether the address or the password was wrong."""

    error_messages = {
        "invalid_login": _("E-postadressen eller lösenordet stämmer inte. Försök igen."),
        "inactive": _("E-postadressen eller lösenordet stämmer inte. Försök igen."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-post")
        self.fields["username"].widget.attrs |= {"autocomplete": "username webauthn", "inputmode": "email"}
        self.fields["password"].label = _("Lösenord")
        self.fields["password"].max_length = LONGEST  # type: ignore[attr-defined]


class CodeForm(ClearErrors, forms.Form):
    code = forms.CharField(
        label=_("Kod"),
        max_length=20,
        help_text=_("Sex siffror från appen, eller en av dina reservkoder."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class AppForm(CodeForm):
    """The first code of an app that is being set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Sex siffror från appen.")
        self.fields["code"].label = _("Koden som appen visar")


class PasskeyForm(ClearErrors, forms.Form):
    name = forms.CharField(
        label=_("Namn på passernyckeln"),
        max_length=60,
        help_text=_("Så att du känner igen den, till exempel Tjänstemobilen."),
    )
    credential = forms.CharField(widget=forms.HiddenInput, max_length=20000)


class ConfirmForm(ClearErrors, forms.Form):
    password = forms.CharField(
        label=_("Lösenord"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class AddressForm(ClearErrors, forms.Form):
    email = forms.EmailField(
        label=_("E-post"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class NewPasswordForm(ClearErrors, forms.Form):
    new = forms.CharField(
        label=_("Nytt lösenord"),
        max_length=LONGEST,
        strip=False,
        help_text=_("Minst 12 tecken. Gärna flera ord efter varandra. Vanliga lösenord tas inte emot."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Nytt lösenord en gång till"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"], self.user)
        return str(self.cleaned_data["new"])

    def clean_again(self) -> str:
        if "new" in self.cleaned_data and self.cleaned_data["again"] != self.cleaned_data["new"]:
            raise ValidationError(_("De två lösenorden är olika. Skriv samma i båda fälten."))
        return str(self.cleaned_data["again"])


class ChangePasswordForm(NewPasswordForm):
    current = forms.CharField(
        label=_("Ditt lösenord i dag"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "new", "again"]

    def clean_current(self) -> str:
        if not self.user.check_password(self.cleaned_data["current"]):
            raise ValidationError(_("Det stämmer inte med lösenordet du har i dag."))
        return str(self.cleaned_data["current"])


class ResetFactorForm(ClearErrors, forms.Form):
    reason = forms.CharField(
        label=_("Skäl"),
        max_length=300,
        help_text=_("Hur du har förvissat dig om vem det är, till exempel: visade tjänstekort."),
    )
