"""What hangs together in the demonstration: reports, files and views of the queue, findings, measures, and an exercise.

Run as the owner, when reports, plans and pictures are there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from actionplans.models import Measure
from cases.concerns.models import Attachment, Category, Concern, Link, SavedView
from cases.concerns.states import State
from lagesbild import ties
from lagesbild.models import Finding
from vbe.alarms.models import AlarmRun
from vbe.demo.organisation import email
from vbe.notices.models import AlarmChain
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import Role

VIEWS = {"Nya": "lage=ny", "Klotter": f"kategori={Category.GRAFFITI.value}"}


def load_ties(now: datetime) -> None:
    desk = Assignment.objects.get(role=Role.COORDINATOR, user__email=email("samordnare", "skarholmen"))
    here = Concern.objects.filter(board=desk.board)
    graffiti = list(here.filter(category=Category.GRAFFITI).order_by("-reported_at")[:3])
    for name, filters in VIEWS.items():
        SavedView(assignment=desk, name=name, filters=filters, saved_at=now).save(force_insert=True)
    if len(graffiti) > 1:
        one, two = sorted(graffiti[:2], key=lambda concern: concern.pk)
        note = "Samma märke och samma färg."
        Link(one=one, other=two, linked=True, note=note, by=desk, at=now - timedelta(days=1)).save(force_insert=True)
    newest = here.filter(state=State.NEW).exclude(pk__in=[one.pk for one in graffiti])
    for concern in [*graffiti[:1], *newest.order_by("-reported_at")[:1]]:
        _picture(concern)
    _findings(desk, graffiti, now)
    _exercise(now)


def _picture(concern: Concern) -> None:
    """A made-up picture: a wall with a painted mark."""
    wall = Image.new("RGB", (960, 640), "#b9b2a6")
    pen = ImageDraw.Draw(wall)
    for row in range(0, 640, 40):
        pen.line((0, row, 960, row), fill="#a79f92", width=3)
    pen.line((320, 460, 440, 180, 520, 440, 640, 170), fill="#a5231d", width=26, joint="curve")
    content = BytesIO()
    wall.save(content, "PNG")
    attached = Attachment(concern=concern, position=1, kind=Attachment.Kind.PNG, size=content.tell())
    attached.file.save("1.png", ContentFile(content.getvalue()), save=False)
    attached.save(force_insert=True)


def _findings(desk: Assignment, graffiti: list[Concern], now: datetime) -> None:
    findings = Finding.objects.filter(picture__board=desk.board, picture__document=False)
    if seen := findings.filter(text__contains="Klotter").first():
        ties.tie_reports(seen, graffiti, by=desk, now=now)
        if measure := Measure.objects.kept().filter(plan__board=desk.board).order_by("-plan__year_from").first():
            ties.tie_measure(seen, measure, by=desk, now=now)


def _exercise(now: datetime) -> None:
    """An exercise of last month, which ended."""
    chain = AlarmChain.objects.filter(municipality__code="stockholm").first()
    intake = Assignment.objects.filter(role=Role.INTAKE, board__municipality__code="stockholm").first()
    director = Assignment.objects.filter(role=Role.DIRECTOR, board__municipality__code="stockholm").first()
    if not (chain and intake and director):
        return
    began = now - timedelta(days=30)
    run = AlarmRun.objects.get(pk=AlarmRun.start(chain, id=new_id(), exercise=True, by=intake, now=began))
    for minutes, step in enumerate(run.steps.all(), start=2):
        by, met = (director, None) if step.is_decision else (intake, True if step.is_condition else None)
        text = "POSOM aktiveras i den egna förvaltningen." if step.is_decision else ""
        step.mark(met=met, text=text, by=by, now=began + timedelta(minutes=3 * minutes))
    run.end(
        "Övningen tog en kvart. Numret till direktörens ersättare saknades i telefonlistan och är inlagt nu.",
        by=intake,
        now=began + timedelta(minutes=25),
    )
