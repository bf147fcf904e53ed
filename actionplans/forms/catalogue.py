"""Searching resources, and choosing the plan that the guidelines are held against."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actionplans.models import ActionPlan, Resource
from actionplans.models.catalogue import ResourceQuerySet


class ResourceFilter(forms.Form):
    """Kept in the address. One that makes no sense is left out, so an old link still works."""

    sok = forms.CharField(label=_("Sök ord"), required=False, max_length=100)
    niva = forms.ChoiceField(label=_("Nivå"), choices=[("", _("Alla nivåer")), *Resource.Level.choices], required=False)
    funktion = forms.ChoiceField(
        label=_("Funktion"), choices=[("", _("Alla funktioner")), *Resource.Use.choices], required=False
    )
    alder = forms.IntegerField(label=_("Ålder"), min_value=0, max_value=120, required=False)

    def apply(self, resources: ResourceQuerySet) -> ResourceQuerySet:
        self.is_valid()
        wanted = self.cleaned_data
        if level := wanted.get("niva"):
            resources = resources.filter(level=level)
        if function := wanted.get("funktion"):
            resources = resources.filter(functions__contains=[function])
        if (age := wanted.get("alder")) is not None:
            resources = resources.for_age(age)
        return resources.matching(wanted.get("sok") or "")


class PlanChoice(forms.Form):
    plan = forms.ModelChoiceField(
        label=_("Visa en plans åtgärder"),
        queryset=ActionPlan.objects.none(),
        required=False,
        empty_label=_("Ingen plan"),
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["plan"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = plans
        self.is_valid()

    @property
    def chosen(self) -> ActionPlan | None:
        return self.cleaned_data.get("plan")
