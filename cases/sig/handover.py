"""What of the socialtjänst room a colleague who leaves has open."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.invitations import send_call_off, send_handed_over
from cases.sig.models import Meeting
from vbe.organisation.handover import Thing, counted, moved, recused
from vbe.organisation.models import Assignment


def open_things(assignment: Assignment) -> list[Thing]:
    count = counted("sig_open_things", assignment)
    if not count:
        return []
    out = recused("sig_recused_takers", assignment)
    stays = _("Utan ny mottagare står de kvar hos nämnden, och avdelningschefen ser dem.")
    kinds = [
        ("chief", _("Ärenden som närmaste chef"), stays),
        ("part", _("Ärenden att delta i"), stays),
        ("seat", _("Platser vid kommande möten"), _("Utan ny mottagare är platsen tom.")),
    ]
    return [
        Thing(kind, title, count[kind], note, recused=out.get(kind, {})) for kind, title, note in kinds if kind in count
    ]


def hand_over(kind: str, assignment: Assignment, to: Assignment) -> int:
    """Move the open things of ``kind``; the taker takes part in the cases from today. Returns how many.

    What the taker is recused from stays where it is.
    """
    if kind == "seat":
        return _hand_over_seats(assignment, to)
    return moved("sig_hand_over", assignment.pk, to.pk, kind)


def _hand_over_seats(assignment: Assignment, to: Assignment) -> int:
    """The meetings enter the taker's calendar and leave the giver's, who may have lost the account by now.

    Her mailbox is another system's: it may still be read, and what stands in a calendar there is not ours to take out.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sig_hand_over_seats(%s, %s)", [assignment.pk, to.pk])
        rows = cursor.fetchall()
    names = ("pk", "board_id", "starts_at", "minutes_long", "place", "sequence")
    # The last of a meeting with two seats has its number.
    meetings = {row[0]: Meeting(**dict(zip(names, row[:-1], strict=True))) for row in rows if not row[-1]}
    for meeting in meetings.values():
        send_handed_over(meeting, to.user.email, timezone.now())
        send_call_off(meeting, assignment.user.email, timezone.now())
    return len(rows)
