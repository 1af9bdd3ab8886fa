"""Renderer of all forms: one template shows a field with its label, hint and errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Select
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class FieldRenderer(TemplatesSetting):
    """Renderer that finds the templates of fields among those of the pages."""

    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Render a template; draw a list without one.

        Django renders a template for each option: 0.3 s for a page with two lists of 500 people.
        """
        widget = context.get("widget", {})
        if template_name == Select.template_name and _is_plain(widget):
            return draw_select(widget)
        return super().render(template_name, context, request)


def draw_select(widget: Mapping[str, Any]) -> SafeString:
    """Return a list as Django's own templates draw it."""
    groups = (_group(name, options) for name, options, _index in widget["optgroups"])
    drawn = format_html_join("", "{}", ((group,) for group in groups))
    attrs = _attrs(widget["attrs"])
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], attrs, drawn)


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Check that no option has a template of its own."""
    groups = widget.get("optgroups", ())
    return all(
        one["template_name"] == Select.option_template_name
        for _name, options, _index in groups
        for one in options
    )


def _group(name: str | None, options: list[dict[str, Any]]) -> SafeString:
    drawn = format_html_join(
        "",
        '\n  <option value="{}"{}>{}</option>',
        ((one["value"], _attrs(one["attrs"]), one["label"]) for one in options),
    )
    if not name:
        return drawn
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, drawn)


def _attrs(attrs: Mapping[str, Any]) -> SafeString:
    """Return attributes; True stands alone, and False is left out."""
    if not attrs:
        return SafeString("")
    return mark_safe(  # each part is escaped
        "".join(
            format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
            for name, value in attrs.items()
            if value is not False
        )
    )
