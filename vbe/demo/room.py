"""The demonstration of access made visible: a case that was opened in an emergency, and somebody who is recused."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.models import Case, CaseNote, EmergencyOpening, PersonInformation
from cases.sig.states import Step
from vbe.access.models import Recusal
from vbe.notices import outbox
from vbe.notices.models import Notice
from vbe.organisation.models import Assignment, OnCall
from vbe.organisation.permissions import Role

REASON = "Personen har ringt till socialjouren i natt. Jag måste veta vem som håller kontakten innan jag ringer upp."


def load_room(now: datetime) -> None:
    """In Skärholmen: last night a case worker opened a case, and a unit head is recused from another."""
    here = Assignment.objects.filter(board__code="skarholmen").select_related("user", "board")
    cases = Case.objects.filter(board__code="skarholmen", step=Step.DECIDED).order_by("-opened_at")
    case = cases.first()
    worker, head = here.filter(role=Role.CASEWORKER).first(), here.filter(role=Role.UNIT_HEAD).first()
    if case is None or worker is None or head is None:
        return
    opened = now - timedelta(hours=11)
    EmergencyOpening(
        case=case,
        board=case.board,
        assignment=worker,
        reason=REASON,
        opened_at=opened,
        ends_at=opened + timedelta(hours=4),
        ended_at=opened + timedelta(minutes=35),
    ).save(force_insert=True)
    outbox.tell(
        case.chief,
        text=_("%(case)s har nödöppnats. Läs skälet och kvittera.") % {"case": case},
        url=reverse("case", args=[case.number]),
        now=opened,
        answer=Notice.Answer.ACKNOWLEDGE,
    )
    _follow(case, now)
    outside = here.filter(role=Role.UNIT_HEAD).exclude(participations__case=case).first() or head
    Recusal(
        user=outside.user,
        kind=case._meta.label_lower,
        object_id=case.pk,
        board=case.board,
        ground=Recusal.Ground.RELATED,
        marked_by=case.chief,
        marked_at=timezone.localtime(case.opened_at),
    ).save(force_insert=True)


def _follow(case: Case, now: datetime) -> None:
    """The person knows of the case, and the chief is on call the coming nights but one."""
    written, day = {"board": case.board, "at": now, "by": case.chief}, timezone.localdate(case.opened_at)
    told = "Vid första mötet, tillsammans med sin mamma."
    PersonInformation(**written, intake_id=case.intake_id, told_on=day, how=told).save(force_insert=True)
    voice = "Vill börja träna igen, och ha samma kontaktperson hela tiden."
    CaseNote(**written, case=case, on=day, text=voice).save(force_insert=True)
    night = timezone.localtime(now).replace(hour=17, minute=0, second=0, microsecond=0)
    for days in (0, 1, 2, 4):
        begins = night + timedelta(days=days)
        OnCall(board=case.board, assignment=case.chief, starts_at=begins, ends_at=begins + timedelta(hours=15)).save(
            force_insert=True
        )
