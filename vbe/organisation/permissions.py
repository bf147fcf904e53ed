"""THE table: role → permissions. Nothing else in the product names a role to decide what somebody may do.

Guardian keeps *what* a board's role group may do, on Board objects and, for participants, on one Case.
The assignment or participation says *when*; ``app_boards()`` and ``app_cases()`` in the database join the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import Group
    from django.db.models import Model

    from vbe.organisation.models import Board, User


class Role(models.TextChoices):
    REPORTER = "rapportor", _("Rapportör")
    COORDINATOR = "samordnare", _("Samordnare")
    INTAKE = "mottagning", _("Mottagning")
    CHIEF = "avdelningschef", _("Avdelningschef")
    OTHER_CHIEF = "chef_annan_avdelning", _("Avdelningschef utanför socialtjänsten")
    UNIT_HEAD = "enhetschef", _("Enhetschef")
    CASEWORKER = "socialsekreterare", _("Socialsekreterare")
    DIRECTOR = "stadsdelsdirektor", _("Stadsdelsdirektör")
    MEMBER = "namndledamot", _("Nämndledamot")
    SECRETARY = "namndsekreterare", _("Nämndsekreterare")
    CENTRAL = "central_samordnare", _("Central samordnare")
    LOG_REVIEWER = "loggranskare", _("Loggranskare")
    ADMINISTRATOR = "administrator", _("Administratör")


LABELS = {
    "concern.report": _("rapportera oro eller händelse"),
    "concern.view": _("läsa rapporter om oro och händelser"),
    "concern.assess": _("bedöma rapporter"),
    "intake.view": _("läsa det som kommit in till mottagningen"),
    "intake.handle": _("registrera och besluta i mottagningen"),
    "case.view": _("se ärenden och rutinens steg"),
    "case.content": _("läsa ärendets innehåll: möten, samtycken, beslut"),
    "case.decide": _("kalla, besluta och avsluta i ett ärende"),
    "case.participate": _("delta i ärenden som man är kallad till eller handlägger"),
    "case.follow": _("ta emot och kvittera information om ett ärende"),
    "case.emergency": _("nödöppna ett ärende som man inte deltar i, med skäl och för begränsad tid"),
    "case.log": _("läsa vem som har öppnat ett ärende"),
    "identity.reveal": _("visa identitet, med angivet skäl"),
    "identity.protected": _("visa identitet för den som har skyddade personuppgifter, med angivet skäl"),
    "relative.support": _("öppna anhörigstöd, och ge det som man har del i"),
    "relative.view": _("läsa nämndens anhörigstöd"),
    "relative.lead": _("leda nämndens anhörigstöd: säga vem som ger det, och avsluta"),
    "extract.handle": _("registrera begäranden om registerutdrag, maska och lämna över utdragen"),
    "extract.review": _("granska registerutdrag som någon annan har maskat, och lämna ut dem"),
    "plan.read": _("läsa beslutade handlingsplaner och följa upp de åtgärder man är kontakt för"),
    "plan.edit": _("skriva handlingsplaner, lägga fram dem och följa upp alla åtgärder"),
    "plan.decide": _("läsa framlagda handlingsplaner och registrera nämndens beslut"),
    "picture.read": _("läsa publicerade lägesbilder"),
    "picture.edit": _("skriva och publicera lägesbilder, skicka ut enkäter"),
    "report.read": _("läsa och ladda ner publicerade rapporter"),
    "report.order": _("beställa, förhandsgranska och publicera rapporter"),
    "report.decide": _("registrera nämndens beslut om en rapport"),
    "board.oversee": _("läsa kommunens alla beslutade planer, publicerade lägesbilder och rapporter"),
    "people.manage": _("registrera personer, uppdrag, ersättare och frånvaro"),
    "board.reorganise": _("slå ihop och dela nämnder"),
    "log.review": _("granska loggen"),
    "incident.handle": _("registrera och rapportera incidenter"),
    "guide.edit": _("skriva Hur gör jag? och sköta telefonnumren"),
    "alarm.run": _("starta larmvägar och markera deras led"),
}

# What every employee may. An elected member is no employee: of protected things a member reaches the reports alone.
_EVERYBODY = {"concern.report", "plan.read", "picture.read"}

TABLE: dict[Role, set[str]] = {
    Role.REPORTER: _EVERYBODY,
    Role.COORDINATOR: _EVERYBODY
    | {"concern.view", "concern.assess"}
    | {"plan.edit", "plan.decide", "picture.edit", "report.read", "report.order", "guide.edit", "alarm.run"},
    Role.INTAKE: _EVERYBODY
    | {"intake.view", "intake.handle", "case.view", "case.emergency", "relative.support", "alarm.run"}
    | {"extract.handle"},
    Role.CHIEF: _EVERYBODY
    | {"intake.view", "case.view", "case.content", "case.decide", "case.log", "identity.reveal", "identity.protected"}
    | {"report.read", "relative.support", "relative.view", "relative.lead", "alarm.run"}
    | {"extract.handle", "extract.review"},
    # The nearest chief may lead another department (Spånga-Tensta 2017, s. 14). That chief reaches the
    # cases handed to them through participation, and no others.
    Role.OTHER_CHIEF: _EVERYBODY | {"case.participate", "case.decide", "alarm.run"},
    # Unit heads and case workers reach their cases through participation.
    Role.UNIT_HEAD: _EVERYBODY | {"case.participate", "case.emergency", "case.log", "relative.support", "alarm.run"},
    Role.CASEWORKER: _EVERYBODY | {"case.participate", "case.emergency", "case.log", "relative.support"},
    Role.DIRECTOR: _EVERYBODY | {"case.view", "case.follow", "report.read", "alarm.run"},
    Role.MEMBER: {"report.read"},
    Role.SECRETARY: _EVERYBODY | {"plan.decide", "report.read", "report.decide"},
    # Of the guide the municipality's common words, where a district's coordinator adds its own lines.
    Role.CENTRAL: _EVERYBODY | {"board.oversee", "guide.edit", "alarm.run"},
    Role.LOG_REVIEWER: _EVERYBODY | {"log.review", "incident.handle"},
    # On the executive board an administrator works for the whole municipality; see app_managed_boards().
    Role.ADMINISTRATOR: _EVERYBODY | {"people.manage", "board.reorganise", "incident.handle"},
}

# Held also on the boards that a board has succeeded. Those that only read: what closed there is read and not changed.
# And oversight of what happened there: its log and its incidents stay with it, to be reviewed and reported to the end.
READING = {
    "concern.view",
    "intake.view",
    "case.view",
    "case.content",
    "case.log",
    "identity.reveal",
    "identity.protected",
    "relative.view",
    "plan.read",
    "picture.read",
    "report.read",
    "log.review",
    "incident.handle",
}

# What guardian holds for a participant on one Case; app_cases() joins it with the participation's dates.
PARTICIPANT = "sig.take_part"

# What is left of a role for a deputy who is called in to single cases while the holder is not away. The cases come
# from app_cases(); of the board the deputy then reaches nothing.
STANDING_IN = {"case.view", "case.decide"}

BOARD_PERMISSIONS: list[Any] = list(LABELS.items())


def held_by(board: Board, role: Role | str) -> dict[Board, set[str]]:
    """What the group of ``role`` on ``board`` holds, and where: on the board exactly what ``TABLE`` says, and on the
    boards it has succeeded what of that is in ``READING``. A merger in the database follows the same rule."""
    every = TABLE[Role(role)]
    return {board: every} | dict.fromkeys(board.all_predecessors, every & READING)


def group_for(board: Board, role: Role | str) -> Group:
    """The group of ``role`` on ``board``, holding what it should. Repeatable."""
    from django.contrib.auth.models import Group

    group, _created = Group.objects.get_or_create(name=f"{board.code}:{Role(role).value}")
    for place, permissions in held_by(board, role).items():
        _hold(group, place, permissions)
    return group


def _hold(group: Group, board: Board, wanted: set[str]) -> None:
    from guardian.shortcuts import assign_perm, get_group_perms, remove_perm

    held = set(get_group_perms(group, board))
    for missing in wanted - held:
        assign_perm(f"organisation.{missing}", group, board)
    for surplus in held - wanted:
        remove_perm(f"organisation.{surplus}", group, board)


def follow_table() -> int:
    """Bring the group of every role on every board into line with ``held_by()``; missing groups are made.

    Run as the owner after every migrate, so that a new release's table holds from its first request and giving an
    assignment needs no write to groups. Returns how many permissions were given or taken away.
    """
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType
    from guardian.models import GroupObjectPermission

    from vbe.organisation.models import Board

    named = {f"{board.code}:{role.value}": (board, role) for board in Board.objects.all() for role in Role}
    Group.objects.bulk_create([Group(name=name) for name in named], ignore_conflicts=True)
    groups = dict(Group.objects.filter(name__in=named).values_list("name", "pk"))
    kind = ContentType.objects.get_for_model(Board)
    permissions = dict(Permission.objects.filter(content_type=kind).values_list("codename", "pk"))
    wanted = {
        (groups[name], str(place.pk), permissions[permission])
        for name, (board, role) in named.items()
        for place, held_there in held_by(board, role).items()
        for permission in held_there
    }
    rows = GroupObjectPermission.objects.filter(content_type=kind, group__in=groups.values())
    held = {(group, board, permission): pk for pk, group, board, permission in rows.values_list(
        "pk", "group_id", "object_pk", "permission_id")}  # fmt: skip
    GroupObjectPermission.objects.bulk_create(
        GroupObjectPermission(group_id=group, object_pk=board, permission_id=permission, content_type=kind)
        for group, board, permission in sorted(wanted - held.keys())
    )
    surplus = [pk for row, pk in held.items() if row not in wanted]
    GroupObjectPermission.objects.filter(pk__in=surplus).delete()
    return len(wanted - held.keys()) + len(surplus)


def let_take_part(user: User, case: Model) -> None:
    """What a participant may do with one case. The participation row, not this, says when."""
    from guardian.shortcuts import assign_perm

    assign_perm(PARTICIPANT, user, case)


def allows(role: Role | str, permission: str) -> bool:
    return permission in TABLE[Role(role)]
