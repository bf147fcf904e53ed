"""A mobile number that a person may be reached on, as people write it and as it is kept: ``+46701740605``."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vbe.access.encryption import EncryptedTextField
from vbe.access.forms import ClearErrors
from vbe.organisation.models import User

KEPT = re.compile(r"\+[1-9]\d{7,14}")


class MobileForm(ClearErrors, forms.Form):
    """Somebody's mobile number; empty takes it away."""

    mobile = forms.CharField(
        label=_("Mobilnummer"),
        max_length=30,
        required=False,
        help_text=_("Till exempel 070-174 06 05. Lämna tomt för att inte få SMS."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_mobile(self) -> str:
        return normal(self.cleaned_data["mobile"])


def normal(written: str) -> str:
    """The number with its country and nothing else. Raises ValidationError when it is no mobile number."""
    number = re.sub(r"[\s()./-]", "", written)
    if not number:
        return ""
    if number.startswith("00"):
        number = "+" + number[2:]
    elif number.startswith("0"):
        number = "+46" + number[1:]
    swedish = number.startswith("+46")
    if not KEPT.fullmatch(number) or (swedish and not re.fullmatch(r"\+467\d{8}", number)):
        raise ValidationError(_now("Skriv ett mobilnummer, till exempel 070-174 06 05."))
    return number


def keep_own(user: User, number: str) -> None:
    user.mobile = number
    user.save(update_fields=["mobile"])


def keep_for(person: User, number: str) -> None:
    """Kept by whoever manages everything that the person holds. Raises ProgrammingError for anybody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_set_mobile(%s, %s)", [person.pk, EncryptedTextField().get_prep_value(number)])
