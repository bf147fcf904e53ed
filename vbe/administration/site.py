"""The admin site: organisation and catalogues, and nothing else.

Django's admin does the work; the pages are ours, so that they look and are guarded like the rest. Which models it
shows is ``catalogues.py``. There is no superuser: whoever may open it is said by the table of permissions, and which
rows are said by the boards that one manages, here and in the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.forms import CharField, DateField, HiddenInput, ModelForm
from django.forms import Field as FormField
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vbe.access.forms import ClearErrors, DateInput
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action

MANAGE = "people.manage"
View = Callable[..., HttpResponse]


class Administration(AdminSite):
    """Open to administrators alone, whatever Django's own permissions say."""

    def has_permission(self, request: Request) -> bool:  # type: ignore[override]
        return request.user.is_active and request.user.is_staff and request.access.allows(MANAGE)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        @require_http_methods(["GET", "HEAD", "POST"])
        @may(MANAGE)
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    def get_urls(self) -> list[Any]:
        own: list[Any] = [path("", self.admin_view(self.index), name="administration")]
        return own + [url for catalogue in self._registry.values() for url in catalogue.get_urls()]

    def index(self, request: Request, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        shown = [catalogue for catalogue in self._registry.values() if catalogue.has_view_permission(request)]
        return render(request, "administration/index.html", {"catalogues": shown})

    def each_context(self, request: Any) -> dict[str, Any]:
        """Nothing of Django's own frame: the shell stands around these pages too."""
        return {"has_permission": self.has_permission(request)}


class Rows(ChangeList):
    """The list as our table shows it."""

    model_admin: Catalogue

    @property
    def columns(self) -> tuple[str, ...]:
        return self.model_admin.list_display

    @property
    def headings(self) -> list[str]:
        return [str(label_for_field(name, self.model)).capitalize() for name in self.columns]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        return [(self.model_admin.change_url(row), [shown(row, name) for name in self.columns])
                for row in self.result_list]  # fmt: skip


def shown(row: Model, name: str) -> Any:
    """A value as the list says it: the words of a choice, ja and nej, otherwise as it is."""
    value = getattr(row, name)
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    words = getattr(row, f"get_{name}_display", None)
    return words() if words else value


class Seen(CharField):
    """Rides along with a form, and is nothing that anybody changes."""

    widget = HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class CatalogueForm(ClearErrors, ModelForm):
    """Asks a row's rules also over the fields that the form does not show, such as a name once in a municipality.

    ``seen`` is what the row said when the page was opened: what somebody else has saved since is not written over.
    """

    seen = Seen(required=False, max_length=64)
    # Set by Catalogue.get_form().
    prepare: Callable[[Any], None]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(self.instance)
        self.initial["seen"] = self.fields["seen"].initial = self._said(self.instance)

    def _said(self, row: Model) -> str:
        """A short word for what the row's fields say; nothing for a new one."""
        if row._state.adding:
            return ""
        said = [(name, str(getattr(row, name))) for name in sorted(self.fields) if name != "seen"]
        return hashlib.sha256(repr(said).encode()).hexdigest()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.initial["seen"] and self.cleaned_data.get("seen") not in ("", self.initial["seen"]):
            typed: Any = self.data.copy()  # type: ignore[attr-defined]
            typed[self.add_prefix("seen")] = self.initial["seen"]
            self.data = typed
            raise ValidationError(self._meanwhile())
        return cleaned

    def _meanwhile(self) -> list[str]:
        """That somebody else has saved, and what is saved where it differs from what was written here."""
        saved = type(self.instance)._default_manager.get(pk=self.instance.pk)
        differs = [
            f"{self.fields[name].label}: {shown(saved, name)}"
            for name in self.cleaned_data
            if name != "seen" and getattr(saved, name, None) != self.cleaned_data[name]
        ]
        told = _("Någon annan har sparat medan du skrev. Ditt finns kvar. Spara igen om det ska ersätta det här:")
        return [told, *differs]

    def _get_validation_exclusions(self) -> set[str]:
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]
        return {name for name in excluded if getattr(self.instance, name + "_id", getattr(self.instance, name, None))
                in (None, "")}  # fmt: skip


