"""Renderer of all forms: one template shows a field with its label, hint and errors."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Select
from django.utils.safestring import SafeString, mark_safe


class FieldRenderer(TemplatesSetting):
    """Renderer that finds the templates of fields among those of the pages."""

    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Render a template; draw a list without one.

        Django renders a template for each option, which is slow for a page with two lists of 500.
        """
        widget = context.get("widget", {})
        if template_name == Select.template_name and _is_plain(widget):
            return draw_select(widget)
        return super().render(template_name, context, request)


def draw_select(widget: Mapping[str, Any]) -> SafeString:
    """Return a list as Django's own templates draw it."""
    groups = [_group(name, options) for name, options, _index in widget["optgroups"]]
    head = f'<select name="{_escaped(widget["name"])}"{_attrs(widget["attrs"])}>'
    return mark_safe(head + "".join(groups) + "\n</select>")  # each part is escaped


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
