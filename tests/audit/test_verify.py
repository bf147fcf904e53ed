"""``verify_audit`` points at a changed, missing or inserted row, and at a seal that is broken or gone."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import cast
from tests.conftest import as_application, assignment
from vbe.access.encryption import cipher
from vbe.audit import sealing, tasks, verifying
from vbe.audit.models import Action, Entry, Seal, Verification
from vbe.audit.verifying import verify
from vbe.notices.models import Notice
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
NOW = timezone.now()


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """Nine rows in three seals."""
    monkeypatch.setattr(sealing, "MOST_ROWS", 3)
    made = [Entry.objects.create(action=Action.OPENED, reason="prov") for _n in range(9)]
    sealing.seal(NOW)
    assert Seal.objects.count() == 3
    return made


def findings(**options: Any) -> list[str]:
    return verify(NOW, **options).findings


def test_a_whole_chain_agrees(chain: list[Entry]) -> None:
    outcome = verify(NOW)
    assert (outcome.seals, outcome.rows, outcome.findings) == (3, 9, [])
    assert outcome.head == Seal.objects.get(number=3).hash


CHANGED = {
    "at": NOW - timedelta(hours=1),
    "id": new_id(),
    "action": "listade",
    "user_id": new_id(),
    "assignment_id": new_id(),
    "role": "Annan roll",
    "board_id": new_id(),
    "kind": "sig.case",
    "object_id": new_id(),
    "record_id": new_id(),
    "reason": "annat",
    "terms": "annat",
    "path_name": "annan",
    "through": "uppdrag",
    "session": "0" * 16,
}


def test_every_column_is_sealed() -> None:
    assert set(CHANGED) | {"position"} == {field.attname for field in Entry._meta.concrete_fields}


@pytest.mark.parametrize("column", CHANGED)
def test_a_changed_row_is_pointed_at(chain: list[Entry], column: str) -> None:
    changed = chain[4]
    Entry.objects.filter(position=changed.position).update(**{column: CHANGED[column]})
    [finding] = findings()
    assert finding.startswith(f"Rad {changed.position} är ändrad") and "försegling 2" in finding


def test_a_missing_row_is_pointed_at(chain: list[Entry]) -> None:
    chain[4].delete()
    [finding] = findings()
    assert finding.startswith(f"Rad {chain[4].position} saknas")


def test_two_rows_that_have_changed_places(chain: list[Entry]) -> None:
    low, high = chain[3].position, chain[7].position
    for old, new in ((low, -1), (high, low), (-1, high)):
        Entry.objects.filter(position=old).update(position=new)
    assert [line.split(" ")[1] for line in findings()] == [str(low), str(high)]


def test_an_inserted_row_is_pointed_at(chain: list[Entry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('audit_entry_position')")
        hole = cursor.fetchone()[0]
    Entry.objects.create(action=Action.OPENED)
    sealing.seal(NOW)
    forged = Entry.objects.create(action=Action.OPENED)
    Entry.objects.filter(pk=forged.pk).update(position=hole)
    [finding] = findings()
    assert finding.startswith(f"Rad {hole} har lagts till")


def test_a_row_before_the_first(chain: list[Entry]) -> None:
    forged = Entry.objects.create(action=Action.OPENED)
    Entry.objects.filter(pk=forged.pk).update(position=-5)
    assert findings() == ["Det finns rader före den första förseglade. De har lagts till i efterhand."]


def test_every_seal_that_is_touched_is_pointed_at(chain: list[Entry]) -> None:
    for change in ({"count": F("count") + 1}, {"sealed_at": NOW - timedelta(days=1)}, {"hash": "0" * 64}):
        before = Seal.objects.get(number=2)
        Seal.objects.filter(number=2).update(**change)
        assert any("Försegling 2" in line and "är ändrad" in line for line in findings()), change
        before.save()
    assert not findings()


def test_a_row_removed_with_its_digest_breaks_the_seal(chain: list[Entry]) -> None:
    seal = Seal.objects.get(number=2)
    Seal.objects.filter(number=2).update(digests=bytes(seal.digests)[sealing.ENTRY_BYTES :], count=2)
    chain[3].delete()
    assert any("Försegling 2" in line and "är ändrad" in line for line in findings())


def test_a_seal_made_anew_does_not_hang_together_with_the_next(chain: list[Entry]) -> None:
    """Somebody who knows how it is done changes a row and its seal, but not the seals after it."""
    chain[4].delete()
    Seal.objects.filter(number=2).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT string_agg({sealing.digest(1)}, ''::bytea ORDER BY position) FROM audit_entry e"
            " WHERE position BETWEEN %s AND %s",
            [chain[3].position, chain[5].position],
        )
        digests = bytes(cursor.fetchone()[0])
    import hashlib

    first = Seal.objects.get(number=1)
    forged = Seal(
        number=2, first=chain[3].position, last=chain[5].position, count=2, form=1, digests=digests,
        previous=first.hash, sealed_at=NOW,
    )  # fmt: skip
    forged.hash = sealing.hash_of(forged, hashlib.sha256(digests).hexdigest())
    forged.save(force_insert=True)
    [finding] = findings()
    assert finding.startswith("Försegling 3") and "hänger inte ihop" in finding


@pytest.mark.parametrize(("removed", "said"), [(1, "Försegling 1 till 1 saknas."), (2, "Försegling 2 till 2 saknas.")])
def test_a_seal_that_is_gone(chain: list[Entry], removed: int, said: str) -> None:
    Seal.objects.filter(number=removed).delete()
    assert said in findings()


def test_an_end_that_is_cut_off_is_missed_by_whoever_wrote_the_hash_down(chain: list[Entry]) -> None:
    written_down = verify(NOW).head
    assert not findings(expect=written_down)
    Seal.objects.filter(number=3).delete()
    Entry.objects.filter(position__gte=chain[6].position).delete()
    assert not findings()
    [finding] = findings(expect=written_down)
    assert written_down in finding


def test_a_sealer_that_stands_still_is_told_of(chain: list[Entry]) -> None:
    Entry.objects.create(action=Action.OPENED, at=NOW - timedelta(hours=1))
    [finding] = findings()
    assert "står still" in finding


def test_the_same_number_of_queries_however_many_rows_and_nothing_of_them_is_fetched(chain: list[Entry]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert not findings()
        return len(captured)

    few = queries()
    for _n in range(30):
        Entry.objects.create(action=Action.OPENED)
    sealing.seal(NOW)
    assert Seal.objects.count() == 13 and queries() == few


def test_a_rotation_of_keys_must_leave_the_terms_as_they_are(chain: list[Entry]) -> None:
    """Terms are sealed as they are stored: encrypted anew they are a changed row."""
    entry = Entry.objects.create(action=Action.SEARCHED, terms="torget")
    sealing.seal(NOW)
    with connection.cursor() as cursor:
        stored = cipher().encrypt(b"torget").decode()
        cursor.execute("UPDATE audit_entry SET terms = %s WHERE id = %s", [stored, entry.pk])
    assert findings()


# --- The command and the night --------------------------------------------------------------------------------------


def test_the_command(chain: list[Entry]) -> None:
    out, err = StringIO(), StringIO()
    call_command("verify_audit", stdout=out, stderr=err)
    assert "3 seals, 9 rows" in out.getvalue() and "agrees" in out.getvalue()
    call_command("verify_audit", expect=verify(NOW).head, stdout=out)
    chain[0].delete()
    with pytest.raises(CommandError, match="1 places"):
        call_command("verify_audit", stdout=out, stderr=err)
    assert f"Rad {chain[0].position} saknas" in err.getvalue()
    with pytest.raises(CommandError):
        call_command("verify_audit", expect="0" * 64, stdout=out, stderr=err)


def told() -> set[str]:
    return set(Notice.objects.filter(url="/logg/kedja/").values_list("recipient__user__email", flat=True))


def test_the_night_writes_the_hash_in_the_servers_log(chain: list[Entry], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="vbe.audit.tasks"), as_application():
        tasks.verify_log()
    assert Seal.objects.get(number=3).hash in caplog.text
    assert Verification.objects.get().is_clean and not told()


def test_the_night_tells_reviewers_and_administrators_once(chain: list[Entry]) -> None:
    chain[2].delete()
    with as_application():
        tasks.verify_log()
        tasks.verify_log()
    people = told()
    assert cast.address("loggranskare.skarholmen") in people and cast.address("administrator.skarholmen") in people
    assert cast.address(cast.CHIEF) not in people and cast.address(cast.COORDINATOR) not in people
    assert Notice.objects.filter(recipient=assignment("loggranskare.skarholmen")).count() == 1
    # Something more is wrong: told again.
    chain[5].delete()
    tasks.verify_log()
    assert Notice.objects.filter(recipient=assignment("loggranskare.skarholmen")).count() == 2
    assert len(Verification.objects.order_by("at").last().findings) == 2


def test_findings_are_cut_where_they_say_no_more(chain: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MOST_FINDINGS", 2)
    Entry.objects.all().delete()
    assert len(verifying.keep(verify(NOW), NOW).findings) == 2
