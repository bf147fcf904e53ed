from actionplans.models.catalogue import GuidelineArea, GuidelineHeading, GuidelineMethod, Resource
from actionplans.models.follow_up import NOT_REPORTED, FollowUp, Reminder, Status
from actionplans.models.measure import Measure
from actionplans.models.plan import ActionPlan
from actionplans.models.section import Section
from actionplans.states import Level

__all__ = [
    "NOT_REPORTED",
    "ActionPlan",
    "FollowUp",
    "GuidelineArea",
    "GuidelineHeading",
    "GuidelineMethod",
    "Level",
    "Measure",
    "Reminder",
    "Resource",
    "Section",
    "Status",
]