class Catalogue(ModelAdmin):
    """A kind of rows that the site shows. ``slug`` is its address; rows outside ``scope`` do not exist here."""

    slug = ""
    explains = ""
    may_add = may_remove = False
    # Fields whose choices are limited, and by what.
    form = CatalogueForm
    actions = None
    list_per_page = 50
    list_display: tuple[str, ...] = ()
    preserve_filters = False
    change_list_template = "administration/list.html"
    change_form_template = add_form_template = "administration/form.html"
    delete_confirmation_template = "administration/delete.html"

    def scope(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        raise NotImplementedError

    def choices(self, name: str) -> QuerySet[Any] | None:
        """The rows that the field ``name`` may refer to."""
        return None

    @property
    def title(self) -> str:
        return str(self.opts.verbose_name_plural).capitalize()

    @property
    def list_url(self) -> str:
        return reverse(self._named("changelist"))

    @property
    def add_url(self) -> str:
        return reverse(self._named("add")) if self.may_add else ""

    def change_url(self, row: Model) -> str:
        return reverse(self._named("change"), args=[row.pk])

    def delete_url(self, row: Model) -> str:
        return reverse(self._named("delete"), args=[row.pk])

    def _named(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def get_urls(self) -> list[Any]:
        guard = self.admin_site.admin_view
        urls = [path(f"{self.slug}/", guard(self.changelist_view), name=self._named("changelist"))]
        if self.may_add:
            urls.append(path(f"{self.slug}/ny/", guard(self.add_view), name=self._named("add")))
        urls.append(path(f"{self.slug}/<uuid:object_id>/", guard(self.change_view), name=self._named("change")))
        if self.may_remove:
            urls.append(
                path(f"{self.slug}/<uuid:object_id>/ta-bort/", guard(self.delete_view), name=self._named("delete"))
            )
        return urls

    # Who may: the table of permissions; which rows: the scope.
    def has_module_permission(self, request: Any) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: Any) -> bool:
        return self.may_add and self.admin_site.has_permission(request)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return self.may_remove and self.admin_site.has_permission(request)

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        return self.scope(super().get_queryset(request))

    def formfield_for_dbfield(self, db_field: Field, request: Any, **options: Any) -> FormField | None:
        """The field as the rest of the product shows it, without Django's widgets; choices within the scope."""
        if isinstance(db_field, ForeignKey) and (choices := self.choices(db_field.name)) is not None:
            options["queryset"] = choices
        field = db_field.formfield(**options)
        if isinstance(field, DateField):
            field.widget = DateInput()
        return field

    def prepare(self, request: Any, row: Any) -> None:
        """Fill in what the form of a new row does not ask for."""

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.prepare = staticmethod(lambda row: self.prepare(request, row))  # type: ignore[attr-defined]
        return form

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Only what was changed: the application may write no other columns."""
        if change:
            obj.save(update_fields=form.changed_data)
        else:
            obj.save(force_insert=True)

    def get_changelist(self, request: Any, **kwargs: Any) -> type[Rows]:
        return Rows

    def changelist_view(self, request: Any, extra_context: Any = None) -> HttpResponse:
        # Filters that we do not offer would be refused with a page of Django's own.
        page = request.GET.get("p", "")
        request.GET = QueryDict(f"p={page}" if page.isdecimal() else "")
        return super().changelist_view(request, {"catalogue": self})

    def changeform_view(
        self, request: Any, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        object_id = str(object_id) if object_id else None
        response = super().changeform_view(request, object_id, form_url, {"catalogue": self})
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response

    def delete_view(self, request: Any, object_id: Any, extra_context: Any = None) -> Any:
        return super().delete_view(request, str(object_id), {"catalogue": self})

    def _get_obj_does_not_exist_redirect(self, request: Any, opts: Any, object_id: Any) -> HttpResponse:
        raise Http404

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self._said(request, _("%(what)s är tillagd.") % {"what": obj})

    def response_change(self, request: Any, obj: Any) -> HttpResponse:
        return self._said(request, _("%(what)s är sparad.") % {"what": obj})

    def response_delete(self, request: Any, obj_display: str, obj_id: Any) -> HttpResponse:
        return self._said(request, _("%(what)s är borttagen.") % {"what": obj_display})

    def _said(self, request: Any, what: str) -> HttpResponse:
        messages.success(request, what)
        return redirect(self.list_url)

    # Django would keep these in a table of its own; ours is the log.
    def log_addition(self, request: Any, obj: Any, message: Any) -> None:  # type: ignore[override]
        record(request, Action.CATALOGUE_CHANGED, obj, reason=_("ny"))

    def log_change(self, request: Any, obj: Any, message: Any) -> None:  # type: ignore[override]
        fields = [name for one in message for name in one.get("changed", {}).get("fields", [])]
        record(request, Action.CATALOGUE_CHANGED, obj, reason=", ".join(map(str, fields))[:500])

    def log_deletions(self, request: Any, queryset: Any) -> None:  # type: ignore[override]
        for obj in queryset:
            record(request, Action.CATALOGUE_CHANGED, obj, reason=_("borttagen"))
