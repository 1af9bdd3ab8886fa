"""Renderer of all forms: one template shows a field with its label, hint and errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any, Final

from django.forms import BoundField, widgets
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Select
from django.utils.safestring import SafeString, mark_safe

# Widgets whose template shows one input element and nothing else
_INPUTS: Final = frozenset(
    kind.template_name
    for kind in (
        widgets.TextInput,
        widgets.NumberInput,
        widgets.EmailInput,
        widgets.HiddenInput,
        widgets.DateInput,
        widgets.CheckboxInput,
    )
)


class FieldRenderer(TemplatesSetting):
    """Renderer that finds the templates of fields among those of the pages."""

    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Render a template; draw a field, a list or an input without one.

        Django renders a template for each field, option and attribute, which is slow.
        """
        if template_name == self.field_template_name and not context["field"].use_fieldset:
            return draw_field(context["field"])
        widget = context.get("widget", {})
        if template_name == Select.template_name and _is_plain(widget):
            return draw_select(widget)
        is_radio = template_name == widgets.RadioSelect.option_template_name
        if template_name in _INPUTS or (is_radio and not widget.get("wrap_label")):
            return draw_input(widget)
        return super().render(template_name, context, request)


def draw_field(
    field: BoundField, *, label: str = "", hint: str = "", control: str = ""
) -> SafeString:
    """Return a field as `components/field.html` draws it; the given parts are HTML."""
    name, to = _escaped(field.name), _escaped(field.id_for_label)
    error = draw_error(field)
    if field.widget_type == "checkbox":
        labelled = (
            f'<label class="check" for="{to}">{field} {label or _escaped(field.label)}</label>'
        )
        return mark_safe(f'<div class="field field-{name}">\n  {labelled}\n  {error}</div>')
    hint = hint or _escaped(field.help_text)
    if hint and field.help_text:
        hint = f'\n      <span class="muted" id="{_escaped(field.auto_id)}_helptext">{hint}</span>'
    return mark_safe(  # each part is escaped
        f'<div class="field field-{name}">\n  <div class="field-head">\n'
        f'    <label for="{to}">{label or _escaped(field.label)}</label>{hint}\n  </div>\n'
        f"  {control or field}\n  {error}</div>"
    )


def draw_error(field: BoundField) -> SafeString:
    """Return the errors of a field as `components/field_error.html` draws them."""
    if not field.errors:
        return SafeString()
    said = " ".join(_escaped(error) for error in field.errors)
    place = f"{_escaped(field.auto_id)}_error"
    return mark_safe(f'<p class="error" role="alert" id="{place}">{said}</p>\n')  # escaped


def draw_select(widget: Mapping[str, Any]) -> SafeString:
    """Return a list as Django's own templates draw it."""
    groups = [_group(name, options) for name, options, _index in widget["optgroups"]]
    head = f'<select name="{_escaped(widget["name"])}"{_attrs(widget["attrs"])}>'
    return mark_safe(head + "".join(groups) + "\n</select>")  # each part is escaped


def draw_input(widget: Mapping[str, Any]) -> SafeString:
    """Return an input as Django's own templates draw it."""
    value = widget["value"]
    valued = "" if value is None else f' value="{_escaped(value)}"'
    head = f'<input type="{_escaped(widget["type"])}" name="{_escaped(widget["name"])}"{valued}'
    return mark_safe(f"{head}{_attrs(widget['attrs'])}>")  # each part is escaped


class LongSelect(widgets.Select):
    """List of hundreds of choices, such as all colleagues, drawn without a dictionary for each."""

    rows: Sequence[tuple[Any, str, bool]] = ()  # value, text, and whether it can be chosen

    def use_required_attribute(self, initial: Any) -> bool:
        """Return whether the browser asks for a choice; the first option is the empty one."""
        return widgets.Widget.use_required_attribute(self, initial)

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        """Return the list, with the chosen option selected."""
        chosen = set(self.format_value(value))
        head = f'<select name="{_escaped(name)}"{_attrs(self.build_attrs(self.attrs, attrs))}>'
        drawn = "".join(
            [_option(one, text, can, str(one) in chosen) for one, text, can in self.rows]
        )
        return mark_safe(f"{head}{drawn}\n</select>")  # each part is escaped


@lru_cache(maxsize=4096)
def _option(value: Any, text: str, can: bool, selected: bool) -> str:
    """Return an option of a long list. The colleagues of one agent are those of the next."""
    chosen, off = " selected" if selected else "", "" if can else " disabled"
    return f'\n  <option value="{escape(str(value))}"{chosen}{off}>{escape(text)}</option>'


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Check that no option has a template of its own."""
    groups = widget.get("optgroups", ())
    return all(
        one["template_name"] == Select.option_template_name
        for _name, options, _index in groups
        for one in options
    )


def _group(name: str | None, options: list[dict[str, Any]]) -> str:
    drawn = "".join(
        f'\n  <option value="{_escaped(one["value"])}"{_attrs(one["attrs"])}>'
        f"{_escaped(one['label'])}</option>"
        for one in options
    )
    return drawn if not name else f'\n  <optgroup label="{_escaped(name)}">{drawn}\n  </optgroup>'


def _attrs(attrs: Mapping[str, Any]) -> str:
    """Return attributes; True stands alone, and False is left out."""
    return "".join(
        f" {_escaped(name)}" if value is True else f' {_escaped(name)}="{_escaped(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _escaped(value: object) -> str:
    """Escape a value as `conditional_escape` does, without its wrapper for lazy texts."""
    text = str(value)
    return text if isinstance(text, SafeString) else escape(text)
