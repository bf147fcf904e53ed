"""The log of a case, in words: what somebody did, by the page and by what it was about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import identity_numbers
from cases.sig.models import StandIn
from cases.sig.models.case import CASE_NUMBER, name_index
from vbe.access.encryption import fingerprint
from vbe.audit.models import Action, Entry
from vbe.organisation.models import User

OPENED = {
    "case_consent": _("Öppnade samtyckena"),
    "case_recuse": _("Öppnade sidan om jäv"),
    "case_summon": _("Öppnade kallelsen"),
    "case_meetings": _("Öppnade mötena"),
    "case_tasks": _("Öppnade uppgifterna"),
    "case_contact": _("Öppnade kontaktförsöken"),
    "case_investigation": _("Öppnade utredningen"),
    "case_family": _("Öppnade anmälan om barn i familjen"),
    "own_part": _("Öppnade sin egen del av ärendet"),
    "sig.meeting": _("Öppnade protokollet"),
    "sig.intake": _("Öppnade det som kom in"),
    "sig.case": _("Öppnade ärendet"),
}
WROTE = {
    "intake_register": _("Registrerade det som kom in"),
    "intake_confirm": _("Startade rutinen"),
    "intake_decide": _("Beslutade i mottagningen"),
    "intake_answer": _("Svarade den som anmälde"),
    "intake_link": _("Förde det som kom in till ett ärende"),
    "intake_protect": _("Skyddade personuppgifter"),
    "intake_note": _("Skrev en anteckning i mottagningen"),
    "intake_contact": _("Registrerade ett kontaktförsök"),
    "intake_information": _("Skrev om information till personen"),
    "intake_investigation": _("Skrev om skyddsbedömning eller utredning"),
    "intake_family": _("Anmälde oro för ett barn i familjen"),
    "case_contact": _("Registrerade ett kontaktförsök"),
    "case_information": _("Skrev om information till personen"),
    "case_investigation": _("Skrev om skyddsbedömning eller utredning"),
    "case_family": _("Anmälde oro för ett barn i familjen"),
    "case_acknowledge": _("Kvitterade"),
    "case_inform": _("Informerade stadsdelsdirektören"),
    "case_summon": _("Kallade till uppstartsmötet"),
    "case_meeting_phone": _("Antecknade ett svar på en kallelse"),
    "case_consent": _("Registrerade ett samtycke"),
    "case_consent_withdraw": _("Återkallade ett samtycke"),
    "case_minutes": _("Skrev i protokollet"),
    "meeting_minutes": _("Skrev i protokollet"),
    "case_adjust": _("Justerade protokollet"),
    "meeting_adjust": _("Justerade protokollet"),
    "meeting_addendum": _("Skrev ett tillägg till protokollet"),
    "meeting_excerpt": _("Gjorde ett utdrag ur protokollet"),
    "case_tasks": _("Lade till en uppgift"),
    "case_task_done": _("Noterade att en uppgift är klar"),
    "case_task_reopen": _("Noterade att en uppgift inte är klar"),
    "own_part_answer": _("Svarade på en kallelse"),
    "own_part_task": _("Noterade att den egna uppgiften är klar"),
    "case_decide": _("Beslutade om insatser"),
    "case_close": _("Avslutade ärendet"),
}
OTHER = {
    Action.SEARCHED: _("Sökte fram ärendet"),
    Action.REVIEWED: _("Läste loggen"),
    Action.EXPORTED: _("Laddade ner loggen"),
    Action.PRINTED: _("Tog fram loggen för utskrift"),
    Action.REFUSED: _("Nekades"),
}
REFUSED_BECAUSE: dict[str, object] = {
    "403": _("Saknade behörighet till den delen av ärendet."),
    "404": _("Saknade behörighet. Tjänsten svarade att ärendet inte finns."),
    "csrf": _("Formuläret kunde inte tas emot. Det skickades från en gammal eller främmande sida."),
    "uppdrag": _("Formuläret var öppnat i ett annat uppdrag än det som personen arbetade i."),
}

# Fixed words in words. What a person has written as reason is none of them.
BECAUSE: dict[str, dict[str, object]] = {
    Action.REFUSED: REFUSED_BECAUSE,
    Action.CALLED_IN: dict(StandIn.Ground.choices),
    Action.RECUSED: {"avslutat": _("Jävet har upphört.")},
}


@dataclass
class Line:
    """One line of the log as it is read."""

    at: datetime
    who: str
    role: str
    what: str
    through: str
    reason: str
    refused: bool = False
    emergency: bool = False


def sought(term: str) -> str:
    """What was searched for, as the log keeps it: a whole number's fingerprint, never the number (legal.md L3)."""
    try:
        return _now("personnummer med avtryck %(start)s") % {
            "start": fingerprint(identity_numbers.parse(term).twelve)[:8]
        }
    except ValueError:
        if CASE_NUMBER.fullmatch(term.upper()):
            return term.upper()
    if mark := name_index(term):
        return _now("namn med avtryck %(start)s") % {"start": mark[:8]}
    return _now("annat än ett helt nummer eller namn")


def lines(entries: Iterable[Entry]) -> list[Line]:
    """``entries`` in words. Names are looked up, so that a name that was changed is today's."""
    entries = list(entries)
    names = User.objects.in_bulk({entry.user_id for entry in entries if entry.user_id})
    return [
        Line(
            at=entry.at,
            who=names[entry.user_id].name if entry.user_id in names else nobody(entry),
            role=entry.role,
            what=what(entry),
            through=entry.get_through_display(),
            reason=str(BECAUSE.get(entry.action, {}).get(entry.reason, entry.reason)),
            refused=refused(entry),
            emergency=entry.action == Action.EMERGENCY,
        )
        for entry in entries
    ]


def nobody(entry: Entry) -> str:
    return _now("Tjänsten") if entry.by_task else _now("Ingen inloggad")


def refused(entry: Entry) -> bool:
    return entry.action == Action.REFUSED


def what(entry: Entry) -> str:
    action = Action(entry.action)
    if action == Action.OPENED:
        words = OPENED.get(entry.path_name) or OPENED.get(entry.kind)
    elif action == Action.WROTE:
        words = WROTE.get(entry.path_name)
    else:
        words = OTHER.get(action)
    return str(words or action.label)
