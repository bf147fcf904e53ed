"""Sentences to begin with, for a municipality that has none. The central samordnare keeps them from then on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.doors.models import Sentence
from vbe.organisation.models import Municipality

STANDARD = [
    _("Vi har läst det du har berättat."),
    _("Det du har berättat hjälper oss att förstå läget i området."),
    _("Vi har tagit kontakt med dem som ansvarar för platsen."),
    _("Polisen har informerats."),
    _("En annan nämnd i kommunen har tagit över."),
]


def load_standard(municipality: Municipality) -> None:
    """Add the sentences that the municipality lacks. Repeatable."""
    known = set(Sentence.objects.filter(municipality=municipality, retired_at=None).values_list("text", flat=True))
    Sentence.objects.bulk_create(
        Sentence(municipality=municipality, text=str(text)) for text in STANDARD if str(text) not in known
    )
