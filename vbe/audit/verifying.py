"""Going through the seals: is every sealed row there, unchanged, and nothing beside it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from vbe.access.context import acting_as_task
from vbe.access.templatetags.dates import sweclock, swedate
from vbe.audit.models import Entry, Seal, Verification
from vbe.audit.sealing import DIGEST_BYTES, ENTRY_BYTES, FORMS, digest, hash_of, open_rows

BATCH = 200
# More findings say no more; the first ones say where to look.
MOST_FINDINGS = 100
# A row is sealed within a minute. After ten, nobody seals.
LONGEST_OPEN = timedelta(minutes=10)

DIGESTS_NOW = """
SELECT coalesce(string_agg(CASE audit_seal.form {cases} END, ''::bytea ORDER BY e.position), ''::bytea)
FROM audit_entry e WHERE e.position BETWEEN audit_seal.first AND audit_seal.last
""".format(cases=" ".join(f"WHEN {form} THEN {digest(form)}" for form in FORMS))


@dataclass
class Outcome:
    """What was gone through. ``findings`` is empty when all agrees."""

    seals: int = 0
    rows: int = 0
    head: str = ""
    last: int = 0
    findings: list[str] = field(default_factory=list)

    def found(self, text: str, **said: Any) -> None:
        self.findings.append(text % said)


def verify(now: datetime, *, expect: str = "") -> Outcome:
    """Go through the whole chain, in batches. ``expect``: a hash that was written down elsewhere and must be there.

    Without it, seals that were cut off at the end cannot be missed by anybody: their rows are only open again.
    """
    outcome, number, is_met = Outcome(), 0, False
    with acting_as_task("seal"):
        if Entry.objects.filter(position__lt=1).exists():
            outcome.found(_("Det finns rader före den första förseglade. De har lagts till i efterhand."))
    while batch := _batch(number):
        for seal in batch:
            _go_through(seal, number, outcome)
            number, outcome.head, outcome.last = seal.number, seal.hash, seal.last
            outcome.seals += 1
            outcome.rows += seal.count
            is_met = is_met or seal.hash == expect
    if expect and not is_met:
        outcome.found(
            _("Avtrycket %(hash)s finns inte i kedjan. Förseglingar är ändrade eller borttagna."), hash=expect
        )
    _look_at_open(outcome, now)
    return outcome


def keep(outcome: Outcome, now: datetime) -> Verification:
    """Store what was found, for the page about the chain."""
    findings = outcome.findings[:MOST_FINDINGS]
    with acting_as_task("seal"):
        kept = Verification(at=now, seals=outcome.seals, rows=outcome.rows, head=outcome.head, findings=findings)
        kept.save(force_insert=True)
    return kept


def _batch(after: int) -> list[Any]:
    """The next seals. The database compares the rows with their digests, so that neither has to be fetched."""
    with acting_as_task("seal"):
        return list(
            Seal.objects.defer("digests")
            .filter(number__gt=after)
            .order_by("number")
            .annotate(
                rows_hash=RawSQL("encode(sha256(audit_seal.digests), 'hex')", []),
                rows_agree=RawSQL(f"audit_seal.digests = ({DIGESTS_NOW})", []),
            )[:BATCH]
        )


def _go_through(seal: Any, before: int, outcome: Outcome) -> None:
    said = {"number": seal.number, "at": f"{swedate(seal.sealed_at)} {sweclock(seal.sealed_at)}"}
    if seal.number != before + 1:
        outcome.found(_("Försegling %(first)s till %(last)s saknas."), first=before + 1, last=seal.number - 1)
    elif seal.previous != outcome.head or seal.first != outcome.last + 1:
        outcome.found(_("Försegling %(number)s (%(at)s) hänger inte ihop med den före."), **said)
    if hash_of(seal, seal.rows_hash) != seal.hash:
        outcome.found(_("Försegling %(number)s (%(at)s) är ändrad."), **said)
    if not seal.rows_agree:
        _point_at(seal, outcome, said)


def _point_at(seal: Seal, outcome: Outcome, said: dict[str, Any]) -> None:
    """Which rows of the seal have been changed, removed or put in."""
    with acting_as_task("seal"), connection.cursor() as cursor:
        cursor.execute(f"SELECT digests, ({DIGESTS_NOW}) FROM audit_seal WHERE number = %s", [seal.number])
        sealed, now = (_by_position(bytes(digests)) for digests in cursor.fetchone())
    for position in sorted(sealed.keys() | now.keys()):
        if sealed.get(position) == now.get(position):
            continue
        if position not in now:
            text = _("Rad %(position)s saknas. Den förseglades %(at)s (försegling %(number)s).")
        elif position not in sealed:
            text = _("Rad %(position)s har lagts till efter förseglingen %(at)s (försegling %(number)s).")
        else:
            text = _("Rad %(position)s är ändrad efter förseglingen %(at)s (försegling %(number)s).")
        outcome.found(text, position=position, **said)


def _by_position(digests: bytes) -> dict[int, bytes]:
    rows = (digests[start : start + ENTRY_BYTES] for start in range(0, len(digests), ENTRY_BYTES))
    return {int.from_bytes(row[:-DIGEST_BYTES], signed=True): row[-DIGEST_BYTES:] for row in rows}


def _look_at_open(outcome: Outcome, now: datetime) -> None:
    """No row waits for long while the sealer runs."""
    _count, since = open_rows()
    if since and now - since > LONGEST_OPEN:
        when = f"{swedate(since)} {sweclock(since)}"
        outcome.found(_("Rader har väntat på försegling sedan %(since)s. Förseglingen står still."), since=when)
