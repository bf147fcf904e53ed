"""Journey: a teacher worried for a named pupil of 16 gets a dated receipt, and reads the reception's fixed answer on it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.concerns.models import Concern
from cases.sig.models import Intake
from tests import cast
from tests.journeys.conftest import Journey, choose, look
from tests.journeys.test_case import decide, report
from vbe.access.templatetags.dates import swedate

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def test_a_teacher_names_a_pupil_of_16_and_reads_the_answer_on_the_receipt(visit: Journey) -> None:
    today = timezone.localdate()
    teacher = visit(cast.REPORTER)
    report(teacher, today, age=16, picture="teacher")
    sent = teacher.get_by_text("Sluten del skickad till Mottagningen").inner_text()
    assert swedate(today) in sent
    teacher.get_by_text(f"Senast {swedate(today + timedelta(days=14))} beslutar de").wait_for()
    intake, concern = Intake.objects.get(), Concern.objects.get()
    assert (intake.person_name, intake.born.year) == ("Prov Provsson", today.year - 16)

    reception = visit(cast.INTAKE)
    reception.goto(f"/mottagning/{intake.pk}/")
    decide(reception, picture="teacher")
    reception.goto(f"/mottagning/{intake.pk}/")
    choose(reception, "svar-answer", "inleds")
    look(reception, "teacher-6-answer")
    reception.get_by_role("button", name="Lämna svaret").click()
    reception.get_by_role("heading", name="Svar till den som skrev").wait_for()

    teacher.goto("/")
    teacher.get_by_text("Socialtjänsten har svarat på en sluten del").first.wait_for()
    teacher.goto("/oro/mina/")
    teacher.get_by_role("link", name=str(concern)).click()
    teacher.get_by_text("Utredning inleds", exact=True).wait_for()
    assert "Provsson" not in teacher.content(), "what was sent is read by the reception alone"
    look(teacher, "teacher-7-answered")

    desk = visit(cast.COORDINATOR)
    desk.goto(f"/oro/{concern.number}/")
    assert "Provsson" not in desk.content()
    assert desk.request.get(f"/mottagning/{intake.pk}/").status == 404
