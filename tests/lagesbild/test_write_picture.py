"""A draft is written in one form, saved as one writes, and published once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Milieu
from lagesbild.models import Finding, PictureSection, SituationPicture
from lagesbild.starting import FIRST
from tests import cast
from tests.conftest import SignIn, assignment
from tests.lagesbild.pictures import draft, published, sent, text_of

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
NEW = reverse("picture_new")
MINE = "01a1fcef-0000-7000-8000-00000000000a"
HERS = "01a1fcef-0000-7000-8000-00000000000b"


def url(picture: SituationPicture) -> str:
    return reverse("picture", args=[picture.pk])


def first(picture: SituationPicture) -> PictureSection:
    return picture.sections.all()[0]


# --- Beginning ------------------------------------------------------------------------------------------------------


def test_the_first_picture_begins_with_suggested_headings(sign_in: SignIn) -> None:
    response = sign_in(cast.COORDINATOR).post(NEW, {"year": "2026", "title": "Lokal lägesbild 2026"})
    picture = SituationPicture.objects.get()
    assert response.url == url(picture)
    assert [(s.kind, s.milieu) for s in picture.sections.all()] == [(kind.value, milieu) for kind, milieu in FIRST]
    assert (picture.board.code, picture.state) == ("skarholmen", "utkast")


def test_a_new_picture_begins_with_last_ones_headings_and_no_text(sign_in: SignIn) -> None:
    before = published(year=2025)
    sign_in(cast.COORDINATOR).post(NEW, {"year": "2026", "title": "Ny"})
    [section] = SituationPicture.objects.drafts().get().sections.all()
    assert (section.heading, section.kind, section.text) == (first(before).heading, first(before).kind, "")


def test_sent_twice_there_is_one_draft(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    for _turn in range(2):
        response = client.post(NEW, {"year": "2026", "title": "Ny"}, follow=True)
        assert response.status_code == 200
    assert SituationPicture.objects.count() == 1
    assert "Det finns redan ett utkast" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("year", ""), ("year", "1999"), ("year", "9999"), ("year", "tjugo"), ("year", "2" * 50),
        ("title", ""), ("title", "x" * 201), ("title", "a\x00b"), ("title", "Om 199006022397"),
    ],
)  # fmt: skip
def test_bad_input_is_shown_again_with_what_was_typed(sign_in: SignIn, field: str, value: str) -> None:
    form = {"year": "2026", "title": "Min rubrik"} | {field: value}
    response = sign_in(cast.COORDINATOR).post(NEW, form)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert field == "title" or "Min rubrik" in response.content.decode()
    assert not SituationPicture.objects.exists()


@pytest.mark.parametrize("who", [cast.REPORTER, cast.CHIEF, cast.DIRECTOR, cast.MEMBER, "central.kommunstyrelsen"])
def test_others_do_not_begin_one(sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get(NEW).status_code == 403
    assert sign_in(who).post(NEW, {"year": "2026", "title": "Ny"}).status_code == 403
    assert not SituationPicture.objects.exists()


# --- Writing --------------------------------------------------------------------------------------------------------


def test_text_heading_and_title_are_saved(sign_in: SignIn) -> None:
    picture = draft()
    section = first(picture)
    form = sent(picture, **{text_of(section): "Rad ett\r\nrad två", "bild-title": "Läget"})
    form[f"s-{section.pk}-heading"] = "Vilka vi har frågat"
    response = sign_in(cast.COORDINATOR).post(url(picture), form)
    assert response.status_code == 302
    picture.refresh_from_db()
    assert (first(picture).text, first(picture).heading, picture.title) == (
        "Rad ett\nrad två",
        "Vilka vi har frågat",
        "Läget",
    )
    assert picture.saved_by == assignment(cast.COORDINATOR)


def test_a_heading_is_changed_for_all_its_sections(sign_in: SignIn) -> None:
    picture = draft()
    leader = next(s for s in picture.sections.all() if s.milieu == Milieu.LEFT)
    form = sent(picture) | {f"s-{leader.pk}-heading": "Autonoma miljön"}
    sign_in(cast.COORDINATOR).post(url(picture), form)
    assert {s.heading for s in picture.sections.filter(milieu=Milieu.LEFT)} == {"Autonoma miljön"}
    assert picture.sections.filter(heading="Autonoma miljön").count() == 4


def test_saved_while_writing_answers_with_the_new_version(sign_in: SignIn) -> None:
    picture = draft()
    client = sign_in(cast.COORDINATOR)
    form = sent(picture, MINE, **{text_of(first(picture)): "Ett"})
    response = client.post(url(picture), form, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response.context["version"] == picture.version + 1
    # The answer was lost on the way: the same page saves again on the version it knows.
    again = client.post(url(picture), form | {text_of(first(picture)): "Två"}, headers={"HX-Request": "true"})
    assert again.status_code == 200
    assert first(picture).text == "Två"


def test_a_colleague_who_saved_first_is_not_written_over(sign_in: SignIn) -> None:
    picture = draft()
    field = text_of(first(picture))
    mine, hers = sent(picture, MINE, **{field: "Min text"}), sent(picture, HERS, **{field: "Hennes text"})
    sign_in(cast.COLLEAGUE).post(url(picture), hers)
    client = sign_in(cast.COORDINATOR)
    response = client.post(url(picture), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Min text" in page and "Hennes text" in page
    assert first(picture).text == "Hennes text"
    # What is shown beside counts as read: the next save goes on top of it.
    form = mine | {"version": str(response.context["form"].version.initial["version"])}
    assert client.post(url(picture), form).status_code == 302
    assert first(picture).text == "Min text"


def test_a_save_while_writing_only_says_that_somebody_was_first(sign_in: SignIn) -> None:
    picture = draft()
    mine, hers = sent(picture, MINE), sent(picture, HERS)
    sign_in(cast.COLLEAGUE).post(url(picture), hers)
    response = sign_in(cast.COORDINATOR).post(url(picture), mine, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "Någon annan har sparat" in response.content.decode()


def test_a_section_that_a_colleague_added_keeps_its_text(sign_in: SignIn) -> None:
    picture = draft()
    mine = sent(picture, MINE)
    added = picture.add_section(PictureSection.Kind.CHANGE, "")
    added.text = "Hennes"
    added.save()
    picture.save_written({}, version=0, page=uuid4(), by=assignment(cast.COLLEAGUE), now=timezone.now())
    client = sign_in(cast.COORDINATOR)
    response = client.post(url(picture), mine)
    assert response.status_code == 409
    form = mine | {"version": str(response.context["form"].version.initial["version"])}
    assert client.post(url(picture), form).status_code == 302
    assert PictureSection.objects.get(pk=added.pk).text == "Hennes"


def test_text_in_a_section_that_a_colleague_took_away_is_shown(sign_in: SignIn) -> None:
    picture = draft()
    gone = first(picture)
    mine = sent(picture, MINE, **{text_of(gone): "Skrivet i det som försvann"})
    sign_in(cast.COLLEAGUE).post(url(picture), sent(picture, HERS) | {"gor": f"bort:{gone.pk}"})
    response = sign_in(cast.COORDINATOR).post(url(picture), mine)
    assert response.status_code == 409
    assert "Skrivet i det som försvann" in response.content.decode()


@pytest.mark.parametrize("text", ["x" * 20_001, "a\x00b", "Ring 199006022397"])
def test_bad_text_is_shown_again_and_nothing_is_saved(sign_in: SignIn, text: str) -> None:
    picture = draft()
    other = picture.sections.all()[1]
    form = sent(picture, **{text_of(first(picture)): text, text_of(other): "Också skrivet"})
    response = sign_in(cast.COORDINATOR).post(url(picture), form)
    assert response.status_code == 422
    assert "Också skrivet" in response.content.decode()
    assert not picture.sections.exclude(text="").exists()


def test_no_personal_number_in_a_heading_either(sign_in: SignIn) -> None:
    picture = draft()
    for name in ("bild-title", f"s-{first(picture).pk}-heading"):
        response = sign_in(cast.COORDINATOR).post(url(picture), sent(picture, **{name: "Om 199006022397"}))
        assert response.status_code == 422 and "Om 199006022397" in response.content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"version": "x", "page": "y"},
        {"version": "-1", "page": MINE, "bild-title": "T"},
        {"version": str(2**40), "page": MINE, "bild-title": "T"},
        {"version": "0", "page": MINE, "bild-title": "T", "nytt-kind": "finns-inte"},
        {"version": "0", "page": MINE, "bild-title": "T", "nytt-milieu": "finns-inte"},
        {"version": "0", "page": MINE, "bild-title": ""},
    ],
)
def test_a_forged_form_is_refused_kindly(sign_in: SignIn, form: dict[str, str]) -> None:
    assert sign_in(cast.COORDINATOR).post(url(draft()), form).status_code == 422


# --- Arranging ------------------------------------------------------------------------------------------------------


def press(client: Any, picture: SituationPicture, button: str, **changes: str) -> Any:
    picture.refresh_from_db()
    return client.post(url(picture), sent(picture, **changes) | {"gor": button})


def test_a_section_is_added_last_in_its_milieu_and_what_was_written_is_saved(sign_in: SignIn) -> None:
    picture = draft()
    changes = {"nytt-kind": "vad_som_kan_andra", "nytt-milieu": "hogerextremism", text_of(first(picture)): "Skrivet"}
    response = press(sign_in(cast.COORDINATOR), picture, "avsnitt", **changes)
    sections = list(picture.sections.all())
    added = next(s for s in sections if s.kind == "vad_som_kan_andra")
    assert sections.index(added) == 5 and sections[4].milieu == added.milieu == "hogerextremism"
    assert response.url.endswith(f"#s-{added.pk}")
    assert first(picture).text == "Skrivet"
    assert len({s.position for s in sections}) == len(sections)


def test_sections_and_findings_change_places(sign_in: SignIn) -> None:
    picture, client = draft(), sign_in(cast.COORDINATOR)
    a, b = list(picture.sections.all())[:2]
    press(client, picture, f"ned:{a.pk}")
    assert list(picture.sections.all())[:2] == [b, a]
    press(client, picture, f"upp:{a.pk}")
    press(client, picture, f"upp:{a.pk}")
    assert list(picture.sections.all())[:2] == [a, b]
    for _turn in range(2):
        press(client, picture, "iakttagelse")
    one, two = picture.findings.all()
    press(client, picture, f"upp:{two.pk}")
    assert list(picture.findings.all()) == [two, one]


def test_an_empty_part_is_taken_away_and_one_with_text_is_not(sign_in: SignIn) -> None:
    picture, client = draft(), sign_in(cast.COORDINATOR)
    section = first(picture)
    refused = press(client, picture, f"bort:{section.pk}", **{text_of(section): "Viktigt"})
    assert refused.status_code == 409
    assert "Viktigt" in refused.content.decode()
    assert press(client, picture, f"bort:{section.pk}").status_code == 302
    assert not PictureSection.objects.filter(pk=section.pk).exists()
    press(client, picture, "iakttagelse")
    finding = picture.findings.get()
    press(client, picture, f"bort:{finding.pk}")
    assert not Finding.objects.exists()


@pytest.mark.parametrize("button", ["upp:", "bort:inget", f"bort:{HERS}", "ned:123", "gör något", "avsnitt", ""])
def test_a_button_that_is_none_only_saves(sign_in: SignIn, button: str) -> None:
    picture = draft()
    response = press(sign_in(cast.COORDINATOR), picture, button, **{text_of(first(picture)): "Sparat"})
    assert response.status_code == 302
    assert first(picture).text == "Sparat"
    assert picture.sections.count() == len(FIRST)


def test_another_pictures_section_is_not_reached(sign_in: SignIn) -> None:
    theirs = draft(cast.OTHER_COORDINATOR)
    press(sign_in(cast.COORDINATOR), draft(), f"bort:{first(theirs).pk}")
    assert theirs.sections.count() == len(FIRST)


def test_there_is_an_end_to_sections(sign_in: SignIn) -> None:
    picture = draft()
    for _turn in range(80 - len(FIRST)):
        picture.add_section(PictureSection.Kind.OTHER, "")
    response = press(sign_in(cast.COORDINATOR), picture, "avsnitt", **{"nytt-kind": "annat"})
    assert response.status_code == 409
    assert picture.sections.count() == 80


# --- Publishing -----------------------------------------------------------------------------------------------------


def test_published_with_what_was_written_and_without_what_was_not(sign_in: SignIn) -> None:
    picture, client = draft(), sign_in(cast.COORDINATOR)
    picture.add_finding()
    response = press(client, picture, "publicera", **{text_of(first(picture)): "Läget"})
    assert response.status_code == 302
    picture.refresh_from_db()
    assert (picture.state, picture.published_by) == ("publicerad", assignment(cast.COORDINATOR))
    assert [s.text for s in picture.sections.all()] == ["Läget"]
    assert not picture.findings.exists()
    assert "Läget" in client.get(url(picture)).content.decode()


def test_an_empty_picture_is_not_published(sign_in: SignIn) -> None:
    picture = draft()
    response = press(sign_in(cast.COORDINATOR), picture, "publicera")
    assert response.status_code == 409
    assert "Skriv minst ett avsnitt" in response.content.decode()
    picture.refresh_from_db()
    assert picture.is_draft and picture.sections.count() == len(FIRST)


def test_publishing_twice_says_so(sign_in: SignIn) -> None:
    picture, client = draft(), sign_in(cast.COORDINATOR)
    form = sent(picture, **{text_of(first(picture)): "Läget"}) | {"gor": "publicera"}
    client.post(url(picture), form)
    response = client.post(url(picture), form, follow=True)
    assert response.status_code == 200
    assert "redan publicerad" in response.content.decode()


def test_what_is_published_cannot_be_written_and_the_text_is_not_lost(sign_in: SignIn) -> None:
    picture = draft()
    section = first(picture)
    late = sent(picture, MINE, **{text_of(section): "För sent skrivet"})
    press(sign_in(cast.COLLEAGUE), picture, "publicera", **{text_of(section): "Publicerat"})
    response = sign_in(cast.COORDINATOR).post(url(picture), late)
    assert response.status_code == 409
    assert "För sent skrivet" in response.content.decode()
    assert PictureSection.objects.get(pk=section.pk).text == "Publicerat"


def test_a_draft_is_discarded_and_a_published_picture_is_not(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    kept = published()
    assert client.post(reverse("picture_discard", args=[kept.pk])).status_code == 409
    thrown = draft()
    assert client.post(reverse("picture_discard", args=[thrown.pk])).status_code == 302
    assert client.post(reverse("picture_discard", args=[thrown.pk])).status_code == 404
    assert list(SituationPicture.objects.all()) == [kept]


@pytest.mark.parametrize(
    ("who", "status"),
    [(cast.OTHER_COORDINATOR, 404), (cast.NYKOPING, 404), (cast.REPORTER, 404), (cast.MEMBER, 403), ("central.kommunstyrelsen", 404)],
)  # fmt: skip
def test_outsiders_neither_see_nor_write_a_draft(sign_in: SignIn, who: str, status: int) -> None:
    picture = draft()
    client = sign_in(who)
    assert client.get(url(picture)).status_code == status
    assert client.post(url(picture), sent(picture)).status_code == status
    discarded = client.post(reverse("picture_discard", args=[picture.pk])).status_code
    assert discarded in (403, 404)
    assert SituationPicture.objects.filter(pk=picture.pk, version=0).exists()


@pytest.mark.parametrize("who", [cast.REPORTER, cast.CHIEF, "central.kommunstyrelsen"])
def test_readers_do_not_write_in_what_is_published(sign_in: SignIn, who: str) -> None:
    picture = published()
    assert sign_in(who).post(url(picture), sent(picture)).status_code == 403
