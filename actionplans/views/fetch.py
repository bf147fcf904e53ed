"""The fetch is the access check: 404 outside one's scope, 403 for what one reads but may not do."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from actionplans.models import ActionPlan
from vbe.access.request import Request


def readable_plan(request: Request, plan_id: UUID) -> ActionPlan:
    visible = ActionPlan.objects.visible_to(request).with_replaced().with_rights()
    return get_object_or_404(visible.select_related("board", "revises", "recorded_by__user"), pk=plan_id)


def editable_plan(request: Request, plan_id: UUID) -> ActionPlan:
    plan = readable_plan(request, plan_id)
    if not plan.may_edit:
        raise PermissionDenied
    return plan


def decidable_plan(request: Request, plan_id: UUID) -> ActionPlan:
    plan = readable_plan(request, plan_id)
    if not plan.may_decide:
        raise PermissionDenied
    return plan
