"""Larmvägar: the two chains of the source, to read and to print."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests import cast, sources
from tests.conftest import SignIn
from vbe.notices.models import AlarmChain, AlarmStep

URL = reverse("alarm_chains")


def test_the_chains_are_the_sources(db: None) -> None:
    said = [[step.text for step in chain.steps.all()] for chain in AlarmChain.objects.all()]
    assert [len(lines) for lines in said] == [5, 4]
    source = sources.read("socialforvaltningen-handlingsplan-2017-2018.txt")
    assert all(line in source for lines in said for line in lines)
    assert {kind for step in AlarmStep.objects.all() for kind in step.kinds} == set(AlarmStep.Kind.values)


def test_every_employee_reads_them_with_the_numbers(sign_in: SignIn) -> None:
    text = sign_in(cast.REPORTER).get(URL).content.decode()
    assert "POSOM" in text
    assert "Kontakt, Beslut" in text
    assert 'href="tel:0846500450"' in text
    assert f'href="{URL}"' in sign_in(cast.REPORTER).get(reverse("start")).content.decode()


def test_another_municipality_has_none_and_is_told_what_to_do(sign_in: SignIn) -> None:
    text = sign_in(cast.NYKOPING).get(URL).content.decode()
    assert "POSOM" not in text
    assert "har inte lagt in några larmvägar" in text
    assert sign_in(cast.MEMBER).get(URL).status_code == 403


def test_as_many_queries_for_many_lines(sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    client, chain = sign_in(cast.REPORTER), AlarmChain.objects.all()[0]
    AlarmStep.objects.bulk_create(
        AlarmStep(chain=chain, position=n, kinds=["kontakt"], who="Prov", text="Prov") for n in range(10, 60)
    )
    with django_assert_max_num_queries(16):
        client.get(URL)
