"""Seeking the person: whether somebody has been reached, is sought, or says no and is asked again on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.sig.models import ContactAttempt

Outcome = ContactAttempt.Outcome


class State(models.TextChoices):
    SOUGHT = "soks", _("Kontakt söks")
    DECLINED = "tackar_nej", _("Tackar nej")
    REACHED = "nadd", _("Personen är nådd")


TONES = {State.SOUGHT: "warning", State.DECLINED: "neutral", State.REACHED: "success"}
AFTER = {Outcome.NOT_REACHED: State.SOUGHT, Outcome.DECLINED: State.DECLINED, Outcome.REACHED: State.REACHED}


@dataclass(frozen=True)
class Contact:
    """How it stands, after the latest attempt."""

    latest: ContactAttempt | None

    @classmethod
    def after(cls, attempts: Sequence[ContactAttempt]) -> Contact:
        return cls(attempts[-1] if attempts else None)

    @property
    def state(self) -> State | None:
        return AFTER[Outcome(self.latest.outcome)] if self.latest else None

    @property
    def tone(self) -> str:
        return TONES[self.state] if self.state else "neutral"

    @property
    def again_on(self) -> date | None:
        return self.latest.again_on if self.latest else None
