"""Why somebody sees a case or what came in: the ways into the room, in words."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.models import Case, EmergencyOpening, Intake, Participation, RelativeSupport, RoutineStep, StandIn
from cases.sig.own_part import OwnPart
from cases.sig.states import Step
from vbe.access.request import Request
from vbe.access.templatetags.dates import sweclock, swedate
from vbe.access.why import EMERGENCY, PARTICIPATION, Ground, Why, acting, in_words, joined, on_board, why


def why_case(request: Request, case: Case) -> Why | None:
    return why(
        request,
        on_board(request, case.board, "case.content"),
        Ground("%s = ANY (app_stand_ins())", (case.pk,), lambda: stands_in(request, case), PARTICIPATION),
        Ground("%s = ANY (app_participations())", (case.pk,), lambda: takes_part(request, case), PARTICIPATION),
        Ground("%s = ANY (app_emergencies())", (case.pk,), lambda: opened(request, case), EMERGENCY),
        on_board(request, case.board, "case.view", also=lambda: _("Du ser att rutinen följs, inte innehållet.")),
        recuse_url=reverse("case_recuse", args=[case.number]),
    )


def why_own_part(request: Request, part: OwnPart) -> Why | None:
    ground = Ground("%s = ANY (app_outside_cases())", (part.case_id,), lambda: has_part(request, part), PARTICIPATION)
    return why(request, ground)


def has_part(request: Request, part: OwnPart) -> str:
    words = in_words(request.access.acting) | {"since": swedate(part.since), "case": part.number}
    return (
        _("Du är kallad till %(case)s som %(title)s i %(board)s, och har din egen del i det sedan %(since)s.") % words
    )


def why_intake(request: Request, arrived: Intake) -> Why | None:
    url = reverse("intake_recuse", args=[arrived.pk])
    return why(request, on_board(request, arrived.board, "intake.view"), recuse_url=url)


def why_relative(request: Request, support: RelativeSupport) -> Why | None:
    return why(
        request,
        Ground("%s = ANY (app_relatives())", (support.pk,), lambda: gives(request, support), PARTICIPATION),
        on_board(request, support.board, "relative.view"),
    )


def gives(request: Request, support: RelativeSupport) -> str:
    part = support.parts.filter(assignment=request.access.acting).first()
    words = in_words(request.access.acting) | {"since": swedate(part.starts if part else None)}
    return _("Du ger anhörigstödet sedan %(since)s som %(title)s i %(board)s.") % words


def takes_part(request: Request, case: Case) -> str:
    """Since when, as what, and who called: the chief's summons, or the chief herself who was told."""
    assignment = request.access.acting
    part = Participation.objects.filter(case=case, assignment=assignment).annotate(
        called_by=RoutineStep.objects.filter(case=case, step=Step.SUMMONED).values("by__user__name")[:1]
    ).first()  # fmt: skip
    words = in_words(assignment) | {"since": swedate(part.starts if part else None), "case": case}
    if case.chief_id == assignment.pk:
        return _("Du leder ärendet sedan %(since)s som %(title)s i %(board)s.") % words
    if part and part.called_by:
        words["by"] = part.called_by
        return _("Du deltar i ärendet sedan %(since)s som %(title)s i %(board)s, kallad av %(by)s.") % words
    return _("Du deltar i ärendet sedan %(since)s som %(title)s i %(board)s.") % words


def stands_in(request: Request, case: Case) -> str:
    assignment = request.access.acting
    part = StandIn.objects.filter(case=case, assignment=assignment, ended_at=None).first()
    since = {"day": swedate(part.starts_at), "clock": sweclock(part.starts_at)} if part else {"day": "", "clock": ""}
    if part and part.ground == StandIn.Ground.RECUSED:
        return joined(acting(request), _("Du leder ärendet sedan %(day)s %(clock)s, då chefen anmälde jäv.") % since)
    if case.chief_id == assignment.pk:
        return joined(acting(request), _("Du kvitterade ärendet när kvittensen uteblev, och leder det nu.") % since)
    return joined(
        acting(request),
        _("Du är inkallad sedan %(day)s %(clock)s, eftersom kvittensen uteblev, tills chefen kvitterar.") % since,
    )


def opened(request: Request, case: Case) -> str:
    mine = EmergencyOpening.objects.of_mine(request).running(timezone.now()).filter(case=case).order_by("-ends_at")
    opening = mine.first()
    if opening is None:
        return ""
    return _("Du nödöppnade ärendet %(day)s %(clock)s, med angivet skäl. Öppningen gäller till %(until)s.") % {
        "day": swedate(opening.opened_at),
        "clock": sweclock(opening.opened_at),
        "until": sweclock(opening.ends_at),
    }
