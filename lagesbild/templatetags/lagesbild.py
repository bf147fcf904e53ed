"""What other rooms' pages show of the lägesbild: ``{% load lagesbild %}``."""

from __future__ import annotations

from typing import Any

from django import template

from cases.concerns.models import Concern
from lagesbild import ties
from lagesbild.forms_ties import FindingChoice
from lagesbild.models import Finding

register = template.Library()


@register.inclusion_tag("lagesbild/_of_report.html", takes_context=True)
def findings_of(context: Any, concern: Concern) -> dict[str, Any]:
    """On the report's record: the findings it is a part of, and the measures they led to."""
    request = context["request"]
    tied = ties.findings_of(request, concern)
    form = None
    if request.access.allows("picture.edit") and concern.on_desk:
        left = Finding.objects.edited_by(request).exclude(pk__in=[one.finding.pk for one in tied])
        form = FindingChoice(findings=left.select_related("picture").newest_first()[:100])
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "shell": context.get("shell"),
        "concern": concern,
        "tied": tied,
        "form": form,
    }
