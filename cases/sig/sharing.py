"""What allows information in a case to be shared with somebody outside the own activity (legal.md L10, L11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cases.sig.models import Case, Consent
from vbe.access.templatetags.dates import swedate
from vbe.organisation.models import Actor


@dataclass(frozen=True)
class Ground:
    consent: Consent | None = None
    decision: Any = None

    def __str__(self) -> str:
        return _("Samtycke till %(day)s") % {"day": swedate(self.consent.ends if self.consent else None)}


def covered(case: Case, day: date) -> dict[UUID, Ground]:
    """By actor: the consent that is in force on ``day``."""
    return {consent.actor_id: Ground(consent) for consent in case.consents.in_force(day).order_by("ends")}


def ground_for(case: Case, actor: Actor, day: date) -> Ground | None:
    return covered(case, day).get(actor.pk)
