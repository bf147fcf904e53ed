"""Masking one report: what the name guard finds is ticked beforehand, and the coordinator decides."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Assessment
from cases.disclosure.models import Review
from tests import cast
from tests.conftest import SignIn, assignment
from tests.disclosure.asked import GROUND, SECRET, asked, decide, mask, with_a_name
from tests.factories import ConcernFactory
from vbe.audit.models import Action, Entry


def test_what_the_name_guard_finds_is_ticked_beforehand(sign_in: SignIn) -> None:
    found, client = asked(with_a_name()), sign_in(cast.COORDINATOR)
    url = reverse("records_mask", args=[found.pk, found.chosen.get().pk])
    page = client.get(url)
    assert f"<mark>{SECRET}</mark>" in page.content.decode()
    assert page.context["form"]["mask-0"].value() is True
    assert Entry.objects.filter(action=Action.OPENED).exists()


def test_a_mask_needs_its_ground(sign_in: SignIn) -> None:
    found, client = asked(with_a_name()), sign_in(cast.COORDINATOR)
    response = mask(client, found)
    assert response.status_code == 422 and "ground" in response.context["form"].errors
    assert mask(client, found, ground="hittad-på").status_code == 422
    assert mask(client, found, ground=GROUND).status_code == 302
    (kept,) = Review.objects.get().masks
    assert kept["ground"] == GROUND and SECRET not in str(kept)


def test_a_mask_may_have_another_ground_than_the_rest(sign_in: SignIn) -> None:
    found = asked(with_a_name())
    assert mask(sign_in(cast.COORDINATOR), found, **{"ground-0": "osl-18-1"}).status_code == 302
    assert Review.objects.get().masks[0]["ground"] == "osl-18-1"


def test_what_is_unticked_stays_unticked(sign_in: SignIn) -> None:
    found, client = asked(with_a_name()), sign_in(cast.COORDINATOR)
    assert mask(client, found, **{"mask-0": None}).status_code == 302
    assert Review.objects.get().masks == []
    url = reverse("records_mask", args=[found.pk, found.chosen.get().pk])
    assert client.get(url).context["form"]["mask-0"].value() is False


def test_own_words_are_masked_wherever_they_stand(sign_in: SignIn) -> None:
    found = asked(ConcernFactory(text="Gaveln och gaveln igen.", place="Vid gaveln"))
    client = sign_in(cast.COORDINATOR)
    assert mask(client, found, words="gaveln\r\n", ground=GROUND).status_code == 302
    assert [one["field"] for one in Review.objects.get().masks] == ["place", "text", "text"]
    # Shown again, each is a passage that can be unticked.
    assert mask(client, found, **{"mask-0": None}).status_code == 302
    assert len(Review.objects.order_by("-at")[0].masks) == 2


def test_a_word_that_is_not_there_is_told(sign_in: SignIn) -> None:
    found, client = asked(ConcernFactory()), sign_in(cast.COORDINATOR)
    for words in ("stavfel", "x", "\n".join(f"ord{n}" for n in range(51)), "x" * 2001, "noll\x00"):
        response = mask(client, found, words=words, ground=GROUND)
        assert response.status_code == 422 and "words" in response.context["form"].errors


def test_a_whole_text_is_masked(sign_in: SignIn) -> None:
    found = asked(ConcernFactory())
    assert mask(sign_in(cast.COORDINATOR), found, ground=GROUND, **{"whole-1": "on"}).status_code == 302
    assert Review.objects.get().masks == [{"field": "place", "start": 0, "end": None, "ground": GROUND}]


def test_what_has_come_since_must_be_read(sign_in: SignIn) -> None:
    report = ConcernFactory()
    found, client, by = asked(report, reviewed=True), sign_in(cast.COORDINATOR), assignment(cast.COORDINATOR)
    Assessment.objects.create(
        concern=report, board=report.board, outcome="kunskap", reason=f"{SECRET} är känd.", by=by, at=timezone.now()
    )
    response = decide(client, found)
    assert response.status_code == 409 and report.number in response.content.decode()
    assert mask(client, found, ground=GROUND).status_code == 302


def test_the_next_report_is_shown_until_all_are_read(sign_in: SignIn) -> None:
    found, client = asked(ConcernFactory(), ConcernFactory()), sign_in(cast.COORDINATOR)
    assert "/rapport/" in mask(client, found).url
    rows = list(found.chosen.included().in_document_order())
    last = next(row for row in rows if not row.is_reviewed)
    response = client.post(reverse("records_mask", args=[found.pk, last.pk]), {"words": ""})
    assert response.url == reverse("records_request", args=[found.pk])


def test_a_report_that_has_moved_is_not_found(sign_in: SignIn) -> None:
    report = ConcernFactory()
    found, client = asked(report), sign_in(cast.COORDINATOR)
    report.previous_board, report.board = report.board, assignment(cast.OTHER_COORDINATOR).board
    report.save()
    assert client.get(reverse("records_mask", args=[found.pk, found.chosen.get().pk])).status_code == 404
    assert "Ligger inte hos dig längre" in client.get(reverse("records_request", args=[found.pk])).content.decode()
    assert decide(client, found).status_code == 409
    assert client.get(reverse("records_preview", args=[found.pk])).status_code == 409


def test_an_outsider_masks_nothing(sign_in: SignIn) -> None:
    found, another = asked(with_a_name()), asked(ConcernFactory(in_jarva=True), who=cast.OTHER_COORDINATOR)
    row, theirs = found.chosen.get(), another.chosen.get()
    assert sign_in(cast.REPORTER).get(reverse("records_mask", args=[found.pk, row.pk])).status_code == 403
    assert sign_in(cast.OTHER_COORDINATOR).get(reverse("records_mask", args=[found.pk, row.pk])).status_code == 404
    # Another request's row under the own request's address.
    assert sign_in(cast.COORDINATOR).get(reverse("records_mask", args=[found.pk, theirs.pk])).status_code == 404
