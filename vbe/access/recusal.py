"""Jäv: to shut a person out of one record, and to let her in again. The rooms say what follows from it there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from vbe.access.forms import ClearErrors, LongText, RadioCards
from vbe.access.models import Recusal
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, User


class Refused(Exception):
    """Why the database let nobody be shut out, said to the person who tries."""


class RecusalForm(ClearErrors, forms.Form):
    """Who is recused and why. ``people`` may be marked besides the asker."""

    person = forms.ModelChoiceField(label=_("Vem är jävig?"), queryset=User.objects.none(), empty_label=None)
    ground = forms.ChoiceField(label=_("Grund"), choices=Recusal.Ground, widget=RadioCards(columns=1))
    chief = forms.ModelChoiceField(
        label=_("Vem tar över ärendet?"),
        queryset=Assignment.objects.none(),
        required=False,
        empty_label=_("Välj avdelningschef"),
        error_messages={"required": _("Välj vem som tar över. Ett ärende står aldrig utan avdelningschef.")},
    )

    def __init__(self, *args: Any, asker: User, people: models.QuerySet[User] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = User.objects.filter(pk=asker.pk) | (people if people is not None else User.objects.none())
        field.label_from_instance = lambda user: _("Jag själv") if user == asker else user.name
        field.initial = asker.pk

    @property
    def chosen(self) -> User | None:
        """Who is to be marked, as far as the form says, before all of it is filled in."""
        try:
            return self.fields["person"].clean(self.data.get("person"))
        except forms.ValidationError:
            return None

    def ask_for_chief(self, chiefs: list[Assignment], *, required: bool) -> None:
        """The person leads the case: somebody else must be named before it takes effect."""
        field: Any = self.fields["chief"]
        field.queryset = Assignment.objects.filter(pk__in=[chief.pk for chief in chiefs]).select_related("user")
        field.label_from_instance = lambda chief: f"{chief.user}, {chief.title}"
        field.required = required


class EndRecusalForm(ClearErrors, forms.Form):
    reason = LongText(
        label=_("Varför har jävet upphört?"),
        max_length=500,
        rows=3,
        help_text=_("Skriv inga uppgifter om någon i saken."),
    )


def with_forms(recusals: Iterable[Recusal], sent: EndRecusalForm | None = None) -> list[tuple[Recusal, EndRecusalForm]]:
    """Each recusal with the form that ends it; ``sent`` is the one that came back with errors, alone on its page."""
    return [(one, sent or EndRecusalForm(auto_id=f"id_{one.pk}_%s")) for one in recusals]


def recused_from(record: models.Model) -> set[UUID]:
    """The users who are recused from ``record`` or from the matter it belongs to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_recused(%s)", [record.pk])
        return set(cursor.fetchone()[0])


def recuse(record: models.Model, *, person: User, ground: str, vacated: str = "", page: str) -> bool:
    """Shut ``person`` out of ``record``; False when that was done already. Raises Refused.

    ``vacated`` is what is written where the person had a seat, ``page`` the address whose messages are withdrawn.
    """
    with _said_plainly(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT app_recuse(%s, %s, %s, %s, %s, %s, %s)",
            [new_id(), record._meta.label_lower, record.pk, person.pk, ground, vacated, page],
        )
        return cursor.fetchone()[0]


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != "42501":
            raise
        raise Refused(_("Du får inte längre registrera jäv här. Dina uppdrag eller saken har ändrats.")) from error
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != "23514":
            raise
        raise Refused(
            _("Personen leder ärendet. En avdelningschef registrerar jävet och väljer vem som tar över.")
        ) from error


def end(recusal: Recusal, *, reason: str, by: Assignment, now: datetime) -> bool:
    """Let the person in again; False when that was done already."""
    running = Recusal.objects.filter(pk=recusal.pk, ended_at=None)
    return bool(running.update(ended_at=now, ended_by=by, end_reason=reason))
