"""When something last happened in a case: a step, a meeting, a note, a follow-up, a task or a contact."""

from __future__ import annotations

from django.apps import apps
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

# Each kind of event, how its row names the case's row, and its moment.
EVENTS = (
    ("RoutineStep", "case", "pk", F("at"), Q()),
    # One that is planned counts too: then it is not quiet.
    ("Meeting", "case", "pk", F("starts_at"), Q(cancelled_at=None)),
    ("CaseNote", "case", "pk", F("at"), Q()),
    ("SupportReview", "case", "pk", F("at"), Q()),
    ("CaseTask", "case", "pk", Coalesce("done_at", "made_at"), Q()),
    ("PersonInformation", "intake", "intake", F("at"), Q()),
    ("ContactAttempt", "intake", "intake", F("made_at"), Q()),
)


def latest() -> Greatest:
    """For an annotation of cases. What the asker may not see is not counted."""
    return Greatest(
        *(
            Subquery(
                apps.get_model("sig", model)
                .objects.filter(counted, **{names: OuterRef(of)})
                .annotate(moment=moment)
                .order_by("-moment")
                .values("moment")[:1]
            )
            for model, names, of, moment, counted in EVENTS
        )
    )
