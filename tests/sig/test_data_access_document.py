"""The extract: reviewed by another person, and a document in which what was masked does not exist (legal.md L17)."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cases.sig import data_access_work, ledger
from cases.sig.models import ConsentPaper, DataAccessRequest, DataAccessStep, DataAccessWork, Disclosure
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import consent
from tests.sig.extracts import GROUND, SECRET, asked, masked, person_case, post, read_all, released, sent, work
from vbe.audit.models import Action, Entry
from vbe.notices.models import Notice
from vbe.reports import pdf

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def text_of(file: bytes) -> str:
    """What a reader finds, with the words that were broken at a line's end whole again."""
    words = (" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(file)).pages)
    return " ".join(words).replace("- ", "").replace("\xad ", "")


def download(client: ApplicationClient, found: DataAccessRequest) -> bytes:
    answer = client.get(reverse("data_access_file", args=[found.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="{found.number}.pdf"'
    return bytes(answer.content)


def test_what_is_masked_cannot_be_extracted(sign_in: SignIn) -> None:
    case = person_case()
    ledger.enter(
        case, what="Tid för möte", way=Disclosure.Way.ORAL, by=case.chief, now=timezone.now(),
        recipient="Fotbollsklubben", harm="Ingen skada.",
    )  # fmt: skip
    found, reception, chief = asked(), sign_in(cast.INTAKE), sign_in(cast.CHIEF)
    released(reception, chief, found)
    file = download(reception, found)
    made, said = DataAccessWork.objects.get(kind="dokument"), text_of(file)
    for word in SECRET.split():
        assert word not in said and word.encode() not in file and word not in made.content
    assert "[maskat enligt GDPR artikel 15.4]" in said, said[said.find("[") - 60 :][:300]
    for words in (
        *("som berättade att han har slutat i skolan", "Fotbollsklubben", "Varför nämnden har uppgifter"),
        *("Rättslig grund", "Dina rättigheter", "Integritetsskyddsmyndigheten", "Lagring", "förvaltningsrätten"),
    ):
        assert words in said, words
    assert pdf.problems(file) == []
    assert download(chief, found) == file
    with connection.cursor() as cursor:
        cursor.execute("SELECT document, content FROM sig_dataaccesswork WHERE kind = 'dokument'")
        assert all(value.startswith("gAAAA") for value in cursor.fetchone())


def test_an_answer_that_nothing_is_held_has_no_appeal(sign_in: SignIn) -> None:
    found = asked()
    released(sign_in(cast.INTAKE), sign_in(cast.CHIEF), found)
    said = text_of(download(sign_in(cast.INTAKE), found))
    assert "inga uppgifter om dig" in said and "förvaltningsrätten" not in said


@pytest.mark.parametrize(("asker", "about"), [("vardnadshavare", "ditt barn"), ("foretradare", "den du företräder")])
def test_it_speaks_to_whoever_asks(asker: str, about: str) -> None:
    found = asked(asker=asker, asker_name="Mamma")
    context = {
        "asked": found,
        "mark": "x",
        "work": DataAccessWork(ordered_at=timezone.now(), ordered_by=assignment(cast.CHIEF)),
    }
    of, empty = (
        " ".join(render_to_string("sig/data_access_pdf.html", context | {"document": held}).split())
        for held in ({"sections": [{"title": "Ärendet", "parts": []}]}, {})
    )
    assert f"om {about} i VBE Samordning. Det som rör andra än {about}," in of
    assert f"Källor: det som {about} har berättat" in of and f"Du kan för {about} begära" in of
    assert f"inga uppgifter om {about} i VBE Samordning" in empty
    assert not {"dig", "dina", "din", "själv"} & set(re.findall(r"\w+", (of + empty).lower().replace("vänd dig", "")))


def test_nobody_reviews_their_own(sign_in: SignIn) -> None:
    person_case(Step.CHIEF_TOLD)
    found, reception, chief = asked(), sign_in(cast.INTAKE), sign_in(cast.CHIEF)
    masked(reception, found)
    # The chief reads one part over again, and has then masked in it herself.
    row = found.records.first()
    post(chief, "mask", found, row.pk)
    post(reception, "send", found)
    assert "Någon annan ska granska" in chief.get(reverse("data_access", args=[found.pk])).content.decode()
    assert post(chief, "release", found).status_code == 409
    # Who handles it has no right to review.
    assert post(reception, "release", found).status_code == 403
    by = assignment(cast.CHIEF)
    with as_application(by), pytest.raises(DatabaseError), transaction.atomic():
        found.took(DataAccessStep.Step.RELEASED, by=by, now=timezone.now())
    assert not Disclosure.objects.exists()


def test_a_chief_who_sent_it_does_not_release_it(sign_in: SignIn) -> None:
    found, chief = asked(), sign_in(cast.CHIEF)
    assert post(chief, "send", found).status_code == 302
    assert post(chief, "release", found).status_code == 409


def test_the_release_stands_in_the_ledger_and_the_log_of_each_case(sign_in: SignIn) -> None:
    cases = [person_case(Step.CHIEF_TOLD), person_case(Step.CLOSED)]
    found, reception, chief = asked(), sign_in(cast.INTAKE), sign_in(cast.CHIEF)
    released(reception, chief, found)
    assert post(chief, "release", found).status_code == 409
    entered = Disclosure.objects.filter(mark=found.number)
    assert {one.case for one in entered} == set(cases) and entered.count() == 2
    assert all("artikel 15" in one.harm and one.recipient == "Personen själv" for one in entered)
    exported = Entry.objects.using("audit").filter(action=Action.EXPORTED).values_list("object_id", flat=True)
    assert set(exported) == {found.pk, *(case.pk for case in cases)}
    download(reception, found)
    assert Entry.objects.using("audit").filter(action=Action.DOWNLOADED, object_id=found.pk).count() == 1


def test_it_is_handed_over_when_there_is_a_file(sign_in: SignIn) -> None:
    found, reception, chief = asked(), sign_in(cast.INTAKE), sign_in(cast.CHIEF)
    sent(reception, found)
    post(chief, "release", found)
    data = {"overlamna-way": "rek", "overlamna-on": timezone.localdate().isoformat()}
    assert post(reception, "deliver", found, **data).status_code == 409
    work(found)
    assert Notice.objects.filter(recipient=assignment(cast.INTAKE), text__contains="klart att lämna över").exists()
    future = {"overlamna-on": (timezone.localdate() + timedelta(days=1)).isoformat()}
    assert post(reception, "deliver", found, **data | future).status_code == 422
    assert [post(reception, "deliver", found, **data).status_code for _time in range(2)] == [302, 409]
    found.refresh_from_db()
    assert found.state == DataAccessRequest.State.DELIVERED
    assert "Rekommenderat brev" in found.steps.get(step="overlamnat").text


def test_with_protected_identity_it_never_goes_to_an_address(sign_in: SignIn) -> None:
    case = person_case(Step.CHIEF_TOLD)
    case.identity.protected = True
    case.identity.save()
    found, reception = asked(), sign_in(cast.INTAKE)
    assert found.protected
    released(reception, sign_in(cast.CHIEF), found)
    data = {"overlamna-on": timezone.localdate().isoformat()}
    assert post(reception, "deliver", found, **data, **{"overlamna-way": "rek"}).status_code == 422
    assert post(reception, "deliver", found, **data, **{"overlamna-way": "personligen"}).status_code == 302


def test_a_signed_paper_is_released_beside_it_or_withheld(sign_in: SignIn) -> None:
    case = person_case(Step.CHIEF_TOLD)
    for given in (consent(case), consent(case)):
        ConsentPaper.objects.create(
            consent=given, case=case, board=case.board, kind="pdf", size=4, content=b64encode(b"%PDF").decode(),
            added_by=case.chief, added_at=timezone.now(),
        )  # fmt: skip
    found, reception, chief = asked(), sign_in(cast.INTAKE), sign_in(cast.CHIEF)
    first, second = found.records.filter(section="filer")
    paper = reverse("data_access_paper", args=[found.pk, first.pk])
    assert reception.get(paper).content == b"%PDF"
    masked(reception, found)
    post(reception, "mask", found, second.pk, everything="on", ground="osl-26-1")
    post(reception, "send", found)
    post(chief, "release", found)
    work(found)
    said = text_of(download(reception, found))
    assert "Lämnas ut som en egen fil." in said and "En del lämnas inte ut, enligt OSL 26 kap. 1 §." in said
    assert first.heading in said and second.heading not in said
    assert reception.get(paper).status_code == 200
    assert reception.get(reverse("data_access_paper", args=[found.pk, second.pk])).status_code == 404


def test_a_worker_that_dies_is_followed_by_another(sign_in: SignIn) -> None:
    person_case(Step.CHIEF_TOLD)
    found = asked(gathered=False)
    waiting = DataAccessWork.objects.get()
    dead = data_access_work.claim(waiting.pk, timezone.now())
    assert dead and data_access_work.claim(waiting.pk, timezone.now()) is None
    later = timezone.now() + 2 * data_access_work.LEASE
    assert data_access_work.waiting(later) == [waiting.pk]
    DataAccessWork.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    work(found)
    held = found.records.count()
    # The one that was thought dead wakes up, and changes nothing.
    with pytest.raises(data_access_work.LeaseLost):
        dead.gathered([], [], protected=False, now=timezone.now())
    assert found.records.count() == held > 0 and not data_access_work.waiting(later)


def test_what_a_worker_gave_up_is_tried_again(sign_in: SignIn) -> None:
    person_case(Step.CHIEF_TOLD)
    found, reception = asked(gathered=False), sign_in(cast.INTAKE)
    waiting = DataAccessWork.objects.get()
    with patch("cases.sig.held.everything", side_effect=OSError):
        for _time in range(data_access_work.ATTEMPTS):
            assert not data_access_work.do(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.failed_at and Notice.objects.filter(text__contains="avbröts").exists()
    page = reverse("data_access", args=[found.pk])
    assert "Arbetet avbröts" in reception.get(page).content.decode()
    assert post(reception, "remake", found).status_code == 302
    work(found)
    assert "Arbetet avbröts" not in reception.get(page).content.decode()
    assert reception.get(reverse("data_access_progress", args=[found.pk]))["HX-Refresh"] == "true"


def test_the_preview_shows_what_leaves_and_what_is_left_behind(sign_in: SignIn) -> None:
    person_case(description=f"{SECRET} ringde.", contact=f"{SECRET}, 070-174 06 05")
    found, reception = asked(), sign_in(cast.INTAKE)
    row = found.records.get(section="mottagning")
    address = reverse("data_access_preview", args=[found.pk])
    assert "inte lästa än" in reception.get(address).content.decode()
    read_all(reception, found)
    suggested = reception.get(reverse("data_access_mask", args=[found.pk, row.pk])).context["form"].suggested
    place = next(n for n, (one, start, end) in enumerate(suggested) if one.text[start:end] == SECRET)
    answer = post(reception, "mask", found, row.pk, ground=GROUND, **{f"mask-{place}": "on"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert len(row.masks) == 1, row.masks
    assert reception.get(address).context["left"] == [row]
    masked(reception, found)
    page = reception.get(address).content.decode()
    assert SECRET not in page and "[maskat enligt GDPR artikel 15.4]" in page
