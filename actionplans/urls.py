from django.urls import path

from actionplans.views import catalogue, follow_up, measure, parts, plan, plans, steps

PLAN = "handlingsplaner/<uuid:plan_id>/"

urlpatterns = [
    path("handlingsplaner/", plans.plans, name="plans"),
    path("handlingsplaner/ny/", plans.plan_new, name="plan_new"),
    # One plan
    path(PLAN, plan.plan, name="plan"),
    path(f"{PLAN}rubrik/", plan.plan_cover, name="plan_cover"),
    path(f"{PLAN}jamfor/", plan.plan_compare, name="plan_compare"),
    path(f"{PLAN}csv/", plan.plan_csv, name="plan_csv"),
    path(f"{PLAN}lagg-fram/", steps.plan_propose, name="plan_propose"),
    path(f"{PLAN}ta-tillbaka/", steps.plan_take_back, name="plan_take_back"),
    path(f"{PLAN}beslut/", steps.plan_decide, name="plan_decide"),
    path(f"{PLAN}ny-version/", steps.plan_revise, name="plan_revise"),
    path(f"{PLAN}kasta/", steps.plan_discard, name="plan_discard"),
    # Its parts
    path(f"{PLAN}avsnitt/<uuid:section_id>/", parts.section_save, name="section_save"),
    path(f"{PLAN}avsnitt/<uuid:section_id>/<uuid:measure_id>/", parts.measure_save, name="measure_save"),
    path(f"{PLAN}atgarder/<uuid:measure_id>/", measure.measure, name="measure"),
    # Its follow-up
    path(f"{PLAN}uppfoljning/<period:period>/", follow_up.follow_up, name="follow_up"),
    path(f"{PLAN}uppfoljning/<period:period>/paminn/", follow_up.follow_up_remind, name="follow_up_remind"),
    path("atgarder/", follow_up.my_measures, name="my_measures"),
    path("atgarder/<uuid:measure_id>/<period:period>/", follow_up.follow_up_save, name="follow_up_save"),
    # What plans start from
    path("riktlinjer/", catalogue.guidelines, name="guidelines"),
    path("resurser/", catalogue.resources, name="resources"),
]
